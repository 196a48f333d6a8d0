//! Hidden numbers over the API: shown by a deed, never by a question; who was shown them and why.

use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, Listed, Made, Page, Path, Plain, Problem, Query, Refused, Visit, boxed};
use kernel::{ClientId, ContactId, Moment, StaffId};
use serde::{Deserialize, Serialize};
use store::Stop;
use utoipa::ToSchema;

use super::{Reveal, Revealed};
use crate::view::{PhoneShown, shown_phone};

/// Why numbers are to be shown.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealBody {
    /// In the reader's words; it is kept.
    #[schema(min_length = 3, max_length = 200)]
    pub reason: String,
}

/// Numbers with all their digits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevealedJson {
    /// The person; null for the client's own numbers.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// Numbers.
    pub phones: Vec<PhoneShown>,
    /// Mail addresses.
    pub emails: Vec<String>,
}

impl RevealedJson {
    fn of(contact: Option<ContactId>, revealed: &Revealed) -> RevealedJson {
        RevealedJson {
            contact,
            phones: revealed.phones.iter().map(|phone| shown_phone(phone, true)).collect(),
            emails: revealed.emails.iter().map(|email| email.email.clone()).collect(),
        }
    }
}

/// Who was shown hidden numbers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevealJson {
    /// Its number.
    #[schema(value_type = String)]
    pub id: String,
    /// The person there; null for the client's own numbers.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// The person's name.
    pub contact_name: Option<String>,
    /// Who was shown them.
    #[schema(value_type = String)]
    pub user: StaffId,
    /// The name.
    pub user_name: String,
    /// What for.
    pub reason: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Moment,
}

impl From<Reveal> for RevealJson {
    fn from(one: Reveal) -> RevealJson {
        RevealJson {
            id: one.id.to_string(),
            contact: one.contact,
            contact_name: one.contact_name,
            user: one.staff,
            user_name: one.staff_name,
            reason: one.reason,
            at: one.at,
        }
    }
}

/// Shows the numbers of a person at a client to somebody outside its team; the reason is kept.
#[utoipa::path(post, path = "/api/v1/clients/{id}/contacts/{contact}/reveal", tag = "clients",
    params(("id" = String, Path), ("contact" = String, Path)), request_body = RevealBody,
    responses((status = 200, body = RevealedJson), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn contact(
    State(house): State<House>,
    visit: Visit,
    Path((id, contact)): Path<(ClientId, ContactId)>,
    deed: Deed<RevealBody>,
) -> Response {
    show(&house, &visit, id, Some(contact), deed).await
}

/// Shows the client's own numbers to somebody outside its team; the reason is kept.
#[utoipa::path(post, path = "/api/v1/clients/{id}/reveal", tag = "clients", params(("id" = String, Path)),
    request_body = RevealBody, responses((status = 200, body = RevealedJson), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn own(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    deed: Deed<RevealBody>,
) -> Response {
    show(&house, &visit, id, None, deed).await
}

async fn show(
    house: &House,
    visit: &Visit,
    id: ClientId,
    contact: Option<ContactId>,
    deed: Deed<RevealBody>,
) -> Response {
    house
        .deed(visit, deed, move |tx, visit, body: &RevealBody| {
            let revealed = super::reveal(tx, visit, id, contact, &body.reason).map_err(boxed)?;
            Ok(Made::ok(&RevealedJson::of(contact, &revealed)))
        })
        .await
}

/// Who was shown hidden numbers of a client and why, the latest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/reveals", tag = "clients", params(("id" = String, Path), Page),
    responses((status = 200, body = Listed<RevealJson>), (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(page): Query<Page>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, _| {
            let refused = |plain: Plain| Stop::Refused(Box::new(plain) as Refused);
            let below = page.after().map_err(refused)?.map_or(i64::MAX, |place| place.id);
            let rows = super::reveals(read, id, below, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |row| (String::new(), row.id));
            let items: Vec<RevealJson> = cut.items.into_iter().map(RevealJson::from).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}
