//! Nouns of contracts: the terms on which a client buys.

use kernel::{ClientId, Moment, Money, StaffId};
use store::row;

row! {
    /// The terms of a client, as somebody set them.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Terms {
        /// Whose.
        pub client: ClientId,
        /// How much the client may owe and have on order at once; none = as much as it likes.
        pub credit_limit: Option<Money>,
        /// How many days after the shipment it pays; nothing = on the same day.
        pub payment_days: i64,
        /// When they were set.
        pub changed_at: Moment,
        /// By whom; none = by the program itself.
        pub staff: Option<StaffId>,
        /// Changes with every change; the first is one.
        pub version: i64,
    }
}

/// Terms to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetTerms {
    /// How much the client may owe; none = no limit.
    pub credit_limit: Option<Money>,
    /// How many days after the shipment it pays.
    pub payment_days: i64,
}
