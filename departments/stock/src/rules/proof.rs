//! The rules against a model that tries every way of sharing out the goods.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, DemandId, Quantity, SupplyId};
use proptest::prelude::*;

use super::{Allocation, Cover, Demand, Pool, Source, Supply, When, cover, reassess};

/// Whether goods can be shared out so that each need has its own in time: every way is tried.
fn can_share(supplies: &[Supply], needs: &[(Day, i64)]) -> bool {
    let mut states = BTreeSet::from([supplies.iter().map(|s| units(s.quantity)).collect::<Vec<_>>()]);
    for (latest, need) in needs {
        for _ in 0..*need {
            let mut next = BTreeSet::new();
            for state in &states {
                for (place, supply) in supplies.iter().enumerate() {
                    if supply.available_on <= *latest && state[place] > 0 {
                        let mut left = state.clone();
                        left[place] -= 1;
                        next.insert(left);
                    }
                }
            }
            states = next;
        }
    }
    !states.is_empty()
}

fn units(quantity: Quantity) -> i64 {
    assert!(quantity.is_whole());
    quantity.thousandths() / 1000
}

fn supplies(rows: &[(i32, i64)]) -> Vec<Supply> {
    let supply = |(number, (day, units)): (i64, &(i32, i64))| Supply {
        supply: SupplyId::new(number),
        source: if *day == 0 { Source::OnHand } else { Source::Arrival },
        available_on: Day::from_days(*day),
        quantity: Quantity::whole(*units),
    };
    (1..).zip(rows).map(supply).collect()
}

/// Takes a covered line into the pool, with everything that changed places for it.
fn accept(pool: &mut Pool, demand: Demand, cover: &Cover) {
    let mut held: BTreeMap<(DemandId, SupplyId), i64> = BTreeMap::new();
    let mut add = |demand, supply, quantity: Quantity| {
        *held.entry((demand, supply)).or_default() += quantity.thousandths();
    };
    for allocation in &pool.allocations {
        add(allocation.demand, allocation.supply, allocation.quantity);
    }
    for change in &cover.changes {
        add(change.demand, change.supply, change.delta);
    }
    for piece in &cover.plan.pieces {
        add(demand.demand, piece.supply, piece.quantity);
    }
    held.retain(|_, quantity| *quantity != 0);
    let allocation = |((demand, supply), quantity): (&(DemandId, SupplyId), &i64)| Allocation {
        demand: *demand,
        supply: *supply,
        quantity: Quantity::from_thousandths(*quantity),
    };
    pool.allocations = held.iter().map(allocation).collect();
    pool.demands.push(demand);
}

/// No supply is over-allocated, nothing negative is held, nobody holds more than his need.
fn assert_sound(pool: &Pool) {
    for supply in &pool.supplies {
        let held = pool.allocations.iter().filter(|held| held.supply == supply.supply);
        let held = Quantity::sum(held.map(|held| held.quantity)).unwrap();
        assert!(held <= supply.quantity, "{supply:?} holds {held}");
    }
    assert!(pool.allocations.iter().all(|held| held.quantity.is_positive()));
    assert!(pool.demands.iter().all(|demand| held_by(pool, demand, |_| true) <= units(demand.quantity)));
}

fn held_by(pool: &Pool, demand: &Demand, counts: impl Fn(Day) -> bool) -> i64 {
    let day = |id| pool.supplies.iter().find(|supply| supply.supply == id).unwrap().available_on;
    let held = pool.allocations.iter().filter(|held| held.demand == demand.demand);
    held.filter(|held| counts(day(held.supply))).map(|held| units(held.quantity)).sum()
}

fn is_kept(pool: &Pool, demand: &Demand) -> bool {
    held_by(pool, demand, |day| day <= demand.due) == units(demand.quantity)
}

fn needs(demands: &[Demand]) -> Vec<(Day, i64)> {
    demands.iter().map(|demand| (demand.due, units(demand.quantity))).collect()
}

type Line = (Option<i32>, i64);

/// Sells line after line, checking each answer against the model.
fn sell(supply_rows: &[(i32, i64)], lines: &[Line]) -> Pool {
    let mut pool = Pool { supplies: supplies(supply_rows), ..Pool::default() };
    for (number, (wanted, need)) in (1..).zip(lines) {
        let when = wanted.map_or(When::AsSoonAsPossible, |day| When::By(Day::from_days(day)));
        let cover = cover(Quantity::whole(*need), when, &pool);
        let taken = Quantity::sum(cover.plan.pieces.iter().map(|piece| piece.quantity)).unwrap();
        assert_eq!(units(taken) + units(cover.plan.short), *need);

        let feasible = |latest: Day, quantity: i64| {
            let mut all = needs(&pool.demands);
            all.push((latest, quantity));
            can_share(&pool.supplies, &all)
        };
        let last = wanted.map_or(Day::from_days(i32::MAX), Day::from_days);
        assert!(feasible(last, units(taken)));
        assert!(taken == Quantity::whole(*need) || !feasible(last, units(taken) + 1));
        let Some(ready_on) = cover.plan.ready_on() else { continue };
        assert!(ready_on <= last);
        if wanted.is_none() {
            assert!(!feasible(ready_on.add_days(-1), units(taken)), "could be sooner");
        }

        let due = wanted.map_or(ready_on, Day::from_days);
        let demand = Demand { demand: DemandId::new(number), due, quantity: taken, priority: 0 };
        accept(&mut pool, demand, &cover);
        assert_sound(&pool);
        assert!(pool.demands.iter().all(|demand| is_kept(&pool, demand)), "a promise moved");
    }
    pool
}

