//! The last piece is never sold twice, however many ask for it at the same moment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod desk;

use std::sync::{Arc, Barrier};

use desk::{Desk, MODULES, want};
use kernel::ItemId;
use stock::{Answer, Mode};
use store::Store;
use store::testing::both;

const ROUNDS: usize = 30;
const BUYERS: usize = 16;

/// Sixteen ask at once through these stores; answers how many got the goods.
fn rush(stores: &[Store], item: ItemId) -> usize {
    let start = Arc::new(Barrier::new(BUYERS));
    let buyers: Vec<_> = (0..BUYERS)
        .map(|n| {
            let (start, store) = (start.clone(), stores[n % stores.len()].clone());
            std::thread::spawn(move || {
                let desk = Desk::over(&store);
                start.wait();
                let kept = desk.reserve(&[want(item, 1, None)], Mode::AllOrNothing).remove(0);
                assert_eq!(kept.demand.is_some(), kept.line.answer == Answer::Now, "{kept:?}");
                usize::from(kept.demand.is_some())
            })
        })
        .collect();
    buyers.into_iter().map(|buyer| buyer.join().unwrap()).sum()
}

#[test]
fn the_last_piece_is_sold_once() {
    both(&MODULES, |base| {
        // On PostgreSQL a second node of the same company; SQLite has one writer anyway.
        let second = Store::open(&base.place, &MODULES).unwrap();
        let stores = [base.store.clone(), second];
        let desk = Desk::open(base);
        for round in 0..ROUNDS {
            let item = desk.item(&format!("A{round}"));
            desk.receive(item, 1);
            assert_eq!(rush(&stores, item), 1, "round {round}");
        }
        desk.assert_lawful();
    });
}
