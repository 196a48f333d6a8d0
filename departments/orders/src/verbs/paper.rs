//! Offers and confirmations: numbered papers for the client, frozen as they are issued.

use std::collections::HashMap;

use access::Perm;
use documents::{InBoth, Paper, PaperKind};
use house::{Visit, sellers, settings};
use kernel::{Day, Event, LineAmounts, OrderId, OrderLineId, PaperId, Zone};
use serde_json::json;
use store::{Fault, Stop, Tx};

use super::invoice::{of_client, of_seller};
use super::{follows, taken_up};
use crate::errors::{OrderRefused, Wrong};
use crate::model::{AnsweredLine, NewPaper, PaperHead, order_number};
use crate::papers;
use crate::rules::Deed;
use crate::store as books;

/// An offer holds for a year at most: prices are not promised longer.
const LONGEST_OFFER_DAYS: i32 = 366;

/// A paper to be issued.
#[derive(Debug, Clone, Copy)]
pub struct IssuePaper {
    /// An offer or a confirmation; an invoice is a deed of its own.
    pub kind: PaperKind,
    /// The last day an offer holds.
    pub valid_until: Option<Day>,
}

/// Issues an offer or a confirmation of an order as it stands, under the next number of the year.
///
/// Refused: an offer of what is agreed already, a confirmation of what is not, no line that can be had, a term in the past
/// or beyond a year, stale version.
pub fn issue_paper(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    what: IssuePaper,
    seen: Option<i64>,
) -> Result<(PaperHead, Paper), Stop<OrderRefused>> {
    let order = taken_up(tx, visit, Perm::OrdersWrite, order, seen)?;
    let deed = match what.kind {
        PaperKind::Offer => Deed::Offer,
        PaperKind::Confirmation => Deed::PutOnPaper,
        PaperKind::Invoice => return Err(Stop::Refused(OrderRefused::field("/kind", Wrong::NotAPaper))),
    };
    follows(&order, deed)?;
    let seller = sellers::all(tx)?.into_iter().find(|seller| seller.id == order.seller);
    let seller = seller.ok_or_else(|| Fault::because("an order has no seller"))?;
    let zone = Zone::parse(&seller.zone).map_err(Fault::because)?;
    let issued_on = visit.now.day(&zone);
    let valid_until = match (what.kind, what.valid_until) {
        (PaperKind::Offer, Some(until)) if until < issued_on => {
            return Err(Stop::Refused(OrderRefused::field("/valid_until", Wrong::DayPast)));
        }
        (PaperKind::Offer, Some(until)) if issued_on.days_until(until) > LONGEST_OFFER_DAYS => {
            return Err(Stop::Refused(OrderRefused::field("/valid_until", Wrong::DayTooFar)));
        }
        (PaperKind::Offer, until) => until,
        _ => None,
    };
    let card = crate::questions::card(tx, visit, order.id)?.ok_or(Stop::Refused(OrderRefused::Unknown))?;
    let answered: HashMap<OrderLineId, &AnsweredLine> =
        card.lines.iter().filter_map(|line| Some((line.line?, line))).collect();
    let mut lines = Vec::new();
    for line in books::lines(tx, order.id)?.iter().filter(|line| line.taken().is_positive()) {
        let Some(told) = answered.get(&line.id).filter(|told| told.answer.reserves()) else { continue };
        let printed = books::paper_line(0, line, line.taken(), line.vat_rate, line.amounts());
        lines.push(papers::paper_line(&printed, &told.item, Some(papers::promise(told))));
    }
    if lines.is_empty() {
        return Err(Stop::Refused(OrderRefused::Nothing(order.id)));
    }
    let total = LineAmounts::sum(lines.iter().map(documents::Line::amounts));
    let total = total.map_err(|overflow| Stop::Refused(OrderRefused::from(overflow)))?;
    let buyer = clients::client(tx, order.client)?.ok_or_else(|| Fault::because("an order has no client"))?;
    let currency = settings::all(tx)?.currency;
    let year = i64::from(issued_on.year());
    // The last thing of the unit but its own row: the others of the kind wait no longer than they must.
    let number = books::next_number(tx, order.seller, what.kind.code(), year)?;
    let paper = Paper {
        kind: what.kind,
        number,
        issued_on,
        valid_until,
        currency,
        order: InBoth::said(|lang| order_number(lang, order.id)),
        seller: papers::party(&of_seller(seller)),
        buyer: papers::party(&of_client(buyer)),
        contact: visit.actor.staff().map(|_| visit.person.name.clone()),
        lines,
    };
    let mut head = PaperHead {
        id: PaperId::new(1),
        kind: what.kind.code().to_owned(),
        seller: order.seller,
        year,
        number,
        order: order.id,
        client: order.client,
        issued_on,
        gross: total.gross,
    };
    head.id = keep(tx, visit, &head, None, &paper)?;
    let payload = json!({ "paper": head.id, "kind": head.kind, "number": number, "year": year });
    tx.event(Event::new("paper_issued", order.id, payload.to_string()), Some(order.client));
    Ok((head, paper))
}

/// Freezes a paper.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    visit: &Visit,
    head: &PaperHead,
    invoice: Option<kernel::InvoiceId>,
    paper: &Paper,
) -> Result<PaperId, Fault> {
    let content = serde_json::to_string(paper).map_err(Fault::because)?;
    let (issued_at, staff) = (visit.now, visit.actor.staff());
    books::add_paper(tx, &NewPaper { head: head.clone(), invoice, issued_at, content, staff })
}
