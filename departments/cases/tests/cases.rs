//! Cases on both engines: one holder always, hand-over by acceptance, row scope, the leaver, the law, API and pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use cases::{Case, CaseKind, CaseRefused, NewCase, Outcome, OwnSubject, Subject, Topic, Which};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{CaseId, ClientId, Day, Dice, StaffId, Zone};
use serde_json::{Value, json};
use store::testing::{TestBase, both, damage};
use store::{Fault, Module, Read, Stop, Tx, event_count, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 4] = [access::MODULE, house::MODULE, clients::MODULE, cases::MODULE];
static HOUSE: [&dyn Department; 2] = [&clients::DEPARTMENT, &cases::DEPARTMENT];

sql! {
    EVENTS = "SELECT kind FROM event WHERE entity = 'case' ORDER BY id";
    DUE = "UPDATE client_case SET due_at = ?2 WHERE id = ?1";
    OFFERS = "SELECT case_id, to_staff FROM case_handover WHERE ended_at IS NULL ORDER BY case_id";
}

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

fn hire(base: &TestBase, login: &str, role: Role) -> StaffId {
    let password = access::hash_password_at("correct horse", Cost::Cheap).unwrap();
    let new = NewStaff { login: login.into(), name: login.into(), roles: vec![role], password, both_duties: None };
    act(base, &system(base), move |tx, _| access::add_staff(tx, &new)).unwrap()
}

fn visit_of(base: &TestBase, staff: StaffId) -> Visit {
    let person = ask(base, move |read| access::person(read, staff)).unwrap();
    Visit::of(person, base.store.now(), Zone::utc(), Lang::En)
}

fn client(base: &TestBase, name: &str) -> ClientId {
    let new = clients::NewClient { name: name.into(), ..clients::NewClient::default() };
    act(base, &system(base), move |tx, visit| clients::create(tx, visit, new.clone())).unwrap().card.client.id
}

fn open(base: &TestBase, visit: &Visit, new: NewCase) -> Result<CaseId, CaseRefused> {
    act(base, visit, move |tx, visit| cases::open(tx, visit, &new))
}

fn question(client: Option<ClientId>) -> NewCase {
    NewCase { client, ..NewCase::new(CaseKind::Question, Topic::Delivery, "Когда кабель?") }
}

fn case(base: &TestBase, id: CaseId) -> Case {
    let visit = system(base);
    ask(base, move |read| cases::card(read, &visit, id)).unwrap().case
}

fn law(base: &TestBase) -> Vec<String> {
    let law = cases::DEPARTMENT.laws().remove(0);
    ask(base, move |read| (law.check)(read)).broken
}

#[test]
fn what_the_house_says_of_a_case_is_read_in_the_readers_language() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let own = Subject::Own(OwnSubject::CallBack(Topic::Claim));
        let missed = open(base, &a, NewCase { subject: own, ..question(None) }).unwrap();
        let typed = open(base, &a, question(None)).unwrap();
        let said = |id: CaseId| {
            let case = case(base, id);
            Lang::ALL.map(|lang| (lang, case.subject_in(lang), case.step_in(lang)))
        };

        let row = |lang, subject: &str, step: &str| (lang, subject.to_owned(), step.to_owned());
        let (ru, en) = (Lang::Ru, Lang::En);
        let house = [
            row(ru, "Перезвонить: Рекламация", "Ответить по сроку"),
            row(en, "Call back: Claim", "Answer about the date"),
        ];
        for (lang, subject, step) in said(missed) {
            assert!(house.contains(&(lang, subject.clone(), step.clone())), "{lang:?} {subject} {step}");
        }
        assert!(said(typed).iter().all(|(_, subject, _)| subject == "Когда кабель?"));
        // Only the moment is moved: the step stays the words of the house. Another step is somebody's own.
        let due_at = a.now.add_seconds(3600);
        act(base, &a, move |tx, visit| cases::plan(tx, visit, missed, None, "Answer about the date", due_at)).unwrap();
        assert!(said(missed).contains(&house[0]));
        act(base, &a, move |tx, visit| cases::plan(tx, visit, missed, None, "Ask the works", due_at)).unwrap();
        assert!(said(missed).iter().all(|(.., step)| step == "Ask the works"));
    });
}

