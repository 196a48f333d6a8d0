//! Items over the JSON API.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, IfMatch, Listed, Made, Page, Path, Query, Visit, boxed};
use i18n::Lang;
use kernel::{ItemId, PriceMode, Quantity, UnitPrice, VatClass};
use serde::{Deserialize, Deserializer, Serialize};
use store::{Read, Stop};
use utoipa::{IntoParams, ToSchema};

use crate::errors::{ItemRefused, Wrong, WrongField};
use crate::model::{ChangeItem, GroupCard, ItemCard, ItemKind, NewItem};
use crate::names::{ItemIndex, find};
use crate::{store as books, verbs};

/// An item as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItemBody {
    /// Its code; unique.
    #[schema(max_length = 64, min_length = 1)]
    pub sku: String,
    /// Its name.
    #[schema(max_length = 200, min_length = 1)]
    pub name: String,
    /// Its English name, where it has another one.
    #[schema(max_length = 200)]
    pub name_en: Option<String>,
    /// Base unit.
    #[schema(max_length = 16, min_length = 1)]
    pub unit: String,
    /// Code or name of its group; an unknown one is made.
    #[schema(max_length = 200, min_length = 1)]
    pub group: String,
    /// Brand.
    #[schema(max_length = 100)]
    pub brand: Option<String>,
    /// Price of one base unit: `"12.50"`.
    #[schema(example = "12.50")]
    pub price: String,
    /// `gross` (VAT included) or `net`; the company's way without it.
    #[schema(example = "gross")]
    pub price_mode: Option<String>,
    /// Class of VAT: `22`, `10`, `0`, `none`.
    #[schema(example = "22")]
    pub vat_rate: String,
    /// Base units in a pack.
    #[schema(value_type = Option<String>, example = "12")]
    pub pack: Option<Quantity>,
    /// Goods or service.
    pub kind: Option<ItemKind>,
    /// Properties by name.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// What is to be different about an item; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeItemBody {
    /// Another code.
    pub sku: Option<String>,
    /// Another name.
    pub name: Option<String>,
    /// Another English name.
    pub name_en: Option<String>,
    /// Another base unit.
    pub unit: Option<String>,
    /// Another group.
    pub group: Option<String>,
    /// Another brand; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub brand: Option<Option<String>>,
    /// Another price.
    pub price: Option<String>,
    /// `gross` or `net`.
    pub price_mode: Option<String>,
    /// Another class of VAT.
    pub vat_rate: Option<String>,
    /// Another pack.
    #[schema(value_type = Option<String>)]
    pub pack: Option<Quantity>,
    /// No longer sold.
    pub discontinued: Option<bool>,
    /// All properties anew.
    pub attributes: Option<BTreeMap<String, String>>,
}

/// Tells "null" from "left out".
fn given<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(input).map(Some)
}

/// An item as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: ItemId,
    /// Code.
    pub sku: String,
    /// Name in the caller's language.
    pub name: String,
    /// Russian name.
    pub name_ru: String,
    /// English name.
    pub name_en: String,
    /// Base unit.
    pub unit: String,
    /// Code of the group.
    pub group: String,
    /// Code of the category.
    pub category: String,
    /// Brand.
    pub brand: Option<String>,
    /// Price of one base unit.
    #[schema(value_type = String)]
    pub price: UnitPrice,
    /// `gross` or `net`.
    #[schema(value_type = String)]
    pub price_mode: PriceMode,
    /// Class of VAT.
    #[schema(value_type = String)]
    pub vat_rate: VatClass,
    /// Base units in a pack.
    #[schema(value_type = String)]
    pub pack: Quantity,
    /// Goods or service.
    pub kind: ItemKind,
    /// No longer sold.
    pub discontinued: bool,
    /// Version for `If-Match`.
    pub version: i64,
    /// Properties by name as they are kept, on the card of one item.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The same properties in English: the word of each value where it has one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes_en: BTreeMap<String, String>,
    /// Why a search found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_on: Option<&'static str>,
}

impl ItemJson {
    /// A card in the caller's language, without properties.
    pub fn of(lang: Lang, card: ItemCard) -> ItemJson {
        ItemJson {
            name: card.name(lang).to_owned(),
            id: card.id,
            sku: card.sku,
            name_ru: card.name_ru,
            name_en: card.name_en,
            unit: card.unit,
            group: card.group_code,
            category: card.category_code,
            brand: card.brand,
            price: card.price,
            price_mode: card.price_mode,
            vat_rate: card.vat_class,
            pack: card.pack,
            kind: card.kind,
            discontinued: card.discontinued_at.is_some(),
            version: card.version,
            attributes: BTreeMap::new(),
            attributes_en: BTreeMap::new(),
            matched_on: None,
        }
    }

