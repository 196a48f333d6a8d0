//! Bases for tests: the same test on a SQLite file and on a real PostgreSQL.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use kernel::actor::Actor;

use crate::conn::{Conn, PgConn};
use crate::event::{Happened, events_after, unsealed_events};
use crate::fault::{Fault, Stop};
use crate::schema::Module;
use crate::store::{Place, Store};

/// A base that goes away with its test.
pub struct TestBase {
    /// The open store.
    pub store: Store,
    /// Where it lies; a second store may be opened on it.
    pub place: Place,
    directory: Option<PathBuf>,
    database: Option<(String, String)>,
}

impl TestBase {
    /// Waits until every event has its place; on PostgreSQL the sealer gives it a moment after the deed.
    ///
    /// # Panics
    /// When events are still waiting after 30 s.
    #[allow(clippy::expect_used, reason = "a test's own words")]
    pub fn wait_sealed(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        while self.store.read_now(unsealed_events).expect("a base that answers") > 0 {
            assert!(Instant::now() < end, "events are not sealed within 30 s");
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Every event of the base, the oldest first, once all are sealed.
    ///
    /// # Panics
    /// As [`TestBase::wait_sealed`].
    #[allow(clippy::expect_used, reason = "a test's own words")]
    pub fn events(&self) -> Vec<Happened> {
        self.wait_sealed();
        self.store.read_now(|read| events_after(read, 0, i64::MAX)).expect("a base that answers")
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

fn unique(word: &str) -> String {
    format!("{word}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Address of the tests' PostgreSQL (`PRICHAL_TEST_PG`), or `None` after a visible line.
///
/// # Panics
/// With `CI=true` and no address: nothing may be skipped there.
#[allow(clippy::panic, clippy::print_stdout, reason = "a test's own words")]
pub fn postgres_url() -> Option<String> {
    match std::env::var("PRICHAL_TEST_PG") {
        Ok(url) => Some(url),
        Err(_) if std::env::var("CI").is_ok_and(|v| v == "true") => panic!("PRICHAL_TEST_PG must be set in CI"),
        Err(_) => {
            println!("skipped: PostgreSQL part (PRICHAL_TEST_PG is not set; `make test` sets it)");
            None
        }
    }
}

/// A fresh directory under the system's temporary one.
pub fn fresh_directory() -> PathBuf {
    std::env::temp_dir().join(unique("prichal"))
}

/// A fresh SQLite base with these tables.
pub fn lite(modules: &[Module]) -> Result<TestBase, Fault> {
    let directory = fresh_directory();
    let place = Place::Directory(directory.clone());
    let store = Store::open(&place, modules).map_err(plain)?;
    Ok(TestBase { store, place, directory: Some(directory), database: None })
}

/// A fresh PostgreSQL base with these tables, where an address is set.
pub fn postgres(modules: &[Module]) -> Result<Option<TestBase>, Fault> {
    let Some(server) = postgres_url() else { return Ok(None) };
    let (place, name) = fresh_database(&server)?;
    let store = Store::open(&place, modules).map_err(plain)?;
    Ok(Some(TestBase { store, place, directory: None, database: Some((server, name)) }))
}

/// An empty database on the tests' server: its place and its name.
pub fn fresh_database(server: &str) -> Result<(Place, String), Fault> {
    let name = unique("t");
    let mut admin = Conn::Pg(PgConn::connect(server)?);
    admin.batch(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))?;
    Ok((Place::Postgres(on_database(server, &name)), name))
}

/// Drops a database made by [`fresh_database`].
pub fn drop_database(server: &str, name: &str) -> Result<(), Fault> {
    let mut admin = Conn::Pg(PgConn::connect(server)?);
    admin.batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
}

/// Runs SQL from outside the program on a base, as someone who damages it would: law tests use it.
/// SQLite: checks and foreign keys are switched off; PostgreSQL: drop the constraint in `text` first.
pub fn damage(place: &Place, text: &str) -> Result<(), Fault> {
    match place {
        Place::Directory(dir) => {
            let mut conn = crate::lite::connect(&dir.join(crate::lite::FILE))?;
            conn.batch("PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0;")?;
            conn.batch(text)
        }
        Place::Postgres(url) => {
            let mut conn = Conn::Pg(PgConn::connect(url)?);
            conn.batch("SET session_replication_role = replica;")?;
            conn.batch(text)
        }
    }
}

/// Lets the SQLite writer's connection grow to so many pages only: a full disk, until it opens anew.
pub fn limit_pages(store: &Store, pages: u64) -> Result<(), Fault> {
    let limited = store.write_now::<_, std::convert::Infallible, _>(Actor::System, move |tx| {
        Ok(tx.read.conn.batch(&format!("PRAGMA max_page_count={pages}"))?)
    });
    limited.map_err(plain)
}

/// The same for every connection the writer opens from now on; 0 ends it.
///
/// # Panics
/// When the first connection cannot be limited.
#[allow(clippy::expect_used, reason = "a test's own words")]
pub fn keep_pages_limited(store: &Store, pages: u64) {
    store.inner.page_limit.store(pages, Ordering::Relaxed);
    if pages > 0 {
        limit_pages(store, pages).expect("a limit");
    }
}

fn on_database(server: &str, name: &str) -> String {
    if server.starts_with("postgres") {
        let (base, query) = server.split_once('?').map_or((server, ""), |(b, q)| (b, q));
        let scheme_end = base.find("//").map_or(0, |i| i + 2);
        let host_end = base.get(scheme_end..).and_then(|r| r.find('/')).map_or(base.len(), |i| scheme_end + i);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{}/{name}{query}", base.get(..host_end).unwrap_or(base))
    } else {
        format!("{server} dbname={name}")
    }
}

fn plain<R: std::fmt::Display>(stop: Stop<R>) -> Fault {
    match stop {
        Stop::Fault(fault) => fault,
        Stop::Refused(refused) => Fault::because(refused),
    }
}

/// Runs a test on both engines; on PostgreSQL where its address is set.
///
/// # Panics
/// When a base cannot be made, or the test panics.
#[allow(clippy::expect_used, clippy::print_stdout, reason = "a test's own words")]
pub fn both(modules: &[Module], test: impl Fn(&TestBase)) {
    let base = lite(modules).expect("a SQLite base");
    test(&base);
    drop(base);
    if let Some(base) = postgres(modules).expect("a PostgreSQL base") {
        println!("on PostgreSQL:");
        test(&base);
    }
}

impl Drop for TestBase {
    fn drop(&mut self) {
        if let Some(directory) = &self.directory
            && let Err(error) = std::fs::remove_dir_all(directory)
        {
            tracing::debug!(error = %error, "a test directory stays");
        }
        if let Some((server, name)) = &self.database
            && let Err(error) = drop_database(server, name)
        {
            tracing::debug!(error = %error, "a test database stays");
        }
    }
}
