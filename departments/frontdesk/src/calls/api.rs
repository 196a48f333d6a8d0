//! Calls over the JSON API.

use access::{Perm, Scope};
use axum::extract::State;
use axum::response::Response;
use cases::Topic;
use clients::Caller;
use house::{Deed, House, Listed, Made, Nothing, Page, Path, Query, Refused, Visit, boxed};
use kernel::{CallId, CaseId, ClientId, ContactId, Moment, Phone, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fault, Read, Stop};
use utoipa::{IntoParams, ToSchema};

use super::errors::{CallRefused, Wrong};
use super::model::{Call, CallOutcome, Direction, NewCall, PresenceState};
use super::verbs::Connect;
use super::{questions, verbs};

/// A call as an exchange announces it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AnnounceBody {
    /// Who called whom.
    pub direction: Direction,
    /// The caller, in any form.
    #[schema(min_length = 1, max_length = 100, example = "8 (495) 123-45-67")]
    pub from: String,
    /// The called number, in any form.
    #[schema(min_length = 1, max_length = 100)]
    pub to: String,
    /// Its number at the exchange: the same one twice is one call.
    #[schema(max_length = 100)]
    pub external_id: Option<String>,
    /// Since when it rings; now without it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Moment>,
}

impl AnnounceBody {
    pub(crate) fn read(&self) -> NewCall {
        NewCall {
            direction: self.direction,
            from: self.from.clone(),
            to: self.to.clone(),
            external_id: self.external_id.clone(),
            started_at: self.started_at,
        }
    }
}

/// Who calls.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallerBody {
    /// The client.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// The person, where the number is a person's.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// What it is about, in the caller's words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub about: String,
}

/// To whom a call is given.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectBody {
    /// Number of the colleague.
    #[schema(value_type = String)]
    pub to: StaffId,
    /// What it is about.
    pub topic: Topic,
    /// What the colleague should know before the first word.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub brief: String,
}

/// What was answered on the spot.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SolveBody {
    /// What it was about.
    pub topic: Option<Topic>,
}

/// A call-back that was promised.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseBody {
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Moment,
    /// Who will call; who sends this, without it.
    #[schema(value_type = Option<String>)]
    pub holder: Option<StaffId>,
    /// What it is about.
    pub topic: Topic,
    /// What to know before calling.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// Whether a colleague can take a call.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceBody {
    /// Whose; who sends this, without it.
    #[schema(value_type = Option<String>)]
    pub user: Option<StaffId>,
    /// How it stands.
    pub state: PresenceState,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Moment>,
    /// The extension; stays without it.
    #[schema(max_length = 10)]
    pub extension: Option<String>,
}

/// Somebody who may be calling.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateJson {
    /// The client.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// Its name.
    pub name: String,
    /// The person, where the number is a person's.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// The person's name.
    pub contact_name: Option<String>,
}

impl From<Caller> for CandidateJson {
    fn from(caller: Caller) -> CandidateJson {
        CandidateJson {
            client: caller.client,
            name: caller.client_name,
            contact: caller.contact,
            contact_name: caller.contact_name,
        }
    }
}

/// A call as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CallJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: CallId,
    /// Who called whom.
    pub direction: Direction,
    /// The other side's number; its digits are hidden from whoever may not see clients' digits.
    pub number: Option<String>,
    /// Its number at the exchange.
    pub external_id: Option<String>,
    /// The client, once it is known.
    #[schema(value_type = Option<String>)]
    pub client: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// The person there.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// Everybody known at the number; on the card of one call.
    pub candidates: Vec<CandidateJson>,
    /// Who of us answered.
    #[schema(value_type = Option<String>)]
    pub operator: Option<StaffId>,
    /// Since when it rings.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Moment,
    /// Since when somebody talks.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Moment>,
    /// Since when it is over.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Moment>,
    /// How it ended.
    pub outcome: Option<CallOutcome>,
    /// The case it led to.
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseId>,
    /// Where the desk shows it.
    pub page: String,
}

impl CallJson {
    fn of(visit: &Visit, call: Call, candidates: Vec<Caller>) -> CallJson {
        let whole = visit.scope(Perm::ClientsContacts) == Scope::All;
        let shown = |number: String| match Phone::parse(&number) {
            Ok(phone) if !whole => phone.masked(),
            _ => number,
        };
        CallJson {
            id: call.id,
            direction: call.direction,
            number: call.number.map(shown),
            external_id: call.external_id,
            client: call.client,
            client_name: call.client_name,
            contact: call.contact,
            candidates: candidates.into_iter().map(CandidateJson::from).collect(),
            operator: call.operator,
            started_at: call.started_at,
            answered_at: call.answered_at,
            ended_at: call.ended_at,
            outcome: call.outcome,
            case: call.case,
            page: format!("/calls?call={}", call.id),
        }
    }

    /// The card of one call with everybody known at its number.
    pub fn whole(read: &mut Read<'_>, visit: &Visit, id: CallId) -> Result<Option<CallJson>, Fault> {
        let Some(call) = questions::call(read, visit, id)? else { return Ok(None) };
        let candidates = questions::candidates(read, &call)?;
        Ok(Some(CallJson::of(visit, call, candidates)))
    }
}

/// Which calls.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CallsQuery {
    /// Number of a client.
    pub client: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Calls, the newest first.
