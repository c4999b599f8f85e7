//! The exam continues unchanged after any fault of the working copy.

use std::time::Duration;

use exam::{Access, EndReason, ExamError, ExamSessionId};
use irt_core::{ItemIndex, Response};
use state_store::{EngineStateStore as _, Expected, SessionKey, SessionState};

use crate::fixture::{
    ExamOutcome, Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, finish_exam, option, pending, scripted,
};

/// What happens to the copy.
#[derive(Debug, Clone, Copy)]
enum CopyFault {
    Lost,
    /// The copy of one answer ago: the server died between commit and save.
    Stale,
    /// The copy of the start.
    VeryStale,
    /// A later copy than the record's, which the order of commit and save rules out.
    Newer,
    /// A later revision around the same engine.
    NewerRevision,
    Unreadable,
    /// The copy of an exam on another bank and design.
    OtherDesign,
    UnknownDesign,
    /// The answers are not those that gave the estimate.
    OtherAnswers,
    PendingAnswered,
    NothingPending,
    /// The copy of another session of the same exam type, with other answers.
    OtherSession,
}

const ALL: [CopyFault; 12] = [
    CopyFault::Lost,
    CopyFault::Stale,
    CopyFault::VeryStale,
    CopyFault::Newer,
    CopyFault::NewerRevision,
    CopyFault::Unreadable,
    CopyFault::OtherDesign,
    CopyFault::UnknownDesign,
    CopyFault::OtherAnswers,
    CopyFault::PendingAnswered,
    CopyFault::NothingPending,
    CopyFault::OtherSession,
];

/// The copies that the faults put in place.
struct Copies {
    own: Vec<SessionState>,
    other_design: SessionState,
    other_session: SessionState,
    ahead: SessionState,
}

impl CopyFault {
    async fn apply(self, fixture: &Fixture, session: ExamSessionId, copies: &Copies) {
        let own = copies.own.last().unwrap().clone();
        let key = SessionKey(session.0);
        let state = match self {
            Self::Lost => {
                fixture.store.inner.delete(key).await.unwrap();
                return;
            }
            Self::Unreadable => return fixture.store.corrupt(session),
            Self::Stale => copies.own[copies.own.len().saturating_sub(2)].clone(),
            Self::VeryStale => copies.own[0].clone(),
            Self::Newer => SessionState { token_digest: own.token_digest, ..copies.ahead.clone() },
            Self::NewerRevision => SessionState { revision: own.revision + 1, ..own },
            Self::OtherDesign => SessionState { token_digest: own.token_digest, ..copies.other_design.clone() },
            Self::UnknownDesign => SessionState { exam_type_id: 4711, ..own },
            Self::OtherSession => copies.other_session.clone(),
            Self::OtherAnswers | Self::PendingAnswered | Self::NothingPending => self.contradict(own),
        };
        fixture.store.put(session, &state).await;
    }

    fn contradict(self, mut state: SessionState) -> SessionState {
        let engine = &mut state.engine;
        match (self, engine.responses.first().copied()) {
            (Self::NothingPending, _) => engine.pending = Some(ItemIndex(u32::MAX)),
            (Self::PendingAnswered, Some(_)) => engine.pending = Some(engine.items[0]),
            (_, Some(first)) => engine.responses[0] = Response(1 - first.0),
            (_, None) => engine.theta += 0.5,
        }
        state
    }
}

