//! Deeds on cases: one is opened, planned, handed over, accepted, declined, taken, closed, passed on.

use access::{Perm, Role, Scope};
use clients::{NameIndex, NewClient, NewContact};
use house::Visit;
use i18n::Lang;
use kernel::{CaseId, ClientId, Event, Moment, Phone, StaffId};
use serde_json::json;
use store::{Fault, Stop, Tx};

use crate::errors::{CaseRefused, Wrong};
use crate::model::{Case, NewCase, Outcome, Stranger, Subject};
use crate::questions::{holders, seen_by, serves};
use crate::store::{self as books, Offer, Set};
use crate::{rules, texts};

fn refused<T>(why: CaseRefused) -> Result<T, Stop<CaseRefused>> {
    Err(Stop::Refused(why))
}

/// Opens a case. Its holder is whoever is named, else who opens it, else whoever looks after the client.
///
/// Refused: wrong fields, a client the visitor does not serve, a holder who is gone or whose role holds no cases.
pub fn open(tx: &mut Tx<'_>, visit: &Visit, new: &NewCase) -> Result<CaseId, Stop<CaseRefused>> {
    let mut new = new.clone();
    let (subject, subject_code) = match &new.subject {
        Subject::Typed(text) => (rules::tidy(text), None),
        Subject::Own(own) => (own.words(visit.lang), Some(own.code())),
    };
    new.note = new.note.as_deref().and_then(rules::tidy_lines);
    new.phone = new.phone.as_deref().map(phone_text).filter(|phone| !phone.is_empty());
    let given = |text: &Option<String>| text.as_deref().map(rules::tidy).filter(|text| !text.is_empty());
    (new.given_person, new.given_firm) = (given(&new.given_person), given(&new.given_firm));
    let step = new.next_step.as_deref().map(rules::tidy).filter(|step| !step.is_empty());
    let step_code = step.is_none().then_some(new.topic.code());
    let step = step.unwrap_or_else(|| texts::first_step(visit.lang, new.topic.code()));
    let due_at = new.due_at.unwrap_or_else(|| rules::default_due(visit.now, &visit.zone));
    let mut wrong = Vec::new();
    rules::check(&mut wrong, "/subject", rules::text(&subject, 200));
    rules::check(&mut wrong, "/note", new.note.as_deref().and_then(|note| rules::text(note, 2000)));
    rules::check(&mut wrong, "/given_person", new.given_person.as_deref().and_then(|given| rules::text(given, 120)));
    rules::check(&mut wrong, "/given_firm", new.given_firm.as_deref().and_then(|given| rules::text(given, 200)));
    rules::check(&mut wrong, "/next_step", rules::text(&step, 200));
    rules::check(&mut wrong, "/due_at", rules::due(due_at, visit.now));
    if let Some(client) = new.client
        && (clients::client(tx, client)?.is_none() || !serves(tx, visit, client)?)
    {
        rules::check(&mut wrong, "/client", Some(Wrong::NoClient));
    }
    let people = holders(books::living(tx)?);
    let fits = |staff: StaffId| people.iter().any(|(one, ..)| *one == staff);
    let holder = match new.holder {
        Some(staff) => Some(staff).filter(|staff| fits(*staff)),
        None => match visit.actor.staff().filter(|staff| fits(*staff)) {
            Some(staff) => Some(staff),
            None => somebody(tx, new.client, &people, None)?,
        },
    };
    if holder.is_none() {
        rules::check(&mut wrong, "/holder", Some(Wrong::NoHolder));
    }
    let Some(holder) = holder.filter(|_| wrong.is_empty()) else { return refused(CaseRefused::Fields(wrong)) };
    let opened_by = visit.actor.staff();
    let set = Set { holder, opened_by, subject: &subject, subject_code, next_step: &step, step_code, due_at };
    let id = books::insert(tx, &new, &set)?;
    let payload = json!({ "case": id, "kind": new.kind, "topic": new.topic, "holder": holder, "due_at": due_at });
    tx.event(Event::new("case_opened", id, payload.to_string()), new.client);
    Ok(id)
}

