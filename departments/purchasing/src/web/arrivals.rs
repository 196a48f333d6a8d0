//! The register of arrivals and its side panel: what breaks if a date moves?

use std::collections::HashMap;

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::export::{Cell, Sheet};
use house::list::{Asked, Filter, List, Order, Words};
use house::{Figure, Filters, Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key, tally};
use i18n::{FieldError, Refusal, Said, fmt};
use kernel::{ClientId, Day, ItemId, Money, OrderId, PurchaseLineId, Quantity, SupplierId, Value};
use maud::{Markup, html};
use orders::HurtLine;
use serde::Deserialize;
use stock::Source;
use store::{Fault, Read, Stop};
use ui::{Button, Fact, Field, Panel, Th, Tone};

use crate::errors::{PurchaseRefused, Wrong, WrongField};
use crate::model::{Arrival, Effect, Freshness, Peg, Touched, purchase_number};
use crate::web::purchases::suppliers;
use crate::{questions, rules, store as books, texts, verbs};

/// Rows of the register on one page.
const ROWS: i64 = 100;
/// Days without a word after which an arrival is worth a look.
const AGEING_DAYS: i32 = 4;

/// The word of the register for arrivals nobody has confirmed for a week.
const STALE: &str = "stale";

static ARRIVALS: List = List {
    path: "/arrivals",
    filters: &[
        Filter::Word("show", |word| ["late", "week", STALE].contains(&word)),
        Filter::Row("supplier"),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[Order::up("day"), Order::down("day")],
};

/// The filters and the order as they stand in addresses.
fn suffix(asked: &Asked) -> String {
    asked.href(&[]).trim_start_matches(asked.path()).to_owned()
}

/// Rows of the register that fit the filters.
fn rows(read: &mut Read<'_>, visit: &Visit, asked: &Asked, limit: i64) -> Result<Vec<Arrival>, Fault> {
    let mut wanted = asked.wanted(limit);
    let last = match asked.get("show") {
        "late" => visit.today.add_days(-1),
        "week" => visit.today.add_days(questions::WEEK),
        _ => Day::of(2101, 1, 1),
    };
    wanted.to = wanted.to.min(i64::from(last.days()));
    let unheard = (asked.get("show") == STALE).then(|| questions::unheard_since(visit));
    books::arrivals_page(read, asked.read::<SupplierId>("supplier"), unheard, &wanted)
}

/// What was typed into the panel, and what is wrong with it.
#[derive(Default)]
struct Typed {
    expected_on: String,
    reason: String,
    quantity: String,
    said: Option<Said>,
    fields: Vec<FieldError>,
}

impl Typed {
    fn wrong(&self, pointer: &str) -> Option<String> {
        self.fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
    }
}

/// The register; the panel shows its first row.
pub(crate) async fn register(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    show(&house, &visit, ARRIVALS.asked(&words), None, Typed::default(), 200).await
}

/// The register as a file; what a unit costs stands in it for whoever may read costs.
pub(crate) async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = ARRIVALS.asked(&words);
    house
        .export(&visit, &words, &asked, |read, visit, asked, most| {
            let (lang, costs) = (visit.lang, visit.may(Perm::CostsRead));
            let rows = rows(read, visit, asked, most)?;
            let ids: Vec<ItemId> = rows.iter().map(|row| row.item).collect();
            let cards: HashMap<ItemId, catalogue::ItemCard> =
                catalogue::items(read, &ids)?.into_iter().map(|card| (card.id, card)).collect();
            let mut columns = vec![
                texts::col_order(lang),
                texts::col_arrival(lang),
                texts::col_supplier(lang),
                texts::new_sku(lang),
                texts::col_item(lang),
                texts::col_quantity(lang),
                texts::col_unit(lang),
                texts::col_first_expected(lang),
                texts::col_expected(lang),
                texts::col_confirmed(lang),
                texts::col_promises(lang),
            ];
            if costs {
                columns.push(texts::col_unit_cost(lang));
            }
            Ok(Sheet::of(texts::register(lang), "arrivals", &columns, &rows, |row: &Arrival| {
                let card = cards.get(&row.item);
                let mut cells: Vec<Cell> = vec![
                    purchase_number(lang, row.order).into(),
                    row.id.get().into(),
                    row.supplier_name.as_str().into(),
                    card.map(|card| card.sku.as_str()).into(),
                    card.map(|card| card.name(lang)).into(),
                    row.awaited.into(),
                    card.map(|card| card.unit_name(lang)).into(),
                    row.first_expected_on.into(),
                    row.expected_on.into(),
                    row.last_confirmed_at.map(|at| Cell::at(at, &visit.zone)).into(),
                    row.promises.into(),
                ];
                if costs {
                    cells.push(row.unit_cost.into());
                }
                cells
            }))
        })
        .await
}

