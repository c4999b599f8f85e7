//! The clock of the record: all instances go by it, however wrong their own clocks are.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use exam::{ClockOffset, Environment, MAX_CLOCK_OFFSET, RecordClock};
use persistence::RecordSettings;

use crate::environment::ManualEnvironment;
use crate::faults::When;
use crate::faulty_record::FaultyRecord;

/// Far more than a measurement in memory takes, far less than the clocks differ by.
const TOLERANCE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

async fn record() -> FaultyRecord {
    FaultyRecord::new(persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap())
}

fn shows(clock: &RecordClock, expected: SystemTime) -> bool {
    let shown = clock.now();
    (expected - TOLERANCE..expected + TOLERANCE).contains(&shown)
}

#[tokio::test]
async fn a_record_without_a_clock_leaves_the_clock_as_it_is() {
    let own = Arc::new(ManualEnvironment::default());
    let clock = RecordClock::new(own.clone());
    assert_eq!(clock.measure(&record().await).await.unwrap(), None);
    assert_eq!(clock.now(), own.now());
    own.advance(HOUR);
    assert_eq!((clock.now(), clock.offset(), clock.is_off()), (own.now(), None, false));
}

#[tokio::test]
async fn the_clock_of_the_record_counts_whether_the_own_one_is_ahead_or_behind() {
    let record = record().await;
    let of_record = Arc::new(ManualEnvironment::default());
    of_record.advance(10 * HOUR);
    *record.clock.lock().unwrap() = Some(of_record.clone());
    for (own_time, seconds) in [(9 * HOUR, -3600.0), (11 * HOUR, 3600.0), (10 * HOUR, 0.0)] {
        let own = Arc::new(ManualEnvironment::default());
        own.advance(own_time);
        let clock = RecordClock::new(own.clone());
        let offset = clock.measure(&record).await.unwrap().unwrap();
        assert!((offset.seconds - seconds).abs() < TOLERANCE.as_secs_f64(), "{offset:?}");
        assert!(shows(&clock, of_record.now()));
        // The clock of the process is put forward: the clock of the record does not move by it.
        own.advance(5 * HOUR);
        assert!(shows(&clock, of_record.now()));
        assert_eq!((clock.offset(), clock.is_off()), (Some(offset), seconds != 0.0));
    }
}

#[tokio::test]
async fn a_measurement_that_fails_leaves_the_last_one() {
    let record = record().await;
    let of_record = Arc::new(ManualEnvironment::default());
    of_record.advance(10 * HOUR);
    *record.clock.lock().unwrap() = Some(of_record.clone());
    let clock = RecordClock::new(Arc::new(ManualEnvironment::default()));
    clock.measure(&record).await.unwrap();
    record.faults.fail_next("clock", When::Before);
    clock.measure(&record).await.unwrap_err();
    assert!(shows(&clock, of_record.now()));
}

#[test]
fn a_clock_may_be_off_by_two_seconds() {
    for (seconds, too_large) in [(0.0, false), (1.99, false), (-1.99, false), (2.01, true), (-2.01, true)] {
        assert_eq!(ClockOffset { seconds }.is_too_large(), too_large, "{seconds}");
    }
    assert_eq!(MAX_CLOCK_OFFSET, Duration::from_secs(2));
}
