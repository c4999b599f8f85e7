//! A state is restored on the bank and the design that it was taken on, and on no other.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, EngineState, Estimator, FourPl, GeneralizedPartialCredit, Item,
    ItemBank, ItemId, Metric, PretestSpec, PriorKind, QuadratureSpec, Response, RestoreError, SelectionRule,
};

fn items() -> Vec<Item> {
    (0..30)
        .map(|place| {
            let (a, b) = (0.8 + f64::from(place % 7) / 5.0, f64::from(place * 11 % 30) / 6.0 - 2.4);
            Item::new(&format!("q{place}"), FourPl::new(a, b, 0.1, 1.0).unwrap()).unwrap().with_content("algebra")
        })
        .collect()
}

fn test(items: Vec<Item>, change: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let mut spec = CatSpec { quadrature: Some(QuadratureSpec::default()), ..CatSpec::default() };
    change(&mut spec);
    let bank = ItemBank::new(Metric::LOGISTIC, items).unwrap();
    Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::new(spec).unwrap()).unwrap())
}

/// The state after ten answers.
fn state() -> EngineState {
    let mut engine = AdaptiveEngine::start(test(items(), |_| {}), 5);
    for place in 0..10 {
        engine.record(engine.pending().unwrap(), Response::from_correct(place % 3 != 1)).unwrap();
    }
    engine.state()
}

fn without_fingerprint(mut state: EngineState) -> EngineState {
    state.fingerprint = None;
    state
}

#[track_caller]
fn check_bank(change: impl FnOnce(&mut Vec<Item>)) {
    let mut changed = items();
    change(&mut changed);
    let error = AdaptiveEngine::restore(test(changed, |_| {}), state()).unwrap_err();
    assert_eq!(error, RestoreError::OtherBank);
}

#[track_caller]
fn check_design(change: impl FnOnce(&mut CatSpec)) {
    let error = AdaptiveEngine::restore(test(items(), change), state()).unwrap_err();
    assert_eq!(error, RestoreError::OtherDesign);
}

#[test]
fn a_state_of_another_bank_is_refused() {
    check_bank(|items| items.reverse());
    check_bank(|items| items.swap(3, 4));
    check_bank(|items| items[29].id = ItemId::new("other").unwrap());
    check_bank(|items| items[0].model = FourPl::new(0.8, -2.4, 0.1, 0.999_999).unwrap().into());
    check_bank(|items| items[0].model = GeneralizedPartialCredit::new(0.8, &[-2.4, 0.0]).unwrap().into());
    check_bank(|items| items[7].content = None);
    check_bank(|items| items.push(Item::new("one more", FourPl::one_pl(0.0).unwrap()).unwrap()));
}

#[test]
fn a_state_of_another_metric_is_refused() {
    let bank = ItemBank::new(Metric::NORMAL_OGIVE, items()).unwrap();
    let test = Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::default()).unwrap());
    assert_eq!(AdaptiveEngine::restore(test, state()).unwrap_err(), RestoreError::OtherBank);
}

#[test]
fn a_state_of_another_design_is_refused() {
    check_design(|spec| spec.estimator.interim_estimator = Estimator::Wle);
    check_design(|spec| spec.estimator.final_estimator = Estimator::Mle);
    check_design(|spec| spec.estimator.huber_tuning = Some(2.0));
    check_design(|spec| spec.prior.sd = Some(1.0 + 1e-9));
    check_design(|spec| spec.prior.kind = PriorKind::Jeffreys);
    check_design(|spec| spec.bounds.upper = 4.5);
    check_design(|spec| spec.quadrature = Some(QuadratureSpec { nodes: 65, ..QuadratureSpec::default() }));
    check_design(|spec| spec.start.theta = 0.5);
    check_design(|spec| spec.start.rule = Some(SelectionRule::Random));
    check_design(|spec| spec.selection.rule = SelectionRule::Mepv);
    check_design(|spec| spec.exposure.randomesque = Some(3));
    check_design(|spec| spec.content.excluded = vec!["q29".to_owned()]);
    check_design(|spec| spec.content.targets = [("algebra".to_owned(), 1.0)].into());
    check_design(|spec| {
        spec.content.pretest = Some(PretestSpec { items: vec!["q29".to_owned()], positions: vec![20] });
    });
    check_design(|spec| (spec.stopping.max_items, spec.stopping.standard_error) = (Some(20), Some(0.1)));
}

#[test]
fn what_a_design_spells_out_is_the_same_design() {
    let spelt_out = test(items(), |spec| {
        (spec.prior.mean, spec.prior.sd, spec.stopping.max_items) = (Some(0.0), Some(1.0), Some(20));
        (spec.exposure.randomesque, spec.start.rule) = (Some(1), Some(SelectionRule::MaxInformation));
        (spec.estimator.huber_tuning, spec.estimator.tukey_tuning) = (Some(1.0), Some(4.0));
    });
    assert_eq!(AdaptiveEngine::restore(spelt_out, state()).unwrap().state(), state());
}

#[test]
fn without_a_fingerprint_the_estimate_shows_another_bank_or_design() {
    let reversed = test(items().into_iter().rev().collect(), |_| {});
    let wider = test(items(), |spec| spec.prior.sd = Some(1.5));
    for other in [reversed, wider] {
        let error = AdaptiveEngine::restore(other, without_fingerprint(state())).unwrap_err();
        assert!(
            matches!(error, RestoreError::OtherEstimate { stored, .. } if stored.theta == state().theta),
            "{error}"
        );
    }
    let mut moved = without_fingerprint(state());
    moved.theta += 9e-7;
    let restored = AdaptiveEngine::restore(test(items(), |_| {}), moved.clone()).unwrap();
    assert_eq!(restored.estimate().theta, state().theta);
    moved.theta += 9e-7;
    assert!(AdaptiveEngine::restore(test(items(), |_| {}), moved).is_err());
}

/// A state as versions wrote it that had no fingerprint.
#[test]
fn a_state_stored_without_a_fingerprint_is_read() {
    let text = include_str!("../fixtures/state_without_fingerprint.json");
    let stored: EngineState = serde_json::from_str(text).unwrap();
    assert_eq!(stored, without_fingerprint(state()));
    let restored = AdaptiveEngine::restore(test(items(), |_| {}), stored).unwrap();
    assert_eq!(restored.state(), state());
    assert_eq!(serde_json::to_string(&without_fingerprint(state())).unwrap(), text.trim_end());
}

#[test]
fn a_stored_state_keeps_its_fingerprint() {
    let text = serde_json::to_string(&state()).unwrap();
    assert_eq!(serde_json::from_str::<EngineState>(&text).unwrap(), state());
    assert!(state().fingerprint.is_some());
}

/// Stored states carry these values, so they never change.
#[test]
fn fingerprints_stay_what_they_are() {
    let default = test(items(), |_| {});
    let started = test(items(), |spec| {
        (spec.start.items, spec.start.thetas) = (vec!["q4".to_owned()], vec![-1.0, 1.0]);
        spec.estimator.interim_estimator = Estimator::Mle;
    });
    let design = |test| AdaptiveEngine::start(test, 1).state().fingerprint.unwrap().design;
    assert_eq!([design(default), design(started)], [17_617_362_070_554_597_446, 16_255_831_517_468_130_059]);
}
