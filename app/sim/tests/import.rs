//! Foreign tables on both engines: made, brought up to date, refused row by row, resumed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::PathBuf;

use i18n::Lang;
use imports::{ImportDone, ImportKind, ImportOrder};
use kernel::{Actor, Quantity};
use store::testing::{TestBase, both, fresh_directory, lite};
use store::{Fault, Module, Stop, p, sql};

sql! {
    SOLD = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(gross), 0) AS BIGINT), MIN(day), MAX(day) FROM view_sale_line";
    CLIENTS = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_client WHERE retail_at IS NULL";
}

fn modules() -> Vec<Module> {
    let mut modules = company::modules();
    modules.push(sim::MODULE);
    modules
}

/// A file that goes away with its test.
struct File(PathBuf);

impl File {
    fn new(bytes: &[u8]) -> File {
        let dir = fresh_directory();
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("table.csv");
        std::fs::write(&path, bytes).unwrap();
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn import(
    base: &::store::Store,
    order: &ImportOrder,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ImportDone, String> {
    imports::import(base, &sim::formats(), order, progress)
}

fn order(kind: ImportKind, file: &File, dry_run: bool) -> ImportOrder {
    ImportOrder { kind, file: file.0.clone(), dry_run, lang: Lang::Ru }
}

fn run(base: &TestBase, kind: ImportKind, text: &str) -> ImportDone {
    import(&base.store, &order(kind, &File::new(text.as_bytes()), false), &mut |_, _| {}).unwrap()
}

fn counts(done: &ImportDone) -> (i64, i64, i64, i64) {
    (done.created, done.updated, done.skipped, done.failed)
}

fn client_count(base: &TestBase) -> i64 {
    base.store.read_now(|read| read.one::<(i64,)>(&CLIENTS, p![])).unwrap().0
}

const CLIENT_TABLE: &str = "Название;ИНН;КПП;Город;Код;Телефон;Контакт\n\
    ООО «Ромашка»;7707083893;770701001;Москва;K1;8 (495) 123-45-67;Иванова Анна\n\
    ИП Петров;500100732259;;Тула;K2;;\n\
    ООО «Ошибка»;7700783893;;Тверь;K3;;\n";

#[test]
fn clients_are_made_brought_up_to_date_and_refused_row_by_row() {
    both(&modules(), |base| {
        let (old, _, _) = encoding_rs::WINDOWS_1251.encode(CLIENT_TABLE);
        let file = File::new(&old);

        // A dry run says the same and writes nothing.
        let dry = import(&base.store, &order(ImportKind::Clients, &file, true), &mut |_, _| {}).unwrap();
        assert_eq!(counts(&dry), (2, 0, 0, 1));
        assert_eq!(client_count(base), 0);

        let done = import(&base.store, &order(ImportKind::Clients, &file, false), &mut |_, _| {}).unwrap();
        assert_eq!(counts(&done), (2, 0, 0, 1));
        assert_eq!(done.errors[0].row, 4);
        assert!(done.errors[0].message.contains("ИНН"), "{}", done.errors[0].message);
        let refused = String::from_utf8(done.refused_csv(Lang::Ru)).unwrap();
        let headings = "\u{feff}Название;ИНН;КПП;Город;Код;Телефон;Контакт;Причина\r\n";
        let rest = refused.strip_prefix(headings).unwrap_or_else(|| panic!("{refused}"));
        assert!(rest.starts_with("ООО «Ошибка»;7700783893;;Тверь;K3;;;") && rest.lines().count() == 1, "{rest}");
        assert!(done.notes[0].contains("windows-1251"));
        assert_eq!(client_count(base), 2);

        let again = import(&base.store, &order(ImportKind::Clients, &file, false), &mut |_, _| {}).unwrap();
        assert_eq!(counts(&again), (0, 0, 2, 1));
        let moved = run(base, ImportKind::Clients, &CLIENT_TABLE.replace("Тула", "Калуга"));
        assert_eq!(counts(&moved), (0, 1, 1, 1));
        assert_eq!(client_count(base), 2);
        // The file of refused rows, set right, is imported as it is, the reason beside.
        let mended = run(base, ImportKind::Clients, &refused.replace("7700783893", "7736207543"));
        assert_eq!(counts(&mended), (1, 0, 0, 0));
        let again = run(base, ImportKind::Clients, &refused);
        assert_eq!(
            String::from_utf8(again.refused_csv(Lang::En)).unwrap().lines().next(),
            Some("\u{feff}Название;ИНН;КПП;Город;Код;Телефон;Контакт;Reason")
        );
        assert_eq!(client_count(base), 3);
    });
}

#[test]
fn unknown_and_missing_columns_are_refused_by_name() {
    let base = lite(&modules()).unwrap();
    for (kind, text, says) in [
        (ImportKind::Clients, "название,рост\nА,1\n", "рост"),
        (ImportKind::Clients, "инн\n7707083893\n", "name"),
        (ImportKind::Items, "артикул,название\n1,А\n", "price"),
        (ImportKind::Stock, "артикул,код,количество\n1,1,1\n", "код"),
    ] {
        let refused = import(&base.store, &order(kind, &File::new(text.as_bytes()), false), &mut |_, _| {});
        assert!(refused.as_ref().unwrap_err().contains(says), "{refused:?}");
    }
    let nowhere = ImportOrder { kind: ImportKind::Stock, file: "/nowhere".into(), dry_run: true, lang: Lang::En };
    assert!(import(&base.store, &nowhere, &mut |_, _| {}).unwrap_err().contains("cannot be read"));
}

#[test]
fn items_stock_and_history_come_in() {
    both(&modules(), |base| {
        let items = "sku\tname\tgroup\tprice\tvat\tcolour\n\
            A-1\tКружка\tКружки\t120,50\t22\tкрасный\nA-2\tДоставка\tУслуги\t300\t22\t\nA-3\tБез цены\tКружки\t-\t22\t\n";
        assert_eq!(counts(&run(base, ImportKind::Items, items)), (2, 0, 0, 1));
        assert_eq!(counts(&run(base, ImportKind::Items, items)), (0, 0, 2, 1));
        assert_eq!(counts(&run(base, ImportKind::Items, &items.replace("120,50", "125"))), (0, 1, 1, 1));
        run(base, ImportKind::Items, "sku,name,price,kind\nA-2,Доставка,300,услуга\nS-1,Работа,10,услуга\n");

        let stock = "артикул;количество\nA-1;15\nS-1;3\nНЕТ;5\nA-1;-2\nA-1;0\n";
        let done = run(base, ImportKind::Stock, stock);
        assert_eq!(counts(&done), (1, 0, 1, 3));
        let rows: Vec<i64> = done.errors.iter().map(|error| error.row).collect();
        assert_eq!(rows, [3, 4, 5]);
        // The same file again would be the same goods twice.
        let again = run(base, ImportKind::Stock, stock);
        assert_eq!(counts(&again), (0, 0, 5, 0));
        assert_eq!(again.notes.len(), 2);
        let on_hand = base.store.read_now(|read| {
            let item = catalogue::item_by_sku(read, "A-1")?.ok_or_else(|| Fault::because("A-1"))?.id;
            Ok(stock::stock_of(read, &[item])?[0].on_hand)
        });
        assert_eq!(on_hand.unwrap(), Quantity::whole(15));

        run(base, ImportKind::Clients, CLIENT_TABLE);
        let history = "client,sku,day,quantity,gross,net,unit_price,document\n\
            K1,A-1,2026-03-02,2,244.00,200.00,,N-1\n\
            7707083893,A-1,03.03.2026,1,122,,,N-1\n\
            ИП Петров,A-1,04.03.2026,-1,,,122,\n\
            Никто,A-1,04.03.2026,1,1,,,\nK1,НЕТ,04.03.2026,1,1,,,\nK1,A-1,вчера,1,1,,,\nK1,A-1,04.03.2026,0,1,,,\nK1,A-1,04.03.2026,1,,,,\n";
        let done = run(base, ImportKind::History, history);
        assert_eq!(counts(&done), (3, 0, 0, 5), "{:?}", done.errors);
        assert_eq!(counts(&run(base, ImportKind::History, history)), (0, 0, 3, 5));
        let (lines, gross, ..) = base.store.read_now(|read| read.one::<(i64, i64, i64, i64)>(&SOLD, p![])).unwrap();
        assert_eq!((lines, gross), (3, 24_400));
    });
}

#[test]
fn a_killed_import_goes_on_where_it_stopped() {
    both(&modules(), |base| {
        let mut text = String::from("название,код\n");
        (0..250).for_each(|n| text += &format!("Клиент {n},K{n}\n"));
        text += ",пусто\n";
        let file = File::new(text.as_bytes());
        let order = order(ImportKind::Clients, &file, false);

        let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            import(&base.store, &order, &mut |done, _| assert!(done < 100, "killed"))
        }));
        assert!(killed.is_err());
        assert_eq!(client_count(base), 100);

        let done = import(&base.store, &order, &mut |_, _| {}).unwrap();
        assert_eq!(counts(&done), (250, 0, 0, 1));
        assert_eq!(done.errors[0].row, 252);
        assert!(done.notes.iter().any(|note| note.contains("100")), "{:?}", done.notes);
        assert_eq!(client_count(base), 250);
    });
}

