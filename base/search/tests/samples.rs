//! Spellings, layouts, legal forms and pairs of names from the shared samples; each with a few of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use std::path::PathBuf;

use search::{Entry, Index};

/// The folder of samples beside the repository, where there is one.
fn samples() -> Option<PathBuf> {
    let given = std::env::var_os("PRICHAL_SHARED").map(PathBuf::from);
    let beside = || {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|up| up.join("shared")).find(|shared| shared.is_dir())
    };
    given.or_else(beside).map(|shared| shared.join("samples")).filter(|s| s.is_dir())
}

fn sample(name: &str) -> String {
    let text = samples().and_then(|folder| std::fs::read_to_string(folder.join(name)).ok());
    if text.is_none() {
        println!("skipped: no sample {name}");
    }
    text.unwrap_or_default()
}

/// Lines of a file with `;` between fields, without its heading.
fn rows(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '"' if quoted && letters.peek() == Some(&'"') => fields.last_mut().unwrap().extend(letters.next()),
                '"' if quoted || fields.last().unwrap().is_empty() => quoted = !quoted,
                ';' if !quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    text.lines().skip(1).map(row).collect()
}

/// A base of a few others and this name, which is the least important.
fn index_with(name: &str) -> Index {
    let others = ["Восход", "Юбилейный", "Сервис Плюс", "Мегаполис"];
    let entry = |(i, n): (usize, &&str)| Entry { id: i as i64, name: (*n).into(), importance: 1, ..Entry::default() };
    Index::build(others.iter().chain([&name]).enumerate().map(entry).collect())
}

fn finds(name: &str, typed: &str) -> bool {
    index_with(name).search(typed, 8).iter().any(|h| h.id == 4)
}

#[test]
fn the_wrong_layout_finds_what_was_meant() {
    assert!(finds("Ромашка", "hjvfirf"));
    for row in rows(&sample("search/wrong_layout.csv")) {
        assert!(finds(&row[1], &row[0]), "{row:?}");
    }
}

#[test]
fn pairs_of_the_same_name_find_each_other() {
    assert!(finds("ООО \"Cтройснаб\"", "ООО \"Стройснаб\""));
    for row in rows(&sample("search/duplicates.csv")).iter().filter(|r| r[2].starts_with("same")) {
        assert!(finds(&row[0], &row[1]) && finds(&row[1], &row[0]), "{row:?}");
    }
}

#[test]
fn every_sure_legal_form_may_be_typed_or_left_out() {
    // These may be a part of the name and stay words.
    let unsure = ["ПК", "ПТ", "ЧП", "НПО", "ТД", "ГК", "филиал", "ОП"];
    assert!(finds("ООО Ромашка", "ромашка ооо"));
    for row in rows(&sample("search/legal_forms.csv")) {
        let form = &row[0];
        assert!(finds(&format!("{form} «Ромашка»"), "ромашка"), "{form}");
        assert!(finds(&format!("{form} «Ромашка»"), &format!("ромашка {form}")), "{form}");
        if !unsure.contains(&&form[..]) {
            assert!(finds("Ромашка", &format!("{form} ромашка")), "{form}");
        }
    }
}

/// The pairs of names in the `samples` list of a spelling.
fn spelled_pairs(json: &str) -> Vec<(String, String)> {
    let list = json.split("\"samples\"").nth(1).unwrap_or_default();
    let texts: Vec<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

#[test]
fn russian_words_are_found_by_their_latin_spelling() {
    for typed in ["shchuka", "schuka", "shhuka"] {
        assert!(finds("Щука", typed), "{typed}");
    }
    let (mut found, mut missed) = (0, vec![]);
    for spelling in ["icao_doc_9303", "gost_779_alt", "mvd_310", "yandex_maps", "telegram"] {
        for (russian, latin) in spelled_pairs(&sample(&format!("translit/{spelling}.json"))) {
            for (word, typed) in russian.split([' ', ',', '-']).zip(latin.split([' ', ',', '-'])) {
                let is_word = typed.chars().count() > 2 && typed.chars().all(|c| c.is_ascii_alphabetic());
                match is_word.then(|| finds(word, typed)) {
                    Some(true) => found += 1,
                    Some(false) => missed.push(format!("{spelling} {word} {typed}")),
                    None => {}
                }
            }
        }
    }
    println!("{found} found; missed: {missed:?}");
    assert!(missed.len() * 50 <= found, "{missed:?}");
}
