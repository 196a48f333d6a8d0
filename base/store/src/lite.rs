//! SQLite: one writer thread with group commit, a few readers, a watcher for other processes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use rusqlite::Connection;
use tokio::sync::watch;

use crate::conn::Conn;
use crate::event::{self, Pending};
use crate::fault::{Fault, Kind, Stop};
use crate::schema::{self, Module, OpenRefused};
use crate::store::{Lines, Marks, QUEUE, ReadJob, Shared, WriteJob, run_unit};
use crate::unit::Read;

/// File name inside the data directory.
pub(crate) const FILE: &str = "prichal.db";
/// A batch closes after so many units…
const BATCH_UNITS: usize = 64;
/// … or after so much work.
const BATCH_TIME: Duration = Duration::from_millis(20);
const READERS: usize = 4;
/// Other processes write to the same file (import, user add): their events are heard of by this poll.
const POLL: Duration = Duration::from_millis(500);

pub(crate) fn open(dir: &Path, modules: &[Module], shared: Shared) -> Result<Lines, Stop<OpenRefused>> {
    if rusqlite::version_number() < 3_051_003 {
        return Err(Stop::Refused(OpenRefused::OldSqlite(rusqlite::version().to_string())));
    }
    std::fs::create_dir_all(dir)
        .map_err(|e| Fault::new(Kind::Other, e).context(format!("make the directory {}", dir.display())))?;
    let path = dir.join(FILE);
    let turn = Turn::of(dir)?;
    let mut writer = turn.with(|| {
        let mut writer = connect(&path).map_err(|fault| not_a_base(&path, fault))?;
        schema::migrate(&mut writer, modules, shared.clock.now())?;
        Ok::<_, Stop<OpenRefused>>(writer)
    })?;
    let last = event::last_seq(&mut reading(&mut writer, &shared))?;
    let (seq_out, seq) = watch::channel(last);
    let (writes, write_queue) = bounded::<Box<dyn WriteJob>>(QUEUE);
    let (reads, read_queue) = bounded::<Box<dyn ReadJob>>(QUEUE);
    {
        let (shared, seq, path) = (shared.clone(), seq_out.clone(), path.clone());
        let writer = Writer { conn: Some(writer), path, turn, shared, seq, broken: None };
        spawn("writer", move || writer.work(&write_queue))?;
    }
    for _ in 0..READERS {
        let conn = connect_reader(&path)?;
        let (queue, shared, path) = (read_queue.clone(), shared.clone(), path.clone());
        spawn("reader", move || read_loop(conn, &path, &queue, &shared))?;
    }
    let mut conn = connect(&path)?;
    spawn("watcher", move || {
        while !shared.is_closing() {
            std::thread::sleep(POLL);
            match event::last_seq(&mut reading(&mut conn, &shared)) {
                Ok(last) => tell(&seq_out, last),
                Err(fault) => tracing::warn!(error = %fault, "the event log could not be polled"),
            }
        }
    })?;
    Ok(Lines { writes, reads, seq })
}

fn not_a_base(path: &Path, fault: Fault) -> Stop<OpenRefused> {
    if fault.to_string().contains("not a database") {
        return Stop::Refused(OpenRefused::NotABase(path.display().to_string()));
    }
    Stop::Fault(fault)
}

/// Programs on one file take turns at beginning to write. SQLite itself lets whoever asks at the right
/// instant go first, so a command beside a busy server would wait for ever.
struct Turn {
    file: File,
}

impl Turn {
    fn of(dir: &Path) -> Result<Turn, Fault> {
        let path = dir.join("turn.lock");
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        Ok(Turn { file: opened.map_err(|e| Fault::new(Kind::Other, e).context(format!("open {}", path.display())))? })
    }

    /// Runs `begin` when it is our turn; the next in line waits until it has begun.
    fn with<T, E: From<Fault>>(&self, begin: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.file.lock().map_err(|e| Fault::new(Kind::Other, e).context("wait for a turn to write"))?;
        let begun = begin();
        self.file.unlock().map_err(|e| Fault::new(Kind::Other, e).context("pass on the turn to write"))?;
        begun
    }
}

/// A waiting connection asks again every 2 ms, for 10 s: with turns only one waits at a time.
fn ask_again(times: i32) -> bool {
    std::thread::sleep(Duration::from_millis(2));
    times < 5000
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    std::thread::Builder::new().name(name.to_string()).spawn(work).map(drop).map_err(|e| Fault::new(Kind::Other, e))
}

