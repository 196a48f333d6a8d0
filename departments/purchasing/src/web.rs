//! Pages of purchasing.

pub(crate) mod arrivals;
pub(crate) mod purchases;
