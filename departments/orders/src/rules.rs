//! Pure decisions: which deed follows which state, what a line comes to, what may be asked for.

mod credit;
mod overdue;
mod term;

pub use credit::*;
pub use overdue::*;
pub use term::*;

use catalogue::ItemCard;
use kernel::vat::{line_vat, rate};
use kernel::{Day, LineAmounts, Money, OrderId, Overflow, PriceMode, Quantity, UnitPrice, VatClass, VatRate};

use crate::errors::{Wrong, WrongField};
use crate::model::{Line, PaperLine, State, VatPart};

/// Most lines of one order.
pub const MOST_LINES: usize = 2_000;
/// Most of one item that is believed.
pub const MOST_QUANTITY: Quantity = Quantity::whole(1_000_000);
/// How far ahead a day may be wanted, in days.
pub const FURTHEST_DAYS: i32 = 731;
/// Most rows of history in one unit of work.
pub const MOST_SALES: usize = 1_000;
/// Nobody owes more than a hundred thousand million when the books are opened.
pub const MOST_OPENING: Money = Money::from_minor(10_000_000_000_000);
/// An invoice that waits longer than so many days for its money is called late, whatever the client's payment term: that counts from the shipment.
pub const LATE_DAYS: i32 = 14;
/// Longest purpose of a payment, in letters.
pub const PURPOSE_LETTERS: usize = 500;

/// What can be done with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Its lines are changed.
    Change,
    /// Goods are held for it.
    Reserve,
    /// The client agrees.
    Confirm,
    /// The client is asked to pay.
    Invoice,
    /// It is offered on paper.
    Offer,
    /// What was agreed is put on paper, with the day of each line.
    PutOnPaper,
    /// A part of it leaves.
    ShipPart,
    /// All the rest of it leaves.
    ShipAll,
    /// It is shipped and paid.
    Close,
    /// Its money was taken back.
    Reopen,
    /// It is called off.
    Cancel,
    /// Its goods are held longer.
    Extend,
    /// Nobody confirmed it in time: its goods are free for others.
    RunOut,
}

/// The transition table: the state an order has after a deed; none when the deed is not possible.
pub const fn next(state: State, deed: Deed) -> Option<State> {
    Some(match (state, deed) {
        (State::Draft, Deed::Change) => State::Draft,
        (State::Draft, Deed::Reserve) => State::Reserved,
        (State::Draft | State::Reserved | State::Confirmed | State::Invoiced, Deed::Cancel) => State::Cancelled,
        (State::Draft | State::Reserved, Deed::Offer) => state,
        (State::Confirmed | State::Invoiced | State::Picking | State::Packed | State::Shipped, Deed::PutOnPaper) => {
            state
        }
        (State::Reserved, Deed::Confirm) => State::Confirmed,
        (State::Reserved, Deed::Extend) => State::Reserved,
        // It keeps its lines and is reserved again or thrown away.
        (State::Reserved, Deed::RunOut) => State::Draft,
        (State::Confirmed, Deed::Invoice) => State::Invoiced,
        // Goods may leave before the paper: the invoice follows.
        (State::Shipped, Deed::Invoice) => State::Shipped,
        (State::Confirmed, Deed::ShipPart) => State::Confirmed,
        (State::Invoiced, Deed::ShipPart) => State::Invoiced,
        (State::Confirmed | State::Invoiced, Deed::ShipAll) => State::Shipped,
        (State::Shipped | State::Delivered, Deed::Close) => State::Closed,
        (State::Closed, Deed::Reopen) => State::Shipped,
        _ => return None,
    })
}

/// What can be done with an order in this state, for buttons and refusals.
pub fn possible(state: State) -> Vec<Deed> {
    const DEEDS: [Deed; 7] =
        [Deed::Change, Deed::Reserve, Deed::Confirm, Deed::Extend, Deed::Invoice, Deed::ShipAll, Deed::Cancel];
    DEEDS.into_iter().filter(|deed| next(state, *deed).is_some()).collect()
}

/// The class that counts: a seller outside VAT sells everything without it.
pub fn class_for(vat_mode: &str, class: VatClass) -> VatClass {
    if vat_mode == "none" { VatClass::None } else { class }
}

/// What a quantity comes to on a day: the rate is the day's, the tax is rounded once per line.
pub fn priced(
    price: UnitPrice,
    mode: PriceMode,
    class: VatClass,
    quantity: Quantity,
    day: Day,
) -> Result<(VatRate, LineAmounts), Overflow> {
    let rate = rate(class, day);
    Ok((rate, line_vat(price, mode, quantity, rate)?))
}