fn reading<'c>(conn: &'c mut Conn, shared: &Shared) -> Read<'c> {
    Read::new(conn, shared.clock.now())
}

pub(crate) fn tell(seq: &watch::Sender<i64>, last: i64) {
    seq.send_if_modified(|known| {
        let newer = last > *known;
        if newer {
            *known = last;
        }
        newer
    });
}

pub(crate) fn connect(path: &Path) -> Result<Conn, Fault> {
    let mut conn = Connection::open(path)?;
    conn.set_prepared_statement_cache_capacity(512);
    conn.busy_handler(Some(ask_again))?;
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;
         PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
    )?;
    Ok(Conn::Lite(conn))
}

fn connect_reader(path: &Path) -> Result<Conn, Fault> {
    let mut conn = connect(path)?;
    // There are several of them, and what they read stands in the system's own cache too.
    conn.batch("PRAGMA query_only=1; PRAGMA cache_size=-16384")?;
    Ok(conn)
}

fn read_loop(mut conn: Conn, path: &Path, queue: &Receiver<Box<dyn ReadJob>>, shared: &Shared) {
    while let Ok(mut job) = queue.recv() {
        shared.counters.reads.fetch_add(1, Ordering::Relaxed);
        let begun = conn.batch("BEGIN");
        let closed = match begun {
            Err(fault) => {
                job.fail(fault.copy());
                Err(fault)
            }
            Ok(()) => {
                let mut read = reading(&mut conn, shared);
                job.run(&mut read);
                shared.counters.statements.fetch_add(read.statements, Ordering::Relaxed);
                // an I/O error may have ended the transaction already
                if is_in_transaction(&conn) { conn.batch("COMMIT") } else { Ok(()) }
            }
        };
        if let Err(fault) = closed {
            tracing::error!(error = %fault, "a read transaction failed; the connection is opened anew");
            match connect_reader(path) {
                Ok(new) => conn = new,
                Err(second) => tracing::error!(error = %second, "a reader could not be opened anew"),
            }
        }
    }
}

fn is_in_transaction(conn: &Conn) -> bool {
    matches!(conn, Conn::Lite(lite) if !lite.is_autocommit())
}

const MARKS: Marks = Marks { deed: "SAVEPOINT deed", back_to_deed: "ROLLBACK TO deed" };

struct Writer {
    conn: Option<Conn>,
    path: PathBuf,
    turn: Turn,
    shared: Shared,
    seq: watch::Sender<i64>,
    /// An I/O error at COMMIT: nobody knows what the disk holds, so all writes stop until restart.
    broken: Option<Fault>,
}

impl Writer {
    fn work(mut self, queue: &Receiver<Box<dyn WriteJob>>) {
        while let Ok(first) = queue.recv() {
            if let Some(fault) = &self.broken {
                first.reply(Some(fault.copy()));
                continue;
            }
            self.batch(first, queue);
        }
    }

    /// One transaction for the units that wait now; every one is answered after its COMMIT.
    fn batch(&mut self, first: Box<dyn WriteJob>, queue: &Receiver<Box<dyn WriteJob>>) {
        if let Err(fault) = self.begin() {
            first.reply(Some(fault));
            return;
        }
        let started = Instant::now();
        let mut ended: Vec<(Box<dyn WriteJob>, Option<Fault>)> = Vec::new();
        let mut events: Vec<Pending> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next {
            let failed = match self.unit(&mut *job) {
                Ok(happened) => {
                    events.extend(happened);
                    None
                }
                Err(fault) => Some(fault),
            };
            ended.push((job, failed));
            if self.is_gone() {
                return self.lost(ended);
            }
            let more = ended.len() < BATCH_UNITS && started.elapsed() < BATCH_TIME;
            next = if more { queue.try_recv().ok() } else { None };
        }
        match self.close(&events) {
            Ok(last) => {
                self.shared.counters.commits.fetch_add(1, Ordering::Relaxed);
                tell(&self.seq, last);
                for (job, failed) in ended {
                    job.reply(failed);
                }
            }
            Err((fault, at_commit)) => self.undo(ended, fault, at_commit),
        }
    }

    fn begin(&mut self) -> Result<(), Fault> {
        self.conn()?;
        let Writer { conn: Some(conn), turn, .. } = self else { return Err(Fault::because("no connection")) };
        turn.with(|| conn.batch("BEGIN IMMEDIATE"))
    }

