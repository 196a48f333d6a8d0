//! What a client most likely wants, in the reader's words: the answer line of the call desk and of the dossier.

use cases::{Case, Topic};
use house::Visit;
use i18n::fmt;
use kernel::CaseId;
use ui::Tone;

use crate::dossier::{Dossier, OpenOrderLine};
use crate::likely::{CaseFact, Known, Likely, OrderFact, likely};
use crate::texts;

/// A likely wish in words.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) tone: Tone,
    /// What the caller would say.
    pub(crate) question: String,
    /// What to answer.
    pub(crate) answer: String,
    /// What the answer rests on.
    pub(crate) why: String,
    /// What the client was told of it before; nothing but a word that was given.
    pub(crate) said: Option<String>,
    /// A word for the short line.
    pub(crate) mark: String,
    /// The order it is about, by its place in the list.
    pub(crate) order: Option<usize>,
    /// The case it is about.
    pub(crate) case: Option<CaseId>,
    /// What it is about.
    pub(crate) topic: Topic,
}

/// The likely wishes in the reader's words, the answer first.
pub(crate) fn wishes(visit: &Visit, dossier: &Dossier) -> Vec<Wish> {
    let cases = &dossier.cases;
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
    let said = |order: &OpenOrderLine| {
        order.first_promised_on.map(|first| texts::why_first(lang, &fmt::day(lang, first, visit.today)))
    };
    let rests = |order: &OpenOrderLine| {
        let mut why: Vec<String> = said(order).into_iter().collect();
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
            said: said(order),
            mark: mark.to_owned(),
            order: Some(place),
            case: None,
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
            let debt = fmt::money_short(lang, dossier.facts.debt?, visit.sign);
            Some(Wish {
                tone: Tone::Plain,
                question: texts::likely_debt(lang).to_owned(),
                answer: texts::answer_debt(lang, &debt),
                why: texts::debt_why(lang).to_owned(),
                said: None,
                mark: debt,
                order: None,
                case: None,
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
            said: None,
            mark: texts::mark_new_order(lang).to_owned(),
            order: None,
            case: None,
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
        said: None,
        mark: if late { texts::mark_late(lang).to_owned() } else { texts::mark_due(lang, &due) },
        order: None,
        case: Some(case.id),
        topic: if call_back { Topic::Other } else { case.topic },
    }
}
