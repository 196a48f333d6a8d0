//! Laws about people, recomputed from the tables.

use kernel::StaffId;
use store::{Fault, Read, p};

use crate::rules::{Role, both_duties};
use crate::staff::{role_of_column, with_exception_now};
use crate::store::{LEAVERS, LIVING_ROLES};

/// Law `duties`: nobody both sells and buys, or a dated exception stands. How many were checked, who breaks it.
pub fn duties(read: &mut Read<'_>) -> Result<(i64, Vec<String>), Fault> {
    let excepted = with_exception_now(read)?;
    let rows: Vec<(StaffId, Option<String>)> = read.rows(&LIVING_ROLES, p![])?;
    let (mut checked, mut broken) = (0, Vec::new());
    for held in rows.chunk_by(|a, b| a.0 == b.0) {
        let Some((staff, _)) = held.first() else { continue };
        checked += 1;
        let roles = held
            .iter()
            .filter_map(|(_, role)| role.as_deref())
            .map(role_of_column)
            .collect::<Result<Vec<Role>, Fault>>()?;
        if roles.is_empty() {
            broken.push(format!("staff:{staff} has no role"));
        }
        if let Some((selling, buying)) = both_duties(&roles)
            && !excepted.contains(staff)
        {
            broken.push(format!("staff:{staff} is {selling} and {buying}"));
        }
    }
    Ok((checked, broken))
}

/// Law `leaver`, the part of this crate: a locked person has no live session and no live token.
pub fn leaver(read: &mut Read<'_>) -> Result<(i64, Vec<String>), Fault> {
    let now = read.now();
    let rows: Vec<(StaffId, i64, i64)> = read.rows(&LEAVERS, p![now])?;
    let checked = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let broken = rows
        .into_iter()
        .filter(|(_, sessions, tokens)| sessions + tokens > 0)
        .map(|(staff, sessions, tokens)| format!("staff:{staff} has {sessions} sessions and {tokens} tokens"))
        .collect();
    Ok((checked, broken))
}
