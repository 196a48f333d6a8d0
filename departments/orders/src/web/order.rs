//! The page of an order: its lines, answers and papers, and the next deed.

use axum::extract::State as Held;
use axum::response::Response;
use catalogue::ItemIndex;
use house::{Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key};
use i18n::{Refusal as _, fmt};
use kernel::{Day, OrderId};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use ui::{Button, Panel, Th};

use super::desk::{self, LineQuery, View};
use super::{Wrongs, show};
use crate::errors::{OrderRefused, who_extends};
use crate::model::{Answer, AnsweredLine, OrderCard, State};
use crate::rules::{self, Deed};
use crate::{questions, texts, verbs};

/// One order: a draft as the desk, any other with what can be done next.
pub(crate) async fn one(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    Query(asked): Query<LineQuery>,
) -> Response {
    shown(&house, &visit, id, asked, None).await
}

async fn shown(house: &House, visit: &Visit, id: OrderId, asked: LineQuery, wrongs: Option<(Wrongs, u16)>) -> Response {
    let (index, sign) = (house.shared::<ItemIndex>(), visit.sign);
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            let (mut wrongs, mut status) = wrongs.map_or((None, 0), |(wrongs, status)| (Some(wrongs), status));
            // The page is the new one: what has happened is said, not to open it again.
            if let Some(wrongs) = wrongs.as_mut().filter(|_| status == 412) {
                if let Some(on) = card.order.has_run_out() {
                    let ran_out = OrderRefused::RanOut { order: id, on };
                    (wrongs.said, status) = (ran_out.say(visit.lang), ran_out.status());
                } else {
                    wrongs.said.detail = texts::stale_now(visit.lang, card.order.state.name(visit.lang));
                    wrongs.said.next = texts::stale_shown(visit.lang).into();
                }
            }
            if card.order.state == State::Draft && visit.may(access::Perm::OrdersWrite) {
                let view = View {
                    about: asked.line.parse().ok(),
                    from: asked.from.parse().ok(),
                    wrongs,
                    status,
                    ..View::default()
                };
                return desk::whole(read, visit, index.as_deref(), sign, &card, &view).map(Some);
            }
            page(read, visit, sign, &card, wrongs.as_ref()).map(|page| Some(page.status(status)))
        })
        .await
}

fn page(
    read: &mut Read<'_>,
    visit: &Visit,
    sign: &str,
    card: &OrderCard,
    wrongs: Option<&Wrongs>,
) -> Result<Shown, Fault> {
    let lang = visit.lang;
    let longer = match (card.order.state, card.order.reserved_until) {
        (State::Reserved, Some(_)) if may_extend(visit, card) => {
            Some(questions::would_hold_until(read, visit, &card.order)?)
        }
        _ => None,
    };
    let main = html! {
        div."gr"."rows-a1"."stretch" {
            (desk::client_strip(read, visit, card.order.client, &desk::at_hand(visit, card.order.id, &[], true))?)
            div."gr"."g-side"."stretch" { (lines_panel(visit, sign, card, wrongs, longer)) div.gr { (papers(visit, sign, card)) (in_place_of(visit, card)) } }
        }
    };
    let title = texts::order_titled(lang, &card.order.number(lang));
    let shown = Shown::new(title, "/orders", main).fit().live(format!("order:{}", card.order.id));
    let made = texts::made_on(lang, &fmt::day(lang, card.order.made_on, visit.today));
    Ok(match next_deed(card) {
        Some((_, word)) if visit.may(access::Perm::OrdersWrite) => shown.state(made).key("Ctrl Enter", word(lang)),
        _ => shown.state(made),
    })
}

/// The lines and the deeds; `longer` is the last day after an extension, where one is possible.
fn lines_panel(
    visit: &Visit,
    sign: &str,
    card: &OrderCard,
    wrongs: Option<&Wrongs>,
    longer: Option<Option<Day>>,
) -> Markup {
    let lang = visit.lang;
    let table = html! {
        table."p-tbl"."two"."fix"."lines" {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::item(lang)),
                Th::num(texts::quantity(lang)).class("w90"),
                Th::new(texts::answer(lang)).class("w90"),
                Th::new(texts::promise_and_source(lang)).class("w200"),
                Th::num(texts::price(lang)).class("w100"),
                Th::num(texts::sum(lang)).class("w90"),
            ]))
            tbody { @for line in &told_lines(card) { (row(visit, card, line)) } }
        }
    };
    html! {
        section.p-panel aria-label=(texts::lines(lang)) {
            header { h2 { (card.order.number(lang)) } (show::steps(lang, card.order.state))
                @if let Some(until) = card.order.reserved_until { span.more { (show::term(visit, until)) } } }
            @if let Some(wrongs) = wrongs { (wrongs.note()) }
            (show::ran_out(visit, card))
            div.scroll tabindex="0" { (table) }
            footer."g16"."wrap" { (show::counts(lang, &told_lines(card))) }
            footer.wrap { (show::total(lang, sign, &card.lines)) (deeds(visit, card, longer)) }
        }
    }
}

