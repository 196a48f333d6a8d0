//! Parts of the call desk as mark-up.

use cases::{Case, Topic};
use clients::{Caller, Found};
use house::{Visit, one_time_key, tally};
use i18n::{Lang, Said, fmt};
use kernel::{CallId, Moment, Money, Phone};
use maud::{Markup, html};
use ui::{Button, Panel, Th, Tone};

use super::super::desk::{KnownCaller, Queue, Screen, number_of};
use super::super::log::missed_today;
use super::super::model::{Call, Presence, PresenceState};
use super::super::rules::{Person, Stand, TOPICS, stand};
use super::DeskForm;
use crate::called::called;
use crate::texts;
use crate::wishes::Wish;

/// What is typed of an unknown caller: it stays when somebody answers.
const TYPED: &str = "#who-q,#who-person,#who-about";
/// A call answered within this is in time, seconds.
const NORM: i64 = 20;
/// A call-back is offered for so many minutes from now.
const CALL_BACK_IN: i64 = 30;

/// What is said above the call after a deed.
pub(super) fn note(refused: Option<&Said>, done: Option<&str>) -> Markup {
    html! {
        @if let Some(said) = refused { (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))) }
        @if let Some(done) = done { (ui::done(done, None)) }
    }
}

fn seconds(visit: &Visit, since: Moment) -> i64 {
    (visit.now.millis_since(since) / 1000).max(0)
}

/// Minutes and seconds; the page's script goes on counting.
fn clock(visit: &Visit, since: Moment, class: &str) -> Markup {
    let passed = seconds(visit, since);
    html! { span class=(class) data-since=(passed) { (format!("{:02}:{:02}", passed / 60, passed % 60)) } }
}

fn caller_name(lang: Lang, call: &Call) -> String {
    call.contact_name.clone().or_else(|| call.client_name.clone()).unwrap_or_else(|| number_of(lang, call))
}

fn caller_about(lang: Lang, call: &Call) -> String {
    match (&call.contact_name, &call.client_name) {
        (Some(_), Some(client)) => client.clone(),
        (None, Some(_)) => number_of(lang, call),
        _ => texts::caller_unclear(lang).to_owned(),
    }
}

/// How the desk stands: who rings, who talks, and the call-backs that are overdue among the next ones.
pub(super) fn queue_state(lang: Lang, queue: &Queue) -> String {
    let count = |rings: bool| queue.live.iter().filter(|call| call.rings() == rings).count();
    let [rings, talks] = [count(true), count(false)].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    tally::sentence(lang, &[(texts::tally_rings(lang), rings), (texts::tally_talks(lang), talks)])
}

/// The left column: who rings and talks, whom we owe a call, the day in numbers. It comes by itself, and once a
/// minute, so that what is overdue goes on counting.
/// The row of the call that is shown beside it stands out, and no other.
pub(super) fn queue(visit: &Visit, queue: &Queue, shown: Option<CallId>, demo: bool) -> Markup {
    let lang = visit.lang;
    let first_ringing = queue.live.iter().find(|call| call.rings()).map(|call| call.id);
    html! {
        section.p-panel #queue aria-label=(texts::queue(lang)) data-live="call case" hx-get="/calls/queue" hx-include="#shown-call" hx-trigger="live, every 60s" hx-swap="outerHTML" {
            header { h2 { (texts::queue(lang)) } span.more { (texts::norm(lang, NORM)) } }
            div.scroll tabindex="0" {
                @if queue.live.is_empty() { p.bd.t3 { (texts::queue_empty(lang)) } }
                @else { ul.p-list.calls { @for call in &queue.live { (queue_line(visit, call, shown == Some(call.id), first_ringing == Some(call.id))) } } }
                header.p-list { h3 { (texts::promised(lang)) } }
                @if queue.call_backs.is_empty() { p.bd.t3 { (texts::promised_none(lang)) } }
                @else { ul.p-list { @for case in &queue.call_backs { (call_back_line(visit, case)) } } }
                header.p-list { h3 { (texts::today(lang)) } }
                (figures(visit, queue))
                p.bd.s { a href="/calls/list" { (texts::log_open(lang)) } }
            }
            @if demo { (simulator(lang)) }
        }
    }
}

