//! Lists people look through: orders, invoices, payments; every driver in every order is one text.

use std::collections::HashMap;

use access::{Perm, Scope};
use house::Visit;
use house::list::Wanted;
use kernel::{ClientId, Day, InvoiceId, Money, OrderId, Value};
use store::{Fault, Read, list_text, lists, p, sql};

use super::numbers;
use crate::model::{InvoiceRow, OrderRow, PaymentRow, State};

macro_rules! orders {
    () => {
        "SELECT o.id, o.client_id, c.name, o.state, o.gross, o.shipped_gross, o.made_on, o.wanted_on, \
         o.reserved_until, o.ran_out_on FROM sales_order o JOIN view_client c ON c.id = o.client_id WHERE "
    };
}

macro_rules! invoices {
    () => {
        "SELECT i.id, i.order_id, i.client_id, c.name, i.number, i.issued_on, i.gross, i.paid \
         FROM invoice i JOIN view_client c ON c.id = i.client_id WHERE "
    };
}

macro_rules! payments {
    () => {
        "SELECT p.id, p.client_id, c.name, p.invoice_id, i.number, p.amount, p.received_on, p.purpose, \
         r.reversed_at FROM payment p JOIN view_client c ON c.id = p.client_id LEFT JOIN invoice i ON i.id = p.invoice_id \
         LEFT JOIN payment_reversal r ON r.payment_id = p.id WHERE "
    };
}

// The visitor's clients are listed once for the statement; the plus keeps the walk in the order of the list.
macro_rules! mine {
    ($head:ident, $client:literal) => {
        concat!(
            $head!(),
            "+",
            $client,
            " IN (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?8) AND "
        )
    };
}

/// Rows of some clients where these are given.
macro_rules! among {
    ($rows:literal) => {
        concat!(
            $rows,
            " AND (CAST(?6 AS TEXT) IS NULL OR o.client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?6)))"
        )
    };
}

// The plus before a day keeps the walk by the index of the order, where that is another one.
lists! {
    ORDERS = [orders!(), mine!(orders, "o.client_id")], [
        "CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NULL",
        "o.state = ?7 AND CAST(?6 AS BIGINT) IS NULL",
        "o.client_id = ?6 AND (CAST(?7 AS TEXT) IS NULL OR o.state = ?7)",
        "o.client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?6)) AND (CAST(?7 AS TEXT) IS NULL OR o.state = ?7)",
        "o.id = ?6 AND CAST(?7 AS TEXT) IS NULL",
        among!("o.state = 'reserved' AND o.reserved_until <= CAST(?7 AS BIGINT)"),
        among!("o.ran_out_on IS NOT NULL AND o.state = 'draft' AND CAST(?7 AS BIGINT) IS NULL"),
        among!("o.id IN (SELECT l.order_id FROM view_demand d JOIN order_line l ON l.demand_id = d.id WHERE d.closed_at IS NULL \
            AND d.promised_on < CAST(?7 AS BIGINT))"),
        among!("o.id IN (SELECT l.order_id FROM view_demand d JOIN order_line l ON l.demand_id = d.id WHERE d.closed_at IS NULL \
            AND d.at_risk_at > 0) AND CAST(?7 AS BIGINT) IS NULL"),
        among!("o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed') AND CAST(?7 AS BIGINT) IS NULL"),
    ], [
        down "o.made_on", "o.id" and "o.made_on BETWEEN ?4 AND ?5";
        up "o.made_on", "o.id" and "o.made_on BETWEEN ?4 AND ?5";
        down "o.gross", "o.id" and "+o.made_on BETWEEN ?4 AND ?5";
        up "o.gross", "o.id" and "+o.made_on BETWEEN ?4 AND ?5";
        up "c.name_key", "o.id" and "c.name_key >= ?2 AND +o.made_on BETWEEN ?4 AND ?5";
        down "c.name_key", "o.id" and "c.name_key <= ?2 AND +o.made_on BETWEEN ?4 AND ?5";
        down "o.id", "o.id" and "+o.made_on BETWEEN ?4 AND ?5";
        up "o.id", "o.id" and "+o.made_on BETWEEN ?4 AND ?5";
    ];
    INVOICES = [invoices!(), mine!(invoices, "i.client_id")], [
        "CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NULL",
        "i.paid < i.gross AND CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NOT NULL",
        "i.paid >= i.gross AND CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NOT NULL",
        "i.client_id = ?6 AND (CAST(?7 AS TEXT) IS NULL OR ?7 = CASE WHEN i.paid < i.gross THEN 'unpaid' ELSE 'paid' END)",
    ], [
        down "i.issued_on", "i.id" and "i.issued_on BETWEEN ?4 AND ?5";
        up "i.issued_on", "i.id" and "i.issued_on BETWEEN ?4 AND ?5";
        down "i.gross", "i.id" and "+i.issued_on BETWEEN ?4 AND ?5";
        up "i.gross", "i.id" and "+i.issued_on BETWEEN ?4 AND ?5";
        down "i.gross - i.paid", "i.id" and "i.gross - i.paid <= ?2 AND +i.issued_on BETWEEN ?4 AND ?5";
        up "i.gross - i.paid", "i.id" and "i.gross - i.paid >= ?2 AND +i.issued_on BETWEEN ?4 AND ?5";
        up "c.name_key", "i.id" and "c.name_key >= ?2 AND +i.issued_on BETWEEN ?4 AND ?5";
        down "c.name_key", "i.id" and "c.name_key <= ?2 AND +i.issued_on BETWEEN ?4 AND ?5";
    ];
    PAYMENTS_PAGE = [payments!(), mine!(payments, "p.client_id")], [
        "CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NULL", "p.client_id = ?6 AND CAST(?7 AS TEXT) IS NULL",
        "CAST(?6 AS BIGINT) IS NULL AND p.client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?7))",
        "(CAST(?6 AS BIGINT) IS NULL OR p.client_id = ?6) AND p.invoice_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?7))",
    ], [
        down "p.received_on", "p.id" and "p.received_on BETWEEN ?4 AND ?5";
        up "p.received_on", "p.id" and "p.received_on BETWEEN ?4 AND ?5";
        down "p.amount", "p.id" and "+p.received_on BETWEEN ?4 AND ?5";
        up "p.amount", "p.id" and "+p.received_on BETWEEN ?4 AND ?5";
        up "c.name_key", "p.id" and "c.name_key >= ?2 AND +p.received_on BETWEEN ?4 AND ?5";
        down "c.name_key", "p.id" and "c.name_key <= ?2 AND +p.received_on BETWEEN ?4 AND ?5";
    ];
}

