//! Online Retail: a real wholesaler's invoices, each odd line by its stated rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalogue::{ItemKind, Named, NewItem, sku_key};
use clients::NewClient;
use house::Visit;
use i18n::Lang;
use kernel::vat::{line_vat, rate};
use kernel::{CategoryId, ClientId, ItemId, PriceMode, Quantity, UnitPrice, VatClass};
use orders::NewSale;
use store::{Fault, Stop, Store, Tx};

use imports::{Asked, Format, ImportError, ImportKind, Made, Plan, Slice, Table, Tally, failed, words, write};

use crate::data::{self, RetailItem, RetailLine};
use crate::history_rules::{CodeKind, Counts, Treatment, code_kind, count, treatment};
use crate::properties;
use crate::texts;

/// Where these sales say they come from.
const SOURCE: &str = "online_retail";

/// How the values of the file become ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Units of our currency for a pound.
    pub factor: i64,
    /// Days by which every day is moved.
    pub shift_days: i32,
}

/// Values as they stand in the file.
const UNTOUCHED: Measure = Measure { factor: 1, shift_days: 0 };

/// An item of ours behind a code of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ItemOf {
    pub id: ItemId,
    pub category: CategoryId,
    pub is_goods: bool,
    pub price: UnitPrice,
}

/// Everything the lines of the file refer to, as it stands in our books.
#[derive(Debug, Clone, Default)]
pub(crate) struct Books {
    /// By the key of the code.
    pub items: BTreeMap<String, ItemOf>,
    /// By the number in the file.
    pub clients: BTreeMap<String, ClientId>,
    /// Who buys without a number.
    pub retail: Option<ClientId>,
}

/// Files of this trade, for the import of history.
#[derive(Debug, Clone, Copy, Default)]
pub struct OnlineRetail;

impl Format for OnlineRetail {
    fn fits(&self, kind: ImportKind, table: &Table) -> bool {
        kind == ImportKind::History
            && table.header.len() == data::RETAIL_COLUMNS.len()
            && table.header.iter().zip(data::RETAIL_COLUMNS).all(|(written, name)| written.eq_ignore_ascii_case(name))
    }

    fn plan(&self, store: &Store, table: &Table, asked: &Asked) -> Result<Plan, String> {
        plan(store, table, asked)
    }
}

/// The classifier by the key of the code.
pub(crate) fn classifier() -> Result<BTreeMap<String, RetailItem>, Fault> {
    let mut by_key = BTreeMap::new();
    for item in data::items()? {
        // Codes that differ only by case have one key; the first spelling that is its own stands.
        if item.same_as.is_none() {
            by_key.insert(sku_key(&item.code), item);
        }
    }
    Ok(by_key)
}

fn kind_of(classifier: &BTreeMap<String, RetailItem>, code: &str) -> CodeKind {
    classifier.get(&sku_key(code)).map_or(CodeKind::Goods, |item| code_kind(&item.category, &item.group))
}

/// Each line with what is done with it.
pub(crate) fn lines_for_demo(classifier: &BTreeMap<String, RetailItem>) -> Result<Vec<(RetailLine, Treatment)>, Fault> {
    Ok(treated(data::lines()?, classifier))
}

fn treated(lines: Vec<RetailLine>, classifier: &BTreeMap<String, RetailItem>) -> Vec<(RetailLine, Treatment)> {
    let mut kinds: BTreeMap<String, CodeKind> = BTreeMap::new();
    let mut with_rule = Vec::with_capacity(lines.len());
    for line in lines {
        let kind = match kinds.get(&line.code) {
            Some(kind) => *kind,
            None => {
                let kind = kind_of(classifier, &line.code);
                kinds.insert(line.code.clone(), kind);
                kind
            }
        };
        let rule = treatment(&line, kind);
        with_rule.push((line, rule));
    }
    with_rule
}

/// The number of each line at its source: invoice and place in it.
pub(crate) fn source_refs<'l>(lines: impl Iterator<Item = &'l RetailLine>) -> Vec<String> {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    lines
        .map(|line| {
            let place = seen.entry(&line.invoice).or_default();
            *place += 1;
            format!("{}/{place}", line.invoice)
        })
        .collect()
}

