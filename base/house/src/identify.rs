//! Who is it? Runs before every route; the guard at the route decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::Perm;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use i18n::Lang;
use kernel::Actor;

use crate::house::House;
use crate::problem::{Plain, fault_response, problem_of};
use crate::refusals::{self, Reader};
use crate::visit::Visit;

/// Name of the session cookie.
pub(crate) const COOKIE: &str = "prichal";

/// Number of the request, for people to quote and for the log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Whether htmx asks: then a fragment is enough and redirects go by header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Htmx(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for Htmx {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Htmx, Self::Rejection> {
        Ok(Htmx(parts.headers.contains_key("hx-request")))
    }
}

/// Finds the visitor by cookie or bearer token and puts the [`Visit`] into the request; outside the API a problem
/// document in answer becomes a page.
pub async fn identify(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let id = format!("{:x}-{}", house.started().millis() & 0xff_ffff, NEXT.fetch_add(1, Ordering::Relaxed));
    request.extensions_mut().insert(RequestId(id.clone()));
    if needs_nobody(request.uri()) {
        return next.run(request).await;
    }
    let mut lang = lang_of(request.headers());
    let for_people = !request.uri().path().starts_with("/api/");
    let htmx = request.headers().contains_key("hx-request");
    let (mut known, mut broken) = (None, None);
    match find_visitor(&house, request.headers(), lang, &id).await {
        Ok(Some(visit)) => {
            lang = visit.lang;
            known = Some(visit.clone());
            request.extensions_mut().insert(visit);
        }
        Ok(None) => {}
        Err(fault) => broken = Some(fault_response(&fault, lang, &id)),
    }
    let mut response = match broken {
        Some(response) => response,
        None => next.run(request).await,
    };
    if for_people {
        response = refusals::for_people(&house, Reader { visit: known, lang, htmx }, response).await;
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn needs_nobody(uri: &Uri) -> bool {
    uri.path().starts_with("/assets/") || matches!(uri.path(), "/healthz" | "/favicon.svg" | "/favicon.ico")
}

/// Whose cookie or bearer token it is, with the rights of this moment.
pub(crate) async fn find_visitor(
    house: &House,
    headers: &HeaderMap,
    lang: Lang,
    id: &str,
) -> Result<Option<Visit>, store::Fault> {
    let found = if let Some(token) = bearer(headers) {
        house.store().read(move |read| access::token_person(read, &token)).await?.map(|(token, person)| {
            house.note_seen(None, Some(token));
            (Actor::Token { token, staff: person.staff }, person)
        })
    } else if let Some(session) = cookie(headers, COOKIE) {
        house.store().read(move |read| access::session_person(read, &session)).await?.map(|(session, person)| {
            house.note_seen(Some(session), None);
            (Actor::Staff(person.staff), person)
        })
    } else {
        None
    };
    Ok(found.map(|(actor, person)| {
        let (now, settings) = (house.store().now(), house.settings());
        let zone = settings.zone.clone();
        Visit {
            actor,
            lang: person.lang.unwrap_or(lang),
            today: now.day(&zone),
            now,
            zone,
            sign: settings.currency.sign(),
            theme: person.theme.clone(),
            person: Arc::new(person),
            request_id: id.to_string(),
        }
    }))
}

/// Lets the request through when the visitor may; otherwise says who may.
pub(crate) async fn guard(perm: Option<Perm>, api: bool, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        let (parts, _) = request.into_parts();
        if api {
            return problem_of(&parts, &Plain::SignInNeeded);
        }
        return to_sign_in(&parts);
    };
    match perm {
        Some(perm) if !visit.may(perm) => {
            let (parts, _) = request.into_parts();
            let mut response = problem_of(&parts, &Plain::NotAllowed(access::who_may(perm)));
            response.extensions_mut().insert(refusals::Needed(perm));
            response
        }
        _ => next.run(request).await,
    }
}

fn to_sign_in(parts: &Parts) -> Response {
    let back = parts.uri.path_and_query().map_or("/", |p| p.as_str());
    let wanted = parts.method == axum::http::Method::GET && back != "/" && !back.starts_with("/events");
    let to = if wanted { format!("/sign-in?to={}", percent(back)) } else { "/sign-in".to_string() };
    if parts.headers.contains_key("hx-request") {
        let mut response = axum::http::StatusCode::UNAUTHORIZED.into_response();
        if let Ok(value) = HeaderValue::from_str(&to) {
            response.headers_mut().insert("hx-redirect", value);
        }
        return response;
    }
    Redirect::to(&to).into_response()
}

/// A text as it may stand in an address: everything but unreserved characters and `/` is encoded.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_string())
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_string())
}

/// The language before anybody is known: the cookie set at the sign-in page, else the browser's.
pub(crate) fn lang_of(headers: &HeaderMap) -> Lang {
    if let Some(lang) = cookie(headers, "lang").and_then(|code| Lang::parse(&code)) {
        return lang;
    }
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Lang::default(), Lang::from_accept_language)
}

pub(crate) fn request_id_of(extensions: &Extensions) -> String {
    extensions.get::<RequestId>().map_or_else(|| "-".to_string(), |id| id.0.clone())
}
