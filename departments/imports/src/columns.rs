//! The columns of each kind of table: by which names people know them, and which of a file's columns is which.

use i18n::Lang;
use kernel::text_key;

use crate::kind::ImportKind;
use crate::table::{Row, Table};
use crate::texts;

/// One column: its code, the names it goes by, whether it must be there.
#[derive(Debug)]
pub struct Column {
    /// The name in the API, and in a file too.
    pub code: &'static str,
    /// Other names, in Russian and English.
    pub names: &'static [&'static str],
    /// Nothing is read without it.
    pub needed: bool,
}

const fn column(code: &'static str, names: &'static [&'static str]) -> Column {
    Column { code, names, needed: false }
}

const fn needed(code: &'static str, names: &'static [&'static str]) -> Column {
    Column { code, names, needed: true }
}

const SKU: Column = needed("sku", &["артикул", "код", "code", "код товара", "артикул товара"]);

const CLIENTS: &[Column] = &[
    needed(
        "name",
        &[
            "название",
            "наименование",
            "клиент",
            "client",
            "company",
            "контрагент",
            "организация",
            "наименование клиента",
        ],
    ),
    column("inn", &["инн", "инн клиента"]),
    column("kpp", &["кпп"]),
    column("city", &["город"]),
    column("address", &["адрес", "юридический адрес"]),
    column("stage", &["стадия", "статус"]),
    column("external_id", &["код", "внешний код", "id", "code", "код клиента", "код 1с"]),
    column("phone", &["телефон", "телефоны", "phones", "тел.", "тел"]),
    column("email", &["почта", "e-mail", "emails", "эл. почта", "электронная почта"]),
    column("contact", &["контакт", "контактное лицо", "person"]),
    column("position", &["должность"]),
];

const ITEMS: &[Column] = &[
    SKU,
    needed("name", &["название", "наименование", "name_ru", "товар", "номенклатура", "наименование товара"]),
    column("name_en", &["название по-английски", "english name"]),
    column("unit", &["единица", "ед.", "ед. изм.", "единица измерения", "ед", "ед.изм."]),
    column("group", &["группа", "категория", "группа товаров"]),
    column("brand", &["бренд", "марка"]),
    needed("price", &["цена", "цена с ндс", "розничная цена", "цена продажи"]),
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
    SKU,
    needed("quantity", &["количество", "кол-во", "остаток", "свободный остаток", "в наличии", "qty"]),
    column("warehouse", &["склад"]),
];

const ARRIVALS: &[Column] = &[
    SKU,
    needed("quantity", &["количество", "кол-во", "qty", "ожидается штук"]),
    needed(
        "expected_on",
        &["ожидается", "дата поступления", "поступление", "дата прихода", "срок", "день", "дата", "date", "expected"],
    ),
    needed("supplier", &["поставщик"]),
    column("order", &["заказ", "номер заказа", "заказ поставщику", "purchase order"]),
    column("unit_cost", &["закупочная цена", "цена закупки", "себестоимость", "цена", "cost"]),
    column("warehouse", &["склад"]),
];

const BALANCES: &[Column] = &[
    needed("client", &["клиент", "код клиента", "инн", "inn", "external_id", "client_id", "контрагент"]),
    column("debt", &["долг", "задолженность", "долг клиента", "дебет", "нам должны"]),
    column("advance", &["аванс", "переплата", "предоплата", "кредит", "мы должны", "prepayment"]),
    needed("as_of", &["на дату", "дата", "день", "date", "day"]),
];

const HISTORY: &[Column] = &[
    needed("client", &["клиент", "код клиента", "инн", "inn", "external_id", "client_id", "контрагент"]),
    needed("sku", &["артикул", "код", "code", "товар", "код товара"]),
    needed("day", &["день", "дата", "date"]),
    needed("quantity", &["количество", "кол-во", "qty"]),
    column("unit_price", &["цена", "price"]),
    column("gross", &["сумма", "сумма с ндс", "amount"]),
    column("net", &["сумма без ндс"]),
    column("document", &["документ", "номер документа", "накладная", "счёт", "invoice"]),
];

/// The columns of a kind.
pub fn columns(kind: ImportKind) -> &'static [Column] {
    match kind {
        ImportKind::Clients => CLIENTS,
        ImportKind::Items => ITEMS,
        ImportKind::Stock => STOCK,
        ImportKind::Arrivals => ARRIVALS,
        ImportKind::Balances => BALANCES,
        ImportKind::History => HISTORY,
    }
}

/// A column in words.
pub fn label(kind: ImportKind, code: &str, lang: Lang) -> &'static str {
    match (kind, code) {
        (ImportKind::Clients, "external_id") => texts::col_client_code(lang),
        (ImportKind::Arrivals | ImportKind::History | ImportKind::Balances, "client") => texts::col_client(lang),
        (ImportKind::History, "unit_price") => texts::col_unit_price(lang),
        (ImportKind::Items, "kind") => texts::col_item_kind(lang),
        _ => known_label(code, lang).unwrap_or(""),
    }
}

