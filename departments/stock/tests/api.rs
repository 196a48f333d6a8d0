//! Receipts and supplies over the JSON API, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod desk;

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use desk::{Desk, MODULES};
use house::{Department, House, Shared};
use kernel::Actor;
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use tower::ServiceExt;

static HOUSE: [&dyn Department; 2] = [&catalogue::DEPARTMENT, &stock::DEPARTMENT];

struct Rig {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
        let (router, ..) = stock::DEPARTMENT.routes().finish();
        let layer = axum::middleware::from_fn_with_state(house.clone(), house::identify);
        Rig { router: router.layer(layer).with_state(house), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn call(&self, token: &str, method: Method, path: &str, body: Option<&Value>, key: Option<&str>) -> (u16, Value) {
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap())
        })
    }
}

fn token(base: &TestBase, role: Role) -> String {
    base.store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let password = access::hash_password_at("correct horse battery", Cost::Cheap).unwrap();
            let login = role.code().to_string();
            let new = NewStaff { name: login.clone(), login, roles: vec![role], password, both_duties: None };
            let staff = access::add_staff(tx, &new)?;
            access::add_token(tx, staff, "test", None)
        })
        .unwrap()
}

#[test]
fn a_receipt_is_entered_once_per_key_and_seen_among_the_supplies() {
    both(&MODULES, |base| {
        let (desk, rig) = (Desk::open(base), Rig::open(base));
        let (picker, hunter) = (token(base, Role::Picker), token(base, Role::Hunter));
        let item = desk.item("A1");
        desk.arrival(3, item, 10, desk.day(5));
        let body = json!({ "warehouse": "main", "lines": [{ "sku": "a1", "quantity": "2" }, { "sku": "A1", "packs": "1", "arrival": "3" }] });
        let receive =
            |token: &str, body: &Value, key| rig.call(token, Method::POST, "/api/v1/goods-receipts", Some(body), key);

        let (status, made) = receive(&picker, &body, Some("k1"));
        let again = receive(&picker, &body, Some("k1"));

        assert_eq!(
            (status, made["warehouse"].as_str(), made["lines"][1]["quantity"].as_str()),
            (201, Some("main"), Some("12"))
        );
        assert_eq!(again, (201, made.clone()));
        let (status, listed) = rig.call(&picker, Method::GET, "/api/v1/supplies?sku=A1", None, None);
        let rows = listed["items"].as_array().unwrap();
        assert_eq!((status, rows.len(), &rows[0]["id"]), (200, 1, &made["lines"][0]["supply"]));
        let row = &rows[0];
        assert_eq!(
            (row["source"].as_str(), row["quantity"].as_str(), row["allocated"].as_str()),
            (Some("on_hand"), Some("14"), Some("0"))
        );
        assert_eq!((row["sku"].as_str(), row["warehouse"].as_str()), (Some("A1"), Some("main")));

        // Goods whose day has passed have none: nobody knows when they come.
        let awaited = desk.item("B1");
        desk.arrival(5, awaited, 4, kernel::Day::of(2020, 1, 9));
        desk.arrival(6, awaited, 4, kernel::Day::of(2199, 1, 9));
        let (_, listed) = rig.call(&picker, Method::GET, "/api/v1/supplies?sku=B1", None, None);
        let days = |row: &Value| {
            (row["available_on"].as_str().map(str::to_owned), row["late_since"].as_str().map(str::to_owned))
        };
        assert_eq!(days(&listed["items"][0]), (None, Some("2020-01-09".into())));
        assert_eq!(days(&listed["items"][1]), (Some("2199-01-09".into()), None));

        // body, key -> status, problem, field
        for (body, key, status, problem, field) in [
            (body.clone(), None, 400, "idempotency-key-needed", None),
            (json!({ "lines": [] }), Some("k2"), 422, "bad-field", Some("/lines")),
            (json!({ "lines": [{ "sku": "A1" }] }), Some("k3"), 422, "bad-field", Some("/lines/0/quantity")),
            (
                json!({ "lines": [{ "sku": "A1", "quantity": "2.5" }] }),
                Some("k3a"),
                422,
                "bad-field",
                Some("/lines/0/quantity"),
            ),
            (
                json!({ "lines": [{ "sku": "NO", "quantity": "1" }] }),
                Some("k4"),
                422,
                "unknown-sku",
                Some("/lines/0/sku"),
            ),
            (
                json!({ "lines": [{ "sku": "A1", "quantity": "1", "arrival": "9" }] }),
                Some("k5"),
                422,
                "unknown-arrival",
                Some("/lines/0/arrival"),
            ),
            (
                json!({ "lines": [{ "sku": "A1", "quantity": "1" }], "shelf": 1 }),
                Some("k6"),
                422,
                "bad-field",
                Some("/shelf"),
            ),
            (
                json!({ "warehouse": " ", "lines": [{ "sku": "A1", "quantity": "1" }] }),
                Some("k7"),
                422,
                "bad-field",
                Some("/warehouse"),
            ),
            (
                json!({ "lines": [{ "sku": "A1", "quantity": "9000000000000" }] }),
                Some("k8"),
                422,
                "bad-field",
                Some("/lines/0/quantity"),
            ),
        ] {
            let (told, said) = receive(&picker, &body, key);
            assert_eq!(
                (told, said["type"].as_str()),
                (status, Some(format!("/problems/{problem}").as_str())),
                "{body} {said}"
            );
            assert_eq!(said["errors"][0]["pointer"].as_str(), field, "{said}");
        }
        assert_eq!(receive(&hunter, &body, Some("k9")).0, 403);
        let (status, listed) = rig.call(&hunter, Method::GET, "/api/v1/supplies?sku=NO", None, None);
        assert_eq!((status, listed), (200, json!({ "items": [], "next_cursor": null })));
        assert_eq!(rig.call(&picker, Method::GET, "/api/v1/supplies", None, None).0, 422);
        assert_eq!(rig.call(&picker, Method::GET, "/api/v1/supplies?sku=A1&cursor=zz", None, None).0, 422);
        // An unknown warehouse is made.
        let body = json!({ "warehouse": "север", "lines": [{ "sku": "A1", "quantity": "1" }] });
        assert_eq!(receive(&picker, &body, Some("k10")).0, 201);
        let (_, first) = rig.call(&picker, Method::GET, "/api/v1/supplies?sku=A1&limit=1", None, None);
        let next = format!("/api/v1/supplies?sku=A1&limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
        let (_, second) = rig.call(&picker, Method::GET, &next, None, None);
        assert_eq!((second["items"][0]["warehouse"].as_str(), &second["next_cursor"]), (Some("север"), &Value::Null));
        desk.assert_lawful();
    });
}
