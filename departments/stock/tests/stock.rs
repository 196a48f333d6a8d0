//! Stock on both engines: answers, reservations, receipts, issues, news about arrivals, laws.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod desk;

use catalogue::ItemKind;
use desk::{Desk, MODULES, want, whole};
use house::Department;
use i18n::{Lang, Refusal};
use kernel::{ClientId, Day, DemandId, ItemId, OrderId, PurchaseLineId, Quantity, SupplyId};
use stock::{Answer, Lost, LostReason, Mode, Receipt, ReceiptLine, Source, StockRefused};
use store::testing::{TestBase, both, damage};
use store::{Stop, p};

fn on_both(test: impl Fn(&Desk, &TestBase)) {
    both(&MODULES, |base| test(&Desk::open(base), base));
}

fn pieces(line: &stock::LineAnswer) -> Vec<(Source, i64)> {
    line.pieces.iter().map(|piece| (piece.source, piece.quantity.thousandths() / 1000)).collect()
}

#[test]
fn a_line_is_told_now_dated_or_refused() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        desk.receive(item, 5);
        desk.arrival(1, item, 10, desk.day(8));

        // asked, wanted in days, mode -> answer, shelf, way, short, promised in days
        for (asked, wanted, mode, answer, shelf, way, short, promised) in [
            (5, None, Mode::AllOrNothing, Answer::Now, 5, 0, 0, Some(0)),
            (7, None, Mode::AllOrNothing, Answer::Dated, 5, 2, 0, Some(8)),
            (7, Some(3), Mode::AllOrNothing, Answer::Refused, 5, 0, 2, Some(3)),
            (7, Some(3), Mode::Partial, Answer::Now, 5, 0, 2, Some(3)),
            (7, Some(3), Mode::Backorder, Answer::Dated, 5, 2, 0, Some(8)),
            (7, Some(10), Mode::AllOrNothing, Answer::Dated, 0, 7, 0, Some(10)),
            (12, Some(10), Mode::AllOrNothing, Answer::Dated, 2, 10, 0, Some(10)),
            (20, None, Mode::AllOrNothing, Answer::Refused, 5, 10, 5, Some(8)),
            (20, None, Mode::Backorder, Answer::Dated, 5, 10, 5, Some(8)),
            (5, Some(-3), Mode::AllOrNothing, Answer::Now, 5, 0, 0, Some(0)),
        ] {
            let told = desk.answer(&[want(item, asked, wanted.map(|days| desk.day(days)))], mode).remove(0);
            let expected = [(Source::OnHand, shelf), (Source::Arrival, way)];
            let expected: Vec<_> = expected.into_iter().filter(|(_, units)| *units > 0).collect();
            let case = format!("{asked} {wanted:?} {mode:?}: {told:?}");
            assert_eq!((told.answer, pieces(&told), told.short), (answer, expected, whole(short)), "{case}");
            assert_eq!(told.promised_on, promised.map(|days| desk.day(days)), "{case}");
            let whole_on = if asked <= 5 {
                Some(0)
            } else if asked <= 15 {
                Some(8)
            } else {
                None
            };
            assert_eq!(told.whole_on, whole_on.map(|days| desk.day(days)), "{case}");
        }
        assert_eq!(desk.ask(|read, _| read.rows::<(i64, i64, i64)>(&desk::ROWS_ALLOCATION, p![])), []);
    });
}

#[test]
fn two_lines_of_one_item_are_not_promised_the_same_piece() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        desk.receive(item, 5);
        let asks = [want(item, 3, None), want(item, 3, None)];

        let told = desk.answer(&asks, Mode::Partial);
        assert_eq!((pieces(&told[0]), told[0].short), (vec![(Source::OnHand, 3)], whole(0)));
        assert_eq!((pieces(&told[1]), told[1].short), (vec![(Source::OnHand, 2)], whole(1)));

        let refused = desk.reserve(&asks, Mode::AllOrNothing);
        assert!(refused.iter().all(|one| one.demand.is_none()));
        let kept = desk.reserve(&asks, Mode::Partial);
        assert_eq!(kept.iter().map(|one| one.demand.is_some()).collect::<Vec<_>>(), [true, true]);
        assert_eq!(desk.demand(kept[1].demand.unwrap()).quantity, whole(2));
        desk.assert_lawful();
    });
}

