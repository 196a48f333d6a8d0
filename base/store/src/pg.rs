//! PostgreSQL: one thread per connection with a runtime of its own, and the sealer.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use tokio::sync::watch;

use crate::conn::{Conn, PgConn};
use crate::event;
use crate::fault::{Fault, Kind, Stop};
use crate::lite::tell;
use crate::once::Once;
use crate::schema::{self, Module, OpenRefused};
use crate::store::{Lines, Marks, QUEUE, ReadJob, Shared, WriteJob, run_unit};
use crate::unit::Read;

const WRITERS: usize = 8;
const READERS: usize = 4;
/// How often the sealer looks for committed events.
const SEAL_EVERY: Duration = Duration::from_millis(100);
/// How long a unit rides out a lost connection before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);
const TRIES: u32 = 8;
const BACK_OFF: Duration = Duration::from_millis(10);

pub(crate) fn open(url: &str, modules: &[Module], shared: Shared) -> Result<Lines, Stop<OpenRefused>> {
    let mut first = match connect(url) {
        Ok(conn) => conn,
        Err(fault) => return Err(Stop::Refused(OpenRefused::Unreachable(fault.to_string()))),
    };
    schema::migrate(&mut first, modules, shared.clock.now())?;
    let last = event::last_seq(&mut Read::new(&mut first, shared.clock.now()))?;
    let (seq_out, seq) = watch::channel(last);
    let (writes, write_queue) = bounded::<Box<dyn WriteJob>>(QUEUE);
    let (reads, read_queue) = bounded::<Box<dyn ReadJob>>(QUEUE);
    for _ in 0..WRITERS {
        let line = Line { url: url.to_string(), conn: None, shared: shared.clone() };
        let queue = write_queue.clone();
        spawn("writer", move || line.write_loop(&queue))?;
    }
    for _ in 0..READERS {
        let line = Line { url: url.to_string(), conn: None, shared: shared.clone() };
        let queue = read_queue.clone();
        spawn("reader", move || line.read_loop(&queue))?;
    }
    let line = Line { url: url.to_string(), conn: Some(first), shared };
    spawn("sealer", move || line.seal_loop(&seq_out))?;
    Ok(Lines { writes, reads, seq })
}

fn connect(url: &str) -> Result<Conn, Fault> {
    let mut conn = Conn::Pg(PgConn::connect(url)?);
    conn.batch(
        "SET lock_timeout = '5s'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'",
    )?;
    Ok(conn)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    std::thread::Builder::new().name(name.to_string()).spawn(work).map(drop).map_err(|e| Fault::new(Kind::Other, e))
}

/// One connection, made again when it breaks.
struct Line {
    url: String,
    conn: Option<Conn>,
    shared: Shared,
}

const MARKS: Marks = Marks { deed: "SAVEPOINT deed", back_to_deed: "ROLLBACK TO SAVEPOINT deed" };

impl Line {
    fn conn(&mut self) -> Result<&mut Conn, Fault> {
        if matches!(&self.conn, Some(Conn::Pg(pg)) if pg.client.is_closed()) {
            self.conn = None;
        }
        if self.conn.is_none() {
            self.conn = Some(connect(&self.url)?);
        }
        self.conn.as_mut().ok_or_else(|| Fault::because("no connection"))
    }

    fn write_loop(mut self, queue: &Receiver<Box<dyn WriteJob>>) {
        while let Ok(mut job) = queue.recv() {
            let failed = self.write(&mut *job);
            job.reply(failed);
        }
    }

