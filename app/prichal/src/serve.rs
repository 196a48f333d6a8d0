//! `prichal serve`: one server per data directory, set-up link on an empty base, graceful stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use house::{Demo, House, Printer, Shared};
use i18n::Lang;
use store::{Place, ServerLock, Store};

use crate::cli::{Common, lang};
use crate::place::{deed, failed};
use crate::texts;

/// Open streams get this long to end after a stop was asked for.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Serves pages and the API.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    common: Common,
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080", env = "PRICHAL_LISTEN")]
    listen: SocketAddr,
    /// Secret by which the telephone exchange signs its messages, 16 characters or more.
    #[arg(long, env = "PRICHAL_CALLS_SECRET", hide_env_values = true)]
    calls_secret: Option<String>,
}

impl Serve {
    /// Serves until it is told to stop.
    pub fn run(self) -> Result<ExitCode, String> {
        let lang = lang();
        let place = self.common.place(lang)?;
        let _lock = match &place {
            Place::Directory(dir) => Some(take_lock(lang, dir, self.listen)?),
            Place::Postgres(_) => None,
        };
        let listener = std::net::TcpListener::bind(self.listen)
            .map_err(|e| texts::address_taken(lang, &self.listen.to_string(), &e.to_string()))?;
        let address = listener.local_addr().map_err(|e| texts::failed(lang, &e.to_string()))?;
        let store = self.common.open(lang)?;
        let demo = demo_of(&store, lang, address)?;
        let press = press::Typst::new().map_err(|e| texts::failed(lang, &e.to_string()))?;
        let mut shared = Shared::default().with(Arc::new(sim::formats())).with(Arc::new(Printer::new(Box::new(press))));
        if let Some(secret) = self.calls_secret.as_deref() {
            let secret =
                frontdesk::HookSecret::new(secret).ok_or_else(|| texts::calls_secret_short(lang).to_string())?;
            shared = shared.with(Arc::new(secret));
        }
        let house = company::open_with(store, demo, shared).map_err(|fault| failed(lang, &fault))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|e| texts::failed(lang, &e.to_string()))?;
        announce(&house, lang, address)?;
        runtime.block_on(serve(house, listener)).map_err(|e| texts::failed(lang, &e.to_string()))?;
        runtime.shutdown_timeout(Duration::from_millis(200));
        Ok(ExitCode::SUCCESS)
    }
}

fn take_lock(lang: Lang, dir: &std::path::Path, listen: SocketAddr) -> Result<ServerLock, String> {
    let name = format!("{listen} (pid {})", std::process::id());
    match ServerLock::take(dir, &name).map_err(|fault| failed(lang, &fault))? {
        Ok(lock) => Ok(lock),
        Err(taken) => Err(texts::server_taken(lang, &taken.by)),
    }
}

/// One-click sign-ins: only in a demo base and only on loopback; anywhere else the server does not start.
fn demo_of(store: &Store, lang: Lang, address: SocketAddr) -> Result<Option<Demo>, String> {
    let settings = store.read_now(house::settings::all).map_err(|fault| failed(lang, &fault))?;
    if settings.demo_seed.is_none() {
        return Ok(None);
    }
    if !address.ip().is_loopback() {
        return Err(texts::demo_only_loopback(lang).to_string());
    }
    store.read_now(sim::demo_sign_ins).map(Some).map_err(|fault| failed(lang, &fault))
}

fn announce(house: &House, lang: Lang, address: SocketAddr) -> Result<(), String> {
    let url = format!("http://{address}/");
    println!("{}", texts::serving(lang, &url));
    let people = house.store().read_now(access::staff_count).map_err(|fault| failed(lang, &fault))?;
    if people == 0 {
        let link = deed::<_, access::AccessRefused, _>(house.store(), lang, |tx| Ok(access::make_setup_link(tx)?))?;
        println!("{}", texts::setup_link(lang, &format!("{url}setup?key={link}")));
    }
    if let Some(demo) = house.demo() {
        println!("{}", texts::demo_hint(lang, sim::DEMO_PASSWORD));
        for person in &demo.sign_ins {
            println!("  {:<18} {} ({})", person.login, access::role_name(lang, person.role), person.name);
        }
    }
    Ok(())
}

async fn serve(house: House, listener: std::net::TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (app, _) = company::app(house.clone());
    company::schedule::start(&house);
    let stopping = house.clone();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop_asked().await;
        stopping.close();
    });
    let mut closing = house.closing();
    let deadline = async move {
        let asked = closing.wait_for(|closing| *closing).await.is_ok();
        if asked {
            tokio::time::sleep(STOP_WITHIN).await;
        }
    };
    tokio::select! {
        ended = server => ended,
        () = deadline => Ok(()),
    }
}

async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(error = %error, "SIGTERM is not heard; Ctrl+C is");
            if let Err(error) = interrupt.await {
                tracing::warn!(error = %error, "Ctrl+C is not heard");
            }
        }
    }
}
