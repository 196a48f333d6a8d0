//! Pages of the client base: the list, the form of a new client, the form of a change.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Perm, Scope};
use axum::extract::{Path, State};
use axum::response::Response;
use house::{Form, FormEnd, House, Htmx, Query, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Lang, Said};
use kernel::ClientId;
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Check, Field, Panel, Select, Sort, Th, Tone};

use crate::api::{driver, place};
use crate::model::{ChangeClient, ClientLine, NewClient, NewContact, Sight, Stage};
use crate::names::{self, Found, NameIndex};
use crate::questions::{card, managers};
use crate::store::{self as books, After, Order};
use crate::view::{stage_name, stage_status};
use crate::{texts, verbs};

/// Lines on one page of the list.
const ROWS: i64 = 100;

/// What the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    mine: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    cursor: String,
}

impl ListQuery {
    fn order(&self) -> Order {
        if self.sort == "importance" { Order::Importance } else { Order::Name }
    }

    fn after(&self) -> After {
        let cursor = house::cursor::decode(&self.cursor).filter(|cursor| !cursor.key.contains('\0'));
        cursor.map(|cursor| After { key: cursor.key, id: cursor.id }).unwrap_or_default()
    }

    /// The address of the same list with another order or place.
    fn address(&self, sort: &str, cursor: &str) -> String {
        let mine = if self.mine.is_empty() { "" } else { "1" };
        let stage = Stage::parse(&self.stage).map_or("", Stage::code);
        let parts = [("stage", stage), ("mine", mine), ("sort", sort), ("cursor", cursor)];
        let asked: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if asked.is_empty() { "/clients".into() } else { format!("/clients?{}", asked.join("&")) }
    }
}

/// The client list, or what was found for a query.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<ListQuery>) -> Response {
    let index = house.shared::<NameIndex>();
    house
        .page(&visit, move |read, visit| {
            let q = asked.q.trim();
            let body =
                if q.is_empty() { lines(read, visit, &asked)? } else { found(read, index.as_deref(), visit, q)? };
            let main = html! { div.gr.rows-a1.stretch { (filters(visit, &asked)) (body) } };
            let shown = Shown::new(texts::clients(visit.lang), "/clients", main).fit();
            Ok(Some(match visit.may(Perm::ClientsWrite) {
                true => shown.key("n", texts::client_new(visit.lang)),
                false => shown,
            }))
        })
        .await
}

fn filters(visit: &Visit, asked: &ListQuery) -> Markup {
    let lang = visit.lang;
    let stages = Stage::ALL.into_iter().map(|stage| (stage.code(), stage_name(lang, stage)));
    html! {
        form.row-f.wrap method="get" action="/clients" role="search" {
            (Field::new("q", texts::clients_find(lang)).label_hidden().kind("search").width("grow")
                .placeholder(texts::clients_find(lang)).value(asked.q.clone()).attr("maxlength", "100"))
            (Select::new("stage", texts::stage(lang)).label_hidden().option("", texts::clients_all_stages(lang))
                .options(stages).chosen(asked.stage.clone()))
            @if visit.scope(Perm::ClientsRead) == Scope::All {
                (Check::new("mine", "1", texts::clients_mine(lang)).checked(!asked.mine.is_empty()))
            }
            @if !asked.sort.is_empty() { input type="hidden" name="sort" value=(asked.sort); }
            (Button::submit(texts::clients_find_button(lang)).icon("search"))
            @if visit.may(Perm::ClientsWrite) {
                (Button::link(texts::client_new(lang), "/clients/new").primary().icon("plus").class("end").key("n"))
            }
        }
    }
}

