//! What happened to a client, in words: filtered by kind, page by page.

use std::collections::HashMap;

use house::{Listed, Visit, coded};
use i18n::Lang;
use kernel::{ClientId, Entity, EntityKind, Moment, OrderId, StaffId};
use serde::Serialize;
use store::{Fault, Happened, Read};
use utoipa::ToSchema;

use crate::texts;

/// Entries of the dossier's panel.
pub(crate) const SHOWN: i64 = 8;
/// Events read for one entry: an order of ten lines promises ten times and is told once.
const READ_FOR_ONE: i64 = 5;

coded! {
    /// A kind of events that a timeline can be narrowed to.
    EventGroup {
        /// Orders and what was promised.
        Orders "orders" texts::events_orders,
        /// Shipments and papers.
        Papers "papers" texts::events_papers,
        /// Money.
        Money "money" texts::events_money,
        /// Calls and cases.
        Talks "talks" texts::events_talks,
        /// The client's card, people and team.
        Client "client" texts::events_client,
    }
}

impl EventGroup {
    /// Codes of the events. What is in no group is not told: keystrokes of a draft and the like.
    const fn kinds(self) -> &'static [&'static str] {
        match self {
            EventGroup::Orders => &[
                "order_placed",
                "order_reserved",
                "order_confirmed",
                "order_closed",
                "order_reopened",
                "order_cancelled",
                "order_refused",
                "line_substituted",
                "promise_given",
            ],
            EventGroup::Papers => &["order_shipped", "invoice_issued"],
            EventGroup::Money => &["payment_received", "payment_reversed", "balance_opened"],
            EventGroup::Talks => &[
                "call_solved",
                "call_connected",
                "call_promised",
                "call_missed",
                "call_dropped",
                "case_opened",
                "case_offered",
                "case_declined",
                "case_accepted",
                "case_taken",
                "case_passed_on",
                "case_planned",
                "case_closed",
            ],
            EventGroup::Client => {
                &["client_created", "client_changed", "contact_added", "contact_revealed", "team_changed"]
            }
        }
    }
}

/// Which events of a client, from where on.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventsAsked {
    pub(crate) group: Option<EventGroup>,
    /// Below this place of the log.
    pub(crate) below: Option<i64>,
    /// Entries wanted; as many as the dossier shows without.
    pub(crate) limit: Option<i64>,
}

/// An event in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    #[schema(value_type = String)]
    pub at: Moment,
    /// Code of what happened.
    pub kind: String,
    /// In words.
    pub words: String,
    /// Who of us did it; none for the system.
    pub by: Option<String>,
    /// Where to read on, for those who may.
    pub href: Option<String>,
    /// Picture.
    #[serde(skip)]
    pub icon: &'static str,
}

/// Events of a client in words, the newest first.
pub(crate) fn timeline(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    asked: &EventsAsked,
) -> Result<Listed<TimelineEntry>, Fault> {
    let limit = asked.limit.unwrap_or(SHOWN);
    let groups = asked.group.as_ref().map_or(EventGroup::ALL, std::slice::from_ref);
    let kinds = groups.iter().flat_map(|group| group.kinds().iter().copied());
    let wanted = limit.saturating_mul(READ_FOR_ONE) + 1;
    let events = store::events_of_client(read, client, kinds, asked.below.unwrap_or(i64::MAX), wanted)?;
    let more_below = i64::try_from(events.len()).unwrap_or(i64::MAX) == wanted;
    let mut staff: Vec<StaffId> = events.iter().filter_map(|event| staff_of(&event.actor)).collect();
    staff.sort_unstable();
    staff.dedup();
    let names =
        if staff.is_empty() { HashMap::new() } else { access::staff_names(read, &staff)?.into_iter().collect() };

    let mut items: Vec<TimelineEntry> = Vec::new();
    let mut last = None;
    let mut next_cursor = None;
    for event in &events {
        let entry = in_words(visit, event, &names);
        let told = items.last().is_some_and(|kept| kept.words == entry.words && kept.href == entry.href);
        if !told {
            if i64::try_from(items.len()).unwrap_or(i64::MAX) == limit {
                next_cursor = last;
                break;
            }
            items.push(entry);
        }
        last = Some(event.seq);
    }
    // Told so often that the page is not full: it goes on below what was read.
    if next_cursor.is_none() && more_below {
        next_cursor = last;
    }
    Ok(Listed { items, next_cursor: next_cursor.map(|seq| house::cursor::encode("", seq)) })
}

/// The colleague behind an actor of the log.
fn staff_of(actor: &str) -> Option<StaffId> {
    actor.strip_prefix("staff:")?.parse().ok().map(StaffId::new)
}

