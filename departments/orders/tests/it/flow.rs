//! An order with its four answers, its way to shipment, and what it refuses.

use kernel::Day;
use orders::{Answer, Mode, OrderRefused, PlaceLine, PlaceOrder, Ship, ShipLine, State, Wrong};
use store::testing::{TestBase, both};
use store::{p, sql};

use crate::company::*;

sql! {
    EVENTS = "SELECT kind FROM event ORDER BY id";
    LOST = "SELECT item_id, quantity, reason, order_id FROM view_lost_demand ORDER BY id";
    ORDERS = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_order";
    FREE = "SELECT CAST(SUM(free) AS BIGINT) FROM view_stock WHERE item_id = ?1";
    SALES = "SELECT quantity, net, vat, gross FROM view_sale_line ORDER BY id";
    TURNOVER = "SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM view_turnover_month WHERE client_id = ?1";
}

fn events(base: &TestBase) -> Vec<String> {
    base.store.read_now(|read| read.rows::<(String,)>(&EVENTS, p![])).unwrap().into_iter().map(|row| row.0).collect()
}

fn lost(base: &TestBase) -> Vec<(i64, i64, String, Option<i64>)> {
    base.store.read_now(|read| read.rows(&LOST, p![])).unwrap()
}

fn order_count(base: &TestBase) -> i64 {
    base.store.read_now(|read| read.one::<(i64,)>(&ORDERS, p![])).unwrap().0
}

fn free(base: &TestBase, item: kernel::ItemId) -> i64 {
    base.store.read_now(move |read| read.one::<(i64,)>(&FREE, p![item])).unwrap().0 / 1000
}

#[test]
fn every_statement_is_accepted_by_both_engines() {
    both(&MODULES, |base| {
        base.store
            .read_now(|read| {
                for sql in store::registered().filter(|sql| sql.place.contains("orders/src")) {
                    read.check(sql).unwrap_or_else(|fault| panic!("{}: {fault}", sql.name));
                }
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn each_line_is_told_now_a_day_a_substitute_or_no() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
        let green = item(base, "M-3", "101.00", "green");
        let lone = item_of(base, "X-1", "50", "none", catalogue::ItemKind::Goods, kernel::VatClass::Reduced);
        put(base, red, 10);
        await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));

        let lines = vec![line("M-1", 4), line("M-2", 5), line("M-3", 3), line("X-1", 2)];
        let cmd = PlaceOrder { wanted_on: None, ..order(client, Mode::Partial, lines) };
        let card = place(base, &today(), cmd).unwrap();

        let told: Vec<_> = card.lines.iter().map(|line| (line.answer, line.short)).collect();
        assert_eq!(told[0], (Answer::Now, q(0)));
        assert_eq!(told[1], (Answer::Dated, q(0)));
        assert_eq!(told[2], (Answer::Substitute, q(3)));
        assert_eq!(card.lines[1].promised_on, Some(Day::of(2026, 11, 30)));
        assert_eq!(card.lines[1].coverage[0].source, stock::Source::Arrival);
        assert_eq!(card.lines[1].coverage[0].origin, Some(71));
        assert!(card.lines[2].substitutes.iter().any(|offer| offer.substitute.item.id == red));
        assert!(matches!(told[3].0, Answer::Substitute | Answer::Refused));
        assert_eq!(card.order.state, State::Reserved);
        assert_eq!((card.order.gross, card.order.vat), (money("988.00"), money("178.16")));
        assert_eq!(card.order.number(i18n::Lang::En), format!("Z-{}", card.order.id));
        assert_eq!(free(base, red), 6);

        let kept = lost(base);
        let order = Some(card.order.id.get());
        assert_eq!(kept[0], (green.get(), 3000, "short".to_owned(), order));
        assert_eq!(kept[1], (lone.get(), 2000, "short".to_owned(), order));
        let told: Vec<_> = events(base).into_iter().filter(|kind| !kind.contains("create")).collect();
        assert!(told.ends_with(&["order_reserved".into(), "promise_given".into(), "promise_given".into()]), "{told:?}");
        let again = ask(base, &today(), move |read, visit| orders::card(read, visit, card.order.id)).unwrap();
        assert_eq!(again.lines[1].promised_on, Some(Day::of(2026, 11, 30)));
        assert!(again.lines[2].substitutes.iter().any(|offer| offer.substitute.item.id == red));
        assert_eq!(again.order.gross, money("988.00"));
        assert!(laws_hold(base) > 0);
    });
}

