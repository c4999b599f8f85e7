//! Rescoring: recorded answers under another version of their exam type.

use exam::{
    Access, ExamError, ExamService, ExamSessionId, ExportFormat, ExportRequest, ExportTable, ListedState, MissingItems,
    RescoreRequest, RescoredPage, Scope, Scopes, SessionFilter,
};
use irt_core::{Ability, Metric};
use persistence::{EventKind, Page};

use crate::faults::When;
use crate::fixture::{
    Fixture, ITEMS, PLATFORM, SHORT, answer_next, bank_csv, finish_exam, spec, start_request, with_scopes,
};

fn request() -> RescoreRequest {
    RescoreRequest {
        exam_type: SHORT.to_owned(),
        exam_type_version: None,
        missing_items: MissingItems::Refuse,
        filter: SessionFilter { state: ListedState::Completed, ..SessionFilter::default() },
        reason: "a wrong key".to_owned(),
        after: 0,
        limit: 50,
    }
}

async fn finished(fixture: &Fixture) -> ExamSessionId {
    let session = fixture.started_and_answered(SHORT, 0).await;
    finish_exam(&fixture.service, &PLATFORM, session).await;
    session
}

/// Makes this bank, and the exam type on it, the next versions.
async fn next_version(service: &ExamService, bank: &str) {
    service.import_bank(&PLATFORM, "one", bank.as_bytes(), Metric::LOGISTIC).await.unwrap();
    service.import_exam_type(&PLATFORM, spec(SHORT, "one", false)).await.unwrap();
}

/// The bank with another key of an item.
fn with_key(bank: &str, item: &str, key: &str) -> String {
    let line = bank.lines().find(|line| line.starts_with(&format!("{item},"))).unwrap();
    let mut fields: Vec<_> = line.split(',').collect();
    fields[7] = key;
    bank.replace(line, &fields.join(","))
}

/// The bank without an item.
fn without(bank: &str, item: &str) -> String {
    bank.lines().filter(|line| !line.starts_with(&format!("{item},"))).map(|line| format!("{line}\n")).collect()
}

async fn rescored(service: &ExamService, request: RescoreRequest) -> RescoredPage {
    service.rescore(&PLATFORM, request).await.unwrap()
}

fn invalid(outcome: Result<RescoredPage, ExamError>) -> (String, String) {
    match outcome {
        Err(ExamError::InvalidValue { field, rule, .. }) => (field, rule),
        other => panic!("{other:?}"),
    }
}

fn bits(ability: Ability) -> (u64, u64) {
    (ability.theta.to_bits(), ability.se.to_bits())
}

#[tokio::test]
async fn a_corrected_key_gives_another_result_beside_the_first() {
    let fixture = Fixture::new().await;
    let service = &fixture.service;
    let session = finished(&fixture).await;
    let before = service.report(&PLATFORM, session).await.unwrap();
    let first = &before.trace[0];
    let was_right = first.response == Some(1);
    // What the examinee chose is right where it was wrong, and the other way round.
    let (item, chosen) = (first.item_id.as_str(), first.answer.as_deref().unwrap());
    let key = if was_right { ["A", "B"].into_iter().find(|key| *key != chosen).unwrap() } else { chosen };
    next_version(service, &with_key(&bank_csv("one-", 24, 0.0), item, key)).await;

    let page = rescored(service, request()).await;
    assert_eq!((page.exam_type_version, page.rescored, page.skipped, page.next_after), (2, 1, 0, None));
    let after = service.report(&PLATFORM, session).await.unwrap();
    let [score] = &after.rescored[..] else { panic!("{:?}", after.rescored) };
    assert_eq!((score.exam_type_version, score.answers, score.items), (2, ITEMS as u64, ITEMS as u64));
    let theta = before.header.ability.unwrap().theta;
    assert_eq!(score.estimate.theta < theta, was_right, "{} and {theta}", score.estimate.theta);
    assert_eq!(exam::Report { rescored: Vec::new(), ..after }, before, "the result of the session is as it was");

    let again = rescored(service, request()).await;
    assert_eq!((again.rescored, again.skipped), (0, 1));
    assert_eq!(service.report(&PLATFORM, session).await.unwrap().rescored.len(), 1);
    let events = fixture.record.inner().events(session, Page { after: 0, limit: 9 }).await.unwrap();
    let events: Vec<_> = events.iter().map(|event| (event.kind, event.reason.as_deref())).collect();
    assert_eq!(events, [(EventKind::Rescored, Some("a wrong key"))]);
    let completed = service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(completed.rescored.len(), 1, "the same report from every call");
}

