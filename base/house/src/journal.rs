//! The journal: all that happened, who did it, when and on what; as a page, as a file and over the API.
//!
//! Each department words its own events ([`Department::told`]) and names its own things as far as the reader may see
//! them ([`Department::named`]); payloads hold ids, numbers and codes only.

use std::collections::HashMap;

use access::{Perm, Role};
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use i18n::{FieldError, Lang, fmt};
use kernel::{Day, Entity, EntityKind, Moment, StaffId, TokenId, Value};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::{Fault, Happened, Read, Sought};
use ui::{Panel, Th};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::deed::{Listed, Page, Query};
use crate::department::{Chapter, Department, Told, link};
use crate::export::{Cell, Sheet};
use crate::filters::Filters;
use crate::house::House;
use crate::list::{Asked, Filter, List, Order, Words};
use crate::page::Shown;
use crate::problem::{Plain, refusal_response};
use crate::routes::Routes;
use crate::texts;
use crate::visit::Visit;

const ROWS: i64 = 50;
/// The company's own clock among the people of the filter.
const SYSTEM: &str = "system";

static JOURNAL: List = List {
    path: "/journal",
    filters: &[
        Filter::Word("who", |who| who == SYSTEM || who.parse::<i64>().is_ok()),
        Filter::Typed("what"),
        Filter::Word("of", |code| thing(code).is_some()),
        Filter::FROM,
        Filter::TO,
    ],
    orders: &[Order::down("at"), Order::up("at")],
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page(Method::GET, "/journal", Perm::AuditRead, page)
        .export("/journal/export", Perm::AuditRead, file)
        .api(Perm::AuditRead, routes!(list_api))
}

const ACCESS: &[&str] = &[
    "staff_added",
    "staff_locked",
    "staff_unlocked",
    "staff_renamed",
    "roles_changed",
    "duty_exception_added",
    "password_changed",
    "password_reset",
    "access_ended",
    "session_opened",
    "session_ended",
    "token_added",
    "token_ended",
    "seller_created",
    "seller_changed",
];

type Departments = &'static [&'static dyn Department];

/// The chapters of the whole house, its own first.
pub fn chapters(departments: Departments, lang: Lang) -> Vec<Chapter> {
    let own = [
        Chapter { code: "access", title: texts::chapter_access(lang), kinds: ACCESS },
        Chapter { code: "exports", title: texts::chapter_exports(lang), kinds: &["list_exported"] },
    ];
    own.into_iter().chain(departments.iter().flat_map(|department| department.chapters(lang))).collect()
}

/// An event in words, by whoever wrote it.
pub fn told(departments: Departments, lang: Lang, event: &Happened) -> Told {
    own_told(lang, event)
        .or_else(|| departments.iter().find_map(|department| department.told(lang, event)))
        .unwrap_or(Told { words: texts::ev_other(lang).to_owned(), icon: "clock" })
}

fn own_told(lang: Lang, event: &Happened) -> Option<Told> {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let roles = || {
        let codes = payload.get("roles").and_then(|roles| roles.as_array()).into_iter().flatten();
        let roles = codes.filter_map(|code| code.as_str()).filter_map(Role::parse);
        roles.map(|role| access::role_name(lang, role)).collect::<Vec<_>>().join(", ")
    };
    match event.kind.as_str() {
        "staff_added" => Told::new(texts::ev_staff_added(lang, &roles()), "user-plus"),
        "staff_locked" => Told::new(texts::ev_staff_locked(lang), "user-off"),
        "staff_unlocked" => Told::new(texts::ev_staff_unlocked(lang), "user-check"),
        "roles_changed" => Told::new(texts::ev_roles_changed(lang, &roles()), "shield-lock"),
        "duty_exception_added" => Told::new(texts::ev_duty_exception(lang), "shield-lock"),
        "staff_renamed" => Told::new(texts::ev_staff_renamed(lang), "pencil"),
        "password_reset" => Told::new(texts::ev_password_reset(lang), "key"),
        "password_changed" => Told::new(texts::ev_password_changed(lang), "lock"),
        "access_ended" => Told::new(texts::ev_access_ended(lang), "lock"),
        "session_opened" => Told::new(texts::ev_session_opened(lang), "user-check"),
        "session_ended" => Told::new(texts::ev_session_ended(lang), "logout"),
        "token_added" => Told::new(texts::ev_token_added(lang), "key"),
        "token_ended" => Told::new(texts::ev_token_ended(lang), "key"),
        "seller_created" => Told::new(texts::ev_seller_created(lang), "building"),
        "seller_changed" => Told::new(texts::ev_seller_changed(lang), "pencil"),
        "list_exported" => {
            let rows = payload.get("rows").and_then(serde_json::Value::as_i64).unwrap_or_default();
            let rows = fmt::integer(lang, rows);
            let format = text("format").to_uppercase();
            Told::new(texts::ev_list_exported(lang, &format, text("list"), &rows), "download")
        }
        _ => None,
    }
}

