//! The live feed of the screens: entity, number and kind only; content is fetched with the reader's rights.

use std::convert::Infallible;
use std::time::Duration;

use access::Perm;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use store::Happened;

use crate::house::House;
use crate::identify::find_visitor;
use crate::visit::Visit;

/// `GET /events`: one stream per browser, held by a SharedWorker.
///
/// A stream outlives the request that began it, so whoever listens is asked for again whenever people, sessions or
/// tokens change: lost rights are silent from there on, and a session that ended ends the stream.
pub(crate) async fn events(
    State(house): State<House>,
    mut visit: Visit,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send> {
    let mut seq = house.store().watch_seq();
    let mut closing = house.closing();
    let stream = async_stream::stream! {
        let mut last = *seq.borrow_and_update();
        yield Ok(Event::default().event("hello").data(last.to_string()));
        loop {
            let go_on = tokio::select! {
                changed = seq.changed() => changed.is_ok(),
                _ = closing.changed() => false,
            };
            if !go_on {
                break;
            }
            let from = last;
            match house.store().read(move |read| store::events_after(read, from, 500)).await {
                Ok(happened) => {
                    if happened.iter().any(is_of_access) {
                        match find_visitor(&house, &headers, visit.lang, &visit.request_id).await {
                            Ok(Some(known)) => visit = known,
                            Ok(None) => break,
                            Err(fault) => {
                                tracing::warn!(error = %fault, "the live feed could not see who listens");
                                break;
                            }
                        }
                    }
                    for event in happened {
                        last = event.seq;
                        if may_hear(&visit, &event) {
                            yield Ok(Event::default().id(event.seq.to_string()).data(line(&visit, &event)));
                        }
                    }
                }
                Err(fault) => {
                    tracing::warn!(error = %fault, "the live feed could not read");
                    break;
                }
            }
        }
    };
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

/// Whether it may have changed who hears what; presence and sign-ins come often and change no right of who listens.
fn is_of_access(event: &Happened) -> bool {
    matches!(event.entity.as_str(), "staff" | "session" | "token")
        && !matches!(event.kind.as_str(), "presence_changed" | "session_opened")
}

/// The client's number goes along for those who may read clients, so that a dossier hears of all that concerns it;
/// `mine` marks what the listener did: it is no news to the page that did it.
fn line(visit: &Visit, event: &Happened) -> String {
    let client = event.client_id.filter(|_| visit.may(Perm::ClientsRead));
    let mine = event.actor == visit.actor.code();
    let (entity, id, kind) = (&event.entity, event.entity_id.to_string(), &event.kind);
    serde_json::json!({ "entity": entity, "id": id, "kind": kind, "client": client, "mine": mine }).to_string()
}

fn may_hear(visit: &Visit, event: &Happened) -> bool {
    let perm = match event.entity.as_str() {
        "client" | "contact" => Perm::ClientsRead,
        "import" => Perm::ImportsRun,
        "call" => Perm::CallsWrite,
        "case" => Perm::CasesRead,
        // Who is free to take a call; nothing else of a colleague is told.
        "staff" if event.kind == "presence_changed" => Perm::CallsWrite,
        "order" | "shipment" => Perm::OrdersRead,
        "invoice" => Perm::InvoicesRead,
        "payment" => Perm::PaymentsRead,
        "item" | "supply" | "receipt" => Perm::ItemsRead,
        "arrival" | "purchase_order" => Perm::ArrivalsRead,
        _ => Perm::AuditRead,
    };
    visit.may(perm)
}
