//! The client base on both engines: deeds, refusals, row scope, the name index, the JSON API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::sync::Arc;

use access::{Cost, NewStaff, Person, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use clients::{
    After, ChangeClient, ClientCard, ClientRefused, Created, Driver, NameIndex, NewClient, NewContact, Order, Sight,
    Stage,
};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{Actor, ClientId, ContactId, Day, Dice, Phone, StaffId, Zone, text_key};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, event_count, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 3] = [access::MODULE, house::MODULE, clients::MODULE];
static HOUSE: [&dyn Department; 1] = [&clients::DEPARTMENT];

sql! {
    EVENTS = "SELECT kind, payload FROM event WHERE client_id = ?1 ORDER BY id";
    EVERYTHING = "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM client), (SELECT CAST(COUNT(*) AS BIGINT) FROM contact), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM client_phone), (SELECT CAST(COUNT(*) AS BIGINT) FROM account_team), \
        (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM client)";
}

type Counts = (i64, i64, i64, i64, i64);

fn everything(base: &TestBase) -> Counts {
    base.store.read_now(|read| read.one(&EVERYTHING, p![])).unwrap()
}

fn system(base: &TestBase) -> Visit {
    Visit::system(base.store.now(), Zone::utc(), Lang::En)
}

fn hire(base: &TestBase, login: &'static str, role: Role) -> Visit {
    let person: Person = base
        .store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let password = access::hash_password_at("correct horse battery", Cost::Cheap).unwrap();
            let new = NewStaff {
                login: login.into(),
                name: format!("Name of {login}"),
                roles: vec![role],
                password,
                both_duties: None,
            };
            let staff = access::add_staff(tx, &new)?;
            Ok(access::person(tx, staff)?.unwrap())
        })
        .unwrap();
    Visit::of(person, base.store.now(), Zone::utc(), Lang::En)
}

fn act<T, F>(base: &TestBase, visit: &Visit, verb: F) -> Result<T, ClientRefused>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<ClientRefused>> + Send + 'static,
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
    visit: &Visit,
    question: impl FnOnce(&mut Read<'_>, &Visit) -> Result<T, Fault> + Send + 'static,
) -> T {
    let within = visit.clone();
    base.store.read_now(move |read| question(read, &within)).unwrap()
}

fn named(name: &str) -> NewClient {
    NewClient { name: name.into(), ..NewClient::default() }
}

fn create(base: &TestBase, visit: &Visit, new: NewClient) -> Result<Created, ClientRefused> {
    act(base, visit, move |tx, visit| clients::create(tx, visit, new.clone()))
}

fn card(base: &TestBase, visit: &Visit, id: ClientId) -> Option<ClientCard> {
    ask(base, visit, move |read, visit| clients::card(read, visit, id))
}

fn romashka() -> NewClient {
    NewClient {
        inn: Some("7707083893".into()),
        kpp: Some("773601001".into()),
        city: Some("Москва".into()),
        external_id: Some("1C-17".into()),
        phones: vec!["8 (495) 123-45-67 доб. 12".into()],
        emails: vec!["info@romashka.ru".into()],
        contacts: vec![NewContact {
            name: "Иван Семёнов".into(),
            position: Some("Снабженец".into()),
            decision_maker: true,
            phones: vec!["+7 916 123-45-67".into()],
            ..NewContact::default()
        }],
        ..named("ООО «Ромашка»")
    }
}

#[test]
fn a_client_enters_with_people_and_numbers() {
    both(&MODULES, |base| {
        let visit = system(base);

        let made = create(base, &visit, romashka()).unwrap();

        let id = made.card.client.id;
        let there = card(base, &visit, id).unwrap();
        assert_eq!(there, made.card);
        assert_eq!(
            (there.client.name.as_str(), there.client.stage, there.client.version),
            ("ООО «Ромашка»", Stage::Prospect, 1)
        );
        assert_eq!(there.client.importance, 32_768);
        assert_eq!((there.contacts.len(), there.phones.len(), there.emails.len()), (1, 2, 1));
        assert!(there.contacts[0].decision_maker_at.is_some());
        assert_eq!(there.phones[0].extension.as_deref(), Some("12"));
        assert_eq!(there.phones[1].contact, Some(there.contacts[0].id));
        let callers = ask(base, &visit, |read, _| clients::by_phone(read, &Phone::parse("8 916 123 45 67").unwrap()));
        assert_eq!(callers[0].contact_name.as_deref(), Some("Иван Семёнов"));
        let events: Vec<(String, String)> = ask(base, &visit, move |read, _| read.rows(&EVENTS, p![id]));
        assert_eq!(events, [("client_created".to_string(), format!("{{\"client\":\"{id}\",\"stage\":\"prospect\"}}"))]);
    });
}

#[test]
fn the_same_inn_and_kpp_are_refused_and_name_the_one_that_exists() {
    both(&MODULES, |base| {
        let visit = system(base);
        let first = create(base, &visit, romashka()).unwrap().card.client.id;
        let before = everything(base);

        let twin = NewClient { external_id: None, ..romashka() };
        let refused = create(base, &visit, twin.clone()).unwrap_err();

        assert!(
            matches!(&refused, ClientRefused::Duplicate { existing, name, .. } if *existing == first && name == "ООО «Ромашка»")
        );
        assert_eq!((refused.problem(), refused.status()), ("duplicate-client", 409));
        assert!(refused.say(Lang::Ru).detail.contains("ООО «Ромашка»"));
        assert_eq!(everything(base), before);

        let branch =
            NewClient { kpp: Some("773601002".into()), name: "Ромашка, Тверь".into(), ..twin.clone() };
        let made = create(base, &visit, branch).unwrap();
        assert_eq!(made.related, [(first, "ООО «Ромашка»".to_string())]);
        let without_kpp = NewClient { kpp: None, separate: true, ..twin.clone() };
        assert_eq!(create(base, &visit, without_kpp.clone()).unwrap().related.len(), 2);
        assert!(matches!(create(base, &visit, without_kpp).unwrap_err(), ClientRefused::Duplicate { .. }));

        let id = made.card.client.id;
        let back = ChangeClient { kpp: Some(Some("773601001".into())), ..ChangeClient::default() };
        let refused =
            act(base, &visit, move |tx, visit| clients::change(tx, visit, id, Some(1), back.clone())).unwrap_err();
        assert!(matches!(refused, ClientRefused::Duplicate { existing, .. } if existing == first));
    });
}

#[test]
fn a_known_inn_without_a_kpp_is_asked_about_before_a_second_card() {
    both(&MODULES, |base| {
        let visit = system(base);
        let first = create(base, &visit, romashka()).unwrap().card.client.id;
        let before = everything(base);

        let again = NewClient { kpp: None, external_id: None, name: "Ромашка".into(), ..romashka() };
        let refused = create(base, &visit, again.clone()).unwrap_err();

        assert!(matches!(&refused, ClientRefused::SameInn { existing, .. } if *existing == first), "{refused:?}");
        assert_eq!((refused.problem(), refused.status()), ("same-tax-number", 409));
        assert!(refused.say(Lang::Ru).detail.contains("ООО «Ромашка»"));
        assert!(refused.say(Lang::En).next.contains("separate"));
        assert_eq!(everything(base), before);

        // The other way round too: the standing card has no КПП.
        let lone = NewClient { inn: Some("7736050003".into()), kpp: None, external_id: None, ..named("Ладога") };
        let lone_id = create(base, &visit, lone.clone()).unwrap().card.client.id;
        let branch = NewClient { kpp: Some("773601009".into()), ..lone };
        let refused = create(base, &visit, branch.clone()).unwrap_err();
        assert!(matches!(&refused, ClientRefused::SameInn { existing, .. } if *existing == lone_id), "{refused:?}");

        // Who says that it is separate gets both; its card is changed later without a question.
        let made = create(base, &visit, NewClient { separate: true, ..branch }).unwrap();
        assert_eq!(made.related, [(lone_id, "Ладога".to_string())]);
        let made = create(base, &visit, NewClient { separate: true, ..again }).unwrap();
        let id = made.card.client.id;
        let city = ChangeClient { city: Some(Some("Тверь".into())), ..ChangeClient::default() };
        act(base, &visit, move |tx, visit| clients::change(tx, visit, id, Some(1), city.clone())).unwrap();
    });
}

