//! Pages of cases: my cases, call-backs, one case with its hand-over, a new one.

use access::{Perm, Scope};
use axum::extract::State;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Figure, Filters, Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key, tally};
use i18n::{FieldError, Said, fmt};
use kernel::{CaseId, ClientId, Moment, Phone, StaffId, Value};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop};
use ui::{Button, Field, Panel, Select, Th, Tone};

use crate::api::key_of;
use crate::errors::{CaseRefused, Wrong};
use crate::model::{Case, CaseCard, CaseKind, Handover, NewCase, Outcome, Topic, case_number};
use crate::questions::{self, Which};
use crate::{rules, texts, verbs};

pub(crate) mod stranger;

/// Cases on one page of a list.
const ROWS: i64 = 100;

const CASE_FILTERS: [Filter; 3] =
    [Filter::Word("show", |word| ["mine", "all", "open", "late", "closed"].contains(&word)), Filter::FROM, Filter::TO];
static OPEN: List = List { path: "/cases", filters: &CASE_FILTERS, orders: &[Order::up("due")] };
static CLOSED: List = List { path: "/cases", filters: &CASE_FILTERS, orders: &[Order::down("closed")] };
static CALL_BACKS: List = List {
    path: "/call-backs",
    filters: &[Filter::Word("show", |word| word == LATE), Filter::FROM, Filter::TO],
    orders: &[Order::up("due")],
};

/// The word of a list for what is past its moment.
const LATE: &str = "late";

/// Which cases are asked for, the word of that, and the rest of what is asked.
fn cases_asked(visit: &Visit, words: &Words) -> (Which, &'static str, Asked) {
    let (which, show) = match words.get("show").map_or("", String::as_str) {
        "mine" => (Which::HeldBy(visit.staff()), "mine"),
        "all" | "open" => (Which::Open, "all"),
        LATE => (Which::Open, LATE),
        "closed" => (Which::Closed, "closed"),
        // Whoever holds none by role looks at all of them; a word nobody knows is as good as none.
        _ if !visit.may(Perm::CasesWrite) => (Which::Open, "all"),
        _ => (Which::HeldBy(visit.staff()), "mine"),
    };
    let list = if which == Which::Closed { &CLOSED } else { &OPEN };
    (which, show, list.asked(words))
}

fn rows(read: &mut Read<'_>, visit: &Visit, which: Which, asked: &Asked, limit: i64) -> Result<Vec<Case>, Fault> {
    let mut wanted = asked.wanted(limit);
    (wanted.from, wanted.to) = asked.moments(&visit.zone);
    if asked.get("show") == LATE {
        wanted.to = wanted.to.min(visit.now.millis());
    }
    questions::page(read, visit, which, &wanted)
}

fn cut(read: &mut Read<'_>, visit: &Visit, which: Which, asked: &Asked) -> Result<(Vec<Case>, Option<String>), Fault> {
    let rows = rows(read, visit, which, asked, ROWS + 1)?;
    Ok(asked.cut(rows, ROWS, |case| (Value::Int(key_of(which, case)), case.id.get())))
}

/// The list, or what is said in its place.
fn listed(visit: &Visit, which: Which, filters: &Filters<'_>, asked: &Asked, cut: &Cut, none: Markup) -> Markup {
    let (rows, next) = cut;
    let label = if which == Which::CallBacks { texts::call_backs(visit.lang) } else { texts::cases(visit.lang) };
    let by_days = asked.set().iter().any(|(name, word)| *name != "show" || word == LATE);
    match rows.is_empty() {
        true if by_days || !asked.is_readable() => filters.nothing(label, none),
        true => html! { (Panel::untitled(label).flush(none)) },
        false => html! { (Panel::untitled(label).scroll(table(visit, which, asked, rows, next.as_deref()))) },
    }
}

/// A page of a list and the address of the next one.
type Cut = (Vec<Case>, Option<String>);

/// How the cases of the list stand: the visitor's own where it shows those, else all that the visitor sees.
fn cases_state(read: &mut Read<'_>, visit: &Visit, which: Which) -> Result<String, Fault> {
    let lang = visit.lang;
    let waiting = questions::waiting(read, visit)?;
    let [first, late] = match which {
        Which::HeldBy(_) => [(texts::tally_mine(lang), waiting.mine), (texts::tally_late(lang), waiting.mine_late)],
        _ => [
            (texts::tally_open(lang), questions::open_count(read, visit, None)?),
            (texts::tally_late(lang), questions::open_count(read, visit, Some(visit.now))?),
        ],
    };
    Ok(tally::sentence(lang, &[first, late, (texts::tally_offered(lang), waiting.offered)]))
}

