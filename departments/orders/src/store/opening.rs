//! What clients owed before the company began to work with the program.

use house::Visit;
use kernel::{ClientId, Day, Money};
use store::{Fault, Read, Tx, p, sql};

use super::numbers;

sql! {
    OPENING = "SELECT debt, as_of_on FROM opening_balance WHERE client_id = ?1";
    SET_OPENING = "INSERT INTO opening_balance (client_id, debt, as_of_on, recorded_at, staff_id) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (client_id) DO UPDATE SET debt = excluded.debt, as_of_on = excluded.as_of_on, \
        recorded_at = excluded.recorded_at, staff_id = excluded.staff_id";
    OPENINGS = "SELECT client_id, debt FROM opening_balance \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY client_id";
    DROP_OPENINGS = "DELETE FROM opening_balance WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_EMPTY_ACCOUNTS = "DELETE FROM client_account WHERE shipped = 0 AND paid = 0 \
        AND client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

/// The opening balance of a client: the debt (below zero: an advance) and its day.
pub(crate) fn opening(read: &mut Read<'_>, client: ClientId) -> Result<Option<(Money, Day)>, Fault> {
    read.opt(&OPENING, p![client])
}

/// Writes the opening balance of a client.
pub(crate) fn set_opening(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    debt: Money,
    as_of: Day,
) -> Result<(), Fault> {
    tx.exec(&SET_OPENING, p![client, debt, as_of, visit.now, visit.actor.staff()]).map(drop)
}

/// Takes the opening balances of these clients away; says what they were.
pub(crate) fn drop_openings(tx: &mut Tx<'_>, clients: &[ClientId]) -> Result<Vec<(ClientId, Money)>, Fault> {
    let list = numbers(clients.iter().map(|id| id.get()));
    let there = tx.rows(&OPENINGS, p![list])?;
    tx.exec(&DROP_OPENINGS, p![list])?;
    Ok(there)
}

/// Takes away accounts on which nothing stands.
pub(crate) fn drop_empty_accounts(tx: &mut Tx<'_>, clients: &[ClientId]) -> Result<(), Fault> {
    tx.exec(&DROP_EMPTY_ACCOUNTS, p![numbers(clients.iter().map(|id| id.get()))]).map(drop)
}
