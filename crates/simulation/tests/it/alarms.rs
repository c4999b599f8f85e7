//! What is alarming in the results of a simulation.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, Combination, Estimator, FourPl, Item, ItemBank, Metric, QuadratureSpec,
};
use simulation::{Alarm, Examinees, Measures, Simulation, SimulationSummary};

/// A test of the items of one bank: 2PL, equally spaced difficulties.
fn test_of(items: u32, design: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let b = |i: u32| f64::from(i) / f64::from(items - 1) * 6.0 - 3.0;
    let items = (0..items).map(|i| Item::new(&format!("q{i}"), FourPl::two_pl(1.5, b(i)).unwrap()).unwrap());
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap());
    let mut spec = CatSpec::default();
    design(&mut spec);
    Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap())
}

fn run(test: &Arc<AdaptiveTest>, examinees: u64, measures: Measures) -> SimulationSummary {
    let examinees = Examinees::normal(examinees, 0.0, 1.0).unwrap();
    Simulation::new(Arc::clone(test), examinees, 3).with_measures(measures).run().unwrap()
}

/// Measures without an exposure limit.
fn any_exposure() -> Measures {
    Measures::default().with_exposure_limit(1.0).unwrap()
}

#[test]
fn a_bank_of_which_most_is_never_used_is_alarming() {
    let test = test_of(200, |spec| spec.stopping.max_items = Some(10));
    let summary = run(&test, 300, any_exposure());
    let items = summary.exposure.never_used;
    // Equal use would leave 200 (1 - 10/200)^300, less than 0.0001 items.
    assert!(items > 50, "{items}");
    let alarms = Alarm::of(&test, &summary);
    assert!(alarms.contains(&Alarm::NeverUsed { items, bank_items: 200 }), "{alarms:?}");
    assert_eq!(alarms[0].to_string(), format!("{items} of 200 items were never used"));
}

#[test]
fn few_examinees_cannot_use_a_large_bank_and_that_is_no_alarm() {
    let test = test_of(200, |spec| spec.stopping.max_items = Some(10));
    let summary = run(&test, 1, any_exposure());
    assert_eq!(summary.exposure.never_used, 190);
    assert_eq!(Alarm::of(&test, &summary), []);
}

#[test]
fn items_that_the_design_excludes_do_not_count_as_unused() {
    let test = test_of(40, |spec| {
        spec.stopping.max_items = Some(20);
        spec.content.excluded = (0..20).map(|i| format!("q{i}")).collect();
    });
    let summary = run(&test, 50, any_exposure());
    assert_eq!(summary.exposure.never_used, 20);
    let alarms = Alarm::of(&test, &summary);
    assert!(!alarms.iter().any(|alarm| matches!(alarm, Alarm::NeverUsed { .. })), "{alarms:?}");
}

#[test]
fn each_rate_above_the_limit_counts() {
    let test = test_of(20, |spec| spec.stopping.max_items = Some(20));
    let summary = run(&test, 50, Measures::default().with_exposure_limit(0.2).unwrap());
    let alarms = Alarm::of(&test, &summary);
    let words = "20 items above the exposure limit 0.2; the highest rate is 1.000";
    assert!(alarms.iter().any(|alarm| alarm.to_string() == words), "{alarms:?}");
    let one = Alarm::AboveLimit { items: 1, limit: 0.25, highest_rate: 0.3 };
    assert_eq!(one.to_string(), "1 item above the exposure limit 0.25; the highest rate is 0.300");
}

#[test]
fn tests_that_end_without_the_standard_error_are_counted() {
    let test = test_of(20, |spec| {
        spec.stopping.max_items = Some(5);
        spec.stopping.standard_error = Some(0.2);
    });
    let summary = run(&test, 100, any_exposure());
    let alarms = Alarm::of(&test, &summary);
    // Five such items have an information of at most 5 * 1.5^2 / 4, so that no test reaches 0.2.
    let words = "100 of 100 tests ended at 5 items without reaching the standard error 0.2";
    assert!(alarms.iter().any(|alarm| alarm.to_string() == words), "{alarms:?}");
    let both = Alarm::PrecisionNotReached {
        tests: 7,
        examinees: 100,
        max_items: 5,
        standard_error: 0.2,
        combination: Combination::All,
    };
    assert!(both.to_string().ends_with("without the standard error 0.2 and all other rules being met"), "{both}");
}