#[tokio::test]
async fn the_same_key_and_bank_give_the_same_estimate() {
    let fixture = Fixture::new().await;
    let session = finished(&fixture).await;
    let start = exam::StartExam {
        examinee_start: irt_core::ExamineeStart {
            start_theta: Some(0.5),
            prior: Some(irt_core::NormalPrior { mean: 0.5, sd: 0.7 }),
        },
        ..start_request(SHORT)
    };
    let known = fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id;
    finish_exam(&fixture.service, &PLATFORM, known).await;
    // Other places in the bank change nothing.
    let bank = format!("{}extra,3pl,1,0,0.2,area-0,Extra?,A,1,2,3,4\n", bank_csv("one-", 24, 0.0));
    let (header, items) = bank.split_once('\n').unwrap();
    let reversed: Vec<_> = std::iter::once(header).chain(items.lines().rev()).collect();
    next_version(&fixture.service, &(reversed.join("\n") + "\n")).await;
    assert_eq!(rescored(&fixture.service, request()).await.rescored, 2);
    for session in [session, known] {
        let report = fixture.service.report(&PLATFORM, session).await.unwrap();
        assert_eq!(bits(report.rescored[0].estimate.ability()), bits(report.header.ability.unwrap()));
    }
}

#[tokio::test]
async fn items_that_the_bank_lacks_are_refused_by_name_or_left_out() {
    let fixture = Fixture::new().await;
    let service = &fixture.service;
    let session = finished(&fixture).await;
    let item = service.report(&PLATFORM, session).await.unwrap().trace[0].item_id.clone();
    next_version(service, &without(&bank_csv("one-", 24, 0.0), &item)).await;
    let (field, rule) = invalid(service.rescore(&PLATFORM, request()).await);
    assert!(field == "missing_items" && rule.contains(&format!("{item:?}")), "{field}: {rule}");
    assert_eq!(service.report(&PLATFORM, session).await.unwrap().rescored, []);
    let page = rescored(service, RescoreRequest { missing_items: MissingItems::Drop, ..request() }).await;
    assert_eq!((page.rescored, page.dropped_answers), (1, 1));
    let score = &service.report(&PLATFORM, session).await.unwrap().rescored[0];
    assert_eq!((score.answers, score.items), (ITEMS as u64, ITEMS as u64 - 1));
}

#[tokio::test]
async fn an_answer_that_the_version_cannot_score_is_refused_and_nothing_is_rescored() {
    let fixture = Fixture::new().await;
    let service = &fixture.service;
    let session = finished(&fixture).await;
    let trace = service.report(&PLATFORM, session).await.unwrap().trace;
    let other_models: String = bank_csv("one-", 24, 0.0)
        .lines()
        .enumerate()
        .map(|(line, text)| match (line, text.split(',').next().unwrap()) {
            (0, _) => "item_id,model,a,b1,b2\n".to_owned(),
            (_, item) => format!("{item},grm,1,-1,1\n"),
        })
        .collect();
    next_version(service, &other_models).await;
    let (field, rule) = invalid(service.rescore(&PLATFORM, request()).await);
    assert!(field == "exam_type_version" && rule.contains(&format!("exam session {}", session.0)), "{field}: {rule}");
    assert!(rule.contains(&trace[0].item_id), "{rule}");
    assert_eq!(service.report(&PLATFORM, session).await.unwrap().rescored, []);
}

