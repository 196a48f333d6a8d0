//! What is done with each kind of line of a real history, decided once and counted.
//!
//! | kind | rule |
//! |---|---|
//! | sale | written as a sale |
//! | cancelled (C…, or below zero at a price) | written below zero: turnover is less by it |
//! | service code (postage, vouchers, discounts, manual) | written as a service |
//! | fee (marketplace, bank) | left out: no client bought it |
//! | bad debt (A…) | left out: an entry of the accounts, no sale |
//! | below zero without a price | left out: a correction of stock |
//! | no price | left out: nothing was sold |
//!
//! Lines without a client go to the client "retail sales". Exact doubles stay: one invoice may name an item twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::RetailLine;

/// What is done with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    /// Goods sold.
    Sale,
    /// Taken back: written below zero.
    Cancelled,
    /// Postage, vouchers, discounts, manual entries: written as a service.
    Service,
    /// Fees of a marketplace or a bank: left out.
    Fee,
    /// Entries for bad debt: left out.
    BadDebt,
    /// Below zero without a price: left out, a correction of stock.
    Adjustment,
    /// No price: left out.
    NoPrice,
}

impl Treatment {
    /// Every one, in the order shown.
    pub const ALL: [Treatment; 7] = [
        Treatment::Sale,
        Treatment::Cancelled,
        Treatment::Service,
        Treatment::Fee,
        Treatment::BadDebt,
        Treatment::Adjustment,
        Treatment::NoPrice,
    ];

    /// Whether the line becomes a line of sales.
    pub const fn is_written(self) -> bool {
        matches!(self, Treatment::Sale | Treatment::Cancelled | Treatment::Service)
    }
}

/// What kind of thing a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// Goods.
    Goods,
    /// Sold, but no goods.
    Service,
    /// A fee that no client bought.
    Fee,
}

/// The kind of a code by the category and group it was classified into; codes nobody classified are goods.
pub fn code_kind(category: &str, group: &str) -> CodeKind {
    match (category, group) {
        (crate::data::SERVICE, "fees") => CodeKind::Fee,
        (crate::data::SERVICE, _) => CodeKind::Service,
        _ => CodeKind::Goods,
    }
}

/// Decides what is done with a line.
pub fn treatment(line: &RetailLine, kind: CodeKind) -> Treatment {
    if line.invoice.starts_with(['A', 'a']) {
        return Treatment::BadDebt;
    }
    if line.price <= 0 || line.quantity == 0 {
        return if line.quantity < 0 { Treatment::Adjustment } else { Treatment::NoPrice };
    }
    if kind == CodeKind::Fee {
        return Treatment::Fee;
    }
    if is_cancel(&line.invoice) || line.quantity < 0 {
        return Treatment::Cancelled;
    }
    if kind == CodeKind::Service { Treatment::Service } else { Treatment::Sale }
}

fn is_cancel(invoice: &str) -> bool {
    invoice.starts_with(['C', 'c'])
}

/// What a history holds, counted in whole numbers; money in thousandths of its currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines.
    pub lines: u64,
    /// Different invoices.
    pub invoices: u64,
    /// Those that cancel.
    pub cancel_invoices: u64,
    /// Those for bad debt.
    pub bad_debt_invoices: u64,
    /// Most lines of one invoice.
    pub most_lines: u64,
    /// Lines without a client.
    pub no_client: u64,
    /// Lines below zero on invoices that do not cancel.
    pub negative_not_cancel: u64,
    /// Lines at no price or below it.
    pub no_price: u64,
    /// Different codes as written.
    pub codes: u64,
    /// Lines without a description.
    pub no_description: u64,
    /// Lines that repeat another one in every field.
    pub doubles: u64,
    /// Lines with a client, not cancelling, above zero, at a price.
    pub clean: u64,
    /// Different clients on those.
    pub clean_clients: u64,
    /// Value of those.
    pub clean_value: i64,
    /// Value of all lines.
    pub value: i64,
    /// Lines and value by what is done with them.
    pub treated: BTreeMap<Treatment, (u64, i64)>,
}

impl Counts {
    /// Value of all lines that become sales.
    pub fn written_value(&self) -> i64 {
        self.treated.iter().filter(|(what, _)| what.is_written()).map(|(_, (_, value))| value).sum()
    }

    /// Value of all lines that are left out.
    pub fn left_out_value(&self) -> i64 {
        self.treated.iter().filter(|(what, _)| !what.is_written()).map(|(_, (_, value))| value).sum()
    }
}

