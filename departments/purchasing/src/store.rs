//! Tables of purchasing: every statement that names them.

use kernel::{
    Day, DemandId, ItemId, Moment, PurchaseLineId, PurchaseOrderId, Quantity, StaffId, SupplierId, SupplyId, UnitPrice,
    WarehouseId, text_key,
};
use serde_json::json;
use stock::Source;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{Arrival, Freshness, PurchaseOrder, Revision, Supplier};

macro_rules! arrivals {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.purchase_order_id, l.supplier_id, p.name, o.warehouse_id, l.item_id, l.quantity, \
             COALESCE(s.quantity, 0), COALESCE(s.allocated, 0), l.unit_cost, l.first_expected_on, l.expected_on, l.made_at, \
             l.last_confirmed_at, l.supply_id, \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM view_allocation a WHERE a.supply_id = l.supply_id AND a.quantity > 0), \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM view_allocation a JOIN view_demand d ON d.id = a.demand_id \
              WHERE a.supply_id = l.supply_id AND a.quantity > 0 AND d.at_risk_at IS NOT NULL), \
             l.cancelled_at, l.version \
             FROM purchase_line l JOIN purchase_order o ON o.id = l.purchase_order_id JOIN supplier p ON p.id = l.supplier_id \
             LEFT JOIN view_supply s ON s.id = l.supply_id ",
            $rest
        )
    };
}

macro_rules! orders {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.supplier_id, p.name, o.warehouse_id, o.state, o.ordered_on, \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM purchase_line l WHERE l.purchase_order_id = o.id), \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM purchase_line l JOIN view_supply s ON s.id = l.supply_id \
              WHERE l.purchase_order_id = o.id AND l.cancelled_at IS NULL AND s.quantity > 0), \
             (SELECT MIN(l.expected_on) FROM purchase_line l JOIN view_supply s ON s.id = l.supply_id \
              WHERE l.purchase_order_id = o.id AND l.cancelled_at IS NULL AND s.quantity > 0), \
             (SELECT CAST(SUM((l.quantity * l.unit_cost + 50000) / 100000) AS BIGINT) FROM purchase_line l \
              WHERE l.purchase_order_id = o.id), \
             o.version FROM purchase_order o JOIN supplier p ON p.id = o.supplier_id ",
            $rest
        )
    };
}

mod lists;

pub(crate) use lists::{arrivals_page, open_and_late, purchases_page};

