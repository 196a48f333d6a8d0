//! Orders, invoices, shipments and payments as the API shows them.

use i18n::Lang;
use kernel::{
    ClientId, Day, InvoiceId, ItemId, Moment, Money, OrderId, OrderLineId, PaymentId, PriceMode, Quantity, ShipmentId,
    SupplyId, UnitPrice, VatClass,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{
    AnsweredLine, InvoiceCard, InvoiceHead, Offer, OrderCard, OrderRow, PaperLine, Payment, Requisites, ShipmentCard,
    ShipmentHead, State, VatPart, answer_code, mode_code, order_number,
};

/// Goods that cover a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PieceJson {
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// `on_hand`, `arrival`, `transfer`, `to_order`, `drop_ship`, `production`.
    pub source: &'static str,
    /// The supply.
    #[schema(value_type = String)]
    pub supply: SupplyId,
    /// The day it can be picked from; null while it is late: nobody knows the day before a new one is set.
    #[schema(value_type = Option<String>, format = Date)]
    pub available_on: Option<Day>,
    /// The day it was awaited on, when that has passed and it has not come.
    #[schema(value_type = Option<String>, format = Date)]
    pub late_since: Option<Day>,
    /// The arrival it waits for, if it is one.
    pub arrival: Option<String>,
}

/// A property in which an offer differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DifferenceJson {
    /// The property.
    pub attribute: String,
    /// What was wanted.
    pub wanted: String,
    /// What is offered.
    pub offered: Option<String>,
}

/// Something that may be offered instead.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OfferJson {
    /// The item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// How well it fits, 0 to 100.
    pub fit: u8,
    /// `in_time`, `later`, `part`.
    pub coverage: &'static str,
    /// Properties that differ.
    pub differs: Vec<DifferenceJson>,
    /// The day the whole need could be promised for.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_on: Option<Day>,
    /// How much of it is free now, however much is needed.
    #[schema(value_type = String)]
    pub free_now: Quantity,
    /// Its price.
    #[schema(value_type = String)]
    pub unit_price: UnitPrice,
    /// Its price less that of the item asked for.
    #[schema(value_type = String)]
    pub price_difference: UnitPrice,
    /// How often the client bought it.
    pub bought_before: i64,
}

impl OfferJson {
    fn of(lang: Lang, offer: &Offer) -> OfferJson {
        let one = &offer.substitute;
        OfferJson {
            item: one.item.id,
            sku: one.item.sku.clone(),
            name: one.item.name(lang).to_owned(),
            fit: one.fit,
            coverage: match one.coverage {
                stock::rules::Coverage::InTime => "in_time",
                stock::rules::Coverage::Later => "later",
                stock::rules::Coverage::Part => "part",
            },
            differs: one
                .differs
                .iter()
                .map(|differs| DifferenceJson {
                    attribute: differs.attribute.clone(),
                    wanted: differs.wanted.clone(),
                    offered: differs.offered.clone(),
                })
                .collect(),
            promised_on: one.promised_on,
            free_now: one.free_now,
            unit_price: one.price,
            price_difference: UnitPrice::from_ten_thousandths(one.price_difference),
            bought_before: offer.bought_before,
        }
    }
}

/// A line with what the client is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineJson {
    /// Number of the line; null while nothing is written.
    #[schema(value_type = Option<String>)]
    pub id: Option<OrderLineId>,
    /// Place, from 1.
    pub position: i64,
    /// The item.
    #[schema(value_type = String)]
    pub item: ItemId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Its base unit.
    pub unit: String,
    /// How much was asked for.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// Price of a base unit when it was ordered.
    #[schema(value_type = String)]
    pub unit_price: UnitPrice,
    /// `gross` or `net`.
    #[schema(value_type = String)]
    pub price_mode: PriceMode,
    /// Class of VAT.
    #[schema(value_type = String)]
    pub vat_rate: VatClass,
    /// Rate of the promised day, per cent.
    pub vat_percent: String,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax.
    #[schema(value_type = String)]
    pub vat: Money,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// `now`, `dated`, `substitute`, `refused`.
    pub answer: &'static str,
    /// Why it was refused by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The goods behind the answer.
    pub coverage: Vec<PieceJson>,
    /// What nothing covers.
    #[schema(value_type = String)]
    pub short: Quantity,
    /// What has left.
    #[schema(value_type = String)]
    pub issued: Quantity,
    /// What was called off.
    #[schema(value_type = String)]
    pub cancelled: Quantity,
    /// The day the client wants it.
    #[schema(value_type = Option<String>, format = Date)]
    pub wanted_on: Option<Day>,
    /// The day told now.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_on: Option<Day>,
    /// The day told first.
    #[schema(value_type = Option<String>, format = Date)]
    pub first_promised_on: Option<Day>,
    /// The first day on which all of it could be had, where it can't be had as asked.
    #[schema(value_type = Option<String>, format = Date)]
    pub whole_on: Option<Day>,
    /// The promise is in danger.
    pub at_risk: bool,
    /// The item the client had asked for first.
    #[schema(value_type = Option<String>)]
    pub substitute_for: Option<ItemId>,
    /// What may be offered instead, best first.
    pub substitutes: Vec<OfferJson>,
}

