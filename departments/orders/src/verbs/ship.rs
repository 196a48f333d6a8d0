//! Goods leave: the day sets the tax, the sale is written, the client owes.

use std::collections::HashMap;

use access::Perm;
use catalogue::ItemCard;
use house::Visit;
use kernel::{Day, DemandId, Event, ItemId, LineAmounts, Money, OrderId, OrderLineId, Quantity, VatRate};
use serde_json::json;
use stock::StockRefused;
use store::{Fault, Stop, Tx};

use super::{follows, taken_up};
use crate::errors::{NotReady, OrderRefused, Wrong, WrongField};
use crate::model::{Line, NewSale, Order, PaperLine, ShipmentCard, ShipmentHead, State};
use crate::rules::{self, Deed};
use crate::store as books;

/// What is to leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ship {
    /// These lines; none = all that is still to be shipped.
    pub lines: Option<Vec<ShipLine>>,
    /// The day it left; none = today.
    pub shipped_on: Option<Day>,
}

/// A line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShipLine {
    /// The line of the order.
    pub line: OrderLineId,
    /// How much; none = all that is still to be shipped.
    pub quantity: Option<Quantity>,
}

/// Ships an order, whole or in part: goods leave the shelf, sales and turnover are written, the client owes.
///
/// Refused: not confirmed, more than is open, goods not on the shelf yet, stale version.
pub fn ship(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    what: &Ship,
) -> Result<ShipmentCard, Stop<OrderRefused>> {
    let order = taken_up(tx, visit, Perm::StockShip, order, seen)?;
    follows(&order, Deed::ShipPart)?;
    let day = what.shipped_on.unwrap_or(visit.today);
    let lines = books::lines(tx, order.id)?;
    let parts = parts(visit, &order, &lines, what, day)?;
    let state = follows(&order, if ships_all(&lines, &parts) { Deed::ShipAll } else { Deed::ShipPart })?;
    let items = items_of(tx, &parts)?;
    refuse_parts_of_pieces(what, &parts, &items)?;
    issue(tx, visit, &parts, &items)?;

    let papers = papers(&parts, day).map_err(Stop::Refused)?;
    let total = LineAmounts::sum(papers.iter().map(|(line, _)| line.amounts()));
    let total = total.map_err(|overflow| Stop::Refused(OrderRefused::from(overflow)))?;
    let mut head = ShipmentHead {
        id: kernel::ShipmentId::new(1),
        order: order.id,
        client: order.client,
        year: i64::from(day.year()),
        number: 0,
        shipped_on: day,
        net: total.net,
        vat: total.vat,
        gross: total.gross,
    };
    let (id, rows) = books::insert_shipment(tx, visit, &head, order.seller, &papers)?;
    head.id = id;
    let issued: Vec<_> = papers.iter().map(|(line, _)| (line.order_line, line.quantity, line.amounts())).collect();
    books::issue_lines(tx, order.id, &issued)?;
    books::ship_order(tx, &order, state, total.gross)?;
    if state == State::Shipped {
        close_if_paid(tx, &Order { state, version: order.version + 1, ..order.clone() })?;
    }
    books::insert_sales(tx, &sales(&order, &papers, &rows, &items, day)?)?;
    books::book(tx, order.client, total.gross, Money::ZERO)?;
    head.number = books::number_shipment(tx, id, order.seller, head.year)?;
    let payload = json!({
        "order": order.id, "shipment": id, "number": head.number, "gross": total.gross, "whole": state == State::Shipped,
        "shipped_on": day,
    });
    tx.event(Event::new("order_shipped", order.id, payload.to_string()), Some(order.client));
    Ok(crate::questions::shipment_card(tx, head, papers)?)
}

/// A piece leaves whole. What is left of a line may always leave, however it came to be ordered.
fn refuse_parts_of_pieces(
    what: &Ship,
    parts: &[(Line, Quantity)],
    items: &HashMap<ItemId, ItemCard>,
) -> Result<(), Stop<OrderRefused>> {
    let broken = |(line, quantity): &&(Line, Quantity)| {
        *quantity != line.open() && items.get(&line.item).is_some_and(|item| !item.comes_in(*quantity))
    };
    let place = |line: &Line| what.lines.iter().flatten().position(|asked| asked.line == line.id).unwrap_or(0);
    let wrong: Vec<WrongField> = parts
        .iter()
        .filter(broken)
        .map(|(line, _)| WrongField::new(format!("/lines/{}/quantity", place(line)), Wrong::NotWhole))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Stop::Refused(OrderRefused::Fields(wrong))) }
}

