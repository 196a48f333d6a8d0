//! Law `holder`: every open case has exactly one living holder whose role may hold cases.

use access::Role;
use house::LawReport;
use store::{Fault, Read};

use crate::{rules, store as books};

/// Recomputed from the tables: one line for each open case without such a holder, and for each offer to nobody.
pub(crate) fn holder(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let (checked, rows, offers) = books::law(read)?;
    let mut broken = Vec::new();
    for held in rows.chunk_by(|a, b| a.0 == b.0) {
        let Some((case, staff, locked, _)) = held.first() else { continue };
        let fits = held.iter().filter_map(|(.., role)| role.as_deref().and_then(Role::parse)).any(rules::fits);
        if locked.is_some() {
            broken.push(format!("case {case}: its holder staff:{staff} is locked"));
        } else if !fits {
            broken.push(format!("case {case}: staff:{staff} has no role that holds cases"));
        }
    }
    broken.extend(offers.into_iter().map(|(case, staff)| format!("case {case}: offered to staff:{staff} in vain")));
    broken.truncate(100);
    Ok(LawReport { checked, broken })
}