impl LineJson {
    /// A line in the caller's language.
    pub fn of(lang: Lang, line: &AnsweredLine) -> LineJson {
        LineJson {
            id: line.line,
            position: line.position,
            item: line.item.id,
            sku: line.item.sku.clone(),
            name: line.item.name(lang).to_owned(),
            unit: line.item.unit.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            price_mode: line.price_mode,
            vat_rate: line.vat_class,
            vat_percent: line.vat_rate.to_string(),
            net: line.amounts.net,
            vat: line.amounts.vat,
            total: line.amounts.gross,
            answer: answer_code(line.answer),
            reason: line.reason.clone(),
            coverage: line
                .coverage
                .iter()
                .map(|piece| PieceJson {
                    quantity: piece.quantity,
                    source: piece.source.code(),
                    supply: piece.supply,
                    available_on: Some(piece.available_on).filter(|_| piece.late_since.is_none()),
                    late_since: piece.late_since,
                    arrival: piece.origin.map(|origin| origin.to_string()),
                })
                .collect(),
            short: line.short,
            issued: line.issued,
            cancelled: line.cancelled,
            wanted_on: line.wanted_on,
            promised_on: line.promised_on,
            first_promised_on: line.first_promised_on,
            whole_on: line.whole_on,
            at_risk: line.at_risk_at.is_some(),
            substitute_for: line.instead_of,
            substitutes: line.substitutes.iter().map(|offer| OfferJson::of(lang, offer)).collect(),
        }
    }
}

/// An order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderJson {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: OrderId,
    /// Number as people say it.
    pub number: String,
    /// Who ordered.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// Name of the client.
    pub client_name: String,
    /// Where it stands.
    pub state: State,
    /// What to do when not all can be had.
    pub mode: &'static str,
    /// The day it is wanted.
    #[schema(value_type = Option<String>, format = Date)]
    pub wanted_on: Option<Day>,
    /// The day it was made.
    #[schema(value_type = String, format = Date)]
    pub made_on: Day,
    /// The last day on which its goods are held while it is not confirmed; null = without a term.
    #[schema(value_type = Option<String>, format = Date)]
    pub reserved_until: Option<Day>,
    /// The last day of a reservation that ran out and was not made again: a draft whose goods are free for others.
    #[schema(value_type = Option<String>, format = Date)]
    pub ran_out_on: Option<Day>,
    /// How often the reservation was extended.
    pub extensions: i64,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax.
    #[schema(value_type = String)]
    pub vat: Money,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// What of it was shipped.
    #[schema(value_type = String)]
    pub shipped: Money,
    /// Version for `If-Match`.
    pub version: i64,
    /// Lines in their places.
    pub lines: Vec<LineJson>,
    /// Its invoice.
    pub invoice: Option<PaperJson>,
    /// What has left.
    pub shipments: Vec<PaperJson>,
}

/// A paper of an order: its invoice or a shipment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperJson {
    /// Number of the row.
    pub id: String,
    /// Number within the year.
    pub number: String,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
}

impl From<&InvoiceHead> for PaperJson {
    fn from(head: &InvoiceHead) -> PaperJson {
        PaperJson { id: head.id.to_string(), number: head.number.to_string(), day: head.issued_on, total: head.gross }
    }
}

impl From<&ShipmentHead> for PaperJson {
    fn from(head: &ShipmentHead) -> PaperJson {
        PaperJson { id: head.id.to_string(), number: head.number.to_string(), day: head.shipped_on, total: head.gross }
    }
}

