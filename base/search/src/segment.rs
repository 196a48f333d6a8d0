//! One immutable segment: vocabulary, posting lists, words of every entry, inner parts, numbers.
#![allow(clippy::indexing_slicing, reason = "hot loops; the property test of the walk shows the bounds")]

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::Entry;
use crate::digits::{Digits, MOST_ENTRIES, inn_number, phone_number};
use crate::normalise::{Spelling, Word, raw_words, words};
use crate::postings::{Minima, Postings};

/// Where a word stands: kept in the top two bits beside the word's number.
pub(crate) const FIELD_SHIFT: u32 = 30;
pub(crate) const TOKEN: u32 = (1 << FIELD_SHIFT) - 1;
pub(crate) const NAME: u32 = 0;
pub(crate) const ALIAS: u32 = 1;
pub(crate) const PERSON: u32 = 2;

/// What a word of the vocabulary is to a typed word; smaller is better.
pub(crate) const WHOLE: u8 = 1;
pub(crate) const PREFIX: u8 = 2;
pub(crate) const TYPO: u8 = 3;
pub(crate) const INNER: u8 = 5;

/// Words a..b of the vocabulary matched as `kind`, up to their letter `depth`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) kind: u8,
    pub(crate) depth: u8,
}

/// Spans as ranges without overlap.
pub(crate) fn merge(spans: &[Span]) -> Vec<(u32, u32)> {
    let mut spans = spans.to_vec();
    spans.sort_unstable_by_key(|s| s.a);
    let mut ranges: Vec<(u32, u32)> = vec![];
    for s in spans {
        match ranges.last_mut() {
            Some(last) if s.a <= last.1 => last.1 = last.1.max(s.b),
            _ => ranges.push((s.a, s.b)),
        }
    }
    ranges
}

/// Entries are numbered by importance, 0 is the most important: every list of numbers is best first.
#[derive(Default)]
pub(crate) struct Segment {
    /// Sorted vocabulary, and the first word of every two-letter beginning.
    pub(crate) blob: Vec<u8>,
    pub(crate) off: Vec<u32>,
    pub(crate) two: Vec<u32>,
    /// Entries by the first word of the name; by its other words and aliases; by people.
    pub(crate) first: Postings,
    pub(crate) other: Postings,
    pub(crate) person: Postings,
    /// Words of an entry in order, each with its field.
    pub(crate) fwd_off: Vec<u32>,
    pub(crate) fwd: Vec<u32>,
    pub(crate) name_len: Vec<u8>,
    /// word << 6 | place, sorted by the text from there on.
    pub(crate) suffix: Vec<u32>,
    pub(crate) suffix_min: Minima,
    pub(crate) inn: Digits,
    pub(crate) phone: Digits,
    pub(crate) id: Vec<i64>,
    pub(crate) importance: Vec<u16>,
    pub(crate) by_id: Vec<u32>,
}