/// A thing as the journal calls it where nobody gives it a better name.
fn thing_in_words(lang: Lang, thing: Entity) -> String {
    let id = thing.id.to_string();
    let say = match thing.kind {
        EntityKind::Client => texts::entity_client,
        EntityKind::Contact => texts::entity_contact,
        EntityKind::Item => texts::entity_item,
        EntityKind::PropertyWord => texts::entity_property_word,
        EntityKind::Order => texts::entity_order,
        EntityKind::Invoice => texts::entity_invoice,
        EntityKind::Shipment => texts::entity_shipment,
        EntityKind::Payment => texts::entity_payment,
        EntityKind::PurchaseOrder => texts::entity_purchase_order,
        EntityKind::Arrival => texts::entity_arrival,
        EntityKind::Receipt => texts::entity_receipt,
        EntityKind::Supply => texts::entity_supply,
        EntityKind::Staff => texts::entity_staff,
        EntityKind::Token => texts::entity_token,
        EntityKind::Session => texts::entity_session,
        EntityKind::Seller => texts::entity_seller,
        EntityKind::Call => texts::entity_call,
        EntityKind::Case => texts::entity_case,
        EntityKind::Import => texts::entity_import,
    };
    say(lang, &id)
}

/// An entry of the journal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalEntry {
    /// Place in the chain, from 1 without gaps.
    pub seq: i64,
    /// When.
    #[schema(value_type = String)]
    pub at: Moment,
    /// Who: `staff:7`, `token:3`, `system`.
    pub actor: String,
    /// Who, in words.
    pub by: String,
    /// Code of what happened.
    pub kind: String,
    /// What happened, in words.
    pub words: String,
    /// On what: `order:7`.
    pub entity: String,
    /// On what, in words.
    pub entity_name: String,
    /// Where to read on, for those who may.
    pub href: Option<String>,
    /// The client it concerns, as `client:7`.
    pub client: Option<String>,
    /// The client's name, for those who read every dossier.
    pub client_name: Option<String>,
    /// Ids, numbers and codes; never names, phones or free text.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    #[serde(skip)]
    icon: &'static str,
    #[serde(skip)]
    client_href: Option<String>,
}

/// What of the journal is wanted; what was asked for and does not read is told.
#[derive(Debug, Clone, Default)]
struct Wish {
    who: String,
    what: String,
    kind: Option<String>,
    of: Option<Entity>,
    span: (i64, i64),
}

fn thing(code: &str) -> Option<Entity> {
    let (kind, id) = code.split_once(':')?;
    Some(Entity::new(EntityKind::parse(kind).ok()?, id.parse().ok()?))
}

fn sought(read: &mut Read<'_>, departments: Departments, wish: &Wish) -> Result<Sought, Fault> {
    let actors = match wish.who.as_str() {
        "" => None,
        SYSTEM => Some(vec![SYSTEM.to_owned()]),
        number => match number.parse().map(StaffId::new) {
            Ok(staff) => Some(access::actors_of(read, staff)?),
            Err(_) => None,
        },
    };
    let chapter = chapters(departments, Lang::default()).into_iter().find(|chapter| chapter.code == wish.what);
    let kinds_of = |chapter: Chapter| chapter.kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let of_chapter = (!wish.what.is_empty()).then(|| chapter.map_or_else(Vec::new, kinds_of));
    let kinds = wish.kind.as_ref().map(|kind| vec![kind.clone()]).or(of_chapter);
    Ok(Sought { kinds, actors, on: wish.of, from: wish.span.0, to: wish.span.1 })
}

