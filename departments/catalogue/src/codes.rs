//! Codes under which a client knows our items: kept once, found wherever the client orders.

use std::collections::{BTreeMap, HashMap};

use kernel::{ClientId, ItemId};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::ItemCard;
use crate::rules::{tidy, typed_sku};
use crate::store::items;

/// Longest code of a client, in letters: some write the whole name.
pub const CODE_LETTERS: usize = 200;

sql! {
    FOUND = "SELECT c.code_key, c.item_id FROM item_client_code c WHERE c.client_id = ?1 \
        AND c.code_key IN (SELECT value ->> 'k' FROM json_each(?2)) ORDER BY c.code_key";
    PUT = "INSERT INTO item_client_code (client_id, code_key, code, item_id) SELECT CAST(?1 AS BIGINT), value ->> 'k', \
        value ->> 'c', CAST(value ->> 'i' AS BIGINT) FROM json_each(?2) WHERE true \
        ON CONFLICT (client_id, code_key) DO UPDATE SET code = excluded.code, item_id = excluded.item_id";
    OF_CLIENT = "SELECT code, item_id, code_key FROM item_client_code WHERE client_id = ?1 AND code_key > ?2 \
        ORDER BY code_key LIMIT ?3";
}

row! {
    /// A code of a client and the item it means.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ClientCode {
        /// As the client writes it.
        pub code: String,
        /// What it means.
        pub item: ItemId,
        /// As it is compared.
        pub key: String,
    }
}

/// Whether a text may be kept as a client's code.
pub fn is_client_code(text: &str) -> bool {
    let tidied = tidy(text);
    !typed_sku(&tidied).is_empty() && tidied.chars().count() <= CODE_LETTERS && !tidied.chars().any(char::is_control)
}

/// The items a client means by these codes, each in its place; two statements at most.
pub fn client_items_of(
    read: &mut Read<'_>,
    client: ClientId,
    codes: &[String],
) -> Result<Vec<Option<ItemCard>>, Fault> {
    let keys: Vec<String> = codes.iter().map(|code| typed_sku(code)).collect();
    let asked: Vec<_> =
        keys.iter().filter(|key| !key.is_empty() && !key.contains('\0')).map(|key| json!({ "k": key })).collect();
    if asked.is_empty() {
        return Ok(vec![None; codes.len()]);
    }
    let found: Vec<(String, ItemId)> = read.rows(&FOUND, p![client, json!(asked).to_string()])?;
    if found.is_empty() {
        return Ok(vec![None; codes.len()]);
    }
    let mut ids: Vec<ItemId> = found.iter().map(|(_, item)| *item).collect();
    ids.sort_unstable();
    ids.dedup();
    let cards: HashMap<ItemId, ItemCard> = items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect();
    let by_key: HashMap<String, ItemId> = found.into_iter().collect();
    Ok(keys.iter().map(|key| by_key.get(key).and_then(|item| cards.get(item)).cloned()).collect())
}

/// Keeps what a client means by its codes; a code kept before is changed, one that can't be kept is left out.
pub fn put_client_codes(tx: &mut Tx<'_>, client: ClientId, codes: &[(String, ItemId)]) -> Result<usize, Fault> {
    let mut by_key: BTreeMap<String, (String, ItemId)> = BTreeMap::new();
    for (code, item) in codes.iter().filter(|(code, _)| is_client_code(code)) {
        by_key.insert(typed_sku(code), (tidy(code), *item));
    }
    if by_key.is_empty() {
        return Ok(0);
    }
    let rows: Vec<_> =
        by_key.iter().map(|(key, (code, item))| json!({ "k": key, "c": code, "i": item.get() })).collect();
    tx.exec(&PUT, p![client, json!(rows).to_string()])?;
    Ok(by_key.len())
}

/// Codes of a client after the given one, in the order of their keys.
pub fn client_codes(read: &mut Read<'_>, client: ClientId, after: &str, limit: i64) -> Result<Vec<ClientCode>, Fault> {
    read.rows(&OF_CLIENT, p![client, after, limit])
}
