//! Category probabilities of converted banks, beside those of the formulas that other programs publish.

use irt_core::{ItemBank, Metric};

/// The logistic function.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The probabilities in proportion to `exp` of the numbers.
pub fn in_proportion(exponents: &[f64]) -> Vec<f64> {
    let terms: Vec<f64> = exponents.iter().map(|exponent| exponent.exp()).collect();
    let sum: f64 = terms.iter().sum();
    terms.iter().map(|term| term / sum).collect()
}

/// The probabilities of the categories, given those of category 1 and above, 2 and above, ….
pub fn of_cumulative(at_least: &[f64]) -> Vec<f64> {
    let bounds: Vec<f64> = [1.0].into_iter().chain(at_least.iter().copied()).chain([0.0]).collect();
    bounds.windows(2).map(|pair| pair[0] - pair[1]).collect()
}

/// The probabilities of the categories of an item of a bank file, items being counted from 0.
pub fn probabilities(bank: &str, item: usize, theta: f64) -> Vec<f64> {
    let bank = ItemBank::from_csv(bank.as_bytes(), Metric::LOGISTIC).unwrap();
    let model = bank.items().nth(item).unwrap().model.clone();
    let mut probabilities = vec![0.0; usize::from(model.categories())];
    model.category_probabilities(theta, Metric::LOGISTIC, &mut probabilities);
    probabilities
}

/// Asserts that an item of a bank file has the probabilities of a formula.
#[track_caller]
pub fn assert_curve(bank: &str, item: usize, tolerance: f64, formula: impl Fn(f64) -> Vec<f64>) {
    for theta in [-2.3, -0.4, 0.0, 1.1, 2.7] {
        let (found, expected) = (probabilities(bank, item, theta), formula(theta));
        let close = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(one, other)| (one - other).abs() <= tolerance);
        assert!(close, "item {item} at {theta}: {found:?} instead of {expected:?}");
    }
}
