//! Terms of clients on both engines: set and changed, whose they are, refused, told, the law, API and page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use contracts::{SetTerms, Terms, TermsRefused, Wrong};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{ClientId, EntityKind, Money, StaffId, Zone};
use serde_json::{Value, json};
use store::testing::{TestBase, both, damage};
use store::{Fault, Module, Read, Stop, Tx};
use tower::ServiceExt;

const MODULES: [Module; 4] = [access::MODULE, house::MODULE, clients::MODULE, contracts::MODULE];

fn act<T, R, F>(base: &TestBase, visit: &Visit, verb: F) -> Result<T, R>
where
    T: Send + 'static,
    R: std::fmt::Debug + Send + 'static,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<R>> + Send + 'static,
{
    let within = visit.clone();
    match base.store.write_now(visit.actor, move |tx| verb(tx, &within)) {
        Ok(done) => Ok(done),
        Err(Stop::Refused(refused)) => Err(refused),
        Err(Stop::Fault(fault)) => panic!("{fault}"),
    }
}

fn ask<T: Send + 'static>(
    base: &TestBase,
    question: impl FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
) -> T {
    base.store.read_now(question).unwrap()
}

fn system(base: &TestBase) -> Visit {
    Visit::system(base.store.now(), Zone::utc(), Lang::En)
}

fn hire(base: &TestBase, login: &str, role: Role) -> Visit {
    let password = access::hash_password_at("correct horse", Cost::Cheap).unwrap();
    let new = NewStaff { login: login.into(), name: login.into(), roles: vec![role], password, both_duties: None };
    let staff: StaffId = act(base, &system(base), move |tx, _| access::add_staff(tx, &new)).unwrap();
    let person = ask(base, move |read| access::person(read, staff)).unwrap();
    Visit::of(person, base.store.now(), Zone::utc(), Lang::En)
}

fn client(base: &TestBase, visit: &Visit, name: &str) -> ClientId {
    let new = clients::NewClient { name: name.into(), ..clients::NewClient::default() };
    act(base, visit, move |tx, visit| clients::create(tx, visit, new.clone())).unwrap().card.client.id
}

fn terms(limit: Option<i64>, days: i64) -> SetTerms {
    SetTerms { credit_limit: limit.map(|limit| Money::from_minor(limit * 100)), payment_days: days }
}

fn set(base: &TestBase, visit: &Visit, client: ClientId, new: SetTerms, seen: i64) -> Result<Terms, TermsRefused> {
    act(base, visit, move |tx, visit| contracts::set_terms(tx, visit, client, &new, seen))
}

/// Limit, days and version as they stand in the books.
fn stand(base: &TestBase, client: ClientId) -> Option<(Option<i64>, i64, i64)> {
    let found = ask(base, move |read| contracts::terms(read, client));
    found.map(|terms| (terms.credit_limit.map(|limit| limit.minor() / 100), terms.payment_days, terms.version))
}

#[test]
fn terms_stand_where_somebody_set_them_and_every_change_is_told() {
    both(&MODULES, |base| {
        let boss = hire(base, "boss", Role::Director);
        let (one, other) = (client(base, &system(base), "Ольхон"), client(base, &system(base), "Таймыр"));
        assert_eq!(stand(base, one), None);
        let first = set(base, &boss, one, terms(Some(500_000), 14), 0).unwrap();
        assert_eq!((first.version, first.staff, first.changed_at), (1, boss.actor.staff(), boss.now));
        set(base, &boss, one, terms(None, 0), 1).unwrap();
        assert_eq!(stand(base, one), Some((None, 0, 2)));
        assert_eq!(stand(base, other), None);
        let all = ask(base, move |read| contracts::terms_of(read, &[other, one]));
        assert_eq!(all.iter().map(|terms| terms.client).collect::<Vec<_>>(), [one]);

        let told: Vec<(String, String)> = base
            .events()
            .iter()
            .filter(|event| event.kind == "terms_changed")
            .map(|event| (event.entity.clone(), contracts::told(Lang::En, event).unwrap().words))
            .collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(entity, words)| (entity.as_str(), words.as_str())).collect();
        assert_eq!(
            told,
            [
                ("client", "Terms set: limit 500,000.00, 14 days to pay"),
                (
                    "client",
                    "Terms changed: limit no limit, payment on the day of the shipment; before: limit 500,000.00, 14 days to pay"
                ),
            ]
        );
        // Who takes clients out again is told that something rests on them.
        let boss = boss.clone();
        let resting = ask(base, move |read| {
            contracts::DEPARTMENT.resting(read, &boss, EntityKind::Client, &[one.get(), other.get()])
        });
        assert_eq!(resting.iter().map(|rest| rest.count).collect::<Vec<_>>(), [1]);
    });
}

