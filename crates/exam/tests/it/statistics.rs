//! The statistics of items and of results, against what an export says.

use std::collections::BTreeMap;

use exam::{Access, ExamError, ItemOrder, ItemQuery, ItemUsage, Scope, Scopes, Statistics};
use irt_core::Metric;
use proptest::prelude::*;

use crate::fixture::{Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, bank_csv, finish_exam, start_request, with_scopes};

/// The statistics of all exam types on a bank, when they have been counted.
async fn statistics(fixture: &Fixture, bank: &str) -> std::sync::Arc<Statistics> {
    let bank = fixture.service.bank_summary(&PLATFORM, bank).await.unwrap().unwrap();
    let exam_types = fixture.service.exam_types_of_bank(&PLATFORM, bank.id).await.unwrap();
    let exam_types: Vec<_> = exam_types.into_iter().map(|exam_type| exam_type.id).collect();
    // Another instance has counted nothing yet.
    loop {
        let counted = fixture.instance().statistics(&PLATFORM, &exam_types).await.unwrap();
        if let Some(statistics) = counted.statistics {
            return statistics;
        }
    }
}

async fn finished_with_seed(fixture: &Fixture, exam_type: &str, seed: u64) {
    let request = exam::StartExam { seed: Some(seed), ..start_request(exam_type) };
    let started = fixture.service.start(&PLATFORM, request).await.unwrap();
    let session = started.progress.header.exam_session_id;
    // Each seed has another pattern of right and wrong answers.
    for place in 0.. {
        let progress = fixture.service.next(&PLATFORM, session).await.unwrap();
        let Some(item) = progress.item.filter(|_| !progress.header.finished) else { break };
        let choice = ["A", "B", "C", "D"][((seed >> (place % 13)) % 4) as usize];
        let answer = exam::Answer::Choice(choice.to_owned());
        fixture.service.answer(&PLATFORM, session, &item.item_id, &answer).await.unwrap();
    }
    finish_exam(&fixture.service, &PLATFORM, session).await;
}

/// The score and the final theta of each answer to each item, from the reports.
async fn naive(fixture: &Fixture, sessions: std::ops::RangeInclusive<i64>) -> BTreeMap<String, Vec<(f64, f64)>> {
    let mut answers: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for session in sessions {
        let report = fixture.service.report(&PLATFORM, exam::ExamSessionId(session)).await.unwrap();
        let theta = report.header.ability.unwrap().theta;
        for step in report.trace {
            answers.entry(step.item_id).or_default().push((f64::from(step.response.unwrap()), theta));
        }
    }
    answers
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    values.clone().sum::<f64>() / values.count() as f64
}

/// Pearson's correlation by its definition, about the means.
fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let (x, y) = (mean(pairs.iter().map(|pair| pair.0)), mean(pairs.iter().map(|pair| pair.1)));
    let sum = |of: fn(f64, f64) -> f64| pairs.iter().map(|pair| of(pair.0 - x, pair.1 - y)).sum::<f64>();
    let (xx, yy) = (sum(|x, _| x * x), sum(|_, y| y * y));
    (xx > 1e-9 && yy > 1e-9).then(|| sum(|x, y| x * y) / (xx * yy).sqrt())
}

