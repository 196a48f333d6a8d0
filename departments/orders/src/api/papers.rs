//! Papers over the API: offers and confirmations are issued, everything issued is read again or printed.

use axum::extract::State as Held;
use axum::response::Response;
use documents::{Paper, PaperKind};
use house::{House, Listed, Made, MoneyDeed, Path, PrintWords, Query, Visit, boxed};
use i18n::Lang;
use kernel::{ClientId, Day, Money, OrderId, PaperId, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::PaperHead;
use crate::{papers, questions, verbs};

/// A paper that is issued by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindBody {
    /// A commercial offer of a draft or a reserved order.
    Offer,
    /// A confirmation of an agreed order, with the day of each line.
    Confirmation,
}

/// The paper to be issued.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    /// Which.
    pub kind: KindBody,
    /// The last day an offer holds, a year ahead at most; of no meaning to a confirmation.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Day>,
}

/// A line of a paper.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperRowJson {
    /// Code of the item.
    pub sku: String,
    /// Its name then.
    pub name: String,
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// Its unit then.
    pub unit: String,
    /// Price of a unit.
    #[schema(value_type = String)]
    pub price: UnitPrice,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// The day it is promised for, on offers and confirmations.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_on: Option<Day>,
    /// What the day rests on.
    pub rests_on: Option<String>,
}

/// A paper as it was issued.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperJson {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: PaperId,
    /// `invoice`, `offer`, `confirmation`.
    pub kind: String,
    /// Number within seller, kind and year.
    pub number: String,
    /// Year of the numbering.
    pub year: i64,
    /// The order.
    #[schema(value_type = String)]
    pub order: OrderId,
    /// Whom it is for.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// The day it was issued.
    #[schema(value_type = String, format = Date)]
    pub issued_on: Day,
    /// The last day it holds.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<Day>,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// The sum in words.
    pub total_in_words: String,
    /// The lines.
    pub lines: Vec<PaperRowJson>,
    /// Address of the printed form; `?lang=ru` or `en`.
    pub pdf: String,
}

impl PaperJson {
    fn of(lang: Lang, head: &PaperHead, paper: &Paper) -> PaperJson {
        let row = |line: &documents::Line| PaperRowJson {
            sku: line.sku.clone(),
            name: line.name.of(lang).to_owned(),
            quantity: line.quantity,
            unit: line.unit.of(lang).to_owned(),
            price: line.price,
            total: line.gross,
            promised_on: line.promise.as_ref().and_then(|promise| promise.day),
            rests_on: line.promise.as_ref().map(|promise| promise.rests_on.of(lang).to_owned()),
        };
        PaperJson {
            id: head.id,
            kind: head.kind.clone(),
            number: head.number.to_string(),
            year: head.year,
            order: head.order,
            client: head.client,
            issued_on: head.issued_on,
            valid_until: paper.valid_until,
            total: head.gross,
            total_in_words: documents::words::amount(lang, paper.currency, head.gross),
            lines: paper.lines.iter().map(row).collect(),
            pdf: format!("/api/v1/papers/{}.pdf", head.id),
        }
    }
}

/// One paper of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperRow {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: PaperId,
    /// `invoice`, `offer`, `confirmation`.
    pub kind: String,
    /// Number within seller, kind and year.
    pub number: String,
    /// The day it was issued.
    #[schema(value_type = String, format = Date)]
    pub issued_on: Day,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// Address of the printed form.
    pub pdf: String,
}

/// Issues an offer or a confirmation of an order as it stands; it is frozen and keeps its number for good.
#[utoipa::path(post, path = "/api/v1/orders/{id}/papers", tag = "orders", request_body = PaperBody,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200)),
    responses((status = 201, body = PaperJson), (status = 400, body = house::Problem), (status = 404, body = house::Problem),
    (status = 409, body = house::Problem), (status = 412, body = house::Problem), (status = 422, body = house::Problem)))]
pub(crate) async fn issue(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<OrderId>,
    deed: MoneyDeed<PaperBody>,
) -> Response {
    let seen = deed.0.if_match;
    house
        .deed(&visit, deed, move |tx, visit, body: &PaperBody| {
            let kind = match body.kind {
                KindBody::Offer => PaperKind::Offer,
                KindBody::Confirmation => PaperKind::Confirmation,
            };
            let what = verbs::IssuePaper { kind, valid_until: body.valid_until };
            let (head, paper) = verbs::issue_paper(tx, visit, id, what, seen).map_err(boxed)?;
            let place = format!("/api/v1/papers/{}", head.id);
            Ok(Made::created(&PaperJson::of(visit.lang, &head, &paper), place))
        })
        .await
}

/// The papers of an order, the oldest first.
#[utoipa::path(get, path = "/api/v1/orders/{id}/papers", tag = "orders", params(("id" = String, Path)),
    responses((status = 200, body = Listed<PaperRow>), (status = 404, body = house::Problem)))]
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    house
        .ask(&visit, move |read, visit| {
            if questions::head(read, visit, id)?.is_none() {
                return Ok(None);
            }
            let row = |head: PaperHead| PaperRow {
                pdf: format!("/api/v1/papers/{}.pdf", head.id),
                id: head.id,
                kind: head.kind,
                number: head.number.to_string(),
                issued_on: head.issued_on,
                total: head.gross,
            };
            let items: Vec<PaperRow> = papers::papers(read, visit, id)?.into_iter().map(row).collect();
            Ok(Some(Listed { items, next_cursor: None }))
        })
        .await
}

/// One paper as it was issued, or, as `ID.pdf`, printed: the same bytes each time.
#[utoipa::path(get, path = "/api/v1/papers/{file}", tag = "orders", params(("file" = String, Path), PrintWords),
    responses((status = 200, content((PaperJson = "application/json"), (String = "application/pdf"))),
    (status = 404, body = house::Problem), (status = 422, body = house::Problem), (status = 503, body = house::Problem)))]
pub(crate) async fn one(
    Held(house): Held<House>,
    visit: Visit,
    Path(file): Path<String>,
    Query(words): Query<PrintWords>,
) -> Response {
    let (id, is_pdf) = file_of(&file);
    let Ok(id) = id.parse::<PaperId>() else { return house::not_found(&visit) };
    if is_pdf {
        return house
            .print(&visit, &words, move |read, visit| Ok(papers::paper(read, visit, id)?.map(|(_, paper)| paper)))
            .await;
    }
    house
        .ask(&visit, move |read, visit| {
            Ok(papers::paper(read, visit, id)?.map(|(head, paper)| PaperJson::of(visit.lang, &head, &paper)))
        })
        .await
}

/// `12.pdf` is paper 12, printed: one parameter stands for a whole segment of an address.
pub(super) fn file_of(file: &str) -> (&str, bool) {
    file.strip_suffix(".pdf").map_or((file, false), |id| (id, true))
}
