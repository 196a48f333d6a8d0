//! The order desk: a draft line by line, an answer on each, substitutes beside it, all by keyboard.

mod begin;
mod clash;
mod lines;
mod new_line;
mod offers;
mod rows;
mod save;
mod side;
mod strip;

pub(crate) use begin::{begin, new};
pub(crate) use new_line::find;
pub(crate) use save::extent_of;
pub(crate) use side::{LineQuery, offers};
pub(crate) use strip::{at_hand, client_strip, readers};

use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalogue::ItemIndex;
use house::{Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key};
use kernel::{OrderId, OrderLineId};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Select};

use self::lines::{grid, mine, shown_from, windows};
use self::new_line::{new_line, paste, refused_hits};
use self::rows::{mine_in_rows, unclear};
use self::save::save;
use self::side::side;
use super::{Wrongs, show};
use crate::model::{Answer, AnsweredLine, Mode, OrderCard, State, mode_code};
use crate::{questions, store as books, texts, verbs};

/// What was pressed or typed on the desk: all quantities, one new line, pasted rows, one deed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    client: String,
    /// The version of the order that was looked at.
    #[serde(default)]
    version: String,
    #[serde(default)]
    line: Vec<String>,
    #[serde(default)]
    quantity: Vec<String>,
    /// How each line stood when it was shown: whoever changed it meanwhile is not overwritten.
    #[serde(default)]
    seen: Vec<String>,
    /// Code or part of a name.
    #[serde(default)]
    what: String,
    /// How much of it.
    #[serde(default)]
    much: String,
    /// Code of a hit that was chosen.
    #[serde(default)]
    sku: String,
    #[serde(default)]
    rows: String,
    /// Rows that nobody could read yet, with their quantities and the codes typed beside them.
    #[serde(default)]
    row: Vec<String>,
    #[serde(default)]
    row_what: Vec<String>,
    #[serde(default)]
    row_quantity: Vec<String>,
    /// A row and the item chosen for it: `7 M-1`.
    #[serde(default)]
    pick: String,
    #[serde(default)]
    drop_row: String,
    /// From which line on the desk shows them.
    #[serde(default)]
    from: String,
    #[serde(default)]
    mode: String,
    #[serde(default)]
    mode_seen: String,
    /// The line that the side panel is about.
    #[serde(default)]
    about: String,
    #[serde(default)]
    about_seen: String,
    #[serde(default)]
    offer: String,
    /// How much of the line the offer takes over.
    #[serde(default)]
    extent: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    wanted_on: String,
    #[serde(default)]
    now_quantity: String,
    #[serde(default)]
    deed: String,
}

/// Everything the desk can do with a draft.
pub(crate) async fn deed(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    form: Form<Typed>,
) -> Response {
    let index = house.shared::<ItemIndex>();
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            // What is thrown away is not read first: nothing that stands in its fields may hold it back.
            if typed.deed == "throw-away" {
                verbs::cancel_draft(tx, visit, id, typed.version.parse().ok()).map_err(boxed)?;
                return Ok("/orders".into());
            }
            save(tx, visit, index.as_deref(), id, typed)?;
            if typed.deed == "reserve" {
                verbs::reserve(tx, visit, id, None).map_err(boxed)?;
            }
            Ok(format!("/orders/{id}"))
        })
        .await;
    let stays = !matches!(typed.deed.as_str(), "reserve" | "throw-away");
    match ended {
        FormEnd::See(to) if !htmx || !stays => FormEnd::go(&to, htmx),
        FormEnd::See(_) => {
            // A changed quantity leaves the cursor in the grid; anything else goes on to the new line.
            let view = View {
                about: next_about(&typed),
                quiet: is_quiet(&typed),
                on_line: is_on_line(&typed),
                from: typed.from.parse().ok().filter(|_| is_quiet(&typed)),
                ..View::default()
            };
            part(&house, &visit, id, view).await
        }
        FormEnd::Refused { said, fields, status } => {
            let view = View {
                about: typed.about.parse().ok(),
                typed: typed.what.clone(),
                much: typed.much.clone(),
                pasted: typed.rows.clone(),
                wrongs: Some(Wrongs { said, fields }),
                status,
                quiet: is_quiet(&typed),
                on_line: false,
                from: typed.from.parse().ok(),
                begun: false,
                mine: mine(&typed),
                rows: mine_in_rows(&typed),
            };
            if !htmx {
                return page(&house, &visit, id, view).await;
            }
            let mut part = part(&house, &visit, id, view).await;
            if status == 412 && part.status().is_success() {
                *part.status_mut() = StatusCode::PRECONDITION_FAILED;
            }
            part
        }
        FormEnd::Failed(response) => *response,
    }
}

