//! `adaptive simulate` for people: the table, what is alarming, and what the program chooses by itself.

use std::fs;

use serde_json::Value;

use crate::command::Desk;

const RUN: &str = "simulate --bank b.csv --design d.toml --examinees 300";

fn desk() -> Desk {
    let items = (0..200).map(|i| format!("q{i},2pl,1.6,{}\n", f64::from(i) * 0.03 - 3.0));
    let bank = format!("item_id,model,a,b\n{}", items.collect::<String>());
    Desk::new().with("b.csv", &bank).with("d.toml", "[stopping]\nmax_items = 8\n")
}

/// The value of a row of the table, without the space between thousands.
fn value(table: &str, measure: &str) -> String {
    let row = table.lines().find(|line| line.starts_with(&format!("| {measure} "))).unwrap();
    row.trim_start_matches(&format!("| {measure} ")).trim_matches(['|', ' ']).replace('\u{202f}', "")
}

#[test]
fn the_table_has_the_figures_of_the_summary_and_says_what_is_alarming() {
    let desk = desk();
    let run = format!("{RUN} --seed 5 --cuts 0 --exposure-limit 0.2");
    let table = desk.run(&format!("{run} --out out --format table")).ok();
    let summary: Value = serde_json::from_str(&desk.run(&format!("{run} --out json")).ok()).unwrap();
    let number = |path: &str| summary.pointer(path).unwrap().as_f64().unwrap();
    let per_cent = |path: &str| format!("{:.1}\u{a0}%", 100.0 * number(path));
    let unused = number("/exposure/never_used");
    for (measure, expected) in [
        ("examinees", "300".to_owned()),
        ("mean test length", "8.00".to_owned()),
        ("test length, 5 % to 95 %", "8 to 8".to_owned()),
        ("bias", format!("{:.3}", number("/recovery/bias"))),
        ("RMSE", format!("{:.3}", number("/recovery/rmse"))),
        ("mean standard error", format!("{:.3}", number("/recovery/mean_standard_error"))),
        ("coverage", per_cent("/recovery/coverage")),
        ("highest exposure rate", per_cent("/exposure/highest_rate")),
        ("items above the limit", number("/exposure/above_limit").to_string()),
        ("items never used", format!("{unused} of 200")),
        ("test overlap", per_cent("/exposure/test_overlap")),
        ("correctly classified", per_cent("/classification/correct")),
    ] {
        assert_eq!(value(&table, measure), expected, "{measure}: {table}");
    }
    let above = number("/exposure/above_limit");
    for words in [
        format!("\n  {unused} of 200 items were never used\n"),
        format!("\n  {above} items above the exposure limit 0.2; the highest rate is 1.000\n"),
        "\nreport: out/report.html\n".to_owned(),
    ] {
        assert!(table.contains(&words), "{words}: {table}");
    }
    let report = fs::read_to_string(desk.path("out/report.html")).unwrap();
    assert!(report.contains(&format!("<li>{unused} of 200 items were never used</li>")), "{report}");
}

#[test]
fn several_designs_have_a_column_each_and_alarms_with_their_names() {
    let desk = desk().with("other.toml", "[stopping]\nmax_items = 4\n");
    let table = desk.run(&format!("{RUN} --seed 5 --design other.toml --out out --format table")).ok();
    let header: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(header, ["|", "d", "other", "|"], "{table}");
    assert!(table.contains("\n  other: ") && table.contains("of 200 items were never used"), "{table}");
}

#[test]
fn a_long_name_does_not_widen_the_table() {
    let name = "a_design_with_a_name_of_more_letters_than_a_line_of_a_terminal_has_room_for_beside_the_measures";
    let desk = desk().with(&format!("{name}.toml"), "[stopping]\nmax_items = 4\n");
    let table = desk.run(&format!("{RUN} --seed 5 --design {name}.toml --out out --format table")).ok();
    let widest = table.lines().take_while(|line| !line.is_empty()).map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{table}");
}

#[test]
fn a_sound_design_is_said_to_be_sound() {
    let bank = "item_id,model,a,b\nq1,2pl,1,-1\nq2,2pl,1,0\nq3,2pl,1,1\n";
    let desk = Desk::new().with("b.csv", bank).with("d.toml", "[stopping]\nmax_items = 3\n");
    // Examinees near the mean of the prior, whom it shrinks to the right place.
    let table = desk.run(&format!("{RUN} --theta-sd 0.3 --seed 5 --exposure-limit 1 --out out --format table")).ok();
    assert!(table.contains("\nnothing alarming\n"), "{table}");
}

#[test]
fn json_is_printed_where_no_terminal_reads_and_where_it_is_asked_for() {
    let desk = desk();
    let run = format!("{RUN} --seed 5 --out");
    let piped = desk.run(&format!("{run} one")).ok();
    assert_eq!(desk.run(&format!("{run} two --format json")).ok(), piped);
    assert_eq!(fs::read_to_string(desk.path("one/summary.json")).unwrap(), piped);
    assert!(serde_json::from_str::<Value>(&piped).is_ok());
}

#[test]
fn a_drawn_seed_is_said_and_recorded_and_gives_the_same_files_again() {
    let desk = desk();
    let outcome = desk.run(&format!("{RUN} --out drawn"));
    assert_eq!(outcome.code, 0);
    let summary: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let seed = summary["seed"].as_u64().unwrap();
    assert_eq!(outcome.stderr, format!("note: the seed {seed} was drawn; --seed {seed} gives the same result again\n"));
    desk.run(&format!("{RUN} --seed {seed} --out again")).ok();
    for file in ["summary.json", "report.html", "examinees.csv", "items.csv", "traces.csv", "recovery.svg"] {
        let read = |directory: &str| fs::read_to_string(desk.path(&format!("{directory}/{file}"))).unwrap();
        assert_eq!(read("drawn"), read("again"), "{file}");
    }
    // Two draws of 32 bits are hardly ever equal.
    let other: Value = serde_json::from_str(&desk.run(&format!("{RUN} --out other")).stdout).unwrap();
    assert_ne!(other["seed"].as_u64(), Some(seed));
}

#[test]
fn without_a_directory_the_first_free_one_is_made_and_named() {
    let desk = desk();
    for number in [1, 2] {
        let outcome = desk.run(&format!("{RUN} --seed 5"));
        assert_eq!((outcome.code, outcome.stderr), (0, format!("note: the files are in simulation-{number}\n")));
        assert_eq!(
            fs::read_to_string(desk.path(&format!("simulation-{number}/summary.json"))).unwrap(),
            outcome.stdout
        );
    }
    fs::remove_dir_all(desk.path("simulation-1")).unwrap();
    let table = desk.run(&format!("{RUN} --seed 5 --format table")).stdout;
    assert!(table.ends_with("\nreport: simulation-1/report.html\n"), "{table}");
}

#[test]
fn the_errors_of_given_answers_are_said_to_be_against_the_estimate_from_all() {
    let responses = "examinee,q0,q1,q2\nann,1,1,0\nbob,0,1,0\n";
    let bank = "item_id,model,a,b\nq0,2pl,1,-1\nq1,2pl,1,0\nq2,2pl,1,1\n";
    let desk = Desk::new().with("b.csv", bank).with("d.toml", "[stopping]\nmax_items = 2\n").with("r.csv", responses);
    let run = "simulate --bank b.csv --design d.toml --responses r.csv --seed 1 --out out --format table";
    let printed = desk.run(run).ok();
    assert!(printed.contains("against the estimate from all answers"), "{printed}");
}
