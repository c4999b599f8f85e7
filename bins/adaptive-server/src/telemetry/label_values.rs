//! The values of labels that are known before the first event.

use exam::{AnswerOutcome, EndReason, ExpiryPolicy, StopReason};

/// What became of answers.
pub(super) fn answer_outcomes() -> Vec<&'static str> {
    AnswerOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect()
}

/// Why sessions end.
pub(super) fn end_reasons() -> Vec<&'static str> {
    let stopped = StopReason::ALL.iter().map(|reason| EndReason::Stopped(*reason));
    stopped.chain([EndReason::EndedEarly, EndReason::Expired]).map(EndReason::as_str).collect()
}

/// What becomes of sessions whose time is over.
pub(super) fn expiry_policies() -> Vec<&'static str> {
    [ExpiryPolicy::Score, ExpiryPolicy::Void].into_iter().map(ExpiryPolicy::as_str).collect()
}

/// Why sessions are rebuilt.
pub(super) fn rebuild_reasons() -> Vec<&'static str> {
    exam::REBUILD_REASONS.to_vec()
}

/// How sweeps end.
pub(super) fn sweep_outcomes() -> Vec<&'static str> {
    vec!["ok", "failed"]
}

/// Calls of the store that the service makes on its own, whose failure it survives.
pub(super) fn store_operations() -> Vec<&'static str> {
    vec!["load", "save", "delete", "ttl"]
}

/// What a breaker changes to.
pub(super) fn breaker_states() -> Vec<&'static str> {
    vec!["open", "closed"]
}

/// What calls wait for.
pub(super) fn queues() -> Vec<&'static str> {
    vec!["computations", "imports"]
}

/// How computations on threads of their own end.
pub(super) fn computation_outcomes() -> Vec<&'static str> {
    vec!["ended", "abandoned"]
}

/// How attempts to send webhook messages end.
pub(super) fn webhook_outcomes() -> Vec<&'static str> {
    vec!["delivered", "failed", "dead"]
}
