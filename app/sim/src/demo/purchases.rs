//! What the company buys while the play goes on: on time, in part, moved, or simply late.

use std::collections::BTreeMap;

use access::Role;
use i18n::Lang;
use kernel::{Actor, Day, Dice, PurchaseLineId, Quantity, StaffId, WorkCalendar};
use purchasing::{HowMuch, NewPurchase, NewPurchaseLine, PurchaseRefused};
use store::{Fault, Stop};

use super::Maker;
use super::people::Staff;
use super::trade::{Trade, Ware, cost};
use crate::names::Names;
use crate::retail::unwilling;

/// Reasons a buyer writes when a day moves.
const REASONS: [&str; 5] = [
    "Поставщик перенёс отгрузку",
    "Машина задержалась на границе",
    "Не готова партия на фабрике",
    "Перевозчик сорвал подачу машины",
    "Ждём документы на груз",
];

/// How an arrival will go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// As awaited.
    OnTime,
    /// A part on the day, the rest four days later.
    InParts,
    /// The buyer moves the day when it comes.
    Moved,
    /// Nobody says anything; it comes a week later.
    Late,
}

/// An arrival that is on its way.
#[derive(Debug, Clone, Copy)]
struct Coming {
    arrival: PurchaseLineId,
    quantity: i64,
    expected: Day,
    fate: Fate,
}

/// The buyers' side of the play.
pub(super) struct Purchases {
    dice: Dice,
    suppliers: Vec<String>,
    buyers: Vec<StaffId>,
    picker: StaffId,
    coming: Vec<Coming>,
    /// Keys of what runs low, the lowest first.
    low: Vec<String>,
    /// Arrivals of the items that the four answers need.
    awaited: BTreeMap<String, PurchaseLineId>,
}

impl Purchases {
    pub fn new(maker: &Maker<'_>, staff: &Staff, trade: &Trade) -> Result<Purchases, Fault> {
        let dice = maker.dice.fork("purchases");
        let mut names = Names::new(&dice);
        let free = |ware: &Ware, key: &String| {
            ware.weekly > 0 && ware.group != trade.bare_group && *key != trade.missing && !trade.awaited.contains(key)
        };
        let mut low: Vec<(i64, &String)> = trade
            .wares
            .iter()
            .filter(|(key, ware)| free(ware, key) && ware.opening < ware.weekly * 4)
            .map(|(key, ware)| (ware.opening - ware.weekly * 4, key))
            .collect();
        low.sort();
        let nobody = || Fault::because("nobody was hired for a role");
        Ok(Purchases {
            dice,
            suppliers: (0..12).map(|_| names.supplier()).collect(),
            buyers: staff.in_role(Role::Buyer),
            picker: staff.in_role(Role::Picker).first().copied().ok_or_else(nobody)?,
            coming: Vec::new(),
            low: low.into_iter().take(400).map(|(_, key)| key.clone()).collect(),
            awaited: BTreeMap::new(),
        })
    }

    /// Orders what runs low; `turn` is the day of play, from 0.
    pub fn order(&mut self, maker: &Maker<'_>, trade: &Trade, day: Day, turn: i32) -> Result<(), Fault> {
        if turn == 3 {
            self.order_awaited(maker, trade, day)?;
        }
        if turn % 3 != 0 {
            return Ok(());
        }
        for _ in 0..3 {
            let count = usize::try_from(self.dice.between(5, 12)).unwrap_or(5);
            let keys: Vec<String> = self.low.drain(..count.min(self.low.len())).collect();
            if keys.is_empty() {
                return Ok(());
            }
            let mut lines = Vec::new();
            for key in &keys {
                let Some(ware) = trade.wares.get(key) else { continue };
                let quantity = (ware.weekly * 4 + 24) / 12 * 12;
                let expected = day.add_days(i32::try_from(self.dice.between(3, 20)).unwrap_or(3));
                lines.push((ware, quantity, expected));
            }
            for (arrival, (_, quantity, expected)) in self.buy(maker, day, &lines)?.into_iter().zip(&lines) {
                let fate = match self.dice.below(100) {
                    0..=69 => Fate::OnTime,
                    70..=79 => Fate::InParts,
                    80..=89 => Fate::Moved,
                    _ => Fate::Late,
                };
                self.coming.push(Coming { arrival, quantity: *quantity, expected: *expected, fate });
            }
        }
        Ok(())
    }

    /// Orders what the four answers need: it comes after today and nobody else decides its fate.
    fn order_awaited(&mut self, maker: &Maker<'_>, trade: &Trade, day: Day) -> Result<(), Fault> {
        let days = [6, 3, 9];
        let wares: Vec<(&String, &Ware, i32)> = trade
            .awaited
            .iter()
            .zip(days)
            .filter_map(|(key, days)| trade.wares.get(key).map(|ware| (key, ware, days)))
            .collect();
        for (key, ware, days) in wares {
            let line = (ware, ware.weekly * 2 + 480, maker.today.add_days(days));
            if let Some(arrival) = self.buy(maker, day, &[line])?.first() {
                self.awaited.insert(key.clone(), *arrival);
            }
        }
        Ok(())
    }

