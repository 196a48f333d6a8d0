//! The look of the house: every page and part of a page is put together from here.
//!
//! Components know no department, no database and no web server: values in, mark-up out. Nothing here writes an
//! inline style, script or handler, so the strict content policy holds. The classes are those of `web/prichal.css`.

pub mod assets;
mod attributes;
pub mod chart;
mod form;
mod keys;
mod parts;
mod pick;
mod shell;
mod table;

pub use form::{Button, Check, Field, Select, one_time_key};
pub use keys::{kbd, key_code};
pub use parts::{
    AnswerTone, Fact, Panel, Tone, answer_cell, answer_line, bar, changed_date, done, empty, facts, icon, loading,
    note, panel, presence, status, tag, unbroken,
};
pub use pick::{Pick, picker, picks};
pub use shell::{
    Frame, KeyHint, MenuItem, Search, Theme, bare, fragment, language_choice, retitled, search_group, search_hit,
    search_overlay, shell, state_sentence,
};
pub use table::{Sort, Th, head, live_rows, num, pager, zero};

i18n::texts!();

#[cfg(test)]
mod tests;
