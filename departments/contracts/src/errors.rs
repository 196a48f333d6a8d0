//! Why contracts say no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said};
use kernel::ClientId;

use crate::{rules, texts};

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Below zero.
    Negative,
    /// The sum is beyond what we keep.
    SumTooLarge,
    /// No readable number.
    NotANumber,
    /// More digits after the comma than a sum has.
    NotASum,
    /// No whole number of days up to a year.
    Days,
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Negative => texts::wrong_negative(lang).into(),
            Wrong::SumTooLarge => texts::wrong_sum_too_large(lang).into(),
            Wrong::NotANumber => texts::wrong_not_a_number(lang).into(),
            Wrong::NotASum => texts::wrong_not_a_sum(lang).into(),
            Wrong::Days => texts::wrong_days(lang, &rules::MOST_DAYS.to_string()),
        }
    }
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongField {
    /// JSON pointer to the field.
    pub pointer: String,
    /// What is wrong.
    pub what: Wrong,
}

impl WrongField {
    /// A field by its JSON pointer.
    pub fn new(pointer: impl Into<String>, what: Wrong) -> WrongField {
        WrongField { pointer: pointer.into(), what }
    }
}

/// Why terms were not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsRefused {
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<WrongField>),
    /// There is no such client, or it is another team's.
    #[error("no client {0}")]
    Unknown(ClientId),
    /// Somebody set them meanwhile.
    #[error("terms of client {client} have version {version} by now")]
    Stale {
        /// Whose terms.
        client: ClientId,
        /// Their present version; zero while none are set.
        version: i64,
    },
}

impl Refusal for TermsRefused {
    fn problem(&self) -> &'static str {
        match self {
            TermsRefused::Fields(_) => "bad-field",
            TermsRefused::Unknown(_) => "not-found",
            TermsRefused::Stale { .. } => "version-stale",
        }
    }

    fn status(&self) -> u16 {
        match self {
            TermsRefused::Fields(_) => 422,
            TermsRefused::Unknown(_) => 404,
            TermsRefused::Stale { .. } => 412,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            TermsRefused::Fields(fields) => {
                let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
                (texts::refused_fields(lang), texts::refused_fields_why(lang, count), texts::refused_fields_next(lang))
            }
            TermsRefused::Unknown(_) => (
                texts::refused_unknown(lang),
                texts::refused_unknown_why(lang).into(),
                texts::refused_unknown_next(lang),
            ),
            TermsRefused::Stale { version, .. } => (
                texts::refused_stale(lang),
                texts::refused_stale_why(lang, &version.to_string()),
                texts::refused_stale_next(lang),
            ),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        match self {
            TermsRefused::Fields(fields) => fields
                .iter()
                .map(|field| FieldError { pointer: field.pointer.clone(), message: field.what.say(lang) })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn extra(&self, _lang: Lang) -> Option<serde_json::Value> {
        match self {
            TermsRefused::Stale { version, .. } => Some(serde_json::json!({ "version": version })),
            _ => None,
        }
    }
}
