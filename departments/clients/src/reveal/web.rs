//! The button that shows hidden numbers: a reason goes in, the numbers come back in their place, for this view only.

use access::Perm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use house::{Form, FormEnd, House, Htmx, Path, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Said};
use kernel::{ClientId, ContactId};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Field, Panel, Tone};

use super::{REASON_LEAST, REASON_MOST};
use crate::model::Sight;
use crate::questions::card;
use crate::texts;
use crate::view::{DossierHead, numbers};

/// Why numbers are to be shown, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// How the numbers of one person, or the client's own, are shown.
#[derive(Debug, Clone, Default)]
pub(crate) enum Shape {
    /// As the reader may see them.
    #[default]
    Plain,
    /// Whole, after a reason was given.
    Shown(String),
    /// The reason was refused.
    Refused { typed: String, said: Said, fields: Vec<FieldError> },
}

/// Shows the numbers of a person.
pub(crate) async fn contact(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path((id, contact)): Path<(ClientId, ContactId)>,
    form: Form<Reason>,
) -> Response {
    show(&house, &visit, htmx, id, Some(contact), form).await
}

/// Shows the client's own numbers.
pub(crate) async fn own(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ClientId>,
    form: Form<Reason>,
) -> Response {
    show(&house, &visit, htmx, id, None, form).await
}

/// The answer to the form carries the numbers itself: no address can be asked for them again.
async fn show(
    house: &House,
    visit: &Visit,
    htmx: bool,
    id: ClientId,
    contact: Option<ContactId>,
    form: Form<Reason>,
) -> Response {
    let typed = form.body.reason.clone();
    let ended = house
        .form(visit, form, move |tx, visit, typed: &Reason| {
            super::reveal(tx, visit, id, contact, &typed.reason).map_err(boxed)?;
            Ok(format!("/clients/{id}"))
        })
        .await;
    let (shape, status) = match ended {
        FormEnd::See(_) => (Shape::Shown(typed), 200),
        // Too many within the hour is told in the form too: htmx shows no other status than this.
        FormEnd::Refused { said, fields, status } => {
            (Shape::Refused { typed, said, fields }, if status == 429 { 422 } else { status })
        }
        FormEnd::Failed(response) => return *response,
    };
    if htmx {
        let part = house
            .part(visit, move |read, visit| {
                let Some(head) = head(read, visit, id, &shape)? else { return Ok(None) };
                Ok(Some(block(visit, &head, contact, &shape)))
            })
            .await;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        return ([(axum::http::header::CACHE_CONTROL, "no-store")], (status, part)).into_response();
    }
    house
        .page(visit, move |read, visit| {
            let Some(head) = head(read, visit, id, &shape)? else { return Ok(None) };
            let back = html! { a href={ "/clients/" (id) } { (head.name) } };
            let why = match &shape {
                Shape::Refused { said, .. } if head.locked => {
                    Some(ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) })))
                }
                _ => None,
            };
            let panel = Panel::new(texts::contacts(visit.lang)).more(back).body(block(visit, &head, contact, &shape));
            Ok(Some(
                Shown::new(
                    texts::contacts(visit.lang),
                    "/clients",
                    html! { @if let Some(why) = why { (why) } @else { (panel) } },
                )
                .status(status),
            ))
        })
        .await
}

/// The head of the dossier, with all digits where they were just revealed.
fn head(
    read: &mut store::Read<'_>,
    visit: &Visit,
    id: ClientId,
    shape: &Shape,
) -> Result<Option<DossierHead>, store::Fault> {
    let Some(mut card) = card(read, visit, id)? else { return Ok(None) };
    let masked = card.sight == Sight::Masked;
    if masked && matches!(shape, Shape::Shown(_)) {
        card.sight = Sight::Full;
    }
    Ok(Some(DossierHead { masked, ..DossierHead::of(visit, &card) }))
}

/// A person with their numbers, or the client's own numbers; hidden ones with the form that shows them.
pub(crate) fn block(visit: &Visit, head: &DossierHead, contact: Option<ContactId>, shape: &Shape) -> Markup {
    let lang = visit.lang;
    let person = contact.and_then(|id| head.contacts.iter().find(|one| one.id == id));
    let (phones, emails) = match person {
        Some(person) => (&person.phones, &person.emails),
        None if contact.is_some() => return html! {},
        None => (&head.phones, &head.emails),
    };
    let id = contact.map_or_else(|| "contact-own".to_owned(), |id| format!("contact-{id}"));
    let hidden = head.masked && !(phones.is_empty() && emails.is_empty());
    let shown = matches!(shape, Shape::Shown(_));
    html! {
        li id=(id) {
            @match person {
                Some(person) => {
                    span.b { (person.name) }
                    @if person.decision_maker { " " (ui::tag(Tone::Info, texts::decision_maker(lang))) }
                    @if let Some(position) = &person.position { div.s.t3 { (position) } }
                }
                None => { span.s.t3 { (texts::own_numbers(lang)) } }
            }
            (numbers(lang, phones, emails))
            @if let Shape::Shown(reason) = shape {
                div.s.t3 role="status" { (texts::revealed(lang, reason)) }
            }
            @if hidden && !shown && visit.may(Perm::ClientsContacts) {
                (form(visit, head.id, contact, &id, shape))
            }
        }
    }
}

fn form(visit: &Visit, client: ClientId, contact: Option<ContactId>, id: &str, shape: &Shape) -> Markup {
    let lang = visit.lang;
    let to = match contact {
        Some(contact) => format!("/clients/{client}/contacts/{contact}/reveal"),
        None => format!("/clients/{client}/reveal"),
    };
    let (typed, wrong) = match shape {
        Shape::Refused { typed, said, fields } => {
            let field = fields.iter().find(|field| field.pointer == "/reason").map(|field| field.message.clone());
            let wrong = field.unwrap_or_else(|| said.why_and_next());
            (typed.as_str(), Some(wrong))
        }
        _ => ("", None),
    };
    html! {
        details.reveal open[wrong.is_some()] {
            summary.s { (texts::reveal(lang)) }
            form method="post" action=(to) hx-post=(to) hx-target={ "#" (id) } hx-swap="outerHTML" {
                (ui::one_time_key(&one_time_key()))
                (Field::new("reason", texts::reveal_why(lang))
                    .id(format!("{id}-reason"))
                    .value(typed)
                    .error(wrong)
                    .hint(texts::reveal_hint(lang))
                    .attr("minlength", REASON_LEAST.to_string())
                    .attr("maxlength", REASON_MOST.to_string())
                    .required())
                (Button::submit(texts::reveal_button(lang)).icon("eye"))
            }
        }
    }
}
