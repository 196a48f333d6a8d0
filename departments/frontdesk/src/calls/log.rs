//! Past calls as a list: the visitor's own, for heads everybody's; filtered, sorted, taken away as a file.

use access::{Perm, Scope};
use axum::extract::State;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Figure, Filters, House, Query, Shown, Visit, tally};
use i18n::{Lang, fmt};
use kernel::{ClientId, Entity, EntityKind, StaffId, Value};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Button, Panel, Th, Tone};

use super::desk::number_of;
use super::model::{Call, CallOutcome, Direction};
use super::store::{self as books, Past};
use super::web::is_home;
use crate::texts;

const ROWS: i64 = 50;

static LOG: List = List {
    path: "/calls/list",
    filters: &[
        Filter::Row("who"),
        Filter::Word("direction", |code| Direction::parse(code).is_some()),
        Filter::Word("outcome", |code| CallOutcome::parse(code).is_some()),
        Filter::Row("client"),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[Order::down("at"), Order::up("at")],
};

/// Whether everybody's calls are open to the visitor, not only the own ones.
pub(crate) fn sees_all(visit: &Visit) -> bool {
    visit.scope(Perm::CallsWrite) == Scope::All
}

fn rows(read: &mut Read<'_>, visit: &Visit, asked: &Asked, limit: i64) -> Result<Vec<Call>, Fault> {
    let outcome = CallOutcome::parse(asked.get("outcome"));
    // Nobody answered a missed call: it is everybody's who may know the clients, as on the desk.
    let are_missed = outcome == Some(CallOutcome::Missed) && visit.sees_all_clients();
    let operator =
        if sees_all(visit) { asked.read("who").map(StaffId::new) } else { Some(visit.staff()).filter(|_| !are_missed) };
    let past = Past {
        operator,
        client: asked.read("client").map(ClientId::new),
        outcome,
        direction: Direction::parse(asked.get("direction")),
        span: asked.moments(&visit.zone),
    };
    let wanted = asked.wanted(limit);
    books::past(read, &past, wanted.order, (&wanted.key, wanted.id), wanted.limit)
}

pub(crate) async fn page(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = LOG.asked(&words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let (rows, next) = asked.cut(rows(read, visit, &asked, ROWS + 1)?, ROWS, |call| {
                (Value::Int(call.started_at.millis()), call.id.get())
            });
            let ways: Vec<_> =
                Direction::ALL.iter().map(|way| (way.code().to_owned(), way.name(lang).to_owned())).collect();
            let ends: Vec<_> =
                CallOutcome::ALL.iter().map(|end| (end.code().to_owned(), end.name(lang).to_owned())).collect();
            let mut filters = Filters::new(visit, &asked);
            if sees_all(visit) {
                filters =
                    filters.choice("who", texts::log_operator(lang), texts::log_everybody(lang), &operators(read)?);
            }
            // The name stands in the rows: who answered none of its calls is told none.
            let client =
                rows.first().and_then(|call| call.client_name.as_deref()).filter(|_| !asked.get("client").is_empty());
            filters = filters
                .choice("direction", texts::log_direction(lang), texts::log_both_ways(lang), &ways)
                .choice("outcome", texts::log_outcome(lang), texts::log_any_end(lang), &ends)
                .days(texts::log_days(lang))
                .of("client", texts::log_caller(lang), client);
            if is_home(visit) {
                filters = filters.lead(html! { (Button::link(texts::log_desk(lang), "/calls").icon("phone")) });
            }
            let panel = if rows.is_empty() {
                let none = ui::empty("phone", texts::log_none(lang), texts::log_none_why(lang), None);
                filters.nothing(texts::log(lang), none)
            } else {
                list_panel(visit, &asked, &rows, next.as_deref())
            };
            let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
            let state = log_state(read, visit)?;
            let current = if is_home(visit) { "/calls" } else { "/calls/list" };
            Ok(Some(Shown::new(texts::log(lang), current, main).state(state).fit()))
        })
        .await
}

/// How the calls of the day stand: the company's for whoever sees all, else that these are the own ones.
fn log_state(read: &mut Read<'_>, visit: &Visit) -> Result<String, Fault> {
    let lang = visit.lang;
    if !sees_all(visit) {
        return Ok(texts::log_state_own(lang).to_owned());
    }
    let (day, _) = books::day(read, visit.today.start(&visit.zone))?;
    Ok(tally::sentence(lang, &[(texts::tally_answered(lang), day.answered), (texts::tally_missed(lang), day.missed)]))
}

