//! Why cases say no, and what can be done next.

use clients::ClientRefused;
use i18n::{FieldError, Lang, Refusal, Said};
use kernel::CaseId;

use crate::texts;

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// More letters than fit.
    TooLong(i64),
    /// Control letters and the like.
    Unreadable,
    /// The moment has passed.
    Past,
    /// Farther away than anybody plans.
    Far,
    /// No readable moment.
    NoTime,
    /// No client of this number that the visitor may serve.
    NoClient,
    /// Nobody of this number may hold a case.
    NoHolder,
    /// Not one of the words.
    NoWord,
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).into(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, *most),
            Wrong::Unreadable => texts::wrong_unreadable(lang).into(),
            Wrong::Past => texts::wrong_past(lang).into(),
            Wrong::Far => texts::wrong_far(lang).into(),
            Wrong::NoTime => texts::wrong_time(lang).into(),
            Wrong::NoClient => texts::wrong_client(lang).into(),
            Wrong::NoHolder => texts::wrong_holder(lang).into(),
            Wrong::NoWord => texts::wrong_word(lang).into(),
        }
    }
}

/// A wrong field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongField {
    /// JSON pointer.
    pub pointer: String,
    /// What is wrong with it.
    pub what: Wrong,
}

impl WrongField {
    /// Says it of a field.
    pub fn new(pointer: impl Into<String>, what: Wrong) -> WrongField {
        WrongField { pointer: pointer.into(), what }
    }
}

/// Why a deed on a case was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseRefused {
    /// Wrong fields.
    Fields(Vec<WrongField>),
    /// No such case, or none that the visitor sees.
    Unknown(CaseId),
    /// It is closed.
    Closed(CaseId),
    /// Somebody changed it meanwhile.
    Stale {
        /// The case.
        case: CaseId,
        /// Its version now.
        version: i64,
    },
    /// Another holds it; the name.
    NotYours(String),
    /// It is not offered to the visitor.
    NotOffered(CaseId),
    /// Nobody is left who could hold these cases; how many.
    NobodyLeft(i64),
    /// It is a client's already; the name.
    HasClient(String),
    /// The client base says no.
    Client(ClientRefused),
}

impl std::fmt::Display for CaseRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl CaseRefused {
    /// One wrong field.
    pub fn field(pointer: &str, what: Wrong) -> CaseRefused {
        CaseRefused::Fields(vec![WrongField::new(pointer, what)])
    }
}

impl Refusal for CaseRefused {
    fn problem(&self) -> &'static str {
        match self {
            CaseRefused::Fields(_) => "bad-field",
            CaseRefused::Unknown(_) => "no-such-case",
            CaseRefused::Closed(_) => "case-closed",
            CaseRefused::Stale { .. } => "version-stale",
            CaseRefused::NotYours(_) => "not-your-case",
            CaseRefused::NotOffered(_) => "not-offered",
            CaseRefused::NobodyLeft(_) => "nobody-to-hold",
            CaseRefused::HasClient(_) => "case-has-client",
            CaseRefused::Client(refused) => refused.problem(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            CaseRefused::Fields(_) => 422,
            CaseRefused::Unknown(_) => 404,
            CaseRefused::NotYours(_) => 403,
            CaseRefused::Closed(_)
            | CaseRefused::NotOffered(_)
            | CaseRefused::NobodyLeft(_)
            | CaseRefused::HasClient(_) => 409,
            CaseRefused::Client(refused) => refused.status(),
            CaseRefused::Stale { .. } => 412,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            CaseRefused::Fields(fields) => {
                let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
                (texts::refused_fields(lang), texts::refused_fields_why(lang, count), texts::refused_fields_next(lang))
            }
            CaseRefused::Unknown(_) => (
                texts::refused_unknown(lang),
                texts::refused_unknown_why(lang).into(),
                texts::refused_unknown_next(lang),
            ),
            CaseRefused::Closed(case) => (
                texts::refused_closed(lang),
                texts::refused_closed_why(lang, &crate::case_number(lang, *case)),
                texts::refused_closed_next(lang),
            ),
            CaseRefused::Stale { version, .. } => (
                texts::refused_stale(lang),
                texts::refused_stale_why(lang, &version.to_string()),
                texts::refused_stale_next(lang),
            ),
            CaseRefused::NotYours(holder) => (
                texts::refused_not_yours(lang),
                texts::refused_not_yours_why(lang, holder),
                texts::refused_not_yours_next(lang),
            ),
            CaseRefused::NotOffered(case) => (
                texts::refused_not_offered(lang),
                texts::refused_not_offered_why(lang, &crate::case_number(lang, *case)),
                texts::refused_not_offered_next(lang),
            ),
            CaseRefused::NobodyLeft(count) => {
                (texts::refused_nobody(lang), texts::refused_nobody_why(lang, *count), texts::refused_nobody_next(lang))
            }
            CaseRefused::HasClient(name) => (
                texts::refused_has_client(lang),
                texts::refused_has_client_why(lang, name),
                texts::refused_has_client_next(lang),
            ),
            CaseRefused::Client(refused) => return refused.say(lang),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        match self {
            CaseRefused::Fields(fields) => fields
                .iter()
                .map(|field| FieldError { pointer: field.pointer.clone(), message: field.what.say(lang) })
                .collect(),
            CaseRefused::Client(refused) => refused.fields(lang),
            _ => Vec::new(),
        }
    }

    fn extra(&self, lang: Lang) -> Option<serde_json::Value> {
        match self {
            CaseRefused::Client(refused) => refused.extra(lang),
            _ => None,
        }
    }
}
