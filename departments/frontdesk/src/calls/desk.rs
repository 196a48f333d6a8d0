//! What the call desk shows, gathered in one read transaction: the queue, and one call with everything around it.

use access::Role;
use cases::{Case, Topic, Which};
use clients::Caller;
use house::Visit;
use i18n::{Lang, fmt};
use kernel::{CallId, ClientId, Phone, StaffId};
use store::{Fault, Read};

use super::model::{Call, DayFigures};
use super::rules::{self, Person};
use super::{questions, store as books};
use crate::dossier::Dossier;
use crate::texts;

/// Call-backs shown in the queue.
const CALL_BACKS: i64 = 8;
/// Colleagues shown for a topic.
const PEOPLE: usize = 4;

/// The left column.
pub(crate) struct Queue {
    pub(crate) live: Vec<Call>,
    pub(crate) call_backs: Vec<Case>,
    pub(crate) figures: DayFigures,
    /// Median of the seconds a call rang today.
    pub(crate) waited: Option<i64>,
}

/// The queue as it stands.
pub(crate) fn queue(read: &mut Read<'_>, visit: &Visit) -> Result<Queue, Fault> {
    let live = books::live(read)?;
    let call_backs = cases::list(read, visit, Which::CallBacks, None, CALL_BACKS)?;
    let (figures, waited) = books::day(read, visit.today.start(&visit.zone))?;
    Ok(Queue { live, call_backs, figures, waited })
}

/// A call whose caller is known.
pub(crate) struct KnownCaller {
    pub(crate) dossier: Dossier,
}

/// One call with everything around it.
pub(crate) struct Screen {
    pub(crate) call: Call,
    /// Everybody known at the number.
    pub(crate) candidates: Vec<Caller>,
    /// Calls from the number before this one.
    pub(crate) before: i64,
    pub(crate) known: Option<KnownCaller>,
    pub(crate) topic: Topic,
    pub(crate) people: Vec<Person>,
    /// Managers the caller may name.
    pub(crate) managers: Vec<(StaffId, String)>,
    pub(crate) brief: String,
}

/// Which call the desk shows: the one asked for, else the one talked on, else the one that rings longest.
pub(crate) fn chosen(read: &mut Read<'_>, visit: &Visit, asked: Option<CallId>) -> Result<Option<Call>, Fault> {
    if let Some(id) = asked
        && let Some(call) = questions::call(read, visit, id)?.filter(|call| call.ended_at.is_none())
    {
        return Ok(Some(call));
    }
    if let Some(call) = questions::talking(read, visit.staff())? {
        return Ok(Some(call));
    }
    let ringing = questions::ringing(read)?;
    Ok(ringing.into_iter().next())
}

/// Everything the desk shows of a call; a topic that is not asked for is the likely one.
pub(crate) fn screen(read: &mut Read<'_>, visit: &Visit, call: Call, topic: Option<Topic>) -> Result<Screen, Fault> {
    let candidates = questions::candidates(read, &call)?;
    let before = match &call.number {
        Some(number) => books::calls_before(read, number, call.id)?,
        None => 0,
    };
    let known = match call.client {
        Some(client) => known(read, visit, client)?,
        None => None,
    };
    let likely_topic = known.as_ref().and_then(|known| known.dossier.wishes.first()).map(|wish| wish.topic);
    let topic = topic.or(call.topic).or(likely_topic).unwrap_or(Topic::Order);
    let rows = books::people(read)?;
    let team: Vec<StaffId> =
        known.iter().flat_map(|known| known.dossier.head.team.iter().map(|member| member.user)).collect();
    let roles = if call.client.is_none() { rules::roles_for_newcomer(topic) } else { rules::roles_for(topic) };
    let people = rules::people_for(&rows, roles, &team, visit.staff(), visit.now, PEOPLE);
    let mut managers: Vec<(StaffId, String)> = Vec::new();
    for row in rows.iter().filter(|row| {
        let role = Role::parse(&row.role);
        role == Some(Role::AccountManager) || team.contains(&row.staff)
    }) {
        if !managers.iter().any(|(staff, _)| *staff == row.staff) {
            managers.push((row.staff, row.name.clone()));
        }
    }
    let brief = brief(visit, &call, known.as_ref(), topic);
    Ok(Screen { call, candidates, before, known, topic, people, managers, brief })
}

fn known(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Option<KnownCaller>, Fault> {
    let Some(dossier) = crate::dossier(read, visit, client)? else { return Ok(None) };
    Ok(Some(KnownCaller { dossier }))
}

/// Five lines for the next speaker: who, what is asked, the answer, what was said before, what not to touch.
fn brief(visit: &Visit, call: &Call, known: Option<&KnownCaller>, topic: Topic) -> String {
    let lang = visit.lang;
    let mut lines = vec![texts::brief_who(lang, &who(lang, call))];
    let wish = known.and_then(|known| {
        let of_topic = known.dossier.wishes.iter().find(|wish| wish.topic == topic);
        of_topic.or(known.dossier.wishes.first().filter(|_| topic == Topic::Other))
    });
    let question = match (&call.about, wish) {
        (Some(about), _) => about.clone(),
        (None, Some(wish)) => wish.question.clone(),
        (None, None) => topic.name(lang).to_owned(),
    };
    lines.push(texts::brief_asks(lang, &question));
    lines.push(match wish {
        Some(wish) => texts::brief_answer(lang, &wish.answer),
        None => texts::brief_no_answer(lang).to_owned(),
    });
    let Some(known) = known else { return lines.join("\n") };
    let f = &known.dossier.facts;
    // Only a word that was given stands as told: the colleague relies on it.
    lines.push(match wish.and_then(|wish| wish.said.as_deref()) {
        Some(said) => texts::brief_said(lang, said),
        None if f.open_count > 0 => texts::brief_open(
            lang,
            &texts::open_count(lang, f.open_count),
            &fmt::money_short(lang, f.open_sum, visit.sign),
        ),
        None => texts::brief_nothing_open(lang).to_owned(),
    });
    lines.push(match (known.dossier.cases.iter().find(|case| case.topic != topic), f.debt) {
        (Some(case), _) => {
            let due = fmt::moment(lang, case.due_at, visit.today, &visit.zone);
            texts::brief_hands_off(lang, &case.holder_name, &due, &cases::case_number(lang, case.id))
        }
        (None, Some(debt)) if debt.is_positive() => texts::brief_debt(lang, &fmt::money_short(lang, debt, visit.sign)),
        (None, _) if !known.dossier.cases.is_empty() => texts::brief_cases(lang, count(known.dossier.cases.len())),
        (None, Some(_)) => texts::brief_no_debt(lang).to_owned(),
        // Whoever may not see debts says nothing of them.
        (None, None) => texts::brief_no_cases(lang).to_owned(),
    });
    lines.join("\n")
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The caller in one line: person, client, number.
pub(crate) fn who(lang: Lang, call: &Call) -> String {
    let parts: Vec<String> = [call.contact_name.clone(), call.client_name.clone()]
        .into_iter()
        .flatten()
        .chain([number_of(lang, call)])
        .collect();
    parts.join(", ")
}

/// The other side's number as people read it.
pub(crate) fn number_of(lang: Lang, call: &Call) -> String {
    match call.number.as_deref().map(Phone::parse) {
        Some(Ok(phone)) => phone.to_string(),
        Some(Err(_)) | None => {
            let given = call.other_side();
            let hidden = !given.chars().any(|letter| letter.is_ascii_digit());
            if hidden { texts::number_hidden(lang).to_owned() } else { given.to_owned() }
        }
    }
}