fn queue_line(visit: &Visit, call: &Call, shown: bool, first: bool) -> Markup {
    let lang = visit.lang;
    let mine = call.operator == Some(visit.staff());
    let href = format!("/calls?call={}", call.id);
    html! {
        li id={ "q-" (call.id) } class=[shown.then_some("is-sel")] {
            @if call.rings() {
                div.row-f.sp { (ui::status(Tone::Warn, texts::rings(lang))) (clock(visit, call.started_at, "warn b num0")) }
            } @else {
                div.row-f.sp {
                    span class=(if mine { "b" } else { "t2" }) { (texts::talks(lang)) }
                    (clock(visit, call.answered_at.unwrap_or(call.started_at), "num0"))
                }
            }
            div.cut { a href=(href) aria-current=[shown.then_some("true")] { (caller_name(lang, call)) } }
            div.s.t3.cut {
                @match (&call.operator_name, call.talks() && !mine) {
                    (Some(operator), true) => { (operator) }
                    _ => { (caller_about(lang, call)) }
                }
            }
            @if call.rings() {
                form.mt4 method="post" action={ "/calls/" (call.id) "/answer" } hx-post={ "/calls/" (call.id) "/answer" } hx-target="#call" hx-swap="outerHTML" {
                    (ui::one_time_key(&one_time_key()))
                    @let button = Button::submit(texts::answer(lang)).icon("phone");
                    @if first { (button.key("F2")) } @else { (button) }
                }
            }
        }
    }
}

fn call_back_line(visit: &Visit, case: &Case) -> Markup {
    let lang = visit.lang;
    let due = fmt::moment(lang, case.due_at, visit.today, &visit.zone);
    let number =
        || case.phone.as_deref().map(|phone| Phone::parse(phone).map_or(phone.to_owned(), |read| read.to_string()));
    let who = case.client_name.clone().or_else(number).unwrap_or_else(|| case.subject_in(lang));
    let late = case.is_late(visit.now);
    html! {
        li {
            div.row-f.sp {
                span.cut { a href={ "/cases/" (case.id) } { (who) } }
                span class=(if late { "bad b nw" } else { "nw" }) { (due) }
            }
            @if late {
                div.s.bad { (texts::late_by(lang, &lasts(lang, seconds(visit, case.due_at)))) }
            } @else {
                div.s.t3.cut { (case.subject_in(lang)) }
            }
        }
    }
}

/// A length of time in words: minutes, then hours, then days.
fn lasts(lang: Lang, seconds: i64) -> String {
    let minutes = seconds / 60;
    match minutes {
        ..60 => texts::minutes(lang, minutes),
        60..1440 => texts::hours(lang, &(minutes / 60).to_string(), &(minutes % 60).to_string()),
        _ => texts::days(lang, minutes / 1440),
    }
}

fn figures(visit: &Visit, queue: &Queue) -> Markup {
    let (lang, day) = (visit.lang, &queue.figures);
    html! {
        dl.p-dl.bd.s {
            dt { (texts::day_answered(lang)) } dd.num { (fmt::integer(lang, day.answered)) }
            @if day.closed > 0 {
                dt { (texts::day_solved(lang)) } dd.num { (fmt::percent(lang, day.solved * 10_000 / day.closed / 100 * 100)) }
            }
            @if let Some(waited) = queue.waited {
                dt { (texts::day_waited(lang)) } dd.num { (texts::seconds(lang, waited)) }
            }
            dt { (texts::day_missed(lang)) } dd.num { a href=(missed_today(visit)) { (fmt::integer(lang, day.missed)) } }
        }
    }
}

/// Rings the desk of a demo company.
fn simulator(lang: Lang) -> Markup {
    html! {
        footer.wrap {
            form.simulate method="post" action="/calls/simulate" hx-post="/calls/simulate" hx-swap="none" {
                (ui::one_time_key(&one_time_key()))
                div.p-lbl { (texts::simulate(lang)) }
                @for (kind, label) in [("known", texts::simulate_known(lang)), ("unknown", texts::simulate_unknown(lang)), ("shared", texts::simulate_shared(lang))] {
                    button.p-btn type="submit" name="kind" value=(kind) data-simulate=(kind) id={ "simulate-" (kind) } { (label) }
                }
            }
        }
    }
}

/// Nobody calls: the next call opens by itself.
pub(super) fn nobody(visit: &Visit, note: &Markup) -> Markup {
    let lang = visit.lang;
    html! {
        div.call-both #call data-live="call" data-live-kind="call_announced" hx-get="/calls/now" hx-trigger="live" hx-swap="outerHTML" {
            input #shown-call type="hidden" name="call" value="";
            div.gr.start {
                (note)
                section.p-panel { (ui::empty("phone", texts::nobody(lang), texts::nobody_hint(lang), None)) }
            }
            (Panel::new(texts::script(lang)).body(html! { p.t3 { (texts::script_waits(lang)) } }))
        }
    }
}

