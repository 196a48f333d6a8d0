//! Purchasing on both engines: orders, refusals, the late arrival, the register, the API, the pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use access::{Cost, NewStaff, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use house::{Department, House, Shared, Visit};
use i18n::{Lang, Refusal};
use kernel::{
    Actor, ClientId, Day, DemandId, Dice, PriceMode, PurchaseLineId, PurchaseOrderId, Quantity, UnitPrice, VatClass,
    Zone,
};
use orders::{Mode, OrderCard, PlaceLine, PlaceOrder};
use purchasing::{Effect, HowMuch, NewPurchase, NewPurchaseLine, PurchaseRefused, PurchaseState, Purchased, Which};
use serde_json::{Value, json};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, event_count, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 8] = [
    access::MODULE,
    house::MODULE,
    catalogue::MODULE,
    clients::MODULE,
    contracts::MODULE,
    stock::MODULE,
    orders::MODULE,
    purchasing::MODULE,
];
static HOUSE: [&dyn Department; 1] = [&purchasing::DEPARTMENT];

sql! {
    PROMISES = "SELECT id, promised_on, first_promised_on FROM view_demand WHERE closed_at IS NULL ORDER BY id";
    MARKED = "SELECT id FROM view_demand WHERE at_risk_at IS NOT NULL AND closed_at IS NULL ORDER BY id";
    OVERSOLD = "SELECT s.id FROM view_supply s WHERE s.allocated > s.quantity OR s.allocated <> \
        (SELECT CAST(COALESCE(SUM(a.quantity), 0) AS BIGINT) FROM view_allocation a WHERE a.supply_id = s.id) ORDER BY s.id";
    EVENTS = "SELECT kind, payload FROM event WHERE entity = 'arrival' OR entity = 'purchase_order' ORDER BY id";
    LINES = "SELECT id, item_id, quantity, expected_on, supply_id FROM view_arrival ORDER BY id";
}

fn system(base: &TestBase) -> Visit {
    Visit::system(base.store.now(), Zone::utc(), Lang::En)
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

fn item(base: &TestBase, sku: &str, kind: catalogue::ItemKind) {
    let new = catalogue::NewItem {
        sku: sku.into(),
        name_ru: format!("Кабель {sku}"),
        name_en: format!("Cable {sku}"),
        unit: "м".into(),
        group: "Кабель".into(),
        brand: None,
        price: UnitPrice::parse_decimal("100").unwrap(),
        price_mode: PriceMode::Gross,
        vat_class: VatClass::Standard,
        pack: Quantity::whole(10),
        kind,
        attributes: BTreeMap::new(),
    };
    act(base, &system(base), move |tx, visit| catalogue::create(tx, visit, new.clone())).unwrap();
}

fn goods(base: &TestBase, skus: &[&str]) {
    for sku in skus {
        item(base, sku, catalogue::ItemKind::Goods);
    }
}

fn client(base: &TestBase, name: &str) -> ClientId {
    let new = clients::NewClient { name: name.into(), ..clients::NewClient::default() };
    let made = act(base, &system(base), move |tx, visit| {
        house::sellers::ensure(tx, "ООО Причал", "UTC")?;
        clients::create(tx, visit, new.clone())
    });
    made.unwrap().card.client.id
}

fn line(sku: &str, quantity: i64, expected_on: Day) -> NewPurchaseLine {
    NewPurchaseLine {
        sku: sku.into(),
        amount: HowMuch::Units(Quantity::whole(quantity)),
        unit_cost: Some(UnitPrice::parse_decimal("60").unwrap()),
        expected_on,
    }
}

fn buy(
    base: &TestBase,
    visit: &Visit,
    supplier: &str,
    lines: &[NewPurchaseLine],
) -> Result<Purchased, PurchaseRefused> {
    let new = NewPurchase { supplier: supplier.into(), warehouse: None, lines: lines.to_vec(), new_supplier: false };
    act(base, visit, move |tx, visit| purchasing::place_purchase_order(tx, visit, &new))
}

fn sell(base: &TestBase, client: ClientId, sku: &str, quantity: i64, wanted_on: Option<Day>) -> Option<OrderCard> {
    let line = PlaceLine { sku: sku.into(), quantity: Some(Quantity::whole(quantity)), ..PlaceLine::default() };
    let order = PlaceOrder { client, mode: Mode::Partial, wanted_on, lines: vec![line] };
    act(base, &system(base), move |tx, visit| orders::place(tx, visit, &order)).ok()
}

fn shift(base: &TestBase, id: PurchaseLineId, day: Day) -> Result<Effect, PurchaseRefused> {
    act(base, &system(base), move |tx, visit| purchasing::reschedule_arrival(tx, visit, id, None, day, "сбой"))
}

fn preview(base: &TestBase, id: PurchaseLineId, day: Day) -> Result<Effect, PurchaseRefused> {
    let visit = system(base);
    let asked = base.store.read_now(move |read| match purchasing::preview_reschedule(read, &visit, id, day) {
        Ok(effect) => Ok(Ok(effect)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        Err(Stop::Fault(fault)) => Err(fault),
    });
    asked.unwrap()
}

fn promises(base: &TestBase) -> Vec<(DemandId, Day, Day)> {
    ask(base, |read| read.rows(&PROMISES, p![]))
}

fn marked(base: &TestBase) -> Vec<DemandId> {
    let rows: Vec<(DemandId,)> = ask(base, |read| read.rows(&MARKED, p![]));
    rows.into_iter().map(|(id,)| id).collect()
}

fn arrival(base: &TestBase, id: PurchaseLineId) -> purchasing::Arrival {
    ask(base, move |read| purchasing::arrival(read, id)).unwrap()
}

fn laws_hold(base: &TestBase) {
    let oversold: Vec<(i64,)> = ask(base, |read| read.rows(&OVERSOLD, p![]));
    assert_eq!(oversold, []);
    for law in purchasing::DEPARTMENT.laws() {
        let report = ask(base, move |read| (law.check)(read));
        assert_eq!(report.broken, Vec::<String>::new());
    }
}

fn demands_of(list: &[purchasing::Touched]) -> Vec<DemandId> {
    let mut demands: Vec<DemandId> = list.iter().map(|one| one.demand).collect();
    demands.sort_unstable();
    demands
}

#[test]
fn goods_are_ordered_and_can_be_promised() {
    both(&MODULES, |base| {
        goods(base, &["A1", "B2"]);
        let visit = system(base);
        let day = visit.today.add_days(10);

        let packs = NewPurchaseLine { amount: HowMuch::Packs(Quantity::whole(3)), ..line("b2", 1, day.add_days(2)) };
        let made = buy(base, &visit, "  Ладога   Кабель ", &[line("A1", 100, day), packs]).unwrap();
        let again = buy(base, &visit, "ЛАДОГА КАБЕЛЬ", &[line("A1", 5, day)]).unwrap();

        assert_eq!((made.order.get(), made.arrivals.len(), again.order.get()), (1, 2, 2));
        assert_eq!(made.arrivals, [PurchaseLineId::new(1), PurchaseLineId::new(2)]);
        assert_eq!(again.supplier, made.supplier);
        let first = arrival(base, made.arrivals[0]);
        assert_eq!((first.supplier_name.as_str(), first.awaited), ("Ладога Кабель", Quantity::whole(100)));
        assert_eq!(arrival(base, made.arrivals[1]).quantity, Quantity::whole(30));
        let order = ask(base, move |read| purchasing::order(read, made.order)).unwrap();
        assert_eq!((order.lines, order.awaited_lines, order.next_on), (2, 2, Some(day)));
        assert_eq!(order.cost.unwrap().to_string(), "7800.00");

        let romashka = client(base, "Ромашка");
        let sold = sell(base, romashka, "A1", 40, None).unwrap();
        assert!(sold.lines[0].demand.is_some());
        let first = arrival(base, made.arrivals[0]);
        assert_eq!((first.pegged, first.promises), (Quantity::whole(40), 1));
        let resting = ask(base, move |read| purchasing::resting_on(read, &first));
        assert_eq!(resting[0].order, sold.order.id);
        let events: Vec<(String, String)> = ask(base, |read| read.rows(&EVENTS, p![]));
        assert_eq!(events[0].0, "purchase_order_placed");
        assert!(events[0].1.contains("\"arrivals\":[\"1\",\"2\"]"), "{}", events[0].1);
        laws_hold(base);
    });
}

#[test]
fn bad_orders_are_refused_field_by_field() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        item(base, "DELIVERY", catalogue::ItemKind::Service);
        let visit = system(base);
        let day = visit.today.add_days(10);
        let dear = NewPurchaseLine { unit_cost: UnitPrice::parse_decimal("-1").ok(), ..line("A1", 1, day) };

        let refused = buy(
            base,
            &visit,
            "Ладога",
            &[
                line("NOPE", 1, day),
                line("A1", 0, day),
                line("A1", -5, day),
                line("A1", 2_000_000, day),
                line("A1", 1, visit.today.add_days(-1)),
                line("A1", 1, visit.today.add_days(740)),
                line("DELIVERY", 1, day),
                dear,
                line("A\0", 1, day),
            ],
        )
        .unwrap_err();

        assert_eq!((refused.status(), refused.problem()), (422, "bad-field"));
        let mut pointers: Vec<String> = refused.fields(Lang::Ru).into_iter().map(|field| field.pointer).collect();
        pointers.sort();
        pointers.dedup();
        assert_eq!(
            pointers,
            [
                "/lines/0/sku",
                "/lines/1/quantity",
                "/lines/2/quantity",
                "/lines/3/quantity",
                "/lines/4/expected_on",
                "/lines/5/expected_on",
                "/lines/6/sku",
                "/lines/7/unit_cost",
                "/lines/8/sku"
            ]
        );
        assert!(buy(base, &visit, "", &[line("A1", 1, day)]).is_err());
        assert!(buy(base, &visit, "Ладога", &[]).is_err());
        assert_eq!(buy(base, &visit, "Ладога", &[line("A1", 1, day)]).unwrap().order.get(), 1);
        assert_eq!(ask(base, purchasing::suppliers).len(), 1);
    });
}

