//! Words of properties over the JSON API.

use axum::extract::State;
use axum::response::Response;
use house::{Deed, House, Listed, Made, Page, Query, Visit, boxed};
use serde::{Deserialize, Deserializer, Serialize};
use store::Stop;
use utoipa::{IntoParams, ToSchema};

use crate::words::{self, NewWord, WordLine};

/// A value of a property and its English word.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PropertyWordJson {
    /// Code of the property.
    pub attribute: String,
    /// The value as items keep it.
    pub value: String,
    /// Its English word; null where it has none and is shown as it is kept.
    pub value_en: Option<String>,
    /// How many items have it, alone or as a part of a compound value.
    pub items: i64,
}

impl From<WordLine> for PropertyWordJson {
    fn from(line: WordLine) -> PropertyWordJson {
        PropertyWordJson { attribute: line.attribute, value: line.value, value_en: line.value_en, items: line.items }
    }
}

/// An English word of a value.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWordBody {
    /// Code of the property: `colour`.
    #[schema(max_length = 60, min_length = 1)]
    pub attribute: String,
    /// The value as items keep it, or a part of a compound one.
    #[schema(max_length = 200, min_length = 1)]
    pub value: String,
    /// Its English word; null takes the word away.
    #[serde(deserialize_with = "said")]
    #[schema(max_length = 200, required = true)]
    pub value_en: Option<String>,
}

/// A word left out by mistake must not be read as one taken away.
fn said<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(input)
}

/// Words that are to be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsBody {
    /// Up to 1,000 of them, each value once; all are kept or none.
    #[schema(max_items = 1000, min_items = 1)]
    pub words: Vec<NewWordBody>,
}

/// What became of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WordsSetJson {
    /// New words and those that are other now.
    pub set: usize,
    /// Words taken away.
    pub removed: usize,
}

/// Which words.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WordsQuery {
    /// Code of a property.
    #[param(max_length = 60)]
    pub attribute: Option<String>,
    /// Only values that have no word and are not written in Latin letters.
    pub missing: Option<bool>,
    /// At most 200.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200)]
    pub limit: Option<house::Limit>,
    /// `next_cursor` of the page before.
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

/// Values of properties with their English words; those without one first.
#[utoipa::path(get, path = "/api/v1/property-words", tag = "catalogue", params(WordsQuery),
    responses((status = 200, body = Listed<PropertyWordJson>), (status = 422, body = house::Problem)))]
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<WordsQuery>) -> Response {
    house
        .ask_or_refuse(&visit, move |read, _| {
            let page = Page { limit: asked.limit, cursor: asked.cursor.clone() };
            let after = page.after().map_err(|refused| Stop::Refused(Box::new(refused) as house::Refused))?;
            let attribute = asked.attribute.as_deref().filter(|name| !name.is_empty());
            let mut lines = words::property_words(read, attribute)?;
            lines.retain(|line| asked.missing.is_none_or(|missing| line.is_missing() == missing));
            let cut = words::page_of(lines, after.as_ref().map(|place| place.key.as_str()), page.rows());
            let items: Vec<PropertyWordJson> = cut.items.into_iter().map(PropertyWordJson::from).collect();
            Ok(Listed { items, next_cursor: cut.next_cursor })
        })
        .await
}

/// Keeps English words of property values; every page in English shows them from then on.
#[utoipa::path(put, path = "/api/v1/property-words", tag = "catalogue", request_body = WordsBody,
    responses((status = 200, body = WordsSetJson), (status = 422, body = house::Problem)))]
pub(crate) async fn put(State(house): State<House>, visit: Visit, deed: Deed<WordsBody>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, body: &WordsBody| {
            let new: Vec<NewWord> = body
                .words
                .iter()
                .map(|word| NewWord {
                    attribute: word.attribute.clone(),
                    value: word.value.clone(),
                    value_en: word.value_en.clone().unwrap_or_default(),
                })
                .collect();
            let done = words::set_property_words(tx, visit, &new).map_err(boxed)?;
            Ok(Made::ok(&WordsSetJson { set: done.set, removed: done.removed }))
        })
        .await
}
