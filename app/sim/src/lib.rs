//! The company in a box: a demo made from real trade, and the import of foreign tables.
//!
//! Everything here is done by the departments' own verbs; no table of theirs is written from outside.

i18n::texts!();

pub mod data;
mod demo;
pub mod history_rules;
mod import;
pub mod names;
mod properties;
mod table;

pub use demo::{DEMO_PASSWORD, DemoSpec, Size, build, clock_ahead_ms, demo_note, demo_sign_ins};
pub use import::{ImportDone, ImportError, ImportKind, ImportOrder, import};

/// Tables of imports and of the demo.
pub const MODULE: ::store::Module = ::store::Module {
    name: "sim",
    migrations: &[::store::Migration { number: 1, name: "0001_sim", text: include_str!("../migrations/0001_sim.sql") }],
    views: &[],
};