fn in_words(visit: &Visit, event: &Happened, names: &HashMap<StaffId, String>) -> TimelineEntry {
    let lang = visit.lang;
    let number = || orders::order_number(lang, OrderId::new(event.entity_id));
    let case = || cases::case_number(lang, kernel::CaseId::new(event.entity_id));
    let (words, icon): (String, &'static str) = match event.kind.as_str() {
        "client_created" => (texts::ev_client_created(lang).into(), "building"),
        "client_changed" => (texts::ev_client_changed(lang).into(), "pencil"),
        "contact_added" => (texts::ev_contact(lang).into(), "user"),
        "contact_revealed" => (texts::ev_revealed(lang).into(), "eye"),
        "team_changed" => (texts::ev_team(lang).into(), "users"),
        "order_placed" => (texts::ev_order_placed(lang, &number()), "shopping-cart"),
        "order_reserved" => (texts::ev_order_reserved(lang, &number()), "shopping-cart"),
        "order_confirmed" => (texts::ev_order_confirmed(lang, &number()), "check"),
        "order_closed" => (texts::ev_order_closed(lang, &number()), "check"),
        "order_cancelled" => (texts::ev_order_cancelled(lang, &number()), "x"),
        "line_substituted" => (texts::ev_line_substituted(lang, &number()), "shopping-cart"),
        "order_refused" => (texts::ev_order_refused(lang).into(), "alert-triangle"),
        "order_shipped" => (texts::ev_order_shipped(lang, &number()), "truck-delivery"),
        "promise_given" => (texts::ev_promise_given(lang, &number()), "bookmark"),
        "invoice_issued" => (texts::ev_invoice_issued(lang, &number_in(lang, event)), "file-text"),
        "balance_opened" => (texts::ev_balance_opened(lang).into(), "coins"),
        "call_solved" => (texts::ev_call_solved(lang).into(), "phone"),
        "call_connected" => (texts::ev_call_connected(lang).into(), "phone"),
        "call_promised" => (texts::ev_call_promised(lang).into(), "phone-outgoing"),
        "call_missed" => (texts::ev_call_missed(lang).into(), "phone-off"),
        "call_dropped" => (texts::ev_call_dropped(lang).into(), "phone"),
        "case_opened" => (texts::ev_case_opened(lang, &case()), "inbox"),
        "case_offered" | "case_declined" => (texts::ev_case_offered(lang, &case()), "inbox"),
        "case_accepted" | "case_taken" | "case_passed_on" => (texts::ev_case_accepted(lang, &case()), "inbox"),
        "case_planned" => (texts::ev_case_changed(lang, &case()), "inbox"),
        "case_closed" => (texts::ev_case_closed(lang, &case()), "check"),
        "order_reopened" => (texts::ev_order_reopened(lang, &number()), "shopping-cart"),
        "payment_reversed" => (texts::ev_payment_reversed(lang).into(), "coins"),
        "payment_received" => (texts::ev_payment_received(lang).into(), "coins"),
        _ => (texts::ev_other(lang).into(), "clock"),
    };
    let href = EntityKind::parse(&event.entity)
        .ok()
        .filter(|kind| *kind != EntityKind::Client)
        .and_then(|kind| house::link(visit, Entity { kind, id: event.entity_id }));
    let by = staff_of(&event.actor).and_then(|staff| names.get(&staff).cloned());
    TimelineEntry { at: event.at, kind: event.kind.clone(), words, by, href, icon }
}

/// The order that an event of another paper speaks of.
fn number_in(lang: Lang, event: &Happened) -> String {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let order = payload.get("order").and_then(|order| match order {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    order.map(|order| orders::order_number(lang, OrderId::new(order))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_stands_in_one_group_and_has_words_of_its_own() {
        let visit = Visit::system(Moment::from_millis(0), kernel::Zone::utc(), Lang::En);
        let mut seen: Vec<&str> = Vec::new();
        for kind in EventGroup::ALL.iter().flat_map(|group| group.kinds()) {
            assert!(!seen.contains(kind), "{kind} stands twice");
            seen.push(kind);
            let event = Happened {
                seq: 1,
                at: Moment::from_millis(0),
                actor: "system".into(),
                kind: (*kind).into(),
                entity: "order".into(),
                entity_id: 7,
                client_id: None,
                version: 1,
                payload: "{}".into(),
            };
            let entry = in_words(&visit, &event, &HashMap::new());
            assert_ne!(entry.words, texts::ev_other(Lang::En), "{kind}");
        }
    }
}
