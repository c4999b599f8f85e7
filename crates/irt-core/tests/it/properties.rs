//! Properties that hold for all items, patterns and sittings.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, EngineState, Estimator, FourPl, ItemBank, ItemIndex, Metric,
    QuadratureSpec, Response,
};
use proptest::prelude::*;

use crate::reference::{all_items, bank, responses, score};

fn parameters() -> impl Strategy<Value = [f64; 4]> {
    let asymptotes = prop_oneof![Just((0.0, 1.0)), (0.0..0.35).prop_map(|c| (c, 1.0)), (0.0..0.35, 0.85..1.0)];
    (0.3..3.0, -3.0..3.0, asymptotes).prop_map(|(a, b, (c, d))| [a, b, c, d])
}

fn patterns(longest: usize) -> impl Strategy<Value = (Vec<[f64; 4]>, Vec<u8>)> {
    prop::collection::vec((parameters(), 0..2u8), 1..longest).prop_map(|pairs| pairs.into_iter().unzip())
}

fn estimators() -> impl Strategy<Value = Estimator> {
    prop::sample::select(vec![Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle])
}

/// Compares a derivative with a difference of fourth order: third derivatives as large as 1e5 spoil one of second order.
fn assert_slope(f: impl Fn(f64) -> f64, slope: f64, theta: f64) -> Result<(), TestCaseError> {
    let step = 1e-4;
    let rise = |steps: f64| f(theta + steps * step) - f(theta - steps * step);
    let difference = (8.0 * rise(1.0) - rise(2.0)) / (12.0 * step);
    prop_assert!((slope - difference).abs() <= 1e-7 * slope.abs().max(1.0), "{slope} against {difference}");
    Ok(())
}

