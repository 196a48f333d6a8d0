//! What a handler takes in: JSON bodies, forms, queries, keys and versions.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use i18n::{FieldError, Lang, Refusal, Said};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Answer;
use utoipa::ToSchema;

use crate::problem::{Plain, problem_of};
use crate::texts;
use crate::visit::Visit;

/// Largest body of an API call or form, bytes.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// An empty body: deeds that need nothing but their address.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A JSON request to do something, with its idempotency key if it brought one.
#[derive(Debug)]
pub struct Deed<T> {
    /// The parsed body.
    pub body: Arc<T>,
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// Of method, path and body.
    pub fingerprint: String,
    /// Version in `If-Match`, if any.
    pub if_match: Option<i64>,
}

/// A deed that moves money or goods: the key is required.
#[derive(Debug)]
pub struct MoneyDeed<T>(pub Deed<T>);

impl<T> From<MoneyDeed<T>> for Deed<T> {
    fn from(deed: MoneyDeed<T>) -> Deed<T> {
        deed.0
    }
}

/// A JSON body without a deed (availability, dry runs).
#[derive(Debug)]
pub struct Body<T>(pub T);

/// The version the caller saw; required (428 without).
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

/// A query string, unknown fields refused where the type says so.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Deed<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Deed<T>, Response> {
        let (parts, bytes) = take(request).await?;
        let key = key_of(&parts).map_err(|refused| problem_of(&parts, &refused))?;
        let if_match = version_of(&parts);
        let value = parse(&parts, &bytes)?;
        let fingerprint = fingerprint(&parts, &bytes);
        Ok(Deed { body: Arc::new(value), key, fingerprint, if_match })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for MoneyDeed<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<MoneyDeed<T>, Response> {
        if !request.headers().contains_key("idempotency-key") {
            let (parts, _) = request.into_parts();
            return Err(problem_of(&parts, &Plain::KeyNeeded));
        }
        Deed::from_request(request, state).await.map(MoneyDeed)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Body<T>, Response> {
        let (parts, bytes) = take(request).await?;
        parse(&parts, &bytes).map(Body)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IfMatch, Response> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Err(problem_of(parts, &Plain::VersionNeeded));
        }
        version_of(parts).map(IfMatch).ok_or_else(|| problem_of(parts, &Plain::VersionStale))
    }
}

/// Numbers in the address. What is no number is a thing that does not exist.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Response> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(problem_of(parts, &Plain::NotFound)),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Response> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|q| Query(q.0)).map_err(|rejected| {
            let said = rejected.body_text();
            let (name, said) = query_field(&said);
            let lang = lang_of_parts(parts);
            let message = if name == "limit" { texts::field_limit(lang).into() } else { field_in_words(lang, said) };
            let name = if name.is_empty() { named(said).unwrap_or_default() } else { name };
            problem_of(parts, &Plain::BadField(FieldError { pointer: format!("?{name}"), message }))
        })
    }
}

async fn take(request: Request) -> Result<(Parts, axum::body::Bytes), Response> {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, BODY_LIMIT).await {
        Ok(bytes) => Ok((parts, bytes)),
        Err(_) => Err(problem_of(&parts, &Plain::TooLarge)),
    }
}

fn parse<T: DeserializeOwned>(parts: &Parts, bytes: &[u8]) -> Result<T, Response> {
    let media = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_json = media.split(';').next().is_some_and(|m| {
        let m = m.trim();
        m.eq_ignore_ascii_case("application/json") || m.to_ascii_lowercase().ends_with("+json")
    });
    let bytes: &[u8] = if bytes.is_empty() && media.is_empty() { b"{}" } else { bytes };
    if !is_json && !media.is_empty() {
        return Err(problem_of(parts, &Plain::WrongMediaType));
    }
    if media.is_empty() && bytes != b"{}" {
        return Err(problem_of(parts, &Plain::WrongMediaType));
    }
    read_json(parts, bytes)
}

/// Reads a body of JSON; what is wrong with it is said of the field that is wrong.
pub fn read_json<T: DeserializeOwned>(parts: &Parts, bytes: &[u8]) -> Result<T, Response> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            let said = inner.to_string();
            let message = field_in_words(lang_of_parts(parts), &said);
            problem_of(parts, &Plain::BadField(FieldError { pointer: pointer_to(error.path(), &said), message }))
        } else {
            problem_of(parts, &Plain::not_json(inner))
        }
    })?;
    reader.end().map_err(|error| problem_of(parts, &Plain::not_json(&error)))?;
    Ok(value)
}

