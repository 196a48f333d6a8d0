//! Imports by the real server: killed in the middle, stopped, taken back; nothing twice, nothing lost.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::http::Http;
use crate::kit::*;

const ROWS: i64 = 6_000;

fn clients_csv() -> String {
    let mut text = String::from("Название;Код;Телефон\n");
    for n in 0..ROWS {
        writeln!(text, "ООО «Волна {n}»;W{n};8495{n:07}").unwrap();
    }
    text.push_str(";пусто;\n");
    text
}

fn upload(http: &mut Http, name: &str, text: &str) -> String {
    let sent = http.post_bytes(&format!("/api/v1/imports?name={name}"), text.as_bytes()).unwrap().must(201);
    sent.json()["id"].as_str().unwrap().to_owned()
}

fn deed(http: &mut Http, id: &str, deed: &str) -> crate::http::Reply {
    http.post(&format!("/api/v1/imports/{id}/{deed}"), &format!("{deed}-{id}-{}", fresh()), &json!({})).unwrap()
}

fn fresh() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn import(http: &mut Http, id: &str) -> Value {
    http.get(&format!("/api/v1/imports/{id}")).unwrap().must(200).json()
}

fn ended(http: &mut Http, id: &str, state: &str) -> Value {
    until(120, state, || Some(import(http, id)).filter(|import| import["state"] == state))
}

fn count(home: &Home, token: &str, server: &Server) -> usize {
    let mut http = server.http(token);
    let (mut all, mut cursor) = (std::collections::BTreeSet::new(), String::new());
    loop {
        let page = http.get(&format!("/api/v1/clients?limit=200{cursor}")).unwrap().must(200).json();
        for client in page["items"].as_array().unwrap() {
            assert!(
                all.insert(client["name"].as_str().unwrap().to_owned()),
                "{}: {client} stands twice",
                home.engine()
            );
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all.len(),
        }
    }
}

#[test]
fn an_import_killed_in_the_middle_goes_on_by_itself() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        let id = upload(&mut http, "clients.csv", &clients_csv());
        deed(&mut http, &id, "run").must(200);
        let mut before = 0;
        let mut server = server;
        for kill in 1..=2_i64 {
            let goal = ROWS * kill / 4;
            let mut http = server.http(&token);
            before = until(120, "some rows are written", || {
                import(&mut http, &id)["rows_done"].as_i64().filter(|done| *done >= goal)
            });
            server.kill();
            assert!(before < ROWS, "too quick to be killed in the middle: {before}");
            server = Server::start(home);
        }
        let mut http = server.http(&token);
        let there = import(&mut http, &id);
        assert!(there["rows_done"].as_i64().unwrap() >= before, "{there}");
        let done = ended(&mut http, &id, "done");
        assert_eq!(
            (&done["created"], &done["failed"], &done["rows_done"]),
            (&json!(ROWS), &json!(1), &json!(ROWS + 1))
        );
        assert_eq!(count(home, &token, &server), usize::try_from(ROWS).unwrap());
        let errors = http.get(&format!("/api/v1/imports/{id}/errors")).unwrap().must(200).json();
        assert_eq!(errors["items"][0]["row"], json!(ROWS + 2));
        drop(server);
        home.laws_hold();
    });
}

#[test]
fn a_stopped_import_keeps_what_is_written_goes_on_and_is_taken_back() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        let id = upload(&mut http, "clients.csv", &clients_csv());

        // A check writes nothing.
        deed(&mut http, &id, "check").must(200);
        let checked = ended(&mut http, &id, "checked");
        assert_eq!((&checked["created"], &checked["failed"]), (&json!(ROWS), &json!(1)));
        assert_eq!(count(home, &token, &server), 0);

        deed(&mut http, &id, "run").must(200);
        until(120, "some rows are written", || {
            import(&mut http, &id)["rows_done"].as_i64().filter(|done| *done >= 300)
        });
        deed(&mut http, &id, "cancellation").must(200);
        let stopped = ended(&mut http, &id, "cancelled");
        let written = usize::try_from(stopped["created"].as_i64().unwrap()).unwrap();
        assert!(written >= 300 && written < usize::try_from(ROWS).unwrap(), "{stopped}");
        std::thread::park_timeout(std::time::Duration::from_millis(700));
        assert_eq!(import(&mut http, &id), stopped, "nothing goes on after a stop");
        assert_eq!(count(home, &token, &server), written);
        deed(&mut http, &id, "cancellation").must(409);

        deed(&mut http, &id, "run").must(200);
        let done = ended(&mut http, &id, "done");
        assert_eq!(done["created"], json!(ROWS));
        assert_eq!(count(home, &token, &server), usize::try_from(ROWS).unwrap());

        // One client bought something: nothing is taken back, and the answer says why.
        let client = http.get("/api/v1/clients?limit=1").unwrap().must(200).json()["items"][0]["id"].clone();
        let path = format!("/api/v1/clients/{}/contacts", client.as_str().unwrap());
        http.post(&path, "contact", &json!({ "name": "Анна" })).unwrap().must(201);
        let refused = deed(&mut http, &id, "undo").must(409).json();
        assert!(refused["detail"].as_str().unwrap().contains("1"), "{refused}");
        assert_eq!(import(&mut http, &id)["state"], "done");
        assert_eq!(count(home, &token, &server), usize::try_from(ROWS).unwrap());

        // Another file is untouched by that.
        let other = upload(&mut http, "more.csv", "name\nООО «Другая волна»\n");
        deed(&mut http, &other, "run").must(200);
        ended(&mut http, &other, "done");
        deed(&mut http, &other, "undo").must(200);
        ended(&mut http, &other, "undone");
        assert_eq!(count(home, &token, &server), usize::try_from(ROWS).unwrap());
        deed(&mut http, &other, "undo").must(409);
        drop(server);
        home.laws_hold();
    });
}

