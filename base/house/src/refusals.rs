//! Refusals as people see them: where a browser would show a problem document, a page says the same.
//!
//! Handlers answer with problem documents and do not ask who reads them. Under `/api/` they stay as they are; at every
//! other address they become a page in the frame, a page without rail before the sign-in, or a note where htmx asks.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use i18n::{Lang, sentences};
use kernel::StaffId;
use maud::{Markup, html};
use store::Fault;

use crate::house::House;
use crate::page::{Shown, bare_page};
use crate::problem::Problem;
use crate::texts;
use crate::visit::Visit;

/// Longest document that is read back, bytes: a longer one goes out as it is.
const MOST: usize = 64 * 1024;

/// What the visitor may not do: whoever reads a page is told whom to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed(pub(crate) access::Perm);

/// Colleagues named to whoever has no right.
const NAMED: usize = 4;

/// Somebody who may: name, role, extension.
type May = (String, &'static str, Option<String>);

/// People who may, of every role one before a second of any.
async fn who_may(house: &House, lang: Lang, perm: access::Perm) -> Result<Vec<May>, Fault> {
    let departments = house.departments();
    house
        .store()
        .read(move |read| {
            let mut found = Vec::new();
            for role in access::who_may(perm) {
                found.extend(
                    access::staff_in_role(read, role)?.into_iter().enumerate().map(|(place, one)| (place, role, one)),
                );
            }
            found.sort_by_key(|(place, ..)| *place);
            found.truncate(NAMED);
            let staff: Vec<_> = found.iter().map(|(.., one)| *one).collect();
            let names = access::staff_names(read, &staff)?;
            let mut reached = Vec::new();
            for department in departments {
                reached.extend(department.reached(read, lang, &staff)?);
            }
            let of = |all: &[(StaffId, String)], one: StaffId| {
                all.iter().find(|(id, _)| *id == one).map(|(_, word)| word.clone())
            };
            Ok(found
                .into_iter()
                .filter_map(|(_, role, one)| Some((of(&names, one)?, access::role_name(lang, role), of(&reached, one))))
                .collect())
        })
        .await
}

/// Who gets the answer, and in what.
pub(crate) struct Reader {
    pub(crate) visit: Option<Visit>,
    pub(crate) lang: Lang,
    pub(crate) htmx: bool,
}

/// The same answer; a problem document as a page.
pub(crate) async fn for_people(house: &House, reader: Reader, response: Response) -> Response {
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == Problem::MEDIA);
    if !is_problem {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = match axum::body::to_bytes(body, MOST).await.map(|bytes| serde_json::from_slice::<Problem>(&bytes)) {
        Ok(Ok(problem)) => problem,
        Ok(Err(error)) => return unread(&error),
        Err(error) => return unread(&error),
    };
    let Reader { visit, lang, htmx } = reader;
    let may = match (parts.extensions.get::<Needed>(), htmx) {
        (Some(Needed(perm)), false) => match who_may(house, lang, *perm).await {
            Ok(may) => may,
            Err(fault) => {
                tracing::warn!(error = %fault, "whom to ask could not be read");
                Vec::new()
            }
        },
        _ => Vec::new(),
    };
    let mut page = match visit {
        _ if htmx => Html(said(lang, &problem).into_string()).into_response(),
        Some(visit) => house.show(&visit, Shown::new(problem.title.clone(), "", panel(lang, &problem, &may))).await,
        None => bare_page(lang, problem.status, &problem.title, panel(lang, &problem, &may)),
    };
    *page.status_mut() = parts.status;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    page.headers_mut().extend(parts.headers);
    page
}

fn unread(error: &dyn std::error::Error) -> Response {
    tracing::error!(error = %error, "a problem document could not be read back");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn panel(lang: Lang, problem: &Problem, may: &[May]) -> Markup {
    let picture = match problem.status {
        401 | 403 => "lock",
        404 => "search",
        _ => "alert-circle",
    };
    html! {
        section.p-panel {
            div.p-empty {
                (ui::icon(picture))
                h2 { (problem.title) }
                p."s"."t2" { (sentences([problem.detail.as_str(), &problem.next])) }
                (fields(problem))
                @if !may.is_empty() {
                    ul.may aria-label=(texts::no_right_ask(lang)) {
                        @for (name, role, reached) in may {
                            li { b { (name) } ", " (role) @if let Some(reached) = reached { ", " span.nw { (reached) } } }
                        }
                    }
                }
                @if problem.status >= 500 { p."s"."t3" { (texts::request_number(lang, &problem.request_id)) } }
                p.mt8 { a.p-btn href="/" { (texts::to_start(lang)) } }
            }
        }
    }
}

fn said(lang: Lang, problem: &Problem) -> Markup {
    let number = (problem.status >= 500).then(|| texts::request_number(lang, &problem.request_id));
    let about = html! {
        (sentences([problem.detail.as_str(), &problem.next]))
        (fields(problem))
        @if let Some(number) = number { " " (number) }
    };
    ui::note(ui::Tone::Bad, &sentences([problem.title.as_str()]), Some(about))
}

/// Which field is wrong, and how.
fn fields(problem: &Problem) -> Markup {
    html! {
        @for field in &problem.errors {
            @let name = field.pointer.trim_start_matches(['/', '?']);
            p.s { @if !name.is_empty() { code { (name) } ": " } (field.message) }
        }
    }
}
