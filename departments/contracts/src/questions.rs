//! What others ask about the terms of clients.

use access::{Perm, Scope};
use house::Visit;
use kernel::ClientId;
use store::{Fault, Read};

use crate::model::Terms;
use crate::store as books;

/// The terms of a client; none where nobody set any.
pub fn terms(read: &mut Read<'_>, client: ClientId) -> Result<Option<Terms>, Fault> {
    books::terms(read, client)
}

/// The terms of these clients, in one statement; clients without any are left out.
pub fn terms_of(read: &mut Read<'_>, clients: &[ClientId]) -> Result<Vec<Terms>, Fault> {
    books::terms_of(read, clients)
}

/// Whether the visitor's rows hold this client for a right.
pub(crate) fn serves(read: &mut Read<'_>, visit: &Visit, perm: Perm, client: ClientId) -> Result<bool, Fault> {
    match visit.scope(perm) {
        Scope::All => Ok(true),
        Scope::None => Ok(false),
        Scope::Own | Scope::Team => Ok(!clients::visible_of(read, visit.staff(), &[client])?.is_empty()),
    }
}
