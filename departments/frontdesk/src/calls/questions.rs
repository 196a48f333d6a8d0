//! What is asked about calls.

use access::{Perm, Scope};
use clients::Caller;
use house::Visit;
use i18n::Lang;
use kernel::{CallId, ClientId, Phone, StaffId};
use store::{Fault, Read};

use super::model::{Call, Presence};
use super::store as books;
use crate::texts;

/// One call that the visitor may see: any that rings, else the visitor's own; heads and programs see all.
pub fn call(read: &mut Read<'_>, visit: &Visit, id: CallId) -> Result<Option<Call>, Fault> {
    let own = |call: &Call| call.rings() || call.operator.is_some() && call.operator == visit.actor.staff();
    Ok(books::call(read, id)?.filter(|call| sees_all(visit) || own(call)))
}

/// Calls below a number, the newest first: of a client or of all, of those the visitor answered or of everybody's.
pub fn list(
    read: &mut Read<'_>,
    visit: &Visit,
    client: Option<ClientId>,
    below: i64,
    limit: i64,
) -> Result<Vec<Call>, Fault> {
    let operator = if sees_all(visit) { None } else { Some(visit.staff()) };
    books::list(read, (client, operator), below, limit)
}

fn sees_all(visit: &Visit) -> bool {
    visit.scope(Perm::CallsWrite) == Scope::All
}

/// Calls that ring, the longest first.
pub fn ringing(read: &mut Read<'_>) -> Result<Vec<Call>, Fault> {
    Ok(books::live(read)?.into_iter().filter(Call::rings).collect())
}

/// The call a colleague talks on, the last answered one of several.
pub fn talking(read: &mut Read<'_>, staff: StaffId) -> Result<Option<Call>, Fault> {
    let mine = books::live(read)?.into_iter().filter(|call| call.talks() && call.operator == Some(staff));
    Ok(mine.max_by_key(|call| (call.answered_at, call.id)))
}

/// Who may be calling: everybody known at the number, by client, then by person.
pub fn candidates(read: &mut Read<'_>, call: &Call) -> Result<Vec<Caller>, Fault> {
    let Some(phone) = call.number.as_deref().and_then(|number| Phone::parse(number).ok()) else {
        return Ok(Vec::new());
    };
    clients::by_phone(read, &phone)
}

/// What a colleague says of themselves.
pub fn presence_of(read: &mut Read<'_>, staff: StaffId) -> Result<Option<Presence>, Fault> {
    books::presence(read, staff)
}

/// Extensions of colleagues, in words.
pub(crate) fn reached(read: &mut Read<'_>, lang: Lang, staff: &[StaffId]) -> Result<Vec<(StaffId, String)>, Fault> {
    let mut found = Vec::new();
    for one in staff {
        let extension = books::presence(read, *one)?.and_then(|presence| presence.extension);
        found.extend(extension.map(|extension| (*one, texts::ext(lang, &extension))));
    }
    Ok(found)
}
