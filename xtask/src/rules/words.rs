//! Words that must not stand in the product's code, or anywhere.

use crate::finding::Finding;
use crate::source::{Source, in_name, line_at, places};
use crate::workspace::Workspace;

/// Crates that count money and goods.
const EXACT: [&str; 5] = ["kernel", "stock", "orders", "purchasing", "catalogue"];

/// `floats`: no floating-point number near money and stock; `ui` may, with `// float: reason` on the line.
pub fn no_floats(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &workspace.crates {
        let drawing = one.name == "ui";
        if !drawing && !EXACT.contains(&one.name.as_str()) {
            continue;
        }
        for source in &one.sources {
            let mut lines: Vec<usize> = ["f32", "f64"].iter().flat_map(|word| source.lines_with(word)).collect();
            lines.extend(float_literals(&source.production));
            lines.sort_unstable();
            lines.dedup();
            for line in lines {
                if drawing && source.line(line).split_once("// float: ").is_some_and(|(_, why)| !why.trim().is_empty())
                {
                    continue;
                }
                findings.push(Finding::new(
                    "floats",
                    &source.path,
                    line,
                    "count in whole numbers: Money, UnitPrice, Quantity",
                ));
            }
        }
    }
    findings
}

/// Lines with a number like `1.5`, `2.0f32`, `1_000.25`.
fn float_literals(code: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut lines = Vec::new();
    for (dot, _) in code.match_indices('.') {
        if dot == 0 || !at(dot - 1).is_ascii_digit() || !at(dot + 1).is_ascii_digit() {
            continue;
        }
        let mut start = dot;
        while start > 0 && in_name(at(start - 1)) {
            start -= 1;
        }
        // `pair.0.1` and `row0.1` are fields.
        if at(start).is_ascii_digit() && (start == 0 || at(start - 1) != b'.') {
            lines.push(line_at(code, dot));
        }
    }
    lines
}

/// `database-errors`: a refusal is decided before the write, never read out of the engine's error.
pub fn no_database_error_as_answer(workspace: &Workspace) -> Vec<Finding> {
    let words = ["SqlState", "ErrorCode::", "is_unique_violation", "ConstraintViolation"];
    let elsewhere = workspace.crates.iter().filter(|one| one.name != "store");
    everywhere(elsewhere.flat_map(|one| &one.sources), &words, "database-errors", |word| {
        format!("`{word}`: decide before writing; only the store knows the engine's errors")
    })
}

/// `swallowed-queries`: the error of a query goes up to the caller.
pub fn no_swallowed_query(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in workspace.crates.iter().flat_map(|one| &one.sources) {
        let code = &source.production;
        let mut find = |at: usize| {
            let message = "the error of this query is swallowed; pass it on with ?";
            findings.push(Finding::new("swallowed-queries", &source.path, line_at(code, at), message));
        };
        for at in places(code, "let _") {
            let value = code.get(at + "let _".len()..).unwrap_or_default().trim_start();
            let value = value.strip_prefix('=').unwrap_or_default().trim_start();
            if ["tx.", "read."].iter().any(|start| value.starts_with(start)) {
                find(at);
            }
        }
        let in_store = source.path.ends_with("/store.rs") || source.path.contains("/store/");
        for (at, _) in code.match_indices(".ok()").filter(|_| in_store) {
            let before = code.get(..at).unwrap_or_default();
            let start = before.rfind([';', '{', '}']).unwrap_or(0);
            let statement = before.get(start..).unwrap_or_default();
            let queries = ["tx", "read"].iter().any(|word| !places(statement, word).is_empty());
            if queries && code.get(at + ".ok()".len()..).is_some_and(|rest| rest.trim_start().starts_with(';')) {
                find(at);
            }
        }
    }
    findings
}

/// `unfinished`: no placeholder is left in code.
pub fn nothing_unfinished(workspace: &Workspace) -> Vec<Finding> {
    let sources = workspace.crates.iter().flat_map(|one| &one.sources);
    everywhere(sources, &["todo!", "unimplemented!"], "unfinished", |word| {
        format!("`{word}`: finish it or leave it out")
    })
}

/// `printing`: only the binary and the chores speak to the terminal; others log.
pub fn no_printing(workspace: &Workspace) -> Vec<Finding> {
    let silent = workspace.crates.iter().filter(|one| !["prichal", "xtask"].contains(&one.name.as_str()));
    everywhere(silent.flat_map(|one| &one.sources), &["println!", "print!"], "printing", |word| {
        format!("`{word}`: use tracing, or return the text to the binary")
    })
}

