//! An order put together line by line at the desk, kept on the server from the first line on.

use std::collections::{BTreeMap, HashMap};

use access::Perm;
use catalogue::ItemCard;
use house::{Visit, sellers};
use kernel::{ClientId, Day, ItemId, LineAmounts, OrderId, OrderLineId, Quantity};
use store::{Fault, Read, Stop, Tx};

use super::{follows, taken_up};
use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{Answer, Extent, Line, Mode, Order, OrderCard, State, Term};
use crate::rules::{self, Deed};
use crate::settle::{self, Need};
use crate::store::{self as books, LineValues, OrderValues};

/// A line to be put into a draft, or a line of it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PutLine {
    /// The line that is changed; none = a new one at the end.
    pub line: Option<OrderLineId>,
    /// Code of the item.
    pub sku: String,
    /// How much; a pack when left out.
    pub quantity: Option<Quantity>,
    /// The day it is wanted.
    pub wanted_on: Option<Day>,
    /// The line it is a part of: its price goes on.
    pub part_of: Option<OrderLineId>,
}

/// The draft this person has begun for a client, or a new one.
///
/// Refused: no such client.
pub fn draft_for(tx: &mut Tx<'_>, visit: &Visit, client: ClientId) -> Result<Order, Stop<OrderRefused>> {
    if clients::lock(tx, client)?.is_none() || !books::sees(tx, visit, Perm::OrdersWrite, client)? {
        return Err(Stop::Refused(OrderRefused::field("/client", Wrong::NoClient)));
    }
    let staff = visit.actor.staff().map_or(0, |staff| staff.get());
    if let Some(draft) = books::draft_of(tx, client, staff)? {
        return Ok(draft);
    }
    let Some(seller) = sellers::main(tx)? else { return Err(Stop::Refused(OrderRefused::NoRequisites)) };
    let new = OrderValues {
        client,
        seller: seller.id,
        state: State::Draft,
        mode: Mode::Backorder,
        wanted_on: None,
        total: LineAmounts::default(),
        reserved_until: None,
    };
    let id = books::insert_order(tx, visit, &new)?;
    Ok(books::order(tx, id)?.ok_or_else(|| Fault::because("an order just written is not there"))?)
}

/// Puts one line into a draft, or changes it.
///
/// Refused: no draft any more, stale version, unknown item, wrong quantity or day.
pub fn put_line(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    line: &PutLine,
) -> Result<Order, Stop<OrderRefused>> {
    put_lines(tx, visit, order, seen, std::slice::from_ref(line))
}

/// Puts lines into a draft, as pasted from a table.
///
/// Refused whole when one of them is wrong; each wrong field is named.
pub fn put_lines(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    lines: &[PutLine],
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    let there = books::lines(tx, order)?;
    let vat_mode = vat_mode(tx, &draft)?;
    let skus: Vec<String> = lines.iter().map(|line| line.sku.trim().to_owned()).collect();
    let found = catalogue::find_skus(tx, &skus)?;
    let mut wrong = Vec::new();
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    let mut position = there.last().map_or(0, |line| line.position);
    if there.len().saturating_add(lines.len()) > rules::MOST_LINES {
        wrong.push(WrongField::new("/lines", Wrong::TooManyLines(rules::MOST_LINES)));
    }
    for (at, (put, item)) in lines.iter().zip(found).enumerate() {
        let mut fail = |field: &str, what: Wrong| wrong.push(WrongField::new(format!("/lines/{at}/{field}"), what));
        let Some(item) = item else {
            fail("sku", Wrong::NoItem(put.sku.trim().to_owned()));
            continue;
        };
        let old = put.line.and_then(|id| there.iter().find(|line| line.id == id));
        if put.line.is_some() && old.is_none() {
            fail("line", Wrong::NoLine);
            continue;
        }
        let quantity = put.quantity.or(old.map(|line| line.quantity)).unwrap_or(item.pack);
        if let Some(what) = rules::wrong_amount(&item, quantity) {
            fail("quantity", what);
        }
        // A day that was agreed on may have passed while the line stood there.
        let new_day = put.wanted_on.filter(|day| old.is_none_or(|line| line.wanted_on != Some(*day)));
        if let Some(what) = new_day.and_then(|day| rules::wrong_day(day, visit.today)) {
            fail("wanted_on", what);
        }
        let whole = put.part_of.and_then(|id| there.iter().find(|line| line.id == id));
        let kept = old.or(whole).filter(|line| line.item == item.id);
        let place = old.map_or_else(
            || {
                position += 1;
                position
            },
            |line| line.position,
        );
        let values = draft_values(visit, &vat_mode, place, &item, quantity, put.wanted_on, kept)?;
        match old {
            Some(line) => changed.push((line.id, values)),
            None => new.push(values),
        }
    }
    if !wrong.is_empty() {
        return Err(Stop::Refused(OrderRefused::Fields(wrong)));
    }
    for (line, values) in &changed {
        books::replace_line(tx, order, *line, values)?;
    }
    if !new.is_empty() {
        books::insert_lines(tx, order, &new)?;
    }
    saved(tx, &draft)
}

