//! Words that people write into tables, read in both languages.

use catalogue::ItemKind;
use kernel::{PriceMode, VatClass, text_key};

/// The unit of an item where none is named.
pub const PIECE: &str = "шт";

/// The stage of a client.
pub fn stage(word: &str) -> String {
    match text_key(word).as_str() {
        "перспективный" | "новый" | "потенциальный" => "prospect".into(),
        "работающий" | "активный" | "постоянный" => "working".into(),
        "спящий" => "dormant".into(),
        "потерянный" => "lost".into(),
        _ => word.to_owned(),
    }
}

/// Whether a price holds VAT.
pub fn price_mode(word: &str) -> Option<PriceMode> {
    match text_key(word).as_str() {
        "gross" | "с ндс" => Some(PriceMode::Gross),
        "net" | "без ндс" => Some(PriceMode::Net),
        _ => None,
    }
}

/// The class of VAT.
pub fn vat(word: &str) -> Option<VatClass> {
    match word.trim().trim_end_matches('%').trim().to_lowercase().replace(',', ".").as_str() {
        // The rate before 2026 names the same class; a cell shown as per cent holds a hundredth.
        "22" | "20" | "0.22" | "0.2" => Some(VatClass::Standard),
        "10" | "0.1" => Some(VatClass::Reduced),
        "0" => Some(VatClass::Zero),
        "none" | "без ндс" | "нет" => Some(VatClass::None),
        _ => None,
    }
}

/// Goods or a service.
pub fn item_kind(word: &str) -> Option<ItemKind> {
    match text_key(word).as_str() {
        "goods" | "товар" => Some(ItemKind::Goods),
        "service" | "услуга" => Some(ItemKind::Service),
        _ => None,
    }
}
