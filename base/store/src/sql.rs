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

/// Declares the texts of lists: every scope, driver and order together are one registered text.
///
/// `lists! { NAME = ["SELECT … WHERE "], ["o.state = ?4", …], [down "o.made_on", "o.id" and "o.made_on >= ?5"; …]; }`: the
/// beginnings (all rows, the visitor's own), the conditions of the drivers, the orders with theirs. `?1` is how many
/// rows, `?2` and `?3` are key and number of the row to go on after. Keys are never NULL.
#[macro_export]
macro_rules! lists {
    ($($(#[$doc:meta])* $vis:vis $name:ident = [$($head:expr),+ $(,)?], $drivers:tt, $orders:tt;)+) => {$(
        $(#[$doc])*
        $vis static $name: &[&[&[&$crate::Sql]]] = &[$($crate::lists!(@scope $name, $head, $drivers, $orders)),+];
    )+};
    (@scope $name:ident, $head:expr, [$($driver:expr),+ $(,)?], $orders:tt) => {
        &[$($crate::lists!(@row $name, $head, $driver, $orders)),+]
    };
    (@row $name:ident, $head:expr, $driver:expr, [$($way:ident $key:literal, $id:literal and $more:literal);+ $(;)?]) => {
        &[$({
            static TEXT: $crate::Sql = $crate::Sql {
                name: concat!(stringify!($name), " ", stringify!($way), " ", $key),
                text: $crate::lists!(@text $way, $head, $driver, $more, $key, $id),
                pg: None,
                place: concat!(file!(), ":", line!()),
            };
            $crate::inventory::submit! { $crate::Registered(&TEXT) }
            &TEXT
        }),+]
    };
    (@text down, $head:expr, $driver:expr, $more:literal, $key:literal, $id:literal) => {
        concat!(
            $head, $driver, " AND ", $more, " AND (", $key, ", ", $id, ") < (?2, ?3) ORDER BY ", $key, " DESC, ", $id,
            " DESC LIMIT ?1"
        )
    };
    (@text up, $head:expr, $driver:expr, $more:literal, $key:literal, $id:literal) => {
        concat!(
            $head, $driver, " AND ", $more, " AND (", $key, ", ", $id, ") > (?2, ?3) ORDER BY ", $key, ", ", $id, " LIMIT ?1"
        )
    };
}

/// Texts of a list: by scope, driver and order.
pub type ListTexts = &'static [&'static [&'static [&'static Sql]]];

/// The text of a list in a scope, for a driver, in an order: by their places.
pub fn list_text(list: ListTexts, scope: usize, driver: usize, order: usize) -> Result<&'static Sql, crate::Fault> {
    let text = list.get(scope).and_then(|drivers| drivers.get(driver)).and_then(|orders| orders.get(order));
    text.copied().ok_or_else(|| crate::Fault::because(format!("a list has no text {scope} {driver} {order}")))
}

/// Parameters of a statement: `p![client, day, "text"]`.
#[macro_export]
macro_rules! p {
    ($($v:expr),* $(,)?) => { &[$($crate::ToColumn::to_param(&$v)),*] };
}

#[cfg(test)]
mod tests {
    use super::*;

    lists! {
        PAGES = ["SELECT id FROM item WHERE "], ["kind = ?4", "CAST(?4 AS TEXT) IS NULL"],
            [down "made_on", "id" and "made_on > ?5"; up "name_key", "id" and "+made_on > ?5"];
    }

    #[test]
    fn every_driver_in_every_order_is_one_registered_text() {
        let text = list_text(PAGES, 0, 0, 0).unwrap();
        assert_eq!(
            text.text,
            "SELECT id FROM item WHERE kind = ?4 AND made_on > ?5 AND (made_on, id) < (?2, ?3) \
             ORDER BY made_on DESC, id DESC LIMIT ?1"
        );
        assert!(
            list_text(PAGES, 0, 1, 1)
                .unwrap()
                .text
                .ends_with("(name_key, id) > (?2, ?3) ORDER BY name_key, id LIMIT ?1")
        );
        assert!(list_text(PAGES, 0, 2, 0).is_err() && list_text(PAGES, 0, 0, 2).is_err());
        let names: Vec<_> = registered().filter(|sql| sql.name.starts_with("PAGES")).collect();
        assert_eq!(names.len(), 4);
        let mut places: Vec<_> = names.iter().map(|sql| std::ptr::from_ref(*sql)).collect();
        places.dedup();
        assert_eq!(places.len(), 4, "statements are kept by their address");
    }

    #[test]
    fn a_comment_for_postgresql_is_opened_there_only() {
        let sql = Sql { name: "N", text: "SELECT id FROM item WHERE id = ?1 /*pg FOR UPDATE*/ ", pg: None, place: "" };
        assert_eq!(sql.for_pg().trim(), "SELECT id FROM item WHERE id = $1 FOR UPDATE");
    }
}
