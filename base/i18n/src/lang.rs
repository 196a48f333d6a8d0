//! The two languages of the house and how each counts.

use serde::{Deserialize, Serialize};

/// A language the house speaks; Russian unless the person says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Every language of the house.
    pub const ALL: [Lang; 2] = [Lang::Ru, Lang::En];

    /// The code in addresses, settings and the `lang` attribute: `ru`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
        }
    }

    /// Reads `ru`, `en`, `ru-RU`, `en_GB`; nothing for any other language.
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }

    /// The language a browser asks for; Russian when it asks for neither.
    pub fn from_accept_language(header: &str) -> Lang {
        let mut best: Option<(u16, Lang)> = None;
        for wish in header.split(',') {
            let mut parts = wish.split(';');
            let Some(lang) = parts.next().and_then(Lang::parse) else { continue };
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=").map(thousandths)).unwrap_or(1000);
            if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, lang));
            }
        }
        best.map_or_else(Lang::default, |(_, lang)| lang)
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// `0.85` → 850; what cannot be read counts as no wish.
fn thousandths(q: &str) -> u16 {
    let (whole, part) = q.trim().split_once('.').unwrap_or((q.trim(), ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole.parse::<u16>(), part.parse::<u16>()) {
        (Ok(whole), Ok(part)) => whole.saturating_mul(1000).saturating_add(part).min(1000),
        _ => 0,
    }
}

/// The form of the word that a number takes beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// 1 клиент, 21 клиент; 1 client.
    One,
    /// 2 клиента, 34 клиента.
    Few,
    /// 5 клиентов, 11 клиентов.
    Many,
    /// 2 clients; English knows no other form.
    Other,
}

/// The form of the word beside a whole number.
pub const fn plural(lang: Lang, n: i64) -> Category {
    let n = n.unsigned_abs();
    match lang {
        Lang::En => {
            if n == 1 {
                Category::One
            } else {
                Category::Other
            }
        }
        Lang::Ru => match (n % 10, n % 100) {
            (_, 11..=14) => Category::Many,
            (1, _) => Category::One,
            (2..=4, _) => Category::Few,
            _ => Category::Many,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_counts_by_last_digits() {
        for n in [1, 21, 101, 1001, -1, 1_000_021] {
            assert_eq!(plural(Lang::Ru, n), Category::One, "{n}");
        }
        for n in [2, 3, 4, 22, 104, -3, 1002] {
            assert_eq!(plural(Lang::Ru, n), Category::Few, "{n}");
        }
        for n in [0, 5, 10, 11, 12, 13, 14, 15, 19, 20, 25, 111, 112, 114, 1011, i64::MIN] {
            assert_eq!(plural(Lang::Ru, n), Category::Many, "{n}");
        }
    }

    #[test]
    fn english_knows_one_and_other() {
        assert_eq!(plural(Lang::En, 1), Category::One);
        for n in [0, 2, 11, 21, 101] {
            assert_eq!(plural(Lang::En, n), Category::Other, "{n}");
        }
    }

    #[test]
    fn browser_gets_the_language_it_prefers() {
        let cases = [
            ("", Lang::Ru),
            ("de-DE,de;q=0.9", Lang::Ru),
            ("en-GB,en;q=0.9,ru;q=0.8", Lang::En),
            ("ru;q=0.5, en;q=0.75", Lang::En),
            ("en;q=0, ru;q=0.1", Lang::Ru),
            ("en;q=0", Lang::Ru),
            ("en;q=broken", Lang::Ru),
            ("RU-ru,en", Lang::Ru),
        ];
        for (header, lang) in cases {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }

    #[test]
    fn language_is_written_by_its_code() {
        assert_eq!(serde_json::to_string(&Lang::En).unwrap(), "\"en\"");
        assert_eq!(serde_json::from_str::<Lang>("\"ru\"").unwrap(), Lang::Ru);
        assert_eq!(Lang::parse("en_US"), Some(Lang::En));
        assert_eq!(Lang::parse("fr"), None);
    }
}
