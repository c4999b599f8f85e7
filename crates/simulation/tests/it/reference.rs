//! The statistics of a simulation by another program, within the Monte Carlo error; see the fixtures' README.

use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric};
use simulation::{Examinees, Simulation, SimulationSummary};

#[derive(serde::Deserialize)]
struct Reference {
    bank: Vec<[f64; 4]>,
    true_theta: Vec<f64>,
    expected: Expected,
}

#[derive(serde::Deserialize)]
struct Expected {
    #[serde(rename = "RMSE")]
    rmse: f64,
    bias: f64,
    correlation: f64,
    mean_se: f64,
    overlap: f64,
    max_exposure: f64,
    items_never_used: usize,
    exposure: Vec<f64>,
    decile_mean_theta: Vec<f64>,
    decile_bias: Vec<f64>,
    decile_rmse: Vec<f64>,
    decile_se: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../fixtures/reference_simulation.json")).unwrap()
}

fn simulate(reference: &Reference, seed: u64) -> SimulationSummary {
    let item = |(i, [a, b, c, d]): (usize, &[f64; 4])| {
        Item::new(&format!("i{i}"), FourPl::new(*a, *b, *c, *d).unwrap()).unwrap()
    };
    let bank = ItemBank::new(Metric::LOGISTIC, reference.bank.iter().enumerate().map(item).collect()).unwrap();
    let test = Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::default()).unwrap());
    Simulation::new(test, Examinees::given(reference.true_theta.clone()).unwrap(), seed).run().unwrap()
}

#[track_caller]
fn check(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} instead of {expected} within {tolerance}");
}

#[test]
fn the_whole_agrees_with_the_reference() {
    let reference = reference();
    for seed in 1..=2 {
        let (summary, expected) = (simulate(&reference, seed), &reference.expected);
        check("RMSE", summary.recovery.rmse, expected.rmse, 0.025);
        check("bias", summary.recovery.bias, expected.bias, 0.03);
        check("correlation", summary.recovery.correlation.unwrap(), expected.correlation, 0.01);
        check("mean SE", summary.recovery.mean_standard_error, expected.mean_se, 0.01);
        // The reference is r^2 over the length, which a pair of different examinees falls short of by 1 / N.
        check("overlap", summary.exposure.test_overlap.unwrap(), (1000.0 * expected.overlap - 1.0) / 999.0, 0.01);
        check("highest exposure", summary.exposure.highest_rate, expected.max_exposure, 0.0);
        assert!(summary.exposure.never_used.abs_diff(expected.items_never_used) <= 15, "{:?}", summary.exposure);
    }
}

#[test]
fn each_decile_agrees_with_the_reference() {
    let reference = reference();
    let (summary, expected) = (simulate(&reference, 1), &reference.expected);
    // Two equal abilities stand on a decile.
    let sizes: Vec<_> = summary.conditional.iter().map(|row| row.examinees).collect();
    assert_eq!(sizes, [100, 100, 100, 100, 100, 99, 101, 100, 100, 100]);
    for (decile, row) in summary.conditional.iter().enumerate() {
        let what = |name: &str| format!("{name} of decile {}", decile + 1);
        let recovery = row.recovery;
        check(&what("mean theta"), row.mean_theta, expected.decile_mean_theta[decile], 1e-6);
        // Four standard errors of the difference of two means of about 100, and of two root mean squares.
        let spread = expected.decile_rmse[decile];
        check(&what("bias"), recovery.bias, expected.decile_bias[decile], 4.0 * spread * (2.0_f64 / 100.0).sqrt());
        check(&what("RMSE"), recovery.rmse, spread, 4.0 * spread * (1.0_f64 / 100.0).sqrt());
        check(&what("SE"), recovery.mean_standard_error, expected.decile_se[decile], 0.03);
    }
}

#[test]
fn each_item_is_exposed_as_in_the_reference() {
    let reference = reference();
    let summary = simulate(&reference, 1);
    for (item, expected) in summary.items.iter().zip(&reference.expected.exposure) {
        // Five standard errors of the difference of two proportions among 1000, and one for proportions near 0.
        let error = (2.0 * expected * (1.0 - expected) / 1000.0).sqrt().max(0.003);
        check(&format!("exposure of item {}", item.item), item.exposure_rate, *expected, 5.0 * error);
    }
}
