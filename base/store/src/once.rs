//! The same key gets the same answer: a repeated request never does a deed twice.

use kernel::actor::Actor;
use kernel::day::Moment;

use crate::conn::Conn;
use crate::fault::Fault;
use crate::unit::Tx;
use crate::{p, sql};

/// How long an answer is kept for replay: 24 hours.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// A caller's claim that this request is to be done once.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The key; unique per actor.
    pub key: String,
    /// Fingerprint of method, path and body; another one under the same key is refused.
    pub fingerprint: String,
}

/// What the caller is answered, kept for replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body, already serialised.
    pub body: String,
    /// `Location` of what was made.
    pub location: Option<String>,
    /// `ETag` of what was made or changed.
    pub etag: Option<String>,
}

/// How a claimed request ended.
#[derive(Debug)]
pub enum Once {
    /// Done (or refused) now.
    Fresh(Answer),
    /// Was done before: the first answer again.
    Replayed(Answer),
    /// The key was used for something else: 422.
    OtherRequest,
    /// The first request under this key still runs: 409, try again.
    Running,
}

sql! {
    CLAIM = "INSERT INTO idempotency (actor, key, fingerprint, status, body, made_at) VALUES (?1, ?2, ?3, 0, '', ?4)
        ON CONFLICT DO NOTHING";
    CLAIMED = "SELECT fingerprint, status, body, location, etag FROM idempotency WHERE actor = ?1 AND key = ?2";
    KEEP = "UPDATE idempotency SET status = ?3, body = ?4, location = ?5, etag = ?6 WHERE actor = ?1 AND key = ?2";
    FORGET = "DELETE FROM idempotency WHERE made_at < ?1";
}

/// Claims the key, or says how the earlier request under it ended.
pub(crate) fn claim(conn: &mut Conn, actor: Actor, claim: &Claim, now: Moment) -> Result<Option<Once>, Fault> {
    let actor = actor.code();
    if conn.exec(&CLAIM, p![actor, claim.key, claim.fingerprint, now])? == 1 {
        return Ok(None);
    }
    type Kept = (String, i64, String, Option<String>, Option<String>);
    let Some((fingerprint, status, body, location, etag)) =
        conn.rows::<Kept>(&CLAIMED, p![actor, claim.key])?.into_iter().next()
    else {
        return Ok(Some(Once::Running));
    };
    Ok(Some(if fingerprint != claim.fingerprint {
        Once::OtherRequest
    } else if status == 0 {
        Once::Running
    } else {
        let status = u16::try_from(status).map_err(|_| Fault::because("a kept answer has no status"))?;
        Once::Replayed(Answer { status, body, location, etag })
    }))
}

/// Keeps the answer under its key.
pub(crate) fn keep(conn: &mut Conn, actor: Actor, claim: &Claim, answer: &Answer) -> Result<(), Fault> {
    let (actor, status) = (actor.code(), i64::from(answer.status));
    conn.exec(&KEEP, p![actor, claim.key, status, answer.body, answer.location, answer.etag]).map(drop)
}

/// Forgets answers older than a day; run by the nightly schedule.
pub fn forget_old_answers(tx: &mut Tx<'_>) -> Result<u64, Fault> {
    let before = Moment::from_millis(tx.now().millis() - KEPT_MS);
    tx.exec(&FORGET, p![before])
}
