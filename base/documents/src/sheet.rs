//! A paper in words of one language, ready to be laid out: the press knows no trade.

use i18n::{Lang, fmt};
use kernel::{Money, PriceMode, VatClass, VatRate};
use serde::Serialize;

use crate::model::{Line, Paper, PaperKind, Party, Promise};
use crate::{qr, texts, words};

/// A name and what stands beside it.
pub type Named = (String, String);

/// A column of the table of goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Whether it holds figures, which stand at the right and never break.
    pub is_number: bool,
    /// Whether it takes the room the others leave.
    pub is_wide: bool,
}

/// What stands on the sheet, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Language code: hyphenation.
    pub lang: &'static str,
    /// Title of the file.
    pub title: String,
    /// Who issued it.
    pub author: String,
    /// Names the paper once and for all, whatever the language.
    pub ident: String,
    /// Year, month, day of issue: the date of the file.
    pub issued_on: (i32, u8, u8),
    /// Small print at the top.
    pub notice: String,
    /// The sample of a payment order: seven names and values, from the bank's name to the account. Empty without a bank.
    pub bank: Vec<Named>,
    /// The heading.
    pub heading: String,
    /// Parties, basis, term.
    pub facts: Vec<Named>,
    /// Columns of the table.
    pub columns: Vec<Column>,
    /// Its rows, a text for each column.
    pub rows: Vec<Vec<String>>,
    /// Sums under the table; the last is the one to pay.
    pub totals: Vec<Named>,
    /// How many names and for which sum.
    pub counted: String,
    /// The sum in words.
    pub words: String,
    /// The payment code as SVG.
    pub qr: Option<String>,
    /// What the code is for.
    pub qr_note: String,
    /// Who signs.
    pub signatures: Vec<String>,
    /// «стр.» and «из».
    pub page_of: (String, String),
}

impl Sheet {
    /// The paper in words.
    pub fn of(paper: &Paper, lang: Lang) -> Sheet {
        let (number, day) = (paper.number.to_string(), fmt::day_long(lang, paper.issued_on));
        let heading = match paper.kind {
            PaperKind::Invoice => texts::invoice_heading(lang, &day, &number),
            PaperKind::Offer => texts::offer_heading(lang, &day, &number),
            PaperKind::Confirmation => texts::confirmation_heading(lang, &day, &number, paper.order.of(lang)),
        };
        let goods = goods(paper, lang);
        let total = paper.total();
        let sum = fmt::money(lang, total.gross, "");
        let lines = i64::try_from(paper.lines.len()).unwrap_or(i64::MAX);
        let is_invoice = paper.kind == PaperKind::Invoice;
        let on = paper.issued_on;
        Sheet {
            lang: lang.code(),
            title: heading.clone(),
            author: paper.seller.name.clone(),
            ident: format!(
                "{}/{}/{}/{}",
                paper.seller.inn.as_deref().unwrap_or_default(),
                paper.kind,
                on.year(),
                number
            ),
            issued_on: (on.year(), on.month_of_year(), on.day_of_month()),
            notice: notice(paper, lang),
            bank: if is_invoice { bank(&paper.seller, lang) } else { Vec::new() },
            heading,
            facts: facts(paper, lang),
            rows: paper
                .lines
                .iter()
                .zip(1..)
                .map(|(line, place)| goods.iter().map(|(_, cell)| cell(line, place)).collect())
                .collect(),
            columns: goods.into_iter().map(|(column, _)| column).collect(),
            totals: totals(paper, lang),
            counted: texts::counted(lang, &texts::money_unit(lang, paper.currency.code()), lines, &sum),
            words: words::amount(lang, paper.currency, total.gross),
            qr: if is_invoice { code(paper, lang) } else { None },
            qr_note: texts::qr_note(lang).to_owned(),
            signatures: signatures(paper, lang),
            page_of: (texts::page(lang).to_owned(), texts::page_of(lang).to_owned()),
        }
    }
}

fn notice(paper: &Paper, lang: Lang) -> String {
    let until = paper.valid_until.map(|day| fmt::day_long(lang, day));
    let said = match paper.kind {
        PaperKind::Invoice => (texts::invoice_notice(lang), until.map(|day| texts::invoice_until(lang, &day))),
        PaperKind::Offer => (texts::offer_notice(lang), until.map(|day| texts::offer_until(lang, &day))),
        PaperKind::Confirmation => (texts::confirmation_notice(lang), None),
    };
    match said {
        (words, Some(until)) => format!("{words} {until}"),
        (words, None) => words.to_owned(),
    }
}

/// The block every Russian accountant copies into a payment order; nothing when there is nowhere to pay to.
fn bank(seller: &Party, lang: Lang) -> Vec<Named> {
    let (Some(bank), Some(bik), Some(account)) = (&seller.bank, &seller.bik, &seller.account) else {
        return Vec::new();
    };
    let or_none = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        (texts::payee_bank(lang).into(), bank.clone()),
        (texts::bik(lang).into(), bik.clone()),
        (texts::bank_account(lang).into(), or_none(&seller.corr_account)),
        (texts::inn(lang).into(), or_none(&seller.inn)),
        (texts::kpp(lang).into(), or_none(&seller.kpp)),
        (texts::payee(lang).into(), seller.name.clone()),
        (texts::bank_account(lang).into(), account.clone()),
    ]
}

