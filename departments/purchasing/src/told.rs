//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use store::Happened;

use crate::texts;

const PURCHASES: &[&str] = &[
    "purchase_order_placed",
    "purchase_order_forgotten",
    "arrival_moved",
    "arrival_confirmed",
    "arrival_received",
    "arrival_cancelled",
];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "purchases", title: texts::chapter_purchasing(lang), kinds: PURCHASES }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "purchase_order_placed" => Told::new(texts::ev_purchase_placed(lang), "basket"),
        "purchase_order_forgotten" => Told::new(texts::ev_purchase_forgotten(lang), "arrow-back-up"),
        "arrival_moved" => Told::new(texts::ev_arrival_moved(lang), "calendar-event"),
        "arrival_confirmed" => Told::new(texts::ev_arrival_confirmed(lang), "check"),
        "arrival_received" => Told::new(texts::ev_arrival_received(lang), "truck"),
        "arrival_cancelled" => Told::new(texts::ev_arrival_cancelled(lang), "x"),
        _ => None,
    }
}
