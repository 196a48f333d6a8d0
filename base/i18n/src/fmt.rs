//! Numbers, money and days as people of each language write them.

use crate::Lang;
use kernel::{Day, Moment, Money, Month, Quantity, UnitPrice, Weekday, Zone};

/// Stands between groups of digits and before a sign or a unit.
pub const NBSP: char = '\u{a0}';
/// The minus of a text; a hyphen is too short in a column of money.
pub const MINUS: char = '\u{2212}';

/// A whole number in groups: «1 284 300», "1,284,300".
pub fn integer(lang: Lang, n: i64) -> String {
    scaled(lang, n, 0, 0)
}

/// A sum with its kopecks: «1 284 300,50 ₽», "1,284,300.50 ₽"; an empty sign leaves the number alone.
pub fn money(lang: Lang, amount: Money, sign: &str) -> String {
    with_sign(scaled(lang, amount.minor(), 2, 2), sign)
}

/// A sum without kopecks where there are none: «1 284 300 ₽», «0,50 ₽».
pub fn money_short(lang: Lang, amount: Money, sign: &str) -> String {
    let least = if amount.minor() % 100 == 0 { 0 } else { 2 };
    with_sign(scaled(lang, amount.minor(), 2, least), sign)
}

/// A price for one unit with at least two decimals: «12,50 ₽», «0,0525 ₽».
pub fn price(lang: Lang, price: UnitPrice, sign: &str) -> String {
    with_sign(scaled(lang, price.ten_thousandths(), 4, 2), sign)
}

/// A quantity without needless zeros: «1 200», «0,125».
pub fn quantity(lang: Lang, quantity: Quantity) -> String {
    scaled(lang, quantity.thousandths(), 3, 0)
}

/// A decimal as it stands in a field to be changed: with the comma of the language, without groups.
pub fn typed(lang: Lang, plain: &str) -> String {
    if lang == Lang::Ru { plain.replace('.', ",") } else { plain.to_owned() }
}

/// A share given in hundredths of a percent: 1250 → «12,5 %», "12.5%".
pub fn percent(lang: Lang, basis_points: i64) -> String {
    let mut text = scaled(lang, basis_points, 2, 0);
    if lang == Lang::Ru {
        text.push(NBSP);
    }
    text.push('%');
    text
}

/// A day of this year without the year: «26.11», "26 Nov"; of another year with it.
pub fn day(lang: Lang, day: Day, today: Day) -> String {
    if day.year() != today.year() {
        return day_full(lang, day);
    }
    match lang {
        Lang::Ru => format!("{:02}.{:02}", day.day_of_month(), day.month_of_year()),
        Lang::En => format!("{}{NBSP}{}", day.day_of_month(), month_short(lang, day.month_of_year())),
    }
}

/// A day with its year: «26.11.2026», "26 Nov 2026".
pub fn day_full(lang: Lang, day: Day) -> String {
    let (year, month, of_month) = (day.year(), day.month_of_year(), day.day_of_month());
    match lang {
        Lang::Ru => format!("{of_month:02}.{month:02}.{year}"),
        Lang::En => format!("{of_month}{NBSP}{}{NBSP}{year}", month_short(lang, month)),
    }
}

/// A day as papers write it: «26 ноября 2026 г.», "26 November 2026".
pub fn day_long(lang: Lang, day: Day) -> String {
    const RU: [&str; 12] = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = if lang == Lang::Ru { RU } else { EN };
    let month = names.get(usize::from(day.month_of_year()).saturating_sub(1)).copied().unwrap_or_default();
    let year = if lang == Lang::Ru { format!("{}{NBSP}г.", day.year()) } else { day.year().to_string() };
    format!("{}{NBSP}{month}{NBSP}{year}", day.day_of_month())
}

/// A person's name in few letters: «Сергеева Мария Михайловна» is «Сергеева М. М.»; a name of one word stays.
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let initials = words.filter_map(|word| word.chars().next()).map(|letter| format!("\u{a0}{letter}."));
    format!("{first}{}", initials.collect::<String>())
}

/// A day with the name of its weekday: «чт 26.11», "Thu 26 Nov"; the year where it is another.
pub fn weekday_day(lang: Lang, day_: Day, today: Day) -> String {
    format!("{}{NBSP}{}", weekday(lang, day_.weekday()), day(lang, day_, today))
}

