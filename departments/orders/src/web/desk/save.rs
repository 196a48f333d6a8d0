//! What was typed at the desk, written down: quantities, new lines, rows made clear, terms, the word of the side panel.

use catalogue::ItemIndex;
use house::{Refused, Visit, boxed};
use kernel::{ClientId, Day, OrderId, OrderLineId, Quantity};
use store::{Fault, Read, Stop, Tx};

use super::Typed;
use super::new_line::{named, near};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{AnsweredLine, Extent, Line, mode_code, parse_mode};
use crate::verbs::{self, PutLine, Resolved, TakeSubstitute};
use crate::{matching, pasted, questions, rules, store as books, web};

/// Writes what was typed: changed quantities, new lines, terms, and what the side panel decided.
pub(super) fn save(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    id: OrderId,
    typed: &Typed,
) -> Result<(), Stop<Refused>> {
    // Nobody else changes the order between what is compared here and what is written.
    books::lock_order(tx, id)?;
    let card = questions::head(tx, visit, id)?;
    let Some(card) = card else { return Err(boxed(Stop::Refused(OrderRefused::Unknown))) };
    let stale = || boxed(Stop::Refused(OrderRefused::Stale { order: id, version: card.version }));
    let is_stale = typed.version.parse::<i64>().is_ok_and(|seen| seen != card.version);
    if is_stale && typed.deed == "reserve" {
        return Err(stale());
    }
    let Some(mut lines) = changed(tx, id, typed)? else { return Err(stale()) };
    let new = new_lines(tx, index, card.client, typed)?;
    lines.extend(new.lines);
    put_new(tx, visit, id, lines, &new.unclear)?;
    save_rows(tx, visit, index, &card, typed)?;
    let is_chosen = typed.mode_seen.is_empty() || typed.mode != typed.mode_seen;
    if let Some(mode) = parse_mode(&typed.mode).filter(|mode| is_chosen && *mode != card.mode.0) {
        if !typed.mode_seen.is_empty() && typed.mode_seen != mode_code(card.mode.0) {
            return Err(stale());
        }
        verbs::set_terms(tx, visit, id, None, mode, card.wanted_on).map_err(boxed)?;
    }
    let Ok(about) = typed.about.parse::<OrderLineId>() else { return Ok(()) };
    let is_deed = matches!(typed.deed.as_str(), "substitute" | "refuse" | "take-up" | "drop" | "wanted" | "split");
    if is_deed && !typed.about_seen.is_empty() {
        let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
        if line.is_none_or(|line| standing_of(&line) != typed.about_seen) {
            return Err(stale());
        }
    }
    match typed.deed.as_str() {
        "substitute" => {
            let taken = TakeSubstitute { line: about, sku: typed.offer.clone(), extent: extent_of(&typed.extent) };
            verbs::take_substitute(tx, visit, id, None, &taken).map(drop)
        }
        "refuse" => verbs::refuse_line(tx, visit, id, None, about, Some(&typed.reason)).map(drop),
        "take-up" => verbs::refuse_line(tx, visit, id, None, about, None).map(drop),
        "drop" => verbs::drop_line(tx, visit, id, None, about).map(drop),
        "wanted" => wanted(tx, visit, id, about, &typed.wanted_on),
        "split" => split(tx, visit, id, about, typed),
        _ => Ok(()),
    }
    .map_err(boxed)
}

/// How much of a line another item takes over, as a page sends it.
pub(crate) fn extent_of(typed: &str) -> Extent {
    if typed == "whole" { Extent::Whole } else { Extent::Missing }
}

