//! How long goods are held: extended while the client thinks, let go when nobody confirmed in time.

use access::Perm;
use house::{Visit, sellers};
use kernel::{Event, LineAmounts, OrderId, Quantity};
use serde_json::json;
use store::{Fault, Read, Stop, Tx};

use super::news::tell_promises;
use super::{follows, taken_up};
use crate::errors::OrderRefused;
use crate::model::{Answer, Line, Order, OrderCard, Term};
use crate::rules::{self, Deed};
use crate::store::{self as books, LineValues};

/// Orders let go in one look.
const AT_ONCE: i64 = 100;

/// For how many working days the order's seller holds goods.
pub(crate) fn days_of(read: &mut Read<'_>, order: &Order) -> Result<i64, Fault> {
    let seller = sellers::all(read)?.into_iter().find(|seller| seller.id == order.seller);
    seller.map(|seller| seller.reservation_days).ok_or_else(|| Fault::because("an order has no seller"))
}

/// Holds the goods of an order for as many working days more as a new reservation has.
///
/// Refused: not reserved, without a term, extended as often as the visitor may, stale version.
pub fn extend(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<OrderCard, Stop<OrderRefused>> {
    let order = taken_up(tx, visit, Perm::OrdersWrite, order, None)?;
    // Said before the version: that it ran out is what changed, and what to do next follows from it.
    if let Some(on) = order.has_run_out() {
        return Err(Stop::Refused(OrderRefused::RanOut { order: order.id, on }));
    }
    let order = taken_up(tx, visit, Perm::OrdersWrite, order.id, seen)?;
    let state = follows(&order, Deed::Extend)?;
    let Some(until) = order.reserved_until else { return Err(Stop::Refused(OrderRefused::NoTerm(order.id))) };
    if !rules::may_extend(order.extensions, visit.may(Perm::ReservationsExtend)) {
        let (order, times) = (order.id, order.extensions);
        return Err(Stop::Refused(OrderRefused::ExtendedEnough { order, times, until }));
    }
    let days = days_of(tx, &order)?;
    let reserved_until = rules::extended_until(until, visit.today, days);
    let term = Term { reserved_until, ran_out_on: None, extensions: order.extensions.saturating_add(1) };
    books::settle_order(tx, &order, (state, order.mode.0, order.wanted_on), order.total(), term)?;
    let payload = json!({ "order": order.id, "from": until, "until": reserved_until, "times": term.extensions });
    tx.event(Event::new("reservation_extended", order.id, payload.to_string()), Some(order.client));
    let now = books::order(tx, order.id)?.ok_or_else(|| Fault::because("an order just extended is not there"))?;
    let lines = crate::questions::lines_of(tx, visit, &now)?;
    Ok(crate::questions::card_of(tx, now, lines)?)
}

/// Orders whose reservation has run out and still holds goods, after a number.
pub fn to_run_out(read: &mut Read<'_>, visit: &Visit, after: OrderId) -> Result<Vec<OrderId>, Fault> {
    books::run_out(read, visit.today, after, AT_ONCE)
}

/// Lets the goods of a reservation go that nobody confirmed in time; says whether it did.
///
/// The goods go at once to promises they can save, else to whoever asks next. The order is a draft again with all that
/// was asked for. Whatever was done to it meanwhile stands: a confirmed or extended order keeps its goods, and of two
/// that try only one lets them go.
pub fn run_out(tx: &mut Tx<'_>, visit: &Visit, order: OrderId) -> Result<bool, Fault> {
    let Some(order) = books::lock_order(tx, order)? else { return Ok(false) };
    let Some(state) = rules::next(order.state, Deed::RunOut) else { return Ok(false) };
    let Some(until) = order.reserved_until.filter(|until| rules::has_run_out(*until, visit.today)) else {
        return Ok(false);
    };
    let lines = books::lines(tx, order.id)?;
    let held: Vec<_> = lines.iter().filter_map(|line| line.demand).collect();
    let settled = if held.is_empty() { stock::Settled::default() } else { stock::release(tx, visit, &held)? };
    let asked = lines.iter().map(|line| asked_again(visit, line)).collect::<Result<Vec<_>, kernel::Overflow>>();
    let asked = asked.map_err(|overflow| Fault::because(format!("lines of order {}: {overflow}", order.id)))?;
    books::answer_lines(tx, order.id, &asked)?;
    let live = asked.iter().filter(|line| line.answer.is_none()).map(|line| line.amounts);
    let total = LineAmounts::sum(live).map_err(|overflow| Fault::because(format!("order {}: {overflow}", order.id)))?;
    let term = Term { reserved_until: None, ran_out_on: Some(until), extensions: 0 };
    books::settle_order(tx, &order, (state, order.mode.0, order.wanted_on), total, term)?;
    let payload = json!({ "order": order.id, "until": until, "lines": held.len(), "gross": order.gross });
    tx.event(Event::new("reservation_ran_out", order.id, payload.to_string()), Some(order.client));
    tell_promises(tx, &settled, &[])?;
    Ok(true)
}

/// The line as it was asked for, before anything was held; what was declined stays so.
fn asked_again(visit: &Visit, line: &Line) -> Result<LineValues, kernel::Overflow> {
    let day = line.wanted_on.unwrap_or(visit.today).max(visit.today);
    let (vat_rate, amounts) = rules::priced(line.unit_price, line.price_mode, line.vat_class, line.quantity, day)?;
    Ok(LineValues {
        position: line.position,
        item: line.item,
        kind: line.kind,
        quantity: line.quantity,
        short: Quantity::ZERO,
        unit_price: line.unit_price,
        price_mode: line.price_mode,
        vat_class: line.vat_class,
        vat_rate,
        amounts,
        answer: line.reason.as_ref().map(|_| Answer::Refused),
        reason: line.reason.clone(),
        wanted_on: line.wanted_on,
        instead_of: line.instead_of,
        demand: None,
    })
}
