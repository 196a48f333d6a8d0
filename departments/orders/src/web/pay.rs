//! Payments: one of them, its taking back, and the form by which money that came is written down.

use axum::extract::State as Held;
use axum::response::Response;
use house::{Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key};
use i18n::{Lang, fmt};
use kernel::{BadNumber, ClientId, Day, InvoiceId, Money, PaymentId, typed_decimal};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use ui::{Button, Check, Field, Panel, Pick, Th, Tone, picker, picks};

use super::list::rail;
use super::{Wrongs, show};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::Payment;
use crate::verbs::{self, NewPayment};
use crate::{questions, rules, texts};

pub(super) fn panel(visit: &Visit, sign: &str, payments: &[Payment], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::received_on(lang)),
                Th::new(texts::purpose(lang)),
                Th::num(texts::sum(lang)),
            ]))
            tbody data-rows {
                @for payment in payments {
                    tr {
                        td.nw { a data-open href={ "/payments/" (payment.id) } { (fmt::day(lang, payment.received_on, visit.today)) } }
                        td.cut {
                            @if payment.reversed_at.is_some() { (ui::tag(Tone::Plain, texts::payment_reversed(lang))) " " }
                            (payment.purpose)
                        }
                        td.num { (amount(lang, payment, sign)) }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::new(texts::payments(lang)).flush(table)) }
}

/// The sum of a payment; struck out when it counts no longer.
fn amount(lang: Lang, payment: &Payment, sign: &str) -> Markup {
    let amount = fmt::money(lang, payment.amount, sign);
    match payment.reversed_at {
        Some(_) => html! { s.t3 { (amount) } },
        None => html! { (amount) },
    }
}

/// Why a payment is taken back, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// One payment, and the form that takes it back.
pub(crate) async fn payment(Held(house): Held<House>, visit: Visit, Path(id): Path<PaymentId>) -> Response {
    payment_page(&house, &visit, id, Reason::default(), None).await
}

async fn payment_page(
    house: &House,
    visit: &Visit,
    id: PaymentId,
    typed: Reason,
    wrongs: Option<(Wrongs, u16)>,
) -> Response {
    let sign = visit.sign;
    house
        .page(visit, move |read, visit| {
            let Some(payment) = questions::payment(read, visit, id)? else { return Ok(None) };
            let (wrongs, status) = wrongs.map_or((None, 0), |(wrongs, status)| (Some(wrongs), status));
            let facts = facts(read, visit, sign, &payment)?;
            let may_reverse = payment.reversed_at.is_none() && visit.may(access::Perm::PaymentsWrite);
            let title = texts::payment_titled(visit.lang, &fmt::day_full(visit.lang, payment.received_on));
            let main = html! {
                (Panel::new(title.clone()).body(facts))
                @if may_reverse { (reversal_panel(visit.lang, id, &typed, wrongs.as_ref())) }
                @else if let Some(wrongs) = &wrongs { (wrongs.note()) }
            };
            Ok(Some(Shown::new(title, rail(visit, "/payments"), main).status(status)))
        })
        .await
}

fn facts(read: &mut Read<'_>, visit: &Visit, sign: &str, payment: &Payment) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let name = clients::names_of(read, &[payment.client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let invoice = match payment.invoice {
        Some(id) => questions::invoice(read, visit, id)?.map(|card| (id, card.head.number.to_string())),
        None => None,
    };
    let reversed = reversal(read, visit, payment)?;
    Ok(html! {
        dl."p-dl" {
            dt { (texts::sum(lang)) } dd."b" { (amount(lang, payment, sign)) }
            dt { (texts::client(lang)) } dd { (show::client(visit, payment.client, &name)) }
            dt { (texts::invoice(lang)) }
            dd {
                @match &invoice {
                    Some((id, number)) => (show::invoice(visit, *id, &texts::invoice_titled(lang, number))),
                    None => (texts::on_account(lang)),
                }
            }
            @if !payment.purpose.is_empty() { dt { (texts::purpose(lang)) } dd { (payment.purpose) } }
        }
        @if let Some((told, reason)) = &reversed { (ui::note(Tone::Warn, told, Some(html! { (reason) }))) }
    })
}

