//! Which items a client means: by the client's own codes, by ours, by a whole name; else a few to choose from.

use std::collections::{BTreeMap, HashMap};

use catalogue::{ItemCard, ItemIndex};
use kernel::{ClientId, ItemId, Quantity, text_key};
use store::{Fault, Read};

use crate::pasted::PastedRow;
use crate::rules;
use crate::store::NewDraftRow;
use crate::verbs::PutLine;

/// Rows of a table, told apart: those that are clear and those that somebody has to look at.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    pub(crate) lines: Vec<PutLine>,
    pub(crate) unclear: Vec<NewDraftRow>,
}

/// Finds the items of these rows: a few statements for all of them, whatever their number.
pub(crate) fn rows(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    client: ClientId,
    rows: &[PastedRow],
) -> Result<Matched, Fault> {
    let known = Known::read(read, client, rows.iter())?;
    let mut found: Vec<Option<Met>> = rows.iter().map(|row| known.of(row)).collect();
    by_name(read, index, rows, &mut found)?;
    let mut matched = Matched::default();
    // In a table of quantities a row without one is a gap that somebody has to fill, no order of one pack.
    let is_counted = found.iter().flatten().any(|met| met.quantity.is_some());
    for (row, found) in rows.iter().zip(found) {
        let amount = row.amount.clone().or_else(|| {
            let met = found.as_ref()?;
            met.no_amount(row).or_else(|| (is_counted && met.quantity.is_none()).then(String::new))
        });
        match found {
            Some(Met { item, quantity, .. })
                if amount.is_none() && quantity.is_none_or(|much| rules::wrong_amount(&item, much).is_none()) =>
            {
                matched.lines.push(PutLine { sku: item.sku, quantity, ..PutLine::default() });
            }
            // Its item is known: the row waits for the quantity alone.
            Some(Met { what, .. }) if amount.is_some() => {
                matched.unclear.push(NewDraftRow { text: row.text.clone(), what, quantity: None, amount });
            }
            _ => matched.unclear.push(NewDraftRow {
                text: row.text.clone(),
                what: row.what().to_owned(),
                quantity: row.quantity().filter(|quantity| rules::wrong_quantity(*quantity).is_none()),
                amount,
            }),
        }
    }
    Ok(matched)
}

/// The item a row means.
#[derive(Debug, Clone)]
struct Met {
    item: ItemCard,
    quantity: Option<Quantity>,
    /// What in the row names it.
    what: String,
}

impl Met {
    /// What else stands in a row that says no quantity, and is no part of the item's name.
    fn no_amount(&self, row: &PastedRow) -> Option<String> {
        if self.quantity.is_some() || row.amount.is_some() {
            return None;
        }
        let others = row.ways.iter().filter(|(what, _)| *what != self.what).map(|(what, _)| what.as_str());
        let others = others.map(|other| other.strip_prefix(self.what.as_str()).unwrap_or(other).trim());
        let names = [self.item.name_ru.as_str(), self.item.name_en.as_str()];
        let mut odd = others.filter(|other| !other.is_empty() && !rules::is_of_name(other, names));
        odd.next().map(str::to_owned)
    }
}

/// The item of one typed row and its quantity: by code, by whole name, or the only one that carries that name. A code is met in full
/// or not at all: one that is near is another item.
pub(crate) fn one(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    client: ClientId,
    row: &PastedRow,
) -> Result<Option<(ItemCard, Option<Quantity>)>, Fault> {
    let whole = PastedRow { text: row.text.clone(), ways: vec![(row.text.trim().to_owned(), None)], amount: None };
    let known = Known::read(read, client, [row, &whole].into_iter())?;
    if let Some(met) = known.of(&whole) {
        return Ok(Some((met.item, met.quantity)));
    }
    if row.amount.is_some() {
        return Ok(None);
    }
    if let Some(met) = known.of(row) {
        return Ok(if met.no_amount(row).is_some() { None } else { Some((met.item, met.quantity)) });
    }
    let mut found = vec![None];
    by_name(read, index, std::slice::from_ref(row), &mut found)?;
    if let Some(met) = found.pop().flatten() {
        return Ok(Some((met.item, met.quantity)));
    }
    let names = row.ways.iter().chain(&whole.ways).filter(|(what, _)| rules::is_a_name(what));
    for (what, quantity) in names {
        let hits: Vec<ItemCard> = catalogue::find(read, index, what, LOOKED_AT)?.into_iter().map(|hit| hit.0).collect();
        if let Some(item) = clearly(what, hits) {
            return Ok(Some((item, *quantity)));
        }
    }
    Ok(None)
}

