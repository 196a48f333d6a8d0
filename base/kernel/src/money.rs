//! Money, unit prices and quantities as whole numbers, never floats.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A result is too large to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the result is too large")]
pub struct Overflow;

/// A text is no decimal number we can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadNumber {
    /// There is no text.
    #[error("the number is empty")]
    Empty,
    /// Something else than digits, a leading minus and one point.
    #[error("this is not a decimal number")]
    NotANumber,
    /// More digits after the point than the word keeps.
    #[error("at most {allowed} digits may stand after the point")]
    TooManyDecimals {
        /// How many digits are kept.
        allowed: usize,
    },
    /// Beyond the largest value we accept.
    #[error("the number is too large")]
    TooLarge,
    /// The code names no currency we know.
    #[error("no such currency")]
    UnknownCurrency,
}

/// Currency of the company's books: one for the whole company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Currency {
    /// Russian rouble.
    #[default]
    Rub,
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
    /// Chinese yuan.
    Cny,
}

impl Currency {
    /// Every currency we know.
    pub const ALL: [Currency; 4] = [Currency::Rub, Currency::Eur, Currency::Usd, Currency::Cny];

    /// ISO 4217 letters.
    pub const fn code(self) -> &'static str {
        match self {
            Currency::Rub => "RUB",
            Currency::Eur => "EUR",
            Currency::Usd => "USD",
            Currency::Cny => "CNY",
        }
    }

    /// The sign printed beside a sum.
    pub const fn sign(self) -> &'static str {
        match self {
            Currency::Rub => "₽",
            Currency::Eur => "€",
            Currency::Usd => "$",
            Currency::Cny => "¥",
        }
    }

    /// Reads ISO 4217 letters of either case; the old `RUR` is the rouble.
    pub fn parse(code: &str) -> Result<Self, BadNumber> {
        match code.trim().to_ascii_uppercase().as_str() {
            "RUB" | "RUR" => Ok(Currency::Rub),
            "EUR" => Ok(Currency::Eur),
            "USD" => Ok(Currency::Usd),
            "CNY" => Ok(Currency::Cny),
            _ => Err(BadNumber::UnknownCurrency),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = BadNumber;

    fn from_str(code: &str) -> Result<Self, BadNumber> {
        Self::parse(code)
    }
}

serde_as_text!(Currency, "an ISO 4217 currency code");
column_as_text!(Currency, code);

/// Reads a decimal as a whole number of `10^-digits`, at most `bound` in size.
fn parse_fixed(text: &str, digits: usize, bound: i64) -> Result<i64, BadNumber> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadNumber::Empty);
    }
    let (minus, bare) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = match bare.split_once('.') {
        Some((_, "")) => return Err(BadNumber::NotANumber),
        Some(halves) => halves,
        None => (bare, ""),
    };
    let is_digits = |half: &str| half.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return Err(BadNumber::NotANumber);
    }
    if part.len() > digits {
        return Err(BadNumber::TooManyDecimals { allowed: digits });
    }
    let mut number: i64 = 0;
    let padding = std::iter::repeat_n(b'0', digits - part.len());
    for byte in whole.bytes().chain(part.bytes()).chain(padding) {
        number = number
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(i64::from(byte - b'0')))
            .filter(|sum| *sum <= bound)
            .ok_or(BadNumber::TooLarge)?;
    }
    Ok(if minus { -number } else { number })
}

/// Writes a whole number of `10^-digits`, dropping zeros beyond `keep` decimals.
fn write_fixed(f: &mut fmt::Formatter<'_>, number: i64, digits: usize, keep: usize) -> fmt::Result {
    let size = number.unsigned_abs();
    let scale = 10_u64.pow(u32::try_from(digits).unwrap_or_default());
    let whole = size / scale;
    let mut part = size % scale;
    let mut width = digits;
    while width > keep && part.is_multiple_of(10) {
        part /= 10;
        width -= 1;
    }
    let minus = if number < 0 { "-" } else { "" };
    if width == 0 {
        return f.pad(&format!("{minus}{whole}"));
    }
    f.pad(&format!("{minus}{whole}.{part:0width$}"))
}