impl Segment {
    pub(crate) fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Segment {
        let mut builder = Builder::default();
        entries.for_each(|e| builder.add(e));
        builder.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    pub(crate) fn vocabulary(&self) -> u32 {
        self.off.len() as u32 - 1
    }

    pub(crate) fn token(&self, t: u32) -> &[u8] {
        &self.blob[self.off[t as usize] as usize..self.off[t as usize + 1] as usize]
    }

    fn byte(&self, t: u32, depth: u32) -> u8 {
        let at = self.off[t as usize] + depth;
        if at < self.off[t as usize + 1] { self.blob[at as usize] } else { 0 }
    }

    fn tail(&self, suffix: u32) -> &[u8] {
        &self.token(suffix >> 6)[(suffix & 63) as usize..]
    }

    pub(crate) fn words_of(&self, doc: u32) -> &[u32] {
        &self.fwd[self.fwd_off[doc as usize] as usize..self.fwd_off[doc as usize + 1] as usize]
    }

    pub(crate) fn postings(&self) -> [&Postings; 3] {
        [&self.first, &self.other, &self.person]
    }

    /// The best entry that has this word anywhere.
    pub(crate) fn best_of(&self, t: u32) -> u32 {
        let best = |p: &Postings| p.of((t, t + 1)).first().copied().unwrap_or(u32::MAX);
        best(&self.first).min(best(&self.other)).min(best(&self.person))
    }

    /// The numbers of an entry with this id.
    pub(crate) fn docs_with(&self, id: i64) -> &[u32] {
        let start = self.by_id.partition_point(|&d| self.id[d as usize] < id);
        let end = start + self.by_id[start..].partition_point(|&d| self.id[d as usize] == id);
        &self.by_id[start..end]
    }

    /// The part of words a..b, equal in their first `depth` letters, that goes on with `c`.
    fn narrow(&self, (a, b): (u32, u32), depth: u32, c: u8) -> (u32, u32) {
        let within = |lo: u32, hi: u32| (lo.max(a), hi.min(b));
        if depth == 0 {
            let k = usize::from(c) << 8;
            return within(self.two[k], self.two[k + 256]);
        }
        if depth == 1 && a < b {
            let k = usize::from(self.byte(a, 0)) << 8 | usize::from(c);
            return within(self.two[k], self.two[k + 1]);
        }
        let find = |mut a: u32, mut b: u32, c: u8| {
            while a < b {
                let m = (a + b) / 2;
                if self.byte(m, depth) < c { a = m + 1 } else { b = m }
            }
            a
        };
        let lo = find(a, b, c);
        if lo == b || self.byte(lo, depth) != c {
            return (lo, lo);
        }
        let (mut step, mut end) = (1, lo);
        while end + step < b && self.byte(end + step, depth) == c {
            end += step;
            step *= 2;
        }
        (lo, find(end, b.min(end + step), c + 1))
    }

    /// All words that begin with `typed` within `edits` typos (optimal string alignment), or by spelling rules.
    pub(crate) fn walk(&self, within: (u32, u32), typed: &[u8], spelling: Option<&Spelling>, edits: u8) -> Vec<Span> {
        let mut walk = Walk { segment: self, spelling, edits, out: vec![] };
        walk.step(within, 0, typed, edits);
        walk.out
    }

    /// All words.
    pub(crate) fn everything(&self) -> (u32, u32) {
        (0, self.vocabulary())
    }

    /// Inner starts of words that go on with `typed`.
    pub(crate) fn inner(&self, typed: &[u8]) -> (usize, usize) {
        let start = self.suffix.partition_point(|&x| self.tail(x) < typed);
        (start, start + self.suffix[start..].partition_point(|&x| self.tail(x).starts_with(typed)))
    }

    pub(crate) fn bytes(&self) -> usize {
        let words = self.off.capacity() + self.two.capacity() + self.fwd_off.capacity() + self.fwd.capacity();
        self.blob.capacity()
            + self.name_len.capacity()
            + (words + self.suffix.capacity() + self.by_id.capacity()) * 4
            + self.id.capacity() * 8
            + self.importance.capacity() * 2
            + self.postings().iter().map(|p| p.bytes()).sum::<usize>()
            + self.suffix_min.bytes()
            + self.inn.bytes()
            + self.phone.bytes()
    }
}

struct Walk<'a> {
    segment: &'a Segment,
    spelling: Option<&'a Spelling>,
    edits: u8,
    out: Vec<Span>,
}

