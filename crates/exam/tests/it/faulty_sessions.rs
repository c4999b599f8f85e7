//! Sessions whose record contradicts itself: refused by their own error, found by a verification, and no harm to others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use exam::{EndReason, ExamError, ExamService, ExamSessionId, RecordFault, SessionFilter, Verified};
use irt_core::{Estimate, StopReason};
use persistence::SessionHistory;

use crate::expiry::{LIMIT, SCORED, TimedFixture};
use crate::faults::When;
use crate::faulty_record::FaultyRecord;
use crate::faulty_store::FaultyStore;
use crate::fixture::{Fixture, ITEMS, OTHER, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted};

type Change = fn(&mut SessionHistory);

/// Contradictions in the record of a session with three answers, and the kind of fault that each is.
const FAULTS: [(&str, Change); 17] = [
    ("missing_attempt", |history| drop(history.attempts.remove(0))),
    ("missing_attempt", |history| drop(history.attempts.remove(1))),
    ("wrong_revision", |history| drop(history.attempts.pop())),
    ("wrong_revision", |history| history.session.revision += 1),
    ("wrong_revision", |history| history.attempts.clear()),
    ("changed_history", |history| history.attempts[1].response = 1 - history.attempts[1].response),
    ("changed_history", |history| history.session.history_digest = Some([0; 32])),
    ("changed_history", |history| history.session.seed += 1),
    ("wrong_estimate", |history| {
        // A program that keeps no digest has recorded the session.
        history.session.history_digest = None;
        history.attempts[1].response = 1 - history.attempts[1].response;
    }),
    ("wrong_estimate", |history| history.session.position.ability.theta += 0.01),
    ("wrong_estimate", |history| history.session.position.ability.se -= 0.01),
    ("wrong_estimate", |history| history.attempts[2].ability.theta -= 0.01),
    ("misfit_answers", |history| {
        history.session.history_digest = None;
        history.attempts[0].item = 4711;
    }),
    ("wrong_pending_item", |history| history.session.position.pending_item = Some(4711)),
    ("wrong_pending_item", |history| history.session.position.pending_item = Some(history.attempts[0].item)),
    ("wrong_pending_item", |history| history.session.position.pending_item = None),
    ("wrong_pending_item", |history| history.session.position.stop_reason = Some(StopReason::MaxItems)),
];

/// Contradictions in the result of a completed session.
const WRONG_RESULTS: [Change; 4] = [
    |history| estimate(history).theta += 0.01,
    |history| estimate(history).se += 0.01,
    |history| history.session.completion.as_mut().unwrap().reason = EndReason::EndedEarly,
    |history| history.session.completion.as_mut().unwrap().reason = EndReason::Stopped(StopReason::StandardError),
];

fn estimate(history: &mut SessionHistory) -> &mut Estimate {
    &mut history.session.completion.as_mut().unwrap().estimate
}

fn changed(fixture: &Fixture, session: ExamSessionId, change: Change) -> ExamService {
    let change = move |history: &mut SessionHistory| {
        if history.session.id == session {
            change(history);
        }
    };
    service(fixture.record.with_histories_changed(change))
}

fn service(record: FaultyRecord) -> ExamService {
    ExamService::new(Arc::new(record), Arc::new(FaultyStore::default()))
}

fn kind<T: std::fmt::Debug>(refused: Result<T, ExamError>, session: ExamSessionId) -> &'static str {
    match refused {
        Err(ExamError::FaultyRecord { session: named, fault }) if named == session => fault.kind(),
        other => panic!("{session:?}: {other:?}"),
    }
}

