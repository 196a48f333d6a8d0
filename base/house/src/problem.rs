//! How the house says no to a machine: RFC 9457 problem documents.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use i18n::{FieldError, Lang, Refusal, Said};
use serde::{Deserialize, Serialize};
use store::{Fault, Stop};
use utoipa::ToSchema;

use crate::texts;
use crate::visit::Visit;

/// A refusal of any department.
pub type Refused = Box<dyn Refusal>;

/// Lifts a department's refusal to the house's: `.map_err(house::boxed)?`.
pub fn boxed<R: Refusal>(stop: Stop<R>) -> Stop<Refused> {
    stop.map(|refused| Box::new(refused) as Refused)
}

/// A problem document (RFC 9457); departments add members of their own.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable name: `/problems/short-stock`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What was refused, in the caller's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Why, with the numbers of this case.
    pub detail: String,
    /// What can be done next.
    pub next: String,
    /// Fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Number to quote.
    pub request_id: String,
}

impl Problem {
    /// Its media type.
    pub(crate) const MEDIA: &str = "application/problem+json";
}

/// What is wrong with one field.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// The house's own refusals, known to every route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// No session or token, or an ended one.
    SignInNeeded,
    /// The person's roles do not include it; names who may.
    NotAllowed(Vec<access::Role>),
    /// No such row, or none that this person sees.
    NotFound,
    /// No such address.
    NoAddress,
    /// No such method here.
    MethodNotAllowed,
    /// The body is not JSON.
    NotJson {
        /// Line of the body, from 1.
        line: usize,
        /// Place in the line, from 1.
        column: usize,
    },
    /// The cursor is none of ours.
    ForeignCursor,
    /// The content type is not the one wanted.
    WrongMediaType,
    /// A field is unknown, missing or unreadable.
    BadField(FieldError),
    /// Several fields are wrong.
    BadFields(Vec<FieldError>),
    /// Money or goods move here: an idempotency key is needed.
    KeyNeeded,
    /// The key is not 1–200 visible characters.
    BadKey,
    /// The key was used for another request.
    KeyReused,
    /// The first request under the key still runs.
    StillRunning,
    /// `If-Match` is needed.
    VersionNeeded,
    /// Somebody changed it meanwhile.
    VersionStale,
    /// Too many tries.
    TooMany(i64),
    /// The body is too large.
    TooLarge,
    /// The list has more rows than a file takes.
    TooManyRows(i64),
    /// This program was put together without a press.
    NoPress,
}

impl Plain {
    /// Where the text stops being JSON.
    pub fn not_json(error: &serde_json::Error) -> Plain {
        Plain::NotJson { line: error.line(), column: error.column() }
    }
}

