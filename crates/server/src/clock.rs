//! The time, passed in and never called directly, so that expiry, lock-outs and retries can be tested.

use std::sync::atomic::{AtomicI64, Ordering};

use contract::Timestamp;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// A moment, in milliseconds since 1970-01-01T00:00:00Z: what the database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// So many seconds later; earlier when negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// So many days of 24 hours later; earlier when negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Whole seconds until another moment, rounded up; 0 when it has passed.
    pub fn seconds_until(self, later: Self) -> u32 {
        let milliseconds = (later.0 - self.0).max(0);
        u32::try_from((milliseconds + 999) / 1000).unwrap_or(u32::MAX)
    }

    /// As the wire has it.
    pub fn to_wire(self) -> Timestamp {
        Timestamp(self.to_jiff().to_string())
    }

    /// As the calendar has it.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// As Japan's calendar and clocks have it.
    pub fn in_japan(self) -> jiff::Zoned {
        self.to_jiff().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)))
    }

    /// The beginning of a day of Japan's calendar, written `2026-11-22`.
    pub fn midnight_in_japan(day: &str) -> Option<Self> {
        let date: jiff::civil::Date = day.parse().ok().filter(|_| day.len() == 10)?;
        let zoned = date.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    /// The beginning of this second: as fine as certificates tell time.
    #[must_use]
    pub fn floor_to_second(self) -> Self {
        Self(self.0.div_euclid(1000) * 1000)
    }

    /// The same time of day so many months later in Japan's calendar; the month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let japan = self.in_japan();
        let later = japan.checked_add(jiff::Span::new().months(months)).unwrap_or(japan);
        Self(later.timestamp().as_millisecond())
    }

    /// The same time of day a year earlier, in Japan's calendar; the 28th of February for the 29th (M2.2).
    #[must_use]
    pub fn minus_one_year(self) -> Self {
        self.plus_months(-12)
    }
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that may ask")]
    fn now(&self) -> Moment {
        Moment(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands still until it is set: for tests and for loading data of the past.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows this moment.
    pub fn new(at: Moment) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Sets it.
    pub fn set(&self, at: Moment) {
        self.0.store(at.0, Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond())
    }

    #[test]
    fn a_year_is_counted_in_japans_calendar_m2_2() {
        assert_eq!(at("2026-11-22T05:00:00Z").minus_one_year(), at("2025-11-22T05:00:00Z"));
        // 2028-02-29 in Japan, still the 28th in UTC.
        assert_eq!(at("2028-02-28T20:00:00Z").minus_one_year(), at("2027-02-27T20:00:00Z"));
    }

    #[test]
    fn days_are_japans() {
        assert_eq!(Moment::midnight_in_japan("2026-11-22"), Some(at("2026-11-21T15:00:00Z")));
        for day in ["2026-11-31", "20261122", "", "2026-11-22T00:00"] {
            assert_eq!(Moment::midnight_in_japan(day), None, "{day}");
        }
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!(Moment(0).seconds_until(Moment(1)), 1);
        assert_eq!(Moment(0).seconds_until(Moment(2000)), 2);
        assert_eq!(Moment(5).seconds_until(Moment(0)), 0);
    }

    #[test]
    fn the_wire_has_rfc_3339() {
        assert_eq!(at("2026-11-22T05:00:00Z").to_wire().0, "2026-11-22T05:00:00Z");
    }
}