/// Something around the cursor changed, not the line it stands in.
fn is_quiet(typed: &Typed) -> bool {
    typed.deed.is_empty() && typed.pick.is_empty() && typed.drop_row.is_empty()
}

/// A line was refused, taken up again or taken out: whoever does that goes on among the lines.
fn is_on_line(typed: &Typed) -> bool {
    matches!(typed.deed.as_str(), "refuse" | "take-up" | "drop")
}

/// With a new line, and when a line is settled by another, the panel goes to the line that waits for a word.
fn next_about(typed: &Typed) -> Option<OrderLineId> {
    let adds = !typed.what.trim().is_empty() || !typed.sku.is_empty() || !typed.rows.trim().is_empty();
    let settled = matches!(typed.deed.as_str(), "substitute" | "drop" | "split");
    if adds || settled { None } else { typed.about.parse().ok() }
}

/// What the desk shows beside the draft itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) about: Option<OrderLineId>,
    pub(crate) typed: String,
    pub(crate) much: String,
    /// Rows of a table that were pasted and refused.
    pub(crate) pasted: String,
    /// The page was made before there was an order: what stands around the desk comes along.
    pub(crate) begun: bool,
    /// From which line on they are shown; the last ones without.
    pub(crate) from: Option<usize>,
    /// Quantities typed over lines, refused or changed by somebody else meanwhile.
    pub(crate) mine: Vec<(String, String)>,
    /// What was typed into rows that are not read yet, when it was refused.
    pub(crate) rows: Vec<(String, String, String)>,
    pub(crate) wrongs: Option<Wrongs>,
    pub(crate) status: u16,
    /// The cursor stays where it is: only what stands around it is new.
    pub(crate) quiet: bool,
    /// The cursor goes to the marked line, where keys act on lines.
    pub(crate) on_line: bool,
}

async fn part(house: &House, visit: &Visit, id: OrderId, view: View) -> Response {
    let (index, sign) = (house.shared::<ItemIndex>(), visit.sign);
    house
        .part(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)?.filter(|card| card.order.state == State::Draft) else {
                return Ok(None);
            };
            let desk = desk(read, visit, index.as_deref(), sign, &card, &view)?;
            let (title, state) = titled(visit, &card);
            let around = html! {
                @if view.begun {
                    div hx-swap-oob="outerHTML:#readers" { (at_hand(visit, id, &[], true)) }
                    (ui::retitled(visit.lang, &title, &state))
                }
            };
            Ok(Some(html! { (desk) (around) }))
        })
        .await
}

/// The page of a draft.
pub(crate) async fn page(house: &House, visit: &Visit, id: OrderId, view: View) -> Response {
    let (index, sign) = (house.shared::<ItemIndex>(), visit.sign);
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            whole(read, visit, index.as_deref(), sign, &card, &view).map(Some)
        })
        .await
}

/// A draft as a page: the client above, the desk below.
pub(super) fn whole(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    sign: &str,
    card: &OrderCard,
    view: &View,
) -> Result<Shown, Fault> {
    let main = html! {
        div."gr"."rows-a1"."stretch" {
            (client_strip(read, visit, card.order.client, &at_hand(visit, card.order.id, &[], true))?)
            (desk(read, visit, index, sign, card, view)?)
        }
    };
    let (title, state) = titled(visit, card);
    Ok(framed(visit, title, main).state(state).status(view.status))
}

/// The title of a draft's page, and where the draft stands.
fn titled(visit: &Visit, card: &OrderCard) -> (String, String) {
    let title = texts::order_titled(visit.lang, &card.order.number(visit.lang));
    let state = match card.order.has_run_out() {
        Some(on) => texts::ran_out_short(visit.lang, &i18n::fmt::day(visit.lang, on, visit.today)),
        None => texts::draft_saved(visit.lang).to_owned(),
    };
    (title, state)
}

