//! The frame of a page: rail of queues, top bar, key bar, search over everything.

use i18n::Lang;
use maud::{DOCTYPE, Markup, html};

use crate::keys::{kbd, key_code};
use crate::parts::{Tone, icon};
use crate::{Button, assets, texts};

/// How the page is coloured by the person's choice; without one the system decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    Light,
    /// Light on black.
    Dark,
}

impl Theme {
    /// The word in settings and in the page: `light`, `dark`.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads `light` and `dark`; nothing else is a theme.
    pub fn parse(code: &str) -> Option<Theme> {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.code() == code)
    }
}

/// One queue or place in the rail.
#[derive(Debug, Clone, Default)]
pub struct MenuItem {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub label: String,
    /// Its picture (`assets::ICONS`).
    pub icon: &'static str,
    /// How many wait there; nothing is shown for none.
    pub count: Option<i64>,
    /// The count is of overdue things and stands in red.
    pub overdue: bool,
    /// The letter that opens it after `g`.
    pub key: Option<char>,
    /// A line stands above it.
    pub divider_before: bool,
}

/// A key of this page and what it does.
#[derive(Debug, Clone, Default)]
pub struct KeyHint {
    /// The key as people read it: «o», «Ctrl Enter».
    pub keys: String,
    /// What it does.
    pub label: String,
}

/// Everything around the main part of a staff page.
#[derive(Debug, Clone, Default)]
pub struct Frame<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The person's choice of colours.
    pub theme: Option<Theme>,
    /// The name of the page.
    pub title: &'a str,
    /// How things stand here, in one sentence.
    pub state: Option<&'a str>,
    /// The role under which the person works.
    pub role_name: &'a str,
    /// The person's name.
    pub person: &'a str,
    /// The person's initials.
    pub initials: &'a str,
    /// The queues of the role, the home first.
    pub menu: &'a [MenuItem],
    /// The `href` of the menu item this page belongs to.
    pub current: &'a str,
    /// What the person may search in.
    pub search: Search,
    /// A desk: the page does not scroll, the lists in it do.
    pub fit: bool,
    /// The keys of this page.
    pub keys: &'a [KeyHint],
    /// A line under a reading page (not under a desk, whose lists need the height): credit of the data.
    pub notice: Option<Markup>,
    /// What the page shows (`order:7`): when it changes elsewhere, the reader is told.
    pub live: Option<String>,
    /// The last event known when the page was made: what came later is fetched once the feed is open.
    pub seq: i64,
    /// What the top bar says of the person: free, busy, away.
    pub person_state: Vec<Markup>,
}

/// A whole page for staff.
pub fn shell(frame: &Frame<'_>, main: Markup) -> Markup {
    let lang = frame.lang;
    let feed = assets::url("feed-worker.js");
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=[frame.theme.map(Theme::code)] {
            (document_head(lang, frame.title))
            body hx-ext="graft" data-feed=(feed) data-reader=(frame.person) data-seq=(frame.seq) {
                a.p-skip href="#main" { (texts::skip(lang)) }
                div.p-busy aria-hidden="true" {}
                div.p-shell {
                    (rail(frame))
                    (top_bar(frame))
                    (live_notes(lang))
                    main #main class=(if frame.fit { "p-page fit" } else { "p-page" }) tabindex="-1" data-live=[&frame.live] {
                        (main)
                        @if let Some(notice) = frame.notice.as_ref().filter(|_| !frame.fit) { p.p-credit { (notice) } }
                    }
                    (key_bar(frame))
                }
                @if frame.search != Search::Nothing { (search_overlay(lang, frame.search)) }
                (key_dialog(frame))
            }
        }
    }
}

/// A page without rail and bars: sign-in, first run, a refusal before sign-in.
///
/// At its foot stands whose house it is.
pub fn bare(lang: Lang, theme: Option<Theme>, title: &str, foot: &str, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=[theme.map(Theme::code)] {
            (document_head(lang, title))
            body {
                main #main.c-auth {
                    div.auth {
                        h1.brand-l { (icon("anchor")) (texts::product(lang)) }
                        (main)
                        div.s.t3.mt8.row-f.sp { span { (foot) } (language_choice(lang)) }
                    }
                }
            }
        }
    }
}

/// A part of a page in answer to htmx; with a title the browser's tab is renamed too.
pub fn fragment(lang: Lang, title: Option<&str>, part: Markup) -> Markup {
    html! {
        @if let Some(title) = title { (document_title(lang, title)) }
        (part)
    }
}

/// Goes along with a part after which the page is about another thing: its title, and where that stands.
pub fn retitled(lang: Lang, title: &str, state: &str) -> Markup {
    html! {
        (document_title(lang, title))
        div hx-swap-oob="innerHTML:#p-title" { (title) }
        div hx-swap-oob="innerHTML:#p-state" { (state) }
    }
}