/// The lines as they are told now: where no other item can go in any more, none is asked for.
fn told_lines(card: &OrderCard) -> Vec<AnsweredLine> {
    let mut lines = card.lines.clone();
    if !may_still_change(card) {
        for line in lines.iter_mut().filter(|line| line.answer == Answer::Substitute) {
            line.answer = Answer::Refused;
        }
    }
    lines
}

/// Other items may go into its lines.
fn may_still_change(card: &OrderCard) -> bool {
    matches!(card.order.state, State::Draft | State::Reserved | State::Confirmed)
}

fn row(visit: &Visit, card: &OrderCard, line: &AnsweredLine) -> Markup {
    let lang = visit.lang;
    html! {
        tr {
            td."num"."t3" { (line.position) }
            td."cut"."cut0" { a."l1"."cut" href={ "/items/" (line.item.id) } { (line.item.name(lang)) } (show::code(lang, card, line)) }
            td.num { (show::amount(lang, line.quantity, &line.item.unit)) }
            td { (show::answer(visit, line)) }
            td."cut"."cut0" { (show::promise(visit, line, false)) }
            td.num { span.l1 { (fmt::price(lang, line.unit_price, "")) } span.l2 { (show::vat(lang, line)) } }
            td."num"."b" { (show::sum(lang, line.amounts.gross)) }
        }
    }
}

type Word = fn(i18n::Lang) -> &'static str;

/// The deed that comes next on the way, with its word.
fn next_deed(card: &OrderCard) -> Option<(&'static str, Word)> {
    match card.order.state {
        State::Reserved => Some(("confirmation", texts::confirm)),
        State::Confirmed | State::Shipped if card.invoice.is_none() => Some(("invoice", texts::issue_invoice)),
        _ => None,
    }
}

/// An extension is left to the visitor.
fn may_extend(visit: &Visit, card: &OrderCard) -> bool {
    rules::may_extend(card.order.extensions, visit.may(access::Perm::ReservationsExtend))
}

/// The deeds that are possible now, the next one in blue.
fn deeds(visit: &Visit, card: &OrderCard, longer: Option<Option<Day>>) -> Markup {
    let (lang, order) = (visit.lang, &card.order);
    let may = |perm: access::Perm| visit.may(perm);
    let can = |deed: Deed| rules::next(order.state, deed).is_some();
    let has_left = card.lines.iter().any(|line| line.issued.is_positive());
    let next = next_deed(card).filter(|(noun, _)| match *noun {
        "invoice" => may(access::Perm::InvoicesWrite),
        _ => may(access::Perm::OrdersWrite),
    });
    html! {
        span.end {}
        @if can(Deed::Cancel) && !has_left && may(access::Perm::OrdersWrite) {
            (deed_form(visit, card, "cancellation", Button::submit(texts::cancel(lang)).quiet()))
        }
        @if let Some(until) = longer.filter(|_| can(Deed::Extend) && may(access::Perm::OrdersWrite)) {
            (deed_form(visit, card, "extension", Button::submit(&extend_words(visit, until)).key("e")))
        }
        @if can(Deed::ShipPart) && may(access::Perm::StockShip) {
            (Button::link(texts::ship(lang), format!("/orders/{}/shipment", order.id)).icon("truck").key("s"))
        }
        @if let Some((noun, word)) = next {
            (deed_form(visit, card, noun, Button::submit(word(lang)).primary().large().key("Ctrl Enter")))
        }
    }
}

/// The deed with the day it leads to.
fn extend_words(visit: &Visit, until: Option<Day>) -> String {
    match until {
        Some(day) => texts::extend_until(visit.lang, &fmt::day(visit.lang, day, visit.today)),
        None => texts::extend_without_end(visit.lang).to_owned(),
    }
}

fn deed_form(_visit: &Visit, card: &OrderCard, noun: &str, button: Button) -> Markup {
    html! {
        form method="post" action={ "/orders/" (card.order.id) "/" (noun) } {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(card.order.version);
            (button)
        }
    }
}

