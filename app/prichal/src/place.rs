//! Opening the books from the command line; every refusal says the next step.

use i18n::Lang;
use kernel::Actor;
use store::{Clock, Fault, Module, OpenRefused, Place, Stop, Store, Tx};

use crate::cli::Common;
use crate::texts;

/// Tables of everything this program holds.
pub fn modules() -> Vec<Module> {
    let mut modules = company::modules();
    modules.push(sim::MODULE);
    modules
}

impl Common {
    /// Where the books lie.
    pub fn place(&self, lang: Lang) -> Result<Place, String> {
        match (&self.database_url, &self.data) {
            (Some(url), _) => Ok(Place::Postgres(url.clone())),
            (None, Some(dir)) => Ok(Place::Directory(dir.clone())),
            (None, None) => Err(texts::place_missing(lang).to_string()),
        }
    }

    /// Opens the books with the clock of their company.
    pub fn open(&self, lang: Lang) -> Result<Store, String> {
        let place = self.place(lang)?;
        let store = Store::open_with(&place, &modules(), Clock::default()).map_err(|stop| refused(lang, stop))?;
        let ahead = store.read_now(sim::clock_ahead_ms).map_err(|fault| failed(lang, &fault))?;
        store.clock().set_ahead_ms(ahead);
        Ok(store)
    }
}

/// Why the books cannot be opened, in words.
pub fn refused(lang: Lang, stop: Stop<OpenRefused>) -> String {
    match stop {
        Stop::Fault(fault) => failed(lang, &fault),
        Stop::Refused(OpenRefused::Newer { module, number }) => texts::base_newer(lang, &module, &number.to_string()),
        Stop::Refused(OpenRefused::Edited { module, number }) => texts::base_edited(lang, &module, &number.to_string()),
        Stop::Refused(OpenRefused::Unreachable(why)) => texts::base_unreachable(lang, &why),
        Stop::Refused(OpenRefused::OldSqlite(version)) => texts::sqlite_old(lang, &version),
        Stop::Refused(OpenRefused::NotABase(path)) => texts::not_a_base(lang, &path),
    }
}

/// A failure of ours, in words.
pub fn failed(lang: Lang, fault: &Fault) -> String {
    texts::failed(lang, &house::fault_in_words(fault, lang))
}

/// Runs a deed of the administrator at the terminal; a refusal becomes its words.
pub fn deed<T, R, F>(store: &Store, lang: Lang, verb: F) -> Result<T, String>
where
    T: Send + 'static,
    R: i18n::Refusal,
    F: Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
{
    store.write_now(Actor::System, verb).map_err(|stop| match stop {
        Stop::Fault(fault) => failed(lang, &fault),
        Stop::Refused(refused) => {
            let said = refused.say(lang);
            said.in_full()
        }
    })
}