/// When and by whom a payment was taken back, and why.
fn reversal(read: &mut Read<'_>, visit: &Visit, payment: &Payment) -> Result<Option<(String, String)>, Fault> {
    let (Some(at), Some(reason)) = (payment.reversed_at, &payment.reversal_reason) else { return Ok(None) };
    let who = match payment.reversed_by {
        Some(staff) => access::staff_names(read, &[staff])?.into_iter().next().map(|(_, name)| name),
        None => None,
    };
    let when = fmt::moment(visit.lang, at, visit.today, &visit.zone);
    let told = match who {
        Some(who) => texts::payment_reversed_by(visit.lang, &when, &who),
        None => texts::payment_reversed_then(visit.lang, &when),
    };
    Ok(Some((told, reason.clone())))
}

fn reversal_panel(lang: Lang, id: PaymentId, typed: &Reason, wrongs: Option<&Wrongs>) -> Markup {
    let wrong = wrongs.and_then(|wrongs| wrongs.of("/reason"));
    let body = html! {
        form.p-form #reversal-form method="post" action={ "/payments/" (id) "/reversal" } {
            (ui::one_time_key(&one_time_key()))
            @if let Some(wrongs) = wrongs { (wrongs.note()) }
            p.t2 { (texts::payment_reverse_hint(lang)) }
            (Field::new("reason", texts::payment_reverse_reason(lang)).rows(2).value(typed.reason.clone()).error(wrong).required()
                .attr("maxlength", "500"))
        }
    };
    let footer = html! { (Button::submit(texts::payment_reverse(lang)).class("end").attr("form", "reversal-form")) };
    html! { (Panel::new(texts::payment_reverse_head(lang)).body(body).footer(footer)) }
}

/// Takes a payment back.
pub(crate) async fn reverse(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PaymentId>,
    form: Form<Reason>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Reason| {
            verbs::reverse(tx, visit, id, &typed.reason).map_err(boxed)?;
            Ok(format!("/payments/{id}"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            payment_page(&house, &visit, id, (*typed).clone(), Some((Wrongs { said, fields }, status))).await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// A payment as typed, or what its form begins with.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    invoice: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    received_on: String,
    #[serde(default)]
    purpose: String,
    /// What is above the invoice is an advance.
    #[serde(default)]
    advance: String,
}

/// What to find the invoice or the client by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Find {
    #[serde(default)]
    q: String,
    #[serde(default)]
    invoice: String,
    #[serde(default)]
    client: String,
}

/// The form of a payment for an invoice or a client; without either: for which?
pub(crate) async fn payment_form(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Query(asked): Query<Find>,
) -> Response {
    if asked.invoice.is_empty() && asked.client.is_empty() {
        return choose(&house, &visit, htmx, asked.q).await;
    }
    let typed = Typed { invoice: asked.invoice, client: asked.client, ..Typed::default() };
    form_page(&house, &visit, typed, None).await
}

async fn choose(house: &House, visit: &Visit, htmx: bool, q: String) -> Response {
    let index = house.shared::<clients::NameIndex>();
    let sign = visit.sign;
    let found = move |read: &mut Read<'_>, visit: &Visit| -> Result<Markup, Fault> {
        let (lang, typed) = (visit.lang, q.trim());
        let hits = picked(read, visit, index.as_deref(), sign, typed)?;
        let hits = picks(texts::payment_for(lang), typed, &hits, texts::payment_for_nothing(lang));
        if htmx {
            return Ok(hits);
        }
        let (what, hint) = (texts::payment_for(lang), texts::payment_for_hint(lang));
        Ok(picker("/payments/new", what, hint, texts::find(lang), typed, &hits))
    };
    if htmx {
        return house.part(visit, move |read, visit| found(read, visit).map(Some)).await;
    }
    house
        .page(visit, move |read, visit| {
            let panel = Panel::new(texts::payment_for(visit.lang)).flush(found(read, visit)?);
            Ok(Some(Shown::new(texts::payment_new(visit.lang), rail(visit, "/payments"), html! { (panel) })))
        })
        .await
}

/// Invoices of a number; or clients of a name, each with the invoices it still has to pay.
fn picked(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&clients::NameIndex>,
    sign: &str,
    typed: &str,
) -> Result<Vec<Pick>, Fault> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let lang = visit.lang;
    let mut found = Vec::new();
    if let Some(number) = rules::invoice_number(typed) {
        for card in questions::invoices_of_number(read, visit, number)? {
            let left = card.gross.checked_sub(card.paid).unwrap_or_default();
            let name = texts::invoice_of_day(lang, &fmt::day_full(lang, card.issued_on), &card.number.to_string());
            let beside = if left.is_positive() { left_told(lang, left, sign) } else { texts::paid(lang).to_owned() };
            found.push(Pick { href: format!("/payments/new?invoice={}", card.id), name, beside });
        }
    }
    let clients = clients::find(read, index, visit, typed, CLIENTS_FOUND)?;
    for client in clients.iter().filter(|client| !client.locked) {
        let href = format!("/payments/new?client={}", client.id);
        found.push(Pick { href, name: client.name.clone(), beside: texts::on_account(lang).to_owned() });
        for row in questions::unpaid_of(read, visit, client.id, UNPAID_SHOWN)? {
            let number = texts::invoice_of_day(lang, &fmt::day_full(lang, row.issued_on), &row.number.to_string());
            let name = format!("{} · {number}", client.name);
            let beside = left_told(lang, row.left(), sign);
            found.push(Pick { href: format!("/payments/new?invoice={}", row.id), name, beside });
        }
    }
    Ok(found)
}

