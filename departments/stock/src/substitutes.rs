//! What to offer when goods are short: items of the same group that are there.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{ItemCard, ItemKind};
use kernel::{Day, GroupId, ItemId, Quantity, WarehouseId};
use store::{Fault, Read};

use crate::answers::Times;
use crate::model::Substitute;
use crate::pools::Pools;
use crate::rules::{Candidate, Wanted, Weights, cumulative, kind_of, promised, rank};

/// A short line.
pub(crate) struct Need {
    /// Its place in the order.
    pub(crate) line: usize,
    /// What was asked for.
    pub(crate) card: ItemCard,
    /// How much another item would have to cover.
    pub(crate) quantity: Quantity,
    /// Until when its goods have to come.
    pub(crate) wanted_by: Option<Day>,
}

/// How soon an item could cover a need, and how much of it at once.
struct Reach {
    can_by: Option<Day>,
    warehouse: Option<WarehouseId>,
    free_now: Quantity,
}

/// Substitutes of each short line, the best first; one round of questions for all lines.
///
/// What other lines of the order take (`planned`) is not offered a second time.
pub(crate) fn find(
    read: &mut Read<'_>,
    times: &Times,
    planned: &Pools,
    needs: &[Need],
) -> Result<Vec<(usize, Vec<Substitute>)>, Fault> {
    let mut members: BTreeMap<GroupId, Vec<ItemCard>> = BTreeMap::new();
    for group in needs.iter().map(|need| need.card.group).collect::<BTreeSet<_>>() {
        let mut cards = catalogue::group_members(read, group)?;
        cards.retain(|card| card.kind == ItemKind::Goods && card.discontinued_at.is_none());
        members.insert(group, cards);
    }
    let items: Vec<ItemId> = members.values().flatten().map(|card| card.id).collect();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<ItemId> = items.iter().copied().filter(|item| planned.warehouses_of(*item).is_empty()).collect();
    let others = Pools::read(read, &others)?;
    let mut known = items;
    known.extend(needs.iter().map(|need| need.card.id));
    let mut attributes: BTreeMap<ItemId, BTreeMap<String, String>> = BTreeMap::new();
    for (item, name, value) in catalogue::attributes(read, &known)? {
        attributes.entry(item).or_default().insert(name, value);
    }
    let of = |item: ItemId| attributes.get(&item).cloned().unwrap_or_default();
    let mut found = Vec::with_capacity(needs.len());
    for need in needs {
        let cards = members.get(&need.card.group).map(Vec::as_slice).unwrap_or_default();
        let mut reaches: BTreeMap<ItemId, Reach> = BTreeMap::new();
        let mut candidates = Vec::new();
        for card in cards.iter().filter(|card| card.id != need.card.id) {
            let pools = if planned.warehouses_of(card.id).is_empty() { &others } else { planned };
            let reach = reach(pools, times, card.id, need.quantity);
            let (can_by, free_now) = (reach.can_by, reach.free_now);
            let attributes = of(card.id);
            candidates.push(Candidate {
                item: card.id,
                kind: kind_of(&card.name_ru),
                attributes,
                price: card.price,
                can_by,
                free_now,
                bought_before: 0,
            });
            reaches.insert(card.id, reach);
        }
        let wanted = Wanted {
            kind: kind_of(&need.card.name_ru),
            attributes: of(need.card.id),
            price: need.card.price,
            wanted_by: need.wanted_by,
        };
        let offers = rank(&wanted, &candidates, &Weights::default()).into_iter().filter_map(|ranked| {
            let card = cards.iter().find(|card| card.id == ranked.item)?;
            let reach = reaches.get(&ranked.item)?;
            Some(Substitute {
                item: card.clone(),
                fit: ranked.fit,
                is_same_kind: ranked.is_same_kind,
                coverage: ranked.coverage,
                same: ranked.same,
                differs: ranked.differs,
                promised_on: reach.can_by.map(|day| times.promised_on(reach.warehouse, day)),
                free_now: reach.free_now,
                price: card.price,
                price_difference: ranked.price_difference,
            })
        });
        found.push((need.line, offers.collect()));
    }
    Ok(found)
}

fn reach(pools: &Pools, times: &Times, item: ItemId, quantity: Quantity) -> Reach {
    let mut best = Reach { can_by: None, warehouse: None, free_now: Quantity::ZERO };
    for warehouse in pools.warehouses_of(item) {
        let Some(stand) = pools.stands.get(&(item, warehouse)) else { continue };
        let pool = stand.pool(times.today);
        let sums = cumulative(&pool.supplies, &promised(&pool));
        best.free_now = best.free_now.max(sums.promisable(times.today));
        let can_by = sums.first_day(quantity).map(|day| day.max(times.today));
        if can_by.is_some_and(|day| best.can_by.is_none_or(|known| day < known)) {
            (best.can_by, best.warehouse) = (can_by, Some(warehouse));
        }
    }
    best
}