sql! {
    STATE_OF_LINES = "SELECT l.order_id, CAST(COUNT(*) AS BIGINT), MAX(d.promised_on), \
        CAST(COUNT(CASE WHEN d.closed_at IS NULL THEN d.at_risk_at END) AS BIGINT), \
        MIN(CASE WHEN d.closed_at IS NULL THEN d.promised_on END) \
        FROM order_line l LEFT JOIN view_demand d ON d.id = l.demand_id \
        WHERE l.order_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) GROUP BY l.order_id";
    UNPAID_OF = concat!(invoices!(), "i.client_id = ?1 AND i.paid < i.gross ORDER BY i.id LIMIT ?2");
    INVOICES_OF_NUMBER = "SELECT id FROM invoice WHERE number = ?1 ORDER BY id DESC LIMIT 200";
}

/// Which orders a page of the list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrdersOf {
    /// All of them.
    All,
    /// Those in one state.
    State(State),
    /// Those of one client, in one state or in any.
    Client(ClientId, Option<State>),
    /// Those of the clients of a name, in one state or in any.
    Clients(Vec<ClientId>, Option<State>),
    /// The one of a number.
    Number(OrderId),
    /// Reservations whose last day is this one or an earlier one; of these clients, or of all.
    RunsOut(Option<Vec<ClientId>>, Day),
    /// Orders whose reservation ran out and was not made again.
    RanOut(Option<Vec<ClientId>>),
    /// Orders of which something was promised for a day before this one and is not shipped.
    Late(Option<Vec<ClientId>>, Day),
    /// Orders with a promise in danger.
    AtRisk(Option<Vec<ClientId>>),
    /// Orders that are held or agreed and have not left in full.
    Open(Option<Vec<ClientId>>),
}

impl OrdersOf {
    /// Its place among the texts of the list, whom it asks for, and the state or the day.
    fn driver(&self) -> (usize, Value, Value) {
        let among = |clients: &[ClientId]| Value::Text(numbers(clients.iter().map(|id| id.get())));
        let some = |clients: &Option<Vec<ClientId>>| clients.as_deref().map_or(Value::Null, among);
        let word = |state: Option<State>| state.map_or(Value::Null, |state| Value::Text(state.code().to_owned()));
        let day = |day: Day| Value::Int(i64::from(day.days()));
        match self {
            OrdersOf::All => (0, Value::Null, Value::Null),
            OrdersOf::State(state) => (1, Value::Null, word(Some(*state))),
            OrdersOf::Client(client, state) => (2, Value::Int(client.get()), word(*state)),
            OrdersOf::Clients(clients, state) => (3, among(clients), word(*state)),
            OrdersOf::Number(order) => (4, Value::Int(order.get()), Value::Null),
            OrdersOf::RunsOut(clients, until) => (5, some(clients), day(*until)),
            OrdersOf::RanOut(clients) => (6, some(clients), Value::Null),
            OrdersOf::Late(clients, today) => (7, some(clients), day(*today)),
            OrdersOf::AtRisk(clients) => (8, some(clients), Value::Null),
            OrdersOf::Open(clients) => (9, some(clients), Value::Null),
        }
    }
}

/// A row of the list before its lines are looked at.
type Head = (OrderId, ClientId, String, State, Money, Money, Day, Option<Day>, Option<Day>, Option<Day>);

/// What the lines of an order tell of it: how many, the last day promised, those in danger, the first day still open.
type OfLines = (OrderId, i64, Option<Day>, i64, Option<Day>);

