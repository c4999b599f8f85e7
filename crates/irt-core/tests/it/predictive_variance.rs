//! The expected variance under the posterior predictive probabilities, against its definition.

use std::sync::Arc;

use irt_core::{
    AdaptiveTest, CatDesign, CatSpec, FourPl, GeneralizedPartialCredit, Graded, Item, ItemBank, ItemIndex, ItemModel,
    Metric, QuadratureSpec, Response, SelectionRule,
};
use proptest::prelude::*;

const NODES: u32 = 33;

fn models() -> Vec<ItemModel> {
    vec![
        FourPl::new(1.2, -0.5, 0.2, 1.0).unwrap().into(),
        FourPl::new(0.7, 1.5, 0.0, 0.95).unwrap().into(),
        Graded::new(1.6, &[-1.0, 0.2, 1.4]).unwrap().into(),
        GeneralizedPartialCredit::new(0.9, &[0.5, -0.5, 1.0]).unwrap().into(),
        FourPl::new(1.8, 0.3, 0.1, 1.0).unwrap().into(),
        Graded::new(0.8, &[-2.0, 2.0]).unwrap().into(),
    ]
}

fn test() -> AdaptiveTest {
    let items = models().into_iter().enumerate();
    let items = items.map(|(place, model)| Item::new(&place.to_string(), model).unwrap()).collect();
    let mut spec = CatSpec::default();
    spec.selection.rule = SelectionRule::MepvPredictive;
    spec.quadrature = Some(QuadratureSpec { lower: -4.0, upper: 4.0, nodes: NODES });
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items).unwrap());
    AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap()
}

fn probability(model: &ItemModel, category: usize, theta: f64) -> f64 {
    let mut room = vec![0.0; usize::from(model.categories())];
    model.category_probabilities(theta, Metric::LOGISTIC, &mut room);
    room[category]
}

/// Nodes, and the posterior weights after the answers to the first items: likelihood, normal density, trapezoid rule.
fn posterior(answers: &[u8]) -> Vec<(f64, f64)> {
    let weight = |node: u32| {
        let theta = -4.0 + 8.0 * f64::from(node) / f64::from(NODES - 1);
        let end = if node == 0 || node == NODES - 1 { 0.5 } else { 1.0 };
        let likelihood: f64 = models()
            .iter()
            .zip(answers)
            .map(|(model, answer)| probability(model, usize::from(*answer), theta))
            .product();
        (theta, end * likelihood * (-0.5 * theta * theta).exp())
    };
    (0..NODES).map(weight).collect()
}

fn mass_and_variance(points: &[(f64, f64)]) -> (f64, f64) {
    let mass: f64 = points.iter().map(|(_, weight)| weight).sum();
    let mean = points.iter().map(|(theta, weight)| theta * weight).sum::<f64>() / mass;
    (mass, points.iter().map(|(theta, weight)| (theta - mean).powi(2) * weight).sum::<f64>() / mass)
}

/// `sum_k p_k Var_k`, `p_k` being the mass of the posterior that the answer `k` leaves.
fn expected_variance(model: &ItemModel, posterior: &[(f64, f64)]) -> f64 {
    let (total, _) = mass_and_variance(posterior);
    let after = |category: usize| -> Vec<(f64, f64)> {
        posterior.iter().map(|(theta, weight)| (*theta, weight * probability(model, category, *theta))).collect()
    };
    let categories = 0..usize::from(model.categories());
    categories.map(|category| mass_and_variance(&after(category))).map(|(mass, variance)| mass / total * variance).sum()
}

proptest! {
    #[test]
    fn the_values_are_those_of_the_definition(
        answered in 0_usize..5,
        right in prop::collection::vec(0_u8..2, 5),
        theta in -3.0..3.0,
    ) {
        let (test, answers) = (test(), &right[..answered]);
        let items: Vec<ItemIndex> = (0..answered as u32).map(ItemIndex).collect();
        let responses: Vec<Response> = answers.iter().copied().map(Response).collect();
        let values = test.criterion_values(SelectionRule::MepvPredictive, theta, &items, &responses).unwrap();
        let posterior = posterior(answers);
        let (_, before) = mass_and_variance(&posterior);
        for (place, model) in models().iter().enumerate().skip(answered) {
            let (found, expected) = (values[place].unwrap(), expected_variance(model, &posterior));
            prop_assert!((found - expected).abs() < 1e-12, "item {place}: {found} instead of {expected}");
            // The law of total variance: an answer is never expected to make the posterior wider.
            prop_assert!(found <= before + 1e-12, "item {place}: {found} above {before}");
        }
    }
}
