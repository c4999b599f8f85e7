//! What a cell means.

use crate::args::{NameList, OmittedAs, ResponsesArguments};
use crate::delimited_text::with_decimal_point;
use crate::responses::answer_key::{AnswerKey, Choice};
use crate::responses::fault::FaultCause;
use crate::responses::whole_number::whole_number;

/// What R writes into an empty cell.
const NOT_AVAILABLE: &str = "NA";

/// How the cells of a file are coded.
pub(super) struct Coding {
    missing: Vec<Code>,
    omitted: Vec<Code>,
    omitted_means: CellValue,
    lowest: i16,
}

/// A code with the number that it is.
struct Code {
    text: String,
    number: Option<f64>,
}

/// How the responses to an item are scored.
#[derive(Debug, Clone)]
pub(super) enum Scoring {
    /// Cells are categories; their number.
    Categories(u8),
    /// Cells are options.
    Key(AnswerKey),
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellValue {
    /// A category, counted from 0.
    Category(u8),
    /// An option that is the key of no item; it counts as wrong.
    NoKey,
    OmittedWrong,
    NotAdministered,
}

impl Coding {
    pub(super) fn from_arguments(arguments: &ResponsesArguments) -> anyhow::Result<Self> {
        let (missing, omitted) = (codes(arguments.missing.as_ref()), codes(arguments.omitted.as_ref()));
        if let Some(both) = missing.iter().find(|code| omitted.iter().any(|other| other.is(&code.text))) {
            anyhow::bail!("{:?} is a code of --missing and of --omitted", both.text);
        }
        let omitted_means = match arguments.omitted_as {
            Some(OmittedAs::Wrong) => CellValue::OmittedWrong,
            Some(OmittedAs::Missing) | None => CellValue::NotAdministered,
        };
        Ok(Self { missing, omitted, omitted_means, lowest: arguments.lowest_category })
    }

    /// The number that stands for the lowest category.
    pub(super) const fn lowest(&self) -> i16 {
        self.lowest
    }

    /// The codes that are also categories or options of an item that is scored so.
    pub(super) fn codes_among(&self, scoring: &Scoring) -> impl Iterator<Item = &str> {
        let codes = self.missing.iter().chain(&self.omitted).map(|code| code.text.as_str());
        codes.filter(move |code| match scoring {
            Scoring::Categories(categories) => self.category(code, *categories).is_ok(),
            Scoring::Key(key) => key.has(code),
        })
    }

    /// What a cell, trimmed, says about an item.
    pub(super) fn value(&self, cell: &str, scoring: &Scoring) -> Result<CellValue, FaultCause> {
        if self.omitted.iter().any(|code| code.is(cell)) {
            return Ok(self.omitted_means);
        }
        if cell.is_empty() || cell == NOT_AVAILABLE || self.missing.iter().any(|code| code.is(cell)) {
            return Ok(CellValue::NotAdministered);
        }
        match scoring {
            Scoring::Categories(categories) => self.category(cell, *categories).map(CellValue::Category),
            Scoring::Key(key) => match key.choice(cell) {
                Some(Choice::Scored(category)) => Ok(CellValue::Category(category)),
                Some(Choice::NoKey) => Ok(CellValue::NoKey),
                None => Err(FaultCause::NotAnOption { options: key.options() }),
            },
        }
    }

    fn category(&self, cell: &str, categories: u8) -> Result<u8, FaultCause> {
        if let &[digit @ b'0'..=b'9'] = cell.as_bytes()
            && self.lowest == 0
            && digit - b'0' < categories
        {
            return Ok(digit - b'0');
        }
        if let Some(right) = logical(cell) {
            return if categories == 2 { Ok(right) } else { Err(FaultCause::LogicalOfMany { categories }) };
        }
        let lowest = i64::from(self.lowest);
        let highest = lowest + i64::from(categories) - 1;
        match whole_number(cell) {
            Some(number) if number > highest => Err(FaultCause::TooHigh { lowest, highest }),
            Some(number) if number < lowest && lowest != 0 => Err(FaultCause::TooLow { lowest, highest }),
            Some(number) if number >= lowest => {
                u8::try_from(number - lowest).map_err(|_| FaultCause::TooHigh { lowest, highest })
            }
            _ => Err(FaultCause::NotACategory { lowest }),
        }
    }
}

impl Code {
    fn is(&self, cell: &str) -> bool {
        self.text == cell || (self.number.is_some() && number(cell) == self.number)
    }
}

fn codes(list: Option<&NameList>) -> Vec<Code> {
    let texts = list.into_iter().flat_map(|list| &list.0);
    texts.map(|text| Code { text: text.clone(), number: number(text) }).collect()
}

fn number(text: &str) -> Option<f64> {
    let may_be_number = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || b"+-.,".contains(&byte));
    may_be_number.then(|| with_decimal_point(text).parse().ok()).flatten()
}

/// `TRUE` as 1 and `FALSE` as 0, as R and Python write them.
fn logical(cell: &str) -> Option<u8> {
    match cell.len() {
        1 | 4 if cell.eq_ignore_ascii_case("true") || cell.eq_ignore_ascii_case("t") => Some(1),
        1 | 5 if cell.eq_ignore_ascii_case("false") || cell.eq_ignore_ascii_case("f") => Some(0),
        _ => None,
    }
}