fn framed(visit: &Visit, title: String, main: Markup) -> Shown {
    let lang = visit.lang;
    Shown::new(title, "/orders", main)
        .fit()
        .key("Tab", texts::key_quantity(lang))
        .key("Enter", texts::key_add(lang))
        .key("Alt S", texts::key_substitute(lang))
        .key("Alt D", texts::key_date(lang))
        .key("x", texts::key_refuse(lang))
        .key("Ctrl V", texts::key_paste(lang))
        .key("Ctrl Enter", texts::key_reserve(lang))
}

/// What the desk was shown as.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskQuery {
    #[serde(default)]
    version: String,
    #[serde(default)]
    from: String,
}

/// The desk anew when the order was changed elsewhere; nothing when it is as it was shown.
pub(crate) async fn again(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    Query(asked): Query<DeskQuery>,
) -> Response {
    if !htmx {
        return to_the_order(&house, &visit, id, "").await;
    }
    let within = visit.clone();
    match house.store().read(move |read| questions::head(read, &within, id)).await {
        Ok(Some(head)) if head.state != State::Draft => FormEnd::go(&format!("/orders/{id}"), true),
        Ok(Some(head)) if head.version.to_string() == asked.version => StatusCode::NO_CONTENT.into_response(),
        _ => part(&house, &visit, id, View { quiet: true, from: asked.from.parse().ok(), ..View::default() }).await,
    }
}

/// A part is no page: whoever opens its address is led to the order, as far as there is one to be seen.
pub(super) async fn to_the_order(house: &House, visit: &Visit, id: OrderId, query: &str) -> Response {
    let within = visit.clone();
    match house.store().read(move |read| questions::head(read, &within, id)).await {
        Ok(Some(_)) => FormEnd::go(&format!("/orders/{id}{query}"), false),
        Ok(None) => house.no_such(visit),
        Err(fault) => house::fault_response(&fault, visit.lang, &visit.request_id),
    }
}

/// What is changed in its place is sent without the line that is still being typed.
const NO_NEW_LINE: &str = "not what,much,rows";

fn count_of<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}

fn desk(
    read: &mut Read<'_>,
    visit: &Visit,
    index: Option<&ItemIndex>,
    sign: &str,
    card: &OrderCard,
    view: &View,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let about = about(card, view.about);
    let hits = match &view.wrongs {
        Some(wrongs) if wrongs.of("/what").is_some() => {
            refused_hits(read, visit, index, card.order.client, view.typed.trim())?
        }
        _ => html! {},
    };
    let rows = books::draft_rows(read, card.order.id)?;
    let held = card.lines.iter().filter(|line| line.answer.reserves()).count();
    let reserve = texts::reserve_lines(lang, i64::try_from(held).unwrap_or(i64::MAX));
    let id = card.order.id;
    let marked = about.filter(|_| view.on_line);
    let marked = marked.and_then(|about| card.lines.iter().position(|line| line.line == about.line));
    let from = shown_from(card, view.from.or(marked));
    let until = questions::would_hold_until(read, visit, &card.order)?;
    Ok(html! {
        div."gr"."g-side"."stretch" #desk data-desk {
            // In an element of its own: the desk stays when the address it is fetched from changes with every version.
            span hidden data-live={ "order:" (id) } hx-get={ "/orders/" (id) "/desk?version=" (card.order.version) "&from=" (from) }
                hx-trigger="live" hx-target="#desk" hx-swap="graft" {}
            section.p-panel aria-label=(texts::lines(lang)) {
                header { h2 { (card.order.number(lang)) } (show::steps(lang, card.order.state))
                    span.more { (texts::line_count(lang, count_of(&card.lines)))
                        @if !rows.is_empty() { " · " span.warn { (texts::unclear_count(lang, count_of(&rows))) } } } }
                @if let Some(wrongs) = view.wrongs.as_ref().filter(|_| view.status != 412) { (wrongs.note()) }
                @if view.status == 412 { (clash::clash(read, visit, card, &view.mine)?) }
                @if view.wrongs.as_ref().is_none_or(|wrongs| wrongs.said.title != texts::refused_ran_out(lang)) {
                    (show::ran_out(visit, card))
                }
                form.scroll #desk-form method="post" action={ "/orders/" (id) "/desk" } hx-post={ "/orders/" (id) "/desk" }
                    hx-target="#desk" hx-swap="graft" {
                    (ui::one_time_key(&one_time_key()))
                    input type="hidden" name="version" value=(card.order.version);
                    input #desk-client type="hidden" name="client" value=(card.order.client);
                    input type="hidden" name="mode_seen" value=(mode_code(card.order.mode.0));
                    input type="hidden" name="from" value=(from);
                    @if let Some(line) = about.and_then(|line| line.line) { input type="hidden" name="about" value=(line); }
                    button.p-visually-hidden type="submit" name="deed" value="save" tabindex="-1" { (texts::save(lang)) }
                    (windows(visit, card, from))
                    (grid(visit, card, about.and_then(|line| line.line), view, from))
                    (unclear(read, visit, index, &rows, view)?)
                    div.bd { (new_line(visit, view, &hits)) (paste(visit, view)) }
                }
                footer."g16"."wrap" {
                    (show::counts(lang, &card.lines))
                    span."end"."row-f" {
                        @if held > 0 { a.s href={ "/orders/" (id) "/papers" } { (texts::offer_on_paper(lang)) } }
                        (terms(visit, id, card.order.mode.0))
                    }
                }
                footer.wrap {
                    (show::total(lang, sign, &card.lines))
                    @if let Some(until) = until.filter(|_| held > 0) {
                        span."s"."t3" { (texts::would_hold(lang, &i18n::fmt::weekday_day(lang, until, visit.today))) }
                    }
                    span.end { (throw_away(visit, card, count_of(&card.lines) + count_of(&rows))) }
                    @if held == 0 && !card.lines.is_empty() { span."s"."t2" { (texts::nothing_to_reserve(lang)) } }
                    (Button::submit(&reserve).primary().large().sends("deed", "reserve").attr("form", "desk-form")
                        .key("Ctrl Enter").disabled(held == 0))
                }
            }
            (side(read, visit, card, about, false)?)
        }
    })
}

