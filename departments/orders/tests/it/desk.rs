//! The desk at work all day: two people at one order, rows of a table, the client's own codes.

use access::Role;
use i18n::Lang;
use kernel::{Day, OrderId};
use orders::{Answer, AnsweredLine, Mode, OrderRefused, PlaceLine, State, Wrong};
use store::testing::{TestBase, both};

use crate::company::*;
use crate::web::{Browser, goods};

const ORDER: OrderId = OrderId::new(1);

fn lines(base: &TestBase) -> Vec<AnsweredLine> {
    ask(base, &today(), |read, visit| orders::card(read, visit, ORDER)).unwrap().lines
}

fn told(base: &TestBase) -> Vec<(String, i64)> {
    lines(base).iter().map(|line| (line.item.sku.clone(), line.quantity.thousandths() / 1000)).collect()
}

/// What stands in the hidden fields of that name.
fn hidden(html: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn two_people_at_one_order_overwrite_nothing() {
    both(&MODULES, |base| {
        let client = goods(base);
        let (anna, boris) = (hire(base, "anna", Role::Service), hire(base, "boris", Role::Service));
        let (anna, boris) = (Browser::open(base, anna), Browser::open(base, boris));
        anna.fill("/orders/new", &[("client", &client), ("rows", "M-1\t2\nM-2\t5")], false);
        let (hers, his) = (anna.get("/orders/1").html, boris.get("/orders/1").html);
        let (seen, version) = (hidden(&hers, "seen"), hidden(&hers, "version"));
        assert_eq!((seen.len(), seen.clone()), (2, hidden(&his, "seen")));
        let form = |quantities: [&'static str; 2], seen: &[String]| {
            let mut fields =
                vec![("line", "1".to_owned()), ("quantity", quantities[0].to_owned()), ("seen", seen[0].clone())];
            fields.extend([
                ("line", "2".to_owned()),
                ("quantity", quantities[1].to_owned()),
                ("seen", seen[1].clone()),
            ]);
            fields
        };
        let send = |browser: &Browser, fields: Vec<(&'static str, String)>, htmx: bool| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.fill("/orders/1/desk", &fields, htmx)
        };
        assert_eq!(send(&boris, form(["3", "5"], &seen), false).status, 303);

        // The same line: nothing is written, both versions stand there.
        let clash = send(&anna, form(["7", "5"], &seen), true);
        assert_eq!((clash.status, told(base)), (412, vec![("M-1".into(), 3), ("M-2".into(), 5)]));
        clash.shows("boris");
        clash.shows("Строка 1: сейчас 3, ваше 7");
        clash.shows("Оставить 7");
        clash.shows("Взять 3");
        // Another line, and new ones: both stay.
        let mut other = form(["2", "6"], &seen);
        other.push(("what", "M-1 1".into()));
        assert_eq!(send(&anna, other, true).status, 200);
        assert_eq!(told(base), [("M-1".into(), 3), ("M-2".into(), 6), ("M-1".into(), 1)]);
        // Deeds on a line or on the order that was changed meanwhile.
        let deed = vec![("about", "1".to_owned()), ("about_seen", seen[0].clone()), ("deed", "drop".to_owned())];
        assert_eq!(send(&anna, deed, true).status, 412);
        let reserve = vec![("version", version[0].clone()), ("deed", "reserve".to_owned())];
        assert_eq!(send(&anna, reserve, false).status, 412);
        assert_eq!((told(base).len(), lines(base)[0].answer), (3, Answer::Now));
        let head = ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).unwrap();
        assert_eq!(head.state, State::Draft);
        // A line that is gone.
        let now = hidden(&boris.get("/orders/1").html, "seen");
        boris.fill("/orders/1/desk", &[("about", "2"), ("about_seen", &now[1]), ("deed", "drop")], true);
        let gone = send(&anna, form(["3", "9"], &now), true);
        assert_eq!(gone.status, 412);
        gone.shows("Строку убрали, ваше количество 9");
        // Hers after all, knowingly.
        let now = hidden(&anna.get("/orders/1").html, "seen");
        let mine = vec![
            ("line", "1".to_owned()),
            ("quantity", "7".to_owned()),
            ("seen", now[0].clone()),
            ("deed", "save".to_owned()),
        ];
        assert_eq!(send(&anna, mine, true).status, 200);
        assert_eq!(told(base), [("M-1".into(), 7), ("M-1".into(), 1)]);

        // They see each other, and nobody else does.
        let alone = anna.get("/orders/1/readers");
        alone.hides("boris");
        boris.get("/orders/1/readers").shows("Заказ открыт ещё у: anna");
        anna.get("/orders/1/readers").shows("Заказ открыт ещё у: boris");
        let manager = Browser::open(base, hire(base, "mrk", Role::AccountManager));
        assert_eq!(manager.get("/orders/1/readers").status, 404);
        anna.get("/orders/1/readers").hides("mrk");
        let head = ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).unwrap();
        assert_eq!(anna.ask(&format!("/orders/1/desk?version={}", head.version), true).status, 204);
        anna.ask("/orders/1/desk?version=1", true).shows("id=\"desk\"");
        // The address of a part leads whoever opens it to the page.
        for (part, whole) in [("desk?version=1", ""), ("offers?line=1", "?line=1"), ("offers?line=x", "")] {
            let led = anna.get(&format!("/orders/1/{part}"));
            assert_eq!((led.status, led.to), (303, Some(format!("/orders/1{whole}"))), "{part}");
        }
        laws_hold(base);
    });
}

