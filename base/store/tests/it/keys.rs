//! One key used by many at once: one deed, one answer.

use std::sync::{Arc, Barrier};
use std::time::Duration;

use kernel::Actor;
use store::testing::{both, damage};
use store::{Answer, Once, Stop, Store, p};

use crate::kit::*;

#[test]
fn sixteen_with_one_key_do_the_deed_once_through_one_store_and_through_two() {
    both(&[TABLES], |base| {
        let other = Store::open(&base.place, &[TABLES]).unwrap();
        for (round, two) in [(0, false), (1, true), (2, true), (3, true)] {
            let (key, name) = (format!("key {round}"), format!("deed {round}"));
            let met = Arc::new(Barrier::new(16));
            let answers: Vec<Once> = std::thread::scope(|scope| {
                let all: Vec<_> = (0..16)
                    .map(|n| {
                        let store = if two && n % 2 == 1 { other.clone() } else { base.store.clone() };
                        let (met, key, name) = (met.clone(), key.clone(), name.clone());
                        scope.spawn(move || {
                            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                            met.wait();
                            runtime.block_on(store.write_once(Actor::System, claim(&key), move |tx| {
                                let id = tx.insert(&PUT, p![name, 1])?;
                                std::thread::park_timeout(Duration::from_millis(30));
                                Ok(answer(201, id.to_string()))
                            }))
                        })
                    })
                    .collect();
                all.into_iter().map(|one| one.join().unwrap().unwrap()).collect()
            });
            let mut fresh = Vec::new();
            let mut replayed = Vec::new();
            for one in answers {
                match one {
                    Once::Fresh(answer) => fresh.push(answer),
                    Once::Replayed(answer) => replayed.push(answer),
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!((fresh.len(), replayed.len()), (1, 15));
            assert!(replayed.iter().all(|answer| *answer == fresh[0]));
            assert_eq!(named(&base.store, &name), 1);
        }
    });
}

#[test]
fn a_key_that_still_runs_after_five_seconds_is_said_to_run() {
    let Some(base) = store::testing::postgres(&[TABLES]).unwrap() else { return };
    let runtime = runtime();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let gone = std::sync::Mutex::new(gone);
    let (began, begun) = std::sync::mpsc::channel::<()>();
    let began = std::sync::Mutex::new(began);
    let store = base.store.clone();
    let first = runtime.spawn(async move {
        store
            .write_once(Actor::System, claim("slow"), move |_| {
                began.lock().unwrap().send(()).unwrap();
                gone.lock().unwrap().recv().unwrap();
                Ok(answer(201, ""))
            })
            .await
    });
    begun.recv().unwrap();
    assert!(matches!(runtime.block_on(put_once(&base.store, "slow", "second")), Once::Running));
    go.send(()).unwrap();
    assert!(matches!(runtime.block_on(first).unwrap().unwrap(), Once::Fresh(_)));
    assert!(matches!(runtime.block_on(put_once(&base.store, "slow", "third")), Once::Replayed(_)));
    assert_eq!(shelves(&base.store), 0);
}

#[test]
fn a_row_held_too_long_is_a_fault_and_not_a_running_key() {
    let Some(base) = store::testing::postgres(&[TABLES]).unwrap() else { return };
    let id = put(&base, 5);
    let place = base.place.clone();
    let holder = std::thread::spawn(move || {
        damage(&place, &format!("BEGIN; UPDATE shelf SET pieces = 4 WHERE id = {id}; SELECT pg_sleep(7); COMMIT"))
    });
    until(10, "the row is held", || {
        let place = base.place.clone();
        damage(&place, &format!("SELECT id FROM shelf WHERE id = {id} FOR UPDATE NOWAIT")).is_err()
    });
    let ended = runtime().block_on(base.store.write_once(Actor::System, claim("k"), move |tx| {
        tx.exec(&TAKE, p![id, 1])?;
        Ok(answer(201, ""))
    }));
    assert!(ended.is_err_and(|fault| fault.is_busy()));
    holder.join().unwrap().unwrap();
    assert!(matches!(runtime().block_on(put_once(&base.store, "k", "again")), Once::Fresh(_)));
}

#[test]
fn a_fault_frees_the_key_and_a_refusal_keeps_its_answer() {
    both(&[TABLES], |base| {
        let runtime = runtime();
        let failed = runtime.block_on(base.store.write_once(Actor::System, claim("k"), |tx| {
            tx.insert(&PUT, p!["half", 1])?;
            panic!("an invariant")
        }));
        assert!(failed.is_err());
        for expected_fresh in [true, false] {
            let refused = runtime
                .block_on(base.store.write_once(Actor::System, claim("k"), |tx| {
                    tx.insert(&PUT, p!["refused", 1])?;
                    let no: Result<Answer, Stop<Answer>> = Err(Stop::Refused(answer(409, "short")));
                    no
                }))
                .unwrap();
            let (fresh, kept) = match refused {
                Once::Fresh(kept) => (true, kept),
                Once::Replayed(kept) => (false, kept),
                other => panic!("{other:?}"),
            };
            assert_eq!((fresh, kept.status, kept.body.as_str()), (expected_fresh, 409, "short"));
        }
        assert_eq!(shelves(&base.store), 0);
    });
}
