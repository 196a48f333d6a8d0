//! Numbers by which the state, banks and trade know companies and goods.
//!
//! Each is kept as its digits without spaces, and only a right one can exist.

use std::fmt;

use thiserror::Error;

/// The digits of a text, without the spaces and dashes people put between them.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '\u{2010}'..='\u{2014}')).collect()
}

/// Digits as numbers; nothing when something else stands among them.
fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|letter| letter.to_digit(10)).collect()
}

fn weigh(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}

macro_rules! identifier {
    (
        $(#[$about:meta])* $name:ident, $(#[$wrong:meta])* $error:ident,
        $expecting:literal
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The number as written in documents, without spaces.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        serde_as_text!($name, $expecting);
        column_as_text!($name, as_str);
    };
}

/// What is wrong with a taxpayer number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InnError {
    /// Neither 10 nor 12 digits.
    #[error("an INN has 10 or 12 digits")]
    Length,
    /// Something else than digits.
    #[error("an INN consists of digits")]
    Digits,
    /// All zeros, which no one has.
    #[error("an INN is not all zeros")]
    Zeros,
    /// The check digit does not fit.
    #[error("the check digit of the INN does not fit")]
    CheckDigit,
}

identifier!(
    /// ИНН: taxpayer number of a company (10 digits) or a person (12).
    Inn, InnError, "an INN of 10 or 12 digits"
);

impl Inn {
    /// Reads and checks the number; spaces between digits are allowed.
    pub fn parse(text: &str) -> Result<Self, InnError> {
        const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
        let text = bare(text);
        if !matches!(text.chars().count(), 10 | 12) {
            return Err(InnError::Length);
        }
        let digits = digits(&text).ok_or(InnError::Digits)?;
        if digits.iter().all(|digit| *digit == 0) {
            return Err(InnError::Zeros);
        }
        // The weights of n digits are the last n of the row.
        let fits = |count: usize| {
            let weights = WEIGHTS.get(WEIGHTS.len() - count..).unwrap_or_default();
            digits.get(count) == Some(&(weigh(&digits, weights) % 11 % 10))
        };
        let right = match digits.len() {
            10 => fits(9),
            _ => fits(10) && fits(11),
        };
        if !right {
            return Err(InnError::CheckDigit);
        }
        Ok(Self(text))
    }

    /// Whether the number is of a person (sole trader) and not of a company.
    pub fn is_person(&self) -> bool {
        self.0.len() == 12
    }
}

/// What is wrong with a registration reason code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KppError {
    /// Not 9 characters.
    #[error("a KPP has 9 characters")]
    Length,
    /// Not the form of a KPP.
    #[error("a KPP is 4 digits, 2 digits or Latin capitals, 3 digits")]
    Form,
}

identifier!(
    /// КПП: by it the tax office tells a company's branches apart.
    Kpp, KppError, "a KPP of 9 characters"
);

impl Kpp {
    /// Reads and checks the form; there is no check digit.
    pub fn parse(text: &str) -> Result<Self, KppError> {
        let text = bare(text).to_ascii_uppercase();
        if text.chars().count() != 9 {
            return Err(KppError::Length);
        }
        let right = text.chars().enumerate().all(|(place, letter)| match place {
            4 | 5 => letter.is_ascii_digit() || letter.is_ascii_uppercase(),
            _ => letter.is_ascii_digit(),
        });
        if !right || text.starts_with("00") {
            return Err(KppError::Form);
        }
        Ok(Self(text))
    }
}

/// What is wrong with a state registration number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OgrnError {
    /// Neither 13 nor 15 digits.
    #[error("an OGRN has 13 digits, or 15 for a sole trader")]
    Length,
    /// Something else than digits.
    #[error("an OGRN consists of digits")]
    Digits,
    /// Zero at the start, which no one has.
    #[error("an OGRN does not start with zero")]
    Start,
    /// The check digit does not fit.
    #[error("the check digit of the OGRN does not fit")]
    CheckDigit,
}

identifier!(
    /// ОГРН or ОГРНИП: state registration number of a company or a sole trader.
    Ogrn, OgrnError, "an OGRN of 13 or 15 digits"
);

impl Ogrn {
    /// Reads and checks the number.
    pub fn parse(text: &str) -> Result<Self, OgrnError> {
        let text = bare(text);
        let modulus = match text.chars().count() {
            13 => 11,
            15 => 13,
            _ => return Err(OgrnError::Length),
        };
        let digits = digits(&text).ok_or(OgrnError::Digits)?;
        let (last, body) = digits.split_last().ok_or(OgrnError::Length)?;
        if body.first() == Some(&0) {
            return Err(OgrnError::Start);
        }
        let rest = body.iter().fold(0, |rest, digit| (rest * 10 + digit) % modulus);
        if rest % 10 != *last {
            return Err(OgrnError::CheckDigit);
        }
        Ok(Self(text))
    }
}

