use documents::{InBoth, Line, Paper, PaperKind, Party, Press, Promise, Sheet};
use i18n::Lang;
use kernel::vat::{line_vat, rate};
use kernel::{Currency, Money, PriceMode, UnitPrice, VatClass};
use typst::foundations::Bytes;
use typst::layout::{Frame, FrameItem};

use super::{Job, Typst, pages};

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        inn: Some("7707083893".to_owned()),
        kpp: Some("773601001".to_owned()),
        address: Some("117312, г. Москва, ул. Вавилова, д. 19, стр. 4, помещение XII, комната 7".to_owned()),
        ..Party::default()
    }
}

fn seller() -> Party {
    Party {
        bank: Some("ПАО «Сбербанк», г. Москва".to_owned()),
        bik: Some("044525225".to_owned()),
        account: Some("40702810900000002851".to_owned()),
        corr_account: Some("30101810400000000225".to_owned()),
        ..party("ООО «Причал»")
    }
}

const NAMES: [&str; 3] = [
    "Кабель силовой ВВГнг(А)-LS 3×2,5",
    "Светильник светодиодный встраиваемый с блоком аварийного питания на три часа, IP65, тёплый белый свет, корпус из поликарбоната, белый",
    "Болт",
];

fn line(place: i64, class: VatClass, mode: PriceMode) -> Line {
    let (price, quantity) =
        (UnitPrice::from_ten_thousandths(1_159_000 + place * 7_777), format!("{}", 1 + place % 7).parse().unwrap());
    let rate = rate(class, "2026-11-30".parse().unwrap());
    let sums = line_vat(price, mode, quantity, rate).unwrap();
    let name = NAMES[usize::try_from(place).unwrap() % 3];
    Line {
        sku: format!("{}", 15_000 + place),
        name: InBoth { ru: name.to_owned(), en: format!("Goods {place}") },
        quantity,
        unit: InBoth { ru: "шт".to_owned(), en: "pcs".to_owned() },
        price,
        price_mode: mode,
        vat_class: class,
        vat_rate: rate.basis_points(),
        net: sums.net,
        vat: sums.vat,
        gross: sums.gross,
        promise: Some(Promise {
            day: (place % 5 > 0).then(|| "2026-12-03".parse().unwrap()),
            rests_on: InBoth { ru: format!("{quantity} со склада"), en: format!("{quantity} from stock") },
        }),
    }
}

fn paper(kind: PaperKind, lines: Vec<Line>) -> Paper {
    Paper {
        kind,
        number: 128,
        issued_on: "2026-11-30".parse().unwrap(),
        valid_until: Some("2026-12-14".parse().unwrap()),
        currency: Currency::Rub,
        order: InBoth { ru: "З-57".to_owned(), en: "O-57".to_owned() },
        seller: seller(),
        buyer: party("ООО «Торгово-промышленная компания „Северо-Западные оптовые поставки и комплектация“»"),
        contact: Some("Сергеева Мария Михайловна".to_owned()),
        lines,
    }
}

fn lines(count: i64) -> Vec<Line> {
    (1..=count).map(|place| line(place, VatClass::Standard, PriceMode::Gross)).collect()
}

/// What stands on each page, in one string.
fn said(paper: &Paper, lang: Lang) -> Vec<String> {
    let press = Typst::new().unwrap();
    let data = Bytes::new(serde_json::to_vec(&Sheet::of(paper, lang)).unwrap());
    let document = pages(&Job { press: &press, data }).unwrap();
    document.pages().iter().map(|page| text_of(&page.frame)).collect()
}

fn text_of(frame: &Frame) -> String {
    let mut text = String::new();
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => text.push_str(&text_of(&group.frame)),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push(' ');
            }
            _ => {}
        }
    }
    text.replace('\u{a0}', " ")
}