/// How call-backs stand: owed, and overdue.
fn call_backs_state(read: &mut Read<'_>, visit: &Visit) -> Result<String, Fault> {
    let (lang, waiting) = (visit.lang, questions::waiting(read, visit)?);
    Ok(tally::sentence(
        lang,
        &[(texts::tally_owed(lang), waiting.call_backs), (texts::tally_late(lang), waiting.call_backs_late)],
    ))
}

/// What clients wait for longer than they were told.
pub(crate) fn worst(read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Figure>, Fault> {
    // A figure opens exactly its rows: who sees only some cases has them in the own list.
    if visit.scope(Perm::CasesRead) != Scope::All {
        return Ok(Vec::new());
    }
    let lang = visit.lang;
    let late = questions::open_count(read, visit, Some(visit.now))?;
    let owed = questions::waiting(read, visit)?.call_backs_late;
    let figure = |name, count, about: &str, href: &str, weight| Figure {
        name,
        count,
        about: about.into(),
        href: href.into(),
        weight,
    };
    Ok(vec![
        figure(texts::worst_call_backs(lang), owed, texts::worst_call_backs_why(lang), "/call-backs?show=late", 90),
        figure(texts::worst_cases(lang), late, texts::worst_cases_why(lang), "/cases?show=late", 70),
    ])
}

/// The visitor's cases: what is offered first, then what is held, overdue first.
pub(crate) async fn mine(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let (which, show, asked) = cases_asked(&visit, &words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let offered = questions::list(read, visit, Which::OfferedTo(visit.staff()), None, ROWS)?;
            let cut = cut(read, visit, which, &asked)?;
            let tabs = html! {
                nav.p-seg aria-label=(texts::which_cases(lang)) {
                    @for (code, label) in [("mine", texts::tab_mine(lang)), ("all", texts::tab_open(lang)), (LATE, texts::tab_late(lang)), ("closed", texts::tab_closed(lang))] {
                        a href=(asked.href(&[("show", code)])) aria-current=[(code == show).then_some("true")] { (label) }
                    }
                }
            };
            let days = if which == Which::Closed { texts::closed(lang) } else { texts::col_due(lang) };
            let mut filters = Filters::new(visit, &asked).lead(tabs).days(days);
            if visit.may(Perm::CasesWrite) {
                filters = filters.end(html! {
                    (Button::link(texts::case_new(lang), "/cases/new").primary().icon("plus").key("n"))
                });
            }
            let none = ui::empty("inbox", texts::cases_none(lang), texts::cases_none_hint(lang), None);
            let list = listed(visit, which, &filters, &asked, &cut, none);
            let main = html! {
                div.gr.stretch.(if offered.is_empty() { "rows-a1" } else { "rows-aa1" }) {
                    (filters)
                    @if !offered.is_empty() { (offered_panel(visit, &offered)) }
                    (list)
                }
            };
            let state = cases_state(read, visit, which)?;
            Ok(Some(Shown::new(texts::cases(lang), "/cases", main).fit().state(state)))
        })
        .await
}

/// Call-backs of everybody, overdue first.
pub(crate) async fn call_backs(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = CALL_BACKS.asked(&words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let cut = cut(read, visit, Which::CallBacks, &asked)?;
            let tabs = [(LATE.to_owned(), texts::tab_late(lang).to_owned())];
            let filters = Filters::new(visit, &asked)
                .tabs("show", texts::which_cases(lang), texts::tab_open(lang), &tabs)
                .days(texts::col_due(lang));
            let none =
                ui::empty("phone-outgoing", texts::call_backs_none(lang), texts::call_backs_none_hint(lang), None);
            let list = listed(visit, Which::CallBacks, &filters, &asked, &cut, none);
            let main = html! { div.gr.stretch.rows-a1 { (filters) (list) } };
            let state = call_backs_state(read, visit)?;
            Ok(Some(Shown::new(texts::call_backs(lang), "/call-backs", main).fit().state(state)))
        })
        .await
}

