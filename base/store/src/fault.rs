//! What stops a deed: the world said no, or we failed.

/// Why a deed stopped: refused by a rule of the trade, or failed through our own fault.
#[derive(Debug)]
pub enum Stop<R> {
    /// The world said no: the caller gets the reason and the next step.
    Refused(R),
    /// We failed: the caller gets a number to quote, the log gets the cause.
    Fault(Fault),
}

impl<R> From<Fault> for Stop<R> {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

impl<R> Stop<R> {
    /// Says the refusal in the words of a department above.
    pub fn map<S>(self, say: impl FnOnce(R) -> S) -> Stop<S> {
        match self {
            Stop::Refused(refused) => Stop::Refused(say(refused)),
            Stop::Fault(fault) => Stop::Fault(fault),
        }
    }
}

/// A failure of ours: disk, network, bug. Opaque outside the store, so no caller can steer by it.
#[derive(Debug)]
pub struct Fault {
    kind: Kind,
    cause: anyhow::Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Deadlock or serialization failure: the whole unit is tried again.
    Retry,
    /// A lock was not had in time.
    LockTimeout,
    /// The first request under the same key still runs.
    KeyHeld,
    /// The connection went away; before COMMIT nothing happened.
    Lost,
    /// The queue is full or the server is closing.
    Busy,
    /// The disk has no room left.
    Full,
    /// A rule of the tables: CHECK, key, reference.
    Rule,
    Other,
}

impl Fault {
    pub(crate) fn new(kind: Kind, cause: impl Into<anyhow::Error>) -> Fault {
        Fault { kind, cause: cause.into() }
    }

    /// A fault in plain words, for broken invariants above the store.
    pub fn because(what: impl std::fmt::Display) -> Fault {
        Fault { kind: Kind::Other, cause: anyhow::anyhow!("{what}") }
    }

    /// Says what was being done when it failed.
    pub fn context(self, what: impl std::fmt::Display + Send + Sync + 'static) -> Fault {
        Fault { kind: self.kind, cause: self.cause.context(what) }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the same call may go through in a moment (queue full, server closing).
    pub fn is_busy(&self) -> bool {
        matches!(self.kind, Kind::Busy | Kind::Lost | Kind::LockTimeout | Kind::KeyHeld)
    }

    /// Whether the disk is full: reading goes on, writing waits for room.
    pub fn is_disk_full(&self) -> bool {
        self.kind == Kind::Full
    }

    /// A second copy with the same words, for the other units of a batch.
    pub(crate) fn copy(&self) -> Fault {
        Fault { kind: self.kind, cause: anyhow::anyhow!("{:#}", self.cause) }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.cause)
    }
}

impl std::error::Error for Fault {}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        use rusqlite::ErrorCode;
        let kind = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Kind::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Busy,
            Some(ErrorCode::ConstraintViolation) => Kind::Rule,
            _ => Kind::Other,
        };
        Fault::new(kind, error)
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Fault {
        use tokio_postgres::error::SqlState;
        let kind = match error.code() {
            Some(c) if *c == SqlState::T_R_DEADLOCK_DETECTED || *c == SqlState::T_R_SERIALIZATION_FAILURE => {
                Kind::Retry
            }
            Some(c) if *c == SqlState::LOCK_NOT_AVAILABLE => Kind::LockTimeout,
            Some(c) if *c == SqlState::DISK_FULL => Kind::Full,
            Some(c) if c.code().starts_with("23") => Kind::Rule,
            Some(c) if is_connection_gone(c.code()) => Kind::Lost,
            None if error.is_closed() || is_io(&error) => Kind::Lost,
            _ => Kind::Other,
        };
        let words = error.as_db_error().map(|e| {
            format!(
                "{} ({}{})",
                e.message(),
                e.code().code(),
                e.constraint().map(|c| format!(", {c}")).unwrap_or_default()
            )
        });
        match words {
            Some(words) => Fault::new(kind, anyhow::Error::new(error).context(words)),
            None => Fault::new(kind, error),
        }
    }
}

/// The server closed this connection or takes none at the moment; before COMMIT nothing happened.
fn is_connection_gone(state: &str) -> bool {
    // 08: connection; 53300: too many; 57P01..5: shut down, crash, starting, dropped; 25P03: idle too long
    state.starts_with("08") || state.starts_with("57P") || state == "53300" || state == "25P03"
}

/// Without a code of the server: the network, or a value that does not fit, which no second try cures.
fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

impl From<kernel::column::BadColumn> for Fault {
    fn from(error: kernel::column::BadColumn) -> Fault {
        Fault::new(Kind::Other, error)
    }
}
