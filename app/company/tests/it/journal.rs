//! The journal: every event has words, is found by who, what, when and on what, and shows nobody more than they may see.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use access::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use i18n::Lang;
use kernel::Moment;
use serde_json::{Value, json};
use store::Happened;
use store::testing::{TestBase, both};

use crate::web::{Server, server};

const PHONE: &str = "4957770011";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// Codes of all events that the product writes, as they stand in its source.
fn written() -> BTreeSet<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["base/access/src", "base/house/src", "departments"] {
        sources(&root.join(folder), &mut files);
    }
    let mut kinds = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("told.rs") && !file.ends_with("journal.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut take = |after: &str| {
            for part in text.split(after).skip(1) {
                let code = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                kinds.extend(code.map(str::to_owned));
            }
        };
        take("Event::new(");
        // The end of a call and the steps of an import choose among several.
        for one in ["CallOutcome::Solved =>", "CallOutcome::Connected =>", "CallOutcome::CallBack =>"] {
            take(one);
        }
        for one in [
            "CallOutcome::Missed =>",
            "CallOutcome::Dropped =>",
            "event(tx, id,",
            "if dry_run {",
            "\"import_tried\" } else {",
        ] {
            take(one);
        }
    }
    kinds.retain(|kind| kind.contains('_') && kind.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'));
    kinds
}

#[test]
fn every_event_that_is_written_has_words_and_one_chapter() {
    let departments = &company::HOUSE;
    let chapters = house::chapters(departments, Lang::En);
    let mut told = BTreeSet::new();
    for kind in chapters.iter().flat_map(|chapter| chapter.kinds) {
        assert!(told.insert((*kind).to_owned()), "{kind} stands in two chapters");
        let event = Happened {
            seq: 1,
            at: Moment::from_millis(0),
            actor: "system".into(),
            kind: (*kind).into(),
            entity: "order".into(),
            entity_id: 7,
            client_id: None,
            version: 1,
            payload: "{}".into(),
        };
        let [ru, en] = [Lang::Ru, Lang::En].map(|lang| house::told(departments, lang, &event).words);
        assert_ne!(en, "Log entry", "{kind}");
        assert_ne!(ru, en, "{kind}");
    }
    let written = written();
    assert!(written.len() > 55, "{written:?}");
    let silent: Vec<_> = written.difference(&told).collect();
    assert!(silent.is_empty(), "written, but in no chapter: {silent:?}");
    let idle: Vec<_> = told.difference(&written).collect();
    assert!(idle.is_empty(), "in a chapter, but never written: {idle:?}");
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap()
}

async fn post(server: &Server, login: &str, path: &str, body: Value) -> Value {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", path.replace('/', "."))
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, answer) = server.send(Some(login), request).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    serde_json::from_str(&answer).unwrap_or_default()
}

