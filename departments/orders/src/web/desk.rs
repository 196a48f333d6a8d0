//! The order desk: a draft line by line, an answer on each, substitutes beside it, all by keyboard.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalogue::{ItemCard, ItemIndex};
use house::{Form, FormEnd, House, Htmx, Path, Query, Refused, Shown, Visit, boxed, one_time_key};
use i18n::fmt;
use kernel::{ClientId, Day, OrderId, OrderLineId, Quantity};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use ui::{Button, Check, Field, Panel, Select, Th};

use super::{Wrongs, show};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{Answer, AnsweredLine, Line, Mode, OrderCard, State, mode_code, parse_mode};
use crate::pasted;
use crate::store::DraftRow;
use crate::verbs::Resolved;
use crate::verbs::{self, PutLine};
use crate::{matching, questions, rules, store as books, texts};

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
                div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client, &html! { div #readers {} })?) (empty_desk(visit, client, &html! {}, &new_line(visit, &View::default(), &html! {}))) }
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
    /// The version of the order that was looked at.
    #[serde(default)]
    version: String,
    #[serde(default)]
    line: Vec<String>,
    #[serde(default)]
    quantity: Vec<String>,
    /// How each line stood when it was shown: whoever changed it meanwhile is not overwritten.
    #[serde(default)]
    seen: Vec<String>,
    /// Code or part of a name.
    #[serde(default)]
    what: String,
    /// How much of it.
    #[serde(default)]
    much: String,
    /// Code of a hit that was chosen.
    #[serde(default)]
    sku: String,
    #[serde(default)]
    rows: String,
    /// Rows that nobody could read yet, with their quantities and the codes typed beside them.
    #[serde(default)]
    row: Vec<String>,
    #[serde(default)]
    row_what: Vec<String>,
    #[serde(default)]
    row_quantity: Vec<String>,
    /// A row and the item chosen for it: `7 M-1`.
    #[serde(default)]
    pick: String,
    #[serde(default)]
    drop_row: String,
    /// From which line on the desk shows them.
    #[serde(default)]
    from: String,
    #[serde(default)]
    mode: String,
    #[serde(default)]
    mode_seen: String,
    /// The line that the side panel is about.
    #[serde(default)]
    about: String,
    #[serde(default)]
    about_seen: String,
    #[serde(default)]
    offer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    wanted_on: String,
    #[serde(default)]
    now_quantity: String,
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
            let new = new_lines(tx, index.as_deref(), client, typed)?;
            let draft = verbs::draft_for(tx, visit, client).map_err(boxed)?;
            put_new(tx, visit, draft.id, new.lines, &new.unclear)?;
            Ok(format!("/orders/{}", draft.id))
        })
        .await;
    match ended {
        // In place, so that what is typed meanwhile stays in the hand: the address follows.
        FormEnd::See(to) if htmx => match to.rsplit('/').next().and_then(|id| id.parse().ok()) {
            Some(id) => at_address(part(&house, &visit, id, View { begun: true, ..View::default() }).await, &to),
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
                let view = View { typed: typed.what.clone(), much: typed.much.clone(), ..View::default() };
                let line = new_line(visit, &view, &hits_of(visit, &hits));
                Ok(Some((client, empty_desk(visit, client, &wrongs.note(), &line))))
            };
            if htmx {
                return house.part(&visit, move |read, visit| Ok(again(read, visit)?.map(|(_, desk)| desk))).await;
            }
            house
                .page(&visit, move |read, visit| {
                    let Some((client, desk)) = again(read, visit)? else { return Ok(None) };
                    let main = html! { div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client, &html! { div #readers {} })?) (desk) } };
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

/// The lines that were typed, pasted or chosen, and the rows that nobody could read.
fn new_lines(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    client: ClientId,
    typed: &Typed,
) -> Result<matching::Matched, Stop<Refused>> {
    let mut lines = Vec::new();
    let put = |sku: String, quantity: Option<Quantity>| PutLine { sku, quantity, ..PutLine::default() };
    let much = match typed.much.trim() {
        "" => None,
        text => Some(quantity(text).map_err(|what| refused("/much", what))?),
    };
    let what = typed.what.trim();
    if !typed.sku.is_empty() {
        lines.push(put(typed.sku.clone(), much.or_else(|| pasted::typed(what).quantity())));
    } else if !what.is_empty() {
        let Some((item, quantity)) = matching::one(read, index, client, &pasted::typed(what))? else {
            return Err(refused("/what", wrong_line(read, index, what)?));
        };
        let (at, quantity) = if much.is_some() { ("/much", much) } else { ("/what", quantity) };
        if let Some(wrong) = quantity.and_then(|much| rules::wrong_amount(&item, much)) {
            return Err(refused(at, wrong));
        }
        lines.push(put(item.sku, quantity));
    }
    let rows = pasted::pasted(&typed.rows);
    if rows.len() > rules::MOST_LINES {
        return Err(refused("/rows", Wrong::TooManyLines(rules::MOST_LINES)));
    }
    let mut matched =
        if rows.is_empty() { matching::Matched::default() } else { matching::rows(read, index, client, &rows)? };
    lines.append(&mut matched.lines);
    Ok(matching::Matched { lines, unclear: matched.unclear })
}

fn put_new(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    lines: Vec<PutLine>,
    unclear: &[books::NewDraftRow],
) -> Result<(), Stop<Refused>> {
    if !lines.is_empty() {
        verbs::put_lines(tx, visit, id, None, &lines).map_err(boxed)?;
    }
    if !unclear.is_empty() {
        verbs::keep_rows(tx, visit, id, None, unclear).map_err(boxed)?;
    }
    Ok(())
}

/// What is wrong with a typed line that nobody can read: its quantity when the code before it is one of ours.
fn wrong_line(read: &mut Read<'_>, index: Option<&ItemIndex>, what: &str) -> Result<Wrong, Fault> {
    if let Some((code, much)) = what.split_once(char::is_whitespace)
        && catalogue::item_by_sku(read, code)?.is_some()
        && let Err(wrong) = quantity(much.trim())
    {
        return Ok(wrong);
    }
    let is_name = rules::is_a_name(&named(what));
    let several = is_name && !near(read, index, what)?.is_empty();
    Ok(if several { Wrong::SeveralItems(named(what)) } else { Wrong::NoItem(what.to_owned()) })
}

/// What of a typed line names the goods: a quantity behind a name is no part of it.
fn named(text: &str) -> String {
    let row = pasted::typed(text);
    let name = row.ways.into_iter().find(|(what, much)| much.is_some() && rules::is_a_name(what));
    name.map_or_else(|| text.trim().to_owned(), |(what, _)| what)
}

/// Items for a typed line: by the name before its quantity, then by all of it.
fn near(read: &mut Read<'_>, index: Option<&ItemIndex>, text: &str) -> Result<Vec<(ItemCard, &'static str)>, Fault> {
    let name = named(text);
    let mut hits = catalogue::find(read, index, &name, HITS)?;
    if name != text.trim() {
        for (item, on) in catalogue::find(read, index, text.trim(), HITS)? {
            if hits.iter().all(|(known, _)| known.id != item.id) {
                hits.push((item, on));
            }
        }
        hits.truncate(usize::try_from(HITS).unwrap_or(8));
    }
    Ok(hits)
}

fn quantity(text: &str) -> Result<Quantity, Wrong> {
    let quantity = super::typed_number(text)?;
    rules::wrong_quantity(quantity).map_or(Ok(quantity), Err)
}

/// How a line of a draft stands: when this differs from what was shown, somebody else changed it.
fn standing(item: kernel::ItemId, quantity: Quantity, wanted_on: Option<Day>, is_declined: bool) -> String {
    let day = wanted_on.map(|day| day.to_string()).unwrap_or_default();
    format!("{item} {quantity} {day} {}", u8::from(is_declined))
}

fn standing_of(line: &Line) -> String {
    standing(line.item, line.quantity, line.wanted_on, line.reason.is_some())
}

fn standing_shown(line: &AnsweredLine) -> String {
    standing(line.item.id, line.quantity, line.wanted_on, line.reason.is_some())
}

/// Everything the desk can do with a draft.
pub(crate) async fn deed(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    form: Form<Typed>,
) -> Response {
    let index = house.shared::<ItemIndex>();
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            // What is thrown away is not read first: nothing that stands in its fields may hold it back.
            if typed.deed == "throw-away" {
                verbs::cancel_draft(tx, visit, id, typed.version.parse().ok()).map_err(boxed)?;
                return Ok("/orders".into());
            }
            save(tx, visit, index.as_deref(), id, typed)?;
            if typed.deed == "reserve" {
                verbs::reserve(tx, visit, id, None).map_err(boxed)?;
            }
            Ok(format!("/orders/{id}"))
        })
        .await;
    let stays = !matches!(typed.deed.as_str(), "reserve" | "throw-away");
    match ended {
        FormEnd::See(to) if !htmx || !stays => FormEnd::go(&to, htmx),
        FormEnd::See(_) => {
            // A changed quantity leaves the cursor in the grid; anything else goes on to the new line.
            let view = View {
                about: next_about(&typed),
                quiet: is_quiet(&typed),
                from: typed.from.parse().ok().filter(|_| is_quiet(&typed)),
                ..View::default()
            };
            part(&house, &visit, id, view).await
        }
        FormEnd::Refused { said, fields, status } => {
            let view = View {
                about: typed.about.parse().ok(),
                typed: typed.what.clone(),
                much: typed.much.clone(),
                wrongs: Some(Wrongs { said, fields }),
                status,
                quiet: is_quiet(&typed),
                from: typed.from.parse().ok(),
                begun: false,
                mine: mine(&typed),
                rows: mine_in_rows(&typed),
            };
            if !htmx {
                return page(&house, &visit, id, view).await;
            }
            let mut part = part(&house, &visit, id, view).await;
            if status == 412 && part.status().is_success() {
                *part.status_mut() = StatusCode::PRECONDITION_FAILED;
            }
            part
        }
        FormEnd::Failed(response) => *response,
    }
}

/// Something around the cursor changed, not the line it stands in.
fn is_quiet(typed: &Typed) -> bool {
    typed.deed.is_empty() && typed.pick.is_empty() && typed.drop_row.is_empty()
}

/// What this person has typed over what was shown: line, quantity, how the line stood.
fn mine(typed: &Typed) -> Vec<(String, String)> {
    let all = typed.line.iter().zip(&typed.quantity).zip(&typed.seen);
    all.filter(|((_, quantity), seen)| seen.split(' ').nth(1) != Some(quantity.as_str()))
        .map(|((line, quantity), _)| (line.clone(), quantity.clone()))
        .collect()
}

/// What this person has typed into rows that are not read yet: row, item, quantity.
fn mine_in_rows(typed: &Typed) -> Vec<(String, String, String)> {
    let all = typed.row.iter().zip(&typed.row_what).zip(&typed.row_quantity);
    all.map(|((row, what), much)| (row.clone(), what.clone(), much.clone())).collect()
}

/// After a deed on a line, and with a new line, the panel goes to the line that waits for a word.
fn next_about(typed: &Typed) -> Option<OrderLineId> {
    let adds = !typed.what.trim().is_empty() || !typed.sku.is_empty() || !typed.rows.trim().is_empty();
    let settled = matches!(typed.deed.as_str(), "substitute" | "refuse" | "drop" | "split");
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
    // Nobody else changes the order between what is compared here and what is written.
    books::lock_order(tx, id)?;
    let card = questions::head(tx, visit, id)?;
    let Some(card) = card else { return Err(boxed(Stop::Refused(OrderRefused::Unknown))) };
    let stale = || boxed(Stop::Refused(OrderRefused::Stale { order: id, version: card.version }));
    let is_stale = typed.version.parse::<i64>().is_ok_and(|seen| seen != card.version);
    if is_stale && typed.deed == "reserve" {
        return Err(stale());
    }
    let Some(mut lines) = changed(tx, id, typed)? else { return Err(stale()) };
    let new = new_lines(tx, index, card.client, typed)?;
    lines.extend(new.lines);
    put_new(tx, visit, id, lines, &new.unclear)?;
    save_rows(tx, visit, index, &card, typed)?;
    let is_chosen = typed.mode_seen.is_empty() || typed.mode != typed.mode_seen;
    if let Some(mode) = parse_mode(&typed.mode).filter(|mode| is_chosen && *mode != card.mode.0) {
        if !typed.mode_seen.is_empty() && typed.mode_seen != mode_code(card.mode.0) {
            return Err(stale());
        }
        verbs::set_terms(tx, visit, id, None, mode, card.wanted_on).map_err(boxed)?;
    }
    let Ok(about) = typed.about.parse::<OrderLineId>() else { return Ok(()) };
    let is_deed = matches!(typed.deed.as_str(), "substitute" | "refuse" | "take-up" | "drop" | "wanted" | "split");
    if is_deed && !typed.about_seen.is_empty() {
        let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
        if line.is_none_or(|line| standing_of(&line) != typed.about_seen) {
            return Err(stale());
        }
    }
    match typed.deed.as_str() {
        "substitute" => verbs::take_substitute(tx, visit, id, None, about, &typed.offer).map(drop),
        "refuse" => verbs::refuse_line(tx, visit, id, None, about, Some(&typed.reason)).map(drop),
        "take-up" => verbs::refuse_line(tx, visit, id, None, about, None).map(drop),
        "drop" => verbs::drop_line(tx, visit, id, None, about).map(drop),
        "wanted" => wanted(tx, visit, id, about, &typed.wanted_on),
        "split" => split(tx, visit, id, about, typed),
        _ => Ok(()),
    }
    .map_err(boxed)
}

/// Rows that could not be read: an item chosen or typed, another quantity, or given up.
fn save_rows(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    card: &crate::model::Order,
    typed: &Typed,
) -> Result<(), Stop<Refused>> {
    if typed.row.is_empty() && typed.pick.is_empty() && typed.drop_row.is_empty() {
        return Ok(());
    }
    let there = books::draft_rows(tx, card.id)?;
    let (picked, sku) = typed.pick.split_once(' ').unwrap_or_default();
    for ((number, what), count) in typed.row.iter().zip(&typed.row_what).zip(&typed.row_quantity) {
        let Some(row) = there.iter().find(|row| row.id.to_string() == *number) else { continue };
        let count = match count.trim() {
            "" => None,
            text => Some(quantity(text).map_err(|what| refused(&format!("/row_quantity/{number}"), what))?),
        };
        let sku = if picked == number {
            Some(sku.to_owned())
        } else if what.trim().is_empty() {
            None
        } else {
            let found = matching::one(tx, index, card.client, &pasted::typed(what))?;
            let Some((item, _)) = found else {
                return Err(refused(&format!("/row/{number}"), Wrong::NoItem(what.trim().to_owned())));
            };
            Some(item.sku)
        };
        match (sku, count) {
            (Some(sku), quantity) => {
                let resolved = Resolved { row: row.id, sku, quantity };
                verbs::resolve_row(tx, visit, card.id, None, &resolved).map(drop).map_err(boxed)?;
            }
            (None, Some(count)) if Some(count) != row.quantity => {
                verbs::change_row(tx, visit, card.id, None, (row.id, count)).map(drop).map_err(boxed)?;
            }
            _ => {}
        }
    }
    if let Ok(row) = typed.drop_row.parse::<i64>() {
        verbs::drop_row(tx, visit, card.id, None, row).map(drop).map_err(boxed)?;
    }
    Ok(())
}

/// Quantities that differ from what was shown; none when somebody else changed such a line meanwhile.
fn changed(tx: &mut Tx<'_>, id: OrderId, typed: &Typed) -> Result<Option<Vec<PutLine>>, Stop<Refused>> {
    if typed.line.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let there = books::lines(tx, id)?;
    let ids: Vec<_> = there.iter().map(|line| line.item).collect();
    let items = catalogue::items(tx, &ids)?;
    let (mut changed, mut wrong) = (Vec::new(), Vec::new());
    for (at, (number, quantity)) in typed.line.iter().zip(&typed.quantity).enumerate() {
        let seen = typed.seen.get(at);
        if seen.and_then(|seen| seen.split(' ').nth(1)) == Some(quantity.as_str()) {
            continue;
        }
        let line = there.iter().find(|line| line.id.to_string() == *number);
        let Some((line, item)) = line.and_then(|line| Some((line, items.iter().find(|item| item.id == line.item)?)))
        else {
            // The line somebody types in is gone.
            if seen.is_some() {
                return Ok(None);
            }
            continue;
        };
        let typed = self::quantity(quantity).and_then(|much| rules::wrong_amount(item, much).map_or(Ok(much), Err));
        match typed {
            Ok(quantity) if quantity == line.quantity => {}
            Ok(_) if seen.is_some_and(|seen| *seen != standing_of(line)) => return Ok(None),
            Ok(quantity) => changed.push(PutLine {
                line: Some(line.id),
                sku: item.sku.clone(),
                quantity: Some(quantity),
                wanted_on: line.wanted_on,
                part_of: None,
            }),
            Err(what) => wrong.push(WrongField::new(format!("/quantity/{number}"), what)),
        }
    }
    if wrong.is_empty() { Ok(Some(changed)) } else { Err(boxed(Stop::Refused(OrderRefused::Fields(wrong)))) }
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
    let put = PutLine { line: Some(about), sku: item.sku, quantity: Some(line.quantity), wanted_on, part_of: None };
    verbs::put_line(tx, visit, id, None, &put).map(drop)
}

/// A part of the line now, the rest on another day as a line of its own, at the same price.
fn split(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    about: OrderLineId,
    typed: &Typed,
) -> Result<(), Stop<OrderRefused>> {
    let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
    let Some(line) = line else { return Err(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine))) };
    let item = catalogue::item(tx, line.item)?.ok_or_else(|| Fault::because("a line has no item"))?;
    let now = quantity(&typed.now_quantity).ok().filter(|now| *now < line.quantity);
    let Some(now) = now else { return Err(Stop::Refused(OrderRefused::field("/now_quantity", Wrong::NotAPart))) };
    let rest = line.quantity.checked_sub(now).map_err(|overflow| Stop::Refused(overflow.into()))?;
    let Ok(day) = Day::parse(typed.wanted_on.trim()) else {
        return Err(Stop::Refused(OrderRefused::field("/wanted_on", Wrong::Missing)));
    };
    let first = PutLine {
        line: Some(about),
        sku: item.sku.clone(),
        quantity: Some(now),
        wanted_on: line.wanted_on,
        part_of: None,
    };
    let rest = PutLine { line: None, sku: item.sku, quantity: Some(rest), wanted_on: Some(day), part_of: Some(about) };
    verbs::put_lines(tx, visit, id, None, &[first, rest]).map(drop)
}

/// What the desk shows beside the draft itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) about: Option<OrderLineId>,
    pub(crate) typed: String,
    pub(crate) much: String,
    /// The page was made before there was an order: what stands around the desk comes along.
    pub(crate) begun: bool,
    /// From which line on they are shown; the last ones without.
    pub(crate) from: Option<usize>,
    /// Quantities typed over lines, refused or changed by somebody else meanwhile.
    pub(crate) mine: Vec<(String, String)>,
    /// What was typed into rows that are not read yet, when it was refused.
    pub(crate) rows: Vec<(String, String, String)>,
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
            let desk = desk(read, visit, index.as_deref(), sign, &card, &view)?;
            let around =
                html! { @if view.begun { div hx-swap-oob="outerHTML:#readers" { (at_hand(visit, id, &[], true)) } } };
            Ok(Some(html! { (desk) (around) }))
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
            (client_strip(read, visit, card.order.client, &at_hand(visit, card.order.id, &[], true))?)
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
        .key("Tab", texts::key_quantity(lang))
        .key("Enter", texts::key_add(lang))
        .key("Alt S", texts::key_substitute(lang))
        .key("Alt D", texts::key_date(lang))
        .key("x", texts::key_refuse(lang))
        .key("Ctrl V", texts::key_paste(lang))
        .key("Ctrl Enter", texts::key_reserve(lang))
}

