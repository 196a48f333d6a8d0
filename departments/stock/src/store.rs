//! Tables of stock: every statement that names them.

use std::collections::BTreeMap;

use kernel::{Day, DemandId, ItemId, Moment, OrderId, PurchaseLineId, Quantity, ReceiptId, SupplyId, WarehouseId};
use serde_json::{Value, json};
use store::{Fault, Read, Tx, p, row, sql};

use crate::arrivals::NewArrival;
use crate::model::{DemandKind, DemandRow, Lost, Receipt, StockOf, SupplyRow, Warehouse};
use crate::rules::Source;

macro_rules! demands {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.kind, d.item_id, d.warehouse_id, d.quantity, d.issued, d.released, d.wanted_on, \
             d.supply_due_on, d.first_promised_on, d.promised_on, d.at_risk_at, d.closed_at FROM demand d ",
            $rest
        )
    };
}

macro_rules! supplies {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.item_id, s.warehouse_id, w.code, s.source, s.available_on, s.quantity, s.allocated, \
             s.origin_id, s.last_confirmed_at FROM supply s JOIN warehouse w ON w.id = s.warehouse_id ",
            $rest
        )
    };
}

sql! {
    WAREHOUSES = "SELECT id, code, name, handling_days, cutoff_hour, delivery_days FROM warehouse ORDER BY id";
    WAREHOUSE_BY_CODE = "SELECT id FROM warehouse WHERE code = ?1";
    INSERT_WAREHOUSE = "INSERT INTO warehouse (code, name, handling_days, cutoff_hour, delivery_days) \
        VALUES (?1, ?2, 0, 24, 0) ON CONFLICT (code) DO NOTHING";
    SET_TIMES = "UPDATE warehouse SET handling_days = ?2, cutoff_hour = ?3, delivery_days = ?4 WHERE id = ?1";

    POOL_SUPPLIES = "SELECT id, item_id, warehouse_id, source, available_on, quantity, allocated, origin_id FROM supply \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND quality = 'sellable' \
        AND (quantity > 0 OR source = 'on_hand') ORDER BY item_id, warehouse_id, available_on, id";
    POOL_DEMANDS = "SELECT d.id, d.item_id, d.warehouse_id, d.supply_due_on, d.quantity - d.issued - d.released, \
        d.at_risk_at, a.supply_id, a.quantity FROM demand d LEFT JOIN allocation a ON a.demand_id = d.id \
        WHERE d.item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND d.closed_at IS NULL \
        ORDER BY d.id, a.supply_id";
    INSERT_DEMANDS = "INSERT INTO demand (kind, item_id, warehouse_id, quantity, issued, released, wanted_on, supply_due_on, \
        first_promised_on, promised_on) SELECT CAST(?1 AS TEXT), CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'w' AS BIGINT), \
        CAST(value ->> 'q' AS BIGINT), 0, 0, CAST(value ->> 'd' AS BIGINT), CAST(value ->> 'u' AS BIGINT), \
        CAST(value ->> 'p' AS BIGINT), CAST(value ->> 'p' AS BIGINT) FROM json_each(?2) \
        ORDER BY CAST(value ->> 'n' AS BIGINT) RETURNING id, item_id";
    CHANGE_SUPPLIES = "UPDATE supply SET quantity = supply.quantity + c.q, allocated = supply.allocated + c.a FROM \
        (SELECT CAST(value ->> 's' AS BIGINT) AS id, CAST(value ->> 'q' AS BIGINT) AS q, CAST(value ->> 'a' AS BIGINT) AS a \
        FROM json_each(?1)) c WHERE supply.id = c.id AND supply.allocated + c.a BETWEEN 0 AND supply.quantity + c.q";
    SET_ALLOCATIONS = "INSERT INTO allocation (demand_id, supply_id, quantity) SELECT CAST(value ->> 'd' AS BIGINT), \
        CAST(value ->> 's' AS BIGINT), CAST(value ->> 'q' AS BIGINT) FROM json_each(?1) WHERE true \
        ON CONFLICT (demand_id, supply_id) DO UPDATE SET quantity = excluded.quantity";
    DROP_ALLOCATIONS = "DELETE FROM allocation WHERE (demand_id, supply_id) IN (SELECT CAST(value ->> 'd' AS BIGINT), \
        CAST(value ->> 's' AS BIGINT) FROM json_each(?1))";
    MARK_AT_RISK = "UPDATE demand SET at_risk_at = ?2 WHERE at_risk_at IS NULL \
        AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    CLEAR_AT_RISK = "UPDATE demand SET at_risk_at = NULL WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    SERVE_DEMANDS = "UPDATE demand SET issued = demand.issued + c.i, released = demand.released + c.r, \
        at_risk_at = CASE WHEN demand.issued + demand.released + c.i + c.r = demand.quantity THEN NULL ELSE demand.at_risk_at END, \
        closed_at = CASE WHEN demand.issued + demand.released + c.i + c.r = demand.quantity THEN CAST(?2 AS BIGINT) END FROM \
        (SELECT CAST(value ->> 'd' AS BIGINT) AS id, CAST(value ->> 'i' AS BIGINT) AS i, CAST(value ->> 'r' AS BIGINT) AS r \
        FROM json_each(?1)) c WHERE demand.id = c.id AND demand.closed_at IS NULL \
        AND demand.issued + demand.released + c.i + c.r <= demand.quantity";

    ENSURE_SHELVES = "INSERT INTO supply (item_id, warehouse_id, source, quality, available_on, quantity, allocated) \
        SELECT CAST(value AS BIGINT), CAST(?2 AS BIGINT), 'on_hand', 'sellable', CAST(?3 AS BIGINT), 0, 0 FROM json_each(?1) \
        WHERE true ORDER BY CAST(value AS BIGINT) \
        ON CONFLICT (item_id, warehouse_id, quality) WHERE source = 'on_hand' DO NOTHING";
    INSERT_ARRIVALS = "INSERT INTO supply (item_id, warehouse_id, source, quality, available_on, quantity, allocated, origin_id, \
        last_confirmed_at) SELECT CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'w' AS BIGINT), 'arrival', 'sellable', \
        CAST(value ->> 'd' AS BIGINT), CAST(value ->> 'q' AS BIGINT), 0, CAST(value ->> 'o' AS BIGINT), CAST(?2 AS BIGINT) \
        FROM json_each(?1) ORDER BY CAST(value ->> 'n' AS BIGINT) RETURNING origin_id, id";
    POOL_SUPPLY = "SELECT id, item_id, warehouse_id, source, available_on, quantity, allocated, origin_id FROM supply \
        WHERE id = ?1 AND quality = 'sellable'";
    SET_DAY = "UPDATE supply SET available_on = ?2, last_confirmed_at = ?3 WHERE id = ?1";
    INSERT_RECEIPT = "INSERT INTO goods_receipt (warehouse_id, received_on, at, actor) VALUES (?1, ?2, ?3, ?4) RETURNING id";
    INSERT_RECEIPT_LINES = "INSERT INTO goods_receipt_line (receipt_id, item_id, quantity, purchase_line_id, supply_id) \
        SELECT CAST(?1 AS BIGINT), CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'q' AS BIGINT), CAST(value ->> 'p' AS BIGINT), \
        CAST(value ->> 's' AS BIGINT) FROM json_each(?2) ORDER BY CAST(value ->> 'n' AS BIGINT)";
    INSERT_MOVES = "INSERT INTO stock_move (supply_id, item_id, warehouse_id, quantity, why, ref_id, at, actor) \
        SELECT CAST(value ->> 's' AS BIGINT), CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'w' AS BIGINT), \
        CAST(value ->> 'q' AS BIGINT), CAST(?2 AS TEXT), CAST(value ->> 'r' AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS TEXT) \
        FROM json_each(?1) ORDER BY CAST(value ->> 's' AS BIGINT), CAST(value ->> 'r' AS BIGINT)";
    DROP_LOST = "DELETE FROM lost_demand WHERE order_id = ?1 \
        AND item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))";
    INSERT_LOST = "INSERT INTO lost_demand (item_id, client_id, quantity, wanted_on, reason, order_id, at) \
        SELECT CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'c' AS BIGINT), CAST(value ->> 'q' AS BIGINT), \
        CAST(value ->> 'd' AS BIGINT), value ->> 'w', CAST(value ->> 'o' AS BIGINT), CAST(?2 AS BIGINT) \
        FROM json_each(?1) ORDER BY CAST(value ->> 'n' AS BIGINT)";

    DEMANDS = demands!("WHERE d.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY d.id");
    AT_RISK = demands!("WHERE d.at_risk_at IS NOT NULL AND d.closed_at IS NULL ORDER BY d.promised_on, d.id LIMIT 200");
    COVERAGE = "SELECT a.demand_id, a.supply_id, s.source, s.available_on, a.quantity, s.origin_id FROM allocation a \
        JOIN supply s ON s.id = a.supply_id WHERE a.demand_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        ORDER BY a.demand_id, s.available_on, a.supply_id";
    SUPPLY = supplies!("WHERE s.id = ?1");
    SUPPLY_BY_ORIGIN = supplies!("WHERE s.source = 'arrival' AND s.origin_id = ?1");
    SUPPLIES_OF_ITEM = supplies!("WHERE s.item_id = ?1 AND s.id > ?2 AND s.quantity > 0 ORDER BY s.id LIMIT ?3");
    AWAITED = supplies!("WHERE s.item_id = ?1 AND s.source <> 'on_hand' AND s.quality = 'sellable' AND s.quantity > 0 \
        ORDER BY s.available_on, s.id LIMIT ?2");
    STOCK_OF = "SELECT s.item_id, \
        CAST(SUM(CASE WHEN s.source = 'on_hand' THEN s.quantity ELSE 0 END) AS BIGINT), \
        CAST(SUM(CASE WHEN s.source = 'on_hand' THEN s.quantity - s.allocated ELSE 0 END) AS BIGINT), \
        CAST(SUM(CASE WHEN s.source = 'on_hand' THEN 0 ELSE s.quantity END) AS BIGINT), \
        MIN(CASE WHEN s.source = 'on_hand' OR s.quantity = 0 THEN NULL ELSE s.available_on END) \
        FROM supply s WHERE s.quality = 'sellable' AND s.item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        GROUP BY s.item_id ORDER BY s.item_id";
    COUNT_SUPPLIES = "SELECT CAST(COUNT(*) AS BIGINT) FROM supply";
    BROKEN_SUPPLIES = "SELECT s.id, s.source, s.quantity, s.allocated, CAST(COALESCE(a.held, 0) AS BIGINT), \
        CAST(COALESCE(m.moved, 0) AS BIGINT) FROM supply s \
        LEFT JOIN (SELECT supply_id, SUM(quantity) AS held FROM allocation GROUP BY supply_id) a ON a.supply_id = s.id \
        LEFT JOIN (SELECT supply_id, SUM(quantity) AS moved FROM stock_move GROUP BY supply_id) m ON m.supply_id = s.id \
        WHERE s.allocated <> COALESCE(a.held, 0) OR s.allocated NOT BETWEEN 0 AND s.quantity \
        OR (s.source = 'on_hand' AND s.quantity <> COALESCE(m.moved, 0)) ORDER BY s.id LIMIT 100";
    SUPPLIES_PROMISED = "SELECT s.id, s.item_id, s.warehouse_id, s.source, s.available_on, s.quantity, s.allocated, s.origin_id \
        FROM supply s WHERE s.quality = 'sellable' AND s.quantity > 0 AND EXISTS (SELECT 1 FROM demand d \
        WHERE d.item_id = s.item_id AND d.warehouse_id = s.warehouse_id AND d.closed_at IS NULL) ORDER BY s.id";
    OPEN_DEMANDS = "SELECT d.id, d.item_id, d.warehouse_id, d.supply_due_on, d.quantity - d.issued - d.released, \
        d.at_risk_at, a.supply_id, a.quantity FROM demand d LEFT JOIN allocation a ON a.demand_id = d.id \
        WHERE d.closed_at IS NULL ORDER BY d.id, a.supply_id";
    OVERDUE_ITEMS = "SELECT DISTINCT item_id FROM supply WHERE source <> 'on_hand' AND quantity > 0 AND available_on < ?1 \
        AND allocated > 0 AND item_id > ?3 ORDER BY item_id LIMIT ?2";
}

