//! Why the orders department says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said, fmt};
use kernel::{ClientId, Day, InvoiceId, Money, OrderId, OrderLineId, Quantity};

use crate::api::LineJson;
use crate::model::{AnsweredLine, State, order_number};
use crate::rules::{self, Deed};
use crate::texts;

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// Zero or below.
    NotPositive,
    /// More than anybody orders.
    TooMuch,
    /// A part of a piece.
    NotWhole,
    /// Every field was left at nothing.
    NothingTyped,
    /// Nobody says how much of a line leaves, not even nothing.
    HowMuchLeaves,
    /// No readable number.
    NotANumber,
    /// More digits after the comma than a sum has.
    NotASum,
    /// No readable day.
    NotADay,
    /// No paper that is issued by itself.
    NotAPaper,
    /// More than is still to be paid; this much is.
    MoreThanLeft(Money),
    /// The packs do not come to thousandths of a unit.
    NotOfPacks,
    /// Units and packs at once.
    UnitsOrPacks,
    /// A state and how reservations stand at once.
    TermOrState,
    /// A day that has passed.
    DayPast,
    /// A day that has not come yet.
    DayAhead,
    /// A day too far away.
    DayTooFar,
    /// More letters than fit.
    TooLong(usize),
    /// Control letters and the like.
    Unreadable,
    /// There is no such client.
    NoClient,
    /// There is no such item.
    NoItem(String),
    /// Several items fit the name.
    SeveralItems(String),
    /// There is no such line in the order.
    NoLine,
    /// Not less than the whole line.
    NotAPart,
    /// The line stands twice.
    Twice,
    /// No lines at all.
    NoLines,
    /// More lines than one order takes.
    TooManyLines(usize),
    /// More than is still to be shipped; this much is.
    MoreThanOpen(Quantity),
    /// Neither an invoice nor a client, or both.
    InvoiceOrClient,
    /// There is no such invoice.
    NoInvoice,
    /// The sum is beyond what we keep.
    SumTooLarge,
}

impl Wrong {
    pub(crate) fn say(&self, lang: Lang) -> String {
        match self {
            Wrong::Missing => texts::wrong_missing(lang).into(),
            Wrong::NotPositive => texts::wrong_not_positive(lang).into(),
            Wrong::TooMuch => texts::wrong_too_much(lang).into(),
            Wrong::NotWhole => texts::wrong_not_whole(lang).into(),
            Wrong::NothingTyped => texts::wrong_nothing_typed(lang).into(),
            Wrong::HowMuchLeaves => texts::wrong_how_much_leaves(lang).into(),
            Wrong::NotANumber => texts::wrong_not_a_number(lang).into(),
            Wrong::NotASum => texts::wrong_not_a_sum(lang).into(),
            Wrong::NotAPaper => texts::wrong_not_a_paper(lang).into(),
            Wrong::NotADay => texts::wrong_not_a_day(lang).into(),
            Wrong::MoreThanLeft(left) => texts::wrong_more_than_left(lang, &fmt::money(lang, *left, "")),
            Wrong::NotOfPacks => texts::wrong_not_of_packs(lang).into(),
            Wrong::UnitsOrPacks => texts::wrong_units_or_packs(lang).into(),
            Wrong::TermOrState => texts::wrong_term_or_state(lang).into(),
            Wrong::DayPast => texts::wrong_day_past(lang).into(),
            Wrong::DayAhead => texts::wrong_day_ahead(lang).into(),
            Wrong::DayTooFar => texts::wrong_day_too_far(lang).into(),
            Wrong::TooLong(most) => texts::wrong_too_long(lang, count(*most)),
            Wrong::Unreadable => texts::wrong_unreadable(lang).into(),
            Wrong::NoClient => texts::wrong_no_client(lang).into(),
            Wrong::NoItem(sku) => texts::wrong_no_item(lang, sku),
            Wrong::SeveralItems(name) => texts::wrong_several_items(lang, name),
            Wrong::NoLine => texts::wrong_no_line(lang).into(),
            Wrong::NotAPart => texts::wrong_not_a_part(lang).into(),
            Wrong::Twice => texts::wrong_twice(lang).into(),
            Wrong::NoLines => texts::wrong_no_lines(lang).into(),
            Wrong::TooManyLines(most) => texts::wrong_too_many_lines(lang, count(*most)),
            Wrong::MoreThanOpen(open) => texts::wrong_more_than_open(lang, &fmt::quantity(lang, *open)),
            Wrong::InvoiceOrClient => texts::wrong_invoice_or_client(lang).into(),
            Wrong::NoInvoice => texts::wrong_no_invoice(lang).into(),
            Wrong::SumTooLarge => texts::wrong_sum_too_large(lang).into(),
        }
    }
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongField {
    /// JSON pointer to the field.
    pub pointer: String,
    /// What is wrong.
    pub what: Wrong,
}

impl WrongField {
    /// A field by its JSON pointer.
    pub fn new(pointer: impl Into<String>, what: Wrong) -> WrongField {
        WrongField { pointer: pointer.into(), what }
    }
}

/// A line that cannot leave yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReady {
    /// The line.
    pub line: OrderLineId,
    /// Its place in the order.
    pub position: i64,
    /// Code of the item.
    pub sku: String,
    /// What was to leave.
    pub wanted: Quantity,
    /// What lies on the shelf for it.
    pub ready: Quantity,
}