#[test]
fn a_case_has_one_holder_and_changes_hands_only_when_it_is_accepted() {
    both(&MODULES, |base| {
        let (anna, boris, vera) =
            (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service), hire(base, "vera", Role::Claims));
        let (a, b, v) = (visit_of(base, anna), visit_of(base, boris), visit_of(base, vera));
        let id = open(base, &a, question(None)).unwrap();
        let opened = case(base, id);
        assert_eq!((opened.holder, opened.opened_by, opened.version), (anna, Some(anna), 1));
        assert_eq!(opened.next_step, "Answer about the date");

        act(base, &a, move |tx, visit| cases::hand_over(tx, visit, id, Some(1), boris, "его заказ", "строка\nвторая"))
            .unwrap();
        let offered = case(base, id);
        assert_eq!((offered.holder, offered.offered_to), (anna, Some(boris)), "the holder stays until the yes");
        let foreign = act(base, &v, move |tx, visit| cases::accept(tx, visit, id)).unwrap_err();
        assert_eq!(foreign, CaseRefused::NotOffered(id));
        assert_eq!(case(base, id), offered);

        let silent = act(base, &b, move |tx, visit| cases::decline(tx, visit, id, " ")).unwrap_err();
        assert_eq!(silent.fields(Lang::Ru)[0].pointer, "/reason");
        act(base, &b, move |tx, visit| cases::decline(tx, visit, id, "не мой")).unwrap();
        assert_eq!((case(base, id).holder, case(base, id).offered_to), (anna, None));

        act(base, &a, move |tx, visit| cases::hand_over(tx, visit, id, None, vera, "рекламация", "")).unwrap();
        act(base, &a, move |tx, visit| cases::hand_over(tx, visit, id, None, boris, "всё же его", "")).unwrap();
        let open_offers: Vec<(i64, i64)> = ask(base, |read| read.rows(&OFFERS, p![]));
        assert_eq!(open_offers, [(id.get(), boris.get())], "a second offer ends the first");
        act(base, &b, move |tx, visit| cases::accept(tx, visit, id)).unwrap();
        assert_eq!((case(base, id).holder, case(base, id).offered_to), (boris, None));
        let card = ask(base, {
            let visit = b.clone();
            move |read| cases::card(read, &visit, id)
        })
        .unwrap();
        assert_eq!(card.handovers.len(), 3);
        assert_eq!(card.handovers[2].brief.as_deref(), Some("строка\nвторая"));
        assert_eq!(card.handovers[2].answer.as_deref(), Some("не мой"));

        let not_hers =
            act(base, &a, move |tx, visit| cases::close(tx, visit, id, None, Outcome::Done, "")).unwrap_err();
        assert_eq!(not_hers, CaseRefused::NotYours("boris".into()));
        assert!(case(base, id).closed_at.is_none());
        let seen = case(base, id).version;
        act(base, &a, move |tx, visit| cases::take(tx, visit, id, Some(seen))).unwrap();
        assert_eq!(case(base, id).holder, anna);
        let stale = act(base, &a, move |tx, visit| {
            cases::plan(tx, visit, id, Some(seen), "позвонить", visit.now.add_seconds(3600))
        })
        .unwrap_err();
        assert_eq!(stale, CaseRefused::Stale { case: id, version: seen + 1 });
        act(base, &a, move |tx, visit| cases::close(tx, visit, id, None, Outcome::Done, "сказала дату")).unwrap();
        let again = act(base, &a, move |tx, visit| cases::close(tx, visit, id, None, Outcome::Done, "")).unwrap_err();
        assert_eq!(again, CaseRefused::Closed(id));
        assert_eq!(case(base, id).result.as_deref(), Some("сказала дату"));
        let kinds: Vec<(String,)> = ask(base, |read| read.rows(&EVENTS, p![]));
        let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "case_opened",
                "case_offered",
                "case_declined",
                "case_offered",
                "case_offered",
                "case_accepted",
                "case_taken",
                "case_closed"
            ]
        );
        assert!(law(base).is_empty(), "{:?}", law(base));
    });
}

