//! Days, months, moments and time zones.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use thiserror::Error;

/// The text is not a day we can work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadDay {
    /// The text is not of the form `YYYY-MM-DD`.
    #[error("a day is written YYYY-MM-DD")]
    Form,
    /// There is no such day in the calendar.
    #[error("there is no such day")]
    NoSuchDay,
    /// The year is not between 1990 and 2100.
    #[error("the year must be between 1990 and 2100")]
    Range,
}

/// The text is not a month of the form `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a month is written YYYY-MM")]
pub struct BadMonth;

/// The text is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a moment is written like 2026-11-23T09:30:00.000Z")]
pub struct BadMoment;

/// The name is not an IANA time zone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no such time zone: {name}")]
pub struct BadZone {
    /// The name asked for.
    pub name: String,
}

const MS_PER_DAY: i64 = 86_400_000;

/// A day of the calendar, without time or zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Number of the day, Monday is 1.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Saturday or Sunday.
    pub const fn is_weekend(self) -> bool {
        matches!(self, Weekday::Saturday | Weekday::Sunday)
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's method).
const fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
const fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let days = days as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year as i32, month as u8, day as u8)
}

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Day {
    /// A day known when the program is written; a day beyond the month rolls over.
    pub const fn of(year: i16, month: u8, day: u8) -> Self {
        Self(days_from_civil(year as i32, month as i32, day as i32))
    }

    /// A day of the calendar between 1990 and 2100.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, BadDay> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return Err(BadDay::NoSuchDay);
        }
        if !(1990..=2100).contains(&year) {
            return Err(BadDay::Range);
        }
        Ok(Self(days_from_civil(year, i32::from(month), i32::from(day))))
    }

    /// From days since 1970-01-01.
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Reads `YYYY-MM-DD` between 1990 and 2100.
    pub fn parse(text: &str) -> Result<Self, BadDay> {
        let (year, month, day) = match text.as_bytes() {
            [y @ .., b'-', m1, m2, b'-', d1, d2] if y.len() == 4 => {
                (number(y), number(&[*m1, *m2]), number(&[*d1, *d2]))
            }
            _ => return Err(BadDay::Form),
        };
        let form = || BadDay::Form;
        let small = |part: Option<u16>| part.and_then(|part| u8::try_from(part).ok());
        Self::new(i32::from(year.ok_or_else(form)?), small(month).ok_or_else(form)?, small(day).ok_or_else(form)?)
    }

    /// The day so many days later (earlier when negative).
    pub const fn add_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days it is until the other day (negative when past).
    pub const fn days_until(self, other: Day) -> i32 {
        other.0.saturating_sub(self.0)
    }

    /// Day of the week.
    pub const fn weekday(self) -> Weekday {
        match (self.0.rem_euclid(7) + 3) % 7 {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        civil_from_days(self.0).0
    }

    /// The month of the year, from 1.
    pub const fn month_of_year(self) -> u8 {
        civil_from_days(self.0).1
    }

    /// The day of the month, from 1.
    pub const fn day_of_month(self) -> u8 {
        civil_from_days(self.0).2
    }

    /// The first day of the same month.
    pub const fn first_of_month(self) -> Day {
        self.add_days(1 - self.day_of_month() as i32)
    }

    /// The month the day is in.
    pub const fn month(self) -> Month {
        let (year, month, _) = civil_from_days(self.0);
        Month(year * 12 + month as i32 - 1)
    }

    /// The moment the day begins in the zone.
    pub fn start(self, zone: &Zone) -> Moment {
        self.at(0, 0, zone)
    }

    /// The moment of an hour and minute of the day in the zone.
    pub fn at(self, hour: u8, minute: u8, zone: &Zone) -> Moment {
        let utc = i64::from(self.0) * MS_PER_DAY + i64::from(hour) * 3_600_000 + i64::from(minute) * 60_000;
        let (year, month, day) = civil_from_days(self.0);
        let local = i16::try_from(year).ok().and_then(|year| {
            let month = i8::try_from(month).ok()?;
            let day = i8::try_from(day).ok()?;
            let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
            jiff::civil::DateTime::new(year, month, day, hour, minute, 0, 0).ok()
        });
        let stamp = local.and_then(|local| zone.zone.to_timestamp(local).ok());
        Moment(stamp.map_or(utc, |stamp| stamp.as_millisecond()))
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u16::from(byte - b'0')))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        f.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        Self::parse(text)
    }
}

