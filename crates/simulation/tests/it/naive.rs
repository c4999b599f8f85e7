//! Every measure computed again from the results, in the most straightforward way.

use irt_core::ItemIndex;
use simulation::{ExamineeResult, Examinees, Measures, Simulation, SimulationSummary};

use crate::fixtures::{ResultCollector, two_pl};

const CUTS: [f64; 2] = [-0.5, 0.7];

/// Tests of many lengths.
fn simulated() -> (SimulationSummary, Vec<ExamineeResult>) {
    let test = two_pl(60, 1.4, |spec| {
        spec.stopping.min_items = Some(3);
        spec.stopping.max_items = Some(18);
        spec.stopping.standard_error = Some(0.38);
    });
    let measures = Measures::default().with_confidence(0.9).unwrap().with_cuts(CUTS.to_vec()).unwrap();
    let mut collector = ResultCollector::default();
    let simulation = Simulation::new(test, Examinees::normal(150, 0.1, 1.4).unwrap(), 21).with_measures(measures);
    (simulation.run_with(&mut collector).unwrap(), collector.0)
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn error(result: &ExamineeResult) -> f64 {
    result.estimate.theta - result.true_theta
}

#[track_caller]
fn check(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{what}: {found} instead of {expected}");
}

#[test]
fn recovery_is_that_of_the_errors() {
    let (summary, results) = simulated();
    let recovery = summary.recovery;
    check("bias", recovery.bias, mean(results.iter().map(error)));
    check("RMSE", recovery.rmse, mean(results.iter().map(|s| error(s).powi(2))).sqrt());
    check("MAE", recovery.mae, mean(results.iter().map(|s| error(s).abs())));
    check("mean SE", recovery.mean_standard_error, mean(results.iter().map(|s| s.estimate.se)));
    // The normal quantile of 0.95.
    let is_covered = |s: &ExamineeResult| error(s).abs() <= 1.644_853_626_951_472_2 * s.estimate.se;
    check("coverage", recovery.coverage, mean(results.iter().map(|s| f64::from(u8::from(is_covered(s))))));
    let spread = mean(results.iter().map(|s| (error(s) - recovery.bias).powi(2)));
    check("error of the bias", recovery.bias_standard_error.unwrap(), (spread / 149.0).sqrt());
    let (x, y) = (mean(results.iter().map(|s| s.true_theta)), mean(results.iter().map(|s| s.estimate.theta)));
    let products = mean(results.iter().map(|s| (s.true_theta - x) * (s.estimate.theta - y)));
    let squares = [
        mean(results.iter().map(|s| (s.true_theta - x).powi(2))),
        mean(results.iter().map(|s| (s.estimate.theta - y).powi(2))),
    ];
    check("correlation", recovery.correlation.unwrap(), products / (squares[0] * squares[1]).sqrt());
}

#[test]
fn standard_errors_have_the_quantiles_of_the_sorted_ones() {
    let (summary, results) = simulated();
    let mut sorted: Vec<f64> = results.iter().map(|s| s.estimate.se).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let spread = summary.standard_errors;
    assert_eq!((spread.min, spread.max), (sorted[0], sorted[149]));
    for (found, share) in
        [(spread.p05, 0.05), (spread.p25, 0.25), (spread.median, 0.5), (spread.p75, 0.75), (spread.p95, 0.95)]
    {
        let expected = sorted[(share * 149.0) as usize];
        assert!((found / expected - 1.0).abs() < 0.001_001, "{share}: {found} instead of {expected}");
    }
}

#[test]
fn lengths_are_those_of_the_tests() {
    let (summary, results) = simulated();
    let length = |s: &ExamineeResult| s.items.len() as f64;
    check("mean", summary.test_length.mean, mean(results.iter().map(length)));
    let variance = mean(results.iter().map(|s| (length(s) - summary.test_length.mean).powi(2)));
    check("SD", summary.test_length.sd, variance.sqrt());
    let mut sorted: Vec<usize> = results.iter().map(|s| s.items.len()).collect();
    sorted.sort_unstable();
    // Of 150 tests the 75th is the least that half of them do not exceed.
    assert_eq!((summary.test_length.min as usize, summary.test_length.max as usize), (sorted[0], sorted[149]));
    assert_eq!(summary.test_length.median as usize, sorted[74]);
    assert!(summary.lengths.len() >= 5, "{:?}", summary.lengths);
}

#[test]
fn exposure_and_overlap_are_those_of_all_examinees_and_pairs() {
    let (summary, results) = simulated();
    for usage in &summary.items {
        let rate = mean(results.iter().map(|s| f64::from(u8::from(s.items.contains(&usage.item)))));
        check("exposure", usage.exposure_rate, rate);
    }
    let (mut shared, mut shares, mut pairs) = (0.0, 0.0, 0.0);
    for (place, one) in results.iter().enumerate() {
        for other in &results[..place] {
            let both = one.items.iter().filter(|item| other.items.contains(item)).count() as f64;
            shared += both;
            shares += 2.0 * both / (one.items.len() + other.items.len()) as f64;
            pairs += 1.0;
        }
    }
    check("overlap", summary.exposure.test_overlap.unwrap(), shared / pairs / summary.test_length.mean);
    check("overlap of the pairs", summary.exposure.pair_overlap.unwrap(), shares / pairs);
}

#[test]
fn categories_are_those_between_the_cut_scores() {
    let (summary, results) = simulated();
    let category = |theta: f64| CUTS.iter().filter(|cut| **cut <= theta).count();
    let mut table = vec![vec![0_u64; 3]; 3];
    for result in &results {
        table[category(result.true_theta)][category(result.estimate.theta)] += 1;
    }
    let classification = summary.classification.unwrap();
    assert_eq!(classification.table, table);
    check("correct", classification.correct, (0..3).map(|place| table[place][place]).sum::<u64>() as f64 / 150.0);
}

#[test]
fn groups_are_the_examinees_between_the_deciles() {
    let (summary, results) = simulated();
    // The tenth decile group begins at the quantile of 0.9 of the distribution.
    let begins = 0.1 + 1.4 * 1.281_551_565_544_600_4;
    let of_group: Vec<&ExamineeResult> = results.iter().filter(|s| s.true_theta >= begins).collect();
    let row = summary.conditional.iter().find(|row| row.group == 10).unwrap();
    assert_eq!(row.examinees as usize, of_group.len());
    check("bias", row.recovery.bias, mean(of_group.iter().map(|s| error(s))));
    check("mean theta", row.mean_theta, mean(of_group.iter().map(|s| s.true_theta)));
    check("mean length", row.mean_length, mean(of_group.iter().map(|s| s.items.len() as f64)));
    let shown = |item| of_group.iter().filter(|s| s.items.contains(&item)).count();
    let counts: Vec<usize> = (0..60).map(ItemIndex).map(shown).collect();
    assert_eq!(row.items_used, counts.iter().filter(|count| **count > 0).count());
    check("highest rate", row.highest_rate, *counts.iter().max().unwrap() as f64 / of_group.len() as f64);
}
