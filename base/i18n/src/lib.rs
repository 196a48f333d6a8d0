//! The i18n crate.
