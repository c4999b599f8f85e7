//! Item fit at the estimates of the reference files.

use calibration::NodeGrid;
use calibration::fit::{FitTables, MeanSquare, mean_squares, residual_correlations, s_x2};
use irt_core::ItemModel;
use serde_json::Value;

use crate::reference::{file, model, numbers, responses};

/// The estimates of a fit, its quadrature and its latent distribution.
fn fitted(case: &Value, name: &Value) -> (Vec<Option<ItemModel>>, NodeGrid, (f64, f64)) {
    let fit = case["fits"].as_array().unwrap().iter().find(|fit| fit["fit"] == *name).unwrap();
    let items = fit["items"].as_array().unwrap().iter();
    let items = items.map(|item| Some(model(item["model"].as_str().unwrap(), item))).collect();
    let quadrature = &fit["quadrature"];
    let number = |key: &str| quadrature[key].as_f64().unwrap();
    let grid = NodeGrid::new(number("lower"), number("upper"), number("nodes") as usize).unwrap();
    let latent = &fit["latent"][0];
    (items, grid, (latent["mean"].as_f64().unwrap(), latent["sd"].as_f64().unwrap()))
}

fn close(what: &str, value: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((value - expected).abs() <= 1e-8 * expected.abs().max(1.0), "{what}: {value} {expected}");
}

#[test]
fn golden_s_x2() {
    let blocks = file("item_fit");
    let block = &blocks["blocks"][0];
    let case = file(&block["case"].as_str().unwrap()[2..]);
    let (items, grid, latent) = fitted(&case, &block["fit"]);
    let table = responses(&case);
    let found = s_x2(&FitTables::new(&table, &items, &grid, &[latent]));
    for (item, expected) in found.iter().zip(block["items"].as_array().unwrap()) {
        let item = item.as_ref().unwrap();
        let what = format!("item {}", expected["item"]);
        let groups: Vec<Vec<f64>> =
            item.groups.iter().map(|group| vec![group.lowest as f64, group.highest as f64]).collect();
        let expected_groups: Vec<Vec<f64>> = expected["groups"].as_array().unwrap().iter().map(numbers).collect();
        assert_eq!(groups, expected_groups, "{what}");
        close(&what, item.statistic, &expected["S_X2"]);
        close(&what, item.p.unwrap(), &expected["p"]);
        assert_eq!(item.degrees_of_freedom as u64, expected["df"].as_u64().unwrap());
    }
}

#[test]
fn golden_infit_and_outfit() {
    let blocks = file("item_fit");
    for block in &blocks["blocks"].as_array().unwrap()[1..] {
        let case = file(&block["case"].as_str().unwrap()[2..]);
        let (items, grid, latent) = fitted(&case, &block["fit"]);
        let table = responses(&case);
        let tables = FitTables::new(&table, &items, &grid, &[latent]);
        let thetas = block.get("theta_eap").or(block.get("theta_eap_first_10")).unwrap();
        for (theta, expected) in tables.thetas().iter().zip(thetas.as_array().unwrap()) {
            close("EAP", theta.unwrap(), expected);
        }
        for (item, expected) in mean_squares(&tables).iter().zip(block["items"].as_array().unwrap()) {
            let item = item.unwrap();
            let check = |name: &str, MeanSquare { value, z }: MeanSquare| {
                close(name, value, &expected[name]);
                close(name, z, &expected[&format!("z_{name}")]);
            };
            check("outfit", item.outfit);
            check("infit", item.infit);
        }
    }
}

#[test]
fn an_item_that_is_answered_twice_alike_correlates_with_itself() {
    let case = file("2pl_20x1000");
    let (mut items, grid, latent) = fitted(&case, &"2pl".into());
    items.push(items[3].clone());
    let plain = responses(&case);
    let mut doubled = calibration::ResponseTable::new(21);
    for examinee in 0..plain.examinees() {
        let mut row: Vec<(usize, u8)> = plain.row(examinee).collect();
        row.push((20, row[3].1));
        doubled.push(&row).unwrap();
    }
    let found = residual_correlations(&FitTables::new(&doubled, &items, &grid, &[latent]));
    assert_eq!((found[0].one, found[0].other), (3, 20));
    assert!(found[0].correlation > 0.999 && found[1].correlation < 0.2, "{:?}", &found[..2]);
}
