//! The goods of some items as they stand, changed in memory first and written in one go.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, DemandId, Event, ItemId, Quantity, SupplyId, WarehouseId};
use serde_json::json;
use store::{Fault, Read, Tx};

use crate::rules::{Allocation, Change, Demand, Pool, Source, Supply, When, cover, expected_on, reassess};
use crate::store::{self as books, PoolDemand, PoolSupply};

/// One item in one warehouse.
pub(crate) type Place = (ItemId, WarehouseId);

/// Before every day: what lies on the shelf is here for everybody.
const ON_THE_SHELF: Day = Day::from_days(i32::MIN / 2);

/// A promised need: what is still owed, until when goods may come, whether they can't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) due: Day,
    pub(crate) open: i64,
    pub(crate) at_risk: bool,
}

type Holds = BTreeMap<(DemandId, SupplyId), i64>;

/// How one item stands in one warehouse.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stand {
    pub(crate) supplies: BTreeMap<SupplyId, PoolSupply>,
    pub(crate) needs: BTreeMap<DemandId, Need>,
    held: Holds,
    // As the books have it.
    held_before: Holds,
    quantity_before: BTreeMap<SupplyId, i64>,
    at_risk_before: BTreeSet<DemandId>,
}

/// A demand that the goods in sight can't serve in time, with the day the last of them comes.
pub(crate) type Late = (DemandId, Option<Day>);

impl Stand {
    /// The stand as the rules see it today.
    pub(crate) fn pool(&self, today: Day) -> Pool {
        self.pool_by(|supply| expected_on(supply.source, supply.available_on, today))
    }

    /// The same with the shelf before every day, so that only what lies there is in time for it.
    fn pool_with_shelf_first(&self, today: Day) -> Pool {
        self.pool_by(|supply| match supply.source {
            Source::OnHand => ON_THE_SHELF,
            _ => expected_on(supply.source, supply.available_on, today),
        })
    }

    fn pool_by(&self, day: impl Fn(&PoolSupply) -> Day) -> Pool {
        let supply = |supply: &PoolSupply| Supply {
            supply: supply.id,
            source: supply.source,
            available_on: day(supply),
            quantity: supply.quantity,
        };
        let demand = |(id, need): (&DemandId, &Need)| Demand {
            demand: *id,
            due: need.due,
            quantity: Quantity::from_thousandths(need.open),
            priority: 0,
        };
        let allocation = |((demand, supply), held): (&(DemandId, SupplyId), &i64)| Allocation {
            demand: *demand,
            supply: *supply,
            quantity: Quantity::from_thousandths(*held),
        };
        Pool {
            supplies: self.supplies.values().filter(|supply| supply.quantity.is_positive()).map(supply).collect(),
            demands: self.needs.iter().map(demand).collect(),
            allocations: self.held.iter().map(allocation).collect(),
        }
    }

    /// The shelf of the item, where it has one.
    pub(crate) fn shelf(&self) -> Option<SupplyId> {
        self.supplies.values().find(|supply| supply.source == Source::OnHand).map(|supply| supply.id)
    }

    pub(crate) fn has_at_risk(&self) -> bool {
        self.needs.values().any(|need| need.at_risk)
    }

    /// More, or less, of a supply.
    pub(crate) fn add_quantity(&mut self, supply: SupplyId, thousandths: i64) {
        if let Some(supply) = self.supplies.get_mut(&supply) {
            supply.quantity = Quantity::from_thousandths(supply.quantity.thousandths() + thousandths);
        }
    }

    /// A demand holds more, or less, of a supply.
    pub(crate) fn hold(&mut self, demand: DemandId, supply: SupplyId, thousandths: i64) {
        let held = self.held.entry((demand, supply)).or_default();
        *held += thousandths;
        if *held == 0 {
            self.held.remove(&(demand, supply));
        }
    }

