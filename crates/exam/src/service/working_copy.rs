//! The working copies in the store: loading, rebuilding from the record, saving, removing.

use std::sync::Arc;

use persistence::{ExamSessionId, ExamTypeId, SessionHistory};
use state_store::{BreakerOpen, Expected, Saved, SessionState, StoreError};

use super::loaded_session::{LoadedSession, Origin};
use super::record_check::checked_engine;
use super::{ExamService, store_key};
use crate::access::Access;
use crate::call_note::note_exam_type;
use crate::call_note::note_session;
use crate::error::ExamError;

/// Why a session is rebuilt from the record.
#[derive(Debug, Clone, Copy)]
pub(super) enum RebuildReason {
    /// The store has no working copy.
    Missing,
    /// The working copy cannot be read, is of another session, or does not fit its bank and design.
    Unusable,
    /// The working copy is as recent as the record and says something else: the service never writes such a copy.
    Contradicting,
    /// The working copy is older than the record.
    Stale,
    /// The store does not answer.
    StoreUnavailable,
}

/// The names of the reasons for which sessions are rebuilt, as the metric `adaptive_recoveries_total` has them.
pub const REBUILD_REASONS: [&str; 5] = [
    RebuildReason::Missing.as_str(),
    RebuildReason::Unusable.as_str(),
    RebuildReason::Contradicting.as_str(),
    RebuildReason::Stale.as_str(),
    RebuildReason::StoreUnavailable.as_str(),
];

impl RebuildReason {
    /// The reason when the copy is at one revision and the record at another.
    pub(super) const fn from_revisions(copy: u64, record: u64) -> Self {
        if copy < record { Self::Stale } else { Self::Unusable }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unusable => "unusable",
            Self::Contradicting => "contradicting",
            Self::Stale => "stale",
            Self::StoreUnavailable => "store_unavailable",
        }
    }

    /// Counts and logs a session that is rebuilt.
    fn report(self, session: &LoadedSession) {
        let (id, reason, revision) = (session.id.0, self.as_str(), session.revision);
        metrics::counter!("adaptive_recoveries_total", "reason" => reason).increment(1);
        match self {
            Self::Missing | Self::Stale | Self::StoreUnavailable => {
                tracing::info!(session = id, reason, revision, "session rebuilt");
            }
            Self::Unusable | Self::Contradicting => tracing::warn!(
                session = id,
                reason,
                revision,
                "the working copy is not one that the record leads to; session rebuilt; find out who else writes to the store"
            ),
        }
    }

    /// The value that the rebuilt copy may replace; `None` when nothing is saved.
    const fn expected(self) -> Option<Expected> {
        match self {
            Self::Missing | Self::Stale => Some(Expected::Absent),
            Self::Unusable | Self::Contradicting => Some(Expected::Any),
            Self::StoreUnavailable => None,
        }
    }
}

impl ExamService {
    /// The session from its working copy, else from the record.
    pub(super) async fn load_or_rebuild(&self, access: &Access, id: ExamSessionId) -> Result<LoadedSession, ExamError> {
        match self.load_copy(id).await {
            // A copy of another session may have this number, so only the record rejects a caller.
            Ok(copy) if access.require_session(id, &copy.token_digest).is_ok() => match self.restore(id, copy).await? {
                // Programs that know no time limits in copies have written it.
                Some(session) if session.lacks_end() => self.rebuild_and_save(access, id, RebuildReason::Stale).await,
                Some(session) => Ok(session),
                None => self.rebuild_and_save(access, id, RebuildReason::Unusable).await,
            },
            Ok(_) => self.rebuild_and_save(access, id, RebuildReason::Unusable).await,
            Err(reason) => self.rebuild_and_save(access, id, reason).await,
        }
    }

    /// The working copy, or why there is none.
    pub(super) async fn load_copy(&self, id: ExamSessionId) -> Result<SessionState, RebuildReason> {
        note_session(id);
        match self.store().load(store_key(id)).await {
            Ok(Some(copy)) => Ok(copy),
            Ok(None) => Err(RebuildReason::Missing),
            Err(error) => {
                report_store_failure("load", id, &error);
                let is_unreadable = matches!(error, StoreError::Unreadable { .. });
                Err(if is_unreadable { RebuildReason::Unusable } else { RebuildReason::StoreUnavailable })
            }
        }
    }

