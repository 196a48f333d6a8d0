//! What the call desk shows, gathered in one read transaction: the queue, and one call with everything around it.

use access::Role;
use cases::{Case, Topic, Which};
use clients::Caller;
use house::Visit;
use i18n::{Lang, fmt};
use kernel::{CallId, ClientId, Phone, StaffId};
use store::{Fault, Read};
use ui::Tone;

use super::likely::{CaseFact, Known, Likely, OrderFact, likely};
use super::model::{Call, DayFigures};
use super::rules::{self, Person};
use super::{questions, store as books};
use crate::dossier::{Dossier, OpenOrderLine};
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

/// A likely wish in words.
pub(crate) struct Wish {
    pub(crate) tone: Tone,
    /// What the caller would say.
    pub(crate) question: String,
    /// What to answer.
    pub(crate) answer: String,
    /// What the answer rests on.
    pub(crate) why: String,
    /// A word for the short line.
    pub(crate) mark: String,
    /// The order it is about, by its place in the list.
    pub(crate) order: Option<usize>,
    /// What it is about.
    pub(crate) topic: Topic,
}

/// A call whose caller is known.
pub(crate) struct KnownCaller {
    pub(crate) dossier: Dossier,
    pub(crate) cases: Vec<Case>,
    pub(crate) wishes: Vec<Wish>,
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
    let likely_topic = known.as_ref().and_then(|known| known.wishes.first()).map(|wish| wish.topic);
    let topic = topic.or(call.topic).or(likely_topic).unwrap_or(Topic::Order);
    let rows = books::people(read)?;
    let team: Vec<StaffId> =
        known.iter().flat_map(|known| known.dossier.head.team.iter().map(|member| member.user)).collect();
    let people = rules::people_for(&rows, topic, &team, visit.staff(), visit.now, PEOPLE);
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
    let cases = cases::open_of_client(read, visit, client)?;
    let wishes = wishes(visit, &dossier, &cases);
    Ok(Some(KnownCaller { dossier, cases, wishes }))
}

/// The likely wishes in the reader's words, the answer first.
fn wishes(visit: &Visit, dossier: &Dossier, cases: &[Case]) -> Vec<Wish> {
    let orders: Vec<OrderFact> = dossier
        .open_orders
        .iter()
        .map(|order| OrderFact {
            first_on: order.first_promised_on,
            promised_on: order.promised_on,
            at_risk: order.at_risk,
        })
        .collect();
    let facts: Vec<CaseFact> = cases
        .iter()
        .map(|case| CaseFact { call_back: case.topic == Topic::CallBack, late: case.is_late(visit.now) })
        .collect();
    let known = Known { today: visit.today, orders: &orders, cases: &facts, debt: dossier.facts.debt };
    likely(&known).into_iter().filter_map(|wish| in_words(visit, dossier, cases, wish)).collect()
}

