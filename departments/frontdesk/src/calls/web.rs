//! The call desk: the page, its parts that come by themselves, and the deeds of a call.

use access::{Perm, Role};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cases::Topic;
use clients::NameIndex;
use house::{Form, FormEnd, House, Htmx, Path, Query, Refused, Shown, Visit, boxed};
use i18n::Said;
use kernel::{CallId, ClientId, ContactId, Moment, StaffId};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Fault, Read, Stop, Tx, p, sql};

use super::errors::{CallRefused, Wrong};
use super::model::{Direction, NewCall, PresenceState};
use super::verbs::{self, Connect};
use super::{desk, questions, rules};
use crate::texts;

pub(crate) mod parts;

/// Hits while the caller's name is typed.
const HITS: i64 = 6;

/// Which call the desk shows, and how.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskQuery {
    #[serde(default)]
    call: String,
    #[serde(default)]
    topic: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    about: String,
}

impl DeskQuery {
    /// What stood in the fields of an unknown caller.
    fn typed(&self) -> Option<DeskForm> {
        let any = !(self.q.is_empty() && self.person.is_empty() && self.about.is_empty());
        any.then(|| DeskForm {
            q: self.q.clone(),
            person: self.person.clone(),
            about: self.about.clone(),
            ..DeskForm::default()
        })
    }

    fn call(&self) -> Option<CallId> {
        self.call.parse().ok()
    }

    fn topic(&self) -> Option<Topic> {
        Topic::parse(&self.topic)
    }
}

/// The desk.
pub(crate) async fn page(State(house): State<House>, visit: Visit, Query(asked): Query<DeskQuery>) -> Response {
    show(&house, &visit, asked, Told::default(), 200).await
}

/// What is said above the call after a deed.
#[derive(Default)]
struct Told {
    refused: Option<Said>,
    done: Option<String>,
    /// What stood in the form that was refused.
    typed: Option<DeskForm>,
}

async fn show(house: &House, visit: &Visit, asked: DeskQuery, told: Told, status: u16) -> Response {
    let (demo, company, names) =
        (house.demo().is_some(), house.settings().company.clone(), house.shared::<NameIndex>());
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let queue = desk::queue(read, visit)?;
            let shown = desk::chosen(read, visit, asked.call())?.map(|call| call.id);
            let now = call_part(read, visit, &asked, (&company, names.as_deref()), &told)?;
            let main = html! { div.gr.g-call { (now) (parts::queue(visit, &queue, shown, demo)) } };
            let state = parts::queue_state(lang, &queue);
            let shown = Shown::new(texts::calls(lang), "/calls", main).state(state).fit().status(status);
            let keys = [
                ("F2", texts::key_answer(lang)),
                ("1 2 3", texts::key_script(lang)),
                ("F4", texts::key_connect(lang)),
                ("F6", texts::key_solved(lang)),
                ("F8", texts::key_promise(lang)),
                ("Alt N", texts::key_new(lang)),
                ("Esc", texts::key_end(lang)),
            ];
            Ok(Some(keys.into_iter().fold(shown, |shown, (key, does)| shown.key(key, does))))
        })
        .await
}

/// The middle and the right of the desk: one call, or nobody.
fn call_part(
    read: &mut Read<'_>,
    visit: &Visit,
    asked: &DeskQuery,
    (company, names): (&str, Option<&NameIndex>),
    told: &Told,
) -> Result<Markup, Fault> {
    let note = parts::note(told.refused.as_ref(), told.done.as_deref());
    match desk::chosen(read, visit, asked.call())? {
        Some(call) => {
            let mut screen = desk::screen(read, visit, call, asked.topic())?;
            if let Some(typed) = told.typed.as_ref().filter(|typed| !typed.brief.is_empty()) {
                screen.brief.clone_from(&typed.brief);
            }
            let asks_who = screen.known.is_none() || asked.who == "1";
            let q = told.typed.as_ref().map(|typed| typed.q.trim()).filter(|q| asks_who && !q.is_empty());
            let found = match q {
                Some(q) => clients::find(read, names, visit, q, HITS)?,
                None => Vec::new(),
            };
            Ok(parts::call(visit, &screen, (asks_who, &found), company, &note, told.typed.as_ref()))
        }
        None => Ok(parts::nobody(visit, &note)),
    }
}

