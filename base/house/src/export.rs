//! Lists as files: CSV and Excel, the same rows in the same order, each taking written to the journal.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use i18n::{FieldError, Lang};
use kernel::{Day, Entity, EntityKind, Event, Moment, Money, Quantity, UnitPrice, Zone};
use rust_xlsxwriter::{DocProperties, Format as Look, Workbook, XlsxError};
use serde_json::json;
use store::{Fault, Read, Stop};

use crate::house::House;
use crate::list::{Asked, Words};
use crate::problem::{Plain, fault_response, refusal_response};
use crate::texts;
use crate::visit::Visit;

/// Rows of one file at most: more are refused before any is written.
pub const MOST_ROWS: i64 = 50_000;

/// Days between the first day of Excel and ours.
const EXCEL_DAYS: i32 = 25_569;

/// A file's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text that Excel opens: with a mark of UTF-8; in Russian with semicolons and decimal commas.
    Csv,
    /// An Excel workbook with typed numbers and days.
    Xlsx,
}

impl Format {
    const fn code(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    const fn media(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A cell of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Empty.
    Nothing,
    /// A text; whatever it begins with, it is no formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A decimal with a point, as money and quantities write themselves.
    Decimal(String),
    /// A day.
    Day(Day),
    /// A day and a time of it.
    Time(Day, u8, u8),
}

impl Cell {
    /// A moment as the company's clock shows it.
    pub fn at(moment: Moment, zone: &Zone) -> Cell {
        let (hour, minute) = moment.clock(zone);
        Cell::Time(moment.day(zone), hour, minute)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Nothing } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::from(text.as_str())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Cell {
        Cell::Day(day)
    }
}

macro_rules! decimals {
    ($($kind:ty),+) => {$(
        impl From<$kind> for Cell {
            fn from(number: $kind) -> Cell {
                Cell::Decimal(number.to_string())
            }
        }
    )+};
}
decimals!(Money, Quantity, UnitPrice);

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Nothing, Into::into)
    }
}

/// Rows on their way into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What people call the list.
    pub title: String,
    /// First part of the file's name, in Latin letters.
    pub file: &'static str,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A sheet of rows.
    pub fn of<T>(
        title: &str,
        file: &'static str,
        columns: &[&str],
        rows: &[T],
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Sheet {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Sheet { title: title.to_owned(), file, columns, rows: rows.iter().map(cells).collect() }
    }
}

