//! Pages of imports: the list with the upload, one import from its columns to its end.

use std::sync::Arc;

use ::store::{Fault, Read, Stop};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use house::{Form, FormEnd, House, Htmx, Listed, Path, Query, Refused, Shown, Visit, boxed, one_time_key};
use i18n::{Lang, Refusal as _, Said, fmt};
use kernel::{ImportId, StaffId};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Fact, Panel, Select, Th, Tone};

use crate::columns::{columns, label};
use crate::errors::ImportRefused;
use crate::kind::ImportKind;
use crate::plan::{Formats, ImportError};
use crate::store::{self as books, Job};
use crate::table::{MOST_FILE, Table};
use crate::verbs::Upload;
use crate::{csv_file, steps, texts, verbs};

const ROWS: i64 = 50;
/// Refused rows shown on the page; the file has all.
const SHOWN_ERRORS: i64 = 20;
/// What a form adds to its file.
const FORM_ROOM: usize = 64 << 10;

/// From where on the list goes, and what the upload begins with.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ListQuery {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    kind: String,
}

/// Imports, the newest first, with the form for the next one.
pub(crate) async fn list(State(house): State<House>, visit: Visit, Query(asked): Query<ListQuery>) -> Response {
    list_page(&house, &visit, asked, None).await
}

async fn list_page(house: &House, visit: &Visit, asked: ListQuery, wrong: Option<(Said, u16)>) -> Response {
    house
        .page(visit, move |read, visit| {
            let lang = visit.lang;
            let below = house::cursor::decode(&asked.cursor).map_or(i64::MAX, |cursor| cursor.id);
            let rows = books::jobs(read, below, ROWS + 1)?;
            let cut = Listed::cut(rows, ROWS, |job: &Job| (String::new(), job.id.get()));
            let next = cut.next_cursor.as_ref().map(|cursor| format!("/imports?cursor={cursor}"));
            let people = people(read, &cut.items)?;
            let left = steps::left(read)?;
            let status = wrong.as_ref().map_or(0, |(_, status)| *status);
            let main = html! {
                div."gr"."start" {
                    @if left > 0 {
                        (ui::note(Tone::Info, texts::steps_left(lang, left).as_str(), Some(html! { a href="/start" { (texts::steps_open(lang)) } })))
                    }
                    (upload_panel(lang, &asked.kind, wrong.as_ref().map(|(said, _)| said)))
                    (list_panel(visit, &cut.items, &people, next.as_deref()))
                }
            };
            Ok(Some(Shown::new(texts::imports(lang), "/imports", main).status(status)))
        })
        .await
}

fn people(read: &mut Read<'_>, jobs: &[Job]) -> Result<Vec<(StaffId, String)>, Fault> {
    let mut staff: Vec<StaffId> = jobs.iter().filter_map(|job| job.staff).collect();
    staff.sort_unstable();
    staff.dedup();
    access::staff_names(read, &staff)
}

fn upload_panel(lang: Lang, kind: &str, wrong: Option<&Said>) -> Markup {
    let kinds = ImportKind::ALL.map(|kind| (kind.code(), kind.name(lang)));
    let body = html! {
        @if let Some(said) = wrong { (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))) }
        form.p-upload method="post" action="/imports" enctype="multipart/form-data" {
            div {
                label.p-lbl for="f-file" { (texts::file(lang)) }
                input #f-file .p-field type="file" name="file" required
                    accept=".xlsx,.csv,.tsv,.txt,.gz,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            }
            (Select::new("kind", texts::what_inside(lang)).option("", texts::by_headings(lang)).options(kinds).chosen(kind))
            (Button::submit(texts::upload(lang)).primary().icon("upload"))
        }
        p."p-hint" { (texts::upload_hint(lang)) }
    };
    html! { (Panel::new(texts::new_import(lang)).id("upload").body(body)) }
}