/// The whole file as an import.
fn plan(store: &Store, table: &Table, order: &Asked) -> Result<Plan, String> {
    let lang = order.lang;
    let classifier = classifier().map_err(|fault| failed(lang, &fault))?;
    let mut lines = Vec::with_capacity(table.rows.len());
    let mut wrong = Vec::new();
    for row in &table.rows {
        let fields: Vec<&str> = row.fields.iter().map(String::as_str).collect();
        match data::retail_line(row.line, &fields) {
            Ok(line) => lines.push(line),
            Err(what) => wrong.push(ImportError {
                row: i64::try_from(row.line).unwrap_or(i64::MAX),
                message: texts::import_line_wrong(lang, &what),
                fields: row.fields.clone(),
            }),
        }
    }
    let counts = count(&lines, |code| kind_of(&classifier, code));
    let notes = notes(&counts, order.dry_run, lang);
    let lines = treated(lines, &classifier);
    let refs = source_refs(lines.iter().map(|(line, _)| line));
    let rows = i64::try_from(lines.len() + wrong.len()).unwrap_or(i64::MAX);
    let books = if order.dry_run {
        Books::default()
    } else {
        prepare_books(store, &lines, &classifier, UNTOUCHED, lang).map_err(|fault| failed(lang, &fault))?
    };
    let books = Arc::new(books);
    let mut slices: Vec<Slice> = Vec::new();
    if !wrong.is_empty() {
        let count = i64::try_from(wrong.len()).unwrap_or(0);
        let tally = Tally { failed: count, errors: wrong, ..Tally::default() };
        slices.push(Slice { rows: count, work: Arc::new(move |_, _| Ok(tally.clone())) });
    }
    let dry_run = order.dry_run;
    let size = ImportKind::History.slice();
    for (part, refs) in lines.chunks(size).zip(refs.chunks(size)) {
        let (part, refs, books) = (part.to_vec(), refs.to_vec(), books.clone());
        let rows = i64::try_from(part.len()).unwrap_or(0);
        let work = move |tx: &mut Tx<'_>, _: &Visit| {
            let mut tally = Tally::default();
            if dry_run {
                // Without clients and items in the books a dry run can only say what the rules say.
                tally.created = i64::try_from(part.iter().filter(|(_, rule)| rule.is_written()).count()).unwrap_or(0);
            } else {
                let written = write_sales(tx, &part, &refs, &books)?;
                tally.created = i64::try_from(written.len()).unwrap_or(0);
                tally.made = written.into_iter().map(Made::Sale).collect();
            }
            tally.skipped = rows - tally.created;
            Ok(tally)
        };
        slices.push(Slice { rows, work: Arc::new(work) });
    }
    Ok(Plan { rows, slices, notes })
}

fn write_sales(
    tx: &mut Tx<'_>,
    part: &[(RetailLine, Treatment)],
    refs: &[String],
    books: &Books,
) -> Result<Vec<i64>, Fault> {
    let sales = sales_of(part.iter().zip(refs), books, UNTOUCHED)?;
    orders::import_history(tx, &sales)
}

/// The sales of these lines; lines that are left out by their rule, or whose client is not in the books, make none.
pub(crate) fn sales_of<'l>(
    lines: impl Iterator<Item = (&'l (RetailLine, Treatment), &'l String)>,
    books: &Books,
    measure: Measure,
) -> Result<Vec<NewSale>, Fault> {
    let mut sales = Vec::new();
    for ((line, rule), source_ref) in lines {
        if !rule.is_written() {
            continue;
        }
        let client = match &line.client {
            Some(number) => books.clients.get(number).copied(),
            None => books.retail,
        };
        let (Some(client), Some(item)) = (client, books.items.get(&sku_key(&line.code))) else { continue };
        let day = line.day.add_days(measure.shift_days);
        let quantity = Quantity::whole(line.quantity);
        let price = unit_price(line.price, measure);
        let amounts =
            line_vat(price, PriceMode::Gross, quantity, rate(VatClass::Standard, day)).map_err(Fault::because)?;
        sales.push(NewSale {
            client,
            item: item.id,
            category: item.category,
            day,
            quantity,
            amounts,
            cost: None,
            order_line: None,
            source: SOURCE.to_owned(),
            source_ref: source_ref.clone(),
        });
    }
    Ok(sales)
}

/// A price of the file, in thousandths of a pound, as ours.
fn unit_price(thousandths: i64, measure: Measure) -> UnitPrice {
    UnitPrice::from_ten_thousandths(thousandths.saturating_mul(10).saturating_mul(measure.factor))
}

