//! The maximum of the likelihood and the standard errors of all reference fits.

use calibration::{Calibration, CalibrationOutcome, ParameterEstimate, SetAside, SetAsideReason};
use serde_json::Value;

use crate::reference::{file, items, numbers, responses, settings};

/// Files with fits.
const CASES: [&str; 17] = [
    "2pl_20x1000",
    "2pl_20x1000_cat8",
    "2pl_20x1000_missing10",
    "3pl_30x2000",
    "4pl_20x3000",
    "fipc_20x1000",
    "gpcm_10x1000",
    "grm_10x1000",
    "grm_10x1000_cat4",
    "grm_10x1000_missing10",
    "lsat6_2pl_1pl_rasch",
    "lsat7_2pl_1pl_rasch",
    "mixed_20x1000",
    "nrm_8x1000",
    "pcm_10x1000",
    "rasch_15x500",
    "rsm_10x1000",
];

type Parameters = [(String, ParameterEstimate)];

fn parameter<'a>(item: &'a Parameters, name: &str) -> Option<&'a ParameterEstimate> {
    item.iter().find(|(known, _)| known == name).map(|(_, estimate)| estimate)
}

fn check_value(what: &str, estimate: &ParameterEstimate, value: &Value, se: &Value) {
    let Some(value) = value.as_f64() else { return };
    assert!((estimate.estimate - value).abs() <= 1e-6 * value.abs().max(1.0), "{what}: {} {value}", estimate.estimate);
    match se.as_f64() {
        Some(expected) => {
            let se = estimate.se.unwrap_or_else(|| panic!("{what}: no standard error"));
            assert!((se / expected - 1.0).abs() <= 1e-5, "{what}: SE {se} {expected}");
        }
        None => assert!(estimate.se.is_none_or(|_| value != 1.0), "{what}: {estimate:?}"),
    }
}

/// One parameter or a numbered list.
fn check_parameter(what: &str, item: &Parameters, (name, key): (&str, &str), expected: &Value) {
    let (value, se) = (&expected[key], &expected["se"][key]);
    match value {
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                let numbered = format!("{name}{}", place + 1);
                let estimate = parameter(item, &numbered).or_else(|| parameter(item, name)).unwrap();
                check_value(&format!("{what} {numbered}"), estimate, value, &se[place]);
            }
        }
        Value::Null => {}
        single => {
            if let Some(estimate) = parameter(item, name) {
                check_value(&format!("{what} {name}"), estimate, single, se);
            }
        }
    }
}

fn check_fit(case: &str, fit: &Value, outcome: &CalibrationOutcome) {
    let what = format!("{case} {}", fit["fit"]);
    let is_negative = |item: &SetAside| matches!(item.reason, SetAsideReason::NegativeSlope { .. });
    assert!(outcome.converged && outcome.identified, "{what}");
    assert!(outcome.set_aside().all(|(_, item)| is_negative(item)), "{what}: {outcome:?}");
    for (key, value) in [("log_likelihood", outcome.log_likelihood), ("log_prior", outcome.log_prior)] {
        let Some(expected) = fit[key].as_f64() else { continue };
        // Both are exact at the maximum of their sum only, so that each of them alone moves with the parameters.
        let tolerance = if key == "log_prior" { 1e-5 } else { 1e-7 };
        let tolerance = if fit["log_prior"].as_f64().unwrap_or(0.0) == 0.0 { tolerance } else { 1e-5 };
        assert!((value - expected).abs() <= tolerance, "{what}: {key} {value} {expected}");
    }
    let objective = fit["log_likelihood"].as_f64().unwrap() + fit["log_prior"].as_f64().unwrap_or(0.0);
    assert!((outcome.log_likelihood + outcome.log_prior - objective).abs() <= 1e-7, "{what}");
    assert_eq!(outcome.parameters as u64, fit["n_free"].as_u64().unwrap(), "{what}");
    for (place, expected) in fit["items"].as_array().unwrap().iter().enumerate() {
        let item = outcome.parameters_of(place);
        let what = format!("{what} item {}", place + 1);
        for names in [("a", "a"), ("b", "b"), ("c", "c"), ("d", "u")] {
            check_parameter(&what, item, names, expected);
        }
    }
    for (latent, expected) in outcome.latent.iter().zip(fit["latent"].as_array().unwrap()) {
        check_value(&format!("{what} mean"), &latent.mean, &expected["mean"], &expected["se_mean"]);
        check_value(&format!("{what} sd"), &latent.sd, &expected["sd"], &expected["se_sd"]);
    }
}

fn check_case(name: &str) {
    let case = file(name);
    let table = responses(&case);
    for fit in case["fits"].as_array().unwrap() {
        let (items, settings) = (items(&case, fit), settings(fit));
        let outcome = Calibration::new(&items, &table, &settings).unwrap().run().unwrap();
        println!("{name} {}: {} cycles, gradient {:e}", fit["fit"], outcome.cycles, outcome.gradient_max);
        check_fit(name, fit, &outcome);
        check_steps(fit, &outcome);
        check_covariances(fit, &outcome);
    }
}

/// The steps that the items of the rating scale model share.
fn check_steps(fit: &Value, outcome: &CalibrationOutcome) {
    let Some(steps) = fit.get("steps") else { return };
    for (place, value) in steps.as_array().unwrap().iter().enumerate() {
        let estimate = parameter(outcome.parameters_of(0), &format!("d{}", place + 1)).unwrap();
        check_value(&format!("step {place}"), estimate, value, &fit["se_steps"][place]);
    }
}

/// The covariances, where a file has them and its parameters are ours.
fn check_covariances(fit: &Value, outcome: &CalibrationOutcome) {
    let Some(names) = fit.get("vcov_names").and_then(Value::as_array) else { return };
    let covariance = outcome.covariance.as_ref().unwrap();
    let place = |name: &Value| covariance.names.iter().position(|known| Some(known.as_str()) == name.as_str());
    for (row, one) in names.iter().enumerate() {
        let expected = numbers(&fit["vcov_slope_intercept"][row]);
        for (expected, other) in expected.into_iter().zip(names) {
            let (Some(one), Some(other)) = (place(one), place(other)) else { continue };
            let scale = (covariance.value(one, one) * covariance.value(other, other)).sqrt();
            assert!((covariance.value(one, other) - expected).abs() <= 2e-5 * scale, "{} {}", fit["fit"], row);
        }
    }
}

#[test]
fn golden_optima_and_standard_errors() {
    CASES.into_iter().for_each(check_case);
}

#[test]
fn golden_science() {
    check_case("science_grm_gpcm_pcm");
}

#[test]
fn golden_two_groups() {
    check_case("two_groups_15x1100");
}