fn papers(visit: &Visit, sign: &str, card: &OrderCard) -> Markup {
    let (lang, order) = (visit.lang, &card.order);
    let left = order.gross.checked_sub(order.shipped_gross).unwrap_or_default();
    let facts = html! {
        dl."p-dl" {
            dt { (texts::state(lang)) } dd { (show::state(lang, order.state)) }
            @if let Some(until) = order.reserved_until {
                dt { (texts::held_until(lang)) }
                dd { (fmt::weekday_day(lang, until, visit.today))
                    @if order.extensions > 0 { " · " (texts::extended_times(lang, order.extensions)) }
                    @if !may_extend(visit, card) && visit.may(access::Perm::OrdersWrite) {
                        div."s"."t2" { (texts::extended_ask(lang, &who_extends(lang))) }
                    } }
            }
            @if let Some(day) = order.wanted_on { dt { (texts::wanted_on(lang)) } dd { (fmt::day(lang, day, visit.today)) } }
            dt { (texts::shipped_sum(lang)) } dd { (fmt::money_short(lang, order.shipped_gross, sign)) }
            @if order.state.is_open() { dt { (texts::left_sum(lang)) } dd { (fmt::money_short(lang, left, sign)) } }
        }
    };
    let paid = card.invoice.as_ref().map(|invoice| {
        let left = invoice.gross.checked_sub(invoice.paid).unwrap_or_default();
        (invoice, left)
    });
    let list = html! {
        div.p-list data-rows {
            @if let Some((invoice, left)) = paid {
                div."row-f"."sp" {
                    (show::invoice(visit, invoice.id, &texts::invoice_titled(lang, &invoice.number.to_string())))
                    span."s"."t2" { (fmt::day(lang, invoice.issued_on, visit.today)) }
                    @if left.is_positive() { span.num { (texts::left_to_pay(lang, &fmt::money_short(lang, left, sign))) } }
                    @else { (ui::status(ui::Tone::Ok, texts::paid(lang))) }
                }
            }
            @for shipment in &card.shipments {
                div."row-f"."sp" {
                    a data-open href={ "/shipments/" (shipment.id) } { (texts::shipment_titled(lang, &shipment.number.to_string())) }
                    span."s"."t2" { (fmt::day(lang, shipment.shipped_on, visit.today)) }
                    span.num { (fmt::money_short(lang, shipment.gross, sign)) }
                }
            }
        }
    };
    let printed = html! { a href={ "/orders/" (order.id) "/papers" } { (texts::printed_papers(lang)) } };
    let mut panel = Panel::new(texts::papers(lang)).more(printed).body(facts).scroll(list);
    if let Some((invoice, left)) = paid
        && left.is_positive()
        && visit.may(access::Perm::PaymentsWrite)
    {
        let href = format!("/payments/new?invoice={}", invoice.id);
        panel = panel.footer(html! { (Button::link(texts::payment_new(lang), href).icon("coins").class("grow")) });
    }
    html! { (panel) }
}

/// Lines that wait for a substitute or are in danger: what may go in their place, the goods change places at once.
fn in_place_of(visit: &Visit, card: &OrderCard) -> Markup {
    let lang = visit.lang;
    let may = visit.may(access::Perm::OrdersWrite);
    if !may_still_change(card) {
        return too_late(visit, card);
    }
    let lines: Vec<_> = card
        .lines
        .iter()
        .filter(|line| may && (line.answer == Answer::Substitute || !line.substitutes.is_empty()))
        .filter_map(|l| Some((l, l.line?)))
        .collect();
    if lines.is_empty() {
        return html! {};
    }
    let forms = html! {
        @for (line, _) in lines.iter().filter(|(line, _)| line.substitutes.is_empty()) {
            div.bd { div.b { (line.position) ". " (line.item.name(lang)) } p.t2 { (texts::no_substitutes(lang)) } }
        }
        @for (line, number) in lines.iter().filter(|(line, _)| !line.substitutes.is_empty()) {
            form."bd"."col-f" method="post" action={ "/orders/" (card.order.id) "/substitution" } {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="version" value=(card.order.version);
                input type="hidden" name="line" value=(number);
                div.b { (line.position) ". " (line.item.name(lang)) }
                @if let Some(missing) = line.missing_part() {
                    @let amount = |quantity| show::amount(lang, quantity, &line.item.unit);
                    (ui::Select::new("extent", texts::extent(lang)).label_hidden().id(format!("extent-{number}"))
                        .option("missing", texts::extent_missing(lang, &amount(missing)))
                        .option("whole", texts::extent_whole(lang, &amount(line.quantity))))
                }
                (ui::Select::new("sku", texts::substitutes(lang)).label_hidden().id(format!("sub-{number}")).options(
                    line.substitutes.iter().map(|offer| {
                        let one = &offer.substitute;
                        let day = one.promised_on.map(|day| fmt::day(lang, day, visit.today)).unwrap_or_default();
                        let free = texts::free_now(lang, &show::amount(lang, one.free_now, &one.item.unit));
                        let price = fmt::price(lang, one.price, "");
                        (one.item.sku.clone(), format!("{}, {price}, {free}, {day}", one.item.name(lang)))
                    })))
                div { (Button::submit(texts::take_offer(lang))) }
            }
        }
    };
    html! { (Panel::new(texts::substitutes(lang)).scroll(forms)) }
}