/// Calls of the day that nobody answered, for whoever sees all of them.
pub(crate) fn worst(read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Figure>, Fault> {
    if !sees_all(visit) {
        return Ok(Vec::new());
    }
    let lang = visit.lang;
    let (day, _) = books::day(read, visit.today.start(&visit.zone))?;
    let href = missed_today(visit);
    let (name, about) = (texts::worst_missed(lang), texts::worst_missed_why(lang).to_owned());
    Ok(vec![Figure { name, count: day.missed, about, href, weight: 65 }])
}

/// Where the calls of the day that nobody answered stand: as many rows as the day counts.
pub(crate) fn missed_today(visit: &Visit) -> String {
    format!(
        "/calls/list?outcome={}&direction={}&from={}",
        CallOutcome::Missed.code(),
        Direction::In.code(),
        visit.today
    )
}

fn operators(read: &mut Read<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut people: Vec<(String, String)> =
        books::people(read)?.into_iter().map(|person| (person.staff.to_string(), person.name)).collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    people.dedup();
    Ok(people)
}

fn list_panel(visit: &Visit, asked: &Asked, rows: &[Call], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let all = sees_all(visit);
    let mut heads = vec![asked.sorts("at", Th::new(texts::log_at(lang))), Th::new(texts::log_caller(lang))];
    heads.push(Th::new(texts::log_topic(lang)).class("hide-s"));
    if all {
        heads.push(Th::new(texts::log_operator(lang)).class("hide-s"));
    }
    heads.extend([
        Th::num(texts::log_rang(lang)).class("hide-s"),
        Th::num(texts::log_talked(lang)).class("hide-s"),
        Th::new(texts::log_outcome(lang)),
        Th::new(texts::log_case(lang)).class("hide-s"),
    ]);
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for call in rows {
                    tr id=(format!("call-{}", call.id)) {
                        td.nw { (fmt::moment(lang, call.started_at, visit.today, &visit.zone)) }
                        td {
                            span.row-f {
                                span title=(call.direction.name(lang)) { (ui::icon(picture(call))) span.p-visually-hidden { (call.direction.name(lang)) } }
                                (caller(visit, call))
                            }
                        }
                        td.hide-s { (call.topic.map(|topic| topic.name(lang)).unwrap_or_default()) }
                        @if all { td.hide-s { (call.operator_name.as_deref().unwrap_or_default()) } }
                        td.num.hide-s { (length(rang(call))) }
                        td.num.hide-s { (length(talked(call))) }
                        td { (outcome(lang, call)) }
                        td.nw.hide-s {
                            @if let Some(case) = call.case {
                                @let number = cases::case_number(lang, case);
                                @match house::link(visit, Entity::new(EntityKind::Case, case.get())) {
                                    Some(href) => { a href=(href) { (number) } }
                                    None => { (number) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let panel = Panel::untitled(texts::log(lang)).scroll(table);
    match next {
        Some(_) => html! { (panel.footer(ui::pager(lang, next))) },
        None => html! { (panel) },
    }
}

fn picture(call: &Call) -> &'static str {
    match (call.direction, call.outcome) {
        (_, Some(CallOutcome::Missed)) => "phone-off",
        (Direction::Out, _) => "phone-outgoing",
        (Direction::In, _) => "phone",
    }
}

/// Who it was: the client with the person; where nobody is known at the number, the number with the name they gave.
fn caller(visit: &Visit, call: &Call) -> Markup {
    let person = call.contact_name.as_deref().map(|name| format!(" · {name}")).unwrap_or_default();
    html! {
        @match (call.client, &call.client_name) {
            (Some(client), Some(name)) => {
                span {
                    @match house::link(visit, client.into()) { Some(href) => { a href=(href) { (name) } } None => { (name) } }
                    span.t3 { (person) }
                }
            }
            _ => {
                span {
                    @match &call.number { Some(number) => { (cases::dials(number)) } None => { span.t2 { (number_of(visit.lang, call)) } } }
                    @if let Some(given) = call.given() { span.t3 { " · " (given) } }
                }
            }
        }
    }
}

fn outcome(lang: Lang, call: &Call) -> Markup {
    match call.outcome {
        None if call.rings() => ui::status(Tone::Warn, texts::rings(lang)),
        None => ui::status(Tone::Info, texts::talks(lang)),
        Some(CallOutcome::Missed) => ui::status(Tone::Bad, CallOutcome::Missed.name(lang)),
        Some(end) => html! { (end.name(lang)) },
    }
}

/// Seconds until somebody answered, or until it fell silent.
fn rang(call: &Call) -> Option<i64> {
    Some(call.answered_at.or(call.ended_at)?.millis_since(call.started_at) / 1000)
}

/// Seconds of the talk.
fn talked(call: &Call) -> Option<i64> {
    Some(call.ended_at?.millis_since(call.answered_at?) / 1000)
}

/// Minutes and seconds, as a clock writes them.
fn length(seconds: Option<i64>) -> String {
    seconds.map(|seconds| format!("{}:{:02}", seconds / 60, seconds % 60)).unwrap_or_default()
}

/// The list as a file: no numbers, known or unknown.
pub(crate) async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = LOG.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let lang = visit.lang;
            let rows = rows(read, visit, asked, most)?;
            let columns = [
                texts::log_at(lang),
                texts::log_direction(lang),
                texts::log_client(lang),
                texts::log_person(lang),
                texts::log_topic(lang),
                texts::log_operator(lang),
                texts::log_rang_seconds(lang),
                texts::log_talked_seconds(lang),
                texts::log_outcome(lang),
                texts::log_case(lang),
            ];
            Ok(Sheet::of(texts::log(lang), "calls", &columns, &rows, |call: &Call| {
                vec![
                    Cell::at(call.started_at, &visit.zone),
                    call.direction.name(lang).into(),
                    call.client_name.as_deref().into(),
                    call.contact_name.as_deref().or(call.given_person.as_deref()).into(),
                    call.topic.map(|topic| topic.name(lang)).into(),
                    call.operator_name.as_deref().into(),
                    rang(call).into(),
                    talked(call).into(),
                    call.outcome.map(|end| end.name(lang)).into(),
                    call.case.map(|case| cases::case_number(lang, case)).into(),
                ]
            }))
        })
        .await
}
