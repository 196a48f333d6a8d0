//! Tables of imports: jobs, their files, their refused rows, what they made.

use ::store::{Fault, Read, Tx, p, row, sql};
use i18n::Lang;
use kernel::{ImportId, Moment, Param, StaffId};
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
        /// Language of the person who brought it.
        pub lang: String,
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
             rows_done, created, updated, skipped, failed, notes, why, made_at, started_at, finished_at, version, lang FROM import_job ",
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
        rows_total, rows_done, created, updated, skipped, failed, notes, token, made_at, started_at, version, lang) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, 0, 0, 0, '[]', '', ?13, ?14, 1, ?15) RETURNING id";
    ADVANCE = "UPDATE import_job SET rows_done = rows_done + ?2, created = created + ?3, updated = updated + ?4, \
        skipped = skipped + ?5, failed = failed + ?6 WHERE id = ?1 AND rows_done = ?7 AND token = ?8 \
        AND state IN ('loading', 'checking')";
    FINISH = "UPDATE import_job SET state = ?2, why = ?3, finished_at = ?4, lease_until = NULL, version = version + 1 \
        WHERE id = ?1 AND token = ?5 AND state IN ('checking', 'loading', 'undoing')";
    KEEP_REFUSED = "INSERT INTO import_refused_row (job_id, line, message, fields) SELECT CAST(?1 AS BIGINT), \
        CAST(value ->> 'l' AS BIGINT), value ->> 'm', value ->> 'f' FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    KEEP_MADE = "INSERT INTO import_made (job_id, what, made_id) SELECT CAST(?1 AS BIGINT), value ->> 'w', \
        CAST(value ->> 'i' AS BIGINT) FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    SET_COLUMNS = "UPDATE import_job SET kind = ?2, columns = ?3, state = 'new', why = NULL, version = version + 1 WHERE id = ?1";
    SET_WORK = "UPDATE import_job SET state = ?2, why = NULL, token = '', lease_until = NULL, started_at = ?3, finished_at = NULL, \
        version = version + 1 WHERE id = ?1";
    FROM_THE_START = "UPDATE import_job SET rows_done = 0, created = 0, updated = 0, skipped = 0, failed = 0, notes = '[]' WHERE id = ?1";
    DROP_REFUSED = "DELETE FROM import_refused_row WHERE job_id = ?1";
    STOP = "UPDATE import_job SET state = ?2, token = '', lease_until = NULL, finished_at = ?3, version = version + 1 WHERE id = ?1";
    SET_NOTES = "UPDATE import_job SET notes = ?2, rows_total = ?3 WHERE id = ?1 AND token = ?4";
    KEEP_PIECE = "INSERT INTO import_piece (job_id, place, piece) VALUES (?1, ?2, ?3)";
    PIECES = "SELECT piece FROM import_piece WHERE job_id = ?1 ORDER BY place";
    HAS_PIECES = "SELECT place FROM import_piece WHERE job_id = ?1 ORDER BY place LIMIT 1";
    DROP_PIECES = "DELETE FROM import_piece WHERE job_id = ?1";
    DROP_OLD_PIECES = "DELETE FROM import_piece WHERE job_id IN (SELECT id FROM import_job WHERE made_at < ?1 \
        AND state NOT IN ('checking', 'loading'))";
    WAITING = "SELECT id FROM import_job WHERE state IN ('checking', 'loading', 'undoing') AND origin = 'page' \
        AND (lease_until IS NULL OR lease_until < ?1) ORDER BY id LIMIT 1";
    TAKE = "UPDATE import_job SET token = ?2, lease_until = ?3 WHERE id = ?1 AND state IN ('checking', 'loading', 'undoing') \
        AND (lease_until IS NULL OR lease_until < ?4)";
    HOLD = "UPDATE import_job SET lease_until = ?3 WHERE id = ?1 AND token = ?2";
    LET_GO = "UPDATE import_job SET lease_until = NULL WHERE id = ?1 AND token = ?2";
    IS_HELD = "SELECT state FROM import_job WHERE id = ?1 AND token = ?2";
    MADE_COUNTS = "SELECT what, CAST(COUNT(*) AS BIGINT) FROM import_made WHERE job_id = ?1 GROUP BY what ORDER BY what";
    MADE = "SELECT what, made_id FROM import_made WHERE job_id = ?1 ORDER BY what DESC, made_id DESC LIMIT ?2";
    MADE_OF = "SELECT made_id FROM import_made WHERE job_id = ?1 AND what = ?2 ORDER BY made_id";
    DROP_MADE = "DELETE FROM import_made WHERE job_id = ?1 AND what = ?2 \
        AND made_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?3))";
    REFUSED_ROWS = "SELECT line, message, fields FROM import_refused_row WHERE job_id = ?1 AND line > ?2 ORDER BY line LIMIT ?3";
}

/// One import.
pub fn job(read: &mut Read<'_>, id: ImportId) -> Result<Option<Job>, Fault> {
    read.opt(&JOB, p![id])
}

/// The same, locked.
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
    pub(crate) lang: Lang,
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
            started,
            new.lang.code()
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

