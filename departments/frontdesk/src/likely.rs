//! What a caller most likely wants: chosen from open orders and their dates, debts and cases. Pure.

use kernel::{Day, Money};

/// An open order as the choice sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OrderFact {
    /// The day promised first.
    pub(crate) first_on: Option<Day>,
    /// The day promised now.
    pub(crate) promised_on: Option<Day>,
    /// The promise is in danger.
    pub(crate) at_risk: bool,
}

/// An open case as the choice sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CaseFact {
    /// We owe a call.
    pub(crate) call_back: bool,
    /// Its moment has passed.
    pub(crate) late: bool,
}

/// What is known of a caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The company's day.
    pub(crate) today: Day,
    /// Open orders.
    pub(crate) orders: &'a [OrderFact],
    /// Open cases, the first due first.
    pub(crate) cases: &'a [CaseFact],
    /// What the caller owes, where it may be told.
    pub(crate) debt: Option<Money>,
}

/// A likely wish; numbers are places in the lists of [`Known`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likely {
    /// Waits for our call.
    CallBack(usize),
    /// Asks about an order whose promise is in danger.
    AtRisk(usize),
    /// Asks about an order whose promised day has passed.
    Overdue(usize),
    /// Asks about a case.
    Case(usize),
    /// Asks about an order whose day was moved.
    Moved(usize),
    /// Asks when an order leaves.
    Coming(usize),
    /// Asks about an order that has no day yet.
    Undated(usize),
    /// Asks about the debt.
    Debt,
    /// Wants to order.
    NewOrder,
}

/// Wishes shown at most: the answer and two others.
const MOST: usize = 3;

/// The likeliest wish first, at most three; never none.
///
/// What went wrong comes before what is on plan: an owed call, a promise in danger or broken, a case past its
/// moment, a moved day, an open case, the next day to come, the debt.
pub(crate) fn likely(known: &Known<'_>) -> Vec<Likely> {
    let mut ranked: Vec<(u8, i32, Likely)> = Vec::new();
    for (place, order) in known.orders.iter().enumerate() {
        let on = order.promised_on.map_or(i32::MAX, Day::days);
        let moved = order.promised_on.is_some() && order.first_on.is_some() && order.promised_on != order.first_on;
        ranked.push(match order.promised_on {
            _ if order.at_risk => (1, on, Likely::AtRisk(place)),
            Some(day) if day < known.today => (2, on, Likely::Overdue(place)),
            Some(_) if moved => (4, on, Likely::Moved(place)),
            Some(_) => (6, on, Likely::Coming(place)),
            None => (7, on, Likely::Undated(place)),
        });
    }
    for (place, case) in known.cases.iter().enumerate() {
        let order = i32::try_from(place).unwrap_or(i32::MAX);
        let rank = match (case.call_back, case.late) {
            (true, true) => 0,
            (false, true) => 3,
            (true, false) => 4,
            (false, false) => 5,
        };
        let wish = if case.call_back { Likely::CallBack(place) } else { Likely::Case(place) };
        ranked.push((rank, order, wish));
    }
    if known.debt.is_some_and(Money::is_positive) {
        ranked.push((8, 0, Likely::Debt));
    }
    ranked.sort_by_key(|(rank, within, _)| (*rank, *within));
    let mut wishes: Vec<Likely> = ranked.into_iter().map(|(.., wish)| wish).take(MOST).collect();
    if wishes.len() < MOST {
        wishes.push(Likely::NewOrder);
    }
    wishes
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day::of(2026, 11, 23);

    fn order(first: i32, promised: i32, at_risk: bool) -> OrderFact {
        OrderFact { first_on: Some(TODAY.add_days(first)), promised_on: Some(TODAY.add_days(promised)), at_risk }
    }

    fn wishes(orders: &[OrderFact], cases: &[CaseFact], debt: i64) -> Vec<Likely> {
        likely(&Known { today: TODAY, orders, cases, debt: Some(Money::from_minor(debt)) })
    }

    #[test]
    fn an_unknown_wish_is_a_new_order() {
        assert_eq!(wishes(&[], &[], 0), [Likely::NewOrder]);
        assert_eq!(wishes(&[], &[], -500), [Likely::NewOrder], "paid ahead is no debt");
        assert_eq!(wishes(&[], &[], 1), [Likely::Debt, Likely::NewOrder]);
    }

    #[test]
    fn a_promise_in_danger_comes_before_one_on_plan() {
        let orders = [order(1, 1, false), order(5, 5, true), order(2, 2, true)];
        assert_eq!(wishes(&orders, &[], 0), [Likely::AtRisk(2), Likely::AtRisk(1), Likely::Coming(0)]);
    }

    #[test]
    fn a_broken_day_comes_before_a_moved_one_and_that_before_the_rest() {
        let orders = [order(3, 3, false), order(1, 4, false), order(-2, -1, false), order(0, 0, false)];
        assert_eq!(wishes(&orders, &[], 100), [Likely::Overdue(2), Likely::Moved(1), Likely::Coming(3)]);
    }

    #[test]
    fn an_owed_call_past_its_moment_is_first_of_all() {
        let late_call = CaseFact { call_back: true, late: true };
        let open_case = CaseFact { call_back: false, late: false };
        let late_case = CaseFact { call_back: false, late: true };
        assert_eq!(
            wishes(&[order(1, 1, true)], &[open_case, late_call], 0),
            [Likely::CallBack(1), Likely::AtRisk(0), Likely::Case(0)]
        );
        assert_eq!(wishes(&[order(1, 1, false)], &[open_case, late_case], 0)[..2], [Likely::Case(1), Likely::Case(0)]);
    }

    #[test]
    fn an_order_without_a_day_stands_behind_one_with_it() {
        let undated = OrderFact { first_on: None, promised_on: None, at_risk: false };
        assert_eq!(
            wishes(&[undated, order(9, 9, false)], &[], 0),
            [Likely::Coming(1), Likely::Undated(0), Likely::NewOrder]
        );
    }
}
