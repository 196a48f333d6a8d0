//! Nouns of the orders department: orders and their lines, invoices, shipments, payments, sales.

use catalogue::{ItemCard, ItemKind};
use i18n::{Lang, fmt};
use kernel::{
    BadColumn, CategoryId, ClientId, Day, DemandId, FromColumn, InvoiceId, ItemId, LineAmounts, Moment, Money, Month,
    OrderId, OrderLineId, PaperId, Param, PaymentId, PriceMode, Quantity, SaleLineId, SellerId, ShipmentId, StaffId,
    ToColumn, UnitPrice, Value, VatClass, VatRate,
};
use serde::{Deserialize, Serialize};
use store::row;

use stock::Substitute;
pub use stock::{Answer, Mode};

use crate::{rules, texts};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in tables and in the API.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// Reads the word back.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|word| word.code() == code)
            }
        }

        impl ToColumn for $name {
            fn to_param(&self) -> Param<'_> {
                Param::Text(self.code())
            }
        }

        impl FromColumn for $name {
            fn from_value(value: Value) -> Result<Self, BadColumn> {
                let code = String::from_value(value)?;
                $name::parse(&code).ok_or_else(|| BadColumn::unfit(stringify!($name)))
            }
        }
    };
}

words! {
    /// Where an order stands on its way from draft to closed.
    State {
        /// Being put together with the client; holds no goods.
        Draft "draft",
        /// Goods are held for it.
        Reserved "reserved",
        /// The client has agreed.
        Confirmed "confirmed",
        /// The client was asked to pay.
        Invoiced "invoiced",
        /// The warehouse picks it.
        Picking "picking",
        /// It stands packed.
        Packed "packed",
        /// All of it has left.
        Shipped "shipped",
        /// The client has it.
        Delivered "delivered",
        /// Shipped and paid.
        Closed "closed",
        /// Called off.
        Cancelled "cancelled",
    }
}

impl State {
    /// The state in words.
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            State::Draft => texts::state_draft(lang),
            State::Reserved => texts::state_reserved(lang),
            State::Confirmed => texts::state_confirmed(lang),
            State::Invoiced => texts::state_invoiced(lang),
            State::Picking => texts::state_picking(lang),
            State::Packed => texts::state_packed(lang),
            State::Shipped => texts::state_shipped(lang),
            State::Delivered => texts::state_delivered(lang),
            State::Closed => texts::state_closed(lang),
            State::Cancelled => texts::state_cancelled(lang),
        }
    }

    /// Whether goods are still to be held or shipped for it.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Reserved | State::Confirmed | State::Invoiced | State::Picking | State::Packed)
    }
}

/// The number of an order as people say it: «З-18466».
pub fn order_number(lang: Lang, order: OrderId) -> String {
    texts::order_number(lang, &order.to_string())
}

/// How long the goods of an order are held, in words; in a hurry when somebody has to ask the client now.
pub fn term_words(lang: Lang, until: Day, today: Day) -> String {
    let day = fmt::weekday_day(lang, until, today);
    match today.days_until(until) {
        days if days < 0 => texts::term_over(lang, &day),
        0 => texts::term_today(lang).to_owned(),
        1 => texts::term_tomorrow(lang).to_owned(),
        _ if rules::runs_out_soon(until, today) => texts::term_soon(lang, &day),
        _ => texts::term_until(lang, &day),
    }
}

