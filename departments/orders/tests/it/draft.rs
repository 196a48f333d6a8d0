//! The order desk: a draft built line by line, kept on the server.

use access::Role;
use kernel::{Day, OrderId, OrderLineId};
use orders::{Answer, Mode, OrderRefused, PutLine, State, Wrong};
use store::testing::{TestBase, both};
use store::{p, sql};

use crate::company::*;

sql! {
    LOST = "SELECT reason FROM view_lost_demand ORDER BY id";
}

fn put_in(base: &TestBase, order: OrderId, sku: &'static str, units: i64) -> orders::Order {
    done(base, &today(), move |tx, visit| {
        let line = PutLine { sku: sku.into(), quantity: Some(q(units)), ..PutLine::default() };
        orders::put_line(tx, visit, order, None, &line)
    })
}

fn lines(base: &TestBase, order: OrderId) -> Vec<orders::AnsweredLine> {
    ask(base, &today(), move |read, visit| orders::card(read, visit, order)).unwrap().lines
}

fn red_for(line: kernel::OrderLineId) -> orders::TakeSubstitute {
    orders::TakeSubstitute { line, sku: "M-1".into(), extent: orders::Extent::Missing }
}

#[test]
fn a_draft_is_answered_live_and_becomes_an_order() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        item(base, "M-3", "101.00", "green");
        let blue = item(base, "M-2", "100.00", "blue");
        put(base, red, 10);
        await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));
        let draft = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client));
        let again = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client));
        assert_eq!(draft.id, again.id);
        let id = draft.id;
        put_in(base, id, "M-1", 2);
        put_in(base, id, "M-3", 3);
        let now = put_in(base, id, "M-2", 5);
        assert_eq!((now.state, now.version), (State::Draft, 4));

        let told: Vec<_> = lines(base, id).iter().map(|line| line.answer).collect();
        assert_eq!(told, [Answer::Now, Answer::Substitute, Answer::Dated]);
        let second = lines(base, id)[1].line.unwrap();
        assert!(lines(base, id)[1].substitutes.iter().any(|offer| offer.substitute.item.sku == "M-1"));

        let stale =
            act(base, &today(), move |tx, visit| orders::take_substitute(tx, visit, id, Some(1), &red_for(second)));
        assert_eq!(stale.unwrap_err(), OrderRefused::Stale { order: id, version: 4 });
        done(base, &today(), move |tx, visit| orders::take_substitute(tx, visit, id, Some(4), &red_for(second)));
        let third = lines(base, id)[2].line.unwrap();
        done(base, &today(), move |tx, visit| orders::refuse_line(tx, visit, id, None, third, Some("too_late")));
        let told: Vec<_> = lines(base, id).iter().map(|line| line.answer).collect();
        assert_eq!(told, [Answer::Now, Answer::Now, Answer::Refused]);

        let card = done(base, &today(), move |tx, visit| orders::reserve(tx, visit, id, None));
        assert_eq!((card.order.state, card.order.gross), (State::Reserved, money("610.00")));
        assert_eq!(card.lines[1].instead_of.map(|item| item.get()), Some(2));
        let kept: Vec<(String,)> = base.store.read_now(|read| read.rows(&LOST, p![])).unwrap();
        assert_eq!(kept, [("too_late".to_owned(),), ("substituted".to_owned(),)]);
        let late = act(base, &today(), move |tx, visit| orders::drop_line(tx, visit, id, None, third)).unwrap_err();
        assert!(matches!(late, OrderRefused::WrongState { state: State::Reserved, .. }));
        let fresh = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client));
        assert_ne!(fresh.id, id);
        laws_hold(base);
    });
}

