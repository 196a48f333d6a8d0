//! The real trade that the demo company lives on, as it ships with the program.
//!
//! Online Retail (UCI, CC BY 4.0, doi 10.1057/dbm.2012.17) and the classifier made for it; see `data/CREDITS.md`.

use std::collections::BTreeMap;
use std::io::Read as _;

use kernel::Day;
use store::Fault;

const LINES: &[u8] = include_bytes!("../data/online_retail_2010-12_2011-08.csv.gz");
const ITEMS: &str = include_str!("../data/retail_items.tsv");
const GROUPS: &str = include_str!("../data/retail_groups.tsv");

/// Columns by which a file of this trade is recognised.
pub const RETAIL_COLUMNS: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

/// Line of the file at which the data ends: its last day.
pub const LAST_DAY: Day = Day::of(2011, 8, 31);

/// One line of an invoice as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailLine {
    /// Line of the file, the header being 1.
    pub row: u64,
    /// Number of the invoice; C… cancels, A… adjusts a bad debt.
    pub invoice: String,
    /// Code of the item.
    pub code: String,
    /// What the item was called there; may be blank.
    pub description: String,
    /// How much; below zero for what came back.
    pub quantity: i64,
    /// The day and moment as written.
    pub at: String,
    /// The day.
    pub day: Day,
    /// Price of one, in thousandths of a pound.
    pub price: i64,
    /// Number of the client; blank for sales over the counter.
    pub client: Option<String>,
    /// The client's country.
    pub country: String,
}

impl RetailLine {
    /// Value of the line in thousandths of a pound.
    pub fn value(&self) -> i64 {
        self.quantity.saturating_mul(self.price)
    }
}

/// An item of the classifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailItem {
    /// Its code.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Russian name.
    pub name_ru: String,
    /// Code of its category.
    pub category: String,
    /// Code of its group.
    pub group: String,
    /// Properties by code, where the name tells them.
    pub attributes: BTreeMap<String, String>,
    /// Units in a pack, where the name tells it.
    pub pack: Option<i64>,
    /// The code of which this one is another spelling.
    pub same_as: Option<String>,
}

impl RetailItem {
    /// Whether it is no goods: postage, fees, corrections, vouchers.
    pub fn is_service(&self) -> bool {
        self.category == SERVICE
    }
}

/// The category of what is no goods.
pub const SERVICE: &str = "service";

/// A group of the classifier with its category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailGroup {
    /// Code of the category.
    pub category: String,
    /// Its English name.
    pub category_en: String,
    /// Its Russian name.
    pub category_ru: String,
    /// Code of the group.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Russian name.
    pub name_ru: String,
}

/// Every line of the shipped history, in the order of the file.
pub fn lines() -> Result<Vec<RetailLine>, Fault> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(LINES).read_to_end(&mut text).map_err(Fault::because)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_slice());
    let mut all = Vec::with_capacity(321_000);
    let mut record = csv::StringRecord::new();
    let mut row = 1;
    while reader.read_record(&mut record).map_err(Fault::because)? {
        row += 1;
        let fields: Vec<&str> = record.iter().collect();
        let line = retail_line(row, &fields);
        all.push(line.map_err(|what| Fault::because(format!("line {row} of the shipped history: {what}")))?);
    }
    Ok(all)
}

/// Reads one line of the trade; the fields stand in the order of [`RETAIL_COLUMNS`].
pub fn retail_line(row: u64, fields: &[&str]) -> Result<RetailLine, String> {
    let [invoice, code, description, quantity, at, price, client, country] = fields else {
        return Err(format!("{} fields, 8 expected", fields.len()));
    };
    let day = at.get(..10).unwrap_or(at);
    Ok(RetailLine {
        row,
        invoice: (*invoice).trim().to_owned(),
        code: (*code).trim().to_owned(),
        description: (*description).to_owned(),
        quantity: quantity.trim().parse().map_err(|_| format!("quantity {quantity:?}"))?,
        at: (*at).to_owned(),
        day: Day::parse(day).map_err(|_| format!("day {at:?}"))?,
        price: thousandths(price.trim()).ok_or_else(|| format!("price {price:?}"))?,
        client: Some(client.trim()).filter(|client| !client.is_empty()).map(str::to_owned),
        country: (*country).to_owned(),
    })
}

/// A price of at most three decimals, in thousandths.
fn thousandths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !plain(whole) || !plain(part) {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()?.checked_mul(1000)? + part))
}

/// The classifier's items, each code once, in the order of the file.
pub fn items() -> Result<Vec<RetailItem>, Fault> {
    table(ITEMS, |get| {
        let text = |name: &str| Some(get(name)).filter(|text| !text.is_empty());
        let properties = ["colour", "material", "motif", "size"];
        let attributes = properties.iter().filter_map(|name| Some(((*name).to_owned(), text(name)?))).collect();
        RetailItem {
            code: get("code"),
            name_en: get("name_en"),
            name_ru: get("name_ru"),
            category: get("category"),
            group: get("group"),
            attributes,
            pack: text("pack").and_then(|pack| pack.parse().ok()),
            same_as: text("same_as"),
        }
    })
}

/// The classifier's groups in the order of the file.
pub fn groups() -> Result<Vec<RetailGroup>, Fault> {
    table(GROUPS, |get| RetailGroup {
        category: get("category"),
        category_en: get("category_en"),
        category_ru: get("category_ru"),
        code: get("group"),
        name_en: get("group_en"),
        name_ru: get("group_ru"),
    })
}

fn table<T>(text: &str, read: impl Fn(&dyn Fn(&str) -> String) -> T) -> Result<Vec<T>, Fault> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(text.as_bytes());
    let header = reader.headers().map_err(Fault::because)?.clone();
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(Fault::because)?;
        let get = |name: &str| {
            let place = header.iter().position(|column| column == name);
            place.and_then(|place| record.get(place)).unwrap_or_default().trim().to_owned()
        };
        all.push(read(&get));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_whole_thousandths() {
        for (text, expected) in [
            ("2.55", Some(2550)),
            ("0.001", Some(1)),
            ("-11062.06", Some(-11_062_060)),
            ("3", Some(3000)),
            ("0.0001", None),
            ("", None),
            ("1,5", None),
        ] {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }

    #[test]
    fn the_classifier_has_fifteen_categories_and_a_hundred_groups() {
        let groups = groups().unwrap();
        let categories: std::collections::BTreeSet<_> = groups.iter().map(|group| &group.category).collect();
        assert_eq!((groups.len(), categories.len()), (100, 15));
        let items = items().unwrap();
        assert_eq!(items.len(), 3662);
        assert_eq!(items.iter().filter(|item| item.same_as.is_some()).count(), 92);
        assert!(items.iter().all(|item| groups.iter().any(|group| group.code == item.group)));
        let heart = items.iter().find(|item| item.code == "85123A").unwrap();
        assert_eq!((heart.category.as_str(), heart.is_service()), ("light", false));
    }
}
