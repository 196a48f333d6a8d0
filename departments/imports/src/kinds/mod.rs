//! What is done with a row of each kind of table.

pub(crate) mod arrivals;
pub(crate) mod balances;
pub(crate) mod clients;
pub(crate) mod history;
pub(crate) mod items;
pub(crate) mod stock;

use ::store::{Fault, Read, p, sql};
use kernel::{ClientId, Inn, text_key};

sql! {
    BY_INN = "SELECT id FROM view_client WHERE inn = ?1 ORDER BY id LIMIT 2";
    BY_NAME = "SELECT id FROM view_client WHERE name_key = ?1 ORDER BY id LIMIT 2";
}

/// The client by its number elsewhere, its ИНН, or its name; two of one name are nobody.
pub(crate) fn find_client(read: &mut Read<'_>, word: &str) -> Result<Option<ClientId>, Fault> {
    if word.is_empty() {
        return Ok(None);
    }
    if let Some(client) = ::clients::by_external_id(read, word)? {
        return Ok(Some(client.id));
    }
    let found: Vec<(ClientId,)> = match Inn::parse(word) {
        Ok(inn) => read.rows(&BY_INN, p![inn])?,
        Err(_) => read.rows(&BY_NAME, p![text_key(word)])?,
    };
    Ok(match found.as_slice() {
        [(one,)] => Some(*one),
        _ => None,
    })
}
