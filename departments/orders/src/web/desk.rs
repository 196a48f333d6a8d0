//! The order desk: a draft line by line, an answer on each, substitutes beside it, all by keyboard.

use axum::extract::{Path, State as Held};
use axum::response::Response;
use catalogue::{ItemCard, ItemIndex};
use house::{Form, FormEnd, House, Htmx, Query, Refused, Shown, Visit, boxed, one_time_key};
use i18n::fmt;
use kernel::{ClientId, Day, OrderId, OrderLineId, Quantity};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use ui::{Button, Check, Field, Panel, Select, Th};

use super::{Wrongs, show};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{Answer, AnsweredLine, Mode, OrderCard, State, mode_code, parse_mode};
use crate::verbs::{self, PutLine};
use crate::{questions, rules, store as books, texts};

/// For whom an order is begun, and what was typed to find the client.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NewQuery {
    #[serde(default)]
    client: String,
    #[serde(default)]
    q: String,
}

/// An empty desk for a client; the draft is made with its first line. Without a client: who orders?
pub(crate) async fn new(Held(house): Held<House>, visit: Visit, Query(asked): Query<NewQuery>) -> Response {
    let Ok(client) = asked.client.parse::<ClientId>() else { return choose(&house, &visit, asked.q).await };
    let staff = visit.actor.staff().map_or(0, |staff| staff.get());
    let draft = house.store().read(move |read| books::draft_of(read, client, staff)).await;
    if let Ok(Some(draft)) = draft {
        return FormEnd::go(&format!("/orders/{}", draft.id), false);
    }
    house
        .page(&visit, move |read, visit| {
            if !books::sees(read, visit, access::Perm::OrdersWrite, client)? {
                return Ok(None);
            }
            let main = html! {
                div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client)?) (empty_desk(visit, client, &html! {}, &new_line(visit, "", &html! {}, true))) }
            };
            Ok(Some(framed(visit, texts::order_new(visit.lang).to_owned(), main)))
        })
        .await
}

async fn choose(house: &House, visit: &Visit, q: String) -> Response {
    let index = house.shared::<clients::NameIndex>();
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let found = if q.trim().is_empty() {
                Vec::new()
            } else {
                clients::find(read, index.as_deref(), visit, q.trim(), 20)?
            };
            let body = html! {
                form.row-f method="get" action="/orders/new" role="search" {
                    (Field::new("q", texts::who_orders(lang)).label_hidden().kind("search").width("grow").value(q.clone())
                        .placeholder(texts::who_orders_hint(lang)).attr("maxlength", "100").autofocus())
                    (Button::submit(texts::find(lang)).primary().icon("search"))
                }
                @if found.is_empty() && !q.trim().is_empty() { p."t2"."mt8" { (texts::client_not_found(lang)) } }
            };
            let list = html! {
                div.p-list data-rows {
                    @for one in found.iter().filter(|one| !one.locked) {
                        div { a data-open href={ "/orders/new?client=" (one.id) } { (one.name) }
                            @if let Some(city) = &one.city { " " span.t3 { (city) } } }
                    }
                }
            };
            let panel = Panel::new(texts::who_orders(lang)).body(body).flush(list);
            Ok(Some(Shown::new(texts::order_new(lang), "/orders", html! { (panel) })))
        })
        .await
}

/// What was pressed or typed on the desk: all quantities, one new line, pasted rows, one deed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    client: String,
    #[serde(default)]
    line: Vec<String>,
    #[serde(default)]
    quantity: Vec<String>,
    /// Code or part of a name.
    #[serde(default)]
    what: String,
    /// Code of a hit that was chosen.
    #[serde(default)]
    sku: String,
    #[serde(default)]
    rows: String,
    #[serde(default)]
    mode: String,
    /// The line that the side panel is about.
    #[serde(default)]
    about: String,
    #[serde(default)]
    offer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    wanted_on: String,
    #[serde(default)]
    deed: String,
}