/// What a client would owe, were it let.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverLimit {
    /// The order.
    pub order: OrderId,
    /// Whose.
    pub client: ClientId,
    /// How much the client may owe and have on order.
    pub limit: Money,
    /// What its debt and its agreed orders come to.
    pub exposure: Money,
    /// What was to be added to that.
    pub asked: Money,
    /// The invoice that waits longest for its money: row, number, what is left of it.
    pub unpaid: Option<(InvoiceId, i64, Money)>,
}

/// Why a deed on orders, invoices, shipments or payments was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OrderRefused {
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<WrongField>),
    /// There is no such order, invoice or shipment, or the reader may not see it.
    #[error("no such paper")]
    Unknown,
    /// Somebody changed the order meanwhile.
    #[error("order {order} has version {version} by now")]
    Stale {
        /// The order.
        order: OrderId,
        /// Its present version.
        version: i64,
    },
    /// The deed does not follow the state.
    #[error("order {order} is {state:?}, {deed:?} is not possible")]
    WrongState {
        /// The order.
        order: OrderId,
        /// Where it stands.
        state: State,
        /// What was to be done.
        deed: Deed,
    },
    /// Not all can be had, and all or nothing was asked for; or nothing at all can be had.
    #[error("{} of {} lines are short", short_lines(.0).len(), .0.len())]
    Short(Vec<AnsweredLine>),
    /// A part has left already: what was shipped comes back as a return.
    #[error("order {0} is partly shipped")]
    PartlyShipped(OrderId),
    /// No invoice without requisites of the seller.
    #[error("the seller has no requisites")]
    NoRequisites,
    /// There is an invoice already.
    #[error("order {order} has invoice {invoice}")]
    HasInvoice {
        /// The order.
        order: OrderId,
        /// Its invoice.
        invoice: InvoiceId,
        /// The invoice's number.
        number: i64,
    },
    /// The draft holds no line that could be reserved, or nothing is left to ship.
    #[error("order {0} has nothing to do it with")]
    Nothing(OrderId),
    /// Rows of the draft are not read yet: they would be lost.
    #[error("{rows} rows of order {order} are not clear")]
    Unclear {
        /// The order.
        order: OrderId,
        /// How many rows.
        rows: i64,
    },
    /// The goods were held up to this day and are free for others since.
    #[error("the reservation of order {order} ran out on {on}")]
    RanOut {
        /// The order.
        order: OrderId,
        /// The last day it was held.
        on: Day,
    },
    /// The goods are held until the order is confirmed: there is nothing to extend.
    #[error("the reservation of order {0} has no term")]
    NoTerm(OrderId),
    /// Once more is for a head to say.
    #[error("the reservation of order {order} was extended {times} times")]
    ExtendedEnough {
        /// The order.
        order: OrderId,
        /// How often it was extended.
        times: i64,
        /// The last day it is held.
        until: Day,
    },
    /// What was to leave does not lie on the shelf yet.
    #[error("{} lines are not ready", .0.len())]
    NotReady(Vec<NotReady>),
    /// With it the client would owe more than it may.
    #[error("order {} brings client {} above its limit of {}", .0.order, .0.client, .0.limit)]
    OverLimit(OverLimit),
    /// The payment was taken back before.
    #[error("the payment was taken back on {0}")]
    Reversed(Day),
    /// The sum is beyond what we keep.
    #[error("the sum is too large")]
    TooLarge,
}

