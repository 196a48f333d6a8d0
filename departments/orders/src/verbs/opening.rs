//! What a client owed, or had paid ahead, before the company began to work with the program.

use house::Visit;
use kernel::{ClientId, Day, Event, Money};
use serde_json::json;
use store::{Fault, Stop, Tx};

use crate::errors::{OrderRefused, Wrong};
use crate::rules;
use crate::store as books;

/// The account of a client as it stood on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningBalance {
    /// Whose.
    pub client: ClientId,
    /// What the client owes; below zero, what it has paid ahead.
    pub debt: Money,
    /// At the end of which day.
    pub as_of: Day,
}

/// What became of an opening balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// There was none before.
    New,
    /// It stands in place of another.
    Changed,
    /// It was the same.
    AsBefore,
}

/// Writes the opening balance of a client; one per client, a later one stands in its place.
///
/// A debt counts as shipped, an advance as paid, so that what the client owes is right from the first day.
/// Refused: a day to come, a sum beyond belief.
pub fn open_balance(tx: &mut Tx<'_>, visit: &Visit, new: &OpeningBalance) -> Result<Opened, Stop<OrderRefused>> {
    if new.as_of > visit.today {
        return Err(Stop::Refused(OrderRefused::field("/as_of", Wrong::DayAhead)));
    }
    if new.debt.minor().unsigned_abs() > rules::MOST_OPENING.minor().unsigned_abs() {
        return Err(Stop::Refused(OrderRefused::field("/debt", Wrong::SumTooLarge)));
    }
    let before = books::opening(tx, new.client)?;
    if before == Some((new.debt, new.as_of)) || (before.is_none() && new.debt.is_zero()) {
        return Ok(Opened::AsBefore);
    }
    let old = before.map_or(Money::ZERO, |(debt, _)| debt);
    books::set_opening(tx, visit, new.client, new.debt, new.as_of)?;
    book_difference(tx, new.client, old, new.debt)?;
    let payload = json!({ "client": new.client, "old": old, "new": new.debt, "as_of": new.as_of });
    tx.event(Event::new("balance_opened", new.client, payload.to_string()), Some(new.client));
    Ok(if before.is_some() { Opened::Changed } else { Opened::New })
}

/// Takes opening balances away, as if they had never been written.
pub fn forget_balances(tx: &mut Tx<'_>, _visit: &Visit, clients: &[ClientId]) -> Result<(), Fault> {
    for (client, debt) in books::drop_openings(tx, clients)? {
        book_difference(tx, client, debt, Money::ZERO)?;
        let payload = json!({ "client": client, "old": debt, "new": Money::ZERO });
        tx.event(Event::new("balance_opened", client, payload.to_string()), Some(client));
    }
    books::drop_empty_accounts(tx, clients)
}

/// A debt stands under shipped, an advance under paid: each side changes by its own difference.
fn book_difference(tx: &mut Tx<'_>, client: ClientId, old: Money, new: Money) -> Result<(), Fault> {
    let sides = |debt: Money| (debt.minor().max(0), (-debt.minor()).max(0));
    let ((shipped, paid), (was_shipped, was_paid)) = (sides(new), sides(old));
    books::book(tx, client, Money::from_minor(shipped - was_shipped), Money::from_minor(paid - was_paid))
}
