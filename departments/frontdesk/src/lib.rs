//! Front desk: the dossier of a client and the search that leads to it.
//!
//! Stands above the other departments and asks them; owns no table yet.

mod api;
mod dossier;
mod search;
mod web;

i18n::texts!();

pub use dossier::{Dossier, dossier};

use access::Perm;
use axum::http::Method;
use house::{Department, Routes};
use store::Module;
use utoipa_axum::routes;

/// The department in the house.
pub struct Frontdesk;

/// The one instance.
pub static DEPARTMENT: Frontdesk = Frontdesk;

impl Department for Frontdesk {
    fn name(&self) -> &'static str {
        "frontdesk"
    }

    fn module(&self) -> Module {
        Module { name: "frontdesk", migrations: &[], views: &[] }
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .page(Method::GET, "/clients/{id}", Perm::ClientsRead, web::page)
            .page(Method::GET, "/clients/{id}/history", Perm::ClientsRead, web::history)
            .page(Method::GET, "/search", Perm::ClientsRead, search::search)
            .api(Perm::ClientsRead, routes!(api::dossier))
    }
}
