//! What the interim estimator does while all answers are at one end, as catR's `constantPatt` (Magis and Barrada 2017);
//! maximum likelihood on such patterns is mirtCAT #17 on the public tracker.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, ConstantPattern, Estimate, EstimateStatus, Estimator,
    ExamineeStart, Graded, Item, ItemBank, ItemIndex, MAX_STANDARD_ERROR, Metric, PretestSpec, PriorKind,
    QuadratureSpec, Response, RestoreError, SelectionRule, StopReason,
};

use crate::reference::bank;

fn spec(pattern: Option<ConstantPattern>) -> CatSpec {
    let mut spec = CatSpec::default();
    (spec.estimator.interim_estimator, spec.estimator.final_estimator) = (Estimator::Mle, Estimator::Mle);
    spec.estimator.constant_pattern = pattern;
    spec
}

fn dichotomous() -> Arc<ItemBank> {
    let items: Vec<[f64; 4]> = (0..30).map(|place| [1.4, f64::from(place) / 8.0 - 2.0, 0.1, 1.0]).collect();
    bank(&items, 1.0)
}

fn test(spec: CatSpec) -> Arc<AdaptiveTest> {
    Arc::new(AdaptiveTest::new(dichotomous(), CatDesign::new(spec).unwrap()).unwrap())
}

/// The engine and its interim estimate after each of these answers.
fn session(test: &Arc<AdaptiveTest>, answers: &[u8]) -> (AdaptiveEngine, Vec<Estimate>) {
    let mut engine = AdaptiveEngine::start(Arc::clone(test), 3);
    let mut estimates = Vec::new();
    for answer in answers {
        engine.record(engine.pending().unwrap(), Response(*answer)).unwrap();
        estimates.push(engine.estimate());
    }
    (engine, estimates)
}

fn estimate(test: &AdaptiveTest, estimator: Estimator, engine: &AdaptiveEngine) -> Estimate {
    test.estimate(estimator, engine.items(), engine.responses()).unwrap()
}

#[test]
fn steps_go_from_the_start_towards_a_bound_and_no_further() {
    let mut design = spec(Some(ConstantPattern::Step));
    design.start.theta = 0.5;
    for (answer, way, bound) in [(1, 0.4, 4.0), (0, -0.4, -4.0)] {
        let (engine, estimates) = session(&test(design.clone()), &[answer; 12]);
        for (count, found) in (1..).zip(&estimates) {
            let expected: f64 = 0.5 + way * f64::from(count);
            assert!((found.theta - expected.clamp(-4.0, 4.0)).abs() < 1e-12, "{found:?} after {count}");
            assert_eq!((found.se, found.status), (MAX_STANDARD_ERROR, EstimateStatus::ConstantPattern));
        }
        assert_eq!(estimates[11].theta, bound);
        assert_eq!(engine.estimate(), estimates[11]);
        let last = engine.final_estimate();
        assert_eq!((last.theta, last.status), (bound, EstimateStatus::AtBound));
        assert!(last.se < MAX_STANDARD_ERROR);
    }
    let known = ExamineeStart { start_theta: Some(-1.0), ..ExamineeStart::default() };
    design.estimator.constant_pattern_step = Some(0.7);
    let theirs = Arc::new(test(design).for_examinee(&known).unwrap());
    assert!((session(&theirs, &[1, 1]).1[1].theta - 0.4).abs() < 1e-12);
}

#[test]
fn the_first_other_answer_brings_the_estimator_back() {
    for pattern in ConstantPattern::ALL {
        let test = test(spec(Some(*pattern)));
        let (engine, estimates) = session(&test, &[1, 1, 1, 0]);
        assert_ne!(estimates[2].status, EstimateStatus::AtBound, "{pattern}");
        let expected = estimate(&test, Estimator::Mle, &engine);
        assert_eq!(engine.estimate(), expected, "{pattern}");
        assert_eq!((expected.status, engine.final_estimate()), (EstimateStatus::Converged, expected), "{pattern}");
    }
}

#[test]
fn an_estimator_stands_in_and_final_estimates_stay() {
    let patterns = [
        (ConstantPattern::Eap, Estimator::Eap),
        (ConstantPattern::Map, Estimator::Map),
        (ConstantPattern::Wle, Estimator::Wle),
    ];
    for (pattern, estimator) in patterns {
        for answer in [0, 1] {
            let test = test(spec(Some(pattern)));
            let (engine, _) = session(&test, &[answer; 4]);
            assert_eq!(engine.estimate(), estimate(&test, estimator, &engine), "{pattern}");
            let last = engine.final_estimate();
            assert_eq!(last, estimate(&test, Estimator::Mle, &engine), "{pattern}");
            assert_eq!(last.status, EstimateStatus::AtBound);
        }
    }
}

