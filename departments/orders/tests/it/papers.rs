//! Printed papers: frozen as they are issued, numbered without gap, printed with the reader's rights.

use std::sync::Arc;

use access::Role;
use documents::{Press, Sheet, Unprinted};
use house::{Printer, Shared, Visit};
use kernel::{ClientId, Day};
use orders::Mode;
use serde_json::{Value, json};
use store::testing::{TestBase, both, damage};

use crate::api::Desk;
use crate::company::*;
use crate::laws::broken;

/// A press that prints the sheet as it got it: what stands on the paper is read back letter by letter.
struct Plain;

impl Press for Plain {
    fn pdf(&self, sheet: &Sheet) -> Result<Vec<u8>, Unprinted> {
        serde_json::to_vec(sheet).map_err(|cause| Unprinted(cause.to_string()))
    }
}

fn desk(base: &TestBase, visit: Visit) -> Desk {
    Desk::over(base, visit, Shared::default().with(Arc::new(Printer::new(Box::new(Plain)))))
}

fn agreed(base: &TestBase) -> (ClientId, Desk) {
    open_company(base);
    let client = client(base, "ООО «Ромашка»");
    let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
    put(base, red, 10);
    await_goods(base, blue, 5, 71, Day::of(2026, 11, 30));
    place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 4), line("M-2", 2)])).unwrap();
    (client, desk(base, today()))
}

/// Every row that papers and their numbers live in.
fn rows(base: &TestBase) -> Vec<(String, i64, String)> {
    store::sql! {
        ROWS = "SELECT kind, number, content FROM paper ORDER BY id";
        LAST = "SELECT kind, last, '' FROM paper_counter ORDER BY kind";
    }
    ask(base, &today(), |read, _| {
        let mut rows: Vec<(String, i64, String)> = read.rows(&ROWS, store::p![])?;
        rows.extend(read.rows::<(String, i64, String)>(&LAST, store::p![])?);
        Ok(rows)
    })
}

fn texts(sheet: &Value) -> String {
    sheet.to_string().replace('\u{a0}', " ")
}

