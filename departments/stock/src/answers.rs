//! What a client is told of a line, and the reservation that keeps it.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{ItemCard, ItemKind};
use house::Visit;
use kernel::{Day, DemandId, ItemId, Quantity, WarehouseId, WorkCalendar};
use store::{Fault, Read, Tx};

use crate::model::{Ask, DemandKind, LineAnswer, Piece, Reserved, Warehouse};
use crate::pools::{Need, Pools, Stand};
use crate::rules::{
    self, Answer, Cover, Delivery, Mode, Plan, Pool, Source, When, cover, cumulative, latest_supply_day, promised,
};
use crate::store::{self as books, NewDemand};
use crate::substitutes;

/// The calendar of our clients.
const CALENDAR: WorkCalendar = WorkCalendar::russia();

/// Days and hours of a visit and of the warehouses.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) today: Day,
    hour: u8,
    pub(crate) warehouses: Vec<Warehouse>,
}

impl Times {
    pub(crate) fn read(read: &mut Read<'_>, visit: &Visit) -> Result<Times, Fault> {
        let (hour, _) = visit.now.clock(&visit.zone);
        Ok(Times { today: visit.today, hour, warehouses: books::warehouses(read)? })
    }

    /// What lies between the shelf of this warehouse and the client.
    pub(crate) fn delivery(&self, warehouse: Option<WarehouseId>) -> Delivery {
        let known = self.warehouses.iter().find(|known| Some(known.id) == warehouse);
        Delivery {
            today: self.today,
            hour: self.hour,
            cutoff_hour: known.map_or(24, |known| known.cutoff_hour),
            handling_days: known.map_or(0, |known| known.handling_days),
            delivery_days: known.map_or(0, |known| known.delivery_days),
        }
    }

    /// The day to tell for goods of this day.
    pub(crate) fn promised_on(&self, warehouse: Option<WarehouseId>, supply_on: Day) -> Day {
        rules::promised_on(supply_on, &self.delivery(warehouse), &CALENDAR)
    }

    /// The last day on which supply keeps this wish; the nearest possible one when it is too near.
    fn wanted_by(&self, warehouse: Option<WarehouseId>, wanted_on: Day) -> Day {
        let delivery = self.delivery(warehouse);
        let nearest = self.today.add_days(i32::from(delivery.hour >= delivery.cutoff_hour));
        latest_supply_day(wanted_on, &delivery, &CALENDAR).unwrap_or(nearest)
    }

    fn when(&self, warehouse: Option<WarehouseId>, wanted_on: Option<Day>, mode: Mode) -> When {
        match (wanted_on, mode) {
            (None, _) => When::AsSoonAsPossible,
            (Some(day), Mode::Backorder) => When::ByOrLater(self.wanted_by(warehouse, day)),
            (Some(day), _) => When::By(self.wanted_by(warehouse, day)),
        }
    }
}

/// A line that was planned on the pools.
struct Planned {
    ask: Ask,
    line: LineAnswer,
    plan: Plan,
    /// What it becomes when it is reserved.
    new: Option<NewDemand>,
}

/// Stands for the demand of line `n` until the books give it a number; such demands come last.
fn planned_demand(n: usize) -> DemandId {
    DemandId::new(i64::MAX - 1_000_000 + i64::try_from(n).unwrap_or(999_999))
}

/// Answers each line as an order would be answered; writes nothing.
///
/// Lines share the goods: two lines of one item are never promised the same piece.
pub fn answer(read: &mut Read<'_>, visit: &Visit, asks: &[Ask], mode: Mode) -> Result<Vec<LineAnswer>, Fault> {
    let cards = catalogue::items(read, &distinct_items(asks))?;
    let mut pools = Pools::read(read, &goods_of(&cards))?;
    let times = Times::read(read, visit)?;
    let planned = plan_lines(&mut pools, &times, &cards, asks, mode)?;
    finish(read, &times, &cards, &pools, planned, mode).map(|planned| planned.into_iter().map(|one| one.line).collect())
}

