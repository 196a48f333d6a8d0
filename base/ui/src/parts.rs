//! The parts a page is made of: panels, facts, answers, states, notes.

use i18n::Lang;
use maud::{Markup, Render, html};

use crate::texts;

/// How a thing stands; only what someone must act on is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to say: grey.
    #[default]
    Plain,
    /// As it should be.
    Ok,
    /// At risk.
    Warn,
    /// Broken or late.
    Bad,
    /// To be known.
    Info,
}

impl Tone {
    /// The class of the style sheet; none for a plain thing.
    pub const fn class(self) -> Option<&'static str> {
        match self {
            Tone::Plain => None,
            Tone::Ok => Some("ok"),
            Tone::Warn => Some("warn"),
            Tone::Bad => Some("bad"),
            Tone::Info => Some("info"),
        }
    }
}

/// A picture from the sheet of icons (`assets::ICONS`); for the eye only.
pub fn icon(name: &str) -> Markup {
    html! { svg.ic aria-hidden="true" { use href={ (crate::assets::url("icons.svg")) "#" (name) } {} } }
}

/// A framed part of a page: header, body, footers.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    title: String,
    label: Option<String>,
    id: Option<String>,
    count: Option<String>,
    head: Option<Markup>,
    more: Option<Markup>,
    parts: Vec<Markup>,
    footers: Vec<Markup>,
    live: Option<(String, String)>,
    looks: bool,
    of: Option<String>,
}

impl Panel {
    /// A panel with this title in its header; an empty title leaves the header out.
    pub fn new(title: impl Into<String>) -> Panel {
        Panel { title: title.into(), ..Panel::default() }
    }

    /// A panel without a header; the label is for screen readers.
    pub fn untitled(label: impl Into<String>) -> Panel {
        Panel { label: Some(label.into()), ..Panel::default() }
    }

    /// The id that replacing parts of the page aims at.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The id of the row that the panel shows: a key of the panel waits until it shows the marked one.
    pub fn of(mut self, row: impl Into<String>) -> Self {
        self.of = Some(row.into());
        self
    }

    /// A quiet number or sum beside the title.
    pub fn count(mut self, count: impl ToString) -> Self {
        self.count = Some(count.to_string());
        self
    }

    /// What else stands in the header after the title (a choice, a legend).
    pub fn head(mut self, head: Markup) -> Self {
        self.head = Some(head);
        self
    }

    /// A quiet note or link at the right of the header.
    pub fn more(mut self, more: Markup) -> Self {
        self.more = Some(more);
        self
    }

    /// A padded part.
    pub fn body(mut self, body: Markup) -> Self {
        self.parts.push(html! { div.bd { (body) } });
        self
    }

    /// A part up to the edges: a table, a list, a note.
    pub fn flush(mut self, part: Markup) -> Self {
        self.parts.push(part);
        self
    }

    /// A part up to the edges that scrolls by itself on a desk.
    pub fn scroll(mut self, part: Markup) -> Self {
        self.parts.push(html! { div.scroll tabindex="0" { (part) } });
        self
    }

    /// The line of buttons; several stand below one another.
    pub fn footer(mut self, footer: Markup) -> Self {
        self.footers.push(footer);
        self
    }

    /// Fetches itself again from `href` when `entity` (`order:7`, or `order` for any) changes. The panel needs an id.
    pub fn live(mut self, entity: impl Into<String>, href: impl Into<String>) -> Self {
        self.live = Some((entity.into(), href.into()));
        self
    }

