//! The demo company: whole, lawful, and the same on both engines.

use std::collections::{BTreeMap, BTreeSet};

use store::testing::{self, TestBase};
use store::{FromColumn, FromRow, Module, Value};

use super::*;

fn modules() -> Vec<Module> {
    let mut modules = company::modules();
    modules.push(crate::MODULE);
    modules
}

fn spec() -> DemoSpec {
    DemoSpec { seed: 7, today: Day::of(2026, 11, 24), size: Size::S }
}

/// A text made in a test, as a statement.
fn text(sql: String) -> &'static store::Sql {
    let text: &'static str = Box::leak(sql.into_boxed_str());
    Box::leak(Box::new(store::Sql { name: "TEST", text, pg: None, place: "test" }))
}

struct Words(Vec<String>);

impl FromRow for Words {
    fn from_row(next: &mut dyn FnMut() -> Result<Value, Fault>) -> Result<Self, Fault> {
        Ok(Words(vec![String::from_value(next()?)?]))
    }
}

/// What may differ between two makings: salts, the machine's own clock, hashes over the salts.
const OWN: [&str; 6] =
    ["staff.password", "staff.password_hash", "event.hash", "demo_fact.value", "migration", "sqlite"];

/// Tables and their columns, as SQLite tells them.
fn columns(store: &Store) -> BTreeMap<String, Vec<String>> {
    let all = text(
        "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' ORDER BY m.name, c.cid"
            .into(),
    );
    let names: Vec<Words> = store.read_now(move |read| read.rows(all, p![])).unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names.into_iter().map(|words| words.0.concat()) {
        if !OWN.iter().any(|own| name.starts_with(own)) {
            let (table, column) = name.split_once('.').unwrap();
            tables.entry(table.into()).or_default().push(column.into());
        }
    }
    tables
}

fn dump(base: &TestBase, tables: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut dump = BTreeMap::new();
    base.wait_sealed();
    for (table, columns) in tables {
        let parts: Vec<String> =
            columns.iter().map(|column| format!("'{column}=' || COALESCE(CAST({column} AS TEXT), '')")).collect();
        let all = text(format!("SELECT {} FROM {table}", parts.join(" || '|' || ")));
        let rows: Vec<Words> = base.store.read_now(move |read| read.rows(all, p![])).unwrap();
        dump.insert(table.clone(), rows.into_iter().map(|words| words.0.concat()).collect());
    }
    dump
}

fn make(store: &Store, scale: Scale) {
    build_scaled(store, &spec(), scale, &mut |_, _, _| {}).unwrap();
}

#[test]
fn the_same_seed_and_day_make_the_same_rows_on_both_engines() {
    let first = testing::lite(&modules()).unwrap();
    make(&first.store, Scale::least());
    let tables = columns(&first.store);
    let rows = dump(&first, &tables);
    for table in ["client", "item", "sale_line", "sales_order", "invoice", "shipment", "payment", "purchase_line"] {
        assert!(!rows[table].is_empty(), "{table}");
    }

    let other = testing::lite(&modules()).unwrap();
    make(&other.store, Scale::least());
    same(&rows, &dump(&other, &tables));
    if let Some(postgres) = testing::postgres(&modules()).unwrap() {
        make(&postgres.store, Scale::least());
        same(&rows, &dump(&postgres, &tables));
    }
}

fn same(one: &BTreeMap<String, BTreeSet<String>>, other: &BTreeMap<String, BTreeSet<String>>) {
    for (table, rows) in one {
        let there = &other[table];
        let missing: Vec<_> = rows.difference(there).take(3).collect();
        let more: Vec<_> = there.difference(rows).take(3).collect();
        assert!(missing.is_empty() && more.is_empty(), "{table}: {missing:#?} {more:#?}");
    }
}

