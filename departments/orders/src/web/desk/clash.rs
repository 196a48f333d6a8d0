//! Two at one line: both versions, and the choice between them.

use house::{Visit, one_time_key};
use i18n::fmt;
use maud::{Markup, html};
use store::{Fault, Read};
use ui::Button;

use super::save::standing_shown;
use crate::model::OrderCard;
use crate::{store as books, texts};

/// Somebody else changed what is typed over here: both versions, and the choice between them.
pub(super) fn clash(
    read: &mut Read<'_>,
    visit: &Visit,
    card: &OrderCard,
    mine: &[(String, String)],
) -> Result<Markup, Fault> {
    let (lang, id) = (visit.lang, card.order.id);
    let (who, when) = match books::last_change(read, id)? {
        None => (String::new(), String::new()),
        Some((staff, at)) => {
            let names = access::staff_names(read, &staff.into_iter().collect::<Vec<_>>())?;
            let (hour, minute) = at.clock(&visit.zone);
            (names.into_iter().next().map(|(_, name)| name).unwrap_or_default(), format!("{hour:02}:{minute:02}"))
        }
    };
    let told = if who.is_empty() { texts::clash(lang, &when) } else { texts::clash_by(lang, &when, &who) };
    let pairs = mine.iter().map(|(number, typed)| {
        let line = card.lines.iter().find(|line| line.line.is_some_and(|line| line.to_string() == *number));
        (number, typed, line)
    });
    Ok(html! {
        div.p-note.warn role="alert" data-unsaved {
            (ui::icon("users"))
            div."grow"."col-f" {
                span { b { (told) } " " (texts::clash_kept(lang)) }
                @for (number, typed, line) in pairs {
                    @match line {
                        Some(line) if line.quantity.to_string() != *typed => form."row-f"."wrap" method="post" action={ "/orders/" (id) "/desk" }
                            hx-post={ "/orders/" (id) "/desk" } hx-target="#desk" hx-swap="graft" {
                            (ui::one_time_key(&one_time_key()))
                            input type="hidden" name="line" value=(number);
                            input type="hidden" name="quantity" value=(typed);
                            input type="hidden" name="seen" value=(standing_shown(line));
                            span { (texts::clash_line(lang, typed, &fmt::quantity(lang, line.quantity), &line.position.to_string())) }
                            (Button::submit(&texts::clash_mine(lang, typed)).sends("deed", "save"))
                            a.p-btn href={ "/orders/" (id) } hx-get={ "/orders/" (id) "/desk" } hx-target="#desk" hx-swap="graft" {
                                (texts::clash_theirs(lang, &fmt::quantity(lang, line.quantity))) }
                        },
                        Some(_) => {},
                        None => span { (texts::clash_gone(lang, typed)) },
                    }
                }
            }
        }
    })
}
