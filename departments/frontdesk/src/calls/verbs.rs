//! Deeds of the call desk.

use access::Role;
use cases::{CaseKind, NewCase, Outcome, OwnSubject, Subject, Topic};
use clients::{Caller, NewClient, NewContact};
use house::Visit;
use kernel::{Actor, CallId, CaseId, ClientId, ContactId, Event, Moment, Phone, StaffId};
use serde_json::json;
use store::{Fault, Stop, Tx};

use super::errors::{CallRefused, Wrong};
use super::model::{Call, CallOutcome, Direction, NewCall, PresenceState};
use super::store::{self as books, Ending, Written};
use super::{questions, rules};
use crate::texts;

type Told<T> = Result<T, Stop<CallRefused>>;

fn refused<T>(why: CallRefused) -> Told<T> {
    Err(Stop::Refused(why))
}

/// The exchange tells of a call: it is written down once per `external_id`, and every desk shows it.
///
/// Whoever is known at the number alone is the caller; several wait to be chosen from. An outgoing call is
/// talked on at once, by the colleague of the extension it comes from. Refused: no numbers, a moment that is off.
pub fn announce(tx: &mut Tx<'_>, visit: &Visit, new: &NewCall) -> Told<(Call, bool)> {
    let (from, to) = (rules::tidy(&new.from), rules::tidy(&new.to));
    let external_id = new.external_id.as_deref().map(rules::tidy).filter(|id| !id.is_empty());
    let started_at = new.started_at.unwrap_or(visit.now);
    let mut wrong = Vec::new();
    rules::check(&mut wrong, "/from", rules::text(&from, 100));
    rules::check(&mut wrong, "/to", rules::text(&to, 100));
    rules::check(&mut wrong, "/external_id", external_id.as_deref().and_then(|id| rules::text(id, 100)));
    rules::check(&mut wrong, "/started_at", rules::start(started_at, visit.now));
    if !wrong.is_empty() {
        return refused(CallRefused::Fields(wrong));
    }
    if let Some(id) = &external_id
        && let Some(there) = books::by_external(tx, id)?
    {
        return Ok((there, false));
    }
    let (ours, theirs) = match new.direction {
        Direction::In => (&to, &from),
        Direction::Out => (&from, &to),
    };
    let phone = Phone::parse(theirs).ok();
    let known = match &phone {
        Some(phone) => clients::by_phone(tx, phone)?,
        None => Vec::new(),
    };
    let (client, contact) = only(&known);
    let operator = match new.direction {
        Direction::In => None,
        Direction::Out => match books::by_extension(tx, ours)? {
            Some(presence) => Some(presence.staff),
            // A program announces for others: it never talks itself.
            None => match visit.actor {
                Actor::Staff(staff) => Some(staff),
                _ => None,
            },
        },
    };
    let written = Written {
        direction: new.direction,
        from: &from,
        to: &to,
        number: phone.as_ref().map(Phone::e164),
        external_id: external_id.as_deref(),
        client,
        contact,
        operator,
        started_at,
        answered_at: (new.direction == Direction::Out).then_some(started_at),
    };
    let Some(id) = books::insert(tx, &written)? else {
        // Two at once told of the same call: the other one wrote it.
        let there = external_id.as_deref().map(|id| books::by_external(tx, id)).transpose()?.flatten();
        return Ok((there.ok_or_else(|| Fault::because("a call was neither written nor found"))?, false));
    };
    let payload = json!({ "call": id, "direction": new.direction, "client": client, "candidates": known.len() });
    tx.event(Event::new("call_announced", id, payload.to_string()), None);
    Ok((fresh(tx, id)?, true))
}

/// The one client, and the one person, known at a number; none where there are several.
fn only(known: &[Caller]) -> (Option<ClientId>, Option<ContactId>) {
    let Some(first) = known.first() else { return (None, None) };
    if known.iter().any(|caller| caller.client != first.client) {
        return (None, None);
    }
    let mut people: Vec<ContactId> = known.iter().filter_map(|caller| caller.contact).collect();
    people.sort_unstable();
    people.dedup();
    match people.as_slice() {
        [person] => (Some(first.client), Some(*person)),
        _ => (Some(first.client), None),
    }
}

