//! What the order desk keeps beside the lines: rows nobody could read yet, and who has an order open.

use kernel::{Moment, OrderId, Quantity, StaffId};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

sql! {
    ROWS = "SELECT id, position, text, what, quantity, amount FROM draft_row WHERE order_id = ?1 ORDER BY position";
    COUNT_ROWS = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MAX(position), 0) AS BIGINT) FROM draft_row WHERE order_id = ?1";
    INSERT_ROWS = "INSERT INTO draft_row (order_id, position, text, what, quantity, amount) SELECT CAST(?1 AS BIGINT), \
        CAST(value ->> 'p' AS BIGINT), value ->> 't', value ->> 'w', CAST(value ->> 'q' AS BIGINT), value ->> 'a' FROM json_each(?2)";
    DROP_ROWS = "DELETE FROM draft_row WHERE order_id = ?1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))";
    CHANGE_ROW = "UPDATE draft_row SET quantity = ?3, amount = NULL WHERE order_id = ?1 AND id = ?2";
    SIT_DOWN = "INSERT INTO order_reader (order_id, staff_id, seen_at) VALUES (?1, ?2, ?3) \
        ON CONFLICT (order_id, staff_id) DO UPDATE SET seen_at = excluded.seen_at";
    GET_UP = "DELETE FROM order_reader WHERE order_id = ?1 AND seen_at < ?2";
    READERS = "SELECT staff_id FROM order_reader WHERE order_id = ?1 AND staff_id <> ?2 AND seen_at >= ?3 ORDER BY staff_id";
}

row! {
    /// A pasted row that nobody could read yet.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct DraftRow {
        /// Its number.
        pub id: i64,
        /// Its place among such rows.
        pub position: i64,
        /// As it came.
        pub text: String,
        /// What in it names the item.
        pub what: String,
        /// How much, if it said so.
        pub quantity: Option<Quantity>,
        /// What stands there in place of a quantity and is none.
        pub amount: Option<String>,
    }
}

/// A row about to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraftRow {
    /// As it came.
    pub text: String,
    /// What in it names the item.
    pub what: String,
    /// How much, if it said so.
    pub quantity: Option<Quantity>,
    /// What stands there in place of a quantity and is none.
    pub amount: Option<String>,
}

/// Rows of a draft that nobody could read yet.
pub(crate) fn draft_rows(read: &mut Read<'_>, order: OrderId) -> Result<Vec<DraftRow>, Fault> {
    read.rows(&ROWS, p![order])
}

/// How many such rows there are, and the last place.
pub(crate) fn draft_row_count(read: &mut Read<'_>, order: OrderId) -> Result<(i64, i64), Fault> {
    read.one(&COUNT_ROWS, p![order])
}

/// Keeps rows after the last place.
pub(crate) fn insert_draft_rows(tx: &mut Tx<'_>, order: OrderId, rows: &[NewDraftRow]) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let (_, last) = draft_row_count(tx, order)?;
    let rows: Vec<_> = rows
        .iter()
        .zip(last.saturating_add(1)..)
        .map(|(row, position)| json!({ "p": position, "t": row.text, "w": row.what, "q": row.quantity.map(Quantity::thousandths), "a": row.amount }))
        .collect();
    tx.exec(&INSERT_ROWS, p![order, json!(rows).to_string()]).map(drop)
}

/// Takes rows away that were read or given up.
pub(crate) fn drop_draft_rows(tx: &mut Tx<'_>, order: OrderId, rows: &[i64]) -> Result<u64, Fault> {
    tx.exec(&DROP_ROWS, p![order, json!(rows).to_string()])
}

/// Another quantity in a row that is not read yet.
pub(crate) fn change_draft_row(
    tx: &mut Tx<'_>,
    order: OrderId,
    row: i64,
    quantity: Option<Quantity>,
) -> Result<(), Fault> {
    tx.exec(&CHANGE_ROW, p![order, row, quantity]).map(drop)
}

/// Notes that somebody has the order open, and forgets who has not been seen since a moment.
pub(crate) fn sit_down(tx: &mut Tx<'_>, order: OrderId, staff: StaffId, since: Moment) -> Result<(), Fault> {
    let now = tx.now();
    tx.exec_all(&[(&SIT_DOWN, p![order, staff, now]), (&GET_UP, p![order, since])])
}

/// Who else has had the order open since a moment.
pub(crate) fn readers(read: &mut Read<'_>, order: OrderId, but: StaffId, since: Moment) -> Result<Vec<StaffId>, Fault> {
    let rows: Vec<(StaffId,)> = read.rows(&READERS, p![order, but, since])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