    /// A live panel that also looks by itself every two seconds: work is going on, and its end must not be missed.
    pub fn looks(mut self) -> Self {
        self.looks = true;
        self
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let label = self.label.as_deref().or((!self.title.is_empty()).then_some(self.title.as_str()));
        let (entity, href) = self.live.as_ref().map(|(entity, href)| (entity, href)).unzip();
        let when_live = self.live.as_ref().map(|_| if self.looks { "live, every 2s" } else { "live" });
        let swap = self.live.as_ref().map(|_| "outerHTML");
        html! {
            section.p-panel id=[&self.id] aria-label=[label] data-live=[entity] hx-get=[href] hx-trigger=[when_live] hx-swap=[swap] data-of=[&self.of] {
                @if !self.title.is_empty() {
                    header {
                        h2 { (self.title) }
                        @if let Some(count) = &self.count { span.t3 { (count) } }
                        @if let Some(head) = &self.head { (head) }
                        @if let Some(more) = &self.more { span.more { (more) } }
                    }
                }
                @for part in &self.parts { (part) }
                @for footer in &self.footers { footer.wrap { (footer) } }
            }
        }
    }
}

/// A panel in one call: title, quiet count, note at the right, padded body, line of buttons.
pub fn panel(title: &str, count: Option<&str>, more: Option<Markup>, body: Markup, footer: Option<Markup>) -> Markup {
    let mut panel = Panel::new(title).body(body);
    panel.count = count.map(str::to_owned);
    panel.more = more;
    panel.footers.extend(footer);
    panel.render()
}

/// One of the main numbers of a page.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    key: String,
    value: String,
    unit: Option<String>,
    detail: Option<String>,
    tone: Tone,
    detail_tone: Tone,
    href: Option<String>,
}

impl Fact {
    /// What is counted and how much it is.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact { key: key.into(), value: value.into(), ..Fact::default() }
    }

    /// A small unit after the number.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// A line under the number: compared with what, since when.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Colours the number: only when someone must act.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Colours the line under the number.
    pub fn detail_tone(mut self, tone: Tone) -> Self {
        self.detail_tone = tone;
        self
    }

    /// The rows behind the number.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    fn inside(&self) -> Markup {
        html! {
            div.k { (self.key) }
            div class={ "v" @if let Some(tone) = self.tone.class() { " " (tone) } } {
                (self.value)
                @if let Some(unit) = &self.unit { small { "\u{a0}" (unit) } }
            }
            @if let Some(detail) = &self.detail {
                div class={ "d" @if let Some(tone) = self.detail_tone.class() { " " (tone) } } { (detail) }
            }
        }
    }
}

/// The strip of main numbers, six at most; `label` is for screen readers.
pub fn facts(label: &str, facts: &[Fact]) -> Markup {
    html! {
        section.p-facts aria-label=(label) {
            @for fact in facts {
                @if let Some(href) = &fact.href { a href=(href) { (fact.inside()) } } @else { div { (fact.inside()) } }
            }
        }
    }
}

/// What to say at once: the likely question, the answer, and what it rests on.
pub fn answer_line(tone: Tone, question: &str, answer: &str, why: Option<&str>) -> Markup {
    html! {
        section class={ "p-answer" @if let Some(tone) = tone.class() { " " (tone) } } aria-label=(question) {
            div.q { (unbroken(question)) }
            p.a { (unbroken(answer)) }
            @if let Some(why) = why { p.why { (unbroken(why)) } }
        }
    }
}

/// A sentence in which numbers of papers stay whole: "Z-120" is not broken after its hyphen.
pub fn unbroken(text: &str) -> Markup {
    let is_number = |word: &str| {
        word.split_once('-').is_some_and(|(letter, rest)| {
            letter.ends_with(char::is_alphabetic) && rest.starts_with(|first: char| first.is_ascii_digit())
        })
    };
    html! {
        @for word in text.split_inclusive(char::is_whitespace) {
            @if is_number(word) {
                @let bare = word.trim_end();
                span.nw { (bare) } (word.strip_prefix(bare).unwrap_or_default())
            } @else { (word) }
        }
    }
}

/// A state: shape and word, never colour alone.
pub fn status(tone: Tone, text: &str) -> Markup {
    html! { span class={ "st" @if let Some(tone) = tone.class() { " " (tone) } } { (text) } }
}

/// A short mark beside a name: class of a client, a role.
pub fn tag(tone: Tone, text: &str) -> Markup {
    html! { span class={ "tag" @if let Some(tone) = tone.class() { " " (tone) } } { (text) } }
}

