//! Levels: a crate stands only on crates below it.

use crate::finding::Finding;
use crate::workspace::Workspace;

/// The level of every crate, as in docs/ARCHITECTURE.md.
const LEVELS: [(&str, u8); 30] = [
    ("kernel", 0),
    ("i18n", 0),
    ("insight", 0),
    ("store", 1),
    ("ui", 1),
    ("search", 1),
    ("documents", 1),
    ("outside", 1),
    ("access", 2),
    ("house", 3),
    ("catalogue", 4),
    ("clients", 4),
    ("cases", 5),
    ("promises", 5),
    ("contracts", 5),
    ("stock", 5),
    ("surveys", 5),
    ("orders", 6),
    ("purchasing", 7),
    ("processing", 8),
    ("claims", 8),
    ("portfolios", 8),
    ("frontdesk", 9),
    ("imports", 9),
    ("analytics", 9),
    ("portal", 9),
    ("company", 10),
    ("press", 10),
    ("sim", 11),
    ("prichal", 12),
];

/// Tools that nothing stands on and that may use anything.
const TOOLS: [&str; 1] = ["xtask"];

/// The level of a crate.
pub fn level(name: &str) -> Option<u8> {
    LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
}

/// `levels`: no dependency on a crate of the same or a higher level, not for tests either.
pub fn arrows_point_down(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in workspace.crates.iter().filter(|one| !TOOLS.contains(&one.name.as_str())) {
        let path = format!("{}/Cargo.toml", one.folder);
        let Some(own) = level(&one.name) else {
            let message = format!("`{}` has no level; give it one in docs/ARCHITECTURE.md and in xtask", one.name);
            findings.push(Finding::new("levels", &path, 1, message));
            continue;
        };
        let manifest = workspace.file(&path).map(|file| file.text.as_str()).unwrap_or_default();
        for (line, name) in dependencies(manifest) {
            // `i18n` writes the money and the days of `kernel`, which knows nothing of it.
            let neighbours = one.name == "i18n" && name == "kernel";
            if let Some(other) = level(&name).filter(|other| *other >= own && !neighbours) {
                let message = format!("`{}` (level {own}) must not stand on `{name}` (level {other})", one.name);
                findings.push(Finding::new("levels", &path, line, message));
            }
        }
    }
    findings
}

/// Names under every `[…dependencies]` of a manifest, with their lines.
pub fn dependencies(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = section.ends_with("dependencies");
            if let Some((_, name)) = section.split_once("dependencies.") {
                found.push((number + 1, name.to_owned()));
            }
        } else if inside && !line.starts_with('#') {
            let name: String = line.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            if !name.is_empty() {
                found.push((number + 1, name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, dependencies: &str) -> Vec<String> {
        let manifest = format!("[package]\nname = \"{name}\"\n\n{dependencies}\n");
        let workspace = Workspace::sample(&[("x/Cargo.toml", &manifest)]);
        arrows_point_down(&workspace).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn arrow_upwards_or_sideways_is_found() {
        let sideways = found("clients", "[dependencies]\nstore.workspace = true\ncatalogue.workspace = true");
        assert_eq!(sideways, ["x/Cargo.toml:6: `clients` (level 4) must not stand on `catalogue` (level 4) [levels]"]);
        assert_eq!(found("stock", "[dev-dependencies]\norders = { path = \"..\" }").len(), 1);
        assert_eq!(found("store", "[dependencies.house]\nworkspace = true").len(), 1);
        assert_eq!(found("stranger", "").len(), 1, "a crate without a level");
    }

    #[test]
    fn arrow_downwards_is_fine() {
        assert!(found("orders", "[dependencies]\nstock.workspace = true\nserde.workspace = true").is_empty());
        assert!(found("i18n", "[dependencies]\nkernel.workspace = true").is_empty());
    }
}
