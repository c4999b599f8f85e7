//! The files of reference values; `tests/fixtures/README.md` says where they are from.

use std::path::Path;

use calibration::{
    CalibrationItem, CalibrationSettings, Density, LatentChoice, LatentValue, QuadratureSettings, ResponseTable,
};
use irt_core::{FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModelName, Nominal, PartialCredit};
use serde_json::Value;

/// The file of this name.
pub fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The numbers of a list.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap_or(f64::NAN)).collect()
}

/// The responses of a file.
pub fn responses(case: &Value) -> ResponseTable {
    let mut table = ResponseTable::new(case["n_items"].as_u64().unwrap() as usize);
    for (person, row) in case["responses"].as_array().unwrap().iter().enumerate() {
        let cells = row.as_str().unwrap().bytes().enumerate().filter(|(_, cell)| *cell != b'.');
        let row: Vec<(usize, u8)> = cells.map(|(item, cell)| (item, cell - b'0')).collect();
        let group = case["group"][person].as_u64().map_or(0, |group| group as u16 - 1);
        table.push_weighted(&row, group, 1.0).unwrap();
    }
    table
}

/// The model of an item in a fit.
pub fn model_name(fit: &Value, item: usize) -> ModelName {
    match (fit["fit"].as_str().unwrap(), fit["items"][item]["model"].as_str().unwrap()) {
        ("1pl_equal_slopes", _) | (_, "rasch") => ModelName::OnePl,
        (_, name) => ModelName::from_name(name).unwrap(),
    }
}

/// An item with the parameters in a file.
pub fn model(name: &str, item: &Value) -> ItemModel {
    let a = item["a"].as_f64().unwrap_or(1.0);
    let b = || numbers(&item["b"]);
    let asymptote = |key: &str, default| item[key].as_f64().unwrap_or(default);
    match name {
        "2pl" | "rasch" | "3pl" | "4pl" => {
            let name = ModelName::from_name(if name == "rasch" { "2pl" } else { name }).unwrap();
            FourPl::with_name(name, a, b()[0], asymptote("c", 0.0), asymptote("u", 1.0)).unwrap().into()
        }
        "grm" => Graded::new(a, &b()).unwrap().into(),
        "gpcm" => GeneralizedPartialCredit::new(a, &b()).unwrap().into(),
        "pcm" => PartialCredit::new(&b()).unwrap().into(),
        "nrm" => {
            let lines: Vec<(f64, f64)> = numbers(&item["a"]).into_iter().zip(numbers(&item["c"])).collect();
            Nominal::new(&lines).unwrap().into()
        }
        other => panic!("{other}"),
    }
}

/// The items of a fit: free, but for those that it fixes at the generating parameters.
pub fn items(case: &Value, fit: &Value) -> Vec<CalibrationItem> {
    let fixed = match fit["fit"].as_str().unwrap() {
        "fipc_latent_free" | "fipc_latent_fixed" => 15,
        "fipc_all_items_fixed" => 20,
        _ => 0,
    };
    let count = fit["items"].as_array().unwrap().len();
    let item = |place: usize| {
        let id = format!("item{}", place + 1);
        if place < fixed {
            let name = case["items"][place]["model"].as_str().unwrap();
            CalibrationItem::fixed(id, model(name, &case["generating_parameters"][place]))
        } else {
            CalibrationItem::free(id, model_name(fit, place))
        }
    };
    (0..count).map(item).collect()
}

fn density(value: &Value) -> Density {
    let (first, second) = (value[1].as_f64().unwrap(), value[2].as_f64().unwrap());
    match value[0].as_str().unwrap() {
        "lognormal" => Density::Lognormal { mean: first, sd: second },
        "normal" => Density::Normal { mean: first, sd: second },
        "beta" => Density::Beta { alpha: first, beta: second },
        other => panic!("{other}"),
    }
}

fn of_logit(density: Density) -> Density {
    match density {
        Density::Normal { mean, sd } => Density::LogitNormal { mean, sd },
        other => other,
    }
}

/// The settings of a fit.
pub fn settings(fit: &Value) -> CalibrationSettings {
    let mut settings = CalibrationSettings::default();
    for (name, value) in fit["priors"].as_object().into_iter().flatten() {
        match name.as_str() {
            "a" => settings.priors.a = Some(density(value)),
            "b" => settings.priors.b = Some(density(value)),
            "d" | "d (the intercept)" => settings.priors.intercept = Some(density(value)),
            "c" => settings.priors.c = Some(density(value)),
            "logit_c" | "logit_c of the 3PL items" => settings.priors.c = Some(of_logit(density(value))),
            "logit_u" => settings.priors.d = Some(of_logit(density(value))),
            "note" => {}
            other => panic!("{other}"),
        }
    }
    match fit["fit"].as_str().unwrap() {
        "1pl_equal_slopes" => settings.latent.sd = Some(LatentValue::Named(LatentChoice::Fixed)),
        "fipc_latent_fixed" => {
            settings.latent.mean = Some(LatentValue::Value(0.6));
            settings.latent.sd = Some(LatentValue::Value(1.2));
            settings.quadrature = Some(QuadratureSettings::FREE);
        }
        "2pl_21_nodes" => settings.quadrature = Some(QuadratureSettings { lower: -4.0, upper: 4.0, nodes: 21 }),
        _ => {}
    }
    settings
}