fn known_label(code: &str, lang: Lang) -> Option<&'static str> {
    Some(match code {
        "name" => texts::col_name(lang),
        "inn" => texts::col_inn(lang),
        "kpp" => texts::col_kpp(lang),
        "city" => texts::col_city(lang),
        "address" => texts::col_address(lang),
        "stage" => texts::col_stage(lang),
        "phone" | "phones" => texts::col_phone(lang),
        "email" | "emails" => texts::col_email(lang),
        "contact" => texts::col_contact(lang),
        "position" => texts::col_position(lang),
        "sku" => texts::col_sku(lang),
        "name_ru" => texts::col_name(lang),
        "name_en" => texts::col_name_en(lang),
        "unit" => texts::col_unit(lang),
        "group" => texts::col_group(lang),
        "brand" => texts::col_brand(lang),
        "price" => texts::col_price(lang),
        "price_mode" => texts::col_price_mode(lang),
        "vat" => texts::col_vat(lang),
        "pack" => texts::col_pack(lang),
        "colour" => texts::col_colour(lang),
        "material" => texts::col_material(lang),
        "motif" => texts::col_motif(lang),
        "size" => texts::col_size(lang),
        "quantity" => texts::col_quantity(lang),
        "warehouse" => texts::col_warehouse(lang),
        "expected_on" => texts::col_expected_on(lang),
        "supplier" => texts::col_supplier(lang),
        "order" => texts::col_order(lang),
        "unit_cost" => texts::col_unit_cost(lang),
        "debt" => texts::col_debt(lang),
        "advance" => texts::col_advance(lang),
        "as_of" => texts::col_as_of(lang),
        "day" => texts::col_day(lang),
        "gross" => texts::col_gross(lang),
        "net" => texts::col_net(lang),
        "document" => texts::col_document(lang),
        _ => return None,
    })
}

/// The words for a field that a department pointed at (`/inn`, `/lines/0/sku`).
pub(crate) fn label_of_pointer(pointer: &str, lang: Lang) -> Option<&'static str> {
    pointer.split('/').rev().find_map(|part| match part {
        "client" => Some(texts::col_client(lang)),
        "external_id" => Some(texts::col_client_code(lang)),
        "kind" => Some(texts::col_item_kind(lang)),
        "role" => Some(texts::col_position(lang)),
        "unit_price" => Some(texts::col_unit_price(lang)),
        "vat_rate" => Some(texts::col_vat(lang)),
        _ => known_label(part, lang),
    })
}

fn fits(column: &Column, key: &str) -> bool {
    column.names.iter().chain([&column.code]).any(|name| text_key(name) == key)
}

/// A heading without what people add to it: «Цена, руб.», «Остаток (шт)», «Название*».
fn bare(heading: &str) -> &str {
    heading.split(['(', ',', ':', '*', '\n']).next().unwrap_or(heading).trim()
}

/// The column that a file of refused rows has beside those it came with, in either language.
pub(crate) fn is_reason(heading: &str) -> bool {
    let key = text_key(bare(heading));
    [Lang::Ru, Lang::En].iter().any(|lang| text_key(texts::why(*lang)) == key)
}