#[test]
fn wrong_cases_are_refused_field_by_field_and_leave_nothing() {
    both(&MODULES, |base| {
        let (anna, buyer) = (hire(base, "anna", Role::Operator), hire(base, "buyer", Role::Buyer));
        let a = visit_of(base, anna);
        let wrong = NewCase {
            client: Some(ClientId::new(99)),
            holder: Some(buyer),
            due_at: Some(a.now.add_seconds(-3600)),
            ..NewCase::new(CaseKind::Task, Topic::CallBack, "  ")
        };
        let refused = open(base, &a, wrong).unwrap_err();
        let pointers: Vec<String> = refused.fields(Lang::Ru).into_iter().map(|field| field.pointer).collect();
        assert_eq!(pointers, ["/subject", "/due_at", "/client", "/holder"]);
        let far = NewCase { due_at: Some(a.now.add_seconds(400 * 86_400)), ..question(None) };
        assert_eq!(open(base, &a, far).unwrap_err().fields(Lang::En)[0].pointer, "/due_at");
        let visit = system(base);
        assert!(ask(base, move |read| cases::list(read, &visit, Which::Open, None, 10)).is_empty());
        let id = open(base, &a, question(None)).unwrap();
        let to_buyer = act(base, &a, move |tx, visit| cases::hand_over(tx, visit, id, None, buyer, "вам", ""));
        assert_eq!(to_buyer.unwrap_err().fields(Lang::Ru)[0].pointer, "/to");
        assert_eq!(case(base, id).offered_to, None);
    });
}

#[test]
fn a_team_sees_its_clients_cases_and_no_others() {
    both(&MODULES, |base| {
        let (anna, manager) = (hire(base, "anna", Role::Operator), hire(base, "max", Role::AccountManager));
        let (own, other) = (client(base, "Ромашка"), client(base, "Василёк"));
        act(base, &system(base), move |tx, visit| clients::assign_to(tx, visit, own, manager, "account_manager"))
            .unwrap();
        let a = visit_of(base, anna);
        let (hers, foreign) =
            (open(base, &a, question(Some(own))).unwrap(), open(base, &a, question(Some(other))).unwrap());
        let m = visit_of(base, manager);
        let seen = ask(base, {
            let m = m.clone();
            move |read| cases::list(read, &m, Which::Open, None, 10)
        });
        assert_eq!(seen.iter().map(|case| case.id).collect::<Vec<_>>(), [hers]);
        let hidden = ask(base, {
            let m = m.clone();
            move |read| Ok((cases::card(read, &m, foreign)?, cases::open_of_client(read, &m, other)?))
        });
        assert_eq!((hidden.0, hidden.1.len()), (None, 0));
        let take = act(base, &m, move |tx, visit| cases::take(tx, visit, foreign, None)).unwrap_err();
        assert_eq!(take, CaseRefused::Unknown(foreign));
        assert_eq!(case(base, foreign).holder, anna);
        let not_served = open(base, &m, question(Some(other))).unwrap_err();
        assert_eq!(not_served.fields(Lang::Ru)[0].pointer, "/client");
        // What is offered is seen, whoever's client it is.
        act(base, &a, move |tx, visit| cases::hand_over(tx, visit, foreign, None, manager, "подмените", "")).unwrap();
        assert!(ask(base, move |read| cases::card(read, &m, foreign)).is_some());
    });
}

#[test]
fn who_leaves_leaves_no_case_behind_and_the_law_sees_what_does() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service));
        hire(base, "admin", Role::Admin);
        let romashka = client(base, "Ромашка");
        act(base, &system(base), move |tx, visit| clients::assign_to(tx, visit, romashka, boris, "service")).unwrap();
        let (a, b) = (visit_of(base, anna), visit_of(base, boris));
        let (first, second) =
            (open(base, &a, question(Some(romashka))).unwrap(), open(base, &b, question(None)).unwrap());
        act(base, &b, move |tx, visit| cases::hand_over(tx, visit, second, None, anna, "вам", "")).unwrap();
        assert!(law(base).is_empty(), "{:?}", law(base));

        act(base, &system(base), move |tx, _| access::lock_staff(tx, anna)).unwrap();
        assert_eq!(law(base).len(), 2, "a locked holder and an offer to a locked one");
        let passed = act(base, &system(base), move |tx, _| cases::pass_on(tx, anna)).unwrap();
        assert_eq!(passed, 1);
        assert_eq!(case(base, first).holder, boris, "the client's team is next");
        assert_eq!(case(base, second).offered_to, None);
        assert!(law(base).is_empty(), "{:?}", law(base));

        act(base, &system(base), move |tx, _| access::lock_staff(tx, boris)).unwrap();
        let nobody = act(base, &system(base), move |tx, _| cases::pass_on(tx, boris)).unwrap_err();
        assert_eq!(nobody, CaseRefused::NobodyLeft(2));
        assert_eq!(case(base, first).holder, boris);
        act(base, &system(base), move |tx, _| access::unlock_staff(tx, boris)).unwrap();

        damage(&base.place, "UPDATE client_case SET holder_id = 4711 WHERE id = 1").unwrap();
        assert_eq!(law(base), ["case 1: staff:4711 has no role that holds cases"]);
        damage(&base.place, "UPDATE client_case SET holder_id = 3 WHERE id = 1").unwrap();
        assert_eq!(law(base), ["case 1: staff:3 has no role that holds cases"]);
    });
}

