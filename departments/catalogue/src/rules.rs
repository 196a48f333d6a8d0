//! Pure decisions of the catalogue: what may stand in a card, and by which key a code is found.

use kernel::text_key;

use crate::errors::{Wrong, WrongField};
use crate::model::{ItemCard, NewItem};

/// Longest code of an item, in letters.
pub const SKU_LETTERS: usize = 64;
/// Longest name of an item or group.
pub const NAME_LETTERS: usize = 200;
/// Longest name of a unit.
pub const UNIT_LETTERS: usize = 16;
/// Longest brand.
pub const BRAND_LETTERS: usize = 100;
/// Longest name of a property.
pub const ATTRIBUTE_LETTERS: usize = 60;
/// Longest value of a property.
pub const VALUE_LETTERS: usize = 200;
/// Most properties of one item.
pub const MOST_ATTRIBUTES: usize = 60;

/// The key by which a code is unique and sorted: `a-2` before `A-10`, `007` is not `7`.
pub fn sku_key(sku: &str) -> String {
    let key = text_key(sku);
    let plain: String = sku.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut before = ' ';
    let mut padded = false;
    for (letter, next) in plain.chars().zip(plain.chars().skip(1)) {
        padded |= letter == '0' && next.is_ascii_digit() && !before.is_ascii_digit();
        before = letter;
    }
    // The sort key drops leading zeros; two codes that differ by them are two items.
    if padded { format!("{key}\u{1}{plain}") } else { key }
}

/// Russian letters that look like Latin ones; in a code nobody can tell them apart.
const LOOK_ALIKE: [(char, char); 13] = [
    ('\u{430}', 'a'),
    ('\u{432}', 'b'),
    ('\u{435}', 'e'),
    ('\u{451}', 'e'),
    ('\u{43a}', 'k'),
    ('\u{43c}', 'm'),
    ('\u{43d}', 'h'),
    ('\u{43e}', 'o'),
    ('\u{440}', 'p'),
    ('\u{441}', 'c'),
    ('\u{442}', 't'),
    ('\u{443}', 'y'),
    ('\u{445}', 'x'),
];

/// A code as it is compared while typing: lower case, letters that look alike as one.
pub fn typed_sku(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_lowercase)
        .map(|letter| LOOK_ALIKE.iter().find(|(russian, _)| *russian == letter).map_or(letter, |(_, latin)| *latin))
        .collect()
}

/// How a code may be meant whose letters come from the other alphabet: all Latin, all Russian.
///
/// Only where letters are mistaken for their likes; a word without a digit is a name and is left as it is.
pub fn look_alikes(sku: &str) -> Vec<String> {
    if !sku.chars().any(|letter| letter.is_ascii_digit()) {
        return Vec::new();
    }
    let plain = sku.to_lowercase();
    let with = |other: &dyn Fn(char) -> Option<char>| -> String {
        plain.chars().map(|letter| other(letter).unwrap_or(letter)).collect()
    };
    let latin = with(&|letter| LOOK_ALIKE.iter().find(|pair| pair.0 == letter).map(|pair| pair.1));
    let russian = with(&|letter| LOOK_ALIKE.iter().find(|pair| pair.1 == letter).map(|pair| pair.0));
    [latin, russian].into_iter().filter(|other| *other != plain).collect()
}