#[test]
fn a_client_called_nearly_like_another_is_asked_about_where_a_tax_number_is_missing() {
    both(&MODULES, |base| {
        let (rig, program) = (Rig::open(base), token(base, &hire(base, "program", Role::Integration)));
        let post = |body: Value| rig.post(&program, "/api/v1/clients", body);
        let known =
            |name: &str, inn: &str| post(json!({ "name": name, "inn": inn, "separate": true })).json["id"].clone();
        let (other, first) = (known("АО «Ромашка»", "7736050003"), known("ООО «Ромашка»", "7707083893"));
        let bare = post(json!({ "name": "Ладога" })).json["id"].clone();
        let before = everything(base);

        let asked = post(json!({ "name": "ООО Ромашка" }));
        assert_eq!((asked.status, &asked.json["type"]), (409, &json!("/problems/alike-client")), "{}", asked.text);
        assert_eq!((&asked.json["existing"]["id"], &asked.json["alike"][1]["id"]), (&first, &other));
        assert_eq!(asked.json["insist"], json!({ "separate": true }));
        for (body, like) in [
            (json!({ "name": "Ромашки" }), &other),
            (json!({ "name": "Ладога" }), &bare),
            (json!({ "name": "Ладоги, ООО", "inn": "7702070139" }), &bare),
        ] {
            let asked = post(body.clone());
            assert_eq!((asked.status, &asked.json["existing"]["id"]), (409, like), "{body}");
        }
        assert_eq!(post(json!({ "name": "", "inn": "1" })).status, 422);
        assert_eq!(everything(base), before);

        // Two numbers are two firms; another name is nobody's twin; who insists gets a card.
        assert_eq!(post(json!({ "name": "ООО «Ромашка»", "inn": "7702070139" })).status, 201);
        assert_eq!(post(json!({ "name": "Ромашка-Юг" })).status, 201);
        assert_eq!(post(json!({ "name": "Ладога", "separate": true })).status, 201);
    });
}

#[test]
fn a_tax_number_that_is_anothers_is_asked_about_at_a_change_too() {
    both(&MODULES, |base| {
        let (rig, program) = (Rig::open(base), token(base, &hire(base, "program", Role::Integration)));
        let post = |body: Value| rig.post(&program, "/api/v1/clients", body).json["id"].as_str().unwrap().to_owned();
        let first = post(json!({ "name": "Первый", "inn": "7707083893", "kpp": "773601001" }));
        let second = post(json!({ "name": "Второй" }));
        let patch = |version: i64, body: Value| {
            let seen = format!("\"{version}\"");
            rig.call(&program, Method::PATCH, &format!("/api/v1/clients/{second}"), Some(body), &[("if-match", &seen)])
        };
        let before = everything(base);

        let asked = patch(1, json!({ "inn": "7707083893" }));
        assert_eq!((asked.status, &asked.json["type"]), (409, &json!("/problems/same-tax-number")), "{}", asked.text);
        assert_eq!(
            (&asked.json["existing"]["id"], &asked.json["insist"]),
            (&json!(first), &json!({ "separate": true }))
        );
        assert_eq!(everything(base), before);
        let form = "name=B&inn=7707083893&stage=working&version=1";
        let (status, _, page) = rig.form(&program, &format!("/clients/{second}/edit"), &format!("{form}&_key=e1"));
        assert!(status == 409 && page.contains("name=\"separate\""), "{status} {page}");
        assert!(page.contains(&format!("<a href=\"/clients/{first}\">Первый</a>")), "{page}");
        assert_eq!(everything(base), before);

        // What stands is changed without a question, and so is a card that is called separate.
        assert_eq!(patch(1, json!({ "inn": "7707083893", "separate": true })).status, 200);
        assert_eq!(patch(2, json!({ "city": "Тверь" })).status, 200);
        assert_eq!(patch(3, json!({ "kpp": "773601002" })).status, 200);
    });
}

#[test]
fn an_external_id_belongs_to_one_client() {
    both(&MODULES, |base| {
        let visit = system(base);
        let first = create(base, &visit, NewClient { external_id: Some("A1".into()), ..named("Первый") }).unwrap();
        let before = everything(base);

        let refused =
            create(base, &visit, NewClient { external_id: Some(" A1 ".into()), ..named("Второй") }).unwrap_err();

        assert_eq!(refused, ClientRefused::ExternalIdTaken { existing: first.card.client.id, name: "Первый".into() });
        assert_eq!((refused.problem(), refused.status()), ("external-id-taken", 409));
        assert_eq!(everything(base), before);
    });
}

#[test]
fn wrong_fields_are_refused_and_leave_nothing() {
    both(&MODULES, |base| {
        let visit = system(base);
        let typed = NewClient { inn: Some("1".into()), phones: vec!["?".into()], ..named("") };

        let refused = create(base, &visit, typed).unwrap_err();

        for lang in Lang::ALL {
            let fields = refused.fields(lang);
            let pointers: Vec<&str> = fields.iter().map(|field| field.pointer.as_str()).collect();
            assert_eq!(pointers, ["/name", "/inn", "/phones/0"]);
        }
        assert_eq!((refused.problem(), refused.status()), ("bad-field", 422));
        assert_eq!(everything(base), (0, 0, 0, 0, 0));
    });
}

#[test]
fn a_change_keeps_what_is_not_named_and_refuses_a_stale_one() {
    both(&MODULES, |base| {
        let visit = system(base);
        let id = create(base, &visit, romashka()).unwrap().card.client.id;
        let wanted = ChangeClient {
            name: Some("ООО «Ромашка плюс»".into()),
            city: Some(None),
            stage: Some("working".into()),
            phones: Some(vec!["8 812 123-45-67".into()]),
            ..ChangeClient::default()
        };

        let change = wanted.clone();
        act(base, &visit, move |tx, visit| clients::change(tx, visit, id, Some(1), change.clone())).unwrap();

        let there = card(base, &visit, id).unwrap();
        assert_eq!((there.client.city.as_deref(), there.client.stage, there.client.version), (None, Stage::Working, 2));
        assert_eq!(there.client.inn.as_ref().unwrap().as_str(), "7707083893");
        let numbers: Vec<&str> = there.phones.iter().map(|phone| phone.phone.e164()).collect();
        assert_eq!(numbers, ["+79161234567", "+78121234567"]);
        let refused =
            act(base, &visit, move |tx, visit| clients::change(tx, visit, id, Some(1), wanted.clone())).unwrap_err();
        assert_eq!(refused, ClientRefused::Stale { client: id, version: 2 });
        assert_eq!((refused.problem(), refused.status()), ("version-stale", 412));
        assert_eq!(card(base, &visit, id).unwrap(), there);
        let nobody = ClientId::new(999);
        let refused =
            act(base, &visit, move |tx, visit| clients::set_stage(tx, visit, nobody, Stage::Lost)).unwrap_err();
        assert_eq!((refused.clone(), refused.status()), (ClientRefused::Unknown(nobody), 404));
    });
}

