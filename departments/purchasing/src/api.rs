//! Purchase orders and arrivals over the JSON API.

use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, Listed, Made, MoneyDeed, Nothing, Page, Path, Query, Refused, Visit, boxed};
use i18n::Lang;
use kernel::{
    ClientId, Day, ItemId, Moment, Money, OrderId, OrderLineId, PurchaseLineId, PurchaseOrderId, Quantity, SupplierId,
    SupplyId, UnitPrice,
};
use serde::{Deserialize, Serialize};
use store::{Fault, Read, Stop};
use utoipa::{IntoParams, ToSchema};

use crate::errors::{PurchaseRefused, Wrong, WrongField};
use crate::model::{
    Arrival, Effect, HowMuch, NewPurchase, NewPurchaseLine, Peg, PurchaseOrder, PurchaseState, Touched, Which,
};
use crate::{questions, store as books, texts, verbs};

/// One line of a purchase as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLineBody {
    /// Code of the item.
    #[schema(max_length = 64, min_length = 1)]
    pub sku: String,
    /// How much, in base units.
    #[schema(value_type = Option<String>, example = "120")]
    pub quantity: Option<Quantity>,
    /// How many packs, in place of `quantity`.
    #[schema(value_type = Option<String>, example = "10")]
    pub packs: Option<Quantity>,
    /// What one base unit costs us.
    #[schema(value_type = Option<String>, example = "81.40")]
    pub unit_cost: Option<UnitPrice>,
    /// The day the goods are awaited.
    #[schema(value_type = String, format = Date)]
    pub expected_on: Day,
}

/// A purchase order as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurchaseBody {
    /// Name of the supplier; an unknown one is made.
    #[schema(max_length = 200, min_length = 1)]
    pub supplier: String,
    /// Code of the warehouse; `main` without it.
    #[schema(max_length = 64)]
    pub warehouse: Option<String>,
    /// What is bought.
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Vec<NewLineBody>,
    /// The supplier is a new one, though another is called nearly the same: else that is refused (409).
    #[serde(default)]
    pub new_supplier: bool,
}

impl NewPurchaseBody {
    /// The body as a deed; every line without an amount is named.
    pub fn read(&self) -> Result<NewPurchase, PurchaseRefused> {
        let mut wrong = Vec::new();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, line) in self.lines.iter().enumerate() {
            let amount = match (line.quantity, line.packs) {
                (Some(quantity), None) => HowMuch::Units(quantity),
                (None, Some(packs)) => HowMuch::Packs(packs),
                _ => {
                    wrong.push(WrongField::new(format!("/lines/{at}/quantity"), Wrong::UnitsOrPacks));
                    continue;
                }
            };
            lines.push(NewPurchaseLine {
                sku: line.sku.clone(),
                amount,
                unit_cost: line.unit_cost,
                expected_on: line.expected_on,
            });
        }
        if !wrong.is_empty() {
            return Err(PurchaseRefused::Fields(wrong));
        }
        let (supplier, warehouse) = (self.supplier.clone(), self.warehouse.clone());
        Ok(NewPurchase { supplier, warehouse, lines, new_supplier: self.new_supplier })
    }
}

/// A new day of an arrival as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleBody {
    /// The new day.
    #[schema(value_type = String, format = Date)]
    pub expected_on: Day,
    /// Why it moves; needed unless it is a dry run.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: String,
    /// Only say what it would do.
    #[serde(default)]
    pub dry_run: bool,
}

/// An arrival as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArrivalJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: PurchaseLineId,
    /// The same number: lines of a purchase order carry it under this name.
    #[schema(value_type = String)]
    pub arrival: PurchaseLineId,
    /// The purchase order.
    #[schema(value_type = String)]
    pub purchase_order: PurchaseOrderId,
    /// Name of the supplier.
    pub supplier: String,
    /// Code of the item.
    pub sku: String,
    /// Name of the item.
    pub name: String,
    /// What was ordered, in base units.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// What came in.
    #[schema(value_type = String)]
    pub received: Quantity,
    /// What is still on the way.
    #[schema(value_type = String)]
    pub awaited: Quantity,
    /// What of that is held for orders.
    #[schema(value_type = String)]
    pub pegged: Quantity,
    /// Promises that rest on it.
    pub promises: i64,
    /// Those of them that can't be kept by what is known.
    pub at_risk: i64,
    /// The day it is awaited.
    #[schema(value_type = String, format = Date)]
    pub expected_on: Day,
    /// The day first named.
    #[schema(value_type = String, format = Date)]
    pub first_expected_on: Day,
    /// Whether that day has passed and goods are missing.
    pub late: bool,
    /// When the supplier last confirmed it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_confirmed_at: Option<Moment>,
    /// `open`, `received` or `cancelled`.
    pub state: PurchaseState,
    /// Its supply.
    #[schema(value_type = String)]
    pub supply: SupplyId,
    /// What one base unit costs; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub unit_cost: Option<UnitPrice>,
    /// Version for `If-Match`.
    pub version: i64,
}

