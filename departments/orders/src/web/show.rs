//! How orders, answers and sums are written on pages.

use access::Perm;
use house::Visit;
use i18n::{Lang, fmt};
use kernel::{ClientId, Day, InvoiceId, Money, Quantity};
use maud::{Markup, html};
use stock::Source;
use ui::{AnswerTone, Tone};

use crate::model::{Answer, AnsweredLine, OrderCard, OrderRow, State, term_words};
use crate::papers::source_said;
use crate::{rules, texts};

/// A state, coloured only where someone must act.
pub(super) fn state(lang: Lang, state: State) -> Markup {
    let tone = match state {
        State::Draft => Tone::Warn,
        State::Shipped | State::Delivered | State::Closed => Tone::Ok,
        State::Cancelled => Tone::Plain,
        _ => Tone::Info,
    };
    ui::status(tone, state.name(lang))
}

/// Where an order of a list stands: how long its goods are held, or that its reservation ran out.
pub(super) fn standing(visit: &Visit, row: &OrderRow) -> Markup {
    let (lang, today) = (visit.lang, visit.today);
    match (row.has_run_out(), row.reserved_until) {
        (Some(on), _) => ui::status(Tone::Warn, &texts::ran_out_short(lang, &fmt::day(lang, on, today))),
        (None, Some(until)) if rules::runs_out_soon(until, today) => {
            ui::status(Tone::Warn, &term_words(lang, until, today))
        }
        (None, Some(until)) => html! {
            (state(lang, row.state)) " " span."t3" { (texts::until(lang, &fmt::day(lang, until, today))) }
        },
        (None, None) => state(lang, row.state),
    }
}

/// How long the goods of an order are held, in amber when somebody has to ask the client now.
pub(super) fn term(visit: &Visit, until: Day) -> Markup {
    let tone = if rules::runs_out_soon(until, visit.today) { Tone::Warn } else { Tone::Plain };
    ui::status(tone, &term_words(visit.lang, until, visit.today))
}

/// That the reservation of a draft ran out, and what to do.
pub(super) fn ran_out(visit: &Visit, card: &OrderCard) -> Markup {
    let lang = visit.lang;
    html! {
        @if let Some(on) = card.order.has_run_out() {
            (ui::note(Tone::Warn, &texts::ran_out(lang, &fmt::weekday_day(lang, on, visit.today)),
                Some(html! { (texts::ran_out_next(lang)) })))
        }
    }
}

/// Where the order stands on its way.
pub(super) fn steps(lang: Lang, now: State) -> Markup {
    const WAY: [State; 5] = [State::Draft, State::Reserved, State::Confirmed, State::Invoiced, State::Shipped];
    html! {
        span.p-steps {
            @if WAY.contains(&now) {
                @for (n, step) in WAY.into_iter().enumerate() {
                    @if n > 0 { i {} }
                    @if step == now { b aria-current="step" { (step_name(lang, step)) } } @else { (step_name(lang, step)) }
                }
            } @else { b { (now.name(lang)) } }
        }
    }
}

/// A state as a step: one short word.
fn step_name(lang: Lang, step: State) -> &'static str {
    match step {
        State::Reserved => texts::step_reserved(lang),
        State::Invoiced => texts::step_invoiced(lang),
        state => state.name(lang),
    }
}

/// A sum without a sign, kopecks only where there are some.
pub(super) fn sum(lang: Lang, money: Money) -> String {
    fmt::money_short(lang, money, "")
}

/// A sum in whole units, as a sentence says it.
pub(super) fn whole(lang: Lang, money: Money) -> String {
    fmt::money_short(lang, Money::from_minor(money.minor() / 100 * 100), "\u{20bd}")
}

/// A quantity with its unit.
pub(super) fn amount(lang: Lang, quantity: Quantity, unit: &str) -> String {
    format!("{}{}{}", fmt::quantity(lang, quantity), fmt::NBSP, catalogue::unit_name(lang, unit))
}