#[test]
fn rows_of_a_table_become_lines_or_wait_with_suggestions() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, house::Visit { lang: Lang::Ru, ..today() });
        let rows = "Код\tКол-во\nM-1\t2\nК-77\t3 шт\nКружка blue\t4\nКружка серая\t1\nM-2\t0\nM-1\t1,5";
        let begun = browser.fill("/orders/new", &[("client", &client), ("rows", rows)], false);
        assert_eq!((begun.status, begun.to.as_deref()), (303, Some("/orders/1")));
        assert_eq!(told(base), [("M-1".into(), 2), ("M-2".into(), 4)]);
        let desk = browser.get("/orders/1");
        desk.shows("4 строки ждут");
        for row in ["К-77", "Кружка серая", "M-2\t0"] {
            desk.shows(row);
        }
        let refused = browser.fill("/orders/1/desk", &[("deed", "reserve")], false);
        assert_eq!(refused.status, 409);
        refused.shows("есть неясные строки");
        // Somebody comes back after a night: all of it is there.
        let numbers = hidden(&browser.get("/orders/1").html, "row");
        assert_eq!(numbers.len(), 4);
        browser.fill("/orders/1/desk", &[("drop_row", numbers[3].as_str())], true).hides("M-1\t1,5");
        let unknown = [("row", numbers[0].as_str()), ("row_what", "НЕТ"), ("row_quantity", "3"), ("deed", "save")];
        browser.fill("/orders/1/desk", &unknown, true).shows("Артикула НЕТ нет в каталоге");
        let typed = [("row", numbers[0].as_str()), ("row_what", "M-3"), ("row_quantity", "5"), ("deed", "save")];
        browser.fill("/orders/1/desk", &typed, true).hides("К-77");
        assert_eq!(told(base)[2], ("M-3".into(), 5));
        let pick = format!("{} M-1", numbers[1]);
        let picked = [("row", numbers[1].as_str()), ("row_what", ""), ("row_quantity", "1"), ("pick", pick.as_str())];
        browser.fill("/orders/1/desk", &picked, true).hides("Кружка серая");
        browser.fill("/orders/1/desk", &[("drop_row", numbers[2].as_str())], true).hides("class=\"p-list p-unclear\"");
        assert_eq!(told(base), [("M-1".into(), 2), ("M-2".into(), 4), ("M-3".into(), 5), ("M-1".into(), 1)]);

        // What was chosen by hand is known from then on: typed, pasted, by the API.
        let again = browser.fill("/orders/1/desk", &[("what", "к-77 6"), ("rows", "К-77;8\nкружка СЕРАЯ  9")], true);
        again.hides("class=\"p-list p-unclear\"");
        assert_eq!(told(base)[4..], [("M-3".into(), 6), ("M-3".into(), 8), ("M-1".into(), 9)]);
        browser.get(&format!("/orders/items?what={}&client={client}", "%D0%9A-77")).shows("M-3");
        let id: kernel::ClientId = client.parse().unwrap();
        let their =
            |code: &str| PlaceLine { client_sku: Some(code.into()), quantity: Some(q(1)), ..PlaceLine::default() };
        let card = place(base, &today(), order(id, Mode::Partial, vec![their("К-77"), their("Кружка серая")])).unwrap();
        assert_eq!(card.lines.iter().map(|line| line.item.sku.as_str()).collect::<Vec<_>>(), ["M-3", "M-1"]);
        let wrong = place(base, &today(), order(id, Mode::Partial, vec![their("К-78")])).unwrap_err();
        let OrderRefused::Fields(wrong) = wrong else { panic!("{wrong:?}") };
        assert_eq!((wrong[0].pointer.as_str(), &wrong[0].what), ("/lines/0/client_sku", &Wrong::NoItem("К-78".into())));
        // Another client means nothing by it.
        let other = client_named(base, "ООО «Василёк»");
        let other = place(base, &today(), order(other, Mode::Partial, vec![their("К-77")])).unwrap_err();
        assert!(matches!(other, OrderRefused::Fields(_)));
        browser.fill("/orders/1/desk", &[("rows", "НЕЧТО;1")], false);
        browser.fill("/orders/1/desk", &[("deed", "throw-away")], false);
        assert!(ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).is_none());
        laws_hold(base);
    });
}