#[test]
fn before_the_first_answer_nothing_is_different() {
    let start = |pattern| AdaptiveEngine::start(test(spec(pattern)), 1);
    let (plain, stepping) = (start(None), start(Some(ConstantPattern::Step)));
    assert_eq!((stepping.estimate(), stepping.pending()), (plain.estimate(), plain.pending()));
    assert_eq!(stepping.estimate().status, EstimateStatus::NoResponses);
}

#[test]
fn the_ends_of_polytomous_items_are_their_lowest_and_highest_categories() {
    let graded = |number: u32, thresholds: &[f64]| {
        Item::new(&format!("g{number}"), Graded::new(1.2, thresholds).unwrap()).unwrap()
    };
    let items = vec![graded(1, &[-1.0, 0.0, 1.0]), graded(2, &[-0.5]), graded(3, &[-0.7, 0.6])];
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items).unwrap());
    let mut design = spec(Some(ConstantPattern::Step));
    design.start.items = vec!["g1".to_owned(), "g2".to_owned(), "g3".to_owned()];
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(design).unwrap()).unwrap());
    for (answers, thetas) in [([3, 1, 2], [0.4, 0.8, 1.2]), ([0, 0, 0], [-0.4, -0.8, -1.2])] {
        let (_, estimates) = session(&test, &answers);
        for (found, expected) in estimates.iter().zip(thetas) {
            assert!((found.theta - expected).abs() < 1e-12, "{answers:?}: {found:?}");
        }
    }
    for answers in [[3, 1, 1], [3, 0, 2], [1, 1, 2], [0, 0, 1]] {
        let (engine, _) = session(&test, &answers);
        assert_eq!(engine.estimate(), estimate(&test, Estimator::Mle, &engine), "{answers:?}");
    }
}

#[test]
fn answers_that_are_not_scored_do_not_count() {
    let mut design = spec(Some(ConstantPattern::Step));
    design.content.pretest = Some(PretestSpec { items: vec!["i30".to_owned()], positions: vec![2] });
    let (engine, estimates) = session(&test(design), &[1, 0, 1]);
    assert_eq!(engine.items()[1], ItemIndex(29));
    let thetas: Vec<f64> = estimates.iter().map(|estimate| estimate.theta).collect();
    assert_eq!(thetas, [0.4, 0.4, 0.8]);
}

#[test]
fn steps_never_end_a_test_by_its_precision() {
    let mut design = spec(Some(ConstantPattern::Step));
    (design.stopping.max_items, design.stopping.standard_error) = (Some(12), Some(0.9));
    (design.stopping.theta_change, design.stopping.standard_error_change) = (Some(0.5), Some(0.5));
    let (engine, _) = session(&test(design.clone()), &[1; 12]);
    assert_eq!((engine.items().len(), engine.stop_reason()), (12, Some(StopReason::MaxItems)));
    let mut engine = AdaptiveEngine::start(test(design), 3);
    for answer in [1, 1, 1, 0, 1, 0, 1, 0] {
        if let Some(item) = engine.pending() {
            engine.record(item, Response(answer)).unwrap();
        }
    }
    assert_eq!(engine.stop_reason(), Some(StopReason::StandardError));
}

#[test]
fn every_rule_chooses_items_along_the_steps_and_sessions_are_repeated() {
    for rule in SelectionRule::ALL {
        for pattern in ConstantPattern::ALL {
            let mut design = spec(Some(*pattern));
            (design.selection.rule, design.stopping.max_items) = (*rule, Some(6));
            let test = test(design);
            let (engine, _) = session(&test, &[1, 1, 1]);
            let mut restored = AdaptiveEngine::restore(Arc::clone(&test), engine.state()).unwrap();
            assert_eq!(
                (restored.state(), restored.estimate()),
                (engine.state(), engine.estimate()),
                "{rule} {pattern}"
            );
            while let Some(item) = restored.pending() {
                restored.record(item, Response::WRONG).unwrap();
            }
            let answers = restored.items().iter().copied().zip(restored.responses().iter().copied());
            let again = AdaptiveEngine::replay(Arc::clone(&test), 3, answers).unwrap();
            assert_eq!(again.state(), restored.state(), "{rule} {pattern}");
        }
    }
}

