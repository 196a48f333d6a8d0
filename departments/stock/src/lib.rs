//! The stock crate.