#[utoipa::path(get, path = "/api/v1/calls", tag = "calls", params(CallsQuery),
    responses((status = 200, body = Listed<CallJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn calls(State(house): State<House>, visit: Visit, Query(asked): Query<CallsQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let bad = |pointer: &str| -> Stop<Refused> {
                Stop::Refused(Box::new(CallRefused::field(pointer, Wrong::NoWord)))
            };
            let client = match asked.client.as_deref().filter(|client| !client.is_empty()) {
                None => None,
                Some(text) => Some(text.parse().map_err(|_| bad("?client"))?),
            };
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            let below = page.after().map_err(|refused| Stop::Refused(Box::new(refused) as Refused))?;
            let below = below.map_or(i64::MAX, |at| at.id);
            let rows = questions::list(read, visit, client, below, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |call| (call.id.to_string(), call.id.get()));
            let items: Vec<_> = cut.items.into_iter().map(|call| CallJson::of(visit, call, Vec::new())).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// One call with everybody known at its number.
#[utoipa::path(get, path = "/api/v1/calls/{id}", tag = "calls", params(("id" = String, Path)),
    responses((status = 200, body = CallJson), (status = 404, body = house::Problem)))]
pub(crate) async fn call(State(house): State<House>, visit: Visit, Path(id): Path<CallId>) -> Response {
    house.ask(&visit, move |read, visit| CallJson::whole(read, visit, id)).await
}

/// Announces a call: every desk shows it. The same `external_id` again gives the same call.
#[utoipa::path(post, path = "/api/v1/calls", tag = "calls", request_body = AnnounceBody,
    responses((status = 201, body = CallJson), (status = 200, body = CallJson), (status = 422, body = house::Problem)))]
pub(crate) async fn announce(State(house): State<House>, visit: Visit, deed: Deed<AnnounceBody>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &AnnounceBody| {
            let (call, made) = verbs::announce(tx, visit, &body.read()).map_err(boxed)?;
            let json = CallJson::whole(tx, visit, call.id)?;
            let at = format!("/api/v1/calls/{}", call.id);
            Ok(if made { Made::created(&json, at) } else { Made::ok(&json) })
        })
        .await
}

/// The caller of the token answers.
#[utoipa::path(post, path = "/api/v1/calls/{id}/answer", tag = "calls", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = CallJson), (status = 404, body = house::Problem), (status = 409, body = house::Problem)))]
pub(crate) async fn answer(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<Nothing>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            verbs::answer(tx, visit, id, None).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// Says who calls; an unknown number is kept with the client.
#[utoipa::path(post, path = "/api/v1/calls/{id}/caller", tag = "calls", params(("id" = String, Path)), request_body = CallerBody,
    responses((status = 200, body = CallJson), (status = 404, body = house::Problem), (status = 409, body = house::Problem)))]
pub(crate) async fn caller(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<CallerBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &CallerBody| {
            verbs::recognise(tx, visit, id, body.client, body.contact, &body.about).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// Connects the caller with a colleague: a case goes along with the brief.
#[utoipa::path(post, path = "/api/v1/calls/{id}/connection", tag = "calls", params(("id" = String, Path)),
    request_body = ConnectBody, responses((status = 200, body = CallJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn connect(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<ConnectBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &ConnectBody| {
            let to = Connect { to: body.to, topic: body.topic, brief: body.brief.clone(), named: None };
            verbs::connect(tx, visit, id, &to).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// The question was answered on the spot.
#[utoipa::path(post, path = "/api/v1/calls/{id}/solution", tag = "calls", params(("id" = String, Path)),
    request_body = SolveBody, responses((status = 200, body = CallJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem)))]
pub(crate) async fn solve(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<SolveBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &SolveBody| {
            verbs::solve(tx, visit, id, body.topic, None).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// Promises a call-back by a moment.
#[utoipa::path(post, path = "/api/v1/calls/{id}/call-back", tag = "calls", params(("id" = String, Path)),
    request_body = PromiseBody, responses((status = 200, body = CallJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn promise(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<PromiseBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &PromiseBody| {
            verbs::promise(tx, visit, id, body.due_at, body.holder, (body.topic, &body.note)).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// The call ends; one nobody answered is missed, and a call-back is owed.
#[utoipa::path(post, path = "/api/v1/calls/{id}/end", tag = "calls", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = CallJson), (status = 404, body = house::Problem)))]
pub(crate) async fn end(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    deed: Deed<Nothing>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            verbs::end(tx, visit, id).map_err(boxed)?;
            Ok(Made::ok(&CallJson::whole(tx, visit, id)?))
        })
        .await
}

/// Whether a colleague can take a call, as set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PresenceJson {
    /// The colleague.
    #[schema(value_type = String)]
    pub user: StaffId,
    /// How it stands.
    pub state: PresenceState,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Moment>,
    /// The extension.
    pub extension: Option<String>,
}

/// Says whether a colleague can take a call; another's only for whoever may record all calls.
#[utoipa::path(put, path = "/api/v1/presence", tag = "calls", request_body = PresenceBody,
    responses((status = 200, body = PresenceJson), (status = 422, body = house::Problem)))]
pub(crate) async fn presence(State(house): State<House>, visit: Visit, deed: Deed<PresenceBody>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &PresenceBody| {
            let all = visit.scope(Perm::CallsWrite) == Scope::All;
            let staff = body.user.filter(|_| all).unwrap_or(visit.staff());
            if access::person(tx, staff)?.is_none() {
                return Err(boxed(Stop::Refused(CallRefused::field("/user", Wrong::NoPerson))));
            }
            verbs::set_presence(tx, staff, body.state, body.until, body.extension.as_deref()).map_err(boxed)?;
            let now = questions::presence_of(tx, staff)?;
            let json = now.map(|presence| PresenceJson {
                user: presence.staff,
                state: presence.state,
                until: presence.until,
                extension: presence.extension,
            });
            Ok(Made::ok(&json))
        })
        .await
}
