//! The name index: clients found while their name, ИНН or phone is being typed.
//!
//! Built from the tables when the server starts, kept by following the events of all nodes; a client made or renamed
//! on this node is put right after its commit, so the next key stroke finds it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use access::{Perm, Scope};
use house::{House, Visit};
use kernel::ClientId;
use search::{Entry, Filling, Index};
use store::{Fault, Happened, Read, Store};

use crate::model::{ClientLine, Stage};
use crate::questions::managers;
use crate::store as books;

/// Clients read at a time while the index is built.
const SLICE: i64 = 5_000;

/// Clients by name, person, ИНН and phone, in memory. Shared as `house.shared::<NameIndex>()`.
#[derive(Default)]
pub struct NameIndex {
    index: Index,
    ready: AtomicBool,
}

impl NameIndex {
    /// An index of nobody; until it is filled, a search goes by the beginning of the name.
    pub fn new() -> NameIndex {
        NameIndex::default()
    }

    /// Whether all clients are in it.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// How many clients can be found.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether nobody can be found.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Reads all clients anew, on the calling thread; changes made meanwhile stay.
    pub fn fill(&self, store: &Store) -> Result<(), Fault> {
        self.index.replace_by(|| store.read_now(filling))?;
        self.ready.store(true, Ordering::Release);
        Ok(())
    }

    /// Reads these clients anew, after commit.
    pub async fn refresh(&self, store: &Store, ids: Vec<ClientId>) -> Result<(), Fault> {
        let read = store.read(move |read| ids.into_iter().map(|id| Ok((id, entry(read, id)?))).collect()).await;
        let read: Vec<(ClientId, Option<Entry>)> = read?;
        for (id, entry) in read {
            self.put(id, entry);
        }
        Ok(())
    }

    /// Puts a client as it is now, or takes out one that is no more.
    pub fn put(&self, id: ClientId, entry: Option<Entry>) {
        match entry {
            Some(entry) => self.index.put(entry),
            None => self.index.remove(id.get()),
        }
    }

    /// The bare search, without row scope.
    pub fn search(&self, typed: &str, most: usize) -> Vec<search::Hit> {
        self.index.search(typed, most)
    }
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NameIndex").field("len", &self.len()).field("ready", &self.is_ready()).finish()
    }
}

/// Everything the index knows, read in slices from one picture of the base; only one slice is held as text.
fn filling(read: &mut Read<'_>) -> Result<Filling, Fault> {
    Filling::gathered(|take| {
        let mut after = 0;
        loop {
            let rows = books::entries(read, after, SLICE)?;
            let Some(last) = rows.last().map(|row| row.id.get()) else { return Ok(()) };
            let (phones, people) = (books::entry_phones(read, after, last)?, books::entry_people(read, after, last)?);
            let (mut phones, mut people) = (by_client(phones), by_client(people));
            let slice = rows.into_iter().map(|row| {
                let (phones, people) = (phones.remove(&row.id), people.remove(&row.id));
                made(row, phones.unwrap_or_default(), people.unwrap_or_default())
            });
            take(slice.collect());
            after = last;
        }
    })
}

/// What the index knows of one client; nothing when it is no more.
pub fn entry(read: &mut Read<'_>, id: ClientId) -> Result<Option<Entry>, Fault> {
    let Some(row) = books::entry(read, id)? else { return Ok(None) };
    let before = id.get() - 1;
    let phones = books::entry_phones(read, before, id.get())?.into_iter().map(|(_, phone)| phone).collect();
    let people = books::entry_people(read, before, id.get())?.into_iter().map(|(_, name)| name).collect();
    Ok(Some(made(row, phones, people)))
}

fn by_client(rows: Vec<(ClientId, String)>) -> HashMap<ClientId, Vec<String>> {
    let mut by: HashMap<ClientId, Vec<String>> = HashMap::new();
    for (client, text) in rows {
        by.entry(client).or_default().push(text);
    }
    by
}

fn made(row: books::EntryRow, phones: Vec<String>, people: Vec<String>) -> Entry {
    Entry {
        id: row.id.get(),
        name: row.name,
        aliases: Vec::new(),
        people,
        inn: row.inn,
        phones,
        importance: row.importance,
    }
}

/// Builds the index and keeps it with the base for as long as the server runs. Spawned once at start.
pub async fn keep(index: Arc<NameIndex>, store: Store) {
    let mut sealed = store.watch_seq();
    // Taken before reading: what happens while the index is built is read a second time.
    let mut seen = *sealed.borrow_and_update();
    let (filling, books) = (index.clone(), store.clone());
    match tokio::task::spawn_blocking(move || filling.fill(&books)).await {
        Ok(Ok(())) => tracing::info!(clients = index.len(), "the name index is ready"),
        Ok(Err(fault)) => tracing::error!(error = %fault, "the name index could not be built"),
        Err(error) => tracing::error!(error = %error, "the name index could not be built"),
    }
    loop {
        match follow(&index, &store, seen).await {
            Ok(now) => seen = now,
            Err(fault) => {
                tracing::warn!(error = %fault, "the name index waits for the base");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        }
        if sealed.changed().await.is_err() {
            return;
        }
    }
}

/// Reads clients anew that events after `seen` speak of; returns how far it came.
pub async fn follow(index: &NameIndex, store: &Store, mut seen: i64) -> Result<i64, Fault> {
    const MOST: i64 = 1_000;
    loop {
        let events: Vec<Happened> = store.read(move |read| store::events_after(read, seen, MOST)).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(seen) };
        let whole = i64::try_from(events.len()).unwrap_or(MOST) == MOST;
        let ours = |event: &&Happened| event.kind.starts_with("client_") || event.kind.starts_with("contact_");
        let ids: BTreeSet<ClientId> = events.iter().filter(ours).filter_map(|event| event.client_id).collect();
        if !ids.is_empty() {
            index.refresh(store, ids.into_iter().collect()).await?;
        }
        seen = last;
        if !whole {
            return Ok(seen);
        }
    }
}

