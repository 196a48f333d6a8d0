//! Pages of the catalogue: the list, one item, its forms.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::export::Sheet;
use house::list::{Asked, Filter, List, Order, Words};
use house::{Column, Filters, Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Lang, Said, fmt};
use kernel::{EntityKind, GroupId, ItemId, PriceMode, Quantity, Value, VatClass};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Field, Panel, Select, Th, Tone};

use crate::api::{ChangeItemBody, NewItemBody};
use crate::errors::{ItemRefused, Wrong, WrongField};
use crate::model::{GroupCard, ItemCard, ItemKind};
use crate::names::{self, ItemIndex};
use crate::store::{self as books, Sold};
use crate::words::{Property, properties};
use crate::{rules, texts, verbs};

/// Lines on one page of the list.
const ROWS: i64 = 100;

/// Items found by what was typed, at most.
const MOST_FOUND: i64 = 50;

static ITEMS: List = List {
    path: "/items",
    filters: &[
        Filter::Typed("q"),
        Filter::Row("group"),
        Filter::Word("state", |word| ["selling", "discontinued"].contains(&word)),
    ],
    orders: &[
        Order::text_up("sku"),
        Order::text_down("sku"),
        Order::text_up("name"),
        Order::text_down("name"),
        Order::up("price"),
        Order::down("price"),
    ],
};

/// A page of cards and the address of the next one.
fn cut(
    read: &mut Read<'_>,
    lang: Lang,
    asked: &Asked,
    cards: Vec<ItemCard>,
) -> Result<(Vec<ItemCard>, Option<String>), Fault> {
    // Keys of names written before English had its own are not what they would be today, so the row itself is asked.
    let last = usize::try_from(ROWS).ok().and_then(|rows| cards.get(rows.checked_sub(1)?));
    let name = match last.filter(|_| asked.column() == "name") {
        Some(card) => {
            let (ru, en) = books::name_keys(read, card.id)?;
            if lang == Lang::En { en } else { ru }
        }
        None => String::new(),
    };
    Ok(asked.cut(cards, ROWS, |card| {
        let key = match asked.column() {
            "name" => Value::Text(name.clone()),
            "price" => Value::Int(card.price.ten_thousandths()),
            _ => Value::Text(rules::sku_key(&card.sku)),
        };
        (key, card.id.get())
    }))
}

fn sold(asked: &Asked) -> Option<Sold> {
    match asked.get("state") {
        "selling" => Some(Sold::Selling),
        "discontinued" => Some(Sold::Discontinued),
        _ => None,
    }
}

/// Items that fit the filters, what was typed aside.
fn lines(read: &mut Read<'_>, lang: Lang, asked: &Asked, limit: i64) -> Result<Vec<ItemCard>, Fault> {
    let mut wanted = asked.wanted(limit);
    // Names of the other language stand in their own order.
    if lang == Lang::En && asked.column() == "name" {
        wanted.order += 4;
    }
    books::page(read, asked.read::<GroupId>("group"), sold(asked), &wanted)
}

/// What was found by what was typed, best first, as far as it fits the other filters.
fn found(read: &mut Read<'_>, index: Option<&ItemIndex>, asked: &Asked) -> Result<Vec<ItemCard>, Fault> {
    let (group, sold) = (asked.read::<GroupId>("group"), sold(asked));
    let fits = |card: &ItemCard| {
        group.is_none_or(|group| card.group == group)
            && sold.is_none_or(|sold| (sold == Sold::Selling) == card.discontinued_at.is_none())
    };
    if !asked.is_readable() {
        return Ok(Vec::new());
    }
    let all = names::find(read, index, asked.get("q"), MOST_FOUND)?;
    Ok(all.into_iter().map(|(card, _)| card).filter(fits).collect())
}