/// The call alone: it comes by itself when somebody rings.
pub(crate) async fn now(State(house): State<House>, visit: Visit, Query(asked): Query<DeskQuery>) -> Response {
    let (company, names) = (house.settings().company.clone(), house.shared::<NameIndex>());
    let told = Told { typed: asked.typed(), ..Told::default() };
    house
        .part(&visit, move |read, visit| Ok(Some(call_part(read, visit, &asked, (&company, names.as_deref()), &told)?)))
        .await
}

/// The queue alone.
pub(crate) async fn queue(State(house): State<House>, visit: Visit, Query(asked): Query<DeskQuery>) -> Response {
    let demo = house.demo().is_some();
    house
        .part(&visit, move |read, visit| {
            let queue = desk::queue(read, visit)?;
            let shown = desk::chosen(read, visit, asked.call())?.map(|call| call.id);
            let part = parts::queue(visit, &queue, shown, demo);
            Ok(Some(html! { (part) (ui::state_sentence(&parts::queue_state(visit.lang, &queue))) }))
        })
        .await
}

/// The right column for another topic.
pub(crate) async fn route(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    Query(asked): Query<DeskQuery>,
) -> Response {
    house
        .part(&visit, move |read, visit| {
            let Some(call) = questions::call(read, visit, id)? else { return Ok(None) };
            let screen = desk::screen(read, visit, call, asked.topic())?;
            let asks_who = screen.known.is_none() || asked.who == "1";
            Ok(Some(parts::script(visit, &screen, asks_who, None)))
        })
        .await
}

/// Who may be meant by what was typed so far.
pub(crate) async fn who(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<CallId>,
    Query(asked): Query<DeskQuery>,
) -> Response {
    let names = house.shared::<NameIndex>();
    house
        .part(&visit, move |read, visit| {
            let Some(call) = questions::call(read, visit, id)? else { return Ok(None) };
            let typed: String = asked.q.trim().chars().take(100).collect();
            let found =
                if typed.is_empty() { Vec::new() } else { clients::find(read, names.as_deref(), visit, &typed, HITS)? };
            let candidates = questions::candidates(read, &call)?;
            Ok(Some(parts::hits(visit, &found, &candidates, &typed)))
        })
        .await
}

/// What the forms of the desk send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskForm {
    #[serde(default)]
    topic: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    brief: String,
    #[serde(default)]
    named: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    back: String,
}

impl DeskForm {
    fn topic(&self) -> Topic {
        Topic::parse(&self.topic).unwrap_or(Topic::Other)
    }

    fn named(&self) -> Option<StaffId> {
        self.named.parse().ok()
    }
}

