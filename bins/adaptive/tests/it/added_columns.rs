//! The columns that `score` and `replay` add: the reporting scale, classification, person fit.

use crate::command::{Desk, rows};

const BANK: &str = "item_id,model,a,b,b1,b2,b3
q1,2pl,1.2,-1.5,,,
q2,2pl,0.9,-0.5,,,
q3,2pl,1.4,0,,,
q4,2pl,1.1,0.6,,,
q5,2pl,1.3,1.4,,,
q6,grm,1.5,,-1,0.2,1.1
";
const RESPONSES: &str = "examinee,q1,q2,q3,q4,q5,q6\nann,1,1,1,0,0,2\nbob,0,0,0,1,1,1\ncat,1,,,,,\n";
const SCALE: &str = "[reporting]
name = 'T'
mean = 50
sd = 10
decimals = 1
levels = [{ name = 'low' }, { name = 'usual', from = 45 }, { name = 'high', from = 60 }]
";

fn desk(design: &str) -> Desk {
    Desk::new().with("bank.csv", BANK).with("responses.csv", RESPONSES).with("design.toml", design)
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

#[test]
fn without_a_flag_or_a_scale_nothing_is_added() {
    let table = rows(&desk("").run("score --bank bank.csv --responses responses.csv --design design.toml").ok());
    assert_eq!(table[0], ["examinee", "theta", "standard_error", "status", "items"]);
}

#[test]
fn a_reporting_scale_adds_scores_and_levels() {
    let table = rows(&desk(SCALE).run("score --bank bank.csv --responses responses.csv --design design.toml").ok());
    assert_eq!(table[0][5..], ["score", "score_standard_error", "level"]);
    for row in &table[1..] {
        let (theta, se, score) = (number(&row[1]), number(&row[2]), number(&row[5]));
        assert!((score - (50.0 + 10.0 * theta)).abs() <= 0.05 + 1e-9, "{row:?}");
        assert!((number(&row[6]) - 10.0 * se).abs() <= 0.05 + 1e-9, "{row:?}");
        let level = if score < 45.0 {
            "low"
        } else if score < 60.0 {
            "usual"
        } else {
            "high"
        };
        assert_eq!(row[7], level);
    }
}

#[test]
fn groups_of_columns_go_together_in_every_format() {
    let desk = desk(SCALE);
    let flags = "score --bank bank.csv --responses responses.csv --design design.toml --person-fit --cuts design";
    let run = desk.run(flags);
    assert_eq!(run.code, 0);
    let table = rows(&run.stdout);
    let added =
        ["score", "score_standard_error", "level", "classification_accuracy", "lz", "lz_star", "infit", "outfit"];
    assert_eq!(table[0][5..], added);
    let (orderly, reversed, short) = (&table[1], &table[2], &table[3]);
    assert!(number(&orderly[10]) > 0.0 && number(&reversed[10]) < -2.0, "lz*: {orderly:?}, {reversed:?}");
    assert!(number(&orderly[12]) < 1.0 && number(&reversed[12]) > 1.5, "outfit: {orderly:?}, {reversed:?}");
    assert_eq!(short[9..], ["", "", "", ""], "one answer has no fit");
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&desk.run(&format!("{flags} --format json")).stdout).unwrap();
    assert_eq!(json[1]["lz_star"].as_f64().unwrap(), number(&reversed[10]));
    assert!(json[2]["lz"].is_null() && json[0]["level"] == "usual", "{json:?}");
}

