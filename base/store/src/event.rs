//! The append-only record of everything that happened, and its sealer.
//!
//! An event is written with its deed; the sealer gives committed events their place (`seq`)
//! and chains their hashes. On SQLite the writer seals once per batch before COMMIT; on
//! PostgreSQL one process does it under an advisory lock, so no deed waits for the chain.

use kernel::column::{Param, Value};
use kernel::day::Moment;
use kernel::event::{Entity, EntityKind, Event};
use kernel::ids::ClientId;
use sha2::{Digest, Sha256};

use crate::conn::Conn;
use crate::fault::Fault;
use crate::sql::list_text;
use crate::unit::Read;
use crate::{lists, p, row, sql};

/// An event waiting for the end of its unit.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) event: Event,
    pub(crate) client: Option<ClientId>,
    pub(crate) actor: String,
    pub(crate) at: Moment,
}

row! {
    /// A sealed event as followers and timelines read it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Happened {
        /// Place in the chain, from 1 without gaps.
        pub seq: i64,
        /// When, UTC milliseconds.
        pub at: Moment,
        /// Who: `staff:7`, `token:3`, `system`.
        pub actor: String,
        /// What: `order_reserved`, `arrival_moved`, …
        pub kind: String,
        /// On what: `order`, `client`, …
        pub entity: String,
        /// Number of that row.
        pub entity_id: i64,
        /// The client it concerns, if any.
        pub client_id: Option<ClientId>,
        /// Version of the payload's shape.
        pub version: i64,
        /// Ids, numbers and codes as JSON; never names, phones or free text.
        pub payload: String,
    }
}

row! {
    struct Unsealed { id: i64, at: Moment, actor: String, kind: String, entity: String, entity_id: i64, client_id: Option<ClientId>, version: i64, payload: String }
}

row! {
    struct Link { seq: i64, at: Moment, actor: String, kind: String, entity: String, entity_id: i64, client_id: Option<ClientId>, version: i64, payload: String, hash: Vec<u8> }
}

sql! {
    HEAD = "SELECT seq, hash FROM event WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1";
    INSERT_SEALED = "INSERT INTO event (seq, at, actor, kind, entity, entity_id, client_id, version, payload, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    INSERT_UNSEALED = "INSERT INTO event (at, actor, kind, entity, entity_id, client_id, version, payload)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    UNSEALED = "SELECT id, at, actor, kind, entity, entity_id, client_id, version, payload
        FROM event WHERE seq IS NULL ORDER BY id LIMIT 2000";
    SEAL = "UPDATE event SET seq = ?2, hash = ?3 WHERE id = ?1 AND seq IS NULL";
    AFTER = "SELECT seq, at, actor, kind, entity, entity_id, client_id, version, payload
        FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    OF_CLIENT = "SELECT seq, at, actor, kind, entity, entity_id, client_id, version, payload
        FROM event WHERE client_id = ?1 AND seq < ?2 AND kind IN (SELECT value ->> 'k' FROM json_each(?4))
        ORDER BY seq DESC LIMIT ?3";
    LINKS = "SELECT seq, at, actor, kind, entity, entity_id, client_id, version, payload, hash
        FROM event WHERE seq > ?1 ORDER BY seq LIMIT 5000";
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM event";
    COUNT_UNSEALED = "SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE seq IS NULL";
    LAST_SEQ = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM event";
}

/// Events after place `seq`, in order, at most `limit`: what every follower reads.
pub fn events_after(read: &mut Read<'_>, seq: i64, limit: i64) -> Result<Vec<Happened>, Fault> {
    read.rows(&AFTER, p![seq, limit])
}

