//! Orders to suppliers: the list, one order, a new one.

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Filters, Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key, tally};
use i18n::{FieldError, Lang, Said, fmt};
use kernel::{Day, ItemId, PurchaseOrderId, Quantity, SupplierId, UnitPrice, Value};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop};
use ui::{Button, Check, Fact, Field, Panel, Select, Th, Tone};

use crate::api::{order_state, state_of};
use crate::errors::{PurchaseRefused, Wrong, WrongField};
use crate::model::{
    Arrival, HowMuch, NewPurchase, NewPurchaseLine, PurchaseOrder, PurchaseState, Supplier, purchase_number,
};
use crate::web::arrivals::whole;
use crate::{rules, store as books, texts, verbs};

/// Orders on one page of the list.
const ROWS: i64 = 100;
/// Lines offered by the form.
const FORM_LINES: usize = 8;
/// Items offered for what is typed into a line.
const CHOICES: i64 = 12;

static PURCHASES: List = List {
    path: "/purchase-orders",
    filters: &[
        Filter::Row("supplier"),
        Filter::Word("state", |code| PurchaseState::ALL.into_iter().any(|state| state.code() == code)),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[Order::down("day"), Order::up("day")],
};

fn rows(read: &mut Read<'_>, asked: &Asked, limit: i64) -> Result<Vec<PurchaseOrder>, Fault> {
    let state = PurchaseState::ALL.into_iter().find(|state| state.code() == asked.get("state"));
    books::purchases_page(read, asked.read::<SupplierId>("supplier"), state, &asked.wanted(limit))
}

/// Suppliers to choose from.
pub(crate) fn suppliers(read: &mut Read<'_>) -> Result<Vec<(String, String)>, Fault> {
    Ok(books::suppliers(read)?.into_iter().map(|supplier| (supplier.id.to_string(), supplier.name)).collect())
}

/// Orders to suppliers, the newest first.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = PURCHASES.asked(&words);
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let states = PurchaseState::ALL.map(|state| (state.code().to_owned(), state.name(lang).to_owned()));
            let mut filters = Filters::new(visit, &asked)
                .choice("supplier", texts::show_supplier(lang), texts::show_all_suppliers(lang), &suppliers(read)?)
                .choice("state", texts::col_state(lang), texts::purchases_all_states(lang), &states)
                .days(texts::col_placed(lang));
            if let Some(button) = new_button(visit) {
                filters = filters.end(button);
            }
            let (rows, next) = asked.cut(rows(read, &asked, ROWS + 1)?, ROWS, |row| {
                (Value::Int(i64::from(row.ordered_on.days())), row.id.get())
            });
            let panel = if rows.is_empty() {
                let none = ui::empty("basket", texts::purchases_none(lang), texts::purchases_none_hint(lang), None);
                filters.nothing(texts::purchases(lang), none)
            } else {
                list_panel(visit, sign, &asked, &rows, next.as_deref())
            };
            let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
            let (open, late) = books::open_and_late(read, visit.today)?;
            let state =
                tally::sentence(lang, &[(texts::tally_open(lang), open), (texts::tally_late_lines(lang), late)]);
            let shown = Shown::new(texts::purchases(lang), "/purchase-orders", main).state(state).fit();
            Ok(Some(if visit.may(Perm::PurchasesWrite) { shown.key("n", texts::purchases_new(lang)) } else { shown }))
        })
        .await
}

/// The list as a file; what the orders cost stands in it for whoever may read costs.
pub(crate) async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = PURCHASES.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let (lang, costs) = (visit.lang, visit.may(Perm::CostsRead));
            let rows = rows(read, asked, most)?;
            let mut columns = vec![
                texts::col_order(lang),
                texts::col_supplier(lang),
                texts::col_placed(lang),
                texts::col_lines(lang),
                texts::col_next(lang),
                texts::col_state(lang),
            ];
            if costs {
                columns.push(texts::col_cost(lang));
            }
            Ok(Sheet::of(texts::purchases(lang), "purchase-orders", &columns, &rows, |row: &PurchaseOrder| {
                let mut cells: Vec<Cell> = vec![
                    purchase_number(lang, row.id).into(),
                    row.supplier_name.as_str().into(),
                    row.ordered_on.into(),
                    row.lines.into(),
                    row.next_on.into(),
                    order_state(row).name(lang).into(),
                ];
                if costs {
                    cells.push(row.cost.into());
                }
                cells
            }))
        })
        .await
}

