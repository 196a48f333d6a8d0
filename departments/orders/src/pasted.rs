//! Rows of a client's table as they are pasted or typed: what is meant and how much of it.

use i18n::Lang;
use kernel::{BadNumber, Gtin, Quantity};

use crate::{rules, texts};

/// Longest row that is kept, in letters.
pub const ROW_LETTERS: usize = 500;
/// Longest name or code in it, in letters.
pub const WHAT_LETTERS: usize = 200;

/// A smaller number before a word is its quantity rather than a code.
const LEAST_CODE: Quantity = Quantity::whole(1_000);

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedRow {
    /// The row as it came.
    pub text: String,
    /// How it can be read, the likeliest first: code or name, and how much if it says so.
    pub ways: Vec<(String, Option<Quantity>)>,
    /// What stands in it as the quantity and is none, as written: somebody has to say how much is meant.
    pub amount: Option<String>,
}

impl PastedRow {
    /// The likeliest code or name.
    pub fn what(&self) -> &str {
        self.ways.first().map_or(self.text.as_str(), |way| way.0.as_str())
    }

    /// The likeliest quantity.
    pub fn quantity(&self) -> Option<Quantity> {
        self.ways.first().and_then(|way| way.1)
    }
}

/// Words that stand in tables above columns, in both languages.
struct Words {
    quantity: Vec<String>,
    code: Vec<String>,
}

impl Words {
    fn known() -> Words {
        let list = |of: fn(Lang) -> &'static str| -> Vec<String> {
            [Lang::Ru, Lang::En]
                .into_iter()
                .flat_map(|lang| of(lang).split_whitespace().map(str::to_lowercase))
                .collect()
        };
        Words { quantity: list(texts::words_quantity), code: list(texts::words_code) }
    }
}

/// More than anybody orders: a number that large is read as this where it stands for a quantity.
const BEYOND: Quantity = Quantity::whole(1_000_000_000);

/// A number that may be a quantity: a barcode is too large for one.
fn number(cell: &str) -> Option<Quantity> {
    counted(cell).filter(|quantity| *quantity < BEYOND)
}

/// A number that somebody may order.
fn usable(cell: &str) -> Option<Quantity> {
    counted(cell).filter(|quantity| rules::wrong_quantity(*quantity).is_none())
}

/// Stands for a quantity and is none: nothing, less than nothing, more than anybody orders.
fn is_no_amount(cell: &str) -> bool {
    let bare = cell.trim().trim_start_matches(['-', '\u{2212}', '\u{2013}']);
    counted(bare).is_some() && usable(cell).is_none() && Gtin::parse(cell).is_err()
}

/// A number with its unit, a sign of times before or after it, spaces between thousands.
fn counted(cell: &str) -> Option<Quantity> {
    let cell = cell.trim();
    if let Some(quantity) = plain_number(cell) {
        return Some(quantity);
    }
    let times = |letter: char| matches!(letter, 'x' | 'X' | '×' | '*' | '\u{445}' | '\u{425}');
    let bare = cell.trim_start_matches(times).trim_end_matches(times).trim();
    let digits = bare.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.');
    let unit = bare.get(digits.len()..).unwrap_or_default();
    // Codes end in a Latin letter close to their digits: "90214H" is no ninety thousand hours.
    let is_code = unit.len() == 1 && !digits.ends_with(char::is_whitespace);
    if digits.is_empty() || is_code || !(unit.is_empty() || catalogue::is_unit(unit)) {
        return None;
    }
    plain_number(digits.trim())
}