#[test]
fn an_invoice_is_frozen_when_it_is_issued_and_a_reprint_is_the_same() {
    both(&MODULES, |base| {
        let (_, desk) = agreed(base);
        assert_eq!(desk.post("/api/v1/orders/1/confirmation", "c", json!({})).status, 200);
        let invoice = desk.post("/api/v1/orders/1/invoice", "i", json!({}));
        assert_eq!((invoice.status, &invoice.json["pdf"]), (201, &json!("/api/v1/invoices/1.pdf")));
        let first = desk.get("/api/v1/invoices/1.pdf?lang=ru");
        assert_eq!(first.status, 200);
        let said = texts(&first.json);
        for wanted in
            ["ООО «Ромашка»", "M-1", "688,00", "Шестьсот восемьдесят восемь рублей 00 копеек", "Счёт на оплату № 1"]
        {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        let english = desk.get("/api/v1/invoices/1.pdf?lang=en");
        assert!(texts(&english.json).contains("Six hundred eighty-eight roubles 00 kopecks"));
        // Everybody the paper speaks of changes; the paper does not.
        damage(&base.place, "UPDATE client SET name = 'ООО «Лютик»'").unwrap();
        damage(&base.place, "UPDATE item SET name_ru = 'Другое', name_en = 'Other', unit = 'м'").unwrap();
        damage(&base.place, "UPDATE seller SET name = 'ООО «Иной»', bank = 'Другой банк'").unwrap();
        assert_eq!(desk.get("/api/v1/invoices/1.pdf?lang=ru").body, first.body);
        assert_eq!(desk.get("/api/v1/invoices/1.pdf?lang=en").body, english.body);
        let paper = desk.get("/api/v1/papers/1");
        assert_eq!(
            (&paper.json["kind"], &paper.json["number"], &paper.json["total"]),
            (&json!("invoice"), &json!("1"), &json!("688.00"))
        );
        assert_eq!(desk.get("/api/v1/papers/1.pdf?lang=ru").body, first.body);
        assert_eq!(desk.get("/api/v1/invoices/1.pdf?lang=de").status, 422);
        laws_hold(base);
    });
}

#[test]
fn an_offer_comes_before_the_word_and_a_confirmation_after_it() {
    both(&MODULES, |base| {
        let (_, desk) = agreed(base);
        let before = rows(base);
        for (key, body, status) in [
            ("1", json!({ "kind": "confirmation" }), 409),
            ("2", json!({ "kind": "offer", "valid_until": "2020-01-01" }), 422),
            ("3", json!({ "kind": "offer", "valid_until": "2099-01-01" }), 422),
            ("4", json!({ "kind": "invoice" }), 422),
            ("5", json!({}), 422),
        ] {
            let refused = desk.post("/api/v1/orders/1/papers", key, body.clone());
            assert_eq!(refused.status, status, "{body}: {}", refused.json);
            assert_eq!(rows(base), before, "{body}");
        }
        let until = today().today.add_days(10).to_string();
        let offer = desk.post("/api/v1/orders/1/papers", "o", json!({ "kind": "offer", "valid_until": until }));
        assert_eq!(
            (offer.status, &offer.json["number"], &offer.json["valid_until"]),
            (201, &json!("1"), &json!(until))
        );
        assert_eq!(offer.json["lines"][1]["promised_on"], json!("2026-11-30"));
        assert!(offer.json["lines"][1]["rests_on"].as_str().unwrap().contains("71"), "{}", offer.json);
        // The same key gives the same paper, not another number.
        let again = desk.post("/api/v1/orders/1/papers", "o", json!({ "kind": "offer", "valid_until": until }));
        assert_eq!(again.json["id"], offer.json["id"]);
        assert_eq!(desk.post("/api/v1/orders/1/confirmation", "c", json!({})).status, 200);
        let late = desk.post("/api/v1/orders/1/papers", "l", json!({ "kind": "offer" }));
        assert_eq!((late.status, rows(base).len()), (409, 2));
        for number in ["1", "2"] {
            let made = desk.post("/api/v1/orders/1/papers", &format!("p{number}"), json!({ "kind": "confirmation" }));
            assert_eq!((made.status, &made.json["number"]), (201, &json!(number)), "{}", made.json);
        }
        let printed = texts(&desk.get("/api/v1/papers/2.pdf?lang=ru").json);
        assert!(printed.contains("30.11.2026") && printed.contains("№ 71"), "{printed}");
        let list = desk.get("/api/v1/orders/1/papers");
        let kinds: Vec<&str> =
            list.json["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["offer", "confirmation", "confirmation"]);
        laws_hold(base);
    });
}

#[test]
fn whoever_may_not_see_the_client_gets_no_paper_of_it() {
    both(&MODULES, |base| {
        let (_, own) = agreed(base);
        own.post("/api/v1/orders/1/confirmation", "c", json!({}));
        own.post("/api/v1/orders/1/invoice", "i", json!({}));
        own.post("/api/v1/orders/1/papers", "p", json!({ "kind": "confirmation" }));
        let stranger = desk(base, hire(base, "stranger", Role::AccountManager));
        let count = rows(base).len();
        for path in [
            "/api/v1/invoices/1.pdf",
            "/api/v1/papers/1",
            "/api/v1/papers/1.pdf",
            "/api/v1/papers/2.pdf",
            "/api/v1/orders/1/papers",
        ] {
            assert_eq!(stranger.get(path).status, 404, "{path}");
            assert_eq!(own.get(path).status, 200, "{path}");
        }
        assert_eq!(stranger.post("/api/v1/orders/1/papers", "s", json!({ "kind": "confirmation" })).status, 404);
        assert_eq!(rows(base).len(), count);
        assert_eq!(own.get("/api/v1/papers/77.pdf").status, 404);
        assert_eq!(Desk::over(base, today(), Shared::default()).get("/api/v1/invoices/1.pdf").status, 503);
    });
}

#[test]
fn a_paper_that_is_not_its_invoice_is_found() {
    both(&MODULES, |base| {
        let (_, desk) = agreed(base);
        desk.post("/api/v1/orders/1/papers", "o", json!({ "kind": "offer" }));
        desk.post("/api/v1/orders/1/confirmation", "c", json!({}));
        desk.post("/api/v1/orders/1/invoice", "i", json!({}));
        laws_hold(base);
        damage(&base.place, "UPDATE paper SET gross = gross + 1 WHERE kind = 'invoice'").unwrap();
        assert_eq!((broken(base, "paper").len(), broken(base, "numbers").len()), (1, 0));
        damage(&base.place, "UPDATE paper SET gross = gross - 1 WHERE kind = 'invoice'").unwrap();
        damage(&base.place, "UPDATE paper SET number = 3 WHERE kind = 'offer'").unwrap();
        assert_eq!((broken(base, "paper").len(), broken(base, "numbers").len()), (0, 1));
    });
}

#[test]
fn many_papers_at_once_take_each_number_once() {
    both(&MODULES, |base| {
        let (client, _) = agreed(base);
        for _ in 0..3 {
            place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 1)])).unwrap();
        }
        std::thread::scope(|scope| {
            for hand in 0..16 {
                scope.spawn(move || {
                    let desk = desk(base, today());
                    let path = format!("/api/v1/orders/{}/papers", 1 + hand % 4);
                    let made = desk.post(&path, &format!("h{hand}"), json!({ "kind": "offer" }));
                    assert_eq!(made.status, 201, "{}", made.json);
                });
            }
        });
        let mut numbers: Vec<i64> = rows(base).into_iter().filter(|row| !row.2.is_empty()).map(|row| row.1).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=16).collect::<Vec<i64>>());
        laws_hold(base);
    });
}
