//! When tests are over.

use std::sync::Arc;
use std::time::Duration;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, ClassificationKind, ClassificationSpec, Combination, EngineError,
    Estimator, Response, StopReason,
};

use crate::reference::bank;

fn test(adapt: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let items: Vec<[f64; 4]> = (0..60).map(|place| [1.4, f64::from(place) / 15.0 - 2.0, 0.1, 1.0]).collect();
    let mut spec = CatSpec::default();
    adapt(&mut spec);
    Arc::new(AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec).unwrap()).unwrap())
}

/// Answers right when `right` says so of the position; how many answers it took, and why the test ended.
fn run(test: &Arc<AdaptiveTest>, right: impl Fn(usize) -> bool) -> (usize, StopReason) {
    let mut engine = AdaptiveEngine::start(Arc::clone(test), 1);
    while let Some(item) = engine.pending() {
        engine.record(item, Response::from_correct(right(engine.items().len()))).unwrap();
    }
    (engine.items().len(), engine.stop_reason().unwrap())
}

fn alternating(position: usize) -> bool {
    position.is_multiple_of(2)
}

fn classification(method: ClassificationKind, cut: f64) -> Option<ClassificationSpec> {
    let half_width = (method != ClassificationKind::ConfidenceInterval).then_some(0.5);
    Some(ClassificationSpec { method, cuts: vec![cut], half_width, ..ClassificationSpec::default() })
}

#[test]
fn small_changes_end_a_test() {
    let by_theta = test(|spec| spec.stopping.theta_change = Some(0.1));
    let (answers, reason) = run(&by_theta, alternating);
    assert!(reason == StopReason::ThetaChange && (5..60).contains(&answers), "{answers}, {reason}");
    let by_error = test(|spec| spec.stopping.standard_error_change = Some(0.02));
    let (answers, reason) = run(&by_error, alternating);
    assert!(reason == StopReason::StandardErrorChange && (4..60).contains(&answers), "{answers}, {reason}");
}

#[test]
fn an_estimate_that_stays_at_its_bound_has_not_settled() {
    let test = test(|spec| {
        spec.estimator.interim_estimator = Estimator::Mle;
        (spec.stopping.theta_change, spec.stopping.max_items) = (Some(0.01), Some(9));
    });
    assert_eq!(run(&test, |_| true), (9, StopReason::MaxItems));
}

#[test]
fn a_test_ends_when_no_item_is_worth_showing() {
    let test = test(|spec| spec.stopping.minimum_information = Some(0.3));
    let (answers, reason) = run(&test, |_| true);
    assert!(reason == StopReason::MinimumInformation && (5..60).contains(&answers), "{answers}, {reason}");
}

#[test]
fn classification_ends_sooner_the_further_the_ability_is_from_the_cut() {
    for method in [ClassificationKind::ConfidenceInterval, ClassificationKind::Sprt, ClassificationKind::Glr] {
        let answers = |cut: f64| {
            let test = test(|spec| spec.stopping.classification = classification(method, cut));
            let (answers, reason) = run(&test, alternating);
            let name = match method {
                ClassificationKind::ConfidenceInterval => "confidence_interval",
                ClassificationKind::Sprt => "sprt",
                _ => "glr",
            };
            assert!(answers == 60 || reason.as_str() == name, "{answers}, {reason}");
            answers
        };
        let [far, near] = [-1.7, -0.9].map(answers);
        assert!(far < near && far < 20, "{method:?}: {far}, {near}");
    }
}

#[test]
fn the_sequential_test_stops_at_its_bounds() {
    let test = test(|spec| {
        spec.stopping.classification = classification(ClassificationKind::Sprt, -1.0);
        spec.stopping.max_items = Some(60);
    });
    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 1);
    let mut ratios = Vec::new();
    while let Some(item) = engine.pending() {
        engine.record(item, Response::RIGHT).unwrap();
        let log_likelihood = |theta: f64| -> f64 {
            let pairs = engine.items().iter().zip(engine.responses());
            pairs
                .map(|(item, response)| {
                    let model = test.bank().item(*item).unwrap().four_pl().unwrap();
                    model.log_likelihood(*response, theta, test.bank().metric())
                })
                .sum()
        };
        ratios.push(log_likelihood(-0.5) - log_likelihood(-1.5));
    }
    let bound = (0.95_f64 / 0.05).ln();
    let (last, before) = ratios.split_last().unwrap();
    assert_eq!(engine.stop_reason(), Some(StopReason::Sprt));
    assert!(*last >= bound && before.iter().all(|ratio| *ratio < bound), "{ratios:?}");
}

#[test]
fn criteria_are_taken_together_as_the_design_says() {
    let plain = test(|spec| spec.stopping.max_items = Some(30));
    let mut engine = AdaptiveEngine::start(plain, 1);
    while let Some(item) = engine.pending() {
        engine.record(item, Response::from_correct(alternating(engine.items().len()))).unwrap();
    }
    // No confidence interval of this run leaves out the ability that it ends at.
    let cut = engine.estimate().theta;
    let both = |combine| {
        test(move |spec| {
            (spec.stopping.standard_error, spec.stopping.combine) = (Some(0.6), combine);
            spec.stopping.classification = classification(ClassificationKind::ConfidenceInterval, cut);
            spec.stopping.max_items = Some(30);
        })
    };
    let (any, reason) = run(&both(Combination::Any), alternating);
    assert_eq!(reason, StopReason::StandardError);
    assert_eq!(run(&both(Combination::All), alternating), (30, StopReason::MaxItems));
    let (all, reason) = run(&both(Combination::All), |_| true);
    assert_eq!(reason, StopReason::StandardError);
    assert!(any <= 30 && all < 30, "{any}, {all}");
}

#[test]
fn the_time_budget_is_the_callers_time() {
    let test = test(|spec| spec.stopping.time_budget = Some(60.0));
    assert_eq!(test.design().stopping_rule().max_items, None);
    let mut engine = AdaptiveEngine::start(test, 1);
    let item = engine.pending().unwrap();
    assert_eq!(engine.record(item, Response::RIGHT), Err(EngineError::ElapsedTimeMissing));
    assert!(engine.items().is_empty());
    engine.record_timed(item, Response::RIGHT, Duration::from_millis(59_999)).unwrap();
    let item = engine.pending().unwrap();
    engine.record_timed(item, Response::RIGHT, Duration::from_secs(60)).unwrap();
    assert_eq!(engine.stop_reason(), Some(StopReason::TimeBudget));
}

#[test]
fn a_rule_of_the_embedding_program_counts_from_the_least_number_of_items_on() {
    let items: Vec<[f64; 4]> = (0..20).map(|place| [1.4, f64::from(place) / 5.0 - 2.0, 0.1, 1.0]).collect();
    let mut spec = CatSpec::default();
    spec.stopping.min_items = Some(7);
    let test = AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec).unwrap()).unwrap();
    let test = Arc::new(test.with_stopping(|progress| progress.answered >= 3 && progress.se < 10.0));
    assert_eq!(run(&test, alternating), (7, StopReason::Custom));
}

#[test]
fn a_testlet_is_finished_before_a_criterion_ends_the_test() {
    let test = test(|spec| {
        spec.start.items = vec!["i10".into()];
        spec.content.testlets = vec![["i10", "i20", "i30", "i40"].map(str::to_owned).to_vec()];
        spec.stopping.standard_error = Some(0.99);
    });
    assert_eq!(run(&test, alternating), (4, StopReason::StandardError));
}
