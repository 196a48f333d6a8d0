//! Sales that took place and the turnover kept from them.

use std::collections::BTreeMap;

use kernel::{CategoryId, ClientId, Day, ItemId, Money};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{NewSale, SaleLine, TurnoverRow};

sql! {
    INSERT_SALES = "INSERT INTO sale_line (client_id, item_id, category_id, day, month, quantity, net, vat, gross, cost, \
        order_line_id, source, source_ref) SELECT CAST(value ->> 'c' AS BIGINT), CAST(value ->> 'i' AS BIGINT), \
        CAST(value ->> 'k' AS BIGINT), CAST(value ->> 'd' AS BIGINT), CAST(value ->> 'm' AS BIGINT), \
        CAST(value ->> 'q' AS BIGINT), CAST(value ->> 'n' AS BIGINT), CAST(value ->> 'v' AS BIGINT), \
        CAST(value ->> 'g' AS BIGINT), CAST(value ->> 'cost' AS BIGINT), CAST(value ->> 'l' AS BIGINT), value ->> 's', \
        value ->> 'r' FROM json_each(?1) WHERE true ON CONFLICT (source, source_ref) DO NOTHING \
        RETURNING id, client_id, category_id, month, net, gross, cost";
    DROP_SALES = "DELETE FROM sale_line WHERE order_line_id IS NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        RETURNING id, client_id, category_id, month, net, gross, cost";
    DROP_EMPTY_MONTHS = "DELETE FROM turnover_month WHERE net = 0 AND gross = 0 AND margin = 0 \
        AND client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    ADD_TURNOVER = "INSERT INTO turnover_month (client_id, category_id, month, net, gross, margin) \
        SELECT CAST(value ->> 'c' AS BIGINT), CAST(value ->> 'k' AS BIGINT), CAST(value ->> 'm' AS BIGINT), \
        CAST(value ->> 'n' AS BIGINT), CAST(value ->> 'g' AS BIGINT), CAST(value ->> 'margin' AS BIGINT) \
        FROM json_each(?1) WHERE true ON CONFLICT (client_id, category_id, month) DO UPDATE SET \
        net = turnover_month.net + excluded.net, gross = turnover_month.gross + excluded.gross, \
        margin = turnover_month.margin + excluded.margin";
    HISTORY = "SELECT id, client_id, item_id, category_id, day, quantity, net, vat, gross, order_line_id, source FROM sale_line \
        WHERE client_id = ?1 AND (day, id) < (?2, ?3) AND day >= ?5 ORDER BY day DESC, id DESC LIMIT ?4";
    LAST_SALE = "SELECT MAX(day) FROM sale_line WHERE client_id = ?1";
    TURNOVER = "SELECT category_id, month, net, gross FROM turnover_month WHERE client_id = ?1 AND month BETWEEN ?2 AND ?3 \
        ORDER BY category_id, month";
    TURNOVER_SUM = "SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM turnover_month WHERE client_id = ?1 AND month BETWEEN ?2 AND ?3";
    TRADE_OF = "SELECT CAST(c.value AS BIGINT), \
        (SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM turnover_month WHERE client_id = CAST(c.value AS BIGINT) AND month BETWEEN ?2 - 11 AND ?2), \
        (SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM turnover_month WHERE client_id = CAST(c.value AS BIGINT) AND month BETWEEN ?2 - 23 AND ?2 - 12), \
        (SELECT MAX(day) FROM sale_line WHERE client_id = CAST(c.value AS BIGINT)) FROM json_each(?1) c";
    BOUGHT = "SELECT item_id, CAST(COUNT(*) AS BIGINT) FROM sale_line WHERE client_id = ?1 \
        AND item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?2)) AND quantity > 0 GROUP BY item_id ORDER BY item_id";
    FAVOURITES = "SELECT item_id, CAST(COUNT(*) AS BIGINT) AS times, MAX(day) FROM sale_line WHERE client_id = ?1 AND quantity > 0 \
        AND day >= ?2 GROUP BY item_id ORDER BY times DESC, item_id LIMIT ?3";
}

/// Writes sales and keeps turnover; what was written before under the same source and number is left out.
pub(crate) fn insert_sales(tx: &mut Tx<'_>, sales: &[NewSale]) -> Result<Vec<i64>, Fault> {
    let rows: Vec<_> = sales
        .iter()
        .map(|sale| {
            json!({
                "c": sale.client.get(), "i": sale.item.get(), "k": sale.category.get(), "d": sale.day.days(),
                "m": sale.day.month().index(), "q": sale.quantity.thousandths(), "n": sale.amounts.net.minor(),
                "v": sale.amounts.vat.minor(), "g": sale.amounts.gross.minor(), "cost": sale.cost.map(Money::minor),
                "l": sale.order_line.map(|line| line.get()), "s": sale.source, "r": sale.source_ref,
            })
        })
        .collect();
    let written: Vec<Written> = tx.rows(&INSERT_SALES, p![json!(rows).to_string()])?;
    turn_over(tx, &written, 1)?;
    Ok(written.into_iter().map(|row| row.0).collect())
}