/// `1 200,5`, `1,234,567`, `1.5`, `12`; a lone comma or point is the decimal one.
fn plain_number(text: &str) -> Option<Quantity> {
    let close: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\'').collect();
    if close.is_empty() || !close.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')) {
        return None;
    }
    // A space stands between thousands only: "12 34" is no number.
    let groups: Vec<&str> = text.split_whitespace().collect();
    if let Some((first, rest)) = groups.split_first()
        && !rest.is_empty()
    {
        let whole = |group: &&str| group.chars().take_while(char::is_ascii_digit).count() == 3;
        if first.len() > 3 || !rest.iter().all(whole) {
            return None;
        }
    }
    let (commas, points) = (close.matches(',').count(), close.matches('.').count());
    // Signs between thousands stand before three figures each: "2,5,1" is no number.
    let whole_end = if commas > 0 && points > 0 { close.rfind([',', '.']) } else { None };
    let thousands: Vec<&str> =
        close.get(..whole_end.unwrap_or(close.len())).unwrap_or_default().split([',', '.']).collect();
    let is_grouped = thousands.iter().skip(1).all(|group| group.len() == 3);
    if (whole_end.is_some() || commas > 1 || points > 1) && !is_grouped {
        return None;
    }
    let plain = match (commas, points) {
        (0 | 1, 0) => close.replace(',', "."),
        (0, 1) => close,
        (_, 0) => close.replace(',', ""),
        (0, _) => close.replace('.', ""),
        _ if close.rfind(',') > close.rfind('.') => close.replace('.', "").replace(',', "."),
        _ => close.replace(',', ""),
    };
    match Quantity::parse_decimal(&plain) {
        Err(BadNumber::TooLarge) => Some(BEYOND),
        other => other.ok(),
    }
}

/// Rows of a table: cells between tabs, semicolons or wide gaps; empty rows are none.
///
/// A first row that names its columns says which of them is the quantity, and is left out.
pub fn pasted(text: &str) -> Vec<PastedRow> {
    let words = Words::known();
    let mut heads: Option<(Option<usize>, usize)> = None;
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let cells = cells(line);
        if rows.is_empty() && heads.is_none() {
            heads = heading(&words, &cells);
            if heads.is_some() {
                continue;
            }
        }
        rows.push(row(line, &cells, heads));
    }
    rows
}

/// One row, as typed by hand.
pub fn typed(text: &str) -> PastedRow {
    row(text, &cells(text), None)
}

fn cells(line: &str) -> Vec<&str> {
    let bare = |cell: &str| -> (usize, usize) {
        let trimmed = cell.trim();
        let start = if trimmed.len() > 1 && trimmed.starts_with('"') && trimmed.ends_with('"') { 1 } else { 0 };
        (start, trimmed.len().saturating_sub(start))
    };
    let parts: Vec<&str> = if line.contains('\t') {
        line.split('\t').collect()
    } else if line.contains(';') {
        line.split(';').collect()
    } else {
        line.split("  ").collect()
    };
    parts
        .into_iter()
        .map(|part| {
            let (start, end) = bare(part);
            part.trim().get(start..end).unwrap_or_default().trim()
        })
        .collect()
}

/// The places of quantity and code in a row of column names; none for a row of goods.
fn heading(words: &Words, cells: &[&str]) -> Option<(Option<usize>, usize)> {
    // The words stand in the order of their weight: a column of codes before one of names.
    let place = |known: &[String]| {
        known.iter().find_map(|word| cells.iter().position(|cell| cell.to_lowercase().starts_with(word.as_str())))
    };
    if cells.len() < 2 || cells.iter().any(|cell| number(cell).is_some()) {
        return None;
    }
    let (quantity, code) = (place(&words.quantity), place(&words.code));
    if quantity.is_none() && code.is_none() { None } else { Some((quantity, code.unwrap_or(0))) }
}

