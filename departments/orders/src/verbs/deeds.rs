//! The client agrees, or calls it off.

use access::Perm;
use house::Visit;
use kernel::{Event, OrderId};
use serde_json::json;
use store::{Fault, Stop, Tx};

use super::news::tell_promises;
use super::{credit, follows, taken_up};
use crate::errors::OrderRefused;
use crate::model::{Order, OrderCard, State};
use crate::rules::Deed;
use crate::store as books;

/// The client agrees to the order as it was answered.
///
/// Refused: not reserved, a reservation that ran out, stale version; with it the client would owe more than it may.
pub fn confirm(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<OrderCard, Stop<OrderRefused>> {
    let order = credit::taken_up_with_client(tx, visit, order, seen)?;
    if let Some(on) = order.has_run_out() {
        return Err(Stop::Refused(OrderRefused::RanOut { order: order.id, on }));
    }
    let state = follows(&order, Deed::Confirm)?;
    let limit = credit::limit_of(tx, order.client)?;
    credit::refuse_over_limit(tx, &order, limit, order.gross)?;
    books::move_order(tx, &order, state)?;
    let payload = json!({ "order": order.id, "gross": order.gross });
    tx.event(Event::new("order_confirmed", order.id, payload.to_string()), Some(order.client));
    moved(tx, visit, &order, state)
}

/// Calls an order off: its goods are free for others.
///
/// Refused: a part has left already, the state forbids it, stale version.
pub fn cancel(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<OrderCard, Stop<OrderRefused>> {
    let order = taken_up(tx, visit, Perm::OrdersWrite, order, seen)?;
    let state = follows(&order, Deed::Cancel)?;
    let lines = books::lines(tx, order.id)?;
    if lines.iter().any(|line| line.issued.is_positive()) {
        return Err(Stop::Refused(OrderRefused::PartlyShipped(order.id)));
    }
    let held: Vec<_> = lines.iter().filter(|line| line.open().is_positive()).filter_map(|line| line.demand).collect();
    if !held.is_empty() {
        let settled = stock::release(tx, visit, &held)?;
        tell_promises(tx, &settled, &[])?;
    }
    books::cancel_lines(tx, order.id)?;
    books::move_order(tx, &order, state)?;
    let payload = json!({ "order": order.id, "from": order.state, "gross": order.gross });
    tx.event(Event::new("order_cancelled", order.id, payload.to_string()), Some(order.client));
    moved(tx, visit, &order, state)
}

fn moved(tx: &mut Tx<'_>, visit: &Visit, order: &Order, state: State) -> Result<OrderCard, Stop<OrderRefused>> {
    let now = Order { state, reserved_until: None, version: order.version + 1, ..order.clone() };
    let lines = crate::questions::lines_of(tx, visit, &now)?;
    Ok(crate::questions::card_of(tx, now, lines).map_err(|fault: Fault| fault.context("show an order just moved"))?)
}
