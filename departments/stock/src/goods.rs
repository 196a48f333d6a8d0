//! Goods come in, leave, and are given up.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::ItemKind;
use house::Visit;
use kernel::{Day, DemandId, Event, ItemId, Quantity, SupplyId, WarehouseId};
use serde_json::json;
use store::{Fault, Read, Stop, Tx};

use crate::answers::Times;
use crate::errors::{MOST, StockRefused};
use crate::model::{Piece, Receipt, ReceiptLine, Received, Risk, Settled};
use crate::pools::{Late, Place, Pools};
use crate::rules::{self, Source, split_supply};
use crate::store::{self as books, NewMove};

/// The warehouse every company begins with.
pub const MAIN: &str = "main";

/// The warehouse with this code, made where there is none.
pub fn ensure_warehouse(tx: &mut Tx<'_>, code: &str) -> Result<WarehouseId, Stop<StockRefused>> {
    let code = code.trim();
    if code.is_empty() || code.chars().count() > 64 || code.chars().any(char::is_control) {
        return Err(Stop::Refused(StockRefused::BadWarehouse));
    }
    if let Some(there) = books::warehouse_of_code(tx, code)? {
        return Ok(there);
    }
    books::insert_warehouse(tx, code)?;
    Ok(books::warehouse_of_code(tx, code)?.ok_or_else(|| Fault::because("a warehouse just made is not there"))?)
}

/// What these demands hold, by demand and day.
pub fn coverage(read: &mut Read<'_>, today: Day, ids: &[DemandId]) -> Result<Vec<(DemandId, Piece)>, Fault> {
    let piece = |held: books::HeldPiece| {
        let books::HeldPiece { demand, supply, source, available_on, quantity, origin } = held;
        let late_since = rules::late_since(source, available_on, today);
        let available_on = rules::expected_on(source, available_on, today);
        (demand, Piece { supply, source, available_on, late_since, quantity, origin })
    };
    Ok(books::held_pieces(read, ids)?.into_iter().map(piece).collect())
}

/// Gives up what these demands still hold and are owed; closed ones stay as they are.
///
/// The goods go at once to promises at risk that they can save.
pub fn release(tx: &mut Tx<'_>, visit: &Visit, demands: &[DemandId]) -> Result<Settled, Fault> {
    let mut pools = lock_demands(tx, demands)?;
    let mut served = Vec::new();
    let mut touched = BTreeSet::new();
    for demand in demands.iter().collect::<BTreeSet<_>>() {
        if let Some((place, stand)) = pools.stand_of(*demand) {
            let owed = stand.drop_need(*demand);
            served.push((*demand, 0, owed));
            touched.insert(place);
        }
    }
    if served.is_empty() {
        return Ok(Settled::default());
    }
    let settled = settle_at_risk(tx, visit, &mut pools, &touched)?;
    pools.write(tx, &BTreeMap::new())?;
    books::serve_demands(tx, &served)?;
    Ok(settled)
}

/// Goods issue: the goods leave the shelf for good.
///
/// A demand that waits for an arrival may get goods of the shelf when no promise moves for it.
/// Refused: not on the shelf yet, more than is owed.
pub fn issue(tx: &mut Tx<'_>, visit: &Visit, what: &[(DemandId, Quantity)]) -> Result<Settled, Stop<StockRefused>> {
    let demands: Vec<DemandId> = what.iter().map(|(demand, _)| *demand).collect();
    let mut pools = lock_demands(tx, &demands)?;
    let mut served: BTreeMap<DemandId, i64> = BTreeMap::new();
    let mut moves = Vec::new();
    for (demand, quantity) in what.iter().filter(|(_, quantity)| !quantity.is_zero()) {
        let (demand, wanted) = (*demand, *quantity);
        let Some(((item, warehouse), stand)) = pools.stand_of(demand) else {
            return Err(Stop::Refused(StockRefused::NotOwed { demand, wanted, open: Quantity::ZERO }));
        };
        let open = stand.needs.get(&demand).map_or(0, |need| need.open);
        if wanted.is_negative() || wanted.thousandths() > open {
            let open = Quantity::from_thousandths(open);
            return Err(Stop::Refused(StockRefused::NotOwed { demand, wanted, open }));
        }
        let supply = stand.issue(demand, wanted.thousandths(), visit.today).map_err(|here| {
            let here = Quantity::from_thousandths(here);
            Stop::Refused(StockRefused::NotHereYet { demand, wanted, here })
        })?;
        *served.entry(demand).or_default() += wanted.thousandths();
        let quantity = -wanted.thousandths();
        moves.push(NewMove { supply, item, warehouse, quantity, because_of: demand.get() });
    }
    if served.is_empty() {
        return Ok(Settled::default());
    }
    pools.write(tx, &BTreeMap::new())?;
    let served: Vec<(DemandId, i64, i64)> = served.into_iter().map(|(demand, issued)| (demand, issued, 0)).collect();
    books::serve_demands(tx, &served)?;
    books::insert_moves(tx, "issue", &moves)?;
    let changes = pools.stands.values().flat_map(|stand| stand.changes());
    let others = changes.filter(|change| !demands.contains(&change.demand));
    Ok(Settled { repegged: others.collect(), ..Settled::default() })
}

