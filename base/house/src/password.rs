//! A person changes the own password: the current one is asked again, and every other way in ends.

use access::{AccessRefused, PasswordHash};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use i18n::{FieldError, Refusal, Said};
use kernel::SessionId;
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Stop};
use ui::{Button, Field};

use crate::deed::{Form, FormEnd};
use crate::house::House;
use crate::identify::{COOKIE, Htmx};
use crate::page::{one_time_key, refusal_note};
use crate::people::{address_of, show_settings};
use crate::problem::{Plain, Refused, boxed, fault_response};
use crate::texts;
use crate::visit::Visit;

/// Where a changed password is told.
pub(crate) const CHANGED: &str = "/settings?password=changed";

#[derive(Clone, Deserialize)]
pub(crate) struct TypedPasswords {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// What the panel says of the last try.
#[derive(Default)]
pub(crate) struct Tried {
    pub(crate) changed: bool,
    pub(crate) refused: Option<(Said, Vec<FieldError>)>,
}

/// The form; what was typed into it is never written back.
pub(crate) fn panel(visit: &Visit, tried: &Tried) -> Markup {
    let lang = visit.lang;
    let wrong = |pointer: &str| {
        let fields = tried.refused.iter().flat_map(|(_, fields)| fields);
        fields.filter(|field| field.pointer == pointer).map(|field| field.message.clone()).next()
    };
    let field = |name: &str, label: &str, autocomplete: &str| {
        let field = Field::new(name, label).kind("password").attr("autocomplete", autocomplete).required();
        field.attr("maxlength", access::LONGEST_PASSWORD.to_string()).error(wrong(&format!("/{name}")))
    };
    let body = html! {
        form.body.gr.g12 method="post" action="/settings/password" {
            (ui::one_time_key(&one_time_key()))
            // Password managers keep the new one under this name.
            input type="hidden" name="username" value=(visit.person.login) autocomplete="username";
            @if tried.changed { (ui::done(texts::password_changed(lang), None)) }
            @if let Some((said, _)) = &tried.refused { (refusal_note(said)) }
            (field("current", texts::password_current(lang), "current-password"))
            (field("password", texts::password_new(lang), "new-password").hint(texts::setup_password_hint(lang)).attr("minlength", access::SHORTEST_PASSWORD.to_string()))
            (field("again", texts::password_again(lang), "new-password"))
            p.s.t2 { (texts::password_about(lang)) }
            (Button::submit(texts::password_change(lang)).primary())
        }
    };
    html! { (ui::panel(texts::password_own(lang), None, None, body, None)) }
}

/// What was found out before the deed: slow work does not stand in a unit.
struct Checked {
    seen: PasswordHash,
    is_right: bool,
    new: PasswordHash,
}

pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    headers: HeaderMap,
    Htmx(htmx): Htmx,
    form: Form<TypedPasswords>,
) -> Response {
    let address = address_of(&headers);
    let checked = match check(&house, &visit, &address, &form.body).await {
        Ok(checked) => checked,
        Err(Stop::Refused(refused)) => {
            let (said, fields) = (refused.say(visit.lang), refused.fields(visit.lang));
            return show_again(&house, &visit, &headers, said, fields, refused.status()).await;
        }
        Err(Stop::Fault(fault)) => return fault_response(&fault, visit.lang, &visit.request_id),
    };
    let token = crate::identify::cookie(&headers, COOKIE).unwrap_or_default();
    let ended = house
        .form(&visit, form.untraced(), move |tx, visit, _| {
            let login = visit.person.login.clone();
            let wrong = || Stop::Refused(Box::new(AccessRefused::WrongPassword) as Refused);
            if !checked.is_right {
                let address = address.clone();
                tx.leave_if_refused(move |tx| access::note_attempt(tx, &login, &address, false));
                return Err(wrong());
            }
            let own = access::session_person(tx, &token)?.map(|(session, _): (SessionId, _)| session);
            access::change_password(tx, visit.staff(), &checked.seen, &checked.new, own).map_err(boxed)?;
            access::note_attempt(tx, &login, &address, true)?;
            Ok(CHANGED.to_owned())
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => show_again(&house, &visit, &headers, said, fields, status).await,
        FormEnd::Failed(response) => *response,
    }
}

async fn check(house: &House, visit: &Visit, address: &str, typed: &TypedPasswords) -> Result<Checked, Stop<Refused>> {
    let refuse = |refused: AccessRefused| Stop::Refused(Box::new(refused) as Refused);
    if typed.password != typed.again {
        return Err(refuse(AccessRefused::PasswordsDiffer));
    }
    let (login, from) = (visit.person.login.clone(), address.to_owned());
    let read = move |read: &mut store::Read<'_>| {
        Ok((access::try_again_at(read, &login, &from)?, access::password_hash_of(read, &login)?))
    };
    let (wait_until, known) = house.store().read(read).await?;
    let now = house.store().now();
    if let Some(after) = wait_until.filter(|after| *after > now) {
        let seconds = (after.millis_since(now) + 999) / 1000;
        return Err(Stop::Refused(Box::new(Plain::TooMany(seconds))));
    }
    let (_, seen) = known.ok_or_else(|| refuse(AccessRefused::Locked))?;
    let typed = typed.clone();
    let slow = move || {
        let new = access::hash_password(&typed.password)?;
        let is_right = access::verify(&typed.current, &seen);
        if is_right && typed.current == typed.password {
            return Err(AccessRefused::SamePassword);
        }
        Ok(Checked { seen, is_right, new })
    };
    tokio::task::spawn_blocking(slow).await.map_err(Fault::because)?.map_err(refuse)
}

async fn show_again(
    house: &House,
    visit: &Visit,
    headers: &HeaderMap,
    said: Said,
    fields: Vec<FieldError>,
    status: u16,
) -> Response {
    show_settings(house, visit, headers, Tried { changed: false, refused: Some((said, fields)) }, status).await
}