/// One call: what to answer in the middle, the script at the right.
pub(super) fn call(
    visit: &Visit,
    screen: &Screen,
    (asks_who, found): (bool, &[Found]),
    company: &str,
    note: &Markup,
    typed: Option<&DeskForm>,
) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    // While it rings another may answer; from then on the page is the operator's and nothing takes it away.
    let live = call.rings().then(|| format!("call:{}", call.id));
    let href = live.as_ref().map(|_| format!("/calls/now?call={}", call.id));
    let trigger = live.as_ref().map(|_| "live");
    let swap = live.as_ref().map(|_| "outerHTML");
    let live_typed = (live.is_some() && (asks_who || screen.known.is_none())).then_some(TYPED);
    html! {
        div.call-both #call data-live=[live] hx-get=[href] hx-trigger=[trigger] hx-swap=[swap] hx-include=[live_typed] hx-disinherit="*" {
            input #shown-call type="hidden" name="call" value=(call.id);
            div.gr.start {
                (note)
                @if call.rings() {
                    div.p-visually-hidden role="alert" { (texts::rings(lang)) ": " (caller_name(lang, call)) }
                }
                (header(visit, screen, live_typed))
                @match screen.known.as_ref().filter(|_| !asks_who) {
                    Some(known) => { (answer_lines(visit, known)) (known_panels(visit, known)) }
                    None => { (first_sentence(visit, screen, company)) (who_panel(visit, screen, found, typed)) }
                }
            }
            (script(visit, screen, asks_who, typed))
        }
    }
}

fn post(call: &Call, deed: &str) -> String {
    format!("/calls/{}/{deed}", call.id)
}

fn header(visit: &Visit, screen: &Screen, typed: Option<&str>) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    let number = number_of(lang, call);
    let times = texts::calls_before(lang, screen.before + 1);
    let (answer, end) = (post(call, "answer"), post(call, "end"));
    html! {
        section.p-call aria-label=(texts::the_call(lang)) {
            span class=(if call.rings() { "dot warn pulse" } else { "dot pulse" }) {}
            @if call.rings() { (clock(visit, call.started_at, "clock")) }
            @else { (clock(visit, call.answered_at.unwrap_or(call.started_at), "clock")) }
            div.grow {
                @match (call.client, &call.client_name) {
                    (Some(client), Some(name)) => {
                        @if let Some(contact) = &call.contact_name {
                            div.cut { b { (contact) } @if let Some(position) = &call.contact_position { " " span.t2 { (position) } } }
                        }
                        div.cut {
                            a.b href={ "/clients/" (client) } data-key="Alt+KeyD" { (name) }
                            @if call.contact_name.is_some() { " " span.t3 { (number) " · " (times) } }
                        }
                        @if call.contact_name.is_none() { div.t3.cut { (number) " · " (times) } }
                    }
                    _ => {
                        div { b { (number) } " " span.t2 { @if screen.candidates.is_empty() { (texts::number_unknown(lang)) } @else { (texts::number_shared(lang)) } } }
                        div.t3.cut { (times) }
                    }
                }
            }
            @if call.rings() {
                form method="post" action=(answer) hx-post=(answer) hx-include=[typed] hx-target="#call" hx-swap="outerHTML" {
                    (ui::one_time_key(&one_time_key()))
                    (Button::submit(texts::answer(lang)).icon("phone").primary().large().key("F2"))
                }
            } @else {
                // A talk ends after a second word: the key that leaves everything else is pressed by habit.
                details.p-menu.sure {
                    summary."p-btn"."sq"."danger" title=(texts::hang_up(lang)) data-key="Escape" aria-keyshortcuts="Escape" {
                        (ui::icon("phone-off")) span.p-visually-hidden { (texts::hang_up(lang)) }
                    }
                    form.row-f.wrap method="post" action=(end) hx-post=(end) hx-target="#call" hx-swap="outerHTML" {
                        (ui::one_time_key(&one_time_key()))
                        span.s { (texts::hang_up_ask(lang)) }
                        (Button::submit(texts::hang_up_sure(lang)).icon("phone-off").danger())
                    }
                }
            }
        }
    }
}

/// The answer first, then two other wishes.
fn answer_lines(visit: &Visit, known: &KnownCaller) -> Markup {
    let lang = visit.lang;
    let mut wishes = known.dossier.wishes.iter();
    let Some(first) = wishes.next() else { return html! {} };
    let others: Vec<&Wish> = wishes.collect();
    let question = texts::will_ask(lang, &first.question);
    html! {
        (ui::answer_line(first.tone, &question, &first.answer, Some(first.why.as_str()).filter(|why| !why.is_empty())))
        @if !others.is_empty() {
            section.p-panel aria-label=(texts::other_wishes(lang)) {
                @for wish in others {
                    div.p-alt {
                        span.s.t3 { (texts::or(lang)) }
                        span.cut { b { (ui::unbroken(&wish.question)) } " " (ui::unbroken(&wish.answer)) }
                        (ui::status(wish.tone, &wish.mark))
                    }
                }
            }
        }
    }
}

