//! What a purchase and a new day of an arrival must be like: pure checks.

use kernel::{BadDay, Day, Money, Quantity, UnitPrice};

use crate::errors::{Wrong, WrongField};
use crate::model::{HowMuch, NewPurchase};

/// Lines an order may have.
pub const MOST_LINES: usize = 500;
/// So many suppliers of nearly one name are offered to choose from.
pub const MOST_ALIKE: usize = 3;
/// Nobody plans an arrival farther ahead.
pub const FARTHEST_DAYS: i32 = 731;
/// After so many days without a word from the supplier the day is doubtful.
pub const STALE_DAYS: i32 = 7;
/// A day confirmed within so many days is fresh.
pub const FRESH_DAYS: i32 = 3;

/// Nobody buys more than a million base units in one line.
const MOST_QUANTITY: Quantity = Quantity::from_thousandths(1_000_000_000);
/// Nor a line for more than a thousand million.
const MOST_MONEY: Money = Money::from_minor(100_000_000_000);

/// A short text from outside without spaces around it.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with a short text, if anything.
pub fn text(text: &str, most: usize) -> Option<Wrong> {
    if text.is_empty() {
        return Some(Wrong::Missing);
    }
    if text.chars().count() > most {
        return Some(Wrong::TooLong(i64::try_from(most).unwrap_or(i64::MAX)));
    }
    text.chars().any(char::is_control).then_some(Wrong::Unreadable)
}

/// The day somebody typed; a year beyond the calendar is as far away as one that nobody plans for.
pub fn typed_day(text: &str, today: Day) -> Result<Day, Wrong> {
    Day::parse(text.trim()).map_err(|bad| match bad {
        BadDay::Range if text.trim() < "2000" => Wrong::Past(today),
        BadDay::Range => Wrong::Far(today.add_days(FARTHEST_DAYS)),
        BadDay::Form | BadDay::NoSuchDay => Wrong::NoDay,
    })
}

/// What is wrong with the day of an arrival, if anything.
pub fn day(on: Day, today: Day) -> Option<Wrong> {
    let last = today.add_days(FARTHEST_DAYS);
    if on < today {
        Some(Wrong::Past(today))
    } else if on > last {
        Some(Wrong::Far(last))
    } else {
        None
    }
}

/// What is wrong with a quantity in base units, if anything.
pub fn quantity(quantity: Quantity) -> Option<Wrong> {
    if !quantity.is_positive() {
        Some(Wrong::NotPositive)
    } else if quantity > MOST_QUANTITY {
        Some(Wrong::TooMuch)
    } else {
        None
    }
}

/// Base units of an amount; none when it is beyond all bounds.
pub fn in_units(amount: HowMuch, pack: Quantity) -> Option<Quantity> {
    match amount {
        HowMuch::Units(quantity) => Some(quantity),
        HowMuch::Packs(packs) => {
            let product = i128::from(packs.thousandths()) * i128::from(pack.thousandths()) / 1000;
            i64::try_from(product).ok().map(Quantity::from_thousandths)
        }
    }
}

/// What is wrong with the cost of a line, if anything.
pub fn cost(unit_cost: UnitPrice, quantity: Quantity) -> Option<Wrong> {
    if unit_cost.is_negative() {
        return Some(Wrong::Negative);
    }
    unit_cost.times(quantity).map_or(true, |sum| sum > MOST_MONEY).then_some(Wrong::TooMuch)
}

/// What is wrong with an order before the catalogue is asked.
pub fn check(new: &NewPurchase, today: Day) -> Vec<WrongField> {
    let mut wrong = Vec::new();
    wrong.extend(text(&tidy(&new.supplier), 200).map(|what| WrongField::new("/supplier", what)));
    if new.lines.is_empty() || new.lines.len() > MOST_LINES {
        let most = i64::try_from(MOST_LINES).unwrap_or(i64::MAX);
        wrong.push(WrongField::new("/lines", Wrong::LineCount(most)));
        return wrong;
    }
    for (at, line) in new.lines.iter().enumerate() {
        let sku = line.sku.trim();
        wrong.extend(text(sku, 64).map(|what| WrongField::new(format!("/lines/{at}/sku"), what)));
        wrong
            .extend(day(line.expected_on, today).map(|what| WrongField::new(format!("/lines/{at}/expected_on"), what)));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NewPurchaseLine;

    const TODAY: Day = Day::of(2026, 11, 23);

    #[test]
    fn a_day_is_neither_past_nor_out_of_sight() {
        assert_eq!(day(TODAY, TODAY), None);
        assert_eq!(day(TODAY.add_days(-1), TODAY), Some(Wrong::Past(TODAY)));
        assert_eq!(day(TODAY.add_days(FARTHEST_DAYS), TODAY), None);
        assert!(matches!(day(TODAY.add_days(FARTHEST_DAYS + 1), TODAY), Some(Wrong::Far(_))));
        assert!(matches!(typed_day("2101-01-01", TODAY), Err(Wrong::Far(_))));
        assert!(matches!(typed_day("9999-12-31", TODAY), Err(Wrong::Far(_))));
        assert!(matches!(typed_day("1989-12-31", TODAY), Err(Wrong::Past(_))));
        assert!(matches!(typed_day("2026-02-30", TODAY), Err(Wrong::NoDay)));
        assert!(matches!(typed_day("", TODAY), Err(Wrong::NoDay)));
    }

    #[test]
    fn quantities_are_above_zero_and_believable() {
        assert_eq!(quantity(Quantity::whole(5)), None);
        assert_eq!(quantity(Quantity::ZERO), Some(Wrong::NotPositive));
        assert_eq!(quantity(Quantity::whole(-1)), Some(Wrong::NotPositive));
        assert_eq!(quantity(Quantity::whole(1_000_001)), Some(Wrong::TooMuch));
        assert_eq!(in_units(HowMuch::Packs(Quantity::whole(3)), Quantity::whole(12)), Some(Quantity::whole(36)));
        let much = Quantity::from_thousandths(i64::MAX);
        assert_eq!(in_units(HowMuch::Packs(much), much), None);
    }

    #[test]
    fn costs_are_believable() {
        let cost_of = |text: &str| cost(UnitPrice::parse_decimal(text).unwrap(), Quantity::whole(1000));
        assert_eq!(cost_of("12.50"), None);
        assert_eq!(cost_of("0"), None);
        assert_eq!(cost_of("-0.01"), Some(Wrong::Negative));
        assert_eq!(cost_of("1000000.01"), Some(Wrong::TooMuch));
    }

    #[test]
    fn every_wrong_field_of_an_order_is_named() {
        let line = |sku: &str, expected_on| NewPurchaseLine {
            sku: sku.into(),
            amount: HowMuch::Units(Quantity::whole(1)),
            unit_cost: None,
            expected_on,
        };
        let new = NewPurchase {
            supplier: "  ".into(),
            warehouse: None,
            lines: vec![line("a", TODAY), line(" ", TODAY.add_days(-3)), line("a\u{7}", TODAY)],
            new_supplier: false,
        };
        let pointers: Vec<String> = check(&new, TODAY).into_iter().map(|field| field.pointer).collect();
        assert_eq!(pointers, ["/supplier", "/lines/1/sku", "/lines/1/expected_on", "/lines/2/sku"]);
        let none =
            NewPurchase { supplier: "Ладога".into(), warehouse: None, lines: Vec::new(), new_supplier: false };
        assert_eq!(check(&none, TODAY), [WrongField::new("/lines", Wrong::LineCount(500))]);
    }
}