#[test]
fn a_reservation_is_written_as_it_was_told() {
    on_both(|desk, _| {
        let (item, other) = (desk.item("A1"), desk.item("A2"));
        let shelf = desk.receive(item, 5);
        let way = desk.arrival(7, item, 10, desk.day(8));
        desk.receive(other, 3);
        let asks = [want(other, 1, None), want(item, 8, None), want(other, 2, Some(desk.day(4)))];

        let kept = desk.reserve(&asks, Mode::AllOrNothing);

        let demands: Vec<DemandId> = kept.iter().map(|one| one.demand.unwrap()).collect();
        assert!(demands.is_sorted());
        assert_eq!(desk.holds(demands[1]), [(shelf.get(), 5), (way.get(), 3)]);
        assert_eq!(kept[1].line.pieces[1].origin, Some(7));
        let row = desk.demand(demands[1]);
        assert_eq!((row.item, row.quantity, row.supply_due_on), (item, whole(8), desk.day(8)));
        assert_eq!((row.first_promised_on, row.promised_on, row.wanted_on), (desk.day(8), desk.day(8), None));
        let row = desk.demand(demands[2]);
        assert_eq!((row.supply_due_on, row.promised_on, row.wanted_on), (desk.day(4), desk.day(4), Some(desk.day(4))));
        let stock = desk.ask(move |read, _| stock::stock_of(read, &[item, other]));
        assert_eq!((stock[0].on_hand, stock[0].free, stock[0].incoming), (whole(5), whole(0), whole(10)));
        assert_eq!((stock[0].next_on, stock[1].free, stock[1].next_on), (Some(desk.day(8)), whole(0), None));
        desk.assert_lawful();
    });
}

#[test]
fn places_change_so_that_a_hurried_line_is_served_and_no_promise_moves() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let shelf = desk.receive(item, 5);
        let patient = desk.hold(item, 5, Some(desk.day(9)));
        let way = desk.arrival(1, item, 5, desk.day(8));
        assert_eq!(desk.holds(patient), [(shelf.get(), 5)]);

        let hurried = desk.hold(item, 4, Some(desk.day(1)));

        assert_eq!(desk.holds(hurried), [(shelf.get(), 4)]);
        assert_eq!(desk.holds(patient), [(shelf.get(), 1), (way.get(), 4)]);
        assert_eq!(desk.demand(patient).promised_on, desk.day(9));
        let events: Vec<(String, String)> = desk.ask(|read, _| read.rows(&desk::ROWS_EVENT, p![]));
        let rematched: Vec<_> = events.iter().filter(|(kind, _)| kind == "supply_rematched").collect();
        assert_eq!(rematched.len(), 1);
        assert!(rematched[0].1.contains(&format!("\"demand\":\"{patient}\"")), "{}", rematched[0].1);
        assert!(!rematched[0].1.contains(&format!("\"demand\":\"{hurried}\"")), "{}", rematched[0].1);
        desk.assert_lawful();
    });
}

#[test]
fn the_days_of_the_warehouse_stand_between_the_goods_and_the_promise() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        desk.receive(item, 5);
        let main = desk.main;
        desk.act(move |tx, _| Ok(stock::set_times(tx, main, 1, 9, 2)?)).unwrap();
        // Ten o'clock is past the cut-off: tomorrow, one day of picking, two on the way; Friday.
        let told = desk.answer(&[want(item, 1, None)], Mode::AllOrNothing);
        assert_eq!((told[0].answer, told[0].promised_on), (Answer::Now, Some(desk.day(4))));
        // Too near a wish is told the nearest day there is.
        let told = desk.answer(&[want(item, 1, Some(desk.day(2)))], Mode::AllOrNothing);
        assert_eq!((told[0].answer, told[0].promised_on), (Answer::Now, Some(desk.day(4))));
        let demand = desk.hold(item, 1, Some(desk.day(11)));
        let row = desk.demand(demand);
        assert_eq!((row.supply_due_on, row.promised_on), (desk.day(8), desk.day(11)));
    });
}

