//! What clients owe or have paid ahead on the day the company begins to work with the program.

use house::Visit;
use kernel::Money;
use orders::{Opened, OpeningBalance};
use store::{Fault, Stop, Tx};

use super::find_client;
use crate::columns::{Places, label};
use crate::kind::ImportKind;
use crate::plan::{Made, Tally, words};
use crate::table::Row;
use crate::{texts, values};

/// Writes the balances of a slice of rows.
pub fn slice(tx: &mut Tx<'_>, visit: &Visit, places: &Places, rows: &[Row]) -> Result<Tally, Fault> {
    let lang = visit.lang;
    let mut tally = Tally::default();
    for row in rows {
        let word = places.text(row, "client");
        let Some(client) = find_client(tx, &word)? else {
            tally.refuse(row, texts::import_client_unknown(lang, &word));
            continue;
        };
        let wrong = |code: &str| {
            let value = places.get(row, code).unwrap_or_default();
            texts::import_value_wrong(lang, label(ImportKind::Balances, code, lang), value)
        };
        let sum = |code: &str| match places.get(row, code) {
            None => Ok(Money::ZERO),
            Some(text) => values::money(text).ok_or_else(|| wrong(code)),
        };
        let read = || -> Result<OpeningBalance, String> {
            if places.get(row, "debt").is_none() && places.get(row, "advance").is_none() {
                return Err(texts::import_balance_missing(lang).to_owned());
            }
            let debt = sum("debt")?.checked_sub(sum("advance")?).map_err(|_| wrong("debt"))?;
            let as_of = values::day(&places.text(row, "as_of")).ok_or_else(|| wrong("as_of"))?;
            Ok(OpeningBalance { client, debt, as_of })
        };
        let opening = match read() {
            Ok(opening) => opening,
            Err(message) => {
                tally.refuse(row, message);
                continue;
            }
        };
        match orders::open_balance(tx, visit, &opening) {
            Ok(Opened::New) => {
                tally.created += 1;
                tally.made.push(Made::Balance(client.get()));
            }
            Ok(Opened::Changed) => tally.updated += 1,
            Ok(Opened::AsBefore) => tally.skipped += 1,
            Err(Stop::Refused(refused)) => tally.refuse(row, words(&refused, lang)),
            Err(Stop::Fault(fault)) => return Err(fault),
        }
    }
    Ok(tally)
}
