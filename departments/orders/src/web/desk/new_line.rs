//! The new line: a code, a part of a name or rows of a table, and the items that fit what is typed.

use axum::extract::State as Held;
use axum::response::Response;
use catalogue::{ItemCard, ItemIndex, ItemKind};
use house::{House, Query, Visit};
use i18n::fmt;
use kernel::{ClientId, ItemId, Quantity};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Field};

use super::View;
use crate::web::show;
use crate::{matching, pasted, rules, texts};

/// Items offered for what is typed.
const HITS: i64 = 8;

pub(super) fn new_line(visit: &Visit, view: &View, hits: &Markup) -> Markup {
    let lang = visit.lang;
    let field = Field::new("what", texts::new_line(lang))
        .label_hidden()
        .width("grow")
        .placeholder(texts::new_line_hint(lang))
        .value(&view.typed)
        .attr("autocomplete", "off")
        .attr("maxlength", "200")
        .attr("data-ahead", "")
        .key("n")
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
            @if view.quiet || view.on_line { (field) } @else { (field.autofocus()) }
            (much)
        }
        div.p-list #item-hits data-hits aria-live="polite" { (hits) }
    }
}

pub(super) fn paste(visit: &Visit, view: &View) -> Markup {
    let lang = visit.lang;
    html! {
        details.mt8 data-paste open[!view.pasted.is_empty()] {
            summary."s"."t2" { (texts::paste_rows(lang)) }
            (Field::new("rows", texts::paste_rows(lang)).label_hidden().rows(4).placeholder(texts::paste_rows_hint(lang))
                .value(&view.pasted))
            (Button::submit(texts::paste_add(lang)).sends("deed", "save").class("mt8"))
        }
    }
}

/// What is chosen of the hits before anybody chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen<'a> {
    /// Nothing: another item is never sent for what is typed.
    Nothing,
    /// The first is what this very line means: Enter sends the line.
    Sure(&'a str),
    /// Several fit the name and that was said: a second Enter takes the first.
    First,
}

/// Items that fit, each with what is free of it on the shelf: who chooses sees what can be had.
pub(super) fn hits_of(
    read: &mut Read<'_>,
    visit: &Visit,
    hits: &[(ItemCard, &'static str)],
    chosen: Chosen<'_>,
) -> Result<Markup, Fault> {
    hit_rows(read, visit, hits, chosen, |_| None)
}

/// Hits of a line that was refused. Of several that fit a name the first is chosen; a code is never guessed.
pub(super) fn refused_hits(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    client: ClientId,
    typed: &str,
) -> Result<Markup, Fault> {
    let hits = near(read, index, typed)?;
    let is_open =
        rules::is_a_name(&named(typed)) && matching::one(read, index, client, &pasted::typed(typed))?.is_none();
    hits_of(read, visit, &hits, if is_open { Chosen::First } else { Chosen::Nothing })
}

/// The same with a word on each, by its place.
pub(super) fn hit_rows(
    read: &mut Read<'_>,
    visit: &Visit,
    hits: &[(ItemCard, &'static str)],
    chosen: Chosen<'_>,
    told: impl Fn(usize) -> Option<String>,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let goods: Vec<ItemId> =
        hits.iter().filter(|(item, _)| item.kind == ItemKind::Goods).map(|(item, _)| item.id).collect();
    let stock = if goods.is_empty() { Vec::new() } else { stock::stock_of(read, &goods)? };
    let free = |item: &ItemCard| {
        let here = stock.iter().find(|one| one.item == item.id).map_or(Quantity::ZERO, |one| one.free);
        let words = texts::free_now(lang, &show::amount(lang, here, &item.unit));
        html! { span."s"."nw".t2[here.is_positive()].t3[!here.is_positive()] { (words) } }
    };
    Ok(html! {
        @for (n, (item, _)) in hits.iter().enumerate() {
            @let is_chosen = n == 0 && chosen != Chosen::Nothing;
            @let sure = if let (0, Chosen::Sure(typed)) = (n, chosen) { Some(typed) } else { None };
            div class=[is_chosen.then_some("is-sel")] data-sure=[sure] {
                button."row-f"."sp"."grow" type="submit" name="sku" value=(item.sku) {
                    span."cut"."grow" { b { (item.name(lang)) } " " span."s"."t3" { (item.sku) } }
                    @if let Some(told) = told(n) { span."s"."t3"."nw"."hide-s" { (told) } }
                    @if item.kind == ItemKind::Goods { (free(item)) }
                    span."num"."nw" { (fmt::price(lang, item.price, "")) }
                }
            }
        }
    })
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
            let mut chosen = Chosen::Nothing;
            if let Ok(client) = asked.client.parse::<ClientId>()
                && let Some((item, _)) = matching::one(read, index.as_deref(), client, &pasted::typed(typed))?
            {
                hits.retain(|(hit, _)| hit.id != item.id);
                hits.insert(0, (item, ""));
                chosen = Chosen::Sure(typed);
            }
            hits_of(read, visit, &hits, chosen).map(Some)
        })
        .await
}

/// Items for a typed line: by the name before its quantity, then by all of it.
pub(super) fn near(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    text: &str,
) -> Result<Vec<(ItemCard, &'static str)>, Fault> {
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

/// What of a typed line names the goods: a quantity behind a name is no part of it.
pub(super) fn named(text: &str) -> String {
    let row = pasted::typed(text);
    let name = row.ways.into_iter().find(|(what, much)| much.is_some() && rules::is_a_name(what));
    name.map_or_else(|| text.trim().to_owned(), |(what, _)| what)
}