/// Begins a draft with its first line.
pub(crate) async fn begin(Held(house): Held<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let index = house.shared::<ItemIndex>();
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let client = typed.client.parse().map_err(|_| refused("/client", Wrong::NoClient))?;
            // What is unclear is said before anything is written.
            let lines = new_lines(tx, index.as_deref(), typed)?;
            let draft = verbs::draft_for(tx, visit, client).map_err(boxed)?;
            if !lines.is_empty() {
                verbs::put_lines(tx, visit, draft.id, None, &lines).map_err(boxed)?;
            }
            Ok(format!("/orders/{}", draft.id))
        })
        .await;
    match ended {
        // In place, so that what is typed meanwhile stays in the hand: the address follows.
        FormEnd::See(to) if htmx => match to.rsplit('/').next().and_then(|id| id.parse().ok()) {
            Some(id) => at_address(part(&house, &visit, id, View::default()).await, &to),
            None => FormEnd::go(&to, htmx),
        },
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Failed(response) => *response,
        FormEnd::Refused { said, fields, status } => {
            let wrongs = Wrongs { said, fields };
            let index = house.shared::<ItemIndex>();
            let again = move |read: &mut Read<'_>, visit: &Visit| -> Result<Option<(ClientId, Markup)>, Fault> {
                let Ok(client) = typed.client.parse::<ClientId>() else { return Ok(None) };
                let hits = catalogue::find(read, index.as_deref(), typed.what.trim(), 8)?;
                let line = new_line(visit, &typed.what, &hits_of(visit, &hits), true);
                Ok(Some((client, empty_desk(visit, client, &wrongs.note(), &line))))
            };
            if htmx {
                return house.part(&visit, move |read, visit| Ok(again(read, visit)?.map(|(_, desk)| desk))).await;
            }
            house
                .page(&visit, move |read, visit| {
                    let Some((client, desk)) = again(read, visit)? else { return Ok(None) };
                    let main = html! { div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client)?) (desk) } };
                    Ok(Some(framed(visit, texts::order_new(visit.lang).to_owned(), main).status(status)))
                })
                .await
        }
    }
}

/// A part with the address it belongs to.
fn at_address(mut part: Response, to: &str) -> Response {
    if let Ok(to) = axum::http::HeaderValue::from_str(to) {
        part.headers_mut().insert("hx-push-url", to);
    }
    part
}

fn refused(pointer: &str, what: Wrong) -> Stop<Refused> {
    boxed(Stop::Refused(OrderRefused::field(pointer, what)))
}

/// The lines that were typed, pasted or chosen.
fn new_lines(read: &mut Read<'_>, index: Option<&ItemIndex>, typed: &Typed) -> Result<Vec<PutLine>, Stop<Refused>> {
    let mut lines = Vec::new();
    let put = |sku: String, quantity: Option<Quantity>| PutLine { line: None, sku, quantity, wanted_on: None };
    if !typed.sku.is_empty() {
        let quantity = rules::pasted(&typed.what).into_iter().next().and_then(|(_, quantity)| quantity);
        lines.push(put(typed.sku.clone(), quantity));
    } else if !typed.what.trim().is_empty() {
        let (item, quantity) = typed_item(read, index, typed.what.trim())?;
        lines.push(put(item.sku, quantity));
    }
    lines.extend(rules::pasted(&typed.rows).into_iter().map(|(sku, quantity)| put(sku, quantity)));
    Ok(lines)
}

/// The item that was meant: its code, its code and a quantity, or the only item of that name.
fn typed_item(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    what: &str,
) -> Result<(ItemCard, Option<Quantity>), Stop<Refused>> {
    if let Some(item) = catalogue::item_by_sku(read, what)? {
        return Ok((item, None));
    }
    if let Some((code, Some(quantity))) = rules::pasted(what).into_iter().next()
        && let Some(item) = catalogue::item_by_sku(read, &code)?
    {
        return Ok((item, Some(quantity)));
    }
    let mut found = catalogue::find(read, index, what, 2)?;
    match (found.pop(), found.pop()) {
        (Some((item, _)), None) => Ok((item, None)),
        _ => Err(refused("/what", Wrong::NoItem(what.to_owned()))),
    }
}

