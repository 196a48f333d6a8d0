//! Imports over the API: the bytes of a file come in, then the same deeds as on the page.

use ::store::Stop;
use access::Perm;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use house::{Deed, House, Listed, Made, Nothing, Page, Path, Problem, Query, Routes, Visit, boxed};
use kernel::ImportId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::errors::ImportRefused;
use crate::kind::ImportKind;
use crate::plan::ImportError;
use crate::store::{self as books, Job};
use crate::table::MOST_FILE;
use crate::verbs::{self, Upload};
use crate::web::{formats, is_known_format, take_in};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(Perm::ImportsRun, routes!(list, create))
        .api(Perm::ImportsRun, routes!(one, change))
        .api(Perm::ImportsRun, routes!(check))
        .api(Perm::ImportsRun, routes!(run))
        .api(Perm::ImportsRun, routes!(cancel))
        .api(Perm::ImportsRun, routes!(undo))
        .api(Perm::ImportsRun, routes!(errors))
}

/// A column of the file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ColumnJson {
    /// Its heading.
    pub heading: String,
    /// What it is read as; null when it is left out.
    pub column: Option<String>,
    /// Its first values.
    pub samples: Vec<String>,
}

/// An import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportJson {
    /// Its number.
    pub id: String,
    /// `clients`, `items`, `stock`, `arrivals`, `balances`, `history`.
    pub kind: String,
    /// `new`, `checking`, `checked`, `loading`, `done`, `cancelled`, `failed`, `undoing`, `undone`.
    pub state: String,
    /// Name of the file.
    pub file_name: String,
    /// Rows of the file.
    pub rows: i64,
    /// Rows looked at so far.
    pub rows_done: i64,
    /// Rows that made something (or would, after a check).
    pub created: i64,
    /// Rows that changed something.
    pub updated: i64,
    /// Rows that changed nothing.
    pub skipped: i64,
    /// Rows refused.
    pub failed: i64,
    /// Columns of the file.
    pub columns: Vec<ColumnJson>,
    /// What else is to be known.
    pub notes: Vec<String>,
    /// Why it broke off.
    pub why: Option<String>,
    /// When the file came, UTC.
    pub made_at: String,
    /// When the present work began.
    pub started_at: Option<String>,
    /// When it ended.
    pub finished_at: Option<String>,
}

impl ImportJson {
    fn of(job: &Job) -> ImportJson {
        let (columns, samples) = (job.columns(), job.samples());
        let columns = job
            .header()
            .into_iter()
            .enumerate()
            .map(|(at, heading)| ColumnJson {
                heading,
                column: columns.get(at).filter(|code| !code.is_empty()).cloned(),
                samples: samples.get(at).cloned().unwrap_or_default(),
            })
            .collect();
        ImportJson {
            id: job.id.to_string(),
            kind: job.kind.clone(),
            state: job.state.clone(),
            file_name: job.file_name.clone(),
            rows: job.rows_total,
            rows_done: job.rows_done,
            created: job.created,
            updated: job.updated,
            skipped: job.skipped,
            failed: job.failed,
            columns,
            notes: job.notes(),
            why: job.why.clone(),
            made_at: job.made_at.to_string(),
            started_at: job.started_at.map(|at| at.to_string()),
            finished_at: job.finished_at.map(|at| at.to_string()),
        }
    }
}

/// A refused row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RefusedRow {
    /// Line of the file.
    pub row: i64,
    /// Why.
    pub message: String,
    /// The row as it stood.
    pub fields: Vec<String>,
}

/// Imports, the newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(Page), responses((status = 200, body = Listed<ImportJson>)))]
async fn list(State(house): State<House>, visit: Visit, Query(page): Query<Page>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, _| {
            let below = page.after().map_err(|refused| boxed(Stop::Refused(refused)))?.map_or(i64::MAX, |at| at.id);
            let rows = books::jobs(read, below, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |job: &Job| (String::new(), job.id.get()));
            let items: Vec<ImportJson> = cut.items.iter().map(ImportJson::of).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// What comes with the bytes of a file.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct About {
    /// What the file holds; guessed by its headings without it.
    kind: Option<String>,
    /// Its name.
    #[param(max_length = 200)]
    name: Option<String>,
}

/// Takes a file in: XLSX or CSV as the bare body, up to 50 MB. Nothing is written before `run`.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", params(About),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportJson), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn create(State(house): State<House>, visit: Visit, Query(about): Query<About>, request: Request) -> Response {
    let refuse = |refused: ImportRefused| house::refusal_response(&refused, visit.lang, &visit.request_id);
    let kind = match about.kind.as_deref() {
        None => None,
        Some(code) => match ImportKind::parse(code) {
            Some(kind) => Some(kind),
            None => return refuse(ImportRefused::Kind),
        },
    };
    let Ok(bytes) = to_bytes(request.into_body(), MOST_FILE).await else {
        return house::refusal_response(&house::Plain::TooLarge, visit.lang, &visit.request_id);
    };
    let new = Upload { file_name: about.name.unwrap_or_default(), kind, bytes: bytes.to_vec() };
    let id = match take_in(&house, &visit, new).await {
        Ok(id) => id,
        Err(Stop::Refused(refused)) => return refuse(refused),
        Err(Stop::Fault(fault)) => return house::fault_response(&fault, visit.lang, &visit.request_id),
    };
    let mut response = answer(&house, &visit, id).await;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(at) = header::HeaderValue::from_str(&format!("/api/v1/imports/{id}")) {
        response.headers_mut().insert(header::LOCATION, at);
    }
    response.into_response()
}

