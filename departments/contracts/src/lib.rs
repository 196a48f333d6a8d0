//! Contracts: on which terms a client buys: how much it may owe, and when it pays.
//!
//! Terms stand only where somebody set them. Who sells reads them and cannot raise them; orders ask them before
//! they let a client agree to more than it may owe.

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

pub use errors::{TermsRefused, Wrong, WrongField};
pub use model::{SetTerms, Terms};
pub use questions::{terms, terms_of};
pub use rules::{MOST_DAYS, MOST_LIMIT};
pub use told::told;
pub use verbs::set_terms;

use access::Perm;
use axum::http::Method;
use house::{Department, Law, Resting, Routes, Visit};
use kernel::EntityKind;
use utoipa_axum::routes;

/// Tables of contracts.
pub const MODULE: ::store::Module = ::store::Module {
    name: "contracts",
    migrations: &[::store::Migration {
        number: 1,
        name: "0001_contracts",
        text: include_str!("../migrations/0001_contracts.sql"),
    }],
    views: &[],
};

/// The department as the house knows it.
pub static DEPARTMENT: Contracts = Contracts;

/// Contracts.
#[derive(Debug)]
pub struct Contracts;

impl Department for Contracts {
    fn name(&self) -> &'static str {
        "contracts"
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
            .api(Perm::TermsRead, routes!(api::terms))
            .api(Perm::TermsWrite, routes!(api::set))
            .page(Method::GET, "/clients/{id}/terms", Perm::TermsRead, web::terms)
            .page(Method::POST, "/clients/{id}/terms", Perm::TermsWrite, web::set)
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
        vec![Law { name: "terms", check: laws::terms }]
    }
}