async fn verified_kind(service: &ExamService, session: ExamSessionId) -> Option<&'static str> {
    match service.verify_session(&PLATFORM, session).await.unwrap() {
        Verified::Faulty(fault) => Some(fault.kind()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_whose_record_contradicts_itself_is_refused_and_named() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 3).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    for (place, (expected, change)) in FAULTS.into_iter().enumerate() {
        let service = changed(&fixture, session, change);
        let refusals = [
            kind(service.next(&PLATFORM, session).await, session),
            kind(service.answer(&PLATFORM, session, &item, &scripted(&item)).await, session),
            kind(service.complete(&PLATFORM, session).await, session),
            kind(service.report(&PLATFORM, session).await, session),
            kind(service.recover_session(&PLATFORM, session).await, session),
        ];
        assert_eq!(refusals, [expected; 5], "fault {place}");
        assert_eq!(verified_kind(&service, session).await, Some(expected), "fault {place}");
    }
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_contradicts_the_answers_is_refused_and_named() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, ITEMS).await;
    for (place, change) in WRONG_RESULTS.into_iter().enumerate() {
        let service = changed(&fixture, session, change);
        assert_eq!(kind(service.report(&PLATFORM, session).await, session), "wrong_result", "{place}");
        assert_eq!(verified_kind(&service, session).await, Some("wrong_result"), "{place}");
    }
}