row! {
    /// A supply of a pool.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct PoolSupply {
        pub(crate) id: SupplyId,
        pub(crate) item: ItemId,
        pub(crate) warehouse: WarehouseId,
        pub(crate) source: Source,
        pub(crate) available_on: Day,
        pub(crate) quantity: Quantity,
        pub(crate) allocated: Quantity,
        pub(crate) origin: Option<i64>,
    }
}

row! {
    /// A demand of a pool, once for each supply it holds.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct PoolDemand {
        pub(crate) id: DemandId,
        pub(crate) item: ItemId,
        pub(crate) warehouse: WarehouseId,
        pub(crate) due: Day,
        pub(crate) open: Quantity,
        pub(crate) at_risk_at: Option<Moment>,
        pub(crate) supply: Option<SupplyId>,
        pub(crate) held: Option<Quantity>,
    }
}

/// A demand that is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewDemand {
    pub(crate) item: ItemId,
    pub(crate) warehouse: WarehouseId,
    pub(crate) quantity: Quantity,
    pub(crate) wanted_on: Option<Day>,
    pub(crate) due: Day,
    pub(crate) promised_on: Day,
}

/// Numbers as one JSON parameter.
fn numbers(ids: impl IntoIterator<Item = i64>) -> String {
    json!(ids.into_iter().collect::<Vec<i64>>()).to_string()
}

