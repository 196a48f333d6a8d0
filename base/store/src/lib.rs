//! The company's books on two engines behind one `Tx`.
//!
//! Departments write one SQL text and plain synchronous verbs; whether the rows live in an
//! embedded SQLite file or in PostgreSQL is known here only. A unit of work runs on a thread
//! of its own, so a caller who hangs up can never cut a transaction in two.
//!
//! * [`Store::read`] gives one consistent picture (one read transaction).
//! * [`Store::write`] runs a deed; nobody hears "done" before COMMIT.
//! * [`Store::write_once`] does the same under an idempotency key and replays the first answer.

mod clock;
mod conn;
mod event;
mod fault;
mod job;
mod lite;
mod lock;
mod once;
mod pg;
mod row;
mod schema;
mod sql;
mod store;
pub mod testing;
mod unit;

pub use clock::Clock;
pub use event::{
    Happened, Sought, chain_break, event_count, events_after, events_of_client, events_sought, unsealed_events,
};
pub use fault::{Fault, Stop};
pub use job::{Job, due_job, enqueue, finish_job, postpone_job};
pub use kernel::column::{FromColumn, Param, ToColumn, Value};
pub use lock::{ServerLock, Taken};
pub use once::{Answer, Claim, Once, forget_old_answers};
pub use row::FromRow;
pub use schema::{Migration, Module, OpenRefused, View};
pub use sql::{ListTexts, Registered, Sql, list_text, registered};
pub use store::{Counters, Place, Store};
pub use unit::{Read, Tx};

#[doc(hidden)]
pub use inventory;
