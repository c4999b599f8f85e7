//! Reading a bank file: parameters for the engine, texts and keys for the exam.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use irt_core::{BankError, BankItem, ItemBank, MAX_LISTED_PROBLEMS, Metric, NumberedLines, ParameterName};
use persistence::{FourParameters, ItemRecord, NewBank, Presentation};

use crate::asset_reference::AssetReference;
use crate::bank_fault::{BankFileError, LONGEST_VALUE, TextCause, TextProblem};
use crate::error::ExamError;
use crate::excerpt::excerpt;
use crate::four_parameters::four_parameters;
use crate::text_row::{TextColumns, TextRow};

/// The longest name of a bank or an exam type, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 64;

/// A bank as read from a file: what the engine computes with and what the record keeps.
#[derive(Debug)]
pub struct BankFile {
    /// The parameters.
    pub bank: ItemBank,
    /// The same items with their texts and keys, in bank order.
    pub items: Vec<ItemRecord>,
    /// The pictures to which the texts refer.
    pub asset_references: Vec<AssetReference>,
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
        let problems = rows.iter().filter_map(TextRow::problem);
        let bank = match bank {
            Ok(bank) => bank,
            Err(error) => return Err(invalid(Some(error), problems)),
        };
        refuse_faulty(problems)?;
        // How many categories an item has is known only where its parameters are sound.
        refuse_faulty(bank.items().zip(&rows).filter_map(|(item, row)| row.score_problem(item.model.categories())))?;
        let asset_references = rows.iter().flat_map(TextRow::asset_references).collect();
        let items =
            bank.items().zip(rows).map(|(numeric, row)| numeric_part(&numeric).map(|numeric| row.into_item(numeric)));
        let items = items.collect::<Result<_, _>>()?;
        Ok(Self { bank, items, asset_references })
    }

    /// Checks that the texts refer to none but these pictures, and returns those to which none refers.
    ///
    /// # Errors
    /// [`ExamError::InvalidBank`] lists the references to others.
    pub fn unused_assets(&self, mut names: BTreeSet<String>) -> Result<Vec<String>, ExamError> {
        let unknown = self.asset_references.iter().filter(|reference| !names.contains(&reference.name));
        refuse_faulty(unknown.map(|reference| TextProblem {
            row: reference.row,
            item_id: excerpt(&reference.item_id, LONGEST_VALUE),
            column: reference.column.clone(),
            value: excerpt(&reference.name, LONGEST_VALUE),
            cause: TextCause::UnknownAsset,
        }))?;
        for reference in &self.asset_references {
            names.remove(&reference.name);
        }
        Ok(names.into_iter().collect())
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

/// Refuses texts that have a problem.
fn refuse_faulty(problems: impl Iterator<Item = TextProblem>) -> Result<(), ExamError> {
    let mut problems = problems.peekable();
    if problems.peek().is_none() { Ok(()) } else { Err(invalid(None, problems)) }
}

fn invalid(parameters: Option<BankError>, mut problems: impl Iterator<Item = TextProblem>) -> ExamError {
    let texts: Vec<TextProblem> = problems.by_ref().take(MAX_LISTED_PROBLEMS).collect();
    ExamError::InvalidBank(BankFileError { parameters, texts, unlisted_texts: problems.count() })
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
        presentation: Presentation::default(),
    })
}

fn as_json(parameters: &[(ParameterName, f64)]) -> Result<String, ExamError> {
    let named: BTreeMap<String, f64> = parameters.iter().map(|(name, value)| (name.to_string(), *value)).collect();
    serde_json::to_string(&named).map_err(|error| ExamError::UnusableRecord {
        what: "parameters of an item".to_owned(),
        reason: error.to_string(),
    })
}
