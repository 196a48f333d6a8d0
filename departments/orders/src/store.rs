//! Tables of the orders department: every statement that names them.

mod desk;
mod lists;
mod money;
mod opening;
mod papers;
mod sales;
mod tally;

pub(crate) use desk::*;
pub use desk::{DraftRow, NewDraftRow};
pub(crate) use lists::*;
pub use lists::{InvoiceState, InvoicesOf, OrdersOf, PaymentsOf};
pub(crate) use money::*;
pub(crate) use opening::*;
pub(crate) use papers::*;
pub(crate) use sales::*;
pub(crate) use tally::*;

use std::collections::HashMap;

use access::{Perm, Scope};
use catalogue::ItemKind;
use house::Visit;
use kernel::{
    ClientId, Day, DemandId, ItemId, LineAmounts, Money, OrderId, OrderLineId, PriceMode, Quantity, SellerId, StaffId,
    UnitPrice, Value, VatClass, VatRate,
};
use serde_json::json;
use store::{Fault, Read, Sql, Tx, p, sql};

use crate::model::{Answer, HurtLine, Line, Mode, ModeWord, Order, OrderRow, State, Term, answer_code};

macro_rules! order {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.client_id, o.seller_id, o.state, o.mode, o.wanted_on, o.net, o.vat, o.gross, o.shipped_gross, \
             o.made_on, o.made_at, o.staff_id, o.reserved_until, o.ran_out_on, o.extensions, o.version FROM sales_order o ",
            $rest
        )
    };
}

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.order_id, l.position, l.item_id, l.kind, l.quantity, l.issued, l.short, l.cancelled, \
             l.unit_price, l.price_mode, l.vat_class, l.vat_rate, l.net, l.vat, l.gross, l.shipped_net, l.shipped_vat, \
             l.shipped_gross, l.answer, l.reason, l.wanted_on, l.instead_of_id, l.demand_id, d.first_promised_on, \
             d.promised_on, d.at_risk_at FROM order_line l LEFT JOIN view_demand d ON d.id = l.demand_id ",
            $rest
        )
    };
}

// A row of a list: what stands in three lines of the page costs three look-ups by index for each of its rows only.
macro_rules! rows {
    ($($rest:literal),+) => {
        concat!(
            "SELECT o.id, o.client_id, c.name, o.state, o.gross, o.shipped_gross, o.made_on, o.wanted_on, \
             o.reserved_until, o.ran_out_on, (SELECT CAST(COUNT(*) AS BIGINT) FROM order_line l WHERE l.order_id = o.id), \
             (SELECT MAX(d.promised_on) FROM order_line l JOIN view_demand d ON d.id = l.demand_id WHERE l.order_id = o.id), \
             (SELECT CAST(COUNT(d.at_risk_at) AS BIGINT) FROM order_line l JOIN view_demand d ON d.id = l.demand_id \
             WHERE l.order_id = o.id AND d.closed_at IS NULL), \
             (SELECT MIN(d.promised_on) FROM order_line l JOIN view_demand d ON d.id = l.demand_id \
             WHERE l.order_id = o.id AND d.closed_at IS NULL) \
             FROM sales_order o JOIN view_client c ON c.id = o.client_id WHERE ",
            $($rest,)+
            " ORDER BY o.id DESC LIMIT ?2"
        )
    };
}

// The visitor's clients are listed once for the statement; the plus keeps the walk in the order of the list.
macro_rules! mine {
    ($driver:literal) => {
        rows!($driver, " AND +o.client_id IN (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?5)")
    };
}

