//! A small company to act in: a seller, clients, items with their goods and arrivals.

use std::collections::BTreeMap;

use access::{Cost, NewStaff, Person, Role};
use catalogue::{ItemKind, NewItem};
use clients::NewClient;
use house::{Visit, sellers};
use i18n::{Lang, Refusal};
use kernel::{
    Actor, ClientId, Day, ItemId, Moment, Money, PriceMode, PurchaseLineId, Quantity, SupplyId, VatClass, Zone,
};
use orders::{Mode, OrderCard, OrderRefused, PlaceLine, PlaceOrder};
use stock::{Receipt, ReceiptLine};
use store::testing::TestBase;
use store::{Fault, Module, Read, Stop, Tx};

pub const MODULES: [Module; 7] = [
    access::MODULE,
    house::MODULE,
    catalogue::MODULE,
    clients::MODULE,
    contracts::MODULE,
    stock::MODULE,
    orders::MODULE,
];

/// Monday, a working day, in a year whose general rate is 22 %.
pub const TODAY: Day = Day::of(2026, 11, 23);

pub fn q(units: i64) -> Quantity {
    Quantity::whole(units)
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn visit_on(day: Day) -> Visit {
    let zone = Zone::parse("Europe/Moscow").unwrap();
    let now: Moment = day.at(10, 0, &zone);
    Visit::system(now, zone, Lang::En)
}

pub fn today() -> Visit {
    visit_on(TODAY)
}

/// Does a deed that must not be refused.
pub fn done<T, R, F>(base: &TestBase, visit: &Visit, verb: F) -> T
where
    T: Send + 'static,
    R: Refusal,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<R>> + Send + 'static,
{
    match act(base, visit, verb) {
        Ok(done) => done,
        Err(refused) => panic!("refused: {refused:?}"),
    }
}

/// Does a deed that may be refused.
pub fn act<T, R, F>(base: &TestBase, visit: &Visit, verb: F) -> Result<T, R>
where
    T: Send + 'static,
    R: Refusal,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<R>> + Send + 'static,
{
    let within = visit.clone();
    match base.store.write_now(visit.actor, move |tx| verb(tx, &within)) {
        Ok(done) => Ok(done),
        Err(Stop::Refused(refused)) => Err(refused),
        Err(Stop::Fault(fault)) => panic!("{fault}"),
    }
}

pub fn ask<T: Send + 'static>(
    base: &TestBase,
    visit: &Visit,
    question: impl FnOnce(&mut Read<'_>, &Visit) -> Result<T, Fault> + Send + 'static,
) -> T {
    let within = visit.clone();
    base.store.read_now(move |read| question(read, &within)).unwrap()
}

pub fn hire(base: &TestBase, login: &'static str, role: Role) -> Visit {
    let person: Person = base
        .store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let password = access::hash_password_at("correct horse battery", Cost::Cheap).unwrap();
            let roles = vec![role];
            let new = NewStaff { login: login.into(), name: login.into(), roles, password, both_duties: None };
            let staff = access::add_staff(tx, &new)?;
            Ok(access::person(tx, staff)?.unwrap())
        })
        .unwrap();
    let here = today();
    Visit::of(person, here.now, here.zone, Lang::Ru)
}

/// A seller with requisites.
pub fn open_company(base: &TestBase) {
    // What is recomputed from the tables asks the clock of the books for its day.
    base.store.clock().stand(today().now);
    done::<_, sellers::SellerRefused, _>(base, &today(), |tx, visit| {
        let id = sellers::ensure(tx, "ООО «Причальная торговля»", "Europe/Moscow")?;
        let requisites = sellers::Requisites {
            inn: Some("7707083893".into()),
            kpp: Some("773601001".into()),
            ..sellers::Requisites::default()
        };
        sellers::change(tx, visit.lang, id, 1, &requisites)?;
        Ok(())
    });
}

pub fn client(base: &TestBase, name: &'static str) -> ClientId {
    done(base, &today(), move |tx, visit| {
        let new = NewClient { name: name.into(), ..NewClient::default() };
        Ok(clients::create(tx, visit, new)?.card.client.id)
    })
}

/// An item of the group «mugs» with a colour.
pub fn item(base: &TestBase, sku: &str, price: &str, colour: &str) -> ItemId {
    item_of(base, sku, price, colour, ItemKind::Goods, VatClass::Standard)
}

pub fn item_of(base: &TestBase, sku: &str, price: &str, colour: &str, kind: ItemKind, vat_class: VatClass) -> ItemId {
    let new = NewItem {
        sku: sku.to_owned(),
        name_ru: format!("Кружка {colour}"),
        name_en: format!("Mug {colour}"),
        unit: "шт".into(),
        group: if kind == ItemKind::Goods { "mugs".into() } else { "work".into() },
        brand: None,
        price: price.parse().unwrap(),
        price_mode: PriceMode::Gross,
        vat_class,
        pack: q(6),
        kind,
        attributes: BTreeMap::from([("colour".to_owned(), colour.to_owned())]),
    };
    done(base, &today(), move |tx, visit| Ok(catalogue::create(tx, visit, new.clone())?.id))
}

/// Puts goods on the shelf of the main warehouse.
pub fn put(base: &TestBase, item: ItemId, units: i64) {
    done(base, &today(), move |tx, visit| {
        let warehouse = stock::ensure_warehouse(tx, stock::MAIN)?;
        let lines = vec![ReceiptLine { item, quantity: q(units), arrival: None }];
        stock::receive(tx, visit, &Receipt { warehouse, lines }).map(drop)
    });
}

/// Awaits goods of a purchase line.
pub fn await_goods(base: &TestBase, item: ItemId, units: i64, line: i64, day: Day) -> SupplyId {
    done(base, &today(), move |tx, visit| {
        let warehouse = stock::ensure_warehouse(tx, stock::MAIN)?;
        let arrival = PurchaseLineId::new(line);
        Ok::<_, Stop<stock::StockRefused>>(stock::add_arrival(tx, visit, arrival, item, warehouse, q(units), day)?)
    })
}

/// Takes in goods of a purchase line.
pub fn arrive(base: &TestBase, visit: &Visit, item: ItemId, units: i64, line: i64) {
    done(base, visit, move |tx, visit| {
        let warehouse = stock::ensure_warehouse(tx, stock::MAIN)?;
        let arrival = Some(PurchaseLineId::new(line));
        let lines = vec![ReceiptLine { item, quantity: q(units), arrival }];
        stock::receive(tx, visit, &Receipt { warehouse, lines }).map(drop)
    });
}

pub fn line(sku: &str, units: i64) -> PlaceLine {
    PlaceLine { sku: sku.to_owned(), quantity: Some(q(units)), ..PlaceLine::default() }
}

pub fn order(client: ClientId, mode: Mode, lines: Vec<PlaceLine>) -> PlaceOrder {
    PlaceOrder { client, mode, wanted_on: None, lines }
}

pub fn place(base: &TestBase, visit: &Visit, cmd: PlaceOrder) -> Result<OrderCard, OrderRefused> {
    act(base, visit, move |tx, visit| orders::place(tx, visit, &cmd))
}

/// Every law of the department holds.
pub fn laws_hold(base: &TestBase) -> i64 {
    use house::Department;
    let mut checked = 0;
    for law in orders::DEPARTMENT.laws() {
        let report = base.store.read_now(law.check).unwrap();
        assert_eq!(report.broken, Vec::<String>::new(), "law {}", law.name);
        checked += report.checked;
    }
    checked
}
