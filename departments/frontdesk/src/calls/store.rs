//! Tables of the call desk: every statement that names them.

use cases::Topic;
use kernel::{CallId, CaseId, ClientId, ContactId, Moment, StaffId};
use store::{Fault, Read, Tx, Value, list_text, lists, p, sql};

use super::model::{Call, CallOutcome, DayFigures, Direction, PersonRow, Presence, PresenceState};

macro_rules! calls {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.direction, c.from_text, c.to_text, c.number, c.external_id, c.client_id, n.name, c.contact_id, \
             t.name, t.position, c.operator_id, s.name, c.started_at, c.answered_at, c.ended_at, c.outcome, c.topic, c.about, \
             c.named_id, c.case_id, c.given_person, c.given_firm, c.version FROM phone_call c LEFT JOIN view_client n ON n.id = c.client_id \
             LEFT JOIN view_contact t ON t.id = c.contact_id LEFT JOIN view_staff s ON s.id = c.operator_id ",
            $rest
        )
    };
}

lists! {
    PAST = [calls!("WHERE ")], [
        "CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS BIGINT) IS NULL",
        "c.operator_id = ?6 AND (CAST(?7 AS BIGINT) IS NULL OR c.client_id = ?7)",
        "c.client_id = ?7 AND CAST(?6 AS BIGINT) IS NULL",
    ], [
        down "c.started_at", "c.id" and "c.started_at >= ?4 AND c.started_at < ?5
            AND (CAST(?8 AS TEXT) IS NULL OR c.outcome = ?8) AND (CAST(?9 AS TEXT) IS NULL OR c.direction = ?9)";
        up "c.started_at", "c.id" and "c.started_at >= ?4 AND c.started_at < ?5
            AND (CAST(?8 AS TEXT) IS NULL OR c.outcome = ?8) AND (CAST(?9 AS TEXT) IS NULL OR c.direction = ?9)";
    ];
}

sql! {
    CALL = calls!("WHERE c.id = ?1");
    BY_EXTERNAL = calls!("WHERE c.external_id = ?1");
    LIVE = calls!("WHERE c.ended_at IS NULL ORDER BY c.started_at, c.id LIMIT 50");
    LIST = calls!("WHERE c.id < ?1 ORDER BY c.id DESC LIMIT ?2");
    OF_CLIENT = calls!("WHERE c.client_id = ?3 AND c.id < ?1 ORDER BY c.id DESC LIMIT ?2");
    OF_OPERATOR = calls!("WHERE c.operator_id = ?3 AND c.id < ?1 ORDER BY c.id DESC LIMIT ?2");
    OF_BOTH = calls!("WHERE c.operator_id = ?3 AND c.client_id = ?4 AND c.id < ?1 ORDER BY c.id DESC LIMIT ?2");
    LOCK = "SELECT version FROM phone_call WHERE id = ?1 /*pg FOR UPDATE*/";
    INSERT = "INSERT INTO phone_call (direction, from_text, to_text, number, external_id, client_id, contact_id, operator_id, \
        started_at, answered_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1) \
        ON CONFLICT (external_id) DO NOTHING RETURNING id";
    ANSWER = "UPDATE phone_call SET operator_id = ?2, answered_at = ?3, version = version + 1 WHERE id = ?1";
    RECOGNISE = "UPDATE phone_call SET client_id = ?2, contact_id = ?3, about = ?4, version = version + 1 WHERE id = ?1";
    NOTE_ABOUT = "UPDATE phone_call SET about = ?2, version = version + 1 WHERE id = ?1";
    NOTE_GIVEN = "UPDATE phone_call SET given_person = ?2, given_firm = ?3, version = version + 1 WHERE id = ?1";
    END = "UPDATE phone_call SET ended_at = ?2, outcome = ?3, topic = ?4, named_id = ?5, case_id = ?6, version = version + 1 \
        WHERE id = ?1";
    CALLS_BEFORE = "SELECT CAST(COUNT(*) AS BIGINT) FROM phone_call WHERE number = ?1 AND id < ?2";
    FORGOTTEN = "SELECT id FROM phone_call WHERE ended_at IS NULL AND ((answered_at IS NULL AND started_at < ?1) \
        OR (answered_at IS NOT NULL AND answered_at < ?2)) ORDER BY started_at, id LIMIT 100";
    DAY = "SELECT CAST(COALESCE(SUM(CASE WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN answered_at IS NOT NULL AND ended_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN outcome = 'solved' THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN outcome = 'missed' THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM phone_call WHERE started_at >= ?1 AND direction = 'in'";
    WAITED = "SELECT CAST(answered_at - started_at AS BIGINT) FROM phone_call WHERE started_at >= ?1 AND direction = 'in' \
        AND answered_at IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET ?2";

    PRESENCE = "SELECT staff_id, state, until_at, extension, since_at FROM staff_presence WHERE staff_id = ?1";
    BY_EXTENSION = "SELECT staff_id, state, until_at, extension, since_at FROM staff_presence WHERE extension = ?1";
    SET_PRESENCE = "INSERT INTO staff_presence (staff_id, state, until_at, extension, since_at) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (staff_id) DO UPDATE SET state = excluded.state, until_at = excluded.until_at, \
        extension = excluded.extension, since_at = excluded.since_at";
    PEOPLE = "SELECT s.id, s.name, r.role, p.state, p.until_at, \
        (SELECT MIN(c.answered_at) FROM phone_call c WHERE c.operator_id = s.id AND c.ended_at IS NULL \
         AND c.answered_at IS NOT NULL), p.extension \
        FROM view_staff s JOIN view_staff_role r ON r.staff_id = s.id LEFT JOIN staff_presence p ON p.staff_id = s.id \
        WHERE s.locked_at IS NULL ORDER BY s.id, r.role";
}