/// Keeps rows in a draft that nobody could read yet; none of them is lost.
///
/// Refused: no draft any more, stale version, more rows and lines than an order takes.
pub fn keep_rows(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    rows: &[books::NewDraftRow],
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    let (there, _) = books::draft_row_count(tx, order)?;
    let lines = books::lines(tx, order)?.len();
    let all = usize::try_from(there).unwrap_or(usize::MAX).saturating_add(lines).saturating_add(rows.len());
    if all > rules::MOST_LINES {
        return Err(Stop::Refused(OrderRefused::field("/lines", Wrong::TooManyLines(rules::MOST_LINES))));
    }
    books::insert_draft_rows(tx, order, rows)?;
    saved(tx, &draft)
}

/// What a row that could not be read turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The row.
    pub row: i64,
    /// Code of the item it means.
    pub sku: String,
    /// How much, if another quantity than the row says.
    pub quantity: Option<Quantity>,
}

/// A row becomes a line; what the client wrote is kept as the client's own code of that item.
///
/// Refused: no draft any more, stale version, no such row or item, wrong quantity.
pub fn resolve_row(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    resolved: &Resolved,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    let Some(row) = books::draft_rows(tx, order)?.into_iter().find(|row| row.id == resolved.row) else {
        return Err(Stop::Refused(OrderRefused::field("/row", Wrong::NoLine)));
    };
    let sku = resolved.sku.trim().to_owned();
    let Some(item) = catalogue::find_skus(tx, std::slice::from_ref(&sku))?.into_iter().next().flatten() else {
        return Err(Stop::Refused(OrderRefused::field(format!("/row/{}", row.id), Wrong::NoItem(sku))));
    };
    let line = PutLine { line: None, sku, quantity: resolved.quantity.or(row.quantity), ..PutLine::default() };
    let put = put_lines(tx, visit, order, None, std::slice::from_ref(&line)).map_err(|stop| of_row(stop, row.id))?;
    books::drop_draft_rows(tx, order, &[row.id])?;
    catalogue::put_client_codes(tx, draft.client, &[(row.what, item.id)])?;
    Ok(put)
}

/// What is wrong with the line that a row becomes, told at the row.
fn of_row(stop: Stop<OrderRefused>, row: i64) -> Stop<OrderRefused> {
    let Stop::Refused(OrderRefused::Fields(mut wrong)) = stop else { return stop };
    for field in wrong.iter_mut().filter(|field| field.pointer == "/lines/0/quantity") {
        field.pointer = format!("/row_quantity/{row}");
    }
    Stop::Refused(OrderRefused::Fields(wrong))
}

/// Another quantity in a row that could not be read yet.
///
/// Refused: no draft any more, stale version, wrong quantity.
pub fn change_row(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    (row, quantity): (i64, Quantity),
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    if let Some(what) = rules::wrong_quantity(quantity) {
        return Err(Stop::Refused(OrderRefused::field(format!("/row_quantity/{row}"), what)));
    }
    books::change_draft_row(tx, order, row, Some(quantity))?;
    saved(tx, &draft)
}

/// Takes a row away that means nothing.
///
/// Refused: no draft any more, stale version, no such row.
pub fn drop_row(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    row: i64,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    if books::drop_draft_rows(tx, order, &[row])? == 0 {
        return Err(Stop::Refused(OrderRefused::field("/row", Wrong::NoLine)));
    }
    saved(tx, &draft)
}

