//! The lists of the department: orders, invoices, payments, each with its filters, orders and files.

use access::Perm;
use axum::extract::State as Held;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Filters, House, Query, Shown, Visit};
use i18n::{Lang, fmt};
use kernel::{ClientId, Day, Value, text_key};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Button, Panel, Th, Tone};

use super::show;
use crate::model::{InvoiceRow, OrderRow, PaymentRow, State, order_number};
use crate::store::{Driver, InvoiceState, InvoicesOf};
use crate::{questions, rules, texts};

const ROWS: i64 = 100;

/// Words of the list of orders beside the states: reservations about to run out, and those that did.
const RUNS_OUT: &str = "runs_out";
const RAN_OUT: &str = "ran_out";

static ORDERS: List = List {
    path: "/orders",
    filters: &[
        Filter::Word("state", |code| State::parse(code).is_some() || [RUNS_OUT, RAN_OUT].contains(&code)),
        Filter::Row("client"),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[
        Order::down("day"),
        Order::up("day"),
        Order::down("sum"),
        Order::up("sum"),
        Order::text_up("client"),
        Order::text_down("client"),
    ],
};

static INVOICES: List = List {
    path: "/invoices",
    filters: &[
        Filter::Word("state", |word| ["paid", "unpaid", "late"].contains(&word)),
        Filter::Row("client"),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[
        Order::down("day"),
        Order::up("day"),
        Order::down("sum"),
        Order::up("sum"),
        Order::down("left"),
        Order::up("left"),
        Order::text_up("client"),
        Order::text_down("client"),
    ],
};

static PAYMENTS: List = List {
    path: "/payments",
    filters: &[Filter::Typed("q"), Filter::Row("client"), Filter::FROM, Filter::TO],
    orders: &[
        Order::down("day"),
        Order::up("day"),
        Order::down("sum"),
        Order::up("sum"),
        Order::text_up("client"),
        Order::text_down("client"),
    ],
};

/// The way between the three lists, for whoever may read them.
fn lists(visit: &Visit, here: &str) -> Markup {
    let lang = visit.lang;
    let all = [
        ("/orders", texts::orders(lang), Perm::OrdersRead),
        ("/invoices", texts::invoices(lang), Perm::InvoicesRead),
        ("/payments", texts::payments(lang), Perm::PaymentsRead),
    ];
    html! {
        nav.p-seg aria-label=(texts::sections(lang)) {
            @for (path, name, _) in all.iter().filter(|(.., perm)| visit.may(*perm)) {
                a href=(path) aria-current=[(*path == here).then_some("page")] { (name) }
            }
        }
    }
}

fn day_key(day: Day) -> Value {
    Value::Int(i64::from(day.days()))
}

fn page(title: &str, filters: &Filters<'_>, panel: Markup) -> Shown {
    let main = html! { div."gr"."rows-a1"."stretch" { (filters) (panel) } };
    Shown::new(title, "/orders", main).fit()
}

fn driver(visit: &Visit, asked: &Asked) -> Driver {
    let client = asked.read::<ClientId>("client");
    match asked.get("state") {
        RUNS_OUT => return Driver::RunsOut(client, rules::soon(visit.today)),
        RAN_OUT => return Driver::RanOut(client),
        _ => {}
    }
    match (client, State::parse(asked.get("state"))) {
        (Some(client), state) => Driver::Client(client, state),
        (None, Some(state)) => Driver::State(state),
        (None, None) => Driver::All,
    }
}

fn order_key(asked: &Asked, row: &OrderRow) -> (Value, i64) {
    let key = match asked.column() {
        "sum" => Value::Int(row.gross.minor()),
        "client" => Value::Text(text_key(&row.client_name)),
        _ => day_key(row.made_on),
    };
    (key, row.id.get())
}

/// The list of orders.
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ORDERS.asked(&words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let filters = order_filters(read, visit, &asked)?;
            let rows = questions::orders_page(read, visit, driver(visit, &asked), &asked.wanted(ROWS + 1))?;
            let (rows, next) = asked.cut(rows, ROWS, |row| order_key(&asked, row));
            let panel = if rows.is_empty() {
                let none = ui::empty("shopping-cart", texts::orders_none(lang), texts::orders_none_hint(lang), None);
                filters.nothing(texts::orders(lang), none)
            } else {
                orders_panel(visit, &asked, &rows, next.as_deref())
            };
            let shown = page(texts::orders(lang), &filters, panel);
            Ok(Some(match visit.may(Perm::OrdersWrite) {
                true => shown.key("n", texts::order_new(lang)),
                false => shown,
            }))
        })
        .await
}

