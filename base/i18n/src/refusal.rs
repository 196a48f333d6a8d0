//! How the house says no: what happened, why, and what to do next.

use crate::Lang;
use serde::Serialize;

/// A refusal in the words of the person who is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// What was refused, in one line.
    pub title: String,
    /// Why, with the numbers of this case.
    pub detail: String,
    /// What the person can do now.
    pub next: String,
}

impl Said {
    /// Why, and what can be done, as sentences on one line.
    pub fn why_and_next(&self) -> String {
        sentences([self.detail.as_str(), self.next.as_str()])
    }

    /// The whole refusal as sentences on one line.
    pub fn in_full(&self) -> String {
        sentences([self.title.as_str(), self.detail.as_str(), self.next.as_str()])
    }
}

/// Texts one after the other, each ended by one stop; empty ones are left out.
pub fn sentences<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut line = String::new();
    for text in texts.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(text);
        if !text.ends_with(['.', '!', '?', '…', ':']) {
            line.push('.');
        }
    }
    line
}

/// What is wrong with one field of a form or of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON pointer to the field: `/lines/0/quantity`.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

/// A business refusal: known beforehand, named, and said with a way out.
pub trait Refusal: std::fmt::Debug + Send + Sync + 'static {
    /// The name of the problem in the API: `short-stock`.
    fn problem(&self) -> &'static str;

    /// The HTTP status of the answer.
    fn status(&self) -> u16;

    /// The refusal in words.
    fn say(&self, lang: Lang) -> Said;

    /// Further members of the problem document, such as `lines`; an object.
    fn extra(&self, _lang: Lang) -> Option<serde_json::Value> {
        None
    }

    /// The fields that are wrong, for forms and for the API.
    fn fields(&self, _lang: Lang) -> Vec<FieldError> {
        Vec::new()
    }
}

impl<R: Refusal + ?Sized> Refusal for Box<R> {
    fn problem(&self) -> &'static str {
        (**self).problem()
    }

    fn status(&self) -> u16 {
        (**self).status()
    }

    fn say(&self, lang: Lang) -> Said {
        (**self).say(lang)
    }

    fn extra(&self, lang: Lang) -> Option<serde_json::Value> {
        (**self).extra(lang)
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        (**self).fields(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct ShortStock;

    impl Refusal for ShortStock {
        fn problem(&self) -> &'static str {
            "short-stock"
        }
        fn status(&self) -> u16 {
            409
        }
        fn say(&self, lang: Lang) -> Said {
            Said { title: lang.code().into(), detail: String::new(), next: String::new() }
        }
        fn extra(&self, _lang: Lang) -> Option<serde_json::Value> {
            Some(serde_json::json!({ "lines": [1] }))
        }
    }

    #[test]
    fn boxed_refusal_says_the_same() {
        let boxed: Box<dyn Refusal> = Box::new(ShortStock);
        let refused: &dyn Refusal = &boxed;
        assert_eq!((refused.problem(), refused.status()), ("short-stock", 409));
        assert_eq!(refused.say(Lang::En).title, "en");
        assert!(refused.extra(Lang::Ru).is_some());
        assert!(refused.fields(Lang::Ru).is_empty());
    }

    #[test]
    fn every_sentence_has_one_stop() {
        assert_eq!(
            sentences(["Её сторнировали 5 ноября", "Запишите новую оплату."]),
            "Её сторнировали 5 ноября. Запишите новую оплату."
        );
        assert_eq!(sentences(["", " Что дальше? ", ""]), "Что дальше?");
    }
}