/// Says which columns are read as what; the import begins anew.
pub(crate) fn set_columns(tx: &mut Tx<'_>, id: ImportId, kind: ImportKind, columns: &[String]) -> Result<(), Fault> {
    tx.exec(&SET_COLUMNS, p![id, kind.code(), json!(columns).to_string()])?;
    from_the_start(tx, id)
}

/// Forgets what a dry run or a broken-off import counted.
pub(crate) fn from_the_start(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Fault> {
    tx.exec(&FROM_THE_START, p![id])?;
    tx.exec(&DROP_REFUSED, p![id]).map(drop)
}

/// Gives an import to the server to work on.
pub(crate) fn set_work(tx: &mut Tx<'_>, id: ImportId, state: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&SET_WORK, p![id, state, now]).map(drop)
}

/// Takes an import out of the server's hands.
pub(crate) fn stop(tx: &mut Tx<'_>, id: ImportId, state: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&STOP, p![id, state, now]).map(drop)
}

/// Notes what the plan of a file says before its rows are read.
pub(crate) fn set_notes(tx: &mut Tx<'_>, id: ImportId, token: &str, notes: &[String], rows: i64) -> Result<(), Fault> {
    tx.exec(&SET_NOTES, p![id, json!(notes).to_string(), rows, token]).map(drop)
}

/// Keeps a piece of the file.
pub(crate) fn keep_piece(tx: &mut Tx<'_>, id: ImportId, place: i64, piece: &[u8]) -> Result<(), Fault> {
    tx.exec(&KEEP_PIECE, &[Param::Int(id.get()), Param::Int(place), Param::Bytes(piece)]).map(drop)
}

/// The bytes of the file.
pub(crate) fn file(read: &mut Read<'_>, id: ImportId) -> Result<Vec<u8>, Fault> {
    let pieces: Vec<(Vec<u8>,)> = read.rows(&PIECES, p![id])?;
    Ok(pieces.into_iter().flat_map(|(piece,)| piece).collect())
}

/// Whether the file is still kept.
pub(crate) fn has_file(read: &mut Read<'_>, id: ImportId) -> Result<bool, Fault> {
    Ok(read.opt::<(i64,)>(&HAS_PIECES, p![id])?.is_some())
}

/// Forgets the file.
pub(crate) fn drop_file(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Fault> {
    tx.exec(&DROP_PIECES, p![id]).map(drop)
}

/// Forgets files that nobody went on with since a moment.
pub(crate) fn drop_old_files(tx: &mut Tx<'_>, before: Moment) -> Result<u64, Fault> {
    tx.exec(&DROP_OLD_PIECES, p![before])
}

/// The first import that waits for a server.
pub(crate) fn waiting(read: &mut Read<'_>) -> Result<Option<ImportId>, Fault> {
    let now = read.now();
    Ok(read.opt::<(ImportId,)>(&WAITING, p![now])?.map(|(id,)| id))
}

/// Takes an import until a moment; false when another server was faster.
pub(crate) fn take(tx: &mut Tx<'_>, id: ImportId, token: &str, until: Moment) -> Result<bool, Fault> {
    let now = tx.now();
    Ok(tx.exec(&TAKE, p![id, token, until, now])? == 1)
}

/// Keeps an import longer.
pub(crate) fn hold(tx: &mut Tx<'_>, id: ImportId, token: &str, until: Moment) -> Result<(), Fault> {
    tx.exec(&HOLD, p![id, token, until]).map(drop)
}

/// Leaves an import for the next server.
pub(crate) fn let_go(tx: &mut Tx<'_>, id: ImportId, token: &str) -> Result<(), Fault> {
    tx.exec(&LET_GO, p![id, token]).map(drop)
}

/// The state of an import that this token holds.
pub(crate) fn held(read: &mut Read<'_>, id: ImportId, token: &str) -> Result<Option<String>, Fault> {
    Ok(read.opt::<(String,)>(&IS_HELD, p![id, token])?.map(|(state,)| state))
}

/// How much of each an import made that still stands.
pub(crate) fn made_counts(read: &mut Read<'_>, id: ImportId) -> Result<Vec<(String, i64)>, Fault> {
    read.rows(&MADE_COUNTS, p![id])
}

/// Some of what an import made, the last first.
pub(crate) fn made(read: &mut Read<'_>, id: ImportId, limit: i64) -> Result<Vec<(String, i64)>, Fault> {
    read.rows(&MADE, p![id, limit])
}

/// All of one sort that an import made.
pub(crate) fn made_of(read: &mut Read<'_>, id: ImportId, what: &str) -> Result<Vec<i64>, Fault> {
    let rows: Vec<(i64,)> = read.rows(&MADE_OF, p![id, what])?;
    Ok(rows.into_iter().map(|(made,)| made).collect())
}

/// Strikes out what was taken back.
pub(crate) fn drop_made(tx: &mut Tx<'_>, id: ImportId, what: &str, ids: &[i64]) -> Result<(), Fault> {
    tx.exec(&DROP_MADE, p![id, what, json!(ids).to_string()]).map(drop)
}
