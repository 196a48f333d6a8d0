//! Chores of the repository: `cargo xtask tidy` checks what the compiler cannot see.
#![allow(clippy::print_stdout, reason = "a chore speaks to the terminal")]

mod finding;
mod rules;
mod source;
mod sql;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    let chore = std::env::args().nth(1).unwrap_or_default();
    if chore != "tidy" {
        println!("cargo xtask tidy    check the rules of docs/TIDY.md");
        return ExitCode::from(2);
    }
    match workspace::Workspace::read() {
        Ok(workspace) => tidy(&workspace),
        Err(error) => {
            println!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn tidy(workspace: &workspace::Workspace) -> ExitCode {
    let findings = rules::check(workspace);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} crates, {} files, nothing found", workspace.crates.len(), workspace.files.len());
        return ExitCode::SUCCESS;
    }
    println!("tidy: {} found; the rules and how to except from them: docs/TIDY.md", findings.len());
    ExitCode::FAILURE
}
