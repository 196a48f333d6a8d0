//! How people and programs get in, and how their ways in end.

use kernel::{Actor, Event, Moment, SessionId, StaffId, text_key};
use store::{Fault, FromColumn, FromRow, Read, Stop, Tx, p};

use crate::errors::AccessRefused;
use crate::model::{Attempts, Person, Session};
use crate::rules::next_try_after;
use crate::secret::{PasswordHash, digest, new_token};
use crate::staff::{PersonRow, ids_json, persons, state};
use crate::store::{
    ADD_LINK, ATTEMPTS, END_SESSION, END_SESSIONS, END_TOKENS, FORGET_FAILURES, FORGET_SESSIONS, GOOD_LINK,
    NOTE_FAILURE, OPEN_SESSION, PASSWORD_OF, SAME_PASSWORD, SESSION_PERSON, SESSIONS_OF, TOUCH_SESSIONS, USE_LINK,
    WIPE_FAILURES,
};

/// A session ends so many days after sign-in, however much it is used.
pub const SESSION_DAYS: i64 = 14;
/// A session ends when it was not used for so many hours.
pub const SESSION_IDLE_HOURS: i64 = 12;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Colleagues behind one address may mistype in turn before the address has to wait.
const FAILURES_PER_ADDRESS: i64 = 6;
const LONGEST_KEY: usize = 64;
const LONGEST_WORDS: usize = 300;

/// The password hash kept for a login; nothing for unknown and for locked people: then [`crate::verify_dummy`].
pub fn password_hash_of(read: &mut Read<'_>, login: &str) -> Result<Option<(StaffId, PasswordHash)>, Fault> {
    let row: Option<(StaffId, String)> = read.opt(&PASSWORD_OF, p![text_key(login)])?;
    Ok(row.map(|(staff, hash)| (staff, PasswordHash::stored(hash))))
}

/// Opens a session for a person whose password was verified outside the unit against the hash `seen`: changed or
/// locked meanwhile, the sign-in is refused, and a new password ends every session that began with the old one.
pub fn sign_in(
    tx: &mut Tx<'_>,
    staff: StaffId,
    seen: &PasswordHash,
    user_agent: &str,
    address: &str,
) -> Result<String, Stop<AccessRefused>> {
    if tx.opt::<(StaffId,)>(&SAME_PASSWORD, p![staff, seen.as_str()])?.is_none() {
        return Err(Stop::Refused(AccessRefused::WrongPassword));
    }
    open_session(tx, staff, user_agent, address)
}

/// Opens a session for a person who needs no password now: after [`sign_in`] has seen it, or in a training company.
/// The secret is for the cookie and kept nowhere. From here on the unit is the person's own deed.
pub fn open_session(
    tx: &mut Tx<'_>,
    staff: StaffId,
    user_agent: &str,
    address: &str,
) -> Result<String, Stop<AccessRefused>> {
    if state(tx, staff)?.is_some() {
        return Err(Stop::Refused(AccessRefused::Locked));
    }
    tx.act_as(Actor::Staff(staff));
    let (now, token) = (tx.now(), new_token()?);
    let (user_agent, address) = (shortened(user_agent, LONGEST_WORDS), shortened(address, LONGEST_KEY));
    let ends_at = now.add_seconds(SESSION_DAYS * DAY);
    let id = tx.insert(&OPEN_SESSION, p![staff, digest(&token), now, ends_at, user_agent, address])?;
    tx.event(Event::new("session_opened", SessionId::new(id), format!("{{\"staff\":{staff}}}")), None);
    Ok(token)
}

/// Whose live session the cookie names; one statement.
pub fn session_person(read: &mut Read<'_>, token: &str) -> Result<Option<(SessionId, Person)>, Fault> {
    let now = read.now();
    let rows = read.rows(&SESSION_PERSON, p![digest(token), now, idle_limit(now)])?;
    held(rows)
}

/// Notes that sessions were used; call it for many at once, about once a minute.
pub fn touch_sessions(tx: &mut Tx<'_>, sessions: &[SessionId]) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&TOUCH_SESSIONS, p![ids_json(sessions.iter().map(|id| id.get())), now]).map(|_| ())
}

/// The live sessions of a person, last used first.
pub fn sessions_of(read: &mut Read<'_>, staff: StaffId) -> Result<Vec<Session>, Fault> {
    let now = read.now();
    read.rows(&SESSIONS_OF, p![staff, now, idle_limit(now)])
}

