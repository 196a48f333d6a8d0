//! The server at work on imports: one at a time, held by a lease, so that a killed one is taken up again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ::store::{Fault, Stop, Store, Tx};
use house::{Department, House, Visit};
use i18n::Lang;
use kernel::{Actor, ImportId, Zone};

use crate::columns::Places;
use crate::plan::{Asked, Formats, Slice, Tally, plan_of};
use crate::store::{self as books, Job};
use crate::undo::{self, Undone};
use crate::{table, texts, verbs};

/// An import is held so long without a sign of life.
const LEASE_SECONDS: i64 = 10;
/// The sign of life.
const SIGN: Duration = Duration::from_secs(3);
/// The screens hear of progress at most so often.
const TELL: Duration = Duration::from_millis(400);
/// How long nothing is looked for after nothing was found, at most.
const LOOK: Duration = Duration::from_secs(2);

/// Works on imports for as long as the server runs. Spawned once at start.
pub async fn keep(house: House) {
    let mut seq = house.store().watch_seq();
    let mut closing = house.closing();
    loop {
        match take(house.store()).await {
            Ok(Some((job, token))) => work_on(&house, job, token).await,
            Ok(None) => {}
            Err(fault) => tracing::warn!(error = %fault, "imports could not be looked for"),
        }
        if *closing.borrow() {
            return;
        }
        tokio::select! {
            _ = seq.changed() => tokio::time::sleep(Duration::from_millis(100)).await,
            () = tokio::time::sleep(LOOK) => {}
            _ = closing.changed() => return,
        }
    }
}

/// The first import that nobody works on, taken with a token of our own.
async fn take(store: &Store) -> Result<Option<(Job, String)>, Fault> {
    let Some(id) = store.read(books::waiting).await? else { return Ok(None) };
    let token = house::one_time_key();
    let (mine, until) = (token.clone(), store.now().add_seconds(LEASE_SECONDS));
    let taken = store
        .write(Actor::System, move |tx| {
            if books::take(tx, id, &mine, until)? {
                return Ok::<_, Stop<std::convert::Infallible>>(books::job(tx, id)?);
            }
            Ok(None)
        })
        .await;
    match taken {
        Ok(job) => Ok(job.map(|job| (job, token))),
        Err(Stop::Fault(fault)) => Err(fault),
        Err(Stop::Refused(never)) => match never {},
    }
}

async fn work_on(house: &House, job: Job, token: String) {
    let stop = Arc::new(AtomicBool::new(false));
    let (id, lang) = (job.id, Lang::parse(&job.lang).unwrap_or_default());
    let worker = Worker {
        store: house.store().clone(),
        formats: house.shared::<Formats>().map(|formats| (*formats).clone()).unwrap_or_default(),
        departments: house.departments(),
        zone: house.settings().zone.clone(),
        lang,
        token: token.clone(),
        stop: stop.clone(),
        told: Instant::now(),
        job,
    };
    let mut closing = house.closing();
    let mut at_work = tokio::task::spawn_blocking(move || worker.run());
    let mut sign = tokio::time::interval(SIGN);
    loop {
        tokio::select! {
            ended = &mut at_work => {
                match ended {
                    Ok(Ok(())) => {}
                    Ok(Err(fault)) => give_up(house.store(), id, token, &verbs::broke_off(lang, &fault)).await,
                    Err(panicked) => give_up(house.store(), id, token, &texts::import_failed(lang, &panicked.to_string())).await,
                }
                return;
            }
            _ = sign.tick() => {
                let (mine, until) = (token.clone(), house.store().now().add_seconds(LEASE_SECONDS));
                let held = house.store().write(Actor::System, move |tx| {
                    Ok::<_, Stop<std::convert::Infallible>>(books::hold(tx, id, &mine, until)?)
                }).await;
                if let Err(Stop::Fault(fault)) = held {
                    tracing::warn!(error = %fault, "the lease of an import could not be kept");
                }
            }
            _ = closing.changed() => stop.store(true, Ordering::Relaxed),
        }
    }
}

/// Notes why an import broke off.
async fn give_up(store: &Store, id: ImportId, token: String, why: &str) {
    tracing::error!(import = id.get(), error = why, "an import broke off");
    let why = why.to_owned();
    let noted = store
        .write(Actor::System, move |tx| {
            books::finish(tx, id, &token, "failed", Some(&why))?;
            verbs::event(tx, id, "import_ended");
            Ok::<_, Stop<std::convert::Infallible>>(())
        })
        .await;
    if let Err(Stop::Fault(fault)) = noted {
        tracing::warn!(error = %fault, "the end of an import could not be noted");
    }
}

/// One import in the hands of this server.
struct Worker {
    store: Store,
    formats: Formats,
    departments: &'static [&'static dyn Department],
    zone: Zone,
    lang: Lang,
    token: String,
    stop: Arc<AtomicBool>,
    told: Instant,
    job: Job,
}

/// How a slice ended.
enum Went {
    On,
    /// The import is no longer ours: stopped by a person, or taken by another server.
    Lost,
}

impl Worker {
    fn run(mut self) -> Result<(), Fault> {
        match self.job.state.as_str() {
            "undoing" => self.undo(),
            state => {
                let dry_run = state == "checking";
                self.load(dry_run)
            }
        }
    }

