//! SQLite: one writer thread with group commit, a few readers, a watcher for other processes.

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
    let mut writer = connect(&path).map_err(|fault| not_a_base(&path, fault))?;
    schema::migrate(&mut writer, modules, shared.clock.now())?;
    let last = event::last_seq(&mut reading(&mut writer, &shared))?;
    let (seq_out, seq) = watch::channel(last);
    let (writes, write_queue) = bounded::<Box<dyn WriteJob>>(QUEUE);
    let (reads, read_queue) = bounded::<Box<dyn ReadJob>>(QUEUE);
    {
        let (shared, seq, path) = (shared.clone(), seq_out.clone(), path.clone());
        spawn("writer", move || Writer { conn: Some(writer), path, shared, seq, broken: None }.work(&write_queue))?;
    }
    for _ in 0..READERS {
        let mut conn = connect(&path)?;
        conn.batch("PRAGMA query_only=1")?;
        let (queue, shared) = (read_queue.clone(), shared.clone());
        spawn("reader", move || read_loop(&mut conn, &queue, &shared))?;
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

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    std::thread::Builder::new().name(name.to_string()).spawn(work).map(drop).map_err(|e| Fault::new(Kind::Other, e))
}

fn reading<'c>(conn: &'c mut Conn, shared: &Shared) -> Read<'c> {
    Read { conn, now: shared.clock.now(), statements: 0 }
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
    let conn = Connection::open(path)?;
    conn.set_prepared_statement_cache_capacity(512);
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;
         PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
    )?;
    Ok(Conn::Lite(conn))
}

fn read_loop(conn: &mut Conn, queue: &Receiver<Box<dyn ReadJob>>, shared: &Shared) {
    while let Ok(mut job) = queue.recv() {
        shared.counters.reads.fetch_add(1, Ordering::Relaxed);
        if let Err(fault) = conn.batch("BEGIN") {
            job.fail(fault);
            continue;
        }
        let mut read = reading(conn, shared);
        job.run(&mut read);
        shared.counters.statements.fetch_add(read.statements, Ordering::Relaxed);
        if let Err(fault) = conn.batch("COMMIT") {
            tracing::error!(error = %fault, "a read transaction did not close");
        }
    }
}

const MARKS: Marks = Marks { deed: "SAVEPOINT deed", back_to_deed: "ROLLBACK TO deed" };

struct Writer {
    conn: Option<Conn>,
    path: PathBuf,
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
        let begun = match self.conn() {
            Ok(conn) => conn.batch("BEGIN IMMEDIATE"),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = begun {
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
            Err(fault) => self.undo(ended, fault),
        }
    }

    fn conn(&mut self) -> Result<&mut Conn, Fault> {
        if self.conn.is_none() {
            self.conn = Some(connect(&self.path)?);
        }
        self.conn.as_mut().ok_or_else(|| Fault::because("no connection"))
    }

    fn unit(&mut self, job: &mut dyn WriteJob) -> Result<Vec<Pending>, Fault> {
        let shared = self.shared.clone();
        let conn = self.conn()?;
        conn.batch("SAVEPOINT unit")?;
        match run_unit(conn, job, &shared, &MARKS) {
            Ok(events) => conn.batch("RELEASE unit").map(|()| events),
            Err(fault) => {
                if let Err(second) = conn.batch("ROLLBACK TO unit; RELEASE unit") {
                    tracing::error!(error = %second, "a unit could not be undone");
                }
                Err(fault)
            }
        }
    }

    /// A full disk ends the whole transaction by itself.
    fn is_gone(&self) -> bool {
        matches!(&self.conn, Some(Conn::Lite(lite)) if lite.is_autocommit())
    }

    fn close(&mut self, events: &[Pending]) -> Result<i64, Fault> {
        let conn = self.conn()?;
        let last = if events.is_empty() { 0 } else { event::write_sealed(conn, events)? };
        conn.batch("COMMIT")?;
        Ok(last)
    }

    /// The transaction ended under us: nothing of the batch stands.
    fn lost(&mut self, ended: Vec<(Box<dyn WriteJob>, Option<Fault>)>) {
        let cause = ended
            .iter()
            .find_map(|(_, failed)| failed.as_ref().map(Fault::copy))
            .unwrap_or_else(|| Fault::because("the transaction ended by itself"));
        tracing::error!(error = %cause, "a batch was lost; nothing of it stands");
        self.conn = None;
        for (job, failed) in ended {
            job.reply(Some(failed.unwrap_or_else(|| cause.copy())));
        }
    }

    fn undo(&mut self, ended: Vec<(Box<dyn WriteJob>, Option<Fault>)>, fault: Fault) {
        tracing::error!(error = %fault, "a batch could not be committed");
        if let Some(conn) = &mut self.conn
            && let Conn::Lite(lite) = conn
            && !lite.is_autocommit()
            && let Err(second) = conn.batch("ROLLBACK")
        {
            tracing::error!(error = %second, "a batch could not be undone");
        }
        self.conn = None;
        if !matches!(fault.kind(), Kind::Full | Kind::Busy) {
            self.broken = Some(fault.copy().context("writing stopped until restart"));
        }
        for (job, failed) in ended {
            job.reply(Some(failed.unwrap_or_else(|| fault.copy())));
        }
    }
}
