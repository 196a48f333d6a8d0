//! What news about goods does: who keeps the day, who is at risk, what moves to another supply.
//!
//! A promise is never moved here. A line is at risk when its day can't be kept with the goods
//! we know of; it goes on holding late goods, and better news clears it.

use std::collections::BTreeSet;

use kernel::{Day, DemandId, Quantity, SupplyId};

use super::atp::{Cumulative, cumulative};
use super::board::{Board, First, Holder};
use super::{Allocation, Demand, Pool};

/// A demand gains (or, below zero, gives up) a quantity of a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub demand: DemandId,
    /// Of what.
    pub supply: SupplyId,
    /// How much, signed.
    pub delta: Quantity,
}

/// A promise that the known goods can't keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtRisk {
    /// Whose.
    pub demand: DemandId,
    /// The earliest day the last of its goods comes now; none when some are not in sight.
    pub met_on: Option<Day>,
}

/// How a pool stands after the news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reassessed {
    /// All allocations of the pool.
    pub allocations: Vec<Allocation>,
    /// Against what they were.
    pub changes: Vec<Change>,
    /// Every demand that is at risk now, whether it was before or not.
    pub at_risk: Vec<AtRisk>,
}

/// Settles a pool after news: a slipped or earlier arrival, a count, damage, a cancelled purchase.
///
/// Give the supplies as they are now and the allocations as they were before. By priority, those
/// whose goods the news left whole keep them; then the earliest promise is served first from free
/// goods and by changing places. Whoever is left is at risk and gets the earliest late goods.
pub fn reassess(pool: &Pool) -> Reassessed {
    let ranked = ranked(pool);
    let mut sums = cumulative(&pool.supplies, &[]);
    let (kept, late) = keep_in_time(&mut sums, &ranked);
    let (late, unmet) = meet_late(&mut sums, &late);

    let mut board = Board::of_supplies(&pool.supplies);
    let mut missing = Vec::new();
    for (demand, latest) in kept.iter().chain(&late) {
        let holder = Holder { demand: Some(demand.demand), latest: *latest };
        missing.push((holder, demand.due, hold_as_before(&mut board, pool, holder, demand)));
    }
    for (holder, due, missing) in missing {
        let first = if holder.latest > due { First::Earliest } else { First::Latest };
        board.draw(holder, missing, first);
    }
    for demand in &unmet {
        hold_what_is_left(&mut board, pool, demand);
    }

    let met = |(demand, day): &(Demand, Day)| AtRisk { demand: demand.demand, met_on: Some(*day) };
    let mut at_risk: Vec<AtRisk> = late.iter().map(met).collect();
    at_risk.extend(unmet.iter().map(|demand| AtRisk { demand: demand.demand, met_on: None }));
    at_risk.sort_by_key(|risk| risk.demand);
    let changes = board.changes_since(&pool.allocations);
    Reassessed { allocations: board.allocations(), changes, at_risk }
}

/// Part of a supply with its allocations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// How much it is.
    pub quantity: Quantity,
    /// Who holds how much of it.
    pub holds: Vec<(DemandId, Quantity)>,
}

/// A supply after part of it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// What stands on the shelf now.
    pub received: Share,
    /// What is still awaited.
    pub rest: Share,
}

/// Splits an awaited supply when part of it comes in; the earliest promise gets the goods.
///
/// `holds` are the allocations of this supply, each with the day promised. More than was awaited
/// leaves no rest. If less than the held quantity comes and nothing more is awaited, cut the rest
/// to nothing and [`reassess`].
pub fn split_supply(awaited: Quantity, received: Quantity, holds: &[(DemandId, Day, Quantity)]) -> Split {
    let mut holds = holds.to_vec();
    holds.sort_by_key(|(demand, promised_on, _)| (*promised_on, *demand));
    let mut split = Split::default();
    split.received.quantity = received;
    let rest = (awaited.thousandths().max(0) - received.thousandths().max(0)).max(0);
    split.rest.quantity = Quantity::from_thousandths(rest);
    let mut left = received.thousandths().max(0);
    for (demand, _, quantity) in holds {
        let here = quantity.thousandths().min(left);
        left -= here;
        split.received.add(demand, here);
        split.rest.add(demand, quantity.thousandths() - here);
    }
    split
}

