//! How long goods are held: the last day, the extension, and what becomes of a reservation that nobody confirmed.

use access::Role;
use house::{Visit, sellers};
use i18n::Lang;
use kernel::{ClientId, Day, OrderId};
use orders::{Answer, Mode, OrderCard, OrderRefused, PutLine, State};
use store::testing::{TestBase, both, damage};
use store::{p, sql};

use crate::company::*;
use crate::web::Browser;

sql! {
    LOST = "SELECT quantity, reason FROM view_lost_demand ORDER BY id";
    ROWS = "SELECT state, reserved_until, ran_out_on, extensions, version, gross FROM sales_order ORDER BY id";
    FREE = "SELECT CAST(SUM(free) AS BIGINT) FROM view_stock WHERE item_id = ?1";
}

type Row = (String, Option<Day>, Option<Day>, i64, i64, i64);

/// The rows of all orders: a refusal leaves them as they were.
fn rows(base: &TestBase) -> Vec<Row> {
    base.store.read_now(|read| read.rows(&ROWS, p![])).unwrap()
}

fn free(base: &TestBase, item: kernel::ItemId) -> i64 {
    base.store.read_now(move |read| read.one::<(i64,)>(&FREE, p![item])).unwrap().0 / 1000
}

fn november(day: u8) -> Day {
    Day::of(2026, 11, day)
}

/// The same person on another day; the company's clock goes along.
fn later(base: &TestBase, visit: &Visit, day: Day) -> Visit {
    let now = visit_on(day).now;
    base.store.clock().stand(now);
    Visit { now, today: day, ..visit.clone() }
}

fn card(base: &TestBase, id: OrderId) -> OrderCard {
    ask(base, &today(), move |read, visit| orders::card(read, visit, id)).unwrap()
}

/// Lets everything go that has run out by a day; says which orders it was.
fn night(base: &TestBase, day: Day) -> Vec<OrderId> {
    let visit = later(base, &today(), day);
    let due = ask(base, &visit, |read, visit| orders::to_run_out(read, visit, OrderId::new(0)));
    let mut gone = Vec::new();
    for order in due {
        if done::<_, OrderRefused, _>(base, &visit, move |tx, visit| Ok(orders::run_out(tx, visit, order)?)) {
            gone.push(order);
        }
    }
    gone
}

fn told_of(base: &TestBase, order: OrderId) -> Vec<String> {
    let of = |event: &store::Happened| event.entity == "order" && event.entity_id == order.get();
    base.events().into_iter().filter(of).map(|event| event.kind).collect()
}

fn reserved(base: &TestBase, visit: &Visit, client: ClientId, sku: &'static str, units: i64) -> OrderId {
    place(base, visit, order(client, Mode::Backorder, vec![line(sku, units)])).unwrap().order.id
}

#[test]
fn goods_that_nobody_confirmed_in_time_go_to_the_order_that_waits() {
    both(&MODULES, |base| {
        open_company(base);
        let (client, other) = (client(base, "ООО «Ромашка»"), client(base, "АО «Вектор»"));
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let supply = await_goods(base, red, 5, 71, november(30));
        let idle = reserved(base, &today(), client, "M-1", 10);
        let waiting = reserved(base, &today(), other, "M-1", 4);
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, waiting, None));
        done::<_, stock::StockRefused, _>(base, &today(), move |tx, visit| {
            Ok(stock::move_due(tx, visit, supply, Day::of(2026, 12, 14))?)
        });
        assert!(card(base, waiting).lines[0].at_risk_at.is_some());
        assert_eq!(card(base, idle).order.reserved_until, Some(november(26)));

        assert_eq!(night(base, november(26)), [], "it holds to the end of its last day");
        assert_eq!(night(base, november(27)), [idle]);

        let saved = &card(base, waiting).lines[0];
        assert_eq!((saved.at_risk_at, saved.promised_on), (None, Some(november(30))), "the promise is kept");
        assert!(saved.coverage.iter().all(|piece| piece.source == stock::Source::OnHand));
        assert_eq!(told_of(base, waiting).last().map(String::as_str), Some("promise_safe"));
        let gone = card(base, idle);
        assert_eq!((gone.order.state, gone.order.has_run_out()), (State::Draft, Some(november(26))));
        assert_eq!((gone.order.reserved_until, gone.order.gross), (None, money("1220.00")));
        assert_eq!((gone.lines.len(), gone.lines[0].quantity, gone.lines[0].demand), (1, q(10), None));
        assert_eq!(free(base, red), 6);
        assert_eq!(told_of(base, idle), ["order_reserved", "promise_given", "reservation_ran_out"]);
        laws_hold(base);

        // Once is enough.
        assert_eq!(night(base, november(27)), []);
        let visit = later(base, &today(), november(27));
        assert!(!done::<_, OrderRefused, _>(base, &visit, move |tx, visit| Ok(orders::run_out(tx, visit, idle)?)));
        assert_eq!(told_of(base, idle).len(), 3);
    });
}

