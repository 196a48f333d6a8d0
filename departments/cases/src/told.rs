//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use kernel::CaseId;
use store::Happened;

use crate::{case_number, texts};

const CASES: &[&str] = &[
    "case_opened",
    "case_offered",
    "case_declined",
    "case_accepted",
    "case_taken",
    "case_passed_on",
    "case_planned",
    "case_recognised",
    "case_closed",
];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "cases", title: texts::chapter_cases(lang), kinds: CASES }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    let number = case_number(lang, CaseId::new(event.entity_id));
    match event.kind.as_str() {
        "case_opened" => Told::new(texts::ev_case_opened(lang, &number), "inbox"),
        "case_offered" | "case_declined" => Told::new(texts::ev_case_offered(lang, &number), "inbox"),
        "case_accepted" | "case_taken" | "case_passed_on" => Told::new(texts::ev_case_accepted(lang, &number), "inbox"),
        "case_planned" => Told::new(texts::ev_case_changed(lang, &number), "inbox"),
        "case_recognised" => Told::new(texts::ev_case_recognised(lang, &number), "users"),
        "case_closed" => Told::new(texts::ev_case_closed(lang, &number), "check"),
        _ => None,
    }
}
