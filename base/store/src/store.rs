//! The store as the house holds it: ask it to read, write, write once.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::{Sender, TrySendError};
use kernel::actor::Actor;
use kernel::day::Moment;
use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::conn::Conn;
use crate::event::Pending;
use crate::fault::{Fault, Kind, Stop};
use crate::once::{Answer, Claim, Once};
use crate::schema::{BOOKS, Module, OpenRefused};
use crate::unit::{Read, Tx};
use crate::{lite, pg};

/// Where the company's books lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A directory with an embedded SQLite file.
    Directory(PathBuf),
    /// A PostgreSQL database, as a URL or key words.
    Postgres(String),
}

/// Counts since start, for `/metrics` and for tests of cost.
#[derive(Debug, Default)]
pub struct Counters {
    /// Units of work that wrote.
    pub writes: AtomicU64,
    /// Units of work that read.
    pub reads: AtomicU64,
    /// Commits of the writer (SQLite: one per batch, so one fsync for many units).
    pub commits: AtomicU64,
    /// Statements issued by verbs and questions.
    pub statements: AtomicU64,
}

/// The books of one company. Cheap to clone; all clones share threads and connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    writes: Sender<Box<dyn WriteJob>>,
    reads: Sender<Box<dyn ReadJob>>,
    clock: Clock,
    counters: Arc<Counters>,
    seq: watch::Receiver<i64>,
    closing: Arc<AtomicBool>,
    place: Place,
    pub(crate) page_limit: Arc<AtomicU64>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
    }
}

/// How many units may wait before callers are told to come back.
pub(crate) const QUEUE: usize = 4096;

impl Store {
    /// Opens (or makes) the base, brings its tables up to date, starts its threads.
    pub fn open(place: &Place, modules: &[Module]) -> Result<Store, Stop<OpenRefused>> {
        Store::open_with(place, modules, Clock::default())
    }

    /// The same with a clock of its own, as a demo company has.
    pub fn open_with(place: &Place, modules: &[Module], clock: Clock) -> Result<Store, Stop<OpenRefused>> {
        let all: Vec<Module> = std::iter::once(BOOKS).chain(modules.iter().copied()).collect();
        let counters = Arc::new(Counters::default());
        let closing = Arc::new(AtomicBool::new(false));
        let page_limit = Arc::new(AtomicU64::new(0));
        let shared = Shared {
            clock: clock.clone(),
            page_limit: page_limit.clone(),
            counters: counters.clone(),
            closing: closing.clone(),
        };
        let lines = match place {
            Place::Directory(dir) => lite::open(dir, &all, shared)?,
            Place::Postgres(url) => pg::open(url, &all, shared)?,
        };
        let Lines { writes, reads, seq } = lines;
        let place = place.clone();
        Ok(Store { inner: Arc::new(Inner { writes, reads, clock, counters, seq, closing, place, page_limit }) })
    }

    /// The company's clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The present moment by the company's clock.
    pub fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    /// Counts since start.
    pub fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    /// Units that wait for a writer, for `/metrics`.
    pub fn waiting_writes(&self) -> usize {
        self.inner.writes.len()
    }

    /// Where the books lie.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// Last sealed place of the event log; changes wake every follower (also by poll each 500 ms).
    pub fn watch_seq(&self) -> watch::Receiver<i64> {
        self.inner.seq.clone()
    }

    /// Answers a question in one read transaction.
    pub async fn read<T, F>(&self, question: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let answer = self.ask(question)?;
        answer.await.map_err(|_| closing())?
    }

    /// [`Store::read`] for threads without a runtime: command line, demo, tests.
    pub fn read_now<T, F>(&self, question: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
    {
        self.ask(question)?.blocking_recv().map_err(|_| closing())?
    }

    /// Does a deed in one transaction. The verb may run again after a deadlock, so it is `Fn`.
    pub async fn write<T, R, F>(&self, actor: Actor, verb: F) -> Result<T, Stop<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
    {
        self.tell(actor, verb)?.await.map_err(|_| Stop::Fault(closing()))?
    }

    /// [`Store::write`] for threads without a runtime.
    pub fn write_now<T, R, F>(&self, actor: Actor, verb: F) -> Result<T, Stop<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
    {
        self.tell(actor, verb)?.blocking_recv().map_err(|_| Stop::Fault(closing()))?
    }

    /// Does a deed once per key: a repeat gets the first answer. A refusal is an answer too.
    pub async fn write_once<F>(&self, actor: Actor, claim: Claim, verb: F) -> Result<Once, Fault>
    where
        F: Fn(&mut Tx<'_>) -> Result<Answer, Stop<Answer>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue_write(Box::new(OnceDeed { actor, claim, verb, ended: None, reply }))?;
        answer.await.map_err(|_| closing())?
    }

    fn ask<T, F>(&self, question: F) -> Result<oneshot::Receiver<Result<T, Fault>>, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.inner.reads.try_send(Box::new(Question { question: Some(question), reply: Some(reply) })).map_err(full)?;
        Ok(answer)
    }

