//! Nouns of stock: warehouses, asks and answers, reservations, receipts, news about arrivals.

use catalogue::ItemCard;
use kernel::{
    BadColumn, ClientId, Day, DemandId, FromColumn, ItemId, Moment, OrderId, Param, PurchaseLineId, Quantity,
};
use kernel::{ReceiptId, SupplyId, ToColumn, UnitPrice, Value, WarehouseId};
use serde::{Deserialize, Serialize};
use store::row;

use crate::rules::{Answer, Change, Coverage, Reason, Source};

macro_rules! word_column {
    ($name:ident) => {
        impl ToColumn for $name {
            fn to_param(&self) -> Param<'_> {
                Param::Text(self.code())
            }
        }

        impl FromColumn for $name {
            fn from_value(value: Value) -> Result<Self, BadColumn> {
                let code = String::from_value(value)?;
                $name::ALL.into_iter().find(|one| one.code() == code).ok_or_else(|| BadColumn::unfit(stringify!($name)))
            }
        }
    };
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 6] =
        [Source::OnHand, Source::Arrival, Source::Transfer, Source::ToOrder, Source::DropShip, Source::Production];

    /// The word in tables and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Source::OnHand => "on_hand",
            Source::Arrival => "arrival",
            Source::Transfer => "transfer",
            Source::ToOrder => "to_order",
            Source::DropShip => "drop_ship",
            Source::Production => "production",
        }
    }
}

word_column!(Source);

/// What a demand is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DemandKind {
    /// A line of a client's order.
    OrderLine,
    /// Goods for another warehouse of ours.
    Transfer,
    /// A specification.
    Specification,
    /// A replacement after a claim.
    Replacement,
    /// Goods going back to the supplier.
    SupplierReturn,
}

impl DemandKind {
    /// Every kind.
    pub const ALL: [DemandKind; 5] = [
        DemandKind::OrderLine,
        DemandKind::Transfer,
        DemandKind::Specification,
        DemandKind::Replacement,
        DemandKind::SupplierReturn,
    ];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            DemandKind::OrderLine => "order_line",
            DemandKind::Transfer => "transfer",
            DemandKind::Specification => "specification",
            DemandKind::Replacement => "replacement",
            DemandKind::SupplierReturn => "supplier_return",
        }
    }
}

word_column!(DemandKind);

row! {
    /// A place where goods lie, and how long they take from there to the client.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Warehouse {
        /// Its number.
        pub id: WarehouseId,
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Days of picking and packing.
        pub handling_days: u16,
        /// From this hour on nothing more is picked that day; 24 = no such hour.
        pub cutoff_hour: u8,
        /// Days on the way to the client.
        pub delivery_days: u16,
    }
}

/// What a client asks for: one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The item.
    pub item: ItemId,
    /// How much, in base units.
    pub quantity: Quantity,
    /// The day the client wants it; none = as soon as possible.
    pub wanted_on: Option<Day>,
    /// From which warehouse; none = from the one that answers best.
    pub warehouse: Option<WarehouseId>,
}

/// Goods that cover a line or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The supply they come from.
    pub supply: SupplyId,
    /// Where that comes from.
    pub source: Source,
    /// The day they count from; see [`crate::rules::expected_on`].
    pub available_on: Day,
    /// The day they were awaited on, when it has passed and they have not come: nobody knows when they will.
    pub late_since: Option<Day>,
    /// How much.
    pub quantity: Quantity,
    /// The purchase line of an arrival.
    pub origin: Option<i64>,
}

/// An item to offer instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitute {
    /// The item.
    pub item: ItemCard,
    /// How well it fits, 0 to 100.
    pub fit: u8,
    /// How far it covers the need.
    pub coverage: Coverage,
    /// It is the same kind of thing by its name, or nobody can tell.
    pub is_same_kind: bool,
    /// Properties that are the same.
    pub same: Vec<String>,
    /// Properties that differ.
    pub differs: Vec<Reason>,
    /// The day the whole need could be promised for.
    pub promised_on: Option<Day>,
    /// How much could be promised from the shelf at once.
    pub free_now: Quantity,
    /// Its list price.
    pub price: UnitPrice,
    /// Its price less that of the wanted item, in ten-thousandths.
    pub price_difference: i64,
}

/// What a line is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAnswer {
    /// Now, dated, a substitute, or refused.
    pub answer: Answer,
    /// The goods; when the answer does not reserve: what there would have been.
    pub pieces: Vec<Piece>,
    /// What nothing covers.
    pub short: Quantity,
    /// The day told to the client for the pieces.
    pub promised_on: Option<Day>,
    /// The first day on which the whole quantity could be promised, wanted then or not.
    pub whole_on: Option<Day>,
    /// The warehouse it was answered from; none where no warehouse exists yet or a service is sold.
    pub warehouse: Option<WarehouseId>,
    /// What to offer instead, the best first; only where goods are short.
    pub substitutes: Vec<Substitute>,
}