fn new_button(visit: &Visit) -> Option<Markup> {
    visit.may(Perm::PurchasesWrite).then(|| {
        html! {
            (Button::link(texts::purchases_new(visit.lang), "/purchase-orders/new").primary().icon("plus").key("n"))
        }
    })
}

fn list_panel(visit: &Visit, sign: &str, asked: &Asked, rows: &[PurchaseOrder], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let costs = visit.may(Perm::CostsRead);
    let mut heads = vec![
        Th::new(texts::col_order(lang)),
        Th::new(texts::col_supplier(lang)),
        asked.sorts("day", Th::new(texts::col_placed(lang)).class("hide-s")),
        Th::num(texts::col_lines(lang)).class("hide-s"),
        Th::new(texts::col_next(lang)),
    ];
    if costs {
        heads.push(Th::sums(texts::col_cost(lang), sign).class("hide-s"));
    }
    heads.push(Th::new(texts::col_state(lang)));
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for row in rows {
                    tr id={ "purchase-" (row.id) } {
                        td.nw { a.b data-open href={ "/purchase-orders/" (row.id) } { (purchase_number(lang, row.id)) } }
                        td { (row.supplier_name) }
                        td.nw.hide-s { (fmt::day(lang, row.ordered_on, visit.today)) }
                        td.num.hide-s { (fmt::integer(lang, row.lines)) }
                        td.nw { (next_day(visit, row)) }
                        @if costs { td.num.hide-s { @if let Some(cost) = row.cost { (fmt::money_short(lang, whole(cost), "")) } } }
                        td { (state(lang, order_state(row))) }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::purchases(lang)).scroll(table)) }
}

fn next_day(visit: &Visit, row: &PurchaseOrder) -> Markup {
    html! {
        @if let Some(day) = row.next_on {
            span class=[(day < visit.today).then_some("bad")] { (fmt::day(visit.lang, day, visit.today)) }
        }
    }
}

pub(crate) fn state(lang: Lang, state: PurchaseState) -> Markup {
    let tone = match state {
        PurchaseState::Open => Tone::Info,
        PurchaseState::Received => Tone::Ok,
        PurchaseState::Cancelled => Tone::Plain,
    };
    ui::status(tone, state.name(lang))
}

/// One order with its lines.
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<PurchaseOrderId>) -> Response {
    let sign = visit.sign;
    house
        .page(&visit, move |read, visit| {
            let Some(order) = books::order(read, id)? else { return Ok(None) };
            let lines = books::arrivals_of_order(read, id)?;
            let main = html! {
                div.gr.rows-a1.stretch { (order_facts(visit, sign, &order)) (lines_panel(read, visit, sign, &lines)?) }
            };
            let title = format!("{} {}", purchase_number(visit.lang, id), order.supplier_name);
            let shown = Shown::new(title, "/purchase-orders", main).fit().live(format!("purchase_order:{id}"));
            Ok(Some(shown.state(order_state(&order).name(visit.lang))))
        })
        .await
}

fn order_facts(visit: &Visit, sign: &str, order: &PurchaseOrder) -> Markup {
    let lang = visit.lang;
    let next = order.next_on.map(|day| fmt::weekday_day(lang, day, visit.today));
    let mut all = vec![
        Fact::new(texts::fact_supplier(lang), order.supplier_name.clone())
            .href(format!("/arrivals?supplier={}", order.supplier)),
        Fact::new(texts::fact_placed(lang), fmt::weekday_day(lang, order.ordered_on, visit.today)),
        Fact::new(texts::fact_lines(lang), fmt::integer(lang, order.lines))
            .detail(texts::fact_awaited(lang, order.awaited_lines)),
        Fact::new(texts::fact_next(lang), next.unwrap_or_else(|| texts::fact_nothing(lang).to_owned())),
    ];
    if let Some(cost) = order.cost.filter(|_| visit.may(Perm::CostsRead)) {
        all.push(Fact::new(texts::fact_cost(lang), fmt::money_short(lang, cost, sign)));
    }
    ui::facts(texts::purchase_facts(lang), &all)
}