#[test]
fn three_hundred_lines_repeat_the_head_on_each_page_and_keep_the_end_together() {
    let pages = said(&paper(PaperKind::Invoice, lines(300)), Lang::Ru);
    assert!(pages.len() > 5, "{}", pages.len());
    let last = pages.len() - 1;
    for (at, page) in pages.iter().enumerate() {
        let numbered = format!("стр. {} из {}", at + 1, pages.len());
        assert!(page.contains(&numbered), "{page}");
        // The last page may hold the closing alone.
        assert!(at == last || page.contains("Артикул"), "page {at}: {page}");
    }
    let words =
        pages.iter().position(|page| page.contains("Всего наименований") || page.contains("Всего 300 наименований"));
    let signed = pages.iter().position(|page| page.contains("Бухгалтер"));
    assert_eq!((words, signed), (Some(last), Some(last)));
    let all = pages.concat();
    for place in [1, 150, 300] {
        assert_eq!(all.matches(&format!(" {} ", 15_000 + place)).count(), 1, "line {place}");
    }
}

#[test]
fn tax_is_told_by_rate_and_a_paper_without_tax_or_bank_says_so() {
    let mixed = vec![
        line(1, VatClass::Standard, PriceMode::Gross),
        line(2, VatClass::Reduced, PriceMode::Gross),
        line(3, VatClass::Zero, PriceMode::Gross),
        line(4, VatClass::None, PriceMode::Gross),
    ];
    let page = said(&paper(PaperKind::Invoice, mixed), Lang::Ru).concat();
    for wanted in
        ["В том числе НДС 22 %", "В том числе НДС 10 %", "В том числе НДС 0 %", "Без налога (НДС)", "Сч. №", "БИК"]
    {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let mut bare = paper(PaperKind::Invoice, vec![line(1, VatClass::None, PriceMode::Net)]);
    bare.seller.bank = None;
    let page = said(&bare, Lang::Ru).concat();
    assert!(!page.contains("БИК") && !page.contains("В том числе НДС") && page.contains("Без налога (НДС)"), "{page}");
    let sheet = Sheet::of(&bare, Lang::Ru);
    assert!(sheet.qr.is_none() && sheet.bank.is_empty());
}

#[test]
fn a_sum_on_paper_is_the_sum_of_its_lines() {
    for mode in [PriceMode::Gross, PriceMode::Net] {
        let lines: Vec<Line> = (1..=37).map(|place| line(place, VatClass::Standard, mode)).collect();
        let gross = Money::sum(lines.iter().map(|line| line.gross)).unwrap();
        let vat = Money::sum(lines.iter().map(|line| line.vat)).unwrap();
        let sheet = Sheet::of(&paper(PaperKind::Invoice, lines), Lang::En);
        let plain = |text: &str| text.replace(',', "");
        assert_eq!(plain(&sheet.totals.last().unwrap().1), gross.to_string());
        assert_eq!(plain(&sheet.totals[1].1), vat.to_string());
    }
}

#[test]
fn a_confirmation_names_day_and_source_and_an_offer_its_term() {
    let page = said(&paper(PaperKind::Confirmation, lines(5)), Lang::Ru).concat();
    for wanted in ["Подтверждение № 128 заказа З-57", "03.12.2026", "без даты", "со склада"]
    {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let page = said(&paper(PaperKind::Offer, lines(2)), Lang::En).concat();
    assert!(page.contains("14 December 2026") && page.contains("Goods 1") && !page.contains("БИК"), "{page}");
}

#[test]
fn a_reprint_is_the_same_file_and_what_was_typed_is_no_markup() {
    let press = Typst::new().unwrap();
    let mut odd = paper(PaperKind::Invoice, lines(3));
    odd.buyer.name = "#panic(\"x\") *bold* $x$ \\ @ref <label> [a]".to_owned();
    odd.lines[0].name.ru = "#read(\"/etc/passwd\")".to_owned();
    let first = press.pdf(&Sheet::of(&odd, Lang::Ru)).unwrap();
    let again = Typst::new().unwrap().pdf(&Sheet::of(&odd, Lang::Ru)).unwrap();
    assert!(first.starts_with(b"%PDF-") && first == again);
    assert_ne!(first, press.pdf(&Sheet::of(&odd, Lang::En)).unwrap());
    let page = said(&odd, Lang::Ru).concat();
    assert!(page.contains("#panic(") && page.contains("#read("), "{page}");
}
