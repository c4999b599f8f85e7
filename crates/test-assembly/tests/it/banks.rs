//! Pools that are not part of the repository: files in TestDesign's layout below `ASSEMBLY_BANKS`, and values for them below
//! `ASSEMBLY_GOLDEN`.

use std::path::PathBuf;

use serde_json::Value;
use test_assembly::{AttributeTable, Blueprint, RowSpec, rows_from_csv};

use crate::table::{ROWS, csv};

fn folder(variable: &str) -> PathBuf {
    std::env::var(variable).map(PathBuf::from).unwrap_or_else(|_| panic!("set {variable} to a folder"))
}

/// A file of golden values.
pub(crate) fn golden(name: &str) -> Value {
    let path = folder("ASSEMBLY_GOLDEN").join(name);
    serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))).expect("JSON")
}

pub(crate) struct Pool {
    models: Vec<(String, Vec<f64>)>,
    pub(crate) rows: Vec<RowSpec>,
    pub(crate) items: AttributeTable,
    pub(crate) stimuli: Option<AttributeTable>,
}

impl Pool {
    pub(crate) fn read(name: &str) -> Self {
        let size = match name {
            "science" => 1000,
            "reading" => 303,
            _ => 95,
        };
        let file = |kind: &str| {
            let path = folder("ASSEMBLY_BANKS").join(format!("{kind}_{name}_{size}.csv"));
            std::fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
        };
        let pool = file("itempool");
        let mut reader = csv::Reader::from_reader(pool.as_slice());
        let models = reader.records().map(|record| {
            let record = record.expect("a row");
            let numbers = record.iter().skip(2).filter_map(|cell| cell.parse().ok()).collect();
            (record[1].to_owned(), numbers)
        });
        let models = models.collect();
        let stimuli =
            (name == "reading").then(|| AttributeTable::stimuli_from_csv(&file("stimattrib")).expect("stimuli"));
        Self {
            models,
            rows: rows_from_csv(&file("constraints")).expect("rows"),
            items: AttributeTable::items_from_csv(&file("itemattrib")).expect("items"),
            stimuli,
        }
    }

    pub(crate) fn blueprint(&self) -> Blueprint {
        self.blueprint_of(&self.rows)
    }

    pub(crate) fn blueprint_of(&self, rows: &[RowSpec]) -> Blueprint {
        Blueprint::new(rows, &self.items, self.stimuli.as_ref()).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn information(&self, theta: f64) -> Vec<f64> {
        self.models.iter().map(|(model, parameters)| moments(model, parameters, theta).1).collect()
    }

    /// EAP and its standard error: 81 nodes from -4 to 4, the trapezoid rule, a standard normal prior.
    pub(crate) fn eap(&self, items: &[usize], responses: &[usize]) -> (f64, f64) {
        let node = |index: usize| -4.0 + 0.1 * index as f64;
        let weight = |index: usize| {
            let theta = node(index);
            let likelihood: f64 = items
                .iter()
                .zip(responses)
                .map(|(item, response)| probabilities(&self.models[*item].0, &self.models[*item].1, theta)[*response])
                .product();
            (-0.5 * theta * theta).exp() * likelihood * if index == 0 || index == 80 { 0.5 } else { 1.0 }
        };
        let weights: Vec<f64> = (0..81).map(weight).collect();
        let total: f64 = weights.iter().sum();
        let mean = weights.iter().enumerate().map(|(index, weight)| node(index) * weight).sum::<f64>() / total;
        let square =
            weights.iter().enumerate().map(|(index, weight)| (node(index) - mean).powi(2) * weight).sum::<f64>();
        (mean, (square / total).sqrt())
    }

    pub(crate) fn scores(&self, theta: f64) -> Vec<f64> {
        self.models.iter().map(|(model, parameters)| moments(model, parameters, theta).0).collect()
    }
}

/// The rows of a golden case.
pub(crate) fn rows_of(case: &Value) -> Vec<RowSpec> {
    rows_from_csv(&csv(&case["constraints"], &ROWS)).unwrap_or_else(|error| panic!("{error}"))
}

/// The probability of each category.
fn probabilities(model: &str, parameters: &[f64], theta: f64) -> Vec<f64> {
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let a = parameters[0];
    match model {
        "3PL" => {
            let (b, c) = (parameters[1], parameters[2]);
            let p = c + (1.0 - c) * logistic(a * (theta - b));
            vec![1.0 - p, p]
        }
        "GPC" => {
            let mut weights = vec![1.0_f64];
            let mut exponent = 0.0;
            for step in &parameters[1..] {
                exponent += a * (theta - step);
                weights.push(exponent.exp());
            }
            let total: f64 = weights.iter().sum();
            weights.into_iter().map(|weight| weight / total).collect()
        }
        "GR" => cumulative(parameters, theta).windows(2).map(|pair| pair[0] - pair[1]).collect(),
        other => panic!("{other}"),
    }
}

fn cumulative(parameters: &[f64], theta: f64) -> Vec<f64> {
    let steps = parameters[1..].iter().map(|b| 1.0 / (1.0 + (-parameters[0] * (theta - b)).exp()));
    [1.0].into_iter().chain(steps).chain([0.0]).collect()
}

/// Expected score and information of an item.
fn moments(model: &str, parameters: &[f64], theta: f64) -> (f64, f64) {
    let a = parameters[0];
    let p = probabilities(model, parameters, theta);
    let moment = |power: i32| p.iter().enumerate().map(|(k, p)| (k as f64).powi(power) * p).sum::<f64>();
    let information = match model {
        "3PL" => a * a * ((p[1] - parameters[2]) / (1.0 - parameters[2])).powi(2) * p[0] / p[1],
        "GPC" => a * a * (moment(2) - moment(1).powi(2)),
        _ => {
            let slope = |p: f64| a * p * (1.0 - p);
            let cumulative = cumulative(parameters, theta);
            cumulative.windows(2).map(|pair| (slope(pair[0]) - slope(pair[1])).powi(2) / (pair[0] - pair[1])).sum()
        }
    };
    (moment(1), information)
}