/// Rows with the names that this reader may see.
fn entries(
    read: &mut Read<'_>,
    visit: &Visit,
    departments: Departments,
    events: Vec<Happened>,
) -> Result<Vec<JournalEntry>, Fault> {
    let on = |event: &Happened| EntityKind::parse(&event.entity).ok().map(|kind| Entity::new(kind, event.entity_id));
    let mut things: Vec<Entity> = events.iter().filter_map(on).collect();
    things.extend(events.iter().filter_map(|event| event.client_id).map(Entity::from));
    things.sort_unstable();
    things.dedup();
    let mut names: HashMap<Entity, String> = HashMap::new();
    for department in departments {
        names.extend(department.named(read, visit, &things)?);
    }
    let numbered = |prefix: &str| -> Vec<i64> {
        let mut ids: Vec<i64> =
            events.iter().filter_map(|event| event.actor.strip_prefix(prefix)?.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let of_kind = |kind: EntityKind| things.iter().filter(move |thing| thing.kind == kind).map(|thing| thing.id);
    let staff: Vec<StaffId> =
        numbered("staff:").into_iter().chain(of_kind(EntityKind::Staff)).map(StaffId::new).collect();
    let tokens: Vec<TokenId> =
        numbered("token:").into_iter().chain(of_kind(EntityKind::Token)).map(TokenId::new).collect();
    let lang = visit.lang;
    let mut by: HashMap<String, String> = HashMap::from([(SYSTEM.to_owned(), texts::journal_system(lang).to_owned())]);
    for (id, name) in access::staff_names(read, &staff)? {
        by.insert(format!("staff:{id}"), name.clone());
        names.insert(id.into(), name);
    }
    for (id, token, holder) in access::token_names(read, &tokens)? {
        by.insert(format!("token:{id}"), texts::journal_by_token(lang, &token, &holder));
        names.insert(id.into(), format!("{}: {token}", thing_in_words(lang, id.into())));
    }
    let made = events.into_iter().map(|event| {
        let Told { words, icon } = told(departments, lang, &event);
        let thing = on(&event);
        let entity_name = thing.map_or_else(
            || format!("{}:{}", event.entity, event.entity_id),
            |thing| names.get(&thing).cloned().unwrap_or_else(|| thing_in_words(lang, thing)),
        );
        let people = |thing: Entity| {
            (thing.kind == EntityKind::Staff && visit.may(Perm::StaffManage)).then(|| format!("/users/{}", thing.id))
        };
        let client = event.client_id.map(Entity::from);
        JournalEntry {
            seq: event.seq,
            at: event.at,
            by: by.get(&event.actor).cloned().unwrap_or_else(|| event.actor.clone()),
            actor: event.actor,
            kind: event.kind,
            words,
            entity: format!("{}:{}", event.entity, event.entity_id),
            entity_name,
            href: thing.and_then(|thing| link(visit, thing).or_else(|| people(thing))),
            client: client.map(|client| client.to_string()),
            client_name: client.and_then(|client| names.get(&client).cloned()),
            payload: serde_json::from_str(&event.payload).unwrap_or_default(),
            icon,
            client_href: client.and_then(|client| link(visit, client)),
        }
    });
    Ok(made.collect())
}

fn wish(asked: &Asked, visit: &Visit) -> Wish {
    Wish {
        who: asked.get("who").to_owned(),
        what: asked.get("what").to_owned(),
        kind: None,
        of: thing(asked.get("of")),
        span: asked.moments(&visit.zone),
    }
}

fn rows(
    read: &mut Read<'_>,
    visit: &Visit,
    departments: Departments,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<JournalEntry>, Fault> {
    let sought = sought(read, departments, &wish(asked, visit))?;
    let wanted = asked.wanted(limit);
    let events = store::events_sought(read, &sought, wanted.order, (&wanted.key, wanted.id), wanted.limit)?;
    entries(read, visit, departments, events)
}

/// What was asked; a chapter that no department has can't be read.
fn asked(departments: Departments, words: &Words) -> Asked {
    let asked = JOURNAL.asked(words);
    let what = asked.get("what");
    let is_known = chapters(departments, Lang::default()).iter().any(|chapter| chapter.code == what);
    if what.is_empty() || is_known { asked } else { asked.unfit("what") }
}

async fn page(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let departments = house.departments();
    let asked = asked(departments, &words);
    house
        .page(&visit, move |read, visit| {
            let lang = visit.lang;
            let (rows, next) = asked.cut(rows(read, visit, departments, &asked, ROWS + 1)?, ROWS, |row| {
                (Value::Int(row.at.millis()), row.seq)
            });
            let mut people: Vec<(String, String)> = access::staff_list(read)?
                .into_iter()
                .map(|row| (row.person.staff.to_string(), row.person.name))
                .collect();
            people.sort_by(|one, other| one.1.cmp(&other.1));
            people.push((SYSTEM.to_owned(), texts::journal_system(lang).to_owned()));
            let kinds: Vec<(String, String)> = chapters(departments, lang)
                .into_iter()
                .map(|chapter| (chapter.code.to_owned(), chapter.title.to_owned()))
                .collect();
            let of = match thing(asked.get("of")) {
                Some(thing) => Some(name_of(read, visit, departments, thing)?),
                None => None,
            };
            let filters = Filters::new(visit, &asked)
                .choice("who", texts::journal_who(lang), texts::journal_anybody(lang), &people)
                .choice("what", texts::journal_kind(lang), texts::journal_anything(lang), &kinds)
                .days(texts::journal_days(lang))
                .of("of", texts::journal_of(lang), of.as_deref());
            let panel = if rows.is_empty() {
                let none = ui::empty("history", texts::journal_empty(lang), texts::journal_empty_why(lang), None);
                filters.nothing(texts::journal(lang), none)
            } else {
                list_panel(visit, &asked, &rows, next.as_deref())
            };
            let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
            Ok(Some(Shown::new(texts::journal(lang), "/journal", main).state(texts::journal_state(lang)).fit()))
        })
        .await
}

fn name_of(read: &mut Read<'_>, visit: &Visit, departments: Departments, thing: Entity) -> Result<String, Fault> {
    for department in departments {
        if let Some((_, name)) = department.named(read, visit, &[thing])?.into_iter().next() {
            return Ok(name);
        }
    }
    if thing.kind == EntityKind::Staff
        && let Some((_, name)) = access::staff_names(read, &[StaffId::new(thing.id)])?.into_iter().next()
    {
        return Ok(name);
    }
    Ok(thing_in_words(visit.lang, thing))
}

fn list_panel(visit: &Visit, asked: &Asked, rows: &[JournalEntry], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    let only = |code: &str, name: &str| {
        let label = texts::journal_only(lang, name);
        html! { a.p-btn.quiet.sq.hide-s href=(asked.href(&[("of", code)])) aria-label=(label) title=(label) { (ui::icon("filter")) } }
    };
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                asked.sorts("at", Th::new(texts::journal_at(lang))),
                Th::new(texts::journal_who(lang)).class("hide-s"),
                Th::new(texts::journal_what(lang)),
                Th::new(texts::journal_of(lang)),
                Th::new(texts::journal_client(lang)).class("hide-s"),
            ]))
            tbody data-rows {
                @for row in rows {
                    tr id=(format!("event-{}", row.seq)) {
                        td.nw title=(fmt::day_full(lang, row.at.day(&visit.zone))) { (fmt::moment(lang, row.at, visit.today, &visit.zone)) }
                        td.nw.hide-s { (row.by) }
                        td {
                            span.row-f { (ui::icon(row.icon)) span { (row.words) } }
                            div.s.t3.only-s { (row.by) }
                        }
                        td {
                            span.row-f {
                                @match &row.href { Some(href) => { a href=(href) { (row.entity_name) } } None => { span { (row.entity_name) } } }
                                (only(&row.entity, &row.entity_name))
                            }
                        }
                        td.hide-s {
                            @if let Some(client) = row.client.as_ref().filter(|client| **client != row.entity) {
                                @let name = row.client_name.clone().unwrap_or_else(|| client_in_words(lang, client));
                                span.row-f {
                                    @match &row.client_href { Some(href) => { a href=(href) { (name) } } None => { span { (name) } } }
                                    (only(client, &name))
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let pager = next.is_some().then(|| ui::pager(lang, next));
    let panel = Panel::untitled(texts::journal(lang)).scroll(table);
    match pager {
        Some(pager) => html! { (panel.footer(pager)) },
        None => html! { (panel) },
    }
}

fn client_in_words(lang: Lang, client: &str) -> String {
    thing(client).map_or_else(|| client.to_owned(), |thing| thing_in_words(lang, thing))
}

async fn file(State(house): State<House>, visit: Visit, Query(words): Query<Words>) -> Response {
    let departments = house.departments();
    let asked = asked(departments, &words);
    house
        .export(&visit, &words, &asked, move |read, visit, asked, most| {
            let lang = visit.lang;
            let rows = rows(read, visit, departments, asked, most)?;
            let columns = [
                texts::journal_number(lang),
                texts::journal_at(lang),
                texts::journal_who(lang),
                texts::journal_what(lang),
                texts::journal_of(lang),
                texts::journal_client(lang),
                texts::journal_code(lang),
            ];
            Ok(Sheet::of(texts::journal(lang), "journal", &columns, &rows, |row: &JournalEntry| {
                let client = row.client.as_ref();
                let client =
                    client.map(|client| row.client_name.clone().unwrap_or_else(|| client_in_words(lang, client)));
                vec![
                    row.seq.into(),
                    Cell::at(row.at, &visit.zone),
                    row.by.as_str().into(),
                    row.words.as_str().into(),
                    row.entity_name.as_str().into(),
                    client.into(),
                    row.kind.as_str().into(),
                ]
            }))
        })
        .await
}

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// At most 200; 50 without.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    limit: Option<crate::deed::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// Code of the events.
    kind: Option<String>,
    /// A chapter of the journal: `access`, `exports`, `reveals`, `orders`, …
    chapter: Option<String>,
    /// Number of a person, whose tokens count too, or `system`.
    user: Option<String>,
    /// A thing: `order:7`; of a client, all that concerns it.
    entity: Option<String>,
    /// The first day.
    #[param(value_type = Option<String>)]
    from: Option<Day>,
    /// The last day.
    #[param(value_type = Option<String>)]
    to: Option<Day>,
}

/// The journal, the newest first: who did what, when and on what.
#[utoipa::path(get, path = "/api/v1/events", tag = "journal", params(EventsQuery),
    responses((status = 200, body = Listed<JournalEntry>), (status = 422, body = crate::problem::Problem)))]
async fn list_api(State(house): State<House>, visit: Visit, Query(asked): Query<EventsQuery>) -> Response {
    let departments = house.departments();
    let wanted = match wanted(&visit, departments, &asked) {
        Ok(wanted) => wanted,
        Err(refused) => return refusal_response(&refused, visit.lang, &visit.request_id),
    };
    house
        .ask(&visit, move |read, visit| {
            let (wish, (key, seq), limit) = wanted;
            let sought = sought(read, departments, &wish)?;
            let events = store::events_sought(read, &sought, 0, (&Value::Int(key), seq), limit + 1)?;
            let entries = entries(read, visit, departments, events)?;
            Ok(Some(Listed::cut(entries, limit, |entry| (entry.at.millis().to_string(), entry.seq))))
        })
        .await
}

type Wanted = (Wish, (i64, i64), i64);

fn wanted(visit: &Visit, departments: Departments, asked: &EventsQuery) -> Result<Wanted, Plain> {
    let wrong = |name: &str| {
        Plain::BadField(FieldError {
            pointer: format!("?{name}"),
            message: texts::field_unreadable(visit.lang).to_owned(),
        })
    };
    let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
    let place = match page.after()? {
        None => (i64::MAX, i64::MAX),
        Some(cursor) => (cursor.key.parse().map_err(|_| wrong("cursor"))?, cursor.id),
    };
    let all = chapters(departments, visit.lang);
    let known = |kind: &str| all.iter().any(|chapter| chapter.kinds.contains(&kind));
    if asked.kind.as_deref().is_some_and(|kind| !known(kind)) {
        return Err(wrong("kind"));
    }
    if asked.chapter.as_deref().is_some_and(|code| all.iter().all(|chapter| chapter.code != code)) {
        return Err(wrong("chapter"));
    }
    if asked.user.as_deref().is_some_and(|user| user != SYSTEM && user.parse::<i64>().is_err()) {
        return Err(wrong("user"));
    }
    let of = match asked.entity.as_deref() {
        None => None,
        Some(code) => Some(thing(code).ok_or_else(|| wrong("entity"))?),
    };
    let start = |day: Day| day.start(&visit.zone).millis();
    let span = (asked.from.map_or(i64::MIN, start), asked.to.map_or(i64::MAX, |day| start(day.add_days(1))));
    let (who, what) = (asked.user.clone().unwrap_or_default(), asked.chapter.clone().unwrap_or_default());
    Ok((Wish { who, what, kind: asked.kind.clone(), of, span }, place, page.rows()))
}
