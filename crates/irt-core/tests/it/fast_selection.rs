//! The fast choice by maximum information is the choice of a scan of the whole bank.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, FourPl, GeneralizedPartialCredit, Graded, Item, ItemBank, ItemIndex, ItemModel,
    ItemSet, Metric, QuadratureSpec,
};
use proptest::prelude::*;

/// Banks are drawn this often, and asked [`QUESTIONS`] times each.
const BANKS: u32 = 10_000;
const QUESTIONS: usize = 8;

/// Parameters from few values, so that items are equal, and from ranges up to the extremes.
fn dichotomous() -> impl Strategy<Value = ItemModel> {
    let a = prop_oneof![4 => 0.3..2.5, 2 => Just(1.0), 1 => Just(50.0), 1 => 1e-3..100.0];
    let b = prop_oneof![4 => -3.0..3.0, 2 => Just(0.5), 1 => Just(20.0), 1 => Just(-20.0)];
    let c = prop_oneof![Just(0.0), Just(0.2), 0.0..0.4, Just(0.69)];
    let d = prop_oneof![2 => Just(1.0), 1 => 0.7..1.0];
    (a, b, c, d).prop_map(|(a, b, c, d)| FourPl::new(a, b, c, d).unwrap().into())
}

fn polytomous() -> impl Strategy<Value = ItemModel> {
    let thresholds = prop::collection::vec(0.01..2.0, 1..5).prop_map(|gaps| {
        let place = |last: &mut f64, gap: f64| {
            *last += gap;
            Some(*last)
        };
        gaps.into_iter().scan(-3.0, place).collect::<Vec<f64>>()
    });
    (0.2..4.0, thresholds, any::<bool>()).prop_map(|(a, steps, graded)| {
        if graded {
            Graded::new(a, &steps).unwrap().into()
        } else {
            GeneralizedPartialCredit::new(a, &steps).unwrap().into()
        }
    })
}

fn banks() -> impl Strategy<Value = Vec<ItemModel>> {
    let mixed = prop_oneof![6 => dichotomous(), 1 => polytomous()];
    prop_oneof![
        8 => prop::collection::vec(mixed, 1..60),
        // More items than are listed for a part of the scale.
        1 => prop::collection::vec(dichotomous(), 200..400),
    ]
}

fn thetas() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -1.1..1.1, 1 => Just(1.0), 1 => Just(-1.0), 1 => Just(0.125), 1 => -100.0..100.0]
}

/// An ability, and the share of the bank that is excluded, drawn by a seed.
fn questions() -> impl Strategy<Value = Vec<(f64, f64, u64)>> {
    let share = prop_oneof![3 => Just(0.0), 3 => 0.0..0.5, 2 => 0.8..1.0, 1 => Just(1.0)];
    prop::collection::vec((thetas(), share, any::<u64>()), QUESTIONS)
}

fn scan(bank: &ItemBank, theta: f64, excluded: &ItemSet) -> Option<ItemIndex> {
    let mut best: Option<(ItemIndex, f64)> = None;
    for item in (0..bank.len() as u32).map(ItemIndex).filter(|item| !excluded.contains(*item)) {
        let information = bank.information(item, theta).unwrap();
        if best.is_none_or(|(_, highest)| information > highest) {
            best = Some((item, information));
        }
    }
    best.map(|(item, _)| item)
}

fn excluded(bank: &ItemBank, share: f64, mut seed: u64) -> ItemSet {
    let mut set = ItemSet::new(bank.len());
    for item in (0..bank.len() as u32).map(ItemIndex) {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if ((seed >> 11) as f64) < share * (1u64 << 53) as f64 {
            set.insert(item);
        }
    }
    set
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(BANKS))]

    #[test]
    fn the_fast_choice_equals_the_full_scan(models in banks(), questions in questions(), metric in 0.5..2.0) {
        let items = models.into_iter().enumerate().map(|(place, model)| Item::new(&place.to_string(), model).unwrap());
        let bank = Arc::new(ItemBank::new(Metric::new(metric).unwrap(), items.collect()).unwrap());
        let mut spec = CatSpec::default();
        (spec.bounds.lower, spec.bounds.upper) = (-1.0, 1.0);
        spec.quadrature = Some(QuadratureSpec { lower: -1.0, upper: 0.5, nodes: 3 });
        let test = AdaptiveTest::new(Arc::clone(&bank), CatDesign::new(spec).unwrap()).unwrap();
        for (theta, share, seed) in questions {
            let excluded = excluded(&bank, share, seed);
            prop_assert_eq!(test.most_informative(theta, &excluded), scan(&bank, theta, &excluded), "at {}", theta);
        }
    }
}
