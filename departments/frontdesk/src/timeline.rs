//! What happened to a client, in words: filtered by kind, page by page.

use std::collections::HashMap;

use house::{Listed, Visit, coded};
use kernel::{ClientId, Entity, EntityKind, Moment, StaffId};
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
                "order_reserved",
                "order_confirmed",
                "order_closed",
                "order_reopened",
                "order_cancelled",
                "reservation_extended",
                "reservation_ran_out",
                "order_refused",
                "line_substituted",
                "promise_given",
                "promise_at_risk",
                "promise_safe",
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
    let told = [clients::told, orders::told, cases::told, crate::told::told].iter().find_map(|told| told(lang, event));
    let (words, icon) =
        told.map_or_else(|| (texts::ev_other(lang).to_owned(), "clock"), |told| (told.words, told.icon));
    let href = EntityKind::parse(&event.entity)
        .ok()
        .filter(|kind| *kind != EntityKind::Client)
        .and_then(|kind| house::link(visit, Entity { kind, id: event.entity_id }));
    let by = staff_of(&event.actor).and_then(|staff| names.get(&staff).cloned());
    TimelineEntry { at: event.at, kind: event.kind.clone(), words, by, href, icon }
}

#[cfg(test)]
mod tests {
    use i18n::Lang;

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