fn row(line: &str, cells: &[&str], heads: Option<(Option<usize>, usize)>) -> PastedRow {
    let text: String = line.trim().chars().take(ROW_LETTERS).collect();
    let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let mut ways: Vec<(String, Option<Quantity>)> = Vec::new();
    let mut add = |what: &str, quantity: Option<Quantity>| {
        let what: String = what.trim().chars().take(WHAT_LETTERS).collect();
        if !what.is_empty() && !ways.contains(&(what.clone(), quantity)) {
            ways.push((what, quantity));
        }
    };
    if let Some((what, amount)) = no_amount(cells, &filled, heads) {
        add(what, None);
        for cell in filled.iter().filter(|cell| number(cell).is_none() && **cell != amount && filled.len() > 1) {
            add(cell, None);
        }
        return PastedRow { text, ways, amount: Some(amount.to_owned()) };
    }
    let named = heads.and_then(|(quantity, code)| {
        let count = quantity.and_then(|at| cells.get(at)).and_then(|cell| counted(cell));
        cells.get(code).filter(|cell| !cell.is_empty()).map(|cell| (*cell, count))
    });
    if let Some((what, count)) = named {
        add(what, count);
        for cell in filled.iter().filter(|cell| number(cell).is_none() && **cell != what) {
            add(cell, count);
        }
    } else if let [only] = filled.as_slice() {
        for (what, count) in one_cell(only) {
            add(what, count);
        }
    } else {
        for (at, cell) in filled.iter().enumerate().filter(|(_, cell)| !catalogue::is_unit(cell)) {
            let after: Vec<(&str, Quantity)> =
                filled.iter().skip(at + 1).filter_map(|cell| Some((*cell, number(cell)?))).collect();
            let before = filled.iter().take(at).rev().find_map(|cell| number(cell));
            let is_number = number(cell).is_some();
            if is_number && at > 0 {
                continue;
            }
            let count = likeliest(&filled, &after).or(before);
            if !is_number || count.is_some() {
                add(cell, count);
            }
        }
        // "15034 ⇥ two": a code, and beside it what should say how much.
        if let [code, rest @ ..] = filled.as_slice()
            && number(code).is_some_and(|much| much >= LEAST_CODE)
            && rest.iter().all(|cell| number(cell).is_none())
        {
            add(code, None);
        }
    }
    if ways.is_empty() {
        ways.push((text.chars().take(WHAT_LETTERS).collect(), None));
    }
    // A code of digits alone may also be the quantity that stands first; names are likelier.
    if let [(first, Some(_)), ..] = ways.as_slice()
        && heads.is_none()
        && number(first).is_some()
        && filled.len() > 1
        && let Some(name) = filled.get(1).filter(|cell| number(cell).is_none())
        && filled.iter().skip(1).all(|cell| number(cell).is_none())
    {
        ways.insert(0, ((*name).to_owned(), number(first)));
    }
    PastedRow { text, ways, amount: None }
}

