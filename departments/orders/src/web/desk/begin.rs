//! Who orders, and the desk before there is a draft: it is made with the first line.

use axum::extract::State as Held;
use axum::response::Response;
use catalogue::ItemIndex;
use house::{Form, FormEnd, House, Htmx, Query, Visit, boxed, one_time_key};
use kernel::ClientId;
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::Panel;

use super::new_line::{Chosen, hit_rows, new_line, paste, refused_hits};
use super::save::{new_lines, put_new, refused};
use super::strip::client_strip;
use super::{Typed, View, framed, part};
use crate::errors::Wrong;
use crate::web::Wrongs;
use crate::{questions, store as books, texts, verbs};

/// Items offered before anything is typed.
const FAVOURITES: i64 = 8;
/// Days in which they were bought.
const YEAR: i32 = 365;

/// For whom an order is begun, and what was typed to find the client.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NewQuery {
    #[serde(default)]
    client: String,
    #[serde(default)]
    q: String,
}

/// An empty desk for a client; the draft is made with its first line. Without a client: who orders?
pub(crate) async fn new(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Query(asked): Query<NewQuery>,
) -> Response {
    let Ok(client) = asked.client.parse::<ClientId>() else { return choose(&house, &visit, htmx, asked.q).await };
    let staff = visit.actor.staff().map_or(0, |staff| staff.get());
    let draft = house.store().read(move |read| books::draft_of(read, client, staff)).await;
    if let Ok(Some(draft)) = draft {
        return FormEnd::go(&format!("/orders/{}", draft.id), false);
    }
    house
        .page(&visit, move |read, visit| {
            if !books::sees(read, visit, access::Perm::OrdersWrite, client)? {
                return Ok(None);
            }
            let view = View::default();
            let first_line = html! {
                (new_line(visit, &view, &html! {})) (paste(visit, &view)) (favourites(read, visit, client)?)
            };
            let main = html! {
                div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client, &html! { div #readers {} })?) (empty_desk(visit, client, &html! {}, &first_line)) }
            };
            Ok(Some(framed(visit, texts::order_new(visit.lang).to_owned(), main)))
        })
        .await
}

async fn choose(house: &House, visit: &Visit, htmx: bool, q: String) -> Response {
    let lang = visit.lang;
    let asks = clients::Choose {
        action: "/orders/new",
        at: "/orders",
        title: texts::order_new(lang),
        who: texts::who_orders(lang),
    };
    clients::choose(house, visit, htmx, q, asks).await
}

/// Begins a draft with its first line.
pub(crate) async fn begin(Held(house): Held<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let index = house.shared::<ItemIndex>();
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let client = typed.client.parse().map_err(|_| refused("/client", Wrong::NoClient))?;
            // What is unclear is said before anything is written.
            let new = new_lines(tx, index.as_deref(), client, typed)?;
            let draft = verbs::draft_for(tx, visit, client).map_err(boxed)?;
            put_new(tx, visit, draft.id, new.lines, &new.unclear)?;
            Ok(format!("/orders/{}", draft.id))
        })
        .await;
    match ended {
        // In place, so that what is typed meanwhile stays in the hand: the address follows.
        FormEnd::See(to) if htmx => match to.rsplit('/').next().and_then(|id| id.parse().ok()) {
            Some(id) => at_address(part(&house, &visit, id, View { begun: true, ..View::default() }).await, &to),
            None => FormEnd::go(&to, htmx),
        },
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Failed(response) => *response,
        FormEnd::Refused { said, fields, status } => {
            let wrongs = Wrongs { said, fields };
            let index = house.shared::<ItemIndex>();
            let again = move |read: &mut Read<'_>, visit: &Visit| -> Result<Option<(ClientId, Markup)>, Fault> {
                let Ok(client) = typed.client.parse::<ClientId>() else { return Ok(None) };
                let view = View {
                    typed: typed.what.clone(),
                    much: typed.much.clone(),
                    pasted: typed.rows.clone(),
                    ..View::default()
                };
                let hits = match typed.what.trim() {
                    "" => html! {},
                    what => refused_hits(read, visit, index.as_deref(), client, what)?,
                };
                let line = html! { (new_line(visit, &view, &hits)) (paste(visit, &view)) };
                Ok(Some((client, empty_desk(visit, client, &wrongs.note(), &line))))
            };
            if htmx {
                return house.part(&visit, move |read, visit| Ok(again(read, visit)?.map(|(_, desk)| desk))).await;
            }
            house
                .page(&visit, move |read, visit| {
                    let Some((client, desk)) = again(read, visit)? else { return Ok(None) };
                    let main = html! { div."gr"."rows-a1"."stretch" { (client_strip(read, visit, client, &html! { div #readers {} })?) (desk) } };
                    Ok(Some(framed(visit, texts::order_new(visit.lang).to_owned(), main).status(status)))
                })
                .await
        }
    }
}

/// A part with the address it belongs to.
fn at_address(mut part: Response, to: &str) -> Response {
    if let Ok(to) = axum::http::HeaderValue::from_str(to) {
        part.headers_mut().insert("hx-push-url", to);
    }
    part
}

/// What the client bought most often within a year, each a line at one press; nothing for who bought nothing.
///
/// They are no hits of what is typed: a key that takes the first hit never takes one of these.
fn favourites(read: &mut Read<'_>, visit: &Visit, client: ClientId) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let often = questions::favourites(read, visit, client, visit.today.add_days(-YEAR), FAVOURITES)?;
    let sold: Vec<_> = often.into_iter().filter(|(item, ..)| item.discontinued_at.is_none()).collect();
    if sold.is_empty() {
        return Ok(html! {});
    }
    let items: Vec<_> = sold.iter().map(|(item, ..)| (item.clone(), "")).collect();
    let told = |n: usize| {
        let (_, times, last) = sold.get(n)?;
        Some(texts::bought_lately(lang, &i18n::fmt::day(lang, *last, visit.today), *times))
    };
    let rows = hit_rows(read, visit, &items, Chosen::Nothing, told)?;
    Ok(html! { div."mt8" { h3."s"."t2" { (texts::buys_often(lang)) } div."p-list" { (rows) } } })
}

fn empty_desk(visit: &Visit, client: ClientId, note: &Markup, line: &Markup) -> Markup {
    let lang = visit.lang;
    let body = html! {
        (note)
        form #desk-form method="post" action="/orders/new" hx-post="/orders/new" hx-target="#desk" hx-swap="graft" {
            (ui::one_time_key(&one_time_key()))
            input #desk-client type="hidden" name="client" value=(client);
            div.bd { (line) }
        }
    };
    html! { div."gr"."stretch" #desk data-desk { (Panel::new(texts::order_new(lang)).flush(body)) } }
}