/// Everything the desk can do with a draft.
pub(crate) async fn deed(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<String>,
    form: Form<Typed>,
) -> Response {
    let Ok(id) = id.parse::<OrderId>() else { return house::not_found(&visit) };
    let index = house.shared::<ItemIndex>();
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            save(tx, visit, index.as_deref(), id, typed)?;
            match typed.deed.as_str() {
                "reserve" => drop(verbs::reserve(tx, visit, id, None).map_err(boxed)?),
                "throw-away" => {
                    verbs::cancel_draft(tx, visit, id, None).map_err(boxed)?;
                    return Ok("/orders".into());
                }
                _ => {}
            }
            Ok(format!("/orders/{id}"))
        })
        .await;
    let stays = !matches!(typed.deed.as_str(), "reserve" | "throw-away");
    match ended {
        FormEnd::See(to) if !htmx || !stays => FormEnd::go(&to, htmx),
        FormEnd::See(_) => {
            // A changed quantity leaves the cursor in the grid; anything else goes on to the new line.
            let view = View { about: next_about(&typed), quiet: typed.deed.is_empty(), ..View::default() };
            part(&house, &visit, id, view).await
        }
        FormEnd::Refused { said, fields, status } => {
            let view = View {
                about: typed.about.parse().ok(),
                typed: typed.what.clone(),
                wrongs: Some(Wrongs { said, fields }),
                status,
                quiet: typed.deed.is_empty(),
            };
            if htmx { part(&house, &visit, id, view).await } else { page(&house, &visit, id, view).await }
        }
        FormEnd::Failed(response) => *response,
    }
}

/// After a deed on a line, and with a new line, the panel goes to the line that waits for a word.
fn next_about(typed: &Typed) -> Option<OrderLineId> {
    let adds = !typed.what.trim().is_empty() || !typed.sku.is_empty() || !typed.rows.trim().is_empty();
    let settled = matches!(typed.deed.as_str(), "substitute" | "refuse" | "drop");
    if adds || settled { None } else { typed.about.parse().ok() }
}

/// Writes what was typed: changed quantities, new lines, terms, and what the side panel decided.
fn save(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    id: OrderId,
    typed: &Typed,
) -> Result<(), Stop<Refused>> {
    let card = questions::head(tx, visit, id)?;
    let Some(card) = card else { return Err(boxed(Stop::Refused(OrderRefused::Unknown))) };
    let mut lines = changed(tx, id, typed)?;
    lines.extend(new_lines(tx, index, typed)?);
    if !lines.is_empty() {
        verbs::put_lines(tx, visit, id, None, &lines).map_err(boxed)?;
    }
    if let Some(mode) = parse_mode(&typed.mode).filter(|mode| *mode != card.mode.0) {
        verbs::set_terms(tx, visit, id, None, mode, card.wanted_on).map_err(boxed)?;
    }
    let Ok(about) = typed.about.parse::<OrderLineId>() else { return Ok(()) };
    match typed.deed.as_str() {
        "substitute" => verbs::take_substitute(tx, visit, id, None, about, &typed.offer).map(drop),
        "refuse" => verbs::refuse_line(tx, visit, id, None, about, Some(&typed.reason)).map(drop),
        "take-up" => verbs::refuse_line(tx, visit, id, None, about, None).map(drop),
        "drop" => verbs::drop_line(tx, visit, id, None, about).map(drop),
        "wanted" => wanted(tx, visit, id, about, &typed.wanted_on),
        _ => Ok(()),
    }
    .map_err(boxed)
}

