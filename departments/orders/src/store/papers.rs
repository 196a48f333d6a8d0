//! Papers as they were issued.

use kernel::{InvoiceId, OrderId, PaperId};
use store::{Fault, Read, Tx, p, sql};

use crate::model::{NewPaper, PaperHead};

macro_rules! paper {
    ($rest:literal) => {
        concat!("SELECT id, kind, seller_id, year, number, order_id, client_id, issued_on, gross FROM paper ", $rest)
    };
}

sql! {
    PAPER = paper!("WHERE id = ?1");
    PAPERS_OF_ORDER = paper!("WHERE order_id = ?1 ORDER BY id");
    PAPER_OF_INVOICE = paper!("WHERE invoice_id = ?1");
    PAPER_CONTENT = "SELECT content FROM paper WHERE id = ?1";
    ADD_PAPER = "INSERT INTO paper (kind, seller_id, year, number, order_id, client_id, invoice_id, issued_on, issued_at, gross, \
        content, staff_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id";
}

pub(crate) fn add_paper(tx: &mut Tx<'_>, new: &NewPaper) -> Result<PaperId, Fault> {
    let head = &new.head;
    let id = tx.insert(
        &ADD_PAPER,
        p![
            head.kind,
            head.seller,
            head.year,
            head.number,
            head.order,
            head.client,
            new.invoice,
            head.issued_on,
            new.issued_at,
            head.gross,
            new.content,
            new.staff
        ],
    )?;
    Ok(PaperId::new(id))
}

pub(crate) fn paper(read: &mut Read<'_>, id: PaperId) -> Result<Option<PaperHead>, Fault> {
    read.opt(&PAPER, p![id])
}

pub(crate) fn paper_of_invoice(read: &mut Read<'_>, invoice: InvoiceId) -> Result<Option<PaperHead>, Fault> {
    read.opt(&PAPER_OF_INVOICE, p![invoice])
}

/// Papers of an order, the oldest first.
pub(crate) fn papers_of_order(read: &mut Read<'_>, order: OrderId) -> Result<Vec<PaperHead>, Fault> {
    read.rows(&PAPERS_OF_ORDER, p![order])
}

/// What a paper says, as it was written down.
pub(crate) fn paper_content(read: &mut Read<'_>, id: PaperId) -> Result<String, Fault> {
    Ok(read.one::<(String,)>(&PAPER_CONTENT, p![id])?.0)
}
