//! Some weeks of present life: orders, answers, invoices, shipments, payments, day by day up to this morning.

use access::Role;
use documents::PaperKind;
use house::Visit;
use i18n::Lang;
use kernel::{Actor, ClientId, Day, Dice, InvoiceId, Money, OrderId, Quantity, StaffId, WorkCalendar};
use orders::{
    Answer, InvoiceCard, IssuePaper, Mode, NewPayment, OrderCard, OrderRefused, PlaceLine, PlaceOrder, Ship, ShipLine,
};
use store::{Fault, Stop, Tx};

use super::Maker;
use super::calls::Calls;
use super::people::Staff;
use super::purchases::Purchases;
use super::trade::{Buyer, Trade};
use crate::texts;
use imports::write;

/// How an order goes on after it was taken.
#[derive(Debug, Clone)]
struct Taken {
    order: OrderId,
    /// The day of play it was taken on.
    turn: i32,
    /// Lines that lay on the shelf.
    now: Vec<kernel::OrderLineId>,
    confirmed: bool,
    invoice: Option<(InvoiceId, Money, i64)>,
    shipped: bool,
    paid: bool,
}

/// The sellers' side of the play.
struct Desk {
    dice: Dice,
    operators: Vec<StaffId>,
    accountant: StaffId,
    dispatcher: StaffId,
    taken: Vec<Taken>,
    /// Payments so far.
    payments: u32,
    /// The order of a client who asked to wait.
    undecided: Option<OrderId>,
}

/// The day of play on which two clients only reserve; three working days later one of them asks to wait.
const UNDECIDED: i32 = super::PLAY_DAYS - 5;

/// The payment that is written down twice.
const SLIP: u32 = 5;

impl Maker<'_> {
    /// Plays the days from the first one to this morning.
    pub(super) fn play(
        &self,
        staff: &Staff,
        trade: &Trade,
        progress: &mut dyn FnMut(&str, u64, u64),
    ) -> Result<(), Fault> {
        let calendar = WorkCalendar::russia();
        let first = |role| staff.in_role(role).first().copied().ok_or_else(|| Fault::because("a role is empty"));
        let mut desk = Desk {
            dice: self.dice.fork("desk"),
            operators: staff.in_role(Role::Operator),
            accountant: first(Role::Accountant)?,
            dispatcher: first(Role::Dispatcher)?,
            taken: Vec::new(),
            payments: 0,
            undecided: None,
        };
        let mut calls = Calls::new(self, staff, trade)?;
        let mut purchases = Purchases::new(self, staff, trade)?;
        let mut day = self.start;
        let mut turn = 0;
        let days = u64::try_from(super::PLAY_DAYS).unwrap_or(0);
        while day < self.today {
            self.night(day)?;
            self.stand(day, 8, 30);
            purchases.morning(self, day)?;
            self.stand(day, 8, 50);
            purchases.order(self, trade, day, turn)?;
            self.stand(day, 8, 55);
            desk.hesitate(self, trade, day, turn)?;
            desk.orders(self, trade, &mut calls, day, turn)?;
            desk.afternoon(self, day, turn)?;
            calls.evening(self, day)?;
            progress(texts::demo_step_play(Lang::Ru), u64::try_from(turn).unwrap_or(0) + 1, days + 1);
            day = calendar.add_working(day, 1);
            turn += 1;
        }
        self.night(self.today)?;
        self.stand(self.today, 8, 40);
        desk.rest_on_arrivals(self, trade, turn)?;
        self.stand(self.today, 8, 55);
        purchases.bad_news(self, trade, self.today)?;
        desk.four_answers(self, trade, turn)?;
        calls.this_morning(self)?;
        progress(texts::demo_step_play(Lang::Ru), days + 1, days + 1);
        Ok(())
    }

    /// What the company does by itself before the day: reservations run out, arrivals that did not come hurt the
    /// promises on them.
    fn night(&self, day: Day) -> Result<(), Fault> {
        self.stand(day, 3, 0);
        let visit = self.own_visit();
        let asked = visit.clone();
        for order in self.store.read_now(move |read| orders::to_run_out(read, &asked, OrderId::new(0)))? {
            let visit = visit.clone();
            write(self.store, move |tx| orders::run_out(tx, &visit, order))?;
        }
        let mut after = None;
        loop {
            let visit = visit.clone();
            let last = write(self.store, move |tx| orders::settle_overdue(tx, &visit, after))?;
            if last.is_none() {
                return Ok(());
            }
            after = last;
        }
    }
}