/// Where an arrival stands.
pub(crate) fn state_of(arrival: &Arrival) -> PurchaseState {
    if arrival.cancelled_at.is_some() {
        PurchaseState::Cancelled
    } else if arrival.is_open() {
        PurchaseState::Open
    } else {
        PurchaseState::Received
    }
}

impl ArrivalJson {
    /// Arrivals with the names of their items, in the reader's language.
    pub fn list(read: &mut Read<'_>, visit: &Visit, arrivals: Vec<Arrival>) -> Result<Vec<ArrivalJson>, Fault> {
        let ids: Vec<ItemId> = arrivals.iter().map(|arrival| arrival.item).collect();
        let cards = catalogue::items(read, &ids)?;
        let costs = visit.may(access::Perm::CostsRead);
        let json = |arrival: Arrival| {
            let card = cards.iter().find(|card| card.id == arrival.item);
            ArrivalJson {
                id: arrival.id,
                arrival: arrival.id,
                purchase_order: arrival.order,
                sku: card.map(|card| card.sku.clone()).unwrap_or_default(),
                name: card.map(|card| card.name(visit.lang).to_owned()).unwrap_or_default(),
                quantity: arrival.quantity,
                received: arrival.received(),
                awaited: arrival.awaited,
                pegged: arrival.pegged,
                promises: arrival.promises,
                at_risk: arrival.at_risk,
                expected_on: arrival.expected_on,
                first_expected_on: arrival.first_expected_on,
                late: arrival.is_open() && arrival.expected_on < visit.today,
                last_confirmed_at: arrival.last_confirmed_at,
                state: state_of(&arrival),
                supply: arrival.supply,
                unit_cost: arrival.unit_cost.filter(|_| costs),
                version: arrival.version,
                supplier: arrival.supplier_name,
            }
        };
        Ok(arrivals.into_iter().map(json).collect())
    }
}

/// A purchase order as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PurchaseJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: PurchaseOrderId,
    /// The number as people say it.
    pub number: String,
    /// Name of the supplier.
    pub supplier: String,
    /// Number of the supplier.
    #[schema(value_type = String)]
    pub supplier_id: SupplierId,
    /// Where it stands.
    pub state: PurchaseState,
    /// The day it was placed.
    #[schema(value_type = String, format = Date)]
    pub ordered_on: Day,
    /// The next day on which goods of it are awaited.
    #[schema(value_type = Option<String>, format = Date)]
    pub next_on: Option<Day>,
    /// What it costs us; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub cost: Option<Money>,
    /// Its lines, each an arrival; on the card of one order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ArrivalJson>,
    /// Version.
    pub version: i64,
}

/// Where an order stands, by what is still awaited.
pub(crate) fn order_state(order: &PurchaseOrder) -> PurchaseState {
    match order.state {
        PurchaseState::Open if order.awaited_lines == 0 => PurchaseState::Received,
        state => state,
    }
}

impl PurchaseJson {
    fn of(visit: &Visit, order: PurchaseOrder, lines: Vec<ArrivalJson>) -> PurchaseJson {
        PurchaseJson {
            id: order.id,
            number: crate::model::purchase_number(visit.lang, order.id),
            supplier_id: order.supplier,
            state: order_state(&order),
            ordered_on: order.ordered_on,
            next_on: order.next_on,
            cost: order.cost.filter(|_| visit.may(access::Perm::CostsRead)),
            lines,
            version: order.version,
            supplier: order.supplier_name,
        }
    }