impl Share {
    fn add(&mut self, demand: DemandId, thousandths: i64) {
        if thousandths > 0 {
            self.holds.push((demand, Quantity::from_thousandths(thousandths)));
        }
    }
}

/// In order of service: priority, then the unharmed, then the earliest promise.
///
/// An innocent promise is not broken to keep the one whose goods were late.
fn ranked(pool: &Pool) -> Vec<Demand> {
    let whole = still_whole(pool);
    let mut ranked = pool.demands.clone();
    ranked.sort_by_key(|demand| {
        let harmed = !whole.contains(&demand.demand);
        (demand.priority, harmed, demand.due, demand.demand)
    });
    ranked
}

/// Demands that their present allocations still cover in time, earliest promise first.
fn still_whole(pool: &Pool) -> BTreeSet<DemandId> {
    let mut board = Board::of_supplies(&pool.supplies);
    let mut demands = pool.demands.clone();
    demands.sort_by_key(|demand| (demand.priority, demand.due, demand.demand));
    let mut whole = BTreeSet::new();
    for demand in demands {
        let holder = Holder { demand: Some(demand.demand), latest: demand.due };
        if hold_as_before(&mut board, pool, holder, &demand) == 0 {
            whole.insert(demand.demand);
        }
    }
    whole
}

/// Promises for which there are goods in time, and the others.
fn keep_in_time(sums: &mut Cumulative, ranked: &[Demand]) -> (Vec<(Demand, Day)>, Vec<Demand>) {
    let (mut kept, mut late) = (Vec::new(), Vec::new());
    for demand in ranked {
        if sums.promisable(demand.due) >= demand.quantity {
            sums.promise(demand.due, demand.quantity);
            kept.push((*demand, demand.due));
        } else {
            late.push(*demand);
        }
    }
    (kept, late)
}

/// The earliest late day for each, and those who can't be met whole on any day.
fn meet_late(sums: &mut Cumulative, late: &[Demand]) -> (Vec<(Demand, Day)>, Vec<Demand>) {
    let (mut met, mut unmet) = (Vec::new(), Vec::new());
    for demand in late {
        match sums.first_day(demand.quantity) {
            Some(day) => {
                sums.promise(day, demand.quantity);
                met.push((*demand, day));
            }
            None => unmet.push(*demand),
        }
    }
    (met, unmet)
}

/// Holds again what the demand held and still may; answers what is missing.
fn hold_as_before(board: &mut Board, pool: &Pool, holder: Holder, demand: &Demand) -> i64 {
    let mut missing = demand.quantity.thousandths().max(0);
    for allocation in held_by(pool, demand.demand) {
        let in_time = board.day_of(allocation.supply).is_some_and(|day| day <= holder.latest);
        if in_time {
            let quantity = allocation.quantity.thousandths().min(missing);
            missing -= board.hold(holder, allocation.supply, quantity);
        }
    }
    missing
}

/// For a demand that can't be met whole: its old goods, then whatever is free, earliest first.
fn hold_what_is_left(board: &mut Board, pool: &Pool, demand: &Demand) {
    let holder = Holder { demand: Some(demand.demand), latest: Day::from_days(i32::MAX) };
    let missing = hold_as_before(board, pool, holder, demand);
    board.draw_free(holder, missing, First::Earliest);
}

