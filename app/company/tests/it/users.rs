//! People over HTTP: roles count at once, an administrator always stays, an issued password is told once.

use access::{Cost, NewStaff, Role, StaffRow, hash_password_at};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, StaffId};
use serde_json::{Value, json};
use store::testing::{TestBase, both};

use crate::web::{Server, server};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

async fn session(base: &TestBase, staff: StaffId) -> String {
    let opened = base
        .store
        .write::<_, access::AccessRefused, _>(Actor::System, move |tx| access::open_session(tx, staff, "Firefox", ""));
    opened.await.unwrap()
}

async fn person(base: &TestBase, staff: StaffId) -> StaffRow {
    base.store.read(move |read| access::staff_row(read, staff)).await.unwrap().unwrap()
}

/// Another administrator, who may let programs in too.
async fn second_admin(base: &TestBase) -> StaffId {
    let password = hash_password_at("correct horse", Cost::Cheap).unwrap();
    let new = NewStaff {
        login: "second".into(),
        name: "Second".into(),
        roles: vec![Role::Admin, Role::Director],
        password,
        both_duties: None,
    };
    let added = base.store.write::<_, access::AccessRefused, _>(Actor::System, move |tx| access::add_staff(tx, &new));
    added.await.unwrap()
}

/// Asks as a person signed in by a browser.
async fn by(server: &Server, session: &str, request: Request<Body>) -> (StatusCode, String) {
    let (mut parts, body) = request.into_parts();
    parts.headers.insert(header::COOKIE, format!("prichal={session}; lang=en").parse().unwrap());
    parts.headers.insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
    parts.headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    server.send(None, Request::from_parts(parts, body)).await
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn patch(staff: StaffId, seen: Option<i64>, body: &Value) -> Request<Body> {
    let mut request = Request::patch(format!("/api/v1/users/{staff}")).header(header::CONTENT_TYPE, "application/json");
    if let Some(seen) = seen {
        request = request.header(header::IF_MATCH, format!("\"{seen}\""));
    }
    request.body(Body::from(body.to_string())).unwrap()
}

fn post(path: &str, key: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from("{}"))
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

fn kind(text: &str) -> String {
    read(text)["type"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn changed_roles_count_at_the_next_request_of_an_open_session() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (admin, staff) = (session(base, server.people["admin"]).await, server.people["accountant"]);
            let open = session(base, staff).await;
            assert_eq!(by(&server, &open, get("/payments")).await.0, StatusCode::OK);
            assert_eq!(server.send(Some("accountant"), get("/api/v1/payments")).await.0, StatusCode::OK);
            assert_eq!(by(&server, &open, get("/calls")).await.0, StatusCode::FORBIDDEN);

            let (status, seen) = by(&server, &admin, get(&format!("/api/v1/users/{staff}"))).await;
            assert_eq!((status, &read(&seen)["roles"]), (StatusCode::OK, &json!(["accountant"])));
            let version = read(&seen)["version"].as_i64().unwrap();
            let new = json!({"name": "Anna", "roles": ["operator", "catalogue_editor", "operator"]});
            let (status, changed) = by(&server, &admin, patch(staff, Some(version), &new)).await;
            assert_eq!(status, StatusCode::OK, "{changed}");
            let changed = read(&changed);
            assert_eq!(
                (&changed["name"], &changed["roles"]),
                (&json!("Anna"), &json!(["operator", "catalogue_editor"]))
            );
            assert!(changed["version"].as_i64().unwrap() > version);

            // The same session and the same token, no sign-in between.
            assert_eq!(by(&server, &open, get("/calls")).await.0, StatusCode::OK);
            let new = json!({"roles": ["picker"]});
            let version = person(base, staff).await.version;
            assert_eq!(by(&server, &admin, patch(staff, Some(version), &new)).await.0, StatusCode::OK);
            assert_eq!(by(&server, &open, get("/payments")).await.0, StatusCode::FORBIDDEN);
            assert_eq!(by(&server, &open, get("/calls")).await.0, StatusCode::FORBIDDEN);
            assert_eq!(server.send(Some("accountant"), get("/api/v1/payments")).await.0, StatusCode::FORBIDDEN);
            let now = person(base, staff).await;
            assert_eq!((now.person.name.as_str(), now.person.roles), ("Anna", vec![Role::Picker]));
        });
    });
}

