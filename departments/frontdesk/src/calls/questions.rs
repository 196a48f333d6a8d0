//! What is asked about calls.

use clients::Caller;
use kernel::{CallId, ClientId, Phone, StaffId};
use store::{Fault, Read};

use super::model::{Call, Presence};
use super::store as books;

/// One call.
pub fn call(read: &mut Read<'_>, id: CallId) -> Result<Option<Call>, Fault> {
    books::call(read, id)
}

/// Calls below a number, the newest first: of a client or of all.
pub fn list(read: &mut Read<'_>, client: Option<ClientId>, below: i64, limit: i64) -> Result<Vec<Call>, Fault> {
    books::list(read, client, below, limit)
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