    pub(crate) fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            self.hold(change.demand, change.supply, change.delta.thousandths());
        }
    }

    /// What a demand holds, by supply.
    pub(crate) fn held_by(&self, demand: DemandId) -> Vec<(SupplyId, i64)> {
        let (first, last) = (SupplyId::new(i64::MIN), SupplyId::new(i64::MAX));
        self.held.range((demand, first)..=(demand, last)).map(|((_, supply), held)| (*supply, *held)).collect()
    }

    /// Who holds how much of a supply, each with the day the goods are due.
    pub(crate) fn holders_of(&self, supply: SupplyId) -> Vec<(DemandId, Day, Quantity)> {
        let of_supply = self.held.iter().filter(|((_, held), _)| *held == supply);
        of_supply
            .filter_map(|((demand, _), held)| {
                Some((*demand, self.needs.get(demand)?.due, Quantity::from_thousandths(*held)))
            })
            .collect()
    }

    fn held_on_shelf(&self, demand: DemandId) -> i64 {
        let shelf = self.shelf();
        self.held_by(demand).into_iter().filter(|(supply, _)| Some(*supply) == shelf).map(|(_, held)| held).sum()
    }

    /// A demand gives up all it holds and is owed nothing any more; answers what it was owed.
    pub(crate) fn drop_need(&mut self, demand: DemandId) -> i64 {
        for (supply, held) in self.held_by(demand) {
            self.hold(demand, supply, -held);
        }
        self.needs.remove(&demand).map_or(0, |need| need.open)
    }

    /// Settles the stand after news; no promise moves. Answers everyone who is late now.
    pub(crate) fn settle(&mut self, today: Day) -> Vec<Late> {
        let after = reassess(&self.pool(today));
        let held = |one: &Allocation| ((one.demand, one.supply), one.quantity.thousandths());
        self.held = after.allocations.iter().map(held).collect();
        let late: BTreeMap<DemandId, Option<Day>> =
            after.at_risk.iter().map(|risk| (risk.demand, risk.met_on)).collect();
        for (demand, need) in &mut self.needs {
            need.at_risk = late.contains_key(demand);
        }
        late.into_iter().collect()
    }

    /// Takes goods off the shelf for a demand; others change places where that moves no promise.
    ///
    /// `Err` says how much the demand could have now.
    pub(crate) fn issue(&mut self, demand: DemandId, thousandths: i64, today: Day) -> Result<SupplyId, i64> {
        let here = self.held_on_shelf(demand);
        let shelf = self.shelf().ok_or(0)?;
        if here < thousandths {
            let changed = self.brought_to_shelf(demand, thousandths, today).ok_or(here)?;
            *self = changed;
        }
        self.hold(demand, shelf, -thousandths);
        self.add_quantity(shelf, -thousandths);
        if let Some(need) = self.needs.get_mut(&demand) {
            need.open -= thousandths;
            if need.open == 0 {
                self.needs.remove(&demand);
            }
        }
        Ok(shelf)
    }

    /// The stand after the demand got that much of the shelf and kept the rest in time.
    fn brought_to_shelf(&self, demand: DemandId, thousandths: i64, today: Day) -> Option<Stand> {
        let need = *self.needs.get(&demand)?;
        let mut stand = self.clone();
        stand.drop_need(demand);
        let now = Quantity::from_thousandths(thousandths);
        let here = cover(now, When::By(ON_THE_SHELF), &stand.pool_with_shelf_first(today));
        if here.plan.short.is_positive() {
            return None;
        }
        stand.apply(&here.changes);
        for piece in &here.plan.pieces {
            stand.hold(demand, piece.supply, piece.quantity.thousandths());
        }
        stand.needs.insert(demand, Need { due: ON_THE_SHELF, open: thousandths, at_risk: false });
        let rest = Quantity::from_thousandths(need.open - thousandths);
        let when = if need.at_risk { When::ByOrLater(need.due) } else { When::By(need.due) };
        let later = cover(rest, when, &stand.pool_with_shelf_first(today));
        if later.plan.short.is_positive() && !need.at_risk {
            return None;
        }
        stand.apply(&later.changes);
        for piece in &later.plan.pieces {
            stand.hold(demand, piece.supply, piece.quantity.thousandths());
        }
        stand.needs.insert(demand, need);
        Some(stand)
    }

    /// How the holds differ from the books.
    pub(crate) fn changes(&self) -> Vec<Change> {
        self.against(&self.held_before)
    }

    /// How the holds differ from those of an earlier stand.
    pub(crate) fn changes_since(&self, earlier: &Stand) -> Vec<Change> {
        self.against(&earlier.held)
    }

    fn against(&self, before: &Holds) -> Vec<Change> {
        let mut deltas: Holds = self.held.clone();
        for (key, before) in before {
            *deltas.entry(*key).or_default() -= before;
        }
        let change = |((demand, supply), delta): ((DemandId, SupplyId), i64)| Change {
            demand,
            supply,
            delta: Quantity::from_thousandths(delta),
        };
        deltas.into_iter().filter(|(_, delta)| *delta != 0).map(change).collect()
    }

    /// Demands that are at risk now and were not, and the other way round.
    pub(crate) fn risk_changes(&self) -> (Vec<DemandId>, Vec<DemandId>) {
        let now: BTreeSet<DemandId> =
            self.needs.iter().filter(|(_, need)| need.at_risk).map(|(demand, _)| *demand).collect();
        let newly = now.difference(&self.at_risk_before).copied().collect();
        let known = |demand: &&DemandId| self.needs.contains_key(demand);
        let cleared = self.at_risk_before.difference(&now).filter(known).copied().collect();
        (newly, cleared)
    }
}

