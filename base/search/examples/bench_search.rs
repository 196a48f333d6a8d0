//! Measures the index over made-up names: `cargo run --release -p search --example bench_search -- 1000000`.
#![allow(clippy::print_stdout, reason = "prints its figures")]
#![allow(clippy::indexing_slicing, reason = "a measuring program")]

use std::time::{Duration, Instant};

use search::{Entry, Index};

#[path = "../tests/made_up/mod.rs"]
mod made_up;

/// A letter lost, two swapped, one wrong: what fingers do.
fn with_typo(word: &[char], dice: &mut made_up::Dice) -> Vec<char> {
    let mut word = word.to_vec();
    let at = dice.below(word.len() - 1);
    match dice.below(3) {
        0 => drop(word.remove(at)),
        1 => word.swap(at, at + 1),
        _ => word[at] = 'о',
    }
    word
}

/// Every keystroke of a clerk who types this entry in one of the usual ways.
fn keystrokes(entry: &Entry, dice: &mut made_up::Dice) -> Vec<String> {
    let plain = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let name: String = entry.name.to_lowercase().chars().map(plain).collect();
    let words: Vec<&str> = name.split_whitespace().filter(|w| w.chars().count() > 3).collect();
    let line = match dice.below(7) {
        0 => entry.inn.clone().unwrap_or_default(),
        1 => entry.phones[0].clone(),
        2 => words.iter().rev().copied().collect::<Vec<_>>().join(" "),
        _ => words.join(" "),
    };
    let mut line: Vec<char> = line.chars().take(14).collect();
    if line.len() > 4 && dice.below(3) == 0 && line[0].is_alphabetic() {
        line = with_typo(&line, dice);
    }
    (1..=line.len()).map(|n| line[..n].iter().collect()).collect()
}

/// The better of two runs: what is left when the machine was busy with others in one of them.
fn measure(index: &Index, query: &str) -> Duration {
    let run = || {
        let started = Instant::now();
        std::hint::black_box(index.search(query, 8));
        started.elapsed()
    };
    run().min(run())
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    println!("{what}: {} queries, ms p50 {:.3}  p99 {:.3}  max {:.3}", times.len(), at(0.5), at(0.99), at(1.0));
}

fn main() {
    let n = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(100_000);
    println!(
        "{n} entries; {}",
        if cfg!(debug_assertions) { "debug assertions on: not a release build" } else { "release" }
    );
    let mut dice = made_up::Dice(11);
    let entries = made_up::entries(n, 1);
    let queries: Vec<String> = (0..400)
        .flat_map(|_| {
            let entry = &entries[dice.below(n)];
            keystrokes(entry, &mut dice)
        })
        .collect();
    let some: Vec<Entry> = entries.iter().take(500).cloned().collect();

    let started = Instant::now();
    let index = Index::build(entries);
    println!("build {:.2} s, memory {:.1} MB", started.elapsed().as_secs_f64(), index.memory_bytes() as f64 / 1e6);
    index.search("а", 8);
    report("as typed", queries.iter().map(|q| measure(&index, q)).collect());

    let put = |e: Entry| {
        let started = Instant::now();
        index.put(e);
        started.elapsed()
    };
    report("put", some.into_iter().map(put).collect());
    report("as typed, after the changes", queries.iter().map(|q| measure(&index, q)).collect());
}
