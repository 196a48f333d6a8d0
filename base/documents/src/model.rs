//! What a paper says, frozen when it is issued.

use std::fmt;
use std::str::FromStr;

use i18n::Lang;
use kernel::{Currency, Day, LineAmounts, Money, PriceMode, Quantity, UnitPrice, VatClass, VatRate};
use serde::{Deserialize, Serialize};

/// Which paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperKind {
    /// Invoice for payment (счёт на оплату).
    Invoice,
    /// Commercial offer (коммерческое предложение).
    Offer,
    /// Confirmation of an order: the promised day of each line and what it rests on.
    Confirmation,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [PaperKind; 3] = [PaperKind::Invoice, PaperKind::Offer, PaperKind::Confirmation];

    /// How the kind is written down.
    pub const fn code(self) -> &'static str {
        match self {
            PaperKind::Invoice => "invoice",
            PaperKind::Offer => "offer",
            PaperKind::Confirmation => "confirmation",
        }
    }
}

impl fmt::Display for PaperKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// There is no paper of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownPaper;

impl fmt::Display for UnknownPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a paper is an invoice, an offer or a confirmation")
    }
}

impl std::error::Error for UnknownPaper {}

impl FromStr for PaperKind {
    type Err = UnknownPaper;

    fn from_str(code: &str) -> Result<Self, UnknownPaper> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(UnknownPaper)
    }
}

/// A text in both languages: the reader of a paper chooses later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InBoth {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl InBoth {
    /// Makes both by asking for each.
    pub fn said(say: impl Fn(Lang) -> String) -> InBoth {
        InBoth { ru: say(Lang::Ru), en: say(Lang::En) }
    }

    /// The one of a language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// Who sells or buys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// Full name.
    pub name: String,
    /// ИНН.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// КПП.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kpp: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Bank's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// БИК.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bik: Option<String>,
    /// Settlement account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Correspondent account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corr_account: Option<String>,
}

/// What was promised of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The day of shipment; none when no day could be given.
    pub day: Option<Day>,
    /// What it rests on: stock, an arrival.
    pub rests_on: InBoth,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Our code.
    pub sku: String,
    /// Name of the goods.
    pub name: InBoth,
    /// How much, in units.
    pub quantity: Quantity,
    /// Unit.
    pub unit: InBoth,
    /// Price of a unit.
    pub price: UnitPrice,
    /// Whether it includes VAT.
    pub price_mode: PriceMode,
    /// Class of VAT.
    pub vat_class: VatClass,
    /// Rate of VAT in basis points.
    pub vat_rate: u16,
    /// Without tax.
    pub net: Money,
    /// The tax, rounded once per line, halves up.
    pub vat: Money,
    /// With tax.
    pub gross: Money,
    /// The promise, on a confirmation and an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
}

impl Line {
    /// What it comes to.
    pub fn amounts(&self) -> LineAmounts {
        LineAmounts { net: self.net, vat: self.vat, gross: self.gross }
    }
}

/// A paper as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which paper.
    pub kind: PaperKind,
    /// Its number within seller, kind and year.
    pub number: i64,
    /// Its day.
    pub issued_on: Day,
    /// The last day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// Currency of its sums.
    pub currency: Currency,
    /// Number of the order, as people write it.
    pub order: InBoth,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// Whom to ask: name and telephone of who looks after the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
}

impl Paper {
    /// The total: the sum of its rounded lines, never recomputed.
    pub fn total(&self) -> LineAmounts {
        LineAmounts::sum(self.lines.iter().map(Line::amounts)).unwrap_or_default()
    }

    /// The tax of each rate, the highest first; «без НДС» last.
    pub fn vat_parts(&self) -> Vec<(VatClass, VatRate, LineAmounts)> {
        let mut parts: Vec<(VatClass, VatRate, LineAmounts)> = Vec::new();
        for line in &self.lines {
            let rate = VatRate::from_basis_points(line.vat_rate);
            let untaxed = line.vat_class == VatClass::None;
            let same = parts.iter_mut().find(|part| (part.0 == VatClass::None) == untaxed && part.1 == rate);
            match same {
                Some(part) => part.2 = LineAmounts::sum([part.2, line.amounts()]).unwrap_or_default(),
                None => parts.push((line.vat_class, rate, line.amounts())),
            }
        }
        parts.sort_by_key(|part| (part.0 == VatClass::None, std::cmp::Reverse(part.1)));
        parts
    }
}
