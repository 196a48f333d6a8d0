//! Migrations from one text, checked by hash; views rebuilt when anything changed.

use kernel::day::Moment;
use sha2::{Digest, Sha256};

use crate::conn::Conn;
use crate::fault::{Fault, Stop};
use crate::{p, sql};

/// One numbered step of a crate's tables. Words in braces differ by engine.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Place in the crate's order, from 1.
    pub number: i64,
    /// File name, for messages.
    pub name: &'static str,
    /// The text, with `{id} {int} {text} {bytes} {strict}`.
    pub text: &'static str,
}

/// A view that a department publishes for the others.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// `view_…`
    pub name: &'static str,
    /// The SELECT, one text for both engines.
    pub text: &'static str,
}

/// Tables and views of one crate, in level order.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    /// The crate.
    pub name: &'static str,
    /// Its steps.
    pub migrations: &'static [Migration],
    /// Its published views.
    pub views: &'static [View],
}

/// Tables of the store itself; always first.
pub(crate) const BOOKS: Module = Module {
    name: "store",
    migrations: &[
        Migration { number: 1, name: "0001_books", text: include_str!("../migrations/0001_books.sql") },
        Migration { number: 2, name: "0002_journal", text: include_str!("../migrations/0002_journal.sql") },
    ],
    views: &[],
};

/// Why a base cannot be opened; each with what to do next (said by the command line).
#[derive(Debug, thiserror::Error)]
pub enum OpenRefused {
    /// The base was written by a newer program.
    #[error("the base has step {number} of {module}, which this program does not know")]
    Newer {
        /// Crate.
        module: String,
        /// Step.
        number: i64,
    },
    /// A step that was applied has another text now.
    #[error("step {number} of {module} was changed after it had been applied")]
    Edited {
        /// Crate.
        module: String,
        /// Step.
        number: i64,
    },
    /// PostgreSQL does not answer.
    #[error("the database does not answer: {0}")]
    Unreachable(String),
    /// The linked SQLite may lose commits (WAL reset, sqlite.org/wal.html).
    #[error("SQLite {0} is older than 3.51.3 and may lose commits")]
    OldSqlite(String),
    /// The file is not a base of ours.
    #[error("{0} is not a base of this program")]
    NotABase(String),
}

sql! {
    APPLIED = "SELECT module, number, hash FROM migration ORDER BY module, number";
    RECORD = "INSERT INTO migration (module, number, name, hash, applied_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    META = "SELECT value FROM schema_meta WHERE key = ?1";
    SET_META = "INSERT INTO schema_meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

const META_TABLES: &str = "CREATE TABLE IF NOT EXISTS migration (module {text} NOT NULL, number {int} NOT NULL,
    name {text} NOT NULL, hash {text} NOT NULL, applied_at {int} NOT NULL, PRIMARY KEY (module, number)){strict};
  CREATE TABLE IF NOT EXISTS schema_meta (key {text} PRIMARY KEY, value {text} NOT NULL){strict};";

/// `json_each(text)` as SQLite has it, for lists passed as one parameter.
const PG_SHIM: &str = "CREATE OR REPLACE FUNCTION json_each(doc text) RETURNS TABLE(value jsonb) LANGUAGE sql IMMUTABLE
    ROWS 10 AS 'SELECT e FROM jsonb_array_elements(doc::jsonb) e';";

/// Brings the base up to this program's tables, or refuses; one transaction.
pub(crate) fn migrate(conn: &mut Conn, modules: &[Module], now: Moment) -> Result<(), Stop<OpenRefused>> {
    let begun = match conn {
        Conn::Lite(_) => conn.batch("BEGIN IMMEDIATE"),
        // another node's steps may take long, and so may ours
        Conn::Pg(_) => conn.batch(
            "BEGIN; SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = 0;
             SELECT pg_advisory_xact_lock(7242991)",
        ),
    };
    begun?;
    let done = migrate_inside(conn, modules, now);
    match &done {
        Ok(()) => conn.batch("COMMIT")?,
        Err(_) => {
            if let Err(second) = conn.batch("ROLLBACK") {
                tracing::warn!(error = %second, "the steps could not be rolled back; the connection is dropped");
            }
        }
    }
    done
}

