//! The lists of the department: orders, invoices, payments, each with its filters, orders and files.

use access::{Perm, Role};
use axum::extract::State as Held;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Figure, Filters, House, Query, Shown, Visit, tally};
use i18n::{Lang, fmt};
use kernel::{ClientId, Day, Value, text_key};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Button, Panel, Th, Tone};

use super::show;
use crate::model::{InvoiceRow, OrderRow, PaymentRow, State, order_number};
use crate::questions::TypedOrders;
use crate::store::{self as books, InvoiceState, InvoicesOf, OrdersOf};
use crate::{questions, rules, texts};

const ROWS: i64 = 100;

/// Words of the list of orders beside the states: reservations about to run out, and those that did.
const RUNS_OUT: &str = "runs_out";
const RAN_OUT: &str = "ran_out";
/// And those whose day has passed or is in danger.
const LATE: &str = "late";
const AT_RISK: &str = "at_risk";
/// All that the sentence of the list counts as open.
const OPEN: &str = "open";

static ORDERS: List = List {
    path: "/orders",
    filters: &[
        Filter::Word("state", |code| {
            State::parse(code).is_some() || [RUNS_OUT, RAN_OUT, LATE, AT_RISK, OPEN].contains(&code)
        }),
        Filter::Typed("q"),
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
        Order::down("number"),
        Order::up("number"),
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

fn page(title: &str, current: &'static str, filters: &Filters<'_>, panel: Markup) -> Shown {
    let main = html! { div."gr"."rows-a1"."stretch" { (filters) (panel) } };
    Shown::new(title, current, main).fit()
}

/// Rows of the list as asked; what is typed is the number of an order, else a client's name.
fn order_rows(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&clients::NameIndex>,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<OrderRow>, Fault> {
    let (client, word) = (asked.read::<ClientId>("client"), asked.get("state"));
    let state = State::parse(word);
    let typed = match asked.get("q") {
        "" => None,
        q => Some(questions::typed_orders(read, visit, index, q)?),
    };
    let wanted = asked.wanted(limit);
    let among = match typed {
        Some(TypedOrders::Number(order)) => {
            let mut rows = questions::orders_page(read, visit, &OrdersOf::Number(order), &wanted)?;
            rows.retain(|row| client.is_none_or(|client| client == row.client) && fits(visit, row, word));
            return Ok(rows);
        }
        Some(TypedOrders::Clients(found)) => {
            Some(found.into_iter().filter(|id| client.is_none_or(|client| client == *id)).collect())
        }
        None => client.map(|client| vec![client]),
    };
    let of = match (word, among) {
        (RUNS_OUT, among) => OrdersOf::RunsOut(among, rules::soon(visit.today)),
        (RAN_OUT, among) => OrdersOf::RanOut(among),
        (LATE, among) => OrdersOf::Late(among, visit.today),
        (AT_RISK, among) => OrdersOf::AtRisk(among),
        (OPEN, among) => OrdersOf::Open(among),
        (_, Some(among)) => match among.as_slice() {
            [client] => OrdersOf::Client(*client, state),
            _ => OrdersOf::Clients(among, state),
        },
        (_, None) => state.map_or(OrdersOf::All, OrdersOf::State),
    };
    questions::orders_page(read, visit, &of, &wanted)
}

/// Whether an order belongs to a word of the filter; none fits every order.
fn fits(visit: &Visit, row: &OrderRow, word: &str) -> bool {
    match word {
        RUNS_OUT => {
            row.state == State::Reserved && row.reserved_until.is_some_and(|until| until <= rules::soon(visit.today))
        }
        RAN_OUT => row.has_run_out().is_some(),
        LATE => row.is_late(visit.today),
        AT_RISK => row.state.is_open() && row.at_risk > 0,
        OPEN => row.state.is_open(),
        _ => State::parse(word).is_none_or(|state| state == row.state),
    }
}

/// How the orders stand: how many are open, in danger, and past their day.
fn orders_state(read: &mut Read<'_>, visit: &Visit) -> Result<String, Fault> {
    let lang = visit.lang;
    let parts = [
        (texts::tally_open(lang), books::open_orders(read, visit)?),
        (texts::at_risk(lang), books::orders_at_risk(read, visit)?),
        (texts::tally_late(lang), books::late_orders(read, visit)?),
    ];
    Ok(tally::sentence(lang, &parts))
}

/// How much is not paid: all of it, and what is late.
fn invoices_state(read: &mut Read<'_>, visit: &Visit) -> Result<String, Fault> {
    let lang = visit.lang;
    let (unpaid, sum) = books::unpaid_up_to(read, visit, visit.today)?;
    let (late, _) = books::unpaid_up_to(read, visit, rules::late_up_to(visit.today))?;
    let said = tally::sentence(lang, &[(texts::tally_unpaid(lang), unpaid), (texts::tally_late(lang), late)]);
    // Where the count stopped, the sum did too.
    Ok(if unpaid > 0 && unpaid < tally::MOST { texts::tally_for(lang, &said, &show::whole(lang, sum)) } else { said })
}

fn payments_state(read: &mut Read<'_>, visit: &Visit) -> Result<String, Fault> {
    let lang = visit.lang;
    let (count, sum) = books::paid_on(read, visit, visit.today)?;
    let said = tally::sentence(lang, &[(texts::tally_today(lang), count)]);
    Ok(if count > 0 && count < tally::MOST { texts::tally_for(lang, &said, &show::whole(lang, sum)) } else { said })
}

/// Whether invoices and payments are the person's own queues, with places of their own in the rail.
pub(crate) fn keeps_money(visit: &Visit) -> bool {
    visit.person.roles.contains(&Role::Accountant)
}

/// The item of the rail that a page of invoices or payments belongs to.
pub(super) fn rail(visit: &Visit, own: &'static str) -> &'static str {
    if keeps_money(visit) { own } else { "/orders" }
}

/// What goes wrong with orders and invoices today.
pub(crate) fn worst(read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Figure>, Fault> {
    let lang = visit.lang;
    let mut all = Vec::new();
    let figure =
        |name, count, about: String, href: &str, weight| Figure { name, count, about, href: href.into(), weight };
    if visit.may(Perm::OrdersRead) {
        let (late, risk) = (books::late_orders(read, visit)?, books::orders_at_risk(read, visit)?);
        all.push(figure(texts::worst_late(lang), late, texts::worst_late_why(lang).into(), "/orders?state=late", 100));
        all.push(figure(
            texts::worst_risk(lang),
            risk,
            texts::worst_risk_why(lang).into(),
            "/orders?state=at_risk",
            80,
        ));
    }
    if visit.may(Perm::InvoicesRead) {
        let (late, sum) = books::unpaid_up_to(read, visit, rules::late_up_to(visit.today))?;
        let about = if (1..tally::MOST).contains(&late) {
            texts::worst_sum(lang, &show::whole(lang, sum))
        } else {
            String::new()
        };
        let name = texts::worst_unpaid(lang);
        all.push(figure(name, late, about, "/invoices?state=late&sort=-left", 60));
    }
    Ok(all)
}

fn order_key(asked: &Asked, row: &OrderRow) -> (Value, i64) {
    let key = match asked.column() {
        "sum" => Value::Int(row.gross.minor()),
        "client" => Value::Text(text_key(&row.client_name)),
        "number" => Value::Int(row.id.get()),
        _ => day_key(row.made_on),
    };
    (key, row.id.get())
}

/// The list of orders.
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ORDERS.asked(&words);
    let index = house.shared::<clients::NameIndex>();
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let filters = order_filters(read, visit, &asked)?;
            let rows = order_rows(read, visit, index.as_deref(), &asked, ROWS + 1)?;
            let (rows, next) = asked.cut(rows, ROWS, |row| order_key(&asked, row));
            let panel = if rows.is_empty() {
                let none = ui::empty("shopping-cart", texts::orders_none(lang), texts::orders_none_hint(lang), None);
                filters.nothing(texts::orders(lang), none)
            } else {
                orders_panel(visit, sign, &asked, &rows, next.as_deref())
            };
            let shown = page(texts::orders(lang), "/orders", &filters, panel).state(orders_state(read, visit)?);
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
    let terms = [
        (RUNS_OUT, texts::orders_run_out(lang)),
        (RAN_OUT, texts::orders_ran_out(lang)),
        (LATE, texts::orders_late(lang)),
        (AT_RISK, texts::orders_at_risk(lang)),
    ]
    .map(|(code, word)| (code.to_owned(), word.to_owned()));
    let open = (OPEN.to_owned(), texts::orders_open(lang).to_owned());
    let states: Vec<_> = [open, draft, reserved].into_iter().chain(terms).chain(rest).collect();
    let client = asked.read::<ClientId>("client");
    let name = questions::client_of_list(read, visit, Perm::OrdersRead, client)?;
    let filters = Filters::new(visit, asked)
        .lead(lists(visit, "/orders"))
        .search("q", texts::orders_find(lang))
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

fn orders_panel(visit: &Visit, sign: &str, asked: &Asked, rows: &[OrderRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                asked.sorts("number", Th::new(texts::number(lang))),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::state(lang)).class("hide-s"),
                Th::num(texts::lines(lang)).class("hide-s"),
                Th::new(texts::promised(lang)).class("hide-s"),
                asked.sorts("day", Th::new(texts::made(lang)).class("hide-s")),
                asked.sorts("sum", Th::sums(texts::sum(lang), sign)),
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
            @let passed = row.is_late(visit.today);
            // What is late stands with the day it was promised for, else the day the whole order is.
            @let day = if passed { row.next_on } else { row.promised_on };
            @if let Some(day) = day { span.bad[passed] { (fmt::day(lang, day, visit.today)) } " " }
            @if passed { (ui::status(Tone::Bad, texts::promise_passed(lang))) }
            @else if row.at_risk > 0 { (ui::status(Tone::Bad, texts::at_risk(lang))) }
        }
    }
}

/// The list of orders as a file.
pub(crate) async fn orders_file(Held(house): Held<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ORDERS.asked(&words);
    let index = house.shared::<clients::NameIndex>();
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let rows = order_rows(read, visit, index.as_deref(), asked, most)?;
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
    let sign = visit.sign;
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
                invoices_panel(visit, sign, &asked, &rows, next.as_deref())
            };
            let shown = page(texts::invoices(lang), rail(visit, "/invoices"), &filters, panel);
            Ok(Some(shown.state(invoices_state(read, visit)?)))
        })
        .await
}

fn invoices_panel(visit: &Visit, sign: &str, asked: &Asked, rows: &[InvoiceRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let late = rules::late_up_to(visit.today);
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::invoice(lang)),
                asked.sorts("day", Th::new(texts::issued_on(lang)).class("hide-s")),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::order(lang)).class("hide-s"),
                asked.sorts("sum", Th::sums(texts::sum(lang), sign).class("hide-s")),
                asked.sorts("left", Th::sums(texts::to_pay_left(lang), sign)),
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
    let sign = visit.sign;
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
                payments_panel(visit, sign, &asked, &rows, next.as_deref())
            };
            let shown = page(texts::payments(lang), rail(visit, "/payments"), &filters, panel);
            Ok(Some(shown.state(payments_state(read, visit)?)))
        })
        .await
}

fn payments_panel(visit: &Visit, sign: &str, asked: &Asked, rows: &[PaymentRow], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                asked.sorts("day", Th::new(texts::received_on(lang)).class("hide-s")),
                asked.sorts("client", Th::new(texts::client(lang))),
                Th::new(texts::invoice(lang)),
                Th::new(texts::purpose(lang)).class("hide-s"),
                asked.sorts("sum", Th::sums(texts::sum(lang), sign)),
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