/// Sees to it that every item and client the lines name is in the books.
pub(crate) fn prepare_books(
    store: &Store,
    lines: &[(RetailLine, Treatment)],
    classifier: &BTreeMap<String, RetailItem>,
    measure: Measure,
    lang: Lang,
) -> Result<Books, Fault> {
    let items = ensure_items(store, lines, classifier, measure)?;
    let numbers: std::collections::BTreeSet<String> =
        lines.iter().filter(|(_, rule)| rule.is_written()).filter_map(|(line, _)| line.client.clone()).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let mut clients = BTreeMap::new();
    let zone = store.read_now(house::settings::all)?.zone;
    for part in numbers.chunks(100) {
        let visit = Visit::system(store.now(), zone.clone(), lang);
        let part = part.to_vec();
        let made = write(store, move |tx| {
            let mut made = Vec::with_capacity(part.len());
            for number in &part {
                made.push((number.clone(), ensure_client(tx, &visit, number)?));
            }
            Ok(made)
        })?;
        clients.extend(made);
    }
    let retail = write(store, clients::retail)?;
    Ok(Books { items, clients, retail: Some(retail) })
}

fn ensure_client(tx: &mut Tx<'_>, visit: &Visit, number: &str) -> Result<ClientId, Fault> {
    if let Some(there) = clients::by_external_id(tx, number)? {
        return Ok(there.id);
    }
    let new = NewClient {
        name: texts::import_client_name(visit.lang, number),
        external_id: Some(number.to_owned()),
        stage: Some("working".into()),
        ..NewClient::default()
    };
    clients::create(tx, visit, new).map(|made| made.card.client.id).map_err(|stop| unwilling(stop, visit.lang))
}

/// A refusal where there is nobody to decide: the file or the books contradict themselves.
pub(crate) fn unwilling<R: i18n::Refusal>(stop: Stop<R>, lang: Lang) -> Fault {
    match stop {
        Stop::Fault(fault) => fault,
        Stop::Refused(refused) => Fault::because(words(&refused, lang)),
    }
}

/// Makes the items that the written lines name and the catalogue lacks, in the order of their codes.
pub(crate) fn ensure_items(
    store: &Store,
    lines: &[(RetailLine, Treatment)],
    classifier: &BTreeMap<String, RetailItem>,
    measure: Measure,
) -> Result<BTreeMap<String, ItemOf>, Fault> {
    let wanted = wanted_items(lines, classifier, measure);
    let groups = data::groups()?;
    write(store, move |tx| {
        for group in &groups {
            let named =
                |code: &str, ru: &str, en: &str| Named { code: code.into(), name_ru: ru.into(), name_en: en.into() };
            let category = named(&group.category, &group.category_ru, &group.category_en);
            catalogue::ensure_group(tx, &category, &named(&group.code, &group.name_ru, &group.name_en))?;
        }
        Ok(())
    })?;
    let zone = store.read_now(house::settings::all)?.zone;
    let known = wanted.iter().filter_map(|item| classifier.get(&sku_key(&item.sku)));
    ensure_words(store, &zone, properties::words(known.flat_map(|item| &item.attributes)))?;
    let mut items = BTreeMap::new();
    for part in wanted.chunks(100) {
        let visit = Visit::system(store.now(), zone.clone(), Lang::Ru);
        let part = part.to_vec();
        let made = write(store, move |tx| {
            let skus: Vec<String> = part.iter().map(|item| item.sku.clone()).collect();
            let there = catalogue::find_skus(tx, &skus)?;
            let mut made = Vec::with_capacity(part.len());
            for (item, there) in part.iter().zip(there) {
                let card = match there {
                    Some(card) => card,
                    None => catalogue::create(tx, &visit, item.clone()).map_err(|stop| unwilling(stop, visit.lang))?,
                };
                let is_goods = card.kind == ItemKind::Goods;
                let item = ItemOf { id: card.id, category: card.category, is_goods, price: card.price };
                made.push((sku_key(&card.sku), item));
            }
            Ok(made)
        })?;
        items.extend(made);
    }
    Ok(items)
}

/// Keeps the English words of properties; a word that somebody chose already stays.
fn ensure_words(store: &Store, zone: &kernel::Zone, mut words: Vec<catalogue::NewWord>) -> Result<(), Fault> {
    let there = store.read_now(|read| catalogue::property_words(read, None))?;
    let chosen: BTreeSet<_> =
        there.into_iter().filter(|line| line.value_en.is_some()).map(|line| (line.attribute, line.value)).collect();
    words.retain(|word| !chosen.contains(&(word.attribute.clone(), word.value.clone())));
    for part in words.chunks(catalogue::MOST_WORDS) {
        let visit = Visit::system(store.now(), zone.clone(), Lang::Ru);
        let part = part.to_vec();
        write(store, move |tx| {
            catalogue::set_property_words(tx, &visit, &part).map_err(|stop| unwilling(stop, visit.lang))
        })?;
    }
    Ok(())
}

