//! The dossier as JSON: everything its page shows.

use axum::extract::{Path, State};
use axum::response::Response;
use house::{House, Problem, Visit};
use kernel::ClientId;

use crate::dossier::Dossier;

/// Everything the dossier page shows, in one read transaction.
#[utoipa::path(get, path = "/api/v1/clients/{id}/dossier", tag = "clients", params(("id" = String, Path)),
    responses((status = 200, body = Dossier), (status = 404, body = Problem)))]
pub(crate) async fn dossier(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house.ask(&visit, move |read, visit| crate::dossier(read, visit, id)).await
}
