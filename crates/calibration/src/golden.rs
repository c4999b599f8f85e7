//! Reference values of what is inside: likelihood and gradient at given parameters, EM states, posterior means.

use irt_core::ModelName;
use serde_json::Value;

use crate::likelihood::{Evaluation, Expectation, LogRows, Posterior};
use crate::optimum::{Clusters, em_step};
use crate::responses::ResponseTable;
use crate::run::{Assembly, Calibration, CalibrationItem};
use crate::settings::{CalibrationSettings, LatentChoice, LatentValue};

fn file(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn responses(case: &Value) -> ResponseTable {
    let mut table = ResponseTable::new(case["n_items"].as_u64().unwrap() as usize);
    for row in case["responses"].as_array().unwrap() {
        let cells = row.as_str().unwrap().bytes().enumerate().filter(|(_, cell)| *cell != b'.');
        table.push(&cells.map(|(item, cell)| (item, cell - b'0')).collect::<Vec<_>>()).unwrap();
    }
    table
}

fn assembly(items: &[CalibrationItem], table: &ResponseTable, settings: &CalibrationSettings) -> Assembly {
    Calibration::new(items, table, settings).unwrap().assembly().unwrap()
}

fn items(case: &Value) -> Vec<CalibrationItem> {
    let items = case["items"].as_array().unwrap().iter().enumerate();
    let name = |name: &str| ModelName::from_name(if name == "rasch" { "1pl" } else { name }).unwrap();
    items
        .map(|(place, item)| CalibrationItem::free(format!("item{}", place + 1), name(item["model"].as_str().unwrap())))
        .collect()
}

/// Slope, intercepts and logits of an item from `a`, `b`, `c`, `d` of a file.
fn slope_intercepts(model: &str, item: &Value) -> Vec<(String, f64)> {
    let a = item["a"].as_f64().unwrap_or(1.0);
    let mut named = vec![("slope".to_owned(), a)];
    let mut sum = 0.0;
    for (number, b) in (1..).zip(numbers(&item["b"])) {
        sum -= a * b;
        let intercept = if matches!(model, "gpcm" | "pcm") { sum } else { -a * b };
        named.push((format!("intercept{number}"), intercept));
    }
    for (key, name) in [("c", "logit_c"), ("u", "logit_d")] {
        if let Some(value) = item[key].as_f64() {
            named.push((name.to_owned(), (value / (1.0 - value)).ln()));
        }
    }
    named
}

fn set(assembly: &Assembly, parameters: &mut [f64], case: &Value, values: &Value) {
    let models = case["items"].as_array().unwrap();
    for (number, (item, value)) in (1..).zip(models.iter().zip(values.as_array().unwrap())) {
        for (name, value) in slope_intercepts(item["model"].as_str().unwrap(), value) {
            if let Some(place) = assembly.names.iter().position(|known| *known == format!("item{number}.{name}")) {
                parameters[place] = value;
            }
        }
    }
}

#[test]
fn golden_likelihood_and_gradient_at_the_generating_parameters() {
    for name in ["2pl_20x1000", "2pl_20x1000_cat8", "grm_10x1000_cat4", "gpcm_10x1000", "pcm_10x1000", "rasch_15x500"] {
        let case = file(name);
        let (items, table, settings) = (items(&case), responses(&case), CalibrationSettings::default());
        let assembly = assembly(&items, &table, &settings);
        let expected = &case["fits"][0]["at_generating_parameters"];
        let mut parameters = assembly.start.clone();
        set(&assembly, &mut parameters, &case, &case["generating_parameters"]);
        let found = Evaluation::new(&assembly.problem, &parameters);
        let log_likelihood = expected["log_likelihood"].as_f64().unwrap();
        assert!((found.log_likelihood / log_likelihood - 1.0).abs() < 1e-10, "{name}: {}", found.log_likelihood);
        let names = expected["gradient_names"].as_array().unwrap();
        for (key, expected) in names.iter().zip(numbers(&expected["gradient_slope_intercept"])) {
            let place = assembly.names.iter().position(|known| Some(known.as_str()) == key.as_str()).unwrap();
            assert!(
                (found.gradient[place] - expected).abs() < 1e-7,
                "{name} {key}: {} {expected}",
                found.gradient[place]
            );
        }
    }
}

#[test]
fn golden_states_of_plain_em() {
    for run in file("em_steps")["runs"].as_array().unwrap() {
        let case = file(&run["case"].as_str().unwrap()[2..]);
        let (items, table) = (items(&case), responses(&case));
        let is_rasch = run["case"].as_str().unwrap().contains("rasch_15");
        let mut settings = CalibrationSettings::default();
        settings.latent.sd = Some(LatentValue::Named(if is_rasch { LatentChoice::Free } else { LatentChoice::Fixed }));
        let assembly = assembly(&items, &table, &settings);
        let clusters = Clusters::new(&assembly.problem);
        let mut parameters = assembly.start.clone();
        set(&assembly, &mut parameters, &case, &run["start"]);
        let (mut done, mut last) = (0, f64::NEG_INFINITY);
        for state in run["states"].as_array().unwrap() {
            while done < state["cycles_done"].as_u64().unwrap() {
                let expectation = Expectation::new(&assembly.problem, &parameters);
                assert!(expectation.log_likelihood >= last, "the log-likelihood never falls");
                last = expectation.log_likelihood;
                parameters = em_step(&assembly.problem, &clusters, &parameters, &expectation);
                done += 1;
            }
            let found = Expectation::new(&assembly.problem, &parameters).log_likelihood;
            let expected = state["log_likelihood"].as_f64().unwrap();
            assert!((found / expected - 1.0).abs() < 1e-10, "{} after {done}: {found} {expected}", run["case"]);
            let mut wanted = parameters.clone();
            set(&assembly, &mut wanted, &case, &state["items"]);
            let difference = parameters.iter().zip(&wanted).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
            assert!(difference < 1e-8, "{} after {done}: {difference:e}", run["case"]);
        }
    }
}

#[test]
fn golden_posterior_means() {
    let case = file("grm_10x1000");
    let fit = &case["fits"][0];
    let (items, table, settings) = (items(&case), responses(&case), CalibrationSettings::default());
    let assembly = assembly(&items, &table, &settings);
    let problem = &assembly.problem;
    let mut parameters = assembly.start.clone();
    set(&assembly, &mut parameters, &case, &fit["items"]);
    let rows = LogRows::new(problem, &problem.blocks, &parameters);
    let mut posterior = Posterior::default();
    for (examinee, expected) in fit["eap_first_10_persons"].as_array().unwrap().iter().enumerate() {
        let pattern = problem.patterns.of_examinee[examinee].unwrap() as usize;
        rows.posterior(0, problem.blocks.rows_of(pattern), &mut posterior);
        let [mean, sd] = posterior.moments(problem.nodes());
        assert!((mean - expected["theta"].as_f64().unwrap()).abs() < 1e-10);
        assert!((sd - expected["sd"].as_f64().unwrap()).abs() < 1e-10);
    }
    let counts = Expectation::new(problem, &parameters).groups;
    for (found, expected) in counts[0].iter().zip(numbers(&fit["expected_count_at_nodes"][0])) {
        assert!((found - expected).abs() < 1e-9);
    }
}