#[test]
fn all_or_nothing_refused_leaves_lost_demand_and_no_order() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let refused = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 11)])).unwrap_err();
        let OrderRefused::Short(lines) = &refused else { panic!("{refused:?}") };
        assert_eq!((lines[0].answer, lines[0].quantity), (Answer::Refused, q(11)));
        assert_eq!(lost(base).len(), 1);
        assert_eq!(order_count(base), 0);
        assert_eq!(free(base, red), 10);
        assert_eq!(events(base).last().map(String::as_str), Some("order_refused"));

        use i18n::Refusal;
        assert_eq!((refused.problem(), refused.status()), ("short-stock", 409));
        let extra = refused.extra(i18n::Lang::En).unwrap();
        assert_eq!(extra["lines"][0]["sku"], "M-1");
        assert_ne!(refused.say(i18n::Lang::Ru), refused.say(i18n::Lang::En));
    });
}

#[test]
fn an_order_of_which_nothing_can_be_had_is_refused() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        item(base, "M-1", "122.00", "red");
        for mode in [Mode::Partial, Mode::Backorder] {
            let refused = place(base, &today(), order(client, mode, vec![line("M-1", 1)])).unwrap_err();
            assert!(matches!(refused, OrderRefused::Short(_)), "{refused:?}");
        }
        assert_eq!((order_count(base), lost(base).len()), (0, 2));
    });
}

#[test]
fn wrong_orders_are_refused_with_every_wrong_field() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let mut past = line("M-1", 1);
        past.wanted_on = Some(TODAY.add_days(-1));
        let packs = PlaceLine { sku: "M-1".into(), packs: Some(q(1)), quantity: Some(q(1)), ..PlaceLine::default() };
        let lines = vec![
            line("M-1", 0),
            line("M-1", -1),
            line("M-1", 1_000_001),
            line("NO", 1),
            past,
            packs,
            PlaceLine { sku: "M-1".into(), ..PlaceLine::default() },
        ];
        let cmd = PlaceOrder { wanted_on: Some(TODAY.add_days(800)), ..order(client, Mode::Partial, lines) };
        let OrderRefused::Fields(fields) = place(base, &today(), cmd).unwrap_err() else { panic!() };
        let mut told: Vec<_> = fields.iter().map(|field| (field.pointer.as_str(), field.what.clone())).collect();
        told.sort_by_key(|field| field.0);
        assert_eq!(
            told,
            [
                ("/lines/0/quantity", Wrong::NotPositive),
                ("/lines/1/quantity", Wrong::NotPositive),
                ("/lines/2/quantity", Wrong::TooMuch),
                ("/lines/3/sku", Wrong::NoItem("NO".into())),
                ("/lines/4/wanted_on", Wrong::DayPast),
                ("/lines/5/quantity", Wrong::UnitsOrPacks),
                ("/lines/6/quantity", Wrong::Missing),
                ("/wanted_on", Wrong::DayTooFar),
            ]
        );
        let nobody = order(kernel::ClientId::new(99), Mode::Partial, Vec::new());
        let OrderRefused::Fields(fields) = place(base, &today(), nobody).unwrap_err() else { panic!() };
        assert_eq!(fields.len(), 2);
        let dozens = order(client, Mode::Partial, (0..2_001).map(|_| line("M-1", 1)).collect());
        assert!(matches!(place(base, &today(), dozens).unwrap_err(), OrderRefused::Fields(_)));
        let by_packs = PlaceLine { sku: "m-1".into(), packs: Some(q(1)), ..PlaceLine::default() };
        let card = place(base, &today(), order(client, Mode::AllOrNothing, vec![by_packs])).unwrap();
        assert_eq!(card.lines[0].quantity, q(6));
    });
}