fn in_words(visit: &Visit, dossier: &Dossier, cases: &[Case], wish: Likely) -> Option<Wish> {
    let lang = visit.lang;
    let on = |order: &OpenOrderLine| {
        order.promised_on.map_or_else(String::new, |day| {
            texts::on_day(lang, &fmt::day(lang, day, visit.today), i64::from(day.weekday().number()))
        })
    };
    let asked = |order: &OpenOrderLine| texts::likely_order(lang, &order.number, &order.what);
    let rests = |order: &OpenOrderLine| {
        let mut why: Vec<String> = Vec::new();
        if let Some(first) = order.first_promised_on {
            why.push(texts::why_first(lang, &fmt::day(lang, first, visit.today)));
        }
        if !order.rests_on.is_empty() {
            why.push(texts::why_source(lang, &order.rests_on));
        }
        why.join(". ")
    };
    let of_order = |place: usize, tone: Tone, answer: String, mark: &str| {
        let order = dossier.open_orders.get(place)?;
        Some(Wish {
            tone,
            question: asked(order),
            answer,
            why: rests(order),
            mark: mark.to_owned(),
            order: Some(place),
            topic: Topic::Delivery,
        })
    };
    let order = |place: usize| dossier.open_orders.get(place);
    match wish {
        Likely::AtRisk(place) => {
            of_order(place, Tone::Warn, texts::answer_at_risk(lang, &on(order(place)?)), texts::mark_at_risk(lang))
        }
        Likely::Overdue(place) => {
            of_order(place, Tone::Bad, texts::answer_overdue(lang, &on(order(place)?)), texts::mark_overdue(lang))
        }
        Likely::Moved(place) => {
            of_order(place, Tone::Plain, texts::answer_moved(lang, &on(order(place)?)), texts::mark_moved(lang))
        }
        Likely::Coming(place) => {
            of_order(place, Tone::Plain, texts::answer_coming(lang, &on(order(place)?)), texts::mark_on_plan(lang))
        }
        Likely::Undated(place) => {
            of_order(place, Tone::Plain, texts::answer_undated(lang).to_owned(), texts::mark_undated(lang))
        }
        Likely::CallBack(place) | Likely::Case(place) => {
            let case = cases.get(place)?;
            Some(case_in_words(visit, case, matches!(wish, Likely::CallBack(_))))
        }
        Likely::Debt => {
            let debt = fmt::money_short(lang, dossier.facts.debt?, "₽");
            Some(Wish {
                tone: Tone::Plain,
                question: texts::likely_debt(lang).to_owned(),
                answer: texts::answer_debt(lang, &debt),
                why: texts::debt_why(lang).to_owned(),
                mark: debt,
                order: None,
                topic: Topic::Payment,
            })
        }
        Likely::NewOrder => Some(Wish {
            tone: Tone::Plain,
            question: texts::likely_new_order(lang).to_owned(),
            answer: texts::answer_new_order(lang).to_owned(),
            why: match dossier.facts.last_purchase {
                Some(day) => texts::why_last_purchase(lang, &fmt::day(lang, day, visit.today)),
                None => texts::never_bought(lang).to_owned(),
            },
            mark: texts::mark_new_order(lang).to_owned(),
            order: None,
            topic: Topic::Order,
        }),
    }
}

fn case_in_words(visit: &Visit, case: &Case, call_back: bool) -> Wish {
    let lang = visit.lang;
    let number = cases::case_number(lang, case.id);
    let due = fmt::moment(lang, case.due_at, visit.today, &visit.zone);
    let late = case.is_late(visit.now);
    let (question, answer) = if call_back {
        let answer = if late { texts::answer_call_back_late(lang, &due) } else { texts::answer_call_back(lang, &due) };
        (texts::likely_call_back(lang, &case.subject_in(lang)), answer)
    } else {
        (texts::likely_case(lang, &number, &case.subject_in(lang)), texts::answer_case(lang, &due, &case.step_in(lang)))
    };
    Wish {
        tone: if late { Tone::Bad } else { Tone::Plain },
        question,
        answer,
        why: texts::why_case(lang, &case.holder_name, &number),
        mark: if late { texts::mark_late(lang).to_owned() } else { texts::mark_due(lang, &due) },
        order: None,
        topic: if call_back { Topic::Other } else { case.topic },
    }
}

/// Five lines for the next speaker: who, what is asked, the answer, what was said before, what not to touch.
fn brief(visit: &Visit, call: &Call, known: Option<&KnownCaller>, topic: Topic) -> String {
    let lang = visit.lang;
    let mut lines = vec![texts::brief_who(lang, &who(lang, call))];
    let wish = known.and_then(|known| {
        let of_topic = known.wishes.iter().find(|wish| wish.topic == topic);
        of_topic.or(known.wishes.first().filter(|_| topic == Topic::Other))
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
    lines.push(match wish.filter(|wish| !wish.why.is_empty()) {
        Some(wish) => texts::brief_said(lang, &wish.why),
        None if f.open_count > 0 => {
            texts::brief_open(lang, &texts::open_count(lang, f.open_count), &fmt::money_short(lang, f.open_sum, "₽"))
        }
        None => texts::brief_nothing_open(lang).to_owned(),
    });
    lines.push(match (known.cases.iter().find(|case| case.topic != topic), f.debt) {
        (Some(case), _) => {
            let due = fmt::moment(lang, case.due_at, visit.today, &visit.zone);
            texts::brief_hands_off(lang, &case.holder_name, &due, &cases::case_number(lang, case.id))
        }
        (None, Some(debt)) if debt.is_positive() => texts::brief_debt(lang, &fmt::money_short(lang, debt, "₽")),
        _ => texts::brief_no_debt(lang).to_owned(),
    });
    lines.join("\n")
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