fn lines(read: &mut Read<'_>, visit: &Visit, asked: &ListQuery) -> Result<Markup, Fault> {
    let (lang, order) = (visit.lang, asked.order());
    let stage = Stage::parse(&asked.stage);
    let found = match driver(visit, !asked.mine.is_empty(), stage) {
        Some(driver) => books::list(read, driver, order, &asked.after(), ROWS + 1)?,
        None => Vec::new(),
    };
    let cut = house::Listed::cut(found, ROWS, |line: &ClientLine| (place(order, line), line.id.get()));
    if cut.items.is_empty() {
        return Ok(nobody(visit, asked));
    }
    let ids: Vec<ClientId> = cut.items.iter().map(|line| line.id).collect();
    let managers = managers(read, &ids)?;
    let (by_name, by_importance) = match order {
        Order::Name => (Sort::Ascending, Sort::None),
        Order::Importance => (Sort::None, Sort::Descending),
    };
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::name(lang)).sort(asked.address("", ""), by_name),
                Th::new(texts::inn(lang)),
                Th::new(texts::city(lang)).class("hide-s"),
                Th::new(texts::stage(lang)).sort(asked.address("importance", ""), by_importance),
                Th::new(texts::manager(lang)).class("hide-s"),
            ]))
            tbody data-rows { @for line in &cut.items { (row(lang, line, &managers)) } }
        }
    };
    let next = cut.next_cursor.map(|cursor| asked.address(&asked.sort, &cursor));
    Ok(html! { (Panel::untitled(texts::clients(lang)).scroll(html! { (table) (ui::pager(lang, next.as_deref())) })) })
}

fn row(lang: Lang, line: &ClientLine, managers: &HashMap<ClientId, String>) -> Markup {
    html! {
        tr id={ "client-" (line.id) } {
            td { a href={ "/clients/" (line.id) } { (line.name) } }
            td.nw { @if let Some(inn) = &line.inn { (inn) } }
            td.hide-s { @if let Some(city) = &line.city { (city) } }
            td { (stage_status(lang, line.stage)) }
            td.hide-s { @if let Some(manager) = managers.get(&line.id) { (manager) } }
        }
    }
}

fn nobody(visit: &Visit, asked: &ListQuery) -> Markup {
    let lang = visit.lang;
    let filtered = !asked.stage.is_empty() || !asked.mine.is_empty();
    let add = || html! { (Button::link(texts::client_new(lang), "/clients/new").primary()) };
    let (title, hint, action) = if filtered {
        let all = html! { (Button::link(texts::clients_all_stages(lang), "/clients")) };
        (texts::clients_none_here(lang), texts::clients_none_here_hint(lang), Some(all))
    } else {
        (texts::clients_none(lang), texts::clients_none_hint(lang), visit.may(Perm::ClientsWrite).then(add))
    };
    html! { (Panel::untitled(texts::clients(lang)).flush(ui::empty("users", title, hint, action))) }
}

fn found(read: &mut Read<'_>, index: Option<&NameIndex>, visit: &Visit, q: &str) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let all = names::find(read, index, visit, q, 50)?;
    if all.is_empty() {
        let add = visit
            .may(Perm::ClientsWrite)
            .then(|| html! { (Button::link(texts::client_new(lang), "/clients/new").primary()) });
        let nothing = ui::empty("search", &texts::clients_not_found(lang, q), texts::clients_not_found_hint(lang), add);
        return Ok(html! { (Panel::untitled(texts::clients(lang)).flush(nothing)) });
    }
    let cells =
        [texts::name(lang), texts::inn(lang), texts::city(lang), texts::stage(lang), texts::manager(lang)].map(Th::new);
    let table = html! {
        table.p-tbl { (ui::head(&cells)) tbody data-rows { @for one in &all { (found_row(lang, one)) } } }
    };
    Ok(html! { (Panel::untitled(texts::clients(lang)).count(all.len()).scroll(table)) })
}

fn found_row(lang: Lang, found: &Found) -> Markup {
    html! {
        tr id={ "client-" (found.id) } {
            td { a href={ "/clients/" (found.id) } { (found.name) } }
            td.nw { @if let Some(inn) = &found.inn { (inn) } }
            td { @if let Some(city) = &found.city { (city) } }
            td {
                @if let Some(stage) = found.stage { (stage_status(lang, stage)) }
                @if found.locked { (ui::status(Tone::Plain, texts::client_locked(lang))) }
            }
            td { @if let Some(manager) = &found.manager { (manager) } }
        }
    }
}

/// A client as typed into the form.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    inn: String,
    #[serde(default)]
    kpp: String,
    #[serde(default)]
    city: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    stage: String,
    phones: Option<String>,
    emails: Option<String>,
    #[serde(default)]
    contact_name: String,
    #[serde(default)]
    contact_position: String,
    /// The version the form was made from; empty for a new client.
    #[serde(default)]
    version: String,
}