pub(crate) fn call(read: &mut Read<'_>, id: CallId) -> Result<Option<Call>, Fault> {
    read.opt(&CALL, p![id])
}

pub(crate) fn by_external(read: &mut Read<'_>, external_id: &str) -> Result<Option<Call>, Fault> {
    read.opt(&BY_EXTERNAL, p![external_id])
}

/// Calls that ring or are talked on, the longest first.
pub(crate) fn live(read: &mut Read<'_>) -> Result<Vec<Call>, Fault> {
    read.rows(&LIVE, p![])
}

/// Calls below a number, the newest first: of a client, of who answered them, of both or all.
pub(crate) fn list(
    read: &mut Read<'_>,
    (client, operator): (Option<ClientId>, Option<StaffId>),
    below: i64,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    match (client, operator) {
        (Some(client), Some(operator)) => read.rows(&OF_BOTH, p![below, limit, operator, client]),
        (Some(client), None) => read.rows(&OF_CLIENT, p![below, limit, client]),
        (None, Some(operator)) => read.rows(&OF_OPERATOR, p![below, limit, operator]),
        (None, None) => read.rows(&LIST, p![below, limit]),
    }
}

/// Which past calls are wanted.
pub(crate) struct Past {
    pub(crate) operator: Option<StaffId>,
    pub(crate) client: Option<ClientId>,
    pub(crate) outcome: Option<CallOutcome>,
    pub(crate) direction: Option<Direction>,
    /// Moments, the end left out.
    pub(crate) span: (i64, i64),
}

/// A page of calls, by when they began.
pub(crate) fn past(
    read: &mut Read<'_>,
    past: &Past,
    order: usize,
    (key, id): (&Value, i64),
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let driver = match (past.operator, past.client) {
        (Some(_), _) => 1,
        (None, Some(_)) => 2,
        (None, None) => 0,
    };
    let (outcome, direction) = (past.outcome.map(CallOutcome::code), past.direction.map(Direction::code));
    let text = list_text(PAST, 0, driver, order)?;
    read.rows(text, p![limit, key, id, past.span.0, past.span.1, past.operator, past.client, outcome, direction])
}

pub(crate) fn lock(tx: &mut Tx<'_>, id: CallId) -> Result<bool, Fault> {
    Ok(tx.opt::<(i64,)>(&LOCK, p![id])?.is_some())
}