/// Rudner (2001): the probability of the level is that of a normal distribution about the estimate.
#[test]
fn cut_scores_add_the_level_and_its_probability() {
    let run = desk("").run("score --bank bank.csv --responses responses.csv --cuts -0.5,1");
    assert_eq!(run.code, 0);
    let table = rows(&run.stdout);
    let of_rule = desk("[stopping.classification]\ncuts = [-0.5, 1]\n");
    let of_rule = of_rule.run("score --bank bank.csv --responses responses.csv --design design.toml --cuts design");
    assert_eq!((&of_rule.stdout, &of_rule.stderr), (&run.stdout, &run.stderr), "those of the classification rule");
    assert_eq!(table[0][5..], ["level", "classification_accuracy"]);
    let mut total = 0.0;
    for row in &table[1..] {
        let (theta, se) = (number(&row[1]), number(&row[2]));
        let below = |cut: f64| irt_core::normal_probability((cut - theta) / se);
        let levels = [below(-0.5), below(1.0) - below(-0.5), 1.0 - below(1.0)];
        let level = if theta < -0.5 {
            1
        } else if theta < 1.0 {
            2
        } else {
            3
        };
        assert_eq!(row[5], level.to_string());
        assert!((number(&row[6]) - levels[level - 1]).abs() < 1e-12, "{row:?}");
        total += levels[level - 1];
    }
    let note =
        format!("note: classification of 3 examinees: expected accuracy {:.3}, expected consistency ", total / 3.0);
    assert!(run.stderr.starts_with(&note), "{}", run.stderr);
    assert!(
        run.stderr.contains("\n  at theta -0.5: accuracy ") && run.stderr.contains("standard error "),
        "{}",
        run.stderr
    );
}

#[test]
fn simulated_patterns_give_the_same_share_for_the_same_seed() {
    let desk = desk("");
    let run = |flags: &str| {
        rows(&desk.run(&format!("score --bank bank.csv --responses responses.csv --person-fit {flags}")).ok())
    };
    let table = run("--person-fit-draws 99 --seed 5");
    assert_eq!(table[0][9], "lz_p");
    assert_eq!(table, run("--person-fit-draws 99 --seed 5"));
    assert!(number(&table[1][9]) > 0.5 && number(&table[2][9]) < 0.05, "{table:?}");
    assert_eq!(table[3][9], "");
    let alone =
        Desk::new().with("bank.csv", BANK).with("responses.csv", "examinee,q1,q2,q3,q4,q5,q6\nbob,0,0,0,1,1,1\n");
    let other =
        alone.run("score --bank bank.csv --responses responses.csv --person-fit --person-fit-draws 99 --seed 5");
    assert!((number(&rows(&other.ok())[1][9]) - number(&table[2][9])).abs() < 0.1, "other draws, the same share");
}

#[test]
fn the_summary_of_a_replay_has_the_same_columns() {
    let full = "examinee,q1,q2,q3,q4,q5,q6\nann,1,1,1,0,0,2\nbob,0,0,0,1,1,1\n";
    let design = format!("{SCALE}[stopping]\nmax_items = 5\n");
    let desk = Desk::new().with("bank.csv", BANK).with("responses.csv", full).with("design.toml", &design);
    let run = desk.run(
        "replay --bank bank.csv --responses responses.csv --design design.toml --summary s.csv --person-fit --cuts design",
    );
    assert_eq!(run.code, 0, "{run:?}");
    let table = rows(&std::fs::read_to_string(desk.path("s.csv")).unwrap());
    let columns = ["stop_reason", "score", "score_standard_error", "level", "classification_accuracy", "lz", "lz_star"];
    assert_eq!(table[0][5..12], columns);
    assert_eq!(table[1][5], "max_items");
    assert!(number(&table[2][10]) < number(&table[1][10]), "{table:?}");
    assert!(run.stderr.contains("classification of 2 examinees"), "{}", run.stderr);
}

#[test]
fn flags_that_cannot_be_followed_are_refused() {
    let desk = desk(SCALE);
    let score = "score --bank bank.csv --responses responses.csv";
    for (arguments, expected) in [
        (format!("{score} --cuts design"), "the design has neither levels nor a classification rule"),
        (format!("{score} --design design.toml --cuts 0"), "`--cuts design` takes their cut scores"),
        (
            "replay --bank bank.csv --responses responses.csv --design design.toml --person-fit".to_owned(),
            "there is no --summary",
        ),
    ] {
        let message = desk.run(&arguments).failure(1);
        assert!(message.contains(expected), "{message}");
    }
    for arguments in ["--person-fit-draws 9", "--person-fit --seed 3", "--cuts 1,0", "--cuts x"] {
        assert_eq!(desk.run(&format!("{score} {arguments}")).code, 2, "{arguments}");
    }
}

