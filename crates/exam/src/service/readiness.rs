//! Whether the service can do its work.

use std::error::Error;
use std::time::Duration;

use persistence::RecordError;
use tokio::time::{Instant, timeout};

use super::ExamService;
use super::latest_probe::Readiness;

/// How long a part may take to answer. Probes of load balancers have short deadlines too.
const DEADLINE: Duration = Duration::from_secs(1);
/// For how long the outcome of a probe holds. Everybody who asks meanwhile gets it, so that however many ask, the database has one
/// probe in this time.
const VALIDITY: Duration = Duration::from_secs(1);

impl ExamService {
    /// Whether the database takes writes and the store answers. All who ask within a second share one probe.
    pub async fn readiness(&self) -> Readiness {
        // The probe goes on if the caller does not wait: callers that leave early must not start one each.
        let service = self.clone();
        let probe = tokio::spawn(async move { service.latest_probe().await });
        probe.await.unwrap_or(Readiness { record: false, store: false })
    }

    async fn latest_probe(&self) -> Readiness {
        let mut latest = self.parts.readiness.0.lock().await;
        if let Some((_, readiness)) = latest.filter(|(at, _)| at.elapsed() < VALIDITY) {
            return readiness;
        }
        let was_ready = latest.is_none_or(|(_, before)| before.record);
        let (record, store) =
            futures_util::join!(timeout(DEADLINE, self.record().ping()), timeout(DEADLINE, self.store().ping()));
        let record = record.unwrap_or_else(|late| Err(RecordError::Unavailable(late.into())));
        report_change(was_ready, &record);
        let readiness = Readiness { record: record.is_ok(), store: matches!(store, Ok(Ok(_))) };
        *latest = Some((Instant::now(), readiness));
        readiness
    }
}

/// Logs a change once, and not with each probe.
fn report_change(was_ready: bool, record: &Result<(), RecordError>) {
    match record {
        Err(error) if was_ready => {
            let causes: Vec<String> =
                std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string).collect();
            tracing::error!(%error, ?causes, "the server is not ready: its database takes no answers");
        }
        Ok(()) if !was_ready => tracing::info!("the server is ready again: its database takes answers"),
        _ => {}
    }
}
