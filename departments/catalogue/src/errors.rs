//! Why the catalogue says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said};
use kernel::{ItemId, money::BadNumber};

use crate::texts;

/// What is wrong with one value of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// More letters than fit.
    TooLong(usize),
    /// Control letters and the like.
    Unreadable,
    /// More entries than fit.
    TooMany(usize),
    /// Below zero.
    Negative,
    /// Zero or below.
    NotPositive,
    /// No decimal number.
    Number(BadNumber),
    /// The same thing stands above already.
    Repeated,
    /// Not one of the words allowed; they are named.
    NotOneOf(&'static str),
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).to_string(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, number(*most)),
            Wrong::Unreadable => texts::wrong_unreadable(lang).to_string(),
            Wrong::TooMany(most) => texts::wrong_too_many(lang, number(*most)),
            Wrong::Negative => texts::wrong_negative(lang).to_string(),
            Wrong::NotPositive => texts::wrong_not_positive(lang).to_string(),
            Wrong::Number(BadNumber::TooManyDecimals { allowed }) => texts::wrong_decimals(lang, number(*allowed)),
            Wrong::Number(BadNumber::TooLarge) => texts::wrong_too_large(lang).to_string(),
            Wrong::Number(_) => texts::wrong_number(lang).to_string(),
            Wrong::Repeated => texts::wrong_repeated(lang).to_string(),
            Wrong::NotOneOf(words) => texts::wrong_word(lang, words),
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
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

/// Why a deed on the catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemRefused {
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<WrongField>),
    /// Some words of properties are wrong.
    #[error("{} words of properties are wrong", .0.len())]
    Words(Vec<WrongField>),
    /// The code belongs to another item.
    #[error("the code {sku} belongs to item {existing}")]
    SkuTaken {
        /// The code.
        sku: String,
        /// Who has it.
        existing: ItemId,
        /// Its names, Russian and English.
        names: (String, String),
    },
    /// There is no such item.
    #[error("there is no item {0}")]
    Unknown(ItemId),
    /// Somebody changed the item meanwhile.
    #[error("item {item} has version {version} by now")]
    Stale {
        /// The item.
        item: ItemId,
        /// Its present version.
        version: i64,
    },
}

impl Refusal for ItemRefused {
    fn problem(&self) -> &'static str {
        match self {
            ItemRefused::Fields(_) | ItemRefused::Words(_) => "bad-field",
            ItemRefused::SkuTaken { .. } => "sku-taken",
            ItemRefused::Unknown(_) => "not-found",
            ItemRefused::Stale { .. } => "version-stale",
        }
    }

    fn status(&self) -> u16 {
        match self {
            ItemRefused::Fields(_) | ItemRefused::Words(_) => 422,
            ItemRefused::SkuTaken { .. } => 409,
            ItemRefused::Unknown(_) => 404,
            ItemRefused::Stale { .. } => 412,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        match self {
            ItemRefused::Fields(fields) => Said {
                title: texts::refused_fields(lang).into(),
                detail: texts::refused_fields_why(lang, number(fields.len())),
                next: texts::refused_fields_next(lang).into(),
            },
            ItemRefused::Words(fields) => Said {
                title: texts::refused_words(lang).into(),
                detail: texts::refused_fields_why(lang, number(fields.len())),
                next: texts::refused_fields_next(lang).into(),
            },
            ItemRefused::SkuTaken { sku, names, .. } => {
                let name = if lang == Lang::Ru { &names.0 } else { &names.1 };
                Said {
                    title: texts::refused_sku(lang).into(),
                    detail: texts::refused_sku_why(lang, name, sku),
                    next: texts::refused_sku_next(lang).into(),
                }
            }
            ItemRefused::Unknown(_) => Said {
                title: texts::refused_unknown(lang).into(),
                detail: texts::refused_unknown_why(lang).into(),
                next: texts::refused_unknown_next(lang).into(),
            },
            ItemRefused::Stale { version, .. } => Said {
                title: texts::refused_stale(lang).into(),
                detail: texts::refused_stale_why(lang, &version.to_string()),
                next: texts::refused_stale_next(lang).into(),
            },
        }
    }

    fn extra(&self, _: Lang) -> Option<serde_json::Value> {
        match self {
            ItemRefused::SkuTaken { existing, .. } => Some(serde_json::json!({ "existing": existing })),
            _ => None,
        }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let field = |pointer: &str, message: String| FieldError { pointer: pointer.into(), message };
        match self {
            ItemRefused::Fields(fields) | ItemRefused::Words(fields) => {
                fields.iter().map(|f| field(&f.pointer, f.what.say(lang))).collect()
            }
            ItemRefused::SkuTaken { .. } => vec![field("/sku", texts::refused_sku(lang).into())],
            _ => Vec::new(),
        }
    }
}
