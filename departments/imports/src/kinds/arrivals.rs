//! Goods that suppliers have promised: the rows of one supplier and one order become a purchase order.

use std::collections::BTreeMap;

use house::Visit;
use i18n::Refusal as _;
use kernel::text_key;
use purchasing::{HowMuch, NewPurchase, NewPurchaseLine, PurchaseRefused};
use store::{Fault, Stop, Tx};

use crate::columns::{Places, label};
use crate::kind::ImportKind;
use crate::plan::{Made, Tally, count, words};
use crate::table::Row;
use crate::{texts, values};

/// Whose order a row belongs to, and into which warehouse it comes.
fn whose(places: &Places, row: &Row) -> (String, String, String) {
    let key = |code: &str| text_key(places.get(row, code).unwrap_or_default());
    (key("supplier"), key("order"), places.text(row, "warehouse"))
}

/// The rows in slices that keep an order together, as long as it is not larger than a slice.
pub fn parts(places: &Places, rows: Vec<Row>) -> Vec<Vec<Row>> {
    let most = ImportKind::Arrivals.slice();
    let mut orders: Vec<Vec<Row>> = Vec::new();
    let mut at: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for row in rows {
        let known = at.get(&whose(places, &row)).copied();
        match known.and_then(|place| orders.get_mut(place)) {
            Some(order) if order.len() < most => order.push(row),
            _ => {
                at.insert(whose(places, &row), orders.len());
                orders.push(vec![row]);
            }
        }
    }
    let mut parts: Vec<Vec<Row>> = Vec::new();
    for order in orders {
        match parts.last_mut() {
            Some(part) if part.len() + order.len() <= most => part.extend(order),
            _ => parts.push(order),
        }
    }
    parts
}

/// Places the purchase orders of a slice.
pub fn slice(tx: &mut Tx<'_>, visit: &Visit, places: &Places, rows: &[Row]) -> Result<Tally, Fault> {
    let mut tally = Tally::default();
    let mut order_of: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let mut orders: Vec<Vec<(&Row, NewPurchaseLine)>> = Vec::new();
    for row in rows {
        match line(places, row, visit) {
            Err(message) => tally.refuse(row, message),
            Ok(None) => tally.skipped += 1,
            Ok(Some(line)) => {
                let place = *order_of.entry(whose(places, row)).or_insert(orders.len());
                match orders.get_mut(place) {
                    Some(order) => order.push((row, line)),
                    None => orders.push(vec![(row, line)]),
                }
            }
        }
    }
    for order in orders {
        place(tx, visit, places, order, &mut tally)?;
    }
    Ok(tally)
}

fn line(places: &Places, row: &Row, visit: &Visit) -> Result<Option<NewPurchaseLine>, String> {
    let lang = visit.lang;
    let wrong = |code: &str| {
        let value = places.get(row, code).unwrap_or_default();
        texts::import_value_wrong(lang, label(ImportKind::Arrivals, code, lang), value)
    };
    let quantity = values::quantity(&places.text(row, "quantity")).ok_or_else(|| wrong("quantity"))?;
    if quantity.is_zero() {
        return Ok(None);
    }
    let expected_on = values::day(&places.text(row, "expected_on")).ok_or_else(|| wrong("expected_on"))?;
    let unit_cost = match places.get(row, "unit_cost") {
        None => None,
        Some(cost) => Some(values::price(cost).ok_or_else(|| wrong("unit_cost"))?),
    };
    Ok(Some(NewPurchaseLine { sku: places.text(row, "sku"), amount: HowMuch::Units(quantity), unit_cost, expected_on }))
}

/// Places one order; lines that are refused are left out and the rest is placed.
fn place(
    tx: &mut Tx<'_>,
    visit: &Visit,
    places: &Places,
    mut order: Vec<(&Row, NewPurchaseLine)>,
    tally: &mut Tally,
) -> Result<(), Fault> {
    while let Some((first, _)) = order.first() {
        let new = NewPurchase {
            supplier: places.text(first, "supplier"),
            warehouse: places.get(first, "warehouse").map(str::to_owned),
            lines: order.iter().map(|(_, line)| line.clone()).collect(),
            // A table of another system knows its suppliers apart; nobody could be asked row by row.
            new_supplier: true,
        };
        let refused = match purchasing::place_purchase_order(tx, visit, &new) {
            Ok(placed) => {
                tally.created += count(order.len());
                tally.made.push(Made::Purchase(placed.order.get()));
                return Ok(());
            }
            Err(Stop::Refused(refused)) => refused,
            Err(Stop::Fault(fault)) => return Err(fault),
        };
        let wrong = wrong_lines(&refused, visit);
        if wrong.is_empty() {
            let why = words(&refused, visit.lang);
            order.iter().for_each(|(row, _)| tally.refuse(row, why.clone()));
            return Ok(());
        }
        let mut at = 0_usize;
        order.retain(|(row, _)| {
            let why = wrong.get(&at);
            at += 1;
            if let Some(why) = why {
                tally.refuse(row, why.clone());
            }
            why.is_none()
        });
    }
    Ok(())
}

/// What is wrong with each line, by its place in the order.
fn wrong_lines(refused: &PurchaseRefused, visit: &Visit) -> BTreeMap<usize, String> {
    let lang = visit.lang;
    let mut wrong: BTreeMap<usize, String> = BTreeMap::new();
    for field in refused.fields(lang) {
        let mut parts = field.pointer.split('/').skip(1);
        let (Some("lines"), Some(Ok(at)), Some(code)) = (parts.next(), parts.next().map(str::parse), parts.next())
        else {
            return BTreeMap::new();
        };
        let said = texts::field_said(lang, label(ImportKind::Arrivals, code, lang), &field.message);
        let all = wrong.entry(at).or_default();
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(&said);
    }
    wrong
}
