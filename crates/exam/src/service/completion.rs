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

/// The result of a session whose test has stopped by its own rules; `None` while it goes on.
pub(super) fn completion_when_stopped(session: &LoadedSession, now: SystemTime) -> Option<Completion> {
    let reason = session.engine.stop_reason()?;
    Some(completion(session, EndReason::Stopped(reason), now, false))
}

/// The result of a session that ends now, whatever its state.
pub(super) fn completion_now(session: &LoadedSession, row: &SessionRecord, now: SystemTime) -> Completion {
    if is_overdue(row, now) {
        let policy = session.exam.exam_type.definition.time_limit.map(|limit| limit.on_expiry).unwrap_or_default();
        return completion(session, EndReason::Expired, now, policy == ExpiryPolicy::Void);
    }
    completion_when_stopped(session, now).unwrap_or_else(|| completion(session, EndReason::EndedEarly, now, false))
}

/// The policy by which a session has expired; `None` when it ended otherwise.
pub(super) fn expired_by(completion: &Completion) -> Option<ExpiryPolicy> {
    let policy = if completion.voided { ExpiryPolicy::Void } else { ExpiryPolicy::Score };
    (completion.reason == EndReason::Expired).then_some(policy)
}

/// Counts a committed completion.
pub(super) fn count(completion: &Completion) {
    metrics::counter!("adaptive_sessions_completed_total").increment(1);
    if let Some(policy) = expired_by(completion) {
        metrics::counter!("adaptive_sessions_expired_total", "policy" => policy.as_str()).increment(1);
    }
}

fn completion(session: &LoadedSession, reason: EndReason, now: SystemTime, voided: bool) -> Completion {
    Completion { reason, estimate: session.engine.final_estimate(), completed_at: now, voided }
}
