//! Exposure control by the rates of the exams before.

use exam::{Answer, ExamSessionId, StartExam, StartKey, Verified};
use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, ExposureRates, ItemBank, ItemIndex, Metric, Response, Step};

use crate::fixture::{
    Fixture, ITEMS, PLATFORM, answer_next, bank_csv, finish_exam, pending, scripted, spec, start_request,
};

const RATED: &str = "rated";
const MOST: f64 = 0.3;

async fn rated(window: Option<i64>) -> Fixture {
    let fixture = Fixture::new().await;
    let mut definition = exam::ExamTypeSpec { exposure_window: window, ..spec(RATED, "one", true) };
    definition.design.exposure.maximum_rate = Some(MOST);
    fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
    fixture
}

async fn items(fixture: &Fixture, session: ExamSessionId) -> Vec<u32> {
    fixture.attempts(session).await.into_iter().map(|attempt| attempt.item).collect()
}

async fn sat(fixture: &Fixture, seed: u64) -> ExamSessionId {
    let start = StartExam { seed: Some(seed), ..start_request(RATED) };
    let session = fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id;
    finish_exam(&fixture.service, &PLATFORM, session).await;
    session
}

/// What an engine shows that gets the rates of the examinees before, as a simulation hands them over.
struct Reference {
    test: std::sync::Arc<AdaptiveTest>,
    sessions: Vec<Vec<ItemIndex>>,
}

impl Reference {
    fn new() -> Self {
        let bank = ItemBank::from_csv(bank_csv("one-", 24, 0.0).as_bytes(), Metric::LOGISTIC).unwrap();
        let mut design = spec(RATED, "one", true).design;
        design.exposure.maximum_rate = Some(MOST);
        let test = AdaptiveTest::new(std::sync::Arc::new(bank), CatDesign::new(design).unwrap()).unwrap();
        Self { test: std::sync::Arc::new(test), sessions: Vec::new() }
    }

    /// The items of the next examinee, when the latest sessions of this number count.
    fn sit(&mut self, seed: u64, window: usize) -> Vec<u32> {
        let latest = &self.sessions[self.sessions.len().saturating_sub(window)..];
        let mut shown = vec![0; self.test.bank().len()];
        latest.iter().flatten().for_each(|item| shown[item.0 as usize] += 1);
        let rates = ExposureRates::from_counts(&shown, u32::try_from(latest.len()).unwrap()).unwrap();
        let withheld = self.test.withheld(&rates).unwrap();
        let mut engine = AdaptiveEngine::start_withholding(self.test.clone(), seed, &withheld).unwrap();
        while let Step::Administer(item) = engine.step() {
            let Answer::Choice(chosen) = scripted(&format!("one-{:02}", item.0)) else { unreachable!() };
            let key = ["A", "B", "C", "D"][item.0 as usize % 4];
            engine.record(item, Response::from_correct(chosen == key)).unwrap();
        }
        self.sessions.push(engine.items().to_vec());
        engine.items().iter().map(|item| item.0).collect()
    }
}

#[tokio::test]
async fn live_exams_show_what_a_simulation_shows_after_the_same_examinees() {
    for window in [None, Some(7)] {
        let fixture = rated(window).await;
        let mut reference = Reference::new();
        for seed in 0..20 {
            let session = sat(&fixture, seed).await;
            let expected = reference.sit(seed, window.map_or(1000, |window| usize::try_from(window).unwrap()));
            assert_eq!(items(&fixture, session).await, expected, "examinee {seed} of window {window:?}");
        }
    }
}

#[tokio::test]
async fn the_items_that_a_session_does_not_get_are_on_record() {
    let fixture = rated(None).await;
    for seed in 0..2 {
        sat(&fixture, seed).await;
    }
    let key = StartKey::new("a-key-of-a-start-0001").unwrap();
    let start = StartExam { seed: Some(9), ..start_request(RATED) };
    let started = fixture.service.start_once(&PLATFORM, start.clone(), &key).await.unwrap();
    let session = started.progress.header.exam_session_id;
    let row = persistence::SessionsRecord::session(fixture.record.inner(), session).await.unwrap().unwrap();
    assert!(!row.withheld.is_empty());
    for place in 0..ITEMS {
        // Other examinees change the rates meanwhile, and every copy is lost.
        sat(&fixture, 100 + place as u64).await;
        let service = fixture.instance_with_empty_store();
        assert!(!row.withheld.contains(&index(pending(&service.next(&PLATFORM, session).await.unwrap()))));
        answer_next(&service, &PLATFORM, session).await;
    }
    let again = fixture.service.start_once(&PLATFORM, start, &key).await.unwrap();
    assert_eq!(again.progress.item, started.progress.item);
    assert_eq!(fixture.service.verify_session(&PLATFORM, session).await.unwrap(), Verified::Exact);
}

fn index(item_id: &str) -> u32 {
    item_id.rsplit('-').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_item_that_is_shown_and_not_answered_yet_counts() {
    let fixture = rated(None).await;
    let first = fixture.start(RATED).await.progress;
    let second = fixture.start(RATED).await.progress;
    assert_ne!(pending(&first), pending(&second));
}
