//! Tables of the fixtures as the crate reads them.

use serde_json::Value;
use test_assembly::AttributeTable;

/// The text of a cell: a number, a text, or nothing.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A list of objects with the same fields as CSV.
pub(crate) fn csv(rows: &Value, columns: &[&str]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).expect("a header");
    for row in rows.as_array().expect("a list") {
        writer.write_record(columns.iter().map(|column| cell(&row[*column]))).expect("a row");
    }
    writer.into_inner().expect("text")
}

pub(crate) const ROWS: [&str; 7] = ["CONSTRAINT_ID", "TYPE", "WHAT", "CONDITION", "LB", "UB", "ONOFF"];

pub(crate) fn items(fixture: &Value) -> AttributeTable {
    let text = csv(&fixture["items"], &["id", "CONTENT", "TYPE", "DOK", "WORDS", "STID"]);
    AttributeTable::items_from_csv(&text).expect("items")
}

pub(crate) fn stimuli(fixture: &Value) -> AttributeTable {
    let text = csv(&fixture["stimuli"], &["STID", "TOPIC", "LENGTH", "LB", "UB"]);
    AttributeTable::stimuli_from_csv(&text).expect("stimuli")
}
