//! ИНН and phones: numbers of fixed width, found by their beginning or by any longer fragment.
#![allow(clippy::indexing_slicing, reason = "hot loops; places come from the lists themselves")]

use crate::postings::Minima;

/// Low bits of a number's entry hold the rank of its owner: 16.7 M entries.
const RANK_BITS: u32 = 24;
/// How many entries one segment can hold; the least important beyond are left out.
pub(crate) const MOST_ENTRIES: usize = 1 << RANK_BITS;

/// Numbers in order of their digits from every anchor on.
#[derive(Default)]
pub(crate) struct Digits {
    pub(crate) width: u32,
    pub(crate) anchors: Vec<u32>,
    /// number << RANK_BITS | rank, sorted
    pub(crate) num: Vec<u64>,
    /// By anchor: places in `num` in order of the digits from the anchor on; none needed for anchor 0.
    pub(crate) order: Vec<Vec<u32>>,
    pub(crate) min: Vec<Minima>,
}

fn power(n: u32) -> u64 {
    10u64.pow(n)
}

fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |v, d| v * 10 + u64::from(d - b'0'))
}

impl Digits {
    pub(crate) fn new(width: u32, anchors: &[u32], numbers: impl Iterator<Item = (u64, u32)>) -> Self {
        let mut num: Vec<u64> = numbers.map(|(number, rank)| number << RANK_BITS | u64::from(rank)).collect();
        num.sort_unstable();
        num.dedup();
        num.shrink_to_fit();
        let order = |&anchor: &u32| {
            let mut places: Vec<u32> = if anchor == 0 { vec![] } else { (0..num.len() as u32).collect() };
            places.sort_by_cached_key(|&i| (num[i as usize] >> RANK_BITS) % power(width - anchor));
            places
        };
        let order = anchors.iter().map(order).collect();
        let mut digits = Digits { width, anchors: anchors.to_vec(), num, order, min: vec![] };
        digits.min = (0..anchors.len()).map(|k| Minima::new(digits.num.len(), |i| digits.rank(k, i))).collect();
        digits
    }

    /// Every number with the rank of its owner.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, u32)> {
        self.num.iter().map(|&x| (x >> RANK_BITS, rank_of(x)))
    }

    fn at(&self, k: usize, i: usize) -> u64 {
        self.num[if self.anchors[k] == 0 { i } else { self.order[k][i] as usize }]
    }

    fn rank(&self, k: usize, i: usize) -> u32 {
        rank_of(self.at(k, i))
    }

    /// Entries whose digits from anchor k on begin with these.
    fn beginning(&self, k: usize, digits: &[u8]) -> (usize, usize) {
        let width = self.width - self.anchors[k];
        if digits.is_empty() || digits.len() as u32 > width {
            return (0, 0);
        }
        let step = power(width - digits.len() as u32);
        let find = |least: u64| {
            let (mut a, mut b) = (0, self.num.len());
            while a < b {
                let m = (a + b) / 2;
                if (self.at(k, m) >> RANK_BITS) % power(width) < least { a = m + 1 } else { b = m }
            }
            a
        };
        (find(value(digits) * step), find((value(digits) + 1) * step))
    }

    /// Up to `most` ranks from every reading of the digits: from an anchor on, or running over an anchor.
    pub(crate) fn each(&self, digits: &[u8], most: usize, take: &mut dyn FnMut(u32) -> bool) {
        for k in 0..self.anchors.len() {
            let mut taken = 0;
            self.min[k].each(
                &[self.beginning(k, digits)],
                |i| self.rank(k, i),
                |rank, _| {
                    taken += usize::from(take(rank));
                    taken < most
                },
            );
        }
        for skip in 1..=2usize {
            for k in (0..self.anchors.len()).filter(|&k| self.anchors[k] > 0 && digits.len() >= skip + 3) {
                let before = value(&digits[..skip]);
                let (a, b) = self.beginning(k, &digits[skip..]);
                let digits_before =
                    |i: usize| (self.at(k, i) >> RANK_BITS) / power(self.width - self.anchors[k]) % power(skip as u32);
                let mut ranks: Vec<u32> =
                    (a..b).filter(|&i| digits_before(i) == before).map(|i| self.rank(k, i)).collect();
                ranks.sort_unstable();
                let mut taken = 0;
                for rank in ranks {
                    taken += usize::from(take(rank));
                    if taken == most {
                        break;
                    }
                }
            }
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.num.capacity() * 8
            + self.order.iter().map(|o| o.capacity() * 4).sum::<usize>()
            + self.min.iter().map(Minima::bytes).sum::<usize>()
    }
}

fn rank_of(entry: u64) -> u32 {
    entry as u32 & (MOST_ENTRIES as u32 - 1)
}

/// An ИНН as twelve digits, the shorter one filled up at its end: its beginning stays its beginning.
pub(crate) fn inn_number(text: &str) -> Option<u64> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    (1..=12).contains(&digits.len()).then(|| value(&digits) * power(12 - digits.len() as u32))
}

/// The last ten digits of a phone in any form.
pub(crate) fn phone_number(text: &str) -> Option<u64> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    digits.len().checked_sub(10).map(|start| value(&digits[start..]))
}
