//! Cases over the JSON API.

use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, IfMatch, Listed, Made, Nothing, Page, Path, Query, Refused, Visit, boxed};
use kernel::{CaseId, ClientId, ContactId, Moment, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fault, Read, Stop};
use utoipa::{IntoParams, ToSchema};

use crate::model::{Case, CaseCard, CaseKind, Handover, NewCase, Outcome, Topic};
use crate::questions::{self, Which};
use crate::texts;
use crate::verbs;

/// A case as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCaseBody {
    /// What kind of thing it is.
    pub kind: CaseKind,
    /// What it is about.
    pub topic: Topic,
    /// In one line.
    #[schema(min_length = 1, max_length = 200)]
    pub subject: String,
    /// What else is known.
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// The client; none for an unknown caller.
    #[schema(value_type = Option<String>)]
    pub client: Option<ClientId>,
    /// The person there.
    #[schema(value_type = Option<String>)]
    pub contact: Option<ContactId>,
    /// The number to call.
    #[schema(max_length = 100)]
    pub phone: Option<String>,
    /// Who holds it; who sends this, without it.
    #[schema(value_type = Option<String>)]
    pub holder: Option<StaffId>,
    /// What is done next.
    #[schema(max_length = 200)]
    pub next_step: Option<String>,
    /// By when; by the end of the working day without it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Moment>,
    /// What somebody nobody knows calls themselves.
    #[schema(max_length = 120)]
    pub given_person: Option<String>,
    /// And their company.
    #[schema(max_length = 200)]
    pub given_firm: Option<String>,
}

impl NewCaseBody {
    fn read(&self) -> NewCase {
        NewCase {
            kind: self.kind,
            topic: self.topic,
            subject: self.subject.as_str().into(),
            note: self.note.clone(),
            client: self.client,
            contact: self.contact,
            phone: self.phone.clone(),
            holder: self.holder,
            next_step: self.next_step.clone(),
            due_at: self.due_at,
            given_person: self.given_person.clone(),
            given_firm: self.given_firm.clone(),
        }
    }
}

/// What is done next.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// What is done next.
    #[schema(min_length = 1, max_length = 200)]
    pub next_step: String,
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Moment,
}

/// To whom a case is offered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverBody {
    /// Number of the colleague.
    #[schema(value_type = String)]
    pub to: StaffId,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// What the other should know before the first word.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub brief: String,
}

/// Why an offer is declined.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineBody {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// How a case ended.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseBody {
    /// How it ended.
    pub outcome: Outcome,
    /// What was done.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub result: String,
}

/// A case as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: CaseId,
    /// As people say it.
    pub number: String,
    /// What kind of thing it is.
    pub kind: CaseKind,
    /// What it is about.
    pub topic: Topic,
    /// In one line.
    pub subject: String,
    /// What else is known.
    pub note: Option<String>,
    /// The client.
    #[schema(value_type = Option<String>)]
    pub client: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// What somebody nobody knew called themselves.
    pub given_person: Option<String>,
    /// And their company.
    pub given_firm: Option<String>,
    /// Who holds it.
    #[schema(value_type = String)]
    pub holder: StaffId,
    /// The holder's name.
    pub holder_name: String,
    /// To whom it is offered.
    #[schema(value_type = Option<String>)]
    pub offered_to: Option<StaffId>,
    /// What is done next.
    pub next_step: String,
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    pub due_at: Moment,
    /// Its moment has passed.
    pub late: bool,
    /// Since when it is open.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Moment,
    /// Since when it is closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Moment>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was done.
    pub result: Option<String>,
    /// Hand-overs, the last first; on the card of one case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<HandoverJson>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// A hand-over as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandoverJson {
    /// Who offered it.
    pub from: Option<String>,
    /// To whom.
    pub to: String,
    /// Why.
    pub reason: String,
    /// The brief.
    pub brief: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub offered_at: Moment,
    /// When it was accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub accepted_at: Option<Moment>,
    /// Why it was declined.
    pub answer: Option<String>,
}

