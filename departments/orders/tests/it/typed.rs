//! What is typed wrong: said at its field, kept to be corrected, and nothing of it written.

use i18n::{Lang, fmt};
use kernel::{ClientId, Day, Money, OrderId};
use orders::{Mode, PlaceLine, State};
use store::testing::{TestBase, both};

use crate::company::*;
use crate::web::{Browser, goods};

const ORDER: OrderId = OrderId::new(1);

fn quantities(base: &TestBase) -> Vec<i64> {
    let card = ask(base, &today(), |read, visit| orders::card(read, visit, ORDER)).unwrap();
    card.lines.iter().map(|line| line.quantity.thousandths() / 1000).collect()
}

fn in_russian() -> house::Visit {
    house::Visit { lang: Lang::Ru, ..today() }
}

#[test]
fn a_quantity_nobody_orders_is_told_alike_in_the_line_the_grid_and_the_table() {
    const TOO_MUCH: &str = "Не больше миллиона единиц в строке";
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-1 2")], false);
        for much in ["99999999999", "1000001", "2 000 000"] {
            let typed = browser.fill("/orders/1/desk", &[("what", "M-2"), ("much", much)], true);
            typed.shows(TOO_MUCH);
            browser.fill("/orders/1/desk", &[("what", &format!("M-2 {much}"))], true).shows(TOO_MUCH);
            let seen = "1 2  0";
            let grid = browser.fill("/orders/1/desk", &[("line", "1"), ("quantity", much), ("seen", seen)], true);
            grid.shows(TOO_MUCH);
            grid.hides("Это не число");
            // It stands in the field, marked, until somebody corrects it.
            grid.shows(&format!("id=\"q-1\" name=\"quantity\" aria-label=\"Количество в строке 1\" type=\"text\" value=\"{much}\" inputmode=\"decimal\" autocomplete=\"off\" aria-invalid=\"true\" aria-describedby=\"q-1-wrong\""));
            assert_eq!(quantities(base), [2], "{much}");
        }
        for (much, why) in [
            ("0", "Должно быть больше нуля"),
            ("-1", "Должно быть больше нуля"),
            ("1,5", "части штуки"),
            ("два", "Это не число"),
        ] {
            let grid = browser.fill("/orders/1/desk", &[("line", "1"), ("quantity", much), ("seen", "1 2  0")], true);
            grid.shows(why);
            grid.shows(&format!("value=\"{much}\""));
        }
        assert_eq!(quantities(base), [2]);

        // A row of a table with such a quantity is no line with another one.
        let pasted = browser.fill("/orders/1/desk", &[("rows", "M-1\t99999999999\nM-2\t3\nM-3 2000000")], true);
        assert_eq!(quantities(base), [2, 3]);
        assert_eq!(pasted.html.matches(TOO_MUCH).count(), 2, "{}", pasted.html);
        pasted.shows("value=\"99999999999\"");
        pasted.shows("value=\"2000000\"");
        let row = |much: &str| {
            let fields = [("row", "1"), ("row_what", "M-1"), ("row_quantity", much), ("deed", "save")];
            browser.fill("/orders/1/desk", &fields, true)
        };
        let again = row("88888888888");
        again.shows("id=\"rq-1\"");
        again.shows("value=\"88888888888\"");
        assert!(again.html.contains("value=\"M-1\"") && again.html.contains(TOO_MUCH));
        assert_eq!(quantities(base), [2, 3]);
        row("0,5").shows("части штуки");
        row("4").hides("id=\"rq-1\"");
        assert_eq!(quantities(base), [2, 3, 4]);
    });
}

