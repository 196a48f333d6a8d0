//! The call desk on both engines: who calls in any form of the number, who answers, how it ends, the signed message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use cases::{Outcome, Topic, Which};
use clients::{NewClient, NewContact};
use frontdesk::HookSecret;
use frontdesk::calls::{self, Call, CallOutcome, CallRefused, Connect, Direction, NewCall, PresenceState, Wrong};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{CallId, ClientId, StaffId, Zone};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 9] = [
    access::MODULE,
    house::MODULE,
    catalogue::MODULE,
    clients::MODULE,
    cases::MODULE,
    contracts::MODULE,
    stock::MODULE,
    orders::MODULE,
    frontdesk::MODULE,
];
static HOUSE: [&dyn Department; 3] = [&clients::DEPARTMENT, &cases::DEPARTMENT, &frontdesk::DEPARTMENT];

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

fn client(base: &TestBase, name: &str, phone: &str, person: Option<(&str, &str)>) -> ClientId {
    let contacts = person.into_iter().map(|(name, phone)| NewContact {
        name: name.into(),
        phones: vec![phone.into()],
        ..NewContact::default()
    });
    let phones = if phone.is_empty() { vec![] } else { vec![phone.into()] };
    let new = NewClient { name: name.into(), phones, contacts: contacts.collect(), ..NewClient::default() };
    act(base, &system(base), move |tx, visit| clients::create(tx, visit, new.clone())).unwrap().card.client.id
}

fn incoming(from: &str, external_id: Option<&str>) -> NewCall {
    NewCall {
        direction: Direction::In,
        from: from.into(),
        to: "+7 812 555-01-00".into(),
        external_id: external_id.map(str::to_owned),
        started_at: None,
    }
}

fn ring(base: &TestBase, from: &str) -> Call {
    let new = incoming(from, None);
    act(base, &system(base), move |tx, visit| calls::announce(tx, visit, &new)).unwrap().0
}

fn listed(base: &TestBase, visit: &Visit) -> usize {
    let visit = visit.clone();
    ask(base, move |read| calls::list(read, &visit, None, i64::MAX, 10)).len()
}

fn call(base: &TestBase, id: CallId) -> Call {
    let all = system(base);
    ask(base, move |read| calls::call(read, &all, id)).unwrap()
}

fn answered(base: &TestBase, visit: &Visit, from: &str) -> CallId {
    let id = ring(base, from).id;
    act(base, visit, move |tx, visit| calls::answer(tx, visit, id, None)).unwrap();
    id
}

fn call_backs(base: &TestBase) -> Vec<cases::Case> {
    let visit = system(base);
    ask(base, move |read| cases::list(read, &visit, Which::CallBacks, None, 50))
}

#[test]
fn a_client_who_called_is_not_forgotten() {
    both(&MODULES, |base| {
        let (caller, other) = (client(base, "Caller", "+7 812 555-10-10", None), client(base, "Other", "", None));
        ring(base, "8 (812) 555 10 10");
        let visit = system(base);
        let rests = |id: ClientId| {
            let visit = visit.clone();
            ask(base, move |read| frontdesk::DEPARTMENT.resting(read, &visit, kernel::EntityKind::Client, &[id.get()]))
        };
        let said: Vec<_> = rests(caller).into_iter().map(|one| (one.what, one.count)).collect();
        assert_eq!(said, [("calls", 1)]);
        assert_eq!(rests(other)[0].count, 0);
        // The client stands: taking it away all the same is a fault and changes nothing.
        let forced =
            base.store.write_now::<_, CallRefused, _>(visit.actor, move |tx| Ok(clients::forget(tx, &[caller])?));
        assert!(matches!(forced, Err(Stop::Fault(_))));
        assert!(ask(base, move |read| clients::client(read, caller)).is_some());
    });
}

#[test]
fn the_caller_is_known_by_the_number_in_any_form() {
    both(&MODULES, |base| {
        let romashka = client(base, "Ромашка", "+7 (812) 555-01-42", Some(("Рябинина Ольга", "8 921 555 01 43")));
        for from in [
            "+78125550142",
            "88125550142",
            "8 (812) 555-01-42",
            "8125550142",
            "sip:78125550142@pbx",
            "tel:+7-812-555-01-42",
            "810 7 812 555 01 42",
            "+7\u{a0}812\u{a0}555\u{2011}01\u{2011}42",
        ] {
            let rung = ring(base, from);
            assert_eq!((rung.client, rung.contact), (Some(romashka), None), "{from}");
        }
        let person = ring(base, "tel:+7-921-555-01-43");
        assert_eq!((person.client, person.contact_name.as_deref()), (Some(romashka), Some("Рябинина Ольга")));
        for from in ["anonymous", "<unknown>", "204", "+7 812 555-99-99"] {
            assert_eq!(ring(base, from).client, None, "{from}");
        }
    });
}

#[test]
fn one_call_of_the_exchange_is_one_call_here() {
    both(&MODULES, |base| {
        let new = incoming("+78125550142", Some("pbx-1"));
        let again = new.clone();
        let (first, made) = act(base, &system(base), move |tx, visit| calls::announce(tx, visit, &new)).unwrap();
        let (second, made_again) =
            act(base, &system(base), move |tx, visit| calls::announce(tx, visit, &again)).unwrap();
        assert_eq!((first.id, made, made_again), (second.id, true, false));
        assert_eq!(listed(base, &system(base)), 1);
        let late = NewCall {
            started_at: Some(base.store.now().add_seconds(3600)),
            from: " ".into(),
            ..incoming("", Some("pbx-2"))
        };
        let refused = act(base, &system(base), move |tx, visit| calls::announce(tx, visit, &late)).unwrap_err();
        let pointers: Vec<String> = refused.fields(Lang::Ru).into_iter().map(|field| field.pointer).collect();
        assert_eq!(pointers, ["/from", "/started_at"]);
        assert_eq!(listed(base, &system(base)), 1);
    });
}