sql! {
    ORDER = order!("WHERE o.id = ?1");
    LOCK_ORDER = order!("WHERE o.id = ?1 /*pg FOR UPDATE*/");
    DRAFT_OF = order!("WHERE o.client_id = ?1 AND o.state = 'draft' AND COALESCE(o.staff_id, 0) = ?2 \
        AND o.ran_out_on IS NULL ORDER BY o.id DESC LIMIT 1");
    OPEN_OF_CLIENT = order!("WHERE o.client_id = ?1 AND o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed') \
        ORDER BY o.id DESC LIMIT 200");
    LINES = lines!("WHERE l.order_id = ?1 ORDER BY l.position");
    LINES_OF_ORDERS = lines!("WHERE l.order_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY l.order_id, l.position");
    IS_THERE = "SELECT id FROM view_client WHERE id = ?1";
    IS_OURS = "SELECT client_id FROM view_visible_client WHERE staff_id = ?1 AND client_id = ?2";

    INSERT_ORDER = "INSERT INTO sales_order (client_id, seller_id, state, mode, wanted_on, net, vat, gross, shipped_gross, \
        made_on, made_at, staff_id, reserved_until, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?11, ?12, 1) RETURNING id";
    INSERT_LINES = "INSERT INTO order_line (order_id, position, item_id, kind, quantity, issued, short, cancelled, unit_price, \
        price_mode, vat_class, vat_rate, net, vat, gross, shipped_net, shipped_vat, shipped_gross, answer, reason, wanted_on, \
        instead_of_id, demand_id) SELECT CAST(?1 AS BIGINT), CAST(value ->> 'p' AS BIGINT), CAST(value ->> 'i' AS BIGINT), \
        value ->> 'k', CAST(value ->> 'q' AS BIGINT), 0, CAST(value ->> 's' AS BIGINT), 0, CAST(value ->> 'u' AS BIGINT), \
        value ->> 'm', value ->> 'c', CAST(value ->> 'r' AS BIGINT), CAST(value ->> 'n' AS BIGINT), \
        CAST(value ->> 'v' AS BIGINT), CAST(value ->> 'g' AS BIGINT), 0, 0, 0, value ->> 'a', value ->> 'why', \
        CAST(value ->> 'w' AS BIGINT), CAST(value ->> 'f' AS BIGINT), CAST(value ->> 'd' AS BIGINT) \
        FROM json_each(?2) RETURNING id, position";
    UPDATE_LINES = "UPDATE order_line SET short = CAST(w.value ->> 's' AS BIGINT), vat_rate = CAST(w.value ->> 'r' AS BIGINT), \
        net = CAST(w.value ->> 'n' AS BIGINT), vat = CAST(w.value ->> 'v' AS BIGINT), gross = CAST(w.value ->> 'g' AS BIGINT), \
        answer = w.value ->> 'a', reason = w.value ->> 'why', demand_id = CAST(w.value ->> 'd' AS BIGINT) \
        FROM json_each(?2) AS w WHERE order_line.order_id = ?1 AND order_line.position = CAST(w.value ->> 'p' AS BIGINT)";
    REPLACE_LINE = "UPDATE order_line SET item_id = ?3, kind = ?4, quantity = ?5, unit_price = ?6, price_mode = ?7, \
        vat_class = ?8, vat_rate = ?9, net = ?10, vat = ?11, gross = ?12, wanted_on = ?13, instead_of_id = ?14, reason = ?15, \
        answer = ?16 WHERE order_id = ?1 AND id = ?2";
    GIVE_UP_SHORT = "UPDATE order_line SET quantity = quantity - short, short = 0 WHERE order_id = ?1 AND id = ?2 AND short < quantity";
    DROP_LINE = "DELETE FROM order_line WHERE order_id = ?1 AND id = ?2";
    DROP_ALL_LINES = "DELETE FROM order_line WHERE order_id = ?1";
    DROP_ALL_ROWS = "DELETE FROM draft_row WHERE order_id = ?1";
    DROP_READERS = "DELETE FROM order_reader WHERE order_id = ?1";
    DROP_ORDER = "DELETE FROM sales_order WHERE id = ?1 AND state = 'draft'";
    CANCEL_LINES = "UPDATE order_line SET cancelled = quantity - issued - short WHERE order_id = ?1";
    ISSUE_LINES = "UPDATE order_line SET issued = issued + CAST(w.value ->> 'q' AS BIGINT), \
        shipped_net = shipped_net + CAST(w.value ->> 'n' AS BIGINT), shipped_vat = shipped_vat + CAST(w.value ->> 'v' AS BIGINT), \
        shipped_gross = shipped_gross + CAST(w.value ->> 'g' AS BIGINT) FROM json_each(?2) AS w \
        WHERE order_line.order_id = ?1 AND order_line.id = CAST(w.value ->> 'l' AS BIGINT)";
    // Whatever an order moves on to by this has no term.
    MOVE_ORDER = "UPDATE sales_order SET state = ?3, reserved_until = NULL, changed_by = ?4, changed_at = ?5, version = version + 1 \
        WHERE id = ?1 AND version = ?2";
    LAST_CHANGE = "SELECT changed_by, changed_at FROM sales_order WHERE id = ?1 AND changed_at IS NOT NULL";
    SETTLE_ORDER = "UPDATE sales_order SET state = ?3, mode = ?4, wanted_on = ?5, net = ?6, vat = ?7, gross = ?8, \
        changed_by = ?9, changed_at = ?10, reserved_until = ?11, ran_out_on = ?12, extensions = ?13, version = version + 1 \
        WHERE id = ?1 AND version = ?2";
    SHIP_ORDER = "UPDATE sales_order SET state = ?3, shipped_gross = shipped_gross + ?4, version = version + 1 \
        WHERE id = ?1 AND version = ?2";

    LIST_ALL = rows!("o.id < ?1 AND CAST(?3 AS BIGINT) IS NULL AND CAST(?4 AS TEXT) IS NULL");
    LIST_STATE = rows!("o.state = ?4 AND o.id < ?1 AND CAST(?3 AS BIGINT) IS NULL");
    LIST_CLIENT = rows!("o.client_id = ?3 AND o.id < ?1 AND (CAST(?4 AS TEXT) IS NULL OR o.state = ?4)");
    LIST_RUNS_OUT = rows!("o.state = 'reserved' AND o.reserved_until <= CAST(?4 AS BIGINT) AND o.id < ?1 AND (CAST(?3 AS BIGINT) IS NULL OR o.client_id = ?3)");
    LIST_RAN_OUT = rows!("o.ran_out_on IS NOT NULL AND o.state = 'draft' AND CAST(?4 AS BIGINT) IS NULL AND o.id < ?1 \
        AND (CAST(?3 AS BIGINT) IS NULL OR o.client_id = ?3)");
    LIST_ALL_MINE = mine!("o.id < ?1 AND CAST(?3 AS BIGINT) IS NULL AND CAST(?4 AS TEXT) IS NULL");
    LIST_STATE_MINE = mine!("o.state = ?4 AND o.id < ?1 AND CAST(?3 AS BIGINT) IS NULL");
    LIST_CLIENT_MINE = mine!("o.client_id = ?3 AND o.id < ?1 AND (CAST(?4 AS TEXT) IS NULL OR o.state = ?4)");
    LIST_RUNS_OUT_MINE =
        mine!("o.state = 'reserved' AND o.reserved_until <= CAST(?4 AS BIGINT) AND o.id < ?1 AND (CAST(?3 AS BIGINT) IS NULL OR o.client_id = ?3)");
    LIST_RAN_OUT_MINE = mine!("o.ran_out_on IS NOT NULL AND o.state = 'draft' AND CAST(?4 AS BIGINT) IS NULL AND o.id < ?1 \
        AND (CAST(?3 AS BIGINT) IS NULL OR o.client_id = ?3)");

    HURT = "SELECT l.order_id, l.id, o.client_id, l.item_id, l.demand_id, d.promised_on, d.first_promised_on, \
        l.quantity - l.issued - l.short - l.cancelled, l.gross - l.shipped_gross, d.at_risk_at FROM order_line l \
        JOIN sales_order o ON o.id = l.order_id JOIN view_demand d ON d.id = l.demand_id \
        WHERE l.demand_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY l.order_id, l.position";

    RUN_OUT = "SELECT id FROM sales_order WHERE reserved_until < ?1 AND id > ?2 ORDER BY id LIMIT ?3";

    LAST_ORDER = "SELECT made_on FROM sales_order WHERE client_id = ?1 AND state <> 'draft' AND state <> 'cancelled' \
        ORDER BY id DESC LIMIT 1";
    OPEN_SUMS = "SELECT CAST(COUNT(DISTINCT o.id) AS BIGINT), CAST(COALESCE(SUM(l.gross - l.shipped_gross), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN o.state = 'reserved' THEN 0 ELSE l.gross - l.shipped_gross END), 0) AS BIGINT) \
        FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE o.client_id = ?1 \
        AND o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed') AND l.quantity - l.issued - l.short - l.cancelled > 0";
}

