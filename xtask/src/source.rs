//! A Rust file taken apart without a parser: code, texts in quotes, and what is only for tests.

/// A text in quotes.
#[derive(Debug, Clone)]
pub struct Literal {
    /// Line of its opening quote, from 1.
    pub line: usize,
    /// Its content; line breaks stay where they stand in the file.
    pub text: String,
    /// Whether it stands in code for tests.
    pub in_tests: bool,
}

/// A Rust file with comments and texts blanked out, every byte at its old place.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path from the root of the repository.
    pub path: String,
    /// The file as it is.
    pub text: String,
    /// Code without comments and without the content of texts.
    pub code: String,
    /// The same without what is compiled for tests only.
    pub production: String,
    /// Texts in quotes, characters too.
    pub literals: Vec<Literal>,
    /// Files that this one takes in for tests only: `#[cfg(test)] mod name;`.
    pub test_modules: Vec<String>,
}

impl Source {
    /// Takes a file apart.
    pub fn new(path: &str, text: &str) -> Self {
        let (code, mut literals) = blank(text);
        let (regions, test_modules) = test_regions(&code);
        let production = without(&code, &regions);
        for (literal, at) in &mut literals {
            literal.in_tests = regions.iter().any(|(from, to)| (*from..*to).contains(at));
        }
        let literals = literals.into_iter().map(|(literal, _)| literal).collect();
        let mut source =
            Self { path: path.to_owned(), text: text.to_owned(), code, production, literals, test_modules };
        let stem = path.rsplit('/').next().unwrap_or_default();
        if stem == "tests.rs" || path.contains("/tests/") || source.code.contains("#![cfg(test)]") {
            source.is_for_tests();
        }
        source
    }

    /// The whole file is compiled for tests only.
    pub fn is_for_tests(&mut self) {
        self.production = without(&self.code, &[(0, self.code.len())]);
        self.literals.iter_mut().for_each(|literal| literal.in_tests = true);
    }

    /// Lines where the word stands in the product's code, not as part of a longer name.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        places(&self.production, word).into_iter().map(|at| line_at(&self.production, at)).collect()
    }

    /// Texts in quotes outside tests.
    pub fn product_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(|literal| !literal.in_tests)
    }

    /// The line as it stands in the file.
    pub fn line(&self, line: usize) -> &str {
        self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default()
    }
}

/// Line number of a byte, from 1.
pub fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Whether a byte can be part of a name.
pub fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where a word stands alone; the ends of the word decide what "alone" means.
pub fn places(code: &str, word: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let edge = |inside: Option<u8>, outside: Option<&u8>| {
        !inside.is_some_and(in_name) || !outside.is_some_and(|byte| in_name(*byte))
    };
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            edge(word.bytes().next(), before) && edge(word.bytes().last(), bytes.get(at + word.len()))
        })
        .collect()
}

