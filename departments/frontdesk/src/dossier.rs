//! Everything one looks at before answering a client, gathered in one read transaction.

use std::collections::HashMap;

use cases::{Case, Topic};
use clients::DossierHead;
use house::Visit;
use i18n::{Lang, fmt};
use kernel::{CaseId, ClientId, Day, DemandId, ItemId, Moment, Money, Month, OrderId, Quantity, SaleLineId, StaffId};
use orders::OpenOrder;
use serde::Serialize;
use stock::{Piece, Source};
use store::{Fault, Read};
use utoipa::ToSchema;

use crate::calls::rules::{self, Person};
use crate::timeline::{EventsAsked, TimelineEntry, timeline};
use crate::wishes::{Wish, wishes};
use crate::{calls, texts};

/// Categories with a colour of their own in the chart; the rest is summed.
const CATEGORIES: usize = 3;
const MONTHS: i32 = 13;
const HISTORY: i64 = 12;

/// A client's dossier as this visitor may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dossier {
    /// What the client most likely wants and what to answer; none where the dossier is locked.
    pub answer: Option<AnswerLine>,
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
    /// Lines whose promise is in danger.
    pub at_risk: Vec<RiskLine>,
    /// Open cases, the first due first.
    pub open_cases: Vec<OpenCase>,
    /// Who answers which topic, the client's team first.
    pub whom_to_ask: Vec<WhomToAsk>,
    /// Latest purchases.
    pub history: Vec<HistoryLine>,
    /// Latest events.
    pub timeline: Vec<TimelineEntry>,
    /// Where the timeline goes on; null at its end.
    pub timeline_cursor: Option<String>,
    #[serde(skip)]
    pub(crate) wishes: Vec<Wish>,
    #[serde(skip)]
    pub(crate) cases: Vec<Case>,
    #[serde(skip)]
    pub(crate) people: Vec<(Person, Vec<Topic>)>,
}

/// What the client most likely wants.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerLine {
    /// In the client's words.
    pub question: String,
    /// What to answer.
    pub answer: String,
    /// What the answer rests on.
    pub why: String,
}

/// A line of an open order whose promise is in danger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiskLine {
    /// The order.
    #[schema(value_type = String)]
    pub order: OrderId,
    /// As people say it.
    pub number: String,
    /// Item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its name in the reader's language.
    pub item_name: String,
    /// Unit.
    pub unit: String,
    /// How much is still to be shipped.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// The day promised.
    #[schema(value_type = Option<String>)]
    pub promised_on: Option<Day>,
}

/// A case in one line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenCase {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: CaseId,
    /// As people say it.
    pub number: String,
    /// In one line.
    pub subject: String,
    /// Who of us holds it.
    pub holder: String,
    /// By when.
    #[schema(value_type = String)]
    pub due_at: Moment,
    /// Its moment has passed.
    pub late: bool,
}

/// A colleague and what to ask them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhomToAsk {
    /// Number of the colleague.
    #[schema(value_type = String)]
    pub user: StaffId,
    /// Name.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// Codes of the topics.
    pub topics: Vec<String>,
    /// `free`, `busy`, `out`, `off`, `talks` or `unknown`.
    pub stands: &'static str,
    /// Until when the colleague is away or busy.
    #[schema(value_type = Option<String>)]
    pub until: Option<Moment>,
    /// The extension.
    pub extension: Option<String>,
    /// Of the client's team.
    pub in_team: bool,
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
    /// Shipped less paid, below zero for an advance; hidden from those who may not see payments and invoices.
    #[schema(value_type = Option<String>)]
    pub debt: Option<Money>,
    /// What is still to be shipped of open orders, with VAT.
    #[schema(value_type = String)]
    pub open_sum: Money,
    /// Orders from which something is still to be shipped.
    pub open_count: i64,
    /// Lines whose promise is in danger.
    pub at_risk_lines: i64,
    /// Open cases.
    pub open_cases: i64,
    /// Those past their moment.
    pub late_cases: i64,
}

