//! The panel beside the lines: one line, its day, its parts, and what to do with it.

use axum::extract::State as Held;
use axum::response::Response;
use house::{House, Htmx, Path, Query, Visit, one_time_key};
use i18n::fmt;
use kernel::{OrderId, OrderLineId, Quantity};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Check, Field};

use super::offers::{Known, known, offer_list};
use super::save::standing_shown;
use super::{about, to_the_order};
use crate::model::{AnsweredLine, OrderCard, State};
use crate::web::show;
use crate::{questions, texts};

/// Which line the side panel is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct LineQuery {
    #[serde(default)]
    pub(crate) line: String,
    #[serde(default)]
    pub(crate) from: String,
}

/// The side panel of a line: what may be offered instead.
pub(crate) async fn offers(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    Query(asked): Query<LineQuery>,
) -> Response {
    if !htmx {
        let line = asked.line.parse::<OrderLineId>().map(|line| format!("?line={line}")).unwrap_or_default();
        return to_the_order(&house, &visit, id, &line).await;
    }
    house
        .part(&visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)?.filter(|card| card.order.state == State::Draft) else {
                return Ok(None);
            };
            let about = about(&card, asked.line.parse().ok());
            side(read, visit, &card, about, true).map(Some)
        })
        .await
}

pub(super) fn side(
    read: &mut Read<'_>,
    visit: &Visit,
    card: &OrderCard,
    about: Option<&AnsweredLine>,
    focused: bool,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let Some((line, number)) = about.and_then(|line| line.line.map(|number| (line, number))) else {
        let text = ui::empty("basket", texts::desk_empty(lang), texts::desk_empty_hint(lang), None);
        return Ok(html! { section.p-panel #side aria-label=(texts::substitutes(lang)) { (text) } });
    };
    let id = card.order.id;
    let action = format!("/orders/{id}/desk");
    let known = if line.substitutes.is_empty() { Known::new() } else { known(read, lang, line)? };
    let hidden = html! {
        (ui::one_time_key(&one_time_key()))
        input type="hidden" name="about" value=(number);
        input type="hidden" name="about_seen" value=(standing_shown(line));
    };
    let at_once = at_once(line);
    Ok(html! {
        section.p-panel #side data-of={ "line-" (number) } data-answers="KeyX" aria-label=(texts::substitutes(lang)) {
            header {
                h2 { (texts::line_titled(lang, &line.position.to_string())) }
                span.more {
                    a.p-btn.quiet data-key="Alt+KeyS" href={ "/orders/" (id) "?line=" (number) }
                        hx-get={ "/orders/" (id) "/offers?line=" (number) } hx-target="#side" hx-swap="outerHTML" { span.p-visually-hidden { (texts::key_substitute(lang)) " " } (ui::kbd("Alt S")) }
                }
            }
            div.bd { div.b { (line.item.name(lang)) } div."s"."t2" { (need(visit, line)) }
                @if !line.coverage.is_empty() { div."s"."t2" { (texts::rests_on(lang)) " " (show::sources(visit, line, false)) } } }
            div.scroll {
                form #side-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="graft" {
                    (hidden)
                    @if line.substitutes.is_empty() {
                        @if !line.answer.reserves() && line.reason.is_none() { p."bd"."t2" { (texts::no_substitutes(lang)) } }
                    } @else { (extents(lang, line)) (offer_list(visit, line, focused, &known)) }
                }
                form.bd.col-f #day-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="graft" {
                    (hidden)
                    (Field::new("wanted_on", texts::wanted_on(lang)).kind("date").key("Alt D")
                        .value(line.wanted_on.or(line.whole_on).map(|day| day.to_string()).unwrap_or_default()))
                    div."row-f"."wrap" {
                        (Button::submit(texts::set_day(lang)).class("grow").sends("deed", "wanted"))
                    }
                    @if line.quantity > Quantity::from_thousandths(1) {
                        div."row-f"."wrap" {
                            (Field::new("now_quantity", texts::now_quantity(lang)).width("grow").numeric()
                                .value(at_once.map(|part| part.to_string()).unwrap_or_default())
                                .attr("data-enter", ui::key_code(SPLIT_KEY)))
                            (Button::submit(texts::split(lang)).class("low").sends("deed", "split").key(SPLIT_KEY))
                        }
                    }
                }
            }
            @if !line.substitutes.is_empty() {
                footer.wrap { (Button::submit(texts::take_offer(lang)).primary().large().class("grow").key("Enter")
                    .sends("deed", "substitute").attr("form", "side-form")) }
            }
            footer.wrap {
                @if line.reason.is_some() {
                    (Button::submit(texts::take_up(lang)).class("grow").sends("deed", "take-up").attr("form", "side-form"))
                } @else { (refusal(lang, &action, &hidden)) }
                (Button::submit(texts::drop_line(lang)).quiet().class("grow").sends("deed", "drop").attr("form", "side-form"))
            }
        }
    })
}

