//! Tables and views: made once by whoever comes first, brought up to date, never half.

use std::sync::{Arc, Barrier};

use store::testing::{self, TestBase, both, damage};
use store::{Migration, Module, OpenRefused, Place, Stop, Store, View, p, sql};

use crate::kit::*;

const WITH_VIEW: Module =
    Module { views: &[View { name: "view_shelf", text: "SELECT id, name AS shown FROM shelf" }], ..TABLES };
const OTHER_VIEW: Module =
    Module { views: &[View { name: "view_shelf", text: "SELECT id, 'shelf ' || name AS shown FROM shelf" }], ..TABLES };
const NEXT: Module = Module {
    name: "shelf",
    migrations: &[
        TABLES.migrations[0],
        Migration { number: 2, name: "0002_note", text: "ALTER TABLE shelf ADD COLUMN note {text};" },
    ],
    views: &[View { name: "view_shelf", text: "SELECT id, COALESCE(note, name) AS shown FROM shelf" }],
};
const HALF: Module = Module {
    name: "shelf",
    migrations: &[
        TABLES.migrations[0],
        Migration {
            number: 2,
            name: "0002_half",
            text: "ALTER TABLE shelf ADD COLUMN note {text}; ALTER TABLE nowhere ADD COLUMN note {text};",
        },
    ],
    views: &[],
};

sql! {
    STEPS = "SELECT CAST(COUNT(*) AS BIGINT) FROM migration";
}

fn steps(store: &Store) -> i64 {
    store.read_now(|read| Ok(read.one::<(i64,)>(&STEPS, p![])?.0)).unwrap()
}

/// What the view shows, asked from outside: the view is not in every base, so it is no registered text.
fn shows(base: &TestBase, text: &str) -> bool {
    let none = format!("INSERT INTO shelf (name, pieces) SELECT shown, -1 FROM view_shelf WHERE shown = '{text}'");
    match &base.place {
        Place::Directory(_) => {
            let before = shelves(&base.store);
            damage(&base.place, &none).unwrap();
            let there = shelves(&base.store) > before;
            damage(&base.place, "DELETE FROM shelf WHERE pieces = -1").unwrap();
            there
        }
        Place::Postgres(_) => damage(&base.place, &none).is_err(),
    }
}

fn opened_at_once(place: &Place) -> Vec<Store> {
    let met = Arc::new(Barrier::new(8));
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let met = met.clone();
                scope.spawn(move || {
                    met.wait();
                    Store::open(place, &[WITH_VIEW]).unwrap()
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn eight_that_open_a_fresh_base_at_once_make_one_schema() {
    for _ in 0..3 {
        let directory = testing::fresh_directory();
        let stores = opened_at_once(&Place::Directory(directory.clone()));
        for store in &stores {
            put_named(store, "A", 1);
        }
        assert_eq!((steps(&stores[0]), shelves(&stores[7])), (3, 8));
        drop(stores);
        std::fs::remove_dir_all(directory).unwrap();
    }
    let Some(server) = testing::postgres_url() else { return };
    for _ in 0..2 {
        let (place, name) = testing::fresh_database(&server).unwrap();
        let stores = opened_at_once(&place);
        for store in &stores {
            put_named(store, "A", 1);
        }
        assert_eq!((steps(&stores[0]), shelves(&stores[7])), (3, 8));
        drop(stores);
        testing::drop_database(&server, &name).unwrap();
    }
}

#[test]
fn views_follow_their_text_and_new_steps_are_taken_on_books_with_rows() {
    both(&[WITH_VIEW], |base| {
        put(base, 1);
        assert!(shows(base, "A"));
        drop(Store::open(&base.place, &[OTHER_VIEW]).unwrap());
        assert!(shows(base, "shelf A") && !shows(base, "A"));
        drop(Store::open(&base.place, &[NEXT]).unwrap());
        assert!(shows(base, "A"));
        damage(&base.place, "UPDATE shelf SET note = 'noted'").unwrap();
        assert!(shows(base, "noted"));
        assert_eq!((steps(&base.store), shelves(&base.store)), (4, 1));
        let older = Store::open(&base.place, &[TABLES]);
        assert!(matches!(older, Err(Stop::Refused(OpenRefused::Newer { number: 2, .. }))));
    });
}

#[test]
fn a_step_that_fails_half_way_leaves_the_base_as_it_was_and_says_why() {
    both(&[WITH_VIEW], |base| {
        put(base, 1);
        let Err(Stop::Fault(fault)) = Store::open(&base.place, &[HALF]) else { panic!("opened") };
        let words = fault.to_string();
        assert!(words.contains("nowhere") && words.contains("0002_half"), "{words}");
        assert!(shows(base, "A"), "the views are there as before");
        drop(Store::open(&base.place, &[NEXT]).unwrap());
    });
}

#[test]
fn views_of_others_in_the_database_are_left_alone() {
    both(&[WITH_VIEW], |base| {
        damage(&base.place, "CREATE VIEW report AS SELECT name FROM shelf").unwrap();
        drop(Store::open(&base.place, &[OTHER_VIEW]).unwrap());
        damage(&base.place, "DROP VIEW report").unwrap();
    });
}

#[test]
fn whoever_waits_long_for_the_steps_of_another_still_opens() {
    let Some(server) = testing::postgres_url() else { return };
    let (place, name) = testing::fresh_database(&server).unwrap();
    let other = place.clone();
    let holder = std::thread::spawn(move || damage(&other, "SELECT pg_advisory_lock(7242991); SELECT pg_sleep(6.5)"));
    until(10, "the steps are held", || {
        let free = "DO $$ BEGIN IF NOT pg_try_advisory_xact_lock(7242991) THEN RAISE EXCEPTION 'held'; END IF; END $$";
        damage(&place, free).is_err()
    });
    drop(Store::open(&place, &[TABLES]).unwrap());
    holder.join().unwrap().unwrap();
    testing::drop_database(&server, &name).unwrap();
}
