//! Each law finds the damage it is there for, on both engines.

use house::Department;
use orders::{Mode, Ship};
use store::testing::{TestBase, both, damage};

use crate::company::*;

fn shipped_order(base: &TestBase) {
    open_company(base);
    let client = client(base, "ООО «Ромашка»");
    put(base, item(base, "M-1", "122.00", "red"), 10);
    for _ in 0..2 {
        let id = place(base, &today(), order(client, Mode::AllOrNothing, vec![line("M-1", 2)])).unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
    }
    let id = kernel::OrderId::new(1);
    done(base, &today(), move |tx, visit| orders::ship(tx, visit, id, None, &Ship::default()));
    laws_hold(base);
}

pub(crate) fn broken(base: &TestBase, law: &str) -> Vec<String> {
    let law = orders::DEPARTMENT.laws().into_iter().find(|known| known.name == law).unwrap();
    base.store.read_now(law.check).unwrap().broken
}

#[test]
fn a_line_that_does_not_add_up_is_found() {
    both(&MODULES, |base| {
        shipped_order(base);
        damage(&base.place, "UPDATE order_line SET short = 1000 WHERE order_id = 2").unwrap();
        assert_eq!(broken(base, "line").len(), 1);
        damage(&base.place, "UPDATE order_line SET short = 0 WHERE order_id = 2").unwrap();
        damage(&base.place, "UPDATE order_line SET issued = 0 WHERE order_id = 1").unwrap();
        let told = broken(base, "line");
        assert!(told.len() == 1 && told[0].contains("issued 0"), "{told:?}");
    });
}

#[test]
fn a_reversal_that_the_totals_do_not_know_is_found() {
    both(&MODULES, |base| {
        shipped_order(base);
        let paid = orders::NewPayment {
            invoice: Some(kernel::InvoiceId::new(1)),
            client: None,
            amount: money("100.00"),
            received_on: TODAY,
            purpose: String::new(),
        };
        done(base, &today(), move |tx, visit| orders::pay(tx, visit, &paid));
        damage(&base.place, "INSERT INTO payment_reversal (payment_id, reason, reversed_at) VALUES (1, 'x', 0)")
            .unwrap();
        let told = broken(base, "turnover");
        assert_eq!(told.len(), 2, "the account and the invoice: {told:?}");
        damage(&base.place, "DELETE FROM payment_reversal").unwrap();
        laws_hold(base);
    });
}

#[test]
fn a_number_given_twice_or_lost_is_found() {
    both(&MODULES, |base| {
        shipped_order(base);
        damage(&base.place, "UPDATE paper_counter SET last = 5 WHERE kind = 'invoice'").unwrap();
        assert_eq!(broken(base, "numbers").len(), 1);
        damage(&base.place, "UPDATE paper_counter SET last = 2 WHERE kind = 'invoice'").unwrap();
        assert!(broken(base, "numbers").is_empty());
        damage(&base.place, "UPDATE invoice SET number = NULL WHERE id = 2").unwrap();
        assert!(broken(base, "numbers")[0].contains("2 papers, 1 numbers"));
    });
}

#[test]
fn kept_totals_that_differ_from_the_rows_are_found() {
    both(&MODULES, |base| {
        shipped_order(base);
        damage(&base.place, "UPDATE turnover_month SET gross = gross + 1").unwrap();
        assert_eq!(broken(base, "turnover").len(), 1);
        damage(&base.place, "UPDATE turnover_month SET gross = gross - 1").unwrap();
        damage(&base.place, "UPDATE client_account SET shipped = shipped + 1").unwrap();
        damage(&base.place, "UPDATE invoice SET paid = 7 WHERE id = 1").unwrap();
        assert_eq!(broken(base, "turnover").len(), 2);
    });
}
