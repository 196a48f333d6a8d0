//! The real trade comes in: items, clients under invented names, sales moved to the present, what lies on the shelf.

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use catalogue::sku_key;
use clients::{NewClient, NewContact};
use i18n::Lang;
use kernel::{ClientId, Quantity, StaffId, UnitPrice, WarehouseId};
use stock::{Receipt, ReceiptLine};
use store::Fault;

use super::people::Staff;
use super::{Maker, weeks_moved};
use crate::data::{self, LAST_DAY, RetailLine};
use crate::history_rules::Treatment;
use crate::names::Names;
use crate::retail::{
    Books, ItemOf, Measure, classifier, ensure_items, lines_for_demo, sales_of, source_refs, unwilling,
};
use crate::texts;
use imports::write;

/// Kopecks for a penny.
const ROUBLES_FOR_A_POUND: i64 = 100;

/// An item as the play needs it.
#[derive(Debug, Clone)]
pub(super) struct Ware {
    /// Its code.
    pub sku: String,
    /// Code of its group.
    pub group: String,
    /// Our item.
    pub item: ItemOf,
    /// Units sold in a week lately.
    pub weekly: i64,
    /// Units on the shelf when play begins.
    pub opening: i64,
}

/// A client as the play needs it: number and usual items with the usual quantity.
#[derive(Debug, Clone)]
pub(super) struct Buyer {
    pub client: ClientId,
    /// Codes and quantities, the most often bought first.
    pub usual: Vec<(String, i64)>,
}

/// What the trade left behind for the play.
pub(super) struct Trade {
    /// Goods by key of the code.
    pub wares: BTreeMap<String, Ware>,
    /// Clients that buy now, those who bought most first.
    pub buyers: Vec<Buyer>,
    /// Where goods lie.
    pub warehouse: WarehouseId,
    /// A group of which nothing is there and nothing is coming.
    pub bare_group: String,
    /// An item that is not there while its group is full.
    pub missing: String,
    /// Items that are not there but on the way.
    pub awaited: Vec<String>,
}

/// A client that is to be made.
#[derive(Debug, Clone)]
struct Wanted {
    number: String,
    client: NewClient,
    team: Vec<(StaffId, Role)>,
    weight: u16,
}

/// What a client bought, over all days of the data.
#[derive(Debug, Default)]
struct Bought {
    value: i64,
    last: i32,
    /// By key of the code: times, units.
    items: BTreeMap<String, (i64, i64)>,
}