/// The copies of the session after each of its answers, and those of others.
async fn copies(fixture: &Fixture, session: ExamSessionId, answers: usize, first_right: bool) -> Copies {
    let mut own = vec![fixture.store.copy(session).await];
    for _ in 0..answers {
        answer_next(&fixture.service, &PLATFORM, session).await;
        own.push(fixture.store.copy(session).await);
    }
    let other_design = fixture.started_and_answered(OTHER, answers).await;
    let ahead = fixture.started_and_answered(SHORT, (answers + 2).min(ITEMS - 1)).await;
    // The last answer removes the copy, so that of a completed test is made up.
    let ahead = SessionState { revision: (answers + 2).min(ITEMS) as u64, ..fixture.store.copy(ahead).await };
    let other = fixture.started_and_answered(SHORT, 0).await;
    for _ in 0..answers {
        let item = pending(&fixture.service.next(&PLATFORM, other).await.unwrap()).to_owned();
        fixture.service.answer(&PLATFORM, other, &item, &option(&item, first_right)).await.unwrap();
    }
    Copies {
        own,
        other_design: fixture.store.copy(other_design).await,
        other_session: fixture.store.copy(other).await,
        ahead,
    }
}

/// The first request of the client after the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    AsksNext,
    AnswersAtOnce,
}

async fn check(
    fixture: &Fixture,
    fault: CopyFault,
    answers: usize,
    client: Client,
    as_examinee: bool,
    expected: &ExamOutcome,
) {
    let what = format!("{fault:?} after {answers} answers, client {client:?}, examinee {as_examinee}");
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let access = if as_examinee { Access::Examinee(started.session_token) } else { PLATFORM };
    let undisturbed = fixture.started_and_answered(SHORT, answers).await;
    let same = fixture.service.next(&PLATFORM, undisturbed).await.unwrap();

    let copies = copies(fixture, session, answers, true).await;
    fault.apply(fixture, session, &copies).await;
    if client == Client::AsksNext {
        let next = fixture.service.next(&access, session).await.unwrap();
        // The exam type shows examinees no estimate.
        let shown = same.header.ability.filter(|_| !as_examinee);
        assert_eq!((&next.item, next.header.ability), (&same.item, shown), "{what}");
    }
    let item = pending(&same);
    let answered = fixture.service.answer(&access, session, item, &scripted(item)).await;
    let completed = answered.unwrap_or_else(|error| panic!("{what}: {error}")).progress.header.items_completed;
    assert_eq!(completed as usize, answers + 1, "{what}");
    let copy = (answers + 1 < ITEMS).then_some(answers as u64 + 1);
    assert_eq!(fixture.store.revision(session).await, copy, "{what}: the store is repaired");
    assert_eq!(&finish_exam(&fixture.service, &access, session).await, expected, "{what}");
    assert_eq!(fixture.store.revision(session).await, None, "{what}: completion removes the copy");
}

