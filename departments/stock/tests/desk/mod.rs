//! What the tests of stock share: a base with items, a day, short words for deeds.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use catalogue::{ItemKind, NewItem};
use house::{Department, Visit};
use i18n::Lang;
use kernel::{Actor, Day, DemandId, ItemId, PriceMode, PurchaseLineId, Quantity, SupplyId, UnitPrice, VatClass};
use kernel::{WarehouseId, Zone};
use stock::{
    Ask, DemandKind, LineAnswer, Mode, Moved, Receipt, ReceiptLine, Received, Reserved, Settled, StockRefused,
};
use store::testing::TestBase;
use store::{Fault, Module, Read, Stop, Store, Tx, sql};

pub const MODULES: [Module; 4] = [access::MODULE, house::MODULE, catalogue::MODULE, stock::MODULE];

sql! {
    pub ROWS_SUPPLY = "SELECT id, source, available_on, quantity, allocated FROM supply ORDER BY id";
    pub ROWS_DEMAND = "SELECT id, supply_due_on, promised_on, quantity, issued, released, at_risk_at, closed_at FROM demand ORDER BY id";
    pub ROWS_ALLOCATION = "SELECT demand_id, supply_id, quantity FROM allocation ORDER BY demand_id, supply_id";
    pub ROWS_MOVE = "SELECT supply_id, quantity, why, ref_id FROM stock_move ORDER BY id";
    pub ROWS_LOST = "SELECT item_id, client_id, quantity, wanted_on, reason, order_id FROM lost_demand ORDER BY id";
    pub ROWS_RECEIPT = "SELECT receipt_id, item_id, quantity, purchase_line_id, supply_id FROM goods_receipt_line ORDER BY id";
    pub ROWS_EVENT = "SELECT kind, payload FROM event WHERE kind <> 'item_created' ORDER BY id";
    pub FIRST_PROMISES = "SELECT id, first_promised_on, promised_on FROM demand ORDER BY id";
}

/// Monday, ten in the morning in Moscow.
pub fn monday() -> Day {
    Day::of(2026, 11, 9)
}

pub fn visit_on(day: Day) -> Visit {
    let zone = Zone::parse("Europe/Moscow").unwrap();
    Visit::system(day.at(10, 0, &zone), zone, Lang::Ru)
}

pub fn whole(units: i64) -> Quantity {
    Quantity::whole(units)
}

pub struct Desk {
    pub store: Store,
    pub main: WarehouseId,
    pub today: Day,
}

impl Desk {
    pub fn open(base: &TestBase) -> Desk {
        Desk::over(&base.store)
    }

    pub fn over(store: &Store) -> Desk {
        let main = store.write_now(Actor::System, |tx| stock::ensure_warehouse(tx, stock::MAIN)).unwrap();
        Desk { store: store.clone(), main, today: monday() }
    }

    pub fn day(&self, days: i32) -> Day {
        self.today.add_days(days)
    }

    pub fn visit(&self) -> Visit {
        visit_on(self.today)
    }