/// The visitor answers a ringing call.
///
/// Refused: a colleague was quicker, the call is over.
pub fn answer(tx: &mut Tx<'_>, visit: &Visit, id: CallId, by: Option<StaffId>) -> Told<Call> {
    let call = locked(tx, id)?;
    if call.ended_at.is_some() {
        return refused(CallRefused::Ended(id));
    }
    let operator = by.or(visit.actor.staff());
    if call.answered_at.is_some() {
        if call.operator == operator {
            return Ok(call);
        }
        return refused(CallRefused::AnsweredBy(call.operator_name.unwrap_or_default()));
    }
    books::answer(tx, id, operator)?;
    let payload = json!({ "call": id, "operator": operator });
    tx.event(Event::new("call_answered", id, payload.to_string()), None);
    Ok(fresh(tx, id)?)
}

/// Says who calls. A number nobody is known at is kept with the client, so that next time nobody asks.
///
/// Refused: the call is over, an unknown client, another team's.
pub fn recognise(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CallId,
    client: ClientId,
    contact: Option<ContactId>,
    about: &str,
) -> Told<Call> {
    let call = own(visit, live(tx, id)?)?;
    let about = about_of(&call, about)?;
    let known = questions::candidates(tx, &call)?;
    let there = clients::client(tx, client)?.is_some_and(|client| client.retail_at.is_none());
    if !there {
        return refused(CallRefused::Client(clients::ClientRefused::Unknown(client)));
    }
    let mut person = contact.filter(|one| known.iter().any(|caller| caller.contact == Some(*one)));
    if known.iter().any(|caller| caller.client == client) {
        let own: Vec<Caller> = known.into_iter().filter(|caller| caller.client == client).collect();
        person = person.or(only(&own).1);
    } else if let Some(number) = &call.number {
        clients::add_phone(tx, visit, client, None, number).map_err(|stop| stop.map(CallRefused::Client))?;
    }
    books::recognise(tx, id, client, person, about.as_deref())?;
    let payload = json!({ "call": id, "client": client });
    tx.event(Event::new("call_recognised", id, payload.to_string()), None);
    Ok(fresh(tx, id)?)
}

/// The caller is new: a prospect with the number and the person, so that the next call is known.
///
/// `alike` are names of clients that may be the same; unless `sure`, they stop it.
pub fn new_prospect(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CallId,
    (name, person, about): (&str, &str, &str),
    alike: &[String],
    sure: bool,
) -> Told<(Call, ClientId)> {
    let call = own(visit, live(tx, id)?)?;
    let about = about_of(&call, about)?;
    if !alike.is_empty() && !sure {
        return refused(CallRefused::Alike(alike.to_vec()));
    }
    let phones: Vec<String> = call.number.iter().cloned().collect();
    let person = rules::tidy(person);
    let contacts = if person.is_empty() {
        Vec::new()
    } else {
        vec![NewContact { name: person.clone(), phones: phones.clone(), ..NewContact::default() }]
    };
    let own = if person.is_empty() { phones } else { Vec::new() };
    let new = NewClient { name: rules::tidy(name), phones: own, contacts, ..NewClient::default() };
    let made = clients::create(tx, visit, new).map_err(|stop| stop.map(CallRefused::Client))?;
    let client = made.card.client.id;
    let contact = made.card.contacts.first().map(|contact| contact.id);
    books::recognise(tx, id, client, contact, about.as_deref())?;
    let payload = json!({ "call": id, "client": client });
    tx.event(Event::new("call_recognised", id, payload.to_string()), None);
    Ok((fresh(tx, id)?, client))
}

/// Notes what a caller wants in their own words, also while nobody knows who calls.
///
/// Refused: the call is over, a colleague talks, a text that is too long.
pub fn note_about(tx: &mut Tx<'_>, visit: &Visit, id: CallId, about: &str) -> Told<()> {
    let call = own(visit, live(tx, id)?)?;
    let about = about_of(&call, about)?;
    Ok(books::note_about(tx, id, about.as_deref())?)
}

