//! The rules of completion: when the time of a session is over, and the result with which a session ends.

use std::time::SystemTime;

use persistence::{Completion, EndReason, ExpiryPolicy, SessionRecord};

use super::loaded_session::LoadedSession;
use crate::loaded_exam::{LoadedExam, is_over};

/// Whether the session's time is over, and the grace in which a late answer counts, too.
pub(super) fn is_overdue(session: &SessionRecord, exam: &LoadedExam, now: SystemTime) -> bool {
    now.checked_sub(exam.grace()).is_some_and(|without_grace| is_over(session, without_grace))
}

/// The result of a session that ends now.
pub(super) fn completion_now(session: &LoadedSession, row: &SessionRecord, now: SystemTime) -> Completion {
    let expired = is_over(row, now);
    Completion {
        reason: match session.engine.stop_reason() {
            _ if expired => EndReason::Expired,
            Some(reason) => EndReason::Stopped(reason),
            None => EndReason::EndedEarly,
        },
        estimate: session.engine.final_estimate(),
        completed_at: now,
        voided: expired && voids_on_expiry(session),
    }
}

/// Whether the result of a session does not count when the session expires.
pub(super) fn voids_on_expiry(session: &LoadedSession) -> bool {
    let time_limit = session.exam.exam_type.definition.time_limit;
    time_limit.is_some_and(|limit| limit.on_expiry == ExpiryPolicy::Void)
}

/// The policy by which a session has expired; `None` when it ended otherwise.
pub(super) fn expired_by(completion: &Completion) -> Option<ExpiryPolicy> {
    let policy = if completion.voided { ExpiryPolicy::Void } else { ExpiryPolicy::Score };
    (completion.reason == EndReason::Expired).then_some(policy)
}

/// Counts a committed completion: `expired` is the policy if the session has expired.
pub(super) fn count(reason: EndReason, expired: Option<ExpiryPolicy>) {
    metrics::counter!("adaptive_sessions_completed_total").increment(1);
    metrics::counter!("adaptive_sessions_ended_total", "reason" => reason.as_str()).increment(1);
    if let Some(policy) = expired {
        metrics::counter!("adaptive_sessions_expired_total", "policy" => policy.as_str()).increment(1);
    }
}
