//! Everything one looks at before answering a client, gathered in one read transaction.

use std::collections::HashMap;

use clients::DossierHead;
use house::{Listed, Page, Visit};
use i18n::{Lang, fmt};
use kernel::{
    ClientId, Day, DemandId, Entity, EntityKind, ItemId, Moment, Money, Month, OrderId, Quantity, SaleLineId,
};
use orders::OpenOrder;
use serde::Serialize;
use stock::{Piece, Source};
use store::{Fault, Happened, Read};
use utoipa::ToSchema;

use crate::texts;

/// Categories with a colour of their own in the chart; the rest is summed.
const CATEGORIES: usize = 3;
const MONTHS: i32 = 13;
const HISTORY: i64 = 12;
const EVENTS: i64 = 8;

/// A client's dossier as this visitor may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dossier {
    /// Who it is, its people, its team.
    #[serde(flatten)]
    pub head: DossierHead,
    /// Day of the first purchase known.
    #[schema(value_type = Option<String>)]
    pub bought_since: Option<Day>,
    /// Main figures.
    pub facts: Facts,
    /// What it owes and holds open.
    pub credit: Credit,
    /// Turnover by month and category, thirteen months to this one.
    pub turnover: Turnover,
    /// Orders not shipped yet, newest first.
    pub open_orders: Vec<OpenOrderLine>,
    /// Latest purchases.
    pub history: Vec<HistoryLine>,
    /// Latest events.
    pub timeline: Vec<TimelineEntry>,
}

/// Main figures.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Facts {
    /// With VAT, twelve months to this one.
    #[schema(value_type = String)]
    pub turnover_year: Money,
    /// Change on the twelve months before, hundredths of a per cent; none without that year.
    pub change_basis_points: Option<i64>,
    /// Day of the last purchase.
    #[schema(value_type = Option<String>)]
    pub last_purchase: Option<Day>,
    /// Shipped less paid; hidden from those who may not see payments and invoices.
    #[schema(value_type = Option<String>)]
    pub debt: Option<Money>,
    /// Sum of open orders, with VAT.
    #[schema(value_type = String)]
    pub open_sum: Money,
    /// Open orders.
    pub open_count: i64,
    /// Lines whose promise is in danger.
    pub at_risk_lines: i64,
}

/// What the client owes and holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Credit {
    /// Agreed limit; none until contracts hold one.
    #[schema(value_type = Option<String>)]
    pub limit: Option<Money>,
    /// Debt and what is confirmed and not yet shipped.
    #[schema(value_type = Option<String>)]
    pub exposure: Option<Money>,
    /// Shipped less paid.
    #[schema(value_type = Option<String>)]
    pub debt: Option<Money>,
}

/// Turnover by month and category.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Turnover {
    /// Months from first to last.
    #[serde(serialize_with = "month_texts")]
    #[schema(value_type = Vec<String>)]
    pub months: Vec<Month>,
    /// Categories, the largest first, the small ones summed last.
    pub series: Vec<TurnoverSeries>,
}

/// One category.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TurnoverSeries {
    /// Name; none = all the others.
    pub name: Option<String>,
    /// With VAT, one sum a month.
    #[schema(value_type = Vec<String>)]
    pub values: Vec<Money>,
}

/// An open order in one line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenOrderLine {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: OrderId,
    /// As people say it.
    pub number: String,
    /// Its state.
    pub state: String,
    /// What is in it.
    pub what: String,
    /// Total with VAT.
    #[schema(value_type = String)]
    pub gross: Money,
    /// The latest day promised first.
    #[schema(value_type = Option<String>)]
    pub first_promised_on: Option<Day>,
    /// The latest day promised now.
    #[schema(value_type = Option<String>)]
    pub promised_on: Option<Day>,
    /// What the latest line rests on.
    pub rests_on: String,
    /// A promise in it is in danger.
    pub at_risk: bool,
}