/// Counts a history; `kind` says what a code stands for.
pub fn count<'a>(lines: impl IntoIterator<Item = &'a RetailLine>, kind: impl Fn(&str) -> CodeKind) -> Counts {
    let mut counts = Counts::default();
    let mut invoices: BTreeMap<&str, u64> = BTreeMap::new();
    let mut codes = BTreeSet::new();
    let mut clients = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for line in lines {
        counts.lines += 1;
        counts.value += line.value();
        *invoices.entry(&line.invoice).or_default() += 1;
        codes.insert(line.code.as_str());
        counts.no_client += u64::from(line.client.is_none());
        counts.negative_not_cancel += u64::from(line.quantity < 0 && !is_cancel(&line.invoice));
        counts.no_price += u64::from(line.price <= 0);
        counts.no_description += u64::from(line.description.trim().is_empty());
        let all = (&line.invoice, &line.code, &line.description, line.quantity, &line.at, line.price, &line.client);
        counts.doubles += u64::from(!seen.insert(all));
        let clean = !is_cancel(&line.invoice) && line.quantity > 0 && line.price > 0;
        if let Some(client) = line.client.as_deref().filter(|_| clean) {
            counts.clean += 1;
            counts.clean_value += line.value();
            clients.insert(client);
        }
        let treated = counts.treated.entry(treatment(line, kind(&line.code))).or_default();
        treated.0 += 1;
        treated.1 += line.value();
    }
    counts.invoices = number(invoices.len());
    counts.cancel_invoices = number(invoices.keys().filter(|invoice| is_cancel(invoice)).count());
    counts.bad_debt_invoices = number(invoices.keys().filter(|invoice| invoice.starts_with(['A', 'a'])).count());
    counts.most_lines = invoices.values().copied().max().unwrap_or(0);
    counts.codes = number(codes.len());
    counts.clean_clients = number(clients.len());
    counts
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    /// invoice, code's kind, quantity, price -> what is done.
    #[test]
    fn every_odd_line_has_its_rule() {
        use CodeKind::{Fee, Goods, Service};
        for (invoice, kind, quantity, price, expected) in [
            ("536365", Goods, 6, 2550, Treatment::Sale),
            ("C536379", Goods, -1, 27_500, Treatment::Cancelled),
            ("536379", Goods, -1, 27_500, Treatment::Cancelled),
            ("536370", Service, 3, 18_000, Treatment::Service),
            ("C536370", Service, -3, 18_000, Treatment::Cancelled),
            ("537600", Fee, 1, 15_000, Treatment::Fee),
            ("C537600", Fee, -1, 15_000, Treatment::Fee),
            ("A563185", Service, 1, 11_062_060, Treatment::BadDebt),
            ("A563186", Service, 1, -11_062_060, Treatment::BadDebt),
            ("536589", Goods, -10, 0, Treatment::Adjustment),
            ("536414", Goods, 56, 0, Treatment::NoPrice),
            ("536414", Goods, 0, 100, Treatment::NoPrice),
        ] {
            let line = line(invoice, quantity, price);
            assert_eq!(treatment(&line, kind), expected, "{invoice} {kind:?} {quantity} {price}");
        }
    }

    fn line(invoice: &str, quantity: i64, price: i64) -> RetailLine {
        RetailLine {
            row: 2,
            invoice: invoice.into(),
            code: "1".into(),
            description: String::new(),
            quantity,
            at: "2011-01-04 10:00:00".into(),
            day: kernel::Day::of(2011, 1, 4),
            price,
            client: None,
            country: String::new(),
        }
    }

    #[test]
    fn the_real_history_is_counted_to_the_penny() {
        let lines = data::lines().unwrap();
        let items = data::items().unwrap();
        let kinds: BTreeMap<&str, CodeKind> =
            items.iter().map(|item| (item.code.as_str(), code_kind(&item.category, &item.group))).collect();
        let counts = count(&lines, |code| kinds.get(code).copied().unwrap_or(CodeKind::Goods));

        // Vector C01, exact; money to the penny.
        assert_eq!(counts.lines, 320_705);
        assert_eq!(counts.invoices, 16_459);
        assert_eq!(counts.cancel_invoices, 2554);
        assert_eq!(counts.no_client, 88_652);
        assert_eq!(counts.negative_not_cancel, 925);
        assert_eq!(counts.no_price, 1799);
        assert_eq!(counts.bad_debt_invoices, 3);
        assert_eq!(counts.codes, 3774);
        assert_eq!(counts.no_description, 1161);
        assert_eq!(counts.doubles, 2483);
        assert_eq!(counts.most_lines, 705);
        assert_eq!(counts.clean, 226_467);
        assert_eq!(counts.clean_clients, 3317);
        assert_eq!((counts.clean_value + 5) / 10, 523_924_056);
        assert_eq!((counts.value + 5) / 10, 576_193_138);

        // What is written and what is left out make the whole.
        assert_eq!(counts.written_value() + counts.left_out_value(), counts.value);
        assert_eq!(counts.treated.values().map(|(lines, _)| lines).sum::<u64>(), counts.lines);
        assert_eq!(counts.treated[&Treatment::BadDebt], (3, -11_062_060));
        assert_eq!(counts.treated[&Treatment::Fee], (52, -156_732_980));
        assert_eq!(lines.first().map(|line| line.day), Some(kernel::Day::of(2010, 12, 1)));
        assert_eq!(lines.iter().map(|line| line.day).max(), Some(data::LAST_DAY));
    }
}
