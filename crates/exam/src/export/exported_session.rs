//! A session as its export has it.

use std::sync::Arc;
use std::time::Duration;

use irt_core::{Ability, EstimateStatus, PersonFit};
use persistence::{AttemptRecord, ExamSessionId, SessionRecord};

use crate::loaded_exam::LoadedExam;
use crate::report::RescoredScore;

/// A session of an export.
pub(crate) enum Exported {
    /// A session.
    Session(Box<ExportedSession>),
    /// One that cannot be shown, because what the record has of it cannot be read.
    Faulty(ExamSessionId),
}

/// A session with its answers and what follows from them.
pub(crate) struct ExportedSession {
    pub(crate) exam: Arc<LoadedExam>,
    pub(crate) session: SessionRecord,
    pub(crate) attempts: Vec<ExportedAttempt>,
    /// How well the answers fit the model at the final estimate; nothing while the session is active.
    pub(crate) fit: PersonFit,
    /// The latest result of these answers under another version of the exam type.
    pub(crate) rescored: Option<RescoredScore>,
}

/// An answer of a session.
pub(crate) struct ExportedAttempt {
    pub(crate) attempt: AttemptRecord,
    /// The time since the answer before, or since the start of the session, without that in which the clock stood still.
    pub(crate) time: Duration,
}

impl ExportedSession {
    /// The final estimate of a completed session, else the interim one.
    pub(super) fn ability(&self) -> Ability {
        let completion = self.session.completion.as_ref();
        completion.map_or(self.session.position.ability, |completion| completion.estimate.ability())
    }

    /// How the final estimate came about; `None` while the session is active.
    pub(super) fn estimate_status(&self) -> Option<EstimateStatus> {
        self.session.completion.as_ref().map(|completion| completion.estimate.status)
    }
}
