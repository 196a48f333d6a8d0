//! Orders: what clients want, what they are told on each line, what was invoiced, shipped and paid.
//!
//! An order is answered line by line (now, on a day with its source, by a substitute, not at all), holds goods, is
//! confirmed, invoiced and shipped; a shipment writes the sale and the turnover, and from it the client owes.

mod account;
mod api;
mod errors;
mod laws;
mod matching;
mod model;
mod overdue;
mod papers;
mod pasted;
mod questions;
mod resting;
pub mod rules;
mod settle;
mod store;
mod told;
mod verbs;
mod web;

i18n::texts!();

pub use account::{Account, AccountEntry, AccountLine, account};
pub use api::codes::{ClientCodeBody, ClientCodeJson, ClientCodesBody, ClientCodesKept};
pub use api::{InvoiceJson, LineJson, OrderJson, OrderRowJson, PaymentJson, ShipmentJson};
pub use errors::{NotReady, OrderRefused, OverLimit, Wrong, WrongField};
pub use model::*;
pub use overdue::overdue;
pub use pasted::{PastedRow, pasted};
pub use questions::{
    CategoryTurnover, OpenOrder, availability, card, client_items, debt, debts, exposure, facts, favourites, head,
    history, hurt_by, invoice as invoice_of, invoices, invoices_page, list, open_orders, orders_page, payment,
    payments, payments_page, shipment, turnover, turnover_by_category,
};
pub use rules::{SHRINKING, change};
pub use store::{DraftRow, Driver, InvoiceState, InvoicesOf, NewDraftRow, OrdersOf, PaymentsOf};
pub use told::told;
pub use verbs::*;

use access::Perm;
use axum::http::Method;
use house::{Department, Law, MenuEntry, Resting, Routes, Visit};
use kernel::EntityKind;
use utoipa_axum::routes;

/// Tables and views of the orders department.
pub const MODULE: ::store::Module = ::store::Module {
    name: "orders",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_orders", text: include_str!("../migrations/0001_orders.sql") },
        ::store::Migration { number: 2, name: "0002_opening", text: include_str!("../migrations/0002_opening.sql") },
        ::store::Migration { number: 3, name: "0003_desk", text: include_str!("../migrations/0003_desk.sql") },
        ::store::Migration {
            number: 4,
            name: "0004_payment_reversal",
            text: include_str!("../migrations/0004_payment_reversal.sql"),
        },
        ::store::Migration { number: 5, name: "0005_lists", text: include_str!("../migrations/0005_lists.sql") },
        ::store::Migration { number: 6, name: "0006_find", text: include_str!("../migrations/0006_find.sql") },
        ::store::Migration { number: 7, name: "0007_amount", text: include_str!("../migrations/0007_amount.sql") },
        ::store::Migration { number: 8, name: "0008_term", text: include_str!("../migrations/0008_term.sql") },
        ::store::Migration { number: 9, name: "0009_paper", text: include_str!("../migrations/0009_paper.sql") },
        ::store::Migration { number: 10, name: "0010_overdue", text: include_str!("../migrations/0010_overdue.sql") },
    ],
    views: &[
        ::store::View {
            name: "view_order",
            text: "SELECT id, client_id, seller_id, state, net, vat, gross, shipped_gross, made_on, wanted_on FROM sales_order",
        },
        ::store::View {
            name: "view_order_line",
            text: "SELECT l.id, l.order_id, l.position, o.client_id, l.item_id, l.demand_id, o.state, l.answer, l.quantity, \
                l.issued, l.short, l.cancelled, l.gross, l.wanted_on FROM order_line l JOIN sales_order o ON o.id = l.order_id",
        },
        ::store::View {
            name: "view_sale_line",
            text: "SELECT id, client_id, item_id, category_id, day, month, quantity, net, vat, gross, cost, order_line_id, \
                source FROM sale_line",
        },
        ::store::View {
            name: "view_turnover_month",
            text: "SELECT client_id, category_id, month, net, gross, margin FROM turnover_month",
        },
        ::store::View {
            name: "view_invoice_debt",
            text: "SELECT id AS invoice_id, order_id, client_id, number, year, issued_on, gross, paid, gross - paid AS left_to_pay \
                FROM invoice",
        },
        ::store::View {
            name: "view_client_debt",
            text: "SELECT client_id, shipped, paid, shipped - paid AS debt FROM client_account",
        },
    ],
};

/// The department as the house knows it.
pub static DEPARTMENT: Orders = Orders;

/// The orders department.
#[derive(Debug)]
pub struct Orders;