/// The code of a line's item, and what the client asked for where this is another.
pub(super) fn code(lang: Lang, card: &OrderCard, line: &AnsweredLine) -> Markup {
    let asked = line.instead_of.and_then(|asked| card.replaced.iter().find(|item| item.id == asked));
    html! {
        span.l2."cut" title=[asked.map(|item| item.name(lang))] {
            (line.item.sku) @if let Some(asked) = asked { " · " (texts::in_place_of(lang, &asked.sku)) }
        }
    }
}

/// The name of a client, as a link for those who may open the dossier.
pub(super) fn client(visit: &Visit, id: ClientId, name: &str) -> Markup {
    html! { @if visit.may(Perm::ClientsRead) { a href={ "/clients/" (id) } { (name) } } @else { (name) } }
}

/// An invoice in words, as a link for those who may open it.
pub(super) fn invoice(visit: &Visit, id: InvoiceId, words: &str) -> Markup {
    html! { @if visit.may(Perm::InvoicesRead) { a data-open href={ "/invoices/" (id) } { (words) } } @else { (words) } }
}

/// What the client is told of a line: exactly one of four, and below it what of the quantity is missing.
pub(super) fn answer(visit: &Visit, line: &AnsweredLine) -> Markup {
    html! {
        (one_of_four(visit, line))
        @if is_partly_short(line) {
            span."l2"."bad" { (texts::is_short(visit.lang, &fmt::quantity(visit.lang, line.short))) }
        }
    }
}

/// A part of the line is served, the rest is not.
fn is_partly_short(line: &AnsweredLine) -> bool {
    line.short.is_positive() && line.answer.reserves()
}

/// All that covers the line lies on the shelf by now, whatever it was promised for.
fn is_here(line: &AnsweredLine) -> bool {
    !line.coverage.is_empty() && line.coverage.iter().all(|piece| piece.source == Source::OnHand)
}

fn one_of_four(visit: &Visit, line: &AnsweredLine) -> Markup {
    let lang = visit.lang;
    // An arrival that is late is no answer any more: what was promised is.
    let is_late = line.coverage.iter().any(|piece| piece.late_since.is_some());
    let ready = line.coverage.iter().map(|piece| piece.available_on).max();
    let ready = ready.filter(|_| !is_late).or(line.promised_on);
    match line.answer {
        Answer::Dated if is_here(line) => ui::answer_cell(AnswerTone::Now, texts::answer_now(lang)),
        Answer::Now if is_partly_short(line) => {
            let here = line.quantity.checked_sub(line.short).unwrap_or_default();
            ui::answer_cell(AnswerTone::Sub, &texts::answer_now_part(lang, &fmt::quantity(lang, here)))
        }
        Answer::Now => ui::answer_cell(AnswerTone::Now, texts::answer_now(lang)),
        Answer::Dated => {
            let text = ready.map_or(texts::answer_dated(lang).to_owned(), |day| fmt::day(lang, day, visit.today));
            ui::answer_cell(AnswerTone::Date, &text)
        }
        Answer::Substitute => ui::answer_cell(AnswerTone::Sub, texts::answer_substitute(lang)),
        Answer::Refused => ui::answer_cell(AnswerTone::No, texts::answer_refused(lang)),
    }
}

/// The promised day, with the first word beside it where it was moved.
///
/// In a grid of fields the sources are not in the way of the Tab key.
pub(super) fn promise(visit: &Visit, line: &AnsweredLine, in_grid: bool) -> Markup {
    let day = |day: Day| fmt::weekday_day(visit.lang, day, visit.today);
    html! {
        @match line.promised_on {
            Some(now) => span.l1 {
                (ui::changed_date(line.first_promised_on.map(day).as_deref(), &day(now)))
                @if line.at_risk_at.is_some() { " " (ui::status(Tone::Bad, texts::at_risk(visit.lang))) }
            },
            None => span."l1"."t3" { (texts::not_promised(visit.lang)) },
        }
        @if let Some(agreed) = line.wanted_on { span."l2"."nw" { (texts::agreed_for(visit.lang, &day(agreed))) } }
        span."l2"."cut" { (sources(visit, line, in_grid)) }
    }
}

