//! Stock: what was promised, what covers it, and what may still be promised.

mod answers;
pub mod api;
mod arrivals;
mod errors;
mod forget;
mod goods;
mod laws;
mod model;
mod pools;
pub mod rules;
mod store;
mod substitutes;
mod told;
mod web;

i18n::texts!();

pub use answers::{answer, reserve};
pub use arrivals::{
    NewArrival, add_arrival, add_arrivals, cancel_arrival, change_arrival, move_due, preview_move, settle_overdue,
};
pub use errors::StockRefused;
pub use forget::{forget_arrivals, take_back};
pub use goods::{MAIN, coverage, ensure_warehouse, issue, receive, release};
pub use model::*;
pub use rules::{Answer, Mode, Source};
pub use store::{arrival, asked_anew, at_risk, demands, lose, set_times, stock_of, supplies_of, supply, warehouses};

use access::Perm;
use house::{Department, Law, Resting, Routes, Visit};
use kernel::{Entity, EntityKind, ItemId};
use maud::Markup;
use utoipa_axum::routes;

/// Tables and views of stock.
pub const MODULE: ::store::Module = ::store::Module {
    name: "stock",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_stock", text: include_str!("../migrations/0001_stock.sql") },
        ::store::Migration { number: 2, name: "0002_promised", text: include_str!("../migrations/0002_promised.sql") },
    ],
    views: &[
        ::store::View { name: "view_warehouse", text: "SELECT id, code, name FROM warehouse" },
        ::store::View {
            name: "view_supply",
            text: "SELECT id, item_id, warehouse_id, source, quality, available_on, quantity, allocated, origin_id, \
                last_confirmed_at FROM supply",
        },
        ::store::View {
            name: "view_demand",
            text: "SELECT id, kind, item_id, warehouse_id, quantity, issued, released, wanted_on, supply_due_on, \
                first_promised_on, promised_on, at_risk_at, closed_at FROM demand",
        },
        ::store::View { name: "view_allocation", text: "SELECT demand_id, supply_id, quantity FROM allocation" },
        ::store::View {
            name: "view_stock",
            text: "SELECT item_id, warehouse_id, \
                CAST(SUM(CASE WHEN source = 'on_hand' THEN quantity ELSE 0 END) AS BIGINT) AS on_hand, \
                CAST(SUM(CASE WHEN source = 'on_hand' THEN allocated ELSE 0 END) AS BIGINT) AS allocated, \
                CAST(SUM(CASE WHEN source = 'on_hand' THEN quantity - allocated ELSE 0 END) AS BIGINT) AS free, \
                CAST(SUM(CASE WHEN source = 'on_hand' THEN 0 ELSE quantity END) AS BIGINT) AS incoming, \
                MIN(CASE WHEN source = 'on_hand' OR quantity = 0 THEN NULL ELSE available_on END) AS next_on \
                FROM supply WHERE quality = 'sellable' GROUP BY item_id, warehouse_id",
        },
        ::store::View {
            name: "view_received",
            text: "SELECT l.purchase_line_id, r.received_on, r.warehouse_id, l.item_id, l.quantity \
                FROM goods_receipt_line l JOIN goods_receipt r ON r.id = l.receipt_id \
                WHERE l.purchase_line_id IS NOT NULL",
        },
        ::store::View {
            name: "view_lost_demand",
            text: "SELECT id, item_id, client_id, quantity, wanted_on, reason, order_id, at FROM lost_demand",
        },
    ],
};

/// The department as the house knows it.
pub static DEPARTMENT: Stock = Stock;

/// Stock.
#[derive(Debug)]
pub struct Stock;

impl Department for Stock {
    fn name(&self) -> &'static str {
        "stock"
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
        Routes::new().api(Perm::StockReceive, routes!(api::receipts)).api(Perm::StockRead, routes!(api::supplies))
    }

    fn columns(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<house::Column>, ::store::Fault> {
        match kind {
            EntityKind::Item if visit.may(Perm::StockRead) => web::item_columns(read, visit, ids),
            _ => Ok(Vec::new()),
        }
    }

    fn panels(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        thing: Entity,
    ) -> Result<Vec<Markup>, ::store::Fault> {
        match thing.kind {
            EntityKind::Item if visit.may(Perm::StockRead) => {
                let item = ItemId::new(thing.id);
                let own = web::item_panel(read, visit, item)?;
                Ok(own.into_iter().chain(web::substitutes_panel(read, visit, item)?).collect())
            }
            _ => Ok(Vec::new()),
        }
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
        laws::all()
    }
}
