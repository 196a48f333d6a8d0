//! What was typed, its readings, and the levels of evidence by which one segment answers.
//!
//! A match has a *tier*, lower is better: 0 whole name, from 4 prefix, from 40 one typo, from 60 inner part, from 80 two
//! typos; +4 in another word, +8 in a person, +1 in another layout, +2 glued, +20 for a word cut in two or left out.
#![allow(clippy::indexing_slicing, reason = "hot loops; numbers of words and entries come from the segment itself")]

use std::cell::RefCell;
use std::collections::{BinaryHeap, HashSet};

use crate::MatchedOn;
use crate::normalise::{
    READ_AS_LATIN, READ_AS_RUSSIAN, Spelling, Word, decode, is_letter_key, other_layout, raw_words, words,
};
use crate::postings::Postings;
use crate::segment::{ALIAS, FIELD_SHIFT, INNER, NAME, PERSON, PREFIX, Segment, Span, TOKEN, TYPO, WHOLE, merge};

/// A pasted text is no name: more letters are not read.
const LONGEST_QUERY: usize = 80;
const MOST_WORDS: usize = 6;
/// With several words: how many entries are looked at before the best found so far must do.
const MOST_LOOKED_AT: usize = 3_000;
/// A word on more entries than this is common; common words only are tried on the most important entries first.
const COMMON: usize = 30_000;

// Levels of evidence, one after the other until enough is found.
const AS_TYPED: u8 = 0;
const ONE_TYPO: u8 = 1;
const INNER_PART: u8 = 2;
const TWO_TYPOS: u8 = 3;

const BASE: [u8; 4] = [4, 44, 60, 84];
const CUT_IN_TWO: u8 = 20;
const WORD_LEFT_OUT: u8 = 20;
/// Letters that must remain when a word is left out: a figure or a letter alone says nothing of what was meant.
const LEAST_KEPT: usize = 3;
/// Only a legal form, or nothing: the most important entries.
const ANYTHING: u8 = 200;

/// One reading of the query.
struct Form {
    words: Vec<Word>,
    spelling: Option<&'static Spelling>,
    penalty: u8,
    /// The text in the other layout.
    read_as: Option<String>,
}

const GLUED: u8 = 2;

pub(crate) struct Query {
    forms: Vec<Form>,
    digits: Option<Vec<u8>>,
    /// Nothing was typed, or a legal form alone: the most important entries are shown.
    anything: bool,
    /// How much more important a match in another word must be to stand first.
    loss: i32,
}

impl Query {
    /// Reads a query for a base of `entries` entries.
    pub(crate) fn read(text: &str, entries: usize) -> Query {
        let text: String = text.chars().take(LONGEST_QUERY).collect();
        let text = text.as_str();
        let latin = text.chars().any(|c| c.is_ascii_alphabetic());
        let cyrillic = text.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
        let mut forms = vec![Form { words: words(text), spelling: None, penalty: 0, read_as: None }];
        forms.extend(glued(&forms[0].words));
        let in_layout = |to_russian: bool, penalty: u8| {
            let meant = other_layout(text, to_russian);
            let read_as = Some(meant.trim().to_owned());
            Form { words: words(&meant), spelling: None, penalty, read_as }
        };
        let in_spelling = |spelling: &'static Spelling, penalty: u8| Form {
            words: words(text),
            spelling: Some(spelling),
            penalty,
            read_as: None,
        };
        // Typing Russian with the wrong layout is likelier than a Latin name: equal rank. The other way round it is not.
        if !cyrillic && text.chars().any(is_letter_key) {
            forms.push(in_layout(true, 0));
        }
        if latin && !cyrillic {
            forms.push(in_spelling(&READ_AS_RUSSIAN, 0));
        }
        if cyrillic && !latin {
            forms.push(in_layout(false, 1));
            // Signs alone have no Latin letters: they would be the beginning of every word.
            if text.chars().any(|c| c.is_alphanumeric() && !matches!(c, 'ъ' | 'ь' | 'Ъ' | 'Ь')) {
                forms.push(in_spelling(&READ_AS_LATIN, 1));
            }
        }
        let only_digits = !latin && !cyrillic && text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c));
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        let digits = (only_digits && !digits.is_empty()).then_some(digits);
        let phone_in_groups = digits.is_some() && forms[0].words.len() > 1;
        let only_a_legal_form = forms[0].words.is_empty() && !raw_words(text).is_empty();
        if phone_in_groups || only_a_legal_form {
            forms.clear();
        }
        // What has neither letters nor figures («%») finds nothing.
        let anything = text.trim().is_empty() || only_a_legal_form;
        Query { forms, digits, anything, loss: loss(entries) }
    }

    /// The wall between kinds of evidence, and inside it importance less a loss for the weaker place of the match.
    pub(crate) fn rank(&self, tier: u8, importance: u16) -> (u8, i32) {
        let wall = wall(tier);
        let base = [0, 4, 44, 60, 84][usize::from(wall)];
        let weaker = i32::from(tier.saturating_sub(base) / 4);
        (wall, weaker * self.loss + i32::from(tier & 1) * 2_000 - i32::from(importance))
    }
}