#[test]
fn a_shared_number_waits_to_be_chosen_from_and_an_unknown_one_is_kept() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let one = client(base, "Ромашка", "+7 812 555-01-77", None);
        let other = client(base, "Василёк", "+7 812 555-01-77", Some(("Иванов", "+7 812 555-01-77")));
        let shared = ring(base, "88125550177");
        assert_eq!(shared.client, None);
        let candidates = ask(base, {
            let shared = shared.clone();
            move |read| calls::candidates(read, &shared)
        });
        let named: Vec<ClientId> = candidates.iter().map(|caller| caller.client).collect();
        assert_eq!(named, [one, other, other]);
        let id = shared.id;
        let chosen = act(base, &a, move |tx, visit| calls::recognise(tx, visit, id, other, None, "")).unwrap();
        assert_eq!((chosen.client, chosen.contact_name.as_deref()), (Some(other), Some("Иванов")));

        let stranger = ring(base, "+7 921 555-01-10").id;
        act(base, &a, move |tx, visit| calls::recognise(tx, visit, stranger, one, None, "спросить цену")).unwrap();
        assert_eq!(call(base, stranger).about.as_deref(), Some("спросить цену"));
        assert_eq!(ring(base, "8 921 555 01 10").client, Some(one), "next time nobody asks");
        let nobody = act(base, &a, move |tx, visit| calls::recognise(tx, visit, stranger, ClientId::new(99), None, ""))
            .unwrap_err();
        assert_eq!(nobody.status(), 404);
        assert_eq!(call(base, stranger).client, Some(one));
    });
}

#[test]
fn a_new_caller_becomes_a_prospect_unless_there_is_a_twin() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let id = ring(base, "+7 921 555-01-11").id;
        let alike = vec!["ООО «Гранит-Свет»".to_owned()];
        let twin = alike.clone();
        let refused = act(base, &a, move |tx, visit| {
            calls::new_prospect(tx, visit, id, ("Гранид свет", "Пётр", "щиты"), &twin, false)
        });
        assert_eq!(refused.unwrap_err(), CallRefused::Alike(alike.clone()));
        assert_eq!(call(base, id).client, None);
        let (made, client) = act(base, &a, move |tx, visit| {
            calls::new_prospect(tx, visit, id, ("Гранид свет", "Пётр Ильич", "щиты"), &alike, true)
        })
        .unwrap();
        assert_eq!((made.client, made.contact_name.as_deref()), (Some(client), Some("Пётр Ильич")));
        assert_eq!(ring(base, "89215550111").contact_name.as_deref(), Some("Пётр Ильич"));
        let nameless = ring(base, "+7 921 555-01-12").id;
        let refused =
            act(base, &a, move |tx, visit| calls::new_prospect(tx, visit, nameless, (" ", "", ""), &[], false));
        assert_eq!(refused.unwrap_err().fields(Lang::En)[0].pointer, "/name");
        assert_eq!(call(base, nameless).client, None);
    });
}

#[test]
fn colleagues_of_one_surname_are_told_apart_where_the_desk_names_them() {
    both(&MODULES, |base| {
        let anna = hire(base, "anna", Role::Operator);
        let named = |login: &str, name: &str| {
            let password = access::hash_password_at("correct horse", Cost::Cheap).unwrap();
            let (login, name) = (login.to_owned(), name.to_owned());
            let new = NewStaff { login, name, roles: vec![Role::Hunter], password, both_duties: None };
            act(base, &system(base), move |tx, _| access::add_staff(tx, &new)).unwrap()
        };
        named("one", "Лебедева Анна Петровна");
        let second = named("two", "Лебедева Ольга Юрьевна");
        named("three", "Орлов Пётр Ильич");
        let id = answered(base, &visit_of(base, anna), "+7 921 555-01-15");
        let rig = Rig::open(base);
        let desk = rig.call(&token(base, anna), Method::GET, "/calls?call=1&topic=order", None).1;
        let desk = desk.as_str().unwrap();
        for name in ["Лебедева\u{a0}А.\u{a0}П.", "Лебедева\u{a0}О.\u{a0}Ю.", "Орлов"] {
            assert!(desk.contains(&format!("data-name=\"{name}\"")), "{name} {desk}");
        }
        assert!(desk.contains("data-to-name>Лебедева\u{a0}А.\u{a0}П.</span>"), "{desk}");
        // Who was chosen stays named after a refusal.
        let form = format!("_key=n1&topic=order&to={second}&named=&brief={}", "x".repeat(2001));
        let (status, desk) = rig.form(&token(base, anna), &format!("/calls/{id}/connection"), &form);
        let desk = desk.as_str().unwrap();
        assert_eq!(status, 422, "{desk}");
        assert!(desk.contains("data-to-name>Лебедева\u{a0}О.\u{a0}Ю.</span>"), "{desk}");
        assert!(call(base, id).talks());
    });
}