/// After a deed: the next call as a part for htmx, else the desk again; refused, the same call with the reason.
async fn end_deed(
    house: &House,
    visit: &Visit,
    htmx: bool,
    (stay, typed): (Option<CallId>, DeskForm),
    ended: FormEnd,
    done: Option<String>,
) -> Response {
    let (told, status, asked) = match ended {
        FormEnd::Failed(response) => return *response,
        FormEnd::See(_) => {
            let asked = DeskQuery { call: stay.map(|id| id.to_string()).unwrap_or_default(), ..DeskQuery::default() };
            // Whoever answers while a name is typed goes on typing.
            let typed = Some(typed).filter(|typed| stay.is_some() && typed.client.is_empty() && typed.new.is_empty());
            (Told { done, typed, refused: None }, 200, asked)
        }
        FormEnd::Refused { said, status, fields } => {
            let said = match fields.first() {
                Some(field) => Said { detail: field.message.clone(), ..said },
                None => said,
            };
            let asked = DeskQuery { call: typed.back.clone(), topic: typed.topic.clone(), ..DeskQuery::default() };
            (Told { refused: Some(said), typed: Some(typed), done: None }, status, asked)
        }
    };
    if !htmx {
        if told.refused.is_none() {
            return FormEnd::go("/calls", false);
        }
        return show(house, visit, asked, told, status).await;
    }
    let (company, names) = (house.settings().company.clone(), house.shared::<NameIndex>());
    let mut response = house
        .part(visit, move |read, visit| Ok(Some(call_part(read, visit, &asked, (&company, names.as_deref()), &told)?)))
        .await;
    if status != 200 {
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::CONFLICT);
    }
    response
}

fn with_back(form: &DeskForm, id: CallId) -> DeskForm {
    DeskForm { back: id.to_string(), ..form.clone() }
}

macro_rules! desk_deed {
    ($(#[$doc:meta])* $name:ident, $stays:expr, $done:expr, |$tx:ident, $visit:ident, $id:ident, $typed:ident| $deed:block) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(house): State<House>,
            visit: Visit,
            Htmx(htmx): Htmx,
            Path($id): Path<CallId>,
            form: Form<DeskForm>,
        ) -> Response {
            let typed = with_back(&form.body, $id);
            let ended = house
                .form(&visit, form, move |$tx, $visit, $typed: &DeskForm| {
                    $deed
                    Ok("/calls".to_owned())
                })
                .await;
            let stay: Option<CallId> = if $stays { Some($id) } else { None };
            let say: fn(i18n::Lang) -> Option<String> = $done;
            let done = say(visit.lang);
            end_deed(&house, &visit, htmx, (stay, typed), ended, done).await
        }
    };
}

/// The brief with what stands in the fields of an unknown caller: before it the name they gave and their company, in it
/// their own words, which become what the call is about and the subject of its case.
fn what_was_told(tx: &mut Tx<'_>, visit: &Visit, id: CallId, typed: &DeskForm) -> Result<String, Stop<Refused>> {
    let lang = visit.lang;
    let about = rules::tidy(&typed.about);
    let mut brief = typed.brief.clone();
    if !about.is_empty() {
        verbs::note_about(tx, visit, id, &about).map_err(boxed)?;
        let (topic, asked) = (texts::brief_asks(lang, typed.topic().name(lang)), texts::brief_asks(lang, &about));
        brief = match (brief.contains(&about), brief.contains(&topic)) {
            (true, _) => brief,
            (_, true) => brief.replacen(&topic, &asked, 1),
            _ => format!("{asked}\n{brief}"),
        };
    }
    let told = [&typed.person, &typed.q].map(|text| rules::tidy(text));
    let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
    if told.is_empty() {
        return Ok(brief);
    }
    verbs::note_given(tx, visit, id, &typed.person, &typed.q).map_err(boxed)?;
    Ok(format!("{}\n{brief}", texts::brief_named(lang, &told.join(", "))))
}

