//! Cases: what a client asked for, who of us holds it, what is done next and by when.
//!
//! An open case has exactly one holder, never none: it is handed over by an offer, and the holder changes when the
//! other accepts. A call-back is a case too: a task with a moment.

mod api;
mod errors;
mod laws;
mod model;
mod questions;
mod resting;
mod rules;
mod store;
mod told;
mod verbs;
mod web;

i18n::texts!();

pub use errors::{CaseRefused, Wrong, WrongField};
pub use model::{
    Case, CaseCard, CaseKind, Handover, NewCase, Outcome, OwnSubject, Stranger, Subject, Topic, Waiting, case_number,
};
pub use questions::{Which, card, list, open_of_client, people_for, waiting};
pub use rules::{default_due, due_of};
pub use store::{call_backs_to, held, missed_calls_of};
pub use told::told;
pub use verbs::{accept, close, decline, hand_over, make_client, open, pass_on, plan, take};
pub use web::{case_line, dials};

use access::Perm;
use axum::http::Method;
use house::{Count, Department, Figure, Law, MenuEntry, Refused, Resting, Routes, Visit, boxed};
use kernel::{EntityKind, StaffId};
use utoipa_axum::routes;

/// Tables and views of cases.
pub const MODULE: ::store::Module = ::store::Module {
    name: "cases",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_cases", text: include_str!("../migrations/0001_cases.sql") },
        ::store::Migration {
            number: 2,
            name: "0002_call_backs",
            text: include_str!("../migrations/0002_call_backs.sql"),
        },
        ::store::Migration {
            number: 3,
            name: "0003_own_words",
            text: include_str!("../migrations/0003_own_words.sql"),
        },
        ::store::Migration {
            number: 4,
            name: "0004_given_name",
            text: include_str!("../migrations/0004_given_name.sql"),
        },
    ],
    views: &[::store::View {
        name: "view_case",
        text: "SELECT id, kind, topic, client_id, holder_id, due_at, opened_at, closed_at, outcome FROM client_case",
    }],
};

/// The department as the house knows it.
pub static DEPARTMENT: Cases = Cases;

/// Cases.
#[derive(Debug)]
pub struct Cases;

impl Department for Cases {
    fn name(&self) -> &'static str {
        "cases"
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

    fn named(
        &self,
        _read: &mut ::store::Read<'_>,
        visit: &Visit,
        things: &[kernel::Entity],
    ) -> Result<Vec<(kernel::Entity, String)>, ::store::Fault> {
        let ours = things.iter().filter(|thing| thing.kind == EntityKind::Case);
        Ok(ours.map(|thing| (*thing, case_number(visit.lang, kernel::CaseId::new(thing.id)))).collect())
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .api(Perm::CasesRead, routes!(api::cases))
            .api(Perm::CasesWrite, routes!(api::create))
            .api(Perm::CasesRead, routes!(api::case))
            .api(Perm::CasesWrite, routes!(api::change))
            .api(Perm::CasesWrite, routes!(api::hand_over))
            .api(Perm::CasesWrite, routes!(api::accept))
            .api(Perm::CasesWrite, routes!(api::decline))
            .api(Perm::CasesWrite, routes!(api::take))
            .api(Perm::CasesWrite, routes!(api::close))
            .page(Method::GET, "/cases", Perm::CasesRead, web::mine)
            .page(Method::GET, "/call-backs", Perm::CasesRead, web::call_backs)
            .export("/cases/export", Perm::CasesRead, web::cases_file)
            .export("/call-backs/export", Perm::CasesRead, web::call_backs_file)
            .page(Method::GET, "/cases/new", Perm::CasesWrite, web::new)
            .page(Method::POST, "/cases/new", Perm::CasesWrite, web::create)
            .page(Method::GET, "/cases/{id}", Perm::CasesRead, web::one)
            .page(Method::POST, "/cases/{id}/hand-over", Perm::CasesWrite, web::hand_over)
            .page(Method::POST, "/cases/{id}/acceptance", Perm::CasesWrite, web::accept)
            .page(Method::POST, "/cases/{id}/refusal", Perm::CasesWrite, web::decline)
            .page(Method::POST, "/cases/{id}/holder", Perm::CasesWrite, web::take)
            .page(Method::POST, "/cases/{id}/plan", Perm::CasesWrite, web::plan)
            .page(Method::POST, "/cases/{id}/closure", Perm::CasesWrite, web::close)
            .page(Method::GET, "/cases/{id}/client", Perm::ClientsWrite, web::stranger::form)
            .page(Method::POST, "/cases/{id}/client", Perm::ClientsWrite, web::stranger::make)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        let mut entries = Vec::new();
        if !visit.may(Perm::CasesWrite) {
            return entries;
        }
        // At the front desk these two stand right after the calls; elsewhere after the queues of the role.
        let desk = visit.person.roles.iter().any(|role| rules::is_front_desk(*role));
        if desk {
            entries.push(MenuEntry {
                href: "/call-backs",
                label: texts::menu_call_backs(visit.lang),
                icon: "phone-outgoing",
                key: 'p',
                place: 6,
                divider_before: false,
            });
        }
        entries.push(MenuEntry {
            href: "/cases",
            label: texts::menu_cases(visit.lang),
            icon: "inbox",
            key: 'e',
            place: if desk { 7 } else { 15 },
            divider_before: false,
        });
        entries
    }

    fn counts(&self, read: &mut ::store::Read<'_>, visit: &Visit) -> Result<Vec<Count>, ::store::Fault> {
        if !visit.may(Perm::CasesWrite) {
            return Ok(Vec::new());
        }
        let waiting = questions::waiting(read, visit)?;
        let of =
            |href, open: i64, late: i64| Count { href, count: if late > 0 { late } else { open }, overdue: late > 0 };
        Ok(vec![
            of("/cases", waiting.mine + waiting.offered, waiting.mine_late),
            of("/call-backs", waiting.call_backs, waiting.call_backs_late),
        ])
    }

    fn worst(&self, read: &mut ::store::Read<'_>, visit: &Visit) -> Result<Vec<Figure>, ::store::Fault> {
        web::worst(read, visit)
    }

    fn staff_changed(&self, tx: &mut ::store::Tx<'_>, staff: StaffId) -> Result<(), ::store::Stop<Refused>> {
        verbs::pass_on(tx, staff).map(drop).map_err(boxed)
    }

    fn resting(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<Resting>, ::store::Fault> {
        resting::resting(read, visit, kind, ids)
    }

    fn laws(&self) -> Vec<Law> {
        vec![Law { name: "holder", check: laws::holder }]
    }
}
