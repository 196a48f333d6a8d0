//! Companies that dice make: whatever is done to the goods, the laws hold and no promise moves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod desk;

use std::collections::BTreeMap;

use desk::{Desk, MODULES, want, whole};
use kernel::{Day, DemandId, Dice, ItemId, SupplyId};
use stock::{Mode, StockRefused};
use store::p;
use store::testing::both;

struct Company {
    desk: Desk,
    dice: Dice,
    items: Vec<ItemId>,
    arrivals: Vec<(SupplyId, i64, ItemId)>,
    demands: Vec<DemandId>,
    promises: BTreeMap<i64, (Day, Day)>,
    told: Vec<String>,
}

impl Company {
    fn item(&mut self) -> ItemId {
        *self.dice.pick(&self.items).unwrap()
    }

    fn units(&mut self) -> i64 {
        self.dice.between(1, 9)
    }

    fn some_day(&mut self) -> Day {
        let days = self.dice.between(0, 14);
        self.desk.day(i32::try_from(days).unwrap())
    }

    /// One random deed; says what it was.
    fn step(&mut self) -> String {
        match self.dice.below(10) {
            0 => {
                let (item, units) = (self.item(), self.units());
                self.desk.receive(item, units);
                format!("receive {units} of {item}")
            }
            1 => {
                let (item, units, on) = (self.item(), self.units(), self.some_day());
                let line = i64::try_from(self.arrivals.len()).unwrap() + 1;
                let supply = self.desk.arrival(line, item, units, on);
                self.arrivals.push((supply, line, item));
                format!("await {units} of {item} on {on}: supply {supply}")
            }
            2..=4 => self.order(),
            5 => {
                let Some((supply, ..)) = self.dice.clone().pick(&self.arrivals).copied() else { return String::new() };
                let on = self.some_day();
                let visit_said = self.desk.ask(move |read, visit| stock::preview_move(read, visit, supply, on));
                let moved = self.desk.move_due(supply, on);
                assert_eq!(moved, visit_said);
                format!("move supply {supply} to {on}")
            }
            6 => {
                let Some(demand) = self.dice.pick(&self.demands).copied() else { return String::new() };
                self.desk.release(demand);
                format!("release {demand}")
            }
            7 => {
                let Some(demand) = self.dice.pick(&self.demands).copied() else { return String::new() };
                let units = self.units();
                let row = self.desk.demand(demand);
                match self.desk.issue(demand, units) {
                    Ok(_) => assert!(row.open() >= whole(units)),
                    Err(StockRefused::NotOwed { open, .. }) => assert_eq!(open, row.open()),
                    Err(StockRefused::NotHereYet { here, .. }) => assert!(here < whole(units)),
                    Err(other) => panic!("{other}"),
                }
                format!("issue {units} to {demand}")
            }
            8 => {
                let Some((supply, line, item)) = self.dice.pick(&self.arrivals).copied() else { return String::new() };
                let units = self.units();
                self.desk.try_receive(item, whole(units), Some(line)).unwrap();
                format!("receive {units} of supply {supply}")
            }
            _ => {
                if self.dice.chance(1, 2) {
                    self.desk.today = self.desk.day(1);
                    // The nightly job may be late: what nobody marked yet must not do harm either.
                    if self.dice.chance(1, 3) {
                        self.desk.act(|tx, visit| Ok(stock::settle_overdue(tx, visit, None)?)).unwrap();
                    }
                    return format!("it is {}", self.desk.today);
                }
                let Some((supply, ..)) = self.dice.pick(&self.arrivals).copied() else { return String::new() };
                let still = self.dice.between(0, 6);
                self.desk.act(move |tx, visit| Ok(stock::change_arrival(tx, visit, supply, whole(still))?)).unwrap();
                format!("supply {supply} is {still} from now on")
            }
        }
    }

    fn order(&mut self) -> String {
        let lines = self.dice.between(1, 3);
        let asks: Vec<_> = (0..lines)
            .map(|_| {
                let wanted = if self.dice.chance(1, 2) { Some(self.some_day()) } else { None };
                want(self.item(), self.units(), wanted)
            })
            .collect();
        let mode = *self.dice.pick(&[Mode::AllOrNothing, Mode::Partial, Mode::Backorder]).unwrap();
        let told = self.desk.answer(&asks, mode);
        let kept = self.desk.reserve(&asks, mode);
        assert_eq!(told, kept.iter().map(|one| one.line.clone()).collect::<Vec<_>>());
        for (one, ask) in kept.iter().zip(&asks) {
            let covered = one.line.covered().thousandths() + one.line.short.thousandths();
            assert_eq!(covered, ask.quantity.thousandths(), "{one:?}");
            if let Some(demand) = one.demand {
                let row = self.desk.demand(demand);
                assert_eq!((row.quantity, Some(row.promised_on)), (one.line.covered(), one.line.promised_on));
                assert!(row.promised_on >= self.desk.today);
                if let (Some(wanted), true) = (ask.wanted_on, mode != Mode::Backorder) {
                    let nearest = self.desk.day(4);
                    assert!(row.promised_on <= wanted.max(nearest), "{row:?}");
                }
                self.demands.push(demand);
            }
        }
        format!("order {asks:?} {mode:?}")
    }

    fn check(&mut self) {
        let broken = self.desk.broken();
        assert_eq!(broken, [], "after {:#?}", self.told);
        let rows: Vec<(i64, Day, Day)> = self.desk.ask(|read, _| read.rows(&desk::FIRST_PROMISES, p![]));
        for (demand, first, now) in rows {
            let known = *self.promises.entry(demand).or_insert((first, now));
            assert_eq!(known, (first, now), "the promise of {demand} moved: {:#?}", self.told);
        }
    }
}

#[test]
fn whatever_happens_to_the_goods_the_laws_hold_and_no_promise_moves() {
    for seed in 1..=8 {
        let stories = std::sync::Mutex::new(Vec::new());
        both(&MODULES, |base| {
            let desk = Desk::open(base);
            let items = (0..3).map(|n| desk.item(&format!("A{n}"))).collect();
            let mut company = Company {
                desk,
                dice: Dice::new(seed),
                items,
                arrivals: Vec::new(),
                demands: Vec::new(),
                promises: BTreeMap::new(),
                told: Vec::new(),
            };
            for _ in 0..120 {
                let told = company.step();
                company.told.push(told);
                company.check();
            }
            assert!(company.demands.len() > 10, "seed {seed}: {}", company.demands.len());
            let rows: Vec<(i64, i64, i64)> = company.desk.ask(|read, _| read.rows(&desk::ROWS_ALLOCATION, p![]));
            stories.lock().unwrap().push((company.told, rows));
        });
        // The same dice write the same rows on both engines, numbers included.
        let stories = stories.into_inner().unwrap();
        assert!(stories.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}");
    }
}
