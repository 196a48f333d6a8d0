//! Stock over the JSON API.

use axum::extract::State;
use axum::response::Response;
use catalogue::ItemCard;
use house::{Body, Deed, House, Listed, Made, MoneyDeed, Page, Query, Refused, Visit, boxed};
use i18n::Lang;
use kernel::{Day, ItemId, PurchaseLineId, Quantity, ReceiptId, SupplyId, UnitPrice};
use serde::{Deserialize, Serialize};
use store::{Read, Stop, Tx};
use utoipa::{IntoParams, ToSchema};

use crate::errors::StockRefused;
use crate::goods::{MAIN, ensure_warehouse, receive};
use crate::model::{Ask, LineAnswer, Piece, Receipt, ReceiptLine, Substitute, SupplyRow};
use crate::rules::{Answer, Coverage, Mode, Reason, Source};
use crate::{answer, store as books};

/// What a client asks about.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityBody {
    /// For whom.
    pub client: Option<String>,
    /// `all_or_nothing` (the default), `partial` or `backorder`.
    #[schema(value_type = Option<String>)]
    pub mode: Option<Mode>,
    /// The day wanted for lines without one of their own.
    #[schema(value_type = Option<String>)]
    pub wanted_on: Option<Day>,
    /// The lines.
    pub lines: Vec<AskBody>,
}

/// One line of it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskBody {
    /// The item's code.
    pub sku: String,
    /// How much, in base units.
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Quantity>,
    /// How many packs, in place of `quantity`.
    #[schema(value_type = Option<String>)]
    pub packs: Option<Quantity>,
    /// The day wanted.
    #[schema(value_type = Option<String>)]
    pub wanted_on: Option<Day>,
}

/// The answers, in the order of the lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct AvailabilityJson {
    /// One for each line.
    pub lines: Vec<AnswerJson>,
}

/// What a line is told: the shape of an order's line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerJson {
    /// The item's code.
    pub sku: String,
    /// How much was asked for.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// List price of one base unit.
    #[schema(value_type = String)]
    pub unit_price: UnitPrice,
    /// `now`, `dated`, `substitute` or `refused`.
    #[schema(value_type = String)]
    pub answer: Answer,
    /// The goods.
    pub coverage: Vec<PieceJson>,
    /// What nothing covers.
    #[schema(value_type = String)]
    pub short: Quantity,
    /// The day told to the client.
    #[schema(value_type = Option<String>)]
    pub promised_on: Option<Day>,
    /// The first day for the whole quantity.
    #[schema(value_type = Option<String>)]
    pub whole_on: Option<Day>,
    /// What to offer instead, the best first.
    pub substitutes: Vec<SubstituteJson>,
}

/// Goods that cover a line or a part of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PieceJson {
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// Where they come from.
    #[schema(value_type = String)]
    pub source: Source,
    /// The supply.
    #[schema(value_type = String)]
    pub supply: SupplyId,
    /// The day they can be picked from.
    #[schema(value_type = String)]
    pub available_on: Day,
}

impl PieceJson {
    /// A piece as the API shows it.
    pub fn of(piece: &Piece) -> PieceJson {
        let Piece { quantity, source, supply, available_on, .. } = *piece;
        PieceJson { quantity, source, supply, available_on }
    }
}

/// An item to offer instead.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SubstituteJson {
    /// The item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its code.
    pub sku: String,
    /// Its name in the caller's language.
    pub name: String,
    /// How well it fits, 0 to 100.
    pub fit: u8,
    /// `in_time`, `later` or `part`.
    #[schema(value_type = String)]
    pub coverage: Coverage,
    /// Properties that are the same.
    pub same: Vec<String>,
    /// Properties that differ.
    #[schema(value_type = Vec<Object>)]
    pub differs: Vec<Reason>,
    /// The day the whole need could be promised for.
    #[schema(value_type = Option<String>)]
    pub promised_on: Option<Day>,
    /// How much can be had at once.
    #[schema(value_type = String)]
    pub free_now: Quantity,
    /// Its list price.
    #[schema(value_type = String)]
    pub unit_price: UnitPrice,
    /// Its price less that of the wanted item.
    #[schema(value_type = String)]
    pub price_difference: UnitPrice,
}

