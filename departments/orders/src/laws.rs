//! What must be true of the books of this department, recomputed from the tables.

use house::{Law, LawReport};
use kernel::Day;
use store::{Fault, Read, p, sql};

/// The laws of the department.
pub(crate) fn laws() -> Vec<Law> {
    vec![
        Law { name: "line", check: line },
        Law { name: "numbers", check: numbers },
        Law { name: "paper", check: paper },
        Law { name: "term", check: term },
        Law { name: "turnover", check: turnover },
    ]
}

sql! {
    LINE_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE o.state <> 'draft'";
    // Held = allocations of the line's demand; a line at risk may hold less, a service holds nothing.
    LINE_BREAKS = "SELECT l.id, l.quantity, l.issued, l.short, l.cancelled, COALESCE(h.held, 0) FROM order_line l \
        JOIN sales_order o ON o.id = l.order_id LEFT JOIN view_demand d ON d.id = l.demand_id \
        LEFT JOIN (SELECT demand_id, CAST(SUM(quantity) AS BIGINT) AS held FROM view_allocation GROUP BY demand_id) h \
        ON h.demand_id = l.demand_id WHERE o.state <> 'draft' AND (CASE \
        WHEN l.demand_id IS NULL AND l.kind = 'service' THEN l.issued + l.short + l.cancelled > l.quantity \
        WHEN d.at_risk_at IS NOT NULL THEN l.issued + l.short + l.cancelled + COALESCE(h.held, 0) > l.quantity OR d.issued <> l.issued \
        WHEN d.id IS NULL THEN l.issued + l.short + l.cancelled <> l.quantity \
        ELSE l.issued + l.short + l.cancelled + COALESCE(h.held, 0) <> l.quantity OR d.issued <> l.issued END) \
        ORDER BY l.id LIMIT 100";

    NUMBER_COUNT = "SELECT CAST((SELECT COUNT(*) FROM invoice) + (SELECT COUNT(*) FROM shipment) \
        + (SELECT COUNT(*) FROM paper WHERE kind <> 'invoice') AS BIGINT)";
    // The law holds with the table's own constraints gone: each number once, none missing, none without.
    NUMBER_BREAKS = "SELECT f.kind, f.seller_id, f.year, f.papers, f.numbers, COALESCE(f.most, 0), COALESCE(c.last, 0) FROM \
        (SELECT 'invoice' AS kind, seller_id, year, CAST(COUNT(*) AS BIGINT) AS papers, \
        CAST(COUNT(DISTINCT number) AS BIGINT) AS numbers, MAX(number) AS most FROM invoice GROUP BY seller_id, year \
        UNION ALL SELECT 'shipment', seller_id, year, CAST(COUNT(*) AS BIGINT), CAST(COUNT(DISTINCT number) AS BIGINT), \
        MAX(number) FROM shipment GROUP BY seller_id, year \
        UNION ALL SELECT kind, seller_id, year, CAST(COUNT(*) AS BIGINT), CAST(COUNT(DISTINCT number) AS BIGINT), \
        MAX(number) FROM paper WHERE kind <> 'invoice' GROUP BY kind, seller_id, year) f LEFT JOIN paper_counter c \
        ON c.seller_id = f.seller_id AND c.kind = f.kind AND c.year = f.year \
        WHERE f.papers <> f.numbers OR f.numbers <> COALESCE(f.most, 0) OR COALESCE(f.most, 0) <> COALESCE(c.last, 0) \
        ORDER BY f.kind, f.seller_id, f.year LIMIT 100";

    PAPER_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM paper";
    PAPER_BREAKS = "SELECT p.id, p.kind, p.number, p.gross, COALESCE(i.number, 0), COALESCE(i.gross, 0) FROM paper p \
        LEFT JOIN invoice i ON i.id = p.invoice_id WHERE p.kind = 'invoice' AND (i.id IS NULL OR i.number <> p.number \
        OR i.gross <> p.gross OR i.seller_id <> p.seller_id OR i.year <> p.year) ORDER BY p.id LIMIT 100";

    TERM_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) FROM sales_order WHERE state = 'reserved' OR reserved_until IS NOT NULL \
        OR ran_out_on IS NOT NULL";
    // A day's grace: the company may have been shut when the last day ended.
    TERM_BREAKS = "SELECT id, state, reserved_until FROM sales_order WHERE reserved_until < ?1 - 1 \
        OR (reserved_until IS NOT NULL AND state <> 'reserved') ORDER BY id LIMIT 100";
    DRAFT_BREAKS = "SELECT l.id FROM order_line l JOIN sales_order o ON o.id = l.order_id \
        WHERE o.state = 'draft' AND l.demand_id IS NOT NULL ORDER BY l.id LIMIT 100";

    TURNOVER_COUNT = "SELECT CAST((SELECT COUNT(*) FROM turnover_month) + (SELECT COUNT(*) FROM client_account) AS BIGINT)";
    TURNOVER_BREAKS = "SELECT a.client_id, a.category_id, a.month, CAST(SUM(a.net) AS BIGINT), CAST(SUM(a.gross) AS BIGINT), \
        CAST(SUM(a.margin) AS BIGINT) FROM (SELECT client_id, category_id, month, net, gross, margin FROM turnover_month \
        UNION ALL SELECT client_id, category_id, month, -net, -gross, -COALESCE(net - cost, 0) FROM sale_line) a \
        GROUP BY a.client_id, a.category_id, a.month HAVING SUM(a.net) <> 0 OR SUM(a.gross) <> 0 OR SUM(a.margin) <> 0 \
        ORDER BY a.client_id, a.category_id, a.month LIMIT 100";
    ACCOUNT_BREAKS = "SELECT a.client_id, CAST(SUM(a.shipped) AS BIGINT), CAST(SUM(a.paid) AS BIGINT) FROM \
        (SELECT client_id, shipped, paid FROM client_account UNION ALL SELECT client_id, -gross, 0 FROM shipment \
        UNION ALL SELECT client_id, 0, -amount FROM payment WHERE id NOT IN (SELECT payment_id FROM payment_reversal) UNION ALL SELECT client_id, \
        CASE WHEN debt > 0 THEN -debt ELSE 0 END, CASE WHEN debt < 0 THEN debt ELSE 0 END FROM opening_balance) a GROUP BY a.client_id \
        HAVING SUM(a.shipped) <> 0 OR SUM(a.paid) <> 0 ORDER BY a.client_id LIMIT 100";
    PAID_BREAKS = "SELECT i.id, i.paid FROM invoice i LEFT JOIN (SELECT invoice_id, SUM(amount) AS paid FROM payment \
        WHERE invoice_id IS NOT NULL AND id NOT IN (SELECT payment_id FROM payment_reversal) GROUP BY invoice_id) q ON q.invoice_id = i.id WHERE i.paid <> COALESCE(q.paid, 0) \
        ORDER BY i.id LIMIT 100";
}

