//! Two servers on one PostgreSQL database.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::coded;
use crate::kit::*;

#[test]
fn a_new_client_is_found_by_name_on_the_other_server_within_two_seconds() {
    let Some(home) = Home::postgres() else { return };
    let token = home.integration();
    let servers = [Server::start(&home), Server::start(&home)];
    let mut longest = Duration::ZERO;
    for n in 0..10 {
        let (here, there) = (&servers[n % 2], &servers[(n + 1) % 2]);
        let name = format!("Серебряный ручей {n}");
        let made = here.http(&token).post("/api/v1/clients", &format!("c{n}"), &json!({"name": name})).unwrap();
        let id = made.must(201).json()["id"].clone();
        let since = Instant::now();
        let mut http = there.http(&token);
        until(2, "found on the other server", || {
            let found = http.get(&format!("/api/v1/clients?q={}&limit=8", coded(&name))).unwrap().must(200).json();
            found["items"].as_array().unwrap().iter().find(|item| item["id"] == id).map(drop)
        });
        longest = longest.max(since.elapsed());
    }
    println!("two servers: a new client is found on the other one after {longest:?} at most");
}