/// Notes what a caller nobody knows calls themselves and their company.
///
/// Refused: the call is over, a colleague talks, a name that is too long.
pub fn note_given(tx: &mut Tx<'_>, visit: &Visit, id: CallId, person: &str, firm: &str) -> Told<()> {
    own(visit, live(tx, id)?)?;
    let (person, firm) = (rules::tidy(person), rules::tidy(firm));
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let (person, firm) = (given(person), given(firm));
    let mut wrong = Vec::new();
    rules::check(&mut wrong, "/person", person.as_deref().and_then(|text| rules::text(text, 120)));
    rules::check(&mut wrong, "/q", firm.as_deref().and_then(|text| rules::text(text, 200)));
    if !wrong.is_empty() {
        return refused(CallRefused::Fields(wrong));
    }
    Ok(books::note_given(tx, id, person.as_deref(), firm.as_deref())?)
}

fn about_of(call: &Call, about: &str) -> Told<Option<String>> {
    let about = rules::tidy(about);
    if about.is_empty() {
        return Ok(call.about.clone());
    }
    match rules::text(&about, 200) {
        Some(what) => refused(CallRefused::field("/about", what)),
        None => Ok(Some(about)),
    }
}

/// To whom a call is given, and what goes with it.
#[derive(Debug, Clone)]
pub struct Connect {
    /// The colleague.
    pub to: StaffId,
    /// What it is about.
    pub topic: Topic,
    /// What the colleague should know before the first word.
    pub brief: String,
    /// The manager the caller named.
    pub named: Option<StaffId>,
}

/// Connects the caller with a colleague: a case goes along, offered with the brief, and the desk is free.
///
/// Refused: the call rings or is over, somebody who can't take it.
pub fn connect(tx: &mut Tx<'_>, visit: &Visit, id: CallId, connect: &Connect) -> Told<(Call, CaseId)> {
    let call = answered(tx, visit, id)?;
    let new = NewCase {
        note: Some(connect.brief.clone()).filter(|brief| !brief.trim().is_empty()),
        ..case_of(&call, rules::kind_of(connect.topic), connect.topic)
    };
    let case = cases::open(tx, visit, &new).map_err(|stop| stop.map(CallRefused::Case))?;
    let reason = texts::reason_connected(visit.lang);
    cases::hand_over(tx, visit, case, None, connect.to, reason, &connect.brief)
        .map_err(|stop| stop.map(CallRefused::Case))?;
    let ending =
        Ending { outcome: CallOutcome::Connected, topic: Some(connect.topic), named: connect.named, case: Some(case) };
    finish(tx, visit, &call, &ending)?;
    Ok((fresh(tx, id)?, case))
}

/// The question was answered on the spot.
///
/// Refused: the call rings or is over.
pub fn solve(tx: &mut Tx<'_>, visit: &Visit, id: CallId, topic: Option<Topic>, named: Option<StaffId>) -> Told<Call> {
    let call = answered(tx, visit, id)?;
    finish(tx, visit, &call, &Ending { outcome: CallOutcome::Solved, topic, named, case: None })?;
    Ok(fresh(tx, id)?)
}

/// Promises a call-back by a moment: a case of kind task, held by whoever will call.
///
/// Refused: the call rings or is over, a moment that has passed, somebody who holds no cases.
pub fn promise(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: CallId,
    due_at: Moment,
    who: Option<StaffId>,
    (topic, note): (Topic, &str),
) -> Told<(Call, CaseId)> {
    let call = answered(tx, visit, id)?;
    let new = NewCase {
        subject: call.about.clone().map_or(Subject::Own(OwnSubject::CallBack(topic)), Subject::Typed),
        note: Some(note.to_owned()).filter(|note| !note.trim().is_empty()),
        holder: who,
        due_at: Some(due_at),
        ..case_of(&call, CaseKind::Task, Topic::CallBack)
    };
    let case = cases::open(tx, visit, &new).map_err(|stop| stop.map(CallRefused::Case))?;
    let ending = Ending { outcome: CallOutcome::CallBack, topic: Some(topic), named: None, case: Some(case) };
    finish(tx, visit, &call, &ending)?;
    Ok((fresh(tx, id)?, case))
}

