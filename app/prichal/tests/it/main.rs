//! The program from outside: real processes, real sockets, both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]
#![allow(missing_docs)]

mod beside;
mod http;
mod imports;
mod kills;
mod kit;
mod nodes;
mod races;
mod serving;