#[test]
fn one_answers_and_only_that_one_ends_the_talk() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Operator));
        let (a, b) = (visit_of(base, anna), visit_of(base, boris));
        let id = ring(base, "+7 921 555-01-13").id;
        let early = act(base, &a, move |tx, visit| calls::solve(tx, visit, id, None, None)).unwrap_err();
        assert_eq!(early, CallRefused::NotAnswered(id));
        act(base, &a, move |tx, visit| calls::answer(tx, visit, id, None)).unwrap();
        let slow = act(base, &b, move |tx, visit| calls::answer(tx, visit, id, None)).unwrap_err();
        assert_eq!(slow, CallRefused::AnsweredBy("anna".into()));
        let foreign = act(base, &b, move |tx, visit| calls::solve(tx, visit, id, None, None)).unwrap_err();
        assert_eq!(foreign, CallRefused::AnsweredBy("anna".into()));
        let hung_up = act(base, &b, move |tx, visit| calls::end(tx, visit, id)).unwrap_err();
        assert_eq!(hung_up, CallRefused::AnsweredBy("anna".into()));
        let new = ("ООО «Чужое»", "", "");
        let taken = act(base, &b, move |tx, visit| calls::new_prospect(tx, visit, id, new, &[], true)).unwrap_err();
        assert_eq!(taken, CallRefused::AnsweredBy("anna".into()));
        assert!(call(base, id).talks() && call(base, id).client.is_none());
        assert_eq!((listed(base, &a), listed(base, &b)), (1, 0));
        let seen = b.clone();
        assert_eq!(ask(base, move |read| calls::call(read, &seen, id)), None);
        assert_eq!((call(base, id).operator, call(base, id).ended_at), (Some(anna), None));
        assert_eq!(ask(base, move |read| calls::talking(read, anna)).unwrap().id, id);
        act(base, &a, move |tx, visit| calls::solve(tx, visit, id, Some(Topic::Papers), Some(boris))).unwrap();
        let over = call(base, id);
        assert_eq!(
            (over.outcome, over.topic, over.named),
            (Some(CallOutcome::Solved), Some(Topic::Papers), Some(boris))
        );
        let twice = act(base, &a, move |tx, visit| calls::solve(tx, visit, id, None, None)).unwrap_err();
        assert_eq!(twice, CallRefused::Ended(id));
    });
}

#[test]
fn a_connected_call_goes_with_its_brief_and_waits_for_the_yes() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service));
        let buyer = hire(base, "buyer", Role::Buyer);
        let (a, b) = (visit_of(base, anna), visit_of(base, boris));
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", None);
        let id = answered(base, &a, "88125550142");
        let to =
            |to| Connect {
                to, topic: Topic::Delivery, brief: "Звонит: Ромашка\nСпрашивает срок".into(), named: None
            };
        let wrong = to(buyer);
        let refused = act(base, &a, move |tx, visit| calls::connect(tx, visit, id, &wrong)).unwrap_err();
        assert_eq!(refused.fields(Lang::Ru)[0].pointer, "/to");
        assert_eq!((call(base, id).ended_at, call(base, id).case), (None, None));
        let right = to(boris);
        let (over, case) = act(base, &a, move |tx, visit| calls::connect(tx, visit, id, &right)).unwrap();
        assert_eq!((over.outcome, over.case), (Some(CallOutcome::Connected), Some(case)));
        let card = ask(base, {
            let b = b.clone();
            move |read| cases::card(read, &b, case)
        })
        .unwrap();
        assert_eq!((card.case.holder, card.case.offered_to, card.case.client), (anna, Some(boris), Some(romashka)));
        assert_eq!(card.offer().unwrap().brief.as_deref(), Some("Звонит: Ромашка\nСпрашивает срок"));
        act(base, &b, move |tx, visit| cases::accept(tx, visit, case)).unwrap();
        act(base, &b, move |tx, visit| cases::close(tx, visit, case, None, Outcome::Done, "")).unwrap();
    });
}

#[test]
fn a_missed_call_is_owed_one_call_back_and_getting_through_settles_it() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Operator));
        let a = visit_of(base, anna);
        let first = ring(base, "+7 921 555-01-14").id;
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, first)).unwrap();
        assert_eq!(call(base, first).outcome, Some(CallOutcome::Missed));
        let owed = call_backs(base);
        assert_eq!((owed.len(), owed[0].holder, owed[0].opened_by), (1, anna, None));
        let left = owed[0].due_at.millis_since(call(base, first).ended_at.unwrap());
        assert!((14 * 60_000..=15 * 60_000).contains(&left), "{left} ms to call back");

        let second = ring(base, "89215550114").id;
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, second)).unwrap();
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, second)).unwrap();
        assert_eq!(call_backs(base).len(), 1, "one number, one call-back");
        let other = ring(base, "+7 921 555-01-15").id;
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, other)).unwrap();
        assert_eq!(call_backs(base)[1].holder, boris, "the one with fewer cases");

        let through = answered(base, &a, "+7 921 555-01-14");
        act(base, &a, move |tx, visit| calls::solve(tx, visit, through, None, None)).unwrap();
        let left = call_backs(base);
        assert_eq!((left.len(), left[0].phone.as_deref()), (1, Some("+79215550115")));
        let hidden = ring(base, "anonymous").id;
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, hidden)).unwrap();
        assert_eq!(call_backs(base).len(), 1, "a hidden number cannot be called back");
    });
}