#[test]
fn a_twentieth_of_the_tests_may_end_without_the_standard_error() {
    let test = test_of(20, |spec| spec.stopping.standard_error = Some(0.2));
    let mut summary = run(&test, 100, any_exposure());
    let is_alarming = |summary: &SimulationSummary| {
        Alarm::of(&test, summary).iter().any(|alarm| matches!(alarm, Alarm::PrecisionNotReached { .. }))
    };
    summary.stop_reasons = [("max_items", 5), ("standard_error", 95)].into();
    assert!(!is_alarming(&summary));
    summary.stop_reasons = [("max_items", 6), ("standard_error", 94)].into();
    assert!(is_alarming(&summary));
}

#[test]
fn estimates_at_the_bound_and_tests_without_items_left_are_alarming() {
    let test = test_of(4, |spec| {
        (spec.estimator.interim_estimator, spec.estimator.final_estimator) = (Estimator::Mle, Estimator::Mle);
    });
    let mut summary = run(&test, 100, any_exposure());
    let at_bound = summary.statuses["at_bound"];
    let words = |summary: &SimulationSummary| -> Vec<String> {
        Alarm::of(&test, summary).iter().map(Alarm::to_string).collect()
    };
    let said = words(&summary);
    assert!(said.contains(&format!("{at_bound} of 100 final estimates are at the bound of theta")), "{said:?}");
    summary.stop_reasons = [("bank_exhausted", 2), ("max_items", 98)].into();
    assert!(words(&summary).contains(&"2 of 100 tests ended because no eligible item was left".to_owned()));
}

#[test]
fn estimates_that_the_grid_cuts_off_are_alarming() {
    // Abilities about 5 and a grid that ends at 2.
    let test = test_of(30, |spec| {
        spec.prior.sd = Some(4.0);
        spec.quadrature = Some(QuadratureSpec { lower: -2.0, upper: 2.0, nodes: 33 });
    });
    let examinees = Examinees::normal(50, 5.0, 0.1).unwrap();
    let summary = Simulation::new(Arc::clone(&test), examinees, 3).with_measures(any_exposure()).run().unwrap();
    let estimates = summary.statuses["at_grid_end"];
    let said: Vec<String> = Alarm::of(&test, &summary).iter().map(Alarm::to_string).collect();
    let words = format!("{estimates} of 50 final estimates are cut off at an end of the quadrature grid");
    assert!(estimates > 40 && said.contains(&words), "{said:?}");
}

#[test]
fn coverage_is_alarming_beyond_a_hundredth_and_two_monte_carlo_errors() {
    let test = test_of(20, |spec| spec.stopping.max_items = Some(20));
    let mut summary = run(&test, 100, any_exposure());
    summary.conditional.clear();
    let is_alarming = |summary: &SimulationSummary| {
        Alarm::of(&test, summary).iter().any(|alarm| matches!(alarm, Alarm::LowCoverage { .. }))
    };
    // Two Monte Carlo errors are 2 sqrt(0.95 * 0.05 / N): 0.0436 for 100 examinees, 0.0044 for 10000.
    for (examinees, coverage, expected) in
        [(100, 0.907, false), (100, 0.90, true), (10_000, 0.941, false), (10_000, 0.939, true), (10_000, 1.0, false)]
    {
        (summary.examinees, summary.recovery.coverage) = (examinees, coverage);
        assert_eq!(is_alarming(&summary), expected, "{examinees} {coverage}");
    }
}

#[test]
fn the_group_with_the_lowest_coverage_is_named() {
    let test = test_of(20, |spec| spec.stopping.max_items = Some(20));
    let mut summary = run(&test, 10_000, any_exposure());
    for (place, row) in summary.conditional.iter_mut().enumerate() {
        row.recovery.coverage = [0.95, 0.76, 0.88][place.min(2)];
        row.mean_theta = place as f64;
    }
    summary.conditional.truncate(3);
    summary.recovery.coverage = 0.95;
    let alarms = Alarm::of(&test, &summary);
    let words = "the coverage is 0.760 in group 2 (mean theta 1.00), and too low in 1 more; the confidence of the \
                 intervals is 0.95";
    assert!(alarms.iter().any(|alarm| alarm.to_string() == words), "{alarms:?}");
}