/// A number as it can be called: in its international form where it is one, else as given.
fn phone_text(text: &str) -> String {
    Phone::parse(text).map_or_else(|_| rules::tidy(text).chars().take(32).collect(), |phone| phone.e164().to_owned())
}

/// Who would hold a case nobody claims: the client's team, the front desk's head, service, the director, anybody.
fn somebody(
    tx: &mut Tx<'_>,
    client: Option<ClientId>,
    people: &[(StaffId, String, Vec<Role>)],
    but: Option<StaffId>,
) -> Result<Option<StaffId>, Fault> {
    let fits = |staff: StaffId| Some(staff) != but && people.iter().any(|(one, ..)| *one == staff);
    if let Some(client) = client
        && let Some(member) = books::team_of(tx, client)?.into_iter().find(|staff| fits(*staff))
    {
        return Ok(Some(member));
    }
    const ORDER: [Role; 5] = [Role::HeadFrontDesk, Role::Operator, Role::HeadService, Role::Service, Role::Director];
    let in_role = |role: &Role| people.iter().find(|(staff, _, roles)| fits(*staff) && roles.contains(role));
    let found = ORDER.iter().find_map(in_role).or_else(|| people.iter().find(|(staff, ..)| fits(*staff)));
    Ok(found.map(|(staff, ..)| *staff))
}

