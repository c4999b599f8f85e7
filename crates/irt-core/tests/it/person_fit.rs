//! Person fit: against the formulas as published, and where it is not defined.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, Estimator, FourPl, ItemBank, MIN_PERSON_FIT_ITEMS, PersonFit, QuadratureSpec,
};
use irt_core::{PriorKind, Response};
use proptest::prelude::*;
use serde::Deserialize;

use crate::properties_polytomous::models;
use crate::reference::{all_items, assert_close, bank_of, item_model, load, responses};

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    label: String,
    estimator: String,
    mean: f64,
    sd: f64,
    items: Vec<CaseItem>,
    responses: Vec<u8>,
    theta: f64,
    lz: f64,
    lz_star: f64,
    infit: f64,
    outfit: f64,
}

#[derive(Deserialize)]
struct CaseItem {
    model: String,
    parameters: Vec<f64>,
}

fn test_of(bank: &Arc<ItemBank>, adapt: impl FnOnce(&mut CatSpec)) -> AdaptiveTest {
    let mut spec = CatSpec::default();
    adapt(&mut spec);
    AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap()
}

fn fit(test: &AdaptiveTest, pattern: &[u8]) -> PersonFit {
    let (items, responses) = (all_items(test.bank()), responses(pattern));
    let estimate = test.score(&items, &responses).unwrap();
    test.person_fit(&items, &responses, &estimate).unwrap()
}

#[test]
fn the_statistics_are_those_of_the_published_formulas() {
    let Cases { cases } = load("person_fit.json");
    for case in &cases {
        let models = case.items.iter().map(|item| match (item.model.as_str(), item.parameters.as_slice()) {
            ("3PL", [a, b, c]) => FourPl::three_pl(*a, *b, *c).unwrap().into(),
            (name, row) => item_model(name, row),
        });
        let test = test_of(&bank_of(models, 1.0), |spec| {
            spec.estimator.final_estimator = Estimator::from_name(&case.estimator).unwrap();
            (spec.prior.mean, spec.prior.sd) = (Some(case.mean), Some(case.sd));
            (spec.bounds.lower, spec.bounds.upper) = (-6.0, 6.0);
            spec.quadrature = Some(QuadratureSpec { lower: -6.0, upper: 6.0, nodes: 193 });
        });
        let (items, responses) = (all_items(test.bank()), responses(&case.responses));
        let estimate = test.score(&items, &responses).unwrap();
        let what = |name: &str| format!("{}, {}: {name}", case.label, case.estimator);
        assert_close(estimate.theta, case.theta, 1e-8, &what("theta"));
        let found = test.person_fit(&items, &responses, &estimate).unwrap();
        assert_close(found.lz.unwrap(), case.lz, 1e-7, &what("lz"));
        assert_close(found.lz_star.unwrap(), case.lz_star, 1e-7, &what("lz*"));
        assert_close(found.infit.unwrap(), case.infit, 1e-7, &what("infit"));
        assert_close(found.outfit.unwrap(), case.outfit, 1e-7, &what("outfit"));
    }
    assert!(cases.len() >= 40);
}

#[test]
fn too_few_responses_have_no_fit() {
    let bank = bank_of((0..3).map(|b| FourPl::one_pl(f64::from(b)).unwrap().into()), 1.0);
    let test = test_of(&bank, |_| ());
    let items = all_items(&bank);
    for count in 0..MIN_PERSON_FIT_ITEMS {
        let responses = vec![Response::RIGHT; count];
        let estimate = test.score(&items[..count], &responses).unwrap();
        assert_eq!(test.person_fit(&items[..count], &responses, &estimate).unwrap(), PersonFit::default());
    }
    assert!(fit(&test, &[1, 0, 1]).lz.is_some());
}

#[test]
fn patterns_that_are_all_equally_likely_have_no_fit() {
    let alike = |b| bank_of((0..4).map(|_| FourPl::one_pl(b).unwrap().into()), 1.0);
    // At theta 0 every pattern on these items has the probability 1/16.
    let even = fit(&test_of(&alike(0.0), |_| ()), &[1, 0, 0, 1]);
    assert_eq!((even.lz, even.lz_star), (None, None));
    assert_close(even.infit.unwrap(), 1.0, 1e-12, "infit");
    // On equal items the estimate takes up all there is to say.
    let equal = fit(&test_of(&alike(0.7), |_| ()), &[1, 0, 0, 0]);
    assert!(equal.lz.is_some() && equal.lz_star.is_none(), "{equal:?}");
}

#[test]
fn an_estimate_at_its_bound_has_no_lz_star() {
    let bank = bank_of((0..6).map(|b| FourPl::two_pl(1.0, f64::from(b)).unwrap().into()), 1.0);
    let test = test_of(&bank, |spec| spec.estimator.final_estimator = Estimator::Mle);
    let all_right = fit(&test, &[1; 6]);
    assert!(all_right.lz.is_some() && all_right.infit.is_some() && all_right.lz_star.is_none(), "{all_right:?}");
    assert!(fit(&test, &[1, 1, 1, 0, 1, 0]).lz_star.is_some());
}

