//! Tables at the door: workbooks, titles above the header, damaged and hostile files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{Cursor, Read as _, Write as _};

use i18n::Lang;
use imports::{ImportKind, guess, guess_kind, missing, read_table};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet();
    hidden.set_name("Пусто").unwrap();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Прайс-лист ООО «Ромашка» на 24.11.2026").unwrap();
    for (column, text) in ["Артикул*", "Наименование товара", "Цена, руб.", "НДС", "Дата"].into_iter().enumerate()
    {
        sheet.write(2, u16::try_from(column).unwrap(), text).unwrap();
    }
    let percent = Format::new().set_num_format("0%");
    let date = Format::new().set_num_format("dd.mm.yyyy");
    sheet.write(3, 0, 77_078_i64).unwrap();
    sheet.write(3, 1, "  Кружка ").unwrap();
    sheet.write(3, 2, 0.1 + 0.2).unwrap();
    sheet.write_with_format(3, 3, 0.22, &percent).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 24).unwrap();
    sheet.write_with_format(3, 4, &day, &date).unwrap();
    sheet.write(5, 0, "A-2").unwrap();
    sheet.write(5, 1, "Ложка").unwrap();
    sheet.write(5, 2, Formula::new("=100*1.25").set_result("125")).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_as_people_see_it() {
    let table = read_table(&workbook(), Lang::Ru).unwrap();
    assert_eq!(table.header, ["Артикул*", "Наименование товара", "Цена, руб.", "НДС", "Дата"]);
    let seen: Vec<(u64, Vec<&str>)> =
        table.rows.iter().map(|row| (row.line, row.fields.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        seen,
        [(4, vec!["77078", "Кружка", "0.3", "0.22", "24.11.2026"]), (6, vec!["A-2", "Ложка", "125", "", ""])]
    );
    assert_eq!(guess_kind(&table.header), Some(ImportKind::Items));
    assert_eq!(guess(ImportKind::Items, &table.header), ["sku", "name", "price", "vat", ""]);
}

#[test]
fn titles_above_the_header_of_a_text_are_left_out() {
    let text = "Остатки на складе\n\nна 24.11.2026\nКод товара;Свободный остаток (шт);Прочее\nA-1;5;x\n";
    let table = read_table(text.as_bytes(), Lang::Ru).unwrap();
    assert_eq!(table.header, ["Код товара", "Свободный остаток (шт)", "Прочее"]);
    assert_eq!((table.rows[0].line, table.rows.len()), (5, 1));
    assert_eq!(guess_kind(&table.header), Some(ImportKind::Stock));
    assert_eq!(missing(ImportKind::Items, &guess(ImportKind::Items, &table.header)), ["name", "price"]);
}

#[test]
fn kinds_are_told_by_their_headings() {
    for (header, kind) in [
        ("Название,ИНН,Телефон", Some(ImportKind::Clients)),
        ("Контрагент,Долг,На дату", Some(ImportKind::Balances)),
        ("Артикул,Количество,Ожидается,Поставщик", Some(ImportKind::Arrivals)),
        ("Клиент,Артикул,Дата,Количество,Сумма", Some(ImportKind::History)),
        ("Рост,Вес", None),
    ] {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        assert_eq!(guess_kind(&header), kind, "{header:?}");
    }
}

/// A workbook with one part put in place of another.
fn with_part(name: &str, text: &[u8]) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        new.start_file(&*part_name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(if part_name == name { text } else { &bytes }).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn hostile_workbooks_are_refused_in_words() {
    let strings =
        br#"<?xml version="1.0"?><sst xmlns="x" count="1" uniqueCount="900000000000"><si><t>a</t></si></sst>"#;
    let lie = with_part("xl/sharedStrings.xml", strings);
    let bomb = with_part("xl/theme/theme1.xml", &vec![b' '; 700 << 20]);
    assert!(bomb.len() < 5 << 20, "{}", bomb.len());
    let corner = {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "Название").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
        book.save_to_buffer().unwrap()
    };
    for (bytes, says) in [
        (lie, "cannot be read"),
        (bomb, "too large"),
        (corner, "too large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), "old Excel"),
        (b"PK\x03\x04 nothing of the kind".to_vec(), "cannot be read"),
        (b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), "no table"),
        (vec![b'a'; (50 << 20) + 1], "too large"),
    ] {
        let refused = read_table(&bytes, Lang::En).unwrap_err();
        assert!(refused.contains(says), "{refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_a_table_or_a_refusal(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Err(refused) = read_table(&bytes, Lang::Ru) {
            prop_assert!(!refused.is_empty());
        }
    }

    #[test]
    fn a_damaged_workbook_is_a_table_or_a_refusal(at in any::<prop::sample::Index>(), flips in 1_usize..8, byte in any::<u8>()) {
        let mut bytes = workbook();
        let from = at.index(bytes.len());
        for place in bytes.iter_mut().skip(from).take(flips) {
            *place = byte;
        }
        if let Err(refused) = read_table(&bytes, Lang::Ru) {
            prop_assert!(!refused.is_empty());
        }
    }

    #[test]
    fn a_damaged_sheet_is_a_table_or_a_refusal(cut in any::<prop::sample::Index>(), put in "[<>/\"a-z0-9= ]{0,12}") {
        let mut archive = zip::ZipArchive::new(Cursor::new(workbook())).unwrap();
        let mut text = Vec::new();
        archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_end(&mut text).unwrap();
        let from = cut.index(text.len());
        let to = (from + put.len()).min(text.len());
        text.splice(from..to, put.bytes());
        let bytes = with_part("xl/worksheets/sheet2.xml", &text);
        if let Err(refused) = read_table(&bytes, Lang::Ru) {
            prop_assert!(!refused.is_empty());
        }
    }
}
