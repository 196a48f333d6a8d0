//! Another item for what is missing of a line, or in place of all of it; a day agreed on; codes typed in the other alphabet.

use house::Visit;
use i18n::Lang;
use kernel::{ClientId, Day, OrderId};
use orders::{Answer, AnsweredLine, Extent, Mode, OrderRefused, Ship, ShipLine, State, TakeSubstitute};
use store::testing::{TestBase, both};
use store::{p, sql};

use crate::company::*;
use crate::web::{Browser, goods};

const ORDER: OrderId = OrderId::new(1);

sql! {
    LOST = "SELECT reason, quantity FROM lost_demand ORDER BY id";
}

fn in_russian() -> Visit {
    Visit { lang: Lang::Ru, ..today() }
}

/// Five red mugs and nine blue ones on the shelf, no green ones.
fn mugs(base: &TestBase) -> ClientId {
    open_company(base);
    let client = client(base, "ООО «Ромашка»");
    put(base, item(base, "M-1", "122.00", "red"), 5);
    put(base, item(base, "M-2", "100.00", "blue"), 9);
    item(base, "M-3", "101.00", "green");
    client
}

fn lines(base: &TestBase) -> Vec<AnsweredLine> {
    ask(base, &today(), |read, visit| orders::card(read, visit, ORDER)).unwrap().lines
}

/// Code, units, units short, code it stands in place of.
fn told(base: &TestBase) -> Vec<(String, i64, i64, bool)> {
    let units = |quantity: kernel::Quantity| quantity.thousandths() / 1000;
    let shown = |line: &AnsweredLine| {
        (line.item.sku.clone(), units(line.quantity), units(line.short), line.instead_of.is_some())
    };
    lines(base).iter().map(shown).collect()
}

fn row(sku: &str, units: i64, short: i64, is_instead: bool) -> (String, i64, i64, bool) {
    (sku.to_owned(), units, short, is_instead)
}

#[test]
fn what_is_missing_of_a_line_is_taken_over_by_a_line_of_its_own() {
    both(&MODULES, |base| {
        let client = mugs(base).to_string();
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-1 8")], false);
        assert_eq!(told(base), [row("M-1", 8, 3, false)]);
        // The choice, what is missing first, and how much of the other there really is.
        let panel = browser.ask("/orders/1/offers?line=1", true);
        panel.shows("Вместо недостающего: 3 шт");
        panel.shows("Вместо всей строки: 8 шт");
        panel.shows("свободно 9 шт");
        let missing = panel.html.find("value=\"missing\"").unwrap();
        assert!(
            panel.html[missing..].starts_with("value=\"missing\" checked"),
            "{}",
            &panel.html[missing..missing + 60]
        );
        let price = lines(base)[0].unit_price;
        browser.fill(
            "/orders/1/desk",
            &[("about", "1"), ("offer", "M-2"), ("extent", "missing"), ("deed", "substitute")],
            true,
        );
        assert_eq!(told(base), [row("M-1", 5, 0, false), row("M-2", 3, 0, true)]);
        assert!(lines(base).iter().all(|line| line.answer == Answer::Now));
        assert_eq!(lines(base)[0].unit_price, price);
        browser.get("/orders/1").shows("M-2 · вместо M-1");
        // Nothing is missing any more: nothing is asked.
        browser.ask("/orders/1/offers?line=1", true).hides("Вместо недостающего");

        // The whole line, when that is wanted.
        browser.fill("/orders/1/desk", &[("line", "1"), ("quantity", "7"), ("seen", "1 5  0")], true);
        browser.fill(
            "/orders/1/desk",
            &[("about", "1"), ("offer", "M-2"), ("extent", "whole"), ("deed", "substitute")],
            true,
        );
        assert_eq!(told(base), [row("M-2", 7, 0, true), row("M-2", 3, 1, true)]);
        laws_hold(base);
        // Ten red ones were wanted: nine are covered by blue ones, and nobody counts the tenth twice.
        assert_eq!(browser.fill("/orders/1/desk", &[("deed", "reserve")], true).to.as_deref(), Some("/orders/1"));
        let lost: Vec<(String, i64)> = base.store.read_now(|read| read.rows(&LOST, p![])).unwrap();
        assert_eq!(lost.iter().map(|(_, quantity)| quantity).sum::<i64>(), 10_000, "{lost:?}");
    });
}