#[test]
fn people_and_numbers_are_added_once() {
    both(&MODULES, |base| {
        let visit = system(base);
        let id = create(base, &visit, named("Ромашка")).unwrap().card.client.id;
        let contact = NewContact { name: "Пётр".into(), emails: vec!["p@r.ru".into()], ..NewContact::default() };

        let person = act(base, &visit, move |tx, visit| clients::add_contact(tx, visit, id, &contact)).unwrap();
        for _ in 0..2 {
            act(base, &visit, move |tx, visit| clients::add_phone(tx, visit, id, Some(person), "84951234567")).unwrap();
        }

        let there = card(base, &visit, id).unwrap();
        assert_eq!((there.contacts.len(), there.phones.len(), there.emails.len(), there.client.version), (1, 1, 1, 4));
        let before = everything(base);
        let wrong =
            [("", None, "/phone"), ("звонить", None, "/phone"), ("84951234567", Some(ContactId::new(99)), "/contact")];
        for (typed, contact, pointer) in wrong {
            let refused =
                act(base, &visit, move |tx, visit| clients::add_phone(tx, visit, id, contact, typed)).unwrap_err();
            assert_eq!(refused.fields(Lang::Ru)[0].pointer, pointer);
        }
        let nameless = NewContact::default();
        let refused = act(base, &visit, move |tx, visit| clients::add_contact(tx, visit, id, &nameless)).unwrap_err();
        assert_eq!(refused.fields(Lang::Ru)[0].pointer, "/name");
        assert_eq!(everything(base), before);
    });
}

#[test]
fn a_new_account_manager_takes_the_place_of_the_one_before() {
    both(&MODULES, |base| {
        let visit = system(base);
        let (anna, boris) =
            (hire(base, "anna", Role::AccountManager).staff(), hire(base, "boris", Role::AccountManager).staff());
        let id = create(base, &visit, named("Ромашка")).unwrap().card.client.id;

        act(base, &visit, move |tx, visit| clients::assign_to(tx, visit, id, anna, "account_manager")).unwrap();
        act(base, &visit, move |tx, visit| clients::assign_to(tx, visit, id, anna, "service")).unwrap();
        let card_now =
            act(base, &visit, move |tx, visit| clients::assign_to(tx, visit, id, boris, "account_manager")).unwrap();

        let team: Vec<(StaffId, &str)> = card_now.team.iter().map(|m| (m.staff, m.role.as_str())).collect();
        assert!(team.contains(&(anna, "service")) && team.contains(&(boris, "account_manager")) && team.len() == 2);
        let managers = ask(base, &visit, move |read, _| clients::managers(read, &[id]));
        assert_eq!(managers[&id], "Name of boris");
        let before = everything(base);
        let refused =
            act(base, &visit, move |tx, visit| clients::assign_to(tx, visit, id, anna, "picker")).unwrap_err();
        assert_eq!(refused.fields(Lang::En)[0].pointer, "/role");
        let nobody = ClientId::new(99);
        let refused =
            act(base, &visit, move |tx, visit| clients::assign_to(tx, visit, nobody, anna, "service")).unwrap_err();
        assert_eq!(refused, ClientRefused::Unknown(nobody));
        assert_eq!(everything(base), before);
        act(base, &visit, move |tx, visit| clients::release_from(tx, visit, id, anna, "service")).unwrap();
        assert_eq!(card(base, &visit, id).unwrap().team.len(), 1);
    });
}

#[test]
fn another_teams_client_is_known_but_locked() {
    both(&MODULES, |base| {
        let (anna, boris) = (hire(base, "anna", Role::AccountManager), hire(base, "boris", Role::Hunter));
        let operator = hire(base, "olga", Role::Operator);

        let id = create(base, &anna, romashka()).unwrap().card.client.id;

        let own = card(base, &anna, id).unwrap();
        assert_eq!((own.sight, own.team.len(), own.phones.len()), (Sight::Full, 1, 2));
        let other = card(base, &boris, id).unwrap();
        assert_eq!(
            (other.sight, other.phones.len(), other.contacts.len(), other.client.inn),
            (Sight::Locked, 0, 0, None)
        );
        assert_eq!(other.team[0].name, "Name of anna");
        let head = ask(base, &operator, move |read, visit| clients::dossier_head(read, visit, id)).unwrap();
        assert!(head.masked && !head.locked);
        assert_eq!((head.phones[0].shown.as_str(), &head.phones[0].number), ("+7 ··· ··· ·· 67", &None));
        assert_eq!(head.emails, ["i···@···.ru"]);
        let head = ask(base, &anna, move |read, visit| clients::dossier_head(read, visit, id)).unwrap();
        assert_eq!((head.phones[0].shown.as_str(), head.manager()), ("+7 495 123-45-67", Some("Name of anna")));

        let mine = |visit: &Visit| {
            let staff = visit.staff();
            let list = ask(base, visit, move |read, _| {
                clients::list(read, Driver::Of(staff, None), Order::Name, &After::default(), 10)
            });
            list.len()
        };
        assert_eq!((mine(&anna), mine(&boris)), (1, 0));
        let before = everything(base);
        let refused = act(base, &boris, move |tx, visit| clients::set_stage(tx, visit, id, Stage::Lost)).unwrap_err();
        assert_eq!(refused, ClientRefused::NotYours { client: id, team: vec!["Name of anna".into()] });
        assert_eq!((refused.problem(), refused.status()), ("not-your-client", 403));
        assert_eq!(everything(base), before);
    });
}

#[test]
fn retail_sales_are_one_client_and_stay_out_of_lists() {
    both(&MODULES, |base| {
        let visit = system(base);
        let retail = || act(base, &visit, |tx, _| Ok(clients::retail(tx)?)).unwrap();

        let (first, second) = (retail(), retail());

        assert_eq!(first, second);
        let all = ask(base, &visit, |read, _| clients::list(read, Driver::All, Order::Name, &After::default(), 10));
        assert!(all.is_empty());
        let refused =
            act(base, &visit, move |tx, visit| clients::set_stage(tx, visit, first, Stage::Lost)).unwrap_err();
        assert_eq!(refused, ClientRefused::Unknown(first));
        let index = NameIndex::new();
        index.fill(&base.store).unwrap();
        assert!(index.is_empty());
    });
}

#[test]
fn lists_page_through_every_client_once_in_each_order() {
    both(&MODULES, |base| {
        let visit = system(base);
        act(base, &visit, |tx, visit| {
            for n in 0..23_u16 {
                let stage = if n % 2 == 0 { "working" } else { "lost" };
                let new =
                    NewClient {
                        name: format!("Клиент {}", n % 7), stage: Some(stage.into()), ..NewClient::default()
                    };
                let id = clients::create(tx, visit, new)?.card.client.id;
                clients::set_importance(tx, &[(id, n % 5)])?;
            }
            Ok(())
        })
        .unwrap();
        for driver in [Driver::All, Driver::At(Stage::Working), Driver::At(Stage::Lost)] {
            for order in [Order::Name, Order::Importance] {
                let mut seen: Vec<ClientId> = Vec::new();
                let mut after = After::default();
                loop {
                    let at = after.clone();
                    let rows = ask(base, &visit, move |read, _| clients::list(read, driver, order, &at, 4));
                    let Some(last) = rows.last() else { break };
                    let key = if order == Order::Name { last.name_key.clone() } else { last.importance.to_string() };
                    after = After { key, id: last.id.get() };
                    seen.extend(rows.iter().map(|row| row.id));
                }
                let count = seen.len();
                seen.sort_unstable();
                seen.dedup();
                let wanted = match driver {
                    Driver::All => 23,
                    Driver::At(Stage::Working) => 12,
                    _ => 11,
                };
                assert_eq!((count, seen.len()), (wanted, wanted), "{driver:?} {order:?}");
            }
        }
    });
}

