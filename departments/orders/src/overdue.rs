//! What clients should have paid by now, by the terms on which they buy.

use contracts::Terms;
use kernel::{ClientId, Day, Money};
use store::{Fault, Read};

use crate::rules::{self, Owed};
use crate::store::{self as books, OwedRow};

/// What of their debts these clients should have paid before today; clients without terms are left out.
///
/// Two statements, however many clients there are.
pub fn overdue(read: &mut Read<'_>, today: Day, clients: &[ClientId]) -> Result<Vec<(ClientId, Money)>, Fault> {
    let terms = contracts::terms_of(read, clients)?;
    let asked: Vec<(ClientId, Day)> =
        terms.iter().map(|terms| (terms.client, rules::due_from(today, terms.payment_days))).collect();
    let rows = books::owed(read, &asked)?;
    // Both come by the number of the client.
    terms.iter().zip(rows).map(|(terms, row)| Ok((terms.client, overdue_of(today, terms, &row)?))).collect()
}

/// The account of one client (shipped, paid), how much it may owe, and what is overdue where a term is agreed on.
pub(crate) struct Standing {
    pub(crate) shipped: Money,
    pub(crate) paid: Money,
    pub(crate) limit: Option<Money>,
    pub(crate) overdue: Option<Money>,
}

/// How one client stands, in two statements.
pub(crate) fn standing(read: &mut Read<'_>, today: Day, client: ClientId) -> Result<Standing, Fault> {
    let terms = contracts::terms(read, client)?;
    let from = terms.map_or(today, |terms| rules::due_from(today, terms.payment_days));
    let row = books::owed(read, &[(client, from)])?.into_iter().next();
    let row = row.ok_or_else(|| Fault::because("an account asked for is not there"))?;
    let overdue = terms.map(|terms| overdue_of(today, &terms, &row)).transpose()?;
    let limit = terms.and_then(|terms| terms.credit_limit);
    Ok(Standing { shipped: row.shipped, paid: row.paid, limit, overdue })
}

fn overdue_of(today: Day, terms: &Terms, row: &OwedRow) -> Result<Money, Fault> {
    let opening = row.opening.max(Money::ZERO);
    let is_opening_due = row.opened_on.is_some_and(|day| day < rules::due_from(today, terms.payment_days));
    let shipped = row.shipped.checked_sub(opening).map_err(Fault::because)?;
    let owed = Owed { opening, is_opening_due, shipped, not_due: row.not_due, paid: row.paid };
    rules::overdue(&owed).map_err(Fault::because)
}
