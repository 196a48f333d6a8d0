//! The stranger of a case becomes a client: the form with what is known of them, and the deed.

use axum::extract::State;
use axum::response::Response;
use clients::NameIndex;
use house::{Form, FormEnd, House, Htmx, Path, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Lang, Refusal, Said};
use kernel::{CaseId, ClientId, Phone};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use ui::{Button, Check, Field, Panel, Tone};

use crate::errors::CaseRefused;
use crate::model::{Case, Stranger, case_number};
use crate::{questions, texts, verbs};

/// The choice that says: none of the clients of nearly this name.
const ANOTHER: &str = "another";

/// Who the stranger is, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    version: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    phone: String,
    /// Which of those of nearly the typed name it is: a number, or [`ANOTHER`].
    #[serde(default)]
    client: String,
}

impl Typed {
    /// What is known of the stranger of a case.
    fn of(case: &Case) -> Typed {
        let phone = case.phone.as_deref().unwrap_or_default();
        Typed {
            version: case.version.to_string(),
            name: case.given_firm.clone().or_else(|| case.given_person.clone()).unwrap_or_default(),
            person: case.given_person.clone().unwrap_or_default(),
            phone: Phone::parse(phone).map_or_else(|_| String::new(), |phone| phone.to_string()),
            client: String::new(),
        }
    }

    fn stranger(&self) -> Stranger {
        Stranger {
            standing: self.client.parse().ok(),
            name: self.name.clone(),
            person: self.person.clone(),
            phone: self.phone.clone(),
            separate: self.client == ANOTHER,
        }
    }
}

/// The form.
pub(crate) async fn form(State(house): State<House>, visit: Visit, Path(id): Path<CaseId>) -> Response {
    show(&house, &visit, id, None, None, Vec::new(), 200).await
}

/// Makes the client, or says which one it is.
pub(crate) async fn make(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<CaseId>,
    form: Form<Typed>,
) -> Response {
    let typed = Typed::clone(&form.body);
    let index = house.shared::<NameIndex>();
    let made = Arc::new(AtomicI64::new(0));
    let seen = made.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let seen = typed.version.parse().ok();
            let client = verbs::make_client(tx, visit, index.as_deref(), id, seen, &typed.stranger()).map_err(boxed)?;
            made.store(client.get(), Ordering::Relaxed);
            Ok(format!("/cases/{id}"))
        })
        .await;
    clients::refresh(&house, seen.load(Ordering::Relaxed)).await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            show(&house, &visit, id, Some(typed), Some(said), fields, status).await
        }
        FormEnd::Failed(response) => *response,
    }
}

async fn show(
    house: &House,
    visit: &Visit,
    id: CaseId,
    typed: Option<Typed>,
    said: Option<Said>,
    fields: Vec<FieldError>,
    status: u16,
) -> Response {
    let index = house.shared::<NameIndex>();
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            let case = card.case;
            // A case that has a client or an end needs none.
            let past = match (&case.client_name, case.closed_at) {
                (Some(name), _) => Some(CaseRefused::HasClient(name.clone())),
                (None, Some(_)) => Some(CaseRefused::Closed(id)),
                (None, None) => None,
            };
            if let Some(past) = past {
                let said = past.say(visit.lang);
                let note = ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }));
                let back = Button::link(case_number(visit.lang, id).as_str(), format!("/cases/{id}"));
                let main = html! { div.gr.start { (note) div { (back) } } };
                return Ok(Some(Shown::new(texts::make_client(visit.lang), "/cases", main).status(past.status())));
            }
            let typed = typed.unwrap_or_else(|| Typed::of(&case));
            let is_asked = !typed.client.is_empty() || fields.iter().any(|field| field.pointer == "/separate");
            let alike = if is_asked { clients::alike(read, index.as_deref(), &typed.name, false)? } else { Vec::new() };
            let title = texts::make_client(visit.lang);
            let panel = panel(visit.lang, &case, &typed, &alike, said.as_ref(), &fields);
            let shown = Shown::new(title, "/cases", html! { div.gr.start { (panel) } });
            Ok(Some(shown.status(status)))
        })
        .await
}

fn panel(
    lang: Lang,
    case: &Case,
    typed: &Typed,
    alike: &[(ClientId, String)],
    said: Option<&Said>,
    fields: &[FieldError],
) -> Markup {
    let wrong = |pointer: &str| {
        fields.iter().find(|field| field.pointer.starts_with(pointer)).map(|field| field.message.clone())
    };
    let back = format!("/cases/{}", case.id);
    let body = html! {
        form.p-form #stranger-form method="post" action={ "/cases/" (case.id) "/client" } {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(typed.version);
            @if let Some(said) = said { (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))) }
            p { b { (case.subject_in(lang)) } @if let Some(note) = &case.note { br; span."t2"."pre" { (note) } } }
            (Field::new("name", texts::make_client_name(lang)).value(typed.name.clone()).error(wrong("/name")).required().autofocus()
                .attr("maxlength", "200"))
            @if !alike.is_empty() {
                fieldset."role-list" {
                    legend { (texts::make_client_which(lang)) }
                    @for (id, name) in alike {
                        @let id = id.to_string();
                        (Check::new("client", id.clone(), &texts::make_client_is(lang, name)).radio().checked(typed.client == id))
                    }
                    (Check::new("client", ANOTHER, texts::make_client_another(lang)).radio().checked(typed.client == ANOTHER))
                }
            }
            @if let Some(message) = wrong("/client") { p.p-hint.err role="alert" { (message) } }
            (Field::new("person", texts::make_client_person(lang)).value(typed.person.clone()).error(wrong("/contacts/0/name")).attr("maxlength", "120"))
            (Field::new("phone", texts::phone(lang)).kind("tel").value(typed.phone.clone())
                .error(wrong("/phone").or_else(|| wrong("/contacts/0/phones"))))
        }
    };
    let footer = html! {
        (Button::link(texts::cancel(lang), &back).quiet())
        (Button::submit(texts::make_client(lang)).primary().attr("form", "stranger-form").class("end").key("Ctrl Enter"))
    };
    html! { (Panel::new(texts::make_client(lang)).count(case_number(lang, case.id)).body(body).footer(footer)) }
}