/// The fifteen probes of docs/API: one client among 3,000 others, found by whatever a clerk types.
#[test]
fn fifteen_ways_to_type_one_client_find_it() {
    both(&MODULES, |base| {
        let visit = system(base);
        let mut dice = kernel::Dice::new(7);
        let parts =
            ["Строй", "Торг", "Комплект", "Сервис", "Альфа", "Роман", "Машина", "Мебель", "Снаб", "Лес", "Вектор"];
        let mut crowd: Vec<NewClient> = (0..3_000)
            .map(|n| {
                let (a, b) = (dice.pick(&parts).unwrap(), dice.pick(&parts).unwrap());
                NewClient {
                    phones: vec![format!("8 926 {:07}", 1_000_000 + n)], ..named(&format!("ООО «{a}{b} {n}»"))
                }
            })
            .collect();
        crowd.push(NewClient { external_id: None, ..romashka() });
        crowd.push(named("ИП Семёновский"));
        let made: Vec<ClientId> = act(base, &visit, move |tx, visit| {
            crowd.iter().map(|new| Ok(clients::create(tx, visit, new.clone())?.card.client.id)).collect()
        })
        .unwrap();
        let [.., client, other] = made[..] else { panic!() };
        act(base, &visit, move |tx, _| Ok(clients::set_importance(tx, &[(client, 60_000), (other, 50_000)])?)).unwrap();
        let index = NameIndex::new();
        index.fill(&base.store).unwrap();
        assert!(index.is_ready());

        let probes = [
            ("рома", client),
            ("машка", client),
            ("ООО «Ромашка»", client),
            ("ооо ромашка", client),
            ("ромашка ооо", client),
            ("рамашка", client),
            ("ромшка", client),
            ("семеновский", other),
            ("hjvfirf", client),
            ("romashka", client),
            ("1234567", client),
            ("84951234567", client),
            ("+74951234567", client),
            ("7707083893", client),
            ("770708", client),
        ];
        for (place, (typed, wanted)) in probes.into_iter().enumerate() {
            let hits = index.search(typed, 8);
            let found = hits.iter().position(|hit| hit.id == wanted.get());
            assert!(found.is_some_and(|at| at == 0 || place > 0), "{typed}: {hits:?}");
        }
    });
}

#[test]
fn a_client_of_that_name_stands_before_those_where_somebody_is_called_so() {
    both(&MODULES, |base| {
        let visit = system(base);
        let person =
            |n: usize| NewContact { name: format!("Романов Пётр {n}"), ..romashka().contacts[0].clone() };
        let mut crowd: Vec<NewClient> =
            (0..30).map(|n| NewClient { contacts: vec![person(n)], ..named(&format!("ООО «Уют {n}»")) }).collect();
        crowd.push(named("ООО «ТД Ромашка»"));
        let made: Vec<ClientId> = act(base, &visit, move |tx, visit| {
            crowd.iter().map(|new| Ok(clients::create(tx, visit, new.clone())?.card.client.id)).collect()
        })
        .unwrap();
        let [important @ .., wanted] = made.as_slice() else { panic!() };
        let weights: Vec<(ClientId, u16)> = important.iter().map(|id| (*id, 60_000)).collect();
        act(base, &visit, move |tx, _| Ok(clients::set_importance(tx, &weights)?)).unwrap();
        let index = NameIndex::new();
        index.fill(&base.store).unwrap();
        let found = base.store.read_now(move |read| clients::find(read, Some(&index), &visit, "ром", 8)).unwrap();
        assert_eq!(found.len(), 8);
        assert_eq!((found[0].id, found[0].matched_on), (*wanted, "word"));
        assert!(found[1..].iter().all(|hit| hit.matched_on == "person"), "{found:?}");
    });
}

#[test]
fn the_index_follows_what_other_nodes_do() {
    both(&MODULES, |base| {
        let visit = system(base);
        let index = Arc::new(NameIndex::new());
        index.fill(&base.store).unwrap();
        let id = create(base, &visit, named("Ромашка")).unwrap().card.client.id;
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let follow = |seen: i64, wanted: i64| {
            let mut seq = base.store.watch_seq();
            runtime.block_on(async {
                while *seq.borrow_and_update() < wanted {
                    seq.changed().await.unwrap();
                }
                clients::names::follow(&index, &base.store, seen).await.unwrap()
            })
        };

        let seen = follow(0, 1);
        assert_eq!(index.search("ромаш", 8).len(), 1);
        let rename = ChangeClient { name: Some("Василёк".into()), ..ChangeClient::default() };
        act(base, &visit, move |tx, visit| clients::change(tx, visit, id, None, rename.clone())).unwrap();
        follow(seen, 2);

        assert!(index.search("ромаш", 8).is_empty());
        assert_eq!(index.search("василек", 8)[0].id, id.get());
    });
}

#[test]
fn every_statement_is_accepted_by_both_engines() {
    both(&MODULES, |base| {
        base.store
            .read_now(|read| {
                let ours = store::registered().filter(|sql| sql.place.contains("clients/src"));
                let mut count = 0;
                for sql in ours {
                    read.check(sql).map_err(|fault| fault.context(sql.name))?;
                    count += 1;
                }
                assert!(count > 30, "{count}");
                Ok(())
            })
            .unwrap();
    });
}

/// SQLite tells its plan without statistics, so what it scans here it would scan at any size.
#[test]
fn lists_stand_on_an_index() {
    let base = store::testing::lite(&MODULES).unwrap();
    use store::Value::{Int, Text};
    let text = |text: &str| Text(text.to_string());
    let lists = [
        ("BEGIN_WITH", vec![text("a"), text("b"), Int(8)]),
        ("BY_PHONE", vec![text("4951234567"), text("+74951234567")]),
        ("BY_INN", vec![text("7707083893")]),
    ];
    for (name, params) in lists {
        let sql = store::registered().find(|sql| sql.name == name && sql.place.contains("clients/src")).unwrap();
        let plan = base
            .store
            .read_now(move |read| {
                let params: Vec<store::Param<'_>> = params.iter().map(store::Value::as_param).collect();
                read.explain(sql, &params)
            })
            .unwrap();
        let scans = plan.iter().any(|step| step.contains("SCAN c") && !step.contains("USING"));
        assert!(!scans && !plan.is_empty(), "{name}: {plan:?}");
        let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
        assert!(!sorts || name == "BY_INN", "{name}: {plan:?}");
    }
}

struct Rig {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

struct Answer {
    status: u16,
    etag: Option<String>,
    replayed: bool,
    json: Value,
    text: String,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let index = Arc::new(NameIndex::new());
        index.fill(&base.store).unwrap();
        let house = House::new(base.store.clone(), &HOUSE, Shared::default().with(index), None).unwrap();
        let (router, ..) = clients::DEPARTMENT.routes().finish();
        let layer = axum::middleware::from_fn_with_state(house.clone(), house::identify);
        let router = router.layer(layer).with_state(house);
        Rig { router, runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn form(&self, token: &str, path: &str, form: &str) -> (u16, Option<String>, String) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
            let status = response.status().as_u16();
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, to, String::from_utf8(body.to_vec()).unwrap())
        })
    }

    fn call(&self, token: &str, method: Method, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let text = body.map(|body| body.to_string());
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        if text.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(text.map_or_else(Body::empty, Body::from)).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            let (etag, replayed) = (header("etag"), header("idempotency-replayed").is_some());
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let json = serde_json::from_str(&text).unwrap_or(Value::Null);
            Answer { status, etag, replayed, json, text }
        })
    }

    fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(token, Method::POST, path, Some(body), &[])
    }

    fn get(&self, token: &str, path: &str) -> Answer {
        self.call(token, Method::GET, path, None, &[])
    }
}

fn token(base: &TestBase, visit: &Visit) -> String {
    let staff = visit.staff();
    base.store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| access::add_token(tx, staff, "test", None))
        .unwrap()
}