/// Divides and rounds to the nearest, halves away from zero.
pub(crate) fn div_half_up(number: i128, by: i128) -> Result<i64, Overflow> {
    let half = by / 2;
    let rounded = if number < 0 { (number - half) / by } else { (number + half) / by };
    i64::try_from(rounded).map_err(|_| Overflow)
}

macro_rules! fixed {
    (
        $(#[$about:meta])* $name:ident, digits $digits:literal, keep $keep:literal,
        bound $bound:expr, $from:ident / $get:ident
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(0);

            /// From the smallest parts.
            pub const fn $from(parts: i64) -> Self {
                Self(parts)
            }

            /// As a number of the smallest parts.
            pub const fn $get(self) -> i64 {
                self.0
            }

            /// Reads a plain decimal with a point, such as `1234.5`.
            pub fn parse_decimal(text: &str) -> Result<Self, BadNumber> {
                parse_fixed(text, $digits, $bound).map(Self)
            }

            /// Adds, unless the result is too large.
            pub fn checked_add(self, other: Self) -> Result<Self, Overflow> {
                self.0.checked_add(other.0).map(Self).ok_or(Overflow)
            }

            /// Takes away, unless the result is too large.
            pub fn checked_sub(self, other: Self) -> Result<Self, Overflow> {
                self.0.checked_sub(other.0).map(Self).ok_or(Overflow)
            }

            /// Turns the sign, unless the result is too large.
            pub fn checked_neg(self) -> Result<Self, Overflow> {
                self.0.checked_neg().map(Self).ok_or(Overflow)
            }

            /// Adds up all, unless the result is too large.
            pub fn sum(all: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
                all.into_iter().try_fold(Self::ZERO, Self::checked_add)
            }

            /// More than nothing.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            /// Less than nothing.
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            /// Exactly nothing.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_fixed(f, self.0, $digits, $keep)
            }
        }

        impl FromStr for $name {
            type Err = BadNumber;

            fn from_str(text: &str) -> Result<Self, BadNumber> {
                Self::parse_decimal(text)
            }
        }

        column_as_int!($name, $get, |parts| Some($name(parts)));
    };
}

fixed!(
    /// A sum in minor units (kopecks) of the company's currency.
    Money, digits 2, keep 2, bound 10_000_000_000_000, from_minor / minor
);
/// A number as people type it, written as it is read here: `1 200,5` and `1,200.5` are `1200.5`, `−5` is `-5`.
///
/// Spaces go. A lone comma or point is the decimal one; where both stand, the last is. What is no number stays none.
pub fn typed_decimal(text: &str) -> String {
    let close: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if letter == '\u{2212}' { '-' } else { letter })
        .collect();
    match (close.rfind(','), close.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => close.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => close.replace(',', ""),
        _ => close.replace(',', "."),
    }
}

/// What a reader of JSON expects of a [`Money`].
pub const EXPECTED_SUM: &str = "a sum as a decimal text";
serde_as_text!(Money, EXPECTED_SUM);

fixed!(
    /// Price of one base unit in ten-thousandths of the currency.
    UnitPrice, digits 4, keep 2, bound 1_000_000_000_000_000, from_ten_thousandths / ten_thousandths
);
/// What a reader of JSON expects of a [`UnitPrice`].
pub const EXPECTED_PRICE: &str = "a unit price as a decimal text";
serde_as_text!(UnitPrice, EXPECTED_PRICE);

fixed!(
    /// How much of an item, in thousandths of its base unit.
    Quantity, digits 3, keep 0, bound 1_000_000_000_000, from_thousandths / thousandths
);

/// What a reader of JSON expects of a [`Quantity`].
pub const EXPECTED_QUANTITY: &str = "a quantity as a decimal text or a whole number";

impl UnitPrice {
    /// The sum for a quantity, rounded once to kopecks, halves away from zero.
    pub fn times(self, quantity: Quantity) -> Result<Money, Overflow> {
        // 10^-4 × 10^-3 = 10^-7; a kopeck is 10^-2.
        div_half_up(i128::from(self.0) * i128::from(quantity.0), 100_000).map(Money)
    }
}

