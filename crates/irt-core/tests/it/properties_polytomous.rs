//! Properties that hold for items of all models, and for patterns on banks that mix them.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, Estimate, EstimateStatus, Estimator, FourPl,
    GeneralizedPartialCredit, Graded, ItemBank, ItemModel, Metric, ModifiedGraded, Nominal, PartialCredit, PriorKind,
    RatingScale, Response, SeFormula,
};
use proptest::prelude::*;

use crate::reference::{all_items, bank_of, responses, score};

pub const METRIC: Metric = Metric::NORMAL_OGIVE;

fn increasing() -> impl Strategy<Value = Vec<f64>> {
    (-3.0..0.0, prop::collection::vec(0.05..1.5, 0..6)).prop_map(|(first, gaps)| {
        let rises = gaps.into_iter().scan(first, |threshold, gap| {
            *threshold += gap;
            Some(*threshold)
        });
        std::iter::once(first).chain(rises).collect()
    })
}

fn steps() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-2.5..2.5, 1..6)
}

pub fn models() -> impl Strategy<Value = ItemModel> {
    let discrimination = || 0.3..2.5;
    prop_oneof![
        (discrimination(), -2.0..2.0, 0.0..0.3).prop_map(|(a, b, c)| FourPl::three_pl(a, b, c).unwrap().into()),
        (discrimination(), increasing()).prop_map(|(a, b)| Graded::new(a, &b).unwrap().into()),
        (discrimination(), -1.0..1.0, increasing()).prop_map(|(a, b, c)| {
            let shifts: Vec<f64> = c.iter().map(|shift| -shift).collect();
            ModifiedGraded::new(a, b, &shifts).unwrap().into()
        }),
        steps().prop_map(|b| PartialCredit::new(&b).unwrap().into()),
        (discrimination(), steps()).prop_map(|(a, b)| GeneralizedPartialCredit::new(a, &b).unwrap().into()),
        (-1.0..1.0, steps()).prop_map(|(b, d)| RatingScale::new(b, &d).unwrap().into()),
        prop::collection::vec((0.2..2.0, -1.5..1.5), 1..5).prop_map(|lines| Nominal::new(&lines).unwrap().into()),
    ]
}

/// Items, and a category of each that is in range once taken modulo its categories.
fn patterns(longest: usize) -> impl Strategy<Value = (Vec<ItemModel>, Vec<u8>)> {
    prop::collection::vec((models(), any::<u8>()), 1..longest).prop_map(|pairs| {
        let reduced = pairs.into_iter().map(|(model, category)| {
            let category = category % model.categories();
            (model, category)
        });
        reduced.unzip()
    })
}

fn probabilities(item: &ItemModel, theta: f64) -> Vec<f64> {
    let mut room = vec![0.0; usize::from(item.categories())];
    item.category_probabilities(theta, METRIC, &mut room);
    room
}

fn derivatives(item: &ItemModel, theta: f64) -> Vec<[f64; 3]> {
    let mut room = vec![[0.0; 3]; usize::from(item.categories())];
    item.category_derivatives(theta, METRIC, &mut room);
    room
}

/// Compares a derivative with a difference of fourth order: third derivatives as large as 1e5 spoil one of second order.
fn assert_slope(f: impl Fn(f64) -> f64, slope: f64, theta: f64) -> Result<(), TestCaseError> {
    let step = 1e-4;
    let rise = |steps: f64| f(theta + steps * step) - f(theta - steps * step);
    let difference = (8.0 * rise(1.0) - rise(2.0)) / (12.0 * step);
    prop_assert!((slope - difference).abs() <= 2e-7 * slope.abs().max(1.0), "{slope} against {difference}");
    Ok(())
}

fn assert_same(found: f64, expected: f64) -> Result<(), TestCaseError> {
    prop_assert!((found - expected).abs() <= 1e-11 * expected.abs().max(1.0), "{found} instead of {expected}");
    Ok(())
}

