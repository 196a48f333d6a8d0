//! The sim crate.
