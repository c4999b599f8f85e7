//! What the measures mean.

use std::num::NonZeroUsize;

use simulation::{Examinees, InvalidExaminees, Measures, Simulation, SimulationSummary};

use crate::fixtures::{measured, two_pl};

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
fn bad_yardsticks_are_refused() {
    for confidence in [0.0, 1.0, -0.5, f64::NAN] {
        assert!(Measures::default().with_confidence(confidence).is_err());
    }
    for cuts in [vec![1.0, 0.0], vec![0.0, 0.0], vec![f64::NAN], vec![f64::INFINITY]] {
        assert!(Measures::default().with_cuts(cuts).is_err());
    }
}

#[test]
fn wider_intervals_cover_more_and_as_much_as_they_say() {
    let coverage = |confidence| {
        let measures = Measures::default().with_confidence(confidence).unwrap();
        let summary = measured(two_pl(100, 1.2, |_| {}), 2_000, measures);
        assert_eq!(summary.confidence, confidence);
        summary.recovery.coverage
    };
    for confidence in [0.5, 0.8, 0.99] {
        // Four standard errors of a proportion.
        let error = (confidence * (1.0 - confidence) / 2_000.0_f64).sqrt();
        assert!((coverage(confidence) - confidence).abs() < 4.0 * error, "{confidence}: {}", coverage(confidence));
    }
}

#[test]
fn standard_errors_are_spread_from_the_least_to_the_greatest() {
    let summary = measured(two_pl(100, 1.2, |_| {}), 1_000, Measures::default());
    let spread = summary.standard_errors;
    let rising = [spread.min, spread.p05, spread.p25, spread.median, spread.p75, spread.p95, spread.max];
    assert!(rising.is_sorted() && 0.0 < spread.min && spread.min < spread.max, "{spread:?}");
    assert!((spread.mean - summary.recovery.mean_standard_error).abs() < 1e-12);
}

#[test]
fn a_trace_leads_to_the_final_estimate_and_only_the_first_are_kept() {
    let test = || two_pl(60, 1.4, |spec| spec.stopping.standard_error = Some(0.4));
    let traced = measured(test(), 50, Measures::default().with_traces(3));
    assert!(traced.traces.iter().map(|result| result.index).eq(0..3));
    for result in &traced.traces {
        assert_eq!((result.trace.len(), result.trace.last()), (result.items.len(), Some(&result.estimate)));
        assert!(result.trace.last().unwrap().se <= 0.4);
    }
    let plain = measured(test(), 50, Measures::default());
    assert!(plain.traces.is_empty());
    assert_eq!(format!("{plain:?}"), format!("{:?}", SimulationSummary { traces: vec![], ..traced }));
}

#[test]
fn tests_of_one_length_overlap_alike_by_both_formulas() {
    let summary = measured(two_pl(60, 1.4, |_| {}), 400, Measures::default());
    let (overlap, of_pairs) = (summary.exposure.test_overlap.unwrap(), summary.exposure.pair_overlap.unwrap());
    assert!((overlap - of_pairs).abs() < 1e-12, "{overlap} and {of_pairs}");
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
fn a_maximum_rate_restricts_the_items_by_the_examinees_before() {
    let test = || {
        two_pl(80, 1.5, |spec| {
            spec.stopping.max_items = Some(10);
            spec.exposure.maximum_rate = Some(0.3);
        })
    };
    let exposure = measured(test(), 500, Measures::default()).exposure;
    // An item is shown as long as its rate is below the limit: once more at most.
    assert!(0.29 < exposure.highest_rate && exposure.highest_rate <= 0.3 + 1.0 / 500.0, "{exposure:?}");
    let examinees = Examinees::normal(500, 0.0, 1.0).unwrap();
    let on_three_threads = Simulation::new(test(), examinees, 4).with_threads(NonZeroUsize::new(3).unwrap());
    assert_eq!(on_three_threads.run().unwrap().exposure, exposure);
}
