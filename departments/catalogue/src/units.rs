//! Units of measure: which are counted whole, and what each is called in both languages.
//!
//! Source: ОК 015-94 (ОКЕИ), the all-Russian classifier of units; the list is `data/units.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use i18n::Lang;
use kernel::text_key;

const LIST: &str = include_str!("../data/units.tsv");

/// A unit of measure as the trade knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unit {
    ru: &'static str,
    en: &'static str,
    whole: bool,
}

/// By every way a unit is written.
static UNITS: LazyLock<HashMap<String, Unit>> = LazyLock::new(|| {
    let mut units = HashMap::new();
    for row in LIST.lines().skip(1) {
        let mut cells = row.split('\t').skip(1);
        let mut next = || cells.next().unwrap_or_default();
        let (ru, en, whole, also) = (next(), next(), next() == "1", next());
        let unit = Unit { ru, en, whole };
        for word in [ru, en].into_iter().chain(also.split(' ')).filter(|word| !word.is_empty()) {
            units.entry(key(word)).or_insert(unit);
        }
    }
    units
});

/// A unit without its full stop: «шт.» is «шт».
fn key(written: &str) -> String {
    text_key(written.trim().trim_end_matches('.'))
}

/// Whether a word names a unit, in whatever way the trade writes it.
pub fn is_unit(word: &str) -> bool {
    UNITS.contains_key(&key(word))
}

/// Whether goods in this unit are counted whole: pieces and packs are, metres and kilograms are not.
///
/// A unit that no classifier knows may be divided.
pub fn is_whole(unit: &str) -> bool {
    UNITS.get(&key(unit)).is_some_and(|unit| unit.whole)
}

/// A unit in the reader's language; one that no classifier knows stays as it is written.
pub fn unit_name(lang: Lang, unit: &str) -> &str {
    match (UNITS.get(&key(unit)), lang) {
        (Some(known), Lang::Ru) => known.ru,
        (Some(known), Lang::En) => known.en,
        (None, _) => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_and_metres_are_not() {
        for unit in ["шт", "ШТ.", "pcs", "упаковка", "компл", "пара", "рулон"] {
            assert!(is_whole(unit), "{unit}");
        }
        for unit in ["м", "кг", "л", "м2", "тыс.шт", "погонаж", ""] {
            assert!(!is_whole(unit), "{unit}");
        }
    }

    #[test]
    fn every_unit_has_a_word_in_both_languages() {
        for row in LIST.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 5, "{row}");
            assert_eq!(unit_name(Lang::En, cells[1]), cells[2], "{row}");
            assert_eq!(unit_name(Lang::Ru, cells[1]), cells[1], "{row}");
            assert_ne!(cells[1], cells[2], "{row}");
        }
        assert!(is_unit("Шт.") && is_unit("boxes") && !is_unit("кружка") && !is_unit(""));
        assert_eq!(unit_name(Lang::En, "шт."), "pcs");
        assert_eq!(unit_name(Lang::Ru, "pcs"), "шт");
        assert_eq!(unit_name(Lang::En, "вагон"), "вагон");
    }
}