#[test]
fn refused_terms_leave_what_stood() {
    both(&MODULES, |base| {
        let boss = hire(base, "boss", Role::Director);
        let one = client(base, &system(base), "Ольхон");
        let stale = |version| TermsRefused::Stale { client: one, version };
        assert_eq!(set(base, &boss, one, terms(Some(1), 1), 1).unwrap_err(), stale(0));
        assert_eq!(stand(base, one), None);
        set(base, &boss, one, terms(Some(100), 7), 0).unwrap();
        for seen in [0, 2] {
            assert_eq!(set(base, &boss, one, terms(Some(1), 1), seen).unwrap_err(), stale(1));
        }
        for (new, wrong) in [
            (terms(Some(-1), 7), vec![("/credit_limit", Wrong::Negative)]),
            (terms(Some(100_000_000_001), 7), vec![("/credit_limit", Wrong::SumTooLarge)]),
            (terms(None, 366), vec![("/payment_days", Wrong::Days)]),
            (terms(Some(-1), -1), vec![("/credit_limit", Wrong::Negative), ("/payment_days", Wrong::Days)]),
        ] {
            let TermsRefused::Fields(fields) = set(base, &boss, one, new, 1).unwrap_err() else { panic!("{new:?}") };
            let fields: Vec<_> = fields.iter().map(|field| (field.pointer.as_str(), field.what.clone())).collect();
            assert_eq!(fields, wrong);
        }
        let nobody = ClientId::new(77);
        assert_eq!(set(base, &boss, nobody, terms(None, 7), 0).unwrap_err(), TermsRefused::Unknown(nobody));
        let retail = act(base, &system(base), |tx, _| Ok::<_, Stop<TermsRefused>>(clients::retail(tx)?)).unwrap();
        let refused = set(base, &boss, retail, terms(None, 7), 0).unwrap_err();
        assert_eq!(refused, TermsRefused::Unknown(retail));
        for lang in Lang::ALL {
            for refused in [&refused, &stale(1), &TermsRefused::Fields(Vec::new())] {
                let said = refused.say(lang);
                assert!(![said.title, said.detail, said.next].iter().any(String::is_empty), "{refused:?}");
            }
        }
        assert_eq!((stand(base, one), stand(base, retail)), (Some((Some(100), 7, 1)), None));
        assert_eq!(base.events().iter().filter(|event| event.kind == "terms_changed").count(), 1);
    });
}

fn law(base: &TestBase) -> Vec<String> {
    let law = contracts::DEPARTMENT.laws().remove(0);
    ask(base, move |read| (law.check)(read)).broken
}

#[test]
fn terms_of_nobody_and_a_limit_below_zero_break_the_law() {
    both(&MODULES, |base| {
        let one = client(base, &system(base), "Ольхон");
        set(base, &system(base), one, terms(Some(100), 7), 0).unwrap();
        assert_eq!(law(base), Vec::<String>::new());
        let nobody = "INSERT INTO client_terms (client_id, payment_days, changed_at, version) VALUES (4711, 0, 0, 1)";
        damage(&base.place, nobody).unwrap();
        assert_eq!(law(base), ["terms of client 4711: there is no such client"]);
        damage(&base.place, "DELETE FROM client_terms WHERE client_id = 4711").unwrap();
        for check in ["client_terms_credit_limit_check", "client_terms_payment_days_check"] {
            if matches!(base.place, store::Place::Postgres(_)) {
                damage(&base.place, &format!("ALTER TABLE client_terms DROP CONSTRAINT {check}")).unwrap();
            }
        }
        damage(&base.place, "UPDATE client_terms SET credit_limit = -5").unwrap();
        assert_eq!(law(base), [format!("terms of client {one}: a limit of -5")]);
        damage(&base.place, "UPDATE client_terms SET credit_limit = 5, payment_days = 366").unwrap();
        assert_eq!(law(base), [format!("terms of client {one}: 366 days to pay")]);
    });
}

