//! SQL texts: written once, registered, prepared on both engines by a test.

use std::borrow::Cow;

/// One statement of a department. Where the engines differ, `pg` holds the other text.
#[derive(Debug)]
pub struct Sql {
    /// Name of the constant, for messages.
    pub name: &'static str,
    /// Text for SQLite; also for PostgreSQL where `pg` is `None`.
    pub text: &'static str,
    /// Text for PostgreSQL where it must differ.
    pub pg: Option<&'static str>,
    /// Where it stands.
    pub place: &'static str,
}

impl Sql {
    /// The text as PostgreSQL wants it: `$n` for `?n`, `/*pg … */` opened.
    pub(crate) fn for_pg(&self) -> Cow<'static, str> {
        let text = self.pg.unwrap_or(self.text);
        let opened = open_comments(text);
        Cow::Owned(opened.replace('?', "$"))
    }
}

fn open_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*pg ") {
        out.push_str(before);
        match after.split_once("*/") {
            Some((inside, tail)) => {
                out.push_str(inside);
                rest = tail;
            }
            None => {
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A registered statement, for the test that prepares all of them on both engines.
#[derive(Debug)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// Every statement linked into this program.
pub fn registered() -> impl Iterator<Item = &'static Sql> {
    inventory::iter::<Registered>.into_iter().map(|r| r.0)
}

/// Declares and registers statements: `sql! { pub(crate) NAME = "…"; OTHER = "lite", pg "…"; }`.
///
/// Parameters are `?1`, `?2`, … `/*pg FOR UPDATE*/` is a comment on SQLite and opened on PostgreSQL.
#[macro_export]
macro_rules! sql {
    ($($(#[$doc:meta])* $vis:vis $name:ident = $text:expr $(, pg $pg:expr)?;)+) => {$(
        $(#[$doc])*
        $vis static $name: $crate::Sql = $crate::Sql {
            name: stringify!($name),
            text: $text,
            pg: $crate::sql!(@pg $($pg)?),
            place: concat!(file!(), ":", line!()),
        };
        $crate::inventory::submit! { $crate::Registered(&$name) }
    )+};
    (@pg) => { None };
    (@pg $pg:expr) => { Some($pg) };
}

/// Parameters of a statement: `p![client, day, "text"]`.
#[macro_export]
macro_rules! p {
    ($($v:expr),* $(,)?) => { &[$($crate::ToColumn::to_param(&$v)),*] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_for_postgresql_is_opened_there_only() {
        let sql = Sql { name: "N", text: "SELECT id FROM item WHERE id = ?1 /*pg FOR UPDATE*/ ", pg: None, place: "" };
        assert_eq!(sql.for_pg().trim(), "SELECT id FROM item WHERE id = $1 FOR UPDATE");
    }
}