fn list_panel(visit: &Visit, jobs: &[Job], people: &[(StaffId, String)], next: Option<&str>) -> Markup {
    let lang = visit.lang;
    if jobs.is_empty() {
        let none = ui::empty("upload", texts::imports_none(lang), texts::imports_none_hint(lang), None);
        return html! { (Panel::untitled(texts::imports(lang)).flush(none)) };
    }
    let who = |job: &Job| match job.staff {
        Some(staff) => people.iter().find(|(id, _)| *id == staff).map(|(_, name)| name.clone()).unwrap_or_default(),
        None => texts::terminal(lang).to_owned(),
    };
    let table = html! {
        table.p-tbl {
            (ui::head(&[
                Th::new(texts::file(lang)),
                Th::new(texts::what_inside(lang)),
                Th::new(texts::when(lang)).class("hide-s"),
                Th::new(texts::who(lang)).class("hide-s"),
                Th::new(texts::state(lang)),
                Th::num(texts::created(lang)).class("hide-s"),
                Th::num(texts::updated(lang)).class("hide-s"),
                Th::num(texts::refused(lang)),
            ]))
            tbody data-rows {
                @for job in jobs {
                    tr id={ "import-" (job.id) } {
                        td.cut { a data-open href={ "/imports/" (job.id) } { (job.file_name) } }
                        td { (kind_name(job, lang)) }
                        td."nw"."hide-s" { (moment(visit, job)) }
                        td."cut"."hide-s" { (who(job)) }
                        td.nw { (state(job, lang)) }
                        td."num"."hide-s" { (number(lang, job.created)) }
                        td."num"."hide-s" { (number(lang, job.updated)) }
                        td.num { (number(lang, job.failed)) }
                    }
                }
            }
        }
        (ui::pager(lang, next))
    };
    html! { (Panel::new(texts::imports_before(lang)).flush(table)) }
}

fn number(lang: Lang, count: i64) -> String {
    fmt::integer(lang, count)
}

fn kind_name(job: &Job, lang: Lang) -> &'static str {
    ImportKind::parse(&job.kind).map_or("", |kind| kind.name(lang))
}

fn moment(visit: &Visit, job: &Job) -> String {
    let day = job.made_at.day(&visit.zone);
    format!("{} {}", fmt::day(visit.lang, day, visit.today), fmt::time(job.made_at, &visit.zone))
}

fn state(job: &Job, lang: Lang) -> Markup {
    let (tone, word) = match job.state.as_str() {
        "new" => (Tone::Info, texts::state_new(lang)),
        "checking" => (Tone::Info, texts::state_checking(lang)),
        "checked" => (Tone::Info, texts::state_checked(lang)),
        "loading" => (Tone::Info, texts::state_loading(lang)),
        "done" if job.failed > 0 => (Tone::Warn, texts::state_done_with_refused(lang)),
        "done" => (Tone::Ok, texts::state_done(lang)),
        "cancelled" => (Tone::Warn, texts::state_cancelled(lang)),
        "undoing" => (Tone::Info, texts::state_undoing(lang)),
        "undone" => (Tone::Plain, texts::state_undone(lang)),
        _ => (Tone::Bad, texts::state_failed(lang)),
    };
    ui::status(tone, word)
}

/// Takes an uploaded file in.
pub(crate) async fn upload(State(house): State<House>, visit: Visit, Htmx(htmx): Htmx, request: Request) -> Response {
    match taken(&house, &visit, request).await {
        Ok(id) => FormEnd::go(&format!("/imports/{id}"), htmx),
        Err(Stop::Refused(refused)) => {
            let wrong = Some((refused.say(visit.lang), refused.status()));
            list_page(&house, &visit, ListQuery::default(), wrong).await
        }
        Err(Stop::Fault(fault)) => house::fault_response(&fault, visit.lang, &visit.request_id),
    }
}

async fn taken(house: &House, visit: &Visit, mut request: Request) -> Result<ImportId, Stop<ImportRefused>> {
    let lang = visit.lang;
    let unreadable = |why: &str| Stop::Refused(ImportRefused::Unreadable(why.to_owned()));
    DefaultBodyLimit::max(MOST_FILE + FORM_ROOM).apply(&mut request);
    let broken = |_| unreadable(texts::import_too_large(lang));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable(texts::no_file(lang)))?;
    let mut new = Upload::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("file") => {
                new.file_name = field.file_name().unwrap_or_default().to_owned();
                new.bytes = field.bytes().await.map_err(broken)?.to_vec();
            }
            Some("kind") => {
                new.kind = ImportKind::parse(&field.text().await.map_err(broken)?);
            }
            _ => {}
        }
    }
    if new.bytes.is_empty() {
        let why = if new.file_name.is_empty() { texts::no_file(lang) } else { texts::import_empty(lang) };
        return Err(unreadable(why));
    }
    take_in(house, visit, new).await
}