/// Cases as a file; numbers of unknown callers stay out of it.
fn sheet(visit: &Visit, title: &str, file: &'static str, rows: &[Case]) -> Sheet {
    let lang = visit.lang;
    let columns = [
        texts::col_case(lang),
        texts::col_due(lang),
        texts::col_subject(lang),
        texts::col_client(lang),
        texts::col_step(lang),
        texts::col_holder(lang),
        texts::closed(lang),
    ];
    Sheet::of(title, file, &columns, rows, |case: &Case| {
        let step = match case.outcome {
            Some(outcome) => Cell::from(outcome.name(lang)),
            None => Cell::from(case.step_in(lang)),
        };
        vec![
            case_number(lang, case.id).into(),
            Cell::at(case.due_at, &visit.zone),
            case.subject_in(lang).into(),
            case.client_name.as_deref().into(),
            step,
            case.holder_name.as_str().into(),
            case.closed_at.map(|at| Cell::at(at, &visit.zone)).into(),
        ]
    })
}

/// The list of cases as a file.
pub(crate) async fn cases_file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let (which, _, asked) = cases_asked(&visit, &words);
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let rows = rows(read, visit, which, asked, most)?;
            Ok(sheet(visit, texts::cases(visit.lang), "cases", &rows))
        })
        .await
}

/// The list of call-backs as a file.
pub(crate) async fn call_backs_file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = CALL_BACKS.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let rows = rows(read, visit, Which::CallBacks, asked, most)?;
            Ok(sheet(visit, texts::call_backs(visit.lang), "call-backs", &rows))
        })
        .await
}

/// Cases that wait for the visitor's yes or no; a letter's key opens the first.
fn offered_panel(visit: &Visit, offered: &[Case]) -> Markup {
    let lang = visit.lang;
    let count = i64::try_from(offered.len()).unwrap_or(i64::MAX);
    let body = html! {
        ul.p-list data-rows {
            @for case in offered {
                li.row-f.sp id={ "offer-" (case.id) } {
                    span.grow.cut {
                        a.b data-open href={ "/cases/" (case.id) } { (case_number(lang, case.id)) } " " (case.subject_in(lang))
                        span.t3 { " " (case.client_name.as_deref().unwrap_or_default()) }
                    }
                    span.s.t2.nw { (texts::from_holder(lang, &case.holder_name)) }
                    form method="post" action={ "/cases/" (case.id) "/acceptance" } {
                        (ui::one_time_key(&one_time_key()))
                        (Button::submit(texts::accept(lang)))
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::offered(lang)).count(fmt::integer(lang, count)).flush(body)) }
}

/// A moment in few letters: the time today, else the day with it.
fn when(visit: &Visit, at: Moment) -> String {
    fmt::moment(visit.lang, at, visit.today, &visit.zone)
}

/// When a case is due; in red when that has passed.
fn due(visit: &Visit, case: &Case) -> Markup {
    match case.closed_at {
        Some(closed) => html! { span.t3 { (when(visit, closed)) } },
        None if case.is_late(visit.now) => html! { (ui::status(Tone::Bad, &when(visit, case.due_at))) },
        None => html! { (when(visit, case.due_at)) },
    }
}

fn table(visit: &Visit, which: Which, asked: &Asked, rows: &[Case], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    // Who is to be called back is dialled from the list.
    let calls = which == Which::CallBacks;
    // On a phone the number stands under the day, and all that is said of the caller in one cell.
    let wide = |cell: Th, is_wide: bool| if is_wide { cell.class("hide-s") } else { cell };
    let heads = [
        Th::new(texts::col_due(lang)),
        wide(Th::new(texts::col_case(lang)), true),
        wide(Th::new(texts::col_subject(lang)), calls),
        wide(Th::new(texts::col_client(lang)), !calls),
        wide(Th::new(if calls { texts::phone(lang) } else { texts::col_step(lang) }), true),
        wide(Th::new(texts::col_holder(lang)), true),
    ];
    html! {
        table.p-tbl {
            (ui::head(&heads))
            (ui::live_rows("case", &asked.here(), html! {
                @for case in rows {
                    @let number = html! { a.b data-open href={ "/cases/" (case.id) } { (case_number(lang, case.id)) } };
                    @let phone = dials(case.phone.as_deref().unwrap_or_default());
                    tr id={ "case-" (case.id) } {
                        td.nw { (due(visit, case)) span."l2"."only-s" { (number) } }
                        td."nw"."hide-s" { (number) }
                        @if calls {
                            td.cut.cut0.third.hide-s { (case.subject_in(lang)) }
                            td.cut.cut0.third {
                                @if case.client.is_some() { (whose(case)) }
                                span."l2"."only-s" { (phone) }
                                span."l2"."only-s" { (case.subject_in(lang)) }
                            }
                            td."nw"."hide-s" { (phone) }
                        } @else {
                            td.cut.cut0.third { (case.subject_in(lang)) span."l2"."only-s" { (whose(case)) } }
                            td.cut.cut0.third.hide-s { (whose(case)) }
                            td.cut.cut0.third.hide-s {
                                @match case.outcome { Some(outcome) => { (outcome.name(lang)) } None => { (case.step_in(lang)) } }
                            }
                        }
                        td."nw"."hide-s" { (case.holder_name) }
                    }
                }
            }))
        }
        (ui::pager(lang, next))
    }
}

/// The client with a link, or the number of an unknown caller.
fn whose(case: &Case) -> Markup {
    html! {
        @match (case.client, &case.client_name) {
            (Some(client), Some(name)) => { a href={ "/clients/" (client) } { (name) } }
            _ => { span.t3 { (dials(case.phone.as_deref().unwrap_or_default())) } }
        }
    }
}

/// A number that the telephone dials at a press; what is no number stands as it was given.
pub fn dials(number: &str) -> Markup {
    html! {
        @match Phone::parse(number) {
            Ok(phone) => { a.nw href={ "tel:" (phone.e164()) } { (phone.to_string()) } }
            Err(_) => { (number) }
        }
    }
}

/// One case in a line of a short list: number, subject, holder, its moment.
pub fn case_line(visit: &Visit, case: &Case) -> Markup {
    html! {
        li.row-f.sp {
            span.grow.cut { a."b"."nw" href={ "/cases/" (case.id) } { (case_number(visit.lang, case.id)) } " " (case.subject_in(visit.lang)) }
            span.s.nw { (due(visit, case)) }
        }
    }
}

/// What was typed into a form of the card, and what is wrong with it.
#[derive(Default)]
struct Typed {
    form: CardForm,
    said: Option<Said>,
    fields: Vec<FieldError>,
}

impl Typed {
    fn wrong(&self, pointer: &str) -> Option<String> {
        self.fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
    }
}

/// What the forms of the card send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct CardForm {
    #[serde(default)]
    version: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    brief: String,
    #[serde(default)]
    next_step: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    answer: String,
}

impl CardForm {
    fn seen(&self) -> Option<i64> {
        self.version.parse().ok()
    }
}

/// One case.
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<CaseId>) -> Response {
    show(&house, &visit, id, Typed::default(), 200).await
}