impl Maker<'_> {
    pub(super) fn trade(&self, staff: &Staff, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<Trade, Fault> {
        let classifier = classifier()?;
        let all = lines_for_demo(&classifier)?;
        let refs = source_refs(all.iter().map(|(line, _)| line));
        let bought = bought(&all);
        let chosen = self.chosen(&bought);
        let measure = Measure { factor: ROUBLES_FOR_A_POUND, shift_days: weeks_moved(self.today) * 7 };
        // The day decides for everybody, the client only where it has a number.
        let taken = |line: &RetailLine| {
            line.day >= self.scale.from && line.client.as_ref().is_none_or(|client| chosen.contains(client))
        };
        let (lines, refs): (Vec<_>, Vec<_>) = all.into_iter().zip(refs).filter(|((line, _), _)| taken(line)).unzip();

        progress(texts::demo_step_items(Lang::Ru), 0, 1);
        let items = ensure_items(self.store, &lines, &classifier, measure)?;
        progress(texts::demo_step_items(Lang::Ru), 1, 1);
        let retail = write(self.store, clients::retail)?;
        let clients = self.clients(&chosen, &bought, staff, progress)?;
        let books = Books { items, clients, retail: Some(retail) };

        let total = u64::try_from(lines.len()).unwrap_or(0);
        let mut done = 0;
        for (part, refs) in lines.chunks(1000).zip(refs.chunks(1000)) {
            let sales = sales_of(part.iter().zip(refs), &books, measure)?;
            write(self.store, move |tx| orders::import_history(tx, &sales))?;
            done += u64::try_from(part.len()).unwrap_or(0);
            progress(texts::demo_step_history(Lang::Ru), done, total);
        }

        let mut trade = self.wares(&lines, &books)?;
        trade.warehouse = self.shelves(&trade, progress)?;
        trade.buyers = buyers(&books, &bought, &trade.wares);
        Ok(trade)
    }

    /// Numbers of the clients that are taken.
    fn chosen(&self, bought: &BTreeMap<String, Bought>) -> BTreeSet<String> {
        let mut by_value: Vec<(&String, &Bought)> = bought.iter().collect();
        by_value.sort_by_key(|(number, bought)| (-bought.value, (*number).clone()));
        let most = self.scale.clients.unwrap_or(by_value.len());
        by_value.into_iter().take(most).map(|(number, _)| number.clone()).collect()
    }

    /// Makes the clients in the order of their numbers, gives each a team, weighs them by turnover.
    fn clients(
        &self,
        chosen: &BTreeSet<String>,
        bought: &BTreeMap<String, Bought>,
        staff: &Staff,
        progress: &mut dyn FnMut(&str, u64, u64),
    ) -> Result<BTreeMap<String, ClientId>, Fault> {
        let mut names = Names::new(&self.dice);
        let mut dice = self.dice.fork("teams");
        let mut ranked: Vec<&String> = chosen.iter().collect();
        ranked.sort_by_key(|number| (-bought.get(*number).map_or(0, |bought| bought.value), (*number).clone()));
        let rank: BTreeMap<&String, usize> =
            ranked.iter().enumerate().map(|(place, number)| (*number, place)).collect();
        let (managers, service) = (staff.in_role(Role::AccountManager), staff.in_role(Role::Service));
        let mut wanted: Vec<Wanted> = Vec::new();
        for number in chosen {
            let last = bought.get(number).map_or(0, |bought| bought.last);
            let place = rank.get(number).copied().unwrap_or(0);
            let mut team = Vec::new();
            team.extend(dice.pick(&managers).map(|staff| (*staff, Role::AccountManager)));
            team.extend(dice.pick(&service).filter(|_| place < 500).map(|staff| (*staff, Role::Service)));
            let weight = 65_535_usize.saturating_sub(place * 60_000 / chosen.len().max(1));
            wanted.push(Wanted {
                number: number.clone(),
                client: new_client(&mut names, number, stage(last)),
                team,
                weight: u16::try_from(weight).unwrap_or(0),
            });
        }
        let all = u64::try_from(wanted.len()).unwrap_or(0);
        let mut clients = BTreeMap::new();
        for part in wanted.chunks(50) {
            let visit = self.own_visit();
            let part = part.to_vec();
            let made = write(self.store, move |tx| {
                let mut made = Vec::with_capacity(part.len());
                let mut weights = Vec::with_capacity(part.len());
                for Wanted { number, client, team, weight } in &part {
                    let created = clients::create(tx, &visit, client.clone());
                    let client = created.map_err(|stop| unwilling(stop, Lang::Ru))?.card.client.id;
                    for (staff, role) in team {
                        clients::assign_to(tx, &visit, client, *staff, role.code())
                            .map_err(|stop| unwilling(stop, Lang::Ru))?;
                    }
                    weights.push((client, *weight));
                    made.push((number.clone(), client));
                }
                clients::set_importance(tx, &weights)?;
                Ok(made)
            })?;
            clients.extend(made);
            progress(texts::demo_step_clients(Lang::Ru), u64::try_from(clients.len()).unwrap_or(0), all);
        }
        Ok(clients)
    }

    /// How fast goods go, and what is to lie on the shelf.
    fn wares(&self, lines: &[(RetailLine, Treatment)], books: &Books) -> Result<Trade, Fault> {
        let from = LAST_DAY.add_days(-55);
        let mut sold: BTreeMap<String, i64> = BTreeMap::new();
        for (line, rule) in lines {
            if *rule == Treatment::Sale && line.day > from {
                *sold.entry(sku_key(&line.code)).or_default() += line.quantity;
            }
        }
        let weeks = i64::from(self.scale.from.max(from).days_until(LAST_DAY) / 7 + 1).clamp(1, 8);
        let classified: BTreeMap<String, (String, String)> =
            data::items()?.into_iter().rev().map(|item| (sku_key(&item.code), (item.code, item.group))).collect();
        let mut dice = self.dice.fork("shelves");
        let mut wares = BTreeMap::new();
        for (key, item) in books.items.iter().filter(|(_, item)| item.is_goods) {
            let weekly = sold.get(key).copied().unwrap_or(0) / weeks;
            let opening = if dice.chance(12, 100) { 0 } else { weekly * dice.between(2, 6) + dice.between(4, 40) };
            let (sku, group) = classified.get(key).cloned().unwrap_or_else(|| (key.clone(), "other".into()));
            wares.insert(key.clone(), Ware { sku, group, item: *item, weekly, opening });
        }
        Ok(prepared(wares))
    }

    /// Receives the opening stock, 100 lines a receipt.
    fn shelves(&self, trade: &Trade, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<WarehouseId, Fault> {
        let warehouse = write(self.store, |tx| {
            let warehouse = stock::ensure_warehouse(tx, "main").map_err(|stop| unwilling(stop, Lang::Ru))?;
            stock::set_times(tx, warehouse, 1, 15, 1)?;
            Ok(warehouse)
        })?;
        let lines: Vec<ReceiptLine> = trade
            .wares
            .values()
            .filter(|ware| ware.opening > 0)
            .map(|ware| ReceiptLine { item: ware.item.id, quantity: Quantity::whole(ware.opening), arrival: None })
            .collect();
        let all = u64::try_from(lines.len()).unwrap_or(0);
        let mut done = 0;
        for part in lines.chunks(100) {
            let visit = self.own_visit();
            let receipt = Receipt { warehouse, lines: part.to_vec() };
            write(self.store, move |tx| {
                stock::receive(tx, &visit, &receipt).map(drop).map_err(|stop| unwilling(stop, Lang::Ru))
            })?;
            done += u64::try_from(part.len()).unwrap_or(0);
            progress(texts::demo_step_stock(Lang::Ru), done, all);
        }
        Ok(warehouse)
    }
}

/// What each numbered client bought, over all days.
fn bought(lines: &[(RetailLine, Treatment)]) -> BTreeMap<String, Bought> {
    let mut all: BTreeMap<String, Bought> = BTreeMap::new();
    for (line, rule) in lines.iter().filter(|(_, rule)| rule.is_written()) {
        let Some(client) = &line.client else { continue };
        let bought = all.entry(client.clone()).or_default();
        bought.value += line.value();
        if *rule == Treatment::Sale {
            bought.last = bought.last.max(line.day.days());
            let item = bought.items.entry(sku_key(&line.code)).or_default();
            item.0 += 1;
            item.1 += line.quantity;
        }
    }
    all
}

/// Who bought within a quarter works with us, who has not for half a year is lost.
fn stage(last: i32) -> &'static str {
    match LAST_DAY.days() - last {
        ..=91 => "working",
        92..=182 => "dormant",
        _ => "lost",
    }
}

