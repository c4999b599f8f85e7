//! The text of a bank file in the form that the engine reads.

use anyhow::Context as _;
use irt_core::ParameterName;

use crate::delimited_text::{DecimalMark, DelimitedText, TextError, decimal_mark, with_decimal_point};
use crate::note;
use crate::source::Source;

/// The columns about the item as a whole.
const ITEM_COLUMNS: [&str; 3] = ["item_id", "model", "content"];
/// The columns of texts and keys without an option in their names.
const TEXT_COLUMNS: [&str; 6] = ["stem", "key", "format", "lang", "direction", "shuffle"];
/// What the names of columns for options begin with.
const OPTION_COLUMNS: [&str; 2] = ["option_", "score_"];

/// A bank file as CSV in UTF-8 with commas, decimal points, and the usual names of columns. Each row is on the same line as in
/// the file.
pub(crate) struct BankText {
    pub(crate) source: Source,
    pub(crate) text: Vec<u8>,
}

/// A row with the line of the file on which it begins.
struct Row {
    line: u64,
    fields: Vec<String>,
}

impl BankText {
    /// Reads a bank file in any of the usual encodings and separators, with decimal points or commas.
    ///
    /// A note names what is unusual in the file, such as its encoding. Errors name the file.
    pub(crate) fn read(source: &Source) -> anyhow::Result<Self> {
        let mut text = DelimitedText::open(source)?;
        let mut rows = rows(&mut text).with_context(|| source.to_string())?;
        let mut found = text.peculiarities();
        if let Some((header, items)) = rows.split_first_mut() {
            let (numbers, has_other_names) = name_columns(&mut header.fields);
            if has_other_names {
                found.push("names of columns in capitals".to_owned());
            }
            match decimal_marks(items, &numbers) {
                [true, true] => found.push("decimal points; numbers with a comma are not read".to_owned()),
                [true, false] => {
                    found.push("decimal commas".to_owned());
                    items.iter_mut().for_each(|row| set_decimal_points(row, &numbers));
                }
                [false, _] => {}
            }
            if drop_empty_columns(header, items) {
                found.push("columns that are empty".to_owned());
            }
        }
        if !found.is_empty() {
            note::print(format_args!("{source} is read with {}", found.join(", ")));
        }
        Ok(Self { source: source.clone(), text: written(&rows)? })
    }
}

fn rows(text: &mut DelimitedText) -> Result<Vec<Row>, TextError> {
    let (mut record, mut rows) = (csv::StringRecord::new(), Vec::new());
    while let Some(line) = text.read_row(&mut record)? {
        let fields = record.iter().map(|field| field.trim().to_owned()).collect();
        rows.push(Row { line, fields });
    }
    Ok(rows)
}

/// The usual name of a column of texts or keys, in whichever case it is written; `None` for another column.
pub(crate) fn text_column(name: &str) -> Option<String> {
    let plain = name.to_ascii_lowercase();
    if TEXT_COLUMNS.contains(&plain.as_str()) {
        return Some(plain);
    }
    let prefix = OPTION_COLUMNS.into_iter().find(|prefix| plain.starts_with(prefix))?;
    Some(format!("{prefix}{}", &name[prefix.len()..]))
}

/// Gives the columns their usual names, in whichever case the file has them; returns the places of the parameters, and whether a
/// name has changed.
fn name_columns(header: &mut [String]) -> (Vec<usize>, bool) {
    let (mut numbers, mut has_changed) = (Vec::new(), false);
    for (place, name) in header.iter_mut().enumerate() {
        let plain = name.to_ascii_lowercase();
        let is_number = ParameterName::from_name(&plain).is_some();
        if is_number {
            numbers.push(place);
        }
        let is_of_item = is_number || ITEM_COLUMNS.contains(&plain.as_str());
        if let Some(usual) = if is_of_item { Some(plain) } else { text_column(name) } {
            has_changed |= usual != *name;
            *name = usual;
        }
    }
    (numbers, has_changed)
}

/// Whether parameters have decimal commas, and whether they have decimal points. Beside a point, a comma may as well separate
/// thousands.
fn decimal_marks(rows: &[Row], numbers: &[usize]) -> [bool; 2] {
    let fields = rows.iter().flat_map(|row| numbers.iter().filter_map(|place| row.fields.get(*place)));
    fields.filter_map(|field| decimal_mark(field)).fold([false; 2], |[commas, points], mark| match mark {
        DecimalMark::Comma => [true, points],
        DecimalMark::Point => [commas, true],
    })
}

fn set_decimal_points(row: &mut Row, numbers: &[usize]) {
    for place in numbers {
        if let Some(field) = row.fields.get_mut(*place)
            && decimal_mark(field).is_some()
        {
            *field = with_decimal_point(field);
        }
    }
}

/// Drops the columns without a name and without text, such as those that Excel writes at the end; whether there were any.
fn drop_empty_columns(header: &mut Row, rows: &mut [Row]) -> bool {
    let before = header.fields.len();
    for place in (0..header.fields.len()).rev() {
        let is_empty = |row: &Row| row.fields.get(place).is_none_or(String::is_empty);
        if is_empty(header) && rows.iter().all(is_empty) {
            let remove = |row: &mut Row| drop((place < row.fields.len()).then(|| row.fields.remove(place)));
            remove(header);
            rows.iter_mut().for_each(remove);
        }
    }
    for row in rows {
        let surplus =
            |row: &Row| row.fields.len() > header.fields.len() && row.fields.last().is_some_and(String::is_empty);
        while surplus(row) {
            row.fields.pop();
        }
    }
    header.fields.len() < before
}

fn written(rows: &[Row]) -> anyhow::Result<Vec<u8>> {
    let (mut text, mut line) = (Vec::new(), 1);
    for row in rows {
        text.extend(std::iter::repeat_n(b'\n', row.line.saturating_sub(line) as usize));
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(&row.fields)?;
        let row_text = writer.into_inner()?;
        line = line.max(row.line) + lines_of(&row_text);
        text.extend(row_text);
    }
    Ok(text)
}

/// The number of line ends, a carriage return with a line feed being one.
fn lines_of(text: &[u8]) -> u64 {
    let feeds = text.iter().filter(|byte| **byte == b'\n').count();
    let returns = text.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count();
    (feeds + returns) as u64
}