desk_deed!(
    /// Answers.
    answer, true, |_| None, |tx, visit, id, _typed| {
        verbs::answer(tx, visit, id, None).map_err(boxed)?;
    }
);
desk_deed!(
    /// Gives the caller to a colleague with the brief.
    connect, false, |lang| Some(texts::done_connected(lang).to_owned()), |tx, visit, id, typed| {
        let to = typed.to.parse().map_err(|_| Stop::Refused(CallRefused::field("/to", Wrong::NoPerson))).map_err(boxed)?;
        let brief = what_was_told(tx, visit, id, typed)?;
        let connect = Connect { to, topic: typed.topic(), brief, named: typed.named() };
        verbs::connect(tx, visit, id, &connect).map_err(boxed)?;
    }
);
desk_deed!(
    /// It is answered on the spot.
    solve, false, |lang| Some(texts::done_solved(lang).to_owned()), |tx, visit, id, typed| {
        what_was_told(tx, visit, id, typed)?;
        verbs::solve(tx, visit, id, Some(typed.topic()), typed.named()).map_err(boxed)?;
    }
);
desk_deed!(
    /// A call-back is promised.
    promise, false, |lang| Some(texts::done_promised(lang).to_owned()), |tx, visit, id, typed| {
        let due_at = cases::due_of("", &typed.time, visit.today, &visit.zone)
            .ok_or(Stop::Refused(CallRefused::field("/due_at", Wrong::NoTime))).map_err(boxed)?;
        let holder: Option<StaffId> = typed.holder.parse().ok();
        let note = what_was_told(tx, visit, id, typed)?;
        verbs::promise(tx, visit, id, due_at, holder, (typed.topic(), &note)).map_err(boxed)?;
    }
);
desk_deed!(
    /// It is over.
    end, false, |_| None, |tx, visit, id, _typed| {
        verbs::end(tx, visit, id).map_err(boxed)?;
    }
);

/// Says who calls: a client that was found, one of several at the number, or a new one.
pub(crate) async fn caller(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<CallId>,
    form: Form<DeskForm>,
) -> Response {
    let within = house.shared::<NameIndex>();
    let typed = with_back(&form.body, id);
    let made = Arc::new(AtomicI64::new(0));
    let seen = made.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &DeskForm| {
            if let Ok(client) = typed.client.parse::<ClientId>() {
                let contact: Option<ContactId> = typed.contact.parse().ok();
                verbs::recognise(tx, visit, id, client, contact, &typed.about).map_err(boxed)?;
                made.store(client.get(), Ordering::Relaxed);
                return Ok("/calls".to_owned());
            }
            let found = clients::find(tx, within.as_deref(), visit, &typed.q, 3)?;
            let alike: Vec<String> = found
                .into_iter()
                .map(|client| client.name)
                .filter(|name| search::share_a_word(name, &typed.q))
                .collect();
            let new = (typed.q.as_str(), typed.person.as_str(), typed.about.as_str());
            let (_, client) = verbs::new_prospect(tx, visit, id, new, &alike, typed.sure == "1").map_err(boxed)?;
            made.store(client.get(), Ordering::Relaxed);
            Ok("/calls".to_owned())
        })
        .await;
    clients::refresh(&house, seen.load(Ordering::Relaxed)).await;
    end_deed(&house, &visit, htmx, (Some(id), typed), ended, None).await
}

sql! {
    OWN_NUMBERS = "SELECT MIN(p.id), p.e164 FROM view_client_phone p JOIN view_order o ON o.client_id = p.client_id \
        WHERE o.state IN ('reserved', 'confirmed', 'invoiced') AND p.contact_id IS NOT NULL GROUP BY p.e164 \
        HAVING COUNT(DISTINCT p.client_id) = 1 ORDER BY 1 DESC LIMIT 20";
    SHARED_NUMBERS = "SELECT MIN(id), e164 FROM view_client_phone GROUP BY e164 HAVING COUNT(DISTINCT client_id) > 1 \
        ORDER BY 1 LIMIT 5";
}

/// A number to be rung with in a demo: of a client with open orders, of nobody, of several.
fn number_for(read: &mut Read<'_>, kind: &str, turn: i64) -> Result<String, Fault> {
    let pick = |rows: Vec<(i64, String)>| {
        let count = i64::try_from(rows.len()).unwrap_or(1).max(1);
        usize::try_from(turn % count).ok().and_then(|place| rows.into_iter().nth(place)).map(|(_, number)| number)
    };
    let number = match kind {
        "known" => pick(read.rows(&OWN_NUMBERS, p![])?),
        "shared" => pick(read.rows(&SHARED_NUMBERS, p![])?),
        _ => None,
    };
    // The way exchanges write it changes from call to call.
    let number = number.unwrap_or_else(|| format!("+7812555{:04}", 100 + turn % 900));
    Ok(match turn % 3 {
        0 => number.replacen("+7", "8", 1),
        1 => number,
        _ => format!("sip:{}@pbx", number.trim_start_matches('+')),
    })
}