fn lines_panel(read: &mut Read<'_>, visit: &Visit, sign: &str, lines: &[Arrival]) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let ids: Vec<ItemId> = lines.iter().map(|line| line.item).collect();
    let cards = catalogue::items(read, &ids)?;
    let costs = visit.may(Perm::CostsRead);
    let mut heads = vec![
        Th::new(texts::col_item(lang)),
        Th::num(texts::col_quantity(lang)),
        Th::num(texts::col_received(lang)),
        Th::new(texts::col_expected(lang)),
        Th::num(texts::col_promises(lang)).class("hide-s"),
    ];
    if costs {
        heads.push(Th::sums(texts::col_unit_cost(lang), sign));
    }
    heads.push(Th::new(texts::col_state(lang)));
    let row = |line: &Arrival| {
        let card = cards.iter().find(|card| card.id == line.item);
        let late = line.is_open() && line.expected_on < visit.today;
        let first = fmt::day(lang, line.first_expected_on, visit.today);
        let expected = fmt::day(lang, line.expected_on, visit.today);
        html! {
            tr id={ "arrival-" (line.id) } {
                td {
                    a data-open href={ "/arrivals/" (line.id) } {
                        @if let Some(card) = card { (card.sku) " " (card.name(lang)) }
                    }
                }
                td.num { (fmt::quantity(lang, line.quantity)) @if let Some(card) = card { (fmt::NBSP) (card.unit_name(lang)) } }
                (ui::zero(&fmt::quantity(lang, line.received()), line.received().is_zero()))
                td.nw { span class=[late.then_some("bad")] { (ui::changed_date(Some(&first), &expected)) } }
                td.num.hide-s { (fmt::integer(lang, line.promises)) }
                @if costs { td.num { @if let Some(cost) = line.unit_cost { (fmt::price(lang, cost, "")) } } }
                td { (state(lang, state_of(line))) }
            }
        }
    };
    let table = html! {
        table.p-tbl { (ui::head(&heads)) tbody data-rows { @for line in lines { (row(line)) } } }
    };
    Ok(html! { (Panel::new(texts::purchase_lines(lang)).scroll(table)) })
}

/// The choice that says: none of the suppliers of nearly this name.
const ANOTHER: &str = "another";

/// The form of a new order.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NewForm {
    #[serde(default)]
    supplier: String,
    #[serde(default)]
    warehouse: String,
    /// Which of those of nearly the typed name it is: a number, or [`ANOTHER`].
    #[serde(default)]
    supplier_is: String,
    #[serde(default)]
    sku: Vec<String>,
    #[serde(default)]
    quantity: Vec<String>,
    #[serde(default)]
    cost: Vec<String>,
    #[serde(default)]
    expected_on: Vec<String>,
}

impl NewForm {
    /// The same form without its empty lines.
    fn compact(&self) -> NewForm {
        let mut form = NewForm {
            supplier: self.supplier.clone(),
            warehouse: self.warehouse.clone(),
            supplier_is: self.supplier_is.clone(),
            ..NewForm::default()
        };
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        for (place, sku) in self.sku.iter().enumerate() {
            let (quantity, cost) = (at(&self.quantity, place), at(&self.cost, place));
            if sku.trim().is_empty() && quantity.trim().is_empty() && cost.trim().is_empty() {
                continue;
            }
            form.sku.push(sku.clone());
            form.quantity.push(quantity);
            form.cost.push(cost);
            form.expected_on.push(at(&self.expected_on, place));
        }
        form
    }

    fn read(&self, today: Day) -> Result<NewPurchase, PurchaseRefused> {
        let mut wrong = Vec::new();
        let mut lines = Vec::new();
        for (at, sku) in self.sku.iter().enumerate() {
            let text = |list: &[String]| list.get(at).map(|text| kernel::typed_decimal(text)).unwrap_or_default();
            let pointer = |field: &str| format!("/lines/{at}/{field}");
            let typed = Quantity::parse_decimal(&text(&self.quantity));
            let is_too_much = typed == Err(kernel::BadNumber::TooLarge);
            let quantity: Option<Quantity> = typed.ok();
            let cost = text(&self.cost);
            let cost: Option<Option<UnitPrice>> =
                if cost.is_empty() { Some(None) } else { cost.parse().ok().map(Some) };
            let day = rules::typed_day(&text(&self.expected_on), today);
            if quantity.is_none() {
                let what = if is_too_much { Wrong::TooMuch } else { Wrong::Number };
                wrong.push(WrongField::new(pointer("quantity"), what));
            }
            if cost.is_none() {
                wrong.push(WrongField::new(pointer("unit_cost"), Wrong::Number));
            }
            if let Err(what) = &day {
                wrong.push(WrongField::new(pointer("expected_on"), what.clone()));
            }
            if let (Some(quantity), Some(unit_cost), Some(expected_on)) = (quantity, cost, day.ok()) {
                let amount = HowMuch::Units(quantity);
                lines.push(NewPurchaseLine { sku: sku.clone(), amount, unit_cost, expected_on });
            }
        }
        if !wrong.is_empty() {
            return Err(PurchaseRefused::Fields(wrong));
        }
        let warehouse = Some(self.warehouse.clone()).filter(|code| !code.trim().is_empty());
        let new_supplier = self.is_new();
        Ok(NewPurchase { supplier: self.supplier.clone(), warehouse, lines, new_supplier })
    }