/// Hits looked at to tell whether one is clearly meant.
const LOOKED_AT: i64 = 8;

/// The only hit, or the first when its name alone has all that was typed: the others are but near.
fn clearly(typed: &str, hits: Vec<ItemCard>) -> Option<ItemCard> {
    let is_alone = hits.len() == 1;
    let carries = |item: &ItemCard| rules::carries(typed, [&item.name_ru, &item.name_en]);
    let mut hits = hits.into_iter();
    let first = hits.next()?;
    if is_alone || carries(&first) && !hits.any(|other| carries(&other)) { Some(first) } else { None }
}

/// The item of this code, the client's own or ours.
pub(crate) fn by_code(read: &mut Read<'_>, client: ClientId, code: &str) -> Result<Option<ItemCard>, Fault> {
    let row = PastedRow { text: code.to_owned(), ways: vec![(code.to_owned(), None)], amount: None };
    Ok(Known::read(read, client, std::iter::once(&row))?.of(&row).map(|met| met.item))
}

/// Items by what stands in the rows, ours and the client's own codes.
struct Known {
    ours: HashMap<String, ItemCard>,
    theirs: HashMap<String, ItemCard>,
}

impl Known {
    fn read<'a>(
        read: &mut Read<'_>,
        client: ClientId,
        rows: impl Iterator<Item = &'a PastedRow>,
    ) -> Result<Known, Fault> {
        let mut words: Vec<String> = rows.flat_map(|row| row.ways.iter().map(|way| way.0.clone())).collect();
        words.sort_unstable();
        words.dedup();
        let pair = |found: Vec<Option<ItemCard>>| {
            words.iter().zip(found).filter_map(|(word, card)| Some((word.clone(), card?))).collect()
        };
        let theirs = pair(catalogue::client_items_of(read, client, &words)?);
        let ours = pair(catalogue::find_typed_skus(read, &words)?);
        Ok(Known { ours, theirs })
    }

    /// What the client calls so comes before what we call so: it is the client's table.
    fn of(&self, row: &PastedRow) -> Option<Met> {
        let by = |known: &HashMap<String, ItemCard>| {
            let met = |(what, quantity): &(String, Option<Quantity>)| {
                Some(Met { item: known.get(what)?.clone(), quantity: *quantity, what: what.clone() })
            };
            row.ways.iter().find_map(met)
        };
        by(&self.theirs).or_else(|| by(&self.ours))
    }
}

/// Takes rows whose text is the whole name of one item, in either language.
fn by_name(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    rows: &[PastedRow],
    found: &mut [Option<Met>],
) -> Result<(), Fault> {
    let Some(index) = index.filter(|index| index.is_ready()) else { return Ok(()) };
    let mut hits: Vec<(usize, Vec<ItemId>)> = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| found.get(*at).is_some_and(Option::is_none)) {
        let near = row.ways.iter().take(2).flat_map(|way| index.search(&way.0, 2)).map(|(item, _)| item).collect();
        hits.push((at, near));
    }
    let mut ids: Vec<ItemId> = hits.iter().flat_map(|(_, near)| near.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let cards: BTreeMap<ItemId, ItemCard> =
        catalogue::items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect();
    for (at, near) in hits {
        let Some(row) = rows.get(at) else { continue };
        for (what, quantity) in &row.ways {
            let key = text_key(what);
            let mut same = near
                .iter()
                .filter_map(|id| cards.get(id))
                .filter(|card| text_key(&card.name_ru) == key || text_key(&card.name_en) == key);
            if let (Some(card), None) = (same.next(), same.next())
                && let Some(place) = found.get_mut(at).filter(|place| place.is_none())
            {
                *place = Some(Met { item: card.clone(), quantity: *quantity, what: what.clone() });
            }
        }
    }
    Ok(())
}

/// Up to three items for each unclear text, the nearest first; one statement for all.
pub(crate) fn suggestions(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    texts: &[&str],
) -> Result<Vec<Vec<ItemCard>>, Fault> {
    let Some(index) = index.filter(|index| index.is_ready()) else { return Ok(vec![Vec::new(); texts.len()]) };
    let near: Vec<Vec<ItemId>> =
        texts.iter().map(|text| index.search(text, 3).into_iter().map(|(item, _)| item).collect()).collect();
    let mut ids: Vec<ItemId> = near.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(vec![Vec::new(); texts.len()]);
    }
    let cards: HashMap<ItemId, ItemCard> =
        catalogue::items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect();
    Ok(near.into_iter().map(|ids| ids.iter().filter_map(|id| cards.get(id).cloned()).collect()).collect())
}
