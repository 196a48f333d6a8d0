//! Callers who hang up at any moment cut nothing in two.

use std::time::Duration;

use kernel::Actor;
use store::testing::both;
use store::{Once, p};

use crate::kit::*;

#[test]
fn a_thousand_callers_hang_up_and_every_unit_is_whole_or_absent() {
    both(&[TABLES], |base| {
        let runtime = runtime();
        let all: Vec<_> = (0..1000_u64)
            .map(|n| {
                let store = base.store.clone();
                let patience = Duration::from_micros(Dice::new(n + 1).below(30_000));
                runtime.spawn(async move {
                    let name = format!("caller {n}");
                    let pair = move |tx: &mut store::Tx<'_>| {
                        tx.insert(&PUT, p![name, 1])?;
                        tx.event(happened("put", n as i64), None);
                        std::thread::park_timeout(Duration::from_micros(n % 7 * 50));
                        tx.insert(&PUT, p![name, 2])
                    };
                    if n % 2 == 0 {
                        let deed = store.write::<_, (), _>(Actor::System, move |tx| Ok(pair(tx)?));
                        tokio::time::timeout(patience, deed).await.is_ok()
                    } else {
                        let deed = store.write_once(Actor::System, claim(&format!("key {n}")), move |tx| {
                            Ok(answer(201, pair(tx)?.to_string()))
                        });
                        tokio::time::timeout(patience, deed).await.is_ok()
                    }
                })
            })
            .collect();
        let mut stayed = [false; 1000];
        for (n, one) in all.into_iter().enumerate() {
            stayed[n] = runtime.block_on(one).unwrap();
        }
        until(30, "the queue is empty", || base.store.waiting_writes() == 0);
        assert_all_threads_live(base);
        let mut replayed = 0;
        for (n, stayed) in stayed.iter().enumerate() {
            let name = format!("caller {n}");
            let rows = named(&base.store, &name);
            assert!(rows == 2 || (rows == 0 && !stayed), "{name}: {rows} rows, answered {stayed}");
            if n % 2 == 1 {
                match runtime.block_on(put_once(&base.store, &format!("key {n}"), "by key")) {
                    Once::Replayed(first) => {
                        assert_eq!((rows, first.status), (2, 201));
                        replayed += 1;
                    }
                    Once::Fresh(_) => assert_eq!(rows, 0),
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
        let left = stayed.iter().filter(|s| !**s).count();
        println!("hang-ups: {left} of 1000 left early, {replayed} of 500 keys found again");
        assert!(left > 100, "hardly anyone hung up");
        let events = base.store.read_now(store::event_count).unwrap();
        wait_sealed(base, events);
        assert_chain(&base.store, events);
    });
}
