//! The item of the least expected posterior variance is that of a look at every item.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, FourPl, GeneralizedPartialCredit, Item, ItemBank, ItemIndex,
    ItemModel, Metric, PriorKind, QuadratureSpec, Response, SelectionRule,
};
use proptest::prelude::*;

/// Parameters from few values, so that items are equal, and from ranges up to the extremes.
fn dichotomous() -> impl Strategy<Value = ItemModel> {
    let a = prop_oneof![6 => 0.3..2.5, 2 => Just(1.0), 1 => Just(20.0), 1 => 1e-3..100.0];
    let b = prop_oneof![6 => -3.0..3.0, 2 => Just(0.5), 1 => Just(40.0), 1 => Just(-40.0)];
    let c = prop_oneof![Just(0.0), Just(0.2), 0.0..0.4];
    let d = prop_oneof![2 => Just(1.0), 1 => 0.7..1.0];
    (a, b, c, d).prop_map(|(a, b, c, d)| FourPl::new(a, b, c, d).unwrap().into())
}

fn polytomous() -> impl Strategy<Value = ItemModel> {
    (0.2..3.0, -2.0..0.0, 0.0..2.0)
        .prop_map(|(a, first, second)| GeneralizedPartialCredit::new(a, &[first, second]).unwrap().into())
}

#[derive(Debug, Clone)]
struct Case {
    items: Vec<ItemModel>,
    answers: Vec<bool>,
    prior: PriorKind,
    /// Quadrature and start.
    grid: (f64, f64, u32),
    start: f64,
    metric: f64,
}

fn cases() -> impl Strategy<Value = Case> {
    let mixed = prop_oneof![12 => dichotomous(), 1 => polytomous()];
    let items =
        prop_oneof![3 => prop::collection::vec(dichotomous(), 1..120), 1 => prop::collection::vec(mixed, 1..60)];
    let prior =
        prop_oneof![3 => Just(PriorKind::Normal), 1 => Just(PriorKind::Uniform), 1 => Just(PriorKind::Jeffreys)];
    let grid = prop_oneof![
        4 => Just((-4.0, 4.0, 33)),
        1 => Just((-1.0, 0.5, 3)),
        1 => Just((-3.0, 3.0, 121)),
        1 => Just((-100.0, 100.0, 501)),
    ];
    (items, prop::collection::vec(any::<bool>(), 0..25), prior, grid, -4.0..4.0, 0.5..2.0)
        .prop_map(|(items, answers, prior, grid, start, metric)| Case { items, answers, prior, grid, start, metric })
}

fn engine(case: &Case) -> AdaptiveEngine {
    let items = case.items.iter().enumerate();
    let items = items.map(|(place, model)| Item::new(&place.to_string(), model.clone()).unwrap()).collect();
    let bank = Arc::new(ItemBank::new(Metric::new(case.metric).unwrap(), items).unwrap());
    let mut spec = CatSpec::default();
    spec.selection.rule = SelectionRule::Mepv;
    spec.prior.kind = case.prior;
    let (lower, upper, nodes) = case.grid;
    spec.quadrature = Some(QuadratureSpec { lower, upper, nodes });
    spec.start.theta = case.start;
    spec.stopping.max_items = Some(50);
    AdaptiveEngine::start(Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap()), 1)
}

/// The first of the items with the least value, by a look at every value.
fn least(engine: &AdaptiveEngine) -> Option<ItemIndex> {
    let theta = if engine.items().is_empty() { engine.test().design().start_theta() } else { engine.estimate().theta };
    let values =
        engine.test().criterion_values(SelectionRule::Mepv, theta, engine.items(), engine.responses()).unwrap();
    let values = (0..).map(ItemIndex).zip(values).filter_map(|(item, value)| Some((item, value?)));
    values.reduce(|least, other| if other.1 < least.1 { other } else { least }).map(|(item, _)| item)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_bounded_choice_equals_the_full_scan(case in cases()) {
        let mut engine = engine(&case);
        prop_assert_eq!(engine.pending(), least(&engine));
        for right in &case.answers {
            let Some(item) = engine.pending() else { break };
            let highest = engine.test().bank().categories(item).unwrap() - 1;
            engine.record(item, Response(if *right { highest } else { 0 })).unwrap();
            prop_assert_eq!(engine.pending(), least(&engine), "after {} answers", engine.items().len());
        }
    }
}
