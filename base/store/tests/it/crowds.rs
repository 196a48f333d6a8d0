//! Many at once: one fsync for many units, a full queue, one consistent picture.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Actor;
use store::testing::{self, both};
use store::{Stop, p};

use crate::kit::*;

#[test]
fn sixty_four_writers_share_their_commits() {
    let base = testing::lite(&[TABLES]).unwrap();
    let (runtime, each) = (runtime(), 40);
    let commits = || base.store.counters().commits.load(Ordering::Relaxed);
    let before = commits();
    let all: Vec<_> = (0..64)
        .map(|_| {
            let store = base.store.clone();
            runtime.spawn(async move {
                for _ in 0..each {
                    store.write::<_, (), _>(Actor::System, |tx| Ok(tx.insert(&PUT, p!["crowd", 1])?)).await.unwrap();
                }
            })
        })
        .collect();
    for one in all {
        runtime.block_on(one).unwrap();
    }
    let (units, commits) = (64 * each, commits() - before);
    println!("group commit: {commits} commits for {units} units");
    assert_eq!(shelves(&base.store), units as i64);
    assert!(commits * 5 <= units, "{commits} commits for {units} units");
}

#[test]
fn a_full_queue_says_busy_and_loses_nothing_that_it_took() {
    let base = testing::lite(&[TABLES]).unwrap();
    let runtime = runtime();
    let held = hold_a_writer(&base.store);
    let mut taken = Vec::new();
    let mut refused = 0;
    for i in 0..4200 {
        let store = base.store.clone();
        let unit = runtime.block_on(async move {
            let mut unit = Box::pin(async move {
                store.write::<_, (), _>(Actor::System, |tx| Ok(tx.insert(&PUT, p!["queued", 1])?)).await
            });
            match tokio::time::timeout(Duration::ZERO, &mut unit).await {
                Ok(Err(Stop::Fault(fault))) => {
                    assert!(fault.is_busy(), "{fault}");
                    None
                }
                Ok(other) => panic!("unit {i} ended behind a held writer: {other:?}"),
                Err(_) => Some(unit),
            }
        });
        match unit {
            Some(unit) => taken.push(unit),
            None => refused += 1,
        }
    }
    held.go.send(()).unwrap();
    held.ended.join().unwrap();
    let count = taken.len();
    assert_eq!((count, refused), (4096, 104));
    runtime.block_on(async {
        for unit in taken {
            unit.await.unwrap();
        }
    });
    assert_eq!(shelves(&base.store), count as i64);
}

#[test]
fn a_question_sees_one_picture_while_amounts_move() {
    both(&[TABLES], |base| {
        let (a, b) = (put(base, 5000), put(base, 5000));
        let over = Arc::new(AtomicBool::new(false));
        std::thread::scope(|scope| {
            for seed in 0..4 {
                let (store, over) = (base.store.clone(), over.clone());
                scope.spawn(move || {
                    let mut dice = Dice::new(seed);
                    while !over.load(Ordering::Relaxed) {
                        let moved = dice.below(5) as i64 - 2;
                        store
                            .write_now::<_, (), _>(Actor::System, move |tx| {
                                tx.exec(&TAKE, p![a, moved])?;
                                tx.exec(&TAKE, p![b, -moved])?;
                                Ok(())
                            })
                            .unwrap();
                    }
                });
            }
            let mut different = std::collections::HashSet::new();
            for _ in 0..200 {
                let (first, second) = base
                    .store
                    .read_now(move |read| {
                        let first = read.one::<(i64,)>(&PIECES, p![a])?.0;
                        std::thread::park_timeout(Duration::from_millis(1));
                        Ok((first, read.one::<(i64,)>(&PIECES, p![b])?.0))
                    })
                    .unwrap();
                different.insert(first);
                if first + second != 10_000 {
                    over.store(true, Ordering::Relaxed);
                }
                assert_eq!(first + second, 10_000);
            }
            over.store(true, Ordering::Relaxed);
            assert!(different.len() > 3, "nothing moved");
        });
    });
}
