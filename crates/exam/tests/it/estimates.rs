//! What examinees see of the estimates, and when they may complete a session.

use exam::{Access, EstimateDisplay, ExamError, ExamTypeSpec, Report};

use crate::fixture::{Fixture, ITEMS, PLATFORM, answer_next, spec};

/// A fixture with the exam type `shown`, and a session of it with its examinee.
async fn started(estimates: EstimateDisplay, feedback: bool) -> (Fixture, exam::ExamSessionId, Access) {
    let fixture = Fixture::new().await;
    let definition = ExamTypeSpec { estimates, ..spec("shown", "one", feedback) };
    fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
    let started = fixture.start("shown").await;
    assert!(started.progress.header.ability.is_some(), "the platform starts the exam");
    (fixture, started.progress.header.exam_session_id, Access::Examinee(started.session_token))
}

/// Whether a report shows its estimate, its status and score; all of them or none.
fn shows_estimate(report: &Report) -> bool {
    let shown = report.header.ability.is_some();
    assert_eq!(report.estimate_status.is_some(), shown);
    assert!(shown || report.reported_score.is_none());
    shown
}

#[tokio::test]
async fn an_examinee_sees_the_estimates_that_the_exam_type_shows_and_the_platform_all() {
    for (display, interim, last) in [
        (EstimateDisplay::Never, false, false),
        (EstimateDisplay::AtEnd, false, true),
        (EstimateDisplay::Always, true, true),
    ] {
        let (fixture, session, examinee) = started(display, display == EstimateDisplay::Always).await;
        let service = &fixture.service;
        for answers in 1..=ITEMS {
            let expected = if answers < ITEMS { interim } else { last };
            let reply = answer_next(service, &examinee, session).await;
            assert_eq!(reply.progress.header.ability.is_some(), expected, "{display:?} {answers}");
            // Whatever has to be rebuilt, the views agree.
            for service in [service.clone(), fixture.instance_with_empty_store()] {
                let next = service.next(&examinee, session).await.unwrap();
                let summary = service.summary(&examinee, session).await.unwrap();
                let report = service.report(&examinee, session).await.unwrap();
                for ability in [next.header.ability, summary.header.ability, report.header.ability] {
                    assert_eq!(ability, reply.progress.header.ability, "{display:?} {answers}");
                }
                assert_eq!(shows_estimate(&report), expected);
                assert!(report.trace.iter().all(|step| step.ability.is_some() == interim));
                let full = service.report(&PLATFORM, session).await.unwrap();
                assert!(shows_estimate(&full) && full.trace.iter().all(|step| step.ability.is_some()));
                assert!(service.next(&PLATFORM, session).await.unwrap().header.ability.is_some());
            }
        }
        assert_eq!(shows_estimate(&service.complete(&examinee, session).await.unwrap()), last);
    }
}

#[tokio::test]
async fn nothing_that_an_examinee_sees_tells_right_from_wrong_without_feedback() {
    let (fixture, right, examinee) = started(EstimateDisplay::Never, false).await;
    let other = fixture.start("shown").await;
    let (wrong, other) = (other.progress.header.exam_session_id, Access::Examinee(other.session_token));
    let item = fixture.service.next(&examinee, right).await.unwrap().item.unwrap().item_id;
    let mut replies = Vec::new();
    for (session, access, is_right) in [(right, &examinee, true), (wrong, &other, false)] {
        let option = crate::fixture::option(&item, is_right);
        let mut reply = fixture.service.answer(access, session, &item, &option).await.unwrap();
        // The next item depends on the answer, as in every adaptive test.
        reply.progress.item = None;
        reply.progress.header.exam_session_id = right;
        let report = fixture.service.report(access, session).await.unwrap();
        replies.push((reply, report.header.ability, report.trace[0].response, report.trace[0].ability));
    }
    assert_eq!(replies[0], replies[1]);
}

#[tokio::test]
async fn estimates_after_each_answer_need_feedback() {
    let fixture = Fixture::new().await;
    let definition = ExamTypeSpec { estimates: EstimateDisplay::Always, ..spec("shown", "one", false) };
    match fixture.service.import_exam_type(&PLATFORM, definition).await {
        Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, "estimates"),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn an_examinee_completes_early_only_where_the_exam_type_allows_it() {
    for allow_early_completion in [false, true] {
        let fixture = Fixture::new().await;
        let mut definition = ExamTypeSpec { allow_early_completion, ..spec("early", "one", false) };
        definition.design.stopping.min_items = Some(3);
        fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
        let started = fixture.start("early").await;
        let session = started.progress.header.exam_session_id;
        let examinee = Access::Examinee(started.session_token);
        for _ in 0..2 {
            answer_next(&fixture.service, &examinee, session).await;
        }
        let early = fixture.service.complete(&examinee, session).await;
        if allow_early_completion {
            assert_eq!(early.unwrap().stop_reason.unwrap().as_str(), "ended_early");
            continue;
        }
        assert!(matches!(early, Err(ExamError::EarlyCompletion { answered: 2, needed: 3 })), "{early:?}");
        answer_next(&fixture.service, &examinee, session).await;
        assert_eq!(
            fixture.service.complete(&examinee, session).await.unwrap().stop_reason.unwrap().as_str(),
            "ended_early"
        );

        let by_platform = fixture.start("early").await.progress.header.exam_session_id;
        assert!(fixture.service.complete(&PLATFORM, by_platform).await.unwrap().completed);
    }
}