    fn tell<T, R, F>(&self, actor: Actor, verb: F) -> Result<oneshot::Receiver<Result<T, Stop<R>>>, Fault>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue_write(Box::new(Deed { actor, verb, ended: None, reply }))?;
        Ok(answer)
    }

    fn queue_write(&self, job: Box<dyn WriteJob>) -> Result<(), Fault> {
        self.inner.writes.try_send(job).map_err(full)
    }
}

fn full<T>(error: TrySendError<T>) -> Fault {
    match error {
        TrySendError::Full(_) => Fault::new(Kind::Busy, anyhow::anyhow!("too many requests are waiting")),
        TrySendError::Disconnected(_) => closing(),
    }
}

fn closing() -> Fault {
    Fault::new(Kind::Busy, anyhow::anyhow!("the store is closing"))
}

/// What an engine's threads share with the store.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    /// Tests of a full disk: pages the writer's next connection may fill; 0 is no limit.
    pub(crate) page_limit: Arc<AtomicU64>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) closing: Arc<AtomicBool>,
}

impl Shared {
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
}

/// The queues into an engine.
pub(crate) struct Lines {
    pub(crate) writes: Sender<Box<dyn WriteJob>>,
    pub(crate) reads: Sender<Box<dyn ReadJob>>,
    pub(crate) seq: watch::Receiver<i64>,
}

pub(crate) trait ReadJob: Send {
    /// Runs inside a read transaction and replies.
    fn run(&mut self, read: &mut Read<'_>);
    fn fail(&mut self, fault: Fault);
}

struct Question<T, F> {
    question: Option<F>,
    reply: Option<oneshot::Sender<Result<T, Fault>>>,
}

impl<T, F> ReadJob for Question<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
{
    fn run(&mut self, read: &mut Read<'_>) {
        if let (Some(question), Some(reply)) = (self.question.take(), self.reply.take()) {
            let answer = std::panic::catch_unwind(AssertUnwindSafe(|| question(read)))
                .unwrap_or_else(|panic| Err(broken(&*panic)));
            if reply.send(answer).is_err() {
                tracing::debug!("the asker went away");
            }
        }
    }

