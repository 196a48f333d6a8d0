//! Codes under which a client knows our items, over the JSON API.

use axum::extract::State as Held;
use axum::response::Response;
use house::{Deed, House, Listed, Made, Page, Path, Query, Visit, boxed};
use kernel::{ClientId, ItemId};
use serde::{Deserialize, Serialize};
use store::Stop;
use utoipa::ToSchema;

use super::{refuse, refuse_plain};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::{rules, store as books};
use access::Perm;

/// What a client means by its codes.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCodesBody {
    /// The codes; one kept before is changed, others stay.
    #[schema(min_items = 1, max_items = 2000)]
    pub codes: Vec<ClientCodeBody>,
}

/// A code of the client and our item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCodeBody {
    /// As the client writes it.
    #[schema(min_length = 1, max_length = 200)]
    pub client_sku: String,
    /// Code of our item.
    #[schema(min_length = 1, max_length = 64)]
    pub sku: String,
}

/// How many codes are kept now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientCodesKept {
    /// Codes of this call, each counted once.
    pub kept: usize,
}

/// A code of the client and what it means.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientCodeJson {
    /// As the client writes it.
    pub client_sku: String,
    /// Number of our item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
}

/// Codes under which a client knows our items.
#[utoipa::path(get, path = "/api/v1/clients/{id}/item-codes", tag = "orders", params(("id" = String, Path), Page),
    responses((status = 200, body = Listed<ClientCodeJson>), (status = 404, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn list(
    Held(house): Held<House>,
    visit: Visit,
    Path(client): Path<ClientId>,
    Query(page): Query<Page>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            if !books::sees(read, visit, Perm::OrdersRead, client)? {
                return refuse(OrderRefused::Unknown);
            }
            let after = match page.after() {
                Ok(place) => place.map(|place| place.key).unwrap_or_default(),
                Err(plain) => return refuse_plain(plain),
            };
            if after.contains('\0') {
                return refuse(OrderRefused::field("?cursor", Wrong::Unreadable));
            }
            let rows = catalogue::client_codes(read, client, &after, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |row| (row.key.clone(), 0));
            let ids: Vec<ItemId> = cut.items.iter().map(|row| row.item).collect();
            let cards = catalogue::items(read, &ids)?;
            let items = cut.items.into_iter().filter_map(|row| {
                let card = cards.iter().find(|card| card.id == row.item)?;
                let name = card.name(visit.lang).to_owned();
                Some(ClientCodeJson { client_sku: row.code, item: row.item, sku: card.sku.clone(), name })
            });
            Ok(Listed { items: items.collect(), next_cursor: cut.next_cursor })
        })
        .await
}

/// Keeps what a client means by its codes: used from then on wherever the client orders.
#[utoipa::path(put, path = "/api/v1/clients/{id}/item-codes", tag = "orders", request_body = ClientCodesBody,
    params(("id" = String, Path)), responses((status = 200, body = ClientCodesKept), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn put(
    Held(house): Held<House>,
    visit: Visit,
    Path(client): Path<ClientId>,
    deed: Deed<ClientCodesBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &ClientCodesBody| {
            if !books::sees(tx, visit, Perm::OrdersWrite, client)? {
                return refuse(OrderRefused::Unknown);
            }
            if body.codes.is_empty() || body.codes.len() > rules::MOST_LINES {
                return refuse(OrderRefused::field("/codes", Wrong::TooManyLines(rules::MOST_LINES)));
            }
            let skus: Vec<String> = body.codes.iter().map(|code| code.sku.clone()).collect();
            let (mut wrong, mut known) = (Vec::new(), Vec::new());
            for ((at, code), item) in body.codes.iter().enumerate().zip(catalogue::find_skus(tx, &skus)?) {
                if !catalogue::is_client_code(&code.client_sku) {
                    wrong.push(WrongField::new(format!("/codes/{at}/client_sku"), Wrong::Unreadable));
                }
                match item {
                    Some(item) => known.push((code.client_sku.clone(), item.id)),
                    None => {
                        wrong.push(WrongField::new(format!("/codes/{at}/sku"), Wrong::NoItem(code.sku.clone())));
                    }
                }
            }
            if !wrong.is_empty() {
                return Err(boxed(Stop::Refused(OrderRefused::Fields(wrong))));
            }
            let kept = catalogue::put_client_codes(tx, client, &known)?;
            Ok(Made::ok(&ClientCodesKept { kept }))
        })
        .await
}