/// A company of some items, arrivals, clients and orders, as the dice fall.
fn company(base: &TestBase, dice: &mut Dice) -> Vec<PurchaseLineId> {
    let skus = ["K1", "K2", "K3"];
    goods(base, &skus);
    let visit = system(base);
    let suppliers = ["Ладога-Кабель", "Кабель-Онега", "Тверца-Провод"];
    let mut arrivals = Vec::new();
    for _ in 0..6 {
        let lines: Vec<NewPurchaseLine> = (0..dice.between(1, 3))
            .map(|_| {
                let day = visit.today.add_days(i32::try_from(dice.between(3, 40)).unwrap());
                line(dice.pick(&skus).unwrap(), dice.between(20, 120), day)
            })
            .collect();
        arrivals.extend(buy(base, &visit, dice.pick(&suppliers).unwrap(), &lines).unwrap().arrivals);
    }
    let buyers: Vec<ClientId> = (0..5).map(|n| client(base, &format!("Клиент {n}"))).collect();
    for _ in 0..25 {
        let wanted = visit.today.add_days(i32::try_from(dice.between(5, 60)).unwrap());
        let wanted = dice.chance(2, 3).then_some(wanted);
        sell(base, *dice.pick(&buyers).unwrap(), dice.pick(&skus).unwrap(), dice.between(3, 40), wanted);
    }
    arrivals
}

#[test]
fn a_late_arrival_moves_no_promise_and_good_news_clears() {
    for seed in [7, 19, 2026, 77_001] {
        both(&MODULES, |base| {
            let mut dice = Dice::new(seed);
            let arrivals = company(base, &mut dice);
            let before = promises(base);
            assert!(before.len() > 5, "seed {seed}: too few promises");
            assert_eq!(marked(base), []);
            let mut hurt_any = false;

            for id in arrivals {
                let was = arrival(base, id);
                let later = was.expected_on.add_days(i32::try_from(dice.between(1, 60)).unwrap());
                let shown = preview(base, id, later).unwrap();
                assert_eq!(marked(base), [], "seed {seed}: a preview wrote something");
                assert_eq!(arrival(base, id), was);

                let bad = shift(base, id, later).unwrap();

                assert_eq!(Effect { version: 0, ..shown }, Effect { version: 0, ..bad.clone() }, "seed {seed}");
                assert_eq!(promises(base), before, "seed {seed}: a promise moved");
                assert_eq!(marked(base), demands_of(&bad.at_risk), "seed {seed}");
                assert_eq!(arrival(base, id).expected_on, later);
                for one in &bad.at_risk {
                    assert!(one.newly);
                    assert!(one.could_on.is_none_or(|could| Some(could) >= one.promised_on), "seed {seed}: {one:?}");
                }
                hurt_any |= !bad.at_risk.is_empty();
                laws_hold(base);

                let good = shift(base, id, was.expected_on).unwrap();

                assert_eq!(demands_of(&good.cleared), demands_of(&bad.at_risk), "seed {seed}");
                assert_eq!((good.at_risk.len(), marked(base).len()), (0, 0), "seed {seed}: good news clears");
                assert_eq!(promises(base), before);
                let moves = ask(base, move |read| purchasing::revisions(read, id));
                assert_eq!((moves.len(), moves[0].new_on, moves[1].new_on), (2, was.expected_on, later));
                laws_hold(base);
            }
            assert!(hurt_any, "seed {seed}: nobody was ever hurt");
        });
    }
}