/// What the client owes and holds.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Credit {
    /// How much it may owe; none without a limit, and for those who may not see terms.
    #[schema(value_type = Option<String>)]
    pub limit: Option<Money>,
    /// What the limit leaves for further orders; nothing where the client is above it.
    #[schema(value_type = Option<String>)]
    pub free: Option<Money>,
    /// Debt and what is confirmed and not yet shipped.
    #[schema(value_type = Option<String>)]
    pub exposure: Option<Money>,
    /// Shipped less paid.
    #[schema(value_type = Option<String>)]
    pub debt: Option<Money>,
    /// What of it should have been paid by now; none where no payment term is agreed on.
    #[schema(value_type = Option<String>)]
    pub overdue: Option<Money>,
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
    /// What of it is still to be shipped.
    #[schema(value_type = String)]
    pub left: Money,
    /// The latest day promised first.
    #[schema(value_type = Option<String>)]
    pub first_promised_on: Option<Day>,
    /// The latest day promised now.
    #[schema(value_type = Option<String>)]
    pub promised_on: Option<Day>,
    /// The last day on which its goods are held while the client has not confirmed it; null = without a term.
    #[schema(value_type = Option<String>)]
    pub reserved_until: Option<Day>,
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

fn month_texts<S: serde::Serializer>(months: &[Month], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(months.iter().map(ToString::to_string))
}

/// The dossier of a client; another team's client comes locked, without figures.
pub fn dossier(read: &mut Read<'_>, visit: &Visit, id: ClientId) -> Result<Option<Dossier>, Fault> {
    dossier_with(read, visit, id, &EventsAsked::default())
}

/// The same with the events asked for.
pub(crate) fn dossier_with(
    read: &mut Read<'_>,
    visit: &Visit,
    id: ClientId,
    events: &EventsAsked,
) -> Result<Option<Dossier>, Fault> {
    let Some(head) = clients::dossier_head(read, visit, id)? else { return Ok(None) };
    let this_month = visit.today.month();
    let months: Vec<Month> = (0..MONTHS).map(|i| this_month.add_months(i + 1 - MONTHS)).collect();
    let mut dossier = Dossier {
        answer: None,
        head,
        bought_since: None,
        facts: Facts::default(),
        credit: Credit::default(),
        turnover: Turnover { months, series: Vec::new() },
        open_orders: Vec::new(),
        at_risk: Vec::new(),
        open_cases: Vec::new(),
        whom_to_ask: Vec::new(),
        history: Vec::new(),
        timeline: Vec::new(),
        timeline_cursor: None,
        wishes: Vec::new(),
        cases: Vec::new(),
        people: Vec::new(),
    };
    if dossier.head.locked {
        dossier.wishes = wishes(visit, &dossier);
        return Ok(Some(dossier));
    }
    let open = orders::open_orders(read, visit, id)?;
    dossier.cases = cases::open_of_client(read, visit, id)?;
    (dossier.facts, dossier.credit) = facts(read, visit, id, &open, &dossier.cases)?;
    dossier.turnover.series = series(read, visit, id)?;
    dossier.open_orders = open_lines(read, visit, &open)?;
    dossier.history = purchases(read, visit, id, (None, None), HISTORY)?;
    dossier.at_risk = open.iter().flat_map(|order| at_risk(visit.lang, order)).collect();
    dossier.open_cases = dossier.cases.iter().map(|case| case_line(visit, case)).collect();
    dossier.people = whom_to_ask(read, visit, &dossier.head)?;
    dossier.whom_to_ask = dossier.people.iter().map(person_line).collect();
    let events = timeline(read, visit, id, events)?;
    (dossier.timeline, dossier.timeline_cursor) = (events.items, events.next_cursor);
    dossier.wishes = wishes(visit, &dossier);
    dossier.answer = dossier.wishes.first().map(|wish| AnswerLine {
        question: wish.question.clone(),
        answer: wish.answer.clone(),
        why: wish.why.clone(),
    });
    Ok(Some(dossier))
}

fn at_risk(lang: Lang, order: &OpenOrder) -> Vec<RiskLine> {
    let line = |(line, item): &(orders::Line, catalogue::ItemCard)| RiskLine {
        order: order.order.id,
        number: order.order.number(lang),
        item: item.id,
        item_name: item.name(lang).to_string(),
        unit: item.unit.clone(),
        quantity: line.open(),
        promised_on: line.promised_on,
    };
    order.at_risk().map(line).collect()
}

fn case_line(visit: &Visit, case: &Case) -> OpenCase {
    OpenCase {
        id: case.id,
        number: cases::case_number(visit.lang, case.id),
        subject: case.subject_in(visit.lang),
        holder: case.holder_name.clone(),
        due_at: case.due_at,
        late: case.is_late(visit.now),
    }
}