/// The register with one arrival in the panel.
pub(crate) async fn one(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<PurchaseLineId>,
    Query(words): Query<Words>,
) -> Response {
    show(&house, &visit, ARRIVALS.asked(&words), Some(id), Typed::default(), 200).await
}

/// Whom a new day would hurt: a part of the page for htmx, else the whole page. Changes nothing.
pub(crate) async fn preview(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PurchaseLineId>,
    Query(words): Query<Words>,
) -> Response {
    let typed = |name: &str| words.get(name).cloned().unwrap_or_default();
    let typed = Typed { expected_on: typed("expected_on"), reason: typed("reason"), ..Typed::default() };
    if htmx {
        let sign = visit.sign;
        return house
            .part(&visit, move |read, visit| Ok(Some(effect_or_note(read, visit, sign, id, &typed.expected_on)?)))
            .await;
    }
    show(&house, &visit, ARRIVALS.asked(&words), Some(id), typed, 200).await
}

/// What the panel's forms send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct PanelForm {
    #[serde(default)]
    expected_on: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    version: String,
    /// The filters and the order of the list beside.
    #[serde(flatten)]
    list: Words,
}

impl PanelForm {
    fn asked(&self) -> Asked {
        ARRIVALS.asked(&self.list)
    }

    fn back(&self, id: PurchaseLineId) -> String {
        format!("/arrivals/{id}{}", suffix(&self.asked()))
    }

    fn seen(&self) -> Option<i64> {
        self.version.parse().ok()
    }
}

/// Saves a new day.
pub(crate) async fn schedule(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PurchaseLineId>,
    form: Form<PanelForm>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &PanelForm| {
            let day = questions::day_of(&typed.expected_on, visit.today, "/expected_on")
                .map_err(Stop::Refused)
                .map_err(boxed)?;
            verbs::reschedule_arrival(tx, visit, id, typed.seen(), day, &typed.reason).map_err(boxed)?;
            Ok(typed.back(id))
        })
        .await;
    end(&house, &visit, htmx, id, ended, &typed).await
}

/// Notes that the supplier confirmed the day.
pub(crate) async fn confirm(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PurchaseLineId>,
    form: Form<PanelForm>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &PanelForm| {
            verbs::confirm_arrival(tx, visit, id, typed.seen()).map_err(boxed)?;
            Ok(typed.back(id))
        })
        .await;
    end(&house, &visit, htmx, id, ended, &typed).await
}

/// Takes goods of the arrival in.
pub(crate) async fn receive(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PurchaseLineId>,
    form: Form<PanelForm>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &PanelForm| {
            let quantity = quantity_of(&typed.quantity).map_err(Stop::Refused).map_err(boxed)?;
            verbs::receive_arrival(tx, visit, id, quantity).map_err(boxed)?;
            Ok(typed.back(id))
        })
        .await;
    end(&house, &visit, htmx, id, ended, &typed).await
}

/// Calls the rest of the arrival off.
pub(crate) async fn cancel(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<PurchaseLineId>,
    form: Form<PanelForm>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &PanelForm| {
            verbs::cancel_arrival(tx, visit, id, typed.seen()).map_err(boxed)?;
            Ok(typed.back(id))
        })
        .await;
    end(&house, &visit, htmx, id, ended, &typed).await
}

fn quantity_of(text: &str) -> Result<Quantity, PurchaseRefused> {
    Quantity::parse_decimal(&kernel::typed_decimal(text)).map_err(|why| {
        let what = if why == kernel::BadNumber::TooLarge { Wrong::TooMuch } else { Wrong::Number };
        PurchaseRefused::ArrivalFields(vec![WrongField::new("/quantity", what)])
    })
}

async fn end(
    house: &House,
    visit: &Visit,
    htmx: bool,
    id: PurchaseLineId,
    ended: FormEnd,
    typed: &PanelForm,
) -> Response {
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            let asked = typed.asked();
            let typed = Typed {
                expected_on: typed.expected_on.clone(),
                reason: typed.reason.clone(),
                quantity: typed.quantity.clone(),
                said: Some(said),
                fields,
            };
            show(house, visit, asked, Some(id), typed, status).await
        }
        FormEnd::Failed(response) => *response,
    }
}

async fn show(
    house: &House,
    visit: &Visit,
    asked: Asked,
    id: Option<PurchaseLineId>,
    typed: Typed,
    status: u16,
) -> Response {
    let sign = visit.sign;
    house
        .page(visit, move |read, visit| {
            let Some(shown) = desk(read, visit, sign, &asked, id, &typed)? else { return Ok(None) };
            Ok(Some(shown.status(status)))
        })
        .await
}

