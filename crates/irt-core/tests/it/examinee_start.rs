//! Sessions of examinees of whom something is known before the test.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, EngineState, Estimator, ExamineeStart, NormalPrior, Response,
    RestoreError, SelectionRule,
};

use crate::reference::{assert_close, bank};

fn test(change: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let item = |place: u32| [0.8 + 0.1 * f64::from(place % 9), -2.0 + 0.1 * f64::from(place), 0.1, 1.0];
    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(8);
    change(&mut spec);
    let bank = bank(&(0..40).map(item).collect::<Vec<_>>(), 1.0);
    Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap())
}

fn known(start_theta: f64, mean: f64, sd: f64) -> ExamineeStart {
    ExamineeStart { start_theta: Some(start_theta), prior: Some(NormalPrior { mean, sd }) }
}

fn finish(mut engine: AdaptiveEngine) -> EngineState {
    while let Some(item) = engine.pending() {
        engine.record(item, Response::from_correct(engine.items().len() % 3 != 1)).unwrap();
    }
    engine.state()
}

/// A start in the examinee's hands is the same as one in the design.
#[test]
fn the_test_is_that_of_a_design_with_these_values() {
    for rule in [SelectionRule::MaxInformation, SelectionRule::Mepv, SelectionRule::Klp] {
        for (interim, last) in [(Estimator::Eap, Estimator::Map), (Estimator::Map, Estimator::Mle)] {
            let change = |spec: &mut CatSpec| {
                spec.selection.rule = rule;
                (spec.estimator.interim_estimator, spec.estimator.final_estimator) = (interim, last);
            };
            let plain = test(change);
            let derived = Arc::new(plain.for_examinee(&known(1.5, 0.8, 0.6)).unwrap());
            let grid = plain.design().resolved_spec().quadrature;
            let designed = test(|spec| {
                change(spec);
                spec.start.theta = 1.5;
                (spec.prior.mean, spec.prior.sd, spec.quadrature) = (Some(0.8), Some(0.6), grid);
            });
            let [own, other] = [derived, designed].map(|test| finish(AdaptiveEngine::start(test, 1)));
            assert_eq!((own.items, own.fingerprint), (other.items, other.fingerprint));
            assert_eq!(own.theta.to_bits(), other.theta.to_bits());
        }
    }
}

#[test]
fn before_the_first_answer_the_estimate_is_the_prior_of_the_examinee() {
    let derived = Arc::new(test(|_| {}).for_examinee(&known(0.0, 1.0, 0.5)).unwrap());
    let estimate = AdaptiveEngine::start(derived, 1).estimate();
    assert_close(estimate.theta, 1.0, 1e-9, "theta");
    assert_close(estimate.se, 0.5, 1e-6, "SE");
}

#[test]
fn a_state_restores_the_test_of_its_examinee() {
    let plain = test(|_| {});
    let derived = Arc::new(plain.for_examinee(&known(-1.0, -0.5, 0.8)).unwrap());
    let mut live = AdaptiveEngine::start(derived, 9);
    for _ in 0..3 {
        live.record(live.pending().unwrap(), Response::RIGHT).unwrap();
    }
    let text = serde_json::to_string(&live.state()).unwrap();
    assert!(text.contains(r#""examinee":{"start_theta":-1.0,"prior":{"mean":-0.5,"sd":0.8}}"#), "{text}");
    let state: EngineState = serde_json::from_str(&text).unwrap();
    let restored = AdaptiveEngine::restore(plain, state).unwrap();
    assert_eq!(finish(restored), finish(live));
}

#[test]
fn a_state_without_an_examinee_is_written_as_before() {
    let state = AdaptiveEngine::start(test(|_| {}), 1).state();
    assert!(!serde_json::to_string(&state).unwrap().contains("examinee"));
}

#[test]
fn a_start_of_the_examinee_takes_the_place_of_several_in_the_design() {
    let plain = test(|spec| spec.start.thetas = vec![-1.5, 0.0, 1.5]);
    let first = |test| AdaptiveEngine::start(test, 1).pending();
    let derived = Arc::new(plain.for_examinee(&ExamineeStart { start_theta: Some(1.9), prior: None }).unwrap());
    assert_eq!(first(derived), first(test(|spec| spec.start.theta = 1.9)));
}

#[test]
fn values_that_do_not_fit_the_design_are_refused() {
    let plain = test(|_| {});
    let refused = |start: ExamineeStart| {
        let error = plain.for_examinee(&start).unwrap_err();
        (error.field, error.code())
    };
    assert_eq!(refused(known(5.0, 0.0, 1.0)), ("start_theta", "start_outside_bounds"));
    assert_eq!(refused(known(f64::NAN, 0.0, 1.0)), ("start_theta", "not_finite"));
    assert_eq!(refused(known(0.0, f64::INFINITY, 1.0)), ("prior.mean", "not_finite"));
    // The grid of a standard normal prior ends at 7.
    assert_eq!(refused(known(0.0, 4.0, 0.8)), ("prior.mean", "prior_beyond_grid"));
    assert_eq!(refused(known(0.0, 0.0, 1.8)), ("prior.mean", "prior_beyond_grid"));
    assert_eq!(refused(known(0.0, 0.0, 0.0)), ("prior.sd", "sd_out_of_range"));
    assert_eq!(refused(known(0.0, 0.0, -1.0)), ("prior.sd", "sd_out_of_range"));
    assert_eq!(refused(known(0.0, 0.0, f64::NAN)), ("prior.sd", "not_finite"));
    let mut state = AdaptiveEngine::start(Arc::clone(&plain), 1).state();
    state.examinee = known(9.0, 0.0, 1.0);
    let error = AdaptiveEngine::restore(plain, state).unwrap_err();
    assert!(matches!(error, RestoreError::Examinee { field: "start_theta", .. }), "{error}");
}