fn known_panels(visit: &Visit, known: &KnownCaller) -> Markup {
    let (lang, dossier) = (visit.lang, &known.dossier);
    if dossier.head.locked {
        let why = match dossier.head.manager() {
            Some(manager) => texts::locked_why(lang, manager),
            None => texts::locked_nobody(lang).to_owned(),
        };
        return ui::note(Tone::Info, texts::locked(lang), Some(html! { (why) }));
    }
    html! {
        (facts(visit, known))
        (orders(visit, known))
        @if !known.dossier.cases.is_empty() {
            (Panel::new(texts::open_cases(lang)).count(known.dossier.cases.len().to_string()).flush(html! {
                ul.p-list { @for case in &known.dossier.cases { (cases::case_line(visit, case)) } }
            }))
        }
        (contacts(visit, known))
    }
}

/// The client in a few numbers; only what someone must act on is coloured.
fn facts(visit: &Visit, known: &KnownCaller) -> Markup {
    let (lang, f) = (visit.lang, &known.dossier.facts);
    let rub = |sum: Money| fmt::money_short(lang, Money::from_minor(sum.minor() / 100 * 100), visit.sign);
    let mut all: Vec<(&str, String, Tone)> = Vec::new();
    if let Some(debt) = f.debt {
        let text = if debt.is_positive() { rub(debt) } else { texts::nothing(lang).to_owned() };
        all.push((texts::debt(lang), text, Tone::Plain));
        let credit = &known.dossier.credit;
        if let Some(overdue) = credit.overdue.filter(|overdue| overdue.is_positive()) {
            all.push((texts::fact_overdue(lang), rub(overdue), Tone::Bad));
        }
        if let Some(free) = credit.free {
            let (text, tone) =
                if free.is_zero() { (texts::nothing(lang).to_owned(), Tone::Warn) } else { (rub(free), Tone::Plain) };
            all.push((texts::fact_free(lang), text, tone));
        }
    }
    let open = if f.open_sum.is_positive() { rub(f.open_sum) } else { texts::nothing(lang).to_owned() };
    all.push((texts::fact_open(lang), open, Tone::Plain));
    all.push(match f.at_risk_lines {
        0 => (texts::at_risk_lines(lang), texts::nothing(lang).to_owned(), Tone::Plain),
        lines => (texts::at_risk_lines(lang), texts::at_risk_count(lang, lines), Tone::Warn),
    });
    let last = f.last_purchase.map(|day| fmt::day(lang, day, visit.today));
    all.push((texts::fact_bought(lang), last.unwrap_or_else(|| texts::never_bought(lang).to_owned()), Tone::Plain));
    all.push(match f.change_basis_points {
        Some(change) => {
            let text = fmt::percent(lang, change);
            let text = if change > 0 { format!("+{text}") } else { text };
            (texts::fact_turnover_change(lang), text, if change <= orders::SHRINKING { Tone::Bad } else { Tone::Plain })
        }
        None => (texts::turnover_year(lang), rub(f.turnover_year), Tone::Plain),
    });
    html! {
        section.p-facts.sm aria-label=(texts::about_client(lang)) {
            @for (key, value, tone) in all {
                div { div.k { (key) } div class={ "v" @if let Some(tone) = tone.class() { " " (tone) } } { (value) } }
            }
        }
    }
}

fn orders(visit: &Visit, known: &KnownCaller) -> Markup {
    let (lang, dossier) = (visit.lang, &known.dossier);
    let chosen = known.dossier.wishes.iter().find_map(|wish| wish.order);
    let more = html! { a href={ "/clients/" (dossier.head.id) } { (texts::dossier(lang)) " " kbd.kbd aria-hidden="true" { "Alt D" } } };
    let panel = Panel::new(texts::open_orders(lang)).more(more);
    if dossier.open_orders.is_empty() {
        return html! { (panel.body(html! { p.t3 { (texts::no_open_orders(lang)) } })) };
    }
    let heads = [
        Th::new(texts::col_order(lang)),
        Th::new(texts::col_what(lang)).class("hide-s"),
        Th::sums(texts::col_sum(lang), visit.sign),
        Th::new(texts::col_promised(lang)),
        Th::new(texts::col_word(lang)),
    ];
    let table = html! {
        table.p-tbl {
            (ui::head(&heads))
            tbody data-rows {
                @for (place, order) in dossier.open_orders.iter().enumerate().take(8) {
                    tr id={ "order-" (order.id) } class=[(chosen == Some(place)).then_some("is-sel")] {
                        td.b.nw { a data-open href={ "/orders/" (order.id) } { (order.number) } }
                        td.cut.cut0.hide-s { (order.what) }
                        (ui::num(&fmt::money_short(lang, order.gross, "")))
                        td.nw {
                            @match order.promised_on {
                                Some(day) => {
                                    @let old = order.first_promised_on.filter(|first| *first != day).map(|first| fmt::day(lang, first, visit.today));
                                    (ui::changed_date(old.as_deref(), &fmt::day(lang, day, visit.today)))
                                }
                                None => { span.t3 { (texts::not_promised(lang)) } }
                            }
                        }
                        td.nw { (crate::web::word(visit, order, Tone::Plain)) }
                    }
                }
            }
        }
    };
    html! { (panel.count(dossier.open_orders.len().to_string()).flush(table)) }
}

