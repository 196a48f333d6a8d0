//! The web application: all routes merged, layers around them.

use std::collections::BTreeSet;
use std::sync::Arc;

use access::Perm;
use axum::Router;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use house::{House, Plain, RouteInfo, Routes, Visit, identify, problem_of};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use utoipa_axum::routes;

use crate::{HOUSE, laws};

/// What the application tells about itself: routes for the rights matrix, its OpenAPI document.
#[derive(Debug, Clone)]
pub struct AppInfo {
    /// Every route with its permission.
    pub routes: Vec<RouteInfo>,
    /// OpenAPI 3.1 as JSON.
    pub openapi: Arc<str>,
}

/// The whole application.
pub fn app(house: House) -> (Router, AppInfo) {
    let mut all = Routes::new()
        .open(Method::GET, "/healthz", healthz)
        .open(Method::GET, "/assets/{file}", asset)
        .open(Method::GET, "/favicon.svg", favicon)
        .signed_in(Method::GET, "/", home)
        .api(Perm::LawsRead, routes!(laws::invariants))
        .merge(house::people::routes());
    for department in HOUSE {
        all = all.merge(department.routes());
    }
    let (router, mut api, routes) = all.finish();
    api.info.title = "Prichal".into();
    api.info.version = env!("CARGO_PKG_VERSION").into();
    api.info.description = Some("The sales department of a trading company.".into());
    let openapi: Arc<str> = match api.to_json() {
        Ok(text) => text.into(),
        Err(error) => {
            tracing::error!(error = %error, "the OpenAPI document could not be written");
            "{}".into()
        }
    };
    let document = openapi.clone();
    let pages = Arc::new(shown_pages(&routes));
    let router = router
        .route(
            "/api/v1/openapi.json",
            axum::routing::get(
                move || async move { ([(header::CONTENT_TYPE, "application/json")], document.to_string()) },
            ),
        )
        .fallback(no_address)
        .method_not_allowed_fallback(move |request: Request| no_method(pages.clone(), request))
        .layer(from_fn_with_state(house.clone(), identify))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new())
        .layer(from_fn(headers))
        .layer(CatchPanicLayer::new())
        .with_state(house);
    (router, AppInfo { routes, openapi })
}

/// Answers while the base is still being opened: alive, not ready.
pub fn healthz_only() -> Router {
    Router::new().route("/healthz", axum::routing::get(|| async { "starting\n" }))
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// The role's home: the first item of its rail.
async fn home(State(house): State<House>, visit: Visit) -> Response {
    // An administrator of a young company goes on with its start.
    if visit.may(Perm::ImportsRun) && visit.may(Perm::SettingsManage) {
        match house.store().read(imports::steps_left).await {
            Ok(0) => {}
            Ok(_) => return Redirect::to("/start").into_response(),
            Err(fault) => return house::fault_response(&fault, visit.lang, &visit.request_id),
        }
    }
    let to = match house.menu(&visit).first().map_or("/settings", |entry| entry.href) {
        // Who keeps the money begins with what is not paid, the oldest first.
        "/invoices" => "/invoices?state=unpaid&sort=day",
        // Who only looks after the program begins with the people in it.
        _ if visit.may(Perm::StaffManage) && !visit.may(Perm::OrdersRead) => "/users",
        first => first,
    };
    Redirect::to(to).into_response()
}

async fn favicon() -> Response {
    asset_response(ui::assets::get("favicon.svg"), false)
}

async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    asset_response(ui::assets::get(&file), takes_gzip)
}

fn asset_response(asset: Option<ui::assets::Asset>, takes_gzip: bool) -> Response {
    let Some(asset) = asset else { return StatusCode::NOT_FOUND.into_response() };
    let gzip = asset.gzip.filter(|_| takes_gzip);
    let mut response = gzip.unwrap_or(asset.bytes).into_response();
    let age = if asset.hashed { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let headers = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(asset.mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(age));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if gzip.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

async fn no_address(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    problem_of(&parts, &Plain::NoAddress)
}

/// Paths at which something is shown, with `{id}`.
fn shown_pages(routes: &[RouteInfo]) -> BTreeSet<String> {
    let shown = routes.iter().filter(|route| route.method == "GET" && !route.api);
    shown.map(|route| route.path.clone()).collect()
}

/// The address of a deed stays in the browser's bar when the deed was refused: whoever asks for it is led to the thing.
async fn no_method(pages: Arc<BTreeSet<String>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let path = parts.uri.path();
    if let Some(route) = parts.extensions.get::<MatchedPath>()
        && parts.method == Method::GET
        && !path.starts_with("/api/")
    {
        return Redirect::to(thing_of(&pages, route.as_str(), path)).into_response();
    }
    problem_of(&parts, &Plain::MethodNotAllowed)
}

/// The nearest page above an address: `/orders/7` of `/orders/7/extension`.
fn thing_of<'p>(pages: &BTreeSet<String>, mut route: &str, mut path: &'p str) -> &'p str {
    while let (Some((above, _)), Some((left, _))) = (route.rsplit_once('/'), path.rsplit_once('/')) {
        if pages.contains(above) {
            return left;
        }
        (route, path) = (above, left);
    }
    "/"
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let fixed: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