fn case_of(call: &Call, kind: CaseKind, topic: Topic) -> NewCase {
    let subject = call.about.clone().map_or(Subject::Own(OwnSubject::About(topic)), Subject::Typed);
    NewCase {
        client: call.client,
        contact: call.contact,
        phone: Some(call.other_side().to_owned()),
        given_person: call.given_person.clone(),
        given_firm: call.given_firm.clone(),
        ..NewCase::new(kind, topic, subject)
    }
}

/// The call ends. One nobody answered is missed, and a call-back is owed for it; a second end changes nothing.
///
/// Refused: a colleague talks.
pub fn end(tx: &mut Tx<'_>, visit: &Visit, id: CallId) -> Told<Call> {
    let call = locked(tx, id)?;
    if call.ended_at.is_some() {
        return Ok(call);
    }
    let call = own(visit, call)?;
    if call.answered_at.is_some() {
        let ending = Ending { outcome: CallOutcome::Dropped, topic: call.topic, named: call.named, case: call.case };
        finish(tx, visit, &call, &ending)?;
        return Ok(fresh(tx, id)?);
    }
    let case = owed(tx, visit, &call)?;
    let ending = Ending { outcome: CallOutcome::Missed, topic: None, named: None, case };
    finish(tx, visit, &call, &ending)?;
    Ok(fresh(tx, id)?)
}

/// The call-back that is owed for a missed call; the open one for the same number where there is one.
fn owed(tx: &mut Tx<'_>, visit: &Visit, call: &Call) -> Told<Option<CaseId>> {
    let Some(number) = &call.number else { return Ok(None) };
    if let Some(there) = cases::call_backs_to(tx, number)?.first() {
        return Ok(Some(*there));
    }
    let new = NewCase {
        holder: least_loaded(tx)?,
        due_at: Some(visit.now.add_seconds(rules::CALL_BACK_WITHIN)),
        subject: Subject::Own(OwnSubject::MissedCall),
        ..case_of(call, CaseKind::Task, Topic::CallBack)
    };
    match cases::open(tx, visit, &new) {
        Ok(case) => Ok(Some(case)),
        Err(Stop::Fault(fault)) => Err(fault.into()),
        Err(Stop::Refused(refused)) => {
            // A company in which nobody may hold cases still gets its calls.
            tracing::warn!(?refused, call.id = call.id.get(), "a missed call has nobody to call back");
            Ok(None)
        }
    }
}

/// The operator with the fewest open cases; of equals the one who is here longest.
fn least_loaded(tx: &mut Tx<'_>) -> Result<Option<StaffId>, Fault> {
    let operators = access::staff_in_role(tx, Role::Operator)?;
    let load = cases::held(tx, &operators)?;
    let of = |staff: &StaffId| load.iter().find(|(one, _)| one == staff).map_or(0, |(_, count)| *count);
    Ok(operators.iter().copied().min_by_key(|staff| (of(staff), *staff)))
}

/// Ends calls of which the exchange told no end; says how many. A minute's job.
pub fn end_forgotten(tx: &mut Tx<'_>, visit: &Visit) -> Told<usize> {
    let rang = visit.now.add_seconds(-rules::RINGS_AT_MOST);
    let talked = visit.now.add_seconds(-rules::TALKS_AT_MOST);
    let all = books::forgotten(tx, rang, talked)?;
    for id in &all {
        end(tx, visit, *id)?;
    }
    Ok(all.len())
}

