//! What a clerk types and what stands in the list.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod made_up;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use search::{Entry, Filling, Hit, Index, LoadRefused, MatchedOn};

const ROMASHKA: i64 = 900_001;
const SEMYONOVSKY: i64 = 900_002;

fn named(id: i64, name: &str) -> Entry {
    Entry { id, name: name.to_owned(), ..Entry::default() }
}

fn index_of(names: &[&str]) -> Index {
    Index::build(names.iter().enumerate().map(|(i, n)| named(i as i64 + 1, n)).collect())
}

fn romashka(importance: u16) -> Entry {
    Entry {
        id: ROMASHKA,
        name: "ООО «Ромашка»".into(),
        inn: Some("7701234567".into()),
        phones: vec!["+7 (495) 123-45-67".into()],
        importance,
        ..Entry::default()
    }
}

fn namesakes() -> Vec<Entry> {
    let mut entries = made_up::entries(5_000, 2);
    entries.push(romashka(64_000));
    entries.push(Entry { importance: 50_000, ..named(SEMYONOVSKY, "ООО «Семёновский»") });
    entries
}

fn place(hits: &[Hit], id: i64) -> usize {
    hits.iter().position(|h| h.id == id).map_or(99, |p| p + 1)
}

fn first(index: &Index, query: &str) -> i64 {
    index.search(query, 8).first().map_or(0, |h| h.id)
}

#[test]
fn fifteen_probes_find_their_client_among_namesakes() {
    let index = Index::build(namesakes());
    let probes = [
        ("рома", ROMASHKA, MatchedOn::Name),
        ("машка", ROMASHKA, MatchedOn::Inner),
        ("ООО «Ромашка»", ROMASHKA, MatchedOn::Name),
        ("ооо ромашка", ROMASHKA, MatchedOn::Name),
        ("ромашка ооо", ROMASHKA, MatchedOn::Name),
        ("рамашка", ROMASHKA, MatchedOn::Typo),
        ("ромшка", ROMASHKA, MatchedOn::Typo),
        ("семеновский", SEMYONOVSKY, MatchedOn::Name),
        ("hjvfirf", ROMASHKA, MatchedOn::Name),
        ("romashka", ROMASHKA, MatchedOn::Name),
        ("1234567", ROMASHKA, MatchedOn::Phone),
        ("84951234567", ROMASHKA, MatchedOn::Phone),
        ("+7 (495) 123-45-67", ROMASHKA, MatchedOn::Phone),
        ("7701234567", ROMASHKA, MatchedOn::Inn),
        ("770123", ROMASHKA, MatchedOn::Inn),
    ];
    for (query, id, matched_on) in probes {
        let hits = index.search(query, 8);
        assert!(place(&hits, id) <= 8, "{query}: {hits:?}");
        assert_eq!(hits[place(&hits, id) - 1].matched_on, matched_on, "{query}");
    }
    assert_eq!(first(&index, "рома"), ROMASHKA);
}

#[test]
fn forms_quotes_and_look_alikes_do_not_matter() {
    for written in ["ООО\"Ромашка\"", "Ромашка, ООО", "OOO Ромашка", "Ромaшка", "ООО «РОМАШКА»"]
    {
        let index = index_of(&["Восход", written, "Закат"]);
        for typed in ["ромашка", "ооо ромашка", "«Ромашка»", "ромаш", "Ромaшка", "OOO \"Ромашка\""]
        {
            assert_eq!(first(&index, typed), 2, "{written} by {typed}");
        }
    }
}

#[test]
fn only_a_legal_form_shows_the_most_important() {
    let index = Index::build(namesakes());
    let best = index.search("", 8);

    assert_eq!(best.len(), 8);
    for query in ["ооо", "ООО ", "ип", "OOO"] {
        assert_eq!(index.search(query, 8), best, "{query}");
    }
}

#[test]
fn what_has_neither_letters_nor_figures_finds_nothing() {
    let index = index_of(&["Ромашка", "Подъезд", "50% скидки"]);
    for query in ["%", "№", "«»", "+", "()", "ъъъъ", "ьъ", "%%% ***"] {
        assert!(index.search(query, 8).is_empty(), "{query}");
    }
    assert_eq!(index.search("", 8).len(), 3, "nothing typed yet");
    assert_eq!(first(&index, "подъезд"), 2, "a sign inside a word stays");
    assert_eq!(first(&index, "podezd"), 2);
}

