//! Retention: a task that anonymizes and deletes old sessions.

use std::sync::Arc;
use std::time::Duration;

use exam::{ExamService, RecordClock, Retained, RetentionPolicy};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::settings::retention::RetentionSection;

/// The interval at which the policy is applied. Ages are whole days.
const INTERVAL: Duration = Duration::from_secs(24 * 3600);
/// How often a server whose clock is off looks whether it is right again.
const CLOCK_CHECK: Duration = Duration::from_secs(60);
/// The number of sessions in one transaction. Answers wait for it on SQLite.
const BATCH: u32 = 100;

/// The task of the retention, if the settings have an age.
pub(crate) struct Retainer(Option<JoinHandle<()>>);

impl Retainer {
    /// Starts the task: it applies the policy at once, then once a day. While the clock of this server is off it waits.
    pub(crate) fn start(service: &ExamService, clock: Arc<RecordClock>, settings: &RetentionSection) -> Self {
        Self(settings.policy().map(|policy| tokio::spawn(run(service.clone(), clock, policy))))
    }

    /// Stops the task. A transaction in progress is committed or rolled back as a whole.
    pub(crate) async fn stop(self) {
        let Some(task) = self.0 else { return };
        task.abort();
        drop(task.await);
    }
}

async fn run(service: ExamService, clock: Arc<RecordClock>, policy: RetentionPolicy) {
    let mut days = tokio::time::interval(INTERVAL);
    days.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        days.tick().await;
        wait_while_off(&clock).await;
        match service.retain(&policy, BATCH).await {
            Ok(Retained { anonymized: 0, deleted: 0 }) => {}
            Ok(Retained { anonymized, deleted }) => tracing::info!(anonymized, deleted, "old sessions retired"),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, source, "the retention of sessions failed and will be tried again in a day");
            }
        }
    }
}

/// Waits until the clock of this server is right: what is deleted by a wrong one does not come back.
async fn wait_while_off(clock: &RecordClock) {
    if clock.is_off() {
        tracing::warn!("the retention of sessions waits until the clock of this server is right");
    }
    while clock.is_off() {
        tokio::time::sleep(CLOCK_CHECK).await;
    }
}
