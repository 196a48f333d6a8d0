//! Keys as people read them («Ctrl Enter», «Alt S», «o») and as the page's script knows them.

use maud::{Markup, html};

/// A key hint, as in a button or in the key bar; for the eye only.
pub fn kbd(keys: &str) -> Markup {
    html! { kbd.kbd aria-hidden="true" { (keys) } }
}

/// The name the script knows a chord by: `o` → `KeyO`, `Alt S` → `Alt+KeyS`, `Esc` → `Escape`, `?` → `Shift+Slash`.
///
/// A Russian letter stands for the key it is printed on, so «щ» is `KeyO`.
pub fn key_code(keys: &str) -> String {
    let parts: Vec<&str> = keys.split([' ', '+']).filter(|part| !part.is_empty()).collect();
    let named: Vec<String> = parts.iter().map(|part| one_code(part)).collect();
    named.join("+")
}

fn one_code(part: &str) -> String {
    let mut letters = part.chars();
    let (Some(first), None) = (letters.next(), letters.next()) else {
        return if part == "Esc" { "Escape".to_owned() } else { part.to_owned() };
    };
    let latin = latin_key(first);
    match latin {
        'a'..='z' => format!("Key{}", latin.to_ascii_uppercase()),
        '0'..='9' => format!("Digit{latin}"),
        '/' => "Slash".to_owned(),
        '?' => "Shift+Slash".to_owned(),
        ',' => "Comma".to_owned(),
        '.' => "Period".to_owned(),
        other => other.to_string(),
    }
}

/// The Latin letter printed on the same key of the usual keyboard.
fn latin_key(letter: char) -> char {
    const RUSSIAN: &str = "йцукенгшщзфывапролдячсмить";
    const LATIN: &str = "qwertyuiopasdfghjklzxcvbnm";
    let small = letter.to_lowercase().next().unwrap_or(letter);
    RUSSIAN.chars().zip(LATIN.chars()).find(|(russian, _)| *russian == small).map_or(small, |(_, latin)| latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chord_is_named_by_the_place_of_the_key() {
        let cases = [
            ("o", "KeyO"),
            ("щ", "KeyO"),
            ("З", "KeyP"),
            ("1", "Digit1"),
            ("Alt S", "Alt+KeyS"),
            ("Ctrl Enter", "Ctrl+Enter"),
            ("Ctrl+Enter", "Ctrl+Enter"),
            ("Enter", "Enter"),
            ("F4", "F4"),
            ("Esc", "Escape"),
            ("?", "Shift+Slash"),
        ];
        for (keys, code) in cases {
            assert_eq!(key_code(keys), code, "{keys}");
        }
    }
}