proptest! {
    #[test]
    fn category_derivatives_agree_with_finite_differences(item in models(), theta in -5.0..5.0) {
        let exact = derivatives(&item, theta);
        for (category, [first, second, third]) in exact.into_iter().enumerate() {
            assert_slope(|theta| probabilities(&item, theta)[category], first, theta)?;
            assert_slope(|theta| derivatives(&item, theta)[category][0], second, theta)?;
            assert_slope(|theta| derivatives(&item, theta)[category][1], third, theta)?;
            let response = Response(category as u8);
            let [slope, curvature] = item.log_likelihood_derivatives(response, theta, METRIC);
            assert_slope(|theta| item.log_likelihood(response, theta, METRIC), slope, theta)?;
            assert_slope(|theta| item.log_likelihood_derivatives(response, theta, METRIC)[0], curvature, theta)?;
        }
        let [first, second] = item.information_derivatives(theta, METRIC);
        assert_slope(|theta| item.information(theta, METRIC), first, theta)?;
        assert_slope(|theta| item.information_derivatives(theta, METRIC)[0], second, theta)?;
        let [_, slope] = item.warm_term(theta, METRIC);
        assert_slope(|theta| item.warm_term(theta, METRIC)[0], slope, theta)?;
    }

    #[test]
    fn category_functions_follow_their_formulas(item in models(), theta in -4.0..4.0) {
        let (p, derivatives) = (probabilities(&item, theta), derivatives(&item, theta));
        assert_same(p.iter().sum(), 1.0)?;
        let total = |term: &dyn Fn(f64, [f64; 3]) -> f64| -> f64 {
            p.iter().zip(&derivatives).map(|(p, derivatives)| term(*p, *derivatives)).sum()
        };
        let information = item.information(theta, METRIC);
        assert_same(total(&|p, [first, second, _]| first * first / p - second), information)?;
        assert_same(total(&|p, [first, second, _]| first * second / p), item.warm_term(theta, METRIC)[0])?;
        let expected: f64 = (0..item.categories())
            .map(|category| p[usize::from(category)] * item.observed_information(Response(category), theta, METRIC))
            .sum();
        assert_same(expected, information)?;
        for (category, p) in (0..).zip(&p) {
            assert_same(item.log_likelihood(Response(category), theta, METRIC).exp(), *p)?;
        }
    }

    #[test]
    fn a_list_of_parameters_gives_the_same_item(item in models(), rotation in 0..10usize) {
        let mut parameters = item.parameters();
        let places = parameters.len();
        parameters.rotate_left(rotation % places);
        prop_assert_eq!(ItemModel::from_parameters(item.name(), &parameters), Ok(item));
    }

    #[test]
    fn a_bank_computes_what_its_items_compute(items in prop::collection::vec(models(), 1..8), theta in -4.0..4.0) {
        let bank = bank_of(items.iter().cloned(), METRIC.scaling_constant());
        prop_assert_eq!(bank.is_dichotomous(), items.iter().all(|item| item.categories() == 2 && item.name().is_dichotomous()));
        for (item, index) in items.iter().zip(all_items(&bank)) {
            let mut room = vec![0.0; usize::from(item.categories())];
            prop_assert!(bank.category_probabilities(index, theta, &mut room));
            prop_assert_eq!(room, probabilities(item, theta));
            prop_assert_eq!(bank.information(index, theta), Some(item.information(theta, METRIC)));
            prop_assert_eq!(bank.categories(index), Some(item.categories()));
            prop_assert_eq!(&bank.item(index).unwrap().model, item);
        }
    }

    #[test]
    fn no_ability_is_likelier_than_mle_on_mixed_banks((items, categories) in patterns(10)) {
        let bank = bank_of(items, 1.0);
        let estimate = score(&bank, &categories, |spec| spec.estimator.final_estimator = Estimator::Mle);
        let highest = log_likelihood(&bank, &categories, estimate.theta);
        for place in 0..=400 {
            let other = -4.0 + f64::from(place) / 50.0;
            prop_assert!(log_likelihood(&bank, &categories, other) <= highest + 1e-9, "{other} beats {estimate:?}");
        }
    }

    #[test]
    fn the_order_of_responses_does_not_matter_on_mixed_banks((items, categories) in patterns(30)) {
        for estimator in ESTIMATORS {
            let mut spec = CatSpec::default();
            spec.estimator.final_estimator = estimator;
            let bank = bank_of(items.iter().cloned(), 1.0);
            let test = AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap();
            let (mut order, mut answers) = (all_items(test.bank()), responses(&categories));
            let forward = test.score(&order, &answers).unwrap();
            order.reverse();
            answers.reverse();
            let backward = test.score(&order, &answers).unwrap();
            // A flat objective fixes its maximum only as well as its slope can be told from zero.
            let tolerance = 1e-12 * forward.se.max(1.0).powi(2);
            prop_assert!((forward.theta - backward.theta).abs() <= tolerance, "{forward:?} and {backward:?}");
        }
    }

    #[test]
    fn mixed_sittings_replay_bit_for_bit((items, categories) in patterns(25), seed: u64) {
        let test = Arc::new(AdaptiveTest::new(bank_of(items, 1.0), CatDesign::default()).unwrap());
        let mut live = AdaptiveEngine::start(Arc::clone(&test), seed);
        while let Some(item) = live.pending() {
            live.record(item, Response(categories[item.as_usize()])).unwrap();
            let restored = AdaptiveEngine::restore(Arc::clone(&test), live.state()).unwrap();
            prop_assert_eq!(restored.state(), live.state());
        }
        let answers: Vec<_> = live.items().iter().copied().zip(live.responses().iter().copied()).collect();
        prop_assert_eq!(AdaptiveEngine::replay(test, seed, answers).unwrap().state(), live.state());
        prop_assert!(live.estimate().theta.abs() < 4.0);
    }
}