#[test]
fn pieces_are_counted_whole_and_nothing_is_written_where_they_are_not() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let half = kernel::Quantity::from_thousandths(500);
        let refused = |stop| {
            let OrderRefused::Fields(fields) = stop else { panic!("{stop:?}") };
            fields.into_iter().map(|field| (field.pointer, field.what)).collect::<Vec<_>>()
        };
        let broken = PlaceLine { sku: "M-1".into(), quantity: Some(half), ..PlaceLine::default() };
        let told = refused(place(base, &today(), order(client, Mode::Backorder, vec![broken])).unwrap_err());
        assert_eq!(told, [("/lines/0/quantity".to_owned(), Wrong::NotWhole)]);
        assert_eq!((order_count(base), free(base, red)), (0, 10));

        let warehouse = done(base, &today(), |tx, _| stock::ensure_warehouse(tx, stock::MAIN));
        let came = act(base, &today(), move |tx, visit| {
            let lines = vec![stock::ReceiptLine { item: red, quantity: half, arrival: None }];
            stock::receive(tx, visit, &stock::Receipt { warehouse, lines })
        });
        assert_eq!(came.unwrap_err(), stock::StockRefused::NotWhole(0));
        assert_eq!(free(base, red), 10);

        let card = place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 4)])).unwrap();
        let (id, first) = (card.order.id, card.lines[0].line.unwrap());
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        let part = Ship { lines: Some(vec![ShipLine { line: first, quantity: Some(half) }]), shipped_on: None };
        let left = act(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &part));
        assert_eq!(refused(left.unwrap_err()), [("/lines/0/quantity".to_owned(), Wrong::NotWhole)]);
        let sales: Vec<(i64, i64, i64, i64)> = base.store.read_now(|read| read.rows(&SALES, p![])).unwrap();
        assert_eq!((sales, free(base, red)), (Vec::new(), 6));
    });
}

