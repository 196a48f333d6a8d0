//! The one place where the time of day is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use kernel::day::Moment;

/// The company's clock: the machine's, moved by a fixed distance in a demo company.
#[derive(Clone, Default, Debug)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
    /// The moment at which it stands still; 0 while it runs.
    stands_at: Arc<AtomicI64>,
}

impl Clock {
    /// The present moment, UTC milliseconds.
    pub fn now(&self) -> Moment {
        let stands_at = self.stands_at.load(Ordering::Relaxed);
        if stands_at != 0 {
            return Moment::from_millis(stands_at);
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_millis()).unwrap_or(0);
        Moment::from_millis(i64::try_from(since).unwrap_or(i64::MAX) + self.ahead_ms.load(Ordering::Relaxed))
    }

    /// How far the clock is ahead of the machine's, milliseconds; kept in a demo's base.
    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Sets how far the clock is ahead of the machine's.
    pub fn set_ahead_ms(&self, ahead: i64) {
        self.ahead_ms.store(ahead, Ordering::Relaxed);
    }

    /// Moves the clock so that it shows `moment` now; it keeps running from there.
    pub fn set(&self, moment: Moment) {
        self.stands_at.store(0, Ordering::Relaxed);
        self.ahead_ms.store(0, Ordering::Relaxed);
        self.ahead_ms.store(moment.millis() - self.now().millis(), Ordering::Relaxed);
    }

    /// Stands still at `moment` until it is set: the demo's past is the same on every machine.
    pub fn stand(&self, moment: Moment) {
        self.stands_at.store(moment.millis(), Ordering::Relaxed);
    }
}