/// Takes goods in; those of an arrival go to its earliest promises.
///
/// Less than awaited leaves the rest awaited; more lies free on the shelf. Refused: no lines, a
/// quantity that can't be, a service, an arrival of another item or warehouse.
pub fn receive(tx: &mut Tx<'_>, visit: &Visit, receipt: &Receipt) -> Result<Received, Stop<StockRefused>> {
    let items = refuse_bad_lines(tx, receipt)?;
    let mut pools = Pools::read(tx, &items)?;
    let arrivals = arrivals_of(tx, &pools, receipt)?;
    let warehouse = receipt.warehouse;
    let shelf_of = |pools: &Pools, item: ItemId| pools.stands.get(&(item, warehouse)).and_then(|stand| stand.shelf());
    if items.iter().any(|item| shelf_of(&pools, *item).is_none()) {
        books::ensure_shelves(tx, &items, warehouse, visit.today)?;
        for supply in books::pool_supplies(tx, &items)? {
            pools.add(supply);
        }
    }
    let (mut shelves, mut touched) = (Vec::with_capacity(receipt.lines.len()), BTreeSet::new());
    for (line, arrival) in receipt.lines.iter().zip(arrivals) {
        let shelf = shelf_of(&pools, line.item).ok_or_else(|| Fault::because("a shelf just made is not there"))?;
        if let Some(arrival) = arrival {
            take_in(&mut pools, (line.item, warehouse), arrival, shelf, line.quantity);
        }
        if let Some(stand) = pools.stands.get_mut(&(line.item, warehouse)) {
            stand.add_quantity(shelf, line.quantity.thousandths());
        }
        touched.insert((line.item, warehouse));
        shelves.push(shelf);
    }
    let settled = settle_at_risk(tx, visit, &mut pools, &touched)?;
    pools.write(tx, &BTreeMap::new())?;
    let id = books::insert_receipt(tx, receipt, &shelves, visit.today)?;
    let moved = |(line, supply): (&ReceiptLine, &SupplyId)| NewMove {
        supply: *supply,
        item: line.item,
        warehouse,
        quantity: line.quantity.thousandths(),
        because_of: id.get(),
    };
    let moves: Vec<NewMove> = receipt.lines.iter().zip(&shelves).map(moved).collect();
    books::insert_moves(tx, "receipt", &moves)?;
    let lines: Vec<_> = receipt
        .lines
        .iter()
        .map(|line| json!({ "item": line.item, "quantity": line.quantity.thousandths(), "arrival": line.arrival }))
        .collect();
    let payload = json!({ "receipt": id, "warehouse": warehouse, "lines": lines });
    tx.event(Event::new("goods_received", id, payload.to_string()), None);
    Ok(Received { receipt: id, shelves, settled })
}

/// Locks the items of the receipt, each once; refuses lines that can't be goods.
fn refuse_bad_lines(tx: &mut Tx<'_>, receipt: &Receipt) -> Result<Vec<ItemId>, Stop<StockRefused>> {
    if receipt.lines.is_empty() {
        return Err(Stop::Refused(StockRefused::NoLines));
    }
    if let Some(line) = receipt.lines.iter().position(|line| !line.quantity.is_positive()) {
        return Err(Stop::Refused(StockRefused::NoQuantity(line)));
    }
    if let Some(line) = receipt.lines.iter().position(|line| line.quantity > MOST) {
        return Err(Stop::Refused(StockRefused::TooMuch(line)));
    }
    let items: Vec<ItemId> = receipt.lines.iter().map(|line| line.item).collect::<BTreeSet<_>>().into_iter().collect();
    let cards = catalogue::lock_items(tx, &items)?;
    for (n, line) in receipt.lines.iter().enumerate() {
        let card = cards.iter().find(|card| card.id == line.item);
        let card = card.ok_or_else(|| Fault::because(format!("there is no item {}", line.item)))?;
        if card.kind == ItemKind::Service {
            let sku = card.sku.clone();
            return Err(Stop::Refused(StockRefused::NotGoods { line: n, item: line.item, sku }));
        }
        if !card.comes_in(line.quantity) {
            return Err(Stop::Refused(StockRefused::NotWhole(n)));
        }
    }
    Ok(items)
}