/// Lines that are not covered in full.
pub fn short_lines(lines: &[AnsweredLine]) -> Vec<&AnsweredLine> {
    lines.iter().filter(|line| line.short.is_positive() || !line.answer.reserves()).collect()
}

impl From<kernel::Overflow> for OrderRefused {
    fn from(_: kernel::Overflow) -> OrderRefused {
        OrderRefused::TooLarge
    }
}

impl OrderRefused {
    /// One field is wrong.
    pub fn field(pointer: impl Into<String>, what: Wrong) -> OrderRefused {
        OrderRefused::Fields(vec![WrongField::new(pointer, what)])
    }
}

/// A deed in words, for refusals.
pub fn deed_name(lang: Lang, deed: Deed) -> &'static str {
    match deed {
        Deed::Change => texts::deed_change(lang),
        Deed::Reserve => texts::deed_reserve(lang),
        Deed::Confirm => texts::deed_confirm(lang),
        Deed::Invoice => texts::deed_invoice(lang),
        Deed::Offer => texts::deed_offer(lang),
        Deed::PutOnPaper => texts::deed_put_on_paper(lang),
        Deed::ShipPart | Deed::ShipAll => texts::deed_ship(lang),
        Deed::Close => texts::deed_close(lang),
        Deed::Reopen => texts::deed_reopen(lang),
        Deed::Cancel => texts::deed_cancel(lang),
        Deed::Extend => texts::deed_extend(lang),
        // Nobody asks for it: the company lets goods go by itself.
        Deed::RunOut => texts::deed_run_out(lang),
    }
}

