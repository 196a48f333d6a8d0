// Written by the build from texts/ru.ftl and texts/en.ftl.
use ::i18n::{Category, Lang};
const _: Option<(Category, Lang)> = None;

#[doc = "`Найдено { $n } клиентов в городе { $city }`"]
#[doc = ""]
#[doc = "`{ $n } clients found in { $city }`"]
pub fn r#clients_found(lang: Lang, r#city: &str, r#n: i64) -> String {
    let mut written_text = String::new();
    match lang {
        Lang::Ru => {
            match (r#n, ::i18n::plural(lang, r#n)) {
                (0, _) => {
                    written_text.push_str("Никого не нашли");
                }
                (_, Category::One) => {
                    written_text.push_str("Найден ");
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" клиент");
                }
                (_, Category::Few) => {
                    written_text.push_str("Найдено ");
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" клиента");
                }
                (_, Category::Many) => {
                    written_text.push_str("Найдено ");
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" клиентов");
                }
                _ => {
                    written_text.push_str("Найдено ");
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" клиентов");
                }
            }
            written_text.push_str(" в городе ");
            written_text.push_str(r#city);
        }
        Lang::En => {
            match (r#n, ::i18n::plural(lang, r#n)) {
                (0, _) => {
                    written_text.push_str("Nobody found");
                }
                (_, Category::One) => {
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" client found");
                }
                (_, Category::Other) => {
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" clients found");
                }
                _ => {
                    written_text.push_str(&::i18n::fmt::integer(lang, r#n));
                    written_text.push_str(" clients found");
                }
            }
            written_text.push_str(" in ");
            written_text.push_str(r#city);
        }
    }
    written_text
}

#[doc = "`Клиенты`"]
#[doc = ""]
#[doc = "`Clients`"]
pub const fn r#clients_title(lang: Lang) -> &'static str {
    match lang { Lang::Ru => "Клиенты", Lang::En => "Clients" }
}

#[doc = "`Excel`"]
#[doc = ""]
#[doc = "`Excel`"]
pub const fn r#excel(lang: Lang) -> &'static str {
    match lang { Lang::Ru => "Excel", Lang::En => "Excel" }
}

#[doc = "`Первая строка вторая строка`"]
#[doc = ""]
#[doc = "`First line second line`"]
pub const fn r#long(lang: Lang) -> &'static str {
    match lang { Lang::Ru => "Первая строка\nвторая строка", Lang::En => "First line\nsecond line" }
}

#[doc = "`Сотрудник`"]
#[doc = ""]
#[doc = "`Clerk`"]
pub fn r#role(lang: Lang, r#role: &str) -> String {
    let mut written_text = String::new();
    match lang {
        Lang::Ru => {
            match r#role {
                "owner" => {
                    written_text.push_str("Владелец");
                }
                "clerk" => {
                    written_text.push_str("Сотрудник");
                }
                _ => {
                    written_text.push_str("Сотрудник");
                }
            }
        }
        Lang::En => {
            match r#role {
                "owner" => {
                    written_text.push_str("Owner");
                }
                "clerk" => {
                    written_text.push_str("Clerk");
                }
                _ => {
                    written_text.push_str("Clerk");
                }
            }
        }
    }
    written_text
}

#[doc = "`«{ $type }»\u{a0}и точка`"]
#[doc = ""]
#[doc = "`\"{ $type }\" and a full stop`"]
pub fn r#type(lang: Lang, r#type: &str) -> String {
    let mut written_text = String::new();
    match lang {
        Lang::Ru => {
            written_text.push_str("«");
            written_text.push_str(r#type);
            written_text.push_str("»\u{a0}и точка");
        }
        Lang::En => {
            written_text.push_str("\"");
            written_text.push_str(r#type);
            written_text.push_str("\" and a full stop");
        }
    }
    written_text
}
