//! A start that is sent again with its key gets the same session and the same reply.

use std::sync::Arc;

use exam::{Access, ExamError, ExamService, Progress, StartExam, StartKey, Started};
use irt_core::{ExamineeStart, NormalPrior};
use persistence::{Page, SessionFilter};

use crate::expiry::{LIMIT, SCORED, TimedFixture};
use crate::faults::When;
use crate::fixture::{
    ExamOutcome, Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, finish_exam, spec, start_request,
};

fn key(number: u32) -> StartKey {
    StartKey::new(&format!("key-of-a-start-{number:04}")).unwrap()
}

/// A start without a seed.
fn unseeded(exam_type: &str) -> StartExam {
    StartExam { seed: None, ..start_request(exam_type) }
}

/// A start of an examinee of whom something is known.
fn known(exam_type: &str) -> StartExam {
    let prior = Some(NormalPrior { mean: 0.8, sd: 0.6 });
    StartExam { examinee_start: ExamineeStart { start_theta: Some(1.5), prior }, ..start_request(exam_type) }
}

/// All that a reply says, but for the time that is left.
fn contents(started: &Started) -> String {
    let progress = Progress { time_left_seconds: None, ..started.progress.clone() };
    format!("{:?} {} {:?} {:?}", progress, started.session_token.reveal(), started.ttl, started.expires_at)
}

async fn start(service: &ExamService, start: StartExam, number: u32) -> Started {
    service.start_once(&PLATFORM, start, &key(number)).await.unwrap()
}

impl Fixture {
    async fn sessions(&self) -> usize {
        self.record.inner().sessions(&SessionFilter::default(), Page { after: 0, limit: 100 }).await.unwrap().len()
    }
}