    /// The session of a working copy; `None` when the copy contradicts itself or does not fit its bank and design.
    pub(super) async fn restore(
        &self,
        id: ExamSessionId,
        copy: SessionState,
    ) -> Result<Option<LoadedSession>, ExamError> {
        if usize::try_from(copy.revision) != Ok(copy.engine.items.len()) {
            return Ok(None);
        }
        match self.exams().exam(ExamTypeId(copy.exam_type_id)).await {
            Err(ExamError::UnusableRecord { .. }) => Ok(None),
            exam => {
                let exam = exam?;
                note_exam_type(&exam.exam_type.definition.name);
                let estimate = exam.test.cost().restore_after(copy.engine.items.len());
                self.compute().run(estimate, move |_| LoadedSession::from_copy(id, exam, copy)).await
            }
        }
    }

    /// The session as the record has it. The store gets a working copy again unless the session is completed.
    pub(super) async fn rebuild_and_save(
        &self,
        access: &Access,
        id: ExamSessionId,
        reason: RebuildReason,
    ) -> Result<LoadedSession, ExamError> {
        let history = self.history(id).await?;
        let session = self.rebuild(access, &history).await?;
        if history.session.completion.is_none() {
            self.save_rebuilt(&session, reason).await?;
        }
        Ok(session)
    }

    /// Saves the working copy of a rebuilt session.
    pub(super) async fn save_rebuilt(&self, session: &LoadedSession, reason: RebuildReason) -> Result<(), ExamError> {
        reason.report(session);
        fail_points::fail_point!("session_rebuilt");
        let Some(expected) = reason.expected() else { return Ok(()) };
        self.save_copy(session, expected).await;
        fail_points::fail_point!("session_saved");
        // Another request may have completed the session or given it another token, and removed its copy, since the history was
        // read.
        let row = self.record().session(session.id).await?;
        if row.is_none_or(|row| row.completion.is_some() || row.token_digest != session.token_digest) {
            self.remove_copy(session.id).await;
        }
        Ok(())
    }

    /// Removes the working copy. A copy that cannot be removed expires, and does not fit the record until then.
    pub(super) async fn remove_copy(&self, id: ExamSessionId) {
        if let Err(error) = self.store().delete(store_key(id)).await {
            report_store_failure("delete", id, &error);
        }
    }

    pub(super) async fn history(&self, id: ExamSessionId) -> Result<SessionHistory, ExamError> {
        note_session(id);
        let history =
            self.record().history(id).await.map_err(|error| self.refused(ExamError::of_session(id, error)))?;
        history.ok_or(ExamError::UnknownSession { session: id })
    }

    /// The session to which the recorded attempts lead, if the caller may see it.
    pub(super) async fn rebuild(&self, access: &Access, history: &SessionHistory) -> Result<LoadedSession, ExamError> {
        let row = &history.session;
        access.require_session(row.id, &row.token_digest)?;
        let exam = self.exams().exam(row.exam_type_id).await?;
        note_exam_type(&exam.exam_type.definition.name);
        let estimate = exam.test.cost().restore_after(history.attempts.len());
        let (of_exam, read) = (Arc::clone(&exam), history.clone());
        let engine = self.compute().run(estimate, move |_| checked_engine(&of_exam, &read)).await?;
        let (id, token_digest, revision, expires_at) = (row.id, row.token_digest, row.revision, row.expires_at);
        let engine = engine.map_err(|fault| self.refused(ExamError::FaultyRecord { session: id, fault }))?;
        Ok(LoadedSession { id, origin: Origin::Record, token_digest, revision, expires_at, exam, engine })
    }

    /// The error, which is logged if it is a fault of the record.
    pub(super) fn refused(&self, error: ExamError) -> ExamError {
        if let ExamError::FaultyRecord { session, fault } = &error {
            self.faults().report(*session, fault);
        }
        error
    }

    /// Saves the working copy if the stored one is as expected, or older. A failure costs the next request a rebuild, so it
    /// is reported and not returned.
    pub(super) async fn save_copy(&self, session: &LoadedSession, expected: Expected) {
        let copy = session.copy_for(self.store());
        let mut expected = expected;
        for _ in 0..2 {
            match self.store().save(store_key(session.id), &copy, expected, session.ttl()).await {
                Ok(Saved::Conflict { stored: Some(older) }) if older < session.revision => {
                    expected = Expected::Revision(older);
                }
                Ok(_) => return,
                Err(error) => return report_store_failure("save", session.id, &error),
            }
        }
    }
}

/// Counts and logs a failure of the store that the caller does not notice. Calls that an open breaker rejects are only
/// counted: the breaker has logged the outage.
pub(super) fn report_store_failure(operation: &'static str, id: ExamSessionId, error: &StoreError) {
    metrics::counter!("adaptive_store_failures_total", "operation" => operation).increment(1);
    if matches!(error, StoreError::Unavailable(source) if source.is::<BreakerOpen>()) {
        return;
    }
    let source = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(session = id.0, operation, %error, source, "the state store failed; going on from the record");
}
