//! Small tables as CSV.

use super::cell::spreadsheet_text;

/// A table as CSV, safe to open in a spreadsheet: a text that a spreadsheet would take for a formula gets an apostrophe before it.
///
/// ```
/// let text = exam::spreadsheet(&["item", "rate"], &[vec!["=q1".to_owned(), "-0.5".to_owned()]]).unwrap();
/// assert_eq!(text, "item,rate\n'=q1,-0.5\n");
/// ```
///
/// # Errors
/// When a row has another number of cells than there are columns.
pub fn spreadsheet(columns: &[impl AsRef<str>], rows: &[Vec<String>]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.as_ref().as_bytes()))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| spreadsheet_text(cell).into_owned()))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