/// The reply again, from every instance there may be.
async fn assert_repeated(fixture: &Fixture, request: &StartExam, number: u32, first: &Started, when: &str) {
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        assert_eq!(contents(&start(&service, request.clone(), number).await), contents(first), "{when}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_repeated_with_its_key_gets_the_same_reply_however_far_the_session_has_come() {
    for request in [start_request(OPEN), unseeded(OPEN), known(OPEN)] {
        let fixture = Fixture::new().await;
        let first = start(&fixture.service, request.clone(), 1).await;
        let session = first.progress.header.exam_session_id;
        assert_repeated(&fixture, &request, 1, &first, "at once").await;
        for answers in 1..=ITEMS {
            answer_next(&fixture.service, &PLATFORM, session).await;
            assert_repeated(&fixture, &request, 1, &first, &format!("after {answers} answers")).await;
            let is_active = answers < ITEMS;
            let copy = is_active.then_some(answers as u64);
            assert_eq!(fixture.store.revision(session).await, copy, "the working copy is left alone");
            assert_eq!(fixture.sessions().await, usize::from(is_active));
        }
        fixture.service.complete(&PLATFORM, session).await.unwrap();
        assert_repeated(&fixture, &request, 1, &first, "after completion").await;
        assert_eq!(fixture.store.revision(session).await, None, "repeating does not bring the copy back");
        assert_eq!(fixture.sessions().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_whose_reply_was_lost_leaves_no_second_session_and_its_exam_is_as_any_other() {
    for when in [When::Before, When::After] {
        let fixture = Fixture::new().await;
        fixture.record.faults.fail_next("insert_session_once", when);
        let failed = fixture.service.start_once(&PLATFORM, start_request(OPEN), &key(1)).await;
        assert!(matches!(failed, Err(ExamError::Record(_))), "{failed:?}");
        let started = start(&fixture.instance(), start_request(OPEN), 1).await;
        assert_eq!(fixture.sessions().await, 1, "{when:?}");

        let examinee = Access::Examinee(started.session_token);
        let outcome = finish_exam(&fixture.service, &examinee, started.progress.header.exam_session_id).await;
        assert_eq!(outcome, fixture.undisturbed(OPEN).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_with_a_key_is_the_start_without_one() {
    let (keyed, plain) = (Fixture::new().await, Fixture::new().await);
    let with_key = start(&keyed.service, start_request(SHORT), 1).await;
    let without = plain.start(SHORT).await;
    assert_eq!(with_key.progress, without.progress);
    let examinee = Access::Examinee(with_key.session_token);
    let outcome = finish_exam(&keyed.service, &examinee, with_key.progress.header.exam_session_id).await;
    assert_eq!(outcome, plain.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_starts_with_one_key_at_once_one_session_comes() {
    let fixture = Arc::new(Fixture::new().await);
    let mut racers = tokio::task::JoinSet::new();
    for racer in 0..16 {
        let service = if racer % 2 == 0 { fixture.instance() } else { fixture.instance_with_empty_store() };
        racers.spawn(async move { contents(&start(&service, unseeded(OPEN), 1).await) });
    }
    let mut replies = racers.join_all().await;
    replies.dedup();
    assert_eq!((replies.len(), fixture.sessions().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_held_up_before_it_saves_does_not_hold_up_the_one_sent_again() {
    let fixture = Fixture::new().await;
    let mut held = fixture.store.faults.hold_next("save", When::Before);
    let slow = tokio::spawn({
        let service = fixture.service.clone();
        async move { start(&service, start_request(OPEN), 1).await }
    });
    held.arrived().await;
    let other = fixture.instance();
    let again = start(&other, start_request(OPEN), 1).await;
    let session = again.progress.header.exam_session_id;
    answer_next(&other, &PLATFORM, session).await;
    held.release();
    assert_eq!(contents(&slow.await.unwrap()), contents(&again));
    // The slow start has put its copy over the one of the answer; the record notices.
    assert_eq!(fixture.service.next(&PLATFORM, session).await.unwrap().header.items_completed, 1);
    assert_eq!(finish_exam(&other, &PLATFORM, session).await, fixture.undisturbed(OPEN).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_sent_with_another_request_is_refused_and_the_field_named() {
    let fixture = Fixture::new().await;
    let nameless = StartExam { examinee_id: None, ..start_request(OPEN) };
    let requests = [(1, start_request(OPEN)), (2, unseeded(OPEN)), (3, nameless), (4, known(OPEN))];
    for (number, request) in requests {
        let first = start(&fixture.service, request.clone(), number).await;
        let other_seed = StartExam { seed: Some(8), ..request.clone() };
        let other_examinee = StartExam { examinee_id: Some("e-2".to_owned()), ..request.clone() };
        let other_type = StartExam { exam_type: OTHER.to_owned(), ..request.clone() };
        let seedless = StartExam { seed: None, ..request.clone() };
        let mut others = vec![(other_seed, "seed"), (other_examinee, "examinee_id"), (other_type, "exam_type")];
        let known = request.examinee_start;
        let other_theta = ExamineeStart { start_theta: Some(-0.5), ..known };
        let other_prior = ExamineeStart { prior: Some(NormalPrior { mean: 0.8, sd: 0.7 }), ..known };
        for (examinee_start, field) in [(other_theta, "start_theta"), (other_prior, "prior")] {
            others.push((StartExam { examinee_start, ..request.clone() }, field));
        }
        if request.seed.is_some() {
            others.push((seedless, "seed"));
        }
        for (other, expected) in others {
            let refused = fixture.instance_with_empty_store().start_once(&PLATFORM, other, &key(number)).await;
            let named = matches!(refused, Err(ExamError::StartKeyReused { field }) if field == expected);
            assert!(named, "{expected}: {refused:?}");
        }
        assert_repeated(&fixture, &request, number, &first, "after refusals").await;
    }
    assert_eq!(fixture.sessions().await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_keeps_the_version_it_was_started_with_when_its_start_is_repeated() {
    let fixture = Fixture::new().await;
    let first = start(&fixture.service, start_request(OPEN), 1).await;
    fixture.service.import_exam_type(&PLATFORM, spec(OPEN, "two", false)).await.unwrap();
    assert_repeated(&fixture, &start_request(OPEN), 1, &first, "after a new version").await;
    let newest = start(&fixture.service, start_request(OPEN), 2).await;
    assert_ne!(newest.progress.item, first.progress.item, "another key starts with the new version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_repeated_after_its_session_has_expired_gets_its_first_reply() {
    let timed = TimedFixture::new().await;
    let first = start(&timed.fixture.service, start_request(SCORED), 1).await;
    timed.clock.advance(LIMIT);
    for _ in 0..2 {
        assert_repeated(&timed.fixture, &start_request(SCORED), 1, &first, "after the end").await;
        // The next request completes the session.
        assert!(
            timed.fixture.service.next(&PLATFORM, first.progress.header.exam_session_id).await.unwrap().header.finished
        );
    }
    assert!(first.expires_at.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_alone_does_not_give_the_token() {
    let (one, other) = (Fixture::new().await, Fixture::new().await);
    other.start(OPEN).await;
    let of_one = start(&one.service, start_request(OPEN), 1).await.session_token;
    let of_other = start(&other.service, start_request(OPEN), 1).await.session_token;
    assert_ne!(of_one.reveal(), of_other.reveal(), "the record's salt is part of it");
    let other_key = start(&one.service, start_request(OPEN), 2).await.session_token;
    assert_ne!(of_one.reveal(), other_key.reveal());
    for token in [&of_one, &of_other, &other_key] {
        assert_eq!((&token.reveal()[..4], token.reveal().len()), ("ast_", 47));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_gets_no_token_by_a_key() {
    let fixture = Fixture::new().await;
    let started = start(&fixture.service, start_request(OPEN), 1).await;
    let examinee = Access::Examinee(started.session_token);
    for number in [1, 2] {
        let refused = fixture.service.start_once(&examinee, start_request(OPEN), &key(number)).await;
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    assert_eq!(fixture.sessions().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_start_leaves_its_key_free() {
    let fixture = Fixture::new().await;
    let unknown = fixture.service.start_once(&PLATFORM, start_request("no such exam"), &key(1)).await;
    assert!(matches!(unknown, Err(ExamError::UnknownExamType { .. })), "{unknown:?}");
    let nameless = StartExam { examinee_id: Some(String::new()), ..start_request(OPEN) };
    let invalid = fixture.service.start_once(&PLATFORM, nameless, &key(1)).await;
    assert!(matches!(invalid, Err(ExamError::InvalidValue { .. })), "{invalid:?}");
    let session = start(&fixture.service, start_request(OPEN), 1).await.progress.header.exam_session_id;
    let recorded = fixture.record.inner().session(session).await.unwrap().unwrap();
    assert_eq!(recorded.revision, 0);
    assert_eq!(ExamOutcome::from_report(&fixture.service.report(&PLATFORM, session).await.unwrap()).items(), 0);
}
