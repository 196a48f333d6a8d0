//! The telephone of the demo company: calls, call-backs and cases, played by the same verbs as everything else.

use access::Role;
use cases::{Outcome, Topic};
use frontdesk::calls::{self, Connect, Direction, NewCall, PresenceState};
use house::Visit;
use kernel::{Actor, CallId, CaseId, ClientId, Day, Dice, Moment, StaffId};
use store::{Fault, Stop, Tx};

use super::Maker;
use super::people::Staff;
use super::trade::Trade;
use imports::write;

/// The company's own number, of a range given to nobody.
const OUR_NUMBER: &str = "+7 812 555-01-00";
/// The number three clients share: their common bookkeeper.
const SHARED_NUMBER: &str = "+7 812 555-01-77";

/// A case that somebody will go on with.
#[derive(Debug, Clone, Copy)]
struct Open {
    case: CaseId,
    holder: StaffId,
    /// To be accepted first.
    offered: bool,
}

/// The front desk of the play.
pub(super) struct Calls {
    dice: Dice,
    operators: Vec<StaffId>,
    service: Vec<StaffId>,
    numbers: Vec<(ClientId, String)>,
    open: Vec<Open>,
    told: i64,
}

impl Calls {
    /// Everybody says where they are; three clients get a common number.
    pub(super) fn new(maker: &Maker<'_>, staff: &Staff, trade: &Trade) -> Result<Calls, Fault> {
        let mut numbers = Vec::new();
        let visit = maker.own_visit();
        for buyer in trade.buyers.iter().take(60) {
            let (client, visit) = (buyer.client, visit.clone());
            let card = maker.store.read_now(move |read| clients::card(read, &visit, client))?;
            let phone = card.and_then(|card| card.phones.into_iter().next_back());
            numbers.extend(phone.map(|phone| (client, phone.phone.e164().to_owned())));
        }
        let shared: Vec<ClientId> = numbers.iter().skip(4).take(3).map(|(client, _)| *client).collect();
        for client in shared {
            let visit = visit.clone();
            write(maker.store, move |tx| {
                clients::add_phone(tx, &visit, client, None, SHARED_NUMBER).map_err(|stop| unwilling(&stop))
            })?;
        }
        let mut extension = 200;
        for role in Role::ALL
            .iter()
            .copied()
            .filter(|role| access::scope(*role, access::Perm::CallsWrite) != access::Scope::None)
        {
            for person in staff.in_role(role) {
                if role == Role::Integration {
                    continue;
                }
                extension += 1;
                let number = extension.to_string();
                write(maker.store, move |tx| {
                    calls::set_presence(tx, person, PresenceState::Free, None, Some(&number))
                        .map_err(|stop| unwilling(&stop))
                })?;
            }
        }
        Ok(Calls {
            dice: maker.dice.fork("calls"),
            operators: staff.in_role(Role::Operator),
            service: staff.in_role(Role::Service),
            numbers,
            open: Vec::new(),
            told: 0,
        })
    }

