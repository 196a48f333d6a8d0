//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use documents::PaperKind;
use house::{Chapter, Told};
use i18n::{Lang, fmt};
use kernel::{Day, OrderId};
use store::Happened;

use crate::{order_number, texts};

const ORDERS: &[&str] = &[
    "draft_changed",
    "order_reserved",
    "order_confirmed",
    "order_closed",
    "order_reopened",
    "order_cancelled",
    "reservation_extended",
    "reservation_ran_out",
    "order_refused",
    "line_substituted",
    "promise_given",
    "promise_at_risk",
    "promise_safe",
    "promise_resourced",
    "order_shipped",
    "invoice_issued",
    "paper_issued",
    "payment_received",
    "payment_reversed",
    "balance_opened",
];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![Chapter { code: "orders", title: texts::chapter_orders(lang), kinds: ORDERS }]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    let number = order_number(lang, OrderId::new(event.entity_id));
    match event.kind.as_str() {
        "draft_changed" => Told::new(texts::ev_draft_changed(lang, &number), "pencil"),
        "order_reserved" => Told::new(texts::ev_order_reserved(lang, &number), "shopping-cart"),
        "order_confirmed" => Told::new(texts::ev_order_confirmed(lang, &number), "check"),
        "order_closed" => Told::new(texts::ev_order_closed(lang, &number), "check"),
        "order_cancelled" => Told::new(texts::ev_order_cancelled(lang, &number), "x"),
        "reservation_extended" => Told::new(extended(lang, event, &number), "clock"),
        "reservation_ran_out" => Told::new(texts::ev_reservation_ran_out(lang, &number), "alert-triangle"),
        "line_substituted" => Told::new(texts::ev_line_substituted(lang, &number), "shopping-cart"),
        "order_shipped" => Told::new(texts::ev_order_shipped(lang, &number), "truck-delivery"),
        "promise_given" => Told::new(texts::ev_promise_given(lang, &number), "bookmark"),
        "promise_at_risk" => Told::new(texts::ev_promise_at_risk(lang, &number), "alert-triangle"),
        "promise_safe" => Told::new(texts::ev_promise_safe(lang, &number), "check"),
        "promise_resourced" => Told::new(texts::ev_promise_resourced(lang, &number), "bookmark"),
        "order_reopened" => Told::new(texts::ev_order_reopened(lang, &number), "shopping-cart"),
        "invoice_issued" => Told::new(texts::ev_invoice_issued(lang, &number_in(lang, event)), "file-text"),
        "paper_issued" => Told::new(paper(lang, event, &number), "file-text"),
        "order_refused" => Told::new(texts::ev_order_refused(lang), "alert-triangle"),
        "balance_opened" => Told::new(texts::ev_balance_opened(lang), "coins"),
        "payment_reversed" => Told::new(texts::ev_payment_reversed(lang), "coins"),
        "payment_received" => Told::new(texts::ev_payment_received(lang), "coins"),
        _ => None,
    }
}

/// An extension with the day it goes to.
fn extended(lang: Lang, event: &Happened, number: &str) -> String {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let until = payload.get("until").and_then(serde_json::Value::as_str).and_then(|day| Day::parse(day).ok());
    match until {
        Some(day) => texts::ev_reservation_extended(lang, &fmt::day_full(lang, day), number),
        None => texts::ev_reservation_without_end(lang, number),
    }
}

/// Which paper of an order was issued.
fn paper(lang: Lang, event: &Happened, order: &str) -> String {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let number = payload.get("number").map(ToString::to_string).unwrap_or_default();
    match payload.get("kind").and_then(serde_json::Value::as_str).map(str::parse) {
        Some(Ok(PaperKind::Confirmation)) => texts::ev_confirmation_issued(lang, &number, order),
        _ => texts::ev_offer_issued(lang, &number, order),
    }
}

/// The order that an event of another paper speaks of.
fn number_in(lang: Lang, event: &Happened) -> String {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let order = payload.get("order").and_then(|order| match order {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    order.map(|order| order_number(lang, OrderId::new(order))).unwrap_or_default()
}