#[test]
fn an_order_called_off_tells_the_order_that_its_goods_save() {
    both(&MODULES, |base| {
        open_company(base);
        let (client, other) = (client(base, "ООО «Ромашка»"), client(base, "АО «Вектор»"));
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let supply = await_goods(base, red, 5, 71, november(30));
        let idle = reserved(base, &today(), client, "M-1", 10);
        let waiting = reserved(base, &today(), other, "M-1", 4);
        done::<_, stock::StockRefused, _>(base, &today(), move |tx, visit| {
            Ok(stock::move_due(tx, visit, supply, Day::of(2026, 12, 14))?)
        });
        done(base, &today(), move |tx, visit| orders::cancel(tx, visit, idle, None));
        assert_eq!(card(base, waiting).lines[0].at_risk_at, None);
        assert_eq!(told_of(base, waiting).last().map(String::as_str), Some("promise_safe"));
    });
}

#[test]
fn a_confirmed_order_keeps_its_goods_however_long_it_takes() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let ids = [1, 2, 3].map(|units| reserved(base, &today(), client, "M-1", units));
        let [confirmed, invoiced, called_off] = ids;
        // On the last day, and on the morning after when nobody had let it go yet: the goods are still there.
        let last = later(base, &today(), november(26));
        done(base, &last, move |tx, visit| orders::confirm(tx, visit, confirmed, None));
        let after = later(base, &today(), november(27));
        done(base, &after, move |tx, visit| orders::confirm(tx, visit, invoiced, None));
        done(base, &after, move |tx, visit| orders::invoice(tx, visit, invoiced, None));
        done(base, &after, move |tx, visit| orders::cancel(tx, visit, called_off, None));
        assert!(rows(base).iter().all(|row| row.1.is_none()), "only a reservation has a term");
        assert_eq!(night(base, Day::of(2027, 3, 1)), []);
        assert_eq!(free(base, red), 7);
        let states = ids.map(|id| card(base, id).order.state);
        assert_eq!(states, [State::Confirmed, State::Invoiced, State::Cancelled]);
        laws_hold(base);
    });
}

#[test]
fn what_ran_out_is_reserved_again_with_all_that_was_asked_for() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
        item_of(base, "W-1", "50", "none", catalogue::ItemKind::Service, kernel::VatClass::Standard);
        put(base, red, 5);
        put(base, blue, 40);
        let id = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client)).id;
        done(base, &today(), move |tx, visit| {
            let put = |sku: &str, units| PutLine { sku: sku.into(), quantity: Some(q(units)), ..PutLine::default() };
            let dated = PutLine { wanted_on: Some(november(25)), ..put("M-2", 4) };
            let all = [put("M-1", 8), dated, put("W-1", 1), put("M-2", 7)];
            orders::put_lines(tx, visit, id, None, &all)?;
            orders::set_terms(tx, visit, id, None, Mode::Partial, None)
        });
        let fourth = card(base, id).lines[3].line.unwrap();
        done(base, &today(), move |tx, visit| orders::refuse_line(tx, visit, id, None, fourth, Some("price")));
        let first = done(base, &today(), move |tx, visit| orders::reserve(tx, visit, id, None));
        assert_eq!((first.lines[0].short, first.order.reserved_until), (q(3), Some(november(26))));
        let lost: Vec<(i64, String)> = base.store.read_now(|read| read.rows(&LOST, p![])).unwrap();
        done(base, &today(), move |tx, visit| {
            let change = catalogue::ChangeItem { price: Some("200".parse().unwrap()), ..Default::default() };
            catalogue::change(tx, visit, blue, None, change)
        });

        assert_eq!(night(base, november(30)), [id]);
        let gone = card(base, id);
        let asked: Vec<_> = gone.lines.iter().map(|line| line.quantity).collect();
        assert_eq!(asked, [q(8), q(4), q(1), q(7)]);
        assert_eq!(gone.lines[1].unit_price.to_string(), "100.00", "the price told stands");
        assert_eq!((gone.lines[1].wanted_on, gone.lines[3].answer), (Some(november(25)), Answer::Refused));
        assert_eq!(gone.lines[3].reason.as_deref(), Some("price"));
        assert_eq!(free(base, blue), 40);

        // Its wanted day has passed: the line may be changed all the same.
        let monday = later(base, &today(), november(30));
        let second = gone.lines[1].line;
        done(base, &monday, move |tx, visit| {
            let wanted_on = Some(november(25));
            let put = PutLine { line: second, sku: "M-2".into(), quantity: Some(q(6)), wanted_on, part_of: None };
            orders::put_line(tx, visit, id, None, &put)
        });
        let again = done(base, &monday, move |tx, visit| orders::reserve(tx, visit, id, None));
        assert_eq!((again.order.state, again.order.has_run_out()), (State::Reserved, None));
        assert_eq!(again.order.reserved_until, Some(Day::of(2026, 12, 3)));
        assert_eq!((again.lines[0].short, again.lines[1].answer), (q(3), Answer::Now));
        let lost_now: Vec<(i64, String)> = base.store.read_now(|read| read.rows(&LOST, p![])).unwrap();
        assert_eq!(lost_now, lost, "what is missing counts once");
        laws_hold(base);
    });
}

