//! Companies made by dice: whatever is ordered, shipped, paid and called off, the laws hold.

use kernel::{ClientId, Day, Dice, ItemId, Money, OrderId};
use orders::{Answer, Mode, NewPayment, OrderRefused, Ship, ShipLine, State};
use store::testing::{TestBase, both};

use crate::company::*;

struct Company {
    clients: Vec<ClientId>,
    items: Vec<(String, ItemId)>,
    orders: Vec<OrderId>,
}

const COLOURS: [&str; 4] = ["red", "blue", "green", "white"];

fn found(base: &TestBase, dice: &mut Dice) -> Company {
    open_company(base);
    let clients = ["ООО «Ромашка»", "АО «Вектор»", "ИП Семёнов"].map(|name| client(base, name)).to_vec();
    let mut items = Vec::new();
    for n in 0..8 {
        let sku = format!("G-{n}");
        let price = format!("{}.{:02}", dice.between(1, 500), dice.between(0, 99));
        let id = item(base, &sku, &price, dice.pick(&COLOURS).unwrap());
        if dice.chance(2, 3) {
            put(base, id, dice.between(1, 30));
        }
        if dice.chance(1, 2) {
            let day = TODAY.add_days(i32::try_from(dice.between(1, 20)).unwrap());
            await_goods(base, id, dice.between(1, 20), 100 + n, day);
        }
        items.push((sku, id));
    }
    Company { clients, items, orders: Vec::new() }
}

fn some_order(company: &Company, dice: &mut Dice) -> orders::PlaceOrder {
    let mut lines = Vec::new();
    for _ in 0..dice.between(1, 6) {
        let (sku, _) = dice.pick(&company.items).unwrap();
        let mut asked = line(sku, dice.between(1, 12));
        if dice.chance(1, 3) {
            asked.wanted_on = Some(TODAY.add_days(i32::try_from(dice.between(0, 25)).unwrap()));
        }
        lines.push(asked);
    }
    let mode = *dice.pick(&[Mode::AllOrNothing, Mode::Partial, Mode::Backorder]).unwrap();
    order(*dice.pick(&company.clients).unwrap(), mode, lines)
}

fn check_answers(card: &orders::OrderCard) {
    for line in &card.lines {
        let covered: i64 = line.coverage.iter().map(|piece| piece.quantity.thousandths()).sum();
        if line.answer.reserves() {
            assert_eq!(covered + line.short.thousandths(), line.quantity.thousandths());
            assert!(line.promised_on.is_some() && line.demand.is_some());
            let on_hand = line.coverage.iter().all(|piece| piece.source == stock::Source::OnHand);
            assert_eq!(line.answer == Answer::Now, on_hand);
            let last = line.coverage.iter().map(|piece| piece.available_on).max();
            assert!(last <= line.promised_on, "{last:?} {:?}", line.promised_on);
        } else {
            assert_eq!((covered, line.short), (0, line.quantity));
            assert!(line.amounts.gross.is_zero());
            assert_eq!(line.answer == Answer::Substitute, !line.substitutes.is_empty());
            for offer in &line.substitutes {
                assert_ne!(offer.substitute.item.id, line.item.id);
            }
        }
    }
}

fn step(base: &TestBase, company: &mut Company, dice: &mut Dice) {
    let day = visit_on(TODAY);
    let some = dice.pick(&company.orders).copied();
    match (dice.below(8), some) {
        (0..=2, _) | (_, None) => {
            if let Ok(card) = place(base, &day, some_order(company, dice)) {
                check_answers(&card);
                company.orders.push(card.order.id);
            }
        }
        (3, Some(id)) => drop(act(base, &day, move |tx, visit| orders::confirm(tx, visit, id, None))),
        (4, Some(id)) => drop(act(base, &day, move |tx, visit| orders::invoice(tx, visit, id, None))),
        (5, Some(id)) => drop(act(base, &day, move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()))),
        (6, Some(id)) if dice.chance(1, 3) => {
            drop(act(base, &day, move |tx, visit| orders::cancel(tx, visit, id, None)));
        }
        (6, Some(id)) => ship_some(base, id, dice),
        (_, Some(id)) => pay_some(base, id, dice),
    }
}