/// Quantities that differ from what is written.
fn changed(tx: &mut Tx<'_>, id: OrderId, typed: &Typed) -> Result<Vec<PutLine>, Stop<Refused>> {
    if typed.line.is_empty() {
        return Ok(Vec::new());
    }
    let there = books::lines(tx, id)?;
    let ids: Vec<_> = there.iter().map(|line| line.item).collect();
    let items = catalogue::items(tx, &ids)?;
    let (mut changed, mut wrong) = (Vec::new(), Vec::new());
    for (number, quantity) in typed.line.iter().zip(&typed.quantity) {
        let line = there.iter().find(|line| line.id.to_string() == *number);
        let Some((line, item)) = line.and_then(|line| Some((line, items.iter().find(|item| item.id == line.item)?)))
        else {
            continue;
        };
        let plain: String = quantity.chars().filter(|letter| !letter.is_whitespace()).collect();
        match Quantity::parse_decimal(&plain.replace(',', ".")) {
            Ok(quantity) if quantity != line.quantity => changed.push(PutLine {
                line: Some(line.id),
                sku: item.sku.clone(),
                quantity: Some(quantity),
                wanted_on: line.wanted_on,
            }),
            Ok(_) => {}
            Err(_) => wrong.push(WrongField::new(format!("/quantity/{number}"), Wrong::NotPositive)),
        }
    }
    if wrong.is_empty() { Ok(changed) } else { Err(boxed(Stop::Refused(OrderRefused::Fields(wrong)))) }
}

fn wanted(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    about: OrderLineId,
    day: &str,
) -> Result<(), Stop<OrderRefused>> {
    let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
    let Some(line) = line else { return Err(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine))) };
    let item = catalogue::item(tx, line.item)?.ok_or_else(|| Fault::because("a line has no item"))?;
    let wanted_on = match day.trim() {
        "" => None,
        text => match Day::parse(text) {
            Ok(day) => Some(day),
            Err(_) => return Err(Stop::Refused(OrderRefused::field("/wanted_on", Wrong::DayTooFar))),
        },
    };
    let put = PutLine { line: Some(about), sku: item.sku, quantity: Some(line.quantity), wanted_on };
    verbs::put_line(tx, visit, id, None, &put).map(drop)
}

/// What the desk shows beside the draft itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) about: Option<OrderLineId>,
    pub(crate) typed: String,
    pub(crate) wrongs: Option<Wrongs>,
    pub(crate) status: u16,
    /// The cursor stays where it is: only what stands around it is new.
    pub(crate) quiet: bool,
}

async fn part(house: &House, visit: &Visit, id: OrderId, view: View) -> Response {
    let (index, sign) = (house.shared::<ItemIndex>(), house.settings().currency.sign());
    house
        .part(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)?.filter(|card| card.order.state == State::Draft) else {
                return Ok(None);
            };
            desk(read, visit, index.as_deref(), sign, &card, &view).map(Some)
        })
        .await
}

/// The page of a draft.
pub(crate) async fn page(house: &House, visit: &Visit, id: OrderId, view: View) -> Response {
    let (index, sign) = (house.shared::<ItemIndex>(), house.settings().currency.sign());
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            whole(read, visit, index.as_deref(), sign, &card, &view).map(Some)
        })
        .await
}

/// A draft as a page: the client above, the desk below.
pub(super) fn whole(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    sign: &str,
    card: &OrderCard,
    view: &View,
) -> Result<Shown, Fault> {
    let main = html! {
        div."gr"."rows-a1"."stretch" {
            (client_strip(read, visit, card.order.client)?)
            (desk(read, visit, index, sign, card, view)?)
        }
    };
    let title = texts::order_titled(visit.lang, &card.order.number(visit.lang));
    Ok(framed(visit, title, main).state(texts::draft_saved(visit.lang)).status(view.status))
}

fn framed(visit: &Visit, title: String, main: Markup) -> Shown {
    let lang = visit.lang;
    Shown::new(title, "/orders", main)
        .fit()
        .key("Shift Tab", texts::key_quantity(lang))
        .key("Enter", texts::key_add(lang))
        .key("Alt S", texts::key_substitute(lang))
        .key("Alt D", texts::key_date(lang))
        .key("x", texts::key_refuse(lang))
        .key("Ctrl Enter", texts::key_reserve(lang))
}

