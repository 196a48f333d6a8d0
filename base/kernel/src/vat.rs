//! Value added tax: classes of goods, dated rates, the tax of one line.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::day::Day;
use crate::money::{Money, Overflow, Quantity, UnitPrice, div_half_up};

/// The code names no class of tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no such VAT class: 22, 10, 0 or none")]
pub struct BadVatClass;

/// How an item is taxed, whatever the rate of the day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VatClass {
    /// The general rate.
    Standard,
    /// The lower rate of food, children's and medical goods.
    Reduced,
    /// Taxed at nought (export).
    Zero,
    /// Not taxed at all: «без НДС».
    None,
}

impl VatClass {
    /// Every class.
    pub const ALL: [VatClass; 4] = [VatClass::Standard, VatClass::Reduced, VatClass::Zero, VatClass::None];

    /// How the class is written down: `22`, `10`, `0`, `none`.
    pub const fn code(self) -> &'static str {
        match self {
            VatClass::Standard => "22",
            VatClass::Reduced => "10",
            VatClass::Zero => "0",
            VatClass::None => "none",
        }
    }

    /// Reads the code back.
    pub fn parse(code: &str) -> Result<Self, BadVatClass> {
        match code {
            "22" => Ok(VatClass::Standard),
            "10" => Ok(VatClass::Reduced),
            "0" => Ok(VatClass::Zero),
            "none" => Ok(VatClass::None),
            _ => Err(BadVatClass),
        }
    }
}

impl fmt::Display for VatClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for VatClass {
    type Err = BadVatClass;

    fn from_str(code: &str) -> Result<Self, BadVatClass> {
        Self::parse(code)
    }
}

serde_as_text!(VatClass, "a VAT class: 22, 10, 0 or none");
column_as_text!(VatClass, code);

/// A rate of tax in basis points: 22 % is 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VatRate(u16);

impl VatRate {
    /// No tax.
    pub const ZERO: VatRate = VatRate(0);

    /// From basis points.
    pub const fn from_basis_points(points: u16) -> Self {
        Self(points)
    }

    /// In basis points.
    pub const fn basis_points(self) -> u16 {
        self.0
    }
}

impl fmt::Display for VatRate {
    /// Per cent without the sign: `22`, `16.67`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

column_as_int!(VatRate, basis_points, |points| u16::try_from(points).ok().map(VatRate));

/// General rates by the first day each one holds, newest first.
const STANDARD: [((i16, u8, u8), u16); 2] = [((2026, 1, 1), 2200), ((2019, 1, 1), 2000)];

/// General rate before the table begins.
const STANDARD_BEFORE: u16 = 1800;

/// The rate of a class on the day of shipment.
pub fn rate(class: VatClass, day: Day) -> VatRate {
    match class {
        VatClass::Standard => STANDARD
            .iter()
            .find(|((year, month, date), _)| Day::of(*year, *month, *date) <= day)
            .map_or(VatRate(STANDARD_BEFORE), |(_, points)| VatRate(*points)),
        VatClass::Reduced => VatRate(1000),
        VatClass::Zero | VatClass::None => VatRate::ZERO,
    }
}

/// Whether prices include the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PriceMode {
    /// Prices include the tax.
    #[default]
    Gross,
    /// The tax comes on top.
    Net,
}

/// The code names no price mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no such price mode: gross or net")]
pub struct BadPriceMode;

impl PriceMode {
    /// How the mode is written down: `gross`, `net`.
    pub const fn code(self) -> &'static str {
        match self {
            PriceMode::Gross => "gross",
            PriceMode::Net => "net",
        }
    }

    /// Reads the code back.
    pub fn parse(code: &str) -> Result<Self, BadPriceMode> {
        match code {
            "gross" => Ok(PriceMode::Gross),
            "net" => Ok(PriceMode::Net),
            _ => Err(BadPriceMode),
        }
    }
}

impl fmt::Display for PriceMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for PriceMode {
    type Err = BadPriceMode;

    fn from_str(code: &str) -> Result<Self, BadPriceMode> {
        Self::parse(code)
    }
}

serde_as_text!(PriceMode, "a price mode: gross or net");
column_as_text!(PriceMode, code);

/// What one line of a document comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineAmounts {
    /// Without the tax.
    pub net: Money,
    /// The tax.
    pub vat: Money,
    /// With the tax.
    pub gross: Money,
}