#[test]
fn an_order_goes_its_way_to_the_last_piece() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
        put(base, red, 10);
        await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));
        let lines = vec![line("M-1", 4), line("M-2", 5)];
        let id = place(base, &today(), order(client, Mode::Backorder, lines)).unwrap().order.id;

        let early = act(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        assert!(matches!(early.unwrap_err(), OrderRefused::WrongState { state: State::Reserved, .. }));
        let stale = act(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, Some(7)));
        assert_eq!(stale.unwrap_err(), OrderRefused::Stale { order: id, version: 1 });
        let card = done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, Some(1)));
        assert_eq!((card.order.state, card.order.version), (State::Confirmed, 2));

        let invoice = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
        assert_eq!((invoice.head.number, invoice.head.year), (1, 2026));
        assert_eq!(invoice.head.gross, money("988.00"));
        assert_eq!(invoice.seller.inn.as_deref(), Some("7707083893"));
        let twice = act(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None)).unwrap_err();
        assert!(matches!(twice, OrderRefused::HasInvoice { number: 1, .. }));

        let all = act(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        let OrderRefused::NotReady(lines) = all.unwrap_err() else { panic!() };
        assert_eq!((lines[0].sku.as_str(), lines[0].wanted, lines[0].ready), ("M-2", q(5), q(0)));

        let first = card.lines[0].line.unwrap();
        let part = Ship { lines: Some(vec![ShipLine { line: first, quantity: Some(q(3)) }]), shipped_on: None };
        let shipped = done(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &part));
        assert_eq!((shipped.head.number, shipped.head.gross), (1, money("366.00")));
        let head = ask(base, &today(), move |read, visit| orders::head(read, visit, id)).unwrap();
        assert_eq!((head.state, head.shipped_gross), (State::Invoiced, money("366.00")));
        let late = act(base, &today(), move |tx, visit| orders::cancel(tx, visit, id, None)).unwrap_err();
        assert_eq!(late, OrderRefused::PartlyShipped(id));
        laws_hold(base);

        let monday = visit_on(Day::of(2026, 11, 30));
        arrive(base, &monday, blue, 5, 71);
        let rest = done(base, &monday, move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        assert_eq!(rest.head.gross, money("622.00"));
        let head = ask(base, &monday, move |read, visit| orders::head(read, visit, id)).unwrap();
        assert_eq!((head.state, head.shipped_gross), (State::Shipped, money("988.00")));
        let debt = ask(base, &monday, move |read, _| orders::debt(read, client));
        assert_eq!(debt, money("988.00"));
        let sales: Vec<(i64, i64, i64, i64)> = base.store.read_now(|read| read.rows(&SALES, p![])).unwrap();
        assert_eq!(
            sales,
            [(3000, 30_000, 6_600, 36_600), (1000, 10_000, 2_200, 12_200), (5000, 40_984, 9_016, 50_000)]
        );
        let turnover = base.store.read_now(move |read| read.one::<(i64,)>(&TURNOVER, p![client])).unwrap().0;
        assert_eq!(turnover, 98_800);

        let invoice = invoice.head.id;
        let part = done(base, &monday, move |tx, visit| orders::pay(tx, visit, &payment(invoice, "900.00")));
        assert_eq!(part.client, client);
        assert_eq!(ask(base, &monday, move |read, _| orders::debt(read, client)), money("88.00"));
        done(base, &monday, move |tx, visit| orders::pay(tx, visit, &payment(invoice, "100.00")));
        let head = ask(base, &monday, move |read, visit| orders::head(read, visit, id)).unwrap();
        assert_eq!(head.state, State::Closed);
        assert_eq!(ask(base, &monday, move |read, _| orders::debt(read, client)), money("-12.00"));
        let told: Vec<_> = events(base)
            .into_iter()
            .rev()
            .filter(|kind| kind.starts_with("order_") || kind.starts_with("payment_"))
            .take(5)
            .collect();
        assert_eq!(told, ["payment_received", "order_closed", "payment_received", "order_shipped", "order_shipped"]);
        laws_hold(base);
    });
}

#[test]
fn a_payment_taken_back_opens_its_order_again_and_counts_no_more() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let id = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 2)])).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        let invoice = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None)).head.id;
        done(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        let part = done(base, &today(), move |tx, visit| orders::pay(tx, visit, &payment(invoice, "44.00"))).id;
        let rest = done(base, &today(), move |tx, visit| orders::pay(tx, visit, &payment(invoice, "200.00"))).id;
        let books = || {
            ask(base, &today(), move |read, visit| {
                let state = orders::head(read, visit, id)?.map(|head| (head.state, head.version));
                let paid = orders::invoice_of(read, visit, invoice)?.map(|card| card.head.paid);
                let rows = orders::payments(read, visit, Some(client), None, 10)?;
                Ok((state.unwrap(), paid.unwrap(), orders::debt(read, client)?, rows))
            })
        };
        let closed = books();
        assert_eq!((closed.0.0, closed.1, closed.2), (State::Closed, money("244.00"), money("0.00")));

        let refused = |visit: &house::Visit, payment, reason: &'static str| {
            act(base, visit, move |tx, visit| orders::reverse(tx, visit, payment, reason)).unwrap_err()
        };
        let wrong = |refused: OrderRefused| match refused {
            OrderRefused::Fields(fields) => (fields[0].pointer.clone(), fields[0].what.clone()),
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(refused(&today(), rest, "  ")), ("/reason".to_owned(), orders::Wrong::Missing));
        assert_eq!(refused(&today(), kernel::PaymentId::new(77), "нет такой"), OrderRefused::Unknown);
        assert_eq!(books(), closed);

        let back = done(base, &today(), move |tx, visit| orders::reverse(tx, visit, rest, " чужой счёт "));
        assert_eq!(back.reversal_reason.as_deref(), Some("чужой счёт"));
        let open = books();
        assert_eq!((open.0.0, open.1, open.2), (State::Shipped, money("44.00"), money("200.00")));
        assert_eq!(open.3.iter().map(|row| row.reversed_at.is_some()).collect::<Vec<_>>(), [true, false]);
        let again = act(base, &today(), move |tx, visit| orders::reverse(tx, visit, rest, "ещё раз")).unwrap_err();
        assert_eq!(again, OrderRefused::Reversed(TODAY));
        assert_eq!(books(), open);
        laws_hold(base);

        done(base, &today(), move |tx, visit| orders::pay(tx, visit, &payment(invoice, "200.00")));
        done(base, &today(), move |tx, visit| orders::reverse(tx, visit, part, "задвоена"));
        let last = books();
        assert_eq!((last.0.0, last.1, last.2), (State::Shipped, money("200.00"), money("44.00")));
        let account = orders::NewPayment { invoice: None, client: Some(client), ..payment(invoice, "44.00") };
        let account = done(base, &today(), move |tx, visit| orders::pay(tx, visit, &account)).id;
        done(base, &today(), move |tx, visit| orders::reverse(tx, visit, account, "другой плательщик"));
        assert_eq!(books().2, money("44.00"));
        let told: Vec<_> =
            events(base).into_iter().filter(|kind| kind == "payment_reversed" || kind == "order_reopened").collect();
        assert_eq!(
            told,
            ["order_reopened", "payment_reversed", "order_reopened", "payment_reversed", "payment_reversed"]
        );
        laws_hold(base);
    });
}

