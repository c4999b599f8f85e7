//! A session brought to life: its engine, from the working copy or rebuilt from the record.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use irt_core::{AdaptiveEngine, EngineState, ItemIndex, Response};
use persistence::{ExamSessionId, ExamTypeId, SessionHistory, SessionPosition};
use state_store::{BreakerOpen, EngineStateStore, Expected, ItemParams, Saved, SessionState, StoreError};

use super::{ExamService, store_key};
use crate::access::Access;
use crate::catalog::LoadedExam;
use crate::error::ExamError;
use crate::progress::Progress;

/// A session with its engine, as of one revision.
pub(super) struct Sitting {
    pub(super) id: ExamSessionId,
    pub(super) token_digest: [u8; 32],
    pub(super) revision: u64,
    pub(super) exam: Arc<LoadedExam>,
    pub(super) engine: AdaptiveEngine,
}

impl Sitting {
    pub(super) fn ttl(&self) -> Duration {
        self.exam.ttl()
    }

    pub(super) fn progress(&self) -> Progress {
        self.exam.progress(self.id, self.engine.items().len(), &position_of(&self.engine))
    }

    /// The working copy; with the parameters of the items answered only for a store that keeps them.
    pub(super) fn state_for(&self, store: &dyn EngineStateStore) -> SessionState {
        let shown = if store.keeps_parameters() { self.engine.items() } else { &[] };
        let parameters = shown.iter().filter_map(|&item| self.exam.parameters(item));
        SessionState {
            revision: self.revision,
            exam_type: self.exam.exam_type.definition.name.clone(),
            exam_type_id: self.exam.exam_type.id.0,
            token_digest: self.token_digest,
            engine: self.engine.state(),
            item_params_list: parameters.collect(),
        }
    }
}

impl LoadedExam {
    pub(super) fn ttl(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.exam_type.definition.ttl_seconds).unwrap_or(0))
    }

    /// When a session that starts then expires.
    pub(super) fn expiry_of(&self, started_at: SystemTime) -> Option<SystemTime> {
        let seconds = self.exam_type.definition.time_limit?.seconds;
        started_at.checked_add(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    pub(super) fn max_items(&self) -> u32 {
        self.test.max_items()
    }

    /// Where a session of this exam stands after so many answers.
    pub(super) fn progress(&self, id: ExamSessionId, completed: usize, position: &SessionPosition) -> Progress {
        let items_completed = u32::try_from(completed).unwrap_or(u32::MAX);
        let pending = position.pending_item.map(ItemIndex);
        Progress {
            exam_session_id: id.0,
            exam_type: self.exam_type.definition.name.clone(),
            theta: position.ability.theta,
            standard_error: position.ability.se,
            items_completed,
            max_items: self.max_items(),
            finished: pending.is_none(),
            stop_reason: position.stop_reason.map(|reason| reason.as_str().to_owned()),
            item: pending.and_then(|item| self.content.show(item, items_completed.saturating_add(1))),
        }
    }

    /// What a JSON value shows of an item: of a polytomous one, discrimination and location where it has them.
    fn parameters(&self, item: ItemIndex) -> Option<ItemParams> {
        let parameters = self.test.bank().item(item)?.model.parameters();
        let single = |letter| {
            let found = parameters.iter().find(|(name, _)| name.letter() == letter && name.number().is_none());
            found.map(|(_, value)| *value)
        };
        Some(ItemParams {
            a: single('a').unwrap_or(1.0),
            b: single('b').unwrap_or(0.0),
            c: single('c').unwrap_or(0.0),
            d: single('d').unwrap_or(1.0),
        })
    }
}

pub(super) fn position_of(engine: &AdaptiveEngine) -> SessionPosition {
    SessionPosition {
        pending_item: engine.pending().map(|item| item.0),
        stop_reason: engine.stop_reason(),
        ability: engine.estimate().ability(),
    }
}

/// Why a session had to be rebuilt from the record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Recovery {
    /// The store has no working copy.
    Missing,
    /// The working copy cannot be read, is of another session, or does not fit its bank and design.
    Unusable,
    /// The working copy is older than the record.
    Stale,
    /// The store does not answer.
    StoreUnavailable,
}

impl Recovery {
    /// What is wrong with a copy of one revision when the record is at another.
    pub(super) const fn of_revisions(copy: u64, record: u64) -> Self {
        if copy < record { Self::Stale } else { Self::Unusable }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unusable => "unusable",
            Self::Stale => "stale",
            Self::StoreUnavailable => "store_unavailable",
        }
    }

    /// What may stand in the store when the rebuilt state is put there.
    const fn expected(self) -> Option<Expected> {
        match self {
            Self::Missing | Self::Stale => Some(Expected::Absent),
            Self::Unusable => Some(Expected::Any),
            Self::StoreUnavailable => None,
        }
    }
}

impl ExamService {
    /// The session as the working copy has it, else as the record has it.
    pub(super) async fn open(&self, access: &Access, id: ExamSessionId) -> Result<Sitting, ExamError> {
        match self.load(id).await {
            // A copy of another session may stand under this number, so only the record turns a caller away.
            Ok(state) if access.require_session(id.0, &state.token_digest).is_ok() => {
                match self.revive(id, state).await? {
                    Some(sitting) => Ok(sitting),
                    None => self.recover(access, id, Recovery::Unusable).await,
                }
            }
            Ok(_) => self.recover(access, id, Recovery::Unusable).await,
            Err(reason) => self.recover(access, id, reason).await,
        }
    }

