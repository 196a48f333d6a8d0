//! What others ask about orders: one order, a client's open orders, turnover, history, debt.

use std::collections::HashMap;

use access::{Perm, Scope};
use catalogue::{CategoryCard, ItemCard};
use house::Visit;
use house::list::Wanted;
use kernel::{ClientId, Day, DemandId, InvoiceId, ItemId, Money, Month, OrderId, PaymentId, ShipmentId, VatRate};
use store::{Fault, Read};

use crate::model::{
    Answer, AnsweredLine, ClientFacts, HurtLine, InvoiceCard, InvoiceHead, InvoiceRow, Line, ModeWord, Offer, Order,
    OrderCard, OrderRow, PaperLine, Payment, PaymentRow, SaleLine, ShipmentCard, ShipmentHead, State,
};
use crate::rules;
use crate::settle;
use crate::store::{self as books, Driver, InvoicesOf, OrderValues, OrdersOf, PaymentsOf};
use crate::verbs::draft_needs;

/// One order with its lines, answers and papers; none when there is none the visitor may see.
///
/// A draft is answered as stock stands now.
pub fn card(read: &mut Read<'_>, visit: &Visit, id: OrderId) -> Result<Option<OrderCard>, Fault> {
    let Some(order) = books::order(read, id)? else { return Ok(None) };
    if !books::sees(read, visit, Perm::OrdersRead, order.client)? {
        return Ok(None);
    }
    let lines = lines_of(read, visit, &order)?;
    card_of(read, order, lines).map(Some)
}

/// The state and version of an order, without its lines.
pub fn head(read: &mut Read<'_>, visit: &Visit, id: OrderId) -> Result<Option<Order>, Fault> {
    let Some(order) = books::order(read, id)? else { return Ok(None) };
    Ok(if books::sees(read, visit, Perm::OrdersRead, order.client)? { Some(order) } else { None })
}

/// The last day of a reservation of this order: made today, or extended; none = without a term.
pub(crate) fn would_hold_until(read: &mut Read<'_>, visit: &Visit, order: &Order) -> Result<Option<Day>, Fault> {
    let days = crate::verbs::days_of(read, order)?;
    Ok(match order.reserved_until {
        Some(until) => rules::extended_until(until, visit.today, days),
        None => rules::held_until(visit.today, days),
    })
}

/// The card of an order that was written in this unit.
pub(crate) fn fresh_card(
    read: &mut Read<'_>,
    visit: &Visit,
    id: OrderId,
    new: &OrderValues,
    lines: Vec<AnsweredLine>,
) -> Result<OrderCard, Fault> {
    let order = Order {
        id,
        client: new.client,
        seller: new.seller,
        state: new.state,
        mode: ModeWord(new.mode),
        wanted_on: new.wanted_on,
        net: new.total.net,
        vat: new.total.vat,
        gross: new.total.gross,
        shipped_gross: Money::ZERO,
        made_on: visit.today,
        made_at: visit.now,
        staff: visit.actor.staff(),
        reserved_until: new.reserved_until,
        ran_out_on: None,
        extensions: 0,
        version: 1,
    };
    let client_name = client_name(read, new.client)?;
    let replaced = replaced(read, &lines)?;
    Ok(OrderCard { order, client_name, lines, invoice: None, shipments: Vec::new(), replaced })
}

/// A head and its lines as a card with papers.
pub(crate) fn card_of(read: &mut Read<'_>, order: Order, lines: Vec<AnsweredLine>) -> Result<OrderCard, Fault> {
    let client_name = client_name(read, order.client)?;
    let has_papers = !matches!(order.state, State::Draft | State::Reserved);
    let invoice = if has_papers { books::invoice_of_order(read, order.id)? } else { None };
    let shipments = if has_papers { books::shipments_of_order(read, order.id)? } else { Vec::new() };
    let replaced = replaced(read, &lines)?;
    Ok(OrderCard { order, client_name, lines, invoice, shipments, replaced })
}

fn client_name(read: &mut Read<'_>, client: ClientId) -> Result<String, Fault> {
    Ok(clients::names_of(read, &[client])?.into_iter().next().map(|(_, name)| name).unwrap_or_default())
}

