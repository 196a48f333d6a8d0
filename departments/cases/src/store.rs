//! Tables of cases: every statement that names them.

use house::list::Wanted;
use kernel::{CaseId, ClientId, ContactId, HandoverId, Moment, StaffId};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{Case, Handover, NewCase, Outcome, Waiting};

macro_rules! cases {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.topic, c.subject, c.subject_code, c.note, c.client_id, n.name, c.contact_id, c.phone, c.holder_id, h.name, \
             c.opened_by, c.next_step, c.step_code, c.due_at, c.opened_at, c.closed_at, c.outcome, c.result, o.to_staff, c.given_person, c.given_firm, c.version \
             FROM client_case c JOIN view_staff h ON h.id = c.holder_id LEFT JOIN view_client n ON n.id = c.client_id \
             LEFT JOIN case_handover o ON o.case_id = c.id AND o.ended_at IS NULL ",
            $rest
        )
    };
}

/// Rows of the reader: all, or what the person holds, opened, is offered, or is a client's of theirs.
macro_rules! seen {
    ($start:literal, $rest:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.topic, c.subject, c.subject_code, c.note, c.client_id, n.name, c.contact_id, c.phone, c.holder_id, h.name, \
             c.opened_by, c.next_step, c.step_code, c.due_at, c.opened_at, c.closed_at, c.outcome, c.result, o.to_staff, c.given_person, c.given_firm, c.version \
             FROM client_case c JOIN view_staff h ON h.id = c.holder_id LEFT JOIN view_client n ON n.id = c.client_id \
             LEFT JOIN case_handover o ON o.case_id = c.id AND o.ended_at IS NULL ",
            $start,
            " AND (CAST(?1 AS BIGINT) = 1 OR c.holder_id = ?2 OR c.opened_by = ?2 OR o.to_staff = ?2 OR EXISTS \
             (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?2 AND v.client_id = c.client_id)) ",
            $rest
        )
    };
}

