//! Choosing the client a deed is for: found letter by letter, arrows and `Enter` take one.

use access::Perm;
use axum::response::Response;
use house::{House, Shown, Visit};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Panel, Pick, picker, picks};

use crate::names::{Found, NameIndex, find};
use crate::texts;

/// Clients offered at once.
const OFFERED: i64 = 20;

/// What is asked, and where the answer leads.
#[derive(Debug, Clone, Copy)]
pub struct Choose {
    /// The page that goes on with `?client=`.
    pub action: &'static str,
    /// The entry of the rail it belongs to.
    pub at: &'static str,
    /// The title of the page.
    pub title: &'static str,
    /// Whom it is about, as a question.
    pub who: &'static str,
}

/// The page that asks for the client, or what it found so far for htmx.
pub async fn choose(house: &House, visit: &Visit, htmx: bool, typed: String, asks: Choose) -> Response {
    let index = house.shared::<NameIndex>();
    let found = move |read: &mut Read<'_>, visit: &Visit| -> Result<Markup, Fault> {
        let typed = typed.trim();
        let may = visit.may(Perm::ClientsRead) && !typed.is_empty();
        let found = if may { find(read, index.as_deref(), visit, typed, OFFERED)? } else { Vec::new() };
        let pick = |one: &Found| Pick {
            href: format!("{}?client={}", asks.action, one.id),
            name: one.name.clone(),
            beside: one.city.clone().unwrap_or_default(),
        };
        let hits: Vec<Pick> = found.iter().filter(|one| !one.locked).map(pick).collect();
        let lang = visit.lang;
        let hits = picks(asks.who, typed, &hits, texts::choose_none(lang));
        if htmx {
            return Ok(hits);
        }
        Ok(picker(asks.action, asks.who, texts::choose_hint(lang), texts::choose_find(lang), typed, &hits))
    };
    if htmx {
        return house.part(visit, move |read, visit| found(read, visit).map(Some)).await;
    }
    house
        .page(visit, move |read, visit| {
            let panel = Panel::new(asks.who).flush(found(read, visit)?);
            Ok(Some(Shown::new(asks.title, asks.at, html! { (panel) })))
        })
        .await
}