fn client_named(base: &TestBase, name: &'static str) -> kernel::ClientId {
    client(base, name)
}

#[test]
fn a_line_is_split_between_days_at_its_price() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, today());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-1"), ("much", "8")], false);
        let whole = [("about", "1"), ("now_quantity", "8"), ("wanted_on", "2026-12-15"), ("deed", "split")];
        browser.fill("/orders/1/desk", &whole, true).shows("Must be less than the whole line");
        assert_eq!(told(base), [("M-1".into(), 8)]);
        let part = [("about", "1"), ("now_quantity", "3"), ("wanted_on", "2026-12-15"), ("deed", "split")];
        browser.fill("/orders/1/desk", &part, true);
        let there: Vec<_> = lines(base).iter().map(|line| (line.quantity, line.wanted_on, line.unit_price)).collect();
        assert_eq!((there[0].0, there[0].1, there[1].0), (q(3), None, q(5)));
        assert_eq!((there[1].1, there[1].2), (Some(Day::of(2026, 12, 15)), there[0].2));
        let days: Vec<_> = lines(base).iter().map(|line| line.promised_on.unwrap()).collect();
        assert!(days[0] < days[1] && days[1] <= Day::of(2026, 12, 15), "{days:?}");
    });
}

#[test]
fn what_is_missing_of_a_line_stands_beside_its_answer() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, house::Visit { lang: Lang::Ru, ..today() });
        let begun = browser.fill("/orders/new", &[("client", &client), ("what", "M-1 12")], false);
        assert_eq!(begun.status, 303);
        let desk = browser.get("/orders/1");
        desk.shows("нет 2<");
        desk.shows("не полностью");
        browser.fill("/orders/1/desk", &[("what", "M-3 1"), ("deed", "save")], true);
        assert_eq!(browser.get("/orders/1").html.matches("не полностью").count(), 1);
    });
}

#[test]
fn a_day_that_has_passed_is_no_answer() {
    both(&MODULES, |base| {
        let client: kernel::ClientId = goods(base).parse().unwrap();
        let due = Day::of(2026, 11, 30);
        let day = visit_on(due.add_days(1));
        let card = place(base, &day, order(client, Mode::Backorder, vec![line("M-2", 1)])).unwrap();
        let promised = card.lines[0].promised_on.unwrap();
        assert!(promised > due, "{:?}", card.lines[0]);
        let page = Browser::open(base, house::Visit { lang: Lang::Ru, ..day.clone() }).get("/orders/1");
        page.shows(&format!("ans date\">{}<", i18n::fmt::day(Lang::Ru, promised, day.today)));
        page.shows(&format!("ждали {}", i18n::fmt::day(Lang::Ru, due, day.today)));
    });
}