row! {
    /// The head of an order.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Order {
        /// Number.
        pub id: OrderId,
        /// Who ordered.
        pub client: ClientId,
        /// In whose name we sell.
        pub seller: SellerId,
        /// Where it stands.
        pub state: State,
        /// What to do when not all can be had.
        pub mode: ModeWord,
        /// The day the client wants it; none = as soon as possible.
        pub wanted_on: Option<Day>,
        /// Total without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// Total with tax.
        pub gross: Money,
        /// What of it was shipped.
        pub shipped_gross: Money,
        /// The day it was made.
        pub made_on: Day,
        /// The moment it was made.
        pub made_at: Moment,
        /// Who took it.
        pub staff: Option<StaffId>,
        /// The last day on which its goods are held while nobody has confirmed it; none = without a term.
        pub reserved_until: Option<Day>,
        /// The last day of a reservation that ran out, until it is reserved again.
        pub ran_out_on: Option<Day>,
        /// How often its reservation was extended.
        pub extensions: i64,
        /// Changes with every change.
        pub version: i64,
    }
}

/// How long the goods of an order are held, and what became of its last reservation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) reserved_until: Option<Day>,
    pub(crate) ran_out_on: Option<Day>,
    pub(crate) extensions: i64,
}

impl Order {
    /// Its number as people say it.
    pub fn number(&self, lang: Lang) -> String {
        order_number(lang, self.id)
    }

    /// The total.
    pub fn total(&self) -> LineAmounts {
        LineAmounts { net: self.net, vat: self.vat, gross: self.gross }
    }

    /// The last day of its reservation when that has run out and nobody has reserved it again.
    pub fn has_run_out(&self) -> Option<Day> {
        self.ran_out_on.filter(|_| self.state == State::Draft)
    }

    pub(crate) fn term(&self) -> Term {
        Term { reserved_until: self.reserved_until, ran_out_on: self.ran_out_on, extensions: self.extensions }
    }
}

/// A mode as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeWord(pub Mode);

/// The word of a mode in tables and in the API.
pub const fn mode_code(mode: Mode) -> &'static str {
    match mode {
        Mode::AllOrNothing => "all_or_nothing",
        Mode::Partial => "partial",
        Mode::Backorder => "backorder",
    }
}

/// Reads the word of a mode.
pub fn parse_mode(code: &str) -> Option<Mode> {
    [Mode::AllOrNothing, Mode::Partial, Mode::Backorder].into_iter().find(|mode| mode_code(*mode) == code)
}

impl ToColumn for ModeWord {
    fn to_param(&self) -> Param<'_> {
        Param::Text(mode_code(self.0))
    }
}

impl FromColumn for ModeWord {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        parse_mode(&String::from_value(value)?).map(ModeWord).ok_or_else(|| BadColumn::unfit("Mode"))
    }
}

/// The word of an answer in tables and in the API.
pub const fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Now => "now",
        Answer::Dated => "dated",
        Answer::Substitute => "substitute",
        Answer::Refused => "refused",
    }
}

/// An answer as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerWord(pub Answer);

impl FromColumn for AnswerWord {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        let code = String::from_value(value)?;
        [Answer::Now, Answer::Dated, Answer::Substitute, Answer::Refused]
            .into_iter()
            .find(|answer| answer_code(*answer) == code)
            .map(AnswerWord)
            .ok_or_else(|| BadColumn::unfit("Answer"))
    }
}

row! {
    /// A line of an order as it is kept, with what stock knows of its demand.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Line {
        /// Number.
        pub id: OrderLineId,
        /// The order.
        pub order: OrderId,
        /// Place in the order, from 1.
        pub position: i64,
        /// What was ordered.
        pub item: ItemId,
        /// Goods or service.
        pub kind: ItemKind,
        /// How much was asked for.
        pub quantity: Quantity,
        /// What has left.
        pub issued: Quantity,
        /// What nothing covers: lost demand.
        pub short: Quantity,
        /// What was called off.
        pub cancelled: Quantity,
        /// Price of a base unit when it was ordered.
        pub unit_price: UnitPrice,
        /// Whether the price includes VAT.
        pub price_mode: PriceMode,
        /// Class of VAT.
        pub vat_class: VatClass,
        /// Rate of the promised day.
        pub vat_rate: VatRate,
        /// Without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// With tax.
        pub gross: Money,
        /// Shipped, without tax.
        pub shipped_net: Money,
        /// Shipped, tax.
        pub shipped_vat: Money,
        /// Shipped, with tax.
        pub shipped_gross: Money,
        /// What the client was told; none in a draft.
        pub answer: Option<AnswerWord>,
        /// Why it was refused.
        pub reason: Option<String>,
        /// The day the client wants it.
        pub wanted_on: Option<Day>,
        /// What the client had asked for first.
        pub instead_of: Option<ItemId>,
        /// The need that stock holds goods for.
        pub demand: Option<DemandId>,
        /// The day told first.
        pub first_promised_on: Option<Day>,
        /// The day told now.
        pub promised_on: Option<Day>,
        /// Since when the promise is in danger.
        pub at_risk_at: Option<Moment>,
    }
}

