//! Tables of imports: jobs, their files, their refused rows, what they made.

use ::store::{Fault, Read, Tx, p, row, sql};
use kernel::{ImportId, Moment, StaffId};
use serde_json::json;

use crate::kind::ImportKind;
use crate::plan::{ImportError, Tally};

row! {
    /// One import of one file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Job {
        /// Its number.
        pub id: ImportId,
        /// Code of the kind.
        pub kind: String,
        /// `page` or `terminal`.
        pub origin: String,
        /// Where it stands.
        pub state: String,
        /// Name of the file.
        pub file_name: String,
        /// Sum of its bytes.
        pub sha256: String,
        /// Bytes.
        pub size: i64,
        /// Who brought it.
        pub staff: Option<StaffId>,
        /// Headings, as JSON.
        pub header: String,
        /// Column of ours for each heading, as JSON; empty text where it is left out.
        pub columns: String,
        /// First values of each column, as JSON.
        pub samples: String,
        /// Encoding, or the sheet's name.
        pub encoding: String,
        /// Rows of the file.
        pub rows_total: i64,
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
        /// What else the person should know, as JSON.
        pub notes: String,
        /// Why it broke off.
        pub why: Option<String>,
        /// When the file came.
        pub made_at: Moment,
        /// When the present work began.
        pub started_at: Option<Moment>,
        /// When it ended.
        pub finished_at: Option<Moment>,
        /// Changes with every change of its state.
        pub version: i64,
    }
}

impl Job {
    /// The kind.
    pub fn kind(&self) -> Result<ImportKind, Fault> {
        ImportKind::parse(&self.kind).ok_or_else(|| Fault::because(format!("import kind {}", self.kind)))
    }

    /// Headings as written.
    pub fn header(&self) -> Vec<String> {
        serde_json::from_str(&self.header).unwrap_or_default()
    }

    /// Column of ours for each heading; empty where it is left out.
    pub fn columns(&self) -> Vec<String> {
        serde_json::from_str(&self.columns).unwrap_or_default()
    }

    /// First values of each column.
    pub fn samples(&self) -> Vec<Vec<String>> {
        serde_json::from_str(&self.samples).unwrap_or_default()
    }

    /// What else the person should know.
    pub fn notes(&self) -> Vec<String> {
        serde_json::from_str(&self.notes).unwrap_or_default()
    }

    /// Whether the server is at work on it.
    pub fn is_working(&self) -> bool {
        matches!(self.state.as_str(), "checking" | "loading" | "undoing")
    }
}

macro_rules! jobs {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, origin, state, file_name, sha256, size, staff_id, header, columns, samples, encoding, rows_total, \
             rows_done, created, updated, skipped, failed, notes, why, made_at, started_at, finished_at, version FROM import_job ",
            $rest
        )
    };
}

sql! {
    JOB = jobs!("WHERE id = ?1");
    LOCK_JOB = jobs!("WHERE id = ?1 /*pg FOR UPDATE*/");
    JOBS = jobs!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    BROKEN_OFF = jobs!("WHERE sha256 = ?1 AND kind = ?2 AND origin = 'terminal' AND state = 'loading' ORDER BY id DESC LIMIT 1");
    TAKEN_WHOLE = "SELECT id FROM import_job WHERE sha256 = ?1 AND kind = ?2 AND state = 'done' ORDER BY id DESC LIMIT 1";
    BEGIN = "INSERT INTO import_job (kind, origin, state, file_name, sha256, size, staff_id, header, columns, samples, encoding, \
        rows_total, rows_done, created, updated, skipped, failed, notes, token, made_at, started_at, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, 0, 0, 0, '[]', '', ?13, ?14, 1) RETURNING id";
    ADVANCE = "UPDATE import_job SET rows_done = rows_done + ?2, created = created + ?3, updated = updated + ?4, \
        skipped = skipped + ?5, failed = failed + ?6 WHERE id = ?1 AND rows_done = ?7 AND token = ?8 \
        AND state IN ('loading', 'checking')";
    FINISH = "UPDATE import_job SET state = ?2, why = ?3, finished_at = ?4, lease_until = NULL, version = version + 1 \
        WHERE id = ?1 AND token = ?5 AND state IN ('checking', 'loading', 'undoing')";
    KEEP_REFUSED = "INSERT INTO import_refused_row (job_id, line, message, fields) SELECT CAST(?1 AS BIGINT), \
        CAST(value ->> 'l' AS BIGINT), value ->> 'm', value ->> 'f' FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    KEEP_MADE = "INSERT INTO import_made (job_id, what, made_id) SELECT CAST(?1 AS BIGINT), value ->> 'w', \
        CAST(value ->> 'i' AS BIGINT) FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    REFUSED_ROWS = "SELECT line, message, fields FROM import_refused_row WHERE job_id = ?1 AND line > ?2 ORDER BY line LIMIT ?3";
}

