//! The sweep beside the requests: completes sessions whose time is over, counts those that are active.

use std::time::Duration;

use exam::{ExamError, ExamService, Sweep};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::settings::ExpirySection;

/// How many sessions are read at a time.
const BATCH: u32 = 200;

/// The task that sweeps, where one runs.
pub(crate) struct Sweeper(Option<JoinHandle<()>>);

impl Sweeper {
    /// Starts sweeping at once and then again and again.
    pub(crate) fn start(service: &ExamService, settings: &ExpirySection) -> Self {
        if settings.interval_seconds == 0 {
            tracing::info!("sessions whose time is over wait for their next request: the sweep is switched off");
            return Self(None);
        }
        let interval = Duration::from_secs(settings.interval_seconds);
        Self(Some(tokio::spawn(sweep_again_and_again(service.clone(), interval))))
    }

    /// Stops. A completion that is under way is committed or not, as with any call that nobody waits for any more.
    pub(crate) async fn stop(self) {
        let Some(task) = self.0 else { return };
        task.abort();
        // Its end is all that is waited for.
        drop(task.await);
    }
}

async fn sweep_again_and_again(service: ExamService, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut trouble = Trouble::default();
    loop {
        ticks.tick().await;
        match sweep(&service).await {
            Ok(sweep) => trouble.over(&sweep),
            Err(error) => trouble.tell(&error),
        }
    }
}

async fn sweep(service: &ExamService) -> Result<Sweep, ExamError> {
    let sweep = service.expire_overdue(BATCH).await?;
    service.count_active_sessions().await?;
    Ok(sweep)
}

/// What has been told of failures, so that each is told once and not with every sweep.
#[derive(Default)]
struct Trouble {
    failing: bool,
    stuck: usize,
}

impl Trouble {
    fn tell(&mut self, error: &ExamError) {
        if !std::mem::replace(&mut self.failing, true) {
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(%error, source, "sessions whose time is over cannot be swept; trying again");
        }
    }

    fn over(&mut self, sweep: &Sweep) {
        if std::mem::replace(&mut self.failing, false) {
            tracing::info!("sessions whose time is over are swept again");
        }
        if sweep.completed() > 0 {
            let Sweep { scored, voided, stopped_in_time, elsewhere, .. } = sweep;
            tracing::info!(scored, voided, stopped_in_time, elsewhere, "sessions whose time is over completed");
        }
        let stuck = sweep.failures.len();
        if let Some((session, error)) = sweep.failures.first().filter(|_| stuck != self.stuck) {
            tracing::error!(stuck, session, %error, "sessions whose time is over cannot be completed, the first of them");
        }
        self.stuck = stuck;
    }
}
