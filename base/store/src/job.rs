//! Work for later that must be retried: a row with a lease, written with its deed.

use kernel::day::Moment;

use crate::fault::Fault;
use crate::unit::Tx;
use crate::{p, row, sql};

row! {
    /// A piece of later work; done at least once, so it must be idempotent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Job {
        /// Number of the row.
        pub id: i64,
        /// What kind of work.
        pub kind: String,
        /// Body, JSON of ids and numbers.
        pub body: String,
        /// Tries so far, this one included.
        pub attempts: i64,
    }
}

sql! {
    ENQUEUE = "INSERT INTO job (kind, unique_key, body, run_at, attempts, leased_until) VALUES (?1, ?2, ?3, ?4, 0, 0)
        ON CONFLICT (kind, unique_key) DO NOTHING";
    LEASE = "UPDATE job SET attempts = attempts + 1, leased_until = ?2
        WHERE id = (SELECT id FROM job WHERE kind = ?3 AND done_at IS NULL AND run_at <= ?1 AND leased_until <= ?1
            ORDER BY run_at, id LIMIT 1 /*pg FOR UPDATE SKIP LOCKED*/)
        RETURNING id, kind, body, attempts";
    FINISH = "UPDATE job SET done_at = ?2, error = NULL WHERE id = ?1";
    POSTPONE = "UPDATE job SET run_at = ?2, leased_until = 0, error = ?3 WHERE id = ?1";
}

/// Writes down work for later; the same kind and key a second time changes nothing.
pub fn enqueue(tx: &mut Tx<'_>, kind: &str, unique_key: &str, body: &str, run_at: Moment) -> Result<(), Fault> {
    tx.exec(&ENQUEUE, p![kind, unique_key, body, run_at]).map(drop)
}

/// Leases the next due job of a kind for `lease_ms`; another worker gets it when the lease runs out.
pub fn due_job(tx: &mut Tx<'_>, kind: &str, lease_ms: i64) -> Result<Option<Job>, Fault> {
    let now = tx.now();
    tx.opt(&LEASE, p![now, Moment::from_millis(now.millis() + lease_ms), kind])
}

/// Marks a job done.
pub fn finish_job(tx: &mut Tx<'_>, id: i64) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&FINISH, p![id, now]).map(drop)
}

/// Puts a failed job off until `run_at`, keeping the reason.
pub fn postpone_job(tx: &mut Tx<'_>, id: i64, run_at: Moment, error: &str) -> Result<(), Fault> {
    tx.exec(&POSTPONE, p![id, run_at, error]).map(drop)
}