/// Ten times less important, on the logarithmic scale of `importance_of_place`.
fn loss(entries: usize) -> i32 {
    (65_535.0 * 10f64.ln() / (entries.max(100) as f64).ln()) as i32
}

/// 0 whole name, 1 prefix, 2 one typo, 3 inner part, 4 two typos and the rest.
pub(crate) fn wall(tier: u8) -> u8 {
    match tier {
        0..=3 => 0,
        4..=39 => 1,
        40..=59 => 2,
        60..=79 => 3,
        _ => 4,
    }
}

/// Neighbouring words typed apart: «строй торг» for СтройТорг.
fn glued(words: &[Word]) -> Vec<Form> {
    let join = |i: usize| {
        let mut joined = words.to_vec();
        let right = joined.remove(i);
        joined[i - 1].extend(right);
        Form { words: joined, spelling: None, penalty: GLUED, read_as: None }
    };
    (1..words.len().min(MOST_WORDS)).map(join).collect()
}

/// How many typos a word may have; figures have none.
fn typos(word: &[u8]) -> u8 {
    match word.len() {
        _ if word[0].is_ascii_digit() => 0,
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Via {
    Form(u8),
    Inn,
    Phone,
    Anything,
}

/// An entry found in one segment.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) tier: u8,
    pub(crate) doc: u32,
    kind: u8,
    via: Via,
}

/// A segment as one search sees it: without the dead and without what the asker may not see.
pub(crate) struct View<'a> {
    pub(crate) segment: &'a Segment,
    pub(crate) dead: &'a [u64],
    pub(crate) keep: &'a dyn Fn(i64) -> bool,
}

/// The list being gathered for one reading.
struct Gathering<'a> {
    found: &'a mut Vec<Found>,
    most: usize,
    via: Via,
    penalty: u8,
}

impl Gathering<'_> {
    fn knows(&self, doc: u32, tier: u8) -> bool {
        self.found.iter().any(|f| f.doc == doc && f.tier <= tier)
    }

    fn add(&mut self, tier: u8, doc: u32, kind: u8) {
        self.found.push(Found { tier, doc, kind, via: self.via });
    }
}