impl Line {
    /// What is still to be shipped.
    pub fn open(&self) -> Quantity {
        Quantity::from_thousandths(
            self.quantity.thousandths()
                - self.issued.thousandths()
                - self.short.thousandths()
                - self.cancelled.thousandths(),
        )
    }

    /// What the client gets in the end: asked for, less what can't be had and what was called off.
    pub fn taken(&self) -> Quantity {
        Quantity::from_thousandths(
            self.quantity.thousandths() - self.short.thousandths() - self.cancelled.thousandths(),
        )
    }

    /// What it comes to.
    pub fn amounts(&self) -> LineAmounts {
        LineAmounts { net: self.net, vat: self.vat, gross: self.gross }
    }

    /// What of it was shipped.
    pub fn shipped(&self) -> LineAmounts {
        LineAmounts { net: self.shipped_net, vat: self.shipped_vat, gross: self.shipped_gross }
    }
}

/// Something that may be offered instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The item and how it fits.
    pub substitute: Substitute,
    /// How often the client bought it.
    pub bought_before: i64,
}

/// A line with what the client is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredLine {
    /// Its number, once it stands in an order.
    pub line: Option<OrderLineId>,
    /// Place, from 1.
    pub position: i64,
    /// The item.
    pub item: ItemCard,
    /// Asked for instead of this.
    pub instead_of: Option<ItemId>,
    /// How much was asked for.
    pub quantity: Quantity,
    /// What has left already.
    pub issued: Quantity,
    /// What was called off.
    pub cancelled: Quantity,
    /// Price of a base unit.
    pub unit_price: UnitPrice,
    /// Whether the price includes VAT.
    pub price_mode: PriceMode,
    /// Class of VAT.
    pub vat_class: VatClass,
    /// Rate of the promised day.
    pub vat_rate: VatRate,
    /// What it comes to.
    pub amounts: LineAmounts,
    /// What is told.
    pub answer: Answer,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The goods behind it.
    pub coverage: Vec<stock::Piece>,
    /// What nothing covers.
    pub short: Quantity,
    /// What of it can't be had while the rest can: another item may take it over. All of it when nothing can.
    pub missing: Quantity,
    /// The day the client wants it.
    pub wanted_on: Option<Day>,
    /// The day told first.
    pub first_promised_on: Option<Day>,
    /// The day told now.
    pub promised_on: Option<Day>,
    /// The first day on which all of it could be had, when that is not the day asked for.
    pub whole_on: Option<Day>,
    /// The promise is in danger since.
    pub at_risk_at: Option<Moment>,
    /// What may be offered instead, best first.
    pub substitutes: Vec<Offer>,
    /// The need that stock holds goods for.
    pub demand: Option<DemandId>,
}

impl AnsweredLine {
    /// What is missing of a line whose rest is to be had.
    pub fn missing_part(&self) -> Option<Quantity> {
        Some(self.missing).filter(|missing| missing.is_positive() && *missing < self.quantity)
    }
}

