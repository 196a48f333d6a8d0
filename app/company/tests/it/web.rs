//! The application over HTTP, without a socket: rights at every route, conventions of the API.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Cost, NewStaff, Perm, Role, hash_password_at};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use company::AppInfo;
use house::{Printer, Shared};
use kernel::{Actor, StaffId};
use store::testing::{TestBase, both};
use tower::ServiceExt;

/// A press that prints the words as they come.
struct Plain;

impl documents::Press for Plain {
    fn pdf(&self, sheet: &documents::Sheet) -> Result<Vec<u8>, documents::Unprinted> {
        serde_json::to_vec(sheet).map_err(|cause| documents::Unprinted(cause.to_string()))
    }
}

pub struct Server {
    pub app: Router,
    pub info: AppInfo,
    tokens: BTreeMap<&'static str, String>,
    /// Everybody by login.
    pub people: BTreeMap<&'static str, StaffId>,
}

/// A company with one person per role, each with a token, a stranger of another team and a spare colleague.
pub fn server(base: &TestBase) -> Server {
    let shared =
        Shared::default().with(Arc::new(imports::Formats::default())).with(Arc::new(Printer::new(Box::new(Plain))));
    let house = company::open_with(base.store.clone(), None, shared).unwrap();
    let hash = hash_password_at("correct horse", Cost::Cheap).unwrap();
    let (tokens, people) = base
        .store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let seller = house::sellers::ensure(tx, "Причал", "Europe/Moscow")?;
            let requisites = house::sellers::Requisites {
                inn: Some("7707083893".into()),
                kpp: Some("773601001".into()),
                ..house::sellers::Requisites::default()
            };
            let written = house::sellers::change(tx, i18n::Lang::Ru, seller, 1, &requisites);
            assert!(written.is_ok(), "the seller's requisites");
            let (mut tokens, mut people) = (BTreeMap::new(), BTreeMap::new());
            let others = [("stranger", Role::AccountManager), ("spare", Role::AccountManager)];
            for (login, role) in Role::ALL.iter().map(|role| (role.code(), *role)).chain(others) {
                let new = NewStaff {
                    login: login.into(),
                    name: login.into(),
                    roles: vec![role],
                    password: hash.clone(),
                    both_duties: None,
                };
                let staff = access::add_staff(tx, &new)?;
                tokens.insert(login, access::add_token(tx, staff, "test", None)?);
                people.insert(login, staff);
            }
            Ok((tokens, people))
        })
        .unwrap();
    let (app, info) = company::app(house);
    Server { app, info, tokens, people }
}

impl Server {
    /// Another node over the same books, or another hand on the same node.
    pub fn beside(&self, house: house::House) -> Server {
        let (app, info) = company::app(house);
        Server { app, info, tokens: self.tokens.clone(), people: self.people.clone() }
    }

    pub async fn send(&self, role: Option<&str>, request: Request<Body>) -> (StatusCode, String) {
        let (mut parts, body) = request.into_parts();
        if let Some(role) = role {
            parts.headers.insert(header::AUTHORIZATION, format!("Bearer {}", self.tokens[role]).parse().unwrap());
        }
        let response = self.app.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

/// A path with every parameter filled by a number that nothing has.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "999999" } else { part }).collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_lets_in_exactly_the_roles_of_the_table() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let mut cells = 0;
            for route in &server.info.routes {
                let Some(perm) = route.perm else { continue };
                for role in Role::ALL.iter().copied() {
                    let request = Request::builder()
                        .method(route.method.as_str())
                        .uri(filled(&route.path))
                        .header("sec-fetch-site", "same-origin")
                        .body(Body::empty())
                        .unwrap();
                    let (status, body) = server.send(Some(role.code()), request).await;
                    let holds = |perm| access::scope(role, perm) != access::Scope::None;
                    let may = holds(perm) && route.also.is_none_or(holds);
                    assert_eq!(
                        status != StatusCode::FORBIDDEN,
                        may,
                        "{} {} as {}: {status} {body}",
                        route.method,
                        route.path,
                        role.code()
                    );
                    assert!(!status.is_server_error(), "{} {} as {}: {body}", route.method, route.path, role.code());
                    cells += 1;
                }
                let request = Request::builder()
                    .method(route.method.as_str())
                    .uri(filled(&route.path))
                    .body(Body::empty())
                    .unwrap();
                let (status, _) = server.send(None, request).await;
                let refused = status == StatusCode::UNAUTHORIZED || status == StatusCode::SEE_OTHER;
                assert!(refused, "{} {} without sign-in: {status}", route.method, route.path);
            }
            assert!(cells > 500, "{cells} cells");
        });
    });
}

