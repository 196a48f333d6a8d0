//! Tables of contracts: every statement that names them.

use house::Visit;
use kernel::ClientId;
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::model::{SetTerms, Terms};

macro_rules! terms {
    ($rest:literal) => {
        concat!("SELECT client_id, credit_limit, payment_days, changed_at, staff_id, version FROM client_terms ", $rest)
    };
}

sql! {
    TERMS = terms!("WHERE client_id = ?1");
    TERMS_OF = terms!("WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY client_id");
    INSERT = "INSERT INTO client_terms (client_id, credit_limit, payment_days, changed_at, staff_id, version) \
        VALUES (?1, ?2, ?3, ?4, ?5, 1)";
    UPDATE = "UPDATE client_terms SET credit_limit = ?2, payment_days = ?3, changed_at = ?4, staff_id = ?5, \
        version = version + 1 WHERE client_id = ?1";

    LAW_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM client_terms";
    // The law holds with the table's own constraints gone.
    LAW_BREAKS = "SELECT t.client_id, t.credit_limit, t.payment_days, c.id FROM client_terms t \
        LEFT JOIN view_client c ON c.id = t.client_id WHERE c.id IS NULL OR t.credit_limit < 0 \
        OR t.payment_days < 0 OR t.payment_days > 365 ORDER BY t.client_id LIMIT 100";
}

/// The terms of a client, where somebody set them.
pub(crate) fn terms(read: &mut Read<'_>, client: ClientId) -> Result<Option<Terms>, Fault> {
    read.opt(&TERMS, p![client])
}

/// Those of several clients, in one statement.
pub(crate) fn terms_of(read: &mut Read<'_>, clients: &[ClientId]) -> Result<Vec<Terms>, Fault> {
    read.rows(&TERMS_OF, p![numbers(clients.iter().map(|id| id.get()))])
}

/// Writes the terms of a client; `is_new` where it had none.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    new: &SetTerms,
    is_new: bool,
) -> Result<(), Fault> {
    let sql = if is_new { &INSERT } else { &UPDATE };
    tx.exec(sql, p![client, new.credit_limit, new.payment_days, visit.now, visit.actor.staff()]).map(drop)
}

/// What the law looks at: how many rows, and those that break it.
#[allow(clippy::type_complexity, reason = "a row of a law is read once, beside its words")]
pub(crate) fn law(read: &mut Read<'_>) -> Result<(i64, Vec<(i64, Option<i64>, i64, Option<i64>)>), Fault> {
    let (checked,) = read.one(&LAW_COUNT, p![])?;
    Ok((checked, read.rows(&LAW_BREAKS, p![])?))
}

fn numbers(ids: impl Iterator<Item = i64>) -> String {
    json!(ids.collect::<Vec<_>>()).to_string()
}