/// Takes a line out of a draft.
///
/// Refused: no draft any more, stale version, no such line.
pub fn drop_line(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    line: OrderLineId,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    if !books::drop_line(tx, order, line)? {
        return Err(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine)));
    }
    saved(tx, &draft)
}

/// Another item taken in place of the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeSubstitute {
    /// The line.
    pub line: OrderLineId,
    /// Code of the item the client takes.
    pub sku: String,
    /// How much of the line it takes over.
    pub extent: Extent,
}

/// The client takes another item in place of the one asked for; what was asked for is remembered.
///
/// Where a part of the line is to be had it stays, and the other item comes as a line of its own for what is missing,
/// unless it is to take over the whole. In a reserved or confirmed order the goods change places at once. Refused: invoiced or further on, stale version,
/// no such line or item, the other item can't be had, a part of the line has left; a confirmed order would come to more than
/// the client may owe.
pub fn take_substitute(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    taken: &TakeSubstitute,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = super::credit::taken_up_with_client(tx, visit, order, seen)?;
    if matches!(draft.state, State::Reserved | State::Confirmed) {
        return super::held::substitute(tx, visit, &draft, taken);
    }
    follows(&draft, Deed::Change)?;
    let old = line_of(tx, order, taken.line)?;
    let item = taken_item(tx, &taken.sku)?;
    let missing = match taken.extent {
        Extent::Missing if item.id != old.item => missing_of(tx, visit, &draft, &old)?,
        _ => None,
    };
    let vat_mode = vat_mode(tx, &draft)?;
    let first = old.instead_of.unwrap_or(old.item);
    let instead_of = Some(first).filter(|first| *first != item.id);
    let Some(missing) = missing else {
        let mut values = draft_values(visit, &vat_mode, old.position, &item, old.quantity, old.wanted_on, None)?;
        values.instead_of = instead_of;
        books::replace_line(tx, order, taken.line, &values)?;
        return saved(tx, &draft);
    };
    let own = card_of(tx, old.item)?;
    let rest = old.quantity.checked_sub(missing).map_err(|overflow| Stop::Refused(overflow.into()))?;
    let rest = draft_values(visit, &vat_mode, old.position, &own, rest, old.wanted_on, Some(&old))?;
    books::replace_line(tx, order, taken.line, &rest)?;
    let position = next_position(tx, order)?;
    let mut values = draft_values(visit, &vat_mode, position, &item, missing, old.wanted_on, None)?;
    values.instead_of = instead_of;
    books::insert_lines(tx, order, &[values])?;
    saved(tx, &draft)
}

/// The item of this code, for a line it is to take over.
pub(super) fn taken_item(tx: &mut Tx<'_>, sku: &str) -> Result<ItemCard, Stop<OrderRefused>> {
    let sku = sku.trim().to_owned();
    let found = catalogue::find_skus(tx, std::slice::from_ref(&sku))?.into_iter().next().flatten();
    found.ok_or_else(|| Stop::Refused(OrderRefused::field("/sku", Wrong::NoItem(sku))))
}

/// The place behind the last line; refused when the order takes no more.
pub(super) fn next_position(tx: &mut Tx<'_>, order: OrderId) -> Result<i64, Stop<OrderRefused>> {
    let there = books::lines(tx, order)?;
    if there.len() >= rules::MOST_LINES {
        return Err(Stop::Refused(OrderRefused::field("/lines", Wrong::TooManyLines(rules::MOST_LINES))));
    }
    Ok(there.last().map_or(1, |line| line.position.saturating_add(1)))
}

/// What of a line of a draft can't be had as stock stands now, while the rest can.
fn missing_of(
    tx: &mut Tx<'_>,
    visit: &Visit,
    draft: &Order,
    line: &Line,
) -> Result<Option<Quantity>, Stop<OrderRefused>> {
    let there = books::lines(tx, draft.id)?;
    let needs = needs_of(tx, draft, &there)?;
    let told = settle::answers(tx, visit, Some(draft.client), &needs, draft.mode.0)?;
    let told = told.iter().find(|told| told.line == Some(line.id));
    Ok(told.and_then(crate::model::AnsweredLine::missing_part))
}

