//! Starts of examinees who may have a limited number of sessions.

use super::session::{ExamSessionId, StartedOnce};

/// How many sessions the examinee of a start may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLimit {
    /// The name of the exam type, of which all versions count.
    pub exam_type: String,
    /// How many sessions, those that were voided not counted.
    pub most: u32,
}

/// What became of such a start.
#[derive(Debug, Clone, PartialEq)]
pub enum LimitedStart {
    /// There is a session, of this call or of an earlier one with the same key.
    Started(Box<StartedOnce>),
    /// Nothing has changed: the examinee has this session, which is not completed.
    Active(ExamSessionId),
    /// Nothing has changed: the examinee has had as many sessions as the limit allows.
    Exhausted,
}