    /// The card of one order with its lines.
    pub fn whole(read: &mut Read<'_>, visit: &Visit, id: PurchaseOrderId) -> Result<Option<PurchaseJson>, Fault> {
        let Some(order) = books::order(read, id)? else { return Ok(None) };
        let arrivals = books::arrivals_of_order(read, id)?;
        let lines = ArrivalJson::list(read, visit, arrivals)?;
        Ok(Some(PurchaseJson::of(visit, order, lines)))
    }
}

/// Goods a promise rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PegJson {
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// `on_hand`, `arrival`, …
    pub source: &'static str,
    /// The supply.
    #[schema(value_type = String)]
    pub supply: SupplyId,
    /// The day it can be picked from.
    #[schema(value_type = String, format = Date)]
    pub available_on: Day,
    /// The purchase order of an arrival.
    #[schema(value_type = Option<String>)]
    pub purchase_order: Option<PurchaseOrderId>,
}

impl From<&Peg> for PegJson {
    fn from(peg: &Peg) -> PegJson {
        PegJson {
            quantity: peg.quantity,
            source: peg.source.code(),
            supply: peg.supply,
            available_on: peg.available_on,
            purchase_order: peg.order,
        }
    }
}

/// An order line touched by news about an arrival.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TouchedJson {
    /// The order.
    #[schema(value_type = String)]
    pub order: OrderId,
    /// The order's number as people say it.
    pub number: String,
    /// The line.
    #[schema(value_type = String)]
    pub line: OrderLineId,
    /// Code of the item.
    pub sku: String,
    /// Still to be shipped.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// What the client was promised; unchanged.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_on: Option<Day>,
    /// The day that could be told now.
    #[schema(value_type = Option<String>, format = Date)]
    pub could_on: Option<Day>,
    /// Not at risk before this news.
    pub newly: bool,
    /// What covers it now, where that changed.
    pub pegs: Vec<PegJson>,
    /// The client; only for those who may see all clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub client: Option<ClientId>,
}

/// A client touched by news about an arrival.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TouchedClient {
    /// Number.
    #[schema(value_type = String)]
    pub id: ClientId,
    /// Name.
    pub name: String,
}

/// What a new day of an arrival does, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EffectJson {
    /// The arrival.
    #[schema(value_type = String)]
    pub arrival: PurchaseLineId,
    /// Its day before.
    #[schema(value_type = String, format = Date)]
    pub was_on: Day,
    /// Its day after.
    #[schema(value_type = String, format = Date)]
    pub expected_on: Day,
    /// Nothing was written.
    pub dry_run: bool,
    /// Promises that moved: none, a promise moves only by a recorded decision.
    pub moved_promises: Vec<TouchedJson>,
    /// Lines whose promise can't be kept with the goods we know of.
    pub at_risk: Vec<TouchedJson>,
    /// Lines that keep their promise by other goods.
    pub repegged: Vec<TouchedJson>,
    /// Lines that were at risk and are not any more.
    pub cleared: Vec<TouchedJson>,
    /// How many clients are touched.
    pub client_count: usize,
    /// Numbers of the orders touched.
    pub orders: Vec<String>,
    /// The clients; only for those who may see all clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<Vec<TouchedClient>>,
}

impl EffectJson {
    /// The effect as this reader may see it.
    pub fn of(read: &mut Read<'_>, visit: &Visit, effect: &Effect, dry_run: bool) -> Result<EffectJson, Fault> {
        let all = visit.sees_all_clients();
        let ids: Vec<ItemId> = effect.touched().map(|one| one.item).collect();
        let cards = catalogue::items(read, &ids)?;
        let sku = |item: ItemId| cards.iter().find(|card| card.id == item).map(|card| card.sku.clone());
        let list = |list: &[Touched]| -> Vec<TouchedJson> {
            list.iter().map(|one| touched(visit.lang, one, sku(one.item), all)).collect()
        };
        let mut orders: Vec<OrderId> = effect.touched().map(|one| one.order).collect();
        orders.sort_unstable();
        orders.dedup();
        let clients = if all {
            let names = clients::names_of(read, &effect.clients)?;
            Some(names.into_iter().map(|(id, name)| TouchedClient { id, name }).collect())
        } else {
            None
        };
        Ok(EffectJson {
            arrival: effect.arrival,
            was_on: effect.old_on,
            expected_on: effect.new_on,
            dry_run,
            moved_promises: Vec::new(),
            at_risk: list(&effect.at_risk),
            repegged: list(&effect.repegged),
            cleared: list(&effect.cleared),
            client_count: effect.clients.len(),
            orders: orders.into_iter().map(|order| orders::order_number(visit.lang, order)).collect(),
            clients,
        })
    }
}

