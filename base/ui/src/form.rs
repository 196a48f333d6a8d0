//! What people type into and press: fields, choices, ticks, buttons.

use maud::{Markup, Render, html};

use crate::attributes::{Attributes, close};
use crate::keys::{kbd, key_code};
use crate::parts::icon;

/// The one-time key of a form: the same deed sent twice is done once. The server makes it.
pub fn one_time_key(key: &str) -> Markup {
    html! { input type="hidden" name="_key" value=(key); }
}

/// What stands around a control: its name for people, a hint, and what is wrong with the value.
#[derive(Debug, Clone, Default)]
struct Surround {
    id: String,
    label: String,
    label_hidden: bool,
    hint: Option<String>,
    error: Option<String>,
    width: Option<&'static str>,
}

impl Surround {
    fn new(name: &str, label: &str) -> Surround {
        Surround { id: format!("f-{name}"), label: label.to_owned(), ..Surround::default() }
    }

    /// The control's own attributes: id, name and the links to its hint and error.
    fn attributes(&self, name: &str, class: &str) -> Attributes {
        let mut attributes = Attributes::default();
        attributes.push("class", class);
        attributes.push("id", &self.id);
        attributes.push("name", name);
        if self.label_hidden {
            attributes.push("aria-label", &self.label);
        }
        attributes.push_if(self.error.is_some(), "aria-invalid", "true");
        let described: Vec<String> = [(self.hint.is_some(), "h"), (self.error.is_some(), "e")]
            .into_iter()
            .filter(|(present, _)| *present)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        attributes.push_if(!described.is_empty(), "aria-describedby", &described.join(" "));
        attributes
    }

    fn around(&self, control: &Markup) -> Markup {
        html! {
            div class=[self.width] {
                @if !self.label_hidden { label.p-lbl for=(self.id) { (self.label) } }
                (control)
                @if let Some(hint) = &self.hint { p.p-hint id={ (self.id) "-h" } { (hint) } }
                @if let Some(error) = &self.error { p.p-hint.err id={ (self.id) "-e" } role="alert" { (error) } }
            }
        }
    }
}

macro_rules! surround_setters {
    () => {
        /// A line under the control that says what to type.
        pub fn hint(mut self, hint: impl Into<String>) -> Self {
            self.surround.hint = Some(hint.into());
            self
        }

        /// What is wrong with the value, at the control itself; nothing when it is right.
        pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
            self.surround.error = error.map(Into::into);
            self
        }

        /// Another id than `f-` and the name, where a name stands twice on a page.
        pub fn id(mut self, id: impl Into<String>) -> Self {
            self.surround.id = id.into();
            self
        }

        /// The name is said to screen readers only.
        pub fn label_hidden(mut self) -> Self {
            self.surround.label_hidden = true;
            self
        }

        /// A width class of the style sheet: `w90`, `grow`.
        pub fn width(mut self, class: &'static str) -> Self {
            self.surround.width = Some(class);
            self
        }

        /// Any further attribute (`hx-get`, `inputmode`, `placeholder`); an empty value writes it bare.
        pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
            self.attributes.push(name, value);
            self
        }

        /// The form is not sent without it.
        pub fn required(self) -> Self {
            self.attr("required", "")
        }

        /// The cursor stands here when the page opens.
        pub fn autofocus(self) -> Self {
            self.attr("autofocus", "")
        }

        /// The key that brings the cursor here.
        pub fn key(self, keys: &str) -> Self {
            self.attr("data-key", key_code(keys))
        }
    };
}

/// One line or several to type into, with its label, hint and error.
#[derive(Debug, Clone)]
pub struct Field {
    surround: Surround,
    name: String,
    value: String,
    kind: &'static str,
    class: &'static str,
    rows: Option<u8>,
    attributes: Attributes,
}