fn facts(paper: &Paper, lang: Lang) -> Vec<Named> {
    let mut all = vec![
        (texts::seller(lang).to_owned(), party(&paper.seller, lang)),
        (texts::buyer(lang).to_owned(), party(&paper.buyer, lang)),
        (texts::basis(lang).to_owned(), texts::by_order(lang, paper.order.of(lang))),
    ];
    if let Some(contact) = &paper.contact {
        all.push((texts::contact(lang).to_owned(), contact.clone()));
    }
    all
}

fn party(party: &Party, lang: Lang) -> String {
    let numbered =
        |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name}{}{value}", fmt::NBSP));
    let parts = [
        Some(party.name.clone()),
        numbered(texts::inn(lang), &party.inn),
        numbered(texts::kpp(lang), &party.kpp),
        party.address.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

type Cell<'a> = Box<dyn Fn(&Line, usize) -> String + 'a>;

/// The columns of this kind of paper, each with what stands in it.
fn goods(paper: &Paper, lang: Lang) -> Vec<(Column, Cell<'_>)> {
    let figure = |title: &str| Column { title: title.to_owned(), is_number: true, is_wide: false };
    let text = |title: &str| Column { title: title.to_owned(), is_number: false, is_wide: false };
    let mut all: Vec<(Column, Cell<'_>)> = vec![
        (figure(texts::place(lang)), Box::new(|_, place| place.to_string())),
        (text(texts::sku(lang)), Box::new(|line, _| line.sku.clone())),
        (Column { is_wide: true, ..text(texts::goods(lang)) }, Box::new(move |line, _| line.name.of(lang).to_owned())),
        (figure(texts::quantity(lang)), Box::new(move |line, _| fmt::quantity(lang, line.quantity))),
        (text(texts::unit(lang)), Box::new(move |line, _| line.unit.of(lang).to_owned())),
        (figure(&price_title(paper, lang)), Box::new(move |line, _| fmt::price(lang, line.price, ""))),
    ];
    if paper.kind != PaperKind::Confirmation {
        all.push((
            figure(texts::rate(lang)),
            Box::new(move |line, _| rate(line.vat_class, VatRate::from_basis_points(line.vat_rate), lang)),
        ));
        all.push((figure(texts::tax(lang)), Box::new(move |line, _| tax(line, lang))));
    }
    all.push((figure(texts::sum(lang)), Box::new(move |line, _| fmt::money(lang, line.gross, ""))));
    if paper.kind != PaperKind::Invoice {
        let day = move |promise: &Promise| promise.day.map(|day| fmt::day_full(lang, day));
        all.push((
            figure(texts::ships_on(lang)),
            Box::new(move |line, _| {
                line.promise.as_ref().and_then(day).unwrap_or_else(|| texts::no_day(lang).to_owned())
            }),
        ));
    }
    if paper.kind == PaperKind::Confirmation {
        let rests = move |promise: &Promise| promise.rests_on.of(lang).to_owned();
        all.push((
            text(texts::rests_on(lang)),
            Box::new(move |line, _| line.promise.as_ref().map(rests).unwrap_or_default()),
        ));
    }
    all
}

/// Prices of a paper include the tax or they do not; of both kinds beside each other none can be said in the head.
fn price_title(paper: &Paper, lang: Lang) -> String {
    let all = |mode: PriceMode| paper.lines.iter().all(|line| line.price_mode == mode);
    let untaxed = paper.lines.iter().all(|line| line.vat_class == VatClass::None);
    let title = if untaxed {
        texts::price(lang)
    } else if all(PriceMode::Gross) {
        texts::price_gross(lang)
    } else if all(PriceMode::Net) {
        texts::price_net(lang)
    } else {
        texts::price(lang)
    };
    title.to_owned()
}

fn rate(class: VatClass, rate: VatRate, lang: Lang) -> String {
    match class {
        VatClass::None => texts::no_vat_short(lang).to_owned(),
        _ => fmt::percent(lang, rate.basis_points().into()),
    }
}

fn tax(line: &Line, lang: Lang) -> String {
    if line.vat_class == VatClass::None { "—".to_owned() } else { fmt::money(lang, line.vat, "") }
}

fn totals(paper: &Paper, lang: Lang) -> Vec<Named> {
    let money = |sum: Money| fmt::money(lang, sum, "");
    let total = paper.total();
    let mut all = vec![(texts::total(lang).to_owned(), money(total.gross))];
    for (class, of_rate, amounts) in paper.vat_parts() {
        all.push(match class {
            VatClass::None => (texts::no_vat(lang).to_owned(), "—".to_owned()),
            _ => (texts::vat_of(lang, &rate(class, of_rate, lang)), money(amounts.vat)),
        });
    }
    all.push((texts::to_pay(lang).to_owned(), money(total.gross)));
    all
}

/// What a client's bank reads from the code: number, day and tax stand in the purpose, so that a statement finds its invoice.
fn code(paper: &Paper, lang: Lang) -> Option<String> {
    let day = fmt::day_full(lang, paper.issued_on).replace(fmt::NBSP, " ");
    let total = paper.total();
    let purpose = if total.vat.is_zero() {
        texts::purpose_untaxed(lang, &day, &paper.number.to_string())
    } else {
        let vat = fmt::money(lang, total.vat, "").replace(fmt::NBSP, " ");
        texts::purpose(lang, &day, &paper.number.to_string(), &vat)
    };
    qr::picture(&qr::payment_order(&paper.seller, &purpose, total.gross)?)
}

fn signatures(paper: &Paper, lang: Lang) -> Vec<String> {
    let names: &[&str] = match paper.kind {
        PaperKind::Invoice => &[texts::head(lang), texts::accountant(lang)],
        PaperKind::Offer | PaperKind::Confirmation => &[texts::head(lang)],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}