/// Rings the desk of a demo company; there is nothing to ring elsewhere.
pub(crate) async fn simulate(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    form: Form<DeskForm>,
) -> Response {
    if house.demo().is_none() {
        return house.no_such(&visit);
    }
    let typed = form.body.as_ref().clone();
    let ended = house
        .form(&visit, form, |tx, visit, typed: &DeskForm| {
            let own = Visit::system(visit.now, visit.zone.clone(), visit.lang);
            let turn = questions::list(tx, &own, None, i64::MAX, 1)?.first().map_or(0, |call| call.id.get());
            let new = NewCall {
                direction: Direction::In,
                from: number_for(tx, &typed.kind, turn)?,
                to: "+78125550100".into(),
                external_id: None,
                started_at: None,
            };
            verbs::announce(tx, &own, &new).map_err(boxed)?;
            Ok("/calls".to_owned())
        })
        .await;
    match ended {
        // The desk hears it by itself, like any other call.
        FormEnd::See(_) if htmx => StatusCode::NO_CONTENT.into_response(),
        ended => end_deed(&house, &visit, htmx, (None, typed), ended, None).await,
    }
}

/// Whether the person can take a call, as the top bar of every page shows it, with what colleagues hand over.
pub(crate) fn top_bar(read: &mut Read<'_>, visit: &Visit) -> Result<Option<Markup>, Fault> {
    if !visit.may(Perm::CallsWrite) || visit.person.roles.contains(&Role::Integration) {
        return Ok(None);
    }
    let presence = questions::presence_of(read, visit.staff())?;
    let talks = questions::talking(read, visit.staff())?.is_some();
    let offered = cases::list(read, visit, cases::Which::OfferedTo(visit.staff()), None, 100)?;
    Ok(Some(parts::presence(visit, presence.as_ref(), talks, &offered)))
}

/// The person's part of the top bar alone: it comes by itself when something is handed over.
pub(crate) async fn me(State(house): State<House>, visit: Visit) -> Response {
    house.part(&visit, |read, visit| Ok(Some(top_bar(read, visit)?.unwrap_or_default()))).await
}

/// Sets the person's presence.
pub(crate) async fn presence(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    form: Form<DeskForm>,
) -> Response {
    let back = form.body.back.clone();
    let ended = house
        .form(&visit, form, |tx, visit, typed: &DeskForm| {
            let state = PresenceState::parse(&typed.state)
                .ok_or(Stop::Refused(CallRefused::field("/state", Wrong::NoWord)))
                .map_err(boxed)?;
            let until: Option<Moment> = match typed.until.trim() {
                "" => None,
                text => {
                    let at = cases::due_of("", text, visit.today, &visit.zone);
                    Some(at.ok_or(Stop::Refused(CallRefused::field("/until", Wrong::NoTime))).map_err(boxed)?)
                }
            };
            verbs::set_presence(tx, visit.staff(), state, until, None).map_err(boxed)?;
            Ok("/calls".to_owned())
        })
        .await;
    match ended {
        FormEnd::Failed(response) => *response,
        _ if htmx => me(State(house), visit).await,
        _ => {
            let own = back.starts_with('/') && !back.starts_with("//");
            FormEnd::go(if own { &back } else { "/" }, false)
        }
    }
}

/// Where the desk stands in the rail of a person: at the front desk it is the home.
pub(crate) fn is_home(visit: &Visit) -> bool {
    visit.person.roles.iter().any(|role| rules::is_desk(*role))
}
