//! Telephone numbers as people and exchanges write them.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::column::{BadColumn, FromColumn, Param, ToColumn, Value};

/// What is wrong with a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// No number can be read from the text.
    #[error("there is no telephone number in the text")]
    NoNumber,
    /// More than one number stands in the text.
    #[error("there is more than one telephone number in the text")]
    Several,
}

/// A telephone number in its international form, such as `+74951234567`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Words that stand before an extension, longest first.
const EXTENSION_WORDS: [&str; 9] = [";ext=", "добавочный", "внутренний", "внутр", "доб", "вн.", "ext", "вн ", "#"];

impl Phone {
    /// Reads the one number of the text; an extension is left out.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let mut all = Self::parse_all(text).into_iter();
        match (all.next(), all.next()) {
            (Some((phone, _)), None) => Ok(phone),
            (Some(_), Some(_)) => Err(PhoneError::Several),
            (None, _) => Err(PhoneError::NoNumber),
        }
    }

    /// Reads every number of the text, each with its extension.
    ///
    /// A local number (5 to 7 digits) after a full Russian one takes its area code;
    /// alone it is left out, because the area is not known.
    pub fn parse_all(text: &str) -> Vec<(Phone, Option<String>)> {
        let text = text.to_lowercase().replace(";ext=", "#");
        let mut found: Vec<(Phone, Option<String>)> = Vec::new();
        for piece in text.split([',', ';', '/', '\n', '\r']) {
            // What follows @ is an exchange's address.
            let piece = piece.split('@').next().unwrap_or_default();
            let (before, extension) = split_extension(piece);
            let had = found.len();
            for run in runs(before) {
                let area = found.last().and_then(|(phone, _)| phone.russian());
                found.extend(read_run(run, area).into_iter().map(|phone| (phone, None)));
            }
            let bare = !before.chars().any(|letter| letter.is_ascii_digit());
            let ours = found.len() > had || bare;
            if let Some((_, place)) = found.last_mut().filter(|_| ours && extension.is_some()) {
                *place = extension;
            }
        }
        found
    }

    /// The international form, such as `+74951234567`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The last ten digits: by them Russian numbers are compared.
    pub fn last10(&self) -> &str {
        let digits = self.0.trim_start_matches('+');
        digits.get(digits.len().saturating_sub(10)..).unwrap_or(digits)
    }

    /// The number with all but the last two digits hidden.
    pub fn masked(&self) -> String {
        let start = self.0.len().saturating_sub(2);
        let tail = self.0.get(start..).unwrap_or_default();
        match self.russian() {
            Some(_) => format!("+7 ··· ··· ·· {tail}"),
            None => format!("+··· ··· ·· {tail}"),
        }
    }

    /// The ten digits after +7.
    fn russian(&self) -> Option<&str> {
        self.0.strip_prefix("+7").filter(|rest| rest.len() == 10)
    }

    /// A number of the international form that is in use in its country.
    fn checked(international: String) -> Option<Self> {
        let in_use = match international.strip_prefix("+7") {
            Some(rest) if !rest.starts_with(['6', '7']) => is_russian(rest),
            _ => phonenumber::parse(None, &international).is_ok_and(|number| number.is_valid()),
        };
        in_use.then_some(Self(international))
    }

    /// A number we wrote ourselves: only the form is checked.
    fn of_form(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let right = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| Self(text.to_owned()))
    }
}

/// Whether ten digits after +7 are of a kind in use in Russia.
///
/// Asked of the numbering plan itself: the library's reader takes the 8 of +7 8xx for
/// the trunk prefix and drops it.
fn is_russian(digits: &str) -> bool {
    let Some(plan) = phonenumber::metadata::DATABASE.by_id("RU") else {
        return false;
    };
    let plan = plan.descriptors();
    let kinds = [
        plan.fixed_line(),
        plan.mobile(),
        plan.toll_free(),
        plan.shared_cost(),
        plan.premium_rate(),
        plan.personal_number(),
    ];
    digits.len() == 10 && kinds.into_iter().flatten().any(|kind| kind.is_match(digits))
}

/// What stands before an extension, and the extension's digits.
fn split_extension(piece: &str) -> (&str, Option<String>) {
    let place = EXTENSION_WORDS.iter().filter_map(|word| piece.find(word)).min();
    let Some((before, after)) = place.and_then(|place| piece.split_at_checked(place)) else {
        return (piece, None);
    };
    let digits: String =
        after.chars().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let right = (1..=7).contains(&digits.len());
    (before, right.then_some(digits))
}

/// Runs of what a number is written with: digits, plus, brackets, dashes, spaces.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| {
        !(letter.is_ascii_digit()
            || letter.is_whitespace()
            || matches!(
                letter,
                '+' | '(' | ')' | '-' | '.' | '\u{2010}'
                    ..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
            ))
    })
    .filter(|run| run.bytes().any(|byte| byte.is_ascii_digit()))
}

/// The numbers of one run: one as a rule, several when only spaces part them.
fn read_run(run: &str, area: Option<&str>) -> Vec<Phone> {
    if let Some(phone) = read_number(run, area) {
        return vec![phone];
    }
    let words: Vec<&str> = run.split_whitespace().collect();
    let long = |word: &str| word.bytes().filter(u8::is_ascii_digit).count() >= 10;
    if words.len() < 2 || !words.iter().all(|word| long(word)) {
        return Vec::new();
    }
    words.into_iter().filter_map(|word| read_number(word, None)).collect()
}

