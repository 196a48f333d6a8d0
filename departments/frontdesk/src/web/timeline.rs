//! The timeline of a client: narrowed to a kind, page by page, its state in the address.

use axum::extract::State;
use axum::response::Response;
use house::{House, Htmx, Path, Query, Visit};
use i18n::fmt;
use kernel::ClientId;
use maud::{Markup, html};
use serde::Deserialize;
use ui::Panel;

use crate::called::called;
use crate::dossier::dossier_with;
use crate::texts;
use crate::timeline::{EventGroup, EventsAsked, TimelineEntry, timeline};

/// Which events the dossier shows.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct TimelineQuery {
    #[serde(default)]
    events: String,
    #[serde(default)]
    cursor: String,
}

impl TimelineQuery {
    fn group(&self) -> Option<EventGroup> {
        EventGroup::parse(&self.events)
    }

    /// A foreign cursor starts at the newest event.
    pub(super) fn events(&self) -> EventsAsked {
        let below = house::cursor::decode(&self.cursor).map(|cursor| cursor.id);
        EventsAsked { group: self.group(), below, limit: None }
    }
}

/// The panel alone, in answer to htmx; the dossier with it for everybody else.
pub(crate) async fn part(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ClientId>,
    Query(asked): Query<TimelineQuery>,
) -> Response {
    if !htmx {
        return house
            .page(&visit, move |read, visit| {
                let dossier = dossier_with(read, visit, id, &asked.events())?.filter(|dossier| !dossier.head.locked);
                Ok(dossier.map(|dossier| super::shown(visit, &dossier, &asked)))
            })
            .await;
    }
    house
        .part(&visit, move |read, visit| {
            if clients::dossier_head(read, visit, id)?.is_none_or(|head| head.locked) {
                return Ok(None);
            }
            let shown = timeline(read, visit, id, &asked.events())?;
            Ok(Some(panel(visit, id, &asked, &shown.items, shown.next_cursor.as_deref())))
        })
        .await
}

/// The dossier, or the panel alone, with these events.
fn address(room: &str, client: ClientId, group: Option<EventGroup>, cursor: &str) -> String {
    let asked = [("events", group.map_or("", EventGroup::code)), ("cursor", cursor)];
    let asked: Vec<String> =
        asked.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    let sign = if asked.is_empty() { "" } else { "?" };
    format!("/clients/{client}{room}{sign}{}", asked.join("&"))
}

/// The newest events, or the earlier ones asked for.
pub(super) fn panel(
    visit: &Visit,
    client: ClientId,
    asked: &TimelineQuery,
    entries: &[TimelineEntry],
    next: Option<&str>,
) -> Markup {
    let lang = visit.lang;
    let link = |group: Option<EventGroup>, cursor: &str, words: &str, key: Option<&str>| {
        let current = (cursor.is_empty() && group == asked.group()).then_some("true");
        let (page, part) = (address("", client, group, cursor), address("/timeline", client, group, cursor));
        html! {
            a href={ (page) "#timeline" } hx-get=(part) hx-target="#timeline" hx-swap="outerHTML" hx-push-url=(page) aria-current=[current] data-key=[key.map(ui::key_code)] { (words) }
        }
    };
    let names: Vec<&str> = entries.iter().filter_map(|entry| entry.by.as_deref()).collect();
    let body = html! {
        nav.p-seg.tl aria-label=(texts::events_kinds(lang)) {
            (link(None, "", texts::events_all(lang), Some("t")))
            @for group in EventGroup::ALL { (link(Some(*group), "", group.name(lang), None)) }
        }
        @if entries.is_empty() { p.bd.t3 { (texts::timeline_empty(lang)) } }
        @else {
            ul.p-tl {
                @for entry in entries {
                    @let day = entry.at.day(&visit.zone);
                    li {
                        time { (if day == visit.today { fmt::time(entry.at, &visit.zone) } else { fmt::day(lang, day, visit.today) }) }
                        (ui::icon(entry.icon))
                        div.row-f.sp.top {
                            div.grow {
                                @match &entry.href {
                                    Some(href) => { a href=(href) { (ui::unbroken(&entry.words)) } }
                                    None => { (ui::unbroken(&entry.words)) }
                                }
                            }
                            @if let Some(by) = &entry.by { div.s.t3.nw { (called(by, names.iter().copied())) } }
                        }
                    }
                }
            }
        }
        @if next.is_some() || !asked.cursor.is_empty() {
            div.bd.row-f.sp.s {
                @if !asked.cursor.is_empty() { (link(asked.group(), "", texts::events_newest(lang), None)) } @else { span {} }
                @if let Some(next) = next { (link(asked.group(), next, texts::events_earlier(lang), None)) }
            }
        }
    };
    let own = address("/timeline", client, asked.group(), &asked.cursor);
    html! { (Panel::new(texts::timeline(lang)).id("timeline").flush(body).live(format!("about:{client}"), own)) }
}
