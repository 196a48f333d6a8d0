//! Foreign tables come in: clients, items, opening stock, past sales.
//!
//! A file is read whole, then written slice by slice, each slice one unit of work together with the note how far the
//! import has come. So the writer is never held long, a wrong row refuses itself and nothing else, and an import that
//! was killed goes on after its last slice when the same file is given again.

mod clients;
mod columns;
mod history;
mod items;
mod retail;
mod runs;
mod stock;
mod values;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use ::store::{Fault, Stop, Store, Tx};
use house::Visit;
use i18n::{Lang, Refusal};
use kernel::Actor;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::table::{self, Row, Table};
use crate::texts;
use columns::Places;
use runs::Run;

pub(crate) use retail::{
    Books, ItemOf, Measure, classifier, ensure_items, lines_for_demo, sales_of, source_refs, unwilling,
};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Clients with numbers and a person.
    Clients,
    /// Items with prices.
    Items,
    /// What lies in a warehouse at the start.
    Stock,
    /// Past sales.
    History,
}

impl ImportKind {
    /// Every kind.
    pub const ALL: [ImportKind; 4] = [ImportKind::Clients, ImportKind::Items, ImportKind::Stock, ImportKind::History];

    /// The word on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            ImportKind::Clients => "clients",
            ImportKind::Items => "items",
            ImportKind::Stock => "stock",
            ImportKind::History => "history",
        }
    }

    /// Reads the word back.
    pub fn parse(code: &str) -> Option<ImportKind> {
        ImportKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Rows in one unit of work.
    const fn slice(self) -> usize {
        match self {
            ImportKind::Clients | ImportKind::Items => 100,
            ImportKind::Stock => 200,
            ImportKind::History => 500,
        }
    }
}

/// An import as ordered.
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

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportError {
    /// Line of the file, the header being 1.
    pub row: i64,
    /// Why, in words.
    pub message: String,
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
    /// The refused ones with reasons.
    pub errors: Vec<ImportError>,
    /// What else the person should know: encoding, rules that were applied.
    pub notes: Vec<String>,
}

impl ImportDone {
    /// The refused rows as a table.
    pub fn errors_csv(&self) -> String {
        let mut text = String::from("row,message\n");
        for error in &self.errors {
            let message = error.message.replace('"', "\"\"");
            if writeln!(text, "{},\"{message}\"", error.row).is_err() {
                break;
            }
        }
        text
    }
}

/// What became of the rows of a slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    created: i64,
    updated: i64,
    skipped: i64,
    failed: i64,
    errors: Vec<ImportError>,
}

impl Tally {
    fn refuse(&mut self, row: &Row, message: impl Into<String>) {
        self.failed += 1;
        self.errors.push(ImportError { row: i64::try_from(row.line).unwrap_or(i64::MAX), message: message.into() });
    }

    fn note(&mut self, became: Became) {
        match became {
            Became::Created => self.created += 1,
            Became::Updated => self.updated += 1,
            Became::Skipped => self.skipped += 1,
        }
    }

    fn add(&mut self, other: Tally) {
        self.created += other.created;
        self.updated += other.updated;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.errors.extend(other.errors);
    }
}

/// What one row did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Created,
    Updated,
    Skipped,
}

/// A refusal of a department in one line of words.
fn words(refused: &dyn Refusal, lang: Lang) -> String {
    let fields: Vec<String> =
        refused.fields(lang).into_iter().map(|field| format!("{}: {}", field.pointer, field.message)).collect();
    if fields.is_empty() {
        let said = refused.say(lang);
        return format!("{}. {}", said.title, said.detail);
    }
    fields.join("; ")
}

/// Turns a department's refusal into words, keeps a fault a fault.
fn said<R: Refusal>(lang: Lang) -> impl Fn(Stop<R>) -> Stop<String> {
    move |stop| stop.map(|refused| words(&refused, lang))
}

fn failed(lang: Lang, fault: &Fault) -> String {
    texts::import_failed(lang, &fault.to_string())
}

/// Reads a file into the base; a refusal is in words for the person.
///
/// Refused as a whole: a file that can't be read, unknown or missing columns. Rows are refused one by one.
pub fn import(store: &Store, order: &ImportOrder, progress: &mut dyn FnMut(u64, u64)) -> Result<ImportDone, String> {
    let lang = order.lang;
    let bytes = std::fs::read(&order.file).map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let table = table::read(&bytes, lang)?;
    drop(bytes);
    let encoding = table.encoding;
    let job = if order.kind == ImportKind::History && retail::is_retail(&table) {
        retail::job(store, &table, order, &sha256)?
    } else {
        plain_job(order, table, &sha256)?
    };
    let mut done = carry_out(store, order, &sha256, job, progress)?;
    done.notes.insert(0, texts::import_encoding(lang, encoding));
    Ok(done)
}

/// The rows of a file with what is done with a slice of them.
struct Job {
    rows: i64,
    slices: Vec<Slice>,
    notes: Vec<String>,
}