/// Who orders: name, what is owed and open, who looks after it; and who else is at the order.
pub(super) fn client_strip(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    others: &Markup,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let name = clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let facts = questions::facts(read, visit, client)?;
    let team: Vec<String> = clients::team(read, client)?.into_iter().map(|member| member.name).collect();
    Ok(html! {
        section.p-panel aria-label=(texts::client(lang)) {
            div."bd"."row-f"."g16"."stack-s" {
                div.grow { b { (show::client(visit, client, &name)) } (others) }
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
            input #desk-client type="hidden" name="client" value=(client);
            div.bd { (line) (paste(visit)) }
        }
    };
    html! { div."gr"."stretch" #desk data-desk { (Panel::new(texts::order_new(lang)).flush(body)) } }
}

/// What is changed in its place is sent without the line that is still being typed.
const NO_NEW_LINE: &str = "not what,much,rows";
/// Lines shown at once: more than these would make every key wait.
const WINDOW: usize = 100;
/// Items offered for what is typed.
const HITS: i64 = 8;
/// Rows that could not be read, shown at once.
const ROWS_SHOWN: usize = 20;

fn count_of<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
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
        Some(wrongs) if wrongs.of("/what").is_some() => near(read, index, &view.typed)?,
        _ => Vec::new(),
    };
    let rows = books::draft_rows(read, card.order.id)?;
    let held = card.lines.iter().filter(|line| line.answer.reserves()).count();
    let reserve = texts::reserve_lines(lang, i64::try_from(held).unwrap_or(i64::MAX));
    let id = card.order.id;
    let from = shown_from(card, view.from);
    Ok(html! {
        div."gr"."g-side"."stretch" #desk data-desk data-live={ "order:" (id) } hx-get={ "/orders/" (id) "/desk?version=" (card.order.version) "&from=" (from) }
            hx-trigger="live" hx-swap="outerHTML" {
            section.p-panel aria-label=(texts::lines(lang)) {
                header { h2 { (card.order.number(lang)) } (show::steps(lang, card.order.state))
                    span.more { (texts::line_count(lang, count_of(&card.lines)))
                        @if !rows.is_empty() { " · " span.warn { (texts::unclear_count(lang, count_of(&rows))) } } } }
                @if let Some(wrongs) = view.wrongs.as_ref().filter(|_| view.status != 412) { (wrongs.note()) }
                @if view.status == 412 { (clash(read, visit, card, &view.mine)?) }
                form.scroll #desk-form method="post" action={ "/orders/" (id) "/desk" } hx-post={ "/orders/" (id) "/desk" }
                    hx-target="#desk" hx-swap="outerHTML" {
                    (ui::one_time_key(&one_time_key()))
                    input type="hidden" name="version" value=(card.order.version);
                    input #desk-client type="hidden" name="client" value=(card.order.client);
                    input type="hidden" name="mode_seen" value=(mode_code(card.order.mode.0));
                    input type="hidden" name="from" value=(from);
                    @if let Some(line) = about.and_then(|line| line.line) { input type="hidden" name="about" value=(line); }
                    button.p-visually-hidden type="submit" name="deed" value="save" tabindex="-1" { (texts::save(lang)) }
                    (windows(visit, card, from))
                    (grid(visit, card, about.and_then(|line| line.line), view, from))
                    (unclear(read, visit, index, &rows, view)?)
                    div.bd { (new_line(visit, view, &hits_of(visit, &hits))) (paste(visit)) }
                }
                footer."g16"."wrap" {
                    (show::counts(lang, &card.lines))
                    span.end { (terms(visit, id, card.order.mode.0)) }
                }
                footer.wrap {
                    (show::total(lang, sign, &card.lines))
                    span.end { (throw_away(visit, card, count_of(&card.lines) + count_of(&rows))) }
                    (Button::submit(&reserve).primary().large().sends("deed", "reserve").attr("form", "desk-form")
                        .key("Ctrl Enter").disabled(held == 0))
                }
            }
            (side(read, visit, card, about, false)?)
        }
    })
}

/// A draft is thrown away after a second word; in a form of its own, so that nothing half typed goes along.
fn throw_away(visit: &Visit, card: &OrderCard, rows: i64) -> Markup {
    let (lang, id) = (visit.lang, card.order.id);
    html! {
        details.p-menu {
            summary."p-btn"."quiet" { (texts::throw_away(lang)) }
            form #discard-form."row-f"."wrap" method="post" action={ "/orders/" (id) "/desk" } hx-post={ "/orders/" (id) "/desk" }
                hx-target="#desk" hx-swap="outerHTML" {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="version" value=(card.order.version);
                span.s { (texts::throw_away_why(lang, rows)) }
                (Button::submit(texts::throw_away_sure(lang)).danger().sends("deed", "throw-away"))
            }
        }
    }
}

/// The first line shown: as asked, or so that the last ones are.
fn shown_from(card: &OrderCard, from: Option<usize>) -> usize {
    let last = card.lines.len().saturating_sub(1) / WINDOW * WINDOW;
    from.map_or(last, |from| (from / WINDOW * WINDOW).min(last))
}

/// Parts of a long order, each opened by a press.
fn windows(visit: &Visit, card: &OrderCard, from: usize) -> Markup {
    let (lang, id, count) = (visit.lang, card.order.id, card.lines.len());
    if count <= WINDOW {
        return html! {};
    }
    html! {
        nav."bd"."tight" aria-label=(texts::lines(lang)) {
            span."p-seg" {
                @for start in (0..count).step_by(WINDOW) {
                    a href={ "/orders/" (id) "?from=" (start) } hx-get={ "/orders/" (id) "/desk?from=" (start) } hx-target="#desk"
                        hx-swap="outerHTML" aria-current=[(start == from).then_some("true")] {
                        (start + 1) "–" ((start + WINDOW).min(count))
                    }
                }
            }
        }
    }
}

/// Somebody else changed what is typed over here: both versions, and the choice between them.
fn clash(read: &mut Read<'_>, visit: &Visit, card: &OrderCard, mine: &[(String, String)]) -> Result<Markup, Fault> {
    let (lang, id) = (visit.lang, card.order.id);
    let (who, when) = match books::last_change(read, id)? {
        None => (String::new(), String::new()),
        Some((staff, at)) => {
            let names = access::staff_names(read, &staff.into_iter().collect::<Vec<_>>())?;
            let (hour, minute) = at.clock(&visit.zone);
            (names.into_iter().next().map(|(_, name)| name).unwrap_or_default(), format!("{hour:02}:{minute:02}"))
        }
    };
    let told = if who.is_empty() { texts::clash(lang, &when) } else { texts::clash_by(lang, &when, &who) };
    let pairs = mine.iter().map(|(number, typed)| {
        let line = card.lines.iter().find(|line| line.line.is_some_and(|line| line.to_string() == *number));
        (number, typed, line)
    });
    Ok(html! {
        div.p-note.warn role="alert" {
            (ui::icon("users"))
            div."grow"."col-f" {
                span { b { (told) } " " (texts::clash_kept(lang)) }
                @for (number, typed, line) in pairs {
                    @match line {
                        Some(line) if line.quantity.to_string() != *typed => form."row-f"."wrap" method="post" action={ "/orders/" (id) "/desk" }
                            hx-post={ "/orders/" (id) "/desk" } hx-target="#desk" hx-swap="outerHTML" {
                            (ui::one_time_key(&one_time_key()))
                            input type="hidden" name="line" value=(number);
                            input type="hidden" name="quantity" value=(typed);
                            input type="hidden" name="seen" value=(standing_shown(line));
                            span { (texts::clash_line(lang, typed, &fmt::quantity(lang, line.quantity), &line.position.to_string())) }
                            (Button::submit(&texts::clash_mine(lang, typed)).sends("deed", "save"))
                            a.p-btn href={ "/orders/" (id) } hx-get={ "/orders/" (id) "/desk" } hx-target="#desk" hx-swap="outerHTML" {
                                (texts::clash_theirs(lang, &fmt::quantity(lang, line.quantity))) }
                        },
                        Some(_) => {},
                        None => span { (texts::clash_gone(lang, typed)) },
                    }
                }
            }
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
            .attr("hx-post", format!("/orders/{order}/desk")).attr("hx-trigger", "change").attr("hx-include", "#desk-form").attr("hx-params", NO_NEW_LINE)
            .attr("hx-target", "#desk").attr("hx-swap", "outerHTML"))
    }
}

fn grid(visit: &Visit, card: &OrderCard, about: Option<OrderLineId>, view: &View, from: usize) -> Markup {
    let lang = visit.lang;
    html! {
        table."p-tbl"."two"."fix"."lines" {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::item(lang)),
                Th::num(texts::quantity(lang)).class("w110"),
                Th::new(texts::answer(lang)).class("w90"),
                Th::new(texts::promise_and_source(lang)).class("w160"),
                Th::num(texts::price(lang)).class("w100"),
                Th::num(texts::sum(lang)).class("w90"),
            ]))
            tbody data-rows {
                @for line in card.lines.iter().skip(from).take(WINDOW) { (grid_line(visit, card, line, about, view)) }
            }
        }
    }
}

