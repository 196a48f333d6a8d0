//! Build side: reads `texts/ru.ftl` and `texts/en.ftl`, compares them, writes typed functions.
//!
//! Supported: text, `{ $variable }`, `{ "literal" }`, and `{ $variable -> … }` on a number (plural form or exact
//! value) or on a word. Everything else is refused with a clear message, so what is written is what is shown.

use crate::Lang;
use fluent_syntax::ast::{Comment, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The file name of a language: `ru.ftl`, `en.ftl`.
pub const fn file_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => "ru.ftl",
        Lang::En => "en.ftl",
    }
}

/// Something wrong in the texts, at a line of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file it was found in.
    pub lang: Lang,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// What kind of value a variable takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, `i64`.
    Number,
    /// A word or a prepared text, `&str`.
    Word,
}

/// A message in both languages, ready to be written as a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The identifier as in the file: `clients-found`.
    pub id: String,
    /// The name of the function: `clients_found`.
    pub name: String,
    /// Variables in alphabetical order, as the function takes them.
    pub variables: BTreeMap<String, Kind>,
    /// Line in the Russian file.
    pub line: usize,
    /// Its comment `# used: reason` says that it is used where no search finds it.
    pub used_unseen: bool,
    ru: Vec<Piece>,
    en: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Variable(String),
    Choice { on: String, arms: Vec<(Key, Vec<Piece>)>, default: Vec<Piece> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Word(String),
    Exact(i64),
}

struct Message {
    line: usize,
    same: bool,
    used: bool,
    pieces: Vec<Piece>,
}

const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Writes `$OUT_DIR/texts.rs` from the folder's two files; call it from `build.rs`. Stops the build on any finding.
#[allow(clippy::print_stdout, reason = "cargo listens to what a build script prints")]
pub fn generate(folder: &str) {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = Path::new(&root).join(folder);
    let mut wrong = Vec::new();
    let mut read = |lang| {
        let path = folder.join(file_name(lang));
        println!("cargo::rerun-if-changed={}", path.display());
        std::fs::read_to_string(&path).unwrap_or_else(|error| {
            wrong.push(format!("{}: {error}", path.display()));
            String::new()
        })
    };
    let (ru, en) = (read(Lang::Ru), read(Lang::En));
    if wrong.is_empty() {
        match check(&ru, &en) {
            Ok(texts) => {
                let out = Path::new(&std::env::var("OUT_DIR").unwrap_or_default()).join("texts.rs");
                let code = write(&texts);
                if std::fs::read_to_string(&out).is_ok_and(|before| before == code) {
                    return;
                }
                if let Err(error) = std::fs::write(&out, code) {
                    wrong.push(format!("{}: {error}", out.display()));
                }
            }
            Err(findings) => {
                for finding in findings {
                    let path = folder.join(file_name(finding.lang));
                    wrong.push(format!("{}:{}: {}", path.display(), finding.line, finding.message));
                }
            }
        }
    }
    for line in &wrong {
        println!("cargo::error={}", line.replace('\n', " "));
    }
    if !wrong.is_empty() {
        std::process::exit(1);
    }
}