/// Where the goods come from, in a few words; each piece opens what it rests on.
pub(super) fn sources(visit: &Visit, line: &AnsweredLine, in_grid: bool) -> Markup {
    let lang = visit.lang;
    let day = |day: Day| fmt::day(lang, day, visit.today);
    let pieces = line.coverage.iter().map(|piece| {
        let item = || Some(format!("/items/{}", line.item.id)).filter(|_| visit.may(Perm::ItemsRead));
        let arrival = |origin: i64| Some(format!("/arrivals/{origin}")).filter(|_| visit.may(Perm::ArrivalsRead));
        let leads = match (piece.source, piece.origin) {
            (Source::Arrival, Some(origin)) => arrival(origin).or_else(item),
            _ => item(),
        };
        (source_said(lang, piece, &day), leads)
    });
    let mut told: Vec<(String, Option<String>)> = pieces.collect();
    if line.issued.is_positive() {
        told.insert(0, (texts::has_left(lang, &fmt::quantity(lang, line.issued)), None));
    }
    if line.cancelled.is_positive() {
        told.push((texts::called_off(lang, &fmt::quantity(lang, line.cancelled)), None));
    }
    if told.is_empty() {
        let why = match (line.answer, line.reason.as_deref(), line.whole_on) {
            (Answer::Now | Answer::Dated, ..) => texts::no_goods_needed(lang).to_owned(),
            (_, Some(reason), _) => reason_name(lang, reason).to_owned(),
            (_, None, Some(whole)) => texts::not_before(lang, &day(whole)),
            (_, None, None) => texts::nothing_in_sight(lang).to_owned(),
        };
        told.push((why, None));
    }
    html! {
        @for (n, (text, href)) in told.iter().enumerate() {
            @if n > 0 { " · " }
            @match href { Some(href) => a href=(href) tabindex=[in_grid.then_some("-1")] { (text) }, None => (text) }
        }
    }
}

/// Reasons for which a line is given up, as kept and as read.
pub(super) const REASONS: [&str; 4] = ["too_late", "price", "not_needed", "other"];

/// A reason in words; one that is not ours is said as it is.
pub(super) fn reason_name(lang: Lang, reason: &str) -> &str {
    match reason {
        "too_late" => texts::reason_too_late(lang),
        "price" => texts::reason_price(lang),
        "not_needed" => texts::reason_not_needed(lang),
        "other" | "" => texts::reason_other(lang),
        own => own,
    }
}

/// How many lines are told what.
pub(super) fn counts(lang: Lang, lines: &[AnsweredLine]) -> Markup {
    // A line that is not whole is counted as that alone: the parts add up to the lines.
    let count = |answer: Answer| lines.iter().filter(|line| line.answer == answer && !is_partly_short(line)).count();
    let told = [
        (AnswerTone::Now, count(Answer::Now), texts::count_now(lang)),
        (AnswerTone::Date, count(Answer::Dated), texts::count_dated(lang)),
        (AnswerTone::Sub, count(Answer::Substitute), texts::count_substitute(lang)),
        (AnswerTone::No, count(Answer::Refused), texts::count_refused(lang)),
    ];
    let short = lines.iter().filter(|line| is_partly_short(line)).count();
    html! {
        @for (tone, count, word) in told {
            @if count > 0 { span."row-f"."g4" { (ui::answer_cell(tone, &count.to_string())) (word) } }
        }
        @if short > 0 { span."row-f"."g4" { (ui::answer_cell(AnswerTone::Sub, &short.to_string())) (texts::count_short(lang)) } }
    }
}

/// The total with the tax inside it.
pub(super) fn total(lang: Lang, sign: &str, lines: &[AnsweredLine]) -> Markup {
    let amounts = kernel::LineAmounts::sum(lines.iter().map(|line| line.amounts)).unwrap_or_default();
    html! {
        div {
            span.big { (fmt::money_short(lang, amounts.gross, sign)) } " "
            span."s"."t3" { (texts::vat_inside(lang, &fmt::money(lang, amounts.vat, sign))) }
        }
    }
}

/// The tax of a line in a few words.
pub(super) fn vat(lang: Lang, line: &AnsweredLine) -> String {
    match line.vat_class {
        kernel::VatClass::None => texts::vat_none(lang).to_owned(),
        _ => texts::vat_percent(lang, &line.vat_rate.to_string()),
    }
}