    /// The person in whose name things are written.
    fn actor(&self) -> Actor {
        self.job.staff.map_or(Actor::System, Actor::Staff)
    }

    fn visit(&self) -> Visit {
        Visit::system(self.store.now(), self.zone.clone(), self.lang)
    }

    fn write<T: Send + 'static>(
        &self,
        verb: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let wrote: Result<T, Stop<std::convert::Infallible>> =
            self.store.write_now(self.actor(), move |tx| Ok(verb(tx)?));
        wrote.map_err(|stop| match stop {
            Stop::Fault(fault) => fault,
            Stop::Refused(never) => match never {},
        })
    }

    fn end(&self, state: &'static str, why: Option<String>) -> Result<(), Fault> {
        let (id, token) = (self.job.id, self.token.clone());
        self.write(move |tx| {
            if books::finish(tx, id, &token, state, why.as_deref())? {
                if state == "done" {
                    books::drop_file(tx, id)?;
                }
                verbs::event(tx, id, "import_ended");
            }
            Ok(())
        })
    }

    fn let_go(&self) -> Result<(), Fault> {
        let (id, token) = (self.job.id, self.token.clone());
        self.write(move |tx| books::let_go(tx, id, &token))
    }

    fn load(&mut self, dry_run: bool) -> Result<(), Fault> {
        let (id, lang) = (self.job.id, self.lang);
        let kind = self.job.kind()?;
        let bytes = self.store.read_now(move |read| books::file(read, id))?;
        let asked = Asked { kind, dry_run, lang, sha256: self.job.sha256.clone() };
        let read = table::read(&bytes, lang);
        drop(bytes);
        let planned = read.and_then(|table| match self.formats.of(kind, &table) {
            Some(format) => format.plan(&self.store, &table, &asked),
            None => Ok(plan_of(table, Places::chosen(self.job.columns()), &asked)),
        });
        let plan = match planned {
            Ok(plan) => plan,
            Err(why) => return self.end("failed", Some(why)),
        };
        let (token, notes, rows) = (self.token.clone(), plan.notes, plan.rows);
        self.write(move |tx| books::set_notes(tx, id, &token, &notes, rows))?;
        let mut at = 0_i64;
        for slice in plan.slices {
            if self.stop.load(Ordering::Relaxed) {
                return self.let_go();
            }
            let rows = slice.rows;
            if at >= self.job.rows_done
                && let Went::Lost = self.step(at, slice, dry_run)?
            {
                return Ok(());
            }
            at += rows;
        }
        self.end(if dry_run { "checked" } else { "done" }, None)
    }

    /// One slice in one unit of work with the note how far the import has come; a dry run takes it back first.
    fn step(&mut self, from: i64, slice: Slice, dry_run: bool) -> Result<Went, Fault> {
        let tell = self.told.elapsed() >= TELL;
        if tell {
            self.told = Instant::now();
        }
        let (id, token, visit, rows) = (self.job.id, self.token.clone(), self.visit(), slice.rows);
        if !dry_run {
            let work = slice.work;
            let wrote = self.store.write_now(self.actor(), move |tx| {
                // Asked before the work: after a stop nothing more is written.
                if books::held(tx, id, &token)?.is_none() {
                    return Err(Stop::Refused(()));
                }
                let tally = work(tx, &visit)?;
                if !books::advance(tx, id, &token, from, rows, &tally)? {
                    return Err(Stop::Refused(()));
                }
                if tell {
                    verbs::event(tx, id, "import_advanced");
                }
                Ok(())
            });
            return match wrote {
                Ok(()) => Ok(Went::On),
                Err(Stop::Refused(())) => Ok(Went::Lost),
                Err(Stop::Fault(fault)) => Err(fault),
            };
        }
        let work = slice.work;
        let tried: Result<(), Stop<Tally>> =
            self.store.write_now(self.actor(), move |tx| Err(Stop::Refused(work(tx, &visit)?)));
        let tally = match tried {
            Ok(()) => Tally::default(),
            Err(Stop::Refused(tally)) => Tally { made: Vec::new(), ..tally },
            Err(Stop::Fault(fault)) => return Err(fault),
        };
        let ours = self.write(move |tx| {
            let ours = books::advance(tx, id, &token, from, rows, &tally)?;
            if ours && tell {
                verbs::event(tx, id, "import_advanced");
            }
            Ok(ours)
        })?;
        Ok(if ours { Went::On } else { Went::Lost })
    }

    fn undo(&mut self) -> Result<(), Fault> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return self.let_go();
            }
            let (id, token, visit, departments) = (self.job.id, self.token.clone(), self.visit(), self.departments);
            let tell = self.told.elapsed() >= TELL;
            let went = self.write(move |tx| {
                if books::held(tx, id, &token)?.is_none() {
                    return Ok(None);
                }
                let went = undo::slice(tx, &visit, departments, id)?;
                if tell {
                    verbs::event(tx, id, "import_advanced");
                }
                Ok(Some(went))
            })?;
            if tell {
                self.told = Instant::now();
            }
            match went {
                None => return Ok(()),
                Some(Undone::More) => {}
                Some(Undone::All) => return self.end("undone", None),
                Some(Undone::Stopped(what)) => {
                    return self.end("failed", Some(texts::rests_why(self.lang, &what)));
                }
            }
        }
    }
}