fn grid_line(visit: &Visit, card: &OrderCard, line: &AnsweredLine, about: Option<OrderLineId>, view: &View) -> Markup {
    let (lang, order) = (visit.lang, card.order.id);
    let number = line.line.map(|line| line.to_string()).unwrap_or_default();
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/quantity/{number}")));
    let label = texts::quantity_of_line(lang, &line.position.to_string());
    let here = format!("/orders/{order}?line={number}");
    // What was refused stays to be corrected; what somebody else changed stands above with both versions.
    let typed = view.mine.iter().find(|(line, _)| *line == number && view.status != 412);
    let much = typed.map_or_else(|| line.quantity.to_string(), |(_, much)| much.clone());
    html! {
        tr id={ "line-" (number) } class=[(line.line == about).then_some("is-sel")] {
            td."num"."t3" { a data-open href=(here) hx-get={ "/orders/" (order) "/offers?line=" (number) } hx-target="#side"
                hx-swap="outerHTML" { (line.position) } }
            td."cut"."cut0" { span."l1"."cut" { (line.item.name(lang)) } (show::code(lang, card, line)) }
            td.num {
                input type="hidden" name="line" value=(number);
                input type="hidden" name="seen" value=(standing_shown(line));
                span."row-f"."g4" {
                    (Field::new("quantity", &label).id(format!("q-{number}")).label_hidden().numeric()
                        .value(much).error(wrong).attr("hx-post", format!("/orders/{order}/desk"))
                        .attr("hx-trigger", "change").attr("hx-target", "#desk").attr("hx-swap", "outerHTML").attr("hx-params", NO_NEW_LINE))
                    span.t3 { (catalogue::unit_name(lang, &line.item.unit)) }
                }
            }
            td { (show::answer(visit, line)) }
            td."cut"."cut0" { (show::promise(visit, line, true)) }
            td.num { span.l1 { (fmt::price(lang, line.unit_price, "")) } span.l2 { (show::vat(lang, line)) } }
            td."num"."b" { (show::sum(lang, line.amounts.gross)) }
        }
    }
}

