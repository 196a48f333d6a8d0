//! Pages of the client base: the list, the form of a new client, the form of a change.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Perm, Scope};
use axum::extract::State;
use axum::response::Response;
use house::export::Sheet;
use house::list::{Asked, Filter, List, Order, Words};
use house::{
    Column, Department, Filters, Form, FormEnd, House, Htmx, Path, Query, Shown, Visit, boxed, one_time_key, tally,
};
use i18n::{FieldError, Lang, Said, fmt};
use kernel::{ClientId, EntityKind, Inn, Value};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Check, Field, Panel, Select, Th, Tone};

use crate::api::driver;
use crate::model::{ChangeClient, ClientLine, NewClient, NewContact, Sight, Stage};
use crate::names::{self, Found, NameIndex};
use crate::questions::{card, managers};
use crate::store as books;
use crate::view::{stage_name, stage_status};
use crate::{texts, verbs};

/// Lines on one page of the list.
const ROWS: i64 = 100;

/// Clients found by what was typed, at most.
const MOST_FOUND: i64 = 50;

static CLIENTS: List = List {
    path: "/clients",
    filters: &[
        Filter::Typed("q"),
        Filter::Word("stage", |code| Stage::parse(code).is_some()),
        Filter::Word("mine", |tick| tick == "1"),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[
        Order::text_up("name"),
        Order::text_down("name"),
        Order::down("importance"),
        Order::up("importance"),
        Order::down("since"),
        Order::up("since"),
    ],
};

fn key(asked: &Asked, line: &ClientLine) -> (Value, i64) {
    let key = match asked.column() {
        "importance" => Value::Int(i64::from(line.importance)),
        "since" => Value::Int(line.created_at.millis()),
        _ => Value::Text(line.name_key.clone()),
    };
    (key, line.id.get())
}

/// Lines that fit the filters, what was typed aside.
fn lines(read: &mut Read<'_>, visit: &Visit, asked: &Asked, limit: i64) -> Result<Vec<ClientLine>, Fault> {
    let mut wanted = asked.wanted(limit);
    (wanted.from, wanted.to) = asked.moments(&visit.zone);
    match driver(visit, !asked.get("mine").is_empty(), Stage::parse(asked.get("stage"))) {
        Some(driver) => books::page(read, driver, &wanted),
        None => Ok(Vec::new()),
    }
}

/// What was found by what was typed, best first, as far as it fits the other filters; of the clients the visitor may read
/// their lines.
fn found(
    read: &mut Read<'_>,
    index: Option<&NameIndex>,
    visit: &Visit,
    asked: &Asked,
) -> Result<Vec<(Found, Option<ClientLine>)>, Fault> {
    if !asked.is_readable() {
        return Ok(Vec::new());
    }
    let all = names::find(read, index, visit, asked.get("q"), MOST_FOUND)?;
    let open: Vec<ClientId> = all.iter().filter(|one| !one.locked).map(|one| one.id).collect();
    let mine = match asked.get("mine") {
        "" => None,
        _ => Some(books::visible_of(read, visit.staff(), &open)?),
    };
    let mut lines: HashMap<ClientId, ClientLine> =
        books::lines_of(read, &open)?.into_iter().map(|line| (line.id, line)).collect();
    let (stage, (from, to)) = (Stage::parse(asked.get("stage")), asked.moments(&visit.zone));
    let only_typed = asked.set().len() == 1;
    let fits = |line: &ClientLine| {
        let since = line.created_at.millis();
        stage.is_none_or(|stage| line.stage == stage)
            && mine.as_ref().is_none_or(|mine| mine.contains(&line.id))
            && (from <= since && since < to)
    };
    let with_line = all.into_iter().map(|one| (lines.remove(&one.id), one));
    Ok(with_line.filter(|(line, _)| line.as_ref().map_or(only_typed, fits)).map(|(line, one)| (one, line)).collect())
}

/// The client list, or what was found for a query.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = CLIENTS.asked(&words);
    let (index, departments) = (house.shared::<NameIndex>(), house.departments());
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let filters = filters(visit, &asked);
            let typed = !asked.get("q").is_empty();
            let (rows, next) = if typed {
                let found = found(read, index.as_deref(), visit, &asked)?;
                (found.into_iter().map(|(one, line)| line.map_or(Row::Locked(one), Row::Open)).collect(), None)
            } else {
                let (lines, next) = asked.cut(lines(read, visit, &asked, ROWS + 1)?, ROWS, |line| key(&asked, line));
                (lines.into_iter().map(Row::Open).collect::<Vec<_>>(), next)
            };
            let panel = match rows.is_empty() {
                true if typed && asked.set().len() == 1 && asked.is_readable() => not_found(visit, &asked),
                true => filters.nothing(texts::clients(lang), nobody(visit)),
                false => table(read, departments, visit, &asked, &rows, next.as_deref())?,
            };
            let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
            let state = state(read, visit, index.as_deref())?;
            let shown = Shown::new(texts::clients(lang), "/clients", main).state(state).fit();
            Ok(Some(match visit.may(Perm::ClientsWrite) {
                true => shown.key("n", texts::client_new(lang)),
                false => shown,
            }))
        })
        .await
}

