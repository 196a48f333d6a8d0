//! Turns the texts of this crate into functions.

fn main() {
    i18n::generate("texts");
}
