//! Every SQL text of every department is accepted by both engines.

use store::testing::both;
use store::{Fault, registered};

#[test]
fn every_statement_is_prepared_on_both_engines() {
    both(&company::modules(), |base| {
        let refused = base
            .store
            .read_now(|read| {
                let mut count = 0;
                for sql in registered() {
                    read.check(sql)
                        .map_err(|fault| Fault::because(format!("{} ({}): {fault}", sql.name, sql.place)))?;
                    count += 1;
                }
                Ok(count)
            })
            .unwrap();
        assert!(refused > 100, "only {refused} statements are linked");
    });
}

#[test]
fn an_empty_base_keeps_every_law() {
    both(&company::modules(), |base| {
        let laws = base.store.read_now(company::check_laws).unwrap();
        assert!(laws.ok, "{laws:?}");
        let names: Vec<&str> = laws.laws.iter().map(|law| law.law).collect();
        for name in ["supply", "promise-feasible", "line", "numbers", "term", "turnover", "chain", "duties", "leaver"] {
            assert!(names.contains(&name), "{name} is missing in {names:?}");
        }
    });
}

/// Tables that stand only beside a row of another, which is asked: an invoice beside its order.
const BESIDE: [(&str, &str); 11] = [
    ("paper", "sales_order"),
    ("invoice", "sales_order"),
    ("invoice_line", "order_line"),
    ("shipment", "sales_order"),
    ("shipment_line", "order_line"),
    ("turnover_month", "sale_line"),
    ("client_account", "opening_balance"),
    ("demand", "order_line"),
    ("goods_receipt_line", "supply"),
    ("stock_move", "supply"),
    ("allocation", "demand"),
];

/// Columns of all tables that name a client or an item: table and column.
fn naming(column_of: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for migration in company::modules().iter().flat_map(|module| module.migrations) {
        let mut table = String::new();
        for line in migration.text.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.trim_end_matches(" (").to_owned();
            }
            let column = line.split_whitespace().next().unwrap_or_default();
            if line.contains(&format!("REFERENCES {column_of} (id)")) || column == format!("{column_of}_id") {
                found.push((table.clone(), column.to_owned()));
            }
        }
    }
    found
}

#[test]
fn whatever_names_a_client_or_an_item_is_asked_before_it_is_forgotten() {
    let asked: Vec<&str> = store::registered()
        .filter(|sql| sql.place.contains("/resting.rs") || sql.place.contains("/forget.rs"))
        .map(|sql| sql.text)
        .collect();
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned).collect()
    };
    let is_asked = |table: &str, column: &str| {
        asked
            .iter()
            .map(|text| words(text))
            .any(|text| text.iter().any(|word| word == table) && text.iter().any(|word| word == column))
    };
    let mut forgotten = Vec::new();
    let mut seen = 0;
    for (table, column) in ["client", "item"].into_iter().flat_map(naming) {
        seen += 1;
        let beside = BESIDE.iter().any(|(one, _)| *one == table);
        if !beside && !is_asked(&table, &column) {
            forgotten.push(format!("{table}.{column}"));
        }
    }
    assert!(seen > 25, "only {seen} columns found");
    assert_eq!(forgotten, Vec::<String>::new(), "undoing an import would break on these");
}
