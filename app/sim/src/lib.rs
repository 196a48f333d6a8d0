//! The company in a box: a demo made from real trade, and the import of foreign tables.

i18n::texts!();

pub mod data;
pub mod history_rules;
pub mod names;
