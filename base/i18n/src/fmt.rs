//! Numbers and days as people of each language write them.

use crate::Lang;

/// Stands between groups of digits and before a sign or a unit.
pub const NBSP: char = '\u{a0}';
/// The minus of a text; a hyphen is too short in a column of money.
pub const MINUS: char = '\u{2212}';

/// A whole number in groups: «1 284 300», "1,284,300".
pub fn integer(lang: Lang, n: i64) -> String {
    scaled(lang, i128::from(n), 0, 0)
}

/// A number of `10^-scale` parts with at least `least` decimals; further zeros are dropped.
fn scaled(lang: Lang, n: i128, scale: usize, least: usize) -> String {
    let digits = format!("{:0width$}", n.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let (group, point) = match lang {
        Lang::Ru => (NBSP, ','),
        Lang::En => (',', '.'),
    };
    let mut text = String::with_capacity(digits.len() + 12);
    if n < 0 {
        text.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    let kept = part.trim_end_matches('0').len().max(least.min(scale));
    if kept > 0 {
        text.push(point);
        text.extend(part.chars().take(kept));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_stands_in_groups() {
        assert_eq!(integer(Lang::Ru, 1_284_300), "1\u{a0}284\u{a0}300");
        assert_eq!(integer(Lang::En, -1_284), "\u{2212}1,284");
        assert_eq!(integer(Lang::Ru, 0), "0");
        assert_eq!(integer(Lang::Ru, 999), "999");
        assert_eq!(integer(Lang::En, i64::MIN), "\u{2212}9,223,372,036,854,775,808");
    }
}
