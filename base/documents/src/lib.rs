//! Printed papers as plain data: what is frozen when a paper is issued, and how it reads on the sheet.
//!
//! [`Paper`] is kept for good, in no language. [`Sheet::of`] puts it into words of one language; a [`Press`] lays the sheet
//! out as PDF. The same paper in the same language gives the same sheet, so a reprint is the paper that was issued.

mod model;
mod qr;
mod sheet;
pub mod words;

pub use model::{InBoth, Line, Paper, PaperKind, Party, Promise, UnknownPaper};
pub use qr::payment_order;
pub use sheet::{Column, Sheet};

i18n::texts!();

/// Lays sheets out as PDF.
pub trait Press: Send + Sync {
    /// The sheet as a PDF file: the same sheet gives the same bytes. Takes tens of milliseconds of one core; call it where
    /// waiting is allowed.
    fn pdf(&self, sheet: &Sheet) -> Result<Vec<u8>, Unprinted>;
}

/// The sheet could not be laid out: a fault of the press, never of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprinted(pub String);

impl std::fmt::Display for Unprinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the paper could not be laid out: {}", self.0)
    }
}

impl std::error::Error for Unprinted {}