#[test]
fn the_same_company_has_the_same_rows_on_both_engines() {
    let seen = std::sync::Mutex::new(Vec::new());
    both(&MODULES, |base| {
        company(base, &mut Dice::new(5));
        let rows: Vec<(i64, i64, i64, i64, i64)> = ask(base, |read| read.rows(&LINES, p![]));
        seen.lock().unwrap().push(rows);
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen[0].len() >= 6);
    assert!(seen.iter().all(|rows| *rows == seen[0]));
}

#[test]
fn other_goods_save_a_promise_and_are_named() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let day = visit.today.add_days(10);
        let late = buy(base, &visit, "Ладога", &[line("A1", 50, day)]).unwrap().arrivals[0];
        let romashka = client(base, "Ромашка");
        let sold = sell(base, romashka, "A1", 50, None).unwrap();
        let demand = sold.lines[0].demand.unwrap();
        buy(base, &visit, "Тверца", &[line("A1", 50, day.add_days(-1))]).unwrap();

        let effect = shift(base, late, day.add_days(14)).unwrap();

        assert_eq!((demands_of(&effect.repegged), effect.at_risk.len()), (vec![demand], 0));
        assert_eq!(effect.clients, [romashka]);
        let peg = &effect.repegged[0].pegs[0];
        assert_eq!((peg.quantity, peg.order.unwrap().get()), (Quantity::whole(50), 2));
        assert_eq!(arrival(base, late).promises, 0);
        laws_hold(base);
    });
}

#[test]
fn days_versions_and_closed_arrivals_are_refused() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let day = visit.today.add_days(10);
        let id = buy(base, &visit, "Ладога", &[line("A1", 10, day)]).unwrap().arrivals[0];

        let past = shift(base, id, visit.today.add_days(-1)).unwrap_err();
        assert_eq!(past.fields(Lang::Ru)[0].pointer, "/expected_on");
        assert_eq!((past.say(Lang::Ru).title.as_str(), past.status()), ("Поступление не изменено", 422));
        assert_eq!(past.say(Lang::En).title, "The arrival was not changed");
        assert_eq!(preview(base, id, visit.today.add_days(-1)).unwrap_err(), past);
        assert_eq!(shift(base, id, visit.today.add_days(740)).unwrap_err().status(), 422);
        let silent = act(base, &visit, move |tx, visit| {
            purchasing::reschedule_arrival(tx, visit, id, None, day.add_days(1), "  ")
        });
        assert_eq!(silent.unwrap_err().fields(Lang::En)[0].pointer, "/reason");
        let unknown = PurchaseLineId::new(99);
        assert_eq!(shift(base, unknown, day).unwrap_err(), PurchaseRefused::Unknown(unknown));

        let confirmed =
            act(base, &visit, move |tx, visit| purchasing::confirm_arrival(tx, visit, id, Some(1))).unwrap();
        assert!(confirmed.last_confirmed_at.is_some());
        assert_eq!(confirmed.version, 2);
        let stale = act(base, &visit, move |tx, visit| purchasing::confirm_arrival(tx, visit, id, Some(1)));
        assert_eq!(stale.unwrap_err(), PurchaseRefused::Stale { arrival: id, version: 2 });

        let half = act(base, &visit, move |tx, visit| purchasing::receive_arrival(tx, visit, id, Quantity::whole(4)));
        half.unwrap();
        let there = arrival(base, id);
        assert_eq!((there.awaited, there.received()), (Quantity::whole(6), Quantity::whole(4)));
        let none = act(base, &visit, move |tx, visit| purchasing::receive_arrival(tx, visit, id, Quantity::ZERO));
        assert_eq!(none.unwrap_err().fields(Lang::En)[0].pointer, "/quantity");
        act(base, &visit, move |tx, visit| purchasing::receive_arrival(tx, visit, id, Quantity::whole(6))).unwrap();
        assert_eq!(shift(base, id, day).unwrap_err(), PurchaseRefused::Received(id));
        let order = ask(base, |read| purchasing::orders(read, None, i64::MAX, 10)).remove(0);
        assert_eq!((order.state, order.awaited_lines), (PurchaseState::Received, 0));
        let today = visit.today;
        assert!(ask(base, move |read| purchasing::register(read, today, Which::All, None, 10)).is_empty());
        laws_hold(base);
    });
}

#[test]
fn a_cancelled_delivery_puts_its_promises_at_risk() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let day = visit.today.add_days(10);
        let id = buy(base, &visit, "Ладога", &[line("A1", 10, day)]).unwrap().arrivals[0];
        let romashka = client(base, "Ромашка");
        let demand = sell(base, romashka, "A1", 10, None).unwrap().lines[0].demand.unwrap();
        let before = promises(base);

        let effect = act(base, &visit, move |tx, visit| purchasing::cancel_arrival(tx, visit, id, None)).unwrap();

        assert_eq!(demands_of(&effect.at_risk), [demand]);
        assert_eq!(effect.at_risk[0].could_on, None);
        assert_eq!((promises(base), marked(base)), (before, vec![demand]));
        assert_eq!(shift(base, id, day).unwrap_err(), PurchaseRefused::Cancelled(id));
        let order = ask(base, |read| purchasing::orders(read, None, i64::MAX, 10)).remove(0);
        assert_eq!(order.state, PurchaseState::Cancelled);

        buy(base, &visit, "Тверца", &[line("A1", 10, visit.today)]).unwrap();
        assert_eq!(marked(base), [], "goods in time save it");
        laws_hold(base);
    });
}

#[test]
fn receipts_of_stock_close_lines_too() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let id = buy(base, &visit, "Ладога", &[line("A1", 10, visit.today)]).unwrap().arrivals[0];
        let there = arrival(base, id);
        let lines = vec![stock::ReceiptLine { item: there.item, quantity: there.quantity, arrival: Some(id) }];
        let receipt = stock::Receipt { warehouse: there.warehouse, lines };
        act(base, &visit, move |tx, visit| stock::receive(tx, visit, &receipt)).unwrap();

        let today = visit.today;
        assert!(ask(base, move |read| purchasing::register(read, today, Which::All, None, 10)).is_empty());
        let order = ask(base, |read| purchasing::orders(read, None, i64::MAX, 10)).remove(0);
        assert_eq!(order.awaited_lines, 0);
        let closed = act(base, &visit, |tx, _| purchasing::close_received(tx).map_err(Stop::<PurchaseRefused>::Fault));
        assert_eq!(closed.unwrap(), 1);
        let order = ask(base, |read| purchasing::orders(read, None, i64::MAX, 10)).remove(0);
        assert_eq!(order.state, PurchaseState::Received);
        laws_hold(base);
    });
}

#[test]
fn the_register_goes_by_day_and_knows_what_is_late() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let today = visit.today;
        let first = buy(base, &visit, "Ладога", &[line("A1", 10, today), line("A1", 10, today.add_days(3))]).unwrap();
        buy(base, &visit, "Тверца", &[line("A1", 10, today.add_days(30)), line("A1", 10, today.add_days(3))]).unwrap();
        let ids = |which: Which, now: Day, after: Option<(i64, i64)>, limit: i64| {
            let rows = ask(base, move |read| purchasing::register(read, now, which, after, limit));
            rows.into_iter().map(|row| row.id.get()).collect::<Vec<_>>()
        };

        assert_eq!(ids(Which::All, today, None, 10), [1, 2, 4, 3]);
        assert_eq!(ids(Which::All, today, None, 2), [1, 2]);
        assert_eq!(ids(Which::All, today, Some((i64::from(today.add_days(3).days()), 2)), 2), [4, 3]);
        assert_eq!(ids(Which::Of(first.supplier), today, None, 10), [1, 2]);
        assert_eq!(ids(Which::Late, today, None, 10), Vec::<i64>::new());
        assert_eq!(ids(Which::Late, today.add_days(4), None, 10), [1, 2, 4]);
        assert_eq!(ids(Which::Week, today, None, 10), [1, 2, 4]);

        let mut later = visit.clone();
        later.today = today.add_days(10);
        later.now = visit.now.add_seconds(10 * 86_400);
        let fresh = ask(base, move |read| purchasing::freshness(read, &later));
        assert_eq!((fresh.open, fresh.late, fresh.stale, fresh.fresh), (4, 3, 4, 0));
        assert_eq!(fresh.cost.to_string(), "2400.00");
    });
}

