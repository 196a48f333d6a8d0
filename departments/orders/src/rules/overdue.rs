//! What a client should have paid by now.

use kernel::{Day, Money, Overflow};

/// The account of a client as far as it tells what is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owed {
    /// What the client owed when its account was opened; nothing for an advance, which counts as paid.
    pub opening: Money,
    /// That debt is past its day.
    pub is_opening_due: bool,
    /// Shipped, the opening debt left out.
    pub shipped: Money,
    /// What of it is not past its day yet.
    pub not_due: Money,
    /// Paid, an opening advance included.
    pub paid: Money,
}

/// The first day of shipment that is not overdue today: what left before it should have been paid.
///
/// A shipment is due so many days after it left; with none, on the same day.
pub fn due_from(today: Day, payment_days: i64) -> Day {
    today.add_days(-i32::try_from(payment_days).unwrap_or(i32::MAX))
}

/// What is unpaid of what is past its day: payments count for the oldest first, the opening debt before every shipment.
pub fn overdue(owed: &Owed) -> Result<Money, Overflow> {
    let due = owed.shipped.checked_sub(owed.not_due)?;
    let opening = left(owed.opening, owed.paid)?;
    let shipments = left(due, left(owed.paid, owed.opening)?)?;
    shipments.checked_add(if owed.is_opening_due { opening } else { Money::ZERO })
}

/// What is left of a sum; never below nothing.
fn left(of: Money, taken: Money) -> Result<Money, Overflow> {
    Ok(of.checked_sub(taken)?.max(Money::ZERO))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(units: i64) -> Money {
        Money::from_minor(units)
    }

    fn owed(opening: (i64, bool), shipped: i64, not_due: i64, paid: i64) -> Owed {
        Owed {
            opening: money(opening.0),
            is_opening_due: opening.1,
            shipped: money(shipped),
            not_due: money(not_due),
            paid: money(paid),
        }
    }

    #[test]
    fn payments_count_for_the_oldest_first() {
        let none = (0, false);
        for (case, account, overdue_now) in [
            ("nothing shipped", owed(none, 0, 0, 0), 0),
            ("all still within its days", owed(none, 100, 100, 0), 0),
            ("all past its day", owed(none, 100, 0, 0), 100),
            ("a part paid", owed(none, 100, 0, 30), 70),
            ("the older one paid, the younger within its days", owed(none, 150, 50, 100), 0),
            ("the older one paid in part, the younger not yet due", owed(none, 150, 50, 99), 1),
            ("paid ahead", owed(none, 100, 0, 250), 0),
            ("an opening debt past its day", owed((40, true), 0, 0, 0), 40),
            ("an opening debt within its days", owed((40, false), 0, 0, 0), 0),
            ("the opening debt is paid before any shipment", owed((40, true), 100, 0, 60), 80),
            ("paid less than the opening debt", owed((40, true), 100, 20, 30), 90),
            ("money goes to the opening debt though it is not due", owed((40, false), 100, 0, 30), 100),
        ] {
            assert_eq!(overdue(&account).unwrap(), money(overdue_now), "{case}");
        }
    }

    #[test]
    fn a_shipment_is_due_so_many_days_after_it_left() {
        let today = Day::of(2026, 11, 23);
        assert_eq!(due_from(today, 0), today, "what left today is due today and not overdue");
        assert_eq!(due_from(today, 14), Day::of(2026, 11, 9));
    }

    proptest! {
        /// The same as a walk down the rows, payment by payment.
        #[test]
        fn the_sums_tell_what_the_rows_tell(
            opening in prop::option::of((1_i64..500, any::<bool>())),
            shipments in prop::collection::vec((1_i64..500, 0_i32..40), 0..12),
            paid in 0_i64..3_000,
        ) {
            let mut rows = shipments.clone();
            rows.sort_by_key(|(_, days_ago)| std::cmp::Reverse(*days_ago));
            let is_due = |days_ago: i32| days_ago > 14;
            let first = opening.map(|(sum, due)| (sum, if due { 40 } else { 0 }));
            let (mut money_left, mut walked) = (paid, 0);
            for (sum, days_ago) in first.into_iter().chain(rows.iter().copied()) {
                let taken = sum.min(money_left);
                money_left -= taken;
                walked += if is_due(days_ago) { sum - taken } else { 0 };
            }
            let sum = |all: &[(i64, i32)]| all.iter().map(|(sum, _)| sum).sum::<i64>();
            let young: Vec<(i64, i32)> = rows.iter().copied().filter(|(_, days_ago)| !is_due(*days_ago)).collect();
            let account = owed(opening.unwrap_or((0, false)), sum(&rows), sum(&young), paid);
            prop_assert_eq!(overdue(&account).unwrap(), money(walked));
        }
    }
}
