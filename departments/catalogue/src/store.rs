//! Tables of the catalogue: every statement that names them.

use std::collections::{BTreeMap, HashMap};

use kernel::{CategoryId, GroupId, ItemId, Moment, text_key};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{CategoryCard, GroupCard, ItemCard, Named, NewItem};
use crate::rules::{look_alikes, sku_key};

macro_rules! cards {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.sku, i.name_ru, i.name_en, i.unit, i.group_id, g.code, g.name_ru, g.name_en, g.category_id, \
             c.code, i.brand, i.price, i.price_mode, i.vat_class, i.pack, i.kind, i.discontinued_at, i.version \
             FROM item i JOIN item_group g ON g.id = i.group_id JOIN category c ON c.id = g.category_id ",
            $rest
        )
    };
}

mod lists;

pub use lists::list;
pub(crate) use lists::{Sold, page};

macro_rules! groups {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.code, g.name_ru, g.name_en, g.category_id, c.code \
             FROM item_group g JOIN category c ON c.id = g.category_id ",
            $rest
        )
    };
}

sql! {
    CARD = cards!("WHERE i.id = ?1");
    CARD_BY_SKU = cards!("WHERE i.sku_key = ?1");
    CARDS_BY_SKUS = cards!("WHERE i.sku_key IN (SELECT value ->> 'k' FROM json_each(?1))");
    CARDS = cards!("WHERE i.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY i.id");
    LOCK_CARDS = cards!("WHERE i.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY i.id /*pg FOR UPDATE OF i*/");
    GROUP_MEMBERS = cards!("WHERE i.group_id = ?1 ORDER BY i.sku_key, i.id LIMIT 500");
    NAME_KEYS = "SELECT name_key, name_en_key FROM item WHERE id = ?1";
    INSERT_ITEM = "INSERT INTO item (sku, sku_key, name_ru, name_en, name_key, unit, group_id, brand, price, price_mode, \
        vat_class, pack, kind, created_at, name_en_key, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1) \
        ON CONFLICT (sku_key) DO NOTHING RETURNING id";
    UPDATE_ITEM = "UPDATE item SET sku = ?1, sku_key = ?2, name_ru = ?3, name_en = ?4, name_key = ?5, unit = ?6, \
        group_id = ?7, brand = ?8, price = ?9, price_mode = ?10, vat_class = ?11, pack = ?12, discontinued_at = ?13, \
        name_en_key = ?16, version = version + 1 WHERE id = ?14 AND version = ?15";
    CLEAR_ATTRIBUTES = "DELETE FROM item_attribute WHERE item_id = ?1";
    INSERT_ATTRIBUTES = "INSERT INTO item_attribute (item_id, attribute, value) \
        SELECT CAST(?1 AS BIGINT), value ->> 'n', value ->> 'v' FROM json_each(?2)";
    ATTRIBUTES = "SELECT item_id, attribute, value FROM item_attribute \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY item_id, attribute";
    GROUP_BY_WORD = groups!("WHERE g.code = ?1 OR g.key_ru = ?1 OR g.key_en = ?1 \
        ORDER BY CASE WHEN g.code = ?1 THEN 0 ELSE 1 END, g.id LIMIT 1");
    GROUPS = groups!("ORDER BY g.code");
    INSERT_GROUP = "INSERT INTO item_group (category_id, code, name_ru, name_en, key_ru, key_en) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (code) DO NOTHING";
    CATEGORY_BY_CODE = "SELECT id, code, name_ru, name_en FROM category WHERE code = ?1";
    CATEGORIES = "SELECT id, code, name_ru, name_en FROM category ORDER BY code";
    INSERT_CATEGORY = "INSERT INTO category (code, name_ru, name_en) VALUES (?1, ?2, ?3) ON CONFLICT (code) DO NOTHING";
    NAMES_AFTER = "SELECT id, sku, name_ru, name_en, discontinued_at FROM item WHERE id > ?1 ORDER BY id LIMIT 5000";
    NAMES_OF = "SELECT id, sku, name_ru, name_en, discontinued_at FROM item \
        WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY id";
}

fn numbers(ids: &[ItemId]) -> String {
    json!(ids.iter().map(|id| id.get()).collect::<Vec<_>>()).to_string()
}

