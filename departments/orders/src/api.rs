//! Orders, invoices, shipments and payments over the JSON API.

pub(crate) mod codes;
mod json;
pub(crate) mod papers;

use std::collections::HashMap;

use axum::extract::State as Held;
use axum::response::Response;
use house::{
    Body, Deed, House, Listed, Made, MoneyDeed, Nothing, Page, Path, Plain, PrintWords, Query, Refused, Visit, boxed,
};
use kernel::{ClientId, Day, InvoiceId, Money, OrderId, OrderLineId, PaymentId, Quantity, ShipmentId};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use utoipa::{IntoParams, ToSchema};

pub use json::{InvoiceJson, LineJson, OrderJson, OrderRowJson, PaymentJson, ShipmentJson, ShippedJson};

use crate::errors::{OrderRefused, Wrong, WrongField};
use crate::model::{Extent, Mode, OrderCard, State};
use crate::store::Driver;
use crate::{questions, rules, verbs};

/// What to do when not all can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeBody {
    /// All lines in full or no order.
    AllOrNothing,
    /// What can be had; the rest is not ordered.
    Partial,
    /// What can be had, the rest on the day it comes.
    Backorder,
}

impl From<ModeBody> for Mode {
    fn from(mode: ModeBody) -> Mode {
        match mode {
            ModeBody::AllOrNothing => Mode::AllOrNothing,
            ModeBody::Partial => Mode::Partial,
            ModeBody::Backorder => Mode::Backorder,
        }
    }
}

/// A line that is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskLine {
    /// Code of the item.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub sku: String,
    /// Or the client's own code of it.
    #[schema(max_length = 200)]
    pub client_sku: Option<String>,
    /// How much, in base units; above zero, a million at most.
    #[schema(value_type = Option<String>, example = "10")]
    pub quantity: Option<Quantity>,
    /// Or how many packs.
    #[schema(value_type = Option<String>)]
    pub packs: Option<Quantity>,
    /// The day this line is wanted.
    #[schema(value_type = Option<String>, format = Date)]
    pub wanted_on: Option<Day>,
    /// Code of the item the client had asked for first.
    #[schema(max_length = 64)]
    pub substitute_for: Option<String>,
}

/// An order as the client gives it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// Number of the client.
    #[schema(value_type = String, pattern = "^[1-9][0-9]{0,17}$")]
    pub client: ClientId,
    /// What to do when not all can be had.
    pub mode: ModeBody,
    /// The day it is wanted; as soon as possible without.
    #[schema(value_type = Option<String>, format = Date)]
    pub wanted_on: Option<Day>,
    /// What is ordered.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<AskLine>,
}

/// What an order would be told.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityBody {
    /// For whom: what the client bought before comes first among substitutes.
    #[schema(value_type = Option<String>, pattern = "^[1-9][0-9]{0,17}$")]
    pub client: Option<ClientId>,
    /// What to do when not all can be had; `backorder` without.
    pub mode: Option<ModeBody>,
    /// What is asked for.
    #[schema(min_items = 1, max_items = 2000)]
    pub lines: Vec<AskLine>,
}

/// The answers, line by line.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct AvailabilityJson {
    /// One answer for each line asked.
    pub lines: Vec<LineJson>,
}

/// What leaves.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipBody {
    /// These lines; all that is still to be shipped without.
    #[schema(max_items = 2000)]
    pub lines: Option<Vec<ShipLineBody>>,
    /// The day it left; today without.
    #[schema(value_type = Option<String>, format = Date)]
    pub shipped_on: Option<Day>,
}

/// A line that leaves.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipLineBody {
    /// Number of the line.
    #[schema(value_type = Option<String>)]
    pub line: Option<OrderLineId>,
    /// Or the code of its item.
    #[schema(max_length = 64)]
    pub sku: Option<String>,
    /// How much; all that is still to be shipped without.
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Quantity>,
}

/// Another item in place of the one asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubstituteBody {
    /// Number of the line.
    #[schema(value_type = String)]
    pub line: OrderLineId,
    /// Code of the item the client takes.
    #[schema(min_length = 1, max_length = 64)]
    pub sku: String,
    /// How much of the line it takes over; what is missing of it when left out.
    #[serde(default)]
    pub extent: ExtentBody,
}

/// How much of a line another item takes over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtentBody {
    /// What is missing of it, as a line of its own; the whole line when nothing of it can be had.
    #[default]
    Missing,
    /// The whole line.
    Whole,
}

