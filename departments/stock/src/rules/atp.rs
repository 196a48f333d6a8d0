//! Available to promise: how much more may be told to clients, and for which day.

use std::collections::BTreeMap;

use kernel::{Day, DemandId, Quantity, SupplyId};

use super::{Allocation, Demand, Pool, Supply};

/// A promised quantity and the last day its goods may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day that still does.
    pub due: Day,
    /// How much.
    pub quantity: Quantity,
}

/// Supply less promises, summed up to each day: below zero means promised too much by then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cumulative {
    changes: BTreeMap<Day, i128>,
}

/// What can be promised of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promisable {
    /// How much of the need can be had by the wanted day (or ever, when no day is wanted).
    pub quantity: Quantity,
    /// The first day from which the whole need can be had, wanted or not.
    pub whole_from: Option<Day>,
}

/// Sums supplies and promises by day.
pub fn cumulative(supplies: &[Supply], promised: &[Due]) -> Cumulative {
    let mut sums = Cumulative::default();
    for supply in supplies {
        sums.add(supply.available_on, supply.quantity.thousandths().into());
    }
    for due in promised {
        sums.promise(due.due, due.quantity);
    }
    sums
}

/// What the pool has promised, by day.
///
/// Goods that a line at risk holds after its due day count on the day they come; what nothing
/// covers counts on the due day, so that the first free goods are not promised to another.
pub fn promised(pool: &Pool) -> Vec<Due> {
    let days: BTreeMap<SupplyId, Day> =
        pool.supplies.iter().map(|supply| (supply.supply, supply.available_on)).collect();
    let mut held: BTreeMap<DemandId, Vec<(Day, i64)>> = BTreeMap::new();
    for Allocation { demand, supply, quantity } in &pool.allocations {
        if let Some(day) = days.get(supply) {
            held.entry(*demand).or_default().push((*day, quantity.thousandths()));
        }
    }
    let mut dues = Vec::new();
    for Demand { demand, due, quantity, .. } in &pool.demands {
        let mut in_time = quantity.thousandths();
        for (day, late) in held.remove(demand).unwrap_or_default() {
            if day > *due {
                let late = late.min(in_time);
                in_time -= late;
                dues.push(Due { due: day, quantity: Quantity::from_thousandths(late) });
            }
        }
        dues.push(Due { due: *due, quantity: Quantity::from_thousandths(in_time) });
    }
    dues
}

/// How much of a need can be promised by a day, and when all of it.
pub fn promisable(need: Quantity, wanted_on: Option<Day>, sums: &Cumulative) -> Promisable {
    let quantity = match wanted_on {
        Some(day) => sums.promisable(day),
        None => sums.promisable_ever(),
    };
    Promisable { quantity: quantity.min(need), whole_from: sums.first_day(need) }
}

impl Cumulative {
    /// Supply less promises by the end of a day; below zero is told as it is.
    pub fn on(&self, day: Day) -> Quantity {
        clamped(self.changes.range(..=day).map(|(_, change)| change).sum())
    }

    /// The sums on each day something changes.
    pub fn steps(&self) -> Vec<(Day, Quantity)> {
        self.sums().into_iter().map(|(day, sum)| (day, clamped(sum))).collect()
    }

    /// How much more may be promised for a day: no later promise may go short for it.
    pub fn promisable(&self, day: Day) -> Quantity {
        let mut least: i128 = self.changes.range(..=day).map(|(_, change)| change).sum();
        for (_, sum) in self.sums().into_iter().filter(|(step, _)| *step > day) {
            least = least.min(sum);
        }
        clamped(least.max(0))
    }

    /// The first day for which a need may be promised whole.
    pub fn first_day(&self, need: Quantity) -> Option<Day> {
        self.levels().into_iter().find(|(_, most)| *most >= need).map(|(day, _)| day)
    }

    /// How much can be promised for each day on which something changes, from the first on.
    pub fn levels(&self) -> Vec<(Day, Quantity)> {
        let mut levels = Vec::with_capacity(self.changes.len());
        let mut least = i128::MAX;
        // From the last day back: what a later promise needs is not free earlier (look-ahead).
        for (day, sum) in self.sums().into_iter().rev() {
            least = least.min(sum);
            levels.push((day, clamped(least.max(0))));
        }
        levels.reverse();
        levels
    }

