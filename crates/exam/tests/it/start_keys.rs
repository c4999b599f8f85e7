//! A start that is sent again with its key gets the same session and the same reply.

use std::sync::Arc;

use exam::{Access, ExamError, ExamService, StartExam, StartKey, Started};
use persistence::{ExamSessionId, Page};

use crate::expiry::{LIMIT, SCORED, TimedHall};
use crate::faults::When;
use crate::hall::{Essence, Hall, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, sit_out, spec, start_of};

fn key(number: u32) -> StartKey {
    StartKey::new(&format!("key-of-a-start-{number:04}")).unwrap()
}

/// A start without a seed.
fn unseeded(exam_type: &str) -> StartExam {
    StartExam { seed: None, ..start_of(exam_type) }
}

/// All that a reply says.
fn said(started: &Started) -> String {
    format!("{:?} {} {:?} {:?}", started.progress, started.session_token.reveal(), started.ttl, started.expires_at)
}

async fn start(service: &ExamService, start: StartExam, number: u32) -> Started {
    service.start_once(&PLATFORM, start, &key(number)).await.unwrap()
}

impl Hall {
    async fn sessions(&self) -> usize {
        self.record.inner().active_sessions(Page { after: 0, limit: 100 }).await.unwrap().len()
    }
}

/// The reply again, from every instance there may be.
async fn assert_repeated(hall: &Hall, request: &StartExam, number: u32, first: &Started, when: &str) {
    for service in [hall.service.clone(), hall.instance(), hall.stranger()] {
        assert_eq!(said(&start(&service, request.clone(), number).await), said(first), "{when}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_repeated_with_its_key_gets_the_same_reply_however_far_the_session_has_come() {
    for request in [start_of(OPEN), unseeded(OPEN)] {
        let hall = Hall::open().await;
        let first = start(&hall.service, request.clone(), 1).await;
        let session = first.progress.exam_session_id;
        assert_repeated(&hall, &request, 1, &first, "at once").await;
        for answers in 1..=ITEMS {
            answer_next(&hall.service, &PLATFORM, session).await;
            assert_repeated(&hall, &request, 1, &first, &format!("after {answers} answers")).await;
            assert_eq!(hall.store.revision(session).await, Some(answers as u64), "the working copy is left alone");
        }
        assert_eq!(hall.sessions().await, 1);
        hall.service.complete(&PLATFORM, session).await.unwrap();
        assert_repeated(&hall, &request, 1, &first, "after completion").await;
        assert_eq!(hall.store.revision(session).await, None, "repeating does not bring the copy back");
        assert_eq!(hall.sessions().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_whose_reply_was_lost_leaves_no_second_session_and_its_exam_is_as_any_other() {
    for when in [When::Before, When::After] {
        let hall = Hall::open().await;
        hall.record.faults.fail_next("insert_session_once", when);
        let failed = hall.service.start_once(&PLATFORM, start_of(OPEN), &key(1)).await;
        assert!(matches!(failed, Err(ExamError::Record(_))), "{failed:?}");
        let started = start(&hall.instance(), start_of(OPEN), 1).await;
        assert_eq!(hall.sessions().await, 1, "{when:?}");

        let examinee = Access::Examinee(started.session_token);
        let essence = sit_out(&hall.service, &examinee, started.progress.exam_session_id).await;
        assert_eq!(essence, hall.undisturbed(OPEN).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_with_a_key_is_the_start_without_one() {
    let (keyed, plain) = (Hall::open().await, Hall::open().await);
    let with_key = start(&keyed.service, start_of(SHORT), 1).await;
    let without = plain.start(SHORT).await;
    assert_eq!(with_key.progress, without.progress);
    let examinee = Access::Examinee(with_key.session_token);
    let essence = sit_out(&keyed.service, &examinee, with_key.progress.exam_session_id).await;
    assert_eq!(essence, plain.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_starts_with_one_key_at_once_one_session_comes() {
    let hall = Arc::new(Hall::open().await);
    let mut racers = tokio::task::JoinSet::new();
    for racer in 0..16 {
        let service = if racer % 2 == 0 { hall.instance() } else { hall.stranger() };
        racers.spawn(async move { said(&start(&service, unseeded(OPEN), 1).await) });
    }
    let mut replies = racers.join_all().await;
    replies.dedup();
    assert_eq!((replies.len(), hall.sessions().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_held_up_before_it_saves_does_not_hold_up_the_one_sent_again() {
    let hall = Hall::open().await;
    let mut held = hall.store.faults.hold_next("save", When::Before);
    let slow = tokio::spawn({
        let service = hall.service.clone();
        async move { start(&service, start_of(OPEN), 1).await }
    });
    held.arrived().await;
    let other = hall.instance();
    let again = start(&other, start_of(OPEN), 1).await;
    let session = again.progress.exam_session_id;
    answer_next(&other, &PLATFORM, session).await;
    held.release();
    assert_eq!(said(&slow.await.unwrap()), said(&again));
    // The slow start has put its copy over the one of the answer; the record notices.
    assert_eq!(hall.service.next(&PLATFORM, session).await.unwrap().items_completed, 1);
    assert_eq!(sit_out(&other, &PLATFORM, session).await, hall.undisturbed(OPEN).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_sent_with_another_request_is_refused_and_the_field_named() {
    let hall = Hall::open().await;
    let requests = [(1, start_of(OPEN)), (2, unseeded(OPEN)), (3, StartExam { examinee_id: None, ..start_of(OPEN) })];
    for (number, request) in requests {
        let first = start(&hall.service, request.clone(), number).await;
        let other_seed = StartExam { seed: Some(8), ..request.clone() };
        let other_examinee = StartExam { examinee_id: Some("e-2".to_owned()), ..request.clone() };
        let other_type = StartExam { exam_type: OTHER.to_owned(), ..request.clone() };
        let seedless = StartExam { seed: None, ..request.clone() };
        let mut others = vec![(other_seed, "seed"), (other_examinee, "examinee_id"), (other_type, "exam_type")];
        if request.seed.is_some() {
            others.push((seedless, "seed"));
        }
        for (other, expected) in others {
            let refused = hall.stranger().start_once(&PLATFORM, other, &key(number)).await;
            let named = matches!(refused, Err(ExamError::StartKeyReused { field }) if field == expected);
            assert!(named, "{expected}: {refused:?}");
        }
        assert_repeated(&hall, &request, number, &first, "after refusals").await;
    }
    assert_eq!(hall.sessions().await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_keeps_the_version_it_was_started_with_when_its_start_is_repeated() {
    let hall = Hall::open().await;
    let first = start(&hall.service, start_of(OPEN), 1).await;
    hall.service.import_exam_type(&PLATFORM, spec(OPEN, "two", false)).await.unwrap();
    assert_repeated(&hall, &start_of(OPEN), 1, &first, "after a new version").await;
    let newest = start(&hall.service, start_of(OPEN), 2).await;
    assert_ne!(newest.progress.item, first.progress.item, "another key starts with the new version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_repeated_after_its_session_has_expired_gets_its_first_reply() {
    let timed = TimedHall::open().await;
    let first = start(&timed.hall.service, start_of(SCORED), 1).await;
    timed.clock.go_on(LIMIT);
    for _ in 0..2 {
        assert_repeated(&timed.hall, &start_of(SCORED), 1, &first, "after the end").await;
        // The next request completes the session.
        assert!(timed.hall.service.next(&PLATFORM, first.progress.exam_session_id).await.unwrap().finished);
    }
    assert!(first.expires_at.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_alone_does_not_give_the_token() {
    let (one, other) = (Hall::open().await, Hall::open().await);
    other.start(OPEN).await;
    let of_one = start(&one.service, start_of(OPEN), 1).await.session_token;
    let of_other = start(&other.service, start_of(OPEN), 1).await.session_token;
    assert_ne!(of_one.reveal(), of_other.reveal(), "the record's salt is part of it");
    let other_key = start(&one.service, start_of(OPEN), 2).await.session_token;
    assert_ne!(of_one.reveal(), other_key.reveal());
    for token in [&of_one, &of_other, &other_key] {
        assert_eq!((&token.reveal()[..4], token.reveal().len()), ("ast_", 47));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_gets_no_token_by_a_key() {
    let hall = Hall::open().await;
    let started = start(&hall.service, start_of(OPEN), 1).await;
    let examinee = Access::Examinee(started.session_token);
    for number in [1, 2] {
        let refused = hall.service.start_once(&examinee, start_of(OPEN), &key(number)).await;
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    assert_eq!(hall.sessions().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_start_leaves_its_key_free() {
    let hall = Hall::open().await;
    let unknown = hall.service.start_once(&PLATFORM, start_of("no such exam"), &key(1)).await;
    assert!(matches!(unknown, Err(ExamError::UnknownExamType { .. })), "{unknown:?}");
    let nameless = StartExam { examinee_id: Some(String::new()), ..start_of(OPEN) };
    let invalid = hall.service.start_once(&PLATFORM, nameless, &key(1)).await;
    assert!(matches!(invalid, Err(ExamError::InvalidValue { .. })), "{invalid:?}");
    let session = start(&hall.service, start_of(OPEN), 1).await.progress.exam_session_id;
    let recorded = hall.record.inner().session(ExamSessionId(session)).await.unwrap().unwrap();
    assert_eq!(recorded.revision, 0);
    assert_eq!(Essence::of(&hall.service.report(&PLATFORM, session).await.unwrap()).items(), 0);
}