const ESTIMATORS: [Estimator; 4] = [Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle];

fn log_likelihood(bank: &ItemBank, categories: &[u8], theta: f64) -> f64 {
    let pairs = bank.items().zip(categories);
    pairs.map(|(item, category)| item.model.log_likelihood(Response(*category), theta, bank.metric())).sum()
}

/// One item of each polytomous model, with this discrimination where the model has one.
fn one_of_each(a: f64) -> Vec<ItemModel> {
    vec![
        Graded::new(a, &[-20.0, -1.0, -0.999, 20.0]).unwrap().into(),
        ModifiedGraded::new(a, 20.0, &[1.0, 0.5, -40.0]).unwrap().into(),
        PartialCredit::new(&[100.0, -100.0, 3.0]).unwrap().into(),
        GeneralizedPartialCredit::new(a, &[-20.0, 20.0, 0.0]).unwrap().into(),
        RatingScale::new(-100.0, &[100.0, -100.0]).unwrap().into(),
        Nominal::new(&[(-a, 10_000.0), (0.0, 0.0), (a, -10_000.0)]).unwrap().into(),
    ]
}

#[test]
fn polytomous_functions_are_finite_everywhere() {
    let thetas = [-1e300, -100.0, -20.0, -1.0, 0.0, 3.0, 20.0, 100.0, f64::INFINITY, f64::NAN];
    for a in [1e-300, 0.01, 1.0, 50.0, 100.0] {
        let widest = GeneralizedPartialCredit::new(a, &[1.0; 254]).unwrap();
        for item in one_of_each(a).into_iter().chain([widest.into()]) {
            for theta in thetas {
                check_finite_item(&item, theta);
            }
        }
    }
}

