//! Tokens over HTTP: the secret is told once, nobody touches another's, and what is refused changes nothing.

use access::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, StaffId, TokenId};
use serde_json::{Value, json};
use store::testing::{TestBase, both};

use crate::web::{Server, server};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

async fn session(base: &TestBase, staff: StaffId) -> String {
    let opened = base.store.write::<_, access::AccessRefused, _>(Actor::System, move |tx| {
        access::open_session(tx, staff, "Firefox", "10.0.0.7")
    });
    opened.await.unwrap()
}

/// Asks as a person signed in by a browser.
async fn by(server: &Server, session: &str, request: Request<Body>) -> (StatusCode, String) {
    let (mut parts, body) = request.into_parts();
    parts.headers.insert(header::COOKIE, format!("prichal={session}; lang=en").parse().unwrap());
    parts.headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    server.send(None, Request::from_parts(parts, body)).await
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap()
}

fn json_post(path: &str, key: &str, body: &Value) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_LANGUAGE, "en")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn form(path: &str, fields: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

/// Number, holder and name of every living token.
async fn living(base: &TestBase) -> Vec<(TokenId, StaffId, String)> {
    let tokens = base.store.read(|read| access::tokens(read, None)).await.unwrap();
    tokens.into_iter().map(|token| (token.id, token.staff, token.name)).collect()
}

/// Every answer that is kept for a repeated request, and every event.
async fn kept(base: &TestBase) -> String {
    store::sql! { ANSWERS = "SELECT body || COALESCE(location, '') FROM idempotency ORDER BY made_at"; }
    base.store
        .read(|read| {
            let answers: Vec<(String,)> = read.rows(&ANSWERS, store::p![])?;
            let events = store::events_after(read, 0, 10_000)?;
            let texts = answers.into_iter().map(|(body,)| body).chain(events.into_iter().map(|event| event.payload));
            Ok(texts.collect::<Vec<_>>().join("\n"))
        })
        .await
        .unwrap()
}

fn secret_in(page: &str) -> String {
    let from = page.find("prichal_").filter(|at| !page[*at..].starts_with("prichal_…"));
    from.map(|at| page[at..].chars().take(51).collect()).unwrap_or_default()
}

#[test]
fn a_secret_is_told_once_and_kept_nowhere() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let cookie = session(base, server.people["director"]).await;
            let day = base.store.now().day(&kernel::Zone::utc()).add_days(30);
            let body = json!({"name": "Warehouse board", "ends_on": day});
            let (status, answer) = by(&server, &cookie, json_post("/api/v1/tokens", "one", &body)).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
            let made = read(&answer);
            let secret = made["token"].as_str().unwrap().to_owned();
            assert_eq!(made["tail"].as_str(), secret.get(47..));
            assert_eq!(made["ends_on"], json!(day));

            // The program gets in with it, and its use is noted.
            let with = |secret: &str| {
                let asked = Request::get("/api/v1/tokens").header(header::AUTHORIZATION, format!("Bearer {secret}"));
                asked.body(Body::empty()).unwrap()
            };
            let (status, list) = server.send(None, with(&secret)).await;
            assert_eq!(status, StatusCode::OK, "{list}");

            let (status, again) = by(&server, &cookie, json_post("/api/v1/tokens", "one", &body)).await;
            assert_eq!((status, &read(&again)["token"]), (StatusCode::CREATED, &Value::Null));
            assert_eq!(read(&again)["id"], made["id"]);
            let one = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
            let pages = [one.as_str(), "/api/v1/tokens", "/tokens", "/settings", "/users"];
            for path in pages {
                let (_, shown) = by(&server, &cookie, get(path)).await;
                assert!(!shown.contains(&secret), "{path}");
            }
            assert!(!kept(base).await.contains(&secret));

            // The same by a page: the answer to the form shows it, the same form again leads to the list.
            let fields = format!("_key=page&name=Board&ends_on={day}");
            let (status, page) = by(&server, &cookie, form("/tokens", &fields)).await;
            let shown = secret_in(&page);
            assert_eq!((status, shown.len()), (StatusCode::OK, 51), "{page}");
            let (status, page) = by(&server, &cookie, form("/tokens", &fields)).await;
            assert_eq!((status, page.as_str()), (StatusCode::SEE_OTHER, ""));
            let (_, page) = by(&server, &cookie, get("/tokens")).await;
            assert!(page.contains("Board") && page.contains(&shown[47..]) && !page.contains(&shown));
            assert!(!kept(base).await.contains(&shown));

            // Ended, it opens nothing.
            let (status, ended) = by(&server, &cookie, json_post(&format!("{one}/end"), "end", &json!({}))).await;
            assert_eq!(status, StatusCode::OK, "{ended}");
            assert_eq!(server.send(None, with(&secret)).await.0, StatusCode::UNAUTHORIZED);
            let (status, _) = by(&server, &cookie, json_post(&format!("{one}/end"), "end-again", &json!({}))).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            let (status, _) = by(&server, &cookie, get(&one)).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        });
    });
}

