//! Tokens by which programs act with a person's rights: the page and the API.
//!
//! The secret is answered once, to the request that made it, and kept nowhere. A repeated request (the same
//! `Idempotency-Key`, the same form) gets the token without its secret: whoever lost that answer ends the token and
//! makes another. So neither the kept answers nor any GET hold a secret.

use std::sync::{Arc, Mutex};

use access::{AccessRefused, ApiToken, NewToken, Perm, Person, Scope};
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use i18n::{FieldError, fmt};
use kernel::{Day, Moment, StaffId, TokenId};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::{Fault, Once, Read, Stop, Tx};
use ui::{Button, Field, Panel, Select, Th, Tone};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::deed::{Deed, Form, FormEnd, Listed, Made, Nothing, Path};
use crate::house::House;
use crate::identify::Htmx;
use crate::page::{Shown, one_time_key, refusal_note};
use crate::people::NoFields;
use crate::problem::{Plain, Problem, Refused, boxed, not_found};
use crate::routes::Routes;
use crate::texts;
use crate::visit::Visit;

/// Days that the form proposes.
const PROPOSED_DAYS: i32 = 90;
/// A token that ends sooner is shown so.
const SOON_DAYS: i32 = 14;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page(Method::GET, "/tokens", Perm::TokensHold, page)
        .page(Method::POST, "/tokens", Perm::TokensHold, make)
        .page(Method::POST, "/tokens/{id}/end", Perm::TokensHold, end)
        .api(Perm::TokensHold, routes!(list_api, make_api))
        .api(Perm::TokensHold, routes!(one_api))
        .api(Perm::TokensHold, routes!(end_api))
}

/// Whose tokens this person sees: own ones, or with the right to all nobody's in particular.
fn seen(visit: &Visit) -> Option<StaffId> {
    (visit.scope(Perm::TokensHold) != Scope::All).then(|| visit.staff())
}

/// A living token that this person sees.
fn find(read: &mut Read<'_>, visit: &Visit, id: TokenId) -> Result<Option<ApiToken>, Fault> {
    let whose = seen(visit);
    Ok(access::token(read, id)?.filter(|token| whose.is_none_or(|staff| token.staff == staff)))
}

/// Makes a token that is good to the end of a day of the company.
fn make_until(
    tx: &mut Tx<'_>,
    visit: &Visit,
    holder: StaffId,
    name: &str,
    ends_on: Option<Day>,
) -> Result<(TokenId, String), Stop<Refused>> {
    let ends_at = ends_on.map(|day| day.add_days(1).start(&visit.zone));
    access::make_token(tx, &visit.person, &NewToken { holder, name: name.to_owned(), ends_at }).map_err(boxed)
}

fn end_seen(tx: &mut Tx<'_>, visit: &Visit, id: TokenId) -> Result<(), Stop<Refused>> {
    let gone = || Stop::Refused(Box::new(Plain::NotFound) as Refused);
    find(tx, visit, id)?.ok_or_else(gone)?;
    if access::end_token(tx, id)? { Ok(()) } else { Err(gone()) }
}

/// The last day on which a token is good.
fn last_day(visit: &Visit, end: Moment) -> Day {
    end.add_seconds(-1).day(&visit.zone)
}

/// A secret on its way from the deed to the answer, past everything that is kept.
#[derive(Clone, Default)]
struct Secret(Arc<Mutex<Option<(TokenId, String)>>>);

impl Secret {
    fn put(&self, id: TokenId, secret: String) {
        match self.0.lock() {
            Ok(mut slot) => *slot = Some((id, secret)),
            Err(broken) => *broken.into_inner() = Some((id, secret)),
        }
    }

    fn take(&self) -> Option<(TokenId, String)> {
        match self.0.lock() {
            Ok(mut slot) => slot.take(),
            Err(broken) => broken.into_inner().take(),
        }
    }
}

/// A program's token; its secret is not in here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenJson {
    /// Its number.
    #[schema(value_type = String)]
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// The last letters of the secret, to tell tokens apart.
    pub tail: Option<String>,
    /// Whose rights it has.
    #[schema(value_type = String)]
    pub user: StaffId,
    /// That person's name.
    pub user_name: String,
    /// When it was made.
    #[schema(value_type = String)]
    pub made_at: Moment,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>)]
    pub last_used_at: Option<Moment>,
    /// The last day on which it is good; null for a program's token without an end.
    #[schema(value_type = Option<String>)]
    pub ends_on: Option<Day>,
    /// Its time is over.
    pub is_over: bool,
    /// The token with which a program made it; it ends with that one.
    #[schema(value_type = Option<String>)]
    pub made_with: Option<TokenId>,
}