/// Items that lines were given in place of; asks nothing where there are none.
fn replaced(read: &mut Read<'_>, lines: &[AnsweredLine]) -> Result<Vec<ItemCard>, Fault> {
    let ids: Vec<ItemId> = lines.iter().filter_map(|line| line.instead_of).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { catalogue::items(read, &ids) }
}

/// Lines of an order with what they are told: as written, or for a draft as stock stands now.
pub(crate) fn lines_of(read: &mut Read<'_>, visit: &Visit, order: &Order) -> Result<Vec<AnsweredLine>, Fault> {
    let lines = books::lines(read, order.id)?;
    if order.state == State::Draft {
        let needs = draft_needs(read, order, &lines)?;
        return settle::answers(read, visit, Some(order.client), &needs, order.mode.0).map_err(plain);
    }
    let items = items_of(read, lines.iter().map(|line| line.item))?;
    let demands: Vec<DemandId> =
        lines.iter().filter(|line| line.open().is_positive()).filter_map(|line| line.demand).collect();
    let mut held: HashMap<DemandId, Vec<stock::Piece>> = HashMap::new();
    if !demands.is_empty() {
        for (demand, piece) in stock::coverage(read, visit.today, &demands)? {
            held.entry(demand).or_default().push(piece);
        }
    }
    let mut shown = Vec::with_capacity(lines.len());
    for line in lines {
        let item = items.get(&line.item).cloned().ok_or_else(|| Fault::because("a line has no item"))?;
        let coverage = line.demand.and_then(|demand| held.remove(&demand)).unwrap_or_default();
        shown.push(written(line, item, coverage));
    }
    offer_again(read, visit, order, &mut shown)?;
    Ok(shown)
}

fn written(line: Line, item: ItemCard, coverage: Vec<stock::Piece>) -> AnsweredLine {
    AnsweredLine {
        amounts: line.amounts(),
        line: Some(line.id),
        position: line.position,
        item,
        instead_of: line.instead_of,
        quantity: line.quantity,
        issued: line.issued,
        cancelled: line.cancelled,
        unit_price: line.unit_price,
        price_mode: line.price_mode,
        vat_class: line.vat_class,
        vat_rate: line.vat_rate,
        answer: line.answer.map_or(Answer::Refused, |answer| answer.0),
        reason: line.reason,
        coverage,
        short: line.short,
        missing: line.short,
        wanted_on: line.wanted_on,
        first_promised_on: line.first_promised_on,
        promised_on: line.promised_on,
        whole_on: None,
        at_risk_at: line.at_risk_at,
        substitutes: Vec::new(),
        demand: line.demand,
    }
}

/// Lines that wait for a substitute, lack a part or whose promise is in danger are offered one, as stock stands now.
fn offer_again(read: &mut Read<'_>, visit: &Visit, order: &Order, lines: &mut [AnsweredLine]) -> Result<(), Fault> {
    let may_change = matches!(order.state, State::Reserved | State::Confirmed);
    let is_offered = |line: &&mut AnsweredLine| {
        let is_in_need = line.answer == Answer::Substitute || line.at_risk_at.is_some();
        may_change && ((is_in_need && !line.issued.is_positive()) || lacks_a_part(line))
    };
    let asks: Vec<stock::Ask> = lines
        .iter_mut()
        .filter(|line| is_offered(line))
        .map(|line| stock::Ask {
            item: line.item.id,
            quantity: if lacks_a_part(line) { line.short } else { line.quantity },
            wanted_on: line.wanted_on,
            warehouse: None,
        })
        .collect();
    if asks.is_empty() {
        return Ok(());
    }
    let told = stock::answer(read, visit, &asks, order.mode.0)?;
    for (line, told) in lines.iter_mut().filter(|line| is_offered(line)).zip(told) {
        line.substitutes =
            told.substitutes.into_iter().map(|substitute| Offer { substitute, bought_before: 0 }).collect();
    }
    Ok(())
}

fn lacks_a_part(line: &AnsweredLine) -> bool {
    line.answer.reserves() && line.missing_part().is_some()
}