async fn answer(house: &House, visit: &Visit, id: ImportId) -> Response {
    house.ask(visit, move |read, _| Ok(books::job(read, id)?.map(|job| ImportJson::of(&job)))).await
}

/// One import with its columns and counts.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportJson), (status = 404, body = Problem)))]
async fn one(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>) -> Response {
    answer(&house, &visit, id).await
}

/// What the file holds and what its columns are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeImport {
    /// What the file holds; columns are guessed anew where none are given.
    kind: Option<String>,
    /// For each column of the file what it is read as; null leaves it out.
    columns: Option<Vec<Option<String>>>,
}

/// Says what the file holds and which of its columns is which; what a check found is forgotten.
#[utoipa::path(patch, path = "/api/v1/imports/{id}", tag = "imports", params(("id" = String, Path)), request_body = ChangeImport,
    responses((status = 200, body = ImportJson), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ImportId>,
    deed: Deed<ChangeImport>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, _, change| {
            let refused = |why| boxed(Stop::Refused(why));
            let job = books::job(tx, id)?.ok_or_else(|| refused(ImportRefused::Unknown))?;
            let code = change.kind.as_deref().unwrap_or(&job.kind);
            let kind = ImportKind::parse(code).ok_or_else(|| refused(ImportRefused::Kind))?;
            match &change.columns {
                Some(columns) => {
                    let columns: Vec<String> = columns.iter().map(|code| code.clone().unwrap_or_default()).collect();
                    verbs::set_columns(tx, id, kind, &columns).map_err(boxed)?;
                }
                None => verbs::set_kind(tx, id, kind).map_err(boxed)?,
            }
            done(tx, id)
        })
        .await
}

fn done(tx: &mut ::store::Tx<'_>, id: ImportId) -> Result<Made, Stop<house::Refused>> {
    let job = books::job(tx, id)?.ok_or_else(|| boxed(Stop::Refused(ImportRefused::Unknown)))?;
    Ok(Made::ok(&ImportJson::of(&job)))
}

/// Tries every row and takes it back: counts and refused rows as they would be.
#[utoipa::path(post, path = "/api/v1/imports/{id}/check", tag = "imports", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = ImportJson), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn check(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>, deed: Deed<Nothing>) -> Response {
    start(&house, &visit, id, deed, true).await
}

/// Writes the rows, in slices; what was stopped or broke off goes on after its last row.
#[utoipa::path(post, path = "/api/v1/imports/{id}/run", tag = "imports", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = ImportJson), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn run(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>, deed: Deed<Nothing>) -> Response {
    start(&house, &visit, id, deed, false).await
}

async fn start(house: &House, visit: &Visit, id: ImportId, deed: Deed<Nothing>, dry_run: bool) -> Response {
    let formats = formats(house);
    house
        .deed(visit, deed, move |tx, _, _| {
            let known_format = books::job(tx, id)?.is_some_and(|job| is_known_format(&formats, &job));
            verbs::start(tx, id, dry_run, known_format).map_err(boxed)?;
            done(tx, id)
        })
        .await
}

/// Stops a check or a load; what is written stays written.
#[utoipa::path(post, path = "/api/v1/imports/{id}/cancellation", tag = "imports", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = ImportJson), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>, deed: Deed<Nothing>) -> Response {
    house
        .deed(&visit, deed, move |tx, _, _| {
            verbs::cancel(tx, id).map_err(boxed)?;
            done(tx, id)
        })
        .await
}

/// Takes back what the import made while nothing rests on it; what it changed stays changed.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports", params(("id" = String, Path)), request_body = Nothing,
    responses((status = 200, body = ImportJson), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn undo(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>, deed: Deed<Nothing>) -> Response {
    let departments = house.departments();
    house
        .deed(&visit, deed, move |tx, visit, _| {
            verbs::take_back(tx, visit, departments, id).map_err(boxed)?;
            done(tx, id)
        })
        .await
}

/// Refused rows in the order of the file, each with its reason.
#[utoipa::path(get, path = "/api/v1/imports/{id}/errors", tag = "imports", params(("id" = String, Path), Page),
    responses((status = 200, body = Listed<RefusedRow>), (status = 404, body = Problem)))]
async fn errors(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ImportId>,
    Query(page): Query<Page>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, _| {
            let after = page.after().map_err(|refused| boxed(Stop::Refused(refused)))?.map_or(0, |at| at.id);
            if books::job(read, id)?.is_none() {
                return Err(boxed(Stop::Refused(ImportRefused::Unknown)));
            }
            let rows = books::errors(read, id, after, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |error: &ImportError| (String::new(), error.row));
            let row = |error: ImportError| RefusedRow { row: error.row, message: error.message, fields: error.fields };
            Ok(Listed { items: cut.items.into_iter().map(row).collect(), next_cursor: cut.next_cursor })
        })
        .await
}