/// A page of orders in the visitor's scope.
pub(crate) fn orders_page(
    read: &mut Read<'_>,
    visit: &Visit,
    of: &OrdersOf,
    wanted: &Wanted,
) -> Result<Vec<OrderRow>, Fault> {
    let (place, client, what) = of.driver();
    let Wanted { order, key, id, from, to, limit } = wanted;
    let text = |scope| list_text(ORDERS, scope, place, *order);
    let heads: Vec<Head> = match visit.scope(Perm::OrdersRead) {
        Scope::All => read.rows(text(0)?, p![limit, key, id, from, to, client, what])?,
        _ => read.rows(text(1)?, p![limit, key, id, from, to, client, what, visit.staff()])?,
    };
    let ids = numbers(heads.iter().map(|head| head.0.get()));
    let lines: Vec<OfLines> = read.rows(&STATE_OF_LINES, p![ids])?;
    let of: HashMap<OrderId, _> = lines.into_iter().map(|line| (line.0, line)).collect();
    let row = |(
        id,
        client,
        client_name,
        state,
        gross,
        shipped_gross,
        made_on,
        wanted_on,
        reserved_until,
        ran_out_on,
    ): Head| {
        let (_, lines, promised_on, at_risk, next_on) = of.get(&id).copied().unwrap_or((id, 0, None, 0, None));
        OrderRow {
            id,
            client,
            client_name,
            state,
            gross,
            shipped_gross,
            made_on,
            wanted_on,
            reserved_until,
            ran_out_on,
            lines,
            promised_on,
            at_risk,
            next_on,
        }
    };
    Ok(heads.into_iter().map(row).collect())
}

/// Whether an invoice is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceState {
    /// Something is left to pay.
    Unpaid,
    /// Nothing is left to pay.
    Paid,
}

impl InvoiceState {
    const fn code(self) -> &'static str {
        match self {
            InvoiceState::Unpaid => "unpaid",
            InvoiceState::Paid => "paid",
        }
    }
}

/// Which invoices a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoicesOf {
    /// Of all clients, paid or not or both.
    All(Option<InvoiceState>),
    /// Of one client.
    Client(ClientId, Option<InvoiceState>),
}

/// A page of invoices in the visitor's scope.
pub(crate) fn invoices_page(
    read: &mut Read<'_>,
    visit: &Visit,
    of: InvoicesOf,
    wanted: &Wanted,
) -> Result<Vec<InvoiceRow>, Fault> {
    let (place, client, state) = match of {
        InvoicesOf::All(None) => (0, None, None),
        InvoicesOf::All(Some(state @ InvoiceState::Unpaid)) => (1, None, Some(state.code())),
        InvoicesOf::All(Some(state @ InvoiceState::Paid)) => (2, None, Some(state.code())),
        InvoicesOf::Client(client, state) => (3, Some(client), state.map(InvoiceState::code)),
    };
    let Wanted { order, key, id, from, to, limit } = wanted;
    let text = |scope| list_text(INVOICES, scope, place, *order);
    match visit.scope(Perm::InvoicesRead) {
        Scope::All => read.rows(text(0)?, p![limit, key, id, from, to, client, state]),
        _ => read.rows(text(1)?, p![limit, key, id, from, to, client, state, visit.staff()]),
    }
}

/// Which payments a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentsOf {
    /// Of all clients.
    All,
    /// Of one client.
    Client(ClientId),
    /// Of the clients of a name.
    Clients(Vec<ClientId>),
    /// Of invoices of a number, of one client or of all.
    Invoices(Vec<InvoiceId>, Option<ClientId>),
}

/// A page of payments in the visitor's scope.
pub(crate) fn payments_page(
    read: &mut Read<'_>,
    visit: &Visit,
    of: &PaymentsOf,
    wanted: &Wanted,
) -> Result<Vec<PaymentRow>, Fault> {
    let (place, client, ids) = match of {
        PaymentsOf::All => (0, None, None),
        PaymentsOf::Client(client) => (1, Some(*client), None),
        PaymentsOf::Clients(clients) => (2, None, Some(numbers(clients.iter().map(|id| id.get())))),
        PaymentsOf::Invoices(invoices, client) => (3, *client, Some(numbers(invoices.iter().map(|id| id.get())))),
    };
    let Wanted { order, key, id, from, to, limit } = wanted;
    let text = |scope| list_text(PAYMENTS_PAGE, scope, place, *order);
    match visit.scope(Perm::PaymentsRead) {
        Scope::All => read.rows(text(0)?, p![limit, key, id, from, to, client, ids]),
        _ => read.rows(text(1)?, p![limit, key, id, from, to, client, ids, visit.staff()]),
    }
}

/// Invoices that a client still has to pay, the oldest first.
pub(crate) fn unpaid_of(read: &mut Read<'_>, client: ClientId, most: i64) -> Result<Vec<InvoiceRow>, Fault> {
    read.rows(&UNPAID_OF, p![client, most])
}

/// Invoices of a number, the newest first: each year counts from one.
pub(crate) fn invoices_of_number(read: &mut Read<'_>, number: i64) -> Result<Vec<InvoiceId>, Fault> {
    let rows: Vec<(InvoiceId,)> = read.rows(&INVOICES_OF_NUMBER, p![number])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