#[test]
fn a_short_line_is_offered_what_fits_and_is_there() {
    on_both(|desk, _| {
        let wanted = desk.item_with("A1", ItemKind::Goods, "100", &[("size", "30"), ("colour", "red")]);
        let twin = desk.item_with("A2", ItemKind::Goods, "110", &[("size", "30"), ("colour", "blue")]);
        let small = desk.item_with("A3", ItemKind::Goods, "90", &[("size", "20"), ("colour", "red")]);
        let late = desk.item_with("A4", ItemKind::Goods, "100", &[("size", "30"), ("colour", "red")]);
        desk.item_with("A5", ItemKind::Goods, "100", &[("size", "30"), ("colour", "red")]);
        desk.item_with("S1", ItemKind::Service, "100", &[]);
        desk.receive(wanted, 1);
        desk.receive(twin, 9);
        desk.receive(small, 9);
        desk.arrival(1, late, 9, desk.day(8));

        let told = desk.answer(&[want(wanted, 4, Some(desk.day(2)))], Mode::AllOrNothing).remove(0);

        assert_eq!((told.answer, told.short), (Answer::Substitute, whole(3)));
        let offered: Vec<_> = told.substitutes.iter().map(|one| (one.item.id, one.fit, one.promised_on)).collect();
        let expected = [(twin, 75, Some(desk.day(0))), (small, 25, Some(desk.day(0))), (late, 100, Some(desk.day(8)))];
        assert_eq!(offered, expected);
        let first = &told.substitutes[0];
        assert_eq!(
            (first.free_now, first.price_difference, first.same.as_slice()),
            // All that is free of it, however little is missing.
            (whole(9), 10_0000, &["size".to_string()][..])
        );
        // Enough of it: nothing else is offered, and no more is asked of the books.
        assert!(desk.answer(&[want(wanted, 1, None)], Mode::AllOrNothing)[0].substitutes.is_empty());
    });
}

#[test]
fn a_service_needs_no_goods() {
    on_both(|desk, _| {
        let service = desk.item_with("S1", ItemKind::Service, "100", &[]);
        let kept = desk.reserve(&[want(service, 3, None)], Mode::AllOrNothing);
        assert_eq!((kept[0].line.answer, kept[0].demand, kept[0].line.short), (Answer::Now, None, whole(0)));
    });
}

#[test]
fn goods_leave_the_shelf_once() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let shelf = desk.receive(item, 5);
        let demand = desk.hold(item, 3, None);

        desk.issue(demand, 2).unwrap();
        desk.assert_lawful();
        let refused = desk.issue(demand, 2).unwrap_err();
        assert_eq!(refused, StockRefused::NotOwed { demand, wanted: whole(2), open: whole(1) });
        desk.issue(demand, 1).unwrap();

        let row = desk.demand(demand);
        assert_eq!((row.issued, row.released, row.closed_at.is_some()), (whole(3), whole(0), true));
        assert_eq!(desk.holds(demand), []);
        let moves: Vec<(SupplyId, Quantity, String, i64)> = desk.ask(|read, _| read.rows(&desk::ROWS_MOVE, p![]));
        let told: Vec<_> = moves.iter().map(|(supply, units, why, _)| (*supply, *units, why.as_str())).collect();
        assert_eq!(told, [(shelf, whole(5), "receipt"), (shelf, whole(-2), "issue"), (shelf, whole(-1), "issue")]);
        assert_eq!(moves[1].3, demand.get());
        let stock = desk.ask(move |read, _| stock::stock_of(read, &[item]));
        assert_eq!((stock[0].on_hand, stock[0].free), (whole(2), whole(2)));
        assert!(matches!(desk.issue(demand, 1).unwrap_err(), StockRefused::NotOwed { .. }));
        desk.assert_lawful();
    });
}