    fn fail(&mut self, fault: Fault) {
        if let Some(reply) = self.reply.take()
            && reply.send(Err(fault)).is_err()
        {
            tracing::debug!("the asker went away");
        }
    }
}

/// How a deed ended inside its unit.
pub(crate) enum End {
    Done,
    Refused,
    Fault(Fault),
}

pub(crate) trait WriteJob: Send {
    fn actor(&self) -> Actor;
    fn claim(&self) -> Option<&Claim>;
    /// Runs the verb; may be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> End;
    /// The key was claimed before: this is the answer.
    fn was_claimed(&mut self, once: Once);
    /// The answer to keep under the key.
    fn kept(&self) -> Option<&Answer>;
    /// After COMMIT (`None`) or after everything failed.
    fn reply(self: Box<Self>, failed: Option<Fault>);
}

struct Deed<T, R, F> {
    actor: Actor,
    verb: F,
    ended: Option<Result<T, Stop<R>>>,
    reply: oneshot::Sender<Result<T, Stop<R>>>,
}

impl<T, R, F> WriteJob for Deed<T, R, F>
where
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
{
    fn actor(&self) -> Actor {
        self.actor
    }
    fn claim(&self) -> Option<&Claim> {
        None
    }
    fn run(&mut self, tx: &mut Tx<'_>) -> End {
        match std::panic::catch_unwind(AssertUnwindSafe(|| (self.verb)(tx))) {
            Ok(Ok(done)) => {
                self.ended = Some(Ok(done));
                End::Done
            }
            Ok(Err(Stop::Refused(refused))) => {
                self.ended = Some(Err(Stop::Refused(refused)));
                End::Refused
            }
            Ok(Err(Stop::Fault(fault))) => End::Fault(fault),
            Err(panic) => End::Fault(broken(&*panic)),
        }
    }
    fn was_claimed(&mut self, _: Once) {}
    fn kept(&self) -> Option<&Answer> {
        None
    }
    fn reply(self: Box<Self>, failed: Option<Fault>) {
        let ended = match (failed, self.ended) {
            (Some(fault), _) => Err(Stop::Fault(fault)),
            (None, Some(ended)) => ended,
            (None, None) => Err(Stop::Fault(Fault::because("a deed ended without an answer"))),
        };
        if self.reply.send(ended).is_err() {
            tracing::debug!("the caller went away; the deed stands");
        }
    }
}

struct OnceDeed<F> {
    actor: Actor,
    claim: Claim,
    verb: F,
    ended: Option<Once>,
    reply: oneshot::Sender<Result<Once, Fault>>,
}

impl<F> WriteJob for OnceDeed<F>
where
    F: Fn(&mut Tx<'_>) -> Result<Answer, Stop<Answer>> + Send + 'static,
{
    fn actor(&self) -> Actor {
        self.actor
    }
    fn claim(&self) -> Option<&Claim> {
        Some(&self.claim)
    }
    fn run(&mut self, tx: &mut Tx<'_>) -> End {
        match std::panic::catch_unwind(AssertUnwindSafe(|| (self.verb)(tx))) {
            Ok(Ok(answer)) => {
                self.ended = Some(Once::Fresh(answer));
                End::Done
            }
            Ok(Err(Stop::Refused(answer))) => {
                self.ended = Some(Once::Fresh(answer));
                End::Refused
            }
            Ok(Err(Stop::Fault(fault))) => End::Fault(fault),
            Err(panic) => End::Fault(broken(&*panic)),
        }
    }
    fn was_claimed(&mut self, once: Once) {
        self.ended = Some(once);
    }
    fn kept(&self) -> Option<&Answer> {
        match &self.ended {
            Some(Once::Fresh(answer)) => Some(answer),
            _ => None,
        }
    }
    fn reply(self: Box<Self>, failed: Option<Fault>) {
        let ended = match (failed, self.ended) {
            (Some(fault), _) => Err(fault),
            (None, Some(once)) => Ok(once),
            (None, None) => Err(Fault::because("a deed ended without an answer")),
        };
        if self.reply.send(ended).is_err() {
            tracing::debug!("the caller went away; the deed stands");
        }
    }
}

fn broken(panic: &(dyn std::any::Any + Send)) -> Fault {
    let words = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown".to_string());
    Fault::because(format!("an invariant broke: {words}"))
}

/// The texts by which an engine opens, keeps and undoes a unit.
pub(crate) struct Marks {
    pub(crate) deed: &'static str,
    pub(crate) back_to_deed: &'static str,
}

/// Claims, runs the verb, takes back what was refused, keeps the answer. The caller opened the unit
/// and keeps (`Ok`) or undoes (`Err`) it.
pub(crate) fn run_unit(
    conn: &mut Conn,
    job: &mut dyn WriteJob,
    shared: &Shared,
    marks: &Marks,
) -> Result<Vec<Pending>, Fault> {
    let now = shared.clock.now();
    shared.counters.writes.fetch_add(1, Ordering::Relaxed);
    if let Some(claim) = job.claim() {
        let claimed = match crate::once::claim(conn, job.actor(), claim, now) {
            Err(fault) if fault.kind() == Kind::LockTimeout => return Err(Fault::new(Kind::KeyHeld, fault)),
            other => other?,
        };
        if let Some(once) = claimed {
            job.was_claimed(once);
            return Ok(Vec::new());
        }
    }
    conn.batch(marks.deed)?;
    let mut tx = Tx::new(conn, job.actor(), now);
    let end = job.run(&mut tx);
    let Tx { read, actor, mut events, leave } = tx;
    shared.counters.statements.fetch_add(read.statements, Ordering::Relaxed);
    let refused = match end {
        End::Fault(fault) => return Err(fault),
        End::Done => false,
        End::Refused => true,
    };
    if let Some(fault) = read.failed {
        return Err(fault.context("the deed went on after a statement had failed"));
    }
    if refused {
        conn.batch(marks.back_to_deed)?;
        let mut after = Tx::new(conn, actor, now);
        let left =
            std::panic::catch_unwind(AssertUnwindSafe(|| leave.into_iter().try_for_each(|what| what(&mut after))));
        left.unwrap_or_else(|panic| Err(broken(&*panic)))?;
        let Tx { read, events: left_events, .. } = after;
        shared.counters.statements.fetch_add(read.statements, Ordering::Relaxed);
        if let Some(fault) = read.failed {
            return Err(fault.context("what a refusal leaves went on after a statement had failed"));
        }
        events = left_events;
    }
    if let (Some(claim), Some(answer)) = (job.claim(), job.kept()) {
        crate::once::keep(conn, job.actor(), claim, answer)?;
    }
    Ok(events)
}