/// Says whether a colleague can take a call, and until when not.
///
/// Refused: an extension that is another's.
pub fn set_presence(
    tx: &mut Tx<'_>,
    staff: StaffId,
    state: PresenceState,
    until: Option<Moment>,
    extension: Option<&str>,
) -> Told<()> {
    let before = books::presence(tx, staff)?;
    let extension = match extension.map(rules::tidy) {
        // Nothing said of it: it stays.
        None => before.as_ref().and_then(|presence| presence.extension.clone()),
        Some(text) if text.is_empty() => None,
        Some(text) => {
            if let Some(what) = rules::text(&text, 10) {
                return refused(CallRefused::field("/extension", what));
            }
            Some(text)
        }
    };
    if let Some(text) = &extension
        && books::by_extension(tx, text)?.is_some_and(|other| other.staff != staff)
    {
        return refused(CallRefused::field("/extension", Wrong::ExtensionTaken));
    }
    books::set_presence(tx, staff, state, until, extension.as_deref())?;
    tx.event(Event::new("presence_changed", staff, json!({ "staff": staff, "state": state }).to_string()), None);
    Ok(())
}

/// Writes the end down. Whoever got through is not called back any more.
fn finish(tx: &mut Tx<'_>, visit: &Visit, call: &Call, ending: &Ending) -> Told<()> {
    books::end(tx, call.id, ending)?;
    let kind = match ending.outcome {
        CallOutcome::Solved => "call_solved",
        CallOutcome::Connected => "call_connected",
        CallOutcome::CallBack => "call_promised",
        CallOutcome::Missed => "call_missed",
        CallOutcome::Dropped => "call_dropped",
    };
    let payload = json!({ "call": call.id, "operator": call.operator, "topic": ending.topic, "case": ending.case });
    tx.event(Event::new(kind, call.id, payload.to_string()), call.client);
    if matches!(ending.outcome, CallOutcome::Solved | CallOutcome::Connected) {
        settle_call_backs(tx, visit, call)?;
    }
    Ok(())
}

/// Call-backs to the number, and those for a missed call of the same client from another number, are done.
/// What was promised by word to another number stays: it is owed to whoever was told so.
fn settle_call_backs(tx: &mut Tx<'_>, visit: &Visit, call: &Call) -> Told<()> {
    let own = Visit::system(visit.now, visit.zone.clone(), visit.lang);
    let same = match &call.number {
        Some(number) => cases::call_backs_to(tx, number)?,
        None => Vec::new(),
    };
    let mut done: Vec<(CaseId, &str)> =
        same.into_iter().map(|case| (case, texts::result_through(visit.lang))).collect();
    if let Some(client) = call.client {
        for case in cases::missed_calls_of(tx, client, call.contact)? {
            if !done.iter().any(|(one, _)| *one == case) {
                done.push((case, texts::result_other_number(visit.lang)));
            }
        }
    }
    for (case, said) in done {
        cases::close(tx, &own, case, None, Outcome::Done, said).map_err(|stop| stop.map(CallRefused::Case))?;
    }
    Ok(())
}

fn locked(tx: &mut Tx<'_>, id: CallId) -> Told<Call> {
    if !books::lock(tx, id)? {
        return refused(CallRefused::Unknown(id));
    }
    Ok(fresh(tx, id)?)
}

/// A call that is not over.
fn live(tx: &mut Tx<'_>, id: CallId) -> Told<Call> {
    let call = locked(tx, id)?;
    if call.ended_at.is_some() { refused(CallRefused::Ended(id)) } else { Ok(call) }
}

/// A call that is talked on by the visitor; heads and programs may end others' too.
fn answered(tx: &mut Tx<'_>, visit: &Visit, id: CallId) -> Told<Call> {
    let call = live(tx, id)?;
    if call.answered_at.is_none() {
        return refused(CallRefused::NotAnswered(id));
    }
    own(visit, call)
}

/// A call that is in nobody else's hands: it rings, or the visitor talks on it; heads and programs have all in hand.
fn own(visit: &Visit, call: Call) -> Told<Call> {
    let all = visit.scope(access::Perm::CallsWrite) == access::Scope::All;
    if all || call.answered_at.is_none() || call.operator == visit.actor.staff() {
        return Ok(call);
    }
    refused(CallRefused::AnsweredBy(call.operator_name.unwrap_or_default()))
}

fn fresh(tx: &mut Tx<'_>, id: CallId) -> Result<Call, Fault> {
    books::call(tx, id)?.ok_or_else(|| Fault::because("a call just read is not there"))
}
