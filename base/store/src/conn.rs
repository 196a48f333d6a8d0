//! One connection of either engine: prepare once, bind, read.

use std::collections::HashMap;

use bytes::BytesMut;
use kernel::column::{Param, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::fault::{Fault, Kind};
use crate::row::FromRow;
use crate::sql::Sql;

pub(crate) enum Conn {
    Lite(rusqlite::Connection),
    Pg(Box<PgConn>),
}

pub(crate) struct PgConn {
    pub(crate) client: tokio_postgres::Client,
    pub(crate) runtime: tokio::runtime::Runtime,
    statements: HashMap<usize, tokio_postgres::Statement>,
}

struct Bound<'a>(Param<'a>);

impl std::fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("?")
    }
}

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Param::Null => ValueRef::Null,
            Param::Int(v) => ValueRef::Integer(v),
            Param::Text(v) => ValueRef::Text(v.as_bytes()),
            Param::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(v) if *ty == Type::INT4 => i32::try_from(v)?.to_sql(ty, out),
            Param::Int(v) if *ty == Type::INT8 => v.to_sql(ty, out),
            Param::Text(v) if <&str as ToSql>::accepts(ty) => v.to_sql(ty, out),
            Param::Bytes(v) if *ty == Type::BYTEA => v.to_sql(ty, out),
            Param::Int(_) => Err(format!("a number does not fit {ty}").into()),
            Param::Text(_) => Err(format!("a text does not fit {ty}").into()),
            Param::Bytes(_) => Err(format!("bytes do not fit {ty}").into()),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

struct PgValue(Value);

impl<'a> FromSql<'a> for PgValue {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(PgValue(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::BYTEA => Value::Bytes(Vec::<u8>::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Value::Text(String::from_sql(ty, raw)?)
            }
            _ => return Err(format!("column type {ty} is not used here; CAST it").into()),
        }))
    }
    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(PgValue(Value::Null))
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Conn {
    pub(crate) fn rows<T: FromRow>(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<Vec<T>, Fault> {
        match self {
            Conn::Lite(lite) => {
                let mut statement = lite.prepare_cached(sql.text).map_err(|e| at(sql, e.into()))?;
                let mut rows = statement.query(rusqlite::params_from_iter(params.iter().map(|p| Bound(*p))))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next().map_err(|e| at(sql, e.into()))? {
                    let mut column = 0;
                    let mut next = || {
                        let value = lite_value(row.get_ref(column)?)?;
                        column += 1;
                        Ok(value)
                    };
                    out.push(T::from_row(&mut next).map_err(|e| at(sql, e))?);
                }
                Ok(out)
            }
            Conn::Pg(pg) => {
                let statement = pg.statement(sql)?;
                let bound: Vec<Bound<'_>> = params.iter().map(|p| Bound(*p)).collect();
                let refs: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|b| b as &(dyn ToSql + Sync)).collect();
                let rows = pg.runtime.block_on(pg.client.query(&statement, &refs)).map_err(|e| at(sql, e.into()))?;
                rows.iter()
                    .map(|row| {
                        let mut column = 0;
                        let mut next = || {
                            let value = row.try_get::<_, PgValue>(column)?.0;
                            column += 1;
                            Ok(value)
                        };
                        T::from_row(&mut next).map_err(|e| at(sql, e))
                    })
                    .collect()
            }
        }
    }

    pub(crate) fn exec(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<u64, Fault> {
        match self {
            Conn::Lite(lite) => {
                let mut statement = lite.prepare_cached(sql.text).map_err(|e| at(sql, e.into()))?;
                let changed = statement
                    .execute(rusqlite::params_from_iter(params.iter().map(|p| Bound(*p))))
                    .map_err(|e| at(sql, e.into()))?;
                Ok(changed as u64)
            }
            Conn::Pg(pg) => {
                let statement = pg.statement(sql)?;
                let bound: Vec<Bound<'_>> = params.iter().map(|p| Bound(*p)).collect();
                let refs: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|b| b as &(dyn ToSql + Sync)).collect();
                pg.runtime.block_on(pg.client.execute(&statement, &refs)).map_err(|e| at(sql, e.into()))
            }
        }
    }

    /// Statements that do not feed each other: one round trip on PostgreSQL, a loop on SQLite.
    pub(crate) fn exec_all(&mut self, list: &[(&'static Sql, &[Param<'_>])]) -> Result<(), Fault> {
        match self {
            Conn::Lite(_) => {
                for (sql, params) in list {
                    self.exec(sql, params)?;
                }
                Ok(())
            }
            Conn::Pg(pg) => {
                let mut statements = Vec::with_capacity(list.len());
                for (sql, _) in list {
                    statements.push(pg.statement(sql)?);
                }
                let bound: Vec<Vec<Bound<'_>>> =
                    list.iter().map(|(_, params)| params.iter().map(|p| Bound(*p)).collect()).collect();
                let client = &pg.client;
                let running = statements.iter().zip(&bound).map(|(statement, bound)| {
                    let refs: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|b| b as &(dyn ToSql + Sync)).collect();
                    async move { client.execute(statement, &refs).await }
                });
                pg.runtime.block_on(futures_util::future::try_join_all(running))?;
                Ok(())
            }
        }
    }

    /// Runs statements without parameters that are no department's (BEGIN, DDL).
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Fault> {
        match self {
            Conn::Lite(lite) => lite.execute_batch(text).map_err(Fault::from),
            Conn::Pg(pg) => pg.runtime.block_on(pg.client.batch_execute(text)).map_err(Fault::from),
        }
    }

    /// Prepares a statement and throws it away: does this engine accept the text?
    pub(crate) fn check(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        match self {
            Conn::Lite(lite) => lite.prepare(sql.text).map(drop).map_err(|e| at(sql, e.into())),
            Conn::Pg(pg) => pg.statement(sql).map(drop),
        }
    }

    /// The engine's plan for a statement, one line a step, for tests of list texts.
    pub(crate) fn explain(&mut self, sql: &'static Sql, params: &[Param<'_>]) -> Result<Vec<String>, Fault> {
        match self {
            Conn::Lite(lite) => {
                let mut statement = lite.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.text))?;
                let mut rows = statement.query(rusqlite::params_from_iter(params.iter().map(|p| Bound(*p))))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(row.get::<_, String>(3)?);
                }
                Ok(out)
            }
            Conn::Pg(pg) => {
                let text = format!("EXPLAIN {}", sql.for_pg());
                let bound: Vec<Bound<'_>> = params.iter().map(|p| Bound(*p)).collect();
                let refs: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|b| b as &(dyn ToSql + Sync)).collect();
                let rows = pg.runtime.block_on(pg.client.query(text.as_str(), &refs))?;
                rows.iter().map(|row| row.try_get::<_, String>(0).map_err(Fault::from)).collect()
            }
        }
    }
}

