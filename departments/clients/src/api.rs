//! Clients over the JSON API.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Perm, Scope};
use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, IfMatch, Listed, Made, Page, Path, Query, Refused, Visit, boxed};
use i18n::FieldError;
use kernel::{ClientId, ContactId};
use serde::{Deserialize, Deserializer, Serialize};
use store::{Fault, Read, Stop, Tx};
use utoipa::{IntoParams, ToSchema};

use crate::errors::{ClientRefused, Wrong};
use crate::model::{ChangeClient, ClientCard, NewClient, NewContact, Sight, Stage};
use crate::names::{self, NameIndex};
use crate::questions::{card, managers};
use crate::store::{self as books, After, Driver, Order};
use crate::view::{ContactShown, DossierHead, TeamShown};
use crate::{texts, verbs};

/// A person at a client as sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactBody {
    /// Name.
    #[schema(max_length = 120, min_length = 1)]
    pub name: String,
    /// Position.
    #[schema(max_length = 100)]
    pub position: Option<String>,
    /// Decides on orders.
    #[serde(default)]
    pub decision_maker: bool,
    /// Numbers in any form.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Mail addresses.
    #[serde(default)]
    pub emails: Vec<String>,
}

impl From<&ContactBody> for NewContact {
    fn from(body: &ContactBody) -> NewContact {
        NewContact {
            name: body.name.clone(),
            position: body.position.clone(),
            decision_maker: body.decision_maker,
            phones: body.phones.clone(),
            emails: body.emails.clone(),
        }
    }
}

/// A client as sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClientBody {
    /// Name as in documents.
    #[schema(max_length = 200, min_length = 1)]
    pub name: String,
    /// ИНН, 10 or 12 digits.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// The client's own numbers in any form.
    #[serde(default)]
    pub phones: Vec<String>,
    /// The client's own mail addresses.
    #[serde(default)]
    pub emails: Vec<String>,
    /// City.
    #[schema(max_length = 100)]
    pub city: Option<String>,
    /// Address.
    #[schema(max_length = 300)]
    pub address: Option<String>,
    /// `prospect`, `working`, `dormant`, `lost`.
    #[schema(example = "prospect")]
    pub stage: Option<String>,
    /// Number in the caller's own system; unique.
    #[schema(max_length = 100)]
    pub external_id: Option<String>,
    /// People there.
    #[serde(default)]
    pub contacts: Vec<ContactBody>,
    /// A card of its own, though the ИНН stands in another and no КПП tells the two apart, or another client is called nearly
    /// so and the ИНН of either is missing: else that is refused (409).
    #[serde(default)]
    pub separate: bool,
}

impl From<&NewClientBody> for NewClient {
    fn from(body: &NewClientBody) -> NewClient {
        NewClient {
            name: body.name.clone(),
            inn: body.inn.clone(),
            kpp: body.kpp.clone(),
            city: body.city.clone(),
            address: body.address.clone(),
            stage: body.stage.clone(),
            external_id: body.external_id.clone(),
            phones: body.phones.clone(),
            emails: body.emails.clone(),
            contacts: body.contacts.iter().map(NewContact::from).collect(),
            separate: body.separate,
        }
    }
}

/// What is to be different about a client; what is left out stays, null takes away.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeClientBody {
    /// Another name.
    pub name: Option<String>,
    /// Another ИНН.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub inn: Option<Option<String>>,
    /// Another КПП.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub kpp: Option<Option<String>>,
    /// Another city.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub city: Option<Option<String>>,
    /// Another address.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// Another stage.
    pub stage: Option<String>,
    /// Another number in the caller's own system.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub external_id: Option<Option<String>>,
    /// The client's own numbers anew.
    pub phones: Option<Vec<String>>,
    /// The client's own mail addresses anew.
    pub emails: Option<Vec<String>>,
    /// A card of its own, though the new ИНН stands in another and no КПП tells the two apart: else that is refused (409).
    #[serde(default)]
    pub separate: bool,
}

impl From<&ChangeClientBody> for ChangeClient {
    fn from(body: &ChangeClientBody) -> ChangeClient {
        let body = body.clone();
        ChangeClient {
            name: body.name,
            inn: body.inn,
            kpp: body.kpp,
            city: body.city,
            address: body.address,
            stage: body.stage,
            external_id: body.external_id,
            phones: body.phones,
            emails: body.emails,
            separate: body.separate,
        }
    }
}