#[test]
fn a_pasted_quantity_that_is_none_makes_no_line_and_holds_up_nothing() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-1 2")], false);
        let pasted = browser.fill("/orders/1/desk", &[("rows", "M-1\t-3\nM-2\t0")], true);
        pasted.shows("value=\"-3\"");
        assert_eq!(pasted.html.matches("Должно быть больше нуля").count(), 2, "{}", pasted.html);
        // A word beside a code that is no part of the item's name stands for a quantity, with a heading and without.
        for rows in ["Артикул;Кол-во\nM-3;абв", "M-3\tабв", "M-3 абв"] {
            let odd = browser.fill("/orders/1/desk", &[("rows", rows)], true);
            odd.shows("value=\"абв\"");
            odd.shows("Это не число");
        }
        assert_eq!(quantities(base), [2]);
        // Its item is clear: the row becomes a line with its quantity, nothing else is pressed. Until then its reason
        // stays, whatever else is refused.
        let row = |much: &str, more: (&str, &str)| {
            let fields = [("row", "4"), ("row_what", ""), ("row_quantity", much), more];
            browser.fill("/orders/1/desk", &fields, true)
        };
        let refused = row("абв", ("what", "НЕТ-ТАКОГО"));
        refused.shows("aria-describedby=\"rq-4-wrong\"");
        row("6", ("deed", "save")).hides("id=\"row-4\"");
        assert_eq!(quantities(base), [2, 6]);
        // The name of the item says nothing of how much: a pack.
        browser.fill("/orders/1/desk", &[("rows", "M-3\tКружка зелёная\nM-2\tmug")], true);
        assert_eq!(quantities(base), [2, 6, 6, 6]);

        // Among rows that say how much, one that doesn't is a gap: it waits for its quantity, and becomes a line with it.
        let gap = browser.fill("/orders/1/desk", &[("rows", "M-1\t7\nM-2\t\nM-3\t8")], true);
        assert_eq!(quantities(base), [2, 6, 6, 6, 7, 8]);
        gap.shows("aria-describedby=\"rq-6-wrong\"");
        gap.shows("Заполните");
        browser.fill(
            "/orders/1/desk",
            &[("row", "6"), ("row_what", ""), ("row_quantity", "9"), ("deed", "save")],
            true,
        );
        assert_eq!(quantities(base), [2, 6, 6, 6, 7, 8, 9]);

        // What waits to be made clear is posted with every deed and holds none up.
        let waits = [
            ("row", "1"),
            ("row_what", ""),
            ("row_quantity", "-3"),
            ("row", "2"),
            ("row_what", ""),
            ("row_quantity", "0"),
        ];
        let with = |more: &[(&str, &str)]| {
            let fields: Vec<_> = waits.iter().copied().chain(more.iter().copied()).collect();
            browser.fill("/orders/1/desk", &fields, true)
        };
        with(&[("what", "M-2 5")]).hides("Не принято");
        assert_eq!(quantities(base).last(), Some(&5));
        with(&[("drop_row", "2")]).hides("id=\"row-2\"");
        // Taken for an item without a quantity that can be read, the row stays and asks.
        for much in ["-3", ""] {
            let fields = [("row", "1"), ("row_what", ""), ("row_quantity", much), ("pick", "1 M-1")];
            let asked = browser.fill("/orders/1/desk", &fields, true);
            asked.shows("id=\"row-1\"");
            asked.shows("aria-describedby=\"rq-1-wrong\"");
            assert_eq!(quantities(base).last(), Some(&5), "{much}");
        }
        let fields = [("row", "1"), ("row_what", ""), ("row_quantity", "3"), ("pick", "1 M-1")];
        browser.fill("/orders/1/desk", &fields, true).hides("id=\"row-1\"");
        assert_eq!(quantities(base).last(), Some(&3));

        // A table that is refused stays in its field.
        let many = "M-1\t1\n".repeat(2_001);
        browser.fill("/orders/1/desk", &[("rows", many.as_str())], true).shows("M-1\t1\nM-1\t1\n");
    });
}

#[test]
fn a_draft_is_thrown_away_whatever_stands_in_its_fields() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("rows", "M-1\t2\nНЕЧТО\t1")], false);
        let desk = browser.get("/orders/1");
        // A second word, told with what will be lost, in a form without the fields of the desk.
        desk.shows("Пропадут 2 строки");
        desk.shows("Да, выбросить");
        let stale = browser.fill("/orders/1/desk", &[("version", "1"), ("deed", "throw-away")], false);
        assert_eq!(stale.status, 412);
        assert_eq!(quantities(base), [2]);
        let head = ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).unwrap();
        let version = head.version.to_string();
        let fields = [
            ("version", version.as_str()),
            ("what", "нет такого товара"),
            ("much", "много"),
            ("line", "1"),
            ("quantity", "сто"),
            ("seen", "1 2  0"),
            ("deed", "throw-away"),
        ];
        let gone = browser.fill("/orders/1/desk", &fields, true);
        assert_eq!((gone.status, gone.to.as_deref()), (204, Some("/orders")), "{}", gone.html);
        assert!(ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).is_none());
    });
}

