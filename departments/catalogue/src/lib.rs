//! The catalogue crate.
