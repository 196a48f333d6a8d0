//! What a paper costs: CPU per PDF of 10, 60 and 300 lines, other data each time. With a folder it leaves the last of each there.
//!
//! `cargo run --release -p press --example papers -- [FOLDER]`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

use std::time::Duration;

use documents::{InBoth, Line, Paper, PaperKind, Party, Press, Promise, Sheet};
use i18n::Lang;
use kernel::vat::{line_vat, rate};
use kernel::{Currency, PriceMode, UnitPrice, VatClass};

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        inn: Some("7707083893".to_owned()),
        kpp: Some("773601001".to_owned()),
        address: Some("117312, г. Москва, ул. Вавилова, д. 19, стр. 4, помещение XII, комната 7".to_owned()),
        bank: Some("ПАО «Сбербанк», г. Москва".to_owned()),
        bik: Some("044525225".to_owned()),
        account: Some("40702810900000002851".to_owned()),
        corr_account: Some("30101810400000000225".to_owned()),
    }
}

fn line(place: i64, salt: i64) -> Line {
    let price = UnitPrice::from_ten_thousandths(1_159_000 + place * 7_777 + salt * 100);
    let quantity = (1 + place % 7).to_string().parse().unwrap();
    let class = if place % 4 == 0 { VatClass::Reduced } else { VatClass::Standard };
    let rate = rate(class, "2026-11-30".parse().unwrap());
    let sums = line_vat(price, PriceMode::Gross, quantity, rate).unwrap();
    let long = if place % 3 == 0 {
        ", с блоком аварийного питания на три часа, IP65, тёплый белый свет, белый корпус"
    } else {
        ""
    };
    Line {
        sku: (15_000 + place).to_string(),
        name: InBoth {
            ru: format!("Светильник встраиваемый № {place}{long}"),
            en: format!("Built-in lamp No. {place}"),
        },
        quantity,
        unit: InBoth { ru: "шт".to_owned(), en: "pcs".to_owned() },
        price,
        price_mode: PriceMode::Gross,
        vat_class: class,
        vat_rate: rate.basis_points(),
        net: sums.net,
        vat: sums.vat,
        gross: sums.gross,
        promise: Some(Promise {
            day: (place % 5 > 0).then(|| "2026-12-03".parse().unwrap()),
            rests_on: InBoth {
                ru: "5 из поступления № 12 от 01.12.2026".to_owned(),
                en: "5 from arrival 12 of 1 Dec 2026".to_owned(),
            },
        }),
    }
}

fn paper(kind: PaperKind, count: i64, salt: i64) -> Paper {
    Paper {
        kind,
        number: 100 + salt,
        issued_on: "2026-11-30".parse().unwrap(),
        valid_until: Some("2026-12-14".parse().unwrap()),
        currency: Currency::Rub,
        order: InBoth { ru: "З-57".to_owned(), en: "O-57".to_owned() },
        seller: party("ООО «Причал»"),
        buyer: party("ООО «Торгово-промышленная компания „Северо-Западные оптовые поставки“»"),
        contact: Some("Сергеева Мария Михайловна".to_owned()),
        lines: (1..=count).map(|place| line(place, salt)).collect(),
    }
}

/// Time of all threads of this process on a core so far (`/proc`, in ticks of 10 ms).
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit_once(')').unwrap().1;
    let ticks: u64 = after.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn main() {
    let folder = std::env::args().nth(1);
    let press = press::Typst::new().unwrap();
    let profile = if cfg!(debug_assertions) { "development" } else { "release" };
    press.pdf(&Sheet::of(&paper(PaperKind::Invoice, 10, 0), Lang::Ru)).unwrap();
    for (lines, times) in [(10, 60), (60, 20), (300, 8)] {
        let (before, mut bytes) = (cpu(), 0);
        for salt in 0..times {
            bytes = press.pdf(&Sheet::of(&paper(PaperKind::Invoice, lines, salt), Lang::Ru)).unwrap().len();
        }
        let each = (cpu() - before).as_secs_f64() * 1000.0 / times as f64;
        println!("{profile}: invoice of {lines} lines: {each:.1} ms CPU, {} kB, mean of {times}", bytes / 1000);
    }
    let Some(folder) = folder else { return };
    for (kind, count, lang) in [
        (PaperKind::Invoice, 10, Lang::Ru),
        (PaperKind::Invoice, 10, Lang::En),
        (PaperKind::Invoice, 300, Lang::Ru),
        (PaperKind::Offer, 12, Lang::Ru),
        (PaperKind::Confirmation, 12, Lang::Ru),
        (PaperKind::Confirmation, 12, Lang::En),
    ] {
        let pdf = press.pdf(&Sheet::of(&paper(kind, count, 1), lang)).unwrap();
        std::fs::write(format!("{folder}/{kind}-{count}-{lang:?}.pdf"), pdf).unwrap();
    }
}
