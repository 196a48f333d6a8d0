//! The page of words of properties: every value, how many items have it, and its English word to type.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use house::{Form, FormEnd, House, Htmx, Query, Shown, Visit, boxed, one_time_key};
use i18n::{FieldError, Said, fmt};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read};
use ui::{Button, Field, Panel, Select, Th, Tone};

use crate::texts;
use crate::words::{self, NewWord, WordLine, attribute_name};

/// Values on one page.
const ROWS: i64 = 100;

/// Which values are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    property: String,
    #[serde(default)]
    cursor: String,
}

/// Words as typed into the form, row by row.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    property: String,
    #[serde(default)]
    attribute: Vec<String>,
    #[serde(default)]
    value: Vec<String>,
    /// The words that stood there: only what is other now is written, so that two hands do not undo each other.
    #[serde(default)]
    was: Vec<String>,
    #[serde(default)]
    value_en: Vec<String>,
}

impl Typed {
    /// The rows as the page lists them, with what was typed.
    fn rows(&self) -> impl Iterator<Item = (NewWord, &String)> {
        let words = self.attribute.iter().zip(&self.value).zip(&self.value_en);
        let words = words.map(|((attribute, value), value_en)| NewWord {
            attribute: attribute.clone(),
            value: value.clone(),
            value_en: value_en.clone(),
        });
        words.zip(&self.was)
    }

    /// The rows that are other now, with their places on the page.
    fn changed(&self) -> (Vec<usize>, Vec<NewWord>) {
        let other = self.rows().enumerate().filter(|(_, (word, was))| word.value_en.trim() != was.as_str());
        other.map(|(at, (word, _))| (at, word)).unzip()
    }
}

/// A row of the form: the line, what stands in its field, and what is wrong with that.
struct FormRow {
    line: WordLine,
    typed: String,
    wrong: Option<String>,
}

/// The values of properties with their words.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<ListQuery>) -> Response {
    house
        .page(&visit, move |read, visit| {
            let lines = words::property_words(read, chosen(&asked.property))?;
            let missing = lines.iter().filter(|line| line.is_missing()).count();
            let after = house::cursor::decode(&asked.cursor).map(|place| place.key);
            let cut = words::page_of(lines, after.as_deref(), ROWS);
            let next = cut.next_cursor.map(|cursor| format!("{}&cursor={cursor}", here(&asked.property)));
            let rows = cut.items.into_iter().map(|line| {
                let typed = line.value_en.clone().unwrap_or_default();
                FormRow { line, typed, wrong: None }
            });
            let shown = page(read, visit, &asked.property, &rows.collect::<Vec<_>>(), next.as_deref(), None)?;
            Ok(Some(shown.state(match missing {
                0 => texts::words_complete(visit.lang).to_owned(),
                n => texts::words_missing(visit.lang, i64::try_from(n).unwrap_or(i64::MAX)),
            })))
        })
        .await
}

/// Keeps the words that were typed.
pub(crate) async fn set(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<Typed>) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let (_, new) = typed.changed();
            if !new.is_empty() {
                words::set_property_words(tx, visit, &new).map_err(boxed)?;
            }
            Ok(here(&typed.property))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => again(&house, &visit, typed, said, fields, status).await,
        FormEnd::Failed(response) => *response,
    }
}

/// The form as it was typed, with what is wrong at each field.
async fn again(
    house: &House,
    visit: &Visit,
    typed: Arc<Typed>,
    said: Said,
    fields: Vec<FieldError>,
    status: u16,
) -> Response {
    house
        .page(visit, move |read, visit| {
            let lines = words::property_words(read, chosen(&typed.property))?;
            let (places, _) = typed.changed();
            let wrong = |at: usize| {
                let sent = places.iter().position(|place| *place == at)?;
                let field = fields.iter().find(|field| field.pointer.starts_with(&format!("/words/{sent}/")))?;
                Some(field.message.clone())
            };
            let rows = typed.rows().enumerate().map(|(at, (word, was))| {
                let items = lines.iter().find(|line| line.attribute == word.attribute && line.value == word.value);
                let line = WordLine {
                    attribute: word.attribute,
                    value: word.value,
                    value_en: Some(was.clone()).filter(|was| !was.is_empty()),
                    items: items.map_or(0, |line| line.items),
                };
                FormRow { line, typed: word.value_en, wrong: wrong(at) }
            });
            let rows: Vec<FormRow> = rows.collect();
            Ok(Some(page(read, visit, &typed.property, &rows, None, Some(&said))?.status(status)))
        })
        .await
}

fn chosen(property: &str) -> Option<&str> {
    Some(property).filter(|property| !property.is_empty())
}

fn here(property: &str) -> String {
    format!("/items/words?property={}", house::percent(property))
}

fn page(
    read: &mut Read<'_>,
    visit: &Visit,
    property: &str,
    rows: &[FormRow],
    next: Option<&str>,
    refused: Option<&Said>,
) -> Result<Shown, Fault> {
    let lang = visit.lang;
    let names = words::store::names(read)?;
    let names = names.iter().map(|name| (name.clone(), attribute_name(lang, name)));
    let filters = html! {
        form.row-f.wrap method="get" action="/items/words" role="search" {
            (Select::new("property", texts::words_property(lang)).label_hidden().option("", texts::words_all(lang))
                .options(names).chosen(property.to_owned()))
            (Button::submit(texts::words_show(lang)))
            (Button::link(texts::items(lang), "/items").quiet().class("end"))
        }
    };
    let panel = match rows.is_empty() {
        true => Panel::untitled(texts::words(lang)).flush(ui::empty(
            "box",
            texts::words_none(lang),
            texts::words_none_hint(lang),
            None,
        )),
        false => Panel::untitled(texts::words(lang)).scroll(form(visit, property, rows, next, refused)).footer(html! {
            (Button::submit(texts::item_save(lang)).primary().attr("form", "words-form").class("end").key("Ctrl Enter"))
        }),
    };
    let main = html! { div.gr.rows-a1.stretch { (filters) (panel) } };
    Ok(Shown::new(texts::words(lang), "/items", main).fit())
}

fn form(visit: &Visit, property: &str, rows: &[FormRow], next: Option<&str>, refused: Option<&Said>) -> Markup {
    let lang = visit.lang;
    html! {
        form #words-form method="post" action="/items/words" autocomplete="off" {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="property" value=(property);
            @if let Some(said) = refused {
                (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) })))
            }
            table.p-tbl {
                (ui::head(&[
                    Th::new(texts::words_property(lang)).class("hide-s"),
                    Th::new(texts::words_value(lang)),
                    Th::num(texts::words_items(lang)).class("hide-s"),
                    Th::new(texts::words_english(lang)),
                ]))
                tbody data-rows {
                    @for (at, row) in rows.iter().enumerate() {
                        tr {
                            td.hide-s { (attribute_name(lang, &row.line.attribute)) }
                            td { (row.line.value) }
                            td.num.hide-s { (fmt::integer(lang, row.line.items)) }
                            td {
                                input type="hidden" name="attribute" value=(row.line.attribute);
                                input type="hidden" name="value" value=(row.line.value);
                                input type="hidden" name="was" value=(row.line.value_en.as_deref().unwrap_or_default());
                                (Field::new("value_en", &texts::words_for(lang, &row.line.value)).label_hidden()
                                    .id(format!("f-word-{at}")).value(row.typed.clone()).error(row.wrong.clone())
                                    .attr("maxlength", "200").attr("lang", "en"))
                            }
                        }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    }
}