/// An order with its lines and papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCard {
    /// The head.
    pub order: Order,
    /// Name of the client.
    pub client_name: String,
    /// Lines in order.
    pub lines: Vec<AnsweredLine>,
    /// The invoice, once there is one.
    pub invoice: Option<InvoiceHead>,
    /// What has left.
    pub shipments: Vec<ShipmentHead>,
    /// Items that lines stand in place of.
    pub replaced: Vec<ItemCard>,
}

row! {
    /// The head of an invoice.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct InvoiceHead {
        /// Row number.
        pub id: InvoiceId,
        /// The order.
        pub order: OrderId,
        /// Who pays.
        pub client: ClientId,
        /// Who is paid.
        pub seller: SellerId,
        /// Year of the numbering.
        pub year: i64,
        /// Number within the year.
        pub number: i64,
        /// The day it was issued.
        pub issued_on: Day,
        /// Without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// To pay.
        pub gross: Money,
        /// Paid so far.
        pub paid: Money,
        /// Requisites of the seller on the day of issue, JSON.
        pub seller_requisites: String,
        /// Requisites of the client on the day of issue, JSON.
        pub buyer_requisites: String,
    }
}

row! {
    /// A line of an invoice or of a shipment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PaperLine {
        /// Place, from 1.
        pub position: i64,
        /// Line of the order.
        pub order_line: OrderLineId,
        /// The item.
        pub item: ItemId,
        /// How much.
        pub quantity: Quantity,
        /// Price of a base unit.
        pub unit_price: UnitPrice,
        /// Whether the price includes VAT.
        pub price_mode: PriceMode,
        /// Class of VAT.
        pub vat_class: VatClass,
        /// Rate.
        pub vat_rate: VatRate,
        /// Without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// With tax.
        pub gross: Money,
    }
}

impl PaperLine {
    /// What it comes to.
    pub fn amounts(&self) -> LineAmounts {
        LineAmounts { net: self.net, vat: self.vat, gross: self.gross }
    }
}

/// The tax of one rate on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatPart {
    /// Class.
    pub class: VatClass,
    /// Rate.
    pub rate: VatRate,
    /// Sums of the lines.
    pub amounts: LineAmounts,
}

/// Requisites as they stand on an invoice for good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Requisites {
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

row! {
    /// The head of a paper as it was issued.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PaperHead {
        /// Row number.
        pub id: PaperId,
        /// `invoice`, `offer`, `confirmation`.
        pub kind: String,
        /// In whose name.
        pub seller: SellerId,
        /// Year of the numbering.
        pub year: i64,
        /// Number within seller, kind and year.
        pub number: i64,
        /// The order.
        pub order: OrderId,
        /// Whom it is for.
        pub client: ClientId,
        /// The day it was issued.
        pub issued_on: Day,
        /// Its total with tax.
        pub gross: Money,
    }
}

/// A paper to be written down.
#[derive(Debug, Clone)]
pub(crate) struct NewPaper {
    pub(crate) head: PaperHead,
    pub(crate) invoice: Option<InvoiceId>,
    pub(crate) issued_at: Moment,
    pub(crate) content: String,
    pub(crate) staff: Option<StaffId>,
}

/// An invoice with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceCard {
    /// The head.
    pub head: InvoiceHead,
    /// Who is paid.
    pub seller: Requisites,
    /// Who pays.
    pub buyer: Requisites,
    /// Lines with their items.
    pub lines: Vec<(PaperLine, ItemCard)>,
    /// Tax by rate.
    pub vat: Vec<VatPart>,
}

row! {
    /// The head of a shipment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ShipmentHead {
        /// Row number.
        pub id: ShipmentId,
        /// The order.
        pub order: OrderId,
        /// Who gets it.
        pub client: ClientId,
        /// Year of the numbering.
        pub year: i64,
        /// Number within the year.
        pub number: i64,
        /// The day it left: the day of the tax.
        pub shipped_on: Day,
        /// Without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// With tax.
        pub gross: Money,
    }
}

