//! An order comes in whole: by the API, by mail, from a table.

use std::collections::HashMap;

use access::Perm;
use catalogue::ItemCard;
use house::{Visit, sellers};
use kernel::{ClientId, Day, ItemId, Quantity};
use store::{Stop, Tx};

use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{Mode, OrderCard, State};
use crate::rules;
use crate::settle::{self, Need};
use crate::store::{self as books, OrderValues};

/// An order as the client gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceOrder {
    /// Who orders.
    pub client: ClientId,
    /// What to do when not all can be had.
    pub mode: Mode,
    /// The day it is wanted; none = as soon as possible.
    pub wanted_on: Option<Day>,
    /// What is ordered.
    pub lines: Vec<PlaceLine>,
}

/// One line of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceLine {
    /// Code of the item.
    pub sku: String,
    /// The client's own code of it, in place of ours.
    pub client_sku: Option<String>,
    /// How much, in base units.
    pub quantity: Option<Quantity>,
    /// Or in packs.
    pub packs: Option<Quantity>,
    /// The day this line is wanted, if another than the order's.
    pub wanted_on: Option<Day>,
    /// Code of the item that the client had asked for first.
    pub substitute_for: Option<String>,
}

/// Takes an order: answers every line, holds the goods, writes it down as reserved.
///
/// Refused: wrong fields, all or nothing and something short, nothing to be had at all. What can't be had is kept as
/// lost demand either way.
pub fn place(tx: &mut Tx<'_>, visit: &Visit, cmd: &PlaceOrder) -> Result<OrderCard, Stop<OrderRefused>> {
    let mut wrong = wrong_days(cmd, visit.today);
    if !books::sees(tx, visit, Perm::OrdersWrite, cmd.client)? {
        wrong.push(WrongField::new("/client", Wrong::NoClient));
    }
    let Some(seller) = sellers::main(tx)? else { return Err(Stop::Refused(OrderRefused::NoRequisites)) };
    let needs = needs(tx, cmd, &seller.vat_mode, &mut wrong)?;
    if !wrong.is_empty() {
        return Err(Stop::Refused(OrderRefused::Fields(wrong)));
    }
    let mut lines = settle::hold(tx, visit, cmd.client, &needs, cmd.mode)?;
    let new = OrderValues {
        client: cmd.client,
        seller: seller.id,
        state: State::Reserved,
        mode: cmd.mode,
        wanted_on: cmd.wanted_on,
        total: settle::total(&lines).map_err(Stop::Refused)?,
        reserved_until: rules::held_until(visit.today, seller.reservation_days),
    };
    let order = books::insert_order(tx, visit, &new)?;
    let ids = books::insert_lines(tx, order, &settle::values(&lines))?.into_iter().collect();
    settle::announce(tx, cmd.client, order, &lines, &ids)?;
    for line in &mut lines {
        line.line = ids.get(&line.position).copied();
    }
    Ok(crate::questions::fresh_card(tx, visit, order, &new, lines)?)
}

/// The field that names the item of a line, and what stands in it.
pub(crate) fn code_of(sku: &str, client_sku: Option<&str>) -> (&'static str, String) {
    match client_sku {
        Some(code) => ("client_sku", code.to_owned()),
        None => ("sku", sku.to_owned()),
    }
}

fn wrong_days(cmd: &PlaceOrder, today: Day) -> Vec<WrongField> {
    let mut wrong = Vec::new();
    let mut check = |pointer: String, day: Option<Day>| {
        wrong.extend(day.and_then(|day| rules::wrong_day(day, today)).map(|what| WrongField::new(pointer, what)));
    };
    check("/wanted_on".into(), cmd.wanted_on);
    for (at, line) in cmd.lines.iter().enumerate() {
        check(format!("/lines/{at}/wanted_on"), line.wanted_on);
    }
    if cmd.lines.is_empty() {
        wrong.push(WrongField::new("/lines", Wrong::NoLines));
    }
    if cmd.lines.len() > rules::MOST_LINES {
        wrong.push(WrongField::new("/lines", Wrong::TooManyLines(rules::MOST_LINES)));
    }
    wrong
}

/// The lines with their items and prices; what is wrong is named by its place.
fn needs(
    tx: &mut Tx<'_>,
    cmd: &PlaceOrder,
    vat_mode: &str,
    wrong: &mut Vec<WrongField>,
) -> Result<Vec<Need>, Stop<OrderRefused>> {
    if cmd.lines.len() > rules::MOST_LINES {
        return Ok(Vec::new());
    }
    let instead = cmd.lines.iter().filter_map(|line| line.substitute_for.clone());
    let skus: Vec<String> = cmd.lines.iter().map(|line| line.sku.clone()).chain(instead).collect();
    let found = catalogue::find_skus(tx, &skus)?;
    let theirs: Vec<String> = cmd.lines.iter().map(|line| line.client_sku.clone().unwrap_or_default()).collect();
    let theirs = catalogue::client_items_of(tx, cmd.client, &theirs)?;
    let by_sku: HashMap<&str, &ItemCard> =
        skus.iter().zip(&found).filter_map(|(sku, card)| Some((sku.as_str(), card.as_ref()?))).collect();
    let mut needs = Vec::with_capacity(cmd.lines.len());
    for (at, line) in cmd.lines.iter().enumerate() {
        let mut fail = |field: &str, what: Wrong| wrong.push(WrongField::new(format!("/lines/{at}/{field}"), what));
        let their = theirs.get(at).and_then(Option::as_ref);
        let ours = by_sku.get(line.sku.as_str()).copied();
        let Some(item) = (if line.client_sku.is_some() { their } else { ours }) else {
            let (field, code) = code_of(&line.sku, line.client_sku.as_deref());
            fail(field, Wrong::NoItem(code));
            continue;
        };
        let instead_of: Option<ItemId> = match line.substitute_for.as_deref() {
            None => None,
            Some(sku) => match by_sku.get(sku) {
                Some(card) => Some(card.id),
                None => {
                    fail("substitute_for", Wrong::NoItem(sku.to_owned()));
                    None
                }
            },
        };
        let field = if line.packs.is_some() && line.quantity.is_none() { "packs" } else { "quantity" };
        let quantity = match rules::quantity_of(line.quantity, line.packs, item.pack) {
            Ok(quantity) => quantity,
            Err(what) => {
                fail(field, what);
                continue;
            }
        };
        if let Some(what) = rules::wrong_amount(item, quantity) {
            fail(field, what);
            continue;
        }
        needs.push(Need {
            line: None,
            position: i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1),
            unit_price: item.price,
            price_mode: item.price_mode,
            vat_class: rules::class_for(vat_mode, item.vat_class),
            item: item.clone(),
            quantity,
            wanted_on: line.wanted_on.or(cmd.wanted_on),
            instead_of,
            declined: None,
        });
    }
    Ok(needs)
}
