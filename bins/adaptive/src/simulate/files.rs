//! The files of a simulation: the summary, the report, the comparison, and those of each design.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use irt_core::AdaptiveTest;
use serde::Serialize;
use simulation::report::{Report, ReportedDesign};
use simulation::{ComparedDesign, ComparisonSummary, Examinees, SimulationSummary};

use super::design_files::DesignFiles;
use super::examinee_names::ExamineeNames;
use crate::args::SimulateArguments;
use crate::output_directory::OutputDirectory;
use crate::table::csv_text;

/// The program and its version.
const PROGRAM: &str = concat!("adaptive ", env!("CARGO_PKG_VERSION"));

/// The results of a simulation.
pub(super) struct Results<'a> {
    pub(super) arguments: &'a SimulateArguments,
    pub(super) examinees: &'a Examinees,
    pub(super) names: &'a ExamineeNames,
    pub(super) tests: &'a [(String, Arc<AdaptiveTest>)],
    pub(super) compared: &'a ComparisonSummary,
    /// The true and estimated abilities of the first examinees, design by design.
    pub(super) abilities: &'a [Vec<[f64; 2]>],
}

/// The summary of a single design.
#[derive(Serialize)]
struct SummaryFile<'a> {
    program: &'static str,
    bank: String,
    design: String,
    abilities: AbilitySource,
    #[serde(flatten)]
    summary: &'a SimulationSummary,
}

/// The summary of several.
#[derive(Serialize)]
struct ComparisonFile<'a> {
    program: &'static str,
    bank: String,
    abilities: AbilitySource,
    designs: Vec<NamedDesign<'a>>,
}

#[derive(Serialize)]
struct NamedDesign<'a> {
    design: String,
    #[serde(flatten)]
    compared: &'a ComparedDesign,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum AbilitySource {
    Normal {
        mean: f64,
        sd: f64,
    },
    Given {
        file: String,
    },
    /// By the final estimator of the design from all answers in the file.
    Estimated {
        file: String,
    },
}

/// A design in the table of several.
#[derive(Serialize)]
struct ComparisonRow<'a> {
    design: &'a str,
    mean_length: f64,
    length_p05: u32,
    length_p95: u32,
    bias: f64,
    rmse: f64,
    mae: f64,
    correlation: Option<f64>,
    mean_standard_error: f64,
    coverage: f64,
    highest_rate: f64,
    above_limit: usize,
    never_used: usize,
    test_overlap: Option<f64>,
    correctly_classified: Option<f64>,
    rmse_difference: Option<f64>,
    rmse_difference_error: Option<f64>,
}

impl Results<'_> {
    /// Writes all files, those of each design in its place; returns the text of the summary.
    pub(super) fn write(&self, directory: &OutputDirectory, places: &[PathBuf]) -> anyhow::Result<String> {
        let summary = self.summary_text()?;
        let mut files = vec![("summary.json", summary.clone()), ("report.html", self.report()?)];
        if self.tests.len() > 1 {
            files.push(("comparison.csv", csv_text(self.compared.designs.iter().map(comparison_row))?));
        }
        for (name, text) in files {
            fs::write(directory.file(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        let designs = self.tests.iter().zip(&self.compared.designs).zip(self.abilities).zip(places);
        for ((((_, test), design), abilities), place) in designs {
            DesignFiles { bank: test.bank(), summary: &design.summary, names: self.names, abilities }
                .write(directory, place)?;
        }
        Ok(summary)
    }

    fn summary_text(&self) -> anyhow::Result<String> {
        let (bank, abilities) = (self.arguments.bank.source.to_string(), self.abilities_of_examinees());
        let names = || self.arguments.designs.iter().map(ToString::to_string);
        let text = match self.compared.designs.as_slice() {
            [only] => {
                let design = names().next().unwrap_or_default();
                let summary = &only.summary;
                serde_json::to_string_pretty(&SummaryFile { program: PROGRAM, bank, design, abilities, summary })?
            }
            several => {
                let designs = names().zip(several).map(|(design, compared)| NamedDesign { design, compared }).collect();
                serde_json::to_string_pretty(&ComparisonFile { program: PROGRAM, bank, abilities, designs })?
            }
        };
        Ok(text + "\n")
    }

    fn abilities_of_examinees(&self) -> AbilitySource {
        let SimulateArguments { examinees, responses, .. } = self.arguments;
        match (responses, &examinees.thetas) {
            (Some(source), _) => AbilitySource::Estimated { file: source.to_string() },
            (None, Some(source)) => AbilitySource::Given { file: source.to_string() },
            (None, None) => AbilitySource::Normal { mean: examinees.theta_mean, sd: examinees.theta_sd },
        }
    }

    /// The designs with their results.
    pub(super) fn designs(&self) -> Vec<ReportedDesign<'_>> {
        let designs = self.tests.iter().zip(&self.compared.designs).zip(self.abilities);
        let reported = designs.map(|(((_, test), design), abilities)| ReportedDesign {
            name: &design.name,
            test,
            summary: &design.summary,
            difference: design.difference.as_ref(),
            abilities,
        });
        reported.collect()
    }

    fn report(&self) -> anyhow::Result<String> {
        let designs = self.designs();
        let bank_name = self.arguments.bank.source.to_string();
        let answers = self.arguments.responses.as_ref().map(ToString::to_string);
        let report = Report {
            program: PROGRAM,
            bank_name: &bank_name,
            examinees: self.examinees,
            given_answers: answers.as_deref(),
            designs: &designs,
        };
        report.html().context("cannot make report.html")
    }
}

fn comparison_row(design: &ComparedDesign) -> ComparisonRow<'_> {
    let ComparedDesign { name, summary, difference } = design;
    let (recovery, length, exposure) = (&summary.recovery, &summary.test_length, &summary.exposure);
    ComparisonRow {
        design: name,
        mean_length: length.mean,
        length_p05: length.p05,
        length_p95: length.p95,
        bias: recovery.bias,
        rmse: recovery.rmse,
        mae: recovery.mae,
        correlation: recovery.correlation,
        mean_standard_error: recovery.mean_standard_error,
        coverage: recovery.coverage,
        highest_rate: exposure.highest_rate,
        above_limit: exposure.above_limit,
        never_used: exposure.never_used,
        test_overlap: exposure.test_overlap,
        correctly_classified: summary.classification.as_ref().map(|accuracy| accuracy.correct),
        rmse_difference: difference.as_ref().map(|difference| difference.rmse.value),
        rmse_difference_error: difference.as_ref().and_then(|difference| difference.rmse.standard_error),
    }
}
