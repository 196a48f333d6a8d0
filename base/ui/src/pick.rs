//! Choosing for whom or for what: found letter by letter from the first one on; without a script by a press.

use maud::{Markup, html};

use crate::{Button, Field};

/// Something to choose: what opens it, its name, and a few words beside it.
#[derive(Debug, Clone)]
pub struct Pick {
    /// What it opens.
    pub href: String,
    /// Its name.
    pub name: String,
    /// A few words beside it.
    pub beside: String,
}

/// The field that finds, with what it found so far.
pub fn picker(action: &str, label: &str, hint: &str, find: &str, typed: &str, hits: &Markup) -> Markup {
    let field = Field::new("q", label)
        .id("pick-q")
        .label_hidden()
        .width("grow")
        .value(typed)
        .placeholder(hint)
        .attr("maxlength", "100")
        .attr("autocomplete", "off")
        .attr("data-pick", "pick-hits")
        .attr("role", "combobox")
        .attr("aria-expanded", "true")
        .attr("aria-controls", "pick-hits")
        .attr("aria-autocomplete", "list")
        .attr("hx-get", action)
        .attr("hx-trigger", "input changed delay:60ms")
        .attr("hx-sync", "this:replace")
        .attr("hx-target", "#pick-hits")
        .attr("hx-swap", "outerHTML")
        .autofocus();
    html! {
        form."bd"."row-f" method="get" action=(action) role="search" {
            (field)
            (Button::submit(find).primary().icon("search"))
        }
        (hits)
    }
}

/// What was found for what was typed: a press of `Enter` takes the first, arrows another.
pub fn picks(label: &str, typed: &str, found: &[Pick], none: &str) -> Markup {
    html! {
        div #pick-hits data-asked=(typed) {
            @if !found.is_empty() {
                div."p-list"."picks" role="listbox" aria-label=(label) {
                    @for (n, pick) in found.iter().enumerate() {
                        a.hit id={ "pick-" (n) } role="option" aria-selected="false" href=(pick.href) {
                            span."cut"."b" { (pick.name) } span."s"."t3"."nw" { (pick.beside) }
                        }
                    }
                }
            } @else if !typed.is_empty() { p."bd"."t2" role="status" { (none) } }
        }
    }
}
