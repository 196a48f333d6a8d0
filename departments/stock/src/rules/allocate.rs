//! What covers a new line, and what has to change places so that it can be covered.

use std::collections::BTreeMap;

use kernel::{Day, DemandId, Quantity, SupplyId};

use super::atp::{Cumulative, cumulative, promised};
use super::board::{Board, First, Holder};
use super::{Change, Demand, Pool, Source, Supply};

/// When the goods are needed at the warehouse (see `latest_supply_day` for the client's day).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The earliest goods, whatever their day.
    AsSoonAsPossible,
    /// By this day or not at all.
    By(Day),
    /// By this day; what cannot be had by then, as soon as possible after it.
    ByOrLater(Day),
}

/// What is free of a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// Its number.
    pub supply: SupplyId,
    /// Where it comes from.
    pub source: Source,
    /// The day it can be picked from.
    pub available_on: Day,
    /// What nobody holds of it.
    pub free: Quantity,
}

/// Goods taken for a line from one supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The supply.
    pub supply: SupplyId,
    /// Where it comes from.
    pub source: Source,
    /// The day it can be picked from.
    pub available_on: Day,
    /// How much of it.
    pub quantity: Quantity,
}

/// How a line is covered; what nothing covers is `short`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The goods, earliest first.
    pub pieces: Vec<Piece>,
    /// What nothing covers.
    pub short: Quantity,
}

/// A plan with what has to change places for it; no promise moves, no demand loses anything.
///
/// A sum of zero for each demand; above zero for one that had not yet got goods it was owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// How the line is covered.
    pub plan: Plan,
    /// What other demands give and take in exchange.
    pub changes: Vec<Change>,
}

impl Plan {
    /// The day the last of the goods comes: the line's day of supply when it is promised.
    pub fn ready_on(&self) -> Option<Day> {
        self.pieces.iter().map(|piece| piece.available_on).max()
    }

    /// Whether all that is covered lies on the shelf.
    pub fn is_on_hand(&self) -> bool {
        self.pieces.iter().all(|piece| piece.source == Source::OnHand)
    }
}

/// Covers a line from free goods only; `guard` keeps earlier promises whole.
///
/// What stays short here may still be had when others change places: ask [`cover`].
pub fn plan(need: Quantity, wanted_by: When, lots: &[Lot], guard: &Cumulative) -> Plan {
    let supply = |lot: &Lot| Supply {
        supply: lot.supply,
        source: lot.source,
        available_on: lot.available_on,
        quantity: lot.free,
    };
    let supplies: Vec<Supply> = lots.iter().map(supply).collect();
    let mut board = Board::of_supplies(&supplies);
    fill(&mut board, Board::draw_free, need, wanted_by, guard)
}

/// Covers a line from everything that may be promised: holders change places while no promise
/// moves, so the line is covered exactly when the sums by day say it can be.
pub fn cover(need: Quantity, wanted_by: When, pool: &Pool) -> Cover {
    let guard = cumulative(&pool.supplies, &promised(pool));
    let mut board = Board::of_pool(pool);
    let before = board.allocations();
    give_what_is_owed(&mut board, pool);
    let plan = fill(&mut board, Board::draw, need, wanted_by, &guard);
    Cover { plan, changes: board.changes_since(&before) }
}

/// Promises that nothing covers yet come before a new line, the earliest first.
fn give_what_is_owed(board: &mut Board, pool: &Pool) {
    let mut held: BTreeMap<DemandId, i64> = BTreeMap::new();
    for allocation in board.allocations() {
        *held.entry(allocation.demand).or_default() += allocation.quantity.thousandths();
    }
    let mut demands: Vec<&Demand> = pool.demands.iter().collect();
    demands.sort_by_key(|demand| (demand.due, demand.demand));
    for Demand { demand, due, quantity, .. } in demands {
        let owed = quantity.thousandths() - held.get(demand).copied().unwrap_or(0);
        board.draw(Holder { demand: Some(*demand), latest: *due }, owed, First::Latest);
    }
}

type Draw = fn(&mut Board, Holder, i64, First) -> i64;