/// Reads both files and compares them message by message.
pub fn check(ru: &str, en: &str) -> Result<Vec<Text>, Vec<Finding>> {
    let mut findings = Vec::new();
    let mut ru = read(Lang::Ru, ru, &mut findings);
    let mut en = read(Lang::En, en, &mut findings);
    let mut texts = Vec::new();
    for (id, russian) in std::mem::take(&mut ru) {
        let Some(english) = en.remove(&id) else {
            let message = format!("`{id}` is missing in {}", file_name(Lang::En));
            findings.push(Finding { lang: Lang::Ru, line: russian.line, message });
            continue;
        };
        compare(&id, &russian, &english, &mut findings);
        let variables = kinds(&id, &russian, &english, &mut findings);
        texts.push(Text {
            name: id.replace('-', "_"),
            id,
            variables,
            line: russian.line,
            used_unseen: russian.used || english.used,
            ru: russian.pieces,
            en: english.pieces,
        });
    }
    for (id, english) in en {
        let message = format!("`{id}` is missing in {}", file_name(Lang::Ru));
        findings.push(Finding { lang: Lang::En, line: english.line, message });
    }
    let mut names = BTreeSet::new();
    for text in &texts {
        if !names.insert(text.name.as_str()) {
            let message = format!("`{}` and another message make the same function `{}`", text.id, text.name);
            findings.push(Finding { lang: Lang::Ru, line: text.line, message });
        }
    }
    findings.sort_by_key(|finding| (finding.lang, finding.line));
    if findings.is_empty() { Ok(texts) } else { Err(findings) }
}

/// Refuses two languages that say different things or the same words.
fn compare(id: &str, russian: &Message, english: &Message, findings: &mut Vec<Finding>) {
    let (in_ru, in_en) = (variables(&russian.pieces), variables(&english.pieces));
    for name in in_ru.difference(&in_en) {
        let message = format!("`{id}` names ${name} here and not in {}", file_name(Lang::En));
        findings.push(Finding { lang: Lang::Ru, line: russian.line, message });
    }
    for name in in_en.difference(&in_ru) {
        let message = format!("`{id}` names ${name} here and not in {}", file_name(Lang::Ru));
        findings.push(Finding { lang: Lang::En, line: english.line, message });
    }
    if russian.pieces == english.pieces && has_letter(&russian.pieces) && !russian.same && !english.same {
        let message =
            format!("`{id}` reads the same in both languages; translate it or write `# same: reason` above it");
        findings.push(Finding { lang: Lang::Ru, line: russian.line, message });
    }
}

/// The kind of every variable: what it is compared with decides, then its name.
fn kinds(id: &str, russian: &Message, english: &Message, findings: &mut Vec<Finding>) -> BTreeMap<String, Kind> {
    let mut kinds = BTreeMap::new();
    let mut all = variables(&russian.pieces);
    all.extend(variables(&english.pieces));
    for name in all {
        let (mut number, mut word) = (false, false);
        for pieces in [&russian.pieces, &english.pieces] {
            selectors(pieces, &mut |on, keys| {
                if on == name {
                    let plural = keys.iter().all(|key| match key {
                        Key::Word(key) => PLURALS.contains(&key.as_str()),
                        Key::Exact(_) => true,
                    });
                    let only_other = keys.iter().all(|key| *key == Key::Word("other".into()));
                    number |= plural && !only_other;
                    word |= !plural;
                }
            });
        }
        let named = name == "n" || name == "count" || name.starts_with("n_") || name.ends_with("_n");
        let rust = name.replace('-', "_");
        if word && (number || named) {
            let message = format!("`{id}` takes ${name} both for a number and for a word");
            findings.push(Finding { lang: Lang::Ru, line: russian.line, message });
        }
        if ["lang", "self", "super", "crate", "Self", OUT].contains(&rust.as_str()) {
            let message = format!("`{id}`: a variable cannot be called ${name}");
            findings.push(Finding { lang: Lang::Ru, line: russian.line, message });
        }
        kinds.insert(name, if number || (named && !word) { Kind::Number } else { Kind::Word });
    }
    kinds
}

fn variables(pieces: &[Piece]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for piece in pieces {
        match piece {
            Piece::Plain(_) => {}
            Piece::Variable(name) => {
                names.insert(name.clone());
            }
            Piece::Choice { on, arms, default } => {
                names.insert(on.clone());
                names.extend(variables(default));
                names.extend(arms.iter().flat_map(|(_, pieces)| variables(pieces)));
            }
        }
    }
    names
}

