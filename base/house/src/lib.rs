//! How departments live together: visits, routes, refusals, pages, sellers, settings.
//!
//! A department brings routes that each state their permission, a menu, laws and tables; the
//! house brings the visitor, the idempotency key, problem documents and the page frame. A
//! handler parses, calls one verb and shows the answer.

mod coded;
mod columns;
pub mod cursor;
mod deed;
mod department;
pub mod export;
mod filters;
mod house;
mod identify;
mod journal;
pub mod list;
mod live;
mod page;
mod password;
pub mod people;
mod print;
mod problem;
mod refusals;
mod routes;
pub mod sellers;
pub mod settings;
pub mod setup;
pub mod tally;
mod today;
mod tokens;
mod users;
mod visit;

i18n::texts!();

pub use columns::{Column, beside};
pub use deed::{
    Body, Deed, Form, FormEnd, IfMatch, Limit, Listed, Made, MoneyDeed, Nothing, Page, Path, Query, read_json,
};
pub use department::{Chapter, Count, Department, Figure, Law, LawReport, MenuEntry, Resting, Told, link};
pub use filters::Filters;
pub use house::{Demo, DemoSignIn, House, Shared};
pub use identify::{Htmx, identify, percent};
pub use journal::{JournalEntry, chapters, told};
pub use page::{Shown, bare_page, one_time_key};
pub use print::{PrintWords, Printer};
pub use problem::{
    Plain, Problem, Refused, boxed, fault_in_words, fault_response, not_found, problem_of, refusal_response,
};
pub use routes::{RouteInfo, Routes};
pub use settings::Settings;
pub use today::worst;
pub use visit::Visit;

use store::{Migration, Module};

/// Tables of the house itself.
pub const MODULE: Module = Module {
    name: "house",
    migrations: &[
        Migration { number: 1, name: "0001_house", text: include_str!("../migrations/0001_house.sql") },
        Migration { number: 2, name: "0002_reservation", text: include_str!("../migrations/0002_reservation.sql") },
    ],
    views: &[],
};