/// How many clients there are: all of them as the name index has them in memory, or the visitor's own, counted.
fn state(read: &mut Read<'_>, visit: &Visit, index: Option<&NameIndex>) -> Result<String, Fault> {
    let lang = visit.lang;
    if !visit.sees_all_clients() {
        let own = visit.actor.staff().map_or(Ok(0), |staff| books::own_count(read, staff))?;
        return Ok(tally::sentence(lang, &[(texts::tally_own(lang), own)]));
    }
    let all = index.filter(|index| index.is_ready()).map(NameIndex::len).and_then(|all| i64::try_from(all).ok());
    Ok(all.map_or(String::new(), |all| format!("{} {}", texts::tally_all(lang), fmt::integer(lang, all))))
}

fn filters<'a>(visit: &'a Visit, asked: &'a Asked) -> Filters<'a> {
    let lang = visit.lang;
    let stages = Stage::ALL.map(|stage| (stage.code().to_owned(), stage_name(lang, stage).to_owned()));
    let mut filters = Filters::new(visit, asked).search("q", texts::clients_find(lang)).choice(
        "stage",
        texts::stage(lang),
        texts::clients_all_stages(lang),
        &stages,
    );
    if visit.scope(Perm::ClientsRead) == Scope::All {
        filters = filters.check("mine", texts::clients_mine(lang));
    }
    let filters = filters.days(texts::client_since(lang));
    match visit.may(Perm::ClientsWrite) {
        true => filters
            .end(html! { (Button::link(texts::client_new(lang), "/clients/new").primary().icon("plus").key("n")) }),
        false => filters,
    }
}

/// A client in the list: one whose dossier is open to the visitor, or another team's that was found by name.
enum Row {
    Open(ClientLine),
    Locked(Found),
}

fn open_ids(rows: &[Row]) -> Vec<ClientId> {
    let id = |row: &Row| match row {
        Row::Open(line) => Some(line.id),
        Row::Locked(_) => None,
    };
    rows.iter().filter_map(id).collect()
}

