//! Papers of an order: what was issued, what may be issued now, each as PDF in both languages.

use axum::extract::State as Held;
use axum::response::Response;
use documents::PaperKind;
use house::{Form, FormEnd, House, Htmx, Path, PrintWords, Query, Shown, Visit, boxed, one_time_key};
use i18n::{Lang, fmt};
use kernel::{Day, InvoiceId, OrderId, PaperId};
use maud::{Markup, html};
use serde::Deserialize;
use store::Stop;
use ui::{Button, Field, Panel, Th};

use super::Wrongs;
use crate::errors::{OrderRefused, Wrong};
use crate::model::{OrderCard, PaperHead};
use crate::rules::{self, Deed};
use crate::{papers, questions, texts, verbs};

/// How long an offer holds when nobody says otherwise.
const OFFER_DAYS: i32 = 14;

/// The papers of one order.
pub(crate) async fn list(Held(house): Held<House>, visit: Visit, Path(id): Path<OrderId>) -> Response {
    shown(&house, &visit, id, Typed::default(), None).await
}

async fn shown(house: &House, visit: &Visit, id: OrderId, typed: Typed, wrongs: Option<(Wrongs, u16)>) -> Response {
    house
        .page(visit, move |read, visit| {
            let Some(card) = questions::card(read, visit, id)? else { return Ok(None) };
            let heads = papers::papers(read, visit, id)?;
            let (wrongs, status) = wrongs.map_or((None, 0), |(wrongs, status)| (Some(wrongs), status));
            let title = texts::papers_of(visit.lang, &card.order.number(visit.lang));
            let main = html! {
                div.gr {
                    @if let Some(wrongs) = &wrongs { (wrongs.note()) }
                    (issued(visit, &heads))
                    (to_issue(visit, &card, &typed, wrongs.as_ref()))
                }
            };
            Ok(Some(
                Shown::new(title, "/orders", main)
                    .state(card.client_name.clone())
                    .live(format!("order:{id}"))
                    .status(status),
            ))
        })
        .await
}

fn issued(visit: &Visit, heads: &[PaperHead]) -> Markup {
    let lang = visit.lang;
    let body = html! {
        @if heads.is_empty() { (ui::empty("file-text", texts::no_papers(lang), texts::no_papers_why(lang), None)) }
        @else {
            table.p-tbl {
                (ui::head(&[
                    Th::new(texts::paper(lang)),
                    Th::new(texts::issued_on(lang)),
                    Th::sums(texts::sum(lang), visit.sign),
                    Th::new(texts::paper_file(lang)),
                ]))
                tbody data-rows {
                    @for head in heads {
                        tr id={ "paper-" (head.id) } {
                            td.b { (titled(lang, head)) }
                            td.nw { (fmt::day(lang, head.issued_on, visit.today)) }
                            (ui::num(&fmt::money(lang, head.gross, "")))
                            td.nw { (files(lang, &format!("/papers/{}/pdf", head.id))) }
                        }
                    }
                }
            }
        }
    };
    html! { (Panel::new(texts::papers(lang)).flush(body)) }
}

/// The printed form in both languages: a paper is read by the client, not by who prints it.
pub(super) fn files(lang: Lang, path: &str) -> Markup {
    html! {
        a data-open href={ (path) "?lang=ru" } target="_blank" { (texts::pdf_russian(lang)) }
        " · "
        a href={ (path) "?lang=en" } target="_blank" { (texts::pdf_english(lang)) }
    }
}

/// Name and number of a paper.
pub(super) fn titled(lang: Lang, head: &PaperHead) -> String {
    let number = head.number.to_string();
    match head.kind.parse() {
        Ok(PaperKind::Offer) => texts::offer_titled(lang, &number),
        Ok(PaperKind::Confirmation) => texts::confirmation_titled(lang, &number),
        Ok(PaperKind::Invoice) | Err(_) => texts::invoice_titled(lang, &number),
    }
}

fn to_issue(visit: &Visit, card: &OrderCard, typed: &Typed, wrongs: Option<&Wrongs>) -> Markup {
    let (lang, state) = (visit.lang, card.order.state);
    if !visit.may(access::Perm::OrdersWrite) {
        return html! {};
    }
    let form = |kind: PaperKind, fields: Markup, button: &str| {
        html! {
            form."gr"."g12" method="post" action={ "/orders/" (card.order.id) "/papers" } {
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="version" value=(card.order.version);
                input type="hidden" name="kind" value=(kind);
                (fields)
                div { (Button::submit(button).primary().icon("file-text").key("Ctrl Enter")) }
            }
        }
    };
    if rules::next(state, Deed::Offer).is_some() {
        let until = if typed.kind.is_empty() {
            visit.today.add_days(OFFER_DAYS).to_string()
        } else {
            typed.valid_until.clone()
        };
        let wrong = wrongs.and_then(|wrongs| wrongs.of("/valid_until"));
        let field = Field::new("valid_until", texts::valid_until(lang)).kind("date").value(until).error(wrong);
        let fields = html! { p.t2 { (texts::offer_about(lang)) } (field) };
        return html! { (Panel::new(texts::offer(lang)).body(form(PaperKind::Offer, fields, texts::issue_offer(lang)))) };
    }
    if rules::next(state, Deed::PutOnPaper).is_some() {
        let fields = html! { p.t2 { (texts::confirmation_about(lang)) } };
        let form = form(PaperKind::Confirmation, fields, texts::issue_confirmation(lang));
        return html! { (Panel::new(texts::confirmation(lang)).body(form)) };
    }
    html! {}
}

/// The form of a paper.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    version: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    valid_until: String,
}

/// A paper is issued, from the page.
pub(crate) async fn issue(
    Held(house): Held<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<OrderId>,
    form: Form<Typed>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, move |tx, visit, typed: &Typed| {
            let refused = |field: &str, what: Wrong| boxed(Stop::Refused(OrderRefused::field(field, what)));
            let kind = typed.kind.parse().map_err(|_| refused("/kind", Wrong::NotAPaper))?;
            let until = Some(typed.valid_until.trim()).filter(|day| !day.is_empty()).map(Day::parse).transpose();
            let valid_until = until.map_err(|_| refused("/valid_until", Wrong::NotADay))?;
            let what = verbs::IssuePaper { kind, valid_until };
            verbs::issue_paper(tx, visit, id, what, typed.version.parse().ok()).map_err(boxed)?;
            Ok(format!("/orders/{id}/papers"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            shown(&house, &visit, id, Typed::clone(&typed), Some((Wrongs { said, fields }, status))).await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// A paper as PDF.
pub(crate) async fn pdf(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<PaperId>,
    Query(words): Query<PrintWords>,
) -> Response {
    house.print(&visit, &words, move |read, visit| Ok(papers::paper(read, visit, id)?.map(|(_, paper)| paper))).await
}

/// An invoice as PDF.
pub(crate) async fn invoice_pdf(
    Held(house): Held<House>,
    visit: Visit,
    Path(id): Path<InvoiceId>,
    Query(words): Query<PrintWords>,
) -> Response {
    house.print(&visit, &words, move |read, visit| papers::paper_of_invoice(read, visit, id)).await
}