/// Rows that nobody could read yet, each with the nearest items; nothing of them is lost.
fn unclear(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    rows: &[DraftRow],
    view: &View,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    if rows.is_empty() {
        return Ok(html! {});
    }
    let shown: Vec<&DraftRow> = rows.iter().take(ROWS_SHOWN).collect();
    let near = matching::suggestions(read, index, &shown.iter().map(|row| row.what.as_str()).collect::<Vec<_>>())?;
    let hidden = i64::try_from(rows.len().saturating_sub(shown.len())).unwrap_or(i64::MAX);
    Ok(html! {
        div."p-list"."p-unclear" {
            div."b"."warn" { (texts::unclear_rows(lang, count_of(rows))) }
            @for (row, items) in shown.iter().zip(&near) {
                @let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/row/{}", row.id)));
                @let (what, much, wrong_much) = row_values(lang, row, view);
                div id={ "row-" (row.id) } {
                    input type="hidden" name="row" value=(row.id);
                    div."row-f"."wrap" {
                        span."grow"."cut" title=(row.text) { (row.text) }
                        (Field::new("row_what", &texts::row_what(lang, &row.text)).id(format!("rw-{}", row.id)).label_hidden().width("w150")
                            .placeholder(texts::row_what_hint(lang)).value(what).error(wrong).attr("autocomplete", "off").attr("maxlength", "200"))
                        (Field::new("row_quantity", &texts::row_quantity(lang, &row.text)).id(format!("rq-{}", row.id)).label_hidden().numeric()
                            .width("w72").value(much).error(wrong_much))
                        (Button::submit(texts::row_take(lang)).sends("deed", "save"))
                        (Button::submit(texts::row_drop(lang)).quiet().sends("drop_row", row.id.to_string()))
                    }
                    @if items.is_empty() { div."s"."t3" { (texts::nothing_like_it(lang)) } } @else {
                        div."row-f"."wrap"."mt4" {
                            @for item in items {
                                button."p-btn"."near" type="submit" name="pick" value={ (row.id) " " (item.sku) } {
                                    span.cut { (item.name(lang)) } span."s"."t3" { (item.sku) }
                                }
                            }
                        }
                    }
                }
            }
            @if hidden > 0 { div.t3 { (texts::unclear_more(lang, hidden)) } }
        }
    })
}

