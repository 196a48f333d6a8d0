//! The orders crate.
