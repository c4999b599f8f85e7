//! `adaptive score-table`.

use crate::command::{Desk, rows};

/// PROMIS Global Mental Health: R. Hays, "Steps to Produce Raw Score to Theta Estimates for Global Mental Health Items",
/// 22 June 2009; the items of Hays, Bjorner, Revicki, Spritzer and Cella (2009).
const BANK: &str = "item_id,model,a,b1,b2,b3,b4
Global02,grm,2.41143,-2.44599,-1.31584,-0.19095,1.07032
Global04,grm,3.66810,-2.30582,-1.25786,-0.33120,0.66825
Global05,grm,2.97642,-1.78310,-0.89865,-0.00524,1.07197
Global10r,grm,1.89441,-2.81790,-1.51385,-0.25479,0.99431
";

fn desk() -> Desk {
    Desk::new().with("bank.csv", BANK).with("wide.toml", "[quadrature]\nlower = -6\nupper = 6\nnodes = 49\n")
}

/// The published table has T = 67.6 (5.3) for the sum 20. On its own scale the sum 4 is 21.9 (4.6).
#[test]
fn the_sums_of_a_questionnaire_begin_where_its_answers_do() {
    let table = rows(&desk().run("score-table --bank bank.csv --design wide.toml --lowest-category 1").ok());
    assert_eq!(table[0], ["sum", "theta", "standard_error", "status", "probability"]);
    assert_eq!(table.len(), 18);
    let figures = |row: &[String]| -> [f64; 2] { [&row[1], &row[2]].map(|cell| cell.parse().unwrap()) };
    let (lowest, highest) = (&table[1], &table[17]);
    assert_eq!([&lowest[0], &highest[0]], ["4", "20"]);
    for (row, theta, se) in [(lowest, -2.811241, 0.458898), (highest, 1.752486, 0.529919)] {
        let [found_theta, found_se] = figures(row);
        assert!((found_theta - theta).abs() < 1e-5 && (found_se - se).abs() < 2e-5, "{row:?}");
    }
    let total: f64 = table[1..].iter().map(|row| row[4].parse::<f64>().unwrap()).sum();
    assert!((total - 1.0).abs() < 1e-9, "{total}");
}

#[test]
fn the_formats_have_the_same_rows() {
    let json = desk().run("score-table --bank bank.csv --items Global04,Global02 --format json").ok();
    let objects: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let csv = rows(&desk().run("score-table --bank bank.csv --items Global02,Global04").ok());
    assert_eq!((objects.len(), csv.len()), (9, 10));
    assert_eq!(objects[8]["sum"], 8);
    let theta: f64 = csv[9][1].parse().unwrap();
    assert!((objects[8]["theta"].as_f64().unwrap() - theta).abs() < 1e-12);
    let text = desk().run("score-table --bank bank.csv --design wide.toml --format table").ok();
    assert!(text.contains("standard_error") && text.contains("0.530"), "{text}");
}

#[test]
fn items_that_cannot_be_summed_are_named() {
    let design = "[content.pretest]\nitems = ['Global10r']\npositions = [1]\n";
    let desk = desk().with("design.toml", design);
    for (items, expected) in [
        ("Global02,Global03", "\"Global03\" is not an item of bank.csv"),
        ("Global02,Global02", "\"Global02\" is listed twice"),
        ("Global02,Global10r", "\"Global10r\" is a pretest item"),
    ] {
        let run = desk.run(&format!("score-table --bank bank.csv --design design.toml --items {items}"));
        let message = run.failure(1);
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(rows(&desk.run("score-table --bank bank.csv --design design.toml").ok()).len(), 14, "three items");
}
