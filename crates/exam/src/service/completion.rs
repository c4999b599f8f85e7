//! The rules of completion: when the time of a session is over, and the result with which a session ends.

use std::time::SystemTime;

use persistence::{Completion, EndReason, ExpiryPolicy, SessionRecord};

use super::loaded_session::LoadedSession;

/// Whether the session's time is over while it still has an item to be answered. A test that has stopped in time does not
/// expire: the examinee has answered everything that there was to answer.
pub(super) fn is_overdue(session: &SessionRecord, now: SystemTime) -> bool {
    let unfinished = session.completion.is_none() && session.position.pending_item.is_some();
    unfinished && session.expires_at.is_some_and(|limit| limit <= now)
}

/// The result of a session that ends now.
pub(super) fn completion_now(session: &LoadedSession, row: &SessionRecord, now: SystemTime) -> Completion {
    let expired = is_overdue(row, now);
    let time_limit = session.exam.exam_type.definition.time_limit;
    Completion {
        reason: match session.engine.stop_reason() {
            _ if expired => EndReason::Expired,
            Some(reason) => EndReason::Stopped(reason),
            None => EndReason::EndedEarly,
        },
        estimate: session.engine.final_estimate(),
        completed_at: now,
        voided: expired && time_limit.is_some_and(|limit| limit.on_expiry == ExpiryPolicy::Void),
    }
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