impl View<'_> {
    /// Up to `most` entries of every wall, best first.
    pub(crate) fn search(&self, query: &Query, most: usize) -> Vec<Found> {
        let mut found: Vec<Found> = vec![];
        if let Some(digits) = &query.digits {
            self.digits(digits, most, &mut found);
        }
        if query.anything {
            let best = (0..self.segment.len() as u32).filter(|&d| self.shows(d)).take(most);
            found.extend(best.map(|doc| Found { tier: ANYTHING, doc, kind: PREFIX, via: Via::Anything }));
        }
        for level in AS_TYPED..=TWO_TYPOS {
            // Inner parts keep their places beside typos.
            let enough = found.iter().filter(|f| level != INNER_PART || f.tier < 40).count() >= most;
            if enough {
                break;
            }
            if level == ONE_TYPO && found.is_empty() {
                self.cut_in_two(query, most, &mut found);
            }
            for (i, form) in query.forms.iter().enumerate() {
                if level > AS_TYPED && (form.spelling.is_some() || form.penalty == GLUED) {
                    continue;
                }
                let via = Via::Form(i as u8);
                let gathering = Gathering { found: &mut found, most, via, penalty: form.penalty };
                match &form.words[..] {
                    [] => {}
                    [word] => self.one(word, form.spelling, level, gathering),
                    words => self.several(words, form.spelling, level, gathering),
                }
            }
        }
        self.best_of_each_wall(query, most, found)
    }

    fn best_of_each_wall(&self, query: &Query, most: usize, mut found: Vec<Found>) -> Vec<Found> {
        found.sort_by_cached_key(|f| (query.rank(f.tier, self.segment.importance[f.doc as usize]), f.doc));
        let mut seen = HashSet::new();
        let mut of_wall = [0; 5];
        found.retain(|f| {
            let n = &mut of_wall[usize::from(wall(f.tier))];
            let keep = *n < most && seen.insert(f.doc);
            *n += usize::from(keep);
            keep
        });
        found
    }

    fn alive(&self, doc: u32) -> bool {
        self.dead[doc as usize / 64] >> (doc % 64) & 1 == 0
    }

    fn shows(&self, doc: u32) -> bool {
        self.alive(doc) && (self.keep)(self.segment.id[doc as usize])
    }

    // -------------------------------------------------------------------------------------------- one word

    fn one(&self, word: &[u8], spelling: Option<&Spelling>, level: u8, mut g: Gathering<'_>) {
        let s = self.segment;
        let edits = match level {
            AS_TYPED => 0,
            ONE_TYPO if typos(word) > 0 => 1,
            TWO_TYPOS if typos(word) > 1 => 2,
            INNER_PART if word.len() > 2 => return self.inner_part(word, g),
            _ => return,
        };
        let spans = merge(&s.walk(s.everything(), word, spelling, edits));
        if level == AS_TYPED && spelling.is_none() {
            self.whole_name(word, &spans, &mut g);
            if g.found.len() >= g.most {
                return;
            }
        }
        let kind = PREFIX + edits;
        let base = BASE[usize::from(level)];
        self.take(&spans, base, &s.first, kind, &mut g);
        self.take(&spans, base + 4, &s.other, kind, &mut g);
        self.take(&spans, base + 8, &s.person, kind, &mut g);
    }

    /// Names that are this word and nothing else, however many longer ones are more important.
    fn whole_name(&self, word: &[u8], spans: &[(u32, u32)], g: &mut Gathering<'_>) {
        let s = self.segment;
        let Some(&(t, _)) = spans.first().filter(|r| spans.len() == 1 && s.token(r.0) == word) else { return };
        for &d in s.first.of((t, t + 1)) {
            if s.name_len[d as usize] == 1 && self.shows(d) && !g.found.iter().any(|f| f.doc == d) {
                g.add(g.penalty, d, WHOLE);
                if g.found.len() >= g.most {
                    return;
                }
            }
        }
    }

    fn take(&self, spans: &[(u32, u32)], tier: u8, postings: &Postings, kind: u8, g: &mut Gathering<'_>) {
        let tier = tier + g.penalty;
        let mut taken = 0;
        postings.each(spans, |d| {
            if self.alive(d) && !g.knows(d, tier) && self.shows(d) {
                g.add(tier, d, kind);
                taken += 1;
            }
            taken < g.most
        });
    }

    /// Words in order of their best entry, then their own best entries.
    fn inner_part(&self, part: &[u8], mut g: Gathering<'_>) {
        let s = self.segment;
        let mut tokens: Vec<u32> = vec![];
        s.suffix_min.each(
            &[s.inner(part)],
            |i| s.best_of(s.suffix[i] >> 6),
            |_, place| {
                tokens.push(s.suffix[place] >> 6);
                tokens.len() < g.most
            },
        );
        tokens.sort_unstable();
        tokens.dedup();
        let spans: Vec<(u32, u32)> = tokens.iter().map(|&t| (t, t + 1)).collect();
        let base = BASE[usize::from(INNER_PART)];
        self.take(&spans, base, &s.first, INNER, &mut g);
        self.take(&spans, base, &s.other, INNER, &mut g);
        self.take(&spans, base + 4, &s.person, INNER, &mut g);
    }

    // -------------------------------------------------------------------------------------------- several words

    /// «стройторг» for Строй Торг: the left part must be a whole word of somebody.
    fn cut_in_two(&self, query: &Query, most: usize, found: &mut Vec<Found>) {
        let s = self.segment;
        let Some([word]) = query.forms.first().map(|f| &f.words[..]) else { return };
        for cut in 3..word.len().saturating_sub(2) {
            let (left, right) = word.split_at(cut);
            let spans = s.walk(s.everything(), left, None, 0);
            if spans.first().is_some_and(|x| s.token(x.a) == left) {
                let g = Gathering { found, most, via: Via::Form(0), penalty: CUT_IN_TWO };
                self.several(&[left.to_vec(), right.to_vec()], None, AS_TYPED, g);
            }
        }
    }

    /// Several words in any order, each may be a beginning and may stand in name, alias or person.
    fn several(&self, words: &[Word], spelling: Option<&Spelling>, level: u8, mut g: Gathering<'_>) {
        if level == TWO_TYPOS {
            return;
        }
        let words = &words[..words.len().min(MOST_WORDS)];
        let mut readings = vec![];
        for word in words {
            let reading = self.reading(word, spelling, level);
            if reading.spans.is_empty() && level < INNER_PART {
                return;
            }
            readings.push(reading);
        }
        // At the last resort a word nobody has is left out.
        let mut order: Vec<usize> = (0..readings.len()).filter(|&i| readings[i].cost > 0).collect();
        order.sort_by_key(|&i| readings[i].cost);
        let left_out = readings.len() - order.len();
        let kept: usize = order.iter().map(|&i| words[i].len()).sum();
        if order.is_empty() || left_out > order.len() || (left_out > 0 && kept < LEAST_KEPT) {
            return;
        }
        PAD.with(|pad| {
            let Pad { marks, bits, more } = &mut *pad.borrow_mut();
            for (i, word) in words.iter().enumerate() {
                if marks.len() <= i {
                    marks.push(vec![]);
                }
                self.mark(&mut marks[i], word, &readings[i], spelling.is_none());
            }
            let penalty = g.penalty + left_out as u8 * WORD_LEFT_OUT;
            let several = Several { view: self, words: words.len(), readings, order, marks, level, penalty };
            for (tier, doc, kind) in several.best(g.most, bits, more) {
                if !g.knows(doc, tier) {
                    g.add(tier, doc, kind);
                }
            }
        });
    }

    fn reading(&self, word: &[u8], spelling: Option<&Spelling>, level: u8) -> Reading {
        let s = self.segment;
        let edits = if level > AS_TYPED { typos(word).min(1) } else { 0 };
        let mut spans = s.walk(s.everything(), word, spelling, edits);
        if level == INNER_PART && word.len() > 2 {
            let (a, b) = s.inner(word);
            let inside = |x: &u32| Span { a: x >> 6, b: (x >> 6) + 1, kind: INNER, depth: 0 };
            spans.extend(s.suffix[a..b].iter().map(inside));
        }
        let ranges = merge(&spans);
        let cost = ranges.iter().flat_map(|&r| s.postings().map(|p| p.of(r).len())).sum();
        Reading { spans, ranges, cost }
    }

    /// What each word of the vocabulary may stand for, one byte each.
    fn mark(&self, marks: &mut Vec<u8>, word: &[u8], reading: &Reading, as_written: bool) {
        marks.clear();
        marks.resize(self.segment.vocabulary() as usize, 0);
        for span in &reading.spans {
            for mark in &mut marks[span.a as usize..span.b as usize] {
                if *mark == 0 || *mark > span.kind {
                    *mark = span.kind;
                }
            }
            if span.kind == PREFIX && as_written && self.segment.token(span.a) == word {
                marks[span.a as usize] = WHOLE;
            }
        }
    }

    // -------------------------------------------------------------------------------------------- digits

    /// ИНН, phone after 8 or 7, fragment of a phone: all compete by importance; a whole number stands first.
    fn digits(&self, typed: &[u8], most: usize, found: &mut Vec<Found>) {
        let mut put = |via: Via, whole: bool, typed: &[u8]| {
            let tier = if whole { 0 } else { 6 };
            let numbers = if matches!(via, Via::Inn) { &self.segment.inn } else { &self.segment.phone };
            numbers.each(typed, most, &mut |doc| {
                let new = self.alive(doc) && !found.iter().any(|f| f.doc == doc && f.tier <= tier) && self.shows(doc);
                if new {
                    found.push(Found { tier, doc, kind: PREFIX, via });
                }
                new
            });
        };
        put(Via::Inn, matches!(typed.len(), 10 | 12), typed);
        if matches!(typed[0], b'7' | b'8') && typed.len() > 1 {
            put(Via::Phone, typed.len() == 11, &typed[1..typed.len().min(11)]);
        }
        if typed.len() > 2 {
            put(Via::Phone, typed.len() == 10, typed);
        }
    }

    // -------------------------------------------------------------------------------------------- why it was found

    /// Why the entry is shown, and the query as understood when that is not as typed.
    pub(crate) fn explain(&self, query: &Query, found: &Found) -> (MatchedOn, Option<String>) {
        let form = match found.via {
            Via::Inn => return (MatchedOn::Inn, None),
            Via::Phone => return (MatchedOn::Phone, None),
            Via::Anything => return (MatchedOn::Name, None),
            Via::Form(i) => &query.forms[usize::from(i)],
        };
        let places: Vec<Place> = form.words.iter().filter_map(|w| self.place_of(w, form, found)).collect();
        let spelled = form.spelling.map(|_| places.iter().map(|p| &p.read[..]).collect::<Vec<_>>().join(" "));
        let has = |field: u32| places.iter().any(|p| p.field == field);
        let matched_on = match found.kind {
            INNER => MatchedOn::Inner,
            kind if kind >= TYPO => MatchedOn::Typo,
            WHOLE if found.tier < 4 => MatchedOn::Name,
            _ if has(PERSON) => MatchedOn::Person,
            _ if has(ALIAS) => MatchedOn::Alias,
            _ if places.is_empty() || places.iter().any(|p| p.at == 0) => MatchedOn::Name,
            _ => MatchedOn::Word,
        };
        (matched_on, form.read_as.clone().or(spelled))
    }

    /// Where a typed word stands in the entry: the best place of it.
    fn place_of(&self, word: &[u8], form: &Form, found: &Found) -> Option<Place> {
        let s = self.segment;
        s.words_of(found.doc).iter().enumerate().find_map(|(at, &w)| {
            let t = w & TOKEN;
            let span = *s.walk((t, t + 1), word, form.spelling, 0).first()?;
            let read = decode(&s.token(t)[..usize::from(span.depth)]);
            let field = w >> FIELD_SHIFT;
            Some(Place { field, at: if field == NAME { at } else { usize::MAX }, read })
        })
    }
}

