//! What a table may hold.

use i18n::Lang;

use crate::texts;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportKind {
    /// Clients with numbers and a person.
    Clients,
    /// Items with prices.
    Items,
    /// What lies in a warehouse at the start.
    Stock,
    /// Goods that suppliers have promised.
    Arrivals,
    /// What clients owe, or have paid ahead.
    Balances,
    /// Past sales.
    History,
}

impl ImportKind {
    /// Every kind, in the order in which a new company needs them.
    pub const ALL: [ImportKind; 6] = [
        ImportKind::Clients,
        ImportKind::Items,
        ImportKind::Stock,
        ImportKind::Arrivals,
        ImportKind::Balances,
        ImportKind::History,
    ];

    /// The word on the command line and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            ImportKind::Clients => "clients",
            ImportKind::Items => "items",
            ImportKind::Stock => "stock",
            ImportKind::Arrivals => "arrivals",
            ImportKind::Balances => "balances",
            ImportKind::History => "history",
        }
    }

    /// Reads the word back.
    pub fn parse(code: &str) -> Option<ImportKind> {
        ImportKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind in words.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            ImportKind::Clients => texts::kind_clients(lang),
            ImportKind::Items => texts::kind_items(lang),
            ImportKind::Stock => texts::kind_stock(lang),
            ImportKind::Arrivals => texts::kind_arrivals(lang),
            ImportKind::Balances => texts::kind_balances(lang),
            ImportKind::History => texts::kind_history(lang),
        }
    }

    /// Whether the same file a second time would be the same goods twice.
    pub const fn adds_up(self) -> bool {
        matches!(self, ImportKind::Stock | ImportKind::Arrivals)
    }

    /// Rows in one unit of work: none holds the writer over 200 ms.
    pub const fn slice(self) -> usize {
        match self {
            ImportKind::Clients | ImportKind::Items | ImportKind::Balances => 100,
            ImportKind::Stock | ImportKind::Arrivals => 200,
            ImportKind::History => 500,
        }
    }
}