impl TokenJson {
    fn of(visit: &Visit, token: ApiToken) -> TokenJson {
        TokenJson {
            id: token.id,
            name: token.name,
            tail: token.tail,
            user: token.staff,
            user_name: token.holder,
            made_at: token.made_at,
            last_used_at: token.last_used_at,
            ends_on: token.ends_at.map(|end| last_day(visit, end)),
            is_over: token.ends_at.is_some_and(|end| end <= visit.now),
            made_with: token.made_with,
        }
    }
}

/// A token just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MadeToken {
    /// What is kept of it.
    #[serde(flatten)]
    pub about: TokenJson,
    /// The secret for `Authorization: Bearer`, this once; null in a repeated answer.
    pub token: Option<String>,
}

/// A token that was ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EndedToken {
    /// Its number.
    #[schema(value_type = String)]
    pub id: TokenId,
    /// Since when it is not good any more.
    #[schema(value_type = String)]
    pub ended_at: Moment,
}

/// A token to be made.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The last day on which it is good, at most 366 days from now; only a program's token may have none.
    #[schema(value_type = Option<String>)]
    pub ends_on: Option<Day>,
    /// Login of the program that the administrator makes it for; oneself without.
    pub user: Option<String>,
}

/// Living tokens: one's own; the administrator sees those of the whole company.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens",
    responses((status = 200, body = Listed<TokenJson>)))]
async fn list_api(State(house): State<House>, visit: Visit) -> Response {
    house
        .ask(&visit, |read, visit| {
            let tokens = access::tokens(read, seen(visit))?;
            let items = tokens.into_iter().map(|token| TokenJson::of(visit, token)).collect();
            Ok(Some(Listed { items, next_cursor: None }))
        })
        .await
}

/// One living token.
#[utoipa::path(get, path = "/api/v1/tokens/{id}", tag = "tokens", params(("id" = String, Path)),
    responses((status = 200, body = TokenJson), (status = 404, body = Problem)))]
async fn one_api(State(house): State<House>, visit: Visit, Path(id): Path<TokenId>) -> Response {
    house.ask(&visit, move |read, visit| Ok(find(read, visit, id)?.map(|token| TokenJson::of(visit, token)))).await
}

/// Makes a token: the secret is in this answer only. The same `Idempotency-Key` again answers without it.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = MakeToken,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = MadeToken), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn make_api(State(house): State<House>, visit: Visit, deed: Deed<MakeToken>) -> Response {
    let secret = Secret::default();
    let slot = secret.clone();
    let ended = house
        .done(&visit, deed, move |tx, visit, asked| {
            let holder = match &asked.user {
                None => visit.staff(),
                Some(login) => access::person_by_login(tx, login)?
                    .map(|person| person.staff)
                    .ok_or_else(|| Stop::Refused(Box::new(AccessRefused::NotAProgram) as Refused))?,
            };
            let (id, secret) = make_until(tx, visit, holder, &asked.name, asked.ends_on)?;
            slot.put(id, secret);
            let made = access::token(tx, id)?.ok_or_else(|| Fault::because("a token just made is not there"))?;
            let about = TokenJson::of(visit, made);
            Ok(Made::created(&MadeToken { about, token: None }, format!("/api/v1/tokens/{id}")))
        })
        .await;
    house.told(&visit, ended.map(|once| with_secret(once, &secret)))
}

/// The first answer gets the secret; what is kept for a repeated one has none.
fn with_secret(once: Once, secret: &Secret) -> Once {
    match once {
        Once::Fresh(mut answer) if answer.status == 201 => {
            if let Some((_, secret)) = secret.take()
                && let Ok(mut body) = serde_json::from_str::<serde_json::Value>(&answer.body)
                && let Some(members) = body.as_object_mut()
            {
                members.insert("token".into(), secret.into());
                answer.body = body.to_string();
            }
            Once::Fresh(answer)
        }
        other => other,
    }
}

/// Ends a token and every token made with it; from then on both answer 401.
#[utoipa::path(post, path = "/api/v1/tokens/{id}/end", tag = "tokens", params(("id" = String, Path)),
    responses((status = 200, body = EndedToken), (status = 404, body = Problem)))]
async fn end_api(State(house): State<House>, visit: Visit, Path(id): Path<TokenId>, deed: Deed<Nothing>) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, _| {
            end_seen(tx, visit, id)?;
            Ok(Made::ok(&EndedToken { id, ended_at: tx.now() }))
        })
        .await
}

#[derive(Debug, Clone, Default, Deserialize)]
struct TypedToken {
    #[serde(default)]
    name: String,
    #[serde(default)]
    ends_on: String,
    #[serde(default)]
    user: String,
}

