//! What becomes of old sessions.

use std::time::{Duration, SystemTime};

use persistence::{ExamSessionId, NewEvent, Page};

use super::ExamService;
use crate::error::ExamError;

/// Who takes things out of old sessions, in their events.
const ACTOR: &str = "retention";

/// How long the record keeps what it need not keep for calibration. Ages count from the latest change of a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// The age at which a session loses the name of its examinee and its token ends. Its answers stay.
    pub anonymize_after: Option<Duration>,
    /// The age at which a session is deleted with its answers. Its events stay.
    pub delete_after: Option<Duration>,
}

/// What one application of a policy has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retained {
    /// The number of sessions that were anonymized.
    pub anonymized: u64,
    /// The number of sessions that were deleted.
    pub deleted: u64,
}

/// Applies one rule of the policy to every session that is old enough, page by page.
macro_rules! apply {
    ($service:expr, $age:expr, $batch:expr, $list:ident, $change:ident) => {{
        let mut changed = 0;
        if let Some(before) = $service.cutoff($age) {
            let mut page = Page { after: 0, limit: $batch };
            loop {
                let sessions: Vec<ExamSessionId> = $service.record().$list(before, page).await?;
                let Some(last) = sessions.last() else { break };
                page.after = last.0;
                let event = NewEvent { at: $service.environment().now(), actor: ACTOR.to_owned(), reason: None };
                let done = $service.record().$change(&sessions, before, event).await?;
                for session in &done {
                    $service.remove_copy(*session).await;
                }
                changed += done.len() as u64;
            }
        }
        changed
    }};
}

impl ExamService {
    /// Applies the policy to all sessions, this number at a time. Several instances may do so at once: each session is changed
    /// by one of them. What is done when an error occurs stays done.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn retain(&self, policy: &RetentionPolicy, batch: u32) -> Result<Retained, ExamError> {
        // What is deleted need not be anonymized first.
        let deleted = apply!(self, policy.delete_after, batch, sessions_to_delete, delete_sessions);
        let anonymized = apply!(self, policy.anonymize_after, batch, sessions_to_anonymize, anonymize);
        metrics::counter!("adaptive_sessions_anonymized_total").increment(anonymized);
        metrics::counter!("adaptive_sessions_deleted_total").increment(deleted);
        Ok(Retained { anonymized, deleted })
    }

    /// The time before which a session must have changed last; `None` without an age.
    fn cutoff(&self, age: Option<Duration>) -> Option<SystemTime> {
        self.environment().now().checked_sub(age?)
    }
}