#[test]
fn an_emptied_quantity_ships_nothing_unasked() {
    both(&MODULES, |base| {
        let client: ClientId = goods(base).parse().unwrap();
        let asked = vec![line("M-1", 4), line("M-1", 3), line("M-1", 2)];
        let id = place(base, &today(), order(client, Mode::Backorder, asked)).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        let browser = Browser::open(base, in_russian());
        let send = |one: &str, two: &str, three: &str| {
            let fields = [
                ("line", "1"),
                ("quantity", one),
                ("line", "2"),
                ("quantity", two),
                ("line", "3"),
                ("quantity", three),
            ];
            browser.fill("/orders/1/shipment", &fields, false)
        };
        let issued = || {
            let card = ask(base, &today(), move |read, visit| orders::card(read, visit, id)).unwrap();
            (card.lines.iter().map(|line| line.issued).collect::<Vec<_>>(), card.shipments.len())
        };
        let nothing = (vec![q(0); 3], 0);
        // The field that is wrong says so, not the first one of those that leave.
        for (fields, at, why) in [
            (["4", "", "2"], 2, "0 — строка подождёт"),
            (["0", " ", "0"], 2, "0 — строка подождёт"),
            (["0", "9", "2"], 2, "Осталось отгрузить 3"),
            (["0", "0", "1,5"], 3, "части штуки"),
            (["4", "99999999999", "0"], 2, "Не больше миллиона"),
            (["4", "-1", "0"], 2, "Должно быть больше нуля"),
            (["0", "0", "0,000"], 1, "Впишите, сколько отгрузить"),
        ] {
            let refused = send(fields[0], fields[1], fields[2]);
            assert_eq!(refused.status, 422, "{fields:?}");
            let error = format!("id=\"s-{at}-e\"");
            assert_eq!(refused.html.matches("class=\"p-hint err\"").count(), 1, "{fields:?} {}", refused.html);
            let place = refused.html.find(&error).unwrap_or_else(|| panic!("{fields:?} {}", refused.html));
            assert!(
                refused.html[place..].starts_with(&format!("{error} role=\"alert\">"))
                    && refused.html[place..].contains(why)
            );
            assert_eq!(issued(), nothing, "{fields:?}");
        }
        let emptied = [("line", "1"), ("quantity", "4"), ("shipped_on", "")];
        let refused = browser.fill("/orders/1/shipment", &emptied, false);
        refused.shows("id=\"f-shipped_on-e\"");
        assert_eq!((refused.status, issued()), (422, nothing));
        assert_eq!(send("4", "0", "1").to.as_deref(), Some("/shipments/1"));
        assert_eq!(issued(), (vec![q(4), q(0), q(1)], 1));
        laws_hold(base);
    });
}

#[test]
fn what_is_to_be_shipped_is_one_sum_wherever_it_stands() {
    both(&MODULES, |base| {
        let client: ClientId = goods(base).parse().unwrap();
        // Reserved only; short in part; a part of it shipped; called off; a draft.
        place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 2)])).unwrap();
        let part = place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 4), line("M-2", 60)]))
            .unwrap()
            .order
            .id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, part, None));
        let first =
            ask(base, &today(), move |read, visit| orders::card(read, visit, part)).unwrap().lines[0].line.unwrap();
        let ship = orders::Ship {
            lines: Some(vec![orders::ShipLine { line: first, quantity: Some(q(3)) }]),
            shipped_on: None,
        };
        done(base, &today(), move |tx, visit| orders::ship(tx, visit, part, None, &ship));
        let gone = place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 1)])).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::cancel(tx, visit, gone, None));
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client.to_string()), ("what", "M-1 1")], false);

        let (facts, open) = ask(base, &today(), move |read, visit| {
            Ok((orders::facts(read, visit, client)?.unwrap(), orders::open_orders(read, visit, client)?))
        });
        let left = |of: &dyn Fn(&orders::OpenOrder) -> bool| -> Money {
            Money::sum(open.iter().filter(|one| of(one)).map(|one| one.left().unwrap())).unwrap()
        };
        assert_eq!((facts.open, facts.open_orders), (left(&|_| true), 2));
        assert_eq!(facts.confirmed, left(&|one| one.order.state != State::Reserved));
        assert!(facts.confirmed < facts.open);
        let told = format!(
            "<dt>К отгрузке</dt><dd class=\"nw\">{}</dd>",
            fmt::money_short(Lang::Ru, facts.open, "").replace('\u{a0}', " ")
        );
        for page in ["/orders/1", "/orders/2", &format!("/orders/new?client={client}")] {
            let shown = browser.get(page);
            let shown = shown.to.as_deref().map(|to| browser.get(to)).unwrap_or(shown);
            shown.shows(&told);
        }
    });
}

