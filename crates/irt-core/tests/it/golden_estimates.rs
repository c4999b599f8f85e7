//! EAP, MAP, MLE, WLE and their standard errors against reference values.

use irt_core::{Estimate, EstimateStatus, Estimator, ItemBank, Metric, Response, SeFormula};

use crate::reference::{Expected, PatternCase, PatternResult, Patterns, SEARCHED, Setting, assert_close, load, score};

#[test]
fn estimates_agree_with_the_reference() {
    let patterns: Patterns = load("theta_se.json");
    // Less one robust estimate whose weights all vanish.
    assert_eq!(count(&patterns), 36 * 15 - 1);
    check_all(&patterns);
}

#[test]
fn polytomous_estimates_agree_with_the_reference() {
    let patterns: Patterns = load("theta_se_polytomous.json");
    assert_eq!(count(&patterns), 42 * 9);
    check_all(&patterns);
}

#[test]
fn asymptotic_standard_errors_agree_with_the_reference() {
    let mut checked = 0;
    for file in ["theta_se.json", "theta_multimodal.json"] {
        for case in &load::<Patterns>(file).cases {
            checked += case.results.iter().filter(|result| check_asymptotic(case, result)).count();
        }
    }
    assert_eq!(checked, 235);
}

/// Whether the reference has an asymptotic standard error at the highest maximum, which then has been compared.
fn check_asymptotic(case: &PatternCase, PatternResult { setting, expected }: &PatternResult) -> bool {
    let (bank, categories) = case.answered();
    let is_highest = expected.theta_global == Some(expected.theta);
    let added_by_information = setting.is_jeffreys_mode() || setting.estimator() == Estimator::Wle;
    // The reference program leaves D out of r' here; `asymptotic_se_of_wle_follows_its_formula` stands in.
    let reference_is_wrong = added_by_information && bank.metric() != Metric::LOGISTIC;
    let Some(se) = expected.se_new.filter(|_| is_highest && !reference_is_wrong) else { return false };
    let estimate = score(&bank, &categories, |spec| {
        setting.adapt(spec);
        spec.estimator.se_formula = SeFormula::Asymptotic;
    });
    assert_close(estimate.se, se, SEARCHED, &format!("asymptotic SE of {}, {setting:?}", case.label));
    true
}

fn count(patterns: &Patterns) -> usize {
    patterns.cases.iter().map(|case| case.results.len()).sum()
}

#[test]
fn the_highest_of_several_maxima_is_found() {
    let patterns: Patterns = load("theta_multimodal.json");
    assert_eq!(count(&patterns), 14 * 5);
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

#[test]
fn asymptotic_se_of_wle_follows_its_formula() {
    for file in ["theta_se.json", "theta_se_polytomous.json"] {
        for case in &load::<Patterns>(file).cases {
            let (bank, categories) = case.answered();
            let estimate = score(&bank, &categories, |spec| {
                spec.estimator.final_estimator = Estimator::Wle;
                spec.estimator.se_formula = SeFormula::Asymptotic;
            });
            let information = test_information(&bank, estimate.theta);
            let warm = |theta| {
                let terms = bank.items().map(|item| item.model.warm_term(theta, bank.metric())[0]);
                terms.sum::<f64>() / (2.0 * test_information(&bank, theta))
            };
            let slope = (warm(estimate.theta + 1e-5) - warm(estimate.theta - 1e-5)) / 2e-5;
            assert_close(estimate.se, information.sqrt() / (information - slope).abs(), 1e-7, &case.label);
        }
    }
}

fn test_information(bank: &ItemBank, theta: f64) -> f64 {
    bank.items().map(|item| item.model.information(theta, bank.metric())).sum()
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
    if is_local_minimum(&bank, &categories, setting, expected) {
        return;
    }
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

/// Whether the reference's robust estimate is a zero at which the weighted score rises, as for two reversed patterns.
fn is_local_minimum(bank: &ItemBank, categories: &[u8], setting: &Setting, expected: &Expected) -> bool {
    if setting.estimator() != Estimator::Tukey || expected.at_bound == Some(true) {
        return false;
    }
    let score = |theta: f64| -> f64 {
        let pairs = bank.items().zip(categories);
        let terms = pairs.map(|(item, category)| {
            let model = item.four_pl().unwrap();
            let share = model.a() * (theta - model.b()) / setting.tuning();
            let slope = item.model.log_likelihood_derivatives(Response(*category), theta, bank.metric())[0];
            (1.0 - share * share).max(0.0).powi(2) * slope
        });
        terms.sum()
    };
    score(expected.theta + 1e-4) > score(expected.theta - 1e-4)
}

#[test]
fn two_robust_estimates_of_the_reference_are_local_minima() {
    let patterns: Patterns = load("theta_se.json");
    let minima = patterns.cases.iter().map(|case| {
        let (bank, categories) = case.answered();
        let results = case.results.iter();
        results.filter(|result| is_local_minimum(&bank, &categories, &result.setting, &result.expected)).count()
    });
    assert_eq!(minima.sum::<usize>(), 2);
}