    pub fn act<T, F>(&self, verb: F) -> Result<T, StockRefused>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<StockRefused>> + Send + 'static,
    {
        let visit = self.visit();
        match self.store.write_now(Actor::System, move |tx| verb(tx, &visit)) {
            Ok(done) => Ok(done),
            Err(Stop::Refused(refused)) => Err(refused),
            Err(Stop::Fault(fault)) => panic!("{fault}"),
        }
    }

    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Read<'_>, &Visit) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        let visit = self.visit();
        self.store.read_now(move |read| question(read, &visit)).unwrap()
    }

    pub fn item(&self, sku: &str) -> ItemId {
        self.item_with(sku, ItemKind::Goods, "100", &[])
    }

    pub fn item_with(&self, sku: &str, kind: ItemKind, price: &str, attributes: &[(&str, &str)]) -> ItemId {
        let attributes: BTreeMap<String, String> =
            attributes.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        let item = NewItem {
            sku: sku.into(),
            name_ru: format!("Товар {sku}"),
            name_en: format!("Item {sku}"),
            unit: "шт".into(),
            group: "Кружки".into(),
            brand: None,
            price: UnitPrice::parse_decimal(price).unwrap(),
            price_mode: PriceMode::Gross,
            vat_class: VatClass::Standard,
            pack: whole(12),
            kind,
            attributes,
        };
        let visit = self.visit();
        self.store.write_now(Actor::System, move |tx| catalogue::create(tx, &visit, item.clone())).unwrap().id
    }

    pub fn try_receive(
        &self,
        item: ItemId,
        quantity: Quantity,
        arrival: Option<i64>,
    ) -> Result<Received, StockRefused> {
        let line = ReceiptLine { item, quantity, arrival: arrival.map(PurchaseLineId::new) };
        let receipt = Receipt { warehouse: self.main, lines: vec![line] };
        self.act(move |tx, visit| stock::receive(tx, visit, &receipt))
    }

    pub fn receive(&self, item: ItemId, units: i64) -> SupplyId {
        self.try_receive(item, whole(units), None).unwrap().shelves[0]
    }

    pub fn arrival(&self, line: i64, item: ItemId, units: i64, on: Day) -> SupplyId {
        let main = self.main;
        self.act(move |tx, visit| {
            Ok(stock::add_arrival(tx, visit, PurchaseLineId::new(line), item, main, whole(units), on)?)
        })
        .unwrap()
    }

    pub fn answer(&self, asks: &[Ask], mode: Mode) -> Vec<LineAnswer> {
        let asks = asks.to_vec();
        self.ask(move |read, visit| stock::answer(read, visit, &asks, mode))
    }

    pub fn reserve(&self, asks: &[Ask], mode: Mode) -> Vec<Reserved> {
        let asks = asks.to_vec();
        self.act(move |tx, visit| Ok(stock::reserve(tx, visit, DemandKind::OrderLine, &asks, mode)?)).unwrap()
    }

    /// Reserves one line whole.
    pub fn hold(&self, item: ItemId, units: i64, wanted_on: Option<Day>) -> DemandId {
        let reserved = self.reserve(&[want(item, units, wanted_on)], Mode::AllOrNothing);
        reserved[0].demand.unwrap_or_else(|| panic!("{reserved:?}"))
    }

    pub fn issue(&self, demand: DemandId, units: i64) -> Result<Settled, StockRefused> {
        self.act(move |tx, visit| stock::issue(tx, visit, &[(demand, whole(units))]))
    }

    pub fn release(&self, demand: DemandId) -> Settled {
        self.act(move |tx, visit| Ok(stock::release(tx, visit, &[demand])?)).unwrap()
    }

    pub fn move_due(&self, supply: SupplyId, on: Day) -> Moved {
        self.act(move |tx, visit| Ok(stock::move_due(tx, visit, supply, on)?)).unwrap()
    }

    /// What a demand holds: `units@supply`.
    pub fn holds(&self, demand: DemandId) -> Vec<(i64, i64)> {
        let held = self.ask(move |read, visit| stock::coverage(read, visit.today, &[demand]));
        held.iter().map(|(_, piece)| (piece.supply.get(), piece.quantity.thousandths() / 1000)).collect()
    }

    pub fn demand(&self, demand: DemandId) -> stock::DemandRow {
        self.ask(move |read, _| stock::demands(read, &[demand]))[0]
    }

    /// Names of the laws that are broken, with what they say.
    pub fn broken(&self) -> Vec<(&'static str, String)> {
        self.ask(|read, _| {
            let mut broken = Vec::new();
            for law in stock::DEPARTMENT.laws() {
                for line in (law.check)(read)?.broken {
                    broken.push((law.name, line));
                }
            }
            Ok(broken)
        })
    }

    pub fn assert_lawful(&self) {
        assert_eq!(self.broken(), []);
    }
}

pub fn want(item: ItemId, units: i64, wanted_on: Option<Day>) -> Ask {
    Ask { item, quantity: whole(units), wanted_on, warehouse: None }
}
