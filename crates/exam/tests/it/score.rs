//! Scoring without a session gives the session's numbers.

use exam::{Answer, EndReason, ExamError, ScoreTarget, ScoredResponse};
use irt_core::QuadratureSpec;

use crate::fixture::{Fixture, ITEMS, PLATFORM, SHORT, answer_next, option, pending, spec};

fn response(item_id: &str, answer: Answer) -> ScoredResponse {
    ScoredResponse { item_id: item_id.to_owned(), answer }
}

fn by_exam_type() -> ScoreTarget {
    ScoreTarget::ExamType(SHORT.to_owned())
}

fn by_bank() -> ScoreTarget {
    let design = Box::new(spec(SHORT, "one", false).design);
    ScoreTarget::Bank { name: "one".to_owned(), version: Some(1), design }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scoring_the_answers_so_far_gives_where_the_session_stands() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 0).await;
    let mut responses = Vec::new();
    let mut progress = fixture.service.next(&PLATFORM, session).await.unwrap();
    for answers in 0..=ITEMS {
        for target in [by_exam_type(), by_bank()] {
            let scored = fixture.service.score(&PLATFORM, target, &responses).await.unwrap();
            let ability = if answers < ITEMS {
                progress.header.ability.unwrap()
            } else {
                // The session shows the final estimate then; its last attempt has the interim one.
                fixture.attempts(session).await[ITEMS - 1].ability
            };
            assert_eq!(scored.estimate.theta.to_bits(), ability.theta.to_bits(), "{answers}");
            assert_eq!(scored.estimate.se.to_bits(), ability.se.to_bits(), "{answers}");
            assert_eq!(scored.item, progress.item, "{answers}");
            assert_eq!(scored.stop_reason.map(EndReason::Stopped), progress.stop_reason, "{answers}");
            assert_eq!(scored.items_completed as usize, answers);
        }
        if answers < ITEMS {
            let item = pending(&progress).to_owned();
            progress = answer_next(&fixture.service, &PLATFORM, session).await.progress;
            responses.push(response(&item, crate::fixture::scripted(&item)));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_three_forms_of_an_answer_score_alike() {
    let fixture = Fixture::new().await;
    let mut estimates = Vec::new();
    for right in [option("one-05", true), Answer::Correct(true), Answer::Score(1)] {
        let responses = [response("one-05", right)];
        estimates.push(fixture.service.score(&PLATFORM, by_exam_type(), &responses).await.unwrap());
    }
    assert!(estimates.iter().all(|scored| scored == &estimates[0]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_response_that_cannot_be_scored_is_named() {
    let fixture = Fixture::new().await;
    let good = response("one-00", Answer::Correct(true));
    let faulty = [
        (response("none", Answer::Correct(true)), "responses[1].item_id"),
        (response("one-00", Answer::Correct(false)), "responses[1].item_id"),
        (response("one-01", Answer::Choice("E".to_owned())), "responses[1].answer"),
        (response("one-01", Answer::Choice(String::new())), "responses[1].answer"),
        (response("one-01", Answer::Score(2)), "responses[1].score"),
        (response("one-01", Answer::Score(255)), "responses[1].score"),
    ];
    for (bad, expected) in faulty {
        for target in [by_exam_type(), by_bank()] {
            let refused = fixture.service.score(&PLATFORM, target, &[good.clone(), bad.clone()]).await;
            let Err(ExamError::InvalidValue { field, .. }) = refused else { panic!("{bad:?}: {refused:?}") };
            assert_eq!(field, expected, "{bad:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_scored_with_must_exist_and_be_sound() {
    let fixture = Fixture::new().await;
    let refused = fixture.service.score(&PLATFORM, ScoreTarget::ExamType("none".to_owned()), &[]).await;
    assert!(matches!(refused, Err(ExamError::UnknownExamType { .. })), "{refused:?}");
    let on = |name: &str, version| {
        let design = Box::new(spec(SHORT, "one", false).design);
        ScoreTarget::Bank { name: name.to_owned(), version, design }
    };
    for target in [on("none", None), on("one", Some(2)), on("one", Some(0))] {
        let refused = fixture.service.score(&PLATFORM, target, &[]).await;
        assert!(matches!(refused, Err(ExamError::UnknownBank { .. })), "{refused:?}");
    }
    let mut design = spec(SHORT, "one", false).design;
    design.quadrature = Some(QuadratureSpec { nodes: 0, ..QuadratureSpec::default() });
    let target = ScoreTarget::Bank { name: "one".to_owned(), version: None, design: Box::new(design) };
    let refused = fixture.service.score(&PLATFORM, target, &[]).await;
    assert!(matches!(refused, Err(ExamError::InvalidDesign(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_bank_of_responses_is_scored() {
    let fixture = Fixture::new().await;
    let responses: Vec<_> = (0..24).map(|place| response(&format!("one-{place:02}"), Answer::Correct(true))).collect();
    let scored = fixture.service.score(&PLATFORM, by_exam_type(), &responses).await.unwrap();
    assert_eq!((scored.items_completed, scored.item), (24, None));
    assert!(scored.estimate.theta.is_finite() && scored.stop_reason.is_some());
}