    /// One call at a moment of a day.
    pub(super) fn ring(&mut self, maker: &Maker<'_>, day: Day, at: Moment) -> Result<(), Fault> {
        let caller = self.dice.pick(&self.numbers).cloned();
        let known = self.dice.chance(8, 10);
        let stranger = format!("+7 812 555-{:02}-{:02}", self.dice.between(2, 99), self.dice.between(10, 99));
        let from = caller.filter(|_| known).map_or(stranger, |(_, number)| number);
        let Some(operator) = self.dice.pick(&self.operators).copied() else { return Ok(()) };
        let (wait, talk) = (self.dice.between(3, 24), self.dice.between(25, 95));
        let ending = self.dice.below(100);
        let topic = *self
            .dice
            .pick(&[Topic::Delivery, Topic::Delivery, Topic::Order, Topic::Payment, Topic::Papers])
            .unwrap_or(&Topic::Other);
        maker.store.clock().stand(at);
        self.told += 1;
        let call = announce(maker, day, from, Some(format!("demo-{}", self.told)))?;
        maker.store.clock().stand(at.add_seconds(wait));
        if ending < 8 {
            let own = maker.own_visit();
            return write(maker.store, move |tx| calls::end(tx, &own, call).map(drop).map_err(|stop| unwilling(&stop)));
        }
        by(maker, operator, day, move |tx, visit| calls::answer(tx, visit, call, None))?;
        maker.store.clock().stand(at.add_seconds(wait + talk));
        match ending {
            8..68 => {
                by(maker, operator, day, move |tx, visit| calls::solve(tx, visit, call, Some(topic), None))?;
            }
            68..88 => {
                let Some(to) = self.dice.pick(&self.service).copied() else { return Ok(()) };
                let connect = Connect { to, topic, brief: brief(topic).to_owned(), named: None };
                let done = by(maker, operator, day, move |tx, visit| calls::connect(tx, visit, call, &connect))?;
                self.open.extend(done.map(|(_, case)| Open { case, holder: to, offered: true }));
            }
            _ => {
                let due = at.add_seconds(self.dice.between(2, 6) * 900);
                let done = by(maker, operator, day, move |tx, visit| {
                    calls::promise(tx, visit, call, due, None, (topic, brief(topic)))
                })?;
                self.open.extend(done.map(|(_, case)| Open { case, holder: operator, offered: false }));
            }
        }
        Ok(())
    }

    /// Towards the evening: what was handed over is accepted, most of it done.
    pub(super) fn evening(&mut self, maker: &Maker<'_>, day: Day) -> Result<(), Fault> {
        maker.stand(day, 17, 20);
        let mut left = Vec::new();
        for one in std::mem::take(&mut self.open) {
            let Open { case, holder, offered } = one;
            if offered {
                by_case(maker, holder, day, move |tx, visit| cases::accept(tx, visit, case))?;
            }
            if self.dice.chance(9, 10) {
                let said = if self.dice.chance(1, 6) { Outcome::NoAnswer } else { Outcome::Done };
                by_case(maker, holder, day, move |tx, visit| cases::close(tx, visit, case, None, said, ""))?;
            } else {
                left.push(Open { offered: false, ..one });
            }
        }
        self.open = left;
        self.missed(maker, day)
    }

    /// Operators call back whom they missed.
    fn missed(&mut self, maker: &Maker<'_>, day: Day) -> Result<(), Fault> {
        let own = maker.own_visit();
        let owed = maker.store.read_now(move |read| cases::list(read, &own, cases::Which::CallBacks, None, 200))?;
        for case in owed.into_iter().filter(|case| case.opened_by.is_none()) {
            let (id, holder) = (case.id, case.holder);
            by_case(maker, holder, day, move |tx, visit| cases::close(tx, visit, id, None, Outcome::Done, ""))?;
        }
        Ok(())
    }

