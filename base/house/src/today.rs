//! What is worst today: the home of whoever answers for all of it. Every department says its own numbers, each with the
//! way to its rows; the house only puts the worst first.

use access::Role;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use i18n::fmt;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Button, Panel};

use crate::department::{Department, Figure, MenuEntry};
use crate::house::House;
use crate::page::Shown;
use crate::routes::Routes;
use crate::visit::Visit;
use crate::{tally, texts};

const PATH: &str = "/today";

/// Its page.
pub(crate) fn routes() -> Routes {
    Routes::new().signed_in(Method::GET, PATH, page)
}

/// The first item of the rail of whoever answers for all of it.
pub(crate) fn menu(visit: &Visit) -> Option<MenuEntry> {
    visit.person.roles.contains(&Role::Director).then(|| MenuEntry {
        href: PATH,
        label: texts::today(visit.lang),
        icon: "sun",
        key: 'w',
        place: 1,
        divider_before: false,
    })
}

/// The figures of all departments, the worst first.
///
/// A figure weighs by what one of its rows costs the company, not by how many there are: one client who was let down
/// stands before twenty papers that are late.
pub fn worst(departments: &[&dyn Department], read: &mut Read<'_>, visit: &Visit) -> Result<Vec<Figure>, Fault> {
    let mut all = Vec::new();
    for department in departments {
        all.extend(department.worst(read, visit)?);
    }
    all.sort_by_key(|figure| (figure.count == 0, -figure.weight));
    Ok(all)
}

async fn page(State(house): State<House>, visit: Visit) -> Response {
    let departments = house.departments();
    house
        .page(&visit, move |read, visit| {
            let figures = worst(departments, read, visit)?;
            let day = fmt::weekday_day(visit.lang, visit.today, visit.today);
            let main = html! { div.gr { (first(visit, &figures)) (numbers(visit, &figures)) } };
            let shown = Shown::new(texts::today(visit.lang), PATH, main).state(day);
            Ok(Some(shown.key("1–9", texts::today_open(visit.lang))))
        })
        .await
}

/// The worst of all in one sentence, with one button.
fn first(visit: &Visit, figures: &[Figure]) -> Markup {
    let lang = visit.lang;
    html! {
        @match figures.first().filter(|figure| figure.count > 0) {
            Some(worst) => {
                section.p-answer.bad.row-f.sp aria-label=(texts::today_worst(lang)) {
                    div {
                        div.q { (texts::today_worst(lang)) }
                        p.a { (worst.name) ": " (tally::counted(lang, worst.count)) }
                        @if !worst.about.is_empty() { p.why { (worst.about) } }
                    }
                    (Button::link(texts::today_show(lang), worst.href.as_str()).primary().large().key("Enter"))
                }
            }
            None => { (ui::answer_line(ui::Tone::Plain, texts::today_worst(lang), texts::today_well(lang), None)) }
        }
    }
}

fn numbers(visit: &Visit, figures: &[Figure]) -> Markup {
    let lang = visit.lang;
    let body = html! {
        div.p-ten.all {
            @for (place, figure) in figures.iter().enumerate() {
                @let digit = (place < 9).then(|| (place + 1).to_string());
                a href=(figure.href) data-key=[digit.as_deref().map(ui::key_code)] {
                    @match &digit { Some(digit) => { kbd.kbd aria-hidden="true" { (digit) } } None => { span {} } }
                    span.cut { span.b { (figure.name) } @if !figure.about.is_empty() { br; span.s.t3 { (figure.about) } } }
                    span.num { span class=(if figure.count > 0 { "v bad" } else { "v t3" }) { (tally::counted(lang, figure.count)) } }
                }
            }
        }
    };
    html! {
        @if figures.is_empty() { (Panel::untitled(texts::today_numbers(lang)).flush(ui::empty("sun", texts::today_none(lang), texts::today_none_why(lang), None))) }
        @else { (Panel::new(texts::today_numbers(lang)).more(html! { (texts::today_more(lang)) }).flush(body)) }
    }
}
