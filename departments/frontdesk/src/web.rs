//! The dossier page: how is this client, and what next?

mod people;
pub(crate) mod purchases;
pub(crate) mod timeline;

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::{House, Path, Query, Shown, Visit};
use i18n::{Lang, fmt};
use kernel::{ClientId, Money};
use maud::{Markup, html};
use ui::chart::{Chart, Series};
use ui::{Button, Fact, Panel, Th, Tone};

use crate::dossier::{Dossier, OpenOrderLine, Turnover, dossier_with};
use crate::texts;
use crate::wishes::Wish;
use purchases::bought;
use timeline::TimelineQuery;

pub(crate) async fn page(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(asked): Query<TimelineQuery>,
) -> Response {
    house
        .page(&visit, move |read, visit| {
            let Some(dossier) = dossier_with(read, visit, id, &asked.events())? else { return Ok(None) };
            Ok(Some(shown(visit, &dossier, &asked)))
        })
        .await
}

fn shown(visit: &Visit, dossier: &Dossier, asked: &TimelineQuery) -> Shown {
    let lang = visit.lang;
    let main = if dossier.head.locked { locked(lang, dossier) } else { open(visit, dossier, asked) };
    let mut shown = Shown::new(dossier.head.name.clone(), "/clients", main)
        .state(texts::dossier(lang))
        .live(format!("client:{}", dossier.head.id));
    if !dossier.head.locked {
        if visit.may(Perm::OrdersWrite) {
            shown = shown.key("o", texts::new_order(lang));
        }
        if visit.may(Perm::CasesWrite) {
            shown = shown.key("n", texts::new_case(lang));
        }
        shown = shown.key("t", texts::timeline(lang));
    }
    shown
}

fn locked(lang: Lang, dossier: &Dossier) -> Markup {
    let why = match dossier.head.manager() {
        Some(manager) => texts::locked_why(lang, manager),
        None => texts::locked_nobody(lang).to_string(),
    };
    html! {
        section.p-panel { div.p-empty {
            (ui::icon("lock"))
            h2 { (dossier.head.name) }
            p.s.t2 { (texts::locked(lang)) ". " (why) }
        } }
    }
}

/// What changes while the dossier is open: the answer and the numbers; the open orders come along to their own place.
pub(crate) async fn now(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house
        .part(&visit, move |read, visit| {
            let dossier = dossier_with(read, visit, id, &TimelineQuery::default().events())?;
            let dossier = dossier.filter(|dossier| !dossier.head.locked);
            Ok(dossier.map(|dossier| html! { (standing(visit, &dossier)) (promised(visit, &dossier, true)) }))
        })
        .await
}

fn standing(visit: &Visit, dossier: &Dossier) -> Markup {
    let id = dossier.head.id;
    html! {
        div.gr #now data-live={ "about:" (id) } hx-get={ "/clients/" (id) "/now" } hx-trigger="live" hx-swap="outerHTML" {
            @if let Some(wish) = dossier.wishes.first() { (answer(visit, dossier, wish)) }
            (facts(visit, dossier))
        }
    }
}

fn promised(visit: &Visit, dossier: &Dossier, comes_along: bool) -> Markup {
    html! {
        div.gr #promised hx-swap-oob=[comes_along.then_some("true")] {
            (open_orders(visit, dossier))
            @if !dossier.at_risk.is_empty() { (at_risk(visit, dossier)) }
        }
    }
}

fn open(visit: &Visit, dossier: &Dossier, asked: &TimelineQuery) -> Markup {
    html! {
        (head(visit, dossier))
        (standing(visit, dossier))
        div.gr.g-dos {
            div.gr.start {
                (turnover(visit, &dossier.turnover))
                (promised(visit, dossier, false))
                (history_panel(visit, dossier))
            }
            div.gr.start {
                (people::whom_to_ask(visit, &dossier.people))
                (timeline::panel(visit, dossier.head.id, asked, &dossier.timeline, dossier.timeline_cursor.as_deref()))
            }
            div.gr.start {
                @if !dossier.cases.is_empty() { (open_cases(visit, dossier)) }
                (clients::contacts_card(visit, &dossier.head))
            }
        }
    }
}

