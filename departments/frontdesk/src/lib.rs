//! The frontdesk crate.