impl Department for Orders {
    fn name(&self) -> &'static str {
        "orders"
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
        let ours = things.iter().filter(|thing| thing.kind == EntityKind::Order);
        Ok(ours.map(|thing| (*thing, order_number(visit.lang, kernel::OrderId::new(thing.id)))).collect())
    }

    fn columns(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<house::Column>, ::store::Fault> {
        if kind == EntityKind::Client { web::columns::of_clients(read, visit, ids) } else { Ok(Vec::new()) }
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .api(Perm::OrdersRead, routes!(api::list))
            .api(Perm::OrdersRead, routes!(api::codes::list))
            .api(Perm::OrdersWrite, routes!(api::codes::put))
            .api(Perm::OrdersWrite, routes!(api::place))
            .api(Perm::StockRead, routes!(api::availability))
            .api(Perm::OrdersRead, routes!(api::one))
            .api(Perm::OrdersWrite, routes!(api::confirm))
            .api(Perm::OrdersWrite, routes!(api::extend))
            .api(Perm::OrdersWrite, routes!(api::cancel))
            .api(Perm::OrdersWrite, routes!(api::substitute))
            .api(Perm::InvoicesWrite, routes!(api::invoice))
            .api(Perm::InvoicesRead, routes!(api::invoice_file))
            .api(Perm::OrdersWrite, routes!(api::papers::issue))
            .api(Perm::OrdersRead, routes!(api::papers::list))
            .api(Perm::OrdersRead, routes!(api::papers::one))
            .api(Perm::StockShip, routes!(api::ship))
            .api(Perm::OrdersRead, routes!(api::shipment))
            .api(Perm::PaymentsWrite, routes!(api::pay))
            .api(Perm::PaymentsRead, routes!(api::payments))
            .api(Perm::PaymentsRead, routes!(api::payment))
            .api(Perm::PaymentsWrite, routes!(api::reverse))
            .api(Perm::PaymentsRead, routes!(api::account))
            .page(Method::GET, "/orders", Perm::OrdersRead, web::list)
            .export("/orders/export", Perm::OrdersRead, web::orders_file)
            .page(Method::GET, "/orders/new", Perm::OrdersWrite, web::new)
            .page(Method::POST, "/orders/new", Perm::OrdersWrite, web::begin)
            .page(Method::GET, "/orders/items", Perm::OrdersWrite, web::find)
            .page(Method::GET, "/orders/{id}", Perm::OrdersRead, web::one)
            .page(Method::POST, "/orders/{id}/desk", Perm::OrdersWrite, web::deed)
            .page(Method::GET, "/orders/{id}/desk", Perm::OrdersWrite, web::again)
            .page(Method::GET, "/orders/{id}/readers", Perm::OrdersRead, web::readers)
            .page(Method::GET, "/orders/{id}/offers", Perm::OrdersWrite, web::offers)
            .page(Method::GET, "/orders/{id}/shipment", Perm::StockShip, web::shipment_form)
            .page(Method::POST, "/orders/{id}/shipment", Perm::StockShip, web::send)
            .page(Method::POST, "/orders/{id}/invoice", Perm::InvoicesWrite, web::invoice_deed)
            .page(Method::POST, "/orders/{id}/confirmation", Perm::OrdersWrite, web::confirm)
            .page(Method::POST, "/orders/{id}/extension", Perm::OrdersWrite, web::extend)
            .page(Method::POST, "/orders/{id}/substitution", Perm::OrdersWrite, web::substitute)
            .page(Method::POST, "/orders/{id}/cancellation", Perm::OrdersWrite, web::cancel)
            .page(Method::GET, "/invoices", Perm::InvoicesRead, web::invoices)
            .export("/invoices/export", Perm::InvoicesRead, web::invoices_file)
            .page(Method::GET, "/invoices/{id}", Perm::InvoicesRead, web::invoice)
            .page(Method::GET, "/invoices/{id}/pdf", Perm::InvoicesRead, web::invoice_pdf)
            .page(Method::GET, "/orders/{id}/papers", Perm::OrdersRead, web::papers_of)
            .page(Method::POST, "/orders/{id}/papers", Perm::OrdersWrite, web::issue_paper)
            .page(Method::GET, "/papers/{id}/pdf", Perm::OrdersRead, web::pdf)
            .page(Method::GET, "/shipments/{id}", Perm::OrdersRead, web::shipment)
            .page(Method::GET, "/clients/{id}/account", Perm::PaymentsRead, web::account)
            .page(Method::GET, "/payments", Perm::PaymentsRead, web::payments)
            .export("/payments/export", Perm::PaymentsRead, web::payments_file)
            .page(Method::GET, "/payments/new", Perm::PaymentsWrite, web::payment_form)
            .page(Method::POST, "/payments/new", Perm::PaymentsWrite, web::record)
            .page(Method::GET, "/payments/{id}", Perm::PaymentsRead, web::payment)
            .page(Method::POST, "/payments/{id}/reversal", Perm::PaymentsWrite, web::reverse)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        if !visit.may(Perm::OrdersRead) {
            return Vec::new();
        }
        let entry = |href, label, icon, key, place| MenuEntry { href, label, icon, key, place, divider_before: false };
        let mut entries = vec![entry("/orders", texts::orders(visit.lang), "shopping-cart", 'o', 10)];
        // Whoever writes payments begins the day with what is not paid.
        if web::keeps_money(visit) {
            entries.push(entry("/invoices", texts::invoices(visit.lang), "file-invoice", 'h', 3));
            entries.push(entry("/payments", texts::payments(visit.lang), "coins", 'p', 4));
        }
        entries
    }

    fn worst(&self, read: &mut ::store::Read<'_>, visit: &Visit) -> Result<Vec<house::Figure>, ::store::Fault> {
        web::worst(read, visit)
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
        laws::laws()
    }
}