#[test]
fn a_changed_line_keeps_the_price_it_was_told_at() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        let red = item(base, "M-1", "122.00", "red");
        put(base, red, 10);
        let id = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client)).id;
        put_in(base, id, "M-1", 2);
        done(base, &today(), move |tx, visit| {
            let change = catalogue::ChangeItem { price: Some("200".parse().unwrap()), ..Default::default() };
            catalogue::change(tx, visit, red, None, change)
        });
        let line = lines(base, id)[0].line;
        done(base, &today(), move |tx, visit| {
            let put = PutLine { line, sku: "M-1".into(), quantity: Some(q(3)), ..PutLine::default() };
            orders::put_line(tx, visit, id, None, &put)
        });
        let there = &lines(base, id)[0];
        assert_eq!((there.unit_price.to_string(), there.amounts.gross), ("122.00".to_owned(), money("366.00")));
        let line = line.unwrap();
        done(base, &today(), move |tx, visit| orders::drop_line(tx, visit, id, None, line));
        put_in(base, id, "M-1", 1);
        assert_eq!(lines(base, id)[0].unit_price.to_string(), "200.00");
        let empty = done(base, &today(), move |tx, visit| {
            let line = books_line(tx, visit, id)?;
            orders::drop_line(tx, visit, id, None, line)
        });
        assert!(empty.gross.is_zero());
        let nothing = act(base, &today(), move |tx, visit| orders::reserve(tx, visit, id, None)).unwrap_err();
        assert_eq!(nothing, OrderRefused::Nothing(id));
        done(base, &today(), move |tx, visit| orders::cancel_draft(tx, visit, id, None));
        assert!(ask(base, &today(), move |read, visit| orders::head(read, visit, id)).is_none());
    });
}

fn books_line(
    tx: &mut store::Tx<'_>,
    visit: &house::Visit,
    id: OrderId,
) -> Result<OrderLineId, store::Stop<OrderRefused>> {
    Ok(orders::card(tx, visit, id)?.unwrap().lines[0].line.unwrap())
}

#[test]
fn pasted_lines_go_in_together_or_not_at_all() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let id = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client)).id;
        let put = |skus: &'static [(&'static str, i64)]| {
            act(base, &today(), move |tx, visit| {
                let lines: Vec<_> = skus
                    .iter()
                    .map(|(sku, units)| PutLine { sku: (*sku).into(), quantity: Some(q(*units)), ..PutLine::default() })
                    .collect();
                orders::put_lines(tx, visit, id, None, &lines)
            })
        };
        let OrderRefused::Fields(wrong) = put(&[("M-1", 1), ("NO", 1), ("M-1", 0)]).unwrap_err() else { panic!() };
        let told: Vec<_> = wrong.iter().map(|field| (field.pointer.as_str(), field.what.clone())).collect();
        assert_eq!(told, [("/lines/1/sku", Wrong::NoItem("NO".into())), ("/lines/2/quantity", Wrong::NotPositive)]);
        assert!(lines(base, id).is_empty());
        put(&[("M-1", 1), ("M-1", 2)]).unwrap();
        let places: Vec<_> = lines(base, id).iter().map(|line| line.position).collect();
        assert_eq!(places, [1, 2]);
        done(base, &today(), move |tx, visit| {
            orders::set_terms(tx, visit, id, None, Mode::AllOrNothing, Some(TODAY.add_days(10)))
        });
        let head = ask(base, &today(), move |read, visit| orders::head(read, visit, id)).unwrap();
        assert_eq!((head.mode.0, head.wanted_on), (Mode::AllOrNothing, Some(TODAY.add_days(10))));
    });
}

#[test]
fn a_client_of_another_team_cannot_be_sold_to() {
    both(&MODULES, |base| {
        open_company(base);
        let client = client(base, "ООО «Ромашка»");
        put(base, item(base, "M-1", "122.00", "red"), 10);
        let manager = hire(base, "mrk", Role::AccountManager);
        let refused = place(base, &manager, order(client, Mode::Partial, vec![line("M-1", 1)])).unwrap_err();
        let OrderRefused::Fields(fields) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].what, Wrong::NoClient);
        let id = place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 1)])).unwrap().order.id;
        assert!(ask(base, &manager, move |read, visit| orders::card(read, visit, id)).is_none());
        let seen = ask(base, &manager, |read, visit| orders::list(read, visit, orders::Driver::All, None, 10));
        assert!(seen.is_empty());
        let denied = act(base, &manager, move |tx, visit| orders::confirm(tx, visit, id, None)).unwrap_err();
        assert_eq!(denied, OrderRefused::Unknown);
        let agent = hire(base, "cs", Role::Service);
        let own = done(base, &agent, move |tx, visit| orders::draft_for(tx, visit, client)).id;
        let of_system = done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client)).id;
        assert_ne!(own, of_system);
        for driver in [orders::Driver::State(State::Draft), orders::Driver::Client(client, Some(State::Draft))] {
            let there = ask(base, &agent, move |read, visit| orders::list(read, visit, driver, None, 10));
            assert_eq!(there.len(), 2);
            let hidden = ask(base, &manager, move |read, visit| orders::list(read, visit, driver, None, 10));
            assert!(hidden.is_empty());
        }
    });
}