fn items_of(read: &mut Read<'_>, ids: impl Iterator<Item = ItemId>) -> Result<HashMap<ItemId, ItemCard>, Fault> {
    let mut ids: Vec<ItemId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(catalogue::items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect())
}

fn plain(stop: store::Stop<crate::OrderRefused>) -> Fault {
    match stop {
        store::Stop::Fault(fault) => fault,
        store::Stop::Refused(refused) => Fault::because(refused),
    }
}

/// What an order of these lines would be told; writes nothing.
pub fn availability(
    read: &mut Read<'_>,
    visit: &Visit,
    client: Option<ClientId>,
    asks: &[stock::Ask],
    mode: crate::Mode,
) -> Result<Vec<AnsweredLine>, Fault> {
    let items = items_of(read, asks.iter().map(|ask| ask.item))?;
    let mut needs = Vec::with_capacity(asks.len());
    for (ask, position) in asks.iter().zip(1..) {
        let item = items.get(&ask.item).cloned().ok_or_else(|| Fault::because("an ask has no item"))?;
        needs.push(settle::Need {
            line: None,
            position,
            unit_price: item.price,
            price_mode: item.price_mode,
            vat_class: item.vat_class,
            item,
            quantity: ask.quantity,
            wanted_on: ask.wanted_on,
            instead_of: None,
            declined: None,
        });
    }
    settle::answers(read, visit, client, &needs, mode).map_err(plain)
}

/// An order that is not shipped yet, with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    /// The head.
    pub order: Order,
    /// Lines with their items.
    pub lines: Vec<(Line, ItemCard)>,
}

impl OpenOrder {
    /// The last day promised.
    pub fn promised_on(&self) -> Option<Day> {
        self.lines.iter().filter(|(line, _)| line.open().is_positive()).filter_map(|(line, _)| line.promised_on).max()
    }

    /// Lines whose promise is in danger.
    pub fn at_risk(&self) -> impl Iterator<Item = &(Line, ItemCard)> {
        self.lines.iter().filter(|(line, _)| line.at_risk_at.is_some() && line.open().is_positive())
    }

    /// What is still to be shipped, with tax.
    pub fn left(&self) -> Result<Money, kernel::Overflow> {
        let open = self.lines.iter().filter(|(line, _)| line.open().is_positive());
        let left: Result<Vec<Money>, kernel::Overflow> =
            open.map(|(line, _)| line.gross.checked_sub(line.shipped_gross)).collect();
        Money::sum(left?)
    }
}

/// A client's orders from which something is still to be shipped, the newest first; nothing for whoever may not see them.
pub fn open_orders(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Vec<OpenOrder>, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(Vec::new());
    }
    let orders = books::open_of_client(read, client)?;
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let mut lines = books::lines_of(read, &ids)?;
    let items = items_of(read, lines.values().flatten().map(|line| line.item))?;
    let with_item = |line: Line| items.get(&line.item).cloned().map(|item| (line, item));
    Ok(orders
        .into_iter()
        .map(|order| {
            let lines = lines.remove(&order.id).unwrap_or_default();
            OpenOrder { order, lines: lines.into_iter().filter_map(with_item).collect() }
        })
        .filter(|open| open.lines.iter().any(|(line, _)| line.open().is_positive()))
        .collect())
}

/// Turnover of one category, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryTurnover {
    /// The category.
    pub category: CategoryCard,
    /// With tax, one sum for every month from the first asked for to the last.
    pub months: Vec<Money>,
    /// All of them.
    pub total: Money,
}

/// A client's turnover by category, the largest first, both months included.
pub fn turnover_by_category(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    from: Month,
    to: Month,
) -> Result<Vec<CategoryTurnover>, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(Vec::new());
    }
    let rows = books::turnover(read, client, i64::from(from.index()), i64::from(to.index()))?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let count = usize::try_from(to.index() - from.index()).unwrap_or(0) + 1;
    let mut all = Vec::new();
    for category in catalogue::categories(read)? {
        let mut months = vec![Money::ZERO; count];
        let mut total = Money::ZERO;
        for row in rows.iter().filter(|row| row.category == category.id) {
            let at = usize::try_from(row.month.0.index() - from.index()).ok();
            if let Some(sum) = at.and_then(|at| months.get_mut(at)) {
                *sum = row.gross;
                total = total.checked_add(row.gross).map_err(Fault::because)?;
            }
        }
        if months.iter().any(|sum| !sum.is_zero()) {
            all.push(CategoryTurnover { category, months, total });
        }
    }
    all.sort_by_key(|row| (std::cmp::Reverse(row.total), row.category.id));
    Ok(all)
}

