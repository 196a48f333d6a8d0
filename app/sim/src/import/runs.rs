//! How far the import of a file has come, so that a killed one goes on where it stopped.

use kernel::{ImportId, Moment};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use super::{ImportError, ImportKind, Tally};

row! {
    /// One import of one file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Run {
        /// Its number.
        pub id: ImportId,
        /// Rows written or refused so far.
        pub rows_done: i64,
        /// Rows that made something.
        pub created: i64,
        /// Rows that changed something.
        pub updated: i64,
        /// Rows that changed nothing.
        pub skipped: i64,
        /// Rows refused.
        pub failed: i64,
        /// Since when it is finished.
        pub finished_at: Option<Moment>,
    }
}

sql! {
    LAST = "SELECT id, rows_done, created, updated, skipped, failed, finished_at FROM import_run \
        WHERE sha256 = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1";
    BEGIN = "INSERT INTO import_run (kind, sha256, rows_done, created, updated, skipped, failed, started_at) \
        VALUES (?1, ?2, 0, 0, 0, 0, 0, ?3) RETURNING id";
    ADVANCE = "UPDATE import_run SET rows_done = rows_done + ?2, created = created + ?3, updated = updated + ?4, \
        skipped = skipped + ?5, failed = failed + ?6 WHERE id = ?1 AND rows_done = ?7";
    FINISH = "UPDATE import_run SET finished_at = ?2 WHERE id = ?1";
    KEEP_ERRORS = "INSERT INTO import_error (run_id, line, message) SELECT CAST(?1 AS BIGINT), \
        CAST(value ->> 'l' AS BIGINT), value ->> 'm' FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    ERRORS = "SELECT line, message FROM import_error WHERE run_id = ?1 ORDER BY line";
}

/// The last import of this file, finished or not.
pub fn last(read: &mut Read<'_>, kind: ImportKind, sha256: &str) -> Result<Option<Run>, Fault> {
    read.opt(&LAST, p![sha256, kind.code()])
}

/// Begins an import.
pub fn begin(tx: &mut Tx<'_>, kind: ImportKind, sha256: &str) -> Result<Run, Fault> {
    let now = tx.now();
    let id = ImportId::new(tx.insert(&BEGIN, p![kind.code(), sha256, now])?);
    Ok(Run { id, rows_done: 0, created: 0, updated: 0, skipped: 0, failed: 0, finished_at: None })
}

/// Notes a slice of rows in the unit that wrote them; false when another import of the file was faster.
pub fn advance(tx: &mut Tx<'_>, run: ImportId, done: i64, rows: i64, tally: &Tally) -> Result<bool, Fault> {
    let Tally { created, updated, skipped, failed, .. } = tally;
    let changed = tx.exec(&ADVANCE, p![run, rows, created, updated, skipped, failed, done])?;
    let errors: Vec<_> = tally.errors.iter().map(|error| json!({ "l": error.row, "m": error.message })).collect();
    if changed == 1 && !errors.is_empty() {
        tx.exec(&KEEP_ERRORS, p![run, json!(errors).to_string()])?;
    }
    Ok(changed == 1)
}

/// Marks an import finished.
pub fn finish(tx: &mut Tx<'_>, run: ImportId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&FINISH, p![run, now]).map(drop)
}

/// The rows an import refused so far.
pub fn errors(read: &mut Read<'_>, run: ImportId) -> Result<Vec<ImportError>, Fault> {
    let rows: Vec<(i64, String)> = read.rows(&ERRORS, p![run])?;
    Ok(rows.into_iter().map(|(row, message)| ImportError { row, message }).collect())
}