fn everywhere<'a>(
    sources: impl Iterator<Item = &'a Source>,
    words: &[&str],
    rule: &'static str,
    message: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for word in words {
            let lines = source.lines_with(word).into_iter();
            findings.extend(lines.map(|line| Finding::new(rule, &source.path, line, message(word))));
        }
    }
    findings
}

/// `places`: no path of somebody's machine and no name of a registry's host.
pub fn no_place_of_a_machine(workspace: &Workspace) -> Vec<Finding> {
    // Put together here, so that this file does not find itself.
    let paths = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/fa", "rm/")];
    let hosts = [concat!("crates", ".io"), concat!("npm", "js"), concat!("py", "pi"), concat!("debian", ".org")];
    let mut findings = Vec::new();
    for file in &workspace.files {
        for (number, line) in file.text.lines().enumerate() {
            let mut find = |message: String| findings.push(Finding::new("places", &file.path, number + 1, message));
            for path in paths.iter().filter(|path| line.contains(*path)) {
                find(format!("`{path}` is a path of one machine"));
            }
            for host in hosts.iter().filter(|host| line.contains(*host)) {
                find(format!("`{host}` is the host of a registry; whoever builds may use another"));
            }
        }
    }
    findings
}

/// `conflicts`: no mark of a merge that nobody finished.
pub fn no_conflict_left(workspace: &Workspace) -> Vec<Finding> {
    let marks = [concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")];
    let mut findings = Vec::new();
    for file in &workspace.files {
        let lines = file.text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.starts_with(mark)));
        let message = "two versions stand here; decide for one";
        findings.extend(lines.map(|(at, _)| Finding::new("conflicts", &file.path, at + 1, message)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str, file: &str, code: &str) -> Workspace {
        let manifest = format!("[package]\nname = \"{name}\"");
        Workspace::sample(&[("x/Cargo.toml", &manifest), (&format!("x/src/{file}"), code)])
    }

    fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|found| found.line).collect()
    }

    #[test]
    fn float_near_money_is_found() {
        let code = "fn a(x: f64) {}\nlet b = 1.5;\nlet c = (pair.0.1, 0..5, row0.1);\n// 1.5 f32\nlet d = 2 as f32; // float: drawn\n#[cfg(test)]\nmod tests { const A: f64 = 1.0; }";
        assert_eq!(lines(&no_floats(&sample("stock", "lib.rs", code))), [1, 2, 5]);
        assert_eq!(lines(&no_floats(&sample("ui", "lib.rs", code))), [1, 2]);
        assert!(no_floats(&sample("sim", "lib.rs", code)).is_empty());
    }

    #[test]
    fn database_error_is_found_outside_the_store() {
        let code = "match e.code { ErrorCode::ConstraintViolation => 1 }\nlet a = SqlState::UNIQUE_VIOLATION;\nif e.is_unique_violation() {}";
        assert_eq!(no_database_error_as_answer(&sample("orders", "lib.rs", code)).len(), 4);
        assert!(no_database_error_as_answer(&sample("store", "lib.rs", code)).is_empty());
    }

    #[test]
    fn swallowed_query_is_found() {
        let code = "let _ = tx.execute(A);\nlet a = tx.query(A)\n    .await.ok();\nlet b = text.parse().ok();\nlet c = read.row(A)?.get(0).ok()?;";
        assert_eq!(lines(&no_swallowed_query(&sample("orders", "store.rs", code))), [1, 3]);
        assert_eq!(lines(&no_swallowed_query(&sample("orders", "web.rs", code))), [1]);
    }

    #[test]
    fn placeholder_and_printing_are_found() {
        let code = "fn a() { todo!() }\nfn b() { unimplemented!(\"x\") }\nfn c() { println!(\"todo!\"); eprintln!() }";
        assert_eq!(lines(&nothing_unfinished(&sample("orders", "lib.rs", code))), [1, 2]);
        assert_eq!(lines(&no_printing(&sample("orders", "lib.rs", code))), [3]);
        assert!(no_printing(&sample("prichal", "lib.rs", code)).is_empty());
    }

    #[test]
    fn place_of_a_machine_is_found_in_any_file() {
        let text = format!("a\ncd {}wo{}x\nsee {}.io\n", "/", "rk/", "crates");
        let found = no_place_of_a_machine(&Workspace::sample(&[("README.md", &text)]));
        assert_eq!(lines(&found), [2, 3]);
    }

    #[test]
    fn unfinished_merge_is_found() {
        let text = format!("a\n{0} ours\nb\n=======\nc\n{1} theirs\n# {0}\n", "<".repeat(7), ">".repeat(7));
        assert_eq!(lines(&no_conflict_left(&Workspace::sample(&[("docs/STATUS.md", &text)]))), [2, 6]);
    }
}
