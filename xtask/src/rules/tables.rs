//! SQL: a table is named by its owner only, and columns are listed.

use crate::finding::Finding;
use crate::rules::levels::level;
use crate::source::line_at;
use crate::sql;
use crate::workspace::{Crate, Workspace};
use std::collections::BTreeMap;

/// A text of SQL at its place.
struct Statement<'a> {
    path: &'a str,
    line: usize,
    text: &'a str,
}

/// `tables`: only the crate that creates a table names it; others read its `view_…`.
pub fn tables_are_named_by_their_owner(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for one in &workspace.crates {
        for statement in statements(workspace, one) {
            for created in sql::tables_created(statement.text) {
                let owner = *owners.entry(created.table.clone()).or_insert(&one.name);
                if owner != one.name {
                    let message = format!("table `{}` is created by `{owner}` too", created.table);
                    findings.push(found("tables", &statement, created.at, message));
                }
            }
        }
    }
    for one in &workspace.crates {
        for statement in statements(workspace, one).into_iter().filter(|statement| sql::is_sql(statement.text)) {
            for named in sql::tables_used(statement.text) {
                if let Some(owner) = owners.get(&named.table).filter(|owner| **owner != one.name) {
                    let message =
                        format!("table `{}` belongs to `{owner}`; read a view_… that it publishes", named.table);
                    findings.push(found("tables", &statement, named.at, message));
                }
            }
            for named in sql::tables_referenced(statement.text) {
                let Some(owner) = owners.get(&named.table).filter(|owner| **owner != one.name) else { continue };
                if level(owner) >= level(&one.name) {
                    let message = format!("table `{}` of `{owner}` is not below `{}`", named.table, one.name);
                    findings.push(found("tables", &statement, named.at, message));
                }
            }
        }
    }
    findings
}

/// `star`: a query lists its columns.
pub fn columns_are_listed(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &workspace.crates {
        for statement in statements(workspace, one).into_iter().filter(|statement| sql::is_sql(statement.text)) {
            for at in sql::stars(statement.text) {
                findings.push(found("star", &statement, at, "list the columns instead of *".to_owned()));
            }
        }
    }
    findings
}

fn found(rule: &'static str, statement: &Statement<'_>, at: usize, message: String) -> Finding {
    let line = statement.line + line_at(statement.text, at) - 1;
    Finding::new(rule, statement.path, line, message)
}

/// Migrations of a crate and the texts of its code outside tests.
fn statements<'a>(workspace: &'a Workspace, one: &'a Crate) -> Vec<Statement<'a>> {
    let folder = format!("{}/", one.folder);
    let scripts = workspace.files.iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with(".sql"));
    let scripts = scripts.map(|file| Statement { path: &file.path, line: 1, text: &file.text });
    let in_code = one.sources.iter().flat_map(|source| {
        source.product_literals().map(|text| Statement { path: &source.path, line: text.line, text: &text.text })
    });
    scripts.chain(in_code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(orders: &str) -> Workspace {
        Workspace::sample(&[
            ("departments/stock/Cargo.toml", "[package]\nname = \"stock\""),
            ("departments/stock/migrations/0001_begin.sql", "CREATE TABLE supply (id INTEGER);\n"),
            ("departments/orders/Cargo.toml", "[package]\nname = \"orders\""),
            (
                "departments/orders/migrations/0001_begin.sql",
                "CREATE TABLE order_line (supply_id INTEGER REFERENCES supply);",
            ),
            ("departments/orders/src/store.rs", orders),
        ])
    }

    #[test]
    fn foreign_table_is_found_and_view_is_not() {
        let found = tables_are_named_by_their_owner(&sample(
            "const A: &str = sql!(\"SELECT l.id FROM order_line l\n  JOIN supply s ON s.id = l.supply_id\");\nconst B: &str = \"SELECT id FROM view_supply\";\nconst C: &str = \"read the supply from supply\";",
        ));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].line, found[0].path.as_str()), (2, "departments/orders/src/store.rs"));
        for verb in ["UPDATE supply SET a = 1", "INSERT INTO supply (a) VALUES (1)", "delete from supply where 1 = 1"] {
            assert_eq!(
                tables_are_named_by_their_owner(&sample(&format!("const A: &str = \"{verb}\";"))).len(),
                1,
                "{verb}"
            );
        }
    }

    #[test]
    fn reference_points_down_only() {
        assert!(tables_are_named_by_their_owner(&sample("")).is_empty());
        let upwards = Workspace::sample(&[
            ("departments/stock/Cargo.toml", "[package]\nname = \"stock\""),
            (
                "departments/stock/migrations/0001.sql",
                "CREATE TABLE supply (\n  line_id INTEGER REFERENCES order_line (id));",
            ),
            ("departments/orders/Cargo.toml", "[package]\nname = \"orders\""),
            ("departments/orders/migrations/0001.sql", "CREATE TABLE order_line (id INTEGER);"),
        ]);
        let found = tables_are_named_by_their_owner(&upwards);
        assert_eq!((found.len(), found[0].line), (1, 2));
    }

    #[test]
    fn table_with_two_owners_is_found() {
        let found = tables_are_named_by_their_owner(&sample("const A: &str = \"CREATE TABLE supply (id INTEGER)\";"));
        assert!(found.iter().any(|found| found.message.contains("is created by")), "{found:?}");
    }

    #[test]
    fn star_is_found() {
        assert_eq!(columns_are_listed(&sample("const A: &str = \"SELECT *\n FROM order_line\";")).len(), 1);
        assert!(columns_are_listed(&sample("const A: &str = \"SELECT COUNT(*) FROM order_line\";")).is_empty());
    }
}
