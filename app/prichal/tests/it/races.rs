//! Sixty-four buyers reach for the last piece.
//!
//! Three guards stand one behind the other: the lock of the item's row (without it PostgreSQL answers
//! 500 in place of 409), the condition of the UPDATE, and the CHECK of the table (without all three,
//! several buyers get the piece). On SQLite the one writer is a fourth.

use std::sync::Barrier;

use serde_json::{Value, json};

use crate::http::Http;
use crate::kit::*;

const BUYERS: usize = 64;
const CHUNK: usize = 50;

fn rounds() -> usize {
    std::env::var("PRICHAL_RACE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

/// Every round one item with one piece; all buyers order it in the same moment.
fn race(home: &Home, servers: &[Server], token: &str) {
    let rounds = rounds();
    let mut http = servers[0].http(token);
    let buyers: Vec<String> = (0..BUYERS)
        .map(|n| {
            let body = json!({"name": format!("Покупатель {n}"), "external_id": format!("buyer {n}")});
            let made = http.post("/api/v1/clients", &format!("buyer-{n}"), &body).unwrap().must(201).json();
            made["id"].as_str().unwrap().to_string()
        })
        .collect();
    let (mut sold, mut refused) = (0, 0);
    for from in (0..rounds).step_by(CHUNK) {
        let to = rounds.min(from + CHUNK);
        stock_one_of_each(&mut http, from..to);
        let met = Barrier::new(BUYERS);
        let replies: Vec<Vec<(u16, Value)>> = std::thread::scope(|scope| {
            let all: Vec<_> = buyers
                .iter()
                .enumerate()
                .map(|(n, buyer)| {
                    let (met, mut http) = (&met, servers[n % servers.len()].http(token));
                    scope.spawn(move || {
                        let ordered = (from..to).map(|round| {
                            met.wait();
                            order(&mut http, buyer, round, n)
                        });
                        ordered.collect()
                    })
                })
                .collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for round in 0..to - from {
            let won = replies.iter().filter(|own| own[round].0 == 201).count();
            for own in &replies {
                let (status, body) = &own[round];
                assert!(*status == 201 || is_short(*status, body), "round {}: {status} {body}", from + round);
            }
            assert_eq!(won, 1, "round {}: {won} buyers of the last piece", from + round);
            sold += won;
            refused += replies.len() - won;
        }
    }
    for server in servers {
        assert_eq!(server.log(), "", "the server complained");
    }
    println!("{} through {} servers: {rounds} rounds, {sold} sold, {refused} told short", home.engine(), servers.len());
}

fn is_short(status: u16, body: &Value) -> bool {
    status == 409 && body["type"].as_str().is_some_and(|kind| kind.ends_with("/problems/short-stock"))
}

fn stock_one_of_each(http: &mut Http, rounds: std::ops::Range<usize>) {
    let lines: Vec<Value> = rounds
        .clone()
        .map(|round| {
            let sku = format!("LAST-{round}");
            let item = json!({"sku": sku, "name": format!("Последняя штука {round}"), "unit": "шт", "group": "Race",
                "price": "100.00", "vat_rate": "22"});
            http.post("/api/v1/items", &format!("item-{round}"), &item).unwrap().must(201);
            json!({"sku": sku, "quantity": "1"})
        })
        .collect();
    let receipt = json!({"warehouse": "main", "lines": lines});
    http.post("/api/v1/goods-receipts", &format!("receipt-{}", rounds.start), &receipt).unwrap().must(201);
}

fn order(http: &mut Http, buyer: &str, round: usize, n: usize) -> (u16, Value) {
    let body = json!({"client": buyer, "mode": "all_or_nothing",
        "lines": [{"sku": format!("LAST-{round}"), "quantity": "1"}]});
    let reply = http.post("/api/v1/orders", &format!("order-{round}/{n}"), &body).unwrap();
    (reply.status, reply.json())
}

/// Eight accountants take the same payment back in the same moment: one does, the money leaves the account once.
fn reverse_at_once(home: &Home, servers: &[Server]) {
    const HANDS: usize = 8;
    let token = home.integration();
    let mut http = servers[0].http(&token);
    let client = http.post("/api/v1/clients", "payer", &json!({"name": "Плательщик"})).unwrap().must(201).json();
    for round in 0..rounds() {
        let payment = json!({"client": client["id"], "amount": "100.00", "received_on": "2026-01-12"});
        let paid = http.post("/api/v1/payments", &format!("pay-{round}"), &payment).unwrap().must(201).json();
        let place = format!("/api/v1/payments/{}/reversal", paid["id"].as_str().unwrap());
        let met = Barrier::new(HANDS);
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS)
                .map(|n| {
                    let (met, place, mut http) = (&met, &place, servers[n % servers.len()].http(&token));
                    scope.spawn(move || {
                        met.wait();
                        http.post(place, &format!("back-{round}/{n}"), &json!({"reason": "задвоена"})).unwrap().status
                    })
                })
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|status| *status == 200 || *status == 409), "round {round}: {answers:?}");
    }
    for server in servers {
        assert_eq!(server.log(), "", "the server complained");
    }
}

#[test]
fn a_payment_is_taken_back_once_on_sqlite() {
    let home = Home::lite();
    let servers = [Server::start(&home)];
    reverse_at_once(&home, &servers);
    drop(servers);
    home.laws_hold();
}

#[test]
fn a_payment_is_taken_back_once_through_two_servers_on_postgresql() {
    let Some(home) = Home::postgres() else { return };
    let servers = [Server::start(&home), Server::start(&home)];
    reverse_at_once(&home, &servers);
    drop(servers);
    home.laws_hold();
}

#[test]
fn race_for_the_last_piece_on_sqlite_has_one_winner() {
    let home = Home::lite();
    let token = home.integration();
    let servers = [Server::start(&home)];
    race(&home, &servers, &token);
    drop(servers);
    home.laws_hold();
}

#[test]
fn race_for_the_last_piece_through_two_servers_on_postgresql_has_one_winner() {
    let Some(home) = Home::postgres() else { return };
    let token = home.integration();
    let servers = [Server::start(&home), Server::start(&home)];
    race(&home, &servers, &token);
    drop(servers);
    home.laws_hold();
}
