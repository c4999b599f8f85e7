//! How the tests are made up of content areas.

use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, Metric, PretestSpec};
use simulation::Measures;

use crate::fixtures::{measured, two_pl};

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
