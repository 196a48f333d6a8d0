//! Search over everything a person may open: clients first, then orders by number, then items.

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::{House, Htmx, Query, Shown, Visit};
use i18n::Lang;
use kernel::OrderId;
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::Tone;

use crate::texts;

const CLIENTS: i64 = 8;
/// Items below the clients; as many as clients where those may not be known.
const GOODS_BESIDE: i64 = 4;

#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

/// Groups and hits for the overlay; a whole page without htmx.
pub(crate) async fn search(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Query(typed): Query<Typed>,
) -> Response {
    let q: String = typed.q.trim().chars().take(200).collect();
    let names = house.shared::<clients::NameIndex>();
    let items = house.shared::<catalogue::ItemIndex>();
    let found = move |read: &mut Read<'_>, visit: &Visit| -> Result<Markup, Fault> {
        hits(read, visit, names.as_deref(), items.as_deref(), &q)
    };
    if htmx {
        return house.part(&visit, move |read, visit| Ok(Some(found(read, visit)?))).await;
    }
    house
        .page(&visit, move |read, visit| {
            let main = html! { div.p-panel.p-hits { div role="listbox" aria-label=(texts::search_title(visit.lang)) { (found(read, visit)?) } } };
            Ok(Some(Shown::new(texts::search_title(visit.lang), "", main)))
        })
        .await
}

fn hits(
    read: &mut Read<'_>,
    visit: &Visit,
    names: Option<&clients::NameIndex>,
    items: Option<&catalogue::ItemIndex>,
    q: &str,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    if q.is_empty() {
        return Ok(html! {});
    }
    let knows_clients = visit.may(Perm::ClientsRead);
    // One more than is shown tells that there are more.
    let mut clients = if knows_clients { clients::find(read, names, visit, q, CLIENTS + 1)? } else { Vec::new() };
    let more_clients = cut_to(&mut clients, CLIENTS);
    let order = order_by_number(read, visit, q)?;
    let most_goods = if knows_clients { GOODS_BESIDE } else { CLIENTS };
    let mut goods =
        if visit.may(Perm::ItemsRead) { catalogue::find(read, items, q, most_goods + 1)? } else { Vec::new() };
    let more_goods = cut_to(&mut goods, most_goods);
    let read_as = clients.first().and_then(|hit| hit.read_as.clone());
    Ok(html! {
        @if let Some(text) = read_as { p.s.t3.bd { (texts::search_read_as(lang, &text)) } }
        @if let Some((id, number, client)) = &order {
            (ui::search_group(texts::search_orders(lang)))
            (ui::search_hit(&format!("/orders/{id}"), "shopping-cart", html! { span.b { (number) } " " (client) }, "", Tone::Plain))
        }
        @if !clients.is_empty() {
            (ui::search_group(texts::search_clients(lang)))
            @for hit in &clients {
                @let what = html! {
                    span.b { (hit.name) }
                    span.s.t3 { @if let Some(inn) = &hit.inn { " " (inn) } @if let Some(city) = &hit.city { " · " (city) } }
                };
                @let aside = match (&hit.manager, hit.locked) {
                    (Some(manager), true) => texts::search_locked(lang, manager),
                    _ => why(lang, hit.matched_on).to_owned(),
                };
                @let tone = if hit.locked { Tone::Warn } else { Tone::Plain };
                (ui::search_hit(&format!("/clients/{}", hit.id), if hit.locked { "lock" } else { "building" }, what, &aside, tone))
            }
            @if more_clients { (all_found("/clients", texts::search_all_clients(lang), q)) }
        }
        @if !goods.is_empty() {
            (ui::search_group(texts::search_items(lang)))
            @for (item, _) in &goods {
                (ui::search_hit(&format!("/items/{}", item.id), "box", html! { span.b { (item.name(lang)) } " " span.s.t3 { (item.sku) } }, "", Tone::Plain))
            }
            @if more_goods { (all_found("/items", texts::search_all_items(lang), q)) }
        }
        @if clients.is_empty() && order.is_none() && goods.is_empty() {
            @let why = if knows_clients { texts::search_nothing_why(lang) } else { texts::search_nothing_goods(lang) };
            (ui::empty("search", texts::search_nothing(lang), why, None))
        }
    })
}

/// Why a client was found whose name does not say it.
fn why(lang: Lang, matched_on: &str) -> &'static str {
    match matched_on {
        "person" => texts::search_by_person(lang),
        "phone" => texts::search_by_phone(lang),
        _ => "",
    }
}

/// Cuts what was found to `most`; whether there was more.
fn cut_to<T>(found: &mut Vec<T>, most: i64) -> bool {
    let most = usize::try_from(most).unwrap_or(0);
    let more = found.len() > most;
    found.truncate(most);
    more
}

/// The way to the list of all that was found.
fn all_found(list: &str, words: &str, q: &str) -> Markup {
    ui::search_hit(&format!("{list}?q={}", house::percent(q)), "list", html! { (words) }, "", Tone::Plain)
}

/// «З-18466», «z18466», «18466», «3-18466» with a figure for the letter: the order, if the person may see it.
fn order_by_number(read: &mut Read<'_>, visit: &Visit, q: &str) -> Result<Option<(OrderId, String, String)>, Fault> {
    if !visit.may(Perm::OrdersRead) {
        return Ok(None);
    }
    let Some(id) = number_typed(q) else { return Ok(None) };
    let Some(order) = orders::head(read, visit, id)? else { return Ok(None) };
    let client = clients::names_of(read, &[order.client])?.into_iter().next().map(|(_, name)| name);
    Ok(Some((id, order.number(visit.lang), client.unwrap_or_default())))
}

fn number_typed(q: &str) -> Option<OrderId> {
    let after_three = q.trim_start().strip_prefix('3').filter(|rest| rest.trim_start().starts_with(['-', '–', '—']));
    let q = after_three.unwrap_or(q);
    let digits: String = q.chars().filter(char::is_ascii_digit).collect();
    let letters = q.chars().filter(|c| c.is_alphabetic()).count();
    if digits.is_empty() || digits.len() > 9 || letters > 1 {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_typed;

    #[test]
    fn an_order_is_known_by_its_number_however_it_is_typed() {
        for typed in ["З-124", "з124", "z-124", "124", "3-124", "3 – 124", " 3-124 "] {
            assert_eq!(number_typed(typed).map(kernel::OrderId::get), Some(124), "{typed}");
        }
        assert_eq!(number_typed("3124").map(kernel::OrderId::get), Some(3124));
        for none in ["", "ооо 5", "+7 495 123-45-67", "3-"] {
            assert_eq!(number_typed(none), None, "{none}");
        }
    }
}
