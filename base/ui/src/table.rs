//! Tables: head cells with sorting, numbers, the way to the next rows.

use i18n::Lang;
use maud::{Markup, html};

use crate::texts;

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By another column.
    #[default]
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A cell of a table's head.
#[derive(Debug, Clone, Default)]
pub struct Th {
    text: String,
    class: Vec<&'static str>,
    sort: Option<(String, Sort)>,
    hidden: bool,
}

impl Th {
    /// A column called so.
    pub fn new(text: impl Into<String>) -> Th {
        Th { text: text.into(), ..Th::default() }
    }

    /// A column of numbers; the unit stands in the head.
    pub fn num(text: impl Into<String>) -> Th {
        Th::new(text).class("num")
    }

    /// A column of sums: the unit stands in the head once, not in each row.
    pub fn sums(text: &str, sign: &str) -> Th {
        Th::num(format!("{text}, {sign}"))
    }

    /// A column whose name is said to screen readers only.
    pub fn unseen(text: impl Into<String>) -> Th {
        Th { hidden: true, ..Th::new(text) }
    }

    /// A class of the style sheet: `w90`, `hide-s`.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class.push(class);
        self
    }

    /// The name sorts the list: the address of the list sorted by it, and how it is sorted now.
    pub fn sort(mut self, href: impl Into<String>, now: Sort) -> Self {
        self.sort = Some((href.into(), now));
        self
    }

    fn cell(&self) -> Markup {
        let class = (!self.class.is_empty()).then(|| self.class.join(" "));
        let sorted = match self.sort {
            Some((_, Sort::Ascending)) => Some("ascending"),
            Some((_, Sort::Descending)) => Some("descending"),
            _ => None,
        };
        html! {
            th scope="col" class=[class] aria-sort=[sorted] {
                @if let Some((href, _)) = &self.sort { a href=(href) { (self.text) } }
                @else if self.hidden { span.p-visually-hidden { (self.text) } }
                @else { (self.text) }
            }
        }
    }
}

/// The head of a table.
pub fn head(cells: &[Th]) -> Markup {
    html! { thead { tr { @for cell in cells { (cell.cell()) } } } }
}

/// A cell with a number, right-aligned.
pub fn num(text: &str) -> Markup {
    html! { td.num { (text) } }
}

/// A cell with a number that may be nothing: a grey 0, never a dash.
pub fn zero(text: &str, is_zero: bool) -> Markup {
    html! { td.num { @if is_zero { span.t3 { (text) } } @else { (text) } } }
}

/// The rows of a list that fetch themselves again from `href`, the address of this very page, when any `entity` changes.
///
/// What is scrolled, chosen or focused stays; several changes in a row are fetched once. The sentence in the top bar that
/// counts them comes along.
pub fn live_rows(entity: &str, href: &str, rows: Markup) -> Markup {
    html! {
        tbody #rows data-rows data-live=(entity) hx-get=(href) hx-trigger="live delay:800ms" hx-select="#rows" hx-select-oob="#p-state" hx-swap="outerHTML" { (rows) }
    }
}

/// The way to the next rows of a long list; nothing when these are all.
pub fn pager(lang: Lang, next: Option<&str>) -> Markup {
    html! {
        @if let Some(href) = next {
            nav.p-more aria-label=(texts::more_rows(lang)) { a.p-btn href=(href) rel="next" { (texts::more_rows(lang)) } }
        }
    }
}
