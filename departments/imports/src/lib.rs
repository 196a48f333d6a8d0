//! Imports: a company's own tables come in, and go again while nothing rests on them.
//!
//! Clients, items, stock, arrivals, opening balances and past sales from CSV and XLSX: columns guessed and shown, a dry
//! run, progress, refused rows as a file. Every row goes through the verbs of its department, so no rule is passed by.

mod columns;
mod engine;
mod kind;
mod kinds;
mod plan;
mod store;
mod table;
mod values;
mod words;
mod xlsx;

i18n::texts!();

pub use columns::{Column, Places, columns, guess, guess_kind, label, missing};
pub use engine::{ImportDone, ImportOrder, import, write};
pub use kind::ImportKind;
pub use plan::{Asked, Format, Formats, ImportError, Made, Plan, Slice, Tally, Work, failed, words};
pub use store::{Job, errors, job, jobs};
pub use table::{MOST_FILE, Row, Table, read as read_table};

use house::Department;

/// Tables of imports.
pub const MODULE: ::store::Module = ::store::Module {
    name: "imports",
    migrations: &[::store::Migration {
        number: 1,
        name: "0001_imports",
        text: include_str!("../migrations/0001_imports.sql"),
    }],
    views: &[],
};

/// The department in the house.
#[derive(Debug)]
pub struct Imports;

/// The one instance.
pub static DEPARTMENT: Imports = Imports;

impl Department for Imports {
    fn name(&self) -> &'static str {
        "imports"
    }

    fn module(&self) -> ::store::Module {
        MODULE
    }
}