#[test]
fn the_api_makes_finds_and_changes_a_client() {
    both(&MODULES, |base| {
        let (rig, program) = (Rig::open(base), token(base, &hire(base, "program", Role::Integration)));
        let body = json!({ "name": "ООО «Ромашка»", "inn": "7707083893", "kpp": "773601001", "city": "Москва",
            "phones": ["8 495 123-45-67"], "emails": [], "external_id": "X-1" });

        let made =
            rig.call(&program, Method::POST, "/api/v1/clients", Some(body.clone()), &[("idempotency-key", "k1")]);

        assert_eq!((made.status, made.etag.as_deref()), (201, Some("\"1\"")), "{}", made.text);
        assert_eq!((&made.json["related"], &made.json["phones"]), (&json!([]), &json!(["+74951234567"])));
        let id = made.json["id"].as_str().unwrap().to_owned();
        let again =
            rig.call(&program, Method::POST, "/api/v1/clients", Some(body.clone()), &[("idempotency-key", "k1")]);
        assert_eq!((again.status, again.replayed, &again.json), (201, true, &made.json));
        let twin = rig.post(
            &program,
            "/api/v1/clients",
            json!({ "name": "Ромашка", "inn": "7707083893", "kpp": "773601001" }),
        );
        assert_eq!((twin.status, &twin.json["type"]), (409, &json!("/problems/duplicate-client")));
        assert_eq!(twin.json["existing"]["id"], json!(id));
        let unclear = rig.post(&program, "/api/v1/clients", json!({ "name": "Ромашка Тверь", "inn": "7707083893" }));
        assert_eq!((unclear.status, &unclear.json["type"]), (409, &json!("/problems/same-tax-number")));
        assert_eq!(
            (&unclear.json["existing"]["id"], &unclear.json["insist"]),
            (&json!(id), &json!({ "separate": true }))
        );
        let branch = json!({ "name": "Ромашка Тверь", "inn": "7707083893", "separate": true });
        let branch = rig.post(&program, "/api/v1/clients", branch);
        assert_eq!((branch.status, &branch.json["related"][0]["id"]), (201, &json!(id)));
        assert!(branch.json["note"].is_string());

        let found = rig.get(&program, "/api/v1/clients?q=hjvfirf&limit=8");
        assert_eq!(found.status, 200, "{}", found.text);
        assert!(found.json["items"].as_array().unwrap().iter().any(|hit| hit["id"] == json!(id)));
        let by_phone = rig.get(&program, "/api/v1/clients?q=1234567");
        assert_eq!(
            (&by_phone.json["items"][0]["matched_on"], &by_phone.json["items"][0]["inn"]),
            (&json!("phone"), &json!("7707083893"))
        );

        let path = format!("/api/v1/clients/{id}");
        let patch =
            |headers: &[(&str, &str)], body: Value| rig.call(&program, Method::PATCH, &path, Some(body), headers);
        assert_eq!(patch(&[], json!({ "city": "Тверь" })).status, 428);
        let changed = patch(&[("if-match", "\"1\"")], json!({ "name": "ООО «Лютик»", "city": null }));
        assert_eq!(
            (changed.status, changed.etag.as_deref(), &changed.json["city"]),
            (200, Some("\"2\""), &Value::Null)
        );
        let stale = patch(&[("if-match", "\"1\"")], json!({ "city": "Тверь" }));
        assert_eq!((stale.status, &stale.json["type"]), (412, &json!("/problems/version-stale")));
        assert_eq!(rig.get(&program, "/api/v1/clients?q=лютик").json["items"][0]["id"], json!(id));
        let card = rig.get(&program, &path);
        assert_eq!((&card.json["name"], &card.json["inn"]), (&json!("ООО «Лютик»"), &json!("7707083893")));
        assert_eq!(
            rig.post(&program, &format!("{path}/team"), json!({ "user": "PROGRAM", "role": "service" })).status,
            200
        );
        assert_eq!(
            rig.post(&program, &format!("{path}/team"), json!({ "user": "x\u{0}", "role": "service" })).status,
            422
        );
        let contact =
            rig.post(&program, &format!("{path}/contacts"), json!({ "name": "Иван", "phones": ["89161234567"] }));
        assert_eq!(
            (contact.status, &contact.json["contacts"][0]["phones"][0]["number"]),
            (201, &json!("+79161234567"))
        );
        assert_eq!(rig.post(&program, &format!("{path}/phones"), json!({ "phone": "8 812 123-45-67" })).status, 201);
    });
}

#[test]
fn bad_input_is_refused_with_its_place_and_never_fails() {
    both(&MODULES, |base| {
        let (rig, program) = (Rig::open(base), token(base, &hire(base, "program", Role::Integration)));
        let wrong = [
            (json!({ "name": "" }), "/name"),
            (json!({ "name": "я".repeat(201) }), "/name"),
            (json!({ "name": "a\u{0}b" }), "/name"),
            (json!({ "name": "a", "inn": "7707083894" }), "/inn"),
            (json!({ "name": "a", "phones": ["x"] }), "/phones/0"),
            (json!({ "name": "a", "emails": ["x"] }), "/emails/0"),
            (json!({ "name": "a", "stage": "asleep" }), "/stage"),
            (json!({ "name": "a", "unknown": 1 }), "/unknown"),
            (json!({ "name": 5 }), "/name"),
        ];
        for (body, pointer) in wrong {
            let answer = rig.post(&program, "/api/v1/clients", body.clone());
            assert_eq!(answer.status, 422, "{body} {}", answer.text);
            assert_eq!(answer.json["errors"][0]["pointer"], json!(pointer), "{body} {}", answer.text);
        }
        for path in [
            "?cursor=zz",
            "?stage=asleep",
            "?sort=size",
            "?limit=x",
            "?limit=0",
            "?limit=201",
            "?unknown=1",
            "?cursor=313a00",
        ] {
            let answer = rig.get(&program, &format!("/api/v1/clients{path}"));
            assert_eq!(answer.status, 422, "{path} {}", answer.text);
        }
        for path in ["?q=%00", "?q=%F0%9F%98%80", "?external_id=%00", "?q=%20"] {
            assert_eq!(rig.get(&program, &format!("/api/v1/clients{path}")).status, 200, "{path}");
        }
        for id in ["0", "x", "-1", "99", "99999999999999999999"] {
            assert_eq!(rig.get(&program, &format!("/api/v1/clients/{id}")).status, 404, "{id}");
        }
        assert_eq!(everything(base).0, 0);
    });
}

#[test]
fn a_hunter_finds_another_teams_client_locked() {
    both(&MODULES, |base| {
        let rig = Rig::open(base);
        let (anna, boris) = (hire(base, "anna", Role::AccountManager), hire(base, "boris", Role::Hunter));
        let (anna, boris) = (token(base, &anna), token(base, &boris));
        let made = rig.post(&anna, "/api/v1/clients", json!({ "name": "ООО «Ромашка»", "inn": "7707083893" }));
        assert_eq!(made.status, 201, "{}", made.text);

        let hit = &rig.get(&boris, "/api/v1/clients?q=ромашка").json["items"][0];
        assert_eq!(
            (&hit["locked"], &hit["inn"], &hit["manager"]),
            (&json!(true), &Value::Null, &json!("Name of anna"))
        );
        assert_eq!(rig.get(&boris, "/api/v1/clients").json["items"], json!([]));
        assert_eq!(rig.get(&anna, "/api/v1/clients").json["items"][0]["manager"], json!("Name of anna"));
        let refused = rig.post(&boris, "/api/v1/clients", json!({ "name": "Ромашка", "inn": "7707083893" }));
        assert_eq!((refused.status, &refused.json["existing"]["team"]), (409, &json!(["Name of anna"])));
        let buyer = token(base, &hire(base, "buyer", Role::Buyer));
        assert_eq!(rig.get(&buyer, "/api/v1/clients").status, 403);
    });
}

