//! Sessions with a time limit.

use std::sync::Arc;
use std::time::Duration;

use exam::{
    Access, EndReason, ExamError, ExamService, ExamSessionId, ExamTypeSpec, ExpiryPolicy, Progress, Report,
    SessionFilter,
};

use crate::environment::ManualEnvironment;
use crate::fixture::{
    ExamOutcome, Fixture, PLATFORM, SHORT, answer_next, finish_exam, option, pending, scripted, spec, start_request,
    without_time,
};

/// An exam type whose sessions are scored when their time is over.
pub(crate) const SCORED: &str = "timed-scored";
/// One whose sessions are voided.
pub(crate) const VOIDED: &str = "timed-voided";
/// The same two with feedback.
pub(crate) const OPEN_SCORED: &str = "timed-open-scored";
pub(crate) const OPEN_VOIDED: &str = "timed-open-voided";
/// The time limit of all four.
pub(crate) const LIMIT: Duration = Duration::from_secs(600);

pub(crate) struct TimedFixture {
    pub(crate) fixture: Fixture,
    pub(crate) clock: Arc<ManualEnvironment>,
}

fn timed_spec(exam_type: &str, policy: ExpiryPolicy, feedback: bool) -> ExamTypeSpec {
    let seconds = i64::try_from(LIMIT.as_secs()).unwrap();
    ExamTypeSpec {
        time_limit_seconds: Some(seconds),
        on_expiry: Some(policy),
        grace_seconds: Some(0),
        ..spec(exam_type, "one", feedback)
    }
}

impl TimedFixture {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualEnvironment::default());
        let fixture = Fixture::with_environment(clock.clone()).await;
        let (score, void) = (ExpiryPolicy::Score, ExpiryPolicy::Void);
        for (exam_type, policy, feedback) in
            [(SCORED, score, false), (VOIDED, void, false), (OPEN_SCORED, score, true), (OPEN_VOIDED, void, true)]
        {
            fixture.service.import_exam_type(&PLATFORM, timed_spec(exam_type, policy, feedback)).await.unwrap();
        }
        Self { fixture, clock }
    }

    /// A session with this number of answers whose time is over.
    pub(crate) async fn overdue(&self, exam_type: &str, answers: usize) -> ExamSessionId {
        let session = self.fixture.started_and_answered(exam_type, answers).await;
        self.clock.advance(LIMIT);
        session
    }

    async fn report(&self, session: ExamSessionId) -> Report {
        self.fixture.service.report(&PLATFORM, session).await.unwrap()
    }
}

/// The outcome of an exam that ends early after this number of answers, apart from the reason.
async fn ended_early(answers: usize) -> ExamOutcome {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, answers).await;
    ExamOutcome::from_report(&fixture.service.complete(&PLATFORM, session).await.unwrap()).with_stop_reason("expired")
}