fn touched(lang: Lang, one: &Touched, sku: Option<String>, with_client: bool) -> TouchedJson {
    TouchedJson {
        order: one.order,
        number: orders::order_number(lang, one.order),
        line: one.line,
        sku: sku.unwrap_or_default(),
        quantity: one.quantity,
        promised_on: one.promised_on,
        could_on: one.could_on,
        newly: one.newly,
        pegs: one.pegs.iter().map(PegJson::from).collect(),
        client: with_client.then_some(one.client),
    }
}

/// Which arrivals.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ArrivalsQuery {
    /// `late` or `week`; all awaited ones without it.
    pub show: Option<String>,
    /// Number of a supplier.
    pub supplier: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Which purchase orders.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PurchasesQuery {
    /// Number of a supplier.
    pub supplier: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

fn bad_query(visit: &Visit, pointer: &str) -> Refused {
    let message = texts::wrong_unreadable(visit.lang).to_owned();
    Box::new(house::Plain::BadField(i18n::FieldError { pointer: pointer.to_owned(), message }))
}

/// Reads which arrivals a list shows; `None` when the words are not ours.
pub(crate) fn which_of(show: Option<&str>, supplier: Option<&str>) -> Option<Which> {
    match (show.filter(|show| !show.is_empty()), supplier.filter(|supplier| !supplier.is_empty())) {
        (None | Some("all"), None) => Some(Which::All),
        (Some("late"), None) => Some(Which::Late),
        (Some("week"), None) => Some(Which::Week),
        (None | Some("all"), Some(supplier)) => supplier.parse().ok().map(Which::Of),
        _ => None,
    }
}

/// The place after which a list goes on.
pub(crate) fn after_of(page: &Page) -> Result<Option<(i64, i64)>, Refused> {
    match page.after().map_err(|refused| Box::new(refused) as Refused)? {
        None => Ok(None),
        Some(cursor) => match cursor.key.parse() {
            Ok(key) => Ok(Some((key, cursor.id))),
            Err(_) => Err(Box::new(house::Plain::ForeignCursor)),
        },
    }
}

/// Awaited arrivals by day.
#[utoipa::path(get, path = "/api/v1/arrivals", tag = "purchasing", params(ArrivalsQuery),
    responses((status = 200, body = Listed<ArrivalJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn arrivals(State(house): State<House>, visit: Visit, Query(asked): Query<ArrivalsQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let which = which_of(asked.show.as_deref(), asked.supplier.as_deref())
                .ok_or_else(|| Stop::Refused(bad_query(visit, "?show")))?;
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            let after = after_of(&page).map_err(Stop::Refused)?;
            let rows = questions::register(read, visit.today, which, after, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |row| (row.expected_on.days().to_string(), row.id.get()));
            let items = ArrivalJson::list(read, visit, cut.items)?;
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// One arrival, awaited or not.
#[utoipa::path(get, path = "/api/v1/arrivals/{id}", tag = "purchasing", params(("id" = String, Path)),
    responses((status = 200, body = ArrivalJson), (status = 404, body = house::Problem)))]
pub(crate) async fn arrival(State(house): State<House>, visit: Visit, Path(id): Path<PurchaseLineId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            let Some(arrival) = books::arrival(read, id)? else { return Ok(None) };
            let version = arrival.version;
            let json = ArrivalJson::list(read, visit, vec![arrival])?.into_iter().next();
            Ok(json.map(|json| (json, Some(version))))
        })
        .await
}

/// Gives an arrival a new day, or says what that would do.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/schedule", tag = "purchasing", params(("id" = String, Path)),
    request_body = ScheduleBody, responses((status = 200, body = EffectJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn schedule(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<PurchaseLineId>,
    deed: Deed<ScheduleBody>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &ScheduleBody| {
            let effect = if body.dry_run {
                questions::preview_reschedule(tx, visit, id, body.expected_on).map_err(boxed)?
            } else {
                verbs::reschedule_arrival(tx, visit, id, seen, body.expected_on, &body.reason).map_err(boxed)?
            };
            Ok(Made::ok(&EffectJson::of(tx, visit, &effect, body.dry_run)?).version(effect.version))
        })
        .await
}

/// Notes that the supplier confirmed the day.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/confirmation", tag = "purchasing", params(("id" = String, Path)),
    request_body = Nothing, responses((status = 200, body = ArrivalJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem)))]