fn left_told(lang: Lang, left: Money, sign: &str) -> String {
    texts::left_to_pay(lang, &fmt::money_short(lang, left, sign))
}

/// Clients offered for what is typed, and unpaid invoices of each.
const CLIENTS_FOUND: i64 = 6;
const UNPAID_SHOWN: i64 = 5;

async fn form_page(house: &House, visit: &Visit, typed: Typed, wrongs: Option<(Wrongs, u16)>) -> Response {
    house
        .page(visit, move |read, visit| {
            let Some((about, left)) = about(read, visit, &typed)? else { return Ok(None) };
            let (wrongs, status) = wrongs.map_or((None, 0), |(wrongs, status)| (Some(wrongs), status));
            let main = form_panel(visit, &typed, &about, left, wrongs.as_ref());
            Ok(Some(Shown::new(texts::payment_new(visit.lang), rail(visit, "/payments"), main).status(status)))
        })
        .await
}

/// What the payment is for, and what is left to pay of it.
fn about(read: &mut Read<'_>, visit: &Visit, typed: &Typed) -> Result<Option<(Markup, Option<Money>)>, Fault> {
    let lang = visit.lang;
    if let Ok(id) = typed.invoice.parse::<InvoiceId>() {
        let Some(card) = questions::invoice(read, visit, id)? else { return Ok(None) };
        let left = card.head.gross.checked_sub(card.head.paid).unwrap_or_default();
        let told = html! {
            a href={ "/invoices/" (id) } { (texts::invoice_titled(lang, &card.head.number.to_string())) } " · " (card.buyer.name)
        };
        return Ok(Some((told, Some(left).filter(|left| left.is_positive()))));
    }
    let Ok(client) = typed.client.parse::<ClientId>() else { return Ok(None) };
    if questions::facts(read, visit, client)?.is_none() {
        return Ok(None);
    }
    let name = clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    Ok(Some((html! { a href={ "/clients/" (client) } { (name) } }, None)))
}