fn fill(board: &mut Board, draw: Draw, need: Quantity, when: When, guard: &Cumulative) -> Plan {
    let need = need.thousandths().max(0);
    let mut taken = 0;
    let wanted = match when {
        When::AsSoonAsPossible => None,
        When::By(day) | When::ByOrLater(day) => Some(day),
    };
    if let Some(latest) = wanted {
        // Latest first: goods that are here early stay free for those in a hurry.
        let most = need.min(guard.promisable(latest).thousandths());
        taken += draw(board, Holder { demand: None, latest }, most, First::Latest);
    }
    if !matches!(when, When::By(_)) {
        for (latest, most) in guard.levels() {
            let most = need.min(most.thousandths()) - taken;
            if wanted.is_none_or(|day| latest > day) && most > 0 {
                taken += draw(board, Holder { demand: None, latest }, most, First::Earliest);
            }
        }
    }
    let short = Quantity::from_thousandths(need - taken);
    Plan { pieces: board.pieces_of_the_new_line(), short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Allocation;

    /// One line a case, `units@day`: the shelf is day 0; promises hold `units@day<supply`.
    fn pool(supplies: &str, promises: &str) -> Pool {
        let mut pool = Pool::default();
        for (number, word) in (1..).zip(supplies.split_whitespace()) {
            let (units, day) = word.split_once('@').unwrap();
            let day: i32 = day.parse().unwrap();
            pool.supplies.push(Supply {
                supply: SupplyId::new(number),
                source: if day == 0 { Source::OnHand } else { Source::Arrival },
                available_on: Day::from_days(day),
                quantity: Quantity::whole(units.parse().unwrap()),
            });
        }
        for (number, word) in (1..).zip(promises.split_whitespace()) {
            let (need, supply) = word.split_once('<').unwrap();
            let (units, day) = need.split_once('@').unwrap();
            let quantity = Quantity::whole(units.parse().unwrap());
            let demand = DemandId::new(number);
            let due = Day::from_days(day.parse().unwrap());
            pool.demands.push(Demand { demand, due, quantity, priority: 0 });
            let supply = supply.parse().unwrap();
            pool.allocations.push(Allocation { demand, supply, quantity });
        }
        pool
    }

    fn when(text: &str) -> When {
        let day = |text: &str| Day::from_days(text.parse().unwrap());
        match text.split_at(1) {
            ("a", _) => When::AsSoonAsPossible,
            ("=", by) => When::By(day(by)),
            (_, by) => When::ByOrLater(day(by)),
        }
    }

    fn told(plan: &Plan) -> String {
        let pieces = plan.pieces.iter();
        let mut told: Vec<String> =
            pieces.map(|piece| format!("{}@{}", piece.quantity, piece.available_on.days())).collect();
        if plan.short.is_positive() {
            told.push(format!("-{}", plan.short));
        }
        told.join(" ")
    }

    #[test]
    fn a_line_is_covered_late_when_dated_and_early_when_in_a_hurry() {
        for case in "
            10@0 5@3        |            | 12 | =2   | 10@0 -2       | 0
            10@0 5@3        |            | 12 | =3   | 7@0 5@3       | 0
            10@0 5@3        |            | 12 | asap | 10@0 2@3      | 0
            10@0 5@3        |            | 4  | =9   | 4@3           | 0
            10@0 5@3        |            | 4  | asap | 4@0           | 0
            10@0 5@3        |            | 12 | ~2   | 10@0 2@3      | 0
            10@0 5@3        |            | 20 | asap | 10@0 5@3 -5   | 0
            10@0 5@3        | 10@9<1     | 4  | =2   | 4@0           | 2
            10@0 5@3        | 10@9<1     | 6  | =2   | 5@0 -1        | 2
            10@0 5@3        | 10@9<1     | 6  | asap | 5@0 -1        | 2
            10@0 5@3        | 10@2<1     | 4  | asap | 4@3           | 0
            10@0 5@3        | 10@2<1     | 4  | =2   | -4            | 0
            5@0 5@3 5@6     | 5@4<1 5@7<2 | 5 | =0   | 5@0           | 4
            5@0             | 5@2<1      | 1  | =9   | -1            | 0
            "
        .trim()
        .lines()
        {
            let columns: Vec<&str> = case.split('|').map(str::trim).collect();
            let pool = pool(columns[0], columns[1]);
            let need = Quantity::whole(columns[2].parse().unwrap());
            let cover = cover(need, when(columns[3]), &pool);
            assert_eq!(told(&cover.plan), columns[4], "{case}");
            assert_eq!(cover.changes.len().to_string(), columns[5], "{case}: {:?}", cover.changes);
        }
    }

    #[test]
    fn free_goods_alone_leave_short_what_a_rematch_could_give() {
        let pool = pool("10@0 5@3", "10@9<1");
        let guard = cumulative(&pool.supplies, &promised(&pool));
        let lot = Lot {
            supply: SupplyId::new(2),
            source: Source::Arrival,
            available_on: Day::from_days(3),
            free: Quantity::whole(5),
        };
        let need = Quantity::whole(4);
        assert_eq!(told(&plan(need, when("=2"), &[lot], &guard)), "-4");
        assert_eq!(told(&plan(need, when("asap"), &[lot], &guard)), "4@3");
        assert_eq!(told(&cover(need, when("=2"), &pool).plan), "4@0");
    }

    #[test]
    fn goods_owed_to_a_line_without_goods_are_not_promised_to_another() {
        let mut pool = pool("5@0 5@3", "5@1<1");
        pool.allocations.clear();
        let cover = cover(Quantity::whole(6), when("asap"), &pool);
        assert_eq!(told(&cover.plan), "5@3 -1");
        let owed = Change { demand: DemandId::new(1), supply: SupplyId::new(1), delta: Quantity::whole(5) };
        assert_eq!(cover.changes, [owed]);
    }
}