#[test]
fn an_order_that_ran_out_stays_by_itself_and_is_called_off_not_thrown_away() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let id = reserved(base, &today(), client, "M-1", 2);
        assert_eq!(night(base, november(27)), [id]);
        let visit = later(base, &today(), november(27));
        let fresh = done(base, &visit, move |tx, visit| orders::draft_for(tx, visit, client));
        assert_ne!(fresh.id, id, "a new order does not go into the old one");

        let before = rows(base);
        let refused = act(base, &visit, move |tx, visit| orders::confirm(tx, visit, id, None)).unwrap_err();
        assert_eq!(refused, OrderRefused::RanOut { order: id, on: november(26) });
        let refused = act(base, &visit, move |tx, visit| orders::extend(tx, visit, id, None)).unwrap_err();
        assert_eq!(refused, OrderRefused::RanOut { order: id, on: november(26) });
        assert_eq!(rows(base), before);

        done(base, &visit, move |tx, visit| orders::cancel_draft(tx, visit, id, None));
        let kept = card(base, id);
        assert_eq!((kept.order.state, kept.lines[0].cancelled), (State::Cancelled, q(2)));
        laws_hold(base);
    });
}

#[test]
fn an_order_is_extended_twice_and_then_by_a_head() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let (agent, head) = (hire(base, "op", Role::Operator), hire(base, "lead", Role::HeadService));
        let id = reserved(base, &agent, client, "M-1", 2);
        let until = |base: &TestBase| card(base, id).order.reserved_until;

        let tuesday = later(base, &agent, november(24));
        let stale = act(base, &tuesday, move |tx, visit| orders::extend(tx, visit, id, Some(9))).unwrap_err();
        assert!(matches!(stale, OrderRefused::Stale { version: 1, .. }));
        assert_eq!(until(base), Some(november(26)));
        let longer = done(base, &tuesday, move |tx, visit| orders::extend(tx, visit, id, Some(1)));
        assert_eq!((longer.order.reserved_until, longer.order.version), (Some(Day::of(2026, 12, 1)), 2));
        assert_eq!(longer.lines[0].coverage.len(), 1, "it holds its goods");
        assert_eq!(night(base, november(27)), []);
        // On the morning after its last day nobody had let it go yet: a day that has passed is not counted.
        let late = later(base, &agent, Day::of(2026, 12, 2));
        done(base, &late, move |tx, visit| orders::extend(tx, visit, id, None));
        assert_eq!(until(base), Some(Day::of(2026, 12, 7)));

        let before = rows(base);
        let enough = act(base, &late, move |tx, visit| orders::extend(tx, visit, id, None)).unwrap_err();
        assert_eq!(enough, OrderRefused::ExtendedEnough { order: id, times: 2, until: Day::of(2026, 12, 7) });
        assert_eq!(rows(base), before);
        use i18n::Refusal;
        let said = enough.say(i18n::Lang::En);
        assert!(said.next.contains("Head of customer service"), "{said:?}");
        assert_ne!(said, enough.say(i18n::Lang::Ru));

        let lead = later(base, &head, Day::of(2026, 12, 2));
        let third = done(base, &lead, move |tx, visit| orders::extend(tx, visit, id, None));
        assert_eq!((third.order.reserved_until, third.order.extensions), (Some(Day::of(2026, 12, 10)), 3));
        let kinds = told_of(base, id);
        assert_eq!(kinds.iter().filter(|kind| *kind == "reservation_extended").count(), 3);
        laws_hold(base);

        done(base, &late, move |tx, visit| orders::confirm(tx, visit, id, None));
        let before = rows(base);
        let agreed = act(base, &lead, move |tx, visit| orders::extend(tx, visit, id, None)).unwrap_err();
        assert!(matches!(agreed, OrderRefused::WrongState { state: State::Confirmed, .. }));
        assert_eq!(rows(base), before);
    });
}

