//! Money comes in: for an invoice, or on the client's account.

use access::Perm;
use house::{Visit, sellers};
use kernel::{ClientId, Day, Event, InvoiceId, Money, PaymentId};
use serde_json::json;
use store::{Stop, Tx};

use super::ship::{close_if_paid, reopen_if_unpaid};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::Payment;
use crate::rules;
use crate::store::{self as books, PaymentValues};

/// Money as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// For this invoice.
    pub invoice: Option<InvoiceId>,
    /// Or from this client, for no invoice in particular.
    pub client: Option<ClientId>,
    /// How much.
    pub amount: Money,
    /// The day it came.
    pub received_on: Day,
    /// What the client wrote.
    pub purpose: String,
}

/// Writes down a payment; part payments add up, what is paid above the invoice stays on the client's account.
///
/// Refused: wrong fields, unknown invoice or client.
pub fn pay(tx: &mut Tx<'_>, visit: &Visit, new: &NewPayment) -> Result<Payment, Stop<OrderRefused>> {
    let mut wrong = rules::wrong_payment(new.amount, new.received_on, &new.purpose, visit.today);
    if new.invoice.is_none() && new.client.is_none() {
        wrong.push(WrongField::new("/invoice", Wrong::InvoiceOrClient));
    }
    if !wrong.is_empty() {
        return Err(Stop::Refused(OrderRefused::Fields(wrong)));
    }
    let invoice = match new.invoice {
        None => None,
        Some(id) => Some(books::invoice(tx, id)?.ok_or_else(|| refused("/invoice", Wrong::NoInvoice))?),
    };
    let (client, seller, order) = match (&invoice, new.client) {
        (Some(invoice), client) if client.is_none_or(|client| client == invoice.client) => {
            (invoice.client, invoice.seller, books::lock_order(tx, invoice.order)?)
        }
        (None, Some(client)) => {
            let Some(seller) = sellers::main(tx)? else { return Err(Stop::Refused(OrderRefused::NoRequisites)) };
            (client, seller.id, None)
        }
        _ => return Err(refused("/client", Wrong::InvoiceOrClient)),
    };
    if !books::sees(tx, visit, Perm::PaymentsWrite, client)? {
        return Err(match new.invoice {
            Some(_) => refused("/invoice", Wrong::NoInvoice),
            None => refused("/client", Wrong::NoClient),
        });
    }
    let values = PaymentValues {
        client,
        seller,
        invoice: new.invoice,
        amount: new.amount,
        received_on: new.received_on,
        purpose: new.purpose.trim().to_owned(),
    };
    let id = books::insert_payment(tx, visit, &values)?;
    if let Some(order) = &order {
        close_if_paid(tx, order)?;
    }
    books::book(tx, client, Money::ZERO, new.amount)?;
    let payload =
        json!({ "payment": id, "invoice": new.invoice, "amount": new.amount, "received_on": new.received_on });
    tx.event(Event::new("payment_received", id, payload.to_string()), Some(client));
    Ok(Payment {
        id,
        client,
        invoice: new.invoice,
        amount: new.amount,
        received_on: new.received_on,
        purpose: values.purpose,
        reversed_at: None,
        reversal_reason: None,
        reversed_by: None,
    })
}

/// Takes a payment back that should not stand: its row stays with the reason, the money counts no longer on the invoice
/// and on the client's account, and an order it had closed is open again.
///
/// Refused: no such payment, no reason, taken back before.
pub fn reverse(tx: &mut Tx<'_>, visit: &Visit, id: PaymentId, reason: &str) -> Result<Payment, Stop<OrderRefused>> {
    let Some(payment) = books::payment(tx, id)? else { return Err(Stop::Refused(OrderRefused::Unknown)) };
    if !books::sees(tx, visit, Perm::PaymentsWrite, payment.client)? {
        return Err(Stop::Refused(OrderRefused::Unknown));
    }
    if let Some(what) = rules::wrong_reason(reason) {
        return Err(refused("/reason", what));
    }
    let off = payment.amount.checked_neg().map_err(OrderRefused::from).map_err(Stop::Refused)?;
    let invoice = match payment.invoice {
        Some(id) => books::invoice(tx, id)?,
        None => None,
    };
    let order = match &invoice {
        Some(invoice) => books::lock_order(tx, invoice.order)?,
        None => None,
    };
    let reason = reason.trim();
    if !books::reverse_payment(tx, visit, id, reason)? {
        let before = books::payment(tx, id)?.and_then(|payment| payment.reversed_at).unwrap_or(visit.now);
        return Err(Stop::Refused(OrderRefused::Reversed(before.day(&visit.zone))));
    }
    if let Some(invoice) = &invoice {
        books::pay_invoice(tx, invoice.id, off)?;
    }
    if let Some(order) = &order {
        reopen_if_unpaid(tx, order)?;
    }
    books::book(tx, payment.client, Money::ZERO, off)?;
    let payload = json!({ "payment": id, "invoice": payment.invoice, "amount": payment.amount, "reason": reason });
    tx.event(Event::new("payment_reversed", id, payload.to_string()), Some(payment.client));
    Ok(Payment {
        reversed_at: Some(visit.now),
        reversal_reason: Some(reason.to_owned()),
        reversed_by: visit.actor.staff(),
        ..payment
    })
}

fn refused(pointer: &str, what: Wrong) -> Stop<OrderRefused> {
    Stop::Refused(OrderRefused::field(pointer, what))
}
