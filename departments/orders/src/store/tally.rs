//! How many orders and invoices wait, and how many of them need a hand. Every count goes by an index that holds only what
//! waits and stops at a thousand ([`house::tally`]): a table of a million closed orders costs it nothing.

use access::{Perm, Scope};
use house::Visit;
use kernel::{Day, Money};
use store::{Fault, Read, Sql, p, sql};

macro_rules! mine {
    ($client:literal, $staff:literal) => {
        concat!(" AND ", $client, " IN (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ", $staff, ")")
    };
}

macro_rules! tally {
    ($($rows:expr),+) => { concat!("SELECT CAST(COUNT(*) AS BIGINT) FROM (", $($rows,)+ " LIMIT 1000) few") };
}

macro_rules! open {
    () => {
        "SELECT o.id FROM sales_order o WHERE o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed')"
    };
}

macro_rules! late {
    () => {
        "SELECT DISTINCT o.id FROM view_demand d JOIN order_line l ON l.demand_id = d.id JOIN sales_order o ON o.id = l.order_id \
         WHERE d.closed_at IS NULL AND d.promised_on < ?1"
    };
}

macro_rules! risk {
    () => {
        "SELECT DISTINCT o.id FROM view_demand d JOIN order_line l ON l.demand_id = d.id JOIN sales_order o ON o.id = l.order_id \
         WHERE d.closed_at IS NULL AND d.at_risk_at > 0"
    };
}

sql! {
    OPEN = tally!(open!());
    OPEN_MINE = tally!(open!(), mine!("o.client_id", "?1"));
    LATE = tally!(late!());
    LATE_MINE = tally!(late!(), mine!("o.client_id", "?2"));
    RISK = tally!(risk!());
    RISK_MINE = tally!(risk!(), mine!("o.client_id", "?1"));
    UNPAID = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(few.to_pay), 0) AS BIGINT) FROM (SELECT i.gross - i.paid AS to_pay \
        FROM invoice i WHERE i.paid < i.gross AND i.issued_on <= ?1 LIMIT 1000) few";
    UNPAID_MINE = concat!("SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(few.to_pay), 0) AS BIGINT) FROM (SELECT i.gross - i.paid AS to_pay \
        FROM invoice i WHERE i.paid < i.gross AND i.issued_on <= ?1", mine!("i.client_id", "?2"), " LIMIT 1000) few");
    PAID = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(few.amount), 0) AS BIGINT) FROM (SELECT p.amount FROM payment p \
        WHERE p.received_on = ?1 LIMIT 1000) few";
    PAID_MINE = concat!("SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(few.amount), 0) AS BIGINT) FROM (SELECT p.amount FROM payment p \
        WHERE p.received_on = ?1", mine!("p.client_id", "?2"), " LIMIT 1000) few");
}

fn counted(
    read: &mut Read<'_>,
    visit: &Visit,
    day: Option<Day>,
    all: &'static Sql,
    mine: &'static Sql,
) -> Result<i64, Fault> {
    let own = visit.scope(Perm::OrdersRead) != Scope::All;
    let found: (i64,) = match (day, own) {
        (None, false) => read.one(all, p![])?,
        (None, true) => read.one(mine, p![visit.staff()])?,
        (Some(day), false) => read.one(all, p![day])?,
        (Some(day), true) => read.one(mine, p![day, visit.staff()])?,
    };
    Ok(found.0)
}

/// Orders of which something is still to be shipped.
pub(crate) fn open_orders(read: &mut Read<'_>, visit: &Visit) -> Result<i64, Fault> {
    counted(read, visit, None, &OPEN, &OPEN_MINE)
}

/// Orders with a promised day that has passed.
pub(crate) fn late_orders(read: &mut Read<'_>, visit: &Visit) -> Result<i64, Fault> {
    counted(read, visit, Some(visit.today), &LATE, &LATE_MINE)
}

/// Orders with a promise in danger.
pub(crate) fn orders_at_risk(read: &mut Read<'_>, visit: &Visit) -> Result<i64, Fault> {
    counted(read, visit, None, &RISK, &RISK_MINE)
}

/// Invoices issued up to a day that something is left to pay of, and how much.
pub(crate) fn unpaid_up_to(read: &mut Read<'_>, visit: &Visit, day: Day) -> Result<(i64, Money), Fault> {
    match visit.scope(Perm::InvoicesRead) {
        Scope::All => read.one(&UNPAID, p![day]),
        _ => read.one(&UNPAID_MINE, p![day, visit.staff()]),
    }
}

/// Payments of a day, and what they come to.
pub(crate) fn paid_on(read: &mut Read<'_>, visit: &Visit, day: Day) -> Result<(i64, Money), Fault> {
    match visit.scope(Perm::PaymentsRead) {
        Scope::All => read.one(&PAID, p![day]),
        _ => read.one(&PAID_MINE, p![day, visit.staff()]),
    }
}
