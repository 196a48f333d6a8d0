//! Invoices, shipments, payments and what a client owes.

use house::Visit;
use kernel::{
    ClientId, Day, InvoiceId, LineAmounts, Money, OrderId, OrderLineId, PaymentId, SellerId, ShipmentId, VatRate,
};
use serde_json::json;
use store::{Fault, Read, Tx, p, row, sql};

use crate::model::{InvoiceHead, PaperLine, Payment, ShipmentHead};

macro_rules! invoice {
    ($rest:literal) => {
        concat!(
            "SELECT id, order_id, client_id, seller_id, year, number, issued_on, net, vat, gross, paid, seller_requisites, \
             buyer_requisites FROM invoice ",
            $rest
        )
    };
}

macro_rules! shipment {
    ($rest:literal) => {
        concat!("SELECT id, order_id, client_id, year, number, shipped_on, net, vat, gross FROM shipment ", $rest)
    };
}

macro_rules! payment {
    ($rest:literal) => {
        concat!(
            "SELECT id, client_id, invoice_id, amount, received_on, purpose, r.reversed_at, r.reason, r.staff_id \
             FROM payment LEFT JOIN payment_reversal r ON r.payment_id = id ",
            $rest
        )
    };
}

sql! {
    SHIPPED_SINCE = "SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM shipment WHERE client_id = ?1 AND id >= ?2";
    PAID_SINCE = "SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM payment p LEFT JOIN payment_reversal r \
        ON r.payment_id = p.id WHERE p.client_id = ?1 AND p.id >= ?2 AND r.payment_id IS NULL";
    INVOICE = invoice!("WHERE id = ?1");
    INVOICE_OF_ORDER = invoice!("WHERE order_id = ?1");
    INVOICES_OF_CLIENT = invoice!("WHERE client_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    INVOICE_LINES = "SELECT position, order_line_id, item_id, quantity, unit_price, price_mode, vat_class, vat_rate, net, vat, \
        gross FROM invoice_line WHERE invoice_id = ?1 ORDER BY position";
    INSERT_INVOICE = "INSERT INTO invoice (order_id, client_id, seller_id, year, issued_on, issued_at, net, vat, gross, paid, \
        seller_requisites, buyer_requisites, staff_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12) RETURNING id";
    INSERT_INVOICE_LINES = "INSERT INTO invoice_line (invoice_id, position, order_line_id, item_id, quantity, unit_price, \
        price_mode, vat_class, vat_rate, net, vat, gross) SELECT CAST(?1 AS BIGINT), CAST(value ->> 'p' AS BIGINT), \
        CAST(value ->> 'l' AS BIGINT), CAST(value ->> 'i' AS BIGINT), CAST(value ->> 'q' AS BIGINT), \
        CAST(value ->> 'u' AS BIGINT), value ->> 'm', value ->> 'c', CAST(value ->> 'r' AS BIGINT), \
        CAST(value ->> 'n' AS BIGINT), CAST(value ->> 'v' AS BIGINT), CAST(value ->> 'g' AS BIGINT) FROM json_each(?2)";
    NUMBER_INVOICE = "UPDATE invoice SET number = ?2 WHERE id = ?1";
    PAY_INVOICE = "UPDATE invoice SET paid = paid + ?2 WHERE id = ?1";
    NEXT_NUMBER = "INSERT INTO paper_counter (seller_id, kind, year, last) VALUES (?1, ?2, ?3, 1) \
        ON CONFLICT (seller_id, kind, year) DO UPDATE SET last = paper_counter.last + 1 RETURNING last";

    SHIPMENT = shipment!("WHERE id = ?1");
    SHIPMENTS_OF_ORDER = shipment!("WHERE order_id = ?1 ORDER BY id");
    SHIPMENTS_OF_CLIENT = shipment!("WHERE client_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    SHIPMENT_LINES = "SELECT position, order_line_id, item_id, quantity, unit_price, price_mode, vat_class, vat_rate, net, vat, \
        gross FROM shipment_line WHERE shipment_id = ?1 ORDER BY position";
    ORDERED_RATES = "SELECT position, ordered_vat_rate FROM shipment_line WHERE shipment_id = ?1 ORDER BY position";
    INSERT_SHIPMENT = "INSERT INTO shipment (order_id, client_id, seller_id, year, shipped_on, shipped_at, net, vat, gross, \
        staff_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id";
    INSERT_SHIPMENT_LINES = "INSERT INTO shipment_line (shipment_id, position, order_line_id, item_id, quantity, unit_price, \
        price_mode, vat_class, vat_rate, ordered_vat_rate, net, vat, gross) SELECT CAST(?1 AS BIGINT), \
        CAST(value ->> 'p' AS BIGINT), CAST(value ->> 'l' AS BIGINT), CAST(value ->> 'i' AS BIGINT), \
        CAST(value ->> 'q' AS BIGINT), CAST(value ->> 'u' AS BIGINT), value ->> 'm', value ->> 'c', \
        CAST(value ->> 'r' AS BIGINT), CAST(value ->> 'o' AS BIGINT), CAST(value ->> 'n' AS BIGINT), \
        CAST(value ->> 'v' AS BIGINT), CAST(value ->> 'g' AS BIGINT) FROM json_each(?2) RETURNING id, position";
    NUMBER_SHIPMENT = "UPDATE shipment SET number = ?2 WHERE id = ?1";

    PAYMENT = payment!("WHERE id = ?1");
    PAYMENTS_OF_CLIENT = payment!("WHERE client_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    PAYMENTS_OF_INVOICE = payment!("WHERE invoice_id = ?1 ORDER BY id");
    PAYMENTS = payment!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    INSERT_PAYMENT = "INSERT INTO payment (client_id, seller_id, invoice_id, amount, received_on, purpose, recorded_at, staff_id) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";

    REVERSE_PAYMENT = "INSERT INTO payment_reversal (payment_id, reason, reversed_at, staff_id) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (payment_id) DO NOTHING";

    DEBT = "SELECT shipped - paid FROM client_account WHERE client_id = ?1";
    // One statement, one moment: an order shipped between two of them would stand in neither.
    EXPOSURE = "SELECT CAST(COALESCE((SELECT a.shipped - a.paid FROM client_account a WHERE a.client_id = ?1), 0) \
        + COALESCE((SELECT SUM(l.gross - l.shipped_gross) FROM sales_order o JOIN order_line l ON l.order_id = o.id \
        WHERE o.client_id = ?1 AND o.state IN ('confirmed', 'invoiced', 'picking', 'packed') \
        AND l.quantity - l.issued - l.short - l.cancelled > 0), 0) AS BIGINT)";
    // What left so lately that it is not due yet is a short stretch of an index, however long the client has bought.
    OWED = "SELECT CAST(v.value ->> 'c' AS BIGINT), COALESCE(a.shipped, 0), COALESCE(a.paid, 0), COALESCE(b.debt, 0), b.as_of_on, \
        (SELECT CAST(COALESCE(SUM(s.gross), 0) AS BIGINT) FROM shipment s WHERE s.client_id = CAST(v.value ->> 'c' AS BIGINT) \
        AND s.shipped_on >= CAST(v.value ->> 'd' AS BIGINT)) FROM json_each(?1) AS v \
        LEFT JOIN client_account a ON a.client_id = CAST(v.value ->> 'c' AS BIGINT) \
        LEFT JOIN opening_balance b ON b.client_id = CAST(v.value ->> 'c' AS BIGINT) ORDER BY 1";
    OLDEST_UNPAID = "SELECT id, number, gross - paid FROM invoice WHERE client_id = ?1 AND paid < gross ORDER BY id LIMIT 1";
    ACCOUNTS = "SELECT client_id, shipped - paid FROM client_account \
        WHERE client_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?1)) ORDER BY client_id";
    BOOK = "INSERT INTO client_account (client_id, shipped, paid) VALUES (?1, ?2, ?3) ON CONFLICT (client_id) \
        DO UPDATE SET shipped = client_account.shipped + excluded.shipped, paid = client_account.paid + excluded.paid";
}

fn paper(line: &PaperLine) -> serde_json::Value {
    json!({
        "p": line.position, "l": line.order_line.get(), "i": line.item.get(), "q": line.quantity.thousandths(),
        "u": line.unit_price.ten_thousandths(), "m": line.price_mode.code(), "c": line.vat_class.code(),
        "r": line.vat_rate.basis_points(), "n": line.net.minor(), "v": line.vat.minor(), "g": line.gross.minor(),
    })
}

/// One invoice.
pub(crate) fn invoice(read: &mut Read<'_>, id: InvoiceId) -> Result<Option<InvoiceHead>, Fault> {
    read.opt(&INVOICE, p![id])
}

/// The invoice of an order.
pub(crate) fn invoice_of_order(read: &mut Read<'_>, order: OrderId) -> Result<Option<InvoiceHead>, Fault> {
    read.opt(&INVOICE_OF_ORDER, p![order])
}

/// Invoices of a client below the given number, the newest first.
pub(crate) fn invoices_of_client(
    read: &mut Read<'_>,
    client: ClientId,
    below: i64,
    limit: i64,
) -> Result<Vec<InvoiceHead>, Fault> {
    read.rows(&INVOICES_OF_CLIENT, p![client, below, limit])
}

/// Lines of an invoice.
pub(crate) fn invoice_lines(read: &mut Read<'_>, id: InvoiceId) -> Result<Vec<PaperLine>, Fault> {
    read.rows(&INVOICE_LINES, p![id])
}

/// Writes an invoice without its number; returns its row number.
pub(crate) fn insert_invoice(
    tx: &mut Tx<'_>,
    visit: &Visit,
    head: &InvoiceHead,
    lines: &[PaperLine],
) -> Result<InvoiceId, Fault> {
    let (now, staff) = (visit.now, visit.actor.staff());
    let id = tx.insert(
        &INSERT_INVOICE,
        p![
            head.order,
            head.client,
            head.seller,
            head.year,
            head.issued_on,
            now,
            head.net,
            head.vat,
            head.gross,
            head.seller_requisites,
            head.buyer_requisites,
            staff
        ],
    )?;
    let id = InvoiceId::new(id);
    let lines: Vec<_> = lines.iter().map(paper).collect();
    tx.exec(&INSERT_INVOICE_LINES, p![id, json!(lines).to_string()])?;
    Ok(id)
}

/// Gives an invoice the next number of the seller's year: the last thing a unit writes, so no number is lost.
pub(crate) fn number_invoice(tx: &mut Tx<'_>, id: InvoiceId, seller: SellerId, year: i64) -> Result<i64, Fault> {
    let number = next_number(tx, seller, "invoice", year)?;
    tx.exec(&NUMBER_INVOICE, p![id, number])?;
    Ok(number)
}

/// The next number of a seller, kind and year. Whoever takes it keeps the others of the kind waiting until the unit ends.
pub(crate) fn next_number(tx: &mut Tx<'_>, seller: SellerId, kind: &str, year: i64) -> Result<i64, Fault> {
    Ok(tx.one::<(i64,)>(&NEXT_NUMBER, p![seller, kind, year])?.0)
}

/// One shipment.
pub(crate) fn shipment(read: &mut Read<'_>, id: ShipmentId) -> Result<Option<ShipmentHead>, Fault> {
    read.opt(&SHIPMENT, p![id])
}

/// Shipments of an order, the oldest first.
pub(crate) fn shipments_of_order(read: &mut Read<'_>, order: OrderId) -> Result<Vec<ShipmentHead>, Fault> {
    read.rows(&SHIPMENTS_OF_ORDER, p![order])
}

/// Shipments to a client below the given number, the newest first.
pub(crate) fn shipments_of_client(
    read: &mut Read<'_>,
    client: ClientId,
    below: i64,
    limit: i64,
) -> Result<Vec<ShipmentHead>, Fault> {
    read.rows(&SHIPMENTS_OF_CLIENT, p![client, below, limit])
}

/// Lines of a shipment with the rate that was ordered.
pub(crate) fn shipment_lines(read: &mut Read<'_>, id: ShipmentId) -> Result<Vec<(PaperLine, VatRate)>, Fault> {
    let lines: Vec<PaperLine> = read.rows(&SHIPMENT_LINES, p![id])?;
    let rates: Vec<(i64, VatRate)> = read.rows(&ORDERED_RATES, p![id])?;
    Ok(lines.into_iter().zip(rates).map(|(line, (_, rate))| (line, rate)).collect())
}

/// Writes a shipment without its number; its row number, and the row numbers of its lines by place.
pub(crate) fn insert_shipment(
    tx: &mut Tx<'_>,
    visit: &Visit,
    head: &ShipmentHead,
    seller: SellerId,
    lines: &[(PaperLine, VatRate)],
) -> Result<(ShipmentId, Vec<(i64, i64)>), Fault> {
    let (now, staff) = (visit.now, visit.actor.staff());
    let id = tx.insert(
        &INSERT_SHIPMENT,
        p![head.order, head.client, seller, head.year, head.shipped_on, now, head.net, head.vat, head.gross, staff],
    )?;
    let lines: Vec<_> = lines
        .iter()
        .map(|(line, ordered)| {
            let mut value = paper(line);
            if let Some(members) = value.as_object_mut() {
                members.insert("o".into(), json!(ordered.basis_points()));
            }
            value
        })
        .collect();
    let rows: Vec<(i64, i64)> = tx.rows(&INSERT_SHIPMENT_LINES, p![id, json!(lines).to_string()])?;
    Ok((ShipmentId::new(id), rows))
}

/// Gives a shipment its number.
pub(crate) fn number_shipment(tx: &mut Tx<'_>, id: ShipmentId, seller: SellerId, year: i64) -> Result<i64, Fault> {
    let (number,): (i64,) = tx.one(&NEXT_NUMBER, p![seller, "shipment", year])?;
    tx.exec(&NUMBER_SHIPMENT, p![id, number])?;
    Ok(number)
}

/// One payment.
pub(crate) fn payment(read: &mut Read<'_>, id: PaymentId) -> Result<Option<Payment>, Fault> {
    read.opt(&PAYMENT, p![id])
}

/// Payments of a client below the given number, the newest first.
pub(crate) fn payments_of_client(
    read: &mut Read<'_>,
    client: ClientId,
    below: i64,
    limit: i64,
) -> Result<Vec<Payment>, Fault> {
    read.rows(&PAYMENTS_OF_CLIENT, p![client, below, limit])
}

/// Payments of an invoice, the oldest first.
pub(crate) fn payments_of_invoice(read: &mut Read<'_>, invoice: InvoiceId) -> Result<Vec<Payment>, Fault> {
    read.rows(&PAYMENTS_OF_INVOICE, p![invoice])
}

/// All payments below the given number, the newest first.
pub(crate) fn payments(read: &mut Read<'_>, below: i64, limit: i64) -> Result<Vec<Payment>, Fault> {
    read.rows(&PAYMENTS, p![below, limit])
}

/// Money about to be written down.
#[derive(Debug, Clone)]
pub(crate) struct PaymentValues {
    pub(crate) client: ClientId,
    pub(crate) seller: SellerId,
    pub(crate) invoice: Option<InvoiceId>,
    pub(crate) amount: Money,
    pub(crate) received_on: Day,
    pub(crate) purpose: String,
}

/// Writes a payment, on its invoice too.
pub(crate) fn insert_payment(tx: &mut Tx<'_>, visit: &Visit, new: &PaymentValues) -> Result<PaymentId, Fault> {
    let (now, staff) = (visit.now, visit.actor.staff());
    let id = tx.insert(
        &INSERT_PAYMENT,
        p![new.client, new.seller, new.invoice, new.amount, new.received_on, new.purpose, now, staff],
    )?;
    if let Some(invoice) = new.invoice {
        pay_invoice(tx, invoice, new.amount)?;
    }
    Ok(PaymentId::new(id))
}

/// Marks a payment as taken back; false when somebody has done so already.
pub(crate) fn reverse_payment(tx: &mut Tx<'_>, visit: &Visit, id: PaymentId, reason: &str) -> Result<bool, Fault> {
    let (now, staff) = (visit.now, visit.actor.staff());
    Ok(tx.exec(&REVERSE_PAYMENT, p![id, reason, now, staff])? == 1)
}

/// Adds to what an invoice was paid.
pub(crate) fn pay_invoice(tx: &mut Tx<'_>, invoice: InvoiceId, amount: Money) -> Result<(), Fault> {
    tx.exec(&PAY_INVOICE, p![invoice, amount]).map(drop)
}

/// Adds to what was shipped to a client and to what it paid.
pub(crate) fn book(tx: &mut Tx<'_>, client: ClientId, shipped: Money, paid: Money) -> Result<(), Fault> {
    tx.exec(&BOOK, p![client, shipped, paid]).map(drop)
}

/// What a client owes: shipped less paid.
pub(crate) fn debt(read: &mut Read<'_>, client: ClientId) -> Result<Money, Fault> {
    Ok(read.opt::<(Money,)>(&DEBT, p![client])?.map_or(Money::ZERO, |(debt,)| debt))
}

/// What a client owes, with what is still to be shipped of orders it has agreed to.
pub(crate) fn exposure(read: &mut Read<'_>, client: ClientId) -> Result<Money, Fault> {
    let (exposure,) = read.one(&EXPOSURE, p![client])?;
    Ok(exposure)
}

row! {
    /// The account of a client with what is not due yet.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct OwedRow {
        pub(crate) client: ClientId,
        pub(crate) shipped: Money,
        pub(crate) paid: Money,
        pub(crate) opening: Money,
        pub(crate) opened_on: Option<Day>,
        pub(crate) not_due: Money,
    }
}

/// The accounts of these clients; what left from the day beside each on is not due yet.
pub(crate) fn owed(read: &mut Read<'_>, clients: &[(ClientId, Day)]) -> Result<Vec<OwedRow>, Fault> {
    let asked: Vec<_> = clients.iter().map(|(id, day)| json!({ "c": id.get(), "d": day.days() })).collect();
    read.rows(&OWED, p![json!(asked).to_string()])
}

/// The invoice of a client that waits longest for its money: number of the row, number of the paper, what is left.
pub(crate) fn oldest_unpaid(read: &mut Read<'_>, client: ClientId) -> Result<Option<(InvoiceId, i64, Money)>, Fault> {
    read.opt(&OLDEST_UNPAID, p![client])
}

/// What these clients owe.
pub(crate) fn debts(read: &mut Read<'_>, clients: &[ClientId]) -> Result<Vec<(ClientId, Money)>, Fault> {
    read.rows(&ACCOUNTS, p![super::numbers(clients.iter().map(|id| id.get()))])
}

/// A paper line of an order line.
pub(crate) fn paper_line(
    position: i64,
    line: &crate::model::Line,
    quantity: kernel::Quantity,
    rate: VatRate,
    amounts: LineAmounts,
) -> PaperLine {
    let order_line: OrderLineId = line.id;
    PaperLine {
        position,
        order_line,
        item: line.item,
        quantity,
        unit_price: line.unit_price,
        price_mode: line.price_mode,
        vat_class: line.vat_class,
        vat_rate: rate,
        net: amounts.net,
        vat: amounts.vat,
        gross: amounts.gross,
    }
}

/// What the rows of an account from a place on (numbers of shipment and payment) add to the debt: those of later pages
/// begin with what is left. The first page has nothing above it.
pub(crate) fn account_since(read: &mut Read<'_>, client: ClientId, below: (i64, i64)) -> Result<Money, Fault> {
    if below == (i64::MAX, i64::MAX) {
        return Ok(Money::ZERO);
    }
    let (shipped,): (Money,) = read.one(&SHIPPED_SINCE, p![client, below.0])?;
    let (paid,): (Money,) = read.one(&PAID_SINCE, p![client, below.1])?;
    shipped.checked_sub(paid).map_err(Fault::because)
}
