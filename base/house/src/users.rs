//! The people of the company: who works here, in which roles, and how their ways in are given and taken.
//!
//! A password that the house makes for somebody is told once, to the request that asked for it, and kept only as a
//! hash. A repeated request (the same `Idempotency-Key`, the same form) gets no password: whoever lost it issues another.

use std::sync::{Arc, Mutex};

use access::{Perm, Role, RoleGroup, StaffChange, StaffRow};
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use i18n::{FieldError, Lang, Refusal, Said, fmt};
use kernel::{Moment, StaffId};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::{Fault, Once, Read, Stop, Tx};
use ui::{Button, Check, Field, Panel, Th, Tone};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::deed::{Deed, Form, FormEnd, IfMatch, Listed, Made, Nothing, Path, Query};
use crate::house::House;
use crate::identify::Htmx;
use crate::page::{Saved, Shown, one_time_key, refusal_note};
use crate::people::{NoFields, sessions_panel};
use crate::problem::{Problem, Refused, boxed, fault_response};
use crate::routes::Routes;
use crate::texts;
use crate::visit::Visit;

/// Where a refused deed of a page has its form.
const PAGE: &str = "/users";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page(Method::GET, "/users", Perm::StaffManage, users)
        .page(Method::POST, "/users", Perm::StaffManage, add_user)
        .page(Method::GET, "/users/{id}", Perm::StaffManage, user)
        .page(Method::POST, "/users/{id}", Perm::StaffManage, change_user)
        .page(Method::POST, "/users/{id}/password", Perm::StaffManage, issue)
        .page(Method::POST, "/users/{id}/lock", Perm::StaffManage, lock_user)
        .page(Method::POST, "/users/{id}/unlock", Perm::StaffManage, unlock_user)
        .api(Perm::StaffManage, routes!(list_api))
        .api(Perm::StaffManage, routes!(one_api, change_api))
        .api(Perm::StaffManage, routes!(issue_api))
        .api(Perm::StaffManage, routes!(lock_api))
        .api(Perm::StaffManage, routes!(unlock_api))
}

/// Changes name and roles; departments pass on what the person may not hold any more.
fn change(
    tx: &mut Tx<'_>,
    house: &House,
    staff: StaffId,
    seen: i64,
    change: &StaffChange,
) -> Result<StaffRow, Stop<Refused>> {
    access::change_staff(tx, staff, seen, change).map_err(boxed)?;
    if change.roles.is_some() {
        tell_departments(tx, house, staff)?;
    }
    row(tx, staff)
}

fn lock(tx: &mut Tx<'_>, house: &House, staff: StaffId) -> Result<StaffRow, Stop<Refused>> {
    access::lock_staff(tx, staff).map_err(boxed)?;
    tell_departments(tx, house, staff)?;
    row(tx, staff)
}

fn unlock(tx: &mut Tx<'_>, staff: StaffId) -> Result<StaffRow, Stop<Refused>> {
    access::unlock_staff(tx, staff).map_err(boxed)?;
    row(tx, staff)
}

fn tell_departments(tx: &mut Tx<'_>, house: &House, staff: StaffId) -> Result<(), Stop<Refused>> {
    for department in house.departments() {
        department.staff_changed(tx, staff)?;
    }
    Ok(())
}

fn row(tx: &mut Tx<'_>, staff: StaffId) -> Result<StaffRow, Stop<Refused>> {
    let row = access::staff_row(tx, staff)?;
    Ok(row.ok_or_else(|| Fault::because("a person just changed is not there"))?)
}

/// A password on its way from the deed to the answer, past everything that is kept.
#[derive(Clone)]
struct Issued {
    password: Arc<str>,
    hash: access::PasswordHash,
    given: Arc<Mutex<bool>>,
}

impl Issued {
    /// Makes and hashes one: slow work does not stand in a unit.
    async fn new() -> Result<Issued, Fault> {
        let slow = || {
            let password = access::new_password()?;
            let hash = access::hash_password(&password).map_err(Fault::because)?;
            Ok(Issued { password: password.into(), hash, given: Arc::default() })
        };
        tokio::task::spawn_blocking(slow).await.map_err(Fault::because)?
    }