fn payment(invoice: kernel::InvoiceId, amount: &str) -> orders::NewPayment {
    orders::NewPayment {
        invoice: Some(invoice),
        client: None,
        amount: money(amount),
        received_on: TODAY,
        purpose: "Оплата по счёту".into(),
    }
}

#[test]
fn a_cancelled_order_frees_its_goods() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 4);
        let id = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 4)])).unwrap().order.id;
        assert_eq!(free(base, red), 0);
        let card = done(base, &today(), move |tx, visit| orders::cancel(tx, visit, id, None));
        assert_eq!((card.order.state, card.lines[0].cancelled), (State::Cancelled, q(4)));
        assert_eq!(free(base, red), 4);
        let again = act(base, &today(), move |tx, visit| orders::cancel(tx, visit, id, None)).unwrap_err();
        assert!(matches!(again, OrderRefused::WrongState { state: State::Cancelled, .. }));
        laws_hold(base);
    });
}

#[test]
fn an_order_of_ten_lines_costs_few_statements() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let mut lines = Vec::new();
        for n in 0..10 {
            let sku = format!("T-{n}");
            put(base, item(base, &sku, "12.50", "red"), 100);
            lines.push(line(&sku, 3));
        }
        let cmd = order(client, Mode::AllOrNothing, lines);
        let spent = done(base, &today(), move |tx, visit| {
            let before = tx.statements();
            orders::place(tx, visit, &cmd)?;
            Ok::<_, store::Stop<OrderRefused>>(tx.statements() - before)
        });
        assert!(spent <= 15, "{spent} statements");
    });
}

#[test]
fn eight_orders_for_the_last_piece_get_one_reservation() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 1);
        let placed: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 1)]))))
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert_eq!(placed.iter().filter(|placed| placed.is_ok()).count(), 1);
        assert_eq!(lost(base).len(), 7);
        assert_eq!(free(base, red), 0);
        laws_hold(base);
    });
}

#[test]
fn work_is_ordered_shipped_and_sold_without_goods() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        item_of(base, "S-1", "1220", "fitting", catalogue::ItemKind::Service, kernel::VatClass::Standard);
        let card = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("S-1", 2)])).unwrap();
        assert_eq!((card.lines[0].answer, card.lines[0].demand), (Answer::Now, None));
        let id = card.order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        let shipped = done(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
        assert_eq!(shipped.head.gross, money("2440.00"));
        // The paper follows the goods.
        let invoice = done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
        let paid = orders::NewPayment { amount: invoice.head.gross, ..payment(invoice.head.id, "1") };
        done(base, &today(), move |tx, visit| orders::pay(tx, visit, &paid));
        let head = ask(base, &today(), move |read, visit| orders::head(read, visit, id)).unwrap();
        assert_eq!(head.state, State::Closed);
        laws_hold(base);
    });
}