#[test]
fn a_custom_prior_has_no_lz_star() {
    let bank = bank_of((0..6).map(|b| FourPl::two_pl(1.0, f64::from(b)).unwrap().into()), 1.0);
    let test = test_of(&bank, |spec| {
        spec.quadrature = Some(QuadratureSpec::default());
        (spec.prior.kind, spec.prior.weights) = (PriorKind::Custom, Some(vec![1.0; 33]));
    });
    let found = fit(&test, &[1, 1, 0, 1, 0, 0]);
    assert!(found.lz.is_some() && found.lz_star.is_none(), "{found:?}");
}

#[test]
fn a_robust_estimator_weighs_what_it_weighs() {
    // With weights of 1 throughout, the robust estimate is the maximum of the likelihood.
    let models = (0..8).map(|b| FourPl::two_pl(0.5 + 0.1 * f64::from(b), f64::from(b) / 4.0 - 1.0).unwrap().into());
    let bank = bank_of(models, 1.0);
    let with = |estimator, tuning| {
        fit(
            &test_of(&bank, |spec| {
                (spec.estimator.final_estimator, spec.estimator.huber_tuning) = (estimator, tuning);
            }),
            &[1, 1, 0, 1, 0, 1, 0, 0],
        )
    };
    let (likelihood, wide) = (with(Estimator::Mle, None), with(Estimator::Huber, Some(50.0)));
    assert_close(wide.lz_star.unwrap(), likelihood.lz_star.unwrap(), 1e-7, "lz*");
    let narrow = with(Estimator::Huber, Some(0.3)).lz_star.unwrap();
    assert!((narrow - likelihood.lz_star.unwrap()).abs() > 1e-3, "{narrow}");
}

#[test]
fn simulated_patterns_tell_how_rare_a_misfit_is() {
    let models = (0..30).map(|item| FourPl::two_pl(1.3, f64::from(item) / 7.5 - 2.0).unwrap().into());
    let bank = bank_of(models, 1.0);
    let test = test_of(&bank, |_| ());
    let items = all_items(&bank);
    let share = |pattern: &[u8], draws, seed| {
        let responses = responses(pattern);
        let estimate = test.score(&items, &responses).unwrap();
        test.lz_probability(&items, &responses, &estimate, draws, seed).unwrap().unwrap()
    };
    let orderly: Vec<u8> = (0..30).map(|item| u8::from(item < 15)).collect();
    let reversed: Vec<u8> = (0..30).map(|item| u8::from(item >= 15)).collect();
    assert!(share(&orderly, 199, 1) > 0.9, "more regular than the model expects");
    assert_eq!(share(&reversed, 199, 1), 1.0 / 200.0, "no draw is as odd");
    assert_eq!(share(&orderly, 50, 7), share(&orderly, 50, 7));
    assert_eq!(share(&orderly, 0, 7), 1.0);
    let one = test.score(&items[..1], &[Response::RIGHT]).unwrap();
    assert_eq!(test.lz_probability(&items[..1], &[Response::RIGHT], &one, 10, 1), Ok(None));
}

/// Under the model the share is below 0.05 for about 5 in 100 examinees. The limits are those of the binomial
/// distribution with a probability of error of 1e-4 at 400 examinees.
#[test]
fn the_share_keeps_its_probability_of_error() {
    let models = (0..25).map(|item| FourPl::two_pl(1.2, f64::from(item) / 6.0 - 2.0).unwrap().into());
    let bank = bank_of(models, 1.0);
    let test = test_of(&bank, |_| ());
    let items = all_items(&bank);
    let mut below = 0;
    for examinee in 0_u64..400 {
        let theta = (examinee as f64 / 399.0 - 0.5) * 3.0;
        // Weyl sequences stand for uniform numbers.
        let answer = |item: usize| {
            let mut room = [0.0; 2];
            bank.category_probabilities(items[item], theta, &mut room);
            let uniform = ((examinee * 25 + item as u64 + 1) as f64 * 0.754_877_666_246_693).fract();
            u8::from(uniform < room[1])
        };
        let pattern = responses(&(0..25).map(answer).collect::<Vec<_>>());
        let estimate = test.score(&items, &pattern).unwrap();
        let share = test.lz_probability(&items, &pattern, &estimate, 99, examinee).unwrap().unwrap();
        below += u32::from(share <= 0.05);
    }
    assert!((4..=42).contains(&below), "{below} of 400");
}

proptest! {
    #[test]
    fn no_statistic_is_ever_anything_but_a_number(
        pairs in prop::collection::vec((models(), any::<u8>()), 1..8),
        estimator in prop::sample::select(vec![Estimator::Eap, Estimator::Map, Estimator::Mle, Estimator::Wle]),
    ) {
        let pattern: Vec<u8> = pairs.iter().map(|(model, category)| category % model.categories()).collect();
        let bank = bank_of(pairs.into_iter().map(|(model, _)| model), 1.7);
        let found = fit(&test_of(&bank, |spec| spec.estimator.final_estimator = estimator), &pattern);
        for value in [found.lz, found.lz_star, found.infit, found.outfit].into_iter().flatten() {
            prop_assert!(value.is_finite(), "{found:?}");
        }
        prop_assert_eq!(found.infit.is_some(), pattern.len() >= MIN_PERSON_FIT_ITEMS);
    }
}
