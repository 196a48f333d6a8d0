//! The index: a big, a middle and a fresh segment, swapped whole; changes, rebuilding beside and swapping.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::query::{Found, Query, View, wall};
use crate::segment::{Builder, Segment};
use crate::{Entry, Hit};

/// So many changes are rebuilt with every further one; then they go to the middle segment.
const FRESH_MOST: usize = 128;
/// So many changed entries, or this share of the dead, and the big segment is rebuilt in another thread.
const MIDDLE_MOST: usize = 16_384;
const DEAD_MOST_PERCENT: usize = 5;

/// Slices of entries that are read and not taken in yet.
const SLICES_WAIT: usize = 2;

/// Entries by name, alias, person, ИНН and phone, found while they are typed.
///
/// Shared as `Arc<Index>`. A search never waits for a change; a change is found by the next search. Changes of one entry
/// must come in their order, after commit.
pub struct Index {
    shared: Arc<Shared>,
}

struct Shared {
    /// Readers clone the `Arc` and search without any lock.
    now: RwLock<Arc<Snapshot>>,
    changes: Mutex<Changes>,
}

/// A segment and its dead entries.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) segment: Arc<Segment>,
    pub(crate) dead: Arc<Vec<u64>>,
    killed: usize,
}

#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) big: Part,
    middle: Part,
    fresh: Part,
}

/// Entries that are in the middle and fresh segments, with their texts.
#[derive(Default)]
struct Changes {
    middle: HashMap<i64, Entry>,
    fresh: HashMap<i64, Entry>,
    /// What changed since the running rebuild began; `None` is removed.
    journal: Option<HashMap<i64, Option<Entry>>>,
    /// The number of the running rebuild; an older one that ends later is thrown away.
    rebuild: u64,
}

impl Part {
    fn new(segment: Segment) -> Part {
        let dead = Arc::new(vec![0; segment.len().div_ceil(64)]);
        Part { segment: Arc::new(segment), dead, killed: 0 }
    }

    fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Part {
        Part::new(Segment::of(entries))
    }

    fn len(&self) -> usize {
        self.segment.len() - self.killed
    }

    fn is_alive(&self, doc: u32) -> bool {
        self.dead.get(doc as usize / 64).is_some_and(|bits| bits >> (doc % 64) & 1 == 0)
    }

    fn kill(&mut self, id: i64) {
        let docs: Vec<u32> = self.segment.docs_with(id).iter().copied().filter(|&d| self.is_alive(d)).collect();
        if docs.is_empty() {
            return;
        }
        // Searches that run now keep the old bits.
        let dead = Arc::make_mut(&mut self.dead);
        for doc in docs {
            if let Some(bits) = dead.get_mut(doc as usize / 64) {
                *bits |= 1 << (doc % 64);
                self.killed += 1;
            }
        }
    }
}

impl Snapshot {
    pub(crate) fn of(big: Segment) -> Snapshot {
        let none = || Part::of([].into_iter());
        Snapshot { big: Part::new(big), middle: none(), fresh: none() }
    }

    fn parts(&self) -> [&Part; 3] {
        [&self.big, &self.middle, &self.fresh]
    }

    fn len(&self) -> usize {
        self.parts().iter().map(|p| p.len()).sum()
    }

    /// One segment of all that lives.
    pub(crate) fn compacted(&self) -> Segment {
        let mut builder = Builder::default();
        for part in self.parts() {
            builder.add_segment(&part.segment, |d| part.is_alive(d));
        }
        builder.finish()
    }

    fn wants_compacting(&self) -> bool {
        self.middle.segment.len() >= MIDDLE_MOST
            || self.big.killed > FRESH_MOST && self.big.killed * 100 > self.big.segment.len() * DEAD_MOST_PERCENT
    }
}

impl Default for Index {
    fn default() -> Self {
        Index::new()
    }
}

/// Entries on their way into an index: each is taken in as it comes, its texts need not be kept for the others.
#[derive(Default)]
pub struct Filling(Builder);

impl Filling {
    /// Takes an entry in; its id must be a new one.
    pub fn add(&mut self, entry: &Entry) {
        self.0.add(entry);
    }

