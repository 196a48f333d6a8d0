//! docs/IMPORTS.md names every column as the code knows it. `UPDATE_DOCS=1` writes its tables anew.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;

use i18n::Lang;
use imports::{ImportKind, columns, label};

const BEGIN: &str = "<!-- columns: made from code, UPDATE_DOCS=1 cargo test -p imports docs -->\n";

fn tables() -> String {
    let mut text = String::from(BEGIN);
    for kind in ImportKind::ALL {
        writeln!(text, "\n### {} · {}\n", kind.code(), kind.name(Lang::En)).unwrap();
        text.push_str("| column | what it is | needed | headings that are known too |\n|---|---|---|---|\n");
        for column in columns(kind) {
            let needed = if column.needed { "yes" } else { "" };
            let (en, ru) = (label(kind, column.code, Lang::En), label(kind, column.code, Lang::Ru));
            assert!(!en.is_empty() && !ru.is_empty(), "{} has no words", column.code);
            writeln!(text, "| `{}` | {en} · {ru} | {needed} | {} |", column.code, column.names.join(", ")).unwrap();
        }
    }
    text
}

#[test]
fn the_columns_in_docs_are_those_of_the_code() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/IMPORTS.md");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let (words, _) = kept.split_once(BEGIN).expect("docs/IMPORTS.md has no place for the columns");
    let text = format!("{words}{}", tables());
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, &text).unwrap();
        return;
    }
    assert!(kept == text, "docs/IMPORTS.md is not what the code says; run: UPDATE_DOCS=1 cargo test -p imports docs");
}