/// What a shipped quantity of a line comes to on the day it leaves.
///
/// The last part of a line takes what is left of the line's sums, so that many small shipments come to the kopeck of
/// the invoice; a change of rate in between is the state's, and the line is computed anew.
pub fn shipped(line: &Line, quantity: Quantity, day: Day) -> Result<(VatRate, LineAmounts), Overflow> {
    let today = rate(line.vat_class, day);
    if quantity == line.open() && today == line.vat_rate {
        let (whole, gone) = (line.amounts(), line.shipped());
        let rest = LineAmounts {
            net: whole.net.checked_sub(gone.net)?,
            vat: whole.vat.checked_sub(gone.vat)?,
            gross: whole.gross.checked_sub(gone.gross)?,
        };
        if !rest.net.is_negative() && !rest.vat.is_negative() {
            return Ok((today, rest));
        }
    }
    Ok((today, line_vat(line.unit_price, line.price_mode, quantity, today)?))
}

/// The tax of a document by class and rate, the highest rate first.
pub fn vat_parts(lines: &[PaperLine]) -> Result<Vec<VatPart>, Overflow> {
    let mut parts: Vec<VatPart> = Vec::new();
    for line in lines {
        let same = |part: &&mut VatPart| part.class == line.vat_class && part.rate == line.vat_rate;
        match parts.iter_mut().find(same) {
            Some(part) => part.amounts = LineAmounts::sum([part.amounts, line.amounts()])?,
            None => parts.push(VatPart { class: line.vat_class, rate: line.vat_rate, amounts: line.amounts() }),
        }
    }
    parts.sort_by_key(|part| (std::cmp::Reverse(part.rate), part.class.code()));
    Ok(parts)
}

/// Whether a typed text may be a part of a name: with a digit in it, it is a code, and codes are never guessed.
pub fn is_a_name(typed: &str) -> bool {
    !typed.chars().any(|letter| letter.is_numeric())
}

/// Whether a text beside an item's code is its name or a part of it: a word of both begins alike.
pub fn is_of_name(text: &str, names: [&str; 2]) -> bool {
    let starts = |text: &str| -> Vec<String> {
        let key = kernel::text_key(text);
        let words = key.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() >= 3);
        words.map(|word| word.chars().take(3).collect()).collect()
    };
    let words = starts(text);
    names.into_iter().flat_map(starts).any(|start| words.contains(&start))
}

/// Whether one of an item's names has every word of a typed text, each at the beginning of a word of its own.
pub fn carries(typed: &str, names: [&str; 2]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let key = kernel::text_key(text);
        key.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let typed = words(typed);
    let has_all = |name: &str| {
        let name = words(name);
        typed.iter().all(|word| name.iter().any(|own| own.starts_with(word.as_str())))
    };
    !typed.is_empty() && names.into_iter().any(has_all)
}

/// The number of an invoice as people type it, with or without the sign of numbers before it.
pub fn invoice_number(typed: &str) -> Option<i64> {
    let bare = typed.trim().trim_start_matches(['\u{2116}', '#']).trim_start();
    let is_number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { bare.parse().ok() } else { None }
}