impl Typed {
    fn new_client(&self) -> NewClient {
        let contact = (!self.contact_name.trim().is_empty()).then(|| NewContact {
            name: self.contact_name.clone(),
            position: Some(self.contact_position.clone()),
            ..NewContact::default()
        });
        NewClient {
            name: self.name.clone(),
            inn: Some(self.inn.clone()),
            kpp: Some(self.kpp.clone()),
            city: Some(self.city.clone()),
            address: Some(self.address.clone()),
            stage: Some(self.stage.clone()),
            external_id: None,
            phones: self.phones.as_deref().map(phones).unwrap_or_default(),
            emails: self.emails.as_deref().map(emails).unwrap_or_default(),
            contacts: contact.into_iter().collect(),
        }
    }

    fn change(&self) -> ChangeClient {
        ChangeClient {
            name: Some(self.name.clone()),
            inn: Some(Some(self.inn.clone())),
            kpp: Some(Some(self.kpp.clone())),
            city: Some(Some(self.city.clone())),
            address: Some(Some(self.address.clone())),
            stage: Some(self.stage.clone()),
            external_id: None,
            // Who sees no digits gets no field, and so changes none.
            phones: self.phones.as_deref().map(phones),
            emails: self.emails.as_deref().map(emails),
        }
    }
}

/// The field as one text: a local number after a full one takes its area.
fn phones(text: &str) -> Vec<String> {
    if text.trim().is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

fn emails(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What the form of a new client begins with: a query that found nobody.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct NewQuery {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
}

/// The form of a new client.
pub(crate) async fn new(State(house): State<House>, visit: Visit, Query(asked): Query<NewQuery>) -> Response {
    let typed = Typed { name: asked.name, phones: Some(asked.phone), emails: Some(String::new()), ..Typed::default() };
    house.show(&visit, new_page(&visit, &typed, None))
}

/// Lets a client into the base from the form.
pub(crate) async fn create(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let typed = form.body.clone();
    let made = Arc::new(AtomicI64::new(0));
    let seen = made.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let created = verbs::create(tx, visit, typed.new_client()).map_err(boxed)?;
            made.store(created.card.client.id.get(), Ordering::Relaxed);
            Ok(format!("/clients/{}", created.card.client.id))
        })
        .await;
    names::refresh(&house, seen.load(Ordering::Relaxed)).await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            house.show(&visit, new_page(&visit, &typed, Some((&said, &fields))).status(status))
        }
        FormEnd::Failed(response) => *response,
    }
}

fn new_page(visit: &Visit, typed: &Typed, refused: Option<(&Said, &[FieldError])>) -> Shown {
    let title = texts::client_new(visit.lang);
    Shown::new(title, "/clients", form_panel(visit.lang, title, "/clients/new", "/clients", typed, refused))
}

/// The form of a change.
pub(crate) async fn edit(State(house): State<House>, visit: Visit, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<ClientId>() else { return house::not_found(&visit) };
    house
        .page(&visit, move |read, visit| {
            let card = card(read, visit, id)?;
            let card = card.filter(|card| card.sight != Sight::Locked && card.client.retail_at.is_none());
            let Some(card) = card else { return Ok(None) };
            let full = card.sight == Sight::Full;
            let own_phones = card.phones.iter().filter(|phone| phone.contact.is_none());
            let phones: Vec<String> = own_phones
                .map(|phone| match &phone.extension {
                    Some(extension) => format!("{} #{extension}", phone.phone),
                    None => phone.phone.to_string(),
                })
                .collect();
            let own_emails = card.emails.iter().filter(|email| email.contact.is_none());
            let emails: Vec<&str> = own_emails.map(|email| email.email.as_str()).collect();
            let client = &card.client;
            let typed = Typed {
                name: client.name.clone(),
                inn: client.inn.as_ref().map(ToString::to_string).unwrap_or_default(),
                kpp: client.kpp.as_ref().map(ToString::to_string).unwrap_or_default(),
                city: client.city.clone().unwrap_or_default(),
                address: client.address.clone().unwrap_or_default(),
                stage: client.stage.code().into(),
                phones: full.then(|| phones.join(", ")),
                emails: full.then(|| emails.join(", ")),
                version: client.version.to_string(),
                ..Typed::default()
            };
            Ok(Some(edit_page(visit, id, &typed, None)))
        })
        .await
}