    /// Entries that are read here, slice by slice, while another thread takes in those that were read: reading waits for
    /// the base, taking in for the processor. Two slices at most wait between the two.
    pub fn gathered<E>(read: impl FnOnce(&mut dyn FnMut(Vec<Entry>)) -> Result<(), E>) -> Result<Filling, E> {
        std::thread::scope(|scope| {
            let (slices, taken) = std::sync::mpsc::sync_channel::<Vec<Entry>>(SLICES_WAIT);
            let taking = scope.spawn(move || {
                let mut filling = Filling::default();
                taken.iter().for_each(|slice| slice.iter().for_each(|entry| filling.add(entry)));
                filling
            });
            // Whoever takes in ends before its time only by a panic, which is told below.
            let outcome = read(&mut |slice| drop(slices.send(slice)));
            drop(slices);
            let filling = taking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            outcome.map(|()| filling)
        })
    }
}

impl From<Vec<Entry>> for Filling {
    fn from(entries: Vec<Entry>) -> Filling {
        let mut filling = Filling::default();
        entries.iter().for_each(|entry| filling.add(entry));
        filling
    }
}

impl Index {
    /// An index of nothing.
    pub fn new() -> Index {
        Index::build(vec![])
    }

    /// An index of these entries; ids are unique.
    pub fn build(entries: Vec<Entry>) -> Index {
        Index::of(Segment::of(entries.iter()))
    }

    pub(crate) fn of(big: Segment) -> Index {
        let now = RwLock::new(Arc::new(Snapshot::of(big)));
        Index { shared: Arc::new(Shared { now, changes: Mutex::default() }) }
    }

    /// Puts these entries in place of all; changes made meanwhile stay. Searches go on in the old ones until it is done.
    pub fn replace_all(&self, entries: Vec<Entry>) {
        let Ok(()) = self.replace_by(|| Ok::<_, Infallible>(Filling::from(entries)));
    }

    /// As [`Index::replace_all`], with the entries read here: changes made while reading and building stay.
    pub fn replace_by<E>(&self, read: impl FnOnce() -> Result<Filling, E>) -> Result<(), E> {
        let rebuild = self.shared.begin_rebuild();
        match read() {
            Ok(filling) => {
                self.shared.end_rebuild(rebuild, Some(filling.0.finish()));
                Ok(())
            }
            Err(e) => {
                self.shared.end_rebuild(rebuild, None);
                Err(e)
            }
        }
    }

    /// Adds an entry or puts it in place of the one with its id; the next search finds it, and not the old name.
    pub fn put(&self, entry: Entry) {
        self.change(entry.id, Some(entry));
    }

    /// Takes an entry out.
    pub fn remove(&self, id: i64) {
        self.change(id, None);
    }

    fn change(&self, id: i64, entry: Option<Entry>) {
        if self.shared.change(id, entry) {
            let shared = Arc::clone(&self.shared);
            // Without a thread it is tried again with the next change.
            let _ = std::thread::Builder::new().name("search-compact".into()).spawn(move || shared.compact());
        }
    }

    /// Makes one segment of all, beside the running searches, and swaps it in. It also happens by itself in time.
    pub fn compact(&self) {
        self.shared.compact();
    }

    /// The best `limit` entries for what was typed so far. Nothing typed gives the most important ones.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.search_where(query, limit, &|_| true)
    }

    /// The same among entries that `keep` lets through: row scope, a filter on the page.
    pub fn search_where(&self, query: &str, limit: usize, keep: &dyn Fn(i64) -> bool) -> Vec<Hit> {
        let now = self.shared.snapshot();
        if limit == 0 {
            return vec![];
        }
        let query = Query::read(query, now.len());
        let views = now.parts().map(|p| View { segment: &p.segment, dead: &p.dead, keep });
        let mut lines: Vec<Line<'_>> = vec![];
        for view in views.iter().filter(|v| v.segment.len() > 0) {
            lines.extend(view.search(&query, limit).into_iter().filter_map(|found| {
                let doc = found.doc as usize;
                let (id, importance) = (*view.segment.id.get(doc)?, *view.segment.importance.get(doc)?);
                Some(Line { view, found, id, rank: query.rank(found.tier, importance) })
            }));
        }
        lines.sort_by_key(|l| (l.rank, l.id));
        let hit = |l: Line<'_>| {
            let (matched_on, read_as) = l.view.explain(&query, &l.found);
            Hit { id: l.id, matched_on, read_as }
        };
        by_turns(lines, limit).into_iter().map(hit).collect()
    }

    /// How many entries can be found.
    pub fn len(&self) -> usize {
        self.shared.snapshot().len()
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the segments take of memory.
    pub fn memory_bytes(&self) -> usize {
        self.shared.snapshot().parts().iter().map(|p| p.segment.bytes() + p.dead.capacity() * 8).sum()
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot()
    }
}