#[test]
fn damage_is_found_by_the_law() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        buy(base, &visit, "Ладога", &[line("A1", 10, visit.today.add_days(5))]).unwrap();
        store::testing::damage(&base.place, "UPDATE purchase_line SET expected_on = expected_on + 1").unwrap();
        let law = purchasing::DEPARTMENT.laws()[0];
        let report = ask(base, move |read| (law.check)(read));
        assert_eq!((report.checked, report.broken.len()), (1, 1));
    });
}

struct Rig {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
        let (router, ..) = purchasing::DEPARTMENT.routes().finish();
        let layer = axum::middleware::from_fn_with_state(house.clone(), house::identify);
        Rig { router: router.layer(layer).with_state(house), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn get(&self, token: &str, path: &str) -> (u16, Value) {
        let request = Request::builder().uri(path).header("authorization", format!("Bearer {token}"));
        read(self.send(request.body(Body::empty()).unwrap()))
    }

    fn post(&self, token: &str, path: &str, key: Option<&str>, body: &Value) -> (u16, Value) {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        read(self.send(request.body(Body::from(body.to_string())).unwrap()))
    }

    fn page(&self, token: &str, path: &str, htmx: bool) -> (u16, String) {
        let mut request = Request::builder().uri(path).header("authorization", format!("Bearer {token}"));
        if htmx {
            request = request.header("hx-request", "true");
        }
        let (status, _, text) = self.send(request.body(Body::empty()).unwrap());
        (status, text)
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

fn read((status, _, text): (u16, Option<String>, String)) -> (u16, Value) {
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
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
fn the_api_orders_previews_and_moves() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let romashka = client(base, "Ромашка");
        let today = system(base).today;
        let (buyer, integration, picker) =
            (token(base, Role::Buyer), token(base, Role::Integration), token(base, Role::Picker));
        let rig = Rig::open(base);
        let body = json!({ "supplier": "Ладога", "lines": [
            { "sku": "A1", "quantity": "50", "unit_cost": "60.00", "expected_on": today.add_days(10) } ] });

        assert_eq!(rig.post(&buyer, "/api/v1/purchase-orders", None, &body).0, 400);
        let (status, made) = rig.post(&buyer, "/api/v1/purchase-orders", Some("k1"), &body);
        assert_eq!(status, 201, "{made}");
        assert_eq!(
            (&made["lines"][0]["arrival"], &made["cost"], &made["state"]),
            (&json!("1"), &json!("3000.00"), &json!("open"))
        );
        assert_eq!(rig.post(&buyer, "/api/v1/purchase-orders", Some("k1"), &body).1, made);
        assert_eq!(rig.post(&picker, "/api/v1/purchase-orders", Some("k2"), &body).0, 403);
        let wrong = json!({ "supplier": "Ладога", "lines": [ { "sku": "A1", "expected_on": today, "colour": 1 } ] });
        let (status, problem) = rig.post(&buyer, "/api/v1/purchase-orders", Some("k3"), &wrong);
        assert_eq!(status, 422, "{problem}");
        let none = json!({ "supplier": "Ладога", "lines": [ { "sku": "A1", "expected_on": today } ] });
        let (status, problem) = rig.post(&buyer, "/api/v1/purchase-orders", Some("k4"), &none);
        assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/lines/0/quantity")));

        let sold = sell(base, romashka, "A1", 30, None).unwrap();
        let to = json!({ "expected_on": today.add_days(40), "dry_run": true });
        let (status, shown) = rig.post(&buyer, "/api/v1/arrivals/1/schedule", None, &to);
        assert_eq!(status, 200, "{shown}");
        assert_eq!(shown["moved_promises"], json!([]));
        assert_eq!(shown["at_risk"][0]["order"], json!(sold.order.id.to_string()));
        assert_eq!((&shown["client_count"], shown["orders"].as_array().unwrap().len()), (&json!(1), 1));
        assert!(shown.get("clients").is_none() && shown["at_risk"][0].get("client").is_none(), "{shown}");
        assert_eq!(marked(base), []);
        let (_, seen) = rig.post(&integration, "/api/v1/arrivals/1/schedule", None, &to);
        assert_eq!(seen["clients"][0]["name"], json!("Ромашка"), "{seen}");

        let to = json!({ "expected_on": today.add_days(40), "reason": "сбой производства" });
        let (status, moved) = rig.post(&buyer, "/api/v1/arrivals/1/schedule", Some("m1"), &to);
        assert_eq!((status, &moved["dry_run"], &moved["was_on"]), (200, &json!(false), &json!(today.add_days(10))));
        assert_eq!(marked(base), [sold.lines[0].demand.unwrap()]);
        assert_eq!(rig.post(&picker, "/api/v1/arrivals/1/schedule", Some("m2"), &to).0, 403);
        assert_eq!(rig.post(&buyer, "/api/v1/arrivals/77/schedule", Some("m3"), &to).0, 404);

        let (_, list) = rig.get(&picker, "/api/v1/arrivals?limit=1");
        assert_eq!(list["items"][0]["expected_on"], json!(today.add_days(40)));
        assert!(list["items"][0].get("unit_cost").is_none());
        assert_eq!(rig.get(&buyer, "/api/v1/arrivals/1").1["unit_cost"], json!("60.00"));
        assert_eq!(rig.get(&picker, "/api/v1/arrivals?show=nonsense").0, 422);
        assert_eq!(rig.get(&picker, "/api/v1/arrivals?cursor=zz").0, 422);
        assert_eq!(rig.get(&picker, "/api/v1/purchase-orders").0, 403);
        assert_eq!(rig.get(&buyer, "/api/v1/purchase-orders").1["items"][0]["supplier"], json!("Ладога"));
        assert_eq!(rig.get(&buyer, "/api/v1/purchase-orders/1").1["lines"].as_array().unwrap().len(), 1);
        let (status, confirmed) = rig.post(&buyer, "/api/v1/arrivals/1/confirmation", None, &json!({}));
        assert_eq!(status, 200, "{confirmed}");
        let (status, gone) = rig.post(&buyer, "/api/v1/arrivals/1/cancellation", Some("c1"), &json!({}));
        assert_eq!((status, gone["at_risk"].as_array().unwrap().len()), (200, 1), "{gone}");
        let (status, closed) = rig.post(&buyer, "/api/v1/arrivals/1/schedule", Some("m4"), &to);
        assert_eq!((status, &closed["type"]), (409, &json!("/problems/arrival-closed")));
    });
}

#[test]
fn the_pages_show_whom_a_new_day_hurts() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let romashka = client(base, "Ромашка");
        let today = system(base).today;
        let (buyer, picker, director) =
            (token(base, Role::Buyer), token(base, Role::Picker), token(base, Role::Director));
        let rig = Rig::open(base);
        assert!(rig.page(&buyer, "/arrivals", false).1.contains("/purchase-orders/new"));
        assert_eq!(rig.page(&buyer, "/purchase-orders/new", false).0, 200);
        let day = today.add_days(10);