impl House {
    /// The rows of a list as a file. `question` reads at most the given number of them, in the reader's scope.
    ///
    /// Who took which list, with which filters and how many rows, is written down before the file is given.
    pub async fn export<F>(&self, visit: &Visit, words: &Words, asked: &Asked, question: F) -> Response
    where
        F: FnOnce(&mut Read<'_>, &Visit, &Asked, i64) -> Result<Sheet, Fault> + Send + 'static,
    {
        let wanted = words.get("format").map_or("csv", String::as_str);
        let format = if wanted == "xlsx" { Format::Xlsx } else { Format::Csv };
        let odd_format = (wanted != format.code()).then_some(("format", wanted));
        let unreadable = asked.unreadable().chain(odd_format).map(|(name, value)| FieldError {
            pointer: format!("?{name}"),
            message: texts::list_filter_unreadable(visit.lang, value),
        });
        let unreadable: Vec<FieldError> = unreadable.collect();
        if !unreadable.is_empty() {
            return refusal_response(&Plain::BadFields(unreadable), visit.lang, &visit.request_id);
        }
        let (within, whole) = (visit.clone(), asked.whole());
        let read = self
            .store()
            .read(move |read| {
                let sheet = question(read, &within, &whole, MOST_ROWS + 1)?;
                let count = i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX);
                if count > MOST_ROWS {
                    return Ok(None);
                }
                let bytes = match format {
                    Format::Csv => csv(within.lang, &sheet),
                    Format::Xlsx => xlsx(&within, &sheet).map_err(Fault::because)?,
                };
                Ok(Some((sheet.file, count, bytes)))
            })
            .await;
        let (file, count, bytes) = match read {
            Ok(Some(read)) => read,
            Ok(None) => return refusal_response(&Plain::TooManyRows(MOST_ROWS), visit.lang, &visit.request_id),
            Err(fault) => return fault_response(&fault, visit.lang, &visit.request_id),
        };
        if let Err(fault) = self.note_export(visit, asked, file, format, count).await {
            return fault_response(&fault, visit.lang, &visit.request_id);
        }
        let name = format!("attachment; filename=\"{file}-{}.{}\"", visit.today, format.code());
        let headers = [
            (header::CONTENT_TYPE, format.media().to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (headers, bytes).into_response()
    }

    async fn note_export(
        &self,
        visit: &Visit,
        asked: &Asked,
        file: &'static str,
        format: Format,
        rows: i64,
    ) -> Result<(), Fault> {
        // What was typed into a search may be a name, and the journal holds none.
        let filters: serde_json::Map<_, _> = asked
            .set()
            .iter()
            .map(|(name, value)| ((*name).to_owned(), if *name == "q" { json!(true) } else { json!(value) }))
            .collect();
        let payload =
            json!({ "list": file, "path": asked.path(), "format": format.code(), "rows": rows, "filters": filters })
                .to_string();
        let who = Entity::new(EntityKind::Staff, visit.staff().get());
        let written = self
            .store()
            .write::<_, std::convert::Infallible, _>(visit.actor, move |tx| {
                tx.event(Event::new("list_exported", who, payload.clone()), None);
                Ok(())
            })
            .await;
        match written {
            Ok(()) => Ok(()),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Refused(never)) => match never {},
        }
    }
}

/// A sheet as CSV that Excel of the reader's language opens by a double click.
fn csv(lang: Lang, sheet: &Sheet) -> Vec<u8> {
    let separator = if lang == Lang::Ru { ';' } else { ',' };
    let mut text = String::from("\u{feff}");
    csv_line(&mut text, separator, sheet.columns.iter().map(String::as_str));
    for row in &sheet.rows {
        let fields: Vec<String> = row.iter().map(|cell| csv_field(lang, cell)).collect();
        csv_line(&mut text, separator, fields.iter().map(String::as_str));
    }
    text.into_bytes()
}

/// A line of a CSV file; quoted where it must be.
pub fn csv_line<'t>(text: &mut String, separator: char, fields: impl Iterator<Item = &'t str>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(separator);
        }
        if field.contains([separator, '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text.push_str("\r\n");
}

fn csv_field(lang: Lang, cell: &Cell) -> String {
    let day = |day: &Day| match lang {
        Lang::Ru => format!("{:02}.{:02}.{}", day.day_of_month(), day.month_of_year(), day.year()),
        Lang::En => day.to_string(),
    };
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => as_text(text),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(number) if lang == Lang::Ru => number.replace('.', ","),
        Cell::Decimal(number) => number.clone(),
        Cell::Day(on) => day(on),
        Cell::Time(on, hour, minute) => {
            let mut text = day(on);
            let _ = write!(text, " {hour:02}:{minute:02}");
            text
        }
    }
}

