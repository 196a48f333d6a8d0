//! What a client may owe: asked at the confirmation and at another item in a confirmed order.

use contracts::SetTerms;
use i18n::{Lang, Refusal};
use kernel::{ClientId, InvoiceId, OrderId};
use orders::{Extent, Mode, NewPayment, OpeningBalance, Order, OrderRefused, OverLimit, Ship, TakeSubstitute};
use store::testing::{TestBase, both};

use crate::company::*;

fn limit(base: &TestBase, client: ClientId, limit: Option<&str>) {
    let credit_limit = limit.map(money);
    done(base, &today(), move |tx, visit| {
        let seen = contracts::terms(tx, client)?.map_or(0, |terms| terms.version);
        contracts::set_terms(tx, visit, client, &SetTerms { credit_limit, payment_days: 14 }, seen).map(drop)
    });
}

/// A reserved order of so many pieces at 100.
fn reserved(base: &TestBase, client: ClientId, sku: &str, units: i64) -> OrderId {
    place(base, &today(), order(client, Mode::AllOrNothing, vec![line(sku, units)])).unwrap().order.id
}

fn confirm(base: &TestBase, order: OrderId) -> Result<(), OrderRefused> {
    act(base, &today(), move |tx, visit| orders::confirm(tx, visit, order, None).map(drop))
}

fn head(base: &TestBase, order: OrderId) -> Order {
    ask(base, &today(), move |read, visit| orders::head(read, visit, order)).unwrap()
}

fn over(refused: OrderRefused) -> OverLimit {
    let OrderRefused::OverLimit(over) = refused else { panic!("{refused:?}") };
    over
}

fn shop(base: &TestBase) -> ClientId {
    open_company(base);
    put(base, item(base, "M-1", "100.00", "red"), 50);
    put(base, item(base, "M-2", "130.00", "blue"), 50);
    client(base, "ООО «Ромашка»")
}

#[test]
fn a_client_agrees_up_to_its_limit_and_what_it_pays_makes_room() {
    both(&MODULES, |base| {
        let client = shop(base);
        limit(base, client, Some("1000.00"));
        let [first, second, third] = [6, 4, 1].map(|units| reserved(base, client, "M-1", units));
        confirm(base, first).unwrap();
        // To the kopeck; what is only reserved does not count.
        confirm(base, second).unwrap();
        let before = (head(base, third), base.events().len());
        let refused = confirm(base, third).unwrap_err();
        let all = OverLimit {
            order: third,
            client,
            limit: money("1000.00"),
            exposure: money("1000.00"),
            asked: money("100.00"),
            unpaid: None,
        };
        assert_eq!(refused, OrderRefused::OverLimit(all));
        assert_eq!((refused.status(), refused.problem()), (409, "over-limit"));
        assert_eq!((head(base, third), base.events().len()), before, "nothing is changed");

        // Shipped, it is a debt instead of an agreed order: as much as before, and now there is an invoice to pay.
        let invoice = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, first, None)).head;
        done(base, &today(), move |tx, visit| orders::ship(tx, visit, first, None, &Ship::default()));
        let refused = confirm(base, third).unwrap_err();
        let unpaid = Some((invoice.id, invoice.number, money("600.00")));
        assert_eq!(over(refused.clone()), OverLimit { unpaid, ..all });
        let said = refused.say(Lang::En);
        assert_eq!(
            said.detail,
            "Z-3 adds 100.00; debt and agreed orders come to 1,000.00, the limit is 1,000.00, 0.00 of it is free"
        );
        assert_eq!(
            said.next,
            "Let the client pay invoice 1 (600.00 is left of it), or ask for another limit: Accountant, Commercial director"
        );
        let extra = refused.extra(Lang::Ru).unwrap();
        assert_eq!((&extra["free"], &extra["unpaid"]["invoice"]), (&"0.00".into(), &invoice.id.to_string().into()));
        assert_eq!(extra["who"], serde_json::json!(["accountant", "director"]));

        let pay = |sum: &str| {
            let new = NewPayment {
                invoice: Some(InvoiceId::new(1)),
                client: None,
                amount: money(sum),
                received_on: TODAY,
                purpose: String::new(),
            };
            done(base, &today(), move |tx, visit| orders::pay(tx, visit, &new));
        };
        pay("99.99");
        assert_eq!(over(confirm(base, third).unwrap_err()).exposure, money("900.01"));
        pay("0.01");
        confirm(base, third).unwrap();
        laws_hold(base);
    });
}

#[test]
fn without_a_limit_anything_and_with_a_limit_of_nothing_only_what_was_paid_ahead() {
    both(&MODULES, |base| {
        let client = shop(base);
        let [first, second, third] = [10, 3, 2].map(|units| reserved(base, client, "M-1", units));
        confirm(base, first).unwrap();
        // A limit below what was agreed stops what comes next and nothing else.
        limit(base, client, Some("0.00"));
        assert_eq!(over(confirm(base, second).unwrap_err()).exposure, money("1000.00"));
        done(base, &today(), move |tx, visit| orders::ship(tx, visit, first, None, &Ship::default()));
        let ahead = NewPayment {
            invoice: None,
            client: Some(client),
            amount: money("1300.00"),
            received_on: TODAY,
            purpose: String::new(),
        };
        done(base, &today(), move |tx, visit| orders::pay(tx, visit, &ahead));
        confirm(base, second).unwrap();
        assert_eq!(over(confirm(base, third).unwrap_err()).asked, money("200.00"));
        limit(base, client, None);
        confirm(base, third).unwrap();
    });
}

