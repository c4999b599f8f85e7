//! A sitting: what is taken, what is refused, when it ends.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, EngineError, EngineState, EstimateStatus, ItemIndex,
    PatternError, Response, RestoreError, Step, StopReason,
};

use crate::reference::bank;

fn test(items: usize, adapt: impl FnOnce(&mut CatSpec)) -> Arc<AdaptiveTest> {
    let items: Vec<[f64; 4]> = (0..items).map(|place| [1.5, place as f64 / 4.0 - 2.0, 0.1, 1.0]).collect();
    let mut spec = CatSpec::default();
    adapt(&mut spec);
    Arc::new(AdaptiveTest::new(bank(&items, 1.0), CatDesign::new(spec).unwrap()).unwrap())
}

/// Answers alternately right and wrong until the end.
fn run(engine: &mut AdaptiveEngine) -> StopReason {
    loop {
        match engine.step() {
            Step::Administer(item) => {
                engine.record(item, Response::from_correct(engine.items().len().is_multiple_of(2))).unwrap();
            }
            Step::Stop(reason) => return reason,
        }
    }
}

/// A state in mid-test, with a pending item.
fn state(test: &Arc<AdaptiveTest>) -> EngineState {
    let mut engine = AdaptiveEngine::start(Arc::clone(test), 3);
    for _ in 0..3 {
        engine.record(engine.pending().unwrap(), Response::RIGHT).unwrap();
    }
    engine.state()
}

#[track_caller]
fn check_restore(change: impl FnOnce(&mut EngineState), expected: RestoreError) {
    let test = test(17, |_| {});
    let mut state = state(&test);
    change(&mut state);
    assert_eq!(AdaptiveEngine::restore(test, state).unwrap_err(), expected);
}

#[test]
fn a_refused_answer_changes_nothing() {
    let test = test(17, |_| {});
    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 1);
    let pending = engine.pending().unwrap();
    engine.record(pending, Response::RIGHT).unwrap();
    let (state, estimate, item) = (engine.state(), engine.estimate(), engine.pending().unwrap());

    let refused = engine.record(pending, Response::WRONG).unwrap_err();
    assert_eq!(refused, EngineError::NotPending { item: pending, pending: item });
    let foreign = ItemIndex(999);
    assert_eq!(
        engine.record(foreign, Response::WRONG).unwrap_err(),
        EngineError::NotPending { item: foreign, pending: item }
    );
    let response = Response(2);
    let refused = engine.record(item, response).unwrap_err();
    assert_eq!(refused, EngineError::ResponseOutOfRange { item, response, categories: 2 });
    assert_eq!((engine.state(), engine.estimate()), (state, estimate));
}

#[test]
fn a_finished_test_takes_no_answer() {
    let mut engine = AdaptiveEngine::start(test(3, |_| {}), 1);
    let reason = run(&mut engine);
    let before = engine.state();
    assert_eq!(engine.record(ItemIndex(0), Response::RIGHT).unwrap_err(), EngineError::Finished { reason });
    assert_eq!((engine.state(), engine.pending(), engine.stop_reason()), (before, None, Some(reason)));
}

#[test]
fn each_reason_to_stop_is_told() {
    let cases = [
        (17, Some(4), None, StopReason::MaxItems, 4),
        (17, Some(17), Some(0.9), StopReason::StandardError, 2),
        (5, Some(9), None, StopReason::BankExhausted, 5),
        (5, None, Some(0.001), StopReason::BankExhausted, 5),
        // The bank ends where the design does: the design's reason comes first.
        (5, Some(5), None, StopReason::MaxItems, 5),
    ];
    for (items, max_items, standard_error, reason, answers) in cases {
        let test =
            test(items, |spec| (spec.stopping.max_items, spec.stopping.standard_error) = (max_items, standard_error));
        let mut engine = AdaptiveEngine::start(test, 1);
        assert_eq!(
            (run(&mut engine), engine.items().len()),
            (reason, answers),
            "{items} {max_items:?} {standard_error:?}"
        );
    }
}

#[test]
fn a_standard_error_counts_from_the_least_number_of_items_on() {
    let test = test(17, |spec| (spec.stopping.min_items, spec.stopping.standard_error) = (Some(6), Some(0.9)));
    let mut engine = AdaptiveEngine::start(test, 1);
    assert_eq!((run(&mut engine), engine.items().len()), (StopReason::StandardError, 6));
}

#[test]
fn the_longest_test_is_the_design_or_the_bank() {
    assert_eq!(test(17, |spec| spec.stopping.max_items = Some(9)).max_items(), 9);
    assert_eq!(test(17, |_| {}).max_items(), 17);
    assert_eq!(test(17, |spec| spec.stopping.standard_error = Some(0.2)).max_items(), 17);
}

#[test]
fn before_the_first_answer_the_estimate_is_the_prior() {
    let engine = AdaptiveEngine::start(test(17, |_| {}), 1);
    assert_eq!(engine.estimate().status, EstimateStatus::NoResponses);
    assert!(engine.estimate().theta.abs() < 1e-12 && (engine.estimate().se - 1.0).abs() < 1e-2);
    assert_eq!(engine.state().items_completed(), 0);
}

#[test]
fn among_equally_informative_items_the_first_is_chosen() {
    let items = [[1.0, 0.4, 0.0, 1.0], [1.0, -0.4, 0.0, 1.0], [1.0, 0.4, 0.0, 1.0]];
    let test = Arc::new(AdaptiveTest::new(bank(&items, 1.0), CatDesign::default()).unwrap());
    assert_eq!(AdaptiveEngine::start(test, 1).pending(), Some(ItemIndex(0)));
}

