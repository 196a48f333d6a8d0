//! Words shared by all departments: ids, money, quantities, days, actors, events.
//!
//! No input or output, no async, no text shown to people: only values, their rules
//! and how they are written down (decimal text, column, JSON).

#[macro_use]
mod text_value;

pub mod actor;
pub mod calendar;
pub mod column;
pub mod day;
pub mod event;
pub mod identifiers;
pub mod ids;
mod key;
pub mod money;
pub mod phone;
pub mod rng;
pub mod vat;

pub use actor::Actor;
pub use calendar::WorkCalendar;
pub use column::{BadColumn, FromColumn, Param, ToColumn, Value};
pub use day::{BadDay, BadMoment, BadMonth, BadZone, Day, Moment, Month, Weekday, Zone};
pub use event::{Entity, EntityKind, Event};
pub use identifiers::{BankAccount, Bik, Gtin, Inn, Kpp, Ogrn};
pub use ids::*;
pub use key::text_key;
pub use money::{BadNumber, Currency, Money, Overflow, Quantity, UnitPrice, typed_decimal};
pub use phone::Phone;
pub use rng::Dice;
pub use vat::{LineAmounts, PriceMode, VatClass, VatRate};
