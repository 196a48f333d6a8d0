//! The row above a list: its filters, its files, and what is said when the filters hide every row.

use access::Perm;
use maud::{Markup, Render, html};
use ui::{Button, Check, Field, Panel, Select};

use crate::list::Asked;
use crate::texts;
use crate::visit::Visit;

/// The filters of a list as a form of plain GET, so that every state has its address.
#[derive(Debug)]
pub struct Filters<'a> {
    visit: &'a Visit,
    asked: &'a Asked,
    fields: Vec<Markup>,
    before: Vec<Markup>,
    end: Vec<Markup>,
    folds: bool,
    shown: Vec<&'static str>,
    told: Vec<String>,
}

impl<'a> Filters<'a> {
    /// A row without filters yet.
    pub fn new(visit: &'a Visit, asked: &'a Asked) -> Filters<'a> {
        let (fields, before, end, shown, told) = (vec![], vec![], vec![], vec![], vec![]);
        Filters { visit, asked, fields, before, end, folds: false, shown, told }
    }

    /// What people type: part of a name, a number.
    pub fn search(mut self, name: &'static str, label: &str) -> Self {
        let typed = self.asked.get(name);
        self.fields.push(html! {
            (Field::new(name, label).label_hidden().kind("search").width("grow").placeholder(label).value(typed)
                .attr("maxlength", "100"))
        });
        self.tell(name, label, typed.to_owned())
    }

    /// One of several words, in a list to choose from.
    pub fn choice(mut self, name: &'static str, label: &str, all: &str, options: &[(String, String)]) -> Self {
        let chosen = self.asked.get(name);
        self.folds = true;
        self.fields.push(html! {
            (Select::new(name, label).label_hidden().option("", all).options(options.to_vec()).chosen(chosen))
        });
        let word = options.iter().find(|(code, _)| code == chosen).map_or("", |(_, word)| word).to_owned();
        self.tell(name, label, word)
    }

    /// One of a few words, each a press away.
    pub fn tabs(mut self, name: &'static str, label: &str, all: &str, options: &[(String, String)]) -> Self {
        let chosen = self.asked.get(name);
        let current = |code: &str| (chosen == code).then_some("true");
        self.before.push(html! {
            nav.p-seg aria-label=(label) {
                a href=(self.asked.href(&[(name, "")])) aria-current=[current("")] { (all) }
                @for (code, word) in options {
                    a href=(self.asked.href(&[(name, code)])) aria-current=[current(code)] { (word) }
                }
            }
        });
        self.fields.push(hidden(name, chosen));
        let word = options.iter().find(|(code, _)| code == chosen).map_or("", |(_, word)| word).to_owned();
        self.tell(name, label, word)
    }

    /// A tick.
    pub fn check(mut self, name: &'static str, label: &str) -> Self {
        self.folds = true;
        let is_set = !self.asked.get(name).is_empty();
        self.fields.push(html! { (Check::new(name, "1", label).checked(is_set)) });
        self.tell(name, "", if is_set { label.to_owned() } else { String::new() })
    }

    /// The days `from` and `to`, both included.
    pub fn days(mut self, label: &str) -> Self {
        let lang = self.visit.lang;
        self.folds = true;
        let ends = [("from", texts::list_from(lang)), ("to", texts::list_to(lang))];
        self.fields.push(html! {
            fieldset."row-f"."days" {
                legend.p-visually-hidden { (label) }
                span.t3.hide-s aria-hidden="true" { (label) }
                @for (name, word) in ends {
                    label.t3 for={ "f-" (name) } { (word) }
                    input.p-field type="date" name=(name) id={ "f-" (name) } value=(self.asked.get(name))
                        title=(label) min="1990-01-01" max="2100-12-31";
                }
            }
        });
        for (name, word) in ends {
            let told = self.asked.day(name).map(|day| format!("{word} {}", i18n::fmt::day_full(lang, day)));
            self = self.tell(name, label, told.unwrap_or_default());
        }
        self
    }

    /// A row the list was opened for (a client), named, with a way to all.
    pub fn of(mut self, name: &'static str, label: &str, value: Option<&str>) -> Self {
        let Some(value) = value else { return self.tell(name, "", String::new()) };
        self.before.push(html! {
            a.p-btn href=(self.asked.href(&[(name, "")])) title=(texts::list_take_away(self.visit.lang)) {
                (value) (ui::icon("x"))
            }
        });
        self.fields.push(hidden(name, self.asked.get(name)));
        self.tell(name, label, value.to_owned())
    }

    /// What stands first in the row: the way to lists nearby.
    pub fn lead(mut self, lead: Markup) -> Self {
        self.before.insert(0, lead);
        self
    }

    /// What else stands at the end of the row: the main deed of the page.
    pub fn end(mut self, deed: Markup) -> Self {
        self.end.push(deed);
        self
    }

    /// "Filter", with how many are set.
    fn fold_words(&self) -> String {
        let set = self.asked.set().iter().filter(|(name, _)| self.shown.contains(name)).count();
        match i64::try_from(set) {
            Ok(0) | Err(_) => texts::list_fold(self.visit.lang).to_owned(),
            Ok(set) => texts::list_fold_set(self.visit.lang, set),
        }
    }

    fn tell(mut self, name: &'static str, label: &str, word: String) -> Self {
        self.shown.push(name);
        let word = match self.asked.unreadable().find(|(wrong, _)| *wrong == name) {
            Some((_, value)) => texts::list_quoted(self.visit.lang, value),
            None => word,
        };
        if !word.is_empty() {
            self.told.push(if label.is_empty() { word } else { format!("{label}: {word}") });
        }
        self
    }

    /// What stands where a list has no rows: what the filters hide and the way out, else `none`.
    pub fn nothing(&self, label: &str, none: Markup) -> Markup {
        let lang = self.visit.lang;
        if !self.asked.is_filtered() && self.asked.is_readable() {
            return html! { (Panel::untitled(label).flush(none)) };
        }
        let clear = html! { (Button::link(texts::list_clear(lang), self.asked.clear()).primary()) };
        // An order or a place has no field of its own.
        let bare = self.asked.unreadable().filter(|(name, _)| !self.shown.contains(name));
        let bare = bare.map(|(name, value)| format!("{name}: {}", texts::list_quoted(lang, value)));
        let told = self.told.iter().cloned().chain(bare).collect::<Vec<_>>().join(" · ");
        let what = if self.asked.is_readable() { texts::list_hidden(lang) } else { texts::list_unreadable(lang) };
        html! { (Panel::untitled(label).flush(ui::empty("filter", what, &told, Some(clear)))) }
    }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
}

