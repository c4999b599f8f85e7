//! The files of a simulation besides the examinees: summary, items, groups of ability, pictures.

use std::fs;

use anyhow::Context as _;
use irt_core::ItemBank;
use serde::Serialize;
use simulation::{ConditionalRow, Summary, plot};

use crate::args::SimulateArguments;
use crate::output_directory::OutputDirectory;

/// What a report is made of.
pub(super) struct Report<'a> {
    pub(super) arguments: &'a SimulateArguments,
    pub(super) bank: &'a ItemBank,
    pub(super) summary: &'a Summary,
    /// The true and estimated abilities of the first examinees.
    pub(super) abilities: &'a [[f64; 2]],
}

#[derive(Serialize)]
struct SummaryFile<'a> {
    program: &'static str,
    bank: String,
    design: String,
    abilities: Abilities,
    #[serde(flatten)]
    summary: &'a Summary,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Abilities {
    Normal { mean: f64, sd: f64 },
    Given { file: String },
}

#[derive(Serialize)]
struct ItemRow<'a> {
    item_id: &'a str,
    content: &'a str,
    administered: u64,
    exposure_rate: f64,
    above_limit: bool,
}

#[derive(Serialize)]
struct GroupRow {
    group: usize,
    examinees: u64,
    mean_theta: f64,
    bias: f64,
    bias_standard_error: Option<f64>,
    rmse: f64,
    mae: f64,
    mean_standard_error: f64,
    coverage: f64,
    mean_length: f64,
}

impl Report<'_> {
    /// Writes all files; gives the text of the summary.
    pub(super) fn write(&self, directory: &OutputDirectory) -> anyhow::Result<String> {
        let summary = self.summary_text()?;
        let Summary { conditional, items, exposure, lengths, examinees, .. } = self.summary;
        for (name, text) in [
            ("summary.json", summary.clone()),
            ("items.csv", self.items_text()?),
            ("conditional.csv", csv_text(conditional.iter().map(group_row))?),
            ("recovery.svg", plot::recovery(self.abilities, *examinees)?),
            ("conditional.svg", plot::conditional(conditional)?),
            ("exposure.svg", plot::exposure(items, exposure.limit)?),
            ("test_length.svg", plot::test_length(lengths)?),
        ] {
            fs::write(directory.file(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        Ok(summary)
    }

    fn summary_text(&self) -> anyhow::Result<String> {
        let arguments = self.arguments;
        let abilities = match &arguments.thetas {
            Some(source) => Abilities::Given { file: source.to_string() },
            None => Abilities::Normal { mean: arguments.theta_mean, sd: arguments.theta_sd },
        };
        let file = SummaryFile {
            program: concat!("adaptive ", env!("CARGO_PKG_VERSION")),
            bank: arguments.bank.source.to_string(),
            design: arguments.design.to_string(),
            abilities,
            summary: self.summary,
        };
        Ok(serde_json::to_string_pretty(&file)? + "\n")
    }

    fn items_text(&self) -> anyhow::Result<String> {
        let limit = self.summary.exposure.limit;
        csv_text(self.bank.items().zip(&self.summary.items).map(|(item, usage)| ItemRow {
            item_id: item.id.as_str(),
            content: item.content.unwrap_or_default(),
            administered: usage.administered,
            exposure_rate: usage.exposure_rate,
            above_limit: usage.exposure_rate > limit,
        }))
    }
}

fn group_row(row: &ConditionalRow) -> GroupRow {
    let recovery = row.recovery;
    GroupRow {
        group: row.group,
        examinees: row.examinees,
        mean_theta: row.mean_theta,
        bias: recovery.bias,
        bias_standard_error: recovery.bias_standard_error,
        rmse: recovery.rmse,
        mae: recovery.mae,
        mean_standard_error: recovery.mean_standard_error,
        coverage: recovery.coverage,
        mean_length: row.mean_length,
    }
}

fn csv_text(rows: impl Iterator<Item = impl Serialize>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