impl Field {
    /// A text field called `label`, sent as `name`.
    pub fn new(name: &str, label: &str) -> Field {
        Field {
            surround: Surround::new(name, label),
            name: name.to_owned(),
            value: String::new(),
            kind: "text",
            class: "p-field",
            rows: None,
            attributes: Attributes::default(),
        }
    }

    /// What stands in it already.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// `text`, `date`, `password`, `tel`, `email`, `number`, `search`.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// A number: right-aligned, with the number keys on a phone.
    pub fn numeric(mut self) -> Self {
        self.class = "p-field num";
        self.attr("inputmode", "decimal").attr("autocomplete", "off")
    }

    /// The decisive field of a small page, 36 px.
    pub fn large(mut self) -> Self {
        self.class = "p-field lg";
        self
    }

    /// Several lines.
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = Some(rows);
        self
    }

    /// A grey example inside the empty field.
    pub fn placeholder(self, text: &str) -> Self {
        self.attr("placeholder", text)
    }

    surround_setters!();
}

impl Render for Field {
    fn render(&self) -> Markup {
        let mut attributes = self.surround.attributes(&self.name, self.class);
        if let Some(rows) = self.rows {
            attributes.push("rows", rows.to_string());
        } else {
            attributes.push("type", self.kind);
            attributes.push("value", &self.value);
        }
        let open = attributes.followed_by(&self.attributes);
        let control = match self.rows {
            // A line break right after the tag is dropped by browsers; one more keeps the text as it is.
            Some(_) => html! { (open.open("textarea")) "\n" (self.value) (close("textarea")) },
            None => open.open("input"),
        };
        self.surround.around(&control)
    }
}

/// One of several, from a list.
#[derive(Debug, Clone)]
pub struct Select {
    surround: Surround,
    name: String,
    options: Vec<(String, String)>,
    chosen: String,
    attributes: Attributes,
}

impl Select {
    /// A list called `label`, sent as `name`.
    pub fn new(name: &str, label: &str) -> Select {
        Select {
            surround: Surround::new(name, label),
            name: name.to_owned(),
            options: Vec::new(),
            chosen: String::new(),
            attributes: Attributes::default(),
        }
    }

    /// One more choice: what is sent and what is read.
    pub fn option(mut self, value: impl Into<String>, text: impl Into<String>) -> Self {
        self.options.push((value.into(), text.into()));
        self
    }

    /// The choices at once: what is sent and what is read.
    pub fn options<V: Into<String>, T: Into<String>>(mut self, options: impl IntoIterator<Item = (V, T)>) -> Self {
        self.options.extend(options.into_iter().map(|(value, text)| (value.into(), text.into())));
        self
    }

    /// The value that stands chosen.
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen = value.into();
        self
    }

    surround_setters!();
}

impl Render for Select {
    fn render(&self) -> Markup {
        let open = self.surround.attributes(&self.name, "p-select").followed_by(&self.attributes);
        self.surround.around(&html! {
            (open.open("select"))
            @for (value, text) in &self.options {
                option value=(value) selected[*value == self.chosen] { (text) }
            }
            (close("select"))
        })
    }
}

/// A tick, or one of a group of radio buttons, with its words beside it.
#[derive(Debug, Clone)]
pub struct Check {
    name: String,
    value: String,
    label: String,
    label_hidden: bool,
    checked: bool,
    radio: bool,
    attributes: Attributes,
}

impl Check {
    /// A tick box: `value` is sent as `name` when ticked.
    pub fn new(name: &str, value: impl Into<String>, label: &str) -> Check {
        Check {
            name: name.to_owned(),
            value: value.into(),
            label: label.to_owned(),
            label_hidden: false,
            checked: false,
            radio: false,
            attributes: Attributes::default(),
        }
    }

    /// One of several with the same name.
    pub fn radio(mut self) -> Self {
        self.radio = true;
        self
    }

    /// Ticked when the page opens.
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// The words are said to screen readers only.
    pub fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    /// Any further attribute; an empty value writes it bare.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push(name, value);
        self
    }
}

