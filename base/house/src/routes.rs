//! Routes that state their permission; what states none does not exist.

use access::Perm;
use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::routing::{MethodRouter, on};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::house::House;
use crate::identify::guard;

/// One route as the rights matrix and the docs list it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path with `{id}`.
    pub path: String,
    /// Who may; `None` = open to anybody (sign-in, health).
    pub perm: Option<Perm>,
    /// A second permission that is asked for too.
    pub also: Option<Perm>,
    /// Part of the JSON API.
    pub api: bool,
}

/// Collects a department's routes.
pub struct Routes {
    router: OpenApiRouter<House>,
    list: Vec<RouteInfo>,
}

impl Default for Routes {
    fn default() -> Self {
        Routes::new()
    }
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Routes {
        Routes { router: OpenApiRouter::new(), list: Vec::new() }
    }

    /// One or more API operations of one path (`utoipa_axum::routes!(list, create)`) under one permission.
    pub fn api(mut self, perm: Perm, routes: UtoipaMethodRouter<House>) -> Routes {
        let (schemas, paths, methods) = routes;
        for (path, item) in &paths.paths {
            let there = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PUT", item.put.is_some()),
                ("PATCH", item.patch.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            for (method, _) in there.iter().filter(|(_, is_there)| *is_there) {
                self.list.push(RouteInfo {
                    method: (*method).to_string(),
                    path: path.clone(),
                    perm: Some(perm),
                    also: None,
                    api: true,
                });
            }
        }
        let methods =
            methods.route_layer(from_fn(move |request: Request, next: Next| guard(Some(perm), true, request, next)));
        self.router = self.router.routes((schemas, paths, methods));
        self
    }

    /// A page (or a form's POST) under one permission.
    pub fn page<H, T>(self, method: Method, path: &'static str, perm: Perm, handler: H) -> Routes
    where
        H: axum::handler::Handler<T, House>,
        T: 'static,
    {
        self.add(method, path, Some(perm), false, handler)
    }

    /// A list as a file: for whoever may take files away and may read that list.
    pub fn export<H, T>(self, path: &'static str, perm: Perm, handler: H) -> Routes
    where
        H: axum::handler::Handler<T, House>,
        T: 'static,
    {
        let reads = from_fn(move |request: Request, next: Next| guard(Some(perm), false, request, next));
        let mut routes = self.add(Method::GET, path, Some(Perm::ExportsRun), false, handler.layer(reads));
        if let Some(info) = routes.list.last_mut() {
            info.also = Some(perm);
        }
        routes
    }

    /// A page for anybody who is signed in: home, own settings, sign-out.
    pub fn signed_in<H, T>(mut self, method: Method, path: &'static str, handler: H) -> Routes
    where
        H: axum::handler::Handler<T, House>,
        T: 'static,
    {
        let layer = from_fn(move |request: Request, next: Next| guard(None, false, request, next));
        let Some(filter) = filter_of(&method) else { return self };
        let methods: MethodRouter<House> = on(filter, handler).route_layer(layer);
        self.router = self.router.route(path, methods);
        self.list.push(RouteInfo {
            method: method.to_string(),
            path: path.to_string(),
            perm: None,
            also: None,
            api: false,
        });
        self
    }

    /// A route open to anybody: sign-in, set-up, health. Each is listed in the rights matrix as such.
    pub fn open<H, T>(self, method: Method, path: &'static str, handler: H) -> Routes
    where
        H: axum::handler::Handler<T, House>,
        T: 'static,
    {
        self.add(method, path, None, false, handler)
    }

    fn add<H, T>(mut self, method: Method, path: &'static str, perm: Option<Perm>, api: bool, handler: H) -> Routes
    where
        H: axum::handler::Handler<T, House>,
        T: 'static,
    {
        let Some(filter) = filter_of(&method) else { return self };
        let mut methods: MethodRouter<House> = on(filter, handler);
        if let Some(perm) = perm {
            methods =
                methods.route_layer(from_fn(move |request: Request, next: Next| guard(Some(perm), api, request, next)));
        }
        self.router = self.router.route(path, methods);
        self.list.push(RouteInfo { method: method.to_string(), path: path.to_string(), perm, also: None, api });
        self
    }

    /// Puts another department's routes beside these.
    pub fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    /// The router, its OpenAPI document and the list of routes.
    pub fn finish(self) -> (Router<House>, OpenApi, Vec<RouteInfo>) {
        let (router, api) = self.router.split_for_parts();
        (router, api, self.list)
    }
}

fn filter_of(method: &Method) -> Option<axum::routing::MethodFilter> {
    axum::routing::MethodFilter::try_from(method.clone()).ok()
}
