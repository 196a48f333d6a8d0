//! How much a client may owe: asked before it agrees to more.
//!
//! Whatever raises what a client has agreed to takes the client's row first, then the order, then the items. So of two
//! that try at once the second waits, and sees what the first has agreed to.

use access::Perm;
use house::Visit;
use kernel::{ClientId, Money, OrderId};
use store::{Stop, Tx};

use super::taken_up;
use crate::errors::{OrderRefused, OverLimit};
use crate::model::Order;
use crate::{rules, store as books};

/// The order, locked under its client, if the visitor may do this with it and saw its present version.
pub(super) fn taken_up_with_client(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    seen: Option<i64>,
) -> Result<Order, Stop<OrderRefused>> {
    // The client of an order never changes, so it may be read before anything is locked.
    let Some(order) = books::order(tx, id)? else { return Err(Stop::Refused(OrderRefused::Unknown)) };
    clients::lock(tx, order.client)?;
    taken_up(tx, visit, Perm::OrdersWrite, id, seen)
}

/// What a client may owe and what its debt and agreed orders come to, where it has a limit. The client is locked.
pub(super) fn limit_of(tx: &mut Tx<'_>, client: ClientId) -> Result<Option<(Money, Money)>, Stop<OrderRefused>> {
    let Some(limit) = contracts::terms(tx, client)?.and_then(|terms| terms.credit_limit) else { return Ok(None) };
    Ok(Some((limit, books::exposure(tx, client)?)))
}

/// Refuses what would bring a client above its limit: `asked` comes on top of the exposure.
pub(super) fn refuse_over_limit(
    tx: &mut Tx<'_>,
    order: &Order,
    limit: Option<(Money, Money)>,
    asked: Money,
) -> Result<(), Stop<OrderRefused>> {
    let Some((limit, exposure)) = limit else { return Ok(()) };
    if rules::is_within(limit, exposure, asked) {
        return Ok(());
    }
    let unpaid = books::oldest_unpaid(tx, order.client)?;
    let over = OverLimit { order: order.id, client: order.client, limit, exposure, asked, unpaid };
    Err(Stop::Refused(OrderRefused::OverLimit(over)))
}
