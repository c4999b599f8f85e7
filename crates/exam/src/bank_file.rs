//! Reading a bank file: parameters for the engine, texts and keys for the exam.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use irt_core::{BankItem, ItemBank, MAX_LISTED_PROBLEMS, Metric, NumberedLines, ParameterName};
use persistence::{FourParameters, ItemRecord, NewBank, OptionRecord};

use crate::bank_fault::{BankFileError, TextCause, TextProblem};
use crate::error::ExamError;
use crate::excerpt::excerpt;
use crate::four_parameters::four_parameters;

/// The longest name of a bank or an exam type, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 64;
/// The longest value that a problem shows, in characters. A value may be as long as the file.
const LONGEST_VALUE: usize = 200;

/// A bank as read from a file: what the engine computes with and what the record keeps.
#[derive(Debug)]
pub struct BankFile {
    /// The parameters.
    pub bank: ItemBank,
    /// The same items with their texts and keys, in bank order.
    pub items: Vec<ItemRecord>,
}

impl BankFile {
    /// Reads a bank from CSV. The columns are described in `docs/item-bank.md`.
    ///
    /// # Errors
    /// [`ExamError::InvalidBank`] lists everything that is wrong, with its place.
    pub fn from_csv(text: &[u8], metric: Metric) -> Result<Self, ExamError> {
        Self::from_csv_within(usize::MAX, text, metric)
    }

    /// As [`from_csv`](Self::from_csv) for a file that may be too large: reads no further than to the first item above this
    /// number.
    ///
    /// # Errors
    /// As for [`from_csv`](Self::from_csv).
    pub fn from_csv_within(most_items: usize, text: &[u8], metric: Metric) -> Result<Self, ExamError> {
        let bank = ItemBank::from_csv_within(most_items, text, metric);
        let rows = read_texts(most_items, text);
        let mut problems = rows.iter().filter_map(TextRow::problem);
        let texts: Vec<TextProblem> = problems.by_ref().take(MAX_LISTED_PROBLEMS).collect();
        let unlisted_texts = problems.count();
        let bank = match bank {
            Ok(bank) if texts.is_empty() => bank,
            bank => {
                let parameters = bank.err();
                return Err(ExamError::InvalidBank(BankFileError { parameters, texts, unlisted_texts }));
            }
        };
        let items = bank.items().zip(rows).map(|(numeric, row)| row.with_parameters(&numeric));
        let items = items.collect::<Result<_, _>>()?;
        Ok(Self { bank, items })
    }

    /// The bank under a name, ready for the record.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] when the name is not valid.
    pub fn into_new_bank(self, name: &str, created_at: SystemTime) -> Result<NewBank, ExamError> {
        check_name("name", name)?;
        let scaling_constant = self.bank.metric().scaling_constant();
        Ok(NewBank { name: name.to_owned(), scaling_constant, items: self.items, created_at })
    }
}

/// Names of banks and exam types appear in URLs, metrics and settings, so they are plain.
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= MAX_NAME_BYTES && name.chars().all(plain)
}

/// Checks a name that is given. Clients take the segments `.` and `..` out of an address, so nobody could read what they name.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), ExamError> {
    if is_name(name) && !matches!(name, "." | "..") {
        return Ok(());
    }
    let rule = "a name has 1 to 64 letters, digits, hyphens, underscores or full stops, and is neither `.` nor `..`";
    Err(ExamError::invalid(field, format!("{name:?}"), rule))
}

/// The text of one row.
struct TextRow {
    line: u64,
    item_id: String,
    content: Option<String>,
    stem: Option<String>,
    key: Option<String>,
    options: Vec<OptionRecord>,
}

/// The rows of the file that can be read. The numeric reader reports the others.
fn read_texts(most: usize, text: &[u8]) -> Vec<TextRow> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(NumberedLines::new(text));
    let Ok(columns) = reader.headers().map(TextColumns::find) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return rows,
            // The numeric reader reports the rest.
            _ if rows.len() >= most => return rows,
            Ok(true) => {
                let line = record.position().map_or(0, |position| reader.get_mut().line_of(position));
                if reader.get_ref().unclosed_quotation().is_some_and(|found| found.line <= line) {
                    return rows;
                }
                rows.push(columns.read(&record, line));
            }
            Err(_) => {}
        }
    }
}

