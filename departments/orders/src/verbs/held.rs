//! What changes in an order whose goods are held already.

use house::Visit;
use kernel::{Event, LineAmounts, OrderLineId, Quantity};
use serde_json::json;
use stock::{Lost, LostReason};
use store::{Fault, Stop, Tx};

use super::draft::{line_of, next_position, taken_item, vat_mode};
use super::{TakeSubstitute, credit};
use crate::errors::OrderRefused;
use crate::model::{AnsweredLine, Extent, Line, Order, State};
use crate::rules;
use crate::settle::{self, Need};
use crate::store as books;

/// Another item in a line of an order that is reserved or confirmed, in one unit: what it takes over is free, the new
/// goods are held.
///
/// For what is missing of the line nothing is given up: the goods it holds stay. Refused: no such line or item, a part
/// of a line that is taken over whole has left, the new item can't be had, with it the client would owe more than it may.
pub(super) fn substitute(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: &Order,
    taken: &TakeSubstitute,
) -> Result<Order, Stop<OrderRefused>> {
    let old = line_of(tx, order.id, taken.line)?;
    let is_part = taken.extent == Extent::Missing && old.short.is_positive() && old.short < old.quantity;
    if !is_part && (old.issued.is_positive() || old.cancelled.is_positive()) {
        return Err(Stop::Refused(OrderRefused::PartlyShipped(order.id)));
    }
    let item = taken_item(tx, &taken.sku)?;
    if item.id == old.item {
        return Ok(order.clone());
    }
    // Both at once and in one order, so that two such deeds never wait for each other crosswise.
    catalogue::lock_items(tx, &[old.item, item.id])?;
    let first = old.instead_of.unwrap_or(old.item);
    let need = Need {
        line: (!is_part).then_some(taken.line),
        position: if is_part { next_position(tx, order.id)? } else { old.position },
        unit_price: item.price,
        price_mode: item.price_mode,
        vat_class: rules::class_for(&vat_mode(tx, order)?, item.vat_class),
        quantity: if is_part { old.short } else { old.quantity },
        wanted_on: old.wanted_on.or(order.wanted_on),
        instead_of: Some(first).filter(|first| *first != item.id),
        declined: None,
        item,
    };
    let quantity = need.quantity;
    // What is only reserved is not agreed to yet: it is asked for at its confirmation.
    let limit = if order.state == State::Confirmed { credit::limit_of(tx, order.client)? } else { None };
    let (line, lines) =
        if is_part { beside(tx, visit, order, &old, need)? } else { in_place(tx, visit, order, &old, need)? };
    let there = books::lines(tx, order.id)?;
    let total = LineAmounts::sum(there.iter().map(Line::amounts)).map_err(|overflow| Stop::Refused(overflow.into()))?;
    books::settle_order(tx, order, (order.state, order.mode.0, order.wanted_on), total, order.term())?;
    if let Some((most, before)) = limit {
        let added = books::exposure(tx, order.client)?.checked_sub(before);
        let added = added.map_err(|overflow| Stop::Refused(overflow.into()))?;
        credit::refuse_over_limit(tx, order, Some((most, before)), added)?;
    }
    tell(tx, order, &old, quantity, (line, &lines))?;
    Ok(books::order(tx, order.id)?.ok_or_else(|| Fault::because("an order just changed is not there"))?)
}

/// The line changes its goods: the old ones are free.
fn in_place(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: &Order,
    old: &Line,
    need: Need,
) -> Result<(OrderLineId, Vec<AnsweredLine>), Stop<OrderRefused>> {
    if let Some(demand) = old.demand {
        stock::release(tx, visit, &[demand])?;
    }
    let lines = settle::hold(tx, visit, order.client, &[need], order.mode.0)?;
    let values = settle::values(&lines);
    for value in &values {
        books::replace_line(tx, order.id, old.id, value)?;
    }
    books::answer_lines(tx, order.id, &values)?;
    Ok((old.id, lines))
}

/// The line keeps what it holds; a line of its own takes over what is missing.
fn beside(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: &Order,
    old: &Line,
    need: Need,
) -> Result<(OrderLineId, Vec<AnsweredLine>), Stop<OrderRefused>> {
    let lines = settle::hold(tx, visit, order.client, &[need], order.mode.0)?;
    books::give_up_short(tx, order.id, old.id)?;
    let new = books::insert_lines(tx, order.id, &settle::values(&lines))?.into_values().next();
    Ok((new.ok_or_else(|| Fault::because("a line just written is not there"))?, lines))
}

/// Notes the demand that was given up, and says what happened.
fn tell(
    tx: &mut Tx<'_>,
    order: &Order,
    old: &Line,
    quantity: Quantity,
    (line, lines): (OrderLineId, &[AnsweredLine]),
) -> Result<(), Stop<OrderRefused>> {
    let client = Some(order.client);
    let lost = Lost {
        item: old.item,
        client,
        quantity,
        wanted_on: old.wanted_on,
        reason: LostReason::Substituted,
        order: Some(order.id),
    };
    stock::lose(tx, &[lost])?;
    let payload =
        json!({ "order": order.id, "line": line, "from": old.item, "to": lines.first().map(|line| line.item.id) });
    tx.event(Event::new("line_substituted", order.id, payload.to_string()), client);
    if let Some(day) = lines.first().and_then(|line| line.promised_on) {
        let payload = json!({ "order": order.id, "line": line, "promised_on": day });
        tx.event(Event::new("promise_given", order.id, payload.to_string()), client);
    }
    Ok(())
}
