//! Purchase orders taken out of the books again: an import of arrivals is undone.

use house::{Resting, Visit};
use kernel::{EntityKind, Event, ItemId, PurchaseOrderId, SupplyId};
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::texts;

sql! {
    IN_USE = "SELECT CAST(COUNT(*) AS BIGINT) FROM purchase_line l LEFT JOIN view_supply s ON s.id = l.supply_id \
        WHERE l.purchase_order_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        AND (l.version > 1 OR s.id IS NULL OR s.allocated > 0 OR s.quantity <> l.quantity)";
    OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM purchase_line \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    GOODS = "SELECT supply_id, item_id FROM purchase_line \
        WHERE purchase_order_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) AND supply_id IS NOT NULL ORDER BY id";
    DROP_LINES = "DELETE FROM purchase_line WHERE purchase_order_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_ORDERS = "DELETE FROM purchase_order WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

/// Arrivals that are held for somebody, have come, or were moved; for items, any line of a purchase order.
pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    let ids = json!(ids).to_string();
    Ok(match kind {
        EntityKind::PurchaseOrder => {
            let (count,) = read.one(&IN_USE, p![ids])?;
            vec![Resting { what: texts::rests_arrivals_used(visit.lang), count }]
        }
        EntityKind::Item => {
            let (count,) = read.one(&OF_ITEMS, p![ids])?;
            vec![Resting { what: texts::rests_purchases(visit.lang), count }]
        }
        _ => Vec::new(),
    })
}

/// Takes purchase orders out of the books with their arrivals; suppliers stay. Goods held for somebody are a fault:
/// the caller asked before.
pub fn forget(tx: &mut Tx<'_>, orders: &[PurchaseOrderId]) -> Result<(), Fault> {
    let ids = json!(orders.iter().map(|id| id.get()).collect::<Vec<_>>()).to_string();
    let goods: Vec<(SupplyId, ItemId)> = tx.rows(&GOODS, p![ids])?;
    let items: Vec<ItemId> = goods.iter().map(|(_, item)| *item).collect();
    catalogue::lock_items(tx, &items)?;
    tx.exec(&DROP_LINES, p![ids])?;
    let supplies: Vec<SupplyId> = goods.into_iter().map(|(supply, _)| supply).collect();
    stock::forget_arrivals(tx, &supplies)?;
    tx.exec(&DROP_ORDERS, p![ids])?;
    for order in orders {
        tx.event(Event::new("purchase_order_forgotten", *order, json!({ "order": order }).to_string()), None);
    }
    Ok(())
}