/// A line about to be written.
#[derive(Debug, Clone)]
pub(crate) struct LineValues {
    pub(crate) position: i64,
    pub(crate) item: ItemId,
    pub(crate) kind: ItemKind,
    pub(crate) quantity: Quantity,
    pub(crate) short: Quantity,
    pub(crate) unit_price: UnitPrice,
    pub(crate) price_mode: PriceMode,
    pub(crate) vat_class: VatClass,
    pub(crate) vat_rate: VatRate,
    pub(crate) amounts: LineAmounts,
    pub(crate) answer: Option<Answer>,
    pub(crate) reason: Option<String>,
    pub(crate) wanted_on: Option<Day>,
    pub(crate) instead_of: Option<ItemId>,
    pub(crate) demand: Option<DemandId>,
}

impl LineValues {
    fn json(&self) -> serde_json::Value {
        json!({
            "p": self.position, "i": self.item.get(), "k": self.kind.code(), "q": self.quantity.thousandths(),
            "s": self.short.thousandths(), "u": self.unit_price.ten_thousandths(), "m": self.price_mode.code(),
            "c": self.vat_class.code(), "r": self.vat_rate.basis_points(), "n": self.amounts.net.minor(),
            "v": self.amounts.vat.minor(), "g": self.amounts.gross.minor(), "a": self.answer.map(answer_code),
            "why": self.reason, "w": self.wanted_on.map(Day::days), "f": self.instead_of.map(ItemId::get),
            "d": self.demand.map(DemandId::get),
        })
    }
}

