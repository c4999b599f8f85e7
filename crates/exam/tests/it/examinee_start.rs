//! Sessions of examinees of whom something is known at the start.

use std::sync::Arc;

use exam::{Access, ExamError, ExamService, ExamSessionId, Recovered, StartExam, StartKey};
use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, ExamineeStart, ItemBank, ItemIndex, Metric, NormalPrior, Response,
};
use state_store::{EngineStateStore as _, SessionKey, SessionState};

use crate::fixture::{
    ExamOutcome, Fixture, ITEMS, OPEN, PLATFORM, SHORT, answer_next, bank_csv, finish_exam, pending, scripted, spec,
    start_request,
};

const KNOWN: ExamineeStart = ExamineeStart { start_theta: Some(1.5), prior: Some(NormalPrior { mean: 0.8, sd: 0.6 }) };

fn request(exam_type: &str, examinee_start: ExamineeStart) -> StartExam {
    StartExam { examinee_start, ..start_request(exam_type) }
}

async fn start(service: &ExamService, exam_type: &str, known: ExamineeStart) -> ExamSessionId {
    let started = service.start(&PLATFORM, request(exam_type, known)).await.unwrap();
    started.progress.header.exam_session_id
}

/// The outcome of the exam of the known examinee without faults.
async fn undisturbed(exam_type: &str) -> ExamOutcome {
    let fixture = Fixture::new().await;
    let session = start(&fixture.service, exam_type, KNOWN).await;
    finish_exam(&fixture.service, &PLATFORM, session).await
}

