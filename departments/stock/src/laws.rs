//! What must be true of the goods, recomputed from the tables.

use std::collections::BTreeMap;

use house::{Law, LawReport};
use kernel::{Day, DemandId, ItemId, Quantity, SupplyId, WarehouseId};
use store::{Fault, Read};

use crate::pools::Place;
use crate::rules::{self, Due, cumulative};
use crate::store as books;

/// The laws of stock.
pub(crate) fn all() -> Vec<Law> {
    vec![Law { name: "supply", check: supply }, Law { name: "promise-feasible", check: promise_feasible }]
}

/// Every supply is held for what its allocations say and never beyond what there is; a shelf holds
/// what came onto it less what left it.
fn supply(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let checked = books::count_supplies(read)?;
    let said = |row: books::BrokenSupply| {
        let books::BrokenSupply { id, source, quantity, allocated, held, moved } = row;
        let (source, moved) = (source.code(), moved.to_string());
        format!("supply {id} ({source}): quantity {quantity}, allocated {allocated}, allocations {held}, moves {moved}")
    };
    Ok(LawReport { checked, broken: books::broken_supplies(read)?.into_iter().map(said).collect() })
}

/// A supply or a hold of a place, as the law needs it.
#[derive(Default)]
struct Seen {
    supplies: Vec<rules::Supply>,
    days: BTreeMap<SupplyId, Day>,
    needs: BTreeMap<DemandId, Owed>,
}

struct Owed {
    due: Day,
    open: i64,
    at_risk: bool,
    holds: Vec<(Day, i64)>,
}

/// For every item, warehouse and day the supply due by then covers what was promised by then, and
/// every promise holds goods that come in time; a demand marked at risk counts as held.
fn promise_feasible(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let mut places: BTreeMap<Place, Seen> = BTreeMap::new();
    for supply in books::supplies_promised(read)? {
        let seen = places.entry((supply.item, supply.warehouse)).or_default();
        let (source, available_on, quantity) = (supply.source, supply.available_on, supply.quantity);
        seen.supplies.push(rules::Supply { supply: supply.id, source, available_on, quantity });
        seen.days.insert(supply.id, available_on);
    }
    for row in books::open_demands(read)? {
        let seen = places.entry((row.item, row.warehouse)).or_default();
        let (due, open, at_risk) = (row.due, row.open.thousandths(), row.at_risk_at.is_some());
        let owed = seen.needs.entry(row.id).or_insert(Owed { due, open, at_risk, holds: Vec::new() });
        if let (Some(supply), Some(held)) = (row.supply, row.held) {
            // Goods of another place come too late for everybody.
            let day = seen.days.get(&supply).copied().unwrap_or(Day::from_days(i32::MAX));
            owed.holds.push((day, held.thousandths()));
        }
    }
    let mut report = LawReport::default();
    for ((item, warehouse), seen) in &places {
        report.checked += i64::try_from(seen.needs.len()).unwrap_or(i64::MAX);
        check_place(*item, *warehouse, seen, &mut report.broken);
    }
    report.broken.truncate(100);
    Ok(report)
}

fn check_place(item: ItemId, warehouse: WarehouseId, seen: &Seen, broken: &mut Vec<String>) {
    let mut dues = Vec::new();
    for (demand, owed) in &seen.needs {
        let held: i64 = owed.holds.iter().map(|(_, held)| held).sum();
        let in_time: i64 = owed.holds.iter().filter(|(day, _)| *day <= owed.due).map(|(_, held)| held).sum();
        let (open, in_time) = (Quantity::from_thousandths(owed.open), Quantity::from_thousandths(in_time));
        if held > owed.open {
            broken.push(format!("demand {demand}: owed {open}, holds {}", Quantity::from_thousandths(held)));
        }
        if owed.at_risk {
            let due = |(day, held): &(Day, i64)| Due {
                due: (*day).max(owed.due),
                quantity: Quantity::from_thousandths(*held),
            };
            dues.extend(owed.holds.iter().map(due));
            continue;
        }
        if in_time < open {
            broken.push(format!("demand {demand}: owed {open} by {}, {in_time} comes in time", owed.due));
        }
        dues.push(Due { due: owed.due, quantity: open });
    }
    for (day, sum) in cumulative(&seen.supplies, &dues).steps() {
        if sum.is_negative() {
            broken.push(format!("item {item}, warehouse {warehouse}: {sum} by {day}"));
        }
    }
}