/// Changes a client from the form.
pub(crate) async fn change(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<String>,
    form: Form<Typed>,
) -> Response {
    let Ok(id) = id.parse::<ClientId>() else { return house::not_found(&visit) };
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let seen = typed.version.parse().unwrap_or(0);
            verbs::change(tx, visit, id, Some(seen), typed.change()).map_err(boxed)?;
            Ok(format!("/clients/{id}"))
        })
        .await;
    names::refresh(&house, id.get()).await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            house.show(&visit, edit_page(&visit, id, &typed, Some((&said, &fields))).status(status))
        }
        FormEnd::Failed(response) => *response,
    }
}

fn edit_page(visit: &Visit, id: ClientId, typed: &Typed, refused: Option<(&Said, &[FieldError])>) -> Shown {
    let (title, here, back) =
        (texts::client_change(visit.lang), format!("/clients/{id}/edit"), format!("/clients/{id}"));
    Shown::new(title, "/clients", form_panel(visit.lang, title, &here, &back, typed, refused))
}

fn form_panel(
    lang: Lang,
    title: &str,
    here: &str,
    back: &str,
    typed: &Typed,
    refused: Option<(&Said, &[FieldError])>,
) -> Markup {
    let wrong = |pointer: &str| {
        let fields = refused.map_or(&[][..], |(_, fields)| fields);
        fields.iter().find(|field| field.pointer.starts_with(pointer)).map(|field| field.message.clone())
    };
    let stages = Stage::ALL.into_iter().map(|stage| (stage.code(), stage_name(lang, stage)));
    let is_new = typed.version.is_empty();
    let body = html! {
        form.p-form #client-form method="post" action=(here) {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(typed.version);
            @if let Some((said, _)) = refused {
                (ui::note(Tone::Bad, &said.title, Some(html! { (said.detail) ". " (said.next) })))
            }
            (Field::new("name", texts::name(lang)).value(typed.name.clone()).hint(texts::name_hint(lang)).error(wrong("/name"))
                .required().autofocus().attr("maxlength", "200"))
            div.row-f.top {
                (Field::new("inn", texts::inn(lang)).value(typed.inn.clone()).error(wrong("/inn")).attr("inputmode", "numeric").width("grow"))
                (Field::new("kpp", texts::kpp(lang)).value(typed.kpp.clone()).error(wrong("/kpp")).width("grow"))
            }
            div.row-f.top {
                (Field::new("city", texts::city(lang)).value(typed.city.clone()).error(wrong("/city")).width("grow"))
                (Select::new("stage", texts::stage(lang)).options(stages).chosen(typed.stage.clone()).error(wrong("/stage"))
                    .width("grow"))
            }
            (Field::new("address", texts::address(lang)).value(typed.address.clone()).error(wrong("/address")))
            @if let Some(phones) = &typed.phones {
                (Field::new("phones", texts::phones(lang)).kind("tel").value(phones.clone()).hint(texts::phones_hint(lang))
                    .error(wrong("/phones")))
            }
            @if let Some(emails) = &typed.emails {
                (Field::new("emails", texts::emails(lang)).value(emails.clone()).hint(texts::emails_hint(lang))
                    .error(wrong("/emails")))
            }
            @if is_new {
                div.row-f.top {
                    (Field::new("contact_name", texts::contact_name(lang)).value(typed.contact_name.clone())
                        .error(wrong("/contacts/0/name")).width("grow"))
                    (Field::new("contact_position", texts::contact_position(lang)).value(typed.contact_position.clone())
                        .error(wrong("/contacts/0/position")).width("grow"))
                }
            }
        }
    };
    let footer = html! {
        (Button::link(texts::client_cancel(lang), back).quiet())
        (Button::submit(texts::client_save(lang)).primary().attr("form", "client-form").class("end").key("Ctrl Enter"))
    };
    ui::panel(title, None, None, body, Some(footer))
}