/// The item list, or what was found for a query.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ITEMS.asked(&words);
    let (index, departments) = (house.shared::<ItemIndex>(), house.departments());
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let (lang, q) = (visit.lang, asked.get("q"));
            let groups = books::groups(read)?;
            let (cards, next) = if q.is_empty() {
                let cards = lines(read, lang, &asked, ROWS + 1)?;
                cut(read, lang, &asked, cards)?
            } else {
                (found(read, index.as_deref(), &asked)?, None)
            };
            let filters = filters(visit, &groups, &asked);
            let panel = match cards.is_empty() {
                true if q.is_empty() || asked.set().len() > 1 || !asked.is_readable() => {
                    filters.nothing(texts::items(lang), nothing(visit))
                }
                true => not_found(lang, q),
                false => {
                    let ids: Vec<i64> = cards.iter().map(|card| card.id.get()).collect();
                    let beside = house::beside(departments, read, visit, EntityKind::Item, &ids)?;
                    table(lang, sign, &asked, &cards, &beside, next.as_deref())
                }
            };
            let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
            // As many as the item index has in memory: nothing is counted for it.
            let all = index.as_deref().filter(|index| index.is_ready()).map(ItemIndex::len);
            let all = all.and_then(|all| i64::try_from(all).ok());
            let state = all.map(|all| format!("{} {}", texts::tally_all(lang), fmt::integer(lang, all)));
            let shown = Shown { state, ..Shown::new(texts::items(lang), "/items", main).fit() };
            Ok(Some(match visit.may(Perm::ItemsWrite) {
                true => shown.key("n", texts::items_new(lang)),
                false => shown,
            }))
        })
        .await
}

fn filters<'a>(visit: &'a Visit, groups: &[GroupCard], asked: &'a Asked) -> Filters<'a> {
    let lang = visit.lang;
    let groups: Vec<_> = groups.iter().map(|group| (group.id.to_string(), group.name(lang).to_owned())).collect();
    let states = [("selling", texts::selling(lang)), ("discontinued", texts::discontinued(lang))]
        .map(|(code, word)| (code.to_owned(), word.to_owned()));
    let filters = Filters::new(visit, asked)
        .search("q", texts::items_find(lang))
        .choice("group", texts::group(lang), texts::items_all_groups(lang), &groups)
        .choice("state", texts::state(lang), texts::items_all_states(lang), &states);
    match visit.may(Perm::ItemsWrite) {
        true => filters
            .end(html! { (Button::link(texts::words(lang), "/items/words")) })
            .end(html! { (Button::link(texts::items_new(lang), "/items/new").primary().icon("plus").key("n")) }),
        false => filters,
    }
}

fn table(lang: Lang, sign: &str, asked: &Asked, cards: &[ItemCard], beside: &[Column], next: Option<&str>) -> Markup {
    // What was found stands best first.
    let sorts = |column, cell: Th| if asked.get("q").is_empty() { asked.sorts(column, cell) } else { cell };
    let mut heads = vec![
        sorts("sku", Th::new(texts::sku(lang))),
        sorts("name", Th::new(texts::name(lang))),
        Th::new(texts::group(lang)).class("hide-s"),
        Th::new(texts::brand(lang)).class("hide-s"),
        Th::new(texts::unit(lang)),
        sorts("price", Th::sums(texts::price(lang), sign)),
    ];
    heads.extend(beside.iter().map(Column::head));
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for card in cards {
                    tr id={ "item-" (card.id) } {
                        td.nw { a href={ "/items/" (card.id) } { (card.sku) } }
                        td {
                            (card.name(lang))
                            @if card.discontinued_at.is_some() { " " (ui::tag(Tone::Plain, texts::discontinued(lang))) }
                        }
                        td.hide-s { (card.group_name(lang)) }
                        td.hide-s { @if let Some(brand) = &card.brand { (brand) } }
                        td { (card.unit_name(lang)) }
                        (ui::num(&fmt::price(lang, card.price, "")))
                        @for column in beside { (column.shown(card.id.get())) }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::items(lang)).scroll(table)) }
}

fn nothing(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let add =
        visit.may(Perm::ItemsWrite).then(|| html! { (Button::link(texts::items_new(lang), "/items/new").primary()) });
    ui::empty("box", texts::items_none(lang), texts::items_none_hint(lang), add)
}

fn not_found(lang: Lang, q: &str) -> Markup {
    let nothing = ui::empty("search", &texts::items_not_found(lang, q), texts::items_not_found_hint(lang), None);
    html! { (Panel::untitled(texts::items(lang)).flush(nothing)) }
}