        let form = format!(
            "_key=f1&supplier=Ладога&sku=&quantity=&cost=&expected_on=&sku=A1&quantity=1+000,5&cost=60&expected_on={day}"
        );
        let (status, to, text) = rig.form(&buyer, "/purchase-orders/new", &form);
        assert_eq!((status, to.as_deref()), (303, Some("/purchase-orders/1")), "{text}");
        let wrong = format!("_key=f2&supplier=Ладога&sku=ZZ&quantity=1&cost=60&expected_on={day}");
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &wrong);
        assert_eq!(status, 422);
        assert!(text.contains("ZZ") && text.contains("aria-invalid"), "{text}");
        let wrong = format!("_key=f2a&supplier=Ладога&sku=A1&quantity=99999999999&cost=60&expected_on={day}");
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &wrong);
        assert!(status == 422 && text.contains("Столько не закупают") && text.contains("99999999999"), "{text}");
        // What is wrong is told at once: a code that nobody has, and a day that is missing.
        let wrong = "_key=f2b&supplier=Ладога&sku=ZZ&quantity=1&cost=60&expected_on=";
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", wrong);
        assert_eq!((status, text.matches("aria-invalid").count()), (422, 2), "{text}");
        assert!(text.contains("id=\"f-sku-0-e\"") && text.contains("id=\"f-expected_on-0-e\""), "{text}");
        // A supplier who is called nearly the same is asked about; who insists gets both.
        let alike = format!("supplier=ООО «Ладога»&sku=A1&quantity=1&cost=60&expected_on={day}");
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &format!("_key=f2c&{alike}"));
        assert_eq!(status, 409, "{text}");
        assert!(text.contains("name=\"supplier_is\"") && text.contains("id=\"f-supplier-e\""), "{text}");
        assert_eq!(ask(base, purchasing::suppliers).len(), 1);
        assert_eq!(rig.page(&buyer, "/purchase-orders/2", false).0, 404);
        assert!(rig.page(&buyer, "/purchase-orders", false).1.contains("Ладога"));
        assert!(rig.page(&buyer, "/purchase-orders/1", false).1.contains("60,00"));

        let sold = sell(base, romashka, "A1", 30, None).unwrap();
        let number = orders::order_number(Lang::Ru, sold.order.id);
        let (status, text) = rig.page(&buyer, "/arrivals/1", false);
        assert_eq!(status, 200);
        assert!(text.contains(&number) && !text.contains("Ромашка"), "{text}");
        assert!(rig.page(&director, "/arrivals/1", false).1.contains("Ромашка"));
        let (_, text) = rig.page(&picker, "/arrivals", false);
        assert!(!text.contains("/schedule") && text.contains("/receipt"), "{text}");
        for show in ["?show=late", "?show=week", "?supplier=1", "?show=what", "?supplier=x", "?cursor=zz"] {
            assert_eq!(rig.page(&buyer, &format!("/arrivals{show}"), false).0, 200, "{show}");
        }
        assert_eq!(rig.page(&buyer, "/arrivals/77", false).0, 404);

        let later = today.add_days(40);
        let (status, part) = rig.page(&buyer, &format!("/arrivals/1/preview?expected_on={later}&_key=x"), true);
        assert_eq!(status, 200);
        assert!(part.contains("p-answer bad") && part.contains(&number) && !part.contains("<html"), "{part}");
        let (_, whole) = rig.page(&buyer, &format!("/arrivals/1/preview?expected_on={later}"), false);
        assert!(whole.contains("p-answer bad") && whole.contains("<html"));
        let (_, part) = rig.page(&buyer, &format!("/arrivals/1/preview?expected_on={}", today.add_days(-1)), true);
        assert!(part.contains("p-note bad"), "{part}");
        assert_eq!(marked(base), []);

        let (status, _, text) =
            rig.form(&buyer, "/arrivals/1/schedule", &format!("_key=f3&expected_on={later}&reason="));
        assert_eq!(status, 422);
        assert!(text.contains("aria-invalid"), "{text}");
        let move_it = format!("_key=f4&version=1&expected_on={later}&reason=сбой&show=week");
        let (status, to, _) = rig.form(&buyer, "/arrivals/1/schedule", &move_it);
        assert_eq!((status, to.as_deref()), (303, Some("/arrivals/1?show=week")));
        assert_eq!(marked(base).len(), 1);
        let still = format!("/arrivals/1/preview?expected_on={}", later.add_days(3));
        let (_, part) = rig.page(&buyer, &still, true);
        assert!(part.contains("Новых потерь нет") && part.contains("p-answer warn"), "{part}");
        assert_eq!(rig.form(&buyer, "/arrivals/1/confirmation", "_key=f5&version=1").0, 412);
        assert_eq!(rig.form(&buyer, "/arrivals/1/confirmation", "_key=f6&version=2").0, 303);
        assert_eq!(rig.form(&buyer, "/arrivals/1/receipt", "_key=f7&quantity=5").0, 403);
        assert_eq!(rig.form(&picker, "/arrivals/1/receipt", "_key=f8&quantity=5,5").0, 303);
        assert_eq!(arrival(base, PurchaseLineId::new(1)).received(), Quantity::from_thousandths(5500));
        for (much, why) in [("viel", "Нужно число"), ("99999999999", "Столько не закупают")]
        {
            let (status, _, text) =
                rig.form(&picker, "/arrivals/1/receipt", &format!("_key=f9-{much}&quantity={much}"));
            assert!(status == 422 && text.contains("Поступление не изменено") && text.contains(why), "{text}");
            assert!(text.contains(&format!("value=\"{much}\"")), "{text}");
        }
        assert_eq!(arrival(base, PurchaseLineId::new(1)).received(), Quantity::from_thousandths(5500));
        assert_eq!(rig.form(&buyer, "/arrivals/1/cancellation", "_key=f10&version=4").0, 303);
        let (status, text) = rig.page(&buyer, "/arrivals/1", false);
        assert!(status == 200 && !text.contains("/schedule"), "{text}");
    });
}

#[test]
fn every_statement_is_known_to_both_engines() {
    both(&MODULES, |base| {
        base.store
            .read_now(|read| {
                for statement in store::registered().filter(|one| one.place.contains("purchasing")) {
                    read.check(statement)?;
                }
                Ok(())
            })
            .unwrap();
    });
}

sql! {
    ORDER_LIKE = "UPDATE purchase_order SET ordered_on = ?2, state = ?3 WHERE id = ?1";
    LINE_LIKE = "UPDATE purchase_line SET expected_on = ?2, closed_at = ?3 WHERE id = ?1";
    MADE_LIKE = "UPDATE purchase_line SET made_at = ?2, last_confirmed_at = ?3 WHERE id = ?1";
    ALL_LINES = "SELECT id, supplier_id, expected_on, closed_at FROM purchase_line";
    ALL_ORDERS = "SELECT id, supplier_id, ordered_on, state FROM purchase_order";
}

