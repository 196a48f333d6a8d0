//! Items taken out of the catalogue again: an import is undone.

use house::{Resting, Visit};
use kernel::{EntityKind, Event, ItemId};
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::texts;

sql! {
    CHANGED = "SELECT CAST(COUNT(*) AS BIGINT) FROM item WHERE version > 1 \
        AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    CODES_OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM item_client_code \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    CODES_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM item_client_code \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_ATTRIBUTES = "DELETE FROM item_attribute WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_ITEMS = "DELETE FROM item WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

/// Cards that somebody changed since they were made, and codes under which clients know these items.
pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    let lang = visit.lang;
    let asked: &[(&'static str, &'static store::Sql)] = match kind {
        EntityKind::Item => &[(texts::rests_changed(lang), &CHANGED), (texts::rests_codes(lang), &CODES_OF_ITEMS)],
        EntityKind::Client => &[(texts::rests_codes(lang), &CODES_OF_CLIENTS)],
        _ => &[],
    };
    let ids = json!(ids).to_string();
    let mut resting = Vec::with_capacity(asked.len());
    for (what, sql) in asked {
        let (count,) = read.one(sql, p![ids])?;
        resting.push(Resting { what, count });
    }
    Ok(resting)
}

/// Takes items out of the catalogue; their groups stay. The caller has asked every department what rests on them;
/// what still does is a fault and nothing is taken.
pub fn forget(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<(), Fault> {
    let list = json!(items.iter().map(|id| id.get()).collect::<Vec<_>>()).to_string();
    tx.exec_all(&[(&DROP_ATTRIBUTES, p![list]), (&DROP_ITEMS, p![list])])?;
    for item in items {
        tx.event(Event::new("item_forgotten", *item, json!({ "item": item }).to_string()), None);
    }
    Ok(())
}
