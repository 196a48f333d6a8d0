//! Nouns of the catalogue: items, their groups and categories.

use std::collections::BTreeMap;

use i18n::Lang;
use kernel::{
    BadColumn, CategoryId, FromColumn, GroupId, ItemId, Moment, Param, PriceMode, Quantity, ToColumn, UnitPrice,
};
use kernel::{Value, VatClass};
use serde::{Deserialize, Serialize};
use store::row;

/// Whether an item lies in a warehouse or is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Goods that are kept, picked and shipped.
    #[default]
    Goods,
    /// Work or delivery: sold, never kept.
    Service,
}

impl ItemKind {
    /// The word in tables and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            ItemKind::Goods => "goods",
            ItemKind::Service => "service",
        }
    }

    /// Reads the word back.
    pub fn parse(code: &str) -> Option<ItemKind> {
        [ItemKind::Goods, ItemKind::Service].into_iter().find(|kind| kind.code() == code)
    }
}

impl ToColumn for ItemKind {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.code())
    }
}

impl FromColumn for ItemKind {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        let code = String::from_value(value)?;
        ItemKind::parse(&code).ok_or_else(|| BadColumn::unfit("ItemKind"))
    }
}

row! {
    /// Everything about one item that other departments and pages need.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ItemCard {
        /// Its number.
        pub id: ItemId,
        /// Its code as the trade writes it.
        pub sku: String,
        /// Russian name.
        pub name_ru: String,
        /// English name.
        pub name_en: String,
        /// Base unit: all quantities are in it.
        pub unit: String,
        /// The group it belongs to; items of a group may stand in for each other.
        pub group: GroupId,
        /// Code of the group.
        pub group_code: String,
        /// Russian name of the group.
        pub group_ru: String,
        /// English name of the group.
        pub group_en: String,
        /// The category of its group.
        pub category: CategoryId,
        /// Code of the category.
        pub category_code: String,
        /// Brand, where it has one.
        pub brand: Option<String>,
        /// Price of one base unit.
        pub price: UnitPrice,
        /// Whether the price includes VAT.
        pub price_mode: PriceMode,
        /// Class of VAT; the rate is the day's.
        pub vat_class: VatClass,
        /// Base units in a pack; 1 where it is not packed.
        pub pack: Quantity,
        /// Goods or service.
        pub kind: ItemKind,
        /// Since when it is no longer sold.
        pub discontinued_at: Option<Moment>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl ItemCard {
    /// The name in the reader's language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name_ru,
            Lang::En => &self.name_en,
        }
    }

    /// Whether so much of it can be had: pieces come whole, metres do not.
    pub fn comes_in(&self, quantity: Quantity) -> bool {
        quantity.is_whole() || !crate::is_whole(&self.unit)
    }

    /// The base unit in the reader's language.
    pub fn unit_name(&self, lang: Lang) -> &str {
        crate::unit_name(lang, &self.unit)
    }

    /// The group's name in the reader's language.
    pub fn group_name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.group_ru,
            Lang::En => &self.group_en,
        }
    }
}

row! {
    /// A group of items within a category.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct GroupCard {
        /// Its number.
        pub id: GroupId,
        /// Its code.
        pub code: String,
        /// Russian name.
        pub name_ru: String,
        /// English name.
        pub name_en: String,
        /// The category.
        pub category: CategoryId,
        /// Code of the category.
        pub category_code: String,
    }
}

impl GroupCard {
    /// The name in the reader's language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name_ru,
            Lang::En => &self.name_en,
        }
    }
}

row! {
    /// A price category: the topmost branch of the catalogue.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CategoryCard {
        /// Its number.
        pub id: CategoryId,
        /// Its code.
        pub code: String,
        /// Russian name.
        pub name_ru: String,
        /// English name.
        pub name_en: String,
    }
}

/// Names for a group or a category that is to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Russian name.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
}

impl Named {
    /// One word for all three: how the API names a group.
    pub fn plain(word: &str) -> Named {
        Named { code: word.to_owned(), name_ru: word.to_owned(), name_en: word.to_owned() }
    }
}

/// An item that is to enter the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Its code.
    pub sku: String,
    /// Russian name.
    pub name_ru: String,
    /// English name; the Russian one stands in where it is empty.
    pub name_en: String,
    /// Base unit.
    pub unit: String,
    /// Code or name of its group; an unknown one is made under the category `other`.
    pub group: String,
    /// Brand.
    pub brand: Option<String>,
    /// Price of one base unit.
    pub price: UnitPrice,
    /// Whether the price includes VAT.
    pub price_mode: PriceMode,
    /// Class of VAT.
    pub vat_class: VatClass,
    /// Base units in a pack.
    pub pack: Quantity,
    /// Goods or service.
    pub kind: ItemKind,
    /// Properties by name: diameter, colour.
    pub attributes: BTreeMap<String, String>,
}

/// What is to be different about an item; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeItem {
    /// Another code.
    pub sku: Option<String>,
    /// Another Russian name.
    pub name_ru: Option<String>,
    /// Another English name.
    pub name_en: Option<String>,
    /// Another base unit.
    pub unit: Option<String>,
    /// Another group, by code or name.
    pub group: Option<String>,
    /// Another brand, or none.
    pub brand: Option<Option<String>>,
    /// Another price.
    pub price: Option<UnitPrice>,
    /// Whether the price includes VAT.
    pub price_mode: Option<PriceMode>,
    /// Another class of VAT.
    pub vat_class: Option<VatClass>,
    /// Another pack.
    pub pack: Option<Quantity>,
    /// No longer sold, or sold again.
    pub discontinued: Option<bool>,
    /// All properties anew.
    pub attributes: Option<BTreeMap<String, String>>,
}
