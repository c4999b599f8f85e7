//! `adaptive design check`: the fault of a test design, and its place.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use irt_core::{AdaptiveTest, CostLimits, DesignCost, ItemBank};
use serde::Serialize;

use crate::args::{DesignCheckArguments, ReportFormat};
use crate::bank::bank_file;
use crate::design::design_file::{self, DesignFault, DesignFile};
use crate::design::unreachable::{self, Unreachable};

/// From which cost on the text has a note of it.
const NOTABLE_STEP_SECONDS: f64 = 0.01;
const NOTABLE_TABLE_BYTES: usize = 16 << 20;

/// The result of the check.
#[derive(Serialize)]
struct DesignFinding {
    file: String,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<DesignProblem>,
    /// What the design costs on the bank, estimated.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<CostFinding>,
    /// What the design asks for and cannot get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<DesignProblem>,
}

/// What a design costs on a bank.
#[derive(Serialize)]
struct CostFinding {
    step_seconds: f64,
    preparation_seconds: f64,
    table_bytes: usize,
    detail: String,
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
    let mut finding = DesignFinding {
        file: arguments.design.to_string(),
        valid: true,
        bank: arguments.bank.as_ref().map(ToString::to_string),
        problem: None,
        cost: None,
        warnings: Vec::new(),
    };
    match design_file::parse(&arguments.design)? {
        Err(fault) => finding.problem = Some(DesignProblem::from_fault(&fault)),
        Ok(file) => finding.look_at(&file, bank.map(Arc::new))?,
    }
    finding.valid = finding.problem.is_none();
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

impl CostFinding {
    /// Whether the text has it, besides the JSON.
    fn is_notable(&self) -> bool {
        self.step_seconds >= NOTABLE_STEP_SECONDS || self.table_bytes >= NOTABLE_TABLE_BYTES
    }
}

impl From<&DesignCost> for CostFinding {
    fn from(cost: &DesignCost) -> Self {
        Self {
            step_seconds: cost.step().as_secs_f64(),
            preparation_seconds: cost.preparation().as_secs_f64(),
            table_bytes: cost.table_bytes(),
            detail: cost.to_string(),
        }
    }
}

impl DesignProblem {
    /// A problem of a field, on the line where the file has it.
    fn at(file: &DesignFile, field: &'static str, detail: String) -> Self {
        Self { line: file.line_of(field), field: Some(field), detail }
    }

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
    /// Finds out what is wrong with a design that can be read, and what it costs on the bank, where there is one.
    fn look_at(&mut self, file: &DesignFile, bank: Option<Arc<ItemBank>>) -> anyhow::Result<()> {
        let Some(bank) = bank else {
            self.warnings = warnings(file, None)?;
            return Ok(());
        };
        let cost = DesignCost::new(&bank, &file.design);
        self.cost = Some(CostFinding::from(&cost));
        // A design that a server refuses for its cost takes long here too.
        if let Err(excess) = cost.check(&CostLimits::default()) {
            self.problem = Some(DesignProblem::at(file, excess.field, excess.to_string()));
            return Ok(());
        }
        match AdaptiveTest::new(bank, file.design.clone()) {
            Err(error) => self.problem = Some(DesignProblem::at(file, error.field, error.to_string())),
            Ok(test) => self.warnings = warnings(file, Some(&Arc::new(test)))?,
        }
        Ok(())
    }

    fn text(&self) -> String {
        let warnings = self.warnings.iter().map(|DesignProblem { line, detail, .. }| match line {
            Some(line) => format!("{}: line {line}: warning: {detail}", self.file),
            None => format!("{}: warning: {detail}", self.file),
        });
        let mut lines: Vec<String> = warnings.collect();
        if lines.is_empty() {
            lines.push(self.verdict());
        }
        let notable = self.cost.iter().filter(|cost| self.valid && cost.is_notable());
        lines.extend(notable.map(|cost| format!("{}: note: {}", self.file, cost.detail)));
        lines.join("\n")
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
