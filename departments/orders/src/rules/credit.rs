//! How much a client may owe.

use kernel::Money;

/// Whether a client may agree to so much more: what lowers or keeps what it owes is never refused.
pub fn is_within(limit: Money, exposure: Money, asked: Money) -> bool {
    let after = i128::from(exposure.minor()) + i128::from(asked.minor());
    !asked.is_positive() || after <= i128::from(limit.minor())
}

/// What a client may still agree to; nothing where it is above its limit.
pub fn free_of(limit: Money, exposure: Money) -> Money {
    limit.checked_sub(exposure).ok().filter(|free| !free.is_negative()).unwrap_or(Money::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(minor: i64) -> Money {
        Money::from_minor(minor)
    }

    #[test]
    fn a_client_may_owe_up_to_its_limit_to_the_kopeck() {
        for (limit, exposure, asked, within) in [
            (100, 0, 100, true),
            (100, 0, 101, false),
            (100, 60, 40, true),
            (100, 60, 41, false),
            // An advance makes room.
            (100, -50, 150, true),
            (100, -50, 151, false),
            (0, 0, 1, false),
            // Above the limit already: nothing more, but whatever makes it less.
            (100, 200, 1, false),
            (100, 200, 0, true),
            (100, 200, -1, true),
            (i64::MAX, i64::MAX, 1, false),
        ] {
            assert_eq!(is_within(sum(limit), sum(exposure), sum(asked)), within, "{limit} {exposure} {asked}");
        }
    }

    #[test]
    fn free_is_what_the_limit_leaves() {
        for (limit, exposure, free) in [(100, 0, 100), (100, 60, 40), (100, 100, 0), (100, 130, 0), (100, -20, 120)] {
            assert_eq!(free_of(sum(limit), sum(exposure)), sum(free), "{limit} {exposure}");
        }
    }
}
