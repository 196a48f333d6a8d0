//! The rules of docs/TIDY.md, one function each.

mod dependencies;
mod levels;
mod tables;
mod translations;
mod words;

use crate::finding::Finding;
use crate::workspace::Workspace;

/// Everything the rules find, without what docs/TIDY.md excepts.
pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [
        translations::texts_agree,
        translations::texts_are_used,
        translations::no_cyrillic_in_code,
        translations::no_currency_in_words,
        tables::tables_are_named_by_their_owner,
        tables::columns_are_listed,
        levels::arrows_point_down,
        dependencies::dependencies_are_explained,
        words::no_floats,
        words::no_database_error_as_answer,
        words::no_swallowed_query,
        words::nothing_unfinished,
        words::no_printing,
        words::no_place_of_a_machine,
        words::no_conflict_left,
    ]
    .iter()
    .flat_map(|rule| rule(workspace))
    .filter(|finding| !workspace.excepts(finding.rule, &finding.path))
    .collect();
    findings.sort();
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exception_with_a_reason_silences_its_rule_only() {
        let files = [("a/Cargo.toml", "[package]\nname = \"a\""), ("a/src/lib.rs", "fn a() { println!(\"Да\") }")];
        let rules = |tidy: &str| {
            let mut files = files.to_vec();
            files.push(("docs/TIDY.md", tidy));
            check(&Workspace::sample(&files)).into_iter().map(|found| found.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(""), ["levels", "cyrillic", "printing"]);
        assert_eq!(rules("| `cyrillic` | `a/src` | a reason |"), ["levels", "printing"]);
        assert_eq!(rules("| `cyrillic` | `a/src` | |"), ["levels", "cyrillic", "printing"]);
    }
}
