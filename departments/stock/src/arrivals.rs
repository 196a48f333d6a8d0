//! Goods on the way: awaited, moved, changed, cancelled, overdue.

use std::collections::{BTreeMap, BTreeSet};

use house::Visit;
use kernel::{Day, ItemId, PurchaseLineId, Quantity, SupplyId, WarehouseId};
use store::{Fault, Read, Tx};

use crate::answers::Times;
use crate::goods::{lock, settle, settle_at_risk};
use crate::model::{Moved, Settled};
use crate::pools::{Place, Pools};
use crate::rules::Source;
use crate::store as books;

/// Most items that one unit of work settles.
const SLICE: i64 = 200;

/// Goods of a purchase line that are awaited from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewArrival {
    /// The purchase line.
    pub arrival: PurchaseLineId,
    /// The item.
    pub item: ItemId,
    /// Where it is to come in.
    pub warehouse: WarehouseId,
    /// How much; above zero.
    pub quantity: Quantity,
    /// The day it can be picked from.
    pub available_on: Day,
}

/// Awaits goods of purchase lines: from now on they can be promised, and promises at risk may be saved.
///
/// The supplies come in the order given.
pub fn add_arrivals(tx: &mut Tx<'_>, visit: &Visit, new: &[NewArrival]) -> Result<Vec<SupplyId>, Fault> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let items: BTreeSet<ItemId> = new.iter().map(|one| one.item).collect();
    let items: Vec<ItemId> = items.into_iter().collect();
    catalogue::lock_items(tx, &items)?;
    let supplies = books::insert_arrivals(tx, new)?;
    let mut pools = Pools::read(tx, &items)?;
    let places = new.iter().map(|one| (one.item, one.warehouse)).collect();
    settle_at_risk(tx, visit, &mut pools, &places)?;
    pools.write(tx, &BTreeMap::new())?;
    Ok(supplies)
}

/// One purchase line of [`add_arrivals`].
pub fn add_arrival(
    tx: &mut Tx<'_>,
    visit: &Visit,
    arrival: PurchaseLineId,
    item: ItemId,
    warehouse: WarehouseId,
    quantity: Quantity,
    available_on: Day,
) -> Result<SupplyId, Fault> {
    let new = NewArrival { arrival, item, warehouse, quantity, available_on };
    let supplies = add_arrivals(tx, visit, &[new])?;
    supplies.first().copied().ok_or_else(|| Fault::because("an arrival just written is not there"))
}

/// Moves the day of an arrival; re-matches where no promise moves, marks the others at risk.
///
/// No `promised_on` changes. Saying the same day again confirms it.
pub fn move_due(tx: &mut Tx<'_>, visit: &Visit, supply: SupplyId, new_on: Day) -> Result<Moved, Fault> {
    let item = item_of(tx, supply)?;
    let mut pools = lock(tx, &[item])?;
    see(tx, &mut pools, supply)?;
    let times = Times::read(tx, visit)?;
    let moved = moved(&mut pools, &times, supply, new_on)?;
    pools.write(tx, &BTreeMap::new())?;
    books::set_day(tx, supply, new_on)?;
    Ok(moved)
}

/// What [`move_due`] would do; writes nothing.
pub fn preview_move(read: &mut Read<'_>, visit: &Visit, supply: SupplyId, new_on: Day) -> Result<Moved, Fault> {
    let item = item_of(read, supply)?;
    let mut pools = Pools::read(read, &[item])?;
    see(read, &mut pools, supply)?;
    let times = Times::read(read, visit)?;
    moved(&mut pools, &times, supply, new_on)
}

/// Changes how much of an arrival is still awaited: first its promises lose, then the quantity falls.
pub fn change_arrival(tx: &mut Tx<'_>, visit: &Visit, supply: SupplyId, still: Quantity) -> Result<Moved, Fault> {
    let item = item_of(tx, supply)?;
    let mut pools = lock(tx, &[item])?;
    see(tx, &mut pools, supply)?;
    let (place, on) = place_and_day(&pools, supply)?;
    let times = Times::read(tx, visit)?;
    if let Some(stand) = pools.stands.get_mut(&place) {
        let awaited = stand.supplies.get(&supply).map_or(0, |supply| supply.quantity.thousandths());
        stand.add_quantity(supply, still.thousandths() - awaited);
    }
    let settled = settle(&mut pools, &times, &BTreeSet::from([place]));
    pools.write(tx, &BTreeMap::new())?;
    books::set_day(tx, supply, on)?;
    Ok(Moved { supply, item, old_on: on, new_on: on, settled })
}

/// The rest of an arrival will not come.
pub fn cancel_arrival(tx: &mut Tx<'_>, visit: &Visit, supply: SupplyId) -> Result<Moved, Fault> {
    change_arrival(tx, visit, supply, Quantity::ZERO)
}

/// Settles items whose promised goods are overdue: who can't get others in time is at risk.
///
/// Some items at a time, by number; the nightly job goes on after the last one until there is none.
pub fn settle_overdue(
    tx: &mut Tx<'_>,
    visit: &Visit,
    after: Option<ItemId>,
) -> Result<(Settled, Option<ItemId>), Fault> {
    let items = books::overdue_items(tx, visit.today, after, SLICE)?;
    let mut pools = lock(tx, &items)?;
    let times = Times::read(tx, visit)?;
    let places = pools.stands.keys().copied().collect();
    let settled = settle(&mut pools, &times, &places);
    pools.write(tx, &BTreeMap::new())?;
    Ok((settled, items.last().copied()))
}

fn moved(pools: &mut Pools, times: &Times, supply: SupplyId, new_on: Day) -> Result<Moved, Fault> {
    let (place, old_on) = place_and_day(pools, supply)?;
    if let Some(known) = pools.stands.get_mut(&place).and_then(|stand| stand.supplies.get_mut(&supply)) {
        known.available_on = new_on;
    }
    let settled = settle(pools, times, &BTreeSet::from([place]));
    Ok(Moved { supply, item: place.0, old_on, new_on, settled })
}

/// A supply that is used up stands in no pool; news about it is taken in all the same.
fn see(read: &mut Read<'_>, pools: &mut Pools, supply: SupplyId) -> Result<(), Fault> {
    if pools.place_of(supply).is_none()
        && let Some(used_up) = books::pool_supply(read, supply)?
    {
        pools.add(used_up);
    }
    Ok(())
}

fn place_and_day(pools: &Pools, supply: SupplyId) -> Result<(Place, Day), Fault> {
    let place = pools.place_of(supply).ok_or_else(|| not_awaited(supply))?;
    let known = pools.stands.get(&place).and_then(|stand| stand.supplies.get(&supply));
    let known = known.filter(|known| known.source != Source::OnHand).ok_or_else(|| not_awaited(supply))?;
    Ok((place, known.available_on))
}

fn not_awaited(supply: SupplyId) -> Fault {
    Fault::because(format!("supply {supply} is not awaited"))
}

fn item_of(read: &mut Read<'_>, supply: SupplyId) -> Result<ItemId, Fault> {
    Ok(books::supply(read, supply)?.ok_or_else(|| not_awaited(supply))?.item)
}