impl Desk {
    /// Takes the orders of a day, from nine to two.
    fn orders(
        &mut self,
        maker: &Maker<'_>,
        trade: &Trade,
        calls: &mut Calls,
        day: Day,
        turn: i32,
    ) -> Result<(), Fault> {
        let count = maker.scale.orders_a_day;
        for number in 0..count {
            let minutes = 540 + number * 300 / count.max(1);
            let (hour, minute) = (u8::try_from(minutes / 60).unwrap_or(9), u8::try_from(minutes % 60).unwrap_or(0));
            maker.stand(day, hour, minute);
            // Half of the orders come from the better half of the clients.
            let half = trade.buyers.len().div_ceil(2);
            let pool = if self.dice.chance(1, 2) { trade.buyers.get(..half) } else { Some(trade.buyers.as_slice()) };
            let Some(buyer) = self.dice.pick(pool.unwrap_or_default()).cloned() else { return Ok(()) };
            let order = self.usual_order(&buyer, trade, day);
            self.place(maker, day, turn, order)?;
            calls.ring(maker, day, day.at(hour, minute, &maker.zone).add_seconds(120))?;
        }
        Ok(())
    }

    /// Two clients who can't make up their minds: one reservation ran out, the other was extended and runs out tomorrow.
    fn hesitate(&mut self, maker: &Maker<'_>, trade: &Trade, day: Day, turn: i32) -> Result<(), Fault> {
        let Some(operator) = self.operators.first().copied() else { return Ok(()) };
        if turn == UNDECIDED {
            let plenty: Vec<_> = trade.wares.values().filter(|ware| ware.opening > 12).take(4).collect();
            for (buyer, wares) in trade.buyers.iter().skip(7).zip(plenty.chunks(2)) {
                let lines = wares.iter().map(|ware| line(&ware.sku, 6)).collect();
                let wanted_on = Some(WorkCalendar::russia().add_working(maker.today, 5));
                let order = PlaceOrder { client: buyer.client, mode: Mode::Partial, wanted_on, lines };
                let card = deed(maker, operator, day, move |tx, visit| orders::place(tx, visit, &order))?;
                self.undecided = card.map(|card| card.order.id);
            }
        } else if turn == UNDECIDED + 3
            && let Some(order) = self.undecided
        {
            deed(maker, operator, day, move |tx, visit| orders::extend(tx, visit, order, None))?;
        }
        Ok(())
    }

    fn usual_order(&mut self, buyer: &Buyer, trade: &Trade, day: Day) -> PlaceOrder {
        let most = i64::try_from(buyer.usual.len()).unwrap_or(1).min(10);
        let count = self.dice.between(most.min(3), most);
        let mut usual = buyer.usual.clone();
        let mut lines: Vec<PlaceLine> = Vec::new();
        for _ in 0..count {
            let place = usize::try_from(self.dice.below(u64::try_from(usual.len()).unwrap_or(0))).unwrap_or(0);
            if place >= usual.len() {
                break;
            }
            let (key, quantity) = usual.remove(place);
            let Some(ware) = trade.wares.get(&key) else { continue };
            let quantity = (quantity * self.dice.between(60, 160) / 100).max(1);
            lines.push(line(&ware.sku, quantity));
        }
        let mode = match self.dice.below(100) {
            0..=59 => Mode::Partial,
            60..=89 => Mode::Backorder,
            _ => Mode::AllOrNothing,
        };
        let wanted_on = self.dice.chance(30, 100).then(|| {
            let days = i32::try_from(self.dice.between(2, 14)).unwrap_or(2);
            WorkCalendar::russia().next_working(day.add_days(days))
        });
        PlaceOrder { client: buyer.client, mode, wanted_on, lines }
    }

    /// Takes an order; a refusal is an answer too, and its lost demand stays.
    fn place(&mut self, maker: &Maker<'_>, day: Day, turn: i32, order: PlaceOrder) -> Result<Option<OrderCard>, Fault> {
        let Some(operator) = self.dice.pick(&self.operators).copied() else { return Ok(None) };
        let card = deed(maker, operator, day, move |tx, visit| orders::place(tx, visit, &order))?;
        if let Some(card) = &card {
            let on_shelf = card.lines.iter().filter(|line| line.answer == Answer::Now);
            self.taken.push(Taken {
                order: card.order.id,
                turn,
                now: on_shelf.filter_map(|line| line.line).collect(),
                confirmed: false,
                invoice: None,
                shipped: false,
                paid: false,
            });
        }
        Ok(card)
    }