/// Who orders: name, what is owed and open, who looks after it.
pub(super) fn client_strip(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let name = clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let facts = questions::facts(read, visit, client)?;
    let team: Vec<String> = clients::team(read, client)?.into_iter().map(|member| member.name).collect();
    Ok(html! {
        section.p-panel aria-label=(texts::client(lang)) {
            div."bd"."row-f"."g16"."stack-s" {
                div.grow { a.b href={ "/clients/" (client) } { (name) } }
                @if let Some(facts) = facts {
                    dl."p-dl"."s" {
                        @if facts.debt.is_negative() {
                            dt { (texts::advance(lang)) } dd.nw { (show::sum(lang, facts.debt.checked_neg().unwrap_or_default())) }
                        } @else { dt { (texts::debt(lang)) } dd.nw { (show::sum(lang, facts.debt)) } }
                        dt { (texts::open_sum(lang)) } dd.nw { (show::sum(lang, facts.open)) }
                    }
                    dl."p-dl"."s" {
                        dt { (texts::turnover_year(lang)) } dd.nw { (show::sum(lang, facts.turnover)) }
                        dt { (texts::last_order(lang)) }
                        dd.nw {
                            @match facts.last_order_on {
                                Some(day) => (fmt::day(lang, day, visit.today)),
                                None => span.t3 { (texts::none_yet(lang)) },
                            }
                        }
                    }
                }
                @if !team.is_empty() {
                    dl."p-dl"."s" { dt { (texts::team(lang)) } dd { (team.join(", ")) } }
                }
            }
        }
    })
}

fn empty_desk(visit: &Visit, client: ClientId, note: &Markup, line: &Markup) -> Markup {
    let lang = visit.lang;
    let body = html! {
        (note)
        form #desk-form method="post" action="/orders/new" hx-post="/orders/new" hx-target="#desk" hx-swap="outerHTML" {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="client" value=(client);
            div.bd { (line) (paste(visit)) }
        }
    };
    html! { div."gr"."stretch" #desk { (Panel::new(texts::order_new(lang)).flush(body)) } }
}

fn desk(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    sign: &str,
    card: &OrderCard,
    view: &View,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let about = about(card, view.about);
    let hits = match &view.wrongs {
        Some(wrongs) if wrongs.of("/what").is_some() => catalogue::find(read, index, view.typed.trim(), 8)?,
        _ => Vec::new(),
    };
    let held = card.lines.iter().filter(|line| line.answer.reserves()).count();
    let reserve = texts::reserve_lines(lang, i64::try_from(held).unwrap_or(i64::MAX));
    let id = card.order.id;
    Ok(html! {
        div."gr"."g-side"."stretch" #desk {
            section.p-panel aria-label=(texts::lines(lang)) {
                header { h2 { (card.order.number(lang)) } (show::steps(lang, card.order.state))
                    span.more { (texts::line_count(lang, i64::try_from(card.lines.len()).unwrap_or(i64::MAX))) } }
                @if let Some(wrongs) = &view.wrongs { (wrongs.note()) }
                form.scroll #desk-form method="post" action={ "/orders/" (id) "/desk" } hx-post={ "/orders/" (id) "/desk" }
                    hx-target="#desk" hx-swap="outerHTML" {
                    (ui::one_time_key(&one_time_key()))
                    @if let Some(line) = about.and_then(|line| line.line) { input type="hidden" name="about" value=(line); }
                    button.p-visually-hidden type="submit" name="deed" value="save" tabindex="-1" { (texts::save(lang)) }
                    (grid(visit, card, about.and_then(|line| line.line), view))
                    div.bd { (new_line(visit, &view.typed, &hits_of(visit, &hits), !view.quiet)) (paste(visit)) }
                }
                footer."g16"."wrap" {
                    (show::counts(lang, &card.lines))
                    span.end { (terms(visit, id, card.order.mode.0)) }
                }
                footer {
                    (show::total(lang, sign, &card.lines))
                    (Button::submit(texts::throw_away(lang)).quiet().class("end").sends("deed", "throw-away").attr("form", "desk-form"))
                    (Button::submit(&reserve).primary().large().sends("deed", "reserve").attr("form", "desk-form")
                        .key("Ctrl Enter").disabled(held == 0))
                }
            }
            (side(visit, card, about, false))
        }
    })
}

