//! `adaptive score`.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use serde::Deserialize;

use crate::command::{Desk, rows};
use crate::reference::{EXACT, SEARCHED, assert_close, bank_csv, load, responses_csv};

const BANK: &str = "item_id,model,a,b,c\nq1,3pl,1.1,-0.3,0.2\nq2,2pl,0.9,0.4,\nq3,1pl,,1,\n";

#[derive(Deserialize)]
struct Patterns {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    label: String,
    #[serde(rename = "D")]
    scaling_constant: f64,
    items: Vec<[f64; 4]>,
    responses: Vec<Option<u8>>,
    results: Vec<CaseResult>,
}

#[derive(Deserialize)]
struct CaseResult {
    args: Setting,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Setting {
    method: String,
    range: Option<[f64; 2]>,
    prior_dist: Option<String>,
    prior_par: Option<[f64; 2]>,
    par_int: Option<(f64, f64, u32)>,
}

#[derive(Deserialize)]
struct Expected {
    theta: f64,
    se: f64,
    theta_global: Option<f64>,
    #[serde(default)]
    local_maxima: Vec<f64>,
}

impl Setting {
    fn design(&self) -> String {
        let method = match self.method.as_str() {
            "EAP" => "eap",
            "BM" => "map",
            "ML" => "mle",
            "WL" => "wle",
            other => panic!("no estimator for {other}"),
        };
        let mut toml = format!("[estimator]\nfinal = \"{method}\"\n");
        if let Some([lower, upper]) = self.range {
            writeln!(toml, "[bounds]\nlower = {lower:?}\nupper = {upper:?}").unwrap();
        }
        if let Some((lower, upper, nodes)) = self.par_int {
            writeln!(toml, "[quadrature]\nlower = {lower:?}\nupper = {upper:?}\nnodes = {nodes}").unwrap();
        }
        match (self.prior_dist.as_deref(), self.prior_par) {
            (Some("norm"), Some([mean, sd])) => {
                writeln!(toml, "[prior]\nkind = \"normal\"\nmean = {mean:?}\nsd = {sd:?}").unwrap();
            }
            (Some("unif"), Some([lower, upper])) => {
                writeln!(toml, "[prior]\nkind = \"uniform\"\nlower = {lower:?}\nupper = {upper:?}").unwrap();
            }
            (Some("Jeffreys"), None) => toml.push_str("[prior]\nkind = \"jeffreys\"\n"),
            (None, None) => {}
            other => panic!("no prior for {other:?}"),
        }
        toml
    }
}

/// Scores the reference patterns under the settings of a method, one run a pattern and setting.
fn check_method(method: &str, tolerance: f64, settings: usize) {
    let patterns: Patterns = load("theta_se.json");
    let mut checked = 0;
    for case in &patterns.cases {
        let desk = Desk::new()
            .with("bank.csv", &bank_csv(&case.items))
            .with("responses.csv", &responses_csv(std::slice::from_ref(&case.responses)));
        for result in case.results.iter().filter(|result| result.args.method == method) {
            let desk_design = result.args.design();
            std::fs::write(desk.path("design.toml"), &desk_design).unwrap();
            let constant = case.scaling_constant;
            let text = desk.run(&format!(
                "score --bank bank.csv --responses responses.csv --design design.toml --scaling-constant {constant}"
            ));
            check_row(&rows(&text.ok())[1], case, result, tolerance);
            checked += 1;
        }
    }
    assert_eq!(checked, 36 * settings);
}

fn check_row(row: &[String], case: &Case, CaseResult { args, expected }: &CaseResult, tolerance: f64) {
    let what = format!("{}, {}", case.label, args.design());
    assert_eq!(row[4], case.responses.iter().flatten().count().to_string(), "items of {what}");
    // Where the reference program stopped at a lower maximum, the highest is the right answer.
    let highest = expected.theta_global.unwrap_or(expected.theta);
    if args.method == "WL" && expected.local_maxima.len() > 1 {
        return;
    }
    assert_close(&row[1], highest, tolerance, &format!("theta of {what}"));
    // The reference program leaves D out of this one formula.
    let known_error = args.prior_dist.as_deref() == Some("Jeffreys") && args.method == "BM";
    if highest == expected.theta && !(known_error && case.scaling_constant != 1.0) {
        assert_close(&row[2], expected.se, tolerance, &format!("SE of {what}"));
    }
}

#[test]
fn eap_agrees_with_the_reference() {
    check_method("EAP", EXACT, 5);
}

#[test]
fn map_agrees_with_the_reference() {
    check_method("BM", SEARCHED, 4);
}

#[test]
fn mle_agrees_with_the_reference() {
    check_method("ML", SEARCHED, 2);
}

#[test]
fn wle_agrees_with_the_reference() {
    check_method("WL", SEARCHED, 2);
}

fn score(responses: &str) -> crate::command::Outcome {
    Desk::new().with("b.csv", BANK).with("r.csv", responses).run("score --bank b.csv --responses r.csv")
}

#[test]
fn a_row_without_responses_gives_the_prior_and_says_so() {
    let table = rows(&score("examinee,q1,q3\nann,,NA\n").ok());
    assert_eq!(table[0], ["examinee", "theta", "standard_error", "status", "items"]);
    assert_eq!((table[1][0].as_str(), &table[1][3..]), ("ann", &["no_responses".to_owned(), "0".to_owned()][..]));
}

#[test]
fn an_examinee_may_have_several_rows_and_each_is_scored() {
    let outcome = score("examinee,q1\nann,1\nann,0\n");
    assert!(outcome.code == 0 && outcome.stderr.starts_with("note: r.csv: 2 rows have 1 name"), "{outcome:?}");
    let table = rows(&outcome.stdout);
    assert_eq!((table[1][0].as_str(), table[2][0].as_str()), ("ann", "ann"));
    assert_ne!(table[1][1], table[2][1]);
}

#[test]
fn csv_and_json_hold_the_same_numbers() {
    let desk = Desk::new().with("b.csv", BANK).with("r.csv", "examinee,q1,q2,q3\n\"Ann, B.\",1,0,1\nbob,0,,1\n");
    let table = rows(&desk.run("score --bank b.csv --responses r.csv --format csv").ok());
    let json: serde_json::Value =
        serde_json::from_str(&desk.run("score --bank b.csv --responses r.csv --format json").ok()).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 2);
    for (row, object) in table[1..].iter().zip(json.as_array().unwrap()) {
        assert_eq!(object["examinee"], row[0].as_str());
        assert_eq!(object["theta"].as_f64().unwrap().to_bits(), row[1].parse::<f64>().unwrap().to_bits());
        assert_eq!(object["standard_error"].as_f64().unwrap().to_bits(), row[2].parse::<f64>().unwrap().to_bits());
        assert_eq!((object["status"].as_str().unwrap(), object["items"].to_string()), (&*row[3], row[4].clone()));
        assert_eq!(object.as_object().unwrap().len(), 5);
    }
}