/// A row as the brute force sees it: number, supplier, day, state or whether it is closed.
#[derive(Clone)]
struct Row {
    id: i64,
    supplier: i64,
    day: i64,
    state: String,
}

fn today_in_moscow(base: &TestBase) -> Day {
    base.store.now().day(&Zone::parse("Europe/Moscow").unwrap())
}

/// Orders made by dice, then set to days and states that repeat, so that places are told apart by number.
fn fill(base: &TestBase, seed: u64, rows: i64) -> (Vec<Row>, Vec<Row>) {
    goods(base, &["A1", "A2"]);
    let today = today_in_moscow(base);
    act(base, &system(base), move |tx, visit| {
        let mut dice = Dice::new(seed);
        for _ in 0..rows {
            let supplier = dice.pick(&["Ладога", "=Нева", "Онега"]).unwrap().to_string();
            let lines = vec![line("A1", 5, visit.today.add_days(60)), line("A2", 7, visit.today.add_days(60))];
            let made = purchasing::place_purchase_order(
                tx,
                visit,
                &NewPurchase { supplier, warehouse: None, lines, new_supplier: false },
            )?;
            let day = |dice: &mut Dice| today.add_days(i32::try_from(dice.between(-20, 20)).unwrap());
            let state = *dice.pick(&["open", "received", "cancelled"]).unwrap();
            tx.exec(&ORDER_LIKE, p![made.order, day(&mut dice), state])?;
            for arrival in &made.arrivals {
                tx.exec(&LINE_LIKE, p![arrival, day(&mut dice), dice.chance(1, 6).then_some(1_i64)])?;
            }
        }
        Ok::<_, Stop<PurchaseRefused>>(())
    })
    .unwrap();
    let lines: Vec<(i64, i64, i64, Option<i64>)> = ask(base, |read| read.rows(&ALL_LINES, p![]));
    let lines = lines.into_iter().filter(|row| row.3.is_none());
    let lines = lines.map(|(id, supplier, day, _)| Row { id, supplier, day, state: String::new() }).collect();
    let orders: Vec<(i64, i64, i64, String)> = ask(base, |read| read.rows(&ALL_ORDERS, p![]));
    let orders = orders.into_iter().map(|(id, supplier, day, state)| Row { id, supplier, day, state }).collect();
    (lines, orders)
}

/// What a list shows on its way through all pages, and how many pages there were.
fn walk(rig: &Rig, token: &str, address: &str, row: &str) -> (Vec<i64>, usize) {
    let (mut seen, mut next, mut pages) = (Vec::new(), Some(address.to_owned()), 0);
    while let Some(address) = next {
        let (status, page) = rig.page(token, &address, false);
        assert_eq!(status, 200, "{address}");
        let start = format!("<tr id=\"{row}-");
        let rows = page.split(&start).skip(1);
        seen.extend(rows.map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()));
        next = page.split("<a class=\"p-btn\" href=\"").skip(1).find_map(|rest| {
            let (href, rest) = rest.split_once('"')?;
            rest.starts_with(" rel=\"next\"").then(|| href.replace("&amp;", "&"))
        });
        pages += 1;
    }
    (seen, pages)
}

fn wanted(rows: &[Row], down: bool, fits: impl Fn(&Row) -> bool) -> Vec<i64> {
    let mut rows: Vec<&Row> = rows.iter().filter(|row| fits(row)).collect();
    rows.sort_by_key(|row| (row.day, row.id));
    if down {
        rows.reverse();
    }
    rows.into_iter().map(|row| row.id).collect()
}

