//! Makes the typed texts of this crate.

fn main() {
    i18n::generate("texts");
}
