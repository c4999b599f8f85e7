//! `adaptive bank check`: the faults of an item bank file, and their places.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use exam::{BankFile, BankFileError, ExamError, ItemRecord, TextProblem};
use irt_core::{BankError, BankProblem};
use serde::Serialize;

use crate::args::{BankCheckArguments, ReportFormat};
use crate::source::Source;

/// The result of the check.
#[derive(Serialize)]
struct BankFinding {
    file: String,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<BankFigures>,
    problems: Vec<ListedProblem>,
    /// How many problems there are besides those listed.
    unlisted: usize,
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

/// A bank without faults, in figures.
#[derive(Serialize)]
struct BankFigures {
    items: usize,
    scaling_constant: f64,
    models: BTreeMap<String, usize>,
    content: BTreeMap<String, usize>,
    /// How many items have no content area.
    without_content: usize,
    /// How many items have options to choose from.
    with_options: usize,
    a: Range,
    b: Range,
    c: Range,
    d: Range,
}

#[derive(Serialize)]
struct Range {
    least: f64,
    greatest: f64,
}

pub(crate) fn run(arguments: &BankCheckArguments) -> anyhow::Result<ExitCode> {
    let file = &arguments.bank;
    let finding = match BankFile::from_csv(&file.read()?, arguments.scaling_constant) {
        Ok(bank) => BankFinding::sound(file, &bank),
        Err(ExamError::InvalidBank(error)) => BankFinding::faulty(file, &error),
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
        Self { file, valid: true, summary, problems: Vec::new(), unlisted: 0 }
    }

    /// The faults, in the order of the file.
    fn faulty(file: &Source, error: &BankFileError) -> Self {
        let parameters = error.parameters.iter().flat_map(BankError::problems).map(numeric_problem);
        let mut problems: Vec<ListedProblem> = parameters.chain(error.texts.iter().map(text_problem)).collect();
        problems.sort_by_key(|problem| problem.row);
        Self { file: file.to_string(), valid: false, summary: None, problems, unlisted: error.unlisted() }
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        for problem in &self.problems {
            writeln!(out, "{}: {}", self.file, problem.detail)?;
        }
        match &self.summary {
            Some(summary) => summary.write_text(&self.file, out),
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

impl BankFigures {
    fn from_bank(file: &BankFile) -> Self {
        let (mut models, mut content) = (BTreeMap::new(), BTreeMap::new());
        for item in file.bank.items() {
            *models.entry(item.model_name().to_string()).or_insert(0) += 1;
            if let Some(area) = item.content {
                *content.entry(area.to_owned()).or_insert(0) += 1;
            }
        }
        let range = |select: fn(&ItemRecord) -> f64| Range::from_values(file.items.iter().map(select));
        Self {
            items: file.bank.len(),
            scaling_constant: file.bank.metric().scaling_constant(),
            without_content: file.bank.len() - content.values().sum::<usize>(),
            models,
            content,
            with_options: file.items.iter().filter(|item| !item.options.is_empty()).count(),
            a: range(|item| item.four_parameters.discrimination),
            b: range(|item| item.four_parameters.difficulty),
            c: range(|item| item.four_parameters.guessing),
            d: range(|item| item.four_parameters.upper_asymptote),
        }
    }

    fn write_text(&self, file: &str, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{file}: {} items, nothing wrong", self.items)?;
        writeln!(out, "models         {}", listed(&self.models))?;
        match (self.content.is_empty(), self.without_content) {
            (true, _) => writeln!(out, "content areas  none")?,
            (false, 0) => writeln!(out, "content areas  {}", listed(&self.content))?,
            (false, without) => writeln!(out, "content areas  {}, none {without}", listed(&self.content))?,
        }
        for (name, Range { least, greatest }) in [("a", &self.a), ("b", &self.b), ("c", &self.c), ("d", &self.d)] {
            writeln!(out, "{name}              {least} to {greatest}")?;
        }
        writeln!(out, "D              {}", self.scaling_constant)?;
        writeln!(out, "texts          {} of {} items have options to choose from", self.with_options, self.items)
    }
}

impl Range {
    fn from_values(values: impl Iterator<Item = f64>) -> Self {
        let widen = |Self { least, greatest }: Self, value: f64| Self {
            least: least.min(value),
            greatest: greatest.max(value),
        };
        values.fold(Self { least: f64::INFINITY, greatest: f64::NEG_INFINITY }, widen)
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

fn listed(counts: &BTreeMap<String, usize>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