#[test]
fn every_filter_in_every_order_shows_the_rows_of_a_brute_force() {
    for (seed, rows) in [(1, 130), (2, 9)] {
        both(&MODULES, |base| {
            let (lines, orders) = fill(base, seed, rows);
            let (rig, buyer) = (Rig::open(base), token(base, Role::Buyer));
            let today = today_in_moscow(base);
            let (from, to) = (today.add_days(-8), today.add_days(3));
            let within = |row: &Row, first: i32, last: i32| {
                (i64::from(today.add_days(first).days())..=i64::from(today.add_days(last).days())).contains(&row.day)
            };
            let supplier = lines[0].supplier;
            let mut longest = 0;
            for of in [None, Some(supplier)] {
                for days in [false, true] {
                    let mut more = of.map(|supplier| format!("&supplier={supplier}")).unwrap_or_default();
                    if days {
                        more.push_str(&format!("&from={from}&to={to}"));
                    }
                    let common = |row: &Row| of.is_none_or(|of| row.supplier == of) && (!days || within(row, -8, 3));
                    for sort in ["", "day", "-day"] {
                        for (show, last) in [("", 99), ("late", -1), ("week", 7), ("nonsense", -200)] {
                            let address = format!("/arrivals?sort={sort}&show={show}{more}");
                            let (seen, pages) = walk(&rig, &buyer, &address, "arrival");
                            let wanted = wanted(&lines, sort == "-day", |row| common(row) && within(row, -99, last));
                            assert_eq!(seen, wanted, "{address}");
                            longest = longest.max(pages);
                        }
                        for state in ["", "open", "received", "cancelled"] {
                            let address = format!("/purchase-orders?sort={sort}&state={state}{more}");
                            let (seen, pages) = walk(&rig, &buyer, &address, "purchase");
                            let fits = |row: &Row| common(row) && (state.is_empty() || row.state == state);
                            assert_eq!(seen, wanted(&orders, sort != "day", fits), "{address}");
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
fn files_hold_the_rows_of_the_lists_and_costs_for_whoever_may_read_them() {
    both(&MODULES, |base| {
        let (lines, orders) = fill(base, 3, 60);
        let (rig, director) = (Rig::open(base), token(base, Role::Director));
        let accountant = token(base, Role::Accountant);
        let rows = |token: &str, path: &str| {
            let (status, text) = rig.page(token, path, false);
            assert_eq!(status, 200, "{path}");
            let line = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
            text.trim_start_matches('\u{feff}').trim_end().split("\r\n").map(line).collect::<Vec<_>>()
        };

        let arrivals = rows(&director, "/arrivals/export?sort=-day&show=week&format=csv");
        let purchases = rows(&director, "/purchase-orders/export?state=open");

        let last = i64::from(today_in_moscow(base).add_days(7).days());
        let wanted_lines = wanted(&lines, true, |row| row.day <= last);
        let numbers: Vec<i64> = arrivals[1..].iter().map(|row| row[1].parse().unwrap()).collect();
        assert!(numbers.len() > 20);
        assert_eq!(numbers, wanted_lines);
        assert_eq!((arrivals[0].len(), arrivals[1][11].as_str()), (12, "60,00"));
        assert_eq!(purchases.len() - 1, wanted(&orders, true, |row| row.state == "open").len());
        assert!(purchases[1..].iter().all(|row| row[6] == "720,00"), "{purchases:?}");
        // A text that would begin a formula begins with an apostrophe.
        assert!(arrivals.iter().any(|row| row[2] == "'=Нева"));
        let (status, _) = rig.page(&accountant, "/arrivals/export", false);
        if status == 200 {
            let costs = rig.page(&accountant, "/purchase-orders/1", false).1.contains("60,00");
            assert_eq!(rows(&accountant, "/arrivals/export")[0].len(), if costs { 12 } else { 11 });
        }
    });
}

#[test]
fn who_may_not_take_lists_away_is_refused_and_nothing_is_written() {
    both(&MODULES, |base| {
        fill(base, 4, 3);
        let (rig, buyer, picker) = (Rig::open(base), token(base, Role::Buyer), token(base, Role::Picker));
        let head = token(base, Role::HeadPurchasing);
        let before = base.store.read_now(event_count).unwrap();
        for list in ["arrivals", "purchase-orders"] {
            for token in [&buyer, &picker] {
                for format in ["csv", "xlsx"] {
                    assert_eq!(rig.page(token, &format!("/{list}/export?format={format}"), false).0, 403);
                }
            }
            assert!(!rig.page(&buyer, &format!("/{list}"), false).1.contains("/export"));
        }
        assert_eq!(base.store.read_now(event_count).unwrap(), before);
        assert_eq!(rig.page(&head, "/purchase-orders/export", false).0, 200);
        assert_eq!(base.store.read_now(event_count).unwrap(), before + 1);
    });
}

#[test]
fn the_panel_keeps_filters_and_order_of_the_list_beside_it() {
    both(&MODULES, |base| {
        let (lines, _) = fill(base, 5, 20);
        let (rig, buyer) = (Rig::open(base), token(base, Role::Buyer));
        let (today, supplier) = (today_in_moscow(base), lines[0].supplier);
        let words = format!("?supplier={supplier}&from={}&sort=-day", today.add_days(-20));
        let (_, page) = rig.page(&buyer, &format!("/arrivals{words}"), false);
        assert!(page.contains(&format!("{}\"", words.replace('&', "&amp;"))), "{page}");

        let form = format!("_key=k1&version=99&{}", &words[1..]);
        let (status, _, refused) = rig.form(&buyer, &format!("/arrivals/{}/confirmation", lines[0].id), &form);

        // A day that has passed can't be confirmed: the supplier owes a new one.
        let late = lines.iter().find(|line| line.day < i64::from(today.days())).unwrap();
        let before = rig.get(&buyer, &format!("/api/v1/arrivals/{}", late.id)).1;
        let (gone, answer) = rig.post(&buyer, &format!("/api/v1/arrivals/{}/confirmation", late.id), None, &json!({}));
        assert_eq!(gone, 422, "{answer}");
        assert_eq!(rig.get(&buyer, &format!("/api/v1/arrivals/{}", late.id)).1, before);

        assert_eq!(status, 412);
        assert!(refused.contains("name=\"sort\" value=\"-day\""), "{refused}");
        let none = rig.page(&buyer, "/arrivals?show=late&to=2001-01-01", false).1;
        assert!(none.contains("href=\"/arrivals\"") && !none.contains("id=\"arrival-"), "{none}");
    });
}

/// Every text of the lists walks by an index and sorts nothing.
#[test]
fn the_lists_walk_by_an_index() {
    both(&MODULES, |base| {
        let (mut seen, mut bad) = (0, Vec::new());
        for sql in store::registered().filter(|sql| sql.place.contains("purchasing/src/store/lists.rs")) {
            if !["ARRIVALS", "PURCHASES"].iter().any(|list| sql.name.starts_with(list)) {
                continue;
            }
            seen += 1;
            let arrivals = sql.name.starts_with("ARRIVALS");
            let plan = base.store.read_now(move |read| {
                let mut params = vec![store::Value::Int(1); 7];
                if !arrivals {
                    params[6] = store::Value::Text("open".into());
                }
                let params: Vec<_> = params.iter().map(store::Value::as_param).collect();
                let plan = read.explain(sql, &params)?;
                Ok(if read.is_postgres() { Vec::new() } else { plan })
            });
            let plan = plan.unwrap();
            if plan
                .iter()
                .any(|step| step.starts_with("SCAN l") || step.starts_with("SCAN o") || step.contains("FOR ORDER BY"))
            {
                bad.push(format!("{} {}: {plan:#?}", sql.name, sql.text));
            }
        }
        assert_eq!(bad, Vec::<String>::new());
        assert_eq!(seen, 2 * 2 + 3 * 2);
    });
}

#[test]
fn a_supplier_called_nearly_the_same_is_asked_about() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let visit = system(base);
        let lines = [line("A1", 5, visit.today.add_days(10))];
        let first = buy(base, &visit, "ООО «Самовар»", &lines).unwrap().supplier;
        assert_eq!(buy(base, &visit, "ооо «самовар»", &lines).unwrap().supplier, first);
        let before: Vec<String> = ask(base, purchasing::suppliers).into_iter().map(|one| one.name).collect();

        for alike in ["ООО Самовар", "Самовар", "АО «Самовар»", "ООО «Самовары»"]
        {
            let refused = buy(base, &visit, alike, &lines).unwrap_err();
            let there = purchasing::Supplier { id: first, name: "ООО «Самовар»".into() };
            assert_eq!(refused, PurchaseRefused::AlikeSupplier { alike: vec![there] }, "{alike}");
            assert_eq!((refused.problem(), refused.status()), ("alike-supplier", 409));
            let extra = refused.extra(Lang::En).unwrap();
            assert_eq!(extra["insist"], json!({ "new_supplier": true }));
            assert_eq!(extra["existing"], json!({ "id": first, "name": "ООО «Самовар»" }));
        }
        let after: Vec<String> = ask(base, purchasing::suppliers).into_iter().map(|one| one.name).collect();
        assert_eq!((before.len(), &after), (1, &before));

        let (supplier, lines) = ("АО «Самовар»".to_owned(), lines.to_vec());
        let new = NewPurchase { supplier, warehouse: None, lines, new_supplier: true };
        let made = act(base, &visit, move |tx, visit| purchasing::place_purchase_order(tx, visit, &new)).unwrap();
        assert_ne!(made.supplier, first);
        // From now on both are known, and neither is asked about.
        assert_eq!(
            buy(base, &visit, "АО «Самовар»", &[line("A1", 5, visit.today.add_days(10))]).unwrap().supplier,
            made.supplier
        );
    });
}

#[test]
fn of_suppliers_of_nearly_one_name_the_most_alike_is_offered_first_and_can_be_chosen() {
    both(&MODULES, |base| {
        goods(base, &["A1"]);
        let (rig, buyer, visit) = (Rig::open(base), token(base, Role::Buyer), system(base));
        let day = visit.today.add_days(10);
        for name in ["АО «Самовар»", "Самовары", "ООО «Самовар»"] {
            let (supplier, lines) = (name.to_owned(), vec![line("A1", 5, day)]);
            let new = NewPurchase { supplier, warehouse: None, lines, new_supplier: true };
            act(base, &visit, move |tx, visit| purchasing::place_purchase_order(tx, visit, &new)).unwrap();
        }
        let names = || ask(base, purchasing::suppliers).into_iter().map(|one| one.name).collect::<Vec<_>>();
        let (before, third) = (names(), ask(base, |read| purchasing::order(read, PurchaseOrderId::new(3))).unwrap());
        let is_there = |order: i64| rig.page(&buyer, &format!("/purchase-orders/{order}"), false).0 == 200;

        // Asked about all three, the best first; a code that nobody has is told in the same answer.
        let form = |key: &str, sku: &str, is: &str| {
            format!("_key={key}&supplier=ООО Самовар&supplier_is={is}&sku={sku}&quantity=1&cost=60&expected_on={day}")
        };
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &form("a1", "A1", ""));
        let place = |name: &str| text.find(&format!("Это {name}<")).unwrap_or_else(|| panic!("{name} {text}"));
        assert_eq!(status, 409, "{text}");
        assert!(place("ООО «Самовар»") < place("АО «Самовар»") && place("АО «Самовар»") < place("Самовары"));
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &form("a2", "ZZ", ""));
        assert_eq!(
            (status, text.contains("id=\"f-sku-0-e\""), text.contains("id=\"f-supplier-e\"")),
            (422, true, true)
        );
        assert!(text.contains("value=\"another\""), "{text}");
        let (status, _, text) = rig.form(
            &buyer,
            "/purchase-orders/new",
            "_key=a3&supplier=ООО Самовар&sku=ZZ&quantity=1&cost=60&expected_on=",
        );
        assert_eq!(
            (status, text.contains("id=\"f-sku-0-e\""), text.contains("id=\"f-supplier-e\"")),
            (422, true, true)
        );
        assert!(!is_there(4));
        assert_eq!(names(), before);

        // The one that is chosen gets the order; a number that was not offered chooses nobody.
        let (status, ..) = rig.form(&buyer, "/purchase-orders/new", &form("a4", "A1", "777"));
        assert_eq!((status, is_there(4)), (409, false));
        let (status, ..) = rig.form(&buyer, "/purchase-orders/new", &form("a5", "A1", &third.supplier.to_string()));
        assert_eq!((status, is_there(4)), (303, true));
        assert_eq!(
            ask(base, |read| purchasing::order(read, PurchaseOrderId::new(4))).unwrap().supplier,
            third.supplier
        );
        assert_eq!(names(), before);
        let (status, ..) = rig.form(&buyer, "/purchase-orders/new", &form("a6", "A1", "another"));
        assert_eq!((status, names().len()), (303, before.len() + 1));
    });
}

#[test]
fn a_figure_of_arrivals_opens_as_many_rows_as_it_counts() {
    both(&MODULES, |base| {
        let (lines, orders) = fill(base, 4, 30);
        let (rig, buyer) = (Rig::open(base), token(base, Role::Buyer));
        let (now, day) = (base.store.now().millis(), 86_400_000);
        // Of every three lines one is old, one old and confirmed of late, one of today.
        let ids: Vec<i64> = lines.iter().map(|row| row.id).collect();
        let moved = ids.clone();
        act(base, &system(base), move |tx, _| {
            for (place, id) in moved.iter().enumerate() {
                let made = if place % 3 == 2 { now } else { now - 9 * day };
                tx.exec(&MADE_LIKE, p![id, made, (place % 3 == 1).then_some(now - day)])?;
            }
            Ok::<_, Stop<PurchaseRefused>>(())
        })
        .unwrap();
        let mut stale: Vec<i64> = ids.iter().step_by(3).copied().collect();
        stale.sort_unstable();
        let (mut seen, _) = walk(&rig, &buyer, "/arrivals?show=stale", "arrival");
        seen.sort_unstable();
        assert_eq!(seen, stale);
        let (director, today) = (system(base), today_in_moscow(base));
        let director = Visit { today, ..director };
        let figures = ask(base, move |read| purchasing::DEPARTMENT.worst(read, &director));
        let figure = |href: &str| figures.iter().find(|figure| figure.href == href).unwrap().count;
        assert_eq!(figure("/arrivals?show=stale"), i64::try_from(stale.len()).unwrap());
        let late = walk(&rig, &buyer, "/arrivals?show=late", "arrival").0.len();
        assert_eq!(figure("/arrivals?show=late"), i64::try_from(late).unwrap());
        let open = orders.iter().filter(|row| row.state == "open").count();
        let (_, page) = rig.page(&buyer, "/purchase-orders", false);
        assert!(
            page.contains(&format!("{open}, ")) && page.contains(&format!(" {late}</span>")),
            "{open} {late} {page}"
        );
    });
}

#[test]
fn goods_of_an_order_are_named_and_their_last_purchases_stand_on_their_page() {
    both(&MODULES, |base| {
        goods(base, &["A1", "A2"]);
        let index = std::sync::Arc::new(catalogue::ItemIndex::default());
        index.fill(&base.store).unwrap();
        let house = House::new(base.store.clone(), &HOUSE, Shared::default().with(index), None).unwrap();
        let (router, ..) = purchasing::DEPARTMENT.routes().finish();
        let layer = axum::middleware::from_fn_with_state(house.clone(), house::identify);
        let rig =
            Rig { router: router.layer(layer).with_state(house), runtime: tokio::runtime::Runtime::new().unwrap() };
        let (buyer, picker) = (token(base, Role::Buyer), token(base, Role::Picker));
        let (status, choices) =
            rig.page(&buyer, "/purchase-orders/items?sku=%D0%BA%D0%B0%D0%B1%D0%B5%D0%BB%D1%8C", true);
        assert_eq!(status, 200);
        for sku in ["A1", "A2"] {
            assert!(choices.contains(&format!("<option value=\"{sku}\">")), "{choices}");
        }
        assert_eq!(rig.page(&buyer, "/purchase-orders/items?sku=", true).1, "");
        assert_eq!(rig.page(&picker, "/purchase-orders/items?sku=A", true).0, 403);
        let day = today_in_moscow(base).add_days(10);
        let form = |key: &str, name: &str| {
            format!("_key={key}&supplier=Ладога&sku={name}&quantity=5&cost=60&expected_on={day}")
        };
        // One item is called so: it is taken; two are: the line is refused and nothing is ordered.
        let (status, to, text) = rig.form(&buyer, "/purchase-orders/new", &form("n1", "Кабель A2"));
        assert_eq!((status, to.as_deref()), (303, Some("/purchase-orders/1")), "{text}");
        let (status, _, text) = rig.form(&buyer, "/purchase-orders/new", &form("n2", "Кабель"));
        assert!(status == 422 && text.contains("Кабель"), "{text}");
        assert_eq!(rig.page(&buyer, "/purchase-orders/2", false).0, 404);
        let lines: Vec<(i64, i64, i64, i64, Option<i64>)> = ask(base, |read| read.rows(&LINES, p![]));
        assert_eq!(lines.len(), 1);
        let item = kernel::ItemId::new(lines[0].1);
        let (sku, panels) = ask(base, {
            let visit = system(base);
            move |read| {
                let sku = catalogue::item(read, item)?.unwrap().sku;
                Ok((sku, purchasing::DEPARTMENT.panels(read, &visit, item.into())?))
            }
        });
        assert_eq!(sku, "A2");
        assert!(panels[0].0.contains("Ладога") && panels[0].0.contains("/arrivals/1"), "{}", panels[0].0);
    });
}