    /// Counts one more promise.
    pub fn promise(&mut self, due: Day, quantity: Quantity) {
        self.add(due, -i128::from(quantity.thousandths()));
    }

    fn promisable_ever(&self) -> Quantity {
        let all: i128 = self.changes.values().sum();
        clamped(all.max(0))
    }

    fn add(&mut self, day: Day, change: i128) {
        *self.changes.entry(day).or_default() += change;
    }

    fn sums(&self) -> Vec<(Day, i128)> {
        let sum = |sum: &mut i128, (day, change): (&Day, &i128)| {
            *sum += change;
            Some((*day, *sum))
        };
        self.changes.iter().scan(0, sum).collect()
    }
}

/// Available to promise by bucket, as the textbooks draw it (APICS discrete ATP).
///
/// A bucket with a receipt carries the orders until the next receipt. One that is short borrows
/// from the nearest earlier bucket that has some; what nobody can lend stays below zero.
/// ```text
/// on hand 64, receipts 0 0 70, orders 33 20 10  ->  11 0 60
/// ```
pub fn discrete_atp(on_hand: Quantity, receipts: &[Quantity], orders: &[Quantity]) -> Vec<Quantity> {
    let buckets = receipts.len().max(orders.len());
    let at = |row: &[Quantity], bucket: usize| i128::from(row.get(bucket).map_or(0, |quantity| quantity.thousandths()));
    let mut atp: Vec<i128> = Vec::with_capacity(buckets);
    let mut block = 0;
    for bucket in 0..buckets {
        let receipt = at(receipts, bucket);
        if receipt != 0 {
            block = bucket;
        }
        atp.push(receipt);
        if let Some(carrier) = atp.get_mut(block) {
            *carrier -= at(orders, bucket);
        }
    }
    if let Some(first) = atp.first_mut() {
        *first += i128::from(on_hand.thousandths());
    }
    borrow_backwards(&mut atp);
    atp.into_iter().map(clamped).collect()
}

fn borrow_backwards(atp: &mut [i128]) {
    let mut missing = 0;
    for bucket in atp.iter_mut().rev() {
        if *bucket < 0 {
            missing -= *bucket;
            *bucket = 0;
        } else {
            let lent = missing.min(*bucket);
            missing -= lent;
            *bucket -= lent;
        }
    }
    // Nobody could lend it: the truth stands in the first bucket, never a zero.
    if let Some(first) = atp.first_mut() {
        *first -= missing;
    }
}

