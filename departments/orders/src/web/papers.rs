//! The invoice as it is printed, the shipment and its form.

use axum::extract::State as Held;
use axum::response::Response;
use house::{Form, FormEnd, House, Htmx, Path, Shown, Visit, boxed, one_time_key};
use i18n::{Lang, fmt};
use kernel::{Day, InvoiceId, Money, OrderId, OrderLineId, Quantity, ShipmentId, VatClass};
use maud::{Markup, html};
use serde::Deserialize;
use stock::Source;
use store::Stop;
use ui::{Button, Field, Panel, Th};

use super::list::rail;
use super::{Wrongs, show};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{InvoiceCard, OrderCard, PaperLine, Payment, Requisites, ShipmentCard, VatPart, order_number};
use crate::verbs::{self, Ship, ShipLine};
use crate::{questions, texts};

/// An invoice: requisites, lines, tax, what was paid.
pub(crate) async fn invoice(Held(house): Held<House>, visit: Visit, Path(id): Path<InvoiceId>) -> Response {
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let Some(card) = questions::invoice(read, visit, id)? else { return Ok(None) };
            let payments = questions::payments_of(read, id)?;
            let (lang, number) = (visit.lang, card.head.number.to_string());
            let title = texts::invoice_of_day(lang, &fmt::day_full(lang, card.head.issued_on), &number);
            let main = invoice_page(visit, sign, &card, &payments);
            Ok(Some(Shown::new(title, rail(visit, "/invoices"), main).live(format!("invoice:{id}"))))
        })
        .await
}

fn invoice_page(visit: &Visit, sign: &str, card: &InvoiceCard, payments: &[Payment]) -> Markup {
    let (lang, head) = (visit.lang, &card.head);
    let left = head.gross.checked_sub(head.paid).unwrap_or_default();
    let parties = html! {
        div."gr"."g-2" {
            div { h3 { (texts::seller(lang)) } (requisites(lang, &card.seller, &html! { (card.seller.name) })) }
            div { h3 { (texts::buyer(lang)) } (requisites(lang, &card.buyer, &show::client(visit, head.client, &card.buyer.name))) }
        }
        p."mt8"."s" { a href={ "/orders/" (head.order) } { (texts::order_titled(lang, &order_number(lang, head.order))) } }
    };
    let lines: Vec<(&PaperLine, &catalogue::ItemCard, Option<String>)> =
        card.lines.iter().map(|(line, item)| (line, item, None)).collect();
    let title = texts::invoice_of_day(lang, &fmt::day_full(lang, head.issued_on), &head.number.to_string());
    let mut panel = Panel::new(title).body(parties).flush(lines_table(lang, sign, &lines, &card.vat));
    let total = html! {
        div { span.big { (fmt::money(lang, head.gross, sign)) } " " span."s"."t3" { (texts::to_pay(lang)) } }
        @if left.is_positive() { span.end { (texts::left_to_pay(lang, &fmt::money(lang, left, sign))) } }
        @else { span.end { (ui::status(ui::Tone::Ok, texts::paid(lang))) } }
    span."s" { (super::paper::files(lang, &format!("/invoices/{}/pdf", head.id))) }
    (Button::plain(texts::invoice_print(lang)).icon("file-text").key("Alt P").attr("data-print", ""))
        @if left.is_positive() && visit.may(access::Perm::PaymentsWrite) {
            (Button::link(texts::payment_new(lang), format!("/payments/new?invoice={}", head.id)).primary().icon("coins").key("p"))
        }
    };
    panel = panel.footer(total);
    html! { (panel) @if !payments.is_empty() { (super::pay::panel(visit, sign, payments, None)) } }
}

fn requisites(lang: Lang, of: &Requisites, name: &Markup) -> Markup {
    let rows = [
        (texts::inn(lang), &of.inn),
        (texts::kpp(lang), &of.kpp),
        (texts::address(lang), &of.address),
        (texts::bank(lang), &of.bank),
        (texts::bik(lang), &of.bik),
        (texts::account(lang), &of.account),
        (texts::corr_account(lang), &of.corr_account),
    ];
    html! {
        p.b { (name) }
        dl."p-dl"."s" {
            @for (label, value) in rows { @if let Some(value) = value { dt { (label) } dd { (value) } } }
        }
    }
}