    fn give(&self, tx: &mut Tx<'_>, visit: &Visit, staff: StaffId) -> Result<(), Stop<Refused>> {
        access::reset_password(tx, visit.staff(), staff, &self.hash).map_err(boxed)?;
        *self.given.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = true;
        Ok(())
    }

    /// The password, when it was this request that gave it.
    fn told(&self) -> Option<&str> {
        let given = *self.given.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        given.then_some(&*self.password)
    }
}

/// Somebody who works here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserJson {
    /// Number.
    #[schema(value_type = String)]
    pub id: StaffId,
    /// Login.
    pub login: String,
    /// Name as colleagues see it.
    pub name: String,
    /// What the person does here.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
    /// Since when here.
    #[schema(value_type = String)]
    pub created_at: Moment,
    /// Since when locked out; null for who may get in.
    #[schema(value_type = Option<String>)]
    pub locked_at: Option<Moment>,
    /// Version for `If-Match`.
    pub version: i64,
}

impl From<StaffRow> for UserJson {
    fn from(row: StaffRow) -> UserJson {
        UserJson {
            id: row.person.staff,
            login: row.person.login,
            name: row.person.name,
            roles: row.person.roles,
            created_at: row.created_at,
            locked_at: row.locked_at,
            version: row.version,
        }
    }
}

/// What is changed of a person; what is left out stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUser {
    /// Name as colleagues see it.
    #[schema(min_length = 1)]
    pub name: Option<String>,
    /// Exactly these roles, at least one.
    #[schema(value_type = Option<Vec<String>>)]
    pub roles: Option<Vec<Role>>,
}

/// A password that was issued.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuedPassword {
    /// Whose.
    #[schema(value_type = String)]
    pub id: StaffId,
    /// The login it goes with.
    pub login: String,
    /// The password, this once; null in a repeated answer.
    pub password: Option<String>,
}

fn answer(row: StaffRow) -> Made {
    let version = row.version;
    Made::ok(&UserJson::from(row)).version(version)
}

/// Everybody who works or worked here.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", responses((status = 200, body = Listed<UserJson>)))]
async fn list_api(State(house): State<House>, visit: Visit) -> Response {
    house
        .ask(&visit, |read, _| {
            let items = access::staff_list(read)?.into_iter().map(UserJson::from).collect();
            Ok(Some(Listed { items, next_cursor: None }))
        })
        .await
}

/// One person; the version comes as `ETag`.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = UserJson), (status = 404, body = Problem)))]
async fn one_api(State(house): State<House>, visit: Visit, Path(id): Path<StaffId>) -> Response {
    house
        .ask_tagged(&visit, move |read, _| {
            let row = access::staff_row(read, id)?;
            Ok(row.map(|row| (row.version, row)).map(|(version, row)| (UserJson::from(row), Some(version))))
        })
        .await
}

/// Changes name and roles; rights change with the person's next request. An administrator always stays.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "users", request_body = ChangeUser,
    params(("id" = String, Path), ("If-Match" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = UserJson), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change_api(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<StaffId>,
    IfMatch(seen): IfMatch,
    deed: Deed<ChangeUser>,
) -> Response {
    let own = house.clone();
    house
        .deed(&visit, deed, move |tx, _, new: &ChangeUser| {
            let new = StaffChange { name: new.name.clone(), roles: new.roles.clone() };
            Ok(answer(change(tx, &own, id, seen, &new)?))
        })
        .await
}

/// Issues a new password and ends the person's sessions: it is in this answer only. The same `Idempotency-Key` again
/// answers without it.
#[utoipa::path(post, path = "/api/v1/users/{id}/password", tag = "users",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = IssuedPassword), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn issue_api(State(house): State<House>, visit: Visit, Path(id): Path<StaffId>, deed: Deed<Nothing>) -> Response {
    let issued = match Issued::new().await {
        Ok(issued) => issued,
        Err(fault) => return fault_response(&fault, visit.lang, &visit.request_id),
    };
    let giver = issued.clone();
    let ended = house
        .done(&visit, deed, move |tx, visit, _| {
            giver.give(tx, visit, id)?;
            let login = row(tx, id)?.person.login;
            Ok(Made::ok(&IssuedPassword { id, login, password: None }))
        })
        .await;
    house.told(&visit, ended.map(|once| with_password(once, &issued)))
}

