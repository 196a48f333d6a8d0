//! Working days of Russia: holidays, days moved by the government, short days.

use crate::day::Day;

/// One published year; a date is month × 100 + day.
struct Year {
    year: i32,
    /// Monday to Friday, yet off.
    off: &'static [u16],
    /// Saturday or Sunday, yet worked.
    worked: &'static [u16],
    /// Worked, one hour shorter.
    short: &'static [u16],
}

const RUSSIA: [Year; 3] = [
    Year {
        year: 2025,
        off: &[101, 102, 103, 106, 107, 108, 501, 502, 508, 509, 612, 613, 1103, 1104, 1231],
        worked: &[1101],
        short: &[307, 430, 611, 1101],
    },
    Year {
        year: 2026,
        off: &[101, 102, 105, 106, 107, 108, 109, 223, 309, 501, 511, 612, 1104, 1231],
        worked: &[],
        short: &[430, 508, 611, 1103],
    },
    Year {
        year: 2027,
        off: &[101, 104, 105, 106, 107, 108, 222, 223, 308, 503, 510, 614, 1104, 1105, 1231],
        worked: &[220],
        short: &[220, 430, 611, 1103],
    },
];

/// Which days the company works.
///
/// Years without a published calendar count Monday to Friday as working:
/// ask [`WorkCalendar::is_known`] before promising a day far ahead.
#[derive(Clone, Copy)]
pub struct WorkCalendar {
    years: &'static [Year],
}

impl std::fmt::Debug for WorkCalendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.years.iter().map(|year| year.year)).finish()
    }
}

impl WorkCalendar {
    /// The five-day week of Russia, with the published years 2025 to 2027.
    pub const fn russia() -> Self {
        Self { years: &RUSSIA }
    }

    /// Whether the year's holidays and moved days are known.
    pub fn is_known(&self, year: i32) -> bool {
        self.years.iter().any(|known| known.year == year)
    }

    /// Whether the company works on the day.
    pub fn is_working(&self, day: Day) -> bool {
        let weekend = day.weekday().is_weekend();
        match self.entry(day) {
            Some((year, date)) if weekend => year.worked.contains(&date),
            Some((year, date)) => !year.off.contains(&date),
            None => !weekend,
        }
    }

    /// Whether the working day is one hour shorter.
    pub fn is_short(&self, day: Day) -> bool {
        self.entry(day).is_some_and(|(year, date)| year.short.contains(&date))
    }

    /// The day itself when working, else the first working day after it.
    pub fn next_working(&self, day: Day) -> Day {
        let mut day = day;
        while !self.is_working(day) {
            day = day.add_days(1);
        }
        day
    }

    /// The day `count` working days after (before when negative) the given one.
    ///
    /// The given day itself is not counted, working or not; 0 is [`Self::next_working`].
    pub fn add_working(&self, day: Day, count: i32) -> Day {
        if count == 0 {
            return self.next_working(day);
        }
        let step = count.signum();
        let mut day = day;
        let mut left = count.unsigned_abs();
        while left > 0 {
            let next = day.add_days(step);
            if next == day {
                break;
            }
            day = next;
            if self.is_working(day) {
                left -= 1;
            }
        }
        day
    }

    fn entry(&self, day: Day) -> Option<(&'static Year, u16)> {
        let year = day.year();
        let entry = self.years.iter().find(|known| known.year == year)?;
        let date = u16::from(day.month_of_year()) * 100 + u16::from(day.day_of_month());
        Some((entry, date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RU: WorkCalendar = WorkCalendar::russia();

    #[test]
    fn each_known_year_has_247_working_days() {
        for year in [2025, 2026, 2027] {
            let worked =
                (0..365).map(|days| Day::of(year, 1, 1).add_days(days)).filter(|day| RU.is_working(*day)).count();
            assert_eq!(worked, 247, "{year}");
            assert!(RU.is_known(i32::from(year)));
        }
        assert!(!RU.is_known(2028));
    }

    #[test]
    fn moved_and_short_days_are_seen() {
        assert!(RU.is_working(Day::of(2025, 11, 1)));
        assert!(RU.is_short(Day::of(2025, 11, 1)));
        assert!(!RU.is_working(Day::of(2025, 11, 3)));
        assert!(!RU.is_working(Day::of(2026, 1, 11)));
        assert!(RU.is_working(Day::of(2026, 1, 12)));
        assert!(RU.is_working(Day::of(2027, 2, 20)));
        assert!(!RU.is_working(Day::of(2027, 2, 22)));
        assert!(!RU.is_working(Day::of(2026, 12, 31)));
    }

    #[test]
    fn working_days_are_counted_over_holidays() {
        let eve = Day::of(2025, 12, 30);
        assert_eq!(RU.add_working(eve, 1), Day::of(2026, 1, 12));
        assert_eq!(RU.add_working(Day::of(2026, 1, 12), -1), eve);
        assert_eq!(RU.next_working(Day::of(2026, 1, 1)), Day::of(2026, 1, 12));
        assert_eq!(RU.next_working(eve), eve);
        assert_eq!(RU.add_working(Day::of(2026, 1, 1), 0), Day::of(2026, 1, 12));
        assert_eq!(RU.add_working(Day::of(2026, 1, 1), 1), Day::of(2026, 1, 12));
    }

    #[test]
    fn unknown_years_work_monday_to_friday() {
        assert!(RU.is_working(Day::of(2030, 1, 1)));
        assert!(!RU.is_working(Day::of(2030, 1, 5)));
        assert!(!RU.is_short(Day::of(2030, 3, 7)));
    }
}