    /// What is done with the orders at hand: agreed to, invoiced, shipped, paid, now and then called off.
    fn afternoon(&mut self, maker: &Maker<'_>, day: Day, turn: i32) -> Result<(), Fault> {
        let mut all = std::mem::take(&mut self.taken);
        for taken in &mut all {
            let age = turn - taken.turn;
            if !taken.confirmed {
                maker.stand(day, 14, 30);
                self.confirm(maker, day, taken, age)?;
            } else if taken.invoice.is_none() {
                maker.stand(day, 15, 20);
                self.invoice(maker, day, taken)?;
            } else if !taken.shipped {
                maker.stand(day, 16, 10);
                self.ship(maker, day, taken, age)?;
            }
            if taken.invoice.is_some() && !taken.paid && age >= 2 {
                maker.stand(day, 17, 0);
                self.pay(maker, day, taken)?;
            }
        }
        all.retain(|taken| !(taken.shipped && taken.paid));
        self.taken = all;
        Ok(())
    }

    fn confirm(&mut self, maker: &Maker<'_>, day: Day, taken: &mut Taken, age: i32) -> Result<(), Fault> {
        let Some(operator) = self.dice.pick(&self.operators).copied() else { return Ok(()) };
        let order = taken.order;
        if age >= 1 && self.dice.chance(1, 8) {
            deed(maker, operator, day, move |tx, visit| orders::cancel(tx, visit, order, None))?;
            (taken.shipped, taken.paid) = (true, true);
        } else if self.dice.chance(7, 10) {
            let card = deed(maker, operator, day, move |tx, visit| orders::confirm(tx, visit, order, None))?;
            taken.confirmed = card.is_some();
            // Some clients want it on paper.
            if taken.confirmed && order.get() % 3 == 0 {
                let what = IssuePaper { kind: PaperKind::Confirmation, valid_until: None };
                deed(maker, operator, day, move |tx, visit| orders::issue_paper(tx, visit, order, what, None))?;
            }
        } else if age == 0 {
            let what = IssuePaper { kind: PaperKind::Offer, valid_until: Some(day.add_days(14)) };
            deed(maker, operator, day, move |tx, visit| orders::issue_paper(tx, visit, order, what, None))?;
        }
        Ok(())
    }

    fn invoice(&mut self, maker: &Maker<'_>, day: Day, taken: &mut Taken) -> Result<(), Fault> {
        if !self.dice.chance(8, 10) {
            return Ok(());
        }
        let order = taken.order;
        let card: Option<InvoiceCard> =
            deed(maker, self.accountant, day, move |tx, visit| orders::invoice(tx, visit, order, None))?;
        taken.invoice = card.map(|card| (card.head.id, card.head.gross, card.head.number));
        Ok(())
    }

    /// Ships all of it where all lies on the shelf, else what lay there when it was ordered.
    fn ship(&mut self, maker: &Maker<'_>, day: Day, taken: &mut Taken, age: i32) -> Result<(), Fault> {
        if !self.dice.chance(8, 10) {
            return Ok(());
        }
        let order = taken.order;
        let whole =
            deed(maker, self.dispatcher, day, move |tx, visit| orders::ship(tx, visit, order, None, &Ship::default()))?;
        if whole.is_some() {
            taken.shipped = true;
        } else if !taken.now.is_empty() && age < 4 {
            let lines = std::mem::take(&mut taken.now);
            let lines = Some(lines.into_iter().map(|line| ShipLine { line, quantity: None }).collect());
            let part = Ship { lines, shipped_on: None };
            deed(maker, self.dispatcher, day, move |tx, visit| orders::ship(tx, visit, order, None, &part))?;
        }
        Ok(())
    }

    fn pay(&mut self, maker: &Maker<'_>, day: Day, taken: &mut Taken) -> Result<(), Fault> {
        let Some((invoice, gross, number)) = taken.invoice else { return Ok(()) };
        if !self.dice.chance(3, 10) {
            return Ok(());
        }
        let half = self.dice.chance(1, 8);
        let amount = if half { Money::from_minor(gross.minor() / 2) } else { gross };
        let new = NewPayment {
            invoice: Some(invoice),
            client: None,
            amount,
            received_on: day,
            purpose: format!("Оплата по счёту № {number}"),
        };
        let paid = deed(maker, self.accountant, day, move |tx, visit| orders::pay(tx, visit, &new))?;
        taken.paid = paid.is_some();
        self.payments += u32::from(taken.paid);
        if taken.paid && self.payments == SLIP {
            self.slip(maker, day, invoice, amount, number)?;
        }
        Ok(())
    }