fn desk(
    read: &mut Read<'_>,
    visit: &Visit,
    sign: &str,
    asked: &Asked,
    id: Option<PurchaseLineId>,
    typed: &Typed,
) -> Result<Option<Shown>, Fault> {
    let lang = visit.lang;
    let chosen = match id {
        None => None,
        Some(id) => match books::arrival(read, id)? {
            None => return Ok(None),
            found => found,
        },
    };
    let fresh = questions::freshness(read, visit)?;
    let (rows, next) = asked.cut(rows(read, visit, asked, ROWS + 1)?, ROWS, |row| {
        (Value::Int(i64::from(row.expected_on.days())), row.id.get())
    });
    let chosen = chosen.or_else(|| rows.first().cloned());
    let mut ids: Vec<ItemId> = rows.iter().map(|row| row.item).collect();
    ids.extend(chosen.iter().map(|arrival| arrival.item));
    let cards = catalogue::items(read, &ids)?;
    let names = Names { visit, cards: &cards };
    let tabs = [("late", texts::show_late(lang)), (STALE, texts::show_stale(lang)), ("week", texts::show_week(lang))]
        .map(|(code, word)| (code.to_owned(), word.to_owned()));
    let filters = Filters::new(visit, asked)
        .tabs("show", texts::show_filter(lang), texts::show_all(lang), &tabs)
        .choice("supplier", texts::show_supplier(lang), texts::show_all_suppliers(lang), &suppliers(read)?)
        .days(texts::col_expected(lang));
    let list = match rows.is_empty() {
        true => filters.nothing(texts::register(lang), nothing(visit)),
        false => list_panel(&names, asked, &rows, chosen.as_ref().map(|one| one.id), next.as_deref()),
    };
    let body = match &chosen {
        None => list,
        Some(arrival) => {
            let side = side_panel(read, &names, sign, asked, arrival, typed)?;
            // On a phone the arrival somebody opened stands before the list.
            html! { div.gr.g-side-l.stretch.opened[id.is_some()] { (list) (side) } }
        }
    };
    let main = html! { div.gr.rows-aa1.stretch { (facts(visit, sign, &fresh)) (filters) (body) } };
    let mut shown = Shown::new(texts::arrivals(lang), "/arrivals", main)
        .state(arrivals_state(visit, &fresh))
        .fit()
        .live("arrival".into());
    if visit.may(Perm::ArrivalsWrite) && chosen.as_ref().is_some_and(Arrival::is_open) {
        shown = shown.key("c", texts::confirm_day(lang)).key("e", texts::move_day(lang));
    }
    Ok(Some(shown))
}

/// Items in words for one page.
struct Names<'a> {
    visit: &'a Visit,
    cards: &'a [catalogue::ItemCard],
}

impl Names<'_> {
    fn item(&self, id: ItemId) -> String {
        let card = self.cards.iter().find(|card| card.id == id);
        card.map(|card| format!("{} {}", card.sku, card.name(self.visit.lang))).unwrap_or_default()
    }

    fn unit(&self, id: ItemId) -> String {
        self.cards
            .iter()
            .find(|card| card.id == id)
            .map(|card| card.unit_name(self.visit.lang).to_owned())
            .unwrap_or_default()
    }

    fn quantity(&self, quantity: Quantity, item: ItemId) -> String {
        format!("{}{}{}", fmt::quantity(self.visit.lang, quantity), fmt::NBSP, self.unit(item))
    }

    fn day(&self, day: Day) -> String {
        fmt::day(self.visit.lang, day, self.visit.today)
    }
}

/// Purchases shown on the page of an item.
const OF_ITEM: i64 = 8;

/// The last purchases of an item, on its page: from whom, how much, when, and what a unit cost for whoever may know.
pub(crate) fn of_item(read: &mut Read<'_>, visit: &Visit, item: ItemId) -> Result<Vec<Markup>, Fault> {
    let rows = books::arrivals_of_item(read, item, OF_ITEM)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (lang, costs) = (visit.lang, visit.may(Perm::CostsRead));
    let mut heads = vec![
        Th::new(texts::col_supplier(lang)),
        Th::num(texts::col_quantity(lang)),
        Th::new(texts::col_expected(lang)),
    ];
    if costs {
        heads.push(Th::sums(texts::col_unit_cost(lang), "\u{20bd}").class("hide-s"));
    }
    heads.push(Th::new(texts::col_state(lang)));
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody {
                @for row in &rows {
                    @let late = row.is_open() && row.expected_on < visit.today;
                    tr {
                        td.cut { a href={ "/arrivals/" (row.id) } { (row.supplier_name) } }
                        (ui::num(&fmt::quantity(lang, row.quantity)))
                        td.nw { span.bad[late] { (fmt::day(lang, row.expected_on, visit.today)) } }
                        @if costs { td."num"."hide-s" { @if let Some(cost) = row.unit_cost { (fmt::price(lang, cost, "")) } } }
                        td { (crate::web::purchases::state(lang, crate::api::state_of(row))) }
                    }
                }
            }
        }
    };
    Ok(vec![html! { (Panel::new(texts::item_purchases(lang)).flush(table)) }])
}

