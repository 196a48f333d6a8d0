//! Stock over the JSON API.

use axum::extract::State;
use axum::response::Response;
use catalogue::ItemCard;
use house::{Deed, House, Listed, Made, MoneyDeed, Page, Query, Refused, Visit, boxed};
use kernel::{Day, PurchaseLineId, Quantity, ReceiptId, SupplyId};
use serde::{Deserialize, Serialize};
use store::{Read, Stop, Tx};
use utoipa::{IntoParams, ToSchema};

use crate::errors::StockRefused;
use crate::goods::{MAIN, ensure_warehouse, receive};
use crate::model::{Receipt, ReceiptLine, SupplyRow};
use crate::rules::{self, Source};
use crate::store as books;

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
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
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
    /// The day they can be picked from; null while they are late: nobody knows the day before a new one is set.
    #[schema(value_type = Option<String>, format = Date)]
    pub available_on: Option<Day>,
    /// The day they were awaited on, when that has passed and they have not come.
    #[schema(value_type = Option<String>, format = Date)]
    pub late_since: Option<Day>,
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
    house.ask_or_refuse(&visit, move |read, visit| supplies_listed(read, visit.today, &asked)).await
}

fn supplies_listed(
    read: &mut Read<'_>,
    today: Day,
    asked: &SuppliesQuery,
) -> Result<Listed<SupplyJson>, Stop<Refused>> {
    let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
    let after = page.after().map_err(|refused| boxed(Stop::Refused(refused)))?;
    let Some(card) = catalogue::item_by_sku(read, &asked.sku)? else {
        return Ok(Listed { items: Vec::new(), next_cursor: None });
    };
    let rows = books::supplies_of(read, card.id, after.map_or(0, |cursor| cursor.id), page.rows() + 1)?;
    let cut = Listed::cut(rows, page.rows(), |row| (String::new(), row.id.get()));
    let shown = |row: SupplyRow| {
        let late_since = rules::late_since(row.source, row.available_on, today);
        SupplyJson {
            id: row.id,
            sku: card.sku.clone(),
            warehouse: row.warehouse_code,
            source: row.source,
            available_on: Some(row.available_on).filter(|_| late_since.is_none()),
            late_since,
            quantity: row.quantity,
            allocated: row.allocated,
        }
    };
    Ok(Listed { items: cut.items.into_iter().map(shown).collect(), next_cursor: cut.next_cursor })
}
