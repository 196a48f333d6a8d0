//! A reservation whose term is over is confirmed or let go, never both, through one node or two.

use axum::body::Body;
use axum::http::{Request, header};
use house::{House, Visit};
use i18n::Lang;
use kernel::{Actor, OrderId};
use serde_json::{Value, json};
use store::testing::{TestBase, both, damage};
use store::{Place, Stop, Store};

use crate::web::{Server, server};

const ROUNDS: usize = 30;

async fn post(server: &Server, path: &str, key: &str, body: &Value) -> (u16, Value) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, answer) = server.send(Some("integration"), request).await;
    (status.as_u16(), serde_json::from_str(&answer).unwrap_or_default())
}

/// Orders of one piece each, all a day past their term.
async fn past_their_term(base: &TestBase, server: &Server, house: &House) -> Vec<OrderId> {
    let item =
        json!({"sku": "M-1", "name": "Кружка", "unit": "шт", "group": "Посуда", "price": "122.00", "vat_rate": "22"});
    assert_eq!(post(server, "/api/v1/items", "item", &item).await.0, 201);
    let receipt = json!({"lines": [{"sku": "M-1", "quantity": ROUNDS.to_string()}]});
    assert_eq!(post(server, "/api/v1/goods-receipts", "goods", &receipt).await.0, 201);
    let (status, client) = post(server, "/api/v1/clients", "client", &json!({"name": "ООО «Ольхон»"})).await;
    assert_eq!(status, 201, "{client}");
    let mut ids = Vec::new();
    for n in 0..ROUNDS {
        let order =
            json!({"client": client["id"], "mode": "all_or_nothing", "lines": [{"sku": "M-1", "quantity": "1"}]});
        let (status, order) = post(server, "/api/v1/orders", &format!("order-{n}"), &order).await;
        assert_eq!(status, 201, "{order}");
        ids.push(OrderId::new(order["id"].as_str().unwrap().parse().unwrap()));
    }
    let yesterday = visit(house).today.add_days(-1).days();
    let past = format!("UPDATE sales_order SET reserved_until = {yesterday}");
    tokio::task::block_in_place(|| damage(&base.place, &past)).unwrap();
    ids
}

fn visit(house: &House) -> Visit {
    Visit::system(house.store().now(), house.settings().zone.clone(), Lang::Ru)
}

async fn run_out(house: &House, order: OrderId) -> bool {
    let visit = visit(house);
    let gone: Result<bool, Stop<std::convert::Infallible>> =
        house.store().write(Actor::System, move |tx| Ok(orders::run_out(tx, &visit, order)?)).await;
    gone.unwrap()
}

#[test]
fn an_order_is_confirmed_or_let_go_and_never_both() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let here = server(base);
        let second = match &base.place {
            Place::Postgres(_) => Store::open(&base.place, &company::modules()).unwrap(),
            Place::Directory(_) => base.store.clone(),
        };
        let (one, other) = (company::open(base.store.clone(), None).unwrap(), company::open(second, None).unwrap());
        let there = here.beside(other.clone());
        runtime.block_on(async {
            let ids = past_their_term(base, &here, &one).await;
            let (mut confirmed, mut gone) = (Vec::new(), Vec::new());
            for (n, id) in ids.into_iter().enumerate() {
                let path = format!("/api/v1/orders/{id}/confirmation");
                let (key, nothing) = (format!("yes-{n}"), json!({}));
                let confirm = post(if n % 2 == 0 { &here } else { &there }, &path, &key, &nothing);
                // One before the other, the other before the one, all at once.
                let ((status, answer), first, second) = match n % 3 {
                    0 => {
                        let told = confirm.await;
                        let (first, second) = tokio::join!(run_out(&one, id), run_out(&other, id));
                        (told, first, second)
                    }
                    1 => {
                        let (first, second) = tokio::join!(run_out(&one, id), run_out(&other, id));
                        (confirm.await, first, second)
                    }
                    _ => tokio::join!(confirm, run_out(&one, id), run_out(&other, id)),
                };
                assert!(!(first && second), "order {id} was let go twice");
                if first || second {
                    assert_eq!((status, &answer["type"]), (409, &json!("/problems/reservation-ran-out")), "{answer}");
                    gone.push(id);
                } else {
                    assert_eq!((status, &answer["state"]), (200, &json!("confirmed")), "{answer}");
                    confirmed.push(id);
                }
            }
            assert!(confirmed.len() >= ROUNDS / 3 && gone.len() >= ROUNDS / 3, "{confirmed:?} {gone:?}");

            let events = tokio::task::block_in_place(|| base.events());
            let count = |id: OrderId, kind: &str| {
                let of = |event: &&store::Happened| event.entity == "order" && event.entity_id == id.get();
                events.iter().filter(of).filter(|event| event.kind == kind).count()
            };
            for (ids, told) in [(&confirmed, (1, 0)), (&gone, (0, 1))] {
                for id in ids {
                    assert_eq!((count(*id, "order_confirmed"), count(*id, "reservation_ran_out")), told, "order {id}");
                }
            }
            // What was let go is there for others, to the piece.
            let request = Request::get("/api/v1/supplies?sku=M-1").body(Body::empty()).unwrap();
            let (_, supplies) = here.send(Some("integration"), request).await;
            let supplies: Value = serde_json::from_str(&supplies).unwrap();
            assert_eq!(supplies["items"][0]["allocated"], confirmed.len().to_string(), "{supplies}");
            let laws = base.store.read(company::check_laws).await.unwrap();
            assert!(laws.ok, "{laws:?}");
        });
    });
}

