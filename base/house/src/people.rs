//! Sign-in, sign-out, own settings and sessions.

use access::{Perm, Scope};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use i18n::{Lang, Refusal, fmt};
use kernel::{Actor, Moment, SessionId, StaffId};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop};
use ui::{Button, Field, Panel, Th, Tone};

use crate::deed::{Form, FormEnd, Path, Query};
use crate::department::MenuEntry;
use crate::house::House;
use crate::identify::{COOKIE, Htmx, lang_of};
use crate::page::{Shown, entrance, one_time_key, refusal_note};
use crate::password::Tried;
use crate::problem::{Plain, fault_response};
use crate::routes::Routes;
use crate::texts;
use crate::visit::Visit;

/// Routes of the house itself.
pub fn routes() -> Routes {
    Routes::new()
        .open(Method::GET, "/sign-in", sign_in_page)
        .open(Method::POST, "/sign-in", sign_in)
        .open(Method::POST, "/sign-in/demo", sign_in_demo)
        .open(Method::POST, "/settings/language", set_language)
        .signed_in(Method::POST, "/settings/theme", set_theme)
        .signed_in(Method::POST, "/sign-out", sign_out)
        .signed_in(Method::GET, "/events", crate::live::events)
        .signed_in(Method::GET, "/settings", own_settings)
        .signed_in(Method::POST, "/settings/password", crate::password::change)
        .signed_in(Method::POST, "/settings/sessions/{id}/end", end_own_session)
        .page(Method::POST, "/users/{id}/sessions/{session}/end", Perm::StaffManage, end_session)
        .merge(crate::today::routes())
        .merge(crate::users::routes())
        .merge(crate::setup::routes())
        .merge(crate::tokens::routes())
        .merge(crate::journal::routes())
}

/// What the house itself adds to the rail.
pub fn menu(visit: &Visit) -> Vec<MenuEntry> {
    let mut entries: Vec<MenuEntry> = crate::today::menu(visit).into_iter().collect();
    if visit.may(Perm::StaffManage) {
        entries.push(MenuEntry {
            href: "/users",
            label: texts::users(visit.lang),
            icon: "users",
            key: 'u',
            place: 900,
            divider_before: true,
        });
    }
    // Whoever holds own tokens only finds them in the settings.
    if visit.scope(Perm::TokensHold) == Scope::All {
        entries.push(MenuEntry {
            href: "/tokens",
            label: texts::tokens(visit.lang),
            icon: "key",
            key: 'k',
            place: 920,
            divider_before: false,
        });
    }
    if visit.may(Perm::AuditRead) {
        entries.push(MenuEntry {
            href: "/journal",
            label: texts::journal(visit.lang),
            icon: "history",
            key: 'y',
            place: 930,
            divider_before: false,
        });
    }
    if visit.may(Perm::SettingsManage) {
        entries.push(MenuEntry {
            href: "/settings/company",
            label: texts::company(visit.lang),
            icon: "settings",
            key: 'm',
            place: 910,
            divider_before: false,
        });
    }
    entries
}

#[derive(Deserialize)]
struct SignInQuery {
    to: Option<String>,
}

#[derive(Deserialize)]
struct SignIn {
    login: String,
    password: String,
    to: Option<String>,
}

async fn sign_in_page(State(house): State<House>, headers: HeaderMap, Query(query): Query<SignInQuery>) -> Response {
    let lang = lang_of(&headers);
    entrance(&house, lang, 200, texts::sign_in(lang), sign_in_form(&house, lang, "", query.to.as_deref(), None))
}

fn sign_in_form(house: &House, lang: Lang, login: &str, to: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        form.p-panel method="post" action="/sign-in" {
            div.body.gr.g12 {
                @if let Some(error) = error { (ui::note(Tone::Bad, error, None)) }
                @if let Some(to) = to { input type="hidden" name="to" value=(to); }
                (Field::new("login", texts::login(lang)).value(login).attr("autocomplete", "username").required().autofocus())
                (Field::new("password", texts::password(lang)).kind("password").attr("autocomplete", "current-password").required())
                (Button::submit(texts::enter(lang)).primary().large())
            }
        }
        @if let Some(demo) = house.demo() {
            section.p-panel.demo aria-labelledby="demo-h" {
                div.row-f.sp { h2 #demo-h { (texts::demo_title(lang)) } span.s.t3 { (texts::demo_hint(lang)) } }
                form.demo-roles method="post" action="/sign-in/demo" {
                    @for person in &demo.sign_ins {
                        (Button::submit(access::role_name(lang, person.role)).sends("role", person.role.code()).attr("data-role", person.role.code()).attr("title", person.name.clone()))
                    }
                }
                p.p-credit { (if lang == Lang::Ru { &demo.note_ru } else { &demo.note_en }) }
            }
        }
    }
}