#[tokio::test]
async fn pages_rescore_every_session_once_and_go_on_after_a_failure() {
    let fixture = Fixture::new().await;
    let service = &fixture.service;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(finished(&fixture).await);
    }
    let active = fixture.started_and_answered(SHORT, 1).await;
    next_version(service, &bank_csv("one-", 24, 0.5)).await;
    let own = finished(&fixture).await;

    fixture.record.faults.fail_nth("insert_rescored", 1, When::Before);
    let broken = service.rescore(&PLATFORM, request()).await;
    assert!(matches!(broken, Err(ExamError::Record(_))), "{broken:?}");
    let (mut after, mut counts) = (0, (0, 0));
    loop {
        let page = rescored(service, RescoreRequest { after, limit: 2, ..request() }).await;
        counts = (counts.0 + page.rescored, counts.1 + page.skipped);
        let Some(next) = page.next_after else { break };
        after = next;
    }
    assert_eq!(counts, (4, 2), "one was rescored before the failure, and one is of this version");
    for session in sessions {
        assert_eq!(service.report(&PLATFORM, session).await.unwrap().rescored.len(), 1);
    }
    for session in [active, own] {
        assert_eq!(service.report(&PLATFORM, session).await.unwrap().rescored, []);
    }
    // A third version is a third result.
    next_version(service, &bank_csv("one-", 24, 0.6)).await;
    let of_second = SessionFilter { exam_type_version: Some(2), ..request().filter };
    assert_eq!(rescored(service, RescoreRequest { filter: of_second, ..request() }).await.rescored, 1);
    let first = RescoreRequest { exam_type_version: Some(1), ..request() };
    assert_eq!(rescored(service, first).await.rescored, 1, "an earlier version is a version, too");
    let versions = service.report(&PLATFORM, own).await.unwrap().rescored;
    assert_eq!(versions.iter().map(|score| score.exam_type_version).collect::<Vec<_>>(), [3, 1]);
}

#[tokio::test]
async fn an_export_has_both_results() {
    let fixture = Fixture::new().await;
    let session = finished(&fixture).await;
    next_version(&fixture.service, &bank_csv("one-", 24, 0.5)).await;
    rescored(&fixture.service, request()).await;
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    let request = ExportRequest {
        table: ExportTable::Sessions,
        format: ExportFormat::NdJson,
        filter: request().filter,
        after: 0,
        limit: None,
    };
    let mut export = fixture.service.export(&PLATFORM, request).await.unwrap();
    let row: serde_json::Value = serde_json::from_slice(&export.next_part().await.unwrap().unwrap()).unwrap();
    let (theta, rescored) = (report.header.ability.unwrap().theta, report.rescored[0].estimate);
    assert_eq!((row["theta"].as_f64(), row["rescored_theta"].as_f64()), (Some(theta), Some(rescored.theta)));
    assert_eq!((&row["rescored_version"], &row["rescored_items"]), (&2.into(), &ITEMS.into()));
    assert_eq!(row["rescored_standard_error"].as_f64(), Some(rescored.se));
    assert_eq!(row["rescored_estimate_status"], rescored.status.as_str());
}

#[tokio::test]
async fn an_examinee_sees_no_rescored_result() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let examinee = Access::Examinee(started.session_token);
    for _ in 0..ITEMS {
        answer_next(&fixture.service, &examinee, session).await;
    }
    next_version(&fixture.service, &bank_csv("one-", 24, 0.5)).await;
    assert_eq!(rescored(&fixture.service, request()).await.rescored, 1);
    assert_eq!(fixture.service.report(&examinee, session).await.unwrap().rescored, []);
    let refused = fixture.service.rescore(&examinee, request()).await;
    assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    let reader = with_scopes(Scopes::of(&[Scope::Read, Scope::Deliver]));
    let refused = fixture.service.rescore(&reader, request()).await;
    assert!(matches!(refused, Err(ExamError::InsufficientScope { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_faulty_request_is_refused() {
    let fixture = Fixture::new().await;
    let filter = |state| SessionFilter { state, ..SessionFilter::default() };
    let from = SessionFilter { exam_type_version: Some(0), ..filter(ListedState::Completed) };
    for (request, field) in [
        (RescoreRequest { reason: " ".to_owned(), ..request() }, "reason"),
        (RescoreRequest { after: -1, ..request() }, "after"),
        (RescoreRequest { limit: 201, ..request() }, "limit"),
        (RescoreRequest { filter: filter(ListedState::Active), ..request() }, "status"),
        (RescoreRequest { filter: filter(ListedState::All), ..request() }, "status"),
        (RescoreRequest { filter: from, ..request() }, "from_version"),
        (RescoreRequest { exam_type_version: Some(0), ..request() }, "exam_type_version"),
    ] {
        assert_eq!(invalid(fixture.service.rescore(&PLATFORM, request).await).0, field);
    }
    for unknown in [
        RescoreRequest { exam_type: "none".to_owned(), ..request() },
        RescoreRequest { exam_type_version: Some(2), ..request() },
    ] {
        let refused = fixture.service.rescore(&PLATFORM, unknown).await;
        assert!(matches!(refused, Err(ExamError::UnknownExamType { .. })), "{refused:?}");
    }
}