impl Refusal for Plain {
    fn problem(&self) -> &'static str {
        match self {
            Plain::SignInNeeded => "sign-in-needed",
            Plain::NotAllowed(_) => "not-allowed",
            Plain::NotFound | Plain::NoAddress => "not-found",
            Plain::MethodNotAllowed => "method-not-allowed",
            Plain::NotJson { .. } => "not-json",
            Plain::WrongMediaType => "wrong-media-type",
            Plain::BadField(_) | Plain::BadFields(_) | Plain::ForeignCursor => "bad-field",
            Plain::KeyNeeded => "idempotency-key-needed",
            Plain::BadKey => "bad-idempotency-key",
            Plain::KeyReused => "idempotency-key-reused",
            Plain::StillRunning => "still-running",
            Plain::VersionNeeded => "version-needed",
            Plain::VersionStale => "version-stale",
            Plain::TooMany(_) => "too-many-tries",
            Plain::TooLarge => "too-large",
            Plain::TooManyRows(_) => "too-many-rows",
            Plain::NoPress => "no-press",
        }
    }

    fn status(&self) -> u16 {
        match self {
            Plain::SignInNeeded => 401,
            Plain::NotAllowed(_) => 403,
            Plain::NotFound | Plain::NoAddress => 404,
            Plain::MethodNotAllowed => 405,
            Plain::NotJson { .. } | Plain::KeyNeeded | Plain::BadKey => 400,
            Plain::WrongMediaType => 415,
            Plain::BadField(_)
            | Plain::BadFields(_)
            | Plain::ForeignCursor
            | Plain::KeyReused
            | Plain::TooManyRows(_) => 422,
            Plain::StillRunning => 409,
            Plain::VersionNeeded => 428,
            Plain::VersionStale => 412,
            Plain::TooMany(_) => 429,
            Plain::TooLarge => 413,
            Plain::NoPress => 503,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            Plain::SignInNeeded => {
                (texts::no_sign_in(lang), texts::no_sign_in_why(lang).to_string(), texts::no_sign_in_next(lang))
            }
            Plain::NotAllowed(who) => {
                let names: Vec<&str> = who.iter().map(|role| access::role_name(lang, *role)).collect();
                (texts::no_right(lang), texts::no_right_why(lang, &names.join(", ")), texts::no_right_next(lang))
            }
            Plain::NotFound => (texts::no_such(lang), texts::no_such_why(lang).to_string(), texts::no_such_next(lang)),
            Plain::NoAddress => {
                (texts::no_address(lang), texts::no_address_why(lang).to_string(), texts::no_address_next(lang))
            }
            Plain::MethodNotAllowed => {
                (texts::no_method(lang), texts::no_method_why(lang).to_string(), texts::no_method_next(lang))
            }
            Plain::NotJson { line, column } => {
                let why = texts::not_json_why(lang, &column.to_string(), &line.to_string());
                (texts::not_json(lang), why, texts::not_json_next(lang))
            }
            Plain::WrongMediaType => {
                (texts::wrong_media(lang), texts::wrong_media_why(lang).to_string(), texts::wrong_media_next(lang))
            }
            Plain::BadField(_) | Plain::BadFields(_) | Plain::ForeignCursor => {
                (texts::bad_field(lang), texts::bad_field_why(lang).to_string(), texts::bad_field_next(lang))
            }
            Plain::KeyNeeded => {
                (texts::key_needed(lang), texts::key_needed_why(lang).to_string(), texts::key_needed_next(lang))
            }
            Plain::BadKey => (texts::bad_key(lang), texts::bad_key_why(lang).to_string(), texts::bad_key_next(lang)),
            Plain::KeyReused => {
                (texts::key_reused(lang), texts::key_reused_why(lang).to_string(), texts::key_reused_next(lang))
            }
            Plain::StillRunning => (
                texts::still_running(lang),
                texts::still_running_why(lang).to_string(),
                texts::still_running_next(lang),
            ),
            Plain::VersionNeeded => (
                texts::version_needed(lang),
                texts::version_needed_why(lang).to_string(),
                texts::version_needed_next(lang),
            ),
            Plain::VersionStale => (
                texts::version_stale(lang),
                texts::version_stale_why(lang).to_string(),
                texts::version_stale_next(lang),
            ),
            Plain::TooMany(seconds) => {
                (texts::too_many(lang), texts::too_many_why(lang, *seconds), texts::too_many_next(lang))
            }
            Plain::TooLarge => {
                (texts::too_large(lang), texts::too_large_why(lang).to_string(), texts::too_large_next(lang))
            }
            Plain::TooManyRows(most) => {
                (texts::export_long(lang), texts::export_long_why(lang, *most), texts::export_long_next(lang))
            }
            Plain::NoPress => {
                (texts::no_press(lang), texts::no_press_why(lang).to_string(), texts::no_press_next(lang))
            }
        };
        Said { title: title.to_string(), detail, next: next.to_string() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        match self {
            Plain::ForeignCursor => {
                vec![FieldError { pointer: "?cursor".into(), message: texts::cursor_foreign(lang).into() }]
            }
            Plain::BadField(field) => vec![field.clone()],
            Plain::BadFields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

/// The document of a refusal as JSON text.
pub(crate) fn document(refused: &dyn Refusal, lang: Lang, request_id: &str) -> String {
    let said = refused.say(lang);
    let errors =
        refused.fields(lang).into_iter().map(|f| ProblemField { pointer: f.pointer, message: f.message }).collect();
    let problem = Problem {
        kind: format!("/problems/{}", refused.problem()),
        title: said.title,
        status: refused.status(),
        detail: said.detail,
        next: said.next,
        errors,
        request_id: request_id.to_string(),
    };
    let mut value = serde_json::to_value(problem).unwrap_or_default();
    if let (Some(members), Some(serde_json::Value::Object(extra))) = (value.as_object_mut(), refused.extra(lang)) {
        members.extend(extra);
    }
    value.to_string()
}

/// A refusal as an HTTP answer.
pub fn refusal_response(refused: &dyn Refusal, lang: Lang, request_id: &str) -> Response {
    let mut response = json_response(refused.status(), document(refused, lang, request_id), Problem::MEDIA);
    if let 409 | 429 | 503 = refused.status()
        && matches!(refused.problem(), "still-running" | "too-many-tries" | "busy")
    {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// A refusal before the handler knew its visitor: language and number come from the request.
pub fn problem_of(parts: &Parts, refused: &dyn Refusal) -> Response {
    let (lang, request_id) = match parts.extensions.get::<Visit>() {
        Some(visit) => (visit.lang, visit.request_id.clone()),
        None => (crate::identify::lang_of(&parts.headers), crate::identify::request_id_of(&parts.extensions)),
    };
    refusal_response(refused, lang, &request_id)
}

/// 404 as a problem document; a browser gets it as a page.
pub fn not_found(visit: &Visit) -> Response {
    refusal_response(&Plain::NotFound, visit.lang, &visit.request_id)
}

#[derive(Debug)]
enum Failed {
    Busy,
    DiskFull,
    Broken,
}

impl Refusal for Failed {
    fn problem(&self) -> &'static str {
        match self {
            Failed::Busy => "busy",
            Failed::DiskFull => "disk-full",
            Failed::Broken => "fault",
        }
    }
    fn status(&self) -> u16 {
        match self {
            Failed::Busy | Failed::DiskFull => 503,
            Failed::Broken => 500,
        }
    }
    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            Failed::Busy => (texts::busy(lang), texts::busy_why(lang), texts::busy_next(lang)),
            Failed::DiskFull => (texts::disk_full(lang), texts::disk_full_why(lang), texts::disk_full_next(lang)),
            Failed::Broken => (texts::fault(lang), texts::fault_why(lang), texts::fault_next(lang)),
        };
        Said { title: title.into(), detail: detail.into(), next: next.into() }
    }
}

/// A failure in words for the terminal: a full disk and a busy base say what can be done, all else what it was.
pub fn fault_in_words(fault: &Fault, lang: Lang) -> String {
    match failed(fault) {
        Failed::Broken => fault.to_string(),
        known => known.say(lang).in_full(),
    }
}

fn failed(fault: &Fault) -> Failed {
    if fault.is_disk_full() {
        Failed::DiskFull
    } else if fault.is_busy() {
        Failed::Busy
    } else {
        Failed::Broken
    }
}

/// A failure of ours: logged once here, said as "try again, number X".
pub fn fault_response(fault: &Fault, lang: Lang, request_id: &str) -> Response {
    let failed = failed(fault);
    tracing::error!(request.id = request_id, error = %fault, "request {request_id} failed");
    refusal_response(&failed, lang, request_id)
}

pub(crate) fn json_response(status: u16, body: String, media: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
