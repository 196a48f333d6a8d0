//! What a client has bought: the last lines in the dossier, all of them page by page and as a file.

use axum::extract::State;
use axum::response::Response;
use house::export::Sheet;
use house::list::{Asked, Filter, List, Order, Words};
use house::{Filters, House, Path, Query, Shown, Visit, fault_response};
use i18n::fmt;
use kernel::{ClientId, Day, Value};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Panel, Th};

use super::sum_of;
use crate::dossier::{HistoryLine, purchases};
use crate::texts;

/// Lines on a page.
const ROWS: i64 = 50;

static PURCHASES: List = List { path: "/clients", filters: &[Filter::FROM, Filter::TO], orders: &[Order::down("day")] };

/// The address of the purchases of these days.
pub(super) fn bought(client: ClientId, from: Day, to: Day) -> String {
    format!("/clients/{client}/history?from={from}&to={to}")
}

fn asked(id: ClientId, words: &Words) -> Asked {
    PURCHASES.asked(words).at(format!("/clients/{id}/history"))
}

fn rows(
    read: &mut Read<'_>,
    visit: &Visit,
    id: ClientId,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<HistoryLine>, Fault> {
    let wanted = asked.wanted(limit);
    if wanted.limit == 0 {
        return Ok(Vec::new());
    }
    let place = match wanted.key {
        Value::Int(days) => i32::try_from(days).ok().map(|days| (Day::from_days(days), wanted.id)),
        _ => None,
    };
    purchases(read, visit, id, (asked.day("from"), place.or(asked.day("to").map(|day| (day, i64::MAX)))), wanted.limit)
}

/// Purchases of a client, all or of some days, page by page.
pub(crate) async fn page(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(words): Query<Words>,
) -> Response {
    let asked = asked(id, &words);
    house
        .page(&visit, move |read, visit| {
            let Some(head) = clients::dossier_head(read, visit, id)?.filter(|head| !head.locked) else {
                return Ok(None);
            };
            let lang = visit.lang;
            let (lines, next) = asked.cut(rows(read, visit, id, &asked, ROWS + 1)?, ROWS, |line| {
                (Value::Int(line.day.days().into()), line.id.get())
            });
            let back = html! { a.p-btn href={ "/clients/" (id) } { (ui::icon("arrow-left")) (head.name) } };
            let filters = Filters::new(visit, &asked).lead(back).days(texts::col_day(lang));
            let panel = match lines.is_empty() {
                true => filters.nothing(texts::history(lang), html! { p.bd.t3 { (texts::history_empty(lang)) } }),
                false => {
                    let mut panel = Panel::new(texts::history(lang));
                    if let (Some(from), Some(to)) = (asked.day("from"), asked.day("to")) {
                        panel = panel.count(days_and_sum(read, visit, id, from, to)?);
                    }
                    html! { (panel.flush(table(visit, &lines)).footer(ui::pager(lang, next.as_deref()))) }
                }
            };
            let main = html! { div.gr { (filters) (panel) } };
            Ok(Some(Shown::new(texts::history(lang), "/clients", main).state(head.name)))
        })
        .await
}

/// The days, and what was bought in them where they are whole months: other days are not added up row by row.
fn days_and_sum(read: &mut Read<'_>, visit: &Visit, id: ClientId, from: Day, to: Day) -> Result<String, Fault> {
    let lang = visit.lang;
    let days = texts::history_days(lang, &fmt::day_full(lang, from), &fmt::day_full(lang, to));
    if from != from.month().first_day() || to != to.month().last_day() {
        return Ok(days);
    }
    let sum = orders::turnover(read, visit, id, from.month(), to.month())?;
    Ok(format!("{days} · {}", sum_of(visit, sum)))
}

/// The same as a file.
pub(crate) async fn file(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(words): Query<Words>,
) -> Response {
    let within = visit.clone();
    match house.store().read(move |read| clients::dossier_head(read, &within, id)).await {
        Ok(Some(head)) if !head.locked => {}
        Ok(_) => return house.no_such(&visit),
        Err(fault) => return fault_response(&fault, visit.lang, &visit.request_id),
    }
    let asked = asked(id, &words);
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let rows = rows(read, visit, id, asked, most)?;
            let columns = [
                texts::col_day(lang),
                texts::col_sku(lang),
                texts::col_item(lang),
                texts::col_quantity(lang),
                texts::col_unit(lang),
                texts::col_sum(lang),
            ];
            Ok(Sheet::of(texts::history(lang), "purchases", &columns, &rows, |line: &HistoryLine| {
                vec![
                    line.day.into(),
                    line.sku.as_str().into(),
                    line.item_name.as_str().into(),
                    line.quantity.into(),
                    catalogue::unit_name(lang, &line.unit).into(),
                    line.gross.into(),
                ]
            }))
        })
        .await
}

pub(super) fn table(visit: &Visit, lines: &[HistoryLine]) -> Markup {
    let lang = visit.lang;
    html! {
        @if lines.is_empty() { p.bd.t3 { (texts::history_empty(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[Th::new(texts::col_day(lang)), Th::new(texts::col_item(lang)), Th::num(texts::col_quantity(lang)), Th::sums(texts::col_sum(lang), visit.sign)]))
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