#[test]
fn a_missed_client_who_rings_from_another_number_is_not_called_back_once_more() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", Some(("Рябинина Ольга", "+7 921 555-01-43")));
        client(base, "Вереск", "+7 812 555-01-52", None);
        for number in ["+7 812 555-01-42", "+7 921 555-01-43", "+7 812 555-01-52"] {
            let missed = ring(base, number).id;
            act(base, &system(base), move |tx, visit| calls::end(tx, visit, missed)).unwrap();
        }
        let promised = answered(base, &a, "+7 812 555-01-42");
        let due = a.now.add_seconds(1800);
        act(base, &a, move |tx, visit| calls::promise(tx, visit, promised, due, None, (Topic::Papers, ""))).unwrap();
        assert_eq!(call_backs(base).len(), 4);

        // A colleague of hers, at a number nobody knows: what she was missed with is hers, what the company was is done.
        let other = answered(base, &a, "+7 911 555-01-70");
        act(base, &a, move |tx, visit| calls::recognise(tx, visit, other, romashka, None, "")).unwrap();
        let dropped = answered(base, &a, "+7 911 555-01-70");
        act(base, &a, move |tx, visit| calls::end(tx, visit, dropped)).unwrap();
        assert_eq!(call_backs(base).len(), 4, "a talk that came to nothing settles nothing");
        act(base, &a, move |tx, visit| calls::solve(tx, visit, other, None, None)).unwrap();
        let left: Vec<_> = call_backs(base).into_iter().map(|case| (case.phone.unwrap(), case.subject_code)).collect();
        let code = |code: &str| Some(code.to_owned());
        assert_eq!(
            left,
            [("+78125550152".to_owned(), code("missed_call")), ("+78125550142".to_owned(), code("call_back.papers")),],
            "another client's and a promised one stay"
        );
        let visit = system(base);
        let closed = ask(base, move |read| cases::list(read, &visit, Which::Closed, None, 9));
        let results: Vec<_> = closed.iter().filter_map(|case| case.result.as_deref()).collect();
        assert_eq!(results, ["they got through themselves from another number"; 2]);
    });
}

#[test]
fn a_person_who_got_through_does_not_settle_what_a_colleague_was_missed_with() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let people = [("Рябинина Ольга", "+7 921 555-01-43"), ("Сомов Пётр", "+7 921 555-01-44")];
        let contacts = people.map(|(name, phone)| NewContact {
            name: name.into(),
            phones: vec![phone.into()],
            ..NewContact::default()
        });
        let new = NewClient { name: "Ромашка".into(), contacts: contacts.into(), ..NewClient::default() };
        act(base, &system(base), move |tx, visit| clients::create(tx, visit, new.clone())).unwrap();
        let missed = ring(base, people[0].1).id;
        act(base, &system(base), move |tx, visit| calls::end(tx, visit, missed)).unwrap();
        let through = answered(base, &a, people[1].1);
        act(base, &a, move |tx, visit| calls::solve(tx, visit, through, None, None)).unwrap();
        assert_eq!(call_backs(base).len(), 1);
    });
}

#[test]
fn the_brief_tells_as_said_only_what_the_client_was_told() {
    both(&MODULES, |base| {
        let anna = hire(base, "anna", Role::Operator);
        let a = visit_of(base, anna);
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", None);
        let new = cases::NewCase {
            client: Some(romashka),
            ..cases::NewCase::new(cases::CaseKind::Question, Topic::Papers, "Акт сверки".to_owned())
        };
        act(base, &a, move |tx, visit| cases::open(tx, visit, &new)).unwrap();
        answered(base, &a, "+7 812 555-01-42");
        let anna = token(base, anna);
        let (status, shown) = Rig::open(base).call(&anna, Method::GET, "/calls?call=1&topic=papers", None);
        let brief = shown.as_str().unwrap().split("<textarea").nth(1).unwrap().split("</textarea").next().unwrap();
        assert_eq!(status, 200);
        assert!(brief.contains("Акт сверки") && brief.contains("Ответ: "), "{brief}");
        assert!(
            !brief.contains("Уже сказано") && !brief.contains("Ведёт"),
            "who holds a case was told to nobody: {brief}"
        );
        // The case it asks about is open, so the brief does not deny it.
        assert!(brief.contains("Об этом открыто 1 обращение") && !brief.contains("обращений нет"), "{brief}");
    });
}

#[test]
fn a_promised_call_back_has_a_moment_and_a_holder() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service));
        let a = visit_of(base, anna);
        let id = answered(base, &a, "+7 921 555-01-16");
        let past = a.now.add_seconds(-7200);
        let refused =
            act(base, &a, move |tx, visit| calls::promise(tx, visit, id, past, None, (Topic::Papers, ""))).unwrap_err();
        assert_eq!(refused.fields(Lang::En)[0].pointer, "/due_at");
        assert_eq!((call(base, id).ended_at, call_backs(base).len()), (None, 0));
        let due = a.now.add_seconds(1800);
        let (over, case) = act(base, &a, move |tx, visit| {
            calls::promise(tx, visit, id, due, Some(boris), (Topic::Papers, "счёт на почту"))
        })
        .unwrap();
        assert_eq!((over.outcome, over.case), (Some(CallOutcome::CallBack), Some(case)));
        let owed = call_backs(base);
        assert_eq!((owed[0].holder, owed[0].due_at, owed[0].phone.as_deref()), (boris, due, Some("+79215550116")));
    });
}

