//! `adaptive replay`.

use serde::Deserialize;

use crate::command::{Desk, rows};
use crate::reference::{EXACT, SEARCHED, assert_close, bank_csv, load, responses_csv};

const BANK: &str = "item_id,model,a,b\nq1,2pl,1.1,-1\nq2,2pl,1.2,0\nq3,2pl,1.3,1\n";

/// The grid of the reference program.
const REFERENCE_GRID: &str = "[quadrature]\nlower = -4\nupper = 4\nnodes = 33\n";

#[derive(Deserialize)]
struct Traces {
    bank: Vec<[f64; 4]>,
    response_matrix: Vec<Vec<Option<u8>>>,
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

fn check(label: &str, tolerance: f64, design: &str) {
    check_with(label, [tolerance; 2], design);
}

/// Compares with one tolerance for the estimates on the way and one for the final.
fn check_with(label: &str, [tolerance, of_final]: [f64; 2], design: &str) {
    let traces: Traces = load("cat_traces.json");
    let run = traces.runs.iter().find(|run| run.label == label).unwrap();
    assert!(run.examinees.len() >= 2);
    let desk = Desk::new()
        .with("bank.csv", &bank_csv(&traces.bank))
        .with("responses.csv", &responses_of(&traces.response_matrix, run))
        .with("design.toml", &format!("{design}{REFERENCE_GRID}"));
    let arguments = "replay --bank bank.csv --responses responses.csv --design design.toml --summary summary.csv";
    let trace = rows(&desk.run(arguments).ok());
    let summary = rows(&std::fs::read_to_string(desk.path("summary.csv")).unwrap());
    assert_eq!(trace[0], ["examinee", "position", "item_id", "response", "theta", "standard_error"]);
    assert_eq!(summary[0], ["examinee", "theta", "standard_error", "status", "items", "stop_reason"]);
    let mut steps = trace[1..].iter();
    for (expected, summary) in run.examinees.iter().zip(&summary[1..]) {
        let number = expected.examinee;
        let answers = &traces.response_matrix[number - 1];
        check_steps(&mut steps, number, expected, answers, tolerance);
        check_summary(summary, number, expected, of_final);
    }
    assert_eq!(steps.next(), None);
}

/// The responses file of the examinees whom a run has.
fn responses_of(matrix: &[Vec<Option<u8>>], run: &Run) -> String {
    let is_of_run = |line: &str| {
        let (name, _) = line.split_once(',').unwrap();
        name == "examinee" || run.examinees.iter().any(|trace| name == format!("e{}", trace.examinee))
    };
    responses_csv(matrix).split_inclusive('\n').filter(|line| is_of_run(line)).collect()
}

fn check_steps<'a>(
    steps: &mut impl Iterator<Item = &'a Vec<String>>,
    number: usize,
    expected: &Trace,
    answers: &[Option<u8>],
    tolerance: f64,
) {
    for (place, item) in expected.items.iter().enumerate() {
        let step = steps.next().unwrap();
        let what = format!("examinee {number}, position {}", place + 1);
        let response = answers[*item as usize - 1].unwrap();
        let start = [format!("e{number}"), (place + 1).to_string(), format!("i{item}"), response.to_string()];
        assert_eq!(step[..4], start, "{what}");
        assert_close(&step[4], expected.theta[place], tolerance, &what);
        assert_close(&step[5], expected.se[place], tolerance, &what);
    }
}

fn check_summary(summary: &[String], number: usize, expected: &Trace, tolerance: f64) {
    let what = format!("final estimate of examinee {number}");
    let reason = match expected.stopped_by[0].as_str() {
        "precision" => "standard_error",
        "classification" => "confidence_interval",
        _ => "max_items",
    };
    assert_eq!(summary[0], format!("e{number}"));
    assert_close(&summary[1], expected.final_theta, tolerance, &what);
    assert_close(&summary[2], expected.final_se, tolerance, &what);
    assert_eq!(summary[4..], [expected.items.len().to_string(), reason.to_owned()], "{what}");
}

#[test]
fn eap_test_agrees_with_the_reference() {
    check("EAP provisional, MFI, 20 items, EAP final", EXACT, "[stopping]\nmax_items = 20\n");
}

#[test]
fn map_test_with_mle_at_the_end_agrees_with_the_reference() {
    let design = "[estimator]\ninterim = \"map\"\nfinal = \"mle\"\n[stopping]\nmax_items = 20\n";
    check("BM provisional, MFI, 20 items, ML final", SEARCHED, design);
}

#[test]
fn eap_test_to_a_standard_error_agrees_with_the_reference() {
    let design = "[stopping]\nmax_items = 40\nstandard_error = 0.4\n";
    check("EAP provisional, MFI, precision 0.40 or 40 items, EAP final", EXACT, design);
}

#[test]
fn eap_test_to_a_classification_agrees_with_the_reference() {
    let label = "EAP provisional, MFI, classification at 0.5 (alpha 0.05) or 40 items, EAP final";
    check(label, EXACT, "[stopping]\nmax_items = 40\n[stopping.classification]\ncuts = [0.5]\n");
}

