//! `adaptive info`.

use std::fs;

use crate::command::{Desk, rows};

const BANK: &str = "item_id,model,a,b,c\nq1,2pl,2,0,\nq2,3pl,1,0.5,0.2\n";

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

#[test]
fn probability_and_information_are_those_of_the_models() {
    let table = rows(&Desk::new().with("b.csv", BANK).run("info --bank b.csv --theta=-0.5,0.5,3").ok());
    assert_eq!(table[0], ["theta", "item_id", "probability", "information"]);
    assert_eq!(table.len(), 1 + 3 * 2);
    assert_eq!((table[3][0].as_str(), table[3][1].as_str()), ("0.0", "q1"));
    assert_eq!((number(&table[3][2]), number(&table[3][3])), (0.5, 1.0));
    // Halfway between guessing and 1; information is P'^2 / (P Q) with P' = 0.8 / 4.
    assert_eq!((number(&table[6][0]), table[6][1].as_str()), (0.5, "q2"));
    assert!((number(&table[6][2]) - 0.6).abs() < 1e-12);
    assert!((number(&table[6][3]) - 0.04 / 0.24).abs() < 1e-12);
}

#[test]
fn the_usual_grid_has_81_abilities_from_minus_4_to_4() {
    let table = rows(&Desk::new().with("b.csv", BANK).run("info --bank b.csv").ok());
    assert_eq!((table.len(), number(&table[1][0]), number(&table[162][0])), (163, -4.0, 4.0));
}

#[test]
fn csv_and_json_hold_the_same_numbers() {
    let desk = Desk::new().with("b.csv", BANK);
    let table = rows(&desk.run("info --bank b.csv --theta -1,1,2").ok());
    let json: serde_json::Value =
        serde_json::from_str(&desk.run("info --bank b.csv --theta -1,1,2 --format json").ok()).unwrap();
    for (row, object) in table[1..].iter().zip(json.as_array().unwrap()) {
        assert_eq!(object["information"].as_f64().unwrap().to_bits(), number(&row[3]).to_bits());
        assert_eq!(object["item_id"], row[1].as_str());
    }
}

#[test]
fn the_test_information_is_drawn() {
    let desk = Desk::new().with("b.csv", BANK);
    let plain = desk.run("info --bank b.csv").ok();
    assert_eq!(desk.run("info --bank b.csv --plot p.svg").ok(), plain);
    let svg = fs::read_to_string(desk.path("p.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("Test information") && svg.trim_end().ends_with("</svg>"));
    let message = desk.run("info --bank b.csv --plot no/p.svg").failure(1);
    assert!(message.contains("cannot write no/p.svg"), "{message}");
}

#[test]
fn what_is_no_grid_is_reported() {
    for grid in ["1", "1,2", "4,-4,9", "-4,4,0", "-4,4,1.5", "-4,x,9", "-400,4,9"] {
        let outcome = Desk::new().with("b.csv", BANK).run(&format!("info --bank b.csv --theta={grid}"));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{grid}: {outcome:?}");
    }
}