fn selectors(pieces: &[Piece], see: &mut dyn FnMut(&str, &[Key])) {
    for piece in pieces {
        if let Piece::Choice { on, arms, default } = piece {
            let keys: Vec<Key> = arms.iter().map(|(key, _)| key.clone()).collect();
            see(on, &keys);
            for (_, pieces) in arms {
                selectors(pieces, see);
            }
            selectors(default, see);
        }
    }
}

fn has_letter(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Plain(text) => text.chars().any(char::is_alphabetic),
        Piece::Variable(_) => false,
        Piece::Choice { arms, default, .. } => has_letter(default) || arms.iter().any(|(_, pieces)| has_letter(pieces)),
    })
}

/// Every message of one file by its identifier.
fn read(lang: Lang, source: &str, findings: &mut Vec<Finding>) -> BTreeMap<String, Message> {
    let mut find = |line: usize, message: String| findings.push(Finding { lang, line, message });
    let resource = match fluent_syntax::parser::parse(source) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let before = source.get(..error.pos.start.min(source.len())).unwrap_or_default();
                find(before.matches('\n').count() + 1, format!("cannot be read: {error}"));
            }
            resource
        }
    };
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                let line = line_of(source, id);
                for attribute in &message.attributes {
                    let name = attribute.id.name;
                    find(line, format!("`{id}`: attribute .{name} is not supported; make it a message of its own"));
                }
                let pieces = match message.value.as_ref().map(|value| pieces(lang, value)) {
                    Some(Ok(pieces)) => pieces,
                    Some(Err(why)) => {
                        find(line, format!("`{id}`: {why}"));
                        continue;
                    }
                    None => {
                        find(line, format!("`{id}` has no text"));
                        continue;
                    }
                };
                if ["self", "super", "crate", "Self"].contains(&id) {
                    find(line, format!("a message cannot be called `{id}`"));
                }
                let says = |word| message.comment.as_ref().is_some_and(|comment| gives_reason(comment, word));
                let (same, used) = (says("same:"), says("used:"));
                if messages.insert(id.to_owned(), Message { line, same, used, pieces }).is_some() {
                    find(line, format!("`{id}` is given twice"));
                }
            }
            Entry::Term(term) => {
                let name = term.id.name;
                find(
                    line_of(source, &format!("-{name}")),
                    format!("term -{name} is not supported; write the words out"),
                );
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    messages
}

fn gives_reason(comment: &Comment<&str>, word: &str) -> bool {
    comment.content.iter().any(|line| line.trim().strip_prefix(word).is_some_and(|reason| !reason.trim().is_empty()))
}

fn line_of(source: &str, id: &str) -> usize {
    let at =
        source.lines().position(|line| line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('=')));
    at.map_or(1, |at| at + 1)
}

fn pieces(lang: Lang, pattern: &Pattern<&str>) -> Result<Vec<Piece>, String> {
    let mut pieces: Vec<Piece> = Vec::new();
    for element in &pattern.elements {
        let piece = match element {
            PatternElement::TextElement { value } => Piece::Plain((*value).to_owned()),
            PatternElement::Placeable { expression } => placeable(lang, expression)?,
        };
        match (pieces.last_mut(), piece) {
            (Some(Piece::Plain(before)), Piece::Plain(text)) => before.push_str(&text),
            (_, piece) => pieces.push(piece),
        }
    }
    Ok(pieces)
}

fn placeable(lang: Lang, expression: &Expression<&str>) -> Result<Piece, String> {
    match expression {
        Expression::Inline(inline) => match inline {
            InlineExpression::StringLiteral { value } => {
                Ok(Piece::Plain(fluent_syntax::unicode::unescape_unicode_to_string(value).into_owned()))
            }
            InlineExpression::NumberLiteral { value } => Ok(Piece::Plain((*value).to_owned())),
            InlineExpression::VariableReference { id } => Ok(Piece::Variable(id.name.to_owned())),
            InlineExpression::Placeable { expression } => placeable(lang, expression),
            InlineExpression::FunctionReference { id, .. } => {
                Err(format!("function {}() is not supported; give a prepared text", id.name))
            }
            InlineExpression::MessageReference { id, .. } => {
                Err(format!("reference to message {} is not supported; write the words out", id.name))
            }
            InlineExpression::TermReference { id, .. } => {
                Err(format!("reference to term -{} is not supported; write the words out", id.name))
            }
        },
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            choice(lang, id.name, variants)
        }
        Expression::Select { .. } => Err("only a variable can be chosen on: { $n -> … }".to_owned()),
    }
}