#[test]
fn nobody_sees_or_ends_the_token_of_another_but_the_administrator() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let before = living(base).await;
            let theirs = before.iter().find(|(_, staff, _)| *staff == server.people["accountant"]).unwrap().0;
            let cookie = session(base, server.people["director"]).await;
            let (_, list) = by(&server, &cookie, get("/api/v1/tokens")).await;
            let users: Vec<String> = read(&list)["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|token| token["user"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(users, [server.people["director"].to_string()]);
            let (_, page) = by(&server, &cookie, get("/tokens")).await;
            assert!(!page.contains(&format!("/tokens/{theirs}/end")));
            let (status, _) = by(&server, &cookie, get(&format!("/api/v1/tokens/{theirs}"))).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            let (status, _) =
                by(&server, &cookie, json_post(&format!("/api/v1/tokens/{theirs}/end"), "k", &json!({}))).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            let (status, _) = by(&server, &cookie, form(&format!("/tokens/{theirs}/end"), "_key=k2")).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert_eq!(living(base).await, before);

            let admin = session(base, server.people["admin"]).await;
            let (_, page) = by(&server, &admin, get("/tokens")).await;
            assert!(page.contains(&format!("/tokens/{theirs}/end")) && page.contains("accountant"));
            let (status, _) = by(&server, &admin, form(&format!("/tokens/{theirs}/end"), "_key=k3")).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            let left = living(base).await;
            assert_eq!(left.len() + 1, before.len());
            assert!(left.iter().all(|(id, ..)| *id != theirs));
        });
    });
}

#[test]
fn a_token_is_refused_with_the_field_that_is_wrong_and_none_is_made() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (director, admin) =
                (session(base, server.people["director"]).await, session(base, server.people["admin"]).await);
            let before = living(base).await;
            let day = base.store.now().day(&kernel::Zone::utc()).add_days(30);
            let cases = [
                (&director, json!({"name": " ", "ends_on": day}), "/problems/no-token-name", "/name"),
                (&director, json!({"name": "x"}), "/problems/bad-token-end", "/ends_on"),
                (&director, json!({"name": "x", "ends_on": "2001-01-01"}), "/problems/bad-token-end", "/ends_on"),
                (&director, json!({"name": "x", "ends_on": "2001-02-30"}), "/problems/bad-field", "/ends_on"),
                (&director, json!({"name": "x", "ends_on": day, "user": "admin"}), "/problems/not-a-program", "/user"),
                (&admin, json!({"name": "x", "ends_on": day, "user": "nobody"}), "/problems/not-a-program", "/user"),
                (&admin, json!({"name": "x", "ends_on": day, "user": "director"}), "/problems/not-a-program", "/user"),
            ];
            for (at, (cookie, body, problem, pointer)) in cases.iter().enumerate() {
                let (status, answer) =
                    by(&server, cookie, json_post("/api/v1/tokens", &format!("no-{at}"), body)).await;
                let said = read(&answer);
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
                assert_eq!(
                    (said["type"].as_str(), said["errors"][0]["pointer"].as_str()),
                    (Some(*problem), Some(*pointer))
                );
                assert_eq!(living(base).await, before, "{body}");
            }
            let (status, page) = by(&server, &director, form("/tokens", "_key=f&name=Kept&ends_on=2001-01-01")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("value=\"Kept\"") && page.contains("f-ends_on-e"), "{page}");
            assert_eq!(living(base).await, before);

            // The administrator lets a program in, without an end.
            let body = json!({"name": "1C", "user": "integration"});
            let (status, answer) = by(&server, &admin, json_post("/api/v1/tokens", "1c", &body)).await;
            assert_eq!((status, &read(&answer)["ends_on"]), (StatusCode::CREATED, &Value::Null));
            let made = living(base).await;
            assert_eq!((made.len(), made[0].1), (before.len() + 1, server.people["integration"]));
        });
    });
}

#[test]
fn a_program_makes_no_token_that_goes_on_without_its_own() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let body = json!({"name": "next"});
            let request = json_post("/api/v1/tokens", "next", &body);
            let (status, answer) = server.send(Some("integration"), request).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
            let (made, secret) = (read(&answer), read(&answer)["token"].as_str().unwrap().to_owned());
            let own = made["made_with"].as_str().unwrap().to_owned();
            let request = json_post(&format!("/api/v1/tokens/{own}/end"), "over", &json!({}));
            assert_eq!(server.send(Some("integration"), request).await.0, StatusCode::OK);
            let asked = Request::get("/api/v1/tokens").header(header::AUTHORIZATION, format!("Bearer {secret}"));
            let (status, _) = server.send(None, asked.body(Body::empty()).unwrap()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        });
    });
}

#[test]
fn who_has_no_right_to_tokens_makes_none() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let before = living(base).await;
            for role in Role::ALL.iter().copied() {
                if access::scope(role, access::Perm::TokensHold) != access::Scope::None {
                    continue;
                }
                let cookie = session(base, server.people[role.code()]).await;
                let body = json!({"name": "mine", "ends_on": "2099-01-01"});
                let (status, _) = by(&server, &cookie, json_post("/api/v1/tokens", "k", &body)).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{role}");
                let (_, settings) = by(&server, &cookie, get("/settings")).await;
                assert!(!settings.contains("/tokens"), "{role}");
            }
            assert_eq!(living(base).await, before);
        });
    });
}
