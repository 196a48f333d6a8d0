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
    let mut found: Vec<Option<(ItemCard, Option<Quantity>)>> = rows.iter().map(|row| known.of(row)).collect();
    by_name(read, index, rows, &mut found)?;
    let mut matched = Matched::default();
    for (row, found) in rows.iter().zip(found) {
        match found {
            Some((item, quantity))
                if row.amount.is_none() && quantity.is_none_or(|much| rules::wrong_amount(&item, much).is_none()) =>
            {
                matched.lines.push(PutLine { sku: item.sku, quantity, ..PutLine::default() });
            }
            _ => matched.unclear.push(NewDraftRow {
                text: row.text.clone(),
                what: row.what().to_owned(),
                quantity: row.quantity().filter(|quantity| rules::wrong_quantity(*quantity).is_none()),
                amount: row.amount.clone(),
            }),
        }
    }
    Ok(matched)
}

/// The item of one typed row and its quantity: by code, by whole name, or the only one of that name. A code is met in full
/// or not at all: one that is near is another item.
pub(crate) fn one(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    client: ClientId,
    row: &PastedRow,
) -> Result<Option<(ItemCard, Option<Quantity>)>, Fault> {
    let whole = PastedRow { text: row.text.clone(), ways: vec![(row.text.trim().to_owned(), None)], amount: None };
    let known = Known::read(read, client, [row, &whole].into_iter())?;
    if let Some(found) = known.of(&whole).or_else(|| known.of(row).filter(|_| row.amount.is_none())) {
        return Ok(Some(found));
    }
    if row.amount.is_some() {
        return Ok(None);
    }
    let mut found = vec![None];
    by_name(read, index, std::slice::from_ref(row), &mut found)?;
    if let Some(found) = found.pop().flatten() {
        return Ok(Some(found));
    }
    let names = row.ways.iter().chain(&whole.ways).filter(|(what, _)| rules::is_a_name(what));
    for (what, quantity) in names {
        let mut only = catalogue::find(read, index, what, 2)?;
        if let (Some((item, _)), None) = (only.pop(), only.pop()) {
            return Ok(Some((item, *quantity)));
        }
    }
    Ok(None)
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
    fn of(&self, row: &PastedRow) -> Option<(ItemCard, Option<Quantity>)> {
        let by = |known: &HashMap<String, ItemCard>| {
            row.ways.iter().find_map(|(what, quantity)| Some((known.get(what)?.clone(), *quantity)))
        };
        by(&self.theirs).or_else(|| by(&self.ours))
    }
}

/// Takes rows whose text is the whole name of one item, in either language.
fn by_name(
    read: &mut Read<'_>,
    index: Option<&ItemIndex>,
    rows: &[PastedRow],
    found: &mut [Option<(ItemCard, Option<Quantity>)>],
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
                *place = Some((card.clone(), *quantity));
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