/// A shipment with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentCard {
    /// The head.
    pub head: ShipmentHead,
    /// Name of the client.
    pub client_name: String,
    /// Lines with their items and the rate that was ordered.
    pub lines: Vec<(PaperLine, ItemCard, VatRate)>,
    /// Tax by rate.
    pub vat: Vec<VatPart>,
}

row! {
    /// Money that came from a client.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Payment {
        /// Number.
        pub id: PaymentId,
        /// Who paid.
        pub client: ClientId,
        /// For which invoice; none = for the client's account.
        pub invoice: Option<InvoiceId>,
        /// How much.
        pub amount: Money,
        /// The day it came.
        pub received_on: Day,
        /// What the client wrote.
        pub purpose: String,
        /// When it was taken back; none = it counts.
        pub reversed_at: Option<Moment>,
        /// Why it was taken back.
        pub reversal_reason: Option<String>,
        /// Who took it back; none also for the system.
        pub reversed_by: Option<StaffId>,
    }
}

row! {
    /// A line of a list of payments.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PaymentRow {
        /// Number.
        pub id: PaymentId,
        /// Who paid.
        pub client: ClientId,
        /// Name of the client.
        pub client_name: String,
        /// For which invoice; none = for the client's account.
        pub invoice: Option<InvoiceId>,
        /// Number of that invoice.
        pub invoice_number: Option<i64>,
        /// How much.
        pub amount: Money,
        /// The day it came.
        pub received_on: Day,
        /// What the client wrote.
        pub purpose: String,
        /// When it was taken back.
        pub reversed_at: Option<Moment>,
    }
}

row! {
    /// A line of a list of invoices.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct InvoiceRow {
        /// Row number.
        pub id: InvoiceId,
        /// The order.
        pub order: OrderId,
        /// Who pays.
        pub client: ClientId,
        /// Name of the client.
        pub client_name: String,
        /// Number within the year.
        pub number: i64,
        /// The day it was issued.
        pub issued_on: Day,
        /// To pay.
        pub gross: Money,
        /// Paid so far.
        pub paid: Money,
    }
}

impl InvoiceRow {
    /// What is left to pay; below zero when more was paid.
    pub fn left(&self) -> Money {
        self.gross.checked_sub(self.paid).unwrap_or_default()
    }
}

row! {
    /// A line of a list of orders.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OrderRow {
        /// Number.
        pub id: OrderId,
        /// Who ordered.
        pub client: ClientId,
        /// Name of the client.
        pub client_name: String,
        /// Where it stands.
        pub state: State,
        /// Total with tax.
        pub gross: Money,
        /// What of it was shipped.
        pub shipped_gross: Money,
        /// The day it was made.
        pub made_on: Day,
        /// The day the client wants it.
        pub wanted_on: Option<Day>,
        /// The last day on which its goods are held while nobody has confirmed it.
        pub reserved_until: Option<Day>,
        /// The last day of a reservation that ran out, until it is reserved again.
        pub ran_out_on: Option<Day>,
        /// Lines.
        pub lines: i64,
        /// The last day promised.
        pub promised_on: Option<Day>,
        /// Lines whose promise is in danger.
        pub at_risk: i64,
        /// The first day promised of what is still to be shipped.
        pub next_on: Option<Day>,
    }
}

impl OrderRow {
    /// Something of it was promised for a day that has passed.
    pub fn is_late(&self, today: Day) -> bool {
        self.state.is_open() && self.next_on.is_some_and(|day| day < today)
    }

    /// The last day of its reservation when that has run out and nobody has reserved it again.
    pub fn has_run_out(&self) -> Option<Day> {
        self.ran_out_on.filter(|_| self.state == State::Draft)
    }
}