/// Differences as another compiler, processor or release makes them.
const ROUNDINGS: [Change; 4] = [
    |history| history.session.position.ability.theta += 1e-5,
    |history| {
        let ability = &mut history.session.position.ability;
        (ability.theta, ability.se) = (ability.theta - 5e-4, ability.se + 5e-4);
        history.attempts.last_mut().unwrap().ability = *ability;
    },
    |history| history.attempts.iter_mut().for_each(|attempt| attempt.ability.theta += 1e-4),
    |history| {
        // The other build rounds differently, and so it has chosen another item.
        history.session.position.ability.theta += 1e-9;
        let taken: Vec<_> = history.attempts.iter().map(|attempt| Some(attempt.item)).collect();
        let pending = history.session.position.pending_item;
        let other = (0..).map(Some).find(|item| *item != pending && !taken.contains(item));
        history.session.position.pending_item = other.unwrap();
    },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_of_a_build_that_rounds_differently_goes_on_with_its_recorded_items() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 3).await;
    let before = fixture.record.inner().history(session).await.unwrap().unwrap();
    for (place, change) in ROUNDINGS.into_iter().enumerate() {
        let service = changed(&fixture, session, change);
        let report = service.report(&PLATFORM, session).await.unwrap();
        assert_eq!(report.trace.len(), 3, "{place}");
        let mut recorded = before.clone();
        change(&mut recorded);
        let shown = service.next(&PLATFORM, session).await.unwrap().item.unwrap().item_id;
        assert_eq!(shown, format!("one-{:02}", recorded.session.position.pending_item.unwrap()), "{place}");
        let verified = service.verify_session(&PLATFORM, session).await.unwrap();
        assert_eq!(verified, Verified::OtherBuild, "{place}");
    }
    answer_next(&fixture.service, &PLATFORM, session).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_item_that_this_build_would_not_have_chosen_is_found_by_a_verification() {
    let fixture = Fixture::new().await;
    for answers in [0, 3] {
        let session = fixture.started_and_answered(SHORT, answers).await;
        let service = changed(&fixture, session, |history| {
            let taken: Vec<_> = history.attempts.iter().map(|attempt| attempt.item).collect();
            let pending = history.session.position.pending_item;
            history.session.position.pending_item = (0..).find(|item| Some(*item) != pending && !taken.contains(item));
        });
        assert_eq!(verified_kind(&service, session).await, Some("wrong_pending_item"), "after {answers} answers");
        service.next(&PLATFORM, session).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_goes_through_all_sessions_and_finds_no_fault_in_sound_ones() {
    let fixture = Fixture::new().await;
    let mut sessions = Vec::new();
    for answers in 0..=ITEMS {
        sessions.push(fixture.started_and_answered(SHORT, answers).await);
    }
    let early = fixture.started_and_answered(SHORT, 2).await;
    fixture.service.complete(&PLATFORM, early).await.unwrap();
    let stopped = fixture.stopped_but_active(SHORT).await;
    sessions.extend([early, stopped]);
    let faulty = sessions[4];
    let service = changed(&fixture, faulty, |history| history.session.revision += 1);
    let mut outcomes = Vec::new();
    service.verify_all(&PLATFORM, |id, outcome| outcomes.push((id, outcome.unwrap()))).await.unwrap();
    outcomes.sort_by_key(|(id, _)| *id);
    // `stopped_but_active` answers another session to its end first.
    assert_eq!(outcomes.len(), sessions.len() + 1);
    assert_eq!(service.count_sessions().await.unwrap(), outcomes.len() as u64);
    for (id, outcome) in outcomes {
        let expected = RecordFault::WrongRevision { revision: 5, attempts: 4 };
        assert_eq!(outcome, if id == faulty { Verified::Faulty(expected) } else { Verified::Exact }, "{id:?}");
    }
    let unknown = service.verify_session(&PLATFORM, ExamSessionId(4711)).await;
    assert!(matches!(unknown, Err(ExamError::UnknownSession { .. })), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_moves_while_it_is_verified_is_read_again() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 3).await;
    let reads = AtomicU32::new(0);
    let record = fixture.record.with_histories_changed(move |history| {
        if reads.fetch_add(1, Ordering::SeqCst) < 2 {
            // Another fault each time, as if answers came in between.
            history.session.revision += u64::from(reads.load(Ordering::SeqCst));
        }
    });
    assert_eq!(service(record).verify_session(&PLATFORM, session).await.unwrap(), Verified::Exact);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_cannot_be_read_hides_no_other_in_a_listing() {
    let fixture = Fixture::new().await;
    let mut sessions = Vec::new();
    for exam_type in [SHORT, SHORT, OTHER, SHORT] {
        sessions.push(fixture.started_and_answered(exam_type, 1).await);
    }
    let listed = async |service: &ExamService, after: i64, limit: u32| {
        let page = service.sessions(&PLATFORM, &SessionFilter::default(), after, limit).await.unwrap();
        let shown: Vec<_> = page.sessions.iter().map(|session| session.header.exam_session_id).collect();
        (shown, page.faulty, page.next_after)
    };
    let [first, second, other, last] = sessions[..] else { unreachable!() };
    let row = service(fixture.record.with_unreadable(second));
    assert_eq!(listed(&row, 0, 9).await, (vec![first, other, last], vec![second], None));
    assert_eq!(listed(&row, 0, 2).await, (vec![first], vec![second], Some(second.0)), "the next page begins after it");
    let exam_type = service(fixture.record.with_exam_types_changed(|exam_type| {
        if exam_type.definition.name == OTHER {
            exam_type.definition.design = "boredom".to_owned();
        }
    }));
    assert_eq!(listed(&exam_type, 0, 9).await, (vec![first, second, last], vec![other], None));
    let record = fixture.record.with_unreadable(second);
    record.faults.fail_all("exam_type", When::Before);
    let unavailable = service(record).sessions(&PLATFORM, &SessionFilter::default(), 0, 9).await;
    assert!(matches!(&unavailable, Err(error) if error.is_unavailable()), "{unavailable:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_faulty_session_does_not_stop_the_sweep() {
    let timed = TimedFixture::new().await;
    let faulty = timed.fixture.started_and_answered(SCORED, 1).await;
    for _ in 0..3 {
        timed.fixture.started_and_answered(SCORED, 2).await;
    }
    timed.clock.advance(LIMIT);
    let record = timed.fixture.record.with_histories_changed(move |history| {
        if history.session.id == faulty {
            history.session.revision += 1;
        }
    });
    let service = ExamService::with_environment(Arc::new(record), timed.fixture.store.clone(), timed.clock.clone());
    for swept in [3, 0] {
        let sweep = service.expire_overdue(2).await.unwrap();
        let failed: Vec<_> = sweep.failures.iter().map(|(session, _)| *session).collect();
        assert_eq!((sweep.scored, failed), (swept, vec![faulty]));
    }
}