/// Rows that could not be read: an item chosen or typed, another quantity, or given up.
fn save_rows(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    card: &crate::model::Order,
    typed: &Typed,
) -> Result<(), Stop<Refused>> {
    if typed.row.is_empty() && typed.pick.is_empty() && typed.drop_row.is_empty() {
        return Ok(());
    }
    if let Ok(row) = typed.drop_row.parse::<i64>() {
        verbs::drop_row(tx, visit, card.id, None, row).map(drop).map_err(boxed)?;
    }
    let there = books::draft_rows(tx, card.id)?;
    let (picked, sku) = typed.pick.split_once(' ').unwrap_or_default();
    for ((number, what), count) in typed.row.iter().zip(&typed.row_what).zip(&typed.row_quantity) {
        let Some(row) = there.iter().find(|row| row.id.to_string() == *number) else { continue };
        let is_meant = picked == number || !what.trim().is_empty();
        // A row that waits to be made clear holds up no other deed.
        if !is_meant && row.amount.as_deref() == Some(count.trim()) {
            continue;
        }
        let wrong = |what| refused(&format!("/row_quantity/{number}"), what);
        let count = match count.trim() {
            "" if is_meant && row.amount.is_some() => return Err(wrong(Wrong::Missing)),
            "" => None,
            text => Some(quantity(text).map_err(wrong)?),
        };
        let sku = if picked == number {
            Some(sku.to_owned())
        } else if what.trim().is_empty() {
            // A row whose item was clear waited for its quantity alone.
            let is_mended = row.amount.is_some() && count.is_some();
            let meant = if is_mended { matching::by_code(tx, card.client, &row.what)? } else { None };
            meant.map(|item| item.sku)
        } else {
            let found = matching::one(tx, index, card.client, &pasted::typed(what))?;
            let Some((item, _)) = found else {
                return Err(refused(&format!("/row/{number}"), Wrong::NoItem(what.trim().to_owned())));
            };
            Some(item.sku)
        };
        match (sku, count) {
            (Some(sku), quantity) => {
                let resolved = Resolved { row: row.id, sku, quantity };
                verbs::resolve_row(tx, visit, card.id, None, &resolved).map(drop).map_err(boxed)?;
            }
            (None, Some(count)) if Some(count) != row.quantity => {
                verbs::change_row(tx, visit, card.id, None, (row.id, count)).map(drop).map_err(boxed)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Quantities that differ from what was shown; none when somebody else changed such a line meanwhile.
pub(super) fn changed(tx: &mut Tx<'_>, id: OrderId, typed: &Typed) -> Result<Option<Vec<PutLine>>, Stop<Refused>> {
    if typed.line.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let there = books::lines(tx, id)?;
    let ids: Vec<_> = there.iter().map(|line| line.item).collect();
    let items = catalogue::items(tx, &ids)?;
    let (mut changed, mut wrong) = (Vec::new(), Vec::new());
    for (at, (number, quantity)) in typed.line.iter().zip(&typed.quantity).enumerate() {
        let seen = typed.seen.get(at);
        if seen.and_then(|seen| seen.split(' ').nth(1)) == Some(quantity.as_str()) {
            continue;
        }
        let line = there.iter().find(|line| line.id.to_string() == *number);
        let Some((line, item)) = line.and_then(|line| Some((line, items.iter().find(|item| item.id == line.item)?)))
        else {
            // The line somebody types in is gone.
            if seen.is_some() {
                return Ok(None);
            }
            continue;
        };
        let typed = self::quantity(quantity).and_then(|much| rules::wrong_amount(item, much).map_or(Ok(much), Err));
        match typed {
            Ok(quantity) if quantity == line.quantity => {}
            Ok(_) if seen.is_some_and(|seen| *seen != standing_of(line)) => return Ok(None),
            Ok(quantity) => changed.push(PutLine {
                line: Some(line.id),
                sku: item.sku.clone(),
                quantity: Some(quantity),
                wanted_on: line.wanted_on,
                part_of: None,
            }),
            Err(what) => wrong.push(WrongField::new(format!("/quantity/{number}"), what)),
        }
    }
    if wrong.is_empty() { Ok(Some(changed)) } else { Err(boxed(Stop::Refused(OrderRefused::Fields(wrong)))) }
}

pub(super) fn wanted(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    about: OrderLineId,
    day: &str,
) -> Result<(), Stop<OrderRefused>> {
    let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
    let Some(line) = line else { return Err(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine))) };
    let item = catalogue::item(tx, line.item)?.ok_or_else(|| Fault::because("a line has no item"))?;
    let wanted_on = match day.trim() {
        "" => None,
        text => match Day::parse(text) {
            Ok(day) => Some(day),
            Err(_) => return Err(Stop::Refused(OrderRefused::field("/wanted_on", Wrong::DayTooFar))),
        },
    };
    let put = PutLine { line: Some(about), sku: item.sku, quantity: Some(line.quantity), wanted_on, part_of: None };
    verbs::put_line(tx, visit, id, None, &put).map(drop)
}

/// A part of the line now, the rest on another day as a line of its own, at the same price.
pub(super) fn split(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    about: OrderLineId,
    typed: &Typed,
) -> Result<(), Stop<OrderRefused>> {
    let line = books::lines(tx, id)?.into_iter().find(|line| line.id == about);
    let Some(line) = line else { return Err(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine))) };
    let item = catalogue::item(tx, line.item)?.ok_or_else(|| Fault::because("a line has no item"))?;
    let now = quantity(&typed.now_quantity).ok().filter(|now| *now < line.quantity);
    let Some(now) = now else { return Err(Stop::Refused(OrderRefused::field("/now_quantity", Wrong::NotAPart))) };
    let rest = line.quantity.checked_sub(now).map_err(|overflow| Stop::Refused(overflow.into()))?;
    let Ok(day) = Day::parse(typed.wanted_on.trim()) else {
        return Err(Stop::Refused(OrderRefused::field("/wanted_on", Wrong::Missing)));
    };
    let first = PutLine {
        line: Some(about),
        sku: item.sku.clone(),
        quantity: Some(now),
        wanted_on: line.wanted_on,
        part_of: None,
    };
    let rest = PutLine { line: None, sku: item.sku, quantity: Some(rest), wanted_on: Some(day), part_of: Some(about) };
    verbs::put_lines(tx, visit, id, None, &[first, rest]).map(drop)
}