fn order_filters<'a>(read: &mut Read<'_>, visit: &'a Visit, asked: &'a Asked) -> Result<Filters<'a>, Fault> {
    let lang = visit.lang;
    let states = [
        State::Draft,
        State::Reserved,
        State::Confirmed,
        State::Invoiced,
        State::Shipped,
        State::Closed,
        State::Cancelled,
    ]
    .map(|state| (state.code().to_owned(), state.name(lang).to_owned()));
    let [draft, reserved, rest @ ..] = states;
    // How reservations stand comes behind the reserved ones.
    let terms = [(RUNS_OUT, texts::orders_run_out(lang)), (RAN_OUT, texts::orders_ran_out(lang))]
        .map(|(code, word)| (code.to_owned(), word.to_owned()));
    let states: Vec<_> = [draft, reserved].into_iter().chain(terms).chain(rest).collect();
    let client = asked.read::<ClientId>("client");
    let name = questions::client_of_list(read, visit, Perm::OrdersRead, client)?;
    let filters = Filters::new(visit, asked)
        .lead(lists(visit, "/orders"))
        .of("client", texts::client(lang), name.as_deref())
        .choice("state", texts::state(lang), texts::states_all(lang), &states)
        .days(texts::made(lang));
    let new = match client {
        Some(client) => format!("/orders/new?client={client}"),
        None => "/orders/new".into(),
    };
    let deed = || html! { (Button::link(texts::order_new(lang), new).primary().icon("plus").key("n")) };
    Ok(if visit.may(Perm::OrdersWrite) { filters.end(deed()) } else { filters })
}

fn orders_panel(visit: &Visit, asked: &Asked, rows: &[OrderRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::number(lang)),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::state(lang)).class("hide-s"),
                Th::num(texts::lines(lang)).class("hide-s"),
                Th::new(texts::promised(lang)).class("hide-s"),
                asked.sorts("day", Th::new(texts::made(lang)).class("hide-s")),
                asked.sorts("sum", Th::num(texts::sum(lang))),
            ]))
            (ui::live_rows("order", &asked.here(), html! { @for row in rows { (order_line(visit, row)) } }))
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::orders(lang)).scroll(table)) }
}

fn order_line(visit: &Visit, row: &OrderRow) -> Markup {
    let lang = visit.lang;
    html! {
        tr id={ "order-" (row.id) } {
            td.nw { a data-open href={ "/orders/" (row.id) } { (order_number(lang, row.id)) } }
            td.cut {
                (show::client(visit, row.client, &row.client_name))
                span."l2"."only-s" { (show::standing(visit, row))
                    // Two days in one narrow line are read as one.
                    @if row.reserved_until.is_none() || row.at_risk > 0 { " " (promised(visit, row)) } }
            }
            td."nw"."hide-s" { (show::standing(visit, row)) }
            td."num"."hide-s" { (row.lines) }
            td."nw"."hide-s" { (promised(visit, row)) }
            td."nw"."hide-s" { (fmt::day(lang, row.made_on, visit.today)) }
            (ui::num(&show::sum(lang, row.gross)))
        }
    }
}