/// The hour on the clock of the zone: «14:05».
pub fn time(moment: Moment, zone: &Zone) -> String {
    let (hour, minute) = moment.clock(zone);
    format!("{hour:02}:{minute:02}")
}

/// A moment by day and clock; today's moments by the clock alone: «26.11 14:05», «14:05».
pub fn moment(lang: Lang, moment: Moment, today: Day, zone: &Zone) -> String {
    let on = moment.day(zone);
    if on == today {
        return time(moment, zone);
    }
    format!("{}{NBSP}{}", day(lang, on, today), time(moment, zone))
}

/// A month with its year: «ноя 2026», "Nov 2026".
pub fn month(lang: Lang, month: Month) -> String {
    format!("{}{NBSP}{}", month_short(lang, month.month_of_year()), month.year())
}

/// Short name of a month, from 1: «ноя», "Nov".
pub const fn month_short(lang: Lang, month: u8) -> &'static str {
    match (lang, month) {
        (Lang::Ru, 1) => "янв",
        (Lang::Ru, 2) => "фев",
        (Lang::Ru, 3) => "мар",
        (Lang::Ru, 4) => "апр",
        (Lang::Ru, 5) => "май",
        (Lang::Ru, 6) => "июн",
        (Lang::Ru, 7) => "июл",
        (Lang::Ru, 8) => "авг",
        (Lang::Ru, 9) => "сен",
        (Lang::Ru, 10) => "окт",
        (Lang::Ru, 11) => "ноя",
        (Lang::Ru, 12) => "дек",
        (Lang::En, 1) => "Jan",
        (Lang::En, 2) => "Feb",
        (Lang::En, 3) => "Mar",
        (Lang::En, 4) => "Apr",
        (Lang::En, 5) => "May",
        (Lang::En, 6) => "Jun",
        (Lang::En, 7) => "Jul",
        (Lang::En, 8) => "Aug",
        (Lang::En, 9) => "Sep",
        (Lang::En, 10) => "Oct",
        (Lang::En, 11) => "Nov",
        (Lang::En, 12) => "Dec",
        _ => "",
    }
}

/// Short name of a weekday: «чт», "Thu".
pub const fn weekday(lang: Lang, weekday: Weekday) -> &'static str {
    match (lang, weekday) {
        (Lang::Ru, Weekday::Monday) => "пн",
        (Lang::Ru, Weekday::Tuesday) => "вт",
        (Lang::Ru, Weekday::Wednesday) => "ср",
        (Lang::Ru, Weekday::Thursday) => "чт",
        (Lang::Ru, Weekday::Friday) => "пт",
        (Lang::Ru, Weekday::Saturday) => "сб",
        (Lang::Ru, Weekday::Sunday) => "вс",
        (Lang::En, Weekday::Monday) => "Mon",
        (Lang::En, Weekday::Tuesday) => "Tue",
        (Lang::En, Weekday::Wednesday) => "Wed",
        (Lang::En, Weekday::Thursday) => "Thu",
        (Lang::En, Weekday::Friday) => "Fri",
        (Lang::En, Weekday::Saturday) => "Sat",
        (Lang::En, Weekday::Sunday) => "Sun",
    }
}

fn with_sign(mut text: String, sign: &str) -> String {
    if !sign.is_empty() {
        text.push(NBSP);
        text.push_str(sign);
    }
    text
}

