//! What of ours rests on clients and items, so that they can't be taken out of the books.

use house::{Resting, Visit};
use kernel::EntityKind;
use serde_json::json;
use store::{Fault, Read, p, sql};

use crate::texts;

sql! {
    ORDERS_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM sales_order \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    PAYMENTS_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM payment \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    SALES_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM sale_line \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    OPENINGS_OF_CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM opening_balance \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    LINES_OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM order_line \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) \
        OR instead_of_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
    SALES_OF_ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM sale_line \
        WHERE item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1))";
}

pub(crate) fn resting(
    read: &mut Read<'_>,
    visit: &Visit,
    kind: EntityKind,
    ids: &[i64],
) -> Result<Vec<Resting>, Fault> {
    let lang = visit.lang;
    let asked: Vec<(&'static str, &'static store::Sql)> = match kind {
        EntityKind::Client => vec![
            (texts::rests_orders(lang), &ORDERS_OF_CLIENTS),
            (texts::rests_payments(lang), &PAYMENTS_OF_CLIENTS),
            (texts::rests_sales(lang), &SALES_OF_CLIENTS),
            (texts::rests_openings(lang), &OPENINGS_OF_CLIENTS),
        ],
        EntityKind::Item => {
            vec![(texts::rests_lines(lang), &LINES_OF_ITEMS), (texts::rests_sales(lang), &SALES_OF_ITEMS)]
        }
        _ => Vec::new(),
    };
    let ids = json!(ids).to_string();
    let mut resting = Vec::with_capacity(asked.len());
    for (what, sql) in asked {
        let (count,) = read.one(sql, p![ids])?;
        resting.push(Resting { what, count });
    }
    Ok(resting)
}