async fn show(house: &House, visit: &Visit, id: CaseId, typed: Typed, status: u16) -> Response {
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            let people = questions::people_for(read)?;
            let opener = match card.case.opened_by {
                Some(staff) => access::staff_names(read, &[staff])?.into_iter().next().map(|(_, name)| name),
                None => None,
            };
            let next = next_call_back(read, visit, &card.case)?;
            let main = html! {
                div.gr.g-side {
                    div.gr.start { (head(visit, &card, opener.as_deref())) (handovers(visit, &card.handovers)) }
                    div.gr.start { (deeds(visit, &card, &people, &typed)) @if let Some(next) = next { (next_panel(visit, &next)) } }
                }
            };
            let title = format!("{} {}", case_number(lang, id), card.case.subject_in(lang));
            let current = if card.case.topic == Topic::CallBack { "/call-backs" } else { "/cases" };
            let shown = Shown::new(title, current, main).live(format!("case:{id}")).status(status);
            let state = match card.case.outcome {
                Some(outcome) => outcome.name(lang).to_owned(),
                None if card.case.is_late(visit.now) => texts::is_late(lang).to_owned(),
                None => texts::is_open(lang).to_owned(),
            };
            Ok(Some(shown.state(state)))
        })
        .await
}

/// After a call-back that is done: the next one to make, the reader's own first.
fn next_call_back(read: &mut Read<'_>, visit: &Visit, case: &Case) -> Result<Option<Case>, Fault> {
    if case.topic != Topic::CallBack || case.closed_at.is_none() || !visit.may(Perm::CasesWrite) {
        return Ok(None);
    }
    let open = questions::list(read, visit, Which::CallBacks, None, ROWS)?;
    let own = open.iter().find(|one| one.holder == visit.staff()).cloned();
    Ok(own.or_else(|| open.into_iter().next()))
}

fn next_panel(visit: &Visit, next: &Case) -> Markup {
    let lang = visit.lang;
    let body = html! { ul.p-list { (case_line(visit, next)) } };
    let footer = html! { (Button::link(texts::call_back_next(lang), format!("/cases/{}", next.id)).primary().icon("phone-outgoing").key("Enter")) };
    let panel = Panel::new(texts::call_backs(lang)).flush(body).footer(footer);
    // Who is rung back is known before the case is opened.
    let panel = match &next.client_name {
        Some(name) => panel.count(name),
        None => panel,
    };
    html! { (panel) }
}

