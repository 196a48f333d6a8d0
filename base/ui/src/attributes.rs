//! Tags with attributes known only at run time; the macro of `maud` wants their names beforehand.

use maud::{Markup, PreEscaped};
use std::fmt::Write as _;

/// Attributes in the order they are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes(Vec<(&'static str, String)>);

impl Attributes {
    /// Adds an attribute; a handler or an inline style would break the content policy and is left out.
    pub(crate) fn push(&mut self, name: &'static str, value: impl Into<String>) {
        let forbidden = name.starts_with("on") || name.starts_with("hx-on") || name == "style";
        debug_assert!(!forbidden, "no inline handlers or styles: {name}");
        if !forbidden {
            self.0.push((name, value.into()));
        }
    }

    pub(crate) fn push_if(&mut self, condition: bool, name: &'static str, value: &str) {
        if condition {
            self.push(name, value);
        }
    }

    /// These, then the others.
    pub(crate) fn followed_by(mut self, others: &Attributes) -> Attributes {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// The opening tag; an attribute without a value is written bare.
    pub(crate) fn open(&self, tag: &str) -> Markup {
        let mut text = format!("<{tag}");
        for (name, value) in &self.0 {
            let _ = write!(text, " {name}");
            if !value.is_empty() || *name == "value" {
                text.push_str("=\"");
                let _ = maud::Escaper::new(&mut text).write_str(value);
                text.push('"');
            }
        }
        text.push('>');
        PreEscaped(text)
    }
}

/// The closing tag.
pub(crate) fn close(tag: &str) -> Markup {
    PreEscaped(format!("</{tag}>"))
}