fn table(
    read: &mut Read<'_>,
    departments: &[&dyn Department],
    visit: &Visit,
    asked: &Asked,
    rows: &[Row],
    next: Option<&str>,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let ids = open_ids(rows);
    let managers = managers(read, &ids)?;
    let numbers: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let beside = house::beside(departments, read, visit, EntityKind::Client, &numbers)?;
    // What was found stands best first.
    let sorts = |column, cell: Th| if asked.get("q").is_empty() { asked.sorts(column, cell) } else { cell };
    let mut heads = vec![
        sorts("name", Th::new(texts::name(lang))),
        Th::new(texts::inn(lang)).class("hide-s"),
        Th::new(texts::city(lang)).class("hide-s"),
        sorts("importance", Th::new(texts::stage(lang))),
    ];
    heads.extend(beside.iter().map(Column::head));
    heads.push(Th::new(texts::manager(lang)).class("hide-s"));
    heads.push(sorts("since", Th::new(texts::client_since(lang)).class("hide-s")));
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for row in rows {
                    @match row {
                        Row::Open(line) => { (open_row(visit, line, &managers, &beside)) }
                        Row::Locked(found) => { (locked_row(lang, found, beside.len())) }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    };
    let panel = Panel::untitled(texts::clients(lang));
    let panel = if asked.get("q").is_empty() { panel } else { panel.count(rows.len()) };
    Ok(html! { (panel.scroll(table)) })
}

fn open_row(visit: &Visit, line: &ClientLine, managers: &HashMap<ClientId, String>, beside: &[Column]) -> Markup {
    let lang = visit.lang;
    html! {
        tr id={ "client-" (line.id) } {
            td { a href={ "/clients/" (line.id) } { (line.name) } }
            td."nw"."hide-s" { @if let Some(inn) = &line.inn { (inn) } }
            td.hide-s { @if let Some(city) = &line.city { (city) } }
            td { (stage_status(lang, line.stage)) }
            @for column in beside { (column.shown(line.id.get())) }
            td.nw.hide-s { @if let Some(manager) = managers.get(&line.id) { span title=(manager) { (fmt::short_name(manager)) } } }
            td."nw"."hide-s" { (fmt::day(lang, line.created_at.day(&visit.zone), visit.today)) }
        }
    }
}

/// Another team's client: its name, its city and who looks after it.
fn locked_row(lang: Lang, found: &Found, beside: usize) -> Markup {
    html! {
        tr id={ "client-" (found.id) } {
            td { a href={ "/clients/" (found.id) } { (found.name) } }
            td.hide-s {}
            td.hide-s { @if let Some(city) = &found.city { (city) } }
            td colspan=(beside + 1) { (ui::status(Tone::Plain, texts::client_locked(lang))) }
            td.nw.hide-s { @if let Some(manager) = &found.manager { span title=(manager) { (fmt::short_name(manager)) } } }
            td.hide-s {}
        }
    }
}

fn not_found(visit: &Visit, asked: &Asked) -> Markup {
    let lang = visit.lang;
    let add = || html! { (Button::link(texts::client_new(lang), "/clients/new").primary()) };
    let add = visit.may(Perm::ClientsWrite).then(add);
    let title = texts::clients_not_found(lang, asked.get("q"));
    html! { (Panel::untitled(texts::clients(lang)).flush(ui::empty("search", &title, texts::clients_not_found_hint(lang), add))) }
}

fn nobody(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let add = || html! { (Button::link(texts::client_new(lang), "/clients/new").primary()) };
    let add = visit.may(Perm::ClientsWrite).then(add);
    ui::empty("users", texts::clients_none(lang), texts::clients_none_hint(lang), add)
}

/// The client list as a file, without phones and mail: those are shown one by one, to whom they concern.
pub(crate) async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let asked = CLIENTS.asked(&words);
    let (index, departments) = (house.shared::<NameIndex>(), house.departments());
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let lines = match asked.get("q").is_empty() {
                true => lines(read, visit, asked, most)?,
                // Another team's clients are in the list so that nobody makes a second card; a file needs none of them.
                false => {
                    found(read, index.as_deref(), visit, asked)?.into_iter().filter_map(|(_, line)| line).collect()
                }
            };
            let ids: Vec<ClientId> = lines.iter().map(|line| line.id).collect();
            let managers = managers(read, &ids)?;
            let numbers: Vec<i64> = ids.iter().map(|id| id.get()).collect();
            let beside = house::beside(departments, read, visit, EntityKind::Client, &numbers)?;
            let own = [texts::name(lang), texts::inn(lang), texts::city(lang), texts::stage(lang)];
            let last = [texts::manager(lang), texts::client_since(lang)];
            let columns: Vec<&str> = own.into_iter().chain(beside.iter().map(Column::title)).chain(last).collect();
            Ok(Sheet::of(texts::clients(lang), "clients", &columns, &lines, |line: &ClientLine| {
                let mut cells = vec![
                    line.name.as_str().into(),
                    line.inn.clone().into(),
                    line.city.clone().into(),
                    stage_name(lang, line.stage).into(),
                ];
                cells.extend(beside.iter().map(|column| column.cell(line.id.get())));
                cells.push(managers.get(&line.id).cloned().into());
                cells.push(line.created_at.day(&visit.zone).into());
                cells
            }))
        })
        .await
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
    /// Ticked: a card of its own.
    #[serde(default)]
    separate: String,
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
            separate: !self.separate.is_empty(),
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
            separate: !self.separate.is_empty(),
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
    house.show(&visit, new_page(&visit, &typed, None)).await
}

/// Lets a client into the base from the form.
pub(crate) async fn create(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    // An emptied field is there again after a refusal.
    let mut typed = Typed::clone(&form.body);
    typed.phones.get_or_insert_default();
    typed.emails.get_or_insert_default();
    let made = Arc::new(AtomicI64::new(0));
    let (seen, index) = (made.clone(), house.shared::<NameIndex>());
    let asked = index.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let created = verbs::create_asked(tx, visit, asked.as_deref(), typed.new_client()).map_err(boxed)?;
            made.store(created.card.client.id.get(), Ordering::Relaxed);
            Ok(format!("/clients/{}", created.card.client.id))
        })
        .await;
    names::refresh(&house, seen.load(Ordering::Relaxed)).await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            house
                .page(&visit, move |read, visit| {
                    let standing = standing(read, index.as_deref(), &typed, &fields, None)?;
                    let refused = Refused { said: &said, fields: &fields, standing: &standing };
                    Ok(Some(new_page(visit, &typed, Some(refused)).status(status)))
                })
                .await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// Clients in whose cards the typed ИНН stands, or who are called nearly as typed, whichever was asked about: each can be