fn wanted_items(
    lines: &[(RetailLine, Treatment)],
    classifier: &BTreeMap<String, RetailItem>,
    measure: Measure,
) -> Vec<NewItem> {
    // The last price at which a code was sold is its list price.
    let mut last: BTreeMap<String, (&RetailLine, i64)> = BTreeMap::new();
    for (line, rule) in lines.iter().filter(|(_, rule)| rule.is_written()) {
        let key = sku_key(&line.code);
        let sold = matches!(rule, Treatment::Sale | Treatment::Service);
        match last.get_mut(&key) {
            Some(there) if sold => *there = (line, line.price),
            Some(_) => {}
            None => drop(last.insert(key, (line, line.price))),
        }
    }
    last.iter().map(|(key, (line, price))| new_item(classifier.get(key), line, unit_price(*price, measure))).collect()
}

fn new_item(known: Option<&RetailItem>, line: &RetailLine, price: UnitPrice) -> NewItem {
    let description = Some(line.description.trim()).filter(|text| !text.is_empty()).unwrap_or(&line.code).to_owned();
    let (name_ru, name_en, group) = match known {
        Some(item) => (item.name_ru.clone(), item.name_en.clone(), item.group.clone()),
        None => (description.clone(), description, "other".to_owned()),
    };
    let is_service = known.is_some_and(RetailItem::is_service);
    let attributes = known.map(|item| &item.attributes).into_iter().flatten();
    NewItem {
        sku: known.map_or_else(|| line.code.clone(), |item| item.code.clone()),
        name_ru,
        name_en,
        unit: "шт".into(),
        group,
        brand: None,
        price,
        price_mode: PriceMode::Gross,
        vat_class: VatClass::Standard,
        pack: Quantity::whole(known.and_then(|item| item.pack).unwrap_or(1).max(1)),
        kind: if is_service { ItemKind::Service } else { ItemKind::Goods },
        attributes: attributes.map(|(name, value)| (name.clone(), properties::russian(name, value))).collect(),
    }
}

/// What the rules do with each kind of line, counted: a dry run says it before, an import after.
fn notes(counts: &Counts, dry_run: bool, lang: Lang) -> Vec<String> {
    let n = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let sum = |thousandths: i64| i18n::fmt::money(lang, kernel::Money::from_minor(pennies(thousandths)), "£");
    let mut notes = vec![
        if dry_run { texts::history_would(lang) } else { texts::history_did(lang) }.to_owned(),
        texts::history_lines(lang, &number(lang, counts.invoices), &number(lang, counts.lines), &sum(counts.value)),
    ];
    for rule in Treatment::ALL {
        let (lines, value) = counts.treated.get(&rule).copied().unwrap_or_default();
        let say = match rule {
            Treatment::Sale => texts::history_sale,
            Treatment::Cancelled => texts::history_cancelled,
            Treatment::Service => texts::history_service,
            Treatment::Fee => texts::history_fee,
            Treatment::BadDebt => texts::history_bad_debt,
            Treatment::Adjustment => texts::history_adjustment,
            Treatment::NoPrice => texts::history_no_price,
        };
        notes.push(say(lang, &number(lang, lines), &sum(value)));
    }
    notes.push(texts::history_no_client(lang, &number(lang, counts.no_client)));
    notes.push(texts::history_doubles(lang, &number(lang, counts.doubles)));
    notes.push(texts::history_sums(lang, &sum(counts.left_out_value()), &sum(counts.written_value())));
    if n(counts.clean) > 0 {
        notes.push(texts::history_clean(
            lang,
            &number(lang, counts.clean_clients),
            &number(lang, counts.clean),
            &sum(counts.clean_value),
        ));
    }
    notes
}

fn number(lang: Lang, count: u64) -> String {
    i18n::fmt::integer(lang, i64::try_from(count).unwrap_or(i64::MAX))
}

/// Thousandths rounded to hundredths, half away from zero.
pub(crate) fn pennies(thousandths: i64) -> i64 {
    (thousandths.saturating_add(5 * thousandths.signum())) / 10
}
