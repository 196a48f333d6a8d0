//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use store::Happened;

use crate::texts;

const ITEMS: &[&str] = &["item_created", "item_changed", "item_forgotten", "property_words_changed"];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "items", title: texts::chapter_items(lang), kinds: ITEMS }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "item_created" => Told::new(texts::ev_item_created(lang), "package"),
        "item_changed" => Told::new(texts::ev_item_changed(lang), "pencil"),
        "item_forgotten" => Told::new(texts::ev_item_forgotten(lang), "arrow-back-up"),
        "property_words_changed" => Told::new(texts::ev_property_words(lang), "language"),
        _ => None,
    }
}
