//! Texts: both languages say the same, every text is used, and none stands in code.

use crate::finding::Finding;
use crate::source::{in_name, places};
use crate::workspace::{Crate, Workspace};
use i18n::Lang;
use i18n::generator::{Text, check, file_name};
use std::collections::BTreeSet;

/// `texts`: keys and variables agree, Russian differs from English.
pub fn texts_agree(workspace: &Workspace) -> Vec<Finding> {
    let found = |one: &Crate| match texts_of(workspace, one) {
        Some(Err(findings)) => findings,
        _ => Vec::new(),
    };
    workspace.crates.iter().flat_map(found).collect()
}

/// `unused-texts`: every text is said somewhere, or its comment `# used: …` tells where.
pub fn texts_are_used(workspace: &Workspace) -> Vec<Finding> {
    let mut used = BTreeSet::new();
    for one in &workspace.crates {
        for source in &one.sources {
            used.extend(uses(&source.code, &one.name));
        }
    }
    let mut findings = Vec::new();
    for one in &workspace.crates {
        let Some(Ok(texts)) = texts_of(workspace, one) else { continue };
        for text in texts.iter().filter(|text| !text.used_unseen) {
            if !used.contains(&(one.name.clone(), text.name.clone())) {
                let path = format!("{}/texts/{}", one.folder, file_name(Lang::Ru));
                let message = format!("`{}` is never said; remove it or write `# used: where` above it", text.id);
                findings.push(Finding::new("unused-texts", &path, text.line, message));
            }
        }
    }
    findings
}

/// `cyrillic`: Russian words stand in `.ftl` files only.
pub fn no_cyrillic_in_code(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in workspace.crates.iter().flat_map(|one| &one.sources) {
        for literal in source.product_literals() {
            if let Some(at) = literal.text.find(|c| ('\u{400}'..='\u{52f}').contains(&c)) {
                let before = literal.text.get(..at).unwrap_or_default();
                let line = literal.line + before.matches('\n').count();
                findings.push(Finding::new(
                    "cyrillic",
                    &source.path,
                    line,
                    "Russian text in code; it belongs in texts/ru.ftl",
                ));
            }
        }
    }
    findings
}

/// `currency`: which sign stands beside a sum is a setting of the company.
pub fn no_currency_in_words(workspace: &Workspace) -> Vec<Finding> {
    const SIGNS: [char; 3] = ['₽', '€', '¥'];
    let why = "the sign of a currency; it is the company's: `visit.sign`";
    let in_code = workspace.crates.iter().flat_map(|one| &one.sources).flat_map(|source| {
        let literals = source.product_literals().filter(|literal| literal.text.contains(SIGNS));
        literals.map(|literal| Finding::new("currency", &source.path, literal.line, why))
    });
    let texts = workspace.crates.iter().flat_map(|one| {
        [Lang::Ru, Lang::En]
            .into_iter()
            .filter_map(|lang| workspace.file(&format!("{}/texts/{}", one.folder, file_name(lang))))
    });
    let in_texts = texts.flat_map(|file| {
        let lines = file.text.lines().enumerate().filter(|(_, line)| line.contains(SIGNS));
        lines.map(|(at, _)| Finding::new("currency", &file.path, at + 1, why))
    });
    in_code.chain(in_texts).collect()
}

/// The texts of a crate, or what is wrong with them; nothing for a crate that has none.
fn texts_of(workspace: &Workspace, one: &Crate) -> Option<Result<Vec<Text>, Vec<Finding>>> {
    let path = |lang| format!("{}/texts/{}", one.folder, file_name(lang));
    let [ru, en] = [Lang::Ru, Lang::En].map(|lang| workspace.file(&path(lang)));
    match (ru, en) {
        (None, None) => None,
        (Some(ru), Some(en)) => Some(check(&ru.text, &en.text).map_err(|findings| {
            let found = |f: i18n::generator::Finding| Finding::new("texts", &path(f.lang), f.line, f.message);
            findings.into_iter().map(found).collect()
        })),
        (Some(_), None) => Some(Err(vec![Finding::new("texts", &path(Lang::Ru), 1, "there is no en.ftl beside it")])),
        (None, Some(_)) => Some(Err(vec![Finding::new("texts", &path(Lang::En), 1, "there is no ru.ftl beside it")])),
    }
}

