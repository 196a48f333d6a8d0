//! Turns the crate's texts into typed functions.

fn main() {
    i18n::generate("texts");
}