/// A client's turnover in these months, both included, as it is kept.
pub fn turnover(read: &mut Read<'_>, visit: &Visit, client: ClientId, from: Month, to: Month) -> Result<Money, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(Money::ZERO);
    }
    books::turnover_sum(read, client, i64::from(from.index()), i64::from(to.index()))
}

/// A client's purchases with the items since a day and before a place (day and number), the newest first.
pub fn history(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    since: Option<Day>,
    before: Option<(Day, i64)>,
    limit: i64,
) -> Result<Vec<(SaleLine, ItemCard)>, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(Vec::new());
    }
    let before = before.unwrap_or((Day::of(9999, 12, 31), i64::MAX));
    let since = since.unwrap_or(Day::of(1900, 1, 1));
    let sales = books::history(read, client, since, before, limit)?;
    let items = items_of(read, sales.iter().map(|sale| sale.item))?;
    Ok(sales.into_iter().filter_map(|sale| items.get(&sale.item).cloned().map(|item| (sale, item))).collect())
}

/// The main numbers of a client; none for whoever may not see them.
pub fn facts(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Option<ClientFacts>, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(None);
    }
    let month = i64::from(visit.today.month().index());
    let turnover = books::turnover_sum(read, client, month - 11, month)?;
    let turnover_before = books::turnover_sum(read, client, month - 23, month - 12)?;
    let last_order_on = books::last_order(read, client)?;
    let last_sale_on = books::last_sale(read, client)?;
    let (open_orders, open, confirmed) = books::open_sums(read, client)?;
    let standing = crate::overdue::standing(read, visit.today, client)?;
    Ok(Some(ClientFacts {
        turnover,
        turnover_before,
        last_order_on,
        last_sale_on,
        debt: standing.shipped.checked_sub(standing.paid).map_err(Fault::because)?,
        limit: standing.limit,
        overdue: standing.overdue,
        open,
        confirmed,
        open_orders,
    }))
}

/// What a client owes: shipped less paid; below zero when it has paid ahead.
pub fn debt(read: &mut Read<'_>, client: ClientId) -> Result<Money, Fault> {
    books::debt(read, client)
}

/// What a client owes, with what is still to be shipped of orders it has agreed to: what its limit must hold.
pub fn exposure(read: &mut Read<'_>, client: ClientId) -> Result<Money, Fault> {
    books::exposure(read, client)
}

/// What these clients owe; clients without shipments and payments are left out.
pub fn debts(read: &mut Read<'_>, clients: &[ClientId]) -> Result<Vec<(ClientId, Money)>, Fault> {
    books::debts(read, clients)
}

/// How often a client bought each of these items.
pub fn client_items(read: &mut Read<'_>, client: ClientId, items: &[ItemId]) -> Result<Vec<(ItemId, i64)>, Fault> {
    books::bought(read, client, items)
}

/// What a client buys most since a day: the item, how often, when last.
pub fn favourites(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    since: Day,
    limit: i64,
) -> Result<Vec<(ItemCard, i64, Day)>, Fault> {
    if !books::sees(read, visit, Perm::OrdersRead, client)? {
        return Ok(Vec::new());
    }
    let rows = books::favourites(read, client, since, limit)?;
    let items = items_of(read, rows.iter().map(|row| row.0))?;
    Ok(rows.into_iter().filter_map(|(id, times, day)| items.get(&id).cloned().map(|item| (item, times, day))).collect())
}

/// Lines of orders that lose something when these needs do: whom a late arrival hurts.
pub fn hurt_by(read: &mut Read<'_>, demands: &[DemandId]) -> Result<Vec<HurtLine>, Fault> {
    if demands.is_empty() { Ok(Vec::new()) } else { books::hurt(read, demands) }
}