/// Sums stay within what a quantity can hold; no decision depends on amounts that large.
fn clamped(sum: i128) -> Quantity {
    let bound = i128::from(i64::MAX);
    Quantity::from_thousandths(i64::try_from(sum.clamp(-bound, bound)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Source;
    use proptest::prelude::*;

    /// On hand, receipts, orders and the answer.
    type Case<'a> = (i64, &'a [i64], &'a [i64], &'a [i64]);

    fn quantities(units: &[i64]) -> Vec<Quantity> {
        units.iter().copied().map(Quantity::whole).collect()
    }

    fn sums(changes: &[(i32, i64)]) -> Cumulative {
        let mut sums = Cumulative::default();
        for (day, units) in changes {
            sums.add(Day::from_days(*day), i128::from(units * 1000));
        }
        sums
    }

    #[test]
    fn discrete_atp_is_that_of_the_textbook() {
        // on hand, receipts, orders -> atp; the first is Stevenson's pumps.
        let cases: [Case<'_>; 5] = [
            (64, &[0, 0, 70, 0, 70, 0, 70, 70], &[33, 20, 10, 4, 2, 0, 0, 0], &[11, 0, 56, 0, 68, 0, 70, 70]),
            (10, &[0, 5], &[0, 9], &[6, 0]),
            (0, &[0, 10], &[5, 0], &[-5, 10]),
            (3, &[0, 2, 0, 7], &[0, 0, 9, 0], &[-4, 0, 0, 7]),
            (2, &[], &[], &[]),
        ];
        for (on_hand, receipts, orders, expected) in cases {
            let atp = discrete_atp(Quantity::whole(on_hand), &quantities(receipts), &quantities(orders));
            assert_eq!(atp, quantities(expected), "{receipts:?} {orders:?}");
        }
    }

    #[test]
    fn a_day_promises_only_what_no_later_promise_needs() {
        // 10 on the shelf, 12 promised for day 5, 7 come on day 8, 1 promised for day 9.
        let sums = sums(&[(0, 10), (5, -12), (8, 7), (9, -1)]);
        let most = |day| sums.promisable(Day::from_days(day));
        assert_eq!(sums.on(Day::from_days(6)), Quantity::whole(-2));
        assert_eq!([most(0), most(7), most(8)], [Quantity::ZERO, Quantity::ZERO, Quantity::whole(4)]);
        let levels: Vec<Quantity> = sums.levels().into_iter().map(|(_, most)| most).collect();
        assert_eq!(levels, quantities(&[0, 0, 4, 4]));
        assert_eq!(sums.steps()[1], (Day::from_days(5), Quantity::whole(-2)));
        let asked = promisable(Quantity::whole(3), Some(Day::from_days(7)), &sums);
        assert_eq!(asked.quantity, Quantity::ZERO);
        assert_eq!(asked.whole_from, Some(Day::from_days(8)));
        let asked = promisable(Quantity::whole(5), None, &sums);
        assert_eq!((asked.quantity, asked.whole_from), (Quantity::whole(4), None));
    }

    #[test]
    fn late_goods_of_a_line_at_risk_count_on_the_day_they_come() {
        let supply = |supply, day, units| Supply {
            supply: SupplyId::new(supply),
            source: Source::Arrival,
            available_on: Day::from_days(day),
            quantity: Quantity::whole(units),
        };
        let demand = DemandId::new(1);
        let held =
            |supply, units| Allocation { demand, supply: SupplyId::new(supply), quantity: Quantity::whole(units) };
        let pool = Pool {
            supplies: vec![supply(1, 0, 4), supply(2, 9, 6)],
            demands: vec![Demand { demand, due: Day::from_days(5), quantity: Quantity::whole(8), priority: 0 }],
            allocations: vec![held(1, 2), held(2, 5)],
        };
        let due = |day, units| Due { due: Day::from_days(day), quantity: Quantity::whole(units) };
        assert_eq!(promised(&pool), [due(9, 5), due(5, 3)]);
    }

    proptest! {
        #[test]
        fn never_oversold(
            on_hand in 0_i64..50,
            rows in prop::collection::vec((0_i64..40, 0_i64..40), 1..9),
            bucket in 0_usize..9, share in 0_i64..=100,
        ) {
            let (receipts, mut orders): (Vec<i64>, Vec<i64>) = rows.iter().copied().unzip();
            let atp_of = |orders: &[i64]| -> Vec<i64> {
                discrete_atp(Quantity::whole(on_hand), &quantities(&receipts), &quantities(orders))
                    .iter().map(|quantity| quantity.thousandths() / 1000).collect()
            };
            let atp = atp_of(&orders);
            let all = on_hand + receipts.iter().sum::<i64>() - orders.iter().sum::<i64>();
            prop_assert_eq!(atp.iter().sum::<i64>(), all);

            let bucket = bucket.min(orders.len() - 1);
            if atp.iter().all(|units| *units >= 0) {
                let most: i64 = atp[..=bucket].iter().sum();
                orders[bucket] += most * share / 100;
                prop_assert!(atp_of(&orders).iter().all(|units| *units >= 0));
                orders[bucket] += most - most * share / 100 + 1;
                prop_assert!(atp_of(&orders).iter().any(|units| *units < 0));
            }
        }

        #[test]
        fn discrete_and_cumulative_atp_agree(
            on_hand in 0_i64..50,
            rows in prop::collection::vec((0_i64..40, 0_i64..20), 1..9),
        ) {
            let (receipts, orders): (Vec<i64>, Vec<i64>) = rows.iter().copied().unzip();
            let atp = discrete_atp(
                Quantity::whole(on_hand), &quantities(&receipts), &quantities(&orders),
            );
            let mut changes = vec![(0, on_hand)];
            for (day, (receipt, order)) in (0..).zip(&rows) {
                changes.extend([(day, *receipt), (day, -order)]);
            }
            let sums = sums(&changes);
            if atp.iter().all(|quantity| !quantity.is_negative()) {
                for bucket in 0..atp.len() {
                    let day = Day::from_days(i32::try_from(bucket).unwrap());
                    let discrete = Quantity::sum(atp[..=bucket].iter().copied()).unwrap();
                    prop_assert_eq!(sums.promisable(day), discrete);
                }
            }
        }
    }
}
