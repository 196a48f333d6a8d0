//! What stock shows on the page of an item.

use catalogue::ItemKind;
use house::{Column, Visit};
use i18n::fmt;
use kernel::{Entity, EntityKind, ItemId, Quantity};
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Fact, Panel, Th, Tone};

use crate::model::SupplyRow;
use crate::rules::Source;
use crate::{store as books, texts};

/// Awaited goods that are shown at most; the register of arrivals has them all.
const ROWS: i64 = 20;

/// What lies on the shelf, what of it is held, what is free, and what is awaited; nothing for a service.
pub(crate) fn item_panel(read: &mut Read<'_>, visit: &Visit, item: ItemId) -> Result<Option<Markup>, Fault> {
    let Some(card) = catalogue::item(read, item)?.filter(|card| card.kind == ItemKind::Goods) else { return Ok(None) };
    let lang = visit.lang;
    let stock = books::stock_of(read, &[item])?.into_iter().next();
    let (on_hand, free) = stock.map_or((Quantity::ZERO, Quantity::ZERO), |stock| (stock.on_hand, stock.free));
    let held = difference(on_hand, free);
    let awaited = books::awaited(read, item, ROWS)?;
    let amount = |quantity: Quantity| fmt::quantity(lang, quantity);
    let unit = card.unit_name(lang);
    let facts = [
        Fact::new(texts::on_hand(lang), amount(on_hand)).unit(unit),
        Fact::new(texts::held(lang), amount(held)).unit(unit),
        Fact::new(texts::free(lang), amount(free)).unit(unit),
    ];
    let rows = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::awaited_on(lang)),
                Th::new(texts::awaited_from(lang)),
                Th::num(texts::quantity(lang)),
                Th::num(texts::free(lang)),
            ]))
            tbody { @for row in &awaited { (awaited_row(visit, row)) } }
        }
    };
    let panel = Panel::new(texts::stock(lang)).flush(ui::facts(texts::stock_figures(lang), &facts));
    let panel = match awaited.is_empty() {
        true => panel.body(html! { p.t3 { (texts::awaited_none(lang)) } }),
        false => panel.flush(rows),
    };
    Ok(Some(html! { (panel) }))
}

/// Substitutes shown on the page of an item.
const SUBSTITUTES: usize = 5;

/// What stands in for an item, by the rule of the order desk: the best fitting first, with what is free of each.
pub(crate) fn substitutes_panel(read: &mut Read<'_>, visit: &Visit, item: ItemId) -> Result<Option<Markup>, Fault> {
    let Some(card) = catalogue::item(read, item)?.filter(|card| card.kind == ItemKind::Goods) else { return Ok(None) };
    let (lang, quantity) = (visit.lang, card.pack);
    let times = crate::answers::Times::read(read, visit)?;
    let planned = crate::pools::Pools::read(read, &[item])?;
    let need = crate::substitutes::Need { line: 0, card, quantity, wanted_by: None };
    let found = crate::substitutes::find(read, &times, &planned, &[need])?;
    let found: Vec<_> = found.into_iter().flat_map(|(_, found)| found).take(SUBSTITUTES).collect();
    if found.is_empty() {
        return Ok(None);
    }
    let rows = html! {
        table.p-tbl {
            (ui::head(&[Th::new(texts::substitute(lang)), Th::num(texts::free(lang)), Th::sums(texts::price(lang), "\u{20bd}")]))
            tbody {
                @for one in &found {
                    @let free = fmt::quantity(lang, one.free_now);
                    tr {
                        td.cut { a href={ "/items/" (one.item.id) } { (one.item.sku) " " (one.item.name(lang)) } }
                        (ui::zero(&free, one.free_now.is_zero()))
                        (ui::num(&fmt::price(lang, one.price, "")))
                    }
                }
            }
        }
    };
    Ok(Some(html! { (Panel::new(texts::substitutes(lang)).flush(rows)) }))
}

/// What is free on the shelf and what is awaited with its first day, beside items in a list; nothing for those that
/// never came in.
pub(crate) fn item_columns(read: &mut Read<'_>, visit: &Visit, ids: &[i64]) -> Result<Vec<Column>, Fault> {
    let lang = visit.lang;
    let items: Vec<ItemId> = ids.iter().copied().map(ItemId::new).collect();
    let (mut free, mut awaited) = (Column::number(texts::free(lang)), Column::new(texts::awaited(lang)).wide());
    for stock in books::stock_of(read, &items)? {
        let id = stock.item.get();
        let shown = fmt::quantity(lang, stock.free);
        free.put(id, stock.free, html! { @if stock.free.is_positive() { (shown) } @else { span.t3 { (shown) } } });
        if let Some(day) = stock.next_on.filter(|_| stock.incoming.is_positive()) {
            let (quantity, day_shown) = (fmt::quantity(lang, stock.incoming), fmt::day(lang, day, visit.today));
            let shown = if day < visit.today {
                html! { (quantity) " · " span.bad { (texts::awaited_late(lang, &day_shown)) } }
            } else {
                html! { (quantity) " · " (day_shown) }
            };
            awaited.put(id, stock.incoming, shown);
        }
    }
    Ok(vec![free, awaited])
}

fn awaited_row(visit: &Visit, row: &SupplyRow) -> Markup {
    let lang = visit.lang;
    let day = fmt::weekday_day(lang, row.available_on, visit.today);
    let arrival = row.origin.filter(|_| row.source == Source::Arrival);
    let href = arrival.and_then(|origin| house::link(visit, Entity::new(EntityKind::Arrival, origin)));
    let from = match arrival {
        Some(origin) => texts::arrival_numbered(lang, &origin.to_string()),
        None => texts::awaited_other(lang).to_owned(),
    };
    html! {
        tr {
            td.nw { @if row.available_on < visit.today { (ui::status(Tone::Bad, &day)) } @else { (day) } }
            td { @if let Some(href) = href { a href=(href) { (from) } } @else { (from) } }
            (ui::num(&fmt::quantity(lang, row.quantity)))
            (ui::num(&fmt::quantity(lang, difference(row.quantity, row.allocated))))
        }
    }
}

fn difference(one: Quantity, other: Quantity) -> Quantity {
    Quantity::from_thousandths(one.thousandths().saturating_sub(other.thousandths()))
}
