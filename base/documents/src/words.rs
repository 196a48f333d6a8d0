//! A sum in words, as papers write it: whole units in words, hundredths in two digits.
//!
//! Russian form: «Одна тысяча двести сорок пять рублей 18 копеек» (custom of the trade, no law): a capital first, thousands
//! are feminine, empty triads are left out, nought is «Ноль рублей 00 копеек».

use i18n::Lang;
use kernel::{Currency, Money};

use crate::texts;

/// The sum in words: «Семьдесят шесть рублей 01 копейка», "Seventy-six roubles 01 kopeck".
pub fn amount(lang: Lang, currency: Currency, sum: Money) -> String {
    let size = sum.minor().unsigned_abs();
    let (whole, part) = (size / 100, size % 100);
    // Forms repeat every hundred; the counting word only needs the end of a number.
    let (counted, of_part) = ((whole % 1_000_000) as i64, part as i64);
    let (major, minor) = match currency {
        Currency::Rub => (texts::roubles(lang, counted), texts::kopecks(lang, of_part)),
        Currency::Eur => (texts::euros(lang, counted), texts::cents(lang, of_part)),
        Currency::Usd => (texts::dollars(lang, counted), texts::cents(lang, of_part)),
        Currency::Cny => (texts::yuans(lang, counted), texts::fens(lang, of_part)),
    };
    let words = match lang {
        Lang::Ru => russian(whole),
        Lang::En => english(whole),
    };
    let minus = if sum.is_negative() { format!("{} ", texts::minus(lang)) } else { String::new() };
    capital(&format!("{minus}{words} {major} {part:02} {minor}"))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The triads of a number from the highest, with their place; empty ones left out.
fn triads(number: u64) -> impl Iterator<Item = (usize, u64)> {
    let triad = move |place: usize| number / 1000_u64.pow(place as u32) % 1000;
    (0..=6).rev().map(move |place| (place, triad(place))).filter(|(_, triad)| *triad > 0)
}

/// The word at a place of a table; the tables are as long as what counts into them.
fn at(table: &[&'static str], place: u64) -> &'static str {
    usize::try_from(place).ok().and_then(|place| table.get(place)).copied().unwrap_or_default()
}

const HUNDREDS: [&str; 10] =
    ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
const TENS: [&str; 10] =
    ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const ONES: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
/// One, few, many of each power of a thousand.
const POWERS: [[&str; 3]; 6] = [
    ["тысяча", "тысячи", "тысяч"],
    ["миллион", "миллиона", "миллионов"],
    ["миллиард", "миллиарда", "миллиардов"],
    ["триллион", "триллиона", "триллионов"],
    ["квадриллион", "квадриллиона", "квадриллионов"],
    ["квинтиллион", "квинтиллиона", "квинтиллионов"],
];

fn russian(number: u64) -> String {
    let mut words = Vec::new();
    for (place, triad) in triads(number) {
        let rest = triad % 100;
        let ones = if rest < 20 { rest } else { rest % 10 };
        words.push(at(&HUNDREDS, triad / 100));
        words.push(if rest < 20 { "" } else { at(&TENS, rest / 10) });
        words.push(match (place, ones) {
            (1, 1) => "одна",
            (1, 2) => "две",
            _ => at(&ONES, ones),
        });
        if let Some(power) = place.checked_sub(1).and_then(|power| POWERS.get(power)) {
            let form = match ones {
                1 => 0,
                2..=4 => 1,
                _ => 2,
            };
            words.push(at(power, form));
        }
    }
    joined(&words, "ноль")
}

const ENGLISH_ONES: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ENGLISH_POWERS: [&str; 7] = ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"];

fn english(number: u64) -> String {
    let mut words: Vec<String> = Vec::new();
    for (place, triad) in triads(number) {
        if triad >= 100 {
            words.push(format!("{} hundred", at(&ENGLISH_ONES, triad / 100)));
        }
        let (rest, ones) = (triad % 100, triad % 10);
        words.push(match rest {
            0..20 => at(&ENGLISH_ONES, rest).to_owned(),
            _ if ones == 0 => at(&ENGLISH_TENS, rest / 10).to_owned(),
            _ => format!("{}-{}", at(&ENGLISH_TENS, rest / 10), at(&ENGLISH_ONES, ones)),
        });
        words.push(ENGLISH_POWERS.get(place).copied().unwrap_or_default().to_owned());
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    joined(&words, "zero")
}

fn joined(words: &[&str], nought: &str) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    if words.is_empty() { nought.to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rub(lang: Lang, sum: &str) -> String {
        amount(lang, Currency::Rub, sum.parse().unwrap())
    }

    #[test]
    fn roubles_are_written_as_papers_write_them() {
        for (sum, words) in [
            ("0", "Ноль рублей 00 копеек"),
            ("0.01", "Ноль рублей 01 копейка"),
            ("76.01", "Семьдесят шесть рублей 01 копейка"),
            ("1245.18", "Одна тысяча двести сорок пять рублей 18 копеек"),
            ("2000", "Две тысячи рублей 00 копеек"),
            ("11.11", "Одиннадцать рублей 11 копеек"),
            ("21012", "Двадцать одна тысяча двенадцать рублей 00 копеек"),
            ("1001001001.01", "Один миллиард один миллион одна тысяча один рубль 01 копейка"),
            ("5000000", "Пять миллионов рублей 00 копеек"),
            ("112000.22", "Сто двенадцать тысяч рублей 22 копейки"),
            ("-3.50", "Минус три рубля 50 копеек"),
        ] {
            assert_eq!(rub(Lang::Ru, sum), words);
        }
    }

    #[test]
    fn english_and_other_currencies() {
        for (sum, words) in [
            ("0", "Zero roubles 00 kopecks"),
            ("1.01", "One rouble 01 kopeck"),
            ("1245.18", "One thousand two hundred forty-five roubles 18 kopecks"),
            ("1000000", "One million roubles 00 kopecks"),
            ("90015.20", "Ninety thousand fifteen roubles 20 kopecks"),
        ] {
            assert_eq!(rub(Lang::En, sum), words);
        }
        let sum = "2021.02".parse().unwrap();
        let said: Vec<String> = Currency::ALL.iter().map(|currency| amount(Lang::Ru, *currency, sum)).collect();
        assert_eq!(said[1], "Две тысячи двадцать один евро 02 цента");
        assert_eq!(said[2], "Две тысячи двадцать один доллар США 02 цента");
        assert_eq!(said[3], "Две тысячи двадцать один юань 02 фэня");
        let most = amount(Lang::Ru, Currency::Rub, Money::from_minor(i64::MAX));
        assert!(most.starts_with("Девяносто два квадриллиона двести тридцать три триллиона"), "{most}");
    }

    #[test]
    fn the_samples_of_the_trade_read_the_same() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/amount_words/rub.csv");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("SKIPPED: {path} is not there");
            return;
        };
        let rows: Vec<(&str, &str)> = text.lines().skip(1).filter_map(|row| row.trim().split_once(';')).collect();
        assert!(rows.len() > 40, "{}", rows.len());
        for (sum, words) in rows {
            let minor = sum.replace('.', "").parse().unwrap();
            assert_eq!(amount(Lang::Ru, Currency::Rub, Money::from_minor(minor)), words, "{sum}");
        }
    }
}
