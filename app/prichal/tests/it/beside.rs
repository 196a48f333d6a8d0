//! The command line beside a server under load.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::coded;
use crate::kit::*;

#[test]
fn a_user_a_token_and_an_import_are_added_beside_a_server_under_load() {
    on_both(|home| {
        let token = home.integration();
        let server = Server::start(home);
        let (over, written) = (AtomicBool::new(false), AtomicUsize::new(0));
        let rows: String = (0..300).map(|n| format!("Лодочник {n},,Тверь\n")).collect();
        let file = TempFile::with(&format!("name,inn,city\n{rows}"));
        let mut longest = Duration::ZERO;
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (mut http, over, written) = (server.http(&token), &over, &written);
                scope.spawn(move || {
                    let mut n = 0;
                    while !over.load(Ordering::Relaxed) {
                        n += 1;
                        let key = format!("load-{writer}/{n}");
                        http.post("/api/v1/clients", &key, &json!({"name": key})).unwrap().must(201);
                        written.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            // a failure here must still end the load
            let beside = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                until(30, "the load runs", || (written.load(Ordering::Relaxed) > 50).then_some(()));
                for n in 0..3 {
                    let began = Instant::now();
                    let login = format!("beside{n}");
                    home.add_user(&login, "director");
                    let own = home.token(&login);
                    longest = longest.max(began.elapsed());
                    server.http(&own).get("/api/v1/clients?q=load&limit=8").unwrap().must(200);
                }
                let began = Instant::now();
                let path = file.0.display().to_string();
                let said = home.must(&["import", &path, "--kind", "clients", "--json"], "");
                let import: serde_json::Value = serde_json::from_str(&said).unwrap();
                assert_eq!((&import["created"], &import["failed"]), (&json!(300), &json!(0)), "{said}");
                let took = began.elapsed();
                let mut http = server.http(&token);
                let since = Instant::now();
                until(10, "the imported clients are found", || {
                    let path = format!("/api/v1/clients?q={}&limit=8", coded("лодочник 299"));
                    let found = http.get(&path).unwrap().must(200).json();
                    found["items"].as_array().unwrap().iter().find(|i| i["name"] == "Лодочник 299").map(drop)
                });
                println!("{}: import took {took:?}, found {:?} later", home.engine(), since.elapsed());
            }));
            over.store(true, Ordering::Relaxed);
            if let Err(panic) = beside {
                std::panic::resume_unwind(panic);
            }
        });
        assert_eq!(server.log(), "", "the server complained");
        println!("{}: user and token took {longest:?} at most beside {} writes", home.engine(), written.into_inner());
        server.stop();
        home.laws_hold();
    });
}