fn contacts(visit: &Visit, known: &KnownCaller) -> Markup {
    let (lang, dossier) = (visit.lang, &known.dossier);
    let body = html! {
        @if dossier.timeline.is_empty() { p.bd.t3 { (texts::timeline_empty(lang)) } }
        @else {
            ul.p-tl {
                @for entry in dossier.timeline.iter().take(5) {
                    @let day = entry.at.day(&visit.zone);
                    li {
                        time { (if day == visit.today { fmt::time(entry.at, &visit.zone) } else { fmt::day(lang, day, visit.today) }) }
                        (ui::icon(entry.icon))
                        span.cut { (ui::unbroken(&entry.words)) }
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::last_contacts(lang)).flush(body)) }
}

/// What to say to somebody unknown.
fn first_sentence(visit: &Visit, screen: &Screen, company: &str) -> Markup {
    let lang = visit.lang;
    let name = visit.person.name.split_whitespace().nth(1).unwrap_or(&visit.person.name);
    let why = if screen.candidates.is_empty() { texts::say_why(lang) } else { texts::say_shared(lang) };
    // The name as it is spoken: what stands in the quotes, without the legal form.
    let spoken = company.split_once('«').and_then(|(_, rest)| rest.split_once('»')).map_or(company, |(name, _)| name);
    ui::answer_line(Tone::Plain, texts::say(lang), &texts::first_sentence(lang, spoken, name), Some(why))
}

/// Who calls: those known at the number, or anybody found from the first letter, or a new one.
fn who_panel(visit: &Visit, screen: &Screen, found: &[Found], typed: Option<&DeskForm>) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    let to = post(call, "caller");
    let was = |field: fn(&DeskForm) -> &String| typed.map(|typed| field(typed).clone()).unwrap_or_default();
    let refused = typed.is_some_and(|typed| !typed.new.is_empty());
    html! {
        section.p-panel aria-label=(texts::who_calls(lang)) {
            header { h2 { (texts::who_calls(lang)) } span.more { (texts::each_letter(lang)) } }
            form #who method="post" action=(to) hx-post=(to) hx-target="#call" hx-swap="outerHTML" {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="contact" value="";
                div.bd {
                    input.p-field.lg #who-q type="text" name="q" value=(was(|typed| &typed.q)) autocomplete="off" spellcheck="false" maxlength="100"
                        aria-label=(texts::who_hint(lang)) placeholder=(texts::who_hint(lang)) autofocus data-pick="who-hits"
                        role="combobox" aria-expanded="true" aria-controls="who-hits" aria-autocomplete="list"
                        hx-get=(post(call, "who")) hx-trigger="input changed delay:30ms" hx-sync="this:replace" hx-target="#who-hits" hx-swap="innerHTML";
                }
                div.p-list.picks #who-hits role="listbox" aria-label=(texts::who_found(lang)) {
                    (hits(visit, found, &screen.candidates, &was(|typed| &typed.q)))
                }
                div.bd.gr.g-2 {
                    div {
                        label.p-lbl for="who-person" { (texts::how_to_call(lang)) }
                        input.p-field #who-person name="person" value=(was(|typed| &typed.person)) maxlength="120" autocomplete="off" data-enter="Alt+KeyN";
                    }
                    div {
                        label.p-lbl for="who-about" { (texts::in_own_words(lang)) }
                        input.p-field #who-about name="about" value=(was(|typed| &typed.about)) maxlength="200" autocomplete="off" data-enter="Alt+KeyN";
                    }
                }
                // Behind the fields: whoever corrects the name goes on to the person, as before.
                @if refused {
                    div.bd { label.lbl-in { input.p-check #who-sure type="checkbox" name="sure" value="1" data-key="Alt+KeyY"; (texts::sure_new(lang)) " " kbd.kbd aria-hidden="true" { "Alt Y" } } }
                }
                div.bd.row-f.sp {
                    span.s.t3 { (texts::number_kept(lang)) }
                    (Button::plain(texts::new_client(lang)).icon("plus").key("Alt N").attr("id", "who-new").sends("new", "1").attr("hx-post", to.clone()).attr("hx-target", "#call").attr("hx-swap", "outerHTML"))
                }
            }
        }
    }
}

/// Found clients as choices; before a letter is typed, everybody known at the number, each with its digit.
pub(super) fn hits(visit: &Visit, found: &[Found], candidates: &[Caller], typed: &str) -> Markup {
    let lang = visit.lang;
    html! {
        @if typed.is_empty() {
            @for (place, caller) in candidates.iter().enumerate() {
                @let digit = (place < 9).then(|| (place + 1).to_string());
                @let contact = caller.contact.map(|contact| contact.to_string()).unwrap_or_default();
                button class=(if place == 0 { "hit is-sel" } else { "hit" }) type="submit" role="option" aria-selected=(if place == 0 { "true" } else { "false" }) tabindex="-1"
                    name="client" value=(caller.client) data-contact=(contact) data-key=[digit.as_deref().map(ui::key_code)] {
                    (ui::icon("building"))
                    span.cut { b { (caller.client_name) } @if let Some(name) = &caller.contact_name { " " span.t2 { (name) } } }
                    @if let Some(digit) = &digit { kbd.kbd aria-hidden="true" { (digit) } }
                }
            }
        } @else {
            @if let Some(read_as) = found.first().and_then(|hit| hit.read_as.as_deref()) {
                p.s.t3.bd { (texts::search_read_as(lang, read_as)) }
            }
            @for (place, hit) in found.iter().enumerate() {
                button class=(if place == 0 { "hit is-sel" } else { "hit" }) type="submit" role="option" aria-selected=(if place == 0 { "true" } else { "false" }) tabindex="-1"
                    name="client" value=(hit.id) {
                    (ui::icon(if hit.locked { "lock" } else { "building" }))
                    span.cut { b { (hit.name) } span.s.t3 { @if let Some(city) = &hit.city { " " (city) } @if let Some(inn) = &hit.inn { " · " (inn) } } }
                    @if let Some(manager) = hit.manager.as_deref().filter(|_| hit.locked) { span.s.t2.nw { (texts::search_locked(lang, manager)) } }
                    @else if place == 0 { kbd.kbd aria-hidden="true" { "Enter" } }
                }
            }
            @if found.is_empty() { p.bd.t3 role="option" aria-disabled="true" aria-selected="false" { (texts::nobody_found(lang)) } }
        }
    }
}

/// The script: three questions, answered by themselves where the caller is known, colleagues, brief, call-back. While
/// nobody knows who calls (`asks_who`), the caller is handed over as well: what is typed of them goes with the brief.
pub(super) fn script(visit: &Visit, screen: &Screen, asks_who: bool, typed: Option<&DeskForm>) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    let known = screen.known.as_ref().filter(|_| !asks_who);
    let to = post(call, "connection");
    let typed_too = known.is_none().then_some(TYPED);
    html! {
        section.p-panel #route aria-label=(texts::script(lang)) {
            header { h2 { (texts::script(lang)) } @if known.is_some() { span.more { (texts::prefilled(lang)) } } }
            form.scroll #route-form method="post" action=(to) hx-post=(to) hx-include=[typed_too] hx-target="#call" hx-swap="outerHTML" {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="topic" value=(screen.topic.code());
                @match known {
                    Some(known) => { (whom_we_know(visit, screen, known, typed)) }
                    None => {
                        div.q3 { span { kbd.kbd aria-hidden="true" { "1" } } div { div.qq { (texts::q_works(lang)) } div.t3 { (texts::q_works_how(lang)) } } }
                        div.q3 { span { kbd.kbd aria-hidden="true" { "2" } } div { div.qq { (texts::q_manager(lang)) } div.t3 { (texts::q_manager_how(lang)) } } }
                    }
                }
                div.q3 {
                    span { kbd.kbd aria-hidden="true" { "3" } }
                    div {
                        div.qq { (texts::q_help(lang)) }
                        @if known.is_none() { div.s.t3 { (texts::q_help_how(lang)) } }
                        (topics(lang, call, screen.topic, asks_who))
                    }
                }
                (people(visit, screen, typed))
                (promise(visit, screen, typed))
            }
            (footer(lang, screen, asks_who, typed))
        }
    }
}