/// The line the side panel is about: the one chosen, or the first that waits for a substitute, or the last.
fn about(card: &OrderCard, chosen: Option<OrderLineId>) -> Option<&AnsweredLine> {
    let chosen = card.lines.iter().find(|line| line.line.is_some() && line.line == chosen);
    chosen.or_else(|| card.lines.iter().find(|line| line.answer == Answer::Substitute)).or_else(|| card.lines.last())
}

fn terms(visit: &Visit, order: OrderId, mode: Mode) -> Markup {
    let lang = visit.lang;
    let options = [
        (mode_code(Mode::Backorder), texts::mode_backorder(lang)),
        (mode_code(Mode::Partial), texts::mode_partial(lang)),
        (mode_code(Mode::AllOrNothing), texts::mode_all(lang)),
    ];
    html! {
        (Select::new("mode", texts::mode(lang)).label_hidden().options(options).chosen(mode_code(mode)).attr("form", "desk-form")
            .attr("hx-post", format!("/orders/{order}/desk")).attr("hx-trigger", "change").attr("hx-include", "#desk-form")
            .attr("hx-target", "#desk").attr("hx-swap", "outerHTML"))
    }
}

fn grid(visit: &Visit, card: &OrderCard, about: Option<OrderLineId>, view: &View) -> Markup {
    let lang = visit.lang;
    html! {
        table."p-tbl"."two"."fix"."lines" {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::item(lang)),
                Th::num(texts::quantity(lang)).class("w110"),
                Th::new(texts::answer(lang)).class("w90"),
                Th::new(texts::promise_and_source(lang)).class("w200"),
                Th::num(texts::price(lang)).class("w100"),
                Th::num(texts::sum(lang)).class("w90"),
            ]))
            tbody data-rows { @for line in &card.lines { (grid_line(visit, card.order.id, line, about, view)) } }
        }
    }
}

fn grid_line(visit: &Visit, order: OrderId, line: &AnsweredLine, about: Option<OrderLineId>, view: &View) -> Markup {
    let lang = visit.lang;
    let number = line.line.map(|line| line.to_string()).unwrap_or_default();
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/quantity/{number}")));
    let label = texts::quantity_of_line(lang, &line.position.to_string());
    let here = format!("/orders/{order}?line={number}");
    html! {
        tr id={ "line-" (number) } class=[(line.line == about).then_some("is-sel")] {
            td."num"."t3" { a data-open href=(here) hx-get={ "/orders/" (order) "/offers?line=" (number) } hx-target="#side"
                hx-swap="outerHTML" { (line.position) } }
            td."cut"."cut0" { span."l1"."cut" { (line.item.name(lang)) } span.l2 { (line.item.sku) } }
            td.num {
                input type="hidden" name="line" value=(number);
                span."row-f"."g4" {
                    (Field::new("quantity", &label).id(format!("q-{number}")).label_hidden().numeric()
                        .value(line.quantity.to_string()).error(wrong).attr("hx-post", format!("/orders/{order}/desk"))
                        .attr("hx-trigger", "change").attr("hx-target", "#desk").attr("hx-swap", "outerHTML"))
                    span.t3 { (line.item.unit) }
                }
            }
            td { (show::answer(visit, line)) }
            td."cut"."cut0" { (show::promise(visit, line)) }
            td.num { span.l1 { (fmt::price(lang, line.unit_price, "")) } span.l2 { (show::vat(lang, line)) } }
            td."num"."b" { (show::sum(lang, line.amounts.gross)) }
        }
    }
}

fn new_line(visit: &Visit, typed: &str, hits: &Markup, focused: bool) -> Markup {
    let lang = visit.lang;
    let field = Field::new("what", texts::new_line(lang))
        .label_hidden()
        .placeholder(texts::new_line_hint(lang))
        .value(typed)
        .attr("autocomplete", "off")
        .attr("maxlength", "200")
        .attr("data-ahead", "")
        .attr("hx-get", "/orders/items")
        .attr("hx-trigger", "input changed delay:60ms")
        .attr("hx-target", "#item-hits")
        .attr("hx-swap", "innerHTML")
        .attr("hx-params", "what")
        .attr("hx-sync", "this:replace");
    html! {
        @if focused { (field.autofocus()) } @else { (field) }
        div.p-list #item-hits aria-live="polite" { (hits) }
    }
}