/// Money that came.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayBody {
    /// For this invoice.
    #[schema(value_type = Option<String>)]
    pub invoice: Option<InvoiceId>,
    /// Or from this client.
    #[schema(value_type = Option<String>)]
    pub client: Option<ClientId>,
    /// How much.
    #[schema(value_type = String, example = "1000.00")]
    pub amount: Money,
    /// The day it came.
    #[schema(value_type = String, format = Date)]
    pub received_on: Day,
    /// What the client wrote.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub purpose: String,
}

/// Why a payment is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReverseBody {
    /// The reason, for whoever reads the books later.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// How the reservations of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermAsked {
    /// They run out today or on the next working day.
    RunsOut,
    /// They ran out and were not made again.
    RanOut,
}

/// Which orders.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// Of this client.
    pub client: Option<String>,
    /// In this state.
    pub state: Option<State>,
    /// Reservations that run out today or on the next working day, or drafts whose reservation ran out; not together
    /// with a state.
    pub term: Option<TermAsked>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Which payments.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentsQuery {
    /// Of this client.
    pub client: Option<String>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

fn refuse<T>(refused: OrderRefused) -> Result<T, Stop<Refused>> {
    Err(boxed(Stop::Refused(refused)))
}

fn refuse_plain<T>(plain: Plain) -> Result<T, Stop<Refused>> {
    Err(Stop::Refused(Box::new(plain) as Refused))
}

/// The number in the query and the place to go on from; both are refused when they are none.
fn client_and_place(
    client: Option<&str>,
    limit: Option<house::Limit>,
    cursor: Option<&String>,
) -> Result<(Option<ClientId>, Option<i64>, i64), Stop<Refused>> {
    let page = Page { limit, cursor: cursor.cloned() };
    let client = match client.filter(|text| !text.is_empty()).map(str::parse::<ClientId>) {
        None => None,
        Some(Ok(client)) => Some(client),
        Some(Err(_)) => return refuse(OrderRefused::field("?client", Wrong::NoClient)),
    };
    let below = match page.after() {
        Ok(place) => place.map(|place| place.id),
        Err(plain) => return refuse_plain(plain),
    };
    Ok((client, below, page.rows()))
}

/// Orders of a client, in a state, or all; the newest first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", params(OrdersQuery),
    responses((status = 200, body = Listed<OrderRowJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Query(asked): Query<OrdersQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let (client, below, limit) = client_and_place(asked.client.as_deref(), asked.limit, asked.cursor.as_ref())?;
            let driver = match (asked.term, client, asked.state) {
                (Some(_), _, Some(_)) => return refuse(OrderRefused::field("?term", Wrong::TermOrState)),
                (Some(TermAsked::RunsOut), client, None) => Driver::RunsOut(client, rules::soon(visit.today)),
                (Some(TermAsked::RanOut), client, None) => Driver::RanOut(client),
                (None, Some(client), state) => Driver::Client(client, state),
                (None, None, Some(state)) => Driver::State(state),
                (None, None, None) => Driver::All,
            };
            let rows = questions::list(read, visit, driver, below, limit + 1)?;
            let cut = Listed::cut(rows, limit, |row| (String::new(), row.id.get()));
            let items: Vec<_> = cut.items.into_iter().map(|row| OrderRowJson::of(visit.lang, row)).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// Takes an order: every line is answered, goods are held, what can't be had is kept as lost demand.
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", request_body = PlaceBody,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 201, body = OrderJson), (status = 400, body = house::Problem), (status = 409, body = house::Problem),
    (status = 422, body = house::Problem)))]
pub(crate) async fn place(Held(house): Held<House>, visit: Visit, deed: MoneyDeed<PlaceBody>) -> Response {
    house
        .deed(&visit, deed, |tx, visit, body: &PlaceBody| {
            let line = |line: &AskLine| verbs::PlaceLine {
                sku: line.sku.clone(),
                client_sku: line.client_sku.clone(),
                quantity: line.quantity,
                packs: line.packs,
                wanted_on: line.wanted_on,
                substitute_for: line.substitute_for.clone(),
            };
            let cmd = verbs::PlaceOrder {
                client: body.client,
                mode: body.mode.into(),
                wanted_on: body.wanted_on,
                lines: body.lines.iter().map(line).collect(),
            };
            let card = verbs::place(tx, visit, &cmd).map_err(boxed)?;
            let (place, version) = (format!("/api/v1/orders/{}", card.order.id), card.order.version);
            Ok(Made::created(&OrderJson::of(visit.lang, &card), place).version(version))
        })
        .await
}

