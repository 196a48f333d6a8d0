//! Rows of a table that nobody could read yet, each with the nearest items.

use catalogue::ItemIndex;
use house::Visit;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Button, Field};

use super::lines::marked;
use super::save::quantity;
use super::{Typed, View, count_of};
use crate::errors::Wrong;
use crate::store::DraftRow;
use crate::{matching, texts};

/// Rows that could not be read, shown at once.
const ROWS_SHOWN: usize = 20;

/// Rows that nobody could read yet, each with the nearest items; nothing of them is lost.
pub(super) fn unclear(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    rows: &[DraftRow],
    view: &View,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    if rows.is_empty() {
        return Ok(html! {});
    }
    let shown: Vec<&DraftRow> = rows.iter().take(ROWS_SHOWN).collect();
    let near = matching::suggestions(read, index, &shown.iter().map(|row| row.what.as_str()).collect::<Vec<_>>())?;
    let hidden = i64::try_from(rows.len().saturating_sub(shown.len())).unwrap_or(i64::MAX);
    Ok(html! {
        div."p-list"."p-unclear" {
            div."b"."warn" { (texts::unclear_rows(lang, count_of(rows))) }
            @for (row, items) in shown.iter().zip(&near) {
                @let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/row/{}", row.id)));
                @let (what, much, wrong_much) = row_values(lang, row, view);
                @let told = format!("rq-{}-wrong", row.id);
                div id={ "row-" (row.id) } {
                    input type="hidden" name="row" value=(row.id);
                    div."row-f"."wrap" {
                        span."grow"."cut" title=(row.text) { (row.text) }
                        (Field::new("row_what", &texts::row_what(lang, &row.text)).id(format!("rw-{}", row.id)).label_hidden().width("w150")
                            .placeholder(texts::row_what_hint(lang)).value(what).error(wrong).attr("autocomplete", "off").attr("maxlength", "200"))
                        (marked(Field::new("row_quantity", &texts::row_quantity(lang, &row.text)).id(format!("rq-{}", row.id)).label_hidden()
                            .numeric().width("w72").value(much), wrong_much.is_some(), &told))
                        (Button::submit(texts::row_take(lang)).sends("deed", "save"))
                        (Button::submit(texts::row_drop(lang)).quiet().sends("drop_row", row.id.to_string()))
                    }
                    @if let Some(wrong) = wrong_much { div."err"."s" id=(told) { (wrong) } }
                    @if items.is_empty() { div."s"."t3" { (texts::nothing_like_it(lang)) } } @else {
                        div."row-f"."wrap"."mt4" {
                            @for item in items {
                                button."p-btn"."near" type="submit" name="pick" value={ (row.id) " " (item.sku) } {
                                    span.cut { (item.name(lang)) } span."s"."t3" { (item.sku) }
                                }
                            }
                        }
                    }
                }
            }
            @if hidden > 0 { div.t3 { (texts::unclear_more(lang, hidden)) } }
        }
    })
}

/// What stands in the fields of a row that is not read yet, and what is wrong with its quantity.
fn row_values(lang: i18n::Lang, row: &DraftRow, view: &View) -> (String, String, Option<String>) {
    let number = row.id.to_string();
    let wrong = view.wrongs.as_ref().and_then(|wrongs| wrongs.of(&format!("/row_quantity/{number}")));
    if let Some((_, what, much)) = view.rows.iter().find(|(row, ..)| *row == number) {
        // The reason it waits for stays, whatever else was refused.
        let kept = row.amount.as_ref().filter(|amount| **amount == *much);
        let wrong = wrong.or_else(|| kept.and_then(|amount| wrong_with(amount)).map(|wrong| wrong.say(lang)));
        return (what.clone(), much.clone(), wrong);
    }
    match (row.quantity, &row.amount) {
        (Some(quantity), _) => (String::new(), quantity.to_string(), None),
        (None, Some(amount)) => (String::new(), amount.clone(), wrong_with(amount).map(|wrong| wrong.say(lang))),
        (None, None) => (String::new(), String::new(), None),
    }
}

/// Why what stands in the row is no quantity.
fn wrong_with(amount: &str) -> Option<Wrong> {
    if amount.is_empty() { Some(Wrong::Missing) } else { quantity(amount).err() }
}

/// What this person has typed into rows that are not read yet: row, item, quantity.
pub(super) fn mine_in_rows(typed: &Typed) -> Vec<(String, String, String)> {
    let all = typed.row.iter().zip(&typed.row_what).zip(&typed.row_quantity);
    all.map(|((row, what), much)| (row.clone(), what.clone(), much.clone())).collect()
}