/// The item list as a file.
pub(crate) async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ITEMS.asked(&words);
    let (index, departments) = (house.shared::<ItemIndex>(), house.departments());
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let cards = match asked.get("q").is_empty() {
                true => lines(read, lang, asked, most)?,
                false => found(read, index.as_deref(), asked)?,
            };
            let ids: Vec<i64> = cards.iter().map(|card| card.id.get()).collect();
            let beside = house::beside(departments, read, visit, EntityKind::Item, &ids)?;
            let own = [
                texts::sku(lang),
                texts::name(lang),
                texts::group(lang),
                texts::brand(lang),
                texts::unit(lang),
                texts::price(lang),
                texts::price_mode(lang),
                texts::state(lang),
            ];
            let columns: Vec<&str> = own.into_iter().chain(beside.iter().map(Column::title)).collect();
            Ok(Sheet::of(texts::items(lang), "items", &columns, &cards, |card: &ItemCard| {
                let mode = match card.price_mode {
                    PriceMode::Gross => texts::price_gross(lang),
                    PriceMode::Net => texts::price_net(lang),
                };
                let state = match card.discontinued_at {
                    None => texts::selling(lang),
                    Some(_) => texts::discontinued(lang),
                };
                let mut cells = vec![
                    card.sku.as_str().into(),
                    card.name(lang).into(),
                    card.group_name(lang).into(),
                    card.brand.clone().into(),
                    card.unit_name(lang).into(),
                    card.price.into(),
                    mode.into(),
                    state.into(),
                ];
                cells.extend(beside.iter().map(|column| column.cell(card.id.get())));
                cells
            }))
        })
        .await
}

/// The page of one item.
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<ItemId>) -> Response {
    let (sign, departments) = (visit.sign, house.departments());
    house
        .page(&visit, move |read, visit| {
            let Some(card) = books::item(read, id)? else { return Ok(None) };
            let properties = properties(read, visit.lang, &[id])?;
            let mut panels = vec![card_panel(visit, sign, &card, &properties)];
            for department in departments {
                panels.extend(department.panels(read, visit, id.into())?);
            }
            let beside = panels.split_off(1);
            // What it is at the left; what others know of it (stock, purchases) beside it, where there is room.
            let main = html! { div.gr.item-page { div.gr.start { @for panel in &panels { (panel) } } div.gr.start { @for panel in &beside { (panel) } } } };
            let title = format!("{} {}", card.sku, card.name(visit.lang));
            Ok(Some(Shown::new(title, "/items", main).live(format!("item:{id}"))))
        })
        .await
}

/// The panel of one item: what it is, what it costs, its properties.
pub fn card_panel(visit: &Visit, sign: &str, card: &ItemCard, properties: &[Property]) -> Markup {
    let lang = visit.lang;
    let state = match card.discontinued_at {
        Some(at) => texts::discontinued_since(lang, &fmt::day_full(lang, at.day(&visit.zone))),
        None => texts::selling(lang).to_string(),
    };
    let price = format!("{}, {}", fmt::price(lang, card.price, sign), mode_name(lang, card.price_mode));
    let mut rows: Vec<(&str, String)> = vec![
        (texts::sku(lang), card.sku.clone()),
        (texts::group(lang), card.group_name(lang).to_owned()),
        (texts::price(lang), price),
        (texts::vat(lang), vat_name(lang, card.vat_class).to_owned()),
        (texts::unit_label(lang), card.unit_name(lang).to_owned()),
        (texts::pack(lang), format!("{}\u{a0}{}", fmt::quantity(lang, card.pack), card.unit_name(lang))),
        (texts::kind(lang), kind_name(lang, card.kind).to_owned()),
        (texts::state(lang), state),
    ];
    if let Some(brand) = &card.brand {
        rows.insert(2, (texts::brand(lang), brand.clone()));
    }
    rows.extend(properties.iter().map(|one| (one.name.as_str(), one.value.clone())));
    let facts = html! { dl.p-dl { @for (name, value) in &rows { dt { (name) } dd { (value) } } } };
    let mut panel = Panel::new(card.name(lang)).body(facts);
    if visit.may(Perm::ItemsWrite) {
        let change = Button::link(texts::item_change(lang), format!("/items/{}/edit", card.id)).icon("pencil").key("e");
        panel = panel.footer(html! { (change) });
    }
    html! { (panel) }
}

fn mode_name(lang: Lang, mode: PriceMode) -> &'static str {
    match mode {
        PriceMode::Gross => texts::price_gross(lang),
        PriceMode::Net => texts::price_net(lang),
    }
}

fn vat_name(lang: Lang, class: VatClass) -> &'static str {
    match class {
        VatClass::Standard => texts::vat_22(lang),
        VatClass::Reduced => texts::vat_10(lang),
        VatClass::Zero => texts::vat_0(lang),
        VatClass::None => texts::vat_none(lang),
    }
}

fn kind_name(lang: Lang, kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Goods => texts::kind_goods(lang),
        ItemKind::Service => texts::kind_service(lang),
    }
}

