//! What is asked about cases.

use access::{Perm, Role, Scope};
use house::Visit;
use house::list::Wanted;
use kernel::{CaseId, ClientId, StaffId, Value};
use store::{Fault, Read};

use crate::model::{Case, CaseCard, Waiting};
use crate::rules;
use crate::store::{self as books, Living, Seen};

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Open ones a person holds, the first due first.
    HeldBy(StaffId),
    /// Offered to a person and not answered yet.
    OfferedTo(StaffId),
    /// All open ones the visitor sees, the first due first.
    Open,
    /// Open call-backs, the first due first.
    CallBacks,
    /// Closed ones, the last first.
    Closed,
    /// All of a client, the newest first.
    Of(ClientId),
}

/// Open cases the visitor sees, or those of them that are past a moment; counted up to [`house::tally::MOST`].
pub(crate) fn open_count(read: &mut Read<'_>, visit: &Visit, before: Option<kernel::Moment>) -> Result<i64, Fault> {
    books::open_count(read, seen_by(visit), before)
}

pub(crate) fn seen_by(visit: &Visit) -> Seen {
    Seen { all: visit.scope(Perm::CasesRead) == Scope::All, staff: visit.staff() }
}

/// Cases of a list after a place (sort key and number), as far as the visitor sees them.
pub fn list(
    read: &mut Read<'_>,
    visit: &Visit,
    which: Which,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<Case>, Fault> {
    let start = match which {
        Which::Closed | Which::Of(_) => (i64::MAX, i64::MAX),
        _ => (i64::MIN, 0),
    };
    let (key, id) = after.unwrap_or(start);
    page(read, visit, which, &Wanted { order: 0, key: Value::Int(key), id, from: i64::MIN, to: i64::MAX, limit })
}

/// A page of a list: open cases due, closed ones closed within the moments `from` and `to`.
pub(crate) fn page(read: &mut Read<'_>, visit: &Visit, which: Which, wanted: &Wanted) -> Result<Vec<Case>, Fault> {
    let seen = seen_by(visit);
    match which {
        Which::HeldBy(staff) if seen.all || staff == seen.staff => books::mine(read, staff, wanted),
        Which::OfferedTo(staff) if seen.all || staff == seen.staff => books::offered(read, staff),
        Which::HeldBy(_) | Which::OfferedTo(_) => Ok(Vec::new()),
        Which::Open => books::open(read, seen, wanted),
        Which::CallBacks => books::call_backs(read, seen, wanted),
        Which::Closed => books::closed(read, seen, wanted),
        Which::Of(client) => books::of_client(read, seen, client, wanted.id, wanted.limit),
    }
}

/// A case with its hand-overs; none when there is none the visitor sees.
pub fn card(read: &mut Read<'_>, visit: &Visit, id: CaseId) -> Result<Option<CaseCard>, Fault> {
    let Some(case) = books::seen(read, seen_by(visit), id)? else { return Ok(None) };
    let handovers = books::handovers(read, id)?;
    Ok(Some(CaseCard { case, handovers }))
}

/// Open cases of a client the visitor serves, the first due first.
pub fn open_of_client(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Vec<Case>, Fault> {
    if !serves(read, visit, client)? {
        return Ok(Vec::new());
    }
    books::open_of_client(read, client)
}

/// What waits for the visitor.
pub fn waiting(read: &mut Read<'_>, visit: &Visit) -> Result<Waiting, Fault> {
    books::waiting(read, visit.staff(), visit.now)
}

/// Whether the visitor's row scope shows a client.
pub(crate) fn serves(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<bool, Fault> {
    match visit.scope(Perm::CasesRead) {
        Scope::All => Ok(true),
        Scope::None => Ok(false),
        Scope::Own | Scope::Team => Ok(!clients::visible_of(read, visit.staff(), &[client])?.is_empty()),
    }
}

/// Who may hold a case: number, name and roles, in the order of the numbers.
pub fn people_for(read: &mut Read<'_>) -> Result<Vec<(StaffId, String, Vec<Role>)>, Fault> {
    Ok(holders(books::living(read)?))
}

/// People with a fitting role, each once.
pub(crate) fn holders(rows: Vec<Living>) -> Vec<(StaffId, String, Vec<Role>)> {
    let mut people: Vec<(StaffId, String, Vec<Role>)> = Vec::new();
    for row in rows {
        let Some(role) = Role::parse(&row.role).filter(|role| rules::fits(*role)) else { continue };
        match people.last_mut() {
            Some((staff, _, roles)) if *staff == row.staff => roles.push(role),
            _ => people.push((row.staff, row.name, vec![role])),
        }
    }
    people
}
