//! The first item drawn from a set, concerto #387 on the public tracker.

use std::collections::BTreeMap;
use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatSpec, ExamineeStart, ItemIndex, PretestSpec, Response, RestoreError};

use crate::test_assembly::{build, ids, items};

fn first(test: &Arc<AdaptiveTest>, seed: u64) -> u32 {
    AdaptiveEngine::start(Arc::clone(test), seed).pending().unwrap().0 + 1
}

#[test]
fn the_items_of_the_set_come_first_and_each_as_often_as_the_others() {
    let test = build(|spec| spec.start.draw_from = ids(&[30, 2, 7, 15])).unwrap();
    let mut counts = BTreeMap::new();
    for seed in 0..4000 {
        *counts.entry(first(&test, seed)).or_insert(0_u32) += 1;
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), [2, 7, 15, 30]);
    let chi_squared: f64 = counts.values().map(|count| (f64::from(*count) - 1000.0).powi(2) / 1000.0).sum();
    // The 0.999 quantile of chi-squared with 3 degrees of freedom (table).
    assert!(chi_squared < 16.27, "{counts:?}");
}

#[test]
fn a_single_item_is_always_the_first() {
    let test = build(|spec| spec.start.draw_from = ids(&[9])).unwrap();
    assert!((0..20).all(|seed| first(&test, seed) == 9));
}

#[test]
fn the_item_after_the_fixed_ones_is_drawn() {
    let test = build(|spec| (spec.start.items, spec.start.draw_from) = (ids(&[30, 1]), ids(&[2, 29]))).unwrap();
    let seconds: BTreeMap<u32, Vec<u32>> = (0..30).map(|seed| (items(&test, seed)[2], items(&test, seed))).collect();
    assert_eq!(seconds.keys().copied().collect::<Vec<_>>(), [2, 29]);
    assert!(seconds.values().all(|items| items[..2] == [30, 1]));
}

#[test]
fn abilities_hold_for_the_positions_after_the_drawn_item() {
    let thetas = vec![-2.0, 2.0];
    let plain = items(&build(|spec| spec.start.thetas = thetas.clone()).unwrap(), 1);
    let drawn = build(|spec| (spec.start.draw_from, spec.start.thetas) = (ids(&[15, 16]), thetas)).unwrap();
    assert_eq!(items(&drawn, 1)[1..3], plain[..2]);
    // A single ability chooses the first item only, so it has no part where that is drawn.
    let at = |theta| build(|spec| (spec.start.draw_from, spec.start.theta) = (ids(&[15]), theta)).unwrap();
    assert_eq!(items(&at(-3.0), 1), items(&at(3.0), 1));
}

#[test]
fn withheld_items_are_not_drawn_and_without_any_the_usual_choice_is_made() {
    let test = build(|spec| (spec.start.draw_from, spec.start.theta) = (ids(&[2, 7, 15]), 1.0)).unwrap();
    let start = |seed, withheld: &[ItemIndex]| {
        AdaptiveEngine::start_withholding(Arc::clone(&test), seed, withheld).unwrap().pending().unwrap().0 + 1
    };
    assert!((0..40).all(|seed| [2, 15].contains(&start(seed, &[ItemIndex(6)]))));
    let usual = first(&build(|spec| spec.start.theta = 1.0).unwrap(), 3);
    assert_eq!(start(3, &[ItemIndex(1), ItemIndex(6), ItemIndex(14)]), usual);
    let failing = build(|spec| {
        spec.start.draw_from = ids(&[2, 7]);
        spec.exposure.sympson_hetter = BTreeMap::from([("i2".to_owned(), 0.0)]);
    });
    let failing = failing.unwrap();
    assert!((0..20).all(|seed| first(&failing, seed) == 7));
}

#[test]
fn a_session_is_restored_and_replayed_with_the_item_that_was_drawn() {
    let test = build(|spec| spec.start.draw_from = ids(&[1, 10, 20, 30])).unwrap();
    for seed in 0..10 {
        let mut engine = AdaptiveEngine::start(Arc::clone(&test), seed);
        let started = AdaptiveEngine::restore(Arc::clone(&test), engine.state()).unwrap();
        assert_eq!(started.pending(), engine.pending());
        let known = ExamineeStart { start_theta: Some(1.5), ..ExamineeStart::default() };
        let theirs = Arc::new(test.for_examinee(&known).unwrap());
        assert_eq!(AdaptiveEngine::start(theirs, seed).pending(), engine.pending());
        while let Some(item) = engine.pending() {
            engine.record(item, Response::from_correct(item.0.is_multiple_of(3))).unwrap();
        }
        let answers = engine.items().iter().copied().zip(engine.responses().iter().copied());
        let again = AdaptiveEngine::replay(Arc::clone(&test), seed, answers).unwrap();
        assert_eq!(again.state(), engine.state());
    }
}

#[test]
fn a_state_of_a_design_that_draws_from_another_set_is_refused() {
    let state = AdaptiveEngine::start(build(|spec| spec.start.draw_from = ids(&[1, 2])).unwrap(), 1).state();
    for set in [ids(&[]), ids(&[1]), ids(&[1, 2, 3])] {
        let other = build(|spec| spec.start.draw_from = set).unwrap();
        assert_eq!(AdaptiveEngine::restore(other, state.clone()).unwrap_err(), RestoreError::OtherDesign);
    }
}

#[track_caller]
fn check_refused(adapt: impl FnOnce(&mut CatSpec), value: &str, code: &str) {
    let error = build(adapt).unwrap_err();
    assert_eq!((error.field, &*error.value, error.code()), ("start.draw_from", value, code));
}

#[test]
fn the_items_of_the_set_have_to_be_eligible() {
    check_refused(|spec| spec.start.draw_from = ids(&[4, 99]), "i99", "unknown_item");
    check_refused(|spec| spec.start.draw_from = ids(&[4, 5, 4]), "i4", "repeated_item");
    let excluded = |spec: &mut CatSpec| (spec.start.draw_from, spec.content.excluded) = (ids(&[3, 4]), ids(&[4]));
    check_refused(excluded, "i4", "item_not_eligible");
    let pretest = |spec: &mut CatSpec| {
        spec.start.draw_from = ids(&[4]);
        spec.content.pretest = Some(PretestSpec { items: ids(&[4]), positions: vec![5] });
    };
    check_refused(pretest, "i4", "item_not_eligible");
    let fixed_too = |spec: &mut CatSpec| (spec.start.items, spec.start.draw_from) = (ids(&[4]), ids(&[5, 4]));
    check_refused(fixed_too, "i4", "repeated_item");
    let enemy = |spec: &mut CatSpec| {
        (spec.start.items, spec.start.draw_from) = (ids(&[4]), ids(&[5, 6]));
        spec.content.enemies = vec![ids(&[4, 6])];
    };
    check_refused(enemy, "i6", "enemy_before");
    let rivals = |spec: &mut CatSpec| {
        (spec.start.draw_from, spec.content.enemies) = (ids(&[5, 6]), vec![ids(&[5, 6])]);
    };
    assert!(build(rivals).is_ok(), "one of the set is shown, so its items may be enemies");
}