/// Reads and keeps a file on a thread of its own.
pub(crate) async fn take_in(house: &House, visit: &Visit, new: Upload) -> Result<ImportId, Stop<ImportRefused>> {
    let (store, visit, formats) = (house.store().clone(), visit.clone(), formats(house));
    let taken = tokio::task::spawn_blocking(move || verbs::upload(&store, &formats, &visit, &new)).await;
    taken.unwrap_or_else(|panicked| Err(Stop::Fault(Fault::because(panicked))))
}

pub(crate) fn formats(house: &House) -> Arc<Formats> {
    house.shared::<Formats>().unwrap_or_default()
}

/// Whether a file is of a format with rules of its own, by its headings.
pub(crate) fn is_known_format(formats: &Formats, job: &Job) -> bool {
    let table = Table { header: job.header(), rows: Vec::new(), encoding: "" };
    ImportKind::parse(&job.kind).is_some_and(|kind| formats.of(kind, &table).is_some())
}

/// One import.
pub(crate) async fn one(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>) -> Response {
    one_page(&house, &visit, id, None).await
}

async fn one_page(house: &House, visit: &Visit, id: ImportId, wrong: Option<(Said, u16, Typed)>) -> Response {
    let formats = formats(house);
    house
        .page(visit, move |read, visit| {
            let Some(view) = View::of(read, &formats, id)? else { return Ok(None) };
            let (said, status, typed) = match wrong {
                Some((said, status, typed)) => (Some(said), status, Some(typed)),
                None => (None, 0, None),
            };
            let lang = visit.lang;
            let main = html! {
                div."gr"."start" {
                    @if let Some(said) = &said { (ui::note(Tone::Bad, &said.title, Some(html! { (said.why_and_next()) }))) }
                    (view.progress(visit))
                    @if matches!(view.job.state.as_str(), "new" | "checked") { (view.mapping(lang, typed.as_ref())) }
                }
            };
            let shown = Shown::new(texts::import_of(lang, kind_name(&view.job, lang)), "/imports", main);
            Ok(Some(shown.state(view.job.file_name.clone()).status(status)))
        })
        .await
}

/// The part of the page that follows the work.
pub(crate) async fn part(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>) -> Response {
    let formats = formats(&house);
    house
        .part(&visit, move |read, visit| {
            let Some(view) = View::of(read, &formats, id)? else { return Ok(None) };
            let lang = visit.lang;
            Ok(Some(html! {
                (view.progress(visit))
                @if matches!(view.job.state.as_str(), "new" | "checked") { (view.mapping(lang, None)) }
            }))
        })
        .await
}

/// An import with what its page shows.
struct View {
    job: Job,
    errors: Vec<ImportError>,
    made: Vec<(String, i64)>,
    has_file: bool,
    known_format: bool,
}

impl View {
    fn of(read: &mut Read<'_>, formats: &Formats, id: ImportId) -> Result<Option<View>, Fault> {
        let Some(job) = books::job(read, id)? else { return Ok(None) };
        let errors = books::errors(read, id, 0, SHOWN_ERRORS)?;
        let made = books::made_counts(read, id)?;
        let has_file = books::has_file(read, id)?;
        let known_format = is_known_format(formats, &job);
        Ok(Some(View { job, errors, made, has_file, known_format }))
    }

    fn kind(&self) -> ImportKind {
        ImportKind::parse(&self.job.kind).unwrap_or(ImportKind::Clients)
    }

    /// Where it stands: progress, counts, refused rows, what can be done.
    fn progress(&self, visit: &Visit) -> Markup {
        let (lang, job) = (visit.lang, &self.job);
        let mut panel = Panel::new(self.headline(lang)).id("import").more(html! { (state(job, lang)) });
        if job.is_working() {
            panel = panel.live(format!("import:{}", job.id), format!("/imports/{}/part", job.id)).looks();
        }
        panel = panel.body(self.what_happens(visit));
        if !self.errors.is_empty() {
            panel = panel.flush(self.error_table(lang));
        }
        if let Some(footer) = self.deeds(lang) {
            panel = panel.footer(footer);
        }
        html! { (panel) }
    }

    fn headline(&self, lang: Lang) -> String {
        texts::import_head(lang, kind_name(&self.job, lang), &number(lang, self.job.rows_total))
    }