fn choice(lang: Lang, on: &str, variants: &[Variant<&str>]) -> Result<Piece, String> {
    let mut keyed = Vec::new();
    let mut default = None;
    for variant in variants {
        let key = match variant.key {
            VariantKey::Identifier { name } => Key::Word(name.to_owned()),
            VariantKey::NumberLiteral { value } => {
                Key::Exact(value.parse().map_err(|_| format!("variant [{value}] must be a whole number"))?)
            }
        };
        if keyed.iter().any(|(known, _)| *known == key) {
            return Err(format!("a variant of ${on} is given twice"));
        }
        let value = pieces(lang, &variant.value)?;
        if variant.default {
            default = Some(value.clone());
        }
        keyed.push((key, value));
    }
    let plural = keyed.iter().all(|(key, _)| match key {
        Key::Word(name) => PLURALS.contains(&name.as_str()),
        Key::Exact(_) => true,
    });
    if let Some((Key::Exact(n), _)) = keyed.iter().find(|(key, _)| matches!(key, Key::Exact(_)))
        && !plural
    {
        return Err(format!("variants of ${on} are words and the number [{n}]; choose on one of them"));
    }
    let known: &[&str] = match lang {
        Lang::Ru => &["one", "few", "many", "other"],
        Lang::En => &["one", "other"],
    };
    if plural {
        for (key, _) in &keyed {
            if let Key::Word(name) = key
                && !known.contains(&name.as_str())
            {
                return Err(format!("the language {} has no plural form [{name}]", lang.code()));
            }
        }
    }
    let default = default.ok_or_else(|| format!("${on} has no variant marked with *"))?;
    Ok(Piece::Choice { on: on.to_owned(), arms: keyed, default })
}

/// The name of the text under construction; no Fluent identifier can clash with it unseen.
const OUT: &str = "written_text";

/// The Rust code of the module `texts`.
pub fn write(texts: &[Text]) -> String {
    let mut code =
        String::from("// Written by the build from texts/ru.ftl and texts/en.ftl.\nuse ::i18n::{Category, Lang};\n");
    code.push_str("const _: Option<(Category, Lang)> = None;\n");
    for text in texts {
        let doc = |pieces: &[Piece]| readable(pieces).replace('`', "'").replace('\n', " ");
        let _ = writeln!(code, "\n#[doc = {:?}]", format!("`{}`", doc(&text.ru)));
        let _ = writeln!(code, "#[doc = \"\"]\n#[doc = {:?}]", format!("`{}`", doc(&text.en)));
        if text.variables.is_empty() {
            let _ = writeln!(code, "pub const fn r#{}(lang: Lang) -> &'static str {{", text.name);
            let (ru, en) = (readable(&text.ru), readable(&text.en));
            let _ = writeln!(code, "    match lang {{ Lang::Ru => {ru:?}, Lang::En => {en:?} }}\n}}");
            continue;
        }
        let _ = write!(code, "pub fn r#{}(lang: Lang", text.name);
        for (name, kind) in &text.variables {
            let kind = if *kind == Kind::Number { "i64" } else { "&str" };
            let _ = write!(code, ", {}: {kind}", rust_name(name));
        }
        let _ = writeln!(code, ") -> String {{\n    let mut {OUT} = String::new();\n    match lang {{");
        for (lang, pieces) in [("Ru", &text.ru), ("En", &text.en)] {
            let _ = writeln!(code, "        Lang::{lang} => {{");
            push(&mut code, pieces, &text.variables, 3);
            code.push_str("        }\n");
        }
        let _ = writeln!(code, "    }}\n    {OUT}\n}}");
    }
    code
}