type Slice = (i64, Box<dyn Fn(&mut Tx<'_>, &Visit) -> Result<Tally, Fault> + Send>);

fn plain_job(order: &ImportOrder, table: Table, sha256: &str) -> Result<Job, String> {
    let (kind, lang) = (order.kind, order.lang);
    let places = Arc::new(Places::find(kind, &table, lang)?);
    let rows = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    let refs = Arc::new(match kind {
        ImportKind::History => history::refs(&places, &table.rows, sha256),
        _ => Vec::new(),
    });
    let mut slices: Vec<Slice> = Vec::new();
    let mut from = 0;
    for part in table.rows.chunks(kind.slice()) {
        let (part, places, refs) = (part.to_vec(), places.clone(), refs.clone());
        let first = from;
        from += part.len();
        let count = i64::try_from(part.len()).unwrap_or(i64::MAX);
        let slice = move |tx: &mut Tx<'_>, visit: &Visit| match kind {
            ImportKind::Clients => one_by_one(&part, |row| clients::row(tx, visit, &places, row)),
            ImportKind::Items => one_by_one(&part, |row| items::row(tx, visit, &places, row)),
            ImportKind::Stock => stock::slice(tx, visit, &places, &part),
            ImportKind::History => history::slice(tx, visit, &places, &part, refs.get(first..).unwrap_or_default()),
        };
        slices.push((count, Box::new(slice)));
    }
    Ok(Job { rows, slices, notes: Vec::new() })
}

fn one_by_one(rows: &[Row], mut one: impl FnMut(&Row) -> Result<Became, Stop<String>>) -> Result<Tally, Fault> {
    let mut tally = Tally::default();
    for row in rows {
        match one(row) {
            Ok(became) => tally.note(became),
            Err(Stop::Refused(message)) => tally.refuse(row, message),
            Err(Stop::Fault(fault)) => return Err(fault.context(format!("line {}", row.line))),
        }
    }
    Ok(tally)
}

/// Writes the slices that are not written yet; a dry run does each and takes it back.
fn carry_out(
    store: &Store,
    order: &ImportOrder,
    sha256: &str,
    job: Job,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ImportDone, String> {
    let (kind, lang, dry_run) = (order.kind, order.lang, order.dry_run);
    let mut done = ImportDone { notes: job.notes, ..ImportDone::default() };
    let file = sha256.to_owned();
    let before = store.read_now(move |read| runs::last(read, kind, &file)).map_err(|fault| failed(lang, &fault))?;
    if kind == ImportKind::Stock && before.as_ref().is_some_and(|run| run.finished_at.is_some()) {
        // Goods received twice are goods that are not there.
        done.skipped = job.rows;
        done.notes.push(texts::import_stock_again(lang).to_owned());
        return Ok(done);
    }
    let mut sum = Tally::default();
    let run = match before.filter(|run| run.finished_at.is_none()) {
        _ if dry_run => None,
        Some(run) => Some(resumed(store, run, &mut sum, &mut done, lang)?),
        None => {
            let file = sha256.to_owned();
            let begun = write(store, move |tx| runs::begin(tx, kind, &file));
            Some(begun.map_err(|fault| failed(lang, &fault))?)
        }
    };
    let zone = store.read_now(house::settings::all).map_err(|fault| failed(lang, &fault))?.zone;
    let all = u64::try_from(job.rows).unwrap_or(0);
    let mut at = 0_i64;
    for (rows, slice) in job.slices {
        if run.as_ref().is_none_or(|run| at >= run.rows_done) {
            let visit = Visit::system(store.now(), zone.clone(), lang);
            let run = run.as_ref().map(|run| run.id);
            let from = at;
            let wrote = store.write_now(Actor::System, move |tx| {
                let tally = slice(tx, &visit)?;
                match run {
                    None => Err(Stop::Refused(Some(tally))),
                    Some(run) if runs::advance(tx, run, from, rows, &tally)? => Ok(tally),
                    Some(_) => Err(Stop::Refused(None)),
                }
            });
            match wrote {
                Ok(tally) | Err(Stop::Refused(Some(tally))) => sum.add(tally),
                Err(Stop::Refused(None)) => return Err(texts::import_twice_at_once(lang).to_owned()),
                Err(Stop::Fault(fault)) => return Err(failed(lang, &fault)),
            }
        }
        at += rows;
        progress(u64::try_from(at).unwrap_or(0), all);
    }
    if let Some(run) = run {
        write(store, move |tx| runs::finish(tx, run.id)).map_err(|fault| failed(lang, &fault))?;
    }
    let Tally { created, updated, skipped, failed, errors } = sum;
    Ok(ImportDone { created, updated, skipped, failed, errors, notes: done.notes })
}

/// Takes up an import that was broken off.
fn resumed(store: &Store, run: Run, sum: &mut Tally, done: &mut ImportDone, lang: Lang) -> Result<Run, String> {
    let id = run.id;
    let errors = store.read_now(move |read| runs::errors(read, id)).map_err(|fault| failed(lang, &fault))?;
    let Run { created, updated, skipped, failed, .. } = run;
    sum.add(Tally { created, updated, skipped, failed, errors });
    if run.rows_done > 0 {
        done.notes.push(texts::import_resumed(lang, &run.rows_done.to_string()));
    }
    Ok(run)
}

/// A unit of work that nothing refuses.
pub(crate) fn write<T: Send + 'static>(
    store: &Store,
    verb: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let wrote: Result<T, Stop<Infallible>> = store.write_now(Actor::System, move |tx| Ok(verb(tx)?));
    wrote.map_err(|stop| match stop {
        Stop::Fault(fault) => fault,
        Stop::Refused(never) => match never {},
    })
}
