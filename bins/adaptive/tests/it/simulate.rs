//! `adaptive simulate`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{Desk, rows};

const DESIGN: &str = "[stopping]\nmin_items = 3\nmax_items = 8\nstandard_error = 0.5\n";
const RUN: &str = "simulate --bank b.csv --design d.toml --examinees 300 --seed 5 --out out";
const FILES: [&str; 8] = [
    "conditional.csv",
    "conditional.svg",
    "examinees.csv",
    "exposure.svg",
    "items.csv",
    "recovery.svg",
    "summary.json",
    "test_length.svg",
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
    let told = desk.run(&RUN.replace("--seed 5", "--seed 6")).failure(1);
    assert!(told.contains("out is not empty") && told.contains("--force"), "{told}");
    assert_eq!(read(&desk, "out/summary.json"), before);
    desk.run(&format!("{} --force", RUN.replace("--seed 5", "--seed 6"))).ok();
    assert_ne!(read(&desk, "out/summary.json"), before);
    assert_eq!(read(&desk, "out/notes.txt"), "mine");
}

#[test]
fn wrong_input_gives_one_message_and_leaves_nothing() {
    let thetas = "simulate --bank b.csv --design d.toml --seed 1 --out out --thetas t.csv";
    for (arguments, thetas_file, message) in [
        (RUN.replace("b.csv", "none.csv"), "", "none.csv"),
        (RUN.replace("d.toml", "none.toml"), "", "none.toml"),
        (RUN.replace("--out out", "--out no/out"), "", "no takes no files"),
        (RUN.replace("--out out", "--out b.csv"), "", "b.csv is not a directory"),
        (thetas.to_owned(), "ability\n1\n", "t.csv: line 1: there is no column \"theta\""),
        (thetas.to_owned(), "", "t.csv: line 1: there is no column \"theta\""),
        (thetas.to_owned(), "theta\n", "t.csv: there is no ability below the header"),
        (thetas.to_owned(), "theta\n0\n\nx\n", "t.csv: line 4, column \"theta\": \"x\" is not a number"),
        (thetas.to_owned(), "theta\n0\nNaN\n", "line 3, column \"theta\": \"NaN\" is not a number"),
        (thetas.to_owned(), "theta\n101\n", "line 2, column \"theta\": \"101\" is not a number between -100 and 100"),
    ] {
        let desk = desk().with("t.csv", thetas_file);
        let outcome = desk.run(&arguments);
        assert_eq!(outcome.stdout, "", "{arguments}");
        let told = outcome.failure(1);
        assert!(told.contains(message), "{arguments}: {told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        assert_eq!(names(&desk.path(".")), ["b.csv", "d.toml", "t.csv"], "{arguments}");
    }
}

#[test]
fn a_faulty_design_is_told_before_anything_is_written() {
    let desk = desk().with("d.toml", "[stopping]\nmin_items = 100\nmax_items = 100\n");
    let told = desk.run(RUN).failure(1);
    assert!(told.contains("stopping.min_items"), "{told}");
    assert_eq!(names(&desk.path(".")), ["b.csv", "d.toml"]);
}

#[test]
fn what_is_not_understood_ends_with_2() {
    for (from, to) in [
        ("--examinees 300", ""),
        ("--examinees 300", "--examinees 0"),
        ("--examinees 300", "--examinees many"),
        ("--seed 5", ""),
        ("--seed 5", "--seed -1"),
        ("--out out", ""),
        ("--seed 5", "--seed 5 --threads 0"),
        ("--seed 5", "--seed 5 --threads 100000"),
        ("--seed 5", "--seed 5 --theta-sd -1"),
        ("--seed 5", "--seed 5 --theta-mean 1000"),
        ("--seed 5", "--seed 5 --exposure-limit 2"),
        ("--seed 5", "--seed 5 --thetas t.csv --theta-mean 1"),
        ("--bank b.csv --design d.toml", "--bank - --design -"),
    ] {
        let desk = desk();
        let outcome = desk.run(&RUN.replace(from, to));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{to}: {outcome:?}");
        assert_eq!(names(&desk.path(".")), ["b.csv", "d.toml"]);
    }
}