#[test]
fn the_nightly_look_of_two_nodes_lets_every_reservation_go_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let here = server(base);
        let second = match &base.place {
            Place::Postgres(_) => Store::open(&base.place, &company::modules()).unwrap(),
            Place::Directory(_) => base.store.clone(),
        };
        let (one, other) = (company::open(base.store.clone(), None).unwrap(), company::open(second, None).unwrap());
        runtime.block_on(async {
            let ids = past_their_term(base, &here, &one).await;
            let (first, second) = tokio::join!(company::schedule::run_out(&one), company::schedule::run_out(&other));
            assert_eq!(first.unwrap() + second.unwrap(), u64::try_from(ids.len()).unwrap());
            let told = tokio::task::block_in_place(|| base.events())
                .into_iter()
                .filter(|event| event.kind == "reservation_ran_out")
                .count();
            assert_eq!(told, ids.len());
            assert_eq!(company::schedule::run_out(&one).await.unwrap(), 0);
            let laws = base.store.read(company::check_laws).await.unwrap();
            assert!(laws.ok, "{laws:?}");
        });
    });
}

#[test]
fn who_may_change_the_company_says_how_long_goods_are_held() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let here = server(base);
        runtime.block_on(async {
            let days = async || -> Value {
                let request = Request::get("/api/v1/sellers").body(Body::empty()).unwrap();
                let (_, sellers) = here.send(Some("integration"), request).await;
                let sellers: Value = serde_json::from_str(&sellers).unwrap();
                json!([sellers["items"][0]["reservation_days"], sellers["items"][0]["version"]])
            };
            let patch = async |role: &str, days: Value| {
                let request = Request::patch("/api/v1/sellers/1")
                    .header(header::CONTENT_TYPE, "application/json")
                    .header(header::IF_MATCH, "\"2\"")
                    .body(Body::from(json!({"reservation_days": days}).to_string()))
                    .unwrap();
                here.send(Some(role), request).await.0.as_u16()
            };
            let form = async |role: &str, version: &str, days: &str| {
                let request = Request::post("/settings/company")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header("sec-fetch-site", "same-origin")
                    .body(Body::from(format!(
                        "_key=k{role}{version}{days}&id=1&version={version}&reservation_days={days}"
                    )))
                    .unwrap();
                let (status, page) = here.send(Some(role), request).await;
                (status.as_u16(), page)
            };
            assert_eq!(days().await, json!([3, 2]));
            for (role, asked, status) in [
                ("operator", json!(5), 403),
                ("admin", json!(91), 422),
                ("admin", json!(-1), 422),
                ("admin", json!("many"), 422),
                ("admin", json!(1.5), 422),
            ] {
                assert_eq!(patch(role, asked.clone()).await, status, "{role} {asked}");
            }
            for typed in ["", "soon", "1.5", "91"] {
                let (status, page) = form("admin", "2", typed).await;
                assert_eq!(status, 422, "{typed}");
                assert!(
                    page.contains(&format!("value=\"{typed}\"")) && page.contains("f-reservation_days-e"),
                    "{page}"
                );
            }
            assert_eq!(form("operator", "2", "5").await.0, 403);
            assert_eq!(days().await, json!([3, 2]));
            assert_eq!(patch("admin", json!(5)).await, 200);
            assert_eq!(patch("admin", json!(6)).await, 412);
            assert_eq!(form("admin", "3", "7").await.0, 303);
            assert_eq!(days().await, json!([7, 4]));
        });
    });
}
