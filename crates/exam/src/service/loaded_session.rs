//! A session in memory: its exam and its engine, restored from the working copy or rebuilt from the record.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use irt_core::AdaptiveEngine;
use persistence::{ExamSessionId, SessionPosition};
use state_store::{EngineStateStore, SessionState};

use crate::history_digest::{HistoryDigest, HistoryStart};
use crate::loaded_exam::{LoadedExam, Place};
use crate::progress::Progress;
use crate::view::View;

/// Where a session was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the record, which decides.
    Record,
    /// In the store, where anybody may have written it.
    Copy,
}

/// A session with its engine, as of one revision.
pub(super) struct LoadedSession {
    pub(super) id: ExamSessionId,
    pub(super) origin: Origin,
    pub(super) token_digest: [u8; 32],
    pub(super) revision: u64,
    /// From when on the session takes no more answers. A copy of a program that keeps no such time has none.
    pub(super) expires_at: Option<SystemTime>,
    pub(super) exam: Arc<LoadedExam>,
    pub(super) engine: AdaptiveEngine,
}

impl LoadedSession {
    /// The session of a working copy; `None` when the copy contradicts itself or does not fit its bank and design.
    pub(super) fn from_copy(id: ExamSessionId, exam: Arc<LoadedExam>, copy: SessionState) -> Option<Self> {
        let stored = (copy.engine.theta.to_bits(), copy.engine.standard_error.to_bits());
        let SessionState { token_digest, revision, expires_at, engine, .. } = copy;
        let engine = AdaptiveEngine::restore(Arc::clone(&exam.test), engine).ok()?;
        let estimate = engine.estimate();
        let is_same = (estimate.theta.to_bits(), estimate.se.to_bits()) == stored;
        is_same.then_some(Self { id, origin: Origin::Copy, token_digest, revision, expires_at, exam, engine })
    }

    pub(super) fn ttl(&self) -> Duration {
        self.exam.ttl()
    }

    /// The progress, with the interim estimate.
    pub(super) fn progress(&self, view: View) -> Progress {
        let Self { id, revision: answers, expires_at, .. } = *self;
        let (seed, position) = (self.engine.seed(), position_of(&self.engine));
        self.exam.interim_progress(&Place { id, seed, answers, position: &position, expires_at }, view)
    }

    /// Whether the time of the session is over at this moment.
    pub(super) fn is_over(&self, at: SystemTime) -> bool {
        self.expires_at.is_some_and(|end| end <= at)
    }

    /// Whether the end of its time is missing in the copy that the session came from.
    pub(super) fn lacks_end(&self) -> bool {
        self.expires_at.is_none() && self.exam.exam_type.definition.time_limit.is_some()
    }

    /// The history up to the revision.
    pub(super) fn history(&self) -> HistoryDigest {
        let engine = &self.engine;
        let start = HistoryStart {
            token_digest: &self.token_digest,
            exam_type_id: self.exam.exam_type.id.0,
            seed: engine.seed(),
            examinee: engine.test().examinee(),
            withheld: engine.withheld(),
        };
        HistoryDigest::new(start).with_answers(engine.items(), engine.responses())
    }

    /// The working copy. It has the parameters of the answered items only for a store that keeps them.
    pub(super) fn copy_for(&self, store: &dyn EngineStateStore) -> SessionState {
        let answered = if store.keeps_parameters() { self.engine.items() } else { &[] };
        let parameters = answered.iter().filter_map(|&item| self.exam.parameters(item));
        SessionState {
            revision: self.revision,
            exam_type: self.exam.exam_type.definition.name.clone(),
            exam_type_id: self.exam.exam_type.id.0,
            token_digest: self.token_digest,
            expires_at: self.expires_at,
            engine: self.engine.state(),
            item_params_list: parameters.collect(),
        }
    }
}

/// The position of an engine, as the record keeps it.
pub(super) fn position_of(engine: &AdaptiveEngine) -> SessionPosition {
    SessionPosition {
        pending_item: engine.pending().map(|item| item.0),
        stop_reason: engine.stop_reason(),
        ability: engine.estimate().ability(),
    }
}
