//! Columns that departments add to a list of another's things: turnover beside a client, free stock beside an item.

use std::collections::HashMap;

use kernel::EntityKind;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::Th;

use crate::department::Department;
use crate::export::Cell;
use crate::visit::Visit;

/// One column: its name and what stands in it beside which thing.
#[derive(Debug, Default)]
pub struct Column {
    title: String,
    is_number: bool,
    is_wide: bool,
    cells: HashMap<i64, (Cell, Markup)>,
}

impl Column {
    /// A column of texts and days.
    pub fn new(title: impl Into<String>) -> Column {
        Column { title: title.into(), ..Column::default() }
    }

    /// A column of numbers; the unit stands in the title.
    pub fn number(title: impl Into<String>) -> Column {
        Column { is_number: true, ..Column::new(title) }
    }

    /// Left out on a narrow screen.
    pub fn wide(mut self) -> Column {
        self.is_wide = true;
        self
    }

    /// What stands beside a thing: in a file and on a page.
    pub fn put(&mut self, id: i64, cell: impl Into<Cell>, shown: Markup) {
        self.cells.insert(id, (cell.into(), shown));
    }

    /// Its name in a file.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its head on a page.
    pub fn head(&self) -> Th {
        let head = if self.is_number { Th::num(self.title.as_str()) } else { Th::new(self.title.as_str()) };
        if self.is_wide { head.class("hide-s") } else { head }
    }

    /// Its cell beside a thing, on a page.
    pub fn shown(&self, id: i64) -> Markup {
        let class = match (self.is_number, self.is_wide) {
            (true, true) => "num hide-s",
            (true, false) => "num",
            (false, true) => "nw hide-s",
            (false, false) => "nw",
        };
        html! { td class=(class) { @if let Some((_, shown)) = self.cells.get(&id) { (shown) } } }
    }

    /// Its cell beside a thing, in a file.
    pub fn cell(&self, id: i64) -> Cell {
        self.cells.get(&id).map_or(Cell::Nothing, |(cell, _)| cell.clone())
    }
}

/// What all departments have to say beside these things, in the order of the departments.
pub fn beside(
    departments: &[&dyn Department],
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Column>, Fault> {
    let mut all = Vec::new();
    if !ids.is_empty() {
        for department in departments {
            all.extend(department.columns(read, visit, kind, ids)?);
        }
    }
    Ok(all)
}