    fn what_happens(&self, visit: &Visit) -> Markup {
        let (lang, job) = (visit.lang, &self.job);
        let all = job.rows_total.max(1);
        let percent = job.rows_done.saturating_mul(100) / all;
        html! {
            div."gr"."g12" {
                p."t2" {
                    (texts::file_line(lang, &job.encoding, &job.file_name, &moment(visit, job)))
                }
                @match job.state.as_str() {
                    "new" => { p { (texts::say_new(lang)) } }
                    "checking" | "loading" => {
                        p role="status" {
                            (texts::rows_of(lang, &number(lang, job.rows_total), &number(lang, job.rows_done)))
                            @if job.state == "checking" { " " (texts::say_checking(lang)) }
                        }
                        (ui::bar(lang, percent, None, Tone::Ok))
                        noscript { p { a href={ "/imports/" (job.id) } { (texts::refresh(lang)) } } }
                    }
                    "undoing" => {
                        p role="status" { (texts::say_undoing(lang, &number(lang, self.made_left()))) }
                        noscript { p { a href={ "/imports/" (job.id) } { (texts::refresh(lang)) } } }
                    }
                    "checked" => { p.b { (texts::say_checked(lang)) } }
                    "cancelled" => {
                        p.b { (texts::say_cancelled(lang, &number(lang, job.rows_total), &number(lang, job.rows_done))) }
                    }
                    "undone" => { p.b { (texts::say_undone(lang)) } }
                    "failed" => { (ui::note(Tone::Bad, job.why.as_deref().unwrap_or(texts::say_not_uploaded(lang)), None)) }
                    _ => { p.b { (texts::say_done(lang)) } }
                }
                @if job.rows_done > 0 { (self.counts(lang)) }
                @for note in job.notes() { p."s"."t2" { (note) } }
            }
        }
    }

    fn made_left(&self) -> i64 {
        self.made.iter().map(|(_, count)| count).sum()
    }

    fn counts(&self, lang: Lang) -> Markup {
        let job = &self.job;
        let would = matches!(job.state.as_str(), "checking" | "checked");
        let created = if would { texts::would_create(lang) } else { texts::created(lang) };
        let updated = if would { texts::would_update(lang) } else { texts::updated(lang) };
        let refused = if would { texts::would_refuse(lang) } else { texts::refused(lang) };
        let mut bad = Fact::new(refused, number(lang, job.failed));
        if job.failed > 0 {
            bad = bad.tone(Tone::Bad);
        }
        let facts = [
            Fact::new(created, number(lang, job.created)),
            Fact::new(updated, number(lang, job.updated)),
            Fact::new(texts::skipped(lang), number(lang, job.skipped)).detail(texts::skipped_why(lang)),
            bad,
        ];
        ui::facts(texts::rows(lang), &facts)
    }

    fn error_table(&self, lang: Lang) -> Markup {
        html! {
            table.p-tbl {
                (ui::head(&[Th::num(texts::line(lang)), Th::new(texts::why(lang)), Th::new(texts::row(lang)).class("hide-s")]))
                tbody data-rows {
                    @for error in &self.errors {
                        tr {
                            td.num { (error.row) }
                            td { (error.message) }
                            td."cut"."hide-s"."t3" { (error.fields.iter().filter(|field| !field.is_empty()).cloned().collect::<Vec<_>>().join(" · ")) }
                        }
                    }
                }
            }
            p.bd.s {
                @if self.job.failed > SHOWN_ERRORS { (texts::errors_first(lang, SHOWN_ERRORS)) " " }
                a href={ "/imports/" (self.job.id) "/refused.csv" } { (texts::errors_file(lang)) } " "
                span.t3 { (texts::errors_hint(lang)) }
            }
        }
    }

    /// The buttons of the state.
    fn deeds(&self, lang: Lang) -> Option<Markup> {
        let job = &self.job;
        let deed = |name: &str, button: Button| {
            html! {
                form method="post" action={ "/imports/" (job.id) "/" (name) } {
                    (ui::one_time_key(&one_time_key()))
                    (button)
                }
            }
        };
        let undo = (self.made_left() > 0).then(|| {
            html! {
                details {
                    summary.p-btn { (texts::undo(lang)) }
                    div."bd"."row-f"."g12"."wrap" {
                        span.s { (texts::undo_why(lang, &number(lang, self.made_left()))) }
                        (deed("undo", Button::submit(texts::undo_sure(lang)).danger()))
                    }
                }
            }
        });
        match job.state.as_str() {
            "checking" | "loading" => Some(html! {
                (deed("cancellation", Button::submit(texts::stop(lang))))
                span."s"."t3" { (if job.state == "checking" { texts::stop_check_hint(lang) } else { texts::stop_hint(lang) }) }
            }),
            "checked" => Some(html! {
                (deed("run", Button::submit(&texts::load_rows(lang, &number(lang, job.created + job.updated))).primary()))
                @if job.failed > 0 { span."s"."t3" { (texts::load_hint(lang)) } }
            }),
            "done" => Some(html! {
                @if let Some((href, words)) = self.result(lang) { (Button::link(words, href).primary()) }
                (Button::link(texts::next_import(lang), "/imports"))
                @if let Some(undo) = undo { (undo) }
            }),
            "cancelled" | "failed" => Some(html! {
                @if self.has_file && job.origin == "page" { (deed("run", Button::submit(texts::go_on(lang)).primary())) }
                (Button::link(texts::next_import(lang), "/imports"))
                @if let Some(undo) = undo { (undo) }
            }),
            "undone" => Some(html! { (Button::link(texts::next_import(lang), "/imports").primary()) }),
            _ => None,
        }
    }

