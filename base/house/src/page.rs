//! Pages: the frame around what a department shows, forms' keys, refusals as pages.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use i18n::Lang;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::{Frame, KeyHint, MenuItem, Theme, Tone};

use crate::department::{Count, Department};
use crate::house::House;
use crate::problem::{fault_response, not_found};
use crate::texts;
use crate::visit::Visit;

/// What a department shows; the house puts the frame around it.
#[derive(Debug, Default)]
pub struct Shown {
    /// Name of the page.
    pub title: String,
    /// One sentence of state beside it.
    pub state: Option<String>,
    /// `href` of the rail item it belongs to.
    pub current: &'static str,
    /// A desk: lists scroll, the page does not.
    pub fit: bool,
    /// Keys of this page, as read and what they do.
    pub keys: Vec<(String, String)>,
    /// `order:7`: the page says so when that changed elsewhere.
    pub live: Option<String>,
    /// HTTP status; 0 means 200. A refused form is shown again with 422.
    pub status: u16,
    /// The page itself.
    pub main: Markup,
}

impl Shown {
    /// A page with a title under a rail item.
    pub fn new(title: impl Into<String>, current: &'static str, main: Markup) -> Shown {
        Shown { title: title.into(), current, main, ..Shown::default() }
    }

    /// With a sentence of state.
    pub fn state(mut self, state: impl Into<String>) -> Shown {
        self.state = Some(state.into());
        self
    }

    /// As a desk.
    pub fn fit(mut self) -> Shown {
        self.fit = true;
        self
    }

    /// With a key of this page.
    pub fn key(mut self, keys: &str, does: &str) -> Shown {
        self.keys.push((keys.to_string(), does.to_string()));
        self
    }

    /// Follows a thing.
    pub fn live(mut self, entity: String) -> Shown {
        self.live = Some(entity);
        self
    }

    /// With a status other than 200.
    pub fn status(mut self, status: u16) -> Shown {
        self.status = status;
        self
    }
}

impl House {
    /// A page made from one read transaction; `None` is shown as "no such record".
    pub async fn page<F>(&self, visit: &Visit, question: F) -> Response
    where
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<Option<Shown>, Fault> + Send + 'static,
    {
        let within = visit.clone();
        let departments = self.departments();
        // Before the reading: what happens meanwhile is fetched by the page itself.
        let seq = *self.store().watch_seq().borrow();
        let asked = self
            .store()
            .read(move |read| {
                let Some(shown) = question(read, &within)? else { return Ok(None) };
                Ok(Some(Sent(shown, Around::of(departments, read, &within, seq)?)))
            })
            .await;
        match asked {
            Ok(Some(Sent(shown, around))) => self.framed(visit, shown, around),
            Ok(None) => self.no_such(visit),
            Err(fault) => fault_page(visit, &fault),
        }
    }

    /// A part of a page in answer to htmx.
    pub async fn part<F>(&self, visit: &Visit, question: F) -> Response
    where
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<Option<Markup>, Fault> + Send + 'static,
    {
        let within = visit.clone();
        match self.store().read(move |read| Ok(question(read, &within)?.map(maud::PreEscaped::into_string))).await {
            Ok(Some(part)) => Html(part).into_response(),
            Ok(None) => self.no_such(visit),
            Err(fault) => fault_page(visit, &fault),
        }
    }

    /// Says that there is no such thing.
    pub fn no_such(&self, visit: &Visit) -> Response {
        not_found(visit)
    }

    /// Puts the frame around what is shown. What can't be read now is left out of it: a refusal is said all the same.
    pub async fn show(&self, visit: &Visit, shown: Shown) -> Response {
        let (within, departments) = (visit.clone(), self.departments());
        let seq = *self.store().watch_seq().borrow();
        let around = self.store().read(move |read| Around::of(departments, read, &within, seq)).await;
        let around = around.unwrap_or_else(|fault| {
            tracing::warn!(request.id = visit.request_id, error = %fault, "a page goes without what stands around it");
            Around { seq, ..Around::default() }
        });
        self.framed(visit, shown, around)
    }