sql! {
    SUPPLIER_BY_NAME = "SELECT id, name FROM supplier WHERE name_key = ?1";
    SUPPLIERS = "SELECT id, name FROM supplier ORDER BY name_key LIMIT 500";
    EVERY_SUPPLIER = "SELECT id, name FROM supplier ORDER BY id";
    SUPPLIER = "SELECT id, name FROM supplier WHERE id = ?1";
    INSERT_SUPPLIER = "INSERT INTO supplier (name, name_key, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

    INSERT_ORDER = "INSERT INTO purchase_order (supplier_id, warehouse_id, state, ordered_on, made_at, staff_id, version) \
        VALUES (?1, ?2, 'open', ?3, ?4, ?5, 1) RETURNING id";
    INSERT_LINES = "INSERT INTO purchase_line (purchase_order_id, supplier_id, place, item_id, quantity, unit_cost, \
        first_expected_on, expected_on, made_at, version) SELECT CAST(?1 AS BIGINT), CAST(?2 AS BIGINT), \
        CAST(value ->> 'n' AS BIGINT), CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'q' AS BIGINT), \
        CAST(value ->> 'c' AS BIGINT), CAST(value ->> 'd' AS BIGINT), CAST(value ->> 'd' AS BIGINT), CAST(?3 AS BIGINT), 1 \
        FROM json_each(?4) WHERE 1 = 1 ORDER BY 3 RETURNING place, id";
    SET_SUPPLIES = "UPDATE purchase_line SET supply_id = v.supply FROM (SELECT CAST(value ->> 'l' AS BIGINT) AS line, \
        CAST(value ->> 's' AS BIGINT) AS supply FROM json_each(?1)) v WHERE purchase_line.id = v.line";

    ORDER = orders!("WHERE o.id = ?1");
    ORDERS_ALL = orders!("WHERE o.id < ?1 ORDER BY o.id DESC LIMIT ?2");
    ORDERS_OF = orders!("WHERE o.supplier_id = ?3 AND o.id < ?1 ORDER BY o.id DESC LIMIT ?2");

    ARRIVAL = arrivals!("WHERE l.id = ?1");
    ARRIVALS_OF_ORDER = arrivals!("WHERE l.purchase_order_id = ?1 ORDER BY l.place");
    ARRIVALS_OF_ITEM = arrivals!("WHERE l.item_id = ?1 ORDER BY l.id DESC LIMIT ?2");
    LOCK_LINE = "SELECT version FROM purchase_line WHERE id = ?1 /*pg FOR UPDATE*/";
    RESTING = "SELECT demand_id FROM view_allocation WHERE supply_id = ?1 AND quantity > 0 ORDER BY demand_id";
    PEGS = "SELECT s.id, s.source, s.available_on, l.purchase_order_id FROM view_supply s \
        LEFT JOIN purchase_line l ON l.supply_id = s.id \
        WHERE s.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY s.id";
    FRESHNESS = "SELECT CAST(COUNT(*) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN l.expected_on < ?1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN l.expected_on < ?1 THEN (SELECT COUNT(*) FROM view_allocation a \
            WHERE a.supply_id = l.supply_id AND a.quantity > 0) ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN COALESCE(l.last_confirmed_at, l.made_at) < ?2 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN COALESCE(l.last_confirmed_at, l.made_at) >= ?3 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN l.expected_on <= ?4 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM((s.quantity * COALESCE(l.unit_cost, 0) + 50000) / 100000), 0) AS BIGINT) \
        FROM purchase_line l JOIN view_supply s ON s.id = l.supply_id WHERE l.closed_at IS NULL AND s.quantity > 0";

    MOVE_LINE = "UPDATE purchase_line SET expected_on = ?2, last_confirmed_at = ?3, version = version + 1 WHERE id = ?1";
    CONFIRM_LINE = "UPDATE purchase_line SET last_confirmed_at = ?2, version = version + 1 WHERE id = ?1";
    CANCEL_LINE = "UPDATE purchase_line SET cancelled_at = ?2, closed_at = ?2, version = version + 1 WHERE id = ?1";
    TOUCH_LINE = "UPDATE purchase_line SET version = version + 1 WHERE id = ?1";
    INSERT_REVISION = "INSERT INTO arrival_revision (purchase_line_id, old_on, new_on, reason, staff_id, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    REVISIONS = "SELECT old_on, new_on, reason, staff_id, at FROM arrival_revision WHERE purchase_line_id = ?1 \
        ORDER BY id DESC LIMIT 100";
    CLOSE_LINES = "UPDATE purchase_line SET closed_at = ?1, version = version + 1 WHERE closed_at IS NULL \
        AND NOT EXISTS (SELECT 1 FROM view_supply s WHERE s.id = purchase_line.supply_id AND s.quantity > 0)";
    CLOSE_LINE = "UPDATE purchase_line SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL \
        AND NOT EXISTS (SELECT 1 FROM view_supply s WHERE s.id = purchase_line.supply_id AND s.quantity > 0)";
    CLOSE_ORDERS = "UPDATE purchase_order SET version = version + 1, state = CASE WHEN EXISTS (SELECT 1 FROM purchase_line l \
        WHERE l.purchase_order_id = purchase_order.id AND l.cancelled_at IS NULL) THEN 'received' ELSE 'cancelled' END \
        WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM purchase_line l WHERE l.purchase_order_id = purchase_order.id \
        AND l.closed_at IS NULL)";
    CLOSE_ORDER = "UPDATE purchase_order SET version = version + 1, state = CASE WHEN EXISTS (SELECT 1 FROM purchase_line l \
        WHERE l.purchase_order_id = purchase_order.id AND l.cancelled_at IS NULL) THEN 'received' ELSE 'cancelled' END \
        WHERE id = ?1 AND state = 'open' AND NOT EXISTS (SELECT 1 FROM purchase_line l \
        WHERE l.purchase_order_id = purchase_order.id AND l.closed_at IS NULL)";

    LAW_LINES = "SELECT CAST(COUNT(*) AS BIGINT) FROM purchase_line";
    LAW_DAYS = "SELECT l.id, l.expected_on, s.available_on FROM purchase_line l LEFT JOIN view_supply s ON s.id = l.supply_id \
        WHERE s.id IS NULL OR (l.closed_at IS NULL AND s.quantity > 0 AND s.available_on <> l.expected_on) \
        OR (l.closed_at IS NOT NULL AND s.quantity > 0) ORDER BY l.id LIMIT 100";
    LAW_HISTORY = "SELECT l.id, l.expected_on, r.new_on FROM purchase_line l JOIN arrival_revision r \
        ON r.purchase_line_id = l.id AND r.id = (SELECT MAX(x.id) FROM arrival_revision x WHERE x.purchase_line_id = l.id) \
        WHERE r.new_on <> l.expected_on ORDER BY l.id LIMIT 100";
}

