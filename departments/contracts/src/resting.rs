//! What of ours rests on clients, so that they can't be taken out of the books.

use house::{Resting, Visit};
use kernel::EntityKind;
use serde_json::json;
use store::{Fault, Read, p, sql};

use crate::texts;

sql! {
    TERMS_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM client_terms \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    if kind != EntityKind::Client {
        return Ok(Vec::new());
    }
    let (count,) = read.one(&TERMS_OF_CLIENTS, p![json!(ids).to_string()])?;
    Ok(vec![Resting { what: texts::rests_terms(visit.lang), count }])
}
