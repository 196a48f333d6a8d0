//! An Excel file read at the door: the first sheet that has rows, cell by cell, values as people see them.
//!
//! A file from outside may be made to hurt: parts that unpack to a thousand times their size, a cell in the last corner
//! of the sheet, a count of strings that is not there. So the parts are measured before they are read, the sheet is
//! read as a stream, and rows, columns and letters have bounds.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use i18n::Lang;
use zip::ZipArchive;

use crate::table::{MOST_COLUMNS, MOST_ROWS, Row, Table, lifted};
use crate::texts;

/// Most bytes all parts may have together once unpacked.
const MOST_UNPACKED: u64 = 600 << 20;
/// Most bytes of text that are kept of a sheet.
const MOST_TEXT: usize = 300 << 20;
/// Most parts of a file.
const MOST_PARTS: usize = 2_000;

/// Whether these bytes are a file of this kind.
pub fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether these bytes are a workbook of the old kind.
pub fn is_old_excel(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// Reads the first sheet that has rows; a refusal is in words for the person.
pub fn read(bytes: &[u8], lang: Lang) -> Result<Table, String> {
    measure(bytes, lang)?;
    // The reader of a broken file may stumble; that is the file's fault, not ours.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, lang)))
        .unwrap_or_else(|_| Err(texts::import_unreadable(lang, texts::import_broken_workbook(lang))))
}

/// Unpacks every part once and counts: nothing larger than the bounds is handed to the reader.
fn measure(bytes: &[u8], lang: Lang) -> Result<(), String> {
    let broken = || texts::import_unreadable(lang, texts::import_broken_workbook(lang));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MOST_PARTS {
        return Err(texts::import_too_large(lang).to_owned());
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| broken())?;
        let is_strings = part.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml"));
        let mut part = part.take(left + 1);
        let size = if is_strings {
            let mut text = Vec::new();
            part.read_to_end(&mut text).map_err(|_| broken())?;
            if !counts_true(&text) {
                return Err(broken());
            }
            u64::try_from(text.len()).unwrap_or(u64::MAX)
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| broken())?
        };
        left = left.checked_sub(size).ok_or_else(|| texts::import_too_large(lang).to_owned())?;
    }
    Ok(())
}

/// Whether the count that a list of strings says of itself can be true: the reader makes room for so many.
fn counts_true(text: &[u8]) -> bool {
    const COUNT: &[u8] = b"uniqueCount";
    let most = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let said = |at: usize| {
        let rest = text.get(at + COUNT.len()..).unwrap_or_default();
        let digits: String = rest
            .iter()
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit())
            .take(20)
            .map(|byte| char::from(*byte))
            .collect();
        digits.parse::<u64>().unwrap_or(u64::MAX)
    };
    !text.contains(&0)
        && text.windows(COUNT.len()).enumerate().filter(|(_, part)| *part == COUNT).all(|(at, _)| said(at) <= most)
}

fn sheets(bytes: &[u8], lang: Lang) -> Result<Table, String> {
    let unreadable = |error: calamine::XlsxError| texts::import_unreadable(lang, &error.to_string());
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        if let Some(table) = sheet(&mut book, &name, lang)? {
            return Ok(table);
        }
    }
    Err(texts::import_empty(lang).to_owned())
}

/// The table of a sheet; nothing where it has no header with a row under it.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, lang: Lang) -> Result<Option<Table>, String> {
    let unreadable = |error: calamine::XlsxError| texts::import_unreadable(lang, &error.to_string());
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut letters = 0_usize;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let text = seen(cell.get_value());
        let (line, column) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if text.is_empty() {
            continue;
        }
        letters += text.len();
        if column >= MOST_COLUMNS || rows.len() > MOST_ROWS || letters > MOST_TEXT {
            return Err(texts::import_too_large(lang).to_owned());
        }
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(Row { line, fields: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            if last.fields.len() <= column {
                last.fields.resize(column + 1, String::new());
            }
            if let Some(place) = last.fields.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(lifted(rows, ENCODING).filter(|table| !table.rows.is_empty()))
}

/// What the page says in place of an encoding.
const ENCODING: &str = "XLSX";

/// A value as the cell shows it: whole numbers without a point, days as days.
fn seen(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Excel keeps 0,3 as 0,29999999999999998; six places are more than any price or quantity has.
        DataRef::Float(number) => trimmed(format!("{number:.6}")),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => if *value { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{day:02}.{month:02}.{year:04}");
            if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A decimal without the noughts behind its last place.
fn trimmed(text: String) -> String {
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}
