//! The spread of an estimator over all response patterns of a test, against a reference program.

use irt_core::{AdaptiveTest, CatDesign, Estimator, ItemBank, Response};
use serde::Deserialize;

use crate::reference::{EXACT, SEARCHED, all_items, assert_close, bank, load, reference_spec};

#[derive(Deserialize)]
struct Reference {
    exact_se: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    items: Vec<[f64; 4]>,
    method: String,
    theta: f64,
    true_theta: f64,
    /// Where the patterns have their probabilities at `theta`, and at `true_theta`.
    expected_exact_se: [f64; 2],
    /// The same with the zeros of the score equations instead of the reference program's roots.
    at_zeros: [f64; 2],
}

/// How far the roots of the reference program are from the zeros that they stand for.
///
/// The spreads of two estimates that differ by no more than this differ by no more either.
const ROOTS: f64 = 5e-5;

#[test]
fn estimates_of_all_patterns_spread_as_in_the_reference() {
    let reference: Reference = load("stop_rules.json");
    assert_eq!(reference.exact_se.len(), 4);
    for case in &reference.exact_se {
        let (estimator, of_program, of_zeros) = match case.method.as_str() {
            "BM" => (Estimator::Map, ROOTS, SEARCHED),
            "EAP" => (Estimator::Eap, EXACT, EXACT),
            "WL" => (Estimator::Wle, ROOTS, SEARCHED),
            "ML" => (Estimator::Mle, ROOTS, SEARCHED),
            other => panic!("no estimator for {other}"),
        };
        let bank = bank(&case.items, 1.0);
        let test = AdaptiveTest::new(bank, CatDesign::new(reference_spec()).unwrap()).unwrap();
        for (place, theta) in [case.theta, case.true_theta].into_iter().enumerate() {
            let what = format!("{estimator} of {} items at {theta}", case.items.len());
            let found = spread(&test, estimator, theta);
            assert_close(found, case.expected_exact_se[place], of_program, &what);
            assert_close(found, case.at_zeros[place], of_zeros, &what);
        }
    }
}

/// The standard deviation of the estimates of all patterns of right and wrong, as probable as they are at `theta`.
fn spread(test: &AdaptiveTest, estimator: Estimator, theta: f64) -> f64 {
    let items = all_items(test.bank());
    let patterns = (0..1_u32 << items.len()).map(|bits| -> Vec<Response> {
        (0..items.len()).map(|place| Response::from_correct(bits >> place & 1 == 1)).collect()
    });
    let estimates: Vec<(f64, f64)> = patterns
        .map(|pattern| {
            let estimate = test.estimate(estimator, &items, &pattern).unwrap();
            (probability(test.bank(), &pattern, theta), estimate.theta)
        })
        .collect();
    let mean: f64 = estimates.iter().map(|(probability, estimate)| probability * estimate).sum();
    let variance = |(probability, estimate): &(f64, f64)| probability * (estimate - mean).powi(2);
    estimates.iter().map(variance).sum::<f64>().sqrt()
}

fn probability(bank: &ItemBank, pattern: &[Response], theta: f64) -> f64 {
    let answers = bank.items().zip(pattern);
    let log_likelihood = answers.map(|(item, response)| {
        let model = item.four_pl().unwrap();
        model.log_likelihood(*response, theta, bank.metric())
    });
    log_likelihood.sum::<f64>().exp()
}