sql! {
    CASE = cases!("WHERE c.id = ?1");
    SEEN = seen!("WHERE c.id = ?3", "");
    MINE = cases!("WHERE c.holder_id = ?1 AND c.closed_at IS NULL AND (c.due_at, c.id) > (?2, ?3) \
        AND c.due_at >= ?5 AND c.due_at < ?6 ORDER BY c.due_at, c.id LIMIT ?4");
    OFFERED = cases!("WHERE o.to_staff = ?1 AND c.closed_at IS NULL ORDER BY o.id LIMIT 100");
    OPEN = seen!("WHERE c.closed_at IS NULL AND (c.due_at, c.id) > (?3, ?4) AND c.due_at >= ?6 AND c.due_at < ?7",
        "ORDER BY c.due_at, c.id LIMIT ?5");
    CALL_BACKS = seen!("WHERE c.closed_at IS NULL AND c.topic = 'call_back' AND (c.due_at, c.id) > (?3, ?4) \
        AND c.due_at >= ?6 AND c.due_at < ?7",
        "ORDER BY c.due_at, c.id LIMIT ?5");
    OPEN_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT c.id FROM client_case c WHERE c.closed_at IS NULL AND c.due_at < ?3 \
        AND (CAST(?1 AS BIGINT) = 1 OR c.holder_id = ?2 OR c.opened_by = ?2 OR EXISTS (SELECT o.id FROM case_handover o \
        WHERE o.case_id = c.id AND o.to_staff = ?2 AND o.ended_at IS NULL) OR EXISTS \
        (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?2 AND v.client_id = c.client_id)) LIMIT 1000) few";
    CLOSED = seen!("WHERE c.closed_at IS NOT NULL AND (c.closed_at, c.id) < (?3, ?4) AND c.closed_at >= ?6 AND c.closed_at < ?7",
        "ORDER BY c.closed_at DESC, c.id DESC LIMIT ?5");
    OF_CLIENT = seen!("WHERE c.client_id = ?6 AND c.id < ?4 AND CAST(?3 AS BIGINT) IS NOT NULL", "ORDER BY c.id DESC LIMIT ?5");
    OPEN_OF_CLIENT = cases!("WHERE c.client_id = ?1 AND c.closed_at IS NULL ORDER BY c.due_at, c.id LIMIT 20");
    HANDOVERS = "SELECT o.id, o.from_staff, f.name, o.to_staff, t.name, o.reason, o.brief, o.offered_at, o.accepted_at, \
        o.ended_at, o.answer FROM case_handover o JOIN view_staff t ON t.id = o.to_staff \
        LEFT JOIN view_staff f ON f.id = o.from_staff WHERE o.case_id = ?1 ORDER BY o.id DESC";
    LOCK = "SELECT version FROM client_case WHERE id = ?1 /*pg FOR UPDATE*/";
    INSERT = "INSERT INTO client_case (kind, topic, subject, note, client_id, contact_id, phone, holder_id, opened_by, \
        next_step, due_at, opened_at, subject_code, step_code, given_person, given_firm, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 1) RETURNING id";
    PLAN = "UPDATE client_case SET next_step = ?2, due_at = ?3, step_code = ?4, version = version + 1 WHERE id = ?1";
    RECOGNISE = "UPDATE client_case SET client_id = ?2, contact_id = ?3, version = version + 1 WHERE id = ?1";
    HOLD = "UPDATE client_case SET holder_id = ?2, version = version + 1 WHERE id = ?1";
    TOUCH = "UPDATE client_case SET version = version + 1 WHERE id = ?1";
    CLOSE = "UPDATE client_case SET closed_at = ?2, outcome = ?3, result = ?4, version = version + 1 WHERE id = ?1";
    OFFER = "INSERT INTO case_handover (case_id, from_staff, to_staff, reason, brief, offered_at, accepted_at, ended_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) RETURNING id";
    ACCEPT = "UPDATE case_handover SET accepted_at = ?2, ended_at = ?2 WHERE case_id = ?1 AND ended_at IS NULL";
    END_OFFER = "UPDATE case_handover SET ended_at = ?2, answer = ?3 WHERE case_id = ?1 AND ended_at IS NULL";
    END_OFFERS_TO = "UPDATE case_handover SET ended_at = ?2 WHERE to_staff = ?1 AND ended_at IS NULL";
    WAITING = "SELECT \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM client_case WHERE holder_id = ?1 AND closed_at IS NULL), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM client_case WHERE holder_id = ?1 AND closed_at IS NULL AND due_at < ?2), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM case_handover WHERE to_staff = ?1 AND ended_at IS NULL), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM client_case WHERE closed_at IS NULL AND topic = 'call_back'), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM client_case WHERE closed_at IS NULL AND topic = 'call_back' AND due_at < ?2)";
    LIVING = "SELECT s.id, s.name, r.role FROM view_staff s JOIN view_staff_role r ON r.staff_id = s.id \
        WHERE s.locked_at IS NULL ORDER BY s.id, r.role";
    TEAM_OF = "SELECT staff_id FROM view_account_team WHERE client_id = ?1 ORDER BY since_at, staff_id";
    HELD_BY = "SELECT id, client_id FROM client_case WHERE holder_id = ?1 AND closed_at IS NULL ORDER BY id";
    PASS_ON = "UPDATE client_case SET holder_id = v.holder, version = version + 1 FROM \
        (SELECT CAST(value ->> 'c' AS BIGINT) AS id, CAST(value ->> 'h' AS BIGINT) AS holder FROM json_each(?1)) v \
        WHERE client_case.id = v.id";
    END_OFFERS_OF = "UPDATE case_handover SET ended_at = ?2 WHERE ended_at IS NULL AND case_id IN \
        (SELECT CAST(value ->> 'c' AS BIGINT) FROM json_each(?1))";
    PASSED_ON = "INSERT INTO case_handover (case_id, from_staff, to_staff, reason, offered_at, accepted_at, ended_at) \
        SELECT CAST(value ->> 'c' AS BIGINT), CAST(?2 AS BIGINT), CAST(value ->> 'h' AS BIGINT), CAST(?3 AS TEXT), \
        CAST(?4 AS BIGINT), CAST(?4 AS BIGINT), CAST(?4 AS BIGINT) FROM json_each(?1) WHERE 1 = 1 ORDER BY 1";

    CALL_BACKS_TO = "SELECT id FROM client_case WHERE phone = ?1 AND topic = 'call_back' AND closed_at IS NULL ORDER BY id";
    MISSED_OF = "SELECT id FROM client_case WHERE client_id = ?1 AND subject_code = 'missed_call' AND closed_at IS NULL \
        AND (contact_id IS NULL OR CAST(?2 AS BIGINT) IS NULL OR contact_id = ?2) ORDER BY id";
    HELD = "SELECT holder_id, CAST(COUNT(*) AS BIGINT) FROM client_case WHERE closed_at IS NULL \
        AND holder_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) GROUP BY holder_id ORDER BY holder_id";

    LAW_OPEN = "SELECT CAST(COUNT(*) AS BIGINT) FROM client_case WHERE closed_at IS NULL";
    LAW_HOLDERS = "SELECT c.id, c.holder_id, s.locked_at, r.role FROM client_case c LEFT JOIN view_staff s ON s.id = c.holder_id \
        LEFT JOIN view_staff_role r ON r.staff_id = s.id WHERE c.closed_at IS NULL ORDER BY c.id, r.role";
    LAW_OFFERS = "SELECT o.case_id, o.to_staff FROM case_handover o LEFT JOIN client_case c ON c.id = o.case_id \
        LEFT JOIN view_staff s ON s.id = o.to_staff WHERE o.ended_at IS NULL \
        AND (c.id IS NULL OR c.closed_at IS NOT NULL OR s.id IS NULL OR s.locked_at IS NOT NULL) ORDER BY o.case_id LIMIT 100";
}