/// What the client most likely wants, and what to answer; the question opens what it is about.
fn answer(visit: &Visit, dossier: &Dossier, wish: &Wish) -> Markup {
    let question = texts::will_ask(visit.lang, &wish.question);
    let order =
        wish.order.and_then(|place| dossier.open_orders.get(place)).map(|order| format!("/orders/{}", order.id));
    let case = wish.case.map(|case| format!("/cases/{case}"));
    html! {
        section class={ "p-answer" @if let Some(tone) = wish.tone.class() { " " (tone) } } aria-label=(question) {
            div.q { @match order.or(case) { Some(href) => { a href=(href) { (question) } } None => { (question) } } }
            p.a { (wish.answer) }
            @if !wish.why.is_empty() { p.why { (wish.why) } }
        }
    }
}

fn head(visit: &Visit, dossier: &Dossier) -> Markup {
    let (lang, head) = (visit.lang, &dossier.head);
    let mut about: Vec<String> = Vec::new();
    about.extend(head.inn.as_deref().map(|inn| texts::requisites_line_inn(lang, inn)));
    about.extend(head.kpp.as_deref().map(|kpp| texts::requisites_line_kpp(lang, kpp)));
    about.extend(head.city.clone());
    about.extend(dossier.bought_since.map(|day| texts::since(lang, &day.year().to_string())));
    html! {
        section.p-panel { div.bd.row-f.top.g12.head-f {
            span.av.lg aria-hidden="true" { (letters(&head.name)) }
            div.grow {
                div.row-f.wrap { h2.big { (head.name) } (clients::stage_status(lang, head.stage)) }
                div.t2.cut { (about.join(" · ")) }
            }
            div.row-f.acts {
                @if visit.may(Perm::CasesWrite) {
                    (Button::link(texts::new_case(lang), format!("/cases/new?client={}", head.id)).icon("inbox").key("n"))
                }
                @if visit.may(Perm::TermsRead) {
                    (Button::link(texts::terms(lang), format!("/clients/{}/terms", head.id)).icon("file-text"))
                }
                @if head.may_change { (Button::link(texts::edit(lang), format!("/clients/{}/edit", head.id))) }
                @if visit.may(Perm::OrdersWrite) {
                    (Button::link(texts::new_order(lang), format!("/orders/new?client={}", head.id)).primary().icon("shopping-cart").key("o"))
                }
            }
        } }
    }
}