fn without(code: &str, regions: &[(usize, usize)]) -> String {
    let mut bytes = code.as_bytes().to_vec();
    for (from, to) in regions {
        for byte in bytes.iter_mut().take(*to).skip(*from) {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Blanks comments and the content of texts; returns the texts with their places.
fn blank(text: &str) -> (String, Vec<(Literal, usize)>) {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut code = bytes.to_vec();
    let mut literals = Vec::new();
    let mut erase = |from: usize, to: usize| {
        for byte in code.iter_mut().take(to).skip(from) {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    };
    let mut keep = |from: usize, to: usize, raw: bool| {
        let content = text.get(from..to).unwrap_or_default();
        let content = if raw { content.to_owned() } else { unescape(content) };
        literals.push((Literal { line: line_at(text, from), text: content, in_tests: false }, from));
    };
    let mut i = 0;
    while i < bytes.len() {
        let from = i;
        let starts_name = i == 0 || !in_name(at(i - 1));
        match (at(i), at(i + 1)) {
            (b'/', b'/') => {
                while i < bytes.len() && at(i) != b'\n' {
                    i += 1;
                }
                erase(from, i);
            }
            (b'/', b'*') => {
                let mut depth = 0;
                while i < bytes.len() {
                    match (at(i), at(i + 1)) {
                        (b'/', b'*') => (depth, i) = (depth + 1, i + 2),
                        (b'*', b'/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 {
                        break;
                    }
                }
                erase(from, i);
            }
            (b'r', b'"' | b'#') | (b'b', b'r') if starts_name => {
                let mut open = if at(i) == b'b' { i + 2 } else { i + 1 };
                let mut hashes = 0;
                while at(open) == b'#' {
                    (open, hashes) = (open + 1, hashes + 1);
                }
                if at(open) != b'"' {
                    i += 1;
                    continue;
                }
                let end = format!("\"{}", "#".repeat(hashes));
                let close = text.get(open + 1..).and_then(|rest| rest.find(&end)).map_or(bytes.len(), |n| open + 1 + n);
                keep(open + 1, close, true);
                erase(open + 1, close);
                i = close + end.len();
            }
            (b'"', _) => {
                i += 1;
                while i < bytes.len() && at(i) != b'"' {
                    i += if at(i) == b'\\' { 2 } else { 1 };
                }
                keep(from + 1, i, false);
                erase(from + 1, i);
                i += 1;
            }
            (b'\'', next) => {
                // A character, or a lifetime, which has no closing quote.
                let close = if next == b'\\' {
                    (i + 3..i + 12).find(|i| at(*i) == b'\'')
                } else {
                    let width = text.get(i + 1..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                    Some(i + 1 + width).filter(|i| at(*i) == b'\'')
                };
                match close {
                    Some(close) => {
                        keep(i + 1, close, false);
                        erase(i + 1, close);
                        i = close + 1;
                    }
                    None => i += 1,
                }
            }
            _ => i += 1,
        }
    }
    (String::from_utf8_lossy(&code).into_owned(), literals)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 't' | 'r')) => out.push(' '),
            ('\\', Some(other)) => out.push(other),
            _ => out.push(c),
        }
    }
    out
}

/// Bytes compiled for tests only, and files taken in for tests only.
fn test_regions(code: &str) -> (Vec<(usize, usize)>, Vec<String>) {
    let (mut regions, mut modules) = (Vec::new(), Vec::new());
    for mark in ["#[cfg(test)]", "#[cfg(any(test"] {
        for (from, _) in code.match_indices(mark) {
            let rest = code.get(from..).unwrap_or_default();
            let end = rest.find([';', '{']).map_or(code.len(), |n| from + n);
            let head = code.get(from..end).unwrap_or_default();
            if code.get(end..).is_some_and(|rest| rest.starts_with(';')) {
                if let Some((_, name)) = head.rsplit_once("mod ") {
                    modules.push(name.trim().to_owned());
                }
                regions.push((from, end));
                continue;
            }
            let mut depth = 0_usize;
            let mut to = code.len();
            for (n, byte) in code.bytes().enumerate().skip(end) {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    to = n + 1;
                    break;
                }
            }
            regions.push((from, to));
        }
    }
    (regions, modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_no_code() {
        let source = Source::new(
            "a/src/lib.rs",
            "// f64\nlet a = \"f64 \\\" f64\"; /* f64 /* f64 */ f64 */ let b: &'static str = r#\"f64 \" f64\"#;\nlet c = '\"'; let d = f64;",
        );
        assert_eq!(source.lines_with("f64"), [3]);
        let texts: Vec<_> = source.literals.iter().map(|literal| literal.text.as_str()).collect();
        assert_eq!(texts, ["f64 \" f64", "f64 \" f64", "\""]);
    }

    #[test]
    fn tests_are_no_product() {
        let source = Source::new(
            "a/src/lib.rs",
            "fn a() { todo!() }\n#[cfg(test)]\nmod tests {\n  fn b() { todo!(\"x\") }\n}\n#[cfg(test)]\nmod scenario;\nfn c() { \"y\"; }",
        );
        assert_eq!(source.lines_with("todo!"), [1]);
        assert_eq!(source.product_literals().map(|literal| literal.text.as_str()).collect::<Vec<_>>(), ["y"]);
        assert_eq!(source.test_modules, ["scenario"]);
        assert!(Source::new("a/src/tests.rs", "fn a() { todo!() }").lines_with("todo!").is_empty());
    }

    #[test]
    fn name_is_not_found_inside_a_longer_name() {
        let source = Source::new("a/src/lib.rs", "let my_f64x = 1; r#type; eprintln!(); println!()");
        assert!(source.lines_with("f64").is_empty());
        assert_eq!(source.lines_with("println!").len(), 1);
    }
}
