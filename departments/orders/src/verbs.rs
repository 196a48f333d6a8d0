//! Deeds on orders, from the first line typed to the last kopeck paid.

mod credit;
mod deeds;
mod draft;
mod held;
mod history;
mod invoice;
mod news;
mod opening;
mod paper;
mod payment;
mod place;
mod ship;
mod term;

pub use deeds::{cancel, confirm};
pub(crate) use draft::needs_of as draft_needs;
pub use draft::{
    PutLine, Resolved, TakeSubstitute, cancel_draft, change_row, draft_for, drop_line, drop_row, keep_rows, put_line,
    put_lines, refuse_line, reserve, resolve_row, set_terms, take_substitute,
};
pub use history::{forget_history, import_history};
pub use invoice::invoice;
pub use news::{settle_overdue, tell_promises};
pub use opening::{Opened, OpeningBalance, forget_balances, open_balance};
pub use paper::{IssuePaper, issue_paper};
pub use payment::{NewPayment, pay, reverse};
pub(crate) use place::code_of;
pub use place::{PlaceLine, PlaceOrder, place};
pub use ship::{Ship, ShipLine, ship};
pub(crate) use term::days_of;
pub use term::{extend, run_out, to_run_out};

use access::Perm;
use house::Visit;
use kernel::OrderId;
use store::{Stop, Tx};

use crate::errors::OrderRefused;
use crate::model::{Order, State};
use crate::rules::{self, Deed};
use crate::store as books;

/// The order, locked, if the visitor may do this with it and saw its present version.
fn taken_up(
    tx: &mut Tx<'_>,
    visit: &Visit,
    perm: Perm,
    id: OrderId,
    seen: Option<i64>,
) -> Result<Order, Stop<OrderRefused>> {
    let Some(order) = books::lock_order(tx, id)? else { return Err(Stop::Refused(OrderRefused::Unknown)) };
    if !books::sees(tx, visit, perm, order.client)? {
        return Err(Stop::Refused(OrderRefused::Unknown));
    }
    if seen.is_some_and(|seen| seen != order.version) {
        return Err(Stop::Refused(OrderRefused::Stale { order: id, version: order.version }));
    }
    Ok(order)
}

/// The state after a deed, or the refusal that names both.
fn follows(order: &Order, deed: Deed) -> Result<State, Stop<OrderRefused>> {
    rules::next(order.state, deed).ok_or(Stop::Refused(OrderRefused::WrongState {
        order: order.id,
        state: order.state,
        deed,
    }))
}