#[test]
fn a_link_is_given_to_exactly_those_who_may_open_its_page() {
    both(&company::modules(), |base| {
        let server = server(base);
        let mut given = 0;
        for kind in kernel::EntityKind::ALL.iter().copied() {
            for role in Role::ALL.iter().copied() {
                let person = access::Person {
                    staff: kernel::StaffId::new(1),
                    login: "one".into(),
                    name: "One".into(),
                    roles: vec![role],
                    lang: None,
                    theme: None,
                };
                let visit = house::Visit::of(person, base.store.now(), kernel::Zone::utc(), i18n::Lang::En);
                let Some(href) = house::link(&visit, kernel::Entity::new(kind, 7)) else { continue };
                let page = href.replace("/7", "/{id}");
                let route = server.info.routes.iter().find(|one| one.path == page && one.method.as_str() == "GET");
                let perm = route.unwrap_or_else(|| panic!("{page} is no page")).perm.unwrap();
                assert!(access::scope(role, perm) != access::Scope::None, "{} is led to {href}", role.code());
                given += 1;
            }
        }
        let may = |kind: kernel::EntityKind| {
            let page = format!("/{}s/{{id}}", kind.code().replace('_', "-"));
            server
                .info
                .routes
                .iter()
                .find(|one| one.path == page && one.method.as_str() == "GET")
                .and_then(|one| one.perm)
        };
        let perms = kernel::EntityKind::ALL.iter().filter_map(|kind| may(*kind));
        let wanted: usize = perms
            .map(|perm| Role::ALL.iter().filter(|role| access::scope(**role, perm) != access::Scope::None).count())
            .sum();
        assert_eq!(given, wanted, "whoever may open a page is led to it");
    });
}

#[test]
fn only_the_listed_routes_are_open_to_anybody() {
    both(&company::modules(), |base| {
        let server = server(base);
        let open: Vec<String> = server
            .info
            .routes
            .iter()
            .filter(|route| route.perm.is_none())
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        for route in &open {
            let known = [
                "GET /healthz",
                "GET /assets/{file}",
                "GET /favicon.svg",
                "GET /",
                // What a person may not know stays out of it.
                "GET /today",
                "GET /sign-in",
                "POST /sign-in",
                "POST /sign-in/demo",
                "POST /settings/language",
                "POST /settings/password",
                "POST /settings/theme",
                "POST /sign-out",
                "GET /events",
                "GET /settings",
                "POST /settings/sessions/{id}/end",
                "POST /api/v1/calls/webhook",
                "GET /setup",
                "POST /setup",
            ];
            assert!(known.contains(&route.as_str()), "{route} states no permission");
        }
    });
}