fn hold_for(base: &TestBase, days: i64) -> Result<(), sellers::SellerRefused> {
    act(base, &today(), move |tx, visit| {
        let seller = sellers::main(tx)?.expect("a seller");
        let new = sellers::Requisites { reservation_days: Some(days), ..sellers::Requisites::default() };
        sellers::change(tx, visit.lang, seller.id, seller.version, &new).map(drop)
    })
}

#[test]
fn the_company_says_how_long_it_holds_goods() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let of_three = reserved(base, &today(), client, "M-1", 1);
        hold_for(base, 10).unwrap();
        let of_ten = reserved(base, &today(), client, "M-1", 1);
        for wrong in [-1, 91] {
            let sellers::SellerRefused::Fields(fields) = hold_for(base, wrong).unwrap_err() else { panic!() };
            assert_eq!(fields[0].pointer, "/reservation_days");
        }
        hold_for(base, 0).unwrap();
        let for_good = reserved(base, &today(), client, "M-1", 1);
        let until = |id| card(base, id).order.reserved_until;
        assert_eq!(until(of_three), Some(november(26)), "what stands is not changed");
        assert_eq!((until(of_ten), until(for_good)), (Some(Day::of(2026, 12, 7)), None));

        let before = rows(base);
        let refused = act(base, &today(), move |tx, visit| orders::extend(tx, visit, for_good, None)).unwrap_err();
        assert_eq!(refused, OrderRefused::NoTerm(for_good));
        assert_eq!(rows(base), before);
        // By now the company holds goods without a term: that is what an extension gives.
        let held = done(base, &today(), move |tx, visit| orders::extend(tx, visit, of_three, None));
        assert_eq!((held.order.reserved_until, held.order.extensions), (None, 1));
        assert_eq!(night(base, Day::of(2027, 2, 1)), [of_ten]);
        laws_hold(base);
    });
}

#[test]
fn goods_held_past_their_term_are_found_by_the_law() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let id = reserved(base, &today(), client, "M-1", 2);
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        reserved(base, &today(), client, "M-1", 2);
        let broken = |base: &TestBase| -> Vec<(&'static str, usize)> {
            use house::Department;
            let all = orders::DEPARTMENT.laws().into_iter().chain(stock::DEPARTMENT.laws());
            let found = all.map(|law| (law.name, base.store.read_now(law.check).unwrap().broken.len()));
            found.filter(|(_, count)| *count > 0).collect()
        };
        assert_eq!(broken(base), []);
        // A day's grace, then it is a breach.
        let past = |days: i32| {
            format!("UPDATE sales_order SET reserved_until = {} WHERE id = 2", TODAY.add_days(-days).days())
        };
        damage(&base.place, &past(1)).unwrap();
        assert_eq!(broken(base), []);
        damage(&base.place, &past(2)).unwrap();
        assert_eq!(broken(base), [("term", 1)]);
        damage(&base.place, &past(-3)).unwrap();
        damage(&base.place, &past(-3).replace("id = 2", "id = 1")).unwrap();
        assert_eq!(broken(base), [("term", 1)], "a confirmed order has no term");
        damage(&base.place, "UPDATE sales_order SET reserved_until = NULL WHERE id = 1").unwrap();
        assert_eq!(broken(base), []);
        damage(&base.place, "UPDATE sales_order SET state = 'draft', reserved_until = NULL WHERE id = 2").unwrap();
        assert_eq!(broken(base), [("term", 1)], "a draft holds nothing");
    });
}

