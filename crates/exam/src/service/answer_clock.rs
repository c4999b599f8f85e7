//! How much time an examinee has taken, where the test or the items of an exam type are limited in time.
//!
//! The record decides: the working copy has no times, so that a forged one cannot make an answer late or timely.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use irt_core::Response;
use persistence::{ExamSessionId, ItemOutcome, SessionHistory, SkipPolicy};

use super::ExamService;
use super::given_answer::GivenAnswer;
use crate::answer::Answer;
use crate::error::ExamError;
use crate::loaded_exam::LoadedExam;
use crate::stopped_time::StoppedTime;

/// What an answer is measured by. The time in which the session stood still does not count.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerClock {
    /// The time since the start of the session.
    pub(super) since_start: Duration,
    /// The time since the pending item was shown.
    on_item: Duration,
    /// The time that the examinee has for an item.
    item_limit: Option<Duration>,
}

impl AnswerClock {
    /// Whether the time of the item is over, and the grace in which a late answer counts, too.
    fn is_item_over(&self, exam: &LoadedExam) -> bool {
        self.item_limit.is_some_and(|limit| self.on_item > limit.saturating_add(exam.grace()))
    }

    /// How many whole seconds are left for the pending item.
    pub(super) fn item_seconds_left(&self) -> Option<u64> {
        self.item_limit.map(|limit| limit.saturating_sub(self.on_item).as_secs())
    }

    /// How many whole seconds there are for the item after it.
    pub(super) fn seconds_of_next_item(&self) -> Option<u64> {
        self.item_limit.map(|limit| limit.as_secs())
    }
}

impl ExamService {
    /// The clock of the pending item at this moment; `None` where the exam type limits nothing but the session.
    pub(super) async fn answer_clock(
        &self,
        exam: &LoadedExam,
        history: &SessionHistory,
        at: SystemTime,
    ) -> Result<Option<AnswerClock>, ExamError> {
        if !exam.counts_time() {
            return Ok(None);
        }
        let session = &history.session;
        let stopped = self.stopped_time(session.id).await?;
        let shown_at = history.attempts.last().map_or(session.started_at, |attempt| attempt.answered_at);
        Ok(Some(AnswerClock {
            since_start: stopped.running(session.started_at, at),
            on_item: stopped.running(shown_at, at),
            item_limit: exam.item_time(session.extra_time),
        }))
    }

    /// When the clock of a session stood still.
    pub(super) async fn stopped_time(&self, id: ExamSessionId) -> Result<StoppedTime, ExamError> {
        Ok(self.stopped_times(&[id]).await?.remove(&id).unwrap_or_default())
    }

    /// When the clocks of sessions stood still, for those of which it did.
    pub(super) async fn stopped_times(
        &self,
        sessions: &[ExamSessionId],
    ) -> Result<HashMap<ExamSessionId, StoppedTime>, ExamError> {
        let mut spans: HashMap<ExamSessionId, Vec<_>> = HashMap::new();
        for (session, span) in self.record().event_spans(sessions).await? {
            spans.entry(session).or_default().push(span);
        }
        Ok(spans.into_iter().map(|(session, spans)| (session, StoppedTime::from_spans(spans))).collect())
    }
}

/// What an answer makes of its item: the response that counts, and what else became of the item.
///
/// # Errors
/// Those of scoring the answer, and [`ExamError::InvalidValue`] for an item that may not be skipped.
pub(super) fn outcome_of(
    exam: &LoadedExam,
    item: irt_core::ItemIndex,
    given: &GivenAnswer<'_>,
    clock: Option<&AnswerClock>,
) -> Result<(Response, Option<ItemOutcome>), ExamError> {
    let policy = exam.exam_type.definition.rules.skips;
    let unanswered = match policy {
        SkipPolicy::Refuse | SkipPolicy::Wrong => Response::WRONG,
        SkipPolicy::Missing => Response::MISSING,
    };
    let timed_out = clock.is_some_and(|clock| clock.is_item_over(exam));
    let has_no_time = clock.and_then(AnswerClock::item_seconds_left) == Some(0);
    match given.answer() {
        // An examinee who has no time left has nothing to wait for in the grace.
        Answer::Skip if timed_out || has_no_time => Ok((unanswered, Some(ItemOutcome::TimedOut))),
        Answer::Skip if policy.refuses() => {
            Err(ExamError::invalid("skip", true, "the exam type does not let examinees skip items"))
        }
        Answer::Skip => Ok((unanswered, Some(ItemOutcome::Skipped))),
        answer => {
            let response = exam.content.score(item, answer)?;
            Ok(if timed_out { (unanswered, Some(ItemOutcome::TimedOut)) } else { (response, None) })
        }
    }
}
