//! Why stock says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said, fmt};
use kernel::{DemandId, ItemId, PurchaseLineId, Quantity};

use crate::texts;

/// Most that one line of a receipt may bring.
pub(crate) const MOST: Quantity = Quantity::whole(1_000_000_000);

/// Why a deed on stock was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StockRefused {
    /// A quantity is not above zero.
    #[error("line {0} has no quantity above zero")]
    NoQuantity(usize),
    /// More than any warehouse holds: a slip of the pen.
    #[error("line {0} has an absurd quantity")]
    TooMuch(usize),
    /// A part of a piece can't lie in a warehouse.
    #[error("line {0} has a part of a piece")]
    NotWhole(usize),
    /// The body names no line.
    #[error("there is no line")]
    NoLines,
    /// Nothing in the catalogue has this code.
    #[error("line {line} names the unknown code {sku}")]
    UnknownSku {
        /// Place of the line, from 0.
        line: usize,
        /// The code.
        sku: String,
    },
    /// A service can't lie in a warehouse.
    #[error("line {line}: item {item} is a service")]
    NotGoods {
        /// Place of the line, from 0.
        line: usize,
        /// The item.
        item: ItemId,
        /// Its code.
        sku: String,
    },
    /// No such arrival of this item in this warehouse.
    #[error("line {line}: arrival {arrival} is not awaited")]
    UnknownArrival {
        /// Place of the line, from 0.
        line: usize,
        /// The arrival.
        arrival: PurchaseLineId,
    },
    /// A warehouse's code is empty or too long.
    #[error("a bad warehouse code")]
    BadWarehouse,
    /// The goods are not on the shelf yet.
    #[error("demand {demand} wants {wanted}, {here} is here")]
    NotHereYet {
        /// Whose.
        demand: DemandId,
        /// How much was to be issued.
        wanted: Quantity,
        /// How much could be.
        here: Quantity,
    },
    /// More than is still owed.
    #[error("demand {demand} is owed {open}, not {wanted}")]
    NotOwed {
        /// Whose.
        demand: DemandId,
        /// How much was to be issued.
        wanted: Quantity,
        /// How much is owed.
        open: Quantity,
    },
}

impl Refusal for StockRefused {
    fn problem(&self) -> &'static str {
        match self {
            StockRefused::NoQuantity(_)
            | StockRefused::TooMuch(_)
            | StockRefused::NotWhole(_)
            | StockRefused::NoLines
            | StockRefused::BadWarehouse => "bad-field",
            StockRefused::UnknownSku { .. } => "unknown-sku",
            StockRefused::NotGoods { .. } => "not-goods",
            StockRefused::UnknownArrival { .. } => "unknown-arrival",
            StockRefused::NotHereYet { .. } => "not-here-yet",
            StockRefused::NotOwed { .. } => "not-owed",
        }
    }

    fn status(&self) -> u16 {
        match self {
            StockRefused::NotHereYet { .. } | StockRefused::NotOwed { .. } => 409,
            _ => 422,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let amount = |quantity: &Quantity| fmt::quantity(lang, *quantity);
        let (title, detail, next) = match self {
            StockRefused::NoQuantity(line) => (
                texts::refused_no_quantity(lang),
                texts::refused_no_quantity_why(lang, &number(*line)),
                texts::refused_no_quantity_next(lang),
            ),
            StockRefused::TooMuch(line) => (
                texts::refused_too_much(lang),
                texts::refused_too_much_why(lang, &number(*line), &amount(&MOST)),
                texts::refused_too_much_next(lang),
            ),
            StockRefused::NotWhole(line) => (
                texts::refused_not_whole(lang),
                texts::refused_not_whole_why(lang, &number(*line)),
                texts::refused_not_whole_next(lang),
            ),
            StockRefused::NoLines => (
                texts::refused_no_lines(lang),
                texts::refused_no_lines_why(lang).into(),
                texts::refused_no_lines_next(lang),
            ),
            StockRefused::UnknownSku { line, sku } => (
                texts::refused_sku(lang),
                texts::refused_sku_why(lang, &number(*line), sku),
                texts::refused_sku_next(lang),
            ),
            StockRefused::NotGoods { line, sku, .. } => (
                texts::refused_service(lang),
                texts::refused_service_why(lang, &number(*line), sku),
                texts::refused_service_next(lang),
            ),
            StockRefused::UnknownArrival { line, arrival } => (
                texts::refused_arrival(lang),
                texts::refused_arrival_why(lang, &arrival.to_string(), &number(*line)),
                texts::refused_arrival_next(lang),
            ),
            StockRefused::BadWarehouse => (
                texts::refused_warehouse(lang),
                texts::refused_warehouse_why(lang).into(),
                texts::refused_warehouse_next(lang),
            ),
            StockRefused::NotHereYet { wanted, here, .. } => (
                texts::refused_not_here(lang),
                texts::refused_not_here_why(lang, &amount(here), &amount(wanted)),
                texts::refused_not_here_next(lang),
            ),
            StockRefused::NotOwed { wanted, open, .. } => (
                texts::refused_not_owed(lang),
                texts::refused_not_owed_why(lang, &amount(open), &amount(wanted)),
                texts::refused_not_owed_next(lang),
            ),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let said = || self.say(lang).detail;
        let field = |pointer: String| vec![FieldError { pointer, message: said() }];
        match self {
            StockRefused::NoQuantity(line) | StockRefused::TooMuch(line) | StockRefused::NotWhole(line) => {
                field(format!("/lines/{line}/quantity"))
            }
            StockRefused::NoLines => field("/lines".into()),
            StockRefused::UnknownSku { line, .. } | StockRefused::NotGoods { line, .. } => {
                field(format!("/lines/{line}/sku"))
            }
            StockRefused::UnknownArrival { line, .. } => field(format!("/lines/{line}/arrival")),
            StockRefused::BadWarehouse => field("/warehouse".into()),
            StockRefused::NotHereYet { .. } | StockRefused::NotOwed { .. } => Vec::new(),
        }
    }
}

/// Lines are counted from 1 where people read.
fn number(line: usize) -> String {
    line.saturating_add(1).to_string()
}
