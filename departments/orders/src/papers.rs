//! What a paper says, gathered from an order: frozen as it is issued, read again at each printing.

use documents::{InBoth, Line, Paper, PaperKind, Party, Promise};
use house::{Visit, settings};
use i18n::{Lang, fmt};
use kernel::{Currency, Day, InvoiceId, OrderId, PaperId};
use stock::{Piece, Source};
use store::{Fault, Read};

use crate::model::{AnsweredLine, InvoiceCard, PaperHead, PaperLine, Requisites, order_number};
use crate::store as books;
use crate::texts;

/// One paper the visitor may see, with what it says.
pub fn paper(read: &mut Read<'_>, visit: &Visit, id: PaperId) -> Result<Option<(PaperHead, Paper)>, Fault> {
    let Some(head) = books::paper(read, id)? else { return Ok(None) };
    let perm =
        if head.kind == PaperKind::Invoice.code() { access::Perm::InvoicesRead } else { access::Perm::OrdersRead };
    if !books::sees(read, visit, perm, head.client)? {
        return Ok(None);
    }
    let content = books::paper_content(read, id)?;
    Ok(Some((head, serde_json::from_str(&content).map_err(Fault::because)?)))
}

/// The papers of an order, the oldest first: offers, confirmations and, for whoever reads invoices, the invoice.
pub fn papers(read: &mut Read<'_>, visit: &Visit, order: OrderId) -> Result<Vec<PaperHead>, Fault> {
    let heads = books::papers_of_order(read, order)?;
    let invoices = visit.may(access::Perm::InvoicesRead);
    Ok(heads.into_iter().filter(|head| invoices || head.kind != PaperKind::Invoice.code()).collect())
}

/// What an invoice says: as it was frozen, or, for one issued before papers were kept, as its rows say it today.
pub fn paper_of_invoice(read: &mut Read<'_>, visit: &Visit, id: InvoiceId) -> Result<Option<Paper>, Fault> {
    let Some(card) = crate::questions::invoice(read, visit, id)? else { return Ok(None) };
    match books::paper_of_invoice(read, id)? {
        Some(head) => {
            let content = books::paper_content(read, head.id)?;
            serde_json::from_str(&content).map_err(Fault::because).map(Some)
        }
        None => {
            let currency = settings::all(read)?.currency;
            Ok(Some(of_invoice(&card, currency)))
        }
    }
}

/// What an invoice that is being issued says.
pub(crate) fn of_invoice(card: &InvoiceCard, currency: Currency) -> Paper {
    Paper {
        kind: PaperKind::Invoice,
        number: card.head.number,
        issued_on: card.head.issued_on,
        valid_until: None,
        currency,
        order: InBoth::said(|lang| order_number(lang, card.head.order)),
        seller: party(&card.seller),
        buyer: party(&card.buyer),
        contact: None,
        lines: card.lines.iter().map(|(line, item)| paper_line(line, item, None)).collect(),
    }
}

pub(crate) fn party(of: &Requisites) -> Party {
    let Requisites { name, inn, kpp, address, bank, bik, account, corr_account } = of.clone();
    Party { name, inn, kpp, address, bank, bik, account, corr_account }
}

pub(crate) fn paper_line(line: &PaperLine, item: &catalogue::ItemCard, promise: Option<Promise>) -> Line {
    Line {
        sku: item.sku.clone(),
        name: InBoth::said(|lang| item.name(lang).to_owned()),
        quantity: line.quantity,
        unit: InBoth::said(|lang| item.unit_name(lang).to_owned()),
        price: line.unit_price,
        price_mode: line.price_mode,
        vat_class: line.vat_class,
        vat_rate: line.vat_rate.basis_points(),
        net: line.net,
        vat: line.vat,
        gross: line.gross,
        promise,
    }
}

/// What is told of a line: its day and what that rests on, with the year, since a paper is read later.
pub(crate) fn promise(line: &AnsweredLine) -> Promise {
    let pieces = |lang: Lang| {
        let said = line.coverage.iter().map(|piece| source_said(lang, piece, &|day| fmt::day_full(lang, day)));
        said.collect::<Vec<_>>().join("; ")
    };
    Promise { day: line.promised_on, rests_on: InBoth::said(pieces) }
}

/// Where goods come from, in words.
pub(crate) fn source_said(lang: Lang, piece: &Piece, day: &dyn Fn(Day) -> String) -> String {
    let quantity = fmt::quantity(lang, piece.quantity);
    match (piece.source, piece.origin) {
        (Source::OnHand, _) => texts::from_shelf(lang, &quantity),
        (Source::Arrival, Some(origin)) => match piece.late_since {
            Some(since) => texts::from_arrival_late(lang, &day(since), &origin.to_string(), &quantity),
            None => texts::from_arrival(lang, &day(piece.available_on), &origin.to_string(), &quantity),
        },
        (Source::Transfer, _) => texts::from_transfer(lang, &day(piece.available_on), &quantity),
        _ => texts::from_elsewhere(lang, &day(piece.available_on), &quantity),
    }
}
