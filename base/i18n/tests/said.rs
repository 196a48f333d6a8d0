//! The written code is what the generator writes today, compiles, and says the right words.

use i18n::Lang::{En, Ru};

#[allow(clippy::all, missing_docs)]
mod texts {
    include!("said/texts.rs");
}

#[test]
fn written_code_is_up_to_date() {
    let texts = i18n::generator::check(include_str!("said/ru.ftl"), include_str!("said/en.ftl")).unwrap();
    let code = i18n::generator::write(&texts);
    if std::env::var_os("WRITE_TEXTS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/said/texts.rs"), &code).unwrap();
    }
    assert_eq!(code, include_str!("said/texts.rs"), "run once with WRITE_TEXTS=1 and look at the difference");
}

#[test]
fn numbers_take_their_forms() {
    let ru = |n| texts::clients_found(Ru, "Твери", n);
    assert_eq!(ru(0), "Никого не нашли в городе Твери");
    assert_eq!(ru(21), "Найден 21 клиент в городе Твери");
    assert_eq!(ru(3), "Найдено 3 клиента в городе Твери");
    assert_eq!(ru(1_112), "Найдено 1\u{a0}112 клиентов в городе Твери");
    assert_eq!(texts::clients_found(En, "Tver", 1), "1 client found in Tver");
    assert_eq!(texts::clients_found(En, "Tver", 21), "21 clients found in Tver");
}

#[test]
fn words_choose_and_stand_in_place() {
    assert_eq!(texts::role(Ru, "owner"), "Владелец");
    assert_eq!(texts::role(En, "anything"), "Clerk");
    assert_eq!(texts::r#type(Ru, "Счёт"), "«Счёт»\u{a0}и точка");
    assert_eq!(texts::clients_title(En), "Clients");
    assert_eq!(texts::excel(Ru), "Excel");
    assert_eq!(texts::long(Ru), "Первая строка\nвторая строка");
}