fn head(visit: &Visit, card: &CaseCard, opener: Option<&str>) -> Markup {
    let (lang, case) = (visit.lang, &card.case);
    let who = opener.unwrap_or(texts::by_itself(lang));
    let body = html! {
        p.b { (case.subject_in(lang)) }
        @if let Some(note) = &case.note { p.pre.t2 { (note) } }
        dl.p-dl.mt8 {
            @if case.client.is_some() { dt { (texts::col_client(lang)) } dd { (whose(case)) } }
            @if let (Some(phone), true) = (&case.phone, case.client.is_none() || case.topic == Topic::CallBack) {
                dt { (texts::phone(lang)) } dd.num0 { (dials(phone)) }
            }
            @if let (Some(given), None) = (case.given(), case.client) { dt { (texts::given(lang)) } dd { (given) } }
            dt { (texts::kind(lang)) } dd { (case.kind.name(lang)) " · " (case.topic.name(lang)) }
            dt { (texts::col_holder(lang)) } dd { b { (case.holder_name) } }
            @if case.closed_at.is_none() { dt { (texts::col_step(lang)) } dd { (case.step_in(lang)) } }
            dt { (texts::col_due(lang)) } dd { (when(visit, case.due_at)) @if case.is_late(visit.now) { " " (ui::status(Tone::Bad, texts::is_late(lang))) } }
            dt { (texts::opened(lang)) } dd { (when(visit, case.opened_at)) ", " (who) }
            @if let Some(closed) = case.closed_at { dt { (texts::closed(lang)) } dd { (when(visit, closed)) } }
            @if let Some(outcome) = case.outcome {
                dt { (texts::outcome(lang)) } dd { (outcome.name(lang)) @if let Some(result) = &case.result { ": " (result) } }
            }
        }
    };
    html! { (Panel::new(texts::case(lang)).count(case_number(lang, case.id)).body(body)) }
}

fn handovers(visit: &Visit, all: &[Handover]) -> Markup {
    let lang = visit.lang;
    if all.is_empty() {
        return html! {};
    }
    let body = html! {
        ul.p-list {
            @for one in all {
                li {
                    div.row-f.sp {
                        span { (one.from_name.as_deref().unwrap_or(texts::by_itself(lang))) " → " b { (one.to_name) } }
                        @match (one.accepted_at, one.ended_at) {
                            (Some(at), _) => { (ui::status(Tone::Ok, &texts::accepted_at(lang, &when(visit, at)))) }
                            (None, Some(_)) if one.answer.is_some() => { (ui::status(Tone::Plain, texts::declined(lang))) }
                            (None, Some(_)) => { (ui::status(Tone::Plain, texts::withdrawn(lang))) }
                            (None, None) => { (ui::status(Tone::Warn, texts::waits(lang))) }
                        }
                    }
                    div.s.t2 { (when(visit, one.offered_at)) ", " (one.reason) }
                    @if let Some(answer) = &one.answer { div.s { (texts::answer(lang, answer)) } }
                    @if let Some(brief) = &one.brief { p.pre.mt4 { (brief) } }
                }
            }
        }
    };
    html! { (Panel::new(texts::handovers(lang)).flush(body)) }
}

/// What the visitor can do with the case: one form for each deed.
fn deeds(visit: &Visit, card: &CaseCard, people: &[(StaffId, String, Vec<access::Role>)], typed: &Typed) -> Markup {
    let (lang, case) = (visit.lang, &card.case);
    let holds = case.holder == visit.staff() || visit.scope(Perm::CasesWrite) == Scope::All;
    let offered = case.offered_to == Some(visit.staff());
    let note = typed.said.as_ref().map(|said| ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) })));
    if case.closed_at.is_some() || !visit.may(Perm::CasesWrite) {
        return html! { @if let Some(note) = note { (note) } };
    }
    html! {
        @if let Some(note) = note { (note) }
        @if offered { (offer_panel(visit, card, typed)) }
        @if !offered && case.holder != visit.staff() { (take_panel(visit, case)) }
        @if holds {
            @if case.client.is_none() && visit.may(Perm::ClientsWrite) { (stranger_panel(visit, case)) }
            (close_panel(visit, case, typed))
            (plan_panel(visit, case, typed))
            (hand_over_panel(visit, case, people, typed))
        }
        @if !holds && !offered { p.s.t2 { (texts::held_by(lang, &case.holder_name)) } }
    }
}