#[test]
fn goods_on_the_way_are_not_issued_unless_the_shelf_can_give_without_harm() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let way = desk.arrival(1, item, 5, desk.day(3));
        let waiting = desk.hold(item, 4, Some(desk.day(3)));
        assert_eq!(desk.holds(waiting), [(way.get(), 4)]);
        let refused = desk.issue(waiting, 4).unwrap_err();
        assert_eq!(refused, StockRefused::NotHereYet { demand: waiting, wanted: whole(4), here: whole(0) });

        // Free goods on the shelf will do; and so do goods of one who can wait.
        let shelf = desk.receive(item, 2);
        let patient = desk.hold(item, 2, Some(desk.day(1)));
        assert_eq!(desk.holds(patient), [(shelf.get(), 2)]);
        let refused = desk.issue(waiting, 1).unwrap_err();
        assert_eq!(refused, StockRefused::NotHereYet { demand: waiting, wanted: whole(1), here: whole(0) });
        desk.receive(item, 1);
        desk.issue(waiting, 1).unwrap();
        assert_eq!(desk.holds(waiting), [(way.get(), 3)]);
        desk.release(patient);
        let patient = desk.hold(item, 2, None);
        assert_eq!(desk.holds(patient), [(shelf.get(), 2)]);
        desk.assert_lawful();

        let (late, on) = (desk.item("A2"), desk.day(9));
        let shelf = desk.receive(late, 2);
        let patient = desk.hold(late, 2, Some(on));
        desk.arrival(2, late, 2, desk.day(8));
        let first = desk.hold(late, 2, Some(desk.day(8)));
        assert_eq!((desk.holds(patient)[0].0, desk.holds(first)[0].0 == shelf.get()), (shelf.get(), false));
        let settled = desk.issue(first, 2).unwrap();
        assert_eq!(settled.repegged.iter().filter(|change| change.demand == patient).count(), 2);
        assert_ne!(desk.holds(patient)[0].0, shelf.get());
        desk.assert_lawful();
    });
}

#[test]
fn a_partial_receipt_serves_the_earliest_promise_and_awaits_the_rest() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let way = desk.arrival(4, item, 10, desk.day(3));
        let later = desk.hold(item, 4, Some(desk.day(9)));
        let earlier = desk.hold(item, 3, Some(desk.day(3)));

        let received = desk.try_receive(item, whole(4), Some(4)).unwrap();

        let shelf = received.shelves[0];
        assert_eq!(desk.holds(earlier), [(shelf.get(), 3)]);
        assert_eq!(desk.holds(later), [(shelf.get(), 1), (way.get(), 3)]);
        let rows: Vec<(SupplyId, String, Day, Quantity, Quantity)> =
            desk.ask(|read, _| read.rows(&desk::ROWS_SUPPLY, p![]));
        assert_eq!((rows[0].0, rows[0].3, rows[0].4), (way, whole(6), whole(3)));
        assert_eq!((rows[1].0, rows[1].1.as_str(), rows[1].3, rows[1].4), (shelf, "on_hand", whole(4), whole(4)));
        let lines: Vec<(i64, ItemId, Quantity, Option<i64>, SupplyId)> =
            desk.ask(|read, _| read.rows(&desk::ROWS_RECEIPT, p![]));
        assert_eq!(lines, [(received.receipt.get(), item, whole(4), Some(4), shelf)]);
        desk.assert_lawful();

        // More than is still awaited lies free on the shelf; so does what comes after that.
        desk.try_receive(item, whole(8), Some(4)).unwrap();
        desk.try_receive(item, whole(1), Some(4)).unwrap();
        let stock = desk.ask(move |read, _| stock::stock_of(read, &[item]));
        assert_eq!((stock[0].on_hand, stock[0].free, stock[0].incoming), (whole(13), whole(6), whole(0)));
        assert_eq!(desk.holds(later), [(shelf.get(), 4)]);
        desk.assert_lawful();
    });
}