impl SubstituteJson {
    /// A substitute in the caller's language.
    pub fn of(lang: Lang, substitute: &Substitute) -> SubstituteJson {
        SubstituteJson {
            item: substitute.item.id,
            sku: substitute.item.sku.clone(),
            name: substitute.item.name(lang).to_owned(),
            fit: substitute.fit,
            coverage: substitute.coverage,
            same: substitute.same.clone(),
            differs: substitute.differs.clone(),
            promised_on: substitute.promised_on,
            free_now: substitute.free_now,
            unit_price: substitute.price,
            price_difference: UnitPrice::from_ten_thousandths(substitute.price_difference),
        }
    }
}

impl AnswerJson {
    /// An answer at the given price in the caller's language.
    pub fn of(lang: Lang, card: &ItemCard, quantity: Quantity, unit_price: UnitPrice, line: &LineAnswer) -> AnswerJson {
        AnswerJson {
            sku: card.sku.clone(),
            quantity,
            unit_price,
            answer: line.answer,
            coverage: line.pieces.iter().map(PieceJson::of).collect(),
            short: line.short,
            promised_on: line.promised_on,
            whole_on: line.whole_on,
            substitutes: line.substitutes.iter().map(|one| SubstituteJson::of(lang, one)).collect(),
        }
    }
}

/// The quantity of a line in base units, given as such or in packs.
fn quantity_of(
    n: usize,
    card: &ItemCard,
    quantity: Option<Quantity>,
    packs: Option<Quantity>,
) -> Result<Quantity, StockRefused> {
    let in_packs = |packs: Quantity| {
        let product = i128::from(packs.thousandths()) * i128::from(card.pack.thousandths()) / 1000;
        i64::try_from(product).ok().map(Quantity::from_thousandths)
    };
    let quantity = quantity.or_else(|| packs.and_then(in_packs));
    quantity.filter(|quantity| quantity.is_positive()).ok_or(StockRefused::NoQuantity(n))
}

/// The items of these codes; the first unknown one is refused.
fn cards_of(read: &mut Read<'_>, skus: &[String]) -> Result<Vec<ItemCard>, Stop<StockRefused>> {
    if skus.is_empty() {
        return Err(Stop::Refused(StockRefused::NoLines));
    }
    let mut cards = Vec::with_capacity(skus.len());
    for (line, (card, sku)) in catalogue::find_skus(read, skus)?.into_iter().zip(skus).enumerate() {
        let unknown = || Stop::Refused(StockRefused::UnknownSku { line, sku: sku.clone() });
        cards.push(card.ok_or_else(unknown)?);
    }
    Ok(cards)
}

/// The answers that an order of these lines would get; nothing is reserved.
#[utoipa::path(post, path = "/api/v1/availability", tag = "stock", request_body = AvailabilityBody,
    responses((status = 200, body = AvailabilityJson), (status = 422, body = house::Problem)))]
pub(crate) async fn availability(
    State(house): State<House>,
    visit: Visit,
    Body(body): Body<AvailabilityBody>,
) -> Response {
    house.ask_or_refuse(&visit, move |read, visit| answers(read, visit, &body).map_err(boxed)).await
}

fn answers(
    read: &mut Read<'_>,
    visit: &Visit,
    body: &AvailabilityBody,
) -> Result<AvailabilityJson, Stop<StockRefused>> {
    let skus: Vec<String> = body.lines.iter().map(|line| line.sku.clone()).collect();
    let cards = cards_of(read, &skus)?;
    let mut asks = Vec::with_capacity(cards.len());
    for (n, (line, card)) in body.lines.iter().zip(&cards).enumerate() {
        let quantity = quantity_of(n, card, line.quantity, line.packs).map_err(Stop::Refused)?;
        asks.push(Ask { item: card.id, quantity, wanted_on: line.wanted_on.or(body.wanted_on), warehouse: None });
    }
    let told = answer(read, visit, &asks, body.mode.unwrap_or(Mode::AllOrNothing))?;
    let lines = asks.iter().zip(&cards).zip(&told);
    let lines = lines.map(|((ask, card), line)| AnswerJson::of(visit.lang, card, ask.quantity, card.price, line));
    Ok(AvailabilityJson { lines: lines.collect() })
}

/// Goods that came in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    /// Code of the warehouse, `main` without it; an unknown one is made.
    #[schema(max_length = 64)]
    pub warehouse: Option<String>,
    /// What came in.
    pub lines: Vec<ReceiptLineBody>,
}

/// One item of a receipt.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLineBody {
    /// The item's code.
    pub sku: String,
    /// How much, in base units.
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Quantity>,
    /// How many packs, in place of `quantity`.
    #[schema(value_type = Option<String>)]
    pub packs: Option<Quantity>,
    /// The arrival these goods were awaited under.
    #[schema(value_type = Option<String>)]
    pub arrival: Option<PurchaseLineId>,
}

