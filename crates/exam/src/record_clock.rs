//! The time of the record: the clock that decides about time limits.
//!
//! Several instances on one database must agree on the time, or an answer would be in time for one and late for another. So where
//! the database has a clock of its own (PostgreSQL), it is the clock of all of them. Asking it for each answer would cost a round
//! trip, so each instance measures now and then how far its own clock is from it, and counts on by its monotonic clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use persistence::{Record, RecordError};

use crate::environment::Environment;

/// A measurement that takes longer says too little: the clock was read at any moment of it.
const LONGEST_ROUND_TRIP: Duration = Duration::from_millis(500);
/// Round trips of one measurement, of which the shortest counts.
const ROUND_TRIPS: usize = 3;
/// By how much the clock of a server may be off.
pub const MAX_CLOCK_OFFSET: Duration = Duration::from_secs(2);

/// An environment whose clock is that of the record, once it has been measured; until then, and where the record has none, it is
/// the one of the environment behind.
pub struct RecordClock {
    inner: Arc<dyn Environment>,
    measured: Mutex<Option<Measured>>,
}

/// The clock of the record at a moment.
#[derive(Debug, Clone, Copy)]
struct Measured {
    /// What the record's clock showed, in microseconds since 1970.
    micros: u64,
    at: Instant,
    offset: ClockOffset,
}

/// How far the clock of this server is from that of the record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClockOffset {
    /// In seconds: above zero when this server's clock is ahead.
    pub seconds: f64,
}

impl ClockOffset {
    /// Whether the clock is too far off for this server to end sessions by itself.
    #[must_use]
    pub fn is_too_large(self) -> bool {
        self.seconds.abs() > MAX_CLOCK_OFFSET.as_secs_f64()
    }
}

impl RecordClock {
    /// The clock of this environment until the first measurement.
    #[must_use]
    pub fn new(inner: Arc<dyn Environment>) -> Self {
        Self { inner, measured: Mutex::new(None) }
    }

    /// Measures the record's clock and goes by it from here on; `None` where the record has none, or answers too slowly for a
    /// measurement: then the clock goes on as it was.
    ///
    /// # Errors
    /// [`RecordError`] when the database fails.
    pub async fn measure(&self, record: &dyn Record) -> Result<Option<ClockOffset>, RecordError> {
        let mut best: Option<(Duration, Measured)> = None;
        for _ in 0..ROUND_TRIPS {
            let before = Instant::now();
            let Some(time) = record.clock().await? else { return Ok(None) };
            let round_trip = before.elapsed();
            // The clock was read somewhere on the way; the middle is off by half of the round trip at most.
            let at = before + round_trip / 2;
            let own = self.inner.now() - at.elapsed();
            let measured = Measured { micros: micros(time), at, offset: offset(own, time) };
            if best.is_none_or(|(shortest, _)| round_trip < shortest) {
                best = Some((round_trip, measured));
            }
        }
        let Some((_, measured)) = best.filter(|(shortest, _)| *shortest <= LONGEST_ROUND_TRIP) else { return Ok(None) };
        *self.lock() = Some(measured);
        metrics::gauge!("adaptive_clock_offset_seconds").set(measured.offset.seconds);
        Ok(Some(measured.offset))
    }

    /// The offset of the latest measurement.
    #[must_use]
    pub fn offset(&self) -> Option<ClockOffset> {
        self.lock().map(|measured| measured.offset)
    }

    /// Whether the own clock of this server is too far off for it to change sessions by itself.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.offset().is_some_and(ClockOffset::is_too_large)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Measured>> {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Environment for RecordClock {
    fn now(&self) -> SystemTime {
        match *self.lock() {
            Some(Measured { micros, at, .. }) => {
                let since = u64::try_from(at.elapsed().as_micros()).unwrap_or(u64::MAX);
                UNIX_EPOCH + Duration::from_micros(micros.saturating_add(since))
            }
            None => self.inner.now(),
        }
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        self.inner.fill_random(buffer)
    }
}

fn micros(time: SystemTime) -> u64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    u64::try_from(since_epoch.as_micros()).unwrap_or(u64::MAX)
}

fn offset(own: SystemTime, of_record: SystemTime) -> ClockOffset {
    let seconds = match own.duration_since(of_record) {
        Ok(ahead) => ahead.as_secs_f64(),
        Err(behind) => -behind.duration().as_secs_f64(),
    };
    ClockOffset { seconds }
}