#[test]
fn refusals_are_problem_documents_in_the_callers_language() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let ask = |lang: &str, uri: &str| {
                Request::builder().uri(uri).header(header::ACCEPT_LANGUAGE, lang).body(Body::empty()).unwrap()
            };
            let (status, ru) = server.send(None, ask("ru", "/api/v1/clients")).await;
            let (_, en) = server.send(None, ask("en", "/api/v1/clients")).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            let (ru, en): (serde_json::Value, serde_json::Value) =
                (serde_json::from_str(&ru).unwrap(), serde_json::from_str(&en).unwrap());
            assert_eq!(ru["type"], "/problems/sign-in-needed");
            assert_ne!(ru["title"], en["title"]);
            assert!(ru["next"].as_str().is_some_and(|next| !next.is_empty()));
            let (status, body) = server.send(Some("director"), ask("en", "/api/v1/nothing")).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert!(body.contains("/problems/not-found"), "{body}");
            let (status, body) = server.send(Some("director"), ask("ru", "/api/v1/clients/abc/dossier")).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert!(body.contains("/problems/not-found"), "{body}");
            let odd = |body: &'static str| {
                Request::builder()
                    .method("POST")
                    .uri("/api/v1/clients")
                    .header(header::ACCEPT_LANGUAGE, "ru")
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Body::from(body))
                    .unwrap()
            };
            let (status, body) = server.send(Some("service"), odd(r#"{"name":"A","nickname":"B"}"#)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(body.contains("Поля «nickname» здесь нет"), "{body}");
            let (status, body) = server.send(Some("service"), odd("{\n \"name\": nobody}")).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert!(body.contains("Строка 2, знак 11: дальше это не JSON") && !body.contains("expected"), "{body}");
            let (status, body) = server.send(Some("director"), ask("ru", "/api/v1/orders?cursor=zzz")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(body.contains("\"?cursor\"") && body.contains("next_cursor из прошлого ответа"), "{body}");
            for (lang, said) in [("ru", "целое число от 1 до 200"), ("en", "a whole number from 1 to 200")]
            {
                for limit in ["100000", "201", "0", "-1", "x"] {
                    let uri = format!("/api/v1/orders?limit={limit}");
                    let (status, body) = server.send(Some("director"), ask(lang, &uri)).await;
                    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
                    assert!(body.contains("\"?limit\"") && body.contains(said), "{body}");
                }
            }
            let (_, body) = server.send(Some("service"), odd("{}")).await;
            assert!(body.contains("Не хватает поля «name»") && body.contains("\"/name\""), "{body}");
            let request = Request::builder().method("DELETE").uri("/api/v1/clients").body(Body::empty()).unwrap();
            let (status, body) = server.send(Some("director"), request).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
            assert!(body.contains("/problems/method-not-allowed"), "{body}");
        });
    });
}

#[test]
fn everybody_starts_on_the_page_of_the_daily_work() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        let homes = [
            ("operator", "/calls"),
            ("service", "/orders"),
            ("picker", "/orders"),
            ("buyer", "/arrivals"),
            ("head_purchasing", "/arrivals"),
            ("catalogue_editor", "/items"),
            ("director", "/today"),
            ("accountant", "/invoices?state=unpaid&sort=day"),
            ("admin", "/start"),
        ];
        runtime.block_on(async {
            for (role, home) in homes {
                let request = Request::builder()
                    .uri("/")
                    .header(header::AUTHORIZATION, format!("Bearer {}", server.tokens[role]))
                    .body(Body::empty())
                    .unwrap();
                let response = server.app.clone().oneshot(request).await.unwrap();
                assert_eq!(response.headers()[header::LOCATION], home, "{role}");
            }
        });
    });
}

#[test]
fn a_buyer_sees_no_client_and_a_seller_moves_no_arrival() {
    assert!(!access::who_may(Perm::ClientsRead).contains(&Role::Buyer));
    assert!(!access::who_may(Perm::ArrivalsWrite).contains(&Role::Service));
}

#[test]
fn a_browser_gets_pages_where_a_machine_gets_problem_documents() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let ask = |method: &str, uri: &str| {
                let language = (header::ACCEPT_LANGUAGE, "ru");
                let form = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let request = Request::builder().method(method).uri(uri).header("sec-fetch-site", "same-origin");
                request.header(language.0, language.1).header(form.0, form.1).body(Body::empty()).unwrap()
            };
            // Unknown to everybody, signed in or not; not allowed; a form without its key; a method that is none.
            let cases = [
                (None, "GET", "/nosuch", StatusCode::NOT_FOUND, "Такого адреса нет", false),
                (Some("director"), "GET", "/nosuch", StatusCode::NOT_FOUND, "Такого адреса нет", true),
                (Some("buyer"), "GET", "/clients", StatusCode::FORBIDDEN, "Нет права", true),
                (Some("buyer"), "GET", "/clients/1", StatusCode::FORBIDDEN, "Это могут:", true),
                (Some("buyer"), "GET", "/users", StatusCode::FORBIDDEN, "<b>admin</b>, Администратор", true),
                (Some("service"), "POST", "/clients/new", StatusCode::BAD_REQUEST, "<h2>", true),
                (Some("service"), "DELETE", "/clients", StatusCode::METHOD_NOT_ALLOWED, "Так сюда не обращаются", true),
            ];
            for (role, method, uri, wanted, words, has_rail) in cases {
                let (status, body) = server.send(role, ask(method, uri)).await;
                assert_eq!(status, wanted, "{method} {uri}: {body}");
                assert!(body.starts_with("<!DOCTYPE html>") && body.contains(words), "{method} {uri}: {body}");
                assert_eq!(body.contains("class=\"p-rail\""), has_rail, "{method} {uri}: {body}");
                assert!(!body.contains("/problems/"), "{method} {uri}: {body}");
            }
            for (role, uri) in [(None, "/api/v1/nosuch"), (Some("buyer"), "/api/v1/clients")] {
                let (_, body) = server.send(role, ask("GET", uri)).await;
                assert!(body.starts_with("{\"") && body.contains("/problems/"), "{uri}: {body}");
            }
            // Within a page a note is enough.
            let (mut parts, body) = ask("GET", "/clients/999999").into_parts();
            parts.headers.insert("hx-request", "true".parse().unwrap());
            let (status, body) = server.send(Some("director"), Request::from_parts(parts, body)).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert!(body.contains("Такой записи нет") && !body.contains("<html"), "{body}");
        });
    });
}