/// What an order of these lines would be told; writes nothing.
#[utoipa::path(post, path = "/api/v1/availability", tag = "orders", request_body = AvailabilityBody,
    responses((status = 200, body = AvailabilityJson), (status = 422, body = house::Problem)))]
pub(crate) async fn availability(
    Held(house): Held<House>,
    visit: Visit,
    Body(body): Body<AvailabilityBody>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let asks = asks(read, visit, &body)?;
            let mode = body.mode.map_or(Mode::Backorder, Mode::from);
            let lines = questions::availability(read, visit, body.client, &asks, mode)?;
            Ok(AvailabilityJson { lines: lines.iter().map(|line| LineJson::of(visit.lang, line)).collect() })
        })
        .await
}

fn asks(read: &mut Read<'_>, visit: &Visit, body: &AvailabilityBody) -> Result<Vec<stock::Ask>, Stop<Refused>> {
    let mut wrong = Vec::new();
    if body.lines.is_empty() {
        wrong.push(WrongField::new("/lines", Wrong::NoLines));
    }
    if body.lines.len() > rules::MOST_LINES {
        return refuse(OrderRefused::field("/lines", Wrong::TooManyLines(rules::MOST_LINES)));
    }
    let skus: Vec<String> = body.lines.iter().map(|line| line.sku.clone()).collect();
    let theirs: Vec<String> = body.lines.iter().map(|line| line.client_sku.clone().unwrap_or_default()).collect();
    let mut theirs = match body.client {
        Some(client) => catalogue::client_items_of(read, client, &theirs)?,
        None => vec![None; theirs.len()],
    };
    let mut asks = Vec::with_capacity(skus.len());
    for ((at, line), item) in body.lines.iter().enumerate().zip(catalogue::find_skus(read, &skus)?) {
        let mut fail = |field: &str, what: Wrong| wrong.push(WrongField::new(format!("/lines/{at}/{field}"), what));
        if let Some(what) = line.wanted_on.and_then(|day| rules::wrong_day(day, visit.today)) {
            fail("wanted_on", what);
        }
        let their = theirs.get_mut(at).and_then(Option::take);
        let Some(item) = (if line.client_sku.is_some() { their } else { item }) else {
            let (field, code) = verbs::code_of(&line.sku, line.client_sku.as_deref());
            fail(field, Wrong::NoItem(code));
            continue;
        };
        let quantity = rules::quantity_of(line.quantity, line.packs, item.pack);
        match quantity.and_then(|quantity| rules::wrong_amount(&item, quantity).map_or(Ok(quantity), Err)) {
            Ok(quantity) => {
                asks.push(stock::Ask { item: item.id, quantity, wanted_on: line.wanted_on, warehouse: None });
            }
            Err(what) => fail("quantity", what),
        }
    }
    if wrong.is_empty() { Ok(asks) } else { refuse(OrderRefused::Fields(wrong)) }
}

/// One order with its lines and papers.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = OrderJson), (status = 404, body = house::Problem)))]
pub(crate) async fn one(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    house
        .ask_tagged(&visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            Ok(Some((OrderJson::of(visit.lang, &card), Some(card.order.version))))
        })
        .await
}

/// A verb that moves an order on.
type Step = fn(&mut Tx<'_>, &Visit, OrderId, Option<i64>) -> Result<OrderCard, Stop<OrderRefused>>;

/// Moves an order on in the version that was seen, and shows it.
async fn step(house: House, visit: Visit, id: OrderId, deed: Deed<Nothing>, verb: Step) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let card = verb(tx, visit, id, seen).map_err(boxed)?;
            Ok(Made::ok(&OrderJson::of(visit.lang, &card)).version(card.order.version))
        })
        .await
}

/// The client agrees.
#[utoipa::path(post, path = "/api/v1/orders/{id}/confirmation", tag = "orders", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = OrderJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn confirm(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: Deed<Nothing>,
) -> Response {
    step(house, visit, id, deed, verbs::confirm).await
}

/// Holds the goods of a reserved order for some working days more: as many as a new reservation has.
///
/// Twice by whoever writes orders, more often by a head of the front desk or of customer service.
#[utoipa::path(post, path = "/api/v1/orders/{id}/extension", tag = "orders", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = OrderJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn extend(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: Deed<Nothing>,
) -> Response {
    step(house, visit, id, deed, verbs::extend).await
}

/// The order is called off; its goods are free for others.
#[utoipa::path(post, path = "/api/v1/orders/{id}/cancellation", tag = "orders", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = OrderJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn cancel(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: Deed<Nothing>,
) -> Response {
    step(house, visit, id, deed, verbs::cancel).await
}

