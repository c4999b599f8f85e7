//! The sweep: a task that completes expired sessions, and counts active ones and the use of items.

use std::sync::Arc;
use std::time::Duration;

use exam::{ExamError, ExamService, RecordClock, Sweep};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::exposure::ExposureGauges;
use crate::settings::sections::ExpirySection;

/// The number of sessions in one read.
const BATCH: u32 = 200;

/// The task of the sweep, unless it is switched off.
pub(crate) struct Sweeper(Option<JoinHandle<()>>);

impl Sweeper {
    /// Starts the task: the first sweep at once, then one in each interval.
    pub(crate) fn start(service: &ExamService, clock: Arc<RecordClock>, settings: &ExpirySection) -> Self {
        if settings.interval_seconds == 0 {
            tracing::info!("the sweep is switched off: an expired session is completed at its next request");
            return Self(None);
        }
        let interval = Duration::from_secs(settings.interval_seconds);
        Self(Some(tokio::spawn(run(service.clone(), clock, interval))))
    }

    /// Stops the task. A completion in progress is committed or rolled back as a whole.
    pub(crate) async fn stop(self) {
        let Some(task) = self.0 else { return };
        task.abort();
        drop(task.await);
    }
}

async fn run(service: ExamService, clock: Arc<RecordClock>, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut log, mut exposure) = (SweepLog::default(), ExposureGauges::default());
    loop {
        ticks.tick().await;
        match sweep(&service, &clock, &mut exposure).await {
            Ok(sweep) => log.report_sweep(&sweep),
            Err(error) => log.report_error(&error),
        }
    }
}

/// A server whose clock is off leaves the completion of expired sessions to others.
async fn sweep(service: &ExamService, clock: &RecordClock, exposure: &mut ExposureGauges) -> Result<Sweep, ExamError> {
    let sweep = if clock.is_off() { Sweep::default() } else { service.expire_overdue(BATCH).await? };
    service.count_active_sessions().await?;
    exposure.update(service).await?;
    Ok(sweep)
}

/// Logs the results of sweeps. It logs a lasting failure once, not with every sweep.
#[derive(Default)]
struct SweepLog {
    failing: bool,
    stuck: usize,
}

impl SweepLog {
    fn report_error(&mut self, error: &ExamError) {
        if !std::mem::replace(&mut self.failing, true) {
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(%error, source, "the sweep of expired sessions failed and will be tried again");
        }
    }

    fn report_sweep(&mut self, sweep: &Sweep) {
        if std::mem::replace(&mut self.failing, false) {
            tracing::info!("the sweep of expired sessions works again");
        }
        if sweep.completed() > 0 {
            let Sweep { scored, voided, stopped_in_time, elsewhere, .. } = sweep;
            tracing::info!(scored, voided, stopped_in_time, elsewhere, "expired sessions completed");
        }
        // The service itself logs each faulty session, once.
        let is_logged = |error: &ExamError| matches!(error, ExamError::FaultyRecord { .. });
        let failures: Vec<_> = sweep.failures.iter().filter(|(_, error)| !is_logged(error)).collect();
        let stuck = failures.len();
        if let Some((session, error)) = failures.first().filter(|_| stuck != self.stuck) {
            tracing::error!(stuck, session = session.0, %error, "expired sessions cannot be completed; the first one is named");
        }
        self.stuck = stuck;
    }
}
