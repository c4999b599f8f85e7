//! What the measures mean.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, ClassificationKind, ClassificationSpec, FourPl, Item, ItemBank, Metric,
    PretestSpec,
};
use simulation::{Conditioning, Examinees, InvalidExaminees, Measures, Simulation, Summary};

use crate::tests_of::two_pl;

fn measured(test: Arc<AdaptiveTest>, examinees: u64, measures: Measures) -> Summary {
    let examinees = Examinees::normal(examinees, 0.0, 1.0).unwrap();
    Simulation::new(test, examinees, 4).with_measures(measures).run().unwrap()
}

/// Items of three areas, `a` being every second one, `b` and `c` every fourth, under a design altered from the default.
fn of_three_areas(alter: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let item = |i: u32| {
        let model = FourPl::two_pl(1.3, f64::from(i) * 0.1 - 3.0).unwrap();
        Item::new(&format!("q{i}"), model).unwrap().with_content(["a", "b", "a", "c"][i as usize % 4])
    };
    let bank = ItemBank::new(Metric::LOGISTIC, (0..60).map(item).collect()).unwrap();
    let mut spec = CatSpec::default();
    alter(&mut spec);
    Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::new(spec).unwrap()).unwrap())
}

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
fn a_pass_mark_of_the_design_is_what_examinees_are_classified_by() {
    let classify = |spec: &mut CatSpec| {
        let cuts = vec![0.5];
        spec.stopping.max_items = Some(15);
        let method = ClassificationKind::Sprt;
        spec.stopping.classification = Some(ClassificationSpec { method, cuts, ..ClassificationSpec::default() });
    };
    let summary = measured(two_pl(100, 1.5, classify), 1_000, Measures::default());
    let classification = summary.classification.unwrap();
    assert_eq!(classification.cuts, [0.5]);
    assert_eq!(classification.table.iter().flatten().sum::<u64>(), 1_000);
    assert_eq!(classification.decided, summary.stop_reasons["sprt"] as f64 / 1_000.0);
    assert!(classification.correct_when_decided.unwrap() > classification.correct && classification.correct > 0.8);
    let other = Measures::default().with_cuts(vec![-1.0, 1.0]).unwrap();
    let classification = measured(two_pl(100, 1.5, classify), 200, other).classification.unwrap();
    assert_eq!((classification.cuts.len(), classification.table.len(), classification.by_cut.len()), (2, 3, 2));
}

#[test]
fn without_pass_marks_nobody_is_classified() {
    assert_eq!(measured(two_pl(20, 1.0, |_| {}), 10, Measures::default()).classification, None);
    let classify = |spec: &mut CatSpec| {
        spec.stopping.classification = Some(ClassificationSpec { cuts: vec![0.0], ..ClassificationSpec::default() });
    };
    let none = Measures::default().with_cuts(vec![]).unwrap();
    assert_eq!(measured(two_pl(20, 1.0, classify), 10, none).classification, None);
}

#[test]
fn content_is_compared_with_the_targets_test_by_test() {
    let test = of_three_areas(|spec| {
        spec.stopping.max_items = Some(10);
        spec.content.targets =
            [("a", 0.5), ("b", 0.3), ("c", 0.2)].map(|(area, share)| (area.to_owned(), share)).into();
    });
    let content = measured(test, 300, Measures::default()).content.unwrap();
    let areas: Vec<_> = content.areas.iter().map(|area| (area.area.as_str(), area.target.unwrap())).collect();
    assert_eq!(areas, [("a", 0.5), ("b", 0.3), ("c", 0.2)]);
    // The area furthest behind comes next, so that ten items meet these targets exactly.
    for area in &content.areas {
        assert!((area.share - area.target.unwrap()).abs() < 1e-12, "{area:?}");
        assert_eq!((area.min_share, area.max_share), (area.share, area.share));
    }
    assert!(content.worst_deviation.unwrap() < 1e-12 && content.mean_deviation.unwrap() < 1e-12);
}

#[test]
fn content_without_targets_has_shares_only_and_a_bank_without_areas_none() {
    let content = measured(of_three_areas(|_| {}), 300, Measures::default()).content.unwrap();
    assert!((content.areas.iter().map(|area| area.share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(content.areas.iter().all(|area| area.target.is_none() && area.min_share <= area.share));
    assert_eq!((content.worst_deviation, content.mean_deviation), (None, None));
    assert_eq!(measured(two_pl(20, 1.0, |_| {}), 10, Measures::default()).content, None);
}

#[test]
fn items_that_are_tried_out_are_no_part_of_the_content() {
    let test = of_three_areas(|spec| {
        spec.stopping.max_items = Some(4);
        spec.content.targets = [("a", 0.5), ("b", 0.5)].map(|(area, share)| (area.to_owned(), share)).into();
        spec.content.pretest =
            Some(PretestSpec { items: vec!["q3".to_owned(), "q7".to_owned()], positions: vec![1, 3] });
    });
    let content = measured(test, 100, Measures::default()).content.unwrap();
    let shares: Vec<_> = content.areas.iter().map(|area| (area.target, area.share)).collect();
    assert_eq!(shares, [(Some(0.5), 0.5), (Some(0.5), 0.5), (Some(0.0), 0.0)]);
}

#[test]
fn a_trace_leads_to_the_final_estimate_and_only_the_first_are_kept() {
    let test = || two_pl(60, 1.4, |spec| spec.stopping.standard_error = Some(0.4));
    let traced = measured(test(), 50, Measures::default().with_traces(3));
    assert!(traced.traces.iter().map(|sitting| sitting.index).eq(0..3));
    for sitting in &traced.traces {
        assert_eq!((sitting.trace.len(), sitting.trace.last()), (sitting.items.len(), Some(&sitting.estimate)));
        assert!(sitting.trace.last().unwrap().se <= 0.4);
    }
    let plain = measured(test(), 50, Measures::default());
    assert!(plain.traces.is_empty());
    assert_eq!(format!("{plain:?}"), format!("{:?}", Summary { traces: vec![], ..traced }));
}

#[test]
fn tests_of_one_length_overlap_alike_by_both_formulas() {
    let summary = measured(two_pl(60, 1.4, |_| {}), 400, Measures::default());
    let (overlap, of_pairs) = (summary.exposure.test_overlap.unwrap(), summary.exposure.pair_overlap.unwrap());
    assert!((overlap - of_pairs).abs() < 1e-12, "{overlap} and {of_pairs}");
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