/// The lines that were typed, pasted or chosen, and the rows that nobody could read.
pub(super) fn new_lines(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    client: ClientId,
    typed: &Typed,
) -> Result<matching::Matched, Stop<Refused>> {
    let mut lines = Vec::new();
    let put = |sku: String, quantity: Option<Quantity>| PutLine { sku, quantity, ..PutLine::default() };
    let much = match typed.much.trim() {
        "" => None,
        text => Some(quantity(text).map_err(|what| refused("/much", what))?),
    };
    let what = typed.what.trim();
    if !typed.sku.is_empty() {
        lines.push(put(typed.sku.clone(), much.or_else(|| pasted::typed(what).quantity())));
    } else if !what.is_empty() {
        let Some((item, quantity)) = matching::one(read, index, client, &pasted::typed(what))? else {
            return Err(refused("/what", wrong_line(read, index, what)?));
        };
        let (at, quantity) = if much.is_some() { ("/much", much) } else { ("/what", quantity) };
        if let Some(wrong) = quantity.and_then(|much| rules::wrong_amount(&item, much)) {
            return Err(refused(at, wrong));
        }
        lines.push(put(item.sku, quantity));
    }
    let rows = pasted::pasted(&typed.rows);
    if rows.len() > rules::MOST_LINES {
        return Err(refused("/rows", Wrong::TooManyLines(rules::MOST_LINES)));
    }
    let mut matched =
        if rows.is_empty() { matching::Matched::default() } else { matching::rows(read, index, client, &rows)? };
    lines.append(&mut matched.lines);
    Ok(matching::Matched { lines, unclear: matched.unclear })
}

pub(super) fn put_new(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    lines: Vec<PutLine>,
    unclear: &[books::NewDraftRow],
) -> Result<(), Stop<Refused>> {
    if !lines.is_empty() {
        verbs::put_lines(tx, visit, id, None, &lines).map_err(boxed)?;
    }
    if !unclear.is_empty() {
        verbs::keep_rows(tx, visit, id, None, unclear).map_err(boxed)?;
    }
    Ok(())
}

/// What is wrong with a typed line that nobody can read: its quantity when the code before it is one of ours.
fn wrong_line(read: &mut Read<'_>, index: Option<&ItemIndex>, what: &str) -> Result<Wrong, Fault> {
    if let Some((code, much)) = what.split_once(char::is_whitespace)
        && catalogue::find_typed_skus(read, &[code.to_owned()])?.into_iter().flatten().next().is_some()
        && let Err(wrong) = quantity(much.trim())
    {
        return Ok(wrong);
    }
    let is_name = rules::is_a_name(&named(what));
    let several = is_name && !near(read, index, what)?.is_empty();
    Ok(if several { Wrong::SeveralItems(named(what)) } else { Wrong::NoItem(named(what)) })
}

pub(super) fn quantity(text: &str) -> Result<Quantity, Wrong> {
    let quantity = web::typed_number(text)?;
    rules::wrong_quantity(quantity).map_or(Ok(quantity), Err)
}

pub(super) fn refused(pointer: &str, what: Wrong) -> Stop<Refused> {
    boxed(Stop::Refused(OrderRefused::field(pointer, what)))
}

/// How a line of a draft stands: when this differs from what was shown, somebody else changed it.
fn standing(item: kernel::ItemId, quantity: Quantity, wanted_on: Option<Day>, is_declined: bool) -> String {
    let day = wanted_on.map(|day| day.to_string()).unwrap_or_default();
    format!("{item} {quantity} {day} {}", u8::from(is_declined))
}

fn standing_of(line: &Line) -> String {
    standing(line.item, line.quantity, line.wanted_on, line.reason.is_some())
}

pub(super) fn standing_shown(line: &AnsweredLine) -> String {
    standing(line.item.id, line.quantity, line.wanted_on, line.reason.is_some())
}