#[test]
fn a_receipt_that_can_not_be_is_refused_and_leaves_nothing() {
    on_both(|desk, _| {
        let (item, service) = (desk.item("A1"), desk.item_with("S1", ItemKind::Service, "1", &[]));
        let other = desk.item("A2");
        desk.arrival(4, other, 5, desk.day(3));
        let main = desk.main;
        let line = |item, units, arrival: Option<i64>| ReceiptLine {
            item,
            quantity: whole(units),
            arrival: arrival.map(PurchaseLineId::new),
        };
        let arrival = PurchaseLineId::new(4);
        for (lines, refused) in [
            (vec![], StockRefused::NoLines),
            (vec![line(item, 1, None), line(item, 0, None)], StockRefused::NoQuantity(1)),
            (vec![line(item, 1_000_000_001, None)], StockRefused::TooMuch(0)),
            (vec![line(service, 1, None)], StockRefused::NotGoods { line: 0, item: service, sku: "S1".into() }),
            (vec![line(other, 1, None), line(item, 1, Some(4))], StockRefused::UnknownArrival { line: 1, arrival }),
        ] {
            let receipt = Receipt { warehouse: main, lines };
            let said = desk.act(move |tx, visit| stock::receive(tx, visit, &receipt)).unwrap_err();
            assert_eq!(said, refused);
        }
        for code in ["", " ", "a\u{7}", &"x".repeat(65)] {
            let code = code.to_string();
            let said = desk.act(move |tx, _| stock::ensure_warehouse(tx, &code)).unwrap_err();
            assert_eq!(said, StockRefused::BadWarehouse);
        }
        let rows: Vec<(i64, i64, i64, Option<i64>, i64)> = desk.ask(|read, _| read.rows(&desk::ROWS_RECEIPT, p![]));
        assert_eq!(rows, []);
        assert_eq!(desk.ask(|read, _| stock::warehouses(read)).len(), 1);
        desk.assert_lawful();
    });
}

#[test]
fn every_refusal_says_in_both_languages_what_to_do_next() {
    let (demand, wanted, little) = (DemandId::new(1), whole(5), whole(2));
    for refused in [
        StockRefused::NoQuantity(0),
        StockRefused::TooMuch(0),
        StockRefused::NoLines,
        StockRefused::UnknownSku { line: 2, sku: "X".into() },
        StockRefused::NotGoods { line: 2, item: ItemId::new(1), sku: "X".into() },
        StockRefused::UnknownArrival { line: 2, arrival: PurchaseLineId::new(9) },
        StockRefused::BadWarehouse,
        StockRefused::NotHereYet { demand, wanted, here: little },
        StockRefused::NotOwed { demand, wanted, open: little },
    ] {
        let (ru, en) = (refused.say(Lang::Ru), refused.say(Lang::En));
        for (ru, en) in [(&ru.title, &en.title), (&ru.detail, &en.detail), (&ru.next, &en.next)] {
            assert!(!ru.is_empty() && !en.is_empty() && ru != en, "{refused:?}: {ru} / {en}");
        }
        assert!(matches!(refused.status(), 409 | 422));
        assert_eq!(refused.fields(Lang::Ru).is_empty(), refused.status() == 409, "{refused:?}");
    }
    let said = StockRefused::NotHereYet { demand, wanted, here: little }.say(Lang::En).detail;
    assert!(said.contains("5 to be shipped") && said.contains("only 2"), "{said}");
}

