//! Units, refusals, keys, events and jobs on both engines.

use kernel::Actor;
use store::testing::{TestBase, both};
use store::{Answer, Claim, Fault, Migration, Module, Once, Stop, p};

use crate::kit::*;

#[test]
fn a_deed_stands_after_it_was_answered() {
    both(&[TABLES], |base| {
        let id = put(base, 5);
        assert_eq!(pieces(base, id), 5);
    });
}

#[test]
fn a_check_failure_or_a_panic_undoes_its_own_unit_only() {
    both(&[TABLES], |base| {
        let id = put(base, 5);
        let failed: Result<(), Stop<()>> = base.store.write_now(Actor::System, move |tx| {
            tx.insert(&PUT, p!["half written", 1])?;
            tx.exec(&TAKE, p![id, 9])?;
            Ok(())
        });
        assert!(matches!(failed, Err(Stop::Fault(_))));
        let broken: Result<(), Stop<()>> = base.store.write_now(Actor::System, move |tx| {
            tx.insert(&PUT, p!["half written", 1])?;
            panic!("an invariant")
        });
        assert!(matches!(broken, Err(Stop::Fault(f)) if f.to_string().contains("an invariant")));
        let shelves = base.store.read_now(|read| Ok(read.one::<(i64,)>(&SHELVES, p![])?.0)).unwrap();
        assert_eq!((pieces(base, id), shelves), (5, 1));
        put(base, 1);
    });
}

#[test]
fn a_refused_deed_leaves_only_what_it_said_it_would() {
    both(&[TABLES], |base| {
        let refused: Result<(), Stop<&str>> = base.store.write_now(Actor::System, |tx| {
            tx.insert(&PUT, p!["order", 1])?;
            tx.event(happened("order_placed", 1), None);
            tx.leave_if_refused(|tx| {
                tx.insert(&PUT, p!["lost demand", 7])?;
                tx.event(happened("order_refused", 1), None);
                Ok(())
            });
            Err(Stop::Refused("short"))
        });
        assert!(matches!(refused, Err(Stop::Refused("short"))));
        wait_sealed(base, 1);
        let (shelves, events) = base
            .store
            .read_now(|read| Ok((read.one::<(i64,)>(&SHELVES, p![])?.0, store::events_after(read, 0, 10)?)))
            .unwrap();
        assert_eq!(shelves, 1);
        assert_eq!(events.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["order_refused"]);
    });
}

async fn once(base: &TestBase, key: &str, fingerprint: &str) -> Once {
    let claim = Claim { key: key.into(), fingerprint: fingerprint.into() };
    base.store
        .write_once(Actor::System, claim, |tx| {
            let id = tx.insert(&PUT, p!["once", 1])?;
            Ok(Answer {
                status: 201,
                body: format!("{{\"id\":\"{id}\"}}"),
                location: Some(format!("/shelf/{id}")),
                etag: None,
            })
        })
        .await
        .unwrap()
}

#[test]
fn the_same_key_gets_the_same_answer_and_one_row() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&[TABLES], |base| {
        runtime.block_on(async {
            let Once::Fresh(first) = once(base, "k1", "a").await else { panic!("not fresh") };
            let Once::Replayed(second) = once(base, "k1", "a").await else { panic!("not replayed") };
            assert_eq!(first, second);
            assert!(matches!(once(base, "k1", "b").await, Once::OtherRequest));
            assert!(matches!(once(base, "k2", "b").await, Once::Fresh(_)));
        });
        let shelves = base.store.read_now(|read| Ok(read.one::<(i64,)>(&SHELVES, p![])?.0)).unwrap();
        assert_eq!(shelves, 2);
    });
}

#[test]
fn every_event_gets_a_place_and_the_chain_verifies() {
    both(&[TABLES], |base| {
        for i in 0..50 {
            base.store
                .write_now::<_, (), _>(Actor::System, move |tx| {
                    tx.event(happened("counted", i), None);
                    Ok(())
                })
                .unwrap();
        }
        wait_sealed(base, 50);
        let (broken, events) =
            base.store.read_now(|read| Ok((store::chain_break(read)?, store::events_after(read, 0, 100)?))).unwrap();
        assert_eq!(broken, (50, None));
        assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=50).collect::<Vec<_>>());
        store::testing::damage(&base.place, "UPDATE event SET payload = '{\"x\":1}' WHERE seq = 20").unwrap();
        assert_eq!(base.store.read_now(store::chain_break).unwrap(), (19, Some(20)));
    });
}

#[test]
fn a_base_of_a_newer_program_or_an_edited_step_is_refused() {
    both(&[TABLES], |base| {
        let newer = store::Store::open(&base.place, &[]);
        assert!(
            matches!(newer, Err(Stop::Refused(store::OpenRefused::Newer { module, number: 1 })) if module == "shelf")
        );
        const EDITED: Module = Module {
            name: "shelf",
            migrations: &[Migration { number: 1, name: "0001_shelf", text: "CREATE TABLE shelf (id {id}){strict};" }],
            views: &[],
        };
        let edited = store::Store::open(&base.place, &[EDITED]);
        assert!(matches!(edited, Err(Stop::Refused(store::OpenRefused::Edited { .. }))));
    });
}

#[test]
fn a_job_is_leased_once_and_comes_back_when_put_off() {
    both(&[TABLES], |base| {
        let leased = base
            .store
            .write_now::<_, (), _>(Actor::System, |tx| {
                let now = tx.now();
                store::enqueue(tx, "mail", "1", "{}", now)?;
                store::enqueue(tx, "mail", "1", "{}", now)?;
                let first = store::due_job(tx, "mail", 60_000)?;
                let second = store::due_job(tx, "mail", 60_000)?;
                if let Some(job) = &first {
                    store::postpone_job(tx, job.id, now, "no answer")?;
                }
                let third = store::due_job(tx, "mail", 60_000)?;
                Ok((first.is_some(), second.is_some(), third.map(|j| j.attempts)))
            })
            .unwrap();
        assert_eq!(leased, (true, false, Some(2)));
    });
}

#[test]
fn every_statement_of_the_store_is_accepted_by_both_engines() {
    both(&[TABLES], |base| {
        let is_pg = base.store.read_now(|read| Ok(read.is_postgres())).unwrap();
        let count = base
            .store
            .read_now(|read| {
                let mut count = 0;
                for sql in store::registered() {
                    read.check(sql).map_err(|f| Fault::because(format!("{}: {f}", sql.place)))?;
                    count += 1;
                }
                Ok(count)
            })
            .unwrap();
        assert!(count > 20, "{count} statements, PostgreSQL {is_pg}");
    });
}

#[test]
fn a_second_server_on_the_directory_is_told_who_has_it() {
    let dir = store::testing::fresh_directory();
    let first = store::ServerLock::take(&dir, "127.0.0.1:8080, process 1").unwrap().unwrap();
    let second = store::ServerLock::take(&dir, "another").unwrap();
    assert_eq!(second.unwrap_err().by, "127.0.0.1:8080, process 1");
    drop(first);
    assert!(store::ServerLock::take(&dir, "another").unwrap().is_ok());
    std::fs::remove_dir_all(dir).unwrap();
}