/// The first answer gets the password; what is kept for a repeated one has none.
fn with_password(once: Once, issued: &Issued) -> Once {
    match once {
        Once::Fresh(mut answer) if answer.status == 200 => {
            if let Some(password) = issued.told()
                && let Ok(mut body) = serde_json::from_str::<serde_json::Value>(&answer.body)
                && let Some(members) = body.as_object_mut()
            {
                members.insert("password".into(), password.into());
                answer.body = body.to_string();
            }
            Once::Fresh(answer)
        }
        other => other,
    }
}

/// Locks somebody out: sessions and tokens end at once. An administrator always stays.
#[utoipa::path(post, path = "/api/v1/users/{id}/lock", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = UserJson), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn lock_api(State(house): State<House>, visit: Visit, Path(id): Path<StaffId>, deed: Deed<Nothing>) -> Response {
    let own = house.clone();
    house.deed(&visit, deed, move |tx, _, _| Ok(answer(lock(tx, &own, id)?))).await
}

/// Lets somebody in again, with the password of before; ended sessions and tokens stay ended.
#[utoipa::path(post, path = "/api/v1/users/{id}/unlock", tag = "users", params(("id" = String, Path)),
    responses((status = 200, body = UserJson), (status = 404, body = Problem)))]
async fn unlock_api(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<StaffId>,
    deed: Deed<Nothing>,
) -> Response {
    house.deed(&visit, deed, move |tx, _, _| Ok(answer(unlock(tx, id)?))).await
}

async fn users(State(house): State<House>, visit: Visit) -> Response {
    house.page(&visit, |read, visit| Ok(Some(users_page(read, visit, &NewUser::default(), None)?))).await
}

#[derive(Deserialize, Default, Clone)]
struct NewUser {
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    role: Vec<String>,
}

fn users_page(read: &mut Read<'_>, visit: &Visit, typed: &NewUser, note: Option<Markup>) -> Result<Shown, Fault> {
    let lang = visit.lang;
    let people = access::staff_list(read)?;
    let list = html! {
        table.p-tbl {
            (ui::head(&[Th::new(texts::user_name(lang)), Th::new(texts::user_login(lang)), Th::new(texts::user_roles(lang)), Th::new(texts::user_state(lang))]))
            tbody data-rows {
                @for person in &people {
                    tr id=(format!("staff-{}", person.person.staff)) {
                        td { a href=(format!("/users/{}", person.person.staff)) { (person.person.name) } }
                        td { (person.person.login) }
                        td { (roles_in_words(lang, &person.person.roles)) }
                        td { @if person.locked_at.is_some() { (ui::status(Tone::Bad, texts::user_locked(lang))) } @else { (texts::user_active(lang)) } }
                    }
                }
            }
        }
    };
    let ticked = roles_of(&typed.role);
    let form = html! {
        form.body.gr.g12 method="post" action="/users" {
            (ui::one_time_key(&one_time_key()))
            @if let Some(note) = note { (note) }
            (Field::new("name", texts::user_name(lang)).value(typed.name.clone()).required())
            (Field::new("login", texts::login(lang)).value(typed.login.clone()).attr("autocomplete", "off").required())
            (Field::new("password", texts::password(lang)).kind("password").hint(texts::setup_password_hint(lang)).attr("autocomplete", "new-password").required())
            (role_list(lang, &ticked, None))
            (Button::submit(texts::add_user(lang)).primary())
        }
    };
    let count = people.len().to_string();
    let main = html! {
        div.gr.g-side {
            (Panel::new(texts::users(lang)).count(&count).flush(list))
            (ui::panel(texts::add_user(lang), None, None, form, None))
        }
    };
    Ok(Shown::new(texts::users(lang), PAGE, main).state(texts::users_state(lang)))
}