/// Which column of ours each heading is; empty where it is none, or a second one of the same.
pub fn guess(kind: ImportKind, header: &[String]) -> Vec<String> {
    let mut taken: Vec<&'static str> = Vec::new();
    let mut found = vec![String::new(); header.len()];
    // A heading that is a name to the letter goes before one that only begins with it.
    for exact in [true, false] {
        for (heading, place) in header.iter().zip(found.iter_mut()) {
            if !place.is_empty() {
                continue;
            }
            let key = text_key(if exact { heading } else { bare(heading) });
            let column = columns(kind).iter().find(|column| fits(column, &key) && !taken.contains(&column.code));
            if let Some(column) = column {
                taken.push(column.code);
                place.push_str(column.code);
            }
        }
    }
    found
}

/// The needed columns that are not there.
pub fn missing(kind: ImportKind, chosen: &[String]) -> Vec<&'static str> {
    let there = |code: &str| chosen.iter().any(|one| one == code);
    columns(kind).iter().filter(|column| column.needed && !there(column.code)).map(|column| column.code).collect()
}

/// What a table most likely holds: the kind that knows most of its headings and lacks none it needs.
pub fn guess_kind(header: &[String]) -> Option<ImportKind> {
    let known = |kind| guess(kind, header).iter().filter(|code| !code.is_empty()).count();
    ImportKind::ALL
        .into_iter()
        .filter(|kind| missing(*kind, &guess(*kind, header)).is_empty())
        .max_by_key(|kind| (known(*kind), std::cmp::Reverse(*kind)))
}

/// How many cells of a line are headings that some kind knows.
pub(crate) fn headings(cells: &[String]) -> usize {
    ImportKind::ALL
        .into_iter()
        .map(|kind| guess(kind, cells).iter().filter(|code| !code.is_empty()).count())
        .max()
        .unwrap_or(0)
}

/// Where each column of a table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places(Vec<String>);

impl Places {
    /// Finds the columns; an unknown or missing one is refused, naming those that are known.
    pub fn find(kind: ImportKind, table: &Table, lang: Lang) -> Result<Places, String> {
        let known = columns(kind);
        let names = known.iter().map(|column| format!("{} ({})", label(kind, column.code, lang), column.code));
        let names = names.collect::<Vec<_>>().join(", ");
        let places = guess(kind, &table.header);
        for (written, place) in table.header.iter().zip(&places) {
            if !place.is_empty() {
                continue;
            }
            let key = text_key(bare(written));
            // Refused rows come back with the reason in a column of its own.
            if is_reason(written) {
                continue;
            }
            return Err(match known.iter().any(|column| fits(column, &key)) {
                true => texts::import_column_twice(lang, written),
                false => texts::import_column_unknown(lang, written, &names),
            });
        }
        match missing(kind, &places).first() {
            Some(code) => Err(texts::import_column_missing(lang, code, &names)),
            None => Ok(Places(places)),
        }
    }

    /// The columns as somebody chose them.
    pub fn chosen(codes: Vec<String>) -> Places {
        Places(codes)
    }

    /// The value of a column in a row; nothing where it is blank or the table lacks it.
    pub fn get<'r>(&self, row: &'r Row, code: &str) -> Option<&'r str> {
        let place = self.0.iter().position(|column| column == code)?;
        row.fields.get(place).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of a column that must be there.
    pub fn text(&self, row: &Row, code: &str) -> String {
        self.get(row, code).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_a_department_points_at_has_words() {
        let pointers = [
            "/phones/0",
            "/emails/12",
            "/contacts/0/name",
            "/contacts/0/phones/1",
            "/contacts/0/role",
            "/external_id",
            "/inn",
            "/stage",
            "/attributes/colour",
            "/vat_rate",
            "/price_mode",
            "/kind",
            "/lines/3/sku",
            "/lines/3/quantity",
            "/lines/3/expected_on",
            "/lines/3/unit_cost",
            "/supplier",
            "/client",
        ];
        for pointer in pointers {
            for lang in Lang::ALL {
                let words = label_of_pointer(pointer, lang).unwrap_or_default();
                assert!(!words.is_empty() && !words.contains('/'), "{pointer}: {words}");
            }
        }
    }
}
