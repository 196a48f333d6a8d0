//! The purchasing crate.