/// The light of a person: free, busy or away until, off.
pub fn presence(tone: Tone) -> Markup {
    let class = match tone {
        Tone::Ok | Tone::Info => "dot",
        Tone::Warn => "dot warn",
        Tone::Bad => "dot bad",
        Tone::Plain => "dot off",
    };
    html! { span class=(class) {} }
}

/// How an order line is answered; exactly one of five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerTone {
    /// On the shelf, ships now.
    Now,
    /// Promised for a date.
    Date,
    /// Another item is offered.
    Sub,
    /// Refused.
    No,
    /// Being worked out.
    Ask,
}

/// The answer of an order line: now, a date, a substitute, a refusal, or still asked.
pub fn answer_cell(tone: AnswerTone, text: &str) -> Markup {
    let class = match tone {
        AnswerTone::Now => "ans now",
        AnswerTone::Date => "ans date",
        AnswerTone::Sub => "ans sub",
        AnswerTone::No => "ans no",
        AnswerTone::Ask => "ans ask",
    };
    html! { span class=(class) { (text) } }
}

/// A promised date; where it was moved, the first word stays beside it, struck through.
pub fn changed_date(old: Option<&str>, new: &str) -> Markup {
    html! {
        @match old.filter(|old| *old != new) {
            Some(old) => { span.nw { s.strike { (old) } " " b { (new) } } },
            None => span.nw { (new) },
        }
    }
}

/// A share of a hundred, with an optional mark (a norm, a limit).
pub fn bar(lang: Lang, percent: i64, mark: Option<i64>, tone: Tone) -> Markup {
    let width = percent.clamp(0, 100);
    html! {
        svg.bar viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=(texts::of_hundred(lang, percent)) {
            rect.t width="100" height="6" {}
            rect class={ "v" @if let Some(tone) = tone.class() { " " (tone) } } width=(width) height="6" {}
            @if let Some(mark) = mark { rect.m x=(mark.clamp(0, 99)) width="1" height="6" {} }
        }
    }
}

/// A word to the reader: the cause first, then the way out. At most one in a panel.
pub fn note(tone: Tone, cause: &str, way_out: Option<Markup>) -> Markup {
    let (class, picture) = match tone {
        Tone::Plain | Tone::Info => ("p-note", "info-circle"),
        Tone::Ok => ("p-note ok", "check"),
        Tone::Warn => ("p-note warn", "alert-triangle"),
        Tone::Bad => ("p-note bad", "ban"),
    };
    let role = matches!(tone, Tone::Bad | Tone::Warn).then_some("alert");
    html! {
        div class=(class) role=[role] {
            (icon(picture))
            span {
                @match way_out {
                    // A sentence of its own, whether or not it came with its full stop.
                    Some(way_out) => { b { (cause) @if !cause.ends_with(['.', '!', '?', ':', '…']) { "." } } " " (way_out) }
                    None => (cause),
                }
            }
        }
    }
}

/// A deed is done; leaves after six seconds. `way_back` undoes it.
pub fn done(text: &str, way_back: Option<Markup>) -> Markup {
    html! {
        div.p-note.ok role="status" data-fade {
            (icon("check"))
            span { (text) @if let Some(way_back) = way_back { " " (way_back) } }
        }
    }
}

/// Nothing here yet: what will be here, and one thing to do.
pub fn empty(picture: &str, title: &str, text: &str, action: Option<Markup>) -> Markup {
    html! {
        div.p-empty {
            (icon(picture))
            h2 { (title) }
            @if !text.is_empty() { p.s.t2 { (text) } }
            @if let Some(action) = action { p.mt8 { (action) } }
        }
    }
}

/// Grey bars in place of what is on its way, for parts that are fetched later.
pub fn loading(lang: Lang) -> Markup {
    html! {
        div.bd aria-busy="true" {
            span.p-visually-hidden { (texts::loading(lang)) }
            span.skel.w-l {} span.skel.w-m {} span.skel.w-l {} span.skel.w-s {}
        }
    }
}
