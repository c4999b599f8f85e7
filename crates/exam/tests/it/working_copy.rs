//! Whatever becomes of the working copy, the exam goes on as if nothing had happened.

use std::time::Duration;

use exam::{Access, ExamError};
use irt_core::{ItemIndex, Response};
use state_store::{EngineStateStore as _, Expected, SessionKey, SessionState};

use crate::hall::{
    Essence, Hall, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, option, pending, scripted, sit_out,
};

/// What becomes of the copy.
#[derive(Debug, Clone, Copy)]
enum Mishap {
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
    /// The copy of another session of the same exam type, which went another way.
    OtherSession,
}

const ALL: [Mishap; 12] = [
    Mishap::Lost,
    Mishap::Stale,
    Mishap::VeryStale,
    Mishap::Newer,
    Mishap::NewerRevision,
    Mishap::Unreadable,
    Mishap::OtherDesign,
    Mishap::UnknownDesign,
    Mishap::OtherAnswers,
    Mishap::PendingAnswered,
    Mishap::NothingPending,
    Mishap::OtherSession,
];

/// Copies to do mischief with.
struct Copies {
    own: Vec<SessionState>,
    other_design: SessionState,
    other_session: SessionState,
    ahead: SessionState,
}

impl Mishap {
    async fn befall(self, hall: &Hall, session: i64, copies: &Copies) {
        let own = copies.own.last().unwrap().clone();
        let key = SessionKey(session);
        let state = match self {
            Self::Lost => {
                hall.store.inner.delete(key).await.unwrap();
                return;
            }
            Self::Unreadable => return hall.store.corrupt(session),
            Self::Stale => copies.own[copies.own.len().saturating_sub(2)].clone(),
            Self::VeryStale => copies.own[0].clone(),
            Self::Newer => SessionState { token_digest: own.token_digest, ..copies.ahead.clone() },
            Self::NewerRevision => SessionState { revision: own.revision + 1, ..own },
            Self::OtherDesign => SessionState { token_digest: own.token_digest, ..copies.other_design.clone() },
            Self::UnknownDesign => SessionState { exam_type_id: 4711, ..own },
            Self::OtherSession => copies.other_session.clone(),
            Self::OtherAnswers | Self::PendingAnswered | Self::NothingPending => self.contradict(own),
        };
        hall.store.put(session, &state).await;
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
async fn copies(hall: &Hall, session: i64, answers: usize, first_right: bool) -> Copies {
    let mut own = vec![hall.store.copy(session).await];
    for _ in 0..answers {
        answer_next(&hall.service, &PLATFORM, session).await;
        own.push(hall.store.copy(session).await);
    }
    let other_design = hall.started_and_answered(OTHER, answers).await;
    let ahead = hall.started_and_answered(SHORT, (answers + 2).min(ITEMS)).await;
    let other = hall.started_and_answered(SHORT, 0).await;
    for _ in 0..answers {
        let item = pending(&hall.service.next(&PLATFORM, other).await.unwrap()).to_owned();
        hall.service.answer(&PLATFORM, other, &item, &option(&item, first_right)).await.unwrap();
    }
    Copies {
        own,
        other_design: hall.store.copy(other_design).await,
        other_session: hall.store.copy(other).await,
        ahead: hall.store.copy(ahead).await,
    }
}

/// How the client meets the mishap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    AsksNext,
    AnswersAtOnce,
}

async fn check(hall: &Hall, mishap: Mishap, answers: usize, client: Client, as_examinee: bool, expected: &Essence) {
    let what = format!("{mishap:?} after {answers} answers, client {client:?}, examinee {as_examinee}");
    let started = hall.start(SHORT).await;
    let session = started.progress.exam_session_id;
    let access = if as_examinee { Access::Examinee(started.session_token) } else { PLATFORM };
    let undisturbed = hall.started_and_answered(SHORT, answers).await;
    let same = hall.service.next(&PLATFORM, undisturbed).await.unwrap();

    let copies = copies(hall, session, answers, true).await;
    mishap.befall(hall, session, &copies).await;
    if client == Client::AsksNext {
        let next = hall.service.next(&access, session).await.unwrap();
        assert_eq!((&next.item, next.theta.to_bits()), (&same.item, same.theta.to_bits()), "{what}");
    }
    let item = pending(&same);
    let answered = hall.service.answer(&access, session, item, &scripted(item)).await;
    let completed = answered.unwrap_or_else(|error| panic!("{what}: {error}")).progress.items_completed;
    assert_eq!(completed as usize, answers + 1, "{what}");
    assert_eq!(hall.store.revision(session).await, Some(answers as u64 + 1), "{what}: the store is repaired");
    assert_eq!(&sit_out(&hall.service, &access, session).await, expected, "{what}");
    assert_eq!(hall.store.revision(session).await, None, "{what}: completion removes the copy");
}

async fn check_all(client: Client, as_examinee: bool) {
    let hall = Hall::open().await;
    let expected = hall.undisturbed(SHORT).await;
    assert_eq!(expected.items(), ITEMS);
    for mishap in ALL {
        for answers in [0, 1, 3, ITEMS - 1] {
            check(&hall, mishap, answers, client, as_examinee, &expected).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_platform_goes_on_whatever_became_of_the_copy() {
    check_all(Client::AsksNext, false).await;
    check_all(Client::AnswersAtOnce, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_goes_on_whatever_became_of_the_copy() {
    check_all(Client::AsksNext, true).await;
    check_all(Client::AnswersAtOnce, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_for_the_pending_item_repairs_a_copy_that_is_not_of_the_record() {
    let hall = Hall::open().await;
    for mishap in [Mishap::Lost, Mishap::Stale, Mishap::Newer, Mishap::Unreadable, Mishap::OtherSession] {
        let session = hall.started_and_answered(SHORT, 0).await;
        let copies = copies(&hall, session, 3, true).await;
        mishap.befall(&hall, session, &copies).await;
        hall.service.next(&PLATFORM, session).await.unwrap();
        assert_eq!(&hall.store.copy(session).await, copies.own.last().unwrap(), "{mishap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_tells_what_the_record_holds_whatever_became_of_the_copy() {
    let hall = Hall::open().await;
    for mishap in ALL {
        let session = hall.started_and_answered(SHORT, 0).await;
        let copies = copies(&hall, session, 3, true).await;
        let before = hall.service.summary(&PLATFORM, session).await.unwrap();
        mishap.befall(&hall, session, &copies).await;
        let after = hall.service.summary(&PLATFORM, session).await.unwrap();
        let told = |summary: &exam::Summary| exam::Summary { ttl: None, ..summary.clone() };
        assert_eq!(told(&after), told(&before), "{mishap:?}");
        assert_eq!(before.items_completed, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_of_a_session_only_the_store_has_is_unknown() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 1).await;
    hall.store.put(999, &hall.store.copy(session).await).await;
    for summary in [hall.service.summary(&PLATFORM, 999).await, hall.service.summary(&PLATFORM, -1).await] {
        assert!(matches!(summary, Err(ExamError::UnknownSession { .. })), "{summary:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_left_behind_by_a_completion_does_no_harm() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(OPEN, 2).await;
    let left_behind = hall.store.copy(session).await;
    let next = hall.service.next(&PLATFORM, session).await.unwrap();
    let report = hall.service.complete(&PLATFORM, session).await.unwrap();
    hall.store.put(session, &left_behind).await;

    let item = pending(&next);
    let refused = hall.service.answer(&PLATFORM, session, item, &scripted(item)).await;
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    let next = hall.service.next(&PLATFORM, session).await.unwrap();
    assert_eq!((next.finished, next.stop_reason.as_deref(), next.item), (true, Some("ended_early"), None));
    assert!(hall.service.summary(&PLATFORM, session).await.unwrap().finished);
    assert_eq!(hall.service.complete(&PLATFORM, session).await.unwrap(), report);
    assert_eq!(hall.store.revision(session).await, None, "asking again for the report removes it");
    assert_eq!(hall.attempts(session).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_replaces_what_an_earlier_database_left_under_its_number() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 3).await;
    let foreign = hall.store.copy(session).await;
    hall.store.put(session + 1, &foreign).await;
    let started = hall.start(SHORT).await;
    assert_eq!(started.progress.exam_session_id, session + 1);
    let state = hall.store.copy(session + 1).await;
    assert_eq!(state.revision, 0);
    assert_ne!(state.token_digest, foreign.token_digest);
    assert_eq!(sit_out(&hall.service, &PLATFORM, session + 1).await, hall.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_copy_gets_its_whole_time_to_live_again() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 1).await;
    let key = SessionKey(session);
    hall.store.inner.delete(key).await.unwrap();
    let extended = hall.service.extend(&PLATFORM, session, 60).await.unwrap();
    assert!(Duration::from_secs(3600) < extended && extended <= Duration::from_secs(3660), "{extended:?}");
    let saved = hall.store.inner.save(key, &hall.store.copy(session).await, Expected::Absent, extended).await;
    assert!(matches!(saved.unwrap(), state_store::Saved::Conflict { stored: Some(1) }));
}

#[tokio::test]
async fn a_copy_of_another_session_makes_no_answer_count_even_for_the_platform() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    let other = hall.start(SHORT).await.progress.exam_session_id;
    for _ in 0..2 {
        let item = pending(&hall.service.next(&PLATFORM, other).await.unwrap()).to_owned();
        let opposite = option(&item, scripted(&item) != option(&item, true));
        hall.service.answer(&PLATFORM, other, &item, &opposite).await.unwrap();
    }
    let item = pending(&hall.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let own = hall.store.inner.load(SessionKey(session)).await.unwrap().unwrap();
    let mut copy = hall.store.inner.load(SessionKey(other)).await.unwrap().unwrap();
    copy.engine.pending = own.engine.pending;
    assert!(!copy.engine.items.contains(&own.engine.pending.unwrap()), "the copy has to pass for one");
    assert_ne!(copy.engine.theta.to_bits(), own.engine.theta.to_bits());
    hall.store.put(session, &copy).await;

    let answered = hall.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
    let report = hall.service.report(&PLATFORM, session).await.unwrap();
    let recorded = report.trace.last().unwrap();
    for theta in [answered.progress.theta, recorded.theta] {
        assert_eq!(theta.to_bits(), report.theta.to_bits(), "the answer was estimated from the session's own answers");
    }
}