fn promised(visit: &Visit, row: &OrderRow) -> Markup {
    let lang: Lang = visit.lang;
    html! {
        @if row.state.is_open() {
            @let passed = row.promised_on.is_some_and(|day| day < visit.today);
            @if let Some(day) = row.promised_on { span.bad[passed] { (fmt::day(lang, day, visit.today)) } " " }
            @if passed { (ui::status(Tone::Bad, texts::promise_passed(lang))) }
            @else if row.at_risk > 0 { (ui::status(Tone::Bad, texts::at_risk(lang))) }
        }
    }
}

/// The list of orders as a file.
pub(crate) async fn orders_file(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ORDERS.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let lang = visit.lang;
            let rows = questions::orders_page(read, visit, driver(visit, asked), &asked.wanted(most))?;
            let columns = [
                texts::number(lang),
                texts::client(lang),
                texts::state(lang),
                texts::made(lang),
                texts::wanted_on(lang),
                texts::promised(lang),
                texts::lines(lang),
                texts::lines_at_risk(lang),
                texts::sum(lang),
                texts::shipped_sum(lang),
                texts::held_until(lang),
            ];
            Ok(Sheet::of(texts::orders(lang), "orders", &columns, &rows, |row: &OrderRow| {
                vec![
                    order_number(lang, row.id).into(),
                    row.client_name.as_str().into(),
                    row.has_run_out().map_or(row.state.name(lang), |_| texts::orders_ran_out(lang)).into(),
                    row.made_on.into(),
                    row.wanted_on.into(),
                    row.promised_on.into(),
                    row.lines.into(),
                    row.at_risk.into(),
                    row.gross.into(),
                    row.shipped_gross.into(),
                    row.reserved_until.into(),
                ]
            }))
        })
        .await
}

/// Which invoices are asked for, and up to which day.
fn invoices_of(visit: &Visit, asked: &Asked, limit: i64) -> (InvoicesOf, house::list::Wanted) {
    let mut wanted = asked.wanted(limit);
    let state = match asked.get("state") {
        "paid" => Some(InvoiceState::Paid),
        "unpaid" => Some(InvoiceState::Unpaid),
        "late" => {
            wanted.to = wanted.to.min(i64::from(rules::late_up_to(visit.today).days()));
            Some(InvoiceState::Unpaid)
        }
        _ => None,
    };
    let of = match asked.read::<ClientId>("client") {
        Some(client) => InvoicesOf::Client(client, state),
        None => InvoicesOf::All(state),
    };
    (of, wanted)
}

fn invoice_key(asked: &Asked, row: &InvoiceRow) -> (Value, i64) {
    let key = match asked.column() {
        "sum" => Value::Int(row.gross.minor()),
        "left" => Value::Int(row.left().minor()),
        "client" => Value::Text(text_key(&row.client_name)),
        _ => day_key(row.issued_on),
    };
    (key, row.id.get())
}

/// The list of invoices.
pub(crate) async fn invoices(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = INVOICES.asked(&words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let states = [
                ("unpaid", texts::invoices_unpaid(lang).to_owned()),
                ("late", texts::invoices_late(lang, i64::from(rules::LATE_DAYS))),
                ("paid", texts::invoices_paid(lang).to_owned()),
            ]
            .map(|(code, word)| (code.to_owned(), word));
            let client = asked.read::<ClientId>("client");
            let name = questions::client_of_list(read, visit, Perm::InvoicesRead, client)?;
            let filters = Filters::new(visit, &asked)
                .lead(lists(visit, "/invoices"))
                .of("client", texts::client(lang), name.as_deref())
                .choice("state", texts::payment_state(lang), texts::invoices_all(lang), &states)
                .days(texts::issued_on(lang));
            let (of, wanted) = invoices_of(visit, &asked, ROWS + 1);
            let rows = questions::invoices_page(read, visit, of, &wanted)?;
            let (rows, next) = asked.cut(rows, ROWS, |row| invoice_key(&asked, row));
            let panel = if rows.is_empty() {
                let none = ui::empty("file-invoice", texts::invoices_none(lang), texts::invoices_none_hint(lang), None);
                filters.nothing(texts::invoices(lang), none)
            } else {
                invoices_panel(visit, &asked, &rows, next.as_deref())
            };
            Ok(Some(page(texts::invoices(lang), &filters, panel)))
        })
        .await
}