fn form_panel(visit: &Visit, typed: &Typed, about: &Markup, left: Option<Money>, wrongs: Option<&Wrongs>) -> Markup {
    let lang = visit.lang;
    let wrong = |pointer: &str| wrongs.and_then(|wrongs| wrongs.of(pointer));
    let amount = match left {
        Some(left) if typed.amount.is_empty() => fmt::typed(lang, &left.to_string()),
        _ => typed.amount.clone(),
    };
    let day = if typed.received_on.is_empty() { visit.today.to_string() } else { typed.received_on.clone() };
    let body = html! {
        form.p-form #payment-form method="post" action="/payments/new" {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="invoice" value=(typed.invoice);
            input type="hidden" name="client" value=(typed.client);
            @if let Some(wrongs) = wrongs { (wrongs.note()) }
            p { (about) }
            div."row-f"."top" {
                (Field::new("amount", texts::amount(lang)).numeric().value(amount).error(wrong("/amount")).hint(left.map(|left| left_told(lang, left, "\u{20bd}")).unwrap_or_default()).required().autofocus().width("grow"))
                (Field::new("received_on", texts::received_on(lang)).kind("date").value(day).error(wrong("/received_on")).required().width("grow"))
            }
            @if left.is_some() {
                (Check::new("advance", "1", texts::payment_advance(lang)).checked(!typed.advance.is_empty()))
            }
            (Field::new("purpose", texts::purpose(lang)).rows(3).value(typed.purpose.clone()).error(wrong("/purpose")).attr("maxlength", "500"))
        }
    };
    let footer = html! {
        (Button::submit(texts::payment_record(lang)).primary().large().class("end").attr("form", "payment-form").key("Ctrl Enter"))
    };
    html! { (Panel::new(texts::payment_new(lang)).body(body).footer(footer)) }
}

/// Writes down a payment from the form.
pub(crate) async fn record(Held(house): Held<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let new = payment_of(typed).map_err(Stop::Refused).map_err(boxed)?;
            refuse_excess(tx, visit, &new, !typed.advance.is_empty()).map_err(boxed)?;
            let payment = verbs::pay(tx, visit, &new).map_err(boxed)?;
            Ok(match payment.invoice {
                Some(invoice) => format!("/invoices/{invoice}"),
                None => format!("/payments?client={}", payment.client),
            })
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            form_page(&house, &visit, (*typed).clone(), Some((Wrongs { said, fields }, status))).await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// Asks about a sum above what the invoice still wants.
fn refuse_excess(tx: &mut Tx<'_>, visit: &Visit, new: &NewPayment, is_advance: bool) -> Result<(), Stop<OrderRefused>> {
    let Some(invoice) = new.invoice else { return Ok(()) };
    let Some(card) = questions::invoice(tx, visit, invoice)? else { return Ok(()) };
    let left = card.head.gross.checked_sub(card.head.paid).map_err(OrderRefused::from).map_err(Stop::Refused)?;
    match rules::excess(new.amount, left, is_advance) {
        Some(what) => Err(Stop::Refused(OrderRefused::field("/amount", what))),
        None => Ok(()),
    }
}

fn payment_of(typed: &Typed) -> Result<NewPayment, OrderRefused> {
    let mut wrong = Vec::new();
    let amount = Money::parse_decimal(&typed_decimal(&typed.amount)).unwrap_or_else(|why| {
        wrong.push(WrongField::new(
            "/amount",
            match why {
                BadNumber::TooLarge => Wrong::SumTooLarge,
                BadNumber::TooManyDecimals { .. } => Wrong::NotASum,
                _ => Wrong::NotANumber,
            },
        ));
        Money::ZERO
    });
    let received_on = Day::parse(typed.received_on.trim()).unwrap_or_else(|_| {
        wrong.push(WrongField::new("/received_on", Wrong::NotADay));
        Day::from_days(0)
    });
    if !wrong.is_empty() {
        return Err(OrderRefused::Fields(wrong));
    }
    Ok(NewPayment {
        invoice: typed.invoice.parse().ok(),
        client: typed.client.parse().ok(),
        amount,
        received_on,
        purpose: typed.purpose.clone(),
    })
}
