//! An exam type version in memory, with everything that its sessions need.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use irt_core::{AdaptiveTest, ItemIndex};
use persistence::{
    EndReason, ExamSessionId, ExamTypeRecord, ExtraTime, SessionPosition, SessionRecord, SessionStatus, SkipPolicy,
};
use state_store::ItemParams;

use crate::access::Access;
use crate::exam_content::{ExamContent, OptionOrder};
use crate::four_parameters::four_parameters;
use crate::piece::{Piece, Shelved};
use crate::progress::{Progress, SessionHeader};
use crate::view::View;

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

    /// The moment at which a session that starts then, with this extra time, expires: in whole microseconds, as the record keeps it.
    pub(crate) fn expiry_of(&self, started_at: SystemTime, extra: ExtraTime) -> Option<SystemTime> {
        let limit = self.exam_type.definition.time_limit?.seconds as f64 * extra.multiplier + extra.seconds as f64;
        started_at.checked_add(Duration::from_micros((limit * 1e6).round() as u64))
    }

    /// For how long after the end of its time a session takes an answer to its pending item.
    pub(crate) fn grace(&self) -> Duration {
        Duration::from_secs(self.exam_type.definition.rules.grace_seconds.into())
    }

    /// How long an examinee with this extra time has for an item; `None` without a limit.
    pub(crate) fn item_time(&self, extra: ExtraTime) -> Option<Duration> {
        let seconds = self.exam_type.definition.rules.item_time_limit_seconds?;
        Some(Duration::from_secs(seconds.into()).mul_f64(extra.multiplier))
    }

    /// Whether examinees may leave items out.
    const fn can_skip(&self) -> bool {
        !matches!(self.exam_type.definition.rules.skips, SkipPolicy::Refuse)
    }

    /// Whether examinees may pause their sessions.
    pub(crate) const fn can_pause(&self) -> bool {
        self.exam_type.definition.rules.examinees_may_pause
    }

    /// Whether an answer depends on the time that it took, and not only on the end of the session.
    pub(crate) fn counts_time(&self) -> bool {
        let has_item_limit = self.exam_type.definition.rules.item_time_limit_seconds.is_some();
        has_item_limit || self.test.design().stopping_rule().time_budget.is_some()
    }

    /// What this caller sees of a session at this moment.
    pub(crate) const fn view(&self, access: &Access, now: SystemTime) -> View {
        View::new(access, self.exam_type.definition.rules.estimates, now)
    }

    /// The header of a session at this position after this number of answers, before any completion.
    fn interim_header(&self, at: &Place<'_>, view: View) -> SessionHeader {
        let &Place { id, answers, position, .. } = at;
        SessionHeader {
            exam_session_id: id,
            exam_type: self.exam_type.definition.name.clone(),
            ability: view.interim(position.ability),
            items_completed: u32::try_from(answers).unwrap_or(u32::MAX),
            max_items: self.test.max_items(),
            finished: position.pending_item.is_none(),
        }
    }

    /// The progress of such a session.
    pub(crate) fn interim_progress(&self, at: &Place<'_>, view: View) -> Progress {
        let header = self.interim_header(at, view);
        let place = header.items_completed.saturating_add(1);
        Progress {
            stop_reason: at.position.stop_reason.map(EndReason::Stopped),
            item: at
                .position
                .pending_item
                .and_then(|item| self.content.show(ItemIndex(item), place, self.option_order(at.seed))),
            header,
            time_left_seconds: at.expires_at.map(|end| view.time_left(end).as_secs()),
            item_time_left_seconds: None,
            can_skip: self.can_skip(),
            can_pause: self.can_pause(),
        }
    }

    /// The header of a session as the record has it: with the final estimate once it is completed.
    pub(crate) fn header(&self, row: &SessionRecord, view: View) -> SessionHeader {
        let mut header = self.interim_header(&Place::of(row), view);
        if let Some(completion) = &row.completion {
            header.ability = view.last(completion.estimate.ability());
            header.finished = true;
        }
        header.finished |= is_over(row, view.now());
        header
    }

    /// The progress of a session as the record has it. No item of a session is shown that is completed or whose time is over.
    pub(crate) fn progress(&self, row: &SessionRecord, view: View) -> Progress {
        let is_over = is_over(row, view.now());
        if row.completion.is_none() && !is_over {
            return self.interim_progress(&Place::of(row), view);
        }
        Progress {
            header: self.header(row, view),
            stop_reason: if is_over { Some(EndReason::Expired) } else { stop_reason(row) },
            item: None,
            time_left_seconds: time_left(row, view),
            item_time_left_seconds: None,
            can_skip: self.can_skip(),
            can_pause: self.can_pause(),
        }
    }

    /// In which order the session with this seed shows options.
    pub(crate) const fn option_order(&self, seed: u64) -> OptionOrder {
        if self.exam_type.definition.rules.shuffle_options {
            OptionOrder::Shuffled { seed }
        } else {
            OptionOrder::AsInBank
        }
    }

    /// The keys of an item's options in the order in which the session with this seed has shown them at this place of the exam,
    /// counted from 1; `None` where the exam type does not shuffle options.
    pub(crate) fn shown_keys(&self, item: ItemIndex, position: u32, seed: u64) -> Option<Vec<String>> {
        match self.option_order(seed) {
            OptionOrder::AsInBank => None,
            order @ OptionOrder::Shuffled { .. } => Some(self.content.shown_keys(item, position, order)),
        }
    }

    /// The parameters of an item, as a working copy in JSON shows them.
    pub(crate) fn parameters(&self, item: ItemIndex) -> Option<ItemParams> {
        Some(four_parameters(&self.test.bank().item(item)?.model))
    }
}

/// A session at a place in its exam.
pub(crate) struct Place<'a> {
    pub(crate) id: ExamSessionId,
    pub(crate) seed: u64,
    /// How many items are answered.
    pub(crate) answers: u64,
    pub(crate) position: &'a SessionPosition,
    /// From when on it takes no more answers.
    pub(crate) expires_at: Option<SystemTime>,
}

impl<'a> Place<'a> {
    /// The place at which the record has a session.
    pub(crate) const fn of(row: &'a SessionRecord) -> Self {
        Self { id: row.id, seed: row.seed, answers: row.revision, position: &row.position, expires_at: row.expires_at }
    }
}

/// How many whole seconds a session has left; `None` without a time limit. The clock of a paused session stands still.
pub(crate) fn time_left(row: &SessionRecord, view: View) -> Option<u64> {
    let end = row.expires_at?;
    if row.completion.is_some() {
        return Some(0);
    }
    let left = row
        .paused_at
        .map_or_else(|| view.time_left(end), |paused_at| end.duration_since(paused_at).unwrap_or(Duration::ZERO));
    Some(left.as_secs())
}

/// Whether the time of a session is over while it still has an item to be answered. A test that has stopped in time does not
/// expire: the examinee has answered everything that there was to answer. Neither does one that is paused.
pub(crate) fn is_over(row: &SessionRecord, now: SystemTime) -> bool {
    let unfinished = row.status == SessionStatus::Active && row.position.pending_item.is_some();
    unfinished && row.expires_at.is_some_and(|limit| limit <= now)
}

/// Why a session takes no more answers.
pub(crate) fn stop_reason(row: &SessionRecord) -> Option<EndReason> {
    let completed = row.completion.as_ref().map(|completion| completion.reason);
    completed.or_else(|| row.position.stop_reason.map(EndReason::Stopped))
}
