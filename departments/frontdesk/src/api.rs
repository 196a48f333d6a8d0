//! The dossier as JSON: everything its page shows.

use axum::extract::State;
use axum::response::Response;
use house::{House, Listed, Page, Path, Plain, Problem, Query, Refused, Visit};
use i18n::FieldError;
use kernel::ClientId;
use serde::Deserialize;
use store::Stop;
use utoipa::IntoParams;

use crate::dossier::Dossier;
use crate::texts;
use crate::timeline::{EventGroup, EventsAsked, TimelineEntry, timeline as events};

/// Everything the dossier page shows, in one read transaction.
#[utoipa::path(get, path = "/api/v1/clients/{id}/dossier", tag = "clients", params(("id" = String, Path)),
    responses((status = 200, body = Dossier), (status = 404, body = Problem)))]
pub(crate) async fn dossier(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house.ask(&visit, move |read, visit| crate::dossier(read, visit, id)).await
}

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// `orders`, `papers`, `money`, `talks` or `client`; all without.
    kind: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    cursor: Option<String>,
}

/// What happened to a client, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/timeline", tag = "clients", params(("id" = String, Path), EventsQuery),
    responses((status = 200, body = Listed<TimelineEntry>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn timeline(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(asked): Query<EventsQuery>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let group = match asked.kind.as_deref().filter(|kind| !kind.is_empty()).map(EventGroup::parse) {
                None => None,
                Some(Some(group)) => Some(group),
                Some(None) => {
                    let message = texts::wrong_word(visit.lang).to_owned();
                    return refused(Plain::BadField(FieldError { pointer: "?kind".into(), message }));
                }
            };
            let page = Page { limit: asked.limit, cursor: asked.cursor };
            let below = match page.after() {
                Ok(place) => place.map(|place| place.id),
                Err(plain) => return refused(plain),
            };
            if clients::dossier_head(read, visit, id)?.is_none_or(|head| head.locked) {
                return refused(Plain::NotFound);
            }
            Ok(events(read, visit, id, &EventsAsked { group, below, limit: Some(page.rows()) })?)
        })
        .await
}

fn refused<T>(plain: Plain) -> Result<T, Stop<Refused>> {
    Err(Stop::Refused(Box::new(plain) as Refused))
}