/// What is meant in a row whose quantity is none, and what stands for that quantity.
fn no_amount<'t>(
    cells: &[&'t str],
    filled: &[&'t str],
    heads: Option<(Option<usize>, usize)>,
) -> Option<(&'t str, &'t str)> {
    if let Some((at, code)) = heads {
        let amount = at.and_then(|at| cells.get(at)).filter(|cell| !cell.is_empty() && usable(cell).is_none())?;
        let what = cells.get(code).filter(|cell| !cell.is_empty()).or(filled.iter().find(|cell| *cell != amount))?;
        return Some((what, amount));
    }
    match filled {
        [] => None,
        [only] => {
            let bare = match only.rsplit_once(char::is_whitespace) {
                Some((before, last)) if catalogue::is_unit(last) => before.trim_end(),
                _ => only,
            };
            let (what, last) = bare.rsplit_once(char::is_whitespace)?;
            is_no_amount(last).then_some((what.trim_end(), last))
        }
        [first, rest @ ..] => {
            if rest.iter().any(|cell| usable(cell).is_some()) {
                return None;
            }
            let after = rest.iter().find(|cell| is_no_amount(cell)).map(|amount| (*first, *amount));
            // "0 ⇥ name": the quantity stands first; a large number there is a code.
            let before = || {
                let small = is_no_amount(first) && counted(first).is_none_or(|much| much < BEYOND);
                let name = rest.first().filter(|cell| small && number(cell).is_none());
                name.map(|name| (*name, *first))
            };
            after.or_else(before)
        }
    }
}

/// Of several numbers the one beside its unit, else the only whole one, else the first.
fn likeliest(cells: &[&str], numbers: &[(&str, Quantity)]) -> Option<Quantity> {
    let beside_unit = numbers.iter().find(|(text, _)| {
        let next = cells.iter().position(|cell| cell == text).and_then(|at| cells.get(at + 1));
        next.is_some_and(|next| catalogue::is_unit(next)) || text.chars().any(char::is_alphabetic)
    });
    let whole: Vec<_> = numbers.iter().filter(|(text, _)| !text.contains([',', '.'])).collect();
    let chosen = beside_unit.or(if whole.len() == 1 { whole.first().copied() } else { None }).or(numbers.first());
    chosen.map(|(_, quantity)| *quantity)
}

/// A cell that holds both: `code 5`, `name 5 pcs`, `5 pcs name`, or only a code.
fn one_cell(cell: &str) -> Vec<(&str, Option<Quantity>)> {
    let mut ways = Vec::new();
    let bare = match cell.rsplit_once(char::is_whitespace) {
        Some((before, last)) if catalogue::is_unit(last) => before.trim_end(),
        _ => cell,
    };
    if let Some((what, last)) = bare.rsplit_once(char::is_whitespace)
        && let Some(count) = counted(last)
    {
        // "code 1 200" is one number in two groups.
        if let Some((shorter, group)) = what.trim_end().rsplit_once(char::is_whitespace)
            && group.len() <= 3
            && let Some(grouped) = bare.get(shorter.len()..).and_then(number)
        {
            ways.push((shorter.trim_end(), Some(grouped)));
        }
        ways.push((what.trim_end(), Some(count)));
    }
    if let Some((first, rest)) = cell.split_once(char::is_whitespace)
        && let Some(count) = number(first)
    {
        let rest = rest.trim_start();
        let rest = match rest.split_once(char::is_whitespace) {
            Some((unit, rest)) if catalogue::is_unit(unit) => rest.trim_start(),
            _ => rest,
        };
        ways.push((rest, Some(count)));
    }
    ways.push((cell, None));
    // "15034 two": a code, and behind it what should say how much.
    if let Some((code, _)) = cell.split_once(char::is_whitespace)
        && code.chars().any(|letter| letter.is_ascii_digit())
        && number(code).is_none_or(|much| much >= LEAST_CODE)
    {
        ways.push((code, None));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(text: &str) -> Option<Quantity> {
        Some(text.parse().unwrap())
    }

    fn first(rows: &[PastedRow]) -> Vec<(&str, Option<Quantity>)> {
        rows.iter().map(|row| (row.what(), row.quantity())).collect()
    }

    #[test]
    fn rows_of_a_table_are_read_as_pasted() {
        let rows = pasted(
            "22423\t6\n\n 85123A ; 1 200,5 ;шт\nКБ-30215  12\n47566\nAB 12\tлента\t3\nК-5 2\nКружка красная 7 шт.\n\
             8 шт Кружка синяя\n12\tТарелка\nА-1\tЧашка\t4\t12,50\t50,00\n\"А-2\";\"Ложка\";\"1 000\"\nА-3 x15\nА-4 1 200\nА-5\tкабель\t10 м",
        );
        let expected = [
            ("22423", q("6")),
            ("85123A", q("1200.5")),
            ("КБ-30215", q("12")),
            ("47566", None),
            ("AB 12", q("3")),
            ("К-5", q("2")),
            ("Кружка красная", q("7")),
            ("Кружка синяя", q("8")),
            ("Тарелка", q("12")),
            ("А-1", q("4")),
            ("А-2", q("1000")),
            ("А-3", q("15")),
            ("А-4", q("1200")),
            ("А-5", q("10")),
        ];
        assert_eq!(first(&rows), expected);
        assert_eq!(rows[1].text, "85123A ; 1 200,5 ;шт");
    }

    #[test]
    fn column_names_say_where_the_quantity_stands() {
        let rows = pasted("Наименование;Цена;Артикул;Кол-во\nЧашка;10;А-1;5\nЛожка;12,5;;7");
        assert_eq!(first(&rows), [("А-1", q("5")), ("Ложка", q("7"))]);
        assert_eq!(pasted("Item\tQty\nMug\t2").len(), 1);
    }

    #[test]
    fn a_code_that_ends_in_a_letter_is_no_number_with_a_unit() {
        let rows = pasted("2\t90214H\n3\t85123M\n90214T\t4\nКабель\t10м\nШнур\t5 m");
        let expected =
            [("90214H", q("2")), ("85123M", q("3")), ("90214T", q("4")), ("Кабель", q("10")), ("Шнур", q("5"))];
        assert_eq!(first(&rows), expected);
    }

    #[test]
    fn a_number_may_have_groups_and_either_sign() {
        for (text, expected) in [
            ("1 200", q("1200")),
            ("1\u{a0}200,5", q("1200.5")),
            ("1,234,567", q("1234567")),
            ("1.234,5", q("1234.5")),
            ("1,234.5", q("1234.5")),
            ("0,5", q("0.5")),
            ("12 34", None),
            ("2,5,1", None),
            ("1.2.3", None),
            ("1,2.5", None),
            ("1.234.567,5", q("1234567.5")),
            ("", None),
            ("А-5", None),
        ] {
            assert_eq!(plain_number(text), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_for_a_quantity_and_is_none_is_kept_as_written() {
        let read = |text: &str| {
            let rows = pasted(text);
            let row = rows.last().unwrap();
            (row.what().to_owned(), row.quantity(), row.amount.clone())
        };
        for (text, what, amount) in [
            ("К-1\t99999999999", "К-1", "99999999999"),
            ("15034\t99999999999", "15034", "99999999999"),
            ("К-2 88888888888", "К-2", "88888888888"),
            ("К-3\t1000000000000 шт", "К-3", "1000000000000 шт"),
            ("К-2;1000001", "К-2", "1000001"),
            ("15044A\t-3", "15044A", "-3"),
            ("16008;-3", "16008", "-3"),
            ("16008 -3", "16008", "-3"),
            ("16008\t\u{2212}3", "16008", "\u{2212}3"),
            ("15036\t0", "15036", "0"),
            ("15036 0 шт", "15036", "0"),
            ("0\tТарелка", "Тарелка", "0"),
            ("Артикул;Кол-во\nК-1;99999999999", "К-1", "99999999999"),
            ("Артикул;Кол-во\n15044C;abc", "15044C", "abc"),
            ("Артикул;Название;Кол-во\n15044C;Лента;0", "15044C", "0"),
            ("Название;Кол-во\nЛента;-1", "Лента", "-1"),
        ] {
            assert_eq!(read(text), (what.to_owned(), None, Some(amount.to_owned())), "{text}");
        }
        for (text, what, quantity) in [
            ("К-4\t4601234567893\t5", "К-4", q("5")),
            ("12\t4601234567893", "4601234567893", q("12")),
            ("4601234567893\tКружка", "4601234567893", None),
            ("А-1\tЧашка\t4\t0,00", "А-1", q("4")),
            ("Артикул;Кол-во\nК-1;", "К-1", None),
        ] {
            assert_eq!(read(text), (what.to_owned(), quantity, None), "{text}");
        }
    }

    #[test]
    fn a_code_before_a_word_is_a_way_to_read_the_row() {
        let codes = |text: &str| pasted(text)[0].ways.iter().any(|(what, much)| what == "15034" && much.is_none());
        assert!(codes("15034 два"));
        assert!(codes("15034\tдва"));
        assert!(!pasted("12 тарелок")[0].ways.contains(&("12".to_owned(), None)));
    }

    #[test]
    fn no_row_is_lost() {
        let text = "а\nб;;;\n;;;5\n\t7\t\n  \n5 5\n5";
        assert_eq!(pasted(text).len(), 6);
        assert!(pasted(text).iter().all(|row| !row.ways.is_empty() && !row.what().is_empty()));
    }
}
