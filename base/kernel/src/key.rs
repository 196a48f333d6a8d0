//! The key by which texts are sorted and compared.

/// Digit runs are padded to this width, so that "М8" stands before "М10".
const DIGITS: usize = 12;

/// The key by which people's texts are sorted and compared.
///
/// Trimmed, lower case, ё as е, white space collapsed to one space, and every run of
/// digits stripped of leading zeros and padded with zeros to 12 (STYLE §8): databases
/// compare keys by bytes, and the order is the one a person expects.
pub fn text_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + DIGITS);
    let mut digits = String::new();
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            if std::mem::take(&mut gap) && !key.is_empty() {
                key.push(' ');
            }
            digits.push(letter);
            continue;
        }
        flush(&mut key, &mut digits);
        if letter.is_whitespace() {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) && !key.is_empty() {
            key.push(' ');
        }
        match letter {
            // A letter written as a base and a mark: ё is е, й is one letter.
            '\u{308}' if key.ends_with('е') => {}
            '\u{306}' if key.ends_with('и') => {
                key.pop();
                key.push('й');
            }
            _ => key.extend(letter.to_lowercase().map(|low| match low {
                'ё' => 'е',
                other => other,
            })),
        }
    }
    flush(&mut key, &mut digits);
    key
}

fn flush(key: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let bare = digits.trim_start_matches('0');
    key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(bare.len())));
    key.push_str(bare);
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_and_spaces_are_levelled() {
        assert_eq!(text_key("  ООО\u{a0} «Ёлка» "), "ооо «елка»");
        assert_eq!(text_key("Е\u{308}лки\u{306}"), "елкй");
        assert_eq!(text_key(" \t "), "");
    }

    #[test]
    fn numbers_sort_by_value() {
        let mut names = ["Болт М10", "Болт М8", "болт м008а", "Болт  М16"];
        names.sort_by_key(|name| text_key(name));
        assert_eq!(names, ["Болт М8", "болт м008а", "Болт М10", "Болт  М16"]);
        assert_eq!(text_key("№ 7"), "№ 000000000007");
        assert_eq!(text_key("1234567890123"), "1234567890123");
        assert_eq!(text_key("0"), "000000000000");
    }

    proptest! {
        #[test]
        fn a_key_of_a_key_is_the_same_key(text in "[ А-Яа-яёЁ0-9a-zA-Z\t-]{0,40}") {
            let key = text_key(&text);
            prop_assert_eq!(text_key(&key), key);
        }

        #[test]
        fn keys_order_numbers(a in 0_u32.., b in 0_u32..) {
            prop_assert_eq!(text_key(&a.to_string()).cmp(&text_key(&b.to_string())), a.cmp(&b));
        }
    }
}
