//! The JSON API as outside systems use it.

use access::Role;
use axum::body::Body;
use axum::http::{Method, Request};
use house::{Department, House, Shared, Visit};
use kernel::Day;
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use tower::ServiceExt;

use crate::company::*;

static HOUSE: [&dyn Department; 1] = [&orders::DEPARTMENT];

pub(crate) struct Desk {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    visit: Visit,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
    pub(crate) body: Vec<u8>,
    etag: Option<String>,
    replayed: bool,
}

impl Desk {
    fn open(base: &TestBase, visit: Visit) -> Desk {
        Desk::over(base, visit, Shared::default())
    }

    pub(crate) fn over(base: &TestBase, visit: Visit, shared: Shared) -> Desk {
        let house = House::new(base.store.clone(), &HOUSE, shared, None).unwrap();
        let (router, ..) = orders::DEPARTMENT.routes().finish();
        let router = router.with_state(house);
        Desk { router, runtime: tokio::runtime::Runtime::new().unwrap(), visit }
    }

    fn call(&self, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let text = body.map_or_else(String::new, |body| body.to_string());
        let mut request = request.body(Body::from(text)).unwrap();
        request.extensions_mut().insert(self.visit.clone());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            let (etag, replayed) = (header("etag"), header("idempotency-replayed").is_some());
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
            let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            Answer { status, json, body: bytes.to_vec(), etag, replayed }
        })
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None, &[])
    }

    pub(crate) fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body), &[("idempotency-key", key)])
    }
}

fn goods(base: &TestBase) -> String {
    open_company(base);
    let client = client(base, "ООО «Ромашка»");
    let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
    put(base, red, 10);
    await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));
    client.to_string()
}

