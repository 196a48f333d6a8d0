//! Orders on both engines: from the first line to the last kopeck, refusals, laws, drafts, the JSON API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod api;
mod company;
mod credit;
mod desk;
mod draft;
mod flow;
mod generated;
mod laws;
mod lists;
mod money;
mod papers;
mod substitute;
mod term;
mod typed;
mod web;
