//! A sitting allocates when it starts, and no more.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, Estimator, FourPl, Item, ItemBank, Metric, PriorKind, Response,
    SelectionRule,
};

fn test(estimator: Estimator, prior: PriorKind, rule: SelectionRule) -> Arc<AdaptiveTest> {
    let item = |place: u32| {
        let (a, b) = (0.6 + f64::from(place % 7) / 5.0, f64::from(place % 41) / 10.0 - 2.0);
        Item::new(&place.to_string(), FourPl::three_pl(a, b, 0.2).expect("valid")).expect("valid")
    };
    let bank = ItemBank::new(Metric::LOGISTIC, (0..500).map(item).collect()).expect("valid");
    let mut spec = CatSpec::default();
    (spec.estimator.interim_estimator, spec.estimator.final_estimator) = (estimator, estimator);
    (spec.prior.kind, spec.selection.rule) = (prior, rule);
    spec.stopping.max_items = Some(200);
    Arc::new(AdaptiveTest::new(Arc::new(bank), CatDesign::new(spec).expect("valid")).expect("valid"))
}

fn check(estimator: Estimator, prior: PriorKind, rule: SelectionRule) {
    let mut engine = AdaptiveEngine::start(test(estimator, prior, rule), 1);
    let allocated = allocation_counter::measure(|| {
        for answered in 0..200 {
            if let Some(item) = engine.pending() {
                engine.record(item, Response::from_correct(answered % 3 != 0)).expect("pending");
            }
        }
        std::hint::black_box(engine.final_estimate());
    });
    assert_eq!(engine.items().len(), 200);
    // Narrow enough for EAP to leave the nodes.
    let is_narrow = (estimator, rule) == (Estimator::Eap, SelectionRule::MaxInformation);
    assert!(!is_narrow || engine.final_estimate().se < 0.175, "{:?}", engine.final_estimate());
    assert_eq!(allocated.count_total, 0, "{estimator}, {prior}, {rule}");
}

#[test]
fn answers_allocate_nothing() {
    for estimator in [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle] {
        check(estimator, PriorKind::Normal, SelectionRule::MaxInformation);
        check(estimator, PriorKind::Jeffreys, SelectionRule::MaxInformation);
    }
}

#[test]
fn choices_allocate_nothing() {
    for rule in SelectionRule::ALL.iter().filter(|rule| **rule != SelectionRule::Mei) {
        check(Estimator::Eap, PriorKind::Normal, *rule);
    }
}