/// Orders below a number, the newest first.
pub fn list(
    read: &mut Read<'_>,
    visit: &Visit,
    driver: Driver,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<OrderRow>, Fault> {
    books::list(read, visit, driver, below.unwrap_or(i64::MAX), limit)
}

/// A page of orders of the clients the visitor may see.
pub fn orders_page(read: &mut Read<'_>, visit: &Visit, of: &OrdersOf, wanted: &Wanted) -> Result<Vec<OrderRow>, Fault> {
    books::orders_page(read, visit, of, wanted)
}

/// A page of invoices to the clients the visitor may see.
pub fn invoices_page(
    read: &mut Read<'_>,
    visit: &Visit,
    of: InvoicesOf,
    wanted: &Wanted,
) -> Result<Vec<InvoiceRow>, Fault> {
    books::invoices_page(read, visit, of, wanted)
}

/// A page of payments of the clients the visitor may see.
pub fn payments_page(
    read: &mut Read<'_>,
    visit: &Visit,
    of: &PaymentsOf,
    wanted: &Wanted,
) -> Result<Vec<PaymentRow>, Fault> {
    books::payments_page(read, visit, of, wanted)
}

/// Payments of a client, of both, of what was typed: the number of an invoice, else a part of a client's name.
pub(crate) fn payments_of_typed(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&clients::NameIndex>,
    client: Option<ClientId>,
    typed: &str,
) -> Result<PaymentsOf, Fault> {
    if typed.trim().is_empty() {
        return Ok(client.map_or(PaymentsOf::All, PaymentsOf::Client));
    }
    let invoices = match rules::invoice_number(typed) {
        Some(number) => books::invoices_of_number(read, number)?,
        None => Vec::new(),
    };
    if !invoices.is_empty() {
        return Ok(PaymentsOf::Invoices(invoices, client));
    }
    let found = clients::find(read, index, visit, typed.trim(), 200)?;
    let found = found.into_iter().map(|one| one.id).filter(|id| client.is_none_or(|client| client == *id));
    Ok(PaymentsOf::Clients(found.collect()))
}

/// The order of a number, or the orders of the clients of a name; a number of nobody finds nothing.
pub(crate) fn typed_orders(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&clients::NameIndex>,
    typed: &str,
) -> Result<TypedOrders, Fault> {
    if let Some(order) = rules::order_of(typed) {
        return Ok(TypedOrders::Number(order));
    }
    let found = clients::find(read, index, visit, typed.trim(), 200)?;
    Ok(TypedOrders::Clients(found.into_iter().map(|one| one.id).collect()))
}

/// What the field above the list of orders was read as.
pub(crate) enum TypedOrders {
    /// A number.
    Number(OrderId),
    /// Clients of a name.
    Clients(Vec<ClientId>),
}

/// The name of a client whose papers the visitor may see.
pub(crate) fn client_of_list(
    read: &mut Read<'_>,
    visit: &Visit,
    perm: Perm,
    client: Option<ClientId>,
) -> Result<Option<String>, Fault> {
    let Some(client) = client else { return Ok(None) };
    if books::sees(read, visit, perm, client)? { client_name(read, client).map(Some) } else { Ok(None) }
}

/// One invoice; none when there is none the visitor may see.
pub fn invoice(read: &mut Read<'_>, visit: &Visit, id: InvoiceId) -> Result<Option<InvoiceCard>, Fault> {
    let Some(head) = books::invoice(read, id)? else { return Ok(None) };
    if !books::sees(read, visit, Perm::InvoicesRead, head.client)? {
        return Ok(None);
    }
    let lines = books::invoice_lines(read, id)?;
    invoice_card(read, head, lines).map(Some)
}

/// Invoices of a number that the visitor may see, the newest first.
pub(crate) fn invoices_of_number(read: &mut Read<'_>, visit: &Visit, number: i64) -> Result<Vec<InvoiceHead>, Fault> {
    let mut heads = Vec::new();
    for id in books::invoices_of_number(read, number)?.into_iter().take(20) {
        if let Some(head) = books::invoice(read, id)?
            && books::sees(read, visit, Perm::InvoicesRead, head.client)?
        {
            heads.push(head);
        }
    }
    Ok(heads)
}

/// Invoices that a client still has to pay, the oldest first.
pub(crate) fn unpaid_of(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    most: i64,
) -> Result<Vec<InvoiceRow>, Fault> {
    if !books::sees(read, visit, Perm::InvoicesRead, client)? {
        return Ok(Vec::new());
    }
    books::unpaid_of(read, client, most)
}

/// Invoices of a client below a number, the newest first.
pub fn invoices(
    read: &mut Read<'_>,
    visit: &Visit,
    client: ClientId,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<InvoiceHead>, Fault> {
    if !books::sees(read, visit, Perm::InvoicesRead, client)? {
        return Ok(Vec::new());
    }
    books::invoices_of_client(read, client, below.unwrap_or(i64::MAX), limit)
}

pub(crate) fn invoice_card(
    read: &mut Read<'_>,
    head: InvoiceHead,
    lines: Vec<PaperLine>,
) -> Result<InvoiceCard, Fault> {
    let items = items_of(read, lines.iter().map(|line| line.item))?;
    let vat = rules::vat_parts(&lines).map_err(Fault::because)?;
    let seller = serde_json::from_str(&head.seller_requisites).map_err(Fault::because)?;
    let buyer = serde_json::from_str(&head.buyer_requisites).map_err(Fault::because)?;
    let lines = lines.into_iter().filter_map(|line| items.get(&line.item).cloned().map(|item| (line, item))).collect();
    Ok(InvoiceCard { head, seller, buyer, lines, vat })
}

/// One shipment; none when there is none the visitor may see.
pub fn shipment(read: &mut Read<'_>, visit: &Visit, id: ShipmentId) -> Result<Option<ShipmentCard>, Fault> {
    let Some(head) = books::shipment(read, id)? else { return Ok(None) };
    if !books::sees(read, visit, Perm::OrdersRead, head.client)? {
        return Ok(None);
    }
    let lines = books::shipment_lines(read, id)?;
    shipment_card(read, head, lines).map(Some)
}

pub(crate) fn shipment_card(
    read: &mut Read<'_>,
    head: ShipmentHead,
    lines: Vec<(PaperLine, VatRate)>,
) -> Result<ShipmentCard, Fault> {
    let items = items_of(read, lines.iter().map(|(line, _)| line.item))?;
    let papers: Vec<PaperLine> = lines.iter().map(|(line, _)| line.clone()).collect();
    let vat = rules::vat_parts(&papers).map_err(Fault::because)?;
    let client_name = client_name(read, head.client)?;
    let lines = lines
        .into_iter()
        .filter_map(|(line, rate)| items.get(&line.item).cloned().map(|item| (line, item, rate)))
        .collect();
    Ok(ShipmentCard { head, client_name, lines, vat })
}

/// One payment; none when there is none the visitor may see.
pub fn payment(read: &mut Read<'_>, visit: &Visit, id: PaymentId) -> Result<Option<Payment>, Fault> {
    let Some(payment) = books::payment(read, id)? else { return Ok(None) };
    Ok(if books::sees(read, visit, Perm::PaymentsRead, payment.client)? { Some(payment) } else { None })
}

/// Payments below a number, the newest first: of a client, or of all for whoever sees all.
pub fn payments(
    read: &mut Read<'_>,
    visit: &Visit,
    client: Option<ClientId>,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<Payment>, Fault> {
    let below = below.unwrap_or(i64::MAX);
    match client {
        Some(client) if books::sees(read, visit, Perm::PaymentsRead, client)? => {
            books::payments_of_client(read, client, below, limit)
        }
        None if visit.scope(Perm::PaymentsRead) == Scope::All => books::payments(read, below, limit),
        _ => Ok(Vec::new()),
    }
}

/// Payments of an invoice, the oldest first; the caller has asked for the invoice.
pub(crate) fn payments_of(read: &mut Read<'_>, invoice: InvoiceId) -> Result<Vec<Payment>, Fault> {
    books::payments_of_invoice(read, invoice)
}
