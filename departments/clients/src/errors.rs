//! Why the client base says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said};
use kernel::ClientId;
use kernel::identifiers::{InnError, KppError};

use crate::texts;

/// What is wrong with one value of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// More letters than fit.
    TooLong(usize),
    /// Fewer letters than say anything.
    TooShort(usize),
    /// Control letters and the like.
    Unreadable,
    /// More entries than fit.
    TooMany(usize),
    /// No right ИНН.
    Inn(InnError),
    /// No right КПП.
    Kpp(KppError),
    /// No phone number can be read.
    Phone,
    /// No mail address.
    Email,
    /// No stage of a client.
    Stage,
    /// Nobody works here under this login.
    User,
    /// No role in which a client is looked after.
    TeamRole,
}

impl Wrong {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).to_string(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, number(*most)),
            Wrong::TooShort(least) => texts::wrong_too_short(lang, number(*least)),
            Wrong::Unreadable => texts::wrong_unreadable(lang).to_string(),
            Wrong::TooMany(most) => texts::wrong_too_many(lang, number(*most)),
            Wrong::Inn(InnError::Length) => texts::wrong_inn_length(lang).to_string(),
            Wrong::Inn(InnError::Digits) => texts::wrong_inn_digits(lang).to_string(),
            Wrong::Inn(InnError::Zeros | InnError::CheckDigit) => texts::wrong_inn_check(lang).to_string(),
            Wrong::Kpp(KppError::Length) => texts::wrong_kpp_length(lang).to_string(),
            Wrong::Kpp(KppError::Form) => texts::wrong_kpp_form(lang).to_string(),
            Wrong::Phone => texts::wrong_phone(lang).to_string(),
            Wrong::Email => texts::wrong_email(lang).to_string(),
            Wrong::Stage => texts::wrong_stage(lang).to_string(),
            Wrong::User => texts::wrong_user(lang).to_string(),
            Wrong::TeamRole => texts::wrong_team_role(lang).to_string(),
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

/// Why a deed on the client base was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefused {
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<WrongField>),
    /// The same ИНН and КПП stand in another card.
    #[error("the same INN and KPP stand in the card of client {existing}")]
    Duplicate {
        /// The client that exists.
        existing: ClientId,
        /// Its name.
        name: String,
        /// Who looks after it, by name.
        team: Vec<String>,
    },
    /// The same ИНН stands in another card, and a КПП that would tell the two apart is missing.
    #[error("the same INN stands in the card of client {existing}, and a KPP is missing")]
    SameInn {
        /// The client that exists.
        existing: ClientId,
        /// Its name.
        name: String,
        /// Who looks after it, by name.
        team: Vec<String>,
    },
    /// Clients are called nearly the same, and a ИНН that would tell them apart is missing.
    #[error("{} clients are called nearly the same", .alike.len())]
    Alike {
        /// Those there are, the most alike first.
        alike: Vec<(ClientId, String)>,
        /// Who looks after the first, by name.
        team: Vec<String>,
    },
    /// The number of the other system stands in another card.
    #[error("the external id stands in the card of client {existing}")]
    ExternalIdTaken {
        /// The client that exists.
        existing: ClientId,
        /// Its name.
        name: String,
    },
    /// There is no such client, or it is the stand-in for retail sales.
    #[error("there is no client {0}")]
    Unknown(ClientId),
    /// There is no such person at the client.
    #[error("client {0} has no such contact")]
    UnknownContact(ClientId),
    /// The person was shown as many hidden numbers as an hour allows.
    #[error("{most} hidden contacts were shown within the hour, the next at {again_at}")]
    RevealedEnough {
        /// So many an hour.
        most: i64,
        /// From what time on another may be shown.
        again_at: String,
    },
    /// Another team looks after the client.
    #[error("client {client} is another team's")]
    NotYours {
        /// The client.
        client: ClientId,
        /// Who looks after it, by name.
        team: Vec<String>,
    },
    /// Somebody changed the client meanwhile.
    #[error("client {client} has version {version} by now")]
    Stale {
        /// The client.
        client: ClientId,
        /// Its present version.
        version: i64,
    },
}

impl ClientRefused {
    /// One wrong field.
    pub(crate) fn field(pointer: &str, what: Wrong) -> ClientRefused {
        ClientRefused::Fields(vec![WrongField { pointer: pointer.into(), what }])
    }
}

fn team_of(lang: Lang, team: &[String]) -> String {
    if team.is_empty() { texts::team_nobody(lang).to_string() } else { team.join(", ") }
}