#[test]
fn pages_show_the_list_and_the_forms() {
    both(&MODULES, |base| {
        let (rig, head) = (Rig::open(base), token(base, &hire(base, "head", Role::HeadFrontDesk)));
        assert!(rig.get(&head, "/clients").text.contains("/clients/new"));
        let form = "name=%D0%9E%D0%9E%D0%9E&inn=1&phones=&emails=&_key=k1&version=";
        let send = |path: &str, form: &str| rig.form(&head, path, form);
        let post = |path: &str, form: &str| {
            let (status, to, _) = send(path, form);
            (status, to)
        };

        // Fields left empty are there again after a refusal.
        let (status, _, page) = send("/clients/new", form);
        assert_eq!(status, 422);
        assert!(page.contains("name=\"phones\"") && page.contains("name=\"emails\""), "{page}");
        let (status, to_first) = post(
            "/clients/new",
            "name=%D0%A0%D0%BE%D0%BC%D0%B0&phones=84951234567&emails=&stage=working&_key=k2&version=",
        );

        assert_eq!(status, 303);
        // A known tax number is asked about: the card that has it can be opened, or the new one is called separate.
        let known = "inn=7707083893&phones=&emails=&stage=working&version=";
        let (status, to) = post("/clients/new", &format!("name=A&kpp=773601001&_key=k5&{known}"));
        assert_eq!(status, 303);
        let standing = to.unwrap();
        let (status, _, asked) = send("/clients/new", &format!("name=B&_key=k6&{known}"));
        assert_eq!(status, 409, "{asked}");
        assert!(
            asked.contains(&format!("<a href=\"{standing}\">A</a>")) && asked.contains("name=\"separate\""),
            "{asked}"
        );
        assert_eq!(post("/clients/new", &format!("name=B&separate=1&_key=k7&{known}")).0, 303);
        // So is a name that nearly stands there, where there is no number to tell the two apart.
        let twin = "name=%D0%9E%D0%9E%D0%9E+%D0%A0%D0%BE%D0%BC%D1%8B&stage=working&version=";
        let (status, _, asked) = send("/clients/new", &format!("{twin}&_key=k8"));
        let first = to_first.clone().unwrap();
        assert_eq!(status, 409, "{asked}");
        assert!(
            asked.contains(&format!("<a href=\"{first}\">Рома</a>")) && asked.contains("name=\"separate\""),
            "{asked}"
        );
        assert_eq!(post("/clients/new", &format!("{twin}&separate=1&_key=k9")).0, 303);

        let page = to_first.unwrap();
        let list = rig.get(&head, "/clients?stage=working&sort=importance");
        assert!(list.text.contains("Рома") && list.status == 200, "{}", list.text);
        assert!(rig.get(&head, "/clients?q=hjvf").text.contains(&page));
        let edit = rig.get(&head, &format!("{page}/edit"));
        assert!(edit.text.contains("+7 495 123-45-67"));
        let changed =
            post(&format!("{page}/edit"), "name=%D0%9B%D1%83%D0%B3&phones=&emails=&stage=lost&_key=k3&version=1");
        assert_eq!(changed, (303, Some(page.clone())));
        assert_eq!(post(&format!("{page}/edit"), "name=a&_key=k4&version=1&stage=lost"), (412, None));
    });
}

sql! {
    ONE_CLIENT = "INSERT INTO client (name, name_key, inn, city, stage, importance, source, created_at, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'staff', ?7, 1) RETURNING id";
    ONE_RETAIL = "UPDATE client SET retail_at = 1 WHERE id = ?1";
    ALL_CLIENTS = "SELECT c.id, c.name, c.name_key, c.stage, c.importance, c.created_at, \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM view_visible_client v WHERE v.client_id = c.id AND v.staff_id = ?1) \
        FROM client c WHERE c.retail_at IS NULL";
}

type Seen = (i64, String, String, Stage, i64, i64, i64);

const DAY: i64 = 86_400_000;

/// How far the company's clock is ahead: its days are the ones a filter means.
const MOSCOW: i64 = 3 * 3_600_000;

/// The days the clients are known since begin here.
const FIRST: Day = Day::of(2026, 10, 1);

/// Clients made by dice: names, weights and moments repeat, so that places are told apart by number.
fn fill(base: &TestBase, seed: u64, rows: i64, manager: &Visit) {
    let staff = manager.staff();
    act(base, &system(base), move |tx, visit| {
        let mut dice = Dice::new(seed);
        for n in 0..rows {
            let name = format!("{}лиент {}", dice.pick(&["К", "к", "=К"]).unwrap(), dice.between(0, 40));
            let stage = dice.pick(&Stage::ALL).unwrap().code();
            // Moments on the edges of days are the ones a filter by days may lose.
            let created_at =
                (i64::from(FIRST.days()) + dice.between(0, 30)) * DAY - MOSCOW - i64::from(dice.chance(1, 3));
            let key = text_key(&name);
            let city = dice.chance(1, 2).then_some("Тверь; центр");
            let id =
                tx.insert(&ONE_CLIENT, p![name, key, None::<&str>, city, stage, dice.between(0, 9), created_at])?;
            if n == 0 {
                tx.exec(&ONE_RETAIL, p![id])?;
            } else if dice.chance(1, 4) {
                clients::assign_to(tx, visit, ClientId::new(id), staff, Role::AccountManager.code())?;
            }
        }
        Ok(())
    })
    .unwrap();
}

/// What the list shows on its way through all pages, and how many pages there were.
fn walk(rig: &Rig, token: &str, address: &str) -> (Vec<i64>, usize) {
    let (mut seen, mut next, mut pages) = (Vec::new(), Some(address.to_owned()), 0);
    while let Some(address) = next {
        let page = rig.get(token, &address);
        assert_eq!(page.status, 200, "{address}");
        let rows = page.text.split("<tr id=\"client-").skip(1);
        seen.extend(rows.map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()));
        next = page.text.split("<a class=\"p-btn\" href=\"").skip(1).find_map(|rest| {
            let (href, rest) = rest.split_once('"')?;
            rest.starts_with(" rel=\"next\"").then(|| href.replace("&amp;", "&"))
        });
        pages += 1;
    }
    (seen, pages)
}

fn wanted(rows: &[Seen], sort: &str, fits: impl Fn(&Seen) -> bool) -> Vec<Seen> {
    let (column, down) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    let mut rows: Vec<Seen> = rows.iter().filter(|row| fits(row)).cloned().collect();
    rows.sort_by_key(|(id, _, name, _, importance, created_at, _)| match column {
        "importance" => (*importance, String::new(), *id),
        "since" => (*created_at, String::new(), *id),
        _ => (0, name.clone(), *id),
    });
    if down {
        rows.reverse();
    }
    rows
}