/// The first two questions of a known caller with their answers.
fn whom_we_know(visit: &Visit, screen: &Screen, known: &KnownCaller, typed: Option<&DeskForm>) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    let works = match known.dossier.bought_since.or(known.dossier.facts.last_purchase) {
        Some(day) => texts::works_since(lang, &day.year().to_string()),
        None => texts::works_new(lang).to_owned(),
    };
    let manager = known.dossier.head.manager();
    let named = typed.map(|typed| typed.named.clone()).unwrap_or_default();
    html! {
        div.q3 {
            span { kbd.kbd aria-hidden="true" { "1" } }
            div {
                div.qq { (texts::q_works(lang)) }
                div { b { (works) } " " a.s href={ "/calls?call=" (call.id) "&who=1" } hx-get={ "/calls/now?call=" (call.id) "&who=1" } hx-target="#call" hx-swap="outerHTML" data-key="Digit1" { (texts::not_them(lang)) } }
            }
        }
        div.q3 {
            span { kbd.kbd aria-hidden="true" { "2" } }
            div {
                label.qq for="named" { (texts::q_manager(lang)) }
                select.p-select #named name="named" data-key="Digit2" {
                    option value="" { (manager.map_or_else(|| texts::no_manager(lang).to_owned(), |name| texts::by_card(lang, name))) }
                    @for (staff, name) in &screen.managers { option value=(staff) selected[named == staff.to_string()] { (texts::named_other(lang, name)) } }
                }
            }
        }
    }
}

