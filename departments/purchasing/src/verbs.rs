//! Deeds of purchasing: an order is placed, an arrival moves, is confirmed, comes in, is called off.

use house::Visit;
use kernel::{Day, Event, ItemId, PurchaseLineId, Quantity};
use serde_json::json;
use stock::{NewArrival, Receipt, ReceiptLine, Received};
use store::{Fault, Read, Stop, Tx};

use crate::errors::{PurchaseRefused, Wrong, WrongField};
use crate::model::{Arrival, Effect, NewPurchase, Purchased, Supplier};
use crate::store::{self as books, Line};
use crate::{questions, rules};

fn wrong(pointer: &str, what: Wrong) -> Stop<PurchaseRefused> {
    Stop::Refused(PurchaseRefused::ArrivalFields(vec![WrongField::new(pointer, what)]))
}

/// Orders goods from a supplier; from now on they can be promised to clients.
///
/// An unknown supplier or warehouse is made. Refused: unknown items and services, quantities and
/// costs beyond belief, days that have passed or are out of sight (every wrong field is named, and the supplier asked about
/// among them); a supplier who is called nearly like another and is not said to be new.
pub fn place_purchase_order(
    tx: &mut Tx<'_>,
    visit: &Visit,
    new: &NewPurchase,
) -> Result<Purchased, Stop<PurchaseRefused>> {
    let name = rules::tidy(&new.supplier);
    let alike = if new.new_supplier { Vec::new() } else { alike(tx, &name)? };
    let mut wrong = rules::check(new, visit.today);
    let lines = checked_lines(tx, new, &mut wrong)?;
    if !wrong.is_empty() {
        wrong.extend(asked_about(&alike));
        return Err(Stop::Refused(PurchaseRefused::Fields(wrong)));
    }
    if !alike.is_empty() {
        return Err(Stop::Refused(PurchaseRefused::AlikeSupplier { alike }));
    }
    let code = new.warehouse.as_deref().map(str::trim).filter(|code| !code.is_empty()).unwrap_or(stock::MAIN);
    let warehouse = stock::ensure_warehouse(tx, code).map_err(|stop| stop.map(PurchaseRefused::Stock))?;
    let supplier = books::ensure_supplier(tx, &name)?;
    let items: Vec<ItemId> = lines.iter().map(|line| line.item).collect();
    catalogue::lock_items(tx, &items)?;
    let order = books::insert_order(tx, supplier, warehouse, visit.today, visit.actor.staff())?;
    let arrivals = books::insert_lines(tx, order, supplier, &lines)?;
    let awaited: Vec<NewArrival> = arrivals
        .iter()
        .zip(&lines)
        .map(|(arrival, line)| NewArrival {
            arrival: *arrival,
            item: line.item,
            warehouse,
            quantity: line.quantity,
            available_on: line.expected_on,
        })
        .collect();
    let supplies = stock::add_arrivals(tx, visit, &awaited)?;
    let supplies: Vec<_> = arrivals.iter().copied().zip(supplies).collect();
    books::set_supplies(tx, &supplies)?;
    let payload = json!({ "order": order, "supplier": supplier, "arrivals": arrivals });
    tx.event(Event::new("purchase_order_placed", order, payload.to_string()), None);
    Ok(Purchased { order, supplier, arrivals })
}

/// Suppliers who are called nearly like this one, the most alike first; nobody where one is called exactly so.
pub(crate) fn alike(read: &mut Read<'_>, name: &str) -> Result<Vec<Supplier>, Fault> {
    let all = books::every_supplier(read)?;
    let key = kernel::text_key(name);
    if all.iter().any(|one| kernel::text_key(&one.name) == key) {
        return Ok(Vec::new());
    }
    let mut alike = search::most_alike(name, all, |one| &one.name);
    alike.truncate(rules::MOST_ALIKE);
    Ok(alike)
}

fn asked_about(alike: &[Supplier]) -> Option<WrongField> {
    alike.first().map(|there| WrongField::new("/supplier", Wrong::Alike(there.name.clone())))
}

