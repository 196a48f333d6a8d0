//! The strip above an order: who orders, and who else is at it.

use axum::extract::State as Held;
use axum::response::Response;
use house::{House, Path, Visit};
use i18n::fmt;
use kernel::{ClientId, OrderId};
use maud::{Markup, html};
use store::{Fault, Read, Stop};

use crate::errors::OrderRefused;
use crate::web::show;
use crate::{questions, store as books, texts};

/// Who orders: name, what is owed and open, who looks after it; and who else is at the order.
pub(crate) fn client_strip(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    others: &Markup,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let name = clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let facts = questions::facts(read, visit, client)?;
    let team: Vec<String> = clients::team(read, client)?.into_iter().map(|member| member.name).collect();
    Ok(html! {
        section.p-panel aria-label=(texts::client(lang)) {
            div."bd"."row-f"."g16"."stack-s" {
                div.grow { b { (show::client(visit, client, &name)) } (others) }
                @if let Some(facts) = facts {
                    dl."p-dl"."s" {
                        @if facts.debt.is_negative() {
                            dt { (texts::advance(lang)) } dd.nw { (show::sum(lang, facts.debt.checked_neg().unwrap_or_default())) }
                        } @else { dt { (texts::debt(lang)) } dd.nw { (some_or_none(lang, facts.debt)) } }
                        @if let Some(overdue) = facts.overdue.filter(|overdue| overdue.is_positive()) {
                            dt { (texts::overdue(lang)) } dd."nw"."bad" { (show::sum(lang, overdue)) }
                        }
                        dt { (texts::open_sum(lang)) } dd.nw { (some_or_none(lang, facts.open)) }
                        @if let Some(free) = facts.free().map_err(Fault::because)?.filter(|_| visit.may(access::Perm::TermsRead)) {
                            dt { (texts::credit_free(lang)) } dd.nw { (some_or_none(lang, free)) }
                        }
                    }
                    dl."p-dl"."s" {
                        dt { (texts::turnover_year(lang)) } dd.nw { (show::sum(lang, facts.turnover)) }
                        dt { (texts::last_order(lang)) }
                        dd.nw {
                            @match facts.last_order_on.max(facts.last_sale_on) {
                                Some(day) => (fmt::day(lang, day, visit.today)),
                                None => span.t3 { (texts::none_yet(lang)) },
                            }
                        }
                    }
                }
                @if !team.is_empty() {
                    dl."p-dl"."s" { dt { (texts::team(lang)) } dd { (team.join(", ")) } }
                }
            }
        }
    })
}

/// A sum, or in a word that there is none: as on every other page.
fn some_or_none(lang: i18n::Lang, sum: kernel::Money) -> String {
    if sum.is_zero() { texts::nothing(lang).to_owned() } else { show::sum(lang, sum) }
}

/// How long somebody counts as being at an order after the last sign, in seconds.
const AT_HAND_SECONDS: i64 = 25;

/// Who else has the order open; tells the others that this person has.
pub(crate) async fn readers(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    let within = visit.clone();
    let since = visit.now.add_seconds(-AT_HAND_SECONDS);
    let noted = house
        .store()
        .write::<_, OrderRefused, _>(visit.actor, move |tx| {
            if questions::head(tx, &within, id)?.is_none() {
                return Err(Stop::Refused(OrderRefused::Unknown));
            }
            Ok(books::sit_down(tx, id, within.staff(), since)?)
        })
        .await;
    match noted {
        // What could not be noted now is noted with the next beat.
        Ok(()) | Err(Stop::Fault(_)) => {}
        Err(Stop::Refused(_)) => return house.no_such(&visit),
    }
    house
        .part(&visit, move |read, visit| {
            let others = books::readers(read, id, visit.staff(), since)?;
            let names: Vec<String> = access::staff_names(read, &others)?.into_iter().map(|(_, name)| name).collect();
            Ok(Some(at_hand(visit, id, &names, false)))
        })
        .await
}

/// Who else is at the order, asked again every ten seconds.
pub(crate) fn at_hand(visit: &Visit, id: OrderId, names: &[String], first: bool) -> Markup {
    html! {
        div #readers role="status" hx-get={ "/orders/" (id) "/readers" } hx-trigger=(if first { "load, every 10s" } else { "every 10s" })
            hx-swap="outerHTML" {
            @if !names.is_empty() {
                span."st"."warn" { (texts::also_here(visit.lang, &names.join(", "))) }
            }
        }
    }
}
