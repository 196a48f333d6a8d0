//! Tokens: how programs get in with a person's rights, and how that ends.
//!
//! The secret is shown once and kept as its digest; its last letters are kept to tell tokens apart. A program may make
//! tokens too, but none that outlives its own: what a token made ends with it, so that a stolen one leaves no heirs.

use kernel::{Actor, Event, Moment, StaffId, TokenId};
use store::{Fault, Read, Stop, Tx, p};

use crate::errors::AccessRefused;
use crate::model::{ApiToken, NewToken, Person};
use crate::rules::{Perm, Role, Scope, scope_of};
use crate::secret::{digest, new_token};
use crate::sign_in::held;
use crate::staff::{ids_json, person, staff_in_role, state};
use crate::store::{
    ADD_TOKEN, END_TOKEN, LIVE_END, TOKEN, TOKEN_NAMES, TOKEN_PERSON, TOKENS, TOKENS_EVER, TOUCH_TOKENS,
};

/// A token of a person lasts so many days at most.
pub const LONGEST_TOKEN_DAYS: i64 = 366;
/// Letters of the secret that stay readable.
const TAIL: usize = 4;
const LONGEST_NAME: usize = 100;
const DAY_SECONDS: i64 = 24 * 3600;

/// Makes a token by which a program acts with a person's rights; the secret is returned this once.
///
/// Refused without a name, without an end within [`LONGEST_TOKEN_DAYS`], for somebody else who is no program, and when it
/// would outlive the token with which it is made. Whoever calls has checked that the maker may hold tokens.
pub fn make_token(tx: &mut Tx<'_>, maker: &Person, new: &NewToken) -> Result<(TokenId, String), Stop<AccessRefused>> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Stop::Refused(AccessRefused::NoTokenName));
    }
    if state(tx, new.holder)?.is_some() {
        return Err(Stop::Refused(AccessRefused::Locked));
    }
    let roles = person(tx, new.holder)?.map(|holder| holder.roles).unwrap_or_default();
    let is_program = roles == [Role::Integration];
    if new.holder != maker.staff && !(is_program && scope_of(&maker.roles, Perm::TokensHold) == Scope::All) {
        return Err(Stop::Refused(AccessRefused::NotAProgram));
    }
    let now = tx.now();
    let last = now.add_seconds((LONGEST_TOKEN_DAYS + 1) * DAY_SECONDS);
    if new.ends_at.map_or(!is_program, |end| end <= now || end > last) {
        return Err(Stop::Refused(AccessRefused::BadTokenEnd));
    }
    let made_with = match tx.actor() {
        Actor::Token { token, .. } => {
            let (end,): (Option<Moment>,) =
                tx.opt(&LIVE_END, p![token])?.ok_or(Stop::Refused(AccessRefused::TokenOutlives))?;
            if end.is_some_and(|end| new.ends_at.is_none_or(|wanted| wanted > end)) {
                return Err(Stop::Refused(AccessRefused::TokenOutlives));
            }
            Some(token)
        }
        Actor::Staff(_) | Actor::System => None,
    };
    Ok(write(tx, new.holder, name, new.ends_at, made_with)?)
}

/// Makes a token at the terminal, for anybody and with any end.
pub fn add_token(
    tx: &mut Tx<'_>,
    staff: StaffId,
    name: &str,
    ends_at: Option<Moment>,
) -> Result<String, Stop<AccessRefused>> {
    if state(tx, staff)?.is_some() {
        return Err(Stop::Refused(AccessRefused::Locked));
    }
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    Ok(write(tx, staff, &name, ends_at, None)?.1)
}

/// Whose live token a program shows; one statement.
pub fn token_person(read: &mut Read<'_>, token: &str) -> Result<Option<(TokenId, Person)>, Fault> {
    let now = read.now();
    let rows = read.rows(&TOKEN_PERSON, p![digest(token), now])?;
    held(rows)
}

/// Notes that tokens were used; call it for many at once, about once a minute.
pub fn touch_tokens(tx: &mut Tx<'_>, tokens: &[TokenId]) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&TOUCH_TOKENS, p![ids_json(tokens.iter().map(|id| id.get())), now]).map(|_| ())
}

/// The tokens of a person, or of everybody, that were not ended; the newest first.
pub fn tokens(read: &mut Read<'_>, holder: Option<StaffId>) -> Result<Vec<ApiToken>, Fault> {
    read.rows(&TOKENS, p![holder])
}

/// A token that was not ended.
pub fn token(read: &mut Read<'_>, token: TokenId) -> Result<Option<ApiToken>, Fault> {
    read.opt(&TOKEN, p![token])
}

/// Every actor by whom a person acted or was acted for: the person and all their tokens, ended ones too.
pub fn actors_of(read: &mut Read<'_>, staff: StaffId) -> Result<Vec<String>, Fault> {
    let tokens: Vec<(TokenId,)> = read.rows(&TOKENS_EVER, p![staff])?;
    let tokens = tokens.into_iter().map(|(token,)| Actor::Token { token, staff });
    Ok([Actor::Staff(staff)].into_iter().chain(tokens).map(|actor| actor.code()).collect())
}

/// Names of tokens, ended ones too, and of those whose rights they had.
pub fn token_names(read: &mut Read<'_>, tokens: &[TokenId]) -> Result<Vec<(TokenId, String, String)>, Fault> {
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    read.rows(&TOKEN_NAMES, p![ids_json(tokens.iter().map(|id| id.get()))])
}

/// The programs that work here now: whose tokens the administrator makes.
pub fn programs(read: &mut Read<'_>) -> Result<Vec<Person>, Fault> {
    let mut programs = Vec::new();
    for staff in staff_in_role(read, Role::Integration)? {
        programs.extend(person(read, staff)?.filter(|person| person.roles == [Role::Integration]));
    }
    Ok(programs)
}

/// Ends a token and every token made with it; `false` when it has ended before.
pub fn end_token(tx: &mut Tx<'_>, token: TokenId) -> Result<bool, Fault> {
    let now = tx.now();
    let mut ended = false;
    // A token that is being made with one of these is seen by the next round only.
    loop {
        let over: Vec<(TokenId,)> = tx.rows(&END_TOKEN, p![token, now])?;
        if over.is_empty() {
            return Ok(ended);
        }
        ended |= over.iter().any(|(id,)| *id == token);
        for (id,) in over {
            tx.event(Event::new("token_ended", id, "{}"), None);
        }
    }
}

fn write(
    tx: &mut Tx<'_>,
    staff: StaffId,
    name: &str,
    ends_at: Option<Moment>,
    made_with: Option<TokenId>,
) -> Result<(TokenId, String), Fault> {
    // The word in front lets scanners of leaked secrets know whose it is.
    let secret = format!("prichal_{}", new_token()?);
    let tail: String = secret.chars().skip(secret.chars().count() - TAIL).collect();
    let now = tx.now();
    let id = tx.insert(&ADD_TOKEN, p![staff, name, digest(&secret), tail, now, ends_at, made_with])?;
    let id = TokenId::new(id);
    tx.event(Event::new("token_added", id, format!("{{\"staff\":{staff}}}")), None);
    Ok((id, secret))
}