fn assert_over(progress: &Progress) {
    let end = (progress.header.finished, progress.stop_reason.map(EndReason::as_str), &progress.item);
    assert_eq!(end, (true, Some("expired"), &None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_takes_answers_until_its_time_is_over_and_none_after() {
    let TimedFixture { fixture, clock } = TimedFixture::new().await;
    let session = fixture.started_and_answered(SCORED, 2).await;
    clock.advance(LIMIT - Duration::from_micros(1));
    let third = answer_next(&fixture.service, &PLATFORM, session).await;
    assert_eq!(third.progress.header.items_completed, 3);

    clock.advance(Duration::from_micros(1));
    let item = pending(&third.progress);
    for _ in 0..2 {
        let refused = fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await;
        assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    }
    assert_over(&fixture.service.next(&PLATFORM, session).await.unwrap());
    assert_eq!(fixture.attempts(session).await.len(), 3);
    assert_eq!(fixture.store.revision(session).await, None, "the working copy is removed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_session_is_scored_from_its_answers_or_voided_with_them() {
    for answers in [0, 1, 4] {
        let expected = ended_early(answers).await;
        for (exam_type, voided) in [(SCORED, false), (VOIDED, true)] {
            let timed = TimedFixture::new().await;
            let session = timed.overdue(exam_type, answers).await;
            let report = timed.report(session).await;
            assert_eq!(ExamOutcome::from_report(&report), expected, "{exam_type}");
            assert_eq!((report.completed, report.voided), (true, voided), "{exam_type}");
            assert_eq!(report.expires_at, Some(report.started_at + LIMIT));
        }
    }
}

/// The ways in which an overdue session can be met first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Next,
    Answer,
    Complete,
    Report,
    SessionSummary,
    Extend,
    Sweep,
    Recover,
}

impl First {
    const ALL: [Self; 8] = [
        Self::Next,
        Self::Answer,
        Self::Complete,
        Self::Report,
        Self::SessionSummary,
        Self::Extend,
        Self::Sweep,
        Self::Recover,
    ];

    async fn meet(self, service: &ExamService, session: ExamSessionId, item: &str) {
        let finished = |refused| assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
        match self {
            Self::Next => assert_over(&service.next(&PLATFORM, session).await.unwrap()),
            Self::Answer => finished(service.answer(&PLATFORM, session, item, &scripted(item)).await.map(drop)),
            Self::Complete => drop(service.complete(&PLATFORM, session).await.unwrap()),
            Self::Report => drop(service.report(&PLATFORM, session).await.unwrap()),
            Self::SessionSummary => assert!(service.summary(&PLATFORM, session).await.unwrap().header.finished),
            Self::Extend => finished(service.extend(&PLATFORM, session, 60).await.map(drop)),
            Self::Sweep => assert_eq!(service.expire_overdue(10).await.unwrap().completed(), 1),
            Self::Recover => {
                let recovered = service.recover_session(&PLATFORM, session).await.unwrap();
                assert_eq!(recovered, exam::Recovered::Expired);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_outcome_does_not_depend_on_the_first_request() {
    for exam_type in [SCORED, VOIDED] {
        let expected = ended_early(3).await;
        for first in First::ALL {
            for other_instance in [false, true] {
                let timed = TimedFixture::new().await;
                let session = timed.fixture.started_and_answered(exam_type, 3).await;
                let item = pending(&timed.fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
                timed.clock.advance(LIMIT);
                let service = if other_instance {
                    timed.fixture.instance_with_empty_store()
                } else {
                    timed.fixture.service.clone()
                };
                first.meet(&service, session, &item).await;
                // However much later the report is asked for, the session was completed by the first request.
                let met = timed.report(session).await.completed_at;
                timed.clock.advance(LIMIT);
                let report = timed.fixture.service.complete(&PLATFORM, session).await.unwrap();
                assert_eq!(
                    (ExamOutcome::from_report(&report), report.completed_at),
                    (ended_early(3).await, met),
                    "{first:?}"
                );
                assert_eq!(ExamOutcome::from_report(&report), expected);
                assert_eq!(report.voided, exam_type == VOIDED, "{first:?}");
                assert_eq!(timed.fixture.store.revision(session).await, None, "{first:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_that_stopped_in_time_keeps_its_reason_and_its_result() {
    for by_sweep in [false, true] {
        let timed = TimedFixture::new().await;
        let session = timed.fixture.stopped_but_active(VOIDED).await;
        timed.clock.advance(LIMIT);
        if by_sweep {
            let sweep = timed.fixture.service.expire_overdue(10).await.unwrap();
            assert_eq!((sweep.stopped_in_time, sweep.completed()), (1, 1));
        }
        let next = timed.fixture.service.next(&PLATFORM, session).await.unwrap();
        assert_eq!(next.stop_reason.map(EndReason::as_str), Some("max_items"));
        let report = timed.fixture.service.complete(&PLATFORM, session).await.unwrap();
        assert_eq!(ExamOutcome::from_report(&report), timed.fixture.undisturbed(SHORT).await);
        assert!(report.completed && !report.voided);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_given_in_time_get_their_first_replies_for_ever() {
    let TimedFixture { fixture, clock } = TimedFixture::new().await;
    let session = fixture.started_and_answered(SCORED, 0).await;
    let mut replies = Vec::new();
    for _ in 0..3 {
        let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let reply = fixture.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        replies.push((item, reply));
    }
    clock.advance(LIMIT);
    // The first of them is what completes the session.
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        for (item, reply) in &replies {
            let again = service.answer(&PLATFORM, session, item, &scripted(item)).await.unwrap();
            assert_eq!(without_time(again), without_time(reply.clone()), "{item}");
            let other = option(item, scripted(item) != option(item, true));
            let refused = service.answer(&PLATFORM, session, item, &other).await;
            assert!(matches!(refused, Err(ExamError::AnswerConflict { .. })), "{refused:?}");
        }
    }
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!((report.header.items_completed, report.stop_reason.map(EndReason::as_str)), (3, Some("expired")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_without_a_time_limit_never_expires() {
    let TimedFixture { fixture, clock } = TimedFixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    clock.advance(Duration::from_secs(100 * 365 * 24 * 3600));
    let sweep = fixture.service.expire_overdue(10).await.unwrap();
    assert_eq!((sweep.completed(), sweep.elsewhere, sweep.failures.len()), (0, 0, 0));
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeping_the_working_copy_longer_gives_no_more_time() {
    let TimedFixture { fixture, clock } = TimedFixture::new().await;
    let started = fixture.start(SCORED).await;
    let session = started.progress.header.exam_session_id;
    fixture.service.extend(&PLATFORM, session, 7200).await.unwrap();
    clock.advance(LIMIT);
    assert_over(&fixture.service.next(&Access::Examinee(started.session_token), session).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_shows_an_overdue_session_finished_and_leaves_it_to_others() {
    let timed = TimedFixture::new().await;
    let session = timed.overdue(SCORED, 1).await;
    let running = timed.fixture.started_and_answered(SCORED, 1).await;
    let page = timed.fixture.service.sessions(&PLATFORM, &SessionFilter::default(), 0, 10).await.unwrap();
    let shown: Vec<_> =
        page.sessions.iter().map(|summary| (summary.header.exam_session_id, summary.header.finished)).collect();
    assert_eq!(shown, [(session, true), (running, false)]);
    assert_eq!(timed.fixture.service.count_active_sessions().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_token_is_refused_for_an_overdue_session() {
    let timed = TimedFixture::new().await;
    let other = timed.fixture.start(SCORED).await;
    let session = timed.overdue(SCORED, 1).await;
    let foreign = Access::Examinee(other.session_token);
    let service = &timed.fixture.service;
    for refused in [service.next(&foreign, session).await.map(drop), service.report(&foreign, session).await.map(drop)]
    {
        assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_that_make_no_sense_are_named() {
    let fixture = Fixture::new().await;
    let limited =
        |seconds, on_expiry| ExamTypeSpec { time_limit_seconds: seconds, on_expiry, ..spec("limited", "one", false) };
    let cases = [
        (limited(Some(0), None), "time_limit_seconds"),
        (limited(Some(-1), Some(ExpiryPolicy::Void)), "time_limit_seconds"),
        (limited(Some(exam::MAX_TIME_LIMIT_SECONDS + 1), None), "time_limit_seconds"),
        (limited(None, Some(ExpiryPolicy::Void)), "on_expiry"),
    ];
    for (spec, named) in cases {
        let refused = fixture.service.import_exam_type(&PLATFORM, spec).await;
        assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == named), "{refused:?}");
    }
    for seconds in [1, exam::MAX_TIME_LIMIT_SECONDS] {
        let kept = fixture.service.import_exam_type(&PLATFORM, limited(Some(seconds), None)).await.unwrap();
        let limit = kept.definition.time_limit.unwrap();
        assert_eq!((limit.seconds, limit.on_expiry), (seconds, ExpiryPolicy::Score));
        fixture.service.start(&PLATFORM, start_request("limited")).await.unwrap();
    }
}