/// The letter of a topic: of its first word, by the place of the key.
fn topic_key(lang: Lang, topic: Topic) -> &'static str {
    match topic {
        Topic::Delivery => texts::key_delivery(lang),
        Topic::Order => texts::key_order(lang),
        Topic::Claim => texts::key_claim(lang),
        Topic::Technical => texts::key_technical(lang),
        Topic::Payment => texts::key_payment(lang),
        Topic::Papers => texts::key_papers(lang),
        Topic::CallBack | Topic::Other => texts::key_other(lang),
    }
}

fn topics(lang: Lang, call: &Call, chosen: Topic, asks_who: bool) -> Markup {
    let who = if asks_who { "&who=1" } else { "" };
    html! {
        div.p-topics.mt4 {
            @for (place, topic) in TOPICS.into_iter().enumerate() {
                @let key = topic_key(lang, topic);
                a id={ "topic-" (topic.code()) } href={ "/calls?call=" (call.id) "&topic=" (topic.code()) (who) } hx-get={ "/calls/" (call.id) "/route?topic=" (topic.code()) (who) }
                    hx-target="#route" hx-swap="outerHTML" aria-current=[(topic == chosen).then_some("true")] data-key=(ui::key_code(key)) {
                    kbd.kbd aria-hidden="true" { (key) } span.cut { (topic.name(lang)) }
                    @if place == 0 { span.p-visually-hidden data-key="Digit3" {} }
                }
            }
        }
    }
}

fn people(visit: &Visit, screen: &Screen, typed: Option<&DeskForm>) -> Markup {
    let lang = visit.lang;
    let chosen = chosen(screen, typed).map(|person| person.staff);
    let rows = 7;
    html! {
        div.p-lbl.bd.tight { (texts::topic_goes_to(lang, screen.topic.name(lang))) }
        @if screen.people.is_empty() { p.bd.t3 { (texts::nobody_for(lang)) } }
        @else {
            ul.p-list.people {
                @for (place, person) in screen.people.iter().enumerate() {
                    @let id = person.staff.to_string();
                    li { label.row-f {
                        input.p-check type="radio" name="to" value=(id) data-name=(called_among(screen, person)) checked[chosen == Some(person.staff)] data-key={ "Alt+Digit" (place + 1) };
                        (ui::presence(tone_of(person.stand)))
                        span.grow.cut { (person.name) br; span.s.t2 { (role_line(lang, person)) } }
                        span.s.t3.nw { (stand_words(visit, person)) }
                    } }
                }
            }
        }
        div.bd {
            label.p-lbl for="brief" { (texts::brief_label(lang)) }
            textarea.p-field #brief name="brief" rows=(rows) maxlength="2000" { (screen.brief) }
        }
    }
}

/// How a colleague is called among those who stand beside.
fn called_among(screen: &Screen, person: &Person) -> String {
    called(&person.name, screen.people.iter().map(|one| one.name.as_str()))
}

/// To whom the call goes: whoever was chosen, else the first.
fn chosen<'a>(screen: &'a Screen, typed: Option<&DeskForm>) -> Option<&'a Person> {
    let wanted = typed.and_then(|typed| screen.people.iter().find(|person| person.staff.to_string() == typed.to));
    wanted.or_else(|| screen.people.first())
}

fn role_line(lang: Lang, person: &Person) -> String {
    let role = access::role_name(lang, person.role);
    if person.team { texts::in_team(lang, role) } else { role.to_owned() }
}

/// The light of a colleague.
pub(crate) fn tone_of(stand: Stand) -> Tone {
    match stand {
        Stand::Free => Tone::Ok,
        Stand::Talks | Stand::Busy | Stand::Out => Tone::Warn,
        Stand::Unknown | Stand::Off => Tone::Plain,
    }
}

/// How a colleague stands, in words.
pub(crate) fn stand_words(visit: &Visit, person: &Person) -> String {
    let lang = visit.lang;
    let until = person.until.map(|until| fmt::moment(lang, until, visit.today, &visit.zone));
    match (person.stand, person.talks_since, until) {
        (Stand::Talks, Some(since), _) => {
            let passed = seconds(visit, since);
            texts::stand_talks(lang, &format!("{:02}:{:02}", passed / 60, passed % 60))
        }
        (Stand::Busy, _, Some(until)) => texts::stand_busy_until(lang, &until),
        (Stand::Out, _, Some(until)) => texts::stand_out_until(lang, &until),
        (Stand::Free, ..) => texts::presence_free(lang).to_lowercase(),
        (Stand::Busy | Stand::Talks, ..) => texts::presence_busy(lang).to_lowercase(),
        (Stand::Out, ..) => texts::presence_out(lang).to_lowercase(),
        (Stand::Off, ..) => texts::presence_off(lang).to_lowercase(),
        (Stand::Unknown, ..) => texts::presence_unknown(lang).to_owned(),
    }
}