    fn is_new(&self) -> bool {
        self.supplier_is == ANOTHER
    }
}

/// The form for a new order.
pub(crate) async fn new(State(house): State<House>, visit: Visit) -> Response {
    show_form(&house, &visit, NewForm::default(), None, Vec::new(), 200).await
}

/// What is typed into a line.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    sku: String,
}

/// Items of a name as choices of a line: code and name.
pub(crate) async fn items(State(house): State<House>, visit: Visit, Query(asked): Query<Named>) -> Response {
    let index = house.shared::<catalogue::ItemIndex>();
    house
        .part(&visit, move |read, visit| {
            let typed: String = asked.sku.trim().chars().take(100).collect();
            let hits =
                if typed.is_empty() { Vec::new() } else { catalogue::find(read, index.as_deref(), &typed, CHOICES)? };
            let goods = hits.iter().filter(|(item, _)| item.kind == catalogue::ItemKind::Goods);
            Ok(Some(html! { @for (item, _) in goods { option value=(item.sku) { (item.name(visit.lang)) } } }))
        })
        .await
}

/// The supplier who was chosen of those of nearly the typed name takes its place.
fn by_choice(read: &mut Read<'_>, typed: NewForm) -> Result<NewForm, Fault> {
    let mut form = typed;
    if let Ok(chosen) = form.supplier_is.parse::<SupplierId>()
        && let Some(there) = verbs::alike(read, &rules::tidy(&form.supplier))?.into_iter().find(|one| one.id == chosen)
    {
        form.supplier = there.name;
    }
    Ok(form)
}

/// A line that names its item by words: the one item so called takes its place; where there are several the code decides.
fn by_name(read: &mut Read<'_>, index: Option<&catalogue::ItemIndex>, typed: NewForm) -> Result<NewForm, Fault> {
    let mut form = typed;
    let codes: Vec<String> = form.sku.iter().map(|sku| sku.trim().to_owned()).collect();
    let known = catalogue::find_skus(read, &codes)?;
    for (sku, card) in form.sku.iter_mut().zip(known) {
        if card.is_some() || sku.trim().is_empty() {
            continue;
        }
        let hits = catalogue::find(read, index, sku.trim(), 2)?;
        if let [(item, _)] = hits.as_slice() {
            sku.clone_from(&item.sku);
        }
    }
    Ok(form)
}

/// Places the order of the form.
pub(crate) async fn place(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<NewForm>) -> Response {
    let typed = form.body.compact();
    let index = house.shared::<catalogue::ItemIndex>();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &NewForm| {
            let typed = by_choice(tx, typed.compact())?;
            let typed = by_name(tx, index.as_deref(), typed)?;
            let new = match typed.read(visit.today) {
                // What else is wrong is told at once.
                Err(PurchaseRefused::Fields(mut wrong)) => {
                    wrong.extend(verbs::wrong_beside(tx, &typed.supplier, typed.is_new(), &typed.sku)?);
                    Err(PurchaseRefused::Fields(wrong))
                }
                read => read,
            };
            let new = new.map_err(Stop::Refused).map_err(boxed)?;
            let made = verbs::place_purchase_order(tx, visit, &new).map_err(boxed)?;
            Ok(format!("/purchase-orders/{}", made.order))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => show_form(&house, &visit, typed, Some(said), fields, status).await,
        FormEnd::Failed(response) => *response,
    }
}

async fn show_form(
    house: &House,
    visit: &Visit,
    typed: NewForm,
    said: Option<Said>,
    fields: Vec<FieldError>,
    status: u16,
) -> Response {
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let suppliers = books::suppliers(read)?;
            let names: Vec<&str> = suppliers.iter().map(|supplier| supplier.name.as_str()).collect();
            let warehouses = stock::warehouses(read)?;
            let is_asked = !typed.supplier_is.is_empty() || fields.iter().any(|field| field.pointer == "/new_supplier");
            let alike = if is_asked { verbs::alike(read, &rules::tidy(&typed.supplier))? } else { Vec::new() };
            let known = Known { suppliers: &names, alike: &alike, warehouses: &warehouses };
            let main = html! { div.gr.start { (form_panel(visit, &typed, &known, said.as_ref(), &fields)) } };
            Ok(Some(Shown::new(texts::purchases_new(lang), "/purchase-orders", main).status(status)))
        })
        .await
}