fn lines_table(
    lang: Lang,
    sign: &str,
    lines: &[(&PaperLine, &catalogue::ItemCard, Option<String>)],
    vat: &[VatPart],
) -> Markup {
    html! {
        table.p-tbl {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::sku(lang)).class("hide-s"),
                Th::new(texts::item(lang)),
                Th::num(texts::quantity(lang)),
                Th::sums(texts::price(lang), sign).class("hide-s"),
                Th::sums(texts::net(lang), sign).class("hide-s"),
                Th::num(texts::rate(lang)).class("hide-s"),
                Th::sums(texts::tax(lang), sign).class("hide-s"),
                Th::sums(texts::sum(lang), sign),
            ]))
            tbody {
                @for (line, item, note) in lines {
                    tr {
                        (ui::num(&line.position.to_string()))
                        td.hide-s { (item.sku) }
                        td { (item.name(lang)) @if let Some(note) = note { " " span."s"."warn" { (note) } } }
                        (ui::num(&show::amount(lang, line.quantity, &item.unit)))
                        td."num"."hide-s" { (fmt::price(lang, line.unit_price, "")) }
                        td."num"."hide-s" { (fmt::money(lang, line.net, "")) }
                        td."num"."hide-s" { (rate(lang, line.vat_class, &line.vat_rate.to_string())) }
                        td."num"."hide-s" { (fmt::money(lang, line.vat, "")) }
                        (ui::num(&fmt::money(lang, line.gross, "")))
                    }
                }
            }
            // Under the sums they add up: each rate, then all of them where there are several.
            tfoot {
                @for part in vat { (total_row(lang, &rate_title(lang, part), (part.amounts.net, part.amounts.vat, part.amounts.gross))) }
                @if vat.len() > 1 { (total_row(lang, texts::invoice_total(lang), added(vat))) }
            }
        }
    }
}

fn added(vat: &[VatPart]) -> (Money, Money, Money) {
    let sum =
        |of: fn(&VatPart) -> Money| vat.iter().fold(Money::ZERO, |sum, part| sum.checked_add(of(part)).unwrap_or(sum));
    (sum(|part| part.amounts.net), sum(|part| part.amounts.vat), sum(|part| part.amounts.gross))
}

fn rate_title(lang: Lang, part: &VatPart) -> String {
    match part.class {
        VatClass::None => texts::vat_none(lang).to_owned(),
        _ => texts::vat_of(lang, &texts::percent(lang, &part.rate.to_string())),
    }
}

fn total_row(lang: Lang, title: &str, (net, vat, gross): (Money, Money, Money)) -> Markup {
    html! {
        tr {
            td {} td.hide-s {} td { (title) } td {} td.hide-s {}
            td."num"."hide-s" { (fmt::money(lang, net, "")) }
            td.hide-s {}
            td."num"."hide-s" { (fmt::money(lang, vat, "")) }
            (ui::num(&fmt::money(lang, gross, "")))
        }
    }
}

fn rate(lang: Lang, class: VatClass, percent: &str) -> String {
    match class {
        VatClass::None => texts::vat_none(lang).to_owned(),
        _ => texts::percent(lang, percent),
    }
}

/// A shipment: what left, on which day, with which tax.
pub(crate) async fn shipment(Held(house): Held<House>, visit: Visit, Path(id): Path<ShipmentId>) -> Response {
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let Some(card) = questions::shipment(read, visit, id)? else { return Ok(None) };
            let lang = visit.lang;
            let title = texts::shipment_titled(lang, &card.head.number.to_string());
            Ok(Some(Shown::new(title, "/orders", shipment_page(visit, sign, &card))))
        })
        .await
}