impl From<Handover> for HandoverJson {
    fn from(one: Handover) -> HandoverJson {
        HandoverJson {
            from: one.from_name,
            to: one.to_name,
            reason: one.reason,
            brief: one.brief,
            offered_at: one.offered_at,
            accepted_at: one.accepted_at,
            answer: one.answer,
        }
    }
}

impl CaseJson {
    fn of(visit: &Visit, case: Case, handovers: Vec<Handover>) -> CaseJson {
        let (subject, next_step) = (case.subject_in(visit.lang), case.step_in(visit.lang));
        CaseJson {
            id: case.id,
            number: crate::case_number(visit.lang, case.id),
            kind: case.kind,
            topic: case.topic,
            late: case.is_late(visit.now),
            subject,
            note: case.note,
            client: case.client,
            client_name: case.client_name,
            given_person: case.given_person,
            given_firm: case.given_firm,
            holder: case.holder,
            holder_name: case.holder_name,
            offered_to: case.offered_to,
            next_step,
            due_at: case.due_at,
            opened_at: case.opened_at,
            closed_at: case.closed_at,
            outcome: case.outcome,
            result: case.result,
            handovers: handovers.into_iter().map(HandoverJson::from).collect(),
            version: case.version,
        }
    }

    fn whole(read: &mut Read<'_>, visit: &Visit, id: CaseId) -> Result<Option<CaseJson>, Fault> {
        let Some(CaseCard { case, handovers }) = questions::card(read, visit, id)? else { return Ok(None) };
        Ok(Some(CaseJson::of(visit, case, handovers)))
    }
}

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// `open` (without it), `call_backs` or `closed`.
    pub state: Option<String>,
    /// Number of a holder: the person's open cases.
    pub holder: Option<String>,
    /// Number of a client: all of its cases, the newest first.
    pub client: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

fn bad_query(visit: &Visit, pointer: &str) -> Stop<Refused> {
    let message = texts::wrong_word(visit.lang).to_owned();
    Stop::Refused(Box::new(house::Plain::BadField(i18n::FieldError { pointer: pointer.to_owned(), message })))
}

fn which_of(visit: &Visit, asked: &CasesQuery) -> Result<Which, Stop<Refused>> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    match (given(&asked.state).as_deref(), given(&asked.holder), given(&asked.client)) {
        (None | Some("open"), Some(holder), None) => {
            holder.parse().map(Which::HeldBy).map_err(|_| bad_query(visit, "?holder"))
        }
        (None, None, Some(client)) => client.parse().map(Which::Of).map_err(|_| bad_query(visit, "?client")),
        (None | Some("open"), None, None) => Ok(Which::Open),
        (Some("call_backs"), None, None) => Ok(Which::CallBacks),
        (Some("closed"), None, None) => Ok(Which::Closed),
        _ => Err(bad_query(visit, "?state")),
    }
}

/// Where a list stands at a case.
pub(crate) fn key_of(which: Which, case: &Case) -> i64 {
    match which {
        Which::Closed => case.closed_at.map_or(0, Moment::millis),
        Which::Of(_) => case.id.get(),
        _ => case.due_at.millis(),
    }
}

/// Cases: open ones by their moment, overdue first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CasesQuery),
    responses((status = 200, body = Listed<CaseJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn cases(State(house): State<House>, visit: Visit, Query(asked): Query<CasesQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let which = which_of(visit, &asked)?;
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            let after = match page.after().map_err(|refused| Stop::Refused(Box::new(refused) as Refused))? {
                None => None,
                Some(at) => {
                    Some((at.key.parse().map_err(|_| boxed(Stop::Refused(house::Plain::ForeignCursor)))?, at.id))
                }
            };
            let rows = questions::list(read, visit, which, after, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |case| (key_of(which, case).to_string(), case.id.get()));
            let items: Vec<_> = cut.items.into_iter().map(|case| CaseJson::of(visit, case, Vec::new())).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// One case with its hand-overs.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = String, Path)),
    responses((status = 200, body = CaseJson), (status = 404, body = house::Problem)))]
pub(crate) async fn case(State(house): State<House>, visit: Visit, Path(id): Path<CaseId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            Ok(CaseJson::whole(read, visit, id)?.map(|json| {
                let version = json.version;
                (json, Some(version))
            }))
        })
        .await
}