fn document_title(lang: Lang, title: &str) -> Markup {
    html! { title { (title) " · " (texts::product(lang)) } }
}

fn document_head(lang: Lang, title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width,initial-scale=1";
            meta name="htmx-config" content=(HTMX_CONFIG);
            (document_title(lang, title))
            link rel="icon" href=(assets::url("favicon.svg")) type="image/svg+xml";
            link rel="stylesheet" href=(assets::url("prichal.css"));
            script src=(assets::url("app.js")) defer {}
        }
    }
}

/// Refusals (409, 412, 422, 428) carry a page part of their own and are shown; other errors leave the page as it is.
const HTMX_CONFIG: &str = r#"{"includeIndicatorStyles":false,"defaultSettleDelay":0,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollIntoViewOnBoost":false,"attributesToSettle":["class"],"timeout":20000,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"(409|412|422|428)","swap":true,"error":false},{"code":"[45]..","swap":false,"error":true}]}"#;

/// Entries that stand beside one another at the foot of a phone; with more of them the last place opens the rest.
const RAIL_ON_A_PHONE: usize = 5;

fn rail(frame: &Frame<'_>) -> Markup {
    let lang = frame.lang;
    html! {
        nav.p-rail aria-label=(texts::sections(lang)) {
            div.p-brand { (icon("anchor")) span { (texts::product(lang)) } }
            div.p-role { (frame.role_name) }
            @let many = frame.menu.len() > RAIL_ON_A_PHONE;
            div.p-nav.many[many] { @for item in frame.menu { (menu_item(lang, item, frame.current)) } }
            // On a phone: opens the whole rail above the bar.
            @if many {
                details.p-menu.p-rest { summary { (icon("dots")) span { (texts::rail_more(lang)) } } }
            }
            div.p-me {
                details.p-menu {
                    summary {
                        span.av aria-hidden="true" { (frame.initials) }
                        span.lb.s.cut { (frame.person) }
                    }
                    div.p-pop {
                        p { b { (frame.person) } br; span.s.t3 { (frame.role_name) } }
                        (Button::link(texts::my_settings(lang), "/settings").icon("settings"))
                        (language_choice(lang))
                        form method="post" action="/sign-out" { (Button::submit(texts::sign_out(lang)).icon("logout")) }
                    }
                }
            }
        }
    }
}

fn menu_item(lang: Lang, item: &MenuItem, current: &str) -> Markup {
    let current = (item.href == current).then_some("page");
    let go = item.key.map(|key| key_code(&key.to_string()));
    let count = item.count.filter(|count| *count != 0);
    html! {
        @if item.divider_before { hr; }
        a href=(item.href) aria-current=[current] data-go=[go] title=(item.label) {
            (icon(item.icon))
            span.lb { (item.label) }
            @if let Some(count) = count {
                @if item.overdue { span.cnt.bad title=(texts::overdue_items(lang, count)) { (count) } }
                @else { span.cnt { (count) } }
            }
        }
    }
}

fn top_bar(frame: &Frame<'_>) -> Markup {
    let lang = frame.lang;
    html! {
        header.p-top {
            h1.nw #p-title { (frame.title) }
            span.sub.nw.hide-s.cut.grow #p-state { @if let Some(state) = frame.state { (state) } }
            @if frame.search != Search::Nothing {
                a.p-find href="/search" data-search aria-keyshortcuts="/" {
                    (icon("search")) span { (frame.search.hint(lang)) } (kbd("/"))
                }
            }
            @for state in &frame.person_state { (state) }
            form method="post" action="/settings/theme" data-theme-form {
                input type="hidden" name="theme" value=(if frame.theme == Some(Theme::Dark) { "light" } else { "dark" });
                (Button::submit(texts::theme_change(lang)).quiet().square().icon("moon"))
            }
        }
    }
}

