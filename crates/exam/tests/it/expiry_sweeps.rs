//! Sweeps that complete the sessions whose time is over.

use std::sync::Arc;
use std::time::Duration;

use exam::ExamService;

use crate::expiry::{LIMIT, SCORED, TimedFixture, VOIDED};
use crate::faults::When;
use crate::fixture::{PLATFORM, SHORT};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_reads_batch_after_batch_and_reports_what_it_did() {
    for batch in [1, 2, 100] {
        let TimedFixture { fixture, clock } = TimedFixture::new().await;
        for answers in [0, 1, 2] {
            fixture.started_and_answered(SCORED, answers).await;
            fixture.started_and_answered(VOIDED, answers).await;
        }
        fixture.stopped_but_active(SCORED).await;
        fixture.started_and_answered(SHORT, 1).await;
        clock.advance(LIMIT);
        let running = fixture.started_and_answered(VOIDED, 1).await;
        let sweep = fixture.service.expire_overdue(batch).await.unwrap();
        assert_eq!((sweep.scored, sweep.voided, sweep.stopped_in_time), (3, 3, 1), "by {batch}");
        assert_eq!((sweep.elsewhere, sweep.failures.len()), (0, 0), "by {batch}");
        assert!(!fixture.service.summary(&PLATFORM, running).await.unwrap().header.finished);
        assert_eq!(fixture.service.count_active_sessions().await.unwrap(), 2, "by {batch}");
        assert_eq!(fixture.service.expire_overdue(batch).await.unwrap().completed(), 0, "by {batch}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_cannot_be_completed_do_not_block_the_others() {
    let TimedFixture { fixture, clock } = TimedFixture::new().await;
    let mut broken = Vec::new();
    for exam_type in [VOIDED, VOIDED, VOIDED, SCORED, VOIDED, SCORED] {
        let session = fixture.started_and_answered(exam_type, 1).await;
        if exam_type == VOIDED {
            broken.push(session);
        }
        clock.advance(Duration::from_micros(1));
    }
    clock.advance(LIMIT);
    let record = fixture.record.with_exam_types_changed(|exam_type| {
        if exam_type.definition.name == VOIDED {
            exam_type.definition.design = "no design".to_owned();
        }
    });
    let service = ExamService::with_environment(Arc::new(record), fixture.store.clone(), clock.clone());
    let sweep = service.expire_overdue(2).await.unwrap();
    let mut failed: Vec<_> = sweep.failures.iter().map(|(session, _)| *session).collect();
    failed.sort_unstable();
    assert_eq!((sweep.scored, failed), (2, broken));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_without_its_database_fails_and_the_next_goes_on() {
    let timed = TimedFixture::new().await;
    timed.overdue(SCORED, 1).await;
    for operation in ["expiring_sessions", "history", "complete"] {
        timed.fixture.record.faults.fail_next(operation, When::Before);
        let error = timed.fixture.service.expire_overdue(10).await.unwrap_err();
        assert!(error.is_unavailable(), "{operation}: {error:?}");
    }
    assert_eq!(timed.fixture.service.expire_overdue(10).await.unwrap().scored, 1);
}
