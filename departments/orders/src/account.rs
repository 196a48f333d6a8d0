//! The account of a client: what was shipped and what was paid, row by row, down to the opening balance.

use access::Perm;
use house::Visit;
use kernel::{ClientId, Day, InvoiceId, Money, OrderId, PaymentId, ShipmentId};
use serde::Serialize;
use store::{Fault, Read};
use utoipa::ToSchema;

use crate::overdue::{Standing, standing};
use crate::store as books;

/// The account of a client, page by page, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// Shipped less paid; below zero when the client has paid ahead.
    #[schema(value_type = String)]
    pub debt: Money,
    /// How much the client may owe; null without a limit.
    #[schema(value_type = Option<String>)]
    pub limit: Option<Money>,
    /// The debt and what is still to be shipped of orders the client has agreed to: what the limit has to hold.
    #[schema(value_type = String)]
    pub exposure: Money,
    /// What of the debt should have been paid by now; null where no payment term is agreed on.
    #[schema(value_type = Option<String>)]
    pub overdue: Option<Money>,
    /// Shipped, an opening debt included.
    #[schema(value_type = String)]
    pub shipped: Money,
    /// Paid, an opening advance included.
    #[schema(value_type = String)]
    pub paid: Money,
    /// What it is made of.
    pub items: Vec<AccountLine>,
    /// Give it back as `cursor`; null at the end.
    pub next_cursor: Option<String>,
}

/// A row of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountLine {
    /// The day it counts from.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// What it adds to the debt; below zero for money that came, zero for a payment taken back.
    #[schema(value_type = String)]
    pub debt: Money,
    /// What the client owed once it was counted; below zero: paid ahead.
    #[schema(value_type = String)]
    pub balance: Money,
    /// What stands behind it.
    #[serde(flatten)]
    pub what: AccountEntry,
}

/// What stands behind a row of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccountEntry {
    /// Goods left.
    Shipment {
        /// The shipment.
        #[schema(value_type = String)]
        id: ShipmentId,
        /// Its number within the year.
        number: i64,
        /// The order it belongs to.
        #[schema(value_type = String)]
        order: OrderId,
    },
    /// Money came.
    Payment {
        /// The payment.
        #[schema(value_type = String)]
        id: PaymentId,
        /// How much came.
        #[schema(value_type = String)]
        amount: Money,
        /// For which invoice.
        #[schema(value_type = Option<String>)]
        invoice: Option<InvoiceId>,
        /// It was taken back and counts no longer.
        reversed: bool,
    },
    /// The debt or advance with which the account was opened.
    Opening,
}

/// The account of a client below a place (numbers of shipment and payment); none for whoever may not see it.
pub fn account(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    below: (i64, i64),
    limit: i64,
) -> Result<Option<Account>, Fault> {
    if !books::sees(read, visit, Perm::PaymentsRead, client)? {
        return Ok(None);
    }
    let Standing { shipped, paid, limit: most, overdue } = standing(read, visit.today, client)?;
    let exposure = books::exposure(read, client)?;
    let shipments = books::shipments_of_client(read, client, below.0, limit + 1)?;
    let payments = books::payments_of_client(read, client, below.1, limit + 1)?;
    let opening = books::opening(read, client)?.filter(|(debt, _)| !debt.is_zero());

    let mut shipments = shipments.into_iter().peekable();
    let mut payments = payments.into_iter().peekable();
    let wanted = usize::try_from(limit).unwrap_or(0);
    let (mut items, mut place) = (Vec::new(), below);
    while items.len() < wanted {
        // Each kind comes by its own number; of the two the later day goes first.
        let take_shipment = match (shipments.peek(), payments.peek()) {
            (Some(shipment), Some(payment)) => shipment.shipped_on >= payment.received_on,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => break,
        };
        if take_shipment {
            let Some(one) = shipments.next() else { break };
            place.0 = one.id.get();
            let what = AccountEntry::Shipment { id: one.id, number: one.number, order: one.order };
            items.push(AccountLine { day: one.shipped_on, debt: one.gross, balance: Money::ZERO, what });
        } else {
            let Some(one) = payments.next() else { break };
            place.1 = one.id.get();
            let reversed = one.reversed_at.is_some();
            let debt = if reversed { Money::ZERO } else { one.amount.checked_neg().map_err(Fault::because)? };
            let what = AccountEntry::Payment { id: one.id, amount: one.amount, invoice: one.invoice, reversed };
            items.push(AccountLine { day: one.received_on, debt, balance: Money::ZERO, what });
        }
    }
    let more = shipments.peek().is_some() || payments.peek().is_some();
    let ends = !more && items.len() < wanted;
    if let (true, Some((debt, day))) = (ends, opening) {
        items.push(AccountLine { day, debt, balance: Money::ZERO, what: AccountEntry::Opening });
    }
    let debt = shipped.checked_sub(paid).map_err(Fault::because)?;
    let mut balance = debt.checked_sub(books::account_since(read, client, below)?).map_err(Fault::because)?;
    for line in &mut items {
        line.balance = balance;
        balance = balance.checked_sub(line.debt).map_err(Fault::because)?;
    }
    let next = more || (!ends && opening.is_some());
    Ok(Some(Account {
        debt,
        limit: most.filter(|_| visit.may(Perm::TermsRead)),
        exposure,
        overdue,
        shipped,
        paid,
        items,
        next_cursor: next.then(|| house::cursor::encode(&place.0.to_string(), place.1)),
    }))
}

/// The place a cursor names; the start without one, none for a foreign one.
pub(crate) fn place(cursor: Option<&str>) -> Option<(i64, i64)> {
    let Some(text) = cursor.filter(|text| !text.is_empty()) else { return Some((i64::MAX, i64::MAX)) };
    let cursor = house::cursor::decode(text)?;
    Some((cursor.key.parse().ok()?, cursor.id))
}