    /// The unit until it is committed, refused for good, or patience ends.
    fn write(&mut self, job: &mut dyn WriteJob) -> Option<Fault> {
        let started = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            let fault = match self.write_try(job) {
                Ok(()) => {
                    self.shared.counters.commits.fetch_add(1, Ordering::Relaxed);
                    return None;
                }
                Err((fault, at_commit)) if at_commit && job.claim().is_none() => return Some(fault),
                Err((fault, _)) => fault,
            };
            match fault.kind() {
                // not at once: the other one of a deadlock would meet us again
                Kind::Retry if tries < TRIES => std::thread::sleep(BACK_OFF * tries),
                Kind::Lost if started.elapsed() < PATIENCE && !self.shared.is_closing() => {
                    self.conn = None;
                    std::thread::sleep(Duration::from_millis(250));
                }
                Kind::KeyHeld => {
                    job.was_claimed(Once::Running);
                    return None;
                }
                _ => return Some(fault),
            }
        }
    }

    /// One try. `Err((_, true))`: lost at COMMIT, so nobody knows but the key.
    fn write_try(&mut self, job: &mut dyn WriteJob) -> Result<(), (Fault, bool)> {
        let shared = self.shared.clone();
        let conn = self.conn().map_err(|f| (f, false))?;
        conn.batch("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").map_err(|f| (f, false))?;
        let ended = run_unit(conn, job, &shared, &MARKS).and_then(|events| event::write_unsealed(conn, &events));
        match ended {
            Ok(()) => conn.batch("COMMIT").map_err(|f| {
                let lost = f.kind() == Kind::Lost;
                (f, lost)
            }),
            Err(fault) => {
                if let Err(second) = conn.batch("ROLLBACK") {
                    tracing::warn!(error = %second, "a transaction could not be rolled back; the connection is dropped");
                    self.conn = None;
                }
                Err((fault, false))
            }
        }
    }

    fn read_loop(mut self, queue: &Receiver<Box<dyn ReadJob>>) {
        while let Ok(mut job) = queue.recv() {
            self.shared.counters.reads.fetch_add(1, Ordering::Relaxed);
            if let Err(fault) = self.begin_read() {
                job.fail(fault);
                continue;
            }
            // the very connection that began: a new one would show another picture in each statement
            let Some(conn) = self.conn.as_mut() else {
                job.fail(Fault::because("no connection"));
                continue;
            };
            let mut read = Read::new(conn, self.shared.clock.now());
            job.run(&mut read);
            self.shared.counters.statements.fetch_add(read.statements, Ordering::Relaxed);
            if conn.batch("COMMIT").is_err() {
                self.conn = None;
            }
        }
    }

    fn begin_read(&mut self) -> Result<(), Fault> {
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        match self.conn().and_then(|conn| conn.batch(BEGIN)) {
            Ok(()) => Ok(()),
            Err(_) => {
                self.conn = None;
                self.conn()?.batch(BEGIN)
            }
        }
    }

    /// Gives committed events their place. One node of the cluster does it; the others only look.
    fn seal_loop(mut self, seq: &watch::Sender<i64>) {
        while !self.shared.is_closing() {
            let sealed = self.seal();
            match sealed {
                Ok((last, more)) => {
                    tell(seq, last);
                    if more {
                        continue;
                    }
                }
                Err(fault) => {
                    if !self.shared.is_closing() {
                        tracing::warn!(error = %fault, "events could not be sealed; trying again");
                    }
                    self.conn = None;
                    std::thread::sleep(Duration::from_millis(500));
                }
            }
            std::thread::sleep(SEAL_EVERY);
        }
    }

    fn seal(&mut self) -> Result<(i64, bool), Fault> {
        let now = self.shared.clock.now();
        let conn = self.conn()?;
        conn.batch("BEGIN")?;
        let (mine,) = Read::new(conn, now).one::<(i64,)>(&SEALER_LOCK, &[])?;
        let done = if mine == 1 { event::seal_waiting(conn)? } else { 0 };
        let last = event::last_seq(&mut Read::new(conn, now))?;
        conn.batch("COMMIT")?;
        Ok((last, done > 0))
    }
}

crate::sql! {
    SEALER_LOCK = "SELECT 1", pg "SELECT CASE WHEN pg_try_advisory_xact_lock(7242992) THEN CAST(1 AS BIGINT) ELSE 0 END";
}
