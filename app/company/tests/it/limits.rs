//! A client never agrees to more than it may owe, however many confirm its orders at once, through one node or two.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Place, Store};

use crate::web::{Server, server};

const ORDERS: usize = 32;

async fn call(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
    let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, answer) = server.send(Some("integration"), request.body(Body::from(body.to_string())).unwrap()).await;
    (status.as_u16(), serde_json::from_str(&answer).unwrap_or_default())
}

async fn post(server: &Server, path: &str, key: &str, body: &Value) -> (u16, Value) {
    call(server, "POST", path, &[("idempotency-key", key)], body).await
}

async fn get(server: &Server, path: &str) -> Value {
    let request = Request::get(path).body(Body::empty()).unwrap();
    serde_json::from_str(&server.send(Some("integration"), request).await.1).unwrap()
}

/// Two hands over the same books: two nodes on PostgreSQL.
fn hands(base: &TestBase) -> [Arc<Server>; 2] {
    let here = server(base);
    let second = match &base.place {
        Place::Postgres(_) => Store::open(&base.place, &company::modules()).unwrap(),
        Place::Directory(_) => base.store.clone(),
    };
    let there = here.beside(company::open(second, None).unwrap());
    [Arc::new(here), Arc::new(there)]
}

/// A client with a limit, and orders of one piece at 122.00 each, all reserved.
async fn reserved(server: &Server, limit: &str) -> (String, Vec<String>) {
    let item =
        json!({"sku": "M-1", "name": "Кружка", "unit": "шт", "group": "Посуда", "price": "122.00", "vat_rate": "22"});
    assert_eq!(post(server, "/api/v1/items", "item", &item).await.0, 201);
    let receipt = json!({"lines": [{"sku": "M-1", "quantity": "100"}]});
    assert_eq!(post(server, "/api/v1/goods-receipts", "goods", &receipt).await.0, 201);
    let (status, client) = post(server, "/api/v1/clients", "client", &json!({"name": "ООО «Ольхон»"})).await;
    assert_eq!(status, 201, "{client}");
    let client = client["id"].as_str().unwrap().to_owned();
    let terms = json!({"credit_limit": limit, "payment_days": 14});
    let headers = [("idempotency-key", "terms"), ("if-match", "\"0\"")];
    let set = call(server, "PUT", &format!("/api/v1/clients/{client}/terms"), &headers, &terms).await;
    assert_eq!(set.0, 200, "{}", set.1);
    let mut orders = Vec::new();
    for n in 0..ORDERS {
        let order = json!({"client": client, "mode": "all_or_nothing", "lines": [{"sku": "M-1", "quantity": "1"}]});
        let (status, order) = post(server, "/api/v1/orders", &format!("order-{n}"), &order).await;
        assert_eq!(status, 201, "{order}");
        orders.push(order["id"].as_str().unwrap().to_owned());
    }
    (client, orders)
}

/// Everything within a minute: whoever waits longer waits for somebody who waits for it.
async fn in_time<T>(all: Vec<tokio::task::JoinHandle<T>>) -> Vec<T> {
    let mut done = Vec::new();
    for one in all {
        done.push(tokio::time::timeout(Duration::from_secs(60), one).await.expect("nobody waits for ever").unwrap());
    }
    done
}

#[test]
fn of_many_orders_confirmed_at_once_only_those_within_the_limit_are() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let hands = hands(base);
        runtime.block_on(async {
            // Ten of them and a rest that no other fits into.
            let (client, orders) = reserved(&hands[0], "1300.00").await;
            let mut all = Vec::new();
            for (n, id) in orders.iter().enumerate() {
                let (hand, path) = (hands[n % 2].clone(), format!("/api/v1/orders/{id}/confirmation"));
                all.push(tokio::spawn(async move { post(&hand, &path, &format!("yes-{n}"), &json!({})).await }));
            }
            let answers = in_time(all).await;
            let confirmed = answers.iter().filter(|(status, _)| *status == 200).count();
            for (status, answer) in answers.iter().filter(|(status, _)| *status != 200) {
                assert_eq!((*status, &answer["type"]), (409, &json!("/problems/over-limit")), "{answer}");
                assert_eq!((&answer["limit"], &answer["asked"]), (&json!("1300.00"), &json!("122.00")), "{answer}");
            }
            let list = get(&hands[0], &format!("/api/v1/orders?state=confirmed&client={client}&limit=100")).await;
            assert_eq!((confirmed, list["items"].as_array().unwrap().len()), (10, 10), "the limit holds ten orders");
        });
    });
}

#[test]
fn who_confirms_ships_pays_and_sets_terms_at_once_all_come_through() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let hands = hands(base);
        runtime.block_on(async {
            let (client, orders) = reserved(&hands[0], "100000.00").await;
            let (agreed, waiting) = orders.split_at(ORDERS / 2);
            for (n, id) in agreed.iter().enumerate() {
                let path = format!("/api/v1/orders/{id}/confirmation");
                assert_eq!(post(&hands[0], &path, &format!("agreed-{n}"), &json!({})).await.0, 200);
            }
            let mut all = Vec::new();
            for (n, (id, next)) in agreed.iter().zip(waiting).enumerate() {
                let deeds = [
                    (format!("/api/v1/orders/{id}/shipment"), json!({})),
                    (format!("/api/v1/orders/{next}/confirmation"), json!({})),
                    // The same order as is shipped, in the other order of locks.
                    (format!("/api/v1/orders/{id}/confirmation"), json!({})),
                    (
                        "/api/v1/payments".to_owned(),
                        json!({"client": client, "amount": "1.00", "received_on": "2026-01-12"}),
                    ),
                ];
                for (at, (path, body)) in deeds.into_iter().enumerate() {
                    let hand = hands[(n + at) % 2].clone();
                    all.push(tokio::spawn(async move {
                        let (status, answer) = post(&hand, &path, &format!("{n}-{at}"), &body).await;
                        let is_twice = at == 2 && answer["type"] == "/problems/wrong-state";
                        assert!(status < 300 || is_twice, "{path}: {status} {answer}");
                    }));
                }
                let (hand, path) = (hands[n % 2].clone(), format!("/api/v1/clients/{client}/terms"));
                all.push(tokio::spawn(async move {
                    let (key, seen) = (format!("terms-{n}"), format!("\"{}\"", n % 4 + 1));
                    let headers = [("idempotency-key", key.as_str()), ("if-match", seen.as_str())];
                    let body = json!({"credit_limit": "200000.00", "payment_days": n});
                    let (status, answer) = call(&hand, "PUT", &path, &headers, &body).await;
                    assert!(status == 200 || status == 412, "{status} {answer}");
                }));
            }
            in_time(all).await;
            let account = get(&hands[1], &format!("/api/v1/clients/{client}/account")).await;
            assert_eq!((&account["shipped"], &account["paid"]), (&json!("1952.00"), &json!("16.00")), "{account}");
            let laws = base.store.read(company::check_laws).await.unwrap();
            assert!(laws.ok, "{laws:?}");
        });
    });
}
