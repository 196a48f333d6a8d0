//! The house as handlers see it: the books, the departments, what is shared in memory.

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, RwLock};

use axum::response::{IntoResponse, Response};
use kernel::{Moment, SessionId, TokenId};
use store::{Answer, Claim, Fault, Once, Read, Stop, Store, Tx};
use tokio::sync::watch;

use crate::deed::{Deed, Form, FormEnd, Made};
use crate::department::{Department, MenuEntry};
use crate::problem::{Plain, Problem, Refused, document, fault_response, json_response, refusal_response};
use crate::settings::Settings;
use crate::visit::Visit;

/// One-click sign-ins of a demo company; exists only there and only on loopback.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// Role's code and login, in the order shown.
    pub sign_ins: Vec<DemoSignIn>,
    /// What the pages say about the data: credit, invented names, moved days.
    pub note_ru: String,
    /// The same in English.
    pub note_en: String,
}

/// One person of the demo company whose role can be tried by one click.
#[derive(Debug, Clone)]
pub struct DemoSignIn {
    /// The role.
    pub role: access::Role,
    /// Login of the person.
    pub login: String,
    /// The person's name.
    pub name: String,
}

/// Things shared in memory, by type: name index, item index.
#[derive(Default, Clone)]
pub struct Shared {
    things: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl Shared {
    /// Puts a thing in; one per type.
    pub fn with<T: Any + Send + Sync>(mut self, thing: Arc<T>) -> Shared {
        self.things.insert(TypeId::of::<T>(), thing);
        self
    }
}

/// State of every route. Cheap to clone.
#[derive(Clone)]
pub struct House {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    departments: &'static [&'static dyn Department],
    shared: Shared,
    settings: RwLock<Arc<Settings>>,
    demo: Option<Demo>,
    started: Moment,
    closing: watch::Sender<bool>,
    seen: Mutex<(BTreeSet<SessionId>, BTreeSet<TokenId>)>,
}