/// Who answers which topic for the client at this moment.
fn whom_to_ask(read: &mut Read<'_>, visit: &Visit, head: &DossierHead) -> Result<Vec<(Person, Vec<Topic>)>, Fault> {
    let mut team: Vec<StaffId> = Vec::new();
    for member in &head.team {
        if !team.contains(&member.user) {
            team.push(member.user);
        }
    }
    let rows = calls::store::people(read)?;
    Ok(rules::people_by_topic(&rows, &team, visit.now))
}

fn person_line((person, topics): &(Person, Vec<Topic>)) -> WhomToAsk {
    WhomToAsk {
        user: person.staff,
        name: person.name.clone(),
        role: person.role.code().to_owned(),
        topics: topics.iter().map(|topic| topic.code().to_owned()).collect(),
        stands: person.stand.code(),
        until: person.until,
        extension: person.extension.clone(),
        in_team: person.team,
    }
}

fn facts(
    read: &mut Read<'_>,
    visit: &Visit,
    id: ClientId,
    open: &[OpenOrder],
    cases: &[Case],
) -> Result<(Facts, Credit), Fault> {
    let Some(known) = orders::facts(read, visit, id)? else { return Ok((Facts::default(), Credit::default())) };
    let sees_debt = visit.may(access::Perm::InvoicesRead) || visit.may(access::Perm::PaymentsRead);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let shown = Facts {
        turnover_year: known.turnover,
        change_basis_points: orders::change(known.turnover, known.turnover_before),
        last_purchase: known.last_sale_on,
        debt: sees_debt.then_some(known.debt),
        open_sum: known.open,
        open_count: known.open_orders,
        at_risk_lines: count(open.iter().map(|order| order.at_risk().count()).sum()),
        open_cases: count(cases.len()),
        late_cases: count(cases.iter().filter(|case| case.is_late(visit.now)).count()),
    };
    if !sees_debt {
        return Ok((shown, Credit::default()));
    }
    let sees_terms = visit.may(access::Perm::TermsRead);
    let credit = Credit {
        limit: known.limit.filter(|_| sees_terms),
        free: known.free().map_err(Fault::because)?.filter(|_| sees_terms),
        exposure: Some(known.exposure().map_err(Fault::because)?),
        debt: Some(known.debt),
        overdue: known.overdue,
    };
    Ok((shown, credit))
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
        for (demand, piece) in stock::coverage(read, visit.today, &demands)? {
            let later = pieces.get(&demand).is_none_or(|kept| kept.available_on < piece.available_on);
            if later {
                pieces.insert(demand, piece);
            }
        }
    }
    let line = |(order, demand): (&OpenOrder, Option<DemandId>)| {
        let rests_on = demand.and_then(|d| pieces.get(&d)).map(|p| source_in_words(visit, p)).unwrap_or_default();
        Ok(OpenOrderLine {
            id: order.order.id,
            number: order.order.number(visit.lang),
            state: order.order.state.code().to_string(),
            what: what(visit.lang, order),
            gross: order.order.gross,
            left: order.left().map_err(Fault::because)?,
            first_promised_on: order.lines.iter().filter_map(|(line, _)| line.first_promised_on).max(),
            promised_on: order.promised_on(),
            reserved_until: order.order.reserved_until,
            rests_on,
            at_risk: order.at_risk().next().is_some(),
        })
    };
    open.iter().zip(latest).map(line).collect()
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
    let day = fmt::day(visit.lang, piece.late_since.unwrap_or(piece.available_on), visit.today);
    match (piece.source, piece.origin) {
        (Source::OnHand, _) => texts::source_stock(visit.lang).to_string(),
        (Source::Arrival, Some(line)) => texts::source_arrival(visit.lang, &day, &line.to_string()),
        (source, _) => texts::source_other(visit.lang, &day, source.code()),
    }
}

/// Purchases of a client from the first of these days to the last, newest first.
pub(crate) fn purchases(
    read: &mut Read<'_>,
    visit: &Visit,
    id: ClientId,
    (since, before): (Option<Day>, Option<(Day, i64)>),
    limit: i64,
) -> Result<Vec<HistoryLine>, Fault> {
    let lines = orders::history(read, visit, id, since, before, limit)?;
    let line = |(sale, item): (orders::SaleLine, catalogue::ItemCard)| HistoryLine {
        id: sale.id,
        day: sale.day,
        item: item.id,
        sku: item.sku.clone(),
        item_name: item.name(visit.lang).to_string(),
        unit: item.unit.clone(),
        quantity: sale.quantity,
        gross: sale.gross,
    };
    Ok(lines.into_iter().map(line).collect())
}