#[test]
fn pages_say_until_when_goods_are_held_and_that_they_were_let_go() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let agent = hire(base, "op", Role::Operator);
        let at = |day| Browser::open(base, later(base, &agent, day));
        let id = done(base, &agent, move |tx, visit| orders::draft_for(tx, visit, client)).id;
        done(base, &agent, move |tx, visit| {
            orders::put_line(tx, visit, id, None, &PutLine { sku: "M-1".into(), ..PutLine::default() })
        });
        let path = format!("/orders/{id}");
        at(TODAY).get(&path).shows("резерв будет до чт 26.11");
        done(base, &agent, move |tx, visit| orders::reserve(tx, visit, id, None));

        let early = at(TODAY).get(&path);
        early.shows("резерв до чт 26.11");
        early.shows("Продлить до 01.12");
        let soon = at(november(25)).get(&path);
        soon.shows("<span class=\"st warn\">резерв истекает завтра</span>");
        at(november(26)).get(&path).shows("<span class=\"st warn\">резерв истекает сегодня</span>");
        at(november(24)).get("/orders?state=runs_out").hides(&format!("order-{id}"));
        at(november(25)).get("/orders?state=runs_out").shows(&format!("order-{id}"));
        at(november(25)).get(&format!("/orders?state=runs_out&client={client}&sort=sum")).shows(&format!("order-{id}"));
        at(november(25)).get("/orders?state=ran_out").hides(&format!("order-{id}"));

        let extended = at(november(25)).fill(&format!("{path}/extension"), &[("version", "3")], false);
        assert_eq!((extended.status, extended.to.as_deref()), (303, Some(path.as_str())));
        at(november(25)).get(&path).shows("продлён 1 раз");
        assert_eq!(night(base, Day::of(2026, 12, 2)), [id]);

        let after = at(Day::of(2026, 12, 2));
        let desk = after.get(&path);
        desk.shows("Резерв закончился вт 01.12");
        desk.shows("Зарезервировать 1 строку");
        desk.shows("Отменить заказ");
        after.get("/orders?state=ran_out").shows("резерв истёк 01.12");
        after.get(&format!("/orders?state=ran_out&client={client}&sort=-client")).shows(&format!("order-{id}"));
        // Whoever still looks at the reserved order and confirms or extends it is told what happened and what to do.
        for (deed, seen) in [("confirmation", ""), ("confirmation", "4"), ("extension", "4"), ("invoice", "4")] {
            let late = after.fill(&format!("{path}/{deed}"), &[("version", seen)], false);
            assert_eq!(late.status, 409, "{deed} {seen}");
            late.shows("Резерв уже закончился");
            late.shows("держали до 01.12");
            late.shows("Зарезервируйте заказ снова");
            late.hides("повторите, только если");
            late.hides("Откройте заказ заново");
            late.hides("Резерв закончился вт 01.12");
            assert_eq!(card(base, id).order.state, State::Draft);
        }
        let file = after.file("/orders/export?state=ran_out&format=csv");
        assert_eq!(file.0, 403, "an operator takes no files away");
        laws_hold(base);
    });
}

#[test]
fn a_used_up_extension_is_not_offered_and_says_who_extends() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let (agent, head) = (hire(base, "op", Role::Operator), hire(base, "head", Role::HeadFrontDesk));
        let id = done(base, &agent, move |tx, visit| orders::draft_for(tx, visit, client)).id;
        done(base, &agent, move |tx, visit| {
            orders::put_line(tx, visit, id, None, &PutLine { sku: "M-1".into(), ..PutLine::default() })
        });
        done(base, &agent, move |tx, visit| orders::reserve(tx, visit, id, None));
        let path = format!("/orders/{id}");
        let page = Browser::open(base, later(base, &agent, TODAY));
        for _ in 0..2 {
            page.get(&path).shows("Продлить до");
            done(base, &agent, move |tx, visit| orders::extend(tx, visit, id, None));
        }

        let used_up = page.get(&path);
        used_up.hides("Продлить до");
        used_up.shows("дальше продлевает: ");
        used_up.shows(access::role_name(Lang::Ru, Role::HeadFrontDesk));
        let of_head = Browser::open(base, later(base, &head, TODAY)).get(&path);
        of_head.shows("Продлить до");
        of_head.hides("дальше продлевает");
    });
}