/// Which texts of which crate a file says: `texts::a`, `t::a`, `ui::texts::a`, `texts::{a, b}`, `texts as w` … `w::a`.
fn uses(code: &str, own: &str) -> BTreeSet<(String, String)> {
    let mut names = vec![("texts".to_owned(), None), ("t".to_owned(), None)];
    for at in places(code, "texts") {
        let rest = code.get(at + "texts".len()..).unwrap_or_default();
        let from = owner(code, at);
        let alias = rest.strip_prefix(" as ").or_else(|| rest.strip_prefix("::{self as "));
        if let Some(alias) = alias {
            names.push((name_at(alias), from));
        }
    }
    let mut used = BTreeSet::new();
    for (name, alias_of) in names {
        for at in places(code, &name) {
            let Some(rest) = code.get(at + name.len()..).and_then(|rest| rest.strip_prefix("::")) else { continue };
            let from = owner(code, at).or_else(|| alias_of.clone()).unwrap_or_else(|| own.to_owned());
            let group = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(group, _)| group);
            for part in group.unwrap_or(rest).split(',').take(if group.is_some() { usize::MAX } else { 1 }) {
                used.insert((from.clone(), name_at(part)));
            }
        }
    }
    used
}

/// The crate before `::texts`, if it is another one.
fn owner(code: &str, at: usize) -> Option<String> {
    let before = code.get(..at)?.strip_suffix("::")?;
    let start = before.bytes().rposition(|byte| !in_name(byte)).map_or(0, |at| at + 1);
    before.get(start..).filter(|name| !["crate", "super", "self"].contains(name)).map(str::to_owned)
}

fn name_at(text: &str) -> String {
    let text = text.trim_start();
    let text = text.strip_prefix("r#").unwrap_or(text);
    text.bytes().take_while(|byte| in_name(*byte)).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: (&str, &str) = ("base/ui/Cargo.toml", "[package]\nname = \"ui\"");

    fn lines(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn languages_that_differ_are_found() {
        let workspace = Workspace::sample(&[
            MANIFEST,
            ("base/ui/texts/ru.ftl", "save = Сохранить\nopen = Открыть { $name }\nok = OK\n"),
            ("base/ui/texts/en.ftl", "open = Open\nok = OK\n"),
        ]);
        let found = lines(&texts_agree(&workspace)).join("\n");
        assert!(found.contains("base/ui/texts/ru.ftl:1: `save` is missing in en.ftl [texts]"), "{found}");
        assert!(
            found.contains("ru.ftl:2: `open` names $name") && found.contains("ru.ftl:3: `ok` reads the same"),
            "{found}"
        );
        let alone = Workspace::sample(&[MANIFEST, ("base/ui/texts/ru.ftl", "a = А\n")]);
        assert_eq!(texts_agree(&alone).len(), 1);
    }

    #[test]
    fn text_nobody_says_is_found() {
        let texts = "save-all = Сохранить\nold = Старое\n# used: by the script of the page\nfar = Далеко\ntype = Тип\nshown = Видно\nof-group = Из группы\nfar-named = Имя\n";
        let english = "save-all = Save\nold = Old\nfar = Far\ntype = Type\nshown = Shown\nof-group = Of a group\nfar-named = Name\n";
        let workspace = Workspace::sample(&[
            MANIFEST,
            ("base/ui/texts/ru.ftl", texts),
            ("base/ui/texts/en.ftl", english),
            ("base/ui/src/lib.rs", "use texts as t; fn a() { t::save_all(l); texts::r#type(l) } // texts::old"),
            ("base/house/Cargo.toml", "[package]\nname = \"house\""),
            (
                "base/house/src/lib.rs",
                "use ui::texts as words; use ui::texts::{of_group, x}; fn a() { words::far_named(l); ui::texts::shown(l); texts::old(l) }",
            ),
        ]);
        let found = lines(&texts_are_used(&workspace));
        let wanted =
            "base/ui/texts/ru.ftl:2: `old` is never said; remove it or write `# used: where` above it [unused-texts]";
        assert_eq!(found, [wanted]);
    }

    #[test]
    fn russian_in_code_is_found_outside_tests() {
        let workspace = Workspace::sample(&[
            MANIFEST,
            (
                "base/ui/src/lib.rs",
                "// Да\nconst A: &str = \"\n  Нет\";\n#[cfg(test)]\nmod tests { const B: &str = \"Да\"; }",
            ),
        ]);
        let found = lines(&no_cyrillic_in_code(&workspace));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("base/ui/src/lib.rs:3: "), "{found:?}");
    }

    #[test]
    fn a_currency_written_fast_is_found_in_code_and_texts() {
        let workspace = Workspace::sample(&[
            MANIFEST,
            (
                "base/ui/src/lib.rs",
                "/// «1 ₽»\nfn a() { say(sum, \"₽\") }\n#[cfg(test)]\nmod tests { const B: &str = \"₽\"; }",
            ),
            ("base/ui/texts/ru.ftl", "sum = Сумма\ndebt = Долг, ₽\n"),
            ("base/ui/texts/en.ftl", "sum = Sum\ndebt = Debt, { $sign }\n"),
        ]);
        let found = lines(&no_currency_in_words(&workspace));
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("base/ui/src/lib.rs:2: ") && found[1].starts_with("base/ui/texts/ru.ftl:2: "));
    }
}
