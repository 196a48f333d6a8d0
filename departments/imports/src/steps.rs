//! The start of a company: what is there, what comes next.

use ::store::{Fault, Read, p, sql};
use access::{Perm, scope_of};
use axum::extract::State;
use axum::response::Response;
use house::{House, Shown, Visit, sellers};
use i18n::{Lang, fmt};
use maud::{Markup, html};
use ui::{Button, Panel, Tone};

use crate::texts;

sql! {
    ANY_CLIENT = "SELECT id FROM view_client WHERE retail_at IS NULL ORDER BY id LIMIT 1";
    ANY_ITEM = "SELECT id FROM view_item ORDER BY id LIMIT 1";
    ANY_GOODS = "SELECT id FROM view_supply WHERE source = 'on_hand' AND quantity > 0 ORDER BY id LIMIT 1";
    ANY_ARRIVAL = "SELECT id FROM view_arrival ORDER BY id LIMIT 1";
    CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_client WHERE retail_at IS NULL";
    ITEMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_item";
    IN_STOCK = "SELECT CAST(COUNT(DISTINCT item_id) AS BIGINT) FROM view_supply WHERE source = 'on_hand' AND quantity > 0";
    ARRIVALS = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_arrival WHERE closed_at IS NULL";
}

/// Whether each step is done that no company can do without: requisites, people, clients, items with stock.
fn done(read: &mut Read<'_>) -> Result<[bool; 4], Fault> {
    let requisites = sellers::main(read)?.is_some_and(|seller| seller.may_invoice());
    // Somebody besides the administrator's role can take an order.
    let people = access::staff_list(read)?.iter().any(|person| {
        person.locked_at.is_none() && scope_of(&person.person.roles, Perm::OrdersWrite) != access::Scope::None
    });
    let mut any = |sql: &'static ::store::Sql| -> Result<bool, Fault> { Ok(read.opt::<(i64,)>(sql, p![])?.is_some()) };
    let clients = any(&ANY_CLIENT)?;
    let items = any(&ANY_ITEM)? && any(&ANY_GOODS)?;
    Ok([requisites, people, clients, items])
}

/// How many steps are left.
pub fn left(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(done(read)?.iter().map(|done| i64::from(!done)).sum())
}

/// A step as it is shown.
struct Step {
    name: &'static str,
    icon: &'static str,
    detail: String,
    done: bool,
    /// Counted: a company that sells from the shelf needs no arrivals.
    needed: bool,
    deeds: Vec<(&'static str, &'static str)>,
}

/// The page of the steps.
pub(crate) async fn page(State(house): State<House>, visit: Visit) -> Response {
    house
        .page(&visit, |read, visit| {
            let lang = visit.lang;
            let steps = steps(read, lang)?;
            let needed = || steps.iter().filter(|step| step.needed);
            let done = i64::try_from(needed().filter(|step| step.done).count()).unwrap_or(0);
            let all = i64::try_from(needed().count()).unwrap_or(0);
            let main = html! {
                div."gr"."g-side"."stretch" {
                    (list(lang, &steps, done, all))
                    div."gr"."start" { (more(lang)) (about(lang)) }
                }
            };
            let state = if done == all {
                texts::start_all_done(lang).to_owned()
            } else {
                texts::start_done(lang, &fmt::integer(lang, all), &fmt::integer(lang, done))
            };
            Ok(Some(Shown::new(texts::start(lang), "/imports", main).state(state)))
        })
        .await
}