/// What PostgreSQL takes in no text; no code and no name holds it.
fn is_unfit(word: &str) -> bool {
    word.contains('\0')
}

/// One item.
pub fn item(read: &mut Read<'_>, id: ItemId) -> Result<Option<ItemCard>, Fault> {
    read.opt(&CARD, p![id])
}

/// The item with this code.
pub fn item_by_sku(read: &mut Read<'_>, sku: &str) -> Result<Option<ItemCard>, Fault> {
    if is_unfit(sku) {
        return Ok(None);
    }
    read.opt(&CARD_BY_SKU, p![sku_key(sku)])
}

/// The items of these codes, each in its place; one statement.
pub fn find_skus(read: &mut Read<'_>, skus: &[String]) -> Result<Vec<Option<ItemCard>>, Fault> {
    let keys: Vec<String> = skus.iter().map(|sku| sku_key(sku)).collect();
    let clean: Vec<_> = keys.iter().filter(|key| !is_unfit(key)).map(|key| json!({ "k": key })).collect();
    let found: Vec<ItemCard> = read.rows(&CARDS_BY_SKUS, p![json!(clean).to_string()])?;
    let by_key: HashMap<String, ItemCard> = found.into_iter().map(|card| (sku_key(&card.sku), card)).collect();
    Ok(keys.iter().map(|key| by_key.get(key).cloned()).collect())
}

/// The items that people mean by these codes, each in its place; one statement.
///
/// A code that is ours letter by letter comes first; else the only one that differs by letters of the other alphabet.
pub fn find_typed_skus(read: &mut Read<'_>, skus: &[String]) -> Result<Vec<Option<ItemCard>>, Fault> {
    let ways: Vec<Vec<String>> = skus.iter().map(|sku| [vec![sku.clone()], look_alikes(sku)].concat()).collect();
    let found = find_skus(read, &ways.concat())?;
    let mut found = found.into_iter();
    let meant = |ways: &Vec<String>| {
        let mut cards = found.by_ref().take(ways.len());
        let exact = cards.next().flatten();
        let mut others: Vec<ItemCard> = cards.flatten().collect();
        others.dedup_by_key(|card| card.id);
        let only = if others.len() == 1 { others.pop() } else { None };
        exact.or(only)
    };
    Ok(ways.iter().map(meant).collect())
}

/// These items, by number; what does not exist is left out.
pub fn items(read: &mut Read<'_>, ids: &[ItemId]) -> Result<Vec<ItemCard>, Fault> {
    read.rows(&CARDS, p![numbers(ids)])
}

/// Locks these items in the order of their numbers, so that nobody else decides on their stock.
pub fn lock_items(tx: &mut Tx<'_>, ids: &[ItemId]) -> Result<Vec<ItemCard>, Fault> {
    tx.rows(&LOCK_CARDS, p![numbers(ids)])
}

/// Items of one group by code, 500 at most: candidates to stand in for each other.
pub fn group_members(read: &mut Read<'_>, group: GroupId) -> Result<Vec<ItemCard>, Fault> {
    read.rows(&GROUP_MEMBERS, p![group])
}

/// Properties of these items: item, property, value.
pub fn attributes(read: &mut Read<'_>, ids: &[ItemId]) -> Result<Vec<(ItemId, String, String)>, Fault> {
    read.rows(&ATTRIBUTES, p![numbers(ids)])
}

/// What an item's names are sorted by, as they were written: Russian and English.
pub(crate) fn name_keys(read: &mut Read<'_>, id: ItemId) -> Result<(String, String), Fault> {
    read.one(&NAME_KEYS, p![id])
}

/// All groups by code.
pub fn groups(read: &mut Read<'_>) -> Result<Vec<GroupCard>, Fault> {
    read.rows(&GROUPS, p![])
}

/// The group with this code, or else with this name in either language.
pub fn group(read: &mut Read<'_>, word: &str) -> Result<Option<GroupCard>, Fault> {
    if is_unfit(word) {
        return Ok(None);
    }
    read.opt(&GROUP_BY_WORD, p![text_key(word)])
}

