//! Tables of the client base: every statement that names them.

mod lists;

use kernel::{ClientId, ContactId, Inn, Kpp, Phone, StaffId, text_key};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{Caller, Client, ClientEmail, ClientLine, ClientPhone, Contact};
use crate::rules::{ReadClient, ReadContact};

pub use lists::{After, Driver, Order, list};
pub(crate) use lists::{own_count, page};

macro_rules! client {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, inn, kpp, city, address, stage, external_id, retail_at, importance, source, created_at, \
             version FROM client ",
            $rest
        )
    };
}

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.name_key, c.inn, c.city, c.stage, c.importance, c.created_at FROM client c ",
            $rest
        )
    };
}

sql! {
    CLIENT = client!("WHERE id = ?1");
    // Rows of others that name the client may be written meanwhile (their foreign keys share its key): who ships an order
    // and has it locked must not wait here for who confirms another and waits for that order.
    LOCK = client!("WHERE id = ?1 /*pg FOR NO KEY UPDATE*/");
    BY_INN = client!("WHERE inn = ?1 ORDER BY id LIMIT 50");
    BY_EXTERNAL = client!("WHERE external_id = ?1");
    NAMES = "SELECT id, name FROM client WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY id";
    PHONES = "SELECT contact_id, e164, extension FROM client_phone WHERE client_id = ?1 ORDER BY id";
    EMAILS = "SELECT contact_id, email FROM client_email WHERE client_id = ?1 ORDER BY id";
    CONTACTS = "SELECT id, name, position, decision_maker_at FROM contact WHERE client_id = ?1 ORDER BY id";
    TEAM = "SELECT client_id, staff_id, role, since_at FROM account_team WHERE client_id = ?1 ORDER BY since_at, staff_id, role";
    TEAMS = "SELECT client_id, staff_id, role, since_at FROM account_team \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY client_id, since_at, staff_id, role";
    VISIBLE_OF = "SELECT client_id FROM view_visible_client \
        WHERE staff_id = ?1 AND client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))";
    BY_PHONE = "SELECT p.client_id, c.name, p.contact_id, t.name FROM client_phone p JOIN client c ON c.id = p.client_id \
        LEFT JOIN contact t ON t.id = p.contact_id WHERE p.last10 = ?1 AND p.e164 = ?2 ORDER BY p.id LIMIT 20";

    LINES_OF = lines!("WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))");
    BEGIN_WITH = lines!("WHERE c.retail_at IS NULL AND c.name_key >= ?1 AND c.name_key < ?2 ORDER BY c.name_key, c.id LIMIT ?3");

    INSERT_CLIENT = "INSERT INTO client (name, name_key, inn, kpp, city, address, stage, external_id, retail_at, importance, \
        source, created_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1) \
        ON CONFLICT DO NOTHING RETURNING id";
    UPDATE_CLIENT = "UPDATE client SET name = ?1, name_key = ?2, inn = ?3, kpp = ?4, city = ?5, address = ?6, stage = ?7, \
        external_id = ?8, version = version + 1 WHERE id = ?9 AND version = ?10";
    TOUCH = "UPDATE client SET version = version + 1 WHERE id = ?1";
    SET_IMPORTANCE = "UPDATE client SET importance = w.weight FROM (SELECT CAST(value ->> 'c' AS BIGINT) AS client_id, \
        CAST(value ->> 'w' AS BIGINT) AS weight FROM json_each(?1)) w WHERE client.id = w.client_id";
    INSERT_CONTACT = "INSERT INTO contact (client_id, name, position, decision_maker_at, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
    CONTACT = "SELECT id, name, position, decision_maker_at FROM contact WHERE id = ?1 AND client_id = ?2";
    INSERT_PHONES = "INSERT INTO client_phone (client_id, contact_id, e164, last10, extension) \
        SELECT CAST(?1 AS BIGINT), CAST(value ->> 't' AS BIGINT), value ->> 'e', value ->> 'l', value ->> 'x' FROM json_each(?2)";
    INSERT_EMAILS = "INSERT INTO client_email (client_id, contact_id, email) \
        SELECT CAST(?1 AS BIGINT), CAST(value ->> 't' AS BIGINT), value ->> 'm' FROM json_each(?2)";
    CLEAR_OWN_PHONES = "DELETE FROM client_phone WHERE client_id = ?1 AND contact_id IS NULL";
    CLEAR_OWN_EMAILS = "DELETE FROM client_email WHERE client_id = ?1 AND contact_id IS NULL";
    JOIN_TEAM = "INSERT INTO account_team (client_id, staff_id, role, since_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    LEAVE_TEAM = "DELETE FROM account_team WHERE client_id = ?1 AND staff_id = ?2 AND role = ?3";

    ENTRIES = "SELECT id, name, inn, importance FROM client WHERE id > ?1 AND retail_at IS NULL ORDER BY id LIMIT ?2";
    ENTRY_PHONES = "SELECT client_id, e164 FROM client_phone WHERE client_id > ?1 AND client_id <= ?2 ORDER BY client_id, id";
    ENTRY_PEOPLE = "SELECT client_id, name FROM contact WHERE client_id > ?1 AND client_id <= ?2 ORDER BY client_id, id";
    ENTRY = "SELECT id, name, inn, importance FROM client WHERE id = ?1 AND retail_at IS NULL";
}