fn json_of(lines: &[LineValues]) -> String {
    json!(lines.iter().map(LineValues::json).collect::<Vec<_>>()).to_string()
}

pub(crate) fn numbers(ids: impl IntoIterator<Item = i64>) -> String {
    json!(ids.into_iter().collect::<Vec<_>>()).to_string()
}

/// One order.
pub(crate) fn order(read: &mut Read<'_>, id: OrderId) -> Result<Option<Order>, Fault> {
    read.opt(&ORDER, p![id])
}

/// One order, held until the deed is done.
pub(crate) fn lock_order(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>, Fault> {
    tx.opt(&LOCK_ORDER, p![id])
}

/// The draft this person has begun for the client.
pub(crate) fn draft_of(read: &mut Read<'_>, client: ClientId, staff: i64) -> Result<Option<Order>, Fault> {
    read.opt(&DRAFT_OF, p![client, staff])
}

/// Orders of a client that are not shipped yet, the newest first.
pub(crate) fn open_of_client(read: &mut Read<'_>, client: ClientId) -> Result<Vec<Order>, Fault> {
    read.rows(&OPEN_OF_CLIENT, p![client])
}

/// Lines of an order in their places.
pub(crate) fn lines(read: &mut Read<'_>, order: OrderId) -> Result<Vec<Line>, Fault> {
    read.rows(&LINES, p![order])
}

/// Lines of several orders, by order.
pub(crate) fn lines_of(read: &mut Read<'_>, orders: &[OrderId]) -> Result<HashMap<OrderId, Vec<Line>>, Fault> {
    let rows: Vec<Line> = read.rows(&LINES_OF_ORDERS, p![numbers(orders.iter().map(|id| id.get()))])?;
    let mut by_order: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for line in rows {
        by_order.entry(line.order).or_default().push(line);
    }
    Ok(by_order)
}

/// Whether the client exists and the visitor may do this with its papers.
pub(crate) fn sees(read: &mut Read<'_>, visit: &Visit, perm: Perm, client: ClientId) -> Result<bool, Fault> {
    let seen: Option<(ClientId,)> = match (visit.scope(perm), visit.actor.staff()) {
        (Scope::All, _) => read.opt(&IS_THERE, p![client])?,
        (Scope::Own | Scope::Team, Some(staff)) => read.opt(&IS_OURS, p![staff, client])?,
        _ => None,
    };
    Ok(seen.is_some())
}

/// An order about to be written.
#[derive(Debug, Clone)]
pub(crate) struct OrderValues {
    pub(crate) client: ClientId,
    pub(crate) seller: SellerId,
    pub(crate) state: State,
    pub(crate) mode: Mode,
    pub(crate) wanted_on: Option<Day>,
    pub(crate) total: LineAmounts,
    pub(crate) reserved_until: Option<Day>,
}

/// Writes a new order.
pub(crate) fn insert_order(tx: &mut Tx<'_>, visit: &Visit, new: &OrderValues) -> Result<OrderId, Fault> {
    let (now, staff) = (visit.now, visit.actor.staff());
    let (total, mode) = (new.total, ModeWord(new.mode));
    let id = tx.insert(
        &INSERT_ORDER,
        p![
            new.client,
            new.seller,
            new.state,
            mode,
            new.wanted_on,
            total.net,
            total.vat,
            total.gross,
            visit.today,
            now,
            staff,
            new.reserved_until
        ],
    )?;
    Ok(OrderId::new(id))
}

/// Writes the lines of an order; their numbers by place.
pub(crate) fn insert_lines(
    tx: &mut Tx<'_>,
    order: OrderId,
    lines: &[LineValues],
) -> Result<HashMap<i64, OrderLineId>, Fault> {
    let rows: Vec<(OrderLineId, i64)> = tx.rows(&INSERT_LINES, p![order, json_of(lines)])?;
    Ok(rows.into_iter().map(|(id, position)| (position, id)).collect())
}

/// Writes what the lines of a draft were answered.
pub(crate) fn answer_lines(tx: &mut Tx<'_>, order: OrderId, lines: &[LineValues]) -> Result<(), Fault> {
    let changed = tx.exec(&UPDATE_LINES, p![order, json_of(lines)])?;
    if usize::try_from(changed).ok() == Some(lines.len()) {
        return Ok(());
    }
    Err(Fault::because(format!("{changed} of {} lines of order {order} were answered", lines.len())))
}

/// Writes a line of a draft anew.
pub(crate) fn replace_line(tx: &mut Tx<'_>, order: OrderId, line: OrderLineId, new: &LineValues) -> Result<(), Fault> {
    let (kind, answer) = (new.kind.code(), new.answer.map(answer_code));
    tx.exec(
        &REPLACE_LINE,
        p![
            order,
            line,
            new.item,
            kind,
            new.quantity,
            new.unit_price,
            new.price_mode,
            new.vat_class,
            new.vat_rate,
            new.amounts.net,
            new.amounts.vat,
            new.amounts.gross,
            new.wanted_on,
            new.instead_of,
            new.reason,
            answer
        ],
    )
    .map(drop)
}

/// Leaves of a line what is held for it: another line takes over the rest.
pub(crate) fn give_up_short(tx: &mut Tx<'_>, order: OrderId, line: OrderLineId) -> Result<(), Fault> {
    tx.exec(&GIVE_UP_SHORT, p![order, line]).map(drop)
}

/// Takes a line out of a draft.
pub(crate) fn drop_line(tx: &mut Tx<'_>, order: OrderId, line: OrderLineId) -> Result<bool, Fault> {
    Ok(tx.exec(&DROP_LINE, p![order, line])? == 1)
}

/// Takes a draft away with its lines.
pub(crate) fn drop_draft(tx: &mut Tx<'_>, order: OrderId) -> Result<(), Fault> {
    tx.exec_all(&[
        (&DROP_ALL_LINES, p![order]),
        (&DROP_ALL_ROWS, p![order]),
        (&DROP_READERS, p![order]),
        (&DROP_ORDER, p![order]),
    ])
}

/// Calls off what has not left.
pub(crate) fn cancel_lines(tx: &mut Tx<'_>, order: OrderId) -> Result<(), Fault> {
    tx.exec(&CANCEL_LINES, p![order]).map(drop)
}

/// Moves an order on; a fault when somebody else moved it, since it is locked.
pub(crate) fn move_order(tx: &mut Tx<'_>, order: &Order, state: State) -> Result<(), Fault> {
    let (staff, now) = (tx.actor().staff(), tx.now());
    let changed = tx.exec(&MOVE_ORDER, p![order.id, order.version, state, staff, now])?;
    moved(changed, order)
}

/// Moves an order on and writes its terms and total.
pub(crate) fn settle_order(
    tx: &mut Tx<'_>,
    order: &Order,
    (state, mode, wanted_on): (State, Mode, Option<Day>),
    total: LineAmounts,
    term: Term,
) -> Result<(), Fault> {
    let mode = ModeWord(mode);
    let (staff, now) = (tx.actor().staff(), tx.now());
    let changed = tx.exec(
        &SETTLE_ORDER,
        p![
            order.id,
            order.version,
            state,
            mode,
            wanted_on,
            total.net,
            total.vat,
            total.gross,
            staff,
            now,
            term.reserved_until,
            term.ran_out_on,
            term.extensions
        ],
    )?;
    moved(changed, order)
}

/// Who changed an order last, and when; none while nobody has.
pub(crate) fn last_change(
    read: &mut Read<'_>,
    order: OrderId,
) -> Result<Option<(Option<StaffId>, kernel::Moment)>, Fault> {
    read.opt(&LAST_CHANGE, p![order])
}

/// Writes what of an order has left.
pub(crate) fn ship_order(tx: &mut Tx<'_>, order: &Order, state: State, gross: Money) -> Result<(), Fault> {
    let changed = tx.exec(&SHIP_ORDER, p![order.id, order.version, state, gross])?;
    moved(changed, order)
}

fn moved(changed: u64, order: &Order) -> Result<(), Fault> {
    if changed == 1 {
        return Ok(());
    }
    Err(Fault::because(format!("order {} was moved while it was locked", order.id)))
}

/// Counts what has left of each line.
pub(crate) fn issue_lines(
    tx: &mut Tx<'_>,
    order: OrderId,
    parts: &[(OrderLineId, Quantity, LineAmounts)],
) -> Result<(), Fault> {
    let parts: Vec<_> = parts
        .iter()
        .map(|(line, quantity, sums)| {
            json!({ "l": line.get(), "q": quantity.thousandths(), "n": sums.net.minor(), "v": sums.vat.minor(),
                "g": sums.gross.minor() })
        })
        .collect();
    tx.exec(&ISSUE_LINES, p![order, json!(parts).to_string()]).map(drop)
}

/// Which orders a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// All of them.
    All,
    /// Those in one state.
    State(State),
    /// Those of one client, in one state or in any.
    Client(ClientId, Option<State>),
    /// Reservations, of one client or of all, whose last day is this one or an earlier one.
    RunsOut(Option<ClientId>, Day),
    /// Orders, of one client or of all, whose reservation ran out and was not made again.
    RanOut(Option<ClientId>),
}