fn numbers(ids: impl Iterator<Item = i64>) -> String {
    json!(ids.collect::<Vec<_>>()).to_string()
}

/// The supplier of this name, made where there is none.
pub fn ensure_supplier(tx: &mut Tx<'_>, name: &str) -> Result<SupplierId, Fault> {
    let key = text_key(name);
    if let Some(there) = tx.opt::<Supplier>(&SUPPLIER_BY_NAME, p![key])? {
        return Ok(there.id);
    }
    let now = tx.now();
    tx.exec(&INSERT_SUPPLIER, p![name, key, now])?;
    Ok(tx.one::<Supplier>(&SUPPLIER_BY_NAME, p![key])?.id)
}

/// Suppliers by name, 500 at most.
pub fn suppliers(read: &mut Read<'_>) -> Result<Vec<Supplier>, Fault> {
    read.rows(&SUPPLIERS, p![])
}

/// All suppliers, in the order they came.
pub(crate) fn every_supplier(read: &mut Read<'_>) -> Result<Vec<Supplier>, Fault> {
    read.rows(&EVERY_SUPPLIER, p![])
}

/// One supplier.
pub fn supplier(read: &mut Read<'_>, id: SupplierId) -> Result<Option<Supplier>, Fault> {
    read.opt(&SUPPLIER, p![id])
}

/// A line as it is written.
pub(crate) struct Line {
    pub(crate) item: ItemId,
    pub(crate) quantity: Quantity,
    pub(crate) unit_cost: Option<UnitPrice>,
    pub(crate) expected_on: Day,
}

pub(crate) fn insert_order(
    tx: &mut Tx<'_>,
    supplier: SupplierId,
    warehouse: WarehouseId,
    ordered_on: Day,
    staff: Option<StaffId>,
) -> Result<PurchaseOrderId, Fault> {
    let now = tx.now();
    Ok(PurchaseOrderId::new(tx.insert(&INSERT_ORDER, p![supplier, warehouse, ordered_on, now, staff])?))
}

/// Writes the lines; their numbers come back in the order of the lines.
pub(crate) fn insert_lines(
    tx: &mut Tx<'_>,
    order: PurchaseOrderId,
    supplier: SupplierId,
    lines: &[Line],
) -> Result<Vec<PurchaseLineId>, Fault> {
    let rows: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            json!({
                "n": place, "i": line.item.get(), "q": line.quantity.thousandths(),
                "c": line.unit_cost.map(UnitPrice::ten_thousandths), "d": line.expected_on.days(),
            })
        })
        .collect();
    let now = tx.now();
    let mut made: Vec<(i64, PurchaseLineId)> =
        tx.rows(&INSERT_LINES, p![order, supplier, now, json!(rows).to_string()])?;
    made.sort_unstable_by_key(|(place, _)| *place);
    Ok(made.into_iter().map(|(_, id)| id).collect())
}

pub(crate) fn set_supplies(tx: &mut Tx<'_>, of: &[(PurchaseLineId, SupplyId)]) -> Result<(), Fault> {
    let rows: Vec<_> = of.iter().map(|(line, supply)| json!({ "l": line.get(), "s": supply.get() })).collect();
    tx.exec(&SET_SUPPLIES, p![json!(rows).to_string()])?;
    Ok(())
}

/// One purchase order.
pub fn order(read: &mut Read<'_>, id: PurchaseOrderId) -> Result<Option<PurchaseOrder>, Fault> {
    read.opt(&ORDER, p![id])
}

/// Purchase orders, the newest first, of one supplier or of all, with numbers below `before`.
pub fn orders(
    read: &mut Read<'_>,
    supplier: Option<SupplierId>,
    before: i64,
    limit: i64,
) -> Result<Vec<PurchaseOrder>, Fault> {
    match supplier {
        Some(supplier) => read.rows(&ORDERS_OF, p![before, limit, supplier]),
        None => read.rows(&ORDERS_ALL, p![before, limit]),
    }
}

/// One arrival, awaited or not.
pub fn arrival(read: &mut Read<'_>, id: PurchaseLineId) -> Result<Option<Arrival>, Fault> {
    read.opt(&ARRIVAL, p![id])
}

/// The arrivals of one order, by line.
pub fn arrivals_of_order(read: &mut Read<'_>, order: PurchaseOrderId) -> Result<Vec<Arrival>, Fault> {
    read.rows(&ARRIVALS_OF_ORDER, p![order])
}