#[test]
fn what_one_line_takes_is_not_offered_to_another() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, today());
        // All ten red mugs go to the first line, so that only blue ones can stand in for the green.
        browser.fill("/orders/new", &[("client", &client), ("rows", "M-1\t10\nM-3\t4")], false);
        let line = &lines(base)[1];
        let offered: Vec<_> = line.substitutes.iter().map(|offer| offer.substitute.item.sku.as_str()).collect();
        assert_eq!((line.answer, offered), (Answer::Substitute, vec!["M-2"]));
        let desk = browser.get("/orders/1?line=2");
        desk.shows("Asked for");
        desk.shows("green");
    });
}

#[test]
fn two_thousand_rows_are_answered_in_a_few_statements() {
    both(&MODULES, |base| {
        let id: kernel::ClientId = goods(base).parse().unwrap();
        for number in 10..30 {
            item(base, &format!("A-{number}"), "10.00", "white");
        }
        let rows: String = (0..2000)
            .map(|n| if n % 20 == 19 { format!("X-{n}\t1\n") } else { format!("A-{}\t{}\n", 10 + n % 20, 1 + n % 7) })
            .collect();
        let browser = Browser::open(base, today());
        let begun = std::time::Instant::now();
        let page = browser.fill("/orders/new", &[("client", &id.to_string()), ("rows", &rows)], true);
        let taken = begun.elapsed();
        page.shows("100 rows wait");
        assert!(page.html.len() < 600_000, "{} bytes", page.html.len());
        let (lines, statements) = ask(base, &today(), |read, visit| {
            let before = read.statements();
            let card = orders::card(read, visit, ORDER)?.unwrap();
            Ok((card.lines.len(), read.statements() - before))
        });
        assert_eq!(lines, 1900);
        assert!(statements <= 20, "{statements} statements for {lines} lines");
        assert!(taken.as_secs() < 20, "2,000 rows: {taken:?}, {statements} statements");
    });
}

#[test]
fn a_held_line_changes_its_goods_in_one_unit() {
    both(&MODULES, |base| {
        let id: kernel::ClientId = goods(base).parse().unwrap();
        let card = place(base, &today(), order(id, Mode::Backorder, vec![line("M-1", 4), line("M-2", 5)])).unwrap();
        let (number, second, version) = (card.order.id, card.lines[1].line.unwrap(), card.order.version);
        let take = move |base: &TestBase, seen: Option<i64>, sku: &'static str| {
            let taken = orders::TakeSubstitute { line: second, sku: sku.into(), extent: orders::Extent::Whole };
            act(base, &today(), move |tx, visit| orders::take_substitute(tx, visit, number, seen, &taken))
        };
        let stale = take(base, Some(version + 1), "M-1").unwrap_err();
        assert_eq!(stale, OrderRefused::Stale { order: number, version });
        // What can't be had leaves everything as it was.
        assert!(matches!(take(base, Some(version), "M-3").unwrap_err(), OrderRefused::Short(_)));
        let there = ask(base, &today(), move |read, visit| orders::card(read, visit, number)).unwrap();
        assert_eq!((there.order.version, there.lines[1].item.sku.as_str()), (version, "M-2"));
        assert_eq!((there.lines[1].answer, there.lines[1].coverage.len()), (Answer::Dated, 1));
        laws_hold(base);

        take(base, Some(version), "M-1").unwrap();
        let card = ask(base, &today(), move |read, visit| orders::card(read, visit, number)).unwrap();
        let told: Vec<_> = card.lines.iter().map(|line| (line.item.sku.as_str(), line.answer, line.short)).collect();
        assert_eq!(told, [("M-1", Answer::Now, q(0)), ("M-1", Answer::Now, q(0))]);
        assert_eq!((card.order.state, card.order.gross), (State::Reserved, money("1098.00")));
        assert!(card.lines[1].instead_of.is_some());
        // The goods it held are free again, to the last piece.
        let client = client_named(base, "ООО «Василёк»");
        let all = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-2", 50)])).unwrap();
        assert_eq!(all.lines[0].short, q(0));
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, number, None));
        done(base, &today(), move |tx, visit| orders::invoice(tx, visit, number, None));
        let late = take(base, None, "M-2").unwrap_err();
        assert!(matches!(late, OrderRefused::WrongState { state: State::Invoiced, .. }), "{late:?}");
        laws_hold(base);
    });
}
