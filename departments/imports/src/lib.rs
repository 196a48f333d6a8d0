//! Imports: a company's own tables come in, and go again while nothing rests on them.
//!
//! Clients, items, stock, arrivals, opening balances and past sales from CSV and XLSX: columns guessed and shown, a dry
//! run, progress, refused rows as a file. Every row goes through the verbs of its department, so no rule is passed by.

mod api;
mod columns;
mod csv_file;
mod engine;
mod errors;
mod kind;
mod kinds;
mod plan;
mod steps;
mod store;
mod table;
mod told;
mod undo;
mod values;
mod verbs;
mod web;
mod words;
mod worker;
mod xlsx;

i18n::texts!();

pub use api::{ColumnJson, ImportJson, RefusedRow};
pub use columns::{Column, Places, columns, guess, guess_kind, label, missing};
pub use engine::{ImportDone, ImportOrder, import, write};
pub use errors::ImportRefused;
pub use kind::ImportKind;
pub use plan::{Asked, Format, Formats, ImportError, Made, Plan, Slice, Tally, Work, failed, words};
pub use steps::left as steps_left;
pub use store::{Job, errors, job, jobs};
pub use table::{MOST_FILE, Row, Table, read as read_table};
pub use verbs::{Upload, cancel, forget_old_files, set_columns, set_kind, start, take_back, upload};
pub use worker::keep;

use access::Perm;
use axum::http::Method;
use house::{Department, MenuEntry, Routes, Visit};

/// Tables of imports.
pub const MODULE: ::store::Module = ::store::Module {
    name: "imports",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_imports", text: include_str!("../migrations/0001_imports.sql") },
        ::store::Migration { number: 2, name: "0002_page", text: include_str!("../migrations/0002_page.sql") },
    ],
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

    fn chapters(&self, lang: i18n::Lang) -> Vec<house::Chapter> {
        told::chapters(lang)
    }

    fn told(&self, lang: i18n::Lang, event: &::store::Happened) -> Option<house::Told> {
        told::told(lang, event)
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .merge(api::routes())
            .page(Method::GET, "/start", Perm::ImportsRun, steps::page)
            .page(Method::GET, "/imports", Perm::ImportsRun, web::list)
            .page(Method::POST, "/imports", Perm::ImportsRun, web::upload)
            .page(Method::GET, "/imports/{id}", Perm::ImportsRun, web::one)
            .page(Method::GET, "/imports/{id}/part", Perm::ImportsRun, web::part)
            .page(Method::GET, "/imports/{id}/refused.csv", Perm::ImportsRun, web::refused_rows)
            .page(Method::POST, "/imports/{id}/columns", Perm::ImportsRun, web::choose)
            .page(Method::POST, "/imports/{id}/run", Perm::ImportsRun, web::run)
            .page(Method::POST, "/imports/{id}/cancellation", Perm::ImportsRun, web::cancel)
            .page(Method::POST, "/imports/{id}/undo", Perm::ImportsRun, web::undo)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        if !visit.may(Perm::ImportsRun) {
            return Vec::new();
        }
        vec![MenuEntry {
            href: "/imports",
            label: texts::imports(visit.lang),
            icon: "upload",
            key: 'z',
            place: 905,
            divider_before: false,
        }]
    }
}
