//! One small table and the helpers that all files here share.

use std::time::{Duration, Instant};

use kernel::{Actor, Entity, EntityKind, Event};
use store::testing::TestBase;
use store::{Answer, Claim, Migration, Module, Once, Stop, Store, p, sql};

pub const TABLES: Module = Module {
    name: "shelf",
    migrations: &[Migration {
        number: 1,
        name: "0001_shelf",
        text: "CREATE TABLE shelf (id {id}, name {text} NOT NULL, pieces {int} NOT NULL CHECK (pieces >= 0)){strict};
          CREATE TABLE room (id {id}){strict};
          CREATE TABLE box (id {id}, room_id {int} NOT NULL REFERENCES room (id) DEFERRABLE INITIALLY DEFERRED){strict};",
    }],
    views: &[],
};

sql! {
    pub PUT = "INSERT INTO shelf (name, pieces) VALUES (?1, ?2) RETURNING id";
    pub PUT_PLAIN = "INSERT INTO shelf (name, pieces) VALUES (?1, ?2)";
    pub PIECES = "SELECT pieces FROM shelf WHERE id = ?1";
    pub TAKE = "UPDATE shelf SET pieces = pieces - ?2 WHERE id = ?1";
    pub SHELVES = "SELECT CAST(COUNT(*) AS BIGINT) FROM shelf";
    pub SHELVES_NAMED = "SELECT CAST(COUNT(*) AS BIGINT) FROM shelf WHERE name = ?1";
    pub PUT_BOX = "INSERT INTO box (room_id) VALUES (?1) RETURNING id";
    pub PUT_ROOM = "INSERT INTO room (id) VALUES (?1)";
}

pub fn put(base: &TestBase, pieces: i64) -> i64 {
    put_named(&base.store, "A", pieces)
}

pub fn put_named(store: &Store, name: &str, pieces: i64) -> i64 {
    let name = name.to_string();
    store.write_now::<_, (), _>(Actor::System, move |tx| Ok(tx.insert(&PUT, p![name, pieces])?)).unwrap()
}

pub fn pieces(base: &TestBase, id: i64) -> i64 {
    base.store.read_now(move |read| Ok(read.one::<(i64,)>(&PIECES, p![id])?.0)).unwrap()
}

pub fn shelves(store: &Store) -> i64 {
    store.read_now(|read| Ok(read.one::<(i64,)>(&SHELVES, p![])?.0)).unwrap()
}

pub fn named(store: &Store, name: &str) -> i64 {
    let name = name.to_string();
    store.read_now(move |read| Ok(read.one::<(i64,)>(&SHELVES_NAMED, p![name])?.0)).unwrap()
}

pub fn happened(kind: &'static str, id: i64) -> Event {
    Event { kind, entity: Entity { kind: EntityKind::Item, id }, version: 1, payload: "{}".into() }
}

/// Asks until the answer is yes; fails after `seconds`.
pub fn until(seconds: u64, what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(seconds);
    while !holds() {
        assert!(Instant::now() < end, "not within {seconds} s: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

pub fn wait_sealed(base: &TestBase, count: i64) {
    until(30, "all events sealed", || {
        let (there, waiting) =
            base.store.read_now(|read| Ok((store::event_count(read)?, store::unsealed_events(read)?))).unwrap();
        waiting == 0 && there >= count
    });
}

/// The chain verifies and has this many links.
pub fn assert_chain(store: &Store, links: i64) {
    assert_eq!(store.read_now(store::chain_break).unwrap(), (links, None));
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub fn claim(key: &str) -> Claim {
    Claim { key: key.into(), fingerprint: "same".into() }
}

pub fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer { status, body: body.into(), location: None, etag: None }
}

/// Puts one shelf of this name under this key.
pub async fn put_once(store: &Store, key: &str, name: &str) -> Once {
    let name = name.to_string();
    store
        .write_once(Actor::System, claim(key), move |tx| Ok(answer(201, tx.insert(&PUT, p![name, 1])?.to_string())))
        .await
        .unwrap()
}

/// A small generator, so that a failed run can be repeated.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// All threads of the store are alive: as many units as there are threads meet at one barrier.
pub fn assert_all_threads_live(base: &TestBase) {
    let is_pg = base.store.read_now(|read| Ok(read.is_postgres())).unwrap();
    let runtime = runtime();
    for (threads, writing) in [(if is_pg { 8 } else { 1 }, true), (4, false)] {
        let met = std::sync::Arc::new(std::sync::Barrier::new(threads));
        let all: Vec<_> = (0..threads)
            .map(|_| {
                let (store, met) = (base.store.clone(), met.clone());
                runtime.spawn(async move {
                    if writing {
                        store
                            .write::<_, (), _>(Actor::System, move |_| {
                                met.wait();
                                Ok(())
                            })
                            .await
                            .unwrap();
                    } else {
                        let meet = move |_: &mut store::Read<'_>| {
                            met.wait();
                            Ok(())
                        };
                        store.read(meet).await.unwrap();
                    }
                })
            })
            .collect();
        let meeting = futures_join(all);
        runtime
            .block_on(async { tokio::time::timeout(Duration::from_secs(20), meeting).await })
            .expect("a thread of the store is dead");
    }
}

async fn futures_join(all: Vec<tokio::task::JoinHandle<()>>) {
    for one in all {
        one.await.unwrap();
    }
}

/// A unit that holds the writer until it is let go.
pub struct Held {
    pub go: std::sync::mpsc::Sender<()>,
    pub ended: std::thread::JoinHandle<()>,
}

pub fn hold_a_writer(store: &Store) -> Held {
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let (began, begun) = std::sync::mpsc::channel::<()>();
    let (gone, began) = (std::sync::Mutex::new(gone), std::sync::Mutex::new(began));
    let store = store.clone();
    let ended = std::thread::spawn(move || {
        let held: Result<(), Stop<()>> = store.write_now(Actor::System, move |_| {
            let since = Instant::now();
            began.lock().unwrap().send(()).unwrap();
            gone.lock().unwrap().recv().unwrap();
            // longer than a batch lasts, so that what waits behind it comes in a batch of its own
            until(1, "the batch is over", || since.elapsed() > Duration::from_millis(25));
            Ok(())
        });
        held.unwrap();
    });
    begun.recv().unwrap();
    Held { go, ended }
}