async fn sign_in(State(house): State<House>, headers: HeaderMap, axum::Form(typed): axum::Form<SignIn>) -> Response {
    let lang = lang_of(&headers);
    let address = address_of(&headers);
    match try_sign_in(&house, &headers, &typed, &address).await {
        Ok(Entered::In(token)) => entered(&headers, &token, typed.to.as_deref()),
        Ok(Entered::Wrong) => {
            let form = sign_in_form(&house, lang, &typed.login, typed.to.as_deref(), Some(texts::sign_in_failed(lang)));
            entrance(&house, lang, 401, texts::sign_in(lang), form)
        }
        Ok(Entered::Wait(seconds)) => {
            let words = texts::sign_in_wait(lang, seconds);
            let form = sign_in_form(&house, lang, &typed.login, typed.to.as_deref(), Some(&words));
            entrance(&house, lang, 429, texts::sign_in(lang), form)
        }
        Err(fault) => fault_response(&fault, lang, "sign-in"),
    }
}

enum Entered {
    In(String),
    Wrong,
    Wait(i64),
}

async fn try_sign_in(house: &House, headers: &HeaderMap, typed: &SignIn, address: &str) -> Result<Entered, Fault> {
    let login = typed.login.chars().take(200).collect::<String>();
    let (asked, from) = (login.clone(), address.to_string());
    let (wait_until, known) = house
        .store()
        .read(move |read| Ok((access::try_again_at(read, &asked, &from)?, access::password_hash_of(read, &asked)?)))
        .await?;
    let now = house.store().now();
    if let Some(after) = wait_until.filter(|after| *after > now) {
        return Ok(Entered::Wait((after.millis_since(now) + 999) / 1000));
    }
    let password = typed.password.chars().take(1000).collect::<String>();
    let checked = tokio::task::spawn_blocking(move || match known {
        Some((staff, hash)) => access::verify(&password, &hash).then_some((staff, hash)),
        None => {
            access::verify_dummy(&password);
            None
        }
    })
    .await
    .map_err(Fault::because)?;
    let (agent, address) = (agent_of(headers), address.to_string());
    let token = house
        .store()
        .write::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            access::note_attempt(tx, &login, &address, checked.is_some())?;
            match &checked {
                Some((staff, seen)) => Ok(Some(access::sign_in(tx, *staff, seen, &agent, &address)?)),
                None => Ok(None),
            }
        })
        .await;
    match token {
        Ok(token) => Ok(token.map_or(Entered::Wrong, Entered::In)),
        Err(Stop::Refused(_)) => Ok(Entered::Wrong),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

fn only_fault(stop: Stop<std::convert::Infallible>) -> Fault {
    match stop {
        Stop::Fault(fault) => fault,
        Stop::Refused(never) => match never {},
    }
}

#[derive(Deserialize)]
struct DemoRole {
    role: String,
}

async fn sign_in_demo(
    State(house): State<House>,
    headers: HeaderMap,
    axum::Form(typed): axum::Form<DemoRole>,
) -> Response {
    let lang = lang_of(&headers);
    let person = house.demo().and_then(|demo| demo.sign_ins.iter().find(|p| p.role.code() == typed.role)).cloned();
    let Some(person) = person else {
        return crate::problem::refusal_response(&Plain::NotFound, lang, "sign-in");
    };
    let (agent, address) = (agent_of(&headers), address_of(&headers));
    let opened = house
        .store()
        .write::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let Some((staff, _)) = access::password_hash_of(tx, &person.login)? else { return Ok(None) };
            Ok(Some(access::open_session(tx, staff, &agent, &address)?))
        })
        .await;
    match opened {
        Ok(Some(token)) => entered(&headers, &token, None),
        Ok(None) => crate::problem::refusal_response(&Plain::NotFound, lang, "sign-in"),
        Err(Stop::Refused(refused)) => crate::problem::refusal_response(&refused, lang, "sign-in"),
        Err(Stop::Fault(fault)) => fault_response(&fault, lang, "sign-in"),
    }
}

/// Sets the session cookie and leads to where the person wanted to go: only inside the house.
pub(crate) fn entered(headers: &HeaderMap, token: &str, to: Option<&str>) -> Response {
    let to = to.filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\')).unwrap_or("/");
    let mut response = Redirect::to(to).into_response();
    set_cookie(
        &mut response,
        &format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600{}", secure(headers)),
    );
    response
}

fn secure(headers: &HeaderMap) -> &'static str {
    let behind_tls = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    if behind_tls { "; Secure" } else { "" }
}