/// Offers a case to a colleague with a brief; the holder stays until it is accepted.
///
/// Refused: not the visitor's case, closed, stale, no reason, somebody who may not hold cases.
pub fn hand_over(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CaseId,
    seen: Option<i64>,
    to: StaffId,
    reason: &str,
    brief: &str,
) -> Result<Case, Stop<CaseRefused>> {
    let case = mine(tx, visit, id, seen)?;
    let (reason, brief) = (rules::tidy(reason), rules::tidy_lines(brief));
    let mut wrong = Vec::new();
    rules::check(&mut wrong, "/reason", rules::text(&reason, 500));
    rules::check(&mut wrong, "/brief", brief.as_deref().and_then(|brief| rules::text(brief, 2000)));
    let people = holders(books::living(tx)?);
    if to == case.holder || !people.iter().any(|(staff, ..)| *staff == to) {
        rules::check(&mut wrong, "/to", Some(Wrong::NoHolder));
    }
    if !wrong.is_empty() {
        return refused(CaseRefused::Fields(wrong));
    }
    let offer = Offer { from: visit.actor.staff(), to, reason: &reason, brief: brief.as_deref() };
    let handover = books::offer(tx, id, &offer)?;
    let payload = json!({ "case": id, "handover": handover, "holder": case.holder, "to": to });
    tx.event(Event::new("case_offered", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// The visitor accepts a case that is offered, and holds it from now on.
pub fn accept(tx: &mut Tx<'_>, visit: &Visit, id: CaseId) -> Result<Case, Stop<CaseRefused>> {
    let case = offered(tx, visit, id)?;
    books::accept(tx, id, visit.staff())?;
    let payload = json!({ "case": id, "old": case.holder, "holder": visit.staff() });
    tx.event(Event::new("case_accepted", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// The visitor declines a case that is offered and says why; it stays where it was.
pub fn decline(tx: &mut Tx<'_>, visit: &Visit, id: CaseId, answer: &str) -> Result<Case, Stop<CaseRefused>> {
    let case = offered(tx, visit, id)?;
    let answer = rules::tidy(answer);
    if let Some(what) = rules::text(&answer, 500) {
        return refused(CaseRefused::field("/reason", what));
    }
    books::decline(tx, id, Some(&answer))?;
    let payload = json!({ "case": id, "holder": case.holder, "to": visit.staff() });
    tx.event(Event::new("case_declined", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// The visitor takes an open case from whoever holds it; how it came is written down.
///
/// Refused: closed, stale, nobody who may hold cases. Taking one's own changes nothing.
pub fn take(tx: &mut Tx<'_>, visit: &Visit, id: CaseId, seen: Option<i64>) -> Result<Case, Stop<CaseRefused>> {
    let case = open_and_locked(tx, visit, id, seen)?;
    let me = visit.staff();
    if case.holder == me {
        return Ok(case);
    }
    if !holders(books::living(tx)?).iter().any(|(staff, ..)| *staff == me) {
        return refused(CaseRefused::field("/holder", Wrong::NoHolder));
    }
    let offer = Offer { from: Some(case.holder), to: me, reason: texts::reason_taken(visit.lang), brief: None };
    books::take(tx, id, &offer)?;
    let payload = json!({ "case": id, "old": case.holder, "holder": me });
    tx.event(Event::new("case_taken", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// Says what is done next and by when.
///
/// Refused: not the visitor's case, closed, stale, no step, a moment that has passed or is out of sight.
pub fn plan(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CaseId,
    seen: Option<i64>,
    next_step: &str,
    due_at: Moment,
) -> Result<Case, Stop<CaseRefused>> {
    let case = mine(tx, visit, id, seen)?;
    let step = rules::tidy(next_step);
    let mut wrong = Vec::new();
    rules::check(&mut wrong, "/next_step", rules::text(&step, 200));
    rules::check(&mut wrong, "/due_at", rules::due(due_at, visit.now));
    if !wrong.is_empty() {
        return refused(CaseRefused::Fields(wrong));
    }
    // A form that only moves the moment sends the step as it was shown: it stays the words of the house.
    let own = case.step_code.as_deref().filter(|_| step == case.step_in(visit.lang));
    books::plan(tx, id, (&step, own), due_at)?;
    let payload = json!({ "case": id, "old_due_at": case.due_at, "due_at": due_at });
    tx.event(Event::new("case_planned", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// The stranger of a case becomes a client: a new prospect with the name, the person and the number, or one who stands there
/// and gets the number. From now on the case is the client's.
///
/// Refused: not the visitor's case, closed, stale, a case that is a client's; whatever the client base says no to, a client
/// called nearly so among it.
pub fn make_client(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&NameIndex>,
    id: CaseId,
    seen: Option<i64>,
    who: &Stranger,
) -> Result<ClientId, Stop<CaseRefused>> {
    let case = mine(tx, visit, id, seen)?;
    if let Some(name) = case.client_name {
        return refused(CaseRefused::HasClient(name));
    }
    let (person, phone) = (rules::tidy(&who.person), rules::tidy(&who.phone));
    let (client, contact) = match who.standing {
        Some(client) => {
            let there = clients::client(tx, client)?.is_some_and(|client| client.retail_at.is_none());
            if !there || !serves(tx, visit, client)? {
                return refused(CaseRefused::field("/client", Wrong::NoClient));
            }
            if !phone.is_empty() {
                clients::add_phone(tx, visit, client, None, &phone).map_err(|stop| stop.map(CaseRefused::Client))?;
            }
            (client, None)
        }
        None => {
            let phones: Vec<String> = Some(phone).filter(|phone| !phone.is_empty()).into_iter().collect();
            let named = !person.is_empty();
            let contact = NewContact { name: person, phones: phones.clone(), ..NewContact::default() };
            let new = NewClient {
                name: rules::tidy(&who.name),
                phones: if named { Vec::new() } else { phones },
                contacts: named.then_some(contact).into_iter().collect(),
                separate: who.separate,
                ..NewClient::default()
            };
            let made = clients::create_asked(tx, visit, index, new).map_err(|stop| stop.map(CaseRefused::Client))?;
            (made.card.client.id, made.card.contacts.first().map(|contact| contact.id))
        }
    };
    books::recognise(tx, id, client, contact)?;
    let payload = json!({ "case": id, "holder": case.holder, "client": client });
    tx.event(Event::new("case_recognised", id, payload.to_string()), Some(client));
    Ok(client)
}

/// Closes a case with how it ended.
///
/// Refused: not the visitor's case, closed before, stale, a result too long.
pub fn close(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CaseId,
    seen: Option<i64>,
    outcome: Outcome,
    result: &str,
) -> Result<Case, Stop<CaseRefused>> {
    let case = mine(tx, visit, id, seen)?;
    let result = Some(rules::tidy(result)).filter(|result| !result.is_empty());
    if let Some(what) = result.as_deref().and_then(|result| rules::text(result, 500)) {
        return refused(CaseRefused::field("/result", what));
    }
    books::close(tx, id, outcome, result.as_deref())?;
    let payload = json!({ "case": id, "holder": case.holder, "outcome": outcome });
    tx.event(Event::new("case_closed", id, payload.to_string()), case.client);
    Ok(fresh(tx, id)?)
}

/// Passes on what somebody holds who was locked or holds no cases any more; says how many.
///
/// Each case goes to the client's team, else to the front desk. Refused when nobody is left.
pub fn pass_on(tx: &mut Tx<'_>, staff: StaffId) -> Result<i64, Stop<CaseRefused>> {
    let people = holders(books::living(tx)?);
    if people.iter().any(|(one, ..)| *one == staff) {
        return Ok(0);
    }
    let held = books::held_by(tx, staff)?;
    let count = i64::try_from(held.len()).unwrap_or(i64::MAX);
    let mut to = Vec::with_capacity(held.len());
    for (case, client) in &held {
        let Some(next) = somebody(tx, *client, &people, Some(staff))? else {
            return refused(CaseRefused::NobodyLeft(count));
        };
        to.push((*case, next));
    }
    books::end_offers_to(tx, staff)?;
    if !to.is_empty() {
        books::pass_on(tx, staff, &to, texts::reason_left(Lang::Ru))?;
        for ((case, client), (_, next)) in held.iter().zip(&to) {
            let payload = json!({ "case": case, "old": staff, "holder": next });
            tx.event(Event::new("case_passed_on", *case, payload.to_string()), *client);
        }
    }
    Ok(count)
}

/// Locks an open case that the visitor may change: as its holder, or as a head.
fn mine(tx: &mut Tx<'_>, visit: &Visit, id: CaseId, seen: Option<i64>) -> Result<Case, Stop<CaseRefused>> {
    let case = open_and_locked(tx, visit, id, seen)?;
    if visit.scope(Perm::CasesWrite) != Scope::All && case.holder != visit.staff() {
        return refused(CaseRefused::NotYours(case.holder_name));
    }
    Ok(case)
}

/// Locks a case that is offered to the visitor.
fn offered(tx: &mut Tx<'_>, visit: &Visit, id: CaseId) -> Result<Case, Stop<CaseRefused>> {
    let case = open_and_locked(tx, visit, id, None)?;
    if case.offered_to != Some(visit.staff()) {
        return refused(CaseRefused::NotOffered(id));
    }
    Ok(case)
}

fn open_and_locked(tx: &mut Tx<'_>, visit: &Visit, id: CaseId, seen: Option<i64>) -> Result<Case, Stop<CaseRefused>> {
    if !books::lock(tx, id)? {
        return refused(CaseRefused::Unknown(id));
    }
    let Some(case) = books::seen(tx, seen_by(visit), id)? else { return refused(CaseRefused::Unknown(id)) };
    if seen.is_some_and(|seen| seen != case.version) {
        return refused(CaseRefused::Stale { case: id, version: case.version });
    }
    if case.closed_at.is_some() {
        return refused(CaseRefused::Closed(id));
    }
    Ok(case)
}

fn fresh(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Fault> {
    books::case(tx, id)?.ok_or_else(|| Fault::because("a case just read is not there"))
}
