//! The heart of an order: every line asked of stock, answered, priced and written down.

use std::collections::{BTreeMap, HashMap};

use catalogue::ItemCard;
use house::Visit;
use kernel::{ClientId, Day, Event, ItemId, LineAmounts, OrderId, OrderLineId, Quantity};
use serde_json::json;
use stock::{Ask, DemandKind, LineAnswer, Lost, LostReason, Reserved};
use store::{Fault, Read, Stop, Tx};

use crate::errors::{OrderRefused, short_lines};
use crate::model::{Answer, AnsweredLine, Mode, Offer};
use crate::rules;
use crate::store::{self as books, LineValues};

/// A line as the client asks for it, priced.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub(crate) line: Option<OrderLineId>,
    pub(crate) position: i64,
    pub(crate) item: ItemCard,
    pub(crate) quantity: Quantity,
    pub(crate) unit_price: kernel::UnitPrice,
    pub(crate) price_mode: kernel::PriceMode,
    pub(crate) vat_class: kernel::VatClass,
    pub(crate) wanted_on: Option<Day>,
    pub(crate) instead_of: Option<ItemId>,
    /// The client (or we) said no to it: not asked of stock, kept as lost demand.
    pub(crate) declined: Option<String>,
}

impl Need {
    fn ask(&self) -> Ask {
        Ask { item: self.item.id, quantity: self.quantity, wanted_on: self.wanted_on, warehouse: None }
    }

    /// What the line says, with what stock says of it.
    fn answered(&self, visit: &Visit, told: Option<Reserved>) -> Result<AnsweredLine, OrderRefused> {
        let (demand, told) = match told {
            Some(Reserved { demand, line }) => (demand, line),
            None => (None, declined(self.quantity)),
        };
        let missing = told.short;
        let short = if told.answer.reserves() { told.short } else { self.quantity };
        let taken = self.quantity.checked_sub(short)?;
        let day = told.promised_on.or(self.wanted_on).unwrap_or(visit.today);
        let (vat_rate, amounts) = rules::priced(self.unit_price, self.price_mode, self.vat_class, taken, day)?;
        let promised_on = told.promised_on.filter(|_| told.answer.reserves());
        let whole_on = told.whole_on.filter(|_| short.is_positive());
        Ok(AnsweredLine {
            line: self.line,
            position: self.position,
            item: self.item.clone(),
            instead_of: self.instead_of,
            quantity: self.quantity,
            issued: Quantity::ZERO,
            cancelled: Quantity::ZERO,
            unit_price: self.unit_price,
            price_mode: self.price_mode,
            vat_class: self.vat_class,
            vat_rate,
            amounts,
            answer: told.answer,
            reason: self.declined.clone(),
            coverage: if told.answer.reserves() { told.pieces } else { Vec::new() },
            short,
            missing,
            wanted_on: self.wanted_on,
            first_promised_on: promised_on,
            promised_on,
            whole_on,
            at_risk_at: None,
            substitutes: told
                .substitutes
                .into_iter()
                .map(|substitute| Offer { substitute, bought_before: 0 })
                .collect(),
            demand,
        })
    }
}

fn declined(quantity: Quantity) -> LineAnswer {
    LineAnswer {
        answer: Answer::Refused,
        pieces: Vec::new(),
        short: quantity,
        promised_on: None,
        whole_on: None,
        warehouse: None,
        substitutes: Vec::new(),
    }
}

/// What each line would be told now; writes nothing.
pub(crate) fn answers(
    read: &mut Read<'_>,
    visit: &Visit,
    client: Option<ClientId>,
    needs: &[Need],
    mode: Mode,
) -> Result<Vec<AnsweredLine>, Stop<OrderRefused>> {
    let asks: Vec<Ask> = needs.iter().filter(|need| need.declined.is_none()).map(Need::ask).collect();
    let told = if asks.is_empty() { Vec::new() } else { stock::answer(read, visit, &asks, mode)? };
    let told = told.into_iter().map(|line| Reserved { demand: None, line });
    let mut lines = pair(visit, needs, told)?;
    rank_by_habit(read, client, &mut lines)?;
    Ok(lines)
}

/// Holds goods for the lines and says what each is told; the refusal leaves lost demand behind.
///
/// Refused: all or nothing was asked for and something is short, or nothing at all can be had.
pub(crate) fn hold(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    needs: &[Need],
    mode: Mode,
) -> Result<Vec<AnsweredLine>, Stop<OrderRefused>> {
    let asks: Vec<Ask> = needs.iter().filter(|need| need.declined.is_none()).map(Need::ask).collect();
    let told =
        if asks.is_empty() { Vec::new() } else { stock::reserve(tx, visit, DemandKind::OrderLine, &asks, mode)? };
    let mut lines = pair(visit, needs, told.into_iter())?;
    rank_by_habit(tx, Some(client), &mut lines)?;
    let asked = lines.iter().filter(|line| line.reason.is_none());
    let all = asked.clone().all(|line| line.answer.reserves() && !line.short.is_positive());
    let any = asked.clone().any(|line| line.answer.reserves());
    if !any || (mode == Mode::AllOrNothing && !all) {
        leave_lost(tx, client, &lines);
        return Err(Stop::Refused(OrderRefused::Short(lines)));
    }
    Ok(lines)
}