#[test]
fn a_refused_change_says_why_and_changes_nothing() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (admin, staff) = (session(base, server.people["admin"]).await, server.people["operator"]);
            let before = person(base, staff).await;
            let now = before.version;
            let cases = [
                (None, json!({"roles": ["picker"]}), 428, "version-needed", ""),
                (Some(now + 1), json!({"roles": ["picker"]}), 412, "version-stale", ""),
                (Some(now), json!({"roles": []}), 422, "no-role", "/roles"),
                (Some(now), json!({"name": "New", "roles": []}), 422, "no-role", "/roles"),
                (Some(now), json!({"name": "  "}), 422, "no-name", "/name"),
                (Some(now), json!({"roles": ["operator", "buyer"]}), 409, "both-duties", "/roles"),
                (Some(now), json!({"roles": ["captain"]}), 422, "bad-field", "/roles/0"),
                (Some(now), json!({"login": "other"}), 422, "bad-field", "/login"),
            ];
            for (seen, body, status, problem, pointer) in cases {
                let (answered, said) = by(&server, &admin, patch(staff, seen, &body)).await;
                assert_eq!(
                    (answered.as_u16(), kind(&said)),
                    (status, format!("/problems/{problem}")),
                    "{body}: {said}"
                );
                let field = read(&said)["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
                assert_eq!(field, pointer, "{said}");
                assert_eq!(person(base, staff).await, before, "{body}");
            }
            let (status, said) = by(&server, &admin, patch(StaffId::new(999_999), Some(1), &json!({}))).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{said}");

            // The same on the page: what was typed stays, but never over somebody else's change.
            let path = format!("/users/{staff}");
            let (status, page) = by(&server, &admin, form(&path, &format!("_key=a&version={now}&name=Typed"))).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("value=\"Typed\"") && page.contains("f-role-e"), "{page}");
            let stale = format!("_key=b&version={}&name=Typed&role=picker", now - 1);
            let (status, page) = by(&server, &admin, form(&path, &stale)).await;
            assert_eq!(status, StatusCode::PRECONDITION_FAILED);
            assert!(!page.contains("value=\"Typed\"") && page.contains("Somebody else changed"), "{page}");
            assert_eq!(person(base, staff).await, before);
            let right = format!("_key=c&version={now}&name=Typed&role=picker&role=dispatcher");
            assert_eq!(by(&server, &admin, form(&path, &right)).await.0, StatusCode::SEE_OTHER);
            // The page it leads to says that it is saved, the page itself does not.
            assert!(by(&server, &admin, get(&format!("{path}?saved=1"))).await.1.contains("Saved"));
            assert!(!by(&server, &admin, get(&path)).await.1.contains("Saved"));
            let after = person(base, staff).await;
            assert_eq!(
                (after.person.name.as_str(), after.person.roles),
                ("Typed", vec![Role::Picker, Role::Dispatcher])
            );
        });
    });
}

#[test]
fn the_last_administrator_neither_loses_the_role_nor_is_locked() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let staff = server.people["admin"];
            let admin = session(base, staff).await;
            let before = person(base, staff).await;
            let last = (StatusCode::CONFLICT, "/problems/last-admin".to_owned());
            let analyst = json!({"name": "Renamed", "roles": ["analyst"]});
            let (status, said) = by(&server, &admin, patch(staff, Some(before.version), &analyst)).await;
            assert_eq!((status, kind(&said)), last);
            let (status, said) = by(&server, &admin, post(&format!("/api/v1/users/{staff}/lock"), "lock")).await;
            assert_eq!((status, kind(&said)), last);
            let fields = format!("_key=a&version={}&name=x&role=analyst", before.version);
            let (status, page) = by(&server, &admin, form(&format!("/users/{staff}"), &fields)).await;
            assert!(status == StatusCode::CONFLICT && page.contains("Last administrator"), "{status} {page}");
            assert_eq!(person(base, staff).await, before);

            // One who is locked does not count.
            let second = second_admin(base).await;
            let path = format!("/api/v1/users/{second}");
            assert_eq!(by(&server, &admin, post(&format!("{path}/lock"), "l2")).await.0, StatusCode::OK);
            let (status, said) = by(&server, &admin, patch(staff, Some(before.version), &analyst)).await;
            assert_eq!((status, kind(&said)), last);
            assert_eq!(by(&server, &admin, post(&format!("{path}/unlock"), "u2")).await.0, StatusCode::OK);
            assert!(person(base, second).await.locked_at.is_none());

            // With another one the role may go, and the right with it.
            let fields = format!("_key=b&version={}&name=Renamed&role=analyst", before.version);
            assert_eq!(by(&server, &admin, form(&format!("/users/{staff}"), &fields)).await.0, StatusCode::SEE_OTHER);
            assert_eq!(by(&server, &admin, get("/users")).await.0, StatusCode::FORBIDDEN);
            let (other, seen) = (session(base, second).await, person(base, second).await);
            let (status, said) = by(&server, &other, patch(second, Some(seen.version), &analyst)).await;
            assert_eq!((status, kind(&said)), last);
            assert_eq!(person(base, second).await, seen);
        });
    });
}