#[test]
fn calls_the_exchange_forgot_end_by_themselves() {
    both(&MODULES, |base| {
        let a = visit_of(base, hire(base, "anna", Role::Operator));
        let rings = ring(base, "+7 921 555-01-17").id;
        let talks = answered(base, &a, "+7 921 555-01-18");
        let at = |seconds: i64| Visit::system(base.store.now().add_seconds(seconds), Zone::utc(), Lang::En);
        assert_eq!(act(base, &at(300), calls::end_forgotten).unwrap(), 0);
        assert_eq!(act(base, &at(601), calls::end_forgotten).unwrap(), 1);
        assert_eq!((call(base, rings).outcome, call(base, talks).outcome), (Some(CallOutcome::Missed), None));
        assert_eq!(act(base, &at(5 * 3600), calls::end_forgotten).unwrap(), 1);
        assert_eq!(call(base, talks).outcome, Some(CallOutcome::Dropped));
    });
}

#[test]
fn an_extension_is_one_persons() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Operator));
        let set = |staff, extension: Option<&str>| {
            let extension = extension.map(str::to_owned);
            act(base, &system(base), move |tx, _| {
                calls::set_presence(tx, staff, PresenceState::Busy, None, extension.as_deref())
            })
        };
        set(anna, Some("204")).unwrap();
        set(anna, None).unwrap();
        let kept = ask(base, move |read| calls::presence_of(read, anna)).unwrap();
        assert_eq!((kept.state, kept.extension.as_deref()), (PresenceState::Busy, Some("204")), "it stays");
        assert_eq!(set(boris, Some("204")).unwrap_err(), CallRefused::field("/extension", Wrong::ExtensionTaken));
        assert_eq!(ask(base, move |read| calls::presence_of(read, boris)), None);
        let out = NewCall {
            direction: Direction::Out,
            from: "204".into(),
            to: "+7 921 555-01-19".into(),
            ..incoming("", None)
        };
        let (call, _) = act(base, &system(base), move |tx, visit| calls::announce(tx, visit, &out)).unwrap();
        assert_eq!((call.operator, call.talks(), call.number.as_deref()), (Some(anna), true, Some("+79215550119")));
    });
}

struct Rig {
    runtime: tokio::runtime::Runtime,
    app: axum::Router,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let secret = HookSecret::new("0123456789abcdef0123").unwrap();
        let shared = Shared::default().with(std::sync::Arc::new(secret));
        let house = House::new(base.store.clone(), &HOUSE, shared, None).unwrap();
        let mut routes = house::Routes::new();
        for department in HOUSE {
            routes = routes.merge(department.routes());
        }
        let (router, _, _) = routes.finish();
        let app = router.layer(axum::middleware::from_fn_with_state(house.clone(), house::identify)).with_state(house);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Rig { runtime, app }
    }

    fn send(&self, request: Request<Body>) -> (u16, Value) {
        self.runtime.block_on(async {
            let response = self.app.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
        })
    }

    fn call(&self, token: &str, method: Method, uri: &str, body: Option<&Value>) -> (u16, Value) {
        let mut request = Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap())
    }

    fn form(&self, token: &str, uri: &str, form: &str) -> (u16, Value) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap())
    }

    fn hook(&self, time: &str, signature: &str, body: &str) -> (u16, Value) {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/calls/webhook")
            .header("x-prichal-time", time)
            .header("x-prichal-signature", signature);
        self.send(request.body(Body::from(body.to_owned())).unwrap())
    }
}

fn token(base: &TestBase, staff: StaffId) -> String {
    act::<_, access::AccessRefused, _>(base, &system(base), move |tx, _| access::add_token(tx, staff, "test", None))
        .unwrap()
}

#[test]
fn the_signed_message_rings_answers_and_ends_and_an_unsigned_one_does_nothing() {
    both(&MODULES, |base| {
        let anna = hire(base, "anna", Role::Operator);
        act(base, &system(base), move |tx, _| calls::set_presence(tx, anna, PresenceState::Free, None, Some("204")))
            .unwrap();
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", None);
        let rig = Rig::open(base);
        let secret = HookSecret::new("0123456789abcdef0123").unwrap();
        let now = (base.store.now().millis() / 1000).to_string();
        let body = json!({ "direction": "in", "from": "88125550142", "to": "204", "external_id": "x-1", "trunk": 7 });
        let body = body.to_string();
        let count = || listed(base, &system(base));

        assert_eq!(rig.hook(&now, "", &body).0, 401);
        assert_eq!(rig.hook(&now, &secret.sign(&now, b"{}"), &body).0, 401);
        let old = (base.store.now().millis() / 1000 - 301).to_string();
        let (status, refused) = rig.hook(&old, &secret.sign(&old, body.as_bytes()), &body);
        assert_eq!((status, refused["type"].as_str()), (401, Some("/problems/bad-signature")));
        assert_eq!(count(), 0);

        let (status, made) = rig.hook(&now, &secret.sign(&now, body.as_bytes()), &body);
        assert_eq!((status, &made["client"]), (201, &json!(romashka)), "{made}");
        assert_eq!(made["page"], json!("/calls?call=1"));
        let (status, again) = rig.hook(&now, &secret.sign(&now, body.as_bytes()), &body);
        assert_eq!((status, &again["id"]), (200, &made["id"]));
        let mut told: Value = serde_json::from_str(&body).unwrap();
        told["event"] = json!("answered");
        told["extension"] = json!("204");
        let told = told.to_string();
        let (_, talks) = rig.hook(&now, &secret.sign(&now, told.as_bytes()), &told);
        assert_eq!(talks["operator"], json!(anna), "{talks}");
        let missed =
            json!({ "direction": "in", "from": "89215550120", "to": "204", "external_id": "x-2", "event": "ended" });
        let missed = missed.to_string();
        let (_, over) = rig.hook(&now, &secret.sign(&now, missed.as_bytes()), &missed);
        assert_eq!(over["outcome"], json!("missed"), "{over}");
        assert_eq!((count(), call_backs(base).len()), (2, 1));
    });
}