fn pair(
    visit: &Visit,
    needs: &[Need],
    mut told: impl Iterator<Item = Reserved>,
) -> Result<Vec<AnsweredLine>, Stop<OrderRefused>> {
    needs
        .iter()
        .map(|need| {
            let answer = match need.declined {
                Some(_) => None,
                None => Some(told.next().ok_or_else(|| Fault::because("stock answered fewer lines than asked"))?),
            };
            need.answered(visit, answer).map_err(Stop::Refused)
        })
        .collect()
}

/// Puts what the client bought before first among equals.
fn rank_by_habit(read: &mut Read<'_>, client: Option<ClientId>, lines: &mut [AnsweredLine]) -> Result<(), Fault> {
    let mut offered: Vec<ItemId> =
        lines.iter().flat_map(|line| line.substitutes.iter().map(|offer| offer.substitute.item.id)).collect();
    offered.sort_unstable();
    offered.dedup();
    let Some(client) = client.filter(|_| !offered.is_empty()) else { return Ok(()) };
    let bought: HashMap<ItemId, i64> = books::bought(read, client, &offered)?.into_iter().collect();
    for line in lines {
        for offer in &mut line.substitutes {
            offer.bought_before = bought.get(&offer.substitute.item.id).copied().unwrap_or(0);
        }
        line.substitutes.sort_by_key(|offer| {
            let one = &offer.substitute;
            (
                one.coverage,
                !one.is_same_kind,
                std::cmp::Reverse(one.fit),
                std::cmp::Reverse(offer.bought_before),
                one.price_difference.unsigned_abs(),
                one.item.id,
            )
        });
    }
    Ok(())
}

/// What is written of each line.
pub(crate) fn values(lines: &[AnsweredLine]) -> Vec<LineValues> {
    lines
        .iter()
        .map(|line| LineValues {
            position: line.position,
            item: line.item.id,
            kind: line.item.kind,
            quantity: line.quantity,
            short: line.short,
            unit_price: line.unit_price,
            price_mode: line.price_mode,
            vat_class: line.vat_class,
            vat_rate: line.vat_rate,
            amounts: line.amounts,
            answer: Some(line.answer),
            reason: line.reason.clone(),
            wanted_on: line.wanted_on,
            instead_of: line.instead_of,
            demand: line.demand,
        })
        .collect()
}

/// The total of the lines.
pub(crate) fn total(lines: &[AnsweredLine]) -> Result<LineAmounts, OrderRefused> {
    Ok(LineAmounts::sum(lines.iter().map(|line| line.amounts))?)
}

/// Lost demand of lines that are not covered, and of items the client gave up for another.
fn lost(client: ClientId, order: Option<OrderId>, lines: &[AnsweredLine]) -> Vec<Lost> {
    let mut lost: Vec<Lost> = short_lines(lines)
        .into_iter()
        .map(|line| Lost {
            item: line.item.id,
            client: Some(client),
            quantity: if line.short.is_positive() { line.short } else { line.quantity },
            wanted_on: line.wanted_on,
            reason: lost_reason(line),
            order,
        })
        .collect();
    // Of an item given up for another only what the other really covers: the rest is told above as short.
    let given_up = lines.iter().filter(|line| line.answer.reserves()).filter_map(|line| {
        Some(Lost {
            item: line.instead_of?,
            client: Some(client),
            quantity: line.quantity.checked_sub(line.short).ok().filter(|covered| covered.is_positive())?,
            wanted_on: line.wanted_on,
            reason: LostReason::Substituted,
            order,
        })
    });
    lost.extend(given_up);
    lost
}

fn lost_reason(line: &AnsweredLine) -> LostReason {
    let is_late = line.whole_on.is_some() || line.reason.as_deref() == Some("too_late");
    if is_late { LostReason::TooLate } else { LostReason::Short }
}

/// What stays when the order is refused: the unmet need, for purchasing, and the event.
fn leave_lost(tx: &mut Tx<'_>, client: ClientId, lines: &[AnsweredLine]) {
    let lost = lost(client, None, lines);
    let told: Vec<_> = short_lines(lines)
        .iter()
        .map(|line| json!({ "item": line.item.id, "quantity": line.quantity, "short": line.short }))
        .collect();
    let payload = json!({ "client": client, "lines": told }).to_string();
    tx.leave_if_refused(move |tx| {
        stock::lose(tx, &lost)?;
        tx.event(Event::new("order_refused", client, payload), Some(client));
        Ok(())
    });
}

/// Writes down unmet needs and says what happened: the order is reserved, every day told is a promise.
pub(crate) fn announce(
    tx: &mut Tx<'_>,
    client: ClientId,
    order: OrderId,
    lines: &[AnsweredLine],
    ids: &BTreeMap<i64, OrderLineId>,
) -> Result<(), Stop<OrderRefused>> {
    let lost = lost(client, Some(order), lines);
    if !lost.is_empty() {
        stock::lose(tx, &lost)?;
    }
    let held = lines.iter().filter(|line| line.answer.reserves()).count();
    let gross = total(lines).map_err(Stop::Refused)?.gross;
    let payload = json!({ "order": order, "lines": held, "refused": lines.len() - held, "gross": gross });
    tx.event(Event::new("order_reserved", order, payload.to_string()), Some(client));
    for line in lines {
        if let (Some(day), Some(id)) = (line.promised_on, ids.get(&line.position)) {
            let payload = json!({ "order": order, "line": id, "promised_on": day });
            tx.event(Event::new("promise_given", order, payload.to_string()), Some(client));
        }
    }
    Ok(())
}