/// Locks the line against another deed on it.
pub(crate) fn lock(tx: &mut Tx<'_>, id: PurchaseLineId) -> Result<Option<i64>, Fault> {
    Ok(tx.opt::<(i64,)>(&LOCK_LINE, p![id])?.map(|(version,)| version))
}

/// Needs that hold goods of a supply.
pub(crate) fn resting_on(read: &mut Read<'_>, supply: SupplyId) -> Result<Vec<DemandId>, Fault> {
    let rows: Vec<(DemandId,)> = read.rows(&RESTING, p![supply])?;
    Ok(rows.into_iter().map(|(demand,)| demand).collect())
}

row! {
    /// A supply in words.
    #[derive(Debug, Clone)]
    pub(crate) struct SupplyWords {
        pub(crate) id: SupplyId,
        pub(crate) source: Source,
        pub(crate) available_on: Day,
        pub(crate) order: Option<PurchaseOrderId>,
    }
}

pub(crate) fn supplies(read: &mut Read<'_>, ids: &[SupplyId]) -> Result<Vec<SupplyWords>, Fault> {
    read.rows(&PEGS, p![numbers(ids.iter().map(|id| id.get()))])
}

/// How fresh the register is, seen from a day.
pub fn freshness(
    read: &mut Read<'_>,
    today: Day,
    stale_before: Moment,
    fresh_since: Moment,
    week_end: Day,
) -> Result<Freshness, Fault> {
    read.one(&FRESHNESS, p![today, stale_before, fresh_since, week_end])
}

/// Days of an arrival that were moved, the last first.
pub fn revisions(read: &mut Read<'_>, id: PurchaseLineId) -> Result<Vec<Revision>, Fault> {
    read.rows(&REVISIONS, p![id])
}

pub(crate) fn move_line(
    tx: &mut Tx<'_>,
    id: PurchaseLineId,
    days: (Day, Day),
    reason: &str,
    staff: Option<StaffId>,
) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&MOVE_LINE, p![id, days.1, now]), (&INSERT_REVISION, p![id, days.0, days.1, reason, staff, now])])
}

pub(crate) fn confirm_line(tx: &mut Tx<'_>, id: PurchaseLineId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&CONFIRM_LINE, p![id, now])?;
    Ok(())
}

/// Calls a line off, and its order when that was the last one.
pub(crate) fn cancel_line(tx: &mut Tx<'_>, id: PurchaseLineId, order: PurchaseOrderId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&CANCEL_LINE, p![id, now]), (&CLOSE_ORDER, p![order])])
}

/// After goods of a line came in: closes what is not awaited any more.
pub(crate) fn came_in(tx: &mut Tx<'_>, id: PurchaseLineId, order: PurchaseOrderId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&TOUCH_LINE, p![id]), (&CLOSE_LINE, p![id, now]), (&CLOSE_ORDER, p![order])])
}

/// Closes all lines and orders of which nothing is awaited; says how many lines.
pub(crate) fn close_all(tx: &mut Tx<'_>) -> Result<u64, Fault> {
    let now = tx.now();
    let closed = tx.exec(&CLOSE_LINES, p![now])?;
    if closed > 0 {
        tx.exec(&CLOSE_ORDERS, p![])?;
    }
    Ok(closed)
}

/// What the law on arrivals looks at, and the breaks it finds.
pub(crate) fn law(read: &mut Read<'_>) -> Result<(i64, Vec<String>), Fault> {
    let (checked,): (i64,) = read.one(&LAW_LINES, p![])?;
    let days: Vec<(i64, Day, Option<Day>)> = read.rows(&LAW_DAYS, p![])?;
    let history: Vec<(i64, Day, Day)> = read.rows(&LAW_HISTORY, p![])?;
    let mut broken: Vec<String> = days
        .into_iter()
        .map(|(line, expected, supply)| match supply {
            Some(supply) => format!("arrival {line}: awaited on {expected}, its supply says {supply}"),
            None => format!("arrival {line}: its supply is missing"),
        })
        .collect();
    broken.extend(
        history
            .into_iter()
            .map(|(line, expected, revised)| format!("arrival {line}: awaited on {expected}, last moved to {revised}")),
    );
    Ok((checked, broken))
}

/// The last lines in which an item was bought, the newest first.
pub(crate) fn arrivals_of_item(read: &mut Read<'_>, item: ItemId, most: i64) -> Result<Vec<Arrival>, Fault> {
    read.rows(&ARRIVALS_OF_ITEM, p![item, most])
}
