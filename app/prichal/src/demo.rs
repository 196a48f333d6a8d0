//! `prichal demo`: makes the training company, once.

use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use i18n::Lang;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Day, Moment, Zone};
use serde_json::json;
use sim::{DemoSpec, Size};

use crate::cli::{Common, lang};
use crate::place::failed;
use crate::texts;

/// Makes the training company.
#[derive(Debug, Args)]
pub struct Make {
    #[command(flatten)]
    common: Common,
    /// Same seed, day and size: the same company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The company's today; the machine's without it.
    #[arg(long)]
    today: Option<String>,
    /// s: a month of history and 200 clients; m: everything.
    #[arg(long, default_value = "m")]
    size: Size,
}

impl Make {
    /// Does it; an existing demo with the same conditions is left as it is.
    pub fn run(self) -> Result<ExitCode, String> {
        let lang = lang();
        let today = self.today(lang)?;
        let store = self.common.open(lang)?;
        let settings = store.read_now(house::settings::all).map_err(|fault| failed(lang, &fault))?;
        let people = store.read_now(access::staff_count).map_err(|fault| failed(lang, &fault))?;
        let seed = i64::try_from(self.seed).unwrap_or(i64::MAX);
        if people > 0 || settings.demo_seed.is_some() {
            if settings.demo_seed != Some(seed) || (self.today.is_some() && settings.demo_day != Some(today)) {
                return Err(texts::demo_other(lang).to_string());
            }
            self.say(lang, texts::demo_there(lang));
            return Ok(ExitCode::SUCCESS);
        }
        self.say(lang, texts::demo_making(lang));
        let started = Instant::now();
        let bar = ProgressBar::new(100);
        if let Ok(style) = ProgressStyle::with_template("{msg:32} {bar:40} {pos}/{len}") {
            bar.set_style(style);
        }
        let spec = DemoSpec { seed: self.seed, today, size: self.size };
        sim::build(&store, &spec, &mut |what, done, all| {
            bar.set_message(what.to_string());
            bar.set_length(all);
            bar.set_position(done);
        })
        .map_err(|fault| failed(lang, &fault))?;
        bar.finish_and_clear();
        let seconds = started.elapsed().as_secs().to_string();
        if self.common.json {
            println!("{}", json!({"seed": self.seed, "today": today, "seconds": seconds}));
        } else {
            println!("{}", texts::demo_made(lang, &seconds));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn say(&self, _: Lang, words: &str) {
        if !self.common.json {
            println!("{words}");
        }
    }

    fn today(&self, lang: Lang) -> Result<Day, String> {
        match &self.today {
            Some(text) => Day::parse(text).map_err(|_| texts::day_wrong(lang, text)),
            None => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_millis()).unwrap_or(0);
                let zone = Zone::parse("Europe/Moscow").map_err(|e| texts::failed(lang, &e.to_string()))?;
                Ok(Moment::from_millis(i64::try_from(since).unwrap_or(i64::MAX)).day(&zone))
            }
        }
    }
}
