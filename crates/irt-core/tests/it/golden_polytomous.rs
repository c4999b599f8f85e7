//! Category probabilities, information and their derivatives of polytomous items against reference values.

use irt_core::{ItemModel, Metric, Response};
use serde::Deserialize;

use crate::reference::{EXACT, assert_close, item_model, load};

#[derive(Deserialize)]
struct Blocks {
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct Block {
    model: String,
    #[serde(rename = "D")]
    scaling_constant: f64,
    items: Vec<Vec<f64>>,
    expected: Vec<Point>,
}

#[derive(Deserialize)]
#[allow(non_snake_case)]
struct Point {
    theta: f64,
    P: Vec<Vec<f64>>,
    dP: Vec<Vec<f64>>,
    d2P: Vec<Vec<f64>>,
    I: Vec<f64>,
    dI: Vec<f64>,
    d2I: Vec<f64>,
    J: Vec<f64>,
    dJ: Vec<f64>,
    OI_by_category: Vec<Vec<f64>>,
}

#[test]
fn polytomous_item_functions_agree_with_the_reference() {
    let blocks = load::<Blocks>("probability_information_polytomous.json").blocks;
    assert_eq!(blocks.len(), 10);
    for block in &blocks {
        for point in &block.expected {
            for (place, row) in block.items.iter().enumerate() {
                let what = format!("{} item {place}, D = {}", block.model, block.scaling_constant);
                let metric = Metric::new(block.scaling_constant).unwrap();
                check(&item_model(&block.model, row), metric, point, place, &what);
            }
        }
    }
}

fn check(item: &ItemModel, metric: Metric, point: &Point, place: usize, what: &str) {
    let theta = point.theta;
    let what = |function: &str| format!("{function} of {what} at {theta}");
    let categories = usize::from(item.categories());
    assert_eq!(categories, point.P[place].len(), "{}", what("categories"));
    let (mut probabilities, mut derivatives) = (vec![0.0; categories], vec![[0.0; 3]; categories]);
    item.category_probabilities(theta, metric, &mut probabilities);
    item.category_derivatives(theta, metric, &mut derivatives);
    for category in 0..categories {
        let what = |function: &str| what(&format!("{function} in category {category}"));
        assert_close(probabilities[category], point.P[place][category], EXACT, &what("P"));
        assert_close(derivatives[category][0], point.dP[place][category], EXACT, &what("P'"));
        assert_close(derivatives[category][1], point.d2P[place][category], EXACT, &what("P''"));
        let observed = item.observed_information(Response(category as u8), theta, metric);
        assert_close(observed, point.OI_by_category[place][category], EXACT, &what("observed information"));
    }
    assert_close(item.information(theta, metric), point.I[place], EXACT, &what("I"));
    let [first, second] = item.information_derivatives(theta, metric);
    assert_close(first, point.dI[place], EXACT, &what("I'"));
    assert_close(second, point.d2I[place], EXACT, &what("I''"));
    let [value, slope] = item.warm_term(theta, metric);
    assert_close(value, point.J[place], EXACT, &what("J"));
    assert_close(slope, point.dJ[place], EXACT, &what("J'"));
}
