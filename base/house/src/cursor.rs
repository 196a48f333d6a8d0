//! Opaque cursors of keyset lists: the sort key and number of the last row shown.

/// A place in a list: text or number sorted by, then the row's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Sort key of the last row (a number is written in decimal).
    pub key: String,
    /// Number of the last row.
    pub id: i64,
}

/// Writes a cursor so that nobody takes it apart: hex of `id:key`.
pub fn encode(key: &str, id: i64) -> String {
    format!("{id}:{key}").bytes().map(|b| format!("{b:02x}")).collect()
}

/// Reads a cursor; `None` when it is not one of ours.
pub fn decode(text: &str) -> Option<Cursor> {
    if text.len() > 4000 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|i| text.get(i..i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let plain = String::from_utf8(bytes?).ok()?;
    let (id, key) = plain.split_once(':')?;
    Some(Cursor { key: key.to_string(), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_written() {
        let text = encode("ромашка: 1", 7);
        assert_eq!(decode(&text), Some(Cursor { key: "ромашка: 1".into(), id: 7 }));
        for bad in ["", "zz", "3", "31", "ff3a", "😀😀"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
