//! What a deed may not leave behind: half a refusal, a swallowed failure, an open transaction, a thread.

use kernel::Actor;
use store::testing::{self, both, damage};
use store::{Answer, Fault, Once, Place, Stop, Store, p};

use crate::kit::*;

#[test]
fn a_refusal_whose_leavings_fail_leaves_nothing_and_frees_its_key() {
    both(&[TABLES], |base| {
        let runtime = runtime();
        // more often than there are writer threads: a panic may not cost one
        for round in 0..10 {
            let failed = runtime.block_on(base.store.write_once(Actor::System, claim("k"), move |tx| {
                tx.insert(&PUT, p!["order", 1])?;
                tx.leave_if_refused(move |tx| {
                    tx.insert(&PUT, p!["lost demand", 1])?;
                    if round % 2 == 0 {
                        panic!("an invariant of what is left");
                    }
                    tx.insert(&PUT, p!["impossible", -1]).map(drop)
                });
                let no: Result<Answer, Stop<Answer>> = Err(Stop::Refused(answer(409, "short")));
                no
            }));
            assert!(failed.is_err_and(|fault| !fault.is_busy()), "round {round}");
        }
        assert_eq!(shelves(&base.store), 0);
        assert!(matches!(runtime.block_on(put_once(&base.store, "k", "again")), Once::Fresh(_)));
        assert_all_threads_live(base);
    });
}

#[test]
fn a_deed_that_goes_on_after_a_failed_statement_is_not_acknowledged() {
    both(&[TABLES], |base| {
        let done: Result<(), Stop<()>> = base.store.write_now(Actor::System, |tx| {
            tx.insert(&PUT, p!["first", 1])?;
            drop(tx.insert(&PUT, p!["impossible", -1]));
            Ok(())
        });
        assert!(matches!(done, Err(Stop::Fault(_))), "{done:?}");
        let refused: Result<(), Stop<&str>> =
            base.store.write_now(Actor::System, |tx| match tx.insert(&PUT, p!["impossible", -1]) {
                Ok(_) => Ok(()),
                Err(_) => Err(Stop::Refused("taken for a rule of the trade")),
            });
        assert!(matches!(refused, Err(Stop::Fault(_))), "{refused:?}");
        assert_eq!(shelves(&base.store), 0);
    });
}

#[test]
fn a_question_that_fails_or_panics_leaves_its_reader_ready() {
    both(&[TABLES], |base| {
        put(base, 1);
        for round in 0..12 {
            let failed: Result<i64, Fault> = base.store.read_now(move |read| {
                if round % 2 == 0 {
                    panic!("an invariant");
                }
                read.one::<(i64,)>(&PIECES, p![-1]).map(|row| row.0)
            });
            assert!(failed.is_err());
            assert_eq!(shelves(&base.store), 1);
        }
        put(base, 1);
        // the readers hold no old picture
        for _ in 0..8 {
            assert_eq!(shelves(&base.store), 2);
        }
        assert_all_threads_live(base);
    });
}

#[test]
fn a_question_cannot_write() {
    both(&[TABLES], |base| {
        let wrote = base.store.read_now(|read| read.one::<(i64,)>(&PUT, p!["by a question", 1]));
        assert!(wrote.is_err());
        assert_eq!(shelves(&base.store), 0);
    });
}

#[test]
fn a_store_that_is_dropped_does_what_it_took_and_lets_go_of_its_files() {
    let directory = testing::fresh_directory();
    let place = Place::Directory(directory.clone());
    let open_files = || {
        std::fs::read_dir("/proc/self/fd")
            .unwrap()
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|path| path.starts_with(&directory))
            .count()
    };
    let store = Store::open(&place, &[TABLES]).unwrap();
    let held = hold_a_writer(&store);
    assert!(open_files() > 0);
    let runtime = runtime();
    for _ in 0..50 {
        let store = store.clone();
        runtime.block_on(async move {
            let deed = store.write::<_, (), _>(Actor::System, |tx| Ok(tx.insert(&PUT, p!["taken", 1])?));
            let left = tokio::time::timeout(std::time::Duration::ZERO, deed).await;
            assert!(left.is_err(), "the writer was held");
        });
    }
    drop(store);
    held.go.send(()).unwrap();
    held.ended.join().unwrap();
    until(20, "all threads of the dropped store ended", || open_files() == 0);
    let again = Store::open(&place, &[TABLES]).unwrap();
    assert_eq!(named(&again, "taken"), 50);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_store_that_is_dropped_lets_go_of_its_connections() {
    let Some(server) = testing::postgres_url() else { return };
    let (place, name) = testing::fresh_database(&server).unwrap();
    let store = Store::open(&place, &[TABLES]).unwrap();
    for _ in 0..20 {
        put_named(&store, "A", 1);
        shelves(&store);
    }
    let nobody = format!(
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '{name}')
           THEN RAISE EXCEPTION 'still there'; END IF; END $$"
    );
    let server_place = Place::Postgres(server.clone());
    assert!(damage(&server_place, &nobody).is_err());
    drop(store);
    until(20, "all connections closed", || damage(&server_place, &nobody).is_ok());
    testing::drop_database(&server, &name).unwrap();
}