/// Lines that stayed without a substitute when the order went on: what is done for them now.
fn too_late(visit: &Visit, card: &OrderCard) -> Markup {
    let (lang, client) = (visit.lang, card.order.client);
    let left: Vec<&AnsweredLine> = card.lines.iter().filter(|line| line.answer == Answer::Substitute).collect();
    if left.is_empty() || card.order.state == State::Cancelled {
        return html! {};
    }
    let body = html! {
        @for line in &left { div { b { (line.position) ". " (line.item.name(lang)) } " · " (show::amount(lang, line.quantity, &line.item.unit)) } }
        p."t2"."mt8" { (texts::not_in_order(lang)) }
    };
    let mut panel = Panel::new(texts::substitutes(lang)).body(body);
    if visit.may(access::Perm::OrdersWrite) {
        let new = Button::link(texts::order_new(lang), format!("/orders/new?client={client}"));
        panel = panel.footer(html! { (new.icon("plus").class("grow")) });
    }
    html! { (panel) }
}

/// The item taken in place of another, from the page.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Taken {
    #[serde(default)]
    version: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    sku: String,
    #[serde(default)]
    extent: String,
}

/// Another item goes into a line whose goods are held, from the page.
pub(crate) async fn substitute(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    form: Form<Taken>,
) -> Response {
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Taken| {
            let line = typed.line.parse().map_err(|_| boxed(Stop::Refused(OrderRefused::Unknown)))?;
            let extent = desk::extent_of(&typed.extent);
            let taken = verbs::TakeSubstitute { line, sku: typed.sku.clone(), extent };
            verbs::take_substitute(tx, visit, id, typed.version.parse().ok(), &taken).map_err(boxed)?;
            Ok(format!("/orders/{id}"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            shown(&house, &visit, id, LineQuery::default(), Some((Wrongs { said, fields }, status))).await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// The version the page was made from.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    version: String,
}

/// The client agrees, from the page.
pub(crate) async fn confirm(
    held: Held<House>,
    visit: Visit,
    htmx: Htmx,
    Path(id): Path<OrderId>,
    form: Form<Seen>,
) -> Response {
    act(held, visit, htmx, id, form, |tx, visit, id, seen| verbs::confirm(tx, visit, id, seen).map(drop)).await
}

/// The goods are held longer, from the page.
pub(crate) async fn extend(
    held: Held<House>,
    visit: Visit,
    htmx: Htmx,
    Path(id): Path<OrderId>,
    form: Form<Seen>,
) -> Response {
    act(held, visit, htmx, id, form, |tx, visit, id, seen| verbs::extend(tx, visit, id, seen).map(drop)).await
}

/// The invoice is issued, from the page.
pub(crate) async fn invoice_deed(
    held: Held<House>,
    visit: Visit,
    htmx: Htmx,
    Path(id): Path<OrderId>,
    form: Form<Seen>,
) -> Response {
    act(held, visit, htmx, id, form, |tx, visit, id, seen| verbs::invoice(tx, visit, id, seen).map(drop)).await
}

/// The order is called off, from the page.
pub(crate) async fn cancel(
    held: Held<House>,
    visit: Visit,
    htmx: Htmx,
    Path(id): Path<OrderId>,
    form: Form<Seen>,
) -> Response {
    act(held, visit, htmx, id, form, |tx, visit, id, seen| verbs::cancel(tx, visit, id, seen).map(drop)).await
}

type Verb = fn(&mut Tx<'_>, &Visit, OrderId, Option<i64>) -> Result<(), Stop<OrderRefused>>;

/// A deed of the page; refused, it shows the page again and says why.
async fn act(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    id: OrderId,
    form: Form<Seen>,
    verb: Verb,
) -> Response {
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Seen| {
            verb(tx, visit, id, typed.version.parse().ok()).map_err(boxed)?;
            Ok(format!("/orders/{id}"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            shown(&house, &visit, id, LineQuery::default(), Some((Wrongs { said, fields }, status))).await
        }
        FormEnd::Failed(response) => *response,
    }
}
