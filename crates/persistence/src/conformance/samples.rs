//! Values to keep.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use irt_core::{Ability, Estimate, EstimateStatus, StopReason};

use crate::record::Record;
use crate::rows::{
    Advance, AnswerBasis, AttemptRecord, Completion, EndReason, ExamRules, ExamTypeRecord, FourParameters, ItemOutcome,
    ItemRecord, NewBank, NewExamType, NewSession, NextStep, OptionRecord, Presentation, SessionPosition, SessionRecord,
    StartMark,
};

/// Doubles that a conversion to decimal, or to an integer, would spoil.
pub(super) const DELICATE: [f64; 8] =
    [0.1, -0.0, 1.0 / 3.0, 5e-324, f64::MAX, f64::MIN_POSITIVE, 4.0, -2.220_446_049_250_313e-16];

/// Text that an encoding, a quote or a trimming would spoil.
pub(super) const DELICATE_TEXT: &str = "  Größe ≤ '3'; \"π\" \\ \n\t – 数学 🎓 e\u{301} %s $1 ";

/// A name that no other run and no other case uses.
#[expect(clippy::disallowed_methods, reason = "no exam is made of this time")]
pub(super) fn fresh_name(purpose: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let run = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    format!("{purpose}-{run}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The mark of a start whose key no other run and no other case uses.
pub(super) fn fresh_mark() -> StartMark {
    let name = fresh_name("key");
    let mut key_digest = [0; 32];
    for (place, byte) in name.bytes().enumerate() {
        key_digest[place % 32] ^= byte.rotate_left(u32::try_from(place / 32).unwrap());
    }
    StartMark { key_digest, salt: [5; 32] }
}

/// A time on a whole microsecond.
pub(super) fn moment(second: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second) + Duration::from_micros(123_457)
}

pub(super) fn item(index: usize) -> ItemRecord {
    ItemRecord {
        item_id: format!("item-{index}"),
        model: "3pl".into(),
        four_parameters: FourParameters { discrimination: 1.25, difficulty: -0.5, guessing: 0.2, upper_asymptote: 1.0 },
        parameters: None,
        content: Some("algebra".into()),
        stem: Some("2 + 2 = ?".into()),
        answer_key: Some("A".into()),
        options: vec![
            OptionRecord { key: "A".into(), text: "4".into(), score: None },
            OptionRecord { key: "B".into(), text: "22".into(), score: None },
        ],
        presentation: Presentation::default(),
    }
}

pub(super) fn bank(name: &str, items: usize) -> NewBank {
    NewBank {
        name: name.to_owned(),
        scaling_constant: 1.702,
        items: (0..items).map(item).collect(),
        created_at: moment(0),
    }
}

pub(super) async fn exam_type(record: &dyn Record) -> ExamTypeRecord {
    let name = fresh_name("exam");
    let bank = record.insert_bank(bank(&name, 3)).await.unwrap();
    let definition = NewExamType {
        name,
        bank_id: bank.id,
        design: "{}".into(),
        ttl_seconds: 3600,
        feedback: false,
        time_limit: None,
        rules: ExamRules::default(),
        created_at: moment(0),
    };
    record.insert_exam_type(definition).await.unwrap()
}

pub(super) fn new_session(exam_type: &ExamTypeRecord) -> NewSession {
    let session = NewSession::new(exam_type.id, 7, [9; 32], position(0), moment(0));
    NewSession { examinee_id: Some("examinee".into()), history_digest: Some(history_digest(0)), ..session }
}

/// A digest that stands for the history of this number of answers.
pub(super) fn history_digest(answers: u32) -> [u8; 32] {
    std::array::from_fn(|byte| answers.to_le_bytes()[byte % 4] ^ 0x5a)
}

pub(super) async fn session(record: &dyn Record) -> SessionRecord {
    let exam_type = exam_type(record).await;
    record.insert_session(new_session(&exam_type)).await.unwrap()
}

/// Where a session stands after this number of answers.
pub(super) fn position(answers: u32) -> SessionPosition {
    let theta = f64::from(answers) / 7.0;
    let ability = Ability { theta, se: 1.0 / (1.0 + theta) };
    SessionPosition { pending_item: Some(answers), stop_reason: None, ability }
}

/// The answer after a revision, to the item that was pending.
pub(super) fn advance(session: &SessionRecord, revision: u32) -> Advance {
    Advance {
        session: session.id,
        expected_revision: revision.into(),
        token_digest: session.token_digest,
        basis: AnswerBasis::Copy(history_digest(revision)),
        history_digest: history_digest(revision + 1),
        item: revision,
        answer: Some("A".into()),
        response: 1,
        ability: position(revision + 1).ability,
        grace: Duration::ZERO,
        response_time_ms: (revision > 0).then_some(1500 * revision),
        outcome: ItemOutcome::ALL.get(revision as usize).copied(),
        answered_at: moment(u64::from(revision) + 1),
        next: NextStep::Item(revision + 1),
    }
}

/// The same answer as the last one of its session.
pub(super) fn last_advance(session: &SessionRecord, revision: u32) -> Advance {
    let Completion { estimate, .. } = completion();
    Advance { next: NextStep::Completed(StopReason::MaxItems, estimate), ..advance(session, revision) }
}

/// The attempt that an advance adds.
pub(super) fn attempt(step: &Advance) -> AttemptRecord {
    AttemptRecord {
        position: u32::try_from(step.expected_revision).unwrap() + 1,
        item: step.item,
        answer: step.answer.clone(),
        response: step.response,
        ability: step.ability,
        answered_at: step.answered_at,
        response_time_ms: step.response_time_ms,
        outcome: step.outcome,
    }
}

/// The completion that belongs to `last_advance`.
pub(super) fn completion_by(step: &Advance) -> Completion {
    let reason = EndReason::Stopped(StopReason::MaxItems);
    Completion { reason, completed_at: step.answered_at, ..completion() }
}

pub(super) fn completion() -> Completion {
    Completion {
        reason: EndReason::Stopped(StopReason::StandardError),
        estimate: Estimate { theta: 1.0 / 3.0, se: 0.3, status: EstimateStatus::Converged },
        completed_at: moment(99),
        voided: false,
    }
}