/// All categories by code.
pub fn categories(read: &mut Read<'_>) -> Result<Vec<CategoryCard>, Fault> {
    read.rows(&CATEGORIES, p![])
}

/// The category with this code, made where there is none.
pub fn ensure_category(tx: &mut Tx<'_>, named: &Named) -> Result<CategoryId, Fault> {
    let code = text_key(&named.code);
    if let Some(there) = tx.opt::<CategoryCard>(&CATEGORY_BY_CODE, p![code])? {
        return Ok(there.id);
    }
    tx.exec(&INSERT_CATEGORY, p![code, named.name_ru, named.name_en])?;
    Ok(tx.one::<CategoryCard>(&CATEGORY_BY_CODE, p![code])?.id)
}

/// The group with this code or name, made under the category where there is none.
pub fn ensure_group(tx: &mut Tx<'_>, category: &Named, named: &Named) -> Result<GroupId, Fault> {
    if let Some(there) = group(tx, &named.code)? {
        return Ok(there.id);
    }
    let category = ensure_category(tx, category)?;
    let (code, key_ru, key_en) = (text_key(&named.code), text_key(&named.name_ru), text_key(&named.name_en));
    tx.exec(&INSERT_GROUP, p![category, code, named.name_ru, named.name_en, key_ru, key_en])?;
    Ok(tx.one::<GroupCard>(&GROUP_BY_WORD, p![code])?.id)
}

/// Writes a new item; nothing when another unit took the code in the same moment.
pub(crate) fn insert_item(tx: &mut Tx<'_>, item: &NewItem, group: GroupId) -> Result<Option<ItemId>, Fault> {
    let now = tx.now();
    let made: Option<(ItemId,)> = tx.opt(
        &INSERT_ITEM,
        p![
            item.sku,
            sku_key(&item.sku),
            item.name_ru,
            item.name_en,
            text_key(&item.name_ru),
            item.unit,
            group,
            item.brand,
            item.price,
            item.price_mode,
            item.vat_class,
            item.pack,
            item.kind,
            now,
            text_key(&item.name_en)
        ],
    )?;
    Ok(made.map(|(id,)| id))
}

/// Writes a changed item; false when its version is another by now.
pub(crate) fn update_item(
    tx: &mut Tx<'_>,
    old: &ItemCard,
    item: &NewItem,
    group: GroupId,
    discontinued_at: Option<Moment>,
) -> Result<bool, Fault> {
    let changed = tx.exec(
        &UPDATE_ITEM,
        p![
            item.sku,
            sku_key(&item.sku),
            item.name_ru,
            item.name_en,
            text_key(&item.name_ru),
            item.unit,
            group,
            item.brand,
            item.price,
            item.price_mode,
            item.vat_class,
            item.pack,
            discontinued_at,
            old.id,
            old.version,
            text_key(&item.name_en)
        ],
    )?;
    Ok(changed == 1)
}

/// Writes all properties of an item anew.
pub(crate) fn set_attributes(tx: &mut Tx<'_>, id: ItemId, attributes: &BTreeMap<String, String>) -> Result<(), Fault> {
    let rows: Vec<_> = attributes.iter().map(|(name, value)| json!({ "n": name, "v": value })).collect();
    let rows = json!(rows).to_string();
    tx.exec_all(&[(&CLEAR_ATTRIBUTES, p![id]), (&INSERT_ATTRIBUTES, p![id, rows])])
}

row! {
    /// What the item search knows of an item.
    #[derive(Debug, Clone)]
    pub(crate) struct ItemNames {
        pub(crate) id: ItemId,
        pub(crate) sku: String,
        pub(crate) name_ru: String,
        pub(crate) name_en: String,
        pub(crate) discontinued_at: Option<Moment>,
    }
}

/// Names of items with a number above `after`, 5,000 at a time.
pub(crate) fn names_after(read: &mut Read<'_>, after: i64) -> Result<Vec<ItemNames>, Fault> {
    read.rows(&NAMES_AFTER, p![after])
}

/// Names of these items.
pub(crate) fn names_of(read: &mut Read<'_>, ids: &[ItemId]) -> Result<Vec<ItemNames>, Fault> {
    read.rows(&NAMES_OF, p![numbers(ids)])
}
