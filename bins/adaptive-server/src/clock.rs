//! Keeps the clock of the exams with that of the database, and says when this server's own clock is off.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use exam::{MAX_CLOCK_OFFSET, RecordClock};
use persistence::Record;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

#[cfg(feature = "failpoints")]
use crate::shifted_clock::own_environment;

/// Between two measurements. The clocks of computers drift apart by less than a millisecond in this time.
const INTERVAL: Duration = Duration::from_secs(10);

/// The clock that all parts of the server use, and the task that keeps it with that of the database.
pub(crate) struct ClockWatch {
    clock: Arc<RecordClock>,
    task: JoinHandle<()>,
}

impl ClockWatch {
    /// Measures the clock, and goes on to do so.
    pub(crate) async fn start(record: Arc<dyn Record>) -> anyhow::Result<Self> {
        let clock = Arc::new(RecordClock::new(own_environment()?));
        let mut log = ClockLog::default();
        clock.measure(record.as_ref()).await.context("the clock of the database cannot be read")?;
        log.report(&clock);
        Ok(Self { clock: Arc::clone(&clock), task: tokio::spawn(watch(clock, record, log)) })
    }

    pub(crate) fn clock(&self) -> Arc<RecordClock> {
        Arc::clone(&self.clock)
    }

    /// Stops the task.
    pub(crate) async fn stop(self) {
        self.task.abort();
        drop(self.task.await);
    }
}

#[cfg(not(feature = "failpoints"))]
fn own_environment() -> anyhow::Result<Arc<dyn exam::Environment>> {
    Ok(Arc::new(exam::SystemEnvironment))
}

async fn watch(clock: Arc<RecordClock>, record: Arc<dyn Record>, mut log: ClockLog) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        // A database that does not answer is reported by those who need it; the clock goes on as it was.
        if clock.measure(record.as_ref()).await.is_ok() {
            log.report(&clock);
        }
    }
}

/// Logs once that the clock is off, and once that it is right again.
#[derive(Default)]
struct ClockLog {
    is_off: bool,
}

impl ClockLog {
    fn report(&mut self, clock: &RecordClock) {
        let Some(offset) = clock.offset() else { return };
        let was_off = std::mem::replace(&mut self.is_off, clock.is_off());
        let (seconds, allowed) = (offset.seconds, MAX_CLOCK_OFFSET.as_secs());
        match (was_off, self.is_off) {
            (false, true) => tracing::error!(
                offset_seconds = seconds,
                allowed,
                "the clock of this server differs from that of the database: exams go by the database's, and this server \
                 leaves the sweep of expired sessions and the retention to others; synchronise the clocks of both hosts (NTP)"
            ),
            (true, false) => tracing::info!(offset_seconds = seconds, "the clock of this server is right again"),
            _ => {}
        }
    }
}