#[test]
fn a_late_arrival_puts_promises_at_risk_and_better_news_takes_them_off() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let way = desk.arrival(1, item, 5, desk.day(3));
        let (early, late) = (desk.hold(item, 2, None), desk.hold(item, 2, Some(desk.day(9))));

        let preview = desk.ask({
            let to = desk.day(7);
            move |read, visit| stock::preview_move(read, visit, way, to)
        });
        assert!(desk.demand(early).at_risk_at.is_none());
        let moved = desk.move_due(way, desk.day(7));

        assert_eq!(moved, preview);
        assert_eq!((moved.item, moved.old_on, moved.new_on), (item, desk.day(3), desk.day(7)));
        let risk = stock::Risk { demand: early, could_on: Some(desk.day(7)), newly: true };
        assert_eq!((moved.settled.at_risk, moved.settled.cleared), (vec![risk], vec![]));
        assert!(desk.demand(early).at_risk_at.is_some() && desk.demand(late).at_risk_at.is_none());
        assert_eq!(desk.demand(early).promised_on, desk.day(3));
        assert_eq!(desk.ask(|read, _| stock::at_risk(read)).iter().map(|row| row.id).collect::<Vec<_>>(), [early]);
        assert_eq!(desk.ask(move |read, _| stock::supply(read, way)).unwrap().available_on, desk.day(7));
        desk.assert_lawful();

        // Goods on the shelf save the line; the goods it held are free again.
        let received = desk.try_receive(item, whole(2), None).unwrap();
        assert_eq!(received.settled.cleared, [early]);
        assert_eq!(desk.holds(early), [(received.shelves[0].get(), 2)]);
        assert!(desk.demand(early).at_risk_at.is_none());
        desk.assert_lawful();

        // A moved arrival that comes earlier again.
        let moved = desk.move_due(way, desk.day(12));
        assert_eq!(moved.settled.at_risk.iter().map(|risk| risk.demand).collect::<Vec<_>>(), [late]);
        let moved = desk.move_due(way, desk.day(8));
        assert_eq!(moved.settled.cleared, [late]);
        assert_eq!(desk.ask(|read, _| stock::at_risk(read)), []);
        desk.assert_lawful();
    });
}

#[test]
fn a_cancelled_arrival_is_told_as_it_is() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let way = desk.arrival(1, item, 5, desk.day(3));
        let demand = desk.hold(item, 4, None);

        let moved = desk.act(move |tx, visit| Ok(stock::change_arrival(tx, visit, way, whole(4))?)).unwrap();
        assert_eq!(moved.settled.at_risk, []);
        let moved = desk.act(move |tx, visit| Ok(stock::cancel_arrival(tx, visit, way)?)).unwrap();

        assert_eq!(moved.settled.at_risk, [stock::Risk { demand, could_on: None, newly: true }]);
        assert_eq!(desk.holds(demand), []);
        let row = desk.demand(demand);
        assert_eq!((row.at_risk_at.is_some(), row.promised_on), (true, desk.day(3)));
        desk.assert_lawful();
        // What is owed comes before a new line; then the arrival is on again and everybody is served.
        desk.receive(item, 1);
        assert!(desk.reserve(&[want(item, 1, None)], Mode::AllOrNothing)[0].demand.is_none());
        let moved = desk.act(move |tx, visit| Ok(stock::change_arrival(tx, visit, way, whole(5))?)).unwrap();
        assert_eq!(moved.settled.cleared, [demand]);
        desk.assert_lawful();
    });
}

#[test]
fn released_goods_are_free_and_save_who_was_at_risk() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let shelf = desk.receive(item, 2);
        let way = desk.arrival(1, item, 2, desk.day(3));
        let (first, second) = (desk.hold(item, 2, None), desk.hold(item, 2, Some(desk.day(3))));
        desk.move_due(way, desk.day(20));
        assert!(desk.demand(second).at_risk_at.is_some());

        let settled = desk.release(first);

        assert_eq!(settled.cleared, [second]);
        assert_eq!(desk.holds(second), [(shelf.get(), 2)]);
        let row = desk.demand(first);
        assert_eq!((row.released, row.issued, row.closed_at.is_some()), (whole(2), whole(0), true));
        assert_eq!(desk.release(first), stock::Settled::default());
        assert_eq!(desk.demand(first), row);
        desk.assert_lawful();
    });
}

