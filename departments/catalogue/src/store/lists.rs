//! The item list: every driver in every order is one text.

use house::list::Wanted;
use kernel::{GroupId, Value};
use store::{Fault, Read, list_text, lists, p};

use crate::model::ItemCard;

// Items of one group and discontinued ones are few: they are sorted.
lists! {
    ITEMS = [cards!("WHERE ")], [
        "CAST(?4 AS BIGINT) IS NULL AND (CAST(?5 AS BIGINT) IS NULL OR i.discontinued_at IS NULL)",
        "i.discontinued_at IS NOT NULL AND (CAST(?4 AS BIGINT) IS NULL OR +i.group_id = ?4) AND CAST(?5 AS BIGINT) IS NOT NULL",
        "i.group_id = ?4 AND (CAST(?5 AS BIGINT) IS NULL OR i.discontinued_at IS NULL)",
    ], [
        up "i.sku_key", "i.id" and "i.sku_key >= ?2";
        down "i.sku_key", "i.id" and "i.sku_key <= ?2";
        up "i.name_key", "i.id" and "i.name_key >= ?2";
        down "i.name_key", "i.id" and "i.name_key <= ?2";
        up "i.price", "i.id" and "i.price >= ?2";
        down "i.price", "i.id" and "i.price <= ?2";
        up "i.name_en_key", "i.id" and "i.name_en_key >= ?2";
        down "i.name_en_key", "i.id" and "i.name_en_key <= ?2";
    ];
}

/// Whether items are sold or no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sold {
    /// They are.
    Selling,
    /// No more.
    Discontinued,
}

/// Items by code after the given place, of one group or of all.
pub fn list(
    read: &mut Read<'_>,
    group: Option<GroupId>,
    after: (&str, i64),
    limit: i64,
) -> Result<Vec<ItemCard>, Fault> {
    let key = Value::Text(after.0.to_owned());
    page(read, group, None, &Wanted { order: 0, key, id: after.1, from: i64::MIN, to: i64::MAX, limit })
}

/// A page of the item list.
pub(crate) fn page(
    read: &mut Read<'_>,
    group: Option<GroupId>,
    sold: Option<Sold>,
    wanted: &Wanted,
) -> Result<Vec<ItemCard>, Fault> {
    let place = match (sold, group) {
        (Some(Sold::Discontinued), _) => 1,
        (_, Some(_)) => 2,
        (_, None) => 0,
    };
    let Wanted { order, key, id, limit, .. } = wanted;
    read.rows(list_text(ITEMS, 0, place, *order)?, p![limit, key, id, group, sold.map(|_| 1_i64)])
}