#[test]
fn lists_go_by_their_moment_page_by_page() {
    both(&MODULES, |base| {
        let anna = hire(base, "anna", Role::Operator);
        let a = visit_of(base, anna);
        for hours in [5, 1, 3, 2, 4] {
            let due_at = Some(a.now.add_seconds(hours * 3600));
            let new =
                NewCase { due_at, ..NewCase::new(CaseKind::Task, Topic::CallBack, format!("через {hours}")) };
            open(base, &a, new).unwrap();
        }
        open(base, &a, question(None)).unwrap();
        let list = |which, after, limit| {
            let visit = a.clone();
            ask(base, move |read| cases::list(read, &visit, which, after, limit))
        };
        let first = list(Which::CallBacks, None, 2);
        let place = first.last().map(|case| (case.due_at.millis(), case.id.get()));
        let rest = list(Which::CallBacks, place, 10);
        let words: Vec<String> = first.iter().chain(&rest).map(|case| case.subject.clone()).collect();
        assert_eq!(words, ["через 1", "через 2", "через 3", "через 4", "через 5"]);
        let waiting = ask(base, {
            let mut late = a.clone();
            late.now = late.now.add_seconds(2 * 3600 + 1);
            move |read| cases::waiting(read, &late)
        });
        assert_eq!((waiting.mine, waiting.call_backs, waiting.call_backs_late), (6, 5, 2));
    });
}

async fn send(
    app: &axum::Router,
    token: &str,
    method: Method,
    uri: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> (u16, Value, String) {
    let mut request = Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Some(body) => {
            request = request.header("content-type", "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let etag = response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()).unwrap_or_default();
    let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)), etag)
}

#[test]
fn the_api_and_the_pages_show_the_same_cases() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service));
        let romashka = client(base, "Ромашка");
        let token = act::<_, access::AccessRefused, _>(base, &system(base), move |tx, _| {
            Ok((access::add_token(tx, anna, "test", None)?, access::add_token(tx, boris, "test", None)?))
        })
        .unwrap();
        let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
        let mut routes = house::Routes::new();
        for department in HOUSE {
            routes = routes.merge(department.routes());
        }
        let (router, _, _) = routes.finish();
        let app = router.layer(axum::middleware::from_fn_with_state(house.clone(), house::identify)).with_state(house);
        runtime.block_on(async {
            let new =
                json!({ "kind": "question", "topic": "delivery", "subject": "Когда кабель?", "client": romashka });
            let key = [("idempotency-key", "one")];
            let (status, made, etag) =
                send(&app, &token.0, Method::POST, "/api/v1/cases", &key, Some(new.clone())).await;
            assert_eq!((status, etag.as_str()), (201, "\"1\""), "{made}");
            let (_, again, _) = send(&app, &token.0, Method::POST, "/api/v1/cases", &key, Some(new)).await;
            assert_eq!(again["id"], made["id"], "the same key opens one case");
            let at = format!("/api/v1/cases/{}", made["id"].as_str().unwrap());
            let plan = json!({ "next_step": "Позвонить", "due_at": base.store.now().add_seconds(7200) });
            let (status, ..) = send(&app, &token.0, Method::PATCH, &at, &[], Some(plan.clone())).await;
            assert_eq!(status, 428);
            let (status, planned, etag) =
                send(&app, &token.0, Method::PATCH, &at, &[("if-match", "\"1\"")], Some(plan.clone())).await;
            assert_eq!((status, etag.as_str(), planned["next_step"].as_str()), (200, "\"2\"", Some("Позвонить")));
            let (status, ..) = send(&app, &token.0, Method::PATCH, &at, &[("if-match", "\"1\"")], Some(plan)).await;
            assert_eq!(status, 412);
            let over = json!({ "to": boris, "reason": "его клиент", "brief": "спрашивает срок" });
            let (status, offered, _) =
                send(&app, &token.0, Method::POST, &format!("{at}/hand-over"), &[], Some(over)).await;
            assert_eq!((status, &offered["offered_to"]), (200, &json!(boris)), "{offered}");
            let (_, page, _) = send(&app, &token.1, Method::GET, "/cases", &[], None).await;
            assert!(page.as_str().unwrap().contains("Когда кабель?"), "what is offered stands on the page");
            let (status, ..) =
                send(&app, &token.1, Method::POST, &format!("{at}/acceptance"), &[], Some(json!({}))).await;
            assert_eq!(status, 200);
            let (_, held, _) =
                send(&app, &token.1, Method::GET, &format!("/api/v1/cases?holder={boris}"), &[], None).await;
            assert_eq!(held["items"][0]["id"], made["id"]);
            // The word of a filter is what it shows and the tab that stands out.
            for (word, shows, tab) in [
                ("", false, "mine"),
                ("?show=mine", false, "mine"),
                ("?show=nonsense", false, "mine"),
                ("?show=all", true, "all"),
                ("?show=open", true, "all"),
            ] {
                let (_, page, _) = send(&app, &token.0, Method::GET, &format!("/cases{word}"), &[], None).await;
                let page = page.as_str().unwrap();
                assert_eq!(page.contains("Когда кабель?"), shows, "{word}");
                assert!(page.contains(&format!("href=\"/cases?show={tab}\" aria-current=\"true\"")), "{word}");
            }
            let done = json!({ "outcome": "done", "result": "сказано 26.11" });
            let (status, closed, _) =
                send(&app, &token.1, Method::POST, &format!("{at}/closure"), &[], Some(done)).await;
            assert_eq!((status, closed["outcome"].as_str()), (200, Some("done")));
            let (_, list, _) = send(&app, &token.1, Method::GET, "/api/v1/cases?state=closed", &[], None).await;
            assert_eq!(list["items"].as_array().unwrap().len(), 1);
            let (_, list, _) =
                send(&app, &token.1, Method::GET, &format!("/api/v1/cases?client={romashka}"), &[], None).await;
            assert_eq!(list["items"].as_array().unwrap().len(), 1);
            for odd in ["?state=lost", "?holder=x", "?state=open&client=1", "?cursor=zz"] {
                let (status, ..) = send(&app, &token.1, Method::GET, &format!("/api/v1/cases{odd}"), &[], None).await;
                assert_eq!(status, 422, "{odd}");
            }
            for page in ["/cases?show=open", "/cases?show=closed", "/call-backs", "/cases/new", "/cases/1"] {
                let (status, body, _) = send(&app, &token.1, Method::GET, page, &[], None).await;
                assert_eq!(status, 200, "{page}: {body}");
            }
            let (_, asks, _) = send(&app, &token.1, Method::GET, "/cases/new", &[], None).await;
            let asks = asks.as_str().unwrap_or_default().to_owned();
            assert!(asks.contains("pick-q") && !asks.contains("name=\"subject\""), "{asks}");
            let (status, ..) = send(&app, &token.1, Method::GET, "/cases/99", &[], None).await;
            assert_eq!(status, 404);
        });
    });
}

