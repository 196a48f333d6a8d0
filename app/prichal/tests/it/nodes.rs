//! Two servers on one PostgreSQL database.

use std::time::{Duration, Instant};

use serde_json::json;
use store::testing;

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

#[test]
fn two_servers_that_start_together_let_each_reservation_go_once() {
    const ORDERS: usize = 20;
    let Some(home) = Home::postgres() else { return };
    let token = home.integration();
    let before = Server::start(&home);
    let mut http = before.http(&token);
    let item = json!({"sku": "M-1", "name": "Кружка", "unit": "шт", "group": "Посуда", "price": "9", "vat_rate": "22"});
    http.post("/api/v1/items", "item", &item).unwrap().must(201);
    let receipt = json!({"lines": [{"sku": "M-1", "quantity": ORDERS.to_string()}]});
    http.post("/api/v1/goods-receipts", "goods", &receipt).unwrap().must(201);
    let client = http.post("/api/v1/clients", "client", &json!({"name": "Ольхон"})).unwrap().must(201).json();
    for n in 0..ORDERS {
        let order =
            json!({"client": client["id"], "mode": "all_or_nothing", "lines": [{"sku": "M-1", "quantity": "1"}]});
        let made = http.post("/api/v1/orders", &format!("order-{n}"), &order).unwrap().must(201).json();
        assert!(made["reserved_until"].is_string(), "{made}");
    }
    before.stop();
    testing::damage(&home.place, "UPDATE sales_order SET reserved_until = 20000 WHERE state = 'reserved'").unwrap();

    let servers = [Server::start(&home), Server::start(&home)];
    let mut http = servers[0].http(&token);
    let gone = until(30, "every reservation is let go", || {
        let list = http.get("/api/v1/orders?term=ran_out&limit=200").unwrap().must(200).json();
        Some(list["items"].as_array().unwrap().clone()).filter(|items| items.len() == ORDERS)
    });
    for order in gone {
        let order = http.get(&format!("/api/v1/orders/{}", order["id"].as_str().unwrap())).unwrap().must(200).json();
        assert_eq!((&order["state"], &order["version"]), (&json!("draft"), &json!(2)), "{order}");
    }
    for server in &servers {
        assert_eq!(server.log(), "", "the server complained");
    }
    drop(servers);
    home.laws_hold();
}
