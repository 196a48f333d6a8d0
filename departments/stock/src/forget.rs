//! Goods taken out of the books again: an import of stock or of arrivals is undone.

use house::{Resting, Visit};
use kernel::{EntityKind, Event, ItemId, ReceiptId, SupplyId};
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::texts;

sql! {
    RECEIVED = "SELECT l.supply_id, l.item_id, CAST(SUM(l.quantity) AS BIGINT) FROM goods_receipt_line l \
        WHERE l.receipt_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) GROUP BY l.supply_id, l.item_id \
        ORDER BY l.supply_id";
    IN_USE = "SELECT CAST(COUNT(*) AS BIGINT) FROM supply s JOIN (SELECT l.supply_id, SUM(l.quantity) AS came \
        FROM goods_receipt_line l WHERE l.receipt_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        GROUP BY l.supply_id) r ON r.supply_id = s.id WHERE s.quantity - s.allocated < r.came";
    OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM supply WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    LOST_OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM lost_demand \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    LOST_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM lost_demand \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    TAKE_OFF = "UPDATE supply SET quantity = supply.quantity - c.q FROM (SELECT CAST(value ->> 's' AS BIGINT) AS id, \
        CAST(value ->> 'q' AS BIGINT) AS q FROM json_each(?1)) c WHERE supply.id = c.id \
        AND supply.quantity - supply.allocated >= c.q";
    DROP_MOVES = "DELETE FROM stock_move WHERE why = 'receipt' AND ref_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        AND supply_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))";
    DROP_LINES = "DELETE FROM goods_receipt_line WHERE receipt_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_RECEIPTS = "DELETE FROM goods_receipt WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_EMPTY = "DELETE FROM supply WHERE source = 'on_hand' AND quantity = 0 \
        AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        AND NOT EXISTS (SELECT 1 FROM stock_move m WHERE m.supply_id = supply.id) \
        AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.supply_id = supply.id) \
        AND NOT EXISTS (SELECT 1 FROM goods_receipt_line l WHERE l.supply_id = supply.id)";
    DROP_ARRIVALS = "DELETE FROM supply WHERE source = 'arrival' AND allocated = 0 \
        AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

fn list(ids: impl IntoIterator<Item = i64>) -> String {
    json!(ids.into_iter().collect::<Vec<_>>()).to_string()
}

/// Goods that are promised or gone; for items, any goods of them and any unmet need; for clients, their unmet needs.
pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    let lang = visit.lang;
    let ids = json!(ids).to_string();
    Ok(match kind {
        EntityKind::Receipt => {
            let (count,) = read.one(&IN_USE, p![ids])?;
            vec![Resting { what: texts::rests_goods_used(lang), count }]
        }
        EntityKind::Item => {
            let (goods,) = read.one(&OF_ITEMS, p![ids])?;
            let (lost,) = read.one(&LOST_OF_ITEMS, p![ids])?;
            vec![
                Resting { what: texts::rests_goods(lang), count: goods },
                Resting { what: texts::rests_lost(lang), count: lost },
            ]
        }
        EntityKind::Client => {
            let (count,) = read.one(&LOST_OF_CLIENTS, p![ids])?;
            vec![Resting { what: texts::rests_lost(lang), count }]
        }
        _ => Vec::new(),
    })
}

/// Takes receipts back as if the goods had never come. Goods that are promised or gone are a fault: the caller asked before.
pub fn take_back(tx: &mut Tx<'_>, receipts: &[ReceiptId]) -> Result<(), Fault> {
    let ids = list(receipts.iter().map(|id| id.get()));
    let received: Vec<(SupplyId, ItemId, i64)> = tx.rows(&RECEIVED, p![ids])?;
    let items: Vec<ItemId> = received.iter().map(|(_, item, _)| *item).collect();
    catalogue::lock_items(tx, &items)?;
    let supplies = list(received.iter().map(|(supply, ..)| supply.get()));
    let less: Vec<_> = received.iter().map(|(supply, _, came)| json!({ "s": supply.get(), "q": came })).collect();
    let changed = tx.exec(&TAKE_OFF, p![json!(less).to_string()])?;
    if usize::try_from(changed).ok() != Some(received.len()) {
        return Err(Fault::because("received goods are promised or gone"));
    }
    tx.exec(&DROP_MOVES, p![ids, supplies])?;
    tx.exec(&DROP_LINES, p![ids])?;
    tx.exec(&DROP_RECEIPTS, p![ids])?;
    tx.exec(&DROP_EMPTY, p![supplies])?;
    for receipt in receipts {
        tx.event(Event::new("receipt_taken_back", *receipt, json!({ "receipt": receipt }).to_string()), None);
    }
    Ok(())
}

/// Takes awaited goods out of the books; what is held for somebody is a fault: the caller asked before.
pub fn forget_arrivals(tx: &mut Tx<'_>, supplies: &[SupplyId]) -> Result<(), Fault> {
    let gone = tx.exec(&DROP_ARRIVALS, p![list(supplies.iter().map(|id| id.get()))])?;
    if usize::try_from(gone).ok() == Some(supplies.len()) {
        return Ok(());
    }
    Err(Fault::because("awaited goods are held for somebody"))
}