#[test]
fn an_order_goes_its_way_over_the_api() {
    both(&MODULES, |base| {
        let client = goods(base);
        let desk = Desk::open(base, today());
        let body = json!({ "client": client, "mode": "backorder",
            "lines": [{ "sku": "M-1", "quantity": "4" }, { "sku": "M-2", "quantity": 2 }] });
        let no_key = desk.call(Method::POST, "/api/v1/orders", Some(body.clone()), &[]);
        assert_eq!((no_key.status, &no_key.json["type"]), (400, &json!("/problems/idempotency-key-needed")));
        let made = desk.post("/api/v1/orders", "a", body.clone());
        assert_eq!(made.status, 201, "{}", made.json);
        assert_eq!(made.etag.as_deref(), Some("\"1\""));
        assert_eq!((&made.json["state"], &made.json["total"]), (&json!("reserved"), &json!("688.00")));
        let second = &made.json["lines"][1];
        assert_eq!((&second["answer"], &second["promised_on"]), (&json!("dated"), &json!("2026-11-30")));
        let piece = &second["coverage"][0];
        assert_eq!(
            (&piece["source"], &piece["arrival"], &piece["quantity"]),
            (&json!("arrival"), &json!("71"), &json!("2"))
        );
        let again = desk.post("/api/v1/orders", "a", body);
        assert!(again.replayed && again.json == made.json);
        let other = desk.post("/api/v1/orders", "a", json!({ "client": client, "mode": "partial", "lines": [] }));
        assert_eq!(other.status, 422);

        let id = made.json["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/orders/{id}");
        let stale = desk.call(Method::POST, &format!("{path}/confirmation"), Some(json!({})), &[("if-match", "\"9\"")]);
        assert_eq!(stale.status, 412);
        let confirmed = desk.call(Method::POST, &format!("{path}/confirmation"), None, &[]);
        assert_eq!((confirmed.status, &confirmed.json["state"]), (200, &json!("confirmed")));
        let invoice = desk.post(&format!("{path}/invoice"), "b", json!({}));
        assert_eq!((invoice.status, &invoice.json["number"]), (201, &json!("1")));
        assert_eq!(
            (&invoice.json["pdf"], &invoice.json["vat"][0]["vat"]),
            (&json!("/api/v1/invoices/1.pdf"), &json!("124.07"))
        );
        let number = invoice.json["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.get(&format!("/api/v1/invoices/{number}")).json, invoice.json);
        for missing in ["/api/v1/invoices/x.pdf", "/api/v1/invoices/x"] {
            assert_eq!(desk.get(missing).status, 404);
        }
        let part = desk.post(&format!("{path}/shipment"), "c", json!({ "lines": [{ "sku": "m-1", "quantity": "3" }] }));
        assert_eq!((part.status, &part.json["state"]), (201, &json!("invoiced")));
        assert_eq!((&part.json["shipment"]["total"], &part.json["shipped"]), (&json!("366.00"), &json!("366.00")));
        let rest = desk.post(&format!("{path}/shipment"), "d", json!({}));
        assert_eq!((rest.status, &rest.json["type"]), (409, &json!("/problems/not-ready")));
        let paid = json!({ "invoice": number, "amount": "100.00", "received_on": "2026-11-23", "purpose": "счёт 1" });
        let paid = desk.post("/api/v1/payments", "e", paid);
        assert_eq!(paid.status, 201);
        let listed = desk.get(&format!("/api/v1/payments?client={client}"));
        assert_eq!(listed.json["items"], json!([paid.json]));
        let place = format!("/api/v1/payments/{}/reversal", paid.json["id"].as_str().unwrap());
        let unsaid = desk.post(&place, "r0", json!({ "reason": "" }));
        assert_eq!((unsaid.status, &unsaid.json["errors"][0]["pointer"]), (422, &json!("/reason")));
        assert_eq!(desk.call(Method::POST, &place, Some(json!({ "reason": "ошибка" })), &[]).status, 400);
        assert_eq!(desk.get(&format!("/api/v1/payments?client={client}")).json["items"], json!([paid.json]));
        let back = desk.post(&place, "r", json!({ "reason": "ошибка" }));
        assert_eq!((back.status, &back.json["reversal_reason"]), (200, &json!("ошибка")));
        assert!(desk.post(&place, "r", json!({ "reason": "ошибка" })).replayed);
        let twice = desk.post(&place, "r2", json!({ "reason": "ошибка" }));
        assert_eq!((twice.status, &twice.json["type"]), (409, &json!("/problems/already-reversed")));
        assert_eq!(desk.get(&format!("/api/v1/payments?client={client}")).json["items"], json!([back.json]));
        assert_eq!(desk.post("/api/v1/payments/77/reversal", "r3", json!({ "reason": "ошибка" })).status, 404);
        let listed = desk.get(&format!("/api/v1/orders?client={client}&limit=1"));
        assert_eq!((&listed.json["items"][0]["id"], &listed.json["next_cursor"]), (&json!(id), &Value::Null));
        assert_eq!(desk.get("/api/v1/orders?state=nonsense").status, 422);
        assert_eq!(desk.get("/api/v1/orders?client=nonsense").status, 422);
        assert_eq!(desk.get("/api/v1/orders/9999").status, 404);
        laws_hold(base);
    });
}

#[test]
fn short_stock_carries_the_lines_and_wrong_fields_their_places() {
    both(&MODULES, |base| {
        let client = goods(base);
        let desk = Desk::open(base, today());
        let short =
            json!({ "client": client, "mode": "all_or_nothing", "lines": [{ "sku": "M-1", "quantity": "11" }] });
        let refused = desk.post("/api/v1/orders", "a", short.clone());
        assert_eq!((refused.status, &refused.json["type"]), (409, &json!("/problems/short-stock")));
        let line = &refused.json["lines"][0];
        assert_eq!((&line["sku"], &line["quantity"], &line["short"]), (&json!("M-1"), &json!("11"), &json!("11")));
        assert!(desk.post("/api/v1/orders", "a", short).replayed);
        let wrong = json!({ "client": client, "mode": "partial", "lines": [{ "sku": "NO", "quantity": "1" }] });
        let wrong = desk.post("/api/v1/orders", "b", wrong);
        assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/lines/0/sku")));
        let unknown = json!({ "client": client, "mode": "partial", "lines": [], "colour": 1 });
        assert_eq!(desk.post("/api/v1/orders", "c", unknown).status, 422);
        for quantity in [json!("0"), json!("-1"), json!("1e3"), json!(1.5), json!("1000000.5"), json!(null)] {
            let body =
                json!({ "client": client, "mode": "partial", "lines": [{ "sku": "M-1", "quantity": quantity }] });
            let answer = desk.post("/api/v1/orders", &format!("q{quantity}").replace('"', ""), body);
            assert_eq!(answer.status, 422, "{quantity}");
        }
    });
}

#[test]
fn availability_tells_what_an_order_would_be_told_and_writes_nothing() {
    both(&MODULES, |base| {
        let client = goods(base);
        let desk = Desk::open(base, today());
        let body = json!({ "client": client, "lines": [{ "sku": "M-1", "quantity": "10" }, { "sku": "M-1", "quantity": "1" },
            { "sku": "M-2", "quantity": "4", "wanted_on": "2026-12-10" }] });
        for _ in 0..2 {
            let told = desk.call(Method::POST, "/api/v1/availability", Some(body.clone()), &[]);
            assert_eq!(told.status, 200, "{}", told.json);
            let answers: Vec<_> = told.json["lines"].as_array().unwrap().iter().map(|line| &line["answer"]).collect();
            assert_eq!(answers, ["now", "substitute", "dated"]);
        }
        let wrong = desk.call(Method::POST, "/api/v1/availability", Some(json!({ "lines": [{ "sku": "NO" }] })), &[]);
        assert_eq!(wrong.status, 422);
    });
}

#[test]
fn a_buyer_sees_no_orders() {
    both(&MODULES, |base| {
        goods(base);
        let desk = Desk::open(base, hire(base, "buyer", Role::Buyer));
        for path in ["/api/v1/orders", "/api/v1/payments", "/api/v1/invoices/1", "/api/v1/orders/1"] {
            assert_eq!(desk.get(path).status, 403, "{path}");
        }
    });
}

#[test]
fn another_item_takes_over_what_is_missing_over_the_api() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»").to_string();
        put(base, item(base, "M-1", "122.00", "red"), 5);
        put(base, item(base, "M-2", "100.00", "blue"), 40);
        let desk = Desk::open(base, today());
        let place = |key: &str| {
            let body = json!({ "client": client, "mode": "partial", "lines": [{ "sku": "M-1", "quantity": "8" }] });
            desk.post("/api/v1/orders", key, body).json
        };
        let told = |order: &Value| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            order["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| (text(&line["sku"]), text(&line["quantity"])))
                .collect()
        };
        let made = place("a");
        let offer = &made["lines"][0]["substitutes"][0];
        assert_eq!((&offer["sku"], &offer["free_now"]), (&json!("M-2"), &json!("40")));
        let path = format!("/api/v1/orders/{}/substitution", made["id"].as_str().unwrap());
        let line = &made["lines"][0]["id"];
        let wrong = desk.post(&path, "b", json!({ "line": line, "sku": "M-2", "extent": "half" }));
        assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/extent")));
        assert_eq!(told(&desk.get(&format!("/api/v1/orders/{}", made["id"].as_str().unwrap())).json).len(), 1);
        let part = desk.post(&path, "c", json!({ "line": line, "sku": "M-2" }));
        assert_eq!(told(&part.json), [("M-1".into(), "5".into()), ("M-2".into(), "3".into())], "{}", part.json);
        assert_eq!(part.json["lines"][1]["substitute_for"], made["lines"][0]["item"]);
        let other = client_with_red(base, &desk, &client);
        let path = format!("/api/v1/orders/{}/substitution", other["id"].as_str().unwrap());
        let whole = json!({ "line": other["lines"][0]["id"], "sku": "M-2", "extent": "whole" });
        assert_eq!(told(&desk.post(&path, "d", whole).json), [("M-2".into(), "8".into())]);
        laws_hold(base);
    });
}