/// The stands of some items in all warehouses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pools {
    pub(crate) stands: BTreeMap<Place, Stand>,
}

impl Pools {
    /// Reads the stands of these items; a deed locks the items first.
    pub(crate) fn read(read: &mut Read<'_>, items: &[ItemId]) -> Result<Pools, Fault> {
        if items.is_empty() {
            return Ok(Pools::default());
        }
        let supplies = books::pool_supplies(read, items)?;
        let demands = books::pool_demands(read, items)?;
        Ok(Pools::of(supplies, demands))
    }

    pub(crate) fn of(supplies: Vec<PoolSupply>, demands: Vec<PoolDemand>) -> Pools {
        let mut pools = Pools::default();
        for supply in supplies {
            pools.add(supply);
        }
        for row in demands {
            let stand = pools.stands.entry((row.item, row.warehouse)).or_default();
            let at_risk = row.at_risk_at.is_some();
            stand.needs.insert(row.id, Need { due: row.due, open: row.open.thousandths(), at_risk });
            if at_risk {
                stand.at_risk_before.insert(row.id);
            }
            if let (Some(supply), Some(held)) = (row.supply, row.held) {
                stand.held.insert((row.id, supply), held.thousandths());
                stand.held_before.insert((row.id, supply), held.thousandths());
            }
        }
        pools
    }

    /// Takes in a supply that the books have.
    pub(crate) fn add(&mut self, supply: PoolSupply) {
        let stand = self.stands.entry((supply.item, supply.warehouse)).or_default();
        stand.quantity_before.entry(supply.id).or_insert(supply.quantity.thousandths());
        stand.supplies.entry(supply.id).or_insert(supply);
    }

    /// Warehouses in which the item has supplies or demands.
    pub(crate) fn warehouses_of(&self, item: ItemId) -> Vec<WarehouseId> {
        let (first, last) = (WarehouseId::new(i64::MIN), WarehouseId::new(i64::MAX));
        self.stands.range((item, first)..=(item, last)).map(|((_, warehouse), _)| *warehouse).collect()
    }