/// How the register stands: awaited, past their day, without news.
fn arrivals_state(visit: &Visit, fresh: &Freshness) -> String {
    let lang = visit.lang;
    let parts = [
        (texts::tally_awaited(lang), fresh.open),
        (texts::tally_late(lang), fresh.late),
        (texts::tally_stale(lang), fresh.stale),
    ];
    tally::sentence(lang, &parts)
}

/// What goes wrong with goods on the way today.
pub(crate) fn worst(read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Figure>, Fault> {
    if !visit.may(Perm::ArrivalsRead) {
        return Ok(Vec::new());
    }
    let (lang, fresh) = (visit.lang, questions::freshness(read, visit)?);
    let figure =
        |name, count, about: String, href: &str, weight| Figure { name, count, about, href: href.into(), weight };
    Ok(vec![
        figure(
            texts::worst_late(lang),
            fresh.late,
            texts::fact_late_why(lang, fresh.late_promises),
            "/arrivals?show=late",
            75,
        ),
        figure(texts::worst_stale(lang), fresh.stale, texts::worst_stale_why(lang).into(), "/arrivals?show=stale", 50),
    ])
}

fn tone_if(bad: bool) -> Tone {
    if bad { Tone::Bad } else { Tone::Plain }
}

fn facts(visit: &Visit, sign: &str, fresh: &Freshness) -> Markup {
    let lang = visit.lang;
    let count = |n: i64| fmt::integer(lang, n);
    let mut open = Fact::new(texts::fact_open(lang), count(fresh.open)).href("/arrivals");
    if visit.may(Perm::CostsRead) && fresh.cost.is_positive() {
        open = open.detail(texts::fact_open_cost(lang, &fmt::money_short(lang, whole(fresh.cost), sign)));
    }
    let stale = if fresh.stale > 0 { texts::fact_stale_why(lang) } else { texts::fact_stale_none(lang) };
    let percent = if fresh.open > 0 { fresh.fresh * 10_000 / fresh.open / 100 * 100 } else { 10_000 };
    let all = [
        open,
        Fact::new(texts::fact_late(lang), count(fresh.late))
            .detail(texts::fact_late_why(lang, fresh.late_promises))
            .tone(tone_if(fresh.late > 0))
            .href("/arrivals?show=late"),
        Fact::new(texts::fact_stale(lang), count(fresh.stale))
            .detail(stale)
            .tone(tone_if(fresh.stale > 0))
            .href("/arrivals?show=stale"),
        Fact::new(texts::fact_week(lang), count(fresh.week))
            .detail(texts::fact_week_why(lang))
            .href("/arrivals?show=week"),
        Fact::new(texts::fact_fresh(lang), fmt::percent(lang, percent)).detail(texts::fact_fresh_norm(lang)),
    ];
    ui::facts(texts::fresh_facts(lang), &all)
}

/// A sum without its kopecks.
pub(crate) fn whole(sum: Money) -> Money {
    Money::from_minor(sum.minor() / 100 * 100)
}

fn nothing(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let new = visit.may(Perm::PurchasesWrite).then(|| {
        html! { (Button::link(texts::purchases_new(lang), "/purchase-orders/new").primary()) }
    });
    ui::empty("truck-delivery", texts::arrivals_none(lang), texts::arrivals_none_hint(lang), new)
}

fn list_panel(
    names: &Names<'_>,
    asked: &Asked,
    rows: &[Arrival],
    chosen: Option<PurchaseLineId>,
    next: Option<&str>,
) -> Markup {
    let lang = names.visit.lang;
    let table = html! {
        table.p-tbl.two.fix {
            (ui::head(&[
                Th::new(texts::col_fresh(lang)).class("w90"),
                Th::new(texts::col_arrival(lang)),
                Th::num(texts::col_quantity(lang)).class("w90").class("hide-s"),
                asked.sorts("day", Th::new(texts::col_expected(lang)).class("w110")),
                Th::num(texts::col_pegged(lang)).class("w90").class("hide-s"),
                Th::num(texts::col_promises(lang)).class("w72").class("hide-s"),
            ]))
            tbody data-rows { @for row in rows { (register_row(names, asked, row, chosen == Some(row.id))) } }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::untitled(texts::register(lang)).scroll(table)) }
}

fn register_row(names: &Names<'_>, asked: &Asked, row: &Arrival, chosen: bool) -> Markup {
    let lang = names.visit.lang;
    let late = row.expected_on < names.visit.today;
    let share = row.pegged.thousandths() * 100 / row.awaited.thousandths().max(1);
    let first = names.day(row.first_expected_on);
    html! {
        tr id={ "arrival-" (row.id) } class=[chosen.then_some("is-sel")] {
            td { (freshness_word(names.visit, row)) }
            td.cut.cut0 {
                span.l1.cut {
                    a.b data-open href={ "/arrivals/" (row.id) (suffix(asked)) } { (purchase_number(lang, row.order)) }
                    " " (names.item(row.item))
                }
                span.l2.cut { (texts::arrival_number(lang, &row.id.to_string())) " · " (row.supplier_name) }
            }
            td.num.hide-s { (names.quantity(row.awaited, row.item)) }
            td.nw { span class=[late.then_some("bad")] { (ui::changed_date(Some(&first), &names.day(row.expected_on))) } }
            td.num.hide-s { @if share == 0 { span.t3 { "0" } } @else { (fmt::percent(lang, share * 100)) } }
            td.num.hide-s {
                @if row.promises == 0 { span.t3 { "0" } }
                @else if row.at_risk == 0 { (fmt::integer(lang, row.promises)) }
                @else {
                    (ui::status(Tone::Bad, &fmt::integer(lang, row.promises)))
                    span.p-visually-hidden { ", " (texts::of_them_at_risk(lang, row.at_risk)) }
                }
            }
        }
    }
}

/// How fresh the day of an arrival is, by shape and word.
fn freshness_word(visit: &Visit, row: &Arrival) -> Markup {
    let lang = visit.lang;
    let days = questions::days_unconfirmed(row, visit);
    if row.expected_on < visit.today {
        return ui::status(Tone::Bad, texts::fresh_past(lang));
    }
    let words = match days {
        _ if row.last_confirmed_at.is_none() && days < AGEING_DAYS => {
            return ui::status(Tone::Plain, texts::fresh_new(lang));
        }
        0 => texts::fresh_today(lang).to_owned(),
        1 => texts::fresh_yesterday(lang).to_owned(),
        days => texts::fresh_days(lang, i64::from(days)),
    };
    let tone = if days >= rules::STALE_DAYS {
        Tone::Bad
    } else if days >= AGEING_DAYS {
        Tone::Warn
    } else {
        Tone::Ok
    };
    ui::status(tone, &words)
}

fn side_panel(
    read: &mut Read<'_>,
    names: &Names<'_>,
    sign: &str,
    asked: &Asked,
    arrival: &Arrival,
    typed: &Typed,
) -> Result<Markup, Fault> {
    let (visit, lang) = (names.visit, names.visit.lang);
    let may_move = visit.may(Perm::ArrivalsWrite) && arrival.is_open();
    let title = format!("{} {}", purchase_number(lang, arrival.order), arrival.supplier_name);
    let number = texts::arrival_number(lang, &arrival.id.to_string());
    let mut panel =
        Panel::new(title).count(number).id("arrival").of(format!("arrival-{}", arrival.id)).body(about(names, arrival));
    if let Some(said) = &typed.said {
        let why = html! { (said.why_and_next()) };
        panel = panel.flush(html! { div.bd { (ui::note(Tone::Bad, &said.title, Some(why))) } });
    }
    if may_move {
        panel = panel.more(html! {
            form method="post" action={ "/arrivals/" (arrival.id) "/confirmation" } {
                (hidden(asked, arrival))
                (Button::submit(texts::confirm_day(lang)).icon("check").key("c"))
            }
        });
        panel = panel.flush(move_form(names, asked, arrival, typed));
    }
    // What was refused is said once, above.
    let shown = if may_move && !typed.expected_on.is_empty() && typed.said.is_none() {
        effect_or_note(read, visit, sign, arrival.id, &typed.expected_on)?
    } else {
        resting(read, names, arrival)?
    };
    panel = panel.scroll(html! {
        div #effect aria-live="polite" { (shown) }
        (history(names, &books::revisions(read, arrival.id)?))
        @if visit.may(Perm::StockReceive) && arrival.is_open() { (receive_form(names, asked, arrival, typed)) }
        @if visit.may(Perm::PurchasesWrite) && arrival.is_open() { (cancel_form(names, asked, arrival)) }
    });
    if may_move {
        panel = panel.footer(html! {
            (Button::submit(texts::save_day(lang)).primary().key("Ctrl Enter").attr("form", "move"))
            (Button::submit(texts::see_whom(lang)).attr("form", "move").attr("formmethod", "get")
                .attr("formaction", format!("/arrivals/{}/preview", arrival.id)))
        });
    }
    Ok(html! { (panel) })
}

fn about(names: &Names<'_>, arrival: &Arrival) -> Markup {
    let lang = names.visit.lang;
    let unit = names.unit(arrival.item);
    let quantity = |quantity| fmt::quantity(lang, quantity);
    let confirmed = match arrival.last_confirmed_at {
        Some(at) => texts::panel_confirmed(lang, &fmt::moment(lang, at, names.visit.today, &names.visit.zone)),
        None => texts::panel_never(lang).to_owned(),
    };
    let closed = if arrival.cancelled_at.is_some() { texts::panel_cancelled(lang) } else { texts::panel_closed(lang) };
    html! {
        p.b { (names.item(arrival.item)) }
        @if arrival.is_open() {
            p.s.t2 {
                (texts::panel_quantity(lang, &quantity(arrival.awaited), &quantity(arrival.quantity), &unit))
                " · " (texts::panel_expected(lang)) " " (fmt::weekday_day(lang, arrival.expected_on, names.visit.today))
                " · " (confirmed)
            }
        } @else {
            p.s.t2 { (closed) }
        }
    }
}

fn hidden(asked: &Asked, arrival: &Arrival) -> Markup {
    html! {
        (ui::one_time_key(&one_time_key()))
        input type="hidden" name="version" value=(arrival.version);
        @for (name, value) in asked.set() { input type="hidden" name=(name) value=(value); }
        @if let Some(sort) = asked.sort_word() { input type="hidden" name="sort" value=(sort); }
    }
}

fn move_form(names: &Names<'_>, asked: &Asked, arrival: &Arrival, typed: &Typed) -> Markup {
    let lang = names.visit.lang;
    let is_first = typed.expected_on.is_empty() && typed.said.is_none();
    let day = if is_first { arrival.expected_on.to_string() } else { typed.expected_on.clone() };
    let reasons = [
        texts::reason_production(lang),
        texts::reason_transport(lang),
        texts::reason_customs(lang),
        texts::reason_stock(lang),
        texts::reason_earlier(lang),
    ];
    html! {
        form #move.bd.row-f.g12.top method="post" action={ "/arrivals/" (arrival.id) "/schedule" } {
            (hidden(asked, arrival))
            (Field::new("expected_on", texts::new_day(lang)).kind("date").value(day).required().key("e")
                .error(typed.wrong("/expected_on"))
                .attr("hx-get", format!("/arrivals/{}/preview", arrival.id)).attr("hx-trigger", "change")
                .attr("hx-include", "#move").attr("hx-target", "#effect").attr("hx-swap", "innerHTML"))
            (Field::new("reason", texts::reason(lang)).width("grow").value(typed.reason.clone()).required()
                .error(typed.wrong("/reason")).attr("maxlength", "500").attr("list", "reasons")
                .attr("autocomplete", "off"))
            datalist #reasons { @for reason in reasons { option value=(reason) {} } }
        }
    }
}

