//! Terms over the JSON API.

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, IfMatch, Made, MoneyDeed, Path, Visit, boxed};
use kernel::{ClientId, Moment, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{SetTerms, Terms};
use crate::{questions, verbs};

/// The terms of a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermsJson {
    /// Whose.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// How much the client may owe and have on order at once; null = no limit.
    #[schema(value_type = Option<String>)]
    pub credit_limit: Option<Money>,
    /// How many days after the shipment it pays; null while no terms are set.
    pub payment_days: Option<i64>,
    /// When they were set; null while none are.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub changed_at: Option<Moment>,
    /// Version for `If-Match`; 0 while no terms are set.
    pub version: i64,
}

impl TermsJson {
    fn of(client: ClientId, terms: Option<Terms>) -> TermsJson {
        TermsJson {
            client,
            credit_limit: terms.and_then(|terms| terms.credit_limit),
            payment_days: terms.map(|terms| terms.payment_days),
            changed_at: terms.map(|terms| terms.changed_at),
            version: terms.map_or(0, |terms| terms.version),
        }
    }
}

/// Terms as they are sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsBody {
    /// How much the client may owe and have on order at once; null or left out = no limit.
    #[schema(value_type = Option<String>)]
    pub credit_limit: Option<Money>,
    /// How many days after the shipment it pays; 0 = on the same day.
    #[schema(minimum = 0, maximum = 365)]
    pub payment_days: i64,
}

/// How much a client may owe and when it pays.
#[utoipa::path(get, path = "/api/v1/clients/{id}/terms", tag = "contracts", params(("id" = String, Path)),
    responses((status = 200, body = TermsJson), (status = 404, body = house::Problem)))]
pub(crate) async fn terms(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            let there = clients::client(read, id)?.is_some_and(|client| client.retail_at.is_none());
            if !there || !questions::serves(read, visit, Perm::TermsRead, id)? {
                return Ok(None);
            }
            let terms = TermsJson::of(id, questions::terms(read, id)?);
            let version = terms.version;
            Ok(Some((terms, Some(version))))
        })
        .await
}

/// Sets how much a client may owe and when it pays, in place of what was set before.
#[utoipa::path(put, path = "/api/v1/clients/{id}/terms", tag = "contracts", params(("id" = String, Path)),
    request_body = TermsBody, responses((status = 200, body = TermsJson), (status = 400, body = house::Problem),
    (status = 404, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem),
    (status = 428, body = house::Problem)))]
pub(crate) async fn set(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    IfMatch(seen): IfMatch,
    deed: MoneyDeed<TermsBody>,
) -> Response {
    house
        .deed(&visit, Deed::from(deed), move |tx, visit, body: &TermsBody| {
            let new = SetTerms { credit_limit: body.credit_limit, payment_days: body.payment_days };
            let terms = verbs::set_terms(tx, visit, id, &new, seen).map_err(boxed)?;
            Ok(Made::ok(&TermsJson::of(id, Some(terms))).version(terms.version))
        })
        .await
}