impl Driver {
    /// The client it asks for, and the state or the day.
    fn narrowed(self) -> (Option<ClientId>, Value) {
        let word = |state: Option<State>| state.map_or(Value::Null, |state| Value::Text(state.code().to_owned()));
        match self {
            Driver::All => (None, Value::Null),
            Driver::State(state) => (None, word(Some(state))),
            Driver::Client(client, state) => (Some(client), word(state)),
            Driver::RunsOut(client, until) => (client, Value::Int(i64::from(until.days()))),
            Driver::RanOut(client) => (client, Value::Null),
        }
    }
}

/// Orders below the given number, the newest first; only of clients the visitor may see.
pub(crate) fn list(
    read: &mut Read<'_>,
    visit: &Visit,
    driver: Driver,
    below: i64,
    limit: i64,
) -> Result<Vec<OrderRow>, Fault> {
    let (client, what) = driver.narrowed();
    if visit.scope(Perm::OrdersRead) == Scope::All {
        let text: &'static Sql = match driver {
            Driver::All => &LIST_ALL,
            Driver::State(_) => &LIST_STATE,
            Driver::Client(..) => &LIST_CLIENT,
            Driver::RunsOut(..) => &LIST_RUNS_OUT,
            Driver::RanOut(_) => &LIST_RAN_OUT,
        };
        return read.rows(text, p![below, limit, client, what]);
    }
    let text: &'static Sql = match driver {
        Driver::All => &LIST_ALL_MINE,
        Driver::State(_) => &LIST_STATE_MINE,
        Driver::Client(..) => &LIST_CLIENT_MINE,
        Driver::RunsOut(..) => &LIST_RUNS_OUT_MINE,
        Driver::RanOut(_) => &LIST_RAN_OUT_MINE,
    };
    let staff = visit.actor.staff().map_or(0, |staff| staff.get());
    read.rows(text, p![below, limit, client, what, staff])
}

/// Lines that lose something when these needs do.
pub(crate) fn hurt(read: &mut Read<'_>, demands: &[DemandId]) -> Result<Vec<HurtLine>, Fault> {
    read.rows(&HURT, p![numbers(demands.iter().map(|id| id.get()))])
}

/// Orders whose reservation ended before a day, after a number, in order of their numbers.
pub(crate) fn run_out(read: &mut Read<'_>, before: Day, after: OrderId, limit: i64) -> Result<Vec<OrderId>, Fault> {
    let rows: Vec<(OrderId,)> = read.rows(&RUN_OUT, p![before, after, limit])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The day of the client's last order.
pub(crate) fn last_order(read: &mut Read<'_>, client: ClientId) -> Result<Option<Day>, Fault> {
    Ok(read.opt::<(Day,)>(&LAST_ORDER, p![client])?.map(|row| row.0))
}

/// How many orders something is still to be shipped of, what that comes to, and what of it is confirmed.
pub(crate) fn open_sums(read: &mut Read<'_>, client: ClientId) -> Result<(i64, Money, Money), Fault> {
    read.one(&OPEN_SUMS, p![client])
}