impl Render for Check {
    fn render(&self) -> Markup {
        let mut attributes = Attributes::default();
        attributes.push("class", "p-check");
        attributes.push("type", if self.radio { "radio" } else { "checkbox" });
        attributes.push("name", &self.name);
        attributes.push("value", &self.value);
        attributes.push_if(self.checked, "checked", "");
        attributes.push_if(self.label_hidden, "aria-label", &self.label);
        let control = attributes.followed_by(&self.attributes).open("input");
        if self.label_hidden {
            control
        } else {
            html! { label.lbl-in { (control) (self.label) } }
        }
    }
}

/// A deed to press: a verb with its object and number.
#[derive(Debug, Clone)]
pub struct Button {
    label: String,
    href: Option<String>,
    submit: bool,
    class: Vec<&'static str>,
    icon: Option<&'static str>,
    keys: Option<String>,
    attributes: Attributes,
}

impl Button {
    fn named(label: &str) -> Button {
        Button {
            label: label.to_owned(),
            href: None,
            submit: false,
            class: vec!["p-btn"],
            icon: None,
            keys: None,
            attributes: Attributes::default(),
        }
    }

    /// A button for the page's script (with `hx-…` attributes).
    pub fn plain(label: &str) -> Button {
        Button::named(label)
    }

    /// Sends the form it stands in.
    pub fn submit(label: &str) -> Button {
        Button { submit: true, ..Button::named(label) }
    }

    /// Goes to another page.
    pub fn link(label: &str, href: impl Into<String>) -> Button {
        Button { href: Some(href.into()), ..Button::named(label) }
    }

    /// The one blue button of a panel.
    pub fn primary(self) -> Self {
        self.class("primary")
    }

    /// Without a border.
    pub fn quiet(self) -> Self {
        self.class("quiet")
    }

    /// Takes something away for good.
    pub fn danger(self) -> Self {
        self.class("danger")
    }

    /// The decisive one, 36 px.
    pub fn large(self) -> Self {
        self.class("lg")
    }

    /// Only the icon is seen; the words are said to screen readers.
    pub fn square(self) -> Self {
        self.class("sq")
    }

    /// A further class of the style sheet: `end`, `grow`.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class.push(class);
        self
    }

    /// A picture before the words.
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }

    /// The key that presses it, shown in it: `o`, `Alt S`, `Ctrl Enter`.
    pub fn key(mut self, keys: &str) -> Self {
        self.keys = Some(keys.to_owned());
        self.attr("data-key", key_code(keys))
    }

    /// Cannot be pressed now.
    pub fn disabled(self, disabled: bool) -> Self {
        if !disabled {
            return self;
        }
        let name = if self.href.is_some() { "aria-disabled" } else { "disabled" };
        let value = if self.href.is_some() { "true" } else { "" };
        self.attr(name, value)
    }

    /// Sent together with the form: which of several buttons was pressed.
    pub fn sends(self, name: &str, value: impl Into<String>) -> Self {
        self.attr("name", name).attr("value", value)
    }

    /// Any further attribute (`hx-post`, `form`, `id`); an empty value writes it bare.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push(name, value);
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let square = self.class.contains(&"sq");
        let mut attributes = Attributes::default();
        attributes.push("class", self.class.join(" "));
        let tag = if let Some(href) = &self.href {
            attributes.push("href", href);
            "a"
        } else {
            attributes.push("type", if self.submit { "submit" } else { "button" });
            "button"
        };
        attributes.push_if(square, "aria-label", &self.label);
        html! {
            (attributes.followed_by(&self.attributes).open(tag))
            @if let Some(name) = self.icon { (icon(name)) }
            @if !square {
                (self.label)
                @if let Some(keys) = &self.keys { " " (kbd(keys)) }
            }
            (close(tag))
        }
    }
}