/// A receipt that was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: ReceiptId,
    /// Code of the warehouse.
    pub warehouse: String,
    /// What came in.
    pub lines: Vec<ReceiptLineJson>,
}

/// One item of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptLineJson {
    /// The item's code.
    pub sku: String,
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// The arrival.
    #[schema(value_type = Option<String>)]
    pub arrival: Option<PurchaseLineId>,
    /// The shelf on which the goods lie.
    #[schema(value_type = String)]
    pub supply: SupplyId,
}

/// Takes goods into a warehouse; those of an arrival go to its earliest promises.
#[utoipa::path(post, path = "/api/v1/goods-receipts", tag = "stock", request_body = ReceiptBody,
    responses((status = 201, body = ReceiptJson), (status = 400, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn receipts(State(house): State<House>, visit: Visit, deed: MoneyDeed<ReceiptBody>) -> Response {
    let deed: Deed<ReceiptBody> = deed.into();
    house.deed(&visit, deed, |tx, visit, body| entered(tx, visit, body).map_err(boxed)).await
}

fn entered(tx: &mut Tx<'_>, visit: &Visit, body: &ReceiptBody) -> Result<Made, Stop<StockRefused>> {
    let skus: Vec<String> = body.lines.iter().map(|line| line.sku.clone()).collect();
    let cards = cards_of(tx, &skus)?;
    let mut lines = Vec::with_capacity(cards.len());
    for (n, (line, card)) in body.lines.iter().zip(&cards).enumerate() {
        let quantity = quantity_of(n, card, line.quantity, line.packs).map_err(Stop::Refused)?;
        lines.push(ReceiptLine { item: card.id, quantity, arrival: line.arrival });
    }
    let code = body.warehouse.as_deref().unwrap_or(MAIN).trim();
    let receipt = Receipt { warehouse: ensure_warehouse(tx, code)?, lines };
    let received = receive(tx, visit, &receipt)?;
    let shown = receipt.lines.iter().zip(&cards).zip(received.shelves).map(|((line, card), supply)| ReceiptLineJson {
        sku: card.sku.clone(),
        quantity: line.quantity,
        arrival: line.arrival,
        supply,
    });
    let shown = ReceiptJson { id: received.receipt, warehouse: code.to_owned(), lines: shown.collect() };
    Ok(Made::created(&shown, format!("/api/v1/goods-receipts/{}", received.receipt)))
}

/// Which supplies.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuppliesQuery {
    /// The item's code.
    #[param(max_length = 64)]
    pub sku: String,
    /// At most 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Goods on hand or on the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplyJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: SupplyId,
    /// The item's code.
    pub sku: String,
    /// Code of the warehouse.
    pub warehouse: String,
    /// Where they come from.
    #[schema(value_type = String)]
    pub source: Source,
    /// The day they can be picked from.
    #[schema(value_type = String)]
    pub available_on: Day,
    /// All of it.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// What is held of it.
    #[schema(value_type = String)]
    pub allocated: Quantity,
}

/// Supplies of an item that are not used up.
#[utoipa::path(get, path = "/api/v1/supplies", tag = "stock", params(SuppliesQuery),
    responses((status = 200, body = Listed<SupplyJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn supplies(State(house): State<House>, visit: Visit, Query(asked): Query<SuppliesQuery>) -> Response {
    house.ask_or_refuse(&visit, move |read, _| supplies_listed(read, &asked)).await
}

fn supplies_listed(read: &mut Read<'_>, asked: &SuppliesQuery) -> Result<Listed<SupplyJson>, Stop<Refused>> {
    let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
    let after = page.after().map_err(|refused| boxed(Stop::Refused(refused)))?;
    let Some(card) = catalogue::item_by_sku(read, &asked.sku)? else {
        return Ok(Listed { items: Vec::new(), next_cursor: None });
    };
    let rows = books::supplies_of(read, card.id, after.map_or(0, |cursor| cursor.id), page.rows() + 1)?;
    let cut = Listed::cut(rows, page.rows(), |row| (String::new(), row.id.get()));
    let shown = |row: SupplyRow| SupplyJson {
        id: row.id,
        sku: card.sku.clone(),
        warehouse: row.warehouse_code,
        source: row.source,
        available_on: row.available_on,
        quantity: row.quantity,
        allocated: row.allocated,
    };
    Ok(Listed { items: cut.items.into_iter().map(shown).collect(), next_cursor: cut.next_cursor })
}