fn check_finite_item(item: &ItemModel, theta: f64) {
    let p = probabilities(item, theta);
    let derivatives = derivatives(item, theta);
    // At |theta| = 100 an exponent reaches 1e7, of which a double keeps nine decimals.
    assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-8, "{p:?} of {item:?} at {theta}");
    let mut values: Vec<f64> = derivatives.into_iter().flatten().chain(p).collect();
    values.push(item.information(theta, METRIC));
    values.extend(item.information_derivatives(theta, METRIC));
    values.extend(item.warm_term(theta, METRIC));
    for category in 0..item.categories() {
        values.push(item.log_likelihood(Response(category), theta, METRIC));
        values.extend(item.log_likelihood_derivatives(Response(category), theta, METRIC));
    }
    assert!(values.iter().all(|value| value.is_finite()), "{values:?} of {item:?} at {theta}");
}

/// Every estimator, prior and formula gives finite numbers in range.
fn check_finite(bank: &Arc<ItemBank>, categories: &[u8]) {
    for estimator in ESTIMATORS {
        for kind in [PriorKind::Normal, PriorKind::Uniform, PriorKind::Jeffreys] {
            for formula in [SeFormula::Classic, SeFormula::Observed, SeFormula::Asymptotic] {
                let Estimate { theta, se, .. } = score(bank, categories, |spec| {
                    (spec.estimator.final_estimator, spec.estimator.se_formula) = (estimator, formula);
                    spec.prior.kind = kind;
                });
                let sound = theta.abs() <= 4.0 && (0.0..=irt_core::MAX_STANDARD_ERROR).contains(&se);
                assert!(sound, "{estimator}, {kind}, {formula}: {theta}, {se}");
            }
        }
    }
}

#[test]
fn uniform_patterns_on_extreme_polytomous_items_give_finite_estimates() {
    for a in [0.1, 2.0, 50.0] {
        let bank = bank_of(one_of_each(a), 1.702);
        let highest: Vec<u8> = bank.items().map(|item| item.model.categories() - 1).collect();
        let middle: Vec<u8> = highest.iter().map(|category| category / 2).collect();
        check_finite(&bank, &[0; 6]);
        check_finite(&bank, &highest);
        check_finite(&bank, &middle);
        for (item, category) in bank.items().zip(middle) {
            check_finite(&bank_of([item.model], 1.0), &[category]);
        }
    }
}

#[test]
fn mle_of_all_highest_and_all_lowest_categories_lies_at_a_bound() {
    let items = [
        Graded::new(1.2, &[-1.0, 0.5]).unwrap().into(),
        GeneralizedPartialCredit::new(0.8, &[0.3, -0.2, 1.0]).unwrap().into(),
        FourPl::three_pl(1.0, 0.0, 0.2).unwrap().into(),
        // The lowest slope is that of category 1, the highest that of category 2.
        Nominal::new(&[(-0.5, 0.1), (1.3, 0.0)]).unwrap().into(),
    ];
    let bank = bank_of(items, 1.0);
    for (categories, bound) in [([0, 0, 0, 1], -4.0), ([2, 3, 1, 2], 4.0)] {
        let estimate = score(&bank, &categories, |spec| spec.estimator.final_estimator = Estimator::Mle);
        assert_eq!((estimate.theta, estimate.status), (bound, EstimateStatus::AtBound));
    }
}

#[test]
fn a_thousand_polytomous_responses_do_not_underflow() {
    let place = |number: u32| f64::from(number % 41) / 10.0 - 2.0;
    let items = (0..1000).map(|number| -> ItemModel {
        let b = place(number);
        if number % 2 == 0 {
            Graded::new(1.5, &[b - 0.7, b, b + 0.7]).unwrap().into()
        } else {
            GeneralizedPartialCredit::new(1.1, &[b + 0.3, b - 0.3]).unwrap().into()
        }
    });
    let bank = bank_of(items, 1.0);
    check_finite(&bank, &[0; 1000]);
    check_finite(&bank, &[2; 1000]);
    check_finite(&bank, &(0..1000).map(|number| (number % 3) as u8).collect::<Vec<_>>());
}