impl OrderJson {
    /// An order in the caller's language.
    pub fn of(lang: Lang, card: &OrderCard) -> OrderJson {
        let order = &card.order;
        OrderJson {
            id: order.id,
            number: order.number(lang),
            client: order.client,
            client_name: card.client_name.clone(),
            state: order.state,
            mode: mode_code(order.mode.0),
            wanted_on: order.wanted_on,
            made_on: order.made_on,
            reserved_until: order.reserved_until,
            ran_out_on: order.has_run_out(),
            extensions: order.extensions,
            net: order.net,
            vat: order.vat,
            total: order.gross,
            shipped: order.shipped_gross,
            version: order.version,
            lines: card.lines.iter().map(|line| LineJson::of(lang, line)).collect(),
            invoice: card.invoice.as_ref().map(PaperJson::from),
            shipments: card.shipments.iter().map(PaperJson::from).collect(),
        }
    }
}

/// A line of the list of orders.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderRowJson {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: OrderId,
    /// Number as people say it.
    pub number: String,
    /// Who ordered.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// Name of the client.
    pub client_name: String,
    /// Where it stands.
    pub state: State,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// What of it was shipped.
    #[schema(value_type = String)]
    pub shipped: Money,
    /// The day it was made.
    #[schema(value_type = String, format = Date)]
    pub made_on: Day,
    /// The day it is wanted.
    #[schema(value_type = Option<String>, format = Date)]
    pub wanted_on: Option<Day>,
    /// The last day on which its goods are held while it is not confirmed; null = without a term.
    #[schema(value_type = Option<String>, format = Date)]
    pub reserved_until: Option<Day>,
    /// The last day of a reservation that ran out and was not made again.
    #[schema(value_type = Option<String>, format = Date)]
    pub ran_out_on: Option<Day>,
    /// The last day promised.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_on: Option<Day>,
    /// Lines.
    pub lines: i64,
    /// Lines whose promise is in danger.
    pub at_risk: i64,
}

impl OrderRowJson {
    /// A row in the caller's language.
    pub fn of(lang: Lang, row: OrderRow) -> OrderRowJson {
        OrderRowJson {
            number: order_number(lang, row.id),
            ran_out_on: row.has_run_out(),
            id: row.id,
            client: row.client,
            client_name: row.client_name,
            state: row.state,
            total: row.gross,
            shipped: row.shipped_gross,
            made_on: row.made_on,
            wanted_on: row.wanted_on,
            reserved_until: row.reserved_until,
            promised_on: row.promised_on,
            lines: row.lines,
            at_risk: row.at_risk,
        }
    }
}

/// A line of an invoice or a shipment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperLineJson {
    /// Place, from 1.
    pub position: i64,
    /// Line of the order.
    #[schema(value_type = String)]
    pub line: OrderLineId,
    /// Code of the item.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Its base unit.
    pub unit: String,
    /// How much.
    #[schema(value_type = String)]
    pub quantity: Quantity,
    /// Price of a base unit.
    #[schema(value_type = String)]
    pub unit_price: UnitPrice,
    /// Class of VAT.
    #[schema(value_type = String)]
    pub vat_rate: VatClass,
    /// Rate, per cent.
    pub vat_percent: String,
    /// The rate that was ordered, where the day of shipment bears another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_vat_percent: Option<String>,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax.
    #[schema(value_type = String)]
    pub vat: Money,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
}

fn paper_line(lang: Lang, line: &PaperLine, item: &catalogue::ItemCard) -> PaperLineJson {
    PaperLineJson {
        position: line.position,
        line: line.order_line,
        sku: item.sku.clone(),
        name: item.name(lang).to_owned(),
        unit: item.unit.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        vat_rate: line.vat_class,
        vat_percent: line.vat_rate.to_string(),
        ordered_vat_percent: None,
        net: line.net,
        vat: line.vat,
        total: line.gross,
    }
}

/// Tax of one rate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VatJson {
    /// Class.
    #[schema(value_type = String)]
    pub rate: VatClass,
    /// Rate, per cent.
    pub percent: String,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax.
    #[schema(value_type = String)]
    pub vat: Money,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
}

fn vat_json(part: &VatPart) -> VatJson {
    VatJson {
        rate: part.class,
        percent: part.rate.to_string(),
        net: part.amounts.net,
        vat: part.amounts.vat,
        total: part.amounts.gross,
    }
}

/// Requisites as they stand on an invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequisitesJson {
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Bank.
    pub bank: Option<String>,
    /// БИК.
    pub bik: Option<String>,
    /// Settlement account.
    pub account: Option<String>,
    /// Correspondent account.
    pub corr_account: Option<String>,
}

impl From<&Requisites> for RequisitesJson {
    fn from(from: &Requisites) -> RequisitesJson {
        let Requisites { name, inn, kpp, address, bank, bik, account, corr_account } = from.clone();
        RequisitesJson { name, inn, kpp, address, bank, bik, account, corr_account }
    }
}