impl House {
    /// Opens the house over its books.
    pub fn new(
        store: Store,
        departments: &'static [&'static dyn Department],
        shared: Shared,
        demo: Option<Demo>,
    ) -> Result<House, Fault> {
        let settings = store.read_now(crate::settings::all)?;
        let started = store.now();
        let (closing, _) = watch::channel(false);
        let settings = RwLock::new(Arc::new(settings));
        Ok(House {
            inner: Arc::new(Inner {
                store,
                departments,
                shared,
                settings,
                demo,
                started,
                closing,
                seen: Mutex::default(),
            }),
        })
    }

    /// The books.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The departments, from the lowest level up.
    pub fn departments(&self) -> &'static [&'static dyn Department] {
        self.inner.departments
    }

    /// A thing shared in memory, if this program has it.
    pub fn shared<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.inner.shared.things.get(&TypeId::of::<T>()).cloned().and_then(|thing| thing.downcast::<T>().ok())
    }

    /// The company's settings as last read.
    pub fn settings(&self) -> Arc<Settings> {
        self.inner.settings.read().map(|s| s.clone()).unwrap_or_else(|broken| broken.into_inner().clone())
    }

    /// Reads the settings again, after a change here or on another node.
    pub async fn reload_settings(&self) -> Result<(), Fault> {
        let settings = Arc::new(self.store().read(crate::settings::all).await?);
        match self.inner.settings.write() {
            Ok(mut kept) => *kept = settings,
            Err(broken) => *broken.into_inner() = settings,
        }
        Ok(())
    }

    /// The demo's sign-ins, in a demo only.
    pub fn demo(&self) -> Option<&Demo> {
        self.inner.demo.as_ref()
    }

    /// When this server started.
    pub fn started(&self) -> Moment {
        self.inner.started
    }

    /// Tells open streams to end; then the server can stop.
    pub fn close(&self) {
        self.inner.closing.send_replace(true);
    }

    /// Becomes true when the server stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.inner.closing.subscribe()
    }

    /// Notes that a session or token was used; written by [`House::write_seen`].
    pub(crate) fn note_seen(&self, session: Option<SessionId>, token: Option<TokenId>) {
        let mut seen = match self.inner.seen.lock() {
            Ok(seen) => seen,
            Err(broken) => broken.into_inner(),
        };
        seen.0.extend(session);
        seen.1.extend(token);
    }

    /// Writes which sessions and tokens were used since the last call: once a minute, so that idle ones end.
    pub async fn write_seen(&self) -> Result<(), Fault> {
        let (sessions, tokens) = match self.inner.seen.lock() {
            Ok(mut seen) => std::mem::take(&mut *seen),
            Err(broken) => std::mem::take(&mut *broken.into_inner()),
        };
        if sessions.is_empty() && tokens.is_empty() {
            return Ok(());
        }
        let (sessions, tokens): (Vec<_>, Vec<_>) = (sessions.into_iter().collect(), tokens.into_iter().collect());
        let written = self
            .store()
            .write::<_, std::convert::Infallible, _>(kernel::Actor::System, move |tx| {
                if !sessions.is_empty() {
                    access::touch_sessions(tx, &sessions)?;
                }
                if !tokens.is_empty() {
                    access::touch_tokens(tx, &tokens)?;
                }
                Ok(())
            })
            .await;
        match written {
            Ok(()) => Ok(()),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Refused(never)) => match never {},
        }
    }

    /// The rail of this person, in order.
    pub fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        let mut entries: Vec<MenuEntry> = self.departments().iter().flat_map(|d| d.menu(visit)).collect();
        entries.extend(crate::people::menu(visit));
        entries.sort_by_key(|entry| entry.place);
        entries
    }

    /// A deed over the API: done once per key, answered as JSON; a refusal is a problem document.
    pub async fn deed<T, F>(&self, visit: &Visit, deed: impl Into<Deed<T>>, verb: F) -> Response
    where
        T: Send + Sync + 'static,
        F: Fn(&mut Tx<'_>, &Visit, &T) -> Result<Made, Stop<Refused>> + Send + 'static,
    {
        self.told(visit, self.done(visit, deed.into(), verb).await)
    }

    /// Does a deed over the API: once per key.
    pub(crate) async fn done<T, F>(&self, visit: &Visit, deed: Deed<T>, verb: F) -> Result<Once, Fault>
    where
        T: Send + Sync + 'static,
        F: Fn(&mut Tx<'_>, &Visit, &T) -> Result<Made, Stop<Refused>> + Send + 'static,
    {
        let Deed { body, key, fingerprint, .. } = deed;
        let within = visit.clone();
        let run = move |tx: &mut Tx<'_>| -> Result<Answer, Stop<Answer>> {
            match verb(tx, &within, &body) {
                Ok(made) => Ok(made.into_answer()),
                Err(stop) => Err(stop.map(|refused| Answer {
                    status: refused.status(),
                    body: document(&*refused, within.lang, &within.request_id),
                    location: None,
                    etag: None,
                })),
            }
        };
        match key {
            Some(key) => self.store().write_once(visit.actor, Claim { key, fingerprint }, run).await,
            None => match self.store().write(visit.actor, run).await {
                Ok(answer) | Err(Stop::Refused(answer)) => Ok(Once::Fresh(answer)),
                Err(Stop::Fault(fault)) => Err(fault),
            },
        }
    }

    /// How a deed over the API ended, as the caller is told.
    pub(crate) fn told(&self, visit: &Visit, ended: Result<Once, Fault>) -> Response {
        match ended {
            Ok(Once::Fresh(answer)) => answered(answer, false),
            Ok(Once::Replayed(answer)) => answered(answer, true),
            Ok(Once::OtherRequest) => refusal_response(&Plain::KeyReused, visit.lang, &visit.request_id),
            Ok(Once::Running) => refusal_response(&Plain::StillRunning, visit.lang, &visit.request_id),
            Err(fault) => fault_response(&fault, visit.lang, &visit.request_id),
        }
    }

    /// A question over the API: 200 with the answer as JSON, or 404.
    pub async fn ask<T, F>(&self, visit: &Visit, question: F) -> Response
    where
        T: serde::Serialize + Send + 'static,
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<Option<T>, Fault> + Send + 'static,
    {
        self.ask_tagged(visit, move |read, visit| Ok(question(read, visit)?.map(|answer| (answer, None)))).await
    }

    /// The same with the row's version as `ETag`.
    pub async fn ask_tagged<T, F>(&self, visit: &Visit, question: F) -> Response
    where
        T: serde::Serialize + Send + 'static,
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<Option<(T, Option<i64>)>, Fault> + Send + 'static,
    {
        let within = visit.clone();
        let asked = self
            .store()
            .read(move |read| {
                let Some((answer, version)) = question(read, &within)? else { return Ok(None) };
                let body = serde_json::to_string(&answer).map_err(Fault::because)?;
                Ok(Some((body, version)))
            })
            .await;
        match asked {
            Ok(Some((body, version))) => {
                answered(Answer { status: 200, body, location: None, etag: version.map(tag) }, false)
            }
            Ok(None) => refusal_response(&Plain::NotFound, visit.lang, &visit.request_id),
            Err(fault) => fault_response(&fault, visit.lang, &visit.request_id),
        }
    }

    /// A question that may itself be refused (bad cursor, bad filter).
    pub async fn ask_or_refuse<T, F>(&self, visit: &Visit, question: F) -> Response
    where
        T: serde::Serialize + Send + 'static,
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<T, Stop<Refused>> + Send + 'static,
    {
        let within = visit.clone();
        let asked = self
            .store()
            .read(move |read| match question(read, &within) {
                Ok(answer) => Ok(Ok(serde_json::to_string(&answer).map_err(Fault::because)?)),
                Err(Stop::Refused(refused)) => Ok(Err(refused)),
                Err(Stop::Fault(fault)) => Err(fault),
            })
            .await;
        match asked {
            Ok(Ok(body)) => answered(Answer { status: 200, body, location: None, etag: None }, false),
            Ok(Err(refused)) => refusal_response(&*refused, visit.lang, &visit.request_id),
            Err(fault) => fault_response(&fault, visit.lang, &visit.request_id),
        }
    }

    /// A deed by a form: done once per form key; `See` says where to go, `Refused` what to show again.
    pub async fn form<T, F>(&self, visit: &Visit, form: Form<T>, verb: F) -> FormEnd
    where
        T: Send + Sync + 'static,
        F: Fn(&mut Tx<'_>, &Visit, &T) -> Result<String, Stop<Refused>> + Send + 'static,
    {
        let Form { body, key, fingerprint } = form;
        let within = visit.clone();
        let run = move |tx: &mut Tx<'_>| -> Result<Answer, Stop<Answer>> {
            match verb(tx, &within, &body) {
                Ok(to) => Ok(Answer { status: 303, body: String::new(), location: Some(to), etag: None }),
                Err(stop) => Err(stop.map(|refused| {
                    let kept = (refused.status(), refused.say(within.lang), refused.fields(within.lang));
                    Answer { status: 422, body: crate::deed::keep_refusal(&kept), location: None, etag: None }
                })),
            }
        };
        match self.store().write_once(visit.actor, Claim { key, fingerprint }, run).await {
            Ok(Once::Fresh(answer) | Once::Replayed(answer)) => FormEnd::of(answer),
            Ok(Once::OtherRequest) => FormEnd::plain(&Plain::KeyReused, visit),
            Ok(Once::Running) => FormEnd::plain(&Plain::StillRunning, visit),
            Err(fault) => FormEnd::Failed(Box::new(fault_response(&fault, visit.lang, &visit.request_id))),
        }
    }
}

/// `ETag` of a version.
pub(crate) fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

fn answered(answer: Answer, replayed: bool) -> Response {
    use axum::http::{HeaderName, HeaderValue, header};
    let media = if answer.status >= 400 { Problem::MEDIA } else { "application/json" };
    let mut response = if answer.status == 204 {
        axum::http::StatusCode::NO_CONTENT.into_response()
    } else {
        json_response(answer.status, answer.body, media)
    };
    let mut put = |name: HeaderName, value: Option<String>| {
        if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
            response.headers_mut().insert(name, value);
        }
    };
    put(header::LOCATION, answer.location);
    put(header::ETAG, answer.etag);
    put(HeaderName::from_static("idempotency-replayed"), replayed.then(|| "true".to_string()));
    response
}