/// First letters of the name without its legal form.
fn letters(name: &str) -> String {
    let inside = name.split_once('«').map_or(name, |(_, rest)| rest);
    inside
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

/// The main numbers, six at most; each opens the rows it is made of.
fn facts(visit: &Visit, dossier: &Dossier) -> Markup {
    let (lang, f) = (visit.lang, &dossier.facts);
    let mut facts = vec![turnover_fact(visit, dossier), last_purchase_fact(visit, dossier)];
    facts.extend(f.debt.map(|debt| debt_fact(visit, dossier, debt)));
    let open = Fact::new(
        texts::open_sum(lang),
        if f.open_count == 0 { texts::nothing(lang).into() } else { sum_of(visit, f.open_sum) },
    );
    let open = open.detail(texts::open_count(lang, f.open_count));
    facts.push(if f.open_count > 0 { open.href("#open-orders") } else { open });
    facts.push(match f.at_risk_lines {
        0 => Fact::new(texts::at_risk_lines(lang), texts::nothing(lang)).detail(texts::at_risk_holds(lang)),
        lines => Fact::new(texts::at_risk_lines(lang), texts::at_risk_count(lang, lines))
            .detail(texts::at_risk_why(lang))
            .tone(Tone::Warn)
            .href("#at-risk"),
    });
    facts.push(match (f.open_cases, f.late_cases) {
        (0, _) => Fact::new(texts::open_cases(lang), texts::nothing(lang)),
        (open, 0) => Fact::new(texts::open_cases(lang), fmt::integer(lang, open))
            .detail(texts::cases_in_time(lang))
            .href("#cases"),
        (open, late) => Fact::new(texts::open_cases(lang), fmt::integer(lang, open))
            .detail(texts::cases_late(lang, late))
            .detail_tone(Tone::Bad)
            .href("#cases"),
    });
    ui::facts(texts::main_figures(lang), &facts)
}

fn sum_of(visit: &Visit, sum: Money) -> String {
    fmt::money_short(visit.lang, sum, visit.sign)
}

fn turnover_fact(visit: &Visit, dossier: &Dossier) -> Fact {
    let (lang, f) = (visit.lang, &dossier.facts);
    let month = visit.today.month();
    let change = match f.change_basis_points {
        Some(change) => texts::turnover_change(lang, &signed_percent(lang, change)),
        None => texts::turnover_first(lang).to_string(),
    };
    let fell = f.change_basis_points.is_some_and(|change| change <= orders::SHRINKING);
    let rows = bought(dossier.head.id, month.add_months(-11).first_day(), month.last_day());
    let fact = Fact::new(texts::turnover_year(lang), sum_of(visit, f.turnover_year)).detail(change).href(rows);
    if fell { fact.detail_tone(Tone::Bad) } else { fact }
}

fn last_purchase_fact(visit: &Visit, dossier: &Dossier) -> Fact {
    let lang = visit.lang;
    let Some(day) = dossier.facts.last_purchase else {
        return Fact::new(texts::last_order(lang), texts::never_bought(lang));
    };
    let ago = i64::from(day.days_until(visit.today));
    Fact::new(texts::last_order(lang), fmt::day(lang, day, visit.today))
        .detail(texts::last_order_ago(lang, ago))
        .href(bought(dossier.head.id, day, day))
}

/// A debt, or what was paid ahead: an advance is never shown as a debt below zero.
fn debt_fact(visit: &Visit, dossier: &Dossier, debt: Money) -> Fact {
    let lang = visit.lang;
    let fact = if debt.is_positive() {
        Fact::new(texts::debt(lang), sum_of(visit, debt)).detail(texts::debt_why(lang))
    } else if debt.is_negative() {
        Fact::new(texts::advance(lang), sum_of(visit, debt.checked_neg().unwrap_or_default()))
            .detail(texts::advance_why(lang))
    } else {
        Fact::new(texts::debt(lang), texts::nothing(lang)).detail(texts::debt_paid(lang))
    };
    let credit = &dossier.credit;
    let overdue = credit.overdue.filter(|overdue| overdue.is_positive());
    let late = overdue.map(|overdue| texts::credit_overdue(lang, &sum_of(visit, overdue)));
    let free = match (credit.limit, credit.free) {
        (Some(limit), Some(free)) => Some(texts::credit_free(lang, &sum_of(visit, free), &sum_of(visit, limit))),
        _ => None,
    };
    let told: Vec<String> = late.into_iter().chain(free).collect();
    let fact = if told.is_empty() { fact } else { fact.detail(told.join(" · ")) };
    let fact = match credit.free {
        _ if overdue.is_some() => fact.detail_tone(Tone::Bad),
        Some(free) if free.is_zero() => fact.detail_tone(Tone::Warn),
        _ => fact,
    };
    if visit.may(Perm::PaymentsRead) { fact.href(format!("/clients/{}/account", dossier.head.id)) } else { fact }
}

fn signed_percent(lang: Lang, basis_points: i64) -> String {
    let text = fmt::percent(lang, basis_points);
    if basis_points > 0 { format!("+{text}") } else { text }
}

fn turnover(visit: &Visit, turnover: &Turnover) -> Markup {
    let lang = visit.lang;
    let unit = texts::turnover_unit(lang, visit.sign);
    if turnover.series.is_empty() {
        let body = ui::empty("chart-bar", texts::no_turnover(lang), texts::no_turnover_why(lang), None);
        return html! { (Panel::new(texts::turnover_by_month(lang)).id("turnover").body(body)) };
    }
    let months: Vec<String> =
        turnover.months.iter().map(|m| fmt::month_short(lang, m.month_of_year()).to_string()).collect();
    let series: Vec<Series> = turnover
        .series
        .iter()
        .map(|s| Series {
            name: s.name.clone().unwrap_or_else(|| texts::other_categories(lang).to_string()),
            values: s.values.iter().map(|sum| (sum.minor() + 50).div_euclid(100)).collect(),
        })
        .collect();
    let chart = Chart {
        title: texts::turnover_by_month(lang),
        unit: &unit,
        finer: Some((visit.sign, 1000)),
        months: &months,
        series: &series,
        ..Default::default()
    };
    let body = html! { (ui::chart::stacked_months(lang, &chart)) };
    html! {
        (Panel::new(texts::turnover_by_month(lang)).id("turnover").count(unit.as_str()).more(ui::chart::legend(lang, &chart)).body(body))
    }
}

fn open_orders(visit: &Visit, dossier: &Dossier) -> Markup {
    let (lang, f) = (visit.lang, &dossier.facts);
    let body = html! {
        @if dossier.open_orders.is_empty() { p.bd.t3 { (texts::no_open_orders(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[Th::new(texts::col_order(lang)), Th::new(texts::col_what(lang)).class("hide-s"), Th::sums(texts::col_left(lang), visit.sign), Th::new(texts::col_promised(lang)), Th::new(texts::col_rests_on(lang)).class("hide-s"), Th::new(texts::col_word(lang))]))
                tbody data-rows {
                    @for order in &dossier.open_orders {
                        tr id=(format!("order-{}", order.id)) {
                            td.b.nw { a href=(format!("/orders/{}", order.id)) { (order.number) } }
                            td."cut"."cut0"."hide-s" { (order.what) }
                            (ui::num(&fmt::money_short(lang, order.left, "")))
                            td.nw {
                                @match order.promised_on {
                                    Some(day) => {
                                        @let old = order.first_promised_on.filter(|first| *first != day).map(|first| fmt::day(lang, first, visit.today));
                                        (ui::changed_date(old.as_deref(), &fmt::day(lang, day, visit.today)))
                                    }
                                    None => { span.t3 { (texts::not_promised(lang)) } }
                                }
                            }
                            td."cut"."cut0"."hide-s" { (order.rests_on) }
                            td.nw { (word(visit, order, Tone::Ok)) }
                        }
                    }
                }
            }
        }
    };
    let count = (f.open_count > 0).then(|| {
        texts::open_orders_sum(
            lang,
            &texts::open_count(lang, f.open_count),
            &fmt::money_short(lang, f.open_sum, visit.sign),
        )
    });
    let more = visit
        .may(Perm::OrdersRead)
        .then(|| html! { a href=(format!("/orders?client={}", dossier.head.id)) { (texts::all_orders(lang)) } });
    let mut panel = Panel::new(texts::open_orders(lang)).id("open-orders").flush(body);
    if let Some(count) = count {
        panel = panel.count(count);
    }
    if let Some(more) = more {
        panel = panel.more(more);
    }
    html! { (panel) }
}

/// How an open order stands: what is in danger first, then until when its goods are held.
pub(crate) fn word(visit: &Visit, order: &OpenOrderLine, calm: Tone) -> Markup {
    let (lang, today) = (visit.lang, visit.today);
    if order.at_risk {
        return ui::status(Tone::Warn, texts::word_risk(lang));
    }
    if order.promised_on.is_some_and(|day| day < today) {
        return ui::status(Tone::Bad, texts::mark_overdue(lang));
    }
    match order.reserved_until {
        Some(until) => {
            let tone = if orders::rules::runs_out_soon(until, today) { Tone::Warn } else { calm };
            ui::status(tone, &texts::word_held(lang, &fmt::day(lang, until, today)))
        }
        None => ui::status(calm, texts::word_holds(lang)),
    }
}

fn history_panel(visit: &Visit, dossier: &Dossier) -> Markup {
    let lang = visit.lang;
    let more = html! { a href=(format!("/clients/{}/history", dossier.head.id)) { (texts::history_more(lang)) } };
    html! {
        (Panel::new(texts::history(lang)).id("history").flush(purchases::table(visit, &dossier.history)).more(more))
    }
}

/// Lines whose promise is in danger.
fn at_risk(visit: &Visit, dossier: &Dossier) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[Th::new(texts::col_order(lang)), Th::new(texts::col_item(lang)), Th::num(texts::col_quantity(lang)), Th::new(texts::col_promised(lang))]))
            tbody data-rows {
                @for line in &dossier.at_risk {
                    tr {
                        td.b.nw { a href={ "/orders/" (line.order) } { (line.number) } }
                        td.cut.cut0 { (line.item_name) }
                        (ui::num(&format!("{} {}", fmt::quantity(lang, line.quantity), catalogue::unit_name(lang, &line.unit))))
                        td.nw { @match line.promised_on { Some(day) => { (fmt::day(lang, day, visit.today)) } None => { span.t3 { (texts::not_promised(lang)) } } } }
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::at_risk_lines(lang)).id("at-risk").count(dossier.at_risk.len()).flush(table)) }
}

fn open_cases(visit: &Visit, dossier: &Dossier) -> Markup {
    let lines = html! { ul.p-list { @for case in &dossier.cases { (cases::case_line(visit, case)) } } };
    html! { (Panel::new(texts::open_cases(visit.lang)).id("cases").count(dossier.cases.len()).flush(lines)) }
}