fn push(code: &mut String, pieces: &[Piece], kinds: &BTreeMap<String, Kind>, depth: usize) {
    let pad = "    ".repeat(depth);
    let number = |name: &str| kinds.get(name) == Some(&Kind::Number);
    for piece in pieces {
        match piece {
            Piece::Plain(text) => {
                let _ = writeln!(code, "{pad}{OUT}.push_str({text:?});");
            }
            Piece::Variable(name) if number(name) => {
                let _ = writeln!(code, "{pad}{OUT}.push_str(&::i18n::fmt::integer(lang, {}));", rust_name(name));
            }
            Piece::Variable(name) => {
                let _ = writeln!(code, "{pad}{OUT}.push_str({});", rust_name(name));
            }
            Piece::Choice { on, arms, default } => {
                let on_rust = rust_name(on);
                let is_number = number(on);
                if is_number {
                    let _ = writeln!(code, "{pad}match ({on_rust}, ::i18n::plural(lang, {on_rust})) {{");
                } else {
                    let _ = writeln!(code, "{pad}match {on_rust} {{");
                }
                let mut arms: Vec<&(Key, Vec<Piece>)> = arms.iter().collect();
                arms.sort_by_key(|(key, _)| !matches!(key, Key::Exact(_)));
                for (key, pieces) in arms {
                    let arm = match key {
                        Key::Exact(n) => format!("({n}, _)"),
                        Key::Word(name) if is_number => format!("(_, Category::{})", capital(name)),
                        Key::Word(name) => format!("{name:?}"),
                    };
                    let _ = writeln!(code, "{pad}    {arm} => {{");
                    push(code, pieces, kinds, depth + 2);
                    let _ = writeln!(code, "{pad}    }}");
                }
                let _ = writeln!(code, "{pad}    _ => {{");
                push(code, default, kinds, depth + 2);
                let _ = writeln!(code, "{pad}    }}\n{pad}}}");
            }
        }
    }
}

