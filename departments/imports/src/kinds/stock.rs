//! Opening stock: each slice is a receipt for every warehouse it names.

use std::collections::BTreeMap;

use catalogue::ItemKind;
use house::Visit;
use stock::{Receipt, ReceiptLine};
use store::{Fault, Stop, Tx};

use crate::columns::{Places, label};
use crate::kind::ImportKind;
use crate::plan::{Made, Tally, count, words};
use crate::table::Row;
use crate::{texts, values};

/// The warehouse where none is named.
const MAIN: &str = "main";

/// Receives the goods of a slice of rows.
pub fn slice(tx: &mut Tx<'_>, visit: &Visit, places: &Places, rows: &[Row]) -> Result<Tally, Fault> {
    let lang = visit.lang;
    let mut tally = Tally::default();
    let skus: Vec<String> = rows.iter().map(|row| places.text(row, "sku")).collect();
    let found = catalogue::find_skus(tx, &skus)?;
    let mut receipts: BTreeMap<&str, Vec<(&Row, ReceiptLine)>> = BTreeMap::new();
    for (row, item) in rows.iter().zip(found) {
        let written = places.text(row, "quantity");
        let quantity = values::quantity(&written);
        match (item, quantity) {
            (None, _) => tally.refuse(row, texts::import_item_unknown(lang, &places.text(row, "sku"))),
            (Some(item), _) if item.kind == ItemKind::Service => {
                tally.refuse(row, texts::import_item_service(lang, &item.sku));
            }
            (Some(_), Some(quantity)) if quantity.is_zero() => tally.skipped += 1,
            (Some(item), Some(quantity)) if quantity.is_positive() => {
                let line = ReceiptLine { item: item.id, quantity, arrival: None };
                receipts.entry(places.get(row, "warehouse").unwrap_or(MAIN)).or_default().push((row, line));
            }
            _ => {
                tally.refuse(row, texts::import_value_wrong(lang, label(ImportKind::Stock, "quantity", lang), &written))
            }
        }
    }
    for (code, lines) in receipts {
        let received = stock::ensure_warehouse(tx, code).and_then(|warehouse| {
            let lines = lines.iter().map(|(_, line)| *line).collect();
            stock::receive(tx, visit, &Receipt { warehouse, lines })
        });
        match received {
            Ok(received) => {
                orders::tell_promises(tx, &received.settled, &[])?;
                tally.created += count(lines.len());
                tally.made.push(Made::Receipt(received.receipt.get()));
            }
            Err(Stop::Refused(refused)) => {
                let why = words(&refused, lang);
                lines.iter().for_each(|(row, _)| tally.refuse(row, why.clone()));
            }
            Err(Stop::Fault(fault)) => return Err(fault),
        }
    }
    Ok(tally)
}