/// What a reader of JSON expects of a [`Day`].
pub const EXPECTED_DAY: &str = "a day as YYYY-MM-DD";
serde_as_text!(Day, EXPECTED_DAY);
column_as_int!(Day, days, |days| i32::try_from(days).ok().map(Day));

/// A month of a year, counted as year × 12 + month − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// From the count year × 12 + month − 1.
    pub const fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// The count year × 12 + month − 1.
    pub const fn index(self) -> i32 {
        self.0
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, from 1.
    pub const fn month_of_year(self) -> u8 {
        self.0.rem_euclid(12) as u8 + 1
    }

    /// The month so many months later (earlier when negative).
    pub const fn add_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// The first day of the month.
    pub const fn first_day(self) -> Day {
        Day(days_from_civil(self.year(), self.month_of_year() as i32, 1))
    }

    /// The last day of the month.
    pub const fn last_day(self) -> Day {
        self.first_day().add_days(days_in_month(self.year(), self.month_of_year()) as i32 - 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.month_of_year()))
    }
}

impl FromStr for Month {
    type Err = BadMonth;

    fn from_str(text: &str) -> Result<Self, BadMonth> {
        Day::parse(&format!("{text}-01")).map(Day::month).map_err(|_| BadMonth)
    }
}

serde_as_text!(Month, "a month as YYYY-MM");
column_as_int!(Month, index, |index| i32::try_from(index).ok().map(Month));

/// A point in time: milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds since 1970 in UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 in UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 moment of any offset.
    pub fn parse(text: &str) -> Result<Self, BadMoment> {
        let stamp: jiff::Timestamp = text.parse().map_err(|_| BadMoment)?;
        Ok(Self(stamp.as_millisecond()))
    }

    /// The moment so many milliseconds later (earlier when negative).
    pub const fn add_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The moment so many seconds later (earlier when negative).
    pub const fn add_seconds(self, seconds: i64) -> Self {
        self.add_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds from the other moment to this one.
    pub const fn millis_since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The day on the calendar of the zone.
    pub fn day(&self, zone: &Zone) -> Day {
        self.local(zone).0
    }

    /// Hour and minute on the clock of the zone.
    pub fn clock(&self, zone: &Zone) -> (u8, u8) {
        let minutes = self.local(zone).1 / 60_000;
        let part = |number: i64| u8::try_from(number).unwrap_or_default();
        (part(minutes / 60), part(minutes % 60))
    }

    /// Day, and milliseconds since its midnight on the clock of the zone.
    fn local(self, zone: &Zone) -> (Day, i64) {
        let offset = jiff::Timestamp::from_millisecond(self.0).map_or(0, |stamp| zone.zone.to_offset(stamp).seconds());
        split(self.0.saturating_add(i64::from(offset) * 1000))
    }
}

fn split(millis: i64) -> (Day, i64) {
    let days = millis.div_euclid(MS_PER_DAY);
    let bound = if days < 0 { i32::MIN } else { i32::MAX };
    (Day(i32::try_from(days).unwrap_or(bound)), millis.rem_euclid(MS_PER_DAY))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, millis) = split(self.0);
        let seconds = millis / 1000;
        f.pad(&format!(
            "{day}T{:02}:{:02}:{:02}.{:03}Z",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            millis % 1000
        ))
    }
}

impl FromStr for Moment {
    type Err = BadMoment;

    fn from_str(text: &str) -> Result<Self, BadMoment> {
        Self::parse(text)
    }
}

/// What a reader of JSON expects of a [`Moment`].
pub const EXPECTED_MOMENT: &str = "a moment as RFC 3339";
serde_as_text!(Moment, EXPECTED_MOMENT);
column_as_int!(Moment, millis, |millis| Some(Moment(millis)));