#[test]
fn a_score_table_is_on_the_scale_of_the_design() {
    let run = desk(SCALE).run("score-table --bank bank.csv --design design.toml --items q1,q2,q6");
    let table = rows(&run.ok());
    assert_eq!(table[0][5..], ["score", "score_standard_error", "level"]);
    assert_eq!(table.len(), 7);
    for row in &table[1..] {
        let score = number(&row[5]);
        assert_eq!(
            row[7],
            if score < 45.0 {
                "low"
            } else if score < 60.0 {
                "usual"
            } else {
                "high"
            }
        );
        assert!((number(&row[5]) - (50.0 + 10.0 * number(&row[1]))).abs() <= 0.05 + 1e-9, "{row:?}");
    }
}

#[test]
fn a_faulty_scale_is_named_with_its_line() {
    for (design, expected) in [
        ("[reporting]\nname = 'T'\nmean = 50\nsd = -10\n", "line 4: reporting.sd: -10 is not above 0"),
        ("[reporting]\nname = 'T'\nmean = 50\n", "missing field `sd`"),
        ("[reporting]\nname = 'T'\nmean = 50\nsd = 10\nlevel = []\n", "unknown field `level`"),
        (
            "[reporting]\nname = 'T'\nmean = 50\nsd = 10\nlevels = [{ name = 'a' }, { name = 'b' }]\n",
            "line 5: reporting.levels: b is a level above the lowest and needs `from`",
        ),
    ] {
        let outcome = desk(design).run("design check design.toml");
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(format!("{}{}", outcome.stdout, outcome.stderr).contains(expected), "{outcome:?}");
    }
}

#[test]
fn a_simulation_reports_on_the_scale_and_classifies_by_its_levels() {
    let design = format!("{SCALE}[stopping]\nmax_items = 4\n");
    let desk = desk(&design);
    let flags = "simulate --bank bank.csv --design design.toml --examinees 300 --seed 3 --out out --format json";
    let summary: serde_json::Value = serde_json::from_str(&desk.run(flags).ok()).unwrap();
    let table = rows(&std::fs::read_to_string(desk.path("out/examinees.csv")).unwrap());
    assert_eq!(table[0][6..], ["stop_reason", "score", "score_standard_error", "level"]);
    for row in &table[1..] {
        assert!((number(&row[7]) - (50.0 + 10.0 * number(&row[2]))).abs() <= 0.05 + 1e-9, "{row:?}");
    }
    let of_level = |name: &str| table[1..].iter().filter(|row| row[9] == name).count() as u64;
    let classification = &summary["classification"];
    let counts: Vec<Vec<u64>> = serde_json::from_value(classification["table"].clone()).unwrap();
    for (place, name) in ["low", "usual", "high"].iter().enumerate() {
        assert_eq!(counts.iter().map(|row| row[place]).sum::<u64>(), of_level(name), "{name}");
    }
    // Rudner's index from the rows of the file.
    let cuts = [-0.505, 0.995];
    let accuracies = table[1..].iter().map(|row| {
        let ability = irt_core::Ability { theta: number(&row[2]), se: number(&row[3]) };
        irt_core::level_probabilities(ability, &cuts)[irt_core::level_of(ability.theta, &cuts)]
    });
    let expected = accuracies.sum::<f64>() / 300.0;
    assert!((classification["expected_accuracy"].as_f64().unwrap() - expected).abs() < 1e-9, "{classification}");
    let report = std::fs::read_to_string(desk.path("out/report.html")).unwrap();
    assert!(report.contains("What the standard errors promise at each cut score") && report.contains("below -0.505"));
}