/// One import.
pub fn job(read: &mut Read<'_>, id: ImportId) -> Result<Option<Job>, Fault> {
    read.opt(&JOB, p![id])
}

/// The same, locked.
#[allow(dead_code)]
pub(crate) fn lock(tx: &mut Tx<'_>, id: ImportId) -> Result<Option<Job>, Fault> {
    tx.opt(&LOCK_JOB, p![id])
}

/// Imports below a number, the newest first.
pub fn jobs(read: &mut Read<'_>, below: i64, limit: i64) -> Result<Vec<Job>, Fault> {
    read.rows(&JOBS, p![below, limit])
}

/// The import of this file from the terminal that did not end.
pub(crate) fn broken_off(read: &mut Read<'_>, kind: ImportKind, sha256: &str) -> Result<Option<Job>, Fault> {
    read.opt(&BROKEN_OFF, p![sha256, kind.code()])
}

/// Whether this file was taken in whole before, and stands.
pub(crate) fn taken_whole(read: &mut Read<'_>, kind: ImportKind, sha256: &str) -> Result<bool, Fault> {
    Ok(read.opt::<(i64,)>(&TAKEN_WHOLE, p![sha256, kind.code()])?.is_some())
}

/// An import that begins.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    pub(crate) kind: ImportKind,
    pub(crate) origin: &'static str,
    pub(crate) state: &'static str,
    pub(crate) file_name: String,
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) staff: Option<StaffId>,
    pub(crate) header: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) samples: Vec<Vec<String>>,
    pub(crate) encoding: String,
    pub(crate) rows: i64,
}

/// Begins an import.
pub(crate) fn begin(tx: &mut Tx<'_>, new: &Begun) -> Result<Job, Fault> {
    let now = tx.now();
    let started = (new.state == "loading").then_some(now);
    let (header, columns) = (json!(new.header).to_string(), json!(new.columns).to_string());
    let samples = json!(new.samples).to_string();
    let id = ImportId::new(tx.insert(
        &BEGIN,
        p![
            new.kind.code(),
            new.origin,
            new.state,
            new.file_name,
            new.sha256,
            new.size,
            new.staff,
            header,
            columns,
            samples,
            new.encoding,
            new.rows,
            now,
            started
        ],
    )?);
    job(tx, id)?.ok_or_else(|| Fault::because("an import just begun is not there"))
}

/// Notes a slice of rows in the unit that wrote them; false when the import is no longer the caller's.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    id: ImportId,
    token: &str,
    done: i64,
    rows: i64,
    tally: &Tally,
) -> Result<bool, Fault> {
    let Tally { created, updated, skipped, failed, .. } = tally;
    let changed = tx.exec(&ADVANCE, p![id, rows, created, updated, skipped, failed, done, token])?;
    if changed != 1 {
        return Ok(false);
    }
    if !tally.errors.is_empty() {
        let rows: Vec<_> = tally
            .errors
            .iter()
            .map(|error| json!({ "l": error.row, "m": error.message, "f": json!(error.fields).to_string() }))
            .collect();
        tx.exec(&KEEP_REFUSED, p![id, json!(rows).to_string()])?;
    }
    if !tally.made.is_empty() {
        let made: Vec<_> = tally
            .made
            .iter()
            .map(|made| {
                let (what, number) = made.parts();
                json!({ "w": what, "i": number })
            })
            .collect();
        tx.exec(&KEEP_MADE, p![id, json!(made).to_string()])?;
    }
    Ok(true)
}

/// Ends the work on an import; false when it is no longer the caller's.
pub(crate) fn finish(
    tx: &mut Tx<'_>,
    id: ImportId,
    token: &str,
    state: &str,
    why: Option<&str>,
) -> Result<bool, Fault> {
    let now = tx.now();
    Ok(tx.exec(&FINISH, p![id, state, why, now, token])? == 1)
}

/// Refused rows of an import below a line, in the order of the file.
pub fn errors(read: &mut Read<'_>, id: ImportId, after: i64, limit: i64) -> Result<Vec<ImportError>, Fault> {
    let rows: Vec<(i64, String, String)> = read.rows(&REFUSED_ROWS, p![id, after, limit])?;
    Ok(rows
        .into_iter()
        .map(|(row, message, fields)| ImportError {
            row,
            message,
            fields: serde_json::from_str(&fields).unwrap_or_default(),
        })
        .collect())
}
