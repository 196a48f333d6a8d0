//! People come, change their roles and leave.

use i18n::Lang;
use kernel::{Day, Event, Moment, SessionId, StaffId, Zone, text_key};
use store::{Fault, FromRow, Read, Stop, Tx, p};

use crate::errors::AccessRefused;
use crate::model::{DutyException, NewStaff, Person, StaffChange, StaffRow};
use crate::rules::{Role, both_duties};
use crate::secret::PasswordHash;
use crate::sign_in::note_attempt;
use crate::store::{
    ADD_EXCEPTION, ADD_ROLES, ADD_STAFF, ALL_STAFF, ALL_STATES, CHANGE_PASSWORD, DROP_ROLES, END_OTHER_SESSIONS,
    END_SESSIONS, END_TOKENS, IN_ROLE, LIVE_ADMINS, LOCK, LOGIN_HOLDER, NAMES, NEXT_VERSION, PERSON, PERSON_BY_LOGIN,
    RENAME, ROLES_OF, SET_LANG, SET_PASSWORD, SET_THEME, STAFF_COUNT, STAFF_STATE, STAFF_VERSION, STANDING_EXCEPTIONS,
    STATE_OF, UNLOCK,
};

/// Longest time for which the director may let one person sell and buy.
pub const LONGEST_EXCEPTION_DAYS: i32 = 366;
const LONGEST_LOGIN: usize = 64;

/// Adds a person with their roles; returns the number.
pub fn add_staff(tx: &mut Tx<'_>, new: &NewStaff) -> Result<StaffId, Stop<AccessRefused>> {
    let login = new.login.trim();
    if login.is_empty() || login.chars().count() > LONGEST_LOGIN || login.contains(char::is_whitespace) {
        return Err(Stop::Refused(AccessRefused::BadLogin));
    }
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Stop::Refused(AccessRefused::NoName));
    }
    let roles = tidy_roles(&new.roles)?;
    let today = today(tx);
    match (both_duties(&roles), &new.both_duties) {
        (Some((selling, buying)), None) => return Err(Stop::Refused(AccessRefused::BothDuties(selling, buying))),
        (Some((selling, buying)), Some(exception)) => {
            check_exception(exception)?;
            if !stands(exception, today) {
                return Err(Stop::Refused(AccessRefused::BothDuties(selling, buying)));
            }
        }
        (None, Some(exception)) => check_exception(exception)?,
        (None, None) => {}
    }
    let key = text_key(login);
    let taken = || Stop::Refused(AccessRefused::LoginTaken(login.to_owned()));
    if tx.opt::<(StaffId,)>(&LOGIN_HOLDER, p![key])?.is_some() {
        return Err(taken());
    }
    let now = tx.now();
    // Two at once with the same login: the second finds no row and is told so.
    let (id,): (StaffId,) = tx.opt(&ADD_STAFF, p![login, key, name, new.password.as_str(), now])?.ok_or_else(taken)?;
    tx.exec(&ADD_ROLES, p![id, roles_json(&roles), now])?;
    if let Some(exception) = &new.both_duties {
        record_exception(tx, id, exception)?;
    }
    tx.event(Event::new("staff_added", id, roles_payload(&roles)), None);
    Ok(id)
}

/// Changes name and roles of a person as `seen` saw them; rights change with the next request.
pub fn change_staff(
    tx: &mut Tx<'_>,
    staff: StaffId,
    seen: i64,
    change: &StaffChange,
) -> Result<(), Stop<AccessRefused>> {
    // The administrators first, the person then: whoever changes people waits here and in this order.
    live_admins(tx)?;
    let (version,) = tx.opt::<(i64,)>(&STAFF_VERSION, p![staff])?.ok_or(Stop::Refused(AccessRefused::NoSuchStaff))?;
    if version != seen {
        return Err(Stop::Refused(AccessRefused::Stale));
    }
    if let Some(name) = &change.name {
        let name = name.trim();
        if name.is_empty() {
            return Err(Stop::Refused(AccessRefused::NoName));
        }
        if tx.exec(&RENAME, p![staff, name])? > 0 {
            tx.exec(&NEXT_VERSION, p![staff])?;
            tx.event(Event::new("staff_renamed", staff, "{}"), None);
        }
    }
    match &change.roles {
        Some(roles) => set_roles(tx, staff, roles),
        None => Ok(()),
    }
}