/// On which rows a reader's question goes: all of them, or those of a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) all: bool,
    pub(crate) staff: StaffId,
}

impl Seen {
    fn all(self) -> i64 {
        i64::from(self.all)
    }
}

/// A case, whoever asks.
pub(crate) fn case(read: &mut Read<'_>, id: CaseId) -> Result<Option<Case>, Fault> {
    read.opt(&CASE, p![id])
}

/// A case, if the reader may see it.
pub(crate) fn seen(read: &mut Read<'_>, seen: Seen, id: CaseId) -> Result<Option<Case>, Fault> {
    read.opt(&SEEN, p![seen.all(), seen.staff.get(), id])
}

/// Its hand-overs, the last first.
pub(crate) fn handovers(read: &mut Read<'_>, id: CaseId) -> Result<Vec<Handover>, Fault> {
    read.rows(&HANDOVERS, p![id])
}

pub(crate) fn mine(read: &mut Read<'_>, staff: StaffId, wanted: &Wanted) -> Result<Vec<Case>, Fault> {
    let Wanted { key, id, from, to, limit, .. } = wanted;
    read.rows(&MINE, p![staff, key, id, limit, from, to])
}

pub(crate) fn offered(read: &mut Read<'_>, staff: StaffId) -> Result<Vec<Case>, Fault> {
    read.rows(&OFFERED, p![staff])
}

/// Open cases due before a moment, or all of them.
pub(crate) fn open_count(read: &mut Read<'_>, seen: Seen, before: Option<Moment>) -> Result<i64, Fault> {
    let before = before.map_or(i64::MAX, Moment::millis);
    Ok(read.one::<(i64,)>(&OPEN_COUNT, p![seen.all(), seen.staff.get(), before])?.0)
}

pub(crate) fn open(read: &mut Read<'_>, seen: Seen, wanted: &Wanted) -> Result<Vec<Case>, Fault> {
    let Wanted { key, id, from, to, limit, .. } = wanted;
    read.rows(&OPEN, p![seen.all(), seen.staff.get(), key, id, limit, from, to])
}

pub(crate) fn call_backs(read: &mut Read<'_>, seen: Seen, wanted: &Wanted) -> Result<Vec<Case>, Fault> {
    let Wanted { key, id, from, to, limit, .. } = wanted;
    read.rows(&CALL_BACKS, p![seen.all(), seen.staff.get(), key, id, limit, from, to])
}