pub(crate) async fn confirm(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<PurchaseLineId>,
    deed: Deed<Nothing>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let arrival = verbs::confirm_arrival(tx, visit, id, seen).map_err(boxed)?;
            let version = arrival.version;
            let json = ArrivalJson::list(tx, visit, vec![arrival])?.into_iter().next();
            Ok(Made::ok(&json).version(version))
        })
        .await
}

/// The rest of an arrival will not come.
#[utoipa::path(post, path = "/api/v1/arrivals/{id}/cancellation", tag = "purchasing", params(("id" = String, Path)),
    request_body = Nothing, responses((status = 200, body = EffectJson), (status = 400, body = house::Problem),
    (status = 404, body = house::Problem), (status = 409, body = house::Problem), (status = 412, body = house::Problem)))]
pub(crate) async fn cancel(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<PurchaseLineId>,
    MoneyDeed(deed): MoneyDeed<Nothing>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let effect = verbs::cancel_arrival(tx, visit, id, seen).map_err(boxed)?;
            Ok(Made::ok(&EffectJson::of(tx, visit, &effect, false)?).version(effect.version))
        })
        .await
}

/// Purchase orders, the newest first.
#[utoipa::path(get, path = "/api/v1/purchase-orders", tag = "purchasing", params(PurchasesQuery),
    responses((status = 200, body = Listed<PurchaseJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn purchases(
    State(house): State<House>,
    visit: Visit,
    Query(asked): Query<PurchasesQuery>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let supplier = match asked.supplier.as_deref().filter(|supplier| !supplier.is_empty()) {
                None => None,
                Some(text) => Some(text.parse().map_err(|_| Stop::Refused(bad_query(visit, "?supplier")))?),
            };
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            let before = after_of(&page).map_err(Stop::Refused)?.map_or(i64::MAX, |(_, id)| id);
            let rows = books::orders(read, supplier, before, page.rows() + 1)?;
            let cut = Listed::cut(rows, page.rows(), |row| (row.id.to_string(), row.id.get()));
            let items = cut.items.into_iter().map(|order| PurchaseJson::of(visit, order, Vec::new())).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// One purchase order with its lines.
#[utoipa::path(get, path = "/api/v1/purchase-orders/{id}", tag = "purchasing", params(("id" = String, Path)),
    responses((status = 200, body = PurchaseJson), (status = 404, body = house::Problem)))]
pub(crate) async fn purchase(State(house): State<House>, visit: Visit, Path(id): Path<PurchaseOrderId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            Ok(PurchaseJson::whole(read, visit, id)?.map(|json| {
                let version = json.version;
                (json, Some(version))
            }))
        })
        .await
}

/// Orders goods from a supplier.
#[utoipa::path(post, path = "/api/v1/purchase-orders", tag = "purchasing", request_body = NewPurchaseBody,
    responses((status = 201, body = PurchaseJson), (status = 400, body = house::Problem), (status = 409, body = house::Problem),
        (status = 422, body = house::Problem)))]
pub(crate) async fn place(State(house): State<House>, visit: Visit, deed: MoneyDeed<NewPurchaseBody>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &NewPurchaseBody| {
            let new = match body.read() {
                // What else is wrong is told at once.
                Err(PurchaseRefused::Fields(mut wrong)) => {
                    let skus: Vec<String> = body.lines.iter().map(|line| line.sku.clone()).collect();
                    wrong.extend(verbs::wrong_beside(tx, &body.supplier, body.new_supplier, &skus)?);
                    Err(PurchaseRefused::Fields(wrong))
                }
                read => read,
            };
            let new = new.map_err(Stop::Refused).map_err(boxed)?;
            let made = verbs::place_purchase_order(tx, visit, &new).map_err(boxed)?;
            let json = PurchaseJson::whole(tx, visit, made.order)?;
            let version = json.as_ref().map_or(1, |json| json.version);
            Ok(Made::created(&json, format!("/api/v1/purchase-orders/{}", made.order)).version(version))
        })
        .await
}
