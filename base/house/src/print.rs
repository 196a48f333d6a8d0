//! Papers as PDF: read with the reader's rights, put into words, laid out where waiting is allowed.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use documents::{Paper, Press, Sheet};
use i18n::{FieldError, Lang};
use std::sync::Arc;
use store::{Fault, Read};
use tokio::sync::Semaphore;

use crate::house::House;
use crate::problem::{Plain, fault_response, refusal_response};
use crate::texts;
use crate::visit::Visit;

/// How many papers are laid out at once: each takes a core for its time.
const AT_ONCE: usize = 2;

/// The press of this program.
pub struct Printer {
    press: Box<dyn Press>,
    turns: Semaphore,
}

impl Printer {
    /// Takes a press into service.
    pub fn new(press: Box<dyn Press>) -> Printer {
        Printer { press, turns: Semaphore::new(AT_ONCE) }
    }
}

/// What may be asked of a printed paper.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PrintWords {
    /// `ru` or `en`; else the reader's language.
    #[param(pattern = "^(ru|en)$")]
    pub lang: Option<String>,
}

impl House {
    /// The paper a question finds, as a PDF file; no such paper is answered as a page or row that is not there.
    pub async fn print<F>(&self, visit: &Visit, words: &PrintWords, question: F) -> Response
    where
        F: FnOnce(&mut Read<'_>, &Visit) -> Result<Option<Paper>, Fault> + Send + 'static,
    {
        let lang = match words.lang.as_deref().map(|code| (code, Lang::parse(code))) {
            None => visit.lang,
            Some((_, Some(lang))) => lang,
            Some((code, None)) => {
                let message = texts::list_filter_unreadable(visit.lang, code);
                let wrong = Plain::BadField(FieldError { pointer: "?lang".into(), message });
                return refusal_response(&wrong, visit.lang, &visit.request_id);
            }
        };
        let within = visit.clone();
        let paper = match self.store().read(move |read| question(read, &within)).await {
            Ok(Some(paper)) => paper,
            Ok(None) => return crate::problem::not_found(visit),
            Err(fault) => return fault_response(&fault, visit.lang, &visit.request_id),
        };
        let Some(printer) = self.shared::<Printer>() else {
            return refusal_response(&Plain::NoPress, visit.lang, &visit.request_id);
        };
        match printed(printer, &paper, lang).await {
            Ok(pdf) => {
                let name = format!("{}-{}-{}.pdf", paper.kind, paper.issued_on.year(), paper.number);
                let headers = [
                    (header::CONTENT_TYPE, "application/pdf".to_owned()),
                    (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
                    (header::CACHE_CONTROL, "private, no-store".to_owned()),
                ];
                (headers, pdf).into_response()
            }
            Err(fault) => fault_response(&fault, visit.lang, &visit.request_id),
        }
    }
}

/// Whoever goes away while waiting for a turn takes none.
async fn printed(printer: Arc<Printer>, paper: &Paper, lang: Lang) -> Result<Vec<u8>, Fault> {
    let sheet = Sheet::of(paper, lang);
    let _turn = printer.turns.acquire().await.map_err(Fault::because)?;
    let (press, at_work) = (printer.clone(), move |printer: Arc<Printer>| printer.press.pdf(&sheet));
    tokio::task::spawn_blocking(move || at_work(press)).await.map_err(Fault::because)?.map_err(Fault::because)
}