async fn events(server: &Server, query: &str) -> Vec<Value> {
    let (status, answer) = server.send(Some("director"), get(&format!("/api/v1/events?{query}"))).await;
    assert_eq!(status, StatusCode::OK, "{query}: {answer}");
    serde_json::from_str::<Value>(&answer).unwrap()["items"].as_array().unwrap().clone()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// A client made by a program, revealed to an operator, its list taken away by the director.
async fn world(base: &TestBase, server: &Server) -> String {
    let client = json!({"name": "Ольхон", "phones": [format!("+7{PHONE}")]});
    let client = post(server, "integration", "/api/v1/clients", client).await["id"].as_str().unwrap().to_owned();
    let reason = json!({"reason": "calls back"});
    post(server, "operator", &format!("/api/v1/clients/{client}/reveal"), reason).await;
    let (status, _) = server.send(Some("director"), get("/clients/export?q=%D0%9E&format=csv")).await;
    assert_eq!(status, StatusCode::OK);
    settled(base).await;
    client
}

/// PostgreSQL seals its events a moment after the commit.
async fn settled(base: &TestBase) {
    for _ in 0..500 {
        if base.store.read(store::unsealed_events).await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the sealer does not come");
}

#[test]
fn an_event_is_found_by_who_what_when_and_on_what() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let client = world(base, &server).await;
            // What concerns a client is found with it, though a reveal is about whom it was shown to.
            let of_client = events(&server, &format!("entity=client:{client}")).await;
            assert_eq!(kinds(&of_client), ["contact_revealed", "client_created"]);
            assert_eq!(of_client[0]["words"], "Hidden numbers shown");
            assert_eq!(of_client[0]["client_name"], "Ольхон");
            assert_eq!(of_client[0]["entity"], json!(format!("staff:{}", server.people["operator"])));

            // A person's tokens count as the person.
            let by_program = events(&server, &format!("user={}", server.people["integration"])).await;
            assert_eq!(kinds(&by_program), ["client_created"]);
            assert_eq!(by_program[0]["by"], "integration, token “test”");
            let reveals = events(&server, "chapter=reveals").await;
            assert_eq!(kinds(&reveals), ["contact_revealed"]);
            let taken = events(&server, "chapter=exports").await;
            assert_eq!((kinds(&taken), &taken[0]["payload"]["filters"]["q"]), (vec!["list_exported"], &json!(true)));
            assert!(taken[0]["words"].as_str().unwrap().starts_with("List taken away: clients, CSV"), "{taken:?}");
            assert_eq!(kinds(&events(&server, "kind=client_created&user=system").await), Vec::<&str>::new());

            let today = base.store.now().day(&kernel::Zone::parse("Europe/Moscow").unwrap());
            let (from, to) = (today, today.add_days(-1));
            assert_eq!(events(&server, &format!("from={from}&kind=client_created")).await.len(), 1);
            assert_eq!(events(&server, &format!("to={to}")).await.len(), 0);

            // Page by page, everything once and in order.
            let all = events(&server, "limit=200").await;
            let mut seqs = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("/api/v1/events?limit=7&cursor={cursor}");
                let (_, answer) = server.send(Some("analyst"), get(&path)).await;
                let answer: Value = serde_json::from_str(&answer).unwrap();
                seqs.extend(answer["items"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()));
                match answer["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            let wanted: Vec<i64> = all.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
            assert_eq!(seqs, wanted);
            assert!(seqs.is_sorted_by(|one, other| one > other) && seqs.len() > 40, "{}", seqs.len());
        });
    });
}

#[test]
fn the_journal_shows_nobody_more_than_they_may_see() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            let client = world(base, &server).await;
            let paths =
                ["/journal", "/api/v1/events", "/journal/export?format=csv", &format!("/journal?of=client:{client}")];
            for role in [Role::Admin, Role::Director, Role::Integration] {
                for path in paths {
                    let (status, body) = server.send(Some(role.code()), get(path)).await;
                    assert_eq!(status, StatusCode::OK, "{path} as {role}");
                    let digits: String = body.chars().filter(char::is_ascii_digit).collect();
                    assert!(!digits.contains(PHONE), "{path} as {role} shows a number");
                    assert_eq!(body.contains("Ольхон"), role != Role::Admin, "{path} as {role}");
                }
            }
            // The analyst reads it and takes no file away; an operator reads none. Nothing is written of a refusal.
            settled(base).await;
            let before = base.store.read(store::event_count).await.unwrap();
            for (role, path) in
                [("analyst", "/journal/export"), ("operator", "/journal"), ("operator", "/api/v1/events")]
            {
                let (status, _) = server.send(Some(role), get(path)).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} as {role}");
            }
            assert_eq!(base.store.read(store::event_count).await.unwrap(), before);
            // Taking the journal away stands in the journal.
            assert!(events(&server, "chapter=exports").await[0]["words"].as_str().unwrap().contains("journal"));
        });
    });
}

#[test]
fn a_filter_of_the_api_that_does_not_read_is_refused() {
    let runtime = runtime();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async {
            for query in
                ["kind=x", "chapter=x", "user=x", "entity=order", "entity=thing:1", "from=2026-02-30", "cursor=zz"]
            {
                let (status, answer) = server.send(Some("director"), get(&format!("/api/v1/events?{query}"))).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {answer}");
            }
        });
    });
}