#[test]
fn one_number_under_two_names_renames_nobody() {
    on_both(|home| {
        home.must(&["seller", "set", "--name", "Причал", "--inn", "7707083893"], "");
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        let rows = [
            "ООО «Ромашка»;7707083893;Тверь",
            "ООО «Северный ветер»;7707083893;Омск",
            "ООО «Ромашка»;7707083893;Псков",
        ];
        let id = upload(&mut http, "clients.csv", &format!("Название;ИНН;Город\n{}\n", rows.join("\n")));
        deed(&mut http, &id, "run").must(200);
        let done = ended(&mut http, &id, "done");
        assert_eq!(
            (&done["created"], &done["updated"], &done["failed"]),
            (&json!(1), &json!(1), &json!(1)),
            "{}: {done}",
            home.engine()
        );
        let clients = http.get("/api/v1/clients?limit=10").unwrap().must(200).json();
        let clients = clients["items"].as_array().unwrap();
        assert_eq!(clients.len(), 1);
        assert_eq!((&clients[0]["name"], &clients[0]["city"]), (&json!("ООО «Ромашка»"), &json!("Псков")));
    });
}

#[test]
fn goods_arrivals_debts_and_history_are_taken_back_to_nothing() {
    on_both(|home| {
        home.must(&["seller", "set", "--name", "Причал", "--inn", "7707083893"], "");
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        let mut done = Vec::new();
        let ahead = "2027-06-01";
        for (name, text, made) in [
            ("clients.csv", "Название;ИНН\nООО «Ромашка»;7707083893\n".to_owned(), 1),
            ("items.csv", "Артикул;Наименование;Цена\nA-1;Кружка;120,50\nA-2;Чайник;1 540\n".to_owned(), 2),
            ("stock.csv", "Артикул;Остаток\nA-1;15\nA-2;7\n".to_owned(), 2),
            ("arrivals.csv", format!("Артикул;Количество;Ожидается;Поставщик\nA-1;30;{ahead};Фарфор\nA-2;5;{ahead};Фарфор\nA-2;5;{ahead};Стекло\n"), 3),
            ("debts.csv", "ИНН;Долг;На дату\n7707083893;12500;2026-01-01\n".to_owned(), 1),
            ("sales.csv", "ИНН;Артикул;Дата;Количество;Сумма\n7707083893;A-1;2026-01-15;2;241\n7707083893;A-2;2026-01-16;1;1540\n".to_owned(), 2),
        ] {
            let id = upload(&mut http, name, &text);
            deed(&mut http, &id, "run").must(200);
            let import = ended(&mut http, &id, "done");
            assert_eq!((&import["created"], &import["failed"]), (&json!(made), &json!(0)), "{import}");
            done.push(id);
        }
        // The same goods from the same file would be there twice.
        let again = upload(&mut http, "stock.csv", "Артикул;Остаток\nA-1;15\nA-2;7\n");
        deed(&mut http, &again, "run").must(409);
        // Items and the client carry the rest.
        for (id, says) in [(&done[0], "1"), (&done[1], "2")] {
            let refused = deed(&mut http, id, "undo").must(409).json();
            assert!(refused["detail"].as_str().unwrap().contains(says), "{refused}");
        }
        for id in done.iter().rev() {
            deed(&mut http, id, "undo").must(200);
            ended(&mut http, id, "undone");
        }
        assert_eq!(count(home, &token, &server), 0);
        assert_eq!(http.get("/api/v1/items").unwrap().must(200).json()["items"], json!([]));
        assert_eq!(http.get("/api/v1/purchase-orders").unwrap().must(200).json()["items"], json!([]));
        // And all of it can come again.
        let id = upload(&mut http, "items.csv", "Артикул;Наименование;Цена\nA-1;Кружка;120,50\nA-2;Чайник;1 540\n");
        deed(&mut http, &id, "run").must(200);
        assert_eq!(ended(&mut http, &id, "done")["created"], json!(2));
        deed(&mut http, &again, "run").must(200);
        assert_eq!(ended(&mut http, &again, "done")["created"], json!(2));
        drop(server);
        home.laws_hold();
    });
}

#[test]
fn what_is_no_table_is_refused_in_words_and_leaves_nothing() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let mut http = server.http(&token);
        for bytes in [&b"PK\x03\x04 broken"[..], b"\x7fELF\0\0", b"", b"only a header\n"] {
            let refused = http.post_bytes("/api/v1/imports", bytes).unwrap().must(422).json();
            assert!(!refused["detail"].as_str().unwrap().is_empty(), "{refused}");
        }
        http.post_bytes("/api/v1/imports?kind=cars", b"name\nA\n").unwrap().must(422);
        assert_eq!(http.get("/api/v1/imports").unwrap().must(200).json()["items"], json!([]));
        let id = upload(&mut http, "odd.csv", "Рост;Вес\n1;2\n");
        let refused = deed(&mut http, &id, "run").must(422).json();
        assert_eq!(refused["errors"][0]["pointer"], "/columns");
        assert_eq!(import(&mut http, &id)["state"], "new");
        home.add_user("seller", "service");
        let other = home.token("seller");
        server.http(&other).get(&format!("/api/v1/imports/{id}/errors")).unwrap().must(403);
        server.http(&other).get(&format!("/imports/{id}/refused.csv")).unwrap().must(403);
    });
}