#[test]
fn the_real_history_stands_in_the_books_to_the_penny_and_on_its_own_days() {
    let base = lite(&modules()).unwrap();
    let no_one: Result<(), Stop<std::convert::Infallible>> = base.store.write_now(Actor::System, |tx| {
        house::sellers::ensure(tx, "Seller", "Europe/Moscow")?;
        Ok(())
    });
    no_one.unwrap();
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/online_retail_2010-12_2011-08.csv.gz");
    let order = |dry_run| ImportOrder { kind: ImportKind::History, file: file.clone(), dry_run, lang: Lang::En };

    // Dry run: what it would do with each kind of line, and nothing written.
    let dry = import(&base.store, &order(true), &mut |_, _| {}).unwrap();
    for says in ["Dry run", "C…", "A…", "retail sales", "320,705", "226,467", "5,239,240.56", "5,761,931.38"] {
        assert!(dry.notes.iter().any(|note| note.contains(says)), "{says}: {:#?}", dry.notes);
    }
    assert_eq!(client_count(&base), 0);

    let done = import(&base.store, &order(false), &mut |_, _| {}).unwrap();
    assert_eq!(counts(&done), counts(&dry));
    assert_eq!(done.created + done.skipped, 320_705);
    let (lines, gross, first, last) =
        base.store.read_now(|read| read.one::<(i64, i64, i64, i64)>(&SOLD, p![])).unwrap();
    assert_eq!(lines, done.created);
    // All lines less fees (−156,732.98) and bad debt (−11,062.06); two lines of a tenth of a penny round to nothing.
    assert_eq!(gross, 576_193_138 + 15_673_298 + 1_106_206);
    assert_eq!(first, i64::from(kernel::Day::of(2010, 12, 1).days()));
    assert_eq!(last, i64::from(kernel::Day::of(2011, 8, 31).days()));
}