#[test]
fn the_day_of_a_late_arrival_is_not_told_as_one_to_come() {
    both(&MODULES, |base| {
        let client: ClientId = goods(base).parse().unwrap();
        let due = Day::of(2026, 11, 30);
        let asked = || vec![PlaceLine { sku: "M-2".into(), quantity: Some(q(1)), ..PlaceLine::default() }];
        let id = place(base, &today(), order(client, Mode::Backorder, asked())).unwrap().order.id;
        let piece = |day: Day| {
            let card = ask(base, &visit_on(day), move |read, visit| orders::card(read, visit, id)).unwrap();
            let order = serde_json::to_value(orders::OrderJson::of(Lang::En, &card)).unwrap();
            let piece = &order["lines"][0]["coverage"][0];
            (piece["available_on"].clone(), piece["late_since"].clone())
        };
        let nothing = serde_json::Value::Null;
        assert_eq!(piece(TODAY), ("2026-11-30".into(), nothing.clone()));
        assert_eq!(piece(due), ("2026-11-30".into(), nothing.clone()));
        assert_eq!(piece(due.add_days(1)), (nothing.clone(), "2026-11-30".into()));
        // What rests on it is answered by the rule, and still says that its source is late.
        let late = visit_on(due.add_days(3));
        let card = place(base, &late, order(client, Mode::Backorder, asked())).unwrap();
        let piece_of = card.lines[0].coverage[0];
        assert_eq!((piece_of.available_on, piece_of.late_since), (late.today.add_days(1), Some(due)));
        // A new day is told again.
        done::<_, orders::OrderRefused, _>(base, &late, move |tx, visit| {
            let supply = stock::arrival(tx, kernel::PurchaseLineId::new(71))?.unwrap().id;
            Ok(stock::move_due(tx, visit, supply, Day::of(2026, 12, 14))?)
        });
        assert_eq!(piece(late.today), ("2026-12-14".into(), nothing));
    });
}

#[test]
fn whom_an_order_and_a_payment_are_for_is_found_while_typing() {
    both(&MODULES, |base| {
        let client: ClientId = goods(base).parse().unwrap();
        let other = crate::company::client(base, "ООО «Ромб»");
        let id = place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 4)])).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
        let browser = Browser::open(base, in_russian());
        let typed = |path: &str, q: &str, htmx: bool| {
            let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
            browser.ask(&format!("{path}?q={q}"), htmx)
        };
        // A part for the field, a page without a script; the letters it was found for are told with it.
        let part = typed("/orders/new", "ооо «ром", true);
        assert!(part.html.starts_with("<div id=\"pick-hits\" data-asked=\"ооо «ром\">"), "{}", part.html);
        for client in [client, other] {
            part.shows(&format!("role=\"option\" aria-selected=\"false\" href=\"/orders/new?client={client}\""));
        }
        typed("/orders/new", "ооо «ромб", true).hides(&format!("client={client}\""));
        typed("/orders/new", "ооо «ром", false).shows("data-pick=\"pick-hits\"");
        typed("/orders/new", "никто", true).shows("role=\"status\"");
        typed("/orders/new", "", true).hides("role=\"status\"");

        // A payment: by the number of the invoice, by the client with what it still has to pay.
        browser.get("/payments").shows("href=\"/payments/new\"");
        browser.get("/payments/new").shows("За что оплата?");
        for q in ["1", "№ 1", "ооо «ром"] {
            let found = typed("/payments/new", q, true);
            found.shows("href=\"/payments/new?invoice=1\"");
            found.shows("488");
        }
        typed("/payments/new", "ооо «ром", true).shows(&format!("href=\"/payments/new?client={other}\""));
        typed("/payments/new", "2", true).shows("Ни счёта, ни клиента");
        let paid = [("invoice", "1"), ("amount", "488"), ("received_on", "2026-11-23")];
        assert_eq!(browser.fill("/payments/new", &paid, false).status, 303);
        typed("/payments/new", "ооо «ром", true).hides("invoice=1\"");
        typed("/payments/new", "1", true).shows("Оплачен");
        // Of foreign clients nothing is found, nor is a payment written down by whoever may not.
        let manager = Browser::open(base, hire(base, "mrk", access::Role::AccountManager));
        manager.ask("/orders/new?q=%D0%BE", true).hides("/orders/new?client=");
        manager.get("/payments").hides("/payments/new");
    });
}