    /// This morning: some calls are over, three call-backs are promised, one of them is late, one case waits.
    pub(super) fn this_morning(&mut self, maker: &Maker<'_>) -> Result<(), Fault> {
        let (day, zone) = (maker.today, &maker.zone);
        for (minute, plan) in [(0, 0), (3, 1), (6, 2), (9, 3), (12, 2), (15, 0), (18, 2), (21, 4)] {
            let at = day.at(9, minute, zone);
            let Some((_, number)) = self.numbers.get(usize::from(minute) / 3 + 8).cloned() else { continue };
            let Some(operator) = self.operators.get(usize::from(minute / 3) % self.operators.len().max(1)).copied()
            else {
                continue;
            };
            maker.store.clock().stand(at);
            self.told += 1;
            let call = announce(maker, day, number, Some(format!("demo-{}", self.told)))?;
            maker.store.clock().stand(at.add_seconds(6 + i64::from(minute)));
            if plan == 1 {
                let own = maker.own_visit();
                write(maker.store, move |tx| calls::end(tx, &own, call).map(drop).map_err(|stop| unwilling(&stop)))?;
                continue;
            }
            by(maker, operator, day, move |tx, visit| calls::answer(tx, visit, call, None))?;
            maker.store.clock().stand(at.add_seconds(70));
            match plan {
                2 => {
                    by(maker, operator, day, move |tx, visit| {
                        calls::solve(tx, visit, call, Some(Topic::Delivery), None)
                    })?;
                }
                4 => {
                    let Some(to) = self.service.first().copied() else { continue };
                    let topic = Topic::Delivery;
                    let connect = Connect { to, topic, brief: brief(topic).to_owned(), named: None };
                    by(maker, operator, day, move |tx, visit| calls::connect(tx, visit, call, &connect))?;
                }
                _ => {
                    let due = match minute {
                        0 => day.at(11, 0, zone),
                        9 => day.at(9, 20, zone),
                        _ => day.at(11, 30, zone),
                    };
                    let topic = if minute == 9 { Topic::Delivery } else { Topic::Papers };
                    by(maker, operator, day, move |tx, visit| {
                        calls::promise(tx, visit, call, due, None, (topic, brief(topic)))
                    })?;
                }
            }
        }
        let managers = maker.store.read_now(|read| access::staff_in_role(read, Role::AccountManager))?;
        if let Some(out) = managers.get(1).copied() {
            let until = day.at(13, 0, zone);
            write(maker.store, move |tx| {
                calls::set_presence(tx, out, PresenceState::Out, Some(until), None).map_err(|stop| unwilling(&stop))
            })?;
        }
        Ok(())
    }
}

/// What an operator writes for the next speaker.
fn brief(topic: Topic) -> &'static str {
    match topic {
        Topic::Delivery => "Спрашивает срок заказа. Обещали уточнить у склада.",
        Topic::Order => "Хочет повторить прошлый заказ.",
        Topic::Payment => "Сверить оплату по последнему счёту.",
        Topic::Papers => "Просит отправить документы ещё раз.",
        _ => "Перезвонить и уточнить вопрос.",
    }
}

fn announce(maker: &Maker<'_>, day: Day, from: String, external_id: Option<String>) -> Result<CallId, Fault> {
    let visit = maker.own_visit();
    debug_assert_eq!(visit.today, day);
    let new = NewCall { direction: Direction::In, from, to: OUR_NUMBER.into(), external_id, started_at: None };
    write(maker.store, move |tx| {
        calls::announce(tx, &visit, &new).map(|(call, _)| call.id).map_err(|stop| unwilling(&stop))
    })
}

fn unwilling<R: std::fmt::Debug>(stop: &Stop<R>) -> Fault {
    Fault::because(format!("{stop:?}"))
}

/// A deed at the desk; nothing when it was refused.
fn by<T: Send + 'static>(
    maker: &Maker<'_>,
    staff: StaffId,
    day: Day,
    verb: impl Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<calls::CallRefused>> + Send + 'static,
) -> Result<Option<T>, Fault> {
    let visit = maker.visit_of(staff, day)?;
    settled(maker.store.write_now(Actor::Staff(staff), move |tx| verb(tx, &visit)))
}

fn by_case<T: Send + 'static>(
    maker: &Maker<'_>,
    staff: StaffId,
    day: Day,
    verb: impl Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<cases::CaseRefused>> + Send + 'static,
) -> Result<Option<T>, Fault> {
    let visit = maker.visit_of(staff, day)?;
    settled(maker.store.write_now(Actor::Staff(staff), move |tx| verb(tx, &visit)))
}

fn settled<T, R: std::fmt::Debug>(done: Result<T, Stop<R>>) -> Result<Option<T>, Fault> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Stop::Refused(refused)) => {
            tracing::debug!(?refused, "refused in the play");
            Ok(None)
        }
        Err(Stop::Fault(fault)) => Err(fault),
    }
}