fn roles_of(codes: &[String]) -> Vec<Role> {
    codes.iter().filter_map(|code| Role::parse(code)).collect()
}

fn roles_in_words(lang: Lang, roles: &[Role]) -> String {
    roles.iter().map(|role| access::role_name(lang, *role)).collect::<Vec<_>>().join(", ")
}

/// The roles to tick: in groups, each with what it may.
fn role_list(lang: Lang, ticked: &[Role], wrong: Option<&str>) -> Markup {
    html! {
        fieldset.role-list aria-describedby=[wrong.map(|_| "f-role-e")] {
            legend.p-lbl { (texts::user_roles(lang)) }
            @if let Some(wrong) = wrong { p.p-hint.err #f-role-e role="alert" { (wrong) } }
            @for group in RoleGroup::ALL.iter().copied() {
                @let title = format!("roles-{}", group.code());
                div role="group" aria-labelledby=(title) {
                    h3 id=(title) { (access::group_name(lang, group)) }
                    @for role in group.roles().iter().copied() {
                        @let may = format!("may-{}", role.code());
                        div {
                            (Check::new("role", role.code(), access::role_name(lang, role)).checked(ticked.contains(&role)).attr("aria-describedby", may.clone()))
                            p.p-hint id=(may) { (access::role_may(lang, role)) }
                        }
                    }
                }
            }
        }
    }
}

async fn add_user(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<NewUser>) -> Response {
    let typed = (*form.body).clone();
    let new = typed.clone();
    let hashed = tokio::task::spawn_blocking({
        let password = new.password.clone();
        move || access::hash_password(&password)
    })
    .await;
    let hash = match hashed {
        Ok(Ok(hash)) => hash,
        Ok(Err(refused)) => {
            return show_refused(&house, &visit, typed, refused.say(visit.lang), refused.status()).await;
        }
        Err(error) => return fault_response(&Fault::because(error), visit.lang, &visit.request_id),
    };
    let ended = house
        .form(&visit, form.untraced(), move |tx, _, typed| {
            let new = access::NewStaff {
                login: typed.login.clone(),
                name: typed.name.clone(),
                roles: roles_of(&typed.role),
                password: hash.clone(),
                both_duties: None,
            };
            let staff = access::add_staff(tx, &new).map_err(boxed)?;
            Ok(format!("/users/{staff}"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, status, .. } => show_refused(&house, &visit, typed, said, status).await,
        FormEnd::Failed(response) => *response,
    }
}

async fn show_refused(house: &House, visit: &Visit, typed: NewUser, said: Said, status: u16) -> Response {
    house
        .page(visit, move |read, visit| {
            let note = refusal_note(&said);
            Ok(Some(users_page(read, visit, &typed, Some(note))?.status(status)))
        })
        .await
}

#[derive(Debug, Clone, Deserialize)]
struct TypedUser {
    #[serde(default)]
    version: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: Vec<String>,
}

/// What stands on a person's page after a deed.
#[derive(Default)]
struct After {
    typed: Option<TypedUser>,
    refused: Option<(Said, Vec<FieldError>, u16)>,
    issued: Option<String>,
    saved: Option<Markup>,
}

async fn user(
    State(house): State<House>,
    visit: Visit,
    Path(staff): Path<StaffId>,
    Query(saved): Query<Saved>,
) -> Response {
    let saved = saved.note(visit.lang);
    show(&house, &visit, staff, After { saved, ..After::default() }).await
}

async fn show(house: &House, visit: &Visit, staff: StaffId, after: After) -> Response {
    house
        .page(visit, move |read, visit| {
            let Some(row) = access::staff_row(read, staff)? else { return Ok(None) };
            let sessions = sessions_panel(read, visit, staff, None, &format!("/users/{staff}/sessions"))?;
            let status = after.refused.as_ref().map_or(0, |(_, _, status)| *status);
            let of_form = after.typed.is_some();
            let main = html! {
                div.gr.g-side.start {
                    div.gr.start {
                        @if let Some(password) = &after.issued { (issued_panel(visit, &row, password)) }
                        @if let Some((said, ..)) = after.refused.as_ref().filter(|_| !of_form) { (refusal_note(said)) }
                        (about_panel(visit, &row))
                        (sessions)
                    }
                    div { (form_panel(visit, &row, &after)) }
                }
            };
            Ok(Some(Shown::new(row.person.name.clone(), PAGE, main).status(status)))
        })
        .await
}

fn about_panel(visit: &Visit, row: &StaffRow) -> Markup {
    let lang = visit.lang;
    let staff = row.person.staff;
    let day = |moment: Moment| fmt::day(lang, moment.day(&visit.zone), visit.today);
    let body = html! {
        div.body.gr.g12 {
            dl.p-dl {
                dt { (texts::user_login(lang)) } dd { (row.person.login) }
                dt { (texts::user_roles(lang)) } dd { (roles_in_words(lang, &row.person.roles)) }
                dt { (texts::user_state(lang)) }
                dd {
                    @if let Some(at) = row.locked_at { (ui::status(Tone::Bad, &texts::user_locked_since(lang, &day(at)))) }
                    @else { (texts::user_active(lang)) }
                }
            }
            @if staff == visit.staff() {
                p.s.t2 { (texts::user_self(lang)) " " a href="/settings" { (texts::my_settings(lang)) } }
            } @else if row.locked_at.is_some() {
                form method="post" action=(format!("/users/{staff}/unlock")) {
                    (ui::one_time_key(&one_time_key()))
                    (Button::submit(texts::unlock_user(lang)).icon("user-check"))
                }
            } @else {
                div.row-f.wrap {
                    (asked(&format!("/users/{staff}/password"), "key", texts::issue(lang), texts::issue_ask(lang), texts::issue_sure(lang)))
                    (asked(&format!("/users/{staff}/lock"), "user-off", texts::lock_user(lang), &texts::lock_user_ask(lang, &row.person.name), texts::lock_user_sure(lang)))
                }
            }
        }
    };
    html! { (Panel::new(&row.person.name).body(body)) }
}

/// A deed that somebody feels at once: it is done after a second word.
fn asked(action: &str, icon: &'static str, label: &str, question: &str, sure: &str) -> Markup {
    html! {
        details.p-menu.sure {
            summary."p-btn" { (ui::icon(icon)) (label) }
            form.row-f.wrap method="post" action=(action) {
                (ui::one_time_key(&one_time_key()))
                span.s { (question) }
                (Button::submit(sure).danger())
            }
        }
    }
}

/// The password, the only time that it is shown.
fn issued_panel(visit: &Visit, row: &StaffRow, password: &str) -> Markup {
    let lang = visit.lang;
    let body = html! {
        div.body.gr.g12 {
            div.row-f.end-l {
                (Field::new("issued", texts::password_new(lang)).value(password).width("grow").attr("readonly", "").attr("autocomplete", "off").attr("spellcheck", "false").autofocus())
                (Button::plain(texts::token_copy(lang)).icon("copy").attr("data-copy", "f-issued").attr("data-copied", texts::token_copied(lang)))
            }
            p.s.t2 { (texts::issued_once(lang, &row.person.login)) }
        }
    };
    html! { (Panel::new(texts::issued_now(lang, &row.person.name)).body(body)) }
}

fn form_panel(visit: &Visit, row: &StaffRow, after: &After) -> Markup {
    let lang = visit.lang;
    let wrong = |pointer: &str| {
        let fields = after.refused.iter().filter(|_| after.typed.is_some()).flat_map(|(_, fields, _)| fields);
        fields.filter(|field| field.pointer == pointer).map(|field| field.message.clone()).next()
    };
    // What was typed over somebody else's change would undo it: then the form shows what stands there now.
    let is_stale = after.refused.as_ref().is_some_and(|(_, _, status)| *status == 412);
    let typed = after.typed.as_ref().filter(|_| !is_stale);
    let name = typed.map_or_else(|| row.person.name.clone(), |typed| typed.name.clone());
    let ticked = typed.map_or_else(|| row.person.roles.clone(), |typed| roles_of(&typed.role));
    let body = html! {
        form.body.gr.g12 method="post" action=(format!("/users/{}", row.person.staff)) {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="version" value=(row.version);
            @if let Some((said, ..)) = after.refused.as_ref().filter(|_| after.typed.is_some()) { (refusal_note(said)) }
            @if let Some(saved) = &after.saved { (saved) }
            (Field::new("name", texts::user_name(lang)).value(name).error(wrong("/name")).attr("autocomplete", "off").required())
            (role_list(lang, &ticked, wrong("/roles").as_deref()))
            p.s.t2 { (texts::change_user_about(lang)) }
            (Button::submit(texts::save(lang)).primary().key("Ctrl Enter"))
        }
    };
    html! { (ui::panel(texts::change_user(lang), None, None, body, None)) }
}

async fn change_user(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(staff): Path<StaffId>,
    form: Form<TypedUser>,
) -> Response {
    let typed = (*form.body).clone();
    let own = house.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &TypedUser| {
            let seen: i64 = typed.version.parse().unwrap_or(0);
            let new = StaffChange { name: Some(typed.name.clone()), roles: Some(roles_of(&typed.role)) };
            let now = change(tx, &own, staff, seen, &new)?;
            // Who took the right from himself sees this page no more.
            let stays =
                staff != visit.staff() || access::scope_of(&now.person.roles, Perm::StaffManage) != access::Scope::None;
            Ok(if stays { Saved::at(&format!("/users/{staff}")) } else { "/".to_owned() })
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            let refused = Some((said, fields, status));
            show(&house, &visit, staff, After { typed: Some(typed), refused, ..After::default() }).await
        }
        FormEnd::Failed(response) => *response,
    }
}

async fn issue(
    State(house): State<House>,
    visit: Visit,
    htmx: Htmx,
    Path(staff): Path<StaffId>,
    form: Form<NoFields>,
) -> Response {
    let issued = match Issued::new().await {
        Ok(issued) => issued,
        Err(fault) => return fault_response(&fault, visit.lang, &visit.request_id),
    };
    let giver = issued.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, _| {
            giver.give(tx, visit, staff)?;
            Ok(format!("/users/{staff}"))
        })
        .await;
    match (&ended, issued.told()) {
        (FormEnd::See(_), Some(password)) => {
            let issued = Some(password.to_owned());
            show(&house, &visit, staff, After { issued, ..After::default() }).await
        }
        _ => end(&house, &visit, htmx, staff, ended).await,
    }
}

async fn lock_user(
    State(house): State<House>,
    visit: Visit,
    htmx: Htmx,
    Path(staff): Path<StaffId>,
    form: Form<NoFields>,
) -> Response {
    let own = house.clone();
    let locked = move |tx: &mut Tx<'_>, _: &Visit, _: &NoFields| {
        lock(tx, &own, staff)?;
        Ok(format!("/users/{staff}"))
    };
    let ended = house.form(&visit, form, locked).await;
    end(&house, &visit, htmx, staff, ended).await
}

async fn unlock_user(
    State(house): State<House>,
    visit: Visit,
    htmx: Htmx,
    Path(staff): Path<StaffId>,
    form: Form<NoFields>,
) -> Response {
    let unlocked = move |tx: &mut Tx<'_>, _: &Visit, _: &NoFields| {
        unlock(tx, staff)?;
        Ok(format!("/users/{staff}"))
    };
    let ended = house.form(&visit, form, unlocked).await;
    end(&house, &visit, htmx, staff, ended).await
}

/// After a deed without fields: the person's page again, with why not.
async fn end(house: &House, visit: &Visit, Htmx(htmx): Htmx, staff: StaffId, ended: FormEnd) -> Response {
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            let refused = Some((said, fields, status));
            show(house, visit, staff, After { refused, ..After::default() }).await
        }
        FormEnd::Failed(response) => *response,
    }
}
