//! The repository as the rules see it.

use crate::source::Source;
use anyhow::Context;
use std::path::Path;
use std::process::Command;

/// A file of the repository that holds text.
#[derive(Debug, Clone)]
pub struct File {
    /// Path from the root of the repository.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// A crate of the workspace.
#[derive(Debug, Clone)]
pub struct Crate {
    /// The name in its manifest.
    pub name: String,
    /// Folder from the root of the repository.
    pub folder: String,
    /// Its files under `src`.
    pub sources: Vec<Source>,
}

/// An exception written in docs/TIDY.md with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The rule that does not hold there.
    pub rule: String,
    /// A file or a folder; `*` stands for one folder name.
    pub place: String,
}

/// All files of the repository, and its crates.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    /// Every file that holds text.
    pub files: Vec<File>,
    /// Every crate.
    pub crates: Vec<Crate>,
    /// What docs/TIDY.md excepts.
    pub exceptions: Vec<Exception>,
}

/// Files that no rule reads: data, and what others wrote.
const UNREAD: [&str; 8] = [".csv", ".tsv", ".csv.gz", ".woff2", ".png", ".svg", "Cargo.lock", "LICENSE"];

impl Workspace {
    /// The repository around this program: what git keeps or would keep.
    pub fn read() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask stands in no repository")?;
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(root)
            .output()
            .context("git ls-files")?;
        anyhow::ensure!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
        let mut files = Vec::new();
        for path in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|path| !path.is_empty()) {
            if UNREAD.iter().any(|ending| path.ends_with(ending)) {
                continue;
            }
            // A file deleted and not yet committed is still listed; one that is no text is not for us.
            if let Ok(text) = std::fs::read_to_string(root.join(path)) {
                files.push(File { path: path.to_owned(), text });
            }
        }
        Ok(Self::of(files))
    }

    /// The repository made of these files.
    pub fn of(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut crates = Vec::new();
        for manifest in &files {
            let Some(folder) = manifest.path.strip_suffix("/Cargo.toml") else { continue };
            let Some(name) = package_name(&manifest.text) else { continue };
            let inside = format!("{folder}/src/");
            let mut sources: Vec<Source> = files
                .iter()
                .filter(|file| file.path.starts_with(&inside) && file.path.ends_with(".rs"))
                .map(|file| Source::new(&file.path, &file.text))
                .collect();
            let for_tests: Vec<String> = sources.iter().flat_map(|source| source.test_modules.clone()).collect();
            for source in &mut sources {
                let names_it = |name: &String| source.path.ends_with(&format!("/{name}.rs"));
                if for_tests.iter().any(names_it) {
                    source.is_for_tests();
                }
            }
            crates.push(Crate { name, folder: folder.to_owned(), sources });
        }
        let exceptions = files.iter().find(|file| file.path == "docs/TIDY.md").map(|file| exceptions(&file.text));
        Self { files, crates, exceptions: exceptions.unwrap_or_default() }
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether docs/TIDY.md excepts this place from the rule.
    pub fn excepts(&self, rule: &str, path: &str) -> bool {
        self.exceptions.iter().any(|exception| exception.rule == rule && covers(&exception.place, path))
    }
}

#[cfg(test)]
impl Workspace {
    /// A small repository for a test.
    pub fn sample(files: &[(&str, &str)]) -> Self {
        Self::of(files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() }).collect())
    }
}

fn package_name(manifest: &str) -> Option<String> {
    let (_, package) = manifest.split_once("[package]")?;
    let line = package.lines().find(|line| line.trim_start().starts_with("name"))?;
    Some(line.split('"').nth(1)?.to_owned())
}

/// Rows `| rule | place | reason |` with the first two in backticks; a row without a reason excepts nothing.
fn exceptions(text: &str) -> Vec<Exception> {
    let mut found = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, rule, place, reason, _] = cells.as_slice() else { continue };
        let quoted = |cell: &str| Some(cell.strip_prefix('`')?.strip_suffix('`')?.to_owned());
        if let (Some(rule), Some(place), false) = (quoted(rule), quoted(place), reason.is_empty()) {
            found.push(Exception { rule, place });
        }
    }
    found
}

/// Whether a path is the place or lies in it.
fn covers(place: &str, path: &str) -> bool {
    let mut names = path.split('/');
    place.split('/').all(|part| {
        names.next().is_some_and(|name| part == "*" || part == name || name.strip_suffix(".rs") == Some(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exception_needs_a_reason_and_covers_a_folder() {
        let text =
            "| rule | where | why |\n| `cyrillic` | `base/*/src/normalise` | keyboards |\n| `floats` | `base/ui` | |\n";
        let found = exceptions(text);
        assert_eq!(found, [Exception { rule: "cyrillic".into(), place: "base/*/src/normalise".into() }]);
        assert!(covers("base/*/src/normalise", "base/search/src/normalise.rs"));
        assert!(covers("base/search", "base/search/src/lib.rs"));
        assert!(!covers("base/search", "base/searching/src/lib.rs"));
    }
}
