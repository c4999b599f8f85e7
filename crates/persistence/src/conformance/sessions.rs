//! Sessions before their first answer.

use irt_core::{Ability, Estimate, ExamineeStart, NormalPrior, StopReason};

use super::refusal::assert_refused;
use super::samples::{DELICATE, DELICATE_TEXT, advance, completion, exam_type, last_advance, moment, new_session};
use crate::record::Record;
use crate::rows::{ExamSessionId, ExamTypeId, Guarded, NewSession, NextStep, SessionPosition, SessionStatus};

pub(super) async fn a_session_comes_back_bit_for_bit(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mut previous = ExamSessionId(0);
    for (index, theta) in (0..).zip(DELICATE) {
        let ended = index % 2 == 1;
        let position = SessionPosition {
            pending_item: (!ended).then_some(u32::MAX),
            stop_reason: ended.then(|| StopReason::ALL[index % StopReason::ALL.len()]),
            ability: Ability { theta, se: -theta },
        };
        let seed = [0, u64::MAX, 1 << 63, (1 << 63) + 1][index % 4];
        let token_digest = std::array::from_fn(|byte| u8::try_from((byte * 37 + index) % 256).unwrap());
        let session = if ended {
            NewSession::new(exam_type.id, seed, token_digest, position, moment(0))
        } else {
            let session = NewSession::with_every_field(exam_type.id, position, moment(0));
            NewSession { examinee_id: Some(DELICATE_TEXT.to_owned()), seed, token_digest, ..session }
        };
        let inserted = record.insert_session(session.clone()).await.unwrap();
        let kept = record.session(inserted.id).await.unwrap().unwrap();

        assert_eq!(kept, inserted);
        assert!(kept.id > previous, "numbers of sessions rise");
        assert_eq!((kept.status, kept.revision, &kept.completion), (SessionStatus::Active, 0, &None));
        assert_eq!(kept.updated_at, moment(0));
        assert_eq!(NewSession::from_record(kept.clone()), session);
        assert_eq!(kept.position.ability.theta.to_bits(), theta.to_bits());
        assert_eq!(kept.position.ability.se.to_bits(), (-theta).to_bits());
        previous = kept.id;
    }
}

/// The bits of all that can be known of an examinee.
fn bits(start: ExamineeStart) -> (Option<u64>, Option<(u64, u64)>) {
    let prior = start.prior.map(|prior| (prior.mean.to_bits(), prior.sd.to_bits()));
    (start.start_theta.map(f64::to_bits), prior)
}

pub(super) async fn a_session_keeps_what_was_known_of_its_examinee(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    for value in DELICATE {
        let prior = Some(NormalPrior { mean: value, sd: -value });
        let starts = [(None, None), (Some(value), None), (None, prior), (Some(-value), prior)];
        for (start_theta, prior) in starts {
            let examinee_start = ExamineeStart { start_theta, prior };
            let session = NewSession { examinee_start, ..new_session(&exam_type) };
            let inserted = record.insert_session(session).await.unwrap();
            assert_eq!(bits(inserted.examinee_start), bits(examinee_start));
            assert_eq!(record.advance(advance(&inserted, 0)).await.unwrap(), Guarded::Committed);
            let history = record.history(inserted.id).await.unwrap().unwrap();
            assert_eq!(bits(history.session.examinee_start), bits(examinee_start));
        }
    }
}

pub(super) async fn a_session_needs_its_exam_type(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let orphan = NewSession { exam_type_id: ExamTypeId(i64::MAX), ..new_session(&exam_type) };
    assert_refused(&record.insert_session(orphan).await);
    let with_nul = NewSession { examinee_id: Some("a\0b".into()), ..new_session(&exam_type) };
    assert_refused(&record.insert_session(with_nul).await);
}

pub(super) async fn numbers_that_are_not_finite_are_refused(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let session = record.insert_session(new_session(&exam_type)).await.unwrap();
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut start = new_session(&exam_type);
        start.position.ability.theta = value;
        assert_refused(&record.insert_session(start).await);
        let priors = [NormalPrior { mean: value, sd: 1.0 }, NormalPrior { mean: 0.0, sd: value }];
        let known = priors.map(|prior| ExamineeStart { start_theta: None, prior: Some(prior) });
        for examinee_start in [[ExamineeStart { start_theta: Some(value), prior: None }].as_slice(), &known].concat() {
            let start = NewSession { examinee_start, ..new_session(&exam_type) };
            assert_refused(&record.insert_session(start).await);
        }

        let mut answer = advance(&session, 0);
        answer.ability.se = value;
        assert_refused(&record.advance(answer).await);

        let mut last = last_advance(&session, 0);
        last.next = NextStep::Completed(StopReason::MaxItems, Estimate { theta: value, ..completion().estimate });
        assert_refused(&record.advance(last).await);

        let mut end = completion();
        end.estimate.theta = value;
        assert_refused(&record.complete(session.id, 0, end).await);
    }
    let history = record.history(session.id).await.unwrap().unwrap();
    assert_eq!((history.session, history.attempts), (session, vec![]));
}

pub(super) async fn what_is_unknown_is_none(record: &dyn Record) {
    for id in [0, -1, i64::MAX].map(ExamSessionId) {
        assert_eq!(record.session(id).await.unwrap(), None);
        assert_eq!(record.history(id).await.unwrap(), None);
        assert_eq!(record.complete(id, 0, completion()).await.unwrap(), Guarded::Stale);
    }
}