#[test]
fn an_overdue_arrival_is_settled_by_the_nightly_job() {
    on_both(|desk, base| {
        let item = desk.item("A1");
        let way = desk.arrival(1, item, 2, desk.day(1));
        let demand = desk.hold(item, 2, None);
        let later = Desk { today: desk.day(2), ..Desk::open(base) };

        let run = |after| later.act(move |tx, visit| Ok(stock::settle_overdue(tx, visit, after)?)).unwrap();
        let (settled, last) = run(None);

        assert_eq!(settled.at_risk, [stock::Risk { demand, could_on: Some(desk.day(3)), newly: true }]);
        assert_eq!((last, run(last).1), (Some(item), None));
        later.assert_lawful();
        // The goods are here at last: late, but nothing threatens any more.
        later.try_receive(item, whole(2), Some(1)).unwrap();
        assert_eq!(later.ask(move |read, _| stock::supply(read, way)).unwrap().quantity, whole(0));
        later.issue(demand, 2).unwrap();
        assert_eq!(later.demand(demand).promised_on, desk.day(1));
        later.assert_lawful();
    });
}

#[test]
fn a_new_arrival_saves_who_is_at_risk() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let way = desk.arrival(1, item, 2, desk.day(3));
        let demand = desk.hold(item, 2, None);
        desk.move_due(way, desk.day(20));
        let other = desk.arrival(2, item, 5, desk.day(2));
        assert_eq!(desk.holds(demand), [(other.get(), 2)]);
        assert!(desk.demand(demand).at_risk_at.is_none());
        let supplies = desk.ask(move |read, _| stock::supplies_of(read, item, way.get(), 10));
        assert_eq!(supplies.iter().map(|row| (row.id, row.allocated)).collect::<Vec<_>>(), [(other, whole(2))]);
        let found = desk.ask(|read, _| stock::arrival(read, PurchaseLineId::new(2)));
        assert_eq!(found.map(|row| (row.id, row.warehouse_code)), Some((other, "main".to_string())));
        desk.assert_lawful();
    });
}

#[test]
fn the_warehouse_that_answers_best_serves_the_line() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        desk.receive(item, 2);
        let second = desk.act(|tx, _| stock::ensure_warehouse(tx, "второй")).unwrap();
        let lines = vec![ReceiptLine { item, quantity: whole(5), arrival: None }];
        let receipt = Receipt { warehouse: second, lines };
        desk.act(move |tx, visit| stock::receive(tx, visit, &receipt)).unwrap();

        let kept = desk.reserve(&[want(item, 4, None), want(item, 2, None)], Mode::AllOrNothing);
        let from = |n: usize| desk.demand(kept[n].demand.unwrap()).warehouse;
        assert_eq!((from(0), from(1)), (second, desk.main));
        let only = stock::Ask { warehouse: Some(desk.main), ..want(item, 1, None) };
        assert_eq!(desk.answer(&[only], Mode::AllOrNothing)[0].answer, Answer::Refused);
        desk.assert_lawful();
    });
}

#[test]
fn lost_demand_stays_behind_a_refusal() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        let lost = Lost {
            item,
            client: Some(ClientId::new(3)),
            quantity: whole(4),
            wanted_on: Some(desk.day(2)),
            reason: LostReason::Short,
            order: None,
        };
        let refused = desk.act(move |tx, _| {
            let lost =
                [lost.clone(), Lost { order: Some(OrderId::new(8)), client: None, wanted_on: None, ..lost.clone() }];
            tx.leave_if_refused(move |tx| stock::lose(tx, &lost));
            Err::<(), _>(Stop::Refused(StockRefused::NoLines))
        });
        assert_eq!(refused, Err(StockRefused::NoLines));
        type Row = (ItemId, Option<i64>, Quantity, Option<Day>, String, Option<i64>);
        let rows: Vec<Row> = desk.ask(|read, _| read.rows(&desk::ROWS_LOST, p![]));
        let first = (item, Some(3), whole(4), Some(desk.day(2)), "short".to_string(), None);
        assert_eq!(rows, [first, (item, None, whole(4), None, "short".to_string(), Some(8))]);
    });
}

