//! The page of a client's terms: what is agreed on, and the form by which it is changed.

use access::Perm;
use axum::extract::State;
use axum::response::Response;
use house::{Form, FormEnd, House, Htmx, Path, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Lang, Said, fmt};
use kernel::{BadNumber, ClientId, Money, typed_decimal};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop};
use ui::{Button, Field, Panel, Tone};

use crate::errors::{TermsRefused, Wrong, WrongField};
use crate::model::{SetTerms, Terms};
use crate::{questions, texts, verbs};

/// Terms as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    credit_limit: String,
    #[serde(default)]
    payment_days: String,
    #[serde(default)]
    version: String,
}

impl Typed {
    fn of(lang: Lang, terms: Option<&Terms>) -> Typed {
        let limit = terms.and_then(|terms| terms.credit_limit);
        Typed {
            credit_limit: limit.map(|limit| fmt::typed(lang, &limit.to_string())).unwrap_or_default(),
            payment_days: terms.map(|terms| terms.payment_days.to_string()).unwrap_or_default(),
            version: terms.map_or(0, |terms| terms.version).to_string(),
        }
    }

    fn read(&self) -> Result<SetTerms, TermsRefused> {
        let mut wrong = Vec::new();
        let credit_limit = match self.credit_limit.trim() {
            "" => None,
            typed => Some(Money::parse_decimal(&typed_decimal(typed)).unwrap_or_else(|why| {
                let what = match why {
                    BadNumber::TooLarge => Wrong::SumTooLarge,
                    BadNumber::TooManyDecimals { .. } => Wrong::NotASum,
                    _ => Wrong::NotANumber,
                };
                wrong.push(WrongField::new("/credit_limit", what));
                Money::ZERO
            })),
        };
        let payment_days = self.payment_days.trim().parse().unwrap_or_else(|_| {
            wrong.push(WrongField::new("/payment_days", Wrong::Days));
            0
        });
        if wrong.is_empty() { Ok(SetTerms { credit_limit, payment_days }) } else { Err(TermsRefused::Fields(wrong)) }
    }
}

struct Wrongs {
    said: Said,
    fields: Vec<FieldError>,
    status: u16,
}

/// How much a client may owe and when it pays.
pub(crate) async fn terms(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
    page(&house, &visit, id, None).await
}

async fn page(house: &House, visit: &Visit, id: ClientId, refused: Option<(Typed, Wrongs)>) -> Response {
    let sign = visit.sign;
    house
        .page(visit, move |read, visit| {
            let client = clients::client(read, id)?.filter(|client| client.retail_at.is_none());
            let Some(client) = client else { return Ok(None) };
            if !questions::serves(read, visit, Perm::TermsRead, id)? {
                return Ok(None);
            }
            let lang = visit.lang;
            let terms = questions::terms(read, id)?;
            let facts = facts(read, visit, sign, terms.as_ref())?;
            let (typed, wrongs) = match refused {
                Some((typed, wrongs)) => (typed, Some(wrongs)),
                None => (Typed::of(lang, terms.as_ref()), None),
            };
            let name = html! { a href={ "/clients/" (id) } { (client.name) } };
            let main = html! {
                (Panel::new(texts::terms(lang)).more(name).body(facts))
                @if visit.may(Perm::TermsWrite) { (form_panel(lang, id, &typed, wrongs.as_ref())) }
            };
            let status = wrongs.map_or(0, |wrongs| wrongs.status);
            Ok(Some(Shown::new(texts::terms(lang), "/clients", main).state(client.name).status(status)))
        })
        .await
}

/// What is agreed on, since when and by whom.
fn facts(read: &mut Read<'_>, visit: &Visit, sign: &str, terms: Option<&Terms>) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let Some(terms) = terms else { return Ok(html! { p.t3 { (texts::terms_none(lang)) } }) };
    let who = match terms.staff {
        Some(staff) => access::staff_names(read, &[staff])?.into_iter().next().map(|(_, name)| name),
        None => None,
    };
    let limit = match terms.credit_limit {
        Some(limit) => fmt::money(lang, limit, sign),
        None => texts::without_limit(lang).to_owned(),
    };
    let when = fmt::moment(lang, terms.changed_at, visit.today, &visit.zone);
    Ok(html! {
        dl."p-dl" {
            dt { (texts::credit_limit(lang)) } dd."b" { (limit) }
            dt { (texts::payment_term(lang)) } dd { (texts::payment_days(lang, terms.payment_days)) }
            dt { (texts::changed(lang)) } dd { (when) @if let Some(who) = &who { " · " (who) } }
        }
    })
}

fn form_panel(lang: Lang, id: ClientId, typed: &Typed, wrongs: Option<&Wrongs>) -> Markup {
    let wrong = |pointer: &str| {
        let fields = wrongs.map_or(&[][..], |wrongs| &wrongs.fields);
        fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
    };
    let body = html! {
        form.p-form #terms-form method="post" action={ "/clients/" (id) "/terms" } {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(typed.version);
            @if let Some(wrongs) = wrongs { (ui::note(Tone::Bad, &wrongs.said.title, Some(html! { (wrongs.said.why_and_next()) }))) }
            div."row-f"."top" {
                (Field::new("credit_limit", texts::credit_limit(lang)).numeric().value(typed.credit_limit.clone())
                    .error(wrong("/credit_limit")).hint(texts::credit_limit_hint(lang)).autofocus().width("grow"))
                (Field::new("payment_days", texts::payment_days_field(lang)).numeric().value(typed.payment_days.clone())
                    .error(wrong("/payment_days")).hint(texts::payment_days_hint(lang)).required().width("grow"))
            }
        }
    };
    let footer = html! {
        (Button::submit(texts::terms_set(lang)).primary().large().class("end").attr("form", "terms-form").key("Ctrl Enter"))
    };
    html! { (Panel::new(texts::terms_change(lang)).body(body).footer(footer)) }
}

/// Sets the terms from the form.
pub(crate) async fn set(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ClientId>,
    form: Form<Typed>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let new = typed.read().map_err(Stop::Refused).map_err(boxed)?;
            let seen = typed.version.parse().unwrap_or(-1);
            verbs::set_terms(tx, visit, id, &new, seen).map_err(boxed)?;
            Ok(format!("/clients/{id}/terms"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            page(&house, &visit, id, Some(((*typed).clone(), Wrongs { said, fields, status }))).await
        }
        FormEnd::Failed(response) => *response,
    }
}
