//! The columns of each kind of table, by their Russian and English names.

use i18n::Lang;
use kernel::text_key;

use super::ImportKind;
use crate::table::{Row, Table};
use crate::texts;

/// One column: its code, the names it goes by, whether it must be there.
struct Column {
    code: &'static str,
    names: &'static [&'static str],
    needed: bool,
}

const fn column(code: &'static str, names: &'static [&'static str]) -> Column {
    Column { code, names, needed: false }
}

const fn needed(code: &'static str, names: &'static [&'static str]) -> Column {
    Column { code, names, needed: true }
}

const CLIENTS: &[Column] = &[
    needed("name", &["название", "наименование", "клиент", "client", "company"]),
    column("inn", &["инн"]),
    column("kpp", &["кпп"]),
    column("city", &["город"]),
    column("address", &["адрес", "юридический адрес"]),
    column("stage", &["стадия", "статус"]),
    column("external_id", &["код", "внешний код", "id", "code"]),
    column("phone", &["телефон", "телефоны", "phones"]),
    column("email", &["почта", "e-mail", "emails", "эл. почта"]),
    column("contact", &["контакт", "контактное лицо", "person"]),
    column("position", &["должность"]),
];

const ITEMS: &[Column] = &[
    needed("sku", &["артикул", "код", "code"]),
    needed("name", &["название", "наименование", "name_ru", "товар"]),
    column("name_en", &["название по-английски", "english name"]),
    column("unit", &["единица", "ед.", "ед. изм.", "единица измерения"]),
    column("group", &["группа"]),
    column("brand", &["бренд", "марка"]),
    needed("price", &["цена", "цена с ндс"]),
    column("price_mode", &["вид цены"]),
    column("vat", &["ндс", "ставка ндс", "vat_rate"]),
    column("pack", &["упаковка", "в упаковке"]),
    column("kind", &["вид"]),
    column("colour", &["цвет", "color"]),
    column("material", &["материал"]),
    column("motif", &["мотив", "рисунок"]),
    column("size", &["размер"]),
];

const STOCK: &[Column] = &[
    needed("sku", &["артикул", "код", "code"]),
    needed("quantity", &["количество", "кол-во", "остаток"]),
    column("warehouse", &["склад"]),
];

const HISTORY: &[Column] = &[
    needed("client", &["клиент", "код клиента", "инн", "inn", "external_id", "client_id"]),
    needed("sku", &["артикул", "код", "code", "товар"]),
    needed("day", &["день", "дата", "date"]),
    needed("quantity", &["количество", "кол-во"]),
    column("unit_price", &["цена", "price"]),
    column("gross", &["сумма", "сумма с ндс", "amount"]),
    column("net", &["сумма без ндс"]),
    column("document", &["документ", "номер документа", "накладная", "счёт", "invoice"]),
];

fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Clients => CLIENTS,
        ImportKind::Items => ITEMS,
        ImportKind::Stock => STOCK,
        ImportKind::History => HISTORY,
    }
}

/// Where each column of a table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places(Vec<&'static str>);

impl Places {
    /// Finds the columns; an unknown or missing one is refused, naming those that are known.
    pub fn find(kind: ImportKind, table: &Table, lang: Lang) -> Result<Places, String> {
        let known = columns(kind);
        let names = known.iter().map(|column| column.code).collect::<Vec<_>>().join(", ");
        let mut places: Vec<&'static str> = Vec::with_capacity(table.header.len());
        for written in &table.header {
            let key = text_key(written);
            let fits = |column: &&Column| column.names.iter().chain([&column.code]).any(|name| text_key(name) == key);
            let Some(column) = known.iter().find(fits) else {
                return Err(texts::import_column_unknown(lang, written, &names));
            };
            if places.contains(&column.code) {
                return Err(texts::import_column_twice(lang, written));
            }
            places.push(column.code);
        }
        match known.iter().find(|column| column.needed && !places.contains(&column.code)) {
            Some(column) => Err(texts::import_column_missing(lang, column.code, &names)),
            None => Ok(Places(places)),
        }
    }

    /// The value of a column in a row; nothing where it is blank or the table lacks it.
    pub fn get<'r>(&self, row: &'r Row, code: &str) -> Option<&'r str> {
        let place = self.0.iter().position(|column| *column == code)?;
        row.fields.get(place).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of a column that must be there.
    pub fn text(&self, row: &Row, code: &str) -> String {
        self.get(row, code).unwrap_or_default().to_owned()
    }
}