    /// Where what was made is seen.
    fn result(&self, lang: Lang) -> Option<(&'static str, &'static str)> {
        match self.kind() {
            ImportKind::Clients | ImportKind::Balances | ImportKind::History => None,
            ImportKind::Items | ImportKind::Stock => Some(("/items", texts::see_items(lang))),
            ImportKind::Arrivals => None,
        }
    }

    /// Each column of the file with its first values and what it is read as.
    fn mapping(&self, lang: Lang, typed: Option<&Typed>) -> Markup {
        let job = &self.job;
        let kind = typed.and_then(|typed| ImportKind::parse(&typed.kind)).unwrap_or(self.kind());
        let chosen = typed.map_or_else(|| job.columns(), |typed| typed.column.clone());
        let samples = job.samples();
        let options: Vec<(String, String)> = std::iter::once((String::new(), texts::leave_out(lang).to_owned()))
            .chain(columns(kind).iter().map(|column| {
                let name = label(kind, column.code, lang);
                let words = if column.needed { texts::needed(lang, name) } else { name.to_owned() };
                (column.code.to_owned(), words)
            }))
            .collect();
        let lacking = crate::columns::missing(kind, &chosen);
        let kinds = ImportKind::ALL.map(|kind| (kind.code(), kind.name(lang)));
        let table = html! {
            table.p-tbl.two {
                (ui::head(&[Th::new(texts::column_of_file(lang)), Th::new(texts::samples(lang)), Th::new(texts::read_as(lang))]))
                tbody {
                    @for (at, heading) in job.header().iter().enumerate() {
                        tr {
                            td."b"."cut" { (heading) }
                            td."t2"."cut" { (samples.get(at).map(|values| values.join(" · ")).unwrap_or_default()) }
                            td {
                                (Select::new("column", &texts::read_column_as(lang, heading)).label_hidden().id(format!("f-column-{at}"))
                                    .options(options.clone()).chosen(chosen.get(at).cloned().unwrap_or_default()))
                            }
                        }
                    }
                }
            }
        };
        let body = html! {
            form method="post" action={ "/imports/" (job.id) "/columns" } {
                (ui::one_time_key(&one_time_key()))
                div."bd"."row-f"."wrap"."g12"."end-l" {
                    (Select::new("kind", texts::what_inside(lang)).options(kinds).chosen(kind.code()))
                    (Button::submit(texts::other_kind(lang)).sends("deed", "kind"))
                }
                @if self.known_format {
                    p.bd { (texts::known_format(lang)) }
                } @else {
                    (table)
                    @if !lacking.is_empty() {
                        (ui::note(Tone::Warn, &texts::columns_missing_why(lang, &lacking.iter().map(|code| label(kind, code, lang)).collect::<Vec<_>>().join(", ")), None))
                    }
                }
                div."bd"."row-f"."wrap"."top-l" {
                    @if job.state == "checked" {
                        (Button::submit(texts::check_again(lang)).sends("deed", "check"))
                    } @else {
                        (Button::submit(texts::check(lang)).primary().sends("deed", "check"))
                        (Button::submit(texts::load_at_once(lang)).sends("deed", "load"))
                    }
                    span."s"."t3" { (texts::check_hint(lang)) }
                }
            }
        };
        html! { (Panel::new(texts::columns_title(lang)).id("columns").flush(body)) }
    }
}

/// The columns as chosen, and which button was pressed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    column: Vec<String>,
    #[serde(default)]
    deed: String,
}

