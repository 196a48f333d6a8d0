//! `prichal import FILE`: dry run, progress, errors as a file, resumes after a kill.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use i18n::Lang;
use indicatif::ProgressBar;

use crate::cli::{Common, lang};
use crate::texts;

/// Reads a file into the base.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    common: Common,
    /// XLSX, CSV or TSV, UTF-8 or windows-1251; `.gz` too.
    file: PathBuf,
    /// clients, items, stock, arrivals, balances or history.
    #[arg(long)]
    kind: String,
    /// Say what would be done; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the rows that were refused to this file, each with its reason.
    #[arg(long)]
    errors: Option<PathBuf>,
}

impl Import {
    /// Does it; exit 1 when rows were refused.
    pub fn run(self) -> Result<ExitCode, String> {
        let lang = lang();
        let kind = imports::ImportKind::parse(&self.kind).ok_or_else(|| {
            let known = imports::ImportKind::ALL.map(imports::ImportKind::code).join(", ");
            texts::import_kind_unknown(lang, &self.kind, &known)
        })?;
        let store = self.common.open(lang)?;
        let bar = ProgressBar::new(1);
        let order = imports::ImportOrder { kind, file: self.file.clone(), dry_run: self.dry_run, lang };
        let done = imports::import(&store, &sim::formats(), &order, &mut |rows, all| {
            bar.set_length(all);
            bar.set_position(rows);
        })?;
        bar.finish_and_clear();
        if let Some(path) = &self.errors {
            std::fs::write(path, done.refused_csv(lang)).map_err(|e| texts::failed(lang, &e.to_string()))?;
        }
        if self.common.json {
            println!("{}", serde_json::to_string(&done).map_err(|e| texts::failed(lang, &e.to_string()))?);
        } else {
            self.say(lang, &done);
        }
        Ok(if done.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn say(&self, lang: Lang, done: &imports::ImportDone) {
        if self.dry_run {
            println!("{}", texts::import_dry(lang));
        }
        for line in &done.notes {
            println!("{line}");
        }
        let words = [done.created, done.failed, done.skipped, done.updated].map(|n| n.to_string());
        let [created, failed, skipped, updated] = &words;
        println!("{}", texts::import_done(lang, created, failed, skipped, updated));
        for error in done.errors.iter().take(20) {
            println!("  {}: {}", error.row, error.message);
        }
    }
}