/// Gives a person exactly these roles; rights change with the next request.
pub fn set_roles(tx: &mut Tx<'_>, staff: StaffId, roles: &[Role]) -> Result<(), Stop<AccessRefused>> {
    let roles = tidy_roles(roles)?;
    let admins = live_admins(tx)?;
    let locked = state(tx, staff)?;
    let before = roles_of(tx, staff)?;
    if before == roles {
        return Ok(());
    }
    if let Some((selling, buying)) = both_duties(&roles)
        && !with_exception_now(tx)?.contains(&staff)
    {
        return Err(Stop::Refused(AccessRefused::BothDuties(selling, buying)));
    }
    if locked.is_none() && before.contains(&Role::Admin) && !roles.contains(&Role::Admin) {
        keep_an_admin(&admins, staff)?;
    }
    let list = roles_json(&roles);
    tx.exec(&DROP_ROLES, p![staff, list])?;
    let now = tx.now();
    tx.exec(&ADD_ROLES, p![staff, list, now])?;
    tx.exec(&NEXT_VERSION, p![staff])?;
    tx.event(Event::new("roles_changed", staff, roles_payload(&roles)), None);
    Ok(())
}

/// Records the director's leave to sell and buy at once, for a time and a reason.
pub fn allow_both_duties(
    tx: &mut Tx<'_>,
    staff: StaffId,
    exception: &DutyException,
) -> Result<(), Stop<AccessRefused>> {
    check_exception(exception)?;
    state(tx, staff)?;
    record_exception(tx, staff, exception)?;
    Ok(())
}

/// Locks a person who leaves: sessions and tokens end at once.
pub fn lock_staff(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Stop<AccessRefused>> {
    let admins = live_admins(tx)?;
    if state(tx, staff)?.is_some() {
        return Ok(());
    }
    if roles_of(tx, staff)?.contains(&Role::Admin) {
        keep_an_admin(&admins, staff)?;
    }
    let now = tx.now();
    tx.exec_all(&[(&LOCK, p![staff, now]), (&END_SESSIONS, p![staff, now]), (&END_TOKENS, p![staff, now])])?;
    tx.event(Event::new("staff_locked", staff, "{}"), None);
    Ok(())
}

/// Lets a locked person in again; old sessions and tokens stay ended.
pub fn unlock_staff(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Stop<AccessRefused>> {
    state(tx, staff)?;
    if tx.exec(&UNLOCK, p![staff])? > 0 {
        tx.event(Event::new("staff_unlocked", staff, "{}"), None);
    }
    Ok(())
}

/// Gives a person a new password; every session of theirs ends.
pub fn set_password(tx: &mut Tx<'_>, staff: StaffId, password: &PasswordHash) -> Result<(), Stop<AccessRefused>> {
    state(tx, staff)?;
    let now = tx.now();
    tx.exec_all(&[(&SET_PASSWORD, p![staff, password.as_str()]), (&END_SESSIONS, p![staff, now])])?;
    tx.event(Event::new("password_changed", staff, "{}"), None);
    Ok(())
}

/// The administrator gives somebody else a new password: their sessions end, and earlier failures cost no waiting.
///
/// Not to oneself: whoever finds a session open must not get the password with it.
pub fn reset_password(
    tx: &mut Tx<'_>,
    by: StaffId,
    staff: StaffId,
    password: &PasswordHash,
) -> Result<(), Stop<AccessRefused>> {
    if by == staff {
        return Err(Stop::Refused(AccessRefused::OwnPassword));
    }
    if state(tx, staff)?.is_some() {
        return Err(Stop::Refused(AccessRefused::Locked));
    }
    let now = tx.now();
    tx.exec_all(&[(&SET_PASSWORD, p![staff, password.as_str()]), (&END_SESSIONS, p![staff, now])])?;
    if let Some(person) = person(tx, staff)? {
        note_attempt(tx, &person.login, "", true)?;
    }
    tx.event(Event::new("password_reset", staff, "{}"), None);
    Ok(())
}

/// A person gives themselves a new password; every session but the one it is done in ends.
///
/// `seen` is the hash that the current password was verified against: changed meanwhile, the deed is refused.
pub fn change_password(
    tx: &mut Tx<'_>,
    staff: StaffId,
    seen: &PasswordHash,
    new: &PasswordHash,
    own: Option<SessionId>,
) -> Result<(), Stop<AccessRefused>> {
    if tx.exec(&CHANGE_PASSWORD, p![staff, seen.as_str(), new.as_str()])? == 0 {
        return Err(Stop::Refused(AccessRefused::WrongPassword));
    }
    let now = tx.now();
    tx.exec(&END_OTHER_SESSIONS, p![staff, now, own.map_or(0, SessionId::get)])?;
    tx.event(Event::new("password_changed", staff, "{}"), None);
    Ok(())
}

/// Keeps the language a person chose; `None` follows the browser.
pub fn set_lang(tx: &mut Tx<'_>, staff: StaffId, lang: Option<Lang>) -> Result<(), Fault> {
    tx.exec(&SET_LANG, p![staff, lang.map(Lang::code)]).map(|_| ())
}

/// Keeps the theme a person chose, `light` or `dark`; anything else follows the system.
pub fn set_theme(tx: &mut Tx<'_>, staff: StaffId, theme: Option<&str>) -> Result<(), Fault> {
    let theme = theme.filter(|theme| matches!(*theme, "light" | "dark"));
    tx.exec(&SET_THEME, p![staff, theme]).map(|_| ())
}

/// How many people there are, locked ones included; 0 means the base waits for its set-up.
pub fn staff_count(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&STAFF_COUNT, p![])?.0)
}

