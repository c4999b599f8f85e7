//! Tables of sum scores: against enumeration, a published table, and the estimates of patterns.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, FourPl, Graded, ItemBank, ItemIndex, ItemModel, PatternError, QuadratureSpec,
};
use irt_core::{PriorKind, SumScore};
use proptest::prelude::*;
use serde::Deserialize;

use crate::properties_polytomous::{METRIC, models};
use crate::reference::{all_items, assert_close, bank_of, load, responses};

fn test_of(bank: &Arc<ItemBank>, adapt: impl FnOnce(&mut CatSpec)) -> AdaptiveTest {
    let grid = QuadratureSpec { lower: -6.0, upper: 6.0, nodes: 49 };
    let mut spec = CatSpec { quadrature: Some(grid), ..CatSpec::default() };
    adapt(&mut spec);
    AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap()
}

fn table(bank: &Arc<ItemBank>, adapt: impl FnOnce(&mut CatSpec)) -> Vec<SumScore> {
    test_of(bank, adapt).sum_score_table(&all_items(bank)).unwrap().rows().to_vec()
}

/// `[total, first moment, second moment]` of the posterior of each sum, from every pattern of the items.
fn by_enumeration(items: &[ItemModel], nodes: impl Iterator<Item = (f64, f64)>) -> Vec<[f64; 3]> {
    let highest: usize = items.iter().map(|item| usize::from(item.categories()) - 1).sum();
    let mut moments = vec![[0.0; 3]; highest + 1];
    for (theta, weight) in nodes {
        let mut patterns = vec![(0_usize, weight)];
        for item in items {
            let mut room = vec![0.0; usize::from(item.categories())];
            item.category_probabilities(theta, METRIC, &mut room);
            let extended = patterns.iter().flat_map(|(sum, likelihood)| {
                room.iter().enumerate().map(move |(category, probability)| (sum + category, likelihood * probability))
            });
            patterns = extended.collect();
        }
        for (sum, likelihood) in patterns {
            moments[sum][0] += likelihood;
            moments[sum][1] += likelihood * theta;
            moments[sum][2] += likelihood * theta * theta;
        }
    }
    moments
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_what_all_patterns_add_up_to(items in prop::collection::vec(models(), 1..5), mean in -1.0..1.0) {
        let bank = bank_of(items.iter().cloned(), METRIC.scaling_constant());
        // Nodes close enough that no posterior is too narrow for them.
        let grid = QuadratureSpec { lower: -6.0, upper: 6.0, nodes: 193 };
        let rows = table(&bank, |spec| (spec.prior.mean, spec.quadrature) = (Some(mean), Some(grid)));
        let nodes = (0..193).map(|node| {
            let theta = -6.0 + f64::from(node) / 16.0;
            let end = if node == 0 || node == 192 { 0.5 } else { 1.0 };
            (theta, end * (-0.5 * (theta - mean).powi(2)).exp())
        });
        let total: f64 = nodes.clone().map(|(_, weight)| weight).sum();
        let expected = by_enumeration(&items, nodes);
        prop_assert_eq!(rows.len(), expected.len());
        for (row, [mass, first, second]) in rows.iter().zip(expected) {
            let theta = first / mass;
            let se = (second / mass - theta * theta).sqrt();
            prop_assert!((row.theta - theta).abs() < 1e-12 * theta.abs().max(1.0), "{row:?}, not {theta}");
            prop_assert!((row.se - se).abs() < 1e-11, "{row:?}, not {se}");
            prop_assert!((row.probability / (mass / total) - 1.0).abs() < 1e-12, "{row:?}");
        }
    }
}

#[derive(Deserialize)]
struct Promis {
    items: Vec<PromisItem>,
    rows: Vec<PromisRow>,
}

#[derive(Deserialize)]
struct PromisItem {
    parameters: [f64; 5],
}

#[derive(Deserialize)]
struct PromisRow {
    sum: u32,
    theta: f64,
    se: f64,
    probability: f64,
    published_t: f64,
    published_se: f64,
}

/// The published table is the exact one on the scale of the general population, whose abilities are not those of the
/// calibration sample: T' = 1.0233 T - 1.363, which brings all 17 rows within 0.15. Its standard errors are averages over
/// examinees.
#[test]
fn the_promis_global_mental_health_table_is_found() {
    let Promis { items, rows } = load("sum_scores_promis.json");
    let models = items.iter().map(|item| Graded::new(item.parameters[0], &item.parameters[1..]).unwrap().into());
    // On 49 nodes from -6 to 6 theta differs in the sixth digit.
    let found = table(&bank_of(models, 1.0), |spec| {
        spec.quadrature = Some(QuadratureSpec { lower: -10.0, upper: 10.0, nodes: 641 });
    });
    assert_eq!(found.len(), rows.len());
    for (found, row) in found.iter().zip(&rows) {
        assert_eq!(found.sum + 4, row.sum);
        assert_close(found.theta, row.theta, 1e-10, "theta");
        assert_close(found.se, row.se, 1e-10, "standard error");
        assert_close(found.probability, row.probability, 1e-10, "probability");
        let (t, se) = (50.0 + 10.0 * found.theta, 10.0 * found.se);
        assert!((1.0233 * t - 1.363 - row.published_t).abs() < 0.15, "sum {}: {t}", row.sum);
        assert!((t - row.published_t).abs() < 0.9 && (se - row.published_se).abs() < 0.2, "sum {}: {t}, {se}", row.sum);
    }
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    let [lowest, .., highest] = &found[..] else { panic!("17 rows") };
    assert_eq!([tenths(50.0 + 10.0 * lowest.theta), tenths(10.0 * lowest.se)], [21.9, 4.6]);
    assert_eq!([tenths(50.0 + 10.0 * highest.theta), tenths(10.0 * highest.se)], [67.5, 5.3]);
}

