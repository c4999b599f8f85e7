//! Results of sessions under other versions of their exam type.

use std::time::SystemTime;

use irt_core::Estimate;

use super::exam_type::ExamTypeId;
use super::session::ExamSessionId;
use crate::error::RecordError;

/// What the answers of a completed session come to under another version of its exam type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RescoredResult {
    /// The session.
    pub session: ExamSessionId,
    /// The exam type version under which its answers were scored.
    pub exam_type_id: ExamTypeId,
    /// How many answers the session had.
    pub revision: u64,
    /// How many of them count under this version.
    pub items: u64,
    /// The estimate.
    pub estimate: Estimate,
    /// When it was computed.
    pub created_at: SystemTime,
}

/// A rescored result of a listing: its session, and its row, unless that cannot be read.
pub type ListedRescoredResult = (ExamSessionId, Result<RescoredResult, RecordError>);

/// What became of a result that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rescored {
    /// It is kept, with its event.
    Kept,
    /// There was one for the same answers under the same version; nothing has changed.
    Earlier,
    /// The session is not completed with this number of answers; nothing has changed.
    Stale,
}