/// A way of a route with a word where a number belongs.
fn misread(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "zzz" } else { part }).collect::<Vec<_>>().join("/")
}

#[test]
fn an_address_that_is_no_number_is_answered_by_the_houses_own_page_or_problem() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (mut pages, mut problems) = (0, 0);
            let asked = server.info.routes.iter().filter(|route| route.method == "GET" && route.path.contains('{'));
            for route in asked.filter(|route| route.perm.is_some()) {
                let uri = misread(&route.path);
                let may = |role: &Role| {
                    let holds = |perm| access::scope(*role, perm) != access::Scope::None;
                    route.perm.is_some_and(holds) && route.also.is_none_or(holds)
                };
                let role = Role::ALL.iter().copied().find(may).unwrap();
                let request =
                    Request::builder().uri(&uri).header(header::ACCEPT_LANGUAGE, "ru").body(Body::empty()).unwrap();
                let (status, body) = server.send(Some(role.code()), request).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{uri}: {body}");
                if uri.starts_with("/api/") {
                    assert!(body.contains("/problems/not-found"), "{uri}: {body}");
                    problems += 1;
                } else {
                    assert!(body.contains("Такой записи нет") && body.contains("<main"), "{uri}: {body}");
                    pages += 1;
                }
            }
            assert!(pages > 20 && problems > 10, "{pages} pages, {problems} problems");
        });
    });
}

#[test]
fn a_filter_that_can_not_be_read_hides_every_row_and_gives_no_file() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let get = async |uri: String| {
                let request =
                    Request::builder().uri(&uri).header(header::ACCEPT_LANGUAGE, "ru").body(Body::empty()).unwrap();
                server.send(Some("director"), request).await
            };
            let made = Request::builder()
                .method("POST")
                .uri("/api/v1/clients")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(r#"{"name":"Ромашка"}"#))
                .unwrap();
            let (status, made) = server.send(Some("service"), made).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            let made: serde_json::Value = serde_json::from_str(&made).unwrap();
            let client = made["id"].as_str().unwrap().to_owned();
            let lists =
                server.info.routes.iter().filter(|route| route.method == "GET" && route.path.ends_with("/export"));
            let mut seen = 0;
            for list in lists.map(|route| route.path.trim_end_matches("/export").replace("{id}", &client)) {
                let list = list.as_str();
                let wrong = if list == "/items" { "state=%D1%8F" } else { "from=2026-13-45" };
                let word = if list == "/items" { "«я»" } else { "«2026-13-45»" };
                let (status, page) = get(format!("{list}?{wrong}")).await;
                assert_eq!(status, StatusCode::OK, "{list}");
                assert!(page.contains("Отбор не читается") && page.contains(word), "{list}: {page}");
                let right = if list == "/items" { "state=selling" } else { "from=2026-12-01" };
                let (_, page) = get(format!("{list}?{right}")).await;
                assert!(!page.contains("Отбор не читается"), "{list}");
                let before = base.store.read(store::event_count).await.unwrap();
                let (status, body) = get(format!("{list}/export?{wrong}&format=csv")).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{list}: {body}");
                assert!(body.contains("<main") && body.contains("не может стоять"), "{list}: {body}");
                assert_eq!(base.store.read(store::event_count).await.unwrap(), before, "{list}");
                let (status, body) = get(format!("{list}/export?format=zzz")).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{list}: {body}");
                assert!(body.contains("<code>format</code>"), "{list}: {body}");
                for (odd, word) in [("sort=zzz", "sort: «zzz»"), ("cursor=zzz", "cursor: «zzz»")] {
                    let (_, page) = get(format!("{list}?{odd}")).await;
                    assert!(page.contains("Отбор не читается") && page.contains(word), "{list}?{odd}: {page}");
                }
                seen += 1;
            }
            assert!(seen >= 10, "{seen} lists");
            let (_, page) = get("/journal?what=zzz".into()).await;
            assert!(page.contains("Отбор не читается") && page.contains("«zzz»"), "{page}");
            let (status, _) = get("/journal/export?what=zzz&format=csv".into()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        });
    });
}