    fn buy(&mut self, maker: &Maker<'_>, day: Day, lines: &[(&Ware, i64, Day)]) -> Result<Vec<PurchaseLineId>, Fault> {
        let Some(buyer) = self.dice.pick(&self.buyers).copied() else { return Ok(Vec::new()) };
        let supplier = self.dice.pick(&self.suppliers).cloned().unwrap_or_default();
        let mut wanted = Vec::new();
        for (ware, quantity, expected) in lines {
            wanted.push(NewPurchaseLine {
                sku: ware.sku.clone(),
                amount: HowMuch::Units(Quantity::whole(*quantity)),
                unit_cost: Some(cost(ware.item.price, self.dice.between(52, 66))),
                expected_on: *expected,
            });
        }
        let new = NewPurchase { supplier, warehouse: None, lines: wanted, new_supplier: true };
        let visit = maker.visit_of(buyer, day)?;
        let placed =
            maker.store.write_now(Actor::Staff(buyer), move |tx| purchasing::place_purchase_order(tx, &visit, &new));
        placed.map(|purchased| purchased.arrivals).map_err(|stop| unwilling(stop, Lang::Ru))
    }

    /// What a morning brings: goods in, in part, moved, or nothing.
    pub fn morning(&mut self, maker: &Maker<'_>, day: Day) -> Result<(), Fault> {
        let mut left = Vec::new();
        for mut coming in std::mem::take(&mut self.coming) {
            if coming.expected > day {
                left.push(coming);
                continue;
            }
            let late = coming.expected.days_until(day);
            match coming.fate {
                Fate::OnTime => self.receive(maker, day, &coming, coming.quantity)?,
                Fate::InParts => {
                    let part = (coming.quantity / 5 * 3).max(1);
                    self.receive(maker, day, &coming, part)?;
                    coming.quantity -= part;
                    coming.expected = day.add_days(4);
                    coming.fate = Fate::OnTime;
                    if coming.quantity > 0 {
                        left.push(coming);
                    }
                }
                Fate::Moved => {
                    let days = i32::try_from(self.dice.between(3, 9)).unwrap_or(3);
                    coming.expected = WorkCalendar::russia().next_working(day.add_days(days));
                    coming.fate = Fate::OnTime;
                    let reason = self.dice.pick(&REASONS).copied().unwrap_or_default();
                    self.reschedule(maker, day, coming.arrival, coming.expected, reason)?;
                    left.push(coming);
                }
                Fate::Late if late >= 7 => self.receive(maker, day, &coming, coming.quantity)?,
                Fate::Late => left.push(coming),
            }
        }
        self.coming = left;
        self.confirm_some(maker, day)
    }

    /// A few suppliers say that all is well.
    fn confirm_some(&mut self, maker: &Maker<'_>, day: Day) -> Result<(), Fault> {
        let ahead: Vec<PurchaseLineId> =
            self.coming.iter().filter(|coming| coming.expected > day).map(|coming| coming.arrival).collect();
        for _ in 0..4 {
            let (Some(arrival), Some(buyer)) = (self.dice.pick(&ahead).copied(), self.buyers.first().copied()) else {
                return Ok(());
            };
            let visit = maker.visit_of(buyer, day)?;
            let said = maker
                .store
                .write_now(Actor::Staff(buyer), move |tx| purchasing::confirm_arrival(tx, &visit, arrival, None));
            fault_only(said)?;
        }
        Ok(())
    }

    fn receive(&self, maker: &Maker<'_>, day: Day, coming: &Coming, quantity: i64) -> Result<(), Fault> {
        let (arrival, quantity) = (coming.arrival, Quantity::whole(quantity));
        let visit = maker.visit_of(self.picker, day)?;
        let received = maker
            .store
            .write_now(Actor::Staff(self.picker), move |tx| purchasing::receive_arrival(tx, &visit, arrival, quantity));
        fault_only(received)
    }

    fn reschedule(
        &self,
        maker: &Maker<'_>,
        day: Day,
        arrival: PurchaseLineId,
        to: Day,
        reason: &'static str,
    ) -> Result<(), Fault> {
        let Some(buyer) = self.buyers.first().copied() else { return Ok(()) };
        let visit = maker.visit_of(buyer, day)?;
        let moved = maker.store.write_now(Actor::Staff(buyer), move |tx| {
            purchasing::reschedule_arrival(tx, &visit, arrival, None, to, reason)
        });
        fault_only(moved)
    }

    /// The bad news of the last morning: goods that somebody was promised come later.
    pub fn bad_news(&self, maker: &Maker<'_>, trade: &Trade, day: Day) -> Result<(), Fault> {
        let Some(arrival) = trade.awaited.get(1).and_then(|key| self.awaited.get(key)) else { return Ok(()) };
        self.reschedule(maker, day, *arrival, day.add_days(16), "Поставщик перенёс отгрузку на две недели")
    }
}

fn fault_only<T>(done: Result<T, Stop<PurchaseRefused>>) -> Result<(), Fault> {
    match done {
        Ok(_) | Err(Stop::Refused(_)) => Ok(()),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}