pub(crate) fn closed(read: &mut Read<'_>, seen: Seen, wanted: &Wanted) -> Result<Vec<Case>, Fault> {
    let Wanted { key, id, from, to, limit, .. } = wanted;
    read.rows(&CLOSED, p![seen.all(), seen.staff.get(), key, id, limit, from, to])
}

pub(crate) fn of_client(
    read: &mut Read<'_>,
    seen: Seen,
    client: ClientId,
    before: i64,
    limit: i64,
) -> Result<Vec<Case>, Fault> {
    read.rows(&OF_CLIENT, p![seen.all(), seen.staff.get(), 0_i64, before, limit, client])
}

/// Open cases of a client, the first due first.
pub(crate) fn open_of_client(read: &mut Read<'_>, client: ClientId) -> Result<Vec<Case>, Fault> {
    read.rows(&OPEN_OF_CLIENT, p![client])
}

pub(crate) fn waiting(read: &mut Read<'_>, staff: StaffId, now: Moment) -> Result<Waiting, Fault> {
    read.one(&WAITING, p![staff.get(), now])
}

/// Open call-backs to a number in its international form.
pub fn call_backs_to(read: &mut Read<'_>, number: &str) -> Result<Vec<CaseId>, Fault> {
    let rows: Vec<(CaseId,)> = read.rows(&CALL_BACKS_TO, p![number])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Open call-backs for calls of a client that nobody answered; where both persons are known, of this one only.
pub fn missed_calls_of(
    read: &mut Read<'_>,
    client: ClientId,
    contact: Option<ContactId>,
) -> Result<Vec<CaseId>, Fault> {
    let rows: Vec<(CaseId,)> = read.rows(&MISSED_OF, p![client, contact])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many open cases each of these people holds; who holds none is left out.
pub fn held(read: &mut Read<'_>, staff: &[StaffId]) -> Result<Vec<(StaffId, i64)>, Fault> {
    read.rows(&HELD, p![json!(staff.iter().map(|one| one.get()).collect::<Vec<_>>()).to_string()])
}

/// Locks the case against another deed on it.
pub(crate) fn lock(tx: &mut Tx<'_>, id: CaseId) -> Result<bool, Fault> {
    Ok(tx.opt::<(i64,)>(&LOCK, p![id])?.is_some())
}

/// What a new case has beside what was typed.
pub(crate) struct Set<'a> {
    pub(crate) holder: StaffId,
    pub(crate) opened_by: Option<StaffId>,
    pub(crate) subject: &'a str,
    pub(crate) subject_code: Option<String>,
    pub(crate) next_step: &'a str,
    pub(crate) step_code: Option<&'a str>,
    pub(crate) due_at: Moment,
}

pub(crate) fn insert(tx: &mut Tx<'_>, new: &NewCase, set: &Set<'_>) -> Result<CaseId, Fault> {
    let now = tx.now();
    let id = tx.insert(
        &INSERT,
        p![
            new.kind,
            new.topic,
            set.subject,
            new.note,
            new.client,
            new.contact,
            new.phone,
            set.holder,
            set.opened_by,
            set.next_step,
            set.due_at,
            now,
            set.subject_code,
            set.step_code,
            new.given_person,
            new.given_firm
        ],
    )?;
    Ok(CaseId::new(id))
}

/// Whose a case is from now on.
pub(crate) fn recognise(
    tx: &mut Tx<'_>,
    id: CaseId,
    client: ClientId,
    contact: Option<ContactId>,
) -> Result<(), Fault> {
    tx.exec(&RECOGNISE, p![id, client, contact]).map(drop)
}

pub(crate) fn plan(
    tx: &mut Tx<'_>,
    id: CaseId,
    (next_step, step_code): (&str, Option<&str>),
    due_at: Moment,
) -> Result<(), Fault> {
    tx.exec(&PLAN, p![id, next_step, due_at, step_code]).map(drop)
}

/// An offer from one to another.
pub(crate) struct Offer<'a> {
    pub(crate) from: Option<StaffId>,
    pub(crate) to: StaffId,
    pub(crate) reason: &'a str,
    pub(crate) brief: Option<&'a str>,
}

