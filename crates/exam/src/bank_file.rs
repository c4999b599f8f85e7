//! Reading a bank file: parameters for the engine, texts and keys for the exam.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::SystemTime;

use irt_core::{BankItem, ItemBank, Metric, ParameterName};
use persistence::{ItemRecord, NewBank, OptionRecord};

use crate::error::ExamError;

/// The longest name of a bank or an exam type, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 64;

/// Something wrong with the text of an item in a bank file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextProblem {
    /// The line of the file, counted from 1.
    pub row: u64,
    /// The name of the item.
    pub item_id: String,
    /// The column.
    pub column: String,
    /// The value as it stands there.
    pub value: String,
    /// What is wrong.
    pub cause: TextCause,
}

/// What can be wrong with the text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextCause {
    /// The key names none of the item's options.
    KeyWithoutOption,
    /// There are options and no key says which is right.
    MissingKey,
    /// There is a single option.
    SingleOption,
}

impl TextCause {
    /// The stable name of the cause.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "key_without_option",
            Self::MissingKey => "missing_key",
            Self::SingleOption => "single_option",
        }
    }

    const fn rule(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "the key must name one of the item's options",
            Self::MissingKey => "an item with options needs a key",
            Self::SingleOption => "an item has either no options or at least two",
        }
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, item {:?}, column {}: ", self.row, self.item_id, self.column)?;
        match self.value.as_str() {
            "" => write!(f, "empty: {}", self.cause.rule()),
            value => write!(f, "{value:?}: {}", self.cause.rule()),
        }
    }
}

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
    /// [`ExamError::InvalidBank`] and [`ExamError::InvalidItemText`] list everything that is wrong, with its place.
    pub fn from_csv(text: &[u8], metric: Metric) -> Result<Self, ExamError> {
        let bank = ItemBank::from_csv(text, metric).map_err(ExamError::InvalidBank)?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(strip_bom(text));
        let columns = TextColumns::find(reader.headers().map_err(unreadable)?);
        let mut items = Vec::with_capacity(bank.len());
        let mut problems = Vec::new();
        for (numeric, record) in bank.items().zip(reader.records()) {
            let record = record.map_err(unreadable)?;
            let item = columns.read(&numeric, &record)?;
            problems.extend(check_text(&item, record.position().map_or(0, csv::Position::line)));
            items.push(item);
        }
        if problems.is_empty() { Ok(Self { bank, items }) } else { Err(ExamError::InvalidItemText(problems)) }
    }

    /// The bank under a name, ready for the record.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] when the name will not do.
    pub fn into_new_bank(self, name: &str, created_at: SystemTime) -> Result<NewBank, ExamError> {
        check_name("name", name)?;
        let scaling_constant = self.bank.metric().scaling_constant();
        Ok(NewBank { name: name.to_owned(), scaling_constant, items: self.items, created_at })
    }
}

/// Names of banks and exam types appear in URLs, metrics and settings, so they are plain.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), ExamError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > MAX_NAME_BYTES || !name.chars().all(plain) {
        return Err(ExamError::invalid(
            field,
            format!("{name:?}"),
            "a name has 1 to 64 letters, digits, hyphens, underscores or full stops",
        ));
    }
    Ok(())
}

fn strip_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// The numeric reader has been through the file already, so this is a fault of the program, not of the file.
#[expect(clippy::needless_pass_by_value, reason = "used as a map_err function")]
fn unreadable(error: csv::Error) -> ExamError {
    ExamError::UnusableRecord { what: "bank file".to_owned(), reason: error.to_string() }
}

struct TextColumns {
    stem: Option<usize>,
    key: Option<usize>,
    options: Vec<(String, usize)>,
}

impl TextColumns {
    fn find(headers: &csv::StringRecord) -> Self {
        let by_name: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
        let options = headers
            .iter()
            .enumerate()
            .filter_map(|(place, name)| name.strip_prefix("option_").map(|key| (key.to_owned(), place)))
            .collect();
        Self { stem: by_name.get("stem").copied(), key: by_name.get("key").copied(), options }
    }

    fn read(&self, numeric: &BankItem<'_>, record: &csv::StringRecord) -> Result<ItemRecord, ExamError> {
        let text = |column: Option<usize>| {
            column.and_then(|column| record.get(column)).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let options = self
            .options
            .iter()
            .filter_map(|(key, column)| text(Some(*column)).map(|text| OptionRecord { key: key.clone(), text }))
            .collect();
        Ok(ItemRecord { stem: text(self.stem), answer_key: text(self.key), options, ..numeric_part(numeric)? })
    }
}

/// The numeric part of an item, as the record keeps it.
fn numeric_part(item: &BankItem<'_>) -> Result<ItemRecord, ExamError> {
    let parameters = item.model.parameters();
    let single = |letter| {
        let found = parameters.iter().find(|(name, _)| name.letter() == letter && name.number().is_none());
        found.map(|(_, value)| *value)
    };
    Ok(ItemRecord {
        item_id: item.id.as_str().to_owned(),
        model: item.model_name().as_str().to_owned(),
        discrimination: single('a').unwrap_or(1.0),
        difficulty: single('b').unwrap_or(0.0),
        guessing: single('c').unwrap_or(0.0),
        upper_asymptote: single('d').unwrap_or(1.0),
        parameters: if item.model_name().is_dichotomous() { None } else { Some(as_json(&parameters)?) },
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

fn check_text(item: &ItemRecord, row: u64) -> Option<TextProblem> {
    let named = |key: &String| item.options.iter().any(|option| &option.key == key);
    let (column, cause) = match (&item.answer_key, item.options.len()) {
        (_, 1) => ("option", TextCause::SingleOption),
        (None, 2..) => ("key", TextCause::MissingKey),
        (Some(key), 2..) if !named(key) => ("key", TextCause::KeyWithoutOption),
        _ => return None,
    };
    let value = if column == "key" { item.answer_key.clone().unwrap_or_default() } else { String::new() };
    Some(TextProblem { row, item_id: item.item_id.clone(), column: column.to_owned(), value, cause })
}
