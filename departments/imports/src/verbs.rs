//! Deeds on an import: a file comes, its columns are named, it is tried, written, stopped, taken back.

use ::store::{Fault, Stop, Store, Tx};
use house::{Department, Visit};
use kernel::{Event, ImportId, Moment};
use serde_json::json;

use crate::columns::{self, guess, guess_kind, missing};
use crate::engine::sum_of;
use crate::errors::ImportRefused;
use crate::kind::ImportKind;
use crate::plan::{Formats, count};
use crate::store::{self as books, Begun, Job};
use crate::table::{self, Table};
use crate::{texts, undo};

/// Bytes of a file in one row of the table.
const PIECE: usize = 1 << 20;
/// Values of a column that are shown.
const SAMPLES: usize = 3;
/// Files that nobody went on with are forgotten after so many days.
const KEEP_DAYS: i64 = 14;

/// A file as it came.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// Its name.
    pub file_name: String,
    /// What it holds; guessed where it is not said.
    pub kind: Option<ImportKind>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Takes a file in: reads it, guesses what it holds, keeps it until it is written. On a thread of its own.
///
/// Refused: what is no table.
pub fn upload(store: &Store, formats: &Formats, visit: &Visit, new: &Upload) -> Result<ImportId, Stop<ImportRefused>> {
    let lang = visit.lang;
    let table = table::read(&new.bytes, lang).map_err(|why| Stop::Refused(ImportRefused::Unreadable(why)))?;
    let known_format = formats.of(ImportKind::History, &table).is_some();
    let kind = match new.kind {
        Some(kind) => kind,
        None if known_format => ImportKind::History,
        None => guess_kind(&table.header).unwrap_or(ImportKind::Clients),
    };
    let begun = Begun {
        kind,
        origin: "page",
        state: "failed",
        file_name: new.file_name.chars().filter(|letter| !letter.is_control()).take(200).collect(),
        sha256: sum_of(&new.bytes),
        size: count(new.bytes.len()),
        staff: visit.actor.staff(),
        header: table.header.clone(),
        columns: guess(kind, &table.header),
        samples: samples(&table),
        encoding: table.encoding.to_owned(),
        rows: count(table.rows.len()),
        lang,
    };
    let actor = visit.actor;
    let job = store.write_now(actor, move |tx| Ok::<_, Stop<ImportRefused>>(books::begin(tx, &begun)?))?;
    let id = job.id;
    for (place, piece) in new.bytes.chunks(PIECE).enumerate() {
        let (piece, place) = (piece.to_vec(), count(place));
        store.write_now(actor, move |tx| Ok::<_, Stop<ImportRefused>>(books::keep_piece(tx, id, place, &piece)?))?;
    }
    store.write_now(actor, move |tx| {
        books::stop(tx, id, "new")?;
        tx.event(Event::new("import_uploaded", id, json!({ "import": id, "kind": kind.code() }).to_string()), None);
        Ok::<_, Stop<ImportRefused>>(())
    })?;
    Ok(id)
}

/// The first values of each column that are not blank.
fn samples(table: &Table) -> Vec<Vec<String>> {
    let of = |column: usize| {
        let values = table.rows.iter().filter_map(|row| row.fields.get(column)).filter(|value| !value.is_empty());
        values.take(SAMPLES).map(|value| value.chars().take(60).collect()).collect()
    };
    (0..table.header.len()).map(of).collect()
}

fn refused(why: ImportRefused) -> Stop<ImportRefused> {
    Stop::Refused(why)
}

fn locked(tx: &mut Tx<'_>, id: ImportId) -> Result<Job, Stop<ImportRefused>> {
    let job = books::lock(tx, id)?.filter(|job| job.origin == "page");
    job.ok_or_else(|| refused(ImportRefused::Unknown))
}

fn in_state(job: &Job, states: &[&str]) -> Result<(), Stop<ImportRefused>> {
    if states.contains(&job.state.as_str()) {
        return Ok(());
    }
    Err(refused(ImportRefused::WrongState(job.state.clone())))
}

/// Says what the file holds and which of its columns is which; an empty code leaves a column out.
///
/// What a dry run found is forgotten. Refused: a wrong state, unknown columns, one twice, needed ones missing.
pub fn set_columns(
    tx: &mut Tx<'_>,
    id: ImportId,
    kind: ImportKind,
    chosen: &[String],
) -> Result<(), Stop<ImportRefused>> {
    let job = locked(tx, id)?;
    in_state(&job, &["new", "checked"])?;
    let mut chosen = chosen.to_vec();
    chosen.resize(job.header().len(), String::new());
    check_columns(kind, &chosen).map_err(refused)?;
    if job.kind == kind.code() && job.columns() == chosen && job.state == "checked" {
        return Ok(());
    }
    Ok(books::set_columns(tx, id, kind, &chosen)?)
}