/// Lines with what leaves of each; what is wrong is named by its place.
fn parts(
    visit: &Visit,
    order: &Order,
    lines: &[Line],
    what: &Ship,
    day: Day,
) -> Result<Vec<(Line, Quantity)>, Stop<OrderRefused>> {
    let mut wrong = Vec::new();
    if day > visit.today {
        wrong.push(WrongField::new("/shipped_on", Wrong::DayAhead));
    } else if day < order.made_on {
        wrong.push(WrongField::new("/shipped_on", Wrong::DayPast));
    }
    let mut parts: Vec<(Line, Quantity)> = Vec::new();
    match &what.lines {
        None => parts.extend(lines.iter().map(|line| (line.clone(), line.open()))),
        Some(asked) => {
            for (at, ask) in asked.iter().enumerate() {
                let mut fail =
                    |field: &str, what: Wrong| wrong.push(WrongField::new(format!("/lines/{at}/{field}"), what));
                let Some(line) = lines.iter().find(|line| line.id == ask.line) else {
                    fail("line", Wrong::NoLine);
                    continue;
                };
                let quantity = ask.quantity.unwrap_or(line.open());
                if parts.iter().any(|(there, _)| there.id == line.id) {
                    fail("line", Wrong::Twice);
                } else if ask.quantity.is_some_and(|quantity| !quantity.is_positive()) {
                    fail("quantity", Wrong::NotPositive);
                } else if quantity > line.open() {
                    fail("quantity", Wrong::MoreThanOpen(line.open()));
                } else {
                    parts.push((line.clone(), quantity));
                }
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Stop::Refused(OrderRefused::Fields(wrong)));
    }
    parts.retain(|(_, quantity)| quantity.is_positive());
    if parts.is_empty() {
        return Err(Stop::Refused(OrderRefused::Nothing(order.id)));
    }
    Ok(parts)
}

fn ships_all(lines: &[Line], parts: &[(Line, Quantity)]) -> bool {
    lines.iter().all(|line| {
        let gone = parts.iter().find(|(part, _)| part.id == line.id).map_or(Quantity::ZERO, |(_, quantity)| *quantity);
        line.open() == gone
    })
}

fn items_of(tx: &mut Tx<'_>, parts: &[(Line, Quantity)]) -> Result<HashMap<ItemId, ItemCard>, Fault> {
    let mut ids: Vec<ItemId> = parts.iter().map(|(line, _)| line.item).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(catalogue::items(tx, &ids)?.into_iter().map(|card| (card.id, card)).collect())
}

/// Takes the goods off the shelf; what does not lie there yet is named.
fn issue(
    tx: &mut Tx<'_>,
    visit: &Visit,
    parts: &[(Line, Quantity)],
    items: &HashMap<ItemId, ItemCard>,
) -> Result<(), Stop<OrderRefused>> {
    let wanted: Vec<(DemandId, Quantity)> =
        parts.iter().filter_map(|(line, quantity)| line.demand.map(|demand| (demand, *quantity))).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let issued = stock::issue(tx, visit, &wanted);
    match issued {
        Ok(_) => Ok(()),
        Err(Stop::Fault(fault)) => Err(Stop::Fault(fault)),
        Err(Stop::Refused(refused)) => Err(refused_issue(&refused, parts, items)),
    }
}

fn refused_issue(
    refused: &StockRefused,
    parts: &[(Line, Quantity)],
    items: &HashMap<ItemId, ItemCard>,
) -> Stop<OrderRefused> {
    let (demand, ready) = match refused {
        StockRefused::NotHereYet { demand, here, .. } => (*demand, *here),
        StockRefused::NotOwed { demand, open, .. } => (*demand, *open),
        other => return Stop::Fault(Fault::because(format!("goods issue refused: {other}"))),
    };
    match parts.iter().find(|(line, _)| line.demand == Some(demand)) {
        Some((line, wanted)) => Stop::Refused(OrderRefused::NotReady(vec![NotReady {
            line: line.id,
            position: line.position,
            sku: items.get(&line.item).map(|item| item.sku.clone()).unwrap_or_default(),
            wanted: *wanted,
            ready,
        }])),
        None => Stop::Fault(Fault::because(format!("goods issue refused: {refused}"))),
    }
}

/// Lines of the shipment with the rate that was ordered beside the rate of the day.
fn papers(parts: &[(Line, Quantity)], day: Day) -> Result<Vec<(PaperLine, VatRate)>, OrderRefused> {
    parts
        .iter()
        .zip(1..)
        .map(|((line, quantity), position)| {
            let (rate, amounts) = rules::shipped(line, *quantity, day)?;
            Ok((books::paper_line(position, line, *quantity, rate, amounts), line.vat_rate))
        })
        .collect()
}

/// The sales that the shipment's lines are.
fn sales(
    order: &Order,
    papers: &[(PaperLine, VatRate)],
    rows: &[(i64, i64)],
    items: &HashMap<ItemId, ItemCard>,
    day: Day,
) -> Result<Vec<NewSale>, Fault> {
    papers
        .iter()
        .map(|(line, _)| {
            let row = rows.iter().find(|(_, position)| *position == line.position);
            let (Some((row, _)), Some(item)) = (row, items.get(&line.item)) else {
                return Err(Fault::because("a shipped line has no row or no item"));
            };
            Ok(NewSale {
                client: order.client,
                item: line.item,
                category: item.category,
                day,
                quantity: line.quantity,
                amounts: line.amounts(),
                cost: None,
                order_line: Some(line.order_line),
                source: "shipment".into(),
                source_ref: row.to_string(),
            })
        })
        .collect()
}

/// An order that is shipped and paid is closed.
pub(super) fn close_if_paid(tx: &mut Tx<'_>, order: &Order) -> Result<bool, Fault> {
    let paid = books::invoice_of_order(tx, order.id)?.is_some_and(|invoice| invoice.paid >= invoice.gross);
    match rules::next(order.state, Deed::Close) {
        Some(state) if paid => {
            books::move_order(tx, order, state)?;
            let payload = json!({ "order": order.id }).to_string();
            tx.event(Event::new("order_closed", order.id, payload), Some(order.client));
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Opens an order again that the money taken back had closed.
pub(super) fn reopen_if_unpaid(tx: &mut Tx<'_>, order: &Order) -> Result<(), Fault> {
    let unpaid = books::invoice_of_order(tx, order.id)?.is_some_and(|invoice| invoice.paid < invoice.gross);
    if let (true, Some(state)) = (unpaid, rules::next(order.state, Deed::Reopen)) {
        books::move_order(tx, order, state)?;
        let payload = json!({ "order": order.id }).to_string();
        tx.event(Event::new("order_reopened", order.id, payload), Some(order.client));
    }
    Ok(())
}
