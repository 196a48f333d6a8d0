//! The house as a whole: statements, routes, laws, the thread over HTTP, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod docs;
mod journal;
mod limits;
mod live;
mod password;
mod reservations;
mod rights;
mod statements;
mod tokens;
mod users;
mod web;
