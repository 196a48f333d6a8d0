//! On which terms the clients of the demo buy: set by the accountant when the play is over.

use access::Role;
use contracts::SetTerms;
use kernel::{Actor, ClientId, Money};
use orders::State;
use store::{Fault, Stop};

use super::Maker;
use super::people::Staff;
use super::trade::Trade;

/// Limits are round sums of so many kopecks.
const ROUND: i64 = 5_000_000;
/// The days that are agreed on, one after the other; none = nobody has agreed on anything yet.
const DAYS: [Option<i64>; 6] = [Some(14), Some(30), Some(7), Some(14), Some(0), None];

impl Maker<'_> {
    /// Most clients have terms, some without a limit. The last that thinks about a reserved order has a limit which
    /// that order does not fit into: whoever confirms it learns what to do.
    pub(super) fn terms(&self, staff: &Staff, trade: &Trade) -> Result<(), Fault> {
        let accountant = staff.in_role(Role::Accountant).first().copied();
        let accountant = accountant.ok_or_else(|| Fault::because("nobody is accountant"))?;
        self.stand(self.today, 9, 20);
        let visit = self.visit_of(accountant, self.today)?;
        let mut wanted = Vec::new();
        let mut tight = None;
        for (place, buyer) in trade.buyers.iter().enumerate() {
            let client = buyer.client;
            let asked = self.own_visit();
            let (exposure, open) = self.store.read_now(move |read| {
                Ok((orders::exposure(read, client)?, orders::open_orders(read, &asked, client)?))
            })?;
            let reserved = open.iter().find(|open| open.order.state == State::Reserved && !open.order.gross.is_zero());
            if let Some(reserved) = reserved {
                tight = Some((wanted.len(), exposure, reserved.order.gross));
            }
            let days = DAYS.get(place % DAYS.len()).copied().flatten();
            let limit = (place % 4 != 3).then(|| round_above(exposure.minor().max(0).saturating_mul(2)));
            wanted.push((client, limit, days));
        }
        if let Some((at, exposure, gross)) = tight
            && let Some(terms) = wanted.get_mut(at)
        {
            terms.1 = Some(Money::from_minor(exposure.minor().max(0) + gross.minor() / 2));
            terms.2 = Some(14);
        }
        let set: Vec<(ClientId, SetTerms)> = wanted
            .into_iter()
            .filter_map(|(client, credit_limit, days)| {
                days.map(|payment_days| (client, SetTerms { credit_limit, payment_days }))
            })
            .collect();
        let done = self.store.write_now(Actor::Staff(accountant), move |tx| {
            for (client, terms) in &set {
                contracts::set_terms(tx, &visit, *client, terms, 0)?;
            }
            Ok(())
        });
        done.map_err(|stop| match stop {
            Stop::Fault(fault) => fault,
            Stop::Refused(refused) => Fault::because(format!("terms of the demo: {refused}")),
        })
    }
}

/// The next round sum above a sum.
fn round_above(minor: i64) -> Money {
    Money::from_minor((minor / ROUND + 1) * ROUND)
}