/// The client takes another item, in a draft or while the goods are held: for what is missing of a line, or in place of
/// all of it; then the old goods are free.
#[utoipa::path(post, path = "/api/v1/orders/{id}/substitution", tag = "orders", request_body = SubstituteBody,
    params(("id" = String, Path)), responses((status = 200, body = OrderJson), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn substitute(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: Deed<SubstituteBody>,
) -> Response {
    let seen = deed.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &SubstituteBody| {
            let extent = match body.extent {
                ExtentBody::Missing => Extent::Missing,
                ExtentBody::Whole => Extent::Whole,
            };
            let taken = verbs::TakeSubstitute { line: body.line, sku: body.sku.clone(), extent };
            verbs::take_substitute(tx, visit, id, seen, &taken).map_err(boxed)?;
            shown(tx, visit, id, Made::ok)
        })
        .await
}

fn shown(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: OrderId,
    made: impl Fn(&OrderJson) -> Made,
) -> Result<Made, Stop<Refused>> {
    let card = questions::card(tx, visit, id)?.ok_or_else(|| Fault::because("an order just changed is not there"))?;
    Ok(made(&OrderJson::of(visit.lang, &card)).version(card.order.version))
}

/// Issues the invoice: the next number of the year, tax by line.
#[utoipa::path(post, path = "/api/v1/orders/{id}/invoice", tag = "orders", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 201, body = InvoiceJson), (status = 400, body = house::Problem), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn invoice(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: MoneyDeed<Nothing>,
) -> Response {
    let seen = deed.0.if_match;
    house
        .deed(&visit, deed, move |tx, visit, _: &Nothing| {
            let card = verbs::invoice(tx, visit, id, seen).map_err(boxed)?;
            let place = format!("/api/v1/invoices/{}", card.head.id);
            Ok(Made::created(&InvoiceJson::of(visit.lang, &card), place))
        })
        .await
}

/// One invoice, or, as `ID.pdf`, its printed form: the same bytes each time.
#[utoipa::path(get, path = "/api/v1/invoices/{file}", tag = "orders", params(("file" = String, Path), PrintWords),
    responses((status = 200, content((InvoiceJson = "application/json"), (String = "application/pdf"))),
    (status = 404, body = house::Problem), (status = 422, body = house::Problem), (status = 503, body = house::Problem)))]
pub(crate) async fn invoice_file(
    Held(house): Held<House>,
    visit: Visit,
    Path(file): Path<String>,
    Query(words): Query<PrintWords>,
) -> Response {
    let (id, is_pdf) = papers::file_of(&file);
    let Ok(id) = id.parse::<InvoiceId>() else { return house::not_found(&visit) };
    if is_pdf {
        return house.print(&visit, &words, move |read, visit| crate::papers::paper_of_invoice(read, visit, id)).await;
    }
    house
        .ask(&visit, move |read, visit| {
            let card = questions::invoice(read, visit, id)?;
            Ok(card.map(|card| InvoiceJson::of(visit.lang, &card)))
        })
        .await
}

/// Goods leave, whole or in part: the sale is written, the client owes.
#[utoipa::path(post, path = "/api/v1/orders/{id}/shipment", tag = "orders", request_body = ShipBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 201, body = ShippedJson), (status = 400, body = house::Problem), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn ship(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: MoneyDeed<ShipBody>,
) -> Response {
    let seen = deed.0.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &ShipBody| {
            let what = ship_of(tx, visit, id, body)?;
            let shipment = verbs::ship(tx, visit, id, seen, &what).map_err(boxed)?;
            let place = format!("/api/v1/shipments/{}", shipment.head.id);
            let shipment = ShipmentJson::of(visit.lang, &shipment);
            let card = questions::card(tx, visit, id)?;
            let card = card.ok_or_else(|| Fault::because("an order just shipped is not there"))?;
            let shipped = ShippedJson { order: OrderJson::of(visit.lang, &card), shipment };
            Ok(Made::created(&shipped, place).version(card.order.version))
        })
        .await
}