/// An item as typed into the form.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    sku: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    brand: String,
    #[serde(default)]
    price: String,
    #[serde(default)]
    price_mode: String,
    #[serde(default)]
    vat_rate: String,
    #[serde(default)]
    pack: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    discontinued: String,
    /// The version the form was made from; empty for a new item.
    #[serde(default)]
    version: String,
}

impl Typed {
    fn pack(&self) -> Result<Option<Quantity>, ItemRefused> {
        let text = kernel::typed_decimal(&self.pack);
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = |why| ItemRefused::Fields(vec![WrongField::new("/pack", Wrong::Number(why))]);
        Quantity::parse_decimal(&text).map(Some).map_err(wrong)
    }

    fn new_body(&self) -> Result<NewItemBody, ItemRefused> {
        Ok(NewItemBody {
            sku: self.sku.clone(),
            name: self.name.clone(),
            name_en: Some(self.name_en.clone()),
            unit: self.unit.clone(),
            group: self.group.clone(),
            brand: Some(self.brand.clone()),
            price: kernel::typed_decimal(&self.price),
            price_mode: Some(self.price_mode.clone()),
            vat_rate: self.vat_rate.clone(),
            pack: self.pack()?,
            kind: ItemKind::parse(&self.kind),
            attributes: BTreeMap::new(),
        })
    }

    fn change_body(&self) -> Result<ChangeItemBody, ItemRefused> {
        Ok(ChangeItemBody {
            sku: Some(self.sku.clone()),
            name: Some(self.name.clone()),
            name_en: Some(self.name_en.clone()),
            unit: Some(self.unit.clone()),
            group: Some(self.group.clone()),
            brand: Some(Some(self.brand.clone())),
            price: Some(kernel::typed_decimal(&self.price)),
            price_mode: Some(self.price_mode.clone()),
            vat_rate: Some(self.vat_rate.clone()),
            pack: Some(self.pack()?.unwrap_or(Quantity::whole(1))),
            discontinued: Some(self.discontinued == "yes"),
            attributes: None,
        })
    }
}

/// The form of a new item.
pub(crate) async fn new(State(house): State<House>, visit: Visit) -> Response {
    let mode = house.settings().price_mode;
    let typed = Typed { price_mode: mode.code().into(), vat_rate: "22".into(), ..Typed::default() };
    house.page(&visit, move |read, visit| Ok(Some(form_page(read, visit, None, &typed, None)?))).await
}

/// Lets an item into the catalogue from the form.
pub(crate) async fn create(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let (typed, way) = (form.body.clone(), house.settings().price_mode);
    let made = Arc::new(AtomicI64::new(0));
    let seen = made.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let item = typed.new_body().and_then(|body| body.read(way)).map_err(store::Stop::Refused).map_err(boxed)?;
            let card = verbs::create(tx, visit, item).map_err(boxed)?;
            made.store(card.id.get(), Ordering::Relaxed);
            Ok(format!("/items/{}", card.id))
        })
        .await;
    names::refresh(&house, seen.load(Ordering::Relaxed)).await;
    answer(&house, &visit, htmx, None, typed, ended).await
}

/// The form of a change.
pub(crate) async fn edit(State(house): State<House>, visit: Visit, Path(id): Path<ItemId>) -> Response {
    house
        .page(&visit, move |read, visit| {
            let Some(card) = books::item(read, id)? else { return Ok(None) };
            let typed = Typed {
                name_en: if card.name_en == card.name_ru { String::new() } else { card.name_en.clone() },
                group: card.group_name(visit.lang).to_owned(),
                sku: card.sku,
                name: card.name_ru,
                unit: card.unit,
                brand: card.brand.unwrap_or_default(),
                price: fmt::typed(visit.lang, &card.price.to_string()),
                price_mode: card.price_mode.code().into(),
                vat_rate: card.vat_class.code().into(),
                pack: fmt::typed(visit.lang, &card.pack.to_string()),
                kind: card.kind.code().into(),
                discontinued: if card.discontinued_at.is_some() { "yes".into() } else { String::new() },
                version: card.version.to_string(),
            };
            Ok(Some(form_page(read, visit, Some(id), &typed, None)?))
        })
        .await
}

/// Changes an item from the form.
pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ItemId>,
    form: Form<Typed>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let seen = typed.version.parse().unwrap_or(0);
            let change =
                typed.change_body().and_then(|body| body.read()).map_err(store::Stop::Refused).map_err(boxed)?;
            verbs::change(tx, visit, id, Some(seen), change).map_err(boxed)?;
            Ok(format!("/items/{id}"))
        })
        .await;
    names::refresh(&house, id.get()).await;
    answer(&house, &visit, htmx, Some(id), typed, ended).await
}