/// The supply of each line's arrival; none for a line without one or whose arrival came in whole before.
fn arrivals_of(
    read: &mut Read<'_>,
    pools: &Pools,
    receipt: &Receipt,
) -> Result<Vec<Option<SupplyId>>, Stop<StockRefused>> {
    let mut found = Vec::with_capacity(receipt.lines.len());
    for (n, line) in receipt.lines.iter().enumerate() {
        let Some(arrival) = line.arrival else {
            found.push(None);
            continue;
        };
        let stand = pools.stands.get(&(line.item, receipt.warehouse));
        let awaited = stand.and_then(|stand| {
            let mut supplies = stand.supplies.values();
            supplies.find(|supply| supply.source == Source::Arrival && supply.origin == Some(arrival.get()))
        });
        if awaited.is_none() {
            let known = books::arrival(read, arrival)?;
            if !known.is_some_and(|known| known.item == line.item && known.warehouse == receipt.warehouse) {
                return Err(Stop::Refused(StockRefused::UnknownArrival { line: n, arrival }));
            }
        }
        found.push(awaited.map(|supply| supply.id));
    }
    Ok(found)
}

/// Goods of an arrival come onto the shelf, the earliest promise's first.
fn take_in(pools: &mut Pools, place: Place, arrival: SupplyId, shelf: SupplyId, quantity: Quantity) {
    let Some(stand) = pools.stands.get_mut(&place) else { return };
    let Some(awaited) = stand.supplies.get(&arrival).map(|supply| supply.quantity) else { return };
    let split = split_supply(awaited, quantity, &stand.holders_of(arrival));
    for (demand, held) in split.received.holds {
        stand.hold(demand, arrival, -held.thousandths());
        stand.hold(demand, shelf, held.thousandths());
    }
    stand.add_quantity(arrival, split.rest.quantity.thousandths() - awaited.thousandths());
}

/// Locks the items of these demands, then reads how they stand.
fn lock_demands(tx: &mut Tx<'_>, demands: &[DemandId]) -> Result<Pools, Fault> {
    let items: BTreeSet<ItemId> = books::demands(tx, demands)?.iter().map(|demand| demand.item).collect();
    lock(tx, &items.into_iter().collect::<Vec<_>>())
}

/// Locks these items, then reads how they stand.
pub(crate) fn lock(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<Pools, Fault> {
    if !items.is_empty() {
        catalogue::lock_items(tx, items)?;
    }
    Pools::read(tx, items)
}

/// Good news for some places: promises at risk there may be saved.
pub(crate) fn settle_at_risk(
    tx: &mut Tx<'_>,
    visit: &Visit,
    pools: &mut Pools,
    places: &BTreeSet<Place>,
) -> Result<Settled, Fault> {
    let at_risk = |pools: &Pools, place: &Place| pools.stands.get(place).is_some_and(|stand| stand.has_at_risk());
    let places: BTreeSet<Place> = places.iter().filter(|place| at_risk(pools, place)).copied().collect();
    if places.is_empty() {
        return Ok(Settled::default());
    }
    let times = Times::read(tx, visit)?;
    Ok(settle(pools, &times, &places))
}

/// Settles these places after news and says what that did to promises.
pub(crate) fn settle(pools: &mut Pools, times: &Times, places: &BTreeSet<Place>) -> Settled {
    let mut settled = Settled::default();
    for place in places {
        let Some(stand) = pools.stands.get_mut(place) else { continue };
        let before = stand.clone();
        let late = stand.settle(times.today);
        let (newly, cleared) = stand.risk_changes();
        let risk = |(demand, met_on): Late| Risk {
            demand,
            could_on: met_on.map(|day| times.promised_on(Some(place.1), day)),
            newly: newly.contains(&demand),
        };
        settled.at_risk.extend(late.into_iter().map(risk));
        settled.cleared.extend(cleared);
        settled.repegged.extend(stand.changes_since(&before));
    }
    settled
}
