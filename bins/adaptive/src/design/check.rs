//! `adaptive design check`: the fault of a test design, and its place.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use irt_core::{AdaptiveTest, DesignError, ItemBank};
use serde::Serialize;

use crate::args::{DesignCheckArguments, ReportFormat};
use crate::bank::bank_file;
use crate::design::design_file::{self, DesignFault, DesignFile};
use crate::design::unreachable::{self, Unreachable};

/// The result of the check.
#[derive(Serialize)]
struct DesignFinding {
    file: String,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<DesignProblem>,
    /// What the design asks for and cannot get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<DesignProblem>,
}

#[derive(Serialize)]
struct DesignProblem {
    /// The line of the file, counted from 1, where the text is at fault.
    line: Option<usize>,
    /// The key, with its section, where the value is at fault.
    field: Option<&'static str>,
    detail: String,
}

pub(crate) fn run(arguments: &DesignCheckArguments) -> anyhow::Result<ExitCode> {
    let bank = arguments.bank.as_ref().map(|bank| bank_file::read(bank, arguments.metric)).transpose()?;
    let (problem, warnings) = match design_file::parse(&arguments.design)? {
        Err(fault) => (Some(DesignProblem::from_fault(&fault)), Vec::new()),
        Ok(file) => match test(&file, bank) {
            Err(error) => {
                let (line, detail) = (file.line_of(error.field), error.to_string());
                (Some(DesignProblem { line, field: Some(error.field), detail }), Vec::new())
            }
            Ok(test) => (None, warnings(&file, test.as_ref())?),
        },
    };
    let finding = DesignFinding {
        file: arguments.design.to_string(),
        valid: problem.is_none(),
        bank: arguments.bank.as_ref().map(ToString::to_string),
        problem,
        warnings,
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => writeln!(out, "{}", finding.text())?,
        ReportFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &finding).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(if finding.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The test of a design with a bank, where there is one.
fn test(file: &DesignFile, bank: Option<ItemBank>) -> Result<Option<Arc<AdaptiveTest>>, DesignError> {
    bank.map(|bank| AdaptiveTest::new(Arc::new(bank), file.design.clone()).map(Arc::new)).transpose()
}

fn warnings(file: &DesignFile, test: Option<&Arc<AdaptiveTest>>) -> anyhow::Result<Vec<DesignProblem>> {
    let with_bank = test.map(unreachable::with_bank).transpose()?.unwrap_or_default();
    let found = unreachable::on_grid(&file.design).into_iter().chain(with_bank);
    Ok(found
        .map(|Unreachable { field, detail }| DesignProblem {
            line: file.line_of(field),
            field: Some(field),
            detail: format!("{field}: {detail}"),
        })
        .collect())
}

impl DesignProblem {
    fn from_fault(fault: &DesignFault) -> Self {
        match fault {
            DesignFault::Text { line, message } => Self { line: *line, field: None, detail: message.clone() },
            DesignFault::Value { line, error } => {
                Self { line: *line, field: Some(error.field), detail: error.to_string() }
            }
        }
    }
}

impl DesignFinding {
    fn text(&self) -> String {
        let warnings = self.warnings.iter().map(|DesignProblem { line, detail, .. }| match line {
            Some(line) => format!("{}: line {line}: warning: {detail}", self.file),
            None => format!("{}: warning: {detail}", self.file),
        });
        let lines: Vec<String> = warnings.collect();
        if lines.is_empty() { self.verdict() } else { lines.join("\n") }
    }

    /// The fault of the design, or that there is none.
    fn verdict(&self) -> String {
        let with_bank = |detail: &str| match &self.bank {
            Some(bank) => format!("{detail} (checked with {bank})"),
            None => detail.to_owned(),
        };
        let text = match &self.problem {
            Some(DesignProblem { line: Some(line), field: Some(_), detail }) => {
                format!("line {line}: {}", with_bank(detail))
            }
            Some(DesignProblem { line: None, field: Some(_), detail }) => with_bank(detail),
            // The message shows the line itself.
            Some(DesignProblem { field: None, detail, .. }) => detail.clone(),
            None => with_bank("nothing wrong"),
        };
        format!("{}: {text}", self.file)
    }
}