fn new_client(names: &mut Names, number: &str, stage: &str) -> NewClient {
    let company = names.company(number.parse().unwrap_or(0));
    let contact = |(place, person): (usize, &crate::names::Person)| NewContact {
        name: person.name.clone(),
        position: Some(person.position.clone()),
        decision_maker: place == 0,
        phones: vec![person.phone.clone()],
        emails: Vec::new(),
    };
    NewClient {
        contacts: company.people.iter().enumerate().map(contact).collect(),
        name: company.name,
        inn: Some(company.inn),
        kpp: company.kpp,
        city: Some(company.city),
        address: Some(company.address),
        stage: Some(stage.to_owned()),
        external_id: Some(number.to_owned()),
        phones: vec![company.phone],
        emails: vec![company.email],
        separate: false,
    }
}

/// Sets the stage for the four answers: a bare group, an item missing from a full one, items on the way.
fn prepared(mut wares: BTreeMap<String, Ware>) -> Trade {
    let mut groups: BTreeMap<&str, Vec<(&String, &Ware)>> = BTreeMap::new();
    for (key, ware) in &wares {
        groups.entry(&ware.group).or_default().push((key, ware));
    }
    let mut by_size: Vec<(usize, &str)> = groups.iter().map(|(group, wares)| (wares.len(), *group)).collect();
    by_size.sort_unstable();
    let bare_group = by_size.first().map(|(_, group)| (*group).to_owned()).unwrap_or_default();
    let best = |group: &str| {
        let wares = groups.get(group).into_iter().flatten();
        wares.max_by_key(|(key, ware)| (ware.weekly, *key)).map(|(key, _)| (*key).clone())
    };
    let largest: Vec<&str> = by_size.iter().rev().map(|(_, group)| *group).collect();
    let missing = largest.first().and_then(|group| best(group)).unwrap_or_default();
    let awaited: Vec<String> = largest.iter().skip(1).take(3).filter_map(|group| best(group)).collect();
    for (key, ware) in &mut wares {
        if ware.group == bare_group || *key == missing || awaited.contains(key) {
            ware.opening = 0;
        }
    }
    Trade { wares, buyers: Vec::new(), warehouse: WarehouseId::new(0), bare_group, missing, awaited }
}

/// Clients that bought within a quarter, with what they usually take.
fn buyers(books: &Books, bought: &BTreeMap<String, Bought>, wares: &BTreeMap<String, Ware>) -> Vec<Buyer> {
    let mut working: Vec<(i64, &String, ClientId)> = books
        .clients
        .iter()
        .filter_map(|(number, client)| bought.get(number).map(|bought| (bought, number, *client)))
        .filter(|(bought, ..)| stage(bought.last) == "working" && bought.items.len() > 2)
        .map(|(bought, number, client)| (-bought.value, number, client))
        .collect();
    working.sort();
    let usual = |number: &String| {
        let items = bought.get(number).map(|bought| &bought.items).into_iter().flatten();
        let mut items: Vec<_> = items.filter(|(key, _)| wares.contains_key(*key)).collect();
        items.sort_by_key(|(key, (times, _))| (-times, (*key).clone()));
        let quantity = |times: i64, units: i64| (units / times.max(1)).clamp(1, 144);
        items.into_iter().take(20).map(|(key, (times, units))| (key.clone(), quantity(*times, *units))).collect()
    };
    working
        .into_iter()
        .map(|(_, number, client)| Buyer { client, usual: usual(number) })
        .filter(|buyer: &Buyer| buyer.usual.len() > 1)
        .collect()
}

/// What an item costs us: a bit more than half of its price.
pub(super) fn cost(price: UnitPrice, share: i64) -> UnitPrice {
    UnitPrice::from_ten_thousandths((price.ten_thousandths() / 100 * share).max(100))
}