/// The number of an order as people type it: «З-18466», «z18466», «№ 18466», «18466»; a longer one is another's.
pub fn order_of(typed: &str) -> Option<OrderId> {
    let bare = typed.trim().trim_start_matches(['\u{2116}', '#']).trim_start();
    // The letter looks like the figure three, and many type that.
    let bare = bare.strip_prefix("3-").unwrap_or(bare);
    let digits = bare.trim_start_matches(|letter: char| letter.is_alphabetic());
    let letters = bare.chars().take_while(|letter| letter.is_alphabetic()).count();
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let fits = letters <= 1 && (1..10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { digits.parse().ok() } else { None }
}

/// The last day on which an unpaid invoice is late today.
pub fn late_up_to(today: Day) -> Day {
    today.add_days(-LATE_DAYS - 1)
}

/// What is wrong with a quantity, if anything.
pub fn wrong_quantity(quantity: Quantity) -> Option<Wrong> {
    match quantity {
        q if !q.is_positive() => Some(Wrong::NotPositive),
        q if q > MOST_QUANTITY => Some(Wrong::TooMuch),
        _ => None,
    }
}

/// What is wrong with so much of an item, if anything: pieces come whole.
pub fn wrong_amount(item: &ItemCard, quantity: Quantity) -> Option<Wrong> {
    wrong_quantity(quantity).or_else(|| (!item.comes_in(quantity)).then_some(Wrong::NotWhole))
}

/// What is wrong with a wanted day, if anything.
pub fn wrong_day(day: Day, today: Day) -> Option<Wrong> {
    match today.days_until(day) {
        days if days < 0 => Some(Wrong::DayPast),
        days if days > FURTHEST_DAYS => Some(Wrong::DayTooFar),
        _ => None,
    }
}

/// A quantity given in base units or in packs; exactly one of the two.
pub fn quantity_of(units: Option<Quantity>, packs: Option<Quantity>, pack: Quantity) -> Result<Quantity, Wrong> {
    match (units, packs) {
        (Some(units), None) => Ok(units),
        (None, Some(packs)) => {
            let thousandths = i128::from(packs.thousandths()) * i128::from(pack.thousandths());
            let whole = i64::try_from(thousandths / 1000).map_err(|_| Wrong::TooMuch)?;
            if thousandths % 1000 != 0 { Err(Wrong::NotOfPacks) } else { Ok(Quantity::from_thousandths(whole)) }
        }
        (None, None) => Err(Wrong::Missing),
        (Some(_), Some(_)) => Err(Wrong::UnitsOrPacks),
    }
}

/// A slip of the pen is asked about before it is money: more than an invoice still wants is an advance only when the
/// person says so.
pub fn excess(amount: Money, left: Money, is_advance: bool) -> Option<Wrong> {
    (!is_advance && amount > left).then_some(Wrong::MoreThanLeft(left))
}

/// What is wrong with a payment, field by field.
pub fn wrong_payment(amount: Money, received_on: Day, purpose: &str, today: Day) -> Vec<WrongField> {
    let mut wrong = Vec::new();
    if !amount.is_positive() {
        wrong.push(WrongField::new("/amount", Wrong::NotPositive));
    }
    if received_on > today {
        wrong.push(WrongField::new("/received_on", Wrong::DayAhead));
    }
    if today.days_until(received_on) < -3653 {
        wrong.push(WrongField::new("/received_on", Wrong::DayTooFar));
    }
    wrong.extend(wrong_words(purpose).map(|what| WrongField::new("/purpose", what)));
    wrong
}

/// What is wrong with the reason why a payment is taken back.
pub fn wrong_reason(reason: &str) -> Option<Wrong> {
    if reason.trim().is_empty() { Some(Wrong::Missing) } else { wrong_words(reason) }
}

fn wrong_words(words: &str) -> Option<Wrong> {
    if words.chars().count() > PURPOSE_LETTERS {
        Some(Wrong::TooLong(PURPOSE_LETTERS))
    } else if words.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        Some(Wrong::Unreadable)
    } else {
        None
    }
}

/// Turnover of a year against the year before, in hundredths of a percent; none where nothing was bought before.
pub fn change(turnover: Money, before: Money) -> Option<i64> {
    let (now, before) = (turnover.minor(), before.minor());
    (before > 0).then(|| (now - before).saturating_mul(10_000) / before)
}