async fn check_all(client: Client, as_examinee: bool) {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    assert_eq!(expected.items(), ITEMS);
    for fault in ALL {
        for answers in [0, 1, 3, ITEMS - 1] {
            check(&fixture, fault, answers, client, as_examinee, &expected).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_platform_continues_after_any_fault_of_the_copy() {
    check_all(Client::AsksNext, false).await;
    check_all(Client::AnswersAtOnce, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_continues_after_any_fault_of_the_copy() {
    check_all(Client::AsksNext, true).await;
    check_all(Client::AnswersAtOnce, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_for_the_pending_item_repairs_a_copy_that_differs_from_the_record() {
    let fixture = Fixture::new().await;
    for fault in [CopyFault::Lost, CopyFault::Stale, CopyFault::Newer, CopyFault::Unreadable, CopyFault::OtherSession] {
        let session = fixture.started_and_answered(SHORT, 0).await;
        let copies = copies(&fixture, session, 3, true).await;
        fault.apply(&fixture, session, &copies).await;
        fixture.service.next(&PLATFORM, session).await.unwrap();
        assert_eq!(&fixture.store.copy(session).await, copies.own.last().unwrap(), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_shows_the_record_after_any_fault_of_the_copy() {
    let fixture = Fixture::new().await;
    for fault in ALL {
        let session = fixture.started_and_answered(SHORT, 0).await;
        let copies = copies(&fixture, session, 3, true).await;
        let before = fixture.service.summary(&PLATFORM, session).await.unwrap();
        fault.apply(&fixture, session, &copies).await;
        let after = fixture.service.summary(&PLATFORM, session).await.unwrap();
        let without_ttl = |summary: &exam::SessionSummary| exam::SessionSummary { ttl: None, ..summary.clone() };
        assert_eq!(without_ttl(&after), without_ttl(&before), "{fault:?}");
        assert_eq!(before.header.items_completed, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_of_a_session_only_the_store_has_is_unknown() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    fixture.store.put(ExamSessionId(999), &fixture.store.copy(session).await).await;
    for summary in [
        fixture.service.summary(&PLATFORM, ExamSessionId(999)).await,
        fixture.service.summary(&PLATFORM, ExamSessionId(-1)).await,
    ] {
        assert!(matches!(summary, Err(ExamError::UnknownSession { .. })), "{summary:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_left_behind_by_a_completion_does_no_harm() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(OPEN, 2).await;
    let left_behind = fixture.store.copy(session).await;
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    let report = fixture.service.complete(&PLATFORM, session).await.unwrap();
    fixture.store.put(session, &left_behind).await;

    let item = pending(&next);
    let refused = fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await;
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    assert_eq!(
        (next.header.finished, next.stop_reason.map(EndReason::as_str), next.item),
        (true, Some("ended_early"), None)
    );
    assert!(fixture.service.summary(&PLATFORM, session).await.unwrap().header.finished);
    assert_eq!(fixture.service.complete(&PLATFORM, session).await.unwrap(), report);
    assert_eq!(fixture.store.revision(session).await, None, "asking again for the report removes it");
    assert_eq!(fixture.attempts(session).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_replaces_what_an_earlier_database_left_under_its_number() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 3).await;
    let foreign = fixture.store.copy(session).await;
    let following = ExamSessionId(session.0 + 1);
    fixture.store.put(following, &foreign).await;
    let started = fixture.start(SHORT).await;
    assert_eq!(started.progress.header.exam_session_id, following);
    let state = fixture.store.copy(following).await;
    assert_eq!(state.revision, 0);
    assert_ne!(state.token_digest, foreign.token_digest);
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, following).await, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_copy_gets_its_whole_time_to_live_again() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    let key = SessionKey(session.0);
    fixture.store.inner.delete(key).await.unwrap();
    let extended = fixture.service.extend(&PLATFORM, session, 60).await.unwrap();
    assert!(Duration::from_secs(3600) < extended && extended <= Duration::from_secs(3660), "{extended:?}");
    let saved = fixture.store.inner.save(key, &fixture.store.copy(session).await, Expected::Absent, extended).await;
    assert!(matches!(saved.unwrap(), state_store::Saved::Conflict { stored: Some(1) }));
}

#[tokio::test]
async fn a_copy_of_another_session_makes_no_answer_count_even_for_the_platform() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let other = fixture.start(SHORT).await.progress.header.exam_session_id;
    for _ in 0..2 {
        let item = pending(&fixture.service.next(&PLATFORM, other).await.unwrap()).to_owned();
        let opposite = option(&item, scripted(&item) != option(&item, true));
        fixture.service.answer(&PLATFORM, other, &item, &opposite).await.unwrap();
    }
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let own = fixture.store.inner.load(SessionKey(session.0)).await.unwrap().unwrap();
    let mut copy = fixture.store.inner.load(SessionKey(other.0)).await.unwrap().unwrap();
    copy.engine.pending = own.engine.pending;
    assert!(!copy.engine.items.contains(&own.engine.pending.unwrap()), "the copy has to pass for one");
    assert_ne!(copy.engine.theta.to_bits(), own.engine.theta.to_bits());
    fixture.store.put(session, &copy).await;

    let answered = fixture.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    let recorded = report.trace.last().unwrap();
    for theta in [answered.progress.header.ability.unwrap().theta, recorded.ability.unwrap().theta] {
        assert_eq!(
            theta.to_bits(),
            report.header.ability.unwrap().theta.to_bits(),
            "the answer was estimated from the session's own answers"
        );
    }
}
