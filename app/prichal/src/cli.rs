//! The command line's words. Exit 0 done, 1 refused or failed, 2 usage.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use i18n::Lang;
use tracing_subscriber::EnvFilter;

use crate::{admin, demo, import, serve};

/// The working system of a B2B sales department.
#[derive(Debug, Parser)]
#[command(name = "prichal", version, about, long_about = None)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the books lie, and how to answer.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Data directory with the embedded base.
    #[arg(long, env = "PRICHAL_DATA")]
    pub data: Option<PathBuf>,
    /// PostgreSQL in place of the embedded base: postgres://user@host/name or key words.
    #[arg(long, env = "PRICHAL_DATABASE_URL")]
    pub database_url: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves pages and the API.
    Serve(serve::Serve),
    /// Makes the training company.
    Demo(demo::Make),
    /// Reads clients, items, stock or history from a file.
    Import(import::Import),
    /// People.
    #[command(subcommand)]
    User(admin::User),
    /// Access tokens for programs.
    #[command(subcommand)]
    Token(admin::Token),
    /// Own legal entity.
    #[command(subcommand)]
    Seller(admin::Seller),
    /// Recomputes every law from the tables.
    Doctor(admin::Doctor),
    /// Prints a page of the docs made from code.
    #[command(subcommand, hide = true)]
    Docs(admin::Docs),
}

impl Cli {
    /// Whether it goes on until it is stopped.
    pub fn serves(&self) -> bool {
        matches!(self.command, Command::Serve(_))
    }

    /// Does what was asked; `Err` is what to say to the person.
    pub fn run(self) -> Result<ExitCode, String> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Demo(make) => make.run(),
            Command::Import(import) => import.run(),
            Command::User(user) => user.run(),
            Command::Token(token) => token.run(),
            Command::Seller(seller) => seller.run(),
            Command::Doctor(doctor) => doctor.run(),
            Command::Docs(docs) => docs.run(),
        }
    }
}

/// The language of the terminal: Russian where the locale is, else English.
pub fn lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    if locale.starts_with("ru") { Lang::Ru } else { Lang::En }
}

/// Log lines go to standard error: readable in a terminal, JSON with `PRICHAL_LOG_JSON=1`.
///
/// A command that ends tells its person what went wrong; its log is written only when asked for.
pub fn start_log(serves: bool) {
    let usual = if serves { "warn" } else { "off" };
    let filter = EnvFilter::try_from_env("PRICHAL_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("PRICHAL_LOG_JSON").is_ok_and(|v| v == "1") {
        builder.json().init();
    } else {
        builder.init();
    }
}