fn numbers(ids: &[ClientId]) -> String {
    json!(ids.iter().map(|id| id.get()).collect::<Vec<_>>()).to_string()
}

/// The row of a client.
pub fn client(read: &mut Read<'_>, id: ClientId) -> Result<Option<Client>, Fault> {
    read.opt(&CLIENT, p![id])
}

/// Locks a client's row (first in the order client, order, item) and reads it.
pub fn lock(tx: &mut Tx<'_>, id: ClientId) -> Result<Option<Client>, Fault> {
    tx.opt(&LOCK, p![id])
}

/// Names of these clients, by number.
pub fn names(read: &mut Read<'_>, ids: &[ClientId]) -> Result<Vec<(ClientId, String)>, Fault> {
    read.rows(&NAMES, p![numbers(ids)])
}

/// Clients of this legal entity: the head office and its branches.
pub(crate) fn by_inn(read: &mut Read<'_>, inn: &Inn) -> Result<Vec<Client>, Fault> {
    read.rows(&BY_INN, p![inn])
}

/// The client with this number in the other system.
pub fn by_external_id(read: &mut Read<'_>, external_id: &str) -> Result<Option<Client>, Fault> {
    read.opt(&BY_EXTERNAL, p![external_id])
}

/// Who may be calling from this number.
pub fn by_phone(read: &mut Read<'_>, phone: &Phone) -> Result<Vec<Caller>, Fault> {
    let rows: Vec<(ClientId, String, Option<ContactId>, Option<String>)> =
        read.rows(&BY_PHONE, p![phone.last10(), phone.e164()])?;
    let caller = |(client, client_name, contact, contact_name)| Caller { client, client_name, contact, contact_name };
    Ok(rows.into_iter().map(caller).collect())
}

/// Numbers of a client and its people.
pub(crate) fn phones(read: &mut Read<'_>, id: ClientId) -> Result<Vec<ClientPhone>, Fault> {
    read.rows(&PHONES, p![id])
}

/// Mail addresses of a client and its people.
pub(crate) fn emails(read: &mut Read<'_>, id: ClientId) -> Result<Vec<ClientEmail>, Fault> {
    read.rows(&EMAILS, p![id])
}

/// People at a client.
pub(crate) fn contacts(read: &mut Read<'_>, id: ClientId) -> Result<Vec<Contact>, Fault> {
    read.rows(&CONTACTS, p![id])
}

/// A person, if it is this client's.
pub(crate) fn contact(read: &mut Read<'_>, client: ClientId, id: ContactId) -> Result<Option<Contact>, Fault> {
    read.opt(&CONTACT, p![id, client])
}