/// The line is given up, with the reason; it stays in the order as lost demand. `None` takes it up again.
///
/// Refused: no draft any more, stale version, no such line.
pub fn refuse_line(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    line: OrderLineId,
    reason: Option<&str>,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    let old = line_of(tx, order, line)?;
    let item = card_of(tx, old.item)?;
    let vat_mode = vat_mode(tx, &draft)?;
    let mut values = draft_values(visit, &vat_mode, old.position, &item, old.quantity, old.wanted_on, Some(&old))?;
    values.reason = reason.map(|reason| reason.chars().take(100).collect());
    values.answer = reason.map(|_| Answer::Refused);
    books::replace_line(tx, order, line, &values)?;
    saved(tx, &draft)
}

/// Says what to do when not all can be had, and by when the whole is wanted.
///
/// Refused: no draft any more, stale version, wrong day.
pub fn set_terms(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
    mode: Mode,
    wanted_on: Option<Day>,
) -> Result<Order, Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    let new_day = wanted_on.filter(|day| draft.wanted_on != Some(*day));
    if let Some(what) = new_day.and_then(|day| rules::wrong_day(day, visit.today)) {
        return Err(Stop::Refused(OrderRefused::field("/wanted_on", what)));
    }
    let changed = Order { mode: crate::model::ModeWord(mode), wanted_on, ..draft };
    saved(tx, &changed)
}