row! {
    /// A line that bad news about goods would hurt.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct HurtLine {
        /// The order.
        pub order: OrderId,
        /// The line.
        pub line: OrderLineId,
        /// The client.
        pub client: ClientId,
        /// The item.
        pub item: ItemId,
        /// The need.
        pub demand: DemandId,
        /// What the client was promised.
        pub promised_on: Option<Day>,
        /// What was promised first.
        pub first_promised_on: Option<Day>,
        /// What is still to be shipped.
        pub quantity: Quantity,
        /// What the open part of the line is worth, with tax.
        pub gross: Money,
        /// Since when the promise can't be kept by what is known; none while it holds.
        pub at_risk_at: Option<Moment>,
    }
}

row! {
    /// A sale that took place: the only source of turnover and of a client's history.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SaleLine {
        /// Number.
        pub id: SaleLineId,
        /// Who bought.
        pub client: ClientId,
        /// What.
        pub item: ItemId,
        /// Its category then.
        pub category: CategoryId,
        /// The day.
        pub day: Day,
        /// How much; below zero for a return.
        pub quantity: Quantity,
        /// Without tax.
        pub net: Money,
        /// Tax.
        pub vat: Money,
        /// With tax.
        pub gross: Money,
        /// The order's line, if it came from an order of ours.
        pub order_line: Option<OrderLineId>,
        /// Where it came from.
        pub source: String,
    }
}

/// A sale to be written: a shipment's line, a return, or history from another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSale {
    /// Who bought.
    pub client: ClientId,
    /// What.
    pub item: ItemId,
    /// Its category.
    pub category: CategoryId,
    /// The day.
    pub day: Day,
    /// How much; below zero for a return.
    pub quantity: Quantity,
    /// What it came to.
    pub amounts: LineAmounts,
    /// What it cost us, where known.
    pub cost: Option<Money>,
    /// The order's line.
    pub order_line: Option<OrderLineId>,
    /// Where it comes from: with `source_ref` it is written once only.
    pub source: String,
    /// Its number there.
    pub source_ref: String,
}

row! {
    /// Turnover of a client in one category and month.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TurnoverRow {
        /// The category.
        pub category: CategoryId,
        /// The month.
        pub month: MonthIndex,
        /// Without tax.
        pub net: Money,
        /// With tax.
        pub gross: Money,
    }
}

/// A month as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthIndex(pub Month);

impl FromColumn for MonthIndex {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        i32::from_value(value).map(|index| MonthIndex(Month::from_index(index)))
    }
}

/// How much of a line another item takes over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// What is missing of it, while the rest is to be had; the whole line when nothing is.
    #[default]
    Missing,
    /// All of it.
    Whole,
}

/// The main numbers of a client for its dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFacts {
    /// Turnover with tax, twelve whole months and the running one.
    pub turnover: Money,
    /// The same of the twelve months before.
    pub turnover_before: Money,
    /// Day of the last order.
    pub last_order_on: Option<Day>,
    /// Day of the last sale, history included.
    pub last_sale_on: Option<Day>,
    /// Shipped less paid; below zero when the client has paid ahead.
    pub debt: Money,
    /// How much the client may owe; none without a limit.
    pub limit: Option<Money>,
    /// What of the debt should have been paid by now; none where no payment term is agreed on.
    pub overdue: Option<Money>,
    /// What is still to be shipped of open orders, with tax: one sum wherever it is shown.
    pub open: Money,
    /// What of it the client has agreed to: a reserved order is not owed yet.
    pub confirmed: Money,
    /// Orders from which something is still to be shipped.
    pub open_orders: i64,
}

impl ClientFacts {
    /// What the limit has to hold: the debt and what the client has agreed to.
    pub fn exposure(&self) -> Result<Money, kernel::Overflow> {
        self.debt.checked_add(self.confirmed)
    }

    /// What the limit leaves for further orders, where there is one.
    pub fn free(&self) -> Result<Option<Money>, kernel::Overflow> {
        let Some(limit) = self.limit else { return Ok(None) };
        Ok(Some(crate::rules::free_of(limit, self.exposure()?)))
    }
}