/// A call as it is written.
pub(crate) struct Written<'a> {
    pub(crate) direction: Direction,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) number: Option<&'a str>,
    pub(crate) external_id: Option<&'a str>,
    pub(crate) client: Option<ClientId>,
    pub(crate) contact: Option<ContactId>,
    pub(crate) operator: Option<StaffId>,
    pub(crate) started_at: Moment,
    pub(crate) answered_at: Option<Moment>,
}

/// Writes a call down; nothing when its number at the exchange is known.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &Written<'_>) -> Result<Option<CallId>, Fault> {
    let made: Option<(CallId,)> = tx.opt(
        &INSERT,
        p![
            new.direction,
            new.from,
            new.to,
            new.number,
            new.external_id,
            new.client,
            new.contact,
            new.operator,
            new.started_at,
            new.answered_at
        ],
    )?;
    Ok(made.map(|(id,)| id))
}

pub(crate) fn answer(tx: &mut Tx<'_>, id: CallId, operator: Option<StaffId>) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&ANSWER, p![id, operator, now]).map(drop)
}

pub(crate) fn recognise(
    tx: &mut Tx<'_>,
    id: CallId,
    client: ClientId,
    contact: Option<ContactId>,
    about: Option<&str>,
) -> Result<(), Fault> {
    tx.exec(&RECOGNISE, p![id, client, contact, about]).map(drop)
}

pub(crate) fn note_about(tx: &mut Tx<'_>, id: CallId, about: Option<&str>) -> Result<(), Fault> {
    tx.exec(&NOTE_ABOUT, p![id, about]).map(drop)
}

pub(crate) fn note_given(tx: &mut Tx<'_>, id: CallId, person: Option<&str>, firm: Option<&str>) -> Result<(), Fault> {
    tx.exec(&NOTE_GIVEN, p![id, person, firm]).map(drop)
}

/// How a call ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) outcome: CallOutcome,
    pub(crate) topic: Option<Topic>,
    pub(crate) named: Option<StaffId>,
    pub(crate) case: Option<CaseId>,
}

pub(crate) fn end(tx: &mut Tx<'_>, id: CallId, ending: &Ending) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&END, p![id, now, ending.outcome, ending.topic, ending.named, ending.case]).map(drop)
}

/// How often this number called before.
pub(crate) fn calls_before(read: &mut Read<'_>, number: &str, id: CallId) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&CALLS_BEFORE, p![number, id])?.0)
}

/// Calls of which the exchange forgot to tell the end.
pub(crate) fn forgotten(read: &mut Read<'_>, rang_before: Moment, talked_before: Moment) -> Result<Vec<CallId>, Fault> {
    let rows: Vec<(CallId,)> = read.rows(&FORGOTTEN, p![rang_before, talked_before])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The day's calls in numbers, and the median of the seconds they rang.
pub(crate) fn day(read: &mut Read<'_>, since: Moment) -> Result<(DayFigures, Option<i64>), Fault> {
    let figures: DayFigures = read.one(&DAY, p![since])?;
    let middle = (figures.answered - 1) / 2;
    let waited: Option<(i64,)> = if figures.answered > 0 { read.opt(&WAITED, p![since, middle])? } else { None };
    Ok((figures, waited.map(|(ms,)| ms / 1000)))
}

pub(crate) fn presence(read: &mut Read<'_>, staff: StaffId) -> Result<Option<Presence>, Fault> {
    read.opt(&PRESENCE, p![staff.get()])
}

pub(crate) fn by_extension(read: &mut Read<'_>, extension: &str) -> Result<Option<Presence>, Fault> {
    read.opt(&BY_EXTENSION, p![extension])
}

pub(crate) fn set_presence(
    tx: &mut Tx<'_>,
    staff: StaffId,
    state: PresenceState,
    until: Option<Moment>,
    extension: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&SET_PRESENCE, p![staff, state, until, extension, now]).map(drop)
}

/// Everybody who works here, a row for each role, with presence.
pub(crate) fn people(read: &mut Read<'_>) -> Result<Vec<PersonRow>, Fault> {
    read.rows(&PEOPLE, p![])
}
