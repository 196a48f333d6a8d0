//! Who stands at the desk, in which language, on which day.

use std::sync::Arc;

use access::{Perm, Person, Role, Scope, scope_of};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use i18n::Lang;
use kernel::{Actor, Currency, Day, Moment, StaffId, Zone};

use crate::problem::{Plain, problem_of};

/// One person's (or token's) request: every verb and question gets it.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who acts, for rows and events.
    pub actor: Actor,
    /// The person behind it.
    pub person: Arc<Person>,
    /// Language of the answer.
    pub lang: Lang,
    /// The company's day.
    pub today: Day,
    /// The moment of the request.
    pub now: Moment,
    /// The company's time zone.
    pub zone: Zone,
    /// The sign of the company's currency, «₽»: beside a sum that stands in a sentence.
    pub sign: &'static str,
    /// `light`, `dark` or none: the system decides.
    pub theme: Option<String>,
    /// Number to quote when something fails.
    pub request_id: String,
}

impl Visit {
    /// Whether the person may do this at all.
    pub fn may(&self, perm: Perm) -> bool {
        self.scope(perm) != Scope::None
    }

    /// On which rows the person may do it.
    pub fn scope(&self, perm: Perm) -> Scope {
        if self.actor == Actor::System { Scope::All } else { scope_of(&self.person.roles, perm) }
    }

    /// Whether every client's dossier is open to the person.
    pub fn sees_all_clients(&self) -> bool {
        self.scope(Perm::ClientsRead) == Scope::All
    }

    /// The person's number; 0 for the system itself.
    pub fn staff(&self) -> StaffId {
        self.person.staff
    }

    /// The company itself at work: imports, jobs, the demo, tests. It may everything.
    pub fn system(now: Moment, zone: Zone, lang: Lang) -> Visit {
        let person = Person {
            staff: StaffId::new(0),
            login: "system".into(),
            name: "system".into(),
            roles: Role::ALL.to_vec(),
            lang: None,
            theme: None,
        };
        Visit {
            actor: Actor::System,
            person: Arc::new(person),
            lang,
            today: now.day(&zone),
            now,
            zone,
            sign: Currency::default().sign(),
            theme: None,
            request_id: "system".into(),
        }
    }

    /// A member of staff at work without a request: the demo's play and tests.
    pub fn of(person: Person, now: Moment, zone: Zone, lang: Lang) -> Visit {
        Visit {
            actor: Actor::Staff(person.staff),
            person: Arc::new(person),
            lang,
            today: now.day(&zone),
            now,
            zone,
            sign: Currency::default().sign(),
            theme: None,
            request_id: "own".into(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Response> {
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| problem_of(parts, &Plain::SignInNeeded))
    }
}
