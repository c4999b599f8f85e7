//! The problem of each error of the exam service.

use exam::ExamError;

use super::Problem;
use crate::bank_fault::bank_faults;
use crate::code::Code;

impl From<ExamError> for Problem {
    fn from(error: ExamError) -> Self {
        let detail = error.to_string();
        match error {
            ExamError::UnknownExamType { .. } => Self::new(Code::UnknownExamType, detail).with_field("exam_type"),
            ExamError::UnknownBank { .. } => Self::new(Code::UnknownBank, detail).with_field("bank"),
            ExamError::UnknownSession { .. } => Self::new(Code::UnknownSession, detail).with_field("exam_session_id"),
            ExamError::ForeignSession { .. } => Self::new(Code::ForeignSession, detail).with_field("exam_session_id"),
            ExamError::PlatformOnly { .. } => Self::new(Code::PlatformOnly, detail),
            ExamError::InsufficientScope { .. } => Self::new(Code::InsufficientScope, detail),
            ExamError::KeyRefused(_) => Self::new(Code::Unauthorized, detail),
            ExamError::UnknownKey { .. } => Self::new(Code::UnknownKey, detail).with_field("key_id"),
            ExamError::NotPendingItem { pending, .. } => {
                Self::new(Code::NotPendingItem, detail).with_field("item_id").with_pending_item(pending)
            }
            ExamError::AnswerConflict { .. } => Self::new(Code::AnswerConflict, detail).with_field("answer"),
            ExamError::SessionFinished { .. } => Self::new(Code::SessionFinished, detail).with_field("exam_session_id"),
            ExamError::EarlyCompletion { .. } => Self::new(Code::EarlyCompletion, detail).with_field("exam_session_id"),
            ExamError::SessionActive { session } => {
                Self::new(Code::SessionActive, detail).with_field("examinee_id").with_session(session.0)
            }
            ExamError::SessionPaused { .. } => Self::new(Code::SessionPaused, detail).with_field("exam_session_id"),
            ExamError::AttemptsExhausted { .. } => Self::new(Code::AttemptsExhausted, detail).with_field("examinee_id"),
            ExamError::OutsideWindow { .. } => Self::new(Code::OutsideWindow, detail).with_field("exam_type"),
            ExamError::NotReopenable { .. } => Self::new(Code::NotReopenable, detail).with_field("exam_session_id"),
            ExamError::UnknownOption { .. } => Self::new(Code::UnknownOption, detail).with_field("answer"),
            ExamError::InvalidValue { field, .. } => Self::new(Code::InvalidValue, detail).with_field(field),
            ExamError::StartKeyReused { field } => Self::new(Code::IdempotencyKeyReused, detail).with_field(field),
            ExamError::InvalidDesign(design) => {
                let field = format!("design.{}", design.field);
                Self::new(Code::InvalidValue, detail).with_field(field)
            }
            ExamError::CostlyDesign(excess) => {
                let field = format!("design.{}", excess.field);
                Self::new(Code::InvalidValue, detail).with_field(field)
            }
            ExamError::Busy { .. } => Self::new(Code::Unavailable, detail).without_change(),
            error @ ExamError::CallerUnchecked(_) => internal(&error).without_change(),
            ExamError::InvalidBank(file) => Self::invalid_bank(bank_faults(&file), file.unlisted()),
            // The service has logged the contradiction, which is none of the client's business.
            ExamError::FaultyRecord { session, .. } => Self::new(Code::SessionFaulty, faulty(session.0)),
            other => internal(&other),
        }
    }
}

fn faulty(session: i64) -> String {
    format!(
        "exam session {session} cannot go on, and no result of it is shown, until its record is mended: ask the operator of \
         the server, whom `adaptive-server verify --session {session}` tells what is wrong"
    )
}

/// The log has the cause. The client sees only whether repeating the request can help.
fn internal(error: &ExamError) -> Problem {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    tracing::error!(%error, ?causes, "request failed");
    if error.is_unavailable() {
        Problem::new(Code::Unavailable, error.to_string())
    } else {
        Problem::new(Code::Internal, "the server failed")
    }
}
