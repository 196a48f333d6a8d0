//! A file read into the books from the command line, on the calling thread.
//!
//! A file is read whole, then written slice by slice, each slice one unit of work together with the note how far the
//! import has come. So the writer is never held long, a wrong row refuses itself and nothing else, and an import that
//! was killed goes on after its last slice when the same file is given again.

use std::convert::Infallible;
use std::path::PathBuf;

use ::store::{Fault, Stop, Store, Tx};
use house::Visit;
use i18n::Lang;
use kernel::Actor;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::columns::Places;
use crate::csv_file;
use crate::kind::ImportKind;
use crate::plan::{Asked, Formats, ImportError, Plan, Tally, failed, plan_of};
use crate::store::{self as books, Begun, Job};
use crate::table;
use crate::texts;

/// An import as ordered at the terminal.
#[derive(Debug, Clone)]
pub struct ImportOrder {
    /// What the file holds.
    pub kind: ImportKind,
    /// The file.
    pub file: PathBuf,
    /// Say what would be done, write nothing.
    pub dry_run: bool,
    /// Language of the messages.
    pub lang: Lang,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportDone {
    /// Rows that made something.
    pub created: i64,
    /// Rows that changed something.
    pub updated: i64,
    /// Rows that changed nothing.
    pub skipped: i64,
    /// Rows refused.
    pub failed: i64,
    /// Headings of the file.
    #[serde(skip)]
    pub header: Vec<String>,
    /// The refused ones with reasons.
    pub errors: Vec<ImportError>,
    /// What else the person should know: encoding, rules that were applied.
    pub notes: Vec<String>,
}

impl ImportDone {
    /// The refused rows under their own headings, the reason last: set right, the file is imported again.
    pub fn refused_csv(&self, lang: Lang) -> Vec<u8> {
        csv_file::refused(&self.header, &self.errors, texts::why(lang))
    }
}

/// The sum by which a file is known.
pub(crate) fn sum_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Reads a file into the base; a refusal is in words for the person.
///
/// Refused as a whole: a file that can't be read, unknown or missing columns. Rows are refused one by one.
pub fn import(
    store: &Store,
    formats: &Formats,
    order: &ImportOrder,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ImportDone, String> {
    let lang = order.lang;
    let bytes = std::fs::read(&order.file).map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
    let asked = Asked { kind: order.kind, dry_run: order.dry_run, lang, sha256: sum_of(&bytes) };
    let table = table::read(&bytes, lang)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    drop(bytes);
    let (encoding, header) = (table.encoding, table.header.clone());
    let plan = match formats.of(order.kind, &table) {
        Some(format) => format.plan(store, &table, &asked)?,
        None => {
            let places = Places::find(order.kind, &table, lang)?;
            plan_of(table, places, &asked)
        }
    };
    let name = order.file.file_name().map(|name| name.to_string_lossy().chars().take(200).collect());
    let begun = Begun {
        kind: order.kind,
        origin: "terminal",
        state: "loading",
        file_name: name.unwrap_or_default(),
        sha256: asked.sha256.clone(),
        size,
        staff: None,
        header,
        columns: Vec::new(),
        samples: Vec::new(),
        encoding: encoding.to_owned(),
        rows: plan.rows,
        lang,
    };
    let header = begun.header.clone();
    let mut done = carry_out(store, &asked, begun, plan, progress)?;
    done.header = header;
    done.notes.insert(0, texts::import_encoding(lang, encoding));
    Ok(done)
}

/// Writes the slices that are not written yet; a dry run does each and takes it back.
fn carry_out(
    store: &Store,
    asked: &Asked,
    begun: Begun,
    plan: Plan,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ImportDone, String> {
    let (kind, lang, dry_run) = (asked.kind, asked.lang, asked.dry_run);
    let broken = |fault: Fault| failed(lang, &fault);
    let mut done = ImportDone { notes: plan.notes, ..ImportDone::default() };
    let sha256 = asked.sha256.clone();
    let taken = store.read_now(move |read| books::taken_whole(read, kind, &sha256)).map_err(broken)?;
    if kind.adds_up() && taken {
        // Goods received twice are goods that are not there.
        done.skipped = plan.rows;
        done.notes.push(texts::import_stock_again(lang).to_owned());
        return Ok(done);
    }
    let sha256 = asked.sha256.clone();
    let before = store.read_now(move |read| books::broken_off(read, kind, &sha256)).map_err(broken)?;
    let mut sum = Tally::default();
    let job = match before {
        _ if dry_run => None,
        Some(job) => Some(resumed(store, job, &mut sum, &mut done, lang)?),
        None => Some(write(store, move |tx| books::begin(tx, &begun)).map_err(broken)?),
    };
    let zone = store.read_now(house::settings::all).map_err(broken)?.zone;
    let all = u64::try_from(plan.rows).unwrap_or(0);
    let mut at = 0_i64;
    for slice in plan.slices {
        if job.as_ref().is_none_or(|job| at >= job.rows_done) {
            let visit = Visit::system(store.now(), zone.clone(), lang);
            let job = job.as_ref().map(|job| job.id);
            let (from, rows, work) = (at, slice.rows, slice.work.clone());
            let wrote = store.write_now(Actor::System, move |tx| {
                let tally = work(tx, &visit)?;
                match job {
                    None => Err(Stop::Refused(Some(tally))),
                    Some(job) if books::advance(tx, job, "", from, rows, &tally)? => Ok(tally),
                    Some(_) => Err(Stop::Refused(None)),
                }
            });
            match wrote {
                Ok(tally) | Err(Stop::Refused(Some(tally))) => sum.add(tally),
                Err(Stop::Refused(None)) => return Err(texts::import_twice_at_once(lang).to_owned()),
                Err(Stop::Fault(fault)) => return Err(broken(fault)),
            }
        }
        at += slice.rows;
        progress(u64::try_from(at).unwrap_or(0), all);
    }
    if let Some(job) = job {
        write(store, move |tx| books::finish(tx, job.id, "", "done", None).map(drop)).map_err(broken)?;
    }
    let Tally { created, updated, skipped, failed, errors, .. } = sum;
    Ok(ImportDone { created, updated, skipped, failed, errors, ..done })
}

/// Takes up an import that was broken off.
fn resumed(store: &Store, job: Job, sum: &mut Tally, done: &mut ImportDone, lang: Lang) -> Result<Job, String> {
    let id = job.id;
    let errors =
        store.read_now(move |read| books::errors(read, id, 0, i64::MAX)).map_err(|fault| failed(lang, &fault))?;
    let (created, updated, skipped) = (job.created, job.updated, job.skipped);
    sum.add(Tally { created, updated, skipped, failed: job.failed, errors, made: Vec::new() });
    if job.rows_done > 0 {
        done.notes.push(texts::import_resumed(lang, &job.rows_done.to_string()));
    }
    Ok(job)
}

/// A unit of work that nothing refuses.
pub fn write<T: Send + 'static>(
    store: &Store,
    verb: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let wrote: Result<T, Stop<Infallible>> = store.write_now(Actor::System, move |tx| Ok(verb(tx)?));
    wrote.map_err(|stop| match stop {
        Stop::Fault(fault) => fault,
        Stop::Refused(never) => match never {},
    })
}
