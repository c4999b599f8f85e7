//! Answers of many sessions at once, some of which are faulty.

use std::sync::Arc;

use irt_core::{Estimate, StopReason};
use tokio::task::JoinSet;

use super::refusal::assert_refused;
use super::samples::{advance, attempt, completion, completion_by, exam_type, last_advance, new_session};
use crate::record::Record;
use crate::rows::{Advance, AnswerBasis, Guarded, NextStep, SessionRecord};

/// The number of good answers to a session.
const ANSWERS: u32 = 4;

/// Enough for several to come while a commit is under way, whatever the settings.
const SESSIONS: usize = 120;

/// What is sent for the session of this number, besides which its neighbours send good answers.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Good,
    AtAnotherRevision,
    OfAnotherToken,
    OfAnotherHistory,
    WithNul,
    NotANumber,
    EndsWithNotANumber,
}

impl Sent {
    const fn for_number(number: usize) -> Self {
        match number % 10 {
            2 => Self::AtAnotherRevision,
            4 => Self::OfAnotherToken,
            5 => Self::OfAnotherHistory,
            6 => Self::WithNul,
            7 => Self::EndsWithNotANumber,
            8 => Self::NotANumber,
            _ => Self::Good,
        }
    }

    /// The session of a faulty answer stays where it is; that of good ones is completed by the last.
    fn advance(self, session: &SessionRecord, turn: u32) -> Advance {
        let mut step = advance(session, 0);
        match self {
            Self::Good if turn + 1 == ANSWERS => step = last_advance(session, turn),
            Self::Good => step = advance(session, turn),
            Self::AtAnotherRevision => step = advance(session, turn + 1),
            Self::OfAnotherToken => step.token_digest = [8; 32],
            Self::OfAnotherHistory => step.basis = AnswerBasis::Copy([8; 32]),
            Self::WithNul => step.answer = Some("a\0b".into()),
            Self::NotANumber => step.ability.theta = f64::NAN,
            Self::EndsWithNotANumber => {
                let estimate = Estimate { theta: f64::NAN, ..completion().estimate };
                step.next = NextStep::Completed(StopReason::MaxItems, estimate);
            }
        }
        step
    }
}

async fn sessions(record: &dyn Record) -> Vec<SessionRecord> {
    let exam_type = exam_type(record).await;
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(record.insert_session(new_session(&exam_type)).await.unwrap());
    }
    sessions
}

pub(super) async fn a_faulty_answer_fails_alone_however_many_come_at_once(record: &Arc<dyn Record>) {
    let sessions = sessions(record.as_ref()).await;
    let mut clients = JoinSet::new();
    for (number, session) in sessions.iter().cloned().enumerate() {
        let (record, sent) = (Arc::clone(record), Sent::for_number(number));
        clients.spawn(async move {
            for turn in 0..ANSWERS {
                let outcome = record.advance(sent.advance(&session, turn)).await;
                match sent {
                    Sent::Good => assert_eq!(outcome.unwrap(), Guarded::Committed),
                    Sent::AtAnotherRevision | Sent::OfAnotherToken | Sent::OfAnotherHistory => {
                        assert_eq!(outcome.unwrap(), Guarded::Stale);
                    }
                    Sent::WithNul | Sent::NotANumber | Sent::EndsWithNotANumber => assert_refused(&outcome),
                }
            }
        });
    }
    clients.join_all().await;
    for (number, session) in sessions.iter().enumerate() {
        let is_good = matches!(Sent::for_number(number), Sent::Good);
        assert_recorded(record.as_ref(), session, if is_good { ANSWERS } else { 0 }).await;
        let completion = record.session(session.id).await.unwrap().unwrap().completion;
        assert_eq!(completion, is_good.then(|| completion_by(&last_advance(session, ANSWERS - 1))));
    }
}

pub(super) async fn of_abandoned_answers_at_once_each_is_recorded_whole_or_not_at_all(record: &Arc<dyn Record>) {
    let sessions = sessions(record.as_ref()).await;
    let mut clients = JoinSet::new();
    for session in &sessions {
        let (record, step) = (Arc::clone(record), advance(session, 0));
        clients.spawn(async move { record.advance(step).await.unwrap() });
    }
    // One has been answered, the others are anywhere.
    assert_eq!(clients.join_next().await.unwrap().unwrap(), Guarded::Committed);
    clients.shutdown().await;
    for session in &sessions {
        // Whatever became of the first, the same answer can be sent again, and then has been recorded once.
        record.advance(advance(session, 0)).await.unwrap();
        assert_recorded(record.as_ref(), session, 1).await;
    }
}

async fn assert_recorded(record: &dyn Record, session: &SessionRecord, answers: u32) {
    let history = record.history(session.id).await.unwrap().unwrap();
    let expected: Vec<_> = (0..answers).map(|revision| attempt(&advance(session, revision))).collect();
    assert_eq!((history.session.revision, history.attempts), (answers.into(), expected));
}