#[test]
fn either_layout_and_any_spelling_is_read() {
    let index = index_of(&[
        "Ёлка",
        "Чаи\u{306}ка",
        "ъеф",
        "Живая вода",
        "Щука",
        "Samsung",
        "Schneider Electric",
        "Юг-Опт",
        "Эльдорадо",
        "Xerox",
        "Тандер",
    ]);
    for (typed, id, read_as) in [
        ("елка", 1, None),
        ("ёлк", 1, None),
        ("`krf", 1, Some("ёлка")),
        ("чайка", 2, None),
        ("]ta", 3, Some("ъеф")),
        (";bdfz djlf", 4, Some("живая вода")),
        ("\";bdfz djlf\"", 4, Some("эживая водаэ")),
        ("shchuka", 5, Some("щука")),
        ("schuka", 5, Some("щука")),
        ("shhu", 5, Some("щу")),
        ("ыфьыгтп", 6, Some("samsung")),
        ("самсунг", 6, Some("samsung")),
        ("шнайдер", 7, Some("schneider")),
        (".u jgn", 8, Some("юг опт")),
        ("'kmljhflj", 9, Some("эльдорадо")),
        ("ксерокс", 10, Some("xerox")),
        ("nfylth", 11, Some("тандер")),
    ] {
        let hits = index.search(typed, 8);
        assert_eq!(hits.first().map(|h| h.id), Some(id), "{typed}: {hits:?}");
        assert_eq!(hits[0].read_as.as_deref(), read_as, "{typed}");
    }
}

#[test]
fn words_may_be_glued_apart_swapped_and_cut() {
    let index = index_of(&["СтройТорг", "Строй Мир", "Детский сад № 54", "Детский сад № 45", "СМУ-12", "Лес Мир Дом"]);
    for (typed, id) in [
        ("строй торг", 1),
        ("стройторг", 1),
        ("строймир", 2),
        ("мир строй", 2),
        ("детский сад 54", 3),
        ("дет сад 45", 4),
        ("45 сад", 4),
        ("сму12", 5),
        ("сму 12", 5),
        ("лес дом", 6),
        ("дом лсе мир", 6),
    ] {
        assert_eq!(first(&index, typed), id, "{typed}: {:?}", index.search(typed, 8));
    }
    let found: Vec<i64> = index.search("детский сад 54", 8).iter().map(|h| h.id).collect();
    assert_eq!(found, [3]);
}

#[test]
fn a_match_says_where_it_stands() {
    let index = Index::build(vec![Entry {
        aliases: vec!["Белая гора".into()],
        people: vec!["Шишкина Анна".into()],
        inn: Some("0123456789".into()),
        phones: vec!["8 916 612-34-67".into()],
        ..named(1, "ООО «Торговый Вектор»")
    }]);
    for (typed, code) in [
        ("торг", "name"),
        ("век", "word"),
        ("бел", "alias"),
        ("гора белая", "alias"),
        ("шишк", "person"),
        ("шишкина торг", "person"),
        ("вектор торг", "name"),
        ("0123", "inn"),
        ("0123456789", "inn"),
        ("61234", "phone"),
        ("4567", ""),
        ("3467", "phone"),
        ("+7916612", "phone"),
        ("8 (916) 612-34-67", "phone"),
        ("торговфй", "typo"),
        ("говый", "inner"),
        ("ничего", ""),
    ] {
        let hits = index.search(typed, 8);
        assert_eq!(hits.first().map_or("", |h| h.matched_on.code()), code, "{typed}");
    }
}

#[test]
fn a_phone_is_found_by_any_part_of_five_digits() {
    let index = Index::build(namesakes());
    let number = "4951234567";
    for len in 5..=10 {
        for start in 0..=10 - len {
            let part = &number[start..start + len];
            assert!(place(&index.search(part, 8), ROMASHKA) <= 8, "{part}");
        }
    }
    assert!(place(&index.search("4567", 8), ROMASHKA) <= 8);
}

#[test]
fn the_more_important_stands_first_and_a_whole_name_is_never_hidden() {
    let mut entries: Vec<Entry> =
        (1..=50).map(|i| Entry { importance: 1_000 * i as u16, ..named(i, &format!("Ромашка {i}")) }).collect();
    entries.push(named(99, "Ромашка"));
    entries.push(named(98, "Ромашка Плюс"));
    let index = Index::build(entries);

    let hits: Vec<i64> = index.search("рома", 3).iter().map(|h| h.id).collect();

    assert_eq!(hits, [50, 49, 48]);
    assert_eq!(first(&index, "ромашка"), 99);
    assert_eq!(first(&index, "ромашка плюс"), 98);
}