impl Refusal for OrderRefused {
    fn problem(&self) -> &'static str {
        match self {
            OrderRefused::Fields(_) => "bad-field",
            OrderRefused::Unknown => "not-found",
            OrderRefused::Stale { .. } => "version-stale",
            OrderRefused::WrongState { .. } => "wrong-state",
            OrderRefused::Short(_) => "short-stock",
            OrderRefused::PartlyShipped(_) => "partly-shipped",
            OrderRefused::NoRequisites => "no-requisites",
            OrderRefused::HasInvoice { .. } => "has-invoice",
            OrderRefused::Nothing(_) => "nothing-to-do",
            OrderRefused::Unclear { .. } => "unclear-rows",
            OrderRefused::RanOut { .. } => "reservation-ran-out",
            OrderRefused::NoTerm(_) => "no-term",
            OrderRefused::ExtendedEnough { .. } => "extended-enough",
            OrderRefused::NotReady(_) => "not-ready",
            OrderRefused::OverLimit(_) => "over-limit",
            OrderRefused::Reversed(_) => "already-reversed",
            OrderRefused::TooLarge => "sum-too-large",
        }
    }

    fn status(&self) -> u16 {
        match self {
            OrderRefused::Fields(_) | OrderRefused::TooLarge => 422,
            OrderRefused::Unknown => 404,
            OrderRefused::Stale { .. } => 412,
            _ => 409,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let said = |title: &str, detail: String, next: &str| Said { title: title.into(), detail, next: next.into() };
        match self {
            OrderRefused::Fields(fields) => said(
                texts::refused_fields(lang),
                texts::refused_fields_why(lang, count(fields.len())),
                texts::refused_fields_next(lang),
            ),
            OrderRefused::Unknown => said(
                texts::refused_unknown(lang),
                texts::refused_unknown_why(lang).into(),
                texts::refused_unknown_next(lang),
            ),
            OrderRefused::Stale { order, version } => said(
                texts::refused_stale(lang),
                texts::refused_stale_why(lang, &order_number(lang, *order), &version.to_string()),
                texts::refused_stale_next(lang),
            ),
            OrderRefused::WrongState { order, state, deed } => said(
                texts::refused_state(lang),
                texts::refused_state_why(lang, deed_name(lang, *deed), &order_number(lang, *order), state.name(lang)),
                texts::refused_state_next(lang),
            ),
            OrderRefused::Short(lines) => short_said(lang, lines),
            OrderRefused::PartlyShipped(order) => said(
                texts::refused_partly(lang),
                texts::refused_partly_why(lang, &order_number(lang, *order)),
                texts::refused_partly_next(lang),
            ),
            OrderRefused::NoRequisites => said(
                texts::refused_requisites(lang),
                texts::refused_requisites_why(lang).into(),
                texts::refused_requisites_next(lang),
            ),
            OrderRefused::HasInvoice { order, number, .. } => said(
                texts::refused_invoice(lang),
                texts::refused_invoice_why(lang, &number.to_string(), &order_number(lang, *order)),
                texts::refused_invoice_next(lang),
            ),
            OrderRefused::Nothing(order) => said(
                texts::refused_nothing(lang),
                texts::refused_nothing_why(lang, &order_number(lang, *order)),
                texts::refused_nothing_next(lang),
            ),
            OrderRefused::Unclear { order, rows } => said(
                texts::refused_unclear(lang),
                texts::refused_unclear_why(lang, *rows, &order_number(lang, *order)),
                texts::refused_unclear_next(lang),
            ),
            OrderRefused::RanOut { order, on } => said(
                texts::refused_ran_out(lang),
                texts::refused_ran_out_why(lang, &fmt::day_full(lang, *on), &order_number(lang, *order)),
                texts::refused_ran_out_next(lang),
            ),
            OrderRefused::NoTerm(order) => said(
                texts::refused_no_term(lang),
                texts::refused_no_term_why(lang, &order_number(lang, *order)),
                texts::refused_no_term_next(lang),
            ),
            OrderRefused::ExtendedEnough { order, times, until } => said(
                texts::refused_extended(lang),
                texts::refused_extended_why(lang, *times, &order_number(lang, *order), &fmt::day_full(lang, *until)),
                &texts::refused_extended_next(lang, &who_extends(lang)),
            ),
            OrderRefused::NotReady(lines) => said(
                texts::refused_not_ready(lang),
                lines.iter().map(|line| not_ready_said(lang, line)).collect::<Vec<_>>().join("; "),
                texts::refused_not_ready_next(lang),
            ),
            OrderRefused::OverLimit(over) => over_limit_said(lang, over),
            OrderRefused::Reversed(day) => said(
                texts::refused_reversed(lang),
                texts::refused_reversed_why(lang, &fmt::day_full(lang, *day)),
                texts::refused_reversed_next(lang),
            ),
            OrderRefused::TooLarge => said(
                texts::refused_too_large(lang),
                texts::wrong_sum_too_large(lang).into(),
                texts::refused_too_large_next(lang),
            ),
        }
    }

    fn extra(&self, lang: Lang) -> Option<serde_json::Value> {
        match self {
            OrderRefused::Short(lines) => {
                let lines: Vec<LineJson> = lines.iter().map(|line| LineJson::of(lang, line)).collect();
                Some(serde_json::json!({ "lines": lines }))
            }
            OrderRefused::Stale { version, .. } => Some(serde_json::json!({ "version": version })),
            OrderRefused::RanOut { on, .. } => Some(serde_json::json!({ "ran_out_on": on })),
            OrderRefused::ExtendedEnough { times, until, .. } => {
                let who: Vec<_> = access::who_may(access::Perm::ReservationsExtend);
                Some(serde_json::json!({ "extensions": times, "reserved_until": until, "who": who }))
            }
            OrderRefused::OverLimit(over) => {
                let who: Vec<_> = access::who_may(access::Perm::TermsWrite);
                let unpaid = over.unpaid.map(
                    |(id, number, left)| serde_json::json!({ "invoice": id, "number": number, "left_to_pay": left }),
                );
                Some(serde_json::json!({
                    "limit": over.limit, "exposure": over.exposure, "asked": over.asked,
                    "free": rules::free_of(over.limit, over.exposure), "unpaid": unpaid, "who": who,
                }))
            }
            OrderRefused::HasInvoice { invoice, .. } => Some(serde_json::json!({ "invoice": invoice })),
            OrderRefused::NotReady(lines) => {
                let lines: Vec<_> = lines
                    .iter()
                    .map(|l| serde_json::json!({ "line": l.line, "sku": l.sku, "wanted": l.wanted, "ready": l.ready }))
                    .collect();
                Some(serde_json::json!({ "lines": lines }))
            }
            _ => None,
        }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        match self {
            OrderRefused::Fields(fields) => fields
                .iter()
                .map(|field| FieldError { pointer: field.pointer.clone(), message: field.what.say(lang) })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The people who may extend a reservation once more.
pub(crate) fn who_extends(lang: Lang) -> String {
    let roles = access::who_may(access::Perm::ReservationsExtend);
    roles.into_iter().map(|role| access::role_name(lang, role)).collect::<Vec<_>>().join(", ")
}

/// What the client may owe, what it owes and has agreed to, what is left of that; and how it goes on.
fn over_limit_said(lang: Lang, over: &OverLimit) -> Said {
    let sum = |sum: Money| fmt::money(lang, sum, "");
    let detail = texts::refused_over_limit_why(
        lang,
        &sum(over.asked),
        &sum(over.exposure),
        &sum(rules::free_of(over.limit, over.exposure)),
        &sum(over.limit),
        &order_number(lang, over.order),
    );
    let roles = access::who_may(access::Perm::TermsWrite);
    let who = roles.into_iter().map(|role| access::role_name(lang, role)).collect::<Vec<_>>().join(", ");
    let next = match over.unpaid {
        Some((_, number, left)) => texts::refused_over_limit_pay(lang, &sum(left), &number.to_string(), &who),
        None => texts::refused_over_limit_ask(lang, &who),
    };
    Said { title: texts::refused_over_limit(lang).into(), detail, next }
}

fn short_said(lang: Lang, lines: &[AnsweredLine]) -> Said {
    let short = short_lines(lines);
    let told: Vec<String> = short
        .iter()
        .take(5)
        .map(|line| {
            let short = if line.short.is_positive() { line.short } else { line.quantity };
            texts::refused_short_line(
                lang,
                &line.position.to_string(),
                &fmt::quantity(lang, short),
                &line.item.sku,
                line.item.unit_name(lang),
            )
        })
        .collect();
    let detail = texts::refused_short_why(lang, &told.join("; "), count(short.len()));
    let has_offer = short.iter().any(|line| !line.substitutes.is_empty());
    let next = if has_offer { texts::refused_short_next_offer(lang) } else { texts::refused_short_next(lang) };
    Said { title: texts::refused_short(lang).into(), detail, next: next.into() }
}

fn not_ready_said(lang: Lang, line: &NotReady) -> String {
    texts::refused_not_ready_line(
        lang,
        &line.position.to_string(),
        &fmt::quantity(lang, line.ready),
        &line.sku,
        &fmt::quantity(lang, line.wanted),
    )
}
