//! Questions about clients, answered as far as the reader may see.

use std::collections::HashMap;

use access::Perm;
use house::Visit;
use kernel::{ClientId, StaffId};
use store::{Fault, Read};

use crate::model::{ClientCard, Sight, TeamMember};
use crate::rules;
use crate::store as books;

/// Everything this slice knows of a client; of another team's client only that it exists and whose it is.
pub fn card(read: &mut Read<'_>, visit: &Visit, id: ClientId) -> Result<Option<ClientCard>, Fault> {
    let Some(mut client) = books::client(read, id)? else { return Ok(None) };
    let team = team(read, id)?;
    let me = visit.actor.staff();
    let in_team = team.iter().any(|member| Some(member.staff) == me);
    let sight = rules::sight(visit.scope(Perm::ClientsRead), visit.scope(Perm::ClientsContacts), in_team);
    if sight == Sight::Locked {
        (client.inn, client.kpp, client.address, client.external_id) = (None, None, None, None);
        return Ok(Some(ClientCard {
            client,
            contacts: Vec::new(),
            phones: Vec::new(),
            emails: Vec::new(),
            team,
            sight,
        }));
    }
    let (contacts, phones, emails) = (books::contacts(read, id)?, books::phones(read, id)?, books::emails(read, id)?);
    Ok(Some(ClientCard { client, contacts, phones, emails, team, sight }))
}

/// Who looks after a client, by name.
pub fn team(read: &mut Read<'_>, id: ClientId) -> Result<Vec<TeamMember>, Fault> {
    let rows = books::team(read, id)?;
    let names = staff_names(read, rows.iter().map(|row| row.staff))?;
    let member = |row: books::TeamRow| TeamMember {
        name: names.get(&row.staff).cloned().unwrap_or_default(),
        staff: row.staff,
        role: row.role,
        since_at: row.since_at,
    };
    Ok(rows.into_iter().map(member).collect())
}

/// Names of those who look after a client, each once.
pub(crate) fn team_names(read: &mut Read<'_>, id: ClientId) -> Result<Vec<String>, Fault> {
    let mut names: Vec<String> = Vec::new();
    for member in team(read, id)? {
        if !member.name.is_empty() && !names.contains(&member.name) {
            names.push(member.name);
        }
    }
    Ok(names)
}

/// Account managers of these clients, by name.
pub fn managers(read: &mut Read<'_>, ids: &[ClientId]) -> Result<HashMap<ClientId, String>, Fault> {
    let rows = books::teams(read, ids)?;
    let names = staff_names(read, rows.iter().map(|row| row.staff))?;
    let mut managers = HashMap::new();
    for row in rows.into_iter().filter(|row| row.role == access::Role::AccountManager.code()) {
        if let Some(name) = names.get(&row.staff) {
            managers.entry(row.client).or_insert_with(|| name.clone());
        }
    }
    Ok(managers)
}

/// Names of these colleagues.
pub(crate) fn staff_names(
    read: &mut Read<'_>,
    staff: impl Iterator<Item = StaffId>,
) -> Result<HashMap<StaffId, String>, Fault> {
    let mut ids: Vec<StaffId> = staff.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(access::staff_names(read, &ids)?.into_iter().collect())
}