/// What stands in the fields of a row that is not read yet, and what is wrong with its quantity.
fn row_values(lang: i18n::Lang, row: &DraftRow, view: &View) -> (String, String, Option<String>) {
    let number = row.id.to_string();
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/row_quantity/{number}")));
    if let Some((_, what, much)) = view.rows.iter().find(|(row, ..)| *row == number) {
        return (what.clone(), much.clone(), wrong);
    }
    match (row.quantity, pasted::too_much(&row.text)) {
        (Some(quantity), _) => (String::new(), quantity.to_string(), None),
        (None, Some(much)) => (String::new(), much.to_owned(), Some(Wrong::TooMuch.say(lang))),
        (None, None) => (String::new(), String::new(), None),
    }
}

fn new_line(visit: &Visit, view: &View, hits: &Markup) -> Markup {
    let lang = visit.lang;
    let field = Field::new("what", texts::new_line(lang))
        .label_hidden()
        .width("grow")
        .placeholder(texts::new_line_hint(lang))
        .value(&view.typed)
        .attr("autocomplete", "off")
        .attr("maxlength", "200")
        .attr("data-ahead", "")
        .attr("aria-controls", "item-hits")
        .attr("hx-get", "/orders/items")
        .attr("hx-trigger", "input changed delay:60ms")
        .attr("hx-target", "#item-hits")
        .attr("hx-swap", "innerHTML")
        .attr("hx-params", "what,client")
        .attr("hx-include", "#desk-client")
        .attr("hx-sync", "this:replace");
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of("/much"));
    let much = Field::new("much", texts::new_line_much(lang))
        .label_hidden()
        .width("w72")
        .numeric()
        .placeholder(texts::quantity(lang))
        .value(&view.much)
        .error(wrong)
        .attr("data-much", "");
    html! {
        div.row-f {
            @if view.quiet { (field) } @else { (field.autofocus()) }
            (much)
        }
        div.p-list #item-hits data-hits aria-live="polite" { (hits) }
    }
}

