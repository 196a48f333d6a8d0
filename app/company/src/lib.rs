//! The company crate.