/// Settles the pool after news and checks who is kept and when the others are met.
fn settle(pool: &Pool) -> Pool {
    let after = reassess(pool);
    let settled = Pool { allocations: after.allocations.clone(), ..pool.clone() };
    assert_sound(&settled);
    let risk = |demand: &Demand| after.at_risk.iter().find(|risk| risk.demand == demand.demand);
    let kept: Vec<Demand> = pool.demands.iter().filter(|demand| risk(demand).is_none()).copied().collect();
    assert!(kept.iter().all(|demand| is_kept(&settled, demand)));
    for demand in &pool.demands {
        let Some(risk) = risk(demand) else { continue };
        // As many as possible: nobody more could be kept beside those who are.
        let mut one_more = needs(&kept);
        one_more.push((demand.due, units(demand.quantity)));
        assert!(!can_share(&pool.supplies, &one_more));
        let held = held_by(&settled, demand, |day| risk.met_on.is_none_or(|met| day <= met));
        match risk.met_on {
            Some(met_on) => {
                assert!(met_on > demand.due);
                assert_eq!(held, units(demand.quantity));
            }
            None => assert!(held < units(demand.quantity)),
        }
    }
    if can_share(&pool.supplies, &needs(&pool.demands)) {
        assert!(after.at_risk.is_empty(), "everyone could be kept");
    }
    settled
}

fn rows() -> impl Strategy<Value = Vec<(i32, i64)>> {
    prop::collection::vec((0_i32..6, 1_i64..=4), 1..=4)
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((prop::option::of(0_i32..7), 1_i64..=4), 1..=5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_line_is_promised_exactly_when_it_can_be(rows in rows(), lines in lines()) {
        sell(&rows, &lines);
    }

    #[test]
    fn news_breaks_no_more_than_it_must(rows in rows(), lines in lines(), news in rows()) {
        let mut pool = sell(&rows, &lines);
        let before = settle(&pool);
        prop_assert_eq!(&before.allocations, &pool.allocations, "no news changes nothing");

        let good = pool.supplies.clone();
        for (supply, (day, units)) in pool.supplies.iter_mut().zip(&news) {
            supply.available_on = Day::from_days(*day + 2);
            supply.quantity = Quantity::whole(units - 1);
        }
        let harmed = settle(&pool);
        prop_assert_eq!(&settle(&harmed).allocations, &harmed.allocations, "settled stays settled");

        let cured = settle(&Pool { supplies: good, ..harmed });
        prop_assert!(cured.demands.iter().all(|demand| is_kept(&cured, demand)));
    }

    #[test]
    fn nothing_is_sold_from_under_a_line_at_risk(
        rows in rows(), lines in lines(), news in rows(), wanted in prop::option::of(0_i32..9), need in 1_i64..5,
    ) {
        let mut pool = sell(&rows, &lines);
        for (supply, (day, units)) in pool.supplies.iter_mut().zip(&news) {
            supply.available_on = Day::from_days(*day + 2);
            supply.quantity = Quantity::whole(*units);
        }
        let mut pool = settle(&pool);
        let met = reassess(&pool).at_risk;

        let when = wanted.map_or(When::AsSoonAsPossible, |day| When::ByOrLater(Day::from_days(day)));
        let cover = cover(Quantity::whole(need), when, &pool);
        let held: Vec<i64> = pool.demands.iter().map(|d| held_by(&pool, d, |day| day <= d.due)).collect();
        if let Some(due) = cover.plan.ready_on() {
            let quantity = Quantity::sum(cover.plan.pieces.iter().map(|piece| piece.quantity)).unwrap();
            let demand = Demand { demand: DemandId::new(99), due, quantity, priority: 0 };
            accept(&mut pool, demand, &cover);
            assert_sound(&pool);
            prop_assert_eq!(reassess(&pool).at_risk, met);
            for (demand, held) in pool.demands.iter().zip(held) {
                prop_assert!(held_by(&pool, demand, |day| day <= demand.due) >= held);
            }
        }
    }
}
