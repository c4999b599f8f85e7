//! The reference values of irt-core (their origin is in the README beside them), as files for the command line.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;

/// Tolerance of EAP.
pub const EXACT: f64 = 1e-10;
/// Tolerance of estimates that are the zero of an equation.
pub const SEARCHED: f64 = 1e-8;

pub fn load<T: DeserializeOwned>(file: &str) -> T {
    let path = format!("{}/../../crates/irt-core/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A bank file of 4PL items with parameters `[a, b, c, d]`, named `i1, i2, …`.
pub fn bank_csv(items: &[[f64; 4]]) -> String {
    let mut text = "item_id,model,a,b,c,d\n".to_owned();
    for (number, [a, b, c, d]) in (1..).zip(items) {
        writeln!(text, "i{number},4pl,{a},{b},{c},{d}").unwrap();
    }
    text
}

/// A responses file of examinees `e1, e2, …` who were given the first items of a bank.
pub fn responses_csv(rows: &[Vec<Option<u8>>]) -> String {
    let items = rows.iter().map(Vec::len).max().unwrap_or(0);
    let header: Vec<String> = (1..=items).map(|number| format!("i{number}")).collect();
    let mut text = format!("examinee,{}\n", header.join(","));
    for (number, row) in (1..).zip(rows) {
        let cells: Vec<String> =
            row.iter().map(|cell| cell.map_or_else(String::new, |cell| cell.to_string())).collect();
        writeln!(text, "e{number},{}", cells.join(",")).unwrap();
    }
    text
}

#[track_caller]
pub fn assert_close(found: &str, expected: f64, tolerance: f64, what: &str) {
    let found: f64 = found.parse().unwrap();
    let error = (found - expected).abs() / expected.abs().max(1.0);
    assert!(error <= tolerance, "{what}: {found} instead of {expected}, off by {error:e}");
}