#[test]
fn the_api_and_the_desk_show_a_call_from_ring_to_end() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Service));
        let (pbx, buyer) = (hire(base, "pbx", Role::Integration), hire(base, "buyer", Role::Buyer));
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", Some(("Рябинина Ольга", "+7 921 555-01-43")));
        let (anna, boris_token) = (token(base, anna), token(base, boris));
        let (pbx, buyer) = (token(base, pbx), token(base, buyer));
        let rig = Rig::open(base);
        let body = json!({ "direction": "in", "from": "8 921 555-01-43", "to": "100", "external_id": "y-1" });
        assert_eq!(rig.call(&buyer, Method::POST, "/api/v1/calls", Some(&body)).0, 403);
        assert_eq!(rig.call(&buyer, Method::GET, "/calls", None).0, 403);
        let (status, made) = rig.call(&pbx, Method::POST, "/api/v1/calls", Some(&body));
        assert_eq!(status, 201, "{made}");
        assert_eq!(made["candidates"][0]["contact_name"], json!("Рябинина Ольга"));
        assert_eq!(rig.call(&pbx, Method::POST, "/api/v1/calls", Some(&body)).0, 200);

        for page in ["/calls", "/calls/now", "/calls/queue", "/calls?call=1&who=1"] {
            let (status, shown) = rig.call(&anna, Method::GET, page, None);
            assert_eq!(status, 200);
            assert!(shown.as_str().unwrap().contains("Рябинина Ольга"), "{page}: {shown}");
        }
        assert_eq!(rig.call(&anna, Method::POST, "/api/v1/calls/1/answer", Some(&json!({}))).0, 200);
        // A second talk of hers: the row of the call that is shown stands out, and no other.
        let second = json!({ "direction": "in", "from": "8 921 555-01-44", "to": "100", "external_id": "y-2" });
        assert_eq!(rig.call(&pbx, Method::POST, "/api/v1/calls", Some(&second)).0, 201);
        assert_eq!(rig.call(&anna, Method::POST, "/api/v1/calls/2/answer", Some(&json!({}))).0, 200);
        for (page, chosen) in [("/calls?call=1", 1), ("/calls/queue?call=2", 2), ("/calls/queue?call=1", 1)] {
            let (_, shown) = rig.call(&anna, Method::GET, page, None);
            let shown = shown.as_str().unwrap();
            assert!(shown.contains("id=\"q-1\"") && shown.contains("id=\"q-2\""), "{page}: {shown}");
            assert!(shown.contains(&format!("id=\"q-{chosen}\" class=\"is-sel\"")), "{page}: {shown}");
            let rows = shown.split("id=\"q-").skip(1).filter(|row| row.split('>').next().unwrap().contains("is-sel"));
            assert_eq!(rows.count(), 1, "{page}");
        }
        assert_eq!(rig.call(&anna, Method::POST, "/api/v1/calls/2/end", Some(&json!({}))).0, 200);
        let (status, other) = rig.call(&boris_token, Method::POST, "/api/v1/calls/1/answer", Some(&json!({})));
        assert_eq!((status, other["type"].as_str()), (409, Some("/problems/call-answered")));
        let (_, route) = rig.call(&anna, Method::GET, "/calls/1/route?topic=delivery", None);
        assert!(route.as_str().unwrap().contains("boris"), "{route}");
        let to = json!({ "to": boris, "topic": "delivery", "brief": "спрашивает срок" });
        let (status, over) = rig.call(&anna, Method::POST, "/api/v1/calls/1/connection", Some(&to));
        assert_eq!((status, over["outcome"].as_str()), (200, Some("connected")), "{over}");
        let (_, bar) = rig.call(&boris_token, Method::GET, "/calls/me", None);
        assert!(bar.as_str().unwrap().contains("/cases/1"), "{bar}");
        let (_, list) = rig.call(&anna, Method::GET, &format!("/api/v1/calls?client={romashka}"), None);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(list["items"][0]["number"], json!("+7 ··· ··· ·· 43"), "an operator reads no digits from a list");
        assert_eq!(rig.call(&pbx, Method::GET, "/api/v1/calls/1", None).1["number"], json!("+79215550143"));
        assert_eq!(rig.call(&anna, Method::GET, "/api/v1/calls/99", None).0, 404);
        assert_eq!(rig.call(&anna, Method::GET, "/api/v1/calls?client=x", None).0, 422);
        let (_, found) = rig.call(&anna, Method::GET, "/calls/1/who?q=%D1%80%D0%BE%D0%BC", None);
        assert!(found.as_str().unwrap().contains("Ромашка"), "{found}");
        let busy = json!({ "state": "out", "extension": "204" });
        let (status, set) = rig.call(&anna, Method::PUT, "/api/v1/presence", Some(&busy));
        assert_eq!((status, set["state"].as_str()), (200, Some("out")));
        assert_eq!(
            rig.form(&anna, "/calls/simulate", "_key=s1&kind=unknown").0,
            404,
            "only a demo company is rung by a button"
        );
    });
}