fn shipment_page(visit: &Visit, sign: &str, card: &ShipmentCard) -> Markup {
    let lang = visit.lang;
    let head = &card.head;
    let facts = html! {
        dl."p-dl" {
            dt { (texts::client(lang)) } dd { (show::client(visit, head.client, &card.client_name)) }
            dt { (texts::order(lang)) } dd { a href={ "/orders/" (head.order) } { (order_number(lang, head.order)) } }
            dt { (texts::shipped_on(lang)) } dd { (fmt::day_full(lang, head.shipped_on)) }
        }
    };
    let lines: Vec<_> = card
        .lines
        .iter()
        .map(|(line, item, ordered)| {
            let note = (*ordered != line.vat_rate).then(|| texts::rate_was(lang, &ordered.to_string()));
            (line, item, note)
        })
        .collect();
    let title = texts::shipment_titled(lang, &head.number.to_string());
    let panel = Panel::new(title)
        .body(facts)
        .flush(lines_table(lang, sign, &lines, &card.vat))
        .footer(html! { span.big { (fmt::money(lang, head.gross, sign)) } });
    html! { (panel) }
}

/// What leaves, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    line: Vec<String>,
    #[serde(default)]
    quantity: Vec<String>,
    /// A list, so that an emptied field is told from none at all.
    #[serde(default)]
    shipped_on: Vec<String>,
    #[serde(default)]
    version: String,
}

/// The form of a shipment: of each line what lies on the shelf.
pub(crate) async fn shipment_form(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    form_page(&house, &visit, id, None, None).await
}

async fn form_page(
    house: &House,
    visit: &Visit,
    id: OrderId,
    typed: Option<Typed>,
    wrongs: Option<(Wrongs, u16)>,
) -> Response {
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            let (wrongs, status) = wrongs.map_or((None, 0), |(wrongs, status)| (Some(wrongs), status));
            let main = ship_panel(visit, &card, typed.as_ref(), wrongs.as_ref());
            let title = texts::ship_order(visit.lang, &card.order.number(visit.lang));
            Ok(Some(Shown::new(title, "/orders", main).status(status).key("Ctrl Enter", texts::ship(visit.lang))))
        })
        .await
}

fn ship_panel(visit: &Visit, card: &OrderCard, typed: Option<&Typed>, wrongs: Option<&Wrongs>) -> Markup {
    let (lang, order) = (visit.lang, &card.order);
    let day =
        typed.map_or_else(|| visit.today.to_string(), |typed| typed.shipped_on.first().cloned().unwrap_or_default());
    let lines = card.lines.iter().filter(|line| line.line.is_some() && open(line).is_positive());
    let typed_for = |number: &str| {
        let typed = typed?;
        let place = typed.line.iter().position(|line| line == number)?;
        typed.quantity.get(place).cloned()
    };
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::item(lang)),
                Th::num(texts::left_to_ship(lang)),
                Th::num(texts::on_shelf(lang)),
                Th::num(texts::ship_now(lang)).class("w130"),
            ]))
            tbody {
                @for line in lines {
                    @let number = line.line.map(|line| line.to_string()).unwrap_or_default();
                    @let ready = ready(line);
                    @let value = typed_for(&number).unwrap_or_else(|| ready.to_string());
                    @let wrong = wrongs.and_then(|wrongs| wrongs.of(&format!("/quantity/{number}")));
                    tr {
                        (ui::num(&line.position.to_string()))
                        td { (line.item.name(lang)) " " span.t3 { (line.item.sku) } }
                        (ui::num(&show::amount(lang, open(line), &line.item.unit)))
                        (ui::num(&show::amount(lang, ready, &line.item.unit)))
                        td.num {
                            input type="hidden" name="line" value=(number);
                            (Field::new("quantity", &texts::quantity_of_line(lang, &line.position.to_string())).id(format!("s-{number}"))
                                .label_hidden().numeric().value(value).error(wrong))
                        }
                    }
                }
            }
        }
    };
    let action = format!("/orders/{}/shipment", order.id);
    html! {
        form method="post" action=(action) {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(order.version);
            section.p-panel aria-label=(texts::ship(lang)) {
                header { h2 { (order.number(lang)) } span.t3 { (card.client_name) } (show::state(lang, order.state)) }
                @if let Some(wrongs) = wrongs { (wrongs.note()) }
                (table)
                footer.wrap {
                    (Field::new("shipped_on", texts::shipped_on(lang)).kind("date").value(day)
                        .error(wrongs.and_then(|wrongs| wrongs.of("/shipped_on"))))
                    (Button::link(texts::back(lang), format!("/orders/{}", order.id)).quiet().class("end").key("Esc"))
                    (Button::submit(texts::ship(lang)).primary().large().icon("truck").key("Ctrl Enter"))
                }
            }
        }
    }
}