/// Throws a draft away; one that was reserved before is called off and stays, for the client was told its number.
///
/// Refused: no draft any more, stale version.
pub fn cancel_draft(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<(), Stop<OrderRefused>> {
    let draft = open_draft(tx, visit, order, seen)?;
    if draft.has_run_out().is_some() {
        return super::cancel(tx, visit, order, seen).map(drop);
    }
    Ok(books::drop_draft(tx, order)?)
}

/// Holds goods for the lines of a draft: it becomes an order.
///
/// Refused: no draft any more, stale version, no lines, all or nothing and something short, nothing to be had.
pub fn reserve(
    tx: &mut Tx<'_>,
    visit: &Visit,
    order: OrderId,
    seen: Option<i64>,
) -> Result<OrderCard, Stop<OrderRefused>> {
    let draft = taken_up(tx, visit, Perm::OrdersWrite, order, seen)?;
    let state = follows(&draft, Deed::Reserve)?;
    let (unclear, _) = books::draft_row_count(tx, order)?;
    if unclear > 0 {
        return Err(Stop::Refused(OrderRefused::Unclear { order, rows: unclear }));
    }
    let there = books::lines(tx, order)?;
    let needs = needs_of(tx, &draft, &there)?;
    if needs.iter().all(|need| need.declined.is_some()) {
        return Err(Stop::Refused(OrderRefused::Nothing(order)));
    }
    if draft.has_run_out().is_some() {
        let items: Vec<ItemId> = there.iter().flat_map(|line| [Some(line.item), line.instead_of]).flatten().collect();
        stock::asked_anew(tx, order, &items)?;
    }
    let mode = draft.mode.0;
    let mut lines = settle::hold(tx, visit, draft.client, &needs, mode)?;
    books::answer_lines(tx, order, &settle::values(&lines))?;
    let total = settle::total(&lines).map_err(Stop::Refused)?;
    let days = super::days_of(tx, &draft)?;
    let term = Term { reserved_until: rules::held_until(visit.today, days), ..Term::default() };
    books::settle_order(tx, &draft, (state, mode, draft.wanted_on), total, term)?;
    let ids: BTreeMap<i64, OrderLineId> =
        needs.iter().filter_map(|need| need.line.map(|line| (need.position, line))).collect();
    settle::announce(tx, draft.client, order, &lines, &ids)?;
    for line in &mut lines {
        line.line = ids.get(&line.position).copied();
    }
    let head = books::order(tx, order)?.ok_or_else(|| Fault::because("an order just reserved is not there"))?;
    Ok(crate::questions::card_of(tx, head, lines)?)
}

/// The lines of a draft as stock is asked for them.
pub(crate) fn needs_of(read: &mut Read<'_>, draft: &Order, lines: &[Line]) -> Result<Vec<Need>, Fault> {
    let mut ids: Vec<ItemId> = lines.iter().map(|line| line.item).collect();
    ids.sort_unstable();
    ids.dedup();
    let items: HashMap<ItemId, ItemCard> =
        catalogue::items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect();
    lines
        .iter()
        .map(|line| {
            let item = items.get(&line.item).cloned().ok_or_else(|| Fault::because("a line has no item"))?;
            let is_declined = line.answer.is_some_and(|answer| answer.0 == Answer::Refused);
            Ok(Need {
                line: Some(line.id),
                position: line.position,
                item,
                quantity: line.quantity,
                unit_price: line.unit_price,
                price_mode: line.price_mode,
                vat_class: line.vat_class,
                wanted_on: line.wanted_on.or(draft.wanted_on),
                instead_of: line.instead_of,
                declined: is_declined.then(|| line.reason.clone().unwrap_or_default()),
            })
        })
        .collect()
}

fn open_draft(tx: &mut Tx<'_>, visit: &Visit, order: OrderId, seen: Option<i64>) -> Result<Order, Stop<OrderRefused>> {
    let draft = taken_up(tx, visit, Perm::OrdersWrite, order, seen)?;
    follows(&draft, Deed::Change)?;
    Ok(draft)
}

pub(super) fn line_of(tx: &mut Tx<'_>, order: OrderId, line: OrderLineId) -> Result<Line, Stop<OrderRefused>> {
    let found = books::lines(tx, order)?.into_iter().find(|there| there.id == line);
    found.ok_or(Stop::Refused(OrderRefused::field("/line", Wrong::NoLine)))
}

fn card_of(tx: &mut Tx<'_>, item: ItemId) -> Result<ItemCard, Fault> {
    catalogue::items(tx, &[item])?.into_iter().next().ok_or_else(|| Fault::because("a line has no item"))
}

pub(super) fn vat_mode(tx: &mut Tx<'_>, draft: &Order) -> Result<String, Fault> {
    let seller = sellers::all(tx)?.into_iter().find(|seller| seller.id == draft.seller);
    seller.map(|seller| seller.vat_mode).ok_or_else(|| Fault::because("an order has no seller"))
}

/// A line of a draft: today's price, or the price it had when it was put in.
fn draft_values(
    visit: &Visit,
    vat_mode: &str,
    position: i64,
    item: &ItemCard,
    quantity: Quantity,
    wanted_on: Option<Day>,
    kept: Option<&Line>,
) -> Result<LineValues, Stop<OrderRefused>> {
    let unit_price = kept.map_or(item.price, |line| line.unit_price);
    let price_mode = kept.map_or(item.price_mode, |line| line.price_mode);
    let vat_class = kept.map_or(rules::class_for(vat_mode, item.vat_class), |line| line.vat_class);
    let day = wanted_on.unwrap_or(visit.today);
    let priced = rules::priced(unit_price, price_mode, vat_class, quantity, day);
    let (vat_rate, amounts) = priced.map_err(|overflow| Stop::Refused(overflow.into()))?;
    Ok(LineValues {
        position,
        item: item.id,
        kind: item.kind,
        quantity,
        short: Quantity::ZERO,
        unit_price,
        price_mode,
        vat_class,
        vat_rate,
        amounts,
        answer: None,
        reason: None,
        wanted_on,
        instead_of: kept.and_then(|line| line.instead_of),
        demand: None,
    })
}

/// Writes the draft's total and the next version, and says so to whoever has it open.
fn saved(tx: &mut Tx<'_>, draft: &Order) -> Result<Order, Stop<OrderRefused>> {
    let payload = serde_json::json!({ "order": draft.id, "version": draft.version + 1 });
    tx.event(kernel::Event::new("draft_changed", draft.id, payload.to_string()), Some(draft.client));
    let lines = books::lines(tx, draft.id)?;
    let live = lines.iter().filter(|line| line.answer.is_none());
    let total = LineAmounts::sum(live.map(Line::amounts)).map_err(|overflow| Stop::Refused(overflow.into()))?;
    books::settle_order(tx, draft, (State::Draft, draft.mode.0, draft.wanted_on), total, draft.term())?;
    Ok(Order { version: draft.version + 1, net: total.net, vat: total.vat, gross: total.gross, ..draft.clone() })
}