fn set_cookie(response: &mut Response, line: &str) {
    if let Ok(value) = HeaderValue::from_str(line) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn agent_of(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    agent.chars().take(200).collect()
}

/// The address as the proxy says it, else nothing: sign-in attempts are then counted by login alone.
pub(crate) fn address_of(headers: &HeaderMap) -> String {
    let said = headers.get("x-forwarded-for").and_then(|v| v.to_str().ok()).unwrap_or_default();
    said.split(',').next().unwrap_or_default().trim().chars().take(60).collect()
}

async fn sign_out(State(house): State<House>, visit: Visit, headers: HeaderMap) -> Response {
    let token = crate::identify::cookie(&headers, COOKIE).unwrap_or_default();
    let ended = house
        .store()
        .write::<_, std::convert::Infallible, _>(visit.actor, move |tx| {
            if let Some((session, person)) = access::session_person(tx, &token)? {
                access::end_session(tx, person.staff, session)?;
            }
            Ok(())
        })
        .await;
    if let Err(stop) = ended {
        return fault_response(&only_fault(stop), visit.lang, &visit.request_id);
    }
    let mut response = Redirect::to("/sign-in").into_response();
    set_cookie(&mut response, &format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    response
}

#[derive(Deserialize)]
struct Theme {
    theme: String,
}

#[derive(Deserialize)]
struct Language {
    language: String,
}

async fn set_theme(
    State(house): State<House>,
    visit: Visit,
    headers: HeaderMap,
    axum::Form(typed): axum::Form<Theme>,
) -> Response {
    let theme = ui::Theme::parse(&typed.theme).map(|theme| theme.code());
    let staff = visit.staff();
    let kept = house
        .store()
        .write::<_, std::convert::Infallible, _>(visit.actor, move |tx| Ok(access::set_theme(tx, staff, theme)?))
        .await;
    match kept {
        Ok(()) => back(&headers),
        Err(stop) => fault_response(&only_fault(stop), visit.lang, &visit.request_id),
    }
}

async fn set_language(State(house): State<House>, request: axum::extract::Request) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1000).await.unwrap_or_default();
    let typed: Option<Language> = serde_html_form::from_bytes(&bytes).ok();
    let Some(lang) = typed.and_then(|typed| Lang::parse(&typed.language)) else {
        return crate::problem::problem_of(&parts, &Plain::NotFound);
    };
    if let Some(visit) = visit {
        let staff = visit.staff();
        let kept = house
            .store()
            .write::<_, std::convert::Infallible, _>(visit.actor, move |tx| {
                Ok(access::set_lang(tx, staff, Some(lang))?)
            })
            .await;
        if let Err(stop) = kept {
            return fault_response(&only_fault(stop), lang, &visit.request_id);
        }
    }
    let mut response = back(&parts.headers);
    set_cookie(&mut response, &format!("lang={}; Path=/; SameSite=Lax; Max-Age=31536000", lang.code()));
    response
}