fn hidden(case: &Case) -> Markup {
    html! { (ui::one_time_key(&one_time_key())) input type="hidden" name="version" value=(case.version); }
}

fn offer_panel(visit: &Visit, card: &CaseCard, typed: &Typed) -> Markup {
    let (lang, case) = (visit.lang, &card.case);
    let brief = card.offer().and_then(|offer| offer.brief.clone());
    let body = html! {
        @if let Some(brief) = brief { p.pre { (brief) } }
        form method="post" action={ "/cases/" (case.id) "/acceptance" } #accept { (hidden(case)) }
        form.p-form.mt8 method="post" action={ "/cases/" (case.id) "/refusal" } #refuse {
            (hidden(case))
            (Field::new("answer", texts::why_not(lang)).value(typed.form.answer.clone()).error(typed.wrong("/reason")))
        }
    };
    let footer = html! {
        (Button::submit(texts::accept(lang)).primary().attr("form", "accept").key("Ctrl Enter"))
        (Button::submit(texts::decline(lang)).attr("form", "refuse"))
    };
    html! { (Panel::new(texts::offered_to_you(lang)).body(body).footer(footer)) }
}

fn take_panel(visit: &Visit, case: &Case) -> Markup {
    let lang = visit.lang;
    let body = html! {
        p.s.t2 { (texts::take_hint(lang, &case.holder_name)) }
        form method="post" action={ "/cases/" (case.id) "/holder" } #take { (hidden(case)) }
    };
    let footer = html! { (Button::submit(texts::take(lang)).attr("form", "take")) };
    html! { (Panel::new(texts::take_title(lang)).body(body).footer(footer)) }
}

/// Whose case nobody knows: the way to a card of theirs.
fn stranger_panel(visit: &Visit, case: &Case) -> Markup {
    let lang = visit.lang;
    let body = html! { p.s.t2 { (texts::make_client_hint(lang)) } };
    let to = format!("/cases/{}/client", case.id);
    let footer = html! { (Button::link(texts::make_client(lang), &to).icon("plus").key("n")) };
    html! { (Panel::new(texts::no_client(lang)).body(body).footer(footer)) }
}

fn close_panel(visit: &Visit, case: &Case, typed: &Typed) -> Markup {
    let lang = visit.lang;
    let body = html! {
        form.p-form method="post" action={ "/cases/" (case.id) "/closure" } #close {
            (hidden(case))
            (Select::new("outcome", texts::outcome(lang)).options(Outcome::ALL.iter().map(|one| (one.code(), one.name(lang)))).chosen(typed.form.outcome.clone()))
            (Field::new("result", texts::result(lang)).value(typed.form.result.clone()).error(typed.wrong("/result")))
        }
    };
    // A closed case is not opened again, and a letter is pressed by chance: it closes after a second word.
    let footer = html! {
        details.p-menu.sure {
            summary."p-btn"."primary" data-key="KeyC" aria-keyshortcuts="c" { (texts::close(lang)) " " (ui::kbd("c")) }
            div.row-f.wrap {
                span.s { (texts::close_ask(lang, &case_number(lang, case.id))) }
                (Button::submit(texts::close_sure(lang)).primary().attr("form", "close"))
            }
        }
    };
    html! { (Panel::new(texts::close_title(lang)).body(body).footer(footer)) }
}

fn plan_panel(visit: &Visit, case: &Case, typed: &Typed) -> Markup {
    let lang = visit.lang;
    let form = &typed.form;
    let or = |typed: &str, is: String| if typed.is_empty() { is } else { typed.to_owned() };
    let body = html! {
        form.p-form method="post" action={ "/cases/" (case.id) "/plan" } #plan {
            (hidden(case))
            (Field::new("next_step", texts::col_step(lang)).value(or(&form.next_step, case.step_in(lang))).error(typed.wrong("/next_step")))
            div.row-f.top {
                (Field::new("day", texts::day(lang)).kind("date").value(or(&form.day, case.due_at.day(&visit.zone).to_string())).width("grow"))
                (Field::new("time", texts::time(lang)).value(or(&form.time, fmt::time(case.due_at, &visit.zone))).error(typed.wrong("/due_at")).width("grow"))
            }
        }
    };
    let footer = html! { (Button::submit(texts::plan(lang)).attr("form", "plan")) };
    html! { (Panel::new(texts::plan_title(lang)).body(body).footer(footer)) }
}

