//! What a department brings into the house.

use access::Perm;
use i18n::Lang;
use kernel::{Entity, EntityKind, StaffId};
use maud::Markup;
use store::{Fault, Happened, Module, Read, Stop, Tx};

use crate::columns::Column;
use crate::problem::Refused;
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

/// How much waits in one item of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// `href` of the item.
    pub href: &'static str,
    /// How many.
    pub count: i64,
    /// They are overdue and stand in red.
    pub overdue: bool,
}

/// A number somebody should know of in the morning, with the way to the rows it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub name: &'static str,
    /// How many; up to [`crate::tally::MOST`].
    pub count: i64,
    /// What stands beside it in words: a sum, an age.
    pub about: String,
    /// The list of exactly these rows.
    pub href: String,
    /// How bad one of them is against those of other figures: the worst leads the page.
    pub weight: i64,
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

/// What stands on things that somebody wants to take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// What it is, in words.
    pub what: &'static str,
    /// How many of it.
    pub count: i64,
}

/// Something that happened, in the words of the department whose doing it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In words.
    pub words: String,
    /// Name of the picture.
    pub icon: &'static str,
}

impl Told {
    /// Words and a picture.
    pub fn new(words: impl Into<String>, icon: &'static str) -> Option<Told> {
        Some(Told { words: words.into(), icon })
    }
}

/// Events that belong together: what the journal is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// How the address names it.
    pub code: &'static str,
    /// For people.
    pub title: &'static str,
    /// Codes of the events.
    pub kinds: &'static [&'static str],
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
    /// How much waits in its items of the rail.
    fn counts(&self, _read: &mut Read<'_>, _visit: &Visit) -> Result<Vec<Count>, Fault> {
        Ok(Vec::new())
    }
    /// What of its own goes wrong today, as far as this person may see it; a figure is given also when it counts nothing.
    fn worst(&self, _read: &mut Read<'_>, _visit: &Visit) -> Result<Vec<Figure>, Fault> {
        Ok(Vec::new())
    }
    /// How these colleagues are reached: an extension, in words.
    fn reached(&self, _read: &mut Read<'_>, _lang: Lang, _staff: &[StaffId]) -> Result<Vec<(StaffId, String)>, Fault> {
        Ok(Vec::new())
    }
    /// What it shows of the person in the top bar.
    fn top_bar(&self, _read: &mut Read<'_>, _visit: &Visit) -> Result<Option<Markup>, Fault> {
        Ok(None)
    }
    /// What it shows of a thing of another department on that thing's page, where this person may see it.
    fn panels(&self, _read: &mut Read<'_>, _visit: &Visit, _thing: Entity) -> Result<Vec<Markup>, Fault> {
        Ok(Vec::new())
    }
    /// Columns it adds to a list of things of another department, beside those of them that this person may see.
    fn columns(
        &self,
        _read: &mut Read<'_>,
        _visit: &Visit,
        _kind: EntityKind,
        _ids: &[i64],
    ) -> Result<Vec<Column>, Fault> {
        Ok(Vec::new())
    }
    /// A person was locked or has other roles: passes on what the person may not hold any more.
    fn staff_changed(&self, _tx: &mut Tx<'_>, _staff: StaffId) -> Result<(), Stop<Refused>> {
        Ok(())
    }
    /// What of its own rests on these things, so that they can't be taken back; asked before they are.
    fn resting(
        &self,
        _read: &mut Read<'_>,
        _visit: &Visit,
        _kind: EntityKind,
        _ids: &[i64],
    ) -> Result<Vec<Resting>, Fault> {
        Ok(Vec::new())
    }
    /// What of its doing stands in the journal; every event it writes is in one chapter.
    fn chapters(&self, _lang: Lang) -> Vec<Chapter> {
        Vec::new()
    }
    /// An event of its own in words; nothing for those of others.
    fn told(&self, _lang: Lang, _event: &Happened) -> Option<Told> {
        None
    }
    /// Names of these things of its own, as far as this person may see them.
    fn named(&self, _read: &mut Read<'_>, _visit: &Visit, _things: &[Entity]) -> Result<Vec<(Entity, String)>, Fault> {
        Ok(Vec::new())
    }
    /// Its laws.
    fn laws(&self) -> Vec<Law> {
        Vec::new()
    }
}

/// The page of a thing for whoever may open it; what has no page, or none for this person, leads nowhere.
pub fn link(visit: &Visit, entity: Entity) -> Option<String> {
    let (room, perm) = match entity.kind {
        EntityKind::Client => ("clients", Perm::ClientsRead),
        EntityKind::Item => ("items", Perm::ItemsRead),
        EntityKind::Order => ("orders", Perm::OrdersRead),
        EntityKind::Invoice => ("invoices", Perm::InvoicesRead),
        EntityKind::Shipment => ("shipments", Perm::OrdersRead),
        EntityKind::Payment => ("payments", Perm::PaymentsRead),
        EntityKind::PurchaseOrder => ("purchase-orders", Perm::PurchasesRead),
        EntityKind::Arrival => ("arrivals", Perm::ArrivalsRead),
        EntityKind::Import => ("imports", Perm::ImportsRun),
        EntityKind::Case => ("cases", Perm::CasesRead),
        _ => return None,
    };
    visit.may(perm).then(|| format!("/{room}/{}", entity.id))
}
