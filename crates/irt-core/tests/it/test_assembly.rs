//! What tests are made of: starts, testlets, pretests, exposure; and the designs that a bank refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, DesignError, ExposureRates, Graded, Item, ItemBank, ItemIndex,
    Metric, PatternError, PretestSpec, RateError, Response, SelectionRule, StrataSpec,
};

use crate::reference::bank;

pub fn build(adapt: impl FnOnce(&mut CatSpec)) -> Result<Arc<AdaptiveTest>, DesignError> {
    let items: Vec<[f64; 4]> = (0..30).map(|place| [1.4, f64::from(place) / 8.0 - 2.0, 0.1, 1.0]).collect();
    let mut spec = CatSpec::default();
    adapt(&mut spec);
    AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec)?).map(Arc::new)
}

pub fn ids(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| format!("i{number}")).collect()
}

/// The numbers of the items of a sitting answered right throughout.
pub fn items(test: &Arc<AdaptiveTest>, seed: u64) -> Vec<u32> {
    let mut engine = AdaptiveEngine::start(Arc::clone(test), seed);
    while let Some(item) = engine.pending() {
        engine.record(item, Response::RIGHT).unwrap();
    }
    engine.items().iter().map(|item| item.0 + 1).collect()
}

#[track_caller]
fn check_refused(adapt: impl FnOnce(&mut CatSpec), field: &str, value: &str, code: &str) {
    let error = build(adapt).unwrap_err();
    assert_eq!((error.field, &*error.value, error.code()), (field, value, code));
}

#[test]
fn fixed_items_come_first_and_in_order() {
    let test = build(|spec| spec.start.items = ids(&[30, 1, 17])).unwrap();
    assert_eq!(items(&test, 1)[..3], [30, 1, 17]);
}

#[test]
fn a_testlet_that_has_begun_is_finished_before_anything_else() {
    let test = build(|spec| {
        spec.start.items = ids(&[5]);
        spec.content.testlets = vec![ids(&[28, 5, 30])];
        spec.content.pretest = Some(PretestSpec { items: ids(&[1]), positions: vec![2] });
    })
    .unwrap();
    let items = items(&test, 1);
    assert_eq!((items[1..3].iter().copied().collect::<BTreeSet<_>>(), items[3]), (BTreeSet::from([28, 30]), 1));
}

#[test]
fn pretest_items_are_shown_at_their_positions_only() {
    let test = build(|spec| {
        spec.content.pretest = Some(PretestSpec { items: ids(&[15, 16, 17, 18]), positions: vec![3, 10] });
    })
    .unwrap();
    let mut drawn = BTreeSet::new();
    for seed in 0..40 {
        let items = items(&test, seed);
        let places: Vec<usize> = (1..=20).filter(|place| (15..=18).contains(&items[place - 1])).collect();
        assert_eq!(places, [3, 10]);
        drawn.insert(items[2]);
    }
    assert_eq!(drawn.len(), 4);
}

#[test]
fn an_item_of_sympson_hetter_parameter_zero_is_not_shown() {
    let test = build(|spec| spec.exposure.sympson_hetter = BTreeMap::from([("i17".to_owned(), 0.0)])).unwrap();
    assert!((0..20).all(|seed| !items(&test, seed).contains(&17)));
}

#[test]
fn an_item_is_shown_as_often_as_its_sympson_hetter_parameter_says() {
    let first = items(&build(|_| {}).unwrap(), 1)[0];
    let test = build(|spec| spec.exposure.sympson_hetter = BTreeMap::from([(format!("i{first}"), 0.3)])).unwrap();
    let shown =
        (0..1000).filter(|seed| AdaptiveEngine::start(Arc::clone(&test), *seed).pending().unwrap().0 + 1 == first);
    let shown = shown.count();
    assert!((240..360).contains(&shown), "{shown}");
}

#[test]
fn items_at_the_maximum_rate_are_withheld_for_the_whole_sitting() {
    let test = build(|spec| (spec.exposure.maximum_rate, spec.stopping.max_items) = (Some(0.25), Some(5))).unwrap();
    let mut counts = vec![10; 30];
    (counts[15], counts[16]) = (25, 90);
    let withheld = test.withheld(&ExposureRates::from_counts(&counts, 100).unwrap()).unwrap();
    assert_eq!(withheld, [ItemIndex(15), ItemIndex(16)]);
    let mut engine = AdaptiveEngine::start_withholding(Arc::clone(&test), 1, &withheld).unwrap();
    while let Some(item) = engine.pending() {
        assert!(!withheld.contains(&item));
        engine.record(item, Response::from_correct(item.0.is_multiple_of(2))).unwrap();
    }
    assert_eq!(engine.state().withheld, withheld);
}

#[test]
fn no_test_ends_because_all_items_are_withheld() {
    let test = build(|_| {}).unwrap();
    let all: Vec<ItemIndex> = (0..30).map(ItemIndex).collect();
    let engine = AdaptiveEngine::start_withholding(Arc::clone(&test), 1, &all).unwrap();
    assert_eq!(engine.pending(), AdaptiveEngine::start(test, 1).pending());
}

