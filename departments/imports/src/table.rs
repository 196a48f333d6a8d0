//! A foreign table read at the door: a workbook or text, packed or not, in either encoding, with any of three delimiters.
//!
//! The header is the first line; where titles stand above it, the first of the next lines that is made of known headings.
//! Encoding: what begins with a byte order mark says itself; what is valid UTF-8 is UTF-8; all else is windows-1251.
//! Delimiter: of tab, semicolon and comma the one that stands most often in the header.

use std::borrow::Cow;
use std::io::Read as _;

use i18n::Lang;

use crate::columns::headings;
use crate::{texts, xlsx};

/// A table in memory; columns are known by their place in [`Table::header`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns as written.
    pub header: Vec<String>,
    /// Rows that are not blank.
    pub rows: Vec<Row>,
    /// Name of the encoding that was found.
    pub encoding: &'static str,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file at which it begins, the header being 1.
    pub line: u64,
    /// Its fields; short rows end in empty ones.
    pub fields: Vec<String>,
}

/// Most bytes a file may have.
pub const MOST_FILE: usize = 50 << 20;
/// Most bytes a packed text may have once unpacked.
const MOST_BYTES: u64 = 600 << 20;
/// Most rows of a table.
pub(crate) const MOST_ROWS: usize = 1_000_000;
/// Most columns of a table.
pub(crate) const MOST_COLUMNS: usize = 500;
/// Lines above the header in which a title, a date or a filter may stand.
const TITLE_LINES: usize = 12;

/// Reads the bytes of a file; a refusal is in words for the person.
///
/// Refused: what is neither text nor a workbook, more than 50 MB, a million rows or 500 columns, no rows.
pub fn read(bytes: &[u8], lang: Lang) -> Result<Table, String> {
    if bytes.len() > MOST_FILE {
        return Err(texts::import_too_large(lang).to_owned());
    }
    if xlsx::is_xlsx(bytes) {
        return xlsx::read(bytes, lang);
    }
    if xlsx::is_old_excel(bytes) {
        return Err(texts::import_old_excel(lang).to_owned());
    }
    let bytes = unpacked(bytes, lang)?;
    let (text, encoding) = decoded(&bytes);
    let text = text.as_ref();
    if text.contains('\0') {
        return Err(texts::import_no_table(lang).to_owned());
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // The delimiter of a file with titles above its header shows below them.
    let head: String = text.lines().take(TITLE_LINES).collect::<Vec<_>>().join("\n");
    let delimiter = delimiter(first).or_else(|| delimiter(&head)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // A sign of inches in a TSV is no quotation mark.
        .quoting(delimiter != b'\t' || first.contains('"'))
        .from_reader(text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let more =
            reader.read_record(&mut record).map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
        if !more {
            break;
        }
        if record.len() > MOST_COLUMNS || rows.len() > MOST_ROWS {
            return Err(texts::import_too_large(lang).to_owned());
        }
        let line = record.position().map_or(0, |place| place.line() + blank_lines_at(text, place.byte()));
        let fields: Vec<String> = record.iter().map(|field| field.trim().to_owned()).collect();
        if fields.iter().any(|field| !field.is_empty()) {
            rows.push(Row { line, fields });
        }
    }
    lifted(rows, encoding).filter(|table| !table.rows.is_empty()).ok_or_else(|| texts::import_empty(lang).to_owned())
}

/// The table of lines that are not blank: titles above the header are left out, short rows are filled up.
pub(crate) fn lifted(mut rows: Vec<Row>, encoding: &'static str) -> Option<Table> {
    let known = |row: &Row| headings(&row.fields);
    let title_lines = match rows.first() {
        Some(first) if known(first) < 2 => rows.iter().take(TITLE_LINES).position(|row| known(row) >= 2).unwrap_or(0),
        _ => 0,
    };
    let mut rest = rows.split_off(title_lines.min(rows.len())).into_iter();
    let mut header = rest.next()?.fields;
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let rows = rest
        .map(|mut row| {
            row.fields.resize(row.fields.len().max(header.len()), String::new());
            row
        })
        .collect();
    Some(Table { header, rows, encoding })
}

/// Blank lines at a place of the text: the reader skips them, but the person counts them.
fn blank_lines_at(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    u64::try_from(blank.filter(|byte| **byte == b'\n').count()).unwrap_or(0)
}

fn unpacked(bytes: &[u8], lang: Lang) -> Result<Cow<'_, [u8]>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(MOST_BYTES + 1)
        .read_to_end(&mut plain)
        .map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
    if u64::try_from(plain.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(texts::import_too_large(lang).to_owned());
    }
    Ok(Cow::Owned(plain))
}

fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, used, _) = encoding.decode(bytes);
        return (text, used.name());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "UTF-8"),
        Err(_) => {
            let (text, used, _) = encoding_rs::WINDOWS_1251.decode(bytes);
            (text, used.name())
        }
    }
}

fn delimiter(header: &str) -> Option<u8> {
    let mut quoted = false;
    let mut counts = [(b'\t', 0_u32), (b';', 0), (b',', 0)];
    for letter in header.bytes() {
        quoted ^= letter == b'"';
        for (delimiter, count) in &mut counts {
            *count += u32::from(!quoted && letter == *delimiter);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most && most > 0).map(|(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn read_ok(bytes: &[u8]) -> Table {
        read(bytes, Lang::Ru).unwrap()
    }

    #[test]
    fn encodings_and_delimiters_are_found() {
        let text = "название;город\nООО «Ромашка»;Тула\n";
        let plain = read_ok(text.as_bytes());
        assert_eq!((plain.encoding, plain.header.len()), ("UTF-8", 2));
        assert_eq!(plain.rows, [Row { line: 2, fields: vec!["ООО «Ромашка»".into(), "Тула".into()] }]);

        let marked = read_ok(format!("\u{feff}{text}").as_bytes());
        assert_eq!(marked, plain);

        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let old = read_ok(&old);
        assert_eq!((old.encoding, &old.rows), ("windows-1251", &plain.rows));

        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        assert_eq!(read_ok(&packer.finish().unwrap()), plain);

        assert_eq!(read_ok(b"a,b\n\"1,5\",\"x\ny\"\n\nz,q\n").rows[1].line, 5);
        assert_eq!(read_ok(b"sku\tname\n1\tTray 12\"\n").rows[0].fields, ["1", "Tray 12\""]);
    }

    #[test]
    fn an_empty_file_is_refused() {
        for bytes in [&b""[..], b"a;b\n", b"a;b\n;\n"] {
            assert!(read(bytes, Lang::En).unwrap_err().contains("header"));
        }
    }
}
