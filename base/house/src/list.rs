//! Lists: what was asked of one, the same list in another order or from another place on, its rows cut to a page.
//!
//! A department declares its list once: the names of its filters and the closed set of its orders. The place of an
//! order in that set is the place of its SQL text (`store::lists!`), so a request chooses a text and never makes one.

use std::collections::HashMap;

use kernel::{Day, Value};
use ui::{Sort, Th};

use crate::cursor;

/// Words of an address, by name.
pub type Words = HashMap<String, String>;

/// What a list is sorted by, which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column's word in the address.
    pub column: &'static str,
    /// The largest first.
    pub down: bool,
    /// The key is a text, else a number.
    pub text: bool,
}

impl Order {
    /// By a number or day, the smallest first.
    pub const fn up(column: &'static str) -> Order {
        Order { column, down: false, text: false }
    }

    /// By a number or day, the largest first.
    pub const fn down(column: &'static str) -> Order {
        Order { column, down: true, text: false }
    }

    /// By a text, from its first letter on.
    pub const fn text_up(column: &'static str) -> Order {
        Order { column, down: false, text: true }
    }

    /// By a text, from the last letter back.
    pub const fn text_down(column: &'static str) -> Order {
        Order { column, down: true, text: true }
    }

    /// How the address names it: `sum`, `-sum`.
    pub fn word(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.column)
    }

    /// Before every row in this order.
    fn start(self) -> (Value, i64) {
        match (self.text, self.down) {
            (true, true) => (Value::Text("\u{10ffff}".into()), i64::MAX),
            (true, false) => (Value::Text(String::new()), i64::MIN),
            (false, true) => (Value::Int(i64::MAX), i64::MAX),
            (false, false) => (Value::Int(i64::MIN), i64::MIN),
        }
    }

    fn key(self, text: &str) -> Option<Value> {
        match self.text {
            true if text.contains('\0') => None,
            true => Some(Value::Text(text.to_owned())),
            false => text.parse().ok().map(Value::Int),
        }
    }
}