/// Offers a case; an offer that stood before ends.
pub(crate) fn offer(tx: &mut Tx<'_>, id: CaseId, offer: &Offer<'_>) -> Result<HandoverId, Fault> {
    let now = tx.now();
    let (none, open): (Option<String>, Option<Moment>) = (None, None);
    tx.exec_all(&[(&END_OFFER, p![id, now, none]), (&TOUCH, p![id])])?;
    let made = tx.insert(&OFFER, p![id, offer.from, offer.to, offer.reason, offer.brief, now, open])?;
    Ok(HandoverId::new(made))
}

/// The offered one accepts and holds it from now on.
pub(crate) fn accept(tx: &mut Tx<'_>, id: CaseId, staff: StaffId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&ACCEPT, p![id, now]), (&HOLD, p![id, staff])])
}

/// The offer ends without a new holder.
pub(crate) fn decline(tx: &mut Tx<'_>, id: CaseId, answer: Option<&str>) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&END_OFFER, p![id, now, answer]), (&TOUCH, p![id])])
}

/// Somebody takes it: an offer to oneself, accepted at once.
pub(crate) fn take(tx: &mut Tx<'_>, id: CaseId, offer: &Offer<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let none: Option<String> = None;
    tx.exec(&END_OFFER, p![id, now, none])?;
    tx.insert(&OFFER, p![id, offer.from, offer.to, offer.reason, offer.brief, now, now])?;
    tx.exec(&HOLD, p![id, offer.to]).map(drop)
}

pub(crate) fn close(tx: &mut Tx<'_>, id: CaseId, outcome: Outcome, result: Option<&str>) -> Result<(), Fault> {
    let now = tx.now();
    let none: Option<String> = None;
    tx.exec_all(&[(&END_OFFER, p![id, now, none]), (&CLOSE, p![id, now, outcome, result])])
}

row! {
    /// Somebody who works here, in one role.
    #[derive(Debug, Clone)]
    pub(crate) struct Living {
        pub(crate) staff: StaffId,
        pub(crate) name: String,
        pub(crate) role: String,
    }
}

/// Everybody who works here, a row for each role.
pub(crate) fn living(read: &mut Read<'_>) -> Result<Vec<Living>, Fault> {
    read.rows(&LIVING, p![])
}

/// Who looks after a client, the longest first.
pub(crate) fn team_of(read: &mut Read<'_>, client: ClientId) -> Result<Vec<StaffId>, Fault> {
    let rows: Vec<(StaffId,)> = read.rows(&TEAM_OF, p![client])?;
    Ok(rows.into_iter().map(|(staff,)| staff).collect())
}

/// Open cases of a person, with their clients.
pub(crate) fn held_by(read: &mut Read<'_>, staff: StaffId) -> Result<Vec<(CaseId, Option<ClientId>)>, Fault> {
    read.rows(&HELD_BY, p![staff])
}

/// Gives each case its new holder and writes down how it came there.
pub(crate) fn pass_on(tx: &mut Tx<'_>, from: StaffId, to: &[(CaseId, StaffId)], reason: &str) -> Result<(), Fault> {
    let list: Vec<_> = to.iter().map(|(case, holder)| json!({ "c": case.get(), "h": holder.get() })).collect();
    let (list, now) = (json!(list).to_string(), tx.now());
    tx.exec_all(&[(&END_OFFERS_OF, p![list, now]), (&PASS_ON, p![list]), (&PASSED_ON, p![list, from, reason, now])])
}

/// Offers to somebody who is gone end.
pub(crate) fn end_offers_to(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec(&END_OFFERS_TO, p![staff, now]).map(drop)
}

/// What the law of holders reads: open cases; each holder with a role; offers to nobody.
pub(crate) type LawRows = (i64, Vec<(i64, i64, Option<Moment>, Option<String>)>, Vec<(i64, i64)>);

pub(crate) fn law(read: &mut Read<'_>) -> Result<LawRows, Fault> {
    let (open,): (i64,) = read.one(&LAW_OPEN, p![])?;
    Ok((open, read.rows(&LAW_HOLDERS, p![])?, read.rows(&LAW_OFFERS, p![])?))
}
