//! Lists people look through: arrivals and purchase orders; every driver in every order is one text.

use house::list::Wanted;
use kernel::{Day, Moment, SupplierId};
use store::{Fault, Read, list_text, lists, p, sql};

use crate::model::{Arrival, PurchaseOrder, PurchaseState};

lists! {
    ARRIVALS = [arrivals!("WHERE l.closed_at IS NULL AND s.quantity > 0 AND ")], [
        "CAST(?6 AS BIGINT) IS NULL AND (CAST(?7 AS BIGINT) IS NULL OR COALESCE(l.last_confirmed_at, l.made_at) < ?7)",
        "l.supplier_id = ?6 AND (CAST(?7 AS BIGINT) IS NULL OR COALESCE(l.last_confirmed_at, l.made_at) < ?7)",
    ], [
        up "l.expected_on", "l.id" and "l.expected_on BETWEEN ?4 AND ?5";
        down "l.expected_on", "l.id" and "l.expected_on BETWEEN ?4 AND ?5";
    ];
    PURCHASES = [orders!("WHERE ")], [
        "CAST(?6 AS BIGINT) IS NULL AND CAST(?7 AS TEXT) IS NULL",
        "o.state = ?7 AND CAST(?6 AS BIGINT) IS NULL",
        "o.supplier_id = ?6 AND (CAST(?7 AS TEXT) IS NULL OR o.state = ?7)",
    ], [
        down "o.ordered_on", "o.id" and "o.ordered_on BETWEEN ?4 AND ?5";
        up "o.ordered_on", "o.id" and "o.ordered_on BETWEEN ?4 AND ?5";
    ];
}

sql! {
    OPEN_ORDERS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT o.id FROM purchase_order o WHERE o.state = 'open' LIMIT 1000) few";
    LATE_LINES = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT l.id FROM purchase_line l WHERE l.closed_at IS NULL \
        AND l.expected_on < ?1 LIMIT 1000) few";
}

/// Orders that are awaited, and lines of them that are past their day; each counted up to [`house::tally::MOST`].
pub(crate) fn open_and_late(read: &mut Read<'_>, today: Day) -> Result<(i64, i64), Fault> {
    let (open,): (i64,) = read.one(&OPEN_ORDERS, p![])?;
    let (late,): (i64,) = read.one(&LATE_LINES, p![today])?;
    Ok((open, late))
}

/// A page of awaited arrivals, of one supplier or of all, or only those nobody has confirmed since a moment.
pub(crate) fn arrivals_page(
    read: &mut Read<'_>,
    supplier: Option<SupplierId>,
    unheard_since: Option<Moment>,
    wanted: &Wanted,
) -> Result<Vec<Arrival>, Fault> {
    let Wanted { order, key, id, from, to, limit } = wanted;
    let text = list_text(ARRIVALS, 0, usize::from(supplier.is_some()), *order)?;
    read.rows(text, p![limit, key, id, from, to, supplier, unheard_since])
}

/// A page of purchase orders, of one supplier or of all, in one state or in any.
pub(crate) fn purchases_page(
    read: &mut Read<'_>,
    supplier: Option<SupplierId>,
    state: Option<PurchaseState>,
    wanted: &Wanted,
) -> Result<Vec<PurchaseOrder>, Fault> {
    let place = match (supplier, state) {
        (Some(_), _) => 2,
        (None, Some(_)) => 1,
        (None, None) => 0,
    };
    let Wanted { order, key, id, from, to, limit } = wanted;
    let state = state.map(PurchaseState::code);
    read.rows(list_text(PURCHASES, 0, place, *order)?, p![limit, key, id, from, to, supplier, state])
}