struct Line<'a> {
    view: &'a View<'a>,
    found: Found,
    id: i64,
    rank: (u8, i32),
}

/// Whole names and prefixes first; then two typos to one inner part, so that neither hides the other.
fn by_turns(lines: Vec<Line<'_>>, limit: usize) -> Vec<Line<'_>> {
    let (mut list, rest): (Vec<Line<'_>>, Vec<Line<'_>>) = lines.into_iter().partition(|l| wall(l.found.tier) < 2);
    let (inner, typos): (Vec<Line<'_>>, Vec<Line<'_>>) = rest.into_iter().partition(|l| wall(l.found.tier) == 3);
    let (mut inner, mut typos) = (inner.into_iter(), typos.into_iter());
    while list.len() < limit {
        let before = list.len();
        list.extend(typos.by_ref().take(2));
        list.extend(inner.by_ref().take(1));
        if list.len() == before {
            break;
        }
    }
    list.truncate(limit);
    list
}

impl Shared {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, next: Snapshot) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes one change; says whether the big segment should be rebuilt now.
    fn change(&self, id: i64, entry: Option<Entry>) -> bool {
        let mut changes = self.changes();
        let mut next = Snapshot::clone(&self.snapshot());
        if let Some(journal) = &mut changes.journal {
            journal.insert(id, entry.clone());
        }
        next.big.kill(id);
        if changes.middle.remove(&id).is_some() {
            next.middle.kill(id);
        }
        let was_fresh = changes.fresh.remove(&id).is_some();
        let is_fresh = entry.is_some();
        changes.fresh.extend(entry.map(|e| (id, e)));
        if was_fresh || is_fresh {
            changes.settle(&mut next);
        }
        let compact = changes.journal.is_none() && next.wants_compacting();
        self.publish(next);
        compact
    }

    fn begin_rebuild(&self) -> u64 {
        self.changes().begin_rebuild()
    }

    /// Swaps the new segment in, with what changed meanwhile on top; nothing if a later rebuild has begun.
    fn end_rebuild(&self, rebuild: u64, big: Option<Segment>) {
        let mut changes = self.changes();
        if changes.rebuild != rebuild {
            return;
        }
        let Some(journal) = changes.journal.take() else { return };
        let Some(big) = big else { return };
        let mut next = Snapshot::of(big);
        changes.middle.clear();
        changes.fresh.clear();
        for (id, entry) in journal {
            next.big.kill(id);
            changes.fresh.extend(entry.map(|e| (id, e)));
        }
        changes.settle(&mut next);
        self.publish(next);
    }

    /// Does nothing while another rebuild runs: that one ends with a new big segment too.
    fn compact(&self) {
        let mut changes = self.changes();
        if changes.journal.is_some() {
            return;
        }
        let rebuild = changes.begin_rebuild();
        drop(changes);
        let big = self.snapshot().compacted();
        self.end_rebuild(rebuild, Some(big));
    }
}

impl Changes {
    fn begin_rebuild(&mut self) -> u64 {
        self.journal = Some(HashMap::new());
        self.rebuild += 1;
        self.rebuild
    }

    /// Rebuilds the fresh segment, and the middle one when the fresh is full.
    fn settle(&mut self, next: &mut Snapshot) {
        if self.fresh.len() >= FRESH_MOST {
            self.middle.extend(self.fresh.drain());
            next.middle = Part::of(self.middle.values());
        }
        next.fresh = Part::of(self.fresh.values());
    }
}

/// The importance of the entry at this place (1 is first) of so many: ten times further back is the same step anywhere.
pub fn importance_of_place(place: usize, of: usize) -> u16 {
    let share = (place.max(1) as f64).ln() / (of.max(2) as f64).ln();
    (65_535.0 * (1.0 - share)).clamp(0.0, 65_535.0) as u16
}
