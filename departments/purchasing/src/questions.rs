//! What purchasing is asked: the register of arrivals, and whom news would hurt.

use std::collections::{BTreeMap, BTreeSet};

use house::Visit;
use house::list::Wanted;
use kernel::{ClientId, Day, DemandId, Moment, PurchaseLineId, SupplyId, Value};
use orders::HurtLine;
use stock::Moved;
use store::{Fault, Read, Stop};

use crate::errors::{PurchaseRefused, WrongField};
use crate::model::{Arrival, Effect, Freshness, Peg, Touched, Which};
use crate::store as books;
use crate::{errors, rules};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Days of the coming week.
pub(crate) const WEEK: i32 = 7;

/// Awaited arrivals by day, after the given day and number.
pub fn register(
    read: &mut Read<'_>,
    today: Day,
    which: Which,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<Arrival>, Fault> {
    let (key, id) = after.unwrap_or((i64::MIN, 0));
    let (supplier, last) = match which {
        Which::All => (None, None),
        Which::Late => (None, Some(today.add_days(-1))),
        Which::Week => (None, Some(today.add_days(WEEK))),
        Which::Of(supplier) => (Some(supplier), None),
    };
    let to = last.map_or(i64::MAX, |day| i64::from(day.days()));
    books::arrivals_page(
        read,
        supplier,
        None,
        &Wanted { order: 0, key: Value::Int(key), id, from: i64::MIN, to, limit },
    )
}

/// How fresh the register is today.
pub fn freshness(read: &mut Read<'_>, visit: &Visit) -> Result<Freshness, Fault> {
    let week_end = visit.today.add_days(WEEK);
    books::freshness(read, visit.today, unheard_since(visit), ago(visit, rules::FRESH_DAYS), week_end)
}

fn ago(visit: &Visit, days: i32) -> Moment {
    visit.now.add_millis(-i64::from(days) * DAY_MS)
}

/// Before this moment a word of a supplier is too old.
pub(crate) fn unheard_since(visit: &Visit) -> Moment {
    ago(visit, rules::STALE_DAYS)
}

/// Days since the arrival's day was last known to be right.
pub fn days_unconfirmed(arrival: &Arrival, visit: &Visit) -> i32 {
    arrival.known_at().day(&visit.zone).days_until(visit.today).max(0)
}

/// Whom a new day of an arrival would hurt; changes nothing.
pub fn preview_reschedule(
    read: &mut Read<'_>,
    visit: &Visit,
    id: PurchaseLineId,
    expected_on: Day,
) -> Result<Effect, Stop<PurchaseRefused>> {
    let Some(arrival) = books::arrival(read, id)? else {
        return Err(Stop::Refused(PurchaseRefused::Unknown(id)));
    };
    refuse_closed(&arrival)?;
    if let Some(what) = rules::day(expected_on, visit.today) {
        let field = WrongField::new("/expected_on", what);
        return Err(Stop::Refused(PurchaseRefused::ArrivalFields(vec![field])));
    }
    let moved = stock::preview_move(read, visit, arrival.supply, expected_on)?;
    Ok(effect(read, &arrival, &moved)?)
}

/// Order lines that hold goods of this arrival.
pub fn resting_on(read: &mut Read<'_>, arrival: &Arrival) -> Result<Vec<HurtLine>, Fault> {
    let demands = books::resting_on(read, arrival.supply)?;
    orders::hurt_by(read, &demands)
}

/// Refuses arrivals of which nothing is awaited.
pub(crate) fn refuse_closed(arrival: &Arrival) -> Result<(), Stop<PurchaseRefused>> {
    if arrival.cancelled_at.is_some() {
        return Err(Stop::Refused(PurchaseRefused::Cancelled(arrival.id)));
    }
    if !arrival.awaited.is_positive() {
        return Err(Stop::Refused(PurchaseRefused::Received(arrival.id)));
    }
    Ok(())
}

/// What the news did, in order lines.
pub(crate) fn effect(read: &mut Read<'_>, arrival: &Arrival, moved: &Moved) -> Result<Effect, Fault> {
    let settled = &moved.settled;
    let risks: BTreeMap<DemandId, (Option<Day>, bool)> =
        settled.at_risk.iter().map(|risk| (risk.demand, (risk.could_on, risk.newly))).collect();
    let cleared: BTreeSet<DemandId> = settled.cleared.iter().copied().collect();
    let changed: BTreeSet<DemandId> = settled.repegged.iter().map(|change| change.demand).collect();
    let all: BTreeSet<DemandId> = risks.keys().chain(&cleared).chain(&changed).copied().collect();
    let all: Vec<DemandId> = all.into_iter().collect();
    let pegs = new_pegs(read, moved)?;
    let mut effect = Effect {
        arrival: arrival.id,
        old_on: moved.old_on,
        new_on: moved.new_on,
        at_risk: Vec::new(),
        repegged: Vec::new(),
        cleared: Vec::new(),
        clients: Vec::new(),
        version: arrival.version,
    };
    let mut clients: BTreeSet<ClientId> = BTreeSet::new();
    for line in orders::hurt_by(read, &all)? {
        clients.insert(line.client);
        let demand = line.demand;
        let risk = risks.get(&demand).copied();
        let touched = touched(line, risk, pegs.get(&demand).cloned().unwrap_or_default());
        if risk.is_some() {
            effect.at_risk.push(touched);
        } else if cleared.contains(&demand) {
            effect.cleared.push(touched);
        } else {
            effect.repegged.push(touched);
        }
    }
    for list in [&mut effect.at_risk, &mut effect.repegged, &mut effect.cleared] {
        list.sort_by_key(|one| (one.promised_on, one.order, one.line));
    }
    effect.clients = clients.into_iter().collect();
    Ok(effect)
}

fn touched(line: HurtLine, risk: Option<(Option<Day>, bool)>, pegs: Vec<Peg>) -> Touched {
    Touched {
        order: line.order,
        line: line.line,
        demand: line.demand,
        client: line.client,
        item: line.item,
        quantity: line.quantity,
        promised_on: line.promised_on,
        gross: line.gross,
        could_on: risk.map_or(line.promised_on, |(could_on, _)| could_on),
        newly: risk.is_some_and(|(_, newly)| newly),
        pegs,
    }
}

/// What each need gained by the news.
fn new_pegs(read: &mut Read<'_>, moved: &Moved) -> Result<BTreeMap<DemandId, Vec<Peg>>, Fault> {
    let gained: Vec<_> = moved.settled.repegged.iter().filter(|change| change.delta.is_positive()).collect();
    let ids: BTreeSet<SupplyId> = gained.iter().map(|change| change.supply).collect();
    let ids: Vec<SupplyId> = ids.into_iter().collect();
    let words = books::supplies(read, &ids)?;
    let mut pegs: BTreeMap<DemandId, Vec<Peg>> = BTreeMap::new();
    for change in gained {
        let Some(supply) = words.iter().find(|supply| supply.id == change.supply) else { continue };
        pegs.entry(change.demand).or_default().push(Peg {
            supply: supply.id,
            source: supply.source,
            available_on: if supply.id == moved.supply { moved.new_on } else { supply.available_on },
            order: supply.order,
            quantity: change.delta,
        });
    }
    Ok(pegs)
}

/// Reads a day as a form sends it.
pub(crate) fn day_of(text: &str, today: Day, pointer: &str) -> Result<Day, PurchaseRefused> {
    rules::typed_day(text, today)
        .map_err(|wrong| PurchaseRefused::ArrivalFields(vec![errors::WrongField::new(pointer, wrong)]))
}