/// The latest events of these kinds of a client before place `before`, newest first: the dossier's timeline.
pub fn events_of_client<'a>(
    read: &mut Read<'_>,
    client: ClientId,
    kinds: impl IntoIterator<Item = &'a str>,
    before: i64,
    limit: i64,
) -> Result<Vec<Happened>, Fault> {
    let kinds: Vec<String> = kinds.into_iter().map(|kind| format!(r#"{{"k":"{kind}"}}"#)).collect();
    read.rows(&OF_CLIENT, p![client, before, limit, format!("[{}]", kinds.join(","))])
}

lists! {
    /// The journal; the order by time is exact where clocks of nodes differ, for the place is its tie-breaker.
    SOUGHT = ["SELECT seq, at, actor, kind, entity, entity_id, client_id, version, payload FROM event WHERE "], [
        "CAST(?7 AS TEXT) IS NULL AND CAST(?8 AS TEXT) IS NULL AND CAST(?9 AS BIGINT) IS NULL",
        "actor IN (SELECT value ->> 'k' FROM json_each(?7)) AND CAST(?8 AS TEXT) IS NULL AND CAST(?9 AS BIGINT) IS NULL",
        "entity = ?8 AND entity_id = ?9 AND (CAST(?7 AS TEXT) IS NULL OR actor IN (SELECT value ->> 'k' FROM json_each(?7)))",
        "client_id = ?9 AND CAST(?8 AS TEXT) IS NOT NULL
            AND (CAST(?7 AS TEXT) IS NULL OR actor IN (SELECT value ->> 'k' FROM json_each(?7)))",
    ], [
        down "at", "seq" and "seq IS NOT NULL AND at >= ?4 AND at < ?5
            AND (CAST(?6 AS TEXT) IS NULL OR kind IN (SELECT value ->> 'k' FROM json_each(?6)))";
        up "at", "seq" and "seq IS NOT NULL AND at >= ?4 AND at < ?5
            AND (CAST(?6 AS TEXT) IS NULL OR kind IN (SELECT value ->> 'k' FROM json_each(?6)))";
    ];
}

/// Which events a reader of the journal wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Of these kinds; any without.
    pub kinds: Option<Vec<String>>,
    /// By these actors (`staff:7`); anybody without.
    pub actors: Option<Vec<String>>,
    /// On this thing; of a client, also what concerns it.
    pub on: Option<Entity>,
    /// From this moment on, UTC milliseconds.
    pub from: i64,
    /// Before this moment.
    pub to: i64,
}

/// Events of the journal in the order of their place among the texts: the newest first, or the oldest.
pub fn events_sought(
    read: &mut Read<'_>,
    sought: &Sought,
    order: usize,
    (key, seq): (&Value, i64),
    limit: i64,
) -> Result<Vec<Happened>, Fault> {
    let driver = match (sought.on.map(|on| on.kind), &sought.actors) {
        (Some(EntityKind::Client), _) => 3,
        (Some(_), _) => 2,
        (None, Some(_)) => 1,
        (None, None) => 0,
    };
    let list = |codes: &Vec<String>| {
        let codes: Vec<String> = codes.iter().map(|code| format!(r#"{{"k":"{code}"}}"#)).collect();
        format!("[{}]", codes.join(","))
    };
    let (kinds, actors) = (sought.kinds.as_ref().map(list), sought.actors.as_ref().map(list));
    let (entity, id) = (sought.on.map(|on| on.kind.code()), sought.on.map(|on| on.id));
    let text = list_text(SOUGHT, 0, driver, order)?;
    read.rows(text, p![limit, key, seq, sought.from, sought.to, kinds, actors, entity, id])
}

/// All events on record.
pub fn event_count(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&COUNT, p![])?.0)
}

/// Events that the sealer has not reached yet (PostgreSQL only; zero when it is idle).
pub fn unsealed_events(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&COUNT_UNSEALED, p![])?.0)
}

/// First place at which the chain does not verify, and how many links were checked: law `chain`.
pub fn chain_break(read: &mut Read<'_>) -> Result<(i64, Option<i64>), Fault> {
    let mut last = 0;
    let mut hash = Vec::new();
    loop {
        let links: Vec<Link> = read.rows(&LINKS, p![last])?;
        if links.is_empty() {
            return Ok((last, None));
        }
        for link in links {
            let entry = Entry {
                seq: link.seq,
                at: link.at,
                actor: &link.actor,
                kind: &link.kind,
                entity: &link.entity,
                entity_id: link.entity_id,
                client: link.client_id,
                version: link.version,
                payload: &link.payload,
            };
            if link.seq != last + 1 || entry.hash(&hash) != link.hash {
                return Ok((last, Some(link.seq)));
            }
            last = link.seq;
            hash = link.hash;
        }
    }
}

pub(crate) fn last_seq(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&LAST_SEQ, p![])?.0)
}

struct Entry<'a> {
    seq: i64,
    at: Moment,
    actor: &'a str,
    kind: &'a str,
    entity: &'a str,
    entity_id: i64,
    client: Option<ClientId>,
    version: i64,
    payload: &'a str,
}

