//! Invoices, the change of the tax rate, payments, history and turnover.

use kernel::{ClientId, Day, ItemId, LineAmounts, Month, VatClass};
use orders::{Mode, NewPayment, NewSale, OrderRefused, Ship, Wrong};
use store::testing::{TestBase, both};

use access::Role;

use crate::company::*;
use crate::web::Browser;

#[test]
fn an_invoice_needs_requisites_and_loses_no_number() {
    both(&MODULES, |base| {
        done::<_, OrderRefused, _>(base, &today(), |tx, _| {
            Ok(house::sellers::ensure(tx, "ИП Причалов", "Europe/Moscow").map(drop)?)
        });
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let place_one = || {
            let id = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 1)])).unwrap().order.id;
            done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None)).order.id
        };
        let (first, second) = (place_one(), place_one());
        let none = act(base, &today(), move |tx, visit| orders::invoice(tx, visit, first, None)).unwrap_err();
        assert_eq!(none, OrderRefused::NoRequisites);
        open_company(base);
        let one = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, first, None));
        let failed: Result<(), store::Stop<OrderRefused>> = base.store.write_now(kernel::Actor::System, move |tx| {
            orders::invoice(tx, &today(), second, None)?;
            Err(store::Stop::Refused(OrderRefused::Unknown))
        });
        assert!(failed.is_err());
        let two = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, second, None));
        assert_eq!((one.head.number, two.head.number), (1, 2));
        let next_year = visit_on(Day::of(2027, 1, 11));
        let third = place_one();
        let three = done(base, &next_year, move |tx, visit| orders::invoice(tx, visit, third, None));
        assert_eq!((three.head.number, three.head.year), (1, 2027));
        laws_hold(base);
    });
}

#[test]
fn goods_shipped_after_the_change_of_rate_bear_the_new_rate() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let old = visit_on(Day::of(2025, 12, 26));
        let card = place(base, &old, order(client, Mode::AllOrNothing, vec![line("M-1", 1)])).unwrap();
        assert_eq!(card.order.vat, money("20.33"));
        let id = card.order.id;
        done(base, &old, move |tx, visit| orders::confirm(tx, visit, id, None));
        let invoice = done(base, &old, move |tx, visit| orders::invoice(tx, visit, id, None));
        assert_eq!((invoice.head.vat, invoice.vat[0].rate.to_string()), (money("20.33"), "20".to_owned()));
        let new = visit_on(Day::of(2026, 1, 12));
        let shipped = done(base, &new, move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        assert_eq!((shipped.head.vat, shipped.head.gross), (money("22.00"), money("122.00")));
        assert_eq!(
            (shipped.lines[0].0.vat_rate.to_string(), shipped.lines[0].2.to_string()),
            ("22".into(), "20".into())
        );
        laws_hold(base);
    });
}

#[test]
fn tax_is_told_by_rate() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        put(base, item_of(base, "F-1", "1.10", "food", catalogue::ItemKind::Goods, VatClass::Reduced), 10);
        put(base, item_of(base, "N-1", "5", "none", catalogue::ItemKind::Goods, VatClass::None), 10);
        let lines = vec![line("M-1", 1), line("F-1", 3), line("N-1", 1)];
        let id = place(base, &today(), order(client, Mode::AllOrNothing, lines)).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        let invoice = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
        let told: Vec<_> = invoice.vat.iter().map(|part| (part.class.code(), part.amounts.vat.to_string())).collect();
        assert_eq!(told, [("22", "22.00".into()), ("10", "0.30".into()), ("none", "0.00".to_owned())]);
        assert_eq!(invoice.head.gross, money("130.30"));
        let id = invoice.head.id;
        let again = ask(base, &today(), move |read, visit| orders::invoice_of(read, visit, id)).unwrap();
        assert_eq!(again, invoice);
    });
}

fn paid(client: Option<ClientId>, amount: &str) -> NewPayment {
    NewPayment { invoice: None, client, amount: money(amount), received_on: TODAY, purpose: String::new() }
}

#[test]
fn money_without_an_invoice_stays_on_the_clients_account() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        done(base, &today(), move |tx, visit| orders::pay(tx, visit, &paid(Some(client), "500.00")));
        assert_eq!(ask(base, &today(), move |read, _| orders::debt(read, client)), money("-500.00"));
        let refuse = |new: NewPayment| {
            let refused = act(base, &today(), move |tx, visit| orders::pay(tx, visit, &new)).unwrap_err();
            let OrderRefused::Fields(fields) = refused else { panic!("{refused:?}") };
            fields[0].what.clone()
        };
        assert_eq!(refuse(paid(None, "1.00")), Wrong::InvoiceOrClient);
        assert_eq!(refuse(paid(Some(client), "0.00")), Wrong::NotPositive);
        assert_eq!(refuse(paid(Some(ClientId::new(77)), "1.00")), Wrong::NoClient);
        let unknown = NewPayment { invoice: Some(kernel::InvoiceId::new(5)), ..paid(None, "1.00") };
        assert_eq!(refuse(unknown), Wrong::NoInvoice);
        let listed = ask(base, &today(), move |read, visit| orders::payments(read, visit, Some(client), None, 10));
        assert_eq!(listed.len(), 1);
        laws_hold(base);
    });
}

fn sale(client: ClientId, item: ItemId, category: kernel::CategoryId, day: Day, units: i64, n: i64) -> NewSale {
    let gross = kernel::Money::from_minor(units * 12_200);
    let vat = kernel::Money::from_minor(units * 2_200);
    NewSale {
        client,
        item,
        category,
        day,
        quantity: q(units),
        amounts: LineAmounts { net: gross.checked_sub(vat).unwrap(), vat, gross },
        cost: Some(kernel::Money::from_minor(units * 6_000)),
        order_line: None,
        source: "old books".into(),
        source_ref: n.to_string(),
    }
}