#[test]
fn every_filter_in_every_order_shows_the_clients_of_a_brute_force() {
    for (seed, rows) in [(1, 260), (2, 30)] {
        both(&MODULES, |base| {
            let (manager, head) = (hire(base, "anna", Role::AccountManager), hire(base, "head", Role::HeadFrontDesk));
            fill(base, seed, rows, &manager);
            act(base, &system(base), {
                let head = head.staff();
                move |tx, visit| clients::assign_to(tx, visit, ClientId::new(3), head, Role::AccountManager.code())
            })
            .unwrap();
            let rig = Rig::open(base);
            let readers = [(token(base, &head), false, head.staff()), (token(base, &manager), true, manager.staff())];
            let mut longest = 0;
            for (token, own, staff) in &readers {
                let staff = *staff;
                let all: Vec<Seen> = base.store.read_now(move |read| read.rows(&ALL_CLIENTS, p![staff])).unwrap();
                for stage in ["", "working", "lost"] {
                    for mine in ["", "1"] {
                        for days in [None, Some((5, 20))] {
                            for sort in ["", "name", "-name", "-importance", "importance", "-since", "since"] {
                                let (from, to) = days.unwrap_or((-9, 99));
                                let since = |row: &Seen| (row.5 + MOSCOW).div_euclid(DAY) - i64::from(FIRST.days());
                                let mut address = format!("/clients?sort={sort}&stage={stage}&mine={mine}");
                                if days.is_some() {
                                    address.push_str("&from=2026-10-06&to=2026-10-21");
                                }
                                let wanted = wanted(&all, sort, |row| {
                                    (stage.is_empty() || row.3.code() == stage)
                                        && (row.6 > 0 || !own && mine.is_empty())
                                        && (from..=to).contains(&since(row))
                                });
                                let (seen, pages) = walk(&rig, token, &address);
                                let wanted: Vec<i64> = wanted.into_iter().map(|row| row.0).collect();
                                assert_eq!(seen, wanted, "{address} {own}");
                                longest = longest.max(pages);
                            }
                        }
                    }
                }
            }
            assert!(longest > 1 || rows < 100, "never more than a page");
        });
    }
}

#[test]
fn a_file_of_clients_holds_the_rows_of_the_list_and_no_phones() {
    both(&MODULES, |base| {
        let manager = hire(base, "anna", Role::AccountManager);
        fill(base, 3, 150, &manager);
        act(base, &system(base), |tx, visit| clients::create(tx, visit, romashka())).unwrap();
        let (rig, director) = (Rig::open(base), token(base, &hire(base, "fd", Role::Director)));
        let staff = manager.staff();
        let all: Vec<Seen> = base.store.read_now(move |read| read.rows(&ALL_CLIENTS, p![staff])).unwrap();
        let address = "sort=-importance&stage=prospect";

        let file = rig.get(&director, &format!("/clients/export?{address}&format=csv"));

        assert_eq!(file.status, 200);
        let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').trim_end().split("\r\n").collect();
        let names: Vec<String> =
            lines[1..].iter().map(|line| line.split(';').next().unwrap().trim_start_matches('\'').to_owned()).collect();
        let wanted = wanted(&all, "-importance", |row| row.3 == Stage::Prospect);
        assert!(wanted.len() > 10);
        assert_eq!(names, wanted.iter().map(|row| row.1.clone()).collect::<Vec<_>>());
        assert!(file.text.contains("Ромашка") && file.text.contains("Москва") && file.text.contains("Name of anna"));
        for digits in ["4951234567", "123-45-67", "9161234567", "romashka.ru"] {
            assert!(!file.text.contains(digits), "{digits}");
        }
        let found = rig.get(&director, "/clients/export?q=hjvfirf");
        assert_eq!(found.text.trim_end().split("\r\n").count(), 2, "{}", found.text);
        let none = rig.get(&director, "/clients?q=hjvfirf&stage=lost");
        assert!(!none.text.contains("id=\"client-") && none.text.contains("href=\"/clients\""), "{}", none.text);
        let taken: Vec<_> = base.events().into_iter().filter(|event| event.kind == "list_exported").collect();
        assert_eq!(taken.len(), 2);
        assert!(taken[0].payload.contains("prospect") && !taken[1].payload.contains("hjv"), "{}", taken[1].payload);
    });
}

#[test]
fn who_takes_files_away_and_sells_takes_own_clients_only() {
    both(&MODULES, |base| {
        let manager = hire(base, "anna", Role::AccountManager);
        fill(base, 4, 60, &manager);
        let staff = manager.staff();
        let all: Vec<Seen> = base.store.read_now(move |read| read.rows(&ALL_CLIENTS, p![staff])).unwrap();
        let rig = Rig::open(base);
        base.store
            .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
                access::set_roles(tx, staff, &[Role::AccountManager, Role::Admin])
            })
            .unwrap();
        let both_roles = token(base, &manager);

        let file = rig.get(&both_roles, "/clients/export");

        let own = all.iter().filter(|row| row.6 > 0).count();
        assert!(own > 3 && own < all.len());
        assert_eq!((file.status, file.text.trim_end().split("\r\n").count()), (200, own + 1));
        let foreign = all.iter().find(|row| row.6 == 0).unwrap();
        let found = rig.get(&both_roles, &format!("/clients/export?q={}", foreign.1.split(' ').nth(1).unwrap()));
        let own_names: Vec<&str> = all.iter().filter(|row| row.6 > 0).map(|row| row.1.as_str()).collect();
        for line in found.text.trim_end().split("\r\n").skip(1) {
            let name = line.split(';').next().unwrap().trim_start_matches('\'');
            assert!(own_names.contains(&name), "{line}");
        }
    });
}

#[test]
fn who_may_not_take_clients_away_is_refused_and_nothing_is_written() {
    both(&MODULES, |base| {
        let manager = hire(base, "anna", Role::AccountManager);
        fill(base, 5, 9, &manager);
        let service = token(base, &hire(base, "cs", Role::Service));
        let (rig, manager) = (Rig::open(base), token(base, &manager));
        let buyer = token(base, &hire(base, "admin", Role::Admin));
        let before = base.store.read_now(event_count).unwrap();
        for token in [&service, &manager, &buyer] {
            for format in ["csv", "xlsx"] {
                assert_eq!(rig.get(token, &format!("/clients/export?format={format}")).status, 403);
            }
        }
        assert!(!rig.get(&service, "/clients").text.contains("/clients/export"));
        assert_eq!(base.store.read_now(event_count).unwrap(), before);
    });
}

/// Every text of the list walks by an index: no whole table is read, and only a colleague's own clients are sorted.
#[test]
fn the_client_list_walks_by_an_index() {
    both(&MODULES, |base| {
        let (mut seen, mut bad) = (0, Vec::new());
        for sql in store::registered().filter(|sql| sql.name.starts_with("CLIENTS ")) {
            seen += 1;
            let own = sql.text.contains("?7");
            let text_key = sql.name.contains("name_key");
            let plan = base.store.read_now(move |read| {
                let mut params = vec![store::Value::Int(1); if own { 7 } else { 6 }];
                if text_key {
                    params[1] = store::Value::Text("a".into());
                }
                params[5] = store::Value::Text("lost".into());
                let params: Vec<_> = params.iter().map(store::Value::as_param).collect();
                let plan = read.explain(sql, &params)?;
                Ok(if read.is_postgres() { Vec::new() } else { plan })
            });
            let plan = plan.unwrap();
            // The visitor's clients are listed once for the statement.
            let scans = plan
                .iter()
                .any(|step| step.starts_with("SCAN") && step != "SCAN v" && !step.contains("INDEX client_by_"));
            let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
            if scans || (sorts && !own) {
                bad.push(format!("{} {}: {plan:#?}", sql.name, sql.text));
            }
        }
        assert_eq!(bad, Vec::<String>::new());
        assert_eq!(seen, 2 * 2 * 6);
    });
}

sql! {
    REVEALS = "SELECT contact_id, staff_id, reason FROM contact_reveal WHERE client_id = ?1 ORDER BY id";
}

type Kept = Vec<(Option<ContactId>, StaffId, String)>;

fn kept(base: &TestBase, client: ClientId) -> Kept {
    base.store.read_now(move |read| read.rows(&REVEALS, p![client])).unwrap()
}