fn held_by(pool: &Pool, demand: DemandId) -> impl Iterator<Item = &Allocation> {
    pool.allocations.iter().filter(move |allocation| allocation.demand == demand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Source, Supply};

    fn supply(number: i64, day: i32, units: i64) -> Supply {
        Supply {
            supply: SupplyId::new(number),
            source: Source::Arrival,
            available_on: Day::from_days(day),
            quantity: Quantity::whole(units),
        }
    }

    fn demand(number: i64, due: i32, units: i64) -> Demand {
        let (demand, due) = (DemandId::new(number), Day::from_days(due));
        Demand { demand, due, quantity: Quantity::whole(units), priority: 0 }
    }

    fn held(demand: i64, supply: i64, units: i64) -> Allocation {
        let (demand, supply) = (DemandId::new(demand), SupplyId::new(supply));
        Allocation { demand, supply, quantity: Quantity::whole(units) }
    }

    fn at_risk(demand: i64, met_on: Option<i32>) -> AtRisk {
        AtRisk { demand: DemandId::new(demand), met_on: met_on.map(Day::from_days) }
    }

    #[test]
    fn a_slipped_arrival_is_replaced_by_free_goods_and_by_changing_places() {
        // Arrival 2 slips from day 4 to 8: the line due on 5 gets the goods of the one due on 9.
        let pool = Pool {
            supplies: vec![supply(1, 0, 5), supply(2, 8, 5)],
            demands: vec![demand(1, 9, 5), demand(2, 5, 5)],
            allocations: vec![held(1, 1, 5), held(2, 2, 5)],
        };
        let after = reassess(&pool);
        assert_eq!(after.at_risk, []);
        assert_eq!(after.allocations, [held(1, 2, 5), held(2, 1, 5)]);
        assert_eq!(after.changes.len(), 4);
    }

    #[test]
    fn a_line_at_risk_goes_on_holding_the_late_goods_and_hurts_nobody() {
        let pool = Pool {
            supplies: vec![supply(1, 0, 5), supply(2, 20, 5)],
            demands: vec![demand(1, 9, 5), demand(2, 5, 5)],
            allocations: vec![held(1, 1, 5), held(2, 2, 5)],
        };
        let after = reassess(&pool);
        assert_eq!(after.at_risk, [at_risk(2, Some(20))]);
        assert_eq!((after.changes, after.allocations), (vec![], pool.allocations.clone()));

        // Better news clears it.
        let mut pool = pool;
        pool.supplies[1] = supply(2, 5, 5);
        assert_eq!(reassess(&pool).at_risk, []);
    }

    #[test]
    fn a_short_count_takes_from_the_latest_promise_unless_priority_says_otherwise() {
        let mut pool = Pool {
            supplies: vec![supply(1, 0, 7), supply(2, 9, 3)],
            demands: vec![demand(1, 8, 5), demand(2, 5, 5)],
            allocations: vec![held(1, 1, 5), held(2, 1, 5)],
        };
        let after = reassess(&pool);
        assert_eq!(after.at_risk, [at_risk(1, Some(9))]);
        assert_eq!(after.allocations, [held(1, 1, 2), held(1, 2, 3), held(2, 1, 5)]);

        pool.demands[1].priority = 1;
        assert_eq!(reassess(&pool).at_risk, [at_risk(2, Some(9))]);
    }

    #[test]
    fn a_cancelled_purchase_leaves_a_line_with_what_there_is() {
        let pool =
            Pool { supplies: vec![supply(1, 0, 2)], demands: vec![demand(1, 8, 5)], allocations: vec![held(1, 2, 5)] };
        let after = reassess(&pool);
        assert_eq!(after.at_risk, [at_risk(1, None)]);
        assert_eq!(after.allocations, [held(1, 1, 2)]);
    }

    #[test]
    fn a_partial_receipt_goes_to_the_earliest_promise() {
        let hold =
            |demand, promised_on, units| (DemandId::new(demand), Day::from_days(promised_on), Quantity::whole(units));
        let holds = [hold(1, 9, 4), hold(2, 5, 3), hold(3, 7, 2)];
        for (received, here, rest, left) in [
            (4, vec![(2, 3), (3, 1)], vec![(3, 1), (1, 4)], 6),
            (0, vec![], vec![(2, 3), (3, 2), (1, 4)], 10),
            (12, vec![(2, 3), (3, 2), (1, 4)], vec![], 0),
        ] {
            let split = split_supply(Quantity::whole(10), Quantity::whole(received), &holds);
            let told = |share: &Share| -> Vec<(i64, i64)> {
                let hold = |(demand, quantity): &(DemandId, Quantity)| (demand.get(), quantity.thousandths() / 1000);
                share.holds.iter().map(hold).collect()
            };
            assert_eq!(told(&split.received), here, "{received}");
            assert_eq!(told(&split.rest), rest, "{received}");
            assert_eq!(split.received.quantity, Quantity::whole(received));
            assert_eq!(split.rest.quantity, Quantity::whole(left));
        }
    }
}