#[test]
fn ten_lines_cost_few_statements() {
    on_both(|desk, _| {
        let items: Vec<ItemId> = (0..10).map(|n| desk.item(&format!("A{n}"))).collect();
        for item in &items {
            desk.receive(*item, 50);
        }
        for (n, item) in (1..).zip(&items) {
            desk.hold(*item, 45, Some(desk.day(9)));
            desk.arrival(n, *item, 50, desk.day(8));
        }
        let asks: Vec<_> = items.iter().map(|item| want(*item, 7, Some(desk.day(1)))).collect();
        let (reserved, cost) = desk
            .act(move |tx, visit| {
                let before = tx.statements();
                let kept = stock::reserve(tx, visit, stock::DemandKind::OrderLine, &asks, Mode::AllOrNothing)?;
                Ok((kept, tx.statements() - before))
            })
            .unwrap();
        assert!(reserved.iter().all(|one| one.demand.is_some()));
        assert!(cost <= 8, "{cost} statements");
        desk.assert_lawful();
    });
}

#[test]
fn each_law_names_its_damage() {
    let cases = [
        ("supply", "UPDATE supply SET allocated = allocated - 1000 WHERE source = 'on_hand'"),
        ("supply", "DELETE FROM stock_move"),
        ("supply", "UPDATE stock_move SET quantity = quantity + 1"),
        ("promise-feasible", "UPDATE supply SET available_on = available_on + 30 WHERE source = 'arrival'"),
        ("promise-feasible", "UPDATE demand SET supply_due_on = supply_due_on - 30"),
        ("promise-feasible", "UPDATE demand SET at_risk_at = NULL"),
    ];
    for (law, text) in cases {
        on_both(|desk, base| {
            let (item, other) = (desk.item("A1"), desk.item("A2"));
            desk.receive(item, 5);
            desk.arrival(1, item, 5, desk.day(3));
            desk.hold(item, 8, None);
            let way = desk.arrival(2, other, 5, desk.day(3));
            desk.hold(other, 5, None);
            desk.move_due(way, desk.day(6));
            desk.assert_lawful();

            damage(&base.place, text).unwrap();

            let broken = desk.broken();
            assert!(!broken.is_empty() && broken.iter().all(|(name, _)| *name == law), "{text}: {broken:?}");
        });
    }
}

#[test]
fn every_statement_is_accepted_by_the_engine() {
    on_both(|desk, _| {
        let count = desk.ask(|read, _| {
            let mut count = 0;
            for sql in store::registered().filter(|sql| sql.place.contains("departments/stock")) {
                read.check(sql).map_err(|fault| fault.context(sql.name))?;
                count += 1;
            }
            Ok(count)
        });
        assert!(count > 30, "{count}");
    });
}

#[test]
fn the_page_of_an_item_shows_what_is_there_and_what_is_awaited() {
    on_both(|desk, _| {
        let item = desk.item("A1");
        desk.receive(item, 10);
        desk.hold(item, 4, None);
        desk.arrival(7, item, 25, desk.day(5));
        let service = desk.item_with("S1", ItemKind::Service, "100", &[]);
        let panels = |item: ItemId| desk.ask(move |read, visit| stock::DEPARTMENT.panels(read, visit, item.into()));

        let shown = panels(item);

        let page = &shown[0].0;
        let facts: Vec<&str> = page.split("class=\"v\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(facts, ["10", "4", "6"], "{page}");
        assert!(page.contains("href=\"/arrivals/7\"") && page.contains(">25<"), "{page}");
        assert!(panels(service).is_empty(), "a service lies nowhere");
        assert!(panels(desk.item("A2"))[0].0.contains(">0<"), "an item that never came has nothing");
    });
}
