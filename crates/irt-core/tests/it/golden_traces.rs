//! Whole adaptive tests against reference runs: items, theta and standard error after each answer.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, ClassificationSpec, Estimator, Response, SelectionRule, Step,
    StopReason,
};
use serde::Deserialize;

use crate::reference::{EXACT, SEARCHED, assert_close, bank, load, reference_spec};

/// How closely the reference program finds the root that a final WLE is.
const ROOT_SEARCH: f64 = 2e-4;

#[derive(Deserialize)]
struct Traces {
    bank: Vec<[f64; 4]>,
    response_matrix: Vec<Vec<u8>>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    label: String,
    examinees: Vec<Trace>,
}

#[derive(Deserialize)]
struct Trace {
    examinee: usize,
    items: Vec<u32>,
    theta: Vec<f64>,
    se: Vec<f64>,
    stopped_by: Vec<String>,
    final_theta: f64,
    final_se: f64,
}

#[test]
fn eap_test_of_20_items_agrees_with_the_reference() {
    check("EAP provisional, MFI, 20 items, EAP final", EXACT, |spec| spec.stopping.max_items = Some(20));
}

#[test]
fn map_test_with_mle_at_the_end_agrees_with_the_reference() {
    check("BM provisional, MFI, 20 items, ML final", SEARCHED, |spec| {
        spec.estimator.interim_estimator = Estimator::Map;
        spec.estimator.final_estimator = Estimator::Mle;
    });
}

#[test]
fn eap_test_to_a_standard_error_agrees_with_the_reference() {
    check("EAP provisional, MFI, precision 0.40 or 40 items, EAP final", EXACT, |spec| {
        spec.stopping.max_items = Some(40);
        spec.stopping.standard_error = Some(0.4);
    });
}

#[test]
fn eap_test_to_a_classification_agrees_with_the_reference() {
    check("EAP provisional, MFI, classification at 0.5 (alpha 0.05) or 40 items, EAP final", EXACT, |spec| {
        spec.stopping.max_items = Some(40);
        spec.stopping.classification = Some(ClassificationSpec { cuts: vec![0.5], ..ClassificationSpec::default() });
    });
}

#[test]
fn b_opt_test_with_wle_at_the_end_agrees_with_the_reference() {
    let label = "EAP provisional, bOpt, 20 items, WL final";
    check_with(label, [EXACT, ROOT_SEARCH], |spec| {
        spec.estimator.final_estimator = Estimator::Wle;
        spec.selection.rule = SelectionRule::BOpt;
        spec.start.rule = Some(SelectionRule::MaxInformation);
    });
}

#[test]
fn klp_test_of_10_items_agrees_with_the_reference() {
    check("EAP provisional, KLP, 10 items, EAP final", EXACT, |spec| {
        spec.selection.rule = SelectionRule::Klp;
        spec.start.rule = Some(SelectionRule::MaxInformation);
        spec.stopping.max_items = Some(10);
    });
}

#[test]
fn mepv_test_of_6_items_agrees_with_the_reference() {
    check("EAP provisional, MEPV, 6 items, EAP final", EXACT, |spec| {
        spec.selection.rule = SelectionRule::Mepv;
        spec.start.rule = Some(SelectionRule::MaxInformation);
        spec.stopping.max_items = Some(6);
    });
}

fn check(label: &str, tolerance: f64, adapt: impl FnOnce(&mut CatSpec)) {
    check_with(label, [tolerance; 2], adapt);
}

/// Compares with one tolerance for the interim estimates and one for the final.
fn check_with(label: &str, tolerances: [f64; 2], adapt: impl FnOnce(&mut CatSpec)) {
    let traces: Traces = load("cat_traces.json");
    let mut spec = reference_spec();
    adapt(&mut spec);
    let test = Arc::new(AdaptiveTest::new(bank(&traces.bank, 1.0), CatDesign::new(spec).unwrap()).unwrap());
    let run = traces.runs.iter().find(|run| run.label == label).unwrap();
    assert!(run.examinees.len() >= 2);
    for trace in &run.examinees {
        check_examinee(&test, trace, &traces.response_matrix[trace.examinee - 1], tolerances);
    }
}

fn check_examinee(test: &Arc<AdaptiveTest>, trace: &Trace, answers: &[u8], tolerances: [f64; 2]) {
    let [tolerance, tolerance_of_final] = tolerances;
    let mut engine = AdaptiveEngine::start(Arc::clone(test), 0);
    for (position, number) in trace.items.iter().enumerate() {
        let what = format!("examinee {}, answer {}", trace.examinee, position + 1);
        let item = engine.pending().expect(&what);
        assert_eq!(item.0 + 1, *number, "{what}: item");
        engine.record(item, Response(answers[item.as_usize()])).expect(&what);
        let estimate = engine.estimate();
        assert_close(estimate.theta, trace.theta[position], tolerance, &format!("{what}: theta"));
        assert_close(estimate.se, trace.se[position], tolerance, &format!("{what}: SE"));
    }
    let reason = match trace.stopped_by[0].as_str() {
        "precision" => StopReason::StandardError,
        "classification" => StopReason::ConfidenceInterval,
        _ => StopReason::MaxItems,
    };
    assert_eq!(engine.step(), Step::Stop(reason), "examinee {}", trace.examinee);
    let estimate = engine.final_estimate();
    assert_close(estimate.theta, trace.final_theta, tolerance_of_final, &format!("final theta of {}", trace.examinee));
    assert_close(estimate.se, trace.final_se, tolerance_of_final, &format!("final SE of {}", trace.examinee));
}