fn hand_over_panel(
    visit: &Visit,
    case: &Case,
    people: &[(StaffId, String, Vec<access::Role>)],
    typed: &Typed,
) -> Markup {
    let lang = visit.lang;
    let others = people.iter().filter(|(staff, ..)| *staff != case.holder).map(|(staff, name, roles)| {
        let role = roles.first().map_or("", |role| access::role_name(lang, *role));
        (staff.to_string(), format!("{name}, {role}"))
    });
    let body = html! {
        form.p-form method="post" action={ "/cases/" (case.id) "/hand-over" } #hand-over {
            (hidden(case))
            (Select::new("to", texts::to_whom(lang)).options(others).chosen(typed.form.to.clone()).error(typed.wrong("/to")))
            (Field::new("reason", texts::reason(lang)).value(typed.form.reason.clone()).error(typed.wrong("/reason")))
            (Field::new("brief", texts::brief(lang)).rows(3).value(typed.form.brief.clone()).error(typed.wrong("/brief")))
        }
    };
    let footer = html! { (Button::submit(texts::hand_over(lang)).attr("form", "hand-over").key("h")) };
    html! { (Panel::new(texts::hand_over_title(lang)).body(body).footer(footer)) }
}

/// After a deed of the card: there again, or the card with what is wrong.
async fn end(house: &House, visit: &Visit, htmx: bool, id: CaseId, ended: FormEnd, typed: CardForm) -> Response {
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            show(house, visit, id, Typed { form: typed, said: Some(said), fields }, status).await
        }
        FormEnd::Failed(response) => *response,
    }
}

macro_rules! card_deed {
    ($(#[$doc:meta])* $name:ident, |$tx:ident, $visit:ident, $id:ident, $typed:ident| $deed:block) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(house): State<House>,
            visit: Visit,
            Htmx(htmx): Htmx,
            Path($id): Path<CaseId>,
            form: Form<CardForm>,
        ) -> Response {
            let typed = CardForm::clone(&form.body);
            let ended = house
                .form(&visit, form, move |$tx, $visit, $typed: &CardForm| {
                    $deed
                    Ok(format!("/cases/{}", $id))
                })
                .await;
            end(&house, &visit, htmx, $id, ended, typed).await
        }
    };
}

card_deed!(
    /// Offers the case to a colleague.
    hand_over, |tx, visit, id, typed| {
        let to = typed.to.parse::<StaffId>().map_err(|_| Stop::Refused(CaseRefused::field("/to", Wrong::NoHolder))).map_err(boxed)?;
        verbs::hand_over(tx, visit, id, typed.seen(), to, &typed.reason, &typed.brief).map_err(boxed)?;
    }
);
card_deed!(
    /// Accepts it.
    accept, |tx, visit, id, _typed| {
        verbs::accept(tx, visit, id).map_err(boxed)?;
    }
);
card_deed!(
    /// Declines it.
    decline, |tx, visit, id, typed| {
        verbs::decline(tx, visit, id, &typed.answer).map_err(boxed)?;
    }
);
card_deed!(
    /// Takes it.
    take, |tx, visit, id, typed| {
        verbs::take(tx, visit, id, typed.seen()).map_err(boxed)?;
    }
);
card_deed!(
    /// Says what is done next and by when.
    plan, |tx, visit, id, typed| {
        let due_at = due_typed(visit, &typed.day, &typed.time).map_err(boxed)?;
        verbs::plan(tx, visit, id, typed.seen(), &typed.next_step, due_at).map_err(boxed)?;
    }
);
card_deed!(
    /// Closes it.
    close, |tx, visit, id, typed| {
        let outcome = Outcome::parse(&typed.outcome).ok_or(Stop::Refused(CaseRefused::field("/outcome", Wrong::NoWord))).map_err(boxed)?;
        verbs::close(tx, visit, id, typed.seen(), outcome, &typed.result).map_err(boxed)?;
    }
);

fn due_typed(visit: &Visit, day: &str, time: &str) -> Result<Moment, Stop<CaseRefused>> {
    rules::due_of(day, time, visit.today, &visit.zone)
        .ok_or(Stop::Refused(CaseRefused::field("/due_at", Wrong::NoTime)))
}

/// What the form of a new case begins with, and what it sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NewForm {
    #[serde(default)]
    client: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    next_step: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
}