async fn answer(
    house: &House,
    visit: &Visit,
    htmx: bool,
    id: Option<ItemId>,
    typed: Arc<Typed>,
    ended: FormEnd,
) -> Response {
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            house
                .page(visit, move |read, visit| {
                    let shown = form_page(read, visit, id, &typed, Some((&said, &fields)))?;
                    Ok(Some(shown.status(status)))
                })
                .await
        }
        FormEnd::Failed(response) => *response,
    }
}

fn form_page(
    read: &mut Read<'_>,
    visit: &Visit,
    id: Option<ItemId>,
    typed: &Typed,
    refused: Option<(&Said, &[FieldError])>,
) -> Result<Shown, Fault> {
    let lang = visit.lang;
    let (title, here, back) = match id {
        Some(id) => (texts::item_change(lang), format!("/items/{id}/edit"), format!("/items/{id}")),
        None => (texts::items_new(lang), "/items/new".to_owned(), "/items".to_owned()),
    };
    let groups = books::groups(read)?;
    let footer = html! {
        (Button::link(texts::item_cancel(lang), back).quiet())
        (Button::submit(texts::item_save(lang)).primary().attr("form", "item-form").class("end").key("Ctrl Enter"))
    };
    let main = ui::panel(title, None, None, form_body(lang, &here, &groups, typed, refused), Some(footer));
    Ok(Shown::new(title, "/items", main))
}

fn form_body(
    lang: Lang,
    here: &str,
    groups: &[GroupCard],
    typed: &Typed,
    refused: Option<(&Said, &[FieldError])>,
) -> Markup {
    let wrong = |pointer: &str| {
        let fields = refused.map_or(&[][..], |(_, fields)| fields);
        fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
    };
    let modes = [PriceMode::Gross, PriceMode::Net].map(|mode| (mode.code(), mode_name(lang, mode)));
    let rates = VatClass::ALL.map(|class| (class.code(), vat_name(lang, class)));
    let kinds = [ItemKind::Goods, ItemKind::Service].map(|kind| (kind.code(), kind_name(lang, kind)));
    let is_new = typed.version.is_empty();
    html! {
        form.p-form #item-form method="post" action=(here) {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(typed.version);
            @if let Some((said, _)) = refused {
                (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) })))
            }
            div.row-f.top {
                (Field::new("sku", texts::sku(lang)).value(typed.sku.clone()).error(wrong("/sku")).required().autofocus()
                    .attr("maxlength", "64"))
                (Field::new("name", texts::name(lang)).value(typed.name.clone()).error(wrong("/name")).required()
                    .attr("maxlength", "200").width("grow"))
            }
            (Field::new("name_en", texts::name_en(lang)).value(typed.name_en.clone()).hint(texts::name_en_hint(lang))
                .error(wrong("/name_en")))
            div.row-f.top {
                (Field::new("group", texts::group(lang)).value(typed.group.clone()).hint(texts::group_hint(lang))
                    .error(wrong("/group")).required().attr("list", "groups").width("grow"))
                datalist #groups { @for group in groups { option value=(group.name(lang)) {} } }
                (Field::new("brand", texts::brand(lang)).value(typed.brand.clone()).error(wrong("/brand")).width("grow"))
            }
            div.row-f.top {
                (Field::new("price", texts::price(lang)).value(typed.price.clone()).error(wrong("/price")).numeric().required())
                (Select::new("price_mode", texts::price_mode(lang)).options(modes).chosen(typed.price_mode.clone())
                    .error(wrong("/price_mode")))
                (Select::new("vat_rate", texts::vat(lang)).options(rates).chosen(typed.vat_rate.clone())
                    .error(wrong("/vat_rate")))
            }
            div.row-f.top {
                (Field::new("unit", texts::unit_label(lang)).value(typed.unit.clone()).error(wrong("/unit")).required()
                    .attr("maxlength", "16"))
                (Field::new("pack", texts::pack(lang)).value(typed.pack.clone()).error(wrong("/pack")).numeric())
                @if is_new { (Select::new("kind", texts::kind(lang)).options(kinds).chosen(typed.kind.clone())) }
                @else {
                    (Select::new("discontinued", texts::state(lang)).option("", texts::selling(lang))
                        .option("yes", texts::discontinued(lang)).chosen(typed.discontinued.clone()))
                }
            }
        }
    }
}
