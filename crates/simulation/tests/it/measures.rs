//! What the measures mean.

use simulation::{Conditioning, Examinees, InvalidExaminees, Simulation};

use crate::tests_of::two_pl;

#[test]
fn bad_examinees_are_refused_with_the_value() {
    assert_eq!(Examinees::normal(0, 0.0, 1.0), Err(InvalidExaminees::Count { count: 0 }));
    assert_eq!(Examinees::given(vec![]), Err(InvalidExaminees::Count { count: 0 }));
    assert_eq!(Examinees::grid(vec![0.0], 0), Err(InvalidExaminees::Count { count: 0 }));
    assert_eq!(Examinees::normal(u64::MAX, 0.0, 1.0), Err(InvalidExaminees::Count { count: u64::MAX }));
    assert_eq!(Examinees::normal(1, 0.0, -1.0), Err(InvalidExaminees::Sd { sd: -1.0 }));
    assert_eq!(Examinees::normal(1, 101.0, 1.0), Err(InvalidExaminees::Mean { mean: 101.0 }));
    assert!(matches!(Examinees::normal(1, f64::NAN, 1.0), Err(InvalidExaminees::Mean { .. })));
    assert!(matches!(Examinees::normal(1, 0.0, f64::INFINITY), Err(InvalidExaminees::Sd { .. })));
    assert!(matches!(Examinees::given(vec![0.0, f64::NAN]), Err(InvalidExaminees::Theta { position: 1, .. })));
}

#[test]
fn an_exposure_limit_is_a_share() {
    let simulation = || Simulation::new(two_pl(5, 1.0, |_| {}), Examinees::normal(1, 0.0, 1.0).unwrap(), 1);
    assert!(simulation().with_exposure_limit(0.0).is_ok());
    for limit in [-0.1, 1.1, f64::NAN] {
        assert!(simulation().with_exposure_limit(limit).is_err());
    }
}

#[test]
fn one_examinee_gives_numbers_too() {
    let summary = Simulation::new(two_pl(5, 1.0, |_| {}), Examinees::given(vec![0.3]).unwrap(), 1).run().unwrap();
    assert_eq!((summary.examinees, summary.recovery.correlation), (1, None));
    assert_eq!((summary.exposure.test_overlap, summary.recovery.bias_standard_error), (None, None));
    assert_eq!(summary.stop_reasons, [("bank_exhausted", 1)].into());
}

#[test]
fn a_test_that_shows_the_whole_bank_overlaps_wholly() {
    let test = two_pl(10, 1.0, |spec| spec.stopping.max_items = Some(10));
    let summary = Simulation::new(test, Examinees::normal(300, 0.0, 1.0).unwrap(), 4).run().unwrap();
    assert_eq!(summary.exposure.test_overlap, Some(1.0));
    assert_eq!((summary.exposure.never_used, summary.exposure.above_limit), (0, 10));
    assert!(summary.items.iter().all(|item| item.administered == 300 && item.exposure_rate == 1.0));
}

#[test]
fn a_precise_test_stops_by_its_standard_error_and_a_long_one_by_its_length() {
    let test = two_pl(200, 2.0, |spec| {
        spec.stopping.standard_error = Some(0.35);
        spec.stopping.max_items = Some(12);
    });
    let summary = Simulation::new(test, Examinees::normal(1_000, 0.0, 1.5).unwrap(), 4).run().unwrap();
    assert_eq!(summary.stop_reasons.values().sum::<u64>(), 1_000);
    assert!(summary.stop_reasons["standard_error"] > 500, "{:?}", summary.stop_reasons);
    assert!(summary.test_length.max <= 12 && summary.test_length.min < 12);
    assert_eq!(summary.lengths.values().sum::<u64>(), 1_000);
    assert!(summary.recovery.mean_standard_error < 0.4);
}

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
fn eap_is_drawn_to_the_prior_at_both_ends_and_covers_as_it_says() {
    let test = two_pl(100, 1.2, |_| {});
    let summary = Simulation::new(test, Examinees::normal(2_000, 0.0, 1.0).unwrap(), 9).run().unwrap();
    assert!(summary.conditional[0].recovery.bias > 0.1 && summary.conditional[9].recovery.bias < -0.1);
    // Where the prior is the distribution of the abilities, 95 % intervals cover 95 % of them.
    assert!((summary.recovery.coverage - 0.95).abs() < 0.02, "{}", summary.recovery.coverage);
    assert!((summary.recovery.rmse - summary.recovery.mean_standard_error).abs() < 0.02);
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
