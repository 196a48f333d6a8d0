//! The words against the shared vectors, when those stand beside the repository.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use kernel::identifiers::{BankAccount, Bik, Gtin, Inn, Ogrn};
use kernel::{Day, LineAmounts, Phone, PriceMode, VatRate, WorkCalendar, vat};

fn shared() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("PRICHAL_SHARED") {
        return Some(PathBuf::from(folder)).filter(|folder| folder.is_dir());
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared"))
        .find(|folder| folder.join("samples").is_dir())
}

/// Rows of a sample without its heading, split at `;`.
fn rows(path: &str) -> Vec<Vec<String>> {
    let Some(folder) = shared() else {
        println!("skipped: no shared samples, {path} is not checked");
        return Vec::new();
    };
    let text = std::fs::read_to_string(folder.join("samples").join(path)).unwrap();
    text.trim_start_matches('\u{feff}')
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split(';').map(str::to_owned).collect())
        .collect()
}

#[test]
fn taxpayer_numbers_are_told_apart() {
    for row in rows("identifiers/inn.csv") {
        let right = row[1].starts_with("valid");
        assert_eq!(Inn::parse(&row[0]).is_ok(), right, "{row:?}");
    }
}

#[test]
fn registration_numbers_are_told_apart() {
    for row in rows("identifiers/ogrn.csv") {
        let right = row[1].starts_with("valid");
        assert_eq!(Ogrn::parse(&row[0]).is_ok(), right, "{row:?}");
    }
}

#[test]
fn goods_numbers_are_told_apart() {
    for row in rows("identifiers/gtin.csv") {
        // Numbers of packages (SSCC, 18 digits) are not numbers of goods.
        let right = row[1].starts_with("valid") && row[0].len() < 18;
        assert_eq!(Gtin::parse(&row[0]).is_ok(), right, "{row:?}");
    }
}

#[test]
fn bank_accounts_are_told_apart() {
    for row in rows("identifiers/bank_accounts.csv") {
        let bik = Bik::parse(&row[0]).unwrap();
        let right = row[3].starts_with("valid");
        assert_eq!(BankAccount::parse_with(&row[1], &bik).is_ok(), right, "{row:?}");
    }
}

#[test]
fn phones_are_read_as_expected() {
    for row in rows("identifiers/phones.csv") {
        let all = Phone::parse_all(&row[0]);
        let numbers: Vec<&str> = all.iter().map(|(phone, _)| phone.e164()).collect();
        assert_eq!(numbers.join(" "), row[1], "{row:?}");
        let extension = all.first().and_then(|(_, extension)| extension.clone());
        assert_eq!(extension.unwrap_or_default(), row[2], "{row:?}");
    }
}

#[test]
fn lines_are_taxed_as_expected() {
    for row in rows("vat/lines.csv") {
        let mode = match row[1].as_str() {
            "net price" => PriceMode::Net,
            "gross price" => PriceMode::Gross,
            other => unreachable!("{other}"),
        };
        let percent: u16 = row[0].parse().unwrap();
        let line = vat::line_vat(
            row[2].parse().unwrap(),
            mode,
            row[3].parse().unwrap(),
            VatRate::from_basis_points(percent * 100),
        );
        let expected =
            LineAmounts { net: row[4].parse().unwrap(), vat: row[5].parse().unwrap(), gross: row[6].parse().unwrap() };
        assert_eq!(line, Ok(expected), "{row:?}");
    }
}

#[test]
fn working_days_are_those_published() {
    let calendar = WorkCalendar::russia();
    for year in [2025, 2026, 2027] {
        for row in rows(&format!("calendar/ru_workdays_{year}.csv")) {
            let day = Day::parse(&row[0]).unwrap();
            assert_eq!(calendar.is_working(day), row[2] != "off", "{row:?}");
            assert_eq!(calendar.is_short(day), row[2] == "short", "{row:?}");
        }
    }
}
