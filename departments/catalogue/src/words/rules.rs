//! Pure decisions about words of properties: by which key a value is found, how a compound one is read in English.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::errors::{Wrong, WrongField};
use crate::rules::{ATTRIBUTE_LETTERS, VALUE_LETTERS, check_text, tidy};
use crate::words::{MOST_WORDS, NewWord, WordLine};

/// What stands between the parts of a compound value.
const JOINT: &str = ", ";
/// Most parts that are looked up as one word; the whole value is always looked up.
const LONGEST_RUN: usize = 4;

/// English words of one property by the key of the value.
pub(crate) type Words = HashMap<String, String>;

/// The key by which the word of a value is found: tidied, lower case, one letter for ё and е.
pub(crate) fn value_key(value: &str) -> String {
    tidy(value).to_lowercase().replace("\u{435}\u{308}", "\u{435}").replace('\u{451}', "\u{435}")
}

/// Every key under which a value or a part of it may stand in the dictionary.
pub(crate) fn keys(value: &str) -> BTreeSet<String> {
    let parts: Vec<&str> = value.split(JOINT).collect();
    let runs =
        (0..parts.len()).flat_map(|at| (1..=LONGEST_RUN).filter_map(move |run| Some((at, at.checked_add(run)?))));
    let runs = runs.filter_map(|(from, to)| parts.get(from..to)).map(|run| value_key(&run.join(JOINT)));
    runs.chain([value_key(value)]).collect()
}

/// A kept value taken apart: the whole where the dictionary has it, else the longest runs of its parts that it has.
/// A part without a word stands as it is kept.
pub(crate) fn pieces<'a>(value: &str, words: &'a Words) -> Vec<(String, Option<&'a str>)> {
    let parts: Vec<&str> = value.split(JOINT).collect();
    let (mut rest, mut pieces) = (parts.as_slice(), Vec::new());
    while let Some(first) = rest.first() {
        let whole = pieces.is_empty().then_some(rest.len());
        let runs = whole.into_iter().chain((1..=LONGEST_RUN.min(rest.len())).rev());
        let found = runs.into_iter().find_map(|run| {
            let kept = rest.get(..run)?.join(JOINT);
            let word = words.get(&value_key(&kept))?;
            Some((run, kept, word.as_str()))
        });
        let (taken, piece) = match found {
            Some((run, kept, word)) => (run, (kept, Some(word))),
            None => (1, ((*first).to_owned(), None)),
        };
        pieces.push(piece);
        rest = rest.get(taken..).unwrap_or_default();
    }
    pieces
}

/// A kept value in English; what has no word stays as it is kept.
pub(crate) fn english(value: &str, words: &Words) -> String {
    let pieces = pieces(value, words).into_iter().map(|(kept, word)| word.map_or(kept, str::to_owned));
    pieces.collect::<Vec<_>>().join(JOINT)
}

/// Whether an English reader can't read a value as it is: it holds letters that are not Latin.
pub(crate) fn needs_word(value: &str) -> bool {
    value.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii())
}

/// Deeds with tidied texts.
pub(crate) fn tidied(words: &[NewWord]) -> Vec<NewWord> {
    let one = |word: &NewWord| NewWord {
        attribute: tidy(&word.attribute),
        value: tidy(&word.value),
        value_en: tidy(&word.value_en),
    };
    words.iter().map(one).collect()
}

/// Everything that is wrong with words that are to be kept; nothing when they may.
pub(crate) fn check(words: &[NewWord]) -> Vec<WrongField> {
    if words.is_empty() {
        return vec![WrongField::new("/words", Wrong::Missing)];
    }
    if words.len() > MOST_WORDS {
        return vec![WrongField::new("/words", Wrong::TooMany(MOST_WORDS))];
    }
    let (mut wrong, mut seen) = (Vec::new(), HashSet::new());
    for (at, word) in words.iter().enumerate() {
        let mut text = |field: &str, what: Option<Wrong>| {
            wrong.extend(what.map(|what| WrongField::new(format!("/words/{at}/{field}"), what)));
        };
        text("attribute", check_text(&word.attribute, ATTRIBUTE_LETTERS));
        text("value", check_text(&word.value, VALUE_LETTERS));
        if !word.value_en.is_empty() {
            text("value_en", check_text(&word.value_en, VALUE_LETTERS));
        }
        if !seen.insert((word.attribute.as_str(), value_key(&word.value))) {
            text("value", Some(Wrong::Repeated));
        }
    }
    wrong
}