fn paste(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        details.mt8 data-paste {
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
                    span.num."nw" { (fmt::price(lang, item.price, "")) }
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
    /// Whose codes count.
    #[serde(default)]
    client: String,
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
            let mut hits = near(read, index.as_deref(), typed)?;
            if let Ok(client) = asked.client.parse::<ClientId>() {
                let row = pasted::typed(typed);
                let words: Vec<String> = row.ways.iter().map(|way| way.0.clone()).chain([typed.to_owned()]).collect();
                // What the client calls so stands first.
                let own = catalogue::client_items_of(read, client, &words)?.into_iter().flatten().next();
                if let Some(own) = own {
                    hits.retain(|(item, _)| item.id != own.id);
                    hits.insert(0, (own, "client_code"));
                }
            }
            Ok(Some(hits_of(visit, &hits)))
        })
        .await
}

/// What the desk was shown as.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskQuery {
    #[serde(default)]
    version: String,
    #[serde(default)]
    from: String,
}

/// The desk anew when the order was changed elsewhere; nothing when it is as it was shown.
pub(crate) async fn again(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    Query(asked): Query<DeskQuery>,
) -> Response {
    let within = visit.clone();
    match house.store().read(move |read| questions::head(read, &within, id)).await {
        Ok(Some(head)) if head.state != State::Draft => FormEnd::go(&format!("/orders/{id}"), true),
        Ok(Some(head)) if head.version.to_string() == asked.version => StatusCode::NO_CONTENT.into_response(),
        _ => part(&house, &visit, id, View { quiet: true, from: asked.from.parse().ok(), ..View::default() }).await,
    }
}