#[test]
fn rates_and_withheld_items_have_to_belong_to_the_bank() {
    let test = build(|spec| spec.exposure.maximum_rate = Some(0.25)).unwrap();
    let rates = ExposureRates::new(vec![0.5; 3]).unwrap();
    assert_eq!(test.withheld(&rates), Err(RateError { rates: 3, bank_len: 30 }));
    let item = ItemIndex(30);
    let refused = AdaptiveEngine::start_withholding(test, 1, &[item]).unwrap_err();
    assert_eq!(refused, PatternError::UnknownItem { item, bank_len: 30 });
}

#[test]
fn progressive_selection_draws_at_the_start_and_ends_with_information() {
    let test = build(|spec| spec.selection.rule = SelectionRule::Progressive).unwrap();
    let firsts: BTreeSet<u32> = (0..60).map(|seed| items(&test, seed)[0]).collect();
    assert!(firsts.len() > 15, "{firsts:?}");
    let answers = (0..19).map(|place| (ItemIndex(place), Response::RIGHT));
    let lasts = (0..20).map(|seed| AdaptiveEngine::follow(Arc::clone(&test), seed, answers.clone()).unwrap().pending());
    assert_eq!(lasts.collect::<BTreeSet<_>>().len(), 1);
}

#[test]
fn random_selection_meets_every_item() {
    let test = build(|spec| spec.selection.rule = SelectionRule::Random).unwrap();
    let firsts: BTreeSet<u32> = (0..400).map(|seed| items(&test, seed)[0]).collect();
    assert_eq!(firsts.len(), 30);
}

#[test]
fn names_that_the_bank_does_not_have_are_refused() {
    check_refused(|spec| spec.start.items = ids(&[99]), "start.items", "i99", "unknown_item");
    check_refused(|spec| spec.content.excluded = ids(&[99]), "content.excluded", "i99", "unknown_item");
    check_refused(|spec| spec.content.enemies = vec![ids(&[1, 99])], "content.enemies", "i99", "unknown_item");
    check_refused(|spec| spec.content.testlets = vec![ids(&[1, 99])], "content.testlets", "i99", "unknown_item");
    let parameters = BTreeMap::from([("i99".to_owned(), 0.5)]);
    check_refused(|spec| spec.exposure.sympson_hetter = parameters, "exposure.sympson_hetter", "i99", "unknown_item");
    let targets = BTreeMap::from([("music".to_owned(), 1.0)]);
    check_refused(|spec| spec.content.targets = targets, "content.targets", "music", "unknown_area");
}

#[test]
fn first_items_have_to_be_eligible() {
    let excluded = |spec: &mut CatSpec| {
        (spec.start.items, spec.content.excluded) = (ids(&[4]), ids(&[4]));
    };
    check_refused(excluded, "start.items", "i4", "item_not_eligible");
    let enemies = |spec: &mut CatSpec| {
        (spec.start.items, spec.content.enemies) = (ids(&[4, 5]), vec![ids(&[4, 5])]);
    };
    check_refused(enemies, "start.items", "i5", "enemy_before");
    check_refused(|spec| spec.start.items = ids(&[4, 4]), "start.items", "i4", "repeated_item");
    let pretest = |spec: &mut CatSpec| {
        spec.content.excluded = ids(&[4]);
        spec.content.pretest = Some(PretestSpec { items: ids(&[4]), positions: vec![1] });
    };
    check_refused(pretest, "content.pretest.items", "i4", "item_not_eligible");
}

#[test]
fn a_test_that_its_items_cannot_fill_is_refused() {
    let design = |spec: &mut CatSpec| {
        spec.content.excluded = ids(&(1..=25).collect::<Vec<_>>());
        spec.stopping.min_items = Some(6);
    };
    check_refused(design, "stopping.min_items", "6", "min_items_above_bank");
    let test = build(|spec| spec.content.excluded = ids(&(1..=25).collect::<Vec<_>>())).unwrap();
    assert_eq!((test.max_items(), items(&test, 1).len()), (5, 5));
}

#[test]
fn rules_of_dichotomous_items_are_refused_for_others() {
    let graded = Item::new("g", Graded::new(1.0, &[-0.5, 0.5]).unwrap()).unwrap();
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, vec![graded]).unwrap());
    for rule in SelectionRule::ALL {
        let mut spec = CatSpec::default();
        spec.selection.rule = *rule;
        let made = AdaptiveTest::new(Arc::clone(&bank), CatDesign::new(spec).unwrap());
        match made {
            Ok(_) => assert!(!rule.is_dichotomous_only(), "{rule}"),
            Err(error) => {
                assert!(rule.is_dichotomous_only(), "{rule}");
                assert_eq!((error.field, &*error.value, error.code()), ("selection.rule", "g", "not_dichotomous"));
            }
        }
    }
    let mut spec = CatSpec::default();
    spec.content.strata = Some(StrataSpec { count: 2, block_by_difficulty: false });
    let error = AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap_err();
    assert_eq!((error.field, error.code()), ("content.strata", "not_dichotomous"));
}