/// What is wrong with a bank's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BikError {
    /// Not 9 digits.
    #[error("a BIK has 9 digits")]
    Length,
    /// Something else than digits.
    #[error("a BIK consists of digits")]
    Digits,
    /// Not of Russia.
    #[error("a BIK starts with 0")]
    Start,
}

identifier!(
    /// БИК: code of a bank in Russia.
    Bik, BikError, "a BIK of 9 digits"
);

impl Bik {
    /// Reads and checks the form; there is no check digit.
    pub fn parse(text: &str) -> Result<Self, BikError> {
        let text = bare(text);
        if text.chars().count() != 9 {
            return Err(BikError::Length);
        }
        digits(&text).ok_or(BikError::Digits)?;
        // 04 are banks, 00 to 02 the treasury.
        if !text.starts_with('0') || text.trim_start_matches('0').is_empty() {
            return Err(BikError::Start);
        }
        Ok(Self(text))
    }
}

/// What is wrong with a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BankAccountError {
    /// Not 20 digits.
    #[error("a bank account has 20 digits")]
    Length,
    /// Something else than digits.
    #[error("a bank account consists of digits")]
    Digits,
    /// The key does not fit: a slip in the account, or another bank.
    #[error("the key of the account does not fit the BIK")]
    Key,
}

identifier!(
    /// A settlement or correspondent account in a bank of Russia.
    BankAccount, BankAccountError, "a bank account of 20 digits"
);

impl BankAccount {
    /// Reads the account without knowing the bank; its key stays unchecked.
    pub fn parse(text: &str) -> Result<Self, BankAccountError> {
        let text = bare(text);
        if text.chars().count() != 20 {
            return Err(BankAccountError::Length);
        }
        digits(&text).ok_or(BankAccountError::Digits)?;
        Ok(Self(text))
    }

    /// Reads the account and checks its key with the bank.
    pub fn parse_with(text: &str, bik: &Bik) -> Result<Self, BankAccountError> {
        let account = Self::parse(text)?;
        account.check(bik)?;
        Ok(account)
    }

    /// Whether it is the account of the bank itself at the central bank.
    pub fn is_correspondent(&self) -> bool {
        self.0.starts_with("301")
    }

    /// Checks the key with the bank; treasury accounts (03…) have none we know.
    pub fn check(&self, bik: &Bik) -> Result<(), BankAccountError> {
        if self.0.starts_with("03") {
            return Ok(());
        }
        let bank = bik.as_str();
        // Accounts held at the central bank are keyed by its branch, others by the bank.
        let central = self.is_correspondent() || bank.get(6..8) == Some("00");
        let prefix = if central {
            format!("0{}", bank.get(4..6).unwrap_or_default())
        } else {
            bank.get(6..9).unwrap_or_default().to_owned()
        };
        let digits = digits(&format!("{prefix}{}", self.0)).ok_or(BankAccountError::Digits)?;
        let key: u32 = digits.iter().zip([7, 1, 3].iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum();
        if !key.is_multiple_of(10) {
            return Err(BankAccountError::Key);
        }
        Ok(())
    }
}

/// What is wrong with a goods number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GtinError {
    /// Not 8, 12, 13 or 14 digits.
    #[error("a GTIN has 8, 12, 13 or 14 digits")]
    Length,
    /// Something else than digits.
    #[error("a GTIN consists of digits")]
    Digits,
    /// All zeros, which no goods have.
    #[error("a GTIN is not all zeros")]
    Zeros,
    /// The check digit does not fit.
    #[error("the check digit of the GTIN does not fit")]
    CheckDigit,
}

identifier!(
    /// GTIN: the number behind a barcode of goods.
    Gtin, GtinError, "a GTIN of 8, 12, 13 or 14 digits"
);

