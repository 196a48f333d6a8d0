//! A foreign table read at the door: packed or not, in either encoding, with any of three delimiters.
//!
//! Encoding: what begins with a byte order mark says itself; what is valid UTF-8 is UTF-8; all else is windows-1251.
//! Delimiter: of tab, semicolon and comma the one that stands most often in the header.

use std::io::Read as _;

use i18n::Lang;

use crate::texts;

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

/// Most bytes a file may have once unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// Reads the bytes of a file; a refusal is in words for the person.
pub fn read(bytes: &[u8], lang: Lang) -> Result<Table, String> {
    let bytes = unpacked(bytes, lang)?;
    let (text, encoding) = decoded(&bytes);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = delimiter(first);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // A sign of inches in a TSV is no quotation mark.
        .quoting(delimiter != b'\t' || first.contains('"'))
        .from_reader(text.as_bytes());
    let mut table = Table { header: Vec::new(), rows: Vec::new(), encoding };
    let mut record = csv::StringRecord::new();
    loop {
        let more =
            reader.read_record(&mut record).map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
        if !more {
            break;
        }
        let line = record.position().map_or(0, |place| place.line() + blank_lines_at(&text, place.byte()));
        let mut fields: Vec<String> = record.iter().map(|field| field.trim().to_owned()).collect();
        if table.header.is_empty() {
            table.header = fields;
        } else if fields.iter().any(|field| !field.is_empty()) {
            fields.resize(fields.len().max(table.header.len()), String::new());
            table.rows.push(Row { line, fields });
        }
    }
    if table.rows.is_empty() {
        return Err(texts::import_empty(lang).to_owned());
    }
    Ok(table)
}

/// Blank lines at a place of the text: the reader skips them, but the person counts them.
fn blank_lines_at(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    u64::try_from(blank.filter(|byte| **byte == b'\n').count()).unwrap_or(0)
}

fn unpacked(bytes: &[u8], lang: Lang) -> Result<Vec<u8>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(MOST_BYTES)
        .read_to_end(&mut plain)
        .map_err(|error| texts::import_unreadable(lang, &error.to_string()))?;
    Ok(plain)
}

fn decoded(bytes: &[u8]) -> (String, &'static str) {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, used, _) = encoding.decode(bytes);
        return (text.into_owned(), used.name());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), "UTF-8"),
        Err(_) => {
            let (text, used, _) = encoding_rs::WINDOWS_1251.decode(bytes);
            (text.into_owned(), used.name())
        }
    }
}

fn delimiter(header: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b'\t', 0_u32), (b';', 0), (b',', 0)];
    for letter in header.bytes() {
        quoted ^= letter == b'"';
        for (delimiter, count) in &mut counts {
            *count += u32::from(!quoted && letter == *delimiter);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most && most > 0).map_or(b',', |(delimiter, _)| *delimiter)
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