#[test]
fn a_line_with_nothing_on_the_shelf_is_taken_over_whole() {
    both(&MODULES, |base| {
        let client = mugs(base).to_string();
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-3 4")], false);
        let panel = browser.ask("/orders/1/offers?line=1", true);
        panel.hides("Вместо недостающего");
        panel.shows("свободно 9 шт");
        browser.fill("/orders/1/desk", &[("about", "1"), ("offer", "M-2"), ("deed", "substitute")], true);
        assert_eq!(told(base), [row("M-2", 4, 0, true)]);
        // All or nothing: the part that lies there stays all the same, and the order is whole.
        let all = [("mode", "all_or_nothing"), ("mode_seen", "backorder"), ("what", "M-1 8"), ("deed", "save")];
        browser.fill("/orders/1/desk", &all, true);
        assert_eq!(lines(base)[1].answer, Answer::Substitute);
        browser.ask("/orders/1/offers?line=2", true).shows("Вместо недостающего: 3 шт");
        browser.fill("/orders/1/desk", &[("about", "2"), ("offer", "M-2"), ("deed", "substitute")], true);
        assert_eq!(told(base), [row("M-2", 4, 0, true), row("M-1", 5, 0, false), row("M-2", 3, 0, true)]);
        assert_eq!(browser.fill("/orders/1/desk", &[("deed", "reserve")], true).to.as_deref(), Some("/orders/1"));
        laws_hold(base);
    });
}

#[test]
fn a_held_line_keeps_its_goods_when_another_item_takes_over_what_is_missing() {
    both(&MODULES, |base| {
        let client = mugs(base);
        let card = place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 8)])).unwrap();
        let (first, gross) = (card.lines[0].line.unwrap(), card.order.gross);
        assert_eq!((told(base), gross), (vec![row("M-1", 8, 3, false)], money("610.00")));
        let (demand, held) = (lines(base)[0].demand, lines(base)[0].coverage.clone());
        let take = |sku: &'static str, extent: Extent| {
            let taken = TakeSubstitute { line: first, sku: sku.into(), extent };
            act(base, &today(), move |tx, visit| orders::take_substitute(tx, visit, ORDER, None, &taken))
        };
        // What can't be had leaves everything as it was.
        assert!(matches!(take("M-3", Extent::Missing).unwrap_err(), OrderRefused::Short(_)));
        assert!(matches!(take("НЕТ", Extent::Missing).unwrap_err(), OrderRefused::Fields(_)));
        assert_eq!((told(base), lines(base)[0].coverage.clone()), (vec![row("M-1", 8, 3, false)], held.clone()));
        let page = Browser::open(base, in_russian()).get("/orders/1");
        page.shows("Вместо недостающего: 3 шт");
        page.shows("свободно 9 шт");

        // A part may even have left.
        done(base, &today(), |tx, visit| orders::confirm(tx, visit, ORDER, None));
        let ship = Ship { lines: Some(vec![ShipLine { line: first, quantity: Some(q(2)) }]), shipped_on: None };
        done(base, &today(), move |tx, visit| orders::ship(tx, visit, ORDER, None, &ship));
        assert_eq!(take("M-2", Extent::Whole).unwrap_err(), OrderRefused::PartlyShipped(ORDER));
        take("M-2", Extent::Missing).unwrap();
        assert_eq!(told(base), [row("M-1", 5, 0, false), row("M-2", 3, 0, true)]);
        let now = lines(base);
        assert_eq!((now[0].demand, now[0].issued, now[1].answer), (demand, q(2), Answer::Now));
        let head = ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).unwrap();
        assert_eq!((head.gross, head.state), (money("910.00"), State::Confirmed));
        let lost: Vec<(String, i64)> = base.store.read_now(|read| read.rows(&LOST, p![])).unwrap();
        assert_eq!(lost.last(), Some(&("substituted".to_owned(), 3000)));
        laws_hold(base);
        // What was taken over is invoiced and leaves with the rest.
        done(base, &today(), |tx, visit| orders::invoice(tx, visit, ORDER, None));
        done(base, &today(), |tx, visit| orders::ship(tx, visit, ORDER, None, &Ship::default()));
        let head = ask(base, &today(), |read, visit| orders::head(read, visit, ORDER)).unwrap();
        assert_eq!((head.shipped_gross, head.state), (head.gross, State::Shipped));
        laws_hold(base);
    });
}