impl Gtin {
    /// Reads and checks the number.
    pub fn parse(text: &str) -> Result<Self, GtinError> {
        let text = bare(text);
        if !matches!(text.chars().count(), 8 | 12 | 13 | 14) {
            return Err(GtinError::Length);
        }
        let digits = digits(&text).ok_or(GtinError::Digits)?;
        if digits.iter().all(|digit| *digit == 0) {
            return Err(GtinError::Zeros);
        }
        let sum: u32 = digits.iter().rev().zip([1, 3].iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        if !sum.is_multiple_of(10) {
            return Err(GtinError::CheckDigit);
        }
        Ok(Self(text))
    }

    /// The number with zeros in front, 14 digits: equal goods have equal ones.
    pub fn as_14(&self) -> String {
        format!("{:0>14}", self.0)
    }

    /// Whether the shop gave the number itself (2…): not unique in the world.
    pub fn is_in_store(&self) -> bool {
        self.0.len() == 13 && self.0.starts_with('2')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{FromColumn, Param, ToColumn, Value};
    use proptest::prelude::*;

    #[test]
    fn taxpayer_numbers() {
        for text in ["7707083893", "500100732259", "77 0708 3893", "7707083893 "] {
            assert!(Inn::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Inn::parse("77 0708 3893").unwrap().as_str(), "7707083893");
        assert!(Inn::parse("500100732259").unwrap().is_person());
        assert_eq!(Inn::parse("770708389"), Err(InnError::Length));
        assert_eq!(Inn::parse("77070838a3"), Err(InnError::Digits));
        assert_eq!(Inn::parse("0000000000"), Err(InnError::Zeros));
        assert_eq!(Inn::parse("7700783893"), Err(InnError::CheckDigit));
        assert_eq!(Inn::parse("500100732250"), Err(InnError::CheckDigit));
        assert_eq!(Inn::parse("٧٧٠٧٠٨٣٨٩٣"), Err(InnError::Digits));
    }

    #[test]
    fn reason_codes() {
        assert_eq!(Kpp::parse("7707 01 001").unwrap().as_str(), "770701001");
        assert!(Kpp::parse("7707AB001").is_ok());
        assert_eq!(Kpp::parse("77070100"), Err(KppError::Length));
        assert_eq!(Kpp::parse("77070100A"), Err(KppError::Form));
        assert_eq!(Kpp::parse("007701001"), Err(KppError::Form));
    }

    #[test]
    fn registration_numbers() {
        assert!(Ogrn::parse("1027700132195").is_ok());
        assert!(Ogrn::parse("304500116000157").is_ok());
        assert_eq!(Ogrn::parse("1022500000567"), Err(OgrnError::CheckDigit));
        assert_eq!(Ogrn::parse("102250000056"), Err(OgrnError::Length));
        assert_eq!(Ogrn::parse("10225000005x6"), Err(OgrnError::Digits));
        assert_eq!(Ogrn::parse("0000000000000"), Err(OgrnError::Start));
    }

    #[test]
    fn bank_accounts_fit_their_bank() {
        let fits = |bik: &str, account: &str| BankAccount::parse_with(account, &Bik::parse(bik).unwrap()).map(|_| ());
        assert_eq!(fits("044525225", "40702810938000012345"), Ok(()));
        assert_eq!(fits("044525225", "30101810400000000225"), Ok(()));
        assert_eq!(fits("044030827", "40702810900000002851"), Ok(()));
        assert_eq!(fits("044106001", "40701810000001002118"), Ok(()));
        let wrong = Err(BankAccountError::Key);
        assert_eq!(fits("044525225", "30101810500000000225"), wrong);
        assert_eq!(fits("044525225", "40802810500000001234"), wrong);
        assert_eq!(BankAccount::parse("4070281"), Err(BankAccountError::Length));
        assert_eq!(Bik::parse("944525225"), Err(BikError::Start));
        assert_eq!(Bik::parse("04452522"), Err(BikError::Length));
        assert_eq!(Bik::parse("04452522x"), Err(BikError::Digits));
    }

    #[test]
    fn goods_numbers() {
        for text in ["4609664786013", "04609664786013", "96385074", "036000291452"] {
            assert!(Gtin::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Gtin::parse("4609664786013").unwrap().as_14(), Gtin::parse("04609664786013").unwrap().as_14());
        assert_eq!(Gtin::parse("4603450930285"), Err(GtinError::CheckDigit));
        assert_eq!(Gtin::parse("75010313113"), Err(GtinError::Length));
        assert_eq!(Gtin::parse("750103AAAA309"), Err(GtinError::Digits));
        assert_eq!(Gtin::parse("0000000000000"), Err(GtinError::Zeros));
    }

    #[test]
    fn identifiers_are_checked_wherever_they_enter() {
        let inn = Inn::parse("7707083893").unwrap();
        assert_eq!(inn.to_param(), Param::Text("7707083893"));
        assert!(Inn::from_value(Value::Text("7707083894".to_owned())).is_err());
        assert_eq!(serde_json::to_string(&inn).unwrap(), "\"7707083893\"");
        assert!(serde_json::from_str::<Inn>("\"7707083894\"").is_err());
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_a_goods_number_is_seen(place in 0_usize..13, by in 1_u8..10) {
            let mut text = b"4609664786013".to_vec();
            text[place] = b'0' + (text[place] - b'0' + by) % 10;
            prop_assert!(Gtin::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn nothing_breaks_the_readers(text in "\\PC{0,24}") {
            let _ = (Inn::parse(&text), Kpp::parse(&text), Ogrn::parse(&text));
            let _ = (Bik::parse(&text), BankAccount::parse(&text), Gtin::parse(&text));
        }
    }
}