/// A time zone by its IANA name, such as `Europe/Moscow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// Reads an IANA name.
    pub fn parse(name: &str) -> Result<Self, BadZone> {
        let bad = || BadZone { name: name.to_owned() };
        let zone = TimeZone::get(name).map_err(|_| bad())?;
        let name = zone.iana_name().ok_or_else(bad)?.to_owned();
        Ok(Self { name, zone })
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// The IANA name.
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl FromStr for Zone {
    type Err = BadZone;

    fn from_str(name: &str) -> Result<Self, BadZone> {
        Self::parse(name)
    }
}

serde_as_text!(Zone, "an IANA time zone name");
column_as_text!(Zone, as_str);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{FromColumn, Param, ToColumn, Value};
    use proptest::prelude::*;

    #[test]
    fn days_read_and_write() {
        let day = Day::parse("2026-11-23").unwrap();
        assert_eq!(day.to_string(), "2026-11-23");
        assert_eq!(day.weekday(), Weekday::Monday);
        assert_eq!((day.year(), day.month_of_year(), day.day_of_month()), (2026, 11, 23));
        assert_eq!(day.first_of_month(), Day::of(2026, 11, 1));
        assert_eq!(Day::of(1970, 1, 1).days(), 0);
        assert_eq!(Day::of(1970, 1, 1).weekday(), Weekday::Thursday);
        assert_eq!(day.add_days(8).to_string(), "2026-12-01");
        assert_eq!(day.days_until(Day::of(2026, 11, 20)), -3);
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-11-23\"");
    }

    #[test]
    fn bad_days_say_why() {
        for text in ["", "23.11.2026", "2026-1-2", "2026-11-2x", "26-11-23", "+026-01-01"] {
            assert_eq!(Day::parse(text), Err(BadDay::Form), "{text}");
        }
        for text in ["2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00"] {
            assert_eq!(Day::parse(text), Err(BadDay::NoSuchDay), "{text}");
        }
        assert!(Day::parse("2028-02-29").is_ok());
        assert_eq!(Day::parse("1989-12-31"), Err(BadDay::Range));
        assert_eq!(Day::parse("2101-01-01"), Err(BadDay::Range));
    }

    #[test]
    fn months_count_on() {
        let month = Day::of(2026, 12, 31).month();
        assert_eq!(month.index(), 2026 * 12 + 11);
        assert_eq!(month.to_string(), "2026-12");
        assert_eq!(month.add_months(2).last_day(), Day::of(2027, 2, 28));
        assert_eq!("2026-12".parse(), Ok(month));
        assert!("2026-13".parse::<Month>().is_err());
    }

    #[test]
    fn moments_have_a_day_in_each_zone() {
        let moscow = Zone::parse("Europe/Moscow").unwrap();
        let late = Moment::parse("2026-11-23T21:30:00Z").unwrap();
        assert_eq!(late.to_string(), "2026-11-23T21:30:00.000Z");
        assert_eq!(late.day(&Zone::utc()), Day::of(2026, 11, 23));
        assert_eq!(late.day(&moscow), Day::of(2026, 11, 24));
        assert_eq!(late.clock(&moscow), (0, 30));
        assert_eq!(Day::of(2026, 11, 24).at(0, 30, &moscow), late);
        let other = Moment::parse("2026-11-24T00:30:00.000+03:00").unwrap();
        assert_eq!(other, late);
        assert_eq!(late.add_seconds(60).millis_since(late), 60_000);
        assert!(Moment::parse("2026-11-24 00:30").is_err());
        assert!(Zone::parse("Mars/Base").is_err());
        assert_eq!(moscow.to_string(), "Europe/Moscow");
    }

    #[test]
    fn days_and_moments_are_integer_columns() {
        let day = Day::of(1970, 2, 1);
        assert_eq!(day.to_param(), Param::Int(31));
        assert_eq!(Day::from_value(Value::Int(31)), Ok(day));
        assert!(Day::from_value(Value::Int(i64::MAX)).is_err());
        assert_eq!(Moment::from_millis(5).to_param(), Param::Int(5));
    }

    proptest! {
        #[test]
        fn days_round_trip(days in 7305_i32..47_847) {
            let day = Day::from_days(days);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
            let ours = jiff::civil::date(1970, 1, 1)
                .checked_add(jiff::Span::new().days(i64::from(days))).unwrap();
            prop_assert_eq!(day.to_string(), ours.to_string());
            prop_assert_eq!(
                i32::from(day.weekday().number()),
                i32::from(ours.weekday().to_monday_one_offset())
            );
        }

        #[test]
        fn moments_round_trip(millis in -60_000_000_000_000_i64..200_000_000_000_000) {
            let moment = Moment::from_millis(millis);
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }
}
