//! EAP, MAP, MLE, WLE and their standard errors against reference values.

use irt_core::{Estimate, EstimateStatus, ItemBank, Metric};

use crate::reference::{Expected, PatternCase, PatternResult, Patterns, assert_close, load, score};

#[test]
fn estimates_agree_with_the_reference() {
    let patterns: Patterns = load("theta_se.json");
    assert_eq!(patterns.cases.iter().map(|case| case.results.len()).sum::<usize>(), 36 * 13);
    check_all(&patterns);
}

#[test]
fn the_highest_of_several_maxima_is_found() {
    let patterns: Patterns = load("theta_multimodal.json");
    assert_eq!(patterns.cases.iter().map(|case| case.results.len()).sum::<usize>(), 14 * 5);
    check_all(&patterns);
}

#[test]
fn se_under_jeffreys_prior_follows_its_formula() {
    let patterns: Patterns = load("theta_se.json");
    for case in &patterns.cases {
        let (bank, categories) = case.answered();
        for result in case.results.iter().filter(|result| result.setting.is_jeffreys_mode()) {
            let estimate = score(&bank, &categories, |spec| result.setting.adapt(spec));
            let precision = test_information(&bank, estimate.theta) - slope_of_jeffreys_score(&bank, estimate.theta);
            assert_close(estimate.se, 1.0 / precision.sqrt(), 1e-6, &case.label);
        }
    }
}

fn test_information(bank: &ItemBank, theta: f64) -> f64 {
    bank.items().map(|item| item.four_pl().unwrap().information(theta, bank.metric())).sum()
}

/// The second derivative of half the logarithm of the test information, by finite differences.
fn slope_of_jeffreys_score(bank: &ItemBank, theta: f64) -> f64 {
    let step = 1e-4;
    let half_log = |theta: f64| 0.5 * test_information(bank, theta).ln();
    (half_log(theta + step) - 2.0 * half_log(theta) + half_log(theta - step)) / (step * step)
}

fn check_all(patterns: &Patterns) {
    for case in &patterns.cases {
        for result in &case.results {
            check(case, result);
        }
    }
}

fn check(case: &PatternCase, PatternResult { setting, expected }: &PatternResult) {
    let (bank, categories) = case.answered();
    let estimate = score(&bank, &categories, |spec| setting.adapt(spec));
    let what = format!("{}, {setting:?}", case.label);
    let tolerance = setting.tolerance();
    let highest = match expected.theta_global {
        Some(theta) => theta,
        // Among several zeros of WLE's equation the reference does not say which is best.
        None if !expected.local_maxima.is_empty() => return check_local(&estimate, expected, &what),
        None => expected.theta,
    };
    assert_close(estimate.theta, highest, tolerance, &format!("theta of {what}"));
    if expected.theta == highest {
        // The reference program leaves D out of r' here; `se_under_jeffreys_prior_follows_its_formula` stands in.
        let reference_is_wrong = setting.is_jeffreys_mode() && bank.metric() != Metric::LOGISTIC;
        if !reference_is_wrong {
            assert_close(estimate.se, expected.se, tolerance, &format!("SE of {what}"));
        }
        let at_bound = expected.at_bound.unwrap_or(false);
        assert_eq!(estimate.status == EstimateStatus::AtBound, at_bound, "status of {what}");
    }
}

fn check_local(estimate: &Estimate, expected: &Expected, what: &str) {
    let distance = |zero: &f64| (estimate.theta - zero).abs();
    let nearest = expected.local_maxima.iter().map(distance).fold(f64::INFINITY, f64::min);
    assert!(nearest <= 1e-8, "theta of {what}: {} is none of {:?}", estimate.theta, expected.local_maxima);
}