impl Quantity {
    /// The largest quantity accepted from outside, in whole units.
    const MAX_UNITS: i64 = 1_000_000_000;

    /// So many whole units; beyond the accepted range, the largest quantity.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(1000))
    }

    /// Whether nothing is left beyond whole units.
    pub const fn is_whole(self) -> bool {
        self.0 % 1000 == 0
    }
}

impl serde::Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Quantity {
    /// Takes a decimal text or a whole number, never a float.
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        fn refused<E: serde::de::Error>(wrong: &BadNumber) -> E {
            E::custom(format_args!("{wrong}, expected {EXPECTED_QUANTITY}"))
        }

        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED_QUANTITY)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Quantity, E> {
                text.parse().map_err(|wrong| refused(&wrong))
            }

            fn visit_i64<E: serde::de::Error>(self, units: i64) -> Result<Quantity, E> {
                if units.unsigned_abs() > Quantity::MAX_UNITS.unsigned_abs() {
                    return Err(refused(&BadNumber::TooLarge));
                }
                Ok(Quantity::whole(units))
            }

            fn visit_u64<E: serde::de::Error>(self, units: u64) -> Result<Quantity, E> {
                i64::try_from(units).map_err(|_| refused(&BadNumber::TooLarge)).and_then(|units| self.visit_i64(units))
            }
        }
        input.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{FromColumn, Param, ToColumn, Value};
    use proptest::prelude::*;

    #[test]
    fn a_typed_number_is_read_in_either_habit() {
        for (typed, plain) in [
            ("1 200,5", "1200.5"),
            ("1\u{a0}200\u{202f}000", "1200000"),
            ("1,200.5", "1200.5"),
            ("1.200,5", "1200.5"),
            ("2.5", "2.5"),
            ("2,5", "2.5"),
            ("\u{2212}5", "-5"),
            ("", ""),
            ("abc", "abc"),
            ("1,2,3", "1.2.3"),
        ] {
            assert_eq!(typed_decimal(typed), plain, "{typed}");
        }
        assert!(Money::parse_decimal(&typed_decimal("1,2,3")).is_err());
    }

    #[test]
    fn money_reads_and_writes_plain_decimals() {
        for (text, minor, shown) in [
            ("1234.56", 123_456, "1234.56"),
            ("0.05", 5, "0.05"),
            ("-0.05", -5, "-0.05"),
            ("7", 700, "7.00"),
            ("7.5", 750, "7.50"),
            (" 12.30 ", 1230, "12.30"),
        ] {
            let money = Money::parse_decimal(text).unwrap();
            assert_eq!(money.minor(), minor);
            assert_eq!(money.to_string(), shown);
        }
        assert_eq!(format!("{:>8}", Money::from_minor(150)), "    1.50");
        assert_eq!(Money::from_minor(i64::MIN).to_string(), "-92233720368547758.08");
    }

    #[test]
    fn bad_numbers_say_why() {
        assert_eq!(Money::parse_decimal(""), Err(BadNumber::Empty));
        for text in ["1,5", ".5", "5.", "+5", "1e3", "1 000", "--1", "-", "٣"] {
            assert_eq!(Money::parse_decimal(text), Err(BadNumber::NotANumber), "{text}");
        }
        assert_eq!(Money::parse_decimal("1.234"), Err(BadNumber::TooManyDecimals { allowed: 2 }));
        assert!(Money::parse_decimal("100000000000.00").is_ok());
        for text in ["100000000000.01", "99999999999999999999999"] {
            assert_eq!(Money::parse_decimal(text), Err(BadNumber::TooLarge));
        }
        assert!(Quantity::parse_decimal("1000000000").is_ok());
        assert_eq!(Quantity::parse_decimal("-1000000000.001"), Err(BadNumber::TooLarge));
    }

    #[test]
    fn shown_decimals_are_trimmed() {
        let price = |text| UnitPrice::parse_decimal(text).unwrap().to_string();
        assert_eq!(price("12"), "12.00");
        assert_eq!(price("12.3450"), "12.345");
        assert_eq!(price("0.0001"), "0.0001");
        let quantity = |text| Quantity::parse_decimal(text).unwrap().to_string();
        assert_eq!(quantity("2.500"), "2.5");
        assert_eq!(quantity("3"), "3");
        assert_eq!(quantity("100"), "100");
        assert_eq!(quantity("-0.001"), "-0.001");
        assert!(Quantity::whole(2).is_whole());
    }

    #[test]
    fn a_line_is_rounded_half_away_from_zero() {
        let times = |price, quantity| {
            let quantity = Quantity::parse_decimal(quantity).unwrap();
            let price = UnitPrice::parse_decimal(price).unwrap();
            price.times(quantity).unwrap().to_string()
        };
        assert_eq!(times("0.0050", "1"), "0.01");
        assert_eq!(times("0.0049", "1"), "0.00");
        assert_eq!(times("-0.0050", "1"), "-0.01");
        assert_eq!(times("31.08", "7"), "217.56");
        assert_eq!(times("0.01", "0.5"), "0.01");
        assert_eq!(UnitPrice::from_ten_thousandths(i64::MAX).times(Quantity::whole(i64::MAX)), Err(Overflow));
    }

    #[test]
    fn sums_stop_at_the_edge() {
        let edge = Money::from_minor(i64::MAX);
        let one = Money::from_minor(1);
        assert_eq!(edge.checked_add(one), Err(Overflow));
        assert_eq!(Money::sum([edge, one]), Err(Overflow));
        assert_eq!(Money::sum([one, one]), Ok(Money::from_minor(2)));
        assert_eq!(Money::from_minor(i64::MIN).checked_neg(), Err(Overflow));
    }

    #[test]
    fn json_holds_texts_and_quantities_take_integers() {
        assert_eq!(serde_json::to_string(&Money::from_minor(150)).unwrap(), "\"1.50\"");
        assert!(serde_json::from_str::<Money>("1.5").is_err());
        let quantity = |json| serde_json::from_str::<Quantity>(json);
        assert_eq!(quantity("3").unwrap(), Quantity::whole(3));
        assert_eq!(quantity("-3").unwrap(), Quantity::whole(-3));
        assert_eq!(quantity("\"2.5\"").unwrap().thousandths(), 2500);
        assert!(quantity("2.5").is_err());
        assert!(quantity("1000000001").is_err());
        assert!(quantity("18446744073709551615").is_err());
    }

    #[test]
    fn sums_are_integer_columns() {
        assert_eq!(Money::from_minor(5).to_param(), Param::Int(5));
        assert_eq!(Quantity::from_value(Value::Int(2500)).unwrap().to_string(), "2.5");
        assert_eq!(Currency::Rub.to_param(), Param::Text("RUB"));
        assert_eq!(Currency::parse("rur"), Ok(Currency::Rub));
        assert!(Currency::parse("XXX").is_err());
    }

    proptest! {
        #[test]
        fn money_round_trips(minor in -10_000_000_000_000_i64..=10_000_000_000_000) {
            let money = Money::from_minor(minor);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }

        #[test]
        fn prices_round_trip(parts in -1_000_000_000_000_000_i64..=1_000_000_000_000_000) {
            let price = UnitPrice::from_ten_thousandths(parts);
            prop_assert_eq!(price.to_string().parse(), Ok(price));
        }

        #[test]
        fn quantities_round_trip(parts in -1_000_000_000_000_i64..=1_000_000_000_000) {
            let quantity = Quantity::from_thousandths(parts);
            prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
        }

        #[test]
        fn rounding_is_off_by_half_at_most_and_odd(
            price in 0_i64..100_000_000, quantity in 0_i64..100_000_000,
        ) {
            let exact = i128::from(price) * i128::from(quantity);
            let plus = UnitPrice(price).times(Quantity(quantity)).unwrap();
            let gap = i128::from(plus.minor()) * 100_000 - exact;
            prop_assert!((-49_999..=50_000).contains(&gap));
            let minus = UnitPrice(-price).times(Quantity(quantity)).unwrap();
            prop_assert_eq!(minus.minor(), -plus.minor());
        }
    }
}