    fn conn(&mut self) -> Result<&mut Conn, Fault> {
        if self.conn.is_none() {
            let mut conn = connect(&self.path)?;
            let limit = self.shared.page_limit.load(Ordering::Relaxed);
            if limit > 0 {
                conn.batch(&format!("PRAGMA max_page_count={limit}"))?;
            }
            self.conn = Some(conn);
        }
        self.conn.as_mut().ok_or_else(|| Fault::because("no connection"))
    }

    fn unit(&mut self, job: &mut dyn WriteJob) -> Result<Vec<Pending>, Fault> {
        let shared = self.shared.clone();
        let conn = self.conn()?;
        conn.batch("SAVEPOINT unit")?;
        let ended = run_unit(conn, job, &shared, &MARKS).and_then(|events| conn.batch("RELEASE unit").map(|()| events));
        if ended.is_err()
            && is_in_transaction(conn)
            && let Err(second) = conn.batch("ROLLBACK TO unit; RELEASE unit")
        {
            tracing::error!(error = %second, "a unit could not be undone; its batch is given up");
            self.conn = None;
        }
        ended
    }

    /// A full disk ends the whole transaction by itself; a unit that could not be undone takes it along.
    fn is_gone(&self) -> bool {
        !self.conn.as_ref().is_some_and(is_in_transaction)
    }

    /// Seals and commits. `Err((_, true))`: COMMIT itself failed.
    fn close(&mut self, events: &[Pending]) -> Result<i64, (Fault, bool)> {
        let conn = self.conn().map_err(|f| (f, false))?;
        let last = if events.is_empty() { 0 } else { event::write_sealed(conn, events).map_err(|f| (f, false))? };
        conn.batch("COMMIT").map_err(|f| (f, true))?;
        Ok(last)
    }

    /// The transaction ended under us: nothing of the batch stands.
    fn lost(&mut self, ended: Vec<(Box<dyn WriteJob>, Option<Fault>)>) {
        let cause = ended
            .iter()
            .rev()
            .find_map(|(_, failed)| failed.as_ref().map(Fault::copy))
            .unwrap_or_else(|| Fault::because("the transaction ended by itself"));
        tracing::error!(error = %cause, "a batch was lost; nothing of it stands");
        self.conn = None;
        for (job, failed) in ended {
            job.reply(Some(failed.unwrap_or_else(|| cause.copy())));
        }
    }

    fn undo(&mut self, ended: Vec<(Box<dyn WriteJob>, Option<Fault>)>, fault: Fault, at_commit: bool) {
        tracing::error!(error = %fault, "a batch could not be committed");
        if let Some(conn) = &mut self.conn
            && is_in_transaction(conn)
            && let Err(second) = conn.batch("ROLLBACK")
        {
            tracing::error!(error = %second, "a batch could not be undone");
        }
        self.conn = None;
        if at_commit && !matches!(fault.kind(), Kind::Full | Kind::Busy | Kind::Rule) {
            self.broken = Some(fault.copy().context("writing stopped until restart"));
        }
        for (job, failed) in ended {
            job.reply(Some(failed.unwrap_or_else(|| fault.copy())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Place, Store};
    use crate::testing::fresh_directory;

    /// What the writer answers to a unit after its last COMMIT failed with this error.
    fn after_failed_commit(error: rusqlite::Error) -> Option<String> {
        let dir = fresh_directory();
        drop(Store::open(&Place::Directory(dir.clone()), &[]).unwrap());
        let (seq, _heard) = watch::channel(0);
        let path = dir.join(FILE);
        let shared = Shared::default();
        let mut writer = Writer { conn: None, path, turn: Turn::of(&dir).unwrap(), shared, seq, broken: None };
        writer.undo(Vec::new(), error.into(), true);
        let broken = writer.broken.map(|fault| fault.to_string());
        std::fs::remove_dir_all(dir).unwrap();
        broken
    }

    #[test]
    fn an_io_error_at_commit_stops_writing_until_restart_and_a_full_disk_does_not() {
        let failed = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        let io = after_failed_commit(failed(rusqlite::ffi::SQLITE_IOERR_FSYNC));
        assert!(io.is_some_and(|words| words.contains("until restart")));
        assert_eq!(after_failed_commit(failed(rusqlite::ffi::SQLITE_FULL)), None);
        assert_eq!(after_failed_commit(failed(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)), None);
    }
}