/// Back to the page the form stood on, never to another site.
fn back(headers: &HeaderMap) -> Response {
    let from = headers.get(header::REFERER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = from.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    Redirect::to(&format!("/{}", path.trim_start_matches('/'))).into_response()
}

/// Browser and system as their makers call them, from what the browser says of itself; else its own words.
fn browser_of(agent: &str) -> String {
    // Later ones pretend to be the earlier ones, so the most particular word stands first.
    const BROWSERS: [(&str, &str); 7] = [
        ("YaBrowser/", "Yandex Browser"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[derive(Deserialize)]
struct SettingsQuery {
    #[serde(default)]
    password: String,
}

async fn own_settings(
    State(house): State<House>,
    visit: Visit,
    headers: HeaderMap,
    Query(query): Query<SettingsQuery>,
) -> Response {
    let tried = Tried { changed: query.password == "changed", ..Tried::default() };
    show_settings(&house, &visit, &headers, tried, 200).await
}

/// The own settings, with what the last try to change the password came to.
pub(crate) async fn show_settings(
    house: &House,
    visit: &Visit,
    headers: &HeaderMap,
    tried: Tried,
    status: u16,
) -> Response {
    let token = crate::identify::cookie(headers, COOKIE).unwrap_or_default();
    house
        .page(visit, move |read, visit| {
            let current = access::session_person(read, &token)?.map(|(session, _)| session);
            let sessions = sessions_panel(read, visit, visit.staff(), current, "/settings/sessions")?;
            let tokens = crate::tokens::own_panel(read, visit)?;
            let main = html! {
                div.gr.g-side.start {
                    div.gr.start { (view_panel(visit)) (sessions) (tokens) }
                    div { (crate::password::panel(visit, &tried)) }
                }
            };
            let shown = Shown::new(texts::my_settings(visit.lang), "", main).state(visit.person.name.clone());
            Ok(Some(shown.status(status)))
        })
        .await
}

/// How the person wants to see and to type: language, theme, keys of one letter.
fn view_panel(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let themes =
        [("", texts::theme_system(lang)), ("light", texts::theme_light(lang)), ("dark", texts::theme_dark(lang))];
    let chosen = visit.theme.as_deref().unwrap_or_default();
    let body = html! {
        dl.p-dl.wide {
            dt { (texts::language(lang)) } dd { (ui::language_choice(lang)) }
            dt { (texts::theme(lang)) }
            dd {
                form.row-f.g4 method="post" action="/settings/theme" aria-label=(texts::theme(lang)) {
                    @for (code, name) in themes {
                        @if code == chosen { b.t2 aria-current="true" { (name) } }
                        @else { button.p-btn.quiet type="submit" name="theme" value=(code) { (name) } }
                    }
                }
            }
            dt { (texts::keys_of_letters(lang)) }
            dd { label.lbl-in { input.p-check type="checkbox" data-letters checked; (texts::keys_of_letters_hint(lang)) } }
        }
    };
    html! { (Panel::new(texts::view_of(lang)).body(body)) }
}

pub(crate) fn sessions_panel(
    read: &mut Read<'_>,
    visit: &Visit,
    staff: StaffId,
    current: Option<SessionId>,
    action: &str,
) -> Result<Markup, Fault> {
    let lang = visit.lang;
    let sessions = access::sessions_of(read, staff)?;
    let when = |moment: Moment| fmt::moment(lang, moment, visit.today, &visit.zone);
    let body = html! {
        @if sessions.is_empty() { p.bd.t3 { (texts::no_sessions(lang)) } }
        @else {
            table.p-tbl {
                (ui::head(&[Th::new(texts::session_made(lang)), Th::new(texts::session_seen(lang)), Th::new(texts::session_from(lang)), Th::unseen(texts::end_session(lang))]))
                tbody data-rows {
                    @for session in &sessions {
                        tr id=(format!("session-{}", session.id)) {
                            td.nw { (when(session.made_at)) }
                            td.nw { (when(session.seen_at)) }
                            td title=(session.user_agent) { (browser_of(&session.user_agent)) }
                            td {
                                @if Some(session.id) == current { span.t3 { (texts::this_session(lang)) } }
                                @else {
                                    form method="post" action=(format!("{action}/{}/end", session.id)) {
                                        (ui::one_time_key(&one_time_key()))
                                        (Button::submit(texts::end_session(lang)))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let count = sessions.len().to_string();
    Ok(html! { (Panel::new(texts::sessions(lang)).count(&count).flush(body)) })
}

/// A form that sends nothing but its key.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

async fn end_own_session(
    State(house): State<House>,
    visit: Visit,
    htmx: Htmx,
    Path(session): Path<SessionId>,
    form: Form<NoFields>,
) -> Response {
    let staff = visit.staff();
    end(&house, &visit, htmx, form, staff, session, "/settings".to_string()).await
}

async fn end_session(
    State(house): State<House>,
    visit: Visit,
    htmx: Htmx,
    Path((staff, session)): Path<(StaffId, SessionId)>,
    form: Form<NoFields>,
) -> Response {
    end(&house, &visit, htmx, form, staff, session, format!("/users/{staff}")).await
}

async fn end(
    house: &House,
    visit: &Visit,
    Htmx(htmx): Htmx,
    form: Form<NoFields>,
    staff: StaffId,
    session: SessionId,
    to: String,
) -> Response {
    let ended = house
        .form(visit, form, move |tx, _, _| {
            access::end_session(tx, staff, session)?;
            Ok(to.clone())
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { .. } => crate::problem::not_found(visit),
        FormEnd::Failed(response) => *response,
    }
}

/// The refusal of a route as plain words, for pages that are not forms.
pub fn say(lang: Lang, refused: &dyn Refusal) -> Markup {
    refusal_note(&refused.say(lang))
}

#[cfg(test)]
mod tests {
    use super::browser_of;

    #[test]
    fn a_session_is_known_by_browser_and_system() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let cases = [
            (chrome.to_owned(), "Chrome, Windows"),
            (chrome.replace("Safari/", "YaBrowser/25.8 Safari/"), "Yandex Browser, Windows"),
            (chrome.replace("Windows NT 10.0; Win64; x64", "Linux; Android 15"), "Chrome, Android"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/18 Safari/605.1".to_owned(), "Safari, macOS"),
            ("curl/8.9".to_owned(), "curl"),
            ("some robot".to_owned(), "some robot"),
        ];
        for (agent, wanted) in cases {
            assert_eq!(browser_of(&agent), wanted);
        }
    }
}
