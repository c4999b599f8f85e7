//! The choice among several zeros of an estimating equation.

use irt_core::{Bounds, Estimator, ItemBank};

use crate::reference::{Patterns, bank, load, score};

#[test]
fn wle_takes_the_zero_with_the_highest_integral() {
    let patterns: Patterns = load("theta_multimodal.json");
    let mut checked = 0;
    for case in &patterns.cases {
        let (bank, categories) = case.answered();
        for result in &case.results {
            let is_wle = result.setting.estimator() == Estimator::Wle;
            let [left, right] = result.expected.local_maxima[..] else { continue };
            if is_wle {
                let rise = integral_of_weighted_score(&bank, &categories, left, right);
                let best = if rise > 0.0 { right } else { left };
                let theta = score(&bank, &categories, |spec| result.setting.adapt(spec)).theta;
                assert!((theta - best).abs() < 1e-8, "{}: {theta} instead of {best}", case.label);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 3);
}

/// Score plus `J / (2 I)`, integrated by the midpoint rule.
fn integral_of_weighted_score(bank: &ItemBank, categories: &[u8], from: f64, to: f64) -> f64 {
    const PANELS: u32 = 4000;
    let width = (to - from) / f64::from(PANELS);
    let midpoints = (0..PANELS).map(|panel| from + width * (f64::from(panel) + 0.5));
    midpoints.map(|theta| width * weighted_score(bank, categories, theta)).sum()
}

fn weighted_score(bank: &ItemBank, categories: &[u8], theta: f64) -> f64 {
    let (mut score, mut information, mut warm) = (0.0, 0.0, 0.0);
    for (item, category) in bank.items().zip(categories) {
        let (model, metric) = (item.four_pl().unwrap(), bank.metric());
        let p = model.probability(theta, metric);
        let [slope, ..] = model.probability_derivatives(theta, metric);
        score += if *category == 1 { slope / p } else { -slope / (1.0 - p) };
        information += model.information(theta, metric);
        warm += model.warm_term(theta, metric)[0];
    }
    score + warm / (2.0 * information)
}

#[test]
fn a_narrow_highest_maximum_of_steep_items_is_found() {
    // A right answer to each of two steep items with guessing, and wrong ones to harder steep items: the likelihood is
    // highest in a gap 0.2 wide between the difficulties.
    let items = [[50.0, 1.0, 0.2, 1.0], [50.0, 1.0, 0.2, 1.0], [50.0, 1.2, 0.2, 1.0], [50.0, 1.2, 0.2, 1.0]];
    let theta = score(&bank(&items, 1.0), &[1, 1, 0, 0], |spec| spec.estimator.final_estimator = Estimator::Mle).theta;
    assert!(1.0 < theta && theta < 1.2, "{theta}");
}

#[test]
fn the_search_stays_within_the_bounds() {
    let items = [[1.0, 0.0, 0.0, 1.0], [1.2, 3.0, 0.0, 1.0]];
    let bounds = Bounds::new(-1.0, 1.0).unwrap();
    for estimator in [Estimator::Map, Estimator::Mle, Estimator::Wle] {
        for categories in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            let estimate = score(&bank(&items, 1.0), &categories, |spec| {
                spec.estimator.final_estimator = estimator;
                (spec.bounds.lower, spec.bounds.upper) = (bounds.lower(), bounds.upper());
            });
            assert!(bounds.contains(estimate.theta), "{estimator} of {categories:?}: {estimate:?}");
        }
    }
}

#[test]
fn a_search_that_starts_at_the_maximum_stays_there() {
    let items = [[1.0, -1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 1.0]];
    for estimator in [Estimator::Map, Estimator::Mle, Estimator::Wle] {
        let theta = score(&bank(&items, 1.0), &[1, 0], |spec| spec.estimator.final_estimator = estimator).theta;
        assert!(theta.abs() < 1e-12, "{estimator}: {theta}");
    }
}
