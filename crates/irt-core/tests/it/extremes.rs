//! Patterns and parameters at the ends of what is allowed: finite numbers with an honest status.

use irt_core::{EstimateStatus, Estimator, FourPl, MAX_STANDARD_ERROR, Metric, PriorKind, QuadratureSpec, Response};

use crate::reference::{assert_close, bank, score};

const ESTIMATORS: [Estimator; 4] = [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle];
const PRIORS: [PriorKind; 3] = [PriorKind::Normal, PriorKind::Uniform, PriorKind::Jeffreys];

/// Every estimator under every prior gives finite numbers in range.
#[track_caller]
fn check_finite(items: &[[f64; 4]], categories: &[u8]) {
    for metric in [1.0, 1.702] {
        let bank = bank(items, metric);
        for estimator in ESTIMATORS {
            for kind in PRIORS {
                let estimate = score(&bank, categories, |spec| {
                    spec.estimator.final_estimator = estimator;
                    spec.prior.kind = kind;
                });
                let sound = estimate.theta.abs() <= 4.0 && (0.0..=MAX_STANDARD_ERROR).contains(&estimate.se);
                assert!(sound, "{estimator}, {kind}: {estimate:?}");
            }
        }
    }
}

fn alternating(count: usize) -> Vec<u8> {
    (0..count).map(|place| u8::from(place % 2 == 0)).collect()
}

#[test]
fn item_functions_are_finite_everywhere() {
    let thetas = [-1e300, -100.0, -20.0, -1e-9, 0.0, 3.0, 20.0, 100.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    for a in [1e-300, 0.01, 1.0, 50.0, 100.0] {
        for b in [-100.0, -20.0, 0.0, 20.0, 100.0] {
            for (c, d) in [(0.0, 1.0), (0.25, 1.0), (0.0, 0.9), (0.25, 0.9), (1e-300, 1.0 - 1e-16)] {
                let item = FourPl::new(a, b, c, d).unwrap();
                for theta in thetas {
                    check_item(&item, theta);
                }
            }
        }
    }
}

fn check_item(item: &FourPl, theta: f64) {
    let metric = Metric::NORMAL_OGIVE;
    let p = item.probability(theta, metric);
    assert!(item.c() <= p && p <= item.d(), "P = {p} of {item:?} at {theta}");
    let mut values = vec![item.information(theta, metric)];
    values.extend(item.probability_derivatives(theta, metric));
    values.extend(item.information_derivatives(theta, metric));
    values.extend(item.warm_term(theta, metric));
    values.extend([Response::WRONG, Response::RIGHT].map(|response| item.log_likelihood(response, theta, metric)));
    assert!(values.iter().all(|value| value.is_finite()), "{values:?} of {item:?} at {theta}");
}

#[test]
fn mle_of_uniform_patterns_lies_at_a_bound() {
    let bank = bank(&[[1.0, -1.0, 0.0, 1.0], [1.4, 0.5, 0.2, 1.0], [0.8, 1.0, 0.1, 0.95]], 1.0);
    for (category, bound) in [(0, -4.0), (1, 4.0)] {
        let estimate = score(&bank, &[category; 3], |spec| spec.estimator.final_estimator = Estimator::Mle);
        assert_eq!((estimate.theta, estimate.status), (bound, EstimateStatus::AtBound));
    }
}

#[test]
fn uniform_patterns_give_finite_estimates() {
    let items = vec![[1.2, 0.3, 0.15, 0.98]; 40];
    check_finite(&items, &[0; 40]);
    check_finite(&items, &[1; 40]);
}

#[test]
fn one_response_gives_finite_estimates() {
    for item in [[1.0, 0.0, 0.0, 1.0], [2.0, 1.5, 0.25, 1.0], [0.5, -3.0, 0.1, 0.9], [100.0, 0.1, 0.2, 1.0]] {
        check_finite(&[item], &[0]);
        check_finite(&[item], &[1]);
    }
}

#[test]
fn items_far_off_the_scale_give_finite_estimates() {
    for a in [0.3, 2.0, 50.0] {
        for c in [0.0, 0.2] {
            let items: Vec<[f64; 4]> =
                (0..12).map(|place| [a, if place % 2 == 0 { 20.0 } else { -20.0 }, c, 1.0]).collect();
            check_finite(&items, &[0; 12]);
            check_finite(&items, &[1; 12]);
            check_finite(&items, &alternating(12));
            check_finite(&[[a, 20.0, c, 1.0]], &[1]);
            check_finite(&[[a, -20.0, c, 1.0]], &[0]);
        }
    }
}

#[test]
fn vanishing_information_gives_the_largest_standard_error() {
    let estimate = score(&bank(&[[50.0, 20.0, 0.0, 1.0]], 1.0), &[0], |spec| {
        spec.estimator.final_estimator = Estimator::Mle;
    });
    assert_eq!((estimate.theta, estimate.se), (-4.0, MAX_STANDARD_ERROR));
}

#[test]
fn a_thousand_responses_do_not_underflow() {
    let items: Vec<[f64; 4]> = (0..1000)
        .map(|place| [1.0 + f64::from(place % 7) / 5.0, f64::from(place % 41) / 10.0 - 2.0, 0.2, 1.0])
        .collect();
    check_finite(&items, &[0; 1000]);
    check_finite(&items, &[1; 1000]);
    // Without guessing observed and expected information are the same, and so are the two standard errors nearly.
    let without_guessing: Vec<[f64; 4]> = items.iter().map(|[a, b, ..]| [*a, *b, 0.0, 1.0]).collect();
    let bank = bank(&without_guessing, 1.0);
    let fine = |estimator: Estimator| {
        score(&bank, &alternating(1000), |spec| {
            spec.estimator.final_estimator = estimator;
            spec.quadrature = Some(QuadratureSpec { nodes: 2001, ..QuadratureSpec::default() });
        })
    };
    let (eap, map) = (fine(Estimator::Eap), fine(Estimator::Map));
    assert_close(eap.theta, map.theta, 1e-3, "posterior mean next to its mode");
    assert_close(eap.se, map.se, 1e-3, "posterior spread next to the curvature");
}

#[test]
fn without_responses_the_prior_or_the_start_speaks() {
    let bank = bank(&[[1.0, 0.0, 0.0, 1.0]], 1.0);
    let test = |estimator| {
        let mut spec = irt_core::CatSpec::default();
        spec.estimator.final_estimator = estimator;
        (spec.prior.mean, spec.prior.sd, spec.start.theta) = (Some(0.5), Some(0.7), -0.25);
        irt_core::AdaptiveTest::new(bank.clone(), irt_core::CatDesign::new(spec).unwrap()).unwrap()
    };
    for (estimator, theta) in
        [(Estimator::Eap, 0.5), (Estimator::Map, 0.5), (Estimator::Mle, -0.25), (Estimator::Wle, -0.25)]
    {
        let estimate = test(estimator).score(&[], &[]).unwrap();
        assert_eq!(estimate.status, EstimateStatus::NoResponses);
        assert_close(estimate.theta, theta, 1e-5, estimator.as_str());
        assert_close(estimate.se, 0.7, 1e-4, estimator.as_str());
    }
}