impl PgConn {
    pub(crate) fn connect(url: &str) -> Result<Box<PgConn>, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Fault::new(Kind::Other, e))?;
        let mut config: tokio_postgres::Config = url.parse()?;
        config.connect_timeout(std::time::Duration::from_secs(5));
        // a server that vanished without a word is noticed within half a minute
        config.keepalives_idle(std::time::Duration::from_secs(15));
        config.tcp_user_timeout(std::time::Duration::from_secs(30));
        config.application_name("prichal");
        let (client, connection) = runtime.block_on(config.connect(tokio_postgres::NoTls))?;
        runtime.spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(error = %error, "database connection ended");
            }
        });
        Ok(Box::new(PgConn { client, runtime, statements: HashMap::new() }))
    }

    fn statement(&mut self, sql: &'static Sql) -> Result<tokio_postgres::Statement, Fault> {
        let key = std::ptr::from_ref(sql) as usize;
        if let Some(statement) = self.statements.get(&key) {
            return Ok(statement.clone());
        }
        let text = sql.for_pg();
        let statement = self.runtime.block_on(self.client.prepare(&text)).map_err(|e| at(sql, e.into()))?;
        self.statements.insert(key, statement.clone());
        Ok(statement)
    }
}

fn lite_value(value: ValueRef<'_>) -> Result<Value, Fault> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
        ValueRef::Real(_) => return Err(Fault::because("a column holds a fraction; nothing here is stored as one")),
    })
}

fn at(sql: &'static Sql, fault: Fault) -> Fault {
    fault.context(format!("{} at {}", sql.name, sql.place))
}