/// A purchase.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryLine {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: SaleLineId,
    /// Day.
    #[schema(value_type = String)]
    pub day: Day,
    /// Item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its code.
    pub sku: String,
    /// Its name in the reader's language.
    pub item_name: String,
    /// Unit.
    pub unit: String,
    /// How much; below zero for a return.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// With VAT.
    #[schema(value_type = String)]
    pub gross: Money,
}

/// An event in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    #[schema(value_type = String)]
    pub at: Moment,
    /// Code of what happened.
    pub kind: String,
    /// In words.
    pub words: String,
    /// Where to read on.
    pub href: Option<String>,
    /// Picture.
    #[serde(skip)]
    pub icon: &'static str,
}

fn month_texts<S: serde::Serializer>(months: &[Month], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(months.iter().map(ToString::to_string))
}

/// The dossier of a client; another team's client comes locked, without figures.
pub fn dossier(read: &mut Read<'_>, visit: &Visit, id: ClientId) -> Result<Option<Dossier>, Fault> {
    let Some(head) = clients::dossier_head(read, visit, id)? else { return Ok(None) };
    let this_month = visit.today.month();
    let months: Vec<Month> = (0..MONTHS).map(|i| this_month.add_months(i + 1 - MONTHS)).collect();
    let mut dossier = Dossier {
        head,
        bought_since: None,
        facts: Facts::default(),
        credit: Credit { limit: None, exposure: None, debt: None },
        turnover: Turnover { months, series: Vec::new() },
        open_orders: Vec::new(),
        history: Vec::new(),
        timeline: Vec::new(),
    };
    if dossier.head.locked {
        return Ok(Some(dossier));
    }
    let open = orders::open_orders(read, visit, id)?;
    let (shown, confirmed) = facts(read, visit, id, &open)?;
    dossier.facts = shown;
    if let (Some(debt), true) = (dossier.facts.debt, visit.may(access::Perm::OrdersRead)) {
        let exposure = debt.checked_add(confirmed).map_err(Fault::because)?;
        dossier.credit = Credit { limit: None, exposure: Some(exposure), debt: Some(debt) };
    }
    dossier.turnover.series = series(read, visit, id)?;
    dossier.open_orders = open_lines(read, visit, &open)?;
    dossier.history = purchases(read, visit, id, &Page { limit: u16::try_from(HISTORY).ok(), cursor: None })?.items;
    dossier.timeline = store::events_of_client(read, id, i64::MAX, EVENTS)?
        .into_iter()
        .map(|event| in_words(visit.lang, event))
        .collect();
    // An order of ten lines promises ten times on the same day: said once.
    dossier.timeline.dedup_by(|next, kept| next.words == kept.words && next.href == kept.href);
    Ok(Some(dossier))
}

fn facts(read: &mut Read<'_>, visit: &Visit, id: ClientId, open: &[OpenOrder]) -> Result<(Facts, Money), Fault> {
    let Some(known) = orders::facts(read, visit, id)? else { return Ok((Facts::default(), Money::ZERO)) };
    let before = known.turnover_before.minor();
    let change = (before > 0).then(|| (known.turnover.minor() - before).saturating_mul(10_000) / before);
    let sees_debt = visit.may(access::Perm::InvoicesRead) || visit.may(access::Perm::PaymentsRead);
    let sum = Money::sum(open.iter().map(|order| order.order.gross)).map_err(Fault::because)?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let shown = Facts {
        turnover_year: known.turnover,
        change_basis_points: change,
        last_purchase: known.last_sale_on,
        debt: sees_debt.then_some(known.debt),
        open_sum: sum,
        open_count: count(open.len()),
        at_risk_lines: count(open.iter().map(OpenOrder::at_risk).sum()),
    };
    Ok((shown, known.open))
}

