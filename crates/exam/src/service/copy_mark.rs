//! What must be the same in the record and in a working copy of the same revision.

use irt_core::{ItemIndex, StopReason};
use persistence::SessionRecord;
use state_store::SessionState;

use super::loaded_session::{LoadedSession, Origin};
use super::working_copy::RebuildReason;
use crate::history_digest::{HistoryDigest, HistoryStart};

/// All that a working copy may say about its session. Copies with equal marks lead to equal engines.
#[derive(Debug, Clone)]
pub(super) struct CopyMark {
    origin: Origin,
    revision: u64,
    history: HistoryDigest,
    pending: Option<ItemIndex>,
    stop_reason: Option<StopReason>,
}

impl CopyMark {
    /// The mark of a copy as it came from the store.
    pub(super) fn of_copy(copy: &SessionState) -> Self {
        let engine = &copy.engine;
        let start = HistoryStart {
            token_digest: &copy.token_digest,
            exam_type_id: copy.exam_type_id,
            seed: engine.seed,
            examinee: &engine.examinee,
            withheld: &engine.withheld,
        };
        Self {
            origin: Origin::Copy,
            revision: copy.revision,
            history: HistoryDigest::new(start).with_answers(&engine.items, &engine.responses),
            pending: engine.pending,
            stop_reason: engine.stop_reason,
        }
    }

    pub(super) fn of_session(session: &LoadedSession) -> Self {
        let engine = &session.engine;
        Self {
            origin: session.origin,
            revision: session.revision,
            history: session.history(),
            pending: engine.pending(),
            stop_reason: engine.stop_reason(),
        }
    }

    /// Where the session came from.
    pub(super) const fn origin(&self) -> Origin {
        self.origin
    }

    /// The history up to the revision.
    pub(super) const fn history(&self) -> &HistoryDigest {
        &self.history
    }

    /// Whether the copy may differ from the record at its own revision. A row without a digest, or with an earlier one, says
    /// nothing; then only the attempts tell.
    pub(super) fn is_doubtful(&self, row: &SessionRecord) -> bool {
        let position = &row.position;
        row.history_digest != Some(self.history.digest())
            || self.pending.map(|item| item.0) != position.pending_item
            || self.stop_reason != position.stop_reason
    }

    /// Why a copy with this mark has to give way to the session of the record; `None` if they are equal.
    pub(super) fn fault(&self, recorded: &LoadedSession) -> Option<RebuildReason> {
        if self.revision != recorded.revision {
            return Some(RebuildReason::from_revisions(self.revision, recorded.revision));
        }
        let recorded = Self::of_session(recorded);
        let is_same = self.history.digest() == recorded.history.digest()
            && (self.pending, self.stop_reason) == (recorded.pending, recorded.stop_reason);
        (!is_same).then_some(RebuildReason::Contradicting)
    }
}