#[test]
fn whom_a_late_arrival_hurts_is_known_by_order_and_line() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let blue = item(base, "M-2", "100.00", "blue");
        let supply = await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));
        let card = place(base, &today(), order(client, Mode::Backorder, vec![line("M-2", 5)])).unwrap();
        let moved = done::<_, OrderRefused, _>(base, &today(), move |tx, visit| {
            Ok(stock::move_due(tx, visit, supply, Day::of(2026, 12, 7))?)
        });
        let demands: Vec<_> = moved.settled.at_risk.iter().map(|risk| risk.demand).collect();
        let hurt = ask(base, &today(), move |read, _| orders::hurt_by(read, &demands));
        assert_eq!(hurt.len(), 1);
        assert_eq!((hurt[0].order, hurt[0].client, hurt[0].quantity), (card.order.id, client, q(5)));
        assert_eq!((hurt[0].promised_on, hurt[0].gross), (Some(Day::of(2026, 11, 30)), money("500.00")));
        let id = card.order.id;
        let again = ask(base, &today(), move |read, visit| orders::card(read, visit, id)).unwrap();
        assert!(again.lines[0].at_risk_at.is_some());
        assert_eq!(again.lines[0].promised_on, Some(Day::of(2026, 11, 30)));
        laws_hold(base);
        let rows = ask(base, &today(), |read, visit| orders::list(read, visit, orders::Driver::All, None, 50));
        assert_eq!((rows[0].at_risk, rows[0].lines), (1, 1));
        assert_eq!(rows[0].id, id);
    });
}

#[test]
fn lists_go_by_an_index() {
    both(&MODULES, |base| {
        let named = |name: &str| {
            let mut all = store::registered().filter(|sql| sql.place.contains("orders/src/store"));
            all.find(|sql| sql.name == name).unwrap_or_else(|| panic!("no {name}"))
        };
        for (name, count) in [
            ("LIST_ALL", 4),
            ("LIST_STATE", 4),
            ("LIST_CLIENT", 4),
            ("LIST_ALL_MINE", 5),
            ("LIST_STATE_MINE", 5),
            ("LIST_CLIENT_MINE", 5),
            ("IS_OURS", 2),
            ("OPEN_OF_CLIENT", 1),
            ("HISTORY", 5),
            ("INVOICES_OF_CLIENT", 3),
            ("PAYMENTS_OF_CLIENT", 3),
            ("SHIPMENTS_OF_CLIENT", 3),
            ("PAYMENTS", 2),
            ("LAST_ORDER", 1),
            ("LAST_SALE", 1),
            ("BOUGHT", 2),
        ] {
            let sql = named(name);
            let plan = base
                .store
                .read_now(move |read| {
                    let list = "[1]".to_owned();
                    let mut params: Vec<store::Value> = vec![store::Value::Int(1); count];
                    if name.starts_with("LIST") {
                        params[3] = store::Value::Text("draft".into());
                    }
                    if name == "BOUGHT" {
                        params[1] = store::Value::Text(list);
                    }
                    let params: Vec<_> = params.iter().map(store::Value::as_param).collect();
                    if read.is_postgres() {
                        read.explain(sql, &params).map(|_| Vec::new())
                    } else {
                        read.explain(sql, &params)
                    }
                })
                .unwrap();
            // The visitor's own clients are read once for the statement.
            let is_whole = |step: &&String| {
                step.contains("SCAN") && !["json_each", " v", "CONSTANT"].iter().any(|word| step.contains(word))
            };
            let scans: Vec<_> = plan.iter().filter(is_whole).collect();
            assert!(scans.is_empty(), "{name}: {plan:#?}");
            assert!(
                !plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY")) || name == "BOUGHT",
                "{name}: {plan:#?}"
            );
        }
    });
}