    /// A card with its properties.
    pub fn whole(read: &mut Read<'_>, lang: Lang, card: ItemCard) -> Result<ItemJson, store::Fault> {
        let known = crate::words::properties(read, Lang::En, &[card.id])?;
        let attributes = known.iter().map(|one| (one.code.clone(), one.kept.clone())).collect();
        let attributes_en = known.into_iter().map(|one| (one.code, one.value)).collect();
        Ok(ItemJson { attributes, attributes_en, ..ItemJson::of(lang, card) })
    }
}

/// A group as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: kernel::GroupId,
    /// Code.
    pub code: String,
    /// Name in the caller's language.
    pub name: String,
    /// Code of the category.
    pub category: String,
}

impl GroupJson {
    fn of(lang: Lang, card: GroupCard) -> GroupJson {
        GroupJson { name: card.name(lang).to_owned(), id: card.id, code: card.code, category: card.category_code }
    }
}

/// All groups of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupsJson {
    /// The groups by code.
    pub items: Vec<GroupJson>,
}

/// Which items.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ItemsQuery {
    /// What was typed: code or name, in any layout, with typing errors.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Code or name of a group.
    #[param(max_length = 200)]
    pub group: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

impl NewItemBody {
    /// The body as a deed; every wrong field is named.
    pub fn read(&self, way: PriceMode) -> Result<NewItem, ItemRefused> {
        let mut wrong = Vec::new();
        let price = price(&self.price).map_err(|what| wrong.push(WrongField::new("/price", what)));
        let vat_class = vat(&self.vat_rate).map_err(|what| wrong.push(WrongField::new("/vat_rate", what)));
        let mode = self.price_mode.as_deref().map_or(Ok(way), mode);
        let mode = mode.map_err(|what| wrong.push(WrongField::new("/price_mode", what)));
        let item = NewItem {
            sku: self.sku.clone(),
            name_ru: self.name.clone(),
            name_en: self.name_en.clone().unwrap_or_default(),
            unit: self.unit.clone(),
            group: self.group.clone(),
            brand: self.brand.clone(),
            price: price.unwrap_or_default(),
            price_mode: mode.unwrap_or_default(),
            vat_class: vat_class.unwrap_or(VatClass::Standard),
            pack: self.pack.unwrap_or(Quantity::whole(1)),
            kind: self.kind.unwrap_or_default(),
            attributes: self.attributes.clone(),
        };
        if !wrong.is_empty() {
            wrong.extend(crate::rules::check(&crate::rules::tidied(item.clone())));
            return Err(ItemRefused::Fields(wrong));
        }
        Ok(item)
    }
}

impl ChangeItemBody {
    /// The body as a deed; every wrong field is named.
    pub fn read(&self) -> Result<ChangeItem, ItemRefused> {
        let mut wrong = Vec::new();
        let price = self.price.as_deref().map(price).transpose();
        let price = price.map_err(|what| wrong.push(WrongField::new("/price", what)));
        let vat_class = self.vat_rate.as_deref().map(vat).transpose();
        let vat_class = vat_class.map_err(|what| wrong.push(WrongField::new("/vat_rate", what)));
        let mode = self.price_mode.as_deref().map(mode).transpose();
        let mode = mode.map_err(|what| wrong.push(WrongField::new("/price_mode", what)));
        if !wrong.is_empty() {
            return Err(ItemRefused::Fields(wrong));
        }
        Ok(ChangeItem {
            sku: self.sku.clone(),
            name_ru: self.name.clone(),
            name_en: self.name_en.clone(),
            unit: self.unit.clone(),
            group: self.group.clone(),
            brand: self.brand.clone(),
            price: price.unwrap_or_default(),
            price_mode: mode.unwrap_or_default(),
            vat_class: vat_class.unwrap_or_default(),
            pack: self.pack,
            discontinued: self.discontinued,
            attributes: self.attributes.clone(),
        })
    }
}

fn price(text: &str) -> Result<UnitPrice, Wrong> {
    UnitPrice::parse_decimal(text).map_err(Wrong::Number)
}

fn vat(text: &str) -> Result<VatClass, Wrong> {
    VatClass::parse(text).map_err(|_| Wrong::NotOneOf("22, 10, 0, none"))
}

fn mode(text: &str) -> Result<PriceMode, Wrong> {
    PriceMode::parse(text).map_err(|_| Wrong::NotOneOf("gross, net"))
}