row! {
    /// A row of an account team, the colleague by number.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub(crate) struct TeamRow {
        pub(crate) client: ClientId,
        pub(crate) staff: StaffId,
        pub(crate) role: String,
        pub(crate) since_at: kernel::Moment,
    }
}

/// Who looks after a client, the longest first.
pub(crate) fn team(read: &mut Read<'_>, id: ClientId) -> Result<Vec<TeamRow>, Fault> {
    read.rows(&TEAM, p![id])
}

/// Who looks after these clients.
pub(crate) fn teams(read: &mut Read<'_>, ids: &[ClientId]) -> Result<Vec<TeamRow>, Fault> {
    read.rows(&TEAMS, p![numbers(ids)])
}

/// Which of these clients a colleague's row scope shows.
pub fn visible_of(read: &mut Read<'_>, staff: StaffId, ids: &[ClientId]) -> Result<Vec<ClientId>, Fault> {
    let rows: Vec<(ClientId,)> = read.rows(&VISIBLE_OF, p![staff, numbers(ids)])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Lines of these clients, in no order.
pub(crate) fn lines_of(read: &mut Read<'_>, ids: &[ClientId]) -> Result<Vec<ClientLine>, Fault> {
    read.rows(&LINES_OF, p![numbers(ids)])
}

/// Lines whose name begins so: what stands in while the name index is being built.
pub(crate) fn begin_with(read: &mut Read<'_>, typed: &str, limit: i64) -> Result<Vec<ClientLine>, Fault> {
    let from = text_key(typed);
    let to = format!("{from}\u{10ffff}");
    read.rows(&BEGIN_WITH, p![from, to, limit])
}

/// Writes a new client; nothing when another unit made its twin in the same moment.
pub(crate) fn insert_client(
    tx: &mut Tx<'_>,
    client: &ReadClient,
    importance: u16,
    source: &str,
    retail: bool,
) -> Result<Option<ClientId>, Fault> {
    let now = tx.now();
    let made: Option<(ClientId,)> = tx.opt(
        &INSERT_CLIENT,
        p![
            client.name,
            text_key(&client.name),
            client.inn,
            client.kpp,
            client.city,
            client.address,
            client.stage,
            client.external_id,
            retail.then_some(now),
            importance,
            source,
            now
        ],
    )?;
    Ok(made.map(|(id,)| id))
}

/// Writes a changed client; false when its version is another by now.
pub(crate) fn update_client(tx: &mut Tx<'_>, old: &Client, new: &ReadClient) -> Result<bool, Fault> {
    let changed = tx.exec(
        &UPDATE_CLIENT,
        p![
            new.name,
            text_key(&new.name),
            new.inn,
            new.kpp,
            new.city,
            new.address,
            new.stage,
            new.external_id,
            old.id,
            old.version
        ],
    )?;
    Ok(changed == 1)
}

/// Says that something around a client changed, so that nobody writes over it unseen.
pub(crate) fn touch(tx: &mut Tx<'_>, id: ClientId) -> Result<(), Fault> {
    tx.exec(&TOUCH, p![id]).map(drop)
}

/// Weighs clients anew for searches and lists; the nightly job and the demo call it.
pub fn set_importance(tx: &mut Tx<'_>, weights: &[(ClientId, u16)]) -> Result<(), Fault> {
    let rows: Vec<_> = weights.iter().map(|(client, weight)| json!({ "c": client.get(), "w": weight })).collect();
    tx.exec(&SET_IMPORTANCE, p![json!(rows).to_string()]).map(drop)
}

/// Writes a person at a client with numbers and addresses.
pub(crate) fn insert_contact(tx: &mut Tx<'_>, client: ClientId, contact: &ReadContact) -> Result<ContactId, Fault> {
    let now = tx.now();
    let since = contact.decision_maker.then_some(now);
    let id = tx.insert(&INSERT_CONTACT, p![client, contact.name, contact.position, since, now])?;
    let id = ContactId::new(id);
    insert_phones(tx, client, Some(id), &contact.phones)?;
    insert_emails(tx, client, Some(id), &contact.emails)?;
    Ok(id)
}

/// Writes numbers of a client or of a person there.
pub(crate) fn insert_phones(
    tx: &mut Tx<'_>,
    client: ClientId,
    contact: Option<ContactId>,
    phones: &[(Phone, Option<String>)],
) -> Result<(), Fault> {
    if phones.is_empty() {
        return Ok(());
    }
    let row = |(phone, extension): &(Phone, Option<String>)| json!({ "t": contact.map(ContactId::get), "e": phone.e164(), "l": phone.last10(), "x": extension });
    let rows = json!(phones.iter().map(row).collect::<Vec<_>>()).to_string();
    tx.exec(&INSERT_PHONES, p![client, rows]).map(drop)
}

/// Writes mail addresses of a client or of a person there.
pub(crate) fn insert_emails(
    tx: &mut Tx<'_>,
    client: ClientId,
    contact: Option<ContactId>,
    emails: &[String],
) -> Result<(), Fault> {
    if emails.is_empty() {
        return Ok(());
    }
    let row = |email: &String| json!({ "t": contact.map(ContactId::get), "m": email });
    let rows = json!(emails.iter().map(row).collect::<Vec<_>>()).to_string();
    tx.exec(&INSERT_EMAILS, p![client, rows]).map(drop)
}

/// Takes away the client's own numbers; those of people stay.
pub(crate) fn clear_own_phones(tx: &mut Tx<'_>, client: ClientId) -> Result<(), Fault> {
    tx.exec(&CLEAR_OWN_PHONES, p![client]).map(drop)
}

/// Takes away the client's own mail addresses; those of people stay.
pub(crate) fn clear_own_emails(tx: &mut Tx<'_>, client: ClientId) -> Result<(), Fault> {
    tx.exec(&CLEAR_OWN_EMAILS, p![client]).map(drop)
}

/// Puts a colleague into a client's team; false when the colleague is there already in that role.
pub(crate) fn join_team(tx: &mut Tx<'_>, client: ClientId, staff: StaffId, role: &str) -> Result<bool, Fault> {
    let now = tx.now();
    Ok(tx.exec(&JOIN_TEAM, p![client, staff, role, now])? == 1)
}

/// Takes a colleague out of a client's team.
pub(crate) fn leave_team(tx: &mut Tx<'_>, client: ClientId, staff: StaffId, role: &str) -> Result<bool, Fault> {
    Ok(tx.exec(&LEAVE_TEAM, p![client, staff, role])? == 1)
}

row! {
    /// What the name index knows of a client, without people and numbers.
    #[derive(Debug, Clone)]
    pub(crate) struct EntryRow {
        pub(crate) id: ClientId,
        pub(crate) name: String,
        pub(crate) inn: Option<String>,
        pub(crate) importance: u16,
    }
}

/// Rows of the name index with numbers above `after`.
pub(crate) fn entries(read: &mut Read<'_>, after: i64, limit: i64) -> Result<Vec<EntryRow>, Fault> {
    read.rows(&ENTRIES, p![after, limit])
}

/// Row of the name index of one client.
pub(crate) fn entry(read: &mut Read<'_>, id: ClientId) -> Result<Option<EntryRow>, Fault> {
    read.opt(&ENTRY, p![id])
}

/// Numbers of clients with a number above `after`, up to `last`.
pub(crate) fn entry_phones(read: &mut Read<'_>, after: i64, last: i64) -> Result<Vec<(ClientId, String)>, Fault> {
    read.rows(&ENTRY_PHONES, p![after, last])
}

/// People at clients with a number above `after`, up to `last`.
pub(crate) fn entry_people(read: &mut Read<'_>, after: i64, last: i64) -> Result<Vec<(ClientId, String)>, Fault> {
    read.rows(&ENTRY_PEOPLE, p![after, last])
}

/// The same client's clients by КПП: whether one of them is the twin.
pub(crate) fn twin<'a>(same_inn: &'a [Client], kpp: Option<&Kpp>) -> Option<&'a Client> {
    same_inn.iter().find(|client| client.kpp.as_ref() == kpp)
}