/// Where a GET of the address leads: its status and the address, if it leads on.
async fn leads(server: &Server, role: &str, path: &str) -> (StatusCode, Option<String>) {
    let request = Request::get(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", server.tokens[role]))
        .header(header::ACCEPT, "text/html")
        .body(Body::empty())
        .unwrap();
    let response = server.app.clone().oneshot(request).await.unwrap();
    let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    (response.status(), to)
}

#[test]
fn the_address_of_every_deed_leads_to_its_thing() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        let shown: Vec<&str> = server
            .info
            .routes
            .iter()
            .filter(|route| route.method == "GET" && !route.api)
            .map(|route| route.path.as_str())
            .collect();
        let deeds: Vec<&str> = server
            .info
            .routes
            .iter()
            .filter(|route| route.method == "POST" && !route.path.starts_with("/api/"))
            .map(|route| route.path.as_str())
            .filter(|path| !shown.contains(path))
            .collect();
        assert!(deeds.len() > 30, "{deeds:?}");
        let wanted = [
            ("/orders/{id}/extension", "/orders/7"),
            ("/cases/{id}/hand-over", "/cases/7"),
            ("/users/{id}/password", "/users/7"),
            ("/users/{id}/sessions/{session}/end", "/users/7"),
            ("/clients/{id}/contacts/{contact}/reveal", "/clients/7"),
            ("/arrivals/{id}/schedule", "/arrivals/7"),
            ("/calls/{id}/solution", "/calls"),
            ("/calls/simulate", "/calls"),
            ("/tokens/{id}/end", "/tokens"),
            ("/settings/language", "/settings"),
            ("/sign-in/demo", "/sign-in"),
            ("/presence", "/"),
            ("/sign-out", "/"),
        ];
        runtime.block_on(async {
            let number = |path: &str| {
                let parts = path.split('/').map(|part| if part.starts_with('{') { "7" } else { part });
                parts.collect::<Vec<_>>().join("/")
            };
            for deed in &deeds {
                let (status, to) = leads(&server, "director", &number(deed)).await;
                assert_eq!(status, StatusCode::SEE_OTHER, "{deed}");
                let to = to.unwrap();
                assert!(shown.iter().any(|path| number(path) == to), "{deed} leads to {to}, where nothing is shown");
                if let Some((_, thing)) = wanted.iter().find(|(path, _)| path == deed) {
                    assert_eq!(to, *thing, "{deed}");
                }
            }
            for (deed, _) in wanted {
                assert!(deeds.contains(&deed), "{deed} is gone");
            }
            // Where a form and a deed share an address, the form is shown.
            let (status, _) = leads(&server, "service", "/cases/new").await;
            assert_eq!(status, StatusCode::OK);
            // A program is told that the method is none of the address, and what is no GET is told so too.
            let (status, _) = leads(&server, "director", "/api/v1/orders/7/extension").await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
            let put = Request::put("/orders/7/extension").header("sec-fetch-site", "same-origin").body(Body::empty());
            let (status, _) = server.send(Some("director"), put.unwrap()).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        });
    });
}