/// Ends one session of a person; `false` when it is not theirs or has ended.
pub fn end_session(tx: &mut Tx<'_>, staff: StaffId, session: SessionId) -> Result<bool, Fault> {
    let now = tx.now();
    let ended = tx.exec(&END_SESSION, p![session, staff, now])? == 1;
    if ended {
        tx.event(Event::new("session_ended", session, format!("{{\"staff\":{staff}}}")), None);
    }
    Ok(ended)
}

/// Ends every session and token of a person.
pub fn end_all(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&END_SESSIONS, p![staff, now]), (&END_TOKENS, p![staff, now])])?;
    tx.event(Event::new("access_ended", staff, "{}"), None);
    Ok(())
}

/// Failed sign-ins with this login or from this address since a moment.
pub fn attempts(read: &mut Read<'_>, login: &str, address: &str, since: Moment) -> Result<Attempts, Fault> {
    let (login, login_last, address, address_last) =
        read.one(&ATTEMPTS, p![attempt_key(login), shortened(address, LONGEST_KEY), since])?;
    Ok(Attempts { login, login_last, address, address_last })
}

/// When sign-in may be tried again, if one has to wait; ask before the password is verified.
pub fn try_again_at(read: &mut Read<'_>, login: &str, address: &str) -> Result<Option<Moment>, Fault> {
    let now = read.now();
    let failed = attempts(read, login, address, now.add_seconds(-DAY))?;
    let by_login = next_try_after(failed.login, failed.login_last);
    let by_address = next_try_after(failed.address / FAILURES_PER_ADDRESS, failed.address_last);
    Ok(by_login.max(by_address).filter(|at| *at > now))
}

/// Notes a sign-in that failed, or wipes the failures of a login that got in.
pub fn note_attempt(tx: &mut Tx<'_>, login: &str, address: &str, succeeded: bool) -> Result<(), Fault> {
    let (now, key) = (tx.now(), attempt_key(login));
    if succeeded {
        tx.exec(&WIPE_FAILURES, p![key])?;
        return Ok(());
    }
    tx.exec(&NOTE_FAILURE, p![key, shortened(address, LONGEST_KEY), now])?;
    tx.exec(&FORGET_FAILURES, p![now.add_seconds(-DAY)])?;
    Ok(())
}

/// Removes sessions that ended long ago and old failures; a daily job.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&FORGET_SESSIONS, p![now.add_seconds(-90 * DAY)]), (&FORGET_FAILURES, p![now.add_seconds(-DAY)])])
}

/// Makes the link by which the first person of an empty base gets in; good for a day.
pub fn make_setup_link(tx: &mut Tx<'_>) -> Result<String, Fault> {
    let (now, token) = (tx.now(), new_token()?);
    tx.exec(&ADD_LINK, p![digest(&token), now])?;
    Ok(token)
}

/// Whether a set-up link would be taken now: made in the last day, unused, and nobody works here yet.
pub fn is_setup_link(read: &mut Read<'_>, token: &str) -> Result<bool, Fault> {
    let since = read.now().add_seconds(-DAY);
    let (good,): (i64,) = read.one(&GOOD_LINK, p![digest(token), since])?;
    Ok(good > 0)
}

/// Uses a set-up link up; `false` when it is unknown, used, old, or somebody works here already.
pub fn use_setup_link(tx: &mut Tx<'_>, token: &str) -> Result<bool, Fault> {
    let now = tx.now();
    Ok(tx.exec(&USE_LINK, p![digest(token), now, now.add_seconds(-DAY)])? == 1)
}

/// A person's row behind the number of a session or token.
pub(crate) struct Held<I> {
    id: I,
    row: PersonRow,
}

impl<I: FromColumn> FromRow for Held<I> {
    fn from_row(next: &mut dyn FnMut() -> Result<store::Value, Fault>) -> Result<Self, Fault> {
        let (id,) = FromRow::from_row(next)?;
        Ok(Held { id, row: PersonRow::from_row(next)? })
    }
}

pub(crate) fn held<I: Copy>(rows: Vec<Held<I>>) -> Result<Option<(I, Person)>, Fault> {
    let Some(id) = rows.first().map(|held| held.id) else { return Ok(None) };
    let person = persons(rows.into_iter().map(|held| held.row).collect())?.pop();
    Ok(person.map(|person| (id, person)))
}

fn idle_limit(now: Moment) -> Moment {
    now.add_seconds(-SESSION_IDLE_HOURS * HOUR)
}

fn attempt_key(login: &str) -> String {
    text_key(&shortened(login, LONGEST_KEY))
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
