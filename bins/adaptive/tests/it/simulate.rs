//! `adaptive simulate`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{Desk, rows};

const DESIGN: &str = "[stopping]\nmin_items = 3\nmax_items = 8\nstandard_error = 0.5\n";
const RUN: &str = "simulate --bank b.csv --design d.toml --examinees 300 --seed 5 --out out";
const FILES: [&str; 10] = [
    "conditional.csv",
    "conditional.svg",
    "examinees.csv",
    "exposure.svg",
    "items.csv",
    "recovery.svg",
    "report.html",
    "summary.json",
    "test_length.svg",
    "traces.csv",
];

fn desk() -> Desk {
    let items = (0..40).map(|i| format!("q{i},2pl,1.6,{},area {}\n", f64::from(i) * 0.15 - 3.0, i % 2));
    let bank = format!("item_id,model,a,b,content\n{}", items.collect::<String>());
    Desk::new().with("b.csv", &bank).with("d.toml", DESIGN)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

fn read(desk: &Desk, file: &str) -> String {
    fs::read_to_string(desk.path(file)).unwrap()
}

#[test]
fn the_summary_is_printed_and_all_files_are_there() {
    let desk = desk();
    let printed = desk.run(RUN).ok();
    assert_eq!(names(&desk.path("out")), FILES);
    assert_eq!(names(&desk.path(".")), ["b.csv", "d.toml", "out"]);
    assert_eq!(read(&desk, "out/summary.json"), printed);
    let summary: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((summary["examinees"].as_u64(), summary["seed"].as_u64()), (Some(300), Some(5)));
    assert_eq!(summary["conditional"].as_array().unwrap().len(), 10);
    assert_eq!(summary["abilities"], serde_json::json!({"kind": "normal", "mean": 0.0, "sd": 1.0}));
}

#[test]
fn the_tables_agree_with_the_summary() {
    let desk = desk();
    let summary: Value = serde_json::from_str(&desk.run(RUN).ok()).unwrap();
    let examinees = rows(&read(&desk, "out/examinees.csv"));
    assert_eq!(examinees[0], ["examinee", "true_theta", "theta", "standard_error", "status", "items", "stop_reason"]);
    assert_eq!((examinees.len(), examinees[1][0].as_str(), examinees[300][0].as_str()), (301, "1", "300"));
    let number = |row: &Vec<String>, column: usize| row[column].parse::<f64>().unwrap();
    let bias = examinees[1..].iter().map(|row| number(row, 2) - number(row, 1)).sum::<f64>() / 300.0;
    assert!((bias - summary["recovery"]["bias"].as_f64().unwrap()).abs() < 1e-12);
    let length = examinees[1..].iter().map(|row| number(row, 5)).sum::<f64>() / 300.0;
    assert!((length - summary["test_length"]["mean"].as_f64().unwrap()).abs() < 1e-12);
    let items = rows(&read(&desk, "out/items.csv"));
    assert_eq!(items[0], ["item_id", "content", "administered", "exposure_rate", "above_limit"]);
    assert_eq!((items.len(), items[2][0].as_str(), items[2][1].as_str()), (41, "q1", "area 1"));
    let shown = items[1..].iter().map(|row| number(row, 2)).sum::<f64>();
    assert!((shown / 300.0 - length).abs() < 1e-12);
    assert_eq!(rows(&read(&desk, "out/conditional.csv")).len(), 11);
}

#[test]
fn the_number_of_threads_changes_no_file() {
    let desk = desk();
    desk.run(&format!("{RUN} --threads 1")).ok();
    desk.run(&format!("{RUN}2 --threads 3")).ok();
    for file in FILES {
        assert_eq!(read(&desk, &format!("out/{file}")), read(&desk, &format!("out2/{file}")), "{file}");
    }
}

#[test]
fn given_abilities_are_taken_row_by_row_or_in_turn() {
    let desk = desk().with("t.csv", "name,theta\nann,-1.5\nbob,0\n\ncarla,1.5\n");
    desk.run("simulate --bank b.csv --design d.toml --thetas t.csv --seed 1 --out one").ok();
    let one = rows(&read(&desk, "one/examinees.csv"));
    assert_eq!(one[1..].iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["-1.5", "0.0", "1.5"]);
    let printed = desk.run("simulate --bank b.csv --design d.toml --thetas t.csv --examinees 60 --seed 1 --out many");
    let summary: Value = serde_json::from_str(&printed.ok()).unwrap();
    assert_eq!((summary["examinees"].as_u64(), summary["conditioning"].as_str()), (Some(60), Some("points")));
    assert_eq!(summary["conditional"][2]["mean_theta"].as_f64(), Some(1.5));
    assert_eq!(summary["conditional"][2]["examinees"].as_u64(), Some(20));
}

#[test]
fn a_directory_with_files_is_refused_unless_forced() {
    let desk = desk();
    fs::create_dir(desk.path("out")).unwrap();
    desk.run(RUN).ok();
    let before = read(&desk, "out/summary.json");
    fs::write(desk.path("out/notes.txt"), "mine").unwrap();
    let message = desk.run(&RUN.replace("--seed 5", "--seed 6")).failure(1);
    assert!(message.contains("out is not empty") && message.contains("--force"), "{message}");
    assert_eq!(read(&desk, "out/summary.json"), before);
    desk.run(&format!("{} --force", RUN.replace("--seed 5", "--seed 6"))).ok();
    assert_ne!(read(&desk, "out/summary.json"), before);
    assert_eq!(read(&desk, "out/notes.txt"), "mine");
}

#[test]
fn tests_are_written_down_answer_by_answer_when_asked() {
    let desk = desk();
    desk.run(&format!("{RUN} --traces 2")).ok();
    let traces = rows(&read(&desk, "out/traces.csv"));
    let examinees = rows(&read(&desk, "out/examinees.csv"));
    assert_eq!(traces[0], ["examinee", "position", "item_id", "response", "theta", "standard_error"]);
    for examinee in &examinees[1..3] {
        let steps: Vec<_> = traces.iter().filter(|step| step[0] == examinee[0]).collect();
        assert_eq!(steps.len().to_string(), examinee[5]);
        // The interim and the final estimator of the design are the same.
        assert_eq!(steps[steps.len() - 1][4..], examinee[2..4]);
    }
    assert!(traces.iter().all(|step| step[0] != "3"));
    desk.run(&format!("{RUN}2 --traces 0")).ok();
    assert!(!desk.path("out2/traces.csv").exists());
}

#[test]
fn several_designs_are_put_side_by_side() {
    let desk = desk().with("short.toml", "[stopping]\nmax_items = 4\n");
    let run = RUN.replace("--design d.toml", "--design d.toml --design short.toml --cuts=-0.5,0.5");
    let summary: Value = serde_json::from_str(&desk.run(&run).ok()).unwrap();
    assert_eq!(names(&desk.path("out")), ["comparison.csv", "designs", "report.html", "summary.json"]);
    assert_eq!(names(&desk.path("out/designs")), ["d", "short"]);
    let of_design: Vec<&str> =
        FILES.into_iter().filter(|name| !["report.html", "summary.json"].contains(name)).collect();
    assert_eq!(names(&desk.path("out/designs/short")), of_design);
    assert_eq!(
        (&summary["designs"][1]["name"], &summary["designs"][1]["design"]),
        (&"short".into(), &"short.toml".into())
    );
    assert!(summary["designs"][1]["difference"]["mean_length"]["value"].as_f64().unwrap() < 0.0);
    assert!(summary["designs"][0]["classification"]["correct"].as_f64().unwrap() > 0.5);
    let comparison = rows(&read(&desk, "out/comparison.csv"));
    assert_eq!((comparison.len(), comparison[2][0].as_str()), (3, "short"));
    // A design among others gives what it gives alone.
    desk.run(&format!("{RUN}2 --cuts=-0.5,0.5")).ok();
    for file in of_design {
        assert_eq!(read(&desk, &format!("out/designs/d/{file}")), read(&desk, &format!("out2/{file}")), "{file}");
    }
    // A run again replaces the files, those of the designs too.
    desk.run(&format!("{} --force", run.replace("--seed 5", "--seed 6"))).ok();
    assert_ne!(read(&desk, "out/designs/d/examinees.csv"), read(&desk, "out2/examinees.csv"));
}

#[test]
fn the_report_names_bank_design_and_program() {
    let desk = desk();
    desk.run(RUN).ok();
    let report = read(&desk, "out/report.html");
    for text in ["b.csv", "Simulation report: d<", "300", "standard error at most 0.5", env!("CARGO_PKG_VERSION")] {
        assert!(report.contains(text), "{text}");
    }
}

#[test]
fn given_answers_take_the_place_of_simulated_ones() {
    let header: Vec<String> = (0..40).map(|i| format!("q{i}")).collect();
    let answers = |able: u32| (0..40).map(|i| if i < able { "1" } else { "0" }).collect::<Vec<_>>().join(",");
    let rows_of: String = (1..40).map(|i| format!("e{i},{}\n", answers(i))).collect();
    let responses = format!("examinee,{}\n{rows_of}", header.join(","));
    let desk = desk().with("r.csv", &responses);
    let run = "simulate --bank b.csv --design d.toml --responses r.csv --seed 1 --out out";
    let summary: Value = serde_json::from_str(&desk.run(run).ok()).unwrap();
    assert_eq!(summary["examinees"], 39);
    assert_eq!(summary["abilities"], serde_json::json!({"kind": "estimated", "file": "r.csv"}));
    assert!(summary["recovery"]["correlation"].as_f64().unwrap() > 0.9);
    let examinees = rows(&read(&desk, "out/examinees.csv"));
    let scores = rows(&desk.run("score --bank b.csv --responses r.csv --design d.toml").ok());
    for (examinee, score) in examinees[1..].iter().zip(&scores[1..]) {
        let number = |text: &String| text.parse::<f64>().unwrap();
        assert_eq!(number(&examinee[1]).to_bits(), number(&score[1]).to_bits());
    }
    let report = read(&desk, "out/report.html");
    assert!(report.contains("from all answers in r.csv") && report.contains("hold the estimate from all answers of"));
}

#[test]
fn the_report_says_how_scores_are_reported() {
    let scale = "[reporting]\nname = 'T'\nmean = 50\nsd = 10\nlower = 20\nlevels = [{ name = 'low' }, { name = 'high', from = 60 }]\n";
    let desk = desk().with("d.toml", &format!("{DESIGN}{scale}"));
    desk.run(RUN).ok();
    assert!(read(&desk, "out/report.html").contains(">T = 50 + 10 theta, at least 20; low, high from 60<"));
}