#[test]
fn the_list_of_calls_shows_the_own_ones_to_an_operator_and_all_to_a_head() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::Operator), hire(base, "boris", Role::Operator));
        let (head, director) = (hire(base, "head", Role::HeadFrontDesk), hire(base, "boss", Role::Director));
        let romashka = client(base, "Ромашка", "+7 812 555-01-42", None);
        client(base, "Астра", "+7 812 555-01-43", None);
        let own = answered(base, &visit_of(base, anna), "+7 812 555-01-42");
        let solver = visit_of(base, anna);
        act(base, &solver, move |tx, visit| calls::solve(tx, visit, own, None, None)).unwrap();
        answered(base, &visit_of(base, boris), "+7 812 555-01-43");
        answered(base, &visit_of(base, director), "+7 812 555-01-99");
        let rig = Rig::open(base);
        let page = |staff: StaffId, query: &str| {
            let (status, page) = rig.call(&token(base, staff), Method::GET, &format!("/calls/list{query}"), None);
            assert_eq!(status, 200);
            page.as_str().unwrap().to_owned()
        };
        let rows = |page: &str| page.matches("<tr id=\"call-").count();

        let mine = page(anna, "");
        assert_eq!((rows(&mine), mine.contains("Ромашка"), mine.contains("Астра")), (1, true, false));
        // Another's name in the address does not open the other's calls.
        assert!(!page(anna, &format!("?who={boris}")).contains("Астра"));
        let all = page(head, "");
        assert_eq!((rows(&all), all.contains("Ромашка"), all.contains("Астра")), (3, true, true));
        assert_eq!(rows(&page(head, &format!("?who={boris}"))), 1);
        assert_eq!(rows(&page(head, &format!("?client={romashka}"))), 1);
        assert_eq!(rows(&page(head, "?outcome=solved")), 1);
        // The desk counts what everybody missed, and nobody's are everybody's: they stand in each operator's list.
        let missed = ring(base, "+7 812 555-01-43").id;
        act(base, &visit_of(base, head), move |tx, visit| calls::end(tx, visit, missed)).unwrap();
        for staff in [anna, boris, head] {
            let list = page(staff, "?outcome=missed");
            assert_eq!((rows(&list), list.contains("Астра")), (1, true));
        }
        assert_eq!(rows(&page(anna, "")), 1);
        assert_eq!(rows(&page(head, "?direction=out")), 0);
        assert_eq!(rows(&page(head, "?to=2001-01-01")), 0);
        // What can't be read hides the rows: all of them would be taken for the filtered ones.
        assert_eq!(rows(&page(head, "?outcome=zzz")), 0);
        let turned = page(head, "?sort=at");
        let place = |page: &str, name: &str| page.find(name).unwrap();
        assert!(place(&all, "Астра") < place(&all, "Ромашка"));
        assert!(place(&turned, "Астра") > place(&turned, "Ромашка"));
        // A known client's number stands nowhere in the list.
        let digits: String = all.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains("8125550142") && digits.contains("8125550199"));
    });
}

sql! { BEGAN = "UPDATE phone_call SET started_at = ?2, ended_at = ?2 WHERE id = ?1"; }

#[test]
fn missed_today_opens_exactly_the_calls_it_counts() {
    both(&MODULES, |base| {
        let (anna, head) = (hire(base, "anna", Role::Operator), hire(base, "head", Role::HeadFrontDesk));
        let day = 86_400_000;
        let zone = Zone::parse("Europe/Moscow").unwrap();
        let start = base.store.now().day(&zone).start(&zone).millis();
        for (number, at) in [("01", start - 1), ("02", start), ("03", start + 1), ("04", start - 3 * day)] {
            let id = ring(base, &format!("+7 812 555-02-{number}")).id;
            act(base, &system(base), move |tx, visit| {
                calls::end(tx, visit, id)?;
                tx.exec(&BEGAN, p![id, at])?;
                Ok::<_, Stop<CallRefused>>(())
            })
            .unwrap();
        }
        let rig = Rig::open(base);
        for staff in [anna, head] {
            let (status, desk) = rig.call(&token(base, staff), Method::GET, "/calls", None);
            let desk = desk.as_str().unwrap();
            assert_eq!(status, 200);
            let (_, link) = desk.split_once("<a href=\"/calls/list?outcome=missed").unwrap();
            let (query, count) = link.split_once("\">").unwrap();
            let count: usize = count.split('<').next().unwrap().parse().unwrap();
            let address = format!("/calls/list?outcome=missed{}", query.replace("&amp;", "&"));
            let (_, list) = rig.call(&token(base, staff), Method::GET, &address, None);
            assert_eq!((count, list.as_str().unwrap().matches("<tr id=\"call-").count()), (2, 2), "{address}");
        }
    });
}