/// How long somebody counts as being at an order after the last sign, in seconds.
const AT_HAND_SECONDS: i64 = 25;

/// Who else has the order open; tells the others that this person has.
pub(crate) async fn readers(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    let within = visit.clone();
    let since = visit.now.add_seconds(-AT_HAND_SECONDS);
    let noted = house
        .store()
        .write::<_, OrderRefused, _>(visit.actor, move |tx| {
            if questions::head(tx, &within, id)?.is_none() {
                return Err(Stop::Refused(OrderRefused::Unknown));
            }
            Ok(books::sit_down(tx, id, within.staff(), since)?)
        })
        .await;
    match noted {
        // What could not be noted now is noted with the next beat.
        Ok(()) | Err(Stop::Fault(_)) => {}
        Err(Stop::Refused(_)) => return house.no_such(&visit),
    }
    house
        .part(&visit, move |read, visit| {
            let others = books::readers(read, id, visit.staff(), since)?;
            let names: Vec<String> = access::staff_names(read, &others)?.into_iter().map(|(_, name)| name).collect();
            Ok(Some(at_hand(visit, id, &names, false)))
        })
        .await
}

/// Who else is at the order, asked again every ten seconds.
pub(super) fn at_hand(visit: &Visit, id: OrderId, names: &[String], first: bool) -> Markup {
    html! {
        div #readers role="status" hx-get={ "/orders/" (id) "/readers" } hx-trigger=(if first { "load, every 10s" } else { "every 10s" })
            hx-swap="outerHTML" {
            @if !names.is_empty() {
                span."st"."warn" { (texts::also_here(visit.lang, &names.join(", "))) }
            }
        }
    }
}

/// Which line the side panel is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct LineQuery {
    #[serde(default)]
    pub(crate) line: String,
    #[serde(default)]
    pub(crate) from: String,
}

/// The side panel of a line: what may be offered instead.
pub(crate) async fn offers(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    Query(asked): Query<LineQuery>,
) -> Response {
    house
        .part(&visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)?.filter(|card| card.order.state == State::Draft) else {
                return Ok(None);
            };
            let about = about(&card, asked.line.parse().ok());
            side(read, visit, &card, about, true).map(Some)
        })
        .await
}

fn side(
    read: &mut Read<'_>,
    visit: &Visit,
    card: &OrderCard,
    about: Option<&AnsweredLine>,
    focused: bool,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let Some((line, number)) = about.and_then(|line| line.line.map(|number| (line, number))) else {
        let text = ui::empty("basket", texts::desk_empty(lang), texts::desk_empty_hint(lang), None);
        return Ok(html! { section.p-panel #side aria-label=(texts::substitutes(lang)) { (text) } });
    };
    let id = card.order.id;
    let action = format!("/orders/{id}/desk");
    let known = if line.substitutes.is_empty() { Known::new() } else { known(read, lang, line)? };
    let hidden = html! {
        (ui::one_time_key(&one_time_key()))
        input type="hidden" name="about" value=(number);
        input type="hidden" name="about_seen" value=(standing_shown(line));
    };
    let at_once = at_once(line);
    Ok(html! {
        section.p-panel #side aria-label=(texts::substitutes(lang)) {
            header {
                h2 { (texts::line_titled(lang, &line.position.to_string())) }
                span.more {
                    a.p-btn.quiet data-key="Alt+KeyS" href={ "/orders/" (id) "?line=" (number) }
                        hx-get={ "/orders/" (id) "/offers?line=" (number) } hx-target="#side" hx-swap="outerHTML" { span.p-visually-hidden { (texts::key_substitute(lang)) " " } (ui::kbd("Alt S")) }
                }
            }
            div.bd { div.b { (line.item.name(lang)) } div."s"."t2" { (need(visit, line)) }
                @if !line.coverage.is_empty() { div."s"."t2" { (texts::rests_on(lang)) " " (show::sources(visit, line, false)) } } }
            div.scroll {
                form #side-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="outerHTML" {
                    (hidden)
                    @if line.substitutes.is_empty() {
                        @if !line.answer.reserves() { p."bd"."t2" { (texts::no_substitutes(lang)) } }
                    } @else { (offer_list(visit, line, focused, &known)) }
                    @if line.reason.is_none() {
                        div.bd { (Select::new("reason", texts::refuse_reason(lang))
                            .options(show::REASONS.map(|reason| (reason, show::reason_name(lang, reason))))) }
                    }
                }
                form.bd.col-f #day-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="outerHTML" {
                    (hidden)
                    (Field::new("wanted_on", texts::wanted_on(lang)).kind("date").key("Alt D")
                        .value(line.wanted_on.or(line.whole_on).map(|day| day.to_string()).unwrap_or_default()))
                    div."row-f"."wrap" {
                        (Button::submit(texts::set_day(lang)).class("grow").sends("deed", "wanted"))
                    }
                    @if line.quantity > Quantity::from_thousandths(1) {
                        div."row-f"."wrap" {
                            (Field::new("now_quantity", texts::now_quantity(lang)).width("grow").numeric()
                                .value(at_once.map(|part| part.to_string()).unwrap_or_default()))
                            (Button::submit(texts::split(lang)).class("low").sends("deed", "split"))
                        }
                    }
                }
            }
            @if !line.substitutes.is_empty() {
                footer.wrap { (Button::submit(texts::take_offer(lang)).primary().large().class("grow").key("Enter")
                    .sends("deed", "substitute").attr("form", "side-form")) }
            }
            footer.wrap {
                @if line.reason.is_some() {
                    (Button::submit(texts::take_up(lang)).class("grow").sends("deed", "take-up").attr("form", "side-form"))
                } @else {
                    (Button::submit(texts::refuse(lang)).class("grow").key("x").sends("deed", "refuse").attr("form", "side-form"))
                }
                (Button::submit(texts::drop_line(lang)).quiet().class("grow").sends("deed", "drop").attr("form", "side-form"))
            }
        }
    })
}

