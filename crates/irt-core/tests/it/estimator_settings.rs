//! Custom priors, robust tunings and formulas of the standard error.

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, DesignCause, EstimateStatus, Estimator, ItemIndex, PatternError, PriorKind,
    Quadrature, Response, SeFormula,
};

use crate::reference::{assert_close, bank, reference_spec, score};

const ITEMS: [[f64; 4]; 3] = [[1.0, -1.0, 0.0, 1.0], [1.4, 0.5, 0.2, 1.0], [0.8, 1.0, 0.1, 0.95]];

fn custom(weights: Vec<f64>) -> CatSpec {
    let mut spec = reference_spec();
    (spec.prior.kind, spec.prior.weights) = (PriorKind::Custom, Some(weights));
    spec
}

/// The design is refused: field and value.
#[track_caller]
fn check_refused(spec: CatSpec, field: &str, value: &str, cause: DesignCause) {
    let error = CatDesign::new(spec).unwrap_err();
    assert_eq!((error.field, error.value.as_str(), error.cause), (field, value, cause));
}

#[test]
fn a_custom_prior_of_normal_densities_is_the_normal_prior() {
    let bank = bank(&ITEMS, 1.0);
    let normal = Quadrature::default().nodes().map(|theta| 7.0 * (-0.5 * theta * theta).exp()).collect();
    let found = score(&bank, &[1, 0, 1], |spec| *spec = custom(normal));
    let expected = score(&bank, &[1, 0, 1], |_| {});
    assert_close(found.theta, expected.theta, 1e-13, "theta");
    assert_close(found.se, expected.se, 1e-13, "SE");
}

#[test]
fn a_custom_prior_rules_out_nodes_of_weight_zero() {
    let weights = (0..33).map(|node| if node < 16 { 0.0 } else { 1.0 }).collect();
    let estimate = score(&bank(&ITEMS, 1.0), &[0, 0, 0], |spec| *spec = custom(weights));
    assert!(0.0 < estimate.theta && estimate.theta < 1.5, "{estimate:?}");
}

#[test]
fn custom_priors_are_checked() {
    check_refused(custom(vec![1.0; 32]), "prior.weights", "32", DesignCause::WeightCountMismatch { nodes: 33 });
    check_refused(custom(vec![-1.0; 33]), "prior.weights", "-1", DesignCause::WeightOutOfRange);
    check_refused(custom(vec![f64::NAN; 33]), "prior.weights", "NaN", DesignCause::WeightOutOfRange);
    check_refused(custom(vec![0.0; 33]), "prior.weights", "0", DesignCause::PriorOutsideQuadrature);
    let mut spec = custom(vec![1.0; 33]);
    spec.prior.kind = PriorKind::Normal;
    check_refused(spec, "prior.weights", "33", DesignCause::UnusedField { kind: PriorKind::Normal });
    let mut spec = custom(vec![1.0; 33]);
    spec.estimator.final_estimator = Estimator::Map;
    check_refused(spec, "estimator.final", "map", DesignCause::MapUnderCustomPrior);
}

#[test]
fn map_under_a_custom_prior_is_refused_when_asked_for() {
    let design = CatDesign::new(custom(vec![1.0; 33])).unwrap();
    let test = AdaptiveTest::new(bank(&ITEMS, 1.0), design).unwrap();
    let refused = PatternError::EstimatorUnavailable { estimator: Estimator::Map };
    assert_eq!(test.estimate(Estimator::Map, &[ItemIndex(0)], &[Response::RIGHT]), Err(refused));
}

#[test]
fn tunings_are_checked() {
    for tuning in [0.0, -1.0, 101.0, f64::INFINITY] {
        let mut spec = CatSpec::default();
        spec.estimator.tukey_tuning = Some(tuning);
        check_refused(spec, "estimator.tukey_tuning", &tuning.to_string(), DesignCause::TuningOutOfRange);
    }
}

#[test]
fn a_generous_tuning_makes_the_robust_estimate_the_mle() {
    let bank = bank(&ITEMS, 1.0);
    let mle = score(&bank, &[1, 0, 1], |spec| spec.estimator.final_estimator = Estimator::Mle);
    let huber = score(&bank, &[1, 0, 1], |spec| {
        (spec.estimator.final_estimator, spec.estimator.huber_tuning) = (Estimator::Huber, Some(100.0));
    });
    assert_close(huber.theta, mle.theta, 1e-12, "theta");
    assert_close(huber.se, mle.se, 1e-12, "SE");
}

#[test]
fn a_robust_estimate_without_weights_says_so() {
    // Every weight vanishes below -3.75, where the estimate of a wrong answer goes.
    let estimate = score(&bank(&[[0.8167, 1.1485, 0.0, 1.0]], 1.0), &[0], |spec| {
        spec.estimator.final_estimator = Estimator::Tukey;
    });
    assert_eq!(estimate.status, EstimateStatus::NoInformation);
}

#[test]
fn observed_information_replaces_the_expected_one() {
    let bank = bank(&ITEMS, 1.0);
    for estimator in [Estimator::Mle, Estimator::Map, Estimator::Wle] {
        let estimate = score(&bank, &[1, 0, 1], |spec| {
            (spec.estimator.final_estimator, spec.estimator.se_formula) = (estimator, SeFormula::Observed);
        });
        let observed = bank
            .items()
            .zip([1, 0, 1])
            .map(|(item, category)| item.model.observed_information(Response(category), estimate.theta, bank.metric()));
        let prior = if estimator == Estimator::Map { 1.0 } else { 0.0 };
        assert_close(estimate.se, 1.0 / (observed.sum::<f64>() + prior).sqrt(), 1e-12, estimator.as_str());
    }
}

#[test]
fn settings_are_read_by_their_names() {
    let spec: CatSpec = toml::from_str(
        "[estimator]\ninterim = 'tukey'\nfinal = 'huber'\nstandard_error = 'asymptotic'\nhuber_tuning = 2.0\n\
        [prior]\nkind = 'custom'\nweights = [0.0, 1.0, 1.0]\n[quadrature]\nnodes = 3\n",
    )
    .unwrap();
    let design = CatDesign::new(spec).unwrap();
    assert_eq!((design.interim_estimator(), design.final_estimator()), (Estimator::Tukey, Estimator::Huber));
    assert_eq!((design.huber_tuning(), design.tukey_tuning()), (2.0, 4.0));
    assert_eq!(design.se_formula(), SeFormula::Asymptotic);
}
