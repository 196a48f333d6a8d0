//! People of the company, their sessions and their programs' tokens.

use i18n::Lang;
use kernel::{Day, Moment, SessionId, StaffId, TokenId};

use crate::rules::Role;
use crate::secret::PasswordHash;

/// Somebody who works here, as a request knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Number of the person.
    pub staff: StaffId,
    /// Login as it was given.
    pub login: String,
    /// Name as colleagues see it.
    pub name: String,
    /// What the person does here; never empty.
    pub roles: Vec<Role>,
    /// Language chosen by the person.
    pub lang: Option<Lang>,
    /// `light` or `dark` if chosen.
    pub theme: Option<String>,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Login, unique without regard to case.
    pub login: String,
    /// Name as colleagues see it.
    pub name: String,
    /// One role or several.
    pub roles: Vec<Role>,
    /// From [`crate::hash_password`].
    pub password: PasswordHash,
    /// The director's exception, where one person must sell and buy.
    pub both_duties: Option<DutyException>,
}

/// The director's leave to sell and buy at once, for a time and a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyException {
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Day,
    /// Why.
    pub reason: String,
}

/// A person in the administrator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// The person.
    pub person: Person,
    /// Since when here.
    pub created_at: Moment,
    /// Since when locked, if locked.
    pub locked_at: Option<Moment>,
    /// Grows with every change of name, roles and lock.
    pub version: i64,
}

/// What the administrator changes of a person; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffChange {
    /// Name as colleagues see it.
    pub name: Option<String>,
    /// Exactly these roles.
    pub roles: Option<Vec<Role>>,
}

store::row! {
    /// A sign-in of a person, for their list of devices.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Session {
        /// Number of the session.
        pub id: SessionId,
        /// When it was opened.
        pub made_at: Moment,
        /// When it was last used, to the minute.
        pub seen_at: Moment,
        /// When it ends by itself.
        pub ends_at: Moment,
        /// The browser's words about itself.
        pub user_agent: String,
        /// Address it was opened from.
        pub address: String,
    }
}

store::row! {
    /// A program's token; the secret itself is not kept.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ApiToken {
        /// Number of the token.
        pub id: TokenId,
        /// Whose rights it has.
        pub staff: StaffId,
        /// The person's name.
        pub holder: String,
        /// What it is for.
        pub name: String,
        /// The last letters of the secret; none of those made before they were kept.
        pub tail: Option<String>,
        /// When it was made.
        pub made_at: Moment,
        /// When it was last used, to the minute.
        pub last_used_at: Option<Moment>,
        /// When it ends, if ever.
        pub ends_at: Option<Moment>,
        /// The token with which a program made it; it ends with that one.
        pub made_with: Option<TokenId>,
    }
}

/// A token to be made by whoever holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Whose rights it gets.
    pub holder: StaffId,
    /// What it is for.
    pub name: String,
    /// When it ends; only a program's own token may go on without an end.
    pub ends_at: Option<Moment>,
}

/// Failed sign-ins of late, by login and by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Failures with this login since its last success.
    pub login: i64,
    /// The last of them.
    pub login_last: Option<Moment>,
    /// Failures from this address, with whatever login.
    pub address: i64,
    /// The last of them.
    pub address_last: Option<Moment>,
}
