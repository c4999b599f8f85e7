//! The linking constants of the reference cases.

use calibration::{Link, LinkMethod, LinkPoints, link, rescaled};
use irt_core::{ItemModel, Metric};
use serde_json::Value;

use crate::reference::{file, model};

fn items(value: &Value) -> Vec<ItemModel> {
    value.as_array().unwrap().iter().map(|item| model(item["model"].as_str().unwrap(), item)).collect()
}

fn check(what: &str, link: Link, expected: &Value) {
    let (a, b) = (expected["A"].as_f64().unwrap(), expected["B"].as_f64().unwrap());
    assert!((link.slope - a).abs() < 1e-8 && (link.intercept - b).abs() < 1e-8, "{what}: {link:?} {a} {b}");
    if let (Some(criterion), Some(expected)) = (link.criterion, expected["criterion"].as_f64()) {
        assert!((criterion - expected).abs() < 1e-10, "{what}: {criterion} {expected}");
    }
}

#[test]
fn golden_linking() {
    for case in file("linking")["cases"].as_array().unwrap() {
        let (from, to) = (items(&case["from"]), items(&case["to"]));
        let metric = Metric::new(case["D"].as_f64().unwrap()).unwrap();
        let name = case["case"].as_str().unwrap();
        let link = |method, points: &LinkPoints| link(&from, &to, metric, method, points).unwrap();
        check(name, link(LinkMethod::MeanMean, &LinkPoints::default()), &case["mean_mean"]);
        check(name, link(LinkMethod::MeanSigma, &LinkPoints::default()), &case["mean_sigma"]);
        for variant in case["characteristic_curve"].as_array().unwrap() {
            let points = match variant["points"].as_str().unwrap() {
                "41 points -4..4, all weights 1" => LinkPoints::equal(-4.0, 4.0, 41).unwrap(),
                _ => LinkPoints::normal(-6.0, 6.0, 61).unwrap(),
            };
            check(name, link(LinkMethod::Haebara, &points), &variant["haebara"]);
            check(name, link(LinkMethod::StockingLord, &points), &variant["stocking_lord"]);
        }
    }
}

#[test]
fn every_method_finds_the_scale_to_which_items_were_moved() {
    let moved = Link { slope: 1.3, intercept: -0.4, criterion: None };
    for case in file("linking")["cases"].as_array().unwrap() {
        let from = items(&case["from"]);
        let to: Vec<ItemModel> = from.iter().map(|item| rescaled(item, moved).unwrap()).collect();
        for method in LinkMethod::ALL {
            let found = link(&from, &to, Metric::LOGISTIC, method, &LinkPoints::default()).unwrap();
            assert!((found.slope - 1.3).abs() < 1e-8 && (found.intercept + 0.4).abs() < 1e-8, "{method:?} {found:?}");
        }
    }
}
