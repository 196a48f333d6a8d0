//! The lines of a draft: what each is told, its quantity to be changed in its place.

use house::Visit;
use i18n::fmt;
use kernel::OrderLineId;
use maud::{Markup, html};
use ui::{Field, Th};

use super::save::standing_shown;
use super::{NO_NEW_LINE, Typed, View};
use crate::model::{AnsweredLine, OrderCard};
use crate::texts;
use crate::web::show;

/// Lines shown at once: more than these would make every key wait.
const WINDOW: usize = 100;
/// Columns of the grid.
const COLUMNS: usize = 7;

/// The first line shown: as asked, or so that the last ones are.
pub(super) fn shown_from(card: &OrderCard, from: Option<usize>) -> usize {
    let last = card.lines.len().saturating_sub(1) / WINDOW * WINDOW;
    from.map_or(last, |from| (from / WINDOW * WINDOW).min(last))
}

/// Parts of a long order, each opened by a press.
pub(super) fn windows(visit: &Visit, card: &OrderCard, from: usize) -> Markup {
    let (lang, id, count) = (visit.lang, card.order.id, card.lines.len());
    if count <= WINDOW {
        return html! {};
    }
    html! {
        nav."bd"."tight" aria-label=(texts::lines(lang)) {
            span."p-seg" {
                @for start in (0..count).step_by(WINDOW) {
                    a href={ "/orders/" (id) "?from=" (start) } hx-get={ "/orders/" (id) "/desk?from=" (start) } hx-target="#desk"
                        hx-swap="graft" aria-current=[(start == from).then_some("true")] {
                        (start + 1) "–" ((start + WINDOW).min(count))
                    }
                }
            }
        }
    }
}

pub(super) fn grid(visit: &Visit, card: &OrderCard, about: Option<OrderLineId>, view: &View, from: usize) -> Markup {
    let lang = visit.lang;
    html! {
        table."p-tbl"."two"."fix"."lines" {
            (ui::head(&[
                Th::num(texts::place(lang)).class("w40"),
                Th::new(texts::item(lang)),
                Th::num(texts::quantity(lang)).class("w110"),
                Th::new(texts::answer(lang)).class("w90"),
                Th::new(texts::promise_and_source(lang)).class("w160"),
                Th::num(texts::price(lang)).class("w100"),
                Th::num(texts::sum(lang)).class("w90"),
            ]))
            tbody data-rows {
                @for line in card.lines.iter().skip(from).take(WINDOW) { (grid_line(visit, card, line, about, view)) }
            }
        }
    }
}

fn grid_line(visit: &Visit, card: &OrderCard, line: &AnsweredLine, about: Option<OrderLineId>, view: &View) -> Markup {
    let (lang, order) = (visit.lang, card.order.id);
    let number = line.line.map(|line| line.to_string()).unwrap_or_default();
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/quantity/{number}")));
    let label = texts::quantity_of_line(lang, &line.position.to_string());
    let here = format!("/orders/{order}?line={number}");
    // What was refused stays to be corrected; what somebody else changed stands above with both versions.
    let typed = view.mine.iter().find(|(line, _)| *line == number && view.status != 412);
    let much = typed.map_or_else(|| line.quantity.to_string(), |(_, much)| much.clone());
    let told = format!("q-{number}-wrong");
    html! {
        tr id={ "line-" (number) } class=[(line.line == about).then_some("is-sel")] {
            td."num"."t3" { a data-open autofocus[view.on_line && line.line == about] href=(here) hx-get={ "/orders/" (order) "/offers?line=" (number) } hx-target="#side"
                hx-swap="outerHTML" { (line.position) } }
            td."cut"."cut0" { span."l1"."cut" { (line.item.name(lang)) } (show::code(lang, card, line)) }
            td.num {
                input type="hidden" name="line" value=(number);
                input type="hidden" name="seen" value=(standing_shown(line));
                span."row-f"."g4" {
                    (marked(Field::new("quantity", &label).id(format!("q-{number}")).label_hidden().numeric().value(much), wrong.is_some(), &told)
                        .attr("hx-post", format!("/orders/{order}/desk"))
                        .attr("hx-trigger", "change").attr("hx-target", "#desk").attr("hx-swap", "graft").attr("hx-params", NO_NEW_LINE))
                    span.t3 { (catalogue::unit_name(lang, &line.item.unit)) }
                }
            }
            td { (show::answer(visit, line)) }
            td."cut"."cut0" { (show::promise(visit, line, true)) }
            td.num { span.l1 { (fmt::price(lang, line.unit_price, "")) } span.l2 { (show::vat(lang, line)) } }
            td."num"."b" { (show::sum(lang, line.amounts.gross)) }
        }
        // Under the line, not in its narrow cell: the neighbours stay to be read.
        @if let Some(wrong) = wrong { tr { td {} td."err"."s" colspan=(COLUMNS - 1) id=(told) { (wrong) } } }
    }
}

/// A field whose fault is told under its line.
pub(super) fn marked(field: Field, is_wrong: bool, told: &str) -> Field {
    if is_wrong { field.attr("aria-invalid", "true").attr("aria-describedby", told.to_owned()) } else { field }
}

/// What this person has typed over what was shown: line, quantity, how the line stood.
pub(super) fn mine(typed: &Typed) -> Vec<(String, String)> {
    let all = typed.line.iter().zip(&typed.quantity).zip(&typed.seen);
    all.filter(|((_, quantity), seen)| seen.split(' ').nth(1) != Some(quantity.as_str()))
        .map(|((line, quantity), _)| (line.clone(), quantity.clone()))
        .collect()
}
