//! A unit of work as the departments see it: questions on [`Read`], verbs on [`Tx`].

use std::ops::{Deref, DerefMut};

use kernel::actor::Actor;
use kernel::column::Param;
use kernel::day::Moment;
use kernel::event::Event;
use kernel::ids::ClientId;

use crate::conn::Conn;
use crate::event::Pending;
use crate::fault::Fault;
use crate::row::FromRow;
use crate::sql::Sql;

/// One consistent picture of the books. Questions take `&mut Read`.
pub struct Read<'c> {
    pub(crate) conn: &'c mut Conn,
    pub(crate) now: Moment,
    pub(crate) statements: u64,
    /// The first statement that failed: a deed that goes on regardless is not acknowledged.
    pub(crate) failed: Option<Fault>,
}

impl<'c> Read<'c> {
    pub(crate) fn new(conn: &'c mut Conn, now: Moment) -> Read<'c> {
        Read { conn, now, statements: 0, failed: None }
    }

    pub(crate) fn noted<T>(&mut self, ended: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = &ended
            && self.failed.is_none()
        {
            self.failed = Some(fault.copy());
        }
        ended
    }

    /// The moment at which the unit began; rules and rows get this one.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// All rows of an answer.
    pub fn rows<T: FromRow>(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<Vec<T>, Fault> {
        self.statements += 1;
        let ended = self.conn.rows(sql, params);
        self.noted(ended)
    }

    /// The first row, if any.
    pub fn opt<T: FromRow>(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<Option<T>, Fault> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The one row that must be there; its absence is a fault of ours.
    pub fn one<T: FromRow>(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<T, Fault> {
        self.opt(sql, params)?.ok_or_else(|| Fault::because(format!("{} found no row", sql.name)))
    }

    /// Statements issued so far in this unit, counted for the speed targets.
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// The engine's plan of a statement, for tests of list texts.
    pub fn explain(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<Vec<String>, Fault> {
        self.conn.explain(sql, params)
    }

    /// Whether the engine accepts the text, for the test that prepares all of them.
    pub fn check(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        self.conn.check(sql)
    }

    /// Whether the books lie in PostgreSQL; for tests and `doctor`, never for a rule.
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Pg(_))
    }
}

type Leave = Box<dyn FnOnce(&mut Tx<'_>) -> Result<(), Fault> + Send>;

/// A deed in progress: all of it happens or none. Verbs take `&mut Tx`.
pub struct Tx<'c> {
    pub(crate) read: Read<'c>,
    pub(crate) actor: Actor,
    pub(crate) events: Vec<Pending>,
    pub(crate) leave: Vec<Leave>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut Read<'c> {
        &mut self.read
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut Conn, actor: Actor, now: Moment) -> Tx<'c> {
        Tx { read: Read::new(conn, now), actor, events: Vec::new(), leave: Vec::new() }
    }

    /// Who does it.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// From here on the deed is done by `actor` (sign-in, set-up: the person is known only now).
    pub fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Changes rows; says how many.
    pub fn exec(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<u64, Fault> {
        self.read.statements += 1;
        let ended = self.read.conn.exec(sql, params);
        self.read.noted(ended)
    }

    /// Changes that do not feed each other: one round trip on PostgreSQL.
    pub fn exec_all(&mut self, list: &[(&'static Sql, &[Param<'_>])]) -> Result<(), Fault> {
        self.read.statements += list.len() as u64;
        let ended = self.read.conn.exec_all(list);
        self.read.noted(ended)
    }

    /// Inserts one row and returns its number (`… RETURNING id`).
    pub fn insert(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<i64, Fault> {
        Ok(self.one::<(i64,)>(sql, params)?.0)
    }

    /// Records that something happened; written at the end of the unit, sealed at commit.
    pub fn event(&mut self, event: Event, client: Option<ClientId>) {
        let actor = self.actor.code();
        self.events.push(Pending { event, client, actor, at: self.read.now });
    }

    /// What stays behind if this deed is refused in the end (lost demand, a refused event).
    pub fn leave_if_refused(&mut self, what: impl FnOnce(&mut Tx<'_>) -> Result<(), Fault> + Send + 'static) {
        self.leave.push(Box::new(what));
    }
}