/// Tells "null" from "left out".
fn given<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(input).map(Some)
}

/// A number to write down.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneBody {
    /// The number in any form.
    pub phone: String,
    /// The person it belongs to; the client itself without.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
}

/// Who is to look after a client.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamBody {
    /// Login of the colleague.
    pub user: String,
    /// In which role: `account_manager`, `hunter`, `service`, …
    pub role: String,
}

/// A branch of the same legal entity.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelatedJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: ClientId,
    /// Name.
    pub name: String,
}

/// A client as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClientJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// How far we are with it.
    pub stage: Stage,
    /// Number in the other system.
    pub external_id: Option<String>,
    /// The client's own numbers; their digits are hidden from all but its team.
    pub phones: Vec<String>,
    /// The client's own mail addresses.
    pub emails: Vec<String>,
    /// People there.
    pub contacts: Vec<ContactShown>,
    /// Who looks after it.
    pub team: Vec<TeamShown>,
    /// Another team's client: only that it exists is shown.
    pub locked: bool,
    /// Since when we know it.
    #[schema(value_type = String)]
    pub created_at: kernel::Moment,
    /// Version for `If-Match`.
    pub version: i64,
    /// Others with the same ИНН, when it was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<Vec<RelatedJson>>,
    /// What to think of then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ClientJson {
    /// A card as this visitor may see it.
    pub fn of(visit: &Visit, card: &ClientCard) -> ClientJson {
        let head = DossierHead::of(visit, card);
        ClientJson {
            id: head.id,
            name: head.name,
            inn: head.inn,
            kpp: head.kpp,
            city: head.city,
            address: head.address,
            stage: head.stage,
            external_id: head.external_id,
            phones: head.phones.into_iter().map(|phone| phone.number.unwrap_or(phone.shown)).collect(),
            emails: head.emails,
            contacts: head.contacts,
            team: head.team,
            locked: head.locked,
            created_at: head.created_at,
            version: head.version,
            related: None,
            note: None,
        }
    }
}

/// A line of the client list or of a search.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClientLineJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<String>,
    /// City.
    pub city: Option<String>,
    /// How far we are with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Account manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// Why a search found it: `name`, `word`, `person`, `alias`, `inn`, `phone`, `typo`, `inner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_on: Option<&'static str>,
    /// The query as understood, when another keyboard layout or alphabet was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// Another team's client: only that it exists is shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

impl From<names::Found> for ClientLineJson {
    fn from(found: names::Found) -> ClientLineJson {
        ClientLineJson {
            id: found.id,
            name: found.name,
            inn: found.inn,
            city: found.city,
            stage: found.stage,
            manager: found.manager,
            matched_on: Some(found.matched_on),
            read_as: found.read_as,
            locked: found.locked,
        }
    }
}

/// Which clients.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClientsQuery {
    /// What was typed: name, ИНН, phone; any layout, typing errors allowed.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only those at this stage.
    #[param(max_length = 20)]
    pub stage: Option<String>,
    /// `name` or `importance`.
    #[param(max_length = 20)]
    pub sort: Option<String>,
    /// The client with this number in the caller's own system.
    #[param(max_length = 100)]
    pub external_id: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Clients as typed, best first; or a list by name.
#[utoipa::path(get, path = "/api/v1/clients", tag = "clients", params(ClientsQuery),
    responses((status = 200, body = Listed<ClientLineJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<ClientsQuery>) -> Response {
    let index = house.shared::<NameIndex>();
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            if let Some(q) = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
                let most = asked.limit.map_or(8, |_| page.rows());
                let found = names::find(read, index.as_deref(), visit, q, most)?;
                let items = found.into_iter().map(ClientLineJson::from).collect();
                return Ok(Listed { items, next_cursor: None });
            }
            if let Some(external_id) = &asked.external_id {
                let items = of_external_id(read, visit, external_id)?;
                return Ok(Listed { items, next_cursor: None });
            }
            lines(read, visit, &asked, &page)
        })
        .await
}