/// The dictionary and what is kept, as one list: what has no word and needs one first, then by property and value.
///
/// A compound value counts for each of its parts, unless it has a word as a whole.
pub(crate) fn lines(kept: Vec<(String, String, i64)>, words: Vec<(String, String, String)>) -> Vec<WordLine> {
    let mut by_attribute: BTreeMap<String, Words> = BTreeMap::new();
    let mut lines: BTreeMap<(String, String), WordLine> = BTreeMap::new();
    for (attribute, value, value_en) in words {
        let key = value_key(&value);
        by_attribute.entry(attribute.clone()).or_default().insert(key.clone(), value_en.clone());
        let line = WordLine { attribute: attribute.clone(), value, value_en: Some(value_en), items: 0 };
        lines.insert((attribute, key), line);
    }
    let none = Words::new();
    for (attribute, value, items) in kept {
        let mut counted = BTreeSet::new();
        for (piece, _) in pieces(&value, by_attribute.get(&attribute).unwrap_or(&none)) {
            let key = value_key(&piece);
            if piece.is_empty() || !counted.insert(key.clone()) {
                continue;
            }
            let new = || WordLine { attribute: attribute.clone(), value: piece, value_en: None, items: 0 };
            lines.entry((attribute.clone(), key)).or_insert_with(new).items += items;
        }
    }
    let mut lines: Vec<WordLine> = lines.into_values().collect();
    lines.sort_by_cached_key(WordLine::place);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[(&str, &str)]) -> Words {
        list.iter().map(|(value, word)| (value_key(value), (*word).to_owned())).collect()
    }

    #[test]
    fn a_compound_value_is_read_part_by_part_and_nothing_is_hidden() {
        let known = words(&[("розовый", "pink"), ("белый", "white"), ("зелёный", "green"), ("дом, милый дом", "home")]);
        let cases = [
            ("розовый", "pink"),
            ("Розовый", "pink"),
            ("ЗЕЛЕНЫЙ", "green"),
            ("зеле\u{308}ный", "green"),
            ("розовый, белый", "pink, white"),
            ("розовый, сизый", "pink, сизый"),
            ("сизый", "сизый"),
            ("дом, милый дом", "home"),
            ("белый, дом, милый дом, розовый", "white, home, pink"),
            ("розовый,белый", "розовый,белый"),
            ("3,5 г", "3,5 г"),
            ("a4", "a4"),
        ];
        for (kept, shown) in cases {
            assert_eq!(english(kept, &known), shown, "{kept}");
        }
    }

    #[test]
    fn the_whole_goes_before_its_parts() {
        let known = words(&[("белый", "white"), ("синий", "blue"), ("белый, синий", "sailor")]);
        assert_eq!(english("белый, синий", &known), "sailor");
        assert_eq!(english("синий, белый", &known), "blue, white");
        let long: Vec<String> = (0..6).map(|n| format!("часть {n}")).collect();
        let long = long.join(", ");
        assert_eq!(english(&long, &words(&[(&long, "all of it")])), "all of it");
    }

    #[test]
    fn every_key_that_a_reading_asks_for_is_fetched() {
        let value = "а, б, в, г, д, е";
        let asked = keys(value);
        for key in ["а", "е", "а, б", "б, в, г, д", "а, б, в, г, д, е"] {
            assert!(asked.contains(key), "{key}");
        }
        assert!(keys(&"а, ".repeat(60)).len() < 20);
    }

    #[test]
    fn the_list_counts_parts_and_puts_what_lacks_a_word_first() {
        let kept = |attribute: &str, value: &str, items| (attribute.to_owned(), value.to_owned(), items);
        let known = |value: &str, word: &str| ("colour".to_owned(), value.to_owned(), word.to_owned());
        let lines = lines(
            vec![
                kept("colour", "розовый, белый, белый", 3),
                kept("colour", "Белый", 2),
                kept("size", "a4", 7),
                kept("size", "малый", 1),
            ],
            vec![known("розовый", "pink"), known("лиловый", "mauve")],
        );
        let seen: Vec<_> =
            lines.iter().map(|line| (line.value.as_str(), line.value_en.as_deref(), line.items)).collect();
        assert_eq!(
            seen,
            [
                ("белый", None, 5),
                ("малый", None, 1),
                ("лиловый", Some("mauve"), 0),
                ("розовый", Some("pink"), 3),
                ("a4", None, 7)
            ]
        );
    }

    #[test]
    fn words_are_bounded_and_named_once() {
        let word = |attribute: &str, value: &str, value_en: &str| NewWord {
            attribute: attribute.into(),
            value: value.into(),
            value_en: value_en.into(),
        };
        let places = |words: &[NewWord]| check(words).into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>();
        assert_eq!(places(&[]), ["/words"]);
        assert_eq!(places(&vec![word("colour", "белый", "white"); MOST_WORDS + 1]), ["/words"]);
        let wrong = [
            word("", "белый", "white"),
            word("colour", "", ""),
            word("colour", "белый", &"w".repeat(201)),
            word("colour", "БЕЛЫЙ", "white"),
        ];
        assert_eq!(
            places(&tidied(&wrong)),
            ["/words/0/attribute", "/words/1/value", "/words/2/value_en", "/words/3/value"]
        );
        assert!(places(&[word("colour", "белый", "")]).is_empty());
    }
}