/// A person by number.
pub fn person(read: &mut Read<'_>, staff: StaffId) -> Result<Option<Person>, Fault> {
    Ok(persons(read.rows(&PERSON, p![staff])?)?.pop())
}

/// A person by login, in whatever case it is typed.
pub fn person_by_login(read: &mut Read<'_>, login: &str) -> Result<Option<Person>, Fault> {
    Ok(persons(read.rows(&PERSON_BY_LOGIN, p![text_key(login)])?)?.pop())
}

/// Everybody, for the administrator's page.
pub fn staff_list(read: &mut Read<'_>) -> Result<Vec<StaffRow>, Fault> {
    let people = persons(read.rows(&ALL_STAFF, p![])?)?;
    let states: Vec<(StaffId, Moment, Option<Moment>, i64)> = read.rows(&ALL_STATES, p![])?;
    let mut states = states.into_iter();
    let mut list = Vec::with_capacity(people.len());
    for person in people {
        if let Some((_, created_at, locked_at, version)) = states.find(|(id, ..)| *id == person.staff) {
            list.push(StaffRow { person, created_at, locked_at, version });
        }
    }
    Ok(list)
}

/// One of them.
pub fn staff_row(read: &mut Read<'_>, staff: StaffId) -> Result<Option<StaffRow>, Fault> {
    let Some(person) = person(read, staff)? else { return Ok(None) };
    let state: Option<(Moment, Option<Moment>, i64)> = read.opt(&STATE_OF, p![staff])?;
    Ok(state.map(|(created_at, locked_at, version)| StaffRow { person, created_at, locked_at, version }))
}

/// Names of people by number, in the order of the numbers; unknown ones are left out.
pub fn staff_names(read: &mut Read<'_>, staff: &[StaffId]) -> Result<Vec<(StaffId, String)>, Fault> {
    if staff.is_empty() {
        return Ok(Vec::new());
    }
    read.rows(&NAMES, p![ids_json(staff.iter().map(|id| id.get()))])
}