#[test]
fn a_filter_is_asked_before_the_list_is_cut() {
    let index = Index::build(namesakes());
    for query in ["р", "рома", "макаров", "торг дом", "рамашка", "машка", "79", "", "ооо"]
    {
        let hits = index.search_where(query, 8, &|id| id % 50 == 3);
        assert!(!hits.is_empty(), "{query}");
        assert!(hits.iter().all(|h| h.id % 50 == 3), "{query}");
    }
    assert_eq!(index.search_where("р", 8, &|id| id % 50 == 3).len(), 8);
    assert!(index.search_where("ромашка", 8, &|_| false).is_empty());
}

#[test]
fn a_renamed_client_is_found_by_the_new_name_at_once() {
    let index = Index::build(namesakes());

    index.put(Entry { name: "ООО «Незабудка»".into(), ..romashka(64_000) });

    assert_eq!(first(&index, "незабудка"), ROMASHKA);
    assert_eq!(place(&index.search("ромашка", 500), ROMASHKA), 99);
    assert_eq!(first(&index, "7701234567"), ROMASHKA);
    assert_eq!(index.len(), 5_002);
    index.remove(ROMASHKA);
    index.remove(ROMASHKA);
    assert!(index.search("незабудка", 8).is_empty());
    assert_eq!(index.len(), 5_001);
}

#[test]
fn a_client_changed_a_thousand_times_stands_once() {
    let index = Index::build(namesakes());

    for i in 0..1_000 {
        index.put(Entry { name: format!("Вариант {i}"), ..romashka(64_000) });
    }

    let hits = index.search("вариант", 8);
    assert_eq!(hits.iter().map(|h| h.id).collect::<Vec<_>>(), [ROMASHKA]);
    assert_eq!(first(&index, "вариант 999"), ROMASHKA);
    assert_eq!(place(&index.search("ромашка", 500), ROMASHKA), 99);
    assert_eq!(index.len(), 5_002);
}

#[test]
fn many_changes_give_the_same_lists_as_a_fresh_build() {
    let before = made_up::entries(2_000, 3);
    let after = made_up::entries(3_000, 4);
    let changed = Index::build(before);
    after.iter().rev().for_each(|e| changed.put(e.clone()));
    let built = Index::build(after);
    let list = |index: &Index, query: &str| index.search(query, 8).into_iter().map(|h| h.id).collect::<HashSet<_>>();

    for compacted in [false, true] {
        if compacted {
            changed.compact();
        }
        assert_eq!(changed.len(), 3_000);
        for query in ["р", "рома", "макаров", "стройторг", "791", "ооо"] {
            assert_eq!(list(&changed, query), list(&built, query), "{query}");
        }
    }
    built.remove(1);
    built.compact();
    assert_eq!(built.len(), 2_999);
}

#[test]
fn an_index_with_many_dead_is_rebuilt_by_itself() {
    let index = Index::build(made_up::entries(3_000, 6));
    let before = index.memory_bytes();

    (1..=1_000).for_each(|id| index.remove(id));
    for _ in 0..10_000_000 {
        if index.memory_bytes() < before {
            break;
        }
        std::thread::yield_now();
    }

    assert!(index.memory_bytes() < before);
    assert_eq!(index.len(), 2_000);
    assert!(index.search("", 3_000).iter().all(|h| h.id > 1_000));
}

#[test]
fn changes_made_during_a_rebuild_stay() {
    let index = Index::build(namesakes());

    let done: Result<(), ()> = index.replace_by(|| {
        let read = made_up::entries(500, 9);
        index.put(named(7, "Новейший"));
        index.put(named(8, "Мимолётный"));
        index.remove(8);
        Ok(read.into())
    });

    assert_eq!(done, Ok(()));
    assert_eq!(index.len(), 499);
    assert_eq!(first(&index, "новейший"), 7);
    assert!(index.search("мимолётный", 8).is_empty());
    assert_eq!(index.replace_by(|| Err("no base")), Err("no base"));
    assert_eq!(index.len(), 499);
    index.replace_all(vec![named(1, "Один")]);
    assert_eq!(index.len(), 1);
}

#[test]
fn entries_gathered_slice_by_slice_are_all_found_and_a_failed_reading_changes_nothing() {
    let entries = made_up::entries(2_000, 4);
    let (whole, index) = (Index::build(entries.clone()), Index::build(namesakes()));
    let read = |slices: usize, index: &Index| {
        index.replace_by(|| {
            Filling::gathered(|take| {
                entries.chunks(70).take(slices).for_each(|slice| take(slice.to_vec()));
                if slices == usize::MAX { Ok(()) } else { Err("the base went away") }
            })
        })
    };

    assert_eq!(read(5, &index), Err("the base went away"));
    assert_eq!(index.len(), namesakes().len());
    assert_eq!(read(usize::MAX, &index), Ok(()));
    assert_eq!(index.len(), whole.len());
    for typed in ["торг", "стр", "7", "ооо снаб"] {
        let ids = |index: &Index| index.search(typed, 50).into_iter().map(|hit| hit.id).collect::<Vec<_>>();
        assert_eq!(ids(&index), ids(&whole), "{typed}");
    }
}