/// How much of a line lies on the shelf, when that is a part of it.
fn at_once(line: &AnsweredLine) -> Option<Quantity> {
    let here = line.coverage.iter().filter(|piece| piece.source == stock::Source::OnHand);
    let sum: i64 = here.map(|piece| piece.quantity.thousandths()).sum();
    Some(Quantity::from_thousandths(sum)).filter(|part| part.is_positive() && *part < line.quantity)
}

/// Properties by item and code.
type Known = HashMap<kernel::ItemId, BTreeMap<String, catalogue::Property>>;

fn known(read: &mut Read<'_>, lang: i18n::Lang, line: &AnsweredLine) -> Result<Known, Fault> {
    let mut ids: Vec<kernel::ItemId> = line.substitutes.iter().map(|offer| offer.substitute.item.id).collect();
    ids.push(line.item.id);
    let mut known = Known::new();
    for property in catalogue::properties(read, lang, &ids)? {
        known.entry(property.item).or_default().insert(property.code.clone(), property);
    }
    Ok(known)
}

/// Asked and offered, attribute by attribute; what differs stands out.
fn compared(visit: &Visit, line: &AnsweredLine, offer: &crate::model::Offer, key: usize, known: &Known) -> Markup {
    let lang = visit.lang;
    let nothing = BTreeMap::new();
    let asked = known.get(&line.item.id).unwrap_or(&nothing);
    let offered = known.get(&offer.substitute.item.id).unwrap_or(&nothing);
    let codes: BTreeSet<&String> = asked.keys().chain(offered.keys()).collect();
    html! {
        div."cmp"."mt8" {
            table.p-tbl {
                thead { tr { th { (texts::attribute(lang)) } th { (texts::asked(lang)) } th { (texts::offered(lang, &key.to_string())) } } }
                tbody {
                    @for code in codes {
                        @let (was, is) = (asked.get(code), offered.get(code));
                        @let differs = was.map(|one| &one.kept) != is.map(|one| &one.kept);
                        tr {
                            td.t2 { (was.or(is).map_or("", |one| &one.name)) }
                            td { (was.map_or("", |one| &one.value)) }
                            td class=[differs.then_some("b warn")] { (is.map_or(texts::not_known(lang), |one| &one.value)) }
                        }
                    }
                    tr { td.t2 { (texts::price(lang)) } td { (fmt::price(lang, line.unit_price, "")) }
                        td class=[(line.unit_price != offer.substitute.price).then_some("b")] { (fmt::price(lang, offer.substitute.price, "")) } }
                }
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

fn offer_list(visit: &Visit, line: &AnsweredLine, focused: bool, known: &Known) -> Markup {
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
                        // What shares nothing is offered for other reasons; a likeness of nought is none.
                        @if one.fit > 0 {
                            span."row-f"."g4" { span.bar-in { (ui::bar(lang, i64::from(one.fit), None, ui::Tone::Plain)) }
                                span.nw { (texts::fits(lang, &one.fit.to_string())) } }
                        }
                        span."t2"."cut" { (habit(visit, line, offer, known)) }
                        @if let Some(day) = one.promised_on { b.nw { (fmt::weekday_day(lang, day, visit.today)) } }
                    }
                    (compared(visit, line, offer, key, known))
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
fn habit(visit: &Visit, line: &AnsweredLine, offer: &crate::model::Offer, known: &Known) -> String {
    let lang = visit.lang;
    if offer.bought_before > 0 {
        return texts::bought_times(lang, offer.bought_before);
    }
    let one = &offer.substitute;
    let value = |item: kernel::ItemId, code: &str| known.get(&item)?.get(code).map(|property| property.value.as_str());
    let differs = one.differs.iter().take(2).map(|reason| {
        let wanted = value(line.item.id, &reason.attribute).unwrap_or(&reason.wanted);
        match value(one.item.id, &reason.attribute) {
            Some(offered) => texts::instead_of(lang, offered, wanted),
            None => texts::not_told(lang, wanted),
        }
    });
    let told: Vec<String> = differs.collect();
    match told.is_empty() {
        true if one.same.is_empty() => String::new(),
        true => texts::the_same(lang).to_owned(),
        false => told.join("; "),
    }
}
