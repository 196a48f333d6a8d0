//! Words of the house in both languages: typed texts, numbers and days, refusals.
//!
//! A crate keeps `texts/ru.ftl` and `texts/en.ftl` beside `src`. Its `build.rs` is one line,
//! `fn main() { i18n::generate("texts"); }` (under a `//!` line), and its `lib.rs` says `i18n::texts!();`. Every message becomes
//! a function of the module `texts`, checked by the compiler in both languages.

pub mod fmt;
pub mod generator;
mod lang;
mod refusal;

pub use generator::generate;
pub use lang::{Category, Lang, plural};
pub use refusal::{FieldError, Refusal, Said, sentences};

/// The module `texts` with one function per message of the crate's `texts/*.ftl`.
#[macro_export]
macro_rules! texts {
    () => {
        #[doc = "What this crate says to people, one function per message."]
        #[allow(clippy::all, missing_docs, unused_parens, unreachable_patterns)]
        pub mod texts {
            include!(concat!(env!("OUT_DIR"), "/texts.rs"));
        }
    };
}
