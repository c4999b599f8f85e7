//! The reply to an answer according to the record.

use irt_core::{ItemIndex, Response};
use persistence::{AttemptRecord, EndReason, ItemOutcome, SessionHistory};

use super::answer_clock::AnswerClock;
use super::given_answer::GivenAnswer;
use super::loaded_session::LoadedSession;
use crate::access::Access;
use crate::answer::Answer;
use crate::answer_outcome::AnswerOutcome;
use crate::error::ExamError;
use crate::loaded_exam::Place;
use crate::progress::Answered;

/// The reply according to the record: the first reply again, or why the answer does not count; `None` when the item is
/// pending after all.
pub(super) fn recorded_reply(
    access: &Access,
    session: &LoadedSession,
    history: &SessionHistory,
    given: &GivenAnswer<'_>,
    clock: Option<&AnswerClock>,
) -> Result<Option<Answered>, ExamError> {
    // While the clock stands still, no item is shown: not the one after an answer that counted, either.
    if history.session.paused_at.is_some() {
        return Err(ExamError::SessionPaused { session: session.id });
    }
    let item = session.exam.test.bank().index_of(given.item_id);
    let place = item.and_then(|item| history.attempts.iter().position(|attempt| attempt.item == item.0));
    if let Some(place) = place {
        let answered = first_reply(access, session, history, place, given)?;
        let answered = with_item_time(answered, session, clock);
        AnswerOutcome::Repeated.count();
        return Ok(Some(answered));
    }
    match session.engine.pending() {
        Some(pending) if history.session.completion.is_none() => {
            if item == Some(pending) {
                return Ok(None);
            }
            let pending = session.exam.content.item_id(pending).to_owned();
            Err(ExamError::NotPendingItem { item: given.item_id.to_owned(), pending })
        }
        _ => {
            let reason = history.session.completion.as_ref().map(|completion| completion.reason);
            let is_late = reason == Some(EndReason::Expired);
            if is_late { AnswerOutcome::Late } else { AnswerOutcome::Finished }.count();
            Err(ExamError::SessionFinished { session: session.id })
        }
    }
}

/// The reply to the recorded attempt at this place, as it was given when the attempt was recorded.
fn first_reply(
    access: &Access,
    session: &LoadedSession,
    history: &SessionHistory,
    place: usize,
    given: &GivenAnswer<'_>,
) -> Result<Answered, ExamError> {
    let (answer, view) = (given.answer(), session.exam.view(access, given.at));
    let attempt = &history.attempts[place];
    let item = ItemIndex(attempt.item);
    let response = Response(attempt.response);
    if !is_answer_of(attempt, answer, session) {
        return Err(ExamError::AnswerConflict { item: session.exam.content.item_id(item).to_owned() });
    }
    let row = &history.session;
    let mut position = row.position.clone();
    position.ability = attempt.ability;
    let following = history.attempts.get(place + 1);
    // The answer has completed the session if nothing else can have: a rule has stopped the test, or its time was over.
    let completes = following.is_none()
        && row.completion.as_ref().is_some_and(|completion| {
            position.stop_reason.is_some()
                || completion.reason == EndReason::Expired && completion.completed_at == attempt.answered_at
        });
    if let Some(following) = following {
        position.pending_item = Some(following.item);
        position.stop_reason = None;
    }
    let progress = if completes {
        session.exam.progress(row, view)
    } else {
        let (id, seed, answers, expires_at) = (session.id, row.seed, attempt.position.into(), row.expires_at);
        session.exam.interim_progress(&Place { id, seed, answers, position: &position, expires_at }, view)
    };
    Ok(Answered { progress, correct: feedback(session, response) })
}

/// Whether the attempt is that of this answer. Of one that came too late, only the option is known.
fn is_answer_of(attempt: &AttemptRecord, answer: &Answer, session: &LoadedSession) -> bool {
    let scores = |response| {
        session.exam.content.score(ItemIndex(attempt.item), answer).is_ok_and(|sent| sent == Response(response))
    };
    match (answer, attempt.outcome) {
        (Answer::Choice(key), _) => attempt.answer.as_deref() == Some(key),
        _ if attempt.answer.is_some() => false,
        (Answer::Skip, outcome) => outcome.is_some(),
        (Answer::Correct(_) | Answer::Score(_), None) => scores(attempt.response),
        (Answer::Correct(_) | Answer::Score(_), Some(outcome)) => outcome == ItemOutcome::TimedOut,
    }
}

/// The reply with the time that is left for its item: nothing if that has been answered meanwhile.
fn with_item_time(mut answered: Answered, session: &LoadedSession, clock: Option<&AnswerClock>) -> Answered {
    let shown = answered.progress.item.as_ref();
    let pending = session.engine.pending().map(|item| session.exam.content.item_id(item));
    let is_pending = shown.is_some_and(|item| Some(item.item_id.as_str()) == pending);
    let left = clock.filter(|_| shown.is_some()).and_then(AnswerClock::item_seconds_left);
    answered.progress.item_time_left_seconds = if is_pending { left } else { left.map(|_| 0) };
    answered
}

/// Whether the answer was right, where the exam type says so. An item that does not count is neither.
pub(super) fn feedback(session: &LoadedSession, response: Response) -> Option<bool> {
    let shown = session.exam.exam_type.definition.feedback && response != Response::MISSING;
    shown.then_some(response != Response::WRONG)
}