/// The field of an address that its reader speaks of, and what it says of it.
fn query_field(said: &str) -> (&str, &str) {
    let said = said.split_once("query string: ").map_or(said, |(_, said)| said);
    match said.split_once(": ") {
        Some((name, rest)) if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => (name, rest),
        _ => ("", said),
    }
}

const UNKNOWN: &str = "unknown field `";
const MISSING: &str = "missing field `";

fn named_after<'s>(said: &'s str, words: &str) -> Option<&'s str> {
    said.split_once(words).and_then(|(_, rest)| rest.split('`').next())
}

/// The field that is too much or missing, as the reader names it.
fn named(said: &str) -> Option<&str> {
    named_after(said, UNKNOWN).or_else(|| named_after(said, MISSING))
}

/// What the reader of JSON says of a field, in the caller's language and with what would fit.
fn field_in_words(lang: Lang, said: &str) -> String {
    if let Some(name) = named_after(said, UNKNOWN) {
        return texts::field_unknown(lang, name);
    }
    if let Some(name) = named_after(said, MISSING) {
        return texts::field_missing(lang, name);
    }
    if let Some((_, rest)) = said.strip_prefix("unknown variant `").and_then(|rest| rest.split_once("expected ")) {
        // Every second part between the reader's quotes is a word that fits.
        let words: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        return texts::field_one_of(lang, &words.join(", "));
    }
    let expects = |what: &str| said.contains(what);
    let large = said.starts_with(&kernel::BadNumber::TooLarge.to_string());
    if large && (expects(kernel::money::EXPECTED_SUM) || expects(kernel::money::EXPECTED_PRICE)) {
        texts::field_sum_large(lang)
    } else if expects(kernel::money::EXPECTED_SUM) {
        texts::field_sum(lang)
    } else if expects(kernel::money::EXPECTED_PRICE) {
        texts::field_price(lang)
    } else if large {
        texts::field_quantity_large(lang)
    } else if expects(kernel::money::EXPECTED_QUANTITY) {
        texts::field_quantity(lang)
    } else if said.starts_with(&kernel::BadDay::Form.to_string()) {
        texts::field_day(lang)
    } else if expects(kernel::day::EXPECTED_DAY) {
        texts::field_no_such_day(lang)
    } else if expects(kernel::day::EXPECTED_MOMENT) {
        texts::field_moment(lang)
    } else if expects(kernel::ids::EXPECTED_ID) {
        texts::field_id(lang)
    } else {
        texts::field_unreadable(lang)
    }
    .to_string()
}

fn lang_of_parts(parts: &Parts) -> Lang {
    parts.extensions.get::<Visit>().map_or_else(|| crate::identify::lang_of(&parts.headers), |visit| visit.lang)
}

/// Where in a body the wrong field stands, or would stand: the reader stops before one that is missing.
fn pointer_to(path: &serde_path_to_error::Path, said: &str) -> String {
    use serde_path_to_error::Segment;
    let mut pointer: String = path
        .iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => "/?".to_string(),
        })
        .collect();
    if let Some(end) = named(said).map(|name| format!("/{name}")).filter(|end| !pointer.ends_with(end)) {
        pointer.push_str(&end);
    }
    pointer
}

fn key_of(parts: &Parts) -> Result<Option<String>, Plain> {
    let Some(value) = parts.headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().map_err(|_| Plain::BadKey)?.trim();
    if key.is_empty() || key.len() > 200 || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Plain::BadKey);
    }
    Ok(Some(key.to_string()))
}

fn version_of(parts: &Parts) -> Option<i64> {
    let value = parts.headers.get(header::IF_MATCH)?.to_str().ok()?;
    value.trim().trim_start_matches("W/").trim_matches('"').parse().ok()
}

