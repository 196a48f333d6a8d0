//! Telephone calls: announced by the exchange, answered, solved, connected with a brief, promised back, missed.

pub(crate) mod api;
mod desk;
mod errors;
pub(crate) mod hook;
pub(crate) mod log;
pub(crate) mod model;
mod questions;
pub(crate) mod resting;
pub(crate) mod rules;
pub(crate) mod store;
mod verbs;
pub(crate) mod web;

pub use errors::{CallRefused, Wrong, WrongField};
pub use hook::HookSecret;
pub use model::{Call, CallOutcome, Direction, NewCall, Presence, PresenceState};
pub(crate) use questions::reached;
pub use questions::{call, candidates, list, presence_of, ringing, talking};
pub use verbs::{
    Connect, announce, answer, connect, end, end_forgotten, new_prospect, note_about, promise, recognise, set_presence,
    solve,
};
