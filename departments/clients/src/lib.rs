//! The clients crate.