impl Entry<'_> {
    /// SHA-256 over the previous hash and every column, each text behind its length.
    fn hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut sum = Sha256::new();
        sum.update(previous);
        for number in [self.seq, self.at.millis(), self.entity_id, self.client.map_or(0, ClientId::get), self.version] {
            sum.update(number.to_be_bytes());
        }
        for text in [self.actor, self.kind, self.entity, self.payload] {
            sum.update((text.len() as u64).to_be_bytes());
            sum.update(text.as_bytes());
        }
        sum.finalize().to_vec()
    }
}

/// The end of the chain as read inside a transaction.
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

fn head(conn: &mut Conn) -> Result<Head, Fault> {
    let row = conn.rows::<(i64, Vec<u8>)>(&HEAD, p![])?.into_iter().next();
    Ok(row.map_or(Head { seq: 0, hash: Vec::new() }, |(seq, hash)| Head { seq, hash }))
}

/// SQLite: writes the batch's events sealed, inside the batch's own transaction. Returns the last place.
pub(crate) fn write_sealed(conn: &mut Conn, events: &[Pending]) -> Result<i64, Fault> {
    let mut head = head(conn)?;
    for pending in events {
        let Entity { kind, id } = pending.event.entity;
        let entry = Entry {
            seq: head.seq + 1,
            at: pending.at,
            actor: &pending.actor,
            kind: pending.event.kind,
            entity: kind.code(),
            entity_id: id,
            client: pending.client,
            version: i64::from(pending.event.version),
            payload: &pending.event.payload,
        };
        let hash = entry.hash(&head.hash);
        conn.exec(
            &INSERT_SEALED,
            p![
                entry.seq,
                entry.at,
                entry.actor,
                entry.kind,
                entry.entity,
                entry.entity_id,
                entry.client,
                entry.version,
                entry.payload,
                hash
            ],
        )?;
        head = Head { seq: entry.seq, hash };
    }
    Ok(head.seq)
}

/// PostgreSQL: writes the unit's events for the sealer to find, in one round trip.
pub(crate) fn write_unsealed(conn: &mut Conn, events: &[Pending]) -> Result<(), Fault> {
    let rows: Vec<[Param<'_>; 8]> = events
        .iter()
        .map(|pending| {
            let Entity { kind, id } = pending.event.entity;
            [
                Param::Int(pending.at.millis()),
                Param::Text(&pending.actor),
                Param::Text(pending.event.kind),
                Param::Text(kind.code()),
                Param::Int(id),
                pending.client.map_or(Param::Null, |c| Param::Int(c.get())),
                Param::Int(i64::from(pending.event.version)),
                Param::Text(&pending.event.payload),
            ]
        })
        .collect();
    let list: Vec<(&'static crate::Sql, &[Param<'_>])> =
        rows.iter().map(|r| (&INSERT_UNSEALED, r.as_slice())).collect();
    conn.exec_all(&list)
}

/// PostgreSQL: seals what is committed and waits; runs inside a transaction of the sealer. Returns how many.
pub(crate) fn seal_waiting(conn: &mut Conn) -> Result<usize, Fault> {
    let waiting: Vec<Unsealed> = conn.rows(&UNSEALED, p![])?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut head = head(conn)?;
    let mut sealed: Vec<(i64, i64, Vec<u8>)> = Vec::with_capacity(waiting.len());
    for event in &waiting {
        let entry = Entry {
            seq: head.seq + 1,
            at: event.at,
            actor: &event.actor,
            kind: &event.kind,
            entity: &event.entity,
            entity_id: event.entity_id,
            client: event.client_id,
            version: event.version,
            payload: &event.payload,
        };
        let hash = entry.hash(&head.hash);
        sealed.push((event.id, entry.seq, hash.clone()));
        head = Head { seq: entry.seq, hash };
    }
    let rows: Vec<[Param<'_>; 3]> =
        sealed.iter().map(|(id, seq, hash)| [Param::Int(*id), Param::Int(*seq), Param::Bytes(hash)]).collect();
    let list: Vec<(&'static crate::Sql, &[Param<'_>])> = rows.iter().map(|r| (&SEAL, r.as_slice())).collect();
    conn.exec_all(&list)?;
    Ok(waiting.len())
}
