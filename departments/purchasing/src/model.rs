//! Nouns of purchasing: suppliers, purchase orders, arrivals, and what news about them does.

use i18n::Lang;
use kernel::{
    BadColumn, ClientId, Day, DemandId, FromColumn, ItemId, Moment, Money, OrderId, OrderLineId, Param, PurchaseLineId,
    PurchaseOrderId, Quantity, StaffId, SupplierId, SupplyId, ToColumn, UnitPrice, Value, WarehouseId,
};
use serde::{Deserialize, Serialize};
use stock::Source;
use store::row;

use crate::texts;

/// Where a purchase order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseState {
    /// Goods are awaited.
    Open,
    /// All that will come is here.
    Received,
    /// Nothing of it will come.
    Cancelled,
}

impl PurchaseState {
    /// Every state.
    pub const ALL: [PurchaseState; 3] = [PurchaseState::Open, PurchaseState::Received, PurchaseState::Cancelled];

    /// The word in tables and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            PurchaseState::Open => "open",
            PurchaseState::Received => "received",
            PurchaseState::Cancelled => "cancelled",
        }
    }

    /// The state in words.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            PurchaseState::Open => texts::state_open(lang),
            PurchaseState::Received => texts::state_received(lang),
            PurchaseState::Cancelled => texts::state_cancelled(lang),
        }
    }
}

impl ToColumn for PurchaseState {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.code())
    }
}

impl FromColumn for PurchaseState {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        let code = String::from_value(value)?;
        PurchaseState::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| BadColumn::unfit("PurchaseState"))
    }
}

/// The number of a purchase order as people say it: «П-4471».
pub fn purchase_number(lang: Lang, order: PurchaseOrderId) -> String {
    texts::purchase_number(lang, &order.to_string())
}

/// How much of an item is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMuch {
    /// In base units.
    Units(Quantity),
    /// In packs of the item.
    Packs(Quantity),
}

/// One line of an order to a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPurchaseLine {
    /// Code of the item.
    pub sku: String,
    /// How much.
    pub amount: HowMuch,
    /// What one base unit costs us.
    pub unit_cost: Option<UnitPrice>,
    /// The day the goods are awaited.
    pub expected_on: Day,
}

/// An order that is to go to a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPurchase {
    /// Name of the supplier; an unknown one is made.
    pub supplier: String,
    /// Code of the warehouse; `main` without it, an unknown one is made.
    pub warehouse: Option<String>,
    /// What is bought.
    pub lines: Vec<NewPurchaseLine>,
    /// The supplier is a new one, though another is called nearly the same.
    pub new_supplier: bool,
}

/// A purchase order that was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchased {
    /// Its number.
    pub order: PurchaseOrderId,
    /// The supplier.
    pub supplier: SupplierId,
    /// The arrival of each line, in the order of the lines.
    pub arrivals: Vec<PurchaseLineId>,
}

row! {
    /// Somebody we buy from.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Supplier {
        /// Its number.
        pub id: SupplierId,
        /// Its name.
        pub name: String,
    }
}

row! {
    /// An order to a supplier.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PurchaseOrder {
        /// Its number.
        pub id: PurchaseOrderId,
        /// From whom.
        pub supplier: SupplierId,
        /// Name of the supplier.
        pub supplier_name: String,
        /// Into which warehouse.
        pub warehouse: WarehouseId,
        /// Where it stands.
        pub state: PurchaseState,
        /// The day it was placed.
        pub ordered_on: Day,
        /// Lines it has.
        pub lines: i64,
        /// Lines still awaited.
        pub awaited_lines: i64,
        /// The next day on which goods of it are awaited.
        pub next_on: Option<Day>,
        /// What it costs us, where the costs are known.
        pub cost: Option<Money>,
        /// Changes with every change.
        pub version: i64,
    }
}