struct Desk {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    fn open(base: &TestBase) -> Desk {
        static HOUSE: [&dyn Department; 2] = [&clients::DEPARTMENT, &contracts::DEPARTMENT];
        let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
        let (router, ..) = contracts::DEPARTMENT.routes().finish();
        Desk { router: router.with_state(house), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    /// Status, body, version.
    fn send(
        &self,
        visit: &Visit,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String, String) {
        let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(visit.clone());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let tag = response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()).unwrap_or_default();
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
            (status, String::from_utf8_lossy(&bytes).into_owned(), tag)
        })
    }

    fn get(&self, visit: &Visit, path: &str) -> (u16, String, String) {
        self.send(visit, Method::GET, path, &[], "")
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

#[test]
fn the_api_sets_terms_once_in_the_version_that_was_seen() {
    both(&MODULES, |base| {
        let accountant = hire(base, "accountant", Role::Accountant);
        let one = client(base, &system(base), "Ольхон");
        let (desk, path) = (Desk::open(base), format!("/api/v1/clients/{one}/terms"));
        let (status, none, tag) = desk.get(&accountant, &path);
        assert_eq!((status, tag.as_str()), (200, "\"0\""));
        let unset =
            json!({"client": one, "credit_limit": null, "payment_days": null, "changed_at": null, "version": 0});
        assert_eq!(json_of(&none), unset);

        let body = json!({"credit_limit": "500000.00", "payment_days": 14}).to_string();
        let json_type = ("content-type", "application/json");
        let (key, seen) = (("idempotency-key", "a"), ("if-match", "\"0\""));
        let put = |headers: &[(&str, &str)], body: &str| desk.send(&accountant, Method::PUT, &path, headers, body);
        assert_eq!(put(&[json_type, key], &body).0, 428);
        assert_eq!(put(&[json_type, seen], &body).0, 400);
        for wrong in [
            json!({"credit_limit": "-1", "payment_days": 14}),
            json!({"credit_limit": "1.001", "payment_days": 14}),
            json!({"payment_days": 366}),
            json!({"credit_limit": null}),
            json!({"payment_days": 1, "rebate": 5}),
        ] {
            let (status, answer, _) = put(&[json_type, ("idempotency-key", "w"), seen], &wrong.to_string());
            assert!((400..=422).contains(&status), "{wrong}: {status} {answer}");
        }
        assert_eq!(json_of(&desk.get(&accountant, &path).1), unset);
        let (status, made, tag) = put(&[json_type, key, seen], &body);
        assert_eq!((status, tag.as_str()), (200, "\"1\""), "{made}");
        assert_eq!(put(&[json_type, key, seen], &body).1, made, "the same key gets the same answer");
        let (status, stale, _) = put(&[json_type, ("idempotency-key", "b"), seen], &body);
        assert_eq!((status, &json_of(&stale)["version"]), (412, &json!(1)), "{stale}");
        let made = json_of(&made);
        assert_eq!((&made["credit_limit"], &made["payment_days"]), (&json!("500000.00"), &json!(14)));
        assert_eq!(json_of(&desk.get(&accountant, &path).1), made);
        assert_eq!(desk.get(&accountant, "/api/v1/clients/77/terms").0, 404);
    });
}

#[test]
fn the_page_shows_terms_to_the_team_and_the_form_to_who_may_set_them() {
    both(&MODULES, |base| {
        let manager = hire(base, "manager", Role::AccountManager);
        let accountant = hire(base, "accountant", Role::Accountant);
        let (own, foreign) = (client(base, &manager, "Ольхон"), client(base, &system(base), "Колгуев"));
        let desk = Desk::open(base);
        let path = |client| format!("/clients/{client}/terms");
        let (status, page, _) = desk.get(&manager, &path(own));
        assert!(status == 200 && page.contains("No terms are set") && !page.contains("terms-form"), "{page}");
        for foreign in [path(foreign), format!("/api/v1{}", path(foreign)), path(ClientId::new(77))] {
            let (status, page, _) = desk.get(&manager, &foreign);
            assert!(status == 404 && !page.contains("Колгуев"), "{foreign}: {status}");
        }
        let form = ("content-type", "application/x-www-form-urlencoded");
        let post = |key: &str, version: &str, limit: &str, days: &str| {
            let body = format!("_key={key}&version={version}&credit_limit={limit}&payment_days={days}");
            desk.send(&accountant, Method::POST, &path(own), &[form], &body)
        };
        assert!(desk.get(&accountant, &path(own)).1.contains("name=\"version\" value=\"0\""));
        for (n, (limit, days)) in
            [("much", "14"), ("1.234", "14"), ("-5", "14"), ("5", "soon"), ("5", "")].iter().enumerate()
        {
            let (status, page, _) = post(&format!("w{n}"), "0", limit, days);
            assert_eq!(status, 422, "{limit} {days}");
            assert!(
                page.contains(&format!("value=\"{limit}\"")) && page.contains("p-hint err"),
                "{limit} {days}: {page}"
            );
        }
        assert_eq!(stand(base, own), None);
        assert_eq!(post("a", "0", "1%20200%2C50", "30").0, 303);
        let (_, page, _) = desk.get(&manager, &path(own));
        assert!(page.contains("1,200.50") && page.contains("30 days after the shipment"), "{page}");
        let (status, page, _) = post("b", "0", "7", "7");
        assert!(status == 412 && page.contains("The terms have changed meanwhile"), "{page}");
        assert_eq!(post("c", "1", "", "0").0, 303);
        assert_eq!(stand(base, own), Some((None, 0, 2)));
    });
}