    /// Where a supply lies.
    pub(crate) fn place_of(&self, supply: SupplyId) -> Option<Place> {
        self.stands.iter().find(|(_, stand)| stand.supplies.contains_key(&supply)).map(|(place, _)| *place)
    }

    /// Where a demand is served.
    pub(crate) fn stand_of(&mut self, demand: DemandId) -> Option<(Place, &mut Stand)> {
        let found = self.stands.iter_mut().find(|(_, stand)| stand.needs.contains_key(&demand));
        found.map(|(place, stand)| (*place, stand))
    }

    /// Writes what differs from the books: supplies, holds, marks; each re-match is an event.
    ///
    /// `named` gives the numbers of demands that were only planned when they took their goods.
    pub(crate) fn write(&self, tx: &mut Tx<'_>, named: &BTreeMap<DemandId, DemandId>) -> Result<(), Fault> {
        let real = |demand: DemandId| named.get(&demand).copied().unwrap_or(demand);
        let (mut supplies, mut set, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        let (mut newly, mut cleared) = (Vec::new(), Vec::new());
        for ((item, warehouse), stand) in &self.stands {
            let changes = stand.changes();
            let mut allocated: BTreeMap<SupplyId, i64> = BTreeMap::new();
            for change in &changes {
                *allocated.entry(change.supply).or_default() += change.delta.thousandths();
                match stand.held.get(&(change.demand, change.supply)) {
                    Some(held) => set.push((real(change.demand), change.supply, *held)),
                    None => gone.push((real(change.demand), change.supply)),
                }
            }
            for supply in stand.supplies.values() {
                let before = stand.quantity_before.get(&supply.id).copied().unwrap_or(0);
                let quantity = supply.quantity.thousandths() - before;
                let held = allocated.get(&supply.id).copied().unwrap_or(0);
                if quantity != 0 || held != 0 {
                    supplies.push((supply.id, quantity, held));
                }
            }
            let (risky, safe) = stand.risk_changes();
            tell(tx, (*item, *warehouse), stand, &changes, (&risky, &safe));
            newly.extend(risky);
            cleared.extend(safe);
        }
        if !supplies.is_empty() {
            books::change_supplies(tx, &supplies)?;
        }
        if !gone.is_empty() {
            books::drop_allocations(tx, &gone)?;
        }
        if !set.is_empty() {
            books::set_allocations(tx, &set)?;
        }
        if !newly.is_empty() {
            books::mark_at_risk(tx, &newly)?;
        }
        if !cleared.is_empty() {
            books::clear_at_risk(tx, &cleared)?;
        }
        Ok(())
    }
}

/// Events of one stand: who changed places, who is at risk now, who is not any more.
fn tell(
    tx: &mut Tx<'_>,
    (item, warehouse): Place,
    stand: &Stand,
    changes: &[Change],
    (newly, cleared): (&[DemandId], &[DemandId]),
) {
    // Whoever got his first goods or gave up all of them did not change places.
    let changed_places = |change: &&Change| {
        let before = stand.held_before.keys().any(|(demand, _)| *demand == change.demand);
        before && !stand.held_by(change.demand).is_empty()
    };
    let moved: Vec<_> = changes
        .iter()
        .filter(changed_places)
        .map(|c| json!({ "demand": c.demand, "supply": c.supply, "delta": c.delta.thousandths() }))
        .collect();
    if moved.iter().any(|one| one.get("delta").and_then(serde_json::Value::as_i64).is_some_and(|delta| delta > 0)) {
        let payload = json!({ "item": item, "warehouse": warehouse, "changes": moved });
        tx.event(Event::new("supply_rematched", item, payload.to_string()), None);
    }
    if !newly.is_empty() || !cleared.is_empty() {
        let payload = json!({ "item": item, "warehouse": warehouse, "at_risk": newly, "cleared": cleared });
        tx.event(Event::new("demand_at_risk", item, payload.to_string()), None);
    }
}
