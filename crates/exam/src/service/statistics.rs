//! The statistics of items and of results.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use persistence::{ExamTypeId, Page};
use tokio::time::{Instant, sleep, timeout};

use super::ExamService;
use crate::access::Access;
use crate::error::ExamError;
use crate::permission;
use crate::statistics::Statistics;
use crate::statistics_cache::Counter;

/// How many sessions are added up at a time.
const PAGE_SESSIONS: u32 = 500;
/// How long a caller waits for a count before it gets how far it is.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How long a caller waits for a count before it gets the one before: a short one is over by then.
const PATIENCE_WITH_FORMER: Duration = Duration::from_millis(300);

/// The statistics that there are, which may be some seconds old.
#[derive(Debug, Clone)]
pub struct CountedStatistics {
    /// What was counted last; `None` while the first count is under way.
    pub statistics: Option<Arc<Statistics>>,
    /// How many sessions the count under way has seen; `None` when there is none.
    pub counting: Option<u64>,
}

impl ExamService {
    /// The statistics of the completed sessions of these exam type versions together.
    ///
    /// They are counted beside the requests, page by page, with a pause after each page that is as long as the page took, and kept for some
    /// seconds, or for twenty times as long as the count took. A caller waits a moment for the count, and then gets the
    /// one before, or how far it is.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`].
    pub async fn statistics(&self, access: &Access, exam_types: &[ExamTypeId]) -> Result<CountedStatistics, ExamError> {
        access.require(&permission::STATISTICS)?;
        let mut exam_types = exam_types.to_vec();
        exam_types.sort_unstable();
        exam_types.dedup();
        let held = self.parts.statistics.held(&exam_types);
        if let Some(counter) = held.counter {
            let service = self.clone();
            tokio::spawn(service.count(exam_types.clone(), counter));
        }
        if let Some(mut counting) = held.counting {
            let patience = if held.counted.is_some() { PATIENCE_WITH_FORMER } else { PATIENCE };
            // The sender may be gone: then the count has ended, too.
            let _ = timeout(patience, counting.ended.wait_for(|ended| *ended)).await;
        }
        let held = self.parts.statistics.latest(&exam_types);
        Ok(CountedStatistics {
            statistics: held.0,
            counting: held.1.map(|counting| counting.sessions.load(Ordering::Relaxed)),
        })
    }

    async fn count(self, exam_types: Vec<ExamTypeId>, counter: Counter) {
        match self.counted(&exam_types, &counter).await {
            Ok(statistics) => counter.keep(statistics),
            // Whoever asks next begins again.
            Err(error) => tracing::warn!(%error, "statistics cannot be counted"),
        }
    }

    async fn counted(&self, exam_types: &[ExamTypeId], counter: &Counter) -> Result<Statistics, ExamError> {
        let began = Instant::now();
        let mut statistics = Statistics::new(self.environment().now());
        for exam_type in exam_types {
            let mut after = 0;
            loop {
                let page_began = Instant::now();
                let sums = self.record().answer_sums(*exam_type, Page { after, limit: PAGE_SESSIONS }).await?;
                let Some(last) = sums.sessions.last().map(|session| session.session.0) else { break };
                let sessions = sums.sessions.len() as u64;
                statistics.add(*exam_type, sums);
                counter.note(sessions);
                after = last;
                if sessions < u64::from(PAGE_SESSIONS) {
                    break;
                }
                // Exams have the connection for at least half of the time.
                sleep(page_began.elapsed()).await;
            }
        }
        statistics.took = began.elapsed();
        Ok(statistics)
    }
}
