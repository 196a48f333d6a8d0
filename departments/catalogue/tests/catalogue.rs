//! The catalogue on both engines: deeds, refusals, lists, the item index, the JSON API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use catalogue::{ChangeItem, ItemCard, ItemIndex, ItemKind, ItemRefused, Named, NewItem, NewWord, WordsSet};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{Actor, Dice, ItemId, PriceMode, Quantity, UnitPrice, VatClass, Zone};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, event_count, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 3] = [access::MODULE, house::MODULE, catalogue::MODULE];
static HOUSE: [&dyn Department; 1] = [&catalogue::DEPARTMENT];

sql! {
    EVENTS = "SELECT kind, payload FROM event WHERE entity = 'item' AND entity_id = ?1 ORDER BY id";
    WORD_EVENTS = "SELECT kind, payload FROM event WHERE entity = 'property_word' ORDER BY id";
    EVERYTHING = "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM item), (SELECT CAST(COUNT(*) AS BIGINT) FROM item_group), \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM item_attribute), (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM item)";
}

fn everything(base: &TestBase) -> (i64, i64, i64, i64) {
    base.store.read_now(|read| read.one(&EVERYTHING, p![])).unwrap()
}

fn act<T, F>(base: &TestBase, verb: F) -> Result<T, ItemRefused>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<ItemRefused>> + Send + 'static,
{
    let visit = Visit::system(base.store.now(), Zone::utc(), Lang::En);
    match base.store.write_now(Actor::System, move |tx| verb(tx, &visit)) {
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

fn new(sku: &str, name: &str) -> NewItem {
    NewItem {
        sku: sku.into(),
        name_ru: name.into(),
        name_en: String::new(),
        unit: "шт".into(),
        group: "Кружки".into(),
        brand: None,
        price: UnitPrice::parse_decimal("12.5").unwrap(),
        price_mode: PriceMode::Gross,
        vat_class: VatClass::Standard,
        pack: Quantity::whole(12),
        kind: ItemKind::Goods,
        attributes: BTreeMap::new(),
    }
}

fn word(attribute: &str, value: &str, value_en: &str) -> NewWord {
    NewWord { attribute: attribute.into(), value: value.into(), value_en: value_en.into() }
}

fn set_words(base: &TestBase, words: Vec<NewWord>) -> Result<WordsSet, ItemRefused> {
    act(base, move |tx, visit| catalogue::set_property_words(tx, visit, &words))
}

/// The dictionary as it stands: property, value, English word, items.
fn dictionary(base: &TestBase) -> Vec<(String, String, Option<String>, i64)> {
    let lines = ask(base, |read| catalogue::property_words(read, None));
    lines.into_iter().map(|line| (line.attribute, line.value, line.value_en, line.items)).collect()
}

/// Makes an item with one colour.
fn coloured(base: &TestBase, sku: &str, colour: &str) -> ItemId {
    let attributes = BTreeMap::from([("colour".to_string(), colour.to_string())]);
    create(base, NewItem { attributes, ..new(sku, "Кружка") }).unwrap().id
}

fn create(base: &TestBase, item: NewItem) -> Result<ItemCard, ItemRefused> {
    act(base, move |tx, visit| catalogue::create(tx, visit, item.clone()))
}

fn change(base: &TestBase, id: ItemId, seen: i64, change: ChangeItem) -> Result<ItemCard, ItemRefused> {
    act(base, move |tx, visit| catalogue::change(tx, visit, id, Some(seen), change.clone()))
}

#[test]
fn an_item_enters_and_its_group_is_made() {
    both(&MODULES, |base| {
        let properties = BTreeMap::from([("Цвет".to_string(), "белый".to_string())]);

        let made = create(base, NewItem { attributes: properties, ..new(" 85123a ", "Кружка  «Утро»") }).unwrap();
        let second = create(base, new("85123B", "Кружка «Вечер»")).unwrap();

        let id = made.id;
        assert_eq!(
            (made.sku.as_str(), made.name_ru.as_str(), made.name_en.as_str()),
            ("85123a", "Кружка «Утро»", "Кружка «Утро»")
        );
        assert_eq!(
            (made.group_code.as_str(), made.group_ru.as_str(), made.category_code.as_str()),
            ("кружки", "Кружки", "other")
        );
        assert_eq!(made.group, second.group);
        assert_eq!(ask(base, move |read| catalogue::item(read, id)), Some(made));
        let attributes = ask(base, move |read| catalogue::attributes(read, &[id]));
        assert_eq!(attributes, [(id, "Цвет".to_string(), "белый".to_string())]);
        let group = second.group;
        assert_eq!(ask(base, move |read| catalogue::group_members(read, group)).len(), 2);
        let events: Vec<(String, String)> = ask(base, move |read| read.rows(&EVENTS, p![id]));
        assert_eq!(events, [("item_created".to_string(), format!("{{\"group\":\"{group}\",\"item\":\"{id}\"}}"))]);
    });
}

#[test]
fn a_known_group_is_found_by_code_and_by_either_name() {
    both(&MODULES, |base| {
        let group = act(base, |tx, _| {
            let category = Named { code: "home".into(), name_ru: "Дом".into(), name_en: "Home".into() };
            let mugs = Named { code: "mugs".into(), name_ru: "Кружки".into(), name_en: "Mugs and cups".into() };
            Ok(catalogue::ensure_group(tx, &category, &mugs)?)
        })
        .unwrap();
        for (n, word) in ["mugs", "КРУЖКИ", "mugs and cups"].into_iter().enumerate() {
            let made = create(base, NewItem { group: word.into(), ..new(&format!("A{n}"), "Кружка") }).unwrap();
            assert_eq!((made.group, made.category_code.as_str()), (group, "home"), "{word}");
        }
        assert_eq!(everything(base).1, 1);
    });
}

#[test]
fn a_code_belongs_to_one_item() {
    both(&MODULES, |base| {
        let first = create(base, new("85123A", "Кружка")).unwrap();
        let zeros = create(base, new("085123A", "Другая")).unwrap();
        let before = everything(base);

        let refused = create(base, new("85123a", "Ещё одна")).unwrap_err();

        assert!(matches!(&refused, ItemRefused::SkuTaken { existing, .. } if *existing == first.id));
        assert_eq!((refused.problem(), refused.status()), ("sku-taken", 409));
        assert!(refused.say(Lang::Ru).detail.contains("Кружка"));
        let rename = ChangeItem { sku: Some("85123a".into()), ..ChangeItem::default() };
        assert!(matches!(change(base, zeros.id, 1, rename).unwrap_err(), ItemRefused::SkuTaken { .. }));
        assert_eq!(everything(base), before);
        let skus: Vec<String> = ["085123a", "none", "85123A", "x\0"].map(String::from).to_vec();
        let found = ask(base, move |read| catalogue::find_skus(read, &skus));
        let ids: Vec<Option<ItemId>> = found.into_iter().map(|card| card.map(|card| card.id)).collect();
        assert_eq!(ids, [Some(zeros.id), None, Some(first.id), None]);
    });
}

#[test]
fn wrong_fields_are_refused_and_leave_nothing() {
    both(&MODULES, |base| {
        let wrong = NewItem {
            name_ru: "a\u{0}".into(),
            unit: "очень длинная единица".into(),
            group: String::new(),
            price: UnitPrice::parse_decimal("-1").unwrap(),
            pack: Quantity::ZERO,
            attributes: BTreeMap::from([("a/b".to_string(), String::new())]),
            ..new("", "")
        };

        let refused = create(base, wrong).unwrap_err();

        for lang in Lang::ALL {
            let fields = refused.fields(lang);
            let pointers: Vec<&str> = fields.iter().map(|field| field.pointer.as_str()).collect();
            assert_eq!(pointers, ["/sku", "/name", "/unit", "/group", "/attributes/a~1b", "/price", "/pack"]);
        }
        assert_eq!((refused.problem(), refused.status()), ("bad-field", 422));
        assert_eq!(everything(base), (0, 0, 0, 0));
    });
}

#[test]
fn a_change_keeps_what_is_not_named_and_refuses_a_stale_one() {
    both(&MODULES, |base| {
        let id = create(base, new("A-1", "Кружка")).unwrap().id;
        let wanted = ChangeItem {
            name_ru: Some("Кружка большая".into()),
            price: Some(UnitPrice::parse_decimal("13.2345").unwrap()),
            brand: Some(Some("Гжель".into())),
            discontinued: Some(true),
            attributes: Some(BTreeMap::from([("Объём".into(), "0,5 л".into())])),
            ..ChangeItem::default()
        };

        let changed = change(base, id, 1, wanted.clone()).unwrap();

        assert_eq!((changed.name_en.as_str(), changed.price.to_string().as_str()), ("Кружка большая", "13.2345"));
        assert_eq!((changed.brand.as_deref(), changed.version, changed.pack), (Some("Гжель"), 2, Quantity::whole(12)));
        assert!(changed.discontinued_at.is_some());
        let refused = change(base, id, 1, wanted).unwrap_err();
        assert_eq!(refused, ItemRefused::Stale { item: id, version: 2 });
        assert_eq!((refused.problem(), refused.status()), ("version-stale", 412));
        assert_eq!(ask(base, move |read| catalogue::item(read, id)), Some(changed));
        let events: Vec<(String, String)> = ask(base, move |read| read.rows(&EVENTS, p![id]));
        let payload: Value = serde_json::from_str(&events[1].1).unwrap();
        assert_eq!(payload["fields"], json!(["name", "name_en", "brand", "price", "discontinued", "attributes"]));
        assert_eq!(payload["price"], json!({ "old": "12.50", "new": "13.2345" }));
        let back = ChangeItem { discontinued: Some(false), brand: Some(None), ..ChangeItem::default() };
        let back = change(base, id, 2, back).unwrap();
        assert_eq!((back.discontinued_at, back.brand), (None, None));
        let refused = change(base, ItemId::new(99), 1, ChangeItem::default()).unwrap_err();
        assert_eq!((refused.clone(), refused.status()), (ItemRefused::Unknown(ItemId::new(99)), 404));
    });
}

#[test]
fn lists_go_by_code_as_people_count() {
    both(&MODULES, |base| {
        for sku in ["A-10", "A-2", "B-1", "A-1"] {
            create(base, new(sku, "Кружка")).unwrap();
        }
        create(base, NewItem { group: "Тарелки".into(), ..new("A-3", "Тарелка") }).unwrap();
        let mut all: Vec<String> = Vec::new();
        let mut after = (String::new(), 0);
        loop {
            let (key, id) = after.clone();
            let page = ask(base, move |read| catalogue::list(read, None, (&key, id), 2));
            let Some(last) = page.last() else { break };
            after = (catalogue::sku_key(&last.sku), last.id.get());
            all.extend(page.iter().map(|card| card.sku.clone()));
        }
        assert_eq!(all, ["A-1", "A-2", "A-3", "A-10", "B-1"]);
        let group = ask(base, |read| catalogue::group(read, "тарелки")).unwrap();
        let plates = ask(base, move |read| catalogue::list(read, Some(group.id), ("", 0), 10));
        assert_eq!(plates.len(), 1);
        assert_eq!(ask(base, catalogue::groups).len(), 2);
        let locked = act(base, |tx, _| Ok(catalogue::lock_items(tx, &[ItemId::new(3), ItemId::new(1)])?)).unwrap();
        assert_eq!(locked.iter().map(|card| card.id.get()).collect::<Vec<_>>(), [1, 3]);
    });
}

#[test]
fn items_are_found_by_code_and_name_as_typed() {
    both(&MODULES, |base| {
        let mug = create(base, NewItem { name_en: "White mug".into(), ..new("85123A", "Кружка белая") }).unwrap().id;
        let lamp = create(base, new("22423", "Лампа настольная")).unwrap().id;
        let other = create(base, new("22424", "Абажур")).unwrap().id;
        let index = ItemIndex::new();
        let find = |typed: &'static str| index.search(typed, 8).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        index.fill(&base.store).unwrap();

        for typed in ["85123a", "85123А", "8512", "круж", "крушка", "rhe;rf", "white", "белая", "kruzhka"]
        {
            assert_eq!(find(typed).first(), Some(&mug), "{typed}");
        }
        assert_eq!(find("2242"), [lamp, other]);
        assert_eq!(index.search("22424", 8)[0], (other, "sku"));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let rename =
            ChangeItem { sku: Some("L-1".into()), name_ru: Some("Торшер".into()), ..ChangeItem::default() };
        change(base, lamp, 1, rename).unwrap();
        let mut seq = base.store.watch_seq();
        runtime.block_on(async {
            while *seq.borrow_and_update() < 4 {
                seq.changed().await.unwrap();
            }
            catalogue::names::follow(&index, &base.store, 0).await.unwrap();
        });
        assert_eq!((find("торшер"), find("l-1"), find("22423")), (vec![lamp], vec![lamp], vec![]));
    });
}

#[test]
fn an_english_reader_is_told_the_word_and_items_keep_their_own() {
    both(&MODULES, |base| {
        let pink = coloured(base, "A-1", "розовый, белый");
        let other = coloured(base, "A-2", "Белый");
        let shown = |lang| {
            let known = ask(base, move |read| catalogue::properties(read, lang, &[pink, other]));
            known.into_iter().map(|one| (one.item, one.name, one.value, one.kept)).collect::<Vec<_>>()
        };
        let row = |item, name: &str, value: &str, kept: &str| (item, name.into(), value.into(), kept.into());
        assert_eq!(shown(Lang::En)[0], row(pink, "Colour", "розовый, белый", "розовый, белый"));

        let words = vec![word("colour", " розовый ", "pink"), word("colour", "белый", " white ")];
        assert_eq!(set_words(base, words.clone()).unwrap(), WordsSet { set: 2, removed: 0 });
        assert_eq!(set_words(base, words).unwrap(), WordsSet { set: 0, removed: 0 });

        assert_eq!(
            shown(Lang::En),
            [row(pink, "Colour", "pink, white", "розовый, белый"), row(other, "Colour", "white", "Белый")]
        );
        assert_eq!(shown(Lang::Ru)[0], row(pink, "Цвет", "розовый, белый", "розовый, белый"));
        let changed = set_words(base, vec![word("colour", "БЕЛЫЙ", "ivory"), word("colour", "розовый", "")]).unwrap();
        assert_eq!(changed, WordsSet { set: 1, removed: 1 });
        assert_eq!(shown(Lang::En)[0], row(pink, "Colour", "розовый, ivory", "розовый, белый"));
        let line = |value: &str, word: Option<&str>, items| {
            ("colour".to_string(), value.to_string(), word.map(str::to_string), items)
        };
        assert_eq!(dictionary(base), [line("розовый", None, 1), line("БЕЛЫЙ", Some("ivory"), 2)]);
        let events: Vec<(String, String)> = ask(base, |read| read.rows(&WORD_EVENTS, p![]));
        let payloads: Vec<Value> = events.iter().map(|(_, payload)| serde_json::from_str(payload).unwrap()).collect();
        assert_eq!(payloads.len(), 2);
        assert_eq!(payloads[0]["removed"], json!([]));
        assert_eq!(
            (&payloads[1]["set"], &payloads[1]["removed"]),
            (&json!([payloads[0]["set"][0]]), &json!([payloads[0]["set"][1]]))
        );
    });
}

#[test]
fn wrong_words_are_refused_and_leave_the_dictionary_as_it_was() {
    both(&MODULES, |base| {
        set_words(base, vec![word("colour", "белый", "white")]).unwrap();
        let before = dictionary(base);
        let wrong = [
            (vec![], vec!["/words"]),
            (vec![word("size", "малый", "small"), word("", "", "x")], vec!["/words/1/attribute", "/words/1/value"]),
            (vec![word("colour", "белый", "ivory"), word("colour", "БЕЛЫЙ", "")], vec!["/words/1/value"]),
            (vec![word("colour", "белый", "a\u{0}b")], vec!["/words/0/value_en"]),
            (vec![word("colour", &"б".repeat(201), "w")], vec!["/words/0/value"]),
            (vec![word("colour", "белый", "ivory"); catalogue::MOST_WORDS + 1], vec!["/words"]),
        ];
        for (words, places) in wrong {
            let refused = set_words(base, words).unwrap_err();

            assert_eq!((refused.problem(), refused.status()), ("bad-field", 422));
            let said = Lang::ALL.map(|lang| refused.say(lang).title);
            assert_ne!(said[0], said[1]);
            for lang in Lang::ALL {
                let fields = refused.fields(lang);
                assert_eq!(fields.iter().map(|field| field.pointer.as_str()).collect::<Vec<_>>(), places);
                assert!(fields.iter().all(|field| !field.message.is_empty()));
            }
            assert_eq!(dictionary(base), before);
        }
        assert_eq!(ask(base, |read| read.rows::<(String, String)>(&WORD_EVENTS, p![])).len(), 1);
    });
}

#[test]
fn every_statement_is_accepted_by_both_engines() {
    both(&MODULES, |base| {
        base.store
            .read_now(|read| {
                let ours = store::registered().filter(|sql| sql.place.contains("catalogue/src"));
                let mut count = 0;
                for sql in ours {
                    read.check(sql).map_err(|fault| fault.context(sql.name))?;
                    count += 1;
                }
                assert!(count > 20, "{count}");
                Ok(())
            })
            .unwrap();
    });
}

struct Rig {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let index = Arc::new(ItemIndex::new());
        index.fill(&base.store).unwrap();
        let house = House::new(base.store.clone(), &HOUSE, Shared::default().with(index), None).unwrap();
        let (router, ..) = catalogue::DEPARTMENT.routes().finish();
        let layer = axum::middleware::from_fn_with_state(house.clone(), house::identify);
        Rig { router: router.layer(layer).with_state(house), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn call(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
        version: Option<&str>,
    ) -> (u16, Value) {
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if let Some(version) = version {
            request = request.header("if-match", version);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let (status, _, text) = self.send(request.body(body).unwrap());
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    fn form(&self, token: &str, path: &str, form: &str) -> (u16, Option<String>, String) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request)
    }

    fn send(&self, request: Request<Body>) -> (u16, Option<String>, String) {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
            (status, to, String::from_utf8(bytes.to_vec()).unwrap())
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
fn the_api_makes_finds_and_changes_an_item() {
    both(&MODULES, |base| {
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let body = json!({ "sku": "85123A", "name": "Кружка", "unit": "шт", "group": "Кружки", "price": "12.50",
            "vat_rate": "22", "pack": "12" });

        let (status, made) = rig.call(&editor, Method::POST, "/api/v1/items", Some(body.clone()), None);

        assert_eq!(
            (status, &made["price"], &made["pack"], &made["price_mode"]),
            (201, &json!("12.50"), &json!("12"), &json!("gross"))
        );
        let path = format!("/api/v1/items/{}", made["id"].as_str().unwrap());
        let (status, taken) = rig.call(&editor, Method::POST, "/api/v1/items", Some(body), None);
        assert_eq!((status, &taken["type"], &taken["existing"]), (409, &json!("/problems/sku-taken"), &made["id"]));
        let (_, found) = rig.call(&editor, Method::GET, "/api/v1/items?q=rhe;rf&limit=5", None, None);
        assert_eq!(found["items"][0]["sku"], json!("85123A"));
        let (_, listed) =
            rig.call(&editor, Method::GET, "/api/v1/items?group=%D0%BA%D1%80%D1%83%D0%B6%D0%BA%D0%B8", None, None);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        let patch = |body: Value, version| rig.call(&editor, Method::PATCH, &path, Some(body), version);
        assert_eq!(patch(json!({ "price": "14" }), None).0, 428);
        let (status, changed) = patch(json!({ "price": "14", "attributes": { "Цвет": "белый" } }), Some("\"1\""));
        assert_eq!(
            (status, &changed["price"], &changed["attributes"]["Цвет"]),
            (200, &json!("14.00"), &json!("белый"))
        );
        assert_eq!(patch(json!({ "price": "15" }), Some("\"1\"")).0, 412);
        assert_eq!(rig.call(&editor, Method::GET, &path, None, None).1["version"], json!(2));
        assert_eq!(
            rig.call(&editor, Method::GET, "/api/v1/item-groups", None, None).1["items"][0]["code"],
            json!("кружки")
        );
        let operator = token(base, Role::Operator);
        assert_eq!(rig.call(&operator, Method::PATCH, &path, Some(json!({})), Some("\"2\"")).0, 403);
        assert_eq!(rig.call(&operator, Method::GET, &path, None, None).0, 200);
    });
}

#[test]
fn bad_input_is_refused_with_its_place_and_never_fails() {
    both(&MODULES, |base| {
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let right = json!({ "sku": "A", "name": "N", "unit": "шт", "group": "G", "price": "1", "vat_rate": "22" });
        let wrong = [
            ("/price", json!("1,5")),
            ("/price", json!("-1")),
            ("/price", json!("1.23456")),
            ("/price", json!(1.5)),
            ("/price", json!("99999999999999999999")),
            ("/vat_rate", json!("18")),
            ("/price_mode", json!("both")),
            ("/unit", json!("x".repeat(17))),
            ("/sku", json!("x".repeat(65))),
            ("/name", json!("a\u{0}")),
            ("/pack", json!("0")),
            ("/pack", json!(-3)),
            ("/kind", json!("gift")),
            ("/surprise", json!(1)),
        ];
        for (pointer, value) in wrong {
            let mut body = right.clone();
            body[&pointer[1..]] = value;
            let (status, answer) = rig.call(&editor, Method::POST, "/api/v1/items", Some(body.clone()), None);
            assert_eq!((status, &answer["errors"][0]["pointer"]), (422, &json!(pointer)), "{body} {answer}");
        }
        for path in ["?cursor=zz", "?limit=x", "?limit=0", "?limit=201", "?unknown=1", "?cursor=313a00"] {
            assert_eq!(rig.call(&editor, Method::GET, &format!("/api/v1/items{path}"), None, None).0, 422, "{path}");
        }
        for path in ["?q=%00", "?group=%00", "?group=none"] {
            assert_eq!(rig.call(&editor, Method::GET, &format!("/api/v1/items{path}"), None, None).0, 200, "{path}");
        }
        for id in ["0", "x", "-1", "99"] {
            assert_eq!(rig.call(&editor, Method::GET, &format!("/api/v1/items/{id}"), None, None).0, 404, "{id}");
        }
        assert_eq!(everything(base), (0, 0, 0, 0));
    });
}

#[test]
fn pages_show_the_list_the_card_and_the_forms() {
    both(&MODULES, |base| {
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let get = |path: &str| match rig.call(&editor, Method::GET, path, None, None) {
            (200, Value::String(text)) => text,
            (status, answer) => panic!("{path}: {status} {answer}"),
        };
        assert!(get("/items").contains("/items/new"));
        let form =
            "sku=A-1&name=Mug&unit=pcs&group=Mugs&price=12%2C5&price_mode=gross&vat_rate=22&pack=&kind=goods&version=";

        let (status, to, _) = rig.form(&editor, "/items/new", &format!("{form}&_key=k1"));
        let (refused, _, shown) = rig.form(&editor, "/items/new", &format!("{form}&_key=k2"));

        assert_eq!((status, refused), (303, 409));
        assert!(shown.contains("aria-invalid"));
        let page = to.unwrap();
        assert!(
            get(&page).contains("Mug") && get("/items?q=mug").contains(&page) && get("/items?group=1").contains(&page)
        );
        assert!(get(&format!("{page}/edit")).contains("12,50") && get("/items/new").contains("Mugs"));
        let form = "sku=A-1&name=Mug&unit=pcs&group=Mugs&price=13&price_mode=net&vat_rate=10&pack=6&discontinued=yes&version=1";
        assert_eq!(rig.form(&editor, &format!("{page}/edit"), &format!("{form}&_key=k3")).0, 303);
        assert_eq!(rig.form(&editor, &format!("{page}/edit"), &format!("{form}&_key=k4")).0, 412);
        let id = page.rsplit('/').next().unwrap().parse().unwrap();
        let card = ask(base, move |read| catalogue::item(read, id)).unwrap();
        assert_eq!(
            (card.price.to_string().as_str(), card.price_mode, card.pack),
            ("13.00", PriceMode::Net, Quantity::whole(6))
        );
    });
}

#[test]
fn words_are_listed_and_kept_over_the_api() {
    both(&MODULES, |base| {
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let item = coloured(base, "A-1", "розовый, белый");
        coloured(base, "A-2", "A4");
        let get = |path: &str| rig.call(&editor, Method::GET, path, None, None);
        let put = |body: Value| rig.call(&editor, Method::PUT, "/api/v1/property-words", Some(body), None);

        let (status, first) = get("/api/v1/property-words?limit=1");
        let next = first["next_cursor"].as_str().unwrap();
        let (_, second) = get(&format!("/api/v1/property-words?limit=1&cursor={next}"));

        let row = |value: &str, word: Value, items: i64| json!({ "attribute": "colour", "value": value, "value_en": word, "items": items });
        assert_eq!((status, &first["items"]), (200, &json!([row("белый", Value::Null, 1)])));
        assert_eq!(second["items"], json!([row("розовый", Value::Null, 1)]));
        let words = json!({ "words": [{ "attribute": "colour", "value": "белый", "value_en": "white" },
            { "attribute": "colour", "value": "розовый", "value_en": "pink" }] });
        assert_eq!(put(words), (200, json!({ "set": 2, "removed": 0 })));
        let (_, missing) = get("/api/v1/property-words?missing=true");
        assert_eq!(missing["items"], json!([]));
        let (_, card) = get(&format!("/api/v1/items/{item}"));
        assert_eq!(card["attributes"]["colour"], json!("розовый, белый"));
        assert_eq!(card["attributes_en"]["colour"], json!("pink, white"));
        let gone = json!({ "words": [{ "attribute": "colour", "value": "Белый", "value_en": null }] });
        assert_eq!(put(gone), (200, json!({ "set": 0, "removed": 1 })));

        let before = dictionary(base);
        let refused = [
            (json!({ "words": [{ "attribute": "colour", "value": "белый" }] }), "/words/0/value_en"),
            (json!({ "words": [{ "attribute": "colour", "value": "", "value_en": "w" }] }), "/words/0/value"),
            (json!({ "words": [] }), "/words"),
            (json!({ "words": [], "surprise": 1 }), "/surprise"),
        ];
        for (body, pointer) in refused {
            let (status, said) = put(body.clone());
            assert_eq!((status, &said["errors"][0]["pointer"]), (422, &json!(pointer)), "{body} {said}");
            assert_eq!(dictionary(base), before);
        }
        for path in ["?cursor=zz", "?limit=x", "?unknown=1", "?missing=1"] {
            assert_eq!(get(&format!("/api/v1/property-words{path}")).0, 422, "{path}");
        }
        for path in ["?attribute=%00", "?attribute=none", "?cursor=313a00"] {
            assert_eq!(get(&format!("/api/v1/property-words{path}")).0, 200, "{path}");
        }
        let operator = token(base, Role::Operator);
        let body = json!({ "words": [{ "attribute": "colour", "value": "белый", "value_en": "x" }] });
        assert_eq!(rig.call(&operator, Method::PUT, "/api/v1/property-words", Some(body), None).0, 403);
        assert_eq!(rig.call(&operator, Method::GET, "/api/v1/property-words", None, None).0, 200);
        assert_eq!(dictionary(base), before);
    });
}

#[test]
fn the_page_of_words_writes_only_what_was_typed_anew() {
    both(&MODULES, |base| {
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let item = coloured(base, "A-1", "розовый, белый");
        let get = |path: &str| match rig.call(&editor, Method::GET, path, None, None) {
            (200, Value::String(text)) => text,
            (status, answer) => panic!("{path}: {status} {answer}"),
        };
        assert!(get("/items").contains("/items/words"));
        let page = get("/items/words?property=colour");
        assert!(page.find("белый").unwrap() < page.rfind("розовый").unwrap());
        let row =
            |value: &str, was: &str, word: &str| format!("attribute=colour&value={value}&was={was}&value_en={word}");
        let both_rows = |pink: &str, white: &str, was: &str| {
            format!("property=colour&{}&{}", row("белый", was, white), row("розовый", "", pink))
        };

        let (status, to, _) = rig.form(&editor, "/items/words", &format!("{}&_key=w1", both_rows("pink", "", "")));
        // A colleague gave the other word meanwhile: a page opened before must not take it away.
        set_words(base, vec![word("colour", "белый", "white")]).unwrap();
        let stale = rig.form(&editor, "/items/words", &format!("{}&_key=w2", both_rows("rose", "", "")));

        assert_eq!((status, to.as_deref(), stale.0), (303, Some("/items/words?property=colour"), 303));
        let shown = ask(base, move |read| catalogue::properties(read, Lang::En, &[item]));
        assert_eq!(shown[0].value, "rose, white");
        let long = "w".repeat(201);
        let (refused, _, again) =
            rig.form(&editor, "/items/words", &format!("{}&_key=w3", both_rows(&long, "white", "white")));
        assert_eq!(refused, 422);
        assert!(again.contains("aria-invalid") && again.contains(&long));
        assert_eq!(again.matches("aria-invalid").count(), 1);
        assert_eq!(ask(base, move |read| catalogue::properties(read, Lang::En, &[item])), shown);
        let operator = token(base, Role::Operator);
        assert_eq!(rig.call(&operator, Method::GET, "/items/words", None, None).0, 403);
        assert_eq!(rig.form(&operator, "/items/words", &format!("{}&_key=w4", both_rows("x", "y", ""))).0, 403);
        assert_eq!(ask(base, move |read| catalogue::properties(read, Lang::En, &[item])), shown);
    });
}

sql! {
    STOP_SOME = "UPDATE item SET discontinued_at = 1 WHERE id % 7 = 0";
    ALL_ITEMS = "SELECT id, sku, sku_key, name_ru, name_en, name_key, name_en_key, group_id, price, discontinued_at FROM item";
}

type Seen = (i64, String, String, String, String, String, String, i64, i64, Option<i64>);

/// Items made by dice: names and prices repeat, so that places are told apart by number.
fn fill(base: &TestBase, seed: u64, rows: i64) -> Vec<Seen> {
    act(base, move |tx, visit| {
        let mut dice = Dice::new(seed);
        for n in 0..rows {
            let name_en = dice.pick(&["", "White Mug", "red mug 12", "=Jug"]).unwrap().to_string();
            let name = format!("{}ружка {}", dice.pick(&["К", "к", "Ё"]).unwrap(), dice.between(0, 20));
            let price = UnitPrice::from_ten_thousandths(dice.between(1, 9) * 12_345);
            let group = dice.pick(&["Кружки", "Чаши", "Вазы"]).unwrap().to_string();
            let item = NewItem {
                name_en,
                price,
                group,
                ..new(&format!("{}-{n}", dice.pick(&["a", "B", "7"]).unwrap()), &name)
            };
            catalogue::create(tx, visit, item)?;
        }
        tx.exec(&STOP_SOME, p![])?;
        Ok(())
    })
    .unwrap();
    ask(base, |read| read.rows(&ALL_ITEMS, p![]))
}

/// What the list shows on its way through all pages, and how many pages there were.
fn walk(rig: &Rig, token: &str, address: &str) -> (Vec<i64>, usize) {
    let (mut seen, mut next, mut pages) = (Vec::new(), Some(address.to_owned()), 0);
    while let Some(address) = next {
        let (status, page) = rig.call(token, Method::GET, &address, None, None);
        assert_eq!(status, 200, "{address}");
        let text = page.as_str().unwrap();
        let rows = text.split("<tr id=\"item-").skip(1);
        seen.extend(rows.map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()));
        next = text.split("<a class=\"p-btn\" href=\"").skip(1).find_map(|rest| {
            let (href, rest) = rest.split_once('"')?;
            rest.starts_with(" rel=\"next\"").then(|| href.replace("&amp;", "&"))
        });
        pages += 1;
    }
    (seen, pages)
}

fn wanted(rows: &[Seen], lang: Lang, sort: &str, fits: impl Fn(&Seen) -> bool) -> Vec<Seen> {
    let (column, down) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    let mut rows: Vec<Seen> = rows.iter().filter(|row| fits(row)).cloned().collect();
    rows.sort_by_key(|row| match (column, lang) {
        ("price", _) => (row.8, String::new(), row.0),
        ("name", Lang::Ru) => (0, row.5.clone(), row.0),
        ("name", Lang::En) => (0, row.6.clone(), row.0),
        _ => (0, row.2.clone(), row.0),
    });
    if down {
        rows.reverse();
    }
    rows
}

fn speak(base: &TestBase, lang: Lang) -> String {
    base.store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let password = access::hash_password_at("correct horse battery", Cost::Cheap).unwrap();
            let login = format!("fd{}", lang.code());
            let roles = vec![Role::Director];
            let new = NewStaff { name: login.clone(), login, roles, password, both_duties: None };
            let staff = access::add_staff(tx, &new)?;
            access::set_lang(tx, staff, Some(lang))?;
            access::add_token(tx, staff, "test", None)
        })
        .unwrap()
}

#[test]
fn every_filter_in_every_order_shows_the_items_of_a_brute_force() {
    for (seed, rows) in [(1, 250), (2, 20)] {
        both(&MODULES, |base| {
            let all = fill(base, seed, rows);
            let group = all[0].7;
            let (rig, mut longest) = (Rig::open(base), 0);
            for lang in [Lang::Ru, Lang::En] {
                let token = speak(base, lang);
                for state in ["", "selling", "discontinued"] {
                    for of in [None, Some(group)] {
                        for sort in ["", "sku", "-sku", "name", "-name", "price", "-price"] {
                            let of_group = of.map(|group| format!("&group={group}")).unwrap_or_default();
                            let address = format!("/items?sort={sort}&state={state}{of_group}");
                            let wanted = wanted(&all, lang, sort, |row| {
                                of.is_none_or(|of| row.7 == of)
                                    && (state.is_empty() || (state == "selling") == row.9.is_none())
                            });
                            let (seen, pages) = walk(&rig, &token, &address);
                            assert_eq!(seen, wanted.iter().map(|row| row.0).collect::<Vec<_>>(), "{address} {lang:?}");
                            longest = longest.max(pages);
                        }
                    }
                }
            }
            assert!(longest > 1 || rows < 100, "never more than a page");
        });
    }
}

#[test]
fn a_file_of_items_holds_the_rows_of_the_list() {
    both(&MODULES, |base| {
        let all = fill(base, 3, 150);
        let (rig, director) = (Rig::open(base), speak(base, Lang::Ru));
        let file = |path: &str| match rig.call(&director, Method::GET, path, None, None) {
            (200, Value::String(text)) => text,
            (status, answer) => panic!("{path}: {status} {answer}"),
        };

        let text = file("/items/export?sort=-price&state=selling&format=csv");

        let lines: Vec<Vec<&str>> =
            text.trim_end().split("\r\n").skip(1).map(|line| line.split(';').collect()).collect();
        let wanted = wanted(&all, Lang::Ru, "-price", |row| row.9.is_none());
        assert!(wanted.len() > 100 && lines.len() == wanted.len());
        for (line, row) in lines.iter().zip(&wanted) {
            assert_eq!((line[0], line[1]), (row.1.as_str(), row.3.as_str()));
            let price = UnitPrice::from_ten_thousandths(row.8).to_string();
            assert_eq!((line[5].replace(',', "."), line[7]), (price, "в продаже"));
        }
        let found = file(&format!("/items/export?q={}", all[0].1));
        assert!(found.contains(&all[0].1), "{found}");
    });
}

#[test]
fn who_may_not_take_items_away_is_refused_and_nothing_is_written() {
    both(&MODULES, |base| {
        fill(base, 4, 5);
        let (rig, editor) = (Rig::open(base), token(base, Role::CatalogueEditor));
        let (service, director) = (token(base, Role::Service), speak(base, Lang::En));
        let before = base.store.read_now(event_count).unwrap();
        for token in [&editor, &service] {
            for format in ["csv", "xlsx"] {
                assert_eq!(rig.call(token, Method::GET, &format!("/items/export?format={format}"), None, None).0, 403);
            }
        }
        let (_, page) = rig.call(&service, Method::GET, "/items", None, None);
        assert!(!page.as_str().unwrap().contains("/items/export"));
        assert_eq!(base.store.read_now(event_count).unwrap(), before);
        assert_eq!(rig.call(&director, Method::GET, "/items/export?format=csv", None, None).0, 200);
        assert_eq!(base.store.read_now(event_count).unwrap(), before + 1);
    });
}

/// Every text of the list walks by an index: no whole table is read, and only a group or discontinued items are sorted.
#[test]
fn the_item_list_walks_by_an_index() {
    both(&MODULES, |base| {
        let (mut seen, mut bad) = (0, Vec::new());
        for sql in store::registered().filter(|sql| sql.name.starts_with("ITEMS ")) {
            seen += 1;
            let text_key = sql.name.contains("_key");
            let plan = base.store.read_now(move |read| {
                let mut params = vec![store::Value::Int(1); 5];
                if text_key {
                    params[1] = store::Value::Text("a".into());
                }
                let params: Vec<_> = params.iter().map(store::Value::as_param).collect();
                let plan = read.explain(sql, &params)?;
                Ok(if read.is_postgres() { Vec::new() } else { plan })
            });
            let plan = plan.unwrap();
            let few = sql.text.contains("i.group_id = ?4");
            let scans = plan.iter().any(|step| step.starts_with("SCAN") && !step.contains("item_discontinued"));
            let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
            if scans || (sorts && !few) {
                bad.push(format!("{} {}: {plan:#?}", sql.name, sql.text));
            }
        }
        assert_eq!(bad, Vec::<String>::new());
        assert_eq!(seen, 3 * 8);
    });
}