fn ship_some(base: &TestBase, id: OrderId, dice: &mut Dice) {
    let card = ask(base, &today(), move |read, visit| orders::card(read, visit, id)).unwrap();
    let Some(line) = card.lines.iter().find(|line| !line.coverage.is_empty()) else { return };
    let most = line.coverage.iter().map(|piece| piece.quantity.thousandths()).sum::<i64>() / 1000;
    let part = ShipLine { line: line.line.unwrap(), quantity: Some(q(dice.between(1, most.max(1)))) };
    let what = Ship { lines: Some(vec![part]), shipped_on: None };
    match act(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &what)) {
        Ok(_) | Err(OrderRefused::WrongState { .. } | OrderRefused::NotReady(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

fn pay_some(base: &TestBase, id: OrderId, dice: &mut Dice) {
    let card = ask(base, &today(), move |read, visit| orders::card(read, visit, id)).unwrap();
    let Some(invoice) = card.invoice else { return };
    let amount = if dice.chance(1, 2) { invoice.gross } else { kernel::Money::from_minor(dice.between(1, 50_000)) };
    if amount.is_zero() {
        return;
    }
    let new =
        NewPayment {
            invoice: Some(invoice.id), client: None, amount, received_on: TODAY, purpose: "по счёту".into()
        };
    done(base, &today(), move |tx, visit| orders::pay(tx, visit, &new));
}

/// What is to be shipped comes to the same by the client's main numbers and by its open orders.
fn one_open_sum(base: &TestBase, company: &Company) {
    for client in company.clients.iter().copied() {
        let (facts, open) = ask(base, &today(), move |read, visit| {
            Ok((orders::facts(read, visit, client)?.unwrap(), orders::open_orders(read, visit, client)?))
        });
        let sum =
            |all: &mut dyn Iterator<Item = &orders::OpenOrder>| Money::sum(all.map(|one| one.left().unwrap())).unwrap();
        assert_eq!((facts.open, facts.open_orders), (sum(&mut open.iter()), i64::try_from(open.len()).unwrap()));
        assert_eq!(facts.confirmed, sum(&mut open.iter().filter(|one| one.order.state != State::Reserved)));
    }
}

#[test]
fn the_laws_hold_in_companies_made_by_dice() {
    for seed in [11, 12, 13, 14] {
        both(&MODULES, |base| {
            let mut dice = Dice::new(seed);
            let mut company = found(base, &mut dice);
            for _ in 0..60 {
                step(base, &mut company, &mut dice);
            }
            assert!(laws_hold(base) > 5, "seed {seed}");
            one_open_sum(base, &company);
            assert!(!company.orders.is_empty());
            let ids = company.orders.clone();
            let states = ask(base, &today(), move |read, visit| {
                ids.iter().map(|id| Ok(orders::head(read, visit, *id)?.unwrap().state)).collect::<Result<Vec<_>, _>>()
            });
            assert!(states.iter().any(|state| *state != State::Reserved), "{states:?}");
        });
    }
}

#[test]
fn wanted_days_are_kept_or_the_line_is_not_promised() {
    for seed in [21, 22, 23] {
        both(&MODULES, |base| {
            let mut dice = Dice::new(seed);
            let company = found(base, &mut dice);
            for _ in 0..25 {
                let mut cmd = some_order(&company, &mut dice);
                cmd.mode = Mode::Partial;
                let Ok(card) = place(base, &today(), cmd) else { continue };
                check_answers(&card);
                for line in &card.lines {
                    if let (Some(wanted), Some(promised)) = (line.wanted_on, line.promised_on) {
                        let early = wanted <= Day::of(2026, 11, 24) || promised <= wanted.add_days(3);
                        assert!(early, "wanted {wanted}, promised {promised}");
                    }
                }
            }
            laws_hold(base);
        });
    }
}
