//! Pages of the orders department: the list, the desk where an order is taken, its papers, payments.

mod account;
pub(crate) mod columns;
mod desk;
mod list;
mod order;
mod paper;
mod papers;
mod pay;
mod show;

pub(crate) use account::account;
pub(crate) use desk::{again, begin, deed, find, new, offers, readers};
pub(crate) use list::{invoices, invoices_file, keeps_money, list, orders_file, payments, payments_file, worst};
pub(crate) use order::{cancel, confirm, extend, invoice_deed, one, substitute};
pub(crate) use paper::{invoice_pdf, issue as issue_paper, list as papers_of, pdf};
pub(crate) use papers::{invoice, send, shipment, shipment_form};
pub(crate) use pay::{payment, payment_form, record, reverse};

use i18n::{FieldError, Said};
use kernel::Quantity;

use crate::errors::Wrong;

/// A quantity as people type it, or what is wrong with it.
fn typed_number(text: &str) -> Result<Quantity, Wrong> {
    Quantity::parse_decimal(&kernel::typed_decimal(text)).map_err(|why| match why {
        kernel::BadNumber::TooLarge => Wrong::TooMuch,
        _ => Wrong::NotANumber,
    })
}

/// What a refused form says when it is shown again.
#[derive(Debug, Clone)]
pub(crate) struct Wrongs {
    pub(crate) said: Said,
    pub(crate) fields: Vec<FieldError>,
}

impl Wrongs {
    /// What is wrong with a field, if anything.
    fn of(&self, pointer: &str) -> Option<String> {
        self.fields.iter().find(|field| field.pointer == pointer).map(|field| field.message.clone())
    }

    /// The refusal in one line, with the fields that stand nowhere on the page.
    fn note(&self) -> maud::Markup {
        let fields: Vec<&str> = self.fields.iter().map(|field| field.message.as_str()).collect();
        let why = if fields.is_empty() { self.said.detail.clone() } else { fields.join("; ") };
        let told = i18n::sentences([why.as_str(), self.said.next.as_str()]);
        ui::note(ui::Tone::Bad, &self.said.title, Some(maud::html! { (told) }))
    }
}