/// A filter of a list: its name in the address, and what it takes.
#[derive(Debug, Clone, Copy)]
pub enum Filter {
    /// What people type: any text.
    Typed(&'static str),
    /// A day.
    Day(&'static str),
    /// The number of a row.
    Row(&'static str),
    /// One of a few words.
    Word(&'static str, fn(&str) -> bool),
}

impl Filter {
    /// The first and the last day, as most lists have them.
    pub const FROM: Filter = Filter::Day("from");
    /// The last day, with it.
    pub const TO: Filter = Filter::Day("to");

    /// Its name in the address.
    pub const fn name(self) -> &'static str {
        match self {
            Filter::Typed(name) | Filter::Day(name) | Filter::Row(name) | Filter::Word(name, _) => name,
        }
    }

    fn takes(self, value: &str) -> bool {
        match self {
            Filter::Typed(_) => true,
            Filter::Day(_) => Day::parse(value).is_ok(),
            Filter::Row(_) => value.parse::<i64>().is_ok_and(|number| number > 0),
            Filter::Word(_, fits) => fits(value),
        }
    }
}

/// A list as its department declares it.
#[derive(Debug)]
pub struct List {
    /// Its address.
    pub path: &'static str,
    /// Its filters.
    pub filters: &'static [Filter],
    /// The orders it may stand in; the first is its own.
    pub orders: &'static [Order],
}

impl List {
    /// What was asked of this list; words it does not know, and empty ones, are left out. A filter, an order or a place
    /// that it can't read hides every row: all rows would be taken for the wanted ones.
    pub fn asked(&'static self, words: &Words) -> Asked {
        let set = self.filters.iter().filter_map(|filter| {
            let value = words.get(filter.name()).map(|value| value.trim()).filter(|value| !value.is_empty())?;
            Some((filter.name(), value.replace('\0', "")))
        });
        let [sort, cursor] = ["sort", "cursor"].map(|name| words.get(name).map_or("", String::as_str));
        let order = self.orders.iter().position(|order| order.word() == sort);
        let mut unfit = Vec::new();
        if !sort.is_empty() && order.is_none() {
            unfit.push(("sort", sort.to_owned()));
        }
        if !cursor.is_empty() && cursor::decode(cursor).is_none() {
            unfit.push(("cursor", cursor.to_owned()));
        }
        let mut asked =
            Asked { list: self, set: set.collect(), order: order.unwrap_or(0), place: None, unfit, path: None };
        asked.place = asked.place_of(cursor);
        asked
    }
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The place of the order among those of the list.
    pub order: usize,
    /// The key of the row to go on after.
    pub key: Value,
    /// Its number.
    pub id: i64,
    /// The first day, as a number.
    pub from: i64,
    /// The last day, as a number.
    pub to: i64,
    /// How many rows.
    pub limit: i64,
}

/// A list with its filters, its order, and the place to go on from.
#[derive(Debug, Clone)]
pub struct Asked {
    list: &'static List,
    set: Vec<(&'static str, String)>,
    order: usize,
    place: Option<(Value, i64)>,
    /// What else can't be read, by name.
    unfit: Vec<(&'static str, String)>,
    /// The address of the one it belongs to, where every client has such a list.
    path: Option<String>,
}

impl Asked {
    /// The same at the address of the one it belongs to: purchases of a client.
    pub fn at(mut self, path: String) -> Asked {
        self.path = Some(path);
        self
    }

    /// Its address without any words.
    pub fn path(&self) -> &str {
        self.path.as_deref().unwrap_or(self.list.path)
    }

    /// The value of a filter; empty where it is not set.
    pub fn get(&self, filter: &str) -> &str {
        self.set.iter().find(|(name, _)| *name == filter).map_or("", |(_, value)| value)
    }

    /// A filter read as a number of a row or another word; none where it is not set or does not read.
    pub fn read<T: std::str::FromStr>(&self, filter: &str) -> Option<T> {
        self.get(filter).parse().ok()
    }

    /// The same where the value of a filter names nothing there is: only the department can tell.
    pub fn unfit(mut self, filter: &'static str) -> Asked {
        self.unfit.push((filter, self.get(filter).to_owned()));
        self
    }

    /// What can't be read, with what stands there.
    pub fn unreadable(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let taken = |filter: &Filter| {
            let value = self.get(filter.name());
            (!value.is_empty() && !filter.takes(value)).then_some((filter.name(), value))
        };
        let unfit = self.unfit.iter().map(|(name, value)| (*name, value.as_str()));
        self.list.filters.iter().filter_map(taken).chain(unfit)
    }

    /// Whether all of it can be read.
    pub fn is_readable(&self) -> bool {
        self.unreadable().next().is_none()
    }

    /// The filters that are set.
    pub fn set(&self) -> &[(&'static str, String)] {
        &self.set
    }

    /// A day of a filter.
    pub fn day(&self, filter: &str) -> Option<Day> {
        Day::parse(self.get(filter)).ok()
    }

    /// The days `from` and `to`, both included, as numbers; all days where they are not set.
    pub fn days(&self) -> (i64, i64) {
        let number = |filter, none| self.day(filter).map_or(none, |day| i64::from(day.days()));
        (number("from", i64::from(i32::MIN)), number("to", i64::from(i32::MAX)))
    }

    /// The moments of the days `from` and `to`, the end left out; all moments where they are not set.
    pub fn moments(&self, zone: &kernel::Zone) -> (i64, i64) {
        let start = |day: Day| day.start(zone).millis();
        (self.day("from").map_or(i64::MIN, start), self.day("to").map_or(i64::MAX, |day| start(day.add_days(1))))
    }

    /// The place of the order among those of the list.
    pub fn order(&self) -> usize {
        self.order
    }

    /// What the list is sorted by.
    pub fn column(&self) -> &'static str {
        self.how().column
    }

    /// Key and number of the row to go on after.
    pub fn place(&self) -> (Value, i64) {
        self.place.clone().unwrap_or_else(|| self.how().start())
    }

    /// The rows of this page, at most so many; none where something can't be read.
    pub fn wanted(&self, limit: i64) -> Wanted {
        let limit = if self.is_readable() { limit } else { 0 };
        let ((key, id), (from, to)) = (self.place(), self.days());
        Wanted { order: self.order, key, id, from, to, limit }
    }

    /// The same from its first row on: for a file.
    pub fn whole(&self) -> Asked {
        Asked { place: None, ..self.clone() }
    }

    /// Whether a filter is set.
    pub fn is_filtered(&self) -> bool {
        !self.set.is_empty()
    }

    fn how(&self) -> Order {
        self.list.orders.get(self.order).copied().unwrap_or(Order::down(""))
    }

    fn place_of(&self, text: &str) -> Option<(Value, i64)> {
        let read = cursor::decode(text)?;
        let (word, key) = read.key.split_once(' ')?;
        // A place of another order says nothing in this one.
        if word != self.how().word() {
            return None;
        }
        Some((self.how().key(key)?, read.id))
    }

    /// The words of the address with some filters changed; an empty value takes a filter away.
    fn words(&self, changed: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let value_of = |name: &'static str| {
            let change = changed.iter().find(|(one, _)| *one == name);
            change.map_or_else(|| self.get(name).to_owned(), |(_, value)| (*value).to_owned())
        };
        let mut words: Vec<(&'static str, String)> = self
            .list
            .filters
            .iter()
            .map(|filter| (filter.name(), value_of(filter.name())))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if let Some(sort) = self.sort_word() {
            words.push(("sort", sort));
        }
        words
    }

    /// How the address names the order; none for the list's own.
    pub fn sort_word(&self) -> Option<String> {
        (self.order > 0).then(|| self.how().word())
    }

    /// The address with some filters changed, from the first row on, in the same order.
    pub fn href(&self, changed: &[(&'static str, &str)]) -> String {
        address(self.path(), &self.words(changed))
    }

    /// The address of this very page.
    pub fn here(&self) -> String {
        let mut words = self.words(&[]);
        words.extend(self.place.as_ref().map(|place| ("cursor", self.cursor(place))));
        address(self.path(), &words)
    }

    /// The address without any filter.
    pub fn clear(&self) -> String {
        let none: Vec<(&'static str, &str)> = self.list.filters.iter().map(|filter| (filter.name(), "")).collect();
        self.href(&none)
    }

    /// The address of the same rows as a file.
    pub fn file(&self, format: &str) -> String {
        let mut words = self.words(&[]);
        words.push(("format", format.to_owned()));
        address(&format!("{}/export", self.path()), &words)
    }

    /// The head of a column that sorts; a second press turns it round.
    pub fn sorts(&self, column: &'static str, cell: Th) -> Th {
        let now = self.how();
        let ways = || self.list.orders.iter().enumerate().filter(|(_, order)| order.column == column);
        let (sort, to) = if now.column == column {
            let sort = if now.down { Sort::Descending } else { Sort::Ascending };
            (sort, ways().find(|(_, order)| order.down != now.down))
        } else {
            (Sort::None, ways().next())
        };
        let to = to.map_or(self.order, |(place, _)| place);
        let turned = Asked { order: to, place: None, ..self.clone() };
        cell.sort(turned.href(&[]), sort)
    }

    /// Cuts rows, asked for one more than wanted, to a page; the address of the next one, if there is one.
    pub fn cut<T>(
        &self,
        mut rows: Vec<T>,
        wanted: i64,
        place: impl Fn(&T) -> (Value, i64),
    ) -> (Vec<T>, Option<String>) {
        let wanted = usize::try_from(wanted).unwrap_or(0);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| more).map(|last| {
            let mut words = self.words(&[]);
            words.push(("cursor", self.cursor(&place(last))));
            address(self.path(), &words)
        });
        (rows, next)
    }

    fn cursor(&self, (key, id): &(Value, i64)) -> String {
        let key = match key {
            Value::Int(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Null | Value::Bytes(_) => String::new(),
        };
        cursor::encode(&format!("{} {key}", self.how().word()), *id)
    }
}

fn address(path: &str, words: &[(&'static str, String)]) -> String {
    let words: Vec<String> =
        words.iter().map(|(name, value)| format!("{name}={}", crate::identify::percent(value))).collect();
    if words.is_empty() { path.to_owned() } else { format!("{path}?{}", words.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LIST: List = List {
        path: "/orders",
        filters: &[Filter::Word("state", |code| code == "draft"), Filter::Typed("q"), Filter::FROM, Filter::TO],
        orders: &[Order::down("day"), Order::up("day"), Order::text_up("client")],
    };

    fn asked(words: &[(&str, &str)]) -> Asked {
        LIST.asked(&words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn the_address_keeps_filters_and_order_and_drops_what_it_does_not_know() {
        let all = asked(&[("state", "draft"), ("q", " a&b=я "), ("sort", "client"), ("evil", "1"), ("from", "")]);
        assert_eq!(all.href(&[]), "/orders?state=draft&q=a%26b%3D%D1%8F&sort=client");
        assert_eq!(all.href(&[("state", "")]), "/orders?q=a%26b%3D%D1%8F&sort=client");
        assert_eq!(all.clear(), "/orders?sort=client");
        assert_eq!(all.file("csv"), "/orders/export?state=draft&q=a%26b%3D%D1%8F&sort=client&format=csv");
        assert_eq!(asked(&[("sort", "sum; DROP"), ("cursor", "zzz")]).href(&[]), "/orders");
        assert!(!asked(&[("sort", "client")]).is_filtered() && all.is_filtered());
        let of_one = all.at("/clients/7/orders".into());
        assert_eq!(of_one.clear(), "/clients/7/orders?sort=client");
        assert!(of_one.file("csv").starts_with("/clients/7/orders/export?"));
    }

    #[test]
    fn a_filter_that_can_not_be_read_hides_every_row_and_is_named() {
        let wrong = asked(&[("state", "zzz"), ("from", "2026-13-45"), ("to", "2026-11-30"), ("q", "zzz")]);
        assert_eq!(wrong.unreadable().collect::<Vec<_>>(), [("state", "zzz"), ("from", "2026-13-45")]);
        assert_eq!((wrong.wanted(50).limit, wrong.whole().wanted(50).limit), (0, 0));
        assert!(wrong.is_filtered());
        let right = asked(&[("state", "draft"), ("from", "2026-11-01"), ("q", "zzz")]);
        assert_eq!((right.unreadable().count(), right.wanted(50).limit), (0, 50));
        let foreign = asked(&[("sort", "zzz"), ("cursor", "yyy")]);
        assert_eq!(foreign.unreadable().collect::<Vec<_>>(), [("sort", "zzz"), ("cursor", "yyy")]);
        assert_eq!((foreign.is_filtered(), foreign.wanted(50).limit), (false, 0));
        let named = right.unfit("q");
        assert_eq!((named.unreadable().collect::<Vec<_>>(), named.wanted(50).limit), (vec![("q", "zzz")], 0));
    }

    #[test]
    fn a_place_holds_in_its_own_order_only() {
        let by_day = asked(&[("sort", "day")]);
        let rows = vec![(5_i64, 1_i64), (6, 2), (7, 3)];
        let (page, next) = by_day.cut(rows, 2, |row| (Value::Int(row.0), row.1));
        assert_eq!(page.len(), 2);
        let next = next.unwrap();
        let cursor = next.split("cursor=").nth(1).unwrap();
        assert_eq!(asked(&[("sort", "day"), ("cursor", cursor)]).place(), (Value::Int(6), 2));
        assert_eq!(asked(&[("cursor", cursor)]).place(), (Value::Int(i64::MAX), i64::MAX));
        assert_eq!(asked(&[("sort", "client"), ("cursor", cursor)]).place(), (Value::Text(String::new()), i64::MIN));
        assert_eq!(
            asked(&[("sort", "day"), ("cursor", cursor), ("state", "draft")]).here(),
            format!("/orders?state=draft&sort=day&cursor={cursor}")
        );
        assert_eq!(by_day.here(), "/orders?sort=day");
        let odd = cursor::encode("day many", 1);
        assert_eq!(asked(&[("sort", "day"), ("cursor", &odd)]).place(), (Value::Int(i64::MIN), i64::MIN));
        assert_eq!(by_day.cut(vec![(1, 1)], 2, |row| (Value::Int(row.0), row.1)).1, None);
    }

    #[test]
    fn days_are_whole_where_they_do_not_read() {
        let days = asked(&[("from", "2026-11-23"), ("to", "tomorrow")]).days();
        assert_eq!(days, (i64::from(Day::of(2026, 11, 23).days()), i64::from(i32::MAX)));
    }
}
