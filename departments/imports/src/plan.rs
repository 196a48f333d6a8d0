//! What is to be done with the rows of a file, slice by slice.

use std::sync::Arc;

use ::store::{Fault, Stop, Store, Tx};
use house::Visit;
use i18n::{Lang, Refusal};
use serde::Serialize;

use crate::columns::Places;
use crate::kind::ImportKind;
use crate::kinds;
use crate::table::{Row, Table};
use crate::texts;

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportError {
    /// Line of the file, the header being 1.
    pub row: i64,
    /// Why, in words.
    pub message: String,
    /// The row as it stood, for the file of refused rows.
    #[serde(skip)]
    pub fields: Vec<String>,
}

/// What an import made, so that it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// A client.
    Client(i64),
    /// An item.
    Item(i64),
    /// A receipt of goods.
    Receipt(i64),
    /// A purchase order with its arrivals.
    Purchase(i64),
    /// The opening balance of a client.
    Balance(i64),
    /// A past sale.
    Sale(i64),
}

impl Made {
    /// The word in the table, and the number.
    pub const fn parts(self) -> (&'static str, i64) {
        match self {
            Made::Client(id) => ("client", id),
            Made::Item(id) => ("item", id),
            Made::Receipt(id) => ("receipt", id),
            Made::Purchase(id) => ("purchase", id),
            Made::Balance(id) => ("balance", id),
            Made::Sale(id) => ("sale", id),
        }
    }
}

/// What became of the rows of a slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that made something.
    pub created: i64,
    /// Rows that changed something.
    pub updated: i64,
    /// Rows that changed nothing.
    pub skipped: i64,
    /// Rows refused.
    pub failed: i64,
    /// The refused ones.
    pub errors: Vec<ImportError>,
    /// What was made.
    pub made: Vec<Made>,
}

impl Tally {
    /// Notes a refused row.
    pub fn refuse(&mut self, row: &Row, message: impl Into<String>) {
        self.failed += 1;
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        self.errors.push(ImportError { row: line, message: message.into(), fields: row.fields.clone() });
    }

    fn note(&mut self, became: Became) {
        match became {
            Became::Created(made) => {
                self.created += 1;
                self.made.push(made);
            }
            Became::Updated => self.updated += 1,
            Became::Skipped => self.skipped += 1,
        }
    }

    /// Adds what became of other rows.
    pub fn add(&mut self, other: Tally) {
        self.created += other.created;
        self.updated += other.updated;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.errors.extend(other.errors);
        self.made.extend(other.made);
    }
}

/// What one row did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    Created(Made),
    Updated,
    Skipped,
}

/// What is done with a slice; may run again after a deadlock.
pub type Work = Arc<dyn Fn(&mut Tx<'_>, &Visit) -> Result<Tally, Fault> + Send + Sync>;

/// Some rows and what is done with them in one unit of work.
#[derive(Clone)]
pub struct Slice {
    /// How many rows.
    pub rows: i64,
    /// What is done.
    pub work: Work,
}

/// The rows of a file with what is done with each slice of them.
#[derive(Clone, Default)]
pub struct Plan {
    /// All rows.
    pub rows: i64,
    /// The slices in the order of the file.
    pub slices: Vec<Slice>,
    /// What the person should know before.
    pub notes: Vec<String>,
}

/// An import as ordered.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the file holds.
    pub kind: ImportKind,
    /// Say what would be done, write nothing.
    pub dry_run: bool,
    /// Language of the messages.
    pub lang: Lang,
    /// Sum of the file's bytes.
    pub sha256: String,
}

/// A table of a known trade, with rules of its own for its rows.
pub trait Format: Send + Sync {
    /// Whether a table is one of it.
    fn fits(&self, kind: ImportKind, table: &Table) -> bool;
    /// What is done with its rows; a refusal is in words for the person.
    fn plan(&self, store: &Store, table: &Table, asked: &Asked) -> Result<Plan, String>;
}

/// The known formats of a program.
#[derive(Clone, Default)]
pub struct Formats(Vec<Arc<dyn Format>>);

impl Formats {
    /// With one more.
    pub fn with(mut self, format: impl Format + 'static) -> Formats {
        self.0.push(Arc::new(format));
        self
    }

    /// The format of a table, if it is a known one.
    pub(crate) fn of(&self, kind: ImportKind, table: &Table) -> Option<&dyn Format> {
        self.0.iter().map(AsRef::as_ref).find(|format| format.fits(kind, table))
    }
}

/// The plan of a table whose columns are known.
pub(crate) fn plan_of(table: Table, places: Places, asked: &Asked) -> Plan {
    let kind = asked.kind;
    let places = Arc::new(places);
    let rows = count(table.rows.len());
    let refs = match kind {
        ImportKind::History => kinds::history::refs(&places, &table.rows, &asked.sha256),
        _ => Vec::new(),
    };
    let parts: Vec<Vec<Row>> = match kind {
        ImportKind::Arrivals => kinds::arrivals::parts(&places, table.rows),
        _ => table.rows.chunks(kind.slice()).map(<[Row]>::to_vec).collect(),
    };
    let mut refs = refs.chunks(kind.slice()).map(<[String]>::to_vec);
    let slices = parts
        .into_iter()
        .map(|part| {
            let (places, refs) = (places.clone(), refs.next().unwrap_or_default());
            let rows = count(part.len());
            let work = move |tx: &mut Tx<'_>, visit: &Visit| match kind {
                ImportKind::Clients => one_by_one(&part, |row| kinds::clients::row(tx, visit, &places, row)),
                ImportKind::Items => one_by_one(&part, |row| kinds::items::row(tx, visit, &places, row)),
                ImportKind::Stock => kinds::stock::slice(tx, visit, &places, &part),
                ImportKind::Arrivals => kinds::arrivals::slice(tx, visit, &places, &part),
                ImportKind::Balances => kinds::balances::slice(tx, visit, &places, &part),
                ImportKind::History => kinds::history::slice(tx, visit, &places, &part, &refs),
            };
            Slice { rows, work: Arc::new(work) }
        })
        .collect();
    Plan { rows, slices, notes: Vec::new() }
}

pub(crate) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
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

/// A refusal of a department in one line of words.
pub fn words(refused: &dyn Refusal, lang: Lang) -> String {
    let fields: Vec<String> = refused
        .fields(lang)
        .into_iter()
        .map(|field| match crate::columns::label_of_pointer(&field.pointer, lang) {
            Some(label) => texts::field_said(lang, label, &field.message),
            None => field.message,
        })
        .collect();
    if fields.is_empty() {
        let said = refused.say(lang);
        return i18n::sentences([said.title.as_str(), said.detail.as_str()]);
    }
    fields.join("; ")
}

/// Turns a department's refusal into words, keeps a fault a fault.
pub(crate) fn said<R: Refusal>(lang: Lang) -> impl Fn(Stop<R>) -> Stop<String> {
    move |stop| stop.map(|refused| words(&refused, lang))
}

/// A fault of ours in words for the person.
pub fn failed(lang: Lang, fault: &Fault) -> String {
    texts::import_failed(lang, &house::fault_in_words(fault, lang))
}