/// A line is refused with the reason that is pressed: lost demand is counted by what the client said.
fn refusal(lang: i18n::Lang, action: &str, hidden: &Markup) -> Markup {
    html! {
        form."grow" #refuse-form method="post" action=(action) hx-post=(action) hx-target="#desk" hx-swap="graft" {
            (hidden)
            input type="hidden" name="deed" value="refuse";
            details.p-menu.sure {
                summary."p-btn" data-key="KeyX" aria-keyshortcuts="x" { (texts::refuse(lang)) " " (ui::kbd("x")) }
                div."row-f"."wrap"."mt8" role="group" aria-label=(texts::refuse_reason(lang)) {
                    span."s"."t2" { (texts::refuse_reason(lang)) }
                    @for (n, reason) in show::REASONS.into_iter().enumerate() {
                        (Button::submit(show::reason_name(lang, reason)).sends("reason", reason).key(&(n + 1).to_string()))
                    }
                }
            }
        }
    }
}

/// The key that splits a line; `Enter` behind the quantity of its first part does the same.
const SPLIT_KEY: &str = "Alt R";

/// Where a part of the line is to be had: does the substitute take over what is missing, or all of it?
fn extents(lang: i18n::Lang, line: &AnsweredLine) -> Markup {
    let Some(missing) = line.missing_part() else { return html! {} };
    let amount = |quantity| show::amount(lang, quantity, &line.item.unit);
    html! {
        div."bd"."col-f" role="radiogroup" aria-label=(texts::extent(lang)) {
            (Check::new("extent", "missing", &texts::extent_missing(lang, &amount(missing))).radio().checked(true))
            (Check::new("extent", "whole", &texts::extent_whole(lang, &amount(line.quantity))).radio())
        }
    }
}

/// How much of a line lies on the shelf, when that is a part of it.
fn at_once(line: &AnsweredLine) -> Option<Quantity> {
    let here = line.coverage.iter().filter(|piece| piece.source == stock::Source::OnHand);
    let sum: i64 = here.map(|piece| piece.quantity.thousandths()).sum();
    Some(Quantity::from_thousandths(sum)).filter(|part| part.is_positive() && *part < line.quantity)
}

fn need(visit: &Visit, line: &AnsweredLine) -> String {
    let lang = visit.lang;
    let quantity = show::amount(lang, line.quantity, &line.item.unit);
    if let Some(reason) = &line.reason {
        return texts::need_refused(lang, &quantity, show::reason_name(lang, reason));
    }
    match (line.promised_on, line.whole_on) {
        (Some(day), _) if !line.short.is_positive() => {
            texts::need_promised(lang, &fmt::weekday_day(lang, day, visit.today), &quantity)
        }
        (_, Some(day)) => texts::need_later(lang, &fmt::weekday_day(lang, day, visit.today), &quantity),
        _ => texts::need_nothing(lang, &quantity),
    }
}