/// Lines by number, or by the code of their item.
fn ship_of(tx: &mut Tx<'_>, visit: &Visit, id: OrderId, body: &ShipBody) -> Result<verbs::Ship, Stop<Refused>> {
    let mut by_sku: HashMap<String, OrderLineId> = HashMap::new();
    let asked = body.lines.as_deref().unwrap_or_default();
    if asked.iter().any(|line| line.line.is_none())
        && let Some(card) = questions::card(tx, visit, id)?
    {
        for line in card.lines.iter().rev() {
            if let Some(number) = line.line {
                by_sku.insert(catalogue::sku_key(&line.item.sku), number);
            }
        }
    }
    let mut wrong = Vec::new();
    let mut lines = Vec::with_capacity(asked.len());
    for (at, line) in asked.iter().enumerate() {
        let by_code = || line.sku.as_deref().and_then(|sku| by_sku.get(&catalogue::sku_key(sku)).copied());
        match line.line.or_else(by_code) {
            Some(number) => lines.push(verbs::ShipLine { line: number, quantity: line.quantity }),
            None => wrong.push(WrongField::new(format!("/lines/{at}/line"), Wrong::NoLine)),
        }
    }
    if !wrong.is_empty() {
        return refuse(OrderRefused::Fields(wrong));
    }
    Ok(verbs::Ship { lines: body.lines.is_some().then_some(lines), shipped_on: body.shipped_on })
}

/// One shipment.
#[utoipa::path(get, path = "/api/v1/shipments/{id}", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = ShipmentJson), (status = 404, body = house::Problem)))]
pub(crate) async fn shipment(Held(house): Held<House>, visit: Visit, Path(id): Path<ShipmentId>) -> Response {
    house
        .ask(&visit, move |read, visit| {
            Ok(questions::shipment(read, visit, id)?.map(|card| ShipmentJson::of(visit.lang, &card)))
        })
        .await
}

/// Writes down money that came, for an invoice or on a client's account.
#[utoipa::path(post, path = "/api/v1/payments", tag = "orders", request_body = PayBody,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 201, body = PaymentJson), (status = 400, body = house::Problem), (status = 409, body = house::Problem),
    (status = 422, body = house::Problem)))]
pub(crate) async fn pay(Held(house): Held<House>, visit: Visit, deed: MoneyDeed<PayBody>) -> Response {
    house
        .deed(&visit, deed, |tx, visit, body: &PayBody| {
            let new = verbs::NewPayment {
                invoice: body.invoice,
                client: body.client,
                amount: body.amount,
                received_on: body.received_on,
                purpose: body.purpose.clone(),
            };
            let payment = verbs::pay(tx, visit, &new).map_err(boxed)?;
            let place = format!("/api/v1/payments/{}", payment.id);
            Ok(Made::created(&PaymentJson::of(payment), place))
        })
        .await
}

/// One payment.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = PaymentJson), (status = 404, body = house::Problem)))]
pub(crate) async fn payment(Held(house): Held<House>, visit: Visit, Path(id): Path<PaymentId>) -> Response {
    house.ask(&visit, move |read, visit| Ok(questions::payment(read, visit, id)?.map(PaymentJson::of))).await
}

/// Takes a payment back that was written down by mistake; its row stays, with the reason.
#[utoipa::path(post, path = "/api/v1/payments/{id}/reversal", tag = "orders", request_body = ReverseBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 200, body = PaymentJson), (status = 400, body = house::Problem), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn reverse(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<PaymentId>,
    deed: MoneyDeed<ReverseBody>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &ReverseBody| {
            let payment = verbs::reverse(tx, visit, id, &body.reason).map_err(boxed)?;
            Ok(Made::ok(&PaymentJson::of(payment)))
        })
        .await
}

/// Payments of a client, or all; the newest first.
#[utoipa::path(get, path = "/api/v1/payments", tag = "orders", params(PaymentsQuery),
    responses((status = 200, body = Listed<PaymentJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn payments(Held(house): Held<House>, visit: Visit, Query(asked): Query<PaymentsQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            let (client, below, limit) = client_and_place(asked.client.as_deref(), asked.limit, asked.cursor.as_ref())?;
            let rows = questions::payments(read, visit, client, below, limit + 1)?;
            let cut = Listed::cut(rows, limit, |row| (String::new(), row.id.get()));
            let items: Vec<_> = cut.items.into_iter().map(PaymentJson::of).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// The account of a client: shipments and payments behind its debt, the latest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/account", tag = "orders", params(("id" = String, Path), Page),
    responses((status = 200, body = crate::Account), (status = 404, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn account(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<ClientId>,
    Query(page): Query<Page>,
) -> Response {
    house
        .ask_or_refuse(&visit, move |read, visit| {
            if let Err(plain) = page.after() {
                return refuse_plain(plain);
            }
            let below = crate::account::place(page.cursor.as_deref()).unwrap_or((i64::MAX, i64::MAX));
            match crate::account(read, visit, id, below, page.rows())? {
                Some(account) => Ok(account),
                None => refuse_plain(Plain::NotFound),
            }
        })
        .await
}
