//! Front desk: telephone calls, the dossier of a client and the search that leads to it.
//!
//! Stands above the other departments and asks them; owns the calls and who is free to take one.

mod api;
mod called;
pub mod calls;
mod dossier;
mod likely;
mod search;
mod timeline;
mod told;
mod web;
mod wishes;

i18n::texts!();

pub use dossier::{Dossier, dossier};
pub use timeline::EventGroup;

pub use calls::HookSecret;

use access::Perm;
use axum::http::Method;
use house::{Count, Department, MenuEntry, Resting, Routes, Visit};
use kernel::EntityKind;
use maud::Markup;
use store::{Fault, Migration, Module, Read};
use utoipa_axum::routes;

/// Tables of the front desk.
pub const MODULE: Module = Module {
    name: "frontdesk",
    migrations: &[
        Migration { number: 1, name: "0001_calls", text: include_str!("../migrations/0001_calls.sql") },
        Migration {
            number: 2,
            name: "0002_calls_by_operator",
            text: include_str!("../migrations/0002_calls_by_operator.sql"),
        },
        Migration { number: 3, name: "0003_lists", text: include_str!("../migrations/0003_lists.sql") },
        Migration { number: 4, name: "0004_given_name", text: include_str!("../migrations/0004_given_name.sql") },
    ],
    views: &[],
};

/// The department in the house.
pub struct Frontdesk;

/// The one instance.
pub static DEPARTMENT: Frontdesk = Frontdesk;

impl Department for Frontdesk {
    fn name(&self) -> &'static str {
        "frontdesk"
    }

    fn module(&self) -> Module {
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
            .page(Method::GET, "/clients/{id}", Perm::ClientsRead, web::page)
            .page(Method::GET, "/clients/{id}/now", Perm::ClientsRead, web::now)
            .page(Method::GET, "/clients/{id}/history", Perm::ClientsRead, web::purchases::page)
            .export("/clients/{id}/history/export", Perm::ClientsRead, web::purchases::file)
            .page(Method::GET, "/clients/{id}/timeline", Perm::ClientsRead, web::timeline::part)
            .page(Method::GET, "/search", Perm::ItemsRead, search::search)
            .api(Perm::ClientsRead, routes!(api::dossier))
            .api(Perm::ClientsRead, routes!(api::timeline))
            .api(Perm::CallsWrite, routes!(calls::api::calls))
            .api(Perm::CallsWrite, routes!(calls::api::announce))
            .api(Perm::CallsWrite, routes!(calls::api::call))
            .api(Perm::CallsWrite, routes!(calls::api::answer))
            .api(Perm::CallsWrite, routes!(calls::api::caller))
            .api(Perm::CallsWrite, routes!(calls::api::connect))
            .api(Perm::CallsWrite, routes!(calls::api::solve))
            .api(Perm::CallsWrite, routes!(calls::api::promise))
            .api(Perm::CallsWrite, routes!(calls::api::end))
            .api(Perm::CallsWrite, routes!(calls::api::presence))
            .open(Method::POST, "/api/v1/calls/webhook", calls::hook::webhook)
            .page(Method::GET, "/calls", Perm::CallsWrite, calls::web::page)
            .page(Method::GET, "/calls/list", Perm::CallsWrite, calls::log::page)
            .export("/calls/list/export", Perm::CallsWrite, calls::log::file)
            .page(Method::GET, "/calls/now", Perm::CallsWrite, calls::web::now)
            .page(Method::GET, "/calls/queue", Perm::CallsWrite, calls::web::queue)
            .page(Method::GET, "/calls/me", Perm::CallsWrite, calls::web::me)
            .page(Method::POST, "/calls/simulate", Perm::CallsWrite, calls::web::simulate)
            .page(Method::GET, "/calls/{id}/who", Perm::CallsWrite, calls::web::who)
            .page(Method::GET, "/calls/{id}/route", Perm::CallsWrite, calls::web::route)
            .page(Method::POST, "/calls/{id}/answer", Perm::CallsWrite, calls::web::answer)
            .page(Method::POST, "/calls/{id}/caller", Perm::CallsWrite, calls::web::caller)
            .page(Method::POST, "/calls/{id}/connection", Perm::CallsWrite, calls::web::connect)
            .page(Method::POST, "/calls/{id}/solution", Perm::CallsWrite, calls::web::solve)
            .page(Method::POST, "/calls/{id}/call-back", Perm::CallsWrite, calls::web::promise)
            .page(Method::POST, "/calls/{id}/end", Perm::CallsWrite, calls::web::end)
            .page(Method::POST, "/presence", Perm::CallsWrite, calls::web::presence)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        if !visit.may(Perm::CallsWrite) {
            return Vec::new();
        }
        // Who takes no calls at the desk but looks over them, or takes the list away, finds the list.
        let looks = calls::log::sees_all(visit) || visit.may(Perm::ExportsRun);
        let (href, place) = match calls::web::is_home(visit) {
            true => ("/calls", 5),
            false if looks => ("/calls/list", 36),
            false => return Vec::new(),
        };
        let label = texts::menu_calls(visit.lang);
        vec![MenuEntry { href, label, icon: "phone", key: 'r', place, divider_before: false }]
    }

    fn counts(&self, read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Count>, Fault> {
        if !calls::web::is_home(visit) {
            return Ok(Vec::new());
        }
        let count = i64::try_from(calls::ringing(read)?.len()).unwrap_or(i64::MAX);
        Ok(vec![Count { href: "/calls", count, overdue: false }])
    }

    fn worst(&self, read: &mut Read<'_>, visit: &Visit) -> Result<Vec<house::Figure>, Fault> {
        calls::log::worst(read, visit)
    }

    fn reached(
        &self,
        read: &mut Read<'_>,
        lang: i18n::Lang,
        staff: &[kernel::StaffId],
    ) -> Result<Vec<(kernel::StaffId, String)>, Fault> {
        calls::reached(read, lang, staff)
    }

    fn resting(
        &self,
        read: &mut Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<Resting>, Fault> {
        calls::resting::resting(read, visit, kind, ids)
    }

    fn top_bar(&self, read: &mut Read<'_>, visit: &Visit) -> Result<Option<Markup>, Fault> {
        calls::web::top_bar(read, visit)
    }
}