/// Keeps the columns as chosen; tries or writes the file when that was pressed.
pub(crate) async fn choose(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ImportId>,
    form: Form<Typed>,
) -> Response {
    let (typed, formats) = ((*form.body).clone(), formats(&house));
    let ended = house
        .form(&visit, form, move |tx, _, typed| {
            let kind = ImportKind::parse(&typed.kind).ok_or_else(|| boxed(Stop::Refused(ImportRefused::Kind)))?;
            if typed.deed == "kind" {
                verbs::set_kind(tx, id, kind).map_err(boxed)?;
                return Ok(format!("/imports/{id}"));
            }
            let job = books::job(tx, id)?.ok_or_else(|| boxed(Stop::Refused(ImportRefused::Unknown)))?;
            let known_format = is_known_format(&formats, &Job { kind: typed.kind.clone(), ..job });
            if !known_format {
                verbs::set_columns(tx, id, kind, &typed.column).map_err(boxed)?;
            }
            verbs::start(tx, id, typed.deed != "load", known_format).map_err(boxed)?;
            Ok(format!("/imports/{id}"))
        })
        .await;
    ended_form(&house, &visit, htmx, id, ended, typed).await
}

async fn ended_form(house: &House, visit: &Visit, htmx: bool, id: ImportId, ended: FormEnd, typed: Typed) -> Response {
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, status, .. } => {
            let typed = if typed.kind.is_empty() { None } else { Some(typed) };
            one_page_again(house, visit, id, (said, status, typed)).await
        }
        FormEnd::Failed(response) => *response,
    }
}

async fn one_page_again(
    house: &House,
    visit: &Visit,
    id: ImportId,
    (said, status, typed): (Said, u16, Option<Typed>),
) -> Response {
    match typed {
        Some(typed) => one_page(house, visit, id, Some((said, status, typed))).await,
        None => {
            let read = house.store().read(move |read| books::job(read, id)).await;
            let typed = match read {
                Ok(Some(job)) => Typed { kind: job.kind.clone(), column: job.columns(), deed: String::new() },
                _ => Typed::default(),
            };
            one_page(house, visit, id, Some((said, status, typed))).await
        }
    }
}

/// A button without fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Pressed {}

/// Writes the file.
pub(crate) async fn run(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ImportId>,
    form: Form<Pressed>,
) -> Response {
    let formats = formats(&house);
    let ended = house
        .form(&visit, form, move |tx, _, _| {
            let known_format = books::job(tx, id)?.is_some_and(|job| is_known_format(&formats, &job));
            verbs::start(tx, id, false, known_format).map_err(boxed)?;
            Ok(format!("/imports/{id}"))
        })
        .await;
    ended_form(&house, &visit, htmx, id, ended, Typed::default()).await
}

/// Stops the work.
pub(crate) async fn cancel(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ImportId>,
    form: Form<Pressed>,
) -> Response {
    let ended = house
        .form(&visit, form, move |tx, _, _| {
            verbs::cancel(tx, id).map_err(boxed)?;
            Ok(format!("/imports/{id}"))
        })
        .await;
    ended_form(&house, &visit, htmx, id, ended, Typed::default()).await
}

/// Takes the import back.
pub(crate) async fn undo(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    Path(id): Path<ImportId>,
    form: Form<Pressed>,
) -> Response {
    let departments = house.departments();
    let ended = house
        .form(&visit, form, move |tx, visit, _| -> Result<String, Stop<Refused>> {
            verbs::take_back(tx, visit, departments, id).map_err(boxed)?;
            Ok(format!("/imports/{id}"))
        })
        .await;
    ended_form(&house, &visit, htmx, id, ended, Typed::default()).await
}

/// The refused rows as they stood, each with its reason: corrected, the file can be imported again.
pub(crate) async fn refused_rows(State(house): State<House>, visit: Visit, Path(id): Path<ImportId>) -> Response {
    let lang = visit.lang;
    let read = house
        .store()
        .read(move |read| {
            let Some(job) = books::job(read, id)? else { return Ok(None) };
            let errors = books::errors(read, id, 0, i64::MAX)?;
            Ok(Some(csv_file::refused(&job.header(), &errors, texts::why(lang))))
        })
        .await;
    match read {
        Ok(Some(text)) => {
            let name = format!("attachment; filename=\"import-{id}-refused.csv\"");
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
                .into_response()
        }
        Ok(None) => house.no_such(&visit),
        Err(fault) => house::fault_response(&fault, lang, &visit.request_id),
    }
}