sql! {
    ONE_CASE = "INSERT INTO client_case (kind, topic, subject, holder_id, next_step, due_at, opened_at, closed_at, outcome, version) \
        VALUES ('task', ?1, '=О деле', ?2, 'Позвонить', ?3, 0, ?4, ?5, 1)";
    ALL_CASES = "SELECT id, topic, holder_id, due_at, closed_at FROM client_case";
}

type Seen = (i64, String, StaffId, i64, Option<i64>);

const DAY: i64 = 86_400_000;
/// How far the company's clock is ahead: its days are the ones a filter means.
const MOSCOW: i64 = 3 * 3_600_000;
/// The days the cases are due on begin here.
const FIRST: Day = Day::of(2026, 10, 1);

/// Cases made by dice: moments repeat and stand on the edges of days.
fn fill(base: &TestBase, seed: u64, rows: i64, holders: [StaffId; 2]) -> Vec<Seen> {
    act(base, &system(base), move |tx, _| {
        let mut dice = Dice::new(seed);
        let moment = |dice: &mut Dice| {
            (i64::from(FIRST.days()) + dice.between(0, 30)) * DAY - MOSCOW - i64::from(dice.chance(1, 3))
        };
        for _ in 0..rows {
            let topic = *dice.pick(&["call_back", "order", "other"]).unwrap();
            let due_at = moment(&mut dice);
            let closed_at = dice.chance(1, 3).then(|| moment(&mut dice));
            let holder = *dice.pick(&holders).unwrap();
            tx.exec(&ONE_CASE, p![topic, holder, due_at, closed_at, closed_at.map(|_| "done")])?;
        }
        Ok::<_, Stop<CaseRefused>>(())
    })
    .unwrap();
    ask(base, |read| read.rows(&ALL_CASES, p![]))
}

