//! Why a deed about people is refused, and what to do next.

use i18n::{FieldError, Lang, Refusal, Said};

use crate::rules::{Role, role_name};
use crate::secret::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
use crate::staff::LONGEST_EXCEPTION_DAYS;
use crate::texts;
use crate::tokens::LONGEST_TOKEN_DAYS;

/// Why a deed about people, sessions or tokens is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefused {
    /// Somebody has the login already.
    #[error("login {0} is taken")]
    LoginTaken(String),
    /// The login is empty, too long or has spaces.
    #[error("the login is empty, too long or has spaces")]
    BadLogin,
    /// The person has no name.
    #[error("the name is empty")]
    NoName,
    /// The password is too short.
    #[error("the password is too short")]
    WeakPassword,
    /// The password is too long.
    #[error("the password is too long")]
    LongPassword,
    /// The current password is another one.
    #[error("the current password is another one")]
    WrongPassword,
    /// The new password was not typed the same way twice.
    #[error("the new password was not typed the same way twice")]
    PasswordsDiffer,
    /// The new password is the current one.
    #[error("the new password is the current one")]
    SamePassword,
    /// No role was given.
    #[error("no role was given")]
    NoRole,
    /// The roles sell and buy at once, and no dated exception stands.
    #[error("{0} sells and {1} buys")]
    BothDuties(Role, Role),
    /// There is no such person.
    #[error("no such person")]
    NoSuchStaff,
    /// The person is locked.
    #[error("the person is locked")]
    Locked,
    /// Somebody else changed the person meanwhile.
    #[error("the person was changed meanwhile")]
    Stale,
    /// The own password is changed with the current one only.
    #[error("the own password is changed with the current one only")]
    OwnPassword,
    /// The last administrator would go.
    #[error("the last administrator would go")]
    LastAdmin,
    /// A token without a name, or with a very long one.
    #[error("the token has no name or a very long one")]
    NoTokenName,
    /// A token that has no end, or one in the past or too far off.
    #[error("the token's end is missing, past or too far off")]
    BadTokenEnd,
    /// A token that would go on after the one it is made with.
    #[error("the token would outlive the one it is made with")]
    TokenOutlives,
    /// A token for somebody else who is no program.
    #[error("the token is for somebody else who is no program")]
    NotAProgram,
    /// An exception without a reason, or not dated properly.
    #[error("the exception has no reason or no proper dates")]
    BadPeriod,
}