impl Render for Filters<'_> {
    fn render(&self) -> Markup {
        let lang = self.visit.lang;
        let rest = self.asked.set().iter().filter(|(name, _)| !self.shown.contains(name));
        let files = self.visit.may(Perm::ExportsRun);
        html! {
            div."row-f"."wrap"."p-filters" {
                @for part in &self.before { (part) }
                @if self.folds {
                    // On a phone the fields wait behind this one button; it holds nothing itself, so that a wide window,
                    // where it is not shown, has them open without a script.
                    details.only-s { summary.p-btn { (ui::icon("filter")) (self.fold_words()) } }
                }
                form."row-f"."wrap" method="get" action=(self.asked.path()) role="search" {
                    @for field in &self.fields { (field) }
                    @for (name, value) in rest { (hidden(name, value)) }
                    @if let Some(sort) = self.asked.sort_word() { input type="hidden" name="sort" value=(sort); }
                    (Button::submit(texts::list_show(lang)).icon("filter"))
                    @if self.asked.is_filtered() {
                        (Button::link(texts::list_clear(lang), self.asked.clear()).quiet().icon("x"))
                    }
                }
                @if files || !self.end.is_empty() {
                    div."row-f"."end" {
                        @if files {
                            (Button::link(texts::export_xlsx(lang), self.asked.file("xlsx")).icon("download").class("hide-s").attr("download", ""))
                            (Button::link(texts::export_csv(lang), self.asked.file("csv")).icon("download").class("hide-s").attr("download", ""))
                        }
                        @for deed in &self.end { (deed) }
                    }
                }
            }
        }
    }
}