fn steps(read: &mut Read<'_>, lang: Lang) -> Result<Vec<Step>, Fault> {
    let [requisites, people, clients, items] = done(read)?;
    let arrivals = read.opt::<(i64,)>(&ANY_ARRIVAL, p![])?.is_some();
    let seller = sellers::main(read)?;
    let staff = access::staff_count(read)?;
    let mut count = |sql: &'static ::store::Sql| -> Result<i64, Fault> { Ok(read.one::<(i64,)>(sql, p![])?.0) };
    let (n_clients, n_items, in_stock, n_arrivals) =
        (count(&CLIENTS)?, count(&ITEMS)?, count(&IN_STOCK)?, count(&ARRIVALS)?);
    let number = |n: i64| fmt::integer(lang, n);
    let company = match seller {
        Some(seller) => match &seller.inn {
            Some(inn) => texts::step_company_is(lang, inn, &seller.name),
            None => texts::step_company_no_inn(lang, &seller.name),
        },
        None => String::new(),
    };
    Ok(vec![
        Step {
            name: texts::step_company(lang),
            icon: "building",
            detail: company,
            done: requisites,
            needed: true,
            deeds: vec![("/settings/company", texts::step_fill(lang))],
        },
        Step {
            name: texts::step_people(lang),
            icon: "users",
            detail: if people { texts::step_people_are(lang, staff) } else { texts::step_people_none(lang).to_owned() },
            done: people,
            needed: true,
            deeds: vec![("/users", texts::step_people_add(lang))],
        },
        Step {
            name: texts::step_clients(lang),
            icon: "upload",
            detail: match n_clients {
                0 => texts::step_clients_none(lang).to_owned(),
                _ => texts::step_clients_are(lang, n_clients),
            },
            done: clients,
            needed: true,
            deeds: vec![("/imports?kind=clients", texts::upload(lang))],
        },
        Step {
            name: texts::step_items(lang),
            icon: "box",
            detail: match (n_items, in_stock) {
                (0, _) => texts::step_items_none(lang).to_owned(),
                _ => texts::step_items_are(lang, &number(n_items), &number(in_stock)),
            },
            done: items,
            needed: true,
            deeds: match n_items {
                0 => vec![("/imports?kind=items", texts::upload(lang))],
                _ => vec![("/imports?kind=stock", texts::step_stock_upload(lang))],
            },
        },
        Step {
            name: texts::step_arrivals(lang),
            icon: "truck-delivery",
            detail: match n_arrivals {
                0 => texts::step_arrivals_none(lang).to_owned(),
                _ => texts::step_arrivals_are(lang, n_arrivals),
            },
            done: arrivals,
            needed: false,
            deeds: vec![("/imports?kind=arrivals", texts::upload(lang))],
        },
    ])
}

fn list(lang: Lang, steps: &[Step], done: i64, all: i64) -> Markup {
    let next = steps.iter().position(|step| step.needed && !step.done);
    let body = html! {
        ul."p-list"."big-l" {
            @for (at, step) in steps.iter().enumerate() {
                li."row-f"."g12"."is-sel"[next == Some(at)] {
                    span class=(if step.done { "ok" } else { "t3" }) { (ui::icon(if step.done { "check" } else { step.icon })) }
                    span.grow { span.b { (step.name) } br; span."s"."t2" { (step.detail) } }
                    @if step.done { (ui::status(Tone::Ok, texts::step_done(lang))) }
                    @else {
                        @if !step.needed { span."s"."t2" { (texts::step_by_choice(lang)) } }
                        @for (href, words) in &step.deeds {
                            @let button = Button::link(words, *href);
                            (if next == Some(at) { button.primary().key("Enter") } else { button })
                        }
                    }
                }
            }
        }
    };
    html! {
        (Panel::new(texts::start(lang)).count(texts::start_done(lang, &fmt::integer(lang, all), &fmt::integer(lang, done))).more(html! { (texts::start_any_time(lang)) })
            .flush(body).footer(html! { (ui::icon("player-play")) span."s"."t2" { (texts::start_demo(lang)) " " code { "prichal demo --data demo" } } }))
    }
}

/// What may be brought over too.
fn more(lang: Lang) -> Markup {
    let body = html! {
        ul.p-list {
            li."row-f"."g12" { span.grow { span.b { (texts::kind_balances(lang)) } br; span."s"."t2" { (texts::more_balances(lang)) } } (Button::link(texts::upload(lang), "/imports?kind=balances")) }
            li."row-f"."g12" { span.grow { span.b { (texts::kind_history(lang)) } br; span."s"."t2" { (texts::more_history(lang)) } } (Button::link(texts::upload(lang), "/imports?kind=history")) }
        }
    };
    html! { (Panel::new(texts::more_title(lang)).flush(body)) }
}

fn about(lang: Lang) -> Markup {
    html! { (Panel::new(texts::about_title(lang)).body(html! { p."s"."t2" { (texts::about_imports(lang)) } })) }
}
