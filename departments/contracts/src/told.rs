//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::{Lang, fmt};
use kernel::Money;
use serde_json::Value;
use store::Happened;

use crate::texts;

const CONTRACTS: &[&str] = &["terms_changed"];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "contracts", title: texts::chapter_contracts(lang), kinds: CONTRACTS }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "terms_changed" => Told::new(changed(lang, event), "file-text"),
        _ => None,
    }
}

/// Both sides of the change, as far as they differ.
fn changed(lang: Lang, event: &Happened) -> String {
    let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let value = |side: &str, name: &str| payload.get(side).and_then(|terms| terms.get(name));
    let words = |side: &str| {
        let limit = value(side, "credit_limit").and_then(Value::as_str).and_then(|sum| sum.parse::<Money>().ok());
        let limit = limit.map_or_else(|| texts::without_limit(lang).to_owned(), |sum| fmt::money(lang, sum, ""));
        let days = value(side, "payment_days").and_then(Value::as_i64).unwrap_or(0);
        texts::terms_in_words(lang, days, &limit)
    };
    let was_set = payload.get("old").is_some_and(|old| !old.is_null());
    if was_set {
        texts::ev_terms_changed(lang, &words("new"), &words("old"))
    } else {
        texts::ev_terms_set(lang, &words("new"))
    }
}