fn paste(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        details.mt8 {
            summary."s"."t2" { (texts::paste_rows(lang)) }
            (Field::new("rows", texts::paste_rows(lang)).label_hidden().rows(4).placeholder(texts::paste_rows_hint(lang)))
            (Button::submit(texts::paste_add(lang)).sends("deed", "save").class("mt8"))
        }
    }
}

fn hits_of(visit: &Visit, hits: &[(ItemCard, &'static str)]) -> Markup {
    let lang = visit.lang;
    html! {
        @for (item, _) in hits {
            div {
                button."row-f"."sp"."grow" type="submit" name="sku" value=(item.sku) {
                    span.cut { b { (item.name(lang)) } " " span."s"."t3" { (item.sku) } }
                    span."num"."nw" { (fmt::price(lang, item.price, "")) }
                }
            }
        }
    }
}

/// What is being typed into the new line.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct FindQuery {
    #[serde(default)]
    what: String,
}

/// Items for what is typed, as buttons of the new line.
pub(crate) async fn find(Held(house): Held<House>, visit: Visit, Query(asked): Query<FindQuery>) -> Response {
    let index = house.shared::<ItemIndex>();
    house
        .part(&visit, move |read, visit| {
            let typed = asked.what.trim();
            if typed.is_empty() {
                return Ok(Some(html! {}));
            }
            let hits = catalogue::find(read, index.as_deref(), typed, 8)?;
            Ok(Some(hits_of(visit, &hits)))
        })
        .await
}

/// Which line the side panel is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct LineQuery {
    #[serde(default)]
    pub(crate) line: String,
}

/// The side panel of a line: what may be offered instead.
pub(crate) async fn offers(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<LineQuery>,
) -> Response {
    let Ok(id) = id.parse::<OrderId>() else { return house::not_found(&visit) };
    house
        .part(&visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)?.filter(|card| card.order.state == State::Draft) else {
                return Ok(None);
            };
            let about = about(&card, asked.line.parse().ok());
            Ok(Some(side(visit, &card, about, true)))
        })
        .await
}

fn side(visit: &Visit, card: &OrderCard, about: Option<&AnsweredLine>, focused: bool) -> Markup {
    let lang = visit.lang;
    let Some((line, number)) = about.and_then(|line| line.line.map(|number| (line, number))) else {
        let text = ui::empty("basket", texts::desk_empty(lang), texts::desk_empty_hint(lang), None);
        return html! { section.p-panel #side aria-label=(texts::substitutes(lang)) { (text) } };
    };
    let id = card.order.id;
    let action = format!("/orders/{id}/desk");
    html! {
        section.p-panel #side aria-label=(texts::substitutes(lang)) {
            header {
                h2 { (texts::line_titled(lang, &line.position.to_string())) }
                span.more {
                    a.p-btn.quiet data-key="Alt+KeyS" href={ "/orders/" (id) "?line=" (number) }
                        hx-get={ "/orders/" (id) "/offers?line=" (number) } hx-target="#side" hx-swap="outerHTML" { (ui::kbd("Alt S")) }
                }
            }
            div.bd { div.b { (line.item.name(lang)) } div."s"."t2" { (need(visit, line)) } }
            form.scroll #side-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="outerHTML" {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="about" value=(number);
                @if line.substitutes.is_empty() {
                    @if !line.answer.reserves() { p."bd"."t2" { (texts::no_substitutes(lang)) } }
                } @else { (offer_list(visit, line, focused)) }
                div.bd {
                    (Field::new("wanted_on", texts::wanted_on(lang)).kind("date").key("Alt D")
                        .value(line.wanted_on.map(|day| day.to_string()).unwrap_or_default()))
                    @if line.reason.is_none() {
                        div.mt8 { (Select::new("reason", texts::refuse_reason(lang))
                            .options(show::REASONS.map(|reason| (reason, show::reason_name(lang, reason))))) }
                    }
                }
            }
            @if !line.substitutes.is_empty() {
                footer.wrap { (Button::submit(texts::take_offer(lang)).primary().large().class("grow").key("Enter")
                    .sends("deed", "substitute").attr("form", "side-form")) }
            }
            footer.wrap {
                (Button::submit(texts::set_day(lang)).class("grow").sends("deed", "wanted").attr("form", "side-form"))
                @if line.reason.is_some() {
                    (Button::submit(texts::take_up(lang)).class("grow").sends("deed", "take-up").attr("form", "side-form"))
                } @else {
                    (Button::submit(texts::refuse(lang)).class("grow").key("x").sends("deed", "refuse").attr("form", "side-form"))
                }
                (Button::submit(texts::drop_line(lang)).quiet().class("grow").sends("deed", "drop").attr("form", "side-form"))
            }
        }
    }
}