    /// The same payment written down twice, and the second taken back.
    fn slip(&self, maker: &Maker<'_>, day: Day, invoice: InvoiceId, amount: Money, number: i64) -> Result<(), Fault> {
        let purpose = format!("Оплата по счёту № {number}");
        let new = NewPayment { invoice: Some(invoice), client: None, amount, received_on: day, purpose };
        let twice = deed(maker, self.accountant, day, move |tx, visit| orders::pay(tx, visit, &new))?;
        if let Some(twice) = twice {
            let reason = "Записана дважды из одной выписки";
            deed(maker, self.accountant, day, move |tx, visit| orders::reverse(tx, visit, twice.id, reason))?;
        }
        Ok(())
    }

    /// Orders whose goods are still on the way, just before the bad news about some of them.
    fn rest_on_arrivals(&mut self, maker: &Maker<'_>, trade: &Trade, turn: i32) -> Result<(), Fault> {
        let Some(sku) = trade.awaited.get(1).and_then(|key| trade.wares.get(key)).map(|ware| ware.sku.clone()) else {
            return Ok(());
        };
        for place in 0..3 {
            let Some(buyer) = trade.buyers.get(place) else { return Ok(()) };
            let quantity = self.dice.between(12, 60);
            let order = self.with(buyer.client, vec![line(&sku, quantity)], trade, Mode::Backorder);
            if let Some(card) = self.place(maker, maker.today, turn, order)? {
                let (order, operator) = (card.order.id, self.operators.first().copied());
                if let Some(operator) = operator {
                    deed(maker, operator, maker.today, move |tx, visit| orders::confirm(tx, visit, order, None))?;
                }
            }
        }
        Ok(())
    }

    /// Open orders with each of the four answers: now, dated, a substitute, refused.
    fn four_answers(&mut self, maker: &Maker<'_>, trade: &Trade, turn: i32) -> Result<(), Fault> {
        let sku = |key: Option<&String>| key.and_then(|key| trade.wares.get(key)).map(|ware| ware.sku.clone());
        let bare = trade.wares.values().find(|ware| ware.group == trade.bare_group).map(|ware| ware.sku.clone());
        let wanted = [None, sku(trade.awaited.first()), sku(Some(&trade.missing)), bare];
        for (place, special) in wanted.into_iter().enumerate() {
            let minute = u8::try_from(place * 6).unwrap_or(0);
            maker.stand(maker.today, 9, minute);
            let Some(buyer) = trade.buyers.get(place + 3).or(trade.buyers.first()) else { return Ok(()) };
            let lines = special.map(|sku| line(&sku, 24)).into_iter().collect();
            let order = self.with(buyer.client, lines, trade, Mode::Partial);
            self.place(maker, maker.today, turn, order)?;
        }
        Ok(())
    }

    /// An order with these lines and two of goods of which there are plenty.
    fn with(&mut self, client: ClientId, mut lines: Vec<PlaceLine>, trade: &Trade, mode: Mode) -> PlaceOrder {
        let mut plenty: Vec<_> = trade.wares.values().filter(|ware| ware.opening > 0).collect();
        plenty.sort_by_key(|ware| (ware.weekly * 3 - ware.opening, ware.sku.clone()));
        plenty.truncate(30);
        for _ in 0..2 {
            let ware = self.dice.pick(&plenty).map(|ware| ware.sku.clone());
            lines.extend(ware.filter(|sku| !lines.iter().any(|line| line.sku == *sku)).map(|sku| line(&sku, 4)));
        }
        PlaceOrder { client, mode, wanted_on: None, lines }
    }
}

fn line(sku: &str, quantity: i64) -> PlaceLine {
    PlaceLine { sku: sku.to_owned(), quantity: Some(Quantity::whole(quantity)), ..PlaceLine::default() }
}

/// A deed of one colleague; nothing when it was refused.
fn deed<T: Send + 'static>(
    maker: &Maker<'_>,
    staff: StaffId,
    day: Day,
    verb: impl Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<OrderRefused>> + Send + 'static,
) -> Result<Option<T>, Fault> {
    let visit = maker.visit_of(staff, day)?;
    match maker.store.write_now(Actor::Staff(staff), move |tx| verb(tx, &visit)) {
        Ok(done) => Ok(Some(done)),
        Err(Stop::Refused(refused)) => {
            tracing::debug!(?refused, "refused in the play");
            Ok(None)
        }
        Err(Stop::Fault(fault)) => Err(fault),
    }
}