struct TextColumns {
    item_id: Option<usize>,
    content: Option<usize>,
    stem: Option<usize>,
    key: Option<usize>,
    options: Vec<(String, usize)>,
}

impl TextColumns {
    fn find(headers: &csv::StringRecord) -> Self {
        let by_name: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
        let place = |name: &str| by_name.get(name).copied();
        let options = headers
            .iter()
            .enumerate()
            .filter_map(|(place, name)| name.strip_prefix("option_").map(|key| (key.to_owned(), place)))
            .collect();
        let (content, stem, key) = (place("content"), place("stem"), place("key"));
        Self { item_id: place("item_id"), content, stem, key, options }
    }

    fn read(&self, record: &csv::StringRecord, line: u64) -> TextRow {
        let text = |column: Option<usize>| {
            column.and_then(|column| record.get(column)).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let option =
            |(key, column): &(String, usize)| text(Some(*column)).map(|text| OptionRecord { key: key.clone(), text });
        TextRow {
            line,
            item_id: text(self.item_id).unwrap_or_default(),
            content: text(self.content),
            stem: text(self.stem),
            key: text(self.key),
            options: self.options.iter().filter_map(option).collect(),
        }
    }
}

impl TextRow {
    fn problem(&self) -> Option<TextProblem> {
        let unreadable = self.texts().find(|(_, text)| text.chars().any(is_unreadable));
        let (column, value, cause) = match unreadable {
            Some((column, text)) => (column, text, TextCause::ControlCharacter),
            None => self.contradiction()?,
        };
        let (item_id, value) = (excerpt(&self.item_id, LONGEST_VALUE), excerpt(value, LONGEST_VALUE));
        Some(TextProblem { row: self.line, item_id, column, value, cause })
    }

    /// The texts that are kept, each with its column; the name of an option's column is one of them.
    fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let plain = [("content", &self.content), ("stem", &self.stem), ("key", &self.key)];
        let plain = plain.into_iter().filter_map(|(column, text)| Some((column.to_owned(), text.as_deref()?)));
        let options = self.options.iter().flat_map(|option| {
            let column = format!("option_{}", option.key);
            [(column.clone(), option.key.as_str()), (column, option.text.as_str())]
        });
        plain.chain(options)
    }

    fn contradiction(&self) -> Option<(String, &str, TextCause)> {
        let named = |key: &String| self.options.iter().any(|option| &option.key == key);
        match (&self.key, self.options.as_slice()) {
            (_, [only]) => Some((format!("option_{}", only.key), only.text.as_str(), TextCause::SingleOption)),
            (None, [_, ..]) => Some(("key".to_owned(), "", TextCause::MissingKey)),
            (Some(key), [_, ..]) if !named(key) => Some(("key".to_owned(), key.as_str(), TextCause::KeyWithoutOption)),
            _ => None,
        }
    }

    /// The item as the record keeps it.
    fn with_parameters(self, numeric: &BankItem<'_>) -> Result<ItemRecord, ExamError> {
        let Self { stem, key: answer_key, options, .. } = self;
        Ok(ItemRecord { stem, answer_key, options, ..numeric_part(numeric)? })
    }
}

fn is_unreadable(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// The numeric part of an item, as the record keeps it.
fn numeric_part(item: &BankItem<'_>) -> Result<ItemRecord, ExamError> {
    let four = four_parameters(&item.model);
    let is_dichotomous = item.model_name().is_dichotomous();
    Ok(ItemRecord {
        item_id: item.id.as_str().to_owned(),
        model: item.model_name().as_str().to_owned(),
        four_parameters: FourParameters {
            discrimination: four.a,
            difficulty: four.b,
            guessing: four.c,
            upper_asymptote: four.d,
        },
        parameters: if is_dichotomous { None } else { Some(as_json(&item.model.parameters())?) },
        content: item.content.map(str::to_owned),
        stem: None,
        answer_key: None,
        options: Vec::new(),
    })
}

fn as_json(parameters: &[(ParameterName, f64)]) -> Result<String, ExamError> {
    let named: BTreeMap<String, f64> = parameters.iter().map(|(name, value)| (name.to_string(), *value)).collect();
    serde_json::to_string(&named).map_err(|error| ExamError::UnusableRecord {
        what: "parameters of an item".to_owned(),
        reason: error.to_string(),
    })
}