/// Two more red mugs come, and eight are ordered.
fn client_with_red(base: &TestBase, desk: &Desk, client: &str) -> Value {
    let red = ask(base, &today(), |read, _| catalogue::item_by_sku(read, "M-1")).unwrap().id;
    put(base, red, 2);
    let body = json!({ "client": client, "mode": "partial", "lines": [{ "sku": "M-1", "quantity": "8" }] });
    desk.post("/api/v1/orders", "e", body).json
}

#[test]
fn a_reservation_is_extended_and_runs_out_over_the_api() {
    both(&MODULES, |base| {
        let client = goods(base);
        let desk = Desk::open(base, hire(base, "op", Role::Operator));
        let body = json!({ "client": client, "mode": "backorder", "lines": [{ "sku": "M-1", "quantity": "4" }] });
        let made = desk.post("/api/v1/orders", "a", body).json;
        assert_eq!(
            (&made["reserved_until"], &made["ran_out_on"], &made["extensions"]),
            (&json!("2026-11-26"), &Value::Null, &json!(0))
        );
        let path = format!("/api/v1/orders/{}", made["id"].as_str().unwrap());
        let place = format!("{path}/extension");
        let extend = |key: &str, version: &str| {
            let headers = [("idempotency-key", key), ("if-match", version)];
            desk.call(Method::POST, &place, Some(json!({})), &headers)
        };
        let stale = extend("x0", "\"9\"");
        assert_eq!((stale.status, &stale.json["type"]), (412, &json!("/problems/version-stale")));
        let once = extend("x1", "\"1\"");
        assert_eq!((once.status, once.etag.as_deref()), (200, Some("\"2\"")), "{}", once.json);
        assert_eq!(once.json["reserved_until"], "2026-12-01");
        // The same deed sent again is done once, whatever has become of the order.
        let again = extend("x1", "\"1\"");
        assert!(again.replayed && again.json == once.json);
        assert_eq!(desk.get(&path).json["extensions"], 1);
        assert_eq!(extend("x2", "\"2\"").status, 200);
        let enough = extend("x3", "\"3\"");
        assert_eq!((enough.status, &enough.json["type"]), (409, &json!("/problems/extended-enough")));
        assert_eq!(enough.json["who"], json!(["head_front_desk", "head_service"]));
        let now = desk.get(&path).json;
        assert_eq!((&now["reserved_until"], &now["version"]), (&json!("2026-12-04"), &json!(3)));

        let listed = |query: &str| desk.get(&format!("/api/v1/orders?{query}")).json["items"].as_array().unwrap().len();
        assert_eq!((listed("term=runs_out"), listed("term=ran_out")), (0, 0));
        let wrong = desk.get("/api/v1/orders?term=ran_out&state=draft");
        assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("?term")));
        let id = kernel::OrderId::new(made["id"].as_str().unwrap().parse().unwrap());
        let after = visit_on(Day::of(2026, 12, 5));
        let went =
            done::<_, orders::OrderRefused, _>(base, &after, move |tx, visit| Ok(orders::run_out(tx, visit, id)?));
        assert!(went);
        let gone = desk.get(&path).json;
        assert_eq!((&gone["state"], &gone["ran_out_on"]), (&json!("draft"), &json!("2026-12-04")));
        assert_eq!((&gone["reserved_until"], &gone["lines"][0]["quantity"]), (&Value::Null, &json!("4")));
        assert_eq!((listed("term=ran_out"), listed(&format!("term=ran_out&client={client}"))), (1, 1));
        let late = desk.call(Method::POST, &format!("{path}/confirmation"), None, &[]);
        assert_eq!((late.status, &late.json["type"]), (409, &json!("/problems/reservation-ran-out")));
        assert_eq!(late.json["ran_out_on"], "2026-12-04");
        assert_eq!(desk.get(&path).json["state"], "draft");
    });
}