/// Reserves goods for the lines: locks the items, decides, writes demands and allocations.
///
/// With [`Mode::AllOrNothing`] and a line that can't be had whole nothing is written: every `demand`
/// is none. Otherwise each line whose answer reserves holds its pieces. No promise of others moves.
pub fn reserve(
    tx: &mut Tx<'_>,
    visit: &Visit,
    kind: DemandKind,
    asks: &[Ask],
    mode: Mode,
) -> Result<Vec<Reserved>, Fault> {
    let cards = catalogue::lock_items(tx, &distinct_items(asks))?;
    let mut pools = Pools::read(tx, &goods_of(&cards))?;
    let times = Times::read(tx, visit)?;
    let planned = plan_lines(&mut pools, &times, &cards, asks, mode)?;
    let planned = finish(tx, &times, &cards, &pools, planned, mode)?;
    let refused = planned.iter().any(|one| !one.line.answer.reserves());
    if refused && mode == Mode::AllOrNothing {
        return Ok(planned.into_iter().map(|one| Reserved { demand: None, line: one.line }).collect());
    }
    let new: Vec<(usize, NewDemand)> = planned.iter().enumerate().filter_map(|(n, one)| Some((n, one.new?))).collect();
    let mut named = BTreeMap::new();
    if !new.is_empty() {
        let rows: Vec<NewDemand> = new.iter().map(|(_, demand)| *demand).collect();
        let ids = books::insert_demands(tx, kind, &rows)?;
        named.extend(new.iter().map(|(n, _)| planned_demand(*n)).zip(ids));
        pools.write(tx, &named)?;
    }
    let reserved =
        |(n, one): (usize, Planned)| Reserved { demand: named.get(&planned_demand(n)).copied(), line: one.line };
    Ok(planned.into_iter().enumerate().map(reserved).collect())
}

fn distinct_items(asks: &[Ask]) -> Vec<ItemId> {
    asks.iter().map(|ask| ask.item).collect::<BTreeSet<_>>().into_iter().collect()
}

fn goods_of(cards: &[ItemCard]) -> Vec<ItemId> {
    cards.iter().filter(|card| card.kind == ItemKind::Goods).map(|card| card.id).collect()
}

/// Plans the lines in their order; each takes its goods from the pools before the next is planned.
fn plan_lines(
    pools: &mut Pools,
    times: &Times,
    cards: &[ItemCard],
    asks: &[Ask],
    mode: Mode,
) -> Result<Vec<Planned>, Fault> {
    let mut planned = Vec::with_capacity(asks.len());
    for (n, ask) in asks.iter().enumerate() {
        let card = cards.iter().find(|card| card.id == ask.item);
        let card = card.ok_or_else(|| Fault::because(format!("there is no item {}", ask.item)))?;
        planned.push(match card.kind {
            ItemKind::Service => service(times, *ask),
            ItemKind::Goods => plan_line(pools, times, *ask, mode, planned_demand(n)),
        });
    }
    Ok(planned)
}

/// Work needs no goods: it is promised for the next working day or the day wanted.
fn service(times: &Times, ask: Ask) -> Planned {
    let from = ask.wanted_on.map_or(times.today, |day| day.max(times.today));
    let promised_on = Some(CALENDAR.next_working(from));
    let line = LineAnswer {
        answer: Answer::Now,
        pieces: Vec::new(),
        short: Quantity::ZERO,
        promised_on,
        whole_on: promised_on,
        warehouse: None,
        substitutes: Vec::new(),
    };
    Planned { ask, line, plan: Plan { pieces: Vec::new(), short: Quantity::ZERO }, new: None }
}

/// What one warehouse could do for a line.
struct Offer {
    warehouse: WarehouseId,
    cover: Cover,
    due: Option<Day>,
    promised_on: Option<Day>,
    whole_on: Option<Day>,
}

