//! The company in a box: a demo made from real trade, and the import of that trade's own files.
//!
//! Everything here is done by the departments' own verbs; no table of theirs is written from outside.

i18n::texts!();

pub mod data;
mod demo;
pub mod history_rules;
pub mod names;
mod properties;
mod retail;

pub use demo::{DEMO_PASSWORD, DemoSpec, Size, build, clock_ahead_ms, demo_note, demo_sign_ins};
pub use retail::OnlineRetail;

/// The formats of files that this program knows by rules of their own.
pub fn formats() -> imports::Formats {
    imports::Formats::default().with(OnlineRetail)
}

/// Tables of the demo.
pub const MODULE: ::store::Module = ::store::Module {
    name: "sim",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_sim", text: include_str!("../migrations/0001_sim.sql") },
        ::store::Migration { number: 2, name: "0002_sim", text: include_str!("../migrations/0002_sim.sql") },
    ],
    views: &[],
};
