//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use store::Happened;

use crate::calls::PresenceState;
use crate::texts;

const CALLS: &[&str] = &[
    "call_announced",
    "call_answered",
    "call_recognised",
    "call_solved",
    "call_connected",
    "call_promised",
    "call_missed",
    "call_dropped",
    "presence_changed",
];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "calls", title: texts::chapter_calls(lang), kinds: CALLS }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "call_announced" => Told::new(texts::ev_call_announced(lang), "phone"),
        "call_answered" => Told::new(texts::ev_call_answered(lang), "phone"),
        "call_recognised" => Told::new(texts::ev_call_recognised(lang), "user-check"),
        "call_solved" => Told::new(texts::ev_call_solved(lang), "phone"),
        "call_connected" => Told::new(texts::ev_call_connected(lang), "phone"),
        "call_promised" => Told::new(texts::ev_call_promised(lang), "phone-outgoing"),
        "call_missed" => Told::new(texts::ev_call_missed(lang), "phone-off"),
        "call_dropped" => Told::new(texts::ev_call_dropped(lang), "phone"),
        "presence_changed" => Told::new(texts::ev_presence(lang, state_in(lang, event)), "user-check"),
        _ => None,
    }
}

/// The state that a colleague chose.
fn state_in(lang: Lang, event: &Happened) -> &'static str {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let state = payload.get("state").and_then(|state| state.as_str()).and_then(PresenceState::parse);
    state.map_or("", |state| state.name(lang))
}
