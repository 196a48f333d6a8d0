//! The catalogue on both engines: deeds, refusals, lists, the item index, the JSON API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use catalogue::{ChangeItem, ItemCard, ItemIndex, ItemKind, ItemRefused, Named, NewItem};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{Actor, ItemId, PriceMode, Quantity, UnitPrice, VatClass, Zone};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 3] = [access::MODULE, house::MODULE, catalogue::MODULE];
static HOUSE: [&dyn Department; 1] = [&catalogue::DEPARTMENT];

sql! {
    EVENTS = "SELECT kind, payload FROM event WHERE entity = 'item' AND entity_id = ?1 ORDER BY id";
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
        for path in ["?cursor=zz", "?limit=x", "?unknown=1", "?cursor=313a00"] {
            assert_eq!(rig.call(&editor, Method::GET, &format!("/api/v1/items{path}"), None, None).0, 422, "{path}");
        }
        for path in ["?q=%00", "?group=%00", "?group=none", "?limit=0", "?limit=9999"] {
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
        assert!(get(&format!("{page}/edit")).contains("12.50") && get("/items/new").contains("Mugs"));
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
