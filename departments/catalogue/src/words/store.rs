//! The dictionary of properties: every statement that names it, and what values items have.

use std::collections::{BTreeMap, BTreeSet};

use kernel::PropertyWordId;
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::words::NewWord;
use crate::words::rules::{Words, value_key};

sql! {
    FOUND = "SELECT attribute, value_key, value_en FROM property_word \
        WHERE (attribute, value_key) IN (SELECT value ->> 'a', value ->> 'k' FROM json_each(?1))";
    WORDS = "SELECT attribute, value, value_en FROM property_word ORDER BY attribute, value_key";
    WORDS_OF = "SELECT attribute, value, value_en FROM property_word WHERE attribute = ?1 ORDER BY value_key";
    KEPT = "SELECT attribute, value, CAST(COUNT(*) AS BIGINT) FROM item_attribute \
        GROUP BY attribute, value ORDER BY attribute, value";
    KEPT_OF = "SELECT attribute, value, CAST(COUNT(*) AS BIGINT) FROM item_attribute WHERE attribute = ?1 \
        GROUP BY attribute, value ORDER BY value";
    NAMES = "SELECT DISTINCT attribute FROM item_attribute ORDER BY attribute";
    PUT = "INSERT INTO property_word (attribute, value_key, value, value_en) \
        SELECT value ->> 'a', value ->> 'k', value ->> 'v', value ->> 'e' FROM json_each(?1) WHERE true \
        ON CONFLICT (attribute, value_key) DO UPDATE SET value = excluded.value, value_en = excluded.value_en \
        WHERE property_word.value_en <> excluded.value_en OR property_word.value <> excluded.value RETURNING id";
    DROP = "DELETE FROM property_word \
        WHERE (attribute, value_key) IN (SELECT value ->> 'a', value ->> 'k' FROM json_each(?1)) RETURNING id";
}

/// English words of these values (property and key), by property.
pub(crate) fn found(read: &mut Read<'_>, asked: &BTreeSet<(&str, String)>) -> Result<BTreeMap<String, Words>, Fault> {
    let asked: Vec<_> = asked.iter().map(|(attribute, key)| json!({ "a": attribute, "k": key })).collect();
    let mut by_attribute: BTreeMap<String, Words> = BTreeMap::new();
    if asked.is_empty() {
        return Ok(by_attribute);
    }
    let rows: Vec<(String, String, String)> = read.rows(&FOUND, p![json!(asked).to_string()])?;
    for (attribute, key, word) in rows {
        by_attribute.entry(attribute).or_default().insert(key, word);
    }
    Ok(by_attribute)
}

/// The dictionary of one property or of all: property, value, English word.
pub(crate) fn words(read: &mut Read<'_>, attribute: Option<&str>) -> Result<Vec<(String, String, String)>, Fault> {
    match attribute {
        Some(attribute) => read.rows(&WORDS_OF, p![attribute]),
        None => read.rows(&WORDS, p![]),
    }
}

/// Values that items have of one property or of all, and how many items have each.
pub(crate) fn kept(read: &mut Read<'_>, attribute: Option<&str>) -> Result<Vec<(String, String, i64)>, Fault> {
    match attribute {
        Some(attribute) => read.rows(&KEPT_OF, p![attribute]),
        None => read.rows(&KEPT, p![]),
    }
}

/// The properties that items have.
pub(crate) fn names(read: &mut Read<'_>) -> Result<Vec<String>, Fault> {
    let rows: Vec<(String,)> = read.rows(&NAMES, p![])?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Writes words; the numbers of those that are new or other now come back in order.
pub(crate) fn put(tx: &mut Tx<'_>, words: &[&NewWord]) -> Result<Vec<PropertyWordId>, Fault> {
    let rows = rows(words);
    let changed: Vec<(PropertyWordId,)> = tx.rows(&PUT, p![rows])?;
    Ok(numbers(changed))
}

/// Takes words away; the numbers of those that were there come back in order.
pub(crate) fn drop(tx: &mut Tx<'_>, words: &[&NewWord]) -> Result<Vec<PropertyWordId>, Fault> {
    let rows = rows(words);
    let gone: Vec<(PropertyWordId,)> = tx.rows(&DROP, p![rows])?;
    Ok(numbers(gone))
}

/// Rows in one order for all, so that two hands at the dictionary wait for each other and never in a ring.
fn rows(words: &[&NewWord]) -> String {
    let mut rows: Vec<(&str, String, &NewWord)> =
        words.iter().map(|word| (word.attribute.as_str(), value_key(&word.value), *word)).collect();
    rows.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(attribute, key, word)| json!({ "a": attribute, "k": key, "v": word.value, "e": word.value_en }))
        .collect();
    json!(rows).to_string()
}

fn numbers(rows: Vec<(PropertyWordId,)>) -> Vec<PropertyWordId> {
    let mut numbers: Vec<PropertyWordId> = rows.into_iter().map(|(id,)| id).collect();
    numbers.sort_unstable();
    numbers
}