#[test]
fn of_two_administrators_who_throw_each_other_out_at_once_one_stays() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (one, two) = (server.people["admin"], second_admin(base).await);
            let mut met = 0;
            for round in 0..12 {
                let again = base.store.write::<_, access::AccessRefused, _>(Actor::System, move |tx| {
                    for staff in [one, two] {
                        access::unlock_staff(tx, staff)?;
                        access::set_roles(tx, staff, &[Role::Admin, Role::Director])?;
                    }
                    Ok(())
                });
                again.await.unwrap();
                let (first, second) = (session(base, one).await, session(base, two).await);
                let (of_one, of_two) = (person(base, one).await.version, person(base, two).await.version);
                let out = json!({"roles": ["director"]});
                let lock = |staff| post(&format!("/api/v1/users/{staff}/lock"), &format!("{round}-{staff}"));
                let deeds = match round % 3 {
                    0 => (patch(two, Some(of_two), &out), patch(one, Some(of_one), &out)),
                    1 => (lock(two), patch(one, Some(of_one), &out)),
                    _ => (lock(two), lock(one)),
                };
                let (a, b) = tokio::join!(by(&server, &first, deeds.0), by(&server, &second, deeds.1));
                let mut living = 0;
                for staff in [one, two] {
                    let now = person(base, staff).await;
                    living += usize::from(now.locked_at.is_none() && now.person.roles.contains(&Role::Admin));
                }
                assert_eq!(living, 1, "round {round}: {} {} / {} {}", a.0, a.1, b.0, b.1);
                met += [&a, &b].iter().filter(|(status, _)| *status == StatusCode::CONFLICT).count();
            }
            // Most of them meet at the rule; whoever comes later has no right or no session any more.
            assert!(met > 0, "the two never met");
        });
    });
}

/// Every answer that is kept for a repeated request, and every event.
async fn kept(base: &TestBase) -> String {
    store::sql! { KEPT = "SELECT fingerprint || body || COALESCE(location, '') FROM idempotency ORDER BY made_at"; }
    base.store
        .read(|read| {
            let answers: Vec<(String,)> = read.rows(&KEPT, store::p![])?;
            let events = store::events_after(read, 0, 10_000)?;
            let texts = answers.into_iter().map(|(body,)| body).chain(events.into_iter().map(|event| event.payload));
            Ok(texts.collect::<Vec<_>>().join("\n"))
        })
        .await
        .unwrap()
}

async fn sign_in(server: &Server, login: &str, password: &str) -> StatusCode {
    let fields = format!("login={login}&password={}", house::percent(password));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(fields))
        .unwrap();
    server.send(None, request).await.0
}

