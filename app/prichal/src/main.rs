//! The one binary: serves the company, makes the demo, imports, adds users and tokens.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the command line speaks to a person")]

mod admin;
mod cli;
mod demo;
mod import;
mod place;
mod serve;

i18n::texts!();

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli::start_log(cli.serves());
    match cli.run() {
        Ok(code) => code,
        Err(words) => {
            eprintln!("{words}");
            ExitCode::from(1)
        }
    }
}
