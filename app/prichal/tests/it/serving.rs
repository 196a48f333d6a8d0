//! Starting, refusing to start, first run, stopping.

use std::io::BufRead;
use std::time::Duration;

use serde_json::json;
use store::Place;
use store::testing::damage;

use crate::http::Http;
use crate::kit::*;

#[test]
fn a_second_server_on_the_directory_is_refused_and_names_the_first() {
    let home = Home::lite();
    let first = Server::start(&home);
    let second = home.run(&["serve", "--listen", "127.0.0.1:0"], "");
    let words = text(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{words}");
    assert!(words.contains(&format!("pid {}", first.child.id())), "{words}");
    first.stop();
    Server::start(&home).stop();
}

#[test]
fn a_base_of_a_newer_program_is_refused_in_words() {
    on_both(|home| {
        home.add_user("anna", "director");
        let newer = "INSERT INTO migration (module, number, name, hash, applied_at) VALUES ('stock', 999, 'x', 'x', 0)";
        damage(&home.place, newer).unwrap();
        let refused = home.run(&["serve", "--listen", "127.0.0.1:0"], "");
        let words = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{words}");
        assert!(words.contains("newer") && words.contains("999") && words.contains("stock"), "{words}");
    });
}

#[test]
fn a_database_that_does_not_answer_is_refused_in_words() {
    let refused = command(&["serve", "--listen", "127.0.0.1:0", "--database-url"])
        .arg("host=127.0.0.1 port=1 user=nobody dbname=nothing")
        .output()
        .unwrap();
    let words = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("PostgreSQL does not answer") && words.contains("--database-url"), "{words}");
}

#[test]
fn a_file_that_is_not_a_base_is_refused_in_words() {
    let home = Home::lite();
    let Place::Directory(dir) = &home.place else { panic!("not SQLite") };
    std::fs::create_dir_all(dir).unwrap();
    std::fs::write(dir.join("prichal.db"), "this is a letter, not a base. ".repeat(200)).unwrap();
    let refused = home.run(&["serve", "--listen", "127.0.0.1:0"], "");
    let words = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{words}");
    assert!(words.contains("prichal.db is not a base of Prichal"), "{words}");
}

#[test]
fn a_stop_and_a_start_keep_everything() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        let ids: Vec<String> = (0..20)
            .map(|n| {
                let body = json!({"name": format!("Клиент {n}")});
                let made = http.post("/api/v1/clients", &format!("k{n}"), &body).unwrap().must(201).json();
                made["id"].as_str().unwrap().to_string()
            })
            .collect();
        let took = server.stop();
        assert!(took < Duration::from_secs(10), "{took:?}");
        let server = Server::start(home);
        let mut http = server.http(&token);
        for (n, id) in ids.iter().enumerate() {
            let card = http.get(&format!("/api/v1/clients/{id}")).unwrap().must(200).json();
            assert_eq!(card["name"], format!("Клиент {n}"));
        }
        let again = http.post("/api/v1/clients", "k3", &json!({"name": "Клиент 3"})).unwrap().must(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json()["id"], ids[3].as_str());
        server.stop();
        home.laws_hold();
    });
}

#[test]
fn the_set_up_link_makes_the_company_once() {
    on_both(|home| {
        let mut server = Server::start(home);
        let line = server.line("/setup?key=");
        let path = line.split(&server.addr).nth(1).unwrap().split_whitespace().next().unwrap().to_string();
        let mut http = server.http("");
        let page = http.get(&path).unwrap().must(200).body;
        let mut fields = hidden_fields(&page);
        for wrong in ["/setup", "/setup?key=", "/setup?key=guess"] {
            let refused = http.get(wrong).unwrap().must(403).body;
            assert!(
                !refused.contains("<form method=\"post\" action=\"/setup\"") && !refused.contains("name=\"company\"")
            );
        }
        assert!(fields.iter().any(|(name, _)| name == "key") && fields.iter().any(|(name, _)| name == "_key"));
        for (name, value) in [
            ("company", "ООО «Причал»"),
            ("zone", "Europe/Moscow"),
            ("currency", "RUB"),
            ("name", "Анна"),
            ("login", "anna"),
            ("password", PASSWORD),
        ] {
            fields.push((name.into(), value.into()));
        }
        let made = http.post_form("/setup", &fields).unwrap().must(303);
        assert_eq!(made.header("location"), Some("/sign-in"));
        http.get(&path).unwrap().must(410);
        // the very same form once more gets its first answer; with a new one-time key the link is used up
        for field in &mut fields {
            if field.0 == "_key" {
                field.1 = "another-one-time-key-0001".into();
            }
        }
        http.post_form("/setup", &fields).unwrap().must(410);
        server.stop();
        home.laws_hold();
        let token = home.token("anna");
        let server = Server::start(home);
        server.http(&token).get("/api/v1/admin/invariants").unwrap().must(200);
    });
}

/// Names and values of the hidden inputs of a page.
fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let part = |input: &str, name: &str| {
        let value = input.split(&format!(" {name}=\"")).nth(1)?;
        Some(value.split('"').next()?.to_string())
    };
    page.split("<input")
        .filter(|input| input.contains("type=\"hidden\""))
        .filter_map(|input| Some((part(input, "name")?, part(input, "value").unwrap_or_default())))
        .collect()
}

#[test]
fn an_open_event_stream_does_not_hold_up_a_stop() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let mut streams: Vec<_> =
            (0..5).map(|_| Http::new(&server.addr, &token).open_stream("/events").unwrap()).collect();
        let made = server.http(&token).post("/api/v1/clients", "k", &json!({"name": "Новый"})).unwrap();
        made.must(201);
        for stream in &mut streams {
            let mut line = String::new();
            while !line.contains("\"entity\":\"client\"") {
                line.clear();
                assert!(stream.read_line(&mut line).unwrap() > 0, "the stream ended");
            }
        }
        let took = server.stop();
        println!("{}: stopped in {took:?} with five open streams", home.engine());
        assert!(took < Duration::from_secs(10), "{took:?}");
    });
}