#[test]
fn the_small_demo_shows_everything_and_keeps_every_law() {
    let base = testing::lite(&modules()).unwrap();
    build(&base.store, &spec(), &mut |_, _, _| {}).unwrap();

    let laws = base.store.read_now(company::check_laws).unwrap();
    let broken: Vec<_> = laws.laws.iter().filter(|law| !law.ok).collect();
    assert!(broken.is_empty(), "{broken:#?}");

    let count = |sql: &str| -> i64 {
        let all = text(sql.to_owned());
        base.store.read_now(move |read| read.one::<(i64,)>(all, p![])).unwrap().0
    };
    for answer in ["now", "dated", "substitute", "refused"] {
        let open = count(&format!(
            "SELECT COUNT(*) FROM view_order_line WHERE answer = '{answer}' AND state IN ('reserved', 'confirmed')"
        ));
        assert!(open > 0, "{answer}");
    }
    for state in ["reserved", "confirmed", "invoiced", "shipped", "closed", "cancelled"] {
        assert!(count(&format!("SELECT COUNT(*) FROM view_order WHERE state = '{state}'")) > 0, "{state}");
    }
    assert_eq!(count("SELECT COUNT(*) FROM payment_reversal"), 1);
    assert!(count("SELECT COUNT(*) FROM client_terms WHERE credit_limit IS NULL") > 0);
    let tight = "SELECT COUNT(*) FROM client_terms t JOIN view_order r ON r.client_id = t.client_id AND r.state = 'reserved' \
        LEFT JOIN view_client_debt d ON d.client_id = t.client_id WHERE t.credit_limit < COALESCE(d.debt, 0) + r.gross";
    assert!(count(tight) > 0, "an order that its client's limit does not let through");
    let tomorrow = spec().today.add_days(1).days();
    let soon = format!("SELECT COUNT(*) FROM sales_order WHERE reserved_until <= {tomorrow} AND extensions = 1");
    assert_eq!(count(&soon), 1, "one order runs out soon");
    assert!(count("SELECT COUNT(*) FROM sales_order WHERE ran_out_on IS NOT NULL AND state = 'draft'") > 0);
    assert!(count("SELECT COUNT(*) FROM demand WHERE at_risk_at IS NOT NULL AND closed_at IS NULL") > 0);
    let today = spec().today.days();
    let late = format!("SELECT COUNT(*) FROM view_arrival WHERE expected_on < {today} AND closed_at IS NULL");
    assert!(count(&late) > 0);
    assert_eq!(count("SELECT COUNT(*) FROM view_client WHERE retail_at IS NULL"), 200);
    assert!(
        count("SELECT MAX(day) FROM view_sale_line WHERE source = 'online_retail'")
            < i64::from(start_of_play(spec().today).days())
    );

    let demo = base.store.read_now(demo_sign_ins).unwrap();
    assert_eq!(demo.sign_ins.len(), access::Role::ALL.len());
    assert!(demo.note_ru.contains("CC BY 4.0") && demo.note_en.contains("100 roubles"));
    let settings = base.store.read_now(house::settings::all).unwrap();
    assert_eq!((settings.demo_seed, settings.demo_day), (Some(7), Some(spec().today)));
    assert_eq!(base.store.now().day(&settings.zone), spec().today);
    assert_eq!(base.store.read_now(clock_ahead_ms).unwrap(), base.store.clock().ahead_ms());
}

#[test]
fn history_is_moved_by_whole_weeks_to_just_before_the_play() {
    for today in [Day::of(2026, 11, 24), Day::of(2026, 12, 31), Day::of(2027, 1, 10)] {
        let last = data::LAST_DAY.add_days(weeks_moved(today) * 7);
        let gap = last.days_until(start_of_play(today));
        assert!((1..=7).contains(&gap), "{today} {gap}");
        assert_eq!(last.weekday(), data::LAST_DAY.weekday());
    }
}

#[test]
fn sizes_are_read_and_the_large_one_is_refused() {
    assert_eq!("S".parse(), Ok(Size::S));
    assert!("xl".parse::<Size>().is_err());
    let base = testing::lite(&modules()).unwrap();
    let large = DemoSpec { size: Size::L, ..spec() };
    let fault = build(&base.store, &large, &mut |_, _, _| {}).unwrap_err();
    assert!(fault.to_string().contains('l'));
}
