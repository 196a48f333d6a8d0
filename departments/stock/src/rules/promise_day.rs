//! From the day of the goods to the day told to the client, and back.

use kernel::{Day, WorkCalendar};

/// What lies between the shelf and the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Today at the warehouse.
    pub today: Day,
    /// The hour at the warehouse now, 0 to 23.
    pub hour: u8,
    /// From this hour on nothing more is picked today.
    pub cutoff_hour: u8,
    /// Days of picking and packing.
    pub handling_days: u16,
    /// Days on the way, by contract or address.
    pub delivery_days: u16,
}

/// The day to promise for goods that can be picked from a day on: always a working day.
pub fn promised_on(available_on: Day, delivery: &Delivery, calendar: &WorkCalendar) -> Day {
    let start = available_on.max(delivery.first_start());
    calendar.next_working(start.add_days(delivery.days()))
}

/// The last day on which goods may come for a wanted day; none when it is too late already.
///
/// Exact: goods of the next day would be promised for after the wanted day.
pub fn latest_supply_day(wanted_on: Day, delivery: &Delivery, calendar: &WorkCalendar) -> Option<Day> {
    let mut last_working = wanted_on;
    while !calendar.is_working(last_working) {
        last_working = last_working.add_days(-1);
    }
    let start = last_working.add_days(-delivery.days());
    (start >= delivery.first_start()).then_some(start)
}

impl Delivery {
    /// Today, or tomorrow when the hour of the cut-off has come.
    fn first_start(&self) -> Day {
        let missed = self.hour >= self.cutoff_hour;
        self.today.add_days(i32::from(missed))
    }

    fn days(&self) -> i32 {
        i32::from(self.handling_days) + i32::from(self.delivery_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RUSSIA: WorkCalendar = WorkCalendar::russia();

    fn delivery(today: Day, hour: u8, handling_days: u16, delivery_days: u16) -> Delivery {
        Delivery { today, hour, cutoff_hour: 15, handling_days, delivery_days }
    }

    #[test]
    fn a_promise_is_a_working_day_after_handling_and_delivery() {
        // Friday 2026-11-20; 2026-11-04 is a holiday; the new year's holidays end on 01-10.
        for (available, today, hour, handling, days, promised) in [
            ("2026-11-20", "2026-11-20", 9, 0, 0, "2026-11-20"),
            ("2026-11-20", "2026-11-20", 15, 0, 0, "2026-11-23"),
            ("2026-11-18", "2026-11-20", 9, 0, 1, "2026-11-23"),
            ("2026-11-24", "2026-11-20", 15, 1, 1, "2026-11-26"),
            ("2026-11-03", "2026-11-02", 9, 0, 1, "2026-11-05"),
            ("2026-12-30", "2026-12-30", 9, 0, 1, "2027-01-11"),
        ] {
            let day = |text: &str| text.parse::<Day>().unwrap();
            let delivery = delivery(day(today), hour, handling, days);
            assert_eq!(promised_on(day(available), &delivery, &RUSSIA), day(promised), "{available}");
        }
    }

    #[test]
    fn a_day_too_near_has_no_supply_day() {
        let friday = Day::of(2026, 11, 20);
        assert_eq!(latest_supply_day(friday, &delivery(friday, 9, 0, 0), &RUSSIA), Some(friday));
        assert_eq!(latest_supply_day(friday, &delivery(friday, 15, 0, 0), &RUSSIA), None);
        assert_eq!(latest_supply_day(friday, &delivery(friday, 9, 0, 1), &RUSSIA), None);
    }

    proptest! {
        #[test]
        fn the_way_back_is_exact(
            today in 20_400_i32..20_900, hour in 0_u8..24,
            handling in 0_u16..4, days in 0_u16..9, ahead in -5_i32..60,
        ) {
            let today = Day::from_days(today);
            let delivery = delivery(today, hour, handling, days);
            let wanted = today.add_days(ahead);
            match latest_supply_day(wanted, &delivery, &RUSSIA) {
                Some(last) => {
                    prop_assert!(promised_on(last, &delivery, &RUSSIA) <= wanted);
                    prop_assert!(promised_on(last.add_days(1), &delivery, &RUSSIA) > wanted);
                }
                None => prop_assert!(promised_on(today.add_days(-30), &delivery, &RUSSIA) > wanted),
            }
        }
    }
}
