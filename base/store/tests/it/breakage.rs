//! A full disk, lost connections, deadlocks: what was answered stands, the rest is whole or absent.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use kernel::Actor;
use store::testing::{self, TestBase, both, damage};
use store::{Fault, Once, Sql, Stop, Tx, p};

use crate::kit::*;

/// How a batch of three small units, one that fills the disk and three small ones ended.
fn batch_with_a_full_disk(base: &TestBase, round: usize, big: &'static Sql) -> Vec<bool> {
    let runtime = runtime();
    let held = hold_a_writer(&base.store);
    let store = base.store.clone();
    let limit = std::thread::spawn(move || drop(testing::limit_pages(&store, 1)));
    until(10, "the limit waits", || base.store.waiting_writes() == 1);
    let units: Vec<_> = (0..7)
        .map(|i| {
            let store = base.store.clone();
            let name = format!("{round}/{i}");
            let unit = name.clone();
            let ended = runtime.spawn(async move {
                let verb = move |tx: &mut Tx<'_>| {
                    tx.insert(&PUT, p![unit, 1])?;
                    tx.event(happened("put", 1), None);
                    if i == 3 {
                        tx.exec(big, p!["x".repeat(20_000_000), 1])?;
                    }
                    Ok(())
                };
                store.write::<_, (), _>(Actor::System, verb).await
            });
            // the queue keeps the order in which the units came
            until(10, "queued", || base.store.waiting_writes() == i + 2);
            (name, ended)
        })
        .collect();
    held.go.send(()).unwrap();
    held.ended.join().unwrap();
    limit.join().unwrap();
    let mut stood = Vec::new();
    for (name, ended) in units {
        let ended = runtime.block_on(ended).unwrap();
        if let Err(Stop::Fault(fault)) = &ended {
            assert!(fault.is_disk_full(), "{fault}");
        }
        assert_eq!(named(&base.store, &name), i64::from(ended.is_ok()), "{name}: {ended:?}");
        stood.push(ended.is_ok());
    }
    testing::limit_pages(&base.store, 1_000_000_000).unwrap();
    stood
}

#[test]
fn a_full_disk_fails_its_whole_batch_and_nothing_that_was_acknowledged() {
    let base = testing::lite(&[TABLES]).unwrap();
    for i in 0..20 {
        put_named(&base.store, &format!("before {i}"), 1);
    }
    let (mut whole, mut alone) = (0, 0);
    for round in 0..10 {
        // SQLite ends the transaction when a plain INSERT meets the full disk, and takes back one
        // statement when it keeps a journal for it (RETURNING)
        let big = if round % 2 == 0 { &PUT_PLAIN } else { &PUT };
        let stood = batch_with_a_full_disk(&base, round, big);
        assert!(!stood[3]);
        // those behind it come in the next batch, on a new connection
        whole += usize::from(stood == [false, false, false, false, true, true, true]);
        alone += usize::from(stood.iter().filter(|s| **s).count() == 6);
        put_named(&base.store, &format!("after {round}"), 1);
        assert_eq!(named(&base.store, &format!("after {round}")), 1);
    }
    println!("disk full: {whole} batches failed as a whole, {alone} times the unit alone");
    assert!(whole > 0 && alone > 0, "{whole} whole, {alone} alone");
    for i in 0..20 {
        assert_eq!(named(&base.store, &format!("before {i}")), 1);
    }
    let events = base.store.read_now(store::event_count).unwrap();
    assert_chain(&base.store, events);
}

#[test]
fn while_the_disk_is_full_reading_goes_on_and_every_write_says_so() {
    let base = testing::lite(&[TABLES]).unwrap();
    put_named(&base.store, "before", 1);
    testing::keep_pages_limited(&base.store, 1);
    for _ in 0..3 {
        let full: Result<u64, Stop<()>> =
            base.store.write_now(Actor::System, |tx| Ok(tx.exec(&PUT_PLAIN, p!["x".repeat(20_000_000), 1])?));
        assert!(matches!(full, Err(Stop::Fault(fault)) if fault.is_disk_full()));
        assert_eq!(shelves(&base.store), 1);
    }
    testing::keep_pages_limited(&base.store, 0);
    // this one may still meet the old limit; the connection is opened again after it
    let _: Result<u64, Stop<()>> =
        base.store.write_now(Actor::System, |tx| Ok(tx.exec(&PUT_PLAIN, p!["x".repeat(20_000_000), 1])?));
    put_named(&base.store, "after", 1);
}