    /// The working copy, or why there is none to be had.
    pub(super) async fn load(&self, id: ExamSessionId) -> Result<SessionState, Recovery> {
        match self.store().load(store_key(id)).await {
            Ok(Some(state)) => Ok(state),
            Ok(None) => Err(Recovery::Missing),
            Err(error @ StoreError::Unreadable { .. }) => {
                store_failure("load", id, &error);
                Err(Recovery::Unusable)
            }
            Err(error) => {
                store_failure("load", id, &error);
                Err(Recovery::StoreUnavailable)
            }
        }
    }

    /// The engine of a working copy; `None` when the copy contradicts itself or does not fit its bank and design.
    pub(super) async fn revive(&self, id: ExamSessionId, state: SessionState) -> Result<Option<Sitting>, ExamError> {
        if usize::try_from(state.revision) != Ok(state.engine.items.len()) {
            return Ok(None);
        }
        let exam = match self.catalog().exam(ExamTypeId(state.exam_type_id)).await {
            Err(ExamError::UnusableRecord { .. }) => return Ok(None),
            exam => exam?,
        };
        let kept = (state.engine.theta.to_bits(), state.engine.standard_error.to_bits());
        let Ok(engine) = AdaptiveEngine::restore(Arc::clone(&exam.test), state.engine) else { return Ok(None) };
        let estimate = engine.estimate();
        if (estimate.theta.to_bits(), estimate.se.to_bits()) != kept {
            return Ok(None);
        }
        let SessionState { token_digest, revision, .. } = state;
        Ok(Some(Sitting { id, token_digest, revision, exam, engine }))
    }

    /// The session as the record has it; the store gets a working copy again unless the session is completed.
    pub(super) async fn recover(
        &self,
        access: &Access,
        id: ExamSessionId,
        reason: Recovery,
    ) -> Result<Sitting, ExamError> {
        let history = self.history(id).await?;
        let sitting = self.rebuild(access, &history).await?;
        if history.session.completion.is_none() {
            self.restock(&sitting, reason).await?;
        }
        Ok(sitting)
    }

    /// Gives the store a working copy of a rebuilt session again.
    pub(super) async fn restock(&self, sitting: &Sitting, reason: Recovery) -> Result<(), ExamError> {
        metrics::counter!("adaptive_recoveries_total", "reason" => reason.as_str()).increment(1);
        tracing::info!(
            session = sitting.id.0,
            reason = reason.as_str(),
            revision = sitting.revision,
            "session rebuilt"
        );
        fail_points::fail_point!("session_rebuilt");
        let Some(expected) = reason.expected() else { return Ok(()) };
        self.publish(sitting, expected).await;
        fail_points::fail_point!("session_saved");
        // The session may have been completed, and its copy removed, since the history was read.
        let session = self.record().session(sitting.id).await?;
        if session.is_none_or(|session| session.completion.is_some()) {
            self.forget(sitting.id).await;
        }
        Ok(())
    }

    /// Removes the working copy; one that stays behind expires, and no longer fits the record.
    pub(super) async fn forget(&self, id: ExamSessionId) {
        if let Err(error) = self.store().delete(store_key(id)).await {
            store_failure("delete", id, &error);
        }
    }

    pub(super) async fn history(&self, id: ExamSessionId) -> Result<SessionHistory, ExamError> {
        self.record().history(id).await?.ok_or(ExamError::UnknownSession { session: id.0 })
    }

    /// The engine that the recorded attempts lead to. The pending item is the recorded one.
    pub(super) async fn rebuild(&self, access: &Access, history: &SessionHistory) -> Result<Sitting, ExamError> {
        let session = &history.session;
        access.require_session(session.id.0, &session.token_digest)?;
        let exam = self.catalog().exam(session.exam_type_id).await?;
        let state = EngineState {
            seed: session.seed,
            theta: session.position.ability.theta,
            standard_error: session.position.ability.se,
            items: history.attempts.iter().map(|attempt| ItemIndex(attempt.item)).collect(),
            responses: history.attempts.iter().map(|attempt| Response(attempt.response)).collect(),
            pending: session.position.pending_item.map(ItemIndex),
            stop_reason: session.position.stop_reason,
            max_items: exam.max_items(),
            withheld: Vec::new(),
            fingerprint: None,
        };
        let engine = AdaptiveEngine::restore(Arc::clone(&exam.test), state).map_err(|error| {
            ExamError::UnusableRecord { what: format!("exam session {}", session.id.0), reason: error.to_string() }
        })?;
        Ok(Sitting { id: session.id, token_digest: session.token_digest, revision: session.revision, exam, engine })
    }

    /// Puts the working copy into the store if what is there is as expected, or older. A failure costs the next request a rebuild,
    /// so it is told and not returned.
    pub(super) async fn publish(&self, sitting: &Sitting, expected: Expected) {
        let state = sitting.state_for(self.store());
        let mut expected = expected;
        for _ in 0..2 {
            match self.store().save(store_key(sitting.id), &state, expected, sitting.ttl()).await {
                Ok(Saved::Conflict { stored: Some(older) }) if older < sitting.revision => {
                    expected = Expected::Revision(older);
                }
                Ok(_) => return,
                Err(error) => return store_failure("save", sitting.id, &error),
            }
        }
    }
}

/// Tells of a failure of the store that the caller does not notice. Calls that an open breaker refuses are counted only:
/// the breaker has told of the outage.
pub(super) fn store_failure(operation: &'static str, id: ExamSessionId, error: &StoreError) {
    metrics::counter!("adaptive_store_failures_total", "operation" => operation).increment(1);
    if matches!(error, StoreError::Unavailable(source) if source.is::<BreakerOpen>()) {
        return;
    }
    let source = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(session = id.0, operation, %error, source, "the state store failed; going on from the record");
}
