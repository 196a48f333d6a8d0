//! Pure decisions about goods: what may be promised, what covers it, what news does to it.
//!
//! Values in, values out: no clock, no database. One pool is one item in one warehouse; goods
//! bought or made for one demand (`for_demand`, drop-ship) stay outside every pool, because
//! nobody else may be promised them.

pub mod allocate;
pub mod answer;
pub mod atp;
mod board;
pub mod promise_day;
#[cfg(test)]
mod proof;
pub mod rematch;
pub mod substitutes;

pub use allocate::{Cover, Lot, Piece, Plan, When, cover, plan};
pub use answer::{Answer, Mode, answer};
pub use atp::{Cumulative, Due, Promisable, cumulative, discrete_atp, promisable, promised};
pub use promise_day::{Delivery, latest_supply_day, promised_on};
pub use rematch::{AtRisk, Change, Reassessed, Share, Split, reassess, split_supply};
pub use substitutes::{Candidate, Coverage, Ranked, Reason, Wanted, Weights, kind_of, rank};

use kernel::{Day, DemandId, Quantity, SupplyId};
use serde::{Deserialize, Serialize};

/// Where goods come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// On the shelf of the warehouse.
    OnHand,
    /// On the way from a supplier.
    Arrival,
    /// On the way from another warehouse of ours.
    Transfer,
    /// To be bought for this demand.
    ToOrder,
    /// Sent to the client by the supplier himself.
    DropShip,
    /// Made by us or by a subcontractor.
    Production,
}

/// Goods of one item in one warehouse that anyone may be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// Its number.
    pub supply: SupplyId,
    /// Where it comes from.
    pub source: Source,
    /// The day it can be picked from; see [`expected_on`].
    pub available_on: Day,
    /// All of it, allocated or not.
    pub quantity: Quantity,
}

/// A need that was promised to somebody; only the part that is promised and not yet issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// Its number.
    pub demand: DemandId,
    /// The last day on which supply keeps the promise: never moved by a rule.
    pub due: Day,
    /// What is promised and still to be issued.
    pub quantity: Quantity,
    /// Who goes first when goods are short: the smaller number.
    pub priority: i64,
}

/// A quantity of a supply held for a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allocation {
    /// Who holds it.
    pub demand: DemandId,
    /// What it holds.
    pub supply: SupplyId,
    /// How much of it.
    pub quantity: Quantity,
}

/// Everything known of one item in one warehouse: supplies, promises, who holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pool {
    /// Sellable goods, on hand and on the way.
    pub supplies: Vec<Supply>,
    /// Promised and not yet issued.
    pub demands: Vec<Demand>,
    /// The matching that proves the promises.
    pub allocations: Vec<Allocation>,
}

/// The day goods were awaited on, when it has passed without a receipt.
pub fn late_since(source: Source, available_on: Day, today: Day) -> Option<Day> {
    (source != Source::OnHand && available_on < today).then_some(available_on)
}

/// The day a rule may count on goods, seen from today.
///
/// What lies on the shelf counts from today; an arrival whose day has passed without a receipt
/// is not here, so it counts from tomorrow at the earliest.
pub fn expected_on(source: Source, available_on: Day, today: Day) -> Day {
    match late_since(source, available_on, today) {
        _ if source == Source::OnHand => available_on.min(today),
        Some(_) => today.add_days(1),
        None => available_on,
    }
}