/// By when somebody calls back.
fn promise(visit: &Visit, screen: &Screen, typed: Option<&DeskForm>) -> Markup {
    let (lang, call) = (visit.lang, &screen.call);
    let to = post(call, "call-back");
    let time = match typed.map(|typed| typed.time.clone()).filter(|time| !time.is_empty()) {
        Some(time) => time,
        None => fmt::time(visit.now.add_seconds(CALL_BACK_IN * 60), &visit.zone),
    };
    html! {
        div.bd {
            div.p-lbl { (texts::not_taken(lang)) }
            div.row-f {
                input.p-field.w72 name="time" value=(time) aria-label=(texts::until_when(lang)) autocomplete="off" inputmode="numeric" data-enter="F8";
                select.p-select.grow name="holder" aria-label=(texts::who_calls_back(lang)) {
                    option value="" { (texts::i_call_back(lang)) }
                    @for person in &screen.people { option value=(person.staff) { (person.name) } }
                }
                @if call.talks() {
                    (Button::plain(texts::promise(lang)).key("F8").attr("hx-post", to).attr("hx-target", "#call").attr("hx-swap", "outerHTML"))
                }
            }
        }
    }
}

fn footer(lang: Lang, screen: &Screen, asks_who: bool, typed: Option<&DeskForm>) -> Markup {
    let call = &screen.call;
    // What is typed of an unknown caller goes with every end.
    let is_known = screen.known.is_some() && !asks_who;
    let solved_with = if is_known { "#route-form".to_owned() } else { format!("#route-form,{TYPED}") };
    let name = chosen(screen, typed).map(|person| called_among(screen, person)).unwrap_or_default();
    // Whoever said that it is another client says first which one: the colleague would be told of the wrong one.
    let wrong = asks_who && call.client.is_some();
    let can = call.talks() && !screen.people.is_empty() && !wrong;
    html! {
        footer.wrap {
            button.p-btn.primary.grow type="submit" form="route-form" data-key="F4" disabled[!can] {
                (texts::connect(lang)) @if !name.is_empty() { ": " span data-to-name { (name) } } " " kbd.kbd aria-hidden="true" { "F4" }
            }
            (Button::plain(texts::solved(lang)).key("F6").disabled(!call.talks()).attr("hx-post", post(call, "solution")).attr("hx-include", solved_with).attr("hx-target", "#call").attr("hx-swap", "outerHTML"))
        }
    }
}

/// The person's presence in the top bar, and what colleagues hand over at this moment.
pub(super) fn presence(visit: &Visit, presence: Option<&Presence>, talks: bool, offered: &[Case]) -> Markup {
    let lang = visit.lang;
    let state = presence.map(|presence| presence.state);
    let until = presence.and_then(|presence| presence.until);
    let how = stand(state, until, talks, visit.now);
    let words = match (how, state) {
        (Stand::Talks, _) => texts::on_the_line(lang),
        (Stand::Free, _) => texts::presence_free(lang),
        (_, Some(state)) => state.name(lang),
        (_, None) => texts::presence_unset(lang),
    };
    let extension = presence.and_then(|presence| presence.extension.clone());
    html! {
        div.p-state #me data-live="case" hx-get="/calls/me" hx-trigger="live" hx-swap="outerHTML" {
            span.row-f role="status" { @if let Some(case) = offered.last() {
                a.p-btn.offer href={ "/cases/" (case.id) } { (ui::icon("inbox")) span.lb { (texts::offered_now(lang, &cases::case_number(lang, case.id))) } }
                @if offered.len() > 1 { a.s.nw.hide-s href="/cases" { (texts::offered_more(lang, i64::try_from(offered.len() - 1).unwrap_or(1))) } }
            } }
            details.p-menu.down {
                summary.row-f.g4.s.nw {
                    (ui::presence(tone_of(how))) span.hide-s { " " (words) @if let Some(extension) = &extension { ", " (texts::ext(lang, extension)) } }
                    span.p-visually-hidden { (texts::presence_change(lang)) }
                }
                form.p-pop method="post" action="/presence" hx-post="/presence" hx-target="#me" hx-swap="outerHTML" {
                    (ui::one_time_key(&one_time_key()))
                    input type="hidden" name="back" value="/";
                    @for one in PresenceState::ALL {
                        button.p-btn type="submit" name="state" value=(one.code()) aria-pressed=(if state == Some(*one) { "true" } else { "false" }) { (one.name(lang)) }
                    }
                    label.p-lbl for="me-until" { (texts::presence_until(lang)) }
                    input.p-field #me-until name="until" placeholder="13:00" autocomplete="off";
                }
            }
        }
    }
}
