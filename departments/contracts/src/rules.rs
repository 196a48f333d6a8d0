//! Pure decisions: what may be agreed on with a client.

use kernel::Money;

use crate::errors::{Wrong, WrongField};
use crate::model::SetTerms;

/// Nobody waits for money longer than a year.
pub const MOST_DAYS: i64 = 365;
/// No client owes more than a hundred thousand million.
pub const MOST_LIMIT: Money = Money::from_minor(10_000_000_000_000);

/// What is wrong with terms, if anything.
pub(crate) fn wrong_terms(new: &SetTerms) -> Vec<WrongField> {
    let limit = match new.credit_limit {
        Some(limit) if limit.is_negative() => Some(Wrong::Negative),
        Some(limit) if limit > MOST_LIMIT => Some(Wrong::SumTooLarge),
        _ => None,
    };
    let days = (!(0..=MOST_DAYS).contains(&new.payment_days)).then_some(Wrong::Days);
    let limit = limit.map(|what| WrongField::new("/credit_limit", what));
    limit.into_iter().chain(days.map(|what| WrongField::new("/payment_days", what))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(limit: Option<i64>, days: i64) -> Vec<(String, Wrong)> {
        let new = SetTerms { credit_limit: limit.map(Money::from_minor), payment_days: days };
        wrong_terms(&new).into_iter().map(|field| (field.pointer, field.what)).collect()
    }

    #[test]
    fn a_limit_is_no_debt_and_a_term_no_longer_than_a_year() {
        for (limit, days) in [(None, 0), (Some(0), 365), (Some(MOST_LIMIT.minor()), 14)] {
            assert!(wrong(limit, days).is_empty(), "{limit:?} {days}");
        }
        let limit = |what| ("/credit_limit".to_owned(), what);
        let days = ("/payment_days".to_owned(), Wrong::Days);
        assert_eq!(wrong(Some(-1), 14), [limit(Wrong::Negative)]);
        assert_eq!(wrong(Some(MOST_LIMIT.minor() + 1), 366), [limit(Wrong::SumTooLarge), days.clone()]);
        assert_eq!(wrong(None, -1), [days]);
    }
}
