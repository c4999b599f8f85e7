//! Decisions to stop, against a reference program.

use irt_core::{CatDesign, ClassificationSpec, Metric, StopReason, StoppingContext};
use serde::Deserialize;

use crate::reference::{bank, load, reference_spec};

#[derive(Deserialize)]
struct Decisions {
    stop_cases: Vec<Decision>,
}

#[derive(Deserialize)]
struct Decision {
    theta: f64,
    se: f64,
    #[serde(rename = "N")]
    answered: usize,
    stop: Stop,
    remaining_items: Option<Vec<[f64; 4]>>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Stop {
    rule: OneOrMany<String>,
    thr: OneOrMany<f64>,
    alpha: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

#[derive(Deserialize)]
struct Expected {
    stop: bool,
    rules: Vec<String>,
}

impl<T: Clone> OneOrMany<T> {
    fn list(&self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::Many(many) => many.clone(),
        }
    }
}

#[test]
fn decisions_to_stop_agree_with_the_reference() {
    let reference: Decisions = load("stop_rules.json");
    assert_eq!(reference.stop_cases.len(), 58);
    for (place, decision) in reference.stop_cases.iter().enumerate() {
        check(decision, place);
    }
}

fn check(decision: &Decision, place: usize) {
    let mut spec = reference_spec();
    for (rule, threshold) in decision.stop.rule.list().into_iter().zip(decision.stop.thr.list()) {
        let stopping = &mut spec.stopping;
        match rule.as_str() {
            "length" => stopping.max_items = Some(threshold as u32),
            "precision" => stopping.standard_error = Some(threshold),
            "minInfo" => stopping.minimum_information = Some(threshold),
            _ => {
                let confidence = decision.stop.alpha.map(|alpha| 1.0 - alpha);
                let cuts = vec![threshold];
                stopping.classification = Some(ClassificationSpec { cuts, confidence, ..Default::default() });
            }
        }
    }
    let design = CatDesign::new(spec).unwrap();
    let highest = || {
        let remaining = bank(decision.remaining_items.as_deref().unwrap(), 1.0);
        let informations =
            remaining.items().map(|item| item.four_pl().unwrap().information(decision.theta, Metric::LOGISTIC));
        informations.fold(0.0, f64::max)
    };
    let progress = StoppingContext {
        answered: decision.answered,
        theta: decision.theta,
        se: decision.se,
        previous: None,
        elapsed: None,
        highest_information: &highest,
        log_likelihood: &|_| 0.0,
        most_likely_theta: &|| 0.0,
    };
    let mut found: Vec<&str> = design.stopping_rule().holding(&progress).map(name).collect();
    let mut expected: Vec<&str> =
        decision.expected.rules.iter().map(String::as_str).filter(|rule| !rule.is_empty()).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!((!found.is_empty(), found), (decision.expected.stop, expected), "decision {place}");
}

/// What the reference program calls a reason.
fn name(reason: StopReason) -> &'static str {
    match reason {
        StopReason::MaxItems => "length",
        StopReason::StandardError => "precision",
        StopReason::MinimumInformation => "minInfo",
        StopReason::ConfidenceInterval => "classification",
        other => panic!("{other} is not of the reference program"),
    }
}