    fn framed(&self, visit: &Visit, shown: Shown, around: Around) -> Response {
        let count_of = |href: &str| around.counts.iter().find(|count| count.href == href).copied();
        let menu: Vec<MenuItem> = self
            .menu(visit)
            .into_iter()
            .map(|entry| MenuItem {
                href: entry.href.to_string(),
                label: entry.label.to_string(),
                icon: entry.icon,
                count: count_of(entry.href).map(|count| count.count),
                overdue: count_of(entry.href).is_some_and(|count| count.overdue),
                key: Some(entry.key),
                divider_before: entry.divider_before,
            })
            .collect();
        let keys: Vec<KeyHint> = shown.keys.into_iter().map(|(keys, label)| KeyHint { keys, label }).collect();
        let role_name = visit.person.roles.first().map_or("", |role| access::role_name(visit.lang, *role));
        let initials = initials(&visit.person.name);
        let notice = self.demo().map(|demo| {
            let note = if visit.lang == Lang::Ru { &demo.note_ru } else { &demo.note_en };
            html! { (note) }
        });
        let frame = Frame {
            lang: visit.lang,
            theme: visit.theme.as_deref().and_then(Theme::parse),
            title: &shown.title,
            state: shown.state.as_deref(),
            role_name,
            person: &visit.person.name,
            initials: &initials,
            menu: &menu,
            current: shown.current,
            search: search_over(visit),
            fit: shown.fit,
            keys: &keys,
            notice,
            live: shown.live,
            seq: around.seq,
            person_state: around.top_bar,
        };
        let status = if shown.status == 0 { 200 } else { shown.status };
        html_response(status, ui::shell(&frame, shown.main))
    }
}

/// Where a form leads whose page stays the same: the page says that it is saved.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct Saved {
    #[serde(default)]
    saved: String,
}

impl Saved {
    /// The page's address with the word for it.
    pub(crate) fn at(page: &str) -> String {
        format!("{page}?saved=1")
    }

    /// The note, for six seconds.
    pub(crate) fn note(&self, lang: Lang) -> Option<Markup> {
        (self.saved == "1").then(|| ui::done(texts::saved(lang), None))
    }
}

/// What departments put around a page.
#[derive(Default)]
struct Around {
    seq: i64,
    counts: Vec<Count>,
    top_bar: Vec<Markup>,
}

impl Around {
    fn of(departments: &[&dyn Department], read: &mut Read<'_>, visit: &Visit, seq: i64) -> Result<Around, Fault> {
        let mut around = Around { seq, ..Around::default() };
        for department in departments {
            around.counts.extend(department.counts(read, visit)?);
            around.top_bar.extend(department.top_bar(read, visit)?);
        }
        Ok(around)
    }
}

/// Markup on its way between threads.
struct Sent(Shown, Around);

/// A page without rail: sign-in, first run.
pub fn bare_page(lang: Lang, status: u16, title: &str, main: Markup) -> Response {
    html_response(status, ui::bare(lang, None, title, title, main))
}

/// The same with the name of the company at its foot, once it has one.
pub(crate) fn entrance(house: &House, lang: Lang, status: u16, title: &str, main: Markup) -> Response {
    let company = &house.settings().company;
    let foot = if company.is_empty() { title } else { company.as_str() };
    html_response(status, ui::bare(lang, None, title, foot, main))
}

/// A key for one form, made by the server so that no page needs a secure context.
pub fn one_time_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(error = %error, "no randomness for a form's key");
    }
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn fault_page(visit: &Visit, fault: &Fault) -> Response {
    fault_response(fault, visit.lang, &visit.request_id)
}

fn html_response(status: u16, markup: Markup) -> Response {
    let mut response = Html(markup.into_string()).into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("HX-Request, Accept-Language, Cookie"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn search_over(visit: &Visit) -> ui::Search {
    if visit.may(access::Perm::ClientsRead) {
        ui::Search::Everything
    } else if visit.may(access::Perm::ItemsRead) {
        ui::Search::Goods
    } else {
        ui::Search::Nothing
    }
}

/// First letters of the first two words of a name.
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

/// A refused form's note: what, why, what next.
pub(crate) fn refusal_note(said: &i18n::Said) -> Markup {
    ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))
}