impl Refusal for ClientRefused {
    fn problem(&self) -> &'static str {
        match self {
            ClientRefused::Fields(_) => "bad-field",
            ClientRefused::Duplicate { .. } => "duplicate-client",
            ClientRefused::SameInn { .. } => "same-tax-number",
            ClientRefused::Alike { .. } => "alike-client",
            ClientRefused::ExternalIdTaken { .. } => "external-id-taken",
            ClientRefused::Unknown(_) | ClientRefused::UnknownContact(_) => "not-found",
            ClientRefused::RevealedEnough { .. } => "too-many-reveals",
            ClientRefused::NotYours { .. } => "not-your-client",
            ClientRefused::Stale { .. } => "version-stale",
        }
    }

    fn status(&self) -> u16 {
        match self {
            ClientRefused::Fields(_) => 422,
            ClientRefused::Duplicate { .. }
            | ClientRefused::SameInn { .. }
            | ClientRefused::Alike { .. }
            | ClientRefused::ExternalIdTaken { .. } => 409,
            ClientRefused::Unknown(_) | ClientRefused::UnknownContact(_) => 404,
            ClientRefused::RevealedEnough { .. } => 429,
            ClientRefused::NotYours { .. } => 403,
            ClientRefused::Stale { .. } => 412,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            ClientRefused::Fields(fields) => (
                texts::refused_fields(lang),
                texts::refused_fields_why(lang, number(fields.len())),
                texts::refused_fields_next(lang),
            ),
            ClientRefused::Duplicate { name, team, .. } => (
                texts::refused_duplicate(lang),
                texts::refused_duplicate_why(lang, name, &team_of(lang, team)),
                texts::refused_duplicate_next(lang),
            ),
            ClientRefused::SameInn { name, team, .. } => (
                texts::refused_same_inn(lang),
                texts::refused_same_inn_why(lang, name, &team_of(lang, team)),
                texts::refused_same_inn_next(lang),
            ),
            ClientRefused::Alike { alike, team } => {
                let names: Vec<&str> = alike.iter().map(|(_, name)| name.as_str()).collect();
                let why = texts::refused_alike_why(lang, &names.join(", "), &team_of(lang, team));
                (texts::refused_alike(lang), why, texts::refused_alike_next(lang))
            }
            ClientRefused::ExternalIdTaken { name, .. } => (
                texts::refused_external(lang),
                texts::refused_external_why(lang, name),
                texts::refused_external_next(lang),
            ),
            ClientRefused::Unknown(_) => (
                texts::refused_unknown(lang),
                texts::refused_unknown_why(lang).to_string(),
                texts::refused_unknown_next(lang),
            ),
            ClientRefused::UnknownContact(_) => (
                texts::refused_contact(lang),
                texts::refused_contact_why(lang).to_string(),
                texts::refused_contact_next(lang),
            ),
            ClientRefused::RevealedEnough { most, again_at } => (
                texts::refused_revealed(lang),
                texts::refused_revealed_why(lang, &most.to_string(), again_at),
                texts::refused_revealed_next(lang),
            ),
            ClientRefused::NotYours { team, .. } => (
                texts::refused_not_yours(lang),
                texts::refused_not_yours_why(lang, &team_of(lang, team)),
                texts::refused_not_yours_next(lang),
            ),
            ClientRefused::Stale { version, .. } => (
                texts::refused_stale(lang),
                texts::refused_stale_why(lang, &version.to_string()),
                texts::refused_stale_next(lang),
            ),
        };
        Said { title: title.into(), detail, next: next.into() }
    }

    fn extra(&self, _: Lang) -> Option<serde_json::Value> {
        match self {
            ClientRefused::Duplicate { existing, name, team } => {
                Some(serde_json::json!({ "existing": { "id": existing, "name": name, "team": team } }))
            }
            // How to insist stands beside: the same body with this member is let in.
            ClientRefused::SameInn { existing, name, team } => Some(serde_json::json!({
                "existing": { "id": existing, "name": name, "team": team }, "insist": { "separate": true },
            })),
            ClientRefused::Alike { alike, team } => {
                let named = alike.iter().map(|(id, name)| serde_json::json!({ "id": id, "name": name }));
                let named: Vec<serde_json::Value> = named.collect();
                let first = alike.first();
                let existing = first.map(|(id, name)| serde_json::json!({ "id": id, "name": name, "team": team }));
                Some(serde_json::json!({ "existing": existing, "alike": named, "insist": { "separate": true } }))
            }
            ClientRefused::ExternalIdTaken { existing, name } => {
                Some(serde_json::json!({ "existing": { "id": existing, "name": name } }))
            }
            _ => None,
        }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let field = |pointer: &str, message: String| FieldError { pointer: pointer.into(), message };
        match self {
            ClientRefused::Fields(fields) => fields.iter().map(|f| field(&f.pointer, f.what.say(lang))).collect(),
            ClientRefused::Duplicate { .. } => vec![field("/inn", texts::refused_duplicate(lang).into())],
            ClientRefused::SameInn { .. } => vec![
                field("/inn", texts::refused_same_inn(lang).into()),
                field("/separate", texts::client_separate_hint(lang).into()),
            ],
            ClientRefused::Alike { .. } => vec![
                field("/name", texts::refused_alike(lang).into()),
                field("/separate", texts::client_separate_hint(lang).into()),
            ],
            ClientRefused::ExternalIdTaken { .. } => vec![field("/external_id", texts::refused_external(lang).into())],
            _ => Vec::new(),
        }
    }
}