/// Opens a case.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = NewCaseBody,
    responses((status = 201, body = CaseJson), (status = 422, body = house::Problem)))]
pub(crate) async fn create(State(house): State<House>, visit: Visit, deed: Deed<NewCaseBody>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &NewCaseBody| {
            let id = verbs::open(tx, visit, &body.read()).map_err(boxed)?;
            let json = CaseJson::whole(tx, visit, id)?;
            Ok(Made::created(&json, format!("/api/v1/cases/{id}")).version(1))
        })
        .await
}

/// Answers a deed with the case as it is now.
fn told(read: &mut Read<'_>, visit: &Visit, case: &Case) -> Result<Made, Fault> {
    let handovers = crate::store::handovers(read, case.id)?;
    Ok(Made::ok(&CaseJson::of(visit, case.clone(), handovers)).version(case.version))
}

/// Says what is done next and by when.
#[utoipa::path(patch, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = String, Path)), request_body = PlanBody,
    responses((status = 200, body = CaseJson), (status = 403, body = house::Problem), (status = 404, body = house::Problem),
    (status = 412, body = house::Problem), (status = 422, body = house::Problem), (status = 428, body = house::Problem)))]
pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    IfMatch(seen): IfMatch,
    deed: Deed<PlanBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &PlanBody| {
            let case = verbs::plan(tx, visit, id, Some(seen), &body.next_step, body.due_at).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}

/// Offers a case to a colleague.
#[utoipa::path(post, path = "/api/v1/cases/{id}/hand-over", tag = "cases", params(("id" = String, Path)),
    request_body = HandOverBody, responses((status = 200, body = CaseJson), (status = 403, body = house::Problem),
    (status = 404, body = house::Problem), (status = 409, body = house::Problem), (status = 412, body = house::Problem),
    (status = 422, body = house::Problem)))]
pub(crate) async fn hand_over(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    deed: Deed<HandOverBody>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &HandOverBody| {
            let case = verbs::hand_over(tx, visit, id, seen, body.to, &body.reason, &body.brief).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}

/// Accepts an offered case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/acceptance", tag = "cases", params(("id" = String, Path)),
    request_body = Nothing, responses((status = 200, body = CaseJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem)))]
pub(crate) async fn accept(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    deed: Deed<Nothing>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let case = verbs::accept(tx, visit, id).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}

/// Declines an offered case and says why.
#[utoipa::path(post, path = "/api/v1/cases/{id}/refusal", tag = "cases", params(("id" = String, Path)),
    request_body = DeclineBody, responses((status = 200, body = CaseJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn decline(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    deed: Deed<DeclineBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &DeclineBody| {
            let case = verbs::decline(tx, visit, id, &body.reason).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}

/// Takes an open case from whoever holds it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/holder", tag = "cases", params(("id" = String, Path)),
    request_body = Nothing, responses((status = 200, body = CaseJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem)))]
pub(crate) async fn take(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    deed: Deed<Nothing>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let case = verbs::take(tx, visit, id, seen).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}

/// Closes a case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/closure", tag = "cases", params(("id" = String, Path)),
    request_body = CloseBody, responses((status = 200, body = CaseJson), (status = 403, body = house::Problem),
    (status = 404, body = house::Problem), (status = 409, body = house::Problem), (status = 412, body = house::Problem),
    (status = 422, body = house::Problem)))]
pub(crate) async fn close(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CaseId>,
    deed: Deed<CloseBody>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &CloseBody| {
            let case = verbs::close(tx, visit, id, seen, body.outcome, &body.result).map_err(boxed)?;
            Ok(told(tx, visit, &case)?)
        })
        .await
}
