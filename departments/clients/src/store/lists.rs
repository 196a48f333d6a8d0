//! The client list: every driver in every order is one text.

use house::list::Wanted;
use kernel::{StaffId, Value};
use store::{Fault, Read, list_text, lists, p, sql};

use crate::model::{ClientLine, Stage};

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.name_key, c.inn, c.city, c.stage, c.importance, c.created_at FROM client c WHERE ",
            $rest
        )
    };
}

sql! {
    OWN_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?1 \
        LIMIT 1000) few";
}

// A colleague's clients are few, so they lead and are sorted; the plus before a moment keeps the walk by the index of the order.
lists! {
    CLIENTS = [
        lines!("c.retail_at IS NULL AND "),
        lines!("c.id IN (SELECT v.client_id FROM view_visible_client v WHERE v.staff_id = ?7) AND "),
    ], [
        "CAST(?6 AS TEXT) IS NULL",
        "c.stage = ?6",
    ], [
        up "c.name_key", "c.id" and "+c.created_at >= ?4 AND +c.created_at < ?5";
        down "c.name_key", "c.id" and "+c.created_at >= ?4 AND +c.created_at < ?5";
        down "c.importance", "c.id" and "+c.created_at >= ?4 AND +c.created_at < ?5";
        up "c.importance", "c.id" and "+c.created_at >= ?4 AND +c.created_at < ?5";
        down "c.created_at", "c.id" and "c.created_at >= ?4 AND c.created_at < ?5";
        up "c.created_at", "c.id" and "c.created_at >= ?4 AND c.created_at < ?5";
    ];
}

/// Which clients a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// All of them.
    All,
    /// Those at this stage.
    At(Stage),
    /// Those of a colleague, perhaps at one stage only.
    Of(StaffId, Option<Stage>),
}

/// In which order a list over the API stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// The most important first.
    Importance,
}

/// The place in a list after which to go on: sort key and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct After {
    /// The sort key of the last line shown; empty at the start.
    pub key: String,
    /// The number of the last line shown; 0 at the start.
    pub id: i64,
}

/// Lines of the client list.
pub fn list(
    read: &mut Read<'_>,
    driver: Driver,
    order: Order,
    after: &After,
    limit: i64,
) -> Result<Vec<ClientLine>, Fault> {
    let (order, key) = match order {
        Order::Name => (0, Value::Text(after.key.clone())),
        // Above every importance: where the list by importance begins.
        Order::Importance if after.key.is_empty() => (2, Value::Int(i64::MAX)),
        Order::Importance => (2, Value::Int(after.key.parse().unwrap_or(0))),
    };
    page(read, driver, &Wanted { order, key, id: after.id, from: i64::MIN, to: i64::MAX, limit })
}

/// A page of the client list, known since moments in `from` and `to`.
pub(crate) fn page(read: &mut Read<'_>, driver: Driver, wanted: &Wanted) -> Result<Vec<ClientLine>, Fault> {
    let (staff, stage) = match driver {
        Driver::All => (None, None),
        Driver::At(stage) => (None, Some(stage)),
        Driver::Of(staff, stage) => (Some(staff), stage),
    };
    let Wanted { order, key, id, from, to, limit } = wanted;
    let text = |scope| list_text(CLIENTS, scope, usize::from(stage.is_some()), *order);
    match staff {
        None => read.rows(text(0)?, p![limit, key, id, from, to, stage]),
        Some(staff) => read.rows(text(1)?, p![limit, key, id, from, to, stage, staff]),
    }
}

/// Clients a person sees as their own, counted up to [`house::tally::MOST`].
pub(crate) fn own_count(read: &mut Read<'_>, staff: StaffId) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(&OWN_COUNT, p![staff])?.0)
}
