//! Deeds on the catalogue: an item enters it, an item is changed.

use house::Visit;
use i18n::Lang;
use kernel::{Event, GroupId, ItemId};
use serde_json::json;
use store::{Fault, Stop, Tx};

use crate::errors::ItemRefused;
use crate::model::{ChangeItem, ItemCard, Named, NewItem};
use crate::{rules, store as books, texts};

/// The category of groups that came without one.
fn other() -> Named {
    Named {
        code: "other".into(),
        name_ru: texts::other_category(Lang::Ru).into(),
        name_en: texts::other_category(Lang::En).into(),
    }
}

/// Lets an item into the catalogue.
///
/// An unknown group is made under the category `other`. Refused: wrong fields, a code that another item has.
pub fn create(tx: &mut Tx<'_>, _visit: &Visit, item: NewItem) -> Result<ItemCard, Stop<ItemRefused>> {
    let item = rules::tidied(item);
    let wrong = rules::check(&item);
    if !wrong.is_empty() {
        return Err(Stop::Refused(ItemRefused::Fields(wrong)));
    }
    refuse_taken(tx, &item.sku, None)?;
    let group = group_of(tx, &item.group)?;
    let Some(id) = books::insert_item(tx, &item, group)? else {
        refuse_taken(tx, &item.sku, None)?;
        return Err(Fault::because("an item was neither written nor found").into());
    };
    if !item.attributes.is_empty() {
        books::set_attributes(tx, id, &item.attributes)?;
    }
    tx.event(Event::new("item_created", id, json!({ "item": id, "group": group }).to_string()), None);
    Ok(fresh(tx, id)?)
}

/// Changes what is named of an item; the rest stays.
///
/// `seen` is the version the caller looked at. Refused: unknown item, stale version, wrong fields, code taken.
pub fn change(
    tx: &mut Tx<'_>,
    _visit: &Visit,
    id: ItemId,
    seen: Option<i64>,
    change: ChangeItem,
) -> Result<ItemCard, Stop<ItemRefused>> {
    let Some(old) = books::lock_items(tx, &[id])?.into_iter().next() else {
        return Err(Stop::Refused(ItemRefused::Unknown(id)));
    };
    if seen.is_some_and(|seen| seen != old.version) {
        return Err(Stop::Refused(ItemRefused::Stale { item: id, version: old.version }));
    }
    let new = rules::tidied(applied(&old, &change));
    let wrong = rules::check(&new);
    if !wrong.is_empty() {
        return Err(Stop::Refused(ItemRefused::Fields(wrong)));
    }
    refuse_taken(tx, &new.sku, Some(id))?;
    let group = if change.group.is_some() { group_of(tx, &new.group)? } else { old.group };
    let discontinued_at = match change.discontinued {
        Some(true) => Some(old.discontinued_at.unwrap_or(tx.now())),
        Some(false) => None,
        None => old.discontinued_at,
    };
    if !books::update_item(tx, &old, &new, group, discontinued_at)? {
        return Err(Stop::Refused(ItemRefused::Stale { item: id, version: old.version }));
    }
    let mut fields = rules::differences(&old, &new, discontinued_at.is_some());
    if change.attributes.is_some() {
        books::set_attributes(tx, id, &new.attributes)?;
        fields.push("attributes");
    }
    let payload = json!({ "item": id, "fields": fields, "price": { "old": old.price, "new": new.price } });
    tx.event(Event::new("item_changed", id, payload.to_string()), None);
    Ok(fresh(tx, id)?)
}

fn fresh(tx: &mut Tx<'_>, id: ItemId) -> Result<ItemCard, Fault> {
    books::item(tx, id)?.ok_or_else(|| Fault::because("an item just written is not there"))
}

fn group_of(tx: &mut Tx<'_>, word: &str) -> Result<GroupId, Fault> {
    books::ensure_group(tx, &other(), &Named::plain(word))
}

fn refuse_taken(tx: &mut Tx<'_>, sku: &str, me: Option<ItemId>) -> Result<(), Stop<ItemRefused>> {
    match books::item_by_sku(tx, sku)?.filter(|there| Some(there.id) != me) {
        None => Ok(()),
        Some(there) => Err(Stop::Refused(ItemRefused::SkuTaken {
            sku: there.sku,
            existing: there.id,
            names: (there.name_ru, there.name_en),
        })),
    }
}

/// The whole item as it is to be after the change.
fn applied(old: &ItemCard, change: &ChangeItem) -> NewItem {
    let old = old.clone();
    // One name for both languages stays one name.
    let same_name = old.name_ru == old.name_en;
    let name_en = match (&change.name_en, &change.name_ru) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) if same_name => name.clone(),
        _ => old.name_en,
    };
    NewItem {
        sku: change.sku.clone().unwrap_or(old.sku),
        name_ru: change.name_ru.clone().unwrap_or(old.name_ru),
        name_en,
        unit: change.unit.clone().unwrap_or(old.unit),
        group: change.group.clone().unwrap_or(old.group_code),
        brand: change.brand.clone().unwrap_or(old.brand),
        price: change.price.unwrap_or(old.price),
        price_mode: change.price_mode.unwrap_or(old.price_mode),
        vat_class: change.vat_class.unwrap_or(old.vat_class),
        pack: change.pack.unwrap_or(old.pack),
        kind: old.kind,
        attributes: change.attributes.clone().unwrap_or_default(),
    }
}