row! {
    /// An arrival: a line of a purchase order with its goods on the way.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Arrival {
        /// Its number.
        pub id: PurchaseLineId,
        /// The order it belongs to.
        pub order: PurchaseOrderId,
        /// From whom.
        pub supplier: SupplierId,
        /// Name of the supplier.
        pub supplier_name: String,
        /// Into which warehouse.
        pub warehouse: WarehouseId,
        /// The item.
        pub item: ItemId,
        /// What was ordered.
        pub quantity: Quantity,
        /// What is still on the way.
        pub awaited: Quantity,
        /// What of that is held for somebody.
        pub pegged: Quantity,
        /// What one base unit costs us.
        pub unit_cost: Option<UnitPrice>,
        /// The day first named.
        pub first_expected_on: Day,
        /// The day it is awaited now.
        pub expected_on: Day,
        /// When it was ordered.
        pub made_at: Moment,
        /// When the supplier last confirmed the day.
        pub last_confirmed_at: Option<Moment>,
        /// Its supply.
        pub supply: SupplyId,
        /// Promises that rest on it.
        pub promises: i64,
        /// How many of them can't be kept by what is known.
        pub at_risk: i64,
        /// Since when nothing more of it will come.
        pub cancelled_at: Option<Moment>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Arrival {
    /// Whether goods are still on the way.
    pub const fn is_open(&self) -> bool {
        self.cancelled_at.is_none() && self.awaited.is_positive()
    }

    /// What came in so far.
    pub fn received(&self) -> Quantity {
        if self.cancelled_at.is_some() {
            return Quantity::ZERO;
        }
        Quantity::from_thousandths((self.quantity.thousandths() - self.awaited.thousandths()).max(0))
    }

    /// When its day was last known to be right.
    pub fn known_at(&self) -> Moment {
        self.last_confirmed_at.unwrap_or(self.made_at)
    }
}

row! {
    /// A day of an arrival that was moved.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Revision {
        /// The day before.
        pub old_on: Day,
        /// The day after.
        pub new_on: Day,
        /// Why.
        pub reason: String,
        /// Who moved it.
        pub staff: Option<StaffId>,
        /// When.
        pub at: Moment,
    }
}

row! {
    /// How fresh the register of arrivals is.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Freshness {
        /// Lines awaited.
        pub open: i64,
        /// Lines whose day has passed.
        pub late: i64,
        /// Promises that rest on those.
        pub late_promises: i64,
        /// Lines nobody confirmed for a week.
        pub stale: i64,
        /// Lines confirmed within three days.
        pub fresh: i64,
        /// Lines awaited within a week.
        pub week: i64,
        /// What the awaited goods cost us.
        pub cost: Money,
    }
}

/// Which arrivals a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All that are awaited.
    All,
    /// Those whose day has passed.
    Late,
    /// Those of the coming week, and late ones.
    Week,
    /// Those of one supplier.
    Of(SupplierId),
}

/// Goods that a promise rests on after the news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peg {
    /// The supply.
    pub supply: SupplyId,
    /// Where it comes from.
    pub source: Source,
    /// The day it can be picked from.
    pub available_on: Day,
    /// The purchase order of an arrival.
    pub order: Option<PurchaseOrderId>,
    /// How much.
    pub quantity: Quantity,
}

/// A line of a client's order that the news touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The order.
    pub order: OrderId,
    /// The line.
    pub line: OrderLineId,
    /// The need behind it.
    pub demand: DemandId,
    /// The client; shown only to those who may see clients.
    pub client: ClientId,
    /// The item.
    pub item: ItemId,
    /// Still to be shipped.
    pub quantity: Quantity,
    /// What the client was promised; never changed here.
    pub promised_on: Option<Day>,
    /// What the open part is worth, with tax.
    pub gross: Money,
    /// The day that could be told now; none when goods are not in sight.
    pub could_on: Option<Day>,
    /// It was not at risk before this news.
    pub newly: bool,
    /// What covers it after the news, where that changed.
    pub pegs: Vec<Peg>,
}

/// What a new day of an arrival does; no promise moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The arrival.
    pub arrival: PurchaseLineId,
    /// Its day before.
    pub old_on: Day,
    /// Its day after.
    pub new_on: Day,
    /// Lines whose promise can't be kept with the goods we know of.
    pub at_risk: Vec<Touched>,
    /// Lines that keep their promise by other goods.
    pub repegged: Vec<Touched>,
    /// Lines that were at risk and are not any more.
    pub cleared: Vec<Touched>,
    /// Clients touched, without doubles, by number.
    pub clients: Vec<ClientId>,
    /// Version of the arrival after the deed.
    pub version: i64,
}

impl Effect {
    /// Lines that this news hurts: newly at risk, or served by other goods.
    pub fn hurt(&self) -> impl Iterator<Item = &Touched> {
        self.at_risk.iter().filter(|one| one.newly).chain(&self.repegged)
    }

    /// Lines that were at risk before and still are.
    pub fn still_at_risk(&self) -> impl Iterator<Item = &Touched> {
        self.at_risk.iter().filter(|one| !one.newly)
    }

    /// All lines touched, good news and bad.
    pub fn touched(&self) -> impl Iterator<Item = &Touched> {
        self.at_risk.iter().chain(&self.repegged).chain(&self.cleared)
    }
}
