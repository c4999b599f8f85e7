//! The checks of what the record has of a session, which need no estimate but the latest.
//! `docs/decisions/0014-faults-of-the-record.md` says what is a fault and what is another build.

use irt_core::{Ability, AdaptiveEngine, EngineState, ItemIndex, Response, RestoreError};
use persistence::{Completion, EndReason, SessionHistory, SessionStatus};

use crate::history_digest::{HistoryDigest, HistoryStart};
use crate::loaded_exam::LoadedExam;
use crate::record_fault::RecordFault;

/// How far a recorded estimate may be from the one computed from its answers, relative to the latter where that is above 1.
///
/// One build computes the same bits. Another compiler, processor or mathematical library may round differently, and a release may
/// sum in another order: the running sessions then go on with their recorded items. A thousandth of theta is far below every
/// standard error that a test reaches, and other responses move an estimate by more.
const TOLERANCE: f64 = 1e-3;

/// Whether a recorded estimate is the computed one, but for rounding.
pub(super) fn agree(recorded: Ability, computed: Ability) -> bool {
    let near = |recorded: f64, computed: f64| (recorded - computed).abs() <= TOLERANCE * computed.abs().max(1.0);
    near(recorded.theta, computed.theta) && near(recorded.se, computed.se)
}

/// The engine to which the record leads: it takes the recorded attempts and the recorded pending item.
///
/// # Errors
/// The first contradiction.
pub(super) fn checked_engine(exam: &LoadedExam, history: &SessionHistory) -> Result<AdaptiveEngine, RecordFault> {
    check_positions(history)?;
    check_digest(history)?;
    let engine = restored(exam, history)?;
    check_last_attempt(history, &engine)?;
    if let Some(completion) = &history.session.completion {
        check_completion(history, completion, engine.final_estimate().ability())?;
    } else if history.session.status == SessionStatus::Completed {
        return Err(RecordFault::WrongResult { reason: "it is completed and has none".to_owned() });
    }
    Ok(engine)
}

/// The attempts have the positions from 1 on, and the revision is their number.
fn check_positions(history: &SessionHistory) -> Result<(), RecordFault> {
    for (position, attempt) in (1..).zip(&history.attempts) {
        if attempt.position != position {
            return Err(RecordFault::MissingAttempt { position });
        }
    }
    let (revision, attempts) = (history.session.revision, history.attempts.len());
    match u64::try_from(attempts) {
        Ok(count) if count == revision => Ok(()),
        _ => Err(RecordFault::WrongRevision { revision, attempts }),
    }
}

/// The digest is that of the attempts, or of the first of them: a program that keeps no digests has then recorded the others.
fn check_digest(history: &SessionHistory) -> Result<(), RecordFault> {
    let Some(recorded) = history.session.history_digest else { return Ok(()) };
    let withheld: Vec<_> = history.session.withheld.iter().copied().map(ItemIndex).collect();
    let mut digest = HistoryDigest::new(HistoryStart::of_row(&history.session, &withheld));
    let mut is_known = digest.digest() == recorded;
    for attempt in &history.attempts {
        digest.add(ItemIndex(attempt.item), Response(attempt.response));
        is_known |= digest.digest() == recorded;
    }
    if is_known { Ok(()) } else { Err(RecordFault::ChangedHistory) }
}

fn restored(exam: &LoadedExam, history: &SessionHistory) -> Result<AdaptiveEngine, RecordFault> {
    let restore = |ability| AdaptiveEngine::restore(exam.test.clone(), recorded_state(exam, history, ability));
    match restore(history.session.position.ability) {
        // Another build has rounded the estimate differently: that of this one counts from here on.
        Err(RestoreError::OtherEstimate { stored, computed }) if agree(stored, computed) => restore(computed),
        restored => restored,
    }
    .map_err(|error| fault_of(&error, history))
}

fn recorded_state(exam: &LoadedExam, history: &SessionHistory, ability: Ability) -> EngineState {
    let session = &history.session;
    EngineState {
        seed: session.seed,
        theta: ability.theta,
        standard_error: ability.se,
        items: history.attempts.iter().map(|attempt| ItemIndex(attempt.item)).collect(),
        responses: history.attempts.iter().map(|attempt| Response(attempt.response)).collect(),
        pending: session.position.pending_item.map(ItemIndex),
        stop_reason: session.position.stop_reason,
        max_items: exam.test.max_items(),
        examinee: session.examinee_start,
        withheld: session.withheld.iter().copied().map(ItemIndex).collect(),
        fingerprint: None,
    }
}

fn fault_of(error: &RestoreError, history: &SessionHistory) -> RecordFault {
    let reason = match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    };
    match *error {
        RestoreError::OtherEstimate { stored, computed } => {
            RecordFault::WrongEstimate { position: history.session.revision, recorded: stored, computed }
        }
        RestoreError::Examinee { .. } => RecordFault::MisfitStart { reason },
        RestoreError::UnknownPending { .. }
        | RestoreError::PendingAnswered { .. }
        | RestoreError::PendingAfterStop { .. }
        | RestoreError::NothingPending => RecordFault::WrongPendingItem { reason },
        _ => RecordFault::MisfitAnswers { reason },
    }
}

/// The last attempt has the estimate that the session has.
fn check_last_attempt(history: &SessionHistory, engine: &AdaptiveEngine) -> Result<(), RecordFault> {
    let computed = engine.estimate().ability();
    match history.attempts.last().map(|attempt| attempt.ability) {
        Some(recorded) if !agree(recorded, computed) => {
            Err(RecordFault::WrongEstimate { position: history.session.revision, recorded, computed })
        }
        _ => Ok(()),
    }
}

/// The result is that of the answers, and the session ended as its position says.
pub(super) fn check_completion(
    history: &SessionHistory,
    completion: &Completion,
    computed: Ability,
) -> Result<(), RecordFault> {
    let wrong = |reason: String| Err(RecordFault::WrongResult { reason });
    let (end, stopped) = (completion.reason, history.session.position.stop_reason);
    let expected = match end {
        EndReason::Stopped(reason) => Some(reason),
        EndReason::EndedEarly | EndReason::Expired => None,
    };
    let recorded = completion.estimate.ability();
    if history.session.status != SessionStatus::Completed {
        return wrong("it has one and is not completed".to_owned());
    }
    if expected != stopped {
        let stopped = stopped.map_or("no stopping rule has applied", |reason| reason.as_str());
        return wrong(format!("the reason is {end}, but the position of the session says: {stopped}"));
    }
    if !agree(recorded, computed) {
        let (theta, se) = (recorded.theta, recorded.se);
        let text = format!("{theta} with {se}, but the answers lead to {} with {}", computed.theta, computed.se);
        return wrong(format!("the estimate is {text}"));
    }
    Ok(())
}