#[test]
fn hidden_numbers_are_shown_for_a_reason_that_is_kept() {
    both(&MODULES, |base| {
        let made = create(base, &system(base), romashka()).unwrap().card;
        let (client, ivan) = (made.client.id, made.contacts[0].id);
        let (anna, own) = (hire(base, "anna", Role::Operator), hire(base, "own", Role::AccountManager));
        let staff = own.staff();
        act(base, &system(base), move |tx, visit| clients::assign_to(tx, visit, client, staff, "account_manager"))
            .unwrap();
        let show = |visit: &Visit, client: ClientId, contact: Option<ContactId>, reason: &'static str| {
            act(base, visit, move |tx, visit| clients::reveal(tx, visit, client, contact, reason))
        };

        let shown = show(&anna, client, Some(ivan), "  Перезваниваю   по рекламации ").unwrap();
        assert_eq!(shown.phones.iter().map(|one| one.phone.e164()).collect::<Vec<_>>(), ["+79161234567"]);
        let general = show(&anna, client, None, "звоню в приёмную").unwrap();
        assert_eq!(
            (general.phones[0].phone.e164(), general.emails[0].email.as_str()),
            ("+74951234567", "info@romashka.ru")
        );
        let there: Kept = vec![
            (Some(ivan), anna.staff(), "Перезваниваю по рекламации".into()),
            (None, anna.staff(), "звоню в приёмную".into()),
        ];
        assert_eq!(kept(base, client), there);
        let told: Vec<(String, String)> = base.store.read_now(move |read| read.rows(&EVENTS, p![client])).unwrap();
        let told: Vec<&str> =
            told.iter().filter(|(kind, _)| kind == "contact_revealed").map(|(_, payload)| payload.as_str()).collect();
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|payload| !payload.contains("рекламации") && !payload.contains("916")), "{told:?}");
        assert_eq!(card(base, &anna, client).unwrap().sight, Sight::Masked, "the next view is hidden again");

        let refuse = |visit: &Visit, contact: Option<ContactId>, reason: &'static str| {
            let refused = show(visit, client, contact, reason).unwrap_err();
            assert_eq!(kept(base, client), there, "{refused:?} leaves nothing behind");
            refused.problem()
        };
        for reason in ["", "   ", "да", "1\u{7}23"] {
            assert_eq!(refuse(&anna, Some(ivan), reason), "bad-field", "{reason:?}");
        }
        let long =
            act(base, &anna, move |tx, visit| clients::reveal(tx, visit, client, None, &"я".repeat(201))).unwrap_err();
        assert_eq!(long.problem(), "bad-field");
        assert_eq!(refuse(&anna, Some(ContactId::new(999)), "звоню"), "not-found");
        assert_eq!(refuse(&hire(base, "hunter", Role::Hunter), Some(ivan), "звоню"), "not-your-client");
        let nobody = act(base, &anna, move |tx, visit| clients::reveal(tx, visit, ClientId::new(99), None, "звоню"));
        assert_eq!(nobody.unwrap_err().status(), 404);
        // Who sees the numbers anyway leaves no trace.
        assert_eq!(show(&own, client, Some(ivan), "звоню").unwrap().phones.len(), 1);
        assert_eq!(kept(base, client), there);

        for _ in 2..clients::MOST_REVEALS {
            show(&anna, client, Some(ivan), "обзваниваю").unwrap();
        }
        let refused = show(&anna, client, Some(ivan), "обзваниваю").unwrap_err();
        assert_eq!((refused.problem(), refused.status()), ("too-many-reveals", 429));
        assert!(refused.say(Lang::Ru).detail.contains(':'), "it says when: {}", refused.say(Lang::Ru).detail);
        assert_eq!(i64::try_from(kept(base, client).len()).unwrap(), clients::MOST_REVEALS);
        let boris = hire(base, "boris", Role::Operator);
        assert!(show(&boris, client, Some(ivan), "звоню").is_ok(), "another person's hour is their own");

        let rests = ask(base, &system(base), move |read, visit| {
            clients::DEPARTMENT.resting(read, visit, kernel::EntityKind::Client, &[client.get()])
        });
        assert_eq!(rests.iter().map(|one| one.count).sum::<i64>(), clients::MOST_REVEALS + 2, "{rests:?}");
    });
}

#[test]
fn a_hidden_number_comes_only_in_answer_to_a_deed() {
    both(&MODULES, |base| {
        let made = create(base, &system(base), romashka()).unwrap().card;
        let (client, ivan) = (made.client.id, made.contacts[0].id);
        let rig = Rig::open(base);
        let token = |login: &'static str, role: Role| token(base, &hire(base, login, role));
        let form = |token: &str, path: &str, body: &'static str, htmx: bool| {
            let mut request = Request::builder()
                .method(Method::POST)
                .uri(path)
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", "application/x-www-form-urlencoded");
            if htmx {
                request = request.header("hx-request", "true");
            }
            rig.runtime.block_on(async {
                let response = rig.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
                let status = response.status().as_u16();
                let kept = response.headers().get("cache-control").map(|kept| kept.to_str().unwrap().to_owned());
                let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
                (status, kept.unwrap_or_default(), String::from_utf8(bytes.to_vec()).unwrap())
            })
        };
        let (anna, buyer, audit) =
            (token("anna", Role::Operator), token("ana", Role::Buyer), token("dir", Role::Director));
        let api = format!("/api/v1/clients/{client}/contacts/{ivan}/reveal");
        let why = json!({ "reason": "перезваниваю" });

        let Answer { status, json: shown, .. } = rig.post(&anna, &api, why.clone());
        assert_eq!((status, shown["phones"][0]["number"].as_str()), (200, Some("+79161234567")), "{shown}");
        let own = rig.post(&anna, &format!("/api/v1/clients/{client}/reveal"), why.clone()).json;
        assert_eq!(own["emails"][0], json!("info@romashka.ru"));
        let Answer { status, json: refused, .. } = rig.post(&buyer, &api, why.clone());
        assert_eq!((status, refused["type"].as_str()), (403, Some("/problems/not-allowed")), "{refused}");
        let who = access::role_name(Lang::Ru, Role::Operator);
        assert!(refused["detail"].as_str().unwrap().contains(who), "it names who may: {refused}");
        assert_eq!(rig.post(&anna, &api, json!({ "reason": " " })).status, 422);
        assert_eq!(rig.post(&anna, &api, json!({})).status, 422);
        assert_eq!(rig.get(&anna, &api).status, 405);
        assert_eq!(rig.get(&anna, &format!("/api/v1/clients/{client}/reveals")).status, 403);
        let log = rig.get(&audit, &format!("/api/v1/clients/{client}/reveals")).json;
        let log: Vec<_> =
            log["items"].as_array().unwrap().iter().map(|one| (&one["contact_name"], &one["reason"])).collect();
        assert_eq!(log, [(&Value::Null, &json!("перезваниваю")), (&json!("Иван Семёнов"), &json!("перезваниваю"))]);
        let card = rig.get(&anna, &format!("/api/v1/clients/{client}"));
        assert!(card.status == 200 && !card.text.contains("9161234567"), "hidden again: {}", card.text);

        let page = format!("/clients/{client}/contacts/{ivan}/reveal");
        let (status, head, part) = form(&anna, &page, "_key=k1&reason=%D0%B7%D0%B2%D0%BE%D0%BD%D1%8E", true);
        assert!(status == 200 && part.contains("tel:+79161234567") && part.contains("звоню"), "{part}");
        assert_eq!(head, "no-store");
        assert!(part.starts_with(&format!("<li id=\"contact-{ivan}\"")), "{part}");
        let (status, _, part) = form(&anna, &page, "_key=k2&reason=a", true);
        assert!(status == 422 && part.contains("role=\"alert\"") && !part.contains("916123"), "{status} {part}");
        let (status, head, whole) = form(&anna, &page, "_key=k3&reason=call", false);
        assert!(status == 200 && whole.contains("tel:+79161234567") && whole.contains("<main"), "{status}");
        assert_eq!(head, "no-store");
        assert_eq!(form(&buyer, &page, "_key=k4&reason=call", true).0, 403);
        assert_eq!(kept(base, client).len(), 4);
    });
}