fn invoices_panel(visit: &Visit, asked: &Asked, rows: &[InvoiceRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let late = rules::late_up_to(visit.today);
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::invoice(lang)),
                asked.sorts("day", Th::new(texts::issued_on(lang)).class("hide-s")),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::order(lang)).class("hide-s"),
                asked.sorts("sum", Th::num(texts::sum(lang)).class("hide-s")),
                asked.sorts("left", Th::num(texts::to_pay_left(lang))),
            ]))
            (ui::live_rows("invoice payment", &asked.here(), html! {
                @for row in rows {
                    @let left = row.left();
                    tr id={ "invoice-" (row.id) } {
                        td.nw { a data-open href={ "/invoices/" (row.id) } { (texts::number_of(lang, &row.number.to_string())) } }
                        td."nw"."hide-s" { (fmt::day(lang, row.issued_on, visit.today)) }
                        td.cut {
                            (show::client(visit, row.client, &row.client_name))
                            span."l2"."only-s" { (fmt::day(lang, row.issued_on, visit.today)) " · " (show::sum(lang, row.gross)) }
                        }
                        td."nw"."hide-s" { a href={ "/orders/" (row.order) } { (order_number(lang, row.order)) } }
                        td."num"."hide-s" { (show::sum(lang, row.gross)) }
                        td.num {
                            @if !left.is_positive() { (ui::status(Tone::Ok, texts::paid(lang))) }
                            @else if row.issued_on <= late { (ui::status(Tone::Bad, &show::sum(lang, left))) }
                            @else { (show::sum(lang, left)) }
                        }
                    }
                }
            }))
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::invoices(lang)).scroll(table)) }
}

/// The list of invoices as a file.
pub(crate) async fn invoices_file(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = INVOICES.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let lang = visit.lang;
            let (of, wanted) = invoices_of(visit, asked, most);
            let rows = questions::invoices_page(read, visit, of, &wanted)?;
            let columns = [
                texts::number(lang),
                texts::issued_on(lang),
                texts::client(lang),
                texts::order(lang),
                texts::sum(lang),
                texts::paid_sum(lang),
                texts::to_pay_left(lang),
            ];
            Ok(Sheet::of(texts::invoices(lang), "invoices", &columns, &rows, |row: &InvoiceRow| {
                vec![
                    row.number.into(),
                    row.issued_on.into(),
                    row.client_name.as_str().into(),
                    order_number(lang, row.order).into(),
                    row.gross.into(),
                    row.paid.into(),
                    row.left().into(),
                ]
            }))
        })
        .await
}

fn payment_key(asked: &Asked, row: &PaymentRow) -> (Value, i64) {
    let key = match asked.column() {
        "sum" => Value::Int(row.amount.minor()),
        "client" => Value::Text(text_key(&row.client_name)),
        _ => day_key(row.received_on),
    };
    (key, row.id.get())
}

