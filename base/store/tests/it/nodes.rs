//! Two programs on one set of books.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Actor;
use store::testing::{self, both};
use store::{Store, p};

use crate::kit::*;

fn put_with_event(store: &Store, id: i64) {
    store
        .write_now::<_, (), _>(Actor::System, move |tx| {
            tx.insert(&PUT, p!["noted", 1])?;
            tx.event(happened("put", id), None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn events_of_another_program_are_heard_and_chained_in_one_row() {
    both(&[TABLES], |base| {
        let other = Store::open(&base.place, &[TABLES]).unwrap();
        let mut news = base.store.watch_seq();
        let runtime = runtime();
        for turn in 1..=20 {
            put_with_event(if turn % 2 == 1 { &other } else { &base.store }, turn);
            runtime
                .block_on(async { tokio::time::timeout(Duration::from_secs(5), news.wait_for(|s| *s >= turn)).await })
                .expect("not heard of")
                .unwrap();
        }
        std::thread::scope(|scope| {
            for store in [&base.store, &other, &base.store, &other] {
                scope.spawn(move || (0..50).for_each(|i| put_with_event(store, i)));
            }
        });
        wait_sealed(base, 220);
        for store in [&base.store, &other] {
            assert_chain(store, 220);
            let mut news = store.watch_seq();
            runtime
                .block_on(async { tokio::time::timeout(Duration::from_secs(5), news.wait_for(|s| *s == 220)).await })
                .expect("not heard of")
                .unwrap();
        }
    });
}

#[test]
fn a_command_beside_a_server_under_load_gets_its_turn() {
    let base = testing::lite(&[TABLES]).unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let runtime = runtime();
    let load: Vec<_> = (0..64)
        .map(|_| {
            let (store, over) = (base.store.clone(), over.clone());
            runtime.spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let deed = store.write::<_, (), _>(Actor::System, |tx| {
                        std::thread::park_timeout(Duration::from_millis(1));
                        Ok(tx.insert(&PUT, p!["load", 1])?)
                    });
                    deed.await.unwrap();
                }
            })
        })
        .collect();
    until(10, "the load runs", || shelves(&base.store) > 100);
    let command = Store::open(&base.place, &[TABLES]).unwrap();
    let mut longest = Duration::ZERO;
    for _ in 0..10 {
        let began = std::time::Instant::now();
        put_named(&command, "by command", 1);
        longest = longest.max(began.elapsed());
    }
    over.store(true, Ordering::Relaxed);
    for one in load {
        runtime.block_on(one).unwrap();
    }
    println!("a command beside 64 writers waited {longest:?} at most");
    assert_eq!(named(&base.store, "by command"), 10);
}
