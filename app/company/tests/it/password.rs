//! The own password over HTTP: the current one is asked for, guesses are counted, other sessions end.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::{Actor, Moment, StaffId};
use store::testing::{TestBase, both};

use crate::web::{Server, server};

const OLD: &str = "correct horse";
const NEW: &str = "battery staple 7";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

async fn session(base: &TestBase, staff: StaffId) -> String {
    let opened = base
        .store
        .write::<_, access::AccessRefused, _>(Actor::System, move |tx| access::open_session(tx, staff, "Firefox", ""));
    opened.await.unwrap()
}

async fn change(server: &Server, session: &str, key: &str, [current, new, again]: [&str; 3]) -> (StatusCode, String) {
    let coded = |text: &str| house::percent(text);
    let (current, new, again) = (coded(current), coded(new), coded(again));
    let request = Request::post("/settings/password")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, format!("prichal={session}; lang=en"))
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!("_key={key}&current={current}&password={new}&again={again}")))
        .unwrap();
    server.send(None, request).await
}

async fn settings(server: &Server, session: &str) -> StatusCode {
    let request = Request::get("/settings").header(header::COOKIE, format!("prichal={session}"));
    server.send(None, request.body(Body::empty()).unwrap()).await.0
}

async fn sign_in(server: &Server, password: &str) -> StatusCode {
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!("login=director&password={}", house::percent(password))))
        .unwrap();
    server.send(None, request).await.0
}

/// The kept hash, the living sessions and the failures of the director.
async fn state(base: &TestBase, staff: StaffId) -> (String, usize, i64) {
    base.store
        .read(move |read| {
            let hash = access::password_hash_of(read, "director")?.map(|(_, hash)| hash.as_str().to_owned());
            let failed = access::attempts(read, "director", "", Moment::from_millis(0))?.login;
            Ok((hash.unwrap_or_default(), access::sessions_of(read, staff)?.len(), failed))
        })
        .await
        .unwrap()
}

#[test]
fn a_changed_password_ends_the_other_sessions_and_is_told_to_the_journal() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let staff = server.people["director"];
            let (own, other) = (session(base, staff).await, session(base, staff).await);
            let foreign = session(base, server.people["analyst"]).await;
            let (status, body) = change(&server, &own, "one", [OLD, NEW, NEW]).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
            assert_eq!(settings(&server, &own).await, StatusCode::OK);
            assert_eq!(settings(&server, &other).await, StatusCode::SEE_OTHER);
            assert_eq!(settings(&server, &foreign).await, StatusCode::OK);
            assert_eq!(sign_in(&server, OLD).await, StatusCode::UNAUTHORIZED);
            assert_eq!(sign_in(&server, NEW).await, StatusCode::SEE_OTHER);
            store::sql! {
                TOLD = "SELECT actor, entity_id FROM event WHERE kind = 'password_changed'";
                SUMS = "SELECT fingerprint FROM idempotency WHERE key = 'form:one'";
            }
            let (told, sum): ((String, StaffId), (String,)) = base
                .store
                .read(|read| Ok((read.one(&TOLD, store::p![])?, read.one(&SUMS, store::p![])?)))
                .await
                .unwrap();
            assert_eq!(told, (format!("staff:{staff}"), staff));
            // Not even a sum of the typed passwords stays behind.
            assert_eq!(sum.0, "untraced");
        });
    });
}

#[test]
fn a_refused_password_changes_nothing_and_says_which_field() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let staff = server.people["director"];
            let (own, _other) = (session(base, staff).await, session(base, staff).await);
            let before = state(base, staff).await;
            let long = "x".repeat(129);
            let cases = [
                ([OLD, NEW, "battery staple 8"], "f-again-e"),
                ([OLD, "short", "short"], "f-password-e"),
                ([OLD, "         ", "         "], "f-password-e"),
                ([OLD, &long, &long], "f-password-e"),
                ([OLD, OLD, OLD], "f-password-e"),
            ];
            for (at, (typed, field)) in cases.into_iter().enumerate() {
                let (status, page) = change(&server, &own, &format!("no-{at}"), typed).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
                assert!(page.contains(field), "{typed:?}: {page}");
                assert!(!page.contains(NEW) && !page.contains(OLD), "{typed:?} is written back");
                assert_eq!(state(base, staff).await, before, "{typed:?}");
            }
        });
    });
}

#[test]
fn a_guessed_password_counts_as_a_failed_sign_in_and_soon_has_to_wait() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let staff = server.people["director"];
            let (own, _other) = (session(base, staff).await, session(base, staff).await);
            let (hash, sessions, _) = state(base, staff).await;
            for guess in 1..=access::FREE_TRIES {
                let (status, page) = change(&server, &own, &format!("guess-{guess}"), ["wrong one", NEW, NEW]).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(page.contains("f-current-e"), "{page}");
                assert_eq!(state(base, staff).await, (hash.clone(), sessions, guess));
            }
            // From here on even the right one waits, here and at the door.
            let (status, _) = change(&server, &own, "right", [OLD, NEW, NEW]).await;
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(sign_in(&server, OLD).await, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(state(base, staff).await, (hash, sessions, access::FREE_TRIES));
        });
    });
}

#[test]
fn two_changes_at_once_leave_one_of_the_passwords() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let staff = server.people["director"];
            let (one, two) = (session(base, staff).await, session(base, staff).await);
            let (first, second) = tokio::join!(
                change(&server, &one, "a", [OLD, "first of them", "first of them"]),
                change(&server, &two, "b", [OLD, "second of them", "second of them"])
            );
            let won = [first.0, second.0].iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
            assert_eq!(won, 1, "{} {}", first.0, second.0);
            let fits = if first.0 == StatusCode::SEE_OTHER { "first of them" } else { "second of them" };
            assert_eq!(sign_in(&server, fits).await, StatusCode::SEE_OTHER);
        });
    });
}
