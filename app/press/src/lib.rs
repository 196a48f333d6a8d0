//! Lays papers out as PDF by typst. Knows no trade: a sheet says in words what stands on it.
//!
//! The layout is one template; what it reads is one file of data and two faces of PT Sans that stand in the program. It
//! reaches no file, no package and no net, and what people typed goes in as data, never as markup.

use comemo::evict;
use documents::{Press, Sheet, Unprinted};
use typst::diag::{FileError, FileResult, SourceResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

const FACES: [&[u8]; 2] = [include_bytes!("../fonts/PTSans-Regular.ttf"), include_bytes!("../fonts/PTSans-Bold.ttf")];

/// The press with its letters and its template, made once.
pub struct Typst {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

impl Typst {
    /// Sets the press up.
    pub fn new() -> Result<Typst, Unprinted> {
        let fonts: Vec<Font> = FACES.iter().filter_map(|face| Font::new(Bytes::new(*face), 0)).collect();
        if fonts.len() != FACES.len() {
            return Err(Unprinted("a face cannot be read".to_owned()));
        }
        Ok(Typst {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("/paper.typ")?, include_str!("paper.typ").to_owned()),
            data: file("/sheet.json")?,
        })
    }
}

impl Press for Typst {
    fn pdf(&self, sheet: &Sheet) -> Result<Vec<u8>, Unprinted> {
        let data = serde_json::to_vec(sheet).map_err(|cause| Unprinted(cause.to_string()))?;
        let made = layout(&Job { press: self, data: Bytes::new(data) }, sheet);
        // What typst remembers of a paper is of no use to the next one, and would grow for ever.
        evict(0);
        made.map_err(|found| Unprinted(found.first().map_or_else(String::new, |one| one.message.to_string())))
    }
}

fn layout(job: &Job<'_>, sheet: &Sheet) -> SourceResult<Vec<u8>> {
    let document = pages(job)?;
    let (year, month, day) = sheet.issued_on;
    let options = PdfOptions {
        ident: Smart::Custom(sheet.ident.clone()),
        creator: Smart::Custom(Some("Prichal".to_owned())),
        // The day of the paper, not of its printing: a reprint is the same file.
        timestamp: Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options)
}

fn pages(job: &Job<'_>) -> SourceResult<PagedDocument> {
    typst::compile(job).output
}

fn file(path: &str) -> Result<FileId, Unprinted> {
    let path = VirtualPath::new(path).map_err(|cause| Unprinted(format!("{path}: {cause:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One sheet in the press.
struct Job<'a> {
    press: &'a Typst,
    data: Bytes,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.template.id() { Ok(self.press.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests;