/// Who works in a role now, in the order of their numbers.
pub fn staff_in_role(read: &mut Read<'_>, role: Role) -> Result<Vec<StaffId>, Fault> {
    let rows: Vec<(StaffId,)> = read.rows(&IN_ROLE, p![role.code()])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Columns of a person, one row for each role.
pub(crate) struct PersonRow {
    staff: StaffId,
    login: String,
    name: String,
    lang: Option<String>,
    theme: Option<String>,
    role: String,
}

impl FromRow for PersonRow {
    fn from_row(next: &mut dyn FnMut() -> Result<store::Value, Fault>) -> Result<Self, Fault> {
        let (staff, login, name, lang, theme, role) = FromRow::from_row(next)?;
        Ok(PersonRow { staff, login, name, lang, theme, role })
    }
}

/// People from rows that come ordered by person.
pub(crate) fn persons(rows: Vec<PersonRow>) -> Result<Vec<Person>, Fault> {
    let mut people: Vec<Person> = Vec::new();
    for row in rows {
        let role = role_of_column(&row.role)?;
        match people.last_mut() {
            Some(person) if person.staff == row.staff => person.roles.push(role),
            _ => people.push(Person {
                staff: row.staff,
                login: row.login,
                name: row.name,
                roles: vec![role],
                lang: row.lang.as_deref().and_then(Lang::parse),
                theme: row.theme,
            }),
        }
    }
    for person in &mut people {
        person.roles.sort();
    }
    Ok(people)
}

/// Who may sell and buy at this moment by the director's leave.
pub(crate) fn with_exception_now(read: &mut Read<'_>) -> Result<Vec<StaffId>, Fault> {
    let today = today(read);
    let rows: Vec<(StaffId,)> = read.rows(&STANDING_EXCEPTIONS, p![today.add_days(1), today])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) fn role_of_column(code: &str) -> Result<Role, Fault> {
    Role::parse(code).ok_or_else(|| Fault::because(format!("the books name a role {code} that is not known")))
}

/// The locked moment of a person who must be there.
pub(crate) fn state(tx: &mut Tx<'_>, staff: StaffId) -> Result<Option<Moment>, Stop<AccessRefused>> {
    let (locked,) =
        tx.opt::<(Option<Moment>,)>(&STAFF_STATE, p![staff])?.ok_or(Stop::Refused(AccessRefused::NoSuchStaff))?;
    Ok(locked)
}

/// `[{"id":1}]` for statements that take a list.
pub(crate) fn ids_json(ids: impl Iterator<Item = i64>) -> String {
    let list: Vec<String> = ids.map(|id| format!("{{\"id\":{id}}}")).collect();
    format!("[{}]", list.join(","))
}

// This crate knows no zone: the UTC day is the company's day or the one before it, and both count.
fn today(read: &Read<'_>) -> Day {
    read.now().day(&Zone::utc())
}

fn stands(exception: &DutyException, today: Day) -> bool {
    exception.from_on <= today.add_days(1) && exception.to_on >= today
}

fn check_exception(exception: &DutyException) -> Result<(), Stop<AccessRefused>> {
    let days = exception.from_on.days_until(exception.to_on);
    if exception.reason.trim().is_empty() || !(0..=LONGEST_EXCEPTION_DAYS).contains(&days) {
        return Err(Stop::Refused(AccessRefused::BadPeriod));
    }
    Ok(())
}

fn record_exception(tx: &mut Tx<'_>, staff: StaffId, exception: &DutyException) -> Result<(), Fault> {
    tx.exec(&ADD_EXCEPTION, p![staff, exception.from_on, exception.to_on, exception.reason.trim()])?;
    let payload = format!("{{\"from_on\":\"{}\",\"to_on\":\"{}\"}}", exception.from_on, exception.to_on);
    tx.event(Event::new("duty_exception_added", staff, payload), None);
    Ok(())
}

fn tidy_roles(roles: &[Role]) -> Result<Vec<Role>, Stop<AccessRefused>> {
    let mut roles = roles.to_vec();
    roles.sort();
    roles.dedup();
    if roles.is_empty() { Err(Stop::Refused(AccessRefused::NoRole)) } else { Ok(roles) }
}

fn roles_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Role>, Fault> {
    let rows: Vec<(String,)> = tx.rows(&ROLES_OF, p![staff])?;
    let mut roles = rows.iter().map(|(code,)| role_of_column(code)).collect::<Result<Vec<_>, _>>()?;
    roles.sort();
    Ok(roles)
}

/// The administrators who are not locked, held to the end of the unit: two who take the role from each other at once
/// wait here for one another, and the second sees what the first has left.
fn live_admins(tx: &mut Tx<'_>) -> Result<Vec<StaffId>, Fault> {
    let rows: Vec<(StaffId,)> = tx.rows(&LIVE_ADMINS, p![])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

fn keep_an_admin(admins: &[StaffId], but: StaffId) -> Result<(), Stop<AccessRefused>> {
    if admins.iter().any(|id| *id != but) { Ok(()) } else { Err(Stop::Refused(AccessRefused::LastAdmin)) }
}

fn roles_json(roles: &[Role]) -> String {
    let list: Vec<String> = roles.iter().map(|role| format!("{{\"role\":\"{role}\"}}")).collect();
    format!("[{}]", list.join(","))
}

fn roles_payload(roles: &[Role]) -> String {
    let list: Vec<String> = roles.iter().map(|role| format!("\"{role}\"")).collect();
    format!("{{\"roles\":[{}]}}", list.join(","))
}