/// A change of turnover from which on a client counts as shrinking: a fifth less.
pub const SHRINKING: i64 = -2_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Line;
    use catalogue::ItemKind;
    use kernel::{ItemId, OrderId, OrderLineId};
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_carries_every_word_that_was_typed_at_the_beginning_of_its_own() {
        let drill = ["Дрель ударная СДР-13", "Hammer drill SDR-13"];
        for typed in ["дрель", "ДРЕЛЬ уд", "уд дре", "drill ham"] {
            assert!(carries(typed, drill), "{typed}");
        }
        for typed in ["", "рель", "дрели", "дрель аккум", "дрель hammer"] {
            assert!(!carries(typed, drill), "{typed}");
        }
    }

    fn line(quantity: i64, price: &str, mode: PriceMode, day: Day) -> Line {
        let (quantity, unit_price) = (Quantity::from_thousandths(quantity), price.parse().unwrap());
        let (vat_rate, amounts) = priced(unit_price, mode, VatClass::Standard, quantity, day).unwrap();
        Line {
            id: OrderLineId::new(1),
            order: OrderId::new(1),
            position: 1,
            item: ItemId::new(1),
            kind: ItemKind::Goods,
            quantity,
            issued: Quantity::ZERO,
            short: Quantity::ZERO,
            cancelled: Quantity::ZERO,
            unit_price,
            price_mode: mode,
            vat_class: VatClass::Standard,
            vat_rate,
            net: amounts.net,
            vat: amounts.vat,
            gross: amounts.gross,
            shipped_net: Money::ZERO,
            shipped_vat: Money::ZERO,
            shipped_gross: Money::ZERO,
            answer: None,
            reason: None,
            wanted_on: None,
            instead_of: None,
            demand: None,
            first_promised_on: None,
            promised_on: None,
            at_risk_at: None,
        }
    }

    fn ship(line: &mut Line, thousandths: i64, day: Day) -> LineAmounts {
        let quantity = Quantity::from_thousandths(thousandths);
        let (_, amounts) = shipped(line, quantity, day).unwrap();
        line.issued = line.issued.checked_add(quantity).unwrap();
        line.shipped_net = line.shipped_net.checked_add(amounts.net).unwrap();
        line.shipped_vat = line.shipped_vat.checked_add(amounts.vat).unwrap();
        line.shipped_gross = line.shipped_gross.checked_add(amounts.gross).unwrap();
        amounts
    }

    #[test]
    fn an_order_goes_its_way_and_no_other() {
        use Deed::{Cancel, Change, Close, Confirm, Extend, Invoice, Reserve, RunOut, ShipAll, ShipPart};
        use State::{Cancelled, Closed, Confirmed, Draft, Invoiced, Reserved, Shipped};
        let allowed = [
            (Draft, Change, Draft),
            (Draft, Reserve, Reserved),
            (Draft, Cancel, Cancelled),
            (Reserved, Confirm, Confirmed),
            (Reserved, Extend, Reserved),
            (Reserved, RunOut, Draft),
            (Reserved, Cancel, Cancelled),
            (Confirmed, Invoice, Invoiced),
            (Confirmed, Cancel, Cancelled),
            (Confirmed, ShipPart, Confirmed),
            (Confirmed, ShipAll, Shipped),
            (Invoiced, ShipPart, Invoiced),
            (Invoiced, ShipAll, Shipped),
            (Invoiced, Cancel, Cancelled),
            (Shipped, Invoice, Shipped),
            (Shipped, Close, Closed),
            (State::Delivered, Close, Closed),
        ];
        for state in State::ALL {
            for deed in [Change, Reserve, Confirm, Extend, RunOut, Invoice, ShipPart, ShipAll, Close, Cancel] {
                let expected = allowed.iter().find(|row| row.0 == *state && row.1 == deed).map(|row| row.2);
                assert_eq!(next(*state, deed), expected, "{state:?} {deed:?}");
            }
        }
        assert_eq!(possible(Closed), []);
        assert_eq!(possible(Reserved), [Confirm, Extend, Cancel]);
    }

    #[test]
    fn parts_of_a_line_come_to_the_kopeck_of_the_whole() {
        let day = Day::of(2026, 11, 23);
        let mut line = line(3_000, "0.55", PriceMode::Gross, day);
        let parts: Vec<_> = (0..3).map(|_| ship(&mut line, 1_000, day)).collect();
        assert_eq!(parts[0].vat, money("0.10"));
        assert_eq!(LineAmounts::sum(parts).unwrap(), line.amounts());
        assert_eq!(line.open(), Quantity::ZERO);
    }

    #[test]
    fn goods_that_leave_after_a_change_of_rate_bear_the_new_rate() {
        let mut line = line(2_000, "122", PriceMode::Gross, Day::of(2025, 12, 30));
        assert_eq!((line.vat_rate.basis_points(), line.vat), (2000, money("40.67")));
        let old = ship(&mut line, 1_000, Day::of(2025, 12, 31));
        let new = ship(&mut line, 1_000, Day::of(2026, 1, 1));
        assert_eq!((old.vat, new.vat), (money("20.33"), money("22.00")));
        assert_eq!((old.gross, new.gross), (money("122.00"), money("122.00")));
    }

    #[test]
    fn tax_is_summed_by_rate_from_rounded_lines() {
        let paper = |gross: &str, vat: &str, points: u16| PaperLine {
            position: 1,
            order_line: OrderLineId::new(1),
            item: ItemId::new(1),
            quantity: Quantity::whole(1),
            unit_price: UnitPrice::ZERO,
            price_mode: PriceMode::Gross,
            vat_class: if points == 1000 { VatClass::Reduced } else { VatClass::Standard },
            vat_rate: VatRate::from_basis_points(points),
            net: money(gross).checked_sub(money(vat)).unwrap(),
            vat: money(vat),
            gross: money(gross),
        };
        let parts =
            vat_parts(&[paper("1.10", "0.10", 1000), paper("100.00", "18.03", 2200), paper("100.00", "18.03", 2200)])
                .unwrap();
        let told: Vec<_> = parts.iter().map(|part| (part.rate.to_string(), part.amounts.vat.to_string())).collect();
        assert_eq!(told, [("22".to_owned(), "36.06".to_owned()), ("10".to_owned(), "0.10".to_owned())]);
    }

    #[test]
    fn a_quantity_is_given_in_units_or_in_packs() {
        let q = |text: &str| -> Quantity { text.parse().unwrap() };
        assert_eq!(quantity_of(Some(q("5")), None, q("12")), Ok(q("5")));
        assert_eq!(quantity_of(None, Some(q("2")), q("12")), Ok(q("24")));
        assert_eq!(quantity_of(None, Some(q("0.001")), q("0.5")), Err(Wrong::NotOfPacks));
        assert_eq!(quantity_of(None, None, q("12")), Err(Wrong::Missing));
        assert_eq!(quantity_of(Some(q("1")), Some(q("1")), q("12")), Err(Wrong::UnitsOrPacks));
        assert_eq!(wrong_quantity(q("0")), Some(Wrong::NotPositive));
        assert_eq!(wrong_quantity(q("-1")), Some(Wrong::NotPositive));
        assert_eq!(wrong_quantity(q("1000000.001")), Some(Wrong::TooMuch));
        assert_eq!(wrong_quantity(q("1000000")), None);
    }

    #[test]
    fn a_wanted_day_is_neither_past_nor_beyond_two_years() {
        let today = Day::of(2026, 11, 23);
        assert_eq!(wrong_day(today, today), None);
        assert_eq!(wrong_day(today.add_days(-1), today), Some(Wrong::DayPast));
        assert_eq!(wrong_day(Day::of(2028, 11, 23), today), None);
        assert_eq!(wrong_day(Day::of(2028, 11, 24), today), Some(Wrong::DayTooFar));
    }

    #[test]
    fn an_invoice_is_named_by_its_digits() {
        for typed in ["12", " 12 ", "№ 12", "№12", "#12", "0012"] {
            assert_eq!(invoice_number(typed), Some(12), "{typed}");
        }
        for typed in ["", "№", "12а", "1 2", "-12", "1.2", "99999999999999999999", "Ромашка 12"] {
            assert_eq!(invoice_number(typed), None, "{typed}");
        }
    }

    #[test]
    fn an_order_is_found_by_its_number_in_any_form() {
        for typed in ["97", " З-97 ", "3-97", "z97", "№ 97", "№97"] {
            assert_eq!(order_of(typed).map(|id| id.get()), Some(97), "{typed}");
        }
        for typed in ["", "З", "ЗА-97", "97а", "9 7", "7707083893", "Ромашка 97", "--97"] {
            assert_eq!(order_of(typed), None, "{typed}");
        }
    }

    #[test]
    fn more_than_an_invoice_wants_is_an_advance_only_when_said() {
        let left = money("100");
        assert_eq!(excess(money("100"), left, false), None);
        assert_eq!(excess(money("100.01"), left, false), Some(Wrong::MoreThanLeft(left)));
        assert_eq!(excess(money("100.01"), left, true), None);
        assert_eq!(excess(money("0.01"), Money::ZERO, false), Some(Wrong::MoreThanLeft(Money::ZERO)));
    }

    #[test]
    fn a_payment_has_a_sum_a_past_day_and_a_short_purpose() {
        let today = Day::of(2026, 11, 23);
        assert!(wrong_payment(money("0.01"), today, "Оплата по счёту 7", today).is_empty());
        let wrong = wrong_payment(Money::ZERO, today.add_days(1), &"я".repeat(501), today);
        let pointers: Vec<_> = wrong.iter().map(|field| field.pointer.as_str()).collect();
        assert_eq!(pointers, ["/amount", "/received_on", "/purpose"]);
        assert_eq!(wrong_payment(money("1"), today, "a\u{0}", today)[0].what, Wrong::Unreadable);
    }

    proptest! {
        #[test]
        fn however_a_line_is_split_it_comes_to_the_same(
            price in 1_i64..100_000_000, parts in prop::collection::vec(1_i64..5_000, 1..6), gross: bool,
        ) {
            let mode = if gross { PriceMode::Gross } else { PriceMode::Net };
            let day = Day::of(2026, 11, 23);
            let price = UnitPrice::from_ten_thousandths(price).to_string();
            let mut line = line(parts.iter().sum(), &price, mode, day);
            let sums: Vec<_> = parts.iter().map(|part| ship(&mut line, *part, day)).collect();
            let together = LineAmounts::sum(sums).unwrap();
            prop_assert_eq!(together.net.checked_add(together.vat), Ok(together.gross));
            // Only where earlier parts rounded up beyond the whole does a kopeck stay.
            let gap = together.gross.minor() - line.amounts().gross.minor();
            prop_assert!(gap.abs() <= i64::try_from(parts.len()).unwrap());
        }
    }
}
