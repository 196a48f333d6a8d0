//! Deeds on terms: they are set.

use access::Perm;
use house::Visit;
use kernel::{ClientId, Event};
use serde_json::json;
use store::{Fault, Stop, Tx};

use crate::errors::TermsRefused;
use crate::model::{SetTerms, Terms};
use crate::{questions, rules, store as books};

/// Says how much a client may owe and when it pays.
///
/// `seen` is the version the caller looked at, zero where none were set. The client's row is locked: who confirms an
/// order meanwhile waits and decides on the new terms. A limit below what the client owes already is possible; it
/// stops what comes next. Refused: wrong fields, no such client, terms that somebody else set meanwhile.
pub fn set_terms(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    new: &SetTerms,
    seen: i64,
) -> Result<Terms, Stop<TermsRefused>> {
    let wrong = rules::wrong_terms(new);
    if !wrong.is_empty() {
        return Err(Stop::Refused(TermsRefused::Fields(wrong)));
    }
    let there = clients::lock(tx, client)?.filter(|client| client.retail_at.is_none());
    if there.is_none() || !questions::serves(tx, visit, Perm::TermsWrite, client)? {
        return Err(Stop::Refused(TermsRefused::Unknown(client)));
    }
    let old = books::terms(tx, client)?;
    let version = old.map_or(0, |old| old.version);
    if seen != version {
        return Err(Stop::Refused(TermsRefused::Stale { client, version }));
    }
    books::write(tx, visit, client, new, old.is_none())?;
    let before = old.map(|old| json!({ "credit_limit": old.credit_limit, "payment_days": old.payment_days }));
    let after = json!({ "credit_limit": new.credit_limit, "payment_days": new.payment_days });
    let payload = json!({ "client": client, "old": before, "new": after });
    tx.event(Event::new("terms_changed", client, payload.to_string()), Some(client));
    Ok(books::terms(tx, client)?.ok_or_else(|| Fault::because("terms just set are not there"))?)
}
