//! Who of us answers what for the client.

use access::Role;
use cases::Topic;
use house::Visit;
use i18n::Lang;
use maud::{Markup, html};
use ui::Panel;

use crate::calls::rules::Person;
use crate::calls::web::parts::{stand_words, tone_of};
use crate::texts;

/// Whom to ask about what, with their presence; the client's team first.
pub(super) fn whom_to_ask(visit: &Visit, people: &[(Person, Vec<Topic>)]) -> Markup {
    let lang = visit.lang;
    let body = html! {
        @if people.is_empty() { p.bd.t3 { (texts::team_none(lang)) } }
        @else {
            ul.p-list {
                @for (person, topics) in people {
                    li.row-f {
                        (ui::presence(tone_of(person.stand)))
                        span.grow {
                            span.row-f.sp {
                                span.b.cut { (person.name) }
                                @if let Some(extension) = &person.extension { span.s.t3.nw { (texts::ext(lang, extension)) } }
                            }
                            span.row-f.sp.top.s.t3 {
                                span { (about(lang, person, topics)) }
                                span.nw { (stand_words(visit, person)) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::team(lang)).flush(body)) }
}

/// What a colleague answers, in words.
fn about(lang: Lang, person: &Person, topics: &[Topic]) -> String {
    let mut words: Vec<String> = topics.iter().map(|topic| topic.name(lang).to_lowercase()).collect();
    if person.team && matches!(person.role, Role::AccountManager | Role::Hunter) {
        words.push(texts::about_terms(lang).to_owned());
    }
    if words.is_empty() { access::role_name(lang, person.role).to_owned() } else { words.join(", ") }
}
