//! What a department brings into the house.

use kernel::{Entity, EntityKind};
use store::{Fault, Module, Read};

use crate::routes::Routes;
use crate::visit::Visit;

/// An item of the left rail.
#[derive(Debug, Clone)]
pub struct MenuEntry {
    /// Where it leads.
    pub href: &'static str,
    /// The word.
    pub label: &'static str,
    /// Name of the icon.
    pub icon: &'static str,
    /// `g` and this letter lead there.
    pub key: char,
    /// Place in the rail; smaller stands higher.
    pub place: u16,
    /// A line stands above it.
    pub divider_before: bool,
}

/// What must be true of the tables, recomputed from them.
#[derive(Clone, Copy)]
pub struct Law {
    /// Name as in ARCHITECTURE.md.
    pub name: &'static str,
    /// The check; says what it looked at and what is broken.
    pub check: fn(&mut Read<'_>) -> Result<LawReport, Fault>,
}

/// What a law's check saw.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct LawReport {
    /// Rows looked at.
    pub checked: i64,
    /// One line per break, with ids and numbers.
    pub broken: Vec<String>,
}

/// A department of the company; everything but its name and tables has an empty default.
pub trait Department: Sync {
    /// Name of the crate.
    fn name(&self) -> &'static str;
    /// Its tables and views.
    fn module(&self) -> Module;
    /// Its pages and its part of the API, each with its permission.
    fn routes(&self) -> Routes {
        Routes::new()
    }
    /// What it adds to this person's rail.
    fn menu(&self, _visit: &Visit) -> Vec<MenuEntry> {
        Vec::new()
    }
    /// Its laws.
    fn laws(&self) -> Vec<Law> {
        Vec::new()
    }
}

/// The page of a thing; what has no page leads nowhere.
pub fn link(entity: Entity) -> Option<String> {
    let room = match entity.kind {
        EntityKind::Client => "clients",
        EntityKind::Item => "items",
        EntityKind::Order => "orders",
        EntityKind::Invoice => "invoices",
        EntityKind::Shipment => "shipments",
        EntityKind::PurchaseOrder => "purchase-orders",
        EntityKind::Arrival => "arrivals",
        _ => return None,
    };
    Some(format!("/{room}/{}", entity.id))
}
