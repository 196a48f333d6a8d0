//! What changes in an order whose goods are held already.

use house::Visit;
use kernel::{Event, LineAmounts, OrderLineId};
use serde_json::json;
use stock::{Lost, LostReason};
use store::{Fault, Stop, Tx};

use super::draft::{line_of, vat_mode};
use crate::errors::{OrderRefused, Wrong};
use crate::model::{Line, Order};
use crate::rules;
use crate::settle::{self, Need};
use crate::store as books;

/// Another item in a line of an order that is reserved or confirmed: the old goods are free, the new ones held, in one unit.
///
/// Refused: no such line or item, a part of the line has left, the new item can't be had.
pub(super) fn substitute(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: &Order,
    line: OrderLineId,
    sku: &str,
) -> Result<Order, Stop<OrderRefused>> {
    let old = line_of(tx, order.id, line)?;
    if old.issued.is_positive() || old.cancelled.is_positive() {
        return Err(Stop::Refused(OrderRefused::PartlyShipped(order.id)));
    }
    let sku = sku.trim().to_owned();
    let Some(item) = catalogue::find_skus(tx, std::slice::from_ref(&sku))?.into_iter().next().flatten() else {
        return Err(Stop::Refused(OrderRefused::field("/sku", Wrong::NoItem(sku))));
    };
    if item.id == old.item {
        return Ok(order.clone());
    }
    // Both at once and in one order, so that two such deeds never wait for each other crosswise.
    catalogue::lock_items(tx, &[old.item, item.id])?;
    if let Some(demand) = old.demand {
        stock::release(tx, visit, &[demand])?;
    }
    let first = old.instead_of.unwrap_or(old.item);
    let need = Need {
        line: Some(line),
        position: old.position,
        unit_price: item.price,
        price_mode: item.price_mode,
        vat_class: rules::class_for(&vat_mode(tx, order)?, item.vat_class),
        quantity: old.quantity,
        wanted_on: old.wanted_on.or(order.wanted_on),
        instead_of: Some(first).filter(|first| *first != item.id),
        declined: None,
        item,
    };
    let lines = settle::hold(tx, visit, order.client, &[need], order.mode.0)?;
    let values = settle::values(&lines);
    for value in &values {
        books::replace_line(tx, order.id, line, value)?;
    }
    books::answer_lines(tx, order.id, &values)?;
    let there = books::lines(tx, order.id)?;
    let total = LineAmounts::sum(there.iter().map(Line::amounts)).map_err(|overflow| Stop::Refused(overflow.into()))?;
    books::settle_order(tx, order, (order.state, order.mode.0, order.wanted_on), total)?;
    let (wanted_on, client) = (old.wanted_on, Some(order.client));
    let lost = Lost {
        item: old.item,
        client,
        quantity: old.quantity,
        wanted_on,
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
    Ok(books::order(tx, order.id)?.ok_or_else(|| Fault::because("an order just changed is not there"))?)
}
