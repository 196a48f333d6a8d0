//! Why purchasing says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said, fmt};
use kernel::{Day, PurchaseLineId};
use stock::StockRefused;

use crate::model::Supplier;
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
    /// No line, or more than fit.
    LineCount(i64),
    /// Zero or below.
    NotPositive,
    /// Below zero.
    Negative,
    /// A part of a piece.
    NotWhole,
    /// More than anybody buys.
    TooMuch,
    /// Both units and packs are given, or neither.
    UnitsOrPacks,
    /// Nothing in the catalogue has this code.
    UnknownSku(String),
    /// A supplier of nearly this name is known.
    Alike(String),
    /// A service can't be kept in a warehouse.
    NotGoods(String),
    /// No readable number.
    Number,
    /// No readable day.
    NoDay,
    /// The day has passed.
    Past(Day),
    /// Farther away than anybody plans.
    Far(Day),
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).into(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, *most),
            Wrong::Unreadable => texts::wrong_unreadable(lang).into(),
            Wrong::LineCount(most) => texts::wrong_line_count(lang, *most),
            Wrong::NotPositive => texts::wrong_not_positive(lang).into(),
            Wrong::Negative => texts::wrong_negative(lang).into(),
            Wrong::NotWhole => texts::wrong_not_whole(lang).into(),
            Wrong::TooMuch => texts::wrong_too_much(lang).into(),
            Wrong::UnitsOrPacks => texts::wrong_units_or_packs(lang).into(),
            Wrong::UnknownSku(sku) => texts::wrong_sku(lang, sku),
            Wrong::Alike(name) => texts::refused_alike_field(lang, name),
            Wrong::NotGoods(sku) => texts::wrong_service(lang, sku),
            Wrong::Number => texts::wrong_number(lang).into(),
            Wrong::NoDay => texts::wrong_day(lang).into(),
            Wrong::Past(today) => texts::wrong_past(lang, &fmt::day_full(lang, *today)),
            Wrong::Far(last) => texts::wrong_far(lang, &fmt::day_full(lang, *last)),
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

/// Why a deed of purchasing was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseRefused {
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<WrongField>),
    /// Some fields of what was to be done with an arrival are wrong.
    #[error("{} fields of the arrival are wrong", .0.len())]
    ArrivalFields(Vec<WrongField>),
    /// There is no such arrival.
    #[error("there is no arrival {0}")]
    Unknown(PurchaseLineId),
    /// Nothing of it is awaited any more.
    #[error("nothing of arrival {0} is awaited")]
    Received(PurchaseLineId),
    /// It was called off.
    #[error("arrival {0} is cancelled")]
    Cancelled(PurchaseLineId),
    /// Somebody changed it meanwhile.
    #[error("arrival {arrival} has version {version} by now")]
    Stale {
        /// The arrival.
        arrival: PurchaseLineId,
        /// Its present version.
        version: i64,
    },
    /// Suppliers are called the same but for legal form, quotes, case or the ends of words.
    #[error("{} suppliers are called nearly the same", .alike.len())]
    AlikeSupplier {
        /// Those there are, the most alike first.
        alike: Vec<Supplier>,
    },
    /// Stock says no.
    #[error(transparent)]
    Stock(#[from] StockRefused),
}

impl Refusal for PurchaseRefused {
    fn problem(&self) -> &'static str {
        match self {
            PurchaseRefused::Fields(_) | PurchaseRefused::ArrivalFields(_) => "bad-field",
            PurchaseRefused::Unknown(_) => "not-found",
            PurchaseRefused::Received(_) | PurchaseRefused::Cancelled(_) => "arrival-closed",
            PurchaseRefused::Stale { .. } => "version-stale",
            PurchaseRefused::AlikeSupplier { .. } => "alike-supplier",
            PurchaseRefused::Stock(refused) => refused.problem(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            PurchaseRefused::Fields(_) | PurchaseRefused::ArrivalFields(_) => 422,
            PurchaseRefused::Unknown(_) => 404,
            PurchaseRefused::Received(_) | PurchaseRefused::Cancelled(_) | PurchaseRefused::AlikeSupplier { .. } => 409,
            PurchaseRefused::Stale { .. } => 412,
            PurchaseRefused::Stock(refused) => refused.status(),
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            PurchaseRefused::Fields(fields) | PurchaseRefused::ArrivalFields(fields) => {
                let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
                let title = match self {
                    PurchaseRefused::ArrivalFields(_) => texts::refused_arrival(lang),
                    _ => texts::refused_fields(lang),
                };
                (title, texts::refused_fields_why(lang, count), texts::refused_fields_next(lang))
            }
            PurchaseRefused::Unknown(_) => (
                texts::refused_unknown(lang),
                texts::refused_unknown_why(lang).into(),
                texts::refused_unknown_next(lang),
            ),
            PurchaseRefused::Received(_) => (
                texts::refused_received(lang),
                texts::refused_received_why(lang).into(),
                texts::refused_received_next(lang),
            ),
            PurchaseRefused::Cancelled(_) => (
                texts::refused_cancelled(lang),
                texts::refused_cancelled_why(lang).into(),
                texts::refused_cancelled_next(lang),
            ),
            PurchaseRefused::Stale { version, .. } => (
                texts::refused_stale(lang),
                texts::refused_stale_why(lang, &version.to_string()),
                texts::refused_stale_next(lang),
            ),
            PurchaseRefused::AlikeSupplier { alike } => {
                let names: Vec<&str> = alike.iter().map(|one| one.name.as_str()).collect();
                let why = texts::refused_alike_why(lang, &names.join(", "));
                (texts::refused_alike(lang), why, texts::refused_alike_next(lang))
            }
            PurchaseRefused::Stock(refused) => return refused.say(lang),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let field = |pointer: &str, message: String| FieldError { pointer: pointer.into(), message };
        match self {
            PurchaseRefused::Fields(fields) | PurchaseRefused::ArrivalFields(fields) => {
                let is_asked = fields.iter().any(|field| matches!(field.what, Wrong::Alike(_)));
                let choice = is_asked.then(|| field("/new_supplier", texts::refused_alike_tick(lang).into()));
                fields.iter().map(|one| field(&one.pointer, one.what.say(lang))).chain(choice).collect()
            }
            PurchaseRefused::AlikeSupplier { alike } => {
                let first =
                    alike.first().map(|there| field("/supplier", texts::refused_alike_field(lang, &there.name)));
                first.into_iter().chain([field("/new_supplier", texts::refused_alike_tick(lang).into())]).collect()
            }
            PurchaseRefused::Stock(refused) => refused.fields(lang),
            _ => Vec::new(),
        }
    }

    fn extra(&self, lang: Lang) -> Option<serde_json::Value> {
        match self {
            PurchaseRefused::AlikeSupplier { alike } => {
                let named: Vec<_> =
                    alike.iter().map(|one| serde_json::json!({ "id": one.id, "name": one.name })).collect();
                Some(serde_json::json!({
                    "existing": named.first(), "alike": named, "insist": { "new_supplier": true },
                }))
            }
            PurchaseRefused::Stock(refused) => refused.extra(lang),
            _ => None,
        }
    }
}