/// Items as typed, of a group, or all by code.
#[utoipa::path(get, path = "/api/v1/items", tag = "catalogue", params(ItemsQuery),
    responses((status = 200, body = Listed<ItemJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<ItemsQuery>) -> Response {
    let index = house.shared::<ItemIndex>();
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            if let Some(q) = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
                let found = find(read, index.as_deref(), q, page.limit.map_or(8, |_| page.rows()))?;
                let items = found
                    .into_iter()
                    .map(|(card, why)| ItemJson { matched_on: Some(why), ..ItemJson::of(visit.lang, card) })
                    .collect();
                return Ok(Listed { items, next_cursor: None });
            }
            items_of(read, visit, &asked, &page)
        })
        .await
}

fn items_of(
    read: &mut Read<'_>,
    visit: &Visit,
    asked: &ItemsQuery,
    page: &Page,
) -> Result<Listed<ItemJson>, Stop<house::Refused>> {
    let after = page.after().map_err(|refused| Stop::Refused(Box::new(refused) as house::Refused))?;
    if after.as_ref().is_some_and(|cursor| cursor.key.contains('\0')) {
        let field =
            i18n::FieldError { pointer: "?cursor".into(), message: crate::texts::wrong_cursor(visit.lang).into() };
        return Err(Stop::Refused(Box::new(house::Plain::BadField(field))));
    }
    let (key, id) = after.as_ref().map_or(("", 0), |cursor| (cursor.key.as_str(), cursor.id));
    let group = match asked.group.as_deref().filter(|word| !word.is_empty()) {
        None => None,
        Some(word) => match books::group(read, word)? {
            Some(group) => Some(group.id),
            None => return Ok(Listed { items: Vec::new(), next_cursor: None }),
        },
    };
    let cards = books::list(read, group, (key, id), page.rows() + 1)?;
    let cut = Listed::cut(cards, page.rows(), |card| (crate::rules::sku_key(&card.sku), card.id.get()));
    let items = cut.items.into_iter().map(|card| ItemJson::of(visit.lang, card)).collect();
    Ok(Listed { items, next_cursor: cut.next_cursor })
}

/// Lets an item into the catalogue.
#[utoipa::path(post, path = "/api/v1/items", tag = "catalogue", request_body = NewItemBody,
    responses((status = 201, body = ItemJson), (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn create(State(house): State<House>, visit: Visit, deed: Deed<NewItemBody>) -> Response {
    let way = house.settings().price_mode;
    let made = Arc::new(AtomicI64::new(0));
    let seen = made.clone();
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &NewItemBody| {
            let item = body.read(way).map_err(Stop::Refused).map_err(boxed)?;
            let card = verbs::create(tx, visit, item).map_err(boxed)?;
            made.store(card.id.get(), Ordering::Relaxed);
            let (place, version) = (format!("/api/v1/items/{}", card.id), card.version);
            let shown = ItemJson::whole(tx, visit.lang, card)?;
            Ok(Made::created(&shown, place).version(version))
        })
        .await;
    crate::names::refresh(&house, seen.load(Ordering::Relaxed)).await;
    answer
}

/// One item with its properties.
#[utoipa::path(get, path = "/api/v1/items/{id}", tag = "catalogue", params(("id" = String, Path)),
    responses((status = 200, body = ItemJson), (status = 404, body = house::Problem)))]
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<ItemId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            let Some(card) = books::item(read, id)? else { return Ok(None) };
            let version = card.version;
            Ok(Some((ItemJson::whole(read, visit.lang, card)?, Some(version))))
        })
        .await
}

/// Changes what is named of an item.
#[utoipa::path(patch, path = "/api/v1/items/{id}", tag = "catalogue", params(("id" = String, Path)),
    request_body = ChangeItemBody, responses((status = 200, body = ItemJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem),
    (status = 428, body = house::Problem)))]
pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<ItemId>,
    IfMatch(seen): IfMatch,
    deed: Deed<ChangeItemBody>,
) -> Response {
    let answer = house
        .deed(&visit, deed, move |tx, visit, body: &ChangeItemBody| {
            let change = body.read().map_err(Stop::Refused).map_err(boxed)?;
            let card = verbs::change(tx, visit, id, Some(seen), change).map_err(boxed)?;
            let version = card.version;
            Ok(Made::ok(&ItemJson::whole(tx, visit.lang, card)?).version(version))
        })
        .await;
    crate::names::refresh(&house, id.get()).await;
    answer
}

/// All groups.
#[utoipa::path(get, path = "/api/v1/item-groups", tag = "catalogue", responses((status = 200, body = GroupsJson)))]
pub(crate) async fn groups(State(house): State<House>, visit: Visit) -> Response {
    house
        .ask(&visit, |read, visit| {
            let items = books::groups(read)?.into_iter().map(|card| GroupJson::of(visit.lang, card)).collect();
            Ok(Some(GroupsJson { items }))
        })
        .await
}