impl Walk<'_> {
    fn step(&mut self, at: (u32, u32), depth: u32, rest: &[u8], left: u8) {
        if at.0 >= at.1 {
            return;
        }
        let Some(&c) = rest.first() else {
            return self.out.push(Span { a: at.0, b: at.1, kind: PREFIX + self.edits - left, depth: depth as u8 });
        };
        match self.spelling {
            Some(rules) => self.by_spelling(rules, at, depth, rest),
            None => self.step(self.segment.narrow(at, depth, c), depth + 1, &rest[1..], left),
        }
        if left > 0 && self.spelling.is_none() {
            self.with_typo(at, depth, rest, left - 1);
        }
    }

    fn by_spelling(&mut self, rules: &Spelling, at: (u32, u32), depth: u32, rest: &[u8]) {
        for (typed, meant) in rules.from[usize::from(rest[0])].iter().filter(|rule| rest.starts_with(&rule.0)) {
            let (mut range, mut deep) = (at, depth);
            for &c in meant {
                if range.0 < range.1 {
                    range = self.segment.narrow(range, deep, c);
                    deep += 1;
                }
            }
            self.step(range, deep, &rest[typed.len()..], 0);
        }
        for &c in rules.free.iter().filter(|_| depth > 0) {
            self.step(self.segment.narrow(at, depth, c), depth + 1, rest, 0);
        }
        if rest[0].is_ascii_digit() {
            self.step(self.segment.narrow(at, depth, rest[0]), depth + 1, &rest[1..], 0);
        }
    }

    /// A letter too many, two letters swapped, then for each next letter of the vocabulary a wrong or a missing one.
    fn with_typo(&mut self, at: (u32, u32), depth: u32, rest: &[u8], left: u8) {
        self.step(at, depth, &rest[1..], left);
        if rest.len() > 1 && rest[0] != rest[1] {
            let next = self.segment.narrow(at, depth, rest[1]);
            if next.0 < next.1 {
                self.step(self.segment.narrow(next, depth + 1, rest[0]), depth + 2, &rest[2..], left);
            }
        }
        let (mut t, end) = at;
        while t < end {
            let c = self.segment.byte(t, depth);
            let next = self.segment.narrow((t, end), depth, c);
            if c != 0 && c != rest[0] {
                self.step(next, depth + 1, &rest[1..], left);
                self.step(next, depth + 1, rest, left);
            }
            t = next.1;
        }
    }
}

// ------------------------------------------------------------------------------------------------ building

/// Hash of short byte strings; the keys are words of our own base, so flooding is no danger.
#[derive(Default, Clone, Copy)]
pub(crate) struct FastHash(u64);

