//! Which tables a text of SQL names.

/// A word of SQL with its place.
#[derive(Debug, Clone)]
struct Word<'a> {
    text: &'a str,
    at: usize,
}

/// A table named in a text, with its byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The table in lower case.
    pub table: String,
    /// Where it stands in the text.
    pub at: usize,
}

fn is(word: &Word<'_>, keyword: &str) -> bool {
    word.text.eq_ignore_ascii_case(keyword)
}

fn is_name(word: &Word<'_>) -> bool {
    word.text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Words and signs; quoted values and comments of SQL are left out.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let length = match byte {
            b'\'' => rest.get(1..).and_then(|rest| rest.find('\'')).map_or(rest.len(), |end| end + 2),
            b'-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ => {
                let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
                if length > 0 || byte.is_ascii_punctuation() {
                    let length = length.max(1);
                    words.push(Word { text: rest.get(..length).unwrap_or_default(), at });
                }
                length.max(rest.chars().next().map_or(1, char::len_utf8))
            }
        };
        at += length;
    }
    words
}

/// Whether a text is SQL or a piece of it: keywords in capitals, or a statement in small letters.
pub fn is_sql(text: &str) -> bool {
    let words = words(text);
    if words.iter().any(|word| ["FROM", "JOIN", "INTO", "UPDATE", "SELECT", "REFERENCES"].contains(&word.text)) {
        return true;
    }
    let has = |keyword: &str| words.iter().any(|word| is(word, keyword));
    words.first().is_some_and(|first| match first.text {
        "select" | "delete" => has("from"),
        "insert" => has("into"),
        "update" => has("set"),
        "with" => has("select"),
        "create" => has("table") || has("view") || has("index") || has("trigger"),
        _ => false,
    })
}

/// Tables after FROM, JOIN, INTO, UPDATE, lists by comma too; names given by WITH are left out.
pub fn tables_used(text: &str) -> Vec<Named> {
    let words = words(text);
    let mut own = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let after = |n: usize| words.get(i + n);
        let opens = |n| after(n).is_some_and(|word: &Word<'_>| word.text == "(" || is(word, "materialized"));
        if is_name(word) && after(1).is_some_and(|word| is(word, "as")) && opens(2) {
            own.push(word.text.to_ascii_lowercase());
        }
        // WITH RECURSIVE name (column, …) AS (
        if i > 0 && words.get(i - 1).is_some_and(|before| is(before, "recursive") || is(before, "with")) {
            own.push(word.text.to_ascii_lowercase());
        }
    }
    let mut named = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| words.get(i));
        if is(word, "from") && before.is_some_and(|before| is(before, "distinct")) {
            continue;
        }
        if !["from", "join", "into", "update"].iter().any(|keyword| is(word, keyword)) {
            continue;
        }
        let mut next = i + 1;
        loop {
            if words.get(next).is_some_and(|word| is(word, "only") || is(word, "lateral")) {
                next += 1;
            }
            let Some(table) = words.get(next).filter(|word| is_name(word)) else { break };
            let name = table.text.to_ascii_lowercase();
            if !own.contains(&name) {
                named.push(Named { table: name, at: table.at });
            }
            next += 1;
            if words.get(next).is_some_and(|word| is(word, "as")) {
                next += 1;
            }
            if words.get(next).is_some_and(is_name) {
                next += 1;
            }
            if !is(word, "from") || words.get(next).is_none_or(|word| word.text != ",") {
                break;
            }
            next += 1;
        }
    }
    named
}

/// Tables after REFERENCES.
pub fn tables_referenced(text: &str) -> Vec<Named> {
    let words = words(text);
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|(word, name)| is(word, "references") && is_name(name))
        .map(|(_, name)| Named { table: name.text.to_ascii_lowercase(), at: name.at })
        .collect()
}

/// Tables that a text creates.
pub fn tables_created(text: &str) -> Vec<Named> {
    let words: Vec<_> = words(text)
        .into_iter()
        .filter(|word| !["if", "not", "exists", "unlogged"].iter().any(|skipped| is(word, skipped)))
        .collect();
    let mut created = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let [table, name] = [words.get(i + 1), words.get(i + 2)];
        if let (true, Some(table), Some(name)) = (is(word, "create"), table, name)
            && is(table, "table")
            && is_name(name)
        {
            created.push(Named { table: name.text.to_ascii_lowercase(), at: name.at });
        }
    }
    created
}

/// Where `SELECT *` or `SELECT t.*` stands.
pub fn stars(text: &str) -> Vec<usize> {
    let words = words(text);
    let mut stars = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let word_at = |n: usize| words.get(i + n).map(|word| word.text);
        let plain = (is(word, "select") || is(word, "distinct")) && word_at(1) == Some("*");
        let of_table = is_name(word) && word_at(1) == Some(".") && word_at(2) == Some("*");
        if plain || of_table {
            stars.push(word.at);
        }
    }
    stars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(text: &str) -> Vec<String> {
        tables_used(text).into_iter().map(|named| named.table).collect()
    }

    #[test]
    fn tables_are_read_out_of_a_statement() {
        assert_eq!(used("SELECT a FROM item i JOIN brand AS b ON b.id = i.brand_id"), ["item", "brand"]);
        assert_eq!(used("SELECT a FROM item i, brand b WHERE 1 = 1"), ["item", "brand"]);
        assert_eq!(used("INSERT INTO item (a) VALUES (1) ON CONFLICT DO UPDATE SET a = 2"), ["item", "set"]);
        assert_eq!(used("WITH late AS (SELECT id FROM supply) SELECT id FROM late"), ["supply"]);
        assert_eq!(used("SELECT 'FROM item' WHERE a IS DISTINCT FROM b -- FROM item"), Vec::<String>::new());
        assert_eq!(used("UPDATE item SET a = 1 FROM (SELECT 1) x"), ["item"]);
    }

    #[test]
    fn prose_is_no_statement() {
        assert!(is_sql(" FROM item") && is_sql("select a from item") && is_sql("update item set a = 1"));
        assert!(!is_sql("update client from the order") && !is_sql("read from item"));
    }

    #[test]
    fn created_tables_and_stars_are_seen() {
        let created = tables_created("CREATE TABLE IF NOT EXISTS item (id INTEGER);\ncreate table brand (id INTEGER)");
        assert_eq!(created.into_iter().map(|named| named.table).collect::<Vec<_>>(), ["item", "brand"]);
        assert_eq!(stars("SELECT * FROM a").len() + stars("SELECT i.*, 1 FROM a").len(), 2);
        assert!(stars("SELECT COUNT(*), a * b FROM c").is_empty());
    }
}