fn app(base: &TestBase) -> axum::Router {
    let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
    let (router, ..) = cases::DEPARTMENT.routes().finish();
    router.layer(axum::middleware::from_fn_with_state(house.clone(), house::identify)).with_state(house)
}

fn token(base: &TestBase, staff: StaffId) -> String {
    act::<_, access::AccessRefused, _>(base, &system(base), move |tx, _| access::add_token(tx, staff, "test", None))
        .unwrap()
}

#[test]
fn the_state_of_a_list_of_cases_tells_of_the_rows_it_shows() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    both(&MODULES, |base| {
        let people = [("anna", Role::Service), ("boris", Role::Hunter), ("boss", Role::Director)];
        let [anna, boris, boss] = people.map(|(name, role)| hire(base, name, role));
        let (app, now) = (app(base), base.store.now());
        // Two of Anna's are late and one is not; one of those is offered to Boris, who sees no other of hers.
        let a = visit_of(base, anna);
        let made = [-60, -60, 3600].map(|seconds| {
            let id = open(base, &a, question(None)).unwrap();
            let due = now.add_seconds(seconds).millis();
            act(base, &system(base), move |tx, _| Ok::<_, Stop<CaseRefused>>(tx.exec(&DUE, p![id, due])?)).unwrap();
            id
        });
        let offered = made[0];
        act(base, &a, move |tx, visit| cases::hand_over(tx, visit, offered, None, boris, "отпуск", "")).unwrap();
        let told = |staff: StaffId, show: &str| {
            let (status, page, _) = runtime.block_on(send(
                &app,
                &token(base, staff),
                Method::GET,
                &format!("/cases?show={show}"),
                &[],
                None,
            ));
            assert_eq!(status, 200);
            let page = page.as_str().unwrap().to_owned();
            let state = page.split("id=\"p-state\"").nth(1).unwrap().split("</").next().unwrap().to_owned();
            (page.matches("<tr id=\"case-").count(), state)
        };
        let number = |state: &str, word: &str| {
            let rest = state.split(word).nth(1).unwrap_or_else(|| panic!("{word} {state}"));
            let digits: String =
                rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            digits.parse::<usize>().unwrap()
        };
        for (staff, late, open) in [(boss, 2, 3), (anna, 2, 3), (boris, 1, 1)] {
            let (rows, state) = told(staff, "late");
            assert_eq!((rows, number(&state, "просрочено"), state.contains("у вас")), (late, late, false), "{state}");
            let (rows, state) = told(staff, "all");
            assert_eq!((rows, number(&state, "открыто")), (open, open), "{state}");
        }
        let (rows, state) = told(anna, "mine");
        assert_eq!((rows, number(&state, "у вас"), number(&state, "просрочено")), (3, 3, 2), "{state}");
    });
}

sql! { OWNERS = "SELECT client_id, version FROM client_case ORDER BY id"; }