/// Looks at the file as another kind: columns are guessed anew.
pub fn set_kind(tx: &mut Tx<'_>, id: ImportId, kind: ImportKind) -> Result<(), Stop<ImportRefused>> {
    let job = locked(tx, id)?;
    in_state(&job, &["new", "checked"])?;
    Ok(books::set_columns(tx, id, kind, &guess(kind, &job.header()))?)
}

fn check_columns(kind: ImportKind, chosen: &[String]) -> Result<(), ImportRefused> {
    for (at, code) in chosen.iter().enumerate().filter(|(_, code)| !code.is_empty()) {
        if !columns::columns(kind).iter().any(|column| column.code == code) {
            return Err(ImportRefused::NoColumn(code.clone()));
        }
        if chosen.iter().take(at).any(|before| before == code) {
            return Err(ImportRefused::Twice(kind, code.clone()));
        }
    }
    let lacking = missing(kind, chosen);
    if lacking.is_empty() { Ok(()) } else { Err(ImportRefused::Missing(kind, lacking)) }
}

/// Gives the file to the server: first to be tried, or to be written.
///
/// An import that was stopped or broke off goes on after its last row. Refused: a wrong state, missing columns,
/// a file no longer kept, goods that were taken in from the same file before.
pub fn start(tx: &mut Tx<'_>, id: ImportId, dry_run: bool, known_format: bool) -> Result<(), Stop<ImportRefused>> {
    let job = locked(tx, id)?;
    let kind = job.kind()?;
    in_state(&job, if dry_run { &["new", "checked"] } else { &["new", "checked", "cancelled", "failed"] })?;
    if !known_format {
        check_columns(kind, &job.columns()).map_err(refused)?;
    }
    if !books::has_file(tx, id)? {
        return Err(refused(ImportRefused::FileGone));
    }
    if !dry_run && kind.adds_up() && books::taken_whole(tx, kind, &job.sha256)? {
        return Err(refused(ImportRefused::AlreadyTaken));
    }
    if matches!(job.state.as_str(), "new" | "checked") {
        books::from_the_start(tx, id)?;
    }
    books::set_work(tx, id, if dry_run { "checking" } else { "loading" })?;
    event(tx, id, if dry_run { "import_tried" } else { "import_started" });
    Ok(())
}

/// Stops the work; what is written stays written.
pub fn cancel(tx: &mut Tx<'_>, id: ImportId) -> Result<(), Stop<ImportRefused>> {
    let job = locked(tx, id)?;
    in_state(&job, &["checking", "loading"])?;
    books::stop(tx, id, if job.state == "checking" { "new" } else { "cancelled" })?;
    event(tx, id, "import_stopped");
    Ok(())
}

/// Takes back what the import made; what it changed stays changed.
///
/// Refused: a wrong state, nothing made, anything that rests on it, named with its number.
pub fn take_back(
    tx: &mut Tx<'_>,
    visit: &Visit,
    departments: &[&dyn Department],
    id: ImportId,
) -> Result<(), Stop<ImportRefused>> {
    let job = books::lock(tx, id)?.ok_or_else(|| refused(ImportRefused::Unknown))?;
    in_state(&job, &["done", "cancelled", "failed"])?;
    if books::made_counts(tx, id)?.is_empty() {
        return Err(refused(ImportRefused::NothingMade));
    }
    if let Some(what) = undo::resting(tx, visit, departments, id)? {
        return Err(refused(ImportRefused::Resting(what)));
    }
    books::set_work(tx, id, "undoing")?;
    event(tx, id, "import_undone");
    Ok(())
}

/// Forgets files that nobody went on with: a nightly job.
pub fn forget_old_files(tx: &mut Tx<'_>) -> Result<u64, Fault> {
    let before: Moment = tx.now().add_seconds(-KEEP_DAYS * 86_400);
    books::drop_old_files(tx, before)
}

pub(crate) fn event(tx: &mut Tx<'_>, id: ImportId, kind: &'static str) {
    tx.event(Event::new(kind, id, json!({ "import": id }).to_string()), None);
}

/// The words for a fault that ended an import.
pub(crate) fn broke_off(lang: i18n::Lang, fault: &Fault) -> String {
    texts::import_failed(lang, &fault.to_string())
}