fn open(line: &crate::model::AnsweredLine) -> Quantity {
    let open = line.quantity.thousandths() - line.issued.thousandths() - line.short.thousandths();
    Quantity::from_thousandths(open - line.cancelled.thousandths())
}

/// What lies on the shelf for a line; work is always ready.
fn ready(line: &crate::model::AnsweredLine) -> Quantity {
    if line.demand.is_none() {
        return open(line);
    }
    let here = line.coverage.iter().filter(|piece| piece.source == Source::OnHand);
    Quantity::from_thousandths(here.map(|piece| piece.quantity.thousandths()).sum())
}

/// Ships what was typed; lines at nothing stay. An empty field says neither, so it is asked about.
pub(crate) async fn send(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    form: Form<Typed>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let what = ship_of(typed).map_err(Stop::Refused).map_err(boxed)?;
            let shipped = verbs::ship(tx, visit, id, typed.version.parse().ok(), &what);
            let card = shipped.map_err(|stop| boxed(at_fields(stop, &what)))?;
            Ok(format!("/shipments/{}", card.head.id))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            let wrongs = Some((Wrongs { said, fields }, status));
            form_page(&house, &visit, id, Some((*typed).clone()), wrongs).await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// A refused line of the shipment is told at the field it was typed in.
fn at_fields(stop: Stop<OrderRefused>, what: &Ship) -> Stop<OrderRefused> {
    let Stop::Refused(OrderRefused::Fields(mut wrong)) = stop else { return stop };
    for field in &mut wrong {
        let place =
            field.pointer.strip_prefix("/lines/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        if let Some(line) = place.and_then(|place| what.lines.as_ref()?.get(place)) {
            field.pointer = format!("/quantity/{}", line.line);
        }
    }
    Stop::Refused(OrderRefused::Fields(wrong))
}

fn ship_of(typed: &Typed) -> Result<Ship, OrderRefused> {
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for (line, quantity) in typed.line.iter().zip(&typed.quantity) {
        let mut fail = |what: Wrong| wrong.push(WrongField::new(format!("/quantity/{line}"), what));
        if quantity.trim().is_empty() {
            fail(Wrong::HowMuchLeaves);
            continue;
        }
        match (line.parse::<OrderLineId>(), super::typed_number(quantity)) {
            (Ok(_), Ok(Quantity::ZERO)) => {}
            (Ok(line), Ok(quantity)) => lines.push(ShipLine { line, quantity: Some(quantity) }),
            (Err(_), _) => fail(Wrong::NoLine),
            (_, Err(what)) => fail(what),
        }
    }
    // An emptied day is asked about: the VAT of the shipment falls on it.
    let day = typed.shipped_on.first().map(|day| Day::parse(day.trim()));
    let shipped_on = day.as_ref().and_then(|day| day.as_ref().ok().copied());
    if matches!(day, Some(Err(_))) {
        wrong.push(WrongField::new("/shipped_on", Wrong::NotADay));
    }
    match typed.line.first().filter(|_| wrong.is_empty() && lines.is_empty()) {
        Some(first) => Err(OrderRefused::field(format!("/quantity/{first}"), Wrong::NothingTyped)),
        None if wrong.is_empty() => Ok(Ship { lines: Some(lines), shipped_on }),
        None => Err(OrderRefused::Fields(wrong)),
    }
}
