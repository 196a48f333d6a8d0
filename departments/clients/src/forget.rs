//! Clients taken out of the base again: an import is undone.

use house::{Resting, Visit};
use kernel::{ClientId, EntityKind, Event};
use serde_json::json;
use store::{Fault, Read, Tx, p, sql};

use crate::texts;

sql! {
    CHANGED = "SELECT CAST(COUNT(*) AS BIGINT) FROM client WHERE version > 1 \
        AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    REVEALED = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_reveal \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_PHONES = "DELETE FROM client_phone WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_EMAILS = "DELETE FROM client_email WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_CONTACTS = "DELETE FROM contact WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_TEAM = "DELETE FROM account_team WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    DROP_CLIENTS = "DELETE FROM client WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

/// Cards that somebody changed since they were made, and those whose hidden numbers somebody was shown.
pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    if kind != EntityKind::Client {
        return Ok(Vec::new());
    }
    let ids = json!(ids).to_string();
    let (changed,) = read.one(&CHANGED, p![ids])?;
    let (revealed,) = read.one(&REVEALED, p![ids])?;
    Ok(vec![
        Resting { what: texts::rests_changed(visit.lang), count: changed },
        Resting { what: texts::rests_revealed(visit.lang), count: revealed },
    ])
}

/// Takes clients out of the base with their people and numbers. The caller has asked every department what rests on
/// them; what still does is a fault and nothing is taken.
pub fn forget(tx: &mut Tx<'_>, clients: &[ClientId]) -> Result<(), Fault> {
    let list = json!(clients.iter().map(|id| id.get()).collect::<Vec<_>>()).to_string();
    tx.exec_all(&[
        (&DROP_PHONES, p![list]),
        (&DROP_EMAILS, p![list]),
        (&DROP_CONTACTS, p![list]),
        (&DROP_TEAM, p![list]),
        (&DROP_CLIENTS, p![list]),
    ])?;
    for client in clients {
        tx.event(Event::new("client_forgotten", *client, json!({ "client": client }).to_string()), Some(*client));
    }
    Ok(())
}