fn fingerprint(parts: &Parts, bytes: &[u8]) -> String {
    let mut sum = Sha256::new();
    sum.update(parts.method.as_str());
    sum.update([0]);
    sum.update(parts.uri.path());
    sum.update([0]);
    sum.update(bytes);
    sum.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// A form with its one-time key (`_key`, made by the server into the form).
#[derive(Debug)]
pub struct Form<T> {
    /// The fields.
    pub body: Arc<T>,
    /// The form's key.
    pub key: String,
    pub(crate) fingerprint: String,
}

impl<T> Form<T> {
    /// The same without a sum of what was typed: one of a password could be guessed at by whoever reads the books.
    pub(crate) fn untraced(self) -> Form<T> {
        Form { fingerprint: "untraced".into(), ..self }
    }
}

#[derive(Deserialize)]
struct FormKey {
    #[serde(rename = "_key")]
    key: Option<String>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Form<T>, Response> {
        let (parts, bytes) = take(request).await?;
        let bad = |said: &str| {
            let pointer = format!("/{}", named(said).unwrap_or_default());
            let message = field_in_words(lang_of_parts(&parts), said);
            problem_of(&parts, &Plain::BadField(FieldError { pointer, message }))
        };
        let key: FormKey = serde_html_form::from_bytes(&bytes).map_err(|e| bad(&e.to_string()))?;
        let value: T = serde_html_form::from_bytes(&bytes).map_err(|e| bad(&e.to_string()))?;
        let Some(key) = key.key.filter(|k| !k.is_empty() && k.len() <= 200) else {
            return Err(problem_of(&parts, &Plain::KeyNeeded));
        };
        let fingerprint = fingerprint(&parts, &bytes);
        Ok(Form { body: Arc::new(value), key: format!("form:{key}"), fingerprint })
    }
}

/// How a form's deed ended.
#[derive(Debug)]
pub enum FormEnd {
    /// Done: look there.
    See(String),
    /// Refused: show the form again with this beside it (and with a new key).
    Refused {
        /// What, why, what next.
        said: Said,
        /// Fields that are wrong.
        fields: Vec<FieldError>,
        /// HTTP status for the page.
        status: u16,
    },
    /// Our failure, already said.
    Failed(Box<Response>),
}

impl FormEnd {
    pub(crate) fn of(answer: Answer) -> FormEnd {
        match answer.location {
            Some(to) if answer.status == 303 => FormEnd::See(to),
            _ => match serde_json::from_str::<Kept>(&answer.body) {
                Ok(kept) => FormEnd::Refused {
                    said: Said { title: kept.title, detail: kept.detail, next: kept.next },
                    fields: kept.fields.into_iter().map(|(pointer, message)| FieldError { pointer, message }).collect(),
                    status: kept.status,
                },
                Err(error) => {
                    let said = Said { title: error.to_string(), detail: String::new(), next: String::new() };
                    FormEnd::Refused { said, fields: Vec::new(), status: 500 }
                }
            },
        }
    }

    pub(crate) fn plain(refused: &Plain, visit: &Visit) -> FormEnd {
        FormEnd::Refused { said: refused.say(visit.lang), fields: refused.fields(visit.lang), status: refused.status() }
    }

    /// Goes to where the deed led: a redirect, by header when htmx asked.
    pub fn go(to: &str, htmx: bool) -> Response {
        if htmx {
            let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
            if let Ok(value) = axum::http::HeaderValue::from_str(to) {
                response.headers_mut().insert("hx-redirect", value);
            }
            return response;
        }
        Redirect::to(to).into_response()
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    title: String,
    detail: String,
    next: String,
    fields: Vec<(String, String)>,
}

pub(crate) fn keep_refusal((status, said, fields): &(u16, Said, Vec<FieldError>)) -> String {
    let kept = Kept {
        status: *status,
        title: said.title.clone(),
        detail: said.detail.clone(),
        next: said.next.clone(),
        fields: fields.iter().map(|f| (f.pointer.clone(), f.message.clone())).collect(),
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// What a deed made, ready to be answered and kept.
#[derive(Debug, Clone)]
pub struct Made {
    status: u16,
    body: String,
    location: Option<String>,
    etag: Option<String>,
}

impl Made {
    /// 201 with the new thing and its address.
    pub fn created(body: &impl Serialize, location: impl Into<String>) -> Made {
        Made { status: 201, body: json(body), location: Some(location.into()), etag: None }
    }

    /// 200 with the thing as it is now.
    pub fn ok(body: &impl Serialize) -> Made {
        Made { status: 200, body: json(body), location: None, etag: None }
    }

    /// With the thing's version as `ETag`.
    pub fn version(mut self, version: i64) -> Made {
        self.etag = Some(crate::house::tag(version));
        self
    }

    pub(crate) fn into_answer(self) -> Answer {
        Answer { status: self.status, body: self.body, location: self.location, etag: self.etag }
    }
}

fn json(body: &impl Serialize) -> String {
    match serde_json::to_string(body) {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(error = %error, "an answer could not be written as JSON");
            "null".to_string()
        }
    }
}

/// Rows wanted of a list, 1–200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u16")]
pub struct Limit(u16);

impl Limit {
    /// How many rows.
    pub fn rows(self) -> i64 {
        self.0.into()
    }
}

impl TryFrom<u16> for Limit {
    type Error = &'static str;

    fn try_from(rows: u16) -> Result<Limit, &'static str> {
        if (1..=200).contains(&rows) { Ok(Limit(rows)) } else { Err("not from 1 to 200") }
    }
}

/// How much of a list, from where.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// At most 200; 50 without.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

impl Page {
    /// Rows wanted, 1–200.
    pub fn rows(&self) -> i64 {
        self.limit.map_or(50, Limit::rows)
    }

    /// The place to go on from; a foreign cursor is refused.
    pub fn after(&self) -> Result<Option<crate::cursor::Cursor>, Plain> {
        match self.cursor.as_deref().filter(|c| !c.is_empty()) {
            None => Ok(None),
            Some(text) => crate::cursor::decode(text).map(Some).ok_or(Plain::ForeignCursor),
        }
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// Rows.
    pub items: Vec<T>,
    /// Give it back as `cursor`; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// Cuts a list that was asked for one row more than wanted; `place` gives key and number of a row.
    pub fn cut(mut items: Vec<T>, wanted: i64, place: impl Fn(&T) -> (String, i64)) -> Listed<T> {
        let wanted = usize::try_from(wanted).unwrap_or(0);
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next_cursor = match items.last() {
            Some(last) if more => {
                let (key, id) = place(last);
                Some(crate::cursor::encode(&key, id))
            }
            _ => None,
        };
        Listed { items, next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    enum Mode {
        Partial,
        Backorder,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only how they are read is asked")]
    struct Asked {
        sum: Option<kernel::Money>,
        price: Option<kernel::UnitPrice>,
        quantity: Option<kernel::Quantity>,
        day: Option<kernel::Day>,
        item: Option<kernel::ItemId>,
        mode: Option<Mode>,
    }

    /// The words for one wrong value in both languages.
    fn said(field: &str, value: &str) -> [String; 2] {
        let json = format!("{{\"{field}\": {value}}}");
        let error = serde_json::from_str::<Asked>(&json).unwrap_err().to_string();
        [Lang::Ru, Lang::En].map(|lang| field_in_words(lang, &error))
    }

    #[test]
    fn every_unreadable_value_is_told_what_would_fit() {
        let cases = [
            ("quantity", "\"2,5\"", texts::field_quantity as fn(Lang) -> &'static str),
            ("quantity", "\"\"", texts::field_quantity),
            ("quantity", "2.5", texts::field_quantity),
            ("quantity", "\"99999999999999\"", texts::field_quantity_large),
            ("quantity", "99999999999999", texts::field_quantity_large),
            ("sum", "\"1.005\"", texts::field_sum),
            ("sum", "\"99999999999999999\"", texts::field_sum_large),
            ("price", "\"abc\"", texts::field_price),
            ("day", "\"26.11.2026\"", texts::field_day),
            ("day", "\"2026-02-30\"", texts::field_no_such_day),
            ("day", "\"1900-01-01\"", texts::field_no_such_day),
            ("item", "\"x\"", texts::field_id),
            ("item", "7", texts::field_id),
        ];
        for (field, value, words) in cases {
            let [ru, en] = said(field, value);
            assert_eq!((ru.as_str(), en.as_str()), (words(Lang::Ru), words(Lang::En)), "{field} = {value}");
        }
        let [ru, en] = said("mode", "\"whole\"");
        assert!(ru.contains("partial, backorder") && en.contains("partial, backorder"), "{ru} {en}");
        assert!(said("colour", "1")[1].contains("colour"));
    }

    #[test]
    fn a_field_that_is_missing_or_too_much_is_pointed_at() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only how they are read is asked")]
        struct Order {
            client: String,
            lines: Vec<Line>,
        }
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only how they are read is asked")]
        struct Line {
            sku: String,
            quantity: kernel::Quantity,
        }
        let pointer = |body: &str| {
            let mut reader = serde_json::Deserializer::from_str(body);
            let error = serde_path_to_error::deserialize::<_, Order>(&mut reader).unwrap_err();
            pointer_to(error.path(), &error.inner().to_string())
        };
        assert_eq!(pointer("{}"), "/client");
        assert_eq!(pointer(r#"{"client": "1", "colour": 1}"#), "/colour");
        assert_eq!(
            pointer(r#"{"client": "1", "lines": [{"sku": "A", "quantity": "1"}, {"sku": "B"}]}"#),
            "/lines/1/quantity"
        );
        assert_eq!(pointer(r#"{"client": "1", "lines": [{"sku": "A", "sum": "1"}]}"#), "/lines/0/sum");
        assert_eq!(pointer(r#"{"client": "1", "lines": [{"sku": "A", "quantity": "x"}]}"#), "/lines/0/quantity");
        assert_eq!(pointer(r#"{"client": 1}"#), "/client");
    }
}
