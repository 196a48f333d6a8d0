//! How a list stands, in one sentence beside its title: how many rows wait, and how many of them need a hand.
//!
//! The sentence stands on every page of a list and comes again with its live rows, so it must not walk a table. Three
//! things keep it cheap: it counts only rows that wait (open orders, unpaid invoices, awaited arrivals), each by an index
//! that holds nothing else; a count stops at [`MOST`] (`… LIMIT 1000`), beyond which the exact number decides nothing; and
//! the size of whole books is taken from the name indexes in memory, never counted.

use i18n::{Lang, fmt};

use crate::texts;

/// Rows counted at most; the statements say so themselves.
pub const MOST: i64 = 1000;

/// "open 124, at risk 3, overdue 2": the first is always said, the others only when there are any.
pub fn sentence(lang: Lang, parts: &[(&str, i64)]) -> String {
    let said = parts.iter().enumerate().filter(|(place, (_, count))| *place == 0 || *count != 0);
    said.map(|(_, (word, count))| format!("{word} {}", counted(lang, *count))).collect::<Vec<_>>().join(", ")
}

/// The number, or "over 999" where the count stopped.
pub fn counted(lang: Lang, count: i64) -> String {
    if count < MOST { fmt::integer(lang, count) } else { texts::tally_over(lang, &fmt::integer(lang, MOST - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_a_hand_is_said_and_a_count_that_stopped_says_so() {
        let say = |parts: &[(&str, i64)]| sentence(Lang::En, parts);
        assert_eq!(say(&[("open", 124), ("at risk", 0), ("overdue", 2)]), "open 124, overdue 2");
        assert_eq!(say(&[("open", 0), ("overdue", 0)]), "open 0");
        assert_eq!(say(&[("open", MOST - 1)]), "open 999");
        assert_eq!(say(&[("open", MOST), ("overdue", MOST)]), "open over 999, overdue over 999");
    }
}