#[test]
fn a_stranger_of_a_case_becomes_a_client_or_is_told_to_be_one() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    both(&MODULES, |base| {
        let people = [("anna", Role::Operator), ("boris", Role::Service), ("clara", Role::Claims)];
        let [anna, boris, clara] = people.map(|(name, role)| hire(base, name, role));
        let standing = client(base, "Гирлянды-плюс");
        let stranger = |holder: StaffId, phone: &str| {
            let new = NewCase {
                phone: Some(phone.into()),
                given_person: Some(" Пётр  Ильич ".into()),
                given_firm: Some("Гирлянды-плюс".into()),
                ..question(None)
            };
            open(base, &visit_of(base, holder), new).unwrap()
        };
        let (first, second) = (stranger(anna, "8 921 555-01-10"), stranger(anna, "8 921 555-01-11"));
        let claim = stranger(clara, "8 921 555-01-12");
        let app = app(base);
        let get = |staff: StaffId, address: &str| {
            let (status, page, _) = runtime.block_on(send(&app, &token(base, staff), Method::GET, address, &[], None));
            (status, page.as_str().unwrap_or_default().to_owned())
        };
        let post = |staff: StaffId, case: CaseId, form: &str| {
            let request = Request::builder()
                .method(Method::POST)
                .uri(format!("/cases/{case}/client"))
                .header("authorization", format!("Bearer {}", token(base, staff)))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form.to_owned()))
                .unwrap();
            runtime.block_on(async {
                let response = app.clone().oneshot(request).await.unwrap();
                let status = response.status().as_u16();
                let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
                (status, String::from_utf8_lossy(&bytes).into_owned())
            })
        };
        let owners = || -> Vec<(Option<i64>, i64)> { ask(base, |read| read.rows(&OWNERS, p![])) };
        let clients = || {
            let visit = system(base);
            ask(base, move |read| clients::find(read, None, &visit, "Г", 50)).len()
        };

        // The card tells the name that was given and the way to a client, to whoever may make one of this case.
        let link = format!("href=\"/cases/{first}/client\"");
        let card = get(anna, &format!("/cases/{first}")).1;
        assert!(card.contains(&link) && card.contains("Пётр Ильич, Гирлянды-плюс"), "{card}");
        assert!(!get(boris, &format!("/cases/{first}")).1.contains(&link));
        assert!(!get(clara, &format!("/cases/{claim}")).1.contains("/client\""));
        assert_eq!(get(clara, &format!("/cases/{claim}/client")).0, 403);
        let form = get(anna, &format!("/cases/{first}/client")).1;
        for typed in ["value=\"Гирлянды-плюс\"", "value=\"Пётр Ильич\"", "value=\"+7 921 555-01-10\""]
        {
            assert!(form.contains(typed), "{typed} {form}");
        }

        // Refused: who does not hold it, who may make no clients, one called so who stands there, no name.
        let before = (owners(), clients());
        let typed = "version=1&name=Гирлянды-плюс&person=Пётр&phone=8 921 555-01-10";
        assert_eq!(post(boris, first, &format!("_key=s1&{typed}")).0, 403);
        assert_eq!(post(clara, claim, &format!("_key=s2&{typed}")).0, 403);
        let (status, asked) = post(anna, first, &format!("_key=s3&{typed}"));
        assert_eq!(status, 409, "{asked}");
        assert!(asked.contains(&format!("value=\"{standing}\"")) && asked.contains("value=\"another\""), "{asked}");
        assert_eq!(post(anna, first, "_key=s4&version=1&name=&person=&phone=").0, 422);
        assert_eq!(post(anna, first, "_key=s5&version=1&name=a&client=999").0, 422);
        assert_eq!(post(anna, first, &format!("_key=s6&{}", typed.replace("version=1", "version=7"))).0, 412);
        assert_eq!((owners(), clients()), before);

        // Another client is made with person and number; the case is theirs, and is made nobody else's.
        assert_eq!(post(anna, first, &format!("_key=s7&{typed}&client=another")).0, 303);
        let made = case(base, first);
        let made_client = made.client.unwrap();
        assert_ne!(made_client, standing);
        let visit = system(base);
        let card = ask(base, move |read| clients::card(read, &visit, made_client)).unwrap();
        assert_eq!((card.client.stage.code(), card.contacts[0].name.as_str()), ("prospect", "Пётр"));
        assert_eq!(made.contact, Some(card.contacts[0].id));
        let known = |number: &'static str| {
            let phone = kernel::Phone::parse(number).unwrap();
            ask(base, move |read| clients::by_phone(read, &phone)).into_iter().map(|one| one.client).collect::<Vec<_>>()
        };
        assert_eq!(known("+79215550110"), [made_client]);
        let after = (owners(), clients());
        let again = typed.replace("version=1", &format!("version={}", made.version));
        assert_eq!(post(anna, first, &format!("_key=s8&{again}&client=another")).0, 409);
        assert_eq!((owners(), clients()), after);
        assert_eq!(get(anna, &format!("/cases/{first}/client")).0, 409);

        // The one who stands there gets the number and the case.
        let form = format!("_key=s9&{}&client={standing}", typed.replace("01-10", "01-11"));
        assert_eq!(post(anna, second, &form).0, 303);
        assert_eq!((case(base, second).client, known("+79215550111")), (Some(standing), vec![standing]));
        assert_eq!(clients(), after.1);
        assert!(law(base).is_empty());
    });
}