fn receive_form(names: &Names<'_>, asked: &Asked, arrival: &Arrival, typed: &Typed) -> Markup {
    let lang = names.visit.lang;
    let quantity = if typed.quantity.is_empty() { arrival.awaited.to_string() } else { typed.quantity.clone() };
    html! {
        form.bd.row-f.g12.top method="post" action={ "/arrivals/" (arrival.id) "/receipt" } aria-label=(texts::receive_title(lang)) {
            (hidden(asked, arrival))
            (Field::new("quantity", &texts::receive_quantity(lang, &names.unit(arrival.item))).numeric().value(quantity)
                .required().width("grow").error(typed.wrong("/quantity")))
            (Button::submit(texts::receive_button(lang)).icon("building-warehouse"))
        }
    }
}

fn cancel_form(names: &Names<'_>, asked: &Asked, arrival: &Arrival) -> Markup {
    let lang = names.visit.lang;
    html! {
        details.bd {
            summary.s { (texts::cancel_title(lang)) }
            form method="post" action={ "/arrivals/" (arrival.id) "/cancellation" } {
                (hidden(asked, arrival))
                p.s.t2 { (texts::cancel_hint(lang)) }
                (Button::submit(texts::cancel_button(lang)).danger())
            }
        }
    }
}

fn history(names: &Names<'_>, revisions: &[crate::model::Revision]) -> Markup {
    let lang = names.visit.lang;
    html! {
        @if !revisions.is_empty() {
            table.p-tbl {
                thead { tr { th scope="col" colspan="3" { (texts::history(lang)) } } }
                tbody {
                    @for revision in revisions {
                        tr {
                            td.nw.t3 { (fmt::moment(lang, revision.at, names.visit.today, &names.visit.zone)) }
                            td.nw { (ui::changed_date(Some(&names.day(revision.old_on)), &names.day(revision.new_on))) }
                            td.wrap { (revision.reason) }
                        }
                    }
                }
            }
        }
    }
}

