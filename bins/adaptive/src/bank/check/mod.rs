//! `adaptive bank check`: the faults of an item bank file, and their places.

mod figures;
mod remedies;
mod unusual;

use std::io::{self, Write};
use std::process::ExitCode;

use exam::{BankFile, BankFileError, ExamError, TextProblem};
use irt_core::{BankError, BankProblem};
use serde::Serialize;

use self::figures::BankFigures;
use self::remedies::remedies;
use self::unusual::{UnusualValue, unusual_values};
use crate::args::{BankCheckArguments, ReportFormat};
use crate::bank::bank_text::BankText;
use crate::source::Source;

/// The result of the check.
#[derive(Serialize)]
struct BankFinding {
    file: String,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<BankFigures>,
    problems: Vec<ListedProblem>,
    /// Values that are allowed and rarely right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unusual: Vec<UnusualValue>,
    /// How many problems there are besides those listed.
    unlisted: usize,
    /// What to do about columns that are not those of a bank, and about items that are keyed in reverse.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remedies: Vec<String>,
}

#[derive(Serialize)]
struct ListedProblem {
    code: &'static str,
    row: Option<u64>,
    item_id: Option<String>,
    column: String,
    value: String,
    detail: String,
}

pub(crate) fn run(arguments: &BankCheckArguments) -> anyhow::Result<ExitCode> {
    let file = &arguments.bank;
    let text = BankText::read(file)?.text;
    let finding = match BankFile::from_csv(&text, arguments.scaling_constant) {
        Ok(bank) => BankFinding::sound(file, &bank),
        Err(ExamError::InvalidBank(error)) => BankFinding::faulty(file, &error, &text),
        Err(other) => return Err(other.into()),
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => finding.write_text(&mut out)?,
        ReportFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &finding).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(if finding.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl BankFinding {
    fn sound(file: &Source, bank: &BankFile) -> Self {
        let (file, summary) = (file.to_string(), Some(BankFigures::from_bank(bank)));
        let unusual = unusual_values(&bank.bank);
        Self { file, valid: true, summary, problems: Vec::new(), unusual, unlisted: 0, remedies: Vec::new() }
    }

    /// The faults, in the order of the file, which has this text.
    fn faulty(file: &Source, error: &BankFileError, text: &[u8]) -> Self {
        let parameters = error.parameters.iter().flat_map(BankError::problems).map(numeric_problem);
        let mut problems: Vec<ListedProblem> = parameters.chain(error.texts.iter().map(text_problem)).collect();
        problems.sort_by_key(|problem| problem.row);
        Self {
            file: file.to_string(),
            valid: false,
            summary: None,
            problems,
            unusual: Vec::new(),
            unlisted: error.unlisted(),
            remedies: remedies(file, error, text),
        }
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        for problem in &self.problems {
            writeln!(out, "{}: {}", self.file, problem.detail)?;
        }
        self.remedies.iter().try_for_each(|remedy| writeln!(out, "{}: {remedy}", self.file))?;
        match &self.summary {
            Some(summary) => {
                summary.write_text(&self.file, self.unusual.len(), out)?;
                self.unusual.iter().try_for_each(|value| writeln!(out, "note: {}", value.detail))
            }
            None => match self.problems.len() + self.unlisted {
                1 => writeln!(out, "1 problem"),
                count if self.unlisted > 0 => {
                    writeln!(out, "{count} problems, of which the first {} are listed", self.problems.len())
                }
                count => writeln!(out, "{count} problems"),
            },
        }
    }
}

fn numeric_problem(problem: &BankProblem) -> ListedProblem {
    ListedProblem {
        code: problem.cause.code(),
        row: problem.row,
        item_id: problem.item_id.clone(),
        column: problem.column.clone(),
        value: problem.value.clone(),
        detail: problem.to_string(),
    }
}

fn text_problem(problem: &TextProblem) -> ListedProblem {
    ListedProblem {
        code: problem.cause.code(),
        row: Some(problem.row),
        item_id: Some(problem.item_id.clone()),
        column: problem.column.clone(),
        value: problem.value.clone(),
        detail: problem.to_string(),
    }
}