impl LineAnswer {
    /// How much of the line is covered.
    pub fn covered(&self) -> Quantity {
        Quantity::from_thousandths(self.pieces.iter().map(|piece| piece.quantity.thousandths()).sum())
    }
}

/// A line after reserving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserved {
    /// The demand that holds the goods; none when nothing was reserved for the line.
    pub demand: Option<DemandId>,
    /// What the line is told.
    pub line: LineAnswer,
}

row! {
    /// A need that was promised to somebody.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct DemandRow {
        /// Its number.
        pub id: DemandId,
        /// What it is for.
        pub kind: DemandKind,
        /// The item.
        pub item: ItemId,
        /// The warehouse it is served from.
        pub warehouse: WarehouseId,
        /// What was promised.
        pub quantity: Quantity,
        /// What left the warehouse for it.
        pub issued: Quantity,
        /// What was given up.
        pub released: Quantity,
        /// The day the client wanted.
        pub wanted_on: Option<Day>,
        /// The last day on which supply keeps the promise.
        pub supply_due_on: Day,
        /// The day first promised.
        pub first_promised_on: Day,
        /// The day promised now.
        pub promised_on: Day,
        /// Since when the known goods can't keep it.
        pub at_risk_at: Option<Moment>,
        /// Since when nothing is owed.
        pub closed_at: Option<Moment>,
    }
}

impl DemandRow {
    /// What is still to be issued.
    pub fn open(&self) -> Quantity {
        let gone = self.issued.thousandths() + self.released.thousandths();
        Quantity::from_thousandths(self.quantity.thousandths() - gone)
    }
}

row! {
    /// A supply as lists show it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SupplyRow {
        /// Its number.
        pub id: SupplyId,
        /// The item.
        pub item: ItemId,
        /// The warehouse.
        pub warehouse: WarehouseId,
        /// Code of the warehouse.
        pub warehouse_code: String,
        /// Where it comes from.
        pub source: Source,
        /// The day it can be picked from.
        pub available_on: Day,
        /// All of it.
        pub quantity: Quantity,
        /// What is held of it.
        pub allocated: Quantity,
        /// The purchase line of an arrival.
        pub origin: Option<i64>,
        /// When somebody last said that it comes.
        pub last_confirmed_at: Option<Moment>,
    }
}

row! {
    /// What there is of an item, over all warehouses.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct StockOf {
        /// The item.
        pub item: ItemId,
        /// On the shelf.
        pub on_hand: Quantity,
        /// On the shelf and held by nobody.
        pub free: Quantity,
        /// On the way.
        pub incoming: Quantity,
        /// The day the next goods come.
        pub next_on: Option<Day>,
    }
}

/// Goods that arrived at a warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Where.
    pub warehouse: WarehouseId,
    /// What.
    pub lines: Vec<ReceiptLine>,
}

/// One item of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptLine {
    /// The item.
    pub item: ItemId,
    /// How much came in.
    pub quantity: Quantity,
    /// The arrival it belongs to, if it was awaited.
    pub arrival: Option<PurchaseLineId>,
}

/// A receipt that was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its number.
    pub receipt: ReceiptId,
    /// The shelf supply of each line, in the order of the lines.
    pub shelves: Vec<SupplyId>,
    /// What the goods changed for promises.
    pub settled: Settled,
}

/// What news about goods did to promises; no promise moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// Who gained and who gave up what.
    pub repegged: Vec<Change>,
    /// Every demand of the item that is at risk now.
    pub at_risk: Vec<Risk>,
    /// Demands that were at risk and are not any more.
    pub cleared: Vec<DemandId>,
}

/// A promise that the known goods can't keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    /// Whose.
    pub demand: DemandId,
    /// The day that could be told now; none when goods are not in sight.
    pub could_on: Option<Day>,
    /// It was not at risk before this news.
    pub newly: bool,
}

/// An arrival whose day or quantity changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The supply.
    pub supply: SupplyId,
    /// The item.
    pub item: ItemId,
    /// Its day before.
    pub old_on: Day,
    /// Its day now.
    pub new_on: Day,
    /// What that did to promises.
    pub settled: Settled,
}

/// A need we could not serve, kept for purchasing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The item.
    pub item: ItemId,
    /// Who asked.
    pub client: Option<ClientId>,
    /// How much was missing.
    pub quantity: Quantity,
    /// The day it was wanted.
    pub wanted_on: Option<Day>,
    /// Why it was lost.
    pub reason: LostReason,
    /// The order it was missing from, where one was made.
    pub order: Option<OrderId>,
}

/// Why a need was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostReason {
    /// Nothing or too little of it.
    Short,
    /// Too late for the client.
    TooLate,
    /// The client took something else.
    Substituted,
}

impl LostReason {
    /// Every reason.
    pub const ALL: [LostReason; 3] = [LostReason::Short, LostReason::TooLate, LostReason::Substituted];

    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            LostReason::Short => "short",
            LostReason::TooLate => "too_late",
            LostReason::Substituted => "substituted",
        }
    }
}

word_column!(LostReason);
