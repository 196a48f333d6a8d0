//! The dossier page: how is this client, and what next?

use axum::extract::{Path, State};
use axum::response::Response;
use house::{House, Page, Query, Shown, Visit};
use i18n::{Lang, fmt};
use kernel::{ClientId, Money};
use maud::{Markup, html};
use ui::chart::{Chart, Series};
use ui::{Button, Fact, Panel, Th, Tone};

use crate::dossier::{Dossier, HistoryLine, TimelineEntry, Turnover};
use crate::texts;

pub(crate) async fn page(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house
        .page(&visit, move |read, visit| {
            let Some(dossier) = crate::dossier(read, visit, id)? else { return Ok(None) };
            Ok(Some(shown(visit, &dossier)))
        })
        .await
}

fn shown(visit: &Visit, dossier: &Dossier) -> Shown {
    let lang = visit.lang;
    let main = if dossier.head.locked { locked(lang, dossier) } else { open(visit, dossier) };
    let mut shown = Shown::new(texts::dossier(lang), "/clients", main)
        .state(dossier.head.name.clone())
        .live(format!("client:{}", dossier.head.id));
    if visit.may(access::Perm::OrdersWrite) && !dossier.head.locked {
        shown = shown.key("o", texts::new_order(lang));
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

fn open(visit: &Visit, dossier: &Dossier) -> Markup {
    let lang = visit.lang;
    html! {
        (head(visit, dossier))
        (facts(visit, dossier))
        div.gr.g-dos {
            div.gr.start {
                (turnover(lang, &dossier.turnover))
                (open_orders(visit, dossier))
                (history_panel(visit, dossier))
            }
            div.gr.start {
                (clients::contacts_card(lang, &dossier.head))
                (team(lang, dossier))
            }
            div.gr.start {
                (timeline(visit, &dossier.timeline))
            }
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
                div.row-f.g4.wrap { h2.big { (head.name) } (clients::stage_status(lang, head.stage)) }
                div.t2.cut { (about.join(" · ")) }
            }
            div.row-f.acts {
                @if head.may_change { (Button::link(texts::edit(lang), format!("/clients/{}/edit", head.id))) }
                @if visit.may(access::Perm::OrdersWrite) {
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

fn facts(visit: &Visit, dossier: &Dossier) -> Markup {
    let (lang, f) = (visit.lang, &dossier.facts);
    let rub = |sum: Money| fmt::money_short(lang, sum, "₽");
    let mut facts = Vec::new();
    let change = match f.change_basis_points {
        Some(change) => texts::turnover_change(lang, &signed_percent(lang, change)),
        None => texts::turnover_first(lang).to_string(),
    };
    let fell = f.change_basis_points.is_some_and(|change| change <= -2000);
    let mut turnover = Fact::new(texts::turnover_year(lang), rub(f.turnover_year)).detail(change).href("#turnover");
    if fell {
        turnover = turnover.detail_tone(Tone::Bad);
    }
    facts.push(turnover);
    facts.push(match f.last_purchase {
        Some(day) => {
            let ago = i64::from(day.days_until(visit.today));
            Fact::new(texts::last_order(lang), fmt::day(lang, day, visit.today))
                .detail(texts::last_order_ago(lang, ago))
                .href("#history")
        }
        None => Fact::new(texts::last_order(lang), texts::never_bought(lang)),
    });
    if let Some(debt) = f.debt {
        facts.push(if debt.is_positive() {
            Fact::new(texts::debt(lang), rub(debt))
                .detail(texts::debt_why(lang))
                .href(format!("/orders?client={}", dossier.head.id))
        } else if debt.is_negative() {
            Fact::new(texts::advance(lang), rub(debt.checked_neg().unwrap_or_default()))
                .detail(texts::advance_why(lang))
                .href(format!("/payments?client={}", dossier.head.id))
        } else {
            Fact::new(texts::debt(lang), rub(Money::ZERO)).detail(texts::debt_none(lang))
        });
    }
    facts.push(
        Fact::new(texts::open_sum(lang), rub(f.open_sum))
            .detail(texts::open_count(lang, f.open_count))
            .href("#open-orders"),
    );
    let risk = if f.at_risk_lines == 0 {
        Fact::new(texts::at_risk_lines(lang), texts::at_risk_none(lang))
    } else {
        Fact::new(texts::at_risk_lines(lang), texts::at_risk_count(lang, f.at_risk_lines))
            .tone(Tone::Warn)
            .href("#open-orders")
    };
    facts.push(risk);
    ui::facts(texts::main_figures(lang), &facts)
}

fn signed_percent(lang: Lang, basis_points: i64) -> String {
    let text = fmt::percent(lang, basis_points);
    if basis_points > 0 { format!("+{text}") } else { text }
}

fn turnover(lang: Lang, turnover: &Turnover) -> Markup {
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
        unit: texts::turnover_unit(lang),
        finer: Some(("₽", 1000)),
        months: &months,
        series: &series,
        ..Default::default()
    };
    let body = html! { (ui::chart::stacked_months(lang, &chart)) };
    html! {
        (Panel::new(texts::turnover_by_month(lang)).id("turnover").count(texts::turnover_unit(lang)).more(ui::chart::legend(lang, &chart)).body(body))
    }
}

fn open_orders(visit: &Visit, dossier: &Dossier) -> Markup {
    let (lang, f) = (visit.lang, &dossier.facts);
    let body = html! {
        @if dossier.open_orders.is_empty() { p.bd.t3 { (texts::no_open_orders(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[Th::new(texts::col_order(lang)), Th::new(texts::col_what(lang)).class("hide-s"), Th::num(texts::col_sum(lang)), Th::new(texts::col_promised(lang)), Th::new(texts::col_rests_on(lang)).class("hide-s"), Th::new(texts::col_word(lang))]))
                tbody data-rows {
                    @for order in &dossier.open_orders {
                        tr id=(format!("order-{}", order.id)) {
                            td.b { a href=(format!("/orders/{}", order.id)) { (order.number) } }
                            td."cut"."cut0"."hide-s" { (order.what) }
                            (ui::num(&fmt::money_short(lang, order.gross, "")))
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
                            td { @if order.at_risk { (ui::status(Tone::Warn, texts::word_risk(lang))) } @else { (ui::status(Tone::Ok, texts::word_holds(lang))) } }
                        }
                    }
                }
            }
        }
    };
    let count = (f.open_count > 0).then(|| {
        texts::open_orders_sum(lang, &texts::open_count(lang, f.open_count), &fmt::money_short(lang, f.open_sum, "₽"))
    });
    let more = visit
        .may(access::Perm::OrdersRead)
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

fn history_panel(visit: &Visit, dossier: &Dossier) -> Markup {
    let lang = visit.lang;
    let more = html! { a href=(format!("/clients/{}/history", dossier.head.id)) { (texts::history_more(lang)) } };
    html! {
        (Panel::new(texts::history(lang)).id("history").flush(history_table(visit, &dossier.history)).more(more))
    }
}

fn history_table(visit: &Visit, lines: &[HistoryLine]) -> Markup {
    let lang = visit.lang;
    html! {
        @if lines.is_empty() { p.bd.t3 { (texts::history_empty(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[Th::new(texts::col_day(lang)), Th::new(texts::col_item(lang)), Th::num(texts::col_quantity(lang)), Th::num(texts::col_sum(lang))]))
                tbody data-rows {
                    @for line in lines {
                        tr id=(format!("sale-{}", line.id)) {
                            td.nw { (fmt::day(lang, line.day, visit.today)) }
                            td."cut"."cut0" { a href=(format!("/items/{}", line.item)) { (line.item_name) } " " span.t3 { (line.sku) } }
                            (ui::num(&format!("{} {}", fmt::quantity(lang, line.quantity), catalogue::unit_name(lang, &line.unit))))
                            (ui::num(&fmt::money(lang, line.gross, "")))
                        }
                    }
                }
            }
        }
    }
}

fn team(lang: Lang, dossier: &Dossier) -> Markup {
    let body = html! {
        @if dossier.head.team.is_empty() { p.bd.t3 { (texts::team_none(lang)) } }
        @else {
            ul.p-list {
                @for member in &dossier.head.team {
                    li { span.b { (member.name) } div.s.t3 { (member.role_name) } }
                }
            }
        }
    };
    html! { (Panel::new(texts::team(lang)).flush(body)) }
}

fn timeline(visit: &Visit, entries: &[TimelineEntry]) -> Markup {
    let lang = visit.lang;
    let body = html! {
        @if entries.is_empty() { p.bd.t3 { (texts::timeline_empty(lang)) } }
        @else {
            ul.p-tl {
                @for entry in entries {
                    @let day = entry.at.day(&visit.zone);
                    li {
                        time { (if day == visit.today { fmt::time(entry.at, &visit.zone) } else { fmt::day(lang, day, visit.today) }) }
                        (ui::icon(entry.icon))
                        span {
                            @match &entry.href {
                                Some(href) => { a href=(href) { (entry.words) } }
                                None => { (entry.words) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::timeline(lang)).flush(body)) }
}

/// All purchases of a client, page by page.
pub(crate) async fn history(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(page): Query<Page>,
) -> Response {
    house
        .page(&visit, move |read, visit| {
            let Some(head) = clients::dossier_head(read, visit, id)?.filter(|head| !head.locked) else { return Ok(None) };
            let lines = crate::dossier::purchases(read, visit, id, &page)?;
            let lang = visit.lang;
            let next = lines.next_cursor.map(|cursor| format!("/clients/{id}/history?cursor={cursor}"));
            let main = html! {
                (Panel::new(texts::history(lang)).flush(history_table(visit, &lines.items)).footer(ui::pager(lang, next.as_deref())))
            };
            Ok(Some(Shown::new(texts::history(lang), "/clients", main).state(head.name)))
        })
        .await
}