impl NewForm {
    fn read(&self, visit: &Visit) -> Result<NewCase, Stop<CaseRefused>> {
        let kind = CaseKind::parse(&self.kind).ok_or(Stop::Refused(CaseRefused::field("/kind", Wrong::NoWord)))?;
        let topic = Topic::parse(&self.topic).ok_or(Stop::Refused(CaseRefused::field("/topic", Wrong::NoWord)))?;
        let client = match self.client.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Stop::Refused(CaseRefused::field("/client", Wrong::NoClient)))?),
        };
        let due_at = if self.time.trim().is_empty() && self.day.trim().is_empty() {
            None
        } else {
            let time = if self.time.trim().is_empty() { "18:00" } else { &self.time };
            Some(due_typed(visit, &self.day, time)?)
        };
        let typed = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        Ok(NewCase {
            note: typed(&self.note),
            client,
            next_step: typed(&self.next_step),
            due_at,
            ..NewCase::new(kind, topic, self.subject.clone())
        })
    }
}

/// The form of a new case; first of all whom it is about.
pub(crate) async fn new(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Query(asked): Query<NewForm>,
) -> Response {
    if asked.client.is_empty() {
        let (title, who) = (texts::case_new(visit.lang), texts::about_whom(visit.lang));
        let asks = clients::Choose { action: "/cases/new", at: "/cases", title, who };
        return clients::choose(&house, &visit, htmx, asked.q, asks).await;
    }
    show_new(&house, &visit, asked, None, Vec::new(), 200).await
}

/// Opens the case of the form.
pub(crate) async fn create(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    form: Form<NewForm>,
) -> Response {
    let typed = NewForm::clone(&form.body);
    let ended = house
        .form(&visit, form, |tx, visit, typed: &NewForm| {
            let new = typed.read(visit).map_err(boxed)?;
            let id = verbs::open(tx, visit, &new).map_err(boxed)?;
            Ok(format!("/cases/{id}"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => show_new(&house, &visit, typed, Some(said), fields, status).await,
        FormEnd::Failed(response) => *response,
    }
}

async fn show_new(
    house: &House,
    visit: &Visit,
    typed: NewForm,
    said: Option<Said>,
    fields: Vec<FieldError>,
    status: u16,
) -> Response {
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let client = typed.client.parse::<ClientId>().ok();
            let name = match client {
                Some(client) if questions::serves(read, visit, client)? => {
                    clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name)
                }
                Some(_) if said.is_none() => return Ok(None),
                _ => None,
            };
            let wrong = |pointer: &str| {
                fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
            };
            let kinds = CaseKind::ALL.iter().map(|one| (one.code(), one.name(lang)));
            let topics = Topic::ALL.iter().map(|one| (one.code(), one.name(lang)));
            let body = html! {
                form.p-form #case-form method="post" action="/cases/new" {
                    (ui::one_time_key(&one_time_key()))
                    input type="hidden" name="client" value=(typed.client);
                    @if let Some(said) = &said { (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))) }
                    @if let Some(name) = &name { p.b { (name) } }
                    @if let Some(message) = wrong("/client") { p.p-hint.err { (message) } }
                    (Field::new("subject", texts::col_subject(lang)).value(typed.subject.clone()).error(wrong("/subject")).required().autofocus().attr("maxlength", "200"))
                    div.row-f.top {
                        (Select::new("kind", texts::kind(lang)).options(kinds).chosen(typed.kind.clone()).error(wrong("/kind")).width("grow"))
                        (Select::new("topic", texts::topic(lang)).options(topics).chosen(typed.topic.clone()).error(wrong("/topic")).width("grow"))
                    }
                    (Field::new("note", texts::note(lang)).rows(4).value(typed.note.clone()).error(wrong("/note")))
                    (Field::new("next_step", texts::col_step(lang)).value(typed.next_step.clone()).error(wrong("/next_step")))
                    div.row-f.top {
                        (Field::new("day", texts::day(lang)).kind("date").value(typed.day.clone()).width("grow"))
                        (Field::new("time", texts::time(lang)).value(typed.time.clone()).hint(texts::time_hint(lang)).error(wrong("/due_at")).width("grow"))
                    }
                }
            };
            let footer = html! {
                (Button::link(texts::cancel(lang), "/cases").quiet())
                (Button::submit(texts::open_case(lang)).primary().attr("form", "case-form").class("end").key("Ctrl Enter"))
            };
            let title = texts::case_new(lang);
            let main = html! { (Panel::new(title).body(body).footer(footer)) };
            Ok(Some(Shown::new(title, "/cases", main).status(status)))
        })
        .await
}
