//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told};
use i18n::Lang;
use store::Happened;

use crate::texts;

const IMPORTS: &[&str] = &[
    "import_uploaded",
    "import_tried",
    "import_started",
    "import_stopped",
    "import_advanced",
    "import_ended",
    "import_undone",
];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "imports", title: texts::chapter_imports(lang), kinds: IMPORTS }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "import_uploaded" => Told::new(texts::ev_import_uploaded(lang), "upload"),
        "import_tried" => Told::new(texts::ev_import_tried(lang), "test-pipe"),
        "import_started" => Told::new(texts::ev_import_started(lang), "player-play"),
        "import_stopped" => Told::new(texts::ev_import_stopped(lang), "player-pause"),
        "import_advanced" => Told::new(texts::ev_import_advanced(lang), "upload"),
        "import_ended" => Told::new(texts::ev_import_ended(lang), "check"),
        "import_undone" => Told::new(texts::ev_import_undone(lang), "arrow-back-up"),
        _ => None,
    }
}
