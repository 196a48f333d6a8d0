//! The item index: items found while their code or name is being typed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use house::House;
use kernel::ItemId;
use search::{Entry, Filling, Index};
use store::{Fault, Happened, Read, Store};

use crate::model::ItemCard;
use crate::rules::typed_sku;
use crate::store::{self as books, ItemNames};

/// Items by name in both languages and by code, in memory. Shared as `house.shared::<ItemIndex>()`.
#[derive(Default)]
pub struct ItemIndex {
    index: Index,
    codes: RwLock<Codes>,
    ready: AtomicBool,
}

/// Codes as they are compared while typing: all of them packed, and over them those put since.
#[derive(Default)]
struct Codes {
    packed: Packed,
    by_code: BTreeMap<String, ItemId>,
    of_item: HashMap<ItemId, String>,
}

impl Codes {
    fn put(&mut self, id: ItemId, code: String) {
        if let Some(old) = self.of_item.insert(id, code.clone()) {
            self.by_code.remove(&old);
        }
        self.by_code.insert(code, id);
    }

    /// Codes that begin so, in their order.
    fn beginning(&self, with: &str, most: usize) -> Vec<(&str, ItemId)> {
        let from = (Bound::Included(with.to_owned()), Bound::Unbounded);
        let put = self.by_code.range(from).map(|(code, id)| (code.as_str(), *id));
        let packed = self.packed.from(with).filter(|(_, id)| !self.of_item.contains_key(id));
        let mut found: Vec<_> = put.take_while(|(code, _)| code.starts_with(with)).take(most).collect();
        found.extend(packed.take_while(|(code, _)| code.starts_with(with)).take(most));
        found.sort_unstable();
        found.truncate(most);
        found
    }
}

/// Many codes in one text, sorted: a million of them take 20 MB where two maps of them took 180.
#[derive(Default)]
struct Packed {
    text: String,
    /// Where a code stands in the text, how long it is, whose it is.
    codes: Vec<(usize, u16, ItemId)>,
}

impl Packed {
    /// Codes longer than 65,535 bytes are no codes.
    fn add(&mut self, id: ItemId, code: &str) {
        if let Ok(length) = u16::try_from(code.len()) {
            self.codes.push((self.text.len(), length, id));
            self.text.push_str(code);
        }
    }

    fn sort(&mut self) {
        let text = &self.text;
        self.codes.sort_unstable_by_key(|at| code_at(text, *at));
        self.codes.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    fn from<'a>(&'a self, code: &str) -> impl Iterator<Item = (&'a str, ItemId)> {
        let first = self.codes.partition_point(|at| code_at(&self.text, *at) < code);
        self.codes.iter().skip(first).map(|at| (code_at(&self.text, *at), at.2))
    }
}

fn code_at(text: &str, (start, length, _): (usize, u16, ItemId)) -> &str {
    text.get(start..start.saturating_add(usize::from(length))).unwrap_or_default()
}

impl ItemIndex {
    /// An index of nothing; until it is filled, only a whole code is found.
    pub fn new() -> ItemIndex {
        ItemIndex::default()
    }

    /// Whether all items are in it.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// How many items can be found.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Reads all items anew, on the calling thread; changes made meanwhile stay.
    pub fn fill(&self, store: &Store) -> Result<(), Fault> {
        self.index.replace_by(|| {
            let (filling, packed) = store.read_now(all_names)?;
            // What was put meanwhile stands over what was read.
            self.codes.write().unwrap_or_else(PoisonError::into_inner).packed = packed;
            Ok::<_, Fault>(filling)
        })?;
        self.ready.store(true, Ordering::Release);
        Ok(())
    }

    /// Reads these items anew, after commit.
    pub async fn refresh(&self, store: &Store, ids: Vec<ItemId>) -> Result<(), Fault> {
        for names in store.read(move |read| books::names_of(read, &ids)).await? {
            let mut codes = self.codes.write().unwrap_or_else(PoisonError::into_inner);
            codes.put(names.id, typed_sku(&names.sku));
            drop(codes);
            self.index.put(entry(names));
        }
        Ok(())
    }

    /// Numbers of items for what was typed, best first, each with why.
    pub fn search(&self, typed: &str, most: usize) -> Vec<(ItemId, &'static str)> {
        let code = typed_sku(typed);
        let mut found: Vec<(ItemId, &'static str)> = Vec::new();
        let by_code = self.by_code(&code, most);
        let by_name =
            self.index.search(typed, most).into_iter().map(|hit| (ItemId::new(hit.id), hit.matched_on.code()));
        // A code has digits as a rule; letters alone are rather a name.
        if code.chars().any(|letter| letter.is_ascii_digit()) {
            found.extend(by_code);
            found.extend(by_name);
        } else {
            found.extend(by_code.first().filter(|(_, why)| *why == "sku").copied());
            found.extend(by_name);
            found.extend(by_code);
        }
        let mut seen = BTreeSet::new();
        found.retain(|(id, _)| seen.insert(*id));
        found.truncate(most);
        found
    }

    fn by_code(&self, code: &str, most: usize) -> Vec<(ItemId, &'static str)> {
        if code.is_empty() {
            return Vec::new();
        }
        let codes = self.codes.read().unwrap_or_else(PoisonError::into_inner);
        let found = codes.beginning(code, most).into_iter();
        found.map(|(there, id)| (id, if there == code { "sku" } else { "sku_prefix" })).collect()
    }
}

impl std::fmt::Debug for ItemIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemIndex").field("len", &self.len()).field("ready", &self.is_ready()).finish()
    }
}