/// Reads a client anew right after its commit on this node; 0 means that nothing was made.
pub async fn refresh(house: &House, id: i64) {
    let Some(index) = house.shared::<NameIndex>().filter(|_| id > 0) else { return };
    if let Err(fault) = index.refresh(house.store(), vec![ClientId::new(id)]).await {
        // The event brings it again in half a second.
        tracing::warn!(error = %fault, client.id = id, "client {id} comes late into the name index");
    }
}

/// A client found by what was typed, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Number.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<String>,
    /// City.
    pub city: Option<String>,
    /// How far we are with it.
    pub stage: Option<Stage>,
    /// Whose it is; told for another team's client.
    pub manager: Option<String>,
    /// Why it was found: `name`, `inn`, `phone`, …
    pub matched_on: &'static str,
    /// The query as understood, when another layout or alphabet was read.
    pub read_as: Option<String>,
    /// Another team's client: only that it exists is shown.
    pub locked: bool,
}

/// So many times what is shown is looked at, so that a name behind many people is not missed.
const MORE_FOR_NAMES: usize = 4;

/// Clients for what was typed so far, best first.
///
/// Other teams' clients are found too, locked: so nobody makes a second card of one.
pub fn find(
    read: &mut Read<'_>,
    index: Option<&NameIndex>,
    visit: &Visit,
    typed: &str,
    most: i64,
) -> Result<Vec<Found>, Fault> {
    let limit = usize::try_from(most.clamp(1, 200)).unwrap_or(8);
    let hits: Vec<(ClientId, &'static str, Option<String>)> = match index.filter(|index| index.is_ready()) {
        Some(index) => {
            // Those of that name stand before those where somebody is called so.
            let mut hits = index.search(typed, limit.saturating_mul(MORE_FOR_NAMES));
            hits.sort_by_key(|hit| hit.matched_on == search::MatchedOn::Person);
            hits.truncate(limit);
            hits.into_iter().map(|hit| (ClientId::new(hit.id), hit.matched_on.code(), hit.read_as)).collect()
        }
        None => {
            let typed: String = typed.chars().filter(|letter| !letter.is_control()).take(200).collect();
            books::begin_with(read, &typed, most)?.into_iter().map(|line| (line.id, "name", None)).collect()
        }
    };
    let ids: Vec<ClientId> = hits.iter().map(|(id, _, _)| *id).collect();
    let lines = books::lines_of(read, &ids)?;
    let mut lines: HashMap<ClientId, ClientLine> = lines.into_iter().map(|line| (line.id, line)).collect();
    let locked = locked_of(read, visit, &ids)?;
    let closed: Vec<ClientId> = locked.iter().copied().collect();
    let mut managers = if closed.is_empty() { HashMap::new() } else { managers(read, &closed)? };
    let found = hits.into_iter().filter_map(|(id, matched_on, read_as)| {
        let line = lines.remove(&id)?;
        let locked = locked.contains(&id);
        Some(Found {
            id,
            name: line.name,
            inn: line.inn.filter(|_| !locked),
            city: line.city,
            stage: (!locked).then_some(line.stage),
            manager: managers.remove(&id),
            matched_on,
            read_as,
            locked,
        })
    });
    Ok(found.collect())
}

/// So many hits are looked at for who is called nearly the same.
const LOOKED_AT: usize = 200;
/// Clients whose name begins so, the same name among them first, where the index does not know them yet.
const SAME_NAME: i64 = 3;
/// So many clients of nearly one name are offered to choose from.
const MOST_ALIKE: usize = 3;

/// Clients who are called nearly like this one, the most alike first, other teams' too. Two that both have a tax number are
/// told apart by it: `has_inn` leaves out whoever has one.
pub fn alike(
    read: &mut Read<'_>,
    index: Option<&NameIndex>,
    name: &str,
    has_inn: bool,
) -> Result<Vec<(ClientId, String)>, Fault> {
    let mut lines = books::begin_with(read, name, SAME_NAME)?;
    if let Some(index) = index.filter(|index| index.is_ready()) {
        let ids: Vec<ClientId> = index.search(name, LOOKED_AT).into_iter().map(|hit| ClientId::new(hit.id)).collect();
        lines.extend(books::lines_of(read, &ids)?);
    }
    lines.sort_by_key(|line| line.id);
    lines.dedup_by_key(|line| line.id);
    let of_either = lines.into_iter().filter(|line| !(has_inn && line.inn.is_some()));
    let alike = search::most_alike(name, of_either, |line| &line.name);
    Ok(alike.into_iter().take(MOST_ALIKE).map(|line| (line.id, line.name)).collect())
}

/// Which of these clients are another team's for this visitor.
fn locked_of(read: &mut Read<'_>, visit: &Visit, ids: &[ClientId]) -> Result<HashSet<ClientId>, Fault> {
    if ids.is_empty() || visit.scope(Perm::ClientsRead) == Scope::All {
        return Ok(HashSet::new());
    }
    let mut locked: HashSet<ClientId> = ids.iter().copied().collect();
    if let Some(staff) = visit.actor.staff().filter(|_| visit.may(Perm::ClientsRead)) {
        for open in books::visible_of(read, staff, ids)? {
            locked.remove(&open);
        }
    }
    Ok(locked)
}
