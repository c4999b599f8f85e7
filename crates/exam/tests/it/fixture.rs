//! The fixture of the tests: a record, a store, instances of the service, and an examinee who follows a script.

use std::fmt::Write as _;
use std::sync::Arc;

use exam::{
    Access, Actor, Answer, Answered, Environment, ExamService, ExamTypeSpec, ExtraTime, Platform, Progress, Report,
    Scopes, StartExam, Started,
};
use irt_core::{Ability, ExamineeStart, Metric, StopReason};
use persistence::{Advance, AnswerBasis, AttemptRecord, ExamSessionId, Guarded, NextStep, RecordSettings};

use crate::environment::CountingEnvironment;
use crate::faulty_record::FaultyRecord;
use crate::faulty_store::FaultyStore;

pub(crate) const PLATFORM: Access = Access::PLATFORM;
/// An exam type that gives no feedback and reports with another estimator than it selects by.
pub(crate) const SHORT: &str = "short";
/// An exam type on the same bank that gives feedback.
pub(crate) const OPEN: &str = "open";
/// An exam type on another bank, with another prior.
pub(crate) const OTHER: &str = "other";
/// How many items an exam of any of the types has.
pub(crate) const ITEMS: usize = 6;

pub(crate) struct Fixture {
    pub(crate) record: Arc<FaultyRecord>,
    pub(crate) store: Arc<FaultyStore>,
    pub(crate) service: ExamService,
    environment: Arc<dyn Environment>,
}

/// A bank of `items` items with four options each. The item names begin with `prefix`.
pub(crate) fn bank_csv(prefix: &str, items: usize, shift: f64) -> String {
    let mut csv = "item_id,model,a,b,c,content,stem,key,option_A,option_B,option_C,option_D\n".to_owned();
    for place in 0..items {
        let number = place as f64;
        let (a, b) = (0.8 + 0.05 * (number * 7.0 % 11.0), -2.0 + shift + 0.17 * (number * 5.0 % 24.0));
        let (c, key) = (0.1 + 0.01 * (number % 4.0), ["A", "B", "C", "D"][place % 4]);
        writeln!(csv, "{prefix}{place:02},3pl,{a},{b},{c},area-{},Item {place}?,{key},1,2,3,4", place % 3).unwrap();
    }
    csv
}

/// The definition of an exam type.
pub(crate) fn spec(exam_type: &str, bank: &str, feedback: bool) -> ExamTypeSpec {
    let final_estimator = if feedback { "eap" } else { "wle" };
    let prior_mean = if bank == "one" { 0.0 } else { 0.5 };
    let definition = serde_json::json!({
        "exam_type": exam_type,
        "bank": bank,
        "feedback": feedback,
        "design": {
            "estimator": { "final": final_estimator },
            "prior": { "mean": prior_mean },
            "stopping": { "max_items": ITEMS },
        },
    });
    serde_json::from_value(definition).unwrap()
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with_environment(Arc::new(CountingEnvironment::default())).await
    }

    /// A fixture with this clock.
    pub(crate) async fn with_environment(environment: Arc<dyn Environment>) -> Self {
        let record = persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap();
        let record = Arc::new(FaultyRecord::new(record));
        let store = Arc::new(FaultyStore::default());
        let service = ExamService::with_environment(record.clone(), store.clone(), environment.clone());
        for (bank, shift) in [("one", 0.0), ("two", 0.3)] {
            let csv = bank_csv(&format!("{bank}-"), 24, shift);
            service.import_bank(&PLATFORM, bank, csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
        }
        for (exam_type, bank, feedback) in [(SHORT, "one", false), (OPEN, "one", true), (OTHER, "two", true)] {
            service.import_exam_type(&PLATFORM, spec(exam_type, bank, feedback)).await.unwrap();
        }
        Self { record, store, service, environment }
    }

    /// Another instance on the same record and store, with nothing loaded.
    pub(crate) fn instance(&self) -> ExamService {
        ExamService::with_environment(self.record.clone(), self.store.clone(), self.environment.clone())
    }

    /// An instance of the version before, which keeps no digests, on the same record and store.
    pub(crate) fn instance_without_digests(&self) -> ExamService {
        let record = Arc::new(self.record.without_digests());
        ExamService::with_environment(record, self.store.clone(), self.environment.clone())
    }

    /// Another instance on the same record, with an empty store of its own.
    pub(crate) fn instance_with_empty_store(&self) -> ExamService {
        let store = Arc::new(FaultyStore::default());
        ExamService::with_environment(self.record.clone(), store, self.environment.clone())
    }

    pub(crate) async fn start(&self, exam_type: &str) -> Started {
        self.service.start(&PLATFORM, start_request(exam_type)).await.unwrap()
    }

    /// Starts a session, gives `answers` scripted answers, and returns the session's number.
    pub(crate) async fn started_and_answered(&self, exam_type: &str, answers: usize) -> ExamSessionId {
        let session = self.start(exam_type).await.progress.header.exam_session_id;
        for _ in 0..answers {
            answer_next(&self.service, &PLATFORM, session).await;
        }
        session
    }

    /// The outcome of an exam of this type without faults.
    pub(crate) async fn undisturbed(&self, exam_type: &str) -> ExamOutcome {
        let fixture = Self::new().await;
        let session = fixture.started_and_answered(exam_type, 0).await;
        finish_exam(&fixture.service, &PLATFORM, session).await
    }

    /// A session as the program version before leaves it: its test has stopped, and no call has completed it.
    pub(crate) async fn stopped_but_active(&self, exam_type: &str) -> ExamSessionId {
        let complete = self.started_and_answered(exam_type, ITEMS).await;
        let last = self.attempts(complete).await.pop().unwrap();
        let session = self.started_and_answered(exam_type, ITEMS - 1).await;
        let row = self.record.inner().session(session).await.unwrap().unwrap();
        let advance = Advance {
            session,
            expected_revision: row.revision,
            token_digest: row.token_digest,
            basis: AnswerBasis::Record,
            // A program that keeps no digest leaves the one that is there.
            history_digest: row.history_digest.unwrap(),
            item: last.item,
            answer: last.answer,
            response: last.response,
            ability: last.ability,
            grace: std::time::Duration::ZERO,
            response_time_ms: None,
            outcome: None,
            answered_at: last.answered_at,
            next: NextStep::Stopped(StopReason::MaxItems),
        };
        assert_eq!(self.record.inner().advance(advance).await.unwrap(), Guarded::Committed);
        session
    }

    /// The attempts in the record.
    pub(crate) async fn attempts(&self, session: ExamSessionId) -> Vec<AttemptRecord> {
        self.record.inner().history(session).await.unwrap().unwrap().attempts
    }
}

