//! The list of orders: all, in one state, of one client.

use axum::extract::State as Held;
use axum::response::Response;
use house::{House, Listed, Query, Shown, Visit};
use i18n::{Lang, fmt};
use kernel::ClientId;
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Panel, Th, Tone};

use super::show;
use crate::model::{OrderRow, State, order_number};
use crate::store::Driver;
use crate::{questions, texts};

const ROWS: i64 = 100;

/// What the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    state: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    cursor: String,
}

impl ListQuery {
    fn driver(&self) -> Driver {
        match (self.client.parse::<ClientId>(), State::parse(&self.state)) {
            (Ok(client), state) => Driver::Client(client, state),
            (Err(_), Some(state)) => Driver::State(state),
            (Err(_), None) => Driver::All,
        }
    }

    fn address(&self, state: &str, cursor: &str) -> String {
        let client = self.client.parse::<ClientId>().map(|client| client.to_string()).unwrap_or_default();
        let parts = [("client", client.as_str()), ("state", state), ("cursor", cursor)];
        let asked: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if asked.is_empty() { "/orders".into() } else { format!("/orders?{}", asked.join("&")) }
    }
}

/// The list of orders, the newest first.
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Query(asked): Query<ListQuery>) -> Response {
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let below = house::cursor::decode(&asked.cursor).map(|cursor| cursor.id);
            let rows = questions::list(read, visit, asked.driver(), below, ROWS + 1)?;
            let cut = Listed::cut(rows, ROWS, |row: &OrderRow| (String::new(), row.id.get()));
            let next = cut.next_cursor.map(|cursor| asked.address(&asked.state, &cursor));
            let main = html! {
                div."gr"."rows-a1"."stretch" { (states(visit, &asked)) (panel(visit, &asked, &cut.items, next.as_deref())) }
            };
            let shown = Shown::new(texts::orders(lang), "/orders", main).fit();
            Ok(Some(match visit.may(access::Perm::OrdersWrite) {
                true => shown.key("n", texts::order_new(lang)),
                false => shown,
            }))
        })
        .await
}

fn states(visit: &Visit, asked: &ListQuery) -> Markup {
    let lang = visit.lang;
    let shown = [
        State::Draft,
        State::Reserved,
        State::Confirmed,
        State::Invoiced,
        State::Shipped,
        State::Closed,
        State::Cancelled,
    ];
    let current = |code: &str| (asked.state == code).then_some("true");
    let new = match asked.client.parse::<ClientId>() {
        Ok(client) => format!("/orders/new?client={client}"),
        Err(_) => "/orders/new".into(),
    };
    html! {
        div."row-f"."wrap" {
            nav.p-seg aria-label=(texts::states(lang)) {
                a href=(asked.address("", "")) aria-current=[current("")] { (texts::orders_all(lang)) }
                @for state in shown {
                    a href=(asked.address(state.code(), "")) aria-current=[current(state.code())] { (state.name(lang)) }
                }
            }
            @if visit.may(access::Perm::OrdersWrite) {
                (Button::link(texts::order_new(lang), new).primary().icon("plus").class("end").key("n"))
            }
        }
    }
}

fn panel(visit: &Visit, asked: &ListQuery, rows: &[OrderRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    if rows.is_empty() {
        let all = (asked.address("", "") != "/orders" || !asked.state.is_empty())
            .then(|| html! { (Button::link(texts::orders_all(lang), "/orders")) });
        let none = ui::empty("shopping-cart", texts::orders_none(lang), texts::orders_none_hint(lang), all);
        return html! { (Panel::untitled(texts::orders(lang)).flush(none)) };
    }
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::number(lang)),
                Th::new(texts::client(lang)),
                Th::new(texts::state(lang)),
                Th::num(texts::lines(lang)).class("hide-s"),
                Th::new(texts::promised(lang)),
                Th::new(texts::made(lang)).class("hide-s"),
                Th::num(texts::sum(lang)),
            ]))
            tbody data-rows { @for row in rows { (line(visit, row)) } }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::orders(lang)).scroll(table)) }
}

fn line(visit: &Visit, row: &OrderRow) -> Markup {
    let lang = visit.lang;
    html! {
        tr id={ "order-" (row.id) } {
            td.nw { a data-open href={ "/orders/" (row.id) } { (order_number(lang, row.id)) } }
            td.cut { (show::client(visit, row.client, &row.client_name)) }
            td { (show::state(lang, row.state)) }
            td."num"."hide-s" { (row.lines) }
            td.nw { (promised(visit, row)) }
            td."nw"."hide-s" { (fmt::day(lang, row.made_on, visit.today)) }
            (ui::num(&show::sum(lang, row.gross)))
        }
    }
}

fn promised(visit: &Visit, row: &OrderRow) -> Markup {
    let lang: Lang = visit.lang;
    html! {
        @if row.state.is_open() {
            @if let Some(day) = row.promised_on { (fmt::day(lang, day, visit.today)) }
            @if row.at_risk > 0 { " " (ui::status(Tone::Bad, texts::at_risk(lang))) }
        }
    }
}