#[test]
fn an_issued_password_is_told_once_and_ends_the_sessions() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (admin, staff) = (session(base, server.people["admin"]).await, server.people["hunter"]);
            let (open, foreign) = (session(base, staff).await, session(base, server.people["service"]).await);
            for _ in 0..=access::FREE_TRIES {
                sign_in(&server, "hunter", "forgotten").await;
            }
            assert_eq!(sign_in(&server, "hunter", "correct horse").await, StatusCode::TOO_MANY_REQUESTS);

            let path = format!("/api/v1/users/{staff}/password");
            let (status, answer) = by(&server, &admin, post(&path, "one")).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            let first = read(&answer)["password"].as_str().unwrap().to_owned();
            assert_eq!((read(&answer)["login"].as_str(), first.len()), (Some("hunter"), 19));
            assert_eq!(by(&server, &open, get("/settings")).await.0, StatusCode::SEE_OTHER);
            assert_eq!(by(&server, &foreign, get("/settings")).await.0, StatusCode::OK);
            // The failures of before cost no waiting, and the old one fits no more.
            assert_eq!(sign_in(&server, "hunter", &first).await, StatusCode::SEE_OTHER);
            assert_eq!(sign_in(&server, "hunter", "correct horse").await, StatusCode::UNAUTHORIZED);

            let (status, again) = by(&server, &admin, post(&path, "one")).await;
            assert_eq!((status, &read(&again)["password"]), (StatusCode::OK, &Value::Null));
            assert_eq!(sign_in(&server, "hunter", &first).await, StatusCode::SEE_OTHER);

            // By the page: the answer to the form shows it, the same form again leads to the person.
            let path = format!("/users/{staff}/password");
            let (status, page) = by(&server, &admin, form(&path, "_key=page")).await;
            assert_eq!(status, StatusCode::OK);
            let from = page.split_once("id=\"f-issued\"").map_or("", |(_, rest)| rest);
            let shown = from.split_once("value=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap().to_owned();
            assert_eq!(shown.len(), 19, "{from}");
            assert_eq!(by(&server, &admin, form(&path, "_key=page")).await.0, StatusCode::SEE_OTHER);
            assert_eq!(sign_in(&server, "hunter", &first).await, StatusCode::UNAUTHORIZED);
            assert_eq!(sign_in(&server, "hunter", &shown).await, StatusCode::SEE_OTHER);

            let pages =
                [format!("/users/{staff}"), "/users".into(), "/journal".into(), format!("/api/v1/users/{staff}")];
            for path in pages {
                let (status, page) = by(&server, &admin, get(&path)).await;
                assert_eq!(status, StatusCode::OK, "{path}");
                assert!(!page.contains(&shown) && !page.contains(&first), "{path}");
            }
            let kept = kept(base).await;
            assert!(kept.contains("\"login\":\"hunter\"") && !kept.contains(&shown) && !kept.contains(&first));
            store::sql! { TOLD = "SELECT actor, entity_id FROM event WHERE kind = 'password_reset' ORDER BY id"; }
            let told: Vec<(String, StaffId)> = base.store.read(|read| read.rows(&TOLD, store::p![])).await.unwrap();
            assert_eq!(told, vec![(format!("staff:{}", server.people["admin"]), staff); 2]);
        });
    });
}

#[test]
fn nobody_issues_a_password_to_himself_or_to_one_who_is_locked() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let (own, staff) = (server.people["admin"], server.people["picker"]);
            let admin = session(base, own).await;
            let (status, said) = by(&server, &admin, post(&format!("/api/v1/users/{own}/password"), "own")).await;
            assert_eq!((status, kind(&said)), (StatusCode::CONFLICT, "/problems/own-password".into()));
            let (status, page) = by(&server, &admin, form(&format!("/users/{own}/password"), "_key=own")).await;
            assert!(status == StatusCode::CONFLICT && !page.contains("f-issued"), "{status} {page}");
            assert_eq!(sign_in(&server, "admin", "correct horse").await, StatusCode::SEE_OTHER);

            // Locked and let in again by the page, asked once before.
            let path = format!("/users/{staff}");
            let (_, page) = by(&server, &admin, get(&path)).await;
            let asked = page.split_once("<details class=\"p-menu sure\">").map_or("", |(_, rest)| rest);
            assert!(asked.contains(&format!("action=\"{path}/lock\"")) && !page.contains("/unlock"), "{page}");
            assert_eq!(by(&server, &admin, form(&format!("{path}/lock"), "_key=lock")).await.0, StatusCode::SEE_OTHER);
            assert_eq!(sign_in(&server, "picker", "correct horse").await, StatusCode::UNAUTHORIZED);
            let locked = person(base, staff).await;
            assert!(locked.locked_at.is_some());
            let (status, said) = by(&server, &admin, post(&format!("/api/v1{path}/password"), "locked")).await;
            assert_eq!((status, kind(&said)), (StatusCode::CONFLICT, "/problems/staff-locked".into()));
            assert_eq!(person(base, staff).await, locked);
            let (_, page) = by(&server, &admin, get(&path)).await;
            assert!(page.contains("/unlock") && !page.contains(&format!("action=\"{path}/lock\"")), "{page}");
            assert_eq!(by(&server, &admin, form(&format!("{path}/unlock"), "_key=un")).await.0, StatusCode::SEE_OTHER);
            assert_eq!(sign_in(&server, "picker", "correct horse").await, StatusCode::SEE_OTHER);
        });
    });
}

#[test]
fn the_roles_are_told_in_groups_where_they_are_ticked() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let admin = session(base, server.people["admin"]).await;
            for path in ["/users".to_owned(), format!("/users/{}", server.people["buyer"])] {
                let (status, page) = by(&server, &admin, get(&path)).await;
                assert_eq!(status, StatusCode::OK);
                for role in Role::ALL {
                    assert!(page.contains(access::role_may(i18n::Lang::En, *role)), "{path}: {role}");
                    assert!(page.contains(&format!("id=\"may-{role}\"")), "{path}: {role}");
                }
                assert_eq!(page.matches("role=\"group\"").count(), access::RoleGroup::ALL.len(), "{path}");
            }
        });
    });
}