/// A sale as written: number, client, category, month, net, gross, cost.
type Written = (i64, ClientId, CategoryId, i64, Money, Money, Option<Money>);

/// Takes sales that no order stands behind away, and their turnover.
pub(crate) fn drop_sales(tx: &mut Tx<'_>, sales: &[i64]) -> Result<(), Fault> {
    let gone: Vec<Written> = tx.rows(&DROP_SALES, p![super::numbers(sales.iter().copied())])?;
    turn_over(tx, &gone, -1)?;
    let mut clients: Vec<i64> = gone.iter().map(|row| row.1.get()).collect();
    clients.sort_unstable();
    clients.dedup();
    tx.exec(&DROP_EMPTY_MONTHS, p![super::numbers(clients)]).map(drop)
}

/// Adds sales to the turnover, or takes them off it.
fn turn_over(tx: &mut Tx<'_>, sales: &[Written], sign: i64) -> Result<(), Fault> {
    let mut sums: BTreeMap<(ClientId, CategoryId, i64), (i64, i64, i64)> = BTreeMap::new();
    for (_, client, category, month, net, gross, cost) in sales {
        let sum = sums.entry((*client, *category, *month)).or_default();
        sum.0 += sign * net.minor();
        sum.1 += sign * gross.minor();
        sum.2 += cost.map_or(0, |cost| sign * (net.minor() - cost.minor()));
    }
    if sums.is_empty() {
        return Ok(());
    }
    // One order of rows for everybody, so that two shipments to a client never wait for each other crosswise.
    let rows: Vec<_> = sums
        .iter()
        .map(|((client, category, month), (net, gross, margin))| {
            json!({ "c": client.get(), "k": category.get(), "m": month, "n": net, "g": gross, "margin": margin })
        })
        .collect();
    tx.exec(&ADD_TURNOVER, p![json!(rows).to_string()]).map(drop)
}

/// Sales to a client since a day and before a place, the newest first.
pub(crate) fn history(
    read: &mut Read<'_>,
    client: ClientId,
    since: Day,
    before: (Day, i64),
    limit: i64,
) -> Result<Vec<SaleLine>, Fault> {
    read.rows(&HISTORY, p![client, before.0, before.1, limit, since])
}

/// The day of the last sale to a client.
pub(crate) fn last_sale(read: &mut Read<'_>, client: ClientId) -> Result<Option<Day>, Fault> {
    Ok(read.one::<(Option<Day>,)>(&LAST_SALE, p![client])?.0)
}

/// Turnover of a client by category and month, both ends included.
pub(crate) fn turnover(read: &mut Read<'_>, client: ClientId, from: i64, to: i64) -> Result<Vec<TurnoverRow>, Fault> {
    read.rows(&TURNOVER, p![client, from, to])
}

/// Turnover of a client in these months, with tax.
pub(crate) fn turnover_sum(read: &mut Read<'_>, client: ClientId, from: i64, to: i64) -> Result<Money, Fault> {
    Ok(read.one::<(Money,)>(&TURNOVER_SUM, p![client, from, to])?.0)
}

row! {
    /// How much a client buys.
    pub(crate) struct Trade {
        pub(crate) client: ClientId,
        /// Turnover of twelve months up to this one, with tax.
        pub(crate) turnover: Money,
        /// Turnover of the twelve months before.
        pub(crate) before: Money,
        pub(crate) last_sale_on: Option<Day>,
    }
}

/// How much each of these clients buys, this month and the eleven before taken for a year.
pub(crate) fn trade_of(read: &mut Read<'_>, clients: &[ClientId], month: i64) -> Result<Vec<Trade>, Fault> {
    read.rows(&TRADE_OF, p![super::numbers(clients.iter().map(|id| id.get())), month])
}

/// How often the client bought each of these.
pub(crate) fn bought(read: &mut Read<'_>, client: ClientId, items: &[ItemId]) -> Result<Vec<(ItemId, i64)>, Fault> {
    read.rows(&BOUGHT, p![client, super::numbers(items.iter().map(|id| id.get()))])
}

/// What the client buys most since a day: item, times, last day.
pub(crate) fn favourites(
    read: &mut Read<'_>,
    client: ClientId,
    since: Day,
    limit: i64,
) -> Result<Vec<(ItemId, i64, Day)>, Fault> {
    read.rows(&FAVOURITES, p![client, since, limit])
}