fn rust_name(name: &str) -> String {
    format!("r#{}", name.replace('-', "_"))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A message as one line: the default of every choice, variables by name.
fn readable(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Variable(name) => {
                let _ = write!(text, "{{ ${name} }}");
            }
            Piece::Choice { default, .. } => text.push_str(&readable(default)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(ru: &str, en: &str) -> Vec<String> {
        check(ru, en).unwrap_err().into_iter().map(|f| format!("{}:{}: {}", f.lang, f.line, f.message)).collect()
    }

    #[test]
    fn plain_message_is_a_static_text() {
        let code = write(&check("hello = Привет, «мир»\n", "hello = Hello, \"world\"\n").unwrap());
        assert!(code.contains("pub const fn r#hello(lang: Lang) -> &'static str"), "{code}");
        assert!(code.contains(r#"Lang::En => "Hello, \"world\"""#), "{code}");
    }

    #[test]
    fn counted_message_takes_a_number_and_words() {
        let ru = "clients-found = { $n ->\n    [0] Никого\n    [one] Найден { $n } клиент\n    [few] Найдено { $n } клиента\n   *[many] Найдено { $n } клиентов\n } в городе { $city }\n";
        let en = "clients-found = { $n ->\n    [0] Nobody\n    [one] { $n } client\n   *[other] { $n } clients\n } found in { $city }\n";
        let texts = check(ru, en).unwrap();
        let code = write(&texts);
        assert!(code.contains("pub fn r#clients_found(lang: Lang, r#city: &str, r#n: i64) -> String"), "{code}");
        assert!(code.contains("(_, Category::Few) =>"), "{code}");
        let (exact, one) = (code.find("(0, _)").unwrap(), code.find("Category::One").unwrap());
        assert!(exact < one, "an exact number comes before the plural form");
    }

    #[test]
    fn word_is_chosen_by_name() {
        let ru = "role = { $role ->\n    [owner] Владелец\n   *[clerk] Сотрудник\n }\n";
        let en = "role = { $role ->\n    [owner] Owner\n   *[clerk] Clerk\n }\n";
        let code = write(&check(ru, en).unwrap());
        assert!(code.contains("match r#role {") && code.contains("\"owner\" =>"), "{code}");
    }

    #[test]
    fn names_of_counts_are_numbers() {
        let texts = check(
            "a = { $n_open } { $count } { $lines_n } { $name } да\n",
            "a = { $n_open } { $count } { $lines_n } { $name } yes\n",
        )
        .unwrap();
        let kinds: Vec<_> = texts[0].variables.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        let number = Kind::Number;
        assert_eq!(kinds, [("count", number), ("lines_n", number), ("n_open", number), ("name", Kind::Word)]);
    }

    #[test]
    fn missing_key_is_found_in_either_file() {
        assert_eq!(wrong("a = А\nb = Б\n", "a = A\n"), ["ru:2: `b` is missing in en.ftl"]);
        assert_eq!(wrong("a = А\n", "a = A\nb = B\n"), ["en:2: `b` is missing in ru.ftl"]);
    }

    #[test]
    fn missing_variable_is_found_in_either_file() {
        assert_eq!(wrong("a = Да { $x }\n", "a = Yes\n"), ["ru:1: `a` names $x here and not in en.ftl"]);
        assert_eq!(wrong("a = Да\n", "a = Yes { $x }\n"), ["en:1: `a` names $x here and not in ru.ftl"]);
    }

    #[test]
    fn equal_text_needs_a_reason() {
        assert_eq!(wrong("a = Excel\n", "a = Excel\n").len(), 1);
        assert_eq!(wrong("# same:\na = Excel\n", "a = Excel\n").len(), 1, "an empty reason is no reason");
        assert!(check("# same: name of a product\na = Excel\n", "a = Excel\n").is_ok());
        assert!(check("a = { $x } — { $y }\n", "a = { $x } — { $y }\n").is_ok(), "no letter, nothing to translate");
    }

    #[test]
    fn unsupported_syntax_is_refused_by_name() {
        let cases = [
            ("a = { NUMBER($n) } да\n", "function NUMBER() is not supported"),
            ("a = { other } да\n", "reference to message other is not supported"),
            ("a = { -brand } да\n", "reference to term -brand is not supported"),
            ("-brand = Причал\n", "term -brand is not supported"),
            ("a = Да\n    .title = Подсказка\n", "attribute .title is not supported"),
            ("a = { $n ->\n    [two] два\n   *[other] да\n }\n", "has no plural form [two]"),
            ("a = { $n ->\n    [1.5] полтора\n   *[other] да\n }\n", "must be a whole number"),
            ("a = { $x ->\n    [1] один\n   *[owner] да\n }\n", "choose on one of them"),
            ("a = { $n ->\n    [red] красный\n   *[other] да\n }\n", "both for a number and for a word"),
            ("a = да { $lang }\n", "a variable cannot be called $lang"),
            ("a = да\na = нет\n", "is given twice"),
            ("a = { $n\nb = да\n", "cannot be read"),
        ];
        for (ru, message) in cases {
            let found = wrong(ru, &ru.replace("да", "yes"));
            assert!(found.iter().any(|line| line.contains(message)), "{ru}: {found:?}");
        }
    }

    #[test]
    fn finding_names_the_line() {
        let found = wrong("# Начало\n\na = А\n\nb = { FOO() } д\n", "a = A\nb = b\n");
        assert!(
            found.contains(&"ru:5: `b`: function FOO() is not supported; give a prepared text".to_owned()),
            "{found:?}"
        );
    }
}