/// What else is wrong with an order that can't be read whole: codes that are nobody's, a supplier to be asked about.
pub(crate) fn wrong_beside(
    tx: &mut Tx<'_>,
    supplier: &str,
    new_supplier: bool,
    skus: &[String],
) -> Result<Vec<WrongField>, Fault> {
    let skus: Vec<String> = skus.iter().map(|sku| sku.trim().to_owned()).collect();
    let cards = catalogue::find_skus(tx, &skus)?;
    let unknown = skus.into_iter().zip(cards).enumerate().filter(|(_, (sku, card))| card.is_none() && !sku.is_empty());
    let mut wrong: Vec<WrongField> =
        unknown.map(|(at, (sku, _))| WrongField::new(format!("/lines/{at}/sku"), Wrong::UnknownSku(sku))).collect();
    if !new_supplier {
        wrong.extend(asked_about(&alike(tx, &rules::tidy(supplier))?));
    }
    Ok(wrong)
}

/// Lines with their items; what is wrong with them goes beside the rest.
fn checked_lines(tx: &mut Tx<'_>, new: &NewPurchase, wrong: &mut Vec<WrongField>) -> Result<Vec<Line>, Fault> {
    if new.lines.is_empty() || new.lines.len() > rules::MOST_LINES {
        return Ok(Vec::new());
    }
    let skus: Vec<String> = new.lines.iter().map(|line| line.sku.trim().to_owned()).collect();
    let cards = catalogue::find_skus(tx, &skus)?;
    let mut lines = Vec::with_capacity(cards.len());
    for (at, (line, card)) in new.lines.iter().zip(cards).enumerate() {
        let mut say = |field: &str, what| wrong.push(WrongField::new(format!("/lines/{at}/{field}"), what));
        let Some(card) = card else {
            if !line.sku.trim().is_empty() {
                say("sku", Wrong::UnknownSku(line.sku.trim().to_owned()));
            }
            continue;
        };
        if card.kind != catalogue::ItemKind::Goods {
            say("sku", Wrong::NotGoods(card.sku.clone()));
        }
        let Some(quantity) = rules::in_units(line.amount, card.pack) else {
            say("quantity", Wrong::TooMuch);
            continue;
        };
        if let Some(what) = rules::quantity(quantity) {
            say("quantity", what);
        } else if !card.comes_in(quantity) {
            say("quantity", Wrong::NotWhole);
        } else if let Some(what) = line.unit_cost.and_then(|cost| rules::cost(cost, quantity)) {
            say("unit_cost", what);
        }
        lines.push(Line { item: card.id, quantity, unit_cost: line.unit_cost, expected_on: line.expected_on });
    }
    Ok(lines)
}

/// Gives an arrival a new day. Promises stay: lines are re-pegged where none moves, others marked at risk.
///
/// `seen` is the version the caller looked at. Refused: unknown, received or cancelled arrival, stale
/// version, a day that has passed or is out of sight, no reason.
pub fn reschedule_arrival(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: PurchaseLineId,
    seen: Option<i64>,
    expected_on: Day,
    reason: &str,
) -> Result<Effect, Stop<PurchaseRefused>> {
    let reason = rules::tidy(reason);
    if let Some(what) = rules::text(&reason, 500) {
        return Err(wrong("/reason", what));
    }
    let arrival = open_and_locked(tx, id, seen)?;
    if let Some(what) = rules::day(expected_on, visit.today) {
        return Err(wrong("/expected_on", what));
    }
    let moved = stock::move_due(tx, visit, arrival.supply, expected_on)?;
    books::move_line(tx, id, (arrival.expected_on, expected_on), &reason, visit.actor.staff())?;
    let resting = books::resting_on(tx, arrival.supply)?;
    orders::tell_promises(tx, &moved.settled, &resting)?;
    let effect = Effect { version: arrival.version + 1, ..questions::effect(tx, &arrival, &moved)? };
    let demands = |list: &[crate::model::Touched]| list.iter().map(|one| one.demand).collect::<Vec<_>>();
    let payload = json!({
        "arrival": id, "order": arrival.order, "old_on": arrival.expected_on, "new_on": expected_on,
        "at_risk": demands(&effect.at_risk), "repegged": demands(&effect.repegged), "cleared": demands(&effect.cleared),
    });
    tx.event(Event::new("arrival_moved", id, payload.to_string()), None);
    Ok(effect)
}

