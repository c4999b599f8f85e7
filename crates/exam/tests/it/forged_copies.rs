//! A copy that somebody else has written, which fits itself, its bank and its design, is not believed.

use exam::{Access, ExamSessionId, SessionToken};
use irt_core::{AdaptiveEngine, AdaptiveTest, EngineState, ItemIndex, NormalPrior, Response, Step};
use persistence::ExamTypeId;
use state_store::SessionState;
use std::sync::Arc;

use crate::fixture::{Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted};

/// How many answers the session has when its copy is forged.
const ANSWERS: usize = 3;

/// What is forged. Each copy keeps the revision and, unless it is what is forged, the token and the pending item, and its
/// estimate is the one that its own answers lead to.
#[derive(Debug, Clone, Copy)]
enum Forgery {
    /// The same items, all answered right.
    Responses,
    /// The same answers in another order, which may have the same estimate.
    Order,
    /// Other items with the same responses.
    Items,
    /// Another item is pending.
    Pending,
    /// The test has stopped.
    Stopped,
    Seed,
    StartTheta,
    Prior,
    Withheld,
    /// Another exam type on the same bank, with another final estimator.
    ExamType,
    /// An exam type on another bank, whose item at the pending place has another name.
    Bank,
    /// A token that the forger has.
    Token,
    /// A copy without answers.
    Emptied,
}

const ALL: [Forgery; 13] = [
    Forgery::Responses,
    Forgery::Order,
    Forgery::Items,
    Forgery::Pending,
    Forgery::Stopped,
    Forgery::Seed,
    Forgery::StartTheta,
    Forgery::Prior,
    Forgery::Withheld,
    Forgery::ExamType,
    Forgery::Bank,
    Forgery::Token,
    Forgery::Emptied,
];

impl Forgery {
    fn apply(self, copy: &mut SessionState, others: &Others) {
        let engine = &mut copy.engine;
        match self {
            Self::Responses => engine.responses.iter_mut().for_each(|response| *response = Response::RIGHT),
            Self::Order => {
                engine.items.swap(0, 2);
                engine.responses.swap(0, 2);
            }
            Self::Items => {
                let unused = (0..).map(ItemIndex).find(|item| !engine.items.contains(item));
                engine.items[0] = unused.filter(|&item| Some(item) != engine.pending).unwrap_or(ItemIndex(23));
            }
            Self::Pending => {
                let taken = |item: &ItemIndex| engine.items.contains(item) || engine.pending == Some(*item);
                engine.pending = (0..).map(ItemIndex).find(|item| !taken(item));
            }
            Self::Stopped => {
                engine.pending = None;
                engine.stop_reason = Some(irt_core::StopReason::StandardError);
            }
            Self::Seed => engine.seed += 1,
            Self::StartTheta => engine.examinee.start_theta = Some(2.0),
            Self::Prior => engine.examinee.prior = Some(NormalPrior { mean: 1.0, sd: 0.5 }),
            Self::Withheld => engine.withheld = vec![ItemIndex(0), ItemIndex(1)],
            Self::ExamType => copy.exam_type_id = others.exam_type,
            Self::Bank => copy.exam_type_id = others.bank,
            Self::Token => copy.token_digest = SessionToken::from_bytes([1; 32]).digest(),
            Self::Emptied => {
                engine.items.clear();
                engine.responses.clear();
                copy.revision = 0;
            }
        }
    }
}

/// The exam types to which a copy may be forged.
struct Others {
    exam_type: i64,
    bank: i64,
}

/// Gives a forged copy the estimate of its own answers, as a careful forger does.
async fn make_consistent(fixture: &Fixture, copy: &mut SessionState) {
    let record = fixture.record.inner();
    let exam_type = record.exam_type(ExamTypeId(copy.exam_type_id)).await.unwrap().unwrap().definition;
    let csv = if exam_type.name == OTHER { ("two-", 0.3) } else { ("one-", 0.0) };
    let csv = crate::fixture::bank_csv(csv.0, 24, csv.1);
    let file = exam::BankFile::from_csv(csv.as_bytes(), irt_core::Metric::LOGISTIC).unwrap();
    let spec: irt_core::CatSpec = serde_json::from_str(&exam_type.design).unwrap();
    let test = Arc::new(AdaptiveTest::new(Arc::new(file.bank), irt_core::CatDesign::new(spec).unwrap()).unwrap());
    let test = test.shared_for(&copy.engine.examinee).unwrap();
    let answers = copy.engine.items.iter().copied().zip(copy.engine.responses.iter().copied());
    let engine = AdaptiveEngine::follow(test, copy.engine.seed, answers).unwrap();
    let EngineState { theta, standard_error, .. } = engine.state();
    (copy.engine.theta, copy.engine.standard_error) = (theta, standard_error);
    if copy.engine.pending.is_none() && copy.engine.stop_reason.is_none() {
        let Step::Administer(item) = engine.step() else { panic!("the test goes on") };
        copy.engine.pending = Some(item);
    }
}

async fn forge(fixture: &Fixture, session: ExamSessionId, forgery: Forgery, others: &Others) -> SessionState {
    let genuine = fixture.store.copy(session).await;
    let mut copy = genuine.clone();
    forgery.apply(&mut copy, others);
    make_consistent(fixture, &mut copy).await;
    assert_ne!(copy, genuine, "{forgery:?}");
    fixture.store.put(session, &copy).await;
    copy
}

