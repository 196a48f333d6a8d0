//! The invoice: a numbered paper by which the client pays.

use access::Perm;
use house::{Visit, sellers, settings};
use kernel::{Event, LineAmounts, Money, OrderId, Zone};
use serde_json::json;
use store::{Fault, Stop, Tx};

use super::paper::keep;
use super::{follows, taken_up};
use crate::errors::OrderRefused;
use crate::model::{InvoiceCard, InvoiceHead, PaperHead, PaperLine, Requisites};
use crate::papers;
use crate::rules::Deed;
use crate::store as books;

/// Issues the invoice of an order: requisites as they are today, tax by line, the next number of the year.
///
/// Refused: not confirmed, invoiced already, a seller without requisites, stale version.
pub fn invoice(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<InvoiceCard, Stop<OrderRefused>> {
    let order = taken_up(tx, visit, Perm::InvoicesWrite, order, seen)?;
    if let Some(there) = books::invoice_of_order(tx, order.id)? {
        let (invoice, number) = (there.id, there.number);
        return Err(Stop::Refused(OrderRefused::HasInvoice { order: order.id, invoice, number }));
    }
    let state = follows(&order, Deed::Invoice)?;
    let seller = sellers::all(tx)?.into_iter().find(|seller| seller.id == order.seller);
    let Some(seller) = seller.filter(sellers::Seller::may_invoice) else {
        return Err(Stop::Refused(OrderRefused::NoRequisites));
    };
    let zone = Zone::parse(&seller.zone).map_err(Fault::because)?;
    let issued_on = visit.now.day(&zone);
    let lines: Vec<PaperLine> = books::lines(tx, order.id)?
        .iter()
        .filter(|line| line.taken().is_positive())
        .zip(1..)
        .map(|(line, position)| books::paper_line(position, line, line.taken(), line.vat_rate, line.amounts()))
        .collect();
    if lines.is_empty() {
        return Err(Stop::Refused(OrderRefused::Nothing(order.id)));
    }
    let total = LineAmounts::sum(lines.iter().map(PaperLine::amounts));
    let total = total.map_err(|overflow| Stop::Refused(OrderRefused::from(overflow)))?;
    let buyer = clients::client(tx, order.client)?.ok_or_else(|| Fault::because("an order has no client"))?;
    let buyer = of_client(buyer);
    let mut head = InvoiceHead {
        id: kernel::InvoiceId::new(1),
        order: order.id,
        client: order.client,
        seller: order.seller,
        year: i64::from(issued_on.year()),
        number: 0,
        issued_on,
        net: total.net,
        vat: total.vat,
        gross: total.gross,
        paid: Money::ZERO,
        seller_requisites: written(&of_seller(seller))?,
        buyer_requisites: written(&buyer)?,
    };
    head.id = books::insert_invoice(tx, visit, &head, &lines)?;
    books::move_order(tx, &order, state)?;
    head.number = books::number_invoice(tx, head.id, head.seller, head.year)?;
    let payload = json!({
        "invoice": head.id, "order": order.id, "number": head.number, "year": head.year, "gross": head.gross,
    });
    tx.event(Event::new("invoice_issued", head.id, payload.to_string()), Some(order.client));
    let card = crate::questions::invoice_card(tx, head, lines)?;
    let paper = papers::of_invoice(&card, settings::all(tx)?.currency);
    let head = &card.head;
    let paper_head = PaperHead {
        id: kernel::PaperId::new(1),
        kind: documents::PaperKind::Invoice.code().to_owned(),
        seller: head.seller,
        year: head.year,
        number: head.number,
        order: head.order,
        client: head.client,
        issued_on: head.issued_on,
        gross: head.gross,
    };
    keep(tx, visit, &paper_head, Some(head.id), &paper)?;
    Ok(card)
}

pub(super) fn of_client(buyer: clients::Client) -> Requisites {
    Requisites {
        name: buyer.name,
        inn: buyer.inn.map(|inn| inn.to_string()),
        kpp: buyer.kpp.map(|kpp| kpp.to_string()),
        address: buyer.address,
        ..Requisites::default()
    }
}

pub(super) fn of_seller(seller: sellers::Seller) -> Requisites {
    Requisites {
        name: seller.name,
        inn: seller.inn,
        kpp: seller.kpp,
        address: seller.address,
        bank: seller.bank,
        bik: seller.bik,
        account: seller.account,
        corr_account: seller.corr_account,
    }
}

fn written(requisites: &Requisites) -> Result<String, Fault> {
    serde_json::to_string(requisites).map_err(Fault::because)
}