fn bad_query(visit: &Visit, pointer: &str) -> Stop<Refused> {
    let message = texts::wrong_choice(visit.lang).to_string();
    Stop::Refused(Box::new(house::Plain::BadField(FieldError { pointer: pointer.into(), message })))
}

fn of_external_id(read: &mut Read<'_>, visit: &Visit, external_id: &str) -> Result<Vec<ClientLineJson>, Fault> {
    if external_id.contains('\0') {
        return Ok(Vec::new());
    }
    let Some(there) = books::by_external_id(read, external_id)? else { return Ok(Vec::new()) };
    let Some(card) = card(read, visit, there.id)?.filter(|card| card.sight != Sight::Locked) else {
        return Ok(Vec::new());
    };
    Ok(vec![ClientLineJson {
        id: card.client.id,
        name: card.client.name,
        inn: card.client.inn.map(|inn| inn.to_string()),
        city: card.client.city,
        stage: Some(card.client.stage),
        manager: None,
        matched_on: None,
        read_as: None,
        locked: false,
    }])
}

/// The driver of a list for this visitor: who sees only a team's clients lists only those.
pub(crate) fn driver(visit: &Visit, mine: bool, stage: Option<Stage>) -> Option<Driver> {
    if visit.scope(Perm::ClientsRead) == Scope::All && !mine {
        return Some(stage.map_or(Driver::All, Driver::At));
    }
    visit.actor.staff().map(|staff| Driver::Of(staff, stage))
}

fn lines(
    read: &mut Read<'_>,
    visit: &Visit,
    asked: &ClientsQuery,
    page: &Page,
) -> Result<Listed<ClientLineJson>, Stop<Refused>> {
    let stage = match asked.stage.as_deref().filter(|code| !code.is_empty()) {
        None => None,
        Some(code) => Some(Stage::parse(code).ok_or_else(|| bad_query(visit, "?stage"))?),
    };
    let order = match asked.sort.as_deref().filter(|code| !code.is_empty()) {
        None | Some("name") => Order::Name,
        Some("importance") => Order::Importance,
        Some(_) => return Err(bad_query(visit, "?sort")),
    };
    let after = page.after().map_err(|refused| Stop::Refused(Box::new(refused) as Refused))?;
    let after = after.map(|cursor| After { key: cursor.key, id: cursor.id }).unwrap_or_default();
    if after.key.contains('\0') {
        return Err(bad_query(visit, "?cursor"));
    }
    let Some(driver) = driver(visit, false, stage) else {
        return Ok(Listed { items: Vec::new(), next_cursor: None });
    };
    let found = books::list(read, driver, order, &after, page.rows() + 1)?;
    let cut = Listed::cut(found, page.rows(), |line| (place(order, line), line.id.get()));
    let ids: Vec<ClientId> = cut.items.iter().map(|line| line.id).collect();
    let mut managers = managers(read, &ids)?;
    let items = cut
        .items
        .into_iter()
        .map(|line| ClientLineJson {
            manager: managers.remove(&line.id),
            id: line.id,
            name: line.name,
            inn: line.inn,
            city: line.city,
            stage: Some(line.stage),
            matched_on: None,
            read_as: None,
            locked: false,
        })
        .collect();
    Ok(Listed { items, next_cursor: cut.next_cursor })
}

/// The sort key of a line in an order.
pub(crate) fn place(order: Order, line: &crate::model::ClientLine) -> String {
    match order {
        Order::Name => line.name_key.clone(),
        Order::Importance => line.importance.to_string(),
    }
}

/// Lets a client into the base.
#[utoipa::path(post, path = "/api/v1/clients", tag = "clients", request_body = NewClientBody,
    responses((status = 201, body = ClientJson), (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn create(State(house): State<House>, visit: Visit, deed: Deed<NewClientBody>) -> Response {
    let made = Arc::new(AtomicI64::new(0));
    let (seen, index) = (made.clone(), house.shared::<NameIndex>());
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &NewClientBody| {
            let created = verbs::create_asked(tx, visit, index.as_deref(), NewClient::from(body)).map_err(boxed)?;
            let client = &created.card.client;
            made.store(client.id.get(), Ordering::Relaxed);
            let mut shown = ClientJson::of(visit, &created.card);
            let related = created.related.into_iter().map(|(id, name)| RelatedJson { id, name }).collect::<Vec<_>>();
            shown.note = (!related.is_empty()).then(|| texts::related_note(visit.lang).to_string());
            shown.related = Some(related);
            Ok(Made::created(&shown, format!("/api/v1/clients/{}", client.id)).version(client.version))
        })
        .await;
    names::refresh(&house, seen.load(Ordering::Relaxed)).await;
    answer
}

/// One client, as far as the caller may see it.
#[utoipa::path(get, path = "/api/v1/clients/{id}", tag = "clients", params(("id" = String, Path)),
    responses((status = 200, body = ClientJson), (status = 404, body = house::Problem)))]
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            Ok(card(read, visit, id)?.map(|card| (ClientJson::of(visit, &card), Some(card.client.version))))
        })
        .await
}