/// An invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InvoiceJson {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: InvoiceId,
    /// Number within the year.
    pub number: String,
    /// Year of the numbering.
    pub year: i64,
    /// The order.
    #[schema(value_type = String)]
    pub order: OrderId,
    /// Number of the order as people say it.
    pub order_number: String,
    /// Who pays.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// The day it was issued.
    #[schema(value_type = String, format = Date)]
    pub issued_on: Day,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax by rate.
    pub vat: Vec<VatJson>,
    /// Tax in all.
    #[schema(value_type = String)]
    pub vat_total: Money,
    /// To pay.
    #[schema(value_type = String)]
    pub total: Money,
    /// Paid so far.
    #[schema(value_type = String)]
    pub paid: Money,
    /// Who is paid.
    pub seller: RequisitesJson,
    /// Who pays.
    pub buyer: RequisitesJson,
    /// Lines.
    pub lines: Vec<PaperLineJson>,
    /// Address of the printed form; `?lang=ru` or `en`.
    pub pdf: String,
}

impl InvoiceJson {
    /// An invoice in the caller's language.
    pub fn of(lang: Lang, card: &InvoiceCard) -> InvoiceJson {
        let head = &card.head;
        InvoiceJson {
            id: head.id,
            number: head.number.to_string(),
            year: head.year,
            order: head.order,
            order_number: order_number(lang, head.order),
            client: head.client,
            issued_on: head.issued_on,
            net: head.net,
            vat: card.vat.iter().map(vat_json).collect(),
            vat_total: head.vat,
            total: head.gross,
            paid: head.paid,
            seller: (&card.seller).into(),
            buyer: (&card.buyer).into(),
            lines: card.lines.iter().map(|(line, item)| paper_line(lang, line, item)).collect(),
            pdf: format!("/api/v1/invoices/{}.pdf", head.id),
        }
    }
}

/// A shipment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShipmentJson {
    /// Number of the row.
    #[schema(value_type = String)]
    pub id: ShipmentId,
    /// Number within the year.
    pub number: String,
    /// The order.
    #[schema(value_type = String)]
    pub order: OrderId,
    /// Who gets it.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// The day it left: the day of the tax.
    #[schema(value_type = String, format = Date)]
    pub shipped_on: Day,
    /// Without tax.
    #[schema(value_type = String)]
    pub net: Money,
    /// Tax by rate.
    pub vat: Vec<VatJson>,
    /// With tax.
    #[schema(value_type = String)]
    pub total: Money,
    /// Lines.
    pub lines: Vec<PaperLineJson>,
}

impl ShipmentJson {
    /// A shipment in the caller's language.
    pub fn of(lang: Lang, card: &ShipmentCard) -> ShipmentJson {
        let head = &card.head;
        let line = |(line, item, ordered): &(PaperLine, catalogue::ItemCard, kernel::VatRate)| PaperLineJson {
            ordered_vat_percent: (*ordered != line.vat_rate).then(|| ordered.to_string()),
            ..paper_line(lang, line, item)
        };
        ShipmentJson {
            id: head.id,
            number: head.number.to_string(),
            order: head.order,
            client: head.client,
            shipped_on: head.shipped_on,
            net: head.net,
            vat: card.vat.iter().map(vat_json).collect(),
            total: head.gross,
            lines: card.lines.iter().map(line).collect(),
        }
    }
}

/// An order after a shipment, with the shipment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShippedJson {
    /// The order as it is now.
    #[serde(flatten)]
    pub order: OrderJson,
    /// What has left just now.
    pub shipment: ShipmentJson,
}

/// Money that came.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaymentJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: PaymentId,
    /// Who paid.
    #[schema(value_type = String)]
    pub client: ClientId,
    /// For which invoice.
    #[schema(value_type = Option<String>)]
    pub invoice: Option<InvoiceId>,
    /// How much.
    #[schema(value_type = String)]
    pub amount: Money,
    /// The day it came.
    #[schema(value_type = String, format = Date)]
    pub received_on: Day,
    /// What the client wrote.
    pub purpose: String,
    /// When it was taken back; null = it counts.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reversed_at: Option<Moment>,
    /// Why it was taken back.
    pub reversal_reason: Option<String>,
}

impl PaymentJson {
    /// A payment as the API shows it.
    pub fn of(payment: Payment) -> PaymentJson {
        PaymentJson {
            id: payment.id,
            client: payment.client,
            invoice: payment.invoice,
            amount: payment.amount,
            received_on: payment.received_on,
            purpose: payment.purpose,
            reversed_at: payment.reversed_at,
            reversal_reason: payment.reversal_reason,
        }
    }
}