fn series(read: &mut Read<'_>, visit: &Visit, id: ClientId) -> Result<Vec<TurnoverSeries>, Fault> {
    let to = visit.today.month();
    let categories = orders::turnover_by_category(read, visit, id, to.add_months(1 - MONTHS), to)?;
    let mut rest: Option<Vec<Money>> = None;
    let mut all = Vec::new();
    for (place, category) in categories.into_iter().enumerate() {
        if place < CATEGORIES {
            let named = category.category;
            let name = Some(if visit.lang == Lang::Ru { named.name_ru } else { named.name_en });
            all.push(TurnoverSeries { name, values: category.months });
        } else {
            let so_far = rest.unwrap_or_else(|| vec![Money::ZERO; category.months.len()]);
            let added = so_far.into_iter().zip(category.months).map(|(a, b)| a.checked_add(b));
            rest = Some(added.collect::<Result<Vec<Money>, _>>().map_err(Fault::because)?);
        }
    }
    all.extend(rest.map(|values| TurnoverSeries { name: None, values }));
    Ok(all)
}

fn open_lines(read: &mut Read<'_>, visit: &Visit, open: &[OpenOrder]) -> Result<Vec<OpenOrderLine>, Fault> {
    let latest: Vec<Option<DemandId>> = open.iter().map(latest_demand).collect();
    let demands: Vec<DemandId> = latest.iter().copied().flatten().collect();
    let mut pieces: HashMap<DemandId, Piece> = HashMap::new();
    if !demands.is_empty() {
        for (demand, piece) in stock::coverage(read, &demands)? {
            let later = pieces.get(&demand).is_none_or(|kept| kept.available_on < piece.available_on);
            if later {
                pieces.insert(demand, piece);
            }
        }
    }
    let shown = open.iter().zip(latest).map(|(order, demand)| {
        let rests_on = demand.and_then(|d| pieces.get(&d)).map(|p| source_in_words(visit, p)).unwrap_or_default();
        OpenOrderLine {
            id: order.order.id,
            number: order.order.number(visit.lang),
            state: order.order.state.code().to_string(),
            what: what(visit.lang, order),
            gross: order.order.gross,
            first_promised_on: order.lines.iter().filter_map(|(line, _)| line.first_promised_on).max(),
            promised_on: order.promised_on(),
            rests_on,
            at_risk: order.at_risk() > 0,
        }
    });
    Ok(shown.collect())
}

/// The demand of the line promised latest: what the whole order waits for.
fn latest_demand(order: &OpenOrder) -> Option<DemandId> {
    let open = order.lines.iter().filter(|(line, _)| line.open().is_positive() && line.demand.is_some());
    open.max_by_key(|(line, _)| line.promised_on).and_then(|(line, _)| line.demand)
}

fn what(lang: Lang, order: &OpenOrder) -> String {
    match order.lines.as_slice() {
        [(_, item)] => item.name(lang).to_string(),
        lines => texts::what_positions(lang, i64::try_from(lines.len()).unwrap_or(i64::MAX)),
    }
}

fn source_in_words(visit: &Visit, piece: &Piece) -> String {
    let day = fmt::day(visit.lang, piece.available_on, visit.today);
    match (piece.source, piece.origin) {
        (Source::OnHand, _) => texts::source_stock(visit.lang).to_string(),
        (Source::Arrival, Some(line)) => texts::source_arrival(visit.lang, &day, &line.to_string()),
        (source, _) => texts::source_other(visit.lang, &day, source.code()),
    }
}

/// Purchases of a client, newest first.
pub(crate) fn purchases(
    read: &mut Read<'_>,
    visit: &Visit,
    id: ClientId,
    page: &Page,
) -> Result<Listed<HistoryLine>, Fault> {
    // A cursor that is not one of ours starts at the newest purchase.
    let before = page.after().ok().flatten().and_then(|place| {
        let days: i32 = place.key.parse().ok()?;
        Some((Day::from_days(days), place.id))
    });
    let lines = orders::history(read, visit, id, before, page.rows() + 1)?;
    let lines: Vec<HistoryLine> = lines
        .into_iter()
        .map(|(sale, item)| HistoryLine {
            id: sale.id,
            day: sale.day,
            item: item.id,
            sku: item.sku.clone(),
            item_name: item.name(visit.lang).to_string(),
            unit: item.unit.clone(),
            quantity: sale.quantity,
            gross: sale.gross,
        })
        .collect();
    Ok(Listed::cut(lines, page.rows(), |line| (line.day.days().to_string(), line.id.get())))
}

