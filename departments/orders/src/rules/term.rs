//! How long goods are held for an order that nobody has confirmed, and how often that is extended.
//!
//! A reservation holds to the end of its last day. A confirmed order has no term: the client has agreed.

use kernel::{Day, WorkCalendar};

/// The calendar of our clients.
const CALENDAR: WorkCalendar = WorkCalendar::russia();

/// How often whoever writes orders may extend one reservation; a head may more often.
pub const FREE_EXTENSIONS: i64 = 2;

/// The last day of a reservation made today for so many working days; none = it holds until it is confirmed.
pub fn held_until(today: Day, days: i64) -> Option<Day> {
    (days > 0).then(|| CALENDAR.add_working(today, i32::try_from(days).unwrap_or(i32::MAX)))
}

/// The last day after an extension: so many working days more, counted from the last day or from today, whichever is
/// later.
pub fn extended_until(until: Day, today: Day, days: i64) -> Option<Day> {
    held_until(until.max(today), days)
}

/// Whether the last day is today or the next working day: somebody has to ask the client now.
pub fn runs_out_soon(until: Day, today: Day) -> bool {
    until <= soon(today)
}

/// The last day that counts as soon.
pub fn soon(today: Day) -> Day {
    CALENDAR.add_working(today, 1)
}

/// Whether the last day has passed: the goods go to others.
pub fn has_run_out(until: Day, today: Day) -> bool {
    until < today
}

/// Whether one more extension is left to whoever may only the usual ones.
pub fn may_extend(extensions: i64, without_end: bool) -> bool {
    without_end || extensions < FREE_EXTENSIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn november(day: u8) -> Day {
        Day::of(2026, 11, day)
    }

    #[test]
    fn goods_are_held_to_the_end_of_a_working_day() {
        for (today, days, until) in [
            (november(23), 3, Some(november(26))),
            (november(23), 1, Some(november(24))),
            // Friday, and a Saturday after it: the same Wednesday.
            (november(27), 3, Some(Day::of(2026, 12, 2))),
            (november(28), 3, Some(Day::of(2026, 12, 2))),
            // The holiday of 4 November is no working day.
            (november(3), 1, Some(november(5))),
            // The long holidays of January.
            (Day::of(2026, 12, 30), 1, Some(Day::of(2027, 1, 11))),
            (november(23), 0, None),
        ] {
            assert_eq!(held_until(today, days), until, "{today} + {days}");
        }
    }

    #[test]
    fn an_extension_adds_to_the_last_day_or_to_today() {
        let until = november(26);
        assert_eq!(extended_until(until, november(24), 3), Some(Day::of(2026, 12, 1)));
        // Nobody had let it go yet: no day is lost that has passed.
        assert_eq!(extended_until(until, november(27), 3), Some(Day::of(2026, 12, 2)));
        // The company holds without a term by now.
        assert_eq!(extended_until(until, november(24), 0), None);
    }

    #[test]
    fn soon_is_today_or_the_next_working_day_and_run_out_is_the_day_after() {
        check(
            "until today  soon  out
             26    24     no    no
             26    25     yes   no
             26    26     yes   no
             26    27     yes   yes
             30    27     yes   no
             30    28     yes   no",
        );
    }

    fn check(table: &str) {
        for row in table.lines().skip(1) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let (until, today) = (november(words[0].parse().unwrap()), november(words[1].parse().unwrap()));
            let told = (runs_out_soon(until, today), has_run_out(until, today));
            assert_eq!(told, (words[2] == "yes", words[3] == "yes"), "{row}");
        }
    }

    #[test]
    fn the_third_extension_is_a_heads() {
        assert_eq!([0, 1, 2, 3].map(|so_far| may_extend(so_far, false)), [true, true, false, false]);
        assert!(may_extend(7, true));
    }
}