fn plan_line(pools: &mut Pools, times: &Times, ask: Ask, mode: Mode, demand: DemandId) -> Planned {
    let warehouses = match ask.warehouse {
        Some(warehouse) => vec![warehouse],
        None => pools.warehouses_of(ask.item),
    };
    let nothing = Stand::default();
    let offers = warehouses.into_iter().map(|warehouse| {
        let stand = pools.stands.get(&(ask.item, warehouse)).unwrap_or(&nothing);
        offer(&stand.pool(times.today), times, ask, mode, warehouse)
    });
    let best = offers
        .min_by_key(|offer| (offer.cover.plan.short, offer.promised_on.is_none(), offer.promised_on, offer.warehouse));
    let Some(best) = best else {
        // The item never lay anywhere.
        let plan = Plan { pieces: Vec::new(), short: ask.quantity };
        return Planned { ask, line: line_of(&plan, &nothing, times, None, mode), plan, new: None };
    };
    let stand = pools.stands.entry((ask.item, best.warehouse)).or_default();
    let plan = best.cover.plan.clone();
    let mut line = line_of(&plan, stand, times, Some(best.warehouse), mode);
    line.promised_on = best.promised_on;
    line.whole_on = best.whole_on;
    let mut new = None;
    if let (true, Some(due), Some(promised_on)) = (line.answer.reserves(), best.due, best.promised_on) {
        let quantity = line.covered();
        stand.apply(&best.cover.changes);
        for piece in &plan.pieces {
            stand.hold(demand, piece.supply, piece.quantity.thousandths());
        }
        stand.needs.insert(demand, Need { due, open: quantity.thousandths(), at_risk: false });
        let (item, warehouse, wanted_on) = (ask.item, best.warehouse, ask.wanted_on);
        new = Some(NewDemand { item, warehouse, quantity, wanted_on, due, promised_on });
    }
    Planned { ask, line, plan, new }
}

fn offer(pool: &Pool, times: &Times, ask: Ask, mode: Mode, warehouse: WarehouseId) -> Offer {
    let here = Some(warehouse);
    let when = times.when(here, ask.wanted_on, mode);
    let whole_from = cumulative(&pool.supplies, &promised(pool)).first_day(ask.quantity);
    let cover = cover(ask.quantity, when, pool);
    let ready_on = cover.plan.ready_on().map(|day| day.max(times.today));
    // Who wants it later than it is here is promised that later day: early goods stay free.
    let due = ready_on.map(|ready_on| match when {
        When::By(day) | When::ByOrLater(day) if ready_on <= day => day,
        _ => ready_on,
    });
    Offer {
        warehouse,
        due,
        promised_on: due.map(|due| times.promised_on(here, due)),
        whole_on: whole_from.map(|day| times.promised_on(here, day)),
        cover,
    }
}

/// The line without days and substitutes.
fn line_of(plan: &Plan, stand: &Stand, times: &Times, warehouse: Option<WarehouseId>, mode: Mode) -> LineAnswer {
    let piece = |piece: &rules::Piece| Piece {
        supply: piece.supply,
        source: piece.source,
        available_on: if piece.source == Source::OnHand { times.today } else { piece.available_on },
        late_since: stand
            .supplies
            .get(&piece.supply)
            .and_then(|supply| rules::late_since(supply.source, supply.available_on, times.today)),
        quantity: piece.quantity,
        origin: stand.supplies.get(&piece.supply).and_then(|supply| supply.origin),
    };
    LineAnswer {
        answer: rules::answer(plan, mode, false, false),
        pieces: plan.pieces.iter().map(piece).collect(),
        short: plan.short,
        promised_on: None,
        whole_on: None,
        warehouse,
        substitutes: Vec::new(),
    }
}

/// Looks for substitutes of the short lines; what has some and reserves nothing is a substitute.
fn finish(
    read: &mut Read<'_>,
    times: &Times,
    cards: &[ItemCard],
    pools: &Pools,
    mut planned: Vec<Planned>,
    mode: Mode,
) -> Result<Vec<Planned>, Fault> {
    let mut needs = Vec::new();
    for (n, one) in planned.iter().enumerate().filter(|(_, one)| one.line.short.is_positive()) {
        let Some(card) = cards.iter().find(|card| card.id == one.ask.item) else { continue };
        let quantity = if one.new.is_some() { one.line.short } else { one.ask.quantity };
        let wanted_by = one.ask.wanted_on.map(|day| times.wanted_by(one.line.warehouse, day));
        needs.push(substitutes::Need { line: n, card: card.clone(), quantity, wanted_by });
    }
    for (n, found) in substitutes::find(read, times, pools, &needs)? {
        if let Some(one) = planned.get_mut(n) {
            one.line.answer = rules::answer(&one.plan, mode, !found.is_empty(), false);
            one.line.substitutes = found;
        }
    }
    Ok(planned)
}
