//! Followers of `seq`: every event once, in order, none missed.

use std::time::Duration;

use kernel::Actor;
use store::testing::{self, both, damage};
use store::{Happened, Store, p};

use crate::kit::*;

/// Reads as a follower does until it has `count` events.
fn follow(store: &Store, count: usize) -> Vec<Happened> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut news = store.watch_seq();
        let mut seen: Vec<Happened> = Vec::new();
        while seen.len() < count {
            let last = seen.last().map_or(0, |e| e.seq);
            let more = store.read(move |read| store::events_after(read, last, 50)).await.unwrap();
            if more.is_empty() {
                tokio::time::timeout(Duration::from_secs(30), news.wait_for(|seq| *seq > last))
                    .await
                    .expect("events are missing")
                    .unwrap();
            }
            seen.extend(more);
        }
        seen
    })
}

#[test]
fn a_follower_beside_eight_delaying_writers_misses_nothing() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    // the event's row waits for its COMMIT, so ids become visible out of order
    damage(
        &base.place,
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_sleep(random() * 0.03); RETURN NULL; END $$;
         CREATE TRIGGER dawdle AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION dawdle();",
    )
    .unwrap();
    let other = Store::open(&base.place, &[TABLES]).unwrap();
    let (writers, each) = (8_i64, 40_i64);
    let total = (writers * each) as usize;
    std::thread::scope(|scope| {
        let followers: Vec<_> = [&base.store, &other].map(|s| scope.spawn(move || follow(s, total))).into();
        for writer in 0..writers {
            let store = if writer % 2 == 0 { base.store.clone() } else { other.clone() };
            scope.spawn(move || {
                let mut dice = Dice::new(writer as u64 + 1);
                for n in 0..each {
                    let delay = Duration::from_millis(dice.below(30));
                    store
                        .write_now::<_, (), _>(Actor::System, move |tx| {
                            tx.insert(&PUT, p!["delayed", 1])?;
                            tx.event(happened("counted", writer * 1000 + n), None);
                            std::thread::park_timeout(delay);
                            Ok(())
                        })
                        .unwrap();
                }
            });
        }
        let mut expected: Vec<i64> = (0..writers).flat_map(|w| (0..each).map(move |n| w * 1000 + n)).collect();
        expected.sort_unstable();
        for follower in followers {
            let seen = follower.join().unwrap();
            assert_eq!(seen.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=total as i64).collect::<Vec<_>>());
            let mut ids: Vec<i64> = seen.iter().map(|e| e.entity_id).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected);
            for writer in 0..writers {
                let own: Vec<i64> = seen.iter().map(|e| e.entity_id).filter(|id| id / 1000 == writer).collect();
                assert!(own.is_sorted(), "the deeds of one caller keep their order");
            }
        }
    });
    assert_chain(&base.store, total as i64);
}

#[test]
fn five_thousand_events_of_one_unit_are_sealed() {
    both(&[TABLES], |base| {
        base.store
            .write_now::<_, (), _>(Actor::System, |tx| {
                for i in 0..5000 {
                    tx.event(happened("counted", i), None);
                }
                Ok(())
            })
            .unwrap();
        let seen = follow(&base.store, 5000);
        assert!(seen.iter().enumerate().all(|(i, e)| e.seq == i as i64 + 1 && e.entity_id == i as i64));
        assert_chain(&base.store, 5000);
    });
}