fn item_numbers(items: &[ItemId]) -> String {
    numbers(items.iter().map(|item| item.get()))
}

fn list(rows: impl IntoIterator<Item = Value>) -> String {
    Value::Array(rows.into_iter().collect()).to_string()
}

/// All warehouses by number.
pub fn warehouses(read: &mut Read<'_>) -> Result<Vec<Warehouse>, Fault> {
    read.rows(&WAREHOUSES, p![])
}

pub(crate) fn warehouse_of_code(read: &mut Read<'_>, code: &str) -> Result<Option<WarehouseId>, Fault> {
    Ok(read.opt::<(WarehouseId,)>(&WAREHOUSE_BY_CODE, p![code])?.map(|(id,)| id))
}

pub(crate) fn insert_warehouse(tx: &mut Tx<'_>, code: &str) -> Result<(), Fault> {
    tx.exec(&INSERT_WAREHOUSE, p![code, code]).map(drop)
}

/// Sets how long goods take from a warehouse to the client; promises given before stay.
pub fn set_times(
    tx: &mut Tx<'_>,
    warehouse: WarehouseId,
    handling_days: u16,
    cutoff_hour: u8,
    delivery_days: u16,
) -> Result<(), Fault> {
    tx.exec(&SET_TIMES, p![warehouse, handling_days, cutoff_hour, delivery_days]).map(drop)
}