/// The sentence of state as it comes beside a part of a page that fetched itself again.
pub fn state_sentence(state: &str) -> Markup {
    html! { span.sub.nw.hide-s.cut.grow #p-state hx-swap-oob="true" { (state) } }
}

/// The two languages: the one spoken stands in bold, the other is a button.
pub fn language_choice(lang: Lang) -> Markup {
    html! {
        form.row-f.g4 method="post" action="/settings/language" aria-label=(texts::language(lang)) {
            @for other in Lang::ALL {
                @let name = other.code().to_uppercase();
                @if other == lang { b.t2 aria-current="true" { (name) } }
                @else { button.p-btn.quiet type="submit" name="language" value=(other.code()) lang=(other.code()) { (name) } }
            }
        }
    }
}

fn key_bar(frame: &Frame<'_>) -> Markup {
    let lang = frame.lang;
    html! {
        footer.p-keys aria-label=(texts::keys(lang)) {
            @for hint in frame.keys { span { (kbd(&hint.keys)) " " (hint.label) } }
            button.end type="button" data-help { (kbd("?")) " " (texts::keys_all(lang)) }
        }
    }
}

fn key_dialog(frame: &Frame<'_>) -> Markup {
    let lang = frame.lang;
    let everywhere = [
        ("/", texts::key_search(lang)),
        ("Enter", texts::key_open(lang)),
        ("Esc", texts::key_back(lang)),
        ("j k ↑ ↓", texts::key_move(lang)),
        ("Ctrl Enter", texts::key_commit(lang)),
        ("g", texts::key_go(lang)),
        ("?", texts::key_help(lang)),
    ];
    html! {
        dialog.p-help #p-help aria-label=(texts::keys(lang)) {
            header { h2 { (texts::keys(lang)) } }
            div.cols {
                h3 data-keys-here hidden[frame.keys.is_empty()] { (texts::keys_here(lang)) }
                @for hint in frame.keys { div data-chord=(key_code(&hint.keys)) { span { (kbd(&hint.keys)) } span { (hint.label) } } }
                h3 { (texts::keys_everywhere(lang)) }
                @for (keys, label) in everywhere { div { span { (kbd(keys)) } span { (label) } } }
                @for item in frame.menu {
                    @if let Some(key) = item.key { div { span { (kbd(&format!("g {key}"))) } span { (item.label) } } }
                }
            }
            footer {
                label.lbl-in { input.p-check type="checkbox" data-letters checked; (texts::keys_letters(lang)) }
                (Button::plain(texts::keys_close(lang)).class("end").attr("data-close", "").attr("autofocus", ""))
            }
        }
    }
}

/// Words that wait for their moment: stale page, lost connection, failed deed. They have a row of their own above the
/// page, so that they cover nothing, and what stands at its foot stays in its place.
fn live_notes(lang: Lang) -> Markup {
    html! {
        div.p-live aria-live="polite" {
            div.p-note.warn #p-stale hidden {
                (icon("refresh"))
                span { (texts::stale(lang)) " " button.p-btn type="button" data-reload { (texts::stale_reload(lang)) } }
            }
            div.p-note.warn #p-offline hidden { (icon("wifi-off")) span { (texts::offline(lang)) } }
            div.p-note.bad #p-fault hidden { (icon("ban")) span { (texts::fault(lang)) } }
        }
    }
}

/// What a search goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    /// The person may search nothing.
    #[default]
    Nothing,
    /// Items only: whoever may not know the clients.
    Goods,
    /// Clients, orders and items.
    Everything,
}

impl Search {
    fn hint(self, lang: Lang) -> &'static str {
        match self {
            Search::Everything => texts::search_hint(lang),
            Search::Goods | Search::Nothing => texts::search_hint_goods(lang),
        }
    }
}

/// The search box that opens over any page; `GET /search?q=` answers with the hits alone when htmx asks.
pub fn search_overlay(lang: Lang, over: Search) -> Markup {
    html! {
        dialog.p-over #p-search aria-label=(texts::search(lang)) {
            div.inp {
                (icon("search"))
                input type="text" name="q" autocomplete="off" spellcheck="false" maxlength="100"
                    placeholder=(over.hint(lang)) aria-label=(over.hint(lang))
                    role="combobox" aria-expanded="false" aria-controls="p-hits" aria-autocomplete="list"
                    hx-get="/search" hx-trigger="input changed delay:30ms" hx-sync="this:replace" hx-target="#p-hits" hx-swap="innerHTML";
                button.p-btn.quiet type="button" data-close { span.only-s { (icon("x")) } (kbd("Esc")) span.p-visually-hidden { (texts::search_close(lang)) } }
            }
            div.hits #p-hits role="listbox" aria-label=(texts::search_found(lang)) {}
            div.p-keys role="presentation" {
                span { (kbd("↑ ↓")) " " (texts::search_choose(lang)) }
                span { (kbd("Enter")) " " (texts::search_open(lang)) }
            }
        }
    }
}

/// The name of a group of hits: clients, people, orders.
pub fn search_group(label: &str) -> Markup {
    html! { div.grp role="presentation" { (label) } }
}

/// One hit: its picture, what it is (the found letters in `mark`), and a word at the right.
pub fn search_hit(href: &str, picture: &str, what: Markup, aside: &str, tone: Tone) -> Markup {
    let class = match tone.class() {
        Some(tone) => format!("st {tone}"),
        None => "s t2".to_owned(),
    };
    html! {
        a.hit role="option" aria-selected="false" tabindex="-1" href=(href) {
            (icon(picture)) span.cut { (what) } span class=(class) { (aside) }
        }
    }
}
