//! Past sales from a table of one's own: turnover without orders or stock.

use std::collections::BTreeMap;

use house::Visit;
use kernel::vat::{line_vat, rate};
use kernel::{ClientId, LineAmounts, PriceMode, Quantity, UnitPrice};
use orders::NewSale;
use store::{Fault, Tx};

use super::find_client;
use crate::columns::{Places, label};
use crate::kind::ImportKind;
use crate::plan::{Made, Tally, count};
use crate::table::Row;
use crate::{texts, values};

/// Where these sales say they come from.
const SOURCE: &str = "import";

/// The number of each row at its source: document and place in it, or file and line.
pub fn refs(places: &Places, rows: &[Row], sha256: &str) -> Vec<String> {
    let file = sha256.get(..12).unwrap_or(sha256);
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let number = |row: &Row, seen: u64, document: &str| match document {
        "" => format!("{file}/{}", row.line),
        _ => format!("{}/{seen}", document.chars().take(80).collect::<String>()),
    };
    rows.iter()
        .map(|row| {
            let document = places.get(row, "document").unwrap_or_default();
            let count = seen.entry(document).or_default();
            *count += 1;
            number(row, *count, document)
        })
        .collect()
}

/// Writes the sales of a slice of rows.
pub fn slice(tx: &mut Tx<'_>, visit: &Visit, places: &Places, rows: &[Row], refs: &[String]) -> Result<Tally, Fault> {
    let lang = visit.lang;
    let mut tally = Tally::default();
    let skus: Vec<String> = rows.iter().map(|row| places.text(row, "sku")).collect();
    let items = catalogue::find_skus(tx, &skus)?;
    let mut clients: BTreeMap<String, Option<ClientId>> = BTreeMap::new();
    let mut sales = Vec::new();
    for ((row, item), source_ref) in rows.iter().zip(items).zip(refs) {
        let word = places.text(row, "client");
        let client = match clients.get(&word) {
            Some(known) => *known,
            None => {
                let found = find_client(tx, &word)?;
                clients.insert(word.clone(), found);
                found
            }
        };
        let Some(client) = client else {
            tally.refuse(row, texts::import_client_unknown(lang, &word));
            continue;
        };
        let Some(item) = item else {
            tally.refuse(row, texts::import_item_unknown(lang, &places.text(row, "sku")));
            continue;
        };
        let read = |code: &'static str| places.text(row, code);
        let Some(day) = values::day(&read("day")) else {
            tally.refuse(row, texts::import_value_wrong(lang, label(ImportKind::History, "day", lang), &read("day")));
            continue;
        };
        let Some(quantity) = values::quantity(&read("quantity")).filter(|quantity| !quantity.is_zero()) else {
            tally.refuse(
                row,
                texts::import_value_wrong(lang, label(ImportKind::History, "quantity", lang), &read("quantity")),
            );
            continue;
        };
        let Some(amounts) = amounts(places, row, quantity, rate(item.vat_class, day)) else {
            tally.refuse(row, texts::import_amount_missing(lang));
            continue;
        };
        sales.push(NewSale {
            client,
            item: item.id,
            category: item.category,
            day,
            quantity,
            amounts,
            cost: None,
            order_line: None,
            source: SOURCE.to_owned(),
            source_ref: source_ref.clone(),
        });
    }
    let new = orders::import_history(tx, &sales)?;
    tally.created += count(new.len());
    tally.skipped += count(sales.len()) - count(new.len());
    tally.made.extend(new.into_iter().map(Made::Sale));
    Ok(tally)
}

/// What a row comes to: both sums, one of them, or the price of a unit with VAT.
fn amounts(places: &Places, row: &Row, quantity: Quantity, rate: kernel::VatRate) -> Option<LineAmounts> {
    let money = |code: &str| places.get(row, code).map(values::money);
    match (money("net"), money("gross"), places.get(row, "unit_price")) {
        (Some(net), Some(gross), _) => {
            let (net, gross) = (net?, gross?);
            Some(LineAmounts { net, gross, vat: gross.checked_sub(net).ok()? })
        }
        (None, Some(gross), _) => whole(gross?, PriceMode::Gross, rate),
        (Some(net), None, _) => whole(net?, PriceMode::Net, rate),
        (None, None, Some(price)) => line_vat(values::price(price)?, PriceMode::Gross, quantity, rate).ok(),
        (None, None, None) => None,
    }
}

fn whole(sum: kernel::Money, mode: PriceMode, rate: kernel::VatRate) -> Option<LineAmounts> {
    let price = UnitPrice::from_ten_thousandths(sum.minor().checked_abs()?.checked_mul(100)?);
    line_vat(price, mode, Quantity::whole(sum.minor().signum()), rate).ok()
}