/// The test of the exam type `SHORT`, built without the service.
fn test_of_short() -> AdaptiveTest {
    let csv = bank_csv("one-", 24, 0.0);
    let parameters = csv.lines().map(|line| line.split(',').take(6).collect::<Vec<_>>().join(",") + "\n");
    let bank = ItemBank::from_csv(parameters.collect::<String>().as_bytes(), Metric::LOGISTIC).unwrap();
    AdaptiveTest::new(bank.into(), CatDesign::new(spec(SHORT, "one", false).design).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_is_that_of_an_exam_type_with_these_values() {
    let fixture = Fixture::new().await;
    let mut designed = spec("designed", "one", false);
    designed.design.quadrature = test_of_short().design().resolved_spec().quadrature;
    designed.design.start.theta = 1.5;
    (designed.design.prior.mean, designed.design.prior.sd) = (Some(0.8), Some(0.6));
    fixture.service.import_exam_type(&PLATFORM, designed).await.unwrap();

    let session = start(&fixture.service, SHORT, KNOWN).await;
    let first = fixture.service.next(&PLATFORM, session).await.unwrap();
    let (theta, error) = (first.header.ability.unwrap().theta, first.header.ability.unwrap().se);
    assert!((theta - 0.8).abs() < 1e-9 && (error - 0.6).abs() < 1e-6, "the mean and sd of the prior: {theta}, {error}");
    let outcome = finish_exam(&fixture.service, &PLATFORM, session).await;
    let designed = start(&fixture.service, "designed", ExamineeStart::default()).await;
    assert_eq!(outcome, finish_exam(&fixture.service, &PLATFORM, designed).await);
    assert_ne!(outcome, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorded_session_replays_to_its_result() {
    let fixture = Fixture::new().await;
    let session = start(&fixture.service, SHORT, KNOWN).await;
    finish_exam(&fixture.service, &PLATFORM, session).await;
    let history = fixture.record.inner().history(session).await.unwrap().unwrap();
    assert_eq!(history.session.examinee_start, KNOWN);
    let test = Arc::new(test_of_short().for_examinee(&history.session.examinee_start).unwrap());
    let answers = history.attempts.iter().map(|attempt| (ItemIndex(attempt.item), Response(attempt.response)));
    let replayed = AdaptiveEngine::replay(test, history.session.seed, answers).unwrap();
    assert_eq!(replayed.estimate().ability(), history.attempts.last().unwrap().ability);
    assert_eq!(Some(replayed.final_estimate()), history.session.completion.map(|end| end.estimate));
}

/// Sits an exam on two instances that take turns. Each request finds what `disturb` leaves of the working copy.
async fn sit_in_turns(exam_type: &str, disturb: impl AsyncFn(&Fixture, ExamSessionId)) -> ExamOutcome {
    let fixture = Fixture::new().await;
    let session = start(&fixture.service, exam_type, KNOWN).await;
    let instances = [fixture.instance(), fixture.service.clone()];
    for turn in 0..ITEMS {
        disturb(&fixture, session).await;
        let progress = instances[turn % 2].next(&PLATFORM, session).await.unwrap();
        disturb(&fixture, session).await;
        let item = pending(&progress);
        instances[1 - turn % 2].answer(&PLATFORM, session, item, &scripted(item)).await.unwrap();
    }
    ExamOutcome::from_report(&fixture.instance().complete(&PLATFORM, session).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_goes_on_bit_for_bit_from_the_copy_and_from_the_record() {
    let lose = async |fixture: &Fixture, session: ExamSessionId| {
        fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
    };
    // A program that does not know what was known of examinees leaves such a copy.
    let forget = async |fixture: &Fixture, session: ExamSessionId| {
        let mut copy = fixture.store.copy(session).await;
        copy.engine.examinee = ExamineeStart::default();
        fixture.store.put(session, &copy).await;
    };
    for exam_type in [SHORT, OPEN] {
        let expected = undisturbed(exam_type).await;
        assert_eq!(sit_in_turns(exam_type, async |_, _| ()).await, expected, "{exam_type} from the copy");
        assert_eq!(sit_in_turns(exam_type, lose).await, expected, "{exam_type} from the record");
        assert_eq!(sit_in_turns(exam_type, forget).await, expected, "{exam_type} with another test's copy");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovered_copy_is_the_one_that_was_lost() {
    let fixture = Fixture::new().await;
    for known in [KNOWN, ExamineeStart { prior: None, ..KNOWN }, ExamineeStart { start_theta: None, ..KNOWN }] {
        let session = start(&fixture.service, SHORT, known).await;
        answer_next(&fixture.service, &PLATFORM, session).await;
        let copy: SessionState = fixture.store.copy(session).await;
        assert_eq!(copy.engine.examinee, known);
        fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
        let recovered = fixture.service.recover_session(&PLATFORM, session).await.unwrap();
        assert_eq!((recovered, fixture.store.copy(session).await), (Recovered::Rebuilt, copy));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_platform_sees_in_the_report_what_was_known() {
    let fixture = Fixture::new().await;
    let started = fixture.service.start(&PLATFORM, request(OPEN, KNOWN)).await.unwrap();
    let session = started.progress.header.exam_session_id;
    let examinee = Access::Examinee(started.session_token);
    assert_eq!(fixture.service.report(&PLATFORM, session).await.unwrap().examinee_start, KNOWN);
    assert_eq!(fixture.service.report(&examinee, session).await.unwrap().examinee_start, ExamineeStart::default());
}

/// The field that a start is refused for, and the text.
fn refusal(refused: Result<exam::Started, ExamError>) -> (String, String) {
    let error = refused.unwrap_err();
    match &error {
        ExamError::InvalidValue { field, .. } => (field.clone(), error.to_string()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_that_do_not_fit_the_design_start_no_session() {
    let fixture = Fixture::new().await;
    let at = |start_theta| ExamineeStart { start_theta: Some(start_theta), prior: None };
    let by = |mean, sd| ExamineeStart { start_theta: None, prior: Some(NormalPrior { mean, sd }) };
    let cases = [
        (at(4.5), "start_theta"),
        (at(f64::NAN), "start_theta"),
        // The grid of the design's prior is -7 to 7.
        (by(4.0, 0.8), "prior"),
        (by(-3.5, 0.9), "prior"),
        (by(0.0, 1.8), "prior"),
        (by(0.0, 0.0), "prior.sd"),
        (by(0.0, -1.0), "prior.sd"),
        (by(0.0, f64::NAN), "prior.sd"),
        (by(f64::INFINITY, 1.0), "prior.mean"),
        (by(1000.0, 1.0), "prior.mean"),
    ];
    for (known, expected) in cases {
        let (field, text) = refusal(fixture.service.start(&PLATFORM, request(SHORT, known)).await);
        assert_eq!(field, expected, "{text}");
        let key = StartKey::new("key-of-a-start-that-does-not-fit").unwrap();
        assert_eq!(refusal(fixture.service.start_once(&PLATFORM, request(SHORT, known), &key).await), (field, text));
    }
    let (_, text) = refusal(fixture.service.start(&PLATFORM, request(SHORT, by(4.0, 0.8))).await);
    assert_eq!(
        text,
        "prior is 4 with sd 0.8: it is a prior whose mean ± 4 sd is not on the grid of the design, -7 to 7; set quadrature.lower and \
         quadrature.upper to cover it"
    );
    assert_eq!(fixture.record.inner().count_active_sessions().await.unwrap(), 0);
    for known in [at(4.0), at(-4.0), by(0.0, 1.5), by(2.0, 1.0)] {
        start(&fixture.service, SHORT, known).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_sent_again_gets_its_reply_also_where_a_later_version_would_refuse_it() {
    let fixture = Fixture::new().await;
    let key = |number: u32| StartKey::new(&format!("key-of-a-known-examinee-{number}")).unwrap();
    let send = async |known, number| fixture.instance().start_once(&PLATFORM, request(OPEN, known), &key(number)).await;
    let first = send(KNOWN, 1).await.unwrap();
    let mut narrow = spec(OPEN, "one", true);
    narrow.design.prior.sd = Some(0.3);
    fixture.service.import_exam_type(&PLATFORM, narrow).await.unwrap();

    for _ in 0..2 {
        let again = send(KNOWN, 1).await.unwrap();
        assert_eq!(again.progress, first.progress);
        assert_eq!(again.session_token.reveal(), first.session_token.reveal());
        answer_next(&fixture.service, &PLATFORM, first.progress.header.exam_session_id).await;
    }
    let other = ExamineeStart { prior: Some(NormalPrior { mean: 0.8, sd: 0.7 }), ..KNOWN };
    let reused = send(other, 1).await;
    assert!(matches!(reused, Err(ExamError::StartKeyReused { field: "prior" })), "{reused:?}");
    assert_eq!(refusal(send(KNOWN, 2).await).0, "prior");
}
