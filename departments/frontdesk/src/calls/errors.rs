//! Why the call desk says no, and what can be done next.

use cases::CaseRefused;
use clients::ClientRefused;
use i18n::{FieldError, Lang, Refusal, Said};
use kernel::CallId;

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
    /// In the future, or more than a day ago.
    BadStart,
    /// No readable moment.
    NoTime,
    /// Nobody of this number can take the call.
    NoPerson,
    /// Another has this extension.
    ExtensionTaken,
    /// Not one of the words.
    NoWord,
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).into(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, *most),
            Wrong::Unreadable => texts::wrong_unreadable(lang).into(),
            Wrong::BadStart => texts::wrong_start(lang).into(),
            Wrong::NoTime => texts::wrong_time(lang).into(),
            Wrong::NoPerson => texts::wrong_person(lang).into(),
            Wrong::ExtensionTaken => texts::wrong_extension(lang).into(),
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

/// Why a deed on a call was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallRefused {
    /// Wrong fields.
    Fields(Vec<WrongField>),
    /// No such call.
    Unknown(CallId),
    /// A colleague answered it; the name.
    AnsweredBy(String),
    /// It is over.
    Ended(CallId),
    /// It still rings.
    NotAnswered(CallId),
    /// Clients with such a name are there already; their names.
    Alike(Vec<String>),
    /// The signature does not fit, or the message is too old.
    BadSignature,
    /// The client base says no.
    Client(ClientRefused),
    /// Cases say no.
    Case(CaseRefused),
}

impl CallRefused {
    /// One wrong field.
    pub fn field(pointer: &str, what: Wrong) -> CallRefused {
        CallRefused::Fields(vec![WrongField::new(pointer, what)])
    }
}

impl Refusal for CallRefused {
    fn problem(&self) -> &'static str {
        match self {
            CallRefused::Fields(_) => "bad-field",
            CallRefused::Unknown(_) => "no-such-call",
            CallRefused::AnsweredBy(_) => "call-answered",
            CallRefused::Ended(_) => "call-ended",
            CallRefused::NotAnswered(_) => "call-not-answered",
            CallRefused::Alike(_) => "duplicate-client",
            CallRefused::BadSignature => "bad-signature",
            CallRefused::Client(refused) => refused.problem(),
            CallRefused::Case(refused) => refused.problem(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            CallRefused::Fields(_) => 422,
            CallRefused::Unknown(_) => 404,
            CallRefused::AnsweredBy(_)
            | CallRefused::Ended(_)
            | CallRefused::NotAnswered(_)
            | CallRefused::Alike(_) => 409,
            CallRefused::BadSignature => 401,
            CallRefused::Client(refused) => refused.status(),
            CallRefused::Case(refused) => refused.status(),
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            CallRefused::Fields(fields) => {
                let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
                (texts::call_fields(lang), texts::call_fields_why(lang, count), texts::call_fields_next(lang))
            }
            CallRefused::Unknown(_) => {
                (texts::call_unknown(lang), texts::call_unknown_why(lang).into(), texts::call_unknown_next(lang))
            }
            CallRefused::AnsweredBy(name) => {
                (texts::call_answered(lang), texts::call_answered_why(lang, name), texts::call_answered_next(lang))
            }
            CallRefused::Ended(_) => {
                (texts::call_over(lang), texts::call_over_why(lang).into(), texts::call_over_next(lang))
            }
            CallRefused::NotAnswered(_) => {
                (texts::call_rings(lang), texts::call_rings_why(lang).into(), texts::call_rings_next(lang))
            }
            CallRefused::Alike(names) => {
                (texts::alike(lang), texts::alike_why(lang, &names.join(", ")), texts::alike_next(lang))
            }
            CallRefused::BadSignature => {
                (texts::bad_signature(lang), texts::bad_signature_why(lang).into(), texts::bad_signature_next(lang))
            }
            CallRefused::Client(refused) => return refused.say(lang),
            CallRefused::Case(refused) => return refused.say(lang),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        match self {
            CallRefused::Fields(fields) => fields
                .iter()
                .map(|field| FieldError { pointer: field.pointer.clone(), message: field.what.say(lang) })
                .collect(),
            CallRefused::Client(refused) => refused.fields(lang),
            CallRefused::Case(refused) => refused.fields(lang),
            _ => Vec::new(),
        }
    }

    fn extra(&self, lang: Lang) -> Option<serde_json::Value> {
        match self {
            CallRefused::Client(refused) => refused.extra(lang),
            CallRefused::Case(refused) => refused.extra(lang),
            _ => None,
        }
    }
}