/// The platform with these scopes.
pub(crate) fn with_scopes(scopes: Scopes) -> Access {
    Access::Platform(Platform { actor: Actor::Platform, scopes })
}

pub(crate) fn start_request(exam_type: &str) -> StartExam {
    StartExam {
        exam_type: exam_type.to_owned(),
        examinee_id: Some("e-1".to_owned()),
        seed: Some(7),
        examinee_start: ExamineeStart::default(),
        extra_time: ExtraTime::NONE,
    }
}

/// A reply without the one field in which it may differ when it is sent again.
pub(crate) fn without_time(answered: Answered) -> Answered {
    Answered { progress: Progress { time_left_seconds: None, ..answered.progress }, ..answered }
}

/// The place of an item in its bank: the number at the end of its name.
fn place_of(item_id: &str) -> usize {
    item_id[item_id.len() - 2..].parse().unwrap()
}

/// The option that is right, or one that is wrong.
pub(crate) fn option(item_id: &str, right: bool) -> Answer {
    let place = place_of(item_id) + usize::from(!right);
    Answer::Choice(["A", "B", "C", "D"][place % 4].to_owned())
}

/// What the scripted examinee answers.
pub(crate) fn scripted(item_id: &str) -> Answer {
    option(item_id, place_of(item_id) * 7 % 5 < 3)
}

pub(crate) fn pending(progress: &Progress) -> &str {
    &progress.item.as_ref().unwrap().item_id
}

/// Answers the pending item by the script.
pub(crate) async fn answer_next(service: &ExamService, access: &Access, session: ExamSessionId) -> Answered {
    let progress = service.next(access, session).await.unwrap();
    let item = pending(&progress);
    service.answer(access, session, item, &scripted(item)).await.unwrap()
}

/// Answers by the script to the end, and completes.
pub(crate) async fn finish_exam(service: &ExamService, access: &Access, session: ExamSessionId) -> ExamOutcome {
    while !service.next(access, session).await.unwrap().header.finished {
        answer_next(service, access, session).await;
    }
    ExamOutcome::from_report(&service.complete(&PLATFORM, session).await.unwrap())
}

/// The item, the option chosen, the category, and the estimate after it.
type Step = (String, Option<String>, Option<u8>, u64, u64);

/// What must be the same in two equal sessions; floats by their bits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExamOutcome {
    estimate: (u64, u64, String),
    stop_reason: Option<String>,
    steps: Vec<Step>,
}

impl ExamOutcome {
    /// The same outcome with another stop reason.
    pub(crate) fn with_stop_reason(self, reason: &str) -> Self {
        Self { stop_reason: Some(reason.to_owned()), ..self }
    }

    pub(crate) fn from_report(report: &Report) -> Self {
        let bits = |ability: Ability| (ability.theta.to_bits(), ability.se.to_bits());
        let (theta, standard_error) = bits(report.header.ability.unwrap());
        let steps = report.trace.iter().map(|step| {
            let (theta, standard_error) = bits(step.ability.unwrap());
            (step.item_id.clone(), step.answer.clone(), step.response, theta, standard_error)
        });
        Self {
            estimate: (theta, standard_error, report.estimate_status.unwrap().as_str().to_owned()),
            stop_reason: report.stop_reason.map(|reason| reason.as_str().to_owned()),
            steps: steps.collect(),
        }
    }

    pub(crate) fn items(&self) -> usize {
        self.steps.len()
    }
}