async fn others(fixture: &Fixture) -> Others {
    let record = fixture.record.inner();
    let id = async |name| record.latest_exam_type(name).await.unwrap().unwrap().id.0;
    Others { exam_type: id(OPEN).await, bank: id(OTHER).await }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_computed_from_a_forged_copy_counts_as_if_the_copy_were_genuine() {
    let fixture = Fixture::new().await;
    let others = others(&fixture).await;
    let expected = fixture.undisturbed(SHORT).await;
    for forgery in ALL {
        for as_examinee in [false, true] {
            let started = fixture.start(SHORT).await;
            let session = started.progress.header.exam_session_id;
            let access = if as_examinee { Access::Examinee(started.session_token) } else { PLATFORM };
            for _ in 0..ANSWERS {
                answer_next(&fixture.service, &access, session).await;
            }
            let item = pending(&fixture.service.next(&access, session).await.unwrap()).to_owned();
            forge(&fixture, session, forgery, &others).await;

            let answered = fixture.service.answer(&access, session, &item, &scripted(&item)).await;
            let answered = answered.unwrap_or_else(|error| panic!("{forgery:?}: {error}"));
            assert_eq!(answered.progress.header.items_completed as usize, ANSWERS + 1, "{forgery:?}");
            let shown = fixture.service.next(&access, session).await.unwrap();
            assert_eq!(answered.progress, shown, "{forgery:?}");
            let copy = fixture.store.copy(session).await;
            let row = fixture.record.inner().session(session).await.unwrap().unwrap();
            assert_eq!(copy.engine.pending.map(|item| item.0), row.position.pending_item, "{forgery:?}");
            assert_eq!(finish_exam(&fixture.service, &access, session).await, expected, "{forgery:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_copy_is_replaced_when_the_client_asks_for_its_item() {
    let fixture = Fixture::new().await;
    let others = others(&fixture).await;
    for forgery in ALL {
        let session = fixture.started_and_answered(SHORT, ANSWERS).await;
        let (genuine, before) =
            (fixture.store.copy(session).await, fixture.service.next(&PLATFORM, session).await.unwrap());
        forge(&fixture, session, forgery, &others).await;
        assert_eq!(fixture.service.next(&PLATFORM, session).await.unwrap(), before, "{forgery:?}");
        assert_eq!(fixture.store.copy(session).await, genuine, "{forgery:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_replaces_a_forged_copy() {
    let fixture = Fixture::new().await;
    let others = others(&fixture).await;
    for forgery in ALL {
        let session = fixture.started_and_answered(SHORT, ANSWERS).await;
        let genuine = fixture.store.copy(session).await;
        forge(&fixture, session, forgery, &others).await;
        let recovered = fixture.service.recover_session(&PLATFORM, session).await.unwrap();
        assert_eq!(recovered, exam::Recovered::Rebuilt, "{forgery:?}");
        assert_eq!(fixture.store.copy(session).await, genuine, "{forgery:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_answer_from_a_forged_copy_completes_with_the_recorded_answers() {
    let fixture = Fixture::new().await;
    let others = others(&fixture).await;
    let expected = fixture.undisturbed(SHORT).await;
    for forgery in [Forgery::Responses, Forgery::Order, Forgery::Items, Forgery::Prior, Forgery::ExamType] {
        let session = fixture.started_and_answered(SHORT, ITEMS - 1).await;
        let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
        forge(&fixture, session, forgery, &others).await;
        let last = fixture.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        assert!(last.progress.header.finished, "{forgery:?}");
        assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, expected, "{forgery:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_token_opens_no_session() {
    let fixture = Fixture::new().await;
    let others = others(&fixture).await;
    let session = fixture.started_and_answered(SHORT, ANSWERS).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let forger = Access::Examinee(SessionToken::from_bytes([1; 32]));
    forge(&fixture, session, Forgery::Token, &others).await;
    for answer in [scripted(&item), exam::Answer::Choice("no such option".to_owned())] {
        let refused = fixture.service.answer(&forger, session, &item, &answer).await;
        assert!(matches!(refused, Err(exam::ExamError::ForeignSession { .. })), "{refused:?}");
    }
    assert!(fixture.service.next(&forger, session).await.is_err());
    assert_eq!(fixture.attempts(session).await.len(), ANSWERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_option_that_the_item_lacks_says_nothing_against_the_copy() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, ANSWERS).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let saves = fixture.store.faults.calls("save");
    let refused = fixture.service.answer(&PLATFORM, session, &item, &exam::Answer::Choice("Z".to_owned())).await;
    assert!(matches!(refused, Err(exam::ExamError::UnknownOption { .. })), "{refused:?}");
    assert_eq!(fixture.store.faults.calls("save"), saves, "the copy is not replaced");
}

/// An instance of the version before and one of this version take turns. One session has no digest until this version answers,
/// the others have one of an earlier revision while the version before answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_of_the_version_before_go_on_beside_it() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    let before = fixture.instance_without_digests();
    for (starts, new_answers) in [
        (&before, 0b111_111_u32),
        (&fixture.service, 0b000_000),
        (&fixture.service, 0b101_010),
        (&fixture.service, 0b010_101),
        (&fixture.service, 0b111_000),
        (&fixture.service, 0b000_111),
    ] {
        let started = starts.start(&PLATFORM, crate::fixture::start_request(SHORT)).await.unwrap();
        let session = started.progress.header.exam_session_id;
        for place in 0..ITEMS {
            let is_new = new_answers >> place & 1 == 1;
            let service = if is_new { &fixture.service } else { &before };
            assert!(!fixture.service.next(&PLATFORM, session).await.unwrap().header.finished);
            answer_next(service, &PLATFORM, session).await;
        }
        assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, expected, "{new_answers:b}");
    }
}