/// Notes that the supplier confirmed the day of an arrival.
pub fn confirm_arrival(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: PurchaseLineId,
    seen: Option<i64>,
) -> Result<Arrival, Stop<PurchaseRefused>> {
    let arrival = open_and_locked(tx, id, seen)?;
    // A day that has passed says nothing of when the goods come: a new one is asked of the supplier.
    if let Some(what) = rules::day(arrival.expected_on, visit.today) {
        return Err(wrong("/expected_on", what));
    }
    books::confirm_line(tx, id)?;
    let payload = json!({ "arrival": id, "order": arrival.order, "expected_on": arrival.expected_on });
    tx.event(Event::new("arrival_confirmed", id, payload.to_string()), None);
    Ok(fresh(tx, id)?)
}

/// Takes goods of an arrival in; they go to its earliest promises, the rest stays awaited.
pub fn receive_arrival(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: PurchaseLineId,
    quantity: Quantity,
) -> Result<Received, Stop<PurchaseRefused>> {
    let arrival = open_and_locked(tx, id, None)?;
    if let Some(what) = rules::quantity(quantity) {
        return Err(wrong("/quantity", what));
    }
    let lines = vec![ReceiptLine { item: arrival.item, quantity, arrival: Some(id) }];
    let received = stock::receive(tx, visit, &Receipt { warehouse: arrival.warehouse, lines })
        .map_err(|stop| stop.map(PurchaseRefused::Stock))?;
    books::came_in(tx, id, arrival.order)?;
    orders::tell_promises(tx, &received.settled, &[])?;
    let payload = json!({ "arrival": id, "order": arrival.order, "receipt": received.receipt });
    tx.event(Event::new("arrival_received", id, payload.to_string()), None);
    Ok(received)
}

/// The rest of an arrival will not come: promises that rested on it are re-pegged or at risk.
pub fn cancel_arrival(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: PurchaseLineId,
    seen: Option<i64>,
) -> Result<Effect, Stop<PurchaseRefused>> {
    let arrival = open_and_locked(tx, id, seen)?;
    let moved = stock::cancel_arrival(tx, visit, arrival.supply)?;
    books::cancel_line(tx, id, arrival.order)?;
    orders::tell_promises(tx, &moved.settled, &[])?;
    let effect = Effect { version: arrival.version + 1, ..questions::effect(tx, &arrival, &moved)? };
    let payload = json!({ "arrival": id, "order": arrival.order });
    tx.event(Event::new("arrival_cancelled", id, payload.to_string()), None);
    Ok(effect)
}

/// Closes lines that came in through stock's own receipts: a nightly job; says how many.
pub fn close_received(tx: &mut Tx<'_>) -> Result<u64, Fault> {
    books::close_all(tx)
}

/// Locks the item and the arrival, then reads it; refuses what is not awaited or has changed.
fn open_and_locked(tx: &mut Tx<'_>, id: PurchaseLineId, seen: Option<i64>) -> Result<Arrival, Stop<PurchaseRefused>> {
    let Some(before) = books::arrival(tx, id)? else {
        return Err(Stop::Refused(PurchaseRefused::Unknown(id)));
    };
    catalogue::lock_items(tx, &[before.item])?;
    books::lock(tx, id)?;
    let arrival = fresh(tx, id)?;
    if seen.is_some_and(|seen| seen != arrival.version) {
        return Err(Stop::Refused(PurchaseRefused::Stale { arrival: id, version: arrival.version }));
    }
    questions::refuse_closed(&arrival)?;
    Ok(arrival)
}

fn fresh(tx: &mut Tx<'_>, id: PurchaseLineId) -> Result<Arrival, Fault> {
    books::arrival(tx, id)?.ok_or_else(|| Fault::because("an arrival just read is not there"))
}
