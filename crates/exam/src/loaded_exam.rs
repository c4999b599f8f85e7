//! An exam type version in memory, with everything that its sessions need.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use irt_core::{AdaptiveTest, ItemIndex};
use persistence::{EndReason, ExamSessionId, ExamTypeRecord, SessionPosition, SessionRecord};
use state_store::ItemParams;

use crate::exam_content::ExamContent;
use crate::four_parameters::four_parameters;
use crate::piece::{Piece, Shelved};
use crate::progress::{Progress, SessionHeader};

/// An exam type version with everything that its sessions need. Immutable, shared by all sessions pinned to it.
pub(crate) struct LoadedExam {
    pub(crate) exam_type: ExamTypeRecord,
    /// The test of examinees of whom nothing is known.
    pub(crate) test: Arc<AdaptiveTest>,
    pub(crate) content: Arc<ExamContent>,
}

impl Shelved for LoadedExam {
    fn pieces(self: &Arc<Self>) -> Vec<Piece> {
        let (test, definition) = (&self.test, &self.exam_type.definition);
        let own = size_of::<Self>() + test.memory_bytes() + definition.name.len() + 2 * definition.design.len();
        vec![
            Piece::of(self, own),
            Piece::of(test.bank(), test.bank().memory_bytes()),
            Piece::of(test.tables(), test.tables().memory_bytes()),
            Piece::of(&self.content, self.content.memory_bytes()),
        ]
    }
}

impl LoadedExam {
    pub(crate) fn ttl(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.exam_type.definition.ttl_seconds).unwrap_or(0))
    }

    /// The moment at which a session that starts then expires.
    pub(crate) fn expiry_of(&self, started_at: SystemTime) -> Option<SystemTime> {
        let seconds = self.exam_type.definition.time_limit?.seconds;
        started_at.checked_add(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    /// The header of a session at this position after this number of answers, before any completion.
    pub(crate) fn interim_header(&self, id: ExamSessionId, answers: u64, position: &SessionPosition) -> SessionHeader {
        SessionHeader {
            exam_session_id: id,
            exam_type: self.exam_type.definition.name.clone(),
            ability: position.ability,
            items_completed: u32::try_from(answers).unwrap_or(u32::MAX),
            max_items: self.test.max_items(),
            finished: position.pending_item.is_none(),
        }
    }

    /// The progress of such a session.
    pub(crate) fn interim_progress(&self, id: ExamSessionId, answers: u64, position: &SessionPosition) -> Progress {
        let header = self.interim_header(id, answers, position);
        let place = header.items_completed.saturating_add(1);
        Progress {
            stop_reason: position.stop_reason.map(EndReason::Stopped),
            item: position.pending_item.and_then(|item| self.content.show(ItemIndex(item), place)),
            header,
        }
    }

    /// The header of a session as the record has it: with the final estimate once it is completed.
    pub(crate) fn header(&self, row: &SessionRecord) -> SessionHeader {
        let mut header = self.interim_header(row.id, row.revision, &row.position);
        if let Some(completion) = &row.completion {
            header.ability = completion.estimate.ability();
            header.finished = true;
        }
        header
    }

    /// The progress of a session as the record has it. A completed session has no pending item.
    pub(crate) fn progress(&self, row: &SessionRecord) -> Progress {
        if row.completion.is_none() {
            return self.interim_progress(row.id, row.revision, &row.position);
        }
        Progress { header: self.header(row), stop_reason: stop_reason(row), item: None }
    }

    /// The parameters of an item, as a working copy in JSON shows them.
    pub(crate) fn parameters(&self, item: ItemIndex) -> Option<ItemParams> {
        Some(four_parameters(&self.test.bank().item(item)?.model))
    }
}

/// Why a session takes no more answers.
pub(crate) fn stop_reason(row: &SessionRecord) -> Option<EndReason> {
    let completed = row.completion.as_ref().map(|completion| completion.reason);
    completed.or_else(|| row.position.stop_reason.map(EndReason::Stopped))
}