/// What stands beside the list after a deed.
#[derive(Default)]
struct After {
    typed: Option<TypedToken>,
    refused: Option<(i18n::Said, Vec<FieldError>, u16)>,
    made: Option<(TokenId, String)>,
}

async fn page(State(house): State<House>, visit: Visit) -> Response {
    show(&house, &visit, After::default()).await
}

async fn show(house: &House, visit: &Visit, after: After) -> Response {
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let tokens = access::tokens(read, seen(visit))?;
            let all = seen(visit).is_none();
            let programs = if all { access::programs(read)? } else { Vec::new() };
            let status = after.refused.as_ref().map_or(0, |(_, _, status)| *status);
            let count = tokens.len();
            let main = html! {
                div.gr.g-side.start {
                    div.gr.start {
                        @if let Some((id, secret)) = &after.made { (made_panel(visit, &tokens, *id, secret)) }
                        @if tokens.is_empty() {
                            (Panel::untitled(texts::tokens(lang)).flush(ui::empty("key", texts::no_tokens(lang), texts::no_tokens_why(lang), None)))
                        } @else {
                            (Panel::new(texts::tokens(lang)).count(count).flush(table(visit, &tokens, all)))
                        }
                    }
                    div { (form_panel(visit, &programs, &after)) }
                }
            };
            let state = if all { texts::tokens_state_all(lang) } else { texts::tokens_state_own(lang) };
            let current = if all { "/tokens" } else { "" };
            Ok(Some(Shown::new(texts::tokens(lang), current, main).state(state).status(status)))
        })
        .await
}

/// Own tokens in the settings of whoever may hold any: how many, and the way to them.
pub(crate) fn own_panel(read: &mut Read<'_>, visit: &Visit) -> Result<Markup, Fault> {
    if !visit.may(Perm::TokensHold) {
        return Ok(html! {});
    }
    let lang = visit.lang;
    let own = access::tokens(read, Some(visit.staff()))?;
    let way = html! { a.p-btn href="/tokens" { (ui::icon("key")) (texts::tokens_open(lang)) } };
    let body = html! { div.body { p.t2 { (texts::tokens_about(lang)) } p.mt8 { (way) } } };
    Ok(html! { (Panel::new(texts::tokens(lang)).count(own.len()).body(body)) })
}