fn read_number(run: &str, area: Option<&str>) -> Option<Phone> {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    if run.contains('+') {
        let start = run.find(|letter: char| letter == '+' || letter.is_ascii_digit())?;
        return run.get(start..)?.starts_with('+').then(|| Phone::checked(format!("+{digits}")))?;
    }
    let first = digits.chars().next()?;
    match (digits.len(), first) {
        (5..=7, _) => {
            let code = area?.get(..10 - digits.len())?;
            Phone::checked(format!("+7{code}{digits}"))
        }
        (10, '3' | '4' | '8' | '9') => Phone::checked(format!("+7{digits}")),
        (11, '7' | '8') => Phone::checked(format!("+7{}", digits.get(1..)?)),
        (12..=18, _) if digits.starts_with("810") => Phone::checked(format!("+{}", digits.get(3..)?)),
        // Exchanges send foreign numbers without the plus.
        (11..=15, _) => Phone::checked(format!("+{digits}")),
        _ => None,
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rest) = self.russian()
            && let (Some(area), Some(a), Some(b), Some(c)) =
                (rest.get(..3), rest.get(3..6), rest.get(6..8), rest.get(8..))
        {
            return f.pad(&format!("+7 {area} {a}-{b}-{c}"));
        }
        match phonenumber::parse(None, &self.0) {
            Ok(number) => {
                let mode = phonenumber::Mode::International;
                f.pad(&number.format().mode(mode).to_string())
            }
            Err(_) => f.pad(&self.0),
        }
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl serde::Serialize for Phone {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Phone {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl ToColumn for Phone {
    fn to_param(&self) -> Param<'_> {
        Param::Text(&self.0)
    }
}

impl FromColumn for Phone {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        let text = String::from_value(value)?;
        Self::of_form(&text).ok_or_else(|| BadColumn::unfit("Phone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let all = Phone::parse_all(text);
        let shown: Vec<String> = all
            .iter()
            .map(|(phone, extension)| match extension {
                Some(digits) => format!("{}#{digits}", phone.e164()),
                None => phone.e164().to_owned(),
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn russian_forms() {
        assert_eq!(read("+7 800 555-35-35"), "+78005553535");
        assert_eq!(read("8 (8332) 45-67-89"), "+78332456789");
        for text in [
            "+7 495 123-45-67",
            "8 (495) 123-45-67",
            "(495) 123-45-67",
            "495 123-45-67",
            "8\u{a0}495\u{a0}123\u{2011}45\u{2011}67",
            "тел.: 7(495)123 45 67",
            "tel:+74951234567",
            "sip:+74951234567@10.0.0.1",
        ] {
            assert_eq!(read(text), "+74951234567", "{text}");
        }
    }

    #[test]
    fn extensions() {
        for text in [
            "+7(495)123-45-67 доб. 123",
            "+7 495 123-45-67 #123",
            "8 495 123-45-67, доб.123",
            "8 495 123-45-67 (вн. 123)",
            "8 495 123-45-67 внутр. 123",
            "+7-495-123-45-67;ext=123",
            "8 495 123-45-67 EXT 123",
        ] {
            assert_eq!(read(text), "+74951234567#123", "{text}");
        }
    }

    #[test]
    fn several_numbers() {
        assert_eq!(read("т. 8 (495) 123-45-67, ф. 123-45-68"), "+74951234567 +74951234568");
        assert_eq!(read("8 495 1234567 доб. 5; Иван 8 916 1234567"), "+74951234567#5 +79161234567");
        assert_eq!(read("84951234567 89161234567"), "+74951234567 +79161234567");
        assert_eq!(Phone::parse("84951234567 89161234567"), Err(PhoneError::Several));
    }

    #[test]
    fn foreign_numbers() {
        assert_eq!(read("+7 701 123 45 67"), "+77011234567");
        assert_eq!(read("8-10-49-30-123456"), "+4930123456");
        assert_eq!(read("375291234567"), "+375291234567");
        let german = Phone::parse("+49 30 123456").unwrap();
        assert_eq!(german.to_string(), "+49 30 123456");
        assert_eq!(german.masked(), "+··· ··· ·· 56");
    }

    #[test]
    fn what_is_no_number_stays_out() {
        for text in [
            "",
            "anonymous",
            "<unknown>",
            "112",
            "100",
            "1234567",
            "+7495123456",
            "+7 495 123 45 678",
            "sip:101@192.168.1.10",
        ] {
            assert_eq!(read(text), "", "{text}");
            assert_eq!(Phone::parse(text), Err(PhoneError::NoNumber));
        }
    }

    #[test]
    fn a_number_is_shown_masked_and_stored() {
        let phone = Phone::parse("84951234567").unwrap();
        assert_eq!(phone.to_string(), "+7 495 123-45-67");
        assert_eq!(phone.masked(), "+7 ··· ··· ·· 67");
        assert_eq!(phone.last10(), "4951234567");
        assert_eq!(phone.to_param(), Param::Text("+74951234567"));
        let stored = Value::Text("+74951234567".to_owned());
        assert_eq!(Phone::from_value(stored), Ok(phone.clone()));
        assert!(Phone::from_value(Value::Text("8495".to_owned())).is_err());
        let json = serde_json::to_string(&phone).unwrap();
        assert_eq!(serde_json::from_str::<Phone>(&json).unwrap(), phone);
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(text in "[+0-9 ()доб#,;/@.еxt-]{0,40}") {
            for (phone, _) in Phone::parse_all(&text) {
                prop_assert_eq!(Phone::parse(phone.e164()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
            }
        }
    }
}