#[test]
fn searches_go_on_while_the_base_changes() {
    let index = Arc::new(Index::build(made_up::entries(2_000, 5)));
    index.put(romashka(64_000));
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..200 {
                        assert_eq!(first(&index, "ромашка"), ROMASHKA);
                    }
                })
            })
            .collect();
        for i in 0..300 {
            index.put(romashka(64_000 + i % 2));
            if i % 100 == 50 {
                index.compact();
            }
        }
        readers.into_iter().for_each(|r| r.join().unwrap());
    });
}

#[test]
fn a_saved_index_answers_the_same_and_a_foreign_file_is_refused() {
    let folder = std::env::temp_dir().join(format!("prichal-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("names.idx");
    let index = Index::build(namesakes());
    index.put(named(1, "Подснежник"));

    index.save(&path, 42, 1_017).unwrap();

    let (loaded, last_change) = Index::load(&path, 42).unwrap();
    assert_eq!((last_change, loaded.len()), (1_017, index.len()));
    for query in ["подснежник", "рома", "машка", "рамашка", "торг дом", "1234567", "770123", "hjvfirf", "ооо"]
    {
        assert_eq!(loaded.search(query, 8), index.search(query, 8), "{query}");
    }
    loaded.put(named(2, "Одуванчик"));
    assert_eq!(first(&loaded, "одуван"), 2);

    assert!(matches!(Index::load(&path, 43), Err(LoadRefused::OtherBase)));
    assert!(matches!(Index::load(&folder.join("none"), 42), Err(LoadRefused::Unreadable(_))));
    let good = std::fs::read(&path).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        Index::load(&path, 42).err()
    };
    assert!(matches!(with(&|b| b[8] += 1), Some(LoadRefused::OtherFormat)));
    assert!(matches!(with(&|b| b[30] ^= 0xFF), Some(LoadRefused::Broken)));
    assert!(matches!(with(&|b| b[90_000] ^= 1), Some(LoadRefused::Broken)));
    assert!(matches!(with(&|b| b.truncate(b.len() / 2)), Some(LoadRefused::Broken)));
    assert!(matches!(with(&|b| b.clear()), Some(LoadRefused::OtherFormat)));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn any_input_is_answered_without_harm() {
    let index = Index::build(namesakes());
    let queries = [
        "я".repeat(5_000),
        "a".repeat(10_000),
        "1".repeat(10_000),
        "👍🏽 🏳️‍🌈".into(),
        "\0\u{1}\u{7f}\u{200f}\u{feff}".into(),
        "и ".repeat(100),
        "a b c d e f".into(),
        "'; drop table client; --".into(),
        "и\u{306}\u{306}\u{306}".into(),
        "\u{306}".into(),
        "İ ß ﬁ ² ½ 東京 مرحبا".into(),
        "7".into(),
        "8".into(),
        "+".into(),
        "((((".into(),
    ];
    for query in &queries {
        let started = Instant::now();
        assert!(index.search(query, 8).len() <= 8);
        let taken = started.elapsed().as_millis();
        assert!(taken < 500, "{taken} ms: {}", query.chars().take(20).collect::<String>());
    }
    assert!(index.search("рома", 0).is_empty());
    let nothing = Index::new();
    assert!(queries.iter().all(|q| nothing.search(q, 8).is_empty()));
    assert!(nothing.is_empty());
}

#[test]
fn lists_hold_no_one_twice_and_no_more_than_asked() {
    let index = Index::build(namesakes());
    for query in ["р", "рома", "ромашка плюс", "торговый дом", "макаров роман", "рамашка", "799", "7", "vfrfhjd"]
    {
        for limit in [1, 3, 8, 50] {
            let hits = index.search(query, limit);
            let ids: HashSet<i64> = hits.iter().map(|h| h.id).collect();
            assert!(ids.len() == hits.len() && hits.len() <= limit && !hits.is_empty(), "{query}: {hits:?}");
        }
    }
}

#[test]
fn a_figure_alone_is_no_reason_to_leave_the_other_word_out() {
    let index = index_of(&["Мегаполис 9", "Торг 9 плюс", "Маяк 9"]);
    assert!(index.search("щщъъыы9", 8).is_empty() && index.search("щщъъыы 9", 8).is_empty());
    assert_eq!(index.search("маяк щщъъыы", 8).first().map(|hit| hit.id), Some(3));
    assert_eq!(index.search("маяк 9", 8).first().map(|hit| hit.id), Some(3));
}
