//! The answer to a line: now, dated, a substitute, or refused.

use serde::{Deserialize, Serialize};

use super::allocate::Plan;

/// What the client wants done when not all can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All lines in full or no order.
    AllOrNothing,
    /// What can be had; the rest is not ordered.
    Partial,
    /// What can be had, the rest on the day it comes.
    Backorder,
}

/// What a line is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// From the shelf.
    Now,
    /// From goods that come on a known day.
    Dated,
    /// Not this, but something that does as well.
    Substitute,
    /// Neither: kept as lost demand.
    Refused,
}

impl Answer {
    /// Whether the pieces of the plan are reserved with this answer.
    pub fn reserves(self) -> bool {
        matches!(self, Answer::Now | Answer::Dated)
    }
}

/// Decides the answer to a line from its plan.
///
/// A part is reserved when the client takes parts (`short` says what is missing). A backorder for
/// which nothing is in sight is dated only when the item may be bought `to_order`.
pub fn answer(plan: &Plan, mode: Mode, has_substitutes: bool, to_order: bool) -> Answer {
    let covered = match mode {
        _ if !plan.short.is_positive() => true,
        Mode::AllOrNothing => false,
        Mode::Partial => !plan.pieces.is_empty(),
        Mode::Backorder if to_order => return Answer::Dated,
        Mode::Backorder => !plan.pieces.is_empty(),
    };
    match (covered, has_substitutes) {
        (true, _) if plan.is_on_hand() => Answer::Now,
        (true, _) => Answer::Dated,
        (false, true) => Answer::Substitute,
        (false, false) => Answer::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Piece, Source};
    use kernel::{Day, Quantity, SupplyId};

    #[test]
    fn a_line_is_answered_by_what_covers_it() {
        use Answer::{Dated, Now, Refused, Substitute};
        use Mode::{AllOrNothing, Backorder, Partial};
        // shelf, way, short, mode, substitutes, to order -> answer
        for (shelf, way, short, mode, substitutes, to_order, expected) in [
            (5, 0, 0, AllOrNothing, false, false, Now),
            (5, 0, 0, Backorder, true, true, Now),
            (5, 2, 0, AllOrNothing, true, false, Dated),
            (0, 7, 0, Partial, true, false, Dated),
            (5, 0, 2, AllOrNothing, true, false, Substitute),
            (5, 0, 2, AllOrNothing, false, true, Refused),
            (5, 0, 2, Partial, true, true, Now),
            (0, 5, 2, Partial, false, false, Dated),
            (0, 0, 7, Partial, true, false, Substitute),
            (0, 0, 7, Partial, false, true, Refused),
            (5, 0, 2, Backorder, true, true, Dated),
            (5, 0, 2, Backorder, true, false, Now),
            (0, 0, 7, Backorder, true, false, Substitute),
            (0, 0, 7, Backorder, false, false, Refused),
            (0, 0, 7, Backorder, false, true, Dated),
        ] {
            let piece = |supply, source, quantity| Piece {
                supply: SupplyId::new(supply),
                source,
                available_on: Day::of(2026, 11, 23),
                quantity: Quantity::whole(quantity),
            };
            let mut pieces = vec![piece(1, Source::OnHand, shelf), piece(2, Source::Arrival, way)];
            pieces.retain(|piece| piece.quantity.is_positive());
            let plan = Plan { pieces, short: Quantity::whole(short) };
            let told = answer(&plan, mode, substitutes, to_order);
            assert_eq!(told, expected, "{shelf} {way} {short} {mode:?} {substitutes} {to_order}");
            assert!(!told.reserves() || matches!(told, Now | Dated));
        }
    }
}
