//! An import taken back, slice by slice, while nothing rests on what it made.

use ::store::{Fault, Read, Tx};
use house::{Department, Visit};
use kernel::{ClientId, EntityKind, ImportId, ItemId, PurchaseOrderId, ReceiptId};

use crate::store as books;
use crate::texts;

/// Made things in one unit of work.
const SLICE: i64 = 200;

/// The sort of a made thing that others may rest on.
fn entity_of(what: &str) -> Option<EntityKind> {
    match what {
        "client" => Some(EntityKind::Client),
        "item" => Some(EntityKind::Item),
        "receipt" => Some(EntityKind::Receipt),
        "purchase" => Some(EntityKind::PurchaseOrder),
        _ => None,
    }
}

/// What rests on anything that an import made, in words; nothing when it can be taken back.
pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    departments: &[&dyn Department],
    id: ImportId,
) -> Result<Option<String>, Fault> {
    let mut said = Vec::new();
    for (what, _) in books::made_counts(read, id)? {
        let Some(kind) = entity_of(&what) else { continue };
        let made = books::made_of(read, id, &what)?;
        for part in made.chunks(2_000) {
            said.extend(rests_on(read, visit, departments, kind, part)?);
        }
    }
    Ok(in_words(visit, said))
}

fn rests_on(
    read: &mut Read<'_>,
    visit: &Visit,
    departments: &[&dyn Department],
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<(&'static str, i64)>, Fault> {
    let mut said = Vec::new();
    for department in departments {
        let resting = department.resting(read, visit, kind, ids)?;
        said.extend(resting.into_iter().filter(|one| one.count > 0).map(|one| (one.what, one.count)));
    }
    Ok(said)
}

/// Each sort once with its sum.
fn in_words(visit: &Visit, said: Vec<(&'static str, i64)>) -> Option<String> {
    let mut sums: Vec<(&'static str, i64)> = Vec::new();
    for (what, count) in said {
        match sums.iter_mut().find(|(known, _)| *known == what) {
            Some((_, sum)) => *sum += count,
            None => sums.push((what, count)),
        }
    }
    if sums.is_empty() {
        return None;
    }
    let words: Vec<String> = sums
        .iter()
        .map(|(what, count)| texts::rests_one(visit.lang, &i18n::fmt::integer(visit.lang, *count), what))
        .collect();
    Some(words.join(", "))
}

/// How a slice of an undo ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undone {
    /// So many are gone, there is more.
    More,
    /// Nothing is left.
    All,
    /// Something came to rest on it meanwhile; in words.
    Stopped(String),
}

/// Takes the last made things away in one unit of work.
pub(crate) fn slice(
    tx: &mut Tx<'_>,
    visit: &Visit,
    departments: &[&dyn Department],
    id: ImportId,
) -> Result<Undone, Fault> {
    let made = books::made(tx, id, SLICE)?;
    let Some((what, _)) = made.first().cloned() else { return Ok(Undone::All) };
    let ids: Vec<i64> = made.into_iter().filter(|(other, _)| *other == what).map(|(_, id)| id).collect();
    if let Some(kind) = entity_of(&what) {
        let said = rests_on(tx, visit, departments, kind, &ids)?;
        if let Some(words) = in_words(visit, said) {
            return Ok(Undone::Stopped(words));
        }
    }
    match what.as_str() {
        "client" => clients::forget(tx, &numbers(&ids, ClientId::new))?,
        "item" => catalogue::forget(tx, &numbers(&ids, ItemId::new))?,
        "receipt" => stock::take_back(tx, &numbers(&ids, ReceiptId::new))?,
        "purchase" => purchasing::forget(tx, &numbers(&ids, PurchaseOrderId::new))?,
        "balance" => orders::forget_balances(tx, visit, &numbers(&ids, ClientId::new))?,
        "sale" => orders::forget_history(tx, &ids)?,
        other => return Err(Fault::because(format!("an import made a {other}"))),
    }
    books::drop_made(tx, id, &what, &ids)?;
    Ok(Undone::More)
}

fn numbers<T>(ids: &[i64], new: impl Fn(i64) -> T) -> Vec<T> {
    ids.iter().map(|id| new(*id)).collect()
}