#[test]
fn a_dearer_item_in_a_confirmed_order_is_asked_as_well() {
    both(&MODULES, |base| {
        let client = shop(base);
        let [agreed, held] = [5, 1].map(|units| reserved(base, client, "M-1", units));
        confirm(base, agreed).unwrap();
        limit(base, client, Some("600.00"));
        let take = |order: OrderId, sku: &'static str| {
            let line = ask(base, &today(), move |read, visit| orders::card(read, visit, order)).unwrap().lines[0].line;
            let taken = TakeSubstitute { line: line.unwrap(), sku: sku.into(), extent: Extent::Whole };
            act(base, &today(), move |tx, visit| orders::take_substitute(tx, visit, order, None, &taken).map(drop))
        };
        let rows = |order: OrderId| {
            let card = ask(base, &today(), move |read, visit| orders::card(read, visit, order)).unwrap();
            let lines: Vec<_> = card.lines.iter().map(|line| (line.item.sku.clone(), line.amounts)).collect();
            (card.order, lines, base.events().len())
        };
        // What is not agreed to yet may be anything; it is asked at its confirmation.
        take(held, "M-2").unwrap();
        let before = rows(agreed);
        let refused = over(take(agreed, "M-2").unwrap_err());
        assert_eq!((refused.exposure, refused.asked), (money("500.00"), money("150.00")));
        assert_eq!(rows(agreed), before, "nothing is changed");
        limit(base, client, Some("650.00"));
        take(agreed, "M-2").unwrap();
        // A cheaper one is never refused, even above the limit.
        limit(base, client, Some("10.00"));
        take(agreed, "M-1").unwrap();
        assert_eq!(head(base, agreed).gross, money("500.00"));
        laws_hold(base);
    });
}

#[test]
fn what_is_past_its_day_is_overdue_and_payments_count_for_the_oldest() {
    both(&MODULES, |base| {
        let client = shop(base);
        let other = crate::company::client(base, "ООО «Лютик»");
        limit(base, client, Some("5000.00"));
        let opening = OpeningBalance { client, debt: money("50.00"), as_of: TODAY.add_days(-20) };
        done(base, &today(), move |tx, visit| orders::open_balance(tx, visit, &opening));
        // Three shipments: today, a week and two weeks later.
        for (units, days) in [(3, 0), (2, 7), (1, 14)] {
            let id = reserved(base, client, "M-1", units);
            confirm(base, id).unwrap();
            let visit = visit_on(TODAY.add_days(days));
            done(base, &visit, move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        }
        let pay = |sum: &'static str| {
            let new = NewPayment {
                invoice: None,
                client: Some(client),
                amount: money(sum),
                received_on: TODAY,
                purpose: String::new(),
            };
            done(base, &today(), move |tx, visit| orders::pay(tx, visit, &new)).id
        };
        let on = |days: i32| {
            let today = TODAY.add_days(days);
            let facts = ask(base, &visit_on(today), move |read, visit| orders::facts(read, visit, client)).unwrap();
            let listed = ask(base, &visit_on(today), move |read, _| orders::overdue(read, today, &[other, client]));
            assert_eq!(listed, [(client, facts.overdue.unwrap())], "who has no terms is left out");
            let account = ask(base, &visit_on(today), move |read, visit| {
                orders::account(read, visit, client, (i64::MAX, i64::MAX), 10)
            });
            let account = account.unwrap();
            assert_eq!((account.overdue, account.limit), (facts.overdue, facts.limit));
            assert_eq!(account.exposure, facts.exposure().unwrap());
            facts.overdue.unwrap().to_string()
        };
        // Fourteen days to pay: the opening debt first, then each shipment the day after its last.
        assert_eq!(
            [0, 14, 15, 21, 22, 28, 29].map(on),
            ["50.00", "50.00", "350.00", "350.00", "550.00", "550.00", "650.00"]
        );
        pay("30.00");
        assert_eq!([0, 15, 29].map(on), ["20.00", "320.00", "620.00"]);
        let second = pay("330.00");
        assert_eq!([0, 15, 22, 29].map(on), ["0.00", "0.00", "190.00", "290.00"]);
        done(base, &today(), move |tx, visit| orders::reverse(tx, visit, second, "Ошибка"));
        assert_eq!([0, 22].map(on), ["20.00", "520.00"]);
        pay("1000.00");
        assert_eq!([0, 29].map(on), ["0.00", "0.00"]);
        let facts = ask(base, &today(), move |read, visit| orders::facts(read, visit, client)).unwrap();
        assert_eq!((facts.debt, facts.exposure().unwrap()), (money("-380.00"), money("-380.00")));
        assert_eq!(facts.free().unwrap(), Some(money("5380.00")));
        let none = ask(base, &today(), move |read, visit| orders::facts(read, visit, other)).unwrap();
        assert_eq!((none.limit, none.overdue, none.free().unwrap()), (None, None, None));
    });
}
