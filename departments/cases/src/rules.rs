//! What a case must be like: pure checks, and when it is due where nobody said it.

use access::{Perm, Role, Scope};
use kernel::{Day, Moment, WorkCalendar, Zone};

use crate::errors::{Wrong, WrongField};

/// The working day ends at this hour.
const DAY_ENDS: u8 = 18;
/// What is left of a day after this hour is too little to promise.
const LAST_HOUR: u8 = 17;
/// What does not fit into today is due at this hour of the next working day.
const NEXT_DAY: u8 = 12;
/// Nobody plans a case farther ahead, days.
const FARTHEST_DAYS: i32 = 366;

/// Roles that may hold a case, by the table of rights.
pub(crate) fn fits(role: Role) -> bool {
    role != Role::Integration && access::scope(role, Perm::CasesWrite) != Scope::None
}

/// Roles that sit at the front desk: they answer the calls.
pub(crate) fn is_front_desk(role: Role) -> bool {
    matches!(role, Role::Operator | Role::HeadFrontDesk)
}

/// When a case is due where nobody said it: today by six in the evening, after five the next working day by noon.
pub fn default_due(now: Moment, zone: &Zone) -> Moment {
    let (day, calendar) = (now.day(zone), WorkCalendar::russia());
    let (hour, _) = now.clock(zone);
    if calendar.is_working(day) && hour < LAST_HOUR {
        return day.at(DAY_ENDS, 0, zone);
    }
    calendar.add_working(day, 1).at(NEXT_DAY, 0, zone)
}

/// Reads a moment from a day (`2026-11-26`, today without it) and a time (`11:15`, `1115`, `11`).
pub fn due_of(day: &str, time: &str, today: Day, zone: &Zone) -> Option<Moment> {
    let day = if day.trim().is_empty() { today } else { Day::parse(day.trim()).ok()? };
    let digits: String = time.chars().filter(char::is_ascii_digit).collect();
    if time.chars().any(char::is_alphabetic) {
        return None;
    }
    let split = time.trim().split([':', '.', '-', ' ']).filter(|part| !part.is_empty()).count() > 1;
    let (hour, minute) = match (digits.len(), split) {
        (1 | 2, false) => (digits.parse().ok()?, 0),
        (2 | 3, true) | (3, false) => (digits.get(..1)?.parse().ok()?, digits.get(1..)?.parse().ok()?),
        (4, _) => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
        _ => return None,
    };
    (hour < 24 && minute < 60).then(|| day.at(hour, minute, zone))
}

/// A short text from outside without spaces around it.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A longer text: its lines stay.
pub(crate) fn tidy_lines(text: &str) -> Option<String> {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// What is wrong with a text, if anything.
pub(crate) fn text(text: &str, most: usize) -> Option<Wrong> {
    if text.is_empty() {
        return Some(Wrong::Missing);
    }
    if text.chars().count() > most {
        return Some(Wrong::TooLong(i64::try_from(most).unwrap_or(i64::MAX)));
    }
    text.chars().any(|letter| letter.is_control() && letter != '\n').then_some(Wrong::Unreadable)
}

/// What is wrong with the moment by which a case is to be done, if anything.
pub(crate) fn due(due_at: Moment, now: Moment) -> Option<Wrong> {
    // A minute of grace: the page was open while the clock went on.
    if due_at < now.add_seconds(-60) {
        Some(Wrong::Past)
    } else if due_at > now.add_seconds(i64::from(FARTHEST_DAYS) * 86_400) {
        Some(Wrong::Far)
    } else {
        None
    }
}

/// Says what is wrong with a field.
pub(crate) fn check(wrong: &mut Vec<WrongField>, pointer: &str, what: Option<Wrong>) {
    wrong.extend(what.map(|what| WrongField::new(pointer, what)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_type_it() {
        let (zone, today) = (Zone::utc(), Day::of(2026, 11, 23));
        let at = |hour, minute| Some(today.at(hour, minute, &zone));
        for (typed, hour, minute) in [
            ("11:15", 11, 15),
            ("1115", 11, 15),
            ("11.15", 11, 15),
            ("9", 9, 0),
            ("09", 9, 0),
            ("9:05", 9, 5),
            ("905", 9, 5),
        ] {
            assert_eq!(due_of("", typed, today, &zone), at(hour, minute), "{typed}");
        }
        assert_eq!(due_of("2026-11-26", "12:00", today, &zone), Some(Day::of(2026, 11, 26).at(12, 0, &zone)));
        for typed in ["", "25", "11:75", "завтра", "11:15:30"] {
            assert_eq!(due_of("", typed, today, &zone), None, "{typed}");
        }
        assert_eq!(due_of("26.11", "12:00", today, &zone), None);
    }

    #[test]
    fn what_nobody_dated_is_due_today_or_next_working_noon() {
        let zone = Zone::utc();
        let monday = Day::of(2026, 11, 23);
        assert_eq!(default_due(monday.at(9, 30, &zone), &zone), monday.at(18, 0, &zone));
        assert_eq!(default_due(monday.at(17, 0, &zone), &zone), monday.add_days(1).at(12, 0, &zone));
        let friday = Day::of(2026, 11, 27);
        assert_eq!(default_due(friday.at(17, 30, &zone), &zone), friday.add_days(3).at(12, 0, &zone));
        let saturday = friday.add_days(1);
        assert_eq!(default_due(saturday.at(9, 0, &zone), &zone), friday.add_days(3).at(12, 0, &zone));
    }

    #[test]
    fn a_buyer_holds_no_case_and_an_operator_does() {
        assert!(!fits(Role::Buyer));
        assert!(!fits(Role::Integration));
        assert!(fits(Role::Operator));
        assert!(fits(Role::AccountManager));
    }
}
