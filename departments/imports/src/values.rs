//! Values as people write them in tables: `1 234,50`, `24.11.2026`.

use kernel::{Day, Money, Quantity, UnitPrice, typed_decimal};

/// A unit price.
pub fn price(text: &str) -> Option<UnitPrice> {
    UnitPrice::parse_decimal(&typed_decimal(text)).ok()
}

/// A quantity.
pub fn quantity(text: &str) -> Option<Quantity> {
    Quantity::parse_decimal(&typed_decimal(text)).ok()
}

/// A sum.
pub fn money(text: &str) -> Option<Money> {
    Money::parse_decimal(&typed_decimal(text)).ok()
}

/// A day as `2026-11-24` or `24.11.2026`; a time of day behind it is left out.
pub fn day(text: &str) -> Option<Day> {
    let text = text.split([' ', 'T']).next()?;
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    let mut parts = text.split(['.', '/']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_of_both_habits() {
        assert_eq!(money("1 234,50"), Some(Money::from_minor(123_450)));
        assert_eq!(money("1,234.50"), Some(Money::from_minor(123_450)));
        assert_eq!(money("−5"), Some(Money::from_minor(-500)));
        assert_eq!(quantity("2,5"), Some(Quantity::from_thousandths(2500)));
        assert_eq!(price("12.3456"), Some(UnitPrice::from_ten_thousandths(123_456)));
        assert_eq!(money("два"), None);
        for text in ["2026-11-24", "24.11.2026", "24/11/2026", "2026-11-24 08:26:00", "2026-11-24T08:26:00Z"] {
            assert_eq!(day(text), Some(Day::of(2026, 11, 24)), "{text}");
        }
        assert_eq!(day("31.02.2026"), None);
        assert_eq!(day("24.11"), None);
    }
}