async fn check(seeds: Vec<u64>) {
    let fixture = Fixture::new().await;
    for seed in &seeds {
        finished_with_seed(&fixture, [SHORT, OPEN][(*seed % 2) as usize], *seed).await;
    }
    let found = statistics(&fixture, "one").await;
    let expected = naive(&fixture, 1..=seeds.len() as i64).await;
    assert_eq!((found.sessions(), found.items_used()), (seeds.len() as u64, expected.len()));
    let view = fixture.service.bank_view(&PLATFORM, "one", None).await.unwrap();
    let query = ItemQuery { limit: 100, ..ItemQuery::default() };
    let page = fixture.service.bank_items(&view, Some(found.clone()), query).await.unwrap();
    assert_eq!((page.found, page.rows.len()), (24, 24));
    for row in page.rows {
        let answers = expected.get(&row.item_id).map_or(&[][..], Vec::as_slice);
        assert_eq!((row.statistics.shown, row.statistics.answered), (answers.len() as u64, answers.len() as u64));
        let near = |found: Option<f64>, expected: Option<f64>| match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found.is_none() && expected.is_none(),
        };
        let share = (!answers.is_empty()).then(|| mean(answers.iter().map(|answer| answer.0)));
        assert!(near(row.statistics.mean_score, share), "{row:?} {share:?}");
        assert!(near(row.statistics.point_biserial, correlation(answers)), "{row:?} {answers:?}");
        assert!(near(row.statistics.exposure, Some(answers.len() as f64 / seeds.len() as f64)), "{row:?}");
    }
    let thetas = expected.values().flatten().count() as f64 / ITEMS as f64;
    assert_eq!((found.thetas.count() as f64, found.mean_length()), (thetas, Some(ITEMS as f64)));
    assert_eq!(found.end_reasons.get("max_items"), Some(&(seeds.len() as u64)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn statistics_are_those_of_the_answers(seeds in prop::collection::vec(any::<u64>(), 1..8)) {
        tokio::runtime::Runtime::new().unwrap().block_on(check(seeds));
    }
}

#[tokio::test]
async fn without_sessions_there_are_items_and_no_numbers() {
    let fixture = Fixture::new().await;
    let found = statistics(&fixture, "two").await;
    assert_eq!((found.sessions(), found.mean_length(), found.thetas.mean()), (0, None, None));
    let view = fixture.service.bank_view(&PLATFORM, "two", Some(1)).await.unwrap();
    let never = ItemQuery { usage: ItemUsage::Never, limit: 3, skip: 22, ..ItemQuery::default() };
    let page = fixture.service.bank_items(&view, Some(found), never).await.unwrap();
    assert_eq!((page.found, page.rows.len()), (24, 2));
    assert!(page.rows.iter().all(|row| row.statistics.exposure.is_none()), "{page:?}");
}

#[tokio::test]
async fn items_are_searched_and_ordered() {
    let fixture = Fixture::new().await;
    finished_with_seed(&fixture, OTHER, 11).await;
    let found = statistics(&fixture, "two").await;
    let view = fixture.service.bank_view(&PLATFORM, "two", None).await.unwrap();
    let ids = async |query: ItemQuery| {
        let page = fixture.service.bank_items(&view, Some(found.clone()), ItemQuery { limit: 50, ..query }).await;
        page.unwrap().rows.into_iter().map(|row| row.item_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(ItemQuery { search: " TWO-07 ".into(), ..ItemQuery::default() }).await, ["two-07"]);
    assert_eq!(ids(ItemQuery { search: "item 9?".into(), ..ItemQuery::default() }).await, ["two-09"], "in the stem");
    assert_eq!(ids(ItemQuery { content: Some("area-1".into()), ..ItemQuery::default() }).await.len(), 8);
    assert_eq!(ids(ItemQuery { usage: ItemUsage::Used, ..ItemQuery::default() }).await.len(), ITEMS);
    let by_count = ids(ItemQuery { order: ItemOrder::Count, descending: true, ..ItemQuery::default() }).await;
    let used = ids(ItemQuery { usage: ItemUsage::Used, ..ItemQuery::default() }).await;
    assert_eq!(by_count[..ITEMS], used, "items that are equal stand by their place");
    let located = ids(ItemQuery { order: ItemOrder::Location, ..ItemQuery::default() }).await;
    assert_eq!((located[0].as_str(), located.len()), ("two-00", 24));
}

#[tokio::test]
async fn keys_and_parameters_are_shown_to_authors_alone() {
    let fixture = Fixture::new().await;
    let reader = with_scopes(Scopes::of(&[Scope::Read]));
    let author = with_scopes(Scopes::of(&[Scope::Author]));
    let seen = async |access: &Access| {
        let view = fixture.service.bank_view(access, "one", None).await.unwrap();
        let preview = view.preview("one-03").unwrap();
        let page = fixture.service.bank_items(&view, None, ItemQuery { limit: 1, ..ItemQuery::default() }).await;
        (preview.shown.options.len(), preview.scores.is_some(), page.unwrap().rows[0].location.is_some())
    };
    assert_eq!((seen(&reader).await, seen(&author).await), ((4, false, false), (4, true, true)));
    let view = fixture.service.bank_view(&author, "one", None).await.unwrap();
    let right: Vec<_> = view.preview("one-03").unwrap().scores.unwrap().into_iter().map(|o| (o.key, o.score)).collect();
    assert_eq!(right, [("A".into(), 0), ("B".into(), 0), ("C".into(), 0), ("D".into(), 1)]);
    assert!(view.preview("one-99").is_none());
    let deliver = with_scopes(Scopes::of(&[Scope::Deliver]));
    let refused = fixture.service.bank_view(&deliver, "one", None).await;
    assert!(matches!(refused, Err(ExamError::InsufficientScope { .. })), "{refused:?}");
    assert!(matches!(fixture.service.statistics(&deliver, &[]).await, Err(ExamError::InsufficientScope { .. })));
}

#[tokio::test]
async fn content_is_counted_beside_its_targets() {
    let fixture = Fixture::new().await;
    let csv = bank_csv("three-", 24, 0.0);
    fixture.service.import_bank(&PLATFORM, "three", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let mut spec = crate::fixture::spec("mixed", "three", true);
    spec.design.content.targets = [("area-0".to_owned(), 0.5), ("area-1".to_owned(), 0.5)].into();
    fixture.service.import_exam_type(&PLATFORM, spec).await.unwrap();
    finished_with_seed(&fixture, "mixed", 5).await;
    let view = fixture.service.exam_type_view(&PLATFORM, "mixed", None).await.unwrap();
    let found = statistics(&fixture, "three").await;
    let shares = fixture.service.area_shares(&view, &found).await.unwrap();
    let shares: Vec<_> = shares.into_iter().map(|share| (share.area, share.target, share.actual)).collect();
    let expected = [("area-0", Some(0.5), 0.5), ("area-1", Some(0.5), 0.5), ("area-2", None, 0.0)];
    assert_eq!(shares, expected.map(|(area, target, actual)| (area.to_owned(), target, actual)));
}

#[tokio::test]
async fn the_summary_of_a_simulation_is_kept_with_its_version() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.service.simulation(&PLATFORM, SHORT, None).await.unwrap(), None);
    let summary = |mean: f64| {
        serde_json::json!({
            "examinees": 1000, "seed": 7, "stop_reasons": {"max_items": 900, "standard_error": 100},
            "test_length": {"mean": mean, "sd": 1.0, "min": 3, "p05": 4, "p25": 5, "median": 5, "p75": 6, "p95": 6, "max": 6},
            "standard_errors": {"mean": 0.4, "min": 0.3, "p05": 0.3, "p25": 0.3, "median": 0.4, "p75": 0.4, "p95": 0.5, "max": 0.6},
            "exposure": {"bank_items": 24, "never_used": 3, "limit": 0.25, "above_limit": 2, "highest_rate": 0.6},
        })
    };
    for mean in [5.5, 5.25] {
        fixture.service.keep_simulation(&PLATFORM, SHORT, Some(1), &summary(mean)).await.unwrap();
        let kept = fixture.instance().simulation(&PLATFORM, SHORT, None).await.unwrap().unwrap();
        assert_eq!((kept.promise.test_length.mean, kept.summary["seed"].as_u64()), (mean, Some(7)));
        assert_eq!((kept.promise.exposure.unwrap().never_used, kept.actor.as_str()), (3, "platform"));
    }
    for refused in [serde_json::json!({}), serde_json::json!({"designs": []}), serde_json::json!([1])] {
        let refused = fixture.service.keep_simulation(&PLATFORM, SHORT, None, &refused).await;
        assert!(matches!(&refused, Err(ExamError::InvalidValue { field, .. }) if field == "summary"), "{refused:?}");
    }
    let unknown = fixture.service.keep_simulation(&PLATFORM, SHORT, Some(9), &summary(1.0)).await;
    assert!(matches!(unknown, Err(ExamError::UnknownExamType { .. })), "{unknown:?}");
    let reader = with_scopes(Scopes::of(&[Scope::Read]));
    let refused = fixture.service.keep_simulation(&reader, SHORT, None, &summary(1.0)).await;
    assert!(matches!(refused, Err(ExamError::InsufficientScope { .. })), "{refused:?}");
}
