//! Words of properties: each value of a property is kept once, as the company writes it, and has its English word here.

pub(crate) mod api;
mod rules;
mod store;
pub(crate) mod web;

use std::collections::BTreeSet;

use house::Visit;
use i18n::Lang;
use kernel::{Event, ItemId};
use serde_json::json;

use ::store::{Fault, Read, Stop, Tx};

use crate::errors::ItemRefused;
use crate::store::attributes;
use crate::texts;

/// Most words in one deed.
pub const MOST_WORDS: usize = 1000;

/// A property of an item as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The item.
    pub item: ItemId,
    /// Code of the property, as it is kept.
    pub code: String,
    /// Name of the property in the reader's language.
    pub name: String,
    /// The value in the reader's language; as it is kept where it has no word.
    pub value: String,
    /// The value as it is kept: what items are compared by.
    pub kept: String,
}

/// An English word that is to be kept, changed, or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWord {
    /// Code of the property.
    pub attribute: String,
    /// The value as items keep it.
    pub value: String,
    /// Its English word; empty takes the word away.
    pub value_en: String,
}

/// What became of the words of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordsSet {
    /// New ones and those that are other now.
    pub set: usize,
    /// Those taken away.
    pub removed: usize,
}

/// A value that items have or that has a word, with both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordLine {
    /// Code of the property.
    pub attribute: String,
    /// The value as it is kept.
    pub value: String,
    /// Its English word.
    pub value_en: Option<String>,
    /// How many items have it, alone or as a part.
    pub items: i64,
}

impl WordLine {
    /// Whether an English reader sees a word that is not English.
    pub fn is_missing(&self) -> bool {
        self.value_en.is_none() && rules::needs_word(&self.value)
    }

    /// Its place in the list: what lacks a word first, then by property and value.
    fn place(&self) -> String {
        let rank = if self.is_missing() { 'a' } else { 'b' };
        format!("{rank}\u{1}{}\u{1}{}", self.attribute, rules::value_key(&self.value))
    }
}

/// Properties of these items in the reader's language: what every page shows.
pub fn properties(read: &mut Read<'_>, lang: Lang, ids: &[ItemId]) -> Result<Vec<Property>, Fault> {
    let kept = attributes(read, ids)?;
    let words = match lang {
        // Values are kept as the company writes them, which is Russian.
        Lang::Ru => Default::default(),
        Lang::En => {
            let asked: BTreeSet<(&str, String)> = kept
                .iter()
                .flat_map(|(_, code, value)| rules::keys(value).into_iter().map(move |key| (code.as_str(), key)))
                .collect();
            store::found(read, &asked)?
        }
    };
    let shown = kept.into_iter().map(|(item, code, kept)| {
        let value = words.get(&code).map_or_else(|| kept.clone(), |words| rules::english(&kept, words));
        Property { item, name: attribute_name(lang, &code).to_owned(), code, value, kept }
    });
    Ok(shown.collect())
}

/// A property in the reader's language; one that the trade made up itself stays as it is written.
fn attribute_name(lang: Lang, code: &str) -> &str {
    match code {
        "colour" => texts::attribute_colour(lang),
        "material" => texts::attribute_material(lang),
        "motif" => texts::attribute_motif(lang),
        "pack" => texts::attribute_pack(lang),
        "size" => texts::attribute_size(lang),
        _ => code,
    }
}

/// The dictionary beside what items have, of one property or of all; what lacks a word first.
pub fn property_words(read: &mut Read<'_>, attribute: Option<&str>) -> Result<Vec<WordLine>, Fault> {
    if attribute.is_some_and(|name| name.contains('\0')) {
        return Ok(Vec::new());
    }
    let kept = store::kept(read, attribute)?;
    let words = store::words(read, attribute)?;
    Ok(rules::lines(kept, words))
}

/// Keeps English words of property values, changes them, or takes them away; all of them or none.
///
/// A word may be kept before an item has the value. Refused: wrong texts, a value named twice, too many.
pub fn set_property_words(tx: &mut Tx<'_>, _visit: &Visit, words: &[NewWord]) -> Result<WordsSet, Stop<ItemRefused>> {
    let words = rules::tidied(words);
    let wrong = rules::check(&words);
    if !wrong.is_empty() {
        return Err(Stop::Refused(ItemRefused::Words(wrong)));
    }
    let (gone, said): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.value_en.is_empty());
    let set = store::put(tx, &said)?;
    let removed = store::drop(tx, &gone)?;
    if let Some(first) = set.first().or(removed.first()) {
        let payload = json!({ "set": set, "removed": removed });
        tx.event(Event::new("property_words_changed", *first, payload.to_string()), None);
    }
    Ok(WordsSet { set: set.len(), removed: removed.len() })
}

/// The part of the list after a place.
fn page_of(mut lines: Vec<WordLine>, after: Option<&str>, rows: i64) -> house::Listed<WordLine> {
    if let Some(after) = after {
        lines.retain(|line| line.place().as_str() > after);
    }
    house::Listed::cut(lines, rows, |line| (line.place(), 0))
}
