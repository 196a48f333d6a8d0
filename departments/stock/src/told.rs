//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use store::Happened;

use crate::texts;

const STOCK: &[&str] = &["goods_received", "receipt_taken_back", "supply_rematched", "demand_at_risk"];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "stock", title: texts::chapter_stock(lang), kinds: STOCK }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "goods_received" => Told::new(texts::ev_goods_received(lang), "building-warehouse"),
        "receipt_taken_back" => Told::new(texts::ev_receipt_taken_back(lang), "arrow-back-up"),
        "supply_rematched" => Told::new(texts::ev_rematched(lang), "refresh"),
        "demand_at_risk" => Told::new(texts::ev_at_risk(lang), "alert-triangle"),
        _ => None,
    }
}