/// Trimmed, white space collapsed, joiners of no width dropped.
pub fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds what no name needs: control letters, letters that turn the line round.
fn is_unfit(text: &str) -> bool {
    text.chars().any(|letter| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// What is wrong with a text of a card, if anything.
pub fn check_text(text: &str, most: usize) -> Option<Wrong> {
    if text.is_empty() {
        return Some(Wrong::Missing);
    }
    if text.chars().count() > most {
        return Some(Wrong::TooLong(most));
    }
    is_unfit(text).then_some(Wrong::Unreadable)
}

/// A new item with tidied texts and the Russian name where no English one was given.
pub fn tidied(mut item: NewItem) -> NewItem {
    for text in [&mut item.sku, &mut item.name_ru, &mut item.name_en, &mut item.unit, &mut item.group] {
        *text = tidy(text);
    }
    if item.name_en.is_empty() {
        item.name_en = item.name_ru.clone();
    }
    item.brand = item.brand.map(|brand| tidy(&brand)).filter(|brand| !brand.is_empty());
    item.attributes = item.attributes.iter().map(|(name, value)| (tidy(name), tidy(value))).collect();
    item
}

/// Everything that is wrong with a new item, field by field; nothing when it may enter.
pub fn check(item: &NewItem) -> Vec<WrongField> {
    let mut wrong = Vec::new();
    let mut text = |pointer: &str, text: &str, most: usize| {
        wrong.extend(check_text(text, most).map(|what| WrongField::new(pointer, what)));
    };
    text("/sku", &item.sku, SKU_LETTERS);
    text("/name", &item.name_ru, NAME_LETTERS);
    if item.name_en != item.name_ru {
        text("/name_en", &item.name_en, NAME_LETTERS);
    }
    text("/unit", &item.unit, UNIT_LETTERS);
    text("/group", &item.group, NAME_LETTERS);
    if let Some(brand) = &item.brand {
        text("/brand", brand, BRAND_LETTERS);
    }
    for (name, value) in &item.attributes {
        let pointer = format!("/attributes/{}", name.replace('~', "~0").replace('/', "~1"));
        text(&pointer, name, ATTRIBUTE_LETTERS);
        text(&pointer, value, VALUE_LETTERS);
    }
    if item.attributes.len() > MOST_ATTRIBUTES {
        wrong.push(WrongField::new("/attributes", Wrong::TooMany(MOST_ATTRIBUTES)));
    }
    if item.price.is_negative() {
        wrong.push(WrongField::new("/price", Wrong::Negative));
    }
    if !item.pack.is_positive() {
        wrong.push(WrongField::new("/pack", Wrong::NotPositive));
    }
    wrong
}

/// Which fields differ, by their names in the API: the journal keeps these.
pub fn differences(old: &ItemCard, new: &NewItem, discontinued: bool) -> Vec<&'static str> {
    let all = [
        ("sku", old.sku != new.sku),
        ("name", old.name_ru != new.name_ru),
        ("name_en", old.name_en != new.name_en),
        ("unit", old.unit != new.unit),
        ("group", old.group_code != new.group),
        ("brand", old.brand != new.brand),
        ("price", old.price != new.price),
        ("price_mode", old.price_mode != new.price_mode),
        ("vat_rate", old.vat_class != new.vat_class),
        ("pack", old.pack != new.pack),
        ("discontinued", old.discontinued_at.is_some() != discontinued),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_sort_by_number_and_zeros_tell_items_apart() {
        let mut codes = ["A-10", "a-2", "A-007", "A-7", "A-1007"];
        codes.sort_by_key(|code| sku_key(code));
        assert_eq!(codes, ["a-2", "A-7", "A-007", "A-10", "A-1007"]);
        assert_eq!(sku_key(" 85123a "), sku_key("85123A"));
        assert_ne!(sku_key("007"), sku_key("7"));
        assert_ne!(sku_key("0"), sku_key("00"));
        assert_eq!(sku_key("100"), text_key("100"));
    }

    #[test]
    fn a_code_may_be_meant_in_the_other_alphabet() {
        // All letters that look alike, in both cases, both ways.
        assert_eq!(
            look_alikes("\u{410}\u{412}\u{415}\u{41a}\u{41c}\u{41d}\u{41e}\u{420}\u{421}\u{422}\u{423}\u{425}1"),
            ["abekmhopctyx1"]
        );
        assert_eq!(
            look_alikes("ABEKMHOPCTYX1"),
            ["\u{430}\u{432}\u{435}\u{43a}\u{43c}\u{43d}\u{43e}\u{440}\u{441}\u{442}\u{443}\u{445}1"]
        );
        assert_eq!(look_alikes("85123\u{410}"), ["85123a"]);
        // A mixed one may be meant either way; what has no likes, no other way.
        assert_eq!(look_alikes("K\u{411}-\u{421}7"), ["k\u{431}-c7", "\u{43a}\u{431}-\u{441}7"]);
        assert_eq!(look_alikes("\u{411}-5"), Vec::<String>::new());
        assert_eq!(look_alikes("90214"), Vec::<String>::new());
        assert_eq!(look_alikes("\u{422}\u{41e}\u{41c}"), Vec::<String>::new());
    }

    #[test]
    fn look_alike_letters_are_one_while_typing() {
        assert_eq!(typed_sku("85123А"), typed_sku("85123a"));
        assert_eq!(typed_sku("АВ 12"), "ab12");
    }

    #[test]
    fn texts_are_bounded_and_readable() {
        assert_eq!(check_text("", 5), Some(Wrong::Missing));
        assert_eq!(check_text("ящики", 5), None);
        assert_eq!(check_text("ящик с", 5), Some(Wrong::TooLong(5)));
        assert_eq!(check_text("a\u{0}", 5), Some(Wrong::Unreadable));
        assert_eq!(check_text("a\u{202e}b", 5), Some(Wrong::Unreadable));
        assert_eq!(tidy("  a \u{a0} b\n\u{feff}"), "a b");
    }
}
