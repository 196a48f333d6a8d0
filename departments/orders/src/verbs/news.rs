//! What news about goods means to orders: told as events of the orders, so that open pages and dossiers follow.

use std::collections::{BTreeMap, BTreeSet};

use house::Visit;
use kernel::{ClientId, DemandId, Event, ItemId, OrderId, OrderLineId};
use serde_json::json;
use stock::Settled;
use store::{Fault, Tx};

use crate::questions;

/// What the news does to an order, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum News {
    /// It is served by other goods, or the day of its goods is another; every promise stands.
    Resourced,
    /// A promise that was at risk can be kept.
    Safe,
    /// A promise can't be kept with the goods we know of.
    AtRisk,
}

impl News {
    fn event(self, order: OrderId, payload: String) -> Event {
        match self {
            News::Resourced => Event::new("promise_resourced", order, payload),
            News::Safe => Event::new("promise_safe", order, payload),
            News::AtRisk => Event::new("promise_at_risk", order, payload),
        }
    }
}

/// Writes one event for every order that news about goods touched, of the gravest that happened to its lines.
///
/// `resting` are needs that hold the goods spoken of and keep them. No promise moves.
pub fn tell_promises(tx: &mut Tx<'_>, settled: &Settled, resting: &[DemandId]) -> Result<(), Fault> {
    let at_risk: BTreeSet<DemandId> =
        settled.at_risk.iter().filter(|risk| risk.newly).map(|risk| risk.demand).collect();
    let safe: BTreeSet<DemandId> = settled.cleared.iter().copied().collect();
    let moved = settled.repegged.iter().map(|change| change.demand).chain(resting.iter().copied());
    let all: BTreeSet<DemandId> = moved.chain(at_risk.iter().copied()).chain(safe.iter().copied()).collect();
    let all: Vec<DemandId> = all.into_iter().collect();

    let mut of: BTreeMap<(OrderId, ClientId), Vec<(News, OrderLineId)>> = BTreeMap::new();
    for line in questions::hurt_by(tx, &all)? {
        let news = if at_risk.contains(&line.demand) {
            News::AtRisk
        } else if safe.contains(&line.demand) {
            News::Safe
        } else {
            News::Resourced
        };
        of.entry((line.order, line.client)).or_default().push((news, line.line));
    }
    for ((order, client), mut lines) in of {
        lines.sort_unstable();
        let Some((gravest, _)) = lines.last().copied() else { continue };
        let lines: Vec<OrderLineId> =
            lines.into_iter().filter(|(news, _)| *news == gravest).map(|(_, line)| line).collect();
        tx.event(gravest.event(order, json!({ "lines": lines }).to_string()), Some(client));
    }
    Ok(())
}

/// Settles items whose promised goods are overdue, some at a time, and tells the orders; the next call goes on after
/// the item it names, until there is none.
pub fn settle_overdue(tx: &mut Tx<'_>, visit: &Visit, after: Option<ItemId>) -> Result<Option<ItemId>, Fault> {
    let (settled, last) = stock::settle_overdue(tx, visit, after)?;
    tell_promises(tx, &settled, &[])?;
    Ok(last)
}
