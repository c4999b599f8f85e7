//! Sums over the answers of completed sessions.

use super::samples::{DELICATE_TEXT, advance, completion, exam_type, moment, new_session};
use crate::record::Record;
use crate::rows::{
    Advance, AnswerSums, Completion, ExamTypeRecord, ItemOutcome, ItemSums, NewEvent, Page, SessionRecord,
    SimulationSummaryRecord,
};

const ALL: Page = Page { after: 0, limit: 100 };

/// A completed session with these answers to the first items, and this final theta.
async fn completed(record: &dyn Record, exam_type: &ExamTypeRecord, theta: f64, answers: &[u8]) -> SessionRecord {
    let session = record.insert_session(new_session(exam_type)).await.unwrap();
    for (revision, response) in (0..).zip(answers) {
        let answer = advance(&session, revision);
        let step = Advance { response: *response, outcome: None, ..answer };
        record.advance(step).await.unwrap();
    }
    let mut result = completion();
    result.estimate.theta = theta;
    record.complete(session.id, answers.len() as u64, result).await.unwrap();
    session
}

pub(super) async fn the_answers_of_completed_sessions_are_added_up_by_item(record: &dyn Record) {
    let (one, other) = (exam_type(record).await, exam_type(record).await);
    assert_eq!(record.answer_sums(one.id, ALL).await.unwrap(), AnswerSums::default());
    let first = completed(record, &one, 1.5, &[1, 2]).await;
    let second = completed(record, &one, -0.5, &[0, 3, 1]).await;
    completed(record, &other, 9.0, &[1]).await;
    // One that is active, and one whose result does not count.
    let active = record.insert_session(new_session(&one)).await.unwrap();
    record.advance(advance(&active, 0)).await.unwrap();
    let voided = record.insert_session(new_session(&one)).await.unwrap();
    record.complete(voided.id, 0, Completion { voided: true, ..completion() }).await.unwrap();
    let late = completed(record, &one, 3.0, &[1]).await;
    let event = NewEvent { at: moment(200), actor: "platform".into(), reason: None };
    assert!(record.void_completed(late.id, event).await.unwrap());

    let sums = record.answer_sums(one.id, ALL).await.unwrap();
    let found: Vec<_> = sums.sessions.iter().map(|found| (found.session, found.ability.theta, found.items)).collect();
    assert_eq!(found, [(first.id, 1.5, 2), (second.id, -0.5, 3)]);
    assert_eq!(sums.sessions[0].reason, completion().reason);
    let item = |item, counts: [u64; 3], thetas: [f64; 3]| ItemSums {
        item,
        shown: counts[0],
        answered: counts[0],
        response: counts[1],
        response_squared: counts[2],
        theta: thetas[0],
        theta_squared: thetas[1],
        response_theta: thetas[2],
    };
    let expected = [
        item(0, [2, 1, 1], [1.0, 2.5, 1.5]),
        item(1, [2, 5, 13], [1.0, 2.5, 1.5]),
        item(2, [1, 1, 1], [-0.5, 0.25, -0.5]),
    ];
    assert_eq!(sums.items, expected);

    let page = record.answer_sums(one.id, Page { after: first.id.0, limit: 1 }).await.unwrap();
    assert_eq!((page.sessions.len(), page.items.len(), page.items[1].response), (1, 3, 3));
}

pub(super) async fn an_item_that_was_left_out_counts_as_shown_alone(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let session = record.insert_session(new_session(&exam_type)).await.unwrap();
    let skipped = Advance { outcome: Some(ItemOutcome::ALL[0]), ..advance(&session, 0) };
    record.advance(skipped).await.unwrap();
    record.complete(session.id, 1, completion()).await.unwrap();
    let sums = record.answer_sums(exam_type.id, ALL).await.unwrap();
    assert_eq!(sums.items, [ItemSums { item: 0, shown: 1, ..ItemSums::default() }]);
}

pub(super) async fn the_exam_types_of_a_bank_are_found(record: &dyn Record) {
    let one = exam_type(record).await;
    let again = record.insert_exam_type(one.definition.clone()).await.unwrap();
    exam_type(record).await;
    assert_eq!(record.exam_types_of_bank(one.definition.bank_id).await.unwrap(), [one.id, again.id]);
}

pub(super) async fn the_latest_summary_of_a_simulation_is_kept(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    assert_eq!(record.simulation_summary(exam_type.id).await.unwrap(), None);
    for second in [1, 2] {
        let summary = format!("{{\"seed\":{second},\"name\":\"{}\"}}", "ü".repeat(100_000));
        let kept = SimulationSummaryRecord { summary, actor: DELICATE_TEXT.into(), kept_at: moment(second) };
        record.keep_simulation_summary(exam_type.id, kept.clone()).await.unwrap();
        assert_eq!(record.simulation_summary(exam_type.id).await.unwrap(), Some(kept));
    }
}