fn import(base: &TestBase, sales: Vec<NewSale>) -> usize {
    base.store
        .write_now::<_, OrderRefused, _>(kernel::Actor::System, move |tx| Ok(orders::import_history(tx, &sales)?))
        .unwrap()
        .len()
}

#[test]
fn history_is_written_once_and_kept_by_month() {
    both(&MODULES, |base| {
        open_company(base);
        let (client, red) = (client(base, "ООО «Ромашка»"), item(base, "M-1", "122.00", "red"));
        let blue = item(base, "M-2", "122.00", "blue");
        let category = ask(base, &today(), move |read, _| catalogue::item(read, red)).unwrap().category;
        let sales = vec![
            sale(client, red, category, Day::of(2026, 10, 31), 2, 1),
            sale(client, red, category, Day::of(2026, 11, 1), 3, 2),
            sale(client, blue, category, Day::of(2026, 11, 2), -1, 3),
            sale(client, blue, category, Day::of(2025, 11, 2), 5, 4),
            sale(client, blue, category, Day::of(2026, 11, 2), 4, 3),
        ];
        assert_eq!(import(base, sales.clone()), 4);
        assert_eq!(import(base, sales), 0);
        let from = Month::from_index(TODAY.month().index() - 1);
        let by = ask(base, &today(), move |read, visit| {
            orders::turnover_by_category(read, visit, client, from, TODAY.month())
        });
        assert_eq!(by.len(), 1);
        assert_eq!(by[0].months, [money("244.00"), money("244.00")]);
        let facts = ask(base, &today(), move |read, visit| orders::facts(read, visit, client)).unwrap();
        assert_eq!((facts.turnover, facts.turnover_before), (money("488.00"), money("610.00")));
        assert_eq!((facts.last_sale_on, facts.last_order_on), (Some(Day::of(2026, 11, 2)), None));
        // Who has bought is not told to have ordered nothing yet.
        let desk = crate::web::Browser::open(base, today()).get(&format!("/orders/new?client={client}"));
        desk.shows("<dd class=\"nw\">488</dd>");
        desk.hides("none yet");
        let page = ask(base, &today(), move |read, visit| orders::history(read, visit, client, None, None, 2));
        let days: Vec<_> = page.iter().map(|(sale, _)| sale.day).collect();
        assert_eq!(days, [Day::of(2026, 11, 2), Day::of(2026, 11, 1)]);
        let place = (page[1].0.day, page[1].0.id.get());
        let rest = ask(base, &today(), move |read, visit| orders::history(read, visit, client, None, Some(place), 9));
        assert_eq!(rest.len(), 2);
        let bought = ask(base, &today(), move |read, _| orders::client_items(read, client, &[red, blue]));
        assert_eq!(bought, [(red, 2), (blue, 1)]);
        let since = Day::of(2026, 1, 1);
        let liked = ask(base, &today(), move |read, visit| orders::favourites(read, visit, client, since, 5));
        assert_eq!((liked[0].0.id, liked[0].1), (red, 2));
        // Before anything is typed the desk offers what the client buys, as lines at one press; nothing to a newcomer.
        let desk = Browser::open(base, today()).get(&format!("/orders/new?client={client}"));
        desk.shows("Buys most often");
        desk.shows("2 times, last on 1 Nov</span>");
        desk.shows("name=\"sku\" value=\"M-1\"");
        laws_hold(base);
    });
}

#[test]
fn an_account_says_after_each_row_what_was_owed_then_page_by_page() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        for (n, amount) in ["500.00", "20.00", "7.50", "300.00", "1.00"].into_iter().enumerate() {
            let on = TODAY.add_days(i32::try_from(n).unwrap() - 5);
            let new = NewPayment { received_on: on, ..paid(Some(client), amount) };
            let made = done(base, &today(), move |tx, visit| orders::pay(tx, visit, &new));
            if n == 3 {
                let id = made.id;
                done(base, &today(), move |tx, visit| orders::reverse(tx, visit, id, "ошибка"));
            }
        }
        let page = |below: (i64, i64)| {
            ask(base, &today(), move |read, visit| orders::account(read, visit, client, below, 2)).unwrap()
        };
        let (mut below, mut rows) = ((i64::MAX, i64::MAX), Vec::new());
        loop {
            let page = page(below);
            assert_eq!(page.debt, money("-528.50"));
            rows.extend(page.items);
            let Some(cursor) = page.next_cursor else { break };
            let place = house::cursor::decode(&cursor).unwrap();
            below = (place.key.parse().unwrap(), place.id);
        }
        assert_eq!(rows.len(), 5);
        for (at, row) in rows.iter().enumerate() {
            let then = rows[at..].iter().fold(kernel::Money::ZERO, |sum, row| sum.checked_add(row.debt).unwrap());
            assert_eq!(row.balance, then, "row {at}");
        }
        assert_eq!(rows[0].balance, money("-528.50"));
        // Whoever writes payments begins one here; who only reads them does not.
        let address = format!("/clients/{client}/account");
        let deed = format!("href=\"/payments/new?client={client}\"");
        let accountant = Browser::open(base, hire(base, "acc", Role::Accountant)).get(&address);
        accountant.shows(&deed);
        accountant.shows("−528,50");
        Browser::open(base, hire(base, "fd", Role::Director)).get(&address).hides(&deed);
    });
}