fn need(visit: &Visit, line: &AnsweredLine) -> String {
    let lang = visit.lang;
    let quantity = show::amount(lang, line.quantity, &line.item.unit);
    match (line.promised_on, line.whole_on) {
        (Some(day), _) if !line.short.is_positive() => {
            texts::need_promised(lang, &fmt::weekday_day(lang, day, visit.today), &quantity)
        }
        (_, Some(day)) => texts::need_later(lang, &fmt::weekday_day(lang, day, visit.today), &quantity),
        _ => texts::need_nothing(lang, &quantity),
    }
}

fn offer_list(visit: &Visit, line: &AnsweredLine, focused: bool) -> Markup {
    let lang = visit.lang;
    html! {
        div.p-list role="radiogroup" aria-label=(texts::substitutes(lang)) {
            @for (n, offer) in line.substitutes.iter().enumerate() {
                @let one = &offer.substitute;
                @let key = n + 1;
                div {
                    label."row-f"."top" {
                        (offer_radio(&one.item.sku, one.item.name(lang), key, n == 0, focused))
                        span { (ui::kbd(&key.to_string())) }
                        span.grow { span.b { (one.item.name(lang)) } br; span."s"."t3" { (one.item.sku) " · "
                            (texts::free_now(lang, &show::amount(lang, one.free_now, &one.item.unit))) } }
                        span.num { span.b { (fmt::price(lang, one.price, "")) } br; span."s"."t2" { (difference(lang, one.price_difference)) } }
                    }
                    div."row-f"."sp"."mt4"."s" {
                        span."row-f"."g4" { span.bar-in { (ui::bar(lang, i64::from(one.fit), None, ui::Tone::Plain)) }
                            span.nw { (texts::fits(lang, &one.fit.to_string())) } }
                        span."t2"."cut" { (habit(visit, offer)) }
                        @if let Some(day) = one.promised_on { b.nw { (fmt::weekday_day(lang, day, visit.today)) } }
                    }
                }
            }
        }
    }
}

fn offer_radio(sku: &str, name: &str, key: usize, checked: bool, focused: bool) -> Markup {
    let mut radio = Check::new("offer", sku, name).radio().label_hidden().checked(checked);
    if key <= 9 {
        radio = radio.attr("data-key", format!("Digit{key}"));
    }
    if focused && checked {
        radio = radio.attr("autofocus", "");
    }
    html! { (radio) }
}

fn difference(lang: i18n::Lang, ten_thousandths: i64) -> String {
    let price = kernel::UnitPrice::from_ten_thousandths(ten_thousandths);
    let plus = if ten_thousandths > 0 { "+" } else { "" };
    format!("{plus}{}", fmt::price(lang, price, ""))
}

/// Bought before, or in what it differs.
fn habit(visit: &Visit, offer: &crate::model::Offer) -> String {
    let lang = visit.lang;
    if offer.bought_before > 0 {
        return texts::bought_times(lang, offer.bought_before);
    }
    let differs = offer.substitute.differs.iter().take(2).map(|reason| {
        let offered = reason.offered.as_deref().unwrap_or("?");
        texts::instead_of(lang, offered, &reason.wanted)
    });
    let told: Vec<String> = differs.collect();
    if told.is_empty() { texts::the_same(lang).to_owned() } else { told.join("; ") }
}