/// Names and codes of all items, read in slices from one picture of the base; only one slice is held as text.
fn all_names(read: &mut Read<'_>) -> Result<(Filling, Packed), Fault> {
    let mut packed = Packed::default();
    let filling = Filling::gathered(|take| {
        let mut after = 0;
        loop {
            let slice = books::names_after(read, after)?;
            let Some(last) = slice.last() else { return Ok::<_, Fault>(()) };
            after = last.id.get();
            slice.iter().for_each(|names| packed.add(names.id, &typed_sku(&names.sku)));
            take(slice.into_iter().map(entry).collect());
        }
    })?;
    packed.sort();
    Ok((filling, packed))
}

fn entry(names: ItemNames) -> Entry {
    let mut aliases = vec![names.sku];
    if names.name_en != names.name_ru {
        aliases.push(names.name_en);
    }
    Entry {
        id: names.id.get(),
        name: names.name_ru,
        aliases,
        // What is no longer sold stands below what is.
        importance: if names.discontinued_at.is_some() { 1_000 } else { 40_000 },
        ..Entry::default()
    }
}

/// Items for what was typed so far, best first, each with why it was found.
pub fn find(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    typed: &str,
    most: i64,
) -> Result<Vec<(ItemCard, &'static str)>, Fault> {
    let limit = usize::try_from(most.clamp(1, 200)).unwrap_or(8);
    let Some(index) = index.filter(|index| index.is_ready()) else {
        return Ok(books::item_by_sku(read, typed)?.map(|card| (card, "sku")).into_iter().collect());
    };
    let hits = index.search(typed, limit);
    let ids: Vec<ItemId> = hits.iter().map(|(id, _)| *id).collect();
    let cards = books::items(read, &ids)?;
    let mut cards: HashMap<ItemId, ItemCard> = cards.into_iter().map(|card| (card.id, card)).collect();
    Ok(hits.into_iter().filter_map(|(id, why)| Some((cards.remove(&id)?, why))).collect())
}

/// Builds the index and keeps it with the base for as long as the server runs. Spawned once at start.
pub async fn keep(index: Arc<ItemIndex>, store: Store) {
    let mut sealed = store.watch_seq();
    // Taken before reading: what happens while the index is built is read a second time.
    let mut seen = *sealed.borrow_and_update();
    let (filling, books) = (index.clone(), store.clone());
    match tokio::task::spawn_blocking(move || filling.fill(&books)).await {
        Ok(Ok(())) => tracing::info!(items = index.len(), "the item index is ready"),
        Ok(Err(fault)) => tracing::error!(error = %fault, "the item index could not be built"),
        Err(error) => tracing::error!(error = %error, "the item index could not be built"),
    }
    loop {
        match follow(&index, &store, seen).await {
            Ok(now) => seen = now,
            Err(fault) => {
                tracing::warn!(error = %fault, "the item index waits for the base");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        }
        if sealed.changed().await.is_err() {
            return;
        }
    }
}

/// Reads items anew that events after `seen` speak of; returns how far it came.
pub async fn follow(index: &ItemIndex, store: &Store, mut seen: i64) -> Result<i64, Fault> {
    const MOST: i64 = 1_000;
    loop {
        let events: Vec<Happened> = store.read(move |read| store::events_after(read, seen, MOST)).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(seen) };
        let whole = i64::try_from(events.len()).unwrap_or(MOST) == MOST;
        let ours = events.iter().filter(|event| event.kind.starts_with("item_"));
        let ids: BTreeSet<ItemId> = ours.map(|event| ItemId::new(event.entity_id)).collect();
        if !ids.is_empty() {
            index.refresh(store, ids.into_iter().collect()).await?;
        }
        seen = last;
        if !whole {
            return Ok(seen);
        }
    }
}

/// Reads an item anew right after its commit on this node; 0 means that nothing was made.
pub(crate) async fn refresh(house: &House, id: i64) {
    let Some(index) = house.shared::<ItemIndex>().filter(|_| id > 0) else { return };
    if let Err(fault) = index.refresh(house.store(), vec![ItemId::new(id)]).await {
        // The event brings it again in half a second.
        tracing::warn!(error = %fault, item.id = id, "item {id} comes late into the item index");
    }
}