#[test]
fn a_file_without_rows_gives_an_empty_table() {
    let desk = Desk::new().with("b.csv", BANK).with("r.csv", "examinee,q1\n");
    assert_eq!(desk.run("score --bank b.csv --responses r.csv").ok(), "examinee,theta,standard_error,status,items\n");
    let json = desk.run("score --bank b.csv --responses r.csv --format json").ok();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), serde_json::json!([]));
}

#[test]
fn responses_are_read_from_standard_input() {
    let desk = Desk::new().with("b.csv", BANK).with("r.csv", "examinee,q1\nann,1\n");
    let from_file = desk.run("score --bank b.csv --responses r.csv").ok();
    assert_eq!(desk.run_with_input("score --bank b.csv --responses -", "examinee,q1\nann,1\n").ok(), from_file);
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let plain = score("examinee,q1,q2\nann,1,0\nbob,0,\n").ok();
    assert_eq!(score("\u{feff}examinee,q1,q2\r\nann,1,0\r\nbob,0,\r\n").ok(), plain);
    assert_eq!(score("examinee,\"q1\", q2\n\nann,1,\"0\"\n \nbob, 0 ,").ok(), plain);
}

#[test]
fn a_faulty_header_is_refused_before_anything_is_printed() {
    for (responses, expected) in [
        ("", "r.csv: the file is empty"),
        ("examinee\nann\n", "line 1: there is one column, \"examinee\", and it is no item"),
        ("examinee,q1,q77\nann,1,1\n", "line 1, column 3: \"q77\" is not an item of the bank"),
        ("examinee,q1,q2,q1\nann,1,1,1\n", "line 1, column 4: \"q1\" is the name of column 2 already"),
    ] {
        let outcome = score(responses);
        assert_eq!(outcome.stdout, "", "{responses:?}");
        let message = outcome.failure(1);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_faulty_row_is_reported_with_its_line_column_and_value() {
    for (responses, expected) in [
        ("examinee,q1,q2\nann,1,x\n", "r.csv: line 2, column \"q2\": \"x\" is not a category"),
        ("examinee,q1,q2\nann,1,1.5\n", "line 2, column \"q2\": \"1.5\" is not a category"),
        ("examinee,q1,q2\nann,1,-1\n", "line 2, column \"q2\": \"-1\" is not a category"),
        ("examinee,q1,q2\nann,1,0\nbob,2,0\n", "line 3, column \"q1\": 2 is not a category of the item"),
        ("examinee,q1,q2\nann,1,0\nbob,999,0\n", "line 3, column \"q1\": 999 is not a category of the item"),
        ("examinee,q1,q2\nann,1\n", "line 2: 2 fields, but the header has 3"),
        ("examinee,q1,q2\nann,1,0,1\n", "line 2: 4 fields, but the header has 3"),
        ("examinee,q1,q2\nann,1,1\n,1,1\n", "line 3, column \"examinee\": the name of the examinee is empty"),
    ] {
        let message = score(responses).failure(1);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for (responses, line) in [
        ("examinee,q1\r\nann,1\r\nbob,x\r\n", 3),
        ("examinee,q1\n\n\nann,x\n", 4),
        ("examinee,q1\r\n\r\nann,1\r\n\r\nbob,x\r\n", 5),
        ("examinee,q1\n\"ann\nmarie\",1\nbob,x\n", 4),
        ("examinee,q1\nann,x", 2),
    ] {
        let message = score(responses).failure(1);
        assert!(message.contains(&format!("line {line}, ")), "{responses:?}: {message}");
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let rows = "ann,1\n".repeat(100_000);
    let desk = Desk::new().with("b.csv", BANK).with("r.csv", &format!("examinee,q1\n{rows}"));
    let mut child = desk.command("score --bank b.csv --responses r.csv").spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn rows_are_scored_as_they_come() {
    let desk = Desk::new().with("b.csv", BANK);
    let mut child = desk.command("score --bank b.csv --responses -").spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    // The rows fit into the pipe, their scores do not, and the end of the input never comes.
    stdin.write_all(format!("examinee,q1\n{}", "ann,1\n".repeat(5_000)).as_bytes()).unwrap();
    stdout.read_exact(&mut vec![0; 100_000]).unwrap();
    drop(stdout);
    assert!(child.wait().unwrap().success());
    drop(stdin);
}