/// What the form of a new order offers to choose from.
struct Known<'a> {
    suppliers: &'a [&'a str],
    /// Suppliers of nearly the typed name, the most alike first.
    alike: &'a [Supplier],
    warehouses: &'a [stock::Warehouse],
}

fn form_panel(visit: &Visit, typed: &NewForm, known: &Known<'_>, said: Option<&Said>, fields: &[FieldError]) -> Markup {
    let lang = visit.lang;
    let wrong = |pointer: &str| fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone());
    let lines = FORM_LINES.max(typed.sku.len() + 1);
    let body = html! {
        @if let Some(said) = said {
            (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) })))
        }
        div.row-f.g12.top {
            (Field::new("supplier", texts::new_supplier(lang)).width("grow").value(typed.supplier.clone()).required().autofocus()
                .hint(texts::new_supplier_hint(lang)).error(wrong("/supplier")).attr("maxlength", "200")
                .attr("list", "suppliers").attr("autocomplete", "off"))
            @if known.warehouses.len() > 1 {
                (Select::new("warehouse", texts::new_warehouse(lang)).chosen(typed.warehouse.clone()).error(wrong("/warehouse"))
                    .options(known.warehouses.iter().map(|one| (one.code.as_str(), one.name.as_str()))))
            }
        }
        @if !known.alike.is_empty() {
            fieldset."role-list"."mt8" {
                legend { (texts::refused_alike(lang)) }
                @for one in known.alike {
                    @let id = one.id.to_string();
                    (Check::new("supplier_is", id.clone(), &texts::alike_is(lang, &one.name)).radio().checked(typed.supplier_is == id))
                }
                (Check::new("supplier_is", ANOTHER, texts::refused_alike_tick(lang)).radio().checked(typed.is_new()))
            }
        }
        datalist #goods {}
        datalist #suppliers { @for name in known.suppliers { option value=(name) {} } }
        @if let Some(message) = wrong("/lines") { p.p-hint.err role="alert" { (message) } }
        table.p-tbl.new-lines {
            caption.p-visually-hidden { (texts::new_lines(lang)) }
            (ui::head(&[
                Th::new(texts::new_item(lang)),
                Th::new(texts::new_quantity(lang)),
                Th::new(texts::new_cost(lang)),
                Th::new(texts::new_expected(lang)),
            ]))
            tbody { @for at in 0..lines { (form_row(lang, typed, at, &wrong)) } }
        }
        p.p-hint { (texts::new_lines_hint(lang)) }
    };
    let footer = html! {
        (Button::link(texts::new_cancel(lang), "/purchase-orders").quiet())
        (Button::submit(texts::new_save(lang)).primary().class("end").key("Ctrl Enter"))
    };
    html! {
        form method="post" action="/purchase-orders/new" {
            (ui::one_time_key(&one_time_key()))
            (Panel::new(texts::new_lines(lang)).body(body).footer(footer))
        }
    }
}

fn form_row(lang: Lang, typed: &NewForm, at: usize, wrong: &dyn Fn(&str) -> Option<String>) -> Markup {
    let line = texts::new_line(lang, i64::try_from(at + 1).unwrap_or(i64::MAX));
    let value = |list: &[String]| list.get(at).cloned().unwrap_or_default();
    let field = |name: &str, label: &str, list: &[String], pointer: &str| {
        Field::new(name, &format!("{line}: {label}"))
            .id(format!("f-{name}-{at}"))
            .label_hidden()
            .value(value(list))
            .error(wrong(&format!("/lines/{at}/{pointer}")))
    };
    html! {
        tr {
            // The choices of one line are those of the field that is written in: there is one list for all of them.
            td { (field("sku", texts::new_sku(lang), &typed.sku, "sku").attr("maxlength", "100").attr("autocomplete", "off").attr("list", "goods")
                .attr("hx-get", "/purchase-orders/items").attr("hx-trigger", "input changed delay:80ms").attr("hx-sync", "this:replace").attr("hx-target", "#goods").attr("hx-swap", "innerHTML")) }
            td { (field("quantity", texts::new_quantity(lang), &typed.quantity, "quantity").numeric()) }
            td { (field("cost", texts::new_cost(lang), &typed.cost, "unit_cost").numeric()) }
            td { (field("expected_on", texts::new_expected(lang), &typed.expected_on, "expected_on").kind("date")) }
        }
    }
}
