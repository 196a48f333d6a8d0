//! The client base: legal entities, the people there, their numbers, and who looks after them.
//!
//! A lead is a client in stage prospect. Account managers and hunters see their team's clients in full and of the
//! others only that they exist, so nobody makes a second card; digits of phones are for the client's team.

mod api;
mod choose;
mod errors;
mod forget;
mod model;
pub mod names;
mod questions;
mod reveal;
mod rules;
mod store;
mod told;
mod verbs;
mod view;
mod web;

i18n::texts!();

pub use choose::{Choose, choose};
pub use errors::{ClientRefused, Wrong, WrongField};
pub use forget::forget;
pub use model::{
    Caller, ChangeClient, Client, ClientCard, ClientEmail, ClientLine, ClientPhone, Contact, Created, NewClient,
    NewContact, Sight, Stage, TeamMember,
};
pub use names::{Found, NameIndex, alike, find, refresh};
pub use questions::{card, managers, team};
pub use reveal::{MOST as MOST_REVEALS, Reveal, Revealed, reveal, reveals};
pub use store::{
    After, Driver, Order, by_external_id, by_phone, client, list, lock, names as names_of, set_importance, visible_of,
};
pub use told::told;
pub use verbs::{
    TEAM_ROLES, add_contact, add_phone, assign_to, change, create, create_asked, release_from, retail, set_stage,
};
pub use view::{
    ContactShown, DossierHead, PhoneShown, TeamShown, contacts_card, dossier_head, stage_name, stage_status,
};

use access::Perm;
use axum::http::Method;
use house::{Department, MenuEntry, Resting, Routes, Visit};
use kernel::EntityKind;
use utoipa_axum::routes;

/// Tables and views of the client base.
pub const MODULE: ::store::Module = ::store::Module {
    name: "clients",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_clients", text: include_str!("../migrations/0001_clients.sql") },
        ::store::Migration { number: 2, name: "0002_lists", text: include_str!("../migrations/0002_lists.sql") },
        ::store::Migration {
            number: 3,
            name: "0003_contact_reveal",
            text: include_str!("../migrations/0003_contact_reveal.sql"),
        },
    ],
    views: &[
        ::store::View {
            name: "view_client",
            text: "SELECT id, name, name_key, inn, city, stage, importance, retail_at FROM client",
        },
        ::store::View {
            name: "view_client_phone",
            text: "SELECT id, client_id, contact_id, e164, last10 FROM client_phone",
        },
        ::store::View { name: "view_contact", text: "SELECT id, client_id, name, position FROM contact" },
        ::store::View { name: "view_visible_client", text: "SELECT DISTINCT staff_id, client_id FROM account_team" },
        ::store::View {
            name: "view_account_team",
            text: "SELECT client_id, staff_id, role, since_at FROM account_team",
        },
    ],
};

/// The department as the house knows it.
pub static DEPARTMENT: Clients = Clients;

/// The client base.
#[derive(Debug)]
pub struct Clients;

impl Department for Clients {
    fn name(&self) -> &'static str {
        "clients"
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
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        things: &[kernel::Entity],
    ) -> Result<Vec<(kernel::Entity, String)>, ::store::Fault> {
        told::named(read, visit, things)
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .api(Perm::ClientsRead, routes!(api::list))
            .api(Perm::ClientsWrite, routes!(api::create))
            .api(Perm::ClientsRead, routes!(api::one))
            .api(Perm::ClientsWrite, routes!(api::change))
            .api(Perm::ClientsWrite, routes!(api::add_contact))
            .api(Perm::ClientsWrite, routes!(api::add_phone))
            .api(Perm::ClientsTeam, routes!(api::assign_to))
            .api(Perm::ClientsContacts, routes!(reveal::api::contact))
            .api(Perm::ClientsContacts, routes!(reveal::api::own))
            .api(Perm::AuditRead, routes!(reveal::api::list))
            .page(Method::GET, "/clients", Perm::ClientsRead, web::list)
            .export("/clients/export", Perm::ClientsRead, web::file)
            .page(Method::GET, "/clients/new", Perm::ClientsWrite, web::new)
            .page(Method::POST, "/clients/new", Perm::ClientsWrite, web::create)
            .page(Method::GET, "/clients/{id}/edit", Perm::ClientsWrite, web::edit)
            .page(Method::POST, "/clients/{id}/edit", Perm::ClientsWrite, web::change)
            .page(Method::POST, "/clients/{id}/contacts/{contact}/reveal", Perm::ClientsContacts, reveal::web::contact)
            .page(Method::POST, "/clients/{id}/reveal", Perm::ClientsContacts, reveal::web::own)
    }

    fn resting(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<Resting>, ::store::Fault> {
        forget::resting(read, visit, kind, ids)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        if !visit.may(Perm::ClientsRead) {
            return Vec::new();
        }
        vec![MenuEntry {
            href: "/clients",
            label: texts::clients(visit.lang),
            icon: "users",
            key: 'c',
            place: 20,
            divider_before: false,
        }]
    }
}