/// A draft is thrown away after a second word; in a form of its own, so that nothing half typed goes along.
fn throw_away(visit: &Visit, card: &OrderCard, rows: i64) -> Markup {
    let (lang, id) = (visit.lang, card.order.id);
    // The client was told the number of an order that was reserved: it stays, called off.
    let (word, why, sure) = match card.order.has_run_out() {
        Some(_) => (texts::cancel(lang), texts::cancel_why(lang).to_owned(), texts::cancel_sure(lang)),
        None => (texts::throw_away(lang), texts::throw_away_why(lang, rows), texts::throw_away_sure(lang)),
    };
    html! {
        details.p-menu {
            summary."p-btn"."quiet" { (word) }
            form #discard-form."row-f"."wrap" method="post" action={ "/orders/" (id) "/desk" } hx-post={ "/orders/" (id) "/desk" }
                hx-target="#desk" hx-swap="graft" {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="version" value=(card.order.version);
                span.s { (why) }
                (Button::submit(sure).danger().sends("deed", "throw-away"))
            }
        }
    }
}

fn terms(visit: &Visit, order: OrderId, mode: Mode) -> Markup {
    let lang = visit.lang;
    let options = [
        (mode_code(Mode::Backorder), texts::mode_backorder(lang)),
        (mode_code(Mode::Partial), texts::mode_partial(lang)),
        (mode_code(Mode::AllOrNothing), texts::mode_all(lang)),
    ];
    html! {
        (Select::new("mode", texts::mode(lang)).label_hidden().options(options).chosen(mode_code(mode)).attr("form", "desk-form")
            .attr("hx-post", format!("/orders/{order}/desk")).attr("hx-trigger", "change").attr("hx-include", "#desk-form").attr("hx-params", NO_NEW_LINE)
            .attr("hx-target", "#desk").attr("hx-swap", "graft"))
    }
}

/// The line the side panel is about: the one chosen, or the first that waits for a substitute, or the last.
fn about(card: &OrderCard, chosen: Option<OrderLineId>) -> Option<&AnsweredLine> {
    let chosen = card.lines.iter().find(|line| line.line.is_some() && line.line == chosen);
    chosen.or_else(|| card.lines.iter().find(|line| line.answer == Answer::Substitute)).or_else(|| card.lines.last())
}