#[test]
fn a_file_of_calls_holds_no_number_and_is_given_to_whoever_may_take_files() {
    both(&MODULES, |base| {
        let (head, director) = (hire(base, "head", Role::HeadFrontDesk), hire(base, "boss", Role::Director));
        let program = hire(base, "robot", Role::Integration);
        client(base, "Ромашка", "+7 812 555-01-42", Some(("Пётр", "+7 812 555-01-44")));
        answered(base, &visit_of(base, head), "+7 812 555-01-44");
        answered(base, &visit_of(base, director), "+7 812 555-01-99");
        let rig = Rig::open(base);
        let file = |staff: StaffId, format: &str| {
            rig.call(&token(base, staff), Method::GET, &format!("/calls/list/export?format={format}"), None)
        };
        let written = || base.store.read_now(store::event_count).unwrap();

        let of_head = token(base, head);
        let before = written();
        let (status, _) = rig.call(&of_head, Method::GET, "/calls/list/export?format=csv", None);
        assert_eq!((status, written()), (403, before));

        let (status, all) = file(program, "csv");
        let all = all.as_str().unwrap().to_owned();
        assert_eq!((status, all.lines().count()), (200, 3), "{all}");
        assert!(all.contains("Ромашка") && all.contains("Пётр"), "{all}");
        let digits: String = all.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains("81255501"), "{all}");
        // The director takes the own ones, as the list shows them.
        let (status, own) = file(director, "csv");
        assert_eq!((status, own.as_str().unwrap().lines().count()), (200, 2), "{own}");
        assert!(!own.as_str().unwrap().contains("Ромашка"));
        assert_eq!(file(director, "xlsx").0, 200);
    });
}

#[test]
fn a_stranger_is_handed_over_with_what_they_said_and_becomes_no_client() {
    both(&MODULES, |base| {
        let operator = visit_of(base, hire(base, "anna", Role::Operator));
        let hunter = hire(base, "hugo", Role::Hunter);
        let id = answered(base, &operator, "+7 921 555-01-12");
        let (to, words) = (hunter, "хотят прайс на гирлянды");
        let (_, case) = act(base, &operator, move |tx, visit| {
            calls::note_about(tx, visit, id, words)?;
            let connect =
                Connect { to, topic: Topic::Order, brief: "Назвались: Пётр".into(), named: None };
            calls::connect(tx, visit, id, &connect)
        })
        .unwrap();
        let ended = call(base, id);
        assert_eq!((ended.outcome, ended.client), (Some(CallOutcome::Connected), None));
        assert_eq!(ended.about.as_deref(), Some(words));
        let all = system(base);
        let given = ask(base, move |read| cases::card(read, &all, case)).unwrap().case;
        assert_eq!(
            (given.offered_to, given.client, given.subject_in(Lang::Ru)),
            (Some(hunter), None, words.to_owned())
        );
        assert_eq!(given.phone.as_deref(), Some("+79215550112"));
        let late = act(base, &operator, move |tx, visit| calls::note_about(tx, visit, id, "другое")).unwrap_err();
        assert_eq!(late.status(), 409);
        assert_eq!(call(base, id).about.as_deref(), Some(words));
    });
}

#[test]
fn what_a_stranger_said_stands_in_the_brief_the_case_and_the_list_of_calls() {
    both(&MODULES, |base| {
        let (anna, hunter) = (hire(base, "anna", Role::Operator), hire(base, "hugo", Role::Hunter));
        let (operator, rig) = (token(base, anna), Rig::open(base));
        let id = answered(base, &visit_of(base, anna), "sip:89215550116@pbx");
        let desk = rig.call(&operator, Method::GET, "/calls?call=1&topic=order", None).1;
        let desk = desk.as_str().unwrap();
        let brief = desk.split_once("id=\"brief\"").unwrap().1.split_once('>').unwrap().1;
        let brief = brief.split_once("</textarea>").unwrap().0.to_owned();
        let told = "person=Пётр Ильич&q=Гирлянды плюс&about=прайс на гирлянды";
        let form = format!("_key=b1&topic=order&to={hunter}&named=&brief={brief}&{told}");
        // A name too long is refused, and nothing of it is kept.
        let long = format!("_key=b0&topic=order&to={hunter}&named=&brief={brief}&person={}", "я".repeat(121));
        assert_eq!(rig.form(&operator, &format!("/calls/{id}/connection"), &long).0, 422);
        assert_eq!((call(base, id).given(), call(base, id).case), (None, None));

        assert_eq!(rig.form(&operator, &format!("/calls/{id}/connection"), &form).0, 303);
        let (ended, all) = (call(base, id), system(base));
        let case = ended.case.unwrap();
        assert_eq!(ended.given().as_deref(), Some("Пётр Ильич, Гирлянды плюс"));
        let card = ask(base, move |read| cases::card(read, &all, case)).unwrap();
        let brief = card.handovers[0].brief.clone().unwrap();
        let asks = brief.lines().filter(|line| line.starts_with("Спрашивает")).collect::<Vec<_>>();
        assert_eq!(asks, ["Спрашивает: прайс на гирлянды"], "{brief}");
        assert!(brief.starts_with("Назвались: Пётр Ильич, Гирлянды плюс"), "{brief}");
        assert_eq!(card.case.given(), ended.given());
        assert_eq!(card.case.subject, "прайс на гирлянды");

        // The same number as everywhere, and the name: of who was handed over, and of who was answered on the spot.
        let solved = answered(base, &visit_of(base, anna), "8-921-555-01-17");
        let form = "_key=b2&topic=order&person=Ольга&q=&about=часы работы";
        assert_eq!(rig.form(&operator, &format!("/calls/{solved}/solution"), form).0, 303);
        let list = rig.call(&operator, Method::GET, "/calls/list", None).1;
        let list = list.as_str().unwrap();
        for (number, name) in [("+7 921 555-01-16", "Пётр Ильич, Гирлянды плюс"), ("+7 921 555-01-17", "Ольга")]
        {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            assert!(list.contains(&format!("href=\"tel:+{digits}\">{number}</a>")), "{list}");
            assert!(list.contains(&format!(" · {name}<")), "{list}");
        }
        assert!(!list.contains("sip:") && !list.contains("8-921"), "{list}");
    });
}