#[test]
fn b_opt_test_with_wle_at_the_end_agrees_with_the_reference() {
    // The reference program searches the root that a final WLE is to about 1e-4.
    let design = "[estimator]\nfinal = \"wle\"\n[start]\nrule = \"max-information\"\n[selection]\nrule = \"b-opt\"\n\
                  [stopping]\nmax_items = 20\n";
    check_with("EAP provisional, bOpt, 20 items, WL final", [EXACT, 2e-4], design);
}

#[test]
fn klp_test_agrees_with_the_reference() {
    let design = "[start]\nrule = \"max-information\"\n[selection]\nrule = \"klp\"\n[stopping]\nmax_items = 10\n";
    check("EAP provisional, KLP, 10 items, EAP final", EXACT, design);
}

#[test]
fn mepv_test_agrees_with_the_reference() {
    let design = "[start]\nrule = \"max-information\"\n[selection]\nrule = \"mepv\"\n[stopping]\nmax_items = 6\n";
    check("EAP provisional, MEPV, 6 items, EAP final", EXACT, design);
}

#[test]
fn no_run_of_the_reference_is_left_out() {
    let traces: Traces = load("cat_traces.json");
    assert_eq!(traces.runs.len(), 7);
}

fn desk(responses: &str) -> Desk {
    Desk::new().with("b.csv", BANK).with("r.csv", responses).with("d.toml", "[stopping]\nmax_items = 2\n")
}

const REPLAY: &str = "replay --bank b.csv --responses r.csv --design d.toml";

#[test]
fn an_item_without_a_response_is_reported_with_examinee_and_item() {
    let message = desk("examinee,q1,q2,q3\nann,1,1,1\nbob,1,,1\n").run(REPLAY).failure(1);
    assert!(message.contains("r.csv: line 3, examinee \"bob\": the test asks for item \"q2\""), "{message}");
    assert!(message.contains("the cell is empty"), "{message}");
    let message = desk("examinee,q1,q3\nann,1,1\n").run(REPLAY).failure(1);
    assert!(message.contains("the file has no such column"), "{message}");
}

#[test]
fn responses_that_the_test_does_not_ask_for_may_be_missing() {
    let trace = rows(&desk("examinee,q1,q2,q3\nann,NA,1,1\n").run(REPLAY).ok());
    let items: Vec<&str> = trace[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(items, ["q2", "q3"]);
}

#[test]
fn json_holds_the_same_steps() {
    let desk = desk("examinee,q1,q2,q3\nann,1,1,1\nbob,0,0,0\n");
    let trace = rows(&desk.run(REPLAY).ok());
    let json: serde_json::Value = serde_json::from_str(&desk.run(&format!("{REPLAY} --format json")).ok()).unwrap();
    assert_eq!((json.as_array().unwrap().len(), trace.len()), (4, 5));
    assert_eq!(json[3]["item_id"], trace[4][2].as_str());
    assert_eq!(json[3]["position"], 2);
    assert_eq!(json[3]["theta"].as_f64().unwrap().to_bits(), trace[4][4].parse::<f64>().unwrap().to_bits());
}

#[test]
fn a_summary_that_cannot_be_written_is_reported_before_anything_is_printed() {
    let outcome = desk("examinee,q1,q2,q3\nann,1,1,1\n").run(&format!("{REPLAY} --summary no/such/place.csv"));
    assert_eq!(outcome.stdout, "");
    assert!(outcome.failure(1).contains("no/such/place.csv"));
}

/// A first item out of a predetermined set is concerto #387 on the public tracker, maximum likelihood on constant
/// patterns mirtCAT #17; the fixed step is that of catR's `constantPatt = "fixed7"`.
#[test]
fn the_first_item_is_drawn_and_constant_patterns_go_by_steps() {
    let design = "[estimator]\ninterim = 'mle'\nconstant_pattern = 'step'\nconstant_pattern_step = 0.7\n\
                  [start]\ndraw_from = ['q1', 'q3']\n";
    let desk = Desk::new()
        .with("b.csv", BANK)
        .with("r.csv", "examinee,q1,q2,q3\nann,1,1,1\nbob,0,0,0\n")
        .with("d.toml", design);
    let trace = rows(&desk.run("replay --bank b.csv --responses r.csv --design d.toml").ok());
    let found: Vec<_> = trace[1..].iter().map(|row| [&*row[0], &*row[1], &*row[4], &*row[5]]).collect();
    let step = |examinee, position, theta| [examinee, position, theta, "1000000.0"];
    let expected = [
        [step("ann", "1", "0.7"), step("ann", "2", "1.4"), step("ann", "3", "2.0999999999999996")],
        [step("bob", "1", "-0.7"), step("bob", "2", "-1.4"), step("bob", "3", "-2.0999999999999996")],
    ];
    assert_eq!(found, expected.concat());
    let firsts = trace.iter().filter(|row| row[1] == "1");
    assert!(firsts.clone().all(|row| ["q1", "q3"].contains(&&*row[2])), "{trace:?}");
}
