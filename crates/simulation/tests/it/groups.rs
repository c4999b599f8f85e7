//! The measures by ability.

use simulation::{Conditioning, Examinees, Measures, Simulation};

use crate::fixtures::two_pl;

#[test]
fn groups_add_up_to_the_whole() {
    let test = two_pl(50, 1.3, |_| {});
    let summary = Simulation::new(test, Examinees::normal(1_000, 0.0, 1.0).unwrap(), 4).run().unwrap();
    assert_eq!((summary.conditioning, summary.conditional.len()), (Conditioning::Deciles, 10));
    let weighted = |value: fn(&simulation::ConditionalRow) -> f64| {
        summary.conditional.iter().map(|row| value(row) * row.examinees as f64).sum::<f64>() / 1_000.0
    };
    assert!((weighted(|row| row.recovery.bias) - summary.recovery.bias).abs() < 1e-12);
    assert!((weighted(|row| row.recovery.coverage) - summary.recovery.coverage).abs() < 1e-12);
    assert!((weighted(|row| row.mean_length) - summary.test_length.mean).abs() < 1e-12);
    assert!((weighted(|row| row.recovery.rmse.powi(2)).sqrt() - summary.recovery.rmse).abs() < 1e-12);
    assert!(summary.conditional.is_sorted_by_key(|row| row.mean_theta));
}

#[test]
fn a_grid_is_measured_at_each_of_its_points() {
    let test = two_pl(60, 1.5, |_| {});
    let summary = Simulation::new(test, Examinees::grid(vec![1.0, -1.0, 0.0], 50).unwrap(), 4).run().unwrap();
    assert_eq!(summary.conditioning, Conditioning::Points);
    let points: Vec<_> = summary.conditional.iter().map(|row| (row.mean_theta, row.examinees)).collect();
    assert_eq!(points, [(-1.0, 50), (0.0, 50), (1.0, 50)]);
    assert!(summary.conditional.iter().all(|row| row.recovery.correlation.is_none()));
}
#[test]
fn a_grid_can_be_measured_by_deciles_too() {
    let simulation = |measures| {
        let examinees = Examinees::grid((0..20).map(|i| f64::from(i) * 0.2 - 2.0).collect(), 5).unwrap();
        Simulation::new(two_pl(60, 1.5, |_| {}), examinees, 4).with_measures(measures).run().unwrap()
    };
    let points = simulation(Measures::default());
    assert_eq!((points.conditioning, points.conditional.len()), (Conditioning::Points, 20));
    let deciles = simulation(Measures::default().with_conditioning(Conditioning::Deciles));
    assert_eq!((deciles.conditioning, deciles.conditional.len()), (Conditioning::Deciles, 10));
    assert!(deciles.conditional.iter().all(|row| row.examinees == 10));
}

#[test]
fn a_group_is_used_and_exposed_as_its_own_tests_say() {
    let test = || two_pl(60, 1.5, |spec| spec.stopping.standard_error = Some(0.45));
    let grid = Simulation::new(test(), Examinees::grid(vec![-2.0, 2.0], 100).unwrap(), 4).run().unwrap();
    for row in &grid.conditional {
        // Everybody of a group starts with the same item.
        assert_eq!((row.highest_rate, row.examinees), (1.0, 100));
        assert!(row.items_used < 60 && row.test_overlap > grid.exposure.test_overlap);
        assert!(row.length_p05 <= row.length_median && row.length_median <= row.length_p95);
        assert!(f64::from(row.length_p05) <= row.mean_length && row.mean_length <= f64::from(row.length_p95) + 1.0);
    }
}

#[test]
fn eap_is_drawn_to_the_prior_at_both_ends_and_covers_as_it_says() {
    let test = two_pl(100, 1.2, |_| {});
    let summary = Simulation::new(test, Examinees::normal(2_000, 0.0, 1.0).unwrap(), 9).run().unwrap();
    assert!(summary.conditional[0].recovery.bias > 0.1 && summary.conditional[9].recovery.bias < -0.1);
    // Where the prior is the distribution of the abilities, 95 % intervals cover 95 % of them.
    assert!((summary.recovery.coverage - 0.95).abs() < 0.02, "{}", summary.recovery.coverage);
    assert!((summary.recovery.rmse - summary.recovery.mean_standard_error).abs() < 0.02);
}