#[test]
fn a_page_of_a_held_order_takes_over_what_is_missing_or_all() {
    for (extent, expected) in
        [("missing", vec![row("M-1", 5, 0, false), row("M-2", 3, 0, true)]), ("whole", vec![row("M-2", 8, 0, true)])]
    {
        both(&MODULES, |base| {
            let client = mugs(base);
            place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 8)])).unwrap();
            let browser = Browser::open(base, in_russian());
            let fields = [("version", "1"), ("line", "1"), ("sku", "M-2"), ("extent", extent)];
            assert_eq!(browser.fill("/orders/1/substitution", &fields, false).to.as_deref(), Some("/orders/1"));
            assert_eq!(told(base), expected);
            assert_eq!(browser.fill("/orders/1/substitution", &fields, false).status, 412);
            assert_eq!(told(base), expected);
            laws_hold(base);
        });
    }
}

#[test]
fn a_line_that_went_into_no_invoice_says_what_to_do() {
    both(&MODULES, |base| {
        let client = mugs(base);
        place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 2), line("M-3", 4)])).unwrap();
        let browser = Browser::open(base, in_russian());
        let page = browser.get("/orders/1");
        page.shows("ans sub");
        page.shows("/orders/1/substitution");
        done(base, &today(), |tx, visit| orders::confirm(tx, visit, ORDER, None));
        browser.get("/orders/1").shows("/orders/1/substitution");
        done(base, &today(), |tx, visit| orders::invoice(tx, visit, ORDER, None));
        let page = browser.get("/orders/1");
        page.hides("ans sub");
        page.hides("/orders/1/substitution");
        page.shows("заменить её здесь уже нельзя");
        page.shows(&format!("href=\"/orders/new?client={client}\""));
        let refused = browser.fill("/orders/1/substitution", &[("line", "2"), ("sku", "M-2")], false);
        assert_eq!(refused.status, 409);
        assert_eq!(told(base), [row("M-1", 2, 0, false), row("M-3", 4, 4, false)]);
    });
}

#[test]
fn a_day_agreed_on_stands_on_the_line() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        browser.fill("/orders/new", &[("client", &client), ("what", "M-1 8")], false);
        browser.get("/orders/1").hides("договорено");
        let part = [("about", "1"), ("now_quantity", "3"), ("wanted_on", "2026-12-14"), ("deed", "split")];
        let desk = browser.fill("/orders/1/desk", &part, true);
        let agreed = format!(
            "договорено на {}",
            i18n::fmt::weekday_day(Lang::Ru, Day::of(2026, 12, 14), TODAY).replace('\u{a0}', " ")
        );
        assert_eq!(desk.html.matches(&agreed).count(), 1, "{}", desk.html);
        browser.fill("/orders/1/desk", &[("deed", "reserve")], false);
        let page = browser.get("/orders/1");
        assert_eq!(page.html.matches(&agreed).count(), 1, "{}", page.html);
        let english = Browser::open(base, today()).get("/orders/1");
        english.shows("agreed for ");
    });
}

#[test]
fn a_code_typed_in_the_other_alphabet_is_the_item_it_looks_like() {
    both(&MODULES, |base| {
        let client = mugs(base).to_string();
        let russian = item(base, "КБ-7", "50.00", "white");
        put(base, russian, 20);
        // Two that look alike: neither is guessed, each is found by its own letters.
        item(base, "A-5", "10.00", "white");
        item(base, "\u{410}-5", "20.00", "white");
        let browser = Browser::open(base, in_russian());
        // «М» as on a Russian keyboard; «K» and «B» as on a Latin one.
        browser.fill("/orders/new", &[("client", &client), ("what", "\u{41c}-1 2")], false);
        browser.fill("/orders/1/desk", &[("what", "K\u{411}-7"), ("much", "3")], true);
        browser.fill("/orders/1/desk", &[("rows", "\u{43c}-2\t4\nk\u{411}-7\t5\nA-5\t1\n\u{410}-5\t2")], true);
        let told: Vec<_> = told(base).into_iter().map(|(sku, units, ..)| (sku, units)).collect();
        let expected = [("M-1", 2), ("КБ-7", 3), ("M-2", 4), ("КБ-7", 5), ("A-5", 1), ("\u{410}-5", 2)];
        assert_eq!(told, expected.map(|(sku, units)| (sku.to_owned(), units)));
        browser.fill("/orders/1/desk", &[("what", "\u{41c}-1 0")], true).shows("Должно быть больше нуля");
        browser.fill("/orders/1/desk", &[("what", "\u{41c}-9 1")], true).shows("нет в каталоге");
        assert_eq!(lines(base).len(), 6);
    });
}