impl Hasher for FastHash {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut x = [0; 8];
            x[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(x)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

struct Draft {
    id: i64,
    importance: u16,
    letters: u16,
    name_len: u8,
    words: (u32, u32),
}

/// Gathers entries, also from older segments that keep no texts, and makes one segment of them.
#[derive(Default)]
pub(crate) struct Builder {
    tokens: HashMap<Word, u32, BuildHasherDefault<FastHash>>,
    drafts: Vec<Draft>,
    fwd: Vec<u32>,
    inn: Vec<(u64, u32)>,
    phone: Vec<(u64, u32)>,
}

impl Builder {
    pub(crate) fn add(&mut self, e: &Entry) {
        let draft = self.drafts.len() as u32;
        let start = self.fwd.len() as u32;
        let mut name = words(&e.name);
        if name.is_empty() {
            name = raw_words(&e.name);
        }
        let name_len = name.len().min(255) as u8;
        let letters = name.iter().map(|w| w.len() + 1).sum::<usize>().min(usize::from(u16::MAX)) as u16;
        self.add_words(name, NAME);
        e.aliases.iter().for_each(|alias| self.add_words(words(alias), ALIAS));
        e.people.iter().for_each(|person| self.add_words(raw_words(person), PERSON));
        self.inn.extend(e.inn.as_deref().and_then(inn_number).map(|n| (n, draft)));
        self.phone.extend(e.phones.iter().filter_map(|p| phone_number(p)).map(|n| (n, draft)));
        let words = (start, self.fwd.len() as u32);
        self.drafts.push(Draft { id: e.id, importance: e.importance, letters, name_len, words });
    }

    fn add_words(&mut self, words: Vec<Word>, field: u32) {
        for word in words {
            let next = self.tokens.len() as u32;
            self.fwd.push(*self.tokens.entry(word).or_insert(next) | field << FIELD_SHIFT);
        }
    }

    /// Adds the entries of a segment that still live.
    pub(crate) fn add_segment(&mut self, old: &Segment, alive: impl Fn(u32) -> bool) {
        let mut token = vec![u32::MAX; old.vocabulary() as usize];
        let mut draft_of = vec![u32::MAX; old.len()];
        for d in (0..old.len() as u32).filter(|&d| alive(d)) {
            let start = self.fwd.len() as u32;
            let mut letters = 0usize;
            for &word in old.words_of(d) {
                let t = word & TOKEN;
                if token[t as usize] == u32::MAX {
                    let next = self.tokens.len() as u32;
                    token[t as usize] = *self.tokens.entry(old.token(t).to_vec()).or_insert(next);
                }
                letters += if word >> FIELD_SHIFT == NAME { old.token(t).len() + 1 } else { 0 };
                self.fwd.push(token[t as usize] | word & !TOKEN);
            }
            draft_of[d as usize] = self.drafts.len() as u32;
            self.drafts.push(Draft {
                id: old.id[d as usize],
                importance: old.importance[d as usize],
                letters: letters.min(usize::from(u16::MAX)) as u16,
                name_len: old.name_len[d as usize],
                words: (start, self.fwd.len() as u32),
            });
        }
        let living = |(number, rank): (u64, u32)| {
            let draft = draft_of[rank as usize];
            (draft != u32::MAX).then_some((number, draft))
        };
        self.inn.extend(old.inn.all().filter_map(living));
        self.phone.extend(old.phone.all().filter_map(living));
    }

    pub(crate) fn finish(self) -> Segment {
        let Builder { tokens, drafts, fwd, inn, phone } = self;
        let mut order: Vec<u32> = (0..drafts.len() as u32).collect();
        // Among equals the shorter name is meant more often.
        order.sort_unstable_by_key(|&i| {
            let d = &drafts[i as usize];
            (Reverse(d.importance), d.letters, d.id)
        });
        order.truncate(MOST_ENTRIES);

        let mut s = Segment::default();
        let place = s.take_vocabulary(tokens);
        s.fwd.reserve_exact(fwd.len());
        s.fwd_off.push(0);
        let mut rank = vec![u32::MAX; drafts.len()];
        for (r, &i) in order.iter().enumerate() {
            let d = &drafts[i as usize];
            rank[i as usize] = r as u32;
            let words = &fwd[d.words.0 as usize..d.words.1 as usize];
            s.fwd.extend(words.iter().map(|w| place[(w & TOKEN) as usize] | w & !TOKEN));
            s.fwd_off.push(s.fwd.len() as u32);
            s.id.push(d.id);
            s.importance.push(d.importance);
            s.name_len.push(d.name_len);
        }
        drop((drafts, fwd, place));
        s.first = s.postings_of(|i, field| i == 0 && field == NAME);
        s.other = s.postings_of(|i, field| i > 0 && field != PERSON || field == ALIAS);
        s.person = s.postings_of(|_, field| field == PERSON);
        s.order_inner_parts();
        let ranked = |numbers: Vec<(u64, u32)>| {
            let rank = &rank;
            numbers.into_iter().map(|(n, i)| (n, rank[i as usize])).filter(|x| x.1 != u32::MAX)
        };
        s.inn = Digits::new(12, &[0], ranked(inn));
        s.phone = Digits::new(10, &[0, 3, 6], ranked(phone));
        s.by_id = (0..s.id.len() as u32).collect();
        s.by_id.sort_unstable_by_key(|&d| s.id[d as usize]);
        s
    }
}

impl Segment {
    /// Sorts the vocabulary; gives the place of every word by its number while gathering.
    fn take_vocabulary(&mut self, tokens: HashMap<Word, u32, BuildHasherDefault<FastHash>>) -> Vec<u32> {
        let mut sorted: Vec<(Word, u32)> = tokens.into_iter().collect();
        sorted.sort_unstable();
        let mut place = vec![0u32; sorted.len()];
        self.off.push(0);
        for (i, (word, number)) in sorted.iter().enumerate() {
            place[*number as usize] = i as u32;
            self.blob.extend(word);
            self.off.push(self.blob.len() as u32);
        }
        let mut two = vec![0; 65_537];
        for t in 0..self.vocabulary() {
            two[(usize::from(self.byte(t, 0)) << 8 | usize::from(self.byte(t, 1))) + 1] += 1;
        }
        for i in 0..65_536 {
            two[i + 1] += two[i];
        }
        self.two = two;
        place
    }

    fn postings_of(&self, want: fn(usize, u32) -> bool) -> Postings {
        Postings::new(self.vocabulary() as usize, |put| {
            for d in 0..self.id.len() as u32 {
                for (i, &word) in self.words_of(d).iter().enumerate() {
                    if want(i, word >> FIELD_SHIFT) {
                        put(word & TOKEN, d);
                    }
                }
            }
        })
    }

    /// Every inner start that leaves three letters or more.
    fn order_inner_parts(&mut self) {
        let mut starts: Vec<(u64, u32)> = vec![];
        for t in 0..self.vocabulary() {
            let word = self.token(t);
            for p in 1..word.len().saturating_sub(2) {
                // Eight letters decide nearly every comparison.
                let mut key = [0; 8];
                let n = (word.len() - p).min(8);
                key[..n].copy_from_slice(&word[p..p + n]);
                starts.push((u64::from_be_bytes(key), t << 6 | p as u32));
            }
        }
        starts.sort_unstable_by(|x, y| x.0.cmp(&y.0).then_with(|| self.tail(x.1).cmp(self.tail(y.1))));
        self.suffix = starts.into_iter().map(|x| x.1).collect();
        self.suffix_min = Minima::new(self.suffix.len(), |i| self.best_of(self.suffix[i] >> 6));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::encode;
    use proptest::prelude::*;

    /// The least optimal-string-alignment distance between `typed` and any beginning of `word`, the plain way.
    fn distance_to_a_beginning(typed: &[u8], word: &[u8]) -> usize {
        let (n, m) = (typed.len(), word.len());
        let mut d = vec![vec![0usize; m + 1]; n + 1];
        for i in 0..=n {
            for j in 0..=m {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let replaced = d[i - 1][j - 1] + usize::from(typed[i - 1] != word[j - 1]);
                    let mut best = replaced.min(d[i - 1][j] + 1).min(d[i][j - 1] + 1);
                    if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                        best = best.min(d[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        d[n].iter().copied().min().unwrap_or(n)
    }

    fn check_walk(vocabulary: &[String], typed: &str, edits: u8) {
        let entries: Vec<Entry> = vocabulary
            .iter()
            .enumerate()
            .map(|(i, w)| Entry { id: i as i64, name: w.clone(), ..Entry::default() })
            .collect();
        let s = Segment::of(entries.iter());
        let typed = encode(typed);

        let spans = s.walk(s.everything(), &typed, None, edits);

        for t in 0..s.vocabulary() {
            let distance = distance_to_a_beginning(&typed, s.token(t));
            let kind = spans.iter().filter(|x| x.a <= t && t < x.b).map(|x| x.kind - PREFIX).min();
            let want = (distance <= usize::from(edits)).then_some(distance as u8);
            assert_eq!(kind, want, "{:?} in {:?}", typed, s.token(t));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn the_walk_finds_exactly_the_words_within_the_distance(
            vocabulary in prop::collection::vec("[абвa]{1,9}", 1..60), typed in "[абвгa]{1,9}", edits in 0u8..3,
        ) {
            check_walk(&vocabulary, &typed, edits);
        }
    }

    #[test]
    fn the_walk_is_exact_on_many_random_names() {
        let mut seed = 7u64;
        let mut next = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        let letters: Vec<char> = "абвгдежзиклмнопрст".chars().collect();
        let names: Vec<String> = (0..10_000)
            .map(|_| (0..3 + next(8)).map(|_| letters[next(letters.len() as u64) as usize]).collect())
            .collect();
        for kind in 0..4 {
            let mut typed: Vec<char> = names[next(10_000) as usize].chars().collect();
            match kind {
                0 => drop(typed.remove(1)),
                1 => typed.swap(0, 1),
                2 => typed[0] = 'я',
                _ => typed.insert(1, 'щ'),
            }
            check_walk(&names, &typed.into_iter().collect::<String>(), 1);
        }
    }
}
