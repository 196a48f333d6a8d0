//! The access crate.
