//! The account of a client as a page: what its debt or advance is made of.

use access::Perm;
use axum::extract::State as Held;
use axum::response::Response;
use house::{House, Page, Path, Query, Shown, Visit};
use i18n::fmt;
use kernel::ClientId;
use maud::{Markup, html};
use ui::{Button, Fact, Panel, Th, Tone};

use super::show;
use crate::account::{self, Account, AccountEntry, AccountLine};
use crate::model::order_number;
use crate::{rules, texts};

const ROWS: i64 = 100;

/// Shipments and payments of a client, the latest first.
pub(crate) async fn account(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(page): Query<Page>,
) -> Response {
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            // A foreign cursor starts at the latest row.
            let below = account::place(page.cursor.as_deref()).unwrap_or((i64::MAX, i64::MAX));
            let Some(account) = account::account(read, visit, id, below, ROWS)? else { return Ok(None) };
            let name = clients::names_of(read, &[id])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
            let main = shown(visit, sign, id, &name, &account);
            Ok(Some(Shown::new(texts::settlements(visit.lang), "/clients", main).state(name)))
        })
        .await
}

fn shown(visit: &Visit, sign: &str, id: ClientId, name: &str, account: &Account) -> Markup {
    let lang = visit.lang;
    let balance = if account.debt.is_negative() {
        Fact::new(texts::advance(lang), fmt::money(lang, account.debt.checked_neg().unwrap_or_default(), sign))
    } else {
        let debt =
            if account.debt.is_zero() { texts::nothing(lang).to_owned() } else { fmt::money(lang, account.debt, sign) };
        Fact::new(texts::debt(lang), debt)
    };
    let balance = match account.overdue.filter(|overdue| overdue.is_positive()) {
        Some(overdue) => {
            balance.detail(texts::overdue_sum(lang, &fmt::money(lang, overdue, sign))).detail_tone(Tone::Bad)
        }
        None => balance,
    };
    let mut facts = vec![
        balance,
        Fact::new(texts::shipped_sum(lang), fmt::money(lang, account.shipped, sign)),
        Fact::new(texts::account_paid(lang), fmt::money(lang, account.paid, sign)),
    ];
    if let Some(limit) = account.limit {
        let free = fmt::money(lang, rules::free_of(limit, account.exposure), sign);
        let told =
            Fact::new(texts::credit_limit(lang), fmt::money(lang, limit, sign)).detail(texts::credit_left(lang, &free));
        facts.push(if visit.may(Perm::TermsRead) { told.href(format!("/clients/{id}/terms")) } else { told });
    }
    let rows = html! {
        @if account.items.is_empty() { p.bd.t3 { (texts::account_empty(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[
                    Th::new(texts::account_day(lang)),
                    Th::new(texts::account_paper(lang)),
                    Th::sums(texts::shipped_sum(lang), sign),
                    Th::sums(texts::account_paid(lang), sign),
                    Th::sums(texts::account_balance(lang), sign).class("hide-s"),
                ]))
                tbody data-rows { @for line in &account.items { (row(visit, line)) } }
            }
        }
        @let next = account.next_cursor.as_ref().map(|cursor| format!("/clients/{id}/account?cursor={cursor}"));
        (ui::pager(lang, next.as_deref()))
    };
    let client = html! { (show::client(visit, id, name)) };
    let mut panel = Panel::new(texts::settlements(lang)).more(client).flush(rows);
    if visit.may(Perm::PaymentsWrite) {
        let deed = Button::link(texts::payment_new(lang), format!("/payments/new?client={id}"));
        panel = panel.footer(html! { (deed.primary().icon("coins").key("p").class("end")) });
    }
    html! {
        (ui::facts(texts::debt(lang), &facts))
        (panel)
    }
}

fn row(visit: &Visit, line: &AccountLine) -> Markup {
    let lang = visit.lang;
    let (shipped, paid) = if line.debt.is_negative() {
        (None, line.debt.checked_neg().ok())
    } else {
        (Some(line.debt).filter(|sum| !sum.is_zero()), None)
    };
    let sum = |sum: Option<kernel::Money>| sum.map(|sum| fmt::money(lang, sum, "")).unwrap_or_default();
    html! {
        tr {
            td.nw { (fmt::day(lang, line.day, visit.today)) }
            td.cut.cut0 {
                @match line.what {
                    AccountEntry::Shipment { id, number, order } => {
                        @let title = texts::shipment_titled(lang, &number.to_string());
                        @if visit.may(Perm::OrdersRead) { a data-open href={ "/shipments/" (id) } { (title) } } @else { (title) }
                        span."t3"."hide-s" { " " (texts::order_titled(lang, &order_number(lang, order))) }
                    }
                    AccountEntry::Payment { id, reversed, .. } => {
                        a data-open href={ "/payments/" (id) } { (texts::payment_titled(lang, &fmt::day_full(lang, line.day))) }
                        @if reversed { " " (ui::tag(Tone::Plain, texts::payment_reversed(lang))) }
                    }
                    AccountEntry::Opening => { (texts::account_opening(lang)) }
                }
            }
            (ui::num(&sum(shipped)))
            td.num {
                (sum(paid))
                @if let AccountEntry::Payment { amount, reversed: true, .. } = line.what { s.t3 { (fmt::money(lang, amount, "")) } }
            }
            td."num"."hide-s" {
                @if line.balance.is_zero() { span.t3 { "0" } } @else { (fmt::money(lang, line.balance, "")) }
            }
        }
    }
}
