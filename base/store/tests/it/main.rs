//! The store on both engines: units, keys, followers, other nodes, and what is left when things break.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

mod breakage;
mod crowds;
mod followers;
mod hang_ups;
mod keys;
mod kit;
mod leftovers;
mod nodes;
mod schema;
mod units;
