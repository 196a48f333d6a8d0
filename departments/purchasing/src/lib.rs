//! Purchasing: suppliers, orders to them, and the register of everything that is on its way.
//!
//! A line of a purchase order is an arrival. Its goods can be promised from the day it is awaited.
//! When that day moves, no promise moves: stock re-pegs what it can and marks the rest at risk.

mod api;
mod errors;
mod forget;
mod model;
mod questions;
mod rules;
mod store;
mod told;
mod verbs;
mod web;

i18n::texts!();

pub use errors::{PurchaseRefused, Wrong, WrongField};
pub use forget::forget;
pub use model::{
    Arrival, Effect, Freshness, HowMuch, NewPurchase, NewPurchaseLine, Peg, PurchaseOrder, PurchaseState, Purchased,
    Revision, Supplier, Touched, Which, purchase_number,
};
pub use questions::{days_unconfirmed, freshness, preview_reschedule, register, resting_on};
pub use store::{arrival, arrivals_of_order, ensure_supplier, order, orders, revisions, supplier, suppliers};
pub use verbs::{
    cancel_arrival, close_received, confirm_arrival, place_purchase_order, receive_arrival, reschedule_arrival,
};

use access::Perm;
use axum::http::Method;
use house::{Department, Law, LawReport, MenuEntry, Resting, Routes, Visit};
use kernel::EntityKind;
use utoipa_axum::routes;

/// Tables and views of purchasing.
pub const MODULE: ::store::Module = ::store::Module {
    name: "purchasing",
    migrations: &[
        ::store::Migration {
            number: 1,
            name: "0001_purchasing",
            text: include_str!("../migrations/0001_purchasing.sql"),
        },
        ::store::Migration { number: 2, name: "0002_lists", text: include_str!("../migrations/0002_lists.sql") },
        ::store::Migration { number: 3, name: "0003_of_item", text: include_str!("../migrations/0003_of_item.sql") },
    ],
    views: &[
        ::store::View {
            name: "view_arrival",
            text: "SELECT id, purchase_order_id, supplier_id, item_id, quantity, expected_on, first_expected_on, \
                last_confirmed_at, supply_id, cancelled_at, closed_at FROM purchase_line",
        },
        ::store::View { name: "view_supplier", text: "SELECT id, name FROM supplier" },
    ],
};

/// The department as the house knows it.
pub static DEPARTMENT: Purchasing = Purchasing;

/// Purchasing.
#[derive(Debug)]
pub struct Purchasing;

impl Department for Purchasing {
    fn name(&self) -> &'static str {
        "purchasing"
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
            .api(Perm::ArrivalsRead, routes!(api::arrivals))
            .api(Perm::ArrivalsRead, routes!(api::arrival))
            .api(Perm::ArrivalsWrite, routes!(api::schedule))
            .api(Perm::ArrivalsWrite, routes!(api::confirm))
            .api(Perm::PurchasesWrite, routes!(api::cancel))
            .api(Perm::PurchasesRead, routes!(api::purchases))
            .api(Perm::PurchasesWrite, routes!(api::place))
            .api(Perm::PurchasesRead, routes!(api::purchase))
            .page(Method::GET, "/arrivals", Perm::ArrivalsRead, web::arrivals::register)
            .export("/arrivals/export", Perm::ArrivalsRead, web::arrivals::file)
            .page(Method::GET, "/arrivals/{id}", Perm::ArrivalsRead, web::arrivals::one)
            .page(Method::GET, "/arrivals/{id}/preview", Perm::ArrivalsWrite, web::arrivals::preview)
            .page(Method::POST, "/arrivals/{id}/schedule", Perm::ArrivalsWrite, web::arrivals::schedule)
            .page(Method::POST, "/arrivals/{id}/confirmation", Perm::ArrivalsWrite, web::arrivals::confirm)
            .page(Method::POST, "/arrivals/{id}/receipt", Perm::StockReceive, web::arrivals::receive)
            .page(Method::POST, "/arrivals/{id}/cancellation", Perm::PurchasesWrite, web::arrivals::cancel)
            .page(Method::GET, "/purchase-orders", Perm::PurchasesRead, web::purchases::list)
            .export("/purchase-orders/export", Perm::PurchasesRead, web::purchases::file)
            .page(Method::GET, "/purchase-orders/new", Perm::PurchasesWrite, web::purchases::new)
            .page(Method::GET, "/purchase-orders/items", Perm::PurchasesWrite, web::purchases::items)
            .page(Method::POST, "/purchase-orders/new", Perm::PurchasesWrite, web::purchases::place)
            .page(Method::GET, "/purchase-orders/{id}", Perm::PurchasesRead, web::purchases::one)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        let mut entries = Vec::new();
        // Whoever moves arrivals starts the day with them: before the items, after what a seller works on.
        let (arrivals, purchases) = if visit.may(Perm::ArrivalsWrite) { (50, 55) } else { (100, 110) };
        if visit.may(Perm::ArrivalsRead) {
            entries.push(MenuEntry {
                href: "/arrivals",
                label: texts::arrivals(visit.lang),
                icon: "truck-delivery",
                key: 'a',
                place: arrivals,
                divider_before: false,
            });
        }
        if visit.may(Perm::PurchasesRead) {
            entries.push(MenuEntry {
                href: "/purchase-orders",
                label: texts::menu_purchases(visit.lang),
                icon: "basket",
                key: 'b',
                place: purchases,
                divider_before: false,
            });
        }
        entries
    }

    fn panels(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        thing: kernel::Entity,
    ) -> Result<Vec<maud::Markup>, ::store::Fault> {
        match thing.kind {
            EntityKind::Item if visit.may(Perm::ArrivalsRead) => {
                web::arrivals::of_item(read, visit, kernel::ItemId::new(thing.id))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn worst(&self, read: &mut ::store::Read<'_>, visit: &Visit) -> Result<Vec<house::Figure>, ::store::Fault> {
        web::arrivals::worst(read, visit)
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

    fn laws(&self) -> Vec<Law> {
        vec![Law { name: "arrival", check: arrival_law }]
    }
}

/// Every awaited line has its supply on the same day, and the last revision says that day.
fn arrival_law(read: &mut ::store::Read<'_>) -> Result<LawReport, ::store::Fault> {
    let (checked, broken) = store::law(read)?;
    Ok(LawReport { checked, broken })
}
