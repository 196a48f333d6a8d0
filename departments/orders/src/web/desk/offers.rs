//! What may be offered instead of an item: how well it fits, what it costs, in what it differs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use house::Visit;
use i18n::fmt;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::Check;

use crate::model::AnsweredLine;
use crate::texts;
use crate::web::show;

/// Properties by item and code.
pub(super) type Known = HashMap<kernel::ItemId, BTreeMap<String, catalogue::Property>>;

pub(super) fn known(read: &mut Read<'_>, lang: i18n::Lang, line: &AnsweredLine) -> Result<Known, Fault> {
    let mut ids: Vec<kernel::ItemId> = line.substitutes.iter().map(|offer| offer.substitute.item.id).collect();
    ids.push(line.item.id);
    let mut known = Known::new();
    for property in catalogue::properties(read, lang, &ids)? {
        known.entry(property.item).or_default().insert(property.code.clone(), property);
    }
    Ok(known)
}

pub(super) fn offer_list(visit: &Visit, line: &AnsweredLine, focused: bool, known: &Known) -> Markup {
    let lang = visit.lang;
    html! {
        div.p-list role="radiogroup" aria-label=(texts::substitutes(lang)) {
            @for (n, offer) in line.substitutes.iter().enumerate() {
                @let one = &offer.substitute;
                @let key = n + 1;
                div {
                    label."row-f"."top" {
                        (offer_radio(&one.item.sku, one.item.name(lang), key, n == 0, focused))
                        span { (ui::kbd(&key.to_string())) }
                        span.grow { span.b { (one.item.name(lang)) } br; span."s"."t3" { (one.item.sku) " · "
                            (texts::free_now(lang, &show::amount(lang, one.free_now, &one.item.unit))) } }
                        span.num { span.b { (fmt::price(lang, one.price, "")) } br; span."s"."t2" { (difference(lang, one.price_difference)) } }
                    }
                    div."row-f"."sp"."mt4"."s" {
                        // What shares nothing is offered for other reasons; a likeness of nought is none.
                        @if one.fit > 0 {
                            span."row-f"."g4" { span.bar-in { (ui::bar(lang, i64::from(one.fit), None, ui::Tone::Plain)) }
                                span.nw { (texts::fits(lang, &one.fit.to_string())) } }
                        }
                        span."t2"."cut" { (habit(visit, line, offer, known)) }
                        @if let Some(day) = one.promised_on { b.nw { (fmt::weekday_day(lang, day, visit.today)) } }
                    }
                    (compared(visit, line, offer, key, known))
                }
            }
        }
    }
}

fn offer_radio(sku: &str, name: &str, key: usize, checked: bool, focused: bool) -> Markup {
    let mut radio = Check::new("offer", sku, name).radio().label_hidden().checked(checked);
    if key <= 9 {
        radio = radio.attr("data-key", format!("Digit{key}"));
    }
    if focused && checked {
        radio = radio.attr("autofocus", "");
    }
    html! { (radio) }
}

/// Asked and offered, attribute by attribute; what differs stands out.
pub(super) fn compared(
    visit: &Visit,
    line: &AnsweredLine,
    offer: &crate::model::Offer,
    key: usize,
    known: &Known,
) -> Markup {
    let lang = visit.lang;
    let nothing = BTreeMap::new();
    let asked = known.get(&line.item.id).unwrap_or(&nothing);
    let offered = known.get(&offer.substitute.item.id).unwrap_or(&nothing);
    let codes: BTreeSet<&String> = asked.keys().chain(offered.keys()).collect();
    html! {
        div."cmp"."mt8" {
            table.p-tbl {
                thead { tr { th { (texts::attribute(lang)) } th { (texts::asked(lang)) } th { (texts::offered(lang, &key.to_string())) } } }
                tbody {
                    @for code in codes {
                        @let (was, is) = (asked.get(code), offered.get(code));
                        @let differs = was.map(|one| &one.kept) != is.map(|one| &one.kept);
                        tr {
                            td.t2 { (was.or(is).map_or("", |one| &one.name)) }
                            td { (was.map_or("", |one| &one.value)) }
                            td class=[differs.then_some("b warn")] { (is.map_or(texts::not_known(lang), |one| &one.value)) }
                        }
                    }
                    tr { td.t2 { (texts::price(lang)) } td { (fmt::price(lang, line.unit_price, "")) }
                        td class=[(line.unit_price != offer.substitute.price).then_some("b")] { (fmt::price(lang, offer.substitute.price, "")) } }
                }
            }
        }
    }
}

fn difference(lang: i18n::Lang, ten_thousandths: i64) -> String {
    let price = kernel::UnitPrice::from_ten_thousandths(ten_thousandths);
    let plus = if ten_thousandths > 0 { "+" } else { "" };
    format!("{plus}{}", fmt::price(lang, price, ""))
}

/// Bought before, or in what it differs.
fn habit(visit: &Visit, line: &AnsweredLine, offer: &crate::model::Offer, known: &Known) -> String {
    let lang = visit.lang;
    if offer.bought_before > 0 {
        return texts::bought_times(lang, offer.bought_before);
    }
    let one = &offer.substitute;
    let value = |item: kernel::ItemId, code: &str| known.get(&item)?.get(code).map(|property| property.value.as_str());
    let differs = one.differs.iter().take(2).map(|reason| {
        let wanted = value(line.item.id, &reason.attribute).unwrap_or(&reason.wanted);
        match value(one.item.id, &reason.attribute) {
            Some(offered) => texts::instead_of(lang, offered, wanted),
            None => texts::not_told(lang, wanted),
        }
    });
    let told: Vec<String> = differs.collect();
    match told.is_empty() {
        true if one.same.is_empty() => String::new(),
        true => texts::the_same(lang).to_owned(),
        false => told.join("; "),
    }
}