impl Refusal for AccessRefused {
    fn problem(&self) -> &'static str {
        match self {
            AccessRefused::LoginTaken(_) => "login-taken",
            AccessRefused::BadLogin => "bad-login",
            AccessRefused::NoName => "no-name",
            AccessRefused::WeakPassword => "weak-password",
            AccessRefused::LongPassword => "long-password",
            AccessRefused::WrongPassword => "wrong-password",
            AccessRefused::PasswordsDiffer => "passwords-differ",
            AccessRefused::SamePassword => "same-password",
            AccessRefused::NoRole => "no-role",
            AccessRefused::BothDuties(..) => "both-duties",
            AccessRefused::NoSuchStaff => "no-such-staff",
            AccessRefused::Locked => "staff-locked",
            AccessRefused::Stale => "version-stale",
            AccessRefused::OwnPassword => "own-password",
            AccessRefused::LastAdmin => "last-admin",
            AccessRefused::BadPeriod => "bad-period",
            AccessRefused::NoTokenName => "no-token-name",
            AccessRefused::BadTokenEnd => "bad-token-end",
            AccessRefused::TokenOutlives => "token-outlives",
            AccessRefused::NotAProgram => "not-a-program",
        }
    }

    fn status(&self) -> u16 {
        match self {
            AccessRefused::LoginTaken(_) | AccessRefused::BothDuties(..) => 409,
            AccessRefused::Locked | AccessRefused::LastAdmin | AccessRefused::OwnPassword => 409,
            AccessRefused::Stale => 412,
            AccessRefused::NoSuchStaff => 404,
            AccessRefused::BadLogin | AccessRefused::NoName | AccessRefused::NoRole => 422,
            AccessRefused::WeakPassword | AccessRefused::LongPassword | AccessRefused::BadPeriod => 422,
            AccessRefused::NoTokenName | AccessRefused::BadTokenEnd | AccessRefused::NotAProgram => 422,
            AccessRefused::WrongPassword | AccessRefused::PasswordsDiffer | AccessRefused::SamePassword => 422,
            AccessRefused::TokenOutlives => 409,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            AccessRefused::LoginTaken(login) => (
                texts::refused_login_taken(lang),
                texts::refused_login_taken_why(lang, login),
                texts::refused_login_taken_next(lang),
            ),
            AccessRefused::BadLogin => (
                texts::refused_login_empty(lang),
                texts::refused_login_empty_why(lang).to_owned(),
                texts::refused_login_empty_next(lang),
            ),
            AccessRefused::NoName => (
                texts::refused_name_empty(lang),
                texts::refused_name_empty_why(lang).to_owned(),
                texts::refused_name_empty_next(lang),
            ),
            AccessRefused::WeakPassword => (
                texts::refused_weak_password(lang),
                texts::refused_weak_password_why(lang, &SHORTEST_PASSWORD.to_string()),
                texts::refused_weak_password_next(lang),
            ),
            AccessRefused::LongPassword => (
                texts::refused_long_password(lang),
                texts::refused_long_password_why(lang, &LONGEST_PASSWORD.to_string()),
                texts::refused_long_password_next(lang),
            ),
            AccessRefused::WrongPassword => (
                texts::refused_wrong_password(lang),
                texts::refused_wrong_password_why(lang).to_owned(),
                texts::refused_wrong_password_next(lang),
            ),
            AccessRefused::PasswordsDiffer => (
                texts::refused_passwords_differ(lang),
                texts::refused_passwords_differ_why(lang).to_owned(),
                texts::refused_passwords_differ_next(lang),
            ),
            AccessRefused::SamePassword => (
                texts::refused_same_password(lang),
                texts::refused_same_password_why(lang).to_owned(),
                texts::refused_same_password_next(lang),
            ),
            AccessRefused::NoRole => (
                texts::refused_no_role(lang),
                texts::refused_no_role_why(lang).to_owned(),
                texts::refused_no_role_next(lang),
            ),
            AccessRefused::BothDuties(selling, buying) => (
                texts::refused_both_duties(lang),
                texts::refused_both_duties_why(lang, role_name(lang, *buying), role_name(lang, *selling)),
                texts::refused_both_duties_next(lang),
            ),
            AccessRefused::NoSuchStaff => (
                texts::refused_no_such_staff(lang),
                texts::refused_no_such_staff_why(lang).to_owned(),
                texts::refused_no_such_staff_next(lang),
            ),
            AccessRefused::Locked => (
                texts::refused_locked(lang),
                texts::refused_locked_why(lang).to_owned(),
                texts::refused_locked_next(lang),
            ),
            AccessRefused::Stale => {
                (texts::refused_stale(lang), texts::refused_stale_why(lang).to_owned(), texts::refused_stale_next(lang))
            }
            AccessRefused::OwnPassword => (
                texts::refused_own_password(lang),
                texts::refused_own_password_why(lang).to_owned(),
                texts::refused_own_password_next(lang),
            ),
            AccessRefused::LastAdmin => (
                texts::refused_last_admin(lang),
                texts::refused_last_admin_why(lang).to_owned(),
                texts::refused_last_admin_next(lang),
            ),
            AccessRefused::BadPeriod => (
                texts::refused_bad_period(lang),
                texts::refused_bad_period_why(lang, &LONGEST_EXCEPTION_DAYS.to_string()),
                texts::refused_bad_period_next(lang),
            ),
            AccessRefused::NoTokenName => (
                texts::refused_token_name(lang),
                texts::refused_token_name_why(lang).to_owned(),
                texts::refused_token_name_next(lang),
            ),
            AccessRefused::BadTokenEnd => (
                texts::refused_token_end(lang),
                texts::refused_token_end_why(lang, &LONGEST_TOKEN_DAYS.to_string()),
                texts::refused_token_end_next(lang),
            ),
            AccessRefused::TokenOutlives => (
                texts::refused_token_outlives(lang),
                texts::refused_token_outlives_why(lang).to_owned(),
                texts::refused_token_outlives_next(lang),
            ),
            AccessRefused::NotAProgram => (
                texts::refused_not_a_program(lang),
                texts::refused_not_a_program_why(lang).to_owned(),
                texts::refused_not_a_program_next(lang),
            ),
        };
        Said { title: title.to_owned(), detail, next: next.to_owned() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let pointer = match self {
            AccessRefused::LoginTaken(_) | AccessRefused::BadLogin => "/login",
            AccessRefused::NoName => "/name",
            AccessRefused::WeakPassword | AccessRefused::LongPassword | AccessRefused::SamePassword => "/password",
            AccessRefused::WrongPassword => "/current",
            AccessRefused::PasswordsDiffer => "/again",
            AccessRefused::NoRole | AccessRefused::BothDuties(..) => "/roles",
            AccessRefused::BadPeriod => "/to_on",
            AccessRefused::NoTokenName => "/name",
            AccessRefused::BadTokenEnd | AccessRefused::TokenOutlives => "/ends_on",
            AccessRefused::NotAProgram => "/user",
            AccessRefused::NoSuchStaff | AccessRefused::Locked | AccessRefused::LastAdmin => return Vec::new(),
            AccessRefused::Stale | AccessRefused::OwnPassword => return Vec::new(),
        };
        vec![FieldError { pointer: pointer.to_owned(), message: self.say(lang).detail }]
    }
}