fn migrate_inside(conn: &mut Conn, modules: &[Module], now: Moment) -> Result<(), Stop<OpenRefused>> {
    if matches!(conn, Conn::Pg(_)) {
        conn.batch(PG_SHIM)?;
    }
    let meta_tables = in_words_of(conn, META_TABLES);
    conn.batch(&meta_tables)?;
    let applied: Vec<(String, i64, String)> = conn.rows(&APPLIED, p![])?;
    for (module, number, hash) in &applied {
        let known =
            modules.iter().find(|m| m.name == module).and_then(|m| m.migrations.iter().find(|s| s.number == *number));
        match known {
            None => return Err(Stop::Refused(OpenRefused::Newer { module: module.clone(), number: *number })),
            Some(step) if fingerprint([step.text]) != *hash => {
                return Err(Stop::Refused(OpenRefused::Edited { module: module.clone(), number: *number }));
            }
            Some(_) => {}
        }
    }
    let missing: Vec<(&Module, &Migration)> = modules
        .iter()
        .flat_map(|module| module.migrations.iter().map(move |step| (module, step)))
        .filter(|(module, step)| !applied.iter().any(|(m, n, _)| m == module.name && *n == step.number))
        .collect();
    let views: Vec<&View> = modules.iter().flat_map(|m| m.views).collect();
    let views_now = fingerprint(views.iter().flat_map(|v| [v.name, v.text]));
    let views_then: Option<(String,)> = conn.rows(&META, p!["views"])?.into_iter().next();
    if missing.is_empty() && views_then.as_ref().is_some_and(|(hash,)| *hash == views_now) {
        return Ok(());
    }
    drop_views(conn, &views)?;
    for (module, step) in missing {
        let text = in_words_of(conn, step.text);
        conn.batch(&text).map_err(|f| f.context(format!("{} {}", module.name, step.name)))?;
        conn.exec(&RECORD, p![module.name, step.number, step.name, fingerprint([step.text]), now])?;
    }
    for view in views {
        let text = format!("CREATE VIEW {} AS {}", view.name, view.text);
        conn.batch(&text).map_err(|f| f.context(format!("view {}", view.name)))?;
    }
    conn.exec(&SET_META, p!["views", views_now])?;
    Ok(())
}

sql! {
    VIEWS_THERE = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY rowid DESC",
        pg "SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'v' AND n.nspname = current_schema() ORDER BY c.oid DESC";
}

/// Ours only: an administrator's report or an extension may have views in the same schema.
fn drop_views(conn: &mut Conn, known: &[&View]) -> Result<(), Fault> {
    for (name,) in conn.rows::<(String,)>(&VIEWS_THERE, p![])? {
        if !name.starts_with("view_") && !known.iter().any(|view| view.name == name) {
            continue;
        }
        let cascade = if matches!(conn, Conn::Pg(_)) { " CASCADE" } else { "" };
        conn.batch(&format!("DROP VIEW IF EXISTS {name}{cascade}"))?;
    }
    Ok(())
}

fn in_words_of(conn: &Conn, text: &str) -> String {
    let words: [(&str, &str); 5] = match conn {
        Conn::Lite(_) => [
            ("{id}", "INTEGER PRIMARY KEY"),
            ("{int}", "INTEGER"),
            ("{text}", "TEXT"),
            ("{bytes}", "BLOB"),
            ("{strict}", " STRICT"),
        ],
        Conn::Pg(_) => [
            ("{id}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
            ("{int}", "BIGINT"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{bytes}", "BYTEA"),
            ("{strict}", ""),
        ],
    };
    words.iter().fold(text.to_string(), |text, (word, there)| text.replace(word, there))
}

fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text.as_bytes());
    }
    sum.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
