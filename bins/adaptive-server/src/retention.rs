//! Retention: a task that anonymizes and deletes old sessions.

use std::time::Duration;

use exam::{ExamService, Retained, RetentionPolicy};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::settings::retention::RetentionSection;

/// The interval at which the policy is applied. Ages are whole days.
const INTERVAL: Duration = Duration::from_secs(24 * 3600);
/// The number of sessions in one transaction. Answers wait for it on SQLite.
const BATCH: u32 = 100;

/// The task of the retention, if the settings have an age.
pub(crate) struct Retainer(Option<JoinHandle<()>>);

impl Retainer {
    /// Starts the task: it applies the policy at once, then once a day.
    pub(crate) fn start(service: &ExamService, settings: &RetentionSection) -> Self {
        Self(settings.policy().map(|policy| tokio::spawn(run(service.clone(), policy))))
    }

    /// Stops the task. A transaction in progress is committed or rolled back as a whole.
    pub(crate) async fn stop(self) {
        let Some(task) = self.0 else { return };
        task.abort();
        drop(task.await);
    }
}

async fn run(service: ExamService, policy: RetentionPolicy) {
    let mut days = tokio::time::interval(INTERVAL);
    days.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        days.tick().await;
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