/// A text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.
fn as_text(text: &str) -> String {
    let begins = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

/// A sheet as an Excel workbook; it names who took it and when.
fn xlsx(visit: &Visit, sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let (day, time, bold) = match visit.lang {
        Lang::Ru => ("dd.mm.yyyy", "dd.mm.yyyy hh:mm", Look::new().set_bold()),
        Lang::En => ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", Look::new().set_bold()),
    };
    let (day, time) = (Look::new().set_num_format(day), Look::new().set_num_format(time));
    let (cents, plain) = (Look::new().set_num_format("#,##0.00"), Look::new());
    let mut book = Workbook::new();
    let taken = format!("{} {}", visit.person.login, visit.now);
    book.set_properties(
        &DocProperties::new().set_title(&sheet.title).set_author(&visit.person.name).set_comment(taken),
    );
    let page = book.add_worksheet();
    page.set_name(sheet.title.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect::<String>())?;
    page.set_freeze_panes(1, 0)?;
    for (at, name) in (0_u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, name, &bold)?;
        page.set_column_width(at, width(sheet, usize::from(at)))?;
    }
    for (row, cells) in (1_u32..).zip(&sheet.rows) {
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Nothing => continue,
                Cell::Text(text) => page.write_string(row, at, text)?,
                Cell::Number(number) => page.write_number_with_format(row, at, real(&number.to_string()), &plain)?,
                Cell::Decimal(number) => {
                    let is_cents = number.split_once('.').is_some_and(|(_, cents)| cents.len() == 2);
                    page.write_number_with_format(row, at, real(number), if is_cents { &cents } else { &plain })?
                }
                Cell::Day(on) => page.write_number_with_format(row, at, f64::from(on.days() + EXCEL_DAYS), &day)?,
                Cell::Time(on, hour, minute) => {
                    let minutes = f64::from(u16::from(*hour) * 60 + u16::from(*minute));
                    page.write_number_with_format(row, at, f64::from(on.days() + EXCEL_DAYS) + minutes / 1440.0, &time)?
                }
            };
        }
    }
    book.save_to_buffer()
}

/// What Excel keeps: the number nearest to these digits.
fn real(digits: &str) -> f64 {
    digits.parse().unwrap_or_default()
}

/// As wide as the widest of the first rows, within reason.
fn width(sheet: &Sheet, column: usize) -> f64 {
    let head = sheet.columns.get(column).map_or(0, |name| name.chars().count());
    let cells = sheet.rows.iter().take(200).filter_map(|row| row.get(column)).map(|cell| match cell {
        Cell::Nothing => 0,
        Cell::Text(text) => text.chars().count(),
        Cell::Number(number) => number.to_string().len(),
        Cell::Decimal(number) => number.len() + 2,
        Cell::Day(_) => 10,
        Cell::Time(..) => 16,
    });
    let widest = cells.chain([head]).max().unwrap_or(0).clamp(6, 60);
    f64::from(u8::try_from(widest).unwrap_or(60)) + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let rows = ["=1+1", "+7 926", "-5", "@sum", "a;b", "say \"no\"", " =2"];
        let cells = |text: &&str| {
            let sum: Money = "-1234.50".parse().unwrap_or_default();
            vec![Cell::from(*text), sum.into(), Day::of(2026, 11, 3).into(), Cell::Time(Day::of(2026, 11, 3), 9, 5)]
        };
        Sheet::of("Orders", "orders", &["Name", "Sum", "Day", "Time"], &rows, cells)
    }

    #[test]
    fn no_text_of_a_file_is_a_formula() {
        let ru = String::from_utf8(csv(Lang::Ru, &sheet())).unwrap();
        let lines: Vec<&str> = ru.split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}Name;Sum;Day;Time");
        assert_eq!(lines[1], "'=1+1;-1234,50;03.11.2026;03.11.2026 09:05");
        assert_eq!(lines[2], "'+7 926;-1234,50;03.11.2026;03.11.2026 09:05");
        assert!(lines[3].starts_with("'-5;") && lines[4].starts_with("'@sum;"), "{lines:?}");
        assert!(lines[5].starts_with("\"a;b\";") && lines[6].starts_with("\"say \"\"no\"\"\";"), "{lines:?}");
        assert!(lines[7].starts_with("' =2;"), "{lines:?}");
        let en = String::from_utf8(csv(Lang::En, &sheet())).unwrap();
        assert!(en.contains("'=1+1,-1234.50,2026-11-03,2026-11-03 09:05\r\n"), "{en}");
    }
}
