//! What orders have to say beside a client in a list: the turnover of a year and its change, the last purchase, the debt.

use access::{Perm, Scope};
use house::{Column, Visit};
use i18n::{Lang, fmt};
use kernel::{ClientId, Money};
use maud::{Markup, html};
use store::{Fault, Read};

use crate::questions::debts;
use crate::rules::{SHRINKING, change};
use crate::{store as books, texts};

/// The columns beside these clients, as far as the person may read their orders and what they owe.
pub(crate) fn of_clients(read: &mut Read<'_>, visit: &Visit, ids: &[i64]) -> Result<Vec<Column>, Fault> {
    let lang = visit.lang;
    let all: Vec<ClientId> = ids.iter().copied().map(ClientId::new).collect();
    let mut columns = Vec::new();
    if visit.may(Perm::OrdersRead) {
        let mut turnover = Column::number(texts::beside_turnover(lang, visit.sign)).wide();
        let mut changed = Column::number(texts::beside_change(lang));
        let mut last = Column::new(texts::beside_last(lang)).wide();
        let clients = seen(read, visit, Perm::OrdersRead, &all)?;
        for trade in books::trade_of(read, &clients, visit.today.month().index().into())? {
            let id = trade.client.get();
            turnover.put(id, trade.turnover, zero(lang, trade.turnover));
            if let Some(change) = change(trade.turnover, trade.before) {
                changed.put(id, percent(change), percent_shown(lang, change));
            }
            if let Some(day) = trade.last_sale_on {
                last.put(id, day, html! { (fmt::day(lang, day, visit.today)) });
            }
        }
        columns.extend([turnover, changed, last]);
    }
    // Who reads invoices or payments reads the debt, as in the dossier.
    let Some(perm) = [Perm::PaymentsRead, Perm::InvoicesRead].into_iter().find(|perm| visit.may(*perm)) else {
        return Ok(columns);
    };
    let mut owed = Column::number(texts::beside_debt(lang, visit.sign)).wide();
    let clients = seen(read, visit, perm, &all)?;
    for (client, debt) in debts(read, &clients)? {
        owed.put(client.get(), debt, owes(lang, debt));
    }
    columns.push(owed);
    Ok(columns)
}

fn seen(read: &mut Read<'_>, visit: &Visit, perm: Perm, ids: &[ClientId]) -> Result<Vec<ClientId>, Fault> {
    match (visit.scope(perm), visit.actor.staff()) {
        (Scope::All, _) => Ok(ids.to_vec()),
        (Scope::Own | Scope::Team, Some(staff)) => clients::visible_of(read, staff, ids),
        _ => Ok(Vec::new()),
    }
}

/// Whole units: a list is compared, not added up.
fn whole(lang: Lang, sum: Money) -> String {
    fmt::money_short(lang, Money::from_minor(sum.minor() / 100 * 100), "")
}

fn zero(lang: Lang, sum: Money) -> Markup {
    html! { @if sum == Money::ZERO { span.t3 { "0" } } @else { (whole(lang, sum)) } }
}

/// A debt; what was paid ahead is never shown as a debt below zero.
fn owes(lang: Lang, debt: Money) -> Markup {
    if !debt.is_negative() {
        return zero(lang, debt);
    }
    let ahead = whole(lang, debt.checked_neg().unwrap_or_default());
    html! { span.t3 { (texts::beside_advance(lang, &ahead)) } }
}

/// Hundredths of a percent as a decimal of percent.
fn percent(basis_points: i64) -> house::export::Cell {
    let sign = if basis_points < 0 { "-" } else { "" };
    let (whole, rest) = (basis_points.unsigned_abs() / 100, basis_points.unsigned_abs() % 100);
    house::export::Cell::Decimal(format!("{sign}{whole}.{rest:02}"))
}

/// With its sign, and in red where the client shrinks.
fn percent_shown(lang: Lang, change: i64) -> Markup {
    let plus = if change > 0 { "+" } else { "" };
    html! { span.bad[change <= SHRINKING] { (plus) (fmt::percent(lang, change)) } }
}