#[test]
fn a_restored_engine_keeps_the_pending_item_of_the_state() {
    let test = test(17, |_| {});
    let mut state = state(&test);
    let other = (0..17).map(ItemIndex).find(|item| !state.items.contains(item) && state.pending != Some(*item));
    state.pending = other;
    let restored = AdaptiveEngine::restore(test, state.clone()).unwrap();
    assert_eq!(restored.state(), state);
}

#[test]
fn a_finished_state_is_restored_as_finished() {
    let test = test(17, |spec| spec.stopping.max_items = Some(4));
    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 1);
    run(&mut engine);
    let restored = AdaptiveEngine::restore(test, engine.state()).unwrap();
    assert_eq!(restored.step(), Step::Stop(StopReason::MaxItems));
    assert_eq!(restored.final_estimate(), engine.final_estimate());
}

#[test]
fn states_that_no_engine_left_are_refused() {
    let item = ItemIndex(17);
    let (first, second) = {
        let state = state(&test(17, |_| {}));
        (state.items[0], state.items[1])
    };
    let answers = RestoreError::Answers;
    check_restore(|state| state.items[0] = item, answers(PatternError::UnknownItem { item, bank_len: 17 }));
    check_restore(|state| state.items[1] = state.items[0], answers(PatternError::RepeatedItem { item: first }));
    check_restore(
        |state| state.responses.truncate(2),
        answers(PatternError::LengthMismatch { items: 3, responses: 2 }),
    );
    let response = Response(2);
    check_restore(
        |state| state.responses[0] = response,
        answers(PatternError::ResponseOutOfRange { item: first, response, categories: 2 }),
    );
    check_restore(|state| state.pending = Some(item), RestoreError::UnknownPending { item, bank_len: 17 });
    check_restore(|state| state.pending = Some(second), RestoreError::PendingAnswered { item: second });
    check_restore(|state| state.pending = None, RestoreError::NothingPending);
    check_restore(
        |state| (state.pending, state.stop_reason) = (Some(ItemIndex(0)), Some(StopReason::MaxItems)),
        RestoreError::PendingAfterStop { item: ItemIndex(0), reason: StopReason::MaxItems },
    );
}

#[test]
fn a_replay_names_the_answer_that_does_not_fit() {
    let test = test(17, |_| {});
    let state = state(&test);
    let mut answers: Vec<(ItemIndex, Response)> = state.items.iter().copied().zip(state.responses.clone()).collect();
    answers.swap(1, 2);
    let error = AdaptiveEngine::replay(test, state.seed, answers).unwrap_err();
    assert_eq!(error.position, 1);
    assert_eq!(error.source, EngineError::NotPending { item: state.items[2], pending: state.items[1] });
}

#[test]
fn patterns_that_do_not_fit_the_bank_are_not_scored() {
    let test = test(3, |_| {});
    let item = ItemIndex(3);
    assert_eq!(test.score(&[item], &[Response::RIGHT]), Err(PatternError::UnknownItem { item, bank_len: 3 }));
    assert_eq!(test.score(&[ItemIndex(0)], &[]), Err(PatternError::LengthMismatch { items: 1, responses: 0 }));
}

#[test]
fn an_item_that_is_left_out_is_an_item_of_the_test_and_says_nothing() {
    let test = test(17, |spec| spec.stopping.max_items = Some(6));
    let mut engine = AdaptiveEngine::start(Arc::clone(&test), 1);
    for place in 0..6 {
        let (item, before) = (engine.pending().unwrap(), engine.estimate());
        let response = if place % 2 == 0 { Response::MISSING } else { Response::RIGHT };
        engine.record(item, response).unwrap();
        assert_eq!(engine.estimate() == before, response == Response::MISSING);
        let restored = AdaptiveEngine::restore(Arc::clone(&test), engine.state()).unwrap();
        assert_eq!((restored.state(), restored.step()), (engine.state(), engine.step()));
    }
    assert_eq!(engine.step(), Step::Stop(StopReason::MaxItems));
    let (items, responses) = engine.scored();
    assert_eq!((items.len(), responses), (3, &[Response::RIGHT; 3][..]));
    assert_eq!(test.score(items, responses).unwrap().ability(), engine.final_estimate().ability());
    assert_eq!(engine.items().len(), 6);
    let answers = engine.items().iter().copied().zip(engine.responses().iter().copied());
    assert_eq!(AdaptiveEngine::replay(Arc::clone(&test), 1, answers).unwrap().state(), engine.state());
    assert!(test.score(engine.items(), engine.responses()).is_err(), "a pattern to be scored has answers only");
}

#[test]
fn items_that_are_left_out_count_for_their_content_area() {
    let areas = |place: usize| if place.is_multiple_of(2) { "one" } else { "other" };
    let items = (0..20).map(|place| {
        let model = irt_core::FourPl::two_pl(1.5, place as f64 / 4.0 - 2.0).unwrap();
        irt_core::Item::new(&place.to_string(), model).unwrap().with_content(areas(place))
    });
    let bank = irt_core::ItemBank::new(irt_core::Metric::LOGISTIC, items.collect()).unwrap();
    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(10);
    spec.content.targets = [("one".to_owned(), 0.5), ("other".to_owned(), 0.5)].into();
    let test = Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::new(spec).unwrap()).unwrap());
    let mut engine = AdaptiveEngine::start(test, 1);
    while let Step::Administer(item) = engine.step() {
        engine.record(item, Response::MISSING).unwrap();
    }
    let of_one = engine.items().iter().filter(|item| item.0.is_multiple_of(2)).count();
    assert_eq!((engine.items().len(), of_one), (10, 5));
    assert_eq!(engine.final_estimate().status, EstimateStatus::NoResponses);
}