/// Under the Rasch model all patterns with the same sum have the same likelihood in theta, up to a constant factor.
#[test]
fn a_rasch_sum_has_the_estimate_of_its_patterns() {
    for (items, adapt) in [
        (40_u16, plain as fn(&mut CatSpec)),
        (200, plain),
        (60, jeffreys),
        (150, uniform),
        (60, cut_off),
        (200, cut_off),
    ] {
        let difficulties = (0..items).map(|item| -2.5 + 5.0 * f64::from(item) / f64::from(items));
        let bank = bank_of(difficulties.map(|b| FourPl::one_pl(b).unwrap().into()), 1.0);
        let test = test_of(&bank, adapt);
        let table = test.sum_score_table(&all_items(&bank)).unwrap();
        assert_eq!(table.rows().len(), bank.len() + 1);
        for sum in [0, 1, items / 3, items / 2, items - 1, items] {
            let pattern: Vec<u8> = (0..items).map(|item| u8::from(item < sum)).collect();
            let expected = test.score(&all_items(&bank), &responses(&pattern)).unwrap();
            let row = table.get(u32::from(sum)).unwrap();
            assert_close(row.theta, expected.theta, 1e-10, &format!("{items} items, sum {sum}"));
            assert_close(row.se, expected.se, 1e-10, &format!("{items} items, standard error of {sum}"));
            assert_eq!(row.status, expected.status, "{items} items, {sum}");
        }
        let total: f64 = table.rows().iter().map(|row| row.probability).sum();
        assert_close(total, 1.0, 1e-10, "the probabilities add up");
    }
}

fn plain(_: &mut CatSpec) {}

fn jeffreys(spec: &mut CatSpec) {
    spec.prior.kind = PriorKind::Jeffreys;
}

fn cut_off(spec: &mut CatSpec) {
    spec.quadrature = Some(QuadratureSpec { lower: -2.0, upper: 2.0, nodes: 17 });
}

fn uniform(spec: &mut CatSpec) {
    spec.prior.kind = PriorKind::Uniform;
    (spec.prior.lower, spec.prior.upper) = (Some(-3.9), Some(3.1));
}

/// The likelihood of every sum is below the least number that there is, at every node.
#[test]
fn sums_of_any_likelihood_have_an_ability() {
    let steep = (0..200).map(|item| FourPl::two_pl(5.0, if item % 2 == 0 { 40.0 } else { -40.0 }).unwrap().into());
    let rows = table(&bank_of(steep, 1.0), |_| ());
    for row in &rows {
        assert!(row.theta.is_finite() && row.se.is_finite() && (0.0..=1.0).contains(&row.probability), "{row:?}");
    }
    assert!(rows[0].theta < -1.0 && rows[200].theta > 1.0, "{:?}, {:?}", rows[0], rows[200]);
    assert_close(rows[100].theta, 0.0, 1e-9, "half of them right says nothing");
    assert_close(rows[100].probability, 1.0, 1e-9, "and all have this sum");
}

#[test]
fn a_custom_prior_is_interpolated_between_its_nodes() {
    let nodes = (0..49).map(|node| -6.0 + f64::from(node) / 4.0);
    let weights: Vec<f64> = nodes.map(|theta: f64| (-0.5 * theta * theta).exp()).collect();
    let bank = bank_of((0..100).map(|_| FourPl::two_pl(2.0, 0.1).unwrap().into()), 1.0);
    let test = test_of(&bank, |spec| (spec.prior.kind, spec.prior.weights) = (PriorKind::Custom, Some(weights)));
    let table = test.sum_score_table(&all_items(&bank)).unwrap();
    for sum in [0_u8, 20, 50] {
        let pattern: Vec<u8> = (0..100).map(|item| u8::from(item < sum)).collect();
        let expected = test.score(&all_items(&bank), &responses(&pattern)).unwrap();
        let row = table.get(u32::from(sum)).unwrap();
        assert_close(row.theta, expected.theta, 1e-10, "theta");
        assert_close(row.se, expected.se, 1e-10, "standard error");
    }
}

#[test]
fn items_that_are_unknown_or_listed_twice_are_refused() {
    let bank = bank_of([FourPl::one_pl(0.0).unwrap().into()], 1.0);
    let test = test_of(&bank, |_| ());
    let item = ItemIndex(1);
    assert_eq!(test.sum_score_table(&[item]), Err(PatternError::UnknownItem { item, bank_len: 1 }));
    let item = ItemIndex(0);
    assert_eq!(test.sum_score_table(&[item, item]), Err(PatternError::RepeatedItem { item }));
    let prior = test.sum_score_table(&[]).unwrap();
    assert_close(prior.rows()[0].se, 1.0, 1e-6, "without items the prior is left");
}

#[test]
fn pretest_items_do_not_count() {
    let bank = bank_of((0..4).map(|item| FourPl::one_pl(f64::from(item)).unwrap().into()), 1.0);
    let rows = table(&bank, |spec| {
        let (items, positions) = (vec!["i4".to_owned()], vec![2]);
        spec.content.pretest = Some(irt_core::PretestSpec { items, positions });
    });
    assert_eq!(rows.len(), 4);
}