#[test]
fn every_filter_of_cases_shows_the_rows_of_a_brute_force() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    both(&MODULES, |base| {
        let holders = [hire(base, "anna", Role::HeadService), hire(base, "boris", Role::Service)];
        let all = fill(base, 1, 420, holders);
        let (app, anna) = (app(base), token(base, holders[0]));
        let get = |address: &str| {
            let (status, page, _) = runtime.block_on(send(&app, &anna, Method::GET, address, &[], None));
            assert_eq!(status, 200, "{address}");
            page.as_str().unwrap().to_owned()
        };
        let (mut longest, now) = (0, base.store.now().millis());
        // A figure counts the rows it opens.
        let head = visit_of(base, holders[0]);
        for figure in ask(base, move |read| cases::DEPARTMENT.worst(read, &head)) {
            let backs = figure.href.starts_with("/call-backs");
            let late =
                all.iter().filter(|row| row.4.is_none() && row.3 < now && (!backs || row.1 == "call_back")).count();
            assert_eq!(figure.count, i64::try_from(late).unwrap(), "{}", figure.href);
            assert!(late > 0, "{}", figure.href);
            let page = get(&figure.href);
            assert!(page.contains(&format!("{late}</span>")) || backs || late > 100, "{page}");
        }
        for (path, show) in [
            ("/cases", "mine"),
            ("/cases", "all"),
            ("/cases", "late"),
            ("/cases", "closed"),
            ("/call-backs", ""),
            ("/call-backs", "late"),
        ] {
            for (days, first, last) in [("", -9, 99), ("&from=2026-10-06&to=2026-10-21", 5, 20)] {
                let at = |row: &Seen| if show == "closed" { row.4.unwrap_or(0) } else { row.3 };
                let mut wanted: Vec<&Seen> = all
                    .iter()
                    .filter(|row| match show {
                        "late" if path == "/cases" => row.4.is_none() && row.3 < now,
                        "late" => row.1 == "call_back" && row.4.is_none() && row.3 < now,
                        "mine" => row.2 == holders[0] && row.4.is_none(),
                        "all" => row.4.is_none(),
                        "closed" => row.4.is_some(),
                        _ => row.1 == "call_back" && row.4.is_none(),
                    })
                    .filter(|row| {
                        let day = (at(row) + MOSCOW).div_euclid(DAY) - i64::from(FIRST.days());
                        (first..=last).contains(&day)
                    })
                    .collect();
                wanted.sort_by_key(|row| (at(row), row.0));
                if show == "closed" {
                    wanted.reverse();
                }
                let address = format!("{path}?show={show}{days}");
                let (mut seen, mut next, mut pages) = (Vec::new(), Some(address.clone()), 0);
                while let Some(address) = next {
                    let page = get(&address);
                    let rows = page.split("<tr id=\"case-").skip(1);
                    seen.extend(rows.map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()));
                    next = page.split("<a class=\"p-btn\" href=\"").skip(1).find_map(|rest| {
                        let (href, rest) = rest.split_once('"')?;
                        rest.starts_with(" rel=\"next\"").then(|| href.replace("&amp;", "&"))
                    });
                    pages += 1;
                }
                assert_eq!(seen, wanted.iter().map(|row| row.0).collect::<Vec<_>>(), "{address}");
                longest = longest.max(pages);
            }
        }
        assert!(longest > 1, "never more than a page");
        let hidden = get("/cases?show=all&to=2001-01-01");
        assert!(hidden.contains("href=\"/cases\"") && !hidden.contains("id=\"case-"), "{hidden}");
    });
}

#[test]
fn a_file_of_cases_holds_the_rows_of_the_list_and_is_refused_to_others() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    both(&MODULES, |base| {
        let holders = [hire(base, "anna", Role::HeadService), hire(base, "boris", Role::Service)];
        let all = fill(base, 2, 60, holders);
        let director = hire(base, "fd", Role::Director);
        let (app, fd) = (app(base), token(base, director));
        let get = |token: &str, address: &str| {
            let (status, page, _) = runtime.block_on(send(&app, token, Method::GET, address, &[], None));
            (status, page.as_str().unwrap_or_default().to_owned())
        };
        let tokens = holders.map(|staff| token(base, staff));
        let before = ask(base, event_count);
        for token in &tokens {
            for list in ["cases", "call-backs"] {
                assert_eq!(get(token, &format!("/{list}/export?format=csv")).0, 403);
                assert!(!get(token, &format!("/{list}")).1.contains("/export"));
            }
        }
        assert_eq!(ask(base, event_count), before);

        let (status, closed) = get(&fd, "/cases/export?show=closed");
        let (_, backs) = get(&fd, "/call-backs/export?from=2026-10-06");

        assert_eq!((status, ask(base, event_count)), (200, before + 2));
        let lines = |text: &str| text.trim_end().split("\r\n").count() - 1;
        assert_eq!(lines(&closed), all.iter().filter(|row| row.4.is_some()).count());
        let first = i64::from(Day::of(2026, 10, 6).days()) * DAY - MOSCOW;
        let due = |row: &&Seen| row.1 == "call_back" && row.4.is_none() && row.3 >= first;
        assert_eq!(lines(&backs), all.iter().filter(due).count());
        assert!(closed.contains("'=О деле"), "{closed}");
    });
}