/// Changes what is named of a client.
#[utoipa::path(patch, path = "/api/v1/clients/{id}", tag = "clients", params(("id" = String, Path)),
    request_body = ChangeClientBody, responses((status = 200, body = ClientJson), (status = 403, body = house::Problem),
    (status = 404, body = house::Problem), (status = 409, body = house::Problem), (status = 412, body = house::Problem),
    (status = 422, body = house::Problem), (status = 428, body = house::Problem)))]
pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    IfMatch(seen): IfMatch,
    deed: Deed<ChangeClientBody>,
) -> Response {
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &ChangeClientBody| {
            let card = verbs::change(tx, visit, id, Some(seen), ChangeClient::from(body)).map_err(boxed)?;
            Ok(Made::ok(&ClientJson::of(visit, &card)).version(card.client.version))
        })
        .await;
    names::refresh(&house, id.get()).await;
    answer
}

fn shown(tx: &mut Tx<'_>, visit: &Visit, id: ClientId) -> Result<(ClientJson, i64), Fault> {
    let card = card(tx, visit, id)?.ok_or_else(|| Fault::because("a client just changed is not there"))?;
    Ok((ClientJson::of(visit, &card), card.client.version))
}

/// Makes a person known at a client.
#[utoipa::path(post, path = "/api/v1/clients/{id}/contacts", tag = "clients", params(("id" = String, Path)),
    request_body = ContactBody, responses((status = 201, body = ClientJson), (status = 403, body = house::Problem),
    (status = 404, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn add_contact(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    deed: Deed<ContactBody>,
) -> Response {
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &ContactBody| {
            verbs::add_contact(tx, visit, id, &NewContact::from(body)).map_err(boxed)?;
            let (shown, version) = shown(tx, visit, id)?;
            Ok(Made::created(&shown, format!("/api/v1/clients/{id}")).version(version))
        })
        .await;
    names::refresh(&house, id.get()).await;
    answer
}

/// Writes down a number of a client or of a person there.
#[utoipa::path(post, path = "/api/v1/clients/{id}/phones", tag = "clients", params(("id" = String, Path)),
    request_body = PhoneBody, responses((status = 201, body = ClientJson), (status = 403, body = house::Problem),
    (status = 404, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn add_phone(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    deed: Deed<PhoneBody>,
) -> Response {
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &PhoneBody| {
            verbs::add_phone(tx, visit, id, body.contact, &body.phone).map_err(boxed)?;
            let (shown, version) = shown(tx, visit, id)?;
            Ok(Made::created(&shown, format!("/api/v1/clients/{id}")).version(version))
        })
        .await;
    names::refresh(&house, id.get()).await;
    answer
}

/// Gives a client into a colleague's care.
#[utoipa::path(post, path = "/api/v1/clients/{id}/team", tag = "clients", params(("id" = String, Path)),
    request_body = TeamBody, responses((status = 200, body = ClientJson), (status = 404, body = house::Problem),
    (status = 422, body = house::Problem)))]
pub(crate) async fn assign_to(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    deed: Deed<TeamBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &TeamBody| {
            let user = if body.user.contains('\0') { None } else { access::person_by_login(tx, &body.user)? };
            let Some(user) = user else {
                let refused = ClientRefused::field("/user", Wrong::User);
                return Err(boxed(Stop::Refused(refused)));
            };
            let card = verbs::assign_to(tx, visit, id, user.staff, &body.role).map_err(boxed)?;
            Ok(Made::ok(&ClientJson::of(visit, &card)).version(card.client.version))
        })
        .await
}