/// opened from the refusal.
fn standing(
    read: &mut Read<'_>,
    index: Option<&NameIndex>,
    typed: &Typed,
    fields: &[FieldError],
    me: Option<ClientId>,
) -> Result<Vec<(ClientId, String)>, Fault> {
    let about = |pointer: &str| fields.iter().any(|field| field.pointer == pointer);
    let inn = Inn::parse(&typed.inn).ok();
    let mut standing = match &inn {
        Some(inn) if about("/inn") => {
            books::by_inn(read, inn)?.into_iter().map(|there| (there.id, there.name)).collect()
        }
        _ if about("/name") && about("/separate") => names::alike(read, index, typed.name.trim(), inn.is_some())?,
        _ => Vec::new(),
    };
    standing.retain(|(id, _)| Some(*id) != me);
    Ok(standing)
}

/// Why a form is shown again.
#[derive(Clone, Copy)]
struct Refused<'a> {
    said: &'a Said,
    fields: &'a [FieldError],
    /// Cards with the same ИНН or nearly the same name.
    standing: &'a [(ClientId, String)],
}

fn new_page(visit: &Visit, typed: &Typed, refused: Option<Refused<'_>>) -> Shown {
    let title = texts::client_new(visit.lang);
    Shown::new(title, "/clients", form_panel(visit.lang, title, "/clients/new", "/clients", typed, refused))
}

/// The form of a change.
pub(crate) async fn edit(State(house): State<House>, visit: Visit, Path(id): Path<ClientId>) -> Response {
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
    Path(id): Path<ClientId>,
    form: Form<Typed>,
) -> Response {
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
            house
                .page(&visit, move |read, visit| {
                    let standing = standing(read, None, &typed, &fields, Some(id))?;
                    let refused = Refused { said: &said, fields: &fields, standing: &standing };
                    Ok(Some(edit_page(visit, id, &typed, Some(refused)).status(status)))
                })
                .await
        }
        FormEnd::Failed(response) => *response,
    }
}

fn edit_page(visit: &Visit, id: ClientId, typed: &Typed, refused: Option<Refused<'_>>) -> Shown {
    let (title, here, back) =
        (texts::client_change(visit.lang), format!("/clients/{id}/edit"), format!("/clients/{id}"));
    let panel = form_panel(visit.lang, title, &here, &back, typed, refused);
    // Whose card it is, also while the name is being changed.
    Shown::new(if typed.name.trim().is_empty() { title } else { typed.name.as_str() }, "/clients", panel)
}

/// What was refused and why; cards that may be the same can be opened from it.
fn refusal(refused: Refused<'_>) -> Markup {
    let why = html! {
        (refused.said.why_and_next())
        @for (id, name) in refused.standing { " " a href={ "/clients/" (id) } { (name) } }
    };
    ui::note(Tone::Bad, &refused.said.title, Some(why))
}

fn form_panel(lang: Lang, title: &str, here: &str, back: &str, typed: &Typed, refused: Option<Refused<'_>>) -> Markup {
    let wrong = |pointer: &str| {
        let fields = refused.map_or(&[][..], |refused| refused.fields);
        fields.iter().find(|field| field.pointer.starts_with(pointer)).map(|field| field.message.clone())
    };
    let stages = Stage::ALL.into_iter().map(|stage| (stage.code(), stage_name(lang, stage)));
    let is_new = typed.version.is_empty();
    let body = html! {
        form.p-form #client-form method="post" action=(here) {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(typed.version);
            @if let Some(refused) = refused { (refusal(refused)) }
            (Field::new("name", texts::name(lang)).value(typed.name.clone()).hint(texts::name_hint(lang)).error(wrong("/name"))
                .required().autofocus().attr("maxlength", "200"))
            div.row-f.top {
                (Field::new("inn", texts::inn(lang)).value(typed.inn.clone()).error(wrong("/inn")).attr("inputmode", "numeric").width("grow"))
                (Field::new("kpp", texts::kpp(lang)).value(typed.kpp.clone()).error(wrong("/kpp")).width("grow"))
            }
            @if wrong("/separate").is_some() || !typed.separate.is_empty() {
                (Check::new("separate", "1", texts::client_separate(lang)).checked(!typed.separate.is_empty()))
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
