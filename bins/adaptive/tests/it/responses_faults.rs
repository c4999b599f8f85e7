//! All faults of a file of responses are found in one run, and rows without a fault are used.

use std::fmt::Write as _;
use std::fs;

use crate::command::{Desk, rows};

const BANK: &str = "item_id,model,a,b\nM01,2pl,1.2,-0.4\nM02,2pl,0.9,0.7\n";
const FAULTY: &str = "examinee,M01,M02\nann,1,0\nbob,9,0\ncleo,1\n,1,1\ndan,x,9\neva,0,1\n";
const FAULTS: [&str; 6] = [
    "r.csv: line 3, column \"M01\": 9 is not a category of the item, whose categories are 0 to 1",
    "r.csv: line 4: 2 fields, but the header has 3",
    "r.csv: line 5, column \"examinee\": the name of the examinee is empty",
    "r.csv: line 6, column \"M01\": \"x\" is not a category: a whole number from 0, or nothing, or NA",
    "r.csv: line 6, column \"M02\": 9 is not a category of the item",
    "5 faults in 4 rows; ",
];

fn desk(responses: &str) -> Desk {
    Desk::new().with("b.csv", BANK).with("r.csv", responses).with("d.toml", "[stopping]\nmax_items = 2\n")
}

#[track_caller]
fn check_faults(message: &str, consequence: &str) {
    for expected in FAULTS.into_iter().chain([consequence]) {
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert!(
        message.contains("hint: 9 (2 times, in M01, M02): if this means not administered, add --missing \"9\""),
        "{message}"
    );
}

#[test]
fn score_passes_over_faulty_rows() {
    let outcome = desk(FAULTY).run("score --bank b.csv --responses r.csv");
    let sound = desk("examinee,M01,M02\nann,1,0\neva,0,1\n").run("score --bank b.csv --responses r.csv").ok();
    assert_eq!(outcome.stdout, sound);
    check_faults(&outcome.failure(1), "these rows are not scored");
    let json = desk(FAULTY).run("score --bank b.csv --responses r.csv --format json");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json.stdout).unwrap().as_array().unwrap().len(), 2);
}

#[test]
fn replay_passes_over_faulty_rows_and_tests_without_an_answer() {
    let desk = desk(&format!("{FAULTY}fay,1,\n"));
    let outcome = desk.run("replay --bank b.csv --responses r.csv --design d.toml --summary s.csv");
    let examinees: Vec<String> = rows(&outcome.stdout)[1..].iter().map(|row| row[0].clone()).collect();
    assert_eq!(examinees, ["ann", "ann", "eva", "eva"]);
    let summary = rows(&fs::read_to_string(desk.path("s.csv")).unwrap());
    assert_eq!(summary[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["ann", "eva"]);
    let message = outcome.failure(1);
    assert!(message.contains("r.csv: line 8, examinee \"fay\": the test asks for item \"M02\""), "{message}");
    assert!(message.contains("6 faults in 5 rows; these rows are not replayed"), "{message}");
}

#[test]
fn simulate_lists_all_faults_and_writes_nothing() {
    let desk = desk(&format!("{FAULTY}fay,,\n"));
    let outcome = desk.run("simulate --bank b.csv --design d.toml --responses r.csv --seed 1 --out out");
    assert!(!desk.path("out").exists() && outcome.stdout.is_empty(), "{outcome:?}");
    let message = outcome.failure(1);
    for expected in FAULTS[..5].iter().chain(&["5 faults in 4 rows; nothing has been written"]) {
        assert!(message.contains(expected), "{message}");
    }
}

/// A calibration sample in which 9 means not reached: 1308 cells of 1404 (the size of the pattern in mirt, issue 98).
#[test]
fn many_faults_are_summed_up_by_value() {
    let mut responses = "examinee,M01,M02\n".to_owned();
    for number in 0..654 {
        writeln!(responses, "s{number},9,9").unwrap();
    }
    for number in 654..702 {
        writeln!(responses, "s{number},1,0").unwrap();
    }
    let outcome = desk(&responses).run("score --bank b.csv --responses r.csv");
    assert_eq!(rows(&outcome.stdout).len(), 49);
    let message = outcome.failure(1);
    assert_eq!(message.matches("r.csv: line ").count(), 20, "{message}");
    assert!(
        message.contains("1308 faults in 654 rows, of which the first 20 are listed; these rows are not scored"),
        "{message}"
    );
    assert!(
        message.contains("hint: 9 (1308 times, in M01, M02): if this means not administered, add --missing \"9\""),
        "{message}"
    );
    let repaired = desk(&responses).run("score --bank b.csv --responses r.csv --missing 9").ok();
    assert_eq!(rows(&repaired).len(), 703);
}

#[test]
fn simulate_keeps_the_names_of_the_examinees() {
    let desk = desk("IDSTUD,M01,M02\n\"10010101\",1,0\n\"J\u{f6}rg, B.\",0,1\n");
    desk.run("simulate --bank b.csv --design d.toml --responses r.csv --seed 1 --traces 2 --out out --format json")
        .ok();
    let first_column = |file: &str| -> Vec<String> {
        let table = rows(&fs::read_to_string(desk.path(file)).unwrap());
        table.into_iter().map(|row| row[0].clone()).collect()
    };
    assert_eq!(first_column("out/examinees.csv"), ["examinee", "10010101", "J\u{f6}rg, B."]);
    let traces = first_column("out/traces.csv");
    assert_eq!(traces, ["examinee", "10010101", "10010101", "J\u{f6}rg, B.", "J\u{f6}rg, B."]);
    desk.run("simulate --bank b.csv --design d.toml --examinees 2 --seed 1 --traces 2 --out drawn --format json").ok();
    assert_eq!(first_column("drawn/examinees.csv"), ["examinee", "1", "2"]);
}

#[test]
fn replay_and_simulate_read_codes_and_keys_too() {
    let keyed = "item_id,model,a,b,key\nM01,2pl,1.2,-0.4,A\nM02,2pl,0.9,0.7,C\n";
    let scored = desk("examinee;M01;M02\nann;1;0\nbob;0;1\n");
    let options = desk("id;M01;M02\nann;A;-9\nbob;B;C\n").with("b.csv", keyed);
    let flags = "--key --omitted -9 --omitted-as wrong";
    let replay = "replay --bank b.csv --responses r.csv --design d.toml";
    assert_eq!(options.run(&format!("{replay} {flags}")).stdout, scored.run(replay).stdout);
    let simulate = "simulate --bank b.csv --responses r.csv --design d.toml --seed 1 --out out --format json";
    assert_eq!(options.run(&format!("{simulate} {flags}")).code, 0);
    assert_eq!(scored.run(simulate).code, 0);
    let examinees = |desk: &Desk| fs::read_to_string(desk.path("out/examinees.csv")).unwrap();
    assert_eq!(examinees(&options), examinees(&scored));
    for flag in ["--missing 9", "--key", "--ignore-unknown", "--long a,b,c", "--id-column x"] {
        let run = format!("simulate --bank b.csv --design d.toml --examinees 5 --seed 1 --out out2 {flag}");
        let message = scored.run(&run).failure(2);
        assert!(message.contains("says how the file of --responses is read, which is not given"), "{message}");
    }
}
