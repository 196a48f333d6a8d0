//! A row of items: made, or the one with the same code brought up to date.

use std::collections::BTreeMap;

use catalogue::{ChangeItem, ItemCard, ItemKind, NewItem};
use house::Visit;
use kernel::{PriceMode, Quantity, VatClass, text_key};
use store::{Stop, Tx};

use crate::columns::{Places, label};
use crate::kind::ImportKind;
use crate::plan::{Became, Made, said};
use crate::table::Row;
use crate::words::{PIECE, item_kind, price_mode, vat};
use crate::{texts, values};

/// Properties that may stand in a column of their own.
const PROPERTIES: [&str; 4] = ["colour", "material", "motif", "size"];

/// Reads a row and lets the item in.
pub fn row(tx: &mut Tx<'_>, visit: &Visit, places: &Places, row: &Row) -> Result<Became, Stop<String>> {
    let there = catalogue::find_skus(tx, &[places.text(row, "sku")])?.into_iter().flatten().next();
    let own = house::settings::all(tx)?.price_mode;
    let typed = typed(visit, places, row, there.as_ref(), own).map_err(Stop::Refused)?;
    let Some(there) = there else {
        let made = catalogue::create(tx, visit, typed).map_err(said(visit.lang))?;
        return Ok(Became::Created(Made::Item(made.id.get())));
    };
    let attributes = catalogue::attributes(tx, &[there.id])?;
    let mut kept: BTreeMap<String, String> = attributes.into_iter().map(|(_, name, value)| (name, value)).collect();
    let before = kept.clone();
    kept.extend(typed.attributes.clone());
    let change = ChangeItem {
        name_ru: differs(&typed.name_ru, &there.name_ru),
        name_en: places.get(row, "name_en").and_then(|name| differs(&name.to_owned(), &there.name_en)),
        unit: differs(&typed.unit, &there.unit),
        group: places.get(row, "group").filter(|group| !is_group(&there, group)).map(str::to_owned),
        brand: differs(&typed.brand, &there.brand),
        price: differs(&typed.price, &there.price),
        price_mode: differs(&typed.price_mode, &there.price_mode),
        vat_class: differs(&typed.vat_class, &there.vat_class),
        pack: differs(&typed.pack, &there.pack),
        attributes: differs(&kept, &before),
        ..ChangeItem::default()
    };
    if change == ChangeItem::default() {
        return Ok(Became::Skipped);
    }
    catalogue::change(tx, visit, there.id, None, change).map_err(said(visit.lang))?;
    Ok(Became::Updated)
}

fn differs<T: Clone + PartialEq>(new: &T, old: &T) -> Option<T> {
    (new != old).then(|| new.clone())
}

fn is_group(item: &ItemCard, word: &str) -> bool {
    [&item.group_code, &item.group_ru, &item.group_en].iter().any(|name| text_key(name) == text_key(word))
}

/// The item as the row gives it; what the row leaves blank is as before, or the usual.
fn typed(
    visit: &Visit,
    places: &Places,
    row: &Row,
    there: Option<&ItemCard>,
    own: PriceMode,
) -> Result<NewItem, String> {
    let lang = visit.lang;
    let wrong = |column: &str| {
        texts::import_value_wrong(
            lang,
            label(ImportKind::Items, column, lang),
            places.get(row, column).unwrap_or_default(),
        )
    };
    let price = values::price(&places.text(row, "price")).ok_or_else(|| wrong("price"))?;
    let price_mode = match places.get(row, "price_mode") {
        None => there.map_or(own, |item| item.price_mode),
        Some(word) => price_mode(word).ok_or_else(|| wrong("price_mode"))?,
    };
    let vat_class = match places.get(row, "vat") {
        None => there.map_or(VatClass::Standard, |item| item.vat_class),
        Some(word) => vat(word).ok_or_else(|| wrong("vat"))?,
    };
    let pack = match places.get(row, "pack") {
        None => there.map_or(Quantity::whole(1), |item| item.pack),
        Some(word) => values::quantity(word).ok_or_else(|| wrong("pack"))?,
    };
    let kind = match places.get(row, "kind") {
        None => there.map_or(ItemKind::Goods, |item| item.kind),
        Some(word) => item_kind(word).ok_or_else(|| wrong("kind"))?,
    };
    let or_usual = |code: &str, before: Option<&String>, usual: &str| {
        places.get(row, code).map_or_else(|| before.cloned().unwrap_or_else(|| usual.to_owned()), str::to_owned)
    };
    let attributes = PROPERTIES
        .iter()
        .filter_map(|name| places.get(row, name).map(|value| ((*name).to_owned(), value.to_owned())))
        .collect();
    Ok(NewItem {
        sku: places.text(row, "sku"),
        name_ru: places.text(row, "name"),
        name_en: places.text(row, "name_en"),
        unit: or_usual("unit", there.map(|item| &item.unit), PIECE),
        group: or_usual("group", there.map(|item| &item.group_code), "other"),
        brand: places.get(row, "brand").map(str::to_owned).or_else(|| there.and_then(|item| item.brand.clone())),
        price,
        price_mode,
        vat_class,
        pack,
        kind,
        attributes,
    })
}
