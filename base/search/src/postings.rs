//! Lists of numbers in order of rank, and the smallest of any range of them.
#![allow(
    clippy::indexing_slicing,
    reason = "hot loops; the property test of the walk and of the minima shows the bounds"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

const BLOCK: usize = 64;

/// Block minima over a list of ranks: the k smallest of any range, however long, one by one.
#[derive(Default)]
pub(crate) struct Minima {
    pub(crate) levels: Vec<Vec<u32>>,
}

fn smallest(values: &[u32]) -> u32 {
    values.iter().copied().min().unwrap_or(u32::MAX)
}

impl Minima {
    pub(crate) fn new(len: usize, rank: impl Fn(usize) -> u32) -> Self {
        let of_block = |b: usize| (b * BLOCK..len.min((b + 1) * BLOCK)).map(&rank).min().unwrap_or(u32::MAX);
        let mut level: Vec<u32> = (0..len.div_ceil(BLOCK)).map(of_block).collect();
        let mut levels = vec![];
        while level.len() > BLOCK {
            let above = level.chunks(BLOCK).map(smallest).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Minima { levels }
    }

    /// The smallest rank in a..b and its place.
    fn argmin(&self, a: usize, b: usize, rank: &impl Fn(usize) -> u32) -> (u32, usize) {
        let scan = |a: usize, b: usize| (a..b).map(|i| (rank(i), i)).min().unwrap_or((u32::MAX, 0));
        if b - a <= 2 * BLOCK {
            return scan(a, b);
        }
        let (first, end) = (a.div_ceil(BLOCK), b / BLOCK);
        let edges = scan(a, first * BLOCK).min(scan(end * BLOCK, b));
        let (least, block) = self.block(0, first, end);
        if least < edges.0 { scan(block * BLOCK, (block + 1) * BLOCK) } else { edges }
    }

    fn block(&self, level: usize, a: usize, b: usize) -> (u32, usize) {
        let values = &self.levels[level];
        let scan = |a: usize, b: usize| values[a..b].iter().copied().zip(a..).min().unwrap_or((u32::MAX, 0));
        if b - a <= 2 * BLOCK || level + 1 == self.levels.len() {
            return scan(a, b);
        }
        let (first, end) = (a.div_ceil(BLOCK), b / BLOCK);
        let edges = scan(a, first * BLOCK).min(scan(end * BLOCK, b));
        let (least, up) = self.block(level + 1, first, end);
        if least < edges.0 { scan(up * BLOCK, ((up + 1) * BLOCK).min(values.len())) } else { edges }
    }

    /// Calls `take(rank, place)` in growing order of rank over all ranges until it says stop.
    pub(crate) fn each(
        &self,
        ranges: &[(usize, usize)],
        rank: impl Fn(usize) -> u32,
        mut take: impl FnMut(u32, usize) -> bool,
    ) {
        let mut heap = BinaryHeap::new();
        let push = |heap: &mut BinaryHeap<_>, a: usize, b: usize| {
            if a < b {
                let (least, place) = self.argmin(a, b, &rank);
                heap.push(Reverse((least, place, a, b)));
            }
        };
        for &(a, b) in ranges {
            push(&mut heap, a, b);
        }
        while let Some(Reverse((least, place, a, b))) = heap.pop() {
            if !take(least, place) {
                return;
            }
            push(&mut heap, a, place);
            push(&mut heap, place + 1, b);
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.levels.iter().map(|l| l.capacity() * 4).sum()
    }
}

/// For every word the entries that have it, by rank. Lists lie in order of the vocabulary: a prefix is one range.
#[derive(Default)]
pub(crate) struct Postings {
    pub(crate) off: Vec<u32>,
    pub(crate) doc: Vec<u32>,
    pub(crate) min: Minima,
}

impl Postings {
    /// `pairs` gives (word, entry) in order of rank and is called twice.
    pub(crate) fn new(words: usize, pairs: impl Fn(&mut dyn FnMut(u32, u32))) -> Self {
        let mut off = vec![0u32; words + 1];
        pairs(&mut |word, _| off[word as usize + 1] += 1);
        for i in 0..words {
            off[i + 1] += off[i];
        }
        let mut at = off.clone();
        let mut doc = vec![0; off[words] as usize];
        pairs(&mut |word, d| {
            doc[at[word as usize] as usize] = d;
            at[word as usize] += 1;
        });
        Postings { min: Minima::new(doc.len(), |i| doc[i]), off, doc }
    }

    /// Where the lists of a range of words lie.
    pub(crate) fn range(&self, words: (u32, u32)) -> (usize, usize) {
        (self.off[words.0 as usize] as usize, self.off[words.1 as usize] as usize)
    }

    /// All entries of a range of words, list after list.
    pub(crate) fn of(&self, words: (u32, u32)) -> &[u32] {
        let (a, b) = self.range(words);
        &self.doc[a..b]
    }

    /// Entries of all these ranges of words, best first, until `take` says stop.
    pub(crate) fn each(&self, words: &[(u32, u32)], mut take: impl FnMut(u32) -> bool) {
        let ranges: Vec<_> = words.iter().map(|&r| self.range(r)).collect();
        self.min.each(&ranges, |i| self.doc[i], |d, _| take(d));
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.off.capacity() + self.doc.capacity()) * 4 + self.min.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_give_their_smallest_in_order(values in prop::collection::vec(0u32..5_000, 1..9_000), a in 0usize..9_000, b in 0usize..9_000) {
            let (a, b) = (a.min(b).min(values.len()), a.max(b).min(values.len()));
            let minima = Minima::new(values.len(), |i| values[i]);
            let mut got = vec![];

            minima.each(&[(a, b)], |i| values[i], |v, _| { got.push(v); got.len() < 20 });

            let mut want = values[a..b].to_vec();
            want.sort_unstable();
            want.truncate(20);
            prop_assert_eq!(got, want);
        }
    }
}