#[test]
fn mei_estimates_with_the_same_fallback() {
    let values = |pattern, answers: [Response; 2]| {
        let items = [ItemIndex(10), ItemIndex(20)];
        test(spec(pattern)).criterion_values(SelectionRule::Mei, 0.8, &items, &answers).unwrap()
    };
    let [right, wrong] = [Response::RIGHT, Response::WRONG];
    assert_ne!(values(Some(ConstantPattern::Step), [right, right]), values(None, [right, right]));
    assert_eq!(values(Some(ConstantPattern::Step), [right, wrong]), values(None, [right, wrong]));
}

#[test]
fn designs_are_checked() {
    #[track_caller]
    fn refused(design: CatSpec, field: &str, value: &str, code: &str) {
        let error = CatDesign::new(design).unwrap_err();
        assert_eq!((error.field, &*error.value, error.code()), (field, value, code));
    }
    let stepping = |step| {
        let mut design = spec(Some(ConstantPattern::Step));
        design.estimator.constant_pattern_step = Some(step);
        design
    };
    const STEP: &str = "estimator.constant_pattern_step";
    refused(stepping(0.0), STEP, "0", "not_between");
    refused(stepping(10.1), STEP, "10.1", "not_between");
    refused(stepping(f64::NAN), STEP, "NaN", "not_between");
    assert!(CatDesign::new(stepping(10.0)).is_ok());
    for pattern in [None, Some(ConstantPattern::Eap)] {
        let mut design = spec(pattern);
        design.estimator.constant_pattern_step = Some(0.4);
        refused(design, STEP, "0.4", "unused_without_step");
    }
    let custom = |pattern| {
        let mut design = spec(Some(pattern));
        design.quadrature = Some(QuadratureSpec::default());
        (design.prior.kind, design.prior.weights) = (PriorKind::Custom, Some(vec![1.0; 33]));
        design
    };
    refused(custom(ConstantPattern::Map), "estimator.constant_pattern", "map", "map_under_custom_prior");
    assert!(CatDesign::new(custom(ConstantPattern::Eap)).is_ok());
    let mut eap = spec(Some(ConstantPattern::Step));
    eap.estimator.interim_estimator = Estimator::Eap;
    assert!(CatDesign::new(eap).is_ok());
}

#[test]
fn a_resolved_design_keeps_the_fallback_and_other_fallbacks_are_other_designs() {
    let fingerprint = |design| AdaptiveEngine::start(test(design), 1).state().fingerprint.unwrap().design;
    let mut prints = vec![fingerprint(spec(None))];
    for pattern in ConstantPattern::ALL {
        let resolved = CatDesign::new(spec(Some(*pattern))).unwrap().resolved_spec();
        let step = (*pattern == ConstantPattern::Step).then_some(0.4);
        let kept = (resolved.estimator.constant_pattern, resolved.estimator.constant_pattern_step);
        assert_eq!(kept, (Some(*pattern), step));
        prints.push(fingerprint(spec(Some(*pattern))));
        assert_eq!(fingerprint(resolved), prints[prints.len() - 1]);
    }
    let mut longer = spec(Some(ConstantPattern::Step));
    longer.estimator.constant_pattern_step = Some(0.7);
    prints.push(fingerprint(longer));
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 6);
    let (engine, _) = session(&test(spec(Some(ConstantPattern::Step))), &[1, 1]);
    let refused = AdaptiveEngine::restore(test(spec(None)), engine.state()).unwrap_err();
    assert_eq!(refused, RestoreError::OtherDesign);
}

#[test]
fn files_name_the_fallback() {
    let text = "[estimator]\ninterim = \"mle\"\nconstant_pattern = \"step\"\nconstant_pattern_step = 0.7\n";
    let design: CatSpec = toml::from_str(text).unwrap();
    assert_eq!(design.estimator.constant_pattern, Some(ConstantPattern::Step));
    assert_eq!(CatDesign::new(design.clone()).unwrap().constant_pattern_step(), 0.7);
    assert_eq!(toml::from_str::<CatSpec>(&toml::to_string(&design).unwrap()).unwrap(), design);
    assert!(!toml::to_string(&CatSpec::default()).unwrap().contains("constant_pattern"));
    assert!(toml::from_str::<CatSpec>("[estimator]\nconstant_pattern = \"ml\"\n").is_err());
}