/// Sellable supplies of these items.
pub(crate) fn pool_supplies(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<PoolSupply>, Fault> {
    read.rows(&POOL_SUPPLIES, p![item_numbers(items)])
}

/// Open demands of these items with what they hold.
pub(crate) fn pool_demands(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<PoolDemand>, Fault> {
    read.rows(&POOL_DEMANDS, p![item_numbers(items)])
}

/// Writes demands; their numbers in the order given.
pub(crate) fn insert_demands(tx: &mut Tx<'_>, kind: DemandKind, new: &[NewDemand]) -> Result<Vec<DemandId>, Fault> {
    let rows = new.iter().enumerate().map(|(n, demand)| {
        json!({
            "n": n, "i": demand.item.get(), "w": demand.warehouse.get(), "q": demand.quantity.thousandths(),
            "d": demand.wanted_on.map(Day::days), "u": demand.due.days(), "p": demand.promised_on.days(),
        })
    });
    let mut made: Vec<(DemandId, ItemId)> = tx.rows(&INSERT_DEMANDS, p![kind, list(rows)])?;
    // RETURNING promises no order, but the numbers were given in the order of the rows.
    made.sort_unstable();
    let in_order = made.len() == new.len() && made.iter().zip(new).all(|((_, item), demand)| *item == demand.item);
    if !in_order {
        return Err(Fault::because("new demands came back in another order"));
    }
    Ok(made.into_iter().map(|(id, _)| id).collect())
}

/// Changes quantity and allocated of supplies; a fault when one would be held beyond what there is.
pub(crate) fn change_supplies(tx: &mut Tx<'_>, changes: &[(SupplyId, i64, i64)]) -> Result<(), Fault> {
    let rows =
        changes.iter().map(|(supply, quantity, allocated)| json!({"s": supply.get(), "q": quantity, "a": allocated}));
    let changed = tx.exec(&CHANGE_SUPPLIES, p![list(rows)])?;
    if usize::try_from(changed) != Ok(changes.len()) {
        return Err(Fault::because(format!("{} supplies were to change, {changed} could", changes.len())));
    }
    Ok(())
}

pub(crate) fn set_allocations(tx: &mut Tx<'_>, holds: &[(DemandId, SupplyId, i64)]) -> Result<(), Fault> {
    let rows = holds.iter().map(|(demand, supply, held)| json!({"d": demand.get(), "s": supply.get(), "q": held}));
    tx.exec(&SET_ALLOCATIONS, p![list(rows)]).map(drop)
}

pub(crate) fn drop_allocations(tx: &mut Tx<'_>, holds: &[(DemandId, SupplyId)]) -> Result<(), Fault> {
    let rows = holds.iter().map(|(demand, supply)| json!({"d": demand.get(), "s": supply.get()}));
    tx.exec(&DROP_ALLOCATIONS, p![list(rows)]).map(drop)
}

pub(crate) fn mark_at_risk(tx: &mut Tx<'_>, demands: &[DemandId]) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&MARK_AT_RISK, p![numbers(demands.iter().map(|d| d.get())), now]).map(drop)
}

pub(crate) fn clear_at_risk(tx: &mut Tx<'_>, demands: &[DemandId]) -> Result<(), Fault> {
    tx.exec(&CLEAR_AT_RISK, p![numbers(demands.iter().map(|d| d.get()))]).map(drop)
}

/// Counts what was issued to demands and what they gave up; closes those that are owed nothing.
pub(crate) fn serve_demands(tx: &mut Tx<'_>, served: &[(DemandId, i64, i64)]) -> Result<(), Fault> {
    let now = tx.now();
    let rows = served.iter().map(|(demand, issued, released)| json!({"d": demand.get(), "i": issued, "r": released}));
    let changed = tx.exec(&SERVE_DEMANDS, p![list(rows), now])?;
    if usize::try_from(changed) != Ok(served.len()) {
        return Err(Fault::because(format!("{} demands were to be served, {changed} could", served.len())));
    }
    Ok(())
}

/// Makes the shelf of each of these items in the warehouse where there is none yet.
pub(crate) fn ensure_shelves(tx: &mut Tx<'_>, items: &[ItemId], warehouse: WarehouseId, on: Day) -> Result<(), Fault> {
    tx.exec(&ENSURE_SHELVES, p![item_numbers(items), warehouse, on]).map(drop)
}

/// Writes arrivals; the numbers of the supplies in the order given.
pub(crate) fn insert_arrivals(tx: &mut Tx<'_>, new: &[NewArrival]) -> Result<Vec<SupplyId>, Fault> {
    let now = tx.now();
    let rows = new.iter().enumerate().map(|(n, one)| {
        json!({
            "n": n, "i": one.item.get(), "w": one.warehouse.get(), "d": one.available_on.days(),
            "q": one.quantity.thousandths(), "o": one.arrival.get(),
        })
    });
    let made: Vec<(PurchaseLineId, SupplyId)> = tx.rows(&INSERT_ARRIVALS, p![list(rows), now])?;
    let made: BTreeMap<PurchaseLineId, SupplyId> = made.into_iter().collect();
    let of = |one: &NewArrival| made.get(&one.arrival).copied();
    new.iter().map(of).collect::<Option<_>>().ok_or_else(|| Fault::because("an arrival just written is not there"))
}

/// A supply by its number, used up or not.
pub(crate) fn pool_supply(read: &mut Read<'_>, supply: SupplyId) -> Result<Option<PoolSupply>, Fault> {
    read.opt(&POOL_SUPPLY, p![supply])
}

/// Sets the day of a supply; somebody confirmed it just now.
pub(crate) fn set_day(tx: &mut Tx<'_>, supply: SupplyId, on: Day) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&SET_DAY, p![supply, on, now]).map(drop)
}

pub(crate) fn insert_receipt(
    tx: &mut Tx<'_>,
    receipt: &Receipt,
    shelves: &[SupplyId],
    on: Day,
) -> Result<ReceiptId, Fault> {
    let (now, actor) = (tx.now(), tx.actor().code());
    let id = tx.insert(&INSERT_RECEIPT, p![receipt.warehouse, on, now, actor])?;
    let rows = receipt.lines.iter().zip(shelves).enumerate().map(|(n, (line, shelf))| {
        json!({
            "n": n, "i": line.item.get(), "q": line.quantity.thousandths(), "p": line.arrival.map(PurchaseLineId::get),
            "s": shelf.get(),
        })
    });
    tx.exec(&INSERT_RECEIPT_LINES, p![id, list(rows)])?;
    Ok(ReceiptId::new(id))
}

/// Goods that came onto a shelf or left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewMove {
    pub(crate) supply: SupplyId,
    pub(crate) item: ItemId,
    pub(crate) warehouse: WarehouseId,
    pub(crate) quantity: i64,
    pub(crate) because_of: i64,
}

pub(crate) fn insert_moves(tx: &mut Tx<'_>, why: &str, moves: &[NewMove]) -> Result<(), Fault> {
    let (now, actor) = (tx.now(), tx.actor().code());
    let rows = moves.iter().map(|one| {
        json!({
            "s": one.supply.get(), "i": one.item.get(), "w": one.warehouse.get(), "q": one.quantity, "r": one.because_of,
        })
    });
    tx.exec(&INSERT_MOVES, p![list(rows), why, now, actor]).map(drop)
}

/// Keeps needs that could not be served, for purchasing.
pub fn lose(tx: &mut Tx<'_>, lost: &[Lost]) -> Result<(), Fault> {
    if lost.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let rows = lost.iter().enumerate().map(|(n, one)| {
        json!({
            "n": n, "i": one.item.get(), "c": one.client.map(|c| c.get()), "q": one.quantity.thousandths(),
            "d": one.wanted_on.map(Day::days), "w": one.reason.code(), "o": one.order.map(|o| o.get()),
        })
    });
    tx.exec(&INSERT_LOST, p![list(rows), now]).map(drop)
}

/// An order asks for these items anew: what it lacked of them before counts no longer.
pub fn asked_anew(tx: &mut Tx<'_>, order: OrderId, items: &[ItemId]) -> Result<(), Fault> {
    tx.exec(&DROP_LOST, p![order, numbers(items.iter().map(|item| item.get()))]).map(drop)
}

/// These demands, by number.
pub fn demands(read: &mut Read<'_>, ids: &[DemandId]) -> Result<Vec<DemandRow>, Fault> {
    read.rows(&DEMANDS, p![numbers(ids.iter().map(|d| d.get()))])
}

/// Open demands at risk, the earliest promise first, 200 at most.
pub fn at_risk(read: &mut Read<'_>) -> Result<Vec<DemandRow>, Fault> {
    read.rows(&AT_RISK, p![])
}

row! {
    /// A held piece, with its holder.
    pub(crate) struct HeldPiece {
        pub(crate) demand: DemandId,
        pub(crate) supply: SupplyId,
        pub(crate) source: Source,
        pub(crate) available_on: Day,
        pub(crate) quantity: Quantity,
        pub(crate) origin: Option<i64>,
    }
}

pub(crate) fn held_pieces(read: &mut Read<'_>, ids: &[DemandId]) -> Result<Vec<HeldPiece>, Fault> {
    read.rows(&COVERAGE, p![numbers(ids.iter().map(|d| d.get()))])
}

/// A supply by its number.
pub fn supply(read: &mut Read<'_>, id: SupplyId) -> Result<Option<SupplyRow>, Fault> {
    read.opt(&SUPPLY, p![id])
}

/// The supply of an arrival, whether goods are still awaited or not.
pub fn arrival(read: &mut Read<'_>, arrival: PurchaseLineId) -> Result<Option<SupplyRow>, Fault> {
    read.opt(&SUPPLY_BY_ORIGIN, p![arrival])
}

/// Supplies of an item that are not used up, after a number, by number.
pub fn supplies_of(read: &mut Read<'_>, item: ItemId, after: i64, limit: i64) -> Result<Vec<SupplyRow>, Fault> {
    read.rows(&SUPPLIES_OF_ITEM, p![item, after, limit])
}

/// Goods of an item that are awaited, the soonest first.
pub(crate) fn awaited(read: &mut Read<'_>, item: ItemId, limit: i64) -> Result<Vec<SupplyRow>, Fault> {
    read.rows(&AWAITED, p![item, limit])
}

/// What there is of these items; items without any supply are left out.
pub fn stock_of(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<StockOf>, Fault> {
    read.rows(&STOCK_OF, p![item_numbers(items)])
}

/// Items whose promised goods are overdue on this day, by number.
pub(crate) fn overdue_items(
    read: &mut Read<'_>,
    today: Day,
    after: Option<ItemId>,
    limit: i64,
) -> Result<Vec<ItemId>, Fault> {
    let after = after.map_or(0, ItemId::get);
    Ok(read.rows::<(ItemId,)>(&OVERDUE_ITEMS, p![today, limit, after])?.into_iter().map(|(item,)| item).collect())
}

row! {
    /// A supply that is not as its allocations and moves say.
    pub(crate) struct BrokenSupply {
        pub(crate) id: SupplyId,
        pub(crate) source: Source,
        pub(crate) quantity: Quantity,
        pub(crate) allocated: Quantity,
        pub(crate) held: Quantity,
        pub(crate) moved: Quantity,
    }
}

pub(crate) fn count_supplies(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&COUNT_SUPPLIES, p![])?.0)
}

pub(crate) fn broken_supplies(read: &mut Read<'_>) -> Result<Vec<BrokenSupply>, Fault> {
    read.rows(&BROKEN_SUPPLIES, p![])
}

/// Supplies of every place in which something is still owed.
pub(crate) fn supplies_promised(read: &mut Read<'_>) -> Result<Vec<PoolSupply>, Fault> {
    read.rows(&SUPPLIES_PROMISED, p![])
}

/// Every demand that is still owed something, with what it holds.
pub(crate) fn open_demands(read: &mut Read<'_>) -> Result<Vec<PoolDemand>, Fault> {
    read.rows(&OPEN_DEMANDS, p![])
}