fn table(visit: &Visit, tokens: &[ApiToken], all: bool) -> Markup {
    let lang = visit.lang;
    let when = |moment: Moment| fmt::moment(lang, moment, visit.today, &visit.zone);
    let mut heads = vec![Th::new(texts::token_name(lang))];
    if all {
        heads.push(Th::new(texts::token_holder(lang)).class("hide-s"));
    }
    heads.extend([
        Th::new(texts::token_made(lang)).class("hide-s"),
        Th::new(texts::token_used(lang)).class("hide-s"),
        Th::new(texts::token_ends(lang)),
        Th::unseen(texts::token_end(lang)),
    ]);
    html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for token in tokens {
                    tr id=(format!("token-{}", token.id)) {
                        td {
                            (token.name)
                            @if let Some(tail) = &token.tail { " " span.t3.nw { "…" (tail) } }
                            div.s.t3.only-s { @if all { (token.holder) " · " } (used(visit, token)) }
                        }
                        @if all { td.hide-s { a href=(format!("/users/{}", token.staff)) { (token.holder) } } }
                        td.nw.hide-s { (when(token.made_at)) }
                        td.nw.hide-s { (used(visit, token)) }
                        td.nw { (ends(visit, token)) }
                        td.num {
                            form method="post" action=(format!("/tokens/{}/end", token.id)) {
                                (ui::one_time_key(&one_time_key()))
                                (Button::submit(texts::token_end(lang)).attr("aria-label", texts::token_end_of(lang, &token.name)))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn used(visit: &Visit, token: &ApiToken) -> String {
    match token.last_used_at {
        Some(at) => fmt::moment(visit.lang, at, visit.today, &visit.zone),
        None => texts::token_unused(visit.lang).to_owned(),
    }
}

fn ends(visit: &Visit, token: &ApiToken) -> Markup {
    let lang = visit.lang;
    let Some(end) = token.ends_at else { return html! { span.t3 { (texts::token_endless(lang)) } } };
    let day = last_day(visit, end);
    let words = fmt::day(lang, day, visit.today);
    if end <= visit.now {
        return ui::status(Tone::Bad, &texts::token_over(lang, &words));
    }
    if visit.today.days_until(day) < SOON_DAYS {
        ui::status(Tone::Warn, &words)
    } else {
        html! { (words) }
    }
}

/// The secret, the only time that it is shown.
fn made_panel(visit: &Visit, tokens: &[ApiToken], id: TokenId, secret: &str) -> Markup {
    let lang = visit.lang;
    let name = tokens.iter().find(|token| token.id == id).map_or("", |token| token.name.as_str());
    let body = html! {
        div.body.gr.g12 {
            div.row-f.end-l {
                (Field::new("secret", texts::token_secret(lang)).value(secret).width("grow").attr("readonly", "").attr("autocomplete", "off").attr("spellcheck", "false").autofocus())
                (Button::plain(texts::token_copy(lang)).icon("copy").attr("data-copy", "f-secret").attr("data-copied", texts::token_copied(lang)))
            }
            p.s.t2 { (texts::token_once(lang)) }
            p.s.t2 { (texts::token_use(lang)) " " code { "Authorization: Bearer prichal_…" } }
        }
    };
    html! { (Panel::new(texts::token_made_now(lang, name)).body(body)) }
}

fn form_panel(visit: &Visit, programs: &[Person], after: &After) -> Markup {
    let lang = visit.lang;
    let proposed = || TypedToken { ends_on: visit.today.add_days(PROPOSED_DAYS).to_string(), ..TypedToken::default() };
    let typed = after.typed.clone().unwrap_or_else(proposed);
    let wrong = |pointer: &str| {
        let fields = after.refused.iter().flat_map(|(_, fields, _)| fields);
        fields.filter(|field| field.pointer == pointer).map(|field| field.message.clone()).next()
    };
    let last = visit.today.add_days(i32::try_from(access::LONGEST_TOKEN_DAYS).unwrap_or(0));
    let whom = programs.iter().map(|program| (program.login.clone(), program.name.clone()));
    let ends_hint =
        if programs.is_empty() { texts::token_ends_hint(lang) } else { texts::token_ends_hint_program(lang) };
    let body = html! {
        form.body.gr.g12 method="post" action="/tokens" {
            (ui::one_time_key(&one_time_key()))
            @if let Some((said, ..)) = &after.refused { (refusal_note(said)) }
            (Field::new("name", texts::token_name(lang)).value(typed.name.clone()).hint(texts::token_name_hint(lang)).error(wrong("/name")).attr("maxlength", "100").attr("autocomplete", "off").required())
            @if !programs.is_empty() {
                (Select::new("user", texts::token_for(lang)).option("", texts::token_for_me(lang)).options(whom).chosen(typed.user.clone()).error(wrong("/user")))
            }
            (Field::new("ends_on", texts::token_ends(lang)).kind("date").value(typed.ends_on.clone()).hint(ends_hint).error(wrong("/ends_on")).attr("min", visit.today.to_string()).attr("max", last.to_string()))
            p.s.t2 { (texts::tokens_about(lang)) }
            (Button::submit(texts::token_make(lang)).primary())
        }
    };
    html! { (ui::panel(texts::token_new(lang), None, None, body, None)) }
}

async fn make(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, form: Form<TypedToken>) -> Response {
    let typed = (*form.body).clone();
    let secret = Secret::default();
    let slot = secret.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &TypedToken| {
            let refuse = |refused| Stop::Refused(Box::new(refused) as Refused);
            let holder = match typed.user.trim() {
                "" => visit.staff(),
                login => access::person_by_login(tx, login)?.ok_or_else(|| refuse(AccessRefused::NotAProgram))?.staff,
            };
            let ends_on = match typed.ends_on.trim() {
                "" => None,
                day => Some(Day::parse(day).map_err(|_| refuse(AccessRefused::BadTokenEnd))?),
            };
            let (id, secret) = make_until(tx, visit, holder, &typed.name, ends_on)?;
            slot.put(id, secret);
            Ok("/tokens".to_owned())
        })
        .await;
    match ended {
        FormEnd::See(to) => match secret.take() {
            Some(made) => show(&house, &visit, After { made: Some(made), ..After::default() }).await,
            None => FormEnd::go(&to, htmx),
        },
        FormEnd::Refused { said, fields, status } => {
            let refused = Some((said, fields, status));
            show(&house, &visit, After { typed: Some(typed), refused, made: None }).await
        }
        FormEnd::Failed(response) => *response,
    }
}

async fn end(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<TokenId>,
    form: Form<NoFields>,
) -> Response {
    let ended = house
        .form(&visit, form, move |tx, visit, _| {
            end_seen(tx, visit, id)?;
            Ok("/tokens".to_owned())
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { .. } => not_found(&visit),
        FormEnd::Failed(response) => *response,
    }
}
