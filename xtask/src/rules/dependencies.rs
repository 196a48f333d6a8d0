//! Dependencies: what others wrote is explained in docs/DEPENDENCIES.md.

use crate::finding::Finding;
use crate::rules::levels::dependencies;
use crate::workspace::Workspace;
use std::collections::BTreeSet;

const LIST: &str = "docs/DEPENDENCIES.md";

/// `dependencies`: every crate and package we use directly has its line, and every line its use.
pub fn dependencies_are_explained(workspace: &Workspace) -> Vec<Finding> {
    let list = workspace.file(LIST).map(|file| file.text.as_str()).unwrap_or_default();
    let listed: Vec<(usize, String)> = list
        .lines()
        .enumerate()
        .filter_map(|(line, text)| Some((line + 1, text.strip_prefix("| `")?.split_once('`')?.0.to_owned())))
        .collect();
    let ours: BTreeSet<&str> = workspace.crates.iter().map(|one| one.name.as_str()).collect();
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for (path, line, name) in direct(workspace).into_iter().filter(|(_, _, name)| !ours.contains(name.as_str())) {
        if !listed.iter().any(|(_, known)| *known == name) {
            let message = format!("`{name}` has no line in {LIST}: why, who keeps it, what without it");
            findings.push(Finding::new("dependencies", &path, line, message));
        }
        used.insert(name);
    }
    // What the workspace holds ready for its crates may be explained beforehand.
    let ready = workspace.file("Cargo.toml").map(|file| dependencies(&file.text)).unwrap_or_default();
    used.extend(ready.into_iter().map(|(_, name)| name));
    for (line, name) in listed.iter().filter(|(_, name)| !used.contains(name)) {
        findings.push(Finding::new("dependencies", LIST, *line, format!("nothing uses `{name}` any more")));
    }
    findings
}

/// What the manifests of crates and of the front end name, with path and line.
fn direct(workspace: &Workspace) -> Vec<(String, usize, String)> {
    let mut direct = Vec::new();
    for one in &workspace.crates {
        let path = format!("{}/Cargo.toml", one.folder);
        let manifest = workspace.file(&path).map(|file| file.text.as_str()).unwrap_or_default();
        direct.extend(dependencies(manifest).into_iter().map(|(line, name)| (path.clone(), line, name)));
    }
    for file in workspace.files.iter().filter(|file| file.path.rsplit('/').next() == Some("package.json")) {
        let package: serde_json::Value = serde_json::from_str(&file.text).unwrap_or_default();
        for section in ["dependencies", "devDependencies"] {
            let names = package.get(section).and_then(serde_json::Value::as_object);
            for name in names.into_iter().flat_map(serde_json::Map::keys) {
                let key = format!("\"{name}\"");
                let line = file.text.lines().position(|line| line.contains(&key)).map_or(1, |line| line + 1);
                direct.push((file.path.clone(), line, name.clone()));
            }
        }
    }
    direct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unexplained_and_unused_are_found() {
        let workspace = Workspace::sample(&[
            (
                "a/Cargo.toml",
                "[package]\nname = \"a\"\n[dependencies]\nserde.workspace = true\nb.workspace = true\nanyhow = \"1\"",
            ),
            ("b/Cargo.toml", "[package]\nname = \"b\""),
            ("web/package.json", "{\n \"dependencies\": {\n  \"htmx.org\": \"2\"\n }\n}"),
            ("docs/DEPENDENCIES.md", "| name | why |\n|---|---|\n| `serde` | JSON |\n| `rand` | chance |\n"),
        ]);
        let found: Vec<_> = dependencies_are_explained(&workspace);
        let places: Vec<_> = found.iter().map(|found| (found.path.as_str(), found.line)).collect();
        assert_eq!(places, [("a/Cargo.toml", 6), ("web/package.json", 3), ("docs/DEPENDENCIES.md", 4)]);
    }
}