/// Order lines that rest on the arrival as it is.
fn resting(read: &mut Read<'_>, names: &Names<'_>, arrival: &Arrival) -> Result<Markup, Fault> {
    let lang = names.visit.lang;
    let mut lines = questions::resting_on(read, arrival)?;
    lines.sort_by_key(|line| (line.promised_on, line.order, line.line));
    let clients: Vec<ClientId> = lines.iter().map(|line| line.client).collect();
    let clients = client_names(read, names.visit, clients)?;
    Ok(html! {
        @if lines.is_empty() {
            p.bd.s.t2 { (texts::nobody(lang)) }
        } @else {
            table.p-tbl {
                caption.vh { (texts::resting(lang)) }
                (ui::head(&heads(names.visit, false)))
                tbody { @for line in &lines { (resting_row(names, line, &clients)) } }
            }
        }
    })
}

fn heads(visit: &Visit, news: bool) -> Vec<Th> {
    let lang = visit.lang;
    let mut heads = vec![Th::new(texts::col_order(lang))];
    if visit.sees_all_clients() {
        heads.push(Th::new(texts::col_client(lang)));
    }
    heads.push(Th::num(texts::col_quantity(lang)));
    heads.push(Th::new(texts::col_promised(lang)));
    if news {
        heads.push(Th::new(texts::col_could(lang)));
        heads.push(Th::new(texts::col_by(lang)).class("hide-s"));
    }
    heads
}