#[test]
fn two_units_that_lock_two_rows_crosswise_both_end_done() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    let (a, b) = (put(&base, 10), put(&base, 10));
    let meet = Arc::new(Barrier::new(2));
    let tries = Arc::new(AtomicU32::new(0));
    std::thread::scope(|scope| {
        for (first, second) in [(a, b), (b, a)] {
            let (store, meet, tries) = (base.store.clone(), meet.clone(), tries.clone());
            scope.spawn(move || {
                let own = AtomicU32::new(0);
                store
                    .write_now::<_, (), _>(Actor::System, move |tx| {
                        tries.fetch_add(1, Ordering::Relaxed);
                        tx.exec(&TAKE, p![first, 1])?;
                        if own.fetch_add(1, Ordering::Relaxed) == 0 {
                            meet.wait();
                        }
                        tx.exec(&TAKE, p![second, 2])?;
                        Ok(())
                    })
                    .unwrap();
            });
        }
    });
    assert_eq!((pieces(&base, a), pieces(&base, b)), (7, 7));
    assert!(tries.load(Ordering::Relaxed) > 2, "one of the two was tried again");
}

#[test]
fn a_serialization_failure_at_commit_is_tried_again() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    damage(
        &base.place,
        "CREATE SEQUENCE tries;
         CREATE FUNCTION not_yet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF nextval('tries') < 4 THEN RAISE EXCEPTION 'not yet' USING ERRCODE = '40001'; END IF; RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER not_yet AFTER INSERT ON shelf DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW EXECUTE FUNCTION not_yet();",
    )
    .unwrap();
    put(&base, 3);
    assert_eq!(shelves(&base.store), 1);
    assert!(matches!(runtime().block_on(put_once(&base.store, "k", "once")), Once::Fresh(_)));
}

const KILL_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn a_unit_whose_connection_is_killed_before_commit_is_done_once() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    for round in 0..3 {
        let place = base.place.clone();
        let killed = AtomicU32::new(0);
        base.store
            .write_now::<_, (), _>(Actor::System, move |tx| {
                tx.insert(&PUT, p![format!("r{round}"), 1])?;
                tx.event(happened("put", round), None);
                if killed.fetch_add(1, Ordering::Relaxed) == 0 {
                    damage(&place, KILL_ALL)?;
                }
                tx.insert(&PUT, p![format!("r{round}"), 1])?;
                Ok(())
            })
            .unwrap();
        assert_eq!(named(&base.store, &format!("r{round}")), 2);
    }
    wait_sealed(&base, 3);
    assert_chain(&base.store, 3);
    assert_all_threads_live(&base);
}

#[test]
fn a_question_whose_connection_is_killed_says_so_and_the_next_is_answered_from_one_picture() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    put(&base, 1);
    for _ in 0..8 {
        let place = base.place.clone();
        let lost: Result<i64, Fault> = base.store.read_now(move |read| {
            damage(&place, KILL_ALL)?;
            Ok(read.one::<(i64,)>(&SHELVES, p![])?.0)
        });
        assert!(lost.is_err_and(|fault| fault.is_busy()));
        assert_eq!(shelves(&base.store), 1);
    }
    assert_all_threads_live(&base);
}

#[test]
fn a_value_of_the_wrong_type_fails_at_once_and_is_not_taken_for_a_lost_connection() {
    let Some(base) = testing::postgres(&[TABLES]).unwrap() else { return };
    let began = std::time::Instant::now();
    let wrong: Result<i64, Stop<()>> = base.store.write_now(Actor::System, |tx| Ok(tx.insert(&PUT, p![1, "one"])?));
    let Err(Stop::Fault(fault)) = wrong else { panic!("accepted") };
    assert!(!fault.is_busy(), "{fault}");
    assert!(began.elapsed().as_secs() < 5, "tried again for {:?}", began.elapsed());
}

#[test]
fn a_rule_that_breaks_at_commit_fails_its_unit_and_does_not_stop_the_writer() {
    both(&[TABLES], |base| {
        let broken: Result<i64, Stop<()>> = base.store.write_now(Actor::System, |tx| Ok(tx.insert(&PUT_BOX, p![7])?));
        assert!(matches!(broken, Err(Stop::Fault(f)) if !f.is_busy()));
        base.store
            .write_now::<_, (), _>(Actor::System, |tx| {
                tx.exec(&PUT_ROOM, p![7])?;
                Ok(tx.insert(&PUT_BOX, p![7])?)
            })
            .unwrap();
    });
}