struct Place {
    field: u32,
    at: usize,
    read: String,
}

/// What one typed word may stand for.
struct Reading {
    spans: Vec<Span>,
    ranges: Vec<(u32, u32)>,
    cost: usize,
}

/// Room kept between searches, one for each thread.
#[derive(Default)]
struct Pad {
    marks: Vec<Vec<u8>>,
    bits: Vec<u64>,
    more: Vec<u64>,
}

thread_local! {
    static PAD: RefCell<Pad> = RefCell::default();
}

/// Bit sets in order of importance are intersected from the rarest word on, while that is cheaper than looking.
struct Several<'a> {
    view: &'a View<'a>,
    words: usize,
    readings: Vec<Reading>,
    /// Words somebody has, the rarest first.
    order: Vec<usize>,
    marks: &'a [Vec<u8>],
    level: u8,
    penalty: u8,
}

/// tier, entry, kind; the worst on top.
type Best = BinaryHeap<(u8, u32, u8)>;

impl Several<'_> {
    fn best(&self, most: usize, bits: &mut Vec<u64>, more: &mut Vec<u64>) -> Best {
        let all = self.view.segment.len() as u32;
        // Where every word is common the most important entries suffice.
        let common = self.readings[self.order[0]].cost > COMMON && self.order.len() > 1;
        let limits = if common { vec![all / 16, all] } else { vec![all] };
        let mut best = Best::new();
        for limit in limits {
            best.clear();
            self.intersect(limit, bits, more);
            if self.level == AS_TYPED {
                self.whole_names(limit, bits, most, &mut best);
            }
            self.look(bits, most, &mut best);
            if best.len() == most {
                break;
            }
        }
        best
    }

    fn intersect(&self, limit: u32, bits: &mut Vec<u64>, more: &mut Vec<u64>) {
        self.fill(bits, self.order[0], limit);
        let mut left = self.readings[self.order[0]].cost;
        for &i in &self.order[1..] {
            if self.readings[i].cost + 10_000 > left.min(6_000) * 50 {
                break;
            }
            self.fill(more, i, limit);
            left = 0;
            for (x, y) in bits.iter_mut().zip(more.iter()) {
                *x &= y;
                left += x.count_ones() as usize;
            }
        }
    }

    /// Entries of one typed word among the `limit` most important ones.
    fn fill(&self, bits: &mut Vec<u64>, word: usize, limit: u32) {
        bits.clear();
        bits.resize(limit.div_ceil(64) as usize, 0);
        let s = self.view.segment;
        let whole = limit as usize == s.len();
        let mut set = |d: u32| bits[d as usize / 64] |= 1 << (d % 64);
        for postings in s.postings() {
            for &(a, b) in &self.readings[word].ranges {
                if whole {
                    postings.of((a, b)).iter().for_each(|&d| set(d));
                } else {
                    for t in a..b {
                        postings.of((t, t + 1)).iter().take_while(|&&d| d < limit).for_each(|&d| set(d));
                    }
                }
            }
        }
    }

    /// Whole names of several words are fetched first, so that no early stop hides them.
    fn whole_names(&self, limit: u32, bits: &[u64], most: usize, best: &mut Best) {
        let s = self.view.segment;
        let is_whole = |span: &&Span| self.marks[0].get(span.a as usize) == Some(&WHOLE);
        let Some(t) = self.readings[0].spans.iter().find(is_whole).map(|span| span.a) else { return };
        for &d in s.first.of((t, t + 1)).iter().take_while(|&&d| d < limit) {
            if best.len() == most {
                return;
            }
            let in_all = bits[d as usize / 64] >> (d % 64) & 1 == 1;
            if in_all && usize::from(s.name_len[d as usize]) == self.words && self.view.shows(d) {
                best.extend(self.judge(d).filter(|&(tier, _)| tier == self.penalty).map(|(tier, k)| (tier, d, k)));
            }
        }
    }

    /// Entries in order of importance, until the list is full of the best kind or long enough was looked.
    fn look(&self, bits: &[u64], most: usize, best: &mut Best) {
        let mut looked = 0;
        for (n, (bits, dead)) in bits.iter().zip(self.view.dead).enumerate() {
            let mut left = bits & !dead;
            while left != 0 {
                let d = n as u32 * 64 + left.trailing_zeros();
                left &= left - 1;
                let worst = best.peek().copied().filter(|_| best.len() == most);
                if worst.is_some_and(|w| w.0 <= 4 + self.penalty || looked > MOST_LOOKED_AT) {
                    return;
                }
                looked += 1;
                let Some((tier, kind)) = self.judge(d) else { continue };
                let taken_as_whole = tier == self.penalty && best.iter().any(|b| b.1 == d);
                if taken_as_whole || worst.is_some_and(|w| (tier, d) >= (w.0, w.1)) || !self.view.shows(d) {
                    continue;
                }
                if worst.is_some() {
                    best.pop();
                }
                best.push((tier, d, kind));
            }
        }
    }

    /// The tier and the weakest kind of match of an entry, if all words are there.
    fn judge(&self, doc: u32) -> Option<(u8, u8)> {
        let s = self.view.segment;
        let (mut worst, mut person, mut in_order) = (0u8, false, true);
        let known = (0..self.words).filter(|&i| self.readings[i].cost > 0);
        for (n, i) in known.enumerate() {
            let (mut best, mut place, mut of_person) = (u8::MAX, 0, false);
            for (j, &word) in s.words_of(doc).iter().enumerate() {
                let kind = self.marks[i][(word & TOKEN) as usize];
                if kind > 0 && kind < best {
                    (best, place, of_person) = (kind, j, word >> FIELD_SHIFT == PERSON);
                }
            }
            if best == u8::MAX {
                return None;
            }
            worst = worst.max(best);
            person |= of_person;
            in_order &= place == n;
        }
        let whole = in_order && worst == WHOLE && self.words == usize::from(s.name_len[doc as usize]);
        let tier = match worst {
            _ if whole => return Some((self.penalty, WHOLE)),
            WHOLE | PREFIX if in_order => 4,
            WHOLE | PREFIX => 8,
            TYPO => 44,
            _ => 60,
        };
        Some((self.penalty + tier + if person { 4 } else { 0 }, worst))
    }
}
