//! What became of an answer, as the metrics count it.

use crate::error::ExamError;

/// What became of an answer that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// It counted.
    Counted,
    /// It was sent again, and got the first reply again.
    Repeated,
    /// The item had another answer.
    Conflict,
    /// Another item was to be answered.
    NotPending,
    /// It came after the time of the session was over.
    Late,
    /// The session was complete.
    Finished,
    /// It was faulty, or its sender may not answer this session.
    Refused,
    /// A part that the exam depends on did not answer.
    Failed,
}

impl AnswerOutcome {
    /// All outcomes.
    pub const ALL: [Self; 8] = [
        Self::Counted,
        Self::Repeated,
        Self::Conflict,
        Self::NotPending,
        Self::Late,
        Self::Finished,
        Self::Refused,
        Self::Failed,
    ];

    /// The name in the metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Repeated => "repeated",
            Self::Conflict => "conflict",
            Self::NotPending => "not_pending",
            Self::Late => "late",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// What an error means for the answer. `None` for a finished session: only the record knows why it is finished.
    pub(crate) fn of_error(error: &ExamError) -> Option<Self> {
        match error {
            ExamError::SessionFinished { .. } => None,
            error if error.is_unavailable() => Some(Self::Failed),
            ExamError::NotPendingItem { .. } => Some(Self::NotPending),
            ExamError::AnswerConflict { .. } => Some(Self::Conflict),
            ExamError::Record(_) | ExamError::Store(_) | ExamError::UnusableRecord { .. } | ExamError::NoEntropy(_) => {
                Some(Self::Failed)
            }
            _ => Some(Self::Refused),
        }
    }

    pub(crate) fn count(self) {
        metrics::counter!("adaptive_answer_requests_total", "outcome" => self.as_str()).increment(1);
    }
}
