//! The last answer completes the session.

use exam::{Access, Answer, EndReason};
use irt_core::{Estimator, StopReason};

use crate::fixture::{
    Fixture, ITEMS, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted, spec, start_request,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_answer_completes_the_session_with_the_final_estimate() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, ITEMS - 1).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let reply = answer_next(&fixture.service, &PLATFORM, session).await;
    let row = fixture.record.inner().session(session).await.unwrap().unwrap();
    let completion = row.completion.expect("the last answer has completed the session");
    assert!(reply.progress.header.finished && reply.progress.item.is_none());
    assert_eq!(reply.progress.header.ability, Some(completion.estimate.ability()));
    let interim = fixture.attempts(session).await[ITEMS - 1].ability;
    assert_ne!(reply.progress.header.ability, Some(interim), "the final estimator of this exam type is another");
    assert_eq!(fixture.store.revision(session).await, None, "no working copy is left");

    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert!(report.completed);
    assert_eq!(report.header.ability, Some(completion.estimate.ability()));
    assert_eq!(fixture.service.complete(&PLATFORM, session).await.unwrap(), report);
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        assert_eq!(service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap(), reply);
        let next = service.next(&PLATFORM, session).await.unwrap();
        assert_eq!((next.header.ability, next.item), (reply.progress.header.ability, None));
    }
    assert_eq!(fixture.service.count_active_sessions().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_reads_and_repeats_after_the_last_answer() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let examinee = Access::Examinee(started.session_token);
    for _ in 1..ITEMS {
        answer_next(&fixture.service, &examinee, session).await;
    }
    let item = pending(&fixture.service.next(&examinee, session).await.unwrap()).to_owned();
    let reply = fixture.service.answer(&examinee, session, &item, &scripted(&item)).await.unwrap();
    assert_eq!(reply.progress.stop_reason, Some(EndReason::Stopped(StopReason::MaxItems)));
    let summary = fixture.service.summary(&examinee, session).await.unwrap();
    assert_eq!((summary.header, summary.ttl), (reply.progress.header.clone(), None));
    let report = fixture.service.report(&examinee, session).await.unwrap();
    assert_eq!((&report.header, report.stop_reason), (&reply.progress.header, reply.progress.stop_reason));
    assert_eq!(fixture.service.complete(&examinee, session).await.unwrap(), report);
    assert_eq!(fixture.service.answer(&examinee, session, &item, &scripted(&item)).await.unwrap(), reply);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_of_all_wrong_answers_has_the_bound_of_the_final_estimator() {
    let fixture = Fixture::new().await;
    let mut definition = spec("maximum-likelihood", "one", false);
    definition.design.estimator.final_estimator = Estimator::Mle;
    fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
    let mut progress = fixture.service.start(&PLATFORM, start_request("maximum-likelihood")).await.unwrap().progress;
    let session = progress.header.exam_session_id;
    while let Some(item) = &progress.item {
        let wrong = Answer::Correct(false);
        progress = fixture.service.answer(&PLATFORM, session, &item.item_id, &wrong).await.unwrap().progress;
    }
    assert_eq!(progress.header.ability.unwrap().theta.to_bits(), (-4.0_f64).to_bits());
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!(report.header, progress.header);
    assert!(report.trace[ITEMS - 1].ability.unwrap().theta > -3.0, "the interim estimate stays in the trace");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_session_of_the_version_before_is_completed_by_complete() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    let session = fixture.stopped_but_active(SHORT).await;
    let interim = fixture.attempts(session).await[ITEMS - 1].ability;
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        let next = service.next(&PLATFORM, session).await.unwrap();
        assert_eq!((next.header.finished, next.header.ability, next.item), (true, Some(interim), None));
    }
    assert!(!fixture.service.report(&PLATFORM, session).await.unwrap().completed);
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, expected);
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    assert_ne!(next.header.ability, Some(interim));
    assert_eq!(fixture.store.revision(session).await, None);
}
