//! kill -9 under load: what was acknowledged is there, nothing is there twice.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::http::Http;
use crate::kit::*;

struct Acknowledged {
    key: String,
    id: String,
    name: String,
}

#[test]
fn what_was_acknowledged_survives_kill_nine_under_load() {
    on_both(|home| {
        let token = home.integration();
        let all: Mutex<Vec<Acknowledged>> = Mutex::new(Vec::new());
        let open: Mutex<Vec<String>> = Mutex::new(Vec::new());
        for round in 0..5 {
            let server = Server::start(home);
            let (count, goal) = (AtomicUsize::new(0), 60 + round * 17);
            let addr = server.addr.clone();
            std::thread::scope(|scope| {
                for writer in 0..8 {
                    let (addr, token, all, open, count) = (&addr, &token, &all, &open, &count);
                    scope.spawn(move || {
                        let mut http = Http::new(addr, token);
                        for n in 0.. {
                            let key = format!("{round}-{writer}-{n}");
                            match create(&mut http, &key) {
                                Ok((id, name)) => {
                                    all.lock().unwrap().push(Acknowledged { key, id, name });
                                    count.fetch_add(1, Ordering::Relaxed);
                                }
                                Err(_) => {
                                    open.lock().unwrap().push(key);
                                    return;
                                }
                            }
                        }
                    });
                }
                until(60, "the load runs", || (count.load(Ordering::Relaxed) >= goal).then_some(()));
                server.kill();
            });
        }
        let server = Server::start(home);
        let mut http = server.http(&token);
        let all = all.into_inner().unwrap();
        for one in &all {
            let card = http.get(&format!("/api/v1/clients/{}", one.id)).unwrap().must(200).json();
            assert_eq!(card["name"], one.name.as_str());
        }
        let mut ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len());
        for one in all.iter().rev().step_by(7) {
            assert_eq!(create(&mut http, &one.key).unwrap().0, one.id, "the key gets its first answer");
        }
        // nobody knows of these but their keys: done once now, whatever happened then
        let open = open.into_inner().unwrap();
        let mut found = 0;
        for key in &open {
            let (first, replayed) = create_told(&mut http, key).unwrap();
            found += usize::from(replayed);
            assert_eq!(create(&mut http, key).unwrap(), first);
            assert!(!ids.contains(&first.0.as_str()));
        }
        assert_eq!(server.log(), "", "the server complained");
        server.stop();
        home.laws_hold();
        println!(
            "{}: 5 kills, {} acknowledged and there; {} without an answer, {found} of them had been done",
            home.engine(),
            all.len(),
            open.len()
        );
    });
}

fn create(http: &mut Http, key: &str) -> std::io::Result<(String, String)> {
    create_told(http, key).map(|(made, _)| made)
}

fn create_told(http: &mut Http, key: &str) -> std::io::Result<((String, String), bool)> {
    let name = format!("ООО «Волна {key}»");
    let reply = http.post("/api/v1/clients", key, &json!({"name": name, "external_id": key}))?.must(201);
    let id = reply.json()["id"].as_str().unwrap().to_string();
    Ok(((id, name), reply.header("idempotency-replayed").is_some()))
}