fn in_words(lang: Lang, event: Happened) -> TimelineEntry {
    let number = || orders::order_number(lang, OrderId::new(event.entity_id));
    let case = || cases::case_number(lang, kernel::CaseId::new(event.entity_id));
    let (words, icon): (String, &'static str) = match event.kind.as_str() {
        "client_created" => (texts::ev_client_created(lang).into(), "building"),
        "client_changed" => (texts::ev_client_changed(lang).into(), "pencil"),
        "contact_added" => (texts::ev_contact(lang).into(), "user"),
        "team_changed" => (texts::ev_team(lang).into(), "users"),
        "order_placed" => (texts::ev_order_placed(lang, &number()), "shopping-cart"),
        "order_reserved" => (texts::ev_order_reserved(lang, &number()), "shopping-cart"),
        "order_confirmed" => (texts::ev_order_confirmed(lang, &number()), "check"),
        "order_closed" => (texts::ev_order_closed(lang, &number()), "check"),
        "demand_at_risk" => (texts::ev_at_risk(lang).into(), "alert-triangle"),
        "order_cancelled" => (texts::ev_order_cancelled(lang, &number()), "x"),
        "order_refused" => (texts::ev_order_refused(lang).into(), "alert-triangle"),
        "order_shipped" => (texts::ev_order_shipped(lang, &number()), "truck-delivery"),
        "promise_given" => (texts::ev_promise_given(lang, &number()), "bookmark"),
        "invoice_issued" => (texts::ev_invoice_issued(lang, &number_in(lang, &event)), "file-text"),
        "balance_opened" => (texts::ev_balance_opened(lang).into(), "coins"),
        "call_solved" => (texts::ev_call_solved(lang).into(), "phone"),
        "call_connected" => (texts::ev_call_connected(lang).into(), "phone"),
        "call_promised" => (texts::ev_call_promised(lang).into(), "phone-outgoing"),
        "call_missed" => (texts::ev_call_missed(lang).into(), "phone-off"),
        "call_dropped" => (texts::ev_call_dropped(lang).into(), "phone"),
        "case_opened" => (texts::ev_case_opened(lang, &case()), "inbox"),
        "case_offered" | "case_declined" => (texts::ev_case_offered(lang, &case()), "inbox"),
        "case_accepted" | "case_taken" | "case_passed_on" => (texts::ev_case_accepted(lang, &case()), "inbox"),
        "case_planned" => (texts::ev_case_changed(lang, &case()), "inbox"),
        "case_closed" => (texts::ev_case_closed(lang, &case()), "check"),
        "order_reopened" => (texts::ev_order_reopened(lang, &number()), "shopping-cart"),
        "payment_reversed" => (texts::ev_payment_reversed(lang).into(), "coins"),
        "payment_received" => (texts::ev_payment_received(lang).into(), "coins"),
        _ => (texts::ev_other(lang).into(), "clock"),
    };
    let href = EntityKind::parse(&event.entity)
        .ok()
        .filter(|kind| *kind != EntityKind::Client)
        .and_then(|kind| house::link(Entity { kind, id: event.entity_id }));
    TimelineEntry { at: event.at, kind: event.kind, words, href, icon }
}

/// The order that an event of another paper speaks of.
fn number_in(lang: Lang, event: &Happened) -> String {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let order = payload.get("order").and_then(|order| match order {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    order.map(|order| orders::order_number(lang, OrderId::new(order))).unwrap_or_default()
}