/// Names of clients, for those who may see all of them.
fn client_names(read: &mut Read<'_>, visit: &Visit, mut ids: Vec<ClientId>) -> Result<Vec<(ClientId, String)>, Fault> {
    if !visit.sees_all_clients() {
        return Ok(Vec::new());
    }
    ids.sort_unstable();
    ids.dedup();
    clients::names_of(read, &ids)
}

fn name_of(clients: &[(ClientId, String)], id: ClientId) -> &str {
    clients.iter().find(|(client, _)| *client == id).map_or("", |(_, name)| name)
}

fn order_cell(visit: &Visit, order: OrderId) -> Markup {
    let number = orders::order_number(visit.lang, order);
    html! {
        td.b.nw {
            @if visit.scope(Perm::OrdersRead) == access::Scope::All { a href={ "/orders/" (order) } { (number) } }
            @else { (number) }
        }
    }
}

fn resting_row(names: &Names<'_>, line: &HurtLine, clients: &[(ClientId, String)]) -> Markup {
    html! {
        tr {
            (order_cell(names.visit, line.order))
            @if names.visit.sees_all_clients() { td.cut.cut0 { (name_of(clients, line.client)) } }
            td.num { (names.quantity(line.quantity, line.item)) }
            td.nw {
                @if let Some(day) = line.promised_on { (names.day(day)) }
                @if line.at_risk_at.is_some() { " " (ui::status(Tone::Bad, texts::at_risk(names.visit.lang))) }
            }
        }
    }
}

/// The answer to "what breaks", or why the day can't be taken.
fn effect_or_note(
    read: &mut Read<'_>,
    visit: &Visit,
    sign: &str,
    id: PurchaseLineId,
    day: &str,
) -> Result<Markup, Fault> {
    let asked = questions::day_of(day, visit.today, "/expected_on").map_err(Stop::Refused);
    match asked.and_then(|day| questions::preview_reschedule(read, visit, id, day)) {
        Ok(effect) => effect_part(read, visit, sign, &effect),
        Err(Stop::Fault(fault)) => Err(fault),
        Err(Stop::Refused(refused)) => {
            let field = refused.fields(visit.lang).into_iter().next().map(|field| field.message);
            let said = refused.say(visit.lang);
            let words = field.unwrap_or(i18n::sentences([said.title.as_str(), said.next.as_str()]));
            Ok(html! { div.bd { (ui::note(Tone::Bad, &words, None)) } })
        }
    }
}