impl LineAmounts {
    /// The total of a document: the sum of its rounded lines.
    pub fn sum(lines: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        lines.into_iter().try_fold(Self::default(), |sum, line| {
            Ok(Self {
                net: sum.net.checked_add(line.net)?,
                vat: sum.vat.checked_add(line.vat)?,
                gross: sum.gross.checked_add(line.gross)?,
            })
        })
    }
}

/// Net, tax and gross of one line, the tax rounded once per line, halves up.
pub fn line_vat(price: UnitPrice, mode: PriceMode, quantity: Quantity, rate: VatRate) -> Result<LineAmounts, Overflow> {
    let amount = price.times(quantity)?;
    let points = i128::from(rate.0);
    let base = match mode {
        PriceMode::Gross => 10_000 + points,
        PriceMode::Net => 10_000,
    };
    let vat = Money::from_minor(div_half_up(i128::from(amount.minor()) * points, base)?);
    Ok(match mode {
        PriceMode::Gross => LineAmounts { net: amount.checked_sub(vat)?, vat, gross: amount },
        PriceMode::Net => LineAmounts { net: amount, vat, gross: amount.checked_add(vat)? },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts(price: &str, mode: PriceMode, quantity: &str, points: u16) -> [String; 3] {
        let line =
            line_vat(price.parse().unwrap(), mode, quantity.parse().unwrap(), VatRate::from_basis_points(points))
                .unwrap();
        [line.net, line.vat, line.gross].map(|sum| sum.to_string())
    }

    #[test]
    fn the_tax_is_rounded_per_line() {
        let gross = PriceMode::Gross;
        assert_eq!(amounts("100", gross, "1", 2200), ["81.97", "18.03", "100.00"]);
        assert_eq!(amounts("0.05", gross, "7", 500), ["0.33", "0.02", "0.35"]);
        assert_eq!(amounts("14169", gross, "1", 2200), ["11613.93", "2555.07", "14169.00"]);
        let net = PriceMode::Net;
        assert_eq!(amounts("31.08", net, "7", 1000), ["217.56", "21.76", "239.32"]);
        assert_eq!(amounts("0.05", net, "7", 2000), ["0.35", "0.07", "0.42"]);
        assert_eq!(amounts("5", net, "2", 0), ["10.00", "0.00", "10.00"]);
    }

    #[test]
    fn the_general_rate_depends_on_the_day() {
        let on = |year, month, day| rate(VatClass::Standard, Day::of(year, month, day));
        assert_eq!(on(2018, 12, 31).basis_points(), 1800);
        assert_eq!(on(2019, 1, 1).basis_points(), 2000);
        assert_eq!(on(2025, 12, 31).basis_points(), 2000);
        assert_eq!(on(2026, 1, 1).basis_points(), 2200);
        let day = Day::of(2026, 5, 5);
        assert_eq!(rate(VatClass::Reduced, day).to_string(), "10");
        assert_eq!(rate(VatClass::None, day), VatRate::ZERO);
    }

    #[test]
    fn classes_and_modes_read_back() {
        for class in VatClass::ALL {
            assert_eq!(VatClass::parse(class.code()), Ok(class));
        }
        assert_eq!(VatClass::parse("20"), Err(BadVatClass));
        assert_eq!("net".parse(), Ok(PriceMode::Net));
    }

    proptest! {
        #[test]
        fn net_and_tax_make_gross(
            price in 0_i64..10_000_000_000, quantity in 0_i64..1_000_000,
            points in prop::sample::select(vec![0_u16, 500, 700, 1000, 1800, 2000, 2200]),
            gross: bool,
        ) {
            let mode = if gross { PriceMode::Gross } else { PriceMode::Net };
            let line = line_vat(
                UnitPrice::from_ten_thousandths(price),
                mode,
                Quantity::from_thousandths(quantity),
                VatRate::from_basis_points(points),
            ).unwrap();
            prop_assert_eq!(line.net.checked_add(line.vat), Ok(line.gross));
            // The tax is within half a kopeck of the exact share of net or gross.
            let (base, of) = match mode {
                PriceMode::Gross => (line.gross, 10_000 + i128::from(points)),
                PriceMode::Net => (line.net, 10_000),
            };
            let exact = i128::from(base.minor()) * i128::from(points);
            let gap = (i128::from(line.vat.minor()) * of - exact).abs();
            prop_assert!(gap * 2 <= of);
        }
    }
}