/// The list of payments.
pub(crate) async fn payments(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = PAYMENTS.asked(&words);
    let index = house.shared::<clients::NameIndex>();
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let client = asked.read::<ClientId>("client");
            let name = questions::client_of_list(read, visit, Perm::PaymentsRead, client)?;
            let mut filters = Filters::new(visit, &asked)
                .lead(lists(visit, "/payments"))
                .search("q", texts::payments_find(lang))
                .of("client", texts::client(lang), name.as_deref())
                .days(texts::received_on(lang));
            if visit.may(Perm::PaymentsWrite) {
                let href = client.map_or("/payments/new".to_owned(), |client| format!("/payments/new?client={client}"));
                filters = filters
                    .end(html! { (Button::link(texts::payment_new(lang), href).primary().icon("coins").key("n")) });
            }
            let of = questions::payments_of_typed(read, visit, index.as_deref(), client, asked.get("q"))?;
            let rows = questions::payments_page(read, visit, &of, &asked.wanted(ROWS + 1))?;
            let (rows, next) = asked.cut(rows, ROWS, |row| payment_key(&asked, row));
            let panel = if rows.is_empty() {
                let none = ui::empty("coins", texts::payments_none(lang), texts::payments_none_hint(lang), None);
                filters.nothing(texts::payments(lang), none)
            } else {
                payments_panel(visit, &asked, &rows, next.as_deref())
            };
            Ok(Some(page(texts::payments(lang), &filters, panel)))
        })
        .await
}

fn payments_panel(visit: &Visit, asked: &Asked, rows: &[PaymentRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                asked.sorts("day", Th::new(texts::received_on(lang)).class("hide-s")),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::invoice(lang)),
                Th::new(texts::purpose(lang)).class("hide-s"),
                asked.sorts("sum", Th::num(texts::sum(lang))),
            ]))
            (ui::live_rows("payment", &asked.here(), html! {
                @for row in rows {
                    tr id={ "payment-" (row.id) } {
                        @let day = html! { a data-open href={ "/payments/" (row.id) } { (fmt::day(lang, row.received_on, visit.today)) } };
                        @let back = html! {
                            @if row.reversed_at.is_some() { (ui::tag(Tone::Plain, texts::payment_reversed(lang))) }
                        };
                        td."nw"."hide-s" { (day) }
                        td.cut {
                            (show::client(visit, row.client, &row.client_name))
                            span."l2"."only-s" { (day) " " (back) }
                        }
                        td.nw { (invoice_of(visit, row)) }
                        td."cut"."hide-s" { (back) " " (row.purpose) }
                        td.num {
                            @if row.reversed_at.is_some() { s.t3 { (fmt::money(lang, row.amount, "")) } }
                            @else { (fmt::money(lang, row.amount, "")) }
                        }
                    }
                }
            }))
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::payments(lang)).scroll(table)) }
}

fn invoice_of(visit: &Visit, row: &PaymentRow) -> Markup {
    let lang = visit.lang;
    html! {
        @match (row.invoice, row.invoice_number) {
            (Some(invoice), Some(number)) if visit.may(Perm::InvoicesRead) => {
                a href={ "/invoices/" (invoice) } { (texts::number_of(lang, &number.to_string())) }
            }
            (Some(_), Some(number)) => (texts::number_of(lang, &number.to_string())),
            _ => span.t3 { (texts::advance(lang)) },
        }
    }
}

/// The list of payments as a file.
pub(crate) async fn payments_file(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = PAYMENTS.asked(&words);
    let index = house.shared::<clients::NameIndex>();
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let client = asked.read::<ClientId>("client");
            let of = questions::payments_of_typed(read, visit, index.as_deref(), client, asked.get("q"))?;
            let rows = questions::payments_page(read, visit, &of, &asked.wanted(most))?;
            let columns = [
                texts::received_on(lang),
                texts::client(lang),
                texts::invoice_number(lang),
                texts::purpose(lang),
                texts::sum(lang),
                texts::payment_reversed(lang),
            ];
            Ok(Sheet::of(texts::payments(lang), "payments", &columns, &rows, |row: &PaymentRow| {
                vec![
                    row.received_on.into(),
                    row.client_name.as_str().into(),
                    row.invoice_number.into(),
                    row.purpose.as_str().into(),
                    row.amount.into(),
                    row.reversed_at.map(|at| Cell::at(at, &visit.zone)).into(),
                ]
            }))
        })
        .await
}