fn effect_part(read: &mut Read<'_>, visit: &Visit, sign: &str, effect: &Effect) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let items: Vec<ItemId> = effect.touched().map(|one| one.item).collect();
    let cards = catalogue::items(read, &items)?;
    let names = Names { visit, cards: &cards };
    let clients = client_names(read, visit, effect.clients.clone())?;
    let worth = |list: &[Touched]| money(lang, sign, list);
    let columns = heads(visit, true);
    let width = columns.len();
    let group = |words: String, list: &[Touched], saved: bool| {
        html! {
            @if !list.is_empty() {
                tr.grp { td colspan=(width) { (words) } }
                @for one in list { (touched_row(&names, one, &clients, saved)) }
            }
        }
    };
    let count = |list: &[Touched]| length(list.len());
    let touched = effect.touched().count();
    let newly: Vec<Touched> = effect.at_risk.iter().filter(|one| one.newly).cloned().collect();
    let still: Vec<Touched> = effect.still_at_risk().cloned().collect();
    let note = if visit.sees_all_clients() { texts::effect_note(lang) } else { texts::effect_note_hidden(lang) };
    Ok(html! {
        (answer(visit, sign, effect))
        @if touched > 0 {
            table.p-tbl {
                (ui::head(&columns))
                tbody {
                    (group(texts::group_cleared(lang, count(&effect.cleared)), &effect.cleared, true))
                    (group(texts::group_saved(lang, count(&effect.repegged), &worth(&effect.repegged)), &effect.repegged, true))
                    (group(texts::group_risk(lang, count(&newly), &worth(&newly)), &newly, false))
                    (group(texts::group_still(lang, count(&still), &worth(&still)), &still, false))
                }
            }
            div.bd { div.p-note { (ui::icon("shield-check")) span { (note) } } }
        }
    })
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn money(lang: i18n::Lang, sign: &str, list: &[Touched]) -> String {
    let sum = Money::sum(list.iter().map(|one| one.gross)).unwrap_or_default();
    fmt::money_short(lang, whole(sum), sign)
}

fn answer(visit: &Visit, sign: &str, effect: &Effect) -> Markup {
    let lang = visit.lang;
    let day = |day| fmt::day(lang, day, visit.today);
    let question = texts::effect_question(lang, &day(effect.new_on), &day(effect.old_on));
    let hurt: Vec<Touched> = effect.hurt().cloned().collect();
    let still = length(effect.still_at_risk().count());
    if hurt.is_empty() {
        let words = match effect.cleared.len() {
            0 if still > 0 => texts::effect_nobody_new(lang).to_owned(),
            0 => texts::effect_none(lang).to_owned(),
            cleared => texts::effect_better(lang, length(cleared)),
        };
        let why = match still {
            0 if effect.cleared.is_empty() => Some(texts::effect_none_why(lang).to_owned()),
            0 => None,
            still => Some(texts::effect_still(lang, still)),
        };
        let tone = if still > 0 { Tone::Warn } else { Tone::Ok };
        return ui::answer_line(tone, &question, &words, why.as_deref());
    }
    let mut clients: Vec<ClientId> = hurt.iter().map(|one| one.client).collect();
    clients.sort_unstable();
    clients.dedup();
    let words = format!(
        "{}, {}, {}",
        texts::effect_lines(lang, length(hurt.len())),
        texts::effect_clients(lang, length(clients.len())),
        money(lang, sign, &hurt)
    );
    let newly: Vec<Touched> = hurt.into_iter().filter(|one| one.newly).collect();
    if newly.is_empty() {
        return ui::answer_line(Tone::Warn, &question, &words, Some(texts::effect_all_saved(lang)));
    }
    let left = fmt::integer(lang, length(newly.len()));
    let why = texts::effect_why(lang, &left, length(effect.repegged.len()), &money(lang, sign, &newly));
    ui::answer_line(Tone::Bad, &question, &words, Some(&why))
}

fn touched_row(names: &Names<'_>, one: &Touched, clients: &[(ClientId, String)], saved: bool) -> Markup {
    let lang = names.visit.lang;
    let could = one.could_on.map(|day| names.day(day));
    html! {
        tr {
            (order_cell(names.visit, one.order))
            @if names.visit.sees_all_clients() { td.cut.cut0 { (name_of(clients, one.client)) } }
            td.num { (names.quantity(one.quantity, one.item)) }
            td.nw { @if let Some(day) = one.promised_on { (names.day(day)) } }
            @if saved {
                td.nw.ok { @if let Some(day) = one.promised_on { (names.day(day)) } }
            } @else {
                td.b.nw.bad { (could.as_deref().unwrap_or(texts::could_none(lang))) }
            }
            td.cut.cut0.hide-s { (pegs(names, one)) }
        }
    }
}

fn pegs(names: &Names<'_>, one: &Touched) -> String {
    let lang = names.visit.lang;
    let source = |peg: &Peg| match (peg.source, peg.order) {
        (Source::OnHand, _) => texts::by_shelf(lang).to_owned(),
        (_, Some(order)) => format!("{}, {}", purchase_number(lang, order), names.day(peg.available_on)),
        (_, None) => names.day(peg.available_on),
    };
    match one.pegs.as_slice() {
        [] if one.newly => texts::by_late(lang).to_owned(),
        [] => texts::by_own(lang).to_owned(),
        [peg] => source(peg),
        pegs => pegs
            .iter()
            .map(|peg| texts::by_part(lang, &fmt::quantity(lang, peg.quantity), &names.unit(one.item), &source(peg)))
            .collect::<Vec<_>>()
            .join(" + "),
    }
}