/// A number of `10^-scale` parts with at least `least` decimals; further zeros are dropped.
fn scaled(lang: Lang, n: i64, scale: usize, least: usize) -> String {
    let digits = format!("{:0width$}", n.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let (group, point) = match lang {
        Lang::Ru => (NBSP, ','),
        Lang::En => (',', '.'),
    };
    let mut text = String::with_capacity(digits.len() + 12);
    if n < 0 {
        text.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    let kept = part.trim_end_matches('0').len().max(least.min(scale));
    if kept > 0 {
        text.push(point);
        text.extend(part.chars().take(kept));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spaces that do not break are shown as `_` to be seen in a test.
    fn seen(text: String) -> String {
        text.replace(NBSP, "_").replace(MINUS, "-")
    }

    #[test]
    fn a_day_of_a_paper_is_written_out() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(seen(day_long(Lang::Ru, day("2026-11-26"))), "26_ноября_2026_г.");
        assert_eq!(seen(day_long(Lang::Ru, day("2026-01-01"))), "1_января_2026_г.");
        assert_eq!(seen(day_long(Lang::En, day("2026-12-31"))), "31_December_2026");
    }

    #[test]
    fn integer_stands_in_groups() {
        for (n, ru, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (-1_284, "-1_284", "-1,284"),
            (1_284_300, "1_284_300", "1,284,300"),
            (i64::MIN, "-9_223_372_036_854_775_808", "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!((seen(integer(Lang::Ru, n)).as_str(), seen(integer(Lang::En, n)).as_str()), (ru, en));
        }
    }

    #[test]
    fn money_shows_kopecks_and_sign() {
        for (minor, ru, en, short) in [
            (128_430_050, "1_284_300,50_₽", "1,284,300.50_₽", "1_284_300,50_₽"),
            (128_430_000, "1_284_300,00_₽", "1,284,300.00_₽", "1_284_300_₽"),
            (-5, "-0,05_₽", "-0.05_₽", "-0,05_₽"),
            (0, "0,00_₽", "0.00_₽", "0_₽"),
        ] {
            let sum = Money::from_minor(minor);
            assert_eq!(seen(money(Lang::Ru, sum, "₽")), ru);
            assert_eq!(seen(money(Lang::En, sum, "₽")), en);
            assert_eq!(seen(money_short(Lang::Ru, sum, "₽")), short);
        }
        assert_eq!(money(Lang::Ru, Money::from_minor(150), ""), "1,50");
    }

    #[test]
    fn price_keeps_two_decimals_and_quantity_none() {
        assert_eq!(seen(price(Lang::Ru, UnitPrice::from_ten_thousandths(125_000), "₽")), "12,50_₽");
        assert_eq!(seen(price(Lang::En, UnitPrice::from_ten_thousandths(525), "₽")), "0.0525_₽");
        assert_eq!(seen(quantity(Lang::Ru, Quantity::from_thousandths(1_200_000))), "1_200");
        assert_eq!(seen(quantity(Lang::En, Quantity::from_thousandths(-125))), "-0.125");
    }

    #[test]
    fn name_in_few_letters_keeps_the_surname() {
        assert_eq!(seen(short_name("Сергеева Мария Михайловна")), "Сергеева_М._М.");
        assert_eq!(short_name("robot"), "robot");
        assert_eq!(short_name(""), "");
    }

    #[test]
    fn percent_takes_a_space_in_russian() {
        assert_eq!(seen(percent(Lang::Ru, 1250)), "12,5_%");
        assert_eq!(seen(percent(Lang::En, -4200)), "-42%");
    }

    #[test]
    fn day_names_the_year_only_when_it_is_another() {
        let (thursday, today) = (Day::of(2026, 11, 26), Day::of(2026, 11, 23));
        assert_eq!(day(Lang::Ru, thursday, today), "26.11");
        assert_eq!(seen(day(Lang::En, thursday, today)), "26_Nov");
        assert_eq!(day(Lang::Ru, thursday, Day::of(2027, 1, 1)), "26.11.2026");
        assert_eq!(seen(day_full(Lang::En, thursday)), "26_Nov_2026");
        assert_eq!(seen(weekday_day(Lang::Ru, thursday, today)), "чт_26.11");
        assert_eq!(seen(weekday_day(Lang::En, thursday, today)), "Thu_26_Nov");
        assert_eq!(seen(month(Lang::Ru, thursday.month())), "ноя_2026");
    }

    #[test]
    fn moment_is_read_by_the_clock_of_the_zone() {
        let zone = Zone::parse("Europe/Moscow").unwrap();
        let at = Moment::parse("2026-11-26T11:05:00.000Z").unwrap();
        assert_eq!(time(at, &zone), "14:05");
        assert_eq!(moment(Lang::Ru, at, Day::of(2026, 11, 26), &zone), "14:05");
        assert_eq!(seen(moment(Lang::En, at, Day::of(2026, 11, 27), &zone)), "26_Nov_14:05");
    }
}