proptest! {
    #[test]
    fn derivatives_agree_with_finite_differences([a, b, c, d] in parameters(), theta in -5.0..5.0) {
        let (item, metric) = (FourPl::new(a, b, c, d).unwrap(), Metric::NORMAL_OGIVE);
        let order = |order: usize| move |theta| item.probability_derivatives(theta, metric)[order];
        assert_slope(|theta| item.probability(theta, metric), order(0)(theta), theta)?;
        assert_slope(order(0), order(1)(theta), theta)?;
        assert_slope(order(1), order(2)(theta), theta)?;
        let [first, second] = item.information_derivatives(theta, metric);
        assert_slope(|theta| item.information(theta, metric), first, theta)?;
        assert_slope(|theta| item.information_derivatives(theta, metric)[0], second, theta)?;
        assert_slope(|theta| item.warm_term(theta, metric)[0], item.warm_term(theta, metric)[1], theta)?;
    }

    #[test]
    fn information_and_warm_term_follow_their_formulas([a, b, c, d] in parameters(), theta in -5.0..5.0) {
        let (item, metric) = (FourPl::new(a, b, c, d).unwrap(), Metric::LOGISTIC);
        let p = item.probability(theta, metric);
        let [first, second, _] = item.probability_derivatives(theta, metric);
        let variance = p * (1.0 - p);
        prop_assert!((item.information(theta, metric) - first * first / variance).abs() < 1e-12);
        prop_assert!((item.warm_term(theta, metric)[0] - first * second / variance).abs() < 1e-12);
        let likelihood = |response| item.log_likelihood(response, theta, metric).exp();
        prop_assert!((likelihood(Response::RIGHT) - p).abs() < 1e-13);
        prop_assert!((likelihood(Response::WRONG) + likelihood(Response::RIGHT) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn no_ability_is_likelier_than_mle((items, categories) in patterns(12), steepness in 1.0..15.0) {
        let items: Vec<_> = items.into_iter().map(|[a, b, c, d]| [a * steepness, b, c, d]).collect();
        let bank = bank(&items, 1.0);
        let theta = score(&bank, &categories, |spec| spec.estimator.final_estimator = Estimator::Mle).theta;
        let highest = log_likelihood(&bank, &categories, theta);
        for place in 0..=800 {
            let other = -4.0 + f64::from(place) / 100.0;
            prop_assert!(log_likelihood(&bank, &categories, other) <= highest + 1e-9, "{other} beats {theta}");
        }
    }

    #[test]
    fn a_grid_that_narrows_the_search_changes_no_estimate((items, categories) in patterns(25), steepness in 0.5..6.0,
        estimator in estimators())
    {
        let items: Vec<_> = items.into_iter().map(|[a, b, c, d]| [a * steepness, b, c, d]).collect();
        let bank = bank(&items, 1.0);
        let narrowed = score(&bank, &categories, |spec| spec.estimator.final_estimator = estimator);
        // A grid that does not cover the bounds leaves the search to look everywhere.
        let full = score(&bank, &categories, |spec| {
            spec.estimator.final_estimator = estimator;
            spec.quadrature = Some(QuadratureSpec { lower: -1.0, upper: 1.0, nodes: 33 });
        });
        prop_assume!(estimator != Estimator::Eap);
        let tolerance = 1e-10 * narrowed.se.max(1.0).powi(2);
        prop_assert!((narrowed.theta - full.theta).abs() <= tolerance, "{narrowed:?} and {full:?}");
        prop_assert_eq!(narrowed.status, full.status);
    }

    #[test]
    fn the_order_of_responses_does_not_matter((items, categories) in patterns(30), estimator in estimators()) {
        let mut spec = CatSpec::default();
        spec.estimator.final_estimator = estimator;
        let test = AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec).unwrap()).unwrap();
        let (mut order, mut answers) = (all_items(test.bank()), responses(&categories));
        let forward = test.score(&order, &answers).unwrap();
        order.reverse();
        answers.reverse();
        let backward = test.score(&order, &answers).unwrap();
        // A flat objective fixes its maximum only as well as its slope can be told from zero.
        let tolerance = 1e-12 * forward.se.max(1.0).powi(2);
        prop_assert!((forward.theta - backward.theta).abs() <= tolerance, "{forward:?} and {backward:?}");
    }

    #[test]
    fn restored_and_replayed_engines_equal_the_live_one((items, categories) in patterns(40), seed: u64,
        interim in estimators(), last in estimators(), cut in 0..40usize)
    {
        let mut spec = CatSpec::default();
        (spec.estimator.interim_estimator, spec.estimator.final_estimator) = (interim, last);
        let test = Arc::new(AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec).unwrap()).unwrap());
        let mut live = AdaptiveEngine::start(Arc::clone(&test), seed);
        for answered in 0..items.len() {
            if answered == cut {
                let text = serde_json::to_string(&live.state()).unwrap();
                let state: EngineState = serde_json::from_str(&text).unwrap();
                let restored = AdaptiveEngine::restore(Arc::clone(&test), state).unwrap();
                assert_same(&live, &restored)?;
                live = restored;
            }
            let Some(item) = live.pending() else { break };
            live.record(item, Response(categories[item.as_usize()])).unwrap();
        }
        let answers: Vec<(ItemIndex, Response)> =
            live.items().iter().copied().zip(live.responses().iter().copied()).collect();
        assert_same(&live, &AdaptiveEngine::replay(test, seed, answers).unwrap())?;
    }

    #[test]
    fn posterior_mean_lies_within_the_grid((items, categories) in patterns(30)) {
        let estimate = score(&bank(&items, 1.0), &categories, |_| {});
        prop_assert!(estimate.theta.abs() < 4.0 && 0.0 < estimate.se && estimate.se <= 4.0);
    }
}

fn log_likelihood(bank: &ItemBank, categories: &[u8], theta: f64) -> f64 {
    let pairs = bank.items().zip(categories);
    pairs
        .map(|(item, category)| item.four_pl().unwrap().log_likelihood(Response(*category), theta, bank.metric()))
        .sum()
}

fn assert_same(left: &AdaptiveEngine, right: &AdaptiveEngine) -> Result<(), TestCaseError> {
    prop_assert_eq!(left.state(), right.state());
    let bits = |engine: &AdaptiveEngine| {
        let (interim, last) = (engine.estimate(), engine.final_estimate());
        [interim.theta, interim.se, last.theta, last.se].map(f64::to_bits)
    };
    prop_assert_eq!(bits(left), bits(right));
    Ok(())
}