fn count(read: &mut Read<'_>, sql: &'static store::Sql) -> Result<i64, Fault> {
    Ok(read.one::<(i64,)>(sql, p![])?.0)
}

/// Ordered = issued + reserved + pegged + short + cancelled.
fn line(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let checked = count(read, &LINE_COUNT)?;
    let rows: Vec<(i64, i64, i64, i64, i64, i64)> = read.rows(&LINE_BREAKS, p![])?;
    let told = |(line, ordered, issued, short, cancelled, held)| {
        format!("line {line}: ordered {ordered}, issued {issued}, held {held}, short {short}, cancelled {cancelled}")
    };
    Ok(LawReport { checked, broken: rows.into_iter().map(told).collect() })
}

/// No document number twice, none left out.
fn numbers(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let checked = count(read, &NUMBER_COUNT)?;
    let rows: Vec<(String, i64, i64, i64, i64, i64, i64)> = read.rows(&NUMBER_BREAKS, p![])?;
    let told = |(kind, seller, year, papers, numbers, most, last)| {
        format!(
            "{kind} of seller {seller} in {year}: {papers} papers, {numbers} numbers, largest {most}, counter {last}"
        )
    };
    Ok(LawReport { checked, broken: rows.into_iter().map(told).collect() })
}

/// What was printed as an invoice is that invoice: its number, year and sum.
fn paper(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let checked = count(read, &PAPER_COUNT)?;
    let rows: Vec<(i64, String, i64, i64, i64, i64)> = read.rows(&PAPER_BREAKS, p![])?;
    let told = |(paper, kind, number, gross, of_invoice, owed)| {
        format!("paper {paper}: {kind} {number} for {gross}, the invoice is {of_invoice} for {owed}")
    };
    Ok(LawReport { checked, broken: rows.into_iter().map(told).collect() })
}

/// No goods are held past the term of an unconfirmed order, and no draft holds any.
fn term(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let today = read.now().day(&house::settings::all(read)?.zone);
    let checked = count(read, &TERM_COUNT)?;
    let rows: Vec<(i64, String, Option<Day>)> = read.rows(&TERM_BREAKS, p![today])?;
    let told = |(order, state, until): (i64, String, Option<Day>)| {
        let until = until.map(|day| day.to_string()).unwrap_or_default();
        format!("order {order} ({state}): held until {until}, today is {today}")
    };
    let mut broken: Vec<String> = rows.into_iter().map(told).collect();
    let lines: Vec<(i64,)> = read.rows(&DRAFT_BREAKS, p![])?;
    broken.extend(lines.into_iter().map(|(line,)| format!("line {line} of a draft holds goods")));
    Ok(LawReport { checked, broken })
}

/// Kept totals equal the rows: turnover by month, what a client owes, what an invoice has been paid.
fn turnover(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let checked = count(read, &TURNOVER_COUNT)?;
    let months: Vec<(i64, i64, i64, i64, i64, i64)> = read.rows(&TURNOVER_BREAKS, p![])?;
    let told = |(client, category, month, net, gross, margin)| {
        format!("client {client}, category {category}, month {month}: off by net {net}, gross {gross}, margin {margin}")
    };
    let mut broken: Vec<String> = months.into_iter().map(told).collect();
    let accounts: Vec<(i64, i64, i64)> = read.rows(&ACCOUNT_BREAKS, p![])?;
    let told = |(client, shipped, paid)| format!("account of client {client}: off by shipped {shipped}, paid {paid}");
    broken.extend(accounts.into_iter().map(told));
    let invoices: Vec<(i64, i64)> = read.rows(&PAID_BREAKS, p![])?;
    broken
        .extend(invoices.into_iter().map(|(invoice, paid)| format!("invoice {invoice}: {paid} is not what was paid")));
    Ok(LawReport { checked, broken })
}
