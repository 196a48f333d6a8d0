//! The catalogue: items, their groups and categories, properties, prices, and finding them while typing.

mod api;
mod codes;
mod errors;
mod forget;
mod model;
pub mod names;
mod rules;
mod store;
mod told;
mod units;
mod verbs;
mod web;
mod words;

i18n::texts!();

pub use codes::{CODE_LETTERS, ClientCode, client_codes, client_items_of, is_client_code, put_client_codes};
pub use errors::{ItemRefused, Wrong, WrongField};
pub use forget::forget;
pub use model::{CategoryCard, ChangeItem, GroupCard, ItemCard, ItemKind, Named, NewItem};
pub use names::{ItemIndex, find};
pub use rules::sku_key;
pub use store::{
    attributes, categories, ensure_category, ensure_group, find_skus, find_typed_skus, group, group_members, groups,
    item, item_by_sku, items, list, lock_items,
};
pub use units::{is_unit, is_whole, unit_name};
pub use verbs::{change, create};
pub use web::card_panel;
pub use words::{MOST_WORDS, NewWord, Property, WordLine, WordsSet, properties, property_words, set_property_words};

use access::Perm;
use axum::http::Method;
use house::{Department, MenuEntry, Resting, Routes, Visit};
use kernel::EntityKind;
use utoipa_axum::routes;

/// Tables and views of the catalogue.
pub const MODULE: ::store::Module = ::store::Module {
    name: "catalogue",
    migrations: &[
        ::store::Migration {
            number: 1,
            name: "0001_catalogue",
            text: include_str!("../migrations/0001_catalogue.sql"),
        },
        ::store::Migration {
            number: 2,
            name: "0002_client_code",
            text: include_str!("../migrations/0002_client_code.sql"),
        },
        ::store::Migration {
            number: 3,
            name: "0003_property_word",
            text: include_str!("../migrations/0003_property_word.sql"),
        },
        ::store::Migration { number: 4, name: "0004_lists", text: include_str!("../migrations/0004_lists.sql") },
    ],
    views: &[
        ::store::View {
            name: "view_item",
            text: "SELECT i.id, i.sku, i.sku_key, i.name_ru, i.name_en, i.unit, i.group_id, g.category_id, i.kind, \
                i.discontinued_at FROM item i JOIN item_group g ON g.id = i.group_id",
        },
        ::store::View { name: "view_category", text: "SELECT id, code, name_ru, name_en FROM category" },
    ],
};

/// The department as the house knows it.
pub static DEPARTMENT: Catalogue = Catalogue;

/// The catalogue.
#[derive(Debug)]
pub struct Catalogue;

impl Department for Catalogue {
    fn name(&self) -> &'static str {
        "catalogue"
    }

    fn module(&self) -> ::store::Module {
        MODULE
    }

    fn chapters(&self, lang: i18n::Lang) -> Vec<house::Chapter> {
        told::chapters(lang)
    }

    fn told(&self, lang: i18n::Lang, event: &::store::Happened) -> Option<house::Told> {
        told::told(lang, event)
    }

    fn named(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        things: &[kernel::Entity],
    ) -> Result<Vec<(kernel::Entity, String)>, ::store::Fault> {
        let ours = things.iter().filter(|thing| thing.kind == EntityKind::Item);
        let ours: Vec<kernel::ItemId> = ours.map(|thing| kernel::ItemId::new(thing.id)).collect();
        if ours.is_empty() {
            return Ok(Vec::new());
        }
        let named = items(read, &ours)?;
        Ok(named.iter().map(|card| (card.id.into(), format!("{} {}", card.sku, card.name(visit.lang)))).collect())
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .api(Perm::ItemsRead, routes!(api::list))
            .api(Perm::ItemsWrite, routes!(api::create))
            .api(Perm::ItemsRead, routes!(api::one))
            .api(Perm::ItemsWrite, routes!(api::change))
            .api(Perm::ItemsRead, routes!(api::groups))
            .api(Perm::ItemsRead, routes!(words::api::list))
            .api(Perm::ItemsWrite, routes!(words::api::put))
            .page(Method::GET, "/items", Perm::ItemsRead, web::list)
            .export("/items/export", Perm::ItemsRead, web::file)
            .page(Method::GET, "/items/new", Perm::ItemsWrite, web::new)
            .page(Method::POST, "/items/new", Perm::ItemsWrite, web::create)
            .page(Method::GET, "/items/words", Perm::ItemsWrite, words::web::list)
            .page(Method::POST, "/items/words", Perm::ItemsWrite, words::web::set)
            .page(Method::GET, "/items/{id}", Perm::ItemsRead, web::one)
            .page(Method::GET, "/items/{id}/edit", Perm::ItemsWrite, web::edit)
            .page(Method::POST, "/items/{id}/edit", Perm::ItemsWrite, web::change)
    }

    fn resting(
        &self,
        read: &mut ::store::Read<'_>,
        visit: &Visit,
        kind: EntityKind,
        ids: &[i64],
    ) -> Result<Vec<Resting>, ::store::Fault> {
        forget::resting(read, visit, kind, ids)
    }

    fn menu(&self, visit: &Visit) -> Vec<MenuEntry> {
        if !visit.may(Perm::ItemsRead) {
            return Vec::new();
        }
        vec![MenuEntry {
            href: "/items",
            label: texts::items(visit.lang),
            icon: "box",
            key: 'i',
            place: 60,
            divider_before: false,
        }]
    }
}
